//! Tables as anchors with spans; a blank cell is data, a covered position is not a cell.

use super::{Block, Paragraph, Place, Text};
use serde::Serialize;
use std::borrow::Cow;

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Table {
    /// Number of grid rows.
    pub rows: usize,
    /// Number of grid columns.
    pub cols: usize,
    /// Anchor cells, sorted by row then column. Every grid position is covered by one cell at most.
    pub cells: Vec<Cell>,
    /// How many rows at the top the file declares to be a header (0 when it says nothing).
    pub header_rows: usize,
    /// Where it begins.
    pub place: Place,
}

/// A cell at its anchor (top left grid position).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// Grid row of the anchor, from 0.
    pub row: usize,
    /// Grid column of the anchor, from 0.
    pub col: usize,
    /// Rows covered, at least 1.
    pub row_span: usize,
    /// Columns covered, at least 1.
    pub col_span: usize,
    /// Paragraphs and nested tables.
    pub blocks: Vec<Block>,
    /// The box on the page, where the format has pages.
    pub place: Place,
    /// There is ink in the cell that could not be read: its text is not to be trusted as blank.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
}

impl Cell {
    /// A cell of one grid position holding plain text.
    pub fn plain(row: usize, col: usize, content: &str) -> Self {
        let blocks = content.lines().map(|l| Block::Paragraph(Paragraph::plain(l))).collect();
        Self { row, col, row_span: 1, col_span: 1, blocks, place: Place::default(), unread: false }
    }

    /// The cell's text: paragraphs one a line, nested tables a row a line, cells tab by tab.
    pub fn text(&self) -> Cow<'_, Text> {
        if let [Block::Paragraph(only)] = self.blocks.as_slice() {
            return Cow::Borrowed(&only.text);
        }
        let mut text = Text::default();
        for block in &self.blocks {
            let part = match block {
                Block::Paragraph(paragraph) => Cow::Borrowed(&paragraph.text),
                Block::Table(table) => Cow::Owned(table.text()),
                Block::PageBreak => continue,
            };
            if !text.content.is_empty() {
                text.push_str("\n");
            }
            text.push(&part);
        }
        Cow::Owned(text)
    }

    /// The text of the cell's own paragraphs, one a line; tables inside are left out.
    pub fn own_text(&self) -> Text {
        let mut text = Text::default();
        for block in &self.blocks {
            if let Block::Paragraph(paragraph) = block {
                if !text.content.is_empty() {
                    text.push_str("\n");
                }
                text.push(&paragraph.text);
            }
        }
        text.whole()
    }

    /// Whether a table stands in the cell.
    pub fn has_table(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Table(_)))
    }

    /// Whether the grid position lies under this cell.
    pub fn covers(&self, row: usize, col: usize) -> bool {
        (self.row..self.row + self.row_span).contains(&row)
            && (self.col..self.col + self.col_span).contains(&col)
    }
}

impl Table {
    /// A table of plain texts, row by row.
    pub fn plain<Row: AsRef<[Content]>, Content: AsRef<str>>(rows: &[Row]) -> Self {
        let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
            let cell = move |(col, text): (usize, &Content)| Cell::plain(row, col, text.as_ref());
            texts.as_ref().iter().enumerate().map(cell)
        });
        let cols = rows.iter().map(|row| row.as_ref().len()).max().unwrap_or_default();
        Self { rows: rows.len(), cols, cells: cells.collect(), ..Self::default() }
    }

    /// A row a line, cells tab by tab.
    pub fn text(&self) -> Text {
        let mut text = Text::default();
        let mut row = None;
        for cell in &self.cells {
            match row {
                None => {}
                Some(r) if r == cell.row => text.push_str("\t"),
                Some(_) => text.push_str("\n"),
            }
            row = Some(cell.row);
            text.push(&cell.text());
        }
        text
    }

    /// An index from grid position to cell, for random access.
    pub fn grid(&self) -> Grid {
        let mut at = vec![u32::MAX; self.rows * self.cols];
        for (index, cell) in self.cells.iter().enumerate() {
            for row in cell.row..(cell.row + cell.row_span).min(self.rows) {
                for col in cell.col..(cell.col + cell.col_span).min(self.cols) {
                    at[row * self.cols + col] = index as u32;
                }
            }
        }
        Grid { cols: self.cols, at }
    }
}

/// Which cell covers which grid position.
#[derive(Debug, Clone)]
pub struct Grid {
    cols: usize,
    at: Vec<u32>,
}

impl Grid {
    /// The index in `Table::cells` of the cell that covers the position, if any does.
    pub fn cell(&self, row: usize, col: usize) -> Option<usize> {
        if col >= self.cols {
            return None;
        }
        self.at.get(row * self.cols + col).filter(|i| **i != u32::MAX).map(|i| *i as usize)
    }
}
