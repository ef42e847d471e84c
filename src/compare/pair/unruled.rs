//! A table of one side found again, cell by cell, in what the other side prints
//! without ruling lines. There the text runs across the columns line by line, so
//! that no alignment of the two streams can follow it; but every piece of it
//! knows where it stands. If each cell is made of pieces below each other, the
//! columns stand side by side and the rows one under the other, then the two
//! tables are one, and it is proven which text stands in which cell.

mod read_cells;
mod sides;

pub(super) use self::sides::Sides;
use crate::compare::pair::align::{Alignment, Segment};
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold::{self, Gap};
use crate::document::Rect;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Neighbouring columns and rows may overlap by this much (points).
const TOUCH: f32 = 1.5;
/// Pieces that are looked at for the next word of a cell.
const AHEAD: usize = 80;
/// Attempts at one table; beyond that it is left to the alignment.
const STEPS: usize = 400_000;
/// Cells of one table that may differ in their text.
const DIFFERENT: usize = 12;
/// Height (points) of a page in the running height of a document.
const PAGE: f32 = 100_000.0;

/// Looks for the tables of either side in the other's layout, and settles the
/// characters of those that it finds.
pub fn settle(paper: &Flow, online: &Flow, alignment: &mut Alignment) {
    for on_paper in [true, false] {
        let (ruled, loose) = if on_paper { (paper, online) } else { (online, paper) };
        let mut sides = Sides::new(ruled, loose, on_paper, alignment);
        for table in tables(ruled) {
            if let Some(found) = sides.find(&table, alignment) {
                found.enter(on_paper, alignment);
                sides = Sides::new(ruled, loose, on_paper, alignment);
            }
        }
    }
}

/// Units of one table, and their characters.
pub(super) struct Table {
    pub units: Range<usize>,
    pub marks: Range<usize>,
}

/// The tables of a stream that hold no other table.
pub(super) fn tables(flow: &Flow) -> Vec<Table> {
    let mut units: HashMap<_, usize> = HashMap::new();
    for number in flow.units.iter().filter_map(|unit| unit.table) {
        *units.entry(number).or_default() += 1;
    }
    let mut out: Vec<Table> = Vec::new();
    let mut at = 0;
    for run in flow.units.chunk_by(|a, b| a.table == b.table) {
        let (start, end) = (at, at + run.len());
        at = end;
        let Some(number) = run[0].table else { continue };
        let whole = units.get(&number) == Some(&run.len());
        let nested = run.iter().any(|u| u.cell.contains('/'));
        if whole && !nested && run.len() > 1 {
            let marks = run[0].range.start..run[run.len() - 1].range.end;
            out.push(Table { units: start..end, marks });
        }
    }
    out
}

/// One printed piece: characters side by side on one line.
struct Piece {
    marks: Range<usize>,
    chars: Vec<char>,
    /// Top and bottom over all pages.
    top: f32,
    bottom: f32,
    page: u32,
    x0: f32,
    x1: f32,
}

/// A cell of the table, with what was found of it.
struct Cell {
    row: usize,
    rows: usize,
    col: usize,
    cols: usize,
    marks: Range<usize>,
    chars: Vec<char>,
    pieces: Vec<usize>,
}

/// What a search gave: characters of the table and of the loose text.
struct Found {
    table: Range<usize>,
    window: Range<usize>,
    /// Cells whose text differs, as left and right of the search.
    differing: Vec<(Range<usize>, Range<usize>)>,
}

impl Found {
    fn enter(self, on_paper: bool, alignment: &mut Alignment) {
        let turned = |(a, b): (Range<usize>, Range<usize>)| {
            if on_paper { Segment { left: a, right: b } } else { Segment { left: b, right: a } }
        };
        let whole = turned((self.table, self.window));
        let differing = self.differing.into_iter().map(turned).collect();
        alignment.settle(whole, differing);
    }
}

impl Sides<'_> {
    fn find(&self, table: &Table, alignment: &Alignment) -> Option<Found> {
        let window = self.window(table, alignment)?;
        if !self.is_troubled(table, &window, alignment) || self.is_table(table, &window) {
            return None;
        }
        let pieces = pieces(self.loose, &window)?;
        let mut search = Search::new(cells(self.ruled, table), pieces);
        search.run()?;
        Some(Found {
            table: table.marks.clone(),
            window,
            differing: search.differing(self.ruled, self.loose),
        })
    }
}

