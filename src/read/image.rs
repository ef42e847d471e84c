//! Raster images on their own: scanned pages without a PDF around them (PNG,
//! JPEG, TIFF of several pages, BMP, GIF, WebP, JPEG 2000).

use crate::document::{Document, PageSource};
use crate::intake::Limits;
use crate::layout::{self, InkPage};
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::jpeg;
use crate::read::ocr::{self, PageImage};
use image::{ImageReader, RgbImage};
use std::borrow::Cow;
use std::io::Cursor;

/// A4, points.
const A4: (f32, f32) = (595.3, 841.9);

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged beyond reading: not even the number of pages can be told.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let frames = frames(bytes, options.limits.pages as usize);
    let mut pages: Vec<InkPage> = (1..)
        .zip(&frames)
        .map(|(number, frame)| {
            let (width, height) = size(bytes, *frame).map_or(A4, paper);
            let mut page = InkPage::blank(number, width, height);
            page.source = PageSource::Unread("本页只有图像，没有文字".to_owned());
            page.account = options.pictures;
            page
        })
        .collect();
    let render = |number: u32| {
        let frame = (number as usize).checked_sub(1).and_then(|at| frames.get(at)).copied();
        let rgb = decode(bytes, frame.flatten(), &options.limits)?;
        let torn = jpeg::is_jpeg(bytes) && !jpeg::is_whole(bytes);
        let (width, height) = paper((rgb.width(), rgb.height()));
        Ok(PageImage { number, rgb, width, height, torn })
    };
    // A file of one page that does not decode is a damaged file, not a lost page.
    if let [only] = frames.as_slice() {
        size(bytes, *only)?;
    }
    let mut warnings = ocr::complete(&mut pages, &render, &options.ocr, &options.limits);
    for page in &pages {
        if let PageSource::Unread(why) = &page.source
            && !warnings.iter().any(|warning| warning.page == Some(page.number))
        {
            warnings.push(Warning::on_page(WarningCode::PageUnread, page.number, why.clone()));
        }
    }
    let mut document = layout::lay_out(pages);
    warnings.append(&mut document.warnings);
    document.warnings = warnings;
    Ok(document)
}

/// An image file that was opened once: each of its pictures is a page.
pub struct Opened {
    bytes: std::sync::Arc<Vec<u8>>,
    frames: Vec<Option<u32>>,
    limits: Limits,
}

impl Opened {
    /// Finds its pages.
    pub fn new(bytes: std::sync::Arc<Vec<u8>>, limits: &Limits) -> Self {
        let frames = frames(&bytes, limits.pages as usize);
        Self { bytes, frames, limits: limits.clone() }
    }

    /// How many pages it has.
    pub fn count(&self) -> u32 {
        self.frames.len() as u32
    }

    fn frame(&self, number: u32) -> Option<Option<u32>> {
        self.frames.get((number as usize).checked_sub(1)?).copied()
    }

    /// Width and height of a page on paper, points.
    pub fn size(&self, number: u32) -> Option<(f32, f32)> {
        size(&self.bytes, self.frame(number)?).ok().map(paper)
    }

    /// A page's pixels as they are stored.
    ///
    /// # Errors
    ///
    /// There is no such page, or it does not decode.
    pub fn image(&self, number: u32) -> Result<PageImage, Problem> {
        let frame =
            self.frame(number).ok_or_else(|| Problem::damaged(format!("没有第 {number} 页")))?;
        let rgb = decode(&self.bytes, frame, &self.limits)?;
        let torn = jpeg::is_jpeg(&self.bytes) && !jpeg::is_whole(&self.bytes);
        let (width, height) = paper((rgb.width(), rgb.height()));
        Ok(PageImage { number, rgb, width, height, torn })
    }
}

/// The pages of a file: for TIFF the places of their directories, else one.
fn frames(bytes: &[u8], most: usize) -> Vec<Option<u32>> {
    let mut found = Vec::new();
    let mut next = tiff_number(bytes, 4).filter(|_| is_tiff(bytes));
    while let Some(at) = next.filter(|&at| at != 0 && found.len() < most) {
        if found.contains(&Some(at)) {
            break;
        }
        found.push(Some(at));
        let entries = tiff_short(bytes, at as usize).map_or(0, usize::from);
        next = tiff_number(bytes, at as usize + 2 + 12 * entries);
    }
    if found.is_empty() { vec![None] } else { found }
}

fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II\x2a\0") || bytes.starts_with(b"MM\0\x2a")
}

fn tiff_number(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(if bytes[0] == b'I' { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
}

fn tiff_short(bytes: &[u8], at: usize) -> Option<u16> {
    let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(if bytes[0] == b'I' { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
}

/// The file with the given TIFF directory as its first: decoders read only that one.
fn with_first(bytes: &[u8], frame: Option<u32>) -> Cow<'_, [u8]> {
    match frame {
        Some(at) if tiff_number(bytes, 4) != Some(at) => {
            let mut copy = bytes.to_vec();
            let written = if bytes[0] == b'I' { at.to_le_bytes() } else { at.to_be_bytes() };
            copy[4..8].copy_from_slice(&written);
            Cow::Owned(copy)
        }
        _ => Cow::Borrowed(bytes),
    }
}

fn is_jpeg2000(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0\0\0\x0cjP  ") || bytes.starts_with(b"\xff\x4f\xff\x51")
}

/// Pixels across and down, without decoding.
fn size(bytes: &[u8], frame: Option<u32>) -> Result<(u32, u32), Problem> {
    if is_jpeg2000(bytes) {
        let image = hayro_jpeg2000::Image::new(bytes, &Default::default());
        return image.map(|image| (image.width(), image.height())).map_err(damaged);
    }
    let bytes = with_first(bytes, frame);
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    reader.into_dimensions().map_err(undecoded)
}

/// A coding that no decoder here knows is no damage.
fn undecoded(error: image::ImageError) -> Problem {
    match error {
        image::ImageError::Unsupported(_) => Problem::new(
            Code::Unsupported,
            "图像的压缩方式不在支持之列（如传真 G3）",
            "请用看图软件另存为 PNG，或以 G4、LZW 方式重新扫描",
        ),
        other => damaged(other),
    }
}

/// What is transparent shows the paper below.
fn on_paper(image: image::DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0;
        let over = |value: u8| {
            let alpha = u16::from(alpha);
            ((u16::from(value) * alpha + 255 * (255 - alpha)) / 255) as u8
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

fn damaged(error: impl std::fmt::Display) -> Problem {
    Problem::damaged(format!("图像无法解码（{error}）"))
}

/// The pixels of a picture; of a TIFF those of the directory at `frame`, else of the first.
///
/// # Errors
///
/// Damaged, or more pixels than the limit.
pub fn decode(bytes: &[u8], frame: Option<u32>, limits: &Limits) -> Result<RgbImage, Problem> {
    let (width, height) = size(bytes, frame)?;
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("图像有 {width}×{height} 像素，超过上限"),
            "请降低扫描分辨率",
        ));
    }
    if is_jpeg2000(bytes) {
        return decode_jpeg2000(bytes);
    }
    let bytes = with_first(bytes, frame);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(limits.pixels.saturating_mul(8));
    reader.limits(bounds);
    reader.decode().map(on_paper).map_err(undecoded)
}

fn decode_jpeg2000(bytes: &[u8]) -> Result<RgbImage, Problem> {
    let image = hayro_jpeg2000::Image::new(bytes, &Default::default()).map_err(damaged)?;
    let mut context = hayro_jpeg2000::DecoderContext::default();
    let colors = usize::from(image.color_space().num_channels());
    let step = colors + usize::from(image.has_alpha());
    let data = image.decode(&mut context).map_err(damaged)?.data_u8();
    let mut rgb = Vec::with_capacity(data.len() / step.max(1) * 3);
    for pixel in data.chunks_exact(step.max(1)) {
        match (colors, pixel) {
            (3, &[r, g, b, ..]) => rgb.extend([r, g, b]),
            (4, &[c, m, y, k, ..]) => {
                let light = |v: u8| (u16::from(255 - v) * u16::from(255 - k) / 255) as u8;
                rgb.extend([light(c), light(m), light(y)]);
            }
            (_, pixel) => rgb.extend([pixel.first().copied().unwrap_or(255); 3]),
        }
    }
    RgbImage::from_raw(image.width(), image.height(), rgb).ok_or_else(|| damaged("尺寸不符"))
}

/// The size on paper: A4 for pictures of its proportions, else as if scanned at
/// 200 dots an inch.
fn paper((width, height): (u32, u32)) -> (f32, f32) {
    let (w, h) = (width.max(1) as f32, height.max(1) as f32);
    let like = |ratio: f32| (h / w / ratio - 1.0).abs() < 0.09;
    if like(A4.1 / A4.0) {
        (A4.0, A4.0 * h / w)
    } else if like(A4.0 / A4.1) {
        (A4.1, A4.1 * h / w)
    } else {
        (w * 72.0 / 200.0, h * 72.0 / 200.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb};

    /// A transparent ground became black, and nothing on it could be read.
    #[test]
    fn what_is_transparent_shows_the_paper() {
        let mut picture = image::RgbaImage::from_pixel(2, 1, image::Rgba([0, 0, 0, 0]));
        picture.put_pixel(1, 0, image::Rgba([10, 20, 30, 255]));
        let rgb = on_paper(image::DynamicImage::ImageRgba8(picture));
        assert_eq!(rgb.get_pixel(0, 0), &Rgb([255, 255, 255]));
        assert_eq!(rgb.get_pixel(1, 0), &Rgb([10, 20, 30]));
    }

    fn encoded(format: ImageFormat, grey: u8) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let picture = RgbImage::from_pixel(40, 57, Rgb([grey; 3]));
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Two TIFF files as one of two pages: the offsets of the second are moved.
    fn two_pages() -> Vec<u8> {
        use std::io::Seek;
        let mut file = Cursor::new(Vec::new());
        let first = encoded(ImageFormat::Tiff, 10);
        std::io::Write::write_all(&mut file, &first).unwrap();
        let at = tiff_number(&first, 4).unwrap() as usize;
        let entries = usize::from(tiff_short(&first, at).unwrap());
        // The second page shares the pixels of the first.
        let copy_at = (file.stream_position().unwrap() as usize).next_multiple_of(2);
        let mut bytes = file.into_inner();
        bytes.resize(copy_at, 0);
        let directory = first[at..at + 2 + 12 * entries + 4].to_vec();
        bytes.extend_from_slice(&directory);
        let next = at + 2 + 12 * entries;
        bytes[next..next + 4].copy_from_slice(&(copy_at as u32).to_le_bytes());
        bytes
    }

    #[test]
    fn every_page_of_a_tiff_is_found_and_decoded() {
        let bytes = two_pages();
        let frames = frames(&bytes, 100);
        assert_eq!(frames.len(), 2);
        for frame in frames {
            let rgb = decode(&bytes, frame, &Limits::default()).unwrap();
            assert_eq!((rgb.width(), rgb.height(), rgb.get_pixel(5, 5).0), (40, 57, [10; 3]));
        }
    }

    #[test]
    fn a_chain_of_pages_that_bites_its_tail_ends() {
        let mut bytes = two_pages();
        let last = bytes.len() - 4;
        let first = bytes[4..8].to_vec();
        bytes[last..].copy_from_slice(&first);
        assert_eq!(frames(&bytes, 100).len(), 2);
    }

    #[test]
    fn a_damaged_picture_is_a_damaged_file() {
        let mut bytes = encoded(ImageFormat::Png, 90);
        bytes.truncate(20);
        let problem = read(&bytes, &Options::default()).unwrap_err();
        assert_eq!(problem.code, Code::Damaged);
    }

    #[test]
    fn a_picture_over_the_limit_is_refused() {
        let limits = Limits { pixels: 1000, ..Limits::default() };
        let bytes = encoded(ImageFormat::Jpeg, 90);
        assert_eq!(decode(&bytes, None, &limits).unwrap_err().code, Code::LimitExceeded);
    }
}
