//! Sheets: each one a table under its name, values as the sheet shows them.
//! OOXML and OpenDocument are read here, because libraries give neither number
//! formats nor bounds on memory; BIFF (.xls, .et) through calamine.

mod biff;
mod comments;
pub mod csv;
mod cut;
mod digits;
mod drawing;
mod marks;
mod number;
mod ods;
mod pictures;
mod shapes;
mod styles;
mod xlsx;
mod xml2003;

use crate::document::{Block, Cell, Document, Margin, MarginKind, Paragraph, Role, Table, Text};
use crate::intake::Limits;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::package::Package;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A sheet before it becomes a table.
#[derive(Debug, Default)]
struct Sheet {
    name: String,
    hidden: bool,
    /// What is shown, by row and column from 0; blank cells are left out.
    cells: BTreeMap<(u32, u32), String>,
    /// Merged regions: first row and column, last row and column.
    merged: Vec<[u32; 4]>,
    /// Text boxes that lie on it.
    boxes: Vec<drawing::TextBox>,
    /// Numbers as they are kept.
    values: HashMap<(u32, u32), f64>,
    /// Headers (true) and footers of its printed pages.
    margins: Vec<(bool, String)>,
    /// The bytes of its pictures.
    pictures: Vec<Vec<u8>>,
}

impl Sheet {
    /// Tells that nobody sees the sheet.
    fn is_hidden(&self) -> Warning {
        let message = format!("工作表“{}”是隐藏的，已一并读出", self.name);
        Warning::new(WarningCode::HiddenSheet, message)
    }
}

/// What a reader gives.
#[derive(Debug, Default)]
struct Workbook {
    sheets: Vec<Sheet>,
    warnings: Vec<Warning>,
}

/// Counts what is taken against the limits of one file.
#[derive(Debug)]
struct Budget {
    cells: usize,
    characters: usize,
    spent: bool,
}

impl Budget {
    fn of(limits: &Limits) -> Self {
        Self { cells: limits.cells, characters: limits.characters, spent: false }
    }

    /// Whether a cell of that length may still be taken.
    fn take(&mut self, bytes: usize) -> bool {
        if self.cells == 0 || bytes > self.characters {
            self.spent = true;
            return false;
        }
        self.cells -= 1;
        self.characters -= bytes;
        true
    }
}

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged, encrypted or beyond the limits in force.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let workbook = workbook(bytes, options, Use::Print)?;
    Ok(document(workbook, options))
}

/// A sheet's cells for those who read a workbook as data.
#[derive(Debug, Default)]
pub struct Cells {
    /// The sheet's name.
    pub name: String,
    /// What is shown, by row and column from 0.
    pub shown: BTreeMap<(u32, u32), String>,
    /// The number behind what is shown.
    pub values: HashMap<(u32, u32), f64>,
    /// Headers and footers of its printed pages.
    pub margins: Vec<String>,
}

/// The cells of an OOXML workbook, within the limits in force, and what was lost or doubtful.
///
/// # Errors
///
/// As [`read`].
pub fn cells(bytes: &[u8], options: &Options) -> Result<(Vec<Cells>, Vec<Warning>), Problem> {
    let mut workbook = workbook(bytes, options, Use::Data)?;
    let hidden = workbook.sheets.iter().filter(|sheet| sheet.hidden && !sheet.cells.is_empty());
    let hidden: Vec<Warning> = hidden.map(Sheet::is_hidden).collect();
    workbook.warnings.extend(hidden);
    let sheets = workbook.sheets.into_iter();
    let sheets = sheets.map(|s| Cells {
        name: s.name,
        shown: s.cells,
        values: s.values,
        margins: s.margins.into_iter().map(|(_, text)| text).collect(),
    });
    Ok((sheets.collect(), workbook.warnings))
}

/// What a workbook is read for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Use {
    /// What a print of it shows: too narrow a column cuts off text.
    Print,
    /// What its cells hold.
    Data,
}

