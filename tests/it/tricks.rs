//! Pairs of `fixtures/tricks`: somebody who did not know the program changed something that a
//! person sees, and the verdict was 一致. `missed.txt` names those that still are; to write it
//! anew: `SHENBAO_WRITE_DOCS=1 cargo test --test it tricks`. It may only shrink. `meant.txt` names those
//! of which the verdict is meant, each with why.

#![allow(clippy::unwrap_used)]

use rayon::prelude::*;
use shenbao::compare::{Side, Verdict, compare};
use shenbao::{Options, online};
use std::path::{Path, PathBuf};

fn file(folder: &Path, stem: &str) -> PathBuf {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.file_stem().is_some_and(|s| s == stem)).unwrap()
}

#[test]
fn no_pair_with_a_change_that_is_seen_is_consistent_but_those_named() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tricks");
    let entries = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() > 100);
    let options = Options::default();
    let missed: Vec<String> = folders
        .par_iter()
        .filter(|folder| {
            // A side that cannot be read is no proof that the two agree.
            let paper = Side::read(&file(folder, "paper"), &options);
            let online = online::read(&file(folder, "online"), &options);
            matches!((paper, online), (Ok(paper), Ok(online))
                if compare(&paper, &online).verdict == Verdict::Consistent)
        })
        .map(|folder| folder.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let meant = std::fs::read_to_string(root.join("meant.txt")).unwrap();
    let meant: Vec<&str> = meant.lines().filter_map(|line| Some(line.split_once(':')?.0)).collect();
    assert!(meant.iter().all(|name| missed.iter().any(|missed| missed == name)), "told after all");
    let missed: Vec<&String> =
        missed.iter().filter(|name| !meant.contains(&name.as_str())).collect();
    let made = missed.iter().map(|name| format!("{name}\n")).collect::<String>();
    let list = root.join("missed.txt");
    if std::env::var_os("SHENBAO_WRITE_DOCS").is_some() {
        std::fs::write(&list, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&list).unwrap_or_default(), made);
}
