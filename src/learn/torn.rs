//! A blank form whose table was lost: its cells stand one after the other as
//! lines, some of them broken, some run together. The labels of the known forms
//! tell where a word ends; a word that no form knows is kept if it looks like one.

use super::{Draft, Listing, Part, as_label, heading};
use crate::forms::Forms;
use crate::value::label;
use std::collections::HashMap;

/// Pieces that one label may be broken into.
const BROKEN: usize = 4;

/// What a known label is in the forms that have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Field,
    Year,
    Metric,
    Column,
    Group,
}

/// The labels of the known forms.
pub struct Words(HashMap<String, Sort>);

impl Words {
    /// All labels of all forms.
    pub fn of(forms: &Forms) -> Self {
        let mut words: HashMap<String, Sort> = HashMap::new();
        let mut put = |text: &str, sort: Sort| {
            let key = label::key(text);
            if key.chars().count() >= 2 {
                words.entry(key).or_insert(sort);
            }
        };
        for form in forms.all() {
            let definition = &form.definition;
            for field in definition.fields() {
                put(&field.label, Sort::Field);
                field.also.iter().for_each(|also| put(also, Sort::Field));
            }
            for part in &definition.parts {
                if let Some(years) = &part.years {
                    put(&years.label, Sort::Group);
                    years.rows.iter().for_each(|row| put(&row.label, Sort::Year));
                }
                if let Some(metrics) = &part.metrics {
                    put(&metrics.label, Sort::Group);
                    for item in &metrics.items {
                        put(&item.label, Sort::Metric);
                        item.also.iter().for_each(|also| put(also, Sort::Metric));
                    }
                }
            }
            definition.groups.iter().for_each(|group| put(group, Sort::Group));
            for column in definition.tables.iter().flat_map(|table| &table.columns) {
                put(&column.label, Sort::Column);
                column.also.iter().for_each(|also| put(also, Sort::Column));
            }
        }
        Self(words)
    }

    fn sort(&self, text: &str) -> Option<Sort> {
        let learned = as_label(text);
        [label::key(text), label::key(&learned.label)]
            .iter()
            .find_map(|key| self.0.get(key).copied())
    }

    /// Known labels that were run together; none if anything is left over.
    fn split(&self, text: &str) -> Vec<String> {
        let ends: Vec<usize> =
            text.char_indices().map(|(at, _)| at).skip(1).chain([text.len()]).collect();
        let mut starts = vec![0];
        let mut out = Vec::new();
        while let Some(&from) = starts.last() {
            let next = ends
                .iter()
                .rev()
                .find(|end| **end > from && self.sort(&text[from..**end]).is_some());
            let Some(&end) = next else { return Vec::new() };
            out.push(text[from..end].to_owned());
            if end == text.len() {
                break;
            }
            starts.push(end);
        }
        out
    }
}

/// Reads the lines of a torn form below its cover.
pub struct Reader<'a> {
    words: &'a Words,
    pieces: Vec<String>,
    /// Inside a list of columns under a marker such as 附1.
    listing: bool,
    group: String,
}

impl<'a> Reader<'a> {
    /// A reader that knows the labels of the known forms.
    pub fn new(words: &'a Words) -> Self {
        Self { words, pieces: Vec::new(), listing: false, group: String::new() }
    }

    /// Takes a line.
    pub fn line(&mut self, line: &str, draft: &mut Draft) {
        let marker = line.starts_with('附') && line.chars().count() <= 4;
        if marker || heading(line).is_some() {
            self.finish(draft);
            self.listing = marker;
            if marker {
                draft.tables.push(Listing::default());
            } else if let Some(title) = heading(line) {
                draft.parts.push(Part { title, ..Part::default() });
            }
            return;
        }
        if let Some(table) = draft.tables.last_mut().filter(|t| self.listing && t.title.is_empty())
        {
            table.title = line.to_owned();
            return;
        }
        // Notes at the foot of a page.
        if line.contains('《') || line.ends_with(['。', '；']) {
            return;
        }
        self.pieces.extend(line.split_whitespace().map(str::to_owned));
    }

