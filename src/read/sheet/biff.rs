//! BIFF sheets (.xls, .et) through calamine, after a look at the records that
//! bounds the cells and tells the number formats, which calamine does not.

use super::marks::{Grid, Marks};
use super::styles::Paint;
use super::{Budget, Sheet, Workbook, cut, number, shapes};
use crate::intake::ole::Ole;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::bytes::u16_at;
use crate::read::protected;
use calamine::{Data, Reader, SheetVisible, Xls};
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Grid positions that all sheets together may span: calamine keeps them densely.
const MAX_POSITIONS: u64 = 12_000_000;

/// Bytes of a workbook.
const MAX_STREAM: u64 = 256 << 20;

/// Reads the bytes of one file.
pub(super) fn read(
    bytes: &[u8],
    options: &Options,
    budget: &mut Budget,
) -> Result<Workbook, Problem> {
    let container = Ole::open(bytes)?;
    let name = ["Workbook", "Book"].into_iter().find(|name| container.has(name));
    let name = name.ok_or_else(|| Problem::damaged("OLE 容器里没有工作簿"))?;
    let stream = container.stream(name, MAX_STREAM);
    let mut stream = stream.ok_or_else(|| Problem::damaged("工作簿无法读出"))?;
    if protected::is_encrypted(&stream) {
        stream = protected::workbook(&stream, options)?;
    }
    let mut book = Workbook::default();
    book.warnings.extend(container.cut(&[name]));
    let mut cut = book.warnings.iter().any(Warning::is_loss);
    let mut layout = Layout::of(&stream)?;
    let opened = if cut { open(&cut::whole(&stream).0) } else { open(&stream) };
    let mut xls = opened.or_else(|problem| {
        let (whole, broken) = cut::whole(&stream);
        if cut || !broken {
            return Err(problem);
        }
        let message = "工作簿的记录在中途断开，其后的内容缺失";
        book.warnings.push(Warning::new(WarningCode::DocumentCut, message));
        cut = true;
        open(&whole)
    })?;
    let mut boxes = shapes::boxes(&stream).into_iter();
    let sheets = xls.sheets_metadata().to_vec();
    let (mut marks, mut struck) = (Marks::default(), Marks::default());
    for (index, meta) in sheets.iter().enumerate() {
        let mut boxes = boxes.next().unwrap_or_default();
        let Ok(range) = xls.worksheet_range(&meta.name) else {
            let message = format!("工作表“{}”未能读出", meta.name);
            book.warnings.push(Warning::new(WarningCode::SheetUnread, message));
            continue;
        };
        let hidden = meta.visible != SheetVisible::Visible;
        let mut sheet = Sheet { name: meta.name.clone(), hidden, ..Sheet::default() };
        let (row0, col0) = range.start().unwrap_or_default();
        let styles = layout.sheets.get(index);
        for (row, col, data) in range.used_cells() {
            let at = (row0 + row as u32, col0 + col as u32);
            let style = styles.and_then(|styles| styles.get(&at)).copied();
            let shown = layout.show(data, style);
            if let Some(why) = shown.told {
                marks.cell(&meta.name, at, &shown.text, why);
            }
            let shown = shown.text;
            if shown.trim().is_empty() {
                continue;
            }
            let paint = style.and_then(|style| layout.paint(style));
            if let Some(why) = paint.and_then(|paint| paint.told()) {
                marks.cell(&meta.name, at, &shown, why);
            }
            if paint.is_some_and(|paint| paint.struck) {
                struck.cell(&meta.name, at, &shown, "加有删除线，是否作废须人工认定");
            }
            if !budget.take(shown.len()) {
                break;
            }
            sheet.cells.insert(at, shown);
        }
        for region in xls.merge_cells_by_sheet_name(&meta.name).unwrap_or_default() {
            sheet.merged.push([region.start.0, region.start.1, region.end.0, region.end.1]);
        }
        if let Some(grid) = layout.grids.get_mut(index) {
            grid.tell(&sheet, &BTreeMap::new(), &mut marks);
        }
        boxes.retain(|shape| budget.take(shape.text.len()));
        boxes.sort_by_key(|shape| shape.row);
        sheet.boxes = boxes;
        book.sheets.push(sheet);
    }
    if cut && book.sheets.iter().all(|sheet| sheet.cells.is_empty()) {
        return Err(Problem::damaged("工作簿在中途断开，各工作表都未能读出"));
    }
    book.warnings.extend(marks.warnings(WarningCode::ShownOtherwise));
    book.warnings.extend(struck.warnings(WarningCode::StruckText));
    Ok(book)
}

