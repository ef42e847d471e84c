//! Latin words, codes and numbers as whole words, whichever way their pieces are joined:
//! KR210R2700, KR 210 R2700 and KR-210-R2700 are one, so are 1,020 and 1020, 139-0000-1111
//! and 13900001111. Whole, because 3D stands in every other code and IT in many an address;
//! C++ is a word of its own.

use super::fold::{fold_char, is_latin};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the tokenizer is registered.
pub const NAME: &str = "shenbao_codes";

/// Pieces that may be written together as one code.
const JOINED: usize = 5;

/// A word of a query: as it is written together, and its pieces if it has several.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// Folded, without what joins its pieces.
    pub text: String,
    /// Its pieces, if there are several.
    pub pieces: Vec<String>,
    /// Whether it is Latin, to be found as a whole word.
    pub latin: bool,
}

/// A run of letters and digits.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    /// Folded.
    text: String,
    /// With the signs after it (c++, aa+); the same as `text` without any.
    signed: String,
    /// Its bytes in the text, with those signs.
    from: usize,
    to: usize,
    /// Whether it may be written together with the piece before it.
    joins: bool,
}

/// The tokenizer.
#[derive(Debug, Clone, Default)]
pub struct Codes;

/// Its stream.
#[derive(Debug)]
pub struct CodeStream {
    tokens: Vec<Token>,
    next: usize,
}

impl Tokenizer for Codes {
    type TokenStream<'a> = CodeStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CodeStream {
        CodeStream { tokens: tokens(text), next: 0 }
    }
}

impl TokenStream for CodeStream {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.tokens[self.next.saturating_sub(1)]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next.saturating_sub(1)]
    }
}

/// Every piece, and what neighbours give when they are written together.
fn tokens(text: &str) -> Vec<Token> {
    let pieces = pieces(text);
    let mut tokens = Vec::new();
    for (position, first) in pieces.iter().enumerate() {
        let mut push = |text: &str, to| {
            let (text, offset_from) = (text.to_owned(), first.from);
            tokens.push(Token { offset_from, offset_to: to, position, text, position_length: 1 });
        };
        push(&first.text, first.to);
        if first.signed != first.text {
            push(&first.signed, first.to);
        }
        let mut run = first.text.clone();
        for next in pieces[position + 1..].iter().take(JOINED - 1).take_while(|p| p.joins) {
            run.push_str(&next.text);
            push(&run, next.to);
        }
    }
    tokens
}

/// Whether a text holds a Latin word of a query.
pub fn holds(text: &str, word: &str) -> bool {
    tokens(text).iter().any(|token| token.text == word)
}

/// The Latin words of a query, each with the bytes that it takes.
pub(super) fn of_query(text: &str) -> Vec<(Word, usize, usize)> {
    let mut words: Vec<(Word, usize, usize)> = Vec::new();
    for piece in pieces(text) {
        match words.last_mut() {
            // What is typed with a space is two words; what joins them is for the planner.
            Some((word, _, to)) if piece.joins && !text[*to..piece.from].contains(' ') => {
                word.text.push_str(&piece.text);
                word.pieces.push(piece.text);
                *to = piece.to;
            }
            _ => {
                // One sign is part of a word only at its end (AA+); in 5G+工业 it is an “and”.
                let signs = piece.signed.len() - piece.text.len();
                let ends = text[piece.to..].chars().next().is_none_or(char::is_whitespace);
                let text = if signs > 1 || ends { piece.signed } else { piece.text.clone() };
                let word = Word { text, pieces: vec![piece.text], latin: true };
                words.push((word, piece.from, piece.to));
            }
        }
    }
    for (word, _, _) in &mut words {
        if word.pieces.len() < 2 {
            word.pieces.clear();
        }
    }
    words
}

