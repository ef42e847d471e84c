//! What must be done until a day.

use super::who::trim_subject;
use crate::lexicon;
use crate::understand::notice::sentences::{split, without_number};
use crate::value::pattern::pattern;

/// What follows the date, up to the end of the clause.
pub(super) fn behind(sentence: &str, end: usize) -> Option<String> {
    let after = split(&sentence[end..], &[',', '。', ';']);
    let clauses: Vec<&str> = after.iter().map(|s| s.trim_start_matches([',', ':', '、'])).collect();
    let after = act(&clauses);
    let after = after.as_str();
    // 第一批…为6月30日,第二批截止时间为…: another day's.
    let other = sentence[end..].starts_with(',')
        && (after.contains("截止")
            || day_at(after).is_some_and(|at| at < 24)
            || has_own_day(after));
    // (5个工作日) says how long.
    let remark = after.starts_with('(') && after.ends_with(')');
    let told = after.chars().count() >= 2
        && sentence[end..].chars().next().is_none_or(|c| c != ',' || after.len() > 6)
        && !lexicon::ACT_REMARKS.iter().any(|word| after.starts_with(word));
    (told && !remark && !other).then(|| after.trim_end_matches(':').to_owned())
}

pattern! {
    static NAMED = r"(?:[12][0-9]{3}年)?[0-9]{1,2}月|每[年月季]|本月";
}

/// Where a clause names a day; 2021年 alone is the year of something.
fn day_at(clause: &str) -> Option<usize> {
    NAMED.find(clause).map(|m| m.start())
}

pattern! {
    static OWN = r"(?:[0-9]{1,2}月[0-9]{1,2}[日号]|20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2})[^,。;]{0,12}?(?:前|止)";
}

pattern! {
    static BEGAN = r"(?:于|从|自)?(?:[12][0-9]{3}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]|底|初|末|[上中下]旬)?(?:起|启动|开始|开放|开展|部署)+$";
}

/// Whether a clause names a day until which something else must be done.
fn has_own_day(clause: &str) -> bool {
    OWN.is_match(clause)
}

/// What stands before a date behind which nothing is said.
pub(super) fn before(sentence: &str) -> Option<String> {
    let before = split(sentence, &[',']);
    let before = before.last().map(|s| trim_subject(without_number(s)))?;
    // 现将有关事项通知如下:报名截止…: what is told stands behind the colon.
    let before = before.rsplit_once(':').map_or(before, |(_, told)| told);
    // 经研究将推荐上报截止时间延至…: what it is whose end is put off.
    let opened = ["经研究,", "经研究", "现"].iter().find_map(|word| before.strip_prefix(word));
    let before = opened.unwrap_or(before);
    let before = before.strip_prefix('将').unwrap_or(before);
    // 决定将《…》规定的申报截止日期顺延至…: of the letter named only what it set.
    let before = before.trim_start_matches("决定").trim_start_matches('将');
    let set = ["规定的", "明确的", "确定的", "要求的", "原定"];
    let before = set.iter().find_map(|word| Some(before.rsplit_once(word)?.1)).unwrap_or(before);
    // 申报工作3月底启动,5月中旬结束: the day on which it began is no part of what ends.
    let began = BEGAN.find(before).filter(|began| began.start() > 0);
    let before = began.map_or(before, |began| &before[..began.start()]);
    (before.chars().count() >= 2).then(|| before.to_owned())
}

/// The first clause, and those behind it up to the one that says what is done with what
/// it names: 将申报书、汇总表各一份，报送省厅.
fn act(clauses: &[&str]) -> String {
    let Some(first) = clauses.first() else { return String::new() };
    let mut text = (*first).to_owned();
    if !lexicon::ACT_OPEN.iter().any(|word| first.starts_with(word)) {
        return text;
    }
    let says = |clause: &str| {
        let clause = clause.trim_start_matches(['并', '统', '一', '分', '别']);
        lexicon::ACT_DONE.iter().any(|word| clause.starts_with(word))
    };
    let inside = |clause: &str| lexicon::ACT_HANDED_IN.iter().any(|word| clause.contains(word));
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
