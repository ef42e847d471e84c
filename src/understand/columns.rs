//! Tables whose head names their columns: which column says what, row by row.

use super::words::bare;
use crate::document::{Cell, Table};
use crate::value::label::join_lines;

/// A table with its head in the first row.
pub struct Columns<'a> {
    table: &'a Table,
    grid: crate::document::Grid,
    /// Folded words of the head, column by column.
    pub heads: Vec<String>,
}

impl<'a> Columns<'a> {
    /// Reads the head.
    pub fn of(table: &'a Table) -> Self {
        let grid = table.grid();
        let head = |col: usize| {
            let cell = grid.cell(0, col).and_then(|i| table.cells.get(i));
            cell.map(|c| bare(&c.text().content)).unwrap_or_default()
        };
        let heads = (0..table.cols).map(head).collect();
        Self { table, grid, heads }
    }

    /// The first column whose head contains one of the words, the words in their order.
    pub fn named(&self, words: &[&str], taken: &[usize]) -> Option<usize> {
        let short = |col: &usize| self.heads[*col].chars().count() <= 12 && !taken.contains(col);
        words.iter().find_map(|word| {
            (0..self.heads.len()).filter(short).find(|col| self.heads[*col].contains(word))
        })
    }

    /// The cell that covers a place; one that is merged covers several.
    pub fn cell(&self, row: usize, col: usize) -> Option<&'a Cell> {
        self.grid.cell(row, col).and_then(|i| self.table.cells.get(i))
    }

    /// Its words, lines joined; `None` where it is blank.
    pub fn words(&self, row: usize, col: usize) -> Option<String> {
        let text = join_lines(&self.cell(row, col)?.text().content);
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    }

    /// The rows below the head.
    pub fn rows(&self) -> std::ops::Range<usize> {
        1..self.table.rows
    }
}
