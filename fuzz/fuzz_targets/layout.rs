//! Any ink on two pages: each mark is twelve bytes. Free marks are the raw
//! material; those on a coarse grid make what chance seldom does: lines of one
//! length with names and figures between them, and check boxes beside text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shenbao::document::{PageSource, Rect};
use shenbao::layout::{Figure, Glyph, InkPage, Outline, Rule, Shape, figures, lay_out};

/// Steps of the grid, points.
const COLUMN: f32 = 30.0;
const LINE: f32 = 6.0;

fuzz_target!(|data: &[u8]| {
    let mut pages = [1, 2].map(|number| InkPage::blank(number, 595.0, 842.0));
    // Outlines of a path that is not painted yet.
    let mut path: Vec<Outline> = Vec::new();
    for mark in data.chunks_exact(12).take(4000) {
        let page = &mut pages[usize::from(mark[0] & 1)];
        page.source = PageSource::Text;
        let kind = mark[0] >> 1 & 15;
        match kind {
            8 => page.rules.push(Rule { bbox: level(mark) }),
            9 => words(mark, page),
            10 => check_box(mark, page),
            11 => page.figures.push(Figure {
                bbox: free(mark),
                shape: [Shape::Frame, Shape::Ring, Shape::Solid, Shape::Stroke]
                    [usize::from(mark[1] & 3)],
                color: [mark[10], mark[11], mark[10]],
            }),
            12 | 13 => {
                path.push(outline(mark));
                if kind == 13 {
                    let color = [mark[1]; 3];
                    figures(&path, mark[1] & 1 == 0, color, &mut page.figures);
                    path.clear();
                }
            }
            0 | 1 => page.rules.push(Rule { bbox: free(mark) }),
            2 => page.images.push(free(mark)),
            kind => {
                let mut glyph =
                    Glyph::new(character(&mark[10..]), free(mark), f32::from(mark[1]) / 4.0);
                glyph.vertical = kind == 3;
                glyph.slanted = kind == 4;
                glyph.hidden = kind == 5;
                glyph.confidence = if kind == 6 { 0.5 } else { 1.0 };
                page.glyphs.push(glyph);
            }
        }
    }
    shenbao_fuzz::judge(Ok(lay_out(pages.into())));
});

fn number(mark: &[u8], at: usize) -> f32 {
    f32::from(i16::from_le_bytes([mark[at], mark[at + 1]])) / 16.0
}

fn character(bytes: &[u8]) -> char {
    let code = u32::from(u16::from_le_bytes([bytes[0], bytes[1]]));
    char::from_u32(code).unwrap_or('口')
}

/// A box anywhere, of any size.
fn free(mark: &[u8]) -> Rect {
    let [mut x, y, width, height] = [2, 4, 6, 8].map(|at| number(mark, at));
    if mark[0] & 0x80 != 0 {
        // Files can say anything, infinities and not-a-number as well.
        x = f32::from_le_bytes([mark[2], mark[3], mark[4], mark[5]]);
    }
    Rect { x0: x, y0: y, x1: x + width, y1: y + height }
}

/// A line across at a step of the grid, between columns of it.
fn level(mark: &[u8]) -> Rect {
    let y = f32::from(mark[2]) * LINE;
    let from = f32::from(mark[3] & 15) * COLUMN;
    let length = f32::from(1 + (mark[4] & 15)) * COLUMN;
    Rect { x0: from, y0: y, x1: from + length, y1: y + f32::from(mark[5] & 3) / 4.0 }
}

/// Up to sixteen characters in a row, on the grid.
fn words(mark: &[u8], page: &mut InkPage) {
    let size = f32::from(4 + (mark[5] & 15));
    let (x, y) = (f32::from(mark[3] & 31) * COLUMN / 2.0, f32::from(mark[2]) * LINE);
    let narrow = mark[6] & 1 == 1;
    let step = if narrow { size / 2.0 } else { size };
    for nth in 0..u16::from(mark[4] & 15) + 1 {
        let code = u32::from(u16::from_le_bytes([mark[10], mark[11]]).wrapping_add(nth));
        let x = x + step * f32::from(nth);
        let bbox = Rect { x0: x, y0: y, x1: x + step, y1: y + size };
        page.glyphs.push(Glyph::new(char::from_u32(code).unwrap_or('口'), bbox, size));
    }
}

/// A square of a check box, drawn in one of the ways that are met, with or
/// without a mark in it.
fn check_box(mark: &[u8], page: &mut InkPage) {
    let (x, y) = (f32::from(mark[3] & 31) * COLUMN / 2.0, f32::from(mark[2]) * LINE);
    let side = f32::from(3 + (mark[4] & 31));
    let bbox = Rect { x0: x, y0: y, x1: x + side, y1: y + side };
    let figure = |shape, bbox, color| Figure { bbox, shape, color };
    let thin = |x0, y0, x1, y1| Rule { bbox: Rect { x0, y0, x1, y1 } };
    match mark[5] & 3 {
        0 => page.figures.push(figure(Shape::Frame, bbox, [0; 3])),
        1 => page.figures.push(figure(Shape::Ring, bbox, [0; 3])),
        2 => page.figures.push(figure(Shape::Solid, bbox, [mark[10]; 3])),
        _ => page.rules.extend([
            thin(x, y, x + side, y + 0.5),
            thin(x, y + side, x + side, y + side + 0.5),
            thin(x, y, x + 0.5, y + side),
            thin(x + side, y, x + side + 0.5, y + side),
        ]),
    }
    let part = f32::from(mark[7]) / 128.0 * side;
    let inner = Rect { x0: x + 1.0, y0: y + 1.0, x1: x + part, y1: y + part };
    match mark[6] & 3 {
        0 => {}
        1 => page.figures.push(figure(Shape::Stroke, inner, [mark[11]; 3])),
        2 => page.figures.push(figure(Shape::Solid, inner, [mark[11]; 3])),
        _ => page.glyphs.push(Glyph::new('√', inner, side)),
    }
}

/// An outline of up to five corners.
fn outline(mark: &[u8]) -> Outline {
    let (x, y) = (f32::from(mark[2]) * 2.0, f32::from(mark[3]) * 3.0);
    let corner =
        |pair: &[u8]| (x + f32::from(pair[0] & 63) / 2.0, y + f32::from(pair[1] & 63) / 2.0);
    let points = mark[4..12].chunks_exact(2).take(1 + usize::from(mark[1] >> 1 & 7)).map(corner);
    Outline { points: points.collect(), closed: mark[1] & 16 != 0 }
}
