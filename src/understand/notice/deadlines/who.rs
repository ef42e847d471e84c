//! Who must act until a day.

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
        let named = ["申报", "拟申报", "通过", "入选", "已"].iter().any(|w| clause.starts_with(w));
        if named && clause.ends_with('的') && (4..=30).contains(&clause.chars().count()) {
            return Some(clause.to_owned());
        }
        if let Some(subject) = subject(clause).filter(|subject| is_body(subject)) {
            return Some(subject.to_owned());
        }
    }
    None
}

/// What tells that words are about somebody, and on what the names of bodies end.
const BODIES: &[&str] = &[
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
    "县区",
    "区县",
    "市区",
    "市州",
    "地市",
    "省直",
    "市直",
    "管委会",
    "街道",
    "乡镇",
    "园区",
    "协会",
];
const ENDS: &[&str] = &[
    "体", "位", "业", "门", "团", "局", "厅", "委", "司", "会", "心", "县", "市", "区", "州", "省",
    "院", "处", "科", "府", "办", "构", "道", "镇", "乡", "校", "所", "者", "人", "地", "方", ")",
    "的", "部", "组", "站", "盟", "旗", "家", "员", "股", "台", "厂", "间", "企", "团", "兵团",
    "室",
];

/// Whether words are the name of somebody who can act: 申报材料 and 评价工作 are not.
fn is_body(subject: &str) -> bool {
    BODIES.iter().any(|word| subject.contains(word))
        && ENDS.iter().any(|end| subject.ends_with(end))
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
            if label.chars().count() <= 8 && !label.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            rest
        }
        _ => clause,
    }
}

/// The acting words at the head of a clause.
fn subject(clause: &str) -> Option<&str> {
    // 经企业自愿申报, 加盖公章后: what went before, not who must act.
    const BEFORE: [&str; 10] = ["经", "拟", "根据", "为", "加盖", "在", "对", "按", "以上", "本次"];
    if BEFORE.iter().any(|lead| clause.starts_with(lead)) {
        return None;
    }
    let mut clause = clause;
    loop {
        let before = clause;
        for lead in ["请", "指导", "引导", "由", "组织", "要求", "通知", "督促", "推动"]
        {
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
    let verbs = [
        "会同",
        "联合",
        "通过",
        "组织",
        "对",
        "应",
        "将",
        "做好",
        "按",
        "登录",
        "填报",
        "在",
        "须",
        "完成",
        "请于",
        "参考",
        "根据",
        "编制",
        "进行",
        "开展",
        "提交",
        "填写",
        "明确",
        "落实",
        "认真",
        "抓紧",
        "及时",
        "加强",
        "协调",
        "参照",
        "准备",
        "网上",
        "线上",
        "收集",
        "出具",
        "加盖",
        "加大",
        "加快",
        "强化",
        "抓好",
        "分批",
        "结合",
        "依据",
        "依托",
        "严格",
        "积极",
        "广泛",
        "务必",
        "确定",
        "确认",
        "签署",
        "高度重视",
        "逐级",
    ];
    let end = verbs
        .iter()
        .filter_map(|v| clause.find(v))
        .chain(ACTS.iter().filter_map(|act| acts_at(clause, act)))
        .chain(date_at(clause))
        .chain(must_at(clause))
        .chain(word_at(clause, '需', "急必所", "求"))
        .chain(word_at(clause, '可', "许认", ""))
        .filter(|at| *at > 0)
        .min()
        .unwrap_or(clause.len());
    let subject = clause[..end].trim_end_matches(['于', '请', '应', '须', '在']);
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

pub(super) fn trim_subject(clause: &str) -> &str {
    let mut rest = clause.trim();
    let tails = [
        "相应",
        "统一于",
        "请于",
        "应于",
        "须于",
        "于",
        "在",
        "应",
        "请",
        "并",
        "截止",
        ":",
        "为",
        "需",
        "须",
        "务必",
        "需",
        "须",
        "务必",
    ];
    for tail in tails {
        rest = rest.strip_suffix(tail).unwrap_or(rest);
    }
    rest
}
