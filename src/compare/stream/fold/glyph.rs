//! One character, or one sign written with several, in its ordinary writing.

use super::{Gap, Mark, Rule, Rules};
use crate::characters;
use unicode_normalization::UnicodeNormalization;

/// Whether a character carries content: letters, digits, Chinese characters,
/// ticks and boxes, signs of arithmetic, stars and arrows. The rest is punctuation.
pub fn is_content(ch: char) -> bool {
    match ch {
        '%' | '$' | '+' | '<' | '=' | '>' | '@' | '#' | '&' | '*' | '^' | '‰' | '‱' => true,
        _ if ch.is_ascii() => ch.is_ascii_alphanumeric(),
        // General punctuation, Chinese punctuation, a middle dot, a bullet.
        '\u{a0}'..='\u{a1}' | '§' | '«' | '\u{ad}' | '·' | '»' | '¿' => false,
        '\u{2000}'..='\u{206f}' | '▪' => false,
        '\u{3000}'..='\u{303f}' => ch.is_alphanumeric(),
        '\u{fe10}'..='\u{fe6f}' => false,
        _ => true,
    }
}

/// The folded form of a ticked box.
pub const TICKED: char = '☑';

/// The folded form of an empty box.
pub const EMPTY: char = '□';

pub(super) fn is_invisible(ch: char) -> bool {
    ch.is_control()
        || matches!(ch, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Folds one character; what it becomes is put one by one.
pub(super) fn fold_char(ch: char, put: &mut impl FnMut(char, Rules)) {
    if ch.is_ascii() {
        return put(ch, Rules::default());
    }
    if let Some(tick) = tick(ch) {
        return put(tick, Rules::of(Rule::Tick));
    }
    let (ch, mut rules) = match characters::published(ch) {
        Some(proper) => (proper, Rules::of(Rule::PrivateUse)),
        None => (ch, Rules::default()),
    };
    if let Some(mark) = punctuation(ch) {
        rules.add(Rule::Punctuation);
        return put(mark, rules);
    }
    if let Some(whole) = characters::unified(ch) {
        rules.add(Rule::Radical);
        return put(whole, rules);
    }
    // Raised digits need their neighbour, circled numbers are their own writing.
    if matches!(ch, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑳' | '⓪'..='⓿' | '❶'..='➓' | '㉑'..='㊿')
        || ('\u{4e00}'..='\u{9fff}').contains(&ch)
    {
        return put(ch, rules);
    }
    let mut changed = false;
    for part in ch.nfkc() {
        changed |= part != ch;
        if part.is_whitespace() {
            continue;
        }
        let mut own = rules;
        if changed {
            own.add(if ('\u{ff00}'..='\u{ffef}').contains(&ch) {
                Rule::Width
            } else {
                Rule::Radical
            });
        }
        put(punctuation(part).unwrap_or(part), own);
    }
}

/// Joins what is one sign written with several characters: `□√`, `——`, `......`.
pub(super) fn join_runs(marks: &mut Vec<Mark>, from: usize) {
    let [.., a, b] = &marks[from..] else { return };
    let (a, b) = (*a, *b);
    let joined = (a.ch == EMPTY && b.ch == TICKED && b.gap == Gap::None)
        || (a.ch == '-' && b.ch == '-' && b.gap == Gap::None);
    let dots = marks[from..].iter().rev().take_while(|m| m.ch == '.').count();
    if joined || dots > 3 {
        marks.pop();
        if let Some(last) = marks.last_mut() {
            last.ch = b.ch;
            last.end = b.end;
            last.rules.merge(b.rules);
            last.rules.add(if b.ch == TICKED { Rule::Tick } else { Rule::Punctuation });
        }
    }
}

pub(super) fn raised(ch: char) -> Option<char> {
    Some(match ch {
        '⁰' | '₀' => '0',
        '¹' | '₁' => '1',
        '²' | '₂' => '2',
        '³' | '₃' => '3',
        '⁴'..='⁹' => char::from(b'0' + (ch as u32 - 0x2070) as u8),
        '₄'..='₉' => char::from(b'0' + (ch as u32 - 0x2080) as u8),
        _ => return None,
    })
}

pub fn tick(ch: char) -> Option<char> {
    Some(match ch {
        '☑' | '☒' | '✓' | '✔' | '√' | '■' | '◼' | '⬛' | '✅' | '⊠' | '🗹' | '🗸' | '\u{f052}'
        | '\u{f0fe}' | '\u{f0fc}' | '\u{f050}' | '\u{f053}' | '\u{f054}' | '\u{f0fd}' => TICKED,
        '□' | '☐' | '◻' | '▢' | '❏' | '❑' | '⬜' | '\u{f0a3}' | '\u{f0a8}' | '\u{f06f}'
        | '\u{f02a}' | '\u{f030}' => EMPTY,
        _ => return None,
    })
}

/// Pairs of marks that mean the same. A sign of a number keeps its meaning: all
/// dashes fold to the minus, which still differs from no sign at all.
fn punctuation(ch: char) -> Option<char> {
    Some(match ch {
        '“' | '”' | '„' | '‟' | '〝' | '〞' | '「' | '」' | '『' | '』' | '＂' => {
            '"'
        }
        '‘' | '’' | '‚' | '‛' | '＇' | '`' | '´' => '\'',
        '〔' | '【' | '﹝' | '［' | '〖' => '[',
        '〕' | '】' | '﹞' | '］' | '〗' => ']',
        '〈' => '《',
        '〉' => '》',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '－' | '﹣' | '﹘' => {
            '-'
        }
        '～' | '〜' | '∼' | '˜' | '∽' => '~',
        '∶' | '︰' | '꞉' => ':',
        '∕' | '⁄' => '/',
        '•' | '‧' | '⋅' | '・' | '･' | '∙' | '\u{f0b7}' | '\u{f09f}' => '·',
        '✕' | '✖' | '╳' | '⨯' => '×',
        '\u{f06c}' | '⚫' | '⬤' => '●',
        '⚪' => '○',
        '｡' => '。',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::folded;

    /// The tables of Word's PDF name the squares and discs of Wingdings by other code points.
    #[test]
    fn squares_and_discs_are_one_whatever_their_code() {
        for (one, other) in
            [("■重点", "◼重点"), ("□重点", "◻重点"), ("●重点", "⚫重点"), ("○重点", "⚪重点")]
        {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("◼"), folded("◻"));
        assert_ne!(folded("⚫"), folded("⚪"));
    }
}
