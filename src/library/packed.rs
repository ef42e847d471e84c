//! JSON packed by zstd, with a check sum: records, texts and provenance in the catalogue
//! and beside the originals. Frames that stand one behind the other unpack to lines of JSON
//! (`zstd -dc`), so that they can be read without this program.

use crate::problem::{Code, Problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::RefCell;

/// Level of packing: beyond it time grows faster than the gain.
const LEVEL: i32 = 3;

/// One packed value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Packed(Vec<u8>);

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Packed({} bytes)", self.0.len())
    }
}

thread_local! {
    /// A compressor is dear to make.
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> = RefCell::new(packer());
    /// And so is what unpacks.
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
        RefCell::new(zstd::bulk::Decompressor::new().ok());
}

/// Unpacked bytes for which room is made at once; what is longer, or does not say how long it
/// is, comes piece by piece.
const AT_ONCE: u64 = 64 << 20;

/// What one frame, or several one behind the other, hold.
fn unpack(frames: &[u8]) -> std::io::Result<Vec<u8>> {
    use zstd::zstd_safe::{find_frame_compressed_size, get_frame_content_size};
    if find_frame_compressed_size(frames) == Ok(frames.len())
        && let Ok(Some(length)) = get_frame_content_size(frames)
        && length <= AT_ONCE
        && let Some(bytes) = UNPACKER.with_borrow_mut(|unpacker| {
            Some(unpacker.as_mut()?.decompress(frames, length as usize))
        })
    {
        return bytes;
    }
    zstd::decode_all(frames)
}

fn packer() -> Option<zstd::bulk::Compressor<'static>> {
    let mut packer = zstd::bulk::Compressor::new(LEVEL).ok()?;
    packer.set_parameter(zstd::zstd_safe::CParameter::ChecksumFlag(true)).ok()?;
    Some(packer)
}

impl Packed {
    /// A value as one line of JSON.
    pub fn of<T: Serialize>(value: &T) -> Self {
        let mut line = serde_json::to_vec(value).unwrap_or_default();
        line.push(b'\n');
        Self::bytes(&line)
    }

    /// Bytes as they are.
    pub fn bytes(bytes: &[u8]) -> Self {
        let packed = PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(bytes).ok());
        Self(packed.or_else(|| zstd::encode_all(bytes, LEVEL).ok()).unwrap_or_default())
    }

    /// What was packed before.
    pub fn from_frame(frame: Vec<u8>) -> Self {
        Self(frame)
    }

    /// The frame.
    pub fn frame(&self) -> &[u8] {
        &self.0
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the frame is damaged.
    pub fn open<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.unpacked()?).map_err(damaged)
    }

    /// The bytes.
    ///
    /// # Errors
    ///
    /// As [`Packed::open`].
    pub fn unpacked(&self) -> Result<Vec<u8>, Problem> {
        unpack(&self.0).map_err(damaged)
    }
}

fn damaged(why: impl std::fmt::Display) -> Problem {
    Problem::new(
        Code::Library,
        format!("资料库里的一条记录已损坏（{why}）"),
        "请运行 shenbao library verify 查看，用 verify --mend 修复",
    )
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD.decode(text).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_and_damage_is_seen() {
        let value = vec!["智能制造".repeat(50), "申报书".to_owned()];
        let packed = Packed::of(&value);
        assert!(packed.frame().len() < 120);
        assert_eq!(packed.open::<Vec<String>>().unwrap(), value);
        let wire = serde_json::to_string(&packed).unwrap();
        assert_eq!(serde_json::from_str::<Packed>(&wire).unwrap(), packed);
        // Frames one behind the other are lines.
        let both = [packed.frame(), Packed::of(&7).frame()].concat();
        assert!(zstd::decode_all(both.as_slice()).unwrap().ends_with(b"\n7\n"));
        let mut frame = packed.frame().to_vec();
        frame[20] ^= 1;
        assert!(Packed::from_frame(frame).open::<Vec<String>>().is_err());
    }
}
