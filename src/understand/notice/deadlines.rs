//! Deadlines: what must be done, by whom, on which day and at what hour.

use super::quotas::only_track;
use super::sentences::{Sentence, split, without_number};
use crate::understand::passages::Passage;
use regex::Regex;
use std::sync::LazyLock;

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// ISO date; `None` where it comes again every year or month.
    pub date: Option<String>,
    /// `24:00`, where an hour is written.
    pub time: Option<String>,
    /// What must be done, in the notice's words.
    pub what: Option<String>,
    /// Who must do it, in the notice's words.
    pub for_whom: Option<String>,
    /// Which track it is for, where the text names one.
    pub track: Option<String>,
    /// The whole sentence, without the number of its paragraph.
    pub text: String,
    /// The date, as the sentence writes it.
    pub written: String,
    /// Line it stands on.
    pub line: usize,
    /// Whether the year is written there and not taken from the notice.
    pub year_written: bool,
}

/// When the notice was issued: what a date leaves out is taken from here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Issued {
    pub year: Option<u32>,
    pub month: Option<u32>,
}

/// What somebody must do within a stretch of days.
const ASKED: &[&str] = &[
    "申报", "填报", "登录", "提交", "报送", "上传", "报名", "推荐", "审核", "初审", "上报", "反馈",
    "注册",
];

/// Characters of a heading that opens a paragraph.
const HEADING: usize = 24;

const DAY: &str = r"(?:(?P<each>每年|每月|每季度)|(?:(?P<y>[12][0-9]{3}|二[〇○零][〇○零一二三四五六七八九]{2})|(?P<same>今|本))年)?(?:(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,2})|(?P<now>本|当))月(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号](?:\((?:星期|周)[一二三四五六日天]\))?(?:当[日天])?(?:\(含当?[日天]?\))?";
const HOUR: &str =
    r"(?P<half>上午|下午|晚上?|中午)?(?P<h>[0-9]{1,2})(?:[:时点](?P<min>[0-9]{2})?分?)整?";
const END: &str = r"(?:之前|以前|前|止|截止|结束|为止|(?P<shut>关闭|关停))";

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
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

/// Whether a line with a day is no sentence but a row of a table that lost its lines:
/// the day alone, or several words and the day behind them.
pub fn is_row(line: &Passage, written: &str) -> bool {
    let before = line.bare.strip_suffix(written);
    let dated = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || "年月日前底".contains(c));
    let words = line.text.split_whitespace().filter(|word| !dated(word)).count();
    let spoken = |text: &str| text.contains([',', '。', ';', ':']);
    let cells = |text: &str| !spoken(text) && words >= 2 && text.chars().count() <= ROW;
    line.row.is_none() && before.is_some_and(|text| text.is_empty() || cells(text))
}

/// Characters of the row of a table.
const ROW: usize = 60;

/// Finds the deadlines; `issued` stands in where no year or month is written.
pub fn find(sentences: &[Sentence], issued: Issued) -> Vec<Deadline> {
    let mut out: Vec<Deadline> = Vec::new();
    for sentence in sentences {
        let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
        let mut here: Vec<(usize, Deadline)> = Vec::new();
        let heading = heading_of(sentences, sentence);
        for found in PATTERNS.iter().flat_map(|r| r.captures_iter(&sentence.text)) {
            let Some(whole) = found.get(0) else { continue };
            if taken.iter().any(|r| r.start < whole.end() && whole.start() < r.end) {
                continue;
            }
            // What takes place on those days is no deadline.
            let asked = |text: &str| ASKED.iter().any(|word| text.contains(word));
            let rest = split(&sentence.text[whole.end()..], &[',', '。', ';']);
            if found.name("stretch").is_some() && !rest.first().is_some_and(|rest| asked(rest)) {
                continue;
            }
            taken.push(whole.range());
            let Some(date) = date_of(&found, whole.as_str(), issued) else { continue };
            let acted = found.name("act").map(|act| act.as_str().to_owned());
            let moved = found.name("moved").is_some();
            let behind = behind(&sentence.text, whole.end()).filter(|_| !moved);
            let shown = acted.as_deref().is_some_and(|act| ["公示", "征求意见"].contains(&act));
            let who = for_whom(&sentence.text[..whole.start()]).filter(|_| !shown);
            let who = who.or_else(|| behind.as_deref().and_then(actor));
            let before = || before(&sentence.text[..whole.start()]);
            let deadline = Deadline {
                date,
                time: time_of(&found),
                what: behind
                    .or(acted)
                    .or_else(|| found.name("shut").map(|word| word.as_str().to_owned()))
                    .or_else(before),
                for_whom: who,
                track: only_track(heading).or_else(|| only_track(&sentence.text[..whole.start()])),
                text: without_number(&sentence.text).to_owned(),
                written: whole.as_str().to_owned(),
                line: sentence.line,
                year_written: found.name("y").is_some(),
            };
            here.push((whole.start(), deadline));
        }
        here.sort_by_key(|(at, _)| *at);
        for (_, deadline) in here {
            if !out.iter().any(|d| {
                d.date == deadline.date && d.text == deadline.text && d.what == deadline.what
            }) {
                out.push(deadline);
            }
        }
    }
    out
}

