//! Whether a red picture has the shape of a seal: a ring, or the frame of a name stamp. Red
//! words, ticks and numbers are pictures like any other.

use crate::document::Pixels;

/// How far the sides of a round seal may be from each other: oval ones are wider than high.
const ROUND: f32 = 1.7;
/// The same of the frame around a name.
const SQUARE: f32 = 1.25;
/// Directions in which the outermost ink is looked for, and the share that must meet the edge.
const RAYS: usize = 48;
const MET: usize = 43;
/// From where to where, of the way to the edge, the outermost ink of a ring or frame lies.
const EDGE: std::ops::RangeInclusive<f32> = 0.86..=1.08;
/// What is darker than this is ink: red is not dark.
const INK: u8 = 215;

/// Whether a picture of red ink is a seal.
pub fn is_seal(pixels: &Pixels) -> bool {
    let plane = &pixels.luma;
    let ink = |x: usize, y: usize| plane.values.get(y * plane.width + x).is_some_and(|v| *v < INK);
    // The box around the ink: a picture may have a margin.
    let mut ends = [usize::MAX, usize::MAX, 0, 0];
    for y in 0..plane.height {
        for x in (0..plane.width).filter(|x| ink(*x, y)) {
            ends = [ends[0].min(x), ends[1].min(y), ends[2].max(x + 1), ends[3].max(y + 1)];
        }
    }
    let [x0, y0, x1, y1] = ends;
    if x1.saturating_sub(x0.min(x1)) < 12 || y1.saturating_sub(y0.min(y1)) < 12 {
        return false;
    }
    let (a, b) = ((x1 - x0) as f32 / 2.0, (y1 - y0) as f32 / 2.0);
    let (cx, cy) = (x0 as f32 + a, y0 as f32 + b);
    let ratio = a.max(b) / a.min(b);
    // How far out the last ink lies in a direction, in shares of the way to an oval edge.
    let outermost = |ray: usize| {
        let angle = ray as f32 / RAYS as f32 * std::f32::consts::TAU;
        let steps = (a.max(b) * 3.0) as usize;
        let at = |step: usize| {
            let share = step as f32 / steps as f32 * 1.45;
            let (x, y) = (cx + share * a * angle.cos(), cy + share * b * angle.sin());
            let inside = x >= 0.0 && y >= 0.0 && (x as usize) < plane.width;
            (inside && ink(x as usize, y as usize)).then_some((share, angle))
        };
        (1..=steps).rev().find_map(at)
    };
    let found: Vec<(f32, f32)> = (0..RAYS).filter_map(outermost).collect();
    let ring = found.iter().filter(|(share, _)| EDGE.contains(share)).count();
    let frame = |(share, angle): &&(f32, f32)| {
        EDGE.contains(&(share * angle.cos().abs().max(angle.sin().abs())))
    };
    let framed = found.iter().filter(frame).count();
    ratio <= ROUND && ring >= MET || ratio <= SQUARE && framed >= MET
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: usize, height: usize, red: impl Fn(f32, f32) -> bool) -> Pixels {
        let mut rgb = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let at = |i: usize, n: usize| (i as f32 + 0.5) / n as f32 * 2.0 - 1.0;
                let ink = red(at(x, width), at(y, height));
                rgb.extend(if ink { [220, 30, 30] } else { [255; 3] });
            }
        }
        Pixels::of_rgb(width, height, &rgb).unwrap()
    }

    #[test]
    fn rings_and_frames_are_seals_and_red_words_are_none() {
        let ring = |x: f32, y: f32| (0.8..0.98).contains(&x.hypot(y)) || x.hypot(y) < 0.2;
        assert!(is_seal(&drawn(120, 120, ring)) && is_seal(&drawn(150, 100, ring)));
        let frame = |x: f32, y: f32| x.abs().max(y.abs()) > 0.9;
        assert!(is_seal(&drawn(60, 60, frame)));
        assert!(!is_seal(&drawn(200, 70, frame)), "a framed word");
        let tick = |x: f32, y: f32| (x - y).abs() < 0.15 || x < 0.0 && (x + y).abs() < 0.15;
        assert!(!is_seal(&drawn(40, 40, tick)));
        let strokes = |x: f32, y: f32| (x * 9.0).sin() > 0.6 && y.abs() < 0.8;
        assert!(!is_seal(&drawn(160, 60, strokes)));
        assert!(!is_seal(&drawn(60, 60, strokes)));
    }
}
