//! The running numbers of a table's rows. Where a row was added or taken away in the
//! middle, those of all rows below change too: the row says so, and they follow it.

use crate::compare::pair::align::Alignment;
use crate::compare::report::Equivalence;
use crate::compare::report::rule::Rule;
use crate::compare::stream::flow::{Flow, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Units that hold running numbers which follow from the rows.
#[derive(Debug, Default)]
pub struct Numbers {
    /// On paper.
    pub paper: BTreeSet<usize>,
    /// Online.
    pub online: BTreeSet<usize>,
    /// What was granted, one entry a table.
    pub equivalences: Vec<Equivalence>,
}

/// The numbers of tables that count from 1 on both sides, and not equally far.
pub fn following(paper: &Flow, online: &Flow, alignment: &Alignment) -> Numbers {
    let (left, right) = (columns(paper), columns(online));
    let mut numbers = Numbers::default();
    if left.is_empty() || right.is_empty() {
        return numbers;
    }
    // Which table is which: where most of the characters beside the numbers stand.
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (mark, partner) in alignment.right_of.iter().enumerate() {
        let tables = partner.and_then(|at| {
            Some((paper.unit_of(mark)?.table?, online.unit_of(at as usize)?.table?))
        });
        if let Some((p, o)) = tables.filter(|(p, o)| left.contains_key(p) && right.contains_key(o))
        {
            *shared.entry((p, o)).or_default() += 1;
        }
    }
    let mut pairs: Vec<((usize, usize), usize)> = shared.into_iter().collect();
    pairs.sort_by_key(|(pair, count)| (std::cmp::Reverse(*count), *pair));
    let mut taken = (BTreeSet::new(), BTreeSet::new());
    for ((p, o), _) in pairs {
        if !taken.0.contains(&p) && !taken.1.contains(&o) {
            taken.0.insert(p);
            taken.1.insert(o);
            let (own, other) = (&left[&p], &right[&o]);
            if own.len() != other.len() {
                numbers.take(paper, online, own, other);
            }
        }
    }
    numbers
}

impl Numbers {
    fn take(&mut self, paper: &Flow, online: &Flow, left: &[usize], right: &[usize]) {
        // A row that holds nothing but its number is told by nothing else.
        let told = |flow: &Flow, units: &[usize]| -> Vec<usize> {
            units.iter().copied().filter(|unit| has_more(flow, *unit)).collect()
        };
        self.paper.extend(told(paper, left));
        self.online.extend(told(online, right));
        let range = |count: usize| format!("1—{count}");
        let block = right.first().and_then(|unit| online.units.get(*unit)).map_or(0, |u| u.block);
        self.equivalences.push(Equivalence {
            pointer: format!("/text/{block}"),
            rule: Rule::ListNumber,
            paper: range(left.len()),
            online: range(right.len()),
            count: 1,
        });
    }
}

/// Whether another cell of the row says something.
fn has_more(flow: &Flow, unit: usize) -> bool {
    let own = &flow.units[unit];
    let in_row = |other: &&Unit| {
        other.table == own.table && other.at.map(|at| at.0) == own.at.map(|at| at.0)
    };
    let after = flow.units[unit + 1..].iter().take_while(in_row);
    let before = flow.units[..unit].iter().rev().take_while(in_row);
    after.chain(before).any(|other| !other.range.is_empty())
}

/// For each table whose first column counts 1, 2, 3 and nothing else, the cells that do.
/// A row that lost its number counts for none.
fn columns(flow: &Flow) -> BTreeMap<usize, Vec<usize>> {
    let mut first: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, unit) in flow.units.iter().enumerate() {
        if let (Some(table), Some((_, 0))) = (unit.table, unit.at) {
            first.entry(table).or_default().push(number);
        }
    }
    first.retain(|_, units| {
        let numbers = units.iter().position(|unit| value(flow, *unit).is_some());
        let lost = |unit: &usize| flow.units[*unit].range.is_empty() && has_more(flow, *unit);
        if units.iter().skip(numbers.unwrap_or_default()).any(lost) {
            return false;
        }
        units.retain(|unit| value(flow, *unit).is_some());
        units.iter().enumerate().all(|(at, unit)| value(flow, *unit) == Some(at + 1))
            && !units.is_empty()
    });
    first
}

/// The number that fills a cell.
fn value(flow: &Flow, unit: usize) -> Option<usize> {
    let text = flow.units[unit].text.content.trim();
    let bare = text.trim_end_matches(['.', '、', '．']);
    (bare.len() <= 4 && bare.chars().all(|c| c.is_ascii_digit())).then(|| bare.parse().ok())?
}
