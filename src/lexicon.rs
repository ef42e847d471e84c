//! Words of official documents, as lists: `lexicon/*.toml`, made constants by `build.rs`.
//!
//! A list is called by its section and key: `[body] endings` is [`BODY_ENDINGS`]. Code asks
//! these lists and states no words of its own, so that a word of the next province is a line
//! of data. A list that nothing asks is told by the compiler.

include!(concat!(env!("OUT_DIR"), "/lexicon.rs"));

#[cfg(test)]
mod tests {
    /// A word that stands twice was a slip, and one with white space is never found in text
    /// that was folded.
    #[test]
    fn no_word_stands_twice_or_holds_white_space() {
        for (list, words) in super::LISTS {
            for (at, word) in words.iter().enumerate() {
                assert!(!words[..at].contains(word), "{list}: {word}");
                assert!(!word.contains(char::is_whitespace), "{list}: {word}");
            }
        }
    }
}
