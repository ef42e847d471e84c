//! Whether two writings under one label say the same: a choice by its boxes or by the chosen
//! words, a telephone with or without its signs, an amount whose unit stands beside it or in
//! the label. Both sides must say all of it: a unit that one side leaves out, an option that
//! only one side prints with something filled in, is not shown to be the same.

use crate::compare::fields::{choices, equivalence};
use crate::compare::report::rule::{Rule, Rules};
use crate::compare::stream::fold;
use crate::value::label::{self, Label};
use crate::value::{date, names};

/// The rules by which two writings under their labels say the same; `None` where that is not
/// shown.
pub fn same(raws: [&str; 2], labels: [&str; 2]) -> Option<Rules> {
    let [p, o] = raws;
    if choices::same(p, o) {
        return Some(Rules::of(Rule::ChoiceWriting));
    }
    if labels.iter().any(|label| is_of_phones(label))
        && let [Some(p), Some(o)] = raws.map(phones)
        && p == o
        && !p.is_empty()
    {
        return Some(Rules::of(Rule::PhoneWriting));
    }
    if same_date(raws, labels) {
        return Some(Rules::of(Rule::DateWriting));
    }
    let amount = |at: usize| measured(raws[at], labels[at], raws[1 - at]);
    let [(x, unit), (y, other)] = [amount(0)?, amount(1)?];
    if x != y || unit != other || unit.is_empty() {
        return None;
    }
    let mut rules = Rules::of(Rule::UnitPlace);
    if fold::folded(p) != fold::folded(o) {
        rules.add(Rule::NumberWriting);
    }
    Some(rules)
}

/// A label's name, and the unit that it names in brackets, behind a slash or in a line of its
/// own; folded.
pub fn split_label(text: &str) -> (String, String) {
    split(text, None)
}

/// As [`split_label`]; what the value on the other side has as its unit is one in brackets too.
fn split(text: &str, known: Option<&str>) -> (String, String) {
    let parsed = Label::parse(text);
    if !parsed.unit.is_empty() {
        return (parsed.name, fold::folded(&parsed.unit));
    }
    let bare = text.trim().trim_end_matches([':', '：']);
    let is_unit = |unit: &str| {
        label::is_unit(&crate::value::fold::fold(unit))
            || Some(fold::folded(unit).as_str()) == known
    };
    let bracket = bare.strip_suffix(['）', ')']).and_then(|open| open.rsplit_once(['（', '(']));
    // 投资（单位：万元）
    let inner = bracket.map(|(name, unit)| {
        let unit = unit.trim().trim_start_matches("单位").trim_start_matches([':', '：']);
        (name, unit)
    });
    let behind = bare.rsplit_once(['/', '／', '\n']);
    for (name, unit) in [inner, behind].into_iter().flatten() {
        if !name.trim().is_empty() && is_unit(unit) {
            return (Label::parse(name).name, fold::folded(unit));
        }
    }
    (parsed.name, String::new())
}

/// A number with its unit, from the writing or from the label. `None` where it is no number,
/// or where the two name different units.
fn measured(raw: &str, label: &str, other: &str) -> Option<(f64, String)> {
    let folded = fold::folded(raw);
    let (number, own) = equivalence::split_unit(&folded)?;
    let other = fold::folded(other);
    let theirs = equivalence::split_unit(&other).map(|(_, unit)| unit).filter(|u| !u.is_empty());
    let named = split(label, theirs.as_deref()).1;
    if !own.is_empty() && !named.is_empty() && own != named {
        return None;
    }
    let unit = if own.is_empty() { named } else { own };
    Some((number.parse().ok()?, unit))
}

/// Whether both are one date, and one of them says by its words or its label that it is one:
/// 2019/9 beside 2019年9月.
fn same_date(raws: [&str; 2], labels: [&str; 2]) -> bool {
    let of_date = |label: &str| {
        ["日期", "时间", "年月", "出生", "成立"].iter().any(|word| label.contains(word))
    };
    let pure = |raw: &str| {
        let sign = |c: char| c.is_ascii_digit() || c.is_whitespace() || "年月日./-".contains(c);
        raw.chars().all(sign) && raw.starts_with(|c: char| c.is_ascii_digit())
    };
    let worded = raws.iter().any(|raw| raw.contains('年') && raw.contains('月'));
    if !raws.into_iter().all(pure) || !(worded || labels.into_iter().all(of_date)) {
        return false;
    }
    // 2019/9 in the writing of a date.
    let dates = raws.map(|raw| date::parse(&raw.replace('/', "-")));
    matches!(&dates, [Some(a), Some(b)] if a == b)
}

/// Whether a label asks for telephone numbers; codes of the same shape mean their signs.
pub fn is_of_phones(label: &str) -> bool {
    let label = label.to_lowercase();
    [
        "电话",
        "手机",
        "传真",
        "热线",
        "联系方式",
        "联系号码",
        "座机",
        "总机",
        "phone",
        "mobile",
        "tel",
        "fax",
    ]
    .iter()
    .any(|word| label.contains(word))
}

/// The telephone numbers of which a text consists, each in one writing.
fn phones(raw: &str) -> Option<Vec<String>> {
    let parts = raw.split(['、', '；', ';', '，', ',', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(names::plain_phone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(p: &str, o: &str) -> bool {
        same([p, o], ["联系电话", "电话"]).is_some()
    }

    #[test]
    fn a_code_shaped_like_a_telephone_number_means_its_signs() {
        for label in ["合同编号", "型号规格", "数量", ""] {
            assert!(same(["0839-7201456", "08397201456"], [label, label]).is_none(), "{label}");
        }
    }

    #[test]
    fn telephones_with_and_without_their_signs() {
        assert!(said("0931-1234567", "(0931)1234567"));
        assert!(said("0931 1234567", "0931-1234567"));
        assert!(said("+86 138 0000 1111", "13800001111"));
        assert!(said("01012345678", "010-12345678"));
        assert!(!said("0931-1234567", "(0931)1234568"));
        assert!(!said("0931-1234567", "(0932)1234567"));
        assert!(!said("0931-1234567-8", "0931-1234567"));
        assert!(said("13800001111、0931-1234567", "138-0000-1111；（0931）1234567"));
    }

    #[test]
    fn a_unit_beside_the_number_or_in_its_label() {
        let same = |p, o, labels| same([p, o], labels).is_some();
        assert!(same("500万元", "500", ["投资", "投资（万元）"]));
        assert!(same("500", "500", ["投资/万元", "投资（万元）"]));
        assert!(same("1,200.00", "1200万元", ["投资\n万元", "投资"]));
        assert!(same("800张", "800", ["编制床位", "编制床位（张）"]));
        assert!(same("860", "860", ["投入（单位：万元）", "投入（万元）"]));
        assert!(!same("500", "500", ["投资", "投资（万元）"]), "one side says no unit");
        assert!(!same("500元", "500", ["投资", "投资（万元）"]));
        assert!(!same("500元", "500", ["投资（万元）", "投资（万元）"]));
        assert!(!same("5000万元", "500", ["投资", "投资（万元）"]));
        assert!(!same("500", "500", ["投资（元）", "投资（万元）"]));
    }

    #[test]
    fn one_date_in_two_writings() {
        let same = |p, o, label| same([p, o], [label, label]).is_some();
        assert!(same("2019/9", "2019年9月", ""));
        assert!(same("1974.06", "1974.6", "出生年月"));
        assert!(!same("1974.06", "1974.6", "比例"));
        assert!(!same("2019/9", "2019年8月", ""));
        assert!(!same("2019/9", "2019/8", "成立时间"));
    }
}
