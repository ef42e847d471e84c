//! Years and days in a query, with their comparisons, ranges and lists.

use super::number::{bad, split_range};
use crate::problem::Problem;
use crate::search::analysis::fold::{Spaces, fold};
use crate::value::civil;
use crate::value::number::chinese_integer;

/// The first and the last year that is one.
const YEARS: (u64, u64) = (1900, 2200);

/// The last day of all.
const LAST: u64 = 99_999_999;

/// Years: `2023`, `2021..2023`, `2021-2023`, `2021至2023`, with 年 or without,
/// or after a comparison operator.
pub(super) fn years(operator: &str, typed: &str) -> Result<(u64, u64), Problem> {
    let text = fold(typed, Spaces::Join).text.replace('年', "");
    let year = |s: &str| -> Result<u64, Problem> {
        let s = s.trim();
        let written = || chinese_integer(s).filter(|_| s.chars().count() == 4);
        match s.parse::<u64>().ok().or_else(written) {
            Some(year) if (YEARS.0..=YEARS.1).contains(&year) => Ok(year),
            _ => {
                Err(bad(format!("年份“{typed}”不是四位年份"), "例如 年份:2023 或 年份:2021..2023"))
            }
        }
    };
    let (low, high) = match split_range(&text, true) {
        Some((low, high)) => {
            bounded(low, high, typed)?;
            let low = if low.is_empty() { YEARS.0 } else { year(low)? };
            let high = if high.is_empty() { YEARS.1 } else { year(high)? };
            (low, high)
        }
        None => {
            let one = year(&text)?;
            match operator {
                ">=" => (one, YEARS.1),
                ">" => (one + 1, YEARS.1),
                "<=" => (YEARS.0, one),
                "<" => (YEARS.0, one.saturating_sub(1)),
                _ => (one, one),
            }
        }
    };
    ordered(low, high, typed)
}

/// Days: `2023-08`, `2023-08-25`, `2023-08..2023-09`; a month or a year means all of it.
pub(super) fn days(operator: &str, typed: &str) -> Result<(u64, u64), Problem> {
    let text = fold(typed, Spaces::Join).text;
    let text = text.trim_end_matches(['日', '号']).replace(['年', '/'], "-").replace('月', "-");
    let (low, high) = match split_range(&text, false) {
        Some((low, high)) => {
            bounded(low, high, typed)?;
            let low = if low.is_empty() { 0 } else { day(low, typed)?.0 };
            let high = if high.is_empty() { LAST } else { day(high, typed)?.1 };
            (low, high)
        }
        None => {
            let (first, last) = day(&text, typed)?;
            match operator {
                ">=" => (first, LAST),
                ">" => (last + 1, LAST),
                "<=" => (0, last),
                "<" => (0, first.saturating_sub(1)),
                _ => (first, last),
            }
        }
    };
    ordered(low, high, typed)
}

fn day(text: &str, typed: &str) -> Result<(u64, u64), Problem> {
    let fail =
        || bad(format!("日期“{typed}”看不懂"), "例如 日期:2023-08 或 日期:2023-08-01..2023-09-30");
    let mut parts = Vec::new();
    for part in text.split(['-', '.']).filter(|p| !p.is_empty()) {
        parts.push(part.parse::<u64>().map_err(|_| fail())?);
    }
    // 20230825: written without any signs.
    if let [day @ 19_000_101..=22_001_231] = parts.as_slice() {
        parts = vec![day / 10_000, day / 100 % 100, day % 100];
    }
    match parts.as_slice() {
        [y @ 1900..=2200] => Ok((y * 10_000, y * 10_000 + 9_999)),
        [y @ 1900..=2200, m @ 1..=12] => Ok((y * 10_000 + m * 100, y * 10_000 + m * 100 + 99)),
        [y @ 1900..=2200, m, d] if civil::is_day(*y, *m, *d) => {
            let day = y * 10_000 + m * 100 + d;
            Ok((day, day))
        }
        [y @ 1900..=2200, m @ 1..=12, d @ 29..=31] => Err(bad(
            format!("日期“{typed}”不存在：{y} 年 {m} 月没有 {d} 日"),
            "请改写日期；整个月写 日期:2023-02",
        )),
        _ => Err(fail()),
    }
}

/// A day as a query writes it; months and days that are 0 are not written, and neither are
/// those that mean a whole month or year.
pub(super) fn written(day: u64) -> String {
    let (year, month, day) = (day / 10_000, day / 100 % 100, day % 100);
    match (month, day) {
        (0 | 99, _) => format!("{year}"),
        (month, 0 | 99) => format!("{year}-{month:02}"),
        (month, day) => format!("{year}-{month:02}-{day:02}"),
    }
}

/// Days from one to another as a query writes them.
pub(super) fn written_range(low: u64, high: u64) -> String {
    match (low, high) {
        (0, high) => format!("..{}", written(high)),
        (low, LAST) => format!("{}..", written(low)),
        (low, high) if written(low) == written(high) => written(low),
        (low, high) => format!("{}..{}", written(low), written(high)),
    }
}

/// A range without both of its ends would be everything.
pub(super) fn bounded(low: &str, high: &str, typed: &str) -> Result<(), Problem> {
    if low.is_empty() && high.is_empty() {
        return Err(bad(
            format!("范围“{typed}”没有起点，也没有终点"),
            "请至少写出一端，例如 2021..",
        ));
    }
    Ok(())
}

fn ordered(low: u64, high: u64, typed: &str) -> Result<(u64, u64), Problem> {
    if low > high {
        return Err(bad(format!("范围“{typed}”的起点大于终点"), "请把较小的写在前面"));
    }
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_days_in_every_writing() {
        assert_eq!(years("", "二〇二三年").unwrap(), (2023, 2023));
        assert_eq!(years("", "2021..").unwrap(), (2021, 2200));
        assert_eq!(days("", "20230825").unwrap(), (20_230_825, 20_230_825));
        assert_eq!(days("", "2023年8月25号").unwrap(), (20_230_825, 20_230_825));
        assert_eq!(days("<", "2023-08").unwrap(), (0, 20_230_799));
    }

    #[test]
    fn a_day_that_no_calendar_has_is_refused() {
        for typed in ["2023-02-30", "2023-02-31..2023-04-31", "2011-02-29..2012-02-30"] {
            let problem = days("", typed).unwrap_err();
            assert!(problem.message.contains("不存在"), "{problem:?}");
        }
        assert!(days(">=", "2000-02-30").is_err() && days("", "2000-02-29").is_ok());
    }

    #[test]
    fn a_range_without_ends_is_refused() {
        assert!(years("", "..").is_err() && days("", "..").is_err() && days("", "至").is_err());
    }

    #[test]
    fn what_is_written_is_read_again() {
        for typed in ["2023", "2023-08", "2023-08-25", "2023-08..2023-09", "2021..", "..2021-05"] {
            let (low, high) = days("", typed).unwrap();
            assert_eq!(written_range(low, high), typed);
        }
    }
}
