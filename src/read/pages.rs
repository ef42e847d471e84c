//! The pages of a file as pictures: opened once, drawn one by one at any resolution.

use super::{image, ofd, pdf};
use crate::document::Rect;
use crate::intake::{Format, Loaded};
use crate::problem::{Code, Problem};
use crate::read::Options;
use crate::read::ocr::PageImage;
use crate::read::painting::Painting;
use ::image::imageops::{self, FilterType};
use ::image::{ImageFormat, RgbImage};
use std::io::Cursor;

/// A file that has pages.
pub struct Pages {
    file: File,
    most_pixels: u64,
}

enum File {
    Pdf(pdf::Opened),
    Ofd(ofd::Opened),
    Image(image::Opened),
}

impl Pages {
    /// Opens a file; none where its format knows no pages.
    ///
    /// # Errors
    ///
    /// Damaged or encrypted.
    pub fn open(file: &Loaded, options: &Options) -> Result<Option<Self>, Problem> {
        let most_pixels = options.limits.pixels;
        let file = match file.format {
            Format::Pdf => File::Pdf(pdf::Opened::new(file.bytes.clone(), options)?),
            Format::Ofd => File::Ofd(ofd::Opened::new(file.bytes.clone(), options)?),
            Format::Image => File::Image(image::Opened::new(file.bytes.clone(), &options.limits)),
            _ => return Ok(None),
        };
        Ok(Some(Self { file, most_pixels }))
    }

    /// How many pages there are.
    pub fn count(&self) -> u32 {
        match &self.file {
            File::Pdf(file) => file.count(),
            File::Ofd(file) => file.count(),
            File::Image(file) => file.count(),
        }
    }

    /// Width and height of a page (counted from 1) as seen, points; none without such a page.
    pub fn size(&self, number: u32) -> Option<(f32, f32)> {
        match &self.file {
            File::Pdf(file) => file.size(number),
            File::Ofd(file) => file.size(number),
            File::Image(file) => file.size(number),
        }
    }

    /// The picture of a page, for the eye.
    ///
    /// # Errors
    ///
    /// There is no such page, it is damaged, or its picture would be beyond the limits.
    pub fn image(&self, number: u32, dpi: f32) -> Result<RgbImage, Problem> {
        match &self.file {
            File::Pdf(file) => Ok(file.image(number, dpi)?.rgb),
            File::Ofd(file) => Ok(file.image(number, dpi)?.rgb),
            File::Image(file) => self.scaled(&file.image(number)?, dpi),
        }
    }

    /// One thread's own: what it keeps from page to page.
    pub fn drawer(&self) -> Drawer<'_> {
        let own = match &self.file {
            File::Pdf(file) => Own::Pdf(file.drawer()),
            File::Ofd(file) => Own::Ofd(file),
            File::Image(file) => Own::Image(file),
        };
        Drawer { pages: self, own }
    }

    /// A part of a page as PNG.
    ///
    /// # Errors
    ///
    /// As [`Self::image`]; the part lies off the page.
    pub fn crop(&self, number: u32, bbox: Rect, dpi: f32) -> Result<Vec<u8>, Problem> {
        cut(&self.image(number, dpi)?, bbox, dpi)
    }

    /// An image at a resolution of the page it stands for.
    fn scaled(&self, page: &PageImage, dpi: f32) -> Result<RgbImage, Problem> {
        let pixels = |points: f32| (points * dpi / 72.0).round().max(1.0);
        let (width, height) = (pixels(page.width), pixels(page.height));
        if f64::from(width) * f64::from(height) > self.most_pixels as f64 {
            return Err(Problem::new(Code::LimitExceeded, "页面图像过大", "可降低分辨率"));
        }
        let filter = FilterType::Triangle;
        Ok(imageops::resize(&page.rgb, width as u32, height as u32, filter))
    }
}

/// Draws pages exactly, one after the other.
pub struct Drawer<'a> {
    pages: &'a Pages,
    own: Own<'a>,
}

