//! The marks of footnotes: which word a note is about. A Word file knows where they
//! stand, though its text leaves them out; a print has them as small numbers.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use std::ops::Range;

/// Whether the mark of a footnote in the text of one side may be the one that the other
/// side leaves out: it does, or knows of none at all.
pub fn stands_there(laid: &Laid<'_>, on_paper: bool, range: &Range<usize>) -> bool {
    let (flow, other) =
        if on_paper { (laid.paper, laid.online) } else { (laid.online, laid.paper) };
    // The note itself begins with its mark, and some programs print it as running text.
    let in_text = flow
        .unit_of(range.start)
        .is_some_and(|unit| unit.kind != UnitKind::Floating && unit.range.start != range.start);
    if !in_text || other.notes.is_empty() {
        return true;
    }
    let before = range.start.checked_sub(1).and_then(|at| laid.alignment.partner(on_paper, at));
    let after = laid.alignment.partner(on_paper, range.end);
    // Where the text around differs, it says so itself.
    (before.is_none() && after.is_none())
        || before.is_some_and(|at| knows(other, at + 1))
        || after.is_some_and(|at| knows(other, at))
}

/// Whether a mark stands in front of a character, or with punctuation between.
fn knows(flow: &Flow, at: usize) -> bool {
    let between = |note: usize| note.min(at)..note.max(at);
    let bare = |range: Range<usize>| {
        range.len() <= 3 && range.clone().all(|i| !fold::is_content(flow.marks[i].ch))
    };
    flow.notes.iter().any(|note| bare(between(*note)))
}

/// Two files that leave the marks out must do so at the same words.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    if laid.paper.notes.len() != laid.online.notes.len() {
        return;
    }
    for (l, r) in laid.paper.notes.iter().zip(&laid.online.notes) {
        let Some((before_l, before_r)) = l.checked_sub(1).zip(r.checked_sub(1)) else { continue };
        let there = laid.alignment.partner(true, before_l);
        if there.is_some_and(|at| !knows(laid.online, at + 1)) {
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
