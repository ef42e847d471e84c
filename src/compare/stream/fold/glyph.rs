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
        _ if turns(ch) => true,
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

/// Characters that show nothing and change nothing that is shown. Those that turn the
/// order of what stands around them are none of them: see [`turns`].
pub(super) fn is_invisible(ch: char) -> bool {
    ch.is_control()
        || matches!(ch, '\u{ad}' | '\u{200b}'..='\u{200e}' | '\u{2028}'..='\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Whether a control turns the order in which the characters around it are shown: 5678
/// behind a right-to-left override stands on the sheet as 8765.
pub fn turns(ch: char) -> bool {
    matches!(ch, '\u{61c}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
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
    match other_writing(ch) {
        None => put(ch, rules),
        Some((writing, rule)) => {
            rules.add(rule);
            for part in writing.chars() {
                put(punctuation(part).unwrap_or(part), rules);
            }
        }
    }
}

/// The ordinary writing of a character that is a form of other characters, and the rule
/// that says so. A form that says more than its parts beside each other has none: a
/// fraction or a numbered day behind a digit (5½, 2㏠), raised, lowered and circled
/// characters, accents that stand alone.
fn other_writing(ch: char) -> Option<(String, Rule)> {
    if let Some(unit) = raised_unit(ch) {
        return Some((unit.to_owned(), Rule::Radical));
    }
    if ('\u{4e00}'..='\u{9fff}').contains(&ch) || stands_apart(ch) {
        return None;
    }
    let form: String = std::iter::once(ch).nfkc().collect();
    let mut parts = form.chars();
    let single = parts.next().is_some_and(|first| first != ch && !first.is_whitespace())
        && parts.next().is_none();
    // A digit in a group of characters would join the digits in front of it, brackets and
    // accents what stands in them or before them.
    let letters = |c: char| c.is_alphabetic() || "./∕°".contains(c);
    let marks = |c: char| ".!?:=′‵".contains(c);
    let words = matches!(u32::from(ch),
        0x80..=0x5FF | 0x2000..=0x217F | 0x3300..=0x33FF | 0xFB00..=0xFDFF | 0xFE70..=0xFEFF)
        || matches!(ch, '㋌'..='㋏' | '㋿');
    let group = words && form.chars().all(letters) || form.chars().all(marks);
    let width = ('\u{ff00}'..='\u{ffef}').contains(&ch);
    let rule = if width { Rule::Width } else { Rule::Radical };
    (form.chars().ne(std::iter::once(ch)) && (single || group)).then_some((form, rule))
}

/// Units of areas and volumes in one character: their power stays one.
fn raised_unit(ch: char) -> Option<&'static str> {
    Some(match ch {
        '㎟' => "mm²",
        '㎠' => "cm²",
        '㎡' => "m²",
        '㎢' => "km²",
        '㎣' => "mm³",
        '㎤' => "cm³",
        '㎥' => "m³",
        '㎦' => "km³",
        '㎨' => "m/s²",
        '㎯' => "rad/s²",
        _ => return None,
    })
}

/// Characters that are more than the ones that Unicode's compatibility forms give for them:
/// raised and lowered (² ⁿ ₂ ª ™), circled (① Ⓐ ㊣), small above the line (㆒).
fn stands_apart(ch: char) -> bool {
    const APART: &[(u32, u32)] = &[
        (0xAA, 0xAA),
        (0xB2, 0xB3),
        (0xB9, 0xBA),
        (0x02B0, 0x02B8),
        (0x02E0, 0x02E4),
        (0x10FC, 0x10FC),
        (0x1D2C, 0x1D6A),
        (0x1D78, 0x1D78),
        (0x1D9B, 0x1DBF),
        (0x2070, 0x209C),
        (0x2120, 0x2122),
        (0x2460, 0x24FF),
        (0x2C7C, 0x2C7D),
        (0x2D6F, 0x2D6F),
        (0x3036, 0x3036),
        (0x3192, 0x319F),
        (0x3200, 0x32CB),
        (0x32D0, 0x32FE),
        (0xA69C, 0xA69D),
        (0xA770, 0xA770),
        (0xA7F1, 0xA7F4),
        (0xA7F8, 0xA7F9),
        (0xAB5C, 0xAB5F),
        (0xAB69, 0xAB69),
        (0x10780, 0x107BF),
        (0x1DF00, 0x1E06D),
        (0x1F100, 0x1F2FF),
    ];
    let code = u32::from(ch);
    APART.iter().any(|(first, last)| (*first..=*last).contains(&code))
}

/// Joins what is one sign written with several characters: `□√`, `——`, `......`.
pub(super) fn join_runs(marks: &mut Vec<Mark>, from: usize, text: &str) {
    let [.., a, b] = &marks[from..] else { return };
    let (a, b) = (*a, *b);
    // 20--10: behind a letter or digit the second dash is the sign of what follows.
    let long = |mark: &Mark| {
        text.get(mark.source()).is_some_and(|own| own.chars().all(|c| "—―─━".contains(c)))
    };
    let signed = || {
        let before = marks.len().checked_sub(3).filter(|at| *at >= from).map(|at| marks[at].ch);
        before.is_some_and(|c| c.is_ascii_alphanumeric()) && !(long(&a) && long(&b))
    };
    let joined = (a.ch == EMPTY && b.ch == TICKED && b.gap == Gap::None)
        || (a.ch == '-' && b.ch == '-' && b.gap == Gap::None && !signed());
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

pub fn tick(ch: char) -> Option<char> {
    Some(match ch {
        '☑' | '☒' | '✓' | '✔' | '√' | '■' | '◼' | '⬛' | '✅' | '⊠' | '🗹' | '🗸' | '\u{f052}'
        | '\u{f0fe}' | '\u{f0fc}' | '\u{f050}' | '\u{f053}' | '\u{f054}' | '\u{f0fd}' => TICKED,
        '□' | '☐' | '◻' | '▢' | '❏' | '❑' | '⬜' | '\u{f0a3}' | '\u{f0a8}' | '\u{f06f}'
        | '\u{f02a}' | '\u{f030}' => EMPTY,
        _ => return None,
    })
}

/// Whether √ stands in front of what a root is drawn of. In a text that has other boxes
/// or ticks it is one of them.
pub(super) fn is_root(text: &str, at: usize, ch: char) -> bool {
    let behind = text.get(at + ch.len_utf8()..).and_then(|rest| rest.chars().next());
    let drawn_of = |c: char| c.is_ascii_alphanumeric() || matches!(c, '０'..='９' | '(' | '（');
    ch == '√'
        && behind.is_some_and(drawn_of)
        && !text.char_indices().any(|(i, c)| i != at && c != '√' && tick(c).is_some())
}

/// Whether a text holds a root: √2 is no tick in front of a 2.
pub fn holds_root(text: &str) -> bool {
    text.char_indices().any(|(at, ch)| is_root(text, at, ch))
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
mod tests;
