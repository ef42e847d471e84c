//! Tables of records as one workbook, a sheet a table, written row by row.

use super::table::{Cell, Table};
use crate::library::Stored;
use crate::problem::{Code, Problem};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::io::{Seek, Write};

/// A workbook with one sheet a table.
pub struct Sheets {
    workbook: Workbook,
    tables: Vec<(Table, u32)>,
}

/// Rows of a sheet that Excel can open, less the headings.
const ROWS: u32 = 1_048_575;
/// Characters of a cell that Excel can hold.
const CHARACTERS: usize = 32_767;

impl Sheets {
    /// A workbook with the headings of its tables.
    ///
    /// # Errors
    ///
    /// When a sheet cannot be made.
    pub fn new(tables: Vec<Table>) -> Result<Self, Problem> {
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        for table in &tables {
            let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
            sheet.set_name(table.rows.title()).map_err(failed)?;
            sheet.set_freeze_panes(1, 0).map_err(failed)?;
            for (column, head) in table.columns.iter().enumerate() {
                sheet.write_with_format(0, column as u16, &head.name, &bold).map_err(failed)?;
            }
        }
        Ok(Self { workbook, tables: tables.into_iter().map(|table| (table, 1)).collect() })
    }

    /// Adds a record's rows to every sheet.
    ///
    /// # Errors
    ///
    /// [`Code::LimitExceeded`] when a sheet is full.
    pub fn add(&mut self, stored: &Stored) -> Result<(), Problem> {
        for (index, (table, next)) in self.tables.iter_mut().enumerate() {
            for row in table.rows(stored) {
                if *next > ROWS {
                    return Err(Problem::new(
                        Code::LimitExceeded,
                        format!("工作表“{}”超过 Excel 的行数上限", table.rows.title()),
                        "请用检索词缩小范围，或改用 --format jsonl",
                    ));
                }
                let sheet = self.workbook.worksheet_from_index(index).map_err(failed)?;
                write_row(sheet, *next, &row)?;
                *next += 1;
            }
        }
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self, out: &mut (impl Write + Seek + Send)) -> Result<(), Problem> {
        self.workbook.save_to_writer(out).map_err(failed)
    }
}

fn write_row(sheet: &mut Worksheet, row: u32, cells: &[Cell]) -> Result<(), Problem> {
    for (column, cell) in cells.iter().enumerate() {
        let column = column as u16;
        match cell {
            Cell::Empty => {}
            Cell::Number(number) => {
                sheet.write_number(row, column, *number).map_err(failed)?;
            }
            Cell::Text(text) => {
                let text: String = text.chars().take(CHARACTERS).collect();
                sheet.write_string(row, column, text).map_err(failed)?;
            }
        }
    }
    Ok(())
}

fn failed(error: rust_xlsxwriter::XlsxError) -> Problem {
    Problem::new(Code::Internal, format!("写不出工作簿（{error}）"), "")
}
