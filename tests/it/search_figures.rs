//! Statistics, batches and tables of the search, as a shell and a script see them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn shenbao(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shenbao")).args(arguments).output().unwrap()
}

/// A library of the corpus's Word books.
fn library() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books");
    let mut words: Vec<String> = std::fs::read_dir(books)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_string_lossy().into_owned())
        .filter(|path| path.ends_with(".docx"))
        .collect();
    words.sort();
    let at = folder.path().join("library");
    let mut arguments: Vec<&str> = vec!["ingest"];
    arguments.extend(words.iter().map(String::as_str));
    arguments.extend(["--library", at.to_str().unwrap()]);
    shenbao(&arguments);
    folder
}

#[test]
fn figures_batches_and_tables_of_a_library() {
    let folder = library();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let library = at("library");
    let json = |arguments: &[&str]| -> Value {
        let output = shenbao(&[arguments, &["--library", &library, "--format", "json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{:?}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let all = json(&["search", "类型:申报书"]);
    let stats = json(&["search", "类型:申报书", "--stats", "投资", "--by", "行业,年份"]);
    assert_eq!(stats["unit"], "万元");
    assert_eq!(stats["hits"], all["total"]);
    let group = &stats["groups"][0];
    assert!(group["key"].get("行业").is_some() && group["key"]["年份"].is_u64());
    for key in ["hits", "count", "min", "q1", "median", "q3", "max", "mean"] {
        assert!(group.get(key).is_some(), "{key}");
    }
    let whole = json(&["search", "类型:申报书", "--stats", "投资"]);
    assert_eq!(whole["groups"].as_array().unwrap().len(), 1);
    assert_eq!(whole["groups"][0]["key"], serde_json::json!({}));

    // A figure that does not exist is refused with what there is.
    let refused =
        shenbao(&["search", "类型:申报书", "--stats", "量子纠缠率", "--library", &library]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("指标"));

    // One query a line, one answer a line; a refused one does not stop the others.
    std::fs::write(at("queries.txt"), "类型:申报书\n类型:申报材料\n智能\n").unwrap();
    let output = shenbao(&[
        "search",
        "--queries",
        &at("queries.txt"),
        "--library",
        &library,
        "--format",
        "json",
    ]);
    let lines: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["total"], all["total"]);
    assert_eq!(lines[1]["error"]["code"], "bad-query");

    // Pictures, as their file's name ends.
    let plot = |name: &str| {
        let asked = ["search", "类型:申报书", "--histogram", "投资", "--plot", &at(name)];
        shenbao(&[&asked[..], &["--library", &library]].concat()).status.code()
    };
    assert_eq!(plot("a.svg"), Some(0));
    assert!(std::fs::read_to_string(at("a.svg")).unwrap().contains("投资"));
    assert_eq!(plot("a.gif"), Some(2));

    // Columns by their Chinese names; the same in every format.
    let export = |format: &str, to: &str| {
        let columns = "企业名称,统一社会信用代码,投资";
        let asked = ["export", "类型:申报书", "--format", format, "--columns", columns];
        shenbao(&[&asked[..], &["--output", &at(to), "--library", &library]].concat())
    };
    assert!(export("csv", "a.csv").status.success());
    let csv = std::fs::read_to_string(at("a.csv")).unwrap();
    assert!(csv.starts_with("\u{FEFF}企业名称,统一社会信用代码,投资\r\n"));
    assert_eq!(csv.lines().count() as u64, 1 + all["records"].as_u64().unwrap());
    for (format, to, magic) in [("parquet", "a.parquet", "PAR1"), ("xlsx", "a.xlsx", "PK")] {
        assert!(export(format, to).status.success(), "{format}");
        assert!(std::fs::read(at(to)).unwrap().starts_with(magic.as_bytes()));
    }

    // What was found leads to what is like it.
    let id = all["hits"][0]["id"].to_string();
    let similar = json(&["similar", &id]);
    assert!(similar.as_array().unwrap().iter().all(|s| s["id"] != id));
}
