//! When two values are one: the values themselves first, then their writings
//! on the form, because a normalised value may hide a unit or a second tick.

use crate::compare::fields::compared::{Leaf, Outcome};
use crate::compare::fields::{choices, meaning};
use crate::compare::report::rule::{Rule, Rules};
use crate::compare::stream::fold::{self, EMPTY, TICKED};
use crate::value::tick::{self, Choice};
use crate::value::{names, number};
use serde_json::Value;

/// Compares two values that are both written.
pub fn compare(paper: &Leaf<'_>, online: &Leaf<'_>) -> Outcome {
    if !same_value(paper.value, online.value) {
        if same_phone(paper, online) {
            return Outcome::Same(Rules::of(Rule::PhoneWriting));
        }
        // ☑是 □否 in a column that the form leaves as it is written, beside 是.
        let text = |leaf: &Leaf<'_>| leaf.value.as_str().map(str::to_owned);
        return match (text(paper), text(online)) {
            (Some(p), Some(o)) if choices::same(&p, &o) => {
                Outcome::Same(Rules::of(Rule::ChoiceWriting))
            }
            _ => Outcome::Differs,
        };
    }
    let raw = |leaf: &Leaf<'_>| {
        leaf.provenance.map(|p| p.raw.clone()).filter(|raw| !raw.trim().is_empty())
    };
    match (raw(paper), raw(online)) {
        (Some(p), Some(o)) => {
            if let Some(rules) = fold::same(&p, &o) {
                return Outcome::Same(rules);
            }
            let labels =
                [paper, online].map(|l| l.provenance.map(|p| p.label.as_str()).unwrap_or_default());
            match paper.value {
                Value::Number(_) => numbers(&p, &o, labels),
                Value::Bool(_) => choices(&p, &o, None),
                Value::String(text) if is_list(&p, &o, text) => {
                    Outcome::Same(Rules::of(Rule::ListSeparators))
                }
                Value::String(text) => match choices(&p, &o, Some(text)) {
                    Outcome::SameValue
                        if text.starts_with(|c: char| c.is_ascii_digit())
                            && is_date(&p)
                            && is_date(&o) =>
                    {
                        Outcome::Same(Rules::of(Rule::DateWriting))
                    }
                    outcome => outcome,
                },
                _ => Outcome::SameValue,
            }
        }
        // One side is a record without a document: its values are all there is.
        (Some(p), None) | (None, Some(p)) => Outcome::Same(written(&p, paper.value)),
        (None, None) => match (paper.value, online.value) {
            (Value::String(p), Value::String(o)) => {
                Outcome::Same(fold::same(p, o).unwrap_or_default())
            }
            _ => Outcome::Same(Rules::default()),
        },
    }
}

/// Whether two values are one telephone number in two writings.
fn same_phone(a: &Leaf<'_>, b: &Leaf<'_>) -> bool {
    let labels = [a, b].map(|leaf| leaf.provenance.map_or("", |p| p.label.as_str()));
    let named = labels.iter().any(|label| meaning::is_of_phones(label))
        || labels.iter().all(|label| label.is_empty());
    let plain = |leaf: &Leaf<'_>| leaf.value.as_str().and_then(names::plain_phone);
    named && plain(a).is_some_and(|p| plain(b) == Some(p))
}

/// Whether two scalar values are equal. Numbers may come as text from platforms.
pub fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => match (x.as_f64(), y.as_f64()) {
            (Some(x), Some(y)) => x == y || (x - y).abs() <= 1e-9 * x.abs().max(y.abs()),
            _ => x == y,
        },
        (Value::String(x), Value::String(y)) => x == y || fold::same(x, y).is_some(),
        (Value::Number(x), Value::String(text)) | (Value::String(text), Value::Number(x)) => {
            fold::folded(text) == fold::folded(&x.to_string())
        }
        _ => a == b,
    }
}

