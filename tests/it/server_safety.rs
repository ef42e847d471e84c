//! Each point of the server's safety on a real server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::server::{Server, add_user, cookies, log_in, multipart, try_log_in};
use serde_json::json;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const PASSWORD: &str = "correct-horse-battery";

fn library() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("library");
    (folder, library)
}

#[test]
fn every_answer_forbids_scripts_frames_and_guessing() {
    let (_folder, library) = library();
    let server = Server::start(&library, &[]);
    for path in ["/", "/api/v1/health", "/api/v1/nothing", "/assets/nothing.js"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-frame-options"), Some("deny"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[test]
fn another_site_in_the_same_browser_reaches_nothing() {
    let (_folder, library) = library();
    let server = Server::start(&library, &[]);
    let port = server.port;
    let own = format!("http://127.0.0.1:{port}");
    let rebound = format!("evil.example:{port}");
    for (head, code) in [
        (("Host", rebound.as_str()), "foreign-host"),
        (("Host", "127.0.0.1:1"), "foreign-host"),
        (("Origin", "http://evil.example"), "foreign-origin"),
        (("Origin", "null"), "foreign-origin"),
        (("Sec-Fetch-Site", "cross-site"), "foreign-origin"),
    ] {
        for (method, path) in [("GET", "/api/v1/pairs"), ("POST", "/api/v1/library/rebuild")] {
            let answer = server.send(method, path, &[head], b"");
            assert_eq!((answer.status, answer.code().as_str()), (403, code), "{head:?} {path}");
        }
    }
    let answer = server.send("POST", "/api/v1/library/verify", &[("Origin", &own)], b"");
    assert_eq!(answer.status, 202, "{answer:?}");
    let visit = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
        ("Sec-Fetch-Dest", "document"),
    ];
    assert_eq!(server.send("GET", "/", &visit, b"").status, 200, "a link may be followed");
    let proxied = server.send("GET", "/api/v1/pairs", &[("X-Forwarded-For", "1.2.3.4")], b"");
    assert_eq!(proxied.status, 403, "without accounts nobody comes through a proxy");
}

#[test]
fn another_address_needs_an_account_first() {
    let (_folder, library) = library();
    for more in [["--addr", "0.0.0.0:0"], ["--host", "shenbao.example"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_shenbao"))
            .args(["serve", "--library"])
            .arg(&library)
            .args(more)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("shenbao users add"));
    }
}

#[test]
fn with_accounts_nothing_is_open_and_roles_do_not_cross() {
    let (_folder, library) = library();
    for role in ["reviewer", "analyst", "archivist", "administrator"] {
        add_user(&library, role, PASSWORD, role);
    }
    let server = Server::start(&library, &[]);
    for path in ["pairs", "search?q=a", "jobs", "library", "audit", "export?format=csv", "files/00"]
    {
        assert_eq!(server.get(&format!("/api/v1/{path}")).status, 401, "{path}");
    }
    let page = server.get("/pairs/3");
    assert_eq!((page.status, page.header("location")), (303, Some("/login?next=/pairs/3")));
    let allowed: [(&str, &str, &str, &[&str]); 8] = [
        ("GET", "pairs", "", &["reviewer", "administrator"]),
        ("PUT", "pairs/1/decisions/d1", "{\"decision\":\"true\"}", &["reviewer", "administrator"]),
        ("POST", "pairs/1/sign", "", &["reviewer", "administrator"]),
        ("GET", "export?format=jsonl", "", &["analyst", "archivist", "administrator"]),
        ("POST", "ingest", "{\"paths\":[\"x\"]}", &["archivist", "administrator"]),
        ("GET", "quarantine", "", &["archivist", "administrator"]),
        ("GET", "audit", "", &["administrator"]),
        (
            "POST",
            "users",
            "{\"name\":\"x\",\"password\":\"short\",\"roles\":[\"reviewer\"]}",
            &["administrator"],
        ),
    ];
    for role in ["reviewer", "analyst", "archivist", "administrator"] {
        let (cookie, csrf) = log_in(&server, role, PASSWORD);
        for (method, path, body, roles) in allowed {
            let head = [
                ("Cookie", cookie.as_str()),
                ("X-CSRF-Token", csrf.as_str()),
                ("Content-Type", "application/json"),
            ];
            let answer = server.send(method, &format!("/api/v1/{path}"), &head, body.as_bytes());
            let refused = answer.status == 403 && answer.text().contains("没有此项权限");
            assert_eq!(refused, !roles.contains(&role), "{role} {method} {path}: {answer:?}");
        }
    }
}

#[test]
fn a_request_that_rides_on_a_cookie_shows_its_page() {
    let (_folder, library) = library();
    add_user(&library, "admin", PASSWORD, "administrator");
    let server = Server::start(&library, &[]);
    let (cookie, csrf) = log_in(&server, "admin", PASSWORD);
    let post = |head: &[(&str, &str)]| server.send("POST", "/api/v1/library/verify", head, b"");
    assert_eq!(post(&[("Cookie", &cookie)]).code(), "csrf");
    assert_eq!(post(&[("Cookie", &cookie), ("X-CSRF-Token", &"0".repeat(64))]).code(), "csrf");
    assert_eq!(post(&[("Cookie", &cookie), ("X-CSRF-Token", &csrf)]).status, 202);
    // A form that is forged: without the cookie of the login page, or with another's token.
    let forged = server.send(
        "POST",
        "/login",
        &[("Content-Type", "application/x-www-form-urlencoded")],
        format!("name=admin&password={PASSWORD}&csrf={}", "0".repeat(64)).as_bytes(),
    );
    assert_eq!((forged.status, forged.code().as_str()), (403, "csrf"));
    let form = [("Cookie", cookie.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(server.send("POST", "/logout", &form, b"csrf=").status, 403);
    let out = server.send("POST", "/logout", &form, format!("csrf={csrf}").as_bytes());
    assert_eq!(out.status, 303);
    assert_eq!(server.send("GET", "/api/v1/me", &[("Cookie", &cookie)], b"").status, 401);
}

#[test]
fn a_session_is_new_at_every_login_and_ends_with_the_password() {
    let (_folder, library) = library();
    add_user(&library, "admin", PASSWORD, "administrator");
    let server = Server::start(&library, &[]);
    let planted = format!("shenbao_session={}", "a".repeat(64));
    let answer = try_log_in(&server, "admin", PASSWORD, &planted);
    let given = cookies(&answer);
    assert!(given.iter().any(|c| c.starts_with("shenbao_session=") && *c != planted), "{given:?}");
    assert!(answer.head.contains("httponly") && answer.head.contains("samesite"));
    assert_eq!(server.send("GET", "/api/v1/me", &[("Cookie", &planted)], b"").status, 401);
    let (cookie, csrf) = log_in(&server, "admin", PASSWORD);
    let head = [
        ("Cookie", cookie.as_str()),
        ("X-CSRF-Token", csrf.as_str()),
        ("Content-Type", "application/json"),
    ];
    let body = json!({"old": PASSWORD, "new": "another-long-password"}).to_string();
    assert_eq!(server.send("PUT", "/api/v1/me/password", &head, body.as_bytes()).status, 200);
    assert_eq!(server.send("GET", "/api/v1/me", &[("Cookie", &cookie)], b"").status, 401);
}

#[test]
fn guessing_passwords_is_made_slow() {
    let (_folder, library) = library();
    add_user(&library, "admin", PASSWORD, "administrator");
    let server = Server::start(&library, &[]);
    let statuses: Vec<u16> = (0..5)
        .map(|n| try_log_in(&server, "admin", &format!("guess-{n}-long"), "").status)
        .collect();
    assert_eq!(statuses[..3], [401, 401, 401]);
    assert!(statuses[3..].contains(&429), "{statuses:?}");
    let right = try_log_in(&server, "admin", PASSWORD, "");
    assert!(right.status == 429 && right.header("retry-after").is_some(), "{right:?}");
}

#[test]
fn a_token_opens_the_api_and_is_shown_once() {
    let (_folder, library) = library();
    add_user(&library, "admin", PASSWORD, "administrator");
    let server = Server::start(&library, &[]);
    let (cookie, csrf) = log_in(&server, "admin", PASSWORD);
    let head = [
        ("Cookie", cookie.as_str()),
        ("X-CSRF-Token", csrf.as_str()),
        ("Content-Type", "application/json"),
    ];
    let made = server.send("POST", "/api/v1/tokens", &head, b"{\"name\":\"x\",\"days\":1}").value();
    let bearer = format!("Bearer {}", made["token"].as_str().unwrap());
    let token = [("Authorization", bearer.as_str())];
    assert_eq!(server.send("POST", "/api/v1/library/verify", &token, b"").status, 202);
    let listed = server.send("GET", "/api/v1/tokens", &token, b"");
    assert!(!listed.text().contains("sb_"), "{listed:?}");
    let gone = server.send("DELETE", &format!("/api/v1/tokens/{}", made["id"]), &head, b"");
    assert_eq!(gone.status, 200);
    assert_eq!(server.send("GET", "/api/v1/me", &token, b"").status, 401);
    assert_eq!(server.send("GET", "/api/v1/me", &[("Authorization", "Bearer x")], b"").status, 401);
}

#[test]
fn no_path_leads_out_of_the_house() {
    let (folder, library) = library();
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    let server = Server::start(&library, &["--inbox", &inbox.to_string_lossy()]);
    let secret = folder.path().join("secret.txt").to_string_lossy().into_owned();
    for path in ["/etc/passwd", "inbox/../secret.txt", &secret, "../secret.txt", "inbox/../../etc"]
    {
        let answer = server.json("POST", "/api/v1/ingest", &json!({"paths": [path]}));
        assert_eq!(answer.status, 403, "{path}: {answer:?}");
        let sides = json!({"paper": {"path": path}, "online": {"path": path}});
        assert_eq!(server.json("POST", "/api/v1/compare", &sides).status, 403, "{path}");
    }
    for path in [
        "/assets/../../../etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/assets/%2e%2e/x",
        "/api/v1/files/..%2f..%2fserver.sqlite",
        "/api/v1/files/../../etc/passwd",
        "/api/v1/inbox?path=inbox/..",
        "/api/v1/inbox?path=/etc",
    ] {
        let answer = server.get(path);
        assert!(answer.status == 404 || answer.status == 403, "{path}: {answer:?}");
        assert!(!answer.text().contains("root:"), "{path}");
    }
}

#[test]
fn what_is_uploaded_is_never_run_or_shown_as_html() {
    let (_folder, library) = library();
    let server = Server::start(&library, &[]);
    let page = "<html><body><script>alert(1)</script><p onclick=\"x()\">申报书</p>\
                <a href=\"javascript:x()\">甲</a><table><tr><td><img src=x onerror=x()>&lt;script&gt;\
                </td></tr></table></body></html>";
    let name = "<script>alert(1)</script>.html";
    let pair = server.compare((name, page.as_bytes()), ("b.html", page.as_bytes()));
    let report = server.get(&format!("/api/v1/pairs/{pair}"));
    assert_eq!(report.header("content-type"), Some("application/json"));
    let sha256 = report.value()["paper"]["sha256"].as_str().unwrap().to_owned();
    let original = server.get(&format!("/api/v1/files/{sha256}"));
    assert_eq!(original.header("content-type"), Some("application/octet-stream"));
    assert!(original.header("content-disposition").unwrap().starts_with("attachment"));
    assert!(original.header("content-security-policy").unwrap().contains("sandbox"));
    assert!(!original.head.contains("<script"), "{}", original.head);
    let view = server.get(&format!("/api/v1/files/{sha256}/view")).value();
    let html = view["html"].as_str().unwrap();
    for dangerous in ["<script", "onclick", "onerror", "javascript:", "<img", "<a "] {
        assert!(!html.contains(dangerous), "{dangerous}: {html}");
    }
    // A script in the name comes out of the certificate as text.
    let items = report.value()["items"].clone();
    if items.as_array().is_some_and(|items| !items.is_empty()) {
        let body =
            json!({"items": items, "decision": "false", "remark": "<script>alert(2)</script>"});
        server.json("PUT", &format!("/api/v1/pairs/{pair}/decisions"), &body);
    }
    server.send("POST", &format!("/api/v1/pairs/{pair}/sign"), &[], b"");
    let certificate = server.get(&format!("/api/v1/pairs/{pair}/certificate.html"));
    assert_eq!(certificate.status, 200, "{certificate:?}");
    assert!(!certificate.text().contains("<script"), "{certificate:?}");
    assert!(certificate.header("content-security-policy").unwrap().contains("style-src 'sha256-"));
}

#[test]
fn an_upload_beyond_the_limit_is_refused_and_leaves_nothing() {
    let (_folder, library) = library();
    let server = Server::start(&library, &["--max-upload", "100000"]);
    let large = vec![b'x'; 400_000];
    for path in ["/api/v1/compare", "/api/v1/ingest"] {
        let field = if path.ends_with("ingest") { "file" } else { "paper" };
        let answer = server.upload(path, &[], &[(field, "a.txt", &large)]);
        assert_eq!(answer.status, 413, "{path}: {answer:?}");
    }
    let json =
        server.json("POST", "/api/v1/saved", &json!({"name": "x", "query": "y".repeat(3 << 20)}));
    assert_eq!(json.status, 413, "{json:?}");
    let left = fs::read_dir(library.join("server/incoming")).unwrap().count();
    assert_eq!(left, 0);
}

#[test]
fn a_slow_client_is_shown_out() {
    let (_folder, library) = library();
    let server = Server::start(&library, &[]);
    let begun = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    // A byte now and then is no request.
    for byte in b"GET / HT" {
        stream.write_all(&[*byte]).unwrap();
        std::thread::sleep(Duration::from_millis(1_500));
        if begun.elapsed() > Duration::from_secs(11) {
            break;
        }
    }
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    // A body that never comes.
    let begun = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let head = format!(
        "POST /api/v1/saved HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\n\
         Content-Length: 50\r\n\r\n{{",
        server.port
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut rest = vec![0; 64];
    let read = stream.read(&mut rest).unwrap_or(0);
    assert!(String::from_utf8_lossy(&rest[..read]).contains("408"), "{rest:?}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    assert_eq!(server.get("/api/v1/health").status, 200);
}

#[test]
fn half_an_upload_is_no_file() {
    let (_folder, library) = library();
    let server = Server::start(&library, &[]);
    let (kind, body) = multipart(&[("paper", "a.txt", b"abc"), ("online", "b.txt", b"def")]);
    let half = &body[..body.len() / 2];
    let answer = server.send("POST", "/api/v1/compare", &[("Content-Type", &kind)], half);
    assert_eq!(answer.status, 400, "{answer:?}");
    let one = server.upload("/api/v1/compare", &[], &[("paper", "a.txt", b"abc")]);
    assert_eq!(one.status, 400, "{one:?}");
    let empty = server.upload(
        "/api/v1/compare",
        &[],
        &[("paper", "a.txt", b""), ("online", "b.txt", b"x")],
    );
    assert_eq!((empty.status, empty.code().as_str()), (422, "empty-file"));
    assert_eq!(server.get("/api/v1/jobs").value()["jobs"].as_array().unwrap().len(), 0);
}

#[cfg(unix)]
#[test]
fn hashes_of_passwords_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, library) = library();
    add_user(&library, "admin", PASSWORD, "administrator");
    let file = Path::new(&library).join("server/server.sqlite");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0);
    let bytes = fs::read(&file).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|w| w == needle);
    assert!(!holds(PASSWORD.as_bytes()));
}
