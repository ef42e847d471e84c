//! Is the library still what it was: originals against their hashes, what lies beside them,
//! the catalogue against itself (SQLite's own check, every packed column), the index against
//! the catalogue and its own check sums. And mending what can be mended.

use super::catalogue::Catalogue;
use super::ingest::Readers;
use super::sealed::Sealed;
use super::store::Store;
use super::{Writable, present};
use crate::extract::Options;
use crate::problem::{Code, Problem};
use crate::search::Index;
use serde::Serialize;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What a check of the whole library found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Health {
    /// Files in the catalogue.
    pub files: u64,
    /// Records in the catalogue.
    pub records: u64,
    /// Originals that are missing or have other bytes.
    pub damaged: Vec<Damaged>,
    /// Hashes beside whose original nothing readable lies.
    pub sidecars: Vec<String>,
    /// Originals of archives with losses, or of a run that was cut off: harmless.
    pub unlisted: u64,
    /// What is wrong with the catalogue; nothing when it is sound.
    pub catalogue: Vec<String>,
    /// Numbers of records whose packed columns are damaged.
    pub broken: Vec<u64>,
    /// Records in the index.
    pub indexed: u64,
    /// Records that the index does not hold yet.
    pub behind: u64,
    /// What is wrong with the index; nothing when it is sound.
    pub index: Vec<String>,
}

/// An original that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damaged {
    /// Its hash.
    pub sha256: String,
    /// The path under which it was first seen.
    pub path: String,
    /// What is wrong.
    pub why: String,
}

impl Health {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty()
            && self.sidecars.is_empty()
            && self.catalogue.is_empty()
            && self.broken.is_empty()
            && self.index.is_empty()
            && self.behind == 0
            && self.indexed == self.records
    }
}

/// Checks everything; reads every original. `progress` is told how many of how many.
///
/// # Errors
///
/// When there is no library at all; what is damaged is in the result.
pub fn verify(folder: &Path, progress: &dyn Fn(u64, u64)) -> Result<Health, Problem> {
    let store = Store::at(folder);
    let mut health = Health::default();
    let catalogue = match present(folder).and_then(|()| Catalogue::open_read_only(folder)) {
        Ok(catalogue) => Some(catalogue),
        Err(problem) if problem.code == Code::Library && !store.is_empty() => {
            health.catalogue.push(problem.message);
            None
        }
        Err(problem) => return Err(problem),
    };
    let mut listed = Vec::new();
    if let Some(catalogue) = &catalogue {
        match own_check(catalogue, &mut health) {
            Ok(hashes) => listed = hashes,
            Err(problem) => health.catalogue.push(problem.message),
        }
        if let Err(problem) = index_check(folder, catalogue, &mut health) {
            health.index.push(problem.message);
        }
    }
    if !health.catalogue.is_empty() && listed.is_empty() {
        // What the catalogue cannot list lists itself.
        listed = store.all().map(|sha256| (sha256, String::new())).collect();
    }
    let total = listed.len() as u64;
    for (number, (sha256, path)) in listed.iter().enumerate() {
        progress(number as u64, total);
        if let Err(problem) = store.get(sha256) {
            let missing = problem.code == Code::Io;
            let why = if missing { "原件缺失" } else { "原件内容与哈希不符" };
            let (sha256, path, why) = (sha256.clone(), path.clone(), why.to_owned());
            health.damaged.push(Damaged { sha256, path, why });
        }
        if store.told(sha256).is_err() {
            health.sidecars.push(sha256.clone());
        }
    }
    let listed: HashSet<&String> = listed.iter().map(|(sha256, _)| sha256).collect();
    health.unlisted = store.all().filter(|sha256| !listed.contains(sha256)).count() as u64;
    Ok(health)
}

/// The catalogue by itself. Gives hash and path of every file.
fn own_check(catalogue: &Catalogue, health: &mut Health) -> Result<Vec<(String, String)>, Problem> {
    health.catalogue = catalogue.integrity()?;
    let files = catalogue.files()?;
    health.files = files.len() as u64;
    health.records = catalogue.number("SELECT count(*) FROM records")?;
    health.broken = catalogue.broken()?;
    Ok(files)
}

