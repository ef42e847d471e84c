//! The directory of a ZIP, read by ourselves and written anew behind its members. Libraries
//! keep one member of a name and give up a file that lacks its end; with a directory in
//! which every member has a number for its name, all of them come out.

use std::io::{Read, Seek, SeekFrom};

/// What is known of one member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name as it stands in the file.
    pub name: Vec<u8>,
    /// The archive says that its name is UTF-8.
    pub utf8: bool,
    /// Last change, nanoseconds since 1970, as far as DOS tells; 0 when unknown.
    pub modified: i64,
    /// It asks for a password.
    pub encrypted: bool,
    /// Its bytes end before their time.
    pub cut: bool,
}

impl Entry {
    /// Folders are members as well.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with(b"/") || self.name.ends_with(b"\\")
    }
}

/// All members of an archive.
#[derive(Debug)]
pub struct Directory<'a> {
    /// The members, in order.
    pub entries: Vec<Entry>,
    /// The archive has its own directory, and it is whole.
    pub whole: bool,
    body: &'a [u8],
    tail: Vec<u8>,
}

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
/// Length of the fixed part of an entry of the directory, and of a member's own head.
const CENTRAL_HEAD: usize = 46;
const LOCAL_HEAD: usize = 30;
/// Extra field with another writing of the name, which would stand against our number.
const UNICODE_NAME: u16 = 0x7075;

/// One entry as it is to be written anew: the fixed part and the extra fields.
struct Head {
    fixed: [u8; CENTRAL_HEAD],
    extra: Vec<u8>,
    entry: Entry,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

impl<'a> Directory<'a> {
    /// The members of an archive, at most so many.
    pub fn of(body: &'a [u8], most: usize) -> Self {
        let listed = central(body, most);
        let whole = listed.is_some();
        let heads = listed.unwrap_or_else(|| scanned(body, most));
        let mut tail = Vec::new();
        let count = heads.len().min(usize::from(u16::MAX) - 1);
        let mut entries = Vec::with_capacity(count);
        for (number, mut head) in heads.into_iter().take(count).enumerate() {
            let name = number.to_string();
            head.fixed[28..30].copy_from_slice(&(name.len() as u16).to_le_bytes());
            head.fixed[30..32].copy_from_slice(&(head.extra.len() as u16).to_le_bytes());
            // No comment, first disk.
            head.fixed[32..36].fill(0);
            tail.extend_from_slice(&head.fixed);
            tail.extend_from_slice(name.as_bytes());
            tail.extend_from_slice(&head.extra);
            entries.push(head.entry);
        }
        let size = tail.len() as u32;
        tail.extend_from_slice(END);
        tail.extend_from_slice(&[0; 4]);
        tail.extend_from_slice(&(count as u16).to_le_bytes());
        tail.extend_from_slice(&(count as u16).to_le_bytes());
        tail.extend_from_slice(&size.to_le_bytes());
        tail.extend_from_slice(&(body.len() as u32).to_le_bytes());
        tail.extend_from_slice(&[0; 2]);
        Self { entries, whole, body, tail }
    }

    /// The archive with its new directory.
    pub fn archive(&self) -> Chained<'_> {
        Chained { body: self.body, tail: &self.tail, at: 0 }
    }
}

