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
        let mut taken: BTreeSet<(u32, u32)> = BTreeSet::new();
        let rows: BTreeSet<u32> = cells.shown.keys().map(|(row, _)| *row).collect();
        let mut rows = rows.into_iter();
        let Some(head) = rows.next() else { continue };
        let text = |row: u32, col: u32| text(cells, (row, col));
        if cells.name == FORM {
            if text(head, 2) != HEADER[2] {
                return Ok(None);
            }
            taken.extend((0..3).map(|col| (head, col)));
            single_values(cells, rows, &mut record, &mut warnings, &mut taken);
            warnings.extend(aside(cells, &taken));
            continue;
        }
        // A table: the first row holds labels, the second the paths of the columns.
        let paths = rows.next().filter(|paths| text(*paths, 0).starts_with('/'));
        let Some(paths) = paths else {
            warnings.extend(aside(cells, &taken));
            continue;
        };
        let list = text(paths, 0);
        let keys: Vec<(u32, String)> = cells
            .shown
            .range((paths, 1)..=(paths, u32::MAX))
            .map(|((_, col), key)| (*col, key.trim().to_owned()))
            .filter(|(_, key)| !key.is_empty())
            .collect();
        let whole = |key: &str| match key {
            "." => list.clone(),
            key => format!("{list}/0/{key}"),
        };
        let heads = keys.iter().map(|(col, key)| (text(head, *col), whole(key), head));
        warnings.extend(exchanged(&cells.name, &heads.collect::<Vec<_>>()));
        taken.extend([(head, 0), (paths, 0)]);
        for (col, _) in &keys {
            taken.extend([(head, *col), (paths, *col)]);
        }
        for row in rows {
            let Some(index) = row.checked_sub(paths + 1) else { continue };
            // The running number of the row.
            taken.insert((row, 0));
            for (col, key) in &keys {
                taken.insert((row, *col));
                let cell = value(cells, (row, *col), key);
                if cell.is_null() {
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
        warnings.extend(aside(cells, &taken));
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
    taken: &mut BTreeSet<(u32, u32)>,
) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut labelled = Vec::new();
    for row in rows {
        let pointer = text(cells, (row, 2));
        if !pointer.starts_with('/') {
            continue;
        }
        taken.extend((0..3).map(|col| (row, col)));
        labelled.push((text(cells, (row, 0)), pointer.clone(), row));
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
    warnings.extend(exchanged(&cells.name, &labelled));
}

/// Labels that belong to another path of the sheet: who looks at the workbook reads the value
/// under them.
fn exchanged(sheet: &str, labelled: &[(String, String, u32)]) -> Vec<Warning> {
    let squeezed = |label: &str| -> String { label.split_whitespace().collect() };
    let of: HashMap<String, &str> = labelled
        .iter()
        .map(|(_, pointer, _)| (squeezed(&last(&labels::of_pointer(pointer))), pointer.as_str()))
        .collect();
    let mut told = Vec::new();
    for (label, pointer, row) in labelled {
        let own = squeezed(&last(label));
        let usual = squeezed(&last(&labels::of_pointer(pointer)));
        if own != usual && of.get(&own).is_some_and(|other| other != pointer) {
            let message = format!(
                "“{sheet}”页第 {} 行的栏目“{label}”与路径 {pointer} 不符，按路径取值",
                row + 1
            );
            told.push(Warning::new(WarningCode::ShownOtherwise, message));
        }
    }
    told
}

/// The last step of a label.
fn last(label: &str) -> String {
    label.rsplit('›').next().unwrap_or_default().trim().to_owned()
}

/// What stands in the workbook and belongs to no path: seen by people, held by no field.
fn aside(cells: &Cells, taken: &BTreeSet<(u32, u32)>) -> Option<Warning> {
    /// Cells that are quoted.
    const QUOTED: usize = 3;
    let cell = |(at, text): (&(u32, u32), &String)| {
        (!taken.contains(at) && !text.trim().is_empty()).then(|| text.trim().to_owned())
    };
    let mut texts: Vec<String> = cells.shown.iter().filter_map(cell).collect();
    texts.extend(cells.margins.iter().cloned());
    if texts.is_empty() {
        return None;
    }
    let short = |text: &String| format!("“{}”", text.chars().take(40).collect::<String>());
    let quoted: Vec<String> = texts.iter().take(QUOTED).map(short).collect();
    let more =
        if texts.len() > QUOTED { format!("等 {} 处", texts.len()) } else { String::new() };
    let message =
        format!("“{}”页的{}{more}不属于任何路径，未参与比对", cells.name, quoted.join("、"));
    Some(Warning::new(WarningCode::ShownOtherwise, message))
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

    /// A small form, with what `add` puts into it.
    fn told(add: impl FnOnce(&mut Workbook)) -> Vec<String> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(FORM).expect("a name");
        let rows = [
            HEADER,
            ["类型", "application", "/kind"],
            ["申报单位 › 销售收入", "10", "/applicant/last_year/revenue"],
            ["申报单位 › 资产总额", "20", "/applicant/last_year/total_assets"],
        ];
        for (row, cells) in rows.iter().enumerate() {
            for (col, cell) in cells.iter().enumerate() {
                sheet.write(row as u32, col as u16, *cell).expect("a cell");
            }
        }
        add(&mut book);
        let bytes = book.save_to_buffer().expect("a workbook");
        let (_, told) = read(&bytes, &Options::default()).expect("readable").expect("a form");
        told.into_iter().map(|warning| warning.message).collect()
    }

    fn form(book: &mut Workbook) -> &mut Worksheet {
        book.worksheet_from_name(FORM).expect("the form")
    }

    #[test]
    fn what_stands_in_a_workbook_beside_its_paths_is_told() {
        assert_eq!(told(|_| {}), Vec::<String>::new());
        let aside = [
            told(|book| {
                book.add_worksheet().write(0, 0, "另投8000万元").expect("a cell");
            }),
            told(|book| {
                form(book).write(9, 0, "备注").expect("a cell");
                form(book).write(9, 1, "本表作废").expect("a cell");
            }),
            told(|book| {
                form(book).write(2, 3, "更正：8000").expect("a cell");
            }),
            told(|book| {
                form(book).set_header("&C作废");
            }),
        ];
        for told in aside {
            assert!(told.len() == 1 && told[0].contains("未参与比对"), "{told:?}");
        }
        let note = told(|book| {
            form(book).insert_note(2, 1, &rust_xlsxwriter::Note::new("此数作废")).expect("a note");
        });
        assert!(
            note.iter().any(|told| told.contains("此数作废") && told.contains("批注")),
            "{note:?}"
        );
    }

    #[test]
    fn a_value_that_a_workbook_does_not_show_is_told() {
        let narrow = told(|book| {
            form(book).write(2, 1, 1512094.52).expect("a cell");
            form(book).set_column_width(1, 1).expect("a width");
        });
        assert!(narrow.iter().any(|told| told.contains("####")), "{narrow:?}");
    }

    #[test]
    fn labels_that_stand_at_each_others_paths_are_told() {
        let labels = [
            labels::of_pointer("/applicant/last_year/total_assets"),
            labels::of_pointer("/applicant/last_year/revenue"),
        ];
        let told = told(|book| {
            form(book).write(2, 0, &labels[0]).expect("a cell");
            form(book).write(3, 0, &labels[1]).expect("a cell");
        });
        assert!(told.len() == 2 && told[0].contains("按路径取值"), "{told:?}");
    }
}
