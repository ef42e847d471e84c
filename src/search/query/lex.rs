//! A query's characters to tokens. Cannot fail: what is no syntax is text.

use crate::characters::is_han;
use crate::search::analysis::fold::fold_char;

/// A token; text is as typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Text without spaces; may hold `field:value` or a comparison.
    Text(String),
    /// Quoted text.
    Quoted(String),
    /// `field:"quoted value"`: the field's name and the value.
    FieldQuoted(String, String),
    /// `"quoted words"~10`: the text and the distance.
    Near(String, u32),
    /// `[…]`: conditions on one row, as typed.
    Group(String),
    /// `-` in front of something, or `NOT`.
    Not,
    /// `OR`, `|`.
    Or,
    /// `(` at the start of a word.
    Open,
    /// `)` that closes one.
    Close,
    /// A sign without what belongs to it: what is wrong, and how it is written.
    Broken(&'static str, &'static str),
}

/// Cuts a query into tokens.
pub(super) fn lex(query: &str) -> Vec<Token> {
    let characters: Vec<char> = query.chars().collect();
    let mut lexer = Lexer { characters, at: 0, depth: 0, tokens: Vec::new() };
    while lexer.at < lexer.characters.len() {
        lexer.token();
    }
    lexer.tokens
}

/// What a word between others says of them.
enum Joint {
    And,
    Or,
    Not,
}

