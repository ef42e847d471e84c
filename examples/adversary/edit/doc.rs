//! Binary Word files: characters are exchanged where they stand, one for one.

use super::{Edited, edited};
use crate::dice::Dice;
use crate::text::{Change, is_han};

/// Stretches of text in two bytes a character.
fn stretches(bytes: &[u8]) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let (mut start, mut text) = (0, String::new());
    for (n, pair) in bytes.chunks_exact(2).enumerate() {
        let c = char::from_u32(u32::from(u16::from_le_bytes([pair[0], pair[1]])));
        let fits =
            |c: &char| is_han(*c) || c.is_ascii_graphic() || "，。；、：（）□√％ ".contains(*c);
        if let Some(c) = c.filter(fits) {
            if text.is_empty() {
                start = 2 * n;
            }
            text.push(c);
        } else {
            if is_text(&text) {
                out.push((start, std::mem::take(&mut text)));
            }
            text.clear();
        }
    }
    out
}

/// Chinese by chance is short, and of characters that nobody uses: those of a text stand among
/// the 3,755 commonest.
fn is_text(stretch: &str) -> bool {
    let common = |c: char| {
        let mut buffer = [0; 4];
        let code = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer)).0.into_owned();
        matches!(code[..], [0xb0..=0xd7, 0xa1..=0xff])
    };
    let han: Vec<char> = stretch.chars().filter(|c| is_han(*c)).collect();
    han.len() > 1 && han.iter().all(|c| common(*c))
}

/// One text changed, if it keeps its length.
pub fn rewritten(bytes: &[u8], dice: &mut Dice, change: Change) -> Option<Edited> {
    let all = stretches(bytes);
    for _ in 0..60 {
        let (at, old) = dice.one(&all)?;
        let Some(new) = change(old, dice).filter(|new| new != old) else { continue };
        let units: Vec<u8> = new.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if units.len() == 2 * old.chars().count() {
            let mut out = bytes.to_vec();
            out[*at..*at + units.len()].copy_from_slice(&units);
            return edited(Some(out), format!("{old} > {new}"));
        }
    }
    None
}
