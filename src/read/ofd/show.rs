//! The pages of an OFD as they are to be seen: every object with its outline, paint,
//! opacity and clips, drawn in their order.

use super::matrix::Matrix;
use super::parts::Parts;
use super::picture;
use crate::document::Rect;
use crate::intake::Limits;
use crate::problem::{Code, Problem};
use crate::read::Options;
use crate::read::ocr::PageImage;
use crate::read::painting::{Mark, Paint, Painting, Unshown, What};
use crate::read::vector::rules;
use hayro::vello_cpu::color::AlphaColor;
use hayro::vello_cpu::peniko::Fill;
use hayro::vello_cpu::{Pixmap, RenderContext};
use hayro_interpret::kurbo::{self, Affine, BezPath, Shape};
use image::{RgbImage, RgbaImage, imageops};
use std::sync::Arc;

/// How far the area of a stroke may stray from it, points.
const STRAY: f64 = 0.05;
/// The thinnest stroke that is drawn, points.
const THINNEST: f64 = 0.5;

/// An object of a page.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Its outline in its own space, shared by equal characters.
    pub outline: Arc<BezPath>,
    /// From there to points from the page's top left corner.
    pub place: Affine,
    /// What it is.
    pub what: What,
    /// Filled by the even-odd rule.
    pub even_odd: bool,
    /// Width of the stroke along it, points; none for what is filled.
    pub stroke: Option<f64>,
    /// What it is painted with.
    pub paint: Paint,
    /// The shapes to which it is cut.
    pub clips: Arc<Vec<BezPath>>,
    /// The box that is left of the page around it.
    pub clip: kurbo::Rect,
    /// The member that holds a picture.
    pub picture: Option<Arc<str>>,
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// Width and height, points.
    pub size: (f32, f32),
    /// Its objects in the order they are painted.
    pub items: Vec<Item>,
    /// What viewers may show otherwise than it is read.
    pub unshown: Vec<Unshown>,
}

/// An OFD that was opened once.
pub struct Opened {
    bytes: Arc<Vec<u8>>,
    pages: Vec<Shown>,
    limits: Limits,
}

impl Opened {
    /// Opens a file and lays out what its pages show.
    ///
    /// # Errors
    ///
    /// Damaged or encrypted.
    pub fn new(bytes: Arc<Vec<u8>>, options: &Options) -> Result<Self, Problem> {
        let parts = Parts::open(&bytes, &options.limits)?;
        let pages = super::shown(&parts, options)?;
        drop(parts);
        Ok(Self { bytes, pages, limits: options.limits.clone() })
    }

    /// How many pages it has.
    pub fn count(&self) -> u32 {
        self.pages.len() as u32
    }

    fn page(&self, number: u32) -> Option<&Shown> {
        self.pages.get((number as usize).checked_sub(1)?)
    }

    /// Width and height of a page, points.
    pub fn size(&self, number: u32) -> Option<(f32, f32)> {
        Some(self.page(number)?.size)
    }

    /// What a page paints.
    pub fn painting(&self, number: u32) -> Option<Painting> {
        let page = self.page(number)?;
        let marks = page.items.iter().map(Item::mark).collect();
        let (width, height) = page.size;
        Some(Painting { width, height, marks, unshown: page.unshown.clone() })
    }

    /// A page's picture.
    ///
    /// # Errors
    ///
    /// There is no such page, or its picture would be beyond the limits.
    pub fn image(&self, number: u32, dpi: f32) -> Result<PageImage, Problem> {
        let missing = || Problem::damaged(format!("没有第 {number} 页"));
        let page = self.page(number).ok_or_else(missing)?;
        let (width, height) = page.size;
        let scale = dpi / 72.0;
        let (across, down) = (width * scale, height * scale);
        let within = f64::from(across) * f64::from(down) <= self.limits.pixels as f64;
        if !within || across.max(down) > f32::from(u16::MAX) || across.min(down) < 1.0 {
            let message = format!("第 {number} 页尺寸过大，无法成像");
            return Err(Problem::new(Code::LimitExceeded, message, ""));
        }
        let parts = Parts::open(&self.bytes, &self.limits)?;
        let mut sheet = Sheet::new(across as u16, down as u16, scale);
        for item in &page.items {
            match &item.picture {
                Some(member) => sheet.picture(item, member, &parts, &self.limits),
                None => sheet.shape(item),
            }
        }
        sheet.settle();
        let torn = sheet.torn;
        Ok(PageImage { number, rgb: sheet.rgb, width, height, torn })
    }
}

impl Item {
    /// The shape that it paints, in points of the page.
    fn area(&self) -> BezPath {
        let path = self.place * self.outline.as_ref();
        match self.stroke {
            Some(width) => {
                let style = kurbo::Stroke::new(width.max(THINNEST));
                kurbo::stroke(&path, &style, &kurbo::StrokeOpts::default(), STRAY)
            }
            None => path,
        }
    }