struct Lexer {
    characters: Vec<char>,
    at: usize,
    depth: usize,
    tokens: Vec<Token>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.at + ahead).copied()
    }

    fn token(&mut self) {
        let Some(c) = self.peek(0) else { return };
        let next_is_text = self.peek(1).is_some_and(|c| !c.is_whitespace() && c != ')');
        if c.is_whitespace() {
            self.at += 1;
        } else if c == '(' && self.closes() {
            self.depth += 1;
            self.at += 1;
            self.tokens.push(Token::Open);
        } else if c == ')' && self.depth > 0 {
            self.depth -= 1;
            self.at += 1;
            self.tokens.push(Token::Close);
        } else if matches!(c, '-' | '－') && next_is_text {
            self.at += 1;
            self.tokens.push(Token::Not);
        } else if matches!(c, '|' | '｜') {
            self.at += 1;
            self.tokens.push(Token::Or);
        } else if let Some(text) = self.quoted() {
            let token = match self.distance() {
                Some(reach) => Token::Near(text, reach),
                None if text.trim().is_empty() => {
                    Token::Broken("引号里没有内容", "请在引号里写上要找的原文，或去掉引号")
                }
                None => Token::Quoted(text),
            };
            self.tokens.push(token);
            if self.peek(0).is_some_and(|c| matches!(c, '~' | '～')) {
                let hint = "请写上相隔的字数，例如 \"数控化率 达到\"~10";
                self.tokens.push(Token::Broken("“~”后面没有字数", hint));
            }
        } else if let Some(inside) = self.bracketed() {
            self.tokens.push(Token::Group(inside));
        } else if self.opens_group() {
            let hint = "请补上“]”，例如 [环节:生产作业 供应商:重工]；要找这几个字本身，请加引号";
            self.tokens.push(Token::Broken("“[”没有成对", hint));
            self.at = self.characters.len();
        } else {
            self.word();
        }
    }

    /// Whether a parenthesis closes again somewhere; a lone one is text.
    fn closes(&self) -> bool {
        let mut depth = 0_usize;
        for c in &self.characters[self.at..] {
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return true;
            }
        }
        false
    }

    /// Quoted text at the cursor, in any of the usual pairs; the closing quote
    /// must be of the opening one's pair, so that other quotes inside are text.
    /// `\"` and `\\` stand for themselves. Without a closing quote, nothing is quoted.
    fn quoted(&mut self) -> Option<String> {
        let close = match self.peek(0)? {
            '"' => '"',
            '“' => '”',
            '＂' => '＂',
            '「' => '」',
            _ => return None,
        };
        let mut text = String::new();
        let mut at = self.at + 1;
        loop {
            match (self.characters.get(at)?, self.characters.get(at + 1)) {
                ('\\', Some(next)) if *next == close || *next == '\\' => {
                    text.push(*next);
                    at += 2;
                }
                (c, _) if *c == close => break,
                (c, _) => {
                    text.push(*c);
                    at += 1;
                }
            }
        }
        self.at = at + 1;
        Some(text)
    }

    /// `~10` behind a quotation.
    fn distance(&mut self) -> Option<u32> {
        if !matches!(self.peek(0)?, '~' | '～') {
            return None;
        }
        let rest = self.characters.get(self.at + 1..)?;
        let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).take(4).collect();
        let reach = digits.parse().ok()?;
        self.at += 1 + digits.len();
        Some(reach)
    }

    /// What stands in square brackets at the cursor, if they close and hold a condition.
    fn bracketed(&mut self) -> Option<String> {
        if !matches!(self.peek(0)?, '[' | '［') {
            return None;
        }
        let rest = self.characters.get(self.at + 1..)?;
        if !rest.iter().any(|c| matches!(c, ']' | '］')) {
            return None;
        }
        let mut quoted = false;
        let length = rest.iter().position(|c| {
            quoted ^= *c == '"';
            matches!(c, ']' | '］') && !quoted
        })?;
        let inside: String = rest.iter().take(length).collect();
        let is_condition = inside.contains([':', '：'])
            || inside.split_whitespace().next().is_some_and(|w| super::tables::table(w).is_some());
        if !is_condition {
            return None;
        }
        self.at += length + 2;
        Some(inside)
    }

    /// Whether a group begins at the cursor that nothing closes: `[供应商:华信`.
    fn opens_group(&self) -> bool {
        let rest = self.characters.get(self.at + 1..).unwrap_or_default();
        if !matches!(self.peek(0), Some('[' | '［')) || rest.iter().any(|c| matches!(c, ']' | '］'))
        {
            return false;
        }
        let first: String = rest.iter().take_while(|c| !c.is_whitespace()).collect();
        first
            .split_once([':', '：'])
            .is_some_and(|(name, value)| !value.is_empty() && super::condition::is_field(name))
    }

    fn word(&mut self) {
        let mut text = String::new();
        let mut inner = 0_usize;
        while let Some(c) = self.peek(0) {
            if c.is_whitespace() && !self.joins_comparison(&text) {
                break;
            }
            // A parenthesis inside a word (二氧化碳(CO2)) belongs to it.
            match c {
                '(' => inner += 1,
                ')' if inner > 0 => inner -= 1,
                ')' if self.depth > 0 => break,
                _ => {}
            }
            if matches!(c, ':' | '：') && !text.is_empty() {
                let start = self.at;
                self.at += 1;
                if let Some(value) = self.quoted() {
                    self.tokens.push(Token::FieldQuoted(text, value));
                    return;
                }
                self.at = start;
            }
            if !c.is_whitespace() {
                text.push(c);
            }
            self.at += 1;
        }
        let token = match self.joint(&text) {
            Some(Joint::Or) => Token::Or,
            Some(Joint::Not) => Token::Not,
            Some(Joint::And) => return,
            None => Token::Text(text),
        };
        self.tokens.push(token);
    }

    /// What a word joins or denies. In small letters, or by one Chinese character, only
    /// between two others of a query with Chinese in it: in an English text, and as the only
    /// word, it is one.
    fn joint(&self, text: &str) -> Option<Joint> {
        let written: String = text.chars().map(fold_char).collect::<String>().to_lowercase();
        let joint = match written.as_str() {
            "or" | "或者" | "或" => Joint::Or,
            "and" | "并且" | "和" | "与" | "且" | "以及" => Joint::And,
            "not" | "非" => Joint::Not,
            _ => return None,
        };
        let certain = matches!(text, "或者" | "并且") || text.chars().all(char::is_uppercase);
        let behind = self.characters.get(self.at..).unwrap_or_default();
        let opens = matches!(joint, Joint::Not) || !self.tokens.is_empty();
        let between = opens && behind.iter().any(|c| !c.is_whitespace());
        (certain || (between && self.characters.iter().any(|c| is_han(*c)))).then_some(joint)
    }

    /// Whether the space at the cursor stands inside `name >= 30`: an operator
    /// follows or was just read, and a number comes after it.
    fn joins_comparison(&self, before: &str) -> bool {
        let mut rest = self.characters[self.at..].iter().map(|c| fold_char(*c)).peekable();
        let skip = |rest: &mut std::iter::Peekable<_>| {
            while rest.next_if(|c: &char| c.is_whitespace()).is_some() {}
        };
        skip(&mut rest);
        let mut operator = before.chars().last().is_some_and(is_comparison);
        if before.is_empty() {
            return false;
        }
        while rest.next_if(|c| is_comparison(*c)).is_some() {
            operator = true;
        }
        skip(&mut rest);
        operator && rest.next().is_some_and(|c| c.is_ascii_digit())
    }
}

/// Characters of comparison operators, in any width.
pub(super) fn is_comparison(c: char) -> bool {
    matches!(fold_char(c), '<' | '>' | '=' | '≥' | '≤' | '≧' | '≦' | '≠')
}
