//! A server that is killed at any moment: what was answered is kept, nothing is half signed,
//! and half-done work is taken up again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::server::{Server, multipart};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Kills of each kind: decisions, signing, upload, import. `SHENBAO_KILLS=25` makes a hundred.
fn kills() -> u64 {
    std::env::var("SHENBAO_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(8)
}

fn corpus(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pair").join(name)).unwrap()
}

fn report(server: &Server, pair: i64) -> Value {
    server.get(&format!("/api/v1/pairs/{pair}")).value()
}

#[test]
fn no_decision_is_lost_and_nothing_is_half_signed() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    let mut server = Server::start(&library, &[]);
    let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
    // Decisions until the kill; every answered one is there afterwards.
    let pair = server.compare(("a.pdf", &paper), ("b.docx", &online));
    let mut answered: Option<(String, i64)> = None;
    for round in 0..kills() {
        let stop = AtomicBool::new(false);
        let last = std::thread::scope(|scope| {
            let decisions = scope.spawn(|| {
                let mut last = None;
                for n in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let remark = format!("{round}-{n}");
                    let body = json!({"decision": if n % 2 == 0 { "true" } else { "open" }, "remark": remark});
                    let head = [("Content-Type", "application/json")];
                    let path = format!("/api/v1/pairs/{pair}/decisions/d1");
                    match server.try_send("PUT", &path, &head, body.to_string().as_bytes()) {
                        Ok(answer) if answer.status == 200 => {
                            let version = answer.value()["decision"]["version"].as_i64().unwrap();
                            last = Some((remark, version));
                        }
                        _ => break,
                    }
                }
                last
            });
            std::thread::sleep(Duration::from_millis(40 + 17 * round));
            kill(&server);
            stop.store(true, Ordering::Relaxed);
            decisions.join().unwrap()
        });
        answered = last.or(answered);
        server.kill();
        server = Server::start(&library, &[]);
        let kept = report(&server, pair)["decisions"]["d1"].clone();
        if let Some((remark, version)) = &answered {
            let newer = kept["version"].as_i64().unwrap() > *version;
            assert!(newer || kept["remark"] == remark.as_str(), "{kept} after {answered:?}");
        }
    }
    // Signing while the server dies: signed as a whole, or not at all.
    for round in 0..kills() {
        let pair = server.compare(("a.pdf", &paper), ("b.docx", &online));
        let items = report(&server, pair)["items"].clone();
        let many = json!({"items": items, "decision": "false", "remark": "看过"});
        assert_eq!(
            server.json("PUT", &format!("/api/v1/pairs/{pair}/decisions"), &many).status,
            200
        );
        let answer = std::thread::scope(|scope| {
            let signing = scope.spawn(|| {
                server.try_send("POST", &format!("/api/v1/pairs/{pair}/sign"), &[], b"").ok()
            });
            std::thread::sleep(Duration::from_millis(2 * round));
            kill(&server);
            signing.join().unwrap()
        });
        server.kill();
        server = Server::start(&library, &[]);
        let after = report(&server, pair);
        let certificate = server.get(&format!("/api/v1/pairs/{pair}/certificate.json"));
        if answer.is_some_and(|answer| answer.status == 200) {
            assert!(!after["signed"].is_null(), "answered and not kept");
        }
        if after["signed"].is_null() {
            assert_eq!((certificate.status, &after["state"]), (404, &json!("open")));
            assert_eq!(after["open"], 0, "the decisions are still there");
        } else {
            assert_eq!((certificate.status, &after["signed"]["valid"]), (200, &json!(true)));
        }
    }
}

#[test]
fn half_an_upload_vanishes_and_a_job_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    let mut server = Server::start(&library, &[]);
    let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
    let (kind, body) = multipart(&[("paper", "a.pdf", &paper), ("online", "b.docx", &online)]);
    let mut begun = 0;
    for round in 0..kills() {
        let answer = std::thread::scope(|scope| {
            let upload = scope.spawn(|| {
                server.try_send("POST", "/api/v1/compare", &[("Content-Type", &kind)], &body).ok()
            });
            std::thread::sleep(Duration::from_millis(5 + 9 * round));
            kill(&server);
            upload.join().unwrap()
        });
        begun += i64::from(answer.is_some_and(|answer| answer.status == 202));
        server.kill();
        server = Server::start(&library, &[]);
        let left = std::fs::read_dir(library.join("server/incoming")).unwrap().count();
        assert_eq!(left, 0, "half of an upload was left");
    }
    let jobs = server.get("/api/v1/jobs?limit=100").value();
    let jobs = jobs["jobs"].as_array().unwrap();
    assert!(jobs.len() as i64 >= begun);
    let mut pairs = 0;
    for job in jobs {
        let ended = server.job(job["id"].as_i64().unwrap());
        match ended["state"].as_str() {
            Some("done") => pairs += 1,
            // One that was begun several times and never ended is given up with a word.
            _ => assert_eq!(ended["error"]["code"], "interrupted", "{ended}"),
        }
    }
    assert_eq!(server.get("/api/v1/pairs").value()["counts"]["all"], pairs, "one pair a job");
}

