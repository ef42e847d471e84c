//! Which cells stand above and below each other. A row that begins one column further to the
//! right, by an empty cell more, a merged cell or an indent, reads the same from cell to
//! cell; only what its values stand under tells. The grids of both sides need not be cut
//! alike: two cells that share columns on one side share some on the other, and two that
//! share none stand in the same order. Where one side has a label and its answer in each row
//! and nothing else, no answer stands under anything: it stands behind its label.

use crate::compare::judge::cells;
use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Places of cells in a pair of tables that are looked at: a table of more is none that
/// people fill in, and its commonest places tell.
const PLACES: usize = 1500;
/// Share of the narrower of two printed cells from which on they stand one above the other,
/// and up to which they do not: a word processor sets its rows a little apart.
const ABOVE: f32 = 0.5;
const BESIDE: f32 = 0.2;

/// From where to where a cell reaches: in the columns of its grid, or on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Reach(u32, u32);

/// How two cells stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Left,
    Right,
    Above,
    /// The page does not say.
    Open,
}

impl Reach {
    /// Of a cell; a print tells it by its lines.
    fn of(flow: &Flow, unit: &Unit) -> Option<Self> {
        /// Tenths of a point: cells of one column are drawn within one another's lines.
        const FINE: f32 = 2.0;
        if let (true, Some(bbox)) = (flow.is_print(), unit.place.bbox) {
            let place = |x: f32| (x.max(0.0) * FINE).round() as u32;
            return Some(Self(place(bbox.x0), place(bbox.x1)));
        }
        let (_, col) = unit.at?;
        Some(Self(col as u32, (col + unit.span.1.max(1)) as u32))
    }

    fn stands(self, other: Self, printed: bool) -> Stand {
        let shared = self.1.min(other.1).saturating_sub(self.0.max(other.0));
        let narrower = (self.1 - self.0.min(self.1)).min(other.1 - other.0.min(other.1)).max(1);
        let share = shared as f32 / narrower as f32;
        match printed {
            true if share > BESIDE && share < ABOVE => Stand::Open,
            true if share >= ABOVE => Stand::Above,
            // A column of a grid has any width, and none where no cell stands in it alone.
            false if shared > 0 && shared < narrower => Stand::Open,
            false if shared > 0 => Stand::Above,
            _ if self.0 < other.0 => Stand::Left,
            _ => Stand::Right,
        }
    }
}

/// Where a cell stands on paper and online.
type Place = (Reach, Reach);
/// The cells that stand there, on paper and online.
type Cells = Vec<(usize, usize)>;

/// Adds cells that stand under other cells than on the other side.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    let mut told: BTreeSet<usize> = findings
        .iter()
        .filter(|f| f.reason == Reason::CellMoved)
        .flat_map(|f| f.paper.iter().map(|range| range.start))
        .collect();
    for places in tables(laid).into_values() {
        for (p, o) in misplaced(laid, places) {
            let (paper, online) = (&laid.paper.units[p].range, &laid.online.units[o].range);
            if !told.insert(paper.start) {
                continue;
            }
            findings.push(Finding {
                paper: vec![paper.clone()],
                online: vec![online.clone()],
                kind: Kind::Changed,
                severity: Severity::Suspect,
                reason: Reason::CellUnderOther,
                reordered: true,
            });
        }
    }
}

/// The places of each pair of tables that share cells.
fn tables(laid: &Laid<'_>) -> BTreeMap<(usize, usize), BTreeMap<Place, Cells>> {
    let mut pairs = cells::pairs(laid);
    let answers = answers(laid, &pairs);
    pairs.retain(|pair| !answers.contains(pair));
    let mut out: BTreeMap<(usize, usize), BTreeMap<Place, Cells>> = BTreeMap::new();
    let mut add = |p: &Unit, o: &Unit, pair: (usize, usize)| {
        let tables = p.table.zip(o.table);
        let place = Reach::of(laid.paper, p).zip(Reach::of(laid.online, o));
        if let Some((tables, place)) = tables.zip(place) {
            out.entry(tables).or_default().entry(place).or_default().push(pair);
        }
    };
    // A table in a cell of one side stands in the other's table as that cell does, unless
    // the other's whole table stands in it.
    let mut inner: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for (p, o) in pairs {
        let (a, b) = (&laid.paper.units[p], &laid.online.units[o]);
        match (depth(a), depth(b)) {
            (i, j) if i == j => add(a, b, (p, o)),
            _ => {
                let tables = a.table.zip(b.table).unwrap_or_default();
                inner.entry(tables).or_default().push((p, o));
            }
        }
    }
    for pairs in inner.into_values() {
        let outer = |(p, o): (usize, usize)| {
            let (a, b) = (&laid.paper.units[p], &laid.online.units[o]);
            let depth = depth(a).min(depth(b));
            Some((within(laid.paper, a, depth)?, within(laid.online, b, depth)?))
        };
        let lifted: Vec<_> = pairs.iter().filter_map(|pair| outer(*pair)).collect();
        let rows = |number: fn(&(&Unit, &Unit)) -> Option<usize>| {
            lifted.iter().filter_map(number).collect::<BTreeSet<usize>>().len()
        };
        let one_row = rows(|(a, _)| Some(a.at?.0)) <= 1 && rows(|(_, b)| Some(b.at?.0)) <= 1;
        for pair in pairs {
            match outer(pair).filter(|_| one_row) {
                Some((a, b)) => add(a, b, pair),
                None => add(&laid.paper.units[pair.0], &laid.online.units[pair.1], pair),
            }
        }
    }
    out
}

