//! Pictures of a document, as far as a comparison needs them: where they stand
//! and what they show.

use super::Place;
use std::sync::Arc;

/// Cells across and down of a picture's colours.
pub const TINTS: usize = 16;
/// Pixels of a picture that are kept; a page of text stays legible in them.
const KEPT: u64 = 1 << 19;

/// A picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// Where it stands; a page of 0 in formats without pages.
    pub place: Place,
    /// Width as shown, points; 0 when unknown.
    pub width: f32,
    /// Height as shown, points; 0 when unknown.
    pub height: f32,
    /// It belongs to a page header or footer.
    pub running: bool,
    /// What stands in front of it, where the format has no pages and keeps pictures in the text.
    pub before: Option<Before>,
    /// What it shows; none when its bytes are not at hand.
    pub look: Option<Arc<Look>>,
}

/// The end of the text in front of a picture: it tells on which word or in which cell of a
/// table the picture stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Before {
    /// The last letters and digits.
    pub text: String,
    /// Cells that ended since.
    pub cells: usize,
    /// The picture is laid over the page, and only hangs on this place.
    pub floats: bool,
}

impl Before {
    /// Letters and digits that are kept.
    const KEPT: usize = 24;

    /// Takes the text that comes next.
    pub fn push(&mut self, text: &str) {
        let last = text.chars().rev().filter(|c| c.is_alphanumeric()).take(Self::KEPT);
        let last: Vec<char> = last.collect();
        if last.is_empty() {
            return;
        }
        self.cells = 0;
        self.text.extend(last.iter().rev());
        let more = self.text.chars().count().saturating_sub(Self::KEPT);
        if let Some((at, _)) = self.text.char_indices().nth(more).filter(|_| more > 0) {
            self.text.drain(..at);
        }
    }

    /// A cell of a table ends.
    pub fn end_cell(&mut self) {
        self.cells += 1;
    }
}

/// What a picture shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Hash of its bytes as stored, and of how they are cut.
    pub digest: [u8; 32],
    /// What its bytes decode to; none for drawings (EMF, WMF, SVG) and damaged ones.
    pub pixels: Option<Pixels>,
}

/// The pixels of a picture, made smaller.
#[derive(Debug, Clone, PartialEq)]
pub struct Pixels {
    /// Brightness.
    pub luma: Plane,
    /// Blue and red difference, [`TINTS`] by [`TINTS`] cells.
    pub tints: Vec<[u8; 2]>,
    /// Share of what is not white that is red: a seal has nearly nothing else.
    pub red: f32,
    /// Share of the picture that is not white.
    pub inked: f32,
}

/// One value a pixel, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// The values.
    pub values: Vec<u8>,
}

impl Pixels {
    /// Of rows of red, green and blue. None if the rows do not fill the size.
    pub fn of_rgb(width: usize, height: usize, rgb: &[u8]) -> Option<Self> {
        if width == 0 || height == 0 || rgb.len() < width.checked_mul(height)?.checked_mul(3)? {
            return None;
        }
        let mut luma = Vec::with_capacity(width * height);
        let mut sums = vec![[0f64; 3]; TINTS * TINTS];
        let (mut inked, mut red) = (0usize, 0usize);
        for (y, row) in rgb.chunks_exact(width * 3).take(height).enumerate() {
            let down = y * TINTS / height * TINTS;
            for (x, pixel) in row.chunks_exact(3).enumerate() {
                let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(i32::from);
                let brightness = (299 * r + 587 * g + 114 * b) / 1000;
                luma.push(brightness as u8);
                if r.min(g).min(b) < 225 {
                    inked += 1;
                    red += usize::from(r - g.max(b) > 30);
                }
                if let Some(sum) = sums.get_mut(down + x * TINTS / width) {
                    sum[0] += f64::from(b - brightness);
                    sum[1] += f64::from(r - brightness);
                    sum[2] += 1.0;
                }
            }
        }
        let tint = |sum: f64, count: f64| (128.0 + sum / count.max(1.0) / 2.0).clamp(0.0, 255.0);
        let tints = sums.iter().map(|[b, r, n]| [tint(*b, *n) as u8, tint(*r, *n) as u8]).collect();
        let luma = Plane { width, height, values: luma };
        let scale = (KEPT as f64 / (width as f64 * height as f64)).sqrt().min(1.0);
        let kept = |length: usize| ((length as f64 * scale).round() as usize).max(1);
        let luma = luma.shrunk(kept(width), kept(height));
        let whole = (width * height) as f32;
        Some(Self {
            luma,
            tints,
            red: red as f32 / inked.max(1) as f32,
            inked: inked as f32 / whole,
        })
    }
}

impl Pixels {
    /// Turned counter-clockwise by quarters.
    pub fn turned(&self, quarters: u8) -> Self {
        let cell = |value: &[u8; 2]| *value;
        let (tints, ..) = turned(&self.tints, TINTS, TINTS, quarters, cell);
        let (values, width, height) =
            turned(&self.luma.values, self.luma.width, self.luma.height, quarters, |v| *v);
        Self { luma: Plane { width, height, values }, tints, ..*self }
    }
}

