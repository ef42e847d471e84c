//! Tables of one page: grids with their text, on the way to the document's tables.

use super::grid::{Grid, Square};
use super::lines::Line;
use super::paragraphs::Para;
use crate::document::{Block, Cell, Place, Rect, Table, Text};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Para(Para),
    Table(LaidTable),
}

/// A cell, by its edges' positions in the table's lists.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidCell {
    pub top: usize,
    pub bottom: usize,
    pub left: usize,
    pub right: usize,
    pub content: Vec<Content>,
    pub place: Place,
    pub unread: bool,
}

/// A table, or the part of one that stands on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidTable {
    /// Column edges.
    pub xs: Vec<f32>,
    /// Row edges; on later pages they go on from the last of the page before.
    pub ys: Vec<f32>,
    /// Sorted by row, then column.
    pub cells: Vec<LaidCell>,
    pub place: Place,
    /// The box of its part on its last page.
    pub end: Rect,
    /// The page its last row stands on.
    pub last_page: u32,
    pub open_top: bool,
    pub open_bottom: bool,
    /// Rows at the top that are repeated on later pages.
    pub header_rows: usize,
}

impl LaidCell {
    /// Whether nothing is written in it.
    pub fn is_blank(&self) -> bool {
        self.content.iter().all(|c| matches!(c, Content::Para(p) if p.text.is_blank()))
    }

    /// Its text without any white space, for comparison.
    pub fn key(&self) -> String {
        let mut key = String::new();
        for content in &self.content {
            match content {
                Content::Para(p) => {
                    key.extend(p.text.content.chars().filter(|c| !c.is_whitespace()))
                }
                Content::Table(t) => t.cells.iter().for_each(|c| key.push_str(&c.key())),
            }
        }
        key
    }

    pub fn last_para(&self) -> Option<&Para> {
        match self.content.last() {
            Some(Content::Para(para)) => Some(para),
            _ => None,
        }
    }

    pub fn first_para(&self) -> Option<&Para> {
        match self.content.first() {
            Some(Content::Para(para)) => Some(para),
            _ => None,
        }
    }
}

impl LaidTable {
    /// A table of a grid; `content` gives what stands in each of its cells.
    pub fn new(
        grid: &Grid,
        page: u32,
        mut content: impl FnMut(usize, &Square) -> (Vec<Content>, bool),
    ) -> Self {
        let mut cells = Vec::with_capacity(grid.cells.len());
        for (index, square) in grid.cells.iter().enumerate() {
            let (content, unread) = content(index, square);
            if square.loose && content.is_empty() && !unread {
                continue;
            }
            cells.push(LaidCell {
                top: square.top,
                bottom: square.bottom,
                left: square.left,
                right: square.right,
                content,
                place: Place::on(page, grid.area(square)),
                unread,
            });
        }
        Self {
            xs: grid.xs.clone(),
            ys: grid.ys.clone(),
            cells,
            place: Place::on(page, grid.bbox()),
            end: grid.bbox(),
            last_page: page,
            open_top: grid.open_top,
            open_bottom: grid.open_bottom,
            header_rows: 0,
        }
    }

    /// Whether it is a single box: a frame around text, if nothing joins it.
    pub fn is_frame(&self) -> bool {
        self.cells.len() <= 1
    }

