//! A form of the user's own, read by the shape of the paper: what stands there as label and
//! value is looked up in the definition, by group and label, and goes where that says.

use super::Reading;
use super::draft::{Draft, Piece};
use crate::document::Document;
use crate::forms::{Field, Form, Forms, Kind};
use crate::problem::WarningCode;
use crate::understand::form::{self, Item, List, Pair};
use crate::value::{date, label};
use serde_json::{Value, json};
use std::ops::Range;

/// Reads the blocks by a definition; the record of an application.
pub fn read(
    document: &Document,
    blocks: Range<usize>,
    form: &Form,
    forms: &Forms,
) -> (Draft, bool) {
    let found = form::gather(document, blocks.start, blocks, forms);
    let mut reader = Reader { form, draft: Draft::new(Vec::new()), done: Vec::new(), sections: 0 };
    let filled = form::is_filled(&found.items);
    let mut heading: Option<(String, Piece)> = None;
    let mut text: Vec<Piece> = Vec::new();
    for item in form::refined(found.items) {
        match item {
            Item::Pair(pair) => reader.pair(&pair),
            Item::List(list) => reader.list(&list),
            Item::Heading(words, at) => {
                reader.section(heading.replace((words, at)), &std::mem::take(&mut text));
            }
            Item::Text(piece) => text.push(piece),
        }
    }
    reader.section(heading, &text);
    reader.blanks();
    (reader.draft, filled)
}

struct Reader<'a> {
    form: &'a Form,
    draft: Draft,
    /// Pointers that have their value.
    done: Vec<String>,
    sections: usize,
}

/// How many years stand before a column that is one; `None` for other columns.
fn years_before<'n>(names: impl Iterator<Item = &'n String>, column: usize) -> Option<usize> {
    let years: Vec<bool> = names.take(column + 1).map(|name| form::is_year(name)).collect();
    let is_one = years.get(column).copied().unwrap_or_default();
    is_one.then(|| years.iter().filter(|year| **year).count() - 1)
}

