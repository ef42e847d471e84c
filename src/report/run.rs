//! The report of a run that filled a library: every name and what became of it.

use crate::library::{Balance, Outcome, PassedOver, Report};
use crate::problem::{Code, Problem};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Serialize;

/// A name and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    path: String,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Row {
    /// The row of an outcome.
    pub fn of(outcome: &Outcome) -> Self {
        let problem = outcome.problem.as_ref();
        Self {
            path: outcome.path.clone(),
            fate: outcome.fate.chinese(),
            sha256: outcome.sha256.clone(),
            bytes: outcome.bytes,
            code: problem.map(|p| p.code.as_str()),
            message: problem.map(|p| p.message.clone()),
            hint: problem.map(|p| p.hint.clone()).filter(|hint| !hint.is_empty()),
        }
    }

    /// The row of what is no document: in no count.
    pub fn passed(passed: &PassedOver) -> Self {
        Self {
            path: passed.path.clone(),
            fate: "略过",
            sha256: None,
            bytes: 0,
            code: None,
            message: Some(passed.why.to_owned()),
            hint: None,
        }
    }
}

/// The report as JSON.
pub fn json(report: &Report, rows: &[Row]) -> String {
    let whole = serde_json::json!({"report": report, "files": rows});
    serde_json::to_string_pretty(&whole).unwrap_or_default()
}

/// The report as a workbook: the balance, and every name.
///
/// # Errors
///
/// When it cannot be made.
pub fn xlsx(report: &Report, rows: &[Row]) -> Result<Vec<u8>, Problem> {
    made(report, rows).map_err(|error| {
        Problem::new(Code::Internal, format!("报告未能写出（{error}）"), "请改用 .json")
    })
}

fn made(report: &Report, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet().set_name("总计")?;
    for (column, head) in ["", "共见", "新增", "重复", "隔离"].iter().enumerate() {
        sheet.write_with_format(0, column as u16, *head, &bold)?;
    }
    let lines: [(&str, &Balance); 3] =
        [("本次", &report.balance), ("本文件夹", &report.folder), ("资料库", &report.library)];
    for (row, (name, balance)) in lines.into_iter().enumerate() {
        let row = row as u32 + 1;
        sheet.write(row, 0, name)?;
        let numbers = [balance.seen, balance.new, balance.duplicate, balance.quarantined];
        for (column, number) in numbers.into_iter().enumerate() {
            sheet.write(row, column as u16 + 1, number as f64)?;
        }
    }
    sheet.write(5, 0, "跳过")?.write(5, 1, report.passed_over as f64)?;
    sheet.write(6, 0, "中断")?.write(6, 1, if report.interrupted { "是" } else { "否" })?;
    table(
        workbook.add_worksheet().set_name("文件")?,
        &["路径", "结果", "代码", "原因", "处理", "字节", "SHA-256"],
        rows.iter().map(|row| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            [
                row.path.clone(),
                row.fate.to_owned(),
                row.code.unwrap_or_default().to_owned(),
                text(&row.message),
                text(&row.hint),
                row.bytes.to_string(),
                text(&row.sha256),
            ]
        }),
    )?;
    workbook.save_to_buffer()
}

/// Rows of a sheet that Excel can open, less the headings.
const ROWS: usize = 1_048_575;
/// Characters of a cell that Excel can hold.
const CHARACTERS: usize = 32_767;

/// A table of texts.
///
/// # Errors
///
/// When a cell cannot be written.
pub fn table<const N: usize>(
    sheet: &mut rust_xlsxwriter::Worksheet,
    head: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, text) in head.iter().enumerate() {
        sheet.write_with_format(0, column as u16, *text, &bold)?;
    }
    for (row, texts) in rows.take(ROWS).enumerate() {
        for (column, text) in texts.into_iter().enumerate() {
            let short: String = text.chars().take(CHARACTERS).collect();
            sheet.write(row as u32 + 1, column as u16, short)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
