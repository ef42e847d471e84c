//! The marks of footnotes: which word a note is about. A Word file knows where they
//! stand, though its text leaves them out; a print has them as small numbers.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold::{self, Gap};
use std::ops::Range;

/// Whether text of one side alone looks like the mark of a footnote that the other side
/// leaves out. A print leaves none out, and a file that knows where its marks stand has
/// none among its characters: a digit that it has was typed.
pub fn is_mark(laid: &Laid<'_>, on_paper: bool, range: &Range<usize>, text: &str) -> bool {
    let (flow, other) = sides(laid, on_paper);
    let most = flow.footnotes.max(other.footnotes);
    let number = number(text).is_some_and(|number| number <= most);
    if !number || !flow.notes.is_empty() || other.is_print() {
        return false;
    }
    let before = range.start.checked_sub(1).and_then(|i| flow.marks.get(i));
    let next = flow.marks.get(range.end).filter(|m| m.unit == flow.marks[range.start].unit);
    let glued = flow.marks[range.start].gap == Gap::None
        && before.is_some_and(|m| !m.ch.is_ascii_alphanumeric() && !":([=<>~-+*×".contains(m.ch))
        // 人员3名 is an amount, and a footnote stands behind a word.
        && next.is_none_or(|m| {
            m.gap != Gap::None || !(m.ch.is_ascii_alphanumeric() || fold::is_counted(m.ch))
        });
    glued || note_at(laid, on_paper, range).is_some()
}

/// Whether the mark of a footnote is the very one that the other side leaves out: a note of
/// that number stands there, at that word or with that text.
pub fn stands_there(laid: &Laid<'_>, on_paper: bool, range: &Range<usize>) -> bool {
    let (flow, other) = sides(laid, on_paper);
    let Some(number) = number(&flow.folded(range.clone())) else { return false };
    if let Some((note, unit)) = note_at(laid, on_paper, range) {
        let page = |unit: &usize| flow.units.get(*unit).map(|unit| unit.place.page);
        let own = flow.noted.iter().position(|at| *at == unit);
        // Numbers may begin anew on each page.
        let on_page =
            own.map(|own| flow.noted[..own].iter().filter(|at| page(at) == page(&unit)).count());
        return [note, own, on_page].into_iter().flatten().any(|at| at + 1 == number);
    }
    let before = range.start.checked_sub(1).and_then(|at| laid.alignment.partner(on_paper, at));
    let after = laid.alignment.partner(on_paper, range.end);
    let at = before.map(|at| at + 1).and_then(|at| known(other, at));
    let Some(note) = at.or_else(|| after.and_then(|at| known(other, at))) else { return false };
    let page = |note: usize| {
        let own = laid.alignment.partner(!on_paper, note.checked_sub(1)?)?;
        Some(flow.place(own..own + 1).page)
    };
    let on_page =
        other.notes[..note].iter().filter(|n| page(**n) == page(other.notes[note])).count();
    note + 1 == number || on_page + 1 == number
}

fn sides<'a>(laid: &Laid<'a>, on_paper: bool) -> (&'a Flow, &'a Flow) {
    if on_paper { (laid.paper, laid.online) } else { (laid.online, laid.paper) }
}

/// The note whose text begins with a range: its number among the notes of the other side,
/// counted from 0, where it is known, and the unit that it is on this side.
fn note_at(
    laid: &Laid<'_>,
    on_paper: bool,
    range: &Range<usize>,
) -> Option<(Option<usize>, usize)> {
    let (flow, other) = sides(laid, on_paper);
    let unit = flow.marks.get(range.start)?.unit as usize;
    if flow.units.get(unit)?.range.start != range.start {
        return None;
    }
    // A note stands elsewhere on paper than in a file: its partner may have moved.
    let there = laid.alignment.partner(on_paper, range.end).and_then(|at| {
        let number = other.marks.get(at)?.unit as usize;
        let begins = other.units.get(number)?.range.start == at;
        begins.then(|| other.noted.iter().position(|noted| *noted == number)).flatten()
    });
    (there.is_some() || flow.noted.contains(&unit)).then_some((there, unit))
}

/// What number the mark of a footnote says: 1, [1], ①, ¹.
fn number(text: &str) -> Option<usize> {
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let bare = text.trim_matches(['[', ']', '(', ')', '*']);
    let mut chars = bare.chars();
    if let (Some(c @ '①'..='⑳'), None) = (chars.next(), chars.next()) {
        return Some(c as usize - '①' as usize + 1);
    }
    let digit = |c: char| {
        let raised = RAISED.chars().position(|raised| raised == c).map(|at| at as u32);
        c.to_digit(10).or(raised)
    };
    let digits: Option<Vec<u32>> = bare.chars().map(digit).collect();
    let digits = digits.filter(|digits| (1..=2).contains(&digits.len()))?;
    Some(digits.into_iter().fold(0, |sum, digit| sum * 10 + digit as usize))
}

/// The note whose mark stands in front of a character, or with punctuation between.
fn known(flow: &Flow, at: usize) -> Option<usize> {
    let between = |note: usize| note.min(at)..note.max(at);
    let bare = |range: Range<usize>| {
        range.len() <= 3 && range.clone().all(|i| !fold::is_content(flow.marks[i].ch))
    };
    flow.notes.iter().position(|note| bare(between(*note)))
}

/// Two files that leave the marks out must do so at the same words.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    if laid.paper.notes.len() != laid.online.notes.len() {
        return;
    }
    for (l, r) in laid.paper.notes.iter().zip(&laid.online.notes) {
        let Some((before_l, before_r)) = l.checked_sub(1).zip(r.checked_sub(1)) else { continue };
        let there = laid.alignment.partner(true, before_l);
        if there.is_some_and(|at| known(laid.online, at + 1).is_none()) {
            findings.push(Finding {
                paper: std::iter::once(before_l..before_l + 1).collect(),
                online: std::iter::once(before_r..before_r + 1).collect(),
                kind: Kind::Changed,
                severity: Severity::Suspect,
                reason: Reason::FootnoteMisplaced,
                reordered: false,
            });
        }
    }
}
