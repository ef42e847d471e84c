//! What looks like syntax and was taken as text: for the user to know.

use super::condition::named;
use super::lex::is_comparison;
use super::parse::is_punctuation;
use super::{Node, tables};

/// What the user should know of how the signs of a query were taken.
pub fn doubts(node: &Node) -> Vec<String> {
    match node {
        Node::Words(text) => of_words(text).into_iter().collect(),
        Node::Group(group) if group.table.is_none() => match group.texts.first() {
            Some(text) if tables::table(text).is_none() => {
                vec![format!("“{text}”不是表的名称，已在各种表的行中按文字查找")]
            }
            _ => Vec::new(),
        },
        Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(doubts).collect(),
        Node::Not(inner) => doubts(inner),
        _ => Vec::new(),
    }
}

fn of_words(text: &str) -> Option<String> {
    if let Some((name, _)) = named(text) {
        return Some(format!("“{name}”不是可检索的字段，“{text}”已按文字查找"));
    }
    if is_punctuation(text) {
        return Some(format!("“{text}”只是标点，已按文字查找"));
    }
    if text.contains(is_comparison) {
        return Some(format!("“{text}”不是数值条件，已按文字查找"));
    }
    let lone = lone_sign(text)?;
    Some(format!("“{lone}”没有成对，“{text}”已按文字查找"))
}

/// A sign of a pair that stands without the other.
pub(super) fn lone_sign(text: &str) -> Option<char> {
    const PAIRS: &[(char, char)] =
        &[('(', ')'), ('（', '）'), ('[', ']'), ('［', '］'), ('“', '”'), ('「', '」')];
    for (open, close) in PAIRS {
        let mut depth = 0_i32;
        for c in text.chars() {
            if c == *open {
                depth += 1;
            } else if c == *close {
                depth -= 1;
            }
            if depth < 0 {
                return Some(*close);
            }
        }
        if depth > 0 {
            return Some(*open);
        }
    }
    (text.matches('"').count() % 2 == 1).then_some('"')
}
