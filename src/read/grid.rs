//! Tables from rows of cells with spans, as Word and HTML write them. However
//! the spans contradict each other, no grid position is covered twice.

use crate::document::{Block, Cell, Place, Table};
use std::collections::HashMap;

/// Widest table believed; Word allows 63 columns, sheets saved as HTML more.
const MAX_COLS: usize = 4096;

/// Grid positions of the largest table believed; a wider one is folded into its last columns.
const MAX_AREA: usize = 16_000_000;

/// How a cell of a word processor takes part in a vertical merge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Merge {
    /// Not merged.
    #[default]
    None,
    /// The first of merged cells.
    Start,
    /// Goes on the cell above; its own content is not shown.
    Continue,
}

/// A cell as a word processor writes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WordCell {
    /// Grid columns covered.
    pub span: usize,
    /// Vertical merge.
    pub merge: Merge,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A row as a word processor writes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WordRow {
    /// Grid columns left out before the first cell.
    pub before: usize,
    /// Cells in order, continued ones included.
    pub cells: Vec<WordCell>,
    /// Grid columns left out after the last cell.
    pub after: usize,
    /// Repeated at the top of every page.
    pub header: bool,
}

/// A table from a word processor's rows.
pub fn from_word(rows: Vec<WordRow>) -> Table {
    let header_rows = rows.iter().take_while(|row| row.header).count();
    let mut table = Table { rows: rows.len(), header_rows, ..Table::default() };
    // For each column where a vertical merge may go on: its anchor's index.
    let mut open: HashMap<usize, usize> = HashMap::new();
    for (row_index, row) in rows.into_iter().enumerate() {
        let mut col = row.before.min(MAX_COLS);
        let mut next = HashMap::new();
        for cell in row.cells {
            let span = cell.span.clamp(1, MAX_COLS.saturating_sub(col).max(1));
            let anchor = open.get(&col).copied().filter(|i| table.cells[*i].col_span == span);
            match (cell.merge, anchor) {
                (Merge::Continue, Some(anchor)) => {
                    table.cells[anchor].row_span += 1;
                    next.insert(col, anchor);
                }
                (merge, _) => {
                    if merge != Merge::None {
                        next.insert(col, table.cells.len());
                    }
                    table.cells.push(Cell {
                        row: row_index,
                        col,
                        row_span: 1,
                        col_span: span,
                        blocks: cell.blocks,
                        place: Place::default(),
                        unread: false,
                    });
                }
            }
            col += span;
        }
        table.cols = table.cols.max((col + row.after).min(MAX_COLS));
        open = next;
    }
    drop_unused_columns(&mut table);
    table
}

/// Grid columns in which no cell begins or ends carry nothing; giant spans of
/// malformed files shrink to what is really there.
fn drop_unused_columns(table: &mut Table) {
    let mut edges: Vec<usize> =
        table.cells.iter().flat_map(|cell| [cell.col, cell.col + cell.col_span]).collect();
    edges.push(0);
    edges.sort_unstable();
    edges.dedup();
    let widest = edges.last().copied().unwrap_or(0);
    if edges.len() > widest {
        table.cols = widest;
        return fold_width(table);
    }
    let position = |edge: usize| edges.binary_search(&edge).unwrap_or(0);
    for cell in &mut table.cells {
        let end = position(cell.col + cell.col_span);
        cell.col = position(cell.col);
        cell.col_span = (end - cell.col).max(1);
    }
    table.cols = edges.len() - 1;
    fold_width(table);
}

/// Long tables with a few monstrously wide rows would need a grid beyond all
/// memory: what stands too far right joins the last cell that fits.
fn fold_width(table: &mut Table) {
    let most = (MAX_AREA / table.rows.max(1)).max(1);
    if table.cols <= most {
        return;
    }
    let mut kept: Vec<Cell> = Vec::with_capacity(table.cells.len());
    for mut cell in std::mem::take(&mut table.cells) {
        match kept.last_mut() {
            Some(last) if cell.col >= most && last.row == cell.row => {
                last.blocks.append(&mut cell.blocks)
            }
            _ if cell.col >= most => {}
            _ => {
                cell.col_span = cell.col_span.min(most - cell.col);
                kept.push(cell);
            }
        }
    }
    table.cells = kept;
    table.cols = most;
}

/// A table from HTML cells, which push those of later rows aside.
#[derive(Debug, Default)]
pub struct HtmlGrid {
    table: Table,
    row: usize,
    /// For each column the first row that is free again.
    free: Vec<usize>,
    col: usize,
}

