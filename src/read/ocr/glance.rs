//! What a picture says, where a comparison has nothing to hold it against: the name that runs
//! around a seal, or the words of a stamp.

use super::engine::Worker;
use super::seal;
use super::{PageImage, Settings, engine, recognise, ring};
use crate::document::Plane;
use image::{Rgb, RgbImage};

/// Pixels that a seal 40 mm wide has at a resolution that is read well.
const WIDE: u32 = 320;
/// Millimetres of paper that a seal's picture is taken for, as inches.
const INCHES: f32 = 40.0 / 25.4;

/// Whether pictures can be read at all.
pub fn can_read(settings: &Settings) -> bool {
    !settings.off && engine(settings).is_ok()
}

/// The name that runs around a seal, from the brightness of a picture whose ink is red.
pub fn seal_text(plane: &Plane, settings: &Settings) -> Option<String> {
    let engine = engine(settings).ok().filter(|_| !settings.off)?;
    let width = u32::try_from(plane.width).ok()?;
    let red = picture(plane, |v| [v.max(225), v, v])?;
    let scale = WIDE as f32 / width.max(1) as f32;
    let side = |length: u32| ((length as f32 * scale) as u32).max(1);
    let size = (side(red.width()), side(red.height()));
    // Room around it, so that a ring at the very edge is whole.
    let (dx, dy) = (size.0 / 16, size.1 / 16);
    let mut sheet = RgbImage::from_pixel(size.0 + 2 * dx, size.1 + 2 * dy, Rgb([255; 3]));
    let fitted =
        image::imageops::resize(&red, size.0, size.1, image::imageops::FilterType::Triangle);
    image::imageops::replace(&mut sheet, &fitted, dx.into(), dy.into());
    let found = seal::find(&sheet, WIDE as f32 / INCHES);
    let largest = found.iter().max_by_key(|area| area.width() * area.height())?;
    let strip = ring::strip(&sheet, largest)?;
    ring::read(&strip, &engine, &Worker::new()).ok()?
}

/// The words in a picture of a size in points, without white space.
pub fn words(plane: &Plane, size: [f32; 2], settings: &Settings) -> String {
    let Some(rgb) = picture(plane, |v| [v; 3]) else { return String::new() };
    let [width, height] = size;
    let page = PageImage { number: 1, rgb, width, height, torn: false };
    let ink = recognise(&page, settings);
    let glyphs = ink.map(|ink| ink.glyphs).unwrap_or_default();
    glyphs.iter().map(|glyph| glyph.character).filter(|c| !c.is_whitespace()).collect()
}

fn picture(plane: &Plane, colour: impl Fn(u8) -> [u8; 3]) -> Option<RgbImage> {
    let (width, height) = (u32::try_from(plane.width).ok()?, u32::try_from(plane.height).ok()?);
    let pixels = plane.values.iter().flat_map(|v| colour(*v)).collect();
    RgbImage::from_raw(width, height, pixels)
}
