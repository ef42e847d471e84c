//! The text that runs around a seal, laid out straight: the ring between the
//! seal's border and its star becomes a strip that the network reads as any line.

use super::decode;
use super::engine::{Engine, Worker};
use super::plane::{Gray, PixelBox};
use super::strip::HEIGHT;
use crate::problem::Problem;
use image::RgbImage;

/// Bins of the radius; the last one is the border.
const RADII: usize = 60;

/// Bins of the circle.
const ANGLES: usize = 360;

/// From this on a point counts as red.
const RED: u8 = 80;

/// A share of red below which a bin counts as empty.
const EMPTY: f32 = 0.035;

/// Mean probability of characters under which a ring's text is left unread.
const SURE: f32 = 0.75;

/// A first or last character less sure than this is none.
const DOUBTFUL_END: f32 = 0.85;

/// A name on a seal is at least this long.
const LEAST: usize = 4;

/// The text around a seal, if it can be read.
///
/// # Errors
///
/// The network fails (a defect).
pub fn read(strip: &Gray, engine: &Engine, worker: &Worker) -> Result<Option<String>, Problem> {
    let look = engine.read(strip, worker)?;
    let mut readings = decode::decode(&look, strip.width, engine);
    // What stands at either end is often no more than the border's edge.
    let doubtful = |reading: &decode::Reading| reading.confidence < DOUBTFUL_END;
    readings.truncate(readings.len() - readings.iter().rev().take_while(|r| doubtful(r)).count());
    readings.drain(..readings.iter().take_while(|r| doubtful(r)).count());
    let sure: f32 = readings.iter().map(|reading| reading.confidence).sum();
    let text: String =
        readings.iter().map(|r| r.character).filter(|c| !c.is_whitespace()).collect();
    let han = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    let readable = han >= LEAST && sure >= SURE * readings.len() as f32;
    Ok(readable.then_some(text))
}

/// The ring of a seal as a strip, from the widest gap in it clockwise; none when
/// there is no text between border and middle.
pub fn strip(rgb: &RgbImage, seal: &PixelBox) -> Option<Gray> {
    let ellipse = Ellipse::of(seal).refined(rgb);
    if ellipse.rx.min(ellipse.ry) < 24.0 {
        return None;
    }
    let (inner, outer) = band(rgb, &ellipse)?;
    let from = start(rgb, &ellipse, inner, outer);
    let high = (outer - inner) * (ellipse.rx + ellipse.ry) / 2.0;
    let round = std::f32::consts::PI * (ellipse.rx + ellipse.ry) * (inner + outer) / 2.0;
    // As in other strips, the characters fill most of the height.
    let scale = HEIGHT as f32 / (1.25 * high);
    let width = ((round * scale) as usize).clamp(64, 2400).next_multiple_of(8);
    let mut strip = Gray::filled(width, HEIGHT, 255);
    let margin = 0.125 * (outer - inner);
    for y in 0..HEIGHT {
        let share = (y as f32 + 0.5) / HEIGHT as f32;
        let radius = outer + margin - share * (outer - inner + 2.0 * margin);
        // The border and the star stand outside the band; what reaches in is cut off.
        if radius > outer || radius < inner - 0.5 * margin {
            continue;
        }
        for x in 0..width {
            let angle = from + x as f32 / width as f32 * std::f32::consts::TAU;
            strip.data[y * width + x] = 255 - redness(rgb, ellipse.at(radius, angle));
        }
    }
    Some(strip)
}

/// A seal's outline.
struct Ellipse {
    cx: f32,
    cy: f32,
    rx: f32,
    ry: f32,
}

impl Ellipse {
    fn of(area: &PixelBox) -> Self {
        Self {
            cx: (area.x0 + area.x1) as f32 / 2.0,
            cy: (area.y0 + area.y1) as f32 / 2.0,
            rx: area.width() as f32 / 2.0,
            ry: area.height() as f32 / 2.0,
        }
    }

    /// The outline as its border really runs: boxes are found in a coarse picture.
    fn refined(mut self, rgb: &RgbImage) -> Self {
        let mut middles: (Vec<f32>, Vec<f32>) = Default::default();
        for degree in (0..180).step_by(3) {
            let angle = (degree as f32).to_radians();
            let opposite = angle + std::f32::consts::PI;
            if let (Some(a), Some(b)) = (self.border(rgb, angle), self.border(rgb, opposite)) {
                let (p, q) = (self.at(a, angle), self.at(b, opposite));
                middles.0.push((p.0 + q.0) / 2.0);
                middles.1.push((p.1 + q.1) / 2.0);
            }
        }
        if let (Some(x), Some(y)) = (median(middles.0), median(middles.1)) {
            (self.cx, self.cy) = (x, y);
        }
        let angles = (0..360).step_by(3).map(|degree| (degree as f32).to_radians());
        let reach: Vec<f32> = angles.filter_map(|angle| self.border(rgb, angle)).collect();
        if let Some(share) = median(reach) {
            (self.rx, self.ry) = (self.rx * share, self.ry * share);
        }
        self
    }

    /// The share of the radius at which the outermost red stands in a direction.
    fn border(&self, rgb: &RgbImage, angle: f32) -> Option<f32> {
        (80..=115)
            .rev()
            .map(|percent| percent as f32 / 100.0)
            .find(|&radius| redness(rgb, self.at(radius, angle)) > RED)
    }

