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
//! 8. [`report`] and [`cli`] show the results.
//!
//! `ARCHITECTURE.md` says what each room may know of the others.

pub mod characters;
pub mod cli;
pub mod compare;
pub mod document;
pub mod extract;
pub mod forms;
pub mod intake;
pub mod layout;
pub mod learn;
pub mod library;
pub mod online;
pub mod print;
pub mod problem;
pub mod proof;
pub mod read;
pub mod record;
pub mod registry;
pub mod report;
pub mod search;
pub mod understand;
pub mod value;
pub mod work;

pub use extract::{Extraction, Options, Source, extract};
pub use problem::{Code, Problem, Warning, WarningCode};
