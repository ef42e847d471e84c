//! Whether two pictures show the same, however each was packed: the bytes decide,
//! else the pixels, brought to one size and compared window by window.

use crate::document::{Look, Pixels, Plane};

/// What can be said of two pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same bytes.
    Same,
    /// The same pixels, packed or scaled anew.
    Repacked,
    /// Alike as a whole, not in some place.
    Alike,
    /// Two pictures.
    Different,
    /// One of them has no pixels to be judged by.
    Unknown,
}

/// Side of the windows.
const WINDOW: usize = 4;
/// What packing anew changes at most in a window and on the whole, in steps of 255.
const IN_WINDOW: u32 = 26;
const ON_THE_WHOLE: f64 = 6.0;
/// Steps by which colours may differ.
const IN_TINT: i32 = 14;
/// How far the sides may be stretched against each other.
const STRETCH: f64 = 0.04;
/// Pictures that were scaled down to less than this share of the other's sides hide what changed.
const SCALED: f64 = 0.3;
/// Unless as many pixels an inch are left where both are shown in one size: more cannot be
/// seen on the paper either.
const SHARP: f64 = 150.0;
/// Cells across and down of the first look.
const COARSE: usize = 16;
/// Mean steps of the first look from which on two pictures are two.
const COARSE_STEPS: f64 = 18.0;

/// A picture with its first look.
pub struct Judged<'a> {
    look: &'a Look,
    /// Width and height (points) as the page shows it, where it says so.
    shown: Option<[f64; 2]>,
    coarse: Option<Plane>,
}

impl<'a> Judged<'a> {
    /// Prepares a picture to be judged against many.
    pub fn of(look: &'a Look, [width, height]: [f32; 2]) -> Self {
        let shown = (width > 0.0 && height > 0.0).then(|| [f64::from(width), f64::from(height)]);
        let coarse = look.pixels.as_ref().map(|pixels| pixels.luma.shrunk(COARSE, COARSE));
        Self { look, shown, coarse }
    }

    /// Whether both are stored alike to the last byte.
    pub fn is(&self, other: &Self) -> bool {
        self.look.digest == other.look.digest
    }

    /// Whether a closer look is worth its time.
    pub fn resembles(&self, other: &Self) -> bool {
        match (&self.coarse, &other.coarse) {
            (Some(a), Some(b)) => a.values.len() == b.values.len() && mean(a, b) <= COARSE_STEPS,
            _ => false,
        }
    }

    /// Judges two pictures.
    pub fn likeness(&self, other: &Self) -> Likeness {
        match (&self.look.pixels, &other.look.pixels) {
            _ if self.is(other) => Likeness::Same,
            (Some(a), Some(b)) if self.resembles(other) => {
                of_pixels(a, b, Shown::of(self.shown, other.shown))
            }
            (Some(_), Some(_)) => Likeness::Different,
            _ => Likeness::Unknown,
        }
    }
}

/// How two pictures are shown beside each other.
#[derive(Debug, Clone, Copy)]
struct Shown {
    /// In one shape: printing may have stretched the pixels of one to it.
    alike: bool,
    /// In one size (points): what of it can be seen is the same.
    size: Option<[f64; 2]>,
}

impl Shown {
    fn of(a: Option<[f64; 2]>, b: Option<[f64; 2]>) -> Self {
        let Some((a, b)) = a.zip(b) else { return Self { alike: false, size: None } };
        let near = |a: f64, b: f64| (a / b - 1.0).abs() <= STRETCH;
        let same = near(a[0], b[0]) && near(a[1], b[1]);
        Self { alike: near(a[0] / a[1], b[0] / b[1]), size: same.then_some(a) }
    }

    /// Whether so many pixels show all that a page of that size lets see.
    fn is_sharp(self, width: usize, height: usize) -> bool {
        self.size.is_some_and(|[across, down]| {
            let fine = |pixels: usize, points: f64| pixels as f64 >= SHARP * points / 72.0;
            fine(width, across) && fine(height, down)
        })
    }
}

