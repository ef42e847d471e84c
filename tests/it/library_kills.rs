//! A library under the worst: workers and parent are killed at random moments, and at the end
//! it is the library that an undisturbed run gives.

#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_shenbao"))
}

/// A folder of books of the repository, copies, damaged ones and an archive.
fn inputs(folder: &Path) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let books: Vec<PathBuf> = walkdir::WalkDir::new(fixtures)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(|e| e.into_path())
        .filter(|p| p.extension().is_some_and(|e| e == "docx" || e == "html" || e == "txt"))
        .filter(|p| std::fs::metadata(p).is_ok_and(|m| m.len() < 200_000))
        .take(24)
        .collect();
    assert!(books.len() >= 8, "{}", books.len());
    for (n, book) in books.iter().enumerate() {
        let bytes = std::fs::read(book).unwrap();
        let end = book.extension().unwrap().to_string_lossy();
        std::fs::write(folder.join(format!("{n:02}.{end}")), &bytes).unwrap();
        if n % 5 == 0 {
            std::fs::write(folder.join(format!("{n:02}-copy.{end}")), &bytes).unwrap();
        }
        if n % 7 == 0 {
            std::fs::write(folder.join(format!("{n:02}-cut.docx")), &bytes[..bytes.len() / 3])
                .unwrap();
        }
    }
}

fn ingest(input: &Path, library: &Path) -> Command {
    let mut command = program();
    command
        .arg("ingest")
        .arg(input)
        .arg("--library")
        .arg(library)
        .args(["--format", "json", "--jobs", "2"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// Everything of a catalogue but times and the numbers of runs and records.
fn essence(library: &Path) -> BTreeMap<String, Vec<String>> {
    let file = rusqlite::Connection::open(library.join("catalogue.sqlite")).unwrap();
    let mut all = BTreeMap::new();
    for sql in [
        "SELECT sha256, bytes, format, state, work_id, newest FROM files ORDER BY 1",
        "SELECT path, sha256 FROM paths ORDER BY 1",
        "SELECT path, sha256, code FROM quarantine ORDER BY 1",
        "SELECT sha256, part, kind, title, hex(body), hex(text) FROM records ORDER BY 1, 2",
        "SELECT r.sha256, m.name, m.value FROM metrics m JOIN records r ON r.id = m.record ORDER BY 1, 2, 3",
    ] {
        let mut statement = file.prepare(sql).unwrap();
        let width = statement.column_count();
        let rows = statement
            .query_map([], |row| {
                let cell = |n| row.get::<_, rusqlite::types::Value>(n).map(|v| format!("{v:?}"));
                (0..width).map(cell).collect::<Result<Vec<_>, _>>().map(|cells| cells.join("|"))
            })
            .unwrap();
        all.insert(sql.to_owned(), rows.map(Result::unwrap).collect());
    }
    all
}

fn balance(output: &[u8]) -> serde_json::Value {
    serde_json::from_slice(output).unwrap()
}

/// The children of a process.
fn children(parent: u32) -> Vec<u32> {
    let listed = std::fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    let own = listed.unwrap_or_default();
    let mut all: Vec<u32> = own.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    // Threads of the parent start workers as well.
    for task in std::fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten() {
        let listed = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        all.extend(listed.split_whitespace().filter_map(|n| n.parse::<u32>().ok()));
    }
    all
}

#[test]
fn killed_at_random_moments_the_library_ends_as_the_undisturbed_one() {
    let rounds: u64 = std::env::var("SHENBAO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let (input, quiet) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    inputs(input.path());
    let begun = Instant::now();
    let output = ingest(input.path(), quiet.path()).output().unwrap();
    let took = begun.elapsed();
    let wanted = essence(quiet.path());
    let names = balance(&output.stdout)["folder"].clone();
    assert_eq!(output.status.code(), Some(1), "what is cut is in quarantine");
    let mut seed = 0x9E37_79B9_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below.max(1)
    };
    for round in 0..rounds {
        let library = tempfile::tempdir().unwrap();
        for _ in 0..3 {
            let mut child = ingest(input.path(), library.path()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(random(took.as_millis() as u64)));
            let workers = children(child.id());
            if random(2) == 0 && !workers.is_empty() {
                let victim = workers[random(workers.len() as u64) as usize];
                // It may have ended by itself.
                let _ = Command::new("kill")
                    .args(["-9", &victim.to_string()])
                    .stderr(Stdio::null())
                    .status();
                std::thread::sleep(Duration::from_millis(random(took.as_millis() as u64 / 2)));
            }
            let _ = child.kill();
            child.wait().unwrap();
        }
        let output = ingest(input.path(), library.path()).output().unwrap();
        let report = balance(&output.stdout);
        assert_eq!(report["folder"], names, "round {round}");
        assert_eq!(report["seen"], names["seen"], "round {round}");
        assert_eq!(essence(library.path()), wanted, "round {round}");
        let verify = program()
            .args(["library", "verify", "--library"])
            .arg(library.path())
            .output()
            .unwrap();
        assert!(
            verify.status.success(),
            "round {round}: {}",
            String::from_utf8_lossy(&verify.stderr)
        );
    }
}
