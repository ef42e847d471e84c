//! One page: which characters stand in which cell, which around the tables.

use super::grid::{self, Grid};
use super::lines::{Line, lines};
use super::paragraphs::{Column, Para, paragraphs};
use super::strokes::Segment;
use super::tables::{Content, LaidTable};
use super::{
    Glyph, InkPage, account, boxes, columns, joins, ladder, marks, nested, strokes, threeline,
    unruled,
};
use crate::document::{Printed, Rect, Text};

/// Grids on a page that are looked at for lying inside each other.
const NESTED: usize = 1_500;
/// Lines of labels that a page break leaves below a table, at most.
const OVERFLOW: usize = 8;
/// An image that covers this part of a blank cell hides what is in it.
const HIDES: f32 = 0.25;

/// A page taken apart, its body not yet in paragraphs.
#[derive(Debug, Clone)]
pub struct LaidPage {
    pub number: u32,
    pub width: f32,
    pub height: f32,
    /// Lines around the tables, top to bottom.
    pub lines: Vec<Line>,
    /// Outermost tables, top to bottom.
    pub tables: Vec<LaidTable>,
    /// Horizontal lines that belong to no table.
    pub loose_rules: Vec<Rect>,
    /// Watermarks.
    pub slanted: Option<Text>,
    /// What was read, where it is to be kept.
    pub printed: Option<Printed>,
}

/// A page in reading order.
#[derive(Debug, Clone)]
pub struct Flow {
    pub number: u32,
    pub items: Vec<Item>,
    pub height: f32,
    /// Where the body ends, for what could still have stood on the page.
    pub bottom: f32,
}

/// A piece of a page's body.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Para(Para),
    Table(LaidTable),
}

/// Takes a page apart into tables and the lines around them.
pub fn lay_out(mut ink: InkPage) -> LaidPage {
    marks::prepare(&mut ink.glyphs);
    boxes::recognise(&mut ink);
    let printed = ink.account.then(|| account::of(&ink));
    let (across, down) = strokes::whole(&ink.rules);
    let mut grids = grid::grids(&across, &down);
    grids.truncate(NESTED);
    drop_frames(&mut grids, &ink);
    let level = threeline::tables(&across, &down, &grids, &ink.glyphs);
    if !level.is_empty() {
        grids.extend(level);
        grid::largest_first(&mut grids);
    }
    unruled::cut(&mut grids, &ink.glyphs);
    let loose: Vec<Segment> = across
        .iter()
        .filter(|s| !grids.iter().any(|g| g.bbox().contains((s.from + s.to) / 2.0, s.at)))
        .copied()
        .collect();
    ladder::level(&mut ink.glyphs, &loose);
    let parents = parents(&grids);
    let (homes, around, slanted) = homes(&ink.glyphs, &grids);
    let mut builder = Builder { ink: &ink, grids: &grids, parents: &parents, homes };
    let mut tables: Vec<LaidTable> = (0..grids.len())
        .filter(|index| parents[*index].is_none())
        .map(|index| builder.table(index))
        .collect();
    tables.iter_mut().for_each(nested::settle);
    tables.sort_by(|a, b| a.bbox().y0.total_cmp(&b.bbox().y0));
    left_first(&mut tables);
    let loose_rules = loose.iter().map(|s| Rect::new(s.from, s.at, s.to, s.at)).collect();
    LaidPage {
        number: ink.number,
        width: ink.width,
        height: ink.height,
        lines: running(&ink, around),
        tables,
        loose_rules,
        slanted: watermark(&ink, slanted),
        printed,
    }
}

/// Tables whose tops are level stand beside each other: the left one is read first, whichever
/// was drawn a hair higher.
fn left_first(tables: &mut [LaidTable]) {
    let mut from = 0;
    while from < tables.len() {
        let level = tables[from].bbox().y0 + LEVEL;
        let count = tables[from..].iter().take_while(|table| table.bbox().y0 <= level).count();
        let to = from + count.max(1);
        tables[from..to].sort_by(|a, b| a.bbox().x0.total_cmp(&b.bbox().x0));
        from = to;
    }
}

/// How far the tops of tables that stand beside each other may be apart.
const LEVEL: f32 = 4.0;

/// The lines around the tables, one column after the other where there are two.
fn running(ink: &InkPage, around: Vec<u32>) -> Vec<Line> {
    let mut all = Vec::new();
    for stretch in columns::split(&ink.glyphs, around) {
        let mut set = lines(&ink.glyphs, stretch.glyphs, ink.number, false);
        set.iter_mut().for_each(|line| line.column = stretch.column);
        all.append(&mut set);
    }
    all
}