/// The words that open the line of a sentence: (二)先进级智能工厂。
fn heading_of<'a>(sentences: &'a [Sentence], sentence: &Sentence) -> &'a str {
    let first = sentences.iter().find(|s| s.line == sentence.line);
    first.map(|s| s.text.as_str()).filter(|t| t.chars().count() <= HEADING).unwrap_or_default()
}

/// The last date of a text that says nothing else, as the cells of a table do, and its hour.
pub fn in_cell(text: &str, issued: Issued) -> Option<(String, Option<String>)> {
    static LAST: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(&format!("{DAY}(?:{HOUR})?")).ok());
    let found = LAST.as_ref()?.captures_iter(text).last()?;
    let whole = found.get(0)?;
    Some((date_of(&found, &text[..whole.end()], issued)??, time_of(&found)))
}

/// The date that was found; inner `None` where it comes again and again.
fn date_of(found: &regex::Captures<'_>, text: &str, issued: Issued) -> Option<Option<String>> {
    let number = |name: &str| found.name(name).and_then(|m| super::date::number(m.as_str()));
    if found.name("each").is_some() {
        return Some(None);
    }
    // 2025年10月13日至10月17日: the year stands with the first day.
    let before =
        || LAST_YEAR.as_ref().and_then(|r| r.captures(text)).and_then(|f| f[1].parse().ok());
    let year = number("y").or_else(before).or(issued.year)?;
    let month = number("m").or_else(|| found.name("now").and(issued.month))?;
    Some(Some(super::date::iso(year, month, number("d"))?))
}

fn time_of(found: &regex::Captures<'_>) -> Option<String> {
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<u32>().ok());
    let Some(hour) = number("h") else {
        return found.name("word").filter(|m| m.as_str() == "中午").map(|_| "12:00".to_owned());
    };
    let half = found.name("half").is_some_and(|m| m.as_str() != "上午") && hour < 12;
    let hour = if half { hour + 12 } else { hour };
    let minute = number("min").unwrap_or(0);
    (hour <= 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// What follows the date, up to the end of the clause.
fn behind(sentence: &str, end: usize) -> Option<String> {
    let after = split(&sentence[end..], &[',', '。', ';']);
    let clauses: Vec<&str> = after.iter().map(|s| s.trim_start_matches([',', ':', '、'])).collect();
    let after = act(&clauses);
    let after = after.as_str();
    // 第一批…为6月30日,第二批截止时间为…: another day's.
    let other = sentence[end..].starts_with(',')
        && (after.contains("截止") || date_at(after).is_some_and(|at| at < 24));
    // (5个工作日) says how long.
    let remark = after.starts_with('(') && after.ends_with(')');
    let told = after.chars().count() >= 2
        && sentence[end..].chars().next().is_none_or(|c| c != ',' || after.len() > 6)
        && !after.starts_with("逾期");
    (told && !remark && !other).then(|| after.trim_end_matches(':').to_owned())
}

/// What stands before a date behind which nothing is said.
fn before(sentence: &str) -> Option<String> {
    let before = split(sentence, &[',']);
    let before = before.last().map(|s| trim_subject(without_number(s)))?;
    let before = before.strip_prefix("现将").unwrap_or(before);
    (before.chars().count() >= 2).then(|| before.to_owned())
}

/// The first clause, and those behind it up to the one that says what is done with what
/// it names: 将申报书、汇总表各一份，报送省厅.
fn act(clauses: &[&str]) -> String {
    const OPEN: [&str; 7] = ["将", "把", "按照", "按", "并将", "由", "以"];
    const DONE: [&str; 13] = [
        "报送",
        "报",
        "提交",
        "送",
        "寄",
        "完成",
        "反馈",
        "发送",
        "上传",
        "填",
        "申请",
        "推荐给",
        "提出",
    ];
    let Some(first) = clauses.first() else { return String::new() };
    let mut text = (*first).to_owned();
    if !OPEN.iter().any(|word| first.starts_with(word)) {
        return text;
    }
    let says = |clause: &str| {
        let clause = clause.trim_start_matches(['并', '统', '一', '分', '别']);
        DONE.iter().any(|word| clause.starts_with(word))
    };
    let inside = |clause: &str| {
        ["报送", "提交", "上报", "报至", "送至", "寄至", "报我", "报省", "报市"]
            .iter()
            .any(|word| clause.contains(word))
    };
    if inside(first) {
        return text;
    }
    let end = clauses.iter().skip(1).take(3).position(|c| says(c) || inside(c));
    for clause in clauses.iter().skip(1).take(end.map_or(0, |at| at + 1)) {
        text.push(',');
        text.push_str(clause);
    }
    text
}

/// Who is named behind the date: 申报单位登录平台填报, 由秘书处完成审查.
fn actor(what: &str) -> Option<String> {
    static ACTOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"^由?((?:各|有关|拟|入选)?[\p{Han}()、]{0,14}?(?:申报单位|申报主体|推荐单位|企业|单位|部门|局|厅|处|科|中心|委员会|委|工作组))",
            r"(?:登录|完成|报送|提交|组织|填报|对|将|通过|在|审核|汇总|开展|进行|上报|牵头|负责)",
        ))
        .ok()
    });
    Some(ACTOR.as_ref()?.captures(what)?[1].to_owned())
}

