//! Equal text that is no proof: where the picture of a scan does not tell the character
//! that was read from a lookalike, the other side may well print what the paper does not.
//!
//! The recogniser asked the picture about the nearest lookalikes of every character it
//! read ([`crate::read::ocr`]); those that were not clearly beaten came along as other
//! readings with their probabilities.

use crate::characters::{lookalikes, simplified};
use crate::compare::fields::claims::Claims;
use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, Unit};
use crate::compare::stream::fold;
use crate::document::Span;
use std::collections::BTreeSet;

/// A lookalike that is less likely than this is clearly beaten: the logarithms of the two
/// lie 2 apart.
const BEATEN: f32 = 0.12;

/// Any other character that is less likely than this is.
const UNLIKE: f32 = 0.25;

/// The places where text that reads the same on both sides may not be the same.
pub fn findings(laid: &Laid<'_>) -> Vec<Finding> {
    let mut pairs = BTreeSet::new();
    for paper in doubted(laid.paper) {
        let partner = laid.alignment.right_of.get(paper).copied().flatten();
        pairs.extend(partner.map(|online| (paper, online as usize)));
    }
    for online in doubted(laid.online) {
        let partner = laid.alignment.left_of.get(online).copied().flatten();
        pairs.extend(partner.map(|paper| (paper as usize, online)));
    }
    let same = |&(p, o): &(usize, usize)| laid.paper.marks[p].ch == laid.online.marks[o].ch;
    let one = |mark: usize| mark..mark + 1;
    let finding = |(paper, online): (usize, usize)| Finding {
        paper: Vec::from_iter([one(paper)]),
        online: Vec::from_iter([one(online)]),
        kind: Kind::Changed,
        severity: Severity::Suspect,
        reason: Reason::LookalikeOpen,
        reordered: false,
    };
    pairs.into_iter().filter(same).map(finding).collect()
}

/// Marks of a printed copy that fields answered for and that may be others; for an online
/// side without a document.
pub fn answered(paper: &Flow, claims: &Claims) -> Vec<usize> {
    let marks: BTreeSet<usize> = doubted(paper).into_iter().collect();
    marks.into_iter().filter(|&mark| claims.has(mark)).collect()
}

/// Marks of a stream for which another reading was not clearly beaten.
pub fn doubted(flow: &Flow) -> Vec<usize> {
    let mut marks = Vec::new();
    for unit in &flow.units {
        for at in unit.text.spans.iter().flat_map(|span| unbeaten(unit, span)) {
            let own = |mark: &usize| flow.marks[*mark].source().contains(&at);
            marks.extend(unit.range.clone().find(own));
        }
    }
    marks
}

/// Bytes of the characters of a span that may be others.
fn unbeaten<'a>(unit: &'a Unit, span: &'a Span) -> impl Iterator<Item = usize> + 'a {
    let mut buffer = [0; 4];
    let open = move |other: &&crate::document::Alternative| {
        let own = unit.text.content.get(other.at..).and_then(|text| text.chars().next());
        own.is_some_and(|own| {
            let alike = lookalikes::of(own).any(|c| c == other.character);
            let variant = simplified(other.character) == simplified(own);
            other.confidence > if alike { BEATEN } else { UNLIKE } && (alike || !variant) && {
                let folded = fold::folded(own.encode_utf8(&mut buffer));
                folded != fold::folded(other.character.encode_utf8(&mut buffer))
            }
        })
    };
    span.alternatives.iter().filter(open).map(|other| other.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::text;
    use crate::document::{Alternative, Block, Document, Paragraph, Text};

    fn told(read: &str, at: usize, rival: char, likely: f32, online: &str) -> usize {
        let place = crate::document::Place::default();
        let mut line = Text::placed(read, place, 0.9);
        line.spans[0].alternatives = vec![Alternative { at, character: rival, confidence: likely }];
        let scan = Paragraph { text: line, ..Paragraph::plain("") };
        let flow = |paragraph: Paragraph| {
            let blocks = vec![Block::Paragraph(paragraph)];
            Flow::of(&Document { blocks, ..Document::default() })
        };
        let (paper, online) = (flow(scan), flow(Paragraph::plain(online)));
        let alignment = text::of_flows(&paper, &online);
        let claims = (Claims::new(&paper), Claims::new(&online));
        let laid = Laid {
            paper: &paper,
            online: &online,
            alignment: &alignment,
            paper_claims: &claims.0,
            online_claims: &claims.1,
        };
        findings(&laid).len()
    }

    #[test]
    fn equal_text_with_a_rival_that_was_not_beaten_is_suspect() {
        assert_eq!(told("获第一名", 6, '—', 0.4, "获第一名"), 1);
        // Clearly beaten, or the same after folding.
        assert_eq!(told("获第一名", 6, '—', 0.01, "获第一名"), 0);
        assert_eq!(told("甲，乙方", 3, ',', 0.4, "甲，乙方"), 0);
        // A difference is told as such.
        assert_eq!(told("获第一名", 6, '—', 0.4, "获第二名"), 0);
    }
}
