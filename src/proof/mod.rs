//! The balance of ink: what was read of a page against what its picture shows.
//!
//! A comparison is no proof while a page may show something else than was read of it. Each
//! page is drawn, and its ink accounted for in both directions: every character that was read
//! is there to be seen, and every mark is answered for.
//!
//! # Steps
//!
//! 1. `page` takes one page: its picture, what it paints ([`crate::read::painting`]) and
//!    what was read of it ([`crate::document::Printed`]).
//! 2. `matched` tells which painted characters were read; `ground` which areas are the
//!    ground of text, `ruling` which lines are ruling lines or blanks to be filled in,
//!    `choice` which of them choose an option.
//! 3. `plain` finds the pages whose marks alone tell what they show; only the others are
//!    drawn. `canvas` draws what was understood and nothing else, exactly as the page was drawn.
//! 4. `seen` asks of each character whether its pixels stand on the page, `lies` whether
//!    its outline is that of another; `left` gathers
//!    the ink that nothing understood explains.
//! 5. `scanned` tells what the reader of scans left over.
//! 6. `balance` does so for all pages; `alike` lets ink answer for itself that both sides
//!    show alike at the same place of their text.
//!
//! # Limitations
//!
//! The picture is the one that our own renderer draws. What another viewer draws by its own
//! lights, such as annotations without an appearance, is told as such.

mod alike;
mod balance;
mod canvas;
mod choice;
mod finding;
mod ground;
mod left;
mod lies;
mod matched;
mod page;
mod pale;
mod plain;
mod ruling;
mod scanned;
mod seen;
mod segments;
#[cfg(test)]
mod tests;

pub use alike::answer_each_other;
pub use balance::{Balance, PageBalance, balance};
pub use finding::{Finding, Reason};

/// The resolution of the pictures, dots an inch: two pixels a point.
pub const DPI: f32 = 144.0;
/// Pixels a point at that resolution.
const SCALE: f32 = DPI / 72.0;

use crate::document::Document;
use crate::intake::Loaded;
use crate::read::Options;
use crate::read::pages::Pages;

/// How much a comparison proves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Proof {
    /// The pages are drawn, and what was read is held against what they show.
    #[default]
    Full,
    /// No page is drawn; then nothing can be shown to agree.
    Quick,
}

/// The balance of a file that was read; none for formats without pages, and where it is left
/// out.
pub fn of_file(
    file: &Loaded,
    document: &Document,
    options: &Options,
    proof: Proof,
) -> Option<Balance> {
    if proof == Proof::Quick {
        return None;
    }
    let pages = Pages::open(file, options).ok()??;
    Some(balance(&pages, document, &options.limits))
}