/// A single box is no table of its own: small ones are check boxes, those
/// around or inside tables frames. Others are kept until it is known whether a
/// cell goes on in them from the page before.
fn drop_frames(grids: &mut Vec<Grid>, ink: &InkPage) {
    let boxes: Vec<Rect> = grids.iter().map(Grid::bbox).collect();
    let inside = |o: &Rect, i: &Rect| {
        o.x0 - 1.0 <= i.x0 && o.y0 - 1.0 <= i.y0 && i.x1 <= o.x1 + 1.0 && i.y1 <= o.y1 + 1.0
    };
    let mut index = 0;
    grids.retain(|grid| {
        index += 1;
        let (at, bbox) = (index - 1, boxes[index - 1]);
        grid.cells.len() > 1
            || bbox.width() > 0.3 * ink.width
                && bbox.height() > 10.0
                && !is_field(&bbox, &ink.glyphs)
                && boxes
                    .iter()
                    .enumerate()
                    .all(|(i, other)| i == at || !inside(&bbox, other) && !inside(other, &bbox))
    });
}

/// Whether a box is as high as a line and has text beside it: a field to fill in.
fn is_field(bbox: &Rect, glyphs: &[Glyph]) -> bool {
    glyphs.iter().any(|g| {
        let beside = g.bbox.x1 <= bbox.x0 || g.bbox.x0 >= bbox.x1;
        let y = g.bbox.center().1;
        beside
            && !g.character.is_whitespace()
            && bbox.y0 < y
            && y < bbox.y1
            && bbox.height() < 2.5 * g.size
    })
}

/// The smallest grid around each grid.
fn parents(grids: &[Grid]) -> Vec<Option<usize>> {
    let boxes: Vec<Rect> = grids.iter().map(Grid::bbox).collect();
    (0..grids.len())
        .map(|inner| {
            // Largest first: the last one before it that holds it is the smallest.
            (0..inner).rev().find(|outer| {
                let (o, i) = (boxes[*outer], boxes[inner]);
                o.x0 - 1.0 <= i.x0
                    && o.y0 - 1.0 <= i.y0
                    && i.x1 <= o.x1 + 1.0
                    && i.y1 <= o.y1 + 1.0
                    && grids[*outer].cell_at(i.center().0, i.center().1).is_some()
            })
        })
        .collect()
}

/// For each grid and cell the glyphs in it; the glyphs around all grids; watermarks.
type Homes = Vec<Vec<Vec<u32>>>;

fn homes(glyphs: &[Glyph], grids: &[Grid]) -> (Homes, Vec<u32>, Vec<u32>) {
    let mut homes: Homes = grids.iter().map(|g| vec![Vec::new(); g.cells.len()]).collect();
    let mut around = Vec::new();
    let mut slanted = Vec::new();
    let boxes: Vec<Rect> = grids.iter().map(Grid::bbox).collect();
    for (index, glyph) in glyphs.iter().enumerate() {
        let index = index as u32;
        if glyph.slanted {
            slanted.push(index);
            continue;
        }
        let (x, y) = glyph.bbox.center();
        // Smallest first: the innermost grid has the glyph.
        let home = boxes.iter().enumerate().rev().find_map(|(grid, bbox)| {
            let cell = bbox.contains(x, y).then(|| grids[grid].cell_at(x, y))??;
            Some((grid, cell))
        });
        match home {
            Some((grid, cell)) => homes[grid][cell].push(index),
            None => around.push(index),
        }
    }
    (homes, around, slanted)
}

struct Builder<'a> {
    ink: &'a InkPage,
    grids: &'a [Grid],
    parents: &'a [Option<usize>],
    homes: Homes,
}

impl Builder<'_> {
    fn table(&mut self, index: usize) -> LaidTable {
        let grid = &self.grids[index];
        let children: Vec<usize> =
            (index + 1..self.grids.len()).filter(|i| self.parents[*i] == Some(index)).collect();
        let mut homes = std::mem::take(&mut self.homes[index]);
        LaidTable::new(grid, self.ink.number, |cell, square| {
            let area = grid.area(square);
            let glyphs = std::mem::take(&mut homes[cell]);
            let column = Column { left: area.x0, right: area.x1, cell: true, goes_back: false };
            let set = lines(&self.ink.glyphs, glyphs, self.ink.number, true);
            let mut content: Vec<Content> =
                paragraphs(set, column).into_iter().map(Content::Para).collect();
            for child in &children {
                let (x, y) = self.grids[*child].bbox().center();
                if grid.cell_at(x, y) == Some(cell) {
                    content.push(Content::Table(self.table(*child)));
                }
            }
            if children.len() + content.len() > 1 {
                content.sort_by(|a, b| top(a).total_cmp(&top(b)));
            }
            let unread = content.is_empty() && self.hidden_by_image(area);
            (content, unread)
        })
    }

    /// A picture stands in the cell: what it shows was not read.
    fn hidden_by_image(&self, area: Rect) -> bool {
        let page = self.ink.width * self.ink.height;
        let size = (area.width() * area.height()).max(1.0);
        self.ink.source != crate::document::PageSource::Ocr
            && self.ink.images.iter().any(|image| {
                let across = image.x1.min(area.x1) - image.x0.max(area.x0);
                let down = image.y1.min(area.y1) - image.y0.max(area.y0);
                let whole_page = image.width() * image.height() > 0.8 * page;
                !whole_page && across > 0.0 && down > 0.0 && across * down > HIDES * size
            })
    }
}

