//! The index on disk: opened, made again, written to. What it holds and with
//! which words it was made stands in the payload of its last commit, so that
//! content and claim change together.

use super::analysis::codes::Word;
use super::analysis::{self, dictionary, grams, words};
use super::entry::{Entry, Figure};
use super::query::Field;
use super::schema::{Fields, part};
use crate::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use std::path::Path;
use tantivy::schema::Term;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyDocument};

/// Changes with the schema: an older index is made again from the catalogue.
const SCHEMA: u32 = 2;

/// Memory the writer may fill before it writes a segment.
const WRITER_BYTES: usize = 96 << 20;

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
    fn through(through: u64) -> Self {
        let dictionary = dictionary::hash();
        Self { schema: SCHEMA, analysis: analysis::VERSION, dictionary, through }
    }
}

/// An open index.
pub struct Index {
    pub(super) inner: tantivy::Index,
    pub(super) fields: Fields,
    pub(super) reader: IndexReader,
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
        let inner = tantivy::Index::open_in_dir(folder).map_err(|_| Stale::Outdated)?;
        let index = Self::of(inner).map_err(|_| Stale::Outdated)?;
        match index.claim() {
            Some(claim) if claim == Claim::through(claim.through) => Ok(index),
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
        let index = Self::of(inner)?;
        index.writer()?.commit(0)?;
        Ok(index)
    }

    fn of(inner: tantivy::Index) -> Result<Self, Problem> {
        let fields = Fields::new();
        if inner.schema() != fields.schema {
            return Err(Problem::new(Code::Library, "索引结构与本程序不符", ""));
        }
        analysis::register(inner.tokenizers());
        let reader = inner
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(failed)?;
        Ok(Self { inner, fields, reader })
    }

    fn claim(&self) -> Option<Claim> {
        serde_json::from_str(&self.inner.load_metas().ok()?.payload?).ok()
    }

    /// The last record of the catalogue that is in the index.
    pub fn through(&self) -> u64 {
        self.claim().map_or(0, |claim| claim.through)
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
        let inner = self.inner.writer_with_num_threads(1, WRITER_BYTES).map_err(failed)?;
        Ok(Writer { inner, fields: self.fields.clone() })
    }
}

/// Adds entries; nothing is seen before [`Writer::commit`].
pub struct Writer {
    inner: IndexWriter,
    fields: Fields,
}

impl Writer {
    /// Removes what stands there for a record, if a run was cut off after it was added.
    pub fn remove(&self, id: u64) {
        self.inner.delete_term(Term::from_field_u64(self.fields.id, id));
    }

    /// Adds a record.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the index cannot be written.
    pub fn add(&self, entry: &Entry) -> Result<(), Problem> {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        document.add_text(fields.part, part::RECORD);
        document.add_u64(fields.id, entry.id);
        document.add_text(fields.text, &entry.text);
        document.add_text(fields.words, &entry.text);
        document.add_text(fields.codes, &entry.text);
        for code in &entry.divisions {
            document.add_text(fields.division, code);
        }
        document.add_text(fields.kind, &entry.kind);
        document.add_text(fields.format, &entry.format);
        for (field, value) in [
            (fields.title_words, &entry.title),
            (fields.template, &entry.template),
            (fields.province, &entry.province),
            (fields.sector_name, &entry.sector),
        ] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        for (field, value) in [(fields.year, entry.year), (fields.date, entry.date)] {
            if let Some(value) = value {
                document.add_u64(field, value);
            }
        }
        for (field, text) in &entry.fields {
            if let Some(field) = fields.named(*field) {
                document.add_text(field, text);
            }
        }
        self.inner.add_document(document).map_err(failed)?;
        for row in &entry.rows {
            let mut document = TantivyDocument::new();
            document.add_text(fields.part, part::ROW);
            document.add_u64(fields.id, entry.id);
            for (field, value) in [
                (Field::Stage, &row.stage),
                (Field::Scenario, &row.scenario),
                (Field::Instance, &row.instance),
            ] {
                if let (Some(field), Some(value)) = (fields.named(field), value) {
                    document.add_text(field, value);
                }
            }
            self.inner.add_document(document).map_err(failed)?;
        }
        for Figure { name, value, unit } in &entry.figures {
            let mut document = TantivyDocument::new();
            document.add_text(fields.part, part::FIGURE);
            document.add_u64(fields.id, entry.id);
            document.add_text(fields.figure, name);
            document.add_text(fields.unit, unit);
            document.add_f64(fields.value, *value);
            self.inner.add_document(document).map_err(failed)?;
        }
        Ok(())
    }

    /// Makes everything added so far visible and claims the records up to `through`.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the index cannot be written.
    pub fn commit(&mut self, through: u64) -> Result<(), Problem> {
        let claim = serde_json::to_string(&Claim::through(through)).unwrap_or_default();
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
