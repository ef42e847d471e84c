//! The picture of a page whose text stands in images or is drawn, for character
//! recognition.

use super::paths::Drawing;
use crate::document::Rect;
use crate::intake::Limits;
use crate::layout::{Glyph, InkPage};
use crate::problem::{Code, Problem};
use crate::read::jpeg;
use crate::read::ocr::PageImage;
use hayro::vello_cpu::color::AlphaColor;
use hayro::vello_cpu::kurbo::{Affine, Stroke};
use hayro::vello_cpu::peniko::Fill;
use hayro::vello_cpu::{Pixmap, RenderContext};
use image::{DynamicImage, ImageReader, Rgb, RgbImage, RgbaImage, imageops};
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

/// A page that is looked at in its picture.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The images on it.
    pub pictures: Vec<Picture>,
    /// What is drawn on it.
    pub drawings: Vec<Drawing>,
    /// Characters that are to be seen and stand in neither.
    pub set: Vec<Glyph>,
    /// Its characters are not those that are seen.
    pub nonsense: bool,
}

impl Waiting {
    /// The page's picture.
    ///
    /// # Errors
    ///
    /// There is nothing to look at, or it would show less than the page does.
    pub fn picture(
        &self,
        number: u32,
        size: (f32, f32),
        limits: &Limits,
    ) -> Result<PageImage, Problem> {
        if self.nonsense {
            let how = "请用阅读软件转成 PDF 或图片后重试";
            return Err(Problem::new(Code::Damaged, "文字没有可用的编码，无法成像", how));
        }
        if self.pictures.is_empty() && self.drawings.is_empty() {
            return Err(Problem::new(Code::Damaged, "页面图像缺失", "请重新获取原件"));
        }
        let mut image = compose(number, size, &self.pictures, limits)?;
        draw(&self.drawings, &mut image.rgb);
        Ok(image)
    }

    /// Puts the characters that the picture did not show on a page that was read from it.
    pub fn set_on(&self, page: &mut InkPage) {
        let read = |glyph: &&Glyph| {
            let (x, y) = glyph.bbox.center();
            !page.glyphs.iter().any(|other| other.bbox.contains(x, y))
        };
        let missing: Vec<Glyph> = self.set.iter().filter(read).cloned().collect();
        page.glyphs.extend(missing);
    }
}

/// Draws paths over a page's picture.
fn draw(drawings: &[Drawing], rgb: &mut RgbImage) {
    let (Ok(width), Ok(height)) = (u16::try_from(rgb.width()), u16::try_from(rgb.height())) else {
        return;
    };
    let mut context = RenderContext::new(width, height);
    context.set_transform(Affine::scale(f64::from(DOTS)));
    context.set_fill_rule(Fill::NonZero);
    for drawing in drawings {
        if let Some([r, g, b]) = drawing.fill {
            context.set_paint(AlphaColor::from_rgb8(r, g, b));
            context.fill_path(&drawing.path);
        }
        if let Some([r, g, b]) = drawing.stroke {
            context.set_paint(AlphaColor::from_rgb8(r, g, b));
            context.set_stroke(Stroke::new(drawing.width));
            context.stroke_path(&drawing.path);
        }
    }
    context.flush();
    let mut drawn = Pixmap::new(width, height);
    context.render(&mut drawn, &mut Default::default());
    for (pixel, over) in rgb.pixels_mut().zip(drawn.data()) {
        // Colours come multiplied by their cover.
        let rest = 255 - u16::from(over.a);
        for (part, own) in pixel.0.iter_mut().zip([over.r, over.g, over.b]) {
            *part = (u16::from(own) + u16::from(*part) * rest / 255).min(255) as u8;
        }
    }
}

/// Puts the images of a page on a white sheet.
///
/// # Errors
///
/// None of them can be decoded, or the sheet is beyond the limits.
fn compose(
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
    if lost > 0 && lost == pictures.len() {
        return Err(Problem::new(Code::Damaged, "页面图像无法解码", "请重新获取原件"));
    }
    Ok(PageImage { number, rgb, width, height, torn: torn || lost > 0 })
}

/// Any raster image with its transparency.
pub(super) fn decode_rgba(bytes: &[u8], limits: &Limits) -> Option<RgbaImage> {
    decoded(bytes, limits).map(DynamicImage::into_rgba8)
}

fn decoded(bytes: &[u8], limits: &Limits) -> Option<DynamicImage> {
    if bytes.starts_with(b"\x97JB2") {
        return decode_jbig2(bytes, limits).map(DynamicImage::ImageRgb8);
    }
    let (width, height) =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()?;
    if u64::from(width) * u64::from(height) > limits.pixels {
        return None;
    }
    image::load_from_memory(bytes).ok()
}

/// As [`decode_rgba`], transparent parts white; JBIG2 files too, which OFD scans use.
fn decode(bytes: &[u8], limits: &Limits) -> Option<RgbImage> {
    let decoded = decoded(bytes, limits)?;
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
