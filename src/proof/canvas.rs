//! Pixels: shapes drawn by the same rasteriser that draws the page.

use super::SCALE;
use hayro::vello_cpu::color::AlphaColor;
use hayro::vello_cpu::kurbo::{Affine, BezPath};
use hayro::vello_cpu::peniko::Fill;
use hayro::vello_cpu::{Pixmap, RenderContext};
use image::RgbImage;

/// A transparent sheet of the size of a page's picture.
pub struct Canvas {
    context: RenderContext,
    /// Whether anything was drawn.
    pub used: bool,
}

/// What was drawn on a canvas: colours multiplied by how much they cover.
pub struct Drawn {
    pixels: Pixmap,
}

impl Canvas {
    /// An empty sheet; none beyond the sizes that the rasteriser knows.
    pub fn new(picture: &RgbImage) -> Option<Self> {
        let width = u16::try_from(picture.width()).ok()?;
        let height = u16::try_from(picture.height()).ok()?;
        let mut context = RenderContext::new(width, height);
        context.set_transform(Affine::scale(f64::from(SCALE)));
        Some(Self { context, used: false })
    }

    /// Fills a shape, whose points are those of the page.
    pub fn fill(&mut self, path: &BezPath, even_odd: bool, [r, g, b]: [u8; 3], opacity: f32) {
        let rule = if even_odd { Fill::EvenOdd } else { Fill::NonZero };
        self.context.set_fill_rule(rule);
        let alpha = (opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
        self.context.set_paint(AlphaColor::from_rgba8(r, g, b, alpha));
        self.context.fill_path(path);
        self.used = true;
    }

    /// The pixels; none where nothing was drawn.
    pub fn done(mut self) -> Option<Drawn> {
        if !self.used {
            return None;
        }
        self.context.flush();
        let mut pixels = Pixmap::new(self.context.width(), self.context.height());
        self.context.render(&mut pixels, &mut Default::default());
        Some(Drawn { pixels })
    }
}

impl Drawn {
    /// How much of a pixel is covered, 0 to 255.
    pub fn cover(&self, at: usize) -> u8 {
        self.pixels.data().get(at).map_or(0, |pixel| pixel.a)
    }

    /// Whether nothing was drawn on so many pixels from one on.
    pub fn is_clear(&self, from: usize, count: usize) -> bool {
        let pixels = self.pixels.data().get(from..).unwrap_or_default();
        pixels.iter().take(count).all(|pixel| pixel.a == 0)
    }

    /// What a pixel shows over a ground.
    pub fn over(&self, at: usize, ground: [u8; 3]) -> [u8; 3] {
        let Some(pixel) = self.pixels.data().get(at) else { return ground };
        let rest = 255 - u16::from(pixel.a);
        let mix = |own: u8, under: u8| {
            (u16::from(own) + (u16::from(under) * rest + 127) / 255).min(255) as u8
        };
        [mix(pixel.r, ground[0]), mix(pixel.g, ground[1]), mix(pixel.b, ground[2])]
    }
}

/// A yes or no for each pixel.
pub struct Mask {
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Row by row.
    pub set: Vec<bool>,
}

impl Mask {
    /// Nothing is set.
    pub fn new(picture: &RgbImage) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Self { width, height, set: vec![false; width * height] }
    }

    /// Sets the pixels that a box of the page touches, and so many around it.
    pub fn add(&mut self, area: crate::document::Rect, around: f32) {
        let span = |from: f32, to: f32, most: usize| {
            let start = (from * SCALE - around).floor().clamp(0.0, most as f32) as usize;
            let end = (to * SCALE + around).ceil().clamp(0.0, most as f32) as usize;
            start..end.max(start)
        };
        let across = span(area.x0, area.x1, self.width);
        for y in span(area.y0, area.y1, self.height) {
            let row = y * self.width;
            self.set[row + across.start..row + across.end].fill(true);
        }
    }
}

/// The largest difference of two colours in any of their parts.
pub fn apart(a: [u8; 3], b: [u8; 3]) -> u8 {
    (0..3).map(|part| a[part].abs_diff(b[part])).max().unwrap_or(0)
}
