//! The hashes that Office names, and passwords as they go into them.

use md5::{Digest as _, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By the name that agile encryption gives it.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.replace('-', "").to_ascii_uppercase().as_str() {
            "MD5" => Self::Md5,
            "SHA1" => Self::Sha1,
            "SHA256" => Self::Sha256,
            "SHA384" => Self::Sha384,
            "SHA512" => Self::Sha512,
            _ => return None,
        })
    }

    /// The hash of the parts one after another.
    pub fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        macro_rules! hashed {
            ($kind:ty) => {{
                let mut hasher = <$kind>::new();
                parts.iter().for_each(|part| hasher.update(part));
                hasher.finalize().to_vec()
            }};
        }
        match self {
            Self::Md5 => hashed!(Md5),
            Self::Sha1 => hashed!(Sha1),
            Self::Sha256 => hashed!(Sha256),
            Self::Sha384 => hashed!(Sha384),
            Self::Sha512 => hashed!(Sha512),
        }
    }
}

/// A password as Office hashes it.
pub(super) fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
