//! Every route of the API on a real server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::server::{Server, multipart};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn corpus(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/pair").join(name)).unwrap()
}

/// A folder with a library and an inbox, and a server over both.
struct House {
    folder: tempfile::TempDir,
    server: Server,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("inbox");
        fs::create_dir(&inbox).unwrap();
        let server =
            Server::start(&folder.path().join("library"), &["--inbox", &inbox.to_string_lossy()]);
        Self { folder, server }
    }

    fn inbox(&self) -> PathBuf {
        self.folder.path().join("inbox")
    }

    /// The pair of the corpus, compared.
    fn pair(&self) -> i64 {
        let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
        self.server.compare(("纸质件.pdf", &paper), ("网上.docx", &online))
    }

    fn report(&self, pair: i64) -> Value {
        self.server.get(&format!("/api/v1/pairs/{pair}")).value()
    }

    /// Decides everything that stands open.
    fn decide(&self, pair: i64) {
        let report = self.report(pair);
        let body = json!({"items": report["items"], "decision": "false", "remark": "看过原件"});
        let answer = self.server.json("PUT", &format!("/api/v1/pairs/{pair}/decisions"), &body);
        assert_eq!((answer.status, &answer.value()["open"]), (200, &json!(0)), "{answer:?}");
    }
}

#[test]
fn pages_and_description_are_there() {
    let house = House::new();
    for path in [
        "/",
        "/search?q=a",
        "/compare",
        "/pairs/1",
        "/records/1",
        "/ingest",
        "/account",
        "/admin",
        "/login",
    ] {
        let page = house.server.get(path);
        assert_eq!(page.status, 200, "{path}: {page:?}");
        assert!(page.header("content-type").unwrap().starts_with("text/html"), "{path}");
        assert!(!page.text().contains("<script>"), "{path}");
    }
    let health = house.server.get("/api/v1/health").value();
    assert_eq!((&health["status"], &health["accounts"]), (&json!("ok"), &json!(false)));
    let document = house.server.get("/api/v1/openapi.json").value();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    for path in [
        "search",
        "records/{id}",
        "files/{sha256}",
        "compare",
        "ingest",
        "jobs/{id}",
        "pairs",
        "pairs/{id}",
        "pairs/{id}/decisions/{item}",
        "pairs/{id}/sign",
        "pairs/{id}/certificate.html",
        "pairs/{id}/certificate.pdf",
        "pairs/{id}/certificate.docx",
        "pairs/{id}/certificate.json",
    ] {
        assert!(paths.contains_key(&format!("/api/v1/{path}")), "{path}");
    }
    assert_eq!(house.server.get("/api/v1/nothing").code(), "not-found");
    assert_eq!(house.server.send("DELETE", "/api/v1/search", &[], b"").status, 405);
    let page = house.server.send("GET", "/nothing", &[("Accept", "text/html")], b"");
    assert!(page.status == 404 && page.text().contains("<h1"), "{page:?}");
}

