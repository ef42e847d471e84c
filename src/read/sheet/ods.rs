//! OpenDocument sheets (ISO/IEC 26300): each cell carries its own text as shown.

use super::{Budget, Sheet, Workbook};
use crate::problem::{Code, Problem};
use crate::read::package::Package;
use crate::read::xml::{self, attr};
use quick_xml::events::{BytesStart, Event};

/// A cell with text repeated more often than this is a trick.
const MAX_REPEAT: u32 = 4096;

/// Reads a package.
pub(super) fn read(package: &Package<'_>, budget: &mut Budget) -> Result<Workbook, Problem> {
    let manifest = package.read("META-INF/manifest.xml").and_then(Result::ok);
    let encrypted = manifest
        .is_some_and(|part| memchr::memmem::find(&part.bytes, b"encryption-data").is_some());
    if encrypted {
        return Err(Problem::new(Code::Encrypted, "表格已加密，无法读取", "请用原软件去掉密码"));
    }
    let content = match package.read("content.xml") {
        Some(part) => part?.bytes,
        None => return Err(Problem::damaged("没有 content.xml")),
    };
    let text = xml::decode(&content);
    let mut reader = xml::reader(&text);
    let mut book = Workbook::default();
    let (mut row, mut col, mut rows) = (0u32, 0u32, 1u32);
    let mut cell: Option<Open> = None;
    let mut in_text = 0usize;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "table" => {
                    let name = attr(&e, "name").unwrap_or_default().into_owned();
                    book.sheets.push(Sheet { name, ..Sheet::default() });
                    row = 0;
                }
                "table-row" => {
                    rows = count(&e, "number-rows-repeated");
                    col = 0;
                }
                "table-cell" | "covered-table-cell" => {
                    cell = Some(Open {
                        text: String::new(),
                        columns: count(&e, "number-columns-repeated"),
                        span: [
                            count(&e, "number-rows-spanned"),
                            count(&e, "number-columns-spanned"),
                        ],
                        covered: e.local_name().as_ref() == "covered-table-cell",
                    });
                }
                "annotation" => {
                    let _ = reader.read_to_end(e.name());
                }
                "p" => {
                    in_text += 1;
                    if let Some(cell) = cell.as_mut().filter(|cell| !cell.text.is_empty()) {
                        cell.text.push('\n');
                    }
                }
                "s" if in_text > 0 => {
                    if let Some(cell) = &mut cell {
                        let spaces = count(&e, "c").min(MAX_REPEAT);
                        cell.text.extend(std::iter::repeat_n(' ', spaces as usize));
                    }
                }
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "p" => in_text = in_text.saturating_sub(1),
                "table-row" => row = row.saturating_add(rows),
                "table-cell" | "covered-table-cell" => {
                    let (Some(cell), Some(sheet)) = (cell.take(), book.sheets.last_mut()) else {
                        continue;
                    };
                    let columns = cell.columns;
                    if !cell.put(sheet, (row, col), rows, budget) {
                        return Ok(book);
                    }
                    col = col.saturating_add(columns);
                }
                _ => {}
            },
            Event::Text(t) if in_text > 0 => {
                if let Some(cell) = &mut cell {
                    cell.text += &t.xml10_content();
                }
            }
            Event::GeneralRef(r) if in_text > 0 => {
                if let Some(cell) = &mut cell {
                    cell.text.extend(xml::resolve(&r));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(book)
}

struct Open {
    text: String,
    columns: u32,
    span: [u32; 2],
    covered: bool,
}

impl Open {
    /// Puts the cell down as often as it is repeated; false when the budget is spent.
    fn put(
        self,
        sheet: &mut Sheet,
        (row, col): (u32, u32),
        rows: u32,
        budget: &mut Budget,
    ) -> bool {
        if self.covered || self.text.trim().is_empty() {
            return true;
        }
        for r in 0..rows.min(MAX_REPEAT) {
            for c in 0..self.columns.min(MAX_REPEAT) {
                if !budget.take(self.text.len()) {
                    return false;
                }
                sheet.cells.insert((row + r, col + c), self.text.clone());
            }
        }
        if self.span != [1, 1] {
            let last = [row.saturating_add(self.span[0] - 1), col.saturating_add(self.span[1] - 1)];
            sheet.merged.push([row, col, last[0], last[1]]);
        }
        true
    }
}

/// A count in an attribute, at least one.
fn count(element: &BytesStart<'_>, name: &str) -> u32 {
    attr(element, name).and_then(|v| v.parse().ok()).unwrap_or(1).clamp(1, 1 << 20)
}
