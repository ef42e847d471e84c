//! Forms that no definition knows (`fixtures/forms`, invented; truth typed by hand), as web
//! pages, Word files and prints: their pairs, ticks and cells, filled and blank told apart, and
//! what is learned from the blank copy of each (`i01b` beside `i01`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/forms")
}

fn truths() -> serde_json::Map<String, Value> {
    serde_json::from_slice(&std::fs::read(folder().join("truth.json")).unwrap()).unwrap()
}

fn bare(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(bare).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    };
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a value is what the paper writes, in the record's way of writing it.
fn same(got: &Value, want: &str, unit: &Value, begins: bool) -> bool {
    let (got, want) = (bare(got), bare(&Value::from(want)));
    if got == want || begins && got.starts_with(&want) {
        return true;
    }
    let date = shenbao::value::date::parse(&want).map(|date| date.to_string());
    let number = |text: &str| text.replace(',', "").parse::<f64>().ok();
    date.is_some_and(|date| date == got)
        || number(&got).zip(number(&want)).is_some_and(|(a, b)| a == b)
        || format!("{got}{}", bare(unit)) == want
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Pairs, ticks, cells and sections of one form: how many are right, of how many.
fn score(record: &Value, truth: &Value) -> (usize, usize, Vec<String>) {
    let (mut right, mut all, mut missed) = (0, 0, Vec::new());
    let mut used = Vec::new();
    for want in list(truth, "fields") {
        all += 1;
        let group = bare(&want["group"]);
        let found = list(record, "fields").iter().enumerate().find(|(at, field)| {
            let named = bare(&field["label"]) == bare(&want["label"])
                && (group.is_empty() || bare(&field["group"]) == group)
                && !used.contains(at);
            named
                && if want.get("options").is_some() {
                    bare(&field["options"]) == bare(&want["options"])
                        && bare(&field["chosen"]) == bare(&want["chosen"])
                } else {
                    let text = want["value"].as_str().unwrap_or_default();
                    same(&field["value"], text, &field["unit"], want["op"] == "~")
                }
        });
        match found {
            Some((at, _)) => {
                used.push(at);
                right += 1;
            }
            None => missed.push(format!("{group}›{}", bare(&want["label"]))),
        }
    }
    for want in list(truth, "tables") {
        let cells: usize = list(want, "rows").iter().map(|r| r.as_array().unwrap().len()).sum();
        all += cells;
        let heads = bare(&want["columns"]);
        let of = |table: &Value| {
            let rows = list(table, "rows").iter().zip(list(want, "rows"));
            rows.flat_map(|(got, want)| {
                got.as_array().unwrap().iter().zip(want.as_array().unwrap())
            })
            .filter(|(got, want)| same(got, want.as_str().unwrap(), &Value::Null, false))
            .count()
        };
        let tables = list(record, "tables").iter().filter(|t| bare(&t["columns"]) == heads);
        let best = tables.map(of).max().unwrap_or_default();
        right += best;
        if best < cells {
            missed.push(format!("{heads}: {best} of {cells}"));
        }
    }
    for want in list(truth, "sections") {
        all += 1;
        let found = list(record, "sections").iter().any(|section| {
            bare(&section["heading"]) == bare(&want[0]) && bare(&section["text"]) == bare(&want[1])
        });
        right += usize::from(found);
        if !found {
            missed.push(bare(&want[0]));
        }
    }
    (right, all, missed)
}

#[test]
fn unknown_forms_give_their_pairs_ticks_and_cells() {
    let mut states = Vec::new();
    for format in ["html", "docx", "pdf"] {
        let (right, all) = of_format(format, &mut states);
        println!("{format}: {right} of {all}");
        assert!(right * 100 >= all * 97, "{format}: {right} of {all}");
    }
    assert!(states.is_empty(), "{states:?}");
}

/// The forms that are there in a format: right, of how many; names of those whose state is wrong.
fn of_format(format: &str, states: &mut Vec<String>) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    for (name, truth) in truths() {
        let path = folder().join(format!("{name}.{format}"));
        if !path.exists() {
            continue;
        }
        let extraction = shenbao::extract(&path, &shenbao::Options::default()).unwrap();
        let record = extraction.records.first().unwrap();
        for pointer in record.provenance.keys() {
            assert!(record.get(pointer).is_some(), "{name}: {pointer} leads nowhere");
        }
        let record = serde_json::to_value(record).unwrap();
        let (own, of, missed) = score(&record, &truth);
        right += own;
        all += of;
        if !missed.is_empty() {
            println!("{name}.{format}: {own} of {of}: {missed:?}");
        }
        if record["kind"] != "form" || record["filled"] != (truth["state"] == "filled") {
            states.push(format!("{name}.{format}"));
        }
    }
    (right, all)
}

