//! What comes out of the walk over two records: compared places.

use crate::compare::report::rule::Rules;
use crate::record::Provenance;
use serde_json::Value;

/// A value of one side and where it was read.
#[derive(Debug, Clone)]
pub struct Leaf<'a> {
    /// The value.
    pub value: &'a Value,
    /// Where it was read, if the side knows.
    pub provenance: Option<&'a Provenance>,
}

/// What the comparison of one place gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Equal; by these rules where the writing differs.
    Same(Rules),
    /// The values are equal, but their writings differ by no known rule:
    /// the text has the last word.
    SameValue,
    /// The values differ.
    Differs,
    /// A value or a list item that only the paper has.
    OnlyPaper,
    /// A value or a list item that only the online side has.
    OnlyOnline,
    /// The items of a list stand in another order.
    Reordered {
        /// Whether the order says something.
        counts: bool,
    },
}

/// One compared place.
#[derive(Debug, Clone)]
pub struct Compared<'a> {
    /// The pointer that the report names.
    pub pointer: String,
    /// Paper side: one leaf, or all leaves of an item that only the paper has.
    pub paper: Vec<Leaf<'a>>,
    /// Online side, likewise.
    pub online: Vec<Leaf<'a>>,
    /// What came out.
    pub outcome: Outcome,
    /// Whether the place is a whole list item or list.
    pub item: bool,
}

/// Whether nothing is written in the value.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(map) => map.values().all(is_blank),
        _ => false,
    }
}
