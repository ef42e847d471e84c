//! Characters of a sound text layer that the page does not show: whoever holds the
//! sheet has not read them.

use crate::document::PageSource;
use crate::layout::{Glyph, InkPage};
use crate::value::tick::is_empty_box;
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
    // A box that was filled is chosen: what covers it is looked at with the other boxes.
    let is_box = |g: &Glyph| is_empty_box(g.character) && !g.hidden;
    let is_unseen = |g: &Glyph| g.covered && !is_box(g) || g.hidden && !on_picture(g);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rect;

    fn glyph(character: char, x: f32, hidden: bool) -> Glyph {
        let mut glyph = Glyph::new(character, Rect::new(x, 100., x + 10., 110.), 10.);
        glyph.hidden = hidden;
        glyph
    }

    fn left(glyphs: Vec<Glyph>, images: Vec<Rect>) -> (String, usize) {
        let mut page = InkPage::blank(1, 600., 800.);
        page.source = PageSource::Text;
        (page.glyphs, page.images) = (glyphs, images);
        leave_out(&mut page);
        (page.glyphs.iter().map(|g| g.character).collect(), page.unseen.hidden)
    }

    #[test]
    fn a_letter_filled_in_white_and_outlined_in_black_is_seen() {
        let outlined = vec![glyph('甲', 10., true), glyph('甲', 10.4, false)];
        assert_eq!(left(outlined, vec![]), ("甲".to_owned(), 0));
        let other = vec![glyph('甲', 10., true), glyph('甲', 60., false), glyph('，', 80., true)];
        assert_eq!(left(other, vec![]), ("甲".to_owned(), 1));
    }

    #[test]
    fn the_layer_over_a_picture_stays() {
        let picture = vec![Rect::new(0., 90., 50., 120.)];
        let layer = vec![glyph('甲', 10., true), glyph('乙', 100., true)];
        assert_eq!(left(layer, picture), ("甲".to_owned(), 1));
    }

    /// Every hidden letter was laid beside every letter that is seen, and the page given up.
    #[test]
    fn a_page_full_of_hidden_letters_comes_to_an_end() {
        let row = |hidden: bool| (0..60_000).map(move |n| glyph('甲', 30. * n as f32, hidden));
        let shifted = row(true).map(|mut g| {
            g.bbox.y0 += 50.;
            g
        });
        assert_eq!(left(row(false).chain(shifted).collect(), vec![]).1, 60_000);
    }
}
