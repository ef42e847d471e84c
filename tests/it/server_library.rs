//! The library's own affairs over HTTP: how it stands, what is there twice, retry with
//! passwords from the library itself, reading again, the report of a run; and MCP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::server::{Server, add_user, log_in};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// A server over an inbox with a book in two formats, a copy under another name, and a file
/// that is locked.
fn house() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    for (from, to) in [
        ("corpus/books/2023-scenario-a.docx", "甲.docx"),
        ("corpus/books/2023-scenario-a.html", "甲.html"),
        ("corpus/books/2023-scenario-a.docx", "甲（副本）.docx"),
        ("fixtures/protected/agile.docx", "加密.docx"),
    ] {
        fs::write(inbox.join(to), file(from)).unwrap();
    }
    let server =
        Server::start(&folder.path().join("library"), &["--inbox", &inbox.to_string_lossy()]);
    (folder, server)
}

fn done(server: &Server, path: &str, body: &Value) -> Value {
    let begun = server.json("POST", path, body);
    assert_eq!(begun.status, 202, "{begun:?}");
    let job = server.job(begun.value()["job"].as_i64().unwrap());
    assert_eq!(job["state"], "done", "{job}");
    job
}

#[test]
fn the_library_tells_how_it_stands_and_what_is_there_twice() {
    let (folder, server) = house();
    let job = done(&server, "/api/v1/ingest", &json!({"paths": ["inbox"]}));
    let status = server.get("/api/v1/library").value();
    let sum = json!({"seen": 4, "new": 2, "duplicate": 1, "quarantined": 1});
    assert_eq!(status["balance"], sum, "{status}");
    assert_eq!((&status["works"], &status["stale"]), (&json!(1), &json!(0)), "{status}");
    assert_eq!((&status["duplicates"], &status["versions"]), (&json!(1), &json!(1)), "{status}");
    assert!(status["original_bytes"].as_u64() > Some(10_000), "{status}");
    let twice = server.get("/api/v1/library/duplicates").value();
    assert_eq!(twice["files"][0]["paths"].as_array().unwrap().len(), 2, "{twice}");
    let versions = server.get("/api/v1/library/versions").value();
    let editions = versions["works"][0]["versions"].as_array().unwrap();
    assert_eq!((editions.len(), &editions[0]["newest"]), (2, &json!(true)), "{versions}");
    let record = editions[1]["record"].as_u64().unwrap();
    let record = server.get(&format!("/api/v1/records/{record}")).value();
    assert_eq!(record["versions"].as_array().unwrap().len(), 2, "{}", record["versions"]);
    assert_eq!(server.get("/api/v1/library/stale").value(), json!({"files": []}));
    assert_eq!(server.get("/api/v1/library/versions?limit=0").status, 400);
    // The report of the run names every file.
    let report = format!("/api/v1/jobs/{}/report?format=json", job["id"]);
    let report = server.get(&report).value();
    assert_eq!(report["files"].as_array().unwrap().len(), 4, "{report}");
    assert_eq!(report["report"]["quarantined"], 1);
    let sheet = server.get(&format!("/api/v1/jobs/{}/report", job["id"]));
    assert!(sheet.status == 200 && sheet.body.starts_with(b"PK"), "{sheet:?}");
    assert_eq!(server.get("/api/v1/jobs/999/report").status, 404);
    // The password opens it although nothing lies in the inbox any more.
    fs::remove_file(folder.path().join("inbox/加密.docx")).unwrap();
    let held = server.get("/api/v1/quarantine").value();
    let path = held["files"][0]["path"].as_str().unwrap().to_owned();
    assert!(held["files"][0]["since"].is_string() && held["files"][0]["hint"].is_string());
    let wrong = json!({"paths": [&path], "passwords": ["nein"]});
    done(&server, "/api/v1/quarantine/retry", &wrong);
    assert_eq!(server.get("/api/v1/library").value()["quarantined"], 1);
    let many: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    for body in [json!({"passwords": &many}), json!({"paths": []})] {
        assert_eq!(server.json("POST", "/api/v1/quarantine/retry", &body).status, 400);
    }
    let taken = json!({"paths": ["inbox"], "passwords": many});
    assert_eq!(server.json("POST", "/api/v1/ingest", &taken).status, 400);
    let right = json!({"paths": [&path], "passwords": ["nein", "申报2025"]});
    let job = done(&server, "/api/v1/quarantine/retry", &right);
    assert_eq!(job["kind"], "retry");
    assert_eq!(server.get("/api/v1/library").value()["quarantined"], 0, "{job}");
    assert_eq!(server.json("POST", "/api/v1/quarantine/retry", &json!({})).status, 409);
}

