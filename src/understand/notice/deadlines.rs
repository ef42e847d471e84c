//! Deadlines: what must be done, by whom, on which day and at what hour.

use super::sentences::{Sentence, split, without_number};
use regex::Regex;
use std::sync::LazyLock;

/// One deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// ISO date.
    pub date: String,
    /// `24:00`, where an hour is written.
    pub time: Option<String>,
    /// What must be done, in the notice's words.
    pub what: Option<String>,
    /// Who must do it, in the notice's words.
    pub for_whom: Option<String>,
    /// The whole sentence.
    pub text: String,
    /// The date, as the sentence writes it.
    pub written: String,
    /// Line it stands on.
    pub line: usize,
    /// Whether the year is written there and not taken from the notice.
    pub year_written: bool,
}

static BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:([12][0-9]{3})年)?([0-9]{1,2})月([0-9]{1,2})日(?:\((?:星期|周)[一二三四五六日天]\))?",
        r"(?:(上午|下午|晚)?([0-9]{1,2})(?:[:时点]([0-9]{2})?分?)|(中午|下班))?(?:之前|以前|前|止|截止|结束)",
    ))
    .ok()
});

static UNTIL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:截止(?:时间|日期)?(?:为|到|至|:)?|截至|(?:申报|报名|填报|受理|推荐|征集)(?:时间|日期|期限)(?:为|:)?[^,。;]{0,30}?(?:至|到|-|—|~))",
        r"(?:([12][0-9]{3})年)?([0-9]{1,2})月([0-9]{1,2})日(?:\((?:星期|周)[一二三四五六日天]\))?",
        r"(?:(上午|下午|晚)?([0-9]{1,2})[:时点]([0-9]{2})?分?)?",
    ))
    .ok()
});

/// Finds the deadlines; `year` stands in where none is written.
pub fn find(sentences: &[Sentence], year: Option<u32>) -> Vec<Deadline> {
    let mut out: Vec<Deadline> = Vec::new();
    for sentence in sentences {
        let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
        for regex in [BEFORE.as_ref(), UNTIL.as_ref()].into_iter().flatten() {
            for found in regex.captures_iter(&sentence.text) {
                let Some(whole) = found.get(0) else { continue };
                if taken.iter().any(|r| r.start < whole.end() && whole.start() < r.end) {
                    continue;
                }
                taken.push(whole.range());
                let number = |i: usize| found.get(i).and_then(|m| m.as_str().parse::<u32>().ok());
                let Some(y) = number(1).or(year) else { continue };
                let (Some(month), day) = (number(2), number(3)) else { continue };
                let Some(date) = super::date::iso(y, month, day) else { continue };
                let time = number(5).map(|hour| {
                    let half = found.get(4).is_some_and(|m| m.as_str() != "上午") && hour < 12;
                    format!(
                        "{:02}:{:02}",
                        if half { hour + 12 } else { hour },
                        number(6).unwrap_or(0)
                    )
                });
                let word =
                    found.get(7).filter(|m| m.as_str() == "中午").map(|_| "12:00".to_owned());
                let deadline = Deadline {
                    date,
                    time: time.or(word),
                    what: what(&sentence.text, whole.range()),
                    for_whom: for_whom(&sentence.text[..whole.start()]),
                    text: sentence.text.clone(),
                    written: whole.as_str().to_owned(),
                    line: sentence.line,
                    year_written: number(1).is_some(),
                };
                if !out.iter().any(|d| {
                    d.date == deadline.date && d.text == deadline.text && d.what == deadline.what
                }) {
                    out.push(deadline);
                }
            }
        }
    }
    out
}

/// What follows the date, up to the end of the clause; what stands before it,
/// where nothing follows.
fn what(sentence: &str, date: std::ops::Range<usize>) -> Option<String> {
    let after = split(&sentence[date.end..], &[',', '。', ';']);
    let after = after.first().map(|s| s.trim_start_matches([',', ':', '、'])).unwrap_or_default();
    if after.chars().count() >= 2
        && sentence[date.end..].chars().next().is_none_or(|c| c != ',' || after.len() > 6)
    {
        return Some(after.to_owned());
    }
    let before = split(&sentence[..date.start], &[',']);
    let before = before.last().map(|s| trim_subject(without_number(s)))?;
    (before.chars().count() >= 2).then(|| before.to_owned())
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
        let clause = trim_subject(without_number(clause));
        let Some(subject) = subject(clause) else { continue };
        if words.iter().any(|w| subject.contains(w)) {
            return Some(subject.to_owned());
        }
    }
    None
}

/// The acting words at the head of a clause.
fn subject(clause: &str) -> Option<&str> {
    let mut clause = clause;
    for lead in ["请", "指导", "由", "组织", "要求", "通知", "督促"] {
        clause = clause.strip_prefix(lead).unwrap_or(clause);
    }
    let verbs = [
        "会同", "联合", "通过", "组织", "对", "应", "将", "做好", "按", "登录", "填报", "在", "须",
        "完成", "请于", "参考", "根据", "编制", "进行", "开展", "提交",
    ];
    let end = verbs
        .iter()
        .filter_map(|v| clause.find(v))
        .chain(ACTS.iter().filter_map(|act| acts_at(clause, act)))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(clause.len());
    let subject = clause[..end].trim_end_matches(['于', '请', '应', '须', '在']);
    (2..=40).contains(&subject.chars().count()).then_some(subject)
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
    for tail in ["统一于", "请于", "应于", "须于", "于", "在", "应", "请", "并", "截止"]
    {
        rest = rest.strip_suffix(tail).unwrap_or(rest);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find_in(text: &str) -> Vec<Deadline> {
        find(&[Sentence { text: crate::understand::words::bare(text), line: 0 }], Some(2021))
    }

    #[test]
    fn who_does_what_until_when() {
        let got =
            find_in("请各申报单位于2021年11月21日（星期日）24：00前完成线上申报工作，逾期不予推荐");
        assert_eq!(got[0].date, "2021-11-21");
        assert_eq!(got[0].time.as_deref(), Some("24:00"));
        assert_eq!(got[0].what.as_deref(), Some("完成线上申报工作"));
        assert_eq!(got[0].for_whom.as_deref(), Some("各申报单位"));
        let got = find_in("进入推荐名单的企业请于11月24日（星期三）12:00前提交纸质申报书2份至某处");
        assert_eq!((got[0].date.as_str(), got[0].time.as_deref()), ("2021-11-24", Some("12:00")));
        assert_eq!(got[0].for_whom.as_deref(), Some("进入推荐名单的企业"));
        let got = find_in("（三）申报截止时间为2024年3月5日17时30分");
        assert_eq!((got[0].date.as_str(), got[0].time.as_deref()), ("2024-03-05", Some("17:30")));
        assert!(find_in("2021年11月5日印发").is_empty());
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
        ] {
            assert_eq!(find_in(text)[0].for_whom.as_deref(), Some(who), "{text}");
        }
    }
}
