//! What every judge of the left-over text looks at, and what it gives.

use crate::compare::fields::claims::Claims;
use crate::compare::pair::align::{Alignment, Segment};
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::compare::report::{Equivalence, Kind, Severity};
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

/// The two streams with their alignment and claims. Paper is left.
pub struct Laid<'a> {
    /// The printed copy.
    pub paper: &'a Flow,
    /// The online side.
    pub online: &'a Flow,
    /// Which character is which.
    pub alignment: &'a Alignment,
    /// What fields answered for on paper.
    pub paper_claims: &'a Claims,
    /// What fields answered for online.
    pub online_claims: &'a Claims,
}

/// A left-over difference: ranges of both streams, and how it weighs.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Characters of the paper's stream (empty where it lacks the text).
    pub paper: Vec<Range<usize>>,
    /// Characters of the online stream.
    pub online: Vec<Range<usize>>,
    /// Which side has text.
    pub kind: Kind,
    /// The weight.
    pub severity: Severity,
    /// Why it is told.
    pub reason: Reason,
    /// Same text in another place.
    pub reordered: bool,
}

/// What the left-over text gave.
#[derive(Debug, Clone, Default)]
pub struct Residual {
    /// Differences in the order of the streams.
    pub findings: Vec<Finding>,
    /// What was forgiven.
    pub equivalences: Vec<Equivalence>,
    /// Text of a table of one side stands outside tables on the other.
    pub table_unread: Option<Range<usize>>,
}

impl Laid<'_> {
    /// Whether the reading around a segment came from an image on either side.
    pub fn recognised(&self, segment: &Segment) -> bool {
        let around = |flow: &Flow, range: &Range<usize>| {
            let wide = range.start.saturating_sub(1)..(range.end + 1).min(flow.marks.len());
            flow.is_recognised(wide)
        };
        around(self.paper, &segment.left) || around(self.online, &segment.right)
    }
}

pub fn kind_of(left: &Range<usize>, right: &Range<usize>) -> Kind {
    match (left.is_empty(), right.is_empty()) {
        (false, true) => Kind::OnlyOnPaper,
        (true, false) => Kind::MissingOnPaper,
        _ => Kind::Changed,
    }
}

pub fn grant(granted: &mut BTreeMap<Rule, Equivalence>, rule: Rule, paper: &str, online: &str) {
    let short = |text: &str| text.chars().take(60).collect::<String>();
    granted
        .entry(rule)
        .or_insert_with(|| Equivalence {
            pointer: "/text".to_owned(),
            rule,
            paper: short(paper),
            online: short(online),
            count: 0,
        })
        .count += 1;
}

/// Whether a range covers nothing but whole units.
pub fn whole_units(flow: &Flow, range: &Range<usize>) -> bool {
    let content = |mut range: Range<usize>| range.any(|i| fold::is_content(flow.marks[i].ch));
    let (Some(first), Some(last)) =
        (flow.unit_of(range.start), flow.unit_of(range.end.saturating_sub(1)))
    else {
        return false;
    };
    !content(first.range.start..range.start) && !content(range.end..last.range.end)
}

/// Shows a judge two streams that no field has answered for.
#[cfg(test)]
pub fn shown<T>(paper: &Flow, online: &Flow, judge: impl FnOnce(&Laid<'_>) -> T) -> T {
    let alignment = crate::compare::text::of_flows(paper, online);
    let (left, right) = (Claims::new(paper), Claims::new(online));
    judge(&Laid {
        paper,
        online,
        alignment: &alignment,
        paper_claims: &left,
        online_claims: &right,
    })
}
