//! The small authored inputs of `fixtures/`, each beside what must come out:
//! `NAME.json` holds the records without provenance, `NAME.line` the one line on stderr.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Every fixture of a folder that has an expectation with the extension.
fn expected(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let mut pairs: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .map(|path| (path.with_extension(""), fs::read_to_string(&path).unwrap()))
        .collect();
    pairs.sort();
    assert!(!pairs.is_empty());
    pairs
}

fn records(path: &Path) -> Value {
    let extraction = shenbao::extract(path, &shenbao::Options::default()).unwrap();
    for record in &extraction.records {
        for pointer in record.provenance.keys() {
            assert!(record.get(pointer).is_some(), "{pointer} leads nowhere");
        }
    }
    let mut records = serde_json::to_value(&extraction.records).unwrap();
    for record in records.as_array_mut().unwrap() {
        record.as_object_mut().unwrap().shift_remove("provenance");
    }
    records
}

#[test]
fn authored_inputs_give_their_records() {
    for folder in ["books", "notices"] {
        for (input, expected) in expected(folder, "json") {
            let expected: Value = serde_json::from_str(&expected).unwrap();
            let got = records(&input);
            let shown = serde_json::to_string_pretty(&got).unwrap();
            assert_eq!(got, expected, "{} gave {shown}", input.display());
        }
    }
}

#[test]
fn bad_input_gets_one_clear_line() {
    for (input, expected) in expected("bad", "line") {
        let problem = shenbao::extract(&input, &shenbao::Options::default()).unwrap_err();
        let name = input.file_name().unwrap().to_string_lossy();
        assert_eq!(problem.line(&name), expected.trim_end(), "{name}");
    }
}

#[test]
fn a_name_that_lies_is_said_and_the_content_is_read() {
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bad/rtf-named.doc");
    let extraction = shenbao::extract(&input, &shenbao::Options::default()).unwrap();
    assert_eq!(extraction.source.format, "rtf");
    assert_eq!(extraction.records[0].get("/title").unwrap(), "申报");
    assert!(extraction.warnings.iter().any(|w| w.code == shenbao::WarningCode::NameLies));
}
