//! What the pictures of a file look like, for a comparison to tell a picture that
//! was exchanged from one that was only packed anew.

use crate::document::{Look, Pixels};
use crate::intake::Limits;
use image::{ImageReader, RgbImage, imageops};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use std::sync::Arc;

/// Pixels of one picture that are decoded for its look.
pub const DECODED: u64 = 40_000_000;
/// Pictures of one file whose looks are kept; a library of icons is no evidence.
pub const LOOKS: usize = 400;

/// Shares of a picture's sides that are cut off: left, top, right, bottom.
pub type Crop = [f32; 4];

/// The look of a picture from its file.
pub fn look(bytes: &[u8], crop: Crop, limits: &Limits) -> Look {
    let pixels = decode(bytes, limits).and_then(|rgb| {
        let rgb = cropped(rgb, crop);
        Pixels::of_rgb(rgb.width() as usize, rgb.height() as usize, rgb.as_raw())
    });
    Look { digest: digest(bytes, crop), pixels }
}

/// The hash of a picture as it is stored and shown.
pub fn digest(bytes: &[u8], crop: Crop) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(bytes);
    if crop != Crop::default() {
        crop.iter().for_each(|side| hash.update(side.to_le_bytes()));
    }
    hash.finalize().into()
}

/// The part of a picture that is shown.
pub fn cropped(rgb: RgbImage, crop: Crop) -> RgbImage {
    if crop == Crop::default() {
        return rgb;
    }
    let (width, height) = (rgb.width() as f32, rgb.height() as f32);
    let at = |share: f32, length: f32| (share.clamp(0.0, 1.0) * length).round() as u32;
    let (x, y) = (at(crop[0], width), at(crop[1], height));
    let (right, bottom) = (at(1.0 - crop[2], width), at(1.0 - crop[3], height));
    let (w, h) = (right.saturating_sub(x).max(1), bottom.saturating_sub(y).max(1));
    imageops::crop_imm(&rgb, x, y, w, h).to_image()
}

/// The pixels of a raster file on white paper.
fn decode(bytes: &[u8], limits: &Limits) -> Option<RgbImage> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > limits.pixels.min(DECODED) {
        return None;
    }
    let decoded = image::load_from_memory(bytes).ok()?;
    if !decoded.color().has_alpha() {
        return Some(decoded.into_rgb8());
    }
    let rgba = decoded.into_rgba8();
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for pixel in rgba.pixels() {
        let [r, g, b, alpha] = pixel.0;
        rgb.extend([r, g, b].map(|value| on_white(value, alpha)));
    }
    RgbImage::from_raw(width, height, rgb)
}

/// A value of a pixel that lets white paper through.
pub fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u16::from(value), u16::from(alpha));
    ((value * alpha + 255 * (255 - alpha)) / 255) as u8
}
/// The look of a file as a drawing shows it: mirrored across and down, then turned by
/// quarters clockwise (none where it stands aslant). The same file shown otherwise is
/// another picture.
pub fn placed(look: Arc<Look>, turn: Option<u8>, mirrored: [bool; 2]) -> Arc<Look> {
    let [across, down] = mirrored;
    if turn == Some(0) && !across && !down {
        return look;
    }
    let seen = |(pixels, turn): (&Pixels, u8)| pixels.mirrored(mirrored).turned((4 - turn) % 4);
    let mut digest = look.digest;
    let way = turn.map_or(0x40, |turn| turn << 2) | u8::from(down) << 1 | u8::from(across);
    digest[0] ^= 0x80 | way;
    Arc::new(Look { digest, pixels: look.pixels.as_ref().zip(turn).map(seen) })
}
