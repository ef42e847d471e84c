//! Which printed characters a compared field has accounted for.

use crate::compare::fields::compared::{self, Leaf};
use crate::compare::fields::meaning;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold::{self, Mark};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

/// The next line of a section is looked for among so many characters.
const REACH: usize = 20_000;

/// Characters of one stream that a field answered for.
#[derive(Debug, Clone)]
pub struct Claims {
    taken: Vec<bool>,
}

impl Claims {
    /// No character claimed yet.
    pub fn new(flow: &Flow) -> Self {
        Self { taken: vec![false; flow.marks.len()] }
    }

    /// Claims a range.
    pub fn take(&mut self, range: Range<usize>) {
        if let Some(slice) = self.taken.get_mut(range) {
            slice.fill(true);
        }
    }

    /// Whether the character is claimed.
    pub fn has(&self, mark: usize) -> bool {
        self.taken.get(mark).copied().unwrap_or(false)
    }
}

/// Where a field's writing stands in the stream.
pub fn locate(flow: &Flow, leaf: &Leaf<'_>) -> Option<Range<usize>> {
    let unit = unit_of(flow, leaf)?;
    let provenance = leaf.provenance?;
    let own = flow.units.get(unit)?;
    let raw = provenance.raw.trim();
    if !raw.is_empty() {
        let told = told(&own.text.content, provenance.bytes, raw);
        if let Some(at) = told.or_else(|| own.text.content.find(raw)) {
            let bytes = at..at + raw.len();
            let inside = |i: &usize| {
                let mark = &flow.marks[*i];
                (mark.start as usize) < bytes.end && (mark.end as usize) > bytes.start
            };
            let first = own.range.clone().find(inside)?;
            let last = own.range.clone().rev().find(inside)?;
            return Some(first..last + 1);
        }
        if let Some(found) = search(flow, unit, raw) {
            return Some(found);
        }
    }
    match leaf.value {
        Value::String(text) if !text.trim().is_empty() => search(flow, unit, text),
        _ => None,
    }
}

/// Where the reader says that a writing stands in its paragraph or cell, if it does.
fn told(content: &str, bytes: Option<(usize, usize)>, raw: &str) -> Option<usize> {
    let (start, end) = bytes?;
    let there = content.get(start..end)?;
    let start = start + there.find(raw)?;
    Some(start).filter(|_| there.trim() == raw)
}

/// Where a text of several lines stands that is not found in one piece, because a table
/// was read out of its middle: each of its lines, one behind the other.
pub fn locate_lines(flow: &Flow, leaf: &Leaf<'_>) -> Option<Vec<Range<usize>>> {
    let Value::String(text) = leaf.value else { return None };
    let mut at = flow.units.get(unit_of(flow, leaf)?)?.range.start;
    let mut found = Vec::new();
    // Cells of a table stand in one line, parted by tabs.
    for line in text.split(['\n', '\t']).filter(|line| !line.trim().is_empty()) {
        // Numbers at the ends are folded by what stands beside them, and that is open here.
        let wanted = fold::fold(line);
        let figure = |mark: &Mark| mark.ch.is_ascii_digit() || mark.ch == '.';
        let Some(first) = wanted.iter().position(|mark| !figure(mark)) else { continue };
        let last = wanted.iter().rposition(|mark| !figure(mark)).unwrap_or(first);
        let wanted = &wanted[first..=last];
        if !wanted.iter().any(|mark| fold::is_content(mark.ch)) {
            continue;
        }
        let window = flow.marks.get(at..(at + REACH).min(flow.marks.len()))?;
        let start = at + position(window, wanted)?;
        at = start + wanted.len();
        found.push(start..at);
    }
    (found.len() > 1).then_some(found)
}

/// The unit in which a field was read.
pub fn unit_of(flow: &Flow, leaf: &Leaf<'_>) -> Option<usize> {
    let provenance = leaf.provenance?;
    flow.unit_at(provenance.block?, provenance.cell.as_deref().unwrap_or_default())
}

