//! Whether two writings under one label say the same: a choice by its boxes or by the chosen
//! words, a telephone with or without its signs, an amount whose unit stands beside it or in
//! the label. Both sides must say all of it: a unit that one side leaves out, an option that
//! only one side prints with something filled in, is not shown to be the same.

use crate::compare::fields::equivalence;
use crate::compare::report::rule::{Rule, Rules};
use crate::compare::stream::fold;
use crate::value::label::{self, Label};
use crate::value::{names, tick};

/// The rules by which two writings under their labels say the same; `None` where that is not
/// shown.
pub fn same(raws: [&str; 2], labels: [&str; 2]) -> Option<Rules> {
    let [p, o] = raws;
    if same_choice(p, o) {
        return Some(Rules::of(Rule::ChoiceWriting));
    }
    if let [Some(p), Some(o)] = raws.map(phones)
        && p == o
        && !p.is_empty()
    {
        return Some(Rules::of(Rule::PhoneWriting));
    }
    let [(x, unit), (y, other)] = [measured(p, labels[0])?, measured(o, labels[1])?];
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
    let parsed = Label::parse(text);
    if !parsed.unit.is_empty() {
        return (parsed.name, fold::folded(&parsed.unit));
    }
    let bare = text.trim().trim_end_matches([':', '：']);
    let behind = bare.rsplit_once(['/', '／', '\n']);
    if let Some((name, unit)) = behind
        && !name.trim().is_empty()
        && label::is_unit(&crate::value::fold::fold(unit))
    {
        return (Label::parse(name).name, fold::folded(unit));
    }
    (parsed.name, String::new())
}

/// A number with its unit, from the writing or from the label. `None` where it is no number,
/// or where the two name different units.
fn measured(raw: &str, label: &str) -> Option<(f64, String)> {
    let folded = fold::folded(raw);
    let (number, own) = equivalence::split_unit(&folded)?;
    let named = split_label(label).1;
    if !own.is_empty() && !named.is_empty() && own != named {
        return None;
    }
    let unit = if own.is_empty() { named } else { own };
    Some((number.parse().ok()?, unit))
}

/// The telephone numbers of which a text consists, each in one writing.
fn phones(raw: &str) -> Option<Vec<String>> {
    let parts = raw.split(['、', '；', ';', '，', ',', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(names::plain_phone).collect()
}

/// Whether the same options are chosen, with boxes on both sides or by the words of those
/// that are chosen.
fn same_choice(paper: &str, online: &str) -> bool {
    match [paper, online].map(tick::has_marks) {
        [true, true] => equivalence::same_ticks(paper, online),
        [true, false] => is_chosen(paper, online),
        [false, true] => is_chosen(online, paper),
        // 是（√）has a mark; what has none may still be a list of chosen options.
        [false, false] => false,
    }
}

/// Whether a text names the ticked options of another, all of them and nothing else. Every
/// option must have its box, none of them anything filled in behind it.
fn is_chosen(boxes: &str, written: &str) -> bool {
    let ticks = tick::read(boxes, &[]);
    let whole = !ticks.guessed
        && ticks.options.iter().all(|o| o.ticked.is_some() && o.filled.is_none())
        && letters(boxes) == ticks.options.iter().map(|o| letters(&o.text)).collect::<String>();
    let mut chosen: Vec<String> = ticks.all().map(|o| letters(&o.text)).collect();
    let parts = written.split(|c: char| c.is_whitespace() || "、，,；;/".contains(c));
    let mut named: Vec<String> = parts.map(letters).filter(|name| !name.is_empty()).collect();
    let one = chosen.len() == 1 && chosen[0] == letters(written);
    chosen.sort();
    named.sort();
    whole && !chosen.is_empty() && (one || chosen == named)
}

/// The words of a text without its boxes.
fn letters(text: &str) -> String {
    let words = fold::folded(text);
    let sign = |c: &char| !matches!(*c, fold::TICKED | fold::EMPTY) && fold::is_content(*c);
    words.chars().filter(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(p: &str, o: &str) -> bool {
        same([p, o], ["", ""]).is_some()
    }

    #[test]
    fn a_choice_by_its_boxes_and_by_its_words() {
        assert!(said("☑是 □否", "是"));
        assert!(said("□是 ☑否", "否"));
        assert!(!said("☑是 □否", "否"));
        assert!(!said("☑是 ☑否", "是"));
        assert!(said("是（√） 否（ ）", "是"));
        assert!(!said("是（√） 否（ ）", "否"));
        assert!(said("☑光伏 □热水 ☑空气源", "光伏、空气源"));
        assert!(!said("☑光伏 □热水 ☑空气源", "光伏"));
        assert!(!said("☑光伏 □热水 ☑空气源", "光伏、热水、空气源"));
        assert!(!said("☑其他（见附件） □热水", "其他"));
        assert!(said("☑一星级 □二星级", "一星级（√）  二星级（  ）"));
        assert!(!said("☑一星级 □二星级", "一星级（  ）  二星级（√）"));
        assert!(!said("☑新建 □改建", "非新建"));
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
        assert!(!same("500", "500", ["投资", "投资（万元）"]), "one side says no unit");
        assert!(!same("500元", "500", ["投资", "投资（万元）"]));
        assert!(!same("500元", "500", ["投资（万元）", "投资（万元）"]));
        assert!(!same("5000万元", "500", ["投资", "投资（万元）"]));
        assert!(!same("500", "500", ["投资（元）", "投资（万元）"]));
    }
}
