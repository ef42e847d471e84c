//! The cells that a stretch of text was read as, each to be found once.

use super::chars_of;
use crate::compare::stream::flow::{Unit, UnitKind};
use std::collections::{BTreeMap, HashMap};

/// Cells of a column that are looked at for one that says half the same.
const AHEAD: usize = 40;

/// Cells by their text and by their column.
#[derive(Default)]
pub(super) struct ReadCells {
    /// The characters of each cell; none once it was found.
    cells: Vec<Option<Vec<char>>>,
    by_text: HashMap<Vec<char>, Vec<usize>>,
    by_column: BTreeMap<usize, Vec<usize>>,
}

impl ReadCells {
    /// The filled cells among units.
    pub fn of(units: &[Unit]) -> Self {
        let mut read = Self::default();
        for unit in units.iter().rev().filter(|unit| unit.kind == UnitKind::Cell) {
            let chars = chars_of(&unit.text.content);
            let Some((_, col)) = unit.at.filter(|_| !chars.is_empty()) else { continue };
            let at = read.cells.len();
            read.by_text.entry(chars.clone()).or_default().push(at);
            read.by_column.entry(col).or_default().push(at);
            read.cells.push(Some(chars));
        }
        read
    }

    /// Finds a cell of the same text, wherever it stands.
    pub fn take_same(&mut self, chars: &[char]) -> bool {
        let found = self.by_text.get_mut(chars).and_then(Vec::pop);
        found.is_some_and(|at| self.cells[at].take().is_some())
    }

    /// Finds a cell of the same column that shares at least half of its characters.
    pub fn take_alike(&mut self, col: usize, chars: &[char]) -> bool {
        let Some(column) = self.by_column.get_mut(&col) else { return false };
        column.retain(|at| self.cells[*at].is_some());
        let alike = |at: &usize| self.cells[*at].as_ref().is_some_and(|c| are_alike(c, chars));
        // In reading order: the units were taken from the end.
        let found = column.iter().copied().rev().take(AHEAD).find(alike);
        found.is_some_and(|at| self.cells[at].take().is_some())
    }
}

/// Whether two texts share half of the characters of the longer one.
fn are_alike(a: &[char], b: &[char]) -> bool {
    let longer = a.len().max(b.len());
    if a.len().min(b.len()) * 2 < longer {
        return false;
    }
    let mut left: HashMap<char, usize> = HashMap::new();
    a.iter().for_each(|c| *left.entry(*c).or_default() += 1);
    let mut shared = 0;
    for c in b {
        if let Some(n) = left.get_mut(c).filter(|n| **n > 0) {
            *n -= 1;
            shared += 1;
        }
    }
    shared * 2 >= longer
}
