//! OLE containers ([MS-CFB]) as they are met: files that lack the end of their last
//! sector, or whose tables speak of sectors that are not there. Other programs read
//! them, libraries that check the whole of a container first do not. What a stream
//! lacks is counted, never filled up.

use crate::problem::{Problem, Warning, WarningCode};
use std::ops::Range;

/// The first bytes of every container.
pub const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Sectors from here on are marks: free, end of a chain, or of the tables themselves.
const MARKS: u32 = 0xffff_fffa;
const FREE: u32 = 0xffff_ffff;
/// The kind of an entry that is a stream.
const STREAM: u8 = 2;
/// Bytes of an entry of the directory; a file holds them at whole multiples of that.
pub const ENTRY: usize = 128;
/// Bytes of the header where the list of tables begins, and its end.
const TABLES: Range<usize> = 76..512;

/// A container's streams by name.
#[derive(Debug)]
pub struct Ole<'a> {
    bytes: &'a [u8],
    /// Bytes of a sector and of a small one, as powers of two.
    shift: u32,
    small: u32,
    /// Streams shorter than this lie in small sectors.
    cutoff: u64,
    /// The sector after each.
    next: Vec<u32>,
    next_small: Vec<u32>,
    /// Sectors that the table speaks of, there or not.
    claimed: usize,
    /// The sectors that hold the small ones.
    smalls: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Debug, Default, Clone)]
struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: u64,
}

