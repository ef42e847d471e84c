//! One folder keeps everything: `originals/` by hash, `catalogue.sqlite`, and
//! `index/`, which can always be made again from the catalogue.
//!
//! Order of commits: original, record, index with its watermark. Cut off
//! anywhere, the next run goes on: an original without a record is read again,
//! a record without an index entry is added from the catalogue.

mod catalogue;
mod failpoint;
mod find;
mod ingest;
mod item;
pub mod saved;
mod store;
#[cfg(test)]
mod tests;
mod verify;

pub use catalogue::{Balance, Catalogue, Quarantined, Stored};
pub use find::{Answer, Hit, Reading, Similar};
pub use ingest::{Job, Report, Step};
pub use item::{Item, Part};
pub use store::Store;
pub use verify::Health;

use crate::problem::{Code, Problem};
use crate::search::{Index, Stale};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Records taken from the catalogue at a time when the index is made again.
const PAGE: usize = 64;

/// A library, open for reading.
pub struct Library {
    folder: PathBuf,
    catalogue: Catalogue,
    index: Index,
}

/// A library, locked for writing by this process.
pub struct Writable {
    folder: PathBuf,
    catalogue: Catalogue,
    store: Store,
    index: Index,
    // Held until the end; the system releases it even when the process is killed.
    _lock: File,
}

impl Library {
    /// Opens a library for reading; writers may be at work.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when there is none, it is of another version, or its
    /// index must be made again.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        if !Catalogue::exists(folder) {
            return Err(Problem::new(
                Code::Library,
                "这里没有资料库",
                "请先用 shenbao ingest 建库，或用 --library 指定资料库文件夹",
            ));
        }
        let catalogue = Catalogue::open_read_only(folder)?;
        let index = Index::open(&folder.join("index")).map_err(stale)?;
        Ok(Self { folder: folder.to_path_buf(), catalogue, index })
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Writable {
    /// Opens a library for writing, making it if the folder is new or empty, and
    /// brings the index up to the catalogue if a run was cut off.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when another process writes, the folder is something
    /// else, or it is of a newer version.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        let foreign = !Catalogue::exists(folder)
            && fs::read_dir(folder).is_ok_and(|mut list| {
                list.any(|e| e.is_ok_and(|e| e.file_name() != LOCK && e.file_name() != "originals"))
            });
        if foreign {
            return Err(Problem::new(
                Code::Library,
                "文件夹不空，又不是资料库",
                "请用 --library 另指定一个新文件夹",
            ));
        }
        fs::create_dir_all(folder)?;
        let lock = lock(folder)?;
        let store = Store::open(folder)?;
        store.sweep();
        let catalogue = Catalogue::open(folder)?;
        let place = folder.join("index");
        let index = match Index::open(&place) {
            Ok(index) => index,
            Err(_) => rebuilt(folder, &catalogue)?,
        };
        catch_up(&catalogue, &index)?;
        Ok(Self { folder: folder.to_path_buf(), catalogue, store, index, _lock: lock })
    }

    /// Makes the index again from the catalogue.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when it cannot be written.
    pub fn rebuild(self) -> Result<u64, Problem> {
        let Self { folder, catalogue, index, store: _, _lock } = self;
        // Open files of the old index would keep it from being removed on some systems.
        drop(index);
        rebuilt(&folder, &catalogue)?.count()
    }
}

const LOCK: &str = "lock";

fn lock(folder: &Path) -> Result<File, Problem> {
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Problem::new(Code::Library, "另一个 shenbao 正在写这个资料库", "请等它结束后再试"))
        }
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Makes the index aside and puts it in the old one's place.
fn rebuilt(folder: &Path, catalogue: &Catalogue) -> Result<Index, Problem> {
    let (aside, place) = (folder.join("index.new"), folder.join("index"));
    if aside.exists() {
        fs::remove_dir_all(&aside)?;
    }
    let index = Index::create(&aside)?;
    catch_up(catalogue, &index)?;
    drop(index);
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::rename(&aside, &place)?;
    Index::open(&place).map_err(stale)
}

/// Adds what the catalogue holds and the index does not claim yet.
fn catch_up(catalogue: &Catalogue, index: &Index) -> Result<(), Problem> {
    let mut through = index.through();
    if through >= catalogue.last_record()? {
        return Ok(());
    }
    let mut writer = index.writer()?;
    loop {
        let records = catalogue.records_after(through, PAGE)?;
        if records.is_empty() {
            break;
        }
        for record in records {
            through = record.id;
            writer.remove(through);
            writer.add(&record.entry())?;
        }
    }
    writer.commit(through)?;
    writer.finish()
}

fn stale(stale: Stale) -> Problem {
    let message = match stale {
        Stale::Missing => "资料库的检索索引不存在",
        Stale::Outdated => "资料库的检索索引已损坏，或由另一版本建立",
    };
    Problem::new(Code::Library, message, "请运行 shenbao library rebuild 重建索引")
}
