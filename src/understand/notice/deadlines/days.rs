//! Days and hours as notices write them.

use super::Issued;
use crate::understand::notice::date;
use crate::value::pattern::{pattern, patterns};

const DAY: &str = r"(?:(?P<each>每年|每月|每季度)|(?:(?P<y>[12][0-9]{3}|二[〇○零][〇○零一二三四五六七八九]{2})|(?P<same>今|本|当|同)|(?P<next>次|明|翌|来|下一?)|(?P<past>去|上一?))年)?(?:(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2})|(?P<now>本|当))月(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号](?:\((?:星期|周)[一二三四五六日天]\))?(?:当[日天])?(?:\(含当?[日天]?\))?";

/// 2025-04-25, 2025.4.26, 2025/4/27.
const NUMERIC: &str = r"(?P<y>20[0-9]{2})[-./](?P<m>0?[1-9]|1[0-2])[-./](?P<d>3[01]|[12][0-9]|0?[1-9])日?(?:\((?:星期|周)[一二三四五六日天]\))?(?:\(含当?[日天]?\))?";

const HOUR: &str =
    r"(?P<half>上午|下午|晚上?|中午)?(?P<h>[0-9]{1,2})(?:[:时点](?P<min>[0-9]{2})?分?)整?";

const END: &str = r"(?:之前|以前|前|止|截止|结束|为止|(?P<shut>关闭|关停))";

/// The first day of a stretch, and what stands between it and the last.
const FROM: &str = r"(?:(?:[12][0-9]{3}年)?[0-9]{1,2}月[0-9]{1,2}日|20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2})(?:\((?:星期|周)[一二三四五六日天]\))?(?:起)?(?:至|到|-|—|–|~)+";

patterns! {
    pub(super) static PATTERNS = {
        let until = r"(?:(?P<closes>截止(?:时间|日期)(?:为|是|到|至|:)?)|截止(?:为|是|到|至|:)?|截至|(?:最迟|最晚)(?:于|在)?|(?:从|自)?即日起(?:至|到))";
        let span = r"(?P<act>申报|报名|填报|受理|推荐|征集|公示|报送|提交|征求意见|意见征集|反馈|审核|初审|复审|审查|评审|评选|揭榜|应征|参评)(?:时间|日期|期限|期|时段)(?:为|是|:)?[^,。;]{0,30}?(?:起)?(?:至|到|-|—|~)";
        // 企业填报:2025年6月1日至6月20日: a plan of steps, each with its days.
        let step = format!(r"(?P<label>\p{{Han}}{{2,14}}):(?:自|从)?{FROM}");
        // 于3月1日至3月10日期间登录平台填报: the last day; what happens in it is asked below.
        let stretch = format!("(?P<stretch>{FROM})");
        let moved =
            r"(?P<moved>(?:(?:由|从)[^,。;]{0,30})?(?:延长|延期|推迟|顺延|延后|调整|延续)(?:至|到|为))";
        let of_day = |day: &str| {
            [
                format!("{moved}{day}(?:{HOUR})?"),
                format!("{span}{day}(?:{HOUR})?{END}?"),
                format!("{step}{day}(?:{HOUR})?(?:期间|之间|止|前)?"),
                format!("{stretch}{day}(?:{HOUR})?(?:期间|之间|止|前)?"),
                format!("{day}(?:{HOUR}|(?P<word>中午|下班))?{END}"),
                format!("{until}{day}(?:{HOUR})?"),
                // 于8月5日将汇总表报送我局: asked below.
                format!("(?P<on>于){day}(?:{HOUR}|(?P<word>中午|下班))?"),
            ]
        };
        let same_month = r"(?:(?P<y>[12][0-9]{3})年)?(?P<m>[0-9]{1,2})月[0-9]{1,2}日?(?:起)?(?:至|到|-|—|–|~)+(?P<d>[0-9]{1,2})[日号]";
        let mut patterns: Vec<String> = of_day(DAY).into_iter().chain(of_day(NUMERIC)).collect();
        patterns.extend([
            format!(r"(?P<label>\p{{Han}}{{2,14}}):{same_month}"),
            format!("(?P<stretch>){same_month}"),
            format!("每(?:月|季度?末|月末|季度?首月)(?P<each>)(?P<d>[0-9]{{1,2}})[日号]{END}"),
            // 9月底前, 2025年12月前: no day is said.
            format!("(?:(?:(?P<y>[12][0-9]{{3}})|(?P<next>次|明|翌|来|下一?)|(?P<past>去|上一?))年)?(?P<m>[0-9]{{1,2}})月(?:底|末|上旬|中旬|下旬)?{END}"),
        ]);
        patterns
    };
}

patterns! {
    /// 3月5日、6月5日、(8月5日前): the days before the last one share its end.
    pub(super) static SHARED =
        [DAY, NUMERIC].map(|day| format!("{day}(?:{HOUR})?[、和及与]$")).to_vec();
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

patterns! {
    static LAST = [DAY, NUMERIC].map(|day| format!("{day}(?:{HOUR})?")).to_vec();
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
    if found.name("each").is_some() {
        return Some(None);
    }
    // 2025年10月13日至10月17日: the year stands with the first day.
    let before = || LAST_YEAR.captures(text).and_then(|f| f[1].parse().ok());
    let month = number("m").or_else(|| found.name("now").and(issued.month))?;
    // 次年, 明年, 去年; and in a notice of December the next January is meant.
    let told = found.name("same").is_some();
    let turned = issued.month.is_some_and(|at| at >= 10 && month + 7 <= at && !told);
    let year = match (found.name("next"), found.name("past")) {
        (Some(_), _) => issued.year.map(|year| year + 1),
        (_, Some(_)) => issued.year.and_then(|year| year.checked_sub(1)),
        _ => {
            number("y").or_else(before).or_else(|| issued.year.map(|year| year + u32::from(turned)))
        }
    }?;
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
