//! Any ink on two pages: each mark is twelve bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::document::Rect;
use shenbao::layout::{Glyph, InkPage, Rule, lay_out};

fuzz_target!(|data: &[u8]| {
    let mut pages = [1, 2].map(|number| InkPage::blank(number, 595.0, 842.0));
    for mark in data.chunks_exact(12).take(4000) {
        let place = |at: usize| i16::from_le_bytes([mark[at], mark[at + 1]]);
        let mut sides = [2, 4, 6, 8].map(|at| f32::from(place(at)) / 16.0);
        if mark[0] & 0x80 != 0 {
            // Files can say anything, infinities and not-a-number as well.
            sides[0] = f32::from_le_bytes([mark[2], mark[3], mark[4], mark[5]]);
        }
        let [x, y, width, height] = sides;
        let bbox = Rect { x0: x, y0: y, x1: x + width, y1: y + height };
        let page = &mut pages[usize::from(mark[0] & 1)];
        match mark[0] >> 1 & 7 {
            0 | 1 => page.rules.push(Rule { bbox }),
            2 => page.images.push(bbox),
            kind => {
                let code = u32::from(u16::from_le_bytes([mark[10], mark[11]]));
                let character = char::from_u32(code).unwrap_or('口');
                let mut glyph = Glyph::new(character, bbox, f32::from(mark[1]) / 4.0);
                glyph.vertical = kind == 3;
                glyph.slanted = kind == 4;
                page.glyphs.push(glyph);
            }
        }
    }
    shenbao_fuzz::judge(Ok(lay_out(pages.into())));
});