/// Labels with their answers that stand side by side on both sides, of tables that hold
/// nothing but a label and an answer in each row on one of them.
fn answers(laid: &Laid<'_>, pairs: &[(usize, usize)]) -> BTreeSet<(usize, usize)> {
    let turned: Vec<(usize, usize)> = pairs.iter().map(|(p, o)| (*o, *p)).collect();
    let mut out: BTreeSet<(usize, usize)> = answered(laid.paper, laid.online, pairs);
    out.extend(answered(laid.online, laid.paper, &turned).into_iter().map(|(o, p)| (p, o)));
    out
}

fn answered(own: &Flow, other: &Flow, pairs: &[(usize, usize)]) -> BTreeSet<(usize, usize)> {
    let mut tables: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (number, unit) in own.units.iter().enumerate() {
        if let (Some(table), Some((row, _))) = (unit.table, unit.at) {
            tables.entry(table).or_default().entry(row).or_default().push(number);
        }
    }
    let partner: BTreeMap<usize, usize> = pairs.iter().copied().collect();
    let place = |unit: &Unit| unit.table.zip(unit.at);
    let at: BTreeMap<(usize, (usize, usize)), usize> = other
        .units
        .iter()
        .enumerate()
        .filter_map(|(number, unit)| Some((place(unit)?, number)))
        .collect();
    let behind = |label: usize| {
        let label = &other.units[label];
        let (table, (row, col)) = place(label)?;
        at.get(&(table, (row, col + label.span.1.max(1)))).copied()
    };
    let mut out = BTreeSet::new();
    'tables: for rows in tables.values() {
        let mut found = Vec::new();
        for cells in rows.values() {
            let [label, answer] = cells.as_slice() else { continue 'tables };
            let Some(there) = partner.get(label) else { continue };
            found.push((*label, *there));
            let beside = behind(*there);
            let blank = |flow: &Flow, unit: usize| flow.units[unit].range.is_empty();
            match partner.get(answer) {
                Some(found_at) if beside == Some(*found_at) => found.push((*answer, *found_at)),
                // One that differs is told by its words.
                None if !blank(own, *answer) || beside.is_none_or(|b| blank(other, b)) => {}
                // One row that stands otherwise, and the columns may tell something after all.
                _ => continue 'tables,
            }
        }
        out.extend(found);
    }
    out
}

/// How many tables a cell's table stands in.
fn depth(unit: &Unit) -> usize {
    unit.cell.matches('/').count()
}

/// The cell around a cell that stands in so many tables.
fn within<'a>(flow: &'a Flow, unit: &'a Unit, depth: usize) -> Option<&'a Unit> {
    let path: Vec<&str> = unit.cell.split('/').take(depth + 1).collect();
    flow.unit_at(unit.block, &path.join("/")).and_then(|number| flow.units.get(number))
}

/// The cells whose place does not go with that of most others.
fn misplaced(laid: &Laid<'_>, places: BTreeMap<Place, Cells>) -> Cells {
    let mut places: Vec<(Place, Cells)> = places.into_iter().collect();
    // What most cells say holds; of two places the one further up.
    places.sort_by_key(|(_, cells)| (std::cmp::Reverse(cells.len()), cells.first().copied()));
    let printed = (laid.paper.is_print(), laid.online.is_print());
    let goes_with = |a: &Place, b: &Place| {
        let stands = (a.0.stands(b.0, printed.0), a.1.stands(b.1, printed.1));
        stands.0 == stands.1 || stands.0 == Stand::Open || stands.1 == Stand::Open
    };
    let mut kept: Vec<Place> = Vec::new();
    let mut out = Vec::new();
    for (place, cells) in places.into_iter().take(PLACES) {
        if kept.iter().all(|other| goes_with(&place, other)) {
            kept.push(place);
        } else {
            out.extend(cells);
        }
    }
    out
}

#[cfg(test)]
mod tests;
