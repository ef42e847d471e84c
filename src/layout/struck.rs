//! Text that is struck through by a short line through the middle of its characters, or
//! crossed out by leaning strokes. Whether it counts is for a person to say.

use super::{Glyph, InkPage};
use crate::document::{PageSource, Rect};

/// Thicker lines (points) are bars.
const THICKEST: f32 = 2.5;
/// Where a line strikes a character, as parts of its height from the top.
const MIDDLE: std::ops::Range<f32> = 0.32..0.78;
/// How far a line may reach beyond the text that it strikes, in em.
const BEYOND: f32 = 0.7;
/// Lines of a page that are looked at.
const MOST: usize = 4_000;
/// Characters that one of two crossing strokes passes through, and a stroke alone.
const CROSSED: usize = 2;
const PASSED: usize = 4;
/// The part of a character's size from its middle that is passed through.
const CORE: f32 = 0.25;
/// Strokes that are laid across each other.
const STROKES: usize = 300;
/// Strokes and characters laid upon each other on one page.
const PAIRS: usize = 40_000_000;

/// Whether any text of the page is struck through.
pub fn is_struck(ink: &InkPage) -> bool {
    if ink.source == PageSource::Ocr {
        return false;
    }
    is_struck_through(ink) || is_crossed_out(ink)
}

/// Whether a leaning stroke, or two that cross each other, run through text.
fn is_crossed_out(ink: &InkPage) -> bool {
    let words: Vec<&Glyph> = ink
        .glyphs
        .iter()
        .filter(|g| !g.slanted && !g.hidden && g.character.is_alphanumeric())
        .collect();
    let mut crossing: Vec<&Stroke> = Vec::new();
    let strokes = MOST.min(PAIRS / words.len().max(1));
    for stroke in ink.slants.iter().take(strokes) {
        let passed = words.iter().filter(|g| passes(stroke, g)).take(PASSED).count();
        if passed >= PASSED
            || passed >= CROSSED && crossing.iter().any(|other| cross(stroke, other))
        {
            return true;
        }
        if passed >= CROSSED && crossing.len() < STROKES {
            crossing.push(stroke);
        }
    }
    false
}

type Stroke = [(f32, f32); 2];

/// Whether a stroke runs through the middle of a character.
fn passes([from, to]: &Stroke, glyph: &Glyph) -> bool {
    let b = &glyph.bbox;
    let outside = from.0.max(to.0) < b.x0
        || from.0.min(to.0) > b.x1
        || from.1.max(to.1) < b.y0
        || from.1.min(to.1) > b.y1;
    if outside {
        return false;
    }
    let (x, y) = b.center();
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(0.1);
    let along = ((x - from.0) * dx + (y - from.1) * dy) / (length * length);
    let away = (dx * (y - from.1) - dy * (x - from.0)).abs() / length;
    (0.0..=1.0).contains(&along) && away <= CORE * glyph.size
}

/// Whether two strokes cross each other between their ends.
fn cross([a, b]: &Stroke, [c, d]: &Stroke) -> bool {
    let side = |p: &(f32, f32), q: &(f32, f32), r: &(f32, f32)| {
        (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn is_struck_through(ink: &InkPage) -> bool {
    let is_flat =
        |b: &Rect| b.height() <= THICKEST && b.width() > 2.0 * b.height() && b.width() >= 3.0;
    let flat = ink.rules.iter().map(|rule| rule.bbox).filter(is_flat);
    let lines: Vec<_> = flat.take(MOST).collect();
    if lines.is_empty() {
        return false;
    }
    let upright =
        |g: &&Glyph| !g.vertical && !g.slanted && !g.hidden && !g.character.is_whitespace();
    let mut glyphs: Vec<&Glyph> = ink.glyphs.iter().filter(upright).collect();
    glyphs.sort_by(|a, b| a.bbox.center().1.total_cmp(&b.bbox.center().1));
    let tallest = glyphs.iter().map(|g| g.bbox.height()).fold(0.0, f32::max);
    lines.iter().any(|line| {
        let (_, y) = line.center();
        let first = glyphs.partition_point(|g| g.bbox.center().1 < y - tallest);
        let near = glyphs[first..].iter().take_while(|g| g.bbox.center().1 <= y + tallest);
        let struck: Vec<&&Glyph> = near
            .filter(|g| {
                let (x, _) = g.bbox.center();
                let height = g.bbox.height().max(1.0);
                line.x0 <= x && x <= line.x1 && MIDDLE.contains(&((y - g.bbox.y0) / height))
            })
            .collect();
        let left = struck.iter().map(|g| g.bbox.x0).fold(f32::INFINITY, f32::min);
        let right = struck.iter().map(|g| g.bbox.x1).fold(f32::NEG_INFINITY, f32::max);
        let size = struck.iter().map(|g| g.size).fold(0.0, f32::max);
        let words = struck.iter().any(|g| g.character.is_alphanumeric());
        words && left - line.x0 <= BEYOND * size && line.x1 - right <= BEYOND * size
    })
}
