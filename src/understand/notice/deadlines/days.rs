//! Days and hours as notices write them.

use super::Issued;
use crate::understand::notice::date;
use crate::understand::notice::rules::{self, Rule};
use crate::value::pattern::{pattern, patterns};
use regex::Regex;

patterns! {
    static PATTERNS = rules::sources(rules::DEADLINES, "");

    /// 3月5日、6月5日、(8月5日前): the days before the last one share its end.
    pub(super) static SHARED = rules::sources(rules::DAYS, "shared");

    static LAST = rules::sources(rules::DAYS, "cell");

    static NAMED = rules::sources(rules::DAYS, "month");
}

/// The rules for deadlines, each with its pattern.
pub(super) fn stated() -> impl Iterator<Item = (&'static Rule, &'static Regex)> {
    rules::each(rules::DEADLINES, "", PATTERNS.regexes())
}

/// Whether a sentence names a day or a stretch of days.
pub(super) fn names_a_day(text: &str) -> bool {
    NAMED.regexes().iter().any(|regex| regex.is_match(text))
}

pattern! {
    static CONDITION = {
        let done = "成立|设立|建成|投产|完工|竣工|开工|注册|登记|取得|获得|获评|认定|入选|通过|立项|备案|验收|完成";
        let of = "企业|项目|单位|主体|车间|工厂|产品|平台|园区|机构|可|均|不";
        format!(
            "^(?:已|新)?(?:经)?(?:(?:{done})[^,。;的]{{0,16}}的(?:{of})|(?:成立|设立|投产|完工|竣工|开工)(?:企业|项目))"
        )
    };
}

/// 12月31日前成立的企业, 4月底前完工项目: which ones are meant, not what must be done.
pub(super) fn is_condition(rest: &str) -> bool {
    CONDITION.is_match(rest)
}

pattern! {
    static LAST_YEAR = r"([12][0-9]{3})年[^年]*$";
}

/// The last date of a text that says nothing else, as the cells of a table do, and its hour.
pub fn in_cell(text: &str, issued: Issued) -> Option<(String, Option<String>)> {
    let found = LAST.regexes().iter().find_map(|r| r.captures_iter(text).last())?;
    let whole = found.get(0)?;
    Some((date_of(&found, &text[..whole.end()], issued)??, time_of(&found)))
}

/// The date that was found; inner `None` where it comes again and again.
pub(super) fn date_of(
    found: &regex::Captures<'_>,
    text: &str,
    issued: Issued,
) -> Option<Option<String>> {
    let number = |name: &str| found.name(name).and_then(|m| date::number(m.as_str()));
    let none = |name: &str| found.name(name).is_some();
    if none("each") || none("within") {
        return Some(None);
    }
    // 2025年10月13日至10月17日: the year stands with the first day.
    let before = || LAST_YEAR.captures(text).and_then(|f| f[1].parse().ok());
    let stretch = month_of_stretch(found);
    let month = number("m").or(stretch).or_else(|| found.name("now").and(issued.month))?;
    // 次年, 明年, 去年; and in a notice of December the next January is meant.
    let told = found.name("same").is_some();
    let turned = issued.month.is_some_and(|at| at >= 10 && month + 7 <= at && !told);
    let year = match (found.name("next"), found.name("past")) {
        (Some(_), _) => issued.year.map(|year| year + 1),
        (_, Some(_)) => issued.year.and_then(|year| year.checked_sub(1)),
        _ => {
            let own = || issued.year.map(|year| year + u32::from(turned));
            number("y").or_else(before).or_else(own).or_else(|| by_weekday(found, month, issued))
        }
    }?;
    // A quarter or half of a year ends with a day of its own.
    let named = found.name("quarter").or_else(|| found.name("year_half"));
    let last = named.map(|_| if [3, 12].contains(&month) { 31 } else { 30 });
    Some(Some(date::iso(year, month, number("d").or(last))?))
}

/// The year of what is cited, where it makes the day of the week right: 2月22日(周一).
fn by_weekday(found: &regex::Captures<'_>, month: u32, issued: Issued) -> Option<u32> {
    let word = found.name("week")?.as_str().chars().last()?;
    let day = date::number(found.name("d")?.as_str())?;
    let want = "日一二三四五六".chars().position(|c| c == word || word == '天' && c == '日')?;
    let cited = issued.cited?;
    let fits = |year: &u32| weekday(*year, month, day) == Some(want);
    [cited, cited + 1].into_iter().find(fits)
}

/// The day of the week, Sunday being 0 (Sakamoto).
fn weekday(year: u32, month: u32, day: u32) -> Option<usize> {
    let shift =
        [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4].get(usize::try_from(month).ok()?.checked_sub(1)?)?;
    let year = if month < 3 { year.checked_sub(1)? } else { year };
    usize::try_from((year + year / 4 - year / 100 + year / 400 + shift + day) % 7).ok()
}

/// The last month of a quarter, of half a year, or of a year.
fn month_of_stretch(found: &regex::Captures<'_>) -> Option<u32> {
    if let Some(quarter) = found.name("quarter") {
        return date::number(quarter.as_str()).map(|quarter| quarter * 3);
    }
    if let Some(half) = found.name("year_half") {
        return Some(if half.as_str() == "上" { 6 } else { 12 });
    }
    found.name("year_end").map(|_| 12)
}

pub(super) fn time_of(found: &regex::Captures<'_>) -> Option<String> {
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let Some(hour) = number("h") else {
        return found.name("word").filter(|m| m.as_str() == "中午").map(|_| "12:00".to_owned());
    };
    let half = found.name("half").is_some_and(|m| m.as_str() != "上午") && hour < 12;
    let hour = if half { hour + 12 } else { hour };
    let minute = number("min").unwrap_or(0);
    (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}
