//! Agile encryption ([MS-OFFCRYPTO] 2.3.4.10) with any of its hashes: Office
//! 2010 writes SHA-1 with AES-128, later ones SHA-512 with AES-256. The library
//! below knows the second alone, and cannot tell a wrong password.

use super::Fault;
use super::digest::{Hash, utf16};
use crate::intake::Limits;
use crate::read::transfer::base64;
use crate::read::xml;
use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt, KeyIvInit};
use quick_xml::events::{BytesStart, Event};

/// Bytes under one initial vector.
const SEGMENT: usize = 4096;
/// What is hashed after the password: for the verifier, its hash, the key.
const VERIFIER: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const VERIFIER_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];

/// Whether the `EncryptionInfo` stream is of this kind.
pub(super) fn is_agile(info: &[u8]) -> bool {
    info.starts_with(&[4, 0, 4, 0])
}

/// How something is encrypted.
#[derive(Debug)]
struct Method {
    hash: Hash,
    key_bytes: usize,
    salt: Vec<u8>,
}

/// What the password must fit.
#[derive(Debug)]
struct Lock {
    method: Method,
    rounds: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key: Vec<u8>,
}

/// The package inside, from the two streams of the container.
pub(super) fn package(
    info: &[u8],
    encrypted: &[u8],
    password: &str,
    limits: &Limits,
) -> Result<Vec<u8>, Fault> {
    let (data, lock) = parse(info.get(8..).unwrap_or_default())?;
    if lock.rounds > limits.password_rounds {
        return Err(Fault::Damaged);
    }
    let key = lock.open(password)?;
    let size = encrypted.get(..8).and_then(|size| size.try_into().ok()).map(u64::from_le_bytes);
    let size = usize::try_from(size.ok_or(Fault::Damaged)?).map_err(|_| Fault::Damaged)?;
    let mut clear = encrypted[8..].to_vec();
    for (number, segment) in clear.chunks_mut(SEGMENT).enumerate() {
        let vector = data.hash.of(&[&data.salt, &(number as u32).to_le_bytes()]);
        // A file cut short gives what stands before the cut.
        let whole = segment.len() / 16 * 16;
        decrypt(&key[..data.key_bytes], &vector, &mut segment[..whole])?;
    }
    clear.truncate(size);
    Ok(clear)
}

fn parse(bytes: &[u8]) -> Result<(Method, Lock), Fault> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let (mut data, mut lock) = (None, None);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "keyData" => data = Some(Method::of(&element)?),
                "encryptedKey" if xml::attr(&element, "spinCount").is_some() => {
                    lock = Some(Lock::of(&element)?);
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    match (data, lock) {
        (Some(data), Some(lock)) if data.key_bytes <= lock.method.key_bytes => Ok((data, lock)),
        _ => Err(Fault::Damaged),
    }
}

impl Method {
    fn of(element: &BytesStart<'_>) -> Result<Self, Fault> {
        let text = |name| xml::attr(element, name).ok_or(Fault::Damaged);
        if text("cipherAlgorithm")? != "AES" || text("cipherChaining")? != "ChainingModeCBC" {
            return Err(Fault::Unknown);
        }
        let bits: usize = text("keyBits")?.parse().map_err(|_| Fault::Damaged)?;
        if ![128, 192, 256].contains(&bits) {
            return Err(Fault::Damaged);
        }
        Ok(Self {
            hash: Hash::named(&text("hashAlgorithm")?).ok_or(Fault::Unknown)?,
            key_bytes: bits / 8,
            salt: base64(text("saltValue")?.as_bytes()),
        })
    }
}

impl Lock {
    fn of(element: &BytesStart<'_>) -> Result<Self, Fault> {
        let text = |name| xml::attr(element, name).ok_or(Fault::Damaged);
        let bytes = |name| Ok(base64(text(name)?.as_bytes()));
        Ok(Self {
            method: Method::of(element)?,
            rounds: text("spinCount")?.parse().map_err(|_| Fault::Damaged)?,
            verifier: bytes("encryptedVerifierHashInput")?,
            verifier_hash: bytes("encryptedVerifierHashValue")?,
            key: bytes("encryptedKeyValue")?,
        })
    }

    /// The key of the package, if the password fits.
    fn open(&self, password: &str) -> Result<Vec<u8>, Fault> {
        let hash = self.method.hash;
        let mut turned = hash.of(&[&self.method.salt, &utf16(password)]);
        for round in 0..self.rounds {
            turned = hash.of(&[&round.to_le_bytes(), &turned]);
        }
        let opened = |purpose: &[u8], value: &[u8]| {
            let mut key = hash.of(&[&turned, purpose]);
            key.resize(self.method.key_bytes, 0x36);
            let mut value = value.to_vec();
            decrypt(&key, &self.method.salt, &mut value).map(|()| value)
        };
        let found = hash.of(&[&opened(&VERIFIER, &self.verifier)?]);
        if !opened(&VERIFIER_HASH, &self.verifier_hash)?.starts_with(&found) {
            return Err(Fault::WrongPassword);
        }
        let key = opened(&KEY, &self.key)?;
        if key.len() < self.method.key_bytes { Err(Fault::Damaged) } else { Ok(key) }
    }
}

/// AES in chained blocks, by the key's length.
fn decrypt(key: &[u8], vector: &[u8], bytes: &mut [u8]) -> Result<(), Fault> {
    let mut vector = vector.to_vec();
    vector.resize(16, 0x36);
    macro_rules! opened {
        ($cipher:ty) => {
            cbc::Decryptor::<$cipher>::new_from_slices(key, &vector)
                .map_err(|_| Fault::Damaged)?
                .decrypt_padded::<NoPadding>(bytes)
                .map(|_| ())
                .map_err(|_| Fault::Damaged)
        };
    }
    match key.len() {
        16 => opened!(aes::Aes128),
        24 => opened!(aes::Aes192),
        _ => opened!(aes::Aes256),
    }
}
