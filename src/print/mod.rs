//! A second, independent reading of Word files and sheets: LibreOffice, where it is on the
//! machine, prints the file to PDF, the print is read as any paper is, and what our own
//! reading has otherwise is told.
//!
//! # Steps
//!
//! 1. `sandbox`: the program runs on a copy, with a profile of its own, without macros,
//!    network and time without end.
//! 2. `seen`: both readings character by character.

mod sandbox;
mod seen;

pub use sandbox::Renderer;

use crate::document::Document;
use crate::problem::{Problem, Warning};
use crate::read::{Options, pdf};

/// Formats that the program prints as their own programs do.
const PRINTED: &[&str] = &["docx", "doc", "rtf", "xlsx", "xls", "ods"];

/// Whether a file of that format is printed at all.
pub fn is_printed(format: &str) -> bool {
    PRINTED.contains(&format)
}

/// Prints a file and tells what the print shows otherwise than the document read from it.
///
/// # Errors
///
/// When the program fails, takes too long, or its print cannot be read.
pub fn check(
    renderer: &Renderer,
    bytes: &[u8],
    format: &str,
    document: &Document,
    options: &Options,
) -> Result<Vec<Warning>, Problem> {
    let print = renderer.print(bytes, format)?;
    let printed = pdf::read(&print, options)?;
    Ok(seen::otherwise(document, &printed))
}
