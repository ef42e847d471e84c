//! Runs of text that stand in another order on the other side.

use crate::compare::fields::claims::Claims;
use crate::compare::judge::laid::{Finding, Laid, Residual, grant, whole_units};
use crate::compare::pair::align::Segment;
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::compare::report::{Equivalence, Kind, Severity};
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

impl Laid<'_> {
    /// Whether fields answered for a moved run, and for what stands beside it. A
    /// heading that slipped into other text is equal as a heading, and the text has
    /// all its characters: only the neighbours tell that it stands elsewhere.
    fn answered(&self, l: &Range<usize>, r: &Range<usize>) -> bool {
        let claimed = |flow: &Flow, claims: &Claims, range: &Range<usize>| {
            range.clone().all(|i| claims.has(i) || !fold::is_content(flow.marks[i].ch))
        };
        if !claimed(self.paper, self.paper_claims, l)
            && !claimed(self.online, self.online_claims, r)
        {
            return false;
        }
        let open = |flow: &Flow, claims: &Claims, range: &Range<usize>, left: bool| {
            let content = |i: &usize| fold::is_content(flow.marks[*i].ch);
            let beside = [
                (0..range.start).rev().take(8).find(content),
                (range.end..flow.marks.len()).take(8).find(content),
            ];
            let in_body = |i: usize| flow.unit_of(i).is_some_and(|u| u.kind == UnitKind::Body);
            in_body(range.start)
                && beside.into_iter().flatten().any(|i| {
                    in_body(i) && !claims.has(i) && self.alignment.partner(left, i).is_some()
                })
        };
        !(open(self.paper, self.paper_claims, l, true)
            && open(self.online, self.online_claims, r, false))
    }

    /// Runs that stand in another order.
    pub fn moves(&self, residual: &mut Residual, granted: &mut BTreeMap<Rule, Equivalence>) {
        for (l, r) in &self.alignment.moved {
            if self.answered(l, r) {
                if blocks(self.paper, l) && blocks(self.online, r) {
                    residual.findings.push(Finding {
                        paper: vec![l.clone()],
                        online: vec![r.clone()],
                        kind: Kind::Changed,
                        severity: Severity::Suspect,
                        reason: Reason::BlocksReordered,
                        reordered: true,
                    });
                }
                continue;
            }
            let (Some(p), Some(o)) = (self.paper.unit_of(l.start), self.online.unit_of(r.start))
            else {
                continue;
            };
            let floats = p.kind == UnitKind::Floating || o.kind == UnitKind::Floating;
            if floats && !self.stand_beside_one(l, r) {
                residual.findings.push(Finding {
                    paper: vec![l.clone()],
                    online: vec![r.clone()],
                    kind: Kind::Changed,
                    severity: Severity::Suspect,
                    reason: Reason::BoxElsewhere,
                    reordered: true,
                });
                continue;
            }
            if floats {
                grant(
                    granted,
                    Rule::BlockOrder,
                    &self.paper.printed(l.clone()),
                    &self.online.printed(r.clone()),
                );
                continue;
            }
            let recognised = self.recognised(&Segment { left: l.clone(), right: r.clone() });
            let in_cells = (p.kind == UnitKind::Cell, o.kind == UnitKind::Cell);
            let (severity, reason) = match in_cells {
                (true, true) if whole_rows(self.paper, l) && whole_rows(self.online, r) => {
                    (Severity::Formal, Reason::RowMoved)
                }
                (true, true) if recognised => (Severity::Suspect, Reason::CellMoved),
                (true, true) => (Severity::Material, Reason::CellMoved),
                (false, false) if whole_units(self.paper, l) || whole_units(self.online, r) => {
                    (Severity::Formal, Reason::ParagraphMoved)
                }
                (false, false) if recognised => (Severity::Suspect, Reason::TextMoved),
                (false, false) => (Severity::Material, Reason::TextMoved),
                _ => {
                    residual.table_unread.get_or_insert(l.clone());
                    (Severity::Formal, Reason::InTable)
                }
            };
            residual.findings.push(Finding {
                paper: vec![l.clone()],
                online: vec![r.clone()],
                kind: Kind::Changed,
                severity,
                reason,
                reordered: true,
            });
        }
    }
}

/// Whether a range holds several paragraphs, or rows of a table, from end to end.
fn blocks(flow: &Flow, range: &Range<usize>) -> bool {
    let unit = |at: usize| flow.marks.get(at).map(|mark| mark.unit as usize);
    let (Some(first), Some(last)) = (unit(range.start), unit(range.end.max(1) - 1)) else {
        return false;
    };
    let whole = flow.units[first..=last].iter().filter(|u| {
        !u.range.is_empty() && range.start <= u.range.start && u.range.end <= range.end
    });
    let mut places: Vec<_> = whole
        .filter(|unit| unit.kind != UnitKind::Floating)
        .map(|unit| (unit.block, unit.table, unit.at.map(|at| at.0)))
        .collect();
    places.dedup();
    places.len() > 1
}

/// Whether a range covers nothing but whole rows of a table.
fn whole_rows(flow: &Flow, range: &Range<usize>) -> bool {
    let (Some(first), Some(last)) =
        (flow.unit_of(range.start), flow.unit_of(range.end.saturating_sub(1)))
    else {
        return false;
    };
    let (Some((top, _)), Some((bottom, _)), Some(table)) = (first.at, last.at, first.table) else {
        return false;
    };
    let outside = |i: usize| !range.contains(&i) && fold::is_content(flow.marks[i].ch);
    last.table == Some(table)
        && !flow
            .units
            .iter()
            .filter(|u| {
                u.table == Some(table) && u.at.is_some_and(|(row, _)| (top..=bottom).contains(&row))
            })
            // A running number in front of the row does not move with it.
            .filter(|u| !flow.folded(u.range.clone()).chars().all(|c| c.is_ascii_digit()))
            .any(|u| u.range.clone().any(outside))
}
