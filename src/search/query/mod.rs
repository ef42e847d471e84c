//! The query language of the search: our own, because tantivy's parser turns
//! unspaced Chinese into phrases and finds nothing.
//!
//! ```text
//! 智能制造 质量检测          words, all wanted; long input may miss a few
//! "关键设备数控化率"         exactly these characters, any substring
//! -纺织   NOT 纺织           not these
//! 甲 OR 乙   (甲 OR 乙) 丙   either
//! 企业:重工  scenario:人机协同制造  类型:通知,申报书   年份:2021..2023
//! 生产效率提升>=30%          a figure of the record
//! ```
//!
//! Whatever is no syntax is text, and the answer says so where it looks like syntax
//! ([`doubts`]). Refused is what cannot be meant: a contradiction, a field misspelt or
//! without a value, a comparison with what is no number.

mod fields;
mod lex;
mod nearest;
mod number;
mod parse;

pub use fields::{Field, KINDS, Keyword};
pub use nearest::nearest;
pub use number::{Measure, Range};
pub use parse::{doubts, parse};

/// A query as understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Words to be ranked by.
    Words(String),
    /// Exactly these characters.
    Phrase(String),
    /// A text field that contains these characters.
    Field(Field, String),
    /// A field with one of these fixed values (kind, template, format).
    Keyword(Keyword, String),
    /// The year, both ends included.
    Year(u64, u64),
    /// The day as `yyyymmdd`, both ends included.
    Date(u64, u64),
    /// A figure by (part of) its name.
    Figure(String, Range),
    /// All of them.
    And(Vec<Node>),
    /// One of them.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}
