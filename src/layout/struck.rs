//! Text that is struck through: a short line through the middle of its characters.
//! Whether it counts is for a person to say.

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

/// Whether any text of the page is struck through.
pub fn is_struck(ink: &InkPage) -> bool {
    if ink.source == PageSource::Ocr {
        return false;
    }
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
