//! Small helpers on the words of official documents, shared by the readers of notices.

use crate::characters::numerals;
use crate::lexicon;
use crate::value::number::chinese_integer;
use unicode_normalization::UnicodeNormalization;

/// Compatibility forms folded (full width to half, small brackets to brackets)
/// and all white space dropped.
pub fn bare(text: &str) -> String {
    // Most text folds to itself, and to find that out costs a tenth of folding it.
    let folds_to_itself = |c: char| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c);
    if text.chars().all(folds_to_itself) {
        return text.chars().filter(|c| !c.is_whitespace()).collect();
    }
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{200b}' && *c != '\u{feff}').collect()
}

/// What stands behind a label numbered by a word: `模式四：…`, `方向二：…`.
pub fn behind_lettered(text: &str) -> Option<&str> {
    let (label, rest) = text.split_once(['：', ':'])?;
    let word = label.trim_end_matches(numerals::is_ordinal);
    let numbered = word.len() < label.len() && (2..=3).contains(&word.chars().count());
    (numbered && !rest.trim().is_empty()).then_some(rest)
}

/// 发文字号：…: an entry of the block that web pages print above a notice.
pub fn is_metadata(text: &str) -> bool {
    let label = text.split(['：', ':', '\t']).next().filter(|label| label.len() < text.len());
    let label = label.map(bare).unwrap_or_default();
    lexicon::PAGE_KEYS.contains(&label.as_str())
}

/// A whole number in Arabic digits, or below a hundred in Chinese ones.
pub fn count(word: &str) -> Option<u32> {
    let chinese = || chinese_integer(word).filter(|n| *n < 100);
    word.parse().ok().or_else(|| chinese().and_then(|n| u32::try_from(n).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_headings() {
        for (word, number) in
            [("一", 1), ("十", 10), ("十五", 15), ("二十", 20), ("四十二", 42), ("7", 7)]
        {
            assert_eq!(count(word), Some(number), "{word}");
        }
        assert_eq!(count("百"), None);
    }
}
