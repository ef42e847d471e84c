//! Zip packages that hold one document (DOCX, OFD): members by name, unpacked
//! one at a time within the limits. Where the directory at the end is missing
//! (a download that broke off), the members are found by their own headers.

use crate::intake::Limits;
use crate::problem::{Code, Problem};
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{Cursor, Read};

/// An opened package.
#[derive(Debug)]
pub struct Package<'a> {
    bytes: &'a [u8],
    members: Vec<Member>,
    by_name: HashMap<String, usize>,
    left: Cell<u64>,
    member_bytes: u64,
    /// The directory was missing or unreadable; members may be missing or cut short.
    pub salvaged: bool,
}

#[derive(Debug)]
struct Member {
    name: String,
    start: usize,
    end: usize,
    method: Method,
    /// The check sum of its content; 0 where none is told.
    crc: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    Stored,
    Deflated,
    Encrypted,
    Other,
}

/// A member's bytes.
#[derive(Debug, Default)]
pub struct Unpacked {
    /// What could be unpacked.
    pub bytes: Vec<u8>,
    /// The packed data broke off or made no sense after these bytes, or they are not what was
    /// packed.
    pub cut: bool,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    ///
    /// Not a zip at all, or more members than the limit.
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Problem> {
        let (members, salvaged) = match directory(bytes, limits)? {
            Some(members) => (members, false),
            None => (scan(bytes, limits), true),
        };
        if members.is_empty() {
            return Err(Problem::damaged("压缩包里没有可读的内容"));
        }
        // Of two members with one name the later wins, as unzip has it.
        let by_name = members.iter().enumerate().map(|(i, m)| (fold(&m.name), i)).collect();
        Ok(Self {
            bytes,
            members,
            by_name,
            left: Cell::new(limits.unpacked_bytes),
            member_bytes: limits.member_bytes,
            salvaged,
        })
    }

    /// The names of all members, in the package's order, `/` between folders.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// Whether a member of that name is there (case and slashes aside).
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&fold(name))
    }

    /// Unpacks a member; `None` when there is none of that name.
    ///
    /// # Errors
    ///
    /// Beyond the limits, or packed in a way that cannot be unpacked.
    pub fn read(&self, name: &str) -> Option<Result<Unpacked, Problem>> {
        let member = self.members.get(*self.by_name.get(&fold(name))?)?;
        Some(self.unpack(member))
    }

    fn unpack(&self, member: &Member) -> Result<Unpacked, Problem> {
        let data = self.bytes.get(member.start..member.end).unwrap_or_default();
        let most = self.member_bytes.min(self.left.get());
        let mut out = Unpacked::default();
        let result = match member.method {
            Method::Stored => data.take(most + 1).read_to_end(&mut out.bytes),
            Method::Deflated => {
                flate2::read::DeflateDecoder::new(data).take(most + 1).read_to_end(&mut out.bytes)
            }
            Method::Encrypted => {
                return Err(Problem::new(
                    Code::Encrypted,
                    format!("压缩包成员 {} 已加密", member.name),
                    "请先解密再读取",
                ));
            }
            Method::Other => {
                return Err(Problem::damaged(format!("成员 {} 的压缩方法不受支持", member.name)));
            }
        };
        let told = |bytes: &[u8]| {
            let mut crc = flate2::Crc::new();
            crc.update(bytes);
            crc.sum() == member.crc
        };
        out.cut = result.is_err() || member.crc != 0 && !told(&out.bytes);
        if out.bytes.len() as u64 > most {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!("成员 {} 解压后超过 {most} 字节，疑似压缩炸弹", member.name),
                "如确属正常文件，请提高解压上限",
            ));
        }
        self.left.set(self.left.get() - out.bytes.len() as u64);
        Ok(out)
    }
}

fn fold(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_lowercase()
}

/// Members by the directory at the end; `None` when it cannot be read.
fn directory(bytes: &[u8], limits: &Limits) -> Result<Option<Vec<Member>>, Problem> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Ok(None);
    };
    if archive.len() > limits.members {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("压缩包有 {} 个成员，超过上限 {}", archive.len(), limits.members),
            "如确属正常文件，请提高成员数上限",
        ));
    }
    let mut members = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let Ok(file) = archive.by_index_raw(index) else { continue };
        let Some(start) = file.data_start() else { continue };
        let method = match file.compression() {
            _ if file.encrypted() => Method::Encrypted,
            zip::CompressionMethod::Stored => Method::Stored,
            zip::CompressionMethod::Deflated => Method::Deflated,
            _ => Method::Other,
        };
        let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
        let size = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX);
        let end = start.saturating_add(size).min(bytes.len());
        let name = file.name().map(|name| name.replace("\\", "/"));
        let crc = file.crc32();
        members.push(Member { name: name.unwrap_or_default(), start, end, method, crc });
    }
    Ok(if members.is_empty() && !bytes.starts_with(b"PK\x05\x06") { None } else { Some(members) })
}

