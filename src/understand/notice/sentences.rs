//! Sentences and clauses of the running text, folded, brackets kept whole.

use crate::understand::passages::Passage;

/// A sentence of the folded text, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Folded, without spaces.
    pub text: String,
    /// Line it stands on.
    pub line: usize,
}

/// All sentences; a full stop or semicolon ends one.
pub fn of(lines: &[Passage], from: usize) -> Vec<Sentence> {
    let mut out = Vec::new();
    for (line, passage) in lines.iter().enumerate().skip(from) {
        for text in split(&passage.bare, &['。', ';', '!', '?']) {
            out.push(Sentence { text, line });
        }
    }
    out
}

/// Splits at marks that stand outside brackets and book-title marks.
pub fn split(text: &str, marks: &[char]) -> Vec<String> {
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut piece = String::new();
    for c in text.chars() {
        match c {
            '(' | '《' | '“' | '〔' => depth += 1,
            ')' | '》' | '”' | '〕' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // A bracket left open must not swallow the rest of the text.
        if marks.contains(&c) && (depth == 0 || c == '。') {
            depth = 0;
            if !piece.trim().is_empty() {
                out.push(std::mem::take(&mut piece));
            }
            piece.clear();
        } else {
            piece.push(c);
        }
    }
    if !piece.trim().is_empty() {
        out.push(piece);
    }
    out
}

/// A clause without the number of its heading.
pub fn without_number(text: &str) -> &str {
    let rest = text.trim_start();
    let inner = |open: char, close: char| {
        rest.strip_prefix(open)
            .and_then(|r| r.split_once(close))
            .filter(|(n, _)| n.chars().count() <= 3)
            .map(|(_, r)| r)
    };
    if let Some(rest) = inner('(', ')') {
        return rest;
    }
    // 二是请各市….
    let point = rest.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    if (1..=6).contains(&(rest.len() - point.len()))
        && let Some(after) = point.strip_prefix('是')
    {
        return after;
    }
    let digits: usize = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c))
        .map(char::len_utf8)
        .sum();
    if (1..=9).contains(&digits)
        && let Some(after) = rest[digits..].strip_prefix(['.', '、'])
    {
        return behind_levels(after);
    }
    rest
}

/// What stands behind the other levels of a decimal number: `1` of `2.1`, which is
/// no number of things.
fn behind_levels(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let counts = "年月日时点个家项份名万亿元倍字天人%级";
    let word = |c: char| c.is_alphabetic() && !c.is_ascii() && !counts.contains(c);
    match (digits, rest.strip_prefix('.')) {
        (1..=2, Some(deeper)) => behind_levels(deeper),
        (1..=2, None) if rest.starts_with(word) => rest.trim_start_matches('、'),
        _ => text,
    }
}
