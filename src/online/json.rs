//! A side in JSON: an extraction, a list of records under `records`, or one bare record.

use super::keys;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::record::Record;
use serde_json::Value;

/// What a JSON file says.
#[derive(Debug, Default)]
pub struct Told {
    /// Its records.
    pub records: Vec<Record>,
    /// What was lost or doubtful when they were read.
    pub warnings: Vec<Warning>,
    /// Pages of the file they come from that could not be read.
    pub unread_pages: Vec<u32>,
}

/// Whether bytes are an object in JSON, whole or not: no other format begins so.
pub fn is_json(bytes: &[u8]) -> bool {
    let mut first = text(bytes).iter().filter(|b| !b.is_ascii_whitespace());
    first.next() == Some(&b'{') && matches!(first.next(), Some(b'"' | b'}'))
}

fn text(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Reads a JSON file.
///
/// # Errors
///
/// When it holds no records.
pub fn read(bytes: &[u8]) -> Result<Told, Problem> {
    let wrong = |why: String| {
        Problem::new(
            Code::NotComparable,
            format!("JSON 不是申报记录：{why}"),
            "请提供 shenbao extract 的输出或单条记录",
        )
    };
    let value: Value = serde_json::from_slice(text(bytes)).map_err(|e| {
        let what =
            if e.is_eof() { "内容不完整，在中途结束" } else { "不合 JSON 的写法" };
        let message = format!("JSON 读不出：第 {} 行第 {} 列，{what}", e.line(), e.column());
        Problem::new(Code::Damaged, message, "请重新导出后再试")
    })?;
    let twice = keys::twice(text(bytes));
    let Some(list) = value.get("records") else {
        let record: Record = serde_json::from_value(value).map_err(|e| wrong(e.to_string()))?;
        if record.kind().is_empty() {
            return Err(wrong("缺少 kind".to_owned()));
        }
        return Ok(Told { records: vec![record], warnings: twice, ..Told::default() });
    };
    let records = serde_json::from_value(list.clone()).map_err(|e| wrong(e.to_string()))?;
    // What an extraction says of its own gaps counts as if the file were read here.
    let said = [
        parsed(value.get("warnings")).map(|warnings| (warnings, Vec::new())),
        parsed(value.pointer("/source/unread_pages")).map(|pages| (Vec::new(), pages)),
    ];
    let mut told = Told { records, warnings: twice, ..Told::default() };
    for part in said {
        match part {
            Some((warnings, pages)) => {
                told.warnings.extend::<Vec<Warning>>(warnings);
                told.unread_pages.extend::<Vec<u32>>(pages);
            }
            None => {
                let message = "JSON 所附的警告（warnings、unread_pages）无法读懂";
                told.warnings.push(Warning::new(WarningCode::Unknown, message));
            }
        }
    }
    Ok(told)
}

/// A list that may be absent; nothing where it is no such list.
fn parsed<T: serde::de::DeserializeOwned>(value: Option<&Value>) -> Option<Vec<T>> {
    match value {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(value) => serde_json::from_value(value.clone()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = r#"{"source": {"path": "a.pdf", "unread_pages": [3]},
        "records": [{"kind": "application", "title": "申报书"}],
        "warnings": [{"code": "page-unread", "message": "第3页未能读出", "page": 3}]}"#;

    #[test]
    fn an_extraction_brings_its_warnings_and_unread_pages() {
        let told = read(BOOK.as_bytes()).expect("records");
        assert_eq!(told.records.len(), 1);
        assert_eq!(told.unread_pages, [3]);
        assert_eq!(told.warnings.len(), 1);
        assert_eq!(told.warnings[0].code, WarningCode::PageUnread);
        let odd = BOOK.replace("[3]", "\"3\"");
        assert_eq!(read(odd.as_bytes()).expect("records").warnings.len(), 2);
    }
}
