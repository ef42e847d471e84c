//! Words by jieba with the domain's dictionary, for ranking only: what a word
//! cut misses, the grams find.

use super::codes::{self, Word};
use super::dictionary;
use super::fold::{Folding, Spaces};
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

/// Its stream. Offsets are those in the folded text.
#[derive(Debug)]
pub struct WordStream {
    cut: Cut,
    next: usize,
    token: Token,
}

/// A folded text and where its words lie in it.
#[derive(Debug)]
struct Cut {
    text: String,
    words: Vec<(usize, usize)>,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        WordStream { cut: cut(text, &self.0, true), next: 0, token: Token::default() }
    }
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        let Some((from, to)) = self.cut.words.get(self.next).copied() else { return false };
        self.token.text.clear();
        self.token.text.push_str(&self.cut.text[from..to]);
        (self.token.offset_from, self.token.offset_to) = (from, to);
        (self.token.position, self.token.position_length) = (self.next, 1);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The words of a query, folded, each once: the Latin ones, then the others in order.
pub fn of_query(text: &str, dictionary: &Dictionary) -> Vec<Word> {
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
    let cut = cut(&rest, dictionary, false);
    for (from, to) in cut.words {
        let word = Word { text: cut.text[from..to].to_owned(), pieces: Vec::new(), latin: false };
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

fn cut(text: &str, dictionary: &Dictionary, inside: bool) -> Cut {
    let text: String = Folding::of(text, Spaces::Keep).map(|(c, ..)| c).collect();
    let words = if inside { dictionary.cut_for_search(&text) } else { dictionary.cut(&text, true) };
    let bare = |word: crate::words::Word<'_>| {
        // Spaces and punctuation are words of the cut, and `%` or `.` are glued to numbers.
        let tail = word.text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bare = tail.trim_end_matches(|c: char| !c.is_alphanumeric());
        let from = word.start + (word.text.len() - tail.len());
        (!bare.is_empty()).then_some((from, from + bare.len()))
    };
    let words = words.into_iter().filter_map(bare).collect();
    Cut { text, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<Word> {
        of_query(text, dictionary::domain())
    }

    #[test]
    fn domain_words_stay_whole_and_punctuation_goes() {
        let words: Vec<String> =
            asked("关键设备数控化率，提高到59.9%").into_iter().map(|word| word.text).collect();
        assert!(words.contains(&"关键设备数控化率".to_owned()), "{words:?}");
        assert!(words.contains(&"59.9".to_owned()), "{words:?}");
        assert!(!words.iter().any(|w| w.contains('，')));
    }

    #[test]
    fn traditional_and_wide_writing_gives_the_same_words() {
        assert_eq!(asked("智能製造ＡＧＶ"), asked("智能制造agv"));
    }

    #[test]
    fn an_empty_stream_is_empty() {
        let mut words = Words::default();
        assert!(!words.token_stream(" ，。").advance());
    }
}
