//! Workbooks of Excel 97–2003 under a password: the records keep their places,
//! their contents are RC4 or XOR ([MS-XLS] 2.2.10).

use super::rc4::Rc4;
use super::xor::Xor;
use super::{EXCEL_DEFAULT, Fault, told, too_large};
use crate::problem::Problem;
use crate::read::Options;
use crate::read::bytes::u16_at;

const FILE_PASS: u16 = 0x002f;
const BOUND_SHEET: u16 = 0x0085;
/// Records that stay readable: BOF, InterfaceHdr, RRDHead, UsrExcl, FileLock, RRDInfo.
const PLAIN: [u16; 7] = [0x0809, FILE_PASS, 0x00e1, 0x0138, 0x0194, 0x0195, 0x0196];
/// Bytes under one key.
const BLOCK: usize = 1024;

/// Whether the workbook stream names an encryption.
pub fn is_encrypted(stream: &[u8]) -> bool {
    pass(stream).is_some()
}

/// The workbook stream without its encryption.
///
/// # Errors
///
/// No password or a wrong one, a scheme that is not known, damaged.
pub fn workbook(stream: &[u8], options: &Options) -> Result<Vec<u8>, Problem> {
    let Some(pass) = pass(stream) else { return Ok(stream.to_vec()) };
    if stream.len() as u64 > options.limits.protected_bytes {
        return Err(too_large(&options.limits));
    }
    let given = options.password.as_deref();
    let mut fault = Fault::WrongPassword;
    for password in given.into_iter().chain([EXCEL_DEFAULT]) {
        match opened(stream, pass, password) {
            Ok(clear) => return Ok(clear),
            Err(why) => fault = why,
        }
    }
    Err(told(fault, given))
}

/// The content of the record that tells of a password.
fn pass(stream: &[u8]) -> Option<&[u8]> {
    // It stands among the first records of all.
    records(stream).take(64).find(|r| r.kind == FILE_PASS).and_then(|r| stream.get(r.start..r.end))
}

fn opened(stream: &[u8], pass: &[u8], password: &str) -> Result<Vec<u8>, Fault> {
    let number = |at| u16_at(pass, at).ok_or(Fault::Damaged);
    // Before Excel 97 the record held key and verifier alone.
    let mut clear = stream.to_vec();
    match (pass.len(), number(0)?) {
        (4, key) => xor(&mut clear, &Xor::open(key, number(2)?, password)?),
        (_, 0) => xor(&mut clear, &Xor::open(number(2)?, number(4)?, password)?),
        (_, 1) => Rc4::open(&pass[2..], password)?.apply(&mut clear, BLOCK),
        _ => return Err(Fault::Unknown),
    }
    for record in records(stream) {
        let plain = match record.kind {
            kind if PLAIN.contains(&kind) => record.end,
            BOUND_SHEET => (record.start + 4).min(record.end),
            _ => record.start,
        };
        clear[record.head..plain].copy_from_slice(&stream[record.head..plain]);
        if record.kind == FILE_PASS {
            // Nobody after this asks for a password again: a record that means nothing.
            clear[record.head..record.head + 2].fill(0xff);
        }
    }
    Ok(clear)
}

fn xor(stream: &mut [u8], xor: &Xor) {
    let all: Vec<Record> = records(stream).collect();
    for record in all {
        xor.record(record.start, &mut stream[record.start..record.end]);
    }
}

/// A record by its offsets.
#[derive(Debug, Clone, Copy)]
struct Record {
    kind: u16,
    head: usize,
    start: usize,
    end: usize,
}

fn records(stream: &[u8]) -> impl Iterator<Item = Record> {
    let mut head = 0;
    std::iter::from_fn(move || {
        let (kind, size) = (u16_at(stream, head)?, u16_at(stream, head + 2)?);
        let start = head + 4;
        let end = (start + usize::from(size)).min(stream.len());
        let record = Record { kind, head, start, end };
        head = end;
        Some(record)
    })
}