fn workbook(bytes: &[u8], options: &Options, wanted: Use) -> Result<Workbook, Problem> {
    let mut budget = Budget::of(&options.limits);
    let mut workbook = if bytes.starts_with(b"PK") {
        let package = Package::open(bytes, &options.limits)?;
        if package.has("content.xml") {
            ods::read(&package, &mut budget)?
        } else if package.has("xl/workbook.bin") {
            return Err(Problem::new(
                Code::UnknownFormat,
                "这是二进制工作簿 .xlsb，尚不支持",
                "请另存为 .xlsx",
            ));
        } else {
            xlsx::read(&package, &mut budget, wanted)?
        }
    } else if xml2003::is_such(bytes) {
        xml2003::read(bytes, &mut budget)
    } else {
        biff::read(bytes, options, &mut budget)?
    };
    if budget.spent {
        workbook.warnings.push(Warning::new(WarningCode::LimitExceeded, "单元格过多，其余未读"));
    }
    Ok(workbook)
}

fn document(workbook: Workbook, options: &Options) -> Document {
    let mut document = Document { warnings: workbook.warnings, ..Document::default() };
    let mut blanks = options.limits.cells / BLANK_PART;
    for mut sheet in workbook.sheets {
        for (header, text) in std::mem::take(&mut sheet.margins) {
            let kind = if header { MarginKind::Header } else { MarginKind::Footer };
            document.margins.push(Margin { kind, text: Text::plain(text) });
        }
        if options.pictures {
            document.pictures.extend(pictures::looks(&sheet.pictures, &options.limits));
        }
        if sheet.cells.is_empty() && sheet.boxes.is_empty() {
            continue;
        }
        if sheet.hidden {
            document.warnings.push(sheet.is_hidden());
        }
        document.blocks.push(heading(&sheet.name));
        let boxes = std::mem::take(&mut sheet.boxes);
        let first = sheet.cells.keys().next().map_or(u32::MAX, |(row, _)| *row);
        let (above, below): (Vec<_>, Vec<_>) = boxes.into_iter().partition(|b| b.row < first);
        document.blocks.extend(above.iter().flat_map(lines));
        if !sheet.cells.is_empty() {
            document.blocks.push(Block::Table(table(sheet, &mut blanks, &mut document.warnings)));
        }
        document.blocks.extend(below.iter().flat_map(lines));
    }
    document
}

/// The name of a sheet stands over it.
fn heading(name: &str) -> Block {
    let mut heading = Paragraph::plain(name.to_owned());
    heading.role = Role::Heading(1);
    Block::Paragraph(heading)
}

/// The paragraphs of a text box.
fn lines(shape: &drawing::TextBox) -> impl Iterator<Item = Block> {
    let lines = shape.text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| Block::Paragraph(Paragraph::plain(line.to_owned())))
}

/// Blank cells inside the used ranges of a workbook are at most this part of the cells
/// allowed: two cells at the corners of a sheet span thousands of millions.
const BLANK_PART: usize = 4;