#[test]
fn a_file_is_read_again_when_that_is_asked_for() {
    let (_folder, server) = house();
    done(&server, "/api/v1/ingest", &json!({"paths": ["inbox/甲.docx"]}));
    let found = server.get("/api/v1/search?q=%E6%99%BA%E8%83%BD&limit=1").value();
    let sha256 = found["hits"][0]["sha256"].as_str().unwrap();
    let job = done(&server, "/api/v1/library/reread", &json!({"files": [sha256]}));
    assert_eq!((&job["kind"], &job["total"]), (&json!("reread"), &json!(1)), "{job}");
    let none = "0".repeat(64);
    for (files, status) in [(json!([]), 400), (json!(["x"]), 400), (json!([none]), 404)] {
        let answer = server.json("POST", "/api/v1/library/reread", &json!({"files": files}));
        assert_eq!(answer.status, status, "{answer:?}");
    }
    done(&server, "/api/v1/library/reread", &json!({}));
}

#[test]
fn an_upload_that_is_refused_leaves_nothing() {
    let (folder, server) = house();
    let body = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nabc\r\n\
        --X\r\nContent-Disposition: form-data; name=\"was\"\r\n\r\nx\r\n--X--\r\n";
    let head = [("Content-Type", "multipart/form-data; boundary=X")];
    assert_eq!(server.send("POST", "/api/v1/ingest", &head, body.as_bytes()).status, 400);
    let uploads = folder.path().join("library/server/uploads");
    assert_eq!(fs::read_dir(uploads).map_or(0, Iterator::count), 0);
}

/// Sends a message of MCP; gives the answer.
fn mcp(server: &Server, head: &[(&str, &str)], method: &str, params: &Value) -> Value {
    let message = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
    let mut all = vec![
        ("Content-Type", "application/json"),
        ("Accept", "application/json, text/event-stream"),
    ];
    all.extend_from_slice(head);
    let answer = server.send("POST", "/mcp", &all, message.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.value()
}

#[test]
fn programs_that_speak_mcp_search_read_and_compare() {
    let (_folder, server) = house();
    done(&server, "/api/v1/ingest", &json!({"paths": ["inbox/甲.docx", "inbox/甲.html"]}));
    let first = json!({"protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"}});
    let hello = mcp(&server, &[], "initialize", &first);
    assert_eq!(hello["result"]["protocolVersion"], "2025-06-18", "{hello}");
    let note = json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string();
    let head = [("Content-Type", "application/json")];
    assert_eq!(server.send("POST", "/mcp", &head, note.as_bytes()).status, 202);
    let tools = mcp(&server, &[], "tools/list", &json!({}));
    let names: Vec<&str> = tools["result"]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    for name in ["search", "read_case", "compare", "comparison"] {
        assert!(names.contains(&name), "{names:?}");
    }
    let call = |name: &str, arguments: Value| {
        mcp(&server, &[], "tools/call", &json!({"name": name, "arguments": arguments}))
    };
    let found = call("search", json!({"query": "智能", "limit": 3}));
    let id = found["result"]["structuredContent"]["hits"][0]["id"].as_u64().unwrap();
    let case = call("read_case", json!({"id": id}));
    assert_eq!(case["result"]["structuredContent"]["record"]["kind"], "application", "{case}");
    let sides = json!({"paper": {"path": "inbox/甲.docx"}, "online": {"path": "inbox/甲.html"}});
    let mut told = call("compare", sides);
    while told["result"]["structuredContent"]["state"] == "running" {
        let job = told["result"]["structuredContent"]["id"].clone();
        told = call("comparison", json!({"job": job}));
    }
    let report = &told["result"]["structuredContent"]["report"];
    assert!(report["verdict"].is_string(), "{told}");
    // No path of the server, no other site, no nonsense.
    let out = call("compare", json!({"paper": {"path": "/etc/passwd"}, "online": {"record": id}}));
    assert_eq!(out["result"]["isError"], true, "{out}");
    let foreign = [("Content-Type", "application/json"), ("Origin", "http://evil.example")];
    assert_eq!(server.send("POST", "/mcp", &foreign, b"{}").status, 403);
    assert_eq!(server.send("POST", "/mcp", &head, b"nonsense").status, 400);
    assert_eq!(server.get("/mcp").status, 405);
}