impl<'a> Ole<'a> {
    /// Reads the tables of a container.
    ///
    /// # Errors
    ///
    /// No header or no directory.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let damaged = |what| Problem::damaged(format!("OLE 容器无法打开（{what}残缺）"));
        let header = bytes.get(..TABLES.end).filter(|header| header.starts_with(MAGIC));
        let header = header.ok_or_else(|| damaged("文件头"))?;
        let (shift, small) = (header[30], header[32]);
        if !(7..=16).contains(&shift) || small > shift {
            return Err(damaged("文件头"));
        }
        let mut ole = Self {
            bytes,
            shift: u32::from(shift),
            small: u32::from(small),
            cutoff: u64::from(u32_at(header, 56)),
            next: Vec::new(),
            next_small: Vec::new(),
            claimed: 0,
            smalls: Vec::new(),
            entries: Vec::new(),
        };
        ole.next = ole.table(header);
        let directory = joined(&ole.chain(u32_at(header, 48)), usize::MAX);
        ole.entries = directory.chunks_exact(ENTRY).map(|entry| Entry::of(entry, shift)).collect();
        let root = ole.entries.first().ok_or_else(|| damaged("目录"))?;
        ole.smalls = follow(root.start, &ole.next, ole.sectors()).collect();
        ole.next_small = ole.chain(u32_at(header, 60)).into_iter().flat_map(numbers).collect();
        Ok(ole)
    }

    /// Whether the container's root has something of that name.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// A stream of the root, as far as it lies in the file, `most` bytes of it at most.
    pub fn stream(&self, name: &str, most: u64) -> Option<Vec<u8>> {
        let entry = self.file(name)?;
        let most = usize::try_from(entry.size.min(most)).unwrap_or(usize::MAX);
        Some(joined(&self.pieces(entry), most))
    }

    /// What is to be said of the file's missing end, for the streams that were read.
    pub fn cut(&self, names: &[&str]) -> Option<Warning> {
        let missing = names.iter().filter_map(|name| self.file(name)).map(|entry| {
            let there: usize = self.pieces(entry).iter().map(|piece| piece.len()).sum();
            entry.size.saturating_sub(there as u64)
        });
        let missing: u64 = missing.sum();
        if missing > 0 {
            let message =
                format!("文件不完整，正文短缺 {missing} 字节，已读出尚存的部分，其余内容缺失");
            return Some(Warning::new(WarningCode::DocumentCut, message));
        }
        let message = "文件比其目录所记的短，正文各部分完整，已照常读出";
        (self.claimed > self.sectors()).then(|| Warning::new(WarningCode::ContainerShort, message))
    }

    fn file(&self, name: &str) -> Option<&Entry> {
        self.find(name).filter(|entry| entry.kind == STREAM)
    }

    /// The parts of a stream in their order.
    fn pieces(&self, entry: &Entry) -> Vec<&'a [u8]> {
        if entry.size >= self.cutoff {
            return self.chain(entry.start);
        }
        let room = (self.smalls.len() << (self.shift - self.small)).min(self.next_small.len());
        let chain = follow(entry.start, &self.next_small, room);
        whole(chain.map(|id| self.small_sector(id)), 1 << self.small)
    }

    /// The table of sectors: itself in sectors that the header lists, or a chain of lists.
    fn table(&mut self, header: &[u8]) -> Vec<u32> {
        let count = self.sectors();
        let per_sector = (1 << self.shift) / 4;
        let mut lists: Vec<u32> = numbers(&header[TABLES]).collect();
        let mut list = u32_at(header, 68);
        // As many lists as there are sectors are more than any file has.
        for _ in 0..count {
            if list >= MARKS || list as usize >= count {
                break;
            }
            let mut entries: Vec<u32> = numbers(self.sector(list)).collect();
            list = if entries.len() == per_sector { entries.pop().unwrap_or(FREE) } else { FREE };
            lists.extend(entries);
        }
        let mut next = Vec::with_capacity(count);
        for id in lists.into_iter().filter(|id| *id < MARKS) {
            if next.len() >= count {
                break;
            }
            let end = next.len() + per_sector;
            next.extend(numbers(self.sector(id)));
            // What a missing part of the table said is not known.
            next.resize(end, FREE);
        }
        // Some writers leave zeros behind the sectors that there are.
        self.claimed = next.iter().rposition(|id| ![FREE, 0].contains(id)).map_or(0, |at| at + 1);
        next.truncate(count);
        next
    }

    /// Sectors in the file, the last of them perhaps in part.
    fn sectors(&self) -> usize {
        self.bytes.len().div_ceil(1 << self.shift).saturating_sub(1)
    }

    /// As much of a sector as there is.
    fn sector(&self, id: u32) -> &'a [u8] {
        self.at(u64::from(id) + 1, 0, 1 << self.shift)
    }

    fn small_sector(&self, id: u32) -> &'a [u8] {
        let offset = u64::from(id) << self.small;
        let within = usize::try_from(offset >> self.shift).ok();
        let Some(id) = within.and_then(|at| self.smalls.get(at)) else { return &[] };
        self.at(u64::from(*id) + 1, offset & ((1 << self.shift) - 1), 1 << self.small)
    }

    fn at(&self, sector: u64, offset: u64, len: u64) -> &'a [u8] {
        let start = (sector << self.shift) + offset;
        let clip = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(self.bytes.len());
        &self.bytes[clip(start)..clip(start + len)]
    }

    /// What a chain of sectors holds, as far as it lies in the file.
    fn chain(&self, start: u32) -> Vec<&'a [u8]> {
        let chain = follow(start, &self.next, self.sectors());
        whole(chain.map(|id| self.sector(id)), 1 << self.shift)
    }

    /// Looked for among the root's own: documents packed inside have streams of the same names.
    fn find(&self, name: &str) -> Option<&Entry> {
        let mut seen = vec![false; self.entries.len()];
        let mut open = vec![self.entries.first()?.child];
        while let Some(id) = open.pop() {
            let Some(entry) = self.entries.get(id as usize) else { continue };
            if std::mem::replace(&mut seen[id as usize], true) {
                continue;
            }
            if entry.name.eq_ignore_ascii_case(name) {
                return Some(entry);
            }
            open.extend([entry.left, entry.right]);
        }
        None
    }
}

impl Entry {
    fn of(bytes: &[u8], shift: u8) -> Self {
        let length = usize::from(u16::from_le_bytes([bytes[64], bytes[65]]));
        let units = bytes[..length.saturating_sub(2).min(64)].chunks_exact(2);
        let units: Vec<u16> = units.map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        let low = u64::from(u32_at(bytes, 120));
        // With sectors of 512 bytes the upper half may be anything.
        let high = if shift > 9 { u64::from(u32_at(bytes, 124)) } else { 0 };
        Self {
            name: String::from_utf16_lossy(&units),
            kind: bytes[66],
            left: u32_at(bytes, 68),
            right: u32_at(bytes, 72),
            child: u32_at(bytes, 76),
            start: u32_at(bytes, 116),
            size: high << 32 | low,
        }
    }
}

/// Sectors up to one that is not whole: what should follow it would stand in a wrong place.
fn whole<'a>(sectors: impl Iterator<Item = &'a [u8]>, size: usize) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    for sector in sectors {
        found.push(sector);
        if sector.len() < size {
            break;
        }
    }
    found
}

