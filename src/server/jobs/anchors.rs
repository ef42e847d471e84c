//! What belongs together on both sides of a pair, so that they can be scrolled side by side
//! and everything that is spoken of can be walked to: the same field, the same words.

use crate::compare::{Side, of_pointer};
use crate::document::{Block, Document, Place, Table};
use crate::record::Provenance;
use crate::value::fold;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};

/// The fewest characters of words that name a place.
const WORDS: usize = 2;
/// The most anchors that are kept of a pair.
const MOST: usize = 5_000;

/// A piece of text and where it stands.
struct Unit {
    text: String,
    at: Value,
    order: (usize, usize),
}

/// The anchors of a pair, in the order of the paper.
pub fn of(paper: &Side, online: &Side) -> Value {
    let (left, right) = (places(paper), places(online));
    let mut anchors: Vec<((usize, usize), Value)> = Vec::new();
    for (pointer, (order, place)) in &left {
        if let Some((_, other)) = right.get(pointer) {
            let label = of_pointer(pointer);
            let anchor =
                json!({"pointer": pointer, "label": label, "paper": place, "online": other});
            anchors.push((*order, anchor));
        }
    }
    if let (Some(a), Some(b)) = (&paper.document, &online.document) {
        let mut others = by_words(units(b));
        let own = by_words(units(a));
        for (text, units) in own {
            // Words that stand as often on both sides belong together one by one.
            let same = others.remove(&text).filter(|others| others.len() == units.len());
            for (unit, other) in units.into_iter().zip(same.into_iter().flatten()) {
                let text: String = unit.text.chars().take(24).collect();
                let anchor =
                    json!({"text": text, "label": "", "paper": unit.at, "online": other.at});
                anchors.push((unit.order, anchor));
            }
        }
    }
    anchors.sort_by_key(|(order, _)| *order);
    anchors.truncate(MOST);
    anchors.into_iter().map(|(_, anchor)| anchor).collect()
}

/// Where the fields of a side were read.
fn places(side: &Side) -> BTreeMap<String, ((usize, usize), Value)> {
    let mut places = BTreeMap::new();
    for record in &side.records {
        for (pointer, read) in &record.provenance {
            let order = (read.page.unwrap_or_default() as usize, read.block.unwrap_or_default());
            places.entry(pointer.clone()).or_insert_with(|| (order, place(read)));
        }
    }
    places
}

fn place(read: &Provenance) -> Value {
    let mut at = Map::new();
    if let Some(page) = read.page {
        at.insert("page".into(), page.into());
    }
    if let Some(bbox) = read.bbox {
        at.insert("bbox".into(), json!(bbox));
    }
    if let Some(block) = read.block {
        at.insert("block".into(), block.into());
    }
    if let Some(cell) = &read.cell {
        at.insert("cell".into(), cell.as_str().into());
    }
    if !read.raw.is_empty() {
        at.insert("raw".into(), read.raw.as_str().into());
    }
    if !read.alternatives.is_empty() {
        at.insert("alternatives".into(), json!(read.alternatives));
    }
    Value::Object(at)
}

fn units(document: &Document) -> Vec<Unit> {
    let mut units = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(paragraph) => {
                units.push(unit(&paragraph.text.content, paragraph.text.place(), index, ""));
            }
            Block::Table(table) => cells(table, index, "", &mut units),
            Block::PageBreak => {}
        }
    }
    units
}

fn cells(table: &Table, block: usize, prefix: &str, units: &mut Vec<Unit>) {
    for cell in &table.cells {
        let path = format!("{prefix}r{}c{}", cell.row, cell.col);
        let text = cell.text();
        let place = if cell.place.bbox.is_some() { cell.place } else { text.place() };
        units.push(unit(&text.content, place, block, &path));
    }
}

fn unit(text: &str, place: Place, block: usize, cell: &str) -> Unit {
    let mut at = Map::new();
    if place.page > 0 {
        at.insert("page".into(), place.page.into());
    }
    if let Some(bbox) = place.bbox {
        at.insert("bbox".into(), json!(bbox));
    }
    at.insert("block".into(), block.into());
    if !cell.is_empty() {
        at.insert("cell".into(), cell.into());
    }
    Unit { text: text.to_owned(), at: Value::Object(at), order: (place.page as usize, block) }
}

/// The units by their words, in reading order.
fn by_words(units: Vec<Unit>) -> HashMap<String, Vec<Unit>> {
    let mut found: HashMap<String, Vec<Unit>> = HashMap::new();
    for unit in units {
        let key: String = fold::fold(&unit.text);
        if key.chars().count() >= WORDS {
            found.entry(key).or_default().push(unit);
        }
    }
    found
}
