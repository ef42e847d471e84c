//! From a path to bytes that are safe to read: the kind told by content, the
//! hash, the limits in force. Knows nothing of the formats' insides.

pub mod archive;
pub mod encoding;
pub mod everyday;
mod format;
mod limits;
pub mod names;
pub mod ole;
pub mod unread;
pub mod walk;

pub use format::Format;
pub use limits::Limits;

use crate::problem::{Code, Problem};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A file taken in.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The path as it was given (for a member of an archive: `archive.zip/member`).
    pub path: PathBuf,
    /// Its content, shared with readers that keep it.
    pub bytes: Arc<Vec<u8>>,
    /// What it is, told by content, not by name.
    pub format: Format,
    hash: OnceLock<String>,
}

impl Loaded {
    /// Content of a known kind under a name.
    pub fn new(path: PathBuf, bytes: Arc<Vec<u8>>, format: Format) -> Self {
        Self { path, bytes, format, hash: OnceLock::new() }
    }

    /// As [`Loaded::new`], where the hash of the content is known already.
    pub fn hashed(path: PathBuf, bytes: Arc<Vec<u8>>, format: Format, sha256: String) -> Self {
        Self { path, bytes, format, hash: sha256.into() }
    }

    /// Hash of the content, lower-case hexadecimal; reckoned at the first call.
    pub fn sha256(&self) -> &str {
        self.hash.get_or_init(|| hash(&self.bytes))
    }
}

/// Loads one file.
///
/// # Errors
///
/// Missing, empty, larger than [`Limits::file_bytes`], or of a kind that nobody reads.
pub fn load(path: &Path, limits: &Limits) -> Result<Loaded, Problem> {
    let meta = fs::metadata(path)?;
    if meta.is_dir() {
        return Err(Problem::new(
            Code::UnknownFormat,
            "这是文件夹，不是文件",
            "请指定文件，或用 shenbao ingest 导入整个文件夹",
        ));
    }
    if meta.len() > limits.file_bytes {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("文件有 {} 字节，超过上限 {}", meta.len(), limits.file_bytes),
            "可用 --max-file-bytes 提高上限",
        ));
    }
    from_bytes(path, fs::read(path)?)
}

/// Takes in bytes that are already in memory under a name.
///
/// # Errors
///
/// No bytes, or of a kind that nobody reads.
pub fn from_bytes(path: &Path, bytes: Vec<u8>) -> Result<Loaded, Problem> {
    let format = identify(path, &bytes)?;
    Ok(Loaded::new(path.to_path_buf(), Arc::new(bytes), format))
}

/// What bytes under a name are.
///
/// # Errors
///
/// As [`from_bytes`].
pub fn identify(path: &Path, bytes: &[u8]) -> Result<Format, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new(Code::EmptyFile, "文件是空的（0 字节）", "请重新获取原件"));
    }
    Format::of(bytes, path).ok_or_else(|| {
        if let Some(kind) = unread::kind(bytes) {
            let message = format!("这是{}，不支持此格式", kind.name);
            return Problem::new(Code::UnknownFormat, message, kind.hint);
        }
        Problem::new(
            Code::UnknownFormat,
            "认不出文件格式",
            "支持 Word、WPS、PDF、OFD、RTF、HTML、Excel、文本和图片",
        )
    })
}

/// SHA-256 in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
