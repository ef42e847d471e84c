//! Breaks in ruling lines: where a row goes over several columns, the lines between them end
//! above it and begin again below. A tight row's text stands in the gap and may look like a
//! piece of the line; but a solid line has no gaps.

use super::plane::Mask;
use super::rules::Line;

/// A stretch between two crossing lines with at least so much ink is the line itself.
const SOLID: f32 = 0.94;

/// A stretch of a solid line with less ink is a break that text fills.
const BROKEN: f32 = 0.86;

/// Paper (points) between a stretch and a line that crosses: text keeps off it, a ruling line
/// runs into it.
const PARTED: f32 = 0.7;

/// Takes the stretches out of upright lines in which they are interrupted.
pub fn cut(down: Vec<Line>, across: &[Line], mask: &Mask, point: f32) -> Vec<Line> {
    down.into_iter().flat_map(|line| parts(line, across, mask, point)).collect()
}

fn parts(line: Line, across: &[Line], mask: &Mask, point: f32) -> Vec<Line> {
    let reach = 2.0 * point;
    let crosses = |other: &&Line| {
        (line.from - reach..=line.to + reach).contains(&other.at)
            && (other.from - reach..=other.to + reach).contains(&line.at)
    };
    let mut edges: Vec<f32> = across.iter().filter(crosses).map(|other| other.at).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 3.0 * point);
    if edges.len() < 3 {
        return vec![line];
    }
    let shares: Vec<f32> =
        edges.windows(2).map(|pair| filled(&line, pair[0], pair[1], mask, point)).collect();
    let solid = shares.iter().filter(|share| **share >= SOLID).count();
    if solid * 2 < shares.len() {
        return vec![line];
    }
    let mut found = Vec::new();
    let mut from = line.from;
    for (pair, share) in edges.windows(2).zip(&shares) {
        let parted = || {
            let ends = [(pair[0], 1), (pair[1], -1)];
            ends.iter().any(|&(edge, inward)| paper(&line, edge, inward, mask, point) >= PARTED)
        };
        if *share < BROKEN || parted() {
            if pair[0] - from > 3.0 * point {
                found.push(Line { from, to: pair[0], ..line });
            }
            from = pair[1];
        }
    }
    if line.to - from > 3.0 * point {
        found.push(Line { from, ..line });
    }
    found
}

/// The part of a stretch along which the line has ink; it may lean or bend a little.
fn filled(line: &Line, from: f32, to: f32, mask: &Mask, point: f32) -> f32 {
    let slack = (0.8 * point).round().max(1.0) as usize;
    let at = line.at.round().max(0.0) as usize;
    // What crosses at either end is none of its ink.
    let inset = point + 1.0;
    let rows = (from + inset).max(0.0) as usize..(to - inset).max(0.0) as usize;
    if rows.len() < 3 {
        return 1.0;
    }
    // The column with most ink is the line, where it stands within the slack.
    let columns = at.saturating_sub(slack)..=at + slack;
    let inked = |x: usize| {
        let beside = |y: usize| mask.at(x, y) || mask.at(x + 1, y);
        rows.clone().filter(|&y| beside(y)).count()
    };
    columns.map(inked).max().unwrap_or(0) as f32 / rows.len() as f32
}

/// How much paper (points) lies between a line that crosses at an edge and the first ink of a
/// line on one side of it. The crossing line may lean: it is looked for where they meet.
fn paper(line: &Line, edge: f32, inward: isize, mask: &Mask, point: f32) -> f32 {
    let slack = (0.8 * point).round().max(1.0) as isize;
    let reach = (3.0 * point).round() as isize;
    let (x, y) = (line.at.round() as isize, edge.round() as isize);
    let ink = |x: isize, y: isize| {
        usize::try_from(x).is_ok_and(|x| usize::try_from(y).is_ok_and(|y| mask.at(x, y)))
    };
    let beside = || (-reach..=reach).filter(|d| d.abs() > slack + 1);
    let level = |y: isize| beside().filter(|d| ink(x + d, y)).count() * 2 > beside().count();
    let near = (1.4 * point).round() as isize;
    // The crossing line at this place, the farthest of its rows on this side first.
    let rows = (-near..=near).rev().map(|d| y + d * inward);
    let Some(last) = rows.into_iter().find(|&row| level(row)) else { return 0.0 };
    let most = (3.0 * point) as isize;
    let own = |row: isize| (-slack..=slack).any(|d| ink(x + d, row));
    let gap = (1..=most).take_while(|step| !own(last + step * inward)).count();
    gap as f32 / point
}

