//! XOR obfuscation of Office 97–2003 ([MS-OFFCRYPTO] 2.3.7): sixteen bytes from
//! the password, over and over. It hides from the eye only, but a file under it
//! reads as nonsense without them.

use super::Fault;

/// Bytes that fill up a short password.
const FILL: [u8; 15] =
    [0xbb, 0xff, 0xff, 0xba, 0xff, 0xff, 0xb9, 0x80, 0x00, 0xbe, 0x0f, 0x00, 0xbf, 0x0f, 0x00];
/// First keys by the password's length.
const FIRST: [u16; 15] = [
    0xe1f0, 0x1d0f, 0xcc9c, 0x84c0, 0x110c, 0x0e10, 0xf1ce, 0x313e, 0x1872, 0xe139, 0xd40f, 0x84f9,
    0x280c, 0xa96a, 0x4ec3,
];
/// What each bit of the password adds to the key, its last character last.
const BITS: [u16; 105] = [
    0xaefc, 0x4dd9, 0x9bb2, 0x2745, 0x4e8a, 0x9d14, 0x2a09, 0x7b61, 0xf6c2, 0xfda5, 0xeb6b, 0xc6f7,
    0x9dcf, 0x2bbf, 0x4563, 0x8ac6, 0x05ad, 0x0b5a, 0x16b4, 0x2d68, 0x5ad0, 0x0375, 0x06ea, 0x0dd4,
    0x1ba8, 0x3750, 0x6ea0, 0xdd40, 0xd849, 0xa0b3, 0x5147, 0xa28e, 0x553d, 0xaa7a, 0x44d5, 0x6f45,
    0xde8a, 0xad35, 0x4a4b, 0x9496, 0x390d, 0x721a, 0xeb23, 0xc667, 0x9cef, 0x29ff, 0x53fe, 0xa7fc,
    0x5fd9, 0x47d3, 0x8fa6, 0x0f6d, 0x1eda, 0x3db4, 0x7b68, 0xf6d0, 0xb861, 0x60e3, 0xc1c6, 0x93ad,
    0x377b, 0x6ef6, 0xddec, 0x45a0, 0x8b40, 0x06a1, 0x0d42, 0x1a84, 0x3508, 0x6a10, 0xaa51, 0x4483,
    0x8906, 0x022d, 0x045a, 0x08b4, 0x1168, 0x76b4, 0xed68, 0xcaf1, 0x85c3, 0x1ba7, 0x374e, 0x6e9c,
    0x3730, 0x6e60, 0xdcc0, 0xa9a1, 0x4363, 0x86c6, 0x1dad, 0x3331, 0x6662, 0xccc4, 0x89a9, 0x0373,
    0x06e6, 0x0dcc, 0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48c4,
];

/// The sixteen bytes.
#[derive(Debug)]
pub struct Xor([u8; 16]);

impl Xor {
    /// If the password gives the key and the verifier that the file holds.
    pub(super) fn open(key: u16, verifier: u16, password: &str) -> Result<Self, Fault> {
        writings(password)
            .iter()
            .filter(|bytes| (1..=15).contains(&bytes.len()))
            .find(|bytes| self::key(bytes) == key && self::verifier(bytes) == verifier)
            .map(|bytes| Self::of(bytes, key))
            .ok_or(Fault::WrongPassword)
    }

    fn of(password: &[u8], key: u16) -> Self {
        let mut bytes = [0; 16];
        let filled = password.iter().chain(&FILL);
        for ((at, slot), byte) in bytes.iter_mut().enumerate().zip(filled) {
            let half = key.to_le_bytes()[at % 2];
            *slot = (byte ^ half).rotate_right(1);
        }
        Self(bytes)
    }

    /// The content of a record of a workbook that begins at `start`.
    pub(super) fn record(&self, start: usize, content: &mut [u8]) {
        let first = start + content.len();
        for (at, byte) in content.iter_mut().enumerate() {
            *byte = (*byte ^ self.0[(first + at) % 16]).rotate_right(5);
        }
    }

    /// A stream of a Word file; a byte that would become zero was left as it is.
    pub fn stream(&self, stream: &mut [u8]) {
        for (at, byte) in stream.iter_mut().enumerate() {
            let clear = *byte ^ self.0[at % 16];
            if *byte != 0 && clear != 0 {
                *byte = clear;
            }
        }
    }
}

/// A password in bytes: Excel takes those of the code page, Word one of each character.
fn writings(password: &str) -> [Vec<u8>; 2] {
    let one = |unit: u16| match unit.to_le_bytes() {
        [0, high] => high,
        [low, _] => low,
    };
    let code_page = encoding_rs::GBK.encode(password).0.into_owned();
    [code_page, password.encode_utf16().map(one).collect()]
}

fn key(password: &[u8]) -> u16 {
    let mut key = FIRST[password.len() - 1];
    let bits =
        password.iter().rev().flat_map(|byte| (0..7).map(move |bit| byte << bit & 0x40 != 0));
    for (set, part) in bits.zip(BITS.iter().rev()) {
        if set {
            key ^= part;
        }
    }
    key
}

fn verifier(password: &[u8]) -> u16 {
    let mut verifier = 0u16;
    for byte in password.iter().rev().chain([&(password.len() as u8)]) {
        verifier = (verifier >> 14 & 1) ^ (verifier << 1 & 0x7fff) ^ u16::from(*byte);
    }
    verifier ^ 0xce4b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verifier_of_the_example_in_the_specification() {
        assert_eq!(verifier(b"VelvetSweatshop"), 0x9a0a);
    }
}
