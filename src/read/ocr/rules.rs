//! Ruling lines in a page's image: long thin runs of ink, broken, hand-thick or a
//! little curved; straightened, joined and drawn out to their crossings.

use super::breaks;
use super::plane::{Mask, PixelBox};

/// A ruling line in pixels, horizontal or vertical.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Where it runs: y of a horizontal, x of a vertical line (the middle).
    pub at: f32,
    /// Where it begins, along its direction.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// Its thickness.
    pub thick: f32,
}

impl Line {
    /// How long it is.
    pub fn length(&self) -> f32 {
        self.to - self.from
    }
}

/// The ruling lines of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ruling {
    /// Lines from left to right.
    pub across: Vec<Line>,
    /// Lines from top to bottom.
    pub down: Vec<Line>,
}

impl Ruling {
    /// Whether a piece of ink is a splinter of a line: text keeps off the lines.
    pub fn covers(&self, area: &PixelBox, dpi: f32) -> bool {
        let point = dpi / 72.0;
        let within = |line: &Line, across: (usize, usize), along: (usize, usize)| {
            let reach = line.thick / 2.0 + 1.7 * point;
            across.0 as f32 >= line.at - reach
                && across.1 as f32 <= line.at + reach
                && along.0 as f32 >= line.from - reach
                && along.1 as f32 <= line.to + reach
        };
        let (level, upright) = ((area.y0, area.y1), (area.x0, area.x1));
        self.across.iter().any(|line| within(line, level, upright))
            || self.down.iter().any(|line| within(line, upright, level))
    }
}

/// A run of ink found in one row.
#[derive(Debug, Clone, Copy)]
struct Run {
    from: usize,
    to: usize,
    y: usize,
}

/// Finds the ruling lines of an upright page. `dpi` is the picture's resolution.
pub fn find(mask: &Mask, dpi: f32) -> Ruling {
    let point = dpi / 72.0;
    let across = lines(mask, point);
    let down = lines(&mask.transposed(), point);
    let (across, down) = supported(across, down, mask, point);
    let joined_across = to_crossings(&across, &down, point);
    let joined_down = to_crossings(&down, &across, point);
    let down = breaks::cut(joined_down, &joined_across, mask, point);
    Ruling { across: joined_across, down }
}

/// Horizontal lines of a mask, without regard to the other direction.
fn lines(mask: &Mask, point: f32) -> Vec<Line> {
    // Shorter than the lowest row of a table, longer than most strokes of characters.
    let least = (9.0 * point).max(12.0) as usize;
    let gap = (0.9 * point).max(1.0) as usize;
    let thickest = 4.0 * point;
    let mut groups: Vec<Vec<Run>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for y in 0..mask.height {
        let runs = runs(mask, y, least, gap);
        if runs.is_empty() && open.is_empty() {
            continue;
        }
        let mut next = open.clone();
        next.retain(|&group| groups[group].last().is_some_and(|run| run.y + 2 > y));
        for run in runs {
            // A line that is curved or not quite level goes on one row further.
            let joined =
                next.iter().copied().find(|&group| {
                    groups[group].iter().rev().take_while(|o| o.y + 2 >= y).any(|other| {
                        other.from <= run.to + 2 * gap && run.from <= other.to + 2 * gap
                    })
                });
            match joined {
                Some(group) => groups[group].push(run),
                None => {
                    groups.push(vec![run]);
                    next.push(groups.len() - 1);
                }
            }
        }
        open = next;
    }
    let mut found: Vec<Line> =
        groups.iter().filter_map(|group| line_of(group, mask, thickest)).collect();
    found.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    join_pieces(found, point)
}

/// Runs of ink of a row, small gaps forgiven; a pixel counts when it or the one
/// below it is ink (noise and a slight lean break single rows).
fn runs(mask: &Mask, y: usize, least: usize, gap: usize) -> Vec<Run> {
    let here = mask.row(y, 0, mask.width);
    let below = mask.row((y + 1).min(mask.height - 1), 0, mask.width);
    let mut found = Vec::new();
    let mut start = None;
    let mut last = 0;
    let mut filled = 0;
    let mut close = |start: &mut Option<usize>, last: usize, filled: usize| {
        if let Some(from) = start.take()
            && last + 1 - from >= least
            && filled * 10 >= (last + 1 - from) * 8
        {
            found.push(Run { from, to: last + 1, y });
        }
    };
    for x in 0..here.len() {
        if here[x] || below[x] {
            if start.is_none() {
                start = Some(x);
                filled = 0;
            }
            filled += 1;
            last = x;
        } else if start.is_some() && x > last + gap {
            close(&mut start, last, filled);
        }
    }
    close(&mut start, last, filled);
    found
}

