//! Spans of time as people say them: 近三年, 2021年以来, 2026年4月, 去年下半年.

use super::whole;
use crate::search::query::Node;
use crate::search::query::days::written_range;
use crate::value::civil;
use crate::value::pattern::pattern;
use regex::Captures;

pattern! {
    static LAST = "^(?:最近|过去|近|前)([0-9]{1,2}|[一二两三四五六七八九十]{1,3})年(?:来|以来|内|间|里)?";
    static VAGUE = "^(?:近几年|最近几年|近些年|近年来|近年|(?:最近|过去|近)(?:[0-9]{1,2}|[一二两三四五六七八九十几]{1,3})个?(?:月|季度|周|天))";
    static DECADE = "^(?:上个?世纪|20世纪|二十世纪)?([5-9]0|[五六七八九]十)年代(?:([初中末前后]期?)|里|间)?";
    static PLAN = "^[\"“]?十([一二三四五])五[\"”]?(?:期间|时期|以来)";
    static RANGE = "^(?:从|自)?((?:19|20)[0-9]{2})年?(?:([0-9]{1,2})月)?(?:至|到|-|—|~)((?:19|20)[0-9]{2})年(?:([0-9]{1,2})月(?:份)?)?(?:度|之间|期间|间)?";
    static MONTHS = "^((?:19|20)[0-9]{2})年([0-9]{1,2})月?(?:至|到|-|—|~)([0-9]{1,2})月(?:份)?(?:之间|期间|间)?";
    static MANY = "^((?:(?:19|20)[0-9]{2}年?(?:度)?(?:、|和|及|与|或者|或|,|，))+(?:19|20)[0-9]{2})年(?:度)?";
    static DAY = "^(?:自|从)?((?:19|20)[0-9]{2})年(?:([0-9]{1,2})月)(?:([0-9]{1,2})[日号])?(?:份)?(及以后|及以前|以来|以后|之后|起|至今|后|以前|之前|底前|前)?";
    static PART = "^((?:19|20)[0-9]{2}年|今年|去年|前年|本年)(上半年|下半年|第?([一二三四1-4])季度)";
    static UNTIL = "^(?:截至|截止到|截止|到)((?:19|20)[0-9]{2})年(?:底|末)?(?:为止)?";
    static YEAR = "^(?:自|从)?((?:19|20)[0-9]{2})年?(?:度)?(及以后|及以前|以来|以后|之后|起|至今|后|以前|之前|前)";
    static ONE = "^((?:19|20)[0-9]{2})年(?:度)?(?:间|里|内)?";
    static SHORT = "^([123][0-9])年(?:度)?(以来|以后|之后|起|至今|以前|之前)?";
    static NEAR = "^(去年|今年|前年|明年|本年度|本年|上一年度|上一年|上年度)(?:度)?(以来|以后|以前|之前)?";
    static MONTH = "^([0-9]{1,2})月(?:份)?(?:([0-9]{1,2})[日号])?(以前|之前|前|底前|以后|之后|后)?";
}

/// A span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// Whole years.
    Years(u64, u64),
    /// Days as `yyyymmdd`.
    Days(u64, u64),
}

/// What was read at the beginning of a text.
pub(super) enum Told {
    /// These spans, any of them, in so many bytes; whether the words can be nothing else.
    Spans(Vec<Span>, usize, bool),
    /// A span without its length.
    Vague(usize),
}

/// The first and the last day of all.
const FIRST: u64 = 1900;
const LAST_YEAR: u64 = 2200;
const LAST_DAY: u64 = 99_999_999;

impl Span {
    /// The condition, of the programme's year or of the date.
    pub fn node(self) -> (Node, String) {
        match self {
            Self::Years(low, high) => (
                Node::Year(low, high),
                match (low, high) {
                    (low, high) if low == high => format!("年份:{low}"),
                    (low, LAST_YEAR) => format!("年份>={low}"),
                    (FIRST, high) => format!("年份<={high}"),
                    (low, high) => format!("年份:{low}..{high}"),
                },
            ),
            Self::Days(low, high) => {
                (Node::Date(low, high), format!("日期:{}", written_range(low, high)))
            }
        }
    }

