//! MIME HTML, the format of many web pages saved as .doc.

use crate::document::Document;
use crate::extract::Options;
use crate::problem::{Code, Problem};

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged, encrypted or beyond the limits in force.
pub fn read(_bytes: &[u8], _options: &Options) -> Result<Document, Problem> {
    Err(Problem::new(Code::UnknownFormat, "尚不支持", ""))
}
