//! Folds writing variants that a reader takes for the same character (width,
//! case, traditional forms, white space) and remembers where each folded
//! character stood, so that highlights point into the original text.

use crate::characters::simplified;
use crate::value::Folded;
use std::str::CharIndices;
use unicode_normalization::UnicodeNormalization;

/// What becomes of white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spaces {
    /// Dropped, but for one space between two Latin letters or digits: a line
    /// wrap or a blank never separates Chinese characters.
    Join,
    /// Every run becomes one space, so that words do not grow over paragraphs.
    Keep,
}

/// Folds a text. Folding a part of a text gives a part of the folded text,
/// less white space at its ends: quoted queries rely on it.
pub fn fold(text: &str, spaces: Spaces) -> Folded {
    let mut folded = Folded::with_capacity(text.len());
    Folding::of(text, spaces).for_each(|(character, from, to)| folded.push(character, from..to));
    folded
}

/// A text as it is folded, character by character, each with its bytes in the text.
#[derive(Debug, Clone)]
pub struct Folding<'a> {
    text: CharIndices<'a>,
    spaces: Spaces,
    /// The character given last.
    last: Option<char>,
    /// What follows a space that was given.
    held: Option<(char, usize, usize)>,
}

impl<'a> Folding<'a> {
    /// From the beginning of a text.
    pub fn of(text: &'a str, spaces: Spaces) -> Self {
        Self { text: text.char_indices(), spaces, last: None, held: None }
    }
}

impl Iterator for Folding<'_> {
    type Item = (char, usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(held) = self.held.take() {
            self.last = Some(held.0);
            return Some(held);
        }
        let mut gap: Option<(usize, usize)> = None;
        for (from, original) in self.text.by_ref() {
            let to = from + original.len_utf8();
            if is_ignorable(original) {
                continue;
            }
            let character = fold_char(original);
            if character.is_whitespace() {
                gap = Some((gap.map_or(from, |g| g.0), to));
                continue;
            }
            if let (Some((from_gap, to_gap)), Some(last)) = (gap, self.last) {
                let keep = match self.spaces {
                    Spaces::Join => is_latin(last) && is_latin(character),
                    Spaces::Keep => true,
                };
                if keep {
                    self.held = Some((character, from, to));
                    return Some((' ', from_gap, to_gap));
                }
            }
            self.last = Some(character);
            return Some((character, from, to));
        }
        None
    }
}

/// Folds one character: width and compatibility forms, case, traditional to simplified.
pub fn fold_char(c: char) -> char {
    match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        '\u{4E00}'..='\u{9FFF}' => simplified(c),
        // The punctuation of Chinese texts, as the slow way gives it.
        '、'..='】' | '‘'..='’' | '“'..='”' => c,
        '！'..='～' => {
            char::from_u32(u32::from(c) - 0xFEE0).map_or(c, |c| c.to_ascii_lowercase())
        }
        _ => fold_rare(c),
    }
}

fn fold_rare(c: char) -> char {
    let c = single(c.nfkc()).unwrap_or(c);
    let c = single(c.to_lowercase()).unwrap_or(c);
    simplified(c)
}

fn single(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next();
    if characters.next().is_none() { first } else { None }
}

/// Characters without a glyph that files carry about: zero-width ones, soft
/// hyphens, direction marks, control characters other than white space.
fn is_ignorable(c: char) -> bool {
    match c {
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => true,
        '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' => true,
        _ => c.is_control() && !c.is_whitespace(),
    }
}

/// Letters and digits that are written in words with spaces between them.
pub(super) fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn join(text: &str) -> String {
        fold(text, Spaces::Join).text
    }

    #[test]
    fn folds_width_case_and_traditional_forms() {
        assert_eq!(join("ＡＧＶ　製造３０％"), "agv制造30%");
        assert_eq!(join("CO₂"), "co2");
    }

    #[test]
    fn white_space_joins_chinese_and_parts_latin() {
        assert_eq!(join("智能\n 制造"), "智能制造");
        assert_eq!(join("OPC \n UA 协议"), "opc ua协议");
        assert_eq!(fold("智能\n制造", Spaces::Keep).text, "智能 制造");
    }

    #[test]
    fn the_way_back_leads_to_the_original_bytes() {
        let text = "甲 製\u{200B}造乙";
        let folded = fold(text, Spaces::Join);
        let at = folded.text.find("制造").unwrap();
        assert_eq!(&text[folded.original(at..at + "制造".len())], "製\u{200B}造");
    }

    #[test]
    fn the_quick_way_is_the_slow_one() {
        for c in '\0'..='\u{FFFF}' {
            assert_eq!(fold_char(c), fold_rare(c), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn a_part_folds_to_a_part(text in "[ \n\u{3000}a-cA-C0-9Ａ製造智能，。\u{200B}²]{0,40}", a in 0usize..40, b in 0usize..40) {
            let chars: Vec<char> = text.chars().collect();
            let (a, b) = (a.min(chars.len()), b.min(chars.len()));
            let part: String = chars[a.min(b)..a.max(b)].iter().collect();
            prop_assert!(join(&text).contains(&join(&part)));
        }

        #[test]
        fn folding_is_stable_and_never_panics(text in any::<String>()) {
            let once = fold(&text, Spaces::Join);
            for (_, at) in once.characters() {
                prop_assert!(text.is_char_boundary(at.start) && text.is_char_boundary(at.end));
            }
        }
    }
}
