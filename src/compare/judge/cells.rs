//! Values that moved into a blank cell beside their own. In the stream of
//! characters nothing changes then: only the rows of both tables, cell by cell,
//! tell that the value stands under another head.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::pair::align::Segment;
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, Unit, UnitKind};
use crate::compare::stream::fold;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// A row of a table: its number and the row's.
type Row = (usize, usize);

/// The cells of one side, row by row; blank ones too.
struct Rows<'a> {
    flow: &'a Flow,
    rows: HashMap<Row, Vec<usize>>,
    columns: HashMap<usize, usize>,
}

impl<'a> Rows<'a> {
    fn of(flow: &'a Flow) -> Self {
        let mut rows: HashMap<Row, Vec<usize>> = HashMap::new();
        let mut columns: HashMap<usize, usize> = HashMap::new();
        for (number, unit) in flow.units.iter().enumerate() {
            if let (Some(table), Some((row, col))) = (unit.table, unit.at) {
                rows.entry((table, row)).or_default().push(number);
                let width = columns.entry(table).or_default();
                *width = (*width).max(col + unit.span.1.max(1));
            }
        }
        rows.values_mut().for_each(|cells| cells.sort_by_key(|u| flow.units[*u].at));
        Self { flow, rows, columns }
    }

    fn row(&self, row: Row) -> &[usize] {
        self.rows.get(&row).map(Vec::as_slice).unwrap_or_default()
    }

    fn row_of(&self, unit: usize) -> Option<Row> {
        let unit = &self.flow.units[unit];
        Some((unit.table?, unit.at?.0))
    }

    fn index(&self, unit: usize) -> Option<usize> {
        self.row(self.row_of(unit)?).iter().position(|u| *u == unit)
    }

    fn spans(&self, row: Row) -> Vec<usize> {
        self.row(row).iter().map(|u| self.flow.units[*u].span.1).collect()
    }

    fn width(&self, row: Row) -> usize {
        self.columns.get(&row.0).copied().unwrap_or_default()
    }
}

/// The findings, each a cell of either side.
pub fn moved(laid: &Laid<'_>) -> Vec<Finding> {
    let pairs = pairs(laid);
    if pairs.is_empty() {
        return Vec::new();
    }
    let (paper, online) = (Rows::of(laid.paper), Rows::of(laid.online));
    let partners = (
        partners(&paper, &online, pairs.iter().copied()),
        partners(&online, &paper, pairs.iter().map(|(p, o)| (*o, *p))),
    );
    let mut heads: HashMap<(usize, usize, usize, usize), usize> = HashMap::new();
    let column = |p: usize, o: usize| -> Option<(usize, usize, usize, usize)> {
        let (a, b) = (&laid.paper.units[p], &laid.online.units[o]);
        Some((a.table?, b.table?, a.at?.1, b.at?.1))
    };
    for (p, o) in &pairs {
        if let Some(key) = column(*p, *o) {
            *heads.entry(key).or_default() += 1;
        }
    }
    let mut out = Vec::new();
    for (p, o) in &pairs {
        let expected = (
            expected(&paper, &online, &partners.0, *p),
            expected(&online, &paper, &partners.1, *o),
        );
        let (Some(on_online), Some(on_paper)) = expected else { continue };
        if on_online == *o {
            continue;
        }
        // A dash or a slash says no more than a blank.
        let blank = |flow: &Flow, unit: usize| {
            let unit = &flow.units[unit];
            !unit.unread && !unit.range.clone().any(|i| fold::is_content(flow.marks[i].ch))
        };
        if !blank(laid.online, on_online) && !blank(laid.paper, on_paper) {
            continue;
        }
        // Rows that are cut otherwise prove nothing alone: the columns must say it too.
        let same_cut =
            |a: Row, b: Row| paper.width(a) == online.width(b) && paper.spans(a) == online.spans(b);
        let cut = match (paper.row_of(*p), online.row_of(on_online)) {
            (Some(a), Some(b)) => same_cut(a, b),
            _ => false,
        };
        let under_own_head =
            column(*p, on_online).and_then(|key| heads.get(&key)).copied().unwrap_or_default();
        let here = column(*p, *o).and_then(|key| heads.get(&key)).copied().unwrap_or_default();
        if !cut && under_own_head < here {
            continue;
        }
        let ranges = (laid.paper.units[*p].range.clone(), laid.online.units[*o].range.clone());
        let segment = Segment { left: ranges.0.clone(), right: ranges.1.clone() };
        out.push(Finding {
            paper: vec![ranges.0],
            online: vec![ranges.1],
            kind: Kind::Changed,
            severity: if laid.recognised(&segment) {
                Severity::Suspect
            } else {
                Severity::Material
            },
            reason: Reason::CellMoved,
            reordered: true,
        });
    }
    out
}

/// Cells that hold the same text and nothing else, by the alignment.
pub fn pairs(laid: &Laid<'_>) -> Vec<(usize, usize)> {
    let home = |flow: &Flow, other: &Flow, unit: &Unit, left: bool| -> Option<usize> {
        let of = if left { &laid.alignment.right_of } else { &laid.alignment.left_of };
        let content = |range: Range<usize>| range.filter(|i| fold::is_content(flow.marks[*i].ch));
        let mut homes = content(unit.range.clone())
            .map(|i| of.get(i).copied().flatten().map(|at| other.marks[at as usize].unit as usize));
        let first = homes.next()??;
        homes.all(|home| home == Some(first)).then_some(first)
    };
    let cell = |unit: &Unit| unit.kind == UnitKind::Cell && unit.table.is_some();
    let mut out = Vec::new();
    for (number, unit) in laid.paper.units.iter().enumerate().filter(|(_, u)| cell(u)) {
        let Some(there) = home(laid.paper, laid.online, unit, true) else { continue };
        let other = &laid.online.units[there];
        if cell(other) && home(laid.online, laid.paper, other, false) == Some(number) {
            out.push((number, there));
        }
    }
    out
}

/// For each row the row of the other side that most of its cells stand in; of
/// two equal ones the one where the cells stand at the same place.
fn partners(
    own: &Rows<'_>,
    other: &Rows<'_>,
    pairs: impl Iterator<Item = (usize, usize)>,
) -> HashMap<Row, Row> {
    let mut votes: HashMap<Row, BTreeMap<Row, (usize, usize)>> = HashMap::new();
    for (a, b) in pairs {
        let (Some(row), Some(there)) = (own.row_of(a), other.row_of(b)) else { continue };
        let vote = votes.entry(row).or_default().entry(there).or_default();
        vote.0 += 1;
        vote.1 += usize::from(own.index(a) == other.index(b));
    }
    votes
        .into_iter()
        .filter_map(|(row, votes)| {
            let best = votes.into_iter().max_by_key(|(_, vote)| *vote)?;
            Some((row, best.0))
        })
        .collect()
}

/// The cell of the other side at the same place of the row that belongs to a cell's row.
fn expected(
    own: &Rows<'_>,
    other: &Rows<'_>,
    partners: &HashMap<Row, Row>,
    unit: usize,
) -> Option<usize> {
    let row = own.row_of(unit)?;
    let there = other.row(*partners.get(&row)?);
    if there.len() != own.row(row).len() {
        return None;
    }
    there.get(own.index(unit)?).copied()
}
