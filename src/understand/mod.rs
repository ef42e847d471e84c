//! A document taken apart into records: its parts, their kind, their values.

pub mod application;
pub mod parts;
pub mod title;
mod words;

use crate::document::Document;
use crate::forms::Forms;
use crate::problem::Warning;
use crate::record::Record;

/// What a document gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Understood {
    /// The parts in order.
    pub records: Vec<Record>,
    /// What was doubtful.
    pub warnings: Vec<Warning>,
}

/// Takes a document apart.
pub fn understand(document: &Document, forms: &Forms) -> Understood {
    let mut understood = Understood::default();
    if let Some(reading) = application::read(document, 0..document.blocks.len(), forms) {
        understood.records.push(reading.record);
        understood.warnings.extend(reading.warnings);
    }
    understood
}
