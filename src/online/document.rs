//! A side that is a document, whatever its format.

use crate::compare::{Scan, Side};
use crate::extract::{self, Options};
use crate::intake;
use crate::problem::{Problem, guarded};
use crate::proof::{self, Proof};
use crate::read::ocr::Asker;
use std::path::Path;

impl Side {
    /// Reads any readable document.
    ///
    /// # Errors
    ///
    /// When nothing could be read.
    pub fn read(path: &Path, options: &Options) -> Result<Self, Problem> {
        Self::of_file(&intake::load(path, &options.reading.limits)?, options)
    }

    /// Reads any readable document that was taken in. Either side is read here, so that
    /// neither misses a step of the other's.
    ///
    /// # Errors
    ///
    /// When nothing could be read.
    pub fn of_file(file: &intake::Loaded, options: &Options) -> Result<Self, Problem> {
        let mut pictured = options.clone();
        pictured.reading.pictures = true;
        let document = extract::read_loaded(file, &pictured)?;
        let source = extract::source_of(file, &document);
        let balance = proof::of_file(file, &document, &options.reading, options.proof);
        let quick = options.proof == Proof::Quick;
        let recognised = document.scanned.iter().any(|page| !page.lines.is_empty());
        let asker = recognised.then(|| Asker::of(&options.reading.ocr)).flatten();
        let scan = asker.map(|asker| Scan { asker, forms: options.forms.clone() });
        guarded(|| {
            let eye = Some(options.reading.ocr.clone());
            Ok(Self { balance, quick, scan, eye, ..Self::of_document(source, document, options) })
        })
    }
}
