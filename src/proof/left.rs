//! Ink that nothing answers for, gathered into places.

use super::SCALE;
use super::canvas::Mask;
use crate::document::Rect;

/// A place with less ink than this (black pixels) is an uneven edge.
const LEAST: f32 = 2.0;
/// Pixels this near belong to one place.
const NEAR: usize = 5;
/// Places of one page that are told one by one.
const MOST: usize = 400;

/// A place with ink that nothing explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The box around it, points.
    pub bbox: Rect,
    /// How much ink, in black pixels.
    pub ink: f32,
}

/// Gathers pixels, each with how far it is from what was understood (0 to 255).
pub fn places(strength: &[u8], width: usize, height: usize) -> Vec<Place> {
    let mut taken = vec![false; strength.len()];
    let mut found = Vec::new();
    let mut waiting = Vec::new();
    for start in 0..strength.len() {
        if strength[start] == 0 || taken[start] {
            continue;
        }
        taken[start] = true;
        waiting.push(start);
        let mut area = [usize::MAX, usize::MAX, 0, 0];
        let mut ink = 0.0;
        while let Some(at) = waiting.pop() {
            let (x, y) = (at % width, at / width);
            area = [area[0].min(x), area[1].min(y), area[2].max(x + 1), area[3].max(y + 1)];
            ink += f32::from(strength[at]) / 255.0;
            for near_y in y.saturating_sub(1)..(y + 2).min(height) {
                for near_x in x.saturating_sub(1)..(x + 2).min(width) {
                    let next = near_y * width + near_x;
                    if strength[next] > 0 && !taken[next] {
                        taken[next] = true;
                        waiting.push(next);
                    }
                }
            }
        }
        if ink >= LEAST {
            found.push((area, ink));
        }
    }
    joined(found)
}

/// Places that nearly touch are one.
fn joined(mut found: Vec<([usize; 4], f32)>) -> Vec<Place> {
    found.sort_by_key(|(area, _)| (area[1], area[0]));
    let mut out: Vec<([usize; 4], f32)> = Vec::new();
    for (area, ink) in found {
        let near = |other: &&mut ([usize; 4], f32)| {
            let o = other.0;
            area[0] <= o[2] + NEAR
                && o[0] <= area[2] + NEAR
                && area[1] <= o[3] + NEAR
                && o[1] <= area[3] + NEAR
        };
        match out.iter_mut().rev().take(64).find(near) {
            Some((known, sum)) => {
                *known = [
                    known[0].min(area[0]),
                    known[1].min(area[1]),
                    known[2].max(area[2]),
                    known[3].max(area[3]),
                ];
                *sum += ink;
            }
            None => out.push((area, ink)),
        }
    }
    let points = |pixels: usize| pixels as f32 / SCALE;
    out.truncate(MOST);
    out.into_iter()
        .map(|([x0, y0, x1, y1], ink)| Place {
            bbox: Rect::new(points(x0), points(y0), points(x1), points(y1)),
            ink,
        })
        .collect()
}

/// Pixels of a mask that a strength is taken from.
pub fn clear(strength: &mut [u8], mask: &Mask) {
    for (value, set) in strength.iter_mut().zip(&mask.set) {
        if *set {
            *value = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_that_touch_are_one_place_and_a_speck_is_none() {
        let (width, height) = (60, 20);
        let mut strength = vec![0u8; width * height];
        for at in 0..10 {
            strength[(5 + at / 2) * width + 10 + at] = 255;
        }
        strength[2 * width + 50] = 200;
        let found = places(&strength, width, height);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].bbox, Rect::new(5.0, 2.5, 10.0, 5.0));
        assert_eq!(found[0].ink, 10.0);
    }
}
