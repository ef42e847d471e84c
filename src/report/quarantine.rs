//! What is in quarantine, for people and programs.

use super::run::table;
use crate::library::Quarantined;
use crate::problem::{Code, Problem, one_line};
use rust_xlsxwriter::{Workbook, XlsxError};

/// Lines of text: code, path, reason, what helps, since when.
pub fn text(files: &[Quarantined]) -> String {
    let mut text = String::new();
    for file in files {
        let hint = if file.hint.is_empty() { String::new() } else { format!("；{}", file.hint) };
        let Quarantined { code, path, message, since, .. } = file;
        text.push_str(&one_line(&format!("[{code}] {path}：{message}{hint}（{since} UTC）")));
        text.push('\n');
    }
    text
}

/// A workbook with one sheet.
///
/// # Errors
///
/// When it cannot be made.
pub fn xlsx(files: &[Quarantined]) -> Result<Vec<u8>, Problem> {
    let made = || -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        table(
            workbook.add_worksheet().set_name("隔离")?,
            &["路径", "代码", "原因", "处理", "时间（UTC）", "SHA-256"],
            files.iter().map(|file| {
                [
                    file.path.clone(),
                    file.code.clone(),
                    file.message.clone(),
                    file.hint.clone(),
                    file.since.clone(),
                    file.sha256.clone().unwrap_or_default(),
                ]
            }),
        )?;
        workbook.save_to_buffer()
    };
    made().map_err(|error| {
        Problem::new(Code::Internal, format!("表格未能写出（{error}）"), "请改用 --format json")
    })
}
