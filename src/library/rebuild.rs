//! Making again what is lost: the index from the catalogue, the catalogue from what lies
//! beside the originals.

use super::catalogue::{self, Catalogue, Shut, Sighting, Stored};
use super::ingest::{File, Readers};
use super::lock::Lock;
use super::sealed::Sealed;
use super::sidecar::{Seen, Told};
use super::store::Store;
use super::works::Works;
use super::{PAGE, Writable, stale};
use crate::extract::Options;
use crate::intake::names::Name;
use crate::problem::Problem;
use crate::search::{Entry, Index};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that become records in one transaction.
const BATCH: usize = 256;

/// What was made again from the originals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Files whose records stood beside them.
    pub files: u64,
    /// Their records.
    pub records: u64,
    /// Files in quarantine.
    pub quarantined: u64,
    /// Originals with nothing readable beside them, which were read again.
    pub read_again: u64,
    /// Originals that are not what their hash says: they were left where they lie.
    pub damaged: Vec<String>,
    /// Where the old catalogue is kept.
    pub old: Option<PathBuf>,
}

impl Writable {
    /// Makes the index again from the catalogue.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::Library`] when it cannot be written.
    pub fn rebuild(self) -> Result<u64, Problem> {
        let Self { folder, catalogue, index: old, store: _, _lock } = self;
        // Open files of the old index would keep it from being removed on some systems.
        drop(old);
        index(&folder, &catalogue)?.count()
    }

    /// Makes catalogue and index again from the originals and what lies beside them. The old
    /// catalogue is kept under another name. What only it knew (the journal of runs, names of
    /// which no bytes could be had) is taken from it as far as it can be read.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::Library`] when the library cannot be written.
    pub fn from_originals(
        folder: &Path,
        options: &Options,
        readers: Readers<'_>,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Rebuilt, Problem> {
        let _lock = Lock::take(folder)?;
        let aside = folder.join("rebuild.new");
        if aside.exists() {
            fs::remove_dir_all(&aside)?;
        }
        fs::create_dir_all(&aside)?;
        let store = Store::open(folder)?;
        let mut made = Catalogue::open(&aside)?;
        let mut rebuilt = Rebuilt::default();
        let old_names = salvaged_names(folder);
        let hashes: Vec<String> = store.all().collect();
        let run = made.begin_run(&["rebuild --from-originals".to_owned()])?;
        let mut works = Works::default();
        let total = hashes.len() as u64;
        for (number, page) in hashes.chunks(BATCH).enumerate() {
            let mut batch = made.batch(run)?;
            for (at, sha256) in page.iter().enumerate() {
                progress((number * BATCH + at) as u64, total);
                let Ok(bytes) = store.get(sha256) else {
                    rebuilt.damaged.push(sha256.clone());
                    continue;
                };
                let told = match store.told(sha256) {
                    Ok(told) => told,
                    Err(_) => {
                        rebuilt.read_again += 1;
                        let name = old_names.get(sha256).cloned();
                        again(&store, sha256, bytes, name, options, readers)?
                    }
                };
                rebuilt.take(&mut batch, &mut works, sha256, told)?;
            }
            batch.commit()?;
        }
        made.end_run(run, false)?;
        made.salvage(folder);
        made.settle();
        drop(made);
        rebuilt.old = swap(folder, &aside)?;
        let catalogue = Catalogue::open(folder)?;
        index(folder, &catalogue)?;
        Ok(rebuilt)
    }
}

impl Rebuilt {
    fn take(
        &mut self,
        batch: &mut catalogue::Batch<'_>,
        works: &mut Works,
        sha256: &str,
        told: Told,
    ) -> Result<(), Problem> {
        match bring(batch, works, sha256, told)? {
            Some(records) => {
                self.records += records;
                self.files += 1;
            }
            None => self.quarantined += 1,
        }
        Ok(())
    }
}

