//! One packed stream: a TAR inside it, or a single file.

use super::member::Members;
use super::tar;
use crate::problem::Problem;
use std::io::{BufReader, Read};
use std::path::Path;

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// gzip.
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// The older LZMA, which has no signature.
    Lzma,
    /// Zstandard.
    Zstd,
}

/// Memory that a packed stream may ask for to be opened, KiB.
const MEMORY: u32 = 256 << 10;

impl Packing {
    /// What packing bytes begin with.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |magic: &[u8]| bytes.starts_with(magic);
        if at(b"\x1F\x8B\x08") {
            return Some(Self::Gzip);
        }
        if at(b"BZh") && bytes.get(3).is_some_and(|level| (b'1'..=b'9').contains(level)) {
            return Some(Self::Bzip2);
        }
        if at(b"\xFD7zXZ\0") {
            return Some(Self::Xz);
        }
        if at(b"\x28\xB5\x2F\xFD") {
            return Some(Self::Zstd);
        }
        is_lzma(bytes).then_some(Self::Lzma)
    }

    fn open<'a>(self, bytes: &'a [u8]) -> Result<Box<dyn Read + 'a>, Problem> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::read::MultiGzDecoder::new(bytes)),
            Self::Bzip2 => Box::new(bzip2::read::MultiBzDecoder::new(bytes)),
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(bytes, true, MEMORY)),
            Self::Lzma => Box::new(
                lzma_rust2::LzmaReader::new_mem_limit(bytes, MEMORY, None)
                    .map_err(Problem::damaged)?,
            ),
            Self::Zstd => Box::new(zstd::Decoder::new(bytes)?),
        })
    }
}

/// The head that programs write: properties 0x5D, a dictionary of a power of two or one and
/// a half of it, and a length that is unknown or fits what is packed.
fn is_lzma(bytes: &[u8]) -> bool {
    let Some(head) = bytes.get(..14) else { return false };
    let dictionary = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
    let length = u64::from_le_bytes([
        head[5], head[6], head[7], head[8], head[9], head[10], head[11], head[12],
    ]);
    let usual =
        dictionary.is_power_of_two() || dictionary % 3 == 0 && (dictionary / 3).is_power_of_two();
    // The first byte of the range coder is always 0.
    head[0] == 0x5D
        && head[13] == 0
        && usual
        && dictionary >= 1 << 12
        && (length == u64::MAX || length < 1 << 38)
}

pub(super) fn expand(
    bytes: &[u8],
    packing: Packing,
    path: &Path,
    members: &mut Members<'_>,
) -> Result<(), Problem> {
    let mut head = Vec::new();
    // Damage further on is found when the member is read.
    let _ = packing.open(bytes)?.take(1024).read_to_end(&mut head);
    if tar::is_tar(&head) {
        let open = || -> Result<Box<dyn Read + '_>, Problem> {
            Ok(Box::new(BufReader::with_capacity(64 << 10, packing.open(bytes)?)))
        };
        return tar::expand(&open, members);
    }
    if !members.has_room(1) {
        return Ok(());
    }
    let content = members.read(&mut packing.open(bytes)?)?;
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    members.give(&name.unwrap_or_else(|| "内容".to_owned()), 0, Ok(content));
    Ok(())
}
