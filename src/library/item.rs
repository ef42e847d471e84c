//! What one file leaves in the catalogue: its identity and its records with
//! their texts, every text knowing on which page it stands. Goes over a wire, since files
//! are read in processes of their own.

use super::packed::Packed;
use super::sketch::Sketch;
use crate::document::{Block, Document, MarginKind, Table};
use crate::extract::{Edition, Extraction, Source};
use crate::problem::{Warning, WarningCode};
use crate::record::{Provenance, Record};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The file.
    pub source: Source,
    /// By which program, forms and models it was read.
    pub edition: Edition,
    /// Its parts; a file in which nothing was recognised is one part of kind `other`.
    pub parts: Vec<Part>,
    /// What was lost or doubtful.
    pub warnings: Vec<Warning>,
    /// Files packed inside.
    #[serde(default)]
    pub attachments: Vec<Attached>,
    /// What its work is told by.
    pub sketch: Sketch,
}

/// A file that was packed inside another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: Packed,
}

/// A record with its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The record, without its provenance.
    pub record: Record,
    /// Where its values were read.
    pub provenance: Packed,
    /// The text of the part in reading order.
    pub text: String,
    /// From byte offsets of the text to pages: each holds until the next.
    pub places: Vec<(usize, u32)>,
    /// The page of each metric's value, told by who read the file: to find it again the
    /// provenance would have to be unpacked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_pages: Option<Vec<Option<u32>>>,
}

impl Item {
    /// The item of a file that was extracted.
    pub fn of(extraction: Extraction, document: &Document, edition: Edition) -> Self {
        let Extraction { source, mut records, mut warnings } = extraction;
        // A library takes them in on their own.
        warnings.retain(|warning| warning.code != WarningCode::AttachmentApart);
        if records.is_empty() {
            let mut record = Record::of_kind("other");
            if let Some(title) = &document.title {
                record.set("/title", title.as_str().into());
            }
            records.push(record);
        }
        let attached = |a: &crate::document::Attachment| Attached {
            name: a.name.clone(),
            content: Packed::bytes(&a.bytes),
        };
        let attachments = document.attachments.iter().map(attached).collect();
        let starts = starts(&records, document);
        let mut parts: Vec<Part> = records.into_iter().map(Part::of).collect();
        for (index, block) in document.blocks.iter().enumerate() {
            // The part that began last before this block.
            let owner = starts
                .iter()
                .enumerate()
                .filter(|(_, start)| start.is_some_and(|s| s <= index))
                .max_by_key(|(n, start)| (**start, *n))
                .map_or(0, |(n, _)| n);
            if let Some(part) = parts.get_mut(owner) {
                part.block(block);
            }
        }
        // Headers repeat on every page; each is kept once, so that it is found.
        let mut seen = BTreeSet::new();
        for margin in &document.margins {
            let content = margin.text.content.trim();
            if !matches!(margin.kind, MarginKind::PageNumber | MarginKind::Site)
                && seen.insert(content)
                && let Some(part) = parts.first_mut()
            {
                part.line(content, margin.text.place().page);
            }
        }
        let records: Vec<&Record> = parts.iter().map(|part| &part.record).collect();
        let sketch = Sketch::of(&records, parts.iter().map(|part| part.text.as_str()))
            .recognised(source.ocr_pages > 0);
        Self { source, edition, parts, warnings, attachments, sketch }
    }
}

impl Part {
    fn of(mut record: Record) -> Self {
        let metric_pages = Some(metric_pages(&record, |pointer| {
            record.provenance.get(pointer).and_then(|place| place.page)
        }));
        let provenance = Packed::of(&std::mem::take(&mut record.provenance));
        let (text, places) = (String::new(), Vec::new());
        Self { record, provenance, text, places, metric_pages }
    }

    /// The record with its provenance.
    ///
    /// # Errors
    ///
    /// When what was packed is damaged.
    pub fn whole(&self) -> Result<Record, crate::problem::Problem> {
        let provenance: BTreeMap<String, Provenance> = self.provenance.open()?;
        Ok(Record { provenance, ..self.record.clone() })
    }

    fn line(&mut self, text: &str, page: u32) {
        if text.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.mark(page);
        self.text.push_str(text);
    }