/// A group of runs in neighbouring rows as a line, unless it is a stroke of bold
/// text or a black area: those are thick along most of their length.
fn line_of(group: &[Run], mask: &Mask, thickest: f32) -> Option<Line> {
    let from = group.iter().map(|run| run.from).min()?;
    let to = group.iter().map(|run| run.to).max()?;
    let total: usize = group.iter().map(|run| run.to - run.from).sum();
    let weight = |run: &Run| (run.to - run.from) as f32;
    // Runs look at two rows, so the middle lies half a row lower.
    let at = group.iter().map(|run| (run.y as f32 + 1.0) * weight(run)).sum::<f32>() / total as f32;
    let mut thickness: Vec<usize> = (from..to)
        .step_by(((to - from) / 64).max(1))
        .map(|x| thickness_at(mask, x, at as usize, (thickest * 2.0) as usize))
        .filter(|&thick| thick > 0)
        .collect();
    if thickness.is_empty() {
        return None;
    }
    thickness.sort_unstable();
    let thick = thickness[thickness.len() / 2] as f32;
    // A long line may be crossed by much text; a short one may not be thick anywhere.
    let thin = thickness.iter().filter(|&&t| t as f32 <= thickest).count();
    let length = (to - from) as f32;
    if thick > thickest || thick * 4.0 > length || thin * 10 < thickness.len() * 6 {
        return None;
    }
    Some(Line { at, from: from as f32, to: to as f32, thick })
}

/// Ink above and below a point of a line, at most `most`.
fn thickness_at(mask: &Mask, x: usize, y: usize, most: usize) -> usize {
    let Some(start) = [y, y + 1, y.saturating_sub(1)].into_iter().find(|&y| mask.at(x, y)) else {
        return 0;
    };
    let up = (1..=most).take_while(|d| start >= *d && mask.at(x, start - d)).count();
    let low = (1..=most).take_while(|d| mask.at(x, start + d)).count();
    up + low + 1
}

/// Pieces of one broken line become one.
fn join_pieces(lines: Vec<Line>, point: f32) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    for line in lines {
        let near = joined.iter_mut().rev().take(64).find(|other| {
            // A stroke of a character next to a line is no piece of it.
            let whole = other.length().min(line.length()) > 20.0 * point;
            let gap = if whole { 6.0 * point } else { 1.2 * point };
            (other.at - line.at).abs() <= 2.2 * point
                && line.from <= other.to + gap
                && other.from <= line.to + gap
        });
        match near {
            Some(other) => {
                let (a, b) = (other.length().max(1.0), line.length().max(1.0));
                other.at = (other.at * a + line.at * b) / (a + b);
                other.thick = other.thick.max(line.thick);
                other.from = other.from.min(line.from);
                other.to = other.to.max(line.to);
            }
            None => joined.push(line),
        }
    }
    joined
}

/// Lines that are long, and what of short ones is held at both ends by lines
/// already trusted: the strokes of a character are neither, though they hold each
/// other.
fn supported(
    across: Vec<Line>,
    down: Vec<Line>,
    mask: &Mask,
    point: f32,
) -> (Vec<Line>, Vec<Line>) {
    let long = |line: &Line, ink: &dyn Fn(usize, usize) -> bool| {
        line.length() > 60.0 * point
            && (line.length() > 220.0 * point || breaks::is_clean(line, point, ink))
    };
    let level = |along, at| mask.at(along, at);
    let (long_across, short_across): (Vec<Line>, Vec<Line>) =
        across.into_iter().partition(|line| long(line, &level));
    let upright = |along, at| mask.at(at, along);
    let (long_down, short_down): (Vec<Line>, Vec<Line>) =
        down.into_iter().partition(|line| long(line, &upright));
    let (mut across, mut down) = (long_across.clone(), long_down.clone());
    // Short lines may hold each other in turn; a form has few such steps.
    for _ in 0..4 {
        let before = across.len() + down.len();
        let held = |line: &Line| held(line, &down, point, |along, at| mask.at(along, at));
        across = [long_across.clone(), short_across.iter().flat_map(held).collect()].concat();
        let held = |line: &Line| held_upright(line, &across, point, mask);
        down = [long_down.clone(), short_down.iter().flat_map(held).collect()].concat();
        if across.len() + down.len() == before {
            break;
        }
    }
    (across, down)
}

