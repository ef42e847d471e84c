//! The lines of a part, one after the other, each with its place: paragraphs
//! at their hard breaks, table rows with their cells tab by tab.

use super::parts::Part;
use super::words::bare;
use crate::document::{Block, Document, Place};
use std::ops::Range;

/// One line of a part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// Block of the document.
    pub block: usize,
    /// Row of that block, where it is a table.
    pub row: Option<usize>,
    /// The text without spaces at either end; cells tab by tab.
    pub text: String,
    /// The text folded, without any space.
    pub bare: String,
    /// Where it is printed.
    pub place: Place,
    /// How surely it was read.
    pub confidence: f32,
}

/// The lines of a part below its marker.
pub fn of_part(document: &Document, part: &Part) -> Vec<Passage> {
    of_blocks(document, part.body..part.blocks.end)
}

/// The lines of a range of blocks; blank ones left out.
pub fn of_blocks(document: &Document, range: Range<usize>) -> Vec<Passage> {
    let mut out = Vec::new();
    let blocks = document.blocks.iter().enumerate().take(range.end).skip(range.start);
    for (block, content) in blocks {
        match content {
            Block::Paragraph(paragraph) => {
                let text = &paragraph.text;
                let mut at = 0;
                for line in text.content.split('\n') {
                    let span = at..at + line.len();
                    at += line.len() + 1;
                    let (place, confidence) =
                        (text.place_of(span.clone()), text.confidence_of(span));
                    push(
                        &mut out,
                        Passage {
                            block,
                            row: None,
                            text: line.trim().to_owned(),
                            bare: bare(line),
                            place,
                            confidence,
                        },
                    );
                }
            }
            Block::Table(table) => {
                for row in 0..table.rows {
                    let mut cells = table.cells.iter().filter(|c| c.row == row).peekable();
                    let Some(place) = cells.peek().map(|c| c.place) else { continue };
                    let texts: Vec<String> =
                        cells.map(|c| c.text().content.replace('\n', "")).collect();
                    let text = texts.join("\t");
                    let bare = bare(&text);
                    push(
                        &mut out,
                        Passage {
                            block,
                            row: Some(row),
                            text: text.trim().to_owned(),
                            bare,
                            place,
                            confidence: 1.0,
                        },
                    );
                }
            }
            Block::PageBreak => {}
        }
    }
    out
}

fn push(out: &mut Vec<Passage>, passage: Passage) {
    if !passage.bare.is_empty() {
        out.push(passage);
    }
}
