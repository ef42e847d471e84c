//! Characters that differ in writing only: width, radicals, dashes, circles.
//!
//! A fold never touches digits, units, ticks or negations; it only maps one way
//! of writing the same character to another. The comparison has folds of its
//! own, each with a name that its reports list.

use crate::characters;
use unicode_normalization::char::decompose_compatible;

/// Whether the character only separates: white space of any width, zero-width
/// characters, byte order marks, soft hyphens.
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{3164}')
        // They choose between two looks of the character before them (a tick, say) and show nothing.
        || matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Calls `out` with each character that `c` folds to. White space gives nothing.
pub fn fold_char(c: char, mut out: impl FnMut(char)) {
    // Nearly every character of these documents is one of the next two kinds.
    if matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_ascii_alphanumeric() {
        return out(c);
    }
    if is_space(c) {
        return;
    }
    let single = dash(c)
        .or_else(|| punctuation(c))
        .or_else(|| is_circle(c).then_some('〇'))
        .or_else(|| characters::published(c))
        .or_else(|| characters::unified(c));
    if let Some(to) = single {
        return out(to);
    }
    decompose_compatible(c, |d| {
        if is_circle(d) {
            out('〇');
        } else if !is_space(d) {
            out(dash(d).or_else(|| punctuation(d)).or_else(|| characters::unified(d)).unwrap_or(d));
        }
    });
}

/// The text with every character fold applied and all white space dropped.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |d| folded.push(d));
    }
    folded
}

/// The folded text with lower-case letters.
pub fn fold_caseless(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, |d| lower(d, |l| folded.push(l)));
    }
    folded
}

/// Calls `out` with the lower-case writing of a folded character.
pub(super) fn lower(c: char, mut out: impl FnMut(char)) {
    // Han characters have no case; asking the table of cases about each of them costs
    // more than the fold.
    if c.is_ascii() {
        out(c.to_ascii_lowercase());
    } else if c >= '\u{2e80}' && !matches!(c, '\u{a000}'..='\u{abff}' | '\u{ff00}'..) {
        out(c);
    } else {
        c.to_lowercase().for_each(out);
    }
}

/// A circle set for the numeral zero.
fn is_circle(c: char) -> bool {
    matches!(c, '○' | '◯')
}

fn dash(c: char) -> Option<char> {
    match c {
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '﹣' | '─' => {
            Some('-')
        }
        '~' | '～' | '∼' | '〜' | '˜' => Some('~'),
        _ => None,
    }
}

fn punctuation(c: char) -> Option<char> {
    Some(match c {
        '，' | ',' => ',',
        '：' | ':' | '﹕' | '∶' => ':',
        '；' | ';' => ';',
        '（' | '(' | '﹙' => '(',
        '）' | ')' | '﹚' => ')',
        '【' | '［' | '[' | '〔' => '[',
        '】' | '］' | ']' | '〕' => ']',
        '“' | '”' | '„' | '＂' | '"' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' | '＇' | '\'' => '\'',
        '！' | '!' => '!',
        '？' | '?' => '?',
        '·' | '•' | '・' | '‧' => '·',
        '／' | '/' | '∕' => '/',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn width_spaces_and_radicals_fold() {
        assert_eq!(fold("ＣＯ₂ 排放　（％）"), "CO2排放(%)");
        assert_eq!(fold("⽢肃省⻓⼚"), "甘肃省长厂");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn digits_and_han_survive(text in "[0-9一-龥]{0,20}") {
            prop_assert_eq!(fold(&text), text);
        }
    }
}
