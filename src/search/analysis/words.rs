//! Words by jieba with the domain's dictionary, for ranking only: what a word
//! cut misses, the grams find.

use super::codes::{self, Word};
use super::dictionary;
use super::fold::{Spaces, fold};
use crate::words::Dictionary;
use std::sync::Arc;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the tokenizer is registered.
pub const NAME: &str = "shenbao_words";

/// The tokenizer: all words, and the shorter words inside long ones.
#[derive(Debug, Clone)]
pub struct Words(Arc<Dictionary>);

impl Default for Words {
    fn default() -> Self {
        Self(dictionary::domain().clone())
    }
}

impl Words {
    /// With a dictionary of one's own.
    pub fn with(dictionary: Arc<Dictionary>) -> Self {
        Self(dictionary)
    }
}

/// Its stream.
#[derive(Debug)]
pub struct WordStream {
    tokens: Vec<Token>,
    next: usize,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        WordStream { tokens: cut(text, &self.0, true), next: 0 }
    }
}

impl TokenStream for WordStream {
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

/// The words of a query, folded, each once: the Latin ones, then the others in order.
pub fn of_query(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut rest = String::new();
    let mut done = 0;
    for (word, from, to) in codes::of_query(text) {
        rest.push_str(&text[done..from]);
        rest.push(' ');
        done = to;
        if !words.contains(&word) {
            words.push(word);
        }
    }
    rest.push_str(&text[done..]);
    for token in cut(&rest, dictionary::domain(), false) {
        let word = Word { text: token.text, pieces: Vec::new(), latin: false };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // Particles say nothing, unless they are all that was asked.
    let weighty: Vec<Word> = words.iter().filter(|w| !is_particle(&w.text)).cloned().collect();
    if weighty.is_empty() { words } else { weighty }
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "的" | "了" | "和" | "与" | "及" | "在" | "是" | "为" | "等" | "之" | "或" | "对"
    )
}

fn cut(text: &str, dictionary: &Dictionary, inside: bool) -> Vec<Token> {
    let folded = fold(text, Spaces::Keep);
    let words = if inside {
        dictionary.cut_for_search(&folded.text)
    } else {
        dictionary.cut(&folded.text, true)
    };
    let mut tokens = Vec::new();
    for word in words {
        // Spaces and punctuation are words of the cut, and `%` or `.` are glued to numbers.
        let tail = word.text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bare = tail.trim_end_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() {
            continue;
        }
        let start = word.start + (word.text.len() - tail.len());
        let (from, to) = folded.original(start, start + bare.len());
        tokens.push(Token {
            offset_from: from,
            offset_to: to,
            position: tokens.len(),
            text: bare.to_owned(),
            position_length: 1,
        });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domain_words_stay_whole_and_punctuation_goes() {
        let words: Vec<String> =
            of_query("关键设备数控化率，提高到59.9%").into_iter().map(|word| word.text).collect();
        assert!(words.contains(&"关键设备数控化率".to_owned()), "{words:?}");
        assert!(words.contains(&"59.9".to_owned()), "{words:?}");
        assert!(!words.iter().any(|w| w.contains('，')));
    }

    #[test]
    fn traditional_and_wide_writing_gives_the_same_words() {
        assert_eq!(of_query("智能製造ＡＧＶ"), of_query("智能制造agv"));
    }

    #[test]
    fn an_empty_stream_is_empty() {
        let mut words = Words::default();
        assert!(!words.token_stream(" ，。").advance());
    }
}
