//! What the balance of a page leaves open.

use crate::document::Rect;
use crate::problem::Alike;
use image::GrayImage;

/// Something on a page that does not add up.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What kind of thing.
    pub reason: Reason,
    /// The page, counted from 1.
    pub page: u32,
    /// Where it stands, points on the page as its picture shows it.
    pub bbox: Rect,
    /// What a person has to look for, in Chinese.
    pub words: String,
    /// What was read at the place.
    pub near: String,
    /// What a side of any format may show alike.
    pub alike: Option<Alike>,
    /// What the place looks like, for the other side to be held against.
    pub(super) look: Option<GrayImage>,
    /// Where the first of the characters read near it stands, and its size.
    pub(super) anchor: Option<(f32, f32, f32)>,
}

/// The kinds of things that do not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A character was read that the page does not show, or not as it was read.
    TextUnseen,
    /// Ink that nothing answers for.
    InkUnexplained,
    /// The page could not be drawn, so that nothing can be said of it.
    PageUndrawn,
}

impl Reason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::TextUnseen => "text-unseen",
            Self::InkUnexplained => "ink-unexplained",
            Self::PageUndrawn => "page-undrawn",
        }
    }
}
