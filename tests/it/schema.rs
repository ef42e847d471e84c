//! `docs/schema/` is made from `registry/concepts.toml`, and what the program gives keeps to it.
//! To make it anew: `SHENBAO_WRITE_DOCS=1 cargo test --test it schema`.

#![allow(clippy::unwrap_used, clippy::panic)]

use serde_json::Value;
use shenbao::compare;
use shenbao::record::schema;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static EXTRACTION: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::validator_for(&schema::extraction()).unwrap());
static COMPARISON: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::validator_for(&schema::comparison()).unwrap());

fn keeps_to(validator: &jsonschema::Validator, given: &Value, what: &str) {
    let faults: Vec<String> = validator
        .iter_errors(given)
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .take(5)
        .collect();
    assert!(faults.is_empty(), "{what}: {faults:#?}");
}

/// An extraction as a program reads it.
pub fn extraction_keeps_to_the_schema(given: &Value, what: &str) {
    keeps_to(&EXTRACTION, given, what);
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

#[test]
fn the_schemas_in_the_documentation_are_current() {
    for (name, made) in [("extract", schema::extraction()), ("compare", schema::comparison())] {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/schema/{name}.schema.json"));
        let made = serde_json::to_string_pretty(&made).unwrap() + "\n";
        if std::env::var_os("SHENBAO_WRITE_DOCS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(kept, made, "{} is out of date", path.display());
    }
}

#[test]
fn what_extract_gives_keeps_to_the_schema() {
    let mut seen = 0;
    for folder in
        ["corpus/books", "corpus/notices", "corpus/pair", "fixtures/books", "fixtures/notices"]
    {
        for file in files(folder) {
            let Ok(extraction) = shenbao::extract(&file, &shenbao::Options::default()) else {
                continue;
            };
            let given = serde_json::to_value(&extraction).unwrap();
            extraction_keeps_to_the_schema(&given, &file.display().to_string());
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} files");
}

#[test]
fn a_value_of_the_wrong_kind_is_refused() {
    let file = files("corpus/books").remove(0);
    let extraction = shenbao::extract(&file, &shenbao::Options::default()).unwrap();
    let mut given = serde_json::to_value(&extraction).unwrap();
    given["records"][0]["applicant"]["founded"] = Value::from("八月");
    assert!(!EXTRACTION.is_valid(&given));
}

#[test]
fn what_compare_gives_keeps_to_the_schema() {
    let options = shenbao::Options::default();
    let pair = files("corpus/pair");
    let [first, second] = [&pair[0], &pair[1]];
    let side = |path: &Path| shenbao::online::read(path, &options).unwrap();
    for (paper, online) in [(first, second), (second, first), (first, first)] {
        let report = compare::compare(&side(paper), &side(online));
        let given = serde_json::to_value(&report).unwrap();
        keeps_to(&COMPARISON, &given, &format!("{} / {}", paper.display(), online.display()));
    }
}