#[test]
fn mcp_stands_behind_the_same_doors() {
    let (folder, server) = house();
    let library = folder.path().join("library");
    add_user(&library, "fenxi", "analyse-analyse", "analyst");
    assert_eq!(server.send("POST", "/mcp", &[], b"{}").status, 401);
    let (cookie, csrf) = log_in(&server, "fenxi", "analyse-analyse");
    let bare = [("Cookie", cookie.as_str()), ("Content-Type", "application/json")];
    assert_eq!(server.send("POST", "/mcp", &bare, b"{}").code(), "csrf");
    let made = server.send(
        "POST",
        "/api/v1/tokens",
        &[bare[0], bare[1], ("X-CSRF-Token", csrf.as_str())],
        json!({"name": "mcp", "days": 1}).to_string().as_bytes(),
    );
    let token = format!("Bearer {}", made.value()["token"].as_str().unwrap());
    let head = [("Authorization", token.as_str())];
    // An analyst compares nothing.
    let sides = json!({"paper": {"path": "inbox/甲.docx"}, "online": {"path": "inbox/甲.html"}});
    let call = json!({"name": "compare", "arguments": sides});
    let refused = mcp(&server, &head, "tools/call", &call);
    assert_eq!(refused["result"]["isError"], true, "{refused}");
}

#[test]
fn an_administrator_changes_roles_and_passwords_and_reads_the_log() {
    let (folder, server) = house();
    let library = folder.path().join("library");
    add_user(&library, "chef", "chefchefchef", "administrator");
    add_user(&library, "wang", "wangwangwang", "reviewer");
    let (cookie, csrf) = log_in(&server, "chef", "chefchefchef");
    let head = [
        ("Cookie", cookie.as_str()),
        ("X-CSRF-Token", csrf.as_str()),
        ("Content-Type", "application/json"),
    ];
    let put = |name: &str, body: Value| {
        server.send("PUT", &format!("/api/v1/users/{name}"), &head, body.to_string().as_bytes())
    };
    let (own, _) = log_in(&server, "wang", "wangwangwang");
    assert_eq!(put("wang", json!({"roles": ["analyst", "archivist"]})).status, 200);
    let me = server.send("GET", "/api/v1/me", &[("Cookie", &own)], b"").value();
    assert_eq!(me["roles"], json!(["analyst", "archivist"]));
    assert_eq!(put("wang", json!({"password": "neuneuneuneu"})).status, 200);
    let gone = server.send("GET", "/api/v1/me", &[("Cookie", &own)], b"");
    assert_eq!(gone.status, 401, "a new password ends the sessions");
    log_in(&server, "wang", "neuneuneuneu");
    for (name, body, status) in [
        ("wang", json!({"roles": []}), 400),
        ("wang", json!({"password": "kurz"}), 400),
        ("niemand", json!({"roles": ["analyst"]}), 404),
        ("chef", json!({"roles": ["analyst"]}), 409),
    ] {
        assert_eq!(put(name, body).status, status, "{name}");
    }
    let log = server.send("GET", "/api/v1/audit?who=chef&action=set-roles", &head, b"").value();
    assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log}");
    assert_eq!(log["entries"][0]["object"], "user/wang");
}