enum Own<'a> {
    Pdf(pdf::Drawer<'a>),
    Ofd(&'a ofd::Opened),
    Image(&'a image::Opened),
}

impl Drawer<'_> {
    /// What a page paints; none for what is an image.
    ///
    /// # Errors
    ///
    /// The page is damaged or beyond the limits.
    pub fn painting(&mut self, number: u32) -> Result<Option<Painting>, Problem> {
        let painting = match &mut self.own {
            Own::Pdf(file) => file.painting(number),
            Own::Ofd(file) => file.painting(number),
            Own::Image(_) => return Ok(None),
        };
        let lost = || Problem::damaged("页面已损坏或内容过多".to_owned());
        painting.ok_or_else(lost).map(Some)
    }

    /// The picture of a page in which every outline stands exactly where it is.
    ///
    /// # Errors
    ///
    /// As [`Pages::image`].
    pub fn exact(&self, number: u32, dpi: f32) -> Result<PageImage, Problem> {
        match &self.own {
            Own::Pdf(file) => file.exact(number, dpi),
            Own::Ofd(file) => file.image(number, dpi),
            Own::Image(file) => {
                let mut page = file.image(number)?;
                page.rgb = self.pages.scaled(&page, dpi)?;
                Ok(page)
            }
        }
    }
}

/// A part of a page's picture, which was drawn at `dpi`, as PNG.
///
/// # Errors
///
/// The part lies off the page.
pub fn cut(page: &RgbImage, bbox: Rect, dpi: f32) -> Result<Vec<u8>, Problem> {
    let edge = |points: f32, most: u32| (points * dpi / 72.0).clamp(0.0, most as f32);
    let (x0, y0) = (edge(bbox.x0, page.width()).floor(), edge(bbox.y0, page.height()).floor());
    let (x1, y1) = (edge(bbox.x1, page.width()).ceil(), edge(bbox.y1, page.height()).ceil());
    if x1 - x0 < 1.0 || y1 - y0 < 1.0 {
        return Err(Problem::new(Code::Damaged, "截取的位置在页面之外", ""));
    }
    let part = imageops::crop_imm(page, x0 as u32, y0 as u32, (x1 - x0) as u32, (y1 - y0) as u32);
    let mut bytes = Cursor::new(Vec::new());
    part.to_image()
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(|error| Problem::damaged(format!("图像无法写出（{error}）")))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::image::Rgb;

    fn picture() -> RgbImage {
        RgbImage::from_fn(200, 100, |x, _| Rgb([if x < 100 { 0 } else { 255 }; 3]))
    }

    #[test]
    fn a_part_is_cut_out_at_its_place_and_nothing_off_the_page() {
        let png = cut(&picture(), Rect::new(40.0, 10.0, 60.0, 20.0), 144.0).unwrap();
        let part = ::image::load_from_memory(&png).unwrap().into_rgb8();
        assert_eq!((part.width(), part.height()), (40, 20));
        assert_eq!((part.get_pixel(19, 5).0, part.get_pixel(20, 5).0), ([0; 3], [255; 3]));
        assert!(cut(&picture(), Rect::new(300.0, 0.0, 310.0, 10.0), 144.0).is_err());
    }

    #[test]
    fn an_image_is_one_page_drawn_at_any_resolution() {
        let mut bytes = Cursor::new(Vec::new());
        picture().write_to(&mut bytes, ImageFormat::Png).unwrap();
        let file = Loaded::new("a.png".into(), bytes.into_inner().into(), Format::Image);
        let pages = Pages::open(&file, &Options::default()).unwrap().unwrap();
        assert_eq!((pages.count(), pages.size(1), pages.size(2)), (1, Some((72.0, 36.0)), None));
        let drawn = pages.image(1, 100.0).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (100, 50));
        assert!(pages.image(2, 100.0).is_err());
        let text = Loaded::new("a.txt".into(), b"a".to_vec().into(), Format::Text);
        assert!(Pages::open(&text, &Options::default()).unwrap().is_none());
    }
}
