//! Tables that are ruled across only: 三线表 with a line above, below and under
//! the header, and lists with a line under every row. Their columns are the
//! strips without ink between the lines. Underlines, red heads, the block at the
//! end of a notice and the rules of a page's head and foot have no such strips.

use super::Glyph;
use super::columns::{self, Row, Run};
use super::grid::{Grid, Square};
use super::strokes::Segment;

/// Ends of lines (points) that differ less belong to one table.
const SAME: f32 = 5.0;
/// The shortest line of such a table, points.
const SHORTEST: f32 = 90.0;
/// A strip between columns is at least so wide, in em.
const STRIP: f32 = 0.5;
/// From a line to the middle of the text that it rules, in em.
const AWAY: f32 = 2.2;
/// Lines across of one page; beyond that it is a drawing.
const LINES: usize = 400;
/// Columns and rows of text in one table; beyond that it is a drawing.
const COLUMNS: usize = 40;
const ROWS: usize = 600;
/// Levels of one header; beyond that it is a drawing.
const LEVELS: usize = 8;
/// Pairs of lines compared, and texts looked at, on one page to find such tables;
/// what is not found by then stays text.
const PAIRS: usize = 20_000_000;
const LOOKS: usize = 1_000_000;

/// The tables of a page that nothing rules downwards.
pub fn tables(across: &[Segment], down: &[Segment], grids: &[Grid], glyphs: &[Glyph]) -> Vec<Grid> {
    let mut found = Vec::new();
    if across.len().saturating_mul(down.len() + grids.len()) > PAIRS {
        return found;
    }
    let free: Vec<Segment> = across.iter().filter(|s| is_free(s, down, grids)).copied().collect();
    if free.len() < 3 || free.len() > LINES {
        return found;
    }
    let mut looks = LOOKS;
    let mut used = vec![false; free.len()];
    for first in 0..free.len() {
        if used[first] || free[first].length() < SHORTEST {
            continue;
        }
        let same = |s: &Segment| {
            (s.from - free[first].from).abs() <= SAME && (s.to - free[first].to).abs() <= SAME
        };
        let group: Vec<usize> = (first..free.len()).filter(|i| same(&free[*i])).collect();
        group.iter().for_each(|i| used[*i] = true);
        let lines: Vec<Segment> = group.iter().map(|i| free[*i]).collect();
        let inner: Vec<Segment> = free.iter().filter(|s| !same(s)).copied().collect();
        found.extend(of_group(&lines, &inner, down, glyphs, &mut looks));
    }
    found
}

/// Whether no line down meets the line, and no grid has it.
fn is_free(s: &Segment, down: &[Segment], grids: &[Grid]) -> bool {
    let meets = |v: &Segment| {
        (s.from - 3.0..=s.to + 3.0).contains(&v.at) && v.from - 3.0 <= s.at && s.at <= v.to + 3.0
    };
    let middle = (s.from + s.to) / 2.0;
    !down.iter().any(meets)
        && !grids.iter().any(|g| {
            let b = g.bbox();
            g.cells.len() > 1 && b.contains(middle, s.at)
        })
}

/// The tables between lines of one length, which stand under each other.
fn of_group(
    lines: &[Segment],
    inner: &[Segment],
    down: &[Segment],
    glyphs: &[Glyph],
    looks: &mut usize,
) -> Vec<Grid> {
    let mut found = Vec::new();
    if lines.len() < 3 {
        return found;
    }
    let bands: Vec<Band> =
        lines.windows(2).map(|pair| Band::of(&pair[0], &pair[1], down, glyphs)).collect();
    let mut start = 0;
    while start + 1 < bands.len() {
        if !bands[start].may_be_names() {
            start += 1;
            continue;
        }
        let reach = start + bands[start..].iter().take_while(|band| band.may_be_rows()).count();
        // The longest run of bands that make a table together, its header first.
        let longest = (start + 2..=reach).rev().find_map(|end| {
            let run = &bands[start..end];
            let weight = 1 + run.iter().map(|band| band.weight).sum::<usize>();
            *looks = looks.checked_sub(weight)?;
            let grid = table(&lines[start..=end], run, inner)?;
            *looks = looks.checked_sub(glyphs.len())?;
            (!goes_beyond(&grid, glyphs) && !is_prose(run, glyphs)).then_some((end, grid))
        });
        match longest {
            Some((end, grid)) => {
                found.push(grid);
                start = end + 1;
            }
            None => start += 1,
        }
    }
    found
}

