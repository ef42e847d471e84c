//! The two sides of a search: one that has a table, and the text of the other in which it
//! must be.

use super::read_cells::ReadCells;
use super::{Cell, Table, cells};
use crate::compare::pair::align::Alignment;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use std::ops::Range;

/// A table is printed in so many times its own characters, and so many more, at most.
const TIMES: usize = 3;
const MORE: usize = 1_200;

/// The side with the table, the side without, and which is which, as one alignment has them.
pub struct Sides<'a> {
    pub ruled: &'a Flow,
    pub loose: &'a Flow,
    pub on_paper: bool,
    /// For each character of the side with the table, and for its end, where the loose text
    /// goes on behind the partner of what stands before.
    begins: Vec<usize>,
    /// And where it ends, before the partner of what stands behind.
    ends: Vec<usize>,
}

impl<'a> Sides<'a> {
    /// The sides, with the ways of an alignment through them.
    pub fn new(ruled: &'a Flow, loose: &'a Flow, on_paper: bool, alignment: &Alignment) -> Self {
        let count = ruled.marks.len();
        let (mut begins, mut ends) = (vec![0; count + 1], vec![loose.marks.len(); count + 1]);
        for mark in 0..count {
            let partner = alignment.partner(on_paper, mark);
            begins[mark + 1] = partner.map_or(begins[mark], |p| p + 1);
        }
        for mark in (0..count).rev() {
            ends[mark] = alignment.partner(on_paper, mark).unwrap_or(ends[mark + 1]);
        }
        Self { ruled, loose, on_paper, begins, ends }
    }

    /// The loose text between the partners of what stands before and behind the table; none
    /// where that is far more than the table, with a head again on each page, could be.
    pub fn window(&self, table: &Table, alignment: &Alignment) -> Option<Range<usize>> {
        let mut start = *self.begins.get(table.marks.start)?;
        let mut end = *self.ends.get(table.marks.end)?;
        // What is settled before and behind has no partners any more, but its place.
        for settled in &alignment.settled {
            let (own, other) = match self.on_paper {
                true => (&settled.left, &settled.right),
                false => (&settled.right, &settled.left),
            };
            if own.is_empty() || other.is_empty() {
                continue;
            }
            if own.end <= table.marks.start {
                start = start.max(other.end);
            } else if own.start >= table.marks.end {
                end = end.min(other.start);
            }
        }
        // Footnotes and the like stand behind the body and never inside a table.
        let unit = |mark: usize| &self.loose.units[self.loose.marks[mark].unit as usize];
        let floats = |mark: &usize| unit(*mark).kind == UnitKind::Floating;
        let most = start + table.marks.len() * TIMES + MORE;
        let end = (start..end.min(most + 1)).find(floats).unwrap_or(end);
        (start < end && end <= most).then_some(start..end)
    }

    /// Whether the alignment left anything open in the table or its window.
    pub fn is_troubled(&self, table: &Table, window: &Range<usize>, alignment: &Alignment) -> bool {
        let open = |flow: &Flow, left: bool, mark: usize| {
            fold::is_content(flow.marks[mark].ch) && alignment.partner(left, mark).is_none()
        };
        table.marks.clone().any(|m| open(self.ruled, self.on_paper, m))
            || window.clone().any(|m| open(self.loose, !self.on_paper, m))
    }

    /// Whether the alignment left anything open in a table by itself, or found nothing of it.
    pub fn is_open(&self, table: &Table, alignment: &Alignment) -> bool {
        self.window(table, alignment)
            .is_none_or(|window| self.is_troubled(table, &window, alignment))
    }

    /// Whether the window was read as a table already: most cells of the table stand there
    /// as cells, or others that say half the same do in their columns. Then what is in
    /// another place, or written otherwise, is a difference.
    pub fn is_table(&self, table: &Table, window: &Range<usize>) -> bool {
        let first = self.loose.marks[window.start].unit as usize;
        let last = self.loose.marks[window.end - 1].unit as usize;
        let mut read = ReadCells::of(&self.loose.units[first..last + 1]);
        let filled = cells(self.ruled, table);
        let (same, other): (Vec<&Cell>, Vec<&Cell>) =
            filled.iter().partition(|cell| read.take_same(&cell.chars));
        let alike = other.iter().filter(|cell| read.take_alike(cell.col, &cell.chars)).count();
        (same.len() + alike) * 5 >= filled.len() * 4
    }
}
