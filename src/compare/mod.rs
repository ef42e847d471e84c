//! The printed copy against the online data: differences, equivalences,
//! coverage and a verdict.
//!
//! # Steps
//!
//! 1. [`fold`] brings text to one writing; each [`rule`] remembers what it touched.
//! 2. [`fields`] walks two records pointer by pointer; [`matching`] finds which
//!    list item is which; [`equivalence`] judges two writings of one value.
//! 3. [`flow`] lays each document out as one stream, [`align`] puts the two side
//!    by side, [`unruled`] finds tables again that one side prints without lines,
//!    [`loose`] those whose cells nothing proves, [`attachments`] names what only one side holds, [`cells`] finds values under
//!    another head, [`furniture`] and [`margins`] tell the page from its content,
//!    [`numerals`] the numbers of clauses and [`numbered`] those of rows, [`typed`] which of
//!    them no program draws, [`contents`] the page numbers of a table of contents,
//!    [`formulas`] what only a person can hold side by side, [`signs`] punctuation that says
//!    something, [`claims`] marks what fields answered for, [`unanswered`] names what a record
//!    without a document knows nothing of and [`residual`] weighs
//!    the rest, so that nothing printed escapes.
//! 4. [`pictures`] looks for each picture on the other side, by [`likeness`].
//! 5. [`doubt`] tells a difference of the paper from one of the reading.
//! 6. The [`report`] says the verdict: a difference wins over what could not be
//!    read, and what could not be read never looks like the same.

mod align;
mod attachments;
mod borders;
mod cells;
mod claims;
mod clipped;
mod confusion;
mod contents;
mod context;
mod doubt;
mod engine;
mod equivalence;
mod fields;
mod floating;
mod flow;
mod fold;
mod formulas;
mod furniture;
mod highlight;
mod labels;
mod likeness;
mod loose;
mod margins;
mod matching;
mod merged;
mod notes;
mod numbered;
mod numerals;
pub mod online;
mod page_rows;
mod pairing;
mod pictures;
mod report;
mod residual;
mod rule;
mod siblings;
mod side;
mod signs;
mod slide;
pub mod text;
mod typed;
mod unanswered;
mod unproven;
mod unruled;
mod verdict;
pub mod workbook;
mod written;

pub use engine::compare;
pub use labels::{of_pointer, section};
pub use pairing::{Double, Folders, Identity, folders};
pub use report::{
    Coverage, Difference, Equivalence, Kind, PageCoverage, Reading, Report, Severity, SideName,
    Unread, Verdict, Versions,
};
pub use rule::Rule;
pub use side::Side;
