//! Small helpers on the words of official documents, shared by the readers of notices.

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

/// A whole number below a hundred in Arabic or Chinese digits.
pub fn count(word: &str) -> Option<u32> {
    if let Ok(number) = word.parse() {
        return Some(number);
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).map(|d| d as u32);
    let (tens, ones) = match word.split_once('十') {
        Some((tens, ones)) => (
            if tens.is_empty() { 1 } else { tens.chars().next().and_then(digit)? },
            if ones.is_empty() { 0 } else { ones.chars().next().and_then(digit)? },
        ),
        None if word.chars().count() == 1 => (0, word.chars().next().and_then(digit)?),
        None => return None,
    };
    Some(tens * 10 + ones)
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