#[test]
fn an_import_that_dies_goes_on_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (library, inbox) = (folder.path().join("library"), folder.path().join("inbox"));
    std::fs::create_dir(&inbox).unwrap();
    let book = corpus("online.docx");
    for n in 0..6 {
        std::fs::write(
            inbox.join(format!("{n}.txt")),
            format!("第 {n} 号通知\n\n请于 2025 年报送。\n"),
        )
        .unwrap();
    }
    std::fs::write(inbox.join("书.docx"), &book).unwrap();
    std::fs::write(inbox.join("坏.pdf"), "%PDF-1.4 nothing").unwrap();
    let flags = ["--inbox", &inbox.to_string_lossy()].map(str::to_owned);
    let flags = [flags[0].as_str(), flags[1].as_str()];
    let mut server = Server::start(&library, &flags);
    for round in 0..kills() {
        // One more file each time, so that there is something to do.
        std::fs::write(inbox.join(format!("新{round}.txt")), format!("第 {round} 次补报\n"))
            .unwrap();
        let _ = server.json("POST", "/api/v1/ingest", &json!({"paths": ["inbox"]}));
        std::thread::sleep(Duration::from_millis(3 + 29 * round % 700));
        kill(&server);
        server.kill();
        server = Server::start(&library, &flags);
    }
    let begun = server.json("POST", "/api/v1/ingest", &json!({"paths": ["inbox"]}));
    let job = server.job(begun.value()["job"].as_i64().unwrap());
    assert_eq!(job["state"], "done", "{job}");
    let status = server.get("/api/v1/library").value();
    let sum = &status["balance"];
    let number = |key: &str| sum[key].as_u64().unwrap();
    assert_eq!(number("seen"), 8 + kills(), "{status}");
    assert_eq!(number("seen"), number("new") + number("duplicate") + number("quarantined"));
    assert_eq!(number("quarantined"), 1, "{status}");
    let verified = server.send("POST", "/api/v1/library/verify", &[], b"");
    let verified = server.job(verified.value()["job"].as_i64().unwrap());
    assert_eq!(verified["result"]["sound"], true, "{verified}");
}

/// The processes that a server has started.
#[cfg(target_os = "linux")]
fn children(server: &Server) -> Vec<String> {
    let told = std::process::Command::new("pgrep").args(["-P", &server.id().to_string()]).output();
    let told = String::from_utf8(told.unwrap().stdout).unwrap();
    told.lines().map(str::to_owned).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_brings_its_reader_down_costs_its_own_job_alone() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("library"), &[]);
    let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
    let (kind, body) = multipart(&[("paper", "a.pdf", &paper), ("online", "b.docx", &online)]);
    let begun = server.send("POST", "/api/v1/compare", &[("Content-Type", &kind)], &body);
    let id = begun.value()["job"].as_i64().unwrap();
    // As a reader ends whose stack overflows or that is refused memory.
    while server.get(&format!("/api/v1/jobs/{id}")).value()["state"] == "running" {
        for child in children(&server) {
            let _ = std::process::Command::new("kill").args(["-ABRT", &child]).status();
        }
    }
    let job = server.job(id);
    assert_eq!(
        (&job["state"], &job["error"]["code"]),
        (&json!("failed"), &json!("internal")),
        "{job}"
    );
    // The server goes on, with the same files.
    let pair = server.compare(("a.pdf", &paper), ("b.docx", &online));
    let sha256 = report(&server, pair)["paper"]["sha256"].as_str().unwrap().to_owned();
    let picture = server.get(&format!("/api/v1/files/{sha256}/pages/1.png?dpi=96"));
    assert!(picture.status == 200 && picture.body.starts_with(b"\x89PNG"), "{}", picture.head);
    let no_page = server.get(&format!("/api/v1/files/{sha256}/pages/999.png?dpi=96"));
    assert_eq!(no_page.status, 404);
}

/// Ends the server from beside the threads that talk to it.
fn kill(server: &Server) {
    let killed = std::process::Command::new("kill").args(["-9", &server.id().to_string()]).status();
    assert!(killed.unwrap().success());
}

#[test]
fn a_second_server_over_the_same_library_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    let mut server = Server::start(&library, &[]);
    let second = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_shenbao"))
            .args(["serve", "--addr", "127.0.0.1:0", "--library"])
            .arg(&library)
            .output()
            .unwrap()
    };
    let refused = second();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("已有一个 shenbao serve 在运行"), "{said}");
    // One that was killed holds nothing.
    server.kill();
    drop(Server::start(&library, &[]));
}
