//! Running text in two or three columns: told by strips without ink down the page,
//! with lines beside them that fill their column. Tables without lines and
//! signatures side by side have such strips too, but do not fill them.

use super::Glyph;
use std::ops::Range;

/// Lines on either side that make a pair of columns.
const LINES: usize = 5;
/// Where the strips of three columns are looked for, in parts of the text's width.
const THIRDS: [Range<f32>; 2] = [0.25..0.42, 0.58..0.75];
/// The narrowest strip between columns, in em.
const STRIP: f32 = 0.8;

/// A stretch of a page: its glyphs, and the column they stand in.
pub struct Stretch {
    pub glyphs: Vec<u32>,
    /// Left and right end of the column; none for text over the whole width.
    pub column: Option<(f32, f32)>,
}

/// Ink without a wide gap in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub x0: f32,
    pub x1: f32,
}

/// Glyphs at one height.
pub(super) struct Row {
    pub glyphs: Vec<u32>,
    pub runs: Vec<Run>,
    pub size: f32,
    /// Where its middle is, from the top of the page.
    pub middle: f32,
}

/// Takes the glyphs of a page apart where text runs in columns.
pub fn split(glyphs: &[Glyph], chosen: Vec<u32>) -> Vec<Stretch> {
    let whole = |glyphs| vec![Stretch { glyphs, column: None }];
    if chosen.len() < 20 * LINES || chosen.iter().any(|i| glyphs[*i as usize].vertical) {
        return whole(chosen);
    }
    let rows = rows(glyphs, chosen.clone());
    let strips = strips(&rows);
    if strips.is_empty() {
        return whole(chosen);
    }
    let over = |r: &Run| strips.iter().any(|at| r.x0 < at - 1.0 && r.x1 > at + 1.0);
    let crosses = |row: &Row| row.runs.iter().any(over);
    let mut out: Vec<Stretch> = Vec::new();
    for stretch in rows.chunk_by(|a, b| crosses(a) == crosses(b)) {
        let all = || stretch.iter().flat_map(|row| row.glyphs.iter().copied());
        match columns(stretch, &strips).filter(|_| !crosses(&stretch[0])) {
            Some(columns) => {
                let mut sides = vec![Vec::new(); columns.len()];
                for i in all() {
                    let x = glyphs[i as usize].bbox.center().0;
                    sides[strips.partition_point(|at| *at <= x)].push(i);
                }
                let sides = sides.into_iter().zip(columns);
                out.extend(sides.map(|(glyphs, ends)| Stretch { glyphs, column: Some(ends) }));
            }
            None => match out.last_mut() {
                Some(last) if last.column.is_none() => last.glyphs.extend(all()),
                _ => out.extend(whole(all().collect())),
            },
        }
    }
    out
}

/// Glyphs by their height; a row ends where the next glyph stands lower by half.
pub(super) fn rows(glyphs: &[Glyph], mut chosen: Vec<u32>) -> Vec<Row> {
    let middle = |i: u32| glyphs[i as usize].bbox.center().1;
    chosen.sort_by(|a, b| middle(*a).total_cmp(&middle(*b)));
    let mut rows: Vec<Vec<u32>> = Vec::new();
    let mut begun = f32::NEG_INFINITY;
    for i in chosen {
        let height = glyphs[i as usize].bbox.height().max(1.0);
        match rows.last_mut() {
            Some(row) if middle(i) - begun < 0.5 * height => row.push(i),
            _ => {
                begun = middle(i);
                rows.push(vec![i]);
            }
        }
    }
    rows.into_iter().map(|row| Row::of(glyphs, row)).collect()
}

impl Row {
    fn of(glyphs: &[Glyph], members: Vec<u32>) -> Self {
        let mut inked: Vec<&Glyph> = members
            .iter()
            .map(|i| &glyphs[*i as usize])
            .filter(|g| !g.character.is_whitespace())
            .collect();
        inked.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
        let mut runs: Vec<Run> = Vec::new();
        let mut size = 0.0f32;
        for glyph in inked {
            size = size.max(glyph.size);
            match runs.last_mut() {
                Some(run) if glyph.bbox.x0 - run.x1 < STRIP * glyph.size => {
                    run.x1 = run.x1.max(glyph.bbox.x1);
                }
                _ => runs.push(Run { x0: glyph.bbox.x0, x1: glyph.bbox.x1 }),
            }
        }
        let middles = members.iter().map(|i| glyphs[*i as usize].bbox.center().1);
        let middle = middles.sum::<f32>() / members.len().max(1) as f32;
        Self { glyphs: members, runs, size, middle }
    }
}

/// The middles of the strips between columns: one down the page's middle, or two.
fn strips(rows: &[Row]) -> Vec<f32> {
    if let Some(middle) = strip(rows, 0.3..0.7) {
        return vec![middle];
    }
    let [first, second] = THIRDS.map(|part| strip(rows, part));
    first.zip(second).map_or(Vec::new(), |(first, second)| vec![first, second])
}

