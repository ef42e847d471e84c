//! Folding keeps meaning: over all of Unicode, and over pairs of short strings.

use super::super::{fold, folded};
use super::*;
use std::collections::BTreeMap;

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

/// Why a character may fold to another writing: the reviewed list, by what Unicode says of
/// the character and not by what the fold does.
fn reviewed(c: char) -> Option<&'static str> {
    let code = u32::from(c);
    let nfd = |c: char| std::iter::once(c).nfd().collect::<String>();
    let form: String = std::iter::once(c).nfkc().collect();
    let letters = form.chars().all(|c| c.is_alphabetic() || "./∕°".contains(c));
    let numeral = c.is_numeric();
    let one = form.chars().count() == 1;
    Some(match code {
        _ if tick(c).is_some() => "glyphs of ticks and boxes",
        _ if punctuation(c).is_some() => "pairs of punctuation",
        _ if characters::published(c).is_some() => "private code points of GB 18030",
        0x2E80..=0x2FDF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F => {
            "radicals, compatibility ideographs"
        }
        _ if nfd(c).chars().count() == 1 && nfd(c) != c.to_string() => {
            "one character twice in Unicode"
        }
        0xFF01..=0xFFEE if one => "width",
        0x2160..=0x217F if letters => "Roman numbers are letters",
        0x1D400..=0x1D7FF | 0x1EE00..=0x1EEFF | 0x1CCD6..=0x1CCF9 | 0x1FBF0..=0x1FBF9 if one => {
            "a letter or digit in another type"
        }
        0x2100..=0x214F if (letters || one) && !numeral => "letter-like signs",
        0x3038..=0x303A => "numerals of merchants are those of every day",
        0x0F0C | 0xFB29 => "one sign twice in Unicode",
        0x3131..=0x318E if one => "Hangul letters of a table",
        0xFB00..=0xFDFF | 0xFE70..=0xFEFF if letters => "ligatures and forms in a word",
        0xFE10..=0xFE6F if !form.contains(' ') => "small and upright forms",
        0x20A8 | 0x32CC..=0x32CF | 0x32FF..=0x33FF if raised_unit(c).is_some() || letters => {
            "a unit or word in one character"
        }
        0x2024..=0x2057 | 0x2A74..=0x2A76 => "several marks in one character",
        _ if one && letters && !numeral => "another form of one letter",
        _ if letters && !numeral && (0x80..0x600).contains(&code) => "two letters in one character",
        0x0E00..=0x0FFF if letters => "two letters in one character",
        _ => return None,
    })
}

#[test]
fn what_folds_to_another_writing_is_reviewed() {
    let mut unknown = Vec::new();
    for c in (0..=0x10FFFF).filter_map(char::from_u32) {
        let text = folded(&c.to_string());
        if text == c.to_string() || c.is_whitespace() || is_invisible(c) {
            continue;
        }
        if reviewed(c).is_none() {
            unknown.push(format!("{c} U+{:04X} → {text}", u32::from(c)));
        }
    }
    assert!(unknown.is_empty(), "{} {}", unknown.len(), unknown.join(", "));
}

/// The value that a digit or number stands for, where it is one that Unicode gives another
/// writing of.
fn value(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|c| c.to_digit(10)).collect()
}

#[test]
fn numbers_keep_their_value() {
    for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|c| c.is_numeric()) {
        let text = folded(&c.to_string());
        let roman = (0x2160..=0x217F).contains(&u32::from(c));
        if text == c.to_string() || roman {
            continue;
        }
        // What is another writing of a number is one digit, or one Han numeral.
        assert_eq!(text.chars().count(), 1, "{c} {text}");
        let digit = value(&text).is_some();
        let han = text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(digit || han, "{c} U+{:04X} {text}", u32::from(c));
    }
}