type Opened = Xls<Cursor<Vec<u8>>>;

/// Opened by the library below, in a container of its own: it takes the first workbook
/// of a file, though that may be one packed inside, and panics on some broken records.
fn open(stream: &[u8]) -> Result<Opened, Problem> {
    let bytes = protected::container(&[("Workbook".to_owned(), stream.to_vec())])?;
    catch_unwind(AssertUnwindSafe(|| Xls::new(Cursor::new(bytes))))
        .map_err(|_| Problem::damaged("表格的记录残缺，无法解析"))?
        .map_err(|error| Problem::damaged(format!("表格无法打开（{error}）")))
}

/// Formats and the styles of numeric cells, sheet by sheet.
#[derive(Debug, Default)]
struct Layout {
    /// Number format by style.
    formats: Vec<u16>,
    own: HashMap<u16, String>,
    sheets: Vec<HashMap<(u32, u32), u16>>,
    epoch_1904: bool,
    /// Looks of fonts: struck, colour and height in twentieths of a point.
    fonts: Vec<(bool, u16, u16)>,
    /// Font, pattern and colours of the ground by style.
    looks: Vec<(u16, u16, u16, u16)>,
    palette: Vec<[u8; 3]>,
    /// What rows and columns hide, sheet by sheet.
    grids: Vec<Grid>,
}

