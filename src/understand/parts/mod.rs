//! Where one official document of a file ends and the next begins: a notice,
//! the notice it forwards, and their attachments, each with its parent.
//!
//! Attachments are told by their marker (附件, 附件3-1, 附1) standing alone, and
//! their place in the tree by the numbers: an attachment belongs to the
//! innermost notice whose numbering it goes on with. An application book has
//! attachments of its own (附1, 附表1, 附5-1) and is never cut at them.

mod listed;
mod marker;
#[cfg(test)]
mod tests;
mod tree;
mod unmarked;

use super::title;
use super::words::bare;
use crate::document::{Block, Document};
use listed::{listed, untitled};
pub use marker::title_behind;
use marker::{Marker, Number, marker};
use std::ops::Range;
use tree::{cuts, parent};
use unmarked::{deck, headless, is_promulgated, new_notice};

/// One official document inside a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Its blocks in the document, marker included.
    pub blocks: Range<usize>,
    /// Its title as printed, lines joined.
    pub title: Option<String>,
    /// Its marker as printed, without spaces (`附件3-1`).
    pub label: Option<String>,
    /// Index of the part it is attached to; always smaller than its own.
    pub parent: Option<usize>,
    /// Index of the first block after the marker.
    pub body: usize,
    /// The title's first line, where it stands on the marker's line (附件2：汇总表).
    pub beside: Option<String>,
    /// Whether its title says that it is an application book or form (申报书, 申请表).
    pub book: bool,
}

impl Part {
    /// Its title with the blocks it is printed in.
    pub fn heading(&self, document: &Document) -> Option<title::Title> {
        match (&self.beside, self.body.checked_sub(1)) {
            (Some(first), Some(marker)) => title::read_behind(document, marker, first),
            _ => title::read(document, self.body),
        }
    }
}

/// Takes a document apart. There is at least one part; together they cover all blocks.
pub fn split(document: &Document) -> Vec<Part> {
    let mut parts = vec![open(document, 0, None)];
    let mut numbers: Vec<Option<Number>> = vec![None];
    for index in 0..document.blocks.len() {
        let found = marker(document, index)
            .filter(|found| found.sure || listed(document, &parts, index, found));
        if let Some(found) = found {
            let (last, number) = (parts.len() - 1, found.number);
            let begins_file = parts.len() == 1 && is_empty(document, 0..index);
            if begins_file {
                parts[0] = Part { blocks: 0..0, ..attached(document, index, found) };
                numbers[0] = Some(number);
            } else if let Some(start) =
                headless(document, index, &parts[last], numbers[last], number)
            {
                let label = number.main.map(|main| format!("附件{main}"));
                let own = Number { sub: None, full: true, ..number };
                let mut part =
                    Part { title: None, book: true, body: start, ..open(document, start, label) };
                part.parent = parent(&parts, &numbers, own);
                parts.push(part);
                numbers.push(Some(own));
            } else if cuts(&parts[last], numbers[last], number) {
                let mut part = attached(document, index, found);
                part.parent = parent(&parts, &numbers, number);
                parts.push(part);
                numbers.push(Some(number));
            }
        } else if let Some(number) = untitled(document, &parts, index) {
            let mut part = open(document, index, None);
            part.parent = parent(&parts, &numbers, number);
            parts.push(part);
            numbers.push(Some(number));
        } else if is_promulgated(document, index, &parts) {
            let mut part = open(document, index, None);
            part.parent = Some(parts.len() - 1);
            parts.push(part);
            numbers.push(None);
        } else if let Some(start) = new_notice(document, index, &parts) {
            parts.push(open(document, start, None));
            numbers.push(None);
        }
    }
    if let Some(start) = deck(document, &parts) {
        // Its title stands behind the number of the first slide.
        let numbered = |i: &usize| {
            paragraph(document, *i).is_none_or(|t| t.trim().chars().all(|c| c.is_ascii_digit()))
        };
        let words = (start..document.blocks.len()).find(|i| !numbered(i)).unwrap_or(start);
        let mut part = Part { blocks: start..start, ..open(document, words, None) };
        part.parent = parts.first().filter(|p| p.label.is_none()).map(|_| 0);
        part.book = false;
        parts.push(part);
    }
    let ends: Vec<usize> = parts.iter().skip(1).map(|p| p.blocks.start).collect();
    for (index, part) in parts.iter_mut().enumerate() {
        part.blocks.end = ends.get(index).copied().unwrap_or(document.blocks.len());
    }
    parts
}

/// A part that begins at a block; its end is set later.
fn open(document: &Document, start: usize, label: Option<String>) -> Part {
    let body = if label.is_some() { start + 1 } else { start };
    let title = title::read(document, body).map(|t| t.text);
    let title = match title {
        Some(title) if title::is_whole(&title) => Some(title),
        // The name of a sheet, or none, gives way to what stands across the table's top.
        title => title::in_table(document, body).or(title),
    };
    let book =
        is_book(document, body) || title.as_deref().is_some_and(|t| title::is_book_name(&bare(t)));
    Part { blocks: start..start, title, label, body, book, ..Part::default() }
}

/// The part that a marker opens.
fn attached(document: &Document, start: usize, found: Marker) -> Part {
    let Some(beside) = found.title else { return open(document, start, Some(found.label)) };
    let body = start + 1;
    let title = title::read_behind(document, start, &beside).map(|t| t.text);
    let book = title.as_deref().is_some_and(|t| title::is_book_name(&bare(t)));
    let (label, beside) = (Some(found.label), Some(beside));
    Part { blocks: start..start, title, label, body, beside, book, ..Part::default() }
}

/// The text of a paragraph block; `None` for tables and breaks.
fn paragraph(document: &Document, index: usize) -> Option<&str> {
    match document.blocks.get(index)? {
        Block::Paragraph(paragraph) => Some(&paragraph.text.content),
        _ => None,
    }
}

fn is_empty(document: &Document, mut range: Range<usize>) -> bool {
    range.all(|i| document.blocks.get(i).is_none_or(|b| b.text_len() == 0))
}

/// Whether what follows is a book: one of its first lines ends in a book's name.
fn is_book(document: &Document, body: usize) -> bool {
    let mut seen = 0;
    for index in body..document.blocks.len() {
        let Some(text) = paragraph(document, index) else {
            if matches!(document.blocks.get(index), Some(Block::Table(_))) {
                return false;
            }
            continue;
        };
        let bare = bare(text);
        if bare.is_empty() {
            continue;
        }
        if title::is_book_name(&bare) {
            return true;
        }
        seen += 1;
        if seen >= 6 || bare.ends_with('。') {
            return false;
        }
    }
    false
}
