//! A record in the making: values set together with where they were read.

use super::passages::Passage;
use crate::document::{Document, Place};
use crate::record::{Provenance, Record};
use serde_json::Value;

/// A record in the making.
#[derive(Debug, Default)]
pub struct Draft {
    /// What is known so far.
    pub record: Record,
}

impl Draft {
    /// An empty record of a kind.
    pub fn of_kind(kind: &str) -> Self {
        Self { record: Record::of_kind(kind) }
    }

    /// Sets a value without a place: counts, trees, things said by the file as a whole.
    pub fn put(&mut self, pointer: &str, value: impl Into<Value>) {
        self.record.set(pointer, value.into());
    }

    /// Sets a value read on a line; `raw` is how it is written there, where that differs.
    pub fn put_from(&mut self, pointer: &str, value: impl Into<Value>, from: &Passage, raw: &str) {
        let value = value.into();
        let bytes = from.bytes_of(value.as_str().filter(|_| raw.is_empty()).unwrap_or(raw));
        self.record.set(pointer, value);
        self.locate(pointer, from, raw);
        self.stand(pointer, bytes);
    }

    /// Says where a value that stands already was read: a part of an item.
    pub fn locate(&mut self, pointer: &str, from: &Passage, raw: &str) {
        let cell = from.row.map(|row| format!("r{row}c0"));
        self.mark(pointer, from.place_of(raw), from.block, cell, from.confidence, raw);
        self.stand(pointer, from.bytes_of(raw));
    }

    fn stand(&mut self, pointer: &str, bytes: Option<(usize, usize)>) {
        if let Some(provenance) = self.record.provenance.get_mut(pointer) {
            provenance.bytes = bytes;
        }
    }

    /// Sets a value read in a cell.
    pub fn put_cell(
        &mut self,
        pointer: &str,
        value: impl Into<Value>,
        block: usize,
        cell: &crate::document::Cell,
    ) {
        self.record.set(pointer, value.into());
        let path = format!("r{}c{}", cell.row, cell.col);
        let text = cell.text();
        let place = if cell.place.page > 0 { cell.place } else { text.place() };
        let confidence = text.confidence_of(0..text.content.len());
        self.mark(pointer, place, block, Some(path), confidence, "");
    }

    fn mark(
        &mut self,
        pointer: &str,
        place: Place,
        block: usize,
        cell: Option<String>,
        confidence: f32,
        raw: &str,
    ) {
        let provenance = Provenance {
            page: (place.page > 0).then_some(place.page),
            bbox: place.bbox,
            block: Some(block),
            cell,
            confidence,
            raw: raw.to_owned(),
            ..Provenance::default()
        };
        self.record.provenance.insert(pointer.to_owned(), provenance);
    }

    /// First and last page of a range of blocks.
    pub fn pages(&mut self, document: &Document, blocks: std::ops::Range<usize>) {
        let mut pages = document
            .blocks
            .get(blocks)
            .unwrap_or_default()
            .iter()
            .flat_map(pages_of)
            .filter(|page| *page > 0);
        let Some(first) = pages.next() else { return };
        self.record.pages = Some(pages.fold((first, first), |(a, b), p| (a.min(p), b.max(p))));
    }
}

/// The pages a block stands on, as far as its pieces say.
fn pages_of(block: &crate::document::Block) -> Vec<u32> {
    use crate::document::Block;
    match block {
        Block::Paragraph(p) => p.text.spans.iter().map(|s| s.place.page).collect(),
        Block::Table(table) => std::iter::once(table.place.page)
            .chain(table.cells.iter().map(|c| c.place.page))
            .collect(),
        Block::PageBreak => Vec::new(),
    }
}
