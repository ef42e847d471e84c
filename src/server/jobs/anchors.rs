//! What belongs together on both sides of a pair, so that they can be scrolled side by side
//! and everything that is spoken of can be walked to: the same field, the same words.

use crate::compare::{Side, of_pointer};
use crate::document::{Alternative, Block, Document, Place, Rect, Table};
use crate::problem::{Code, Problem};
use crate::value::fold;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The fewest characters of words that name a place.
const WORDS: usize = 2;
/// The most anchors that are kept of a pair.
const MOST: usize = 5_000;

/// Where something stands.
#[derive(Debug, Clone, Default, Serialize)]
struct At {
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bbox: Option<Rect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    /// As it is written there, before it was normalised.
    #[serde(skip_serializing_if = "String::is_empty")]
    raw: String,
    /// Other readings of doubtful characters of `raw`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Alternative>,
}

impl At {
    /// Reading order: block, then row and column of a cell.
    fn order(&self) -> (usize, usize, usize) {
        let cell = self.cell.as_deref().and_then(|cell| cell.strip_prefix('r')?.split_once('c'));
        let number = |text: &str| {
            text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
        };
        let (row, col) = cell.map_or((0, 0), |(row, col)| (number(row), number(col)));
        (self.block.unwrap_or(usize::MAX), row, col)
    }
}

/// What belongs together.
#[derive(Debug, Serialize)]
struct Anchor {
    /// The field, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// The words, if it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    label: String,
    paper: At,
    online: At,
}

/// A piece of text and where it stands.
struct Unit {
    text: String,
    at: At,
}

/// The anchors of a pair, in the order of the paper.
///
/// # Errors
///
/// None that is known: everything in it can be written as JSON.
pub fn of(paper: &Side, online: &Side) -> Result<Value, Problem> {
    let (left, right) = (places(paper), places(online));
    let mut anchors: Vec<((usize, usize, usize), Anchor)> = Vec::new();
    for (pointer, paper) in left {
        if let Some(online) = right.get(&pointer).cloned() {
            let label = of_pointer(&pointer);
            let order = paper.order();
            anchors
                .push((order, Anchor { pointer: Some(pointer), text: None, label, paper, online }));
        }
    }
    if let (Some(a), Some(b)) = (&paper.document, &online.document) {
        let mut others = by_words(units(b));
        let own = by_words(units(a));
        for (text, units) in own {
            // Words that stand as often on both sides belong together one by one.
            let same = others.remove(&text).filter(|others| others.len() == units.len());
            for (unit, other) in units.into_iter().zip(same.into_iter().flatten()) {
                let text = unit.text.chars().take(24).collect();
                let (paper, online) = (unit.at, other.at);
                let label = String::new();
                let order = paper.order();
                anchors.push((
                    order,
                    Anchor { pointer: None, text: Some(text), label, paper, online },
                ));
            }
        }
    }
    anchors.sort_by_key(|(order, _)| *order);
    anchors.truncate(MOST);
    let anchors: Vec<Anchor> = anchors.into_iter().map(|(_, anchor)| anchor).collect();
    plain(&anchors)
}

/// A value as its JSON reads: going by way of text keeps 193.9 from becoming 193.89999389.
pub fn plain(value: &impl Serialize) -> Result<Value, Problem> {
    let text = serde_json::to_string(value);
    text.and_then(|text| serde_json::from_str(&text))
        .map_err(|error| Problem::new(Code::Internal, error.to_string(), ""))
}

/// Where the fields of a side were read.
fn places(side: &Side) -> BTreeMap<String, At> {
    let mut places = BTreeMap::new();
    for record in &side.records {
        for (pointer, read) in &record.provenance {
            places.entry(pointer.clone()).or_insert_with(|| At {
                page: read.page,
                bbox: read.bbox,
                block: read.block,
                cell: read.cell.clone(),
                raw: read.raw.clone(),
                alternatives: read.alternatives.clone(),
            });
        }
    }
    places
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
    let at = At {
        page: (place.page > 0).then_some(place.page),
        bbox: place.bbox,
        block: Some(block),
        cell: (!cell.is_empty()).then(|| cell.to_owned()),
        ..At::default()
    };
    Unit { text: text.to_owned(), at }
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