/// The runs of letters and digits of a text, addresses of the net passed over.
fn pieces(text: &str) -> Vec<Piece> {
    let characters: Vec<(usize, char)> =
        text.char_indices().map(|(at, c)| (at, fold_char(c))).collect();
    let byte = |at: usize| characters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let character = |at: usize| characters.get(at).map(|(_, c)| *c);
    let digit = |at: usize| character(at).is_some_and(|c| c.is_ascii_digit());
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    let mut last_end = 0;
    while let Some(c) = character(at) {
        if !is_latin(c) {
            at += 1;
            continue;
        }
        let run = address(&characters, at);
        if run > at {
            at = run;
            continue;
        }
        let start = at;
        let mut word = String::new();
        while let Some(c) = character(at) {
            let decimal = c == '.' && digit(at + 1) && at > start && digit(at - 1);
            if is_latin(c) || decimal {
                word.push(c);
            } else if c != ',' || !thousands(&characters, start, at) {
                break;
            }
            at += 1;
        }
        let end = at;
        let mut signed = word.clone();
        while let Some(sign) = character(at).filter(|c| matches!(c, '+' | '#')) {
            signed.push(sign);
            at += 1;
        }
        let joins = pieces.last().is_some_and(|before| {
            last_end + 1 == start && joins(character(last_end), &before.text, &word)
        });
        pieces.push(Piece { text: word, signed, from: byte(start), to: byte(at), joins });
        last_end = end;
    }
    pieces
}

/// Whether a character between two pieces leaves them one code.
fn joins(between: Option<char>, before: &str, after: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match between {
        Some('-' | '_' | '·' | '\u{2010}'..='\u{2013}' | '\u{2212}') => true,
        // Numbers side by side are two, unless they are the parts of a telephone number.
        Some(' ') => !(digits(before) && digits(after)) || before.len() > 2 && after.len() > 2,
        _ => false,
    }
}

/// Whether a comma at `at` parts thousands of the number that begins at `start`.
fn thousands(characters: &[(usize, char)], start: usize, at: usize) -> bool {
    let digit = |i: usize| characters.get(i).is_some_and(|(_, c)| c.is_ascii_digit());
    let before = &characters[start..at];
    let first = before.iter().take_while(|(_, c)| *c != ',').count();
    (1..=3).contains(&first)
        && before.iter().all(|(_, c)| c.is_ascii_digit() || *c == ',')
        && (at + 1..at + 4).all(digit)
        && !characters.get(at + 4).is_some_and(|(_, c)| is_latin(*c))
}

/// Characters of the longest address.
const ADDRESS: usize = 256;

/// The end of the address of a page or a mailbox that begins here, else `at` itself.
fn address(characters: &[(usize, char)], at: usize) -> usize {
    let inside = |c: char| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '(' | ')' | '<' | '>');
    let length = characters[at..].iter().take(ADDRESS).take_while(|(_, c)| inside(*c)).count();
    let run: String = characters[at..at + length].iter().map(|(_, c)| *c).collect();
    let is_address = run.contains("://") || run.starts_with("www.") || run.contains('@');
    if is_address { at + length } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(query: &str, text: &str) -> bool {
        of_query(query).iter().all(|(word, _, _)| {
            let pieces = !word.pieces.is_empty() && word.pieces.iter().all(|p| holds(text, p));
            holds(text, &word.text) || pieces
        })
    }

    #[test]
    fn writings_of_one_code_find_each_other() {
        for same in [
            &["1,020台", "1020台"][..],
            &["KR210R2700", "kr 210 R2700", "KR-210-R2700"],
            &["139-0000-1111", "13900001111", "139 0000 1111"],
            &["AGV-L1000型", "AGVL1000", "AGV L1000"],
        ] {
            for text in same {
                for query in same {
                    // Spaces part the words of a query; the planner joins them again.
                    assert!(finds(&query.replace(' ', ""), text), "{query} in {text}");
                }
            }
        }
    }

    #[test]
    fn words_are_whole_and_signs_count() {
        assert!(finds("C++", "用C++开发") && !finds("C++", "用C开发") && !finds("C++", "C+ C#"));
        assert!(finds("5G+工业互联网", "5G 工业互联网") && finds("5G", "5G+工业互联网"));
        assert!(finds("3D", "3D打印") && !finds("3D", "91620100MA3D7X"));
        assert!(finds("IT", "IT系统") && !finds("IT", "it@a.example.cn") && !finds("IT", "GRIT"));
        assert!(finds("6.2", "MES 6.2") && !finds("1020", "10\t20"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _ = (tokens(&text), of_query(&text));
        }

        #[test]
        fn pieces_lie_on_characters(text in "[a-c0-9 ,.+#@：/甲-]{0,24}") {
            for piece in pieces(&text) {
                prop_assert!(text.get(piece.from..piece.to).is_some());
            }
        }
    }
}