/// A label without unit and hints.
fn plain(label: &Value) -> String {
    let text = label.as_str().unwrap_or_default();
    bare(&Value::from(shenbao::value::label::Label::parse(text).name))
}

/// Whether a learned field's value is what the paper says.
fn is_value(got: &Value, want: &Value, kind: &str, unit: &Value) -> bool {
    if let Some(chosen) = want.get("chosen") {
        let yes = match got {
            Value::Bool(true) => "是".to_owned(),
            Value::Bool(false) => "否".to_owned(),
            other => bare(other),
        };
        return yes == bare(chosen);
    }
    let text = want["value"].as_str().unwrap_or_default();
    let start = shenbao::value::date::parse_range(text).map(|range| range.start.to_string());
    kind == "date_range" && start.is_some_and(|start| bare(got) == start)
        || same(got, text, unit, want["op"] == "~")
}

/// What the definition learned from the blank copy makes of the filled one: right, of how many.
fn learned(blank: &Path, filled: &Path, truth: &Value) -> (usize, usize, Vec<String>) {
    let options = shenbao::Options::default();
    let (_, document) = shenbao::extract::open(blank, &options).unwrap();
    let forms = shenbao::forms::Forms::default();
    let draft = shenbao::learn::learn(&document, 0..document.blocks.len(), &forms);
    let room = tempfile::tempdir().unwrap();
    std::fs::write(room.path().join("own.toml"), &draft).unwrap();
    let own = shenbao::forms::Forms::with_folder(room.path()).unwrap();
    let options = shenbao::Options { forms: std::sync::Arc::new(own), ..options };
    let record = shenbao::extract(filled, &options).unwrap().records.swap_remove(0);
    let definition: Value = toml::from_str(&draft).unwrap();
    let at = |to: &Value| record.get(to.as_str().unwrap()).cloned().unwrap_or_default();
    let fields: Vec<&Value> =
        list(&definition, "part").iter().flat_map(|part| list(part, "fields")).collect();
    let (mut right, mut all, mut missed, mut used) = (0, 0, Vec::new(), Vec::new());
    for want in list(truth, "fields") {
        all += 1;
        let found = fields.iter().enumerate().position(|(n, field)| {
            let kind = field["kind"].as_str().unwrap_or_default();
            !used.contains(&n)
                && plain(&field["label"]) == plain(&want["label"])
                && (want["group"].is_null() || bare(&field["group"]) == bare(&want["group"]))
                && is_value(&at(&field["to"]), want, kind, &field["unit"])
        });
        match found {
            Some(n) => used.push(n),
            None => missed.push(bare(&want["label"])),
        }
    }
    right += used.len();
    for want in list(truth, "tables") {
        let heads: Vec<String> = list(want, "columns").iter().map(plain).collect();
        let cells: usize = list(want, "rows").iter().map(|r| r.as_array().unwrap().len()).sum();
        all += cells;
        let best = list(&definition, "table")
            .iter()
            .filter(|table| {
                list(table, "columns").iter().map(|c| plain(&c["label"])).eq(heads.clone())
            })
            .map(|table| {
                let rows = at(&table["to"]);
                let rows = rows.as_array().map_or(&[][..], Vec::as_slice);
                let pairs = rows.iter().zip(list(want, "rows"));
                pairs
                    .flat_map(|(got, want)| {
                        list(table, "columns").iter().zip(want.as_array().unwrap()).map(
                            move |(column, want)| {
                                let got = got.get(column["to"].as_str().unwrap());
                                let want = want.as_str().unwrap();
                                got.is_some_and(|got| same(got, want, &Value::Null, false))
                            },
                        )
                    })
                    .filter(|right| *right)
                    .count()
            })
            .max()
            .unwrap_or_default();
        right += best;
        if best < cells {
            missed.push(format!("{heads:?}: {best} of {cells}"));
        }
    }
    (right, all, missed)
}

