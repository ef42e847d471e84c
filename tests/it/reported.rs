//! Inputs built after public reports of other tools' users (`fixtures/reported`, whose
//! README tells each): what is right is named here, a line each.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reported").join(name)
}

/// What a command says, standard output and error as one.
fn said(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_shenbao")).args(arguments).output().unwrap();
    let of = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!("{}{}", of(output.stdout), of(output.stderr))
}

/// File, what must stand in its text, what must not.
const READ: &[(&str, &[&str], &[&str])] = &[
    ("docx-bound-control.docx", &["9868"], &["7868"]),
    ("ticks-eq-field.docx", &["☑大型企业"], &[]),
    ("scan-fax-g3.tif", &["压缩方式不在支持之列"], &["已损坏"]),
    ("xlsx-wan-format.xlsx", &["12.5万元", "0.9万元"], &["125.万元"]),
    ("xlsx-capital-format.xlsx", &["伍仟叁佰元整"], &["5300"]),
    ("xlsx-escape.xlsx", &["第一阶段完成"], &["_x000D_"]),
    ("xlsx-no-stored-result.xlsx", &["警告[shown-otherwise]", "没有存下结果"], &[]),
    ("xlsx-hidden-rows.xlsx", &["所在的行是隐藏的", "所在的列是隐藏的"], &[]),
    ("csv-as-text.csv", &["<td>含空格, 逗号</td>", "两行<br>内容"], &[]),
    ("mail-attachment.eml", &["警告[attachment-apart]", "申报书.docx"], &[]),
    ("pdf-attachment.pdf", &["警告[attachment-apart]"], &[]),
    ("table-cut-row.pdf", &["<td>立体仓库及其输送<br>线全套</td><td>1</td>"], &[]),
    ("table-dotted-squares.pdf", &["| 3 | 立体仓库 | 1 |"], &["\t"]),
    ("ticks-emoji.docx", &["☑"], &[]),
];

