//! Records into the index: each with its rows and figures side by side in one segment. What
//! waits for the threads that index is bounded.

use super::analysis::grams;
use super::entry::{Entry, Figure, date_number, figure_name};
use super::facets;
use super::index::failed;
use super::numbers;
use super::query::{Field, column_key};
use super::schema::{Fields, part};
use super::suggest::PROJECT;
use crate::problem::Problem;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tantivy::indexer::{LogMergePolicy, UserOperation};

use tantivy::schema::document::Document;
use tantivy::schema::{OwnedValue, Term};
use tantivy::{IndexWriter, TantivyDocument};

/// Bytes of text that wait to be indexed.
const WAITING: usize = 8 << 20;
/// Nothing waits longer, whatever became of the threads that index.
const PATIENCE: Duration = Duration::from_secs(30);

/// Segments of one size that are merged into one: each merge writes all of them again.
const MERGED: usize = 10;
/// Documents of a segment that is merged no more.
const LARGEST: usize = 2_000_000;

/// Adds entries; nothing is seen before [`Writer::commit`].
pub struct Writer {
    inner: IndexWriter<Waiting>,
    fields: Fields,
    gate: Arc<Gate>,
    /// What the index says of itself when it holds all records up to a number.
    claim: Box<dyn Fn(u64) -> String + Send>,
}

impl Writer {
    pub(super) fn new(
        inner: IndexWriter<Waiting>,
        fields: Fields,
        claim: Box<dyn Fn(u64) -> String + Send>,
    ) -> Self {
        let mut merges = LogMergePolicy::default();
        merges.set_min_num_segments(MERGED);
        merges.set_max_docs_before_merge(LARGEST);
        inner.set_merge_policy(Box::new(merges));
        Self { inner, fields, gate: Arc::default(), claim }
    }

    /// Removes what stands there for a record, if a run was cut off after it was added.
    pub fn remove(&self, id: u64) {
        self.inner.delete_term(Term::from_field_u64(self.fields.id, id));
    }

    /// Adds a record with its rows and figures, side by side in one segment. Waits while too
    /// much waits already.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::Library`] when the index cannot be written.
    pub fn add(&self, entry: &Entry) -> Result<(), Problem> {
        let share = Gate::enter(&self.gate, entry.text.len());
        let mut block = vec![Waiting { document: self.record(entry), _share: Some(share) }];
        let mut add = |document| block.push(Waiting { document, _share: None });
        let mut up = 0;
        let mut rest: Vec<&Figure> = entry.figures.iter().collect();
        for row in &entry.tables {
            up += 1;
            let mut document = self.row(entry, part::ROW, up);
            document.add_text(self.fields.table, &row.table);
            let cells = row.cells.iter().map(|(key, text)| (key.as_str(), text.as_str()));
            document.add_text(self.fields.cells, cells_of(cells));
            for (key, text) in &row.cells {
                let Some(number) = numbers::of_cell(key, text) else { continue };
                for key in &number.keys {
                    let term = numbers::term(key, &number.unit, number.value);
                    document.add_text(self.fields.numbers, term);
                }
            }
            // The row of an indicator is its figure as well.
            if let Some(at) = rest.iter().position(|figure| figure.row == row.pointer) {
                document.add_text(self.fields.part, part::FIGURE);
                self.figure(&mut document, rest.remove(at));
            }
            add(document);
        }
        for figure in rest {
            up += 1;
            let mut document = self.row(entry, part::FIGURE, up);
            self.figure(&mut document, figure);
            add(document);
        }
        self.inner.run(block.into_iter().map(UserOperation::Add)).map_err(failed).map(|_| ())
    }