fn held_upright(line: &Line, others: &[Line], point: f32, mask: &Mask) -> Vec<Line> {
    held(line, others, point, |along, at| mask.at(at, along))
}

/// The stretches of a line between others that it runs into without a gap at both
/// ends: the strokes of text in a tight row come near both lines, but leave some
/// paper; a stroke in the next row that seems to go on with the line is cut off.
/// Each stretch stands where its own ink is: strokes that were taken for pieces of the
/// line may have drawn its middle aside. `ink` takes a place along and one across the line.
fn held(line: &Line, others: &[Line], point: f32, ink: impl Fn(usize, usize) -> bool) -> Vec<Line> {
    let inked = |along: f32, at: usize| {
        (at.saturating_sub(1)..=at + 1).any(|at| ink(along.max(0.0) as usize, at))
    };
    let touches = |other: &Line, inward: f32, at: usize| {
        let depth = (other.thick / 2.0 + 3.0 * point) as usize;
        (0..=depth).all(|step| inked(other.at + inward * step as f32, at))
    };
    let mut crossed: Vec<&Line> = others
        .iter()
        .filter(|other| {
            let reach = 0.8 * point + other.thick / 2.0 + 1.0;
            (line.from - reach..=line.to + reach).contains(&other.at)
                && (other.from - 2.0 * point..=other.to + 2.0 * point).contains(&line.at)
        })
        .collect();
    crossed.sort_by(|a, b| a.at.total_cmp(&b.at));
    let middle = line.at.round().max(1.0) as usize;
    let slack = (0.8 * point).round().max(1.0) as usize;
    // Nearest to the middle first: of equally good places that one is taken.
    let places = (0..=slack).flat_map(|off| [middle.saturating_sub(off), middle + off]);
    let places: Vec<usize> = places.collect();
    let mut spans: Vec<Line> = Vec::new();
    for pair in crossed.windows(2) {
        let (from, to) = (pair[0].at, pair[1].at);
        let length = (to - from) as usize;
        if length as f32 <= 4.0 * point {
            continue;
        }
        let filled = |at: usize| (0..length).filter(|&s| inked(from + s as f32, at)).count();
        let whole = places.iter().copied().rev().max_by_key(|&at| filled(at)).filter(|&at| {
            filled(at) * 10 >= length * 9 && touches(pair[0], 1.0, at) && touches(pair[1], -1.0, at)
        });
        let Some(at) = whole else { continue };
        // Its own place is kept where it serves as well.
        let at = if filled(middle) == filled(at) { line.at } else { at as f32 };
        match spans.last_mut() {
            Some(last) if last.to == from && (last.at - at).abs() <= point => last.to = to,
            _ => spans.push(Line { from, to, at, ..*line }),
        }
    }
    spans
}

/// Draws each line out to the crossing line near its end, or cuts it back to the
/// last crossing: what hangs over a little is the stroke of a character near by.
fn to_crossings(lines: &[Line], others: &[Line], point: f32) -> Vec<Line> {
    let crossings = |line: &Line| -> Vec<f32> {
        others
            .iter()
            .filter(|other| {
                other.from - 4.0 * point <= line.at && line.at <= other.to + 4.0 * point
            })
            .map(|other| other.at)
            .collect()
    };
    let end = |at: f32, inward: f32, crossings: &[f32]| {
        let outside = |c: &f32| (c - at) * inward < 0.0 && (c - at).abs() <= 5.0 * point;
        let inside = |c: &f32| (c - at) * inward >= 0.0 && (c - at).abs() <= 24.0 * point;
        let near = |a: &f32, b: &f32| (a - at).abs().total_cmp(&(b - at).abs());
        let out = crossings.iter().copied().filter(outside).min_by(near);
        out.or_else(|| crossings.iter().copied().filter(inside).min_by(near)).unwrap_or(at)
    };
    lines
        .iter()
        .map(|line| {
            let crossings = crossings(line);
            let from = end(line.from, 1.0, &crossings);
            Line { from, to: end(line.to, -1.0, &crossings), ..*line }
        })
        .filter(|line| line.to > line.from)
        .collect()
}