/// Equal numbers written otherwise: only a unit that the other side has in its label.
fn numbers(paper: &str, online: &str, labels: [&str; 2]) -> Outcome {
    let (p, q) = (fold::folded(paper), fold::folded(online));
    let (Some((x, unit_p)), Some((y, unit_q))) = (split_unit(&p), split_unit(&q)) else {
        // 柒仟捌佰陆拾捌 beside 7868; that the values are equal was seen before.
        let worded = [paper, online].iter().filter(|raw| in_words(raw)).count();
        let plain = [&p, &q].iter().filter(|folded| split_unit(folded).is_some()).count();
        return if worded == 1 && plain == 1 {
            Outcome::Same(Rules::of(Rule::NumberWriting))
        } else {
            Outcome::SameValue
        };
    };
    if x != y && x.parse::<f64>().ok() != y.parse::<f64>().ok() {
        return Outcome::SameValue;
    }
    let mut rules = Rules::default();
    if x != y {
        rules.add(Rule::NumberWriting);
    }
    if unit_p == unit_q {
        return Outcome::Same(rules);
    }
    let year = |unit: &str| matches!(unit, "年" | "年度");
    if year(&unit_p) && year(&unit_q) {
        rules.add(Rule::DateWriting);
        return Outcome::Same(rules);
    }
    if !unit_p.is_empty() && !unit_q.is_empty() {
        return Outcome::Differs;
    }
    let (unit, label) = if unit_p.is_empty() { (unit_q, labels[0]) } else { (unit_p, labels[1]) };
    // The side without a unit must have it in its label, if its label is known.
    let label = fold::folded(label);
    if label.is_empty() || label.contains(&unit) {
        rules.add(Rule::UnitPlace);
        return Outcome::Same(rules);
    }
    Outcome::SameValue
}

/// Whether the text is an amount in capital numerals from end to end, and certain.
fn in_words(text: &str) -> bool {
    const CAPITAL: &str = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正人民币:：";
    text.chars().all(|c| CAPITAL.contains(c) || c.is_whitespace())
        && number::parse(text).is_some_and(|found| !found.about)
}

/// A folded number with what stands behind it.
pub fn split_unit(text: &str) -> Option<(&str, String)> {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    number.parse::<f64>().ok()?;
    Some((number, unit.trim_matches(['(', ')', '[', ']']).to_owned()))
}

/// Choices: the ticked options must be the same on both sides.
fn choices(paper: &str, online: &str, value: Option<&str>) -> Outcome {
    let ticked = |raw: &str| -> Option<Vec<String>> {
        let folded = fold::folded(raw);
        folded.contains([TICKED, EMPTY]).then(|| options(&folded))
    };
    match (ticked(paper), ticked(online)) {
        // The words of every option count, not only those of the ticked one.
        (Some(p), Some(o)) if p == o && fold::words(paper) == fold::words(online) => {
            Outcome::Same(Rules::of(Rule::ChoiceWriting))
        }
        (Some(_), Some(_)) if same_ticks(paper, online) => {
            Outcome::Same(Rules::of(Rule::ChoiceWriting))
        }
        (Some(one), None) => only_choice(&one, online, value),
        (None, Some(one)) => only_choice(&one, paper, value),
        _ => Outcome::SameValue,
    }
}

/// Whether the same options are ticked in two ways of ticking: with a box at each option,
/// in brackets, or with a tick at the chosen one alone.
fn same_ticks(paper: &str, online: &str) -> bool {
    let every =
        |options: &[Choice]| options.len() > 1 && options.iter().all(|o| o.ticked.is_some());
    let sides = [paper, online].map(|raw| tick::read(raw, &[]).options);
    let Some(full) = sides.iter().find(|options| every(options)) else { return false };
    let known: Vec<String> = full.iter().map(|option| option.text.clone()).collect();
    let [p, o] = [paper, online].map(|raw| tick::read(raw, &known));
    let told = |options: &[Choice]| -> Vec<(String, bool)> {
        options.iter().map(|o| (fold::folded(&o.text), o.ticked == Some(true))).collect()
    };
    let words = |raw: &str| -> String {
        let folded = fold::folded(raw);
        folded.chars().filter(|c| fold::is_content(*c) && !matches!(*c, TICKED | EMPTY)).collect()
    };
    !p.guessed
        && !o.guessed
        && p.all().next().is_some()
        && told(&p.options) == told(&o.options)
        && words(paper) == words(online)
}

/// The names of a list, each on its own.
pub fn listed(raw: &str) -> Vec<String> {
    let parts = |c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | '；' | ';');
    raw.split(parts).map(fold::folded).filter(|name| !name.is_empty()).collect()
}