/// Members by their local headers. The end of a member whose length stands
/// after its data is the next header or the end of the file: inflating stops by itself.
fn scan(bytes: &[u8], limits: &Limits) -> Vec<Member> {
    let starts: Vec<usize> =
        memchr::memmem::find_iter(bytes, b"PK\x03\x04").take(limits.members).collect();
    let mut members = Vec::new();
    let mut covered = 0;
    for &at in &starts {
        if at < covered {
            continue;
        }
        let Some(header) = bytes.get(at..at + 30) else { break };
        let u16_at = |i: usize| usize::from(u16::from_le_bytes([header[i], header[i + 1]]));
        let flags = u16_at(6);
        let packed = u16_at(18) | u16_at(20) << 16;
        let name_end = at + 30 + u16_at(26);
        let Some(name) = bytes.get(at + 30..name_end) else { break };
        let start = name_end.saturating_add(u16_at(28)).min(bytes.len());
        let end = if packed > 0 && flags & 8 == 0 {
            start.saturating_add(packed).min(bytes.len())
        } else {
            // The central directory and data descriptors begin with PK as well.
            memchr::memmem::find_iter(&bytes[start..], b"PK\x03\x04")
                .next()
                .map_or(bytes.len(), |i| start + i)
        };
        covered = end;
        let method = match u16_at(8) {
            _ if flags & 1 != 0 => Method::Encrypted,
            0 => Method::Stored,
            8 => Method::Deflated,
            _ => Method::Other,
        };
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        members.push(Member { name, start, end, method, crc: 0 });
    }
    members
}

/// A target seen from the folder of the part that names it; `..` never leaves the package.
pub fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut pieces: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|p| !p.is_empty()).collect(),
    };
    for piece in target.split('/') {
        match piece {
            "" | "." => {}
            ".." => {
                pieces.pop();
            }
            piece => pieces.push(piece),
        }
    }
    pieces.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(members: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(content.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn targets_stay_inside_the_package() {
        assert_eq!(resolve("word", "header1.xml"), "word/header1.xml");
        assert_eq!(resolve("word", "/word/header1.xml"), "word/header1.xml");
        assert_eq!(resolve("word", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolve("word", "embeddings\\a.bin"), "word/embeddings/a.bin");
    }

    #[test]
    fn names_are_found_whatever_their_case_and_slashes() {
        let bytes = packed(&[("Word/Document.xml", "申报")]);
        let package = Package::open(&bytes, &Limits::default()).unwrap();
        let unpacked = package.read("/word\\document.xml").unwrap().unwrap();
        assert_eq!(unpacked.bytes, "申报".as_bytes());
        assert!(!unpacked.cut && !package.salvaged);
        assert!(package.read("word/other.xml").is_none());
    }

    #[test]
    fn a_package_cut_short_gives_what_is_there() {
        let text = "智能制造".repeat(2000);
        let bytes = packed(&[("a.xml", "全"), ("b.xml", &text)]);
        let cut = &bytes[..bytes.len() - 120];
        let package = Package::open(cut, &Limits::default()).unwrap();
        assert!(package.salvaged);
        assert_eq!(package.read("a.xml").unwrap().unwrap().bytes, "全".as_bytes());
    }

    /// A Word file with a flipped bit gave other words without a warning.
    #[test]
    fn bytes_that_are_not_what_was_packed_are_told() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        writer.start_file("a.xml", options).unwrap();
        std::io::Write::write_all(&mut writer, "阀座的供应链".as_bytes()).unwrap();
        let mut bytes = writer.finish().unwrap().into_inner();
        let read = |bytes: &[u8]| {
            let package = Package::open(bytes, &Limits::default()).unwrap();
            package.read("a.xml").unwrap().unwrap().cut
        };
        assert!(!read(&bytes));
        let at = memchr::memmem::find(&bytes, "阀座".as_bytes()).unwrap();
        bytes[at] ^= 1;
        assert!(read(&bytes));
    }

    #[test]
    fn a_member_that_unpacks_without_end_is_refused() {
        let bytes = packed(&[("a.xml", &"0".repeat(100_000))]);
        let limits = Limits { member_bytes: 1000, ..Limits::default() };
        let package = Package::open(&bytes, &limits).unwrap();
        let problem = package.read("a.xml").unwrap().unwrap_err();
        assert_eq!(problem.code, Code::LimitExceeded);
    }
}
