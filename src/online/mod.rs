//! The online side as data: a record in JSON, an extraction in JSON, or a form
//! in XLSX ([`workbook`]). Anything else is a document.

mod document;
mod json;
mod keys;
mod reprint;
pub mod workbook;

pub use reprint::reprinted;

use crate::compare::Side;
use crate::extract::{Options, Source};
use crate::intake;
use crate::problem::{Problem, guarded};
use crate::record::Record;
use std::path::Path;

/// Reads the online side, whatever it is.
///
/// # Errors
///
/// When the file cannot be read, or is JSON but no record.
pub fn read(path: &Path, options: &Options) -> Result<Side, Problem> {
    of_file(&intake::load(path, &options.reading.limits)?, options)
}

/// As [`read`], for a file that was taken in.
///
/// # Errors
///
/// As [`read`].
pub fn of_file(file: &intake::Loaded, options: &Options) -> Result<Side, Problem> {
    match guarded(|| data(file, &options.reading))? {
        Some(side) => Ok(side),
        None => Side::of_file(file, options),
    }
}

/// The side as data; nothing where it is a document.
fn data(file: &intake::Loaded, options: &crate::read::Options) -> Result<Option<Side>, Problem> {
    if json::is_json(&file.bytes) {
        let told = json::read(&file.bytes)?;
        let mut side = Side { warnings: told.warnings, ..side(file, "json", told.records) };
        side.source.unread_pages = told.unread_pages;
        return Ok(Some(side));
    }
    if file.bytes.starts_with(b"PK")
        && let Some((record, warnings)) = workbook::read(&file.bytes, options)?
    {
        return Ok(Some(Side { warnings, ..side(file, "xlsx", vec![record]) }));
    }
    Ok(None)
}

fn side(file: &intake::Loaded, format: &str, records: Vec<Record>) -> Side {
    let source = Source {
        path: file.path.to_string_lossy().into_owned(),
        sha256: file.sha256().to_owned(),
        format: format.to_owned(),
        bytes: file.bytes.len() as u64,
        ..Source::default()
    };
    Side { source, records, ..Side::default() }
}