fn of_pixels(a: &Pixels, b: &Pixels, shown: Shown) -> Likeness {
    let (la, lb) = (&a.luma, &b.luma);
    // The sides are whole pixels: a small picture may be off by one.
    let (wide, high) = (la.width as f64 / lb.width as f64, la.height as f64 / lb.height as f64);
    let least = la.width.min(lb.width).min(la.height).min(lb.height).max(1) as f64;
    if !shown.alike && (wide / high - 1.0).abs() > STRETCH + 1.0 / least {
        return Likeness::Different;
    }
    let (width, height) = (la.width.min(lb.width), la.height.min(lb.height));
    let share = (width as f64 / la.width.max(lb.width) as f64)
        .min(height as f64 / la.height.max(lb.height) as f64);
    let tints = a.tints.iter().flatten().zip(b.tints.iter().flatten());
    let tinted = tints.map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).max().unwrap_or(0);
    if share < SCALED && !shown.is_sharp(width, height) || tinted > IN_TINT {
        return Likeness::Alike;
    }
    let (a, b) = (la.shrunk(width, height), lb.shrunk(width, height));
    let same = |a: &Plane, b: &Plane| mean(a, b) <= ON_THE_WHOLE && worst_window(a, b) <= IN_WINDOW;
    if same(&a, &b) || offsets(la, lb).iter().any(|(a, b)| same(a, b)) {
        Likeness::Repacked
    } else {
        Likeness::Alike
    }
}

/// Two planes that are of one size but for a pixel, laid on each other one pixel off in
/// each way: a picture that was cut is cut to whole pixels, here by one and there by another.
fn offsets(a: &Plane, b: &Plane) -> Vec<(Plane, Plane)> {
    let near = a.width.abs_diff(b.width) <= 1 && a.height.abs_diff(b.height) <= 1;
    let (width, height) = (a.width.min(b.width), a.height.min(b.height));
    if !near || width < 8 * WINDOW || height < 8 * WINDOW {
        return Vec::new();
    }
    let cut = |plane: &Plane, x: usize, y: usize, width: usize, height: usize| {
        let row = |row: usize| {
            let start = row * plane.width + x;
            plane.values.get(start..start + width).unwrap_or_default().iter().copied()
        };
        Plane { width, height, values: (y..y + height).flat_map(row).collect() }
    };
    // Where each begins along one side, and how long both are.
    let along = |a: usize, b: usize| -> Vec<(usize, usize, usize)> {
        let starts = [(0usize, 0usize), (1, 0), (0, 1)];
        starts.iter().map(|(from, to)| (*from, *to, (a - from).min(b - to))).collect()
    };
    let mut out = Vec::new();
    for (ax, bx, width) in along(a.width, b.width) {
        for (ay, by, height) in along(a.height, b.height) {
            out.push((cut(a, ax, ay, width, height), cut(b, bx, by, width, height)));
        }
    }
    out
}

/// The mean difference of two planes of one size.
fn mean(a: &Plane, b: &Plane) -> f64 {
    let sum: u64 = a.values.iter().zip(&b.values).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.values.len().min(b.values.len()).max(1) as f64
}

