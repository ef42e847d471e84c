//! Whether a picture is a square code for machines (QR): what it says is for no reader.

use crate::document::Pixels;

/// Modules along each side of the codes that are met.
const SIDES: std::ops::RangeInclusive<usize> = 21..=57;
/// Modules of the square in a corner, and those of its 49 that must be as they should.
const CORNER: usize = 7;
const RIGHT: usize = 46;

/// Whether a picture is such a code: three of its corners hold the squares by which it is
/// found, the fourth none.
pub fn is_square_code(pixels: &Pixels) -> bool {
    let plane = &pixels.luma;
    let (low, high) = plane.values.iter().fold((255u8, 0u8), |(l, h), v| (l.min(*v), h.max(*v)));
    if high.saturating_sub(low) < 100 {
        return false;
    }
    let middle = low + (high - low) / 2;
    let dark =
        |x: usize, y: usize| plane.values.get(y * plane.width + x).is_some_and(|v| *v < middle);
    // The box around its ink: codes have a quiet margin.
    let mut ends = [usize::MAX, usize::MAX, 0, 0];
    for y in 0..plane.height {
        for x in (0..plane.width).filter(|x| dark(*x, y)) {
            ends = [ends[0].min(x), ends[1].min(y), ends[2].max(x + 1), ends[3].max(y + 1)];
        }
    }
    let [x0, y0, x1, y1] = ends;
    let (width, height) = (x1.saturating_sub(x0.min(x1)), y1.saturating_sub(y0.min(y1)));
    let square = width.abs_diff(height) * 20 <= width;
    if !square || width < *SIDES.start() * 2 {
        return false;
    }
    let module = |count: usize, column: usize, row: usize| {
        let at =
            |from: usize, side: usize, index: usize| from + (2 * index + 1) * side / (2 * count);
        dark(at(x0, width, column), at(y0, height, row))
    };
    SIDES.step_by(4).any(|count| {
        let corner = |left: usize, top: usize| {
            let cells = (0..CORNER).flat_map(|row| (0..CORNER).map(move |column| (column, row)));
            let right = cells.filter(|(column, row)| {
                let off = column.abs_diff(3).max(row.abs_diff(3));
                module(count, left + column, top + row) == (off != 2)
            });
            right.count() >= RIGHT
        };
        let far = count - CORNER;
        corner(0, 0) && corner(far, 0) && corner(0, far) && !corner(far, far)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(count: usize, scale: usize, corners: [bool; 4]) -> Pixels {
        let far = count - CORNER;
        let places = [(0, 0), (far, 0), (0, far), (far, far)];
        let dark = |x: usize, y: usize| {
            for ((left, top), _) in places.iter().zip(corners).filter(|(_, on)| *on) {
                let near = (left.saturating_sub(1)..left + 8).contains(&x)
                    && (top.saturating_sub(1)..top + 8).contains(&y);
                if near {
                    let off =
                        (x as i32 - *left as i32 - 3).abs().max((y as i32 - *top as i32 - 3).abs());
                    return off == 3 || off < 2;
                }
            }
            (x * 7 + y * 13 + x * y).is_multiple_of(3)
        };
        let side = count * scale + 8;
        let mut rgb = Vec::new();
        for y in 0..side {
            for x in 0..side {
                let inside = (4..side - 4).contains(&x) && (4..side - 4).contains(&y);
                let ink = inside && dark((x - 4.min(x)) / scale, (y - 4.min(y)) / scale);
                rgb.extend([if ink { 0 } else { 255 }; 3]);
            }
        }
        Pixels::of_rgb(side, side, &rgb).unwrap()
    }

    #[test]
    fn a_code_is_known_by_its_three_corners() {
        assert!(is_square_code(&code(25, 5, [true, true, true, false])));
        assert!(is_square_code(&code(33, 3, [true, true, true, false])));
        assert!(!is_square_code(&code(25, 5, [true; 4])));
        assert!(!is_square_code(&code(25, 5, [true, true, false, false])));
    }
}
