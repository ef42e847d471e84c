//! Forms that no definition knows. Between two documents their text is compared, every
//! character of it, and no field answers for any. But the same choice, telephone or amount may
//! be written in two ways: where both sides say the same thing under the same label, the two
//! writings answer for each other. Nothing is told here: what is not shown to be the same is
//! left to the text.

use crate::compare::fields::compared::{Compared, Leaf, Outcome};
use crate::compare::fields::meaning;
use crate::compare::report::rule::Rules;
use crate::record::{Provenance, Record};
use serde_json::Value;
use std::collections::BTreeMap;

static NULL: Value = Value::Null;

/// A value of a form under its label.
pub struct Said<'a> {
    pointer: String,
    /// The value and its place.
    pub leaf: Leaf<'a>,
    /// The label as it is printed.
    pub label: &'a str,
    /// The label and its place, where it has one of its own.
    pub named: Option<Leaf<'a>>,
}

impl<'a> Said<'a> {
    /// What is written there.
    pub fn raw(&self) -> &'a str {
        self.leaf.provenance.map_or("", |provenance| provenance.raw.trim())
    }
}

/// The places at which both sides say the same in two writings.
pub fn alike<'a>(paper: &'a Record, online: &'a Record) -> Vec<Compared<'a>> {
    let mut out = Vec::new();
    pair(&fields(paper), &fields(online), &mut out);
    let (p, o) = (tables(paper), tables(online));
    for (columns, cells) in &p {
        let same = |tables: &Tables<'a>| tables.iter().filter(|(c, _)| c == columns).count();
        let other = o.iter().find(|(c, _)| c == columns);
        // Of two tables with the same columns neither is known to be the other's.
        if let (1, 1, Some((_, others))) = (same(&p), same(&o), other)
            && cells.len() == others.len()
        {
            for (row, (own, other)) in cells.iter().zip(others).enumerate() {
                if own.len() == other.len() && row < MOST_ROWS {
                    own.iter().zip(other).for_each(|(p, o)| place(p, o, &mut out));
                }
            }
        }
    }
    out
}

/// Rows of a table that are looked at.
const MOST_ROWS: usize = 5_000;

/// Tables by the names of their columns, each the rows of its cells.
type Tables<'a> = Vec<(Vec<String>, Vec<Vec<Said<'a>>>)>;

/// Values under one label, the first with the first: where one side has more of them, none is
/// known to be the other's.
fn pair<'a>(paper: &[Said<'a>], online: &[Said<'a>], out: &mut Vec<Compared<'a>>) {
    let by_label = |said: &[Said<'a>]| {
        let mut map: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, said) in said.iter().enumerate() {
            map.entry(name(said.label)).or_default().push(index);
        }
        map
    };
    let others = by_label(online);
    for (label, own) in by_label(paper) {
        let Some(other) = others.get(&label).filter(|o| o.len() == own.len()) else { continue };
        for (p, o) in own.iter().zip(other) {
            place(&paper[*p], &online[*o], out);
        }
    }
}

/// The name that a label gives, without its unit and hints.
pub fn name(label: &str) -> String {
    crate::value::label::key(meaning::split_label(label).0.as_str())
}

fn place<'a>(paper: &Said<'a>, online: &Said<'a>, out: &mut Vec<Compared<'a>>) {
    let (p, o) = (paper.raw(), online.raw());
    let labels = [paper.label, online.label];
    let rules = match (p.is_empty(), o.is_empty()) {
        // Where nothing is written, the unit beside it says nothing either.
        (true, true) if labels[0] != labels[1] => Some(Rules::default()),
        (false, false) if p != o || labels[0] != labels[1] => meaning::same([p, o], labels),
        _ => None,
    };
    if let Some(rules) = rules {
        out.push(Compared {
            pointer: online.pointer.clone(),
            paper: vec![paper.leaf.clone()],
            online: vec![online.leaf.clone()],
            outcome: Outcome::Same(rules),
            item: false,
        });
    }
}

/// The fields of a form.
pub fn fields(record: &Record) -> Vec<Said<'_>> {
    let list = record.get("/fields").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut out = Vec::new();
    for (index, field) in list.iter().enumerate() {
        let pointer = format!("/fields/{index}/value");
        let provenance = record.provenance.get(&pointer);
        let value = field.get("value").unwrap_or(&NULL);
        let word = field.get("label").unwrap_or(&NULL);
        // The label as it is printed tells its unit.
        let printed = record.provenance.get(&format!("/fields/{index}/label"));
        let raw = printed.map(|p| p.raw.as_str()).filter(|raw| !raw.is_empty());
        let Some(label) = raw.or(word.as_str()) else { continue };
        let named = printed.map(|p| Leaf { value: word, provenance: Some(p) });
        out.push(Said { pointer, leaf: Leaf { value, provenance }, label, named });
    }
    out
}

fn tables(record: &Record) -> Tables<'_> {
    let list = record.get("/tables").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut out = Vec::new();
    for (number, table) in list.iter().enumerate() {
        let array = |key: &str| table.get(key).and_then(Value::as_array);
        let (Some(columns), Some(rows)) = (array("columns"), array("rows")) else { continue };
        let columns: Vec<&str> = columns.iter().map(|c| c.as_str().unwrap_or("")).collect();
        let mut all = Vec::new();
        for (row, cells) in rows.iter().enumerate() {
            let cells = cells.as_array().map_or(&[][..], Vec::as_slice);
            let cell = |(col, value)| {
                let pointer = format!("/tables/{number}/rows/{row}/{col}");
                let provenance: Option<&Provenance> = record.provenance.get(&pointer);
                let label = columns.get(col).copied().unwrap_or("");
                Said { pointer, leaf: Leaf { value, provenance }, label, named: None }
            };
            all.push(cells.iter().enumerate().map(cell).collect());
        }
        out.push((columns.iter().map(|c| name(c)).collect(), all));
    }
    out
}
