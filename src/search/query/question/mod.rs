//! Questions as people type them (近三年湖北省人机协同制造效率提升超过三成的案例), read into
//! conditions by rules. What was read is shown; what was not stays words; a negation that
//! denies nothing is refused. A query with any syntax of its own is no question.
//!
//! From left to right the text falls into [`pieces`]; how they belong together is [`compose`]d.

mod age;
mod compare;
mod compose;
mod pieces;
mod time;
mod words;

use super::Node;
use super::fields::Field;
use super::parse::parse;
use crate::problem::Problem;
use crate::search::analysis::fold::{Spaces, fold};
use crate::value::civil;
use crate::value::number::chinese_integer;

/// A query as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// What is looked for.
    pub node: Node,
    /// The conditions of a question, in the language of queries; empty for a query that
    /// was written in it.
    pub conditions: Vec<String>,
    /// What the user should know of how it was read.
    pub notes: Vec<String>,
}

/// The day on which questions are asked, as `yyyymmdd` (UTC).
pub fn today() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let days = since.map_or(0, |since| since.as_secs() / 86_400);
    let (year, month, day) = civil::of_days(days as i64);
    (year * 10_000 + month * 100 + day) as u64
}

/// Reads a query or a question that is asked on a day (`yyyymmdd`).
///
/// # Errors
///
/// As [`parse`], and [`crate::problem::Code::BadQuery`] for a question of which a negation, a
/// span of time or a number cannot be understood.
pub fn read(query: &str, today: u64) -> Result<Read, Problem> {
    if let Some(text) = plain(query) {
        let pieces = pieces::of(&text, today);
        if let Some(read) = compose::compose(pieces, query)? {
            return Ok(read);
        }
    }
    Ok(Read { node: parse(query)?, conditions: Vec::new(), notes: Vec::new() })
}

/// The (folded) text of a query without any syntax.
fn plain(query: &str) -> Option<String> {
    let text = fold(query, Spaces::Join).text;
    let syntax = |c: char| "\"“”「」:[]()|<>=≥≤≠".contains(c);
    if text.contains(syntax) || text.split_whitespace().any(|word| word.starts_with('-')) {
        return None;
    }
    if text.split(' ').any(|word| matches!(word, "or" | "not" | "and")) {
        return None;
    }
    // The title of a notice, pasted.
    let title = text.contains("关于") && text.ends_with("通知");
    (!title).then_some(text)
}

/// The text of a query that may be nothing but a name: of words without any condition, or
/// of a field that holds names.
pub fn name_typed(query: &str) -> Option<String> {
    match parse(query).ok()? {
        Node::Words(text) | Node::Phrase(text) => Some(text),
        Node::Field(
            Field::Applicant | Field::Project | Field::Scenario | Field::Supplier,
            text,
        ) => Some(text),
        Node::And(parts) => {
            let word = |part: &Node| match part {
                Node::Words(text) => Some(text.clone()),
                _ => None,
            };
            parts.iter().map(word).collect::<Option<Vec<_>>>().map(|words| words.concat())
        }
        _ => None,
    }
}

/// A whole number in digits or words.
fn whole(text: &str) -> Option<u64> {
    let text = text.replace('两', "二");
    text.parse().ok().or_else(|| chinese_integer(&text))
}

#[cfg(test)]
mod tests;