/// The characters of a text, folded one by one.
pub(super) fn chars_of(text: &str) -> Vec<char> {
    let mut marks = Vec::new();
    fold::append(&mut marks, text, 0, Gap::None);
    marks.iter().map(|mark| mark.ch).collect()
}

/// The filled cells of a table.
fn cells(flow: &Flow, table: &Table) -> Vec<Cell> {
    let units = flow.units[table.units.clone()].iter();
    units
        .filter_map(|unit| {
            let (row, col) = unit.at?;
            let chars = chars_of(&unit.text.content);
            (!chars.is_empty()).then(|| Cell {
                row,
                rows: unit.span.0.max(1),
                col,
                cols: unit.span.1.max(1),
                marks: unit.range.clone(),
                chars,
                pieces: Vec::new(),
            })
        })
        .collect()
}

/// The pieces of a window in reading order; `None` if any has no place.
fn pieces(flow: &Flow, window: &Range<usize>) -> Option<Vec<Piece>> {
    let mut out = Vec::new();
    for (number, bytes) in flow.pieces(window.clone()) {
        let unit = &flow.units[number];
        let mut covered = 0;
        for span in &unit.text.spans {
            let range = span.start.max(bytes.start)..span.end.min(bytes.end);
            if range.is_empty() {
                continue;
            }
            let bbox: Rect = span.place.bbox?;
            let chars = chars_of(unit.text.content.get(range.clone())?);
            if chars.is_empty() {
                continue;
            }
            covered += chars.len();
            let inside = |m: &usize| {
                let mark = &flow.marks[*m];
                (mark.start as usize) < range.end && (mark.end as usize) > range.start
            };
            let own = unit.range.start.max(window.start)..unit.range.end.min(window.end);
            let first = own.clone().find(inside).unwrap_or(own.start);
            let last = own.clone().rev().find(inside).map_or(first, |m| m + 1);
            let base = span.place.page as f32 * PAGE;
            out.push(Piece {
                marks: first..last,
                chars,
                top: base + bbox.y0,
                bottom: base + bbox.y1,
                page: span.place.page,
                x0: bbox.x0,
                x1: bbox.x1,
            });
        }
        if covered == 0 {
            return None;
        }
    }
    Some(in_lines(out))
}

/// Pieces line by line, each line from left to right.
fn in_lines(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let middle = |p: &Piece| (p.top + p.bottom) / 2.0;
    pieces.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut line = 0;
    let mut begun = f32::NEG_INFINITY;
    let mut keyed: Vec<(usize, Piece)> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if middle(&piece) - begun > 0.4 * (piece.bottom - piece.top) {
            line += 1;
            begun = middle(&piece);
        }
        keyed.push((line, piece));
    }
    keyed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.x0.total_cmp(&b.1.x0)));
    keyed.into_iter().map(|(_, piece)| piece).collect()
}

/// What is known of where columns and rows stand.
#[derive(Default)]
struct Layout {
    /// Left and right ends of what stands in each column.
    columns: BTreeMap<usize, (f32, f32)>,
    /// Top and bottom of each row.
    rows: BTreeMap<usize, (f32, f32)>,
}

impl Layout {
    /// Whether a box can belong to a cell: behind the columns before it, in front
    /// of those behind it, below the rows above it.
    fn admits(&self, cell: &Cell, piece: &Piece) -> bool {
        let left = self.columns.range(..cell.col).map(|(_, c)| c.1).fold(0.0, f32::max);
        let behind = self.columns.range(cell.col + cell.cols..);
        let right = behind.map(|(_, c)| c.0).fold(f32::INFINITY, f32::min);
        let above = self.rows.range(..cell.row).map(|(_, r)| r.1).fold(0.0, f32::max);
        let below = self.rows.range(cell.row + cell.rows..).map(|(_, r)| r.0);
        let below = below.fold(f32::INFINITY, f32::min);
        piece.x0 >= left - TOUCH
            && piece.x1 <= right + TOUCH
            && piece.top >= above - TOUCH
            && piece.bottom <= below + TOUCH
    }

