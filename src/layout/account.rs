//! What was read of a page, for the balance of its ink.

use super::{Glyph, InkPage};
use crate::document::{Character, Printed, Rect};

/// The characters of a page that is ready to be laid out.
pub fn of(ink: &InkPage) -> Printed {
    let one = |glyph: &Glyph| Character {
        character: glyph.character,
        bbox: turned_back(glyph.bbox, ink.quarter, (ink.width, ink.height)),
        size: glyph.size,
        hidden: glyph.hidden,
        confidence: glyph.confidence,
    };
    let shown = ink.glyphs.iter().filter(|glyph| !glyph.character.is_whitespace());
    Printed {
        page: ink.number,
        quarter: ink.quarter,
        size: (ink.width, ink.height),
        characters: shown.map(one).collect(),
    }
}

/// A box of a page of that size, which was turned by quarters, on the page as it stood.
fn turned_back(r: Rect, quarter: u8, (width, height): (f32, f32)) -> Rect {
    match quarter % 4 {
        1 => Rect::new(height - r.y1, r.x0, height - r.y0, r.x1),
        2 => Rect::new(width - r.x1, height - r.y1, width - r.x0, height - r.y0),
        3 => Rect::new(r.y0, width - r.x1, r.y1, width - r.x0),
        _ => r,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_of_a_turned_page_go_back_to_where_they_stood() {
        // A line down the right edge of 600 by 800 is the top line of the page turned once.
        let top = Rect::new(10., 10., 110., 20.);
        assert_eq!(turned_back(top, 1, (800., 600.)), Rect::new(580., 10., 590., 110.));
        assert_eq!(turned_back(top, 3, (800., 600.)), Rect::new(10., 690., 20., 790.));
        assert_eq!(turned_back(top, 2, (600., 800.)), Rect::new(490., 780., 590., 790.));
    }
}