fn joined(pieces: &[&[u8]], most: usize) -> Vec<u8> {
    let there = pieces.iter().map(|piece| piece.len()).sum::<usize>().min(most);
    let mut bytes = Vec::with_capacity(there);
    for piece in pieces {
        bytes.extend_from_slice(&piece[..piece.len().min(there - bytes.len())]);
    }
    bytes
}

/// The sectors from `start` on: until a mark, one beyond `count`, or more than there can be.
fn follow(start: u32, next: &[u32], count: usize) -> impl Iterator<Item = u32> {
    let inside = move |id: u32| (id < MARKS && (id as usize) < count).then_some(id);
    let step = move |id: &u32| inside(next.get(*id as usize).copied().unwrap_or(FREE));
    std::iter::successors(inside(start), step).take(count)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32_at(four, 0))
}

/// Four bytes, little-endian; outside the bytes, a mark that ends everything.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map_or(FREE, u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn content(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n % 251) as u8 + 1).collect()
    }

    /// A container of these streams; the last one written stands at the end.
    fn container(version: cfb::Version, streams: &[(&str, usize)]) -> Vec<u8> {
        let memory = Cursor::new(Vec::new());
        let mut file = cfb::CompoundFile::create_with_version(version, memory).unwrap();
        for (name, length) in streams {
            if let Some((storage, _)) = name.rsplit_once('/') {
                file.create_storage(storage).unwrap();
            }
            file.create_stream(name).unwrap().write_all(&content(*length)).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    const STREAMS: &[(&str, usize)] =
        &[("small", 100), ("tiny", 3), ("Inner/Long", 5000), ("Long", 9000), ("Last", 70_000)];

    /// Bytes that `cut` names.
    fn missing(ole: &Ole<'_>, name: &str) -> Option<usize> {
        let said = ole.cut(&[name]).filter(|warning| warning.is_loss())?;
        said.message.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
    }

    #[test]
    fn streams_are_those_that_were_written() {
        for version in [cfb::Version::V3, cfb::Version::V4] {
            let bytes = container(version, STREAMS);
            let ole = Ole::open(&bytes).unwrap();
            for (name, length) in STREAMS.iter().filter(|(name, _)| !name.contains('/')) {
                assert_eq!(ole.stream(name, u64::MAX), Some(content(*length)), "{name}");
                assert_eq!(ole.cut(&[name]), None);
            }
            assert_eq!(ole.stream("LONG", 6000), Some(content(6000)));
            assert!(ole.has("Inner") && !ole.has("None") && ole.stream("Inner", 9).is_none());
        }
    }

    #[test]
    fn what_lies_past_the_end_is_counted_and_the_rest_is_read() {
        let whole = container(cfb::Version::V3, &[("Long", 9000), ("Last", 9000)]);
        for cut in [0, 3, 216, 217, 600, 1500, 5000] {
            let bytes = &whole[..whole.len() - cut];
            let ole = Ole::open(bytes).unwrap();
            assert_eq!(missing(&ole, "Long"), None, "cut by {cut}");
            // 9,000 bytes leave 216 of their last sector unused.
            let lost = cut.saturating_sub(216);
            assert_eq!(missing(&ole, "Last").unwrap_or_default(), lost, "cut by {cut}");
            assert_eq!(ole.stream("Last", u64::MAX), Some(content(9000 - lost)), "cut by {cut}");
        }
    }

    #[test]
    fn tables_that_speak_of_sectors_beyond_the_file_are_no_damage() {
        let mut bytes = container(cfb::Version::V3, &[("Long", 9000)]);
        let table = (u32_at(&bytes, TABLES.start) as usize + 1) * 512;
        let used = bytes.len() / 512 - 1;
        for entry in used..128 {
            bytes[table + entry * 4..][..4].copy_from_slice(&(entry as u32 + 1).to_le_bytes());
        }
        let ole = Ole::open(&bytes).unwrap();
        assert_eq!(ole.stream("Long", u64::MAX), Some(content(9000)));
        assert_eq!(ole.cut(&["Long"]).unwrap().code, WarningCode::ContainerShort);
    }

    #[test]
    fn no_damage_goes_on_for_ever() {
        let whole = container(cfb::Version::V3, STREAMS);
        for at in (0..2048).chain((2048..whole.len()).step_by(97)) {
            for value in [0, 1, 0x7f, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let Ok(ole) = Ole::open(&bytes) else { continue };
                for (name, _) in STREAMS {
                    let found = ole.stream(name, 1 << 30);
                    assert!(found.is_none_or(|stream| stream.len() <= bytes.len()));
                }
            }
        }
    }
}