/// Whether the text is set in columns that it fills, as on a page of a journal.
fn is_prose(bands: &[Band], glyphs: &[Glyph]) -> bool {
    let all = bands.iter().flat_map(|b| b.rows.iter()).flat_map(|r| r.glyphs.iter().copied());
    columns::split(glyphs, all.collect()).iter().any(|stretch| stretch.column.is_some())
}

/// Whether the rows go on beside the lines: these rule a part of a larger table.
fn goes_beyond(grid: &Grid, glyphs: &[Glyph]) -> bool {
    let b = grid.bbox();
    glyphs.iter().any(|g| {
        let (x, y) = g.bbox.center();
        let shown = !g.slanted && !g.hidden && !g.character.is_whitespace();
        shown && b.y0 < y && y < b.y1 && !(b.x0 - 3.0..=b.x1 + 3.0).contains(&x)
    })
}

/// What stands between two lines.
struct Band {
    rows: Vec<Row>,
    /// How many texts the rows have.
    weight: usize,
    width: f32,
    /// A line down runs through it.
    crossed: bool,
    /// The text stands far from the lines: they do not rule it.
    loose: bool,
}

impl Band {
    fn of(above: &Segment, below: &Segment, down: &[Segment], glyphs: &[Glyph]) -> Self {
        let inside = |g: &Glyph| {
            let (x, y) = g.bbox.center();
            !g.slanted
                && above.at <= y
                && y < below.at
                && above.from - 3.0 <= x
                && x <= above.to + 3.0
        };
        let chosen: Vec<u32> =
            (0..glyphs.len() as u32).filter(|i| inside(&glyphs[*i as usize])).collect();
        let crossed = down.iter().any(|v| {
            above.from < v.at && v.at < above.to && v.from < below.at - 3.0 && v.to > above.at + 3.0
        }) || chosen.iter().any(|i| glyphs[*i as usize].vertical);
        let mut rows = columns::rows(glyphs, chosen);
        rows.retain(|row| !row.runs.is_empty());
        let far = |row: &Row, line: f32| (row.middle - line).abs() > AWAY * row.size.max(4.0);
        let loose = rows.first().is_some_and(|row| far(row, above.at))
            || rows.last().is_some_and(|row| far(row, below.at));
        let weight = rows.iter().map(|row| row.runs.len()).sum();
        Self { loose, rows, weight, width: above.length(), crossed }
    }

    fn may_be_rows(&self) -> bool {
        !self.crossed && !self.loose && !self.rows.is_empty() && self.rows.len() <= ROWS
    }

    /// Names of columns are short, whatever stands above a table is not.
    fn may_be_names(&self) -> bool {
        self.rows.len() <= 4 && !self.rows.iter().any(|row| self.is_whole(row))
    }

    /// Whether a row is one text over most of the width: a heading between rows.
    fn is_whole(&self, row: &Row) -> bool {
        matches!(row.runs.as_slice(), [run] if run.x1 - run.x0 > 0.4 * self.width)
    }
}