#[test]
fn a_pair_is_compared_decided_signed_and_certified() {
    let house = House::new();
    let server = &house.server;
    let pair = house.pair();
    let report = house.report(pair);
    assert_eq!((&report["verdict"], &report["state"]), (&json!("inconsistent"), &json!("open")));
    assert!(report["differences"].as_array().unwrap().iter().all(|d| d["id"].is_string()));
    assert!(report["differences"][0]["reason_title"].is_string(), "words beside the code");
    let bbox = &report["differences"][0]["paper"]["bbox"][0];
    assert!(bbox.to_string().len() < 7, "a box of tenths of points: {bbox}");
    let anchors = server.get(&format!("/api/v1/pairs/{pair}/anchors")).value();
    assert!(anchors["anchors"].as_array().unwrap().len() > 100);
    let early = server.send("POST", &format!("/api/v1/pairs/{pair}/sign"), &[], b"");
    assert_eq!((early.status, early.code().as_str()), (409, "undecided"));
    assert_eq!(server.get(&format!("/api/v1/pairs/{pair}/certificate.pdf")).code(), "not-signed");
    house.decide(pair);
    let remark = json!({"remark": "同意"});
    let signed = server.json("POST", &format!("/api/v1/pairs/{pair}/sign"), &remark).value();
    assert_eq!((&signed["conclusion"], &signed["valid"]), (&json!("consistent"), &json!(true)));
    let late = json!({"decision": "true", "remark": ""});
    let late = server.json("PUT", &format!("/api/v1/pairs/{pair}/decisions/d1"), &late);
    assert_eq!((late.status, late.code().as_str()), (409, "signed"));
    let again = server.send("POST", &format!("/api/v1/pairs/{pair}/sign"), &[], b"");
    assert_eq!(again.status, 409);
    assert_eq!(server.send("DELETE", &format!("/api/v1/pairs/{pair}"), &[], b"").status, 409);
    let listed = server.get("/api/v1/pairs").value();
    assert_eq!((&listed["counts"]["signed"], &listed["pairs"][0]["open"]), (&json!(1), &json!(0)));
    // The same files and decisions once more: another pair, the same bytes.
    let twin = house.pair();
    house.decide(twin);
    server.json("POST", &format!("/api/v1/pairs/{twin}/sign"), &remark);
    for ending in ["html", "pdf", "docx", "json"] {
        let certificate = |pair| server.get(&format!("/api/v1/pairs/{pair}/certificate.{ending}"));
        let (one, other) = (certificate(pair), certificate(twin));
        assert_eq!(one.status, 200, "{one:?}");
        assert!(one.body == other.body && one.body.len() > 500, "{ending}");
    }
    let json = server.get(&format!("/api/v1/pairs/{pair}/certificate.json")).value();
    let content = shenbao::intake::hash(json["content"].to_string().as_bytes());
    assert_eq!(json["number"], content, "the number is the hash of the content");
}

#[test]
fn a_file_that_was_changed_breaks_the_certificate() {
    let house = House::new();
    let server = &house.server;
    for name in ["paper.pdf", "online.docx"] {
        fs::write(house.inbox().join(name), corpus(name)).unwrap();
    }
    let sides =
        json!({"paper": {"path": "inbox/paper.pdf"}, "online": {"path": "inbox/online.docx"}});
    let begun = server.json("POST", "/api/v1/compare", &sides);
    assert_eq!(begun.status, 202, "{begun:?}");
    let job = server.job(begun.value()["job"].as_i64().unwrap());
    let pair = job["result"]["pair"].as_i64().unwrap();
    house.decide(pair);
    server.send("POST", &format!("/api/v1/pairs/{pair}/sign"), &[], b"");
    let path = |ending: &str| format!("/api/v1/pairs/{pair}/certificate.{ending}");
    assert_eq!(server.get(&path("pdf")).status, 200);
    assert_eq!(server.get("/api/v1/pairs").value()["pairs"][0]["broken"], false);
    let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
    let held = |bytes: &[u8]| {
        server.upload(&format!("/api/v1/pairs/{pair}/verify"), &[], &[("paper", "a.pdf", bytes)])
    };
    assert_eq!(held(&paper).value()["valid"], true);
    assert_eq!(held(&online).value()["valid"], false);
    let mut changed = paper.clone();
    changed.push(b'\n');
    fs::write(house.inbox().join("paper.pdf"), &changed).unwrap();
    assert_eq!(server.get(&path("pdf")).code(), "certificate-broken");
    let page = server.get(&path("html"));
    assert!(page.status == 409 && page.text().contains("本证书已失效"), "{page:?}");
    let report = house.report(pair);
    assert_eq!(report["signed"]["valid"], false);
    // What was signed is mended when the file is as it was.
    fs::write(house.inbox().join("paper.pdf"), &paper).unwrap();
    assert_eq!(server.get(&path("pdf")).status, 200);
    // The server's own copy counts as well.
    let sha256 = report["paper"]["sha256"].as_str().unwrap();
    let own = house.folder.path().join("library/server/files").join(&sha256[..2]).join(sha256);
    fs::write(own, &changed).unwrap();
    assert_eq!(server.get(&path("json")).code(), "certificate-broken");
    // The queue says so, too.
    let listed = server.get("/api/v1/pairs").value();
    assert_eq!(listed["pairs"][0]["broken"], true, "{listed}");
}

