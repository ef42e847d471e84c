//! The time as SQLite writes it.

use crate::value::civil;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, UTC: `2023-08-25 12:00:00`.
pub fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    text(since.as_secs() as i64)
}

/// Seconds since 1970 as a date and time.
pub fn text(seconds: i64) -> String {
    let (days, clock) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil::of_days(days);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates_of_days() {
        assert_eq!(super::text(1_692_936_000), "2023-08-25 04:00:00");
        assert_eq!(super::text(951_782_400), "2000-02-29 00:00:00");
        assert_eq!(super::text(0), "1970-01-01 00:00:00");
    }
}