#[test]
fn files_are_read_as_they_show_themselves() {
    let mut wrong = Vec::new();
    for (name, wanted, unwanted) in READ {
        let text = said(&["read", fixture(name).to_str().unwrap(), "--format", "markdown"]);
        let missing = wanted.iter().filter(|words| !text.contains(**words));
        let there = unwanted.iter().filter(|words| text.contains(**words));
        for words in missing.chain(there) {
            wrong.push(format!("{name}: {words}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn two_tables_beside_each_other_come_left_first() {
    let text = said(&["read", fixture("table-side-by-side.pdf").to_str().unwrap()]);
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    assert!(at("焊接机器人") < at("制造执行系统") && at("激光切割机") < at("排程系统"));
}

#[test]
fn values_are_what_is_written() {
    let value = |name: &str, pointer: &str| -> Value {
        let options = shenbao::Options::default();
        let extraction = shenbao::extract(&fixture(name), &options).unwrap();
        extraction.records[0].get(pointer).cloned().unwrap_or_default()
    };
    for (name, pointer, wanted) in [
        ("extract-capital-amount.docx", "/project/investment", json!(1200)),
        ("extract-percent-words.docx", "/metrics/2/value", json!(30)),
        ("extract-times.docx", "/metrics/2/value", json!(150)),
        ("extract-date-capital.docx", "/applicant/founded", json!("2000-12")),
        ("notice-quarter.docx", "/deadlines/0/date", json!("2025-06-30")),
        ("notice-quarter.docx", "/deadlines/1/date", json!("2025-06-30")),
        ("notice-quarter.docx", "/deadlines/2/date", json!("2025-07-15")),
        ("ticks-emoji.docx", "/applicant/size_class", json!("小型企业")),
        ("xlsx-summary-sheet1.xlsx", "/title", json!("智能工厂推荐汇总表")),
        ("xlsx-summary-sheet1.xlsx", "/rows/1/企业名称", json!("滨海铸造有限公司")),
    ] {
        assert_eq!(value(name, pointer), wanted, "{name} {pointer}");
    }
    let code = said(&["extract", fixture("xlsx-code-as-number.xlsx").to_str().unwrap()]);
    assert!(code.contains("超过 15 位"), "{code}");
}

#[test]
fn papers_are_compared_as_they_show_themselves() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books/2023-scenario-a.pdf");
    for (paper, online, verdict) in [
        (fixture("compare-strike-slanted.pdf"), "compare-pen.online.docx", "结论：无法判定"),
        (fixture("compare-ink-scribble.pdf"), "compare-pen.online.docx", "结论：无法判定"),
        (fixture("docx-bound-control.paper.pdf"), "docx-bound-control.docx", "结论：不一致"),
        (
            fixture("compare-picture-washed.docx"),
            "compare-picture-washed.online.docx",
            "结论：无法判定",
        ),
        (book, "compare-capital-amount.online.docx", "结论：一致"),
    ] {
        let text = said(&["compare", paper.to_str().unwrap(), fixture(online).to_str().unwrap()]);
        assert!(text.contains(verdict), "{online}: {text}");
    }
}

/// File, further arguments, how many of it are seen and new, a query and its hits.
type Taken<'a> = (&'a str, &'a [&'a str], [u64; 2], Option<(&'a str, u64)>);

const TAKEN: &[Taken<'static>] = &[
    ("mail-attachment.eml", &[], [2, 2], Some(("铝箔轧机", 1))),
    ("pdf-attachment.pdf", &[], [2, 2], None),
    ("zip-same-names.zip", &[], [3, 3], None),
    ("zip-gbk-looks-utf8.zip", &[], [2, 2], Some(("文件:目录", 1))),
    ("zip-nfd-name.zip", &[], [1, 1], Some(("文件:Müller", 1))),
    ("zip-password.zip", &["--password", "123456"], [1, 1], None),
    ("zip-lzma-called-damaged.zip", &[], [1, 1], None),
    ("zip-tail-cut.zip", &[], [3, 2], None),
    ("tar-hardlink.tar", &[], [2, 1], None),
    ("tar-v7.tar", &[], [1, 1], None),
    ("search-region-other.docx", &[], [1, 1], Some(("地区:海南", 0))),
    ("search-region-city.docx", &[], [1, 1], Some(("地区:甘肃", 1))),
    ("search-thousands.txt", &[], [1, 1], Some(("1020台", 1))),
    ("search-url.txt", &[], [1, 1], Some(("https://smart.example.cn/login?id=12", 1))),
    ("search-hyphen.txt", &[], [1, 1], Some(("KR210R2700", 1))),
    ("search-hyphen.txt", &[], [1, 1], Some(("AGVL1000", 1))),
    ("search-csv-20-of-25.tar", &[], [25, 25], None),
];

#[test]
fn files_are_taken_in_and_found() {
    for (name, more, [seen, new], query) in TAKEN {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("library");
        let at = ["--library", library.to_str().unwrap(), "--format", "json"];
        let file = fixture(name);
        let mut arguments = vec!["ingest", file.to_str().unwrap()];
        arguments.extend(*more);
        arguments.extend(at);
        let text = said(&arguments);
        let last = text.lines().find(|line| line.starts_with('{')).unwrap_or_default();
        let balance: Value =
            serde_json::from_str(last).unwrap_or_else(|_| panic!("{name}: {text}"));
        let counted = [&balance["seen"], &balance["new"]].map(Value::as_u64);
        assert_eq!(counted, [Some(*seen), Some(*new)], "{name}");
        let Some((query, hits)) = query else { continue };
        let text = said(&[&["search", *query][..], &at[..]].concat());
        let found: Value = serde_json::from_str(&text).unwrap_or_default();
        assert_eq!(found["total"].as_u64(), Some(*hits), "{name} {query}: {text}");
    }
}

#[test]
fn signs_codes_and_telephones_survive_search_and_export() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    let library = library.to_str().unwrap();
    let names =
        ["search-cpp.txt", "search-cpp-2.txt", "export-digit-code.docx", "export-landline.docx"];
    let files = names.map(|name| fixture(name).to_str().unwrap().to_owned());
    let mut arguments = vec!["ingest"];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(["--library", library]);
    said(&arguments);
    let json = said(&["search", "C++", "--library", library, "--format", "json"]);
    let found: Value = serde_json::from_str(&json).unwrap_or_default();
    assert_eq!(found["total"].as_u64(), Some(1), "{json}");
    let table = said(&["export", "--format", "csv", "--library", library]);
    for written in ["\"=\"\"913100001322010006\"\"\"", "027-42416318"] {
        assert!(table.contains(written), "{written}: {table}");
    }
    let many = folder.path().join("many");
    let many = many.to_str().unwrap();
    said(&["ingest", fixture("search-csv-20-of-25.tar").to_str().unwrap(), "--library", many]);
    let rows = said(&["search", "智能车间", "--format", "csv", "--library", many]);
    assert!(rows.lines().count() > 25, "{rows}");
    let none = said(&["export", "投资 量子纠缠", "--format", "csv", "--library", library]);
    assert!(none.contains("导出 0 条记录"), "{none}");
    let large = said(&["search", "投资>=5000000元", "--library", library, "--format", "json"]);
    let plain = said(&["search", "投资>=500万元", "--library", library, "--format", "json"]);
    let total =
        |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default()["total"].as_u64();
    assert!(total(&large).is_some_and(|hits| hits > 0) && total(&large) == total(&plain));
}
