//! The star in front of a label that must be filled in. It asks something of whoever fills the
//! form in, and says nothing of the answer; platforms show it or not. In a tender a star in
//! front of some requirements says much, so that only one in front of most labels of a form
//! counts as such.

use crate::compare::judge::laid::Laid;
use crate::compare::stream::flow::{Flow, Unit, UnitKind};
use std::collections::BTreeSet;
use std::ops::Range;

/// Labels with a star at least.
const FEWEST: usize = 3;

/// Whether what one side alone has is the star of a label that must be filled in.
pub fn is_star(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let (own, other, range) = match (left.is_empty(), right.is_empty()) {
        (false, true) => (laid.paper, laid.online, left),
        (true, false) => (laid.online, laid.paper, right),
        _ => return false,
    };
    if range.len() != 1 || own.marks[range.start].ch != '*' {
        return false;
    }
    let heads = own.unit_of(range.start).is_some_and(|unit| {
        unit.kind == UnitKind::Cell
            && unit.range.start == range.start
            && unit.range.len() > 1
            && is_label(own, unit)
    });
    heads && asks(own) && !other.units.iter().any(|unit| is_starred(other, unit))
}

/// Whether a unit begins with a star.
fn is_starred(flow: &Flow, unit: &Unit) -> bool {
    unit.range.len() > 1 && flow.marks[unit.range.start].ch == '*'
}

/// Whether a cell has one behind it in its row, and begins with a word.
fn is_label(flow: &Flow, unit: &Unit) -> bool {
    let Some((row, col)) = unit.at else { return false };
    let next = Some((row, col + unit.span.1.max(1)));
    let worded = |at: usize| flow.marks.get(at).is_some_and(|mark| mark.ch.is_alphabetic());
    let start = unit.range.start + usize::from(is_starred(flow, unit));
    worded(start)
        && flow
            .units
            .iter()
            .any(|other| other.block == unit.block && other.table == unit.table && other.at == next)
}

/// Whether the stars of a side ask for answers: most labels of the tables that have any have
/// one, and no star stands elsewhere but where it is said that it asks.
fn asks(flow: &Flow) -> bool {
    let starred: Vec<&Unit> = flow.units.iter().filter(|unit| is_starred(flow, unit)).collect();
    let tables: BTreeSet<Option<usize>> = starred.iter().map(|unit| unit.table).collect();
    if starred.len() < FEWEST || tables.contains(&None) {
        return false;
    }
    // Every second cell of a row is a label.
    let mut labels = 0;
    let mut before: Option<(Option<usize>, usize, usize)> = None;
    for unit in flow.units.iter().filter(|unit| tables.contains(&unit.table)) {
        let Some((row, _)) = unit.at else { continue };
        let nth = match before {
            Some((table, last, nth)) if (table, last) == (unit.table, row) => nth + 1,
            _ => 0,
        };
        before = Some((unit.table, row, nth));
        if nth % 2 == 1 && is_starred(flow, unit) {
            return false;
        }
        labels += usize::from(nth % 2 == 0 && !unit.range.is_empty());
    }
    let elsewhere = flow.units.iter().any(|unit| {
        let text = flow.folded(unit.range.clone());
        let says = text.contains("必填");
        !says && text.chars().skip(usize::from(is_starred(flow, unit))).any(|c| c == '*')
    });
    starred.len() * 2 >= labels && !elsewhere
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::judge::laid::shown;
    use crate::compare::report::Severity;
    use crate::document::{Block, Document, Table};

    fn told(paper: &[&[&str]], online: &[&[&str]]) -> Vec<Severity> {
        let flow = |rows: &[&[&str]]| {
            let blocks = vec![Block::Table(Table::plain(rows))];
            Flow::of(&Document { blocks, ..Document::default() })
        };
        let (paper, online) = (flow(paper), flow(online));
        let residual = shown(&paper, &online, crate::compare::judge::residual::weigh);
        residual.findings.iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn stars_in_front_of_most_labels_ask_for_answers() {
        let bare: &[&[&str]] =
            &[&["名称", "甲厂", "电话", "8512"], &["联系人", "王强", "传真", "无"]];
        let asked: &[&[&str]] =
            &[&["*名称", "甲厂", "*电话", "8512"], &["*联系人", "王强", "传真", "无"]];
        assert!(told(asked, bare).iter().all(|severity| *severity == Severity::Formal));
        assert!(told(bare, asked).iter().all(|severity| *severity == Severity::Formal));
        // One requirement among others; an answer; a note that says what the star means.
        let one: &[&[&str]] =
            &[&["*名称", "甲厂", "电话", "8512"], &["联系人", "王强", "传真", "无"]];
        let value: &[&[&str]] =
            &[&["*名称", "*甲厂", "*电话", "8512"], &["*联系人", "王强", "传真", "无"]];
        let note: &[&[&str]] = &[
            &["*名称", "甲厂", "*电话", "8512"],
            &["*联系人", "王强", "传真", "无"],
            &["注", "带*为实质性条款"],
        ];
        for other in [one, value, note] {
            assert!(told(other, bare).iter().any(|severity| *severity != Severity::Formal));
        }
    }
}
