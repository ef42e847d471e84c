//! Grids from ruling lines: lines that touch belong together, their positions
//! make a lattice, and lattice squares without a line between them are one
//! (merged) cell.

use super::strokes::Segment;
use crate::document::Rect;

/// Lines that miss each other by no more than this (points) touch.
const TOUCH: f32 = 3.2;
/// Lines of one grid nearer than this (points) stand at the same position.
const SAME: f32 = 4.0;
/// A line counts as present along a square when it covers this part of it.
const COVER: f32 = 0.55;
/// Pairs of lines compared on one page; beyond that the page is a drawing.
const PAIRS: usize = 30_000_000;
/// Lattice squares of one grid; beyond that it is a drawing.
const SQUARES: usize = 400_000;

/// A grid on one page.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// Column edges, left to right.
    pub xs: Vec<f32>,
    /// Row edges, top to bottom.
    pub ys: Vec<f32>,
    /// Cells, sorted by row then column.
    pub cells: Vec<Square>,
    /// No line closes it at the top: it goes on from the page before.
    pub open_top: bool,
    /// No line closes it at the bottom: it goes on over the page.
    pub open_bottom: bool,
    /// Which cell covers each lattice square.
    at: Vec<u32>,
}

/// A cell as lattice squares: rows `top..bottom`, columns `left..right`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Square {
    pub top: usize,
    pub left: usize,
    pub bottom: usize,
    pub right: usize,
    /// Lies at an edge where the grid has no line: maybe outside the table.
    pub loose: bool,
}

impl Grid {
    pub fn bbox(&self) -> Rect {
        let ends =
            |v: &[f32]| (v.first().copied().unwrap_or(0.0), v.last().copied().unwrap_or(0.0));
        let ((x0, x1), (y0, y1)) = (ends(&self.xs), ends(&self.ys));
        Rect::new(x0, y0, x1, y1)
    }

    /// A grid of known cells, which leave no square free.
    pub fn of(xs: Vec<f32>, ys: Vec<f32>, cells: Vec<Square>) -> Option<Self> {
        let sound = |edges: &[f32]| edges.len() > 1 && edges.windows(2).all(|p| p[0] < p[1]);
        let squares = xs.len().saturating_sub(1) * ys.len().saturating_sub(1);
        if !sound(&xs) || !sound(&ys) || squares > SQUARES {
            return None;
        }
        let mut grid = Self { xs, ys, cells, open_top: false, open_bottom: false, at: Vec::new() };
        grid.cover();
        Some(grid)
    }

    /// Sorts the cells and notes which of them covers each square.
    fn cover(&mut self) {
        self.cells.sort_by_key(|cell| (cell.top, cell.left));
        let cols = self.xs.len() - 1;
        self.at = vec![u32::MAX; cols * (self.ys.len() - 1)];
        for (index, cell) in self.cells.iter().enumerate() {
            for r in cell.top..cell.bottom {
                self.at[r * cols + cell.left..r * cols + cell.right].fill(index as u32);
            }
        }
    }

    /// The box of a cell.
    pub fn area(&self, cell: &Square) -> Rect {
        Rect::new(self.xs[cell.left], self.ys[cell.top], self.xs[cell.right], self.ys[cell.bottom])
    }