fn top(content: &Content) -> f32 {
    match content {
        Content::Para(para) => para.top,
        Content::Table(table) => table.bbox().y0,
    }
}

/// Paragraphs of lines; one that goes on at the top of the next column is one.
fn in_columns(lines: Vec<Line>, column: Column) -> Vec<Para> {
    let mut out: Vec<Para> = Vec::new();
    let mut before = None;
    let mut lines = lines.into_iter().peekable();
    while let Some(first) = lines.next() {
        let own = first.column;
        let mut stretch = vec![first];
        while let Some(line) = lines.next_if(|line| line.column == own) {
            stretch.push(line);
        }
        let set_in = own.map_or(column, |(left, right)| Column { left, right, ..column });
        let mut paras = paragraphs(stretch, set_in).into_iter();
        if let (Some(_), Some(_), Some(last)) = (before, own, out.last_mut())
            && let Some(next) = paras.next()
        {
            if joins::goes_on(last, &next) {
                last.absorb(next);
            } else {
                out.push(next);
            }
        }
        out.extend(paras);
        before = own;
    }
    out
}

/// The text of a watermark, in the order it was drawn.
fn watermark(ink: &InkPage, slanted: Vec<u32>) -> Option<Text> {
    let mut text = Text::default();
    for index in slanted {
        let glyph = &ink.glyphs[index as usize];
        let place = crate::document::Place::on(ink.number, glyph.bbox);
        text.push(&Text::placed(glyph.character, place, glyph.confidence));
    }
    (!text.is_blank()).then_some(text)
}

impl LaidPage {
    /// Whether nothing stands above its first table.
    pub fn begins_with_table(&self) -> bool {
        let top = self.tables.iter().map(|t| t.bbox().y0).fold(f32::INFINITY, f32::min);
        self.lines.iter().all(|line| line.bbox.center().1 > top) && top.is_finite()
    }

    /// The body of the page in reading order; `goes_on` if a table begins the next page.
    pub fn flow(mut self, column: Column, goes_on: bool) -> Flow {
        self.take_in_strays();
        if goes_on {
            self.take_in_overflow();
        }
        let bottom = self
            .lines
            .iter()
            .map(|l| l.bbox.y1)
            .chain(self.tables.iter().map(|t| t.bbox().y1))
            .fold(0.0, f32::max);
        let mut items: Vec<Item> = Vec::new();
        let mut rest = self.lines.into_iter().peekable();
        let mut tables = self.tables.into_iter().peekable();
        loop {
            let limit = tables.peek().map_or(f32::INFINITY, |table| table.bbox().y0);
            let mut above = Vec::new();
            while let Some(line) = rest.next_if(|line| line.bbox.center().1 < limit) {
                above.push(line);
            }
            items.extend(in_columns(above, column).into_iter().map(Item::Para));
            match tables.next() {
                Some(table) => items.push(Item::Table(table)),
                None => break,
            }
        }
        Flow { number: self.number, height: self.height, items, bottom }
    }

    /// Browsers push a character of an upright label over the edge of a table
    /// that a page break cuts: it belongs to the label.
    fn take_in_strays(&mut self) {
        let tables = &mut self.tables;
        self.lines.retain(|line| {
            let single = line.text.content.chars().count() == 1;
            !(single && tables.iter_mut().any(|table| table.takes_in_stray(line)))
        });
    }

    /// Browsers cut a table between its rows, and a label over several rows then runs
    /// over the last of them: its lines go on below the table at their own pitch.
    fn take_in_overflow(&mut self) {
        let bottom = |t: &LaidTable| t.bbox().y1;
        let last = self.tables.iter_mut().max_by(|a, b| bottom(a).total_cmp(&bottom(b)));
        let Some(table) = last else { return };
        let edge = bottom(table);
        let mut below: Vec<&Line> =
            self.lines.iter().filter(|line| line.bbox.center().1 > edge).collect();
        below.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
        let mut filled = table.clone();
        if below.is_empty()
            || below.len() > OVERFLOW
            || !below.iter().all(|line| filled.takes_in_overflow(line))
        {
            return;
        }
        *table = filled;
        self.lines.retain(|line| line.bbox.center().1 <= edge);
    }
}
