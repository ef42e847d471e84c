//! Archives to their members, in memory and within bounds: nothing is ever
//! written under a member's name, so a name cannot lead outside.

use super::{Limits, Loaded, unread};
use crate::problem::{Code, Problem};
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// One file of an archive.
#[derive(Debug)]
pub struct Member {
    /// The archive's path, then the member's own, cleaned.
    pub path: PathBuf,
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

/// Hands every member of an archive to `visit`, in order. A member that cannot
/// be had is handed over with its problem.
///
/// # Errors
///
/// When the archive as a whole cannot be opened, or ends before its time.
pub fn expand(
    file: &Loaded,
    limits: &Limits,
    allowance: &Allowance,
    visit: &mut dyn FnMut(Member),
) -> Result<(), Problem> {
    let bytes = file.bytes.as_slice();
    if bytes.starts_with(b"PK") {
        zip(&file.path, bytes, limits, allowance, visit)
    } else if bytes.starts_with(&[0x1F, 0x8B]) {
        gzip(&file.path, bytes, limits, allowance, visit)
    } else if is_tar(bytes) {
        tar(&file.path, bytes, limits, allowance, visit)
    } else {
        let name = unread::archive(bytes).map_or("未知的压缩格式", |kind| kind.name);
        Err(Problem::new(
            Code::UnknownFormat,
            format!("这是{name}，不能解开"),
            "请解压后导入，或改用 zip、tar.gz",
        ))
    }
}

/// Whether bytes begin with a tar header.
pub fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262) == Some(b"ustar")
}

fn zip(
    path: &Path,
    bytes: &[u8],
    limits: &Limits,
    allowance: &Allowance,
    visit: &mut dyn FnMut(Member),
) -> Result<(), Problem> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(Problem::damaged)?;
    for index in 0..archive.len() {
        let (name, encrypted) = match archive.by_index_raw(index) {
            Ok(member) if member.is_dir() => continue,
            Ok(member) => (clean(&decode(member.name_raw())), member.encrypted()),
            Err(error) => {
                let path = path.join(format!("第{}个成员", index + 1));
                visit(Member { path, content: Err(Problem::damaged(error)) });
                continue;
            }
        };
        if !Allowance::take(&allowance.members, 1) {
            visit(too_many(path, archive.len() - index));
            return Ok(());
        }
        let content = if encrypted {
            Err(Problem::new(Code::Encrypted, "压缩包里的这个文件有密码", "请解压后导入"))
        } else {
            match archive.by_index(index) {
                Ok(mut member) => read_member(&mut member, limits, allowance),
                Err(error) => Err(Problem::damaged(error)),
            }
        };
        visit(Member { path: path.join(name), content });
    }
    Ok(())
}

fn gzip(
    path: &Path,
    bytes: &[u8],
    limits: &Limits,
    allowance: &Allowance,
    visit: &mut dyn FnMut(Member),
) -> Result<(), Problem> {
    let content = read_member(&mut MultiGzDecoder::new(bytes), limits, allowance)?;
    if is_tar(&content) {
        return tar(path, &content, limits, allowance, visit);
    }
    let name = path.file_stem().map(PathBuf::from).unwrap_or_else(|| PathBuf::from("内容"));
    visit(Member { path: path.join(name), content: Ok(content) });
    Ok(())
}

fn tar(
    path: &Path,
    bytes: &[u8],
    limits: &Limits,
    allowance: &Allowance,
    visit: &mut dyn FnMut(Member),
) -> Result<(), Problem> {
    let mut archive = tar::Archive::new(bytes);
    for entry in archive.entries().map_err(Problem::damaged)? {
        let mut entry = entry.map_err(Problem::damaged)?;
        // Links and devices hold nothing of their own.
        if !entry.header().entry_type().is_file() {
            continue;
        }
        if !Allowance::take(&allowance.members, 1) {
            visit(too_many(path, 1));
            return Ok(());
        }
        let name = clean(&decode(&entry.path_bytes()));
        let content = read_member(&mut entry, limits, allowance);
        visit(Member { path: path.join(name), content });
    }
    Ok(())
}

