//! Characters that differ in writing only: width, radicals, dashes, circles.
//!
//! A fold never touches digits, units, ticks or negations; it only maps one way
//! of writing the same character to another. The comparison asks
//! [`rules_between`] which rules make two texts equal and lists them.

use crate::characters;
use std::collections::BTreeSet;
use unicode_normalization::char::decompose_compatible;

/// A way of writing that does not change what is said. The names are stable:
/// reports list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Full-width and half-width forms, compatibility characters (`％` and `%`, `㎡` and `m2`).
    Width,
    /// Spaces, tabs and zero-width characters.
    WhiteSpace,
    /// Line breaks inside a value.
    LineBreak,
    /// Chinese and Western punctuation (`，` and `,`), quotation marks.
    Punctuation,
    /// Dashes and tildes of different lengths (`—`, `–`, `-`, `～`, `~`).
    Dash,
    /// Kangxi radicals and other doubles of Han characters (`⽢` and `甘`).
    Radical,
    /// `○`, `◯` and `〇` for the numeral zero.
    CircleZero,
    /// Private-use code points of old GB 18030 fonts.
    PrivateUse,
    /// Upper and lower case of Latin letters.
    LetterCase,
    /// Different writings of one date (`2023.08` and `2023年8月`).
    DateWriting,
    /// Different writings of one number (`1,200.0` and `1200`).
    NumberWriting,
    /// One amount in another unit (`1.2亿元` and `12000万元`).
    UnitWriting,
    /// Different glyphs for the same tick (`☑`, `■`, `√`).
    TickGlyph,
    /// Different separators in a list of names (`、` and `；`).
    ListSeparator,
    /// A blank written out (`—`, `/`, `无`) and an empty cell.
    BlankWriting,
    /// Stars, footnote digits, brackets and units at a label.
    LabelDecoration,
}

impl Rule {
    /// The stable name that stands in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Width => "width",
            Self::WhiteSpace => "white-space",
            Self::LineBreak => "line-break",
            Self::Punctuation => "punctuation",
            Self::Dash => "dash",
            Self::Radical => "radical",
            Self::CircleZero => "circle-zero",
            Self::PrivateUse => "private-use",
            Self::LetterCase => "letter-case",
            Self::DateWriting => "date-writing",
            Self::NumberWriting => "number-writing",
            Self::UnitWriting => "unit-writing",
            Self::TickGlyph => "tick-glyph",
            Self::ListSeparator => "list-separator",
            Self::BlankWriting => "blank-writing",
            Self::LabelDecoration => "label-decoration",
        }
    }
}

/// Whether the character only separates: white space of any width, zero-width
/// characters, byte order marks, soft hyphens.
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{3164}')
}

/// Whether the character is a Han character (radicals and compatibility forms too).
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{3007}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Calls `out` with each character that `c` folds to, and names the rule that
/// was needed, if any. White space gives nothing.
pub fn fold_char(c: char, mut out: impl FnMut(char)) -> Option<Rule> {
    // Nearly every character of these documents is one of the next two kinds.
    if matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_ascii_alphanumeric() {
        out(c);
        return None;
    }
    if is_space(c) {
        return Some(if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}') {
            Rule::LineBreak
        } else {
            Rule::WhiteSpace
        });
    }
    if let Some(to) = dash(c) {
        out(to);
        return (to != c).then_some(Rule::Dash);
    }
    if let Some(to) = punctuation(c) {
        out(to);
        return (to != c).then_some(Rule::Punctuation);
    }
    if is_circle(c) {
        out('〇');
        return Some(Rule::CircleZero);
    }
    if let Some(to) = characters::published(c) {
        out(to);
        return Some(Rule::PrivateUse);
    }
    if let Some(to) = characters::unified(c) {
        out(to);
        return Some(Rule::Radical);
    }
    let mut changed = false;
    decompose_compatible(c, |d| {
        changed |= d != c;
        if is_circle(d) {
            out('〇');
        } else if !is_space(d) {
            out(dash(d).or_else(|| punctuation(d)).or_else(|| characters::unified(d)).unwrap_or(d));
        }
    });
    let radical = matches!(c, '\u{2f00}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}');
    changed.then_some(if radical { Rule::Radical } else { Rule::Width })
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

/// The rules that make two texts equal; `None` if the character folds do not.
/// Equal texts give an empty set.
pub fn rules_between(a: &str, b: &str) -> Option<BTreeSet<Rule>> {
    if a == b {
        return Some(BTreeSet::new());
    }
    let a = pieces(a);
    let b = pieces(b);
    let mut rules = BTreeSet::new();
    let visible = |list: &[Piece]| list.iter().filter(|p| !p.to.is_empty()).count();
    let folded = |list: &[Piece]| list.iter().flat_map(|p| p.to.chars()).collect::<String>();
    if folded(&a) != folded(&b) {
        return None;
    }
    // Where both sides have the same number of visible characters, only the
    // characters that differ count; otherwise every fold used counts.
    if visible(&a) == visible(&b) {
        let left = a.iter().filter(|p| !p.to.is_empty());
        let right = b.iter().filter(|p| !p.to.is_empty());
        for (x, y) in left.zip(right).filter(|(x, y)| x.from != y.from) {
            rules.extend(x.rule);
            rules.extend(y.rule);
        }
    } else {
        rules.extend(a.iter().chain(&b).filter(|p| !p.to.is_empty()).filter_map(|p| p.rule));
    }
    let spaces = |list: &[Piece]| {
        list.iter().filter(|p| p.to.is_empty()).filter_map(|p| p.rule).collect::<Vec<_>>()
    };
    let (left, right) = (spaces(&a), spaces(&b));
    let before = rules.len();
    for rule in [Rule::WhiteSpace, Rule::LineBreak] {
        if left.iter().filter(|r| **r == rule).count()
            != right.iter().filter(|r| **r == rule).count()
        {
            rules.insert(rule);
        }
    }
    if rules.len() == before && before == 0 {
        rules.insert(Rule::WhiteSpace);
    }
    Some(rules)
}

struct Piece {
    from: char,
    to: String,
    rule: Option<Rule>,
}

fn pieces(text: &str) -> Vec<Piece> {
    text.chars()
        .map(|from| {
            let mut to = String::new();
            let rule = fold_char(from, |c| to.push(c));
            Piece { from, to, rule }
        })
        .collect()
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

    #[test]
    fn the_rules_that_were_needed_are_named() {
        let rules = |a, b| rules_between(a, b).map(|s| s.into_iter().collect::<Vec<_>>());
        assert_eq!(rules("投资（万元）", "投资(万元)"), Some(vec![Rule::Punctuation]));
        assert_eq!(rules("a b", "ab"), Some(vec![Rule::WhiteSpace]));
        assert_eq!(rules("35％", "35%"), Some(vec![Rule::Width]));
        assert_eq!(rules("2022—2023", "2022-2023"), Some(vec![Rule::Dash]));
        assert_eq!(rules("35%", "53%"), None);
        assert_eq!(rules("同", "同"), Some(vec![]));
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