/// The table of bands that follow each other, if their columns agree.
fn table(lines: &[Segment], bands: &[Band], inner: &[Segment]) -> Option<Grid> {
    let first = lines.first()?;
    let (header, body) = bands.split_first()?;
    let rows = || body.iter().flat_map(|band| band.rows.iter().map(move |row| (band, row)));
    let size = rows().map(|(_, row)| row.size).fold(0.0f32, f32::max).max(1.0);
    let cells = || rows().filter(|(band, row)| !band.is_whole(row)).map(|(_, row)| row);
    let strips = strips(cells().chain(header.rows.last()), size);
    let edges = strips.iter().map(|(a, b)| (a + b) / 2.0);
    let mut xs: Vec<f32> = std::iter::once(first.from).chain(edges).chain([first.to]).collect();
    name_over_figures(&mut xs, header, || cells());
    let columns = xs.len() - 1;
    if !(2..=COLUMNS).contains(&columns) {
        return None;
    }
    let filled = |row: &Row| {
        (0..columns).filter(|c| row.runs.iter().any(|r| spans(r, &xs).contains(c))).count()
    };
    let single = |run: &&Run| spans(run, &xs).len() == 1;
    let names = header.rows.iter().flat_map(|row| row.runs.iter()).filter(single);
    let named: std::collections::BTreeSet<usize> = names.map(|run| spans(run, &xs).start).collect();
    // Most columns have their name, and most rows something in several columns.
    let count = cells().count();
    let full = cells().filter(|row| filled(row) >= columns.div_ceil(2).max(2)).count();
    let few = columns == 2 && (count < 2 || full * 10 < count * 8);
    // What only stands between tables, and lines to write on, is no row.
    let is_rows = |(n, band): (usize, &Band)| {
        let writing = |s: &&Segment| lines[n + 1].at + 2.0 < s.at && s.at < lines[n + 2].at - 2.0;
        band.rows.iter().any(|row| filled(row) >= 2 && !band.is_whole(row))
            && !inner
                .iter()
                .any(|s| writing(&s) && s.from >= first.from - SAME && s.to <= first.to + SAME)
    };
    if !body.iter().enumerate().all(is_rows) {
        return None;
    }
    if named.len() < 2.max(columns * 6 / 10) || full * 10 < count * 6 || count == 0 || few {
        return None;
    }
    // A line under every row: what stands between two lines is one row.
    let ruled = bands.len() >= 4 && body.iter().all(|band| band.rows.len() <= 4);
    let mut ys = vec![first.at];
    for (n, (band, pair)) in bands.iter().zip(lines.windows(2)).enumerate() {
        if n == 0 {
            ys.extend(header_edges(band, &pair[0], &pair[1], inner, &xs));
        } else if !ruled {
            ys.extend(row_edges(band, |row| filled(row) >= columns.div_ceil(2).max(2)));
        }
        ys.push(pair[1].at);
    }
    let levels = ys.partition_point(|y| *y < lines[1].at);
    if levels > LEVELS {
        return None;
    }
    // Which columns each text stands in, row by row of the table.
    let mut texts: Vec<Vec<std::ops::Range<usize>>> = vec![Vec::new(); ys.len() - 1];
    for row in bands.iter().flat_map(|band| band.rows.iter()) {
        let slot = ys.partition_point(|y| *y <= row.middle);
        if let Some(texts) = slot.checked_sub(1).and_then(|slot| texts.get_mut(slot)) {
            texts.extend(row.runs.iter().map(|run| spans(run, &xs)));
        }
    }
    let under = |edge: f32, col: usize| {
        let middle = (xs[col] + xs[col + 1]) / 2.0;
        inner.iter().find(|s| (s.at - edge).abs() < 1.0 && s.from <= middle && middle <= s.to)
    };
    let mut cells: Vec<Square> = Vec::new();
    for (row, texts) in texts.iter().enumerate() {
        let bottom = ys[row + 1];
        let mut col = 0;
        while col < columns {
            let mut right = col + 1;
            // A text over several columns, or a line under it over several, makes one cell.
            for over in texts.iter().filter(|over| over.contains(&col)) {
                right = right.max(over.end);
            }
            if row + 1 < levels
                && let Some(rule) = under(bottom, col)
            {
                while right < columns && (xs[right] + xs[right + 1]) / 2.0 < rule.to {
                    right += 1;
                }
            }
            cells.push(Square { top: row, left: col, bottom: row + 1, right, loose: false });
            col = right;
        }
    }
    // Beside a header of two levels stand names that go over both.
    let mut level = 0;
    while level + 1 < levels {
        let edge = ys[level + 1];
        let apart = |cell: &Square| cell.top == level && under(edge, cell.left).is_none();
        for cell in cells.clone().into_iter().filter(|c| apart(c)) {
            let below =
                |c: &Square| c.top == level + 1 && c.left == cell.left && c.right == cell.right;
            if let Some(at) = cells.iter().position(below) {
                let bottom = cells.remove(at).bottom;
                cells.iter_mut().filter(|c| **c == cell).for_each(|c| c.bottom = bottom);
            }
        }
        level += 1;
    }
    Grid::of(xs, ys, cells)
}