/// The archive's own directory; `None` when it is missing, cut or points elsewhere.
fn central(body: &[u8], most: usize) -> Option<Vec<Head>> {
    let from = body.len().saturating_sub(END.len() + 18 + usize::from(u16::MAX));
    let end = from + memchr::memmem::rfind(&body[from..], END)?;
    let (mut count, mut size, mut start) = (
        u64::from(u16_at(body, end + 10)?),
        u64::from(u32_at(body, end + 12)?),
        u64::from(u32_at(body, end + 16)?),
    );
    let mut stop = end as u64;
    if (count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF)
        && let Some(locator) = end.checked_sub(20)
        && body[locator..].starts_with(b"PK\x06\x07")
    {
        let at = u64_at(body, locator + 8)? as usize;
        let at = if body.get(at..)?.starts_with(b"PK\x06\x06") {
            at
        } else {
            memchr::memmem::rfind(&body[..locator], b"PK\x06\x06")?
        };
        count = u64_at(body, at + 32)?;
        size = u64_at(body, at + 40)?;
        start = u64_at(body, at + 48)?;
        stop = at as u64;
    }
    // What stands before the archive (a program that unpacks itself) shifts all places.
    let first = stop.checked_sub(size)?;
    let shift = first.checked_sub(start)?;
    // Behind a member of the archive's own it is the directory of an archive inside.
    if shift > 0 && body.starts_with(LOCAL) {
        return None;
    }
    let mut at = usize::try_from(first).ok()?;
    let mut heads = Vec::new();
    for _ in 0..count.min(most as u64 + 1) {
        let rest = body.get(at..)?;
        if !rest.starts_with(CENTRAL) {
            return None;
        }
        let mut fixed: [u8; CENTRAL_HEAD] = rest.get(..CENTRAL_HEAD)?.try_into().ok()?;
        let name_end = CENTRAL_HEAD + usize::from(u16_at(rest, 28)?);
        let extra_end = name_end + usize::from(u16_at(rest, 30)?);
        let name = rest.get(CENTRAL_HEAD..name_end)?.to_vec();
        let extra = rest.get(name_end..extra_end)?;
        let place = u64::from(u32_at(rest, 42)?);
        if place != 0xFFFF_FFFF {
            let place = place.checked_add(shift)?;
            if !body.get(usize::try_from(place).ok()?..)?.starts_with(LOCAL) {
                return None;
            }
            fixed[42..46].copy_from_slice(&u32::try_from(place).ok()?.to_le_bytes());
        }
        let flags = u16_at(rest, 8)?;
        let entry = Entry {
            name,
            utf8: flags & 0x800 != 0,
            modified: time(u16_at(rest, 14)?, u16_at(rest, 12)?),
            encrypted: flags & 1 != 0,
            cut: false,
        };
        heads.push(Head { fixed, extra: without_name(extra), entry });
        at += extra_end + usize::from(u16_at(rest, 32)?);
    }
    Some(heads)
}

/// Members by their own heads, one behind the other.
fn scanned(body: &[u8], most: usize) -> Vec<Head> {
    let mut heads = Vec::new();
    let mut at = 0;
    while heads.len() <= most {
        let rest = body.get(at..).unwrap_or_default();
        let Some(skip) = memchr::memmem::find(rest, LOCAL) else { break };
        at += skip;
        let Some((head, next)) = local(body, at) else { break };
        heads.push(head);
        at = next;
    }
    heads
}

/// The member whose head stands at a place, and where the next may begin.
fn local(body: &[u8], at: usize) -> Option<(Head, usize)> {
    let head = body.get(at..at + LOCAL_HEAD)?;
    let flags = u16_at(head, 6)?;
    let name_end = at + LOCAL_HEAD + usize::from(u16_at(head, 26)?);
    let data = name_end + usize::from(u16_at(head, 28)?);
    let name = body.get(at + LOCAL_HEAD..name_end)?.to_vec();
    let extra = body.get(name_end..data)?;
    let (mut crc, mut packed, mut plain) =
        (u32_at(head, 14)?, u64::from(u32_at(head, 18)?), u64::from(u32_at(head, 22)?));
    if packed == 0xFFFF_FFFF || plain == 0xFFFF_FFFF {
        (plain, packed) = wide_sizes(extra).unwrap_or((plain, packed));
    }
    let mut next = None;
    if flags & 8 != 0 && packed == 0 {
        let found = described(body, data)?;
        (crc, packed, plain) = (found.0, found.1, found.2);
        next = Some(found.3);
    }
    let end = data.saturating_add(usize::try_from(packed).ok()?);
    let cut = end > body.len();
    let mut fixed = [0; CENTRAL_HEAD];
    fixed[..4].copy_from_slice(CENTRAL);
    // Version, flags, method and time stand in the same order in both.
    fixed[4..6].copy_from_slice(&head[4..6]);
    fixed[6..16].copy_from_slice(&head[4..14]);
    fixed[16..20].copy_from_slice(&crc.to_le_bytes());
    fixed[20..24].copy_from_slice(&u32::try_from(packed).ok()?.to_le_bytes());
    fixed[24..28].copy_from_slice(&u32::try_from(plain).ok()?.to_le_bytes());
    fixed[42..46].copy_from_slice(&u32::try_from(at).ok()?.to_le_bytes());
    let entry = Entry {
        name,
        utf8: flags & 0x800 != 0,
        modified: time(u16_at(head, 12)?, u16_at(head, 10)?),
        encrypted: flags & 1 != 0,
        cut,
    };
    // The sizes are known now; what says them in 64 bits would contradict.
    let extra = without(&without_name(extra), 1);
    Some((Head { fixed, extra, entry }, next.unwrap_or(end.max(data))))
}