    /// Labels out of the pieces gathered so far.
    pub fn finish(&mut self, draft: &mut Draft) {
        let pieces = std::mem::take(&mut self.pieces);
        let mut at = 0;
        while at < pieces.len() {
            let joined =
                |count: usize| -> Option<String> { Some(pieces.get(at..at + count)?.concat()) };
            let known = (1..=BROKEN)
                .rev()
                .filter_map(|count| Some((count, joined(count)?)))
                .find(|(_, text)| self.words.sort(text).is_some());
            if let Some((count, text)) = known {
                self.label(&text, draft);
                at += count;
                continue;
            }
            self.piece(&pieces[at], draft);
            at += 1;
        }
        self.group.clear();
    }

    /// One piece that no form knows as a whole.
    fn piece(&mut self, piece: &str, draft: &mut Draft) {
        if let Some((before, options)) = piece.split_once('□') {
            if !before.is_empty() {
                self.piece(before, draft);
            }
            // The last option may have the next label glued to it.
            let last = options.rsplit('□').next().unwrap_or_default();
            let tail = last
                .char_indices()
                .map(|(from, _)| &last[from..])
                .skip(1)
                .find(|tail| self.words.sort(tail).is_some());
            let end = options.len() - tail.map_or(0, str::len);
            if let Some(field) = draft.parts.last_mut().and_then(|part| part.fields.last_mut()) {
                field.hint.push('□');
                field.hint.push_str(&options[..end]);
            }
            if let Some(tail) = tail {
                self.label(tail, draft);
            }
            return;
        }
        if let Some(at) = piece
            .find(['（', '('])
            .filter(|at| *at == 0 || self.words.sort(&piece[..*at]).is_some())
        {
            if at > 0 {
                self.label(&piece[..at], draft);
            }
            let field = draft.parts.last_mut().and_then(|part| part.fields.last_mut());
            if let Some(field) = field.filter(|_| !self.listing) {
                field.hint.push_str(&piece[at..]);
            }
            return;
        }
        let parts = self.words.split(piece);
        if !parts.is_empty() {
            parts.iter().for_each(|part| self.label(part, draft));
            return;
        }
        let years = piece.match_indices("20").filter(|(at, _)| piece[*at..].contains('年')).count();
        if let Some(at) = piece.find("20").filter(|_| years >= 2) {
            let label = as_label(&piece[..at]).label;
            if let Some(part) = draft.parts.last_mut() {
                part.years.get_or_insert_with(|| (label, Vec::new()));
            }
            return;
        }
        let plain = (3..=14).contains(&piece.chars().count())
            && piece.chars().all(|c| c.is_alphabetic() || "/（）()%*".contains(c));
        if plain && !self.listing {
            self.label(piece, draft);
        }
    }

    fn label(&mut self, text: &str, draft: &mut Draft) {
        let sort = self.words.sort(text);
        let mut learned = as_label(text);
        if self.listing {
            if let Some(table) = draft.tables.last_mut() {
                let again = table.columns.iter().any(|c| c.label == learned.label);
                if !again && !learned.label.is_empty() {
                    table.columns.push(learned);
                }
            }
            return;
        }
        if draft.parts.is_empty() {
            draft.parts.push(Part::default());
        }
        let Some(part) = draft.parts.last_mut() else { return };
        match sort {
            Some(Sort::Group) => {
                if label::key(text).contains("成效") {
                    part.metrics.get_or_insert_with(|| (learned.label.clone(), Vec::new()));
                }
                self.group = learned.label;
            }
            Some(Sort::Year) if part.years.is_some() => {
                if let Some((_, rows)) = &mut part.years {
                    rows.push(learned);
                }
            }
            Some(Sort::Metric) => {
                part.metrics.get_or_insert_with(|| ("成效".to_owned(), Vec::new())).1.push(learned);
            }
            _ => {
                learned.group.clone_from(&self.group);
                let again = part
                    .fields
                    .iter()
                    .any(|f| f.label == learned.label && f.group == learned.group);
                if !again && !learned.label.is_empty() {
                    part.fields.push(learned);
                }
            }
        }
    }
}
