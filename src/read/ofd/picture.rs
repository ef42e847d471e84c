//! The picture of a page that has images only, for character recognition.

use crate::document::Rect;
use crate::intake::Limits;
use crate::problem::{Code, Problem};
use crate::read::jpeg;
use crate::read::ocr::PageImage;
use image::{DynamicImage, ImageReader, Rgb, RgbImage, imageops};
use std::io::Cursor;

/// Dots in a point of the composed page: 200 an inch.
const DOTS: f32 = 200.0 / 72.0;

/// An image on the page.
#[derive(Debug)]
pub(super) struct Picture {
    /// Its file.
    pub bytes: Vec<u8>,
    /// Where it stands, points.
    pub place: Rect,
}

/// Puts the images of a page on a white sheet.
///
/// # Errors
///
/// None of them can be decoded, or the sheet is beyond the limits.
pub(super) fn compose(
    number: u32,
    (width, height): (f32, f32),
    pictures: &[Picture],
    limits: &Limits,
) -> Result<PageImage, Problem> {
    let size = [width, height].map(|v| (v * DOTS).round().max(1.0) as u64);
    if size[0] * size[1] > limits.pixels {
        return Err(Problem::new(Code::LimitExceeded, "页面图像过大", "可提高像素上限"));
    }
    let mut rgb = RgbImage::from_pixel(size[0] as u32, size[1] as u32, Rgb([255; 3]));
    let (mut lost, mut torn) = (0, false);
    for picture in pictures {
        let Some(decoded) = decode(&picture.bytes, limits) else {
            lost += 1;
            continue;
        };
        torn |= jpeg::is_jpeg(&picture.bytes) && !jpeg::is_whole(&picture.bytes);
        // What reaches over the page is not enlarged beyond twice its size.
        let wide = (picture.place.width() * DOTS).clamp(1.0, size[0] as f32 * 2.0) as u32;
        let high = (picture.place.height() * DOTS).clamp(1.0, size[1] as f32 * 2.0) as u32;
        let fitted = imageops::resize(&decoded, wide, high, imageops::FilterType::Triangle);
        let x = (picture.place.x0 * DOTS) as i64;
        let y = (picture.place.y0 * DOTS) as i64;
        imageops::overlay(&mut rgb, &fitted, x, y);
    }
    if lost == pictures.len() {
        return Err(Problem::new(Code::Damaged, "页面图像无法解码", "请重新获取原件"));
    }
    Ok(PageImage { number, rgb, width, height, torn: torn || lost > 0 })
}

/// Any raster image, transparent parts white; JBIG2 files too, which OFD scans use.
fn decode(bytes: &[u8], limits: &Limits) -> Option<RgbImage> {
    if bytes.starts_with(b"\x97JB2") {
        return decode_jbig2(bytes, limits);
    }
    let (width, height) =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > limits.pixels {
        return None;
    }
    let decoded = image::load_from_memory(bytes).ok()?;
    if !decoded.color().has_alpha() {
        return Some(decoded.into_rgb8());
    }
    let rgba = decoded.into_rgba8();
    Some(RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0;
        let over = |c: u8| (u16::from(c) * u16::from(a) / 255 + 255 - u16::from(a)) as u8;
        Rgb([over(r), over(g), over(b)])
    }))
}

fn decode_jbig2(bytes: &[u8], limits: &Limits) -> Option<RgbImage> {
    let settings = hayro_jbig2::DecodeSettings::default();
    let file = hayro_jbig2::File::new(bytes, &settings).ok()?;
    let page = file.page(0)?;
    if u64::from(page.width()) * u64::from(page.height()) > limits.pixels {
        return None;
    }
    let mut sheet = Sheet { width: page.width(), pixels: Vec::new() };
    page.decode(&mut sheet).ok()?;
    sheet.pixels.resize(page.width() as usize * page.height() as usize, 255);
    let grey = image::GrayImage::from_raw(page.width(), page.height(), sheet.pixels)?;
    Some(DynamicImage::ImageLuma8(grey).into_rgb8())
}

/// Receives the black and white pixels of a JBIG2 page.
struct Sheet {
    width: u32,
    pixels: Vec<u8>,
}

impl hayro_jbig2::Decoder for Sheet {
    fn push_pixel(&mut self, black: bool) {
        self.pixels.push(if black { 0 } else { 255 });
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        let value = if black { 0 } else { 255 };
        self.pixels.extend(std::iter::repeat_n(value, chunk_count as usize * 8));
    }

    fn next_line(&mut self) {
        // Rows end at the page's width, whatever was pushed for them.
        let width = self.width.max(1) as usize;
        let rows = self.pixels.len().div_ceil(width);
        self.pixels.resize(rows * width, 255);
    }
}
