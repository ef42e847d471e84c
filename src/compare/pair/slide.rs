//! Text that only one side has may be told from the same words around it in two ways:
//! 甲省厅制｜甲省 or 甲省｜厅制甲省. Where it can be a whole paragraph, it is one.

use crate::compare::pair::align::Alignment;
use crate::compare::stream::flow::Flow;

/// A stretch is moved by so many characters at most.
const FARTHEST: usize = 64;

/// Moves stretches of one side alone so that they begin and end with paragraphs or cells.
pub fn to_units(paper: &Flow, online: &Flow, alignment: &mut Alignment) {
    for segment in alignment.segments() {
        match (segment.left.is_empty(), segment.right.is_empty()) {
            (false, true) => slide(paper, segment.left.start, segment.left.end, true, alignment),
            (true, false) => {
                slide(online, segment.right.start, segment.right.end, false, alignment)
            }
            _ => {}
        }
    }
}

fn slide(flow: &Flow, start: usize, end: usize, left: bool, alignment: &mut Alignment) {
    let begins = |at: usize| {
        at == flow.marks.len() || flow.unit_of(at).is_some_and(|unit| unit.range.start == at)
    };
    let whole = |start: usize, end: usize| begins(start) && begins(end);
    if whole(start, end) {
        return;
    }
    // Characters before the stretch that it ends with too.
    let back = (1..=FARTHEST.min(start)).take_while(|k| {
        flow.marks[start - k].ch == flow.marks[end - k].ch
            && alignment.partner(left, start - k).is_some()
    });
    if let Some(k) = back.filter(|k| whole(start - k, end - k)).last() {
        for i in 1..=k {
            shift(alignment, left, start - i, end - i);
        }
        return;
    }
    let ahead = (0..FARTHEST.min(flow.marks.len() - end)).take_while(|k| {
        flow.marks[start + k].ch == flow.marks[end + k].ch
            && alignment.partner(left, end + k).is_some()
    });
    if let Some(k) = ahead.filter(|k| whole(start + k + 1, end + k + 1)).last() {
        for i in 0..=k {
            shift(alignment, left, end + i, start + i);
        }
    }
}

/// Gives the partner of one character to another.
fn shift(alignment: &mut Alignment, left: bool, from: usize, to: usize) {
    let (own, other) = if left {
        (&mut alignment.right_of, &mut alignment.left_of)
    } else {
        (&mut alignment.left_of, &mut alignment.right_of)
    };
    if let Some(partner) = own[from].take() {
        own[to] = Some(partner);
        other[partner as usize] = Some(to as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::text;
    use crate::document::{Block, Document, Paragraph};

    #[test]
    fn a_paragraph_of_one_side_is_whole() {
        let flow = |lines: &[&str]| {
            let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
            Flow::of(&Document { blocks, ..Document::default() })
        };
        let paper = flow(&["云泽省经济厅制", "云泽省申请表"]);
        let online = flow(&["云泽省申请表"]);
        let alone = |alignment: &Alignment| {
            alignment.segments().iter().map(|s| (s.left.start, s.left.end)).collect::<Vec<_>>()
        };
        assert_eq!(alone(&text::of_flows(&paper, &online)), [(0, 7)]);
        let paper = flow(&["申请表云泽省", "经济厅制云泽省"]);
        let online = flow(&["申请表云泽省"]);
        assert_eq!(alone(&text::of_flows(&paper, &online)), [(6, 13)]);
    }
}