#[test]
fn a_decision_knows_its_version_and_its_history() {
    let house = House::new();
    let server = &house.server;
    let pair = house.pair();
    let path = format!("/api/v1/pairs/{pair}/decisions/d1");
    let decide = |decision: &str, version: Value| {
        server.json(
            "PUT",
            &path,
            &json!({"decision": decision, "remark": "甲", "version": version}),
        )
    };
    assert_eq!(decide("true", json!(0)).value()["decision"]["version"], 1);
    let stale = decide("false", json!(0));
    assert_eq!((stale.status, stale.code().as_str()), (409, "overtaken"));
    assert_eq!(stale.value()["error"]["details"]["decision"], "true");
    assert_eq!(decide("open", json!(1)).value()["decision"]["version"], 2);
    assert_eq!(decide("false", Value::Null).value()["decision"]["version"], 3);
    let history = server.get(&path).value();
    assert_eq!(history["history"].as_array().unwrap().len(), 3);
    assert_eq!(house.report(pair)["decisions"]["d1"]["decision"], "false");
    let unknown = server.json(
        "PUT",
        &format!("/api/v1/pairs/{pair}/decisions/d99"),
        &json!({"decision": "true"}),
    );
    assert_eq!(unknown.status, 404);
    assert_eq!(decide("maybe", Value::Null).status, 400);
    // Many at once: all of them or none.
    let many = json!({"items": ["d2", "d1"], "decision": "true", "versions": {"d1": 1}});
    let refused = server.json("PUT", &format!("/api/v1/pairs/{pair}/decisions"), &many);
    assert_eq!(refused.status, 409);
    assert!(house.report(pair)["decisions"]["d2"].is_null());
    let assigned =
        server.json("PUT", &format!("/api/v1/pairs/{pair}/assignee"), &json!({"name": "张三"}));
    assert_eq!(assigned.value()["assignee"], "张三");
    assert_eq!(server.send("DELETE", &format!("/api/v1/pairs/{pair}"), &[], b"").status, 200);
    assert_eq!(server.get(&format!("/api/v1/pairs/{pair}")).status, 404);
}

