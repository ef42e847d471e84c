//! Ink to paragraphs and tables. Knows pages of glyphs and ruling lines, not
//! whether they come from PDF, OFD or character recognition.
//!
//! # Steps
//!
//! 1. [`marks`]: characters folded and doubles dropped, watermarks set apart;
//!    [`figures`], [`boxes`]: check boxes that were drawn become characters.
//! 2. [`strokes`], [`grid`]: ruling lines become grids, grids become cells;
//!    [`unruled`] cuts the rows of lists that only their figures tell.
//! 3. [`columns`], [`lines`]: the characters of a cell, or of the page around the tables, become lines.
//! 4. [`furniture`]: headers, footers and page numbers leave the body.
//! 5. [`body`], [`paragraphs`]: wrapped lines become paragraphs.
//! 6. [`joins`]: tables, rows and paragraphs that a page break cut become one again.

mod body;
mod boxes;
mod columns;
mod figures;
mod furniture;
mod grid;
mod ink;
mod joins;
mod lines;
mod marks;
mod page;
mod paragraphs;
mod rows;
mod strokes;
mod tables;
#[cfg(test)]
mod tests;
mod unruled;
mod wraps;

pub use figures::{Figure, Outline, Shape, figures};
pub use ink::{Glyph, InkPage, Rule};

use crate::document::{Document, Page};
use rayon::prelude::*;

/// Lays out a whole document: tables from ruling lines, paragraphs from lines,
/// headers, footers and page numbers set apart, cells rejoined over page breaks.
pub fn lay_out(pages: Vec<InkPage>) -> Document {
    let mut document = Document {
        pages: pages
            .iter()
            .map(|ink| Page {
                number: ink.number,
                width: ink.width,
                height: ink.height,
                source: ink.source.clone(),
            })
            .collect(),
        seals: pages.iter().flat_map(|ink| ink.seals.iter().cloned()).collect(),
        ..Document::default()
    };
    let mut laid: Vec<page::LaidPage> = pages.into_par_iter().map(page::lay_out).collect();
    document.margins = furniture::set_apart(&mut laid);
    let columns = body::columns(&laid);
    let flows = laid.into_iter().zip(columns).map(|(page, column)| page.flow(column)).collect();
    document.blocks = joins::join(flows);
    document
}