/// A name in the middle of its column may touch none of the short figures at one
/// side of it: columns of a name alone and of figures alone are one.
fn name_over_figures<'a, I: Iterator<Item = &'a Row>>(
    xs: &mut Vec<f32>,
    header: &Band,
    body: impl Fn() -> I,
) {
    let mut col = 0;
    while col + 2 < xs.len() {
        let filled = |row: &Row, col: usize| row.runs.iter().any(|r| spans(r, xs).contains(&col));
        let named = |col| header.rows.iter().any(|row| filled(row, col));
        let used = |col| body().any(|row| filled(row, col));
        let parts = [(named(col), used(col)), (named(col + 1), used(col + 1))];
        if matches!(parts, [(true, false), (false, true)] | [(false, true), (true, false)]) {
            xs.remove(col + 1);
        } else {
            col += 1;
        }
    }
}

/// The columns that a run of text stands in.
fn spans(run: &Run, xs: &[f32]) -> std::ops::Range<usize> {
    let slot = |x: f32| xs[1..xs.len() - 1].partition_point(|edge| *edge <= x);
    slot(run.x0)..slot(run.x1) + 1
}

/// Strips that no text of the rows touches, left to right.
fn strips<'a>(rows: impl Iterator<Item = &'a Row>, size: f32) -> Vec<(f32, f32)> {
    let mut runs: Vec<Run> = rows.flat_map(|row| row.runs.iter().copied()).collect();
    runs.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut found = Vec::new();
    let mut end = runs.first().map_or(0.0, |run| run.x1);
    for run in runs {
        if run.x0 - end >= STRIP * size {
            found.push((end, run.x0));
        }
        end = end.max(run.x1);
    }
    found
}

/// Edges inside a header: at shorter lines in it, or under a name that goes over
/// several columns.
fn header_edges(
    band: &Band,
    top: &Segment,
    bottom: &Segment,
    inner: &[Segment],
    xs: &[f32],
) -> Vec<f32> {
    let mut edges: Vec<f32> = Vec::new();
    for line in inner {
        let inside = top.at + 3.0 < line.at && line.at < bottom.at - 3.0;
        let within = top.from - SAME <= line.from && line.to <= top.to + SAME;
        if inside && within && edges.last().is_none_or(|e| line.at - e > 3.0) {
            edges.push(line.at);
        }
    }
    let over = |row: &Row| row.runs.iter().any(|run| spans(run, xs).len() > 1);
    if edges.is_empty() && band.rows.len() > 1 && band.rows.iter().any(over) {
        edges = between(&band.rows);
    }
    edges
}

/// Edges between the rows of a band: a line that fills few columns only goes on
/// with what stands nearest to it.
fn row_edges(band: &Band, is_row: impl Fn(&Row) -> bool) -> Vec<f32> {
    let own: Vec<bool> = band.rows.iter().map(|row| is_row(row) || band.is_whole(row)).collect();
    let gaps = between(&band.rows);
    let steps: Vec<f32> = band.rows.windows(2).map(|p| p[1].middle - p[0].middle).collect();
    let size = band.rows.iter().map(|row| row.size).fold(1.0f32, f32::max);
    // Lines of cells that are set to the middle of their row stand between each other.
    let meshed = |step: f32| step < 0.95 * size;
    let apart = || steps.iter().copied().filter(|step| !meshed(*step));
    let tight = apart().fold(f32::INFINITY, f32::min);
    let wrapped = own.contains(&false) || steps.iter().any(|step| meshed(*step));
    // Where cells wrap, rows stand further apart than lines, if anything tells them.
    let least = match wrapped && apart().any(|step| step >= 1.15 * tight) {
        true => 1.08 * tight,
        false => 0.95 * size,
    };
    let mut edges = Vec::new();
    let mut last = None;
    for next in (0..own.len()).filter(|n| own[*n]) {
        if let Some(last) = last {
            let widest =
                (last..next).max_by(|a: &usize, b| steps[*a].total_cmp(&steps[*b]).then(a.cmp(b)));
            edges.extend(widest.filter(|at| steps[*at] >= least).map(|at| gaps[at]));
        }
        last = Some(next);
    }
    edges
}

/// The middles between rows that follow each other.
fn between(rows: &[Row]) -> Vec<f32> {
    rows.windows(2).map(|pair| (pair[0].middle + pair[1].middle) / 2.0).collect()
}