    /// The same as days.
    pub fn days(self) -> (u64, u64) {
        match self {
            Self::Years(low, high) => (
                if low == FIRST { 0 } else { low * 10_000 },
                if high == LAST_YEAR { LAST_DAY } else { high * 10_000 + 9_999 },
            ),
            Self::Days(low, high) => (low, high),
        }
    }
}

/// The span of time that a text begins with. `alone` says that nothing unread stands before
/// it, where two digits may be a year and a month needs none.
pub(super) fn at(text: &str, now: u64, alone: bool) -> Option<Told> {
    if let Some(found) = VAGUE.find(text) {
        return Some(Told::Vague(found.end()));
    }
    let certain = |spans: Vec<Span>, length: usize| Some(Told::Spans(spans, length, true));
    let plain = |spans: Vec<Span>, length: usize| Some(Told::Spans(spans, length, false));
    if let Some(found) = LAST.captures(text) {
        let count = group(&found, 1).and_then(whole)?;
        let length = found.get(0)?.end();
        return certain(vec![Span::Years((now + 1).saturating_sub(count), now)], length);
    }
    if let Some(found) = DECADE.captures(text) {
        let length = found.get(0)?.end();
        if found.get(2).is_some() {
            return Some(Told::Vague(length));
        }
        let first = 1900 + group(&found, 1).and_then(whole)?;
        return certain(vec![Span::Years(first, first + 9)], length);
    }
    if let Some(found) = PLAN.captures(text) {
        let nth = group(&found, 1).and_then(whole)?;
        let first = 2001 + nth * 5;
        return certain(vec![Span::Years(first, first + 4)], found.get(0)?.end());
    }
    if let Some(found) = MANY.captures(text) {
        let years = group(&found, 1)?.split(|c: char| !c.is_ascii_digit());
        let years = years.filter_map(|year| year.parse().ok());
        return plain(years.map(|year| Span::Years(year, year)).collect(), found.get(0)?.end());
    }
    if let Some(found) = RANGE.captures(text) {
        let (a, b) = (number(&found, 1)?, number(&found, 3)?);
        let length = found.get(0)?.end();
        let (first, last) = (number(&found, 2), number(&found, 4));
        return match (first, last) {
            (None, None) => certain(vec![Span::Years(a.min(b), a.max(b))], length),
            _ => {
                let from = a * 10_000 + first.unwrap_or(0) * 100;
                let to = b * 10_000 + last.map_or(9_999, |month| month * 100 + 99);
                (from <= to).then(|| Told::Spans(vec![Span::Days(from, to)], length, true))
            }
        };
    }
    if let Some(found) = MONTHS.captures(text) {
        let (year, a, b) = (number(&found, 1)?, number(&found, 2)?, number(&found, 3)?);
        if a <= b && b <= 12 {
            let days = Span::Days(year * 10_000 + a * 100, year * 10_000 + b * 100 + 99);
            return certain(vec![days], found.get(0)?.end());
        }
    }
    if let Some(found) = PART.captures(text) {
        let written = group(&found, 1)?;
        let year =
            near_year(written, now).or_else(|| written.trim_end_matches('年').parse().ok())?;
        let (from, to) = match (group(&found, 2)?, group(&found, 3).and_then(whole)) {
            ("上半年", _) => (1, 6),
            ("下半年", _) => (7, 12),
            (_, quarter) => (quarter? * 3 - 2, quarter? * 3),
        };
        let days = Span::Days(year * 10_000 + from * 100, year * 10_000 + to * 100 + 99);
        return certain(vec![days], found.get(0)?.end());
    }
    if let Some(found) = DAY.captures(text) {
        let (year, month) = (number(&found, 1)?, number(&found, 2)?);
        let days = day_of(year, month, number(&found, 3), group(&found, 4))?;
        return plain(vec![days], found.get(0)?.end());
    }
    if let Some(found) = UNTIL.captures(text) {
        return certain(vec![Span::Years(FIRST, number(&found, 1)?)], found.get(0)?.end());
    }
    if let Some(found) = YEAR.captures(text) {
        let year = number(&found, 1)?;
        return certain(vec![since(year, group(&found, 2))], found.get(0)?.end());
    }
    if let Some(found) = ONE.captures(text) {
        let year = number(&found, 1)?;
        return plain(vec![Span::Years(year, year)], found.get(0)?.end());
    }
    if let Some(found) = NEAR.captures(text) {
        let year = near_year(group(&found, 1)?, now)?;
        return certain(vec![since(year, group(&found, 2))], found.get(0)?.end());
    }
    if !alone {
        return None;
    }
    if let Some(found) = MONTH.captures(text) {
        let month = number(&found, 1)?;
        let days = day_of(now, month, number(&found, 2), group(&found, 3))?;
        return plain(vec![days], found.get(0)?.end());
    }
    let found = SHORT.captures(text)?;
    // 15年以上 is how long, and no year.
    let behind = &text[found.get(0)?.end()..];
    if ["以上", "以下", "以内", "多", "左右", "级"].iter().any(|word| behind.starts_with(word))
    {
        return None;
    }
    let year = 2000 + number(&found, 1)?;
    plain(vec![since(year, group(&found, 2))], found.get(0)?.end())
}

