//! RC4 of Office 97–2003 ([MS-OFFCRYPTO] 2.3.5 and 2.3.6): the 40-bit kind of
//! Office 97 and the one by CryptoAPI. The library below opens Word files only.

use super::Fault;
use super::digest::{Hash, utf16};
use crate::read::bytes::{u16_at, u32_at};

/// What the keys of all blocks are made from.
#[derive(Debug)]
pub(super) struct Rc4 {
    base: Vec<u8>,
    /// Bytes of a key; none for the 40-bit kind of Office 97.
    key_bytes: Option<usize>,
}

impl Rc4 {
    /// From the encryption header, if the password fits its verifier.
    pub fn open(header: &[u8], password: &str) -> Result<Self, Fault> {
        let version = (u16_at(header, 0), u16_at(header, 2));
        let take = |at: usize, len: usize| header.get(at..at + len).ok_or(Fault::Damaged);
        let (rc4, hash, verifier, expected) = match version {
            (Some(1), Some(1)) => {
                let first = Hash::Md5.of(&[&utf16(password)]);
                let salted = [&first[..5], take(4, 16)?].concat().repeat(16);
                let base = Hash::Md5.of(&[&salted])[..5].to_vec();
                (Self { base, key_bytes: None }, Hash::Md5, take(20, 16)?, take(36, 16)?)
            }
            (Some(2..=4), Some(2)) => {
                let size = u32_at(header, 8).ok_or(Fault::Damaged)? as usize;
                let bits = u32_at(header, 28).ok_or(Fault::Damaged)?;
                // Nothing named means 40 bits.
                let key_bytes = if bits == 0 { 5 } else { bits as usize / 8 };
                if !(5..=16).contains(&key_bytes) || size > header.len() {
                    return Err(Fault::Damaged);
                }
                let base = Hash::Sha1.of(&[take(12 + size + 4, 16)?, &utf16(password)]);
                let rc4 = Self { base, key_bytes: Some(key_bytes) };
                (rc4, Hash::Sha1, take(12 + size + 20, 16)?, take(12 + size + 40, 20)?)
            }
            _ => return Err(Fault::Unknown),
        };
        let mut both = [verifier, expected].concat();
        Cipher::new(&rc4.key(0)).apply(&mut both);
        let (verifier, expected) = both.split_at(16);
        if hash.of(&[verifier]) == expected { Ok(rc4) } else { Err(Fault::WrongPassword) }
    }

    /// A whole stream, whose key changes every `block` bytes.
    pub fn apply(&self, stream: &mut [u8], block: usize) {
        for (number, chunk) in stream.chunks_mut(block).enumerate() {
            Cipher::new(&self.key(number as u32)).apply(chunk);
        }
    }

    fn key(&self, block: u32) -> Vec<u8> {
        let number = block.to_le_bytes();
        let Some(bytes) = self.key_bytes else {
            return Hash::Md5.of(&[&self.base, &number]);
        };
        let mut key = Hash::Sha1.of(&[&self.base, &number]);
        key.truncate(bytes);
        if bytes == 5 {
            key.resize(16, 0);
        }
        key
    }
}

/// The cipher itself; the crate in use below wants key lengths as types.
struct Cipher {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Cipher {
    fn new(key: &[u8]) -> Self {
        let mut state = [0; 256];
        state.iter_mut().zip(0..=255).for_each(|(slot, n)| *slot = n);
        let mut j = 0u8;
        for (i, key) in (0..256).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[i]).wrapping_add(*key);
            state.swap(i, usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.i = self.i.wrapping_add(1);
            let a = self.state[usize::from(self.i)];
            self.j = self.j.wrapping_add(a);
            let b = self.state[usize::from(self.j)];
            self.state.swap(usize::from(self.i), usize::from(self.j));
            *byte ^= self.state[usize::from(a.wrapping_add(b))];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_gives_the_published_stream() {
        // RFC 6229: key 0x0102030405, offset 0.
        let mut stream = [0u8; 8];
        Cipher::new(&[1, 2, 3, 4, 5]).apply(&mut stream);
        assert_eq!(stream, [0xb2, 0x39, 0x63, 0x05, 0xf0, 0x3d, 0xc0, 0x27]);
    }
}
