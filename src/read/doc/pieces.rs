//! The piece table ([MS-DOC] 2.8.35): the file's characters in reading order,
//! each with the offset that its properties are filed under.

use super::fib::{items, positions};
use crate::read::bytes::{part, u16_at, u32_at, usize_at};

/// All stories' characters.
#[derive(Debug, Default)]
pub(super) struct Characters {
    /// UTF-16 units.
    pub units: Vec<u16>,
    /// Their offsets in the `WordDocument` stream.
    pub offsets: Vec<u32>,
    /// The table was cut by a limit.
    pub cut: bool,
}

/// Puts the pieces together, `most` characters at most.
pub(super) fn characters(word: &[u8], clx: &[u8], most: usize) -> Characters {
    let mut all = Characters::default();
    let table = piece_table(clx);
    let ends = positions(table, 8);
    for (pair, piece) in ends.windows(2).zip(items(table, 8)) {
        let count = pair[1].saturating_sub(pair[0]) as usize;
        let Some(field) = u32_at(piece, 2) else { break };
        let compressed = field & 0x4000_0000 != 0;
        let offset = (field & 0x3fff_ffff) as usize;
        let (start, width) = if compressed { (offset / 2, 1) } else { (offset, 2) };
        let count = count.min(word.len().saturating_sub(start) / width);
        if all.units.len() + count > most {
            all.cut = true;
            break;
        }
        let bytes = part(word, start, count * width);
        all.offsets.extend((0..count).map(|i| (start + i * width) as u32));
        if compressed {
            all.units.extend(bytes.iter().map(|byte| western(*byte)));
        } else {
            all.units.extend(bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])));
        }
    }
    all
}

/// The PLC of pieces behind the property lists in a CLX.
fn piece_table(clx: &[u8]) -> &[u8] {
    let mut at = 0;
    loop {
        match clx.get(at) {
            Some(1) => at += 3 + usize::from(u16_at(clx, at + 1).unwrap_or(u16::MAX)),
            Some(2) => return part(clx, at + 5, usize_at(clx, at + 1).unwrap_or(0)),
            _ => return &[],
        }
    }
}

/// One-byte pieces are Windows-1252.
fn western(byte: u8) -> u16 {
    match byte {
        0x80..=0x9f => {
            let byte_in = [byte];
            let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&byte_in);
            text.encode_utf16().next().unwrap_or(u16::from(byte))
        }
        _ => u16::from(byte),
    }
}
