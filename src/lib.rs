//! `shenbao` reads the application books (申报书) and notices (通知) of China's
//! smart-manufacturing programmes, gives their content as JSON, and proves
//! whether a printed copy agrees with the online data.
//!
//! # Steps
//!
//! 1. [`intake`]: a path becomes bytes, a hash and a [`intake::Format`] told by content.
//! 2. [`read`]: bytes of one format become a [`document::Document`]; ink formats
//!    (PDF, OFD, scans) go through [`layout`].
//! 3. [`understand`]: a document is taken apart into [`record::Record`]s with the
//!    help of [`forms`], [`value`] and [`registry`].
//! 4. [`compare`]: two records and their documents become a verdict.
//! 5. [`online`] reads the other side of a comparison: a document, a record in JSON or a workbook.
//! 6. [`learn`] drafts the definition of a form from a blank one.
//! 7. [`library`] keeps files and records, [`search`] finds them.
//! 8. [`report`], [`server`] and [`cli`] show the results.
//!
//! `ARCHITECTURE.md` says what each room may know of the others. The rooms that are hidden here
//! are open to the tests of this crate and may change with every version.
//!
//! # From bytes to a record
//!
//! ```
//! # fn main() -> Result<(), shenbao::Problem> {
//! use std::path::Path;
//!
//! let page = "<h1>关于开展智能工厂梯度培育的通知</h1><p>各市工信局：</p><p>请于2025年6月30日前报送。</p>";
//! let file = shenbao::intake::from_bytes(Path::new("notice.html"), page.into())?;
//! let (extraction, _) = shenbao::extract::extract_loaded(&file, &shenbao::Options::default())?;
//! let record = &extraction.records[0];
//! assert_eq!(record.kind(), "notice");
//! assert_eq!(record.get("/deadlines/0/date").and_then(|date| date.as_str()), Some("2025-06-30"));
//! # Ok(())
//! # }
//! ```
//!
//! # Two files compared
//!
//! ```
//! # fn main() -> Result<(), shenbao::Problem> {
//! # let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pair");
//! use shenbao::compare::{self, Side, Verdict};
//!
//! let options = shenbao::Options::default();
//! let paper = Side::read(&corpus.join("paper.pdf"), &options)?;
//! let online = shenbao::online::read(&corpus.join("online.docx"), &options)?;
//! let report = compare::compare(&paper, &online);
//! assert_eq!(report.verdict, Verdict::Inconsistent);
//! for difference in &report.differences {
//!     println!("{} {:?}", difference.label, difference.reason);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Files kept and found
//!
//! ```
//! # fn main() -> Result<(), shenbao::Problem> {
//! # let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pair");
//! # let place = tempfile::tempdir()?;
//! # let folder = place.path().join("library");
//! use shenbao::library::{Library, Writable, ingest::{Job, Readers}};
//! use shenbao::search::Request;
//! use std::sync::atomic::AtomicBool;
//!
//! let report = Writable::open(&folder)?.ingest(&Job {
//!     paths: &[corpus.join("online.docx")],
//!     exclude: &[],
//!     options: &shenbao::Options::default(),
//!     passwords: &[],
//!     readers: Readers::Here,
//!     retry: false,
//!     stop: &AtomicBool::new(false),
//!     progress: &|_| {},
//! })?;
//! assert_eq!(report.balance.new, 1);
//!
//! let request = Request { query: "类型:申报书".into(), limit: 10, ..Request::default() };
//! let answer = Library::open(&folder)?.search(&request)?;
//! assert_eq!(answer.hits.len(), 1);
//! # Ok(())
//! # }
//! ```

#[doc(hidden)]
pub mod characters;
#[doc(hidden)]
pub mod cli;
pub mod compare;
pub mod document;
pub mod extract;
pub mod forms;
pub mod intake;
#[doc(hidden)]
pub mod layout;
#[doc(hidden)]
pub mod learn;
mod lexicon;
pub mod library;
pub mod online;
#[doc(hidden)]
pub mod print;
pub mod problem;
#[doc(hidden)]
pub mod proof;
pub mod read;
pub mod record;
#[doc(hidden)]
pub mod registry;
pub mod report;
pub mod search;
pub mod server;
#[doc(hidden)]
pub mod understand;
#[doc(hidden)]
pub mod value;
pub mod words;
#[doc(hidden)]
pub mod work;

pub use extract::{Extraction, Options, Source, extract};
pub use problem::{Code, Problem, Warning, WarningCode};
