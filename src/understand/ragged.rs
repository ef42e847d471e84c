//! Books whose tables were torn to lines with tabs and came out with nothing: to be said,
//! because nobody looks for what is silently missing.

use crate::document::{Block, Document};
use crate::problem::{Warning, WarningCode};
use crate::record::Record;
use serde_json::Value;

/// Lines with tabs from which a text is a torn table.
const LINES: usize = 4;

/// Words that only stand in a form with an applicant.
const ASKED: [&str; 6] =
    ["企业名称", "单位名称", "申报单位", "统一社会信用代码", "法定代表人", "项目名称"];

/// A warning for a text with tabs that asks for an applicant and gave neither applicant nor
/// any metric.
pub fn told(document: &Document, records: &[Record]) -> Option<Warning> {
    if document.tables().next().is_some() || !document.pages.is_empty() {
        return None;
    }
    let lines = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(paragraph) => Some(paragraph.text.content.as_str()),
        _ => None,
    });
    let tabs = lines.clone().filter(|line| line.trim().contains('\t')).count();
    let asked = ASKED.iter().filter(|word| lines.clone().any(|line| line.contains(*word))).count();
    if tabs < LINES || asked < 2 {
        return None;
    }
    let has = |record: &Record, pointer: &str| match record.get(pointer) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(list)) => {
            list.iter().any(|one| one.get("value").is_some_and(|v| !v.is_null()))
        }
        _ => false,
    };
    let read = records.iter().any(|record| {
        has(record, "/applicant/name") || has(record, "/cover/applicant") || has(record, "/metrics")
    });
    let message = "表格已成制表符分隔的文字，未能读出企业和指标；文字齐全，请核对原件";
    (!read).then(|| Warning::new(WarningCode::TabsNotTold, message))
}
