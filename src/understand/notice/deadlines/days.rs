//! Days and hours as notices write them.

use super::Issued;
use crate::understand::notice::date;
use regex::Regex;
use std::sync::LazyLock;

const DAY: &str = r"(?:(?P<each>每年|每月|每季度)|(?:(?P<y>[12][0-9]{3}|二[〇○零][〇○零一二三四五六七八九]{2})|(?P<same>今|本))年)?(?:(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2})|(?P<now>本|当))月(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号](?:\((?:星期|周)[一二三四五六日天]\))?(?:当[日天])?(?:\(含当?[日天]?\))?";

const HOUR: &str =
    r"(?P<half>上午|下午|晚上?|中午)?(?P<h>[0-9]{1,2})(?:[:时点](?P<min>[0-9]{2})?分?)整?";

const END: &str = r"(?:之前|以前|前|止|截止|结束|为止|(?P<shut>关闭|关停))";

pub(super) static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let until = r"(?:截止(?:时间|日期)?(?:为|是|到|至|:)?|截至|(?:从|自)?即日起(?:至|到))";
    let span = r"(?P<act>申报|报名|填报|受理|推荐|征集|公示|报送|提交|征求意见|意见征集|反馈)(?:时间|日期|期限|期|时段)(?:为|是|:)?[^,。;]{0,30}?(?:起)?(?:至|到|-|—|~)";
    // 于3月1日至3月10日期间登录平台填报: the last day; what happens in it is asked below.
    let stretch =
        r"(?P<stretch>(?:[12][0-9]{3}年)?[0-9]{1,2}月[0-9]{1,2}日(?:起)?(?:至|到|-|—|–|~)+)";
    let moved =
        r"(?P<moved>(?:(?:由|从)[^,。;]{0,30})?(?:延长|延期|推迟|顺延|延后|调整|延续)(?:至|到|为))";
    [
        format!("{moved}{DAY}(?:{HOUR})?"),
        format!("{span}{DAY}(?:{HOUR})?{END}?"),
        format!("{stretch}{DAY}(?:{HOUR})?(?:期间|之间|止|前)?"),
        format!("{DAY}(?:{HOUR}|(?P<word>中午|下班))?{END}"),
        format!("每(?:月|季度?末|月末|季度?首月)(?P<each>)(?P<d>[0-9]{{1,2}})[日号]{END}"),
        format!("{until}{DAY}(?:{HOUR})?"),
        // 9月底前, 2025年12月前: no day is said.
        format!("(?:(?P<y>[12][0-9]{{3}})年)?(?P<m>[0-9]{{1,2}})月(?:底|末|上旬|中旬|下旬)?{END}"),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

static LAST_YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"([12][0-9]{3})年[^年]*$").ok());

/// The last date of a text that says nothing else, as the cells of a table do, and its hour.
pub fn in_cell(text: &str, issued: Issued) -> Option<(String, Option<String>)> {
    static LAST: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(&format!("{DAY}(?:{HOUR})?")).ok());
    let found = LAST.as_ref()?.captures_iter(text).last()?;
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
    if found.name("each").is_some() {
        return Some(None);
    }
    // 2025年10月13日至10月17日: the year stands with the first day.
    let before =
        || LAST_YEAR.as_ref().and_then(|r| r.captures(text)).and_then(|f| f[1].parse().ok());
    let year = number("y").or_else(before).or(issued.year)?;
    let month = number("m").or_else(|| found.name("now").and(issued.month))?;
    Some(Some(date::iso(year, month, number("d"))?))
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