    /// The point at a share of the radius and an angle, clockwise as seen.
    fn at(&self, radius: f32, angle: f32) -> (f32, f32) {
        (self.cx + radius * self.rx * angle.cos(), self.cy + radius * self.ry * angle.sin())
    }
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// How red a point of the picture is, between its pixels.
fn redness(rgb: &RgbImage, (x, y): (f32, f32)) -> u8 {
    let (x, y) = (x - 0.5, y - 0.5);
    let (x0, y0) = (x.floor(), y.floor());
    if x0 < 0.0 || y0 < 0.0 || x0 as u32 + 1 >= rgb.width() || y0 as u32 + 1 >= rgb.height() {
        return 0;
    }
    let (fx, fy) = (x - x0, y - y0);
    let at = |dx: u32, dy: u32| {
        let [r, g, b] = rgb.get_pixel(x0 as u32 + dx, y0 as u32 + dy).0;
        f32::from(r.saturating_sub(g.max(b)))
    };
    let top = at(0, 0) * (1.0 - fx) + at(1, 0) * fx;
    let low = at(0, 1) * (1.0 - fx) + at(1, 1) * fx;
    // Seals are seldom fully red; twice the difference gives text its contrast.
    ((top * (1.0 - fy) + low * fy) * 2.0).min(255.0) as u8
}

/// The share of red by radius, from the middle outwards.
fn profile(rgb: &RgbImage, ellipse: &Ellipse) -> Vec<f32> {
    let red = |radius: f32| {
        let hit = |angle: &usize| {
            let angle = (*angle as f32).to_radians();
            redness(rgb, ellipse.at(radius, angle)) > RED
        };
        (0..ANGLES).step_by(2).filter(hit).count() as f32 / (ANGLES / 2) as f32
    };
    (0..=RADII + 2).map(|bin| red(bin as f32 / RADII as f32)).collect()
}

/// Where the text begins and ends, as shares of the radius.
fn band(rgb: &RgbImage, ellipse: &Ellipse) -> Option<(f32, f32)> {
    let profile = profile(rgb, ellipse);
    let third = RADII * 2 / 3;
    let border = (third..profile.len()).max_by(|&a, &b| profile[a].total_cmp(&profile[b]))?;
    let within = (third / 2..border).rev().find(|&bin| profile[bin] < 0.5 * profile[border])?;
    // Between border and text there is paper on some seals; on others they touch.
    let gap = (within.saturating_sub(4)..=within).rev().find(|&bin| profile[bin] < 0.12);
    let outer = match gap {
        Some(gap) => (third / 2..=gap).rev().find(|&bin| profile[bin] >= EMPTY)? + 1,
        None => within,
    };
    let inner = (RADII / 4..outer).rev().find(|&bin| profile[bin] < EMPTY)?;
    let share = |bin: usize| bin as f32 / RADII as f32;
    let (inner, outer) = (share(inner), share(outer));
    (0.1..0.5).contains(&(outer - inner)).then_some((inner, outer))
}

/// The angle in the middle of the widest gap of the text: a name does not begin
/// always at the same place, and seals are not stamped upright.
fn start(rgb: &RgbImage, ellipse: &Ellipse, inner: f32, outer: f32) -> f32 {
    let inked: Vec<bool> = (0..ANGLES)
        .map(|degree| {
            let angle = (degree as f32).to_radians();
            let hit = |step: &usize| {
                let radius = inner + (outer - inner) * (*step as f32 + 0.5) / 12.0;
                redness(rgb, ellipse.at(radius, angle)) > RED
            };
            (0..12).filter(hit).count() >= 2
        })
        .collect();
    let mut best = (0, ANGLES / 4);
    let mut length = 0;
    // Twice around, so that a gap over the zero is seen whole.
    for at in 0..2 * ANGLES {
        length = if inked[at % ANGLES] { 0 } else { (length + 1).min(ANGLES) };
        if length > best.0 {
            best = (length, at + ANGLES - length / 2);
        }
    }
    ((best.1 % ANGLES) as f32).to_radians()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// A seal with a border and blocks for characters, the gap to the lower right.
    fn seal(blocks: impl Iterator<Item = usize>) -> RgbImage {
        let mut rgb = RgbImage::from_pixel(240, 240, Rgb([250, 250, 250]));
        let angles: Vec<usize> = blocks.collect();
        for (x, y, pixel) in rgb.enumerate_pixels_mut() {
            let (dx, dy) = (x as f32 - 120.0, y as f32 - 120.0);
            let distance = (dx * dx + dy * dy).sqrt() / 100.0;
            let degree = (dy.atan2(dx).to_degrees() + 360.0) as usize % 360;
            let letter = angles.iter().any(|&at| (at..at + 14).contains(&degree));
            let ring = (0.95..1.0).contains(&distance);
            if ring || letter && (0.65..0.88).contains(&distance) || distance < 0.3 {
                *pixel = Rgb([220, 40, 50]);
            }
        }
        rgb
    }

    #[test]
    fn the_ring_is_laid_out_from_its_gap() {
        // Nine blocks from 120 degrees on (below left), 25 degrees apart.
        let rgb = seal((0..9).map(|n| 120 + n * 25));
        let strip = strip(&rgb, &PixelBox::new(20, 20, 220, 220)).unwrap();
        let middle = strip.row(HEIGHT / 2, 0, strip.width);
        assert!(middle[..8].iter().all(|&v| v > 200), "{:?}", &middle[..8]);
        let blocks = middle.windows(2).filter(|pair| pair[0] > 128 && pair[1] <= 128).count();
        assert_eq!(blocks, 9);
    }

    #[test]
    fn a_ring_without_text_gives_nothing() {
        let rgb = seal(std::iter::empty());
        assert!(strip(&rgb, &PixelBox::new(20, 20, 220, 220)).is_none());
    }
}
