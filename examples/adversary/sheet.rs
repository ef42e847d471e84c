//! A document as its author thinks of it, before any format: paragraphs and tables of runs.
//! The writers bring one sheet into every format, so that the same change can stand on
//! either side of any pair of formats.

use shenbao::document::{self, Document};

#[derive(Clone, Default, Debug, PartialEq)]
pub struct Sheet {
    pub blocks: Vec<Block>,
    /// Footnotes; the runs with [`Set::Note`] point here, counted from 1.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    Para(Vec<Run>),
    Table(Table),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub rows: usize,
    pub cols: usize,
    pub cells: Vec<Cell>,
    pub lines: Lines,
}

/// Which ruling lines a table has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lines {
    All,
    /// Above and below the head and at the foot (三线表).
    Three,
    None,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub row: usize,
    pub col: usize,
    pub rows: usize,
    pub cols: usize,
    /// Lines are told by `\n`.
    pub runs: Vec<Run>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub text: String,
    pub set: Set,
}

/// How a run is set, as far as it tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    Plain,
    Super,
    Sub,
    Underlined,
    Framed,
    Marked,
    Struck,
    /// The mark of a footnote.
    Note(usize),
}

pub fn run(text: impl Into<String>) -> Run {
    Run { text: text.into(), set: Set::Plain }
}

pub fn set(text: impl Into<String>, set: Set) -> Run {
    Run { text: text.into(), set }
}

pub fn para(text: &str) -> Block {
    Block::Para(vec![run(text)])
}

pub fn words(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// A table of plain texts.
pub fn table(rows: &[Vec<String>], lines: Lines) -> Block {
    let cols = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
        texts.iter().enumerate().map(move |(col, text)| Cell {
            row,
            col,
            rows: 1,
            cols: 1,
            runs: vec![run(text.as_str())],
        })
    });
    Block::Table(Table { rows: rows.len(), cols, cells: cells.collect(), lines })
}

impl Sheet {
    /// All lists of runs: paragraphs and cells in reading order.
    pub fn texts(&mut self) -> Vec<&mut Vec<Run>> {
        let mut out = Vec::new();
        for block in &mut self.blocks {
            match block {
                Block::Para(runs) => out.push(runs),
                Block::Table(table) => out.extend(table.cells.iter_mut().map(|c| &mut c.runs)),
            }
        }
        out
    }

    pub fn tables(&mut self) -> Vec<&mut Table> {
        let tables = self.blocks.iter_mut().filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Para(_) => None,
        });
        tables.collect()
    }

    /// A book as a sheet; text boxes and what stands in margins stay behind.
    pub fn of(document: &Document) -> Self {
        let blocks = document.blocks.iter().filter_map(|block| match block {
            document::Block::Paragraph(paragraph) => {
                let text = plain(&paragraph.text.content);
                (!text.trim().is_empty()).then(|| para(&text))
            }
            document::Block::Table(table) => {
                let cells = table.cells.iter().map(|cell| Cell {
                    row: cell.row,
                    col: cell.col,
                    rows: cell.row_span.max(1),
                    cols: cell.col_span.max(1),
                    runs: vec![run(plain(&cell.text().content))],
                });
                let cells: Vec<Cell> = cells.collect();
                (table.cols > 0 && !cells.is_empty()).then_some(Block::Table(Table {
                    rows: table.rows,
                    cols: table.cols,
                    cells,
                    lines: Lines::All,
                }))
            }
            document::Block::PageBreak => None,
        });
        Self { blocks: blocks.collect(), notes: Vec::new() }
    }
}

/// Text without the characters that no writer sets.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

impl Table {
    pub fn words(&self, row: usize) -> String {
        self.cells.iter().filter(|c| c.row == row).map(|c| words(&c.runs)).collect()
    }

    /// Rows that no merged cell ties to others.
    pub fn loose_rows(&self) -> Vec<usize> {
        let tied = |row: usize| {
            self.cells.iter().any(|c| c.rows > 1 && (c.row..c.row + c.rows).contains(&row))
        };
        (0..self.rows).filter(|row| !tied(*row)).collect()
    }

    pub fn drop_row(&mut self, row: usize) {
        self.cells.retain(|c| c.row != row);
        self.cells.iter_mut().filter(|c| c.row > row).for_each(|c| c.row -= 1);
        self.rows -= 1;
    }

    pub fn double_row(&mut self, row: usize) {
        let copy: Vec<Cell> = self.cells.iter().filter(|c| c.row == row).cloned().collect();
        self.cells.iter_mut().filter(|c| c.row > row).for_each(|c| c.row += 1);
        self.cells.extend(copy.into_iter().map(|c| Cell { row: row + 1, ..c }));
        self.cells.sort_by_key(|c| (c.row, c.col));
        self.rows += 1;
    }
}
