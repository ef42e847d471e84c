//! Archives to their members, in memory and within bounds: nothing is ever
//! written under a member's name, so a name cannot lead outside.
//!
//! ZIP (also without its directory), TAR of every age, plain or packed by gzip, bzip2, xz,
//! lzma or zstd, single files packed so, and 7z. RAR is told and not opened: its licence
//! forbids to rebuild what it does.

mod directory;
mod member;
mod packed;
mod seven;
mod tar;
mod zip;

use super::{Limits, Loaded};
use crate::problem::{Code, Problem};
use member::Members;
pub use member::{Allowance, Member};
use std::path::Path;

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// ZIP.
    Zip,
    /// TAR, not packed.
    Tar,
    /// 7z.
    Seven,
    /// RAR of any version.
    Rar,
    /// One stream, in which a TAR or a single file is packed.
    Packed(packed::Packing),
}

/// What archive bytes begin with.
pub fn kind(bytes: &[u8]) -> Option<Kind> {
    let at = |magic: &[u8]| bytes.starts_with(magic);
    if at(b"PK\x03\x04") || at(b"PK\x05\x06") || at(b"PK00PK") {
        return Some(Kind::Zip);
    }
    if at(b"7z\xBC\xAF\x27\x1C") {
        return Some(Kind::Seven);
    }
    if at(b"Rar!\x1A\x07") {
        return Some(Kind::Rar);
    }
    if tar::is_tar(bytes) {
        return Some(Kind::Tar);
    }
    packed::Packing::of(bytes).map(Kind::Packed)
}

/// Names of a ZIP's own members, by their own heads where its directory is lost.
pub fn names(bytes: &[u8]) -> Vec<String> {
    let entries = directory::Directory::of(bytes, 5_000).entries;
    entries.iter().map(|entry| String::from_utf8_lossy(&entry.name).into_owned()).collect()
}

/// What members may cost, and what opens them.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Bounds on each member.
    pub limits: &'a Limits,
    /// Bounds on all of them together.
    pub allowance: &'a Allowance,
    /// Passwords to try on members that ask for one.
    pub passwords: &'a [String],
}

/// Hands every member of an archive to `visit`, in order. A member that cannot
/// be had is handed over with its problem.
///
/// # Errors
///
/// When the archive as a whole cannot be opened, or ends before its time.
pub fn expand(
    file: &Loaded,
    terms: Terms<'_>,
    visit: &mut dyn FnMut(Member),
) -> Result<(), Problem> {
    let mut members = Members::new(&file.path, terms, visit);
    let bytes = file.bytes.as_slice();
    let opened = match kind(bytes) {
        Some(Kind::Zip) => zip::expand(bytes, &mut members),
        Some(Kind::Tar) => tar::expand(&|| Ok(Box::new(bytes)), &mut members),
        Some(Kind::Seven) => seven::expand(bytes, &mut members),
        Some(Kind::Packed(packing)) => packed::expand(bytes, packing, &file.path, &mut members),
        Some(Kind::Rar) => Err(rar()),
        None => Err(Problem::new(
            Code::UnknownFormat,
            "认不出这种压缩格式，不能解开",
            "请解压后导入，或改用 zip、7z、tar.gz",
        )),
    };
    if opened.is_ok() && members.given == 0 {
        let hint = "如应有文件，请向提供者重新索取";
        return Err(Problem::new(Code::EmptyFile, "压缩包里没有文件", hint));
    }
    opened
}

/// Files that a document carries, as members of it.
pub fn carried(
    document: &Path,
    files: impl IntoIterator<Item = (String, Result<Vec<u8>, Problem>)>,
) -> Vec<Member> {
    let mut members = Vec::new();
    let limits = Limits::default();
    let allowance = Allowance::new(&limits);
    let terms = Terms { limits: &limits, allowance: &allowance, passwords: &[] };
    let mut visit = |member| members.push(member);
    let mut named = Members::new(document, terms, &mut visit);
    for (name, content) in files {
        named.give(&name, 0, content);
    }
    members
}

/// Why a RAR is not opened, and what to do.
pub fn rar() -> Problem {
    Problem::new(
        Code::Unsupported,
        "这是 RAR 压缩包：其解压算法的许可不允许自由软件重新实现，本程序不解开",
        "请用 WinRAR、7-Zip 等解压后导入文件夹，或改存为 zip、7z",
    )
}

#[cfg(test)]
mod tests;
