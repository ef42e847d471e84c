//! The online form as a workbook: a sheet 表单 of label and value, and one sheet
//! a table. The layout is written down in `docs/online-xlsx.md`, so that a
//! platform can produce it; the exporter here produces it from any record.

use crate::compare::labels;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::sheet::{self, Cells};
use crate::record::{Record, escape_step};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::{Map, Number, Value};
use std::collections::{BTreeSet, HashMap};

/// The sheet of single values.
const FORM: &str = "表单";
/// Its header row.
const HEADER: [&str; 3] = ["栏目", "值", "路径"];

/// Reads a workbook in the layout of the online form, with what is lost or doubtful in it;
/// `None` if it is another workbook. Values are those that the sheet shows.
///
/// # Errors
///
/// When the workbook has the form's sheet, but no path can be understood.
pub fn read(bytes: &[u8], options: &Options) -> Result<Option<(Record, Vec<Warning>)>, Problem> {
    let Ok((sheets, mut warnings)) = sheet::cells(bytes, options) else { return Ok(None) };
    if !sheets.iter().any(|sheet| sheet.name == FORM) {
        return Ok(None);
    }
    let mut record = Record::default();
    for cells in &sheets {
        let rows: BTreeSet<u32> = cells.shown.keys().map(|(row, _)| *row).collect();
        let mut rows = rows.into_iter();
        let Some(head) = rows.next() else { continue };
        let text = |row: u32, col: u32| text(cells, (row, col));
        if cells.name == FORM {
            if text(head, 2) != HEADER[2] {
                return Ok(None);
            }
            single_values(cells, rows, &mut record, &mut warnings);
            continue;
        }
        // A table: the first row holds labels, the second the paths of the columns.
        let Some(paths) = rows.next() else { continue };
        let list = text(paths, 0);
        if !list.starts_with('/') {
            continue;
        }
        let keys: Vec<(u32, String)> = cells
            .shown
            .range((paths, 1)..=(paths, u32::MAX))
            .map(|((_, col), key)| (*col, key.trim().to_owned()))
            .collect();
        for row in rows {
            let Some(index) = row.checked_sub(paths + 1) else { continue };
            for (col, key) in &keys {
                let cell = value(cells, (row, *col), key);
                if key.is_empty() || cell.is_null() {
                    continue;
                }
                let item = format!("{list}/{index}");
                let pointer = if key == "." { item } else { format!("{item}/{key}") };
                if record.get(&pointer).is_some() {
                    warnings.push(twice(&pointer, &cells.name, row));
                }
                record.set(&pointer, cell);
            }
        }
    }
    if record.kind().is_empty() {
        return Err(Problem::new(
            Code::NotComparable,
            "工作簿有“表单”页，但没有 /kind 一行",
            "请按 docs/online-xlsx.md 的格式导出，或用 shenbao compare --workbook 表单.xlsx 文件 生成样例",
        ));
    }
    Ok(Some((record, warnings)))
}

/// The sheet of single values: a label for the reader, the value, the path.
fn single_values(
    cells: &Cells,
    rows: impl Iterator<Item = u32>,
    record: &mut Record,
    warnings: &mut Vec<Warning>,
) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in rows {
        let pointer = text(cells, (row, 2));
        if !pointer.starts_with('/') {
            continue;
        }
        if seen.insert(pointer.clone(), row).is_some() {
            warnings.push(twice(&pointer, &cells.name, row));
        }
        // The label is for the reader; a unit in it says what the number means.
        let (own, usual) = (text(cells, (row, 0)), labels::of_pointer(&pointer));
        if let (Some(own_unit), Some(unit)) = (unit(&own), unit(&usual))
            && own_unit != unit
        {
            let message = format!(
                "“{}”页第 {} 行的栏目“{own}”与路径 {pointer}（{usual}）单位不同",
                cells.name,
                row + 1
            );
            warnings.push(Warning::new(WarningCode::ShownOtherwise, message));
        }
        record.set(&pointer, value(cells, (row, 1), &pointer));
    }
}

fn twice(pointer: &str, sheet: &str, row: u32) -> Warning {
    let message = format!("“{sheet}”页第 {} 行：路径 {pointer} 不止一处，取最后一处的值", row + 1);
    Warning::new(WarningCode::ShownOtherwise, message)
}

