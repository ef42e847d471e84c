//! Characters of a sound text layer that the page does not show: whoever holds the
//! sheet has not read them.

use crate::document::PageSource;
use crate::layout::{Glyph, InkPage};
use std::collections::HashSet;

/// Equal letters no further apart than about this (points) are one, drawn twice.
const NEAR: f32 = 2.0;
/// Pictures of a page that are looked at.
const PICTURES: usize = 200;

/// Leaves them out and counts them. The hidden layer over a picture is what a
/// recogniser read in it, and stays.
pub fn leave_out(page: &mut InkPage) {
    if page.source != PageSource::Text || !page.glyphs.iter().any(|g| g.hidden || g.covered) {
        return;
    }
    let on_picture = |g: &Glyph| {
        let (x, y) = g.bbox.center();
        page.images.iter().take(PICTURES).any(|image| image.contains(x, y))
    };
    let is_unseen = |g: &Glyph| g.covered || g.hidden && !on_picture(g);
    let (lost, seen): (Vec<Glyph>, Vec<Glyph>) = page.glyphs.drain(..).partition(is_unseen);
    // A letter that is drawn twice, as filling and as outline, is seen.
    let square = |g: &Glyph| ((g.bbox.x0 / NEAR).floor() as i32, (g.bbox.y0 / NEAR).floor() as i32);
    let shown: HashSet<(char, (i32, i32))> =
        seen.iter().map(|g| (g.character, square(g))).collect();
    let drawn_again = |g: &Glyph| {
        let (x, y) = square(g);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        around.into_iter().any(|at| shown.contains(&(g.character, at)))
    };
    for glyph in lost.iter().filter(|g| g.character.is_alphanumeric() && !drawn_again(g)) {
        match glyph.covered {
            true => page.unseen.covered += 1,
            false => page.unseen.hidden += 1,
        }
    }
    page.glyphs = seen;
}