    fn mark(&self) -> Mark {
        let mut found = Vec::new();
        match (&self.what, self.stroke) {
            (What::Fill, _) => rules::filled(&self.outline, self.place, &mut found),
            (What::Stroke, Some(width)) => {
                let path = self.place * self.outline.as_ref();
                rules::stroked(&path, Affine::IDENTITY, width as f32, &mut found);
            }
            _ => {}
        }
        Mark {
            what: self.what.clone(),
            path: self.area(),
            rules: found,
            even_odd: self.even_odd,
            paint: self.paint,
            clip: self.clip,
            screen_only: false,
            certain: self.clips.is_empty() && self.picture.is_none(),
        }
    }
}

/// A sheet that is painted on.
struct Sheet {
    rgb: RgbImage,
    context: RenderContext,
    scale: f32,
    waiting: bool,
    torn: bool,
}

impl Sheet {
    fn new(width: u16, height: u16, scale: f32) -> Self {
        let rgb = RgbImage::from_pixel(width.into(), height.into(), image::Rgb([255; 3]));
        let mut context = RenderContext::new(width, height);
        context.set_transform(Affine::scale(scale.into()));
        Self { rgb, context, scale, waiting: false, torn: false }
    }

    fn shape(&mut self, item: &Item) {
        let (color, opacity) = match item.paint {
            Paint::Color(color, opacity) => (color, opacity),
            // Patterns and shadings are drawn as the grey that they may be.
            Paint::Other => ([160; 3], 1.0),
            Paint::None => return,
        };
        self.context.push_clip_rect(&item.clip);
        for clip in item.clips.iter() {
            self.context.push_clip_path(clip);
        }
        let rule = if item.even_odd { Fill::EvenOdd } else { Fill::NonZero };
        self.context.set_fill_rule(rule);
        let [r, g, b] = color;
        let alpha = (opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
        self.context.set_paint(AlphaColor::from_rgba8(r, g, b, alpha));
        self.context.fill_path(&item.area());
        for _ in 0..=item.clips.len() {
            self.context.pop_clip();
        }
        self.waiting = true;
    }

    /// Puts what was drawn so far on the sheet.
    fn settle(&mut self) {
        if !std::mem::take(&mut self.waiting) {
            return;
        }
        self.context.flush();
        let mut drawn = Pixmap::new(self.context.width(), self.context.height());
        self.context.render(&mut drawn, &mut Default::default());
        for (pixel, over) in self.rgb.pixels_mut().zip(drawn.data()) {
            // Colours come multiplied by their cover.
            let rest = 255 - u16::from(over.a);
            for (part, own) in pixel.0.iter_mut().zip([over.r, over.g, over.b]) {
                *part = (u16::from(own) + (u16::from(*part) * rest + 127) / 255).min(255) as u8;
            }
        }
        self.context.reset();
        self.context.set_transform(Affine::scale(self.scale.into()));
    }

    fn picture(&mut self, item: &Item, member: &str, parts: &Parts<'_>, limits: &Limits) {
        let bytes = parts.bytes(member).ok();
        let Some(decoded) = bytes.and_then(|bytes| picture::decode_rgba(&bytes, limits)) else {
            self.torn = true;
            return;
        };
        self.settle();
        let area = item.area().bounding_box().scale_from_origin(self.scale.into());
        let (wide, high) = (area.width().round().max(1.0), area.height().round().max(1.0));
        // What reaches over the page is not enlarged beyond twice its size.
        let most = f64::from(self.rgb.width().max(self.rgb.height()) * 2);
        let (wide, high) = (wide.min(most) as u32, high.min(most) as u32);
        let mut fitted: RgbaImage =
            imageops::resize(&decoded, wide, high, imageops::FilterType::Triangle);
        if let Paint::Color(_, opacity) = item.paint {
            fitted.pixels_mut().for_each(|p| p.0[3] = (f32::from(p.0[3]) * opacity) as u8);
        }
        let clip = item.clip.scale_from_origin(self.scale.into());
        let (x, y) = (area.x0.round() as i64, area.y0.round() as i64);
        for (at_x, at_y, pixel) in fitted.enumerate_pixels() {
            let (to_x, to_y) = (x + i64::from(at_x), y + i64::from(at_y));
            let on = |v: i64, most: u32| (0..i64::from(most)).contains(&v);
            let shown = on(to_x, self.rgb.width())
                && on(to_y, self.rgb.height())
                && clip.contains((to_x as f64, to_y as f64));
            if shown {
                let under = self.rgb.get_pixel_mut(to_x as u32, to_y as u32);
                let alpha = u16::from(pixel.0[3]);
                for (part, own) in under.0.iter_mut().zip(pixel.0) {
                    let mixed = u16::from(own) * alpha + u16::from(*part) * (255 - alpha);
                    *part = (mixed / 255) as u8;
                }
            }
        }
    }
}

/// A matrix of the format as one of the rasteriser's.
pub(super) fn affine(matrix: &Matrix) -> Affine {
    Affine::new(matrix.0)
}

/// A box as a path.
pub(super) fn boxed(area: Rect) -> BezPath {
    let [x0, y0, x1, y1] = [area.x0, area.y0, area.x1, area.y1].map(f64::from);
    kurbo::Rect::new(x0, y0, x1, y1).to_path(0.1)
}