    fn take(&mut self, cell: &Cell, pieces: &[Piece]) {
        let widen = |slot: &mut (f32, f32), from: f32, to: f32| {
            *slot = (slot.0.min(from), slot.1.max(to));
        };
        for piece in cell.pieces.iter().map(|p| &pieces[*p]) {
            if cell.cols == 1 {
                let slot = self.columns.entry(cell.col).or_insert((f32::INFINITY, 0.0));
                widen(slot, piece.x0, piece.x1);
            }
            if cell.rows == 1 {
                let slot = self.rows.entry(cell.row).or_insert((f32::INFINITY, 0.0));
                widen(slot, piece.top, piece.bottom);
            }
        }
    }
}

/// The search for the pieces of each cell.
struct Search {
    cells: Vec<Cell>,
    pieces: Vec<Piece>,
    used: Vec<bool>,
    layout: Layout,
    steps: usize,
}

impl Search {
    fn new(cells: Vec<Cell>, pieces: Vec<Piece>) -> Self {
        let used = vec![false; pieces.len()];
        Self { cells, pieces, used, layout: Layout::default(), steps: 0 }
    }

    /// Finds all cells; `None` if the window holds anything that is not the table.
    fn run(&mut self) -> Option<()> {
        let mut missed = Vec::new();
        let mut first = 0;
        for index in 0..self.cells.len() {
            while self.used.get(first) == Some(&true) {
                first += 1;
            }
            match self.cell(index, first)? {
                true => {
                    let cell = &self.cells[index];
                    cell.pieces.iter().for_each(|p| self.used[*p] = true);
                    self.layout.take(cell, &self.pieces);
                }
                false => missed.push(index),
            }
        }
        if missed.len() > DIFFERENT.min(self.cells.len() / 3) {
            return None;
        }
        self.drop_repeated_heads();
        self.give_out(&missed)
    }

    /// Finds one cell; `None` when the search takes too long.
    fn cell(&mut self, index: usize, first: usize) -> Option<bool> {
        for start in first..self.pieces.len().min(first + AHEAD) {
            self.steps += 1;
            if self.steps > STEPS {
                return None;
            }
            let (cell, piece) = (&self.cells[index], &self.pieces[start]);
            if self.used[start]
                || !cell.chars.starts_with(&piece.chars)
                || !self.layout.admits(cell, piece)
            {
                continue;
            }
            let mut chain = vec![start];
            let done = piece.chars.len();
            if self.extend(index, &mut chain, done) && self.is_beside(index, &chain) {
                self.cells[index].pieces = chain;
                return Some(true);
            }
        }
        Some(false)
    }

    /// Goes on with a cell behind the last piece of it.
    fn extend(&mut self, index: usize, chain: &mut Vec<usize>, done: usize) -> bool {
        let cell = &self.cells[index];
        if done == cell.chars.len() {
            return true;
        }
        let Some(&last) = chain.last() else { return false };
        for next in last + 1..self.pieces.len().min(last + AHEAD) {
            self.steps += 1;
            if self.steps > STEPS || chain.len() > 400 {
                return false;
            }
            let (cell, piece, before) =
                (&self.cells[index], &self.pieces[next], &self.pieces[last]);
            let fits = !self.used[next]
                && cell.chars[done..].starts_with(&piece.chars)
                && follows(before, piece, chain.iter().map(|p| &self.pieces[*p]))
                && self.layout.admits(cell, piece);
            if !fits {
                continue;
            }
            let length = piece.chars.len();
            chain.push(next);
            if self.extend(index, chain, done + length) {
                return true;
            }
            chain.pop();
        }
        false
    }

    /// Whether pieces stand at the height of what is known of the cell's row.
    fn is_beside(&self, index: usize, chain: &[usize]) -> bool {
        let cell = &self.cells[index];
        let Some((top, bottom)) = self.layout.rows.get(&cell.row).filter(|_| cell.rows == 1) else {
            return true;
        };
        chain.iter().map(|p| &self.pieces[*p]).any(|p| p.top < *bottom && p.bottom > *top)
    }

