//! A real server on a free port, and a client that says exactly what it is told to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that is ended when it is dropped.
pub struct Server {
    child: Child,
    pub port: u16,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Server {
    /// Starts `shenbao serve` on loopback.
    pub fn start(library: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shenbao"))
            .args(["serve", "--addr", "127.0.0.1:0", "--library"])
            .arg(library)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.split("127.0.0.1:").nth(1).unwrap().split('/').next().unwrap();
        Self { child, port: port.parse().unwrap() }
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it without a word, as a power cut does.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Sends a request with its body; `head` are further lines of its head.
    pub fn send(&self, method: &str, path: &str, head: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, head, body).unwrap()
    }

    /// As [`Self::send`], while the server may be killed.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        head: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut text = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !head.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            text += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in head {
            text += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() || method != "GET" {
            text += &format!("Content-Length: {}\r\n", body.len());
        }
        text += "\r\n";
        stream.write_all(text.as_bytes())?;
        // A server that refuses a large body answers before it has all of it.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        if bytes.is_empty() {
            read?;
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Answer::of(&bytes))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        let head = [("Content-Type", "application/json")];
        self.send(method, path, &head, body.to_string().as_bytes())
    }

    /// Uploads files: field, name, bytes.
    pub fn upload(
        &self,
        path: &str,
        head: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let (kind, body) = multipart(files);
        let mut all = vec![("Content-Type", kind.as_str())];
        all.extend_from_slice(head);
        self.send("POST", path, &all, &body)
    }

    /// Waits for a job to end; gives it.
    pub fn job(&self, id: i64) -> Value {
        let until = Instant::now() + Duration::from_secs(120);
        loop {
            let job = self.get(&format!("/api/v1/jobs/{id}")).value();
            if job["state"] != "running" {
                return job;
            }
            assert!(Instant::now() < until, "{job}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Compares two files; gives the pair's number.
    pub fn compare(&self, paper: (&str, &[u8]), online: (&str, &[u8])) -> i64 {
        let files = [("paper", paper.0, paper.1), ("online", online.0, online.1)];
        let answer = self.upload("/api/v1/compare", &[], &files);
        assert_eq!(answer.status, 202, "{answer:?}");
        let job = self.job(answer.value()["job"].as_i64().unwrap());
        job["result"]["pair"].as_i64().unwrap_or_else(|| panic!("{job}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let raw = bytes.get(end + 4..).unwrap_or_default();
        let body =
            if head.contains("transfer-encoding: chunked") { dechunked(raw) } else { raw.to_vec() };
        Self { status, head, body }
    }

    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The code of a failure.
    pub fn code(&self) -> String {
        self.value()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A line of the head.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

fn dechunked(mut raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = raw.windows(2).position(|w| w == b"\r\n") {
        let size = std::str::from_utf8(&raw[..end]).unwrap_or("0");
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        out.extend_from_slice(&raw[end + 2..end + 2 + size]);
        raw = &raw[end + 4 + size..];
    }
    out
}

/// A multipart body and its content type.
pub fn multipart(files: &[(&str, &str, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (field, name, bytes) in files {
        let head = format!(
            "--XbOuNdArYx\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XbOuNdArYx--\r\n");
    ("multipart/form-data; boundary=XbOuNdArYx".to_owned(), body)
}

/// Makes an account.
pub fn add_user(library: &Path, name: &str, password: &str, role: &str) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shenbao"))
        .args(["users", "add", name, "--role", role, "--library"])
        .arg(library)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    assert!(child.wait().unwrap().success());
}

/// Logs in; gives the cookie of the session and the token of its pages.
pub fn log_in(server: &Server, name: &str, password: &str) -> (String, String) {
    let answer = try_log_in(server, name, password, "");
    assert_eq!(answer.status, 303, "{answer:?}");
    let cookies = cookies(&answer);
    let cookie = cookies.into_iter().find(|c| c.starts_with("shenbao_session=")).unwrap();
    let me = server.send("GET", "/api/v1/me", &[("Cookie", &cookie)], b"");
    let csrf = me.value()["csrf"].as_str().unwrap().to_owned();
    (cookie, csrf)
}

/// Sends the login form as a browser does; `before` is a cookie that it brings along.
pub fn try_log_in(server: &Server, name: &str, password: &str, before: &str) -> Answer {
    let form = server.get("/login");
    let csrf = form.text().split("name=\"csrf\" value=\"").nth(1).unwrap()[..64].to_owned();
    let cookie = format!("{}; {before}", cookies(&form).join("; "));
    let encoded: String = name.bytes().map(|b| format!("%{b:02X}")).collect();
    let body = format!("name={encoded}&password={password}&csrf={csrf}&next=%2F");
    let head = [("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", cookie.as_str())];
    server.send("POST", "/login", &head, body.as_bytes())
}

/// The cookies that an answer sets.
pub fn cookies(answer: &Answer) -> Vec<String> {
    let lines = answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    lines.map(|line| line.split(';').next().unwrap().to_owned()).collect()
}
