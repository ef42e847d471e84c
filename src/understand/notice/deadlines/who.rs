//! Who must act until a day.

use crate::lexicon;
use crate::understand::notice::sentences::{split, without_number};
use crate::value::pattern::pattern;

pattern! {
    static ACTOR = concat!(
        r"^由?((?:各|有关|拟|入选)?[\p{Han}()、]{0,14}?(?:申报单位|申报主体|推荐单位|企业|单位|部门|局|厅|处|科|中心|委员会|委|工作组))",
        r"(?:登录|完成|报送|提交|组织|填报|对|将|通过|在|审核|汇总|开展|进行|上报|牵头|负责)",
    );
}

/// Who is named behind the date: 申报单位登录平台填报, 由秘书处完成审查.
pub(super) fn actor(what: &str) -> Option<String> {
    Some(ACTOR.captures(what)?[1].to_owned())
}

/// Who stands before the date in its clause.
pub(super) fn for_whom(before: &str) -> Option<String> {
    // A date after a comma belongs to the subject that opened the sentence.
    let clauses = split(before, &[',']);
    for clause in clauses.iter().rev() {
        let clause = trim_subject(behind_label(without_mark(without_number(clause))));
        // 申报市级场景的,6月12日前…: those who do.
        let named = lexicon::WHO_THOSE.iter().any(|w| clause.starts_with(w));
        if named && clause.ends_with('的') && (4..=30).contains(&clause.chars().count()) {
            return Some(clause.to_owned());
        }
        if let Some(subject) = subject(clause).filter(|subject| is_body(subject)) {
            return Some(subject.to_owned());
        }
    }
    None
}

/// Whether words are the name of somebody who can act: 申报材料 and 评价工作 are not.
fn is_body(subject: &str) -> bool {
    lexicon::WHO_BODIES.iter().any(|word| subject.contains(word))
        && lexicon::WHO_ENDS.iter().any(|end| subject.ends_with(end))
}

/// A clause whose number lost its point: 3请各地经信部门.
fn without_mark(clause: &str) -> &str {
    let rest = clause.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = clause.len() - rest.len() <= 2 && rest.starts_with(['请', '各']);
    if bare { rest } else { clause }
}

/// A clause without the word that names it: 材料报送:各市….
fn behind_label(clause: &str) -> &str {
    match clause.split_once(':') {
        Some((label, rest))
            if (label.chars().count() <= 8
                || label.chars().count() <= 20 && rest.starts_with(['请', '各']))
                && !label.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            rest
        }
        _ => clause,
    }
}

/// The acting words at the head of a clause.
fn subject(clause: &str) -> Option<&str> {
    // 经企业自愿申报, 加盖公章后: what went before, not who must act.
    if lexicon::WHO_BEFORE.iter().any(|lead| clause.starts_with(lead)) {
        return None;
    }
    let mut clause = clause;
    loop {
        let before = clause;
        for lead in lexicon::WHO_LEADS.iter().copied() {
            clause = clause.strip_prefix(lead).unwrap_or(clause);
        }
        if clause == before {
            break;
        }
        // 组织和指导申报主体.
        for joint in ["和", "并", "、"] {
            clause = clause.strip_prefix(joint).unwrap_or(clause);
        }
    }
    let verbs = lexicon::ACT_VERBS;
    let end = verbs
        .iter()
        .filter_map(|v| clause.find(v))
        .chain(lexicon::ACT_ACTS.iter().filter_map(|act| acts_at(clause, act)))
        .chain(date_at(clause))
        .chain(must_at(clause))
        .chain(word_at(clause, '需', "急必所", "求"))
        .chain(word_at(clause, '可', "许认", ""))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(clause.len());
    let subject = clause[..end].trim_end_matches(['于', '请', '应', '须', '在']);
    // 组织编制实施方案(承担单位可自行编制): a bracket that stays open names nobody.
    if subject.matches('(').count() != subject.matches(')').count() {
        return None;
    }
    (2..=40).contains(&subject.chars().count()).then_some(subject)
}

pattern! {
    static DATE = r"[12][0-9]{3}[-年./]|[0-9]{1,2}月|每[年月季]|本月|[次明]年";
}

/// Where a date begins: no name goes on behind it.
fn date_at(clause: &str) -> Option<usize> {
    DATE.find(clause).map(|m| m.start())
}

/// A word of one character, unless it is part of another: 需 but not 急需, 需求.
fn word_at(clause: &str, word: char, before: &str, after: &str) -> Option<usize> {
    clause.match_indices(word).map(|(at, _)| at).find(|at| {
        let left = clause[..*at].chars().next_back();
        let right = clause[at + word.len_utf8()..].chars().next();
        !left.is_some_and(|c| before.contains(c)) && !right.is_some_and(|c| after.contains(c))
    })
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

/// Where a body acts: the word, unless it is part of what the body is called.
fn acts_at(clause: &str, act: &str) -> Option<usize> {
    clause.match_indices(act).map(|(at, _)| at).find(|at| {
        let behind: String = clause[at + act.len()..].chars().take(6).collect();
        !lexicon::ACT_NOUNS.iter().any(|name| {
            behind.find(name).is_some_and(|to| to <= "的优".len() || behind.starts_with('的'))
        })
    })
}

pub(super) fn trim_subject(clause: &str) -> &str {
    let mut rest = clause.trim();
    let tails = lexicon::WHO_TAILS;
    for tail in tails {
        rest = rest.strip_suffix(tail).unwrap_or(rest);
    }
    rest
}