    fn mark(&mut self, page: u32) {
        if page > 0 && self.places.last().is_none_or(|(_, last)| *last != page) {
            self.places.push((self.text.len(), page));
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(paragraph) => {
                self.line(&paragraph.text.content, paragraph.text.place().page);
            }
            Block::Table(table) => self.table(table),
            Block::PageBreak => {}
        }
    }

    fn table(&mut self, table: &Table) {
        let mut row = None;
        for cell in &table.cells {
            let text = cell.text();
            if text.is_blank() {
                continue;
            }
            if row == Some(cell.row) {
                self.text.push('\t');
            } else if !self.text.is_empty() {
                self.text.push('\n');
            }
            row = Some(cell.row);
            self.mark(text.place().page.max(cell.place.page));
            self.text.push_str(&text.content);
        }
    }

    /// The page on which a byte of the text stands, where pages are known.
    pub fn page_at(places: &[(usize, u32)], at: usize) -> Option<u32> {
        let next = places.partition_point(|(offset, _)| *offset <= at);
        next.checked_sub(1).and_then(|i| places.get(i)).map(|(_, page)| *page)
    }
}

/// The page of each metric's value by the place where it was read; none without metrics or
/// pages.
pub fn metric_pages(record: &Record, page_of: impl Fn(&str) -> Option<u32>) -> Vec<Option<u32>> {
    let metrics = record.get("/metrics").and_then(|list| list.as_array()).map_or(0, Vec::len);
    if record.pages.is_none() {
        return Vec::new();
    }
    (0..metrics).map(|index| page_of(&format!("/metrics/{index}/value"))).collect()
}

/// Where each record begins: the first block that one of its values was read
/// from, else the first block of its first page. `None` when nothing tells.
fn starts(records: &[Record], document: &Document) -> Vec<Option<usize>> {
    let first = |record: &Record| {
        let block = record.provenance.values().filter_map(|p| p.block).min();
        let page = record.pages.map(|(first, _)| first);
        let of_page = || {
            let page = page?;
            document.blocks.iter().position(|b| b.place().page >= page)
        };
        // A part begins where its page begins, but not inside the part before it.
        match (block, of_page()) {
            (Some(block), _) => Some(block),
            (None, page) => page,
        }
    };
    records.iter().map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Paragraph};

    fn document(lines: &[&str]) -> Document {
        let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
        Document { blocks, ..Document::default() }
    }

    fn extraction(records: Vec<Record>) -> Extraction {
        Extraction { source: Source::default(), records, warnings: Vec::new() }
    }

    #[test]
    fn a_file_without_records_is_kept_whole() {
        let item = Item::of(extraction(Vec::new()), &document(&["甲", "乙"]), Edition::default());
        assert_eq!(item.parts.len(), 1);
        assert_eq!(item.parts[0].record.kind(), "other");
        assert_eq!(item.parts[0].text, "甲\n乙");
    }

    #[test]
    fn every_block_belongs_to_one_part() {
        let at = |block| {
            let mut record = Record::of_kind("notice");
            let provenance = Provenance { block: Some(block), ..Provenance::default() };
            record.provenance.insert("/title".into(), provenance);
            record
        };
        let item = Item::of(
            extraction(vec![at(1), at(3)]),
            &document(&["前", "甲", "乙", "附件", "丙"]),
            Edition::default(),
        );
        let texts: Vec<&str> = item.parts.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(texts, ["前\n甲\n乙", "附件\n丙"]);
    }

    #[test]
    fn cells_are_parted() {
        let cells =
            vec![Cell::plain(0, 0, "企业"), Cell::plain(0, 1, "某厂"), Cell::plain(1, 0, "年")];
        let table = Table { rows: 2, cols: 2, cells, ..Table::default() };
        let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        assert_eq!(
            Item::of(extraction(Vec::new()), &document, Edition::default()).parts[0].text,
            "企业\t某厂\n年"
        );
    }

    #[test]
    fn pages_hold_until_the_next() {
        let places = [(0, 1), (10, 2)];
        assert_eq!(Part::page_at(&places, 9), Some(1));
        assert_eq!(Part::page_at(&places, 10), Some(2));
        assert_eq!(Part::page_at(&[], 3), None);
    }
}