/// The areas that the lines divide the page into: a number for each point of a
/// coarse grid. Cells of a table are such areas; so is all that lies outside.
#[derive(Debug, Clone)]
pub struct Areas {
    width: usize,
    height: usize,
    step: f32,
    area: Vec<u16>,
}

/// The number of the lines themselves.
const WALL: u16 = 0;

impl Areas {
    /// Divides a page of `width` by `height` pixels.
    pub fn of(ruling: &Ruling, width: usize, height: usize, dpi: f32) -> Self {
        // Two grid points to a point of print: finer than any gap between text and line.
        let step = (dpi / 144.0).max(1.0);
        let (w, h) = ((width as f32 / step) as usize + 1, (height as f32 / step) as usize + 1);
        let unknown = u16::MAX;
        let mut area = vec![unknown; w * h];
        for (lines, level) in [(&ruling.across, true), (&ruling.down, false)] {
            for line in lines {
                let across = (line.at / step).round().max(0.0) as usize;
                let from = (line.from / step - 1.0).max(0.0) as usize;
                for along in from..=(line.to / step + 1.0) as usize {
                    let (x, y) = if level { (along, across) } else { (across, along) };
                    if x < w && y < h {
                        area[y * w + x] = WALL;
                    }
                }
            }
        }
        let mut next = WALL;
        let mut queue = Vec::new();
        for start in 0..area.len() {
            if area[start] != unknown {
                continue;
            }
            next = (next + 1).min(unknown - 1);
            area[start] = next;
            queue.push(start);
            while let Some(at) = queue.pop() {
                let (x, y) = (at % w, at / w);
                let around = [
                    (x > 0).then(|| at - 1),
                    (x + 1 < w).then(|| at + 1),
                    (y > 0).then(|| at - w),
                    (y + 1 < h).then(|| at + w),
                ];
                for neighbour in around.into_iter().flatten() {
                    if area[neighbour] == unknown {
                        area[neighbour] = next;
                        queue.push(neighbour);
                    }
                }
            }
        }
        Self { width: w, height: h, step, area }
    }

    /// The area in which most of a box lies.
    pub fn of_box(&self, area: &PixelBox) -> u16 {
        let mut votes: Vec<(u16, u32)> = Vec::new();
        for fy in [0.5, 0.25, 0.75] {
            for fx in [0.5, 0.25, 0.75] {
                let x = area.x0 as f32 + area.width() as f32 * fx;
                let y = area.y0 as f32 + area.height() as f32 * fy;
                let at = self.at(x, y);
                match votes.iter_mut().find(|vote| vote.0 == at) {
                    Some(vote) => vote.1 += 1,
                    None => votes.push((at, 1)),
                }
            }
        }
        let best = votes.iter().filter(|vote| vote.0 != WALL).max_by_key(|vote| vote.1);
        best.map_or(WALL, |vote| vote.0)
    }

