//! Text boxes on the sheets of a BIFF 8 workbook: an object, the place of its
//! upper edge, and the records of text that follow it ([MS-XLS] 2.4.181, 2.4.329).

use super::drawing::TextBox;
use crate::read::bytes::u16_at;

/// Records that this needs.
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
const OBJ: u16 = 0x005d;
const DRAWING: u16 = 0x00ec;
const TXO: u16 = 0x01b6;
/// The object that a note to a cell is written in: no part of the sheet as printed.
const NOTE: u16 = 0x19;
/// A cell anchor in the drawing: version and instance, kind, length.
const ANCHOR: [u8; 8] = [0, 0, 0x10, 0xf0, 18, 0, 0, 0];

/// The text boxes of every sheet, in the order of the sheets.
pub(super) fn boxes(records: &[u8]) -> Vec<Vec<TextBox>> {
    let mut sheets = Vec::new();
    let mut sheet: Option<Vec<TextBox>> = None;
    let (mut depth, mut row, mut kind) = (0u32, 0u32, 0u16);
    // Characters that are still to come, and those that came.
    let (mut left, mut units): (usize, Vec<u16>) = (0, Vec::new());
    let mut at = 0;
    while let (Some(record), Some(size)) = (u16_at(records, at), u16_at(records, at + 2)) {
        let end = (at + 4 + usize::from(size)).min(records.len());
        let body = records.get(at + 4..end).unwrap_or_default();
        at += 4 + usize::from(size);
        match record {
            BOF => {
                if depth == 0 && u16_at(body, 2).is_some_and(|kind| kind != 5) {
                    sheet = Some(Vec::new());
                }
                depth += 1;
            }
            EOF => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    sheets.extend(sheet.take());
                }
            }
            DRAWING => {
                let anchor = memchr::memmem::rfind(body, &ANCHOR);
                row = anchor.and_then(|at| u16_at(body, at + 14)).map_or(row, u32::from);
            }
            OBJ => kind = u16_at(body, 4).unwrap_or_default(),
            TXO => left = usize::from(u16_at(body, 10).unwrap_or_default()),
            CONTINUE if left > 0 => {
                let wide = body.first().is_some_and(|flag| flag & 1 == 1);
                let rest = body.get(1..).unwrap_or_default();
                let before = units.len();
                if wide {
                    let pairs = rest.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
                    units.extend(pairs.take(left));
                } else {
                    units.extend(rest.iter().take(left).map(|byte| u16::from(*byte)));
                }
                left -= units.len() - before;
                if left == 0 {
                    let text = String::from_utf16_lossy(&std::mem::take(&mut units));
                    let text = text.replace('\r', "\n").trim().to_owned();
                    if let (Some(sheet), false, true) = (&mut sheet, text.is_empty(), kind != NOTE)
                    {
                        sheet.push(TextBox { row, text });
                    }
                }
            }
            _ => {}
        }
    }
    sheets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_boxes_are_read_and_notes_to_cells_are_not() {
        let mut records = Vec::new();
        let mut put = |kind: u16, body: &[u8]| {
            records.extend_from_slice(&kind.to_le_bytes());
            records.extend_from_slice(&(body.len() as u16).to_le_bytes());
            records.extend_from_slice(body);
        };
        put(BOF, &[0, 6, 0x10, 0]);
        for (object, text) in [(6u8, "填表说明"), (NOTE as u8, "批注")] {
            let mut anchor = ANCHOR.to_vec();
            anchor.extend_from_slice(&[0, 0, 1, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0]);
            put(DRAWING, &anchor);
            put(OBJ, &[0x15, 0, 0x12, 0, object, 0, 1, 0]);
            let mut head = [0u8; 18];
            head[10] = text.chars().count() as u8;
            put(TXO, &head);
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            // The text may go on in a second record.
            put(CONTINUE, &[&[1], &units[..2]].concat());
            put(CONTINUE, &[&[1], &units[2..]].concat());
            put(CONTINUE, &[0; 16]);
        }
        put(EOF, &[]);
        let shape = TextBox { row: 7, text: "填表说明".into() };
        assert_eq!(boxes(&records), [vec![shape]]);
    }
}