    /// The cell whose area holds the point.
    pub fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let col = slot(&self.xs, x)?;
        let row = slot(&self.ys, y)?;
        let cell = self.at[row * (self.xs.len() - 1) + col];
        (cell != u32::MAX).then_some(cell as usize)
    }

    /// The cells of a row, left to right, if none of them reaches over it.
    pub fn whole_row(&self, row: usize) -> Option<Vec<Square>> {
        let over = |c: &&Square| c.top <= row && row < c.bottom;
        let cells: Vec<Square> = self.cells.iter().filter(over).copied().collect();
        cells.iter().all(|c| c.top == row && c.bottom == row + 1).then_some(cells)
    }

    /// Cuts a row, which [`Self::whole_row`] gives, at further edges inside it.
    pub fn cut_row(&mut self, row: usize, edges: &[f32]) {
        let (cols, more) = (self.xs.len() - 1, edges.len());
        if (self.ys.len() + more).saturating_mul(cols) > SQUARES {
            return;
        }
        self.ys.splice(row + 1..row + 1, edges.iter().copied());
        let mut cells = Vec::with_capacity(self.cells.len());
        for cell in self.cells.drain(..) {
            if cell.top == row && cell.bottom == row + 1 {
                let piece = |i| Square { top: row + i, bottom: row + i + 1, ..cell };
                cells.extend((0..=more).map(piece));
            } else {
                let moved = |edge: usize| if edge > row { edge + more } else { edge };
                cells.push(Square { top: moved(cell.top), bottom: moved(cell.bottom), ..cell });
            }
        }
        self.cells = cells;
        self.cover();
    }
}

/// The interval of sorted `edges` that holds `v`.
fn slot(edges: &[f32], v: f32) -> Option<usize> {
    let after = edges.partition_point(|e| *e <= v);
    (after > 0 && after < edges.len()).then(|| after - 1)
}

/// All grids of a page, largest first; a grid may lie inside a cell of another.
pub fn grids(across: &[Segment], down: &[Segment]) -> Vec<Grid> {
    let mut groups = Groups::new(across.len() + down.len());
    if !touch(across, down, &mut groups) {
        return Vec::new();
    }
    let mut members: std::collections::BTreeMap<usize, (Vec<Segment>, Vec<Segment>)> =
        Default::default();
    for (i, segment) in across.iter().enumerate() {
        members.entry(groups.root(i)).or_default().0.push(*segment);
    }
    for (i, segment) in down.iter().enumerate() {
        members.entry(groups.root(across.len() + i)).or_default().1.push(*segment);
    }
    let mut lonely: Vec<Segment> = Vec::new();
    let mut grids = Vec::new();
    for (across, down) in members.into_values() {
        if across.is_empty() {
            lonely.extend(down);
        } else if let Some(grid) = lattice(&across, &down) {
            grids.push(grid);
        }
    }
    grids.extend(columns_only(lonely));
    largest_first(&mut grids);
    grids
}

/// Sorts grids by their area, so that one inside another comes after it.
pub fn largest_first(grids: &mut [Grid]) {
    let size = |g: &Grid| g.bbox().width() * g.bbox().height();
    grids.sort_by(|a, b| size(b).total_cmp(&size(a)));
}

/// Joins lines that cross or touch; false when the page is too busy to be a form.
fn touch(across: &[Segment], down: &[Segment], groups: &mut Groups) -> bool {
    let mut pairs = 0;
    for (i, h) in across.iter().enumerate() {
        let first = down.partition_point(|v| v.at < h.from - TOUCH);
        for (j, v) in down.iter().enumerate().skip(first) {
            if v.at > h.to + TOUCH {
                break;
            }
            pairs += 1;
            if v.from - TOUCH <= h.at && h.at <= v.to + TOUCH {
                groups.join(i, across.len() + j);
            }
        }
        if pairs > PAIRS {
            return false;
        }
    }
    true
}

/// Vertical lines of the same extent without any line across: the middle of a
/// row that fills a whole page.
fn columns_only(mut lonely: Vec<Segment>) -> Vec<Grid> {
    lonely.retain(|s| s.length() > 40.0);
    lonely.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut grids = Vec::new();
    let mut start = 0;
    while start < lonely.len() {
        let first = lonely[start];
        let mut end = start + 1;
        while end < lonely.len()
            && lonely[end].from - first.from <= TOUCH
            && (lonely[end].to - first.to).abs() <= TOUCH
        {
            end += 1;
        }
        if end - start >= 2 {
            grids.extend(lattice(&[], &lonely[start..end]));
        }
        start = end;
    }
    grids
}