impl HtmlGrid {
    /// Begins a row; the first one as well.
    pub fn row(&mut self) {
        if self.table.rows > 0 {
            self.row += 1;
        }
        self.table.rows = self.row + 1;
        self.col = 0;
    }

    /// Puts a cell into the current row; `row_span` 0 reaches down to the last row.
    pub fn cell(&mut self, row_span: usize, col_span: usize, blocks: Vec<Block>) {
        let row = self.row;
        while self.free.get(self.col).is_some_and(|free| *free > row) {
            self.col += 1;
        }
        if self.col >= MAX_COLS {
            return;
        }
        let mut span = col_span.clamp(1, MAX_COLS - self.col);
        // A cell from above that stands in the way cuts the span, so that none overlaps.
        if let Some(blocked) =
            (self.col..self.col + span).find(|c| self.free.get(*c).is_some_and(|f| *f > row))
        {
            span = blocked - self.col;
        }
        let row_span = if row_span == 0 { usize::MAX / 2 } else { row_span };
        if self.free.len() < self.col + span {
            self.free.resize(self.col + span, 0);
        }
        self.free[self.col..self.col + span].fill(row.saturating_add(row_span));
        self.table.cells.push(Cell {
            row,
            col: self.col,
            row_span,
            col_span: span,
            blocks,
            place: Place::default(),
            unread: false,
        });
        self.col += span;
    }

    /// The table; spans that reach below the last row are cut.
    pub fn finish(mut self, header_rows: usize) -> Table {
        let rows = self.table.rows;
        for cell in &mut self.table.cells {
            cell.row_span = cell.row_span.min(rows - cell.row).max(1);
        }
        self.table.header_rows = header_rows.min(rows);
        drop_unused_columns(&mut self.table);
        self.table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cell(span: usize, merge: Merge) -> WordCell {
        WordCell { span, merge, blocks: Vec::new() }
    }

    fn row(cells: Vec<WordCell>) -> WordRow {
        WordRow { cells, ..WordRow::default() }
    }

    fn shape(table: &Table) -> Vec<(usize, usize, usize, usize)> {
        table.cells.iter().map(|c| (c.row, c.col, c.row_span, c.col_span)).collect()
    }

    fn covered_once(table: &Table) -> bool {
        let mut seen = std::collections::HashSet::new();
        table.cells.iter().all(|cell| {
            cell.row + cell.row_span <= table.rows
                && cell.col + cell.col_span <= table.cols
                && (cell.row..cell.row + cell.row_span)
                    .all(|r| (cell.col..cell.col + cell.col_span).all(|c| seen.insert((r, c))))
        })
    }

    #[test]
    fn merged_cells_keep_anchor_and_span() {
        let table = from_word(vec![
            row(vec![cell(1, Merge::Start), cell(1, Merge::None), cell(1, Merge::None)]),
            row(vec![cell(1, Merge::Continue), cell(2, Merge::None)]),
        ]);
        assert_eq!((table.rows, table.cols), (2, 3));
        assert_eq!(shape(&table), [(0, 0, 2, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 2)]);
    }

    #[test]
    fn a_merge_without_a_beginning_is_a_cell_of_its_own() {
        let table = from_word(vec![row(vec![cell(1, Merge::Continue), cell(1, Merge::None)])]);
        assert_eq!(shape(&table), [(0, 0, 1, 1), (0, 1, 1, 1)]);
    }

    #[test]
    fn html_cells_move_aside_for_those_above() {
        let mut grid = HtmlGrid::default();
        grid.row();
        grid.cell(2, 1, vec![]);
        grid.cell(1, 2, vec![]);
        grid.row();
        grid.cell(1, 1, vec![]);
        grid.cell(9, 1, vec![]);
        let table = grid.finish(0);
        assert_eq!(shape(&table), [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]);
    }

    proptest! {
        #[test]
        fn no_position_is_covered_twice(
            rows in prop::collection::vec(
                (0usize..3, prop::collection::vec((0usize..6, 0u8..3), 0..6)), 0..8)
        ) {
            let word = rows.iter().map(|(before, cells)| WordRow {
                before: *before,
                cells: cells.iter().map(|(span, merge)| cell(*span, match merge {
                    0 => Merge::None, 1 => Merge::Start, _ => Merge::Continue,
                })).collect(),
                ..WordRow::default()
            }).collect();
            prop_assert!(covered_once(&from_word(word)));
            let mut grid = HtmlGrid::default();
            for (_, cells) in &rows {
                grid.row();
                for (span, rows) in cells {
                    grid.cell(usize::from(*rows), *span, vec![]);
                }
            }
            prop_assert!(covered_once(&grid.finish(0)));
        }
    }
}
