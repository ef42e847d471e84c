//! Original files by the hash of their content: `originals/ab/cd/<sha256>`, and beside each a
//! sidecar with all that is known of it. Written aside and then named; the disk is told to
//! keep them once for a whole batch ([`Store::settle`]), before the catalogue claims them.

use crate::intake::hash;
use crate::problem::{Code, Problem};
use std::fs::{self, File};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The folder of originals.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

/// The name of the folder.
pub const FOLDER: &str = "originals";
/// What a sidecar's name ends with.
const SIDECAR: &str = ".zst";
const ASIDE: &str = ".part-";

impl Store {
    /// The store below a library folder, made if there is none.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(library: &Path) -> Result<Self, Problem> {
        let store = Self::at(library);
        fs::create_dir_all(&store.root)?;
        Ok(store)
    }

    /// The store below a library folder, for reading.
    pub fn at(library: &Path) -> Self {
        Self { root: library.join(FOLDER) }
    }

    /// Where the original with a hash lies; `None` if that is no SHA-256.
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let valid = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        valid.then(|| self.root.join(&sha256[..2]).join(&sha256[2..4]).join(sha256))
    }

    /// Where the sidecar of an original lies.
    pub fn sidecar_path(&self, sha256: &str) -> Option<PathBuf> {
        self.path(sha256).map(|path| path.with_file_name(format!("{sha256}{SIDECAR}")))
    }

    /// Whether an original of that length lies here.
    pub fn has(&self, sha256: &str, bytes: u64) -> bool {
        let path = self.path(sha256);
        path.is_some_and(|path| fs::metadata(path).is_ok_and(|meta| meta.len() == bytes))
    }

    /// Keeps bytes under their hash. Until [`Store::settle`] a power cut may take them.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), Problem> {
        let path = self.path(sha256).ok_or_else(|| wrong_hash(sha256))?;
        self.write(&path, bytes)
    }

    /// Keeps what is known of an original beside it.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn put_sidecar(&self, sha256: &str, frames: &[u8]) -> Result<(), Problem> {
        let path = self.sidecar_path(sha256).ok_or_else(|| wrong_hash(sha256))?;
        self.write(&path, frames)
    }

    /// Adds a frame to a sidecar that is there; `false` when there is none.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn add_to_sidecar(&self, sha256: &str, frame: &[u8]) -> Result<bool, Problem> {
        let path = self.sidecar_path(sha256).ok_or_else(|| wrong_hash(sha256))?;
        match File::options().append(true).open(path) {
            Ok(mut file) => file.write_all(frame).map(|()| true).map_err(unwritten),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), Problem> {
        let folder = path.parent().unwrap_or(&self.root);
        let write = || {
            fs::create_dir_all(folder)?;
            let mut aside = aside(folder)?;
            aside.write_all(bytes)?;
            aside.persist(path).map_err(|e| e.error)?;
            Ok(())
        };
        write().map_err(unwritten)
    }

    /// Makes what was put so far outlast a power cut.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn settle(&self, put: &[String]) -> Result<(), Problem> {
        if put.is_empty() {
            return Ok(());
        }
        #[cfg(target_os = "linux")]
        {
            // One call for all files of the disk, with their names.
            let root = File::open(&self.root)?;
            rustix::fs::syncfs(&root).map_err(|error| Problem::from(Error::from(error)))
        }
        #[cfg(not(target_os = "linux"))]
        {
            for sha256 in put {
                for path in [self.path(sha256), self.sidecar_path(sha256)].into_iter().flatten() {
                    if let Ok(file) = File::open(&path) {
                        file.sync_all()?;
                    }
                    #[cfg(unix)]
                    if let Some(folder) = path.parent() {
                        File::open(folder)?.sync_all()?;
                    }
                }
            }
            Ok(())
        }
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

    /// The frames of a sidecar.
    ///
    /// # Errors
    ///
    /// Missing or not readable.
    pub fn sidecar(&self, sha256: &str) -> Result<Vec<u8>, Problem> {
        let path = self.sidecar_path(sha256).ok_or_else(|| wrong_hash(sha256))?;
        Ok(fs::read(path)?)
    }

    /// Removes an original and its sidecar.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn remove(&self, sha256: &str) -> Result<(), Problem> {
        for path in [self.path(sha256), self.sidecar_path(sha256)].into_iter().flatten() {
            match fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    return Err(error.into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// All hashes for which a file lies here.
    pub fn all(&self) -> impl Iterator<Item = String> {
        self.files().filter(|name| name.len() == 64)
    }

    /// All hashes for which a sidecar lies here.
    pub fn sidecars(&self) -> impl Iterator<Item = String> {
        self.files().filter_map(|name| name.strip_suffix(SIDECAR).map(str::to_owned))
    }

    fn files(&self) -> impl Iterator<Item = String> {
        walkdir::WalkDir::new(&self.root)
            .min_depth(3)
            .max_depth(3)
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().to_str().map(str::to_owned))
    }

    /// Whether nothing lies here.
    pub fn is_empty(&self) -> bool {
        self.files().next().is_none()
    }

    /// Removes what a killed run left half written.
    pub fn sweep(&self) {
        let aside = walkdir::WalkDir::new(&self.root)
            .min_depth(3)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(ASIDE));
        for entry in aside {
            // Harmless if it stays: nothing refers to it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Why nothing more could be written. A full disk is no fault of the file at hand.
fn unwritten(error: Error) -> Problem {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Problem::new(Code::Library, "磁盘已满", "请腾出空间后再次运行，已导入的不会丢失")
        }
        _ => error.into(),
    }
}

fn wrong_hash(sha256: &str) -> Problem {
    Problem::new(
        Code::Library,
        format!("原件 {sha256} 与哈希不符"),
        "请运行 shenbao library verify --mend，或从备份恢复该原件",
    )
}

/// A file that becomes another when it is whole. Who may read the library may read it: the
/// system's own mask decides, as for the catalogue.
fn aside(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(ASIDE);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn originals_come_back_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        assert!(store.is_empty());
        let sha256 = hash(b"abc");
        store.put(&sha256, b"abc").unwrap();
        store.put(&sha256, b"abc").unwrap();
        store.settle(std::slice::from_ref(&sha256)).unwrap();
        assert_eq!(store.get(&sha256).unwrap(), b"abc");
        assert!(!store.add_to_sidecar(&sha256, b"x").unwrap());
        store.put_sidecar(&sha256, b"{}").unwrap();
        assert!(store.add_to_sidecar(&sha256, b"x").unwrap());
        assert_eq!(store.sidecar(&sha256).unwrap(), b"{}x");
        assert!(store.all().eq([sha256.clone()]) && store.sidecars().eq([sha256.clone()]));
        fs::write(store.path(&sha256).unwrap(), b"abd").unwrap();
        assert!(store.get(&sha256).is_err());
        assert!(store.path("../../etc").is_none());
        store.remove(&sha256).unwrap();
        assert!(store.is_empty());
    }
}
