//! What is kept of a recognised page for a comparison: ink that nothing answers for, and the
//! pictures of lines that may be read otherwise, so that the picture can be asked again.

use super::Rect;
use std::sync::Arc;

/// A page that was recognised.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scanned {
    /// The page, counted from 1.
    pub page: u32,
    /// Ink on it, pixels of a picture of 144 dots an inch.
    pub inked: usize,
    /// Ink that nothing understood explains.
    pub left: Vec<Stray>,
    /// Ruling lines and other straight strokes.
    pub bars: Vec<Rect>,
    /// Lines of which a character may be another.
    pub lines: Vec<LinePicture>,
}

/// Ink that nothing understood explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stray {
    /// Where it stands, points.
    pub bbox: Rect,
    /// How much ink, pixels of a picture of 144 dots an inch.
    pub ink: f32,
    /// What it looks like.
    pub kind: StrayKind,
}

/// What ink that nothing explains looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrayKind {
    /// A mark beside or between what was read.
    Mark,
    /// A line through text that was read.
    Crossing,
    /// Ink of a colour of its own beside or over the print: a pen, a stamp.
    Pen,
}

/// The picture of a line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct LinePicture {
    /// What the picture shows of the page, points.
    pub bbox: Rect,
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
    /// Brightness, row by row.
    pub luma: Arc<Vec<u8>>,
    /// The box around the line's ink, pixels of the picture: left, top, right, bottom.
    pub ink: [u16; 4],
    /// Where ink begins and ends along the line, pixels of the picture; narrow gaps joined.
    pub pieces: Vec<[u16; 2]>,
    /// The page's usual height of a line, pixels.
    pub em: f32,
}

impl LinePicture {
    /// The column of the picture at a place of the page.
    pub fn column(&self, x: f32) -> f32 {
        (x - self.bbox.x0) * self.width as f32 / self.bbox.width().max(1e-3)
    }
}
