//! The index on disk: opened, made again, written to. What it holds and with
//! which words it was made stands in the payload of its last commit, so that
//! content and claim change together.

use super::analysis::codes::Word;
use super::analysis::synonyms::Synonyms;
use super::analysis::{self, dictionary, grams, words};
use super::directory::Folder;
use super::entry::{Entry, Figure, date_number, figure_name};
use super::facets;
use super::query::{Field, column_key};
use super::schema::{Fields, part};
use super::suggest::PROJECT;
use crate::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use std::path::Path;
use tantivy::directory::MmapDirectory;
use tantivy::indexer::UserOperation;
use tantivy::schema::{OwnedValue, Term};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument};

/// Changes with the schema: an older index is made again from the catalogue.
const SCHEMA: u32 = 4;

/// Memory the writer may fill before it writes a segment.
const WRITER_BYTES: usize = 192 << 20;

/// Files of a library with words and synonyms of its own.
const WORDS: &str = "words.txt";
const SYNONYMS: &str = "synonyms.txt";

/// Threads that index; another reads the books.
const WRITERS: usize = 4;

/// What the index says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    schema: u32,
    analysis: u32,
    dictionary: String,
    /// Every record of the catalogue up to this number is in the index.
    through: u64,
}

impl Claim {
    fn through(through: u64, own_words: &str) -> Self {
        let dictionary = dictionary::hash(own_words);
        Self { schema: SCHEMA, analysis: analysis::VERSION, dictionary, through }
    }
}

/// An open index.
pub struct Index {
    pub(super) inner: tantivy::Index,
    pub(super) fields: Fields,
    pub(super) reader: IndexReader,
    synonyms: Option<Synonyms>,
    own_words: String,
}

/// Why an index cannot be used as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// There is none.
    Missing,
    /// Made by another version of the program or with other words, or damaged.
    Outdated,
}

impl Index {
    /// Opens the index of a folder.
    ///
    /// # Errors
    ///
    /// [`Stale`] when it must be made (again).
    pub fn open(folder: &Path) -> Result<Self, Stale> {
        if !folder.join("meta.json").is_file() {
            return Err(Stale::Missing);
        }
        let place = MmapDirectory::open(folder).map_err(|_| Stale::Outdated)?;
        let inner = tantivy::Index::open(Folder(place)).map_err(|_| Stale::Outdated)?;
        let index = Self::of(inner, folder).map_err(|_| Stale::Outdated)?;
        match index.claim() {
            Some(claim) if claim == Claim::through(claim.through, &index.own_words) => Ok(index),
            _ => Err(Stale::Outdated),
        }
    }

    /// Makes an empty index in an empty or missing folder.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the folder cannot be written.
    pub fn create(folder: &Path) -> Result<Self, Problem> {
        std::fs::create_dir_all(folder)?;
        let inner = tantivy::Index::create_in_dir(folder, Fields::new().schema).map_err(failed)?;
        let index = Self::of(inner, folder)?;
        index.writer()?.commit(0)?;
        Ok(index)
    }

    /// The words and synonyms of one's own lie beside the index, in the library's folder.
    fn of(inner: tantivy::Index, folder: &Path) -> Result<Self, Problem> {
        let own = |name: &str| {
            let file = folder.parent().map(|library| library.join(name));
            file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default()
        };
        let (own_words, own_synonyms) = (own(WORDS), own(SYNONYMS));
        let fields = Fields::new();
        if inner.schema() != fields.schema {
            return Err(Problem::new(Code::Library, "索引结构与本程序不符", ""));
        }
        let dictionary = if own_words.is_empty() {
            dictionary::domain().clone()
        } else {
            dictionary::with(&own_words)
        };
        analysis::register(inner.tokenizers(), dictionary);
        let reader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(failed)?;
        let synonyms = (!own_synonyms.is_empty()).then(|| {
            let mut synonyms = Synonyms::built_in().clone();
            synonyms.add(&own_synonyms);
            synonyms
        });
        Ok(Self { inner, fields, reader, synonyms, own_words })
    }

    fn claim(&self) -> Option<Claim> {
        serde_json::from_str(&self.inner.load_metas().ok()?.payload?).ok()
    }

    /// The last record of the catalogue that is in the index.
    pub fn through(&self) -> u64 {
        self.claim().map_or(0, |claim| claim.through)
    }

    /// The other names of things that queries follow.
    pub(super) fn synonyms(&self) -> &Synonyms {
        self.synonyms.as_ref().unwrap_or_else(|| Synonyms::built_in())
    }

    /// How many records the index holds.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when it cannot be read.
    pub fn count(&self) -> Result<u64, Problem> {
        self.reader.reload().map_err(failed)?;
        let term = Term::from_field_text(self.fields.part, part::RECORD);
        let searcher = self.reader.searcher();
        let query = tantivy::query::TermQuery::new(term, Default::default());
        searcher.search(&query, &tantivy::collector::Count).map(|n| n as u64).map_err(failed)
    }

