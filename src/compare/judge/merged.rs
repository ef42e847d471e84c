//! How far a merged cell reaches: a grade that stands over two rows is not one beside a
//! blank. The text is the same then; only the cells around it tell.

use crate::compare::judge::cells;
use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, Unit};
use std::collections::HashMap;

/// Rows and columns of each table.
fn sizes(flow: &Flow) -> HashMap<usize, (usize, usize)> {
    let mut out: HashMap<usize, (usize, usize)> = HashMap::new();
    for unit in &flow.units {
        if let (Some(table), Some((row, col))) = (unit.table, unit.at) {
            let size = out.entry(table).or_default();
            size.0 = size.0.max(row + unit.span.0.max(1));
            size.1 = size.1.max(col + unit.span.1.max(1));
        }
    }
    out
}

/// Adds cells that reach further on one side, over a cell that the other leaves blank.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    let (paper, online) = (sizes(laid.paper), sizes(laid.online));
    let size = |sizes: &HashMap<usize, (usize, usize)>, unit: &Unit| {
        unit.table.and_then(|table| sizes.get(&table)).copied()
    };
    for (p, o) in cells::pairs(laid) {
        let (a, b) = (&laid.paper.units[p], &laid.online.units[o]);
        // Only in grids of one size do spans say the same thing.
        if a.at != b.at || a.span == b.span || size(&paper, a) != size(&online, b) {
            continue;
        }
        if !covers_blank(laid.online, b, a.span) && !covers_blank(laid.paper, a, b.span) {
            continue;
        }
        findings.push(Finding {
            paper: vec![a.range.clone()],
            online: vec![b.range.clone()],
            kind: Kind::Changed,
            severity: Severity::Suspect,
            reason: Reason::CellMerged,
            reordered: false,
        });
    }
}

/// Whether a blank cell stands where a cell would reach if it had another span.
fn covers_blank(flow: &Flow, unit: &Unit, span: (usize, usize)) -> bool {
    let Some((row, col)) = unit.at else { return false };
    let reached = |(r, c): (usize, usize)| {
        (row..row + span.0).contains(&r) && (col..col + span.1).contains(&c)
    };
    flow.units.iter().any(|other| {
        other.table == unit.table
            && other.at.is_some_and(|at| at != (row, col) && reached(at))
            && other.range.is_empty()
            && !other.unread
            // What a page break cuts off a merged cell is its rest and no blank.
            && other.place.page == unit.place.page
    })
}
