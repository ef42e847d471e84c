//! How long ago an enterprise was founded: 成立超过20年, 成立不到五年, 注册10年以上.

use super::compare::{self, Says};
use crate::value::civil;
use std::ops::Bound;

/// What a text begins with.
pub(super) struct Age {
    /// The bytes that it took.
    pub length: usize,
    /// The first and the last day of the foundation; `None` where the age is about so much.
    pub founded: Option<(u64, u64)>,
}

/// Words that found an enterprise.
const FOUNDED: &[&str] = &["成立", "注册", "创立", "创办", "设立"];
/// What may stand between them and the years.
const BETWEEN: &[&str] = &["时间", "年限", "至今", "已经", "已", "了", "满", "有", "在"];

/// The age that a text begins with, told on a day (`yyyymmdd`).
pub(super) fn at(text: &str, today: u64) -> Option<Age> {
    let word = FOUNDED.iter().find(|word| text.starts_with(**word))?;
    let mut at = word.len();
    let comparison = loop {
        let rest = &text[at..];
        if let Some(found) = compare::at(rest).filter(|f| rest[..f.length].contains('年')) {
            break found;
        }
        at += BETWEEN.iter().find(|word| rest.starts_with(**word))?.len();
    };
    let length = at + comparison.length;
    let Says::Range(range, _, false) = comparison.says else {
        return Some(Age { length, founded: None });
    };
    // Exactly so many years are a year long.
    let (low, high) = match (range.low, range.high) {
        (Bound::Included(a), Bound::Included(b)) if a == b => {
            (Bound::Included(a), Bound::Excluded(b + 1.0))
        }
        ends => ends,
    };
    let before = |years: f64| back(today, years);
    // The older, the earlier.
    let last = match low {
        Bound::Included(years) => before(years)?,
        Bound::Excluded(years) => civil::beside(before(years)?, -1),
        Bound::Unbounded => LAST,
    };
    let first = match high {
        Bound::Included(years) => before(years)?,
        Bound::Excluded(years) => civil::beside(before(years)?, 1),
        Bound::Unbounded => 0,
    };
    (first <= last).then_some(Age { length, founded: Some((first, last)) })
}

/// The last day of all.
const LAST: u64 = 99_999_999;

/// The day that lies whole years before another; the 28th for a 29 February that is none.
fn back(today: u64, years: f64) -> Option<u64> {
    if years.fract() != 0.0 || !(0.0..500.0).contains(&years) {
        return None;
    }
    let (year, month, day) = (today / 10_000, today / 100 % 100, today % 100);
    let year = year.checked_sub(years as u64)?;
    let day = if civil::is_day(year, month, day) { day } else { 28 };
    Some(year * 10_000 + month * 100 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_span_of_the_foundation() {
        let read = |text: &str| at(text, 20_261_201).and_then(|age| age.founded);
        assert_eq!(read("成立超过20年"), Some((0, 20_061_130)));
        assert_eq!(read("成立20年以上"), Some((0, 20_061_201)));
        assert_eq!(read("成立不到五年"), Some((20_211_202, 99_999_999)));
        assert_eq!(read("注册时间在10年以内"), Some((20_161_201, 99_999_999)));
        assert_eq!(read("成立满十年"), Some((20_151_202, 20_161_201)));
        assert_eq!(read("成立10到20年"), Some((20_061_201, 20_161_201)));
        assert!(at("成立约20年", 20_261_201).is_some_and(|age| age.founded.is_none()));
        assert!(at("成立于2001年", 20_261_201).is_none() && at("成立大会", 20_261_201).is_none());
    }
}