/// Where the label of a field names a unit that the other side says elsewhere: beside its
/// value, or in its label in another writing (`（万元）`, `/万元`); or where there is no value.
pub fn unit_in_label(flow: &Flow, leaf: &Leaf<'_>, other: &Leaf<'_>) -> Option<Range<usize>> {
    /// Cells in front of a value among which its label is looked for.
    const BEFORE: usize = 400;
    let chars = |marks: &[Mark]| marks.iter().map(|mark| mark.ch).collect::<String>();
    let label = leaf.provenance?.label.as_str();
    let theirs = other.provenance?;
    let own = fold::fold(label);
    let (name, unit) = meaning::split_label(label);
    let (their_name, their_unit) = meaning::split_label(&theirs.label);
    let name = fold::folded(&name);
    let other_unit = !their_unit.is_empty() && their_unit != unit;
    let same_name = name == fold::folded(&their_name) && label != theirs.label;
    if unit.is_empty() || other_unit || !same_name {
        return None;
    }
    let from = name.chars().count();
    if own.get(..from).is_none_or(|marks| chars(marks) != name) {
        return None;
    }
    // Whole: 元 is not what 100万元 says.
    let said = {
        let raw = fold::folded(&theirs.raw);
        let behind = raw.trim_start_matches(|c: char| c.is_ascii_digit() || ".-+,".contains(c));
        behind.trim_matches(['(', ')']) == unit || unit == their_unit
    };
    let written = !compared::is_blank(leaf.value) || !compared::is_blank(other.value);
    if written && !said {
        return None;
    }
    let value = unit_of(flow, leaf)?;
    let table = flow.units.get(value)?.table;
    let before = (value.saturating_sub(BEFORE)..=value).rev();
    let mut beside = before.map_while(|at| flow.units.get(at)).filter(|unit| unit.table == table);
    let start = beside.find_map(|unit| {
        Some(unit.range.start + position(flow.marks.get(unit.range.clone())?, &own)?)
    })?;
    Some(start + from..start + own.len())
}

/// Looks for a text from the beginning of a unit on; a long one may run over several.
fn search(flow: &Flow, unit: usize, text: &str) -> Option<Range<usize>> {
    let wanted = fold::fold(text);
    if wanted.is_empty() {
        return None;
    }
    let own = flow.units.get(unit)?;
    let start = own.range.start;
    let reach = if own.kind == UnitKind::Cell {
        own.range.len()
    } else {
        own.range.len() + 4 * wanted.len()
    };
    let window = flow.marks.get(start..(start + reach).min(flow.marks.len()))?;
    if let Some(found) = position(window, &wanted) {
        return Some(start + found..start + found + wanted.len());
    }
    // Where nothing rules its columns, a value was read over more than its cell.
    let whole = start..start + wanted.len();
    flow.marks.get(whole.clone()).filter(|slice| same(slice, &wanted)).map(|_| whole)
}

/// Where marks stand among others.
fn position(marks: &[Mark], wanted: &[Mark]) -> Option<usize> {
    marks.windows(wanted.len().max(1)).position(|slice| same(slice, wanted))
}

fn same(a: &[Mark], b: &[Mark]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.ch == b.ch)
}

/// All cells of the rows in which an item's leaves stand: its running number
/// and other cells that are no field go with it.
pub fn rows_of(flow: &Flow, leaves: &[Leaf<'_>]) -> Vec<Range<usize>> {
    let mut rows: Vec<(usize, usize)> = leaves
        .iter()
        .filter_map(|leaf| flow.units.get(unit_of(flow, leaf)?))
        .filter_map(|unit| Some((unit.table?, unit.at?.0)))
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows.extend(headings(flow, &rows));
    rows.sort_unstable();
    let in_rows = |table: Option<usize>, at: Option<(usize, usize)>| matches!((table, at), (Some(t), Some((row, _))) if rows.binary_search(&(t, row)).is_ok());
    flow.units.iter().filter(|u| in_rows(u.table, u.at)).map(|u| u.range.clone()).collect()
}

/// Rows among those of an item that the form prints for each of them: the same words
/// stand in a row of another table.
fn headings(flow: &Flow, rows: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let tables: BTreeSet<usize> = rows.iter().map(|row| row.0).collect();
    /// Cells of a file beyond which nothing is looked for.
    const MOST: usize = 20_000;
    // An item of one row brings no headings.
    if rows.len() < 2 || flow.units.len() > MOST {
        return Vec::new();
    }
    let mut texts: BTreeMap<(usize, usize), String> = BTreeMap::new();
    for unit in &flow.units {
        if let (Some(table), Some((row, _))) = (unit.table, unit.at) {
            let text = texts.entry((table, row)).or_default();
            text.push_str(&flow.folded(unit.range.clone()));
            text.push('\t');
        }
    }
    let elsewhere: HashSet<&str> = texts
        .iter()
        .filter(|((table, _), _)| !tables.contains(table))
        .map(|(_, text)| text.as_str())
        .collect();
    let own = texts.iter().filter(|((table, _), _)| tables.contains(table));
    own.filter(|(_, text)| elsewhere.contains(text.as_str())).map(|(row, _)| *row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_claims_its_own_one_of_equal_texts() {
        let content = "法定代表人：张三　联系人：张三";
        let second = content.rfind("张三").unwrap();
        let at = |bytes, raw| told(content, bytes, raw);
        assert_eq!(at(Some((second, second + 6)), "张三"), Some(second));
        assert_eq!(at(Some((second - 3, second + 6)), "张三"), None, "more than the value");
        assert_eq!(at(Some((second, second + 9)), "张三"), None, "past the end");
        assert_eq!(at(Some((second + 1, second + 6)), "张三"), None, "in a character");
        assert_eq!(at(None, "张三"), None);
    }
}