    /// A writer; the library's lock keeps a second one away.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when another program writes.
    pub fn writer(&self) -> Result<Writer, Problem> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(WRITERS);
        let inner = self.inner.writer_with_num_threads(threads, WRITER_BYTES).map_err(failed)?;
        Ok(Writer { inner, fields: self.fields.clone(), own_words: self.own_words.clone() })
    }
}

/// Adds entries; nothing is seen before [`Writer::commit`].
pub struct Writer {
    inner: IndexWriter,
    fields: Fields,
    own_words: String,
}

impl Writer {
    /// Removes what stands there for a record, if a run was cut off after it was added.
    pub fn remove(&self, id: u64) {
        self.inner.delete_term(Term::from_field_u64(self.fields.id, id));
    }

    /// Adds a record with its rows and figures, side by side in one segment.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the index cannot be written.
    pub fn add(&self, entry: &Entry) -> Result<(), Problem> {
        let mut block = vec![self.record(entry)];
        for row in &entry.tables {
            let mut document = self.row(entry, part::ROW, block.len());
            document.add_text(self.fields.table, &row.table);
            document.add_text(self.fields.card, &row.pointer);
            let cells = row.cells.iter().map(|(key, text)| (column_key(key), text.as_str()));
            document.add_object(self.fields.cells, object(cells));
            block.push(document);
        }
        for Figure { name, value, unit } in &entry.figures {
            let mut document = self.row(entry, part::FIGURE, block.len());
            document.add_text(self.fields.figure, name);
            document.add_text(self.fields.unit, unit);
            document.add_f64(self.fields.value, *value);
            block.push(document);
        }
        let block: Vec<UserOperation> = block.into_iter().map(UserOperation::Add).collect();
        self.inner.run(block).map_err(failed).map(|_| ())
    }

    fn record(&self, entry: &Entry) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = self.row(entry, part::RECORD, 0);
        // A record of which nothing tells another edition is a work of its own.
        document.add_u64(fields.work, if entry.work == 0 { entry.id } else { entry.work });
        document.add_u64(fields.edition, entry.edition);
        for field in [fields.text, fields.words, fields.codes] {
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
        let cells =
            entry.fields.iter().map(|(field, text)| (column_key(field.key()).to_owned(), &**text));
        document.add_object(fields.cells, object(cells));
        let mut values = facets::values(entry);
        values.extend(card.project.iter().map(|project| (PROJECT, project.clone())));
        let values = values.iter().map(|(key, text)| ((*key).to_owned(), text.as_str()));
        document.add_object(fields.facets, object(values));
        document.add_text(fields.card, serde_json::to_string(card).unwrap_or_default());
        document
    }

    /// A document of a record's block, `up` behind its first.
    fn row(&self, entry: &Entry, part: &str, up: usize) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.fields.part, part);
        document.add_u64(self.fields.id, entry.id);
        document.add_u64(self.fields.up, up as u64);
        document
    }

    /// Makes everything added so far visible and claims the records up to `through`.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the index cannot be written.
    pub fn commit(&mut self, through: u64) -> Result<(), Problem> {
        let claim =
            serde_json::to_string(&Claim::through(through, &self.own_words)).unwrap_or_default();
        let mut prepared = self.inner.prepare_commit().map_err(failed)?;
        prepared.set_payload(&claim);
        prepared.commit().map_err(failed)?;
        Ok(())
    }

    /// Lets running merges end, so that the folder is at rest.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when a merge failed.
    pub fn finish(self) -> Result<(), Problem> {
        self.inner.wait_merging_threads().map_err(failed)
    }
}

/// A day of a field as one term.
pub(super) fn day_term(field: Field, day: u64) -> String {
    format!("{}\u{1}{day:08}", field.key())
}

/// Texts by key, all that stand under one together.
fn object<'a>(
    texts: impl Iterator<Item = (String, &'a str)>,
) -> std::collections::BTreeMap<String, OwnedValue> {
    let mut object = std::collections::BTreeMap::new();
    for (key, text) in texts {
        let list = object.entry(key).or_insert_with(|| OwnedValue::Array(Vec::new()));
        if let OwnedValue::Array(list) = list {
            list.push(OwnedValue::Str(text.to_owned()));
        }
    }
    object
}

/// A failure of the index as a problem.
pub(super) fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::new(
        Code::Library,
        format!("检索索引出错（{error}）"),
        "可用 shenbao library rebuild 重建索引",
    )
}

/// The longest query text that is taken as one phrase, in characters; longer
/// ones are as good as unique and are cut.
const PHRASE: usize = 256;

/// The terms of an exact phrase, cut to a sensible length.
pub(super) fn phrase_terms(text: &str) -> Vec<String> {
    let mut terms = grams::of_query(text);
    terms.truncate(PHRASE);
    terms
}

/// The words of a text as a query uses them.
pub(super) fn query_words(text: &str) -> Vec<Word> {
    let mut words = words::of_query(text);
    words.truncate(PHRASE);
    words
}