/// Columns of a ruling line on which ink stands close above or below, and those without ink,
/// at most.
const CROSSED: f32 = 0.2;
const BARE: f32 = 0.07;

/// Whether a line is one stroke on bare paper. The strokes of several characters in a row may
/// lie on one level and nearly touch; but then the rest of the characters stands around them.
/// `ink` takes a place along and one across the line.
pub fn is_clean(line: &Line, point: f32, ink: &dyn Fn(usize, usize) -> bool) -> bool {
    let at = line.at.round().max(0.0) as usize;
    let slack = (0.8 * point).round().max(1.0) as usize;
    let away = (line.thick / 2.0 + 1.6 * point).round().max(2.0) as usize;
    let (mut bare, mut crossed, mut all) = (0, 0, 0);
    for along in line.from.max(0.0) as usize..line.to.max(0.0) as usize {
        all += 1;
        bare += usize::from(!(at.saturating_sub(slack)..=at + slack).any(|y| ink(along, y)));
        let beside = |y: usize| ink(along, y) && ink(along, y + 1);
        crossed += usize::from(beside(at + away) || at > away && beside(at - away - 1));
    }
    let all = all.max(1) as f32;
    bare as f32 / all <= BARE && crossed as f32 / all <= CROSSED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_of_characters_on_one_level_are_no_line() {
        let mut mask = Mask::empty(300, 100);
        mask.data[50 * 300 + 20..50 * 300 + 280].fill(true);
        let level = line(50.0, 20.0, 280.0);
        assert!(is_clean(&level, 2.0, &|x, y| mask.at(x, y)));
        for x in (20..280).step_by(24) {
            for y in 40..60 {
                mask.data[y * 300 + x..y * 300 + x + 8].fill(true);
            }
            mask.data[50 * 300 + x + 20..50 * 300 + x + 23].fill(false);
        }
        assert!(!is_clean(&level, 2.0, &|x, y| mask.at(x, y)));
    }

    #[test]
    fn a_stroke_as_high_as_its_row_keeps_off_the_lines() {
        let mut mask = Mask::empty(200, 300);
        for y in (20..100).chain(140..280) {
            mask.data[y * 200 + 100] = true;
        }
        let across: Vec<Line> =
            [20.0, 60.0, 100.0, 140.0, 200.0, 280.0].map(|at| line(at, 10.0, 190.0)).into();
        for row in &across {
            let y = row.at as usize;
            mask.data[y * 200 + 10..y * 200 + 190].fill(true);
        }
        // The middle of 率 in a row of its height.
        (103..138).for_each(|y| mask.data[y * 200 + 100] = true);
        let found = cut(vec![line(100.0, 20.0, 280.0)], &across, &mask, 2.0);
        assert_eq!(found, [line(100.0, 20.0, 100.0), line(100.0, 140.0, 280.0)]);
        // A line that goes on is whole.
        (100..140).for_each(|y| mask.data[y * 200 + 100] = true);
        assert_eq!(cut(vec![line(100.0, 20.0, 280.0)], &across, &mask, 2.0).len(), 1);
    }

    fn line(at: f32, from: f32, to: f32) -> Line {
        Line { at, from, to, thick: 1.0 }
    }

    #[test]
    fn a_line_that_text_bridges_over_a_wide_row_is_two() {
        let mut mask = Mask::empty(200, 300);
        let column = |mask: &mut Mask, rows: std::ops::Range<usize>| {
            rows.for_each(|y| mask.data[y * 200 + 100] = true);
        };
        column(&mut mask, 20..100);
        column(&mut mask, 140..280);
        // The strokes of a character between.
        column(&mut mask, 108..118);
        column(&mut mask, 122..132);
        let across: Vec<Line> =
            [20.0, 60.0, 100.0, 140.0, 200.0, 280.0].map(|at| line(at, 10.0, 190.0)).into();
        let found = cut(vec![line(100.0, 20.0, 280.0)], &across, &mask, 2.0);
        assert_eq!(found, [line(100.0, 20.0, 100.0), line(100.0, 140.0, 280.0)]);
        column(&mut mask, 100..140);
        assert_eq!(cut(vec![line(100.0, 20.0, 280.0)], &across, &mask, 2.0).len(), 1);
    }
}
