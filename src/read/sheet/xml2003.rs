//! Excel 2003 XML sheets (SpreadsheetML), which many systems export under the
//! name of `.xls`: values with the number formats of their styles.

use super::number;
use super::{Budget, Sheet, Workbook};
use crate::problem::{Warning, WarningCode};
use crate::read::xml::{self, attr};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// Rows and columns of a sheet, as many as Excel has today.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// Whether the bytes are such a workbook.
pub(super) fn is_such(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"PK") && !bytes.starts_with(b"\xD0\xCF") && {
        let head = xml::decode(&bytes[..bytes.len().min(4096)]);
        head.contains("urn:schemas-microsoft-com:office:spreadsheet")
    }
}

/// An open cell.
#[derive(Default)]
struct Open {
    at: (u32, u32),
    merged: (u32, u32),
    style: String,
    kind: String,
    text: String,
}

/// Reads the bytes of one file.
pub(super) fn read(bytes: &[u8], budget: &mut Budget) -> Workbook {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut book = Workbook::default();
    let mut formats: HashMap<String, String> = HashMap::new();
    let mut style = String::new();
    let (mut row, mut col, mut row_style) = (0u32, 0u32, String::new());
    let mut cell: Option<Open> = None;
    let mut in_data = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) => match e.local_name().as_ref() {
                "Style" => style = text_of(&e, "ID"),
                "NumberFormat" => {
                    formats.insert(style.clone(), text_of(&e, "Format"));
                }
                "Worksheet" => {
                    book.sheets.push(Sheet { name: text_of(&e, "Name"), ..Sheet::default() });
                    (row, col) = (0, 0);
                }
                "Visible" if cell.is_none() => {
                    let shown = reader.read_text(e.name());
                    if let (Ok(shown), Some(sheet)) = (shown, book.sheets.last_mut()) {
                        sheet.hidden |= shown.xml10_content().contains("Hidden");
                    }
                }
                "Row" => {
                    row = index(&e).unwrap_or(row).min(ROWS);
                    row_style = text_of(&e, "StyleID");
                    col = 0;
                }
                "Cell" => {
                    col = index(&e).unwrap_or_else(|| beside_merged(&book, row, col)).min(COLUMNS);
                    let style = attr(&e, "StyleID");
                    cell = Some(Open {
                        at: (row, col),
                        merged: (number_of(&e, "MergeDown"), number_of(&e, "MergeAcross")),
                        style: style.map_or_else(|| row_style.clone(), |s| s.into_owned()),
                        ..Open::default()
                    });
                }
                "Data" => {
                    in_data = true;
                    if let Some(cell) = &mut cell {
                        cell.kind = text_of(&e, "Type");
                    }
                }
                "Comment" => {
                    let _ = reader.read_to_end(e.name());
                }
                _ => {}
            },
            Ok(Event::Text(t)) if in_data => {
                if let Some(cell) = &mut cell {
                    cell.text += &t.xml10_content();
                }
            }
            Ok(Event::GeneralRef(r)) if in_data => {
                if let Some(cell) = &mut cell {
                    cell.text.extend(xml::resolve(&r));
                }
            }
            Ok(Event::End(e)) => match e.local_name().as_ref() {
                "Data" => in_data = false,
                "Row" => row = (row + 1).min(ROWS),
                "Cell" => {
                    let (Some(open), Some(sheet)) = (cell.take(), book.sheets.last_mut()) else {
                        continue;
                    };
                    col = (col + 1 + open.merged.1).min(COLUMNS);
                    if !open.put(sheet, &formats, budget) {
                        return book;
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                book.warnings.push(Warning::new(WarningCode::Damaged, "文件不完整，其余未读"));
                break;
            }
        }
    }
    book
}

impl Open {
    /// Puts the cell down; false when the budget is spent.
    fn put(
        self,
        sheet: &mut Sheet,
        formats: &HashMap<String, String>,
        budget: &mut Budget,
    ) -> bool {
        let format = formats.get(&self.style).map_or("", String::as_str);
        let shown = shown(&self.kind, &self.text, format);
        if shown.trim().is_empty() {
            return true;
        }
        if !budget.take(shown.len()) {
            return false;
        }
        let (row, col) = self.at;
        sheet.cells.insert(self.at, shown);
        if self.merged != (0, 0) {
            let last = (row + self.merged.0, col + self.merged.1);
            sheet.merged.push([row, col, last.0, last.1]);
        }
        true
    }
}