/// Who stands before the date in its clause.
fn for_whom(before: &str) -> Option<String> {
    // A date after a comma belongs to the subject that opened the sentence.
    let clauses = split(before, &[',']);
    let words = [
        "申报主体",
        "申报单位",
        "推荐单位",
        "企业",
        "各",
        "主管部门",
        "单位",
        "集团",
        "局",
        "厅",
        "部门",
        "公司",
    ];
    for clause in clauses.iter().rev() {
        let clause = trim_subject(behind_label(without_number(clause)));
        // 申报市级场景的,6月12日前…: those who do.
        let named = ["申报", "拟申报", "通过", "入选", "已"].iter().any(|w| clause.starts_with(w));
        if named && clause.ends_with('的') && (4..=30).contains(&clause.chars().count()) {
            return Some(clause.to_owned());
        }
        let Some(subject) = subject(clause) else { continue };
        if words.iter().any(|w| subject.contains(w)) {
            return Some(subject.to_owned());
        }
    }
    None
}

/// A clause without the word that names it: 材料报送:各市….
fn behind_label(clause: &str) -> &str {
    match clause.split_once(':') {
        Some((label, rest))
            if label.chars().count() <= 8 && !label.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            rest
        }
        _ => clause,
    }
}

/// The acting words at the head of a clause.
fn subject(clause: &str) -> Option<&str> {
    // 经企业自愿申报: what went before, not who must act.
    if ["经", "拟", "根据", "为"].iter().any(|lead| clause.starts_with(lead)) {
        return None;
    }
    let mut clause = clause;
    for lead in ["请", "指导", "由", "组织", "要求", "通知", "督促"] {
        clause = clause.strip_prefix(lead).unwrap_or(clause);
    }
    let verbs = [
        "会同", "联合", "通过", "组织", "对", "应", "将", "做好", "按", "登录", "填报", "在", "须",
        "完成", "请于", "参考", "根据", "编制", "进行", "开展", "提交", "填写", "明确", "落实",
        "认真", "抓紧", "及时", "加强", "协调", "参照", "准备", "网上", "线上",
    ];
    let end = verbs
        .iter()
        .filter_map(|v| clause.find(v))
        .chain(ACTS.iter().filter_map(|act| acts_at(clause, act)))
        .chain(date_at(clause))
        .chain(must_at(clause))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(clause.len());
    let subject = clause[..end].trim_end_matches(['于', '请', '应', '须', '在']);
    (2..=40).contains(&subject.chars().count()).then_some(subject)
}

/// Where a date begins: no name goes on behind it.
fn date_at(clause: &str) -> Option<usize> {
    static DATE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"[12][0-9]{3}年|[0-9]{1,2}月|每[年月季]|本月").ok());
    DATE.as_ref()?.find(clause).map(|m| m.start())
}

/// 要 as a verb: 入选企业要持续提升, but not 主要, 需要, 要求.
fn must_at(clause: &str) -> Option<usize> {
    clause.match_indices('要').map(|(at, _)| at).find(|at| {
        let before = clause[..*at].chars().next_back();
        let after = clause[at + '要'.len_utf8()..].chars().next();
        !before.is_some_and(|c| "主需重必只摘概简紧".contains(c))
            && !after.is_some_and(|c| "求素点领".contains(c))
    })
}