/// Reads one member, never more than the limits leave.
fn read_member(
    from: &mut dyn Read,
    limits: &Limits,
    allowance: &Allowance,
) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = from.take(limits.member_bytes + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > limits.member_bytes {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("解压后超过单个文件上限 {} 字节", limits.member_bytes),
            "可能是压缩炸弹；确认无害后请解压再导入",
        ));
    }
    // What was unpacked counts even when the member then turns out damaged.
    if !Allowance::take(&allowance.bytes, bytes.len() as u64) {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("压缩包解压后总量超过上限 {} 字节", limits.unpacked_bytes),
            "可能是压缩炸弹；确认无害后请解压再导入",
        ));
    }
    read.map_err(Problem::damaged)?;
    Ok(bytes)
}

fn too_many(path: &Path, left: usize) -> Member {
    Member {
        path: path.join(format!("其余{left}个成员")),
        content: Err(Problem::new(
            Code::LimitExceeded,
            "压缩包成员太多，其余未读",
            "请解压后分批导入",
        )),
    }
}

/// A member's name: UTF-8 if it is, else GB 18030 as Chinese Windows writes it
/// without saying so.
fn decode(name: &[u8]) -> String {
    match std::str::from_utf8(name) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(name).0.into_owned(),
    }
}

/// The name without a root, `..`, drive letters or control characters.
fn clean(name: &str) -> PathBuf {
    name.split(['/', '\\'])
        .map(|step| step.trim_end_matches(':'))
        .filter(|step| !matches!(*step, "" | "." | ".."))
        .map(|step| step.replace(|c: char| c.is_control(), "_"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Format;
    use std::io::Write;

    fn loaded(path: &str, bytes: Vec<u8>) -> Loaded {
        Loaded::new(path.into(), bytes.into(), Format::Archive)
    }

    fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn members(file: &Loaded, limits: &Limits) -> Vec<(String, Result<Vec<u8>, Code>)> {
        let mut all = Vec::new();
        let allowance = Allowance::new(limits);
        expand(file, limits, &allowance, &mut |m| {
            all.push((m.path.to_string_lossy().into_owned(), m.content.map_err(|p| p.code)));
        })
        .unwrap();
        all
    }

    #[test]
    fn members_come_in_order_under_clean_names() {
        let zip = zip_of(&[("a/甲.txt", b"1"), ("../../etc/passwd", b"2"), ("/c\\d.txt", b"3")]);
        let names: Vec<String> =
            members(&loaded("x.zip", zip), &Limits::default()).into_iter().map(|m| m.0).collect();
        assert_eq!(names, ["x.zip/a/甲.txt", "x.zip/etc/passwd", "x.zip/c/d.txt"]);
    }

    #[test]
    fn tar_and_gzip_are_opened() {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(2);
        header.set_cksum();
        tar.append_data(&mut header, "甲.txt", &b"ab"[..]).unwrap();
        let tar = tar.into_inner().unwrap();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&tar).unwrap();
        let wanted = vec![("t.tgz/甲.txt".to_owned(), Ok(b"ab".to_vec()))];
        assert_eq!(members(&loaded("t.tgz", gz.finish().unwrap()), &Limits::default()), wanted);
    }

    #[test]
    fn bombs_stop_at_the_limits() {
        let zeros = vec![0_u8; 5_000];
        let zip = zip_of(&[("a", &zeros), ("b", &zeros), ("c", b"x"), ("d", b"y")]);
        let limits =
            Limits { member_bytes: 6_000, unpacked_bytes: 8_000, members: 3, ..Limits::default() };
        let codes: Vec<Option<Code>> = members(&loaded("b.zip", zip.clone()), &limits)
            .into_iter()
            .map(|m| m.1.err())
            .collect();
        let over = Some(Code::LimitExceeded);
        assert_eq!(codes, [None, over, None, over]);
        let limits = Limits { member_bytes: 4_000, ..Limits::default() };
        assert_eq!(members(&loaded("b.zip", zip), &limits)[0].1, Err(Code::LimitExceeded));
    }

    #[test]
    fn gbk_names_without_the_flag_are_read() {
        let gbk = encoding_rs::GB18030.encode("申报书.docx").0;
        assert_eq!(decode(&gbk), "申报书.docx");
    }
}
