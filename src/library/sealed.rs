//! A file that was read, made ready for the catalogue by the thread that waited for it:
//! packed, with the entries for the index, so that the one writer only writes.

use super::item::{Item, metric_pages};
use super::packed::Packed;
use super::sidecar::{self, Seen};
use super::sketch::Sketch;
use crate::extract::{Edition, Source};
use crate::problem::Warning;
use crate::record::Record;
use crate::search::Entry;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A file ready to be kept.
#[derive(Debug)]
pub struct Sealed {
    /// The file.
    pub source: Source,
    /// By what it was read.
    pub edition: Edition,
    /// What was lost or doubtful.
    pub warnings: Vec<Warning>,
    /// What its work is told by.
    pub sketch: Sketch,
    /// Its parts.
    pub parts: Vec<SealedPart>,
    /// Where it was read before: by which edition, and the pointers of what is other now.
    pub changed: Option<(Edition, String)>,
}

/// A part ready to be kept.
#[derive(Debug)]
pub struct SealedPart {
    /// The record, without its provenance.
    pub record: Record,
    /// What the index takes of it, without number and text.
    pub entry: Entry,
    /// Its text.
    pub text: String,
    /// All of it as the catalogue keeps it.
    pub packed: PackedPart,
    /// The page of each metric's value.
    pub metric_pages: Vec<Option<u32>>,
}

/// The columns of a record that are packed.
#[derive(Debug)]
pub struct PackedPart {
    /// Pages by offset, as JSON.
    pub places: String,
    /// The text.
    pub text: Packed,
    /// The record.
    pub body: Packed,
    /// Where its values were read.
    pub provenance: Packed,
}

impl Sealed {
    /// Seals an item; gives the frames of its sidecar as well.
    pub fn of(item: Item, names: &[Seen]) -> (Self, Vec<u8>) {
        let bodies: Vec<Packed> =
            item.parts.iter().map(|part| Packed::of(&part.record.body)).collect();
        let frames = sidecar::of_item(&item, &bodies, names);
        let Item { source, edition, parts, warnings, sketch, .. } = item;
        let parts = parts.into_iter().zip(bodies).map(|(part, body)| {
            let metric_pages =
                part.metric_pages.unwrap_or_else(|| unpacked_pages(&part.record, &part.provenance));
            let entry = Entry::of(&part.record);
            let packed = PackedPart {
                places: serde_json::to_string(&part.places).unwrap_or_default(),
                text: Packed::of(&part.text),
                body,
                provenance: part.provenance,
            };
            SealedPart { record: part.record, entry, text: part.text, packed, metric_pages }
        });
        let parts = parts.collect();
        (Self { source, edition, warnings, sketch, parts, changed: None }, frames)
    }

    /// Bytes of text, for the size of a transaction.
    pub fn text_len(&self) -> usize {
        self.parts.iter().map(|part| part.text.len()).sum()
    }
}

/// The page of each metric's value, where nobody has told it yet.
fn unpacked_pages(record: &Record, provenance: &Packed) -> Vec<Option<u32>> {
    /// All of a place that is wanted here.
    #[derive(Deserialize)]
    struct Page {
        page: Option<u32>,
    }
    let metrics = record.get("/metrics").and_then(Value::as_array).map_or(0, Vec::len);
    if metrics == 0 || record.pages.is_none() {
        return Vec::new();
    }
    let places: BTreeMap<String, Page> = provenance.open().unwrap_or_default();
    metric_pages(record, |pointer| places.get(pointer).and_then(|place| place.page))
}

/// JSON pointers of the values in which two readings of a file differ, by part.
pub fn differences(old: &[Record], new: &[Record]) -> Vec<String> {
    let mut found = Vec::new();
    for part in 0..old.len().max(new.len()) {
        let body = |records: &[Record]| {
            records.get(part).map(|r| Value::Object(r.body.clone())).unwrap_or_default()
        };
        walk(&format!("{part}:"), &body(old), &body(new), &mut found);
    }
    found
}

/// The most differences that are written down of one file.
const TOLD: usize = 200;

fn walk(at: &str, old: &Value, new: &Value, found: &mut Vec<String>) {
    if found.len() >= TOLD || old == new {
        return;
    }
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                let (x, y) =
                    (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                walk(&format!("{at}/{}", crate::record::escape_step(key)), x, y, found);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for index in 0..a.len().max(b.len()) {
                let (x, y) =
                    (a.get(index).unwrap_or(&Value::Null), b.get(index).unwrap_or(&Value::Null));
                walk(&format!("{at}/{index}"), x, y, found);
            }
        }
        _ => found.push(at.to_owned()),
    }
}
