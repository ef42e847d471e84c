//! TAR, from the oldest (v7, without any magic) to PAX. A hard link is a file like any
//! other: it is given with the content of the member that it names.

use super::member::Members;
use crate::intake::names::{decode, encoding_of};
use crate::problem::Problem;
use std::collections::HashMap;
use std::io::Read;

/// Opens the stream of an archive from its beginning.
pub(super) type Open<'a> = dyn Fn() -> Result<Box<dyn Read + 'a>, Problem> + 'a;

const BLOCK: usize = 512;

/// Whether bytes begin with the head of a member: by its magic, or in the oldest kind by
/// the sum of its bytes.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    let Some(head) = bytes.get(..BLOCK) else { return false };
    if &head[257..262] == b"ustar" {
        return true;
    }
    let octal = |field: &[u8]| {
        let digits: Vec<u8> = field.iter().copied().filter(|b| !matches!(b, 0 | b' ')).collect();
        u64::from_str_radix(std::str::from_utf8(&digits).ok()?, 8).ok()
    };
    let sum: u64 = head
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u64::from(*byte) })
        .sum();
    // A name, a sum that is right, and a length that is a number.
    head[0] != 0 && octal(&head[148..156]) == Some(sum) && octal(&head[124..136]).is_some()
}

pub(super) fn expand(open: &Open<'_>, members: &mut Members<'_>) -> Result<(), Problem> {
    // Links by the name that they lead to: one member may have several.
    let mut links: HashMap<Vec<u8>, Vec<(Vec<u8>, i64)>> = HashMap::new();
    let mut archive = tar::Archive::new(open()?);
    for entry in archive.entries().map_err(Problem::damaged)? {
        let mut entry = entry.map_err(Problem::damaged)?;
        let kind = entry.header().entry_type();
        let name = entry.path_bytes().into_owned();
        let modified = modified(entry.header());
        if kind.is_hard_link() {
            let target = entry.link_name_bytes().map(|target| target.into_owned());
            links.entry(target.unwrap_or_default()).or_default().push((name, modified));
            continue;
        }
        // Other links and devices hold nothing of their own; the oldest kind has no type for folders.
        if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) || name.ends_with(b"/")
        {
            continue;
        }
        if !members.has_room(1) {
            return Ok(());
        }
        let content = members.read(&mut entry);
        members.give(&shown(&name), modified, content);
    }
    let whole = checked(archive.into_inner());
    if !links.is_empty() {
        linked(open, links, members)?;
    }
    whole
}

/// Bytes that may follow the end of a TAR: it is filled up to a whole record.
const FILLING: u64 = 64 << 20;

/// Reads a stream to its end: the check sum of what is packed stands there.
fn checked(stream: impl Read) -> Result<(), Problem> {
    let rest = std::io::copy(&mut stream.take(FILLING), &mut std::io::sink());
    match rest.map_err(Problem::damaged)? {
        FILLING => Err(Problem::damaged("末尾之后还有大量数据，校验和未能核对")),
        _ => Ok(()),
    }
}

/// A second pass for what only links lead to under another name.
fn linked(
    open: &Open<'_>,
    mut links: HashMap<Vec<u8>, Vec<(Vec<u8>, i64)>>,
    members: &mut Members<'_>,
) -> Result<(), Problem> {
    let mut archive = tar::Archive::new(open()?);
    for entry in archive.entries().map_err(Problem::damaged)? {
        let mut entry = entry.map_err(Problem::damaged)?;
        if entry.header().entry_type().is_hard_link() {
            continue;
        }
        let Some(names) = links.remove(entry.path_bytes().as_ref()) else { continue };
        let content = members.read(&mut entry);
        for (name, modified) in names {
            if !members.has_room(1) {
                return Ok(());
            }
            let copy = members.copy(&content);
            members.give(&shown(&name), modified, copy);
        }
    }
    // A link to a link, or to nothing.
    for (name, modified) in links.into_values().flatten() {
        if !members.has_room(1) {
            return Ok(());
        }
        let problem = Problem::damaged("这是硬链接，所指的文件不在压缩包里");
        members.give(&shown(&name), modified, Err(problem));
    }
    Ok(())
}

fn shown(name: &[u8]) -> String {
    decode(name, encoding_of([name]))
}

fn modified(header: &tar::Header) -> i64 {
    let seconds = header.mtime().ok().and_then(|s| i64::try_from(s).ok());
    seconds.and_then(|s| s.checked_mul(1_000_000_000)).unwrap_or(0)
}
