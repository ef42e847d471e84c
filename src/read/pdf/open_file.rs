//! An open file, whose pages are drawn one by one.

use super::painting::{self, Known};
use super::render;
use crate::intake::Limits;
use crate::problem::Problem;
use crate::read::Options;
use crate::read::ocr::PageImage;
use crate::read::painting::Painting;
use hayro::RenderCache;
use hayro_syntax::Pdf;
use std::sync::Arc;

/// A PDF that was opened once.
pub struct Opened {
    pdf: Pdf,
    limits: Limits,
}

impl Opened {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// Damaged or encrypted.
    pub fn new(bytes: Arc<Vec<u8>>, options: &Options) -> Result<Self, Problem> {
        let pdf = super::open(bytes, options.password.as_deref())?;
        Ok(Self { pdf, limits: options.limits.clone() })
    }

    /// How many pages it has.
    pub fn count(&self) -> u32 {
        self.pdf.pages().len() as u32
    }

    /// Width and height of a page as seen, points.
    pub fn size(&self, number: u32) -> Option<(f32, f32)> {
        let index = (number as usize).checked_sub(1)?;
        Some(self.pdf.pages().get(index)?.render_dimensions())
    }

    /// A page's picture, for the eye.
    ///
    /// # Errors
    ///
    /// There is no such page, or its picture is beyond the limits.
    pub fn image(&self, number: u32, dpi: f32) -> Result<PageImage, Problem> {
        render::page(&self.pdf, number, dpi, &self.limits)
    }

    /// One thread's own: what it keeps from page to page.
    pub fn drawer(&self) -> Drawer<'_> {
        Drawer { file: self, cache: RenderCache::new(), known: Known::default() }
    }
}

/// Draws one page after the other.
pub struct Drawer<'a> {
    file: &'a Opened,
    cache: RenderCache<'a>,
    known: Known<'a>,
}

impl Drawer<'_> {
    /// A page's picture, each outline exactly where it stands.
    ///
    /// # Errors
    ///
    /// As [`Opened::image`].
    pub fn exact(&self, number: u32, dpi: f32) -> Result<PageImage, Problem> {
        render::exact(&self.file.pdf, number, dpi, &self.cache, &self.file.limits)
    }

    /// What a page paints; none where it is damaged or beyond the limits.
    pub fn painting(&mut self, number: u32) -> Option<Painting> {
        painting::painting(&self.file.pdf, number, &mut self.known, &self.file.limits)
    }
}