/// No two characters of which one is raised, lowered, circled, a fraction, a sign or a
/// control fold to one.
#[test]
fn signs_of_their_own_stay_alone() {
    let own = "½⅓⅔¼¾⅛⒈⒑⑴㋀㏠㍙ªº²³¹ⁿⁱ₂₍⁻⁺ˉ¯´¨¸˘˙ⅰ①⓪❶➀㊀㈠㊣㈱™®©℠√∛×÷±∓≤≥≠≈%‰‱°′″‴";
    let mut seen: BTreeMap<String, char> = BTreeMap::new();
    for c in (0..=0x10FFFF).filter_map(char::from_u32) {
        let text = folded(&c.to_string());
        if c.is_whitespace() || is_invisible(c) {
            continue;
        }
        assert!(!text.is_empty(), "U+{:04X} is dropped", u32::from(c));
        let alone = own.contains(c) || turns(c) || text.chars().any(|c| own.contains(c));
        if alone && let Some(other) = seen.insert(text, c) {
            let known = reviewed(other).is_some() || reviewed(c).is_some();
            assert!(known, "{other} and {c} are one");
        }
    }
}

/// Case is content, in every script.
#[test]
fn capitals_stay_capitals() {
    for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|c| c.is_uppercase()) {
        let lower: String = c.to_lowercase().collect();
        let own = folded(&c.to_string());
        if lower == c.to_string() {
            continue;
        }
        assert!(own != c.to_string() || own != folded(&lower), "{c}");
    }
}

#[test]
fn what_parts_a_form_from_its_neighbours_is_kept() {
    for (a, b) in [
        ("1⅔", "12/3"),
        ("5½", "51/2"),
        ("3⒈", "31."),
        ("2㏠", "21日"),
        ("1㋀", "11月"),
        ("1㍙", "11点"),
        ("2ⁿ", "2n"),
        ("10⁻", "10-"),
        ("x²", "x2"),
        ("m³", "m3"),
        ("m²", "m₂"),
        ("H₂O", "H2O"),
        ("3⁶", "36"),
        ("1ª", "1a"),
        ("ABC™", "ABCTM"),
        ("a¯", "a"),
        ("3⑴", "31"),
        ("√2", "■2"),
        ("√2", "☑2"),
        ("√x", "☑x"),
        ("5㎡", "5m2"),
        ("编号\u{202e}5678", "编号5678"),
        ("编号\u{2067}5678", "编号5678"),
        ("3.10", "3.1"),
        ("5.20", "5.2"),
    ] {
        assert_ne!(folded(a), folded(b), "{a} {b}");
    }
    assert_eq!(folded("5㎡"), folded("5m²"));
    assert_eq!(folded("√ 是"), folded("☑ 是"));
    assert_eq!(folded("□5级 √3级"), folded("□5级 ☑3级"));
}

/// The value of a text as an independent reader of plain ASCII sees it: its characters
/// without white space. Two such texts that fold to one differ in nothing but writing.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest::proptest! {
    /// Digits, signs and separators of short texts: what is one after folding is one number.
    #[test]
    fn short_numbers_stay_apart(a in "[0-9.,/ ²½\\-]{1,6}", b in "[0-9.,/ ²½\\-]{1,6}") {
        let number = |text: &str| plain(text).replace(',', "").parse::<f64>().ok();
        if folded(&a) == folded(&b) && let (Some(x), Some(y)) = (number(&a), number(&b)) {
            proptest::prop_assert_eq!(x, y, "{} {}", a, b);
        }
        if folded(&a) == folded(&b) {
            let special = |text: &str| text.chars().filter(|c| "²½".contains(*c)).collect::<String>();
            proptest::prop_assert_eq!(special(&a), special(&b), "{} {}", a, b);
        }
    }

    /// A character that is exchanged for another one shows, unless the two are writings of one.
    #[test]
    fn an_exchanged_character_shows(
        head in "[0-9a-z甲乙]{0,3}",
        c in proptest::char::any(),
        d in proptest::char::any(),
        tail in "[0-9a-z甲乙]{0,3}",
    ) {
        let text = |c: char| format!("{head}{c}{tail}");
        let silent = |c: char| c.is_whitespace() || is_invisible(c);
        if c != d && !(silent(c) && silent(d)) && fold(&text(c)).iter().map(|m| m.ch).eq(fold(&text(d)).iter().map(|m| m.ch)) {
            proptest::prop_assert!(
                silent(c) || silent(d) || reviewed(c).is_some() || reviewed(d).is_some(),
                "{} {}", text(c), text(d)
            );
        }
    }
}
