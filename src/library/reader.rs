//! Reading one file for the library: here, or in a process of its own that speaks one line
//! of JSON a request and one a result (`shenbao worker`, [`serve`]).

use super::item::Item;
use crate::extract::{Options, extract_loaded};
use crate::forms::Forms;
use crate::intake::{self, Limits, Loaded};
use crate::problem::{Code, Problem, guarded};
use crate::read::ocr;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Everything that steers reading, in a form that goes over a wire: the first line that a
/// worker is sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// A folder of own form definitions.
    #[serde(default)]
    pub forms: Option<PathBuf>,
    /// The folder of the recognition models.
    #[serde(default)]
    pub models: Option<PathBuf>,
    /// Where readings of scanned pages are kept.
    #[serde(default)]
    pub cache: Option<PathBuf>,
    /// Scanned pages are not recognised.
    #[serde(default)]
    pub no_ocr: bool,
    /// Bounds on one file.
    #[serde(default)]
    pub limits: Limits,
    /// Bytes of memory that a worker may take; it sets the bound itself.
    #[serde(default)]
    pub memory: Option<u64>,
}

impl Setup {
    /// The options of reading.
    ///
    /// # Errors
    ///
    /// A faulty form definition.
    pub fn options(&self) -> Result<Options, Problem> {
        let mut options = Options::default();
        if let Some(folder) = &self.forms {
            options.forms = Arc::new(Forms::with_folder(folder)?);
        }
        options.reading.limits = self.limits.clone();
        options.reading.ocr.off = self.no_ocr;
        options.reading.ocr.models = self.models.clone();
        options.reading.ocr.cache = self.cache.clone();
        Ok(options)
    }
}

/// One file to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Where its bytes lie.
    pub path: PathBuf,
    /// Under which name it was found; its extension may decide between texts.
    pub name: PathBuf,
    /// Hash of its bytes, where it is known.
    #[serde(default)]
    pub sha256: Option<String>,
    /// Passwords to try.
    #[serde(default)]
    pub passwords: Vec<String>,
}

/// What a worker says of a request, in one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// It is ready for requests.
    Ready,
    /// It is still at work.
    Alive,
    /// The file, read.
    Item(Box<Item>),
    /// Why nothing could be read.
    Problem(Problem),
    /// As before, and something hangs in the worker: it ends now.
    Worn(Problem),
}

/// Reads one file, with each password in turn where it asks for one.
///
/// # Errors
///
/// Why nothing could be read.
pub fn read(file: &Loaded, options: &Options, passwords: &[String]) -> Result<Item, Problem> {
    let edition = options.edition();
    let once = |options: &Options| {
        guarded(|| {
            let (extraction, document) = extract_loaded(file, options)?;
            Ok(Item::of(extraction, &document, edition.clone()))
        })
    };
    let mut last = once(options);
    for password in passwords {
        match &last {
            Err(problem) if matches!(problem.code, Code::Encrypted | Code::WrongPassword) => {}
            _ => break,
        }
        let mut options = options.clone();
        options.reading.password = Some(password.clone());
        last = once(&options);
    }
    last
}

/// Reads what a request names.
///
/// # Errors
///
/// As [`read`], and when its bytes are not to be had.
pub fn answer(request: &Request, options: &Options) -> Result<Item, Problem> {
    let bytes = std::fs::read(&request.path)?;
    let format = intake::identify(&request.name, &bytes)?;
    let bytes = Arc::new(bytes);
    let name = request.name.clone();
    let file = match &request.sha256 {
        Some(sha256) => Loaded::hashed(name, bytes, format, sha256.clone()),
        None => Loaded::new(name, bytes, format),
    };
    read(&file, options, &request.passwords)
}

/// The worker: takes its setup and then requests from `input`, one a line, and answers each
/// on `output`, until the input ends.
///
/// # Errors
///
/// When the setup is faulty; a file that fails is an answer.
pub fn serve(
    input: &mut dyn BufRead,
    output: Box<dyn Write + Send>,
    confine: &dyn Fn(u64),
) -> Result<(), Problem> {
    let output = Arc::new(Mutex::new(output));
    let say = move |reply: &Reply| -> bool {
        let mut line = serde_json::to_vec(reply).unwrap_or_default();
        line.push(b'\n');
        let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
        output.write_all(&line).and_then(|()| output.flush()).is_ok()
    };
    let mut line = String::new();
    input.read_line(&mut line)?;
    let unsound = |error: serde_json::Error| {
        Problem::new(Code::Internal, format!("读取进程收到的请求有误（{error}）"), "请报告给开发者")
    };
    let setup: Setup = serde_json::from_str(&line).map_err(unsound)?;
    if let Some(bytes) = setup.memory {
        confine(bytes);
    }
    let mut options = setup.options()?;
    options.forms.prepare();
    let alive = say.clone();
    options.reading.ocr.progress = ocr::Progress::new(move |_| {
        // A parent that has gone is seen with the next answer.
        let _ = alive(&Reply::Alive);
    });
    if !say(&Reply::Ready) {
        return Ok(());
    }
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let request: Request = match serde_json::from_str(&line) {
            Ok(request) => request,
            Err(error) => {
                if !say(&Reply::Problem(unsound(error))) {
                    return Ok(());
                }
                continue;
            }
        };
        let reply = match answer(&request, &options) {
            Ok(item) => Reply::Item(Box::new(item)),
            // What was given up goes on in its thread and holds what it holds.
            Err(problem) if problem.message.contains("没有进展") => Reply::Worn(problem),
            Err(problem) => Reply::Problem(problem),
        };
        if !say(&reply) || matches!(reply, Reply::Worn(_)) {
            return Ok(());
        }
    }
}

/// Keeps this process within so many bytes of memory: what asks for more ends it.
#[cfg(unix)]
pub fn confine(bytes: u64) {
    // Where the system has no such bound, the parent's limit of time still holds.
    let _ = rlimit::setrlimit(rlimit::Resource::AS, bytes, bytes);
    let _ = rlimit::setrlimit(rlimit::Resource::CORE, 0, 0);
}

/// Nothing: this system has no such bound.
#[cfg(not(unix))]
pub fn confine(_bytes: u64) {}

/// A request for a file as it lies on disk.
pub fn request(path: &Path, passwords: &[String]) -> Request {
    Request {
        path: path.to_path_buf(),
        name: path.to_path_buf(),
        sha256: None,
        passwords: passwords.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_a_request_and_a_line_a_result() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("甲.txt");
        std::fs::write(&path, "项目名称：智能工厂\n").unwrap();
        let mut input = serde_json::to_string(&Setup::default()).unwrap() + "\n";
        input += &(serde_json::to_string(&request(&path, &[])).unwrap() + "\n");
        input += &(serde_json::to_string(&request(&folder.path().join("无"), &[])).unwrap() + "\n");
        input += "{}\n";
        let lines = Lines::default();
        serve(&mut Cursor::new(input), Box::new(lines.clone()), &|_| {}).unwrap();
        let said = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let replies: Vec<Reply> =
            said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(replies.len(), 4);
        assert_eq!(replies[0], Reply::Ready);
        let Reply::Item(item) = &replies[1] else { panic!("{said}") };
        assert_eq!(item.source.format, "text");
        assert!(item.parts[0].text.contains("智能工厂"));
        assert!(matches!(&replies[2], Reply::Problem(p) if p.code == Code::Io));
        assert!(matches!(&replies[3], Reply::Problem(p) if p.code == Code::Internal));
    }
}