/// What bodies do; the words also stand inside their names (推荐单位).
const ACTS: [&str; 12] = [
    "可推荐",
    "推荐",
    "申报",
    "上报",
    "报送",
    "限报",
    "择优",
    "遴选",
    "审核",
    "汇总",
    "负责",
    "分别",
];

/// Where a body acts: the word, unless it is part of what the body is called.
fn acts_at(clause: &str, act: &str) -> Option<usize> {
    const NAMES: [&str; 8] = ["单位", "主体", "企业", "名单", "部门", "机构", "对象", "条件"];
    clause.match_indices(act).map(|(at, _)| at).find(|at| {
        let behind: String = clause[at + act.len()..].chars().take(6).collect();
        !NAMES.iter().any(|name| {
            behind.find(name).is_some_and(|to| to <= "的优".len() || behind.starts_with('的'))
        })
    })
}

fn trim_subject(clause: &str) -> &str {
    let mut rest = clause.trim();
    let tails =
        ["相应", "统一于", "请于", "应于", "须于", "于", "在", "应", "请", "并", "截止", ":", "为"];
    for tail in tails {
        rest = rest.strip_suffix(tail).unwrap_or(rest);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in(text: &str) -> Vec<Deadline> {
        let issued = Issued { year: Some(2021), month: Some(5) };
        find(&[Sentence { text: crate::understand::words::bare(text), line: 0 }], issued)
    }

    fn when(text: &str) -> Vec<(String, String, String)> {
        find_in(text)
            .into_iter()
            .map(|d| {
                let word = |word: Option<String>| word.unwrap_or_default();
                (word(d.date), word(d.time), word(d.what))
            })
            .collect()
    }

    fn w(date: &str, time: &str, what: &str) -> (String, String, String) {
        (date.to_owned(), time.to_owned(), what.to_owned())
    }

    #[test]
    fn dates_that_leave_something_out() {
        for (text, want) in [
            (
                "请有关企业于2024年11月8日（周五）中午12点前扫码报名",
                w("2024-11-08", "12:00", "扫码报名"),
            ),
            ("省厅于9月底前组织专家评审", w("2021-09", "", "组织专家评审")),
            ("请各乡镇于本月20日前报送名单", w("2021-05-20", "", "报送名单")),
            ("二、完成时限：2025年6月15日前", w("2025-06-15", "", "完成时限")),
            ("公示时间为2025年10月13日至10月17日", w("2025-10-17", "", "公示")),
            ("入选企业要持续提升水平，于每年1月31日前报送进展", w("", "", "报送进展")),
            (
                "即日起至2025年8月15日，企业登录平台在线申报",
                w("2025-08-15", "", "企业登录平台在线申报"),
            ),
            ("征求意见时间：2025年11月1日至2025年12月1日", w("2025-12-01", "", "征求意见")),
            ("于每月25日前发送至邮箱", w("", "", "发送至邮箱")),
            ("各市于每季度末25日前报送进展", w("", "", "报送进展")),
            ("现予以公示，公示期为2021年5月11日—5月15日（5个工作日）", w("2021-05-15", "", "公示")),
        ] {
            assert_eq!(when(text), [want], "{text}");
        }
        assert!(when("定于2025年5月至10月开展活动").is_empty());
    }

    #[test]
    fn stretches_of_days_and_systems_that_close() {
        let text = "申报企业请于2021年2月10日至3月10日期间登录平台填报";
        assert_eq!(when(text), [w("2021-03-10", "", "登录平台填报")]);
        assert_eq!(find_in(text)[0].for_whom.as_deref(), Some("申报企业"));
        assert!(when("定于2021年3月5日至3月6日召开现场会").is_empty());
        let text = "公示时间自2021年9月4日起至9月8日止";
        assert_eq!(when(text), [w("2021-09-08", "", "公示")]);
        let text = "申报系统于9月10日开放，9月28日24时关闭";
        assert_eq!(when(text), [w("2021-09-28", "24:00", "关闭")]);
        let text =
            "智能工厂申报分两批，第一批截止时间为2021年6月30日，第二批截止时间为2021年9月30日";
        assert_eq!(when(text), [w("2021-06-30", "", "第一批"), w("2021-09-30", "", "第二批")]);
        let text = "二是请各市工业和信息化局于9月25日前报送推荐函";
        assert_eq!(find_in(text)[0].for_whom.as_deref(), Some("各市工业和信息化局"));
    }

    /// The day it was before is no deadline any more.
    #[test]
    fn a_deadline_put_off_is_the_new_one() {
        assert_eq!(
            when(
                "现将2025年度申报时间由原定的2025年5月10日延长至2025年5月25日18:00，各市推荐截止时间相应顺延至5月30日"
            ),
            [w("2025-05-25", "18:00", "2025年度申报时间"), w("2021-05-30", "", "各市推荐截止时间")]
        );
    }

    #[test]
    fn what_is_named_first_is_told_with_what_is_done_with_it() {
        let text = "请各市于9月15日前，将纸质申报书、汇总表各1份，报送省厅装备处，逾期不予受理";
        let want = "将纸质申报书、汇总表各1份,报送省厅装备处";
        assert_eq!(find_in(text)[0].what.as_deref(), Some(want));
        let text = "请各市于9月15日前将材料报送省厅，同时发送电子版";
        assert_eq!(find_in(text)[0].what.as_deref(), Some("将材料报送省厅"));
    }

    #[test]
    fn who_does_what_until_when() {
        let got =
            find_in("请各申报单位于2021年11月21日（星期日）24：00前完成线上申报工作，逾期不予推荐");
        assert_eq!(got[0].date.as_deref(), Some("2021-11-21"));
        assert_eq!(got[0].time.as_deref(), Some("24:00"));
        assert_eq!(got[0].what.as_deref(), Some("完成线上申报工作"));
        assert_eq!(got[0].for_whom.as_deref(), Some("各申报单位"));
        let got = find_in("进入推荐名单的企业请于11月24日（星期三）12:00前提交纸质申报书2份至某处");
        assert_eq!(got[0].date.as_deref(), Some("2021-11-24"));
        assert_eq!(got[0].time.as_deref(), Some("12:00"));
        assert_eq!(got[0].for_whom.as_deref(), Some("进入推荐名单的企业"));
        let got = find_in("（三）申报截止时间为2024年3月5日17时30分");
        assert_eq!(got[0].date.as_deref(), Some("2024-03-05"));
        assert_eq!(got[0].time.as_deref(), Some("17:30"));
        assert!(find_in("2021年11月5日印发").is_empty());
    }

    #[test]
    fn days_in_chinese_numerals_and_tracks_that_open_the_line() {
        assert_eq!(
            when(
                "请各街道于六月十五日前报送名单；纸质版于二〇二一年六月十九日（周五）下午5:30前送达"
            ),
            [w("2021-06-15", "", "报送名单"), w("2021-06-19", "17:30", "送达")]
        );
        let of = |text: &str| Sentence { text: text.to_owned(), line: 3 };
        let sentences =
            [of("1.3卓越级智能工厂"), of("须已获评先进级,申报截止时间为2025年5月9日24时")];
        let got = find(&sentences, Issued::default());
        assert_eq!(got[0].track.as_deref(), Some("卓越级智能工厂"));
        let got = find_in("申报市级场景的，6月12日前先行报送");
        assert_eq!(got[0].for_whom.as_deref(), Some("申报市级场景的"));
    }

    /// The limits of a quota were once part of who must act.
    #[test]
    fn who_acts_is_no_wider_than_its_name() {
        for (text, who) in [
            (
                "（三）各县（市、区）推荐的优秀场景和示范工厂分别不超过6个和2个，请按照推荐顺序填写汇总表，于2024年9月27日前将材料报送市局",
                "各县(市、区)",
            ),
            ("各推荐单位于2023年9月15日前完成线上审核", "各推荐单位"),
            ("各市工业和信息化局择优推荐并于2024年5月6日前报送省厅", "各市工业和信息化局"),
            ("有意向申报的企业请于2024年5月6日前登录平台", "有意向申报的企业"),
            ("入选企业要持续提升水平，于2024年5月6日前报送进展", "入选企业"),
            ("请各市政府办公室协调确定3家企业，并于2024年5月6日前反馈名单", "各市政府办公室"),
            ("三、请被调研企业参照提纲准备材料，于2024年5月6日前发送", "被调研企业"),
            ("四、材料报送：各市（州）每月5日前将汇总表报省厅", "各市(州)"),
            ("一、企业网上申报截止时间由2024年4月30日延长至2024年5月6日", "企业"),
            ("自发布之日起至2024年4月15日24:00止，申报单位登录平台填报", "申报单位"),
            ("2024年4月30日前，由秘书处完成形式审查", "秘书处"),
        ] {
            assert_eq!(find_in(text)[0].for_whom.as_deref(), Some(who), "{text}");
        }
        let text = "请各企业于2025年3月5日17时30分前完成填报，3月7日上午11:00前送达材料";
        let who: Vec<_> = find_in(text).into_iter().map(|d| d.for_whom).collect();
        assert_eq!(who, [Some("各企业".to_owned()), Some("各企业".to_owned())]);
    }
}
