//! What the pages show at the places that a report names: a strip of the page with the spot
//! framed, so that a reviewer sees the paper and need not look for it.

use crate::compare::{Report, SideName};
use crate::document::Rect;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage, imageops};
use std::collections::BTreeMap;

/// Draws a page of a side (counted from 1) at a resolution in dots an inch; none where the
/// side has no pages, or the page cannot be drawn.
pub type Draw<'a> = dyn Fn(SideName, u32, f32) -> Option<RgbImage> + 'a;

/// Resolution of a strip, dots an inch: print on A4 is read without effort.
const STRIP: f32 = 110.0;
/// Resolution of a whole page: enough to know it again.
const WHOLE: f32 = 36.0;
/// Paper around the spot, points: to the sides, above and below.
const BESIDE: f32 = 110.0;
const ABOVE: f32 = 9.0;
/// A higher spot is shown from its top, points.
const HIGHEST: f32 = 110.0;
/// Bytes of all pictures of one report. What comes after has none.
const MOST: usize = 2 << 20;
/// Shades of grey that are kept: text stays sharp and packs well.
const SHADES: u8 = 16;

/// A place on a page, rounded to points, that can be looked up.
type Key = (SideName, u32, Option<[i32; 4]>);

/// A picture and where the spot is in it.
struct Strip {
    data: String,
    /// Left, top, width, height of the spot in hundredths of the strip; none for a whole page.
    spot: Option<[f32; 4]>,
}

/// The pictures of one report.
#[derive(Default)]
pub struct Evidence {
    strips: BTreeMap<Key, Strip>,
}

impl Evidence {
    /// Cuts a strip for each place that the report names, most important first, each page
    /// drawn once at a time.
    pub fn gather(report: &Report, draw: &Draw<'_>) -> Self {
        let mut evidence = Self::default();
        let mut left = MOST;
        // By page, so that none is drawn again for each of its places.
        let mut pages: BTreeMap<(SideName, u32), Vec<Option<Rect>>> = BTreeMap::new();
        for (side, page, bbox) in places(report) {
            let places = pages.entry((side, page)).or_default();
            if !places.contains(&bbox) {
                places.push(bbox);
            }
        }
        for ((side, page), places) in pages {
            if places.iter().any(Option::is_some)
                && let Some(picture) = draw(side, page, STRIP)
            {
                for bbox in places.iter().flatten() {
                    let Some(strip) = strip(&picture, *bbox) else { continue };
                    let Some(rest) = left.checked_sub(strip.data.len()) else { continue };
                    left = rest;
                    evidence.strips.insert((side, page, Some(rounded(*bbox))), strip);
                }
            }
            if places.iter().any(Option::is_none)
                && let Some(picture) = draw(side, page, WHOLE)
                && let Some(data) = packed(&picture)
                && let Some(rest) = left.checked_sub(data.len())
            {
                left = rest;
                evidence.strips.insert((side, page, None), Strip { data, spot: None });
            }
        }
        evidence
    }

    /// The picture of a place as an HTML figure; empty where there is none.
    pub fn figure(&self, side: SideName, page: Option<u32>, bbox: Option<Rect>) -> String {
        let strip = page.and_then(|page| self.strips.get(&(side, page, bbox.map(rounded))));
        let Some(Strip { data, spot }) = strip else { return String::new() };
        let what = side.title();
        let page = page.unwrap_or_default();
        let frame = spot.map_or_else(String::new, |[x, y, w, h]| {
            format!(
                "<svg viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{w:.2}\" height=\"{h:.2}\"/></svg>"
            )
        });
        format!(
            "<span class=\"strip\"><img alt=\"{what}第 {page} 页截图\" src=\"{data}\">{frame}</span>"
        )
    }
}

/// All places of a report that lie on pages: differences, then what was not read.
fn places(report: &Report) -> impl Iterator<Item = (SideName, u32, Option<Rect>)> + '_ {
    let of = |side, reading: &Option<crate::compare::Reading>| {
        let reading = reading.as_ref()?;
        Some((side, reading.page?, Some(reading.bbox?)))
    };
    let differences = report.differences.iter().flat_map(move |difference| {
        [of(SideName::Paper, &difference.paper), of(SideName::Online, &difference.online)]
    });
    let unread = report.coverage.unread.iter();
    differences.flatten().chain(unread.filter_map(|u| Some((u.side, u.page?, u.bbox))))
}

fn rounded(bbox: Rect) -> [i32; 4] {
    [bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(|points| points.round() as i32)
}

/// The strip of a page around a spot.
fn strip(page: &RgbImage, spot: Rect) -> Option<Strip> {
    let scale = STRIP / 72.0;
    let (width, height) = (page.width() as f32 / scale, page.height() as f32 / scale);
    let bottom = spot.y1.min(spot.y0 + HIGHEST);
    let x0 = (spot.x0 - BESIDE).max(0.0);
    let x1 = (spot.x1 + BESIDE).min(width);
    let y0 = (spot.y0 - ABOVE).max(0.0);
    let y1 = (bottom + ABOVE).min(height);
    if x1 - x0 < 1.0 || y1 - y0 < 1.0 {
        return None;
    }
    let pixels = |points: f32| (points * scale).round() as u32;
    let cut = imageops::crop_imm(page, pixels(x0), pixels(y0), pixels(x1 - x0), pixels(y1 - y0));
    let share = |at: f32, from: f32, to: f32| ((at - from) / (to - from) * 100.0).clamp(0.0, 100.0);
    let (left, right) = (share(spot.x0 - 1.0, x0, x1), share(spot.x1 + 1.0, x0, x1));
    let (top, low) = (share(spot.y0 - 1.0, y0, y1), share(bottom + 1.0, y0, y1));
    Some(Strip { data: packed(&cut.to_image())?, spot: Some([left, top, right - left, low - top]) })
}

/// A picture as an address that holds it: grey as PNG, coloured as JPEG.
fn packed(picture: &RgbImage) -> Option<String> {
    let coloured = picture.pixels().filter(|p| {
        let (least, most) = (p.0.iter().min(), p.0.iter().max());
        most.zip(least).is_some_and(|(most, least)| most - least > 48)
    });
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    let kind = if coloured.count() * 500 > (width * height) as usize {
        JpegEncoder::new_with_quality(&mut bytes, 60)
            .write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
            .ok()?;
        "jpeg"
    } else {
        let step = 255 / (SHADES - 1);
        let grey = image::DynamicImage::ImageRgb8(picture.clone()).into_luma8();
        let grey: Vec<u8> =
            grey.iter().map(|v| (v.saturating_add(step / 2) / step) * step).collect();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Up)
            .write_image(&grey, width, height, ExtendedColorType::L8)
            .ok()?;
        "png"
    };
    Some(format!("data:image/{kind};base64,{}", STANDARD.encode(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_strip_holds_the_spot_and_says_where_it_is() {
        let page = RgbImage::from_pixel(909, 1286, Rgb([255, 255, 255]));
        let strip = strip(&page, Rect::new(200.0, 300.0, 260.0, 312.0)).expect("a strip");
        let [x, y, w, h] = strip.spot.expect("a spot");
        assert!((38.0..40.0).contains(&x) && (21.0..23.0).contains(&w), "{x} {w}");
        assert!((25.0..28.0).contains(&y) && (45.0..48.0).contains(&h), "{y} {h}");
        assert!(strip.data.starts_with("data:image/png;base64,") && strip.data.len() < 2000);
        assert!(super::strip(&page, Rect::new(2000.0, 0.0, 2010.0, 10.0)).is_none());
    }
}
