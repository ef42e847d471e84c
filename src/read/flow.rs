//! Paragraphs, cells and rows as .doc and RTF end them, one after another,
//! tables inside tables included, put together to blocks.

use super::draft::Draft;
use super::edges::{EdgeCell, EdgeRow, from_edges};
use super::grid::Merge;
use super::spot::Fill;
use crate::document::{Block, Role};

/// Tables inside tables that are followed.
const MAX_DEPTH: usize = 24;

/// How a row is divided.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowShape {
    /// Edges of the cells, one more than cells, twips.
    pub edges: Vec<i32>,
    /// Each cell: joined to its left neighbour, vertical merge.
    pub cells: Vec<(bool, Merge)>,
    /// Repeated on every page.
    pub header: bool,
}

/// What a paragraph is when it ends.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct End {
    /// Depth of tables around it.
    pub depth: usize,
    /// A cell ends with it.
    pub cell: bool,
    /// Heading or running text.
    pub role: Role,
    /// Centred.
    pub centered: bool,
}

/// One story in the making.
#[derive(Debug, Default)]
pub struct Flow {
    /// The paragraph in the making.
    pub draft: Draft,
    body: Vec<Block>,
    levels: Vec<Level>,
    fill: Fill,
    /// Cells so far.
    pub cells: usize,
}

/// A table that is open.
#[derive(Debug, Default)]
struct Level {
    rows: Vec<EdgeRow>,
    cells: Vec<Vec<Block>>,
    blocks: Vec<Block>,
}

impl Flow {
    /// Ends the paragraph in the making, and the cell it stands in if it is the last there.
    pub fn end_paragraph(&mut self, label: Option<String>, end: End) {
        let depth = end.depth.min(MAX_DEPTH);
        self.close_to(depth);
        while self.levels.len() < depth {
            self.levels.push(Level::default());
        }
        let (sink, fill) = match self.levels.last_mut() {
            Some(level) => (&mut level.blocks, None),
            None => (&mut self.body, Some(&mut self.fill)),
        };
        let role = if depth == 0 { end.role } else { Role::Body };
        // A blank cell may show its automatic number: a column of running numbers.
        let label = label.filter(|_| end.cell || !self.draft.text.trim().is_empty());
        self.draft.finish(label, role, end.centered, sink, fill);
        if let Some(level) = self.levels.last_mut().filter(|_| end.cell) {
            let blocks = std::mem::take(&mut level.blocks);
            level.cells.push(blocks);
            self.cells += 1;
        }
    }

    /// Ends a row of the table at a depth (from 1).
    pub fn end_row(&mut self, depth: usize, shape: &RowShape) {
        let depth = depth.clamp(1, MAX_DEPTH);
        self.close_to(depth);
        let Some(level) = self.levels.get_mut(depth - 1) else { return };
        // Text between the last cell's end and the row's is no cell, but text.
        self.draft.finish(None, Role::Body, false, &mut level.blocks, None);
        let mut cells = std::mem::take(&mut level.cells);
        if !level.blocks.is_empty() {
            cells.push(std::mem::take(&mut level.blocks));
        }
        if !cells.is_empty() {
            level.rows.push(divided(cells, shape));
        }
    }

    /// A page break; inside tables it says nothing.
    pub fn page_break(&mut self) {
        let last = self.body.last();
        if self.levels.is_empty() && last.is_some_and(|block| *block != Block::PageBreak) {
            self.body.push(Block::PageBreak);
        }
    }

    /// Closes everything and gives the blocks.
    pub fn finish(mut self) -> Vec<Block> {
        let depth = self.levels.len();
        self.end_paragraph(None, End { depth, ..End::default() });
        self.close_to(0);
        self.body
    }

    /// Closes tables deeper than `depth`; each becomes a block of the cell around it.
    fn close_to(&mut self, depth: usize) {
        while self.levels.len() > depth {
            let Some(mut level) = self.levels.pop() else { return };
            if !level.blocks.is_empty() {
                level.cells.push(std::mem::take(&mut level.blocks));
            }
            if !level.cells.is_empty() {
                level.rows.push(divided(level.cells, &RowShape::default()));
            }
            if level.rows.is_empty() {
                continue;
            }
            let table = Block::Table(from_edges(level.rows));
            match self.levels.last_mut() {
                Some(outer) => outer.blocks.push(table),
                None => self.body.push(table),
            }
        }
    }
}

/// A row from its cells' contents and its definition; where they disagree the
/// contents count.
fn divided(mut cells: Vec<Vec<Block>>, shape: &RowShape) -> EdgeRow {
    // LibreOffice ends cells twice where a table inside them ends; nobody sees those.
    let defined = shape.edges.len().saturating_sub(1).max(1);
    while shape.edges.len() > 1 && cells.len() > defined && cells.last().is_some_and(|c| blank(c)) {
        cells.pop();
    }
    let left = shape.edges.first().copied().unwrap_or(0);
    let mut right = left;
    let cells = cells.into_iter().enumerate().map(|(index, blocks)| {
        right = match shape.edges.get(index + 1) {
            Some(edge) => (*edge).max(right),
            None => right.saturating_add(1000),
        };
        let (joined, merge) = shape.cells.get(index).copied().unwrap_or_default();
        EdgeCell { right, joined: joined && index > 0, merge, blocks }
    });
    EdgeRow { left, cells: cells.collect(), header: shape.header }
}

fn blank(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| matches!(block, Block::Paragraph(p) if p.text.is_blank()))
}

#[cfg(test)]
mod tests {
    use super::super::draft::RunLook;
    use super::*;

    fn say(flow: &mut Flow, text: &str, depth: usize, cell: bool) {
        flow.draft.push_str(text, RunLook::default());
        flow.end_paragraph(None, End { depth, cell, ..End::default() });
    }

    #[test]
    fn a_table_inside_a_cell_stays_there() {
        let shape = RowShape { edges: vec![0, 1000, 2000], ..RowShape::default() };
        let mut flow = Flow::default();
        say(&mut flow, "前", 0, false);
        say(&mut flow, "姓名", 1, true);
        say(&mut flow, "内一", 2, true);
        say(&mut flow, "内二", 2, true);
        flow.end_row(2, &shape);
        say(&mut flow, "后文", 1, true);
        flow.end_row(1, &shape);
        say(&mut flow, "后", 0, false);
        let blocks = flow.finish();
        assert_eq!(blocks.len(), 3);
        let Block::Table(table) = &blocks[1] else { unreachable!("a table") };
        assert_eq!(table.cells.len(), 2);
        assert_eq!(table.cells[1].text().content, "内一\t内二\n后文");
    }

    #[test]
    fn blank_cells_beyond_the_last_edge_are_none() {
        let shape = RowShape { edges: vec![0, 1000, 2000], ..RowShape::default() };
        let mut flow = Flow::default();
        for text in ["甲", "乙", "", ""] {
            say(&mut flow, text, 1, true);
        }
        flow.end_row(1, &shape);
        let blocks = flow.finish();
        let Block::Table(table) = &blocks[0] else { unreachable!("a table") };
        assert_eq!((table.cols, table.cells.len()), (2, 2));
    }

    #[test]
    fn cells_without_a_row_end_are_kept() {
        let mut flow = Flow::default();
        say(&mut flow, "甲", 1, true);
        flow.draft.push_str("乙", RunLook::default());
        let blocks = flow.finish();
        assert_eq!(blocks.len(), 1);
    }
}
