//! The main job in one call: a path in, the JSON of the contract out.

use crate::document::{Document, PageSource};
use crate::forms::Forms;
use crate::intake;
use crate::problem::{Problem, Warning, WarningCode, guarded};
use crate::proof::Proof;
use crate::read;
use crate::record::Record;
use crate::understand;
use crate::work::{Pulse, watched};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// What one file gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// The file.
    pub source: Source,
    /// Its parts, in order.
    pub records: Vec<Record>,
    /// What was lost or doubtful.
    pub warnings: Vec<Warning>,
}

/// The file a record comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The path as it was given.
    pub path: String,
    /// Hash of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Name of the format, told by content ([`crate::intake::Format::name`]).
    pub format: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Number of pages; 0 in formats without pages.
    pub pages: u32,
    /// Number of tables in the body.
    pub tables: usize,
    /// Pages read by character recognition.
    pub ocr_pages: u32,
    /// Pages that could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread_pages: Vec<u32>,
}

/// Everything that steers reading and understanding.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What steers reading.
    pub reading: read::Options,
    /// The known forms; shared between threads.
    pub forms: Arc<Forms>,
    /// Whether a comparison draws the pages and accounts for their ink.
    pub proof: Proof,
}

/// By what a file was read: where one of the three is another, it may read otherwise now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Edition {
    /// Version of the program, and of its reading.
    pub program: String,
    /// Hash of the form definitions.
    pub forms: String,
    /// The recognition models; empty when there are none.
    pub models: String,
}

impl std::fmt::Display for Edition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.program, self.forms, self.models)
    }
}

/// Goes up when the same file is read otherwise than before.
const READING: u32 = 1;

impl Options {
    /// The edition that these options read by.
    pub fn edition(&self) -> Edition {
        let models = self.reading.ocr.models.as_ref().filter(|_| !self.reading.ocr.off);
        Edition {
            program: format!("{}+{READING}", env!("CARGO_PKG_VERSION")),
            forms: self.forms.edition().to_owned(),
            models: models.map_or_else(String::new, |folder| read::ocr::models::edition(folder)),
        }
    }
}

/// Bytes from which hashing takes longer than a thread of its own.
const HASHED_APART: usize = 256 << 10;

/// Reads a file and understands it.
///
/// # Errors
///
/// A [`Problem`] when nothing at all could be read; losses inside a readable
/// file come as warnings.
pub fn extract(path: &Path, options: &Options) -> Result<Extraction, Problem> {
    extract_whole(path, options).map(|(extraction, _)| extraction)
}

/// As [`extract`]; gives the document as well, less its warnings, which are in the extraction.
///
/// # Errors
///
/// As [`extract`].
pub fn extract_whole(path: &Path, options: &Options) -> Result<(Extraction, Document), Problem> {
    let path = path.to_path_buf();
    within(options, move |options| {
        let read = || -> Result<_, Problem> {
            let file = intake::load(&path, &options.reading.limits)?;
            let document = document(&file, &options.reading)?;
            Ok((file, document))
        };
        let (file, document) = beside_forms(options, read)?;
        understood(&file, document, options)
    })
}

/// As [`extract_whole`], for a file that was taken in.
///
/// # Errors
///
/// As [`extract`].
pub fn extract_loaded(
    file: &intake::Loaded,
    options: &Options,
) -> Result<(Extraction, Document), Problem> {
    let file = file.clone();
    within(options, move |options| {
        let document = beside_forms(options, || document(&file, &options.reading))?;
        understood(&file, document, options)
    })
}

/// Does the work on one file in the time that it may take.
fn within<T: Send + 'static>(
    options: &Options,
    work: impl FnOnce(&Options) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let mut options = options.clone();
    watched(options.reading.limits.time_still, move |pulse: &Pulse| {
        let pulse = pulse.clone();
        let ocr = &mut options.reading.ocr;
        ocr.progress = ocr.progress.and(move |_| pulse.beat());
        work(&options)
    })
}

