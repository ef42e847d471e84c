//! Short text boxes: where they stand among the paragraphs is nobody's saying.

use crate::compare::judge::laid::{Finding, Laid, grant};
use crate::compare::report::Equivalence;
use crate::compare::report::rule::Rule;
use crate::compare::stream::flow::{Flow, UnitKind};
use std::collections::BTreeMap;
use std::ops::Range;

impl Laid<'_> {
    /// Text boxes too short to be found as moved: where they stand among the
    /// paragraphs is nobody's saying, so that the same words once on each side are the same.
    pub fn floating(&self, findings: &mut Vec<Finding>, granted: &mut BTreeMap<Rule, Equivalence>) {
        let alone = |finding: &Finding, paper: bool| -> Option<Range<usize>> {
            let (own, other) = match paper {
                true => (&finding.paper, &finding.online),
                false => (&finding.online, &finding.paper),
            };
            let [range] = own.as_slice() else { return None };
            (!range.is_empty() && other.iter().all(Range::is_empty)).then(|| range.clone())
        };
        let boxed = |flow: &Flow, range: &Range<usize>| {
            flow.unit_of(range.start)
                .is_some_and(|u| u.kind == UnitKind::Floating && u.range == *range)
        };
        // In a cell a place says something, and a figure may be anybody's.
        let in_cell = |flow: &Flow, range: &Range<usize>| {
            flow.unit_of(range.start).is_none_or(|u| u.kind == UnitKind::Cell)
        };
        let mut gone = vec![false; findings.len()];
        for at in 0..findings.len() {
            let Some(left) = alone(&findings[at], true) else { continue };
            let text = self.paper.folded(left.clone());
            if in_cell(self.paper, &left) || !text.chars().any(char::is_alphabetic) {
                continue;
            }
            let partner = (0..findings.len()).find_map(|other| {
                let right = alone(&findings[other], false).filter(|_| !gone[other])?;
                let other_text = self.online.folded(right.clone());
                // Where the boxes stand side by side, the parts may be cut differently.
                let same =
                    other_text.len() == text.len() && other_text.repeat(2).contains(text.as_str());
                let floats = boxed(self.paper, &left) || boxed(self.online, &right);
                (same && floats && !in_cell(self.online, &right)).then_some((other, right))
            });
            if let Some((other, right)) = partner {
                (gone[at], gone[other]) = (true, true);
                let texts = (self.paper.printed(left), self.online.printed(right));
                grant(granted, Rule::BlockOrder, &texts.0, &texts.1);
            }
        }
        let mut gone = gone.into_iter();
        findings.retain(|_| !gone.next().unwrap_or_default());
    }
}
