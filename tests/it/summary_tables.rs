//! Every table that the truths of the development set hold, written as a
//! workbook, comes back cell by cell; so does a recommendation summary made of
//! them. Ignored where the shared files are absent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::{Map, Value};
use shenbao::Options;
use std::path::{Path, PathBuf};

fn truths() -> Vec<(PathBuf, Value)> {
    let root = match std::env::var_os("SHENBAO_SHARED") {
        Some(root) => PathBuf::from(root),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    let folder = root.join("dev-set").read_dir().expect("at hand");
    let mut truths: Vec<_> = folder
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".truth.json"))
        .map(|path| {
            let truth = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            (path, truth)
        })
        .collect();
    truths.sort_by(|a, b| a.0.cmp(&b.0));
    truths
}

/// Every list of objects in a record, with its place.
fn lists<'v>(
    value: &'v Value,
    place: &str,
    found: &mut Vec<(String, Vec<&'v Map<String, Value>>)>,
) {
    match value {
        Value::Object(object) => {
            object.iter().for_each(|(key, value)| lists(value, &format!("{place}/{key}"), found));
        }
        Value::Array(items) => {
            let objects: Vec<_> = items.iter().filter_map(Value::as_object).collect();
            if !objects.is_empty() {
                found.push((place.to_owned(), objects));
            }
            for (index, item) in items.iter().enumerate() {
                lists(item, &format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Writes a cell; gives what the sheet then shows.
fn write(sheet: &mut Worksheet, row: u32, col: u16, value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap();
            match (row + u32::from(col)) % 3 {
                0 => {
                    let percent = Format::new().set_num_format("0.00%");
                    sheet.write_with_format(row, col, number / 100.0, &percent).unwrap();
                    format!("{number:.2}%")
                }
                1 => {
                    let grouped = Format::new().set_num_format("0.00");
                    sheet.write_with_format(row, col, number, &grouped).unwrap();
                    format!("{number:.2}")
                }
                _ => {
                    sheet.write(row, col, number).unwrap();
                    number.to_string()
                }
            }
        }
        Value::String(text) => {
            sheet.write(row, col, text.as_str()).unwrap();
            text.clone()
        }
        _ => String::new(),
    }
}

/// Saves a workbook and reads the tables of it.
fn read_back(mut book: Workbook) -> shenbao::document::Document {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("汇总表.xlsx");
    book.save(&path).unwrap();
    shenbao::extract::open(&path, &Options::default()).unwrap().1
}

#[test]
#[ignore = "needs the shared files"]
fn every_cell_of_every_table_comes_back() {
    let mut cells = 0;
    for (path, truth) in truths() {
        let mut found = Vec::new();
        lists(&truth, "", &mut found);
        assert!(!found.is_empty(), "{} has its tables", path.display());
        let mut book = Workbook::new();
        let mut expected = Vec::new();
        for (index, (_, rows)) in found.iter().enumerate() {
            let sheet = book.add_worksheet().set_name(format!("表{index}")).unwrap();
            let plain = |(_, value): &(&String, &Value)| !value.is_object() && !value.is_array();
            let columns: Vec<&String> = rows
                .iter()
                .max_by_key(|row| row.len())
                .map(|row| row.iter().filter(plain).map(|(key, _)| key).collect())
                .unwrap();
            let mut shown = vec![columns.iter().map(|key| (*key).clone()).collect::<Vec<_>>()];
            for (col, key) in columns.iter().enumerate() {
                sheet.write(0, col as u16, key.as_str()).unwrap();
            }
            for (row, object) in (1..).zip(rows) {
                let line = columns.iter().enumerate().map(|(col, key)| {
                    write(sheet, row, col as u16, object.get(*key).unwrap_or(&Value::Null))
                });
                shown.push(line.collect());
            }
            expected.push(shown);
        }
        let document = read_back(book);
        let tables: Vec<_> = document.tables().map(|(_, table)| table).collect();
        assert_eq!(tables.len(), expected.len());
        for ((table, rows), (place, _)) in tables.iter().zip(&expected).zip(&found) {
            for (row, line) in rows.iter().enumerate() {
                for (col, wanted) in line.iter().enumerate() {
                    let cell = table.cells.iter().find(|c| (c.row, c.col) == (row, col));
                    let read = cell.map(|c| c.text().content.clone()).unwrap_or_default();
                    assert_eq!(&read, wanted, "{} {place} {row},{col}", path.display());
                    cells += 1;
                }
            }
        }
    }
    assert!(cells > 1000, "{cells} cells");
}

#[test]
#[ignore = "needs the shared files"]
fn a_recommendation_summary_gives_its_rows() {
    let truths = truths();
    let columns = [
        ("企业名称", "/applicant/name"),
        ("统一社会信用代码", "/applicant/credit_code"),
        ("企业地址", "/applicant/address"),
        ("联系人", "/applicant/contact/name"),
        ("联系电话", "/applicant/contact/mobile"),
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("推荐汇总表").unwrap();
    sheet.merge_range(0, 0, 0, 5, "智能制造示范工厂推荐汇总表", &Format::new()).unwrap();
    sheet
        .merge_range(1, 0, 1, 5, "推荐单位（盖章）：甘肃省工业和信息化厅", &Format::new())
        .unwrap();
    sheet.write(2, 0, "序号").unwrap();
    for (col, (label, _)) in (1..).zip(columns) {
        sheet.write(2, col, label).unwrap();
    }
    for (row, (_, truth)) in (3..).zip(&truths) {
        sheet.write(row, 0, row - 2).unwrap();
        for (col, (_, pointer)) in (1..).zip(columns) {
            sheet
                .write(row, col, truth.pointer(pointer).and_then(Value::as_str).unwrap_or(""))
                .unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("推荐汇总表.xlsx");
    book.save(&path).unwrap();
    let extraction = shenbao::extract(&path, &Options::default()).unwrap();
    let record = serde_json::to_value(&extraction.records[0]).unwrap();
    assert_eq!(record["kind"], "recommendation_summary");
    assert_eq!(record["recommender"], "甘肃省工业和信息化厅");
    let rows = record["rows"].as_array().unwrap();
    assert_eq!(rows.len(), truths.len(), "{rows:?}");
    for (row, (path, truth)) in rows.iter().zip(&truths) {
        for (label, pointer) in columns {
            let wanted = truth.pointer(pointer).and_then(Value::as_str);
            assert_eq!(row[label].as_str(), wanted, "{} {label}", path.display());
        }
    }
}
