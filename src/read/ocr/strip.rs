//! A line of text as the text model wants it: a strip 48 pixels high, from which
//! wide gaps are cut, with the way back to the page.

use super::lines::TextLine;
use super::plane::Gray;

/// Height of the text model's input.
pub const HEIGHT: usize = 48;

/// The widest strip; longer lines are squeezed.
const WIDEST: usize = 3200;

/// A strip and where its columns come from.
#[derive(Debug, Clone)]
pub struct Strip {
    /// 48 rows.
    pub gray: Gray,
    segments: Vec<Segment>,
    /// Strip pixels to a page pixel, along the line.
    pub scale: f32,
}

#[derive(Debug, Clone, Copy)]
struct Segment {
    /// First column of the strip.
    at: f32,
    /// Columns of the page.
    from: f32,
    to: f32,
}

/// How much paper a strip shows around the ink of its line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    /// The strip's height, in heights of the ink.
    rows: f32,
    /// Paper at either end, in heights of the ink.
    ends: f32,
}

impl Crop {
    /// So much height and so much paper at either end, in heights of the ink.
    pub const fn of(rows: f32, ends: f32) -> Self {
        Self { rows, ends }
    }

    /// As much paper on all four sides, in heights of the ink.
    pub fn around(margin: f32) -> Self {
        Self { rows: 1.0 + 2.0 * margin, ends: margin }
    }
}

/// What the network reads best: the lines that it learned from were cut closely.
pub const CLOSE: Crop = Crop { rows: 1.25, ends: 0.18 };

/// Another crop, for a second look at what was not read surely.
pub const CLOSER: Crop = Crop { rows: 1.1, ends: 0.12 };

/// Cuts a line out of a page. `em` is the page's usual line height.
pub fn cut(gray: &Gray, line: &TextLine, em: f32, crop: Crop) -> Strip {
    let ink = line.area.height() as f32;
    // Dashes and lone points are low, but not to be blown up to full height.
    let tall = ink.max(0.8 * em);
    let rows = tall * crop.rows;
    let top = (line.area.y0 + line.area.y1) as f32 / 2.0 - rows / 2.0;
    let level = HEIGHT as f32 / rows;
    let pad = crop.ends * tall;
    let segments = segments(line, em.max(0.8 * tall));
    let wanted: f32 = segments.iter().map(|s| s.1 - s.0 + 2.0 * pad).sum();
    let scale = level.min(WIDEST as f32 / wanted.max(1.0));
    let mut placed = Vec::new();
    let mut at = 0.0;
    for (from, to) in segments {
        let (from, to) = (from - pad, to + pad);
        placed.push(Segment { at, from, to });
        at += (to - from) * scale;
    }
    let width = (at.ceil() as usize).max(16).next_multiple_of(8);
    let paper = gray.paper();
    let mut strip = Gray::filled(width, HEIGHT, paper);
    for segment in &placed {
        let columns = ((segment.to - segment.from) * scale) as usize;
        paste(gray, &mut strip, segment, columns, top, scale, level);
    }
    Strip { gray: strip, segments: placed, scale }
}

/// Stretches of the line without wide gaps.
fn segments(line: &TextLine, em: f32) -> Vec<(f32, f32)> {
    let mut found: Vec<(f32, f32)> = Vec::new();
    for piece in &line.pieces {
        let (from, to) = (piece.x0 as f32, piece.x1 as f32);
        match found.last_mut() {
            Some(last) if from - last.1 <= 1.3 * em => last.1 = last.1.max(to),
            _ => found.push((from, to)),
        }
    }
    found
}

/// Draws a stretch of the page into the strip, each pixel the mean of what it covers.
fn paste(
    gray: &Gray,
    strip: &mut Gray,
    segment: &Segment,
    columns: usize,
    top: f32,
    scale: f32,
    level: f32,
) {
    let horizontal: Vec<Weights> =
        (0..columns).map(|x| Weights::of(segment.from, x, 1.0 / scale)).collect();
    let at = segment.at as usize;
    for y in 0..HEIGHT {
        let vertical = Weights::of(top, y, 1.0 / level);
        for (x, across) in horizontal.iter().enumerate() {
            let mut sum = 0.0;
            let mut weight = 0.0;
            for (sy, wy) in vertical.iter() {
                for (sx, wx) in across.iter() {
                    if sx >= 0
                        && sy >= 0
                        && (sx as usize) < gray.width
                        && (sy as usize) < gray.height
                    {
                        let v = gray.data[sy as usize * gray.width + sx as usize];
                        sum += f32::from(v) * wx * wy;
                        weight += wx * wy;
                    }
                }
            }
            if weight > 0.0 && at + x < strip.width {
                strip.data[y * strip.width + at + x] = (sum / weight + 0.5) as u8;
            }
        }
    }
}

/// A triangle filter over source pixels: as wide as the reduction asks.
struct Weights {
    first: i32,
    weights: [f32; 12],
    count: usize,
}

impl Weights {
    fn of(origin: f32, index: usize, step: f32) -> Self {
        let middle = origin + (index as f32 + 0.5) * step - 0.5;
        let reach = step.clamp(1.0, 5.0);
        let first = (middle - reach).ceil() as i32;
        let last = (middle + reach).floor() as i32;
        let count = ((last - first + 1).max(0) as usize).min(12);
        let mut weights = [0.0; 12];
        for (at, weight) in weights.iter_mut().enumerate().take(count) {
            *weight = (1.0 - ((first + at as i32) as f32 - middle).abs() / reach).max(0.0);
        }
        Self { first, weights, count }
    }

    fn iter(&self) -> impl Iterator<Item = (i32, f32)> + '_ {
        self.weights[..self.count].iter().enumerate().map(|(at, &w)| (self.first + at as i32, w))
    }
}

impl Strip {
    /// The page's column for a column of the strip.
    pub fn to_page(&self, x: f32) -> f32 {
        let segment = self.segments.iter().rev().find(|s| s.at <= x).or(self.segments.first());
        segment.map_or(x, |s| (s.from + (x - s.at) / self.scale).clamp(s.from, s.to))
    }

    /// Which stretch of the line a column belongs to.
    pub fn segment(&self, x: f32) -> usize {
        self.segments.iter().filter(|s| s.at <= x).count().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_gaps_are_cut_out_and_found_again() {
        let gray = Gray::filled(1000, 300, 255);
        let strip = cut(
            &gray,
            &TextLine::of((100, 130), &[(100, 130), (135, 165), (600, 630)]),
            30.0,
            CLOSE,
        );
        assert!(strip.gray.width < 200, "{}", strip.gray.width);
        let last = strip.gray.width as f32 - 8.0;
        assert!((strip.to_page(last) - 630.0).abs() < 15.0);
        assert!(strip.to_page(12.0) < 120.0);
    }

    #[test]
    fn ink_is_drawn_where_it_stood() {
        let mut gray = Gray::filled(200, 300, 255);
        for y in 100..130 {
            gray.data[y * 200 + 100..y * 200 + 110].fill(0);
        }
        let strip = cut(&gray, &TextLine::of((100, 130), &[(100, 110), (115, 130)]), 30.0, CLOSE);
        let middle = strip.gray.row(24, 0, strip.gray.width);
        let dark = middle.iter().position(|&v| v < 128).map(|x| strip.to_page(x as f32));
        assert!(dark.is_some_and(|x| (x - 100.0).abs() < 2.0), "{dark:?}");
    }
}