/// Check sum, sizes and end of a member whose sizes stand behind it. Without its end it
/// reaches to the next member, and is damaged.
fn described(body: &[u8], data: usize) -> Option<(u32, u64, u64, usize)> {
    let rest = body.get(data..)?;
    for at in memchr::memmem::find_iter(rest, DESCRIPTOR) {
        let length = at as u64;
        let crc = u32_at(rest, at + 4)?;
        if u32_at(rest, at + 8).map(u64::from) == Some(length) {
            let plain = u32_at(rest, at + 12)?;
            return Some((crc, length, u64::from(plain), data + at + 16));
        }
        if u64_at(rest, at + 8) == Some(length) {
            return Some((crc, length, u64_at(rest, at + 16)?, data + at + 24));
        }
    }
    let next = [LOCAL, CENTRAL].iter().filter_map(|mark| memchr::memmem::find(rest, mark)).min();
    if let Some(next) = next
        && let Some(at) = next.checked_sub(12)
        && u32_at(rest, at + 4).map(u64::from) == Some(at as u64)
    {
        let (crc, plain) = (u32_at(rest, at)?, u32_at(rest, at + 8)?);
        return Some((crc, at as u64, u64::from(plain), data + next));
    }
    let end = next.unwrap_or(rest.len());
    // One byte more than there is says that it is cut.
    let length = if next.is_none() { end as u64 + 1 } else { end as u64 };
    Some((0, length, 0, data + end))
}

/// Sizes in 64 bits: plain, packed.
fn wide_sizes(extra: &[u8]) -> Option<(u64, u64)> {
    let (_, field) = fields(extra).find(|(id, _)| *id == 1)?;
    Some((u64_at(field, 4)?, u64_at(field, 12)?))
}

/// The extra fields: number, and its bytes with number and length.
fn fields(extra: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = extra;
    std::iter::from_fn(move || {
        let (id, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let field = rest.get(..4 + length)?;
        rest = &rest[4 + length..];
        Some((id, field))
    })
}

fn without(extra: &[u8], unwanted: u16) -> Vec<u8> {
    fields(extra).filter(|(id, _)| *id != unwanted).flat_map(|(_, field)| field.to_vec()).collect()
}

fn without_name(extra: &[u8]) -> Vec<u8> {
    without(extra, UNICODE_NAME)
}

/// The time that DOS writes, taken as that of the place where it was written (UTC+8).
fn time(date: u16, time: u16) -> i64 {
    let (year, month, day) =
        (1980 + i64::from(date >> 9), i64::from(date >> 5 & 15), i64::from(date & 31));
    if month == 0 || day == 0 {
        return 0;
    }
    // Days from the civil date (Hinnant).
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let in_era = (y - era * 400) * 365 + (y - era * 400) / 4 - (y - era * 400) / 100 + in_year;
    let days = era * 146_097 + in_era - 719_468;
    let seconds =
        i64::from(time >> 11) * 3600 + i64::from(time >> 5 & 63) * 60 + i64::from(time & 31) * 2;
    (days * 86_400 + seconds - 8 * 3600) * 1_000_000_000
}

/// An archive and its new directory as one file, without a copy of the archive.
#[derive(Debug)]
pub struct Chained<'a> {
    body: &'a [u8],
    tail: &'a [u8],
    at: u64,
}

impl Read for Chained<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let at = usize::try_from(self.at).unwrap_or(usize::MAX);
        let rest = match at.checked_sub(self.body.len()) {
            None => &self.body[at..],
            Some(at) => self.tail.get(at..).unwrap_or_default(),
        };
        let length = rest.len().min(into.len());
        into[..length].copy_from_slice(&rest[..length]);
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Chained<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let all = (self.body.len() + self.tail.len()) as i64;
        let at = match to {
            SeekFrom::Start(at) => i64::try_from(at).unwrap_or(i64::MAX),
            SeekFrom::End(by) => all.saturating_add(by),
            SeekFrom::Current(by) => (self.at as i64).saturating_add(by),
        };
        self.at = u64::try_from(at)
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_dos() {
        // 2023-08-25 12:00:00 in Beijing.
        let (date, clock) = ((43 << 9) | (8 << 5) | 25, 12 << 11);
        assert_eq!(time(date, clock), 1_692_936_000 * 1_000_000_000);
        assert_eq!(time(0, 0), 0);
    }
}