/// Distinct positions of lines, near ones taken together.
fn positions(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let mut found: Vec<f32> = Vec::new();
    let mut level: Vec<f32> = Vec::new();
    for v in values {
        if level.first().is_some_and(|first| v - first > SAME) {
            found.push(middle(&level));
            level.clear();
        }
        level.push(v);
    }
    if !level.is_empty() {
        found.push(middle(&level));
    }
    found
}

fn middle(level: &[f32]) -> f32 {
    level.iter().sum::<f32>() / level.len() as f32
}

fn nearest(edges: &[f32], v: f32) -> usize {
    let after = edges.partition_point(|e| *e < v);
    match after {
        0 => 0,
        n if n == edges.len() => n - 1,
        n if v - edges[n - 1] <= edges[n] - v => n - 1,
        n => n,
    }
}

fn lattice(across: &[Segment], down: &[Segment]) -> Option<Grid> {
    let mut xs = positions(down.iter().map(|s| s.at).collect());
    let mut ys = positions(across.iter().map(|s| s.at).collect());
    // Tables without outer side lines: the lines across stand out beyond the columns.
    let outer = |edge: f32, side: fn(&Segment) -> f32| {
        let out = across.iter().filter(|s| (side(s) - edge).abs() <= SAME).count();
        out >= 2 && out * 2 >= across.len()
    };
    let left = across.iter().map(|s| s.from).fold(f32::INFINITY, f32::min);
    let right = across.iter().map(|s| s.to).fold(f32::NEG_INFINITY, f32::max);
    let mut open_sides = [false; 2];
    if xs.first().is_some_and(|x| left < x - 8.0) && outer(left, |s| s.from) {
        xs.insert(0, left);
        open_sides[0] = true;
    }
    if xs.last().is_some_and(|x| right > x + 8.0) && outer(right, |s| s.to) {
        xs.push(right);
        open_sides[1] = true;
    }
    let top = down.iter().map(|s| s.from).fold(f32::INFINITY, f32::min);
    let bottom = down.iter().map(|s| s.to).fold(f32::NEG_INFINITY, f32::max);
    let open_top = ys.first().is_none_or(|y| top < y - 4.5) && down.len() >= 2;
    let open_bottom = ys.last().is_none_or(|y| bottom > y + 4.5) && down.len() >= 2;
    if open_top {
        ys.insert(0, top);
    }
    if open_bottom {
        ys.push(bottom);
    }
    if xs.len() < 2 || ys.len() < 2 {
        return None;
    }
    let (cols, rows) = (xs.len() - 1, ys.len() - 1);
    if cols.checked_mul(rows).is_none_or(|n| n > SQUARES) {
        return None;
    }
    let vertical = covered(down, &xs, &ys);
    let horizontal = covered(across, &ys, &xs);
    let mut groups = Groups::new(cols * rows);
    for row in 0..rows {
        for col in 0..cols {
            let here = row * cols + col;
            if col + 1 < cols && !vertical[(col + 1) * rows + row] {
                groups.join(here, here + 1);
            }
            if row + 1 < rows && !horizontal[(row + 1) * cols + col] {
                groups.join(here, here + cols);
            }
        }
    }
    let mut grid = Grid { xs, ys, cells: Vec::new(), open_top, open_bottom, at: Vec::new() };
    rectangles(&mut grid, &mut groups);
    for cell in &mut grid.cells {
        let missing = |line: bool, open: bool| !line && !open;
        cell.loose = (cell.left == 0 && missing(vertical[cell.top], open_sides[0]))
            || (cell.right == cols && missing(vertical[cols * rows + cell.top], open_sides[1]))
            || (cell.top == 0 && missing(horizontal[cell.left], open_top))
            || (cell.bottom == rows && missing(horizontal[rows * cols + cell.left], open_bottom));
    }
    Some(grid)
}

