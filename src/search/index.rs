//! The index on disk: opened, made again, written to. What it holds and with
//! which words it was made stands in the payload of its last commit, so that
//! content and claim change together.

use super::analysis::codes::Word;
use super::analysis::synonyms::Synonyms;
use super::analysis::{self, dictionary, grams, words};
use super::directory::Folder;
use super::schema::{Fields, part};
use super::writer::Writer;
use crate::problem::{Code, Problem};
use crate::words::Dictionary;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::MmapDirectory;
use tantivy::schema::Term;
use tantivy::{IndexReader, ReloadPolicy};

/// Changes with the schema: an older index is made again from the catalogue.
const SCHEMA: u32 = 6;

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
    dictionary: Arc<Dictionary>,
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
        analysis::register(inner.tokenizers(), dictionary.clone());
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
        Ok(Self { inner, fields, reader, synonyms, own_words, dictionary })
    }

    fn claim(&self) -> Option<Claim> {
        serde_json::from_str(&self.inner.load_metas().ok()?.payload?).ok()
    }

    /// The last record of the catalogue that is in the index.
    pub fn through(&self) -> u64 {
        self.claim().map_or(0, |claim| claim.through)
    }

    /// The words by which texts and queries are cut.
    pub(super) fn dictionary(&self) -> &Arc<Dictionary> {
        &self.dictionary
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
        let own_words = self.own_words.clone();
        let claim = move |through| {
            serde_json::to_string(&Claim::through(through, &own_words)).unwrap_or_default()
        };
        Ok(Writer::new(inner, self.fields.clone(), Box::new(claim)))
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
pub(super) fn query_words(text: &str, dictionary: &Dictionary) -> Vec<Word> {
    let mut words = words::of_query(text, dictionary);
    words.truncate(PHRASE);
    words
}
