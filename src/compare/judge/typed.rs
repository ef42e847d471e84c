//! Numbers in front of paragraphs that somebody typed, or that a print shows: no program
//! draws them otherwise or leaves them out.

use crate::compare::judge::laid::Laid;
use crate::compare::stream::flow::Flow;
use std::ops::Range;

/// Whether a number that one side alone has was typed there, and would stand on the
/// other side if nobody had taken it away.
pub fn is_missing(laid: &Laid<'_>, on_paper: bool, range: &Range<usize>) -> bool {
    let (flow, other) = sides(laid, on_paper);
    let kept = !flow.may_be_drawn(range.start) && !is_sign(flow, range);
    // A print may show what the reader of the other file does not work out.
    kept && (other.is_print() || !flow.is_print() && !draws(laid, on_paper, range))
}

/// Whether a print has a number of which the other file says nothing.
pub fn is_only_printed(laid: &Laid<'_>, on_paper: bool, range: &Range<usize>) -> bool {
    let (flow, _) = sides(laid, on_paper);
    flow.is_print() && !is_sign(flow, range) && !draws(laid, on_paper, range)
}

/// Whether both numbers stand as somebody typed them, or as they are printed.
pub fn are_both(laid: &Laid<'_>, paper: usize, online: usize) -> bool {
    !laid.paper.may_be_drawn(paper) && !laid.online.may_be_drawn(online)
}

fn sides<'a>(laid: &Laid<'a>, on_paper: bool) -> (&'a Flow, &'a Flow) {
    if on_paper { (laid.paper, laid.online) } else { (laid.online, laid.paper) }
}

/// Whether the other side's program may draw a number in front of the paragraph.
fn draws(laid: &Laid<'_>, on_paper: bool, range: &Range<usize>) -> bool {
    let (_, other) = sides(laid, on_paper);
    let partner = laid.alignment.partner(on_paper, range.end);
    partner.is_none_or(|at| other.may_draw_in_front_of(at))
}

/// A bullet says nothing that another one does not.
fn is_sign(flow: &Flow, range: &Range<usize>) -> bool {
    !flow.folded(range.clone()).contains(char::is_alphanumeric)
}