impl Pixels {
    /// Mirrored across (left is right), down, or both.
    pub fn mirrored(&self, [across, down]: [bool; 2]) -> Self {
        fn seen<T: Copy>(cells: &[T], width: usize, across: bool, down: bool) -> Vec<T> {
            let mut rows: Vec<&[T]> = cells.chunks_exact(width.max(1)).collect();
            if down {
                rows.reverse();
            }
            let one = |row: &[T]| -> Vec<T> {
                if across { row.iter().rev().copied().collect() } else { row.to_vec() }
            };
            rows.into_iter().flat_map(one).collect()
        }
        let (width, height) = (self.luma.width, self.luma.height);
        let values = seen(&self.luma.values, width, across, down);
        let tints = seen(&self.tints, TINTS, across, down);
        Self { luma: Plane { width, height, values }, tints, ..*self }
    }
}

/// Cells turned counter-clockwise by quarters, with their new width and height.
fn turned<T, U>(
    cells: &[T],
    width: usize,
    height: usize,
    quarters: u8,
    cell: impl Fn(&T) -> U,
) -> (Vec<U>, usize, usize) {
    let (w, h) = if quarters % 2 == 1 { (height, width) } else { (width, height) };
    let from = |x: usize, y: usize| match quarters % 4 {
        0 => y * width + x,
        1 => x * width + (width - 1 - y),
        2 => (height - 1 - y) * width + (width - 1 - x),
        _ => (height - 1 - x) * width + y,
    };
    let all = (0..h).flat_map(|y| (0..w).map(move |x| (x, y)));
    (all.filter_map(|(x, y)| cells.get(from(x, y)).map(&cell)).collect(), w, h)
}

impl Plane {
    /// A smaller plane: each of its pixels is the mean of what it covers. A side
    /// that would grow stays as it is.
    pub fn shrunk(&self, width: usize, height: usize) -> Self {
        let (width, height) =
            (width.clamp(1, self.width.max(1)), height.clamp(1, self.height.max(1)));
        if (width, height) == (self.width, self.height) || self.values.is_empty() {
            return self.clone();
        }
        let across = shares(self.width, width);
        let down = shares(self.height, height);
        let mut sums = vec![0f32; width * height];
        let mut line = vec![0f32; width];
        for (row, (first, share)) in self.values.chunks_exact(self.width).zip(&down) {
            line.fill(0.0);
            for (value, (at, share)) in row.iter().zip(&across) {
                let value = f32::from(*value);
                line[*at] += value * share;
                if *share < 1.0 && at + 1 < width {
                    line[at + 1] += value * (1.0 - share);
                }
            }
            let below = (first + 1) * width;
            for (sum, value) in sums[first * width..below].iter_mut().zip(&line) {
                *sum += value * share;
            }
            if *share < 1.0 && first + 1 < height {
                for (sum, value) in sums[below..below + width].iter_mut().zip(&line) {
                    *sum += value * (1.0 - share);
                }
            }
        }
        let area = (self.width as f32 / width as f32) * (self.height as f32 / height as f32);
        let values = sums.iter().map(|sum| (sum / area).round().clamp(0.0, 255.0) as u8).collect();
        Self { width, height, values }
    }
}

/// For each of `from` pixels the first of `to` pixels that it falls into, and
/// which share of it falls there.
fn shares(from: usize, to: usize) -> Vec<(usize, f32)> {
    let scale = to as f64 / from as f64;
    (0..from)
        .map(|at| {
            let (start, end) = (at as f64 * scale, (at + 1) as f64 * scale);
            let first = (start + 1e-9).floor();
            let share = ((first + 1.0 - start) / (end - start)).min(1.0);
            ((first as usize).min(to - 1), share as f32)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smaller_plane_keeps_the_mean_of_what_it_covers() {
        let plane = Plane { width: 4, height: 2, values: vec![0, 100, 200, 200, 0, 100, 200, 200] };
        assert_eq!(plane.shrunk(2, 1).values, [50, 200]);
        // Three pixels into two: the middle one is shared.
        let plane = Plane { width: 3, height: 1, values: vec![0, 90, 180] };
        assert_eq!(plane.shrunk(2, 1).values, [30, 150]);
        assert_eq!(plane.shrunk(9, 9), plane);
    }

    #[test]
    fn quarters_turn_counter_clockwise() {
        let turn = |quarters| turned(&[1, 2, 3, 4, 5, 6], 3, 2, quarters, |v| *v);
        assert_eq!(turn(1), (vec![3, 6, 2, 5, 1, 4], 2, 3));
        assert_eq!(turn(2), (vec![6, 5, 4, 3, 2, 1], 3, 2));
        assert_eq!(turn(3), (vec![4, 1, 5, 2, 6, 3], 2, 3));
    }

    #[test]
    fn red_ink_is_counted_apart_from_white_paper() {
        let rgb = [[255, 255, 255], [200, 20, 20], [255, 255, 255], [20, 20, 20]].concat();
        let pixels = Pixels::of_rgb(2, 2, &rgb).unwrap();
        assert_eq!((pixels.red, pixels.inked), (0.5, 0.5));
        assert!(Pixels::of_rgb(2, 2, &rgb[3..]).is_none());
    }
}