/// For each position in `at` and each interval of `along`: is there a line?
fn covered(segments: &[Segment], at: &[f32], along: &[f32]) -> Vec<bool> {
    let intervals = along.len() - 1;
    let mut length = vec![0.0f32; at.len() * intervals];
    for segment in segments {
        let line = nearest(at, segment.at);
        let first = along.partition_point(|e| *e <= segment.from).saturating_sub(1);
        for interval in first..intervals {
            if along[interval] >= segment.to {
                break;
            }
            let shared = segment.to.min(along[interval + 1]) - segment.from.max(along[interval]);
            length[line * intervals + interval] += shared.max(0.0);
        }
    }
    (0..at.len() * intervals)
        .map(|i| {
            let interval = i % intervals;
            length[i] >= COVER * (along[interval + 1] - along[interval])
        })
        .collect()
}

/// Cells from groups of squares; a group that is no rectangle (a line is
/// missing somewhere) is cut into rectangles from the top left.
fn rectangles(grid: &mut Grid, groups: &mut Groups) {
    let (cols, rows) = (grid.xs.len() - 1, grid.ys.len() - 1);
    let root: Vec<usize> = (0..cols * rows).map(|i| groups.root(i)).collect();
    let mut at = vec![u32::MAX; cols * rows];
    for row in 0..rows {
        for col in 0..cols {
            let here = row * cols + col;
            if at[here] != u32::MAX {
                continue;
            }
            let fits = |i: usize, at: &[u32]| root[i] == root[here] && at[i] == u32::MAX;
            let mut right = col + 1;
            while right < cols && fits(row * cols + right, &at) {
                right += 1;
            }
            let mut bottom = row + 1;
            while bottom < rows && (col..right).all(|c| fits(bottom * cols + c, &at)) {
                bottom += 1;
            }
            let index = grid.cells.len() as u32;
            for r in row..bottom {
                at[r * cols + col..r * cols + right].fill(index);
            }
            grid.cells.push(Square { top: row, left: col, bottom, right, loose: false });
        }
    }
    grid.at = at;
}

/// Union-find.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut i: usize) -> usize {
        while self.0[i] != i {
            self.0[i] = self.0[self.0[i]];
            i = self.0[i];
        }
        i
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn h(at: f32, from: f32, to: f32) -> Segment {
        Segment { at, from, to }
    }

    #[test]
    fn a_missing_line_merges_two_squares() {
        let across = [h(0., 0., 90.), h(20., 0., 90.), h(40., 0., 90.)];
        let down = [h(0., 0., 40.), h(30., 0., 40.), h(60., 20., 40.), h(90., 0., 40.)];
        let grids = grids(&across, &down);
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].cells.len(), 5);
        let cell = grids[0].cells[grids[0].cell_at(70., 10.).unwrap()];
        assert_eq!((cell.left, cell.right), (1, 3));
    }

    #[test]
    fn no_line_below_means_the_table_goes_on() {
        let across = [h(0., 0., 90.), h(20., 0., 90.)];
        let down = [h(0., 0., 60.), h(90., 0., 60.)];
        let grids = grids(&across, &down);
        assert!(grids[0].open_bottom && !grids[0].open_top);
        assert_eq!(grids[0].cells.len(), 2);
    }

    #[test]
    fn an_underline_is_no_grid() {
        assert!(grids(&[h(0., 0., 90.)], &[]).is_empty());
    }

    #[test]
    fn an_l_shaped_gap_is_cut_into_rectangles() {
        let across = [h(0., 0., 60.), h(20., 0., 30.), h(40., 0., 60.)];
        let down = [h(0., 0., 40.), h(30., 0., 20.), h(60., 0., 40.)];
        let grids = grids(&across, &down);
        let area: usize =
            grids[0].cells.iter().map(|c| (c.bottom - c.top) * (c.right - c.left)).sum();
        assert_eq!(area, 4);
    }
}