#[test]
fn what_is_learned_from_the_blank_reads_the_filled_copy_unedited() {
    let (mut right, mut all) = (0, 0);
    for (name, truth) in truths() {
        let blank = folder().join(format!("{name}b.docx"));
        if !blank.exists() {
            continue;
        }
        let filled = folder().join(format!("{name}.docx"));
        let (own, of, missed) = learned(&blank, &filled, &truth);
        right += own;
        all += of;
        if !missed.is_empty() {
            println!("{name}: {own} of {of}: {missed:?}");
        }
    }
    println!("{right} of {all}");
    assert!(all > 300 && right * 100 >= all * 99, "{right} of {all}");
}

/// Learned from the blank and unedited, every field of the filled copy has its place.
#[test]
fn a_definition_learned_from_the_blank_reads_the_filled_copy() {
    let blank = "<p>某市绿色车间申报表</p><table border=1>\
        <tr><td>车间名称</td><td></td><td>所属行业</td><td></td></tr>\
        <tr><td rowspan=2>法定代表人</td><td>姓名</td><td colspan=2></td></tr>\
        <tr><td>电话</td><td colspan=2></td></tr>\
        <tr><td rowspan=2>项目联系人</td><td>姓名</td><td colspan=2></td></tr>\
        <tr><td>电话</td><td colspan=2></td></tr>\
        <tr><td>企业类型</td><td colspan=3>□大型 □中型 □小型</td></tr></table>";
    let filled = "<p>某市绿色车间申报表</p><table border=1>\
        <tr><td>车间名称</td><td>总装车间</td><td>所属行业</td><td>装备制造</td></tr>\
        <tr><td rowspan=2>法定代表人</td><td>姓名</td><td colspan=2>赵云</td></tr>\
        <tr><td>电话</td><td colspan=2>0931-1111111</td></tr>\
        <tr><td rowspan=2>项目联系人</td><td>姓名</td><td colspan=2>钱进</td></tr>\
        <tr><td>电话</td><td colspan=2>0931-2222222</td></tr>\
        <tr><td>企业类型</td><td colspan=3>□大型 ☑中型 □小型</td></tr></table>";
    let room = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = room.path().join(name);
        std::fs::write(&path, format!("<meta charset=utf-8>{text}")).unwrap();
        path
    };
    let options = shenbao::Options::default();
    let (_, document) = shenbao::extract::open(&file("blank.html", blank), &options).unwrap();
    let forms = shenbao::forms::Forms::default();
    let draft = shenbao::learn::learn(&document, 0..document.blocks.len(), &forms);
    std::fs::create_dir(room.path().join("forms")).unwrap();
    std::fs::write(room.path().join("forms/own.toml"), &draft).unwrap();
    let own = shenbao::forms::Forms::with_folder(&room.path().join("forms")).unwrap();
    let options = shenbao::Options { forms: std::sync::Arc::new(own), ..options };
    let extraction = shenbao::extract(&file("filled.html", filled), &options).unwrap();
    let record = &extraction.records[0];
    assert_eq!(record.kind(), "application", "{draft}");
    for (pointer, value) in [
        ("/applicant/legal_representative/name", "赵云"),
        ("/applicant/legal_representative/phone", "0931-1111111"),
        ("/applicant/contact/name", "钱进"),
        ("/applicant/contact/phone", "0931-2222222"),
        ("/project/车间名称", "总装车间"),
    ] {
        assert_eq!(record.get(pointer), Some(&Value::from(value)), "{pointer}\n{draft}");
    }
    let extraction = shenbao::extract(&room.path().join("blank.html"), &options).unwrap();
    assert_eq!(extraction.records[0].kind(), "form_blank");
}