/// The next column that no cell of a row above reaches down into.
fn beside_merged(book: &Workbook, row: u32, mut col: u32) -> u32 {
    /// Merged regions looked at; those of one header are few.
    const LOOK: usize = 256;
    let merged = book.sheets.last().map_or(&[][..], |sheet| sheet.merged.as_slice());
    let near = &merged[merged.len().saturating_sub(LOOK)..];
    while let Some(over) =
        near.iter().find(|m| m[0] < row && row <= m[2] && m[1] <= col && col <= m[3])
    {
        col = over[3] + 1;
    }
    col
}

/// A value as the sheet shows it.
fn shown(kind: &str, text: &str, format: &str) -> String {
    let value = match kind {
        "Number" => text.trim().parse().ok(),
        "DateTime" => serial(text.trim()),
        "Boolean" => return if text.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
        _ => None,
    };
    let Some(value) = value else { return text.to_owned() };
    let format = match format {
        "" | "General" | "General Number" if kind == "DateTime" => "yyyy-m-d",
        "" | "General" | "General Number" => return number::general(value),
        "Short Date" | "Medium Date" | "Long Date" => "yyyy-m-d",
        "General Date" => "yyyy-m-d h:mm",
        "Short Time" | "Medium Time" | "Long Time" => "h:mm:ss",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        own => own,
    };
    number::show(value, format, false).text
}

/// The day count of Excel for a moment in ISO 8601.
fn serial(moment: &str) -> Option<f64> {
    let (date, time) = moment.split_once('T').unwrap_or((moment, ""));
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days from the civil calendar, the year beginning in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    let mut clock = time.split(':').map(|part| part.parse::<f64>().unwrap_or(0.0));
    let (h, min, s) = (clock.next(), clock.next(), clock.next());
    let seconds = h.unwrap_or(0.0) * 3600.0 + min.unwrap_or(0.0) * 60.0 + s.unwrap_or(0.0);
    // 30 December 1899 is day 0.
    Some((days - 693_899) as f64 + seconds / 86_400.0)
}

fn text_of(element: &BytesStart<'_>, name: &str) -> String {
    attr(element, name).unwrap_or_default().into_owned()
}

fn number_of(element: &BytesStart<'_>, name: &str) -> u32 {
    attr(element, name).and_then(|v| v.parse().ok()).unwrap_or(0).min(COLUMNS)
}

/// The place that an element names, counted from 0.
fn index(element: &BytesStart<'_>) -> Option<u32> {
    attr(element, "Index")?.parse::<u32>().ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use crate::intake::from_bytes;
    use crate::read::Options;
    use std::path::Path;

    #[test]
    fn values_spans_and_gaps_are_those_of_the_sheet() {
        let xml = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="d"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style>
<Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>
<Worksheet ss:Name="推荐汇总表"><Table>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">序号</Data></Cell><Cell ss:MergeAcross="1"><Data ss:Type="String">汇总</Data></Cell><Cell><Data ss:Type="String">备注</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">日期</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="Number">1</Data></Cell><Cell ss:StyleID="d"><Data ss:Type="DateTime">2008-05-16T00:00:00.000</Data></Cell>
<Cell ss:Index="4" ss:StyleID="p"><Data ss:Type="Number">0.0355</Data></Cell></Row></Table></Worksheet></Workbook>"#;
        let file = from_bytes(Path::new("a.xls"), xml.as_bytes().to_vec()).unwrap();
        let document = crate::read::read(&file, &Options::default()).unwrap().unmended();
        assert!(document.warnings.is_empty(), "{:?}", document.warnings);
        let (_, table) = document.tables().next().unwrap();
        assert_eq!(table.text().content, "序号\t汇总\t备注\n日期\t\t\n1\t2008-05\t\t3.55%");
        assert_eq!((table.cells[0].row_span, table.cells[1].col_span), (2, 2));
    }
}
