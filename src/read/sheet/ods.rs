//! OpenDocument sheets (ISO/IEC 26300): each cell carries its own text as shown.

use super::marks::{Grid, Marks};
use super::styles::Paint;
use super::{Budget, Sheet, Workbook};
use crate::problem::{Code, Problem, WarningCode};
use crate::read::package::Package;
use crate::read::xml::{self, attr};
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, HashMap};

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
    let mut looks = Looks::default();
    if let Some(Ok(part)) = package.read("styles.xml") {
        looks.add(&part.bytes);
    }
    looks.add(&content);
    let (mut marks, mut struck) = (Marks::default(), Marks::default());
    let mut grid = Grid::default();
    let (mut columns, mut column) = (Vec::<(u32, u32, String)>::new(), 0u32);
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
                    if let Some(done) = book.sheets.last() {
                        std::mem::take(&mut grid).tell(done, &BTreeMap::new(), &mut marks);
                    }
                    let style = attr(&e, "style-name").unwrap_or_default();
                    let hidden = looks.hidden.contains_key(&*style);
                    book.sheets.push(Sheet { name, hidden, ..Sheet::default() });
                    (row, column) = (0, 0);
                    columns.clear();
                }
                "table-column" => {
                    let last = column.saturating_add(count(&e, "number-columns-repeated") - 1);
                    if is_hidden(&e) {
                        grid.hidden_cols.push((column, last));
                    }
                    if let Some(style) = attr(&e, "default-cell-style-name") {
                        columns.push((column, last, style.into_owned()));
                    }
                    column = last.saturating_add(1);
                }
                "table-row" => {
                    rows = count(&e, "number-rows-repeated");
                    col = 0;
                    if is_hidden(&e) {
                        grid.hidden_rows.push((row, row.saturating_add(rows - 1)));
                    }
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
                        style: attr(&e, "style-name").map(|s| s.into_owned()),
                        value: attr(&e, "value").and_then(|v| v.parse().ok()),
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
                    let repeated = cell.columns;
                    if !cell.covered && !cell.text.trim().is_empty() {
                        let usual = || columns.iter().find(|c| (c.0..=c.1).contains(&col));
                        let style = cell.style.as_deref();
                        let style = style.or_else(|| usual().map(|c| c.2.as_str()));
                        let paint = style.and_then(|style| looks.paint(style));
                        let told = paint.and_then(|paint| paint.told()).or_else(|| cell.lies());
                        if let Some(why) = told {
                            marks.cell(&sheet.name, (row, col), &cell.text, why);
                        }
                        if paint.is_some_and(|paint| paint.struck) {
                            let why = "加有删除线，是否作废须人工认定";
                            struck.cell(&sheet.name, (row, col), &cell.text, why);
                        }
                    }
                    if !cell.put(sheet, (row, col), rows, budget) {
                        return Ok(book);
                    }
                    col = col.saturating_add(repeated);
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
    if let Some(done) = book.sheets.last() {
        grid.tell(done, &BTreeMap::new(), &mut marks);
    }
    book.warnings.extend(marks.warnings(WarningCode::ShownOtherwise));
    book.warnings.extend(struck.warnings(WarningCode::StruckText));
    Ok(book)
}

/// Whether a row or column is not shown.
fn is_hidden(element: &BytesStart<'_>) -> bool {
    attr(element, "visibility").is_some_and(|v| matches!(&*v, "collapse" | "filter"))
}

/// Looks by the name of a style.
#[derive(Debug, Default)]
struct Looks {
    own: HashMap<String, Look>,
    /// Styles of tables that are not shown.
    hidden: HashMap<String, ()>,
}

/// What a style sets; the rest comes from its parent.
#[derive(Debug, Clone, Default)]
struct Look {
    parent: String,
    struck: Option<bool>,
    size: Option<f32>,
    colour: Option<[u8; 3]>,
    ground: Option<Option<[u8; 3]>>,
}

impl Looks {
    fn add(&mut self, bytes: &[u8]) {
        let text = xml::decode(bytes);
        let mut reader = xml::reader(&text);
        let mut open: Option<(String, Look)> = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "style" | "default-style" => {
                        let name = attr(&e, "name").unwrap_or_default().into_owned();
                        let parent = attr(&e, "parent-style-name").unwrap_or_default().into_owned();
                        open = Some((name, Look { parent, ..Look::default() }));
                    }
                    "table-properties" => {
                        if attr(&e, "display").as_deref() == Some("false")
                            && let Some((name, _)) = &open
                        {
                            self.hidden.insert(name.clone(), ());
                        }
                    }
                    "table-cell-properties" => {
                        if let Some((_, look)) = &mut open
                            && let Some(colour) = attr(&e, "background-color")
                        {
                            look.ground = Some(hex(&colour));
                        }
                    }
                    "text-properties" => {
                        if let Some((_, look)) = &mut open {
                            let through = attr(&e, "text-line-through-style");
                            look.struck = through.map(|style| &*style != "none").or(look.struck);
                            let size = attr(&e, "font-size");
                            let points = size.and_then(|s| s.strip_suffix("pt")?.parse().ok());
                            look.size = points.or(look.size);
                            look.colour = attr(&e, "color").and_then(|c| hex(&c)).or(look.colour);
                        }
                    }
                    _ => {}
                },
                Event::End(e) if matches!(e.local_name().as_ref(), "style" | "default-style") => {
                    self.own.extend(open.take().filter(|(name, _)| !name.is_empty()));
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }

    fn paint(&self, style: &str) -> Option<Paint> {
        /// Styles stand on each other less high than this.
        const HIGHEST: usize = 16;
        let mut all = Look::default();
        let mut name = style;
        for _ in 0..HIGHEST {
            let Some(look) = self.own.get(name) else { break };
            all.struck = all.struck.or(look.struck);
            all.size = all.size.or(look.size);
            all.colour = all.colour.or(look.colour);
            all.ground = all.ground.or(look.ground);
            name = &look.parent;
        }
        let ground = all.ground.flatten();
        let pattern = u16::from(ground.is_some());
        let size = all.size.unwrap_or(10.0);
        Some(Paint::new(all.struck == Some(true), size, all.colour, (pattern, ground, None)))
    }
}

/// `#rrggbb`.
fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    Some([(value >> 16) as u8, (value >> 8) as u8, value as u8])
}

struct Open {
    text: String,
    columns: u32,
    span: [u32; 2],
    covered: bool,
    style: Option<String>,
    /// The number that the cell keeps.
    value: Option<f64>,
}

impl Open {
    /// Whether the text that is stored is not that of the number: a program shows the number.
    fn lies(&self) -> Option<&'static str> {
        let value = self.value?;
        if self.text.contains(['E', 'e', '/', ':']) {
            return None;
        }
        let digits: String = self
            .text
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '.')
            .skip_while(|c| *c == '.')
            .collect();
        let shown: f64 = digits.trim_end_matches('.').parse().ok()?;
        let decimals = digits.split_once('.').map_or(0, |(_, d)| d.len() as i32);
        let half = 0.5 * 10f64.powi(-decimals) + 1e-9;
        // Formats scale by hundreds and thousands.
        let fits = [1.0, 100.0, 1e-3, 1e-4, 1e-6, 1e-8]
            .iter()
            .any(|by| (value.abs() * by - shown).abs() <= half * 1.01 + shown.abs() * 1e-9);
        (!fits).then_some("存下的文字与格内的数值不同，表格软件显示数值")
    }

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
