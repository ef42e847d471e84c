//! The printed copy against the online data: differences, equivalences,
//! coverage and a verdict.
//!
//! # Steps
//!
//! 0. `asking`: a scan is read again with the other side in mind.
//! 1. `stream`: each document becomes one stream of characters, brought to one writing; each
//!    [`Rule`] remembers what it touched.
//! 2. `fields`: two records pointer by pointer; what differs is weighed as a difference of the
//!    paper or one of the reading.
//! 3. `pair`: which list item, character, table and attachment of one side is which of the other.
//! 4. `judge`: everything printed that no field answered for is weighed, so that nothing escapes.
//! 5. `pictures`: each picture is looked for on the other side.
//! 6. `inside`: files that lie inside of one side alone. `ink`: what the balance of ink ([`crate::proof`]) leaves open on either side; `alike`
//!    takes away what both sides show.
//! 7. `engine` asks them in this order; `report` says the verdict: a difference wins over what
//!    could not be read, and what could not be read never looks like the same.

mod alike;
mod asking;
mod engine;
mod fields;
mod guard;
mod ink;
mod inside;
mod judge;
mod pair;
mod pictures;
mod report;
mod side;
mod stream;
pub mod text;

pub use engine::compare;
pub use guard::compare_guarded;
pub use judge::judges::{Example, Examples, JUDGES, Judge};
pub use pair::pairing::{Double, Folders, Identity, folders};
pub use report::labels::{self, of_pointer, section};
pub use report::reason::Reason;
pub use report::rule::Rule;
pub use report::{
    Coverage, Difference, Equivalence, Kind, Note, PageCoverage, Reading, Report, Severity,
    SideName, Unread, Verdict, Versions,
};
pub use side::{Scan, Side};