impl Layout {
    fn of(records: &[u8]) -> Result<Self, Problem> {
        let mut layout = Self::default();
        let mut at = 0;
        let mut depth = 0u32;
        let mut sheet: Option<HashMap<(u32, u32), u16>> = None;
        let mut extent = (0u64, 0u64);
        let mut positions = 0u64;
        let mut grid = Grid::default();
        while let (Some(kind), Some(size)) = (u16_at(records, at), u16_at(records, at + 2)) {
            let body = records.get(at + 4..(at + 4 + usize::from(size)).min(records.len()));
            let body = body.unwrap_or_default();
            at += 4 + usize::from(size);
            let number = |at: usize| u16_at(body, at);
            match kind {
                0x0809 => {
                    if depth == 0 && number(2).is_some_and(|kind| kind != 5) {
                        sheet = Some(HashMap::new());
                        grid = Grid::default();
                        extent = (0, 0);
                    }
                    depth += 1;
                }
                0x000a => {
                    depth = depth.saturating_sub(1);
                    if depth == 0
                        && let Some(styles) = sheet.take()
                    {
                        layout.sheets.push(styles);
                        layout.grids.push(std::mem::take(&mut grid));
                        positions += extent.0 * extent.1;
                    }
                }
                0x0022 => layout.epoch_1904 = number(0) == Some(1),
                0x00e0 => {
                    layout.formats.extend(number(2));
                    let pattern = number(16).unwrap_or(0) >> 10;
                    let colours = number(18).unwrap_or(0);
                    let font = number(0).unwrap_or(0);
                    layout.looks.push((font, pattern, colours & 0x7F, colours >> 7 & 0x7F));
                }
                0x0031 => {
                    let (height, flags) = (number(0).unwrap_or(220), number(2).unwrap_or(0));
                    let colour = number(4).unwrap_or(0x7FFF);
                    layout.fonts.push((flags & 0x08 != 0, colour, height));
                }
                0x0092 => {
                    let colours = body.get(2..).unwrap_or_default().chunks_exact(4);
                    layout.palette = colours.take(56).map(|c| [c[0], c[1], c[2]]).collect();
                }
                0x0208 if sheet.is_some() => {
                    if let Some(row) = number(0)
                        && number(12).is_some_and(|flags| flags & 0x20 != 0)
                    {
                        grid.hidden_rows.push((u32::from(row), u32::from(row)));
                    }
                }
                0x007d if sheet.is_some() => {
                    if let (Some(first), Some(last)) = (number(0), number(2))
                        && number(8).is_some_and(|flags| flags & 1 != 0)
                    {
                        grid.hidden_cols.push((u32::from(first), u32::from(last)));
                    }
                }
                0x041e => {
                    if let (Some(id), Some(text)) = (number(0), format_text(body)) {
                        layout.own.insert(id, text);
                    }
                }
                // Cells of every kind begin with row and column.
                0x0006 | 0x0203 | 0x027e | 0x00fd | 0x0204 | 0x0205 | 0x00bd => {
                    let (Some(row), Some(col), Some(style)) = (number(0), number(2), number(4))
                    else {
                        continue;
                    };
                    let Some(sheet) = &mut sheet else { continue };
                    let (row, col) = (u32::from(row), u32::from(col));
                    let mut last = col;
                    if kind == 0x00bd {
                        let count = (usize::from(size).saturating_sub(6) / 6) as u32;
                        for i in 0..count {
                            let style = number(4 + i as usize * 6).unwrap_or(style);
                            sheet.insert((row, col + i), style);
                        }
                        last = col + count.saturating_sub(1);
                    } else {
                        sheet.insert((row, col), style);
                    }
                    extent = (extent.0.max(u64::from(row) + 1), extent.1.max(u64::from(last) + 1));
                }
                _ => {}
            }
        }
        if positions > MAX_POSITIONS {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!("工作表的范围共 {positions} 格，超过上限"),
                "请删去表外多余的单元格后再读取",
            ));
        }
        Ok(layout)
    }

    /// How the text of a style is painted.
    fn paint(&self, style: u16) -> Option<Paint> {
        let (font, pattern, front, back) = *self.looks.get(usize::from(style))?;
        // There is no font of number four.
        let font = if font > 4 { font - 1 } else { font };
        let (struck, colour, height) = *self.fonts.get(usize::from(font))?;
        let own = |index: u16| {
            let own = usize::from(index).checked_sub(8).and_then(|i| self.palette.get(i));
            own.copied().or_else(|| super::styles::indexed(index))
        };
        Some(Paint::new(
            struck,
            f32::from(height) / 20.0,
            own(colour),
            (pattern, own(front), own(back)),
        ))
    }

    fn show(&self, data: &Data, style: Option<u16>) -> number::Shown {
        let plain = |text: String| number::Shown { text, told: None };
        let id = style.and_then(|style| self.formats.get(usize::from(style))).copied();
        let format = match id {
            Some(id) => self.own.get(&id).map_or(number::built_in(u32::from(id)), String::as_str),
            None if matches!(data, Data::DateTime(_)) => "yyyy-m-d",
            None => "General",
        };
        let value = match data {
            Data::Int(value) => *value as f64,
            Data::Float(value) => *value,
            Data::DateTime(moment) => moment.as_f64(),
            Data::String(text) => {
                let shown = number::show_text(text, format);
                // What is not shown is read all the same, and told.
                let text = if shown.told.is_some() { text.clone() } else { shown.text };
                return number::Shown { text, told: shown.told };
            }
            Data::Bool(true) => return plain("TRUE".to_owned()),
            Data::Bool(false) => return plain("FALSE".to_owned()),
            Data::DateTimeIso(text) | Data::DurationIso(text) => return plain(text.clone()),
            Data::Error(error) => return plain(error.to_string()),
            Data::Empty => return plain(String::new()),
        };
        number::show(value, format, self.epoch_1904)
    }
}

/// The text of a FORMAT record of BIFF 8.
fn format_text(body: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(body, 2)?);
    let wide = body.get(4)? & 1 == 1;
    let bytes = body.get(5..)?;
    if wide {
        let units = bytes.chunks_exact(2).take(length).map(|b| u16::from_le_bytes([b[0], b[1]]));
        return Some(char::decode_utf16(units).flatten().collect());
    }
    Some(bytes.iter().take(length).map(|byte| char::from(*byte)).collect())
}
