//! One member of an archive, and the bounds on all of them.

use super::Terms;
use crate::intake::Limits;
use crate::intake::names::numbered;
use crate::problem::{Code, Problem};
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// One file of an archive.
#[derive(Debug)]
pub struct Member {
    /// The archive's path, then the member's own, cleaned; no two of one archive are the same.
    pub path: PathBuf,
    /// Last change, nanoseconds since 1970; 0 when unknown.
    pub modified: i64,
    /// Its bytes, or why they could not be had.
    pub content: Result<Vec<u8>, Problem>,
}

/// What an archive and everything inside it may still unpack to. Shared by
/// archives inside archives, so that nesting multiplies nothing.
#[derive(Debug)]
pub struct Allowance {
    bytes: AtomicU64,
    members: AtomicU64,
}

impl Allowance {
    /// The whole of what the limits allow one outermost archive.
    pub fn new(limits: &Limits) -> Self {
        Self {
            bytes: AtomicU64::new(limits.unpacked_bytes),
            members: AtomicU64::new(limits.members as u64),
        }
    }

    fn take(counter: &AtomicU64, wanted: u64) -> bool {
        counter
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(wanted))
            .is_ok()
    }
}

/// Where the members of one archive go.
pub(super) struct Members<'a> {
    archive: PathBuf,
    pub terms: Terms<'a>,
    /// How often a name came.
    names: HashMap<String, usize>,
    visit: &'a mut dyn FnMut(Member),
    /// Members handed over.
    pub given: usize,
    full: bool,
}

impl<'a> Members<'a> {
    pub fn new(archive: &Path, terms: Terms<'a>, visit: &'a mut dyn FnMut(Member)) -> Self {
        let archive = archive.to_path_buf();
        Self { archive, terms, names: HashMap::new(), visit, given: 0, full: false }
    }

    /// Whether one more member may come; the first that may not is said in a line.
    pub fn has_room(&mut self, left: usize) -> bool {
        if self.full {
            return false;
        }
        if Allowance::take(&self.terms.allowance.members, 1) {
            return true;
        }
        self.full = true;
        let problem = Problem::new(
            Code::LimitExceeded,
            "压缩包成员太多，其余未读",
            "可用 --max-members 提高上限，或解压后分批导入",
        );
        self.give(&format!("其余{left}个成员"), 0, Err(problem));
        false
    }

    /// Hands a member over under its own name, cleaned and told apart from its like.
    pub fn give(&mut self, name: &str, modified: i64, content: Result<Vec<u8>, Problem>) {
        let mut name = clean(name);
        if name.is_empty() {
            name = format!("第{}个成员", self.given + 1);
        }
        let copies = self.names.entry(name.clone()).or_insert(0);
        *copies += 1;
        if *copies > 1 {
            name = numbered(&name, *copies);
        }
        self.given += 1;
        (self.visit)(Member { path: self.archive.join(name), modified, content });
    }

    /// Reads one member, never more than the limits leave.
    pub fn read(&self, from: &mut dyn Read) -> Result<Vec<u8>, Problem> {
        let limits = self.terms.limits;
        let mut bytes = Vec::new();
        let read = from.take(limits.member_bytes + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limits.member_bytes {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!("解压后超过单个文件上限 {} 字节", limits.member_bytes),
                "可能是压缩炸弹；确认无害后可用 --max-member-bytes 提高上限，或解压后导入",
            ));
        }
        // What was unpacked counts even when the member then turns out damaged.
        self.count(bytes.len() as u64)?;
        read.map_err(Problem::damaged)?;
        Ok(bytes)
    }

    /// The content of a member once more, under another name: it costs as much.
    pub fn copy(&self, content: &Result<Vec<u8>, Problem>) -> Result<Vec<u8>, Problem> {
        self.count(content.as_ref().map_or(0, |bytes| bytes.len() as u64))?;
        content.clone()
    }

    fn count(&self, bytes: u64) -> Result<(), Problem> {
        if Allowance::take(&self.terms.allowance.bytes, bytes) {
            return Ok(());
        }
        Err(Problem::new(
            Code::LimitExceeded,
            format!("压缩包解压后总量超过上限 {} 字节", self.terms.limits.unpacked_bytes),
            "可能是压缩炸弹；确认无害后可用 --max-unpacked-bytes 提高上限，或解压后导入",
        ))
    }

    /// A member that asks for a password.
    pub fn locked(&self) -> Problem {
        if self.terms.passwords.is_empty() {
            let hint = "请用 --password 或 --passwords 给出密码后再次运行";
            Problem::new(Code::Encrypted, "压缩包里的这个文件有密码", hint)
        } else {
            let hint = "请核对 --password、--passwords 给出的密码后再次运行";
            Problem::new(Code::WrongPassword, "给出的密码都打不开压缩包里的这个文件", hint)
        }
    }
}

/// The name without a root, `..`, drive letters or control characters.
fn clean(name: &str) -> String {
    let steps: Vec<String> = name
        .split(['/', '\\'])
        .map(|step| step.trim_end_matches(':'))
        .filter(|step| !matches!(*step, "" | "." | ".."))
        .map(|step| step.replace(|c: char| c.is_control(), "_"))
        .collect();
    steps.join("/")
}