/// The middle of the strip that most rows leave free in a part of their width.
fn strip(rows: &[Row], part: Range<f32>) -> Option<f32> {
    let ends = rows.iter().flat_map(|row| row.runs.iter());
    let left = ends.clone().map(|r| r.x0).fold(f32::INFINITY, f32::min);
    let right = ends.map(|r| r.x1).fold(f32::NEG_INFINITY, f32::max);
    let central = left + part.start * (right - left)..left + part.end * (right - left);
    let mut gaps: Vec<(f32, f32)> = rows
        .iter()
        .flat_map(|row| row.runs.windows(2).map(|pair| (pair[0].x1, pair[1].x0)))
        .chain(rows.windows(2).filter_map(|pair| offset(&pair[0], &pair[1])))
        .filter(|(from, to)| central.contains(&((from + to) / 2.0)))
        .collect();
    if gaps.len() < LINES {
        return None;
    }
    // The narrow gaps of full lines show where the strip is.
    gaps.sort_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)));
    let narrow = &gaps[..gaps.len().div_ceil(3)];
    let mut middles: Vec<f32> = narrow.iter().map(|(from, to)| (from + to) / 2.0).collect();
    let half = middles.len() / 2;
    let middle = *middles.select_nth_unstable_by(half, f32::total_cmp).1;
    let free = gaps.iter().filter(|(from, to)| *from <= middle && middle <= *to).count();
    (free >= LINES && free * 4 >= gaps.len() * 3).then_some(middle)
}

/// The gap between two rows of which one stands in the left column and one in the
/// right: paragraphs set apart by more than a line leave them at different heights.
fn offset(a: &Row, b: &Row) -> Option<(f32, f32)> {
    let (first, last) =
        (|row: &Row| row.runs.first().map(|r| r.x0), |row: &Row| row.runs.last().map(|r| r.x1));
    let near = b.middle - a.middle < a.size.max(b.size);
    let (left, right) = if first(a)? < first(b)? { (a, b) } else { (b, a) };
    let gap = (last(left)?, first(right)?);
    (near && gap.0 < gap.1).then_some(gap)
}

/// The ends of the columns of a stretch of rows, if their lines fill them.
fn columns(rows: &[Row], strips: &[f32]) -> Option<Vec<(f32, f32)>> {
    let mut sizes: Vec<f32> = rows.iter().map(|row| row.size).collect();
    let half = sizes.len() / 2;
    let size = sizes.select_nth_unstable_by(half, f32::total_cmp).1.max(1.0);
    let sides: Vec<Vec<(Run, bool)>> =
        (0..=strips.len()).map(|index| side(rows, strips, index)).collect();
    // Three columns of a table without lines are commoner than two.
    let (lines, shares) =
        if sides.len() > 2 { (2 * LINES, [0.7; 2]) } else { (LINES, [0.55, 0.45]) };
    if sides.iter().any(|side| side.len() < lines) {
        return None;
    }
    let ends: Vec<(f32, f32)> = sides
        .iter()
        .map(|side| {
            let x0 = side.iter().map(|(r, _)| r.x0).fold(f32::INFINITY, f32::min);
            let x1 = side.iter().map(|(r, _)| r.x1).fold(f32::NEG_INFINITY, f32::max);
            (x0, x1)
        })
        .collect();
    let whole = ends.last()?.1 - ends.first()?.0;
    let least = 0.6 * whole / ends.len() as f32;
    let apart = |pair: &[(f32, f32)]| pair[1].0 - pair[0].1 >= STRIP * size * 0.9;
    let full = sides
        .iter()
        .zip(&ends)
        .enumerate()
        .all(|(index, (side, ends))| is_full(side, *ends, size, shares[index.min(1)]));
    let columns =
        ends.iter().all(|(x0, x1)| x1 - x0 >= least) && ends.windows(2).all(apart) && full;
    columns.then_some(ends)
}

/// What stands in one column of the rows, and whether there is a wide gap in it.
fn side(rows: &[Row], strips: &[f32], index: usize) -> Vec<(Run, bool)> {
    let inside = |r: &&Run| strips.partition_point(|at| *at + 1.0 < r.x1) == index;
    rows.iter()
        .filter_map(|row| {
            let mut own = row.runs.iter().filter(inside);
            let first = *own.next()?;
            let last = own.next_back();
            let x1 = last.map_or(first.x1, |r| r.x1);
            Some((Run { x0: first.x0, x1 }, last.is_some()))
        })
        .collect()
}

/// Whether that share of a column's lines reaches its end.
fn is_full(side: &[(Run, bool)], column: (f32, f32), size: f32, share: f32) -> bool {
    let filled = side.iter().filter(|(run, _)| run.x1 >= column.1 - 1.6 * size).count();
    // The last line of a paragraph need not be full: the next is set in.
    let set_in = |run: &Run| run.x0 >= column.0 + 1.2 * size;
    let last = side.windows(2).filter(|pair| {
        pair[0].0.x1 < column.1 - 1.6 * size && !set_in(&pair[0].0) && set_in(&pair[1].0)
    });
    let ends = last.count();
    let begun = side.iter().filter(|(run, _)| run.x0 <= column.0 + 2.6 * size).count();
    let gapped = side.iter().filter(|(_, gapped)| *gapped).count();
    let count = side.len() as f32;
    filled as f32 >= share * (count - ends as f32)
        && begun as f32 >= 0.8 * count
        && gapped as f32 <= 0.15 * count
}