/// Brings what a sidecar tells of an original into the catalogue: the number of its records,
/// nothing when it is in quarantine.
pub(super) fn bring(
    batch: &mut catalogue::Batch<'_>,
    works: &mut Works,
    sha256: &str,
    told: Told,
) -> Result<Option<u64>, Problem> {
    let bytes = match &told.item {
        Ok(item) => item.source.bytes,
        Err((source, ..)) => source.bytes,
    };
    let modified = told.names.first().map_or(0, |seen| seen.modified);
    let named = |seen: &Seen, tell: &mut dyn FnMut(Sighting<'_>) -> Result<(), Problem>| {
        let name = seen.name();
        let carrier = seen.carrier.as_deref();
        let modified = seen.modified;
        tell(Sighting { name: &name, carrier, sha256: Some(sha256), bytes, modified })
    };
    match told.item {
        Ok(item) => {
            let (path, sketch) = (item.source.path.clone(), item.sketch.clone());
            let (sealed, _) = Sealed::of(item, &[]);
            let records = batch.file(sealed, &path, modified)?.len() as u64;
            for seen in &told.names {
                named(seen, &mut |sighting| batch.recall(sighting, &seen.seen))?;
            }
            batch.versions(&works.add(sha256, sketch, None), Some(sha256))?;
            Ok(Some(records))
        }
        Err((_, edition, problem)) => {
            for seen in &told.names {
                named(seen, &mut |sighting| batch.quarantine(sighting, &edition, &problem))?;
            }
            Ok(None)
        }
    }
}

/// Reads an original that has nothing readable beside it.
fn again(
    store: &Store,
    sha256: &str,
    bytes: Vec<u8>,
    name: Option<Name>,
    options: &Options,
    readers: Readers<'_>,
) -> Result<Told, Problem> {
    use super::sidecar::{of_quarantined, read};
    let name = name.unwrap_or_else(|| Name::plain(format!("原件/{sha256}")));
    let path = PathBuf::from(&name.shown);
    let length = bytes.len() as u64;
    let seen = Seen::now(&name, 0, None);
    let file = File { name: path, bytes, sha256: sha256.to_owned() };
    let item = readers.read(file, store.path(sha256).unwrap_or_default(), options, &[]);
    let frames = match item {
        Ok(mut item) => {
            item.source.path = name.shown.clone();
            item.attachments.clear();
            Sealed::of(item, &[seen]).1
        }
        Err(problem) => {
            let source = crate::extract::Source {
                path: name.shown.clone(),
                sha256: sha256.to_owned(),
                bytes: length,
                ..Default::default()
            };
            of_quarantined(source, &options.edition(), &problem, &[seen])
        }
    };
    store.put_sidecar(sha256, &frames)?;
    read(&frames)
}

/// Names that the old catalogue gives to contents, as far as it can be read.
fn salvaged_names(folder: &Path) -> BTreeMap<String, Name> {
    Catalogue::salvage_names(folder).into_iter().collect()
}

/// Puts the new catalogue in the old one's place.
fn swap(folder: &Path, aside: &Path) -> Result<Option<PathBuf>, Problem> {
    let place = folder.join(catalogue::FILE);
    let mut old = None;
    if place.exists() {
        let number = (1..).find(|n| !folder.join(kept(*n)).exists()).unwrap_or(1);
        let keep = folder.join(kept(number));
        fs::rename(&place, &keep)?;
        old = Some(keep);
    }
    // What the log of the old one holds is the old one's.
    for end in ["-wal", "-shm"] {
        let side = folder.join(format!("{}{end}", catalogue::FILE));
        if let (true, Some(old)) = (side.exists(), &old) {
            fs::rename(&side, format!("{}{end}", old.display()))?;
        }
    }
    fs::rename(aside.join(catalogue::FILE), &place)?;
    fs::remove_dir_all(aside)?;
    Ok(old)
}

fn kept(number: u32) -> String {
    format!("catalogue.old-{number}.sqlite")
}

/// Makes the index aside and puts it in the old one's place.
pub fn index(folder: &Path, catalogue: &Catalogue) -> Result<Index, Problem> {
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

/// Adds what the catalogue holds and the index does not claim yet, and takes out what is gone.
pub fn catch_up(catalogue: &Catalogue, index: &Index) -> Result<(), Problem> {
    let mut through = index.through();
    let gone = catalogue.unindexed()?;
    if through >= catalogue.last_record()? && gone.is_empty() {
        return Ok(());
    }
    let mut writer = index.writer()?;
    for id in &gone {
        writer.remove(*id);
        if let Some(record) = catalogue.record(*id)?
            && *id <= through
        {
            writer.add(&record.entry())?;
        }
    }
    // In an index that claims nothing there is nothing to take out.
    let is_new = through == 0;
    loop {
        let page = catalogue.shut_after(through, PAGE)?;
        let Some(last) = page.last().map(Shut::id) else { break };
        let entries: Vec<Entry> = page
            .into_par_iter()
            .map(|shut| shut.open().map(Stored::entry))
            .collect::<Result<_, _>>()?;
        for entry in entries {
            if !is_new {
                writer.remove(entry.id);
            }
            writer.add(&entry)?;
        }
        through = last;
    }
    writer.commit(through)?;
    writer.finish()?;
    catalogue.let_go(&gone)
}
