//! A room knows only the rooms above it in the table of `ARCHITECTURE.md`.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the table, from the top.
fn rooms(architecture: &str) -> Vec<String> {
    let rows = architecture.lines().filter_map(|line| line.strip_prefix("| `"));
    let table = rows.take_while(|row| !row.starts_with("http"));
    table.filter_map(|row| Some(row.split_once('`')?.0.trim_end_matches('/').to_owned())).collect()
}

/// Code without its tests and comments.
fn bare(code: &str) -> String {
    let code = code.lines().take_while(|line| !line.ends_with("mod tests {"));
    let code = code.filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// What a file of a room uses that it may not know.
fn forbidden(rooms: &[String], room: &str, code: &str) -> Vec<String> {
    let floor = |name: &str| rooms.iter().position(|room| room == name);
    let code = bare(code);
    let mut out = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` of a macro is the same crate.
        let rest = &code[at + "crate::".len()..];
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if floor(&name).is_none_or(|floor_of| Some(floor_of) > floor(room)) {
            out.push(format!("`{room}` uses `crate::{name}`"));
        }
    }
    out
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// A file of tests alone.
fn is_tests(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests")
        || path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
}

#[test]
fn every_room_knows_only_those_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rooms = rooms(&fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap());
    let mut all = Vec::new();
    files(&root.join("src"), &mut all);
    let mut faults = Vec::new();
    for file in all.iter().filter(|file| !is_tests(file)) {
        let inside = file.strip_prefix(root.join("src")).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
        let room = first.trim_end_matches(".rs");
        if ["lib", "main"].contains(&room) {
            continue;
        }
        assert!(rooms.iter().any(|known| known == room), "`{room}` is not in the table");
        let code = fs::read_to_string(file).unwrap();
        let found = forbidden(&rooms, room, &code);
        faults.extend(found.iter().map(|fault| format!("{}: {fault}", inside.display())));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_forbidden_use_is_told() {
    let rooms: Vec<String> = ["problem", "read", "understand"].map(str::to_owned).to_vec();
    let upward = "use crate::problem::Code;\nuse crate::understand::words;\n";
    assert_eq!(forbidden(&rooms, "read", upward), ["`read` uses `crate::understand`"]);
    assert_eq!(forbidden(&rooms, "understand", upward), [""; 0]);
    assert_eq!(forbidden(&rooms, "read", "// crate::understand\n"), [""; 0]);
    assert_eq!(forbidden(&rooms, "read", "use crate::Options;"), ["`read` uses `crate::Options`"]);
}