    fn at(&self, x: f32, y: f32) -> u16 {
        let (x, y) = ((x / self.step) as usize, (y / self.step) as usize);
        self.area[y.min(self.height - 1) * self.width + x.min(self.width - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::erase::erase;
    use super::super::plane::Gray;
    use super::*;

    fn draw(gray: &mut Gray, area: PixelBox) {
        for y in area.y0..area.y1 {
            gray.data[y * gray.width + area.x0..y * gray.width + area.x1].fill(40);
        }
    }

    /// Two rows, the lower one cut in two, as in `┬` turned over.
    fn table() -> Gray {
        let mut gray = Gray::filled(600, 300, 245);
        for y in [50, 100, 150] {
            draw(&mut gray, PixelBox::new(50, y, 550, y + 2));
        }
        for x in [50, 548] {
            draw(&mut gray, PixelBox::new(x, 50, x + 2, 152));
        }
        draw(&mut gray, PixelBox::new(300, 100, 302, 152));
        gray
    }

    #[test]
    fn a_short_line_stands_where_its_own_ink_is() {
        let mut mask = Mask::empty(200, 200);
        for y in [50, 90] {
            mask.data[y * 200 + 20..y * 200 + 180].fill(true);
        }
        (50..=90).for_each(|y| mask.data[y * 200 + 100] = true);
        let level = |at| Line { at, from: 20.0, to: 180.0, thick: 1.0 };
        // Strokes of the rows around were taken for pieces of it and drew it aside.
        let aside = Line { at: 102.4, from: 40.0, to: 100.0, thick: 1.0 };
        let held = held_upright(&aside, &[level(50.0), level(90.0)], 3.0, &mask);
        let places: Vec<(f32, f32)> = held.iter().map(|line| (line.from, line.to)).collect();
        assert_eq!(places, [(50.0, 90.0)]);
        assert!((held[0].at - 100.0).abs() <= 1.0, "{held:?}");
    }

    #[test]
    fn finds_the_lines_of_a_table_and_its_cells() {
        let gray = table();
        let ruling = find(&gray.ink(25), 144.0);
        assert_eq!((ruling.across.len(), ruling.down.len()), (3, 3));
        let areas = Areas::of(&ruling, gray.width, gray.height, 144.0);
        let at = |x, y| areas.of_box(&PixelBox::new(x, y, x + 4, y + 4));
        assert_eq!(at(100, 70), at(500, 70));
        assert_ne!(at(100, 120), at(500, 120));
        assert_ne!(at(100, 70), at(10, 10));
        assert_eq!(at(590, 290), at(10, 10));
    }

    #[test]
    fn a_broken_line_is_one_line() {
        let mut gray = table();
        for x in [120, 260, 410] {
            for y in 98..104 {
                gray.data[y * 600 + x..y * 600 + x + 7].fill(245);
            }
        }
        assert_eq!(find(&gray.ink(25), 144.0).across.len(), 3);
    }

    #[test]
    fn a_stroke_above_a_short_line_is_not_joined_to_it() {
        let mut gray = table();
        // An upright stroke in the row above the line in the middle, 3 points off.
        draw(&mut gray, PixelBox::new(300, 64, 302, 92));
        let ruling = find(&gray.ink(25), 144.0);
        let middle: Vec<&Line> =
            ruling.down.iter().filter(|line| (line.at - 301.0).abs() < 4.0).collect();
        assert_eq!(middle.len(), 1);
        assert!((middle[0].from - 101.0).abs() < 3.0, "{middle:?}");
    }

    #[test]
    fn strokes_in_a_tight_row_are_no_lines() {
        let mut gray = table();
        for x in (70..280).step_by(30) {
            draw(&mut gray, PixelBox::new(x, 104, x + 3, 147));
        }
        assert_eq!(find(&gray.ink(25), 144.0).down.len(), 3);
    }

    #[test]
    fn a_stroke_right_above_a_short_line_does_not_hide_it() {
        let mut gray = table();
        // The foot of a character in the row above stands on the line in the middle.
        draw(&mut gray, PixelBox::new(300, 80, 302, 99));
        let ruling = find(&gray.ink(25), 144.0);
        let middle: Vec<&Line> =
            ruling.down.iter().filter(|line| (line.at - 301.0).abs() < 4.0).collect();
        assert_eq!(middle.len(), 1);
        assert!((middle[0].from - 101.0).abs() < 3.0, "{middle:?}");
    }

    #[test]
    fn strokes_of_characters_are_no_lines() {
        let mut gray = Gray::filled(600, 300, 245);
        for x in (60..500).step_by(40) {
            draw(&mut gray, PixelBox::new(x, 80, x + 30, 83));
            draw(&mut gray, PixelBox::new(x + 14, 60, x + 17, 92));
        }
        assert_eq!(find(&gray.ink(25), 144.0), Ruling::default());
    }

    #[test]
    fn erasing_leaves_the_text_and_takes_the_lines() {
        let mut gray = table();
        draw(&mut gray, PixelBox::new(100, 60, 110, 90));
        let mut mask = gray.ink(25);
        let ruling = find(&mask, 144.0);
        erase(&mut mask, &mut gray, &ruling);
        assert_eq!(mask.count(&PixelBox::new(0, 0, 600, 300)), 300);
    }
}
