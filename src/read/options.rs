//! What steers a reader. What is understood of a document afterwards is not its business.

use super::ocr;
use crate::intake::Limits;

/// Everything that steers reading.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Bounds on what one file may cost.
    pub limits: Limits,
    /// Password for encrypted files.
    pub password: Option<String>,
    /// Settings of character recognition.
    pub ocr: ocr::Settings,
    /// Whether pictures are kept with the document; a comparison needs them.
    pub pictures: bool,
}
