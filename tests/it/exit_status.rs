//! What the shell is told: a file of which a part was lost is no success.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn shenbao(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shenbao")).args(arguments).output().unwrap()
}

fn book() -> PathBuf {
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books");
    let files = std::fs::read_dir(books).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|e| e == "docx")).min().unwrap()
}

#[test]
fn a_book_cut_short_gives_what_is_left_and_status_1() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(book()).unwrap();
    let cut = folder.path().join("cut.docx");
    std::fs::write(&cut, &bytes[..bytes.len() * 2 / 3]).unwrap();
    for command in ["extract", "read"] {
        let output = shenbao(&[command, cut.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(!output.stdout.is_empty(), "{command}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("警告[package-damaged]"), "{said}");
        let whole = shenbao(&[command, book().to_str().unwrap()]);
        assert_eq!(whole.status.code(), Some(0), "{command}");
    }
}

#[test]
fn a_scan_without_models_is_no_success() {
    let scans = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/ocr");
    let scan = std::fs::read_dir(scans)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|e| e == "pdf" || e == "png" || e == "jpg"))
        .unwrap();
    let nowhere = tempfile::tempdir().unwrap();
    let models = nowhere.path().to_str().unwrap();
    let output = shenbao(&["extract", "--models", models, scan.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("shenbao models install"));
}

#[test]
fn an_export_of_words_that_nothing_holds_is_empty_and_search_gives_the_figure_asked_for() {
    let (folder, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let library = library.path().to_str().unwrap();
    std::fs::copy(book(), folder.path().join("book.docx")).unwrap();
    shenbao(&["ingest", folder.path().to_str().unwrap(), "--library", library]);
    for format in ["csv", "jsonl"] {
        let asked = ["export", "企业 量子纠缠", "--format", format, "--library", library];
        let output = shenbao(&asked);
        assert_eq!(output.status.code(), Some(1), "{format}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.lines().count() == 1 && said.starts_with("导出 0 条记录"), "{said}");
    }
    let asked = ["search", "投资>0", "--format", "csv", "--library", library];
    let output = shenbao(&asked);
    assert_eq!(output.status.code(), Some(0));
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.lines().next().unwrap().contains(",投资"), "{table}");
}
