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

mod condition;
mod days;
mod doubts;
mod fields;
pub mod figures;
mod group;
mod lex;
mod nearest;
mod number;
mod parse;
mod print;
mod question;
mod tables;

pub use doubts::doubts;
pub use fields::{Field, KINDS, Keyword};
pub use nearest::nearest;
pub use number::{Measure, Range, unit_scale};
pub use parse::parse;
pub use print::shown;
pub use question::{Read, name_typed, read, today};
pub use tables::{column_key, column_keys, column_name, columns, columns_of, table, table_name};

/// Conditions that one row must meet: `[专利 类型:发明]`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// The key of the table, if one is named.
    pub table: Option<&'static str>,
    /// Columns as typed, with what they must hold.
    pub cells: Vec<(String, String)>,
    /// Columns as typed, with texts one of which they must hold.
    pub lists: Vec<(String, Vec<String>)>,
    /// What any of its columns must hold.
    pub texts: Vec<String>,
    /// Columns as typed, with the numbers or days that they must lie between.
    pub limits: Vec<(String, Limit)>,
}

/// Between what a column's value must lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// Days as `yyyymmdd`, both ends included.
    Days(u64, u64),
    /// Numbers, in the unit of the column.
    Number(Range),
}

/// A query as understood.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Words to be ranked by.
    Words(String),
    /// Exactly these characters.
    Phrase(String),
    /// A text field that contains these characters.
    Field(Field, String),
    /// The same by this very name, whatever other names it has.
    Exact(Field, String),
    /// All of these texts within a distance of each other, in characters.
    Near(Vec<String>, u32),
    /// One row of a table that meets all of this.
    Group(Group),
    /// A table, field or figure of this name that is not blank.
    Has(String),
    /// A date of a field as `yyyymmdd`, both ends included.
    Day(Field, u64, u64),
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

impl Node {
    /// What a field must hold; what is excluded is left out.
    pub fn texts_of(&self, wanted: Field) -> Vec<&str> {
        match self {
            Node::Field(field, text) | Node::Exact(field, text) if *field == wanted => vec![text],
            Node::And(parts) | Node::Or(parts) => {
                parts.iter().flat_map(|part| part.texts_of(wanted)).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
