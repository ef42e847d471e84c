//! What a file says that another copy of the same print does not: the values of a form under
//! their labels; the names of bodies, numbers and codes of any other text.

use super::hash;
use crate::record::Record;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// Hashes that are kept: the smallest are a fair sample of all.
const KEPT: usize = 64;
/// Facts below which nothing is said of a file.
const LEAST: usize = 4;
/// Characters of a body's name that are looked at, from its end.
const NAME: usize = 16;

/// On what the names of bodies end.
const BODIES: &[&str] = &[
    "公司",
    "集团",
    "局",
    "厅",
    "委员会",
    "政府",
    "大学",
    "学院",
    "研究院",
    "研究所",
    "协会",
    "医院",
];

/// The smallest hashes of what a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeSet<u32>);

impl Facts {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, text: &str) {
        let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        if !characters.is_empty() {
            self.0.insert(hash(&characters));
            if self.0.len() > KEPT {
                self.0.pop_last();
            }
        }
    }

    /// Takes the values of a form, each under its label.
    pub fn take_values(&mut self, record: &Record) {
        for field in items(record, "/fields") {
            let word = |key: &str| field.get(key).and_then(Value::as_str).unwrap_or_default();
            if let Some(value) = field.get("value").and_then(said) {
                self.add(&format!("{}{}{value}", word("group"), word("label")));
            }
        }
        for table in items(record, "/tables") {
            for row in table.get("rows").and_then(Value::as_array).into_iter().flatten() {
                let row: Vec<String> =
                    row.as_array().into_iter().flatten().filter_map(said).collect();
                self.add(&row.concat());
            }
        }
    }

    /// Takes the names of bodies and the numbers of a text.
    pub fn take_text(&mut self, text: &str) {
        let word = |c: char| c.is_alphanumeric();
        for run in text.split(|c: char| !word(c)).filter(|run| !run.is_empty()) {
            for number in run.split(|c: char| !c.is_ascii_alphanumeric()) {
                if number.len() >= 2 && number.bytes().any(|b| b.is_ascii_digit()) {
                    self.add(number);
                }
            }
            for name in names(run) {
                self.add(&name);
            }
        }
    }

    /// The share of what both say; `None` where one of them says too little.
    pub fn likeness(&self, other: &Self) -> Option<f64> {
        if self.0.len() < LEAST || other.0.len() < LEAST {
            return None;
        }
        let most = self.0.len().max(other.0.len()).min(KEPT);
        let union: BTreeSet<u32> = self.0.union(&other.0).copied().take(most).collect();
        let both = union.iter().filter(|h| self.0.contains(h) && other.0.contains(h)).count();
        Some(both as f64 / union.len() as f64)
    }
}

/// The names of bodies in a run of words, cut to their last characters.
fn names(run: &str) -> Vec<String> {
    let mut ends: Vec<usize> = BODIES
        .iter()
        .flat_map(|end| run.match_indices(end).map(|(at, word)| at + word.len()))
        .collect();
    ends.sort_unstable();
    ends.dedup();
    let mut from = 0;
    let mut out = Vec::new();
    for end in ends {
        let name: Vec<char> = run[from..end].chars().collect();
        if name.len() >= 4 {
            out.push(name[name.len().saturating_sub(NAME)..].iter().collect());
        }
        from = end;
    }
    out
}

/// What was written into a form, a value a line.
pub fn values(record: &Record) -> String {
    let mut lines: Vec<String> =
        items(record, "/fields").filter_map(|field| said(field.get("value")?)).collect();
    for table in items(record, "/tables") {
        let rows = table.get("rows").and_then(Value::as_array).into_iter().flatten();
        lines.extend(rows.filter_map(Value::as_array).flatten().filter_map(said));
    }
    lines.join("\n")
}

fn items<'a>(record: &'a Record, list: &str) -> impl Iterator<Item = &'a Value> {
    record.get(list).and_then(Value::as_array).into_iter().flatten()
}

/// A value in words.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => Some(list.iter().filter_map(said).collect::<Vec<_>>().join("、")),
    }
}
