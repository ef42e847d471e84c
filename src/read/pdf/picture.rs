//! Pictures drawn on a page, as they are seen: turned, mirrored and cut as the
//! page has it.

use crate::document::{Look, Picture, Pixels, Place, Rect};
use crate::read::picture::{self, DECODED, on_white};
use hayro_interpret::kurbo::{Affine, Rect as KRect};
use hayro_interpret::{Image, ImageData, Paint};
use image::{RgbImage, imageops};
use std::sync::Arc;

/// Pixels of one page that are decoded.
const PIXELS_A_PAGE: u64 = 60_000_000;
/// A picture that covers more of its page is a scan of it.
const WHOLE: f64 = 0.8;
/// Scans of pages are decoded up to this page; they are many and large.
const SCANS: u32 = 60;

/// Takes the pictures of one page.
#[derive(Debug)]
pub struct Pictures {
    page: u32,
    area: f64,
    left: u64,
    found: Vec<Picture>,
}

impl Pictures {
    /// For a page of that number and shape.
    pub fn of(page: u32, shape: KRect) -> Self {
        Self { page, area: shape.area().max(1.0), left: PIXELS_A_PAGE, found: Vec::new() }
    }

    /// What was found.
    pub fn found(self) -> Vec<Picture> {
        self.found
    }

    /// Keeps a picture that is drawn by `transform` from its pixels, of which `shown` is seen.
    pub fn keep(&mut self, image: &Image<'_, '_>, transform: Affine, whole: KRect, shown: KRect) {
        let look = self.look(image, transform, whole, shown).map(Arc::new);
        let bbox = Rect::new(shown.x0 as f32, shown.y0 as f32, shown.x1 as f32, shown.y1 as f32);
        self.found.push(Picture {
            place: Place::on(self.page, bbox),
            width: bbox.width(),
            height: bbox.height(),
            look,
            ..Picture::default()
        });
    }

    fn look(
        &mut self,
        image: &Image<'_, '_>,
        transform: Affine,
        whole: KRect,
        shown: KRect,
    ) -> Option<Look> {
        if self.found.len() >= picture::LOOKS {
            return None;
        }
        let turn = Turn::of(transform)?;
        let crop = [
            (shown.x0 - whole.x0) / whole.width(),
            (shown.y0 - whole.y0) / whole.height(),
            (whole.x1 - shown.x1) / whole.width(),
            (whole.y1 - shown.y1) / whole.height(),
        ]
        // A hair's breadth is rounding.
        .map(|share| if share < 0.004 { 0.0 } else { share as f32 });
        let mut key = match image {
            Image::Stencil(stencil) => stencil.stream().raw_data().to_vec(),
            Image::Raster(raster) => raster.stream().raw_data().to_vec(),
        };
        key.push(turn.number());
        let digest = picture::digest(&key, crop);
        let pixels = u64::from(image.width()) * u64::from(image.height());
        let scan = shown.area() > WHOLE * self.area;
        if pixels > self.left.min(DECODED) || scan && self.page > SCANS {
            return Some(Look { digest, pixels: None });
        }
        self.left -= pixels;
        let seen = decoded(image).map(|rgb| picture::cropped(turn.turned(rgb), crop));
        let pixels = seen.and_then(|rgb| {
            Pixels::of_rgb(rgb.width() as usize, rgb.height() as usize, rgb.as_raw())
        });
        Some(Look { digest, pixels })
    }
}

fn decoded(image: &Image<'_, '_>) -> Option<RgbImage> {
    let mut rgb = None;
    match image {
        Image::Stencil(stencil) => stencil.with_stencil(
            |mask, paint| {
                let [r, g, b] = match paint {
                    Paint::Color(color) => {
                        let [r, g, b, _] = color.to_rgba().to_rgba8();
                        [r, g, b]
                    }
                    Paint::Pattern(_) => [128; 3],
                };
                let values = mask.data.iter().flat_map(|a| [r, g, b].map(|v| on_white(v, *a)));
                rgb = RgbImage::from_raw(mask.width, mask.height, values.collect());
            },
            None,
        ),
        Image::Raster(raster) => raster.with_rgba(
            |data, alpha| {
                let (width, height, mut values) = match data {
                    ImageData::Rgb(data) => (data.width, data.height, data.data),
                    ImageData::Luma(data) => {
                        let values = data.data.iter().flat_map(|v| [*v; 3]).collect();
                        (data.width, data.height, values)
                    }
                };
                if let Some(alpha) = alpha.filter(|a| a.width > 0 && a.height > 0) {
                    for (at, pixel) in values.chunks_exact_mut(3).enumerate() {
                        let (x, y) = (at as u64 % u64::from(width), at as u64 / u64::from(width));
                        let x = x * u64::from(alpha.width) / u64::from(width);
                        let y = y * u64::from(alpha.height) / u64::from(height.max(1));
                        let at = (y * u64::from(alpha.width) + x) as usize;
                        let a = alpha.data.get(at).copied().unwrap_or(255);
                        pixel.iter_mut().for_each(|v| *v = on_white(*v, a));
                    }
                }
                rgb = RgbImage::from_raw(width, height, values);
            },
            None,
        ),
    }
    rgb
}

/// How a picture is turned and mirrored on the page.
#[derive(Debug, Clone, Copy)]
struct Turn {
    /// Across becomes down.
    swapped: bool,
    /// Then runs from right to left.
    leftwards: bool,
    /// Then runs upwards.
    upwards: bool,
}

impl Turn {
    /// None for a picture that stands aslant.
    fn of(transform: Affine) -> Option<Self> {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let straight = |small: f64, large: f64| small.abs() <= 0.01 * large.abs();
        if straight(b, a) && straight(c, d) {
            return Some(Self { swapped: false, leftwards: a < 0.0, upwards: d < 0.0 });
        }
        let turned = straight(a, b) && straight(d, c);
        turned.then_some(Self { swapped: true, leftwards: c < 0.0, upwards: b < 0.0 })
    }

    fn number(self) -> u8 {
        u8::from(self.swapped) | u8::from(self.leftwards) << 1 | u8::from(self.upwards) << 2
    }

    fn turned(self, mut rgb: RgbImage) -> RgbImage {
        if self.swapped {
            // A quarter turn and a mirroring together exchange across and down.
            rgb = imageops::flip_horizontal(&imageops::rotate90(&rgb));
        }
        if self.leftwards {
            imageops::flip_horizontal_in_place(&mut rgb);
        }
        if self.upwards {
            imageops::flip_vertical_in_place(&mut rgb);
        }
        rgb
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_taken_as_the_page_turns_them() {
        let rgb = RgbImage::from_raw(2, 1, vec![10, 10, 10, 20, 20, 20]).unwrap();
        let seen = |transform: Affine| -> (u32, Vec<u8>) {
            let turned = Turn::of(transform).unwrap().turned(rgb.clone());
            (turned.width(), turned.pixels().map(|p| p.0[0]).collect())
        };
        assert_eq!(seen(Affine::IDENTITY), (2, vec![10, 20]));
        assert_eq!(seen(Affine::scale_non_uniform(-1.0, 1.0)), (2, vec![20, 10]));
        // Across runs down the page.
        assert_eq!(seen(Affine::new([0.0, 1.0, -1.0, 0.0, 0.0, 0.0])), (1, vec![10, 20]));
        assert_eq!(seen(Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, 0.0])), (1, vec![20, 10]));
        assert!(Turn::of(Affine::rotate(0.4)).is_none());
    }
}
