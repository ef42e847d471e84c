//! The online side as data: a record in JSON, an extraction in JSON, or a form
//! in XLSX ([`workbook`]). Anything else is a document.

mod document;
mod reprint;
pub mod workbook;

pub use reprint::reprinted;

use crate::compare::Side;
use crate::extract::{Extraction, Options, Source};
use crate::intake;
use crate::problem::{Code, Problem, guarded};
use crate::record::Record;
use serde_json::Value;
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
    if looks_like_json(&file.bytes) {
        let records = records(&file.bytes)?;
        return Ok(Some(side(file, "json", records)));
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

fn looks_like_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let first = text.iter().find(|b| !b.is_ascii_whitespace());
    matches!(first, Some(b'{')) && serde_json::from_slice::<Value>(text).is_ok()
}

/// The records of a JSON file: an extraction, a list of records under
/// `records`, or one bare record.
fn records(bytes: &[u8]) -> Result<Vec<Record>, Problem> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let wrong = |why: String| {
        Problem::new(
            Code::NotComparable,
            format!("JSON 不是申报记录：{why}"),
            "请提供 shenbao extract 的输出或单条记录",
        )
    };
    let value: Value = serde_json::from_slice(text).map_err(|e| wrong(e.to_string()))?;
    if value.get("records").is_some() {
        if let Ok(extraction) = serde_json::from_value::<Extraction>(value.clone()) {
            return Ok(extraction.records);
        }
        let list = value.get("records").cloned().unwrap_or_default();
        return serde_json::from_value(list).map_err(|e| wrong(e.to_string()));
    }
    let record: Record = serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?;
    if record.kind().is_empty() {
        return Err(wrong("缺少 kind".to_owned()));
    }
    Ok(vec![record])
}
