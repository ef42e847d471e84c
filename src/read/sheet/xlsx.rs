//! OOXML sheets (ECMA-376 part 1, §18), streamed part by part.

use super::{Budget, Sheet, Workbook};
use super::{drawing, number};
use crate::problem::{Problem, Warning, WarningCode};
use crate::read::package::Package;
use crate::read::xml::{self, attr};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::HashMap;

/// Reads a package.
pub(super) fn read(package: &Package<'_>, budget: &mut Budget) -> Result<Workbook, Problem> {
    let main = ["xl/workbook.xml", "workbook.xml"].into_iter().find(|name| package.has(name));
    let Some(main) = main else {
        return Err(Problem::damaged("压缩包里没有工作簿（xl/workbook.xml）"));
    };
    let folder = main.strip_suffix("workbook.xml").unwrap_or_default();
    let mut book = Workbook::default();
    let strings = strings(&part(package, &format!("{folder}sharedStrings.xml"))?, budget);
    let formats = formats(&part(package, &format!("{folder}styles.xml"))?);
    let targets = targets(&part(package, &format!("{folder}_rels/workbook.xml.rels"))?, folder);
    let workbook = part(package, main)?;
    let text = xml::decode(&workbook);
    let mut reader = xml::reader(&text);
    let mut listed = Vec::new();
    let mut epoch_1904 = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "sheet" => {
                let hidden = attr(&e, "state").is_some_and(|state| state.contains("idden"));
                let name = attr(&e, "name").unwrap_or_default().into_owned();
                // `r:id`; `sheetId` has another local name.
                listed.push((name, attr(&e, "id").unwrap_or_default().into_owned(), hidden));
            }
            Event::Start(e) if e.local_name().as_ref() == "workbookPr" => {
                epoch_1904 = matches!(attr(&e, "date1904").as_deref(), Some("1" | "true"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    for (name, id, hidden) in listed {
        let Some(target) = targets.get(&id) else { continue };
        if !package.has(target) {
            let message = format!("工作表“{name}”的内容缺失");
            book.warnings.push(Warning::new(WarningCode::PartMissing, message));
            continue;
        }
        let bytes = match part(package, target) {
            Ok(bytes) => bytes,
            Err(problem) => {
                let message = format!("工作表“{name}”未读出：{}", problem.message);
                book.warnings.push(Warning::new(WarningCode::SheetUnread, message));
                continue;
            }
        };
        let mut sheet = Sheet { name, hidden, ..Sheet::default() };
        let style = Style { strings: &strings, formats: &formats, epoch_1904 };
        style.sheet(&bytes, &mut sheet, budget);
        sheet.boxes = drawing::boxes(package, target, budget, &mut book.warnings);
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// A part's bytes; none when it is not there.
fn part(package: &Package<'_>, name: &str) -> Result<Vec<u8>, Problem> {
    package.read(name).map_or(Ok(Vec::new()), |read| read.map(|part| part.bytes))
}

fn targets(rels: &[u8], folder: &str) -> HashMap<String, String> {
    let text = xml::decode(rels);
    let mut reader = xml::reader(&text);
    let mut found = HashMap::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let (Some(id), Some(target)) = (attr(&e, "Id"), attr(&e, "Target")) else {
                    continue;
                };
                let target = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("{folder}{}", target.trim_start_matches("./")),
                };
                found.insert(id.into_owned(), target);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// Shared strings; readings over characters (`rPh`) are no text.
fn strings(bytes: &[u8], budget: &mut Budget) -> Vec<String> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut found: Vec<String> = Vec::new();
    let mut length = 0;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                let item = item(&mut reader, "si");
                length += item.len();
                if length > budget.characters {
                    budget.spent = true;
                    break;
                }
                found.push(item);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// The text of a string item, up to its end.
fn item(reader: &mut Reader<&[u8]>, end: &str) -> String {
    let mut text = String::new();
    let mut in_text = false;
    let mut aside = 0usize;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => in_text = aside == 0,
                "rPh" => aside += 1,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => aside = aside.saturating_sub(1),
                name if name == end => break,
                _ => {}
            },
            Event::Text(t) if in_text => text += &t.xml10_content(),
            Event::CData(t) if in_text => text += &t.xml10_content(),
            Event::GeneralRef(r) if in_text => text.extend(xml::resolve(&r)),
            Event::Eof => break,
            _ => {}
        }
    }
    text
}

/// Number formats by the index of a cell's style.
fn formats(bytes: &[u8]) -> Vec<String> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut own: HashMap<u32, String> = HashMap::new();
    let mut found = Vec::new();
    let mut in_cells = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    let id = attr(&e, "numFmtId").and_then(|id| id.parse().ok());
                    own.extend(id.zip(attr(&e, "formatCode").map(String::from)));
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id = attr(&e, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    let format = own.get(&id).cloned();
                    found.push(format.unwrap_or_else(|| number::built_in(id).to_owned()));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => in_cells = false,
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// What cells refer to.
struct Style<'a> {
    strings: &'a [String],
    formats: &'a [String],
    epoch_1904: bool,
}

impl Style<'_> {
    fn sheet(&self, bytes: &[u8], sheet: &mut Sheet, budget: &mut Budget) {
        let text = xml::decode(bytes);
        let mut reader = xml::reader(&text);
        let (mut row, mut col) = (0u32, 0u32);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "row" => {
                        let given = attr(&e, "r").and_then(|r| r.parse::<u32>().ok());
                        row = given.map_or(row + 1, |r| r);
                        col = 0;
                    }
                    "c" => {
                        let at = attr(&e, "r").and_then(|r| position(&r));
                        let (r, c) = at.unwrap_or((row.saturating_sub(1), col));
                        col = c + 1;
                        let kind = attr(&e, "t").unwrap_or_default().into_owned();
                        let style = attr(&e, "s").and_then(|s| s.parse::<usize>().ok());
                        let shown = self.cell(&mut reader, &kind, style.unwrap_or(0));
                        if shown.trim().is_empty() {
                            continue;
                        }
                        if !budget.take(shown.len()) {
                            return;
                        }
                        sheet.cells.insert((r, c), shown);
                    }
                    "mergeCell" if sheet.merged.len() < budget.cells => {
                        let region = attr(&e, "ref").unwrap_or_default().into_owned();
                        let (first, last) = region.split_once(':').unwrap_or((&region, &region));
                        if let (Some(first), Some(last)) = (position(first), position(last)) {
                            sheet.merged.push([first.0, first.1, last.0, last.1]);
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
    }

    /// What a cell shows; the stored result of a formula.
    fn cell(&self, reader: &mut Reader<&[u8]>, kind: &str, style: usize) -> String {
        let mut value = String::new();
        let mut in_value = false;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => in_value = true,
                    "is" => value = item(reader, "is"),
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "v" => in_value = false,
                    "c" => break,
                    _ => {}
                },
                Event::Text(t) if in_value => value += &t.xml10_content(),
                Event::GeneralRef(r) if in_value => value.extend(xml::resolve(&r)),
                Event::Eof => break,
                _ => {}
            }
        }
        match kind {
            "s" => {
                let index = value.trim().parse::<usize>().ok();
                index.and_then(|i| self.strings.get(i)).cloned().unwrap_or_default()
            }
            "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
            "str" | "inlineStr" | "e" => value,
            "d" => value.trim_end_matches("T00:00:00").to_owned(),
            _ => match value.trim().parse::<f64>() {
                Ok(number) => {
                    let format = self.formats.get(style).map_or("General", String::as_str);
                    number::show(number, format, self.epoch_1904)
                }
                Err(_) => value,
            },
        }
    }
}

/// Row and column from 0 of `B12`.
fn position(name: &str) -> Option<(u32, u32)> {
    let name = name.trim().replace('$', "");
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    let row: u32 = digits.parse().ok()?;
    let mut col = 0u32;
    for letter in letters.bytes() {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() {
            return None;
        }
        col = col.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?;
    }
    (row > 0 && col > 0 && col <= 1 << 14 && row <= 1 << 20).then(|| (row - 1, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_zero() {
        assert_eq!(position("A1"), Some((0, 0)));
        assert_eq!(position("$AB$12"), Some((11, 27)));
        assert_eq!(position("12"), None);
        assert_eq!(position("ZZZZZZZ1"), None);
    }
}
