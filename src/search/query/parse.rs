//! Tokens to a [`Node`].

use super::condition::{self, is_field, word};
use super::lex::{Token, is_comparison, lex};
use super::number::bad;
use super::{Node, group};
use crate::problem::Problem;
use crate::search::analysis::fold::{Spaces, fold};
use std::collections::HashSet;

/// How deep parentheses may nest; deeper ones are flattened.
const DEPTH: usize = 32;

/// Understands a query.
///
/// # Errors
///
/// [`crate::problem::Code::BadQuery`] for an empty query, for a year, date or range that
/// contradicts itself, for fields, values and comparisons that cannot be meant, and for
/// signs that lack what belongs to them.
pub fn parse(query: &str) -> Result<Node, Problem> {
    let tokens = lex(query);
    let mut parser = Parser { tokens: tokens.into_iter().peekable() };
    let mut parts = Vec::new();
    // A stray closing parenthesis ends an `or`; what follows still counts.
    while parser.tokens.peek().is_some() {
        if let Some(node) = parser.or(0)? {
            parts.push(node);
        }
        parser.tokens.next_if(|t| *t == Token::Close);
    }
    let node = join(parts, Node::And).ok_or_else(|| {
        bad("检索词为空".to_owned(), "请输入要找的词，例如 智能制造 或 \"数控化率\"")
    })?;
    if is_punctuation_only(&node) {
        let hint = "请输入要找的词；要找标点本身，请加引号，例如 \"—\"";
        return Err(bad(format!("“{}”里只有标点，没有要找的词", query.trim()), hint));
    }
    Ok(node)
}

/// Whether nothing is looked for but signs: whatever book holds them says nothing.
fn is_punctuation_only(node: &Node) -> bool {
    match node {
        Node::Words(text) => is_punctuation(text),
        Node::And(parts) | Node::Or(parts) => parts.iter().all(is_punctuation_only),
        Node::Not(inner) => is_punctuation_only(inner),
        _ => false,
    }
}

/// Whether a text holds neither a letter nor a digit nor any other sign with a meaning.
pub(super) fn is_punctuation(text: &str) -> bool {
    let sign = |c: char| {
        c.is_ascii_punctuation()
            || c.is_whitespace()
            || "，。、；：？！（）【】《》“”‘’「」…—·～｜－≥≤≠＞＜＝".contains(c)
    };
    !text.is_empty() && text.chars().all(sign)
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn or(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut choices = Vec::new();
        loop {
            let choice = self.and(depth)?;
            let more = self.tokens.next_if(|t| *t == Token::Or).is_some();
            // `甲 || 乙` is one sign.
            while more && self.tokens.next_if(|t| *t == Token::Or).is_some() {}
            let is_first = choices.is_empty() && !more;
            if choice.is_none() && !is_first {
                let hint =
                    "请在 OR（或 |）的两边都写上条件，例如 甲 OR 乙；要找这两个字母本身，请加引号";
                return Err(bad("“OR”（“|”）有一边没有内容".to_owned(), hint));
            }
            choices.extend(choice);
            if !more {
                return Ok(join(choices, Node::Or));
            }
        }
    }

    fn and(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut parts = Vec::new();
        let mut said = HashSet::new();
        while self.tokens.peek().is_some_and(|t| !matches!(t, Token::Or | Token::Close)) {
            let part = self.one(depth)?;
            // A word said a thousand times says nothing more.
            if let Some(Node::Words(text)) = &part
                && !said.insert(text.clone())
            {
                continue;
            }
            parts.extend(part);
        }
        Ok(join(parts, Node::And))
    }

    fn one(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut negations = 0_usize;
        while self.tokens.next_if(|t| *t == Token::Not).is_some() {
            negations += 1;
        }
        if self.tokens.peek().is_none_or(|t| matches!(t, Token::Or | Token::Close)) {
            if negations == 0 {
                return Ok(None);
            }
            let hint = "请在“-”或 NOT 后面写上要排除的内容，例如 -纺织";
            return Err(bad("“-”（NOT）后面没有内容".to_owned(), hint));
        }
        let node = match self.tokens.next() {
            None => None,
            Some(Token::Open) if depth >= DEPTH => None,
            Some(Token::Open) => {
                let node = self.or(depth + 1)?;
                self.tokens.next_if(|t| *t == Token::Close);
                if node.is_none() {
                    let hint = "请在括号里写上条件，或去掉括号；要找括号本身，请加引号";
                    return Err(bad("括号里没有内容".to_owned(), hint));
                }
                node
            }
            Some(Token::Quoted(text)) => has_text(&text).then_some(Node::Phrase(text)),
            Some(Token::FieldQuoted(name, value)) => condition::quoted_field(name, value)?,
            Some(Token::Near(text, reach)) => near(&text, reach),
            Some(Token::Group(inside)) => Some(group::read(&inside)?),
            // Neither a dash nor an exclusion: whichever was meant, the other would be found.
            Some(Token::Text(text)) if matches!(text.as_str(), "-" | "－") => {
                let hint = "要排除，请把“-”紧接在词前，例如 -纺织；要找这个符号，请加引号：\"-\"";
                return Err(bad("“-”前后都是空格，看不懂是不是排除".to_owned(), hint));
            }
            Some(Token::Text(text)) => self.text(&text)?,
            Some(Token::Broken(message, hint)) => return Err(bad(message.to_owned(), hint)),
            Some(Token::Not | Token::Or | Token::Close) => None,
        };
        Ok(if negations % 2 == 1 { node.map(|n| Node::Not(Box::new(n))) } else { node })
    }

    /// A word; after `企业:` and a space, the value is the next one.
    fn text(&mut self, text: &str) -> Result<Option<Node>, Problem> {
        let name = text.strip_suffix([':', '：']).filter(|name| is_field(name));
        let Some(name) = name else { return word(text) };
        match self.tokens.next_if(is_value) {
            Some(Token::Quoted(value)) => condition::quoted_field(name.to_owned(), value),
            Some(Token::Text(value)) => word(&format!("{text}{value}")),
            _ => word(text),
        }
    }
}

/// Words that stand near each other; one alone is only itself.
fn near(text: &str, reach: u32) -> Option<Node> {
    let mut words: Vec<String> =
        text.split_whitespace().filter(|w| has_text(w)).map(str::to_owned).collect();
    match words.len() {
        0 => None,
        1 => words.pop().map(Node::Phrase),
        _ => Some(Node::Near(words, reach)),
    }
}

/// Whether a token can be the value of the field before it.
fn is_value(token: &Token) -> bool {
    match token {
        Token::Quoted(_) => true,
        Token::Text(text) => !text.contains([':', '：']) && !text.contains(is_comparison),
        _ => false,
    }
}

/// Several nodes as one; a single one stays itself.
pub(super) fn join(mut nodes: Vec<Node>, with: impl Fn(Vec<Node>) -> Node) -> Option<Node> {
    match nodes.len() {
        0 => None,
        1 => nodes.pop(),
        _ => Some(with(nodes)),
    }
}

pub(super) fn has_text(text: &str) -> bool {
    !fold(text, Spaces::Join).is_empty()
}
