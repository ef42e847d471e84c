//! Values that stand beside their own label on both sides. What such a cell stands above and
//! below says nothing, because its label says all: a form of two columns may be printed in
//! four, and two programs set the columns of one form apart in two ways. In a form that a
//! definition knows the definition says which label that is; in others it holds for tables
//! made of labels and values alone: where columns have heads, what a value stands under
//! counts. (A table with one label and one answer in each row needs no record to tell:
//! `judge/grid.rs`.)

use crate::compare::fields::looked::{self, Said};
use crate::compare::fields::{claims, meaning};
use crate::compare::stream::flow::{Flow, Unit};
use crate::compare::stream::fold;
use crate::record::{Provenance, Record};
use std::collections::{BTreeMap, BTreeSet};

/// Of ten cells with words, how many must be labels beside their values, or values.
const OF_TEN: usize = 9;

/// Cells of paper and online that are one label, or the value beside it.
pub fn alike(paper: (&Record, &Flow), online: (&Record, &Flow)) -> BTreeSet<(usize, usize)> {
    let (p, o) = (Beside::of(paper.0, paper.1), Beside::of(online.0, online.1));
    let mut out = BTreeSet::new();
    for (label, own) in &p.by_label {
        let Some(others) = o.by_label.get(label).filter(|others| others.len() == own.len()) else {
            continue;
        };
        for (a, b) in own.iter().zip(others) {
            let raws = [a.raw, b.raw];
            let same = fold::same(a.raw, b.raw).is_some()
                || meaning::same(raws, [a.printed, b.printed]).is_some();
            if same {
                out.extend([(a.label, b.label), (a.value, b.value)]);
            }
        }
    }
    out
}

/// Cells of paper and online that hold the value of one field of a definition, each with the
/// label of the definition in front of it, or are that label.
pub fn named(paper: (&Record, &Flow), online: (&Record, &Flow)) -> BTreeSet<(usize, usize)> {
    let (p, o) = (Rows::of(paper.1), Rows::of(online.1));
    let mut out = BTreeSet::new();
    for (pointer, own) in &paper.0.provenance {
        let Some(other) = online.0.provenance.get(pointer) else { continue };
        if let Some(((label, value), (there, theirs))) = p.labelled(own).zip(o.labelled(other)) {
            out.extend([(label, there), (value, theirs)]);
        }
    }
    out
}

/// The cells of tables by the place behind them: table, row, column.
struct Rows<'a> {
    flow: &'a Flow,
    ends: BTreeMap<(usize, usize, usize), usize>,
}

impl<'a> Rows<'a> {
    fn of(flow: &'a Flow) -> Self {
        let end = |(number, unit): (usize, &Unit)| {
            let (row, col) = unit.at?;
            Some(((unit.table?, row, col + unit.span.1.max(1)), number))
        };
        Self { flow, ends: flow.units.iter().enumerate().filter_map(end).collect() }
    }

    /// The label and the value of a field whose label fills the cell in front of its value's.
    fn labelled(&self, said: &Provenance) -> Option<(usize, usize)> {
        let value = self.flow.unit_at(said.block?, said.cell.as_deref()?)?;
        let unit = &self.flow.units[value];
        let (row, col) = unit.at?;
        let label = *self.ends.get(&(unit.table?, row, col))?;
        let words: String =
            fold::folded(&said.label).chars().filter(|c| fold::is_content(*c)).collect();
        let printed = self.flow.words(self.flow.units[label].range.clone());
        (!words.is_empty() && words == printed).then_some((label, value))
    }
}

/// A label and the value to its right.
struct Pair<'a> {
    label: usize,
    value: usize,
    raw: &'a str,
    printed: &'a str,
}

/// The pairs of one side, in tables made of nothing else.
struct Beside<'a> {
    by_label: BTreeMap<String, Vec<Pair<'a>>>,
}

impl<'a> Beside<'a> {
    fn of(record: &'a Record, flow: &Flow) -> Self {
        let pairs: Vec<(String, Pair<'a>)> =
            looked::fields(record).iter().filter_map(|said| pair(said, flow)).collect();
        // Cells with words of each table, and those among them that are a label or a value.
        let mut cells: BTreeMap<usize, (usize, BTreeSet<usize>)> = BTreeMap::new();
        for unit in &flow.units {
            let words = unit.range.clone().any(|at| fold::is_content(flow.marks[at].ch));
            if let Some(table) = unit.table.filter(|_| words) {
                cells.entry(table).or_default().0 += 1;
            }
        }
        for (_, pair) in &pairs {
            for unit in [pair.label, pair.value] {
                if let Some(table) = flow.units[unit].table {
                    cells.entry(table).or_default().1.insert(unit);
                }
            }
        }
        let pure = |unit: usize| {
            let table = flow.units[unit].table;
            table
                .and_then(|table| cells.get(&table))
                .is_some_and(|(all, own)| own.len() * 10 >= all * OF_TEN)
        };
        let mut by_label: BTreeMap<String, Vec<Pair<'a>>> = BTreeMap::new();
        for (name, pair) in pairs {
            if pure(pair.label) {
                by_label.entry(name).or_default().push(pair);
            }
        }
        Self { by_label }
    }
}

/// A field whose value stands in the cell behind its label's.
fn pair<'a>(said: &Said<'a>, flow: &Flow) -> Option<(String, Pair<'a>)> {
    let value = claims::unit_of(flow, &said.leaf)?;
    let label = claims::unit_of(flow, said.named.as_ref()?)?;
    let (own, other) = (flow.units.get(label)?, flow.units.get(value)?);
    let ((row, col), (value_row, value_col)) = (own.at?, other.at?);
    let beside = own.table.is_some()
        && own.table == other.table
        && row == value_row
        && value_col == col + own.span.1.max(1);
    let pair = Pair { label, value, raw: said.raw(), printed: said.label };
    beside.then(|| (looked::name(said.label), pair))
}