impl<'a> Reader<'a> {
    /// The field that a label in a group stands for: of that group, else the only one of the name.
    fn field(&self, group: &str, name: &str) -> Option<&'a Field> {
        let keys = label::keys(name);
        let group = label::key(group);
        let open = |field: &&Field| !self.done.iter().any(|to| to == field.to.as_str());
        let called = |field: &&Field| {
            std::iter::once(&field.label)
                .chain(&field.also)
                .any(|word| keys.contains(&label::key(word)))
        };
        let fields: Vec<&Field> =
            self.form.definition.fields().filter(called).filter(open).collect();
        let own = fields.iter().find(|field| label::key(&field.group) == group);
        let lone = || fields.first().filter(|_| fields.len() == 1 || group.is_empty());
        own.or_else(lone).copied()
    }

    fn pair(&mut self, pair: &Pair) {
        let Some(field) = self.field(&pair.group, &pair.label) else {
            self.draft.keep_other(&pair.label, &pair.value);
            return;
        };
        self.done.push(field.to.as_str().to_owned());
        let value = if pair.value.text.content.is_empty() && pair.value.cell.is_empty() {
            pair.at.slice(0..0)
        } else {
            pair.value.clone()
        };
        self.put(field, &pair.label, &value);
    }

    fn put(&mut self, field: &Field, name: &str, value: &Piece) {
        let content = &value.text.content;
        if form::hints::is_hint(content) && !value.unread {
            self.draft.put(field.to.as_str(), Value::Null, value, name);
            return;
        }
        match field.kind {
            // Its options may be written in any way.
            Kind::Choice | Kind::Choices => {
                let typed = form::value::read(name, content);
                if typed.unsure {
                    let message = form::value::unsure(name);
                    self.draft.doubt(WarningCode::TickDoubtful, value, message);
                }
                let several = field.kind == Kind::Choices && !typed.chosen.is_empty();
                let said = if several { json!(typed.chosen) } else { typed.value };
                self.draft.put(field.to.as_str(), said, value, name);
            }
            // What is no single date stays as it is written.
            Kind::Date if date::parse(content).is_none() => {
                self.draft.read_plain(field.to.as_str(), Kind::Line, "", name, value);
            }
            Kind::Line => {
                let said = Value::from(form::value::cleaned(content));
                self.draft.put(field.to.as_str(), said, value, name);
            }
            _ => self.draft.read_field(field, name, std::slice::from_ref(value)),
        }
    }

    fn list(&mut self, list: &List) {
        let keys: Vec<Vec<String>> = list.columns.iter().map(|name| label::keys(name)).collect();
        let column = |table: &crate::forms::Columns, c: usize| {
            let named = table.columns.iter().position(|item| {
                std::iter::once(&item.label)
                    .chain(&item.also)
                    .any(|word| keys[c].contains(&label::key(word)))
            });
            // Years are those of the copy; they stand under the definition's in their order.
            named.or_else(|| {
                let nth = years_before(list.columns.iter(), c)?;
                let years = table.columns.iter().map(|item| &item.label);
                (0..table.columns.len()).find(|i| years_before(years.clone(), *i) == Some(nth))
            })
        };
        let tables = &self.form.definition.tables;
        let fits = |table: &crate::forms::Columns| {
            (0..keys.len()).filter(|c| column(table, *c).is_some()).count()
        };
        let open =
            |table: &&crate::forms::Columns| !self.done.iter().any(|to| to == table.to.as_str());
        let title = label::key(&list.title);
        let best = tables
            .iter()
            .filter(open)
            .max_by_key(|table| fits(table) * 2 + usize::from(label::key(&table.title) == title))
            .filter(|table| fits(table) * 2 > keys.len());
        let Some(table) = best else {
            // One row of values below labels that the definition has as fields.
            if let [row] = list.rows.as_slice() {
                for (name, cell) in list.columns.iter().zip(row) {
                    let pair = Pair {
                        label: name.clone(),
                        group: list.title.clone(),
                        value: cell.clone().unwrap_or_default(),
                        at: list.at.clone(),
                        ..Pair::default()
                    };
                    self.pair(&pair);
                }
            }
            return;
        };
        let to = table.to.as_str().to_owned();
        self.done.push(to.clone());
        for (r, row) in list.rows.iter().enumerate() {
            for (c, cell) in row.iter().enumerate() {
                let (Some(item), Some(piece)) =
                    (column(table, c).and_then(|i| table.columns.get(i)), cell)
                else {
                    continue;
                };
                // 20**年 in the definition names no year; the copy does.
                let digits = item.label.chars().filter(char::is_ascii_digit).count();
                let open = form::is_year(&item.label) && digits < 4;
                let step = if open { list.columns[c].as_str() } else { item.to.as_str() };
                let pointer = format!("{to}/{r}/{}", crate::record::escape_step(step));
                let typed = form::value::in_column(&list.columns[c], &piece.text.content, false);
                self.draft.put(&pointer, typed.value, piece, &list.columns[c]);
            }
        }
    }

    fn section(&mut self, heading: Option<(String, Piece)>, text: &[Piece]) {
        let Some((heading, at)) = heading else { return };
        let text: Vec<Piece> = text
            .iter()
            .filter(|piece| !form::hints::is_hint(&piece.text.content))
            .cloned()
            .collect();
        let joined = Piece::join(&text);
        let said = super::draft::clean_text(&joined.text.content);
        if said.is_empty() {
            return;
        }
        let pointer = format!("/sections/{}", self.sections);
        self.sections += 1;
        self.draft.put(&format!("{pointer}/heading"), Value::from(heading.clone()), &at, "");
        self.draft.put(&format!("{pointer}/text"), Value::from(said), &joined, &heading);
    }

    /// Fields that the paper does not show are blank.
    fn blanks(&mut self) {
        for field in self.form.definition.fields() {
            if !self.done.iter().any(|to| to == field.to.as_str()) {
                self.draft.record.set(field.to.as_str(), Value::Null);
            }
        }
    }
}

/// The reading of a form that the user defined, where the paper has its very title.
pub fn own(document: &Document, blocks: Range<usize>, forms: &Forms) -> Option<Reading> {
    if forms.own().is_empty() {
        return None;
    }
    let form = super::recognise::titled(document, blocks.clone(), forms)?;
    if !form.definition.by_shape {
        return super::read(document, blocks, forms);
    }
    let (mut draft, filled) = read(document, blocks.clone(), form, forms);
    let definition = &form.definition;
    let body = &mut draft.record.body;
    body.insert(
        "title".to_owned(),
        Value::from(format!("{}{}", definition.title, definition.subtitle)),
    );
    body.insert("template".to_owned(), Value::from(definition.id.as_str()));
    body.insert(
        "programme".to_owned(),
        json!({"year": definition.year, "track": definition.track}),
    );
    let (mut record, warnings) = draft.finish();
    record.pages = super::pages(document, blocks);
    if !filled {
        let mut blank = crate::record::Record::of_kind("form_blank");
        blank.body.insert("title".to_owned(), record.body.remove("title").unwrap_or_default());
        blank.body.insert("template".to_owned(), Value::from(definition.id.as_str()));
        blank.pages = record.pages;
        return Some(Reading { record: blank, warnings: Vec::new() });
    }
    Some(Reading { record, warnings })
}