    fn record(&self, entry: &Entry) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = self.row(entry, part::RECORD, 0);
        // A record of which nothing tells another edition is a work of its own.
        document.add_u64(fields.work, if entry.work == 0 { entry.id } else { entry.work });
        document.add_u64(fields.edition, entry.edition);
        for field in [fields.text, fields.codes] {
            document.add_text(field, &entry.text);
        }
        for code in &entry.divisions {
            document.add_text(fields.division, code);
        }
        for (field, value) in [(fields.year, entry.year), (fields.date, entry.date)] {
            if let Some(value) = value {
                document.add_u64(field, value);
            }
        }
        let card = &entry.card;
        let titles = [&entry.title, &card.applicant, &card.project];
        for name in titles.into_iter().flatten() {
            document.add_text(fields.title_words, name);
            document.add_text(fields.names, figure_name(name));
        }
        for (field, text) in &entry.fields {
            if matches!(field, Field::DocNumber | Field::CreditCode) {
                document.add_text(fields.names, figure_name(text));
            }
        }
        let mut has: Vec<&str> = entry.fields.iter().map(|(field, _)| field.key()).collect();
        has.extend(entry.tables.iter().map(|row| row.table.as_str()));
        has.sort_unstable();
        has.dedup();
        has.into_iter().for_each(|key| document.add_text(fields.has, key));
        for (field, text) in entry.fields.iter().filter(|(field, _)| field.is_date()) {
            if let Some(day) = date_number(text) {
                document.add_text(fields.day, day_term(*field, day));
            }
        }
        let cells = entry.fields.iter().map(|(field, text)| (field.key(), text.as_str()));
        document.add_text(fields.cells, cells_of(cells));
        let mut values = facets::values(entry);
        values.extend(card.project.iter().map(|project| (PROJECT, project.clone())));
        document.add_object(fields.facets, object(values));
        document.add_text(fields.card, serde_json::to_string(card).unwrap_or_default());
        document
    }

    fn figure(&self, document: &mut TantivyDocument, figure: &Figure) {
        document.add_text(self.fields.figure, &figure.name);
        document.add_text(self.fields.unit, &figure.unit);
        document.add_f64(self.fields.value, figure.value);
    }

    /// A document of a record's block, `up` behind its first.
    fn row(&self, entry: &Entry, part: &str, up: u64) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.fields.part, part);
        document.add_u64(self.fields.id, entry.id);
        document.add_u64(self.fields.up, up);
        document
    }

    /// Makes everything added so far visible and claims the records up to `through`.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::Library`] when the index cannot be written.
    pub fn commit(&mut self, through: u64) -> Result<(), Problem> {
        let mut prepared = self.inner.prepare_commit().map_err(failed)?;
        prepared.set_payload(&(self.claim)(through));
        prepared.commit().map_err(failed)?;
        Ok(())
    }

    /// Lets running merges end, so that the folder is at rest.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::Library`] when a merge failed.
    pub fn finish(self) -> Result<(), Problem> {
        self.inner.wait_merging_threads().map_err(failed)
    }
}

/// A day of a field as one term.
pub(super) fn day_term(field: Field, day: u64) -> String {
    format!("{}\u{1}{day:08}", field.key())
}

/// Cells as the text that the index takes.
fn cells_of<'a>(cells: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let keyed: Vec<_> = cells.map(|(key, text)| (column_key(key), text)).collect();
    grams::cells(keyed.iter().map(|(key, text)| (&**key, *text)))
}

/// Texts by key, all that stand under one together.
fn object(texts: Vec<(&'static str, String)>) -> BTreeMap<String, OwnedValue> {
    let mut object = BTreeMap::new();
    for (key, text) in texts {
        let list = object.entry(key.to_owned()).or_insert_with(|| OwnedValue::Array(Vec::new()));
        if let OwnedValue::Array(list) = list {
            list.push(OwnedValue::Str(text));
        }
    }
    object
}

/// A document on its way to a thread that indexes.
pub(super) struct Waiting {
    document: TantivyDocument,
    _share: Option<Share>,
}

impl Document for Waiting {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        Document::iter_fields_and_values(&self.document)
    }
}

/// Bounds what waits: tantivy's own bound is ten thousand records of any size.
#[derive(Default)]
struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

/// What a record takes of the bound, until it is indexed.
struct Share {
    gate: Arc<Gate>,
    bytes: usize,
}

impl Gate {
    fn enter(gate: &Arc<Self>, bytes: usize) -> Share {
        let inside = gate.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |inside: &mut usize| *inside > 0 && *inside + bytes > WAITING;
        let waited = gate.left.wait_timeout_while(inside, PATIENCE, full);
        let (mut inside, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *inside += bytes;
        drop(inside);
        Share { gate: gate.clone(), bytes }
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        *self.gate.inside.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.gate.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    /// Memory of an import grew with every record that came faster than it was indexed.
    #[test]
    fn what_waits_to_be_indexed_is_bounded() {
        let gate = Arc::new(Gate::default());
        // A record larger than the bound goes in alone.
        let first = Gate::enter(&gate, 2 * WAITING);
        let (tell, told) = channel();
        let other = gate.clone();
        let thread = std::thread::spawn(move || {
            let share = Gate::enter(&other, 1);
            tell.send(()).unwrap();
            share
        });
        assert!(told.recv_timeout(Duration::from_millis(50)).is_err());
        drop(first);
        told.recv_timeout(Duration::from_secs(10)).unwrap();
        drop(thread.join().unwrap());
        assert_eq!(*gate.inside.lock().unwrap(), 0);
    }
}
