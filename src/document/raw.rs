//! A document as its reader gave it.

use super::Document;

/// What a reader gave, before text torn out of other formats was made whole
/// (`understand::reflow::mend`). A type of its own, so that nobody compares, shows or
/// understands a document that only one side of a comparison had mended.
#[derive(Debug, Clone, PartialEq)]
pub struct Raw(Document);

impl Raw {
    /// A document that nobody has mended yet.
    pub fn of(document: Document) -> Self {
        Self(document)
    }

    /// For the mending itself and for tests of readers.
    pub fn unmended(self) -> Document {
        self.0
    }
}
