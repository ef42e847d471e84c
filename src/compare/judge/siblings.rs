//! A number that one side alone has in front of a paragraph is one that a program drew,
//! unless that side and the other both have the numbers of the paragraphs around it:
//! then somebody took it away.

use crate::characters::numerals::is_numeral;
use crate::compare::judge::laid::Laid;
use crate::compare::stream::flow::{Flow, UnitKind};
use std::ops::Range;

/// Paragraphs before and behind that are looked at.
const AROUND: usize = 4;

/// Whether paragraphs around have a number of the same shape on both sides.
pub fn keep_theirs(laid: &Laid<'_>, on_paper: bool, range: &Range<usize>) -> bool {
    let flow = if on_paper { laid.paper } else { laid.online };
    let Some(number) = flow.marks.get(range.start).map(|mark| mark.unit as usize) else {
        return false;
    };
    let own = shape(flow, range.clone());
    let first = number.saturating_sub(AROUND);
    let around = flow.units.iter().enumerate().skip(first).take(2 * AROUND + 1);
    let body = around.filter(|(at, unit)| *at != number && unit.kind == UnitKind::Body);
    body.map(|(_, unit)| unit.range.clone()).any(|unit| {
        let label = unit.start..(unit.start + range.len()).min(unit.end);
        label.len() == range.len()
            && shape(flow, label.clone()) == own
            && label.clone().all(|at| laid.alignment.partner(on_paper, at).is_some())
    })
}

/// A number with what kind of numeral it is for each of its characters.
fn shape(flow: &Flow, range: Range<usize>) -> String {
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => '1',
        _ if c.is_ascii_alphabetic() => 'a',
        '①'..='⑳' => '①',
        _ if is_numeral(c) => '一',
        _ => c,
    };
    flow.folded(range).chars().map(kind).collect()
}