/// The index by its check sums and against the catalogue.
fn index_check(folder: &Path, catalogue: &Catalogue, health: &mut Health) -> Result<(), Problem> {
    let index = Index::open(&folder.join("index")).map_err(super::stale)?;
    health.index = index.faults();
    health.indexed = index.count()?;
    let last = catalogue.last_record()?;
    health.behind = last.saturating_sub(index.through()) + catalogue.unindexed()?.len() as u64;
    Ok(())
}

/// What was mended, and what could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Mended {
    /// Originals that were taken again from where they came.
    pub originals: Vec<String>,
    /// Sidecars that were written again.
    pub sidecars: u64,
    /// Records that were taken from beside their originals.
    pub records: u64,
    /// The catalogue was made again from the originals.
    pub catalogue: bool,
    /// Where the old catalogue is kept.
    pub old: Option<PathBuf>,
    /// The index was made again.
    pub index: bool,
    /// What could not be mended, a line each.
    pub lost: Vec<String>,
}

/// Mends what a check found.
///
/// # Errors
///
/// When the library cannot be written.
pub fn mend(
    folder: &Path,
    health: &Health,
    options: &Options,
    readers: Readers<'_>,
) -> Result<Mended, Problem> {
    let mut mended = Mended::default();
    if !health.catalogue.is_empty() {
        let rebuilt = Writable::from_originals(folder, options, readers, &|_, _| {})?;
        mended.catalogue = true;
        mended.index = true;
        mended.old = rebuilt.old;
        mended.lost.extend(
            rebuilt
                .damaged
                .iter()
                .map(|sha256| format!("原件 {sha256} 已损坏，其记录未能重建；请从备份恢复")),
        );
        return Ok(mended);
    }
    let mut library = Writable::open(folder)?;
    for damaged in &health.damaged {
        if library.fetch(&damaged.sha256)? {
            mended.originals.push(damaged.path.clone());
        } else {
            let Damaged { sha256, path, why } = damaged;
            mended.lost.push(format!("{path}（{sha256}）：{why}，原来的位置也没有；请从备份恢复"));
        }
    }
    for id in &health.broken {
        if library.recover(*id)? {
            mended.records += 1;
        } else {
            mended
                .lost
                .push(format!("记录 {id} 已损坏，原件旁也没有；请用 library reprocess 重读"));
        }
    }
    for sha256 in &health.sidecars {
        if library.describe(sha256)? {
            mended.sidecars += 1;
        } else {
            mended.lost.push(format!("原件 {sha256} 旁的附录未能重写"));
        }
    }
    let unsound = !health.index.is_empty() || health.behind > 0 || health.indexed != health.records;
    if unsound || mended.records > 0 {
        library.rebuild()?;
        mended.index = true;
    }
    Ok(mended)
}

impl Writable {
    /// Takes an original again from where one of its names leads. `false` when it is not there.
    fn fetch(&self, sha256: &str) -> Result<bool, Problem> {
        for name in self.catalogue.names_of(sha256)? {
            let path = name.path();
            let Ok(bytes) = std::fs::read(&path) else { continue };
            if crate::intake::hash(&bytes) == sha256 {
                self.store.put(sha256, &bytes)?;
                self.store.settle(&[sha256.to_owned()])?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes the records of a file from beside its original.
    fn recover(&mut self, id: u64) -> Result<bool, Problem> {
        let Some(sha256) = self.catalogue.file_of(id)? else { return Ok(true) };
        let Ok(told) = self.store.told(&sha256) else { return Ok(false) };
        let Ok(item) = told.item else { return Ok(false) };
        let path = item.source.path.clone();
        let (sealed, _) = Sealed::of(item, &[]);
        let run = self.catalogue.begin_run(&["verify --mend".to_owned()])?;
        let batch = self.catalogue.batch(run)?;
        batch.file(sealed, &path, 0)?;
        batch.commit()?;
        self.catalogue.end_run(run, false)?;
        Ok(true)
    }

    /// Writes again what lies beside an original.
    fn describe(&self, sha256: &str) -> Result<bool, Problem> {
        let Some(frames) = self.catalogue.frames(sha256)? else { return Ok(false) };
        self.store.put_sidecar(sha256, &frames)?;
        self.store.settle(&[sha256.to_owned()])?;
        Ok(true)
    }
}
