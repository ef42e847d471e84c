//! Formulas: a Word file holds them as objects or as a structure that is read on one
//! line, a print as glyphs above and below each other. What lies around such a formula
//! cannot be proven by its characters, so that it is named and left to the reviewer.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity, SideName, Unread};
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use std::ops::Range;

/// Marks that a print may set between a formula and what belongs to it.
const NEAR: usize = 12;

/// Takes differences that lie in a formula of one side as doubtful. Where both sides
/// hold the formula itself, they are read alike and a difference is one.
pub fn weigh(laid: &Laid<'_>, findings: &mut [Finding]) {
    if laid.paper.formulas.is_empty() == laid.online.formulas.is_empty() {
        return;
    }
    for finding in findings.iter_mut().filter(|f| f.severity != Severity::Suspect) {
        let (holder, own, other, others) = if laid.paper.formulas.is_empty() {
            (laid.online, &finding.online, laid.paper, &finding.paper)
        } else {
            (laid.paper, &finding.paper, laid.online, &finding.online)
        };
        let inside = own.iter().all(|range| lies_in(holder, range));
        let wordless = others.iter().all(|range| is_wordless(other, range));
        if inside && (wordless || finding.kind == Kind::Changed && own.iter().all(|r| r.len() > 1))
        {
            finding.severity = Severity::Suspect;
            finding.reason = Reason::FormulaDiffers;
        }
    }
}

/// Whether a range lies in a formula, or is a place beside one.
fn lies_in(flow: &Flow, range: &Range<usize>) -> bool {
    let holds = |at: usize| flow.formulas.iter().any(|f| f.contains(&at));
    let content = |at: &usize| fold::is_content(flow.marks[*at].ch);
    let mut marks = range.clone().filter(content).peekable();
    if marks.peek().is_some() {
        // The number of a formula stands in the same line and in brackets.
        return marks.all(|at| holds(at) || is_near(flow, at..at + 1) && !is_word(flow, at));
    }
    is_near(flow, range.clone())
}

/// Whether a formula stands close by, with no word between.
fn is_near(flow: &Flow, range: Range<usize>) -> bool {
    flow.formulas.iter().any(|formula| {
        let between = match () {
            () if formula.end <= range.start => formula.end..range.start,
            () if range.end <= formula.start => range.end..formula.start,
            () => return true,
        };
        between.len() <= NEAR && !between.clone().any(|at| is_word(flow, at))
    })
}

/// Whether a mark is a Chinese character: formulas have their own letters.
fn is_word(flow: &Flow, at: usize) -> bool {
    flow.marks.get(at).is_some_and(|mark| matches!(mark.ch, '\u{3400}'..='\u{9fff}'))
}

fn is_wordless(flow: &Flow, range: &Range<usize>) -> bool {
    !range.clone().any(|at| is_word(flow, at))
}

/// Formulas packed as objects, of which nothing was read, where the other side has
/// them as text or not at all.
pub fn unread(flow: &Flow, other: &Flow, side: SideName) -> Option<Unread> {
    let objects = |flow: &Flow| flow.formulas.iter().filter(|f| f.is_empty()).count();
    let (count, others) = (objects(flow), objects(other));
    (count > 0 && count != others).then(|| Unread {
        side,
        page: None,
        pointer: String::new(),
        bbox: None,
        alike: None,
        reason: Reason::FormulaUnread,
        note: format!("文中有 {count} 处公式是嵌入的对象，内容未能读出，须人工核对"),
    })
}
