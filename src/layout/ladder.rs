//! Covers of application books: a column of labels, and beside it a column of values on
//! ruled lines. The cells have no borders but that line, and often the label stands at
//! the foot of its cell and the value at its head. The lines tell which belong together.

use super::Glyph;
use super::strokes::Segment;

/// Lines under each other before they are the rows of a cover.
const RULES: usize = 3;
/// How far (points) their ends may be apart.
const ENDS: f32 = 3.0;
/// The shortest such line, and the lowest and highest row, points.
const SHORTEST: f32 = 80.0;
const LOWEST: f32 = 14.0;
const HIGHEST: f32 = 110.0;

/// Lines of a page beyond which it is a drawing and no cover.
const MOST: usize = 400;

/// Sets each label on the first line of its value.
pub fn level(glyphs: &mut [Glyph], loose: &[Segment]) {
    if loose.len() > MOST {
        return;
    }
    for rules in ladders(loose) {
        let mut row = rules[0].at - first_row(&rules);
        for rule in &rules {
            level_row(glyphs, (row, rule.at), rule);
            row = rule.at;
        }
    }
}

/// The height of the first row, above which no line is drawn: that of the others.
fn first_row(rules: &[Segment]) -> f32 {
    let heights = rules.windows(2).map(|pair| pair[1].at - pair[0].at);
    heights.fold(f32::INFINITY, f32::min)
}

/// Lines of one length under each other, no further apart than rows are.
fn ladders(loose: &[Segment]) -> Vec<Vec<Segment>> {
    let mut found: Vec<Vec<Segment>> = Vec::new();
    for segment in loose.iter().filter(|s| s.length() >= SHORTEST) {
        let goes_on = |rules: &&mut Vec<Segment>| {
            rules.last().is_some_and(|last| {
                (last.from - segment.from).abs() <= ENDS
                    && (last.to - segment.to).abs() <= ENDS
                    && (LOWEST..=HIGHEST).contains(&(segment.at - last.at))
            })
        };
        match found.iter_mut().rev().find(goes_on) {
            Some(rules) => rules.push(*segment),
            None => found.push(vec![*segment]),
        }
    }
    found.retain(|rules| rules.len() >= RULES);
    found
}

/// One row: what stands left of its line, and what stands on it.
fn level_row(glyphs: &mut [Glyph], (top, bottom): (f32, f32), rule: &Segment) {
    let within = |g: &Glyph| {
        let (x, y) = g.bbox.center();
        let inside = top < y && y <= bottom + 0.3 * g.size;
        (inside && !g.slanted && !g.vertical && !g.character.is_whitespace()).then_some((x, y))
    };
    let (mut label, mut value, mut other) = (Vec::new(), Vec::new(), false);
    for (at, glyph) in glyphs.iter().enumerate() {
        match within(glyph) {
            Some((x, y)) if x < rule.from => label.push((at, y, glyph.size)),
            Some((x, y)) if x <= rule.to => value.push((y, glyph.size)),
            Some(_) => other = true,
            None => {}
        }
    }
    let lowest = |ys: &mut dyn Iterator<Item = f32>| ys.fold(f32::NEG_INFINITY, f32::max);
    let highest = |ys: &mut dyn Iterator<Item = f32>| ys.fold(f32::INFINITY, f32::min);
    let size = label.iter().map(|(.., size)| *size).fold(0.0, f32::max);
    let (from, upto) = (
        highest(&mut label.iter().map(|(_, y, _)| *y)),
        lowest(&mut label.iter().map(|(_, y, _)| *y)),
    );
    // A label of two lines, or a second pair of columns, is another layout.
    if label.is_empty() || value.is_empty() || other || upto - from > 0.5 * size {
        return;
    }
    let first = highest(&mut value.iter().map(|(y, _)| *y));
    let line = value.iter().filter(|(y, size)| y - first <= 0.5 * size);
    let (sum, count) = line.fold((0.0, 0.0), |(sum, count), (y, _)| (sum + y, count + 1.0));
    let by = sum / count - (from + upto) / 2.0;
    // Beside its first line it stands already.
    if by.abs() < 0.3 * size {
        return;
    }
    for (at, ..) in label {
        if let Some(glyph) = glyphs.get_mut(at) {
            glyph.bbox.y0 += by;
            glyph.bbox.y1 += by;
        }
    }
}
