//! Values parted by commas or tabs (RFC 4180), in any encoding: what systems export and
//! spreadsheets open as one sheet.

use super::{Budget, Sheet, table};
use crate::document::{Block, Document};
use crate::intake::encoding;
use crate::problem::{Problem, Warning, WarningCode};
use crate::read::Options;

/// Whether a file of that extension is one of values in columns.
pub fn is_such(extension: &str) -> bool {
    matches!(extension, "csv" | "tsv" | "tab")
}

/// Reads the bytes of one file; what has no columns is read as plain text.
///
/// # Errors
///
/// Those of a plain text.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    if encoding::is_binary(bytes) || bytes.len() > options.limits.characters.saturating_mul(4) {
        return crate::read::text::read(bytes, options);
    }
    let decoded = encoding::decode(bytes, None);
    let text = decoded.text.as_str();
    // Excel takes the sign from a first line of its own.
    let (by, text) = match text.strip_prefix("sep=") {
        Some(rest) => {
            let by = rest.chars().next().unwrap_or(',');
            (by, rest.split_once('\n').map_or("", |(_, rest)| rest))
        }
        None => (separator(text), text),
    };
    let mut budget = Budget::of(&options.limits);
    let mut sheet = Sheet::default();
    let mut widest = 0;
    for (row, col, value) in values(text, by) {
        widest = widest.max(col);
        if value.trim().is_empty() {
            continue;
        }
        if !budget.take(value.len()) {
            break;
        }
        sheet.cells.insert((row, col), value);
    }
    if widest == 0 || sheet.cells.is_empty() {
        return crate::read::text::read(bytes, options);
    }
    let mut document = Document::default();
    if budget.spent {
        document.warnings.push(Warning::new(WarningCode::LimitExceeded, "单元格过多，其余未读"));
    }
    if decoded.errors > 0 {
        document.warnings.push(Warning::new(
            WarningCode::EncodingFaults,
            format!("按 {} 解码时有 {} 处无法识别的字节", decoded.encoding, decoded.errors),
        ));
    }
    let mut blanks = options.limits.cells / super::BLANK_PART;
    let table = table(sheet, &mut blanks, &mut document.warnings);
    document.blocks.push(Block::Table(table));
    Ok(document)
}

/// The sign that parts the first line into most pieces.
fn separator(text: &str) -> char {
    let first = text.lines().next().unwrap_or_default();
    [',', '\t', ';', '，']
        .into_iter()
        .rev()
        .max_by_key(|by| {
            let mut quoted = false;
            first
                .chars()
                .filter(|c| {
                    quoted ^= *c == '"';
                    !quoted && c == by
                })
                .count()
        })
        .unwrap_or(',')
}

/// Row, column and value, one after the other.
fn values(text: &str, by: char) -> impl Iterator<Item = (u32, u32, String)> + '_ {
    let mut chars = text.chars().peekable();
    let (mut row, mut col) = (0u32, 0u32);
    std::iter::from_fn(move || {
        chars.peek()?;
        let mut value = String::new();
        let mut quoted = false;
        let at = (row, col);
        loop {
            match chars.next() {
                Some('"') if quoted => {
                    if chars.peek() == Some(&'"') {
                        chars.next();
                        value.push('"');
                    } else {
                        quoted = false;
                    }
                }
                Some('"') if value.is_empty() => quoted = true,
                Some('\n') if !quoted => {
                    (row, col) = (row.saturating_add(1), 0);
                    break;
                }
                Some('\r') if !quoted && matches!(chars.peek(), Some('\n') | None) => {}
                Some(c) if c == by && !quoted => {
                    col = col.saturating_add(1);
                    break;
                }
                Some(c) => value.push(c),
                None => break,
            }
        }
        // Excel keeps digits as text behind `=`.
        let exact = value.strip_prefix("=\"").and_then(|v| v.strip_suffix('"'));
        let value = exact.map(str::to_owned).unwrap_or(value);
        Some((at.0, at.1, value.trim_end_matches('\r').to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_table(text: &str) -> String {
        let document = read(text.as_bytes(), &Options::default()).unwrap();
        document.tables().map(|(_, table)| table.text().content).collect()
    }

    #[test]
    fn quotes_hold_commas_and_line_breaks() {
        let text =
            "序号,单位,备注\r\n1,\"甲公司,乙分厂\",\"第一行\r\n第二行\"\r\n2,丙\"\"公司,\r\n";
        assert_eq!(
            read_table(text),
            "序号\t单位\t备注\n1\t甲公司,乙分厂\t第一行\n第二行\n2\t丙\"\"公司\t"
        );
        assert_eq!(read_table("a\tb\n1\t2"), "a\tb\n1\t2");
    }

    #[test]
    fn text_without_columns_stays_text() {
        let document =
            read("各单位：\n现将有关事项通知如下。".as_bytes(), &Options::default()).unwrap();
        assert_eq!(document.tables().count(), 0);
    }
}
