//! Ink of a colour of its own (a pen, a stamp) on a page that is printed black: what was
//! written, ticked or struck out by hand shows by its colour, though it touches the print.

use super::plane::{Mask, Piece, PixelBox};
use image::RgbImage;

/// How far the parts of a colour lie apart beyond those of the paper, and how dark its
/// darkest is at most.
const APART: i32 = 58;
const DARK: u8 = 175;
/// Dots an inch in which pens are looked for.
const FINE: f32 = 100.0;
/// Pens of one page that are looked at.
const MOST: usize = 4_000;

/// The pieces of coloured ink, in pixels of the picture; `dpi` is its resolution.
pub fn find(rgb: &RgbImage, dpi: f32) -> Vec<Piece> {
    let step = (dpi / FINE).round().max(1.0) as usize;
    let (width, height) = (rgb.width() as usize / step, rgb.height() as usize / step);
    let paper = paper(rgb);
    let mut mask = Mask::empty(width, height);
    let raw = rgb.as_raw();
    let row = rgb.width() as usize * 3;
    for y in 0..height {
        for x in 0..width {
            let mut hits = 0;
            for sy in 0..step {
                let at = (y * step + sy) * row + x * step * 3;
                let pixels = raw.get(at..at + 3 * step).unwrap_or_default();
                hits += pixels.chunks_exact(3).filter(|p| is_coloured(p, paper)).count();
            }
            mask.data[y * width + x] = hits * 3 >= step * step;
        }
    }
    let back = |piece: &Piece| Piece {
        area: PixelBox::new(
            piece.area.x0 * step,
            piece.area.y0 * step,
            piece.area.x1 * step,
            piece.area.y1 * step,
        ),
        pixels: piece.pixels * step * step,
    };
    mask.pieces(MOST).iter().map(back).collect()
}

/// How far the parts of the paper's own colour lie apart: the median of a sample.
fn paper(rgb: &RgbImage) -> i32 {
    let step = (rgb.as_raw().len() / 3 / 20_000).max(1);
    let mut all: Vec<i32> = rgb.as_raw().chunks_exact(3).step_by(step).map(spread).collect();
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or(0)
}

fn spread(pixel: &[u8]) -> i32 {
    let parts = [pixel[0], pixel[1], pixel[2]].map(i32::from);
    parts.iter().max().unwrap_or(&0) - parts.iter().min().unwrap_or(&0)
}

fn is_coloured(pixel: &[u8], paper: i32) -> bool {
    let least = pixel[0].min(pixel[1]).min(pixel[2]);
    least <= DARK && spread(pixel) >= paper + APART
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_blue_stroke_is_found_and_black_print_on_tinted_paper_is_not() {
        let page = |blue: bool| {
            RgbImage::from_fn(400, 300, |x, y| match () {
                () if blue && (150..154).contains(&y) && (50..120).contains(&x) => {
                    Rgb([50, 60, 170])
                }
                () if (100..120).contains(&y) && x % 10 < 4 => Rgb([40, 38, 36]),
                () => Rgb([245, 240, 220]),
            })
        };
        assert!(find(&page(false), 200.0).is_empty());
        let found = find(&page(true), 200.0);
        assert_eq!(found.len(), 1);
        assert!(found[0].area.overlaps(&PixelBox::new(60, 150, 110, 154)));
    }
}