/// The used range as a table; blanks inside it are cells, as many as may still be.
fn table(sheet: Sheet, blanks: &mut usize, warnings: &mut Vec<Warning>) -> Table {
    let Sheet { name, cells, mut merged, .. } = sheet;
    merged.retain(|[r0, c0, r1, c1]| r0 <= r1 && c0 <= c1 && cells.contains_key(&(*r0, *c0)));
    let first_row = cells.keys().map(|(row, _)| *row).min().unwrap_or(0);
    let first_col = cells.keys().map(|(_, col)| *col).min().unwrap_or(0);
    let last_row = cells.keys().map(|(row, _)| *row).chain(merged.iter().map(|m| m[2])).max();
    let last_col = cells.keys().map(|(_, col)| *col).chain(merged.iter().map(|m| m[3])).max();
    let (last_row, last_col) = (last_row.unwrap_or(first_row), last_col.unwrap_or(first_col));
    let long = |from: u32, to: u32| (to - from) as usize + 1;
    let blank = |rows: usize, cols: usize| rows.saturating_mul(cols).saturating_sub(cells.len());
    // Counted before they are listed: a region may end in row four thousand million.
    let fits = blank(long(first_row, last_row), long(first_col, last_col)) <= *blanks;
    let (rows, cols): (Vec<u32>, Vec<u32>) = if fits {
        ((first_row..=last_row).collect(), (first_col..=last_col).collect())
    } else {
        let message = format!("工作表“{name}”范围过大，省去了空行空列");
        warnings.push(Warning::new(WarningCode::BlankRowsLeftOut, message));
        let rows: BTreeSet<u32> = cells.keys().map(|(row, _)| *row).collect();
        let cols: BTreeSet<u32> = cells.keys().map(|(_, col)| *col).collect();
        (rows.into_iter().collect(), cols.into_iter().collect())
    };
    let blank = blank(rows.len(), cols.len());
    if blank > *blanks {
        let message = format!("工作表“{name}”仍过于稀疏，各行的单元格依次排列，不再按列对齐");
        warnings.push(Warning::new(WarningCode::ColumnsNotKept, message));
        return packed(&cells);
    }
    *blanks -= blank;
    let spans: HashMap<(u32, u32), [u32; 4]> = merged.iter().map(|m| ((m[0], m[1]), *m)).collect();
    let mut covered: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut table = Table { rows: rows.len(), cols: cols.len(), ..Table::default() };
    let mut put = |row: usize, col: usize, at: (u32, u32), text: &str| {
        if covered.remove(&(row, col)) {
            return;
        }
        let mut cell = Cell::plain(row, col, text);
        if let Some([_, _, r1, c1]) = spans.get(&at) {
            let row_end = rows.partition_point(|r| r <= r1);
            let mut col_end = cols.partition_point(|c| c <= c1);
            if let Some(stop) = (col..col_end).find(|c| covered.contains(&(row, *c))) {
                col_end = stop;
            }
            cell.row_span = row_end.saturating_sub(row).max(1);
            cell.col_span = col_end.saturating_sub(col).max(1);
            // A merged region as large as the table is remembered cell by cell.
            for r in row..row + cell.row_span {
                for c in col..col + cell.col_span {
                    if (r, c) != (row, col) && !covered.insert((r, c)) {
                        cell.row_span = (r - row).max(1);
                    }
                }
            }
        }
        table.cells.push(cell);
    };
    for (r, row) in rows.iter().enumerate() {
        for (c, col) in cols.iter().enumerate() {
            let text = cells.get(&(*row, *col)).map_or("", String::as_str);
            put(r, c, (*row, *col), text);
        }
    }
    table
}

