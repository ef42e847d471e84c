//! What the targets share: options without character recognition, what must
//! hold of a document, and which panics count.

use shenbao::Problem;
use shenbao::document::Document;
use shenbao::problem::Code;
use shenbao::read::Options;

/// The passwords of `fixtures/protected`.
const PASSWORDS: [&str; 2] = ["secret25", "申报2025"];

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

/// Gives bytes to a reader, under one password after the other if they want one.
pub fn read(reader: impl Fn(&Options) -> Result<Document, Problem>) {
    let mut options = options();
    let mut outcome = reader(&options);
    for password in PASSWORDS {
        let wanted = [Code::Encrypted, Code::WrongPassword];
        if !outcome.as_ref().is_err_and(|problem| wanted.contains(&problem.code)) {
            break;
        }
        options.password = Some(password.to_owned());
        outcome = reader(&options);
    }
    judge(outcome);
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
            |data: &[u8]| $crate::read(|options| shenbao::read::$reader::read(data, options))
        );
    };
}
