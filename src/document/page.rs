//! A page of a format that has pages, and how its text was won.

use super::{Place, Text};
use serde::Serialize;

/// A page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// Counted from 1.
    pub number: u32,
    /// Width as seen (after rotation), points.
    pub width: f32,
    /// Height as seen (after rotation), points.
    pub height: f32,
    /// How its text was won.
    pub source: PageSource,
    /// Text of the file that the page does not show, because the edge of its frame
    /// cuts it off; in the order the file draws it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub clipped: String,
}

/// How a page's text was won.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageSource {
    /// From the file's own characters.
    Text,
    /// Recognised from the page's image.
    Ocr,
    /// Nothing is printed on it.
    Blank,
    /// There is ink, but it could not be read; the reason in Chinese.
    Unread(String),
}

impl PageSource {
    /// Whether text on the page may have been missed.
    pub fn is_unread(&self) -> bool {
        matches!(self, Self::Unread(_))
    }
}

/// A red seal (公章).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seal {
    /// Where it stands.
    pub place: Place,
    /// The ring text, if it could be read.
    pub text: Option<Text>,
}
