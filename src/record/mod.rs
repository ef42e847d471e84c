//! A record: plain JSON for programs, and beside it where every value was read.

pub mod concept;
pub mod schema;

use crate::document::{Alternative, Rect};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One part of a file, understood. Serialised flat: the body's keys first, then
/// `pages`, `provenance`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// `kind`, `title` and everything read, as the contract names it.
    #[serde(flatten)]
    pub body: Map<String, Value>,
    /// First and last page, where the format has pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pages: Option<(u32, u32)>,
    /// From a JSON pointer inside the body to where its value was read.
    #[serde(default)]
    pub provenance: BTreeMap<String, Provenance>,
}

/// Where a value was read, and how surely.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Page, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
    /// Box on the page: left, top, right, bottom in points, origin top left.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bbox: Option<Rect>,
    /// Index of the block in the document, from 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub block: Option<usize>,
    /// Cell of that block as `r3c2` (row and column from 0); nested tables go on after a slash.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cell: Option<String>,
    /// 1 for characters taken from the file; less for recognised or inferred ones.
    #[serde(default)]
    pub confidence: f32,
    /// The value as it is written on the form, before it was normalised.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub raw: String,
    /// Where `raw` stands in the text of its paragraph or cell, in bytes of UTF-8 (first, one
    /// past the last); none where it was put together.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bytes: Option<(usize, usize)>,
    /// The label under which it stands, as printed.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub label: String,
    /// Other readings of doubtful characters of `raw`, by byte offset.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub alternatives: Vec<Alternative>,
}

impl Record {
    /// An empty record of a kind.
    pub fn of_kind(kind: &str) -> Self {
        let mut body = Map::new();
        body.insert("kind".to_owned(), Value::from(kind));
        body.insert("title".to_owned(), Value::Null);
        Self { body, ..Self::default() }
    }

    /// The record's kind; empty if it has none.
    pub fn kind(&self) -> &str {
        self.body.get("kind").and_then(Value::as_str).unwrap_or_default()
    }

    /// The value at a JSON pointer.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        let (first, rest) = split_pointer(pointer)?;
        let value = self.body.get(&first)?;
        if rest.is_empty() { Some(value) } else { value.pointer(rest) }
    }

    /// The value at a JSON pointer; of a form that no definition knows, what its labels
    /// certainly say there.
    pub fn known(&self, pointer: &str) -> Option<&Value> {
        self.get(pointer).or_else(|| self.body.get("concepts")?.pointer(pointer))
    }

    /// Sets the value at a JSON pointer, making objects and lists on the way:
    /// a number between slashes addresses a list item, which is added with
    /// `null` fillers as needed (never more than [`MAX_LIST`] items).
    pub fn set(&mut self, pointer: &str, value: Value) {
        let Some((first, rest)) = split_pointer(pointer) else { return };
        let mut slot = self.body.entry(first).or_insert(Value::Null);
        for step in rest.split('/').skip(1) {
            let step = unescape_step(step);
            slot = match step.parse::<usize>() {
                Ok(index) if !slot.is_object() => {
                    if !slot.is_array() {
                        *slot = Value::Array(Vec::new());
                    }
                    let Value::Array(list) = slot else { return };
                    if index >= MAX_LIST {
                        return;
                    }
                    if list.len() <= index {
                        list.resize(index + 1, Value::Null);
                    }
                    &mut list[index]
                }
                _ => {
                    if !slot.is_object() {
                        *slot = Value::Object(Map::new());
                    }
                    let Value::Object(map) = slot else { return };
                    map.entry(step.into_owned()).or_insert(Value::Null)
                }
            };
        }
        *slot = value;
    }
}

/// The most items a list of a record may hold.
pub const MAX_LIST: usize = 100_000;

/// One step of a JSON pointer, escaped as RFC 6901 asks.
pub fn escape_step(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

fn unescape_step(step: &str) -> Cow<'_, str> {
    if step.contains('~') {
        Cow::Owned(step.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(step)
    }
}

fn split_pointer(pointer: &str) -> Option<(String, &str)> {
    let rest = pointer.strip_prefix('/')?;
    let end = rest.find('/').unwrap_or(rest.len());
    Some((unescape_step(&rest[..end]).into_owned(), &rest[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn set_builds_the_way_to_a_value() {
        let mut record = Record::of_kind("application");
        record.set("/applicant/financials/1/year", json!(2021));
        assert_eq!(record.get("/applicant/financials/1/year"), Some(&json!(2021)));
        assert_eq!(record.get("/applicant/financials/0"), Some(&Value::Null));
        assert_eq!(record.get("/applicant/name"), None);
    }
}
