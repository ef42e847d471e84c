//! Removing a file for good, with a log of what it was and why it went. The log outlives
//! both the file and the catalogue.

use super::catalogue::Catalogue;
use super::store::Store;
use super::{Writable, clock, rebuild};
use crate::problem::{Code, Problem};
use serde::Serialize;
use std::fs::File;
use std::io::Write;

/// The log beside the catalogue, one line of JSON a file.
const LOG: &str = "forgotten.jsonl";

/// A file that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Its hash.
    pub sha256: String,
    /// Its names.
    pub paths: Vec<String>,
    /// Why it was removed.
    pub reason: String,
    /// Who removed it.
    pub by: String,
    /// When, UTC.
    pub forgotten: String,
}

impl Writable {
    /// The files that a hash, a name or a folder's name stands for.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when it stands for nothing.
    pub fn meant(&self, what: &str) -> Result<Vec<String>, Problem> {
        let hashes = self.catalogue.hashes()?;
        let is_hash = what.len() >= 8 && what.bytes().all(|b| b.is_ascii_hexdigit());
        let mut found: Vec<String> = if is_hash {
            hashes.into_iter().filter(|sha256| sha256.starts_with(what)).collect()
        } else {
            Vec::new()
        };
        if found.is_empty() {
            found = self.catalogue.hashes_under(what.trim_end_matches('/'))?;
        }
        if found.is_empty() {
            let message = format!("资料库里没有“{what}”");
            return Err(Problem::new(
                Code::Library,
                message,
                "请给出路径（与导入时相同）或文件的 SHA-256",
            ));
        }
        Ok(found)
    }

    /// Removes files with all that is known of them.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the library cannot be written.
    pub fn forget(
        &mut self,
        hashes: &[String],
        reason: &str,
        by: &str,
    ) -> Result<Vec<Forgotten>, Problem> {
        let mut gone = Vec::new();
        for sha256 in hashes {
            let names = self.catalogue.names_of(sha256)?;
            gone.push(Forgotten {
                sha256: sha256.clone(),
                paths: names.into_iter().map(|name| name.shown).collect(),
                reason: reason.to_owned(),
                by: by.to_owned(),
                forgotten: clock::now(),
            });
        }
        let mut log = File::options().create(true).append(true).open(self.folder.join(LOG))?;
        for file in &gone {
            let line = serde_json::to_string(file).unwrap_or_default();
            writeln!(log, "{line}")?;
        }
        log.sync_all()?;
        let run = self.catalogue.begin_run(&["forget".to_owned()])?;
        let batch = self.catalogue.batch(run)?;
        for sha256 in hashes {
            let versions = batch.siblings(sha256)?;
            batch.forget(sha256, reason, by)?;
            batch.versions(&versions, None)?;
        }
        batch.commit()?;
        self.catalogue.end_run(run, false)?;
        rebuild::catch_up(&self.catalogue, &self.index)?;
        for sha256 in hashes {
            self.store.remove(sha256)?;
        }
        Ok(gone)
    }
}

/// Removes the originals that a run which was cut off had no time for.
///
/// # Errors
///
/// When the library cannot be read or written.
pub fn finish(catalogue: &Catalogue, store: &Store) -> Result<(), Problem> {
    for file in catalogue.forgotten()? {
        let there = store.path(&file.sha256).is_some_and(|path| path.exists());
        if there && catalogue.known(&file.sha256)?.is_none() {
            store.remove(&file.sha256)?;
        }
    }
    Ok(())
}
