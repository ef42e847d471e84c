//! How far a scanned page is turned off the upright, from its ruling lines and
//! lines of text.

use super::plane::Mask;

/// The largest angle looked for, degrees.
const MOST: f32 = 6.0;

/// The angle (radians, positive when the page is turned clockwise) by which the
/// ink of a page leans: where its projection onto the vertical is sharpest.
pub fn angle(mask: &Mask) -> f32 {
    let points = sample(mask);
    if points.len() < 200 {
        return 0.0;
    }
    let mut best = search(&points, mask, 0.0, MOST, 0.25);
    best = search(&points, mask, best, 0.25, 0.05);
    best = search(&points, mask, best, 0.05, 0.0125);
    // An angle at the border of the search is no maximum: such a page is not text.
    if best.abs() > MOST - 0.3 { 0.0 } else { best.to_radians() }
}

/// Ink pixels whose upper neighbour is paper: the tops of strokes, which line up
/// sharply along ruling lines and lines of text.
fn sample(mask: &Mask) -> Vec<(f32, f32)> {
    let mut points = Vec::new();
    for y in 1..mask.height {
        let above = mask.row(y - 1, 0, mask.width);
        let here = mask.row(y, 0, mask.width);
        for (x, (&ink, &over)) in here.iter().zip(above).enumerate() {
            if ink && !over {
                points.push((x as f32, y as f32));
            }
        }
    }
    let step = points.len() / 40_000 + 1;
    // A step that does not divide the rows evenly: neighbours must not all be lost.
    points.into_iter().step_by(step).collect()
}

fn search(points: &[(f32, f32)], mask: &Mask, middle: f32, reach: f32, step: f32) -> f32 {
    let count = (reach / step).round() as i32;
    let mut bins = vec![0u32; mask.height + 2 * mask.width / 8 + 2];
    let offset = (mask.width / 8) as f32;
    let centre = mask.width as f32 / 2.0;
    let mut best = (0u64, middle);
    for at in -count..=count {
        let degrees = middle + at as f32 * step;
        let slope = degrees.to_radians().tan();
        bins.fill(0);
        for &(x, y) in points {
            let bin = y - (x - centre) * slope + offset;
            if let Some(bin) = bins.get_mut(bin.max(0.0) as usize) {
                *bin += 1;
            }
        }
        let sharpness: u64 = bins.iter().map(|&n| u64::from(n) * u64::from(n)).sum();
        if sharpness > best.0 || (sharpness == best.0 && degrees.abs() < best.1.abs()) {
            best = (sharpness, degrees);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ocr::plane::Gray;

    fn ruled(width: usize, height: usize) -> Gray {
        let mut gray = Gray::filled(width, height, 255);
        for y in (60..height - 60).step_by(40) {
            for x in 60..width - 60 {
                gray.data[y * width + x] = 0;
                gray.data[(y + 1) * width + x] = 0;
            }
        }
        gray
    }

    #[test]
    fn finds_the_angle_of_a_turned_page_and_turns_it_back() {
        for degrees in [-4.5f32, -1.3, 0.0, 0.4, 3.1] {
            let turned = ruled(800, 1000).rotated(degrees.to_radians());
            let found = angle(&turned.ink(20)).to_degrees();
            assert!((found - degrees).abs() < 0.06, "{degrees} was read as {found}");
        }
    }

    #[test]
    fn an_empty_page_is_upright() {
        assert_eq!(angle(&Mask::empty(500, 500)), 0.0);
    }
}
