//! Everything printed that no field answered for: the whole text of both
//! documents laid side by side, and what is left over weighed.

use crate::compare::judge::furniture;
use crate::compare::judge::judges::{Granted, JUDGES};
use crate::compare::judge::laid::{Finding, Laid, Residual, grant, kind_of};
use crate::compare::judge::numerals;
use crate::compare::pair::align::Segment;
use crate::compare::report::Kind;
use crate::compare::report::rule::Rule;
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold::{self, Gap};
use std::collections::BTreeSet;
use std::ops::Range;

/// Weighs what is left over: asks the judges in their order.
pub fn weigh(laid: &Laid<'_>) -> Residual {
    let mut residual = Residual::default();
    let mut granted = Granted::new();
    for judge in JUDGES {
        (judge.weigh)(laid, &mut residual, &mut granted);
    }
    residual.findings = together(laid, std::mem::take(&mut residual.findings));
    residual.equivalences = granted.into_values().collect();
    residual
}

/// The first judge: text of one side alone or otherwise, and the tables that were found again
/// cell by cell.
pub fn words(laid: &Laid<'_>, residual: &mut Residual, granted: &mut Granted) {
    let settled = laid.alignment.settled.iter();
    let proven = |s: &&Segment| !laid.alignment.unproven.iter().any(|u| u.stretch == **s);
    for table in settled.filter(|s| !s.left.is_empty() && !s.right.is_empty()).filter(proven) {
        let (paper, online) = (table.left.clone(), table.right.clone());
        let texts = (laid.paper.printed(paper), laid.online.printed(online));
        grant(granted, Rule::BlockOrder, &texts.0, &texts.1);
    }
    for segment in grown(laid) {
        residual.findings.extend(laid.classify(&segment, granted));
    }
}

/// The marks of both sides that differ in no more than what a program draws itself:
/// numbers and bullets of lists, the marks of footnotes.
pub fn drawn(laid: &Laid<'_>) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let mut marks = (BTreeSet::new(), BTreeSet::new());
    for Segment { left, right } in grown(laid) {
        let alone = kind_of(&left, &right) != Kind::Changed;
        if furniture::are_bullets(laid, &left, &right)
            || numerals::same_number(laid, &left, &right)
            || alone
                && furniture::only_drawn(laid, &left, &right).is_some_and(|rule| {
                    let named = |flow: &Flow, range: &Range<usize>| {
                        flow.folded(range.clone()).contains('页')
                    };
                    matches!(rule, Rule::ListNumber | Rule::FootnoteMark)
                        || named(laid.paper, &left)
                        || named(laid.online, &right)
                })
        {
            marks.0.extend(left);
            marks.1.extend(right);
        }
    }
    marks
}

/// Segments grown to whole numbers and words, so that 35 against 30 does not
/// read as 5 against 0; what fields answered for is cut away.
fn grown(laid: &Laid<'_>) -> Vec<Segment> {
    let paper = &laid.paper.marks;
    let online = &laid.online.marks;
    let partner =
        |l: usize, r: usize| laid.alignment.right_of.get(l).copied().flatten() == Some(r as u32);
    // The dots that lead to a page number are no part of it.
    let token = |marks: &[fold::Mark], at: usize| {
        let dot = |at: usize| marks.get(at).is_some_and(|m| m.ch == '.');
        let leads = dot(at + 1) || at.checked_sub(1).is_some_and(dot);
        marks.get(at).is_some_and(|m| m.ch.is_ascii_alphanumeric()) || dot(at) && !leads
    };
    let mut out: Vec<Segment> = Vec::new();
    for mut segment in laid.alignment.segments() {
        let joins_left = |s: &Segment| {
            let first = |marks: &[fold::Mark], range: &Range<usize>| {
                marks.get(range.start).is_none_or(|m| {
                    range.is_empty() || (token(marks, range.start) && m.gap == Gap::None)
                })
            };
            s.left.start > 0
                && s.right.start > 0
                && partner(s.left.start - 1, s.right.start - 1)
                && token(paper, s.left.start - 1)
                && first(paper, &s.left)
                && first(online, &s.right)
                && [(&s.left, paper), (&s.right, online)]
                    .iter()
                    .any(|(range, marks)| !range.is_empty() && token(marks, range.start))
        };
        let mut steps = 0;
        while steps < 40 && joins_left(&segment) {
            segment.left.start -= 1;
            segment.right.start -= 1;
            steps += 1;
            let inner = paper[segment.left.start].gap != Gap::None
                || online[segment.right.start].gap != Gap::None;
            if inner {
                break;
            }
        }
        let joins_right = |s: &Segment| {
            let (l, r) = (s.left.end, s.right.end);
            l < paper.len()
                && r < online.len()
                && partner(l, r)
                && token(paper, l)
                && paper[l].gap == Gap::None
                && online[r].gap == Gap::None
                && [(&s.left, paper), (&s.right, online)]
                    .iter()
                    .any(|(range, marks)| !range.is_empty() && token(marks, range.end - 1))
        };
        steps = 0;
        while steps < 40 && joins_right(&segment) {
            segment.left.end += 1;
            segment.right.end += 1;
            steps += 1;
        }
        let joins = last_touches(out.last(), &segment);
        match out.last_mut() {
            Some(last) if joins => {
                last.left.end = last.left.end.max(segment.left.end);
                last.right.end = last.right.end.max(segment.right.end);
            }
            _ => out.push(segment),
        }
    }
    out
}

/// Two grown segments that share a number are one.
fn last_touches(last: Option<&Segment>, segment: &Segment) -> bool {
    last.is_some_and(|last| {
        last.left.end > segment.left.start && !segment.left.is_empty() && !last.left.is_empty()
            || last.right.end > segment.right.start
                && !segment.right.is_empty()
                && !last.right.is_empty()
    })
}

/// Findings of one weight in the same unit pair are one difference with several marks.
fn together(laid: &Laid<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    let unit = |flow: &Flow, ranges: &[Range<usize>]| {
        ranges
            .first()
            .and_then(|r| flow.marks.get(r.start.min(flow.marks.len().saturating_sub(1))))
            .map(|m| m.unit)
    };
    findings.sort_by_key(|f| {
        (f.online.first().map_or(0, |r| r.start), f.paper.first().map_or(0, |r| r.start))
    });
    let mut out: Vec<Finding> = Vec::new();
    for finding in findings {
        let joins = out.last().is_some_and(|last| {
            last.severity == finding.severity
                && !last.reordered
                && !finding.reordered
                && last.reason == finding.reason
                && unit(laid.paper, &last.paper) == unit(laid.paper, &finding.paper)
                && unit(laid.online, &last.online) == unit(laid.online, &finding.online)
        });
        match out.last_mut() {
            Some(last) if joins => {
                last.paper.extend(finding.paper);
                last.online.extend(finding.online);
                if last.kind != finding.kind {
                    last.kind = Kind::Changed;
                }
            }
            _ => out.push(finding),
        }
    }
    out
}