/// The first file alone would wait for the forms; they are parsed while it is read.
fn beside_forms<T>(options: &Options, work: impl FnOnce() -> T) -> T {
    std::thread::scope(|scope| {
        if !options.forms.is_prepared() {
            let builder = std::thread::Builder::new().name("forms".into());
            let _ = builder.spawn_scoped(scope, || options.forms.prepare());
        }
        work()
    })
}

fn understood(
    file: &intake::Loaded,
    mut document: Document,
    options: &Options,
) -> Result<(Extraction, Document), Problem> {
    guarded(|| {
        let mut understood = std::thread::scope(|scope| {
            // Reading had all cores; understanding leaves one for the hash of a large file.
            if file.bytes.len() > HASHED_APART {
                let builder = std::thread::Builder::new().name("hash".into());
                let _ = builder.spawn_scoped(scope, || file.sha256());
            }
            understand::understand(&document, &options.forms)
        });
        let source = source_of(file, &document);
        let mut warnings = std::mem::take(&mut document.warnings);
        warnings.append(&mut understood.warnings);
        warnings.extend(understand::ragged::told(&document, &understood.records));
        Ok((Extraction { source, records: understood.records, warnings }, document))
    })
}

/// Reads a file into a document, with its identity.
///
/// # Errors
///
/// As [`extract`].
pub fn open(path: &Path, options: &Options) -> Result<(Source, Document), Problem> {
    let (file, document) = load(path, options)?;
    Ok((source_of(&file, &document), document))
}

/// Reads a file into a document. Its identity, which takes a hash of all its bytes,
/// is for [`source_of`] to tell where it is wanted.
///
/// # Errors
///
/// As [`extract`].
pub fn load(path: &Path, options: &Options) -> Result<(intake::Loaded, Document), Problem> {
    let path = path.to_path_buf();
    within(options, move |options| {
        let file = intake::load(&path, &options.reading.limits)?;
        let document = document(&file, &options.reading)?;
        Ok((file, document))
    })
}

/// Reads a file that was taken in into a document.
///
/// # Errors
///
/// As [`extract`].
pub fn read_loaded(file: &intake::Loaded, options: &Options) -> Result<Document, Problem> {
    let file = file.clone();
    within(options, move |options| document(&file, &options.reading))
}

/// The one way from a file that was taken in to its document: read, and text torn out of
/// other formats made whole before anything else sees it.
fn document(file: &intake::Loaded, options: &read::Options) -> Result<Document, Problem> {
    let raw = read::read(file, options)?;
    guarded(|| {
        let mut document = understand::reflow::mend(raw);
        document.warnings.extend(apart(&document));
        Ok(document)
    })
}

/// What lies inside the file and is no part of its text.
fn apart(document: &Document) -> Option<Warning> {
    const NAMED: usize = 5;
    let names: Vec<&str> =
        document.attachments.iter().take(NAMED).map(|inside| inside.name.as_str()).collect();
    let count = document.attachments.len();
    let more = if count > NAMED { format!("等 {count} 个") } else { String::new() };
    (count > 0).then(|| {
        let message = format!("文件内另嵌有文件（{}{more}），未在此读出", names.join("、"));
        Warning::new(WarningCode::AttachmentApart, message)
    })
}

/// The identity of a file that was read.
pub fn source_of(file: &intake::Loaded, document: &Document) -> Source {
    Source {
        path: file.path.to_string_lossy().into_owned(),
        sha256: file.sha256().to_owned(),
        format: file.format.name().to_owned(),
        bytes: file.bytes.len() as u64,
        pages: document.pages.len() as u32,
        tables: document.tables().count(),
        ocr_pages: document.pages.iter().filter(|p| p.source == PageSource::Ocr).count() as u32,
        unread_pages: document.unread_pages().collect(),
    }
}
