//! Files that were given to the server: written aside while they come in, hashed on the way,
//! flushed, and named by their hash only when they are whole. A name that somebody gave is
//! shown and never a path.

use super::store::FileInfo;
use crate::intake;
use crate::problem::{Code, Problem};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Characters of a name that are kept.
const NAME: usize = 200;

/// The folder of files by hash: `files/ab/<sha256>`.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    incoming: PathBuf,
}

/// A file that is coming in.
#[derive(Debug)]
pub struct Incoming {
    aside: NamedTempFile,
    hasher: Sha256,
    bytes: u64,
}

impl Files {
    /// The files below a folder; what was half written when a server died is removed.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(data: &Path) -> Result<Self, Problem> {
        let (root, incoming) = (data.join("files"), data.join("incoming"));
        fs::create_dir_all(&root)?;
        // Harmless if it stays: nothing refers to it.
        let _ = fs::remove_dir_all(&incoming);
        fs::create_dir_all(&incoming)?;
        Ok(Self { root, incoming })
    }

    /// Begins a file.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn begin(&self) -> Result<Incoming, Problem> {
        let aside = NamedTempFile::new_in(&self.incoming)?;
        Ok(Incoming { aside, hasher: Sha256::new(), bytes: 0 })
    }

    /// Names a file that has come in whole; gives what is known of it.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn keep(&self, incoming: Incoming, name: &str) -> Result<FileInfo, Problem> {
        let Incoming { aside, hasher, bytes } = incoming;
        let name = plain_name(name);
        let sha256 = hex(hasher);
        aside.as_file().sync_all()?;
        let format = {
            let bytes = fs::read(aside.path())?;
            intake::identify(Path::new(&name), &bytes).map_or("", |format| format.name()).to_owned()
        };
        let path = self.place(&sha256);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        if !path.exists() {
            aside.persist(&path).map_err(|error| Problem::from(error.error))?;
            // The name must survive a power cut as well as the content.
            #[cfg(unix)]
            File::open(folder)?.sync_all()?;
        }
        Ok(FileInfo { sha256, name, format, bytes })
    }

    /// Puts a file that has come in whole where it is wanted, under its own name.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn place_at(&self, incoming: Incoming, path: &Path) -> Result<(), Problem> {
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        incoming.aside.as_file().sync_all()?;
        incoming.aside.persist(path).map_err(|error| Problem::from(error.error))?;
        Ok(())
    }

    /// Takes in a file of this machine.
    ///
    /// # Errors
    ///
    /// When it cannot be read or is larger than `most`.
    pub fn take(&self, path: &Path, most: u64) -> Result<FileInfo, Problem> {
        let mut from = File::open(path)?;
        let length = from.metadata()?.len();
        if length > most {
            return Err(Problem::new(
                Code::LimitExceeded,
                format!("文件有 {length} 字节，超过上限 {most}"),
                "可用 --max-file-bytes 提高上限",
            ));
        }
        let mut incoming = self.begin()?;
        std::io::copy(&mut from, &mut incoming)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.keep(incoming, &name)
    }

    /// Reads a file back and proves that it is what was kept; none when there is none.
    ///
    /// # Errors
    ///
    /// It is no longer the bytes of its hash.
    pub fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, Problem> {
        if !is_hash(sha256) {
            return Ok(None);
        }
        let bytes = match fs::read(self.place(sha256)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if intake::hash(&bytes) == sha256 {
            return Ok(Some(bytes));
        }
        let message = format!("文件 {sha256} 与哈希不符");
        Err(Problem::new(Code::Damaged, message, "请从备份恢复该文件"))
    }

    /// Where the bytes of a hash lie, if there are any.
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let place = self.place(sha256);
        (is_hash(sha256) && place.is_file()).then_some(place)
    }

    fn place(&self, sha256: &str) -> PathBuf {
        self.root.join(sha256.get(..2).unwrap_or("--")).join(sha256)
    }
}

impl Incoming {
    /// The hash of what came in.
    pub fn sha256(self) -> String {
        hex(self.hasher)
    }
}

fn hex(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Write for Incoming {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.aside.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.aside.flush()
    }
}

/// A file without any bytes.
pub fn empty(name: &str) -> Problem {
    let message = format!("{} 是空的（0 字节）", plain_name(name));
    Problem::new(Code::EmptyFile, message, "请重新选择文件")
}

/// Whether a text is a SHA-256 in lower-case hexadecimal.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The last part of a name, without what no name needs.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: &char| {
        // Controls, and marks that turn the direction of writing, make a name look like another.
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let kept: Vec<char> = last.chars().filter(hidden).collect();
    let kept = if kept.len() > NAME { &kept[kept.len() - NAME..] } else { &kept };
    let kept: String = kept.iter().collect();
    match kept.trim().trim_start_matches('.') {
        "" => "未命名".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_damage_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let mut incoming = files.begin().unwrap();
        incoming.write_all("申报书".as_bytes()).unwrap();
        let info = files.keep(incoming, "../../a/申报书.txt").unwrap();
        assert_eq!((info.name.as_str(), info.bytes), ("申报书.txt", 9));
        assert_eq!(files.get(&info.sha256).unwrap().unwrap(), "申报书".as_bytes());
        fs::write(files.place(&info.sha256), "改动").unwrap();
        assert!(files.get(&info.sha256).is_err());
        assert!(files.get("../../etc/passwd").unwrap().is_none());
        assert_eq!(files.keep(files.begin().unwrap(), "空.pdf").unwrap().bytes, 0);
    }

    #[test]
    fn a_name_is_never_a_path() {
        assert_eq!(plain_name("C:\\a\\b.pdf"), "b.pdf");
        assert_eq!(plain_name("../../.bashrc"), "bashrc");
        assert_eq!(plain_name(".."), "未命名");
        assert_eq!(plain_name("a\u{202e}fdp.exe\n"), "afdp.exe");
        assert_eq!(plain_name("<script>.pdf"), "<script>.pdf");
    }
}
