//! Tables from rows whose cells are told by where their edges stand (twips), as
//! .doc and RTF write them: the grid is what all rows' edges make together.

use super::grid::{self, Merge, WordCell, WordRow};
use crate::document::{Block, Table};

/// Edges nearer than this (twips, three quarters of a point) are one grid line.
const SAME: i32 = 15;

/// A cell that ends at an edge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EdgeCell {
    /// Its right edge.
    pub right: i32,
    /// Joined to the cell on its left.
    pub joined: bool,
    /// Vertical merge.
    pub merge: Merge,
    /// Content.
    pub blocks: Vec<Block>,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EdgeRow {
    /// Left edge of the first cell.
    pub left: i32,
    /// Cells in order.
    pub cells: Vec<EdgeCell>,
    /// Repeated at the top of every page.
    pub header: bool,
}

/// A table from its rows.
pub fn from_edges(mut rows: Vec<EdgeRow>) -> Table {
    rows.iter_mut().for_each(join);
    let mut edges: Vec<i32> = rows
        .iter()
        .flat_map(|row| std::iter::once(row.left).chain(row.cells.iter().map(|cell| cell.right)))
        .collect();
    edges.sort_unstable();
    edges.dedup();
    // A group begins where the distance to its first edge is felt.
    let mut lines: Vec<i32> = Vec::new();
    for edge in edges {
        if lines.last().is_none_or(|last| edge.saturating_sub(*last) >= SAME) {
            lines.push(edge);
        }
    }
    let column = |edge: i32| lines.partition_point(|line| *line <= edge).saturating_sub(1);
    let word = rows.into_iter().map(|row| {
        let mut at = column(row.left);
        let before = at;
        let cells = row.cells.into_iter().filter_map(|cell| {
            let right = column(cell.right);
            if right <= at && cell.blocks.is_empty() {
                return None;
            }
            let span = right.saturating_sub(at).max(1);
            at += span;
            Some(WordCell { span, merge: cell.merge, blocks: cell.blocks })
        });
        WordRow { before, cells: cells.collect(), after: 0, header: row.header }
    });
    grid::from_word(word.collect())
}

/// Cells joined to their left neighbour become one with it.
fn join(row: &mut EdgeRow) {
    let mut cells: Vec<EdgeCell> = Vec::with_capacity(row.cells.len());
    for mut cell in std::mem::take(&mut row.cells) {
        match cells.last_mut().filter(|_| cell.joined) {
            Some(first) => {
                first.right = cell.right;
                first.blocks.append(&mut cell.blocks);
            }
            None => cells.push(cell),
        }
    }
    row.cells = cells;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(left: i32, cells: &[(i32, bool, Merge)]) -> EdgeRow {
        let cells = cells
            .iter()
            .map(|(right, joined, merge)| EdgeCell {
                right: *right,
                joined: *joined,
                merge: *merge,
                blocks: vec![],
            })
            .collect();
        EdgeRow { left, cells, header: false }
    }

    #[test]
    fn edges_of_all_rows_make_the_grid() {
        use Merge::{Continue, None as Alone, Start};
        let table = from_edges(vec![
            row(0, &[(1000, false, Start), (5000, false, Alone)]),
            row(5, &[(1003, false, Continue), (3000, false, Alone), (5000, false, Alone)]),
            row(0, &[(1000, false, Alone), (3000, false, Alone), (5000, true, Alone)]),
        ]);
        let shape: Vec<_> =
            table.cells.iter().map(|c| (c.row, c.col, c.row_span, c.col_span)).collect();
        assert_eq!(table.cols, 3);
        assert_eq!(
            shape,
            [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1), (2, 1, 1, 2)]
        );
    }
}
