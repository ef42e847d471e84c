//! Tables inside of a cell whose lines touch those of the table around them. Their
//! lines make one grid; what tells them apart is the narrow strip that the cell
//! leaves beside the inner table, over the height of all its rows.

use super::tables::{Content, LaidCell, LaidTable};
use crate::document::{Place, Rect};

/// The strip beside an inner table in points: a cell's padding, and no column.
const STRIP: std::ops::Range<f32> = 2.5..9.0;
/// Inner tables that are looked for in one table.
const MOST: usize = 64;

/// The squares of a cell that holds an inner table, and those of the inner table.
struct Found {
    outer: Square,
    inner: Square,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Square {
    top: usize,
    bottom: usize,
    left: usize,
    right: usize,
}

impl Square {
    fn of(cell: &LaidCell) -> Self {
        Self { top: cell.top, bottom: cell.bottom, left: cell.left, right: cell.right }
    }

    fn holds(&self, other: &Self) -> bool {
        self.top <= other.top
            && other.bottom <= self.bottom
            && self.left <= other.left
            && other.right <= self.right
    }

    fn meets(&self, other: &Self) -> bool {
        self.top < other.bottom
            && other.top < self.bottom
            && self.left < other.right
            && other.left < self.right
    }
}

/// Puts inner tables into the cells that they stand in.
pub fn settle(table: &mut LaidTable) {
    for _ in 0..MOST {
        let Some(found) = find(table) else { return };
        put_in(table, &found);
    }
}

fn find(table: &LaidTable) -> Option<Found> {
    let strips = table.cells.iter().filter(|cell| {
        let width = table.xs.get(cell.left).zip(table.xs.get(cell.right)).map(|(a, b)| b - a);
        cell.is_blank() && !cell.unread && width.is_some_and(|w| STRIP.contains(&w))
    });
    strips.into_iter().find_map(|strip| beside(table, &Square::of(strip)))
}

/// The inner table beside a strip, if the rest of the table leaves no doubt of it.
fn beside(table: &LaidTable, strip: &Square) -> Option<Found> {
    // What stands above and below the inner table in the same cell spans it with its strip.
    let wider = |cell: &&LaidCell| {
        (cell.left == strip.left && cell.right > strip.right)
            || (cell.right == strip.right && cell.left < strip.left)
    };
    let cells = || table.cells.iter().filter(wider);
    let above = cells().find(|cell| cell.bottom == strip.top).map(Square::of);
    let below = cells().find(|cell| cell.top == strip.bottom).map(Square::of);
    [(above, below), (above, None), (None, below)].into_iter().find_map(|(above, below)| {
        let edge = above.or(below)?;
        let even = |square: Option<Square>| {
            square.is_none_or(|s| s.left == edge.left && s.right == edge.right)
        };
        let outer = Square {
            top: above.map_or(strip.top, |s| s.top),
            bottom: below.map_or(strip.bottom, |s| s.bottom),
            left: edge.left,
            right: edge.right,
        };
        let mut inner = Square { top: strip.top, bottom: strip.bottom, ..outer };
        if strip.left == outer.left {
            inner.left = strip.right;
        } else {
            inner.right = strip.left;
        }
        let whole = even(above) && even(below) && fits(table, &outer, &inner);
        whole.then_some(Found { outer, inner })
    })
}

/// Whether the rest of the table has one row there, and the inner table its own cells.
fn fits(table: &LaidTable, outer: &Square, inner: &Square) -> bool {
    let rows = outer.top..outer.bottom;
    let goes_on =
        table.open_top && outer.top == 0 || table.open_bottom && outer.bottom == table.rows();
    let mut beside = 0;
    let mut within = 0;
    for square in table.cells.iter().map(Square::of) {
        if inner.holds(&square) {
            within += 1;
        } else if square.meets(inner) {
            return false;
        } else if !outer.holds(&square) && square.top < rows.end && rows.start < square.bottom {
            if square.top != rows.start || square.bottom != rows.end || square.meets(outer) {
                return false;
            }
            beside += 1;
        }
    }
    !goes_on && beside > 0 && within > 1
}

fn put_in(table: &mut LaidTable, found: &Found) {
    let (outer, inner) = (&found.outer, &found.inner);
    let (mut own, rest): (Vec<LaidCell>, Vec<LaidCell>) =
        std::mem::take(&mut table.cells).into_iter().partition(|c| outer.holds(&Square::of(c)));
    own.sort_by_key(|cell| (cell.top, cell.left));
    let area = |square: &Square| {
        let at = |list: &[f32], index: usize| list.get(index).copied().unwrap_or_default();
        let (xs, ys) = (&table.xs, &table.ys);
        Rect::new(
            at(xs, square.left),
            at(ys, square.top),
            at(xs, square.right),
            at(ys, square.bottom),
        )
    };
    let edges = |list: &[f32], from: usize, to: usize| {
        list.get(from..=to).map(<[f32]>::to_vec).unwrap_or_default()
    };
    let mut cells = Vec::new();
    let mut above = Vec::new();
    let mut below = Vec::new();
    let mut unread = false;
    for mut cell in own {
        if inner.holds(&Square::of(&cell)) {
            (cell.top, cell.bottom) = (cell.top - inner.top, cell.bottom - inner.top);
            (cell.left, cell.right) = (cell.left - inner.left, cell.right - inner.left);
            cells.push(cell);
            continue;
        }
        unread |= cell.unread;
        let side = if cell.top < inner.top { &mut above } else { &mut below };
        side.append(&mut cell.content);
    }
    let page = table.last_page;
    let nested = LaidTable {
        xs: edges(&table.xs, inner.left, inner.right),
        ys: edges(&table.ys, inner.top, inner.bottom),
        cells,
        place: Place::on(page, area(inner)),
        end: area(inner),
        last_page: page,
        open_top: false,
        open_bottom: false,
        header_rows: 0,
    };
    let mut content = above;
    content.push(Content::Table(nested));
    content.append(&mut below);
    let cell = LaidCell {
        top: outer.top,
        bottom: outer.bottom,
        left: outer.left,
        right: outer.right,
        content,
        place: Place::on(page, area(outer)),
        unread,
    };
    table.cells = rest;
    table.cells.push(cell);
    table.cells.sort_by_key(|cell| (cell.top, cell.left));
}
