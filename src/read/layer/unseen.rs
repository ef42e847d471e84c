//! Characters of a sound text layer that the page does not show: whoever holds the
//! sheet has not read them.

use crate::document::PageSource;
use crate::layout::{Glyph, InkPage};

/// Leaves them out and counts them. The hidden layer over a picture is what a
/// recogniser read in it, and stays.
pub fn leave_out(page: &mut InkPage) {
    if page.source != PageSource::Text || !page.glyphs.iter().any(|g| g.hidden || g.covered) {
        return;
    }
    let on_picture = |g: &Glyph| {
        let (x, y) = g.bbox.center();
        page.images.iter().any(|image| image.contains(x, y))
    };
    let is_unseen = |g: &Glyph| g.covered || g.hidden && !on_picture(g);
    let (lost, seen): (Vec<Glyph>, Vec<Glyph>) = page.glyphs.drain(..).partition(is_unseen);
    // A letter that is drawn twice, as filling and as outline, is seen.
    let drawn_again = |g: &Glyph| {
        let near = 0.3 * g.size;
        seen.iter().any(|s| {
            s.character == g.character
                && (s.bbox.x0 - g.bbox.x0).abs() <= near
                && (s.bbox.y0 - g.bbox.y0).abs() <= near
        })
    };
    for glyph in lost.iter().filter(|g| g.character.is_alphanumeric() && !drawn_again(g)) {
        match glyph.covered {
            true => page.unseen.covered += 1,
            false => page.unseen.hidden += 1,
        }
    }
    page.glyphs = seen;
}