    /// Whether nothing at all is written in it: lines of a drawing.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_blank() && !cell.unread)
    }

    pub fn rows(&self) -> usize {
        self.ys.len().saturating_sub(1)
    }

    /// The cells of one row, those included that began above it.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, &LaidCell)> {
        self.cells.iter().enumerate().filter(move |(_, c)| c.top <= row && row < c.bottom)
    }

    /// Adds a character that stands just above or below an upright label to it.
    pub fn takes_in_stray(&mut self, line: &Line) -> bool {
        let (bbox, rows) = (self.bbox(), self.rows());
        let near = 2.5 * line.size;
        let above = line.bbox.center().1 < bbox.y0 && bbox.y0 - line.bbox.y1 < near;
        let below = line.bbox.center().1 > bbox.y1;
        if !above && !below {
            return false;
        }
        let (x, _) = line.bbox.center();
        let han = |text: &Text| {
            let mut chars = text.content.chars().filter(|c| !c.is_whitespace());
            chars.all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
        };
        let label = self.cells.iter_mut().find(|cell| {
            let edge = if above { cell.top == 0 } else { cell.bottom == rows };
            let area = cell.place.bbox.unwrap_or_default();
            // One character after the other slips over the edge, each under the last.
            let written = cell.last_para().map(|para| para.text.place().bbox.unwrap_or_default());
            let last = written.map_or(bbox.y1, |own| own.y1.max(bbox.y1));
            let middle = written.is_some_and(|own| (own.center().0 - x).abs() < 0.5 * line.size);
            // A cell of one row may be the beginning of a label that goes on over the page.
            let upright = cell.bottom - cell.top > 1
                || below
                    && middle
                    && han(&line.text)
                    && cell.last_para().is_some_and(|p| han(&p.text));
            let beside = above || line.bbox.y0 - last < near;
            edge && area.x0 <= x && x <= area.x1 && upright && beside
        });
        match label.map(|cell| cell.content.as_mut_slice()) {
            Some([Content::Para(para)])
                if para.longest == 1 && (para.style.size - line.size).abs() < 1.0 =>
            {
                para.lines += 1;
                if above {
                    let mut text = line.text.clone();
                    text.push(&para.text);
                    para.text = text;
                } else {
                    para.text.push(&line.text);
                }
                true
            }
            _ => false,
        }
    }

    /// Adds a line below the last row to the cell that it runs over from: it stands
    /// under the cell's own lines, at their distance.
    pub fn takes_in_overflow(&mut self, line: &Line) -> bool {
        let rows = self.rows();
        let han = |c: Option<char>| c.is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let home = self.cells.iter_mut().filter(|cell| cell.bottom == rows).find(|cell| {
            let area = cell.place.bbox.unwrap_or_default();
            let mut own: Vec<Rect> = Vec::new();
            for content in &cell.content {
                let Content::Para(para) = content else { return false };
                own.extend(para.text.spans.iter().filter_map(|span| span.place.bbox));
            }
            own.sort_by(|a, b| a.y0.total_cmp(&b.y0));
            own.dedup_by(|b, a| (b.y0 - a.y0).abs() < 1.0);
            let [.., before, last] = own.as_slice() else { return false };
            let pitch = last.y0 - before.y0;
            let under = (line.bbox.x0 - last.x0).abs() < 1.0
                || (line.bbox.center().0 - last.center().0).abs() < 1.0;
            let same =
                cell.last_para().is_some_and(|para| (para.style.size - line.size).abs() < 1.0);
            let words = cell.last_para().and_then(|para| para.text.content.chars().next_back());
            under
                && same
                && han(words)
                && (line.bbox.y0 - last.y0 - pitch).abs() < 0.6
                && line.bbox.x0 >= area.x0
                && line.bbox.x1 <= area.x1
        });
        match home.and_then(|cell| cell.content.last_mut()) {
            Some(Content::Para(para)) if han(line.text.content.chars().next()) => {
                para.lines += 1;
                para.bottom = line.bbox.y1;
                para.text.push(&line.text);
                true
            }
            _ => false,
        }
    }

    pub fn into_table(mut self) -> Table {
        self.squeeze();
        let mut cells: Vec<Cell> = self
            .cells
            .into_iter()
            .map(|cell| Cell {
                row: cell.top,
                col: cell.left,
                row_span: (cell.bottom - cell.top).max(1),
                col_span: (cell.right - cell.left).max(1),
                blocks: cell
                    .content
                    .into_iter()
                    .map(|content| match content {
                        Content::Para(para) => Block::Paragraph(para.into_block()),
                        Content::Table(table) => Block::Table(table.into_table()),
                    })
                    .collect(),
                place: cell.place,
                unread: cell.unread,
            })
            .collect();
        cells.sort_by_key(|cell| (cell.row, cell.col));
        Table {
            rows: self.ys.len().saturating_sub(1),
            cols: self.xs.len().saturating_sub(1),
            cells,
            header_rows: self.header_rows,
            place: self.place,
        }
    }

    /// Takes out columns and rows in which no cell begins and none ends: they
    /// are left over from lines of other parts of the table.
    fn squeeze(&mut self) {
        let used = |count: usize, edges: &dyn Fn(&LaidCell) -> (usize, usize)| {
            let mut used = vec![false; count];
            for cell in &self.cells {
                let (from, to) = edges(cell);
                if let Some(slot) = used.get_mut(from) {
                    *slot = true;
                }
                if let Some(slot) = used.get_mut(to) {
                    *slot = true;
                }
            }
            used
        };
        let columns = used(self.xs.len(), &|c| (c.left, c.right));
        let rows = used(self.ys.len(), &|c| (c.top, c.bottom));
        let renumber = |used: &[bool]| {
            let mut next = 0;
            used.iter()
                .map(|kept| {
                    let number: usize = next;
                    next += usize::from(*kept);
                    number
                })
                .collect::<Vec<_>>()
        };
        let (new_x, new_y) = (renumber(&columns), renumber(&rows));
        let at = |map: &[usize], i: usize| map.get(i).copied().unwrap_or(i);
        for cell in &mut self.cells {
            (cell.left, cell.right) = (at(&new_x, cell.left), at(&new_x, cell.right));
            (cell.top, cell.bottom) = (at(&new_y, cell.top), at(&new_y, cell.bottom));
        }
        retain(&mut self.xs, &columns);
        retain(&mut self.ys, &rows);
    }

    pub fn bbox(&self) -> Rect {
        self.place.bbox.unwrap_or_default()
    }
}

fn retain(values: &mut Vec<f32>, kept: &[bool]) {
    let mut index = 0;
    values.retain(|_| {
        index += 1;
        kept.get(index - 1).copied().unwrap_or(true)
    });
}
