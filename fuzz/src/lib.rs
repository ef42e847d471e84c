//! What the targets share: options without character recognition, what must
//! hold of a document, and which panics count.

use shenbao::document::Document;
use shenbao::{Options, Problem};

/// Options for any bytes: pictures are not recognised.
pub fn options() -> Options {
    let mut options = Options::default();
    options.ocr.off = true;
    options
}

/// What must hold of everything that a reader gives.
pub fn judge(outcome: Result<Document, Problem>) {
    match outcome {
        Ok(document) => {
            for (_, table) in document.tables() {
                let _ = table.grid();
            }
        }
        Err(problem) => assert!(!problem.message.is_empty() && !problem.message.contains('\n')),
    }
}

/// libFuzzer ends the process at any panic. Libraries below may panic where the
/// reader catches it; this crate's own code never may.
pub fn own_panics_count() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let library = info.location().is_some_and(|place| place.file().contains("/registry/"));
        if !library {
            abort(info);
        }
    }));
}

/// A target that gives any bytes to one reader.
#[macro_export]
macro_rules! reader {
    ($reader:ident) => {
        libfuzzer_sys::fuzz_target!(
            init: $crate::own_panics_count(),
            |data: &[u8]| $crate::judge(shenbao::read::$reader::read(data, &$crate::options()))
        );
    };
}