#[test]
fn pages_of_a_file_are_pictures_words_and_text() {
    let house = House::new();
    let server = &house.server;
    let pair = house.pair();
    let report = house.report(pair);
    let (paper, online) =
        (report["paper"]["sha256"].as_str().unwrap(), report["online"]["sha256"].as_str().unwrap());
    let info = server.get(&format!("/api/v1/files/{paper}/info")).value();
    assert_eq!((&info["name"], info["pages"].as_array().unwrap().len()), (&json!("纸质件.pdf"), 5));
    let picture = server.get(&format!("/api/v1/files/{paper}/pages/1.png?dpi=72"));
    assert_eq!(picture.header("content-type"), Some("image/png"));
    assert!(picture.body.starts_with(b"\x89PNG"));
    let tag = picture.header("etag").unwrap();
    let known = server.send(
        "GET",
        &format!("/api/v1/files/{paper}/pages/1.png?dpi=72"),
        &[("If-None-Match", tag)],
        b"",
    );
    assert_eq!((known.status, known.body.len()), (304, 0));
    for wrong in ["pages/6.png", "pages/0.png", "pages/x.png", "pages/1.png?dpi=9999"] {
        let status = server.get(&format!("/api/v1/files/{paper}/{wrong}")).status;
        assert!(status == 404 || status == 400, "{wrong}: {status}");
    }
    let words = server.get(&format!("/api/v1/files/{paper}/pages/1/text")).value();
    assert!(!words["words"].as_array().unwrap().is_empty());
    let view = server.get(&format!("/api/v1/files/{online}/view")).value();
    assert!(view["html"].as_str().unwrap().contains("<table"));
    let original = server.get(&format!("/api/v1/files/{paper}"));
    assert!(original.body == corpus("paper.pdf"));
    assert!(original.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(server.get(&format!("/api/v1/files/{}", "0".repeat(64))).status, 404);
}

#[test]
fn folders_pair_and_what_is_left_over_is_told() {
    let house = House::new();
    let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
    let files: [(&str, &str, &[u8]); 5] = [
        ("paper", "甲.pdf", &paper),
        ("paper", "坏.pdf", b"%PDF-1.4 nothing"),
        ("paper", "空.pdf", b""),
        ("online", "乙.docx", &online),
        ("online", "另.txt", "某公司".as_bytes()),
    ];
    let begun = house.server.upload("/api/v1/compare", &[], &files);
    let job = house.server.job(begun.value()["job"].as_i64().unwrap());
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(job["result"]["pairs"].as_array().unwrap().len(), 1, "{job}");
    let names: Vec<&str> = job["result"]["leftovers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|left| left["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["坏.pdf", "空.pdf", "另.txt"], "{job}");
    let empty = &job["result"]["leftovers"][1]["message"];
    assert!(empty.as_str().unwrap().contains("空"), "{empty}");
    // Alone, it is refused at once.
    let one: [(&str, &str, &[u8]); 2] = [("paper", "空.pdf", b""), ("online", "乙.docx", &online)];
    assert_eq!(house.server.upload("/api/v1/compare", &[], &one).status, 422);
}

#[test]
fn a_folder_is_taken_in_searched_and_exported() {
    let house = House::new();
    let server = &house.server;
    fs::write(house.inbox().join("申报书.docx"), corpus("online.docx")).unwrap();
    fs::write(house.inbox().join("坏.pdf"), "%PDF-1.4 nothing").unwrap();
    let listed = server.get("/api/v1/inbox?path=inbox").value();
    assert_eq!(listed["entries"].as_array().unwrap().len(), 2);
    let begun = server.json("POST", "/api/v1/ingest", &json!({"paths": ["inbox"]}));
    assert_eq!(begun.status, 202, "{begun:?}");
    let job = server.job(begun.value()["job"].as_i64().unwrap());
    assert_eq!(
        (&job["result"]["new"], &job["result"]["quarantined"]),
        (&json!(1), &json!(1)),
        "{job}"
    );
    let held = server.get("/api/v1/quarantine").value();
    assert_eq!(held["files"][0]["name"], "坏.pdf");
    let retry = server.json("POST", "/api/v1/quarantine/retry", &json!({}));
    assert_eq!(server.job(retry.value()["job"].as_i64().unwrap())["state"], "done");
    let found = server.get("/api/v1/search?q=%E6%99%BA%E8%83%BD&limit=5").value();
    assert!(found["total"].as_u64().unwrap() >= 1, "{found}");
    let id = found["hits"][0]["id"].as_u64().unwrap();
    let record = server.get(&format!("/api/v1/records/{id}")).value();
    assert_eq!(record["record"]["kind"], "application");
    assert!(record["provenance"]["/applicant/name"].is_object());
    assert_eq!(server.get(&format!("/api/v1/records/{id}/similar")).status, 200);
    assert_eq!(record["losses"], json!([]));
    assert_eq!(server.get("/api/v1/export?what=hits&format=xlsx&q=a").status, 400);
    let facets = server.get("/api/v1/facets?q=%E6%99%BA%E8%83%BD").value();
    assert!(facets["facets"].is_object());
    let suggested = server.get("/api/v1/suggest?q=%E5%B9%BF").value();
    assert!(!suggested["companies"].as_array().unwrap().is_empty(), "{suggested}");
    for (path, begin) in [
        ("format=jsonl", "{"),
        ("format=csv&q=%E6%99%BA%E8%83%BD", "\u{feff}"),
        ("format=csv&q=%E6%99%BA%E8%83%BD&what=hits", "\u{feff}"),
        ("format=csv&what=metrics", "\u{feff}"),
        ("format=xlsx", "PK"),
        ("format=parquet", "PAR1"),
    ] {
        let file = server.get(&format!("/api/v1/export?{path}"));
        assert!(file.status == 200 && file.body.starts_with(begin.as_bytes()), "{path}: {file:?}");
        assert!(file.header("content-disposition").unwrap().starts_with("attachment"));
    }
    let saved = json!({"name": "常用", "query": "智能"});
    let saved = server.json("POST", "/api/v1/saved", &saved).value();
    let kept = server.get("/api/v1/saved").value();
    assert_eq!((&kept["saved"][0]["new"], &kept["saved"][0]["name"]), (&json!(0), &json!("常用")));
    assert_eq!(
        server.send("DELETE", &format!("/api/v1/saved/{}", saved["id"]), &[], b"").status,
        200
    );
    let status = server.get("/api/v1/library").value();
    assert_eq!((&status["records"], &status["quarantined"]), (&json!(1), &json!(1)), "{status}");
    for task in ["verify", "rebuild"] {
        let begun = server.send("POST", &format!("/api/v1/library/{task}"), &[], b"");
        let job = server.job(begun.value()["job"].as_i64().unwrap());
        assert_eq!(job["state"], "done", "{job}");
    }
    assert!(server.get("/api/v1/search?q=%E6%99%BA%E8%83%BD").value()["total"].as_u64() >= Some(1));
    assert_eq!(server.get("/api/v1/search?q=").status, 400);
    assert_eq!(server.get("/api/v1/search?q=a&limit=0").status, 400);
    // What the description bounds is refused beyond its bounds.
    let long = "a".repeat(4_001);
    for path in ["search?q=", "export?format=xlsx&q=", "audit?who=", "audit?action="] {
        assert_eq!(server.get(&format!("/api/v1/{path}{long}")).status, 400, "{path}");
    }
    let log = server.get("/api/v1/audit").value();
    let actions: Vec<&str> =
        log["entries"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"export") && actions.contains(&"ingest"), "{actions:?}");
}

