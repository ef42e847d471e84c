//! Days of the civil calendar (proleptic Gregorian).

/// Year, month and day of a day counted from 1970-01-01 (Hinnant).
pub fn of_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Whether a month (1 to 12) of a year has a day.
pub fn is_day(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// The day (`yyyymmdd`) that lies one day before or behind another.
pub fn beside(day: u64, step: i64) -> u64 {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    let written = |year: u64, month: u64, day: u64| year * 10_000 + month * 100 + day;
    if step > 0 {
        return match (is_day(year, month, day + 1), month) {
            (true, _) => written(year, month, day + 1),
            (false, 12) => written(year + 1, 1, 1),
            (false, _) => written(year, month + 1, 1),
        };
    }
    let (year_before, month_before) = if month > 1 { (year, month - 1) } else { (year - 1, 12) };
    let last = (28..=31).rev().find(|day| is_day(year_before, month_before, *day)).unwrap_or(28);
    if day > 1 { written(year, month, day - 1) } else { written(year_before, month_before, last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar() {
        assert_eq!(of_days(0), (1970, 1, 1));
        assert_eq!(of_days(11_016), (2000, 2, 29));
        assert_eq!(of_days(-1), (1969, 12, 31));
        assert!(is_day(2000, 2, 29) && is_day(2024, 2, 29) && is_day(2023, 4, 30));
        assert!(!is_day(1900, 2, 29) && !is_day(2023, 2, 29) && !is_day(2023, 4, 31));
        assert_eq!([beside(20_240_301, -1), beside(20_240_229, 1)], [20_240_229, 20_240_301]);
        assert_eq!([beside(20_240_101, -1), beside(20_231_231, 1)], [20_231_231, 20_240_101]);
        assert!(!is_day(2023, 13, 1) && !is_day(2023, 1, 0));
    }
}