/// The largest mean difference in any window, signs kept: a line that moved by a
/// part of a pixel evens out, a stroke that came or went does not.
fn worst_window(a: &Plane, b: &Plane) -> u32 {
    let (width, height) = (a.width, a.height);
    let (across, down) = (WINDOW.min(width), WINDOW.min(height));
    let at = |x: usize, y: usize| {
        let i = y * width + x;
        match (a.values.get(i), b.values.get(i)) {
            (Some(a), Some(b)) => i32::from(*a) - i32::from(*b),
            _ => 0,
        }
    };
    let mut columns = vec![0i32; width];
    let mut worst = 0u32;
    for y in 0..height {
        for (x, sum) in columns.iter_mut().enumerate() {
            *sum += at(x, y);
            if y >= down {
                *sum -= at(x, y - down);
            }
        }
        if y + 1 < down {
            continue;
        }
        let mut window = 0i32;
        for x in 0..width {
            window += columns[x];
            if x >= across {
                window -= columns[x - across];
            }
            if x + 1 >= across {
                worst = worst.max(window.unsigned_abs());
            }
        }
    }
    worst / (across * down).max(1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stripes and a block of strokes, as a certificate has.
    fn picture(side: usize, changed: bool) -> Look {
        let mut rgb = Vec::new();
        for y in 0..side {
            for x in 0..side {
                let (u, v) = (x * 100 / side, y * 100 / side);
                let stroke = (20..60).contains(&u) && v % 10 < 2 && u % 7 < 4;
                let digit = changed && (70..73).contains(&u) && (40..48).contains(&v);
                let value = if stroke || digit { 20 } else { 240 };
                rgb.extend([value, value, value]);
            }
        }
        let digest = [u8::from(changed) + side as u8; 32];
        Look { digest, pixels: Pixels::of_rgb(side, side, &rgb) }
    }

    fn of(a: &Look, b: &Look) -> Likeness {
        Judged::of(a, [0.0; 2]).likeness(&Judged::of(b, [0.0; 2]))
    }

    #[test]
    fn the_same_picture_in_another_size_is_the_same() {
        assert_eq!(of(&picture(200, false), &picture(200, false)), Likeness::Same);
        assert_eq!(of(&picture(400, false), &picture(200, false)), Likeness::Repacked);
    }

    #[test]
    fn pixels_stretched_to_the_shape_that_is_shown() {
        let narrow = |look: &Look| {
            let pixels = look.pixels.as_ref().map(|pixels| Pixels {
                luma: pixels.luma.shrunk(pixels.luma.width / 2, pixels.luma.height),
                ..pixels.clone()
            });
            Look { digest: [7; 32], pixels }
        };
        let (own, other) = (picture(200, false), narrow(&picture(200, false)));
        assert_eq!(of(&own, &other), Likeness::Different);
        let judge = |look| Judged::of(look, [90.0, 45.0]);
        assert_eq!(judge(&own).likeness(&judge(&other)), Likeness::Repacked);
        assert_eq!(judge(&own).likeness(&judge(&narrow(&picture(200, true)))), Likeness::Alike);
    }

    /// A signature of a thousand pixels, printed two centimetres wide.
    #[test]
    fn what_a_small_print_can_show_is_enough() {
        let small = |look: Look, side: usize| {
            let pixels =
                look.pixels.map(|pixels| Pixels { luma: pixels.luma.shrunk(side, side), ..pixels });
            Look { digest: [side as u8; 32], pixels }
        };
        let large = picture(700, false);
        let judge = |a: &Look, b: &Look, a_wide: f32| {
            Judged::of(a, [a_wide; 2]).likeness(&Judged::of(b, [60.0; 2]))
        };
        assert_eq!(judge(&large, &small(picture(700, false), 140), 60.0), Likeness::Repacked);
        assert_eq!(judge(&large, &small(picture(700, true), 140), 60.0), Likeness::Alike);
        // Shown larger online, more can be seen there; a coarse print hides what changed.
        assert_eq!(judge(&large, &small(picture(700, false), 140), 120.0), Likeness::Alike);
        assert_eq!(judge(&large, &small(picture(700, false), 100), 60.0), Likeness::Alike);
    }

    #[test]
    fn a_cut_that_fell_one_pixel_further_is_the_same_cut() {
        let part = |look: &Look, x: usize, y: usize, side: usize| {
            let pixels = look.pixels.as_ref().map(|pixels| {
                let from = &pixels.luma;
                let row = |row: usize| from.values[row * from.width + x..][..side].iter().copied();
                let values = (y..y + side).flat_map(row).collect();
                Pixels { luma: Plane { width: side, height: side, values }, ..pixels.clone() }
            });
            Look { digest: [x as u8 + 1; 32], pixels }
        };
        let (own, other) = (picture(200, false), picture(200, true));
        let here = part(&own, 10, 10, 180);
        assert_eq!(of(&here, &part(&own, 11, 11, 179)), Likeness::Repacked);
        assert_eq!(of(&here, &part(&own, 13, 10, 180)), Likeness::Alike);
        assert_eq!(of(&here, &part(&other, 11, 11, 179)), Likeness::Alike);
    }

    #[test]
    fn a_stroke_that_was_added_is_seen() {
        assert_eq!(of(&picture(200, false), &picture(200, true)), Likeness::Alike);
        assert_eq!(of(&picture(400, false), &picture(200, true)), Likeness::Alike);
    }

    #[test]
    fn nothing_is_said_of_what_has_no_pixels() {
        let drawing = Look { digest: [9; 32], pixels: None };
        assert_eq!(of(&drawing, &picture(200, false)), Likeness::Unknown);
        assert_eq!(of(&drawing, &drawing.clone()), Likeness::Same);
    }
}
