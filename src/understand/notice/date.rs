//! Dates of notices: when signed, published, printed.

use crate::understand::words::bare;
use crate::value::pattern::pattern;

pattern! {
    static WHOLE = r"^([12][0-9]{3})[年./-]([0-9]{1,2})(?:[月./-]([0-9]{1,2})日?|月)$";

    static CHINESE = r"^([一二][〇○零Oo0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?$";
}

/// The ISO date that a line consists of.
pub fn alone(text: &str) -> Option<String> {
    let bare = bare(text);
    if let Some(found) = WHOLE.captures(&bare) {
        return iso(
            found[1].parse().ok()?,
            found[2].parse().ok()?,
            found.get(3).and_then(|d| d.as_str().parse().ok()),
        );
    }
    let bare = bare.replace('廿', "二十").replace('卅', "三十");
    let found = CHINESE.captures(&bare)?;
    let year = digits(&found[1])?;
    let count = |m: regex::Match<'_>| crate::understand::words::count(m.as_str());
    iso(year, count(found.get(2)?)?, found.get(3).and_then(count))
}

/// A number of a date: 2024, 十二, 二〇二四.
pub fn number(word: &str) -> Option<u32> {
    word.parse().ok().or_else(|| crate::understand::words::count(word)).or_else(|| digits(word))
}

/// A year of which each character is a digit: 二〇二四.
fn digits(word: &str) -> Option<u32> {
    word.chars().try_fold(0u32, |n, c| {
        let digit = if "〇○零Oo".contains(c) {
            0
        } else {
            c.to_digit(10).or_else(|| crate::understand::words::count(&c.to_string()))?
        };
        n.checked_mul(10)?.checked_add(digit)
    })
}

pattern! {
    static START = r"^[12][0-9]{3}(?:-[0-9]{1,2}-|[./][0-9]{1,2}[./]|年[0-9]{1,2}月)[0-9]{1,2}日?";
}

/// The date on which a text begins, whatever follows: 2020-06-02 09:15.
pub fn at_start(text: &str) -> Option<String> {
    alone(START.find(&bare(text))?.as_str())
}

pattern! {
    static END = r"^(.*?)([12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日|[一二][〇○零Oo一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)$";
}

/// The date at the end of a line, with what stands before it.
pub fn at_end(text: &str) -> Option<(String, String)> {
    let squeezed = bare(text);
    let found = END.captures(&squeezed)?;
    let date = alone(&found[2])?;
    // The words before keep their spaces: they may be several names.
    let keep = found[1].chars().count();
    let mut seen = 0;
    let before = text
        .chars()
        .take_while(|c| {
            if !c.is_whitespace() {
                seen += 1;
            }
            seen <= keep
        })
        .collect::<String>();
    Some((before.trim().to_owned(), date))
}

/// A date as ISO 8601, if the calendar may have it.
pub fn iso(year: u32, month: u32, day: Option<u32>) -> Option<String> {
    if !(1949..=2100).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    match day {
        None => Some(format!("{year:04}-{month:02}")),
        Some(day @ 1..=31) => Some(format!("{year:04}-{month:02}-{day:02}")),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_and_chinese_dates() {
        for (written, date) in [
            ("2023年 8月 11日", "2023-08-11"),
            ("２０２３年８月１１日", "2023-08-11"),
            ("二〇二三年八月十一日", "2023-08-11"),
            ("二○二一年十一月五日", "2021-11-05"),
            ("二零二四年十二月三十一日", "2024-12-31"),
            ("2023-07-28", "2023-07-28"),
            ("2023年7月", "2023-07"),
            ("二○二四年三月廿日", "2024-03-20"),
        ] {
            assert_eq!(alone(written).as_deref(), Some(date), "{written}");
        }
        assert_eq!(alone("于2023年8月1日前"), None);
        assert_eq!(at_start("2020-06-02 09:15").as_deref(), Some("2020-06-02"));
        assert_eq!(
            at_end("某 局   2021年11月8日"),
            Some(("某 局".to_owned(), "2021-11-08".to_owned()))
        );
    }
}