/// Cells one after the other, each row of the sheet on rows of its own: a table of
/// all its columns would be mostly holes.
fn packed(cells: &BTreeMap<(u32, u32), String>) -> Table {
    const WIDE: usize = 32;
    let mut table = Table { cols: WIDE, ..Table::default() };
    let mut last = None;
    let mut col = 0;
    for ((row, _), text) in cells {
        if last != Some(*row) || col == WIDE {
            (last, col) = (Some(*row), 0);
            table.rows += 1;
        }
        table.cells.push(Cell::plain(table.rows - 1, col, text.as_str()));
        col += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Workbook as Writer};

    fn written() -> Vec<u8> {
        let mut book = Writer::new();
        let percent = Format::new().set_num_format("0.0%");
        let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let sheet = book.add_worksheet().set_name("推荐汇总表").unwrap();
        sheet.merge_range(0, 0, 0, 3, "汇总表", &Format::new()).unwrap();
        sheet.write(1, 0, "序号").unwrap();
        sheet.write(1, 1, "比例").unwrap();
        sheet.write(1, 3, "日期").unwrap();
        sheet.write(2, 0, 1).unwrap();
        sheet.write_with_format(2, 1, 0.355, &percent).unwrap();
        sheet.write(2, 2, 0.1 + 0.2).unwrap();
        sheet.write_with_format(2, 3, 45163, &date).unwrap();
        sheet.write(3, 0, true).unwrap();
        let hidden = book.add_worksheet().set_name("底稿").unwrap();
        hidden.write(0, 0, "甲\n乙").unwrap();
        hidden.set_hidden(true);
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn cells_are_as_the_sheet_shows_them() {
        let document = read(&written(), &Options::default()).unwrap();
        let tables: Vec<&Table> = document.tables().map(|(_, table)| table).collect();
        let text = tables[0].text().content;
        assert_eq!(text, "汇总表\n序号\t比例\t\t日期\n1\t35.5%\t0.3\t2023-08-25\nTRUE\t\t\t");
        assert_eq!(tables[0].cells[0].col_span, 4);
        assert_eq!(tables[1].cells[0].blocks.len(), 2);
        assert!(document.warnings.iter().any(|w| w.code == WarningCode::HiddenSheet));
    }

    #[test]
    fn text_boxes_on_a_sheet_are_read() {
        let mut book = Writer::new();
        let sheet = book.add_worksheet();
        sheet.write(3, 0, "序号").unwrap();
        let note = rust_xlsxwriter::Shape::textbox().set_text("填表说明：\n盖章后报送");
        sheet.insert_shape(6, 1, &note).unwrap();
        sheet.insert_shape(0, 1, &rust_xlsxwriter::Shape::textbox().set_text("附件2")).unwrap();
        let document = read(&book.save_to_buffer().unwrap(), &Options::default()).unwrap();
        let text: Vec<String> = document
            .blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(p) => p.text.content.clone(),
                Block::Table(t) => t.text().content,
                Block::PageBreak => String::new(),
            })
            .collect();
        assert_eq!(text[1..], ["附件2", "序号", "填表说明：", "盖章后报送"]);
    }

    #[test]
    fn a_merged_region_without_end_costs_no_memory() {
        let mut sheet = Sheet::default();
        sheet.cells.insert((0, 0), "甲".into());
        sheet.cells.insert((1, 1), "乙".into());
        sheet.merged.push([0, 0, u32::MAX - 1, 0]);
        let found = table(sheet, &mut 1000, &mut Vec::new());
        assert_eq!((found.rows, found.cols), (2, 2));
    }

    #[test]
    fn two_cells_far_apart_cost_no_memory() {
        let mut sheet = Sheet::default();
        sheet.cells.insert((0, 0), "甲".into());
        sheet.cells.insert((1_048_575, 16_383), "乙".into());
        let found = table(sheet, &mut 1000, &mut Vec::new());
        assert_eq!((found.rows, found.cols), (2, 2));
    }

    #[test]
    fn a_diagonal_of_cells_makes_no_table_of_holes() {
        let mut sheet = Sheet::default();
        sheet.cells.extend((0..100u32).map(|n| ((n, n), n.to_string())));
        sheet.cells.extend((0..40u32).map(|n| ((200, n * 7), "丙".to_owned())));
        let mut warnings = Vec::new();
        let found = table(sheet, &mut 1000, &mut warnings);
        assert_eq!((found.rows, found.cols, found.cells.len()), (102, 32, 140));
        assert!(warnings.iter().any(|w| w.code == WarningCode::ColumnsNotKept));
    }

    #[test]
    fn the_blanks_of_all_sheets_together_are_bounded() {
        let corners = || {
            let mut sheet = Sheet::default();
            sheet.cells.insert((0, 0), "甲".into());
            sheet.cells.insert((19, 19), "乙".into());
            sheet
        };
        let mut blanks = 500;
        let mut warnings = Vec::new();
        let sizes = [corners(), corners(), corners()]
            .map(|sheet| table(sheet, &mut blanks, &mut warnings).cells.len());
        assert_eq!(sizes, [400, 4, 4]);
        assert_eq!(warnings.len(), 2);
    }
}
