//! The corpus books that are mutated, and two documents compared.

use shenbao::Options;
use shenbao::compare::{self, Report, Side};
use shenbao::document::Document;
use shenbao::extract::Source;

pub const BOOKS: [&str; 5] = [
    "2021-factory-a",
    "2023-factory-a",
    "2023-scenario-a",
    "2025-gansu-basic-factory-a",
    "2025-gansu-scenario-a",
];

/// What may have changed between paper and online data.
pub const KINDS: [&str; 12] = [
    "digit",
    "sign",
    "decimal",
    "unit",
    "tick",
    "row-dropped",
    "row-added",
    "row-swapped",
    "character",
    "negation",
    "blanked",
    "page-dropped",
];

pub fn compared(paper: &Document, online: &Document) -> Report {
    let options = Options::default();
    let side = |d: &Document| Side::of_document(Source::default(), d.clone(), &options);
    compare::compare(&side(paper), &side(online))
}
