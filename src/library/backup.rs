//! A copy of a library in one TAR, taken while it is in use: the catalogue as it stands at
//! one moment, and every original that it lists with what lies beside it. The index is left
//! out, because it is made again.

use super::Library;
use super::catalogue::{Catalogue, FILE};
use super::store::{FOLDER, Store};
use crate::problem::{Code, Problem};
use serde::Serialize;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What a backup holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Backup {
    /// Originals.
    pub files: u64,
    /// Bytes of the backup.
    pub bytes: u64,
}

impl Library {
    /// Writes a backup to a file, which appears only when it is whole.
    ///
    /// # Errors
    ///
    /// When an original is missing, or the place cannot be written.
    pub fn backup(&self, to: &Path, progress: &dyn Fn(u64, u64)) -> Result<Backup, Problem> {
        backup(&self.folder, to, progress)
    }
}

fn backup(folder: &Path, to: &Path, progress: &dyn Fn(u64, u64)) -> Result<Backup, Problem> {
    let place = to.parent().filter(|place| !place.as_os_str().is_empty());
    let place = place.unwrap_or(Path::new("."));
    let aside = tempfile::Builder::new().prefix(".shenbao-backup-").tempdir_in(place)?;
    let snapshot = aside.path().join(FILE);
    Catalogue::open_read_only(folder)?.snapshot(&snapshot)?;
    let catalogue = Catalogue::open_read_only(aside.path())?;
    let store = Store::at(folder);
    let hashes = catalogue.hashes()?;
    let whole = aside.path().join("backup.tar");
    let mut tar = tar::Builder::new(BufWriter::with_capacity(1 << 20, File::create(&whole)?));
    tar.append_path_with_name(&snapshot, FILE)?;
    let with = folder.join(super::made_with::FILE);
    if with.is_file() {
        tar.append_path_with_name(&with, super::made_with::FILE)?;
    }
    let total = hashes.len() as u64;
    let mut made = Backup::default();
    for (number, sha256) in hashes.iter().enumerate() {
        progress(number as u64, total);
        let (Some(original), Some(sidecar)) = (store.path(sha256), store.sidecar_path(sha256))
        else {
            continue;
        };
        let inside = format!("{FOLDER}/{}/{}/{sha256}", &sha256[..2], &sha256[2..4]);
        tar.append_path_with_name(&original, &inside).map_err(|error| {
            let message = format!("原件 {sha256} 未能备份（{error}）");
            Problem::new(Code::Library, message, "请先运行 shenbao library verify --mend")
        })?;
        if sidecar.is_file() {
            tar.append_path_with_name(&sidecar, format!("{inside}.zst"))?;
        }
        made.files += 1;
    }
    let mut file = tar.into_inner()?;
    file.flush()?;
    let file = file.into_inner().map_err(|error| Problem::from(error.into_error()))?;
    file.sync_all()?;
    made.bytes = file.metadata()?.len();
    std::fs::rename(&whole, to)?;
    Ok(made)
}