#[test]
fn uploaded_files_are_taken_in_under_their_names() {
    let house = House::new();
    let online = corpus("online.docx");
    let files: [(&str, &str, &[u8]); 2] =
        [("file", "甲/申报书.docx", &online), ("file", "../../out.docx", &online)];
    let begun = house.server.upload("/api/v1/ingest", &[], &files);
    let job = house.server.job(begun.value()["job"].as_i64().unwrap());
    assert_eq!(
        (&job["result"]["new"], &job["result"]["duplicate"]),
        (&json!(1), &json!(1)),
        "{job}"
    );
    assert!(!house.folder.path().join("out.docx").exists());
}

#[test]
fn events_tell_of_a_job_until_it_ends() {
    let house = House::new();
    let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
    let files: [(&str, &str, &[u8]); 2] =
        [("paper", "a.pdf", &paper), ("online", "b.docx", &online)];
    let begun = house.server.upload("/api/v1/compare", &[], &files);
    let job = begun.value()["job"].as_i64().unwrap();
    let events = house.server.get(&format!("/api/v1/jobs/{job}/events"));
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    let last = events
        .text()
        .lines()
        .filter_map(|l| l.strip_prefix("data: ").map(str::to_owned))
        .next_back();
    let last: Value = serde_json::from_str(&last.unwrap()).unwrap();
    assert_eq!(last["state"], "done");
    let ended = house.server.send("POST", &format!("/api/v1/jobs/{job}/cancel"), &[], b"");
    assert_eq!(ended.code(), "ended");
    assert_eq!(house.server.get("/api/v1/jobs").value()["jobs"][0]["id"], job);
}

#[test]
fn a_job_that_is_cancelled_leaves_no_pair() {
    let house = House::new();
    let (paper, online) = (corpus("paper.pdf"), corpus("online.docx"));
    let (kind, body) = multipart(&[("paper", "a.pdf", &paper), ("online", "b.docx", &online)]);
    let begun = house.server.send("POST", "/api/v1/compare", &[("Content-Type", &kind)], &body);
    let job = begun.value()["job"].as_i64().unwrap();
    let cancelled = house.server.send("POST", &format!("/api/v1/jobs/{job}/cancel"), &[], b"");
    if cancelled.status == 200 {
        let job = house.server.job(job);
        assert_eq!((&job["state"], &job["error"]["code"]), (&json!("failed"), &json!("cancelled")));
        std::thread::sleep(std::time::Duration::from_secs(4));
        assert_eq!(house.server.get("/api/v1/pairs").value()["counts"]["all"], 0);
    }
}

#[test]
fn under_a_prefix_everything_is_below_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("library"), &["--prefix", "/shenbao/"]);
    let page = server.get("/shenbao/");
    // Templates escape slashes as well.
    let text = page.text().replace("&#x2f;", "/");
    assert!(page.status == 200 && text.contains("/shenbao/assets/"), "{page:?}");
    assert_eq!(server.get("/shenbao/api/v1/health").status, 200);
    // A proxy may take the prefix off.
    assert_eq!(server.get("/api/v1/health").status, 200);
    assert_eq!(server.get("/shenbaoapi/v1/health").status, 404);
}
