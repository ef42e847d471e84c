//! What the reading of a form gives, before it is a record.

use crate::understand::application::Piece;

/// One thing found, in the order of the paper.
#[derive(Debug, Clone)]
pub enum Item {
    /// A label with its value.
    Pair(Pair),
    /// A table with columns of its own.
    List(List),
    /// Words that stand over what follows.
    Heading(String, Piece),
    /// Running text.
    Text(Piece),
}

/// A label with its value.
#[derive(Debug, Clone, Default)]
pub struct Pair {
    /// The label as printed, without white space.
    pub label: String,
    /// The label of its group; empty where it stands in none.
    pub group: String,
    /// What was written, hints and all.
    pub value: Piece,
    /// Where the label stands.
    pub at: Piece,
    /// The unit of figures that stands over the table; empty where none does.
    pub unit: String,
}

/// A table with columns of its own.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// What stands over it.
    pub title: String,
    /// The words of its head.
    pub columns: Vec<String>,
    /// Its rows, a cell each column; `None` where the paper has no cell.
    pub rows: Vec<Vec<Option<Piece>>>,
    /// Where its head stands.
    pub at: Piece,
}
