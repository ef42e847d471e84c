//! Removing a file for good, with a log of what it was and why it went. The log outlives
//! both the file and the catalogue.

use super::catalogue::Catalogue;
use super::ingest::below;
use super::sidecar::Seen;
use super::store::Store;
use super::{Writable, clock, rebuild};
use crate::intake::names::Name;
use crate::intake::walk;
use crate::problem::{Code, Problem};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// The log beside the catalogue, one line of JSON a file.
const LOG: &str = "forgotten.jsonl";

/// A file that was removed, or a name of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forgotten {
    /// Its hash; empty for the name of what could not be had.
    pub sha256: String,
    /// The names that were removed.
    pub paths: Vec<String>,
    /// Names under which the file stays.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<String>,
    /// Why it was removed.
    pub reason: String,
    /// Who removed it.
    pub by: String,
    /// When, UTC.
    pub forgotten: String,
}

/// What is to be removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meant {
    /// A content with all its names.
    File(String),
    /// A name: others lead to the same content and stay, or there is no content.
    Name(Name, Option<String>),
}

impl Writable {
    /// What hashes, names and names of folders stand for. A content that has names beside
    /// those that were given stays under them.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when one stands for nothing.
    pub fn meant(&self, what: &[String]) -> Result<Vec<Meant>, Problem> {
        let mut meant = BTreeSet::new();
        let mut named: BTreeMap<Option<String>, BTreeSet<Name>> = BTreeMap::new();
        for what in what {
            let is_hash = what.len() >= 8 && what.bytes().all(|b| b.is_ascii_hexdigit());
            let hashes = if is_hash { self.catalogue.hashes()? } else { Vec::new() };
            let of_hash: Vec<String> =
                hashes.into_iter().filter(|sha256| sha256.starts_with(what)).collect();
            let under = match of_hash.is_empty() {
                true => {
                    let tidy = self.catalogue.names_under(&below(&walk::tidy(Path::new(what))))?;
                    // Earlier versions kept names as they were typed.
                    let typed = || self.catalogue.names_under(&below(Path::new(what)));
                    if tidy.is_empty() { typed()? } else { tidy }
                }
                false => Vec::new(),
            };
            if of_hash.is_empty() && under.is_empty() {
                let message = format!("资料库里没有“{what}”");
                return Err(Problem::new(
                    Code::Library,
                    message,
                    "请给出路径（与导入时相同）或文件的 SHA-256",
                ));
            }
            meant.extend(of_hash.into_iter().map(Meant::File));
            for (name, sha256) in under {
                named.entry(sha256).or_default().insert(name);
            }
        }
        for (sha256, names) in named {
            let all = match &sha256 {
                Some(sha256) => self.catalogue.names_now(sha256)?,
                None => Vec::new(),
            };
            match sha256 {
                Some(sha256) if all.iter().all(|name| names.contains(name)) => {
                    meant.insert(Meant::File(sha256));
                }
                Some(sha256) if meant.contains(&Meant::File(sha256.clone())) => {}
                sha256 => {
                    meant.extend(names.into_iter().map(|name| Meant::Name(name, sha256.clone())));
                }
            }
        }
        Ok(meant.into_iter().collect())
    }

    /// Removes files with all that is known of them, and names.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the library cannot be written.
    pub fn forget(
        &mut self,
        meant: &[Meant],
        reason: &str,
        by: &str,
    ) -> Result<Vec<Forgotten>, Problem> {
        let shown = |names: Vec<Name>| names.into_iter().map(|name| name.shown).collect();
        let mut gone = Vec::new();
        for one in meant {
            let (sha256, paths, stays) = match one {
                Meant::File(sha256) => {
                    (sha256.clone(), shown(self.catalogue.names_of(sha256)?), Vec::new())
                }
                Meant::Name(name, sha256) => {
                    let stays = match sha256 {
                        Some(sha256) => self.catalogue.names_now(sha256)?,
                        None => Vec::new(),
                    };
                    let goes = |other: &Name| {
                        meant.iter().any(|m| matches!(m, Meant::Name(name, _) if name == other))
                    };
                    let stays = stays.into_iter().filter(|other| !goes(other)).collect();
                    (sha256.clone().unwrap_or_default(), vec![name.shown.clone()], shown(stays))
                }
            };
            let (reason, by, forgotten) = (reason.to_owned(), by.to_owned(), clock::now());
            gone.push(Forgotten { sha256, paths, stays, reason, by, forgotten });
        }
        let mut log = File::options().create(true).append(true).open(self.folder.join(LOG))?;
        for file in &gone {
            let line = serde_json::to_string(file).unwrap_or_default();
            writeln!(log, "{line}")?;
        }
        log.sync_all()?;
        let run = self.catalogue.begin_run(&["forget".to_owned()])?;
        let batch = self.catalogue.batch(run)?;
        for meant in meant {
            match meant {
                Meant::File(sha256) => {
                    let versions = batch.siblings(sha256)?;
                    batch.forget(sha256, reason, by)?;
                    batch.versions(&versions, None)?;
                }
                Meant::Name(name, sha256) => {
                    if let Some(sha256) = sha256 {
                        self.store.add_to_sidecar(sha256, Seen::gone(name).frame().frame())?;
                    }
                    batch.forget_name(name, sha256.as_deref(), reason, by)?;
                }
            }
        }
        batch.commit()?;
        self.catalogue.end_run(run, false)?;
        rebuild::catch_up(&self.catalogue, &self.index)?;
        for meant in meant {
            if let Meant::File(sha256) = meant {
                self.store.remove(sha256)?;
            }
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
