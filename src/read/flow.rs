//! Paragraphs, cells and rows as .doc and RTF end them, one after another,
//! tables inside tables included, put together to blocks.

use super::draft::Draft;
use super::edges::{EdgeCell, EdgeRow, from_edges};
use super::grid::Merge;
use super::shown::ground::Rgb;
use super::shown::run::{Stretches, clipped};
use super::shown::{Told, Why};
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
    /// The colour of each cell, where it has one.
    pub shades: Vec<Option<Rgb>>,
    /// Lines across each cell, falling and rising.
    pub crossed: Vec<[bool; 2]>,
    /// Its exact height in twips; 0 where it grows with its text.
    pub exact: i32,
    /// Its cells are shown from right to left.
    pub turned: bool,
}

/// What a cell leaves free on both sides of its text, in twips.
const CELL_MARGINS: i32 = 216;
/// A cell narrower than this (twips) shows no character whole.
const NARROW_CELL: i32 = 100;

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
    story: &'static str,
    told: Told,
    tables: usize,
}

/// A table that is open.
#[derive(Debug, Default)]
struct Level {
    rows: Vec<EdgeRow>,
    cells: Vec<Vec<Block>>,
    blocks: Vec<Block>,
    /// What of the cells, and of the one in the making, may not be shown as it is read.
    inks: Vec<Vec<Stretches>>,
    ink: Vec<Stretches>,
}

impl Flow {
    /// Of a story, named if it is not the body (`页眉`).
    pub fn of(story: &'static str) -> Self {
        Self { story, ..Self::default() }
    }

    /// The name of the story.
    pub fn story(&self) -> &'static str {
        self.story
    }

    /// Ends the paragraph in the making, and the cell it stands in if it is the last there.
    pub fn end_paragraph(&mut self, label: Option<String>, end: End) {
        let depth = end.depth.min(MAX_DEPTH);
        self.close_to(depth);
        while self.levels.len() < depth {
            self.tables += usize::from(self.levels.is_empty());
            self.levels.push(Level::default());
        }
        if let Some(kept) = self.draft.end_stretches() {
            match self.levels.last_mut() {
                Some(level) => level.ink.push(kept),
                None => kept.tell(&mut self.told, self.story, None),
            }
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
            let ink = std::mem::take(&mut level.ink);
            level.inks.push(ink);
            self.cells += 1;
            self.draft.tail.end_cell();
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
        let place = format!("{}第{}个表格第{}行", self.story, self.tables, level.rows.len() + 1);
        let mut inks = std::mem::take(&mut level.inks);
        inks.push(std::mem::take(&mut level.ink));
        tell_row(&mut self.told, &place, &cells, &inks, shape);
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

    /// Closes everything and gives the blocks; what is shown otherwise is told.
    pub fn finish(mut self, told: &mut Told) -> Vec<Block> {
        let depth = self.levels.len();
        self.end_paragraph(None, End { depth, ..End::default() });
        self.close_to(0);
        told.append(self.told);
        self.body
    }

    /// Closes tables deeper than `depth`; each becomes a block of the cell around it.
    fn close_to(&mut self, depth: usize) {
        while self.levels.len() > depth {
            let Some(mut level) = self.levels.pop() else { return };
            for kept in level.inks.iter().flatten().chain(&level.ink) {
                kept.tell(&mut self.told, self.story, None);
            }
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

/// Tells what of a row is not shown as it is read.
fn tell_row(
    told: &mut Told,
    row: &str,
    cells: &[Vec<Block>],
    inks: &[Vec<Stretches>],
    shape: &RowShape,
) {
    for (index, ink) in inks.iter().enumerate() {
        let place = format!("{row}第{}格", index + 1);
        let shade = shape.shades.get(index).copied().flatten();
        ink.iter().for_each(|stretches| stretches.tell(told, &place, shade));
        let Some(blocks) = cells.get(index).filter(|blocks| !blank(blocks)) else { continue };
        let texts = || {
            blocks.iter().filter_map(|block| match block {
                Block::Paragraph(p) if p.role != Role::TextBox => {
                    Some((p.text.content.as_str(), p.style.size))
                }
                _ => None,
            })
        };
        let edges = shape.edges.get(index).zip(shape.edges.get(index + 1));
        let width = edges.map(|(left, right)| right.saturating_sub(*left));
        let inner = width.map(|w| w.saturating_sub(CELL_MARGINS) as f32 / 20.0);
        let merged = shape.cells.get(index).is_some_and(|(_, merge)| *merge != Merge::None);
        let height = shape.exact as f32 / 20.0;
        let [falls, rises] = shape.crossed.get(index).copied().unwrap_or_default();
        let several = texts().any(|(t, _)| t.trim().contains([' ', '\u{3000}', '/', '\n']));
        let why = match () {
            () if shape.exact > 0 && !merged && clipped(texts(), height, inner) => Why::LowRow,
            () if width.is_some_and(|w| w > 0 && w < NARROW_CELL) => Why::NarrowCell,
            () if falls && rises || (falls || rises) && !several && texts().count() == 1 => {
                Why::Crossed
            }
            () => continue,
        };
        let text: Vec<&str> = texts().map(|(text, _)| text).collect();
        told.tell(&place, &text.join(" "), "", why);
    }
    if shape.turned {
        told.tell(row, "", "", Why::ColumnsTurned);
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
        let blocks = flow.finish(&mut Told::default());
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
        let blocks = flow.finish(&mut Told::default());
        let Block::Table(table) = &blocks[0] else { unreachable!("a table") };
        assert_eq!((table.cols, table.cells.len()), (2, 2));
    }

    #[test]
    fn text_in_the_colour_of_its_cell_is_told_when_the_row_ends() {
        use crate::read::shown::ground::{BLACK, WHITE};
        use crate::read::shown::run::Shown;
        let white =
            RunLook { shown: Shown { ink: Some(WHITE), ..Shown::default() }, ..RunLook::default() };
        let told = |shade: Option<Rgb>, exact: i32| {
            let edges = vec![0, 1000, 2000];
            let shape = RowShape { edges, shades: vec![None, shade], exact, ..RowShape::default() };
            let mut flow = Flow::default();
            say(&mut flow, "提升", 1, true);
            flow.draft.push_str("31.5", white);
            flow.end_paragraph(None, End { depth: 1, cell: true, ..End::default() });
            flow.end_row(1, &shape);
            let mut told = Told::default();
            flow.finish(&mut told);
            told.warnings().into_iter().map(|w| w.message).collect::<Vec<_>>()
        };
        assert_eq!(told(Some(BLACK), 0), Vec::<String>::new());
        assert!(told(None, 0)[0].starts_with("第1个表格第1行第2格的“31.5”颜色"));
        assert_eq!(told(Some(BLACK), 15).len(), 2);
        assert_eq!(told(Some(BLACK), 400), Vec::<String>::new());
    }

    #[test]
    fn cells_without_a_row_end_are_kept() {
        let mut flow = Flow::default();
        say(&mut flow, "甲", 1, true);
        flow.draft.push_str("乙", RunLook::default());
        let blocks = flow.finish(&mut Told::default());
        assert_eq!(blocks.len(), 1);
    }
}
