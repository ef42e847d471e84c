//! A form's labels folded and hashed once, so that a cell's text finds its field at once.

use super::definition::Definition;
use crate::value::label;
use std::collections::HashMap;

/// One fixed hash: many texts are looked up, and ties between labels fall the same way every time.
type Map<V> = HashMap<String, V, foldhash::fast::FixedState>;

/// What a label stands for in a form. Numbers are indices into the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// A line of the cover.
    Cover(usize),
    /// The header row of a part.
    Part(usize),
    /// A field of a part.
    Field(usize, usize),
    /// The label before the years of a part.
    Years(usize),
    /// A row of a part's years.
    YearsRow(usize, usize),
    /// The label beside a part's indicators.
    Metrics(usize),
    /// An indicator of a part.
    Metric(usize, usize),
    /// The line for further indicators.
    OtherMetrics(usize),
    /// A label that only groups.
    Group,
    /// A label without a value.
    Ignored,
}

/// Labels to targets, and headers to columns.
#[derive(Debug, Clone, Default)]
pub struct Index {
    targets: Map<Vec<Target>>,
    columns: Map<Vec<(usize, usize)>>,
    sections: Map<usize>,
    placeholders: Vec<String>,
    longest: usize,
}

impl Index {
    /// Folds all labels of a form.
    pub fn new(form: &Definition) -> Self {
        let mut index = Self::default();
        for (i, field) in form.cover.iter().enumerate() {
            index.label(&field.label, &field.also, Target::Cover(i));
        }
        for (p, part) in form.parts.iter().enumerate() {
            if !part.title.is_empty() {
                index.label(&part.title, &part.also, Target::Part(p));
            }
            for (f, field) in part.fields.iter().enumerate() {
                index.label(&field.label, &field.also, Target::Field(p, f));
            }
            if let Some(years) = &part.years {
                index.label(&years.label, &years.also, Target::Years(p));
                for (r, row) in years.rows.iter().enumerate() {
                    index.label(&row.label, &row.also, Target::YearsRow(p, r));
                }
            }
            if let Some(metrics) = &part.metrics {
                if !metrics.label.is_empty() {
                    index.label(&metrics.label, &metrics.also, Target::Metrics(p));
                }
                if !metrics.other.is_empty() {
                    index.label(&metrics.other, &[], Target::OtherMetrics(p));
                }
                for (m, item) in metrics.items.iter().enumerate() {
                    index.label(&item.label, &item.also, Target::Metric(p, m));
                }
            }
        }
        for group in &form.groups {
            index.label(group, &[], Target::Group);
        }
        for ignored in &form.ignore {
            index.label(ignored, &[], Target::Ignored);
        }
        for (t, table) in form.tables.iter().enumerate() {
            for (c, column) in table.columns.iter().enumerate() {
                for text in std::iter::once(&column.label).chain(&column.also) {
                    for key in label::keys(text) {
                        let list = index.columns.entry(key).or_default();
                        if !list.contains(&(t, c)) {
                            list.push((t, c));
                        }
                    }
                }
            }
        }
        for (s, heading) in form.sections.iter().enumerate() {
            index.sections.insert(label::key(heading), s);
        }
        index.placeholders = form.placeholders.iter().map(|text| label::key(text)).collect();
        index.longest =
            index.targets.keys().map(|key| key.chars().count()).max().unwrap_or_default();
        index
    }

    fn label(&mut self, text: &str, also: &[String], target: Target) {
        for text in std::iter::once(text).chain(also.iter().map(String::as_str)) {
            for key in label::keys(text) {
                let list = self.targets.entry(key).or_default();
                if !list.contains(&target) {
                    list.push(target);
                }
            }
        }
    }

    /// What a printed text may stand for, by the most literal of its keys.
    pub fn targets(&self, keys: &[String]) -> &[Target] {
        keys.iter().find_map(|key| self.targets.get(key)).map_or(&[], Vec::as_slice)
    }

    /// The targets of a folded label, if a field is among them.
    pub fn field(&self, key: &str) -> Option<&[Target]> {
        let found = self.targets.get(key)?;
        found.iter().any(|t| matches!(t, Target::Field(..))).then_some(found.as_slice())
    }

    /// The table columns that a header text may stand for.
    pub fn columns(&self, keys: &[String]) -> &[(usize, usize)] {
        keys.iter().find_map(|key| self.columns.get(key)).map_or(&[], Vec::as_slice)
    }

    /// Whether one of the keys is a heading of the text part.
    pub fn is_section(&self, keys: &[String]) -> bool {
        keys.iter().any(|key| self.sections.contains_key(key))
    }

    /// All headings of the text part, folded.
    pub fn section_keys(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// Whether the folded text is what the blank form prints in place of a value.
    pub fn is_placeholder(&self, key: &str) -> bool {
        self.placeholders.iter().any(|text| text == key)
    }

    /// Every label of the form with its targets, folded.
    pub fn labels(&self) -> impl Iterator<Item = (&str, &[Target])> {
        self.targets.iter().map(|(key, targets)| (key.as_str(), targets.as_slice()))
    }

    /// Every column header of the form, folded.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[(usize, usize)])> {
        self.columns.iter().map(|(key, columns)| (key.as_str(), columns.as_slice()))
    }

    /// Characters of the longest label; a longer text is no label.
    pub fn longest(&self) -> usize {
        self.longest
    }
}