fn group<'t>(found: &Captures<'t>, n: usize) -> Option<&'t str> {
    found.get(n).map(|group| group.as_str())
}

fn number(found: &Captures<'_>, n: usize) -> Option<u64> {
    group(found, n)?.parse().ok()
}

/// A year with what is said behind it.
fn since(year: u64, said: Option<&str>) -> Span {
    match said {
        None => Span::Years(year, year),
        Some("以前" | "之前" | "前") => Span::Years(FIRST, year.saturating_sub(1)),
        Some("及以前") => Span::Years(FIRST, year),
        Some(_) => Span::Years(year, LAST_YEAR),
    }
}

fn day_of(year: u64, month: u64, day: Option<u64>, said: Option<&str>) -> Option<Span> {
    if !civil::is_day(year, month, day.unwrap_or(1)) {
        return None;
    }
    let from = year * 10_000 + month * 100 + day.unwrap_or(0);
    let to = day.map_or(from + 99, |_| from);
    Some(match said {
        None => Span::Days(from, to),
        Some("以前" | "之前" | "前") => Span::Days(0, from.saturating_sub(1)),
        Some("底前" | "及以前") => Span::Days(0, to),
        Some(_) => Span::Days(from, LAST_DAY),
    })
}

fn near_year(said: &str, now: u64) -> Option<u64> {
    Some(match said {
        "去年" | "上一年" | "上一年度" | "上年度" => now.saturating_sub(1),
        "前年" => now.saturating_sub(2),
        "明年" => now + 1,
        "今年" | "本年" | "本年度" => now,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        match at(text, 2026, true) {
            Some(Told::Spans(spans, length, _)) if length == text.len() => {
                spans.into_iter().map(|span| span.node().1).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn time_as_people_say_it() {
        for (text, told) in [
            ("近三年", "年份:2024..2026"),
            ("2021年以来", "年份>=2021"),
            ("2021年至今", "年份>=2021"),
            ("2021年以前", "年份<=2020"),
            ("2021年至2023年", "年份:2021..2023"),
            ("2021到2023年", "年份:2021..2023"),
            ("去年", "年份:2025"),
            ("截至2023年底", "年份<=2023"),
            ("2023年度", "年份:2023"),
            ("十四五期间", "年份:2021..2025"),
            ("九十年代", "年份:1990..1999"),
            ("上世纪80年代", "年份:1980..1989"),
            ("2026年4月", "日期:2026-04"),
            ("2026年4月份以来", "日期:2026-04.."),
            ("2026年3月至5月", "日期:2026-03..2026-05"),
            ("2025年上半年", "日期:2025-01..2025-06"),
            ("去年第四季度", "日期:2025-10..2025-12"),
            ("6月份", "日期:2026-06"),
            ("23年", "年份:2023"),
        ] {
            assert_eq!(read(text), [told], "{text}");
        }
        assert_eq!(read("2021年和2023年"), ["年份:2021", "年份:2023"]);
        assert_eq!(read("2021、2023年"), ["年份:2021", "年份:2023"]);
        assert!(matches!(at("九十年代初", 2026, true), Some(Told::Vague(_))));
        assert!(matches!(at("近年来", 2026, true), Some(Told::Vague(_))));
        assert!(at("2023", 2026, true).is_none() && at("3年级", 2026, true).is_none());
    }
}
