//! Changes made inside of the files of a format, as a forger or an odd program would make
//! them. Each knows its format alone; where a word is hidden, the other side shows it.

pub mod doc;
pub mod docx;
pub mod html;
pub mod ofd;
pub mod pdf;
pub mod record;
pub mod rtf;

use super::dice::Dice;
use super::text::{Change, is_han};
use super::write::Format;

/// A file with a change, and what was changed. The place in words is what the report
/// should name.
pub struct Edited {
    pub bytes: Vec<u8>,
    pub what: String,
}

pub type Edit = fn(&[u8], &mut Dice) -> Option<Edited>;

/// Two files of which neither is the one given (both carry a place of the same shape).
pub type Twice = fn(&[u8], &mut Dice) -> Option<(Vec<u8>, Edited)>;

pub fn edited(bytes: Option<Vec<u8>>, what: impl Into<String>) -> Option<Edited> {
    Some(Edited { bytes: bytes?, what: what.into() })
}

/// All single edits of files, by format.
pub fn all() -> Vec<(Format, &'static str, Edit)> {
    let mut out = Vec::new();
    for (format, kinds) in [
        (Format::Docx, docx::KINDS),
        (Format::Html, html::KINDS),
        (Format::Rtf, rtf::KINDS),
        (Format::Ofd, ofd::KINDS),
        (Format::Pdf, pdf::KINDS),
    ] {
        out.extend(kinds.iter().map(|(name, edit)| (format, *name, *edit)));
    }
    out
}

/// All pairs of edits of one file.
pub fn twice() -> Vec<(Format, &'static str, Twice)> {
    let mut out: Vec<(Format, &'static str, Twice)> = Vec::new();
    out.extend(docx::TWICE.iter().map(|(name, edit)| (Format::Docx, *name, *edit)));
    out.extend(html::TWICE.iter().map(|(name, edit)| (Format::Html, *name, *edit)));
    out
}

/// A word of a text that weighs: a number with its unit's first character, a negation, or a
/// few characters of Chinese. Its range in bytes.
pub fn weighty(text: &str, dice: &mut Dice) -> Option<std::ops::Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let fits: Vec<usize> =
        (0..chars.len()).filter(|i| is_han(chars[*i].1) || chars[*i].1.is_ascii_digit()).collect();
    let first = *dice.one(&fits)?;
    if chars[first].1.is_ascii_digit() {
        let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let start = (0..=first).rev().take_while(|i| number(chars[*i].1)).last()?;
        let end = (first..chars.len()).take_while(|i| number(chars[*i].1)).last()?;
        return Some(chars[start].0..chars[end].0 + chars[end].1.len_utf8());
    }
    let last =
        (first..chars.len()).take(1 + dice.below(3)).take_while(|i| is_han(chars[*i].1)).last()?;
    Some(chars[first].0..chars[last].0 + chars[last].1.len_utf8())
}

/// One text of a file changed, as an author changes it.
pub fn rewritten(format: Format, bytes: &[u8], dice: &mut Dice, change: Change) -> Option<Edited> {
    match format {
        Format::Docx => docx::rewritten(bytes, dice, change),
        Format::Html => html::rewritten(bytes, dice, change),
        Format::Ofd => ofd::rewritten(bytes, dice, change),
        Format::Doc => doc::rewritten(bytes, dice, change),
        _ => None,
    }
}
