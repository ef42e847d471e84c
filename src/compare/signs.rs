//! Punctuation that carries meaning: a decimal point, a sign, a range or a
//! comparison at a number, and the marks inside of codes, addresses and ratings.

use super::align::Segment;
use super::flow::{Flow, UnitKind};
use super::fold::Gap;
use super::residual::Laid;
use std::ops::Range;

/// Whether punctuation that differs says something where it stands.
pub fn is_sign(laid: &Laid<'_>, segment: &Segment, p: &str, o: &str) -> bool {
    at_number(laid, segment, p, o)
        || in_brackets(laid.paper, &segment.left)
        || in_brackets(laid.online, &segment.right)
        || in_code(laid.paper, &segment.left)
        || in_code(laid.online, &segment.right)
}

fn at_number(laid: &Laid<'_>, segment: &Segment, p: &str, o: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c);
    let digit = |flow: &Flow, at: Option<usize>, border: bool| {
        at.and_then(|i| flow.marks.get(i)).is_some_and(|m| number(m.ch) && !border)
    };
    let beside = |flow: &Flow, range: &Range<usize>| {
        let crosses = flow.marks.get(range.end).is_some_and(|m| m.gap == Gap::Cell);
        let starts = flow.marks.get(range.start).is_some_and(|m| m.gap != Gap::None);
        (digit(flow, range.start.checked_sub(1), starts), digit(flow, Some(range.end), crosses))
    };
    let ((before, after), (before_o, after_o)) =
        (beside(laid.paper, &segment.left), beside(laid.online, &segment.right));
    let any = |set: &str| p.chars().chain(o.chars()).any(|c| set.contains(c));
    let behind = after || after_o;
    (behind && any("-~")) || (behind && (before || before_o) && any(".,:/·、'"))
}

/// Whether brackets stand around the number of a cell: accountants write losses so.
fn in_brackets(flow: &Flow, range: &Range<usize>) -> bool {
    let bracket = flow.folded(range.clone()).contains(['(', ')']);
    let Some(unit) = flow.unit_of(range.start).filter(|_| bracket && !range.is_empty()) else {
        return false;
    };
    let text = flow.folded(unit.range.clone());
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    unit.kind == UnitKind::Cell
        && inner.is_some_and(|number| {
            number.contains(|c: char| c.is_ascii_digit())
                && number.chars().all(|c| c.is_ascii_digit() || ".,%".contains(c))
        })
}

/// Whether a mark stands between letters and digits without a space, as in
/// `zhang_san@abc.com` and `KB/T`, or is a dash right behind a letter: `AA-`.
fn in_code(flow: &Flow, range: &Range<usize>) -> bool {
    let latin = |at: usize| flow.marks.get(at).is_some_and(|m| m.ch.is_ascii_alphanumeric());
    let glued = |at: usize| flow.marks.get(at).is_some_and(|m| m.gap == Gap::None);
    if range.is_empty() || range.start == 0 || !latin(range.start - 1) || !glued(range.start) {
        return false;
    }
    let dash = flow.marks[range.start].ch == '-'
        && flow.marks[range.start - 1].ch.is_ascii_alphabetic()
        && range.len() == 1;
    dash || latin(range.end) && glued(range.end)
}
