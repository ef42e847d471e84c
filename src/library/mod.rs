//! One folder keeps everything: `originals/` by hash, each with a sidecar from which the rest
//! can be made again, `catalogue.sqlite`, and `index/`, which is made from the catalogue.
//!
//! Order of commits: original, record, index with its watermark. Cut off
//! anywhere, the next run goes on: an original without a record is read again,
//! a record without an index entry is added from the catalogue.
//!
//! # Use
//!
//! [`Library`] reads, by as many processes as like; [`Writable`] writes, one at a time. What
//! takes long takes a [`Job`]: a flag that stops it and a function that is told how it goes,
//! so that a terminal and a server show the same. [`Crew`] reads files in processes of their
//! own, [`Setup`] is what it and they are told.

mod backup;
mod bag;
pub mod catalogue;
mod clock;
mod crew;
mod failpoint;
mod find;
mod forget;
pub mod ingest;
mod item;
mod lock;
pub mod made_with;
mod packed;
pub mod reader;
mod rebuild;
pub mod saved;
mod sealed;
mod sidecar;
mod sketch;
mod store;
#[cfg(test)]
mod tests;
pub mod verify;
mod works;

pub use backup::Backup;
pub use bag::{Bagged, Brought};
pub use catalogue::{Balance, Catalogue, Doubled, Gone, Quarantined, Status, Stored, Version};
pub use crew::{Crew, Plan};
pub use find::{Answer, Hit, Reading, Similar};
pub use forget::{Forgotten, Meant};
pub use ingest::{Again, Fate, Job, Outcome, PassedOver, Readers, Rejected, Report, Step, dry_run};
pub use item::{Attached, Item, Part};
pub use lock::Lock;
pub use packed::Packed;
pub use reader::Setup;
pub use rebuild::Rebuilt;
pub use store::Store;
pub use verify::{Health, Mended};

use crate::problem::{Code, Problem};
use crate::search::{Index, Stale};
use std::fs;
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
    _lock: lock::Lock,
}

impl Library {
    /// Opens a library for reading; writers may be at work.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when there is none, it is of another version, or its
    /// index must be made again.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        present(folder)?;
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
    /// else, it is of a newer version, or its catalogue is lost or damaged.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        let own = [lock::FILE, store::FOLDER];
        let foreign = !folder.join(catalogue::FILE).exists()
            && fs::read_dir(folder).is_ok_and(|mut list| {
                list.any(|e| e.is_ok_and(|e| !own.iter().any(|own| e.file_name() == *own)))
            });
        let store = Store::at(folder);
        if !Catalogue::exists(folder) && !store.is_empty() {
            return Err(lost());
        }
        if foreign {
            return Err(Problem::new(
                Code::Library,
                "文件夹不空，又不是资料库",
                "请用 --library 另指定一个新文件夹",
            ));
        }
        fs::create_dir_all(folder)?;
        let lock = lock::Lock::take(folder)?;
        // The catalogue comes first: originals without one say that it was lost.
        let catalogue = Catalogue::open(folder)?;
        let store = Store::open(folder)?;
        store.sweep();
        let place = folder.join("index");
        let index = match Index::open(&place) {
            Ok(index) => index,
            Err(_) => rebuild::index(folder, &catalogue)?,
        };
        rebuild::catch_up(&catalogue, &index)?;
        forget::finish(&catalogue, &store)?;
        Ok(Self { folder: folder.to_path_buf(), catalogue, store, index, _lock: lock })
    }

    /// The catalogue.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }
}

/// Whether there is a library in a folder.
///
/// # Errors
///
/// [`Code::Library`] when there is none, or its catalogue is gone.
pub fn present(folder: &Path) -> Result<(), Problem> {
    if Catalogue::exists(folder) {
        return Ok(());
    }
    if !Store::at(folder).is_empty() {
        return Err(lost());
    }
    Err(Problem::new(
        Code::Library,
        "这里没有资料库",
        "请先用 shenbao ingest 建库，或用 --library 指定资料库文件夹",
    ))
}

fn lost() -> Problem {
    Problem::new(
        Code::Library,
        format!("资料库的目录 {} 不见了，原件还在", catalogue::FILE),
        catalogue::FROM_ORIGINALS,
    )
}

fn stale(stale: Stale) -> Problem {
    let message = match stale {
        Stale::Missing => "资料库的检索索引不存在",
        Stale::Outdated => "资料库的检索索引已损坏，或由另一版本建立",
    };
    Problem::new(Code::Library, message, "请运行 shenbao library rebuild 重建索引")
}
