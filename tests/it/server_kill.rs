//! A server that is killed at any moment: what was answered is kept, nothing is half signed,
//! and half-done work is taken up again.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::server::{Server, multipart};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Kills of each kind.
const KILLS: u64 = 12;

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
    for round in 0..KILLS {
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
    for round in 0..KILLS {
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
    for round in 0..KILLS {
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

/// Ends the server from beside the threads that talk to it.
fn kill(server: &Server) {
    let killed = std::process::Command::new("kill").args(["-9", &server.id().to_string()]).status();
    assert!(killed.unwrap().success());
}