/// The unit in a label: what stands in its last brackets.
fn unit(label: &str) -> Option<String> {
    let label = label.trim().replace('(', "（").replace(')', "）");
    let inner = label.strip_suffix('）')?;
    Some(inner.rsplit('（').next()?.trim().to_owned())
}

/// Writes a record as a workbook in the layout of the online form.
///
/// # Errors
///
/// When the workbook cannot be built (a sheet beyond Excel's bounds).
pub fn write(record: &Record) -> Result<Vec<u8>, Problem> {
    let failed = |e: rust_xlsxwriter::XlsxError| {
        Problem::new(Code::Internal, format!("工作簿未能写出（{e}）"), "")
    };
    let mut book = Workbook::new();
    // A fixed date of creation: the same record gives the same bytes.
    let created = rust_xlsxwriter::ExcelDateTime::from_ymd(2020, 1, 1).map_err(failed)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&created));
    let mut singles = Vec::new();
    let mut lists = Vec::new();
    flatten("", &record.body, &mut singles, &mut lists);
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name(FORM).map_err(failed)?;
    for (column, title) in HEADER.iter().enumerate() {
        sheet.write_with_format(0, column as u16, *title, &bold).map_err(failed)?;
    }
    sheet.set_column_width(0, 36).map_err(failed)?;
    sheet.set_column_width(1, 60).map_err(failed)?;
    sheet.set_column_width(2, 36).map_err(failed)?;
    for (index, (pointer, value)) in singles.iter().enumerate() {
        let row = index as u32 + 1;
        sheet.write(row, 0, labels::of_pointer(pointer)).map_err(failed)?;
        put(sheet, row, 1, value).map_err(failed)?;
        sheet.write(row, 2, pointer).map_err(failed)?;
    }
    for (number, (pointer, items)) in lists.iter().enumerate() {
        table(&mut book, number, pointer, items, &bold).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

fn table(
    book: &mut Workbook,
    number: usize,
    pointer: &str,
    items: &[Value],
    bold: &Format,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    let mut keys: Vec<String> = Vec::new();
    for item in items {
        let mut found = Vec::new();
        columns("", item, &mut found);
        for (key, _) in found {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let sheet = book.add_worksheet();
    let title: String = labels::of_pointer(pointer)
        .chars()
        .filter(|c| !"[]:*?/\\›".contains(*c))
        .filter(|c| !c.is_whitespace())
        .take(24)
        .collect();
    sheet.set_name(format!("{}{}", number + 1, title))?;
    sheet.write_with_format(0, 0, "序号", bold)?;
    sheet.write(1, 0, pointer)?;
    for (column, key) in keys.iter().enumerate() {
        let label = if key == "." {
            "值".to_owned()
        } else {
            labels::of_pointer(&format!("/x/{key}")).trim_start_matches("x › ").to_owned()
        };
        sheet.write_with_format(0, column as u16 + 1, label, bold)?;
        sheet.write(1, column as u16 + 1, key)?;
        sheet.set_column_width(column as u16 + 1, 24)?;
    }
    for (index, item) in items.iter().enumerate() {
        let row = index as u32 + 2;
        sheet.write(row, 0, index as u32 + 1)?;
        let mut found = Vec::new();
        columns("", item, &mut found);
        for (key, value) in found {
            if let Some(column) = keys.iter().position(|k| *k == key) {
                put(sheet, row, column as u16 + 1, value)?;
            }
        }
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    match value {
        Value::Number(number) => {
            sheet.write(row, column, number.as_f64().unwrap_or_default()).map(|_| ())
        }
        Value::Bool(yes) => sheet.write(row, column, *yes).map(|_| ()),
        Value::String(text) => sheet.write(row, column, text).map(|_| ()),
        _ => Ok(()),
    }
}

/// Single values by pointer, and lists by pointer. Lists inside list items are
/// lists of their own, addressed through the item.
fn flatten(
    at: &str,
    map: &Map<String, Value>,
    singles: &mut Vec<(String, Value)>,
    lists: &mut Vec<(String, Vec<Value>)>,
) {
    for (key, value) in map {
        let pointer = format!("{at}/{}", escape_step(key));
        match value {
            Value::Object(inner) => flatten(&pointer, inner, singles, lists),
            Value::Array(items) => {
                lists.push((pointer.clone(), items.clone()));
                for (index, item) in items.iter().enumerate() {
                    if let Value::Object(inner) = item {
                        let mut ignored = Vec::new();
                        flatten(&format!("{pointer}/{index}"), inner, &mut ignored, lists);
                    }
                }
            }
            other => singles.push((pointer, other.clone())),
        }
    }
}

/// The columns of a list item: its scalars, by path inside the item.
fn columns<'a>(at: &str, item: &'a Value, out: &mut Vec<(String, &'a Value)>) {
    match item {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if at.is_empty() {
                    escape_step(key)
                } else {
                    format!("{at}/{}", escape_step(key))
                };
                columns(&path, value, out);
            }
        }
        // Lists inside items stand on sheets of their own.
        Value::Array(_) => {}
        other => out.push((if at.is_empty() { ".".to_owned() } else { at.to_owned() }, other)),
    }
}

fn text(cells: &Cells, at: (u32, u32)) -> String {
    cells.shown.get(&at).map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// A cell's value: the number that it shows, or its words. Codes and phone numbers that a
/// platform wrote as numbers become text again where the record holds text.
fn value(cells: &Cells, at: (u32, u32), pointer: &str) -> Value {
    let Some(shown) = cells.shown.get(&at) else { return Value::Null };
    let shown = shown.trim_end();
    if shown.trim().is_empty() {
        return Value::Null;
    }
    let Some(kept) = cells.values.get(&at) else {
        return match shown {
            "TRUE" => Value::from(true),
            "FALSE" => Value::from(false),
            text => Value::from(text),
        };
    };
    // What is shown decides; where it is nothing but the number, all its digits are kept.
    let plain = shown.replace(',', "").parse::<f64>().ok();
    match plain {
        Some(seen) if (seen - kept).abs() <= kept.abs() * 1e-9 => number(*kept, pointer),
        Some(seen) => number(seen, pointer),
        None => Value::from(shown),
    }
}

fn number(float: f64, pointer: &str) -> Value {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    let textual = matches!(
        key,
        "phone"
            | "mobile"
            | "fax"
            | "credit_code"
            | "organization_code"
            | "number"
            | "model"
            | "brand"
            | "name"
    );
    let whole = float.fract() == 0.0 && float.abs() < 1e15;
    match (textual, whole) {
        (true, true) => Value::from((float as i64).to_string()),
        (true, false) => Value::from(float.to_string()),
        (false, true) => Value::from(float as i64),
        (false, false) => Number::from_f64(float).map_or(Value::Null, Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_survives_the_workbook() {
        let body = json!({
            "kind": "application",
            "applicant": {"name": "甲公司", "founded": "2001-06-03", "contact": {"mobile": "13560740929", "fax": null},
                "financials": [{"year": 2018, "revenue": 11867.21}, {"year": 2019, "revenue": 10.0}]},
            "metrics": [{"name": "效率/产能", "unit": "%", "value": null}, {"name": "成本", "unit": "%", "value": 3.5}],
            "project": {"suppliers": ["甲", "乙"]},
            "major_incident": {"occurred": false},
            "resources": [{"instance": "A", "equipment": [{"name": "机床", "model": "5"}]}]
        });
        let record =
            Record { body: body.as_object().cloned().unwrap_or_default(), ..Record::default() };
        let bytes = write(&record).expect("a workbook");
        assert_eq!(
            bytes,
            write(&record).expect("a workbook"),
            "the same record gives the same bytes"
        );
        let (back, told) =
            read(&bytes, &Options::default()).expect("readable").expect("the form's layout");
        assert_eq!(told, []);
        let differing: Vec<String> = crate::compare::compare(
            &crate::compare::Side { records: vec![record], ..Default::default() },
            &crate::compare::Side { records: vec![back], ..Default::default() },
        )
        .differences
        .into_iter()
        .map(|d| d.pointer)
        .collect();
        assert_eq!(differing, Vec::<String>::new());
    }
}
