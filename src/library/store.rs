//! Original files by the hash of their content: `originals/ab/cd/<sha256>`.
//! Written aside, flushed, then named, so that a file under its name is whole.

use crate::intake::hash;
use crate::problem::{Code, Problem};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of originals.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    /// The store below a library folder.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(library: &Path) -> Result<Self, Problem> {
        let root = library.join("originals");
        fs::create_dir_all(&root)?;
        Ok(Self { root })
    }

    /// Where the original with a hash lies; `None` if that is no SHA-256.
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let valid = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        valid.then(|| self.root.join(&sha256[..2]).join(&sha256[2..4]).join(sha256))
    }

    /// Keeps bytes under their hash; bytes that are there already are left alone.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), Problem> {
        let path = self.path(sha256).ok_or_else(|| wrong_hash(sha256))?;
        // A whole file has the right length: it got its name after it was flushed.
        if fs::metadata(&path).is_ok_and(|meta| meta.len() == bytes.len() as u64) {
            return Ok(());
        }
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let mut aside = tempfile::Builder::new().prefix(".part-").tempfile_in(folder)?;
        aside.write_all(bytes)?;
        aside.as_file().sync_all()?;
        aside.persist(&path).map_err(|e| Problem::from(e.error))?;
        // The name must survive a power cut as well as the content.
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        Ok(())
    }

    /// Reads an original back and proves that it is what was kept.
    ///
    /// # Errors
    ///
    /// Missing, or no longer the bytes of its hash.
    pub fn get(&self, sha256: &str) -> Result<Vec<u8>, Problem> {
        let path = self.path(sha256).ok_or_else(|| wrong_hash(sha256))?;
        let bytes = fs::read(path)?;
        if hash(&bytes) == sha256 { Ok(bytes) } else { Err(wrong_hash(sha256)) }
    }

    /// All hashes for which a file lies here.
    pub fn all(&self) -> impl Iterator<Item = String> {
        walkdir::WalkDir::new(&self.root)
            .min_depth(3)
            .max_depth(3)
            .into_iter()
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().to_str().map(str::to_owned))
            .filter(|name| name.len() == 64)
    }

    /// Removes what a killed run left half written.
    pub fn sweep(&self) {
        let aside = walkdir::WalkDir::new(&self.root)
            .min_depth(3)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(".part-"));
        for entry in aside {
            // Harmless if it stays: nothing refers to it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn wrong_hash(sha256: &str) -> Problem {
    Problem::new(Code::Library, format!("原件 {sha256} 与哈希不符"), "请从备份恢复该原件")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn originals_come_back_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let sha256 = hash(b"abc");
        store.put(&sha256, b"abc").unwrap();
        store.put(&sha256, b"abc").unwrap();
        assert_eq!(store.get(&sha256).unwrap(), b"abc");
        assert!(store.all().eq([sha256.clone()]));
        fs::write(store.path(&sha256).unwrap(), b"abd").unwrap();
        assert!(store.get(&sha256).is_err());
        assert!(store.path("../../etc").is_none());
    }
}