    /// The head of a table stands again on each page that it runs over.
    fn drop_repeated_heads(&mut self) {
        let Some(first_page) = self.pieces.first().map(|p| p.page) else { return };
        let head = |rows: usize| -> Vec<char> {
            let cells = self.cells.iter().filter(|c| c.row < rows);
            let mut chars: Vec<char> = cells.flat_map(|c| c.chars.iter().copied()).collect();
            chars.sort_unstable();
            chars
        };
        let heads: Vec<Vec<char>> = (1..=3).map(head).collect();
        let mut by_page: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            if !self.used[index] && piece.page > first_page {
                by_page.entry(piece.page).or_default().push(index);
            }
        }
        for (page, list) in by_page {
            let mut chars: Vec<char> =
                list.iter().flat_map(|i| self.pieces[*i].chars.iter().copied()).collect();
            chars.sort_unstable();
            let bottom = list.iter().map(|i| self.pieces[*i].bottom).fold(0.0, f32::max);
            let on_top = (0..self.pieces.len()).all(|i| {
                let piece = &self.pieces[i];
                piece.page != page || list.contains(&i) || piece.top >= bottom - TOUCH
            });
            if on_top && heads.contains(&chars) {
                list.iter().for_each(|i| self.used[*i] = true);
            }
        }
    }

    /// Pieces that are left belong to the cells that were not found, if each
    /// can belong to one of them only.
    fn give_out(&mut self, missed: &[usize]) -> Option<()> {
        for piece in 0..self.pieces.len() {
            if self.used[piece] {
                continue;
            }
            let mut homes = missed.iter().filter(|cell| {
                let cell = &self.cells[**cell];
                self.layout.admits(cell, &self.pieces[piece])
            });
            let (Some(home), None) = (homes.next(), homes.next()) else { return None };
            self.cells[*home].pieces.push(piece);
        }
        Some(())
    }

    /// The cells whose text is not the same, with the characters of both sides.
    fn differing(&self, ruled: &Flow, loose: &Flow) -> Vec<(Range<usize>, Range<usize>)> {
        let mut out = Vec::new();
        for cell in &self.cells {
            let found: Vec<char> =
                cell.pieces.iter().flat_map(|p| self.pieces[*p].chars.iter().copied()).collect();
            if found == cell.chars {
                continue;
            }
            let marks: Vec<usize> =
                cell.pieces.iter().flat_map(|p| self.pieces[*p].marks.clone()).collect();
            let own: Vec<char> = cell.marks.clone().map(|m| ruled.marks[m].ch).collect();
            let other: Vec<char> = marks.iter().map(|m| loose.marks[*m].ch).collect();
            for op in capture_diff_slices(Algorithm::Myers, &own, &other) {
                let (_, left, right) = op.as_tag_tuple();
                if matches!(op, DiffOp::Equal { .. }) {
                    continue;
                }
                let left = cell.marks.start + left.start..cell.marks.start + left.end;
                out.extend(runs(&marks[right.clone()]).map_or_else(
                    || {
                        let at = marks.get(right.start).or(marks.last()).copied();
                        let at = at.unwrap_or_default();
                        vec![(left.clone(), at..at)]
                    },
                    |runs| {
                        let mut first = Some(left.clone());
                        runs.into_iter()
                            .map(|run| {
                                let left = first.take().unwrap_or(left.end..left.end);
                                (left, run)
                            })
                            .collect()
                    },
                ));
            }
        }
        out
    }
}

/// Stretches of consecutive numbers; `None` if there are none.
fn runs(marks: &[usize]) -> Option<Vec<Range<usize>>> {
    if marks.is_empty() {
        return None;
    }
    Some(marks.chunk_by(|a, b| a + 1 == *b).map(|run| run[0]..run[run.len() - 1] + 1).collect())
}

/// Whether a piece goes on with a cell: behind its last piece on the same line,
/// or on a line below and under what is there already.
fn follows<'a>(last: &Piece, piece: &Piece, mut cell: impl Iterator<Item = &'a Piece>) -> bool {
    let height = (last.bottom - last.top).min(piece.bottom - piece.top);
    let shared = last.bottom.min(piece.bottom) - last.top.max(piece.top);
    if shared > 0.5 * height {
        return piece.x0 >= last.x1 - TOUCH;
    }
    let under = cell.any(|p| p.x0 < piece.x1 && piece.x0 < p.x1);
    piece.top >= last.bottom - 0.5 * height && under
}

#[cfg(test)]
mod tests;
