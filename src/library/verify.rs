//! Is the library still what it was: originals against their hashes, the
//! catalogue against itself, the index against the catalogue.

use super::{Library, Store};
use crate::problem::Problem;
use serde::Serialize;
use std::collections::HashSet;

/// What a check of the whole library found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Health {
    /// Files in the catalogue.
    pub files: u64,
    /// Records in the catalogue.
    pub records: u64,
    /// Hashes whose original is missing or has other bytes.
    pub damaged: Vec<String>,
    /// Originals of archives with losses, or of a run that was cut off: harmless.
    pub unlisted: u64,
    /// What SQLite says of its file: `ok` when it is sound.
    pub catalogue: String,
    /// Records in the index.
    pub indexed: u64,
    /// Records that the index does not hold yet.
    pub behind: u64,
}

impl Health {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty()
            && self.catalogue == "ok"
            && self.behind == 0
            && self.indexed == self.records
    }
}

impl Library {
    /// Checks everything; reads every original.
    ///
    /// # Errors
    ///
    /// When the library cannot be read at all.
    pub fn verify(&self, progress: &dyn Fn()) -> Result<Health, Problem> {
        let store = Store::open(&self.folder)?;
        let mut health = Health { catalogue: self.catalogue.integrity()?, ..Health::default() };
        let hashes = self.catalogue.hashes()?;
        health.files = hashes.len() as u64;
        health.records = self.catalogue.number("SELECT count(*) FROM records")?;
        health.indexed = self.index.count()?;
        health.behind = self.catalogue.last_record()?.saturating_sub(self.index.through());
        for sha256 in &hashes {
            if store.get(sha256).is_err() {
                health.damaged.push(sha256.clone());
            }
            progress();
        }
        let listed: HashSet<&String> = hashes.iter().collect();
        health.unlisted = store.all().filter(|sha256| !listed.contains(sha256)).count() as u64;
        Ok(health)
    }
}