/// Whether two writings are lists of the same names, of which the value is one.
fn is_list(paper: &str, online: &str, value: &str) -> bool {
    let (p, o) = (listed(paper), listed(online));
    p.len() > 1 && p == o && p.contains(&fold::folded(value))
}

/// One side ticks boxes, the other writes the chosen option alone.
fn only_choice(ticked: &[String], written: &str, value: Option<&str>) -> Outcome {
    match (ticked, value) {
        ([one], Some(value)) if *one == fold::folded(written) && *one == fold::folded(value) => {
            Outcome::Same(Rules::of(Rule::ChoiceWriting))
        }
        _ => Outcome::SameValue,
    }
}

/// The ticked options of a folded cell whose boxes stand in front of the options.
fn options(folded: &str) -> Vec<String> {
    folded
        .split_inclusive([TICKED, EMPTY])
        .zip(folded.split([TICKED, EMPTY]).skip(1))
        .filter(|(before, _)| before.ends_with(TICKED))
        .map(|(_, option)| option.trim_end_matches(['、', ',', ';', '。']).to_owned())
        .collect()
}

fn is_date(raw: &str) -> bool {
    // A dash in front is no part of a date.
    !raw.trim().starts_with(['-', '—', '–', '－', '~', '～'])
        && raw.chars().all(|c| {
            c.is_ascii_digit()
                || c.is_whitespace()
                || "年月日号至到-—–－./〇○零一二三四五六七八九十~～".contains(c)
        })
}

/// What a form's writing forgave where only a value stands against it.
fn written(raw: &str, value: &Value) -> Rules {
    match value {
        Value::String(text) if fold::folded(raw) == fold::folded(text) => {
            fold::same(raw, text).unwrap_or_default()
        }
        Value::String(_)
            if raw.chars().any(|c| fold::folded(&c.to_string()).contains([TICKED, EMPTY])) =>
        {
            Rules::of(Rule::ChoiceWriting)
        }
        Value::String(_) if is_date(raw) => Rules::of(Rule::DateWriting),
        Value::Number(number) => {
            if raw.trim() == number.to_string() {
                Rules::default()
            } else {
                Rules::of(Rule::NumberWriting)
            }
        }
        Value::Bool(_) => Rules::of(Rule::ChoiceWriting),
        _ => Rules::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Provenance;
    use serde_json::json;

    fn outcome(value: Value, raws: [&str; 2], labels: [&str; 2]) -> Outcome {
        let p = [0, 1].map(|i| Provenance {
            raw: raws[i].into(),
            label: labels[i].into(),
            ..Provenance::default()
        });
        let leaf = |p| Leaf { value: &value, provenance: Some(p) };
        compare(&leaf(&p[0]), &leaf(&p[1]))
    }

    #[test]
    fn a_unit_may_move_to_the_label_but_not_change() {
        let same = Outcome::Same(Rules::of(Rule::UnitPlace));
        assert_eq!(outcome(json!(35), ["35%", "35"], ["效率", "效率（%）"]), same);
        assert_eq!(outcome(json!(35), ["35%", "35"], ["效率", "效率（个）"]), Outcome::SameValue);
        assert_eq!(outcome(json!(35), ["35万元", "35亿元"], ["", ""]), Outcome::Differs);
    }

    #[test]
    fn a_second_tick_is_not_forgiven() {
        let plain = "□中央企业 ☑地方国企 □民营企业";
        assert_eq!(
            outcome(json!("地方国企"), [plain, "□中央企业、■地方国企、□民营企业"], ["", ""]),
            Outcome::Same(Rules::of(Rule::ChoiceWriting))
        );
        assert_eq!(
            outcome(json!("地方国企"), [plain, "☑中央企业 ■地方国企"], ["", ""]),
            Outcome::SameValue
        );
        // A word put into an option that is not ticked is a change as well.
        assert_eq!(
            outcome(json!("地方国企"), [plain, "□非中央企业 ■地方国企 □民营企业"], ["", ""]),
            Outcome::SameValue
        );
        assert_eq!(
            outcome(json!("地方国企"), [plain, "地方国企"], ["", ""]),
            Outcome::Same(Rules::of(Rule::ChoiceWriting))
        );
    }
}
