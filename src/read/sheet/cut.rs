//! A workbook stream ([MS-XLS]) that breaks off: the whole records before the break as
//! a stream that can be read. Sheets that lie behind it are empty there.

use crate::read::bytes::{u16_at, u32_at};

/// Names a sheet and where its records begin.
const BOUND_SHEET: u16 = 0x0085;
/// The first record of a sheet (its version and kind) and the last one.
const EMPTY: [u8; 12] = [0x09, 0x08, 4, 0, 0, 6, 0x10, 0, 0x0a, 0, 0, 0];

/// The stream up to its last whole record, and whether there is less of it so.
pub(super) fn whole(stream: &[u8]) -> (Vec<u8>, bool) {
    let mut at = 0;
    let mut sheets = Vec::new();
    while let (Some(kind), Some(size)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let next = at + 4 + usize::from(size);
        if next > stream.len() {
            break;
        }
        if kind == BOUND_SHEET && size >= 4 {
            sheets.push(at + 4);
        }
        at = next;
    }
    let mut whole = stream[..at].to_vec();
    let mut lost = false;
    let end = at as u32;
    for sheet in sheets {
        if u32_at(&whole, sheet).is_some_and(|start| start >= end) {
            whole[sheet..sheet + 4].copy_from_slice(&end.to_le_bytes());
            lost = true;
        }
    }
    whole.extend(EMPTY);
    (whole, lost || at < stream.len())
}

#[cfg(test)]
mod tests {
    use crate::problem::{Code, Problem, Warning};
    use crate::read::Options;
    use crate::read::{protected, sheet};

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &(body.len() as u16).to_le_bytes(), body].concat()
    }

    /// A workbook of two sheets: one cell in the first, 300 in the second.
    fn workbook() -> Vec<u8> {
        let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let end = record(0x000a, &[]);
        let sheet = |rows: std::ops::Range<u16>| {
            let cell = |row: u16| {
                let text = format!("r{row:05}");
                let place = [row.to_le_bytes(), [0, 0], [0, 0], [text.len() as u8, 0]].concat();
                record(0x0204, &[&place, &[0u8][..], text.as_bytes()].concat())
            };
            [begin(0x10), rows.flat_map(cell).collect(), end.clone()].concat()
        };
        let sheets = [sheet(900..901), sheet(0..300)];
        let name = |start: usize, name: u8| {
            let start = (start as u32).to_le_bytes();
            record(super::BOUND_SHEET, &[&start[..], &[0, 0, 1, 0, name]].concat())
        };
        let names = begin(5).len() + 2 * name(0, b'A').len() + end.len();
        let globals =
            [begin(5), name(names, b'A'), name(names + sheets[0].len(), b'B'), end.clone()];
        [globals.concat(), sheets.concat()].concat()
    }

    /// What is read of a container of that stream without its last bytes.
    fn text(stream: &[u8], without: usize) -> Result<(String, Vec<Warning>), Problem> {
        let bytes = protected::container(&[("Workbook".into(), stream.to_vec())]).unwrap();
        let document = sheet::read(&bytes[..bytes.len() - without], &Options::default())?;
        let tables = document.tables().map(|(_, table)| table.text().content);
        Ok((tables.collect::<Vec<_>>().join("\n"), document.warnings))
    }

    #[test]
    fn a_workbook_that_breaks_off_gives_what_stands_before_the_break() {
        let stream = workbook();
        let (whole, warnings) = text(&stream, 0).unwrap();
        assert!(whole.ends_with("r00299") && warnings.is_empty(), "{warnings:?}");
        let in_stream = text(&stream[..stream.len() - 1000], 0);
        for found in [in_stream, text(&stream, 1000), text(&stream, 2001), text(&stream, 6000)] {
            let (found, warnings) = found.unwrap();
            assert!(whole.starts_with(&found) && found.starts_with("r00900"), "{found}");
            assert!(found.len() < whole.len());
            assert_eq!(warnings.len(), 1, "{warnings:?}");
            assert!(warnings[0].is_loss());
        }
    }

    #[test]
    fn a_workbook_without_any_sheet_left_is_damaged_not_empty() {
        let stream = workbook();
        for kept in [30, 40, 50] {
            assert_eq!(text(&stream[..kept], 0).unwrap_err().code, Code::Damaged, "{kept}");
        }
    }
}
