//! Reading once more what the library has: what is in quarantine, and what an older edition
//! of program, forms or models read.

use super::take::Walked;
use super::{Job, Report, Step};
use crate::library::Writable;
use crate::problem::Problem;
use std::collections::HashSet;

/// What is to be read once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again<'a> {
    /// What is in quarantine, of any reason or of one.
    Quarantined(Option<&'a str>),
    /// What is in quarantine under some names.
    Named(&'a [String]),
    /// Contents by their hashes.
    Files(&'a [String]),
    /// What another edition read.
    Stale,
    /// Everything that has records.
    All,
}

impl Writable {
    /// Reads once more from the library itself. `job.paths` plays no part.
    ///
    /// # Errors
    ///
    /// As [`Writable::ingest`].
    pub fn again(&mut self, job: &Job<'_>, what: Again<'_>) -> Result<Report, Problem> {
        let edition = job.options.edition();
        let things = match what {
            Again::Quarantined(code) => self.catalogue.to_retry(code)?,
            Again::Named(names) => {
                let mut things = self.catalogue.to_retry(None)?;
                let meant = self.catalogue.contents_of(names)?;
                // A member that could not be had is tried with the archive that holds it.
                let without = things.iter().filter(|thing| thing.sha256.is_none());
                let named = without.filter(|thing| names.contains(&thing.name.shown));
                let carriers: HashSet<String> =
                    named.filter_map(|thing| thing.carrier.clone()).collect();
                things.retain(|thing| {
                    let own = match &thing.sha256 {
                        // Copies of one content are read once, under any of their names.
                        Some(sha256) => meant.contains(sha256),
                        None => names.contains(&thing.name.shown),
                    };
                    own || carriers.contains(&thing.name.shown)
                });
                things
            }
            Again::Files(hashes) => {
                let mut things = self.catalogue.to_reread(None)?;
                things.retain(|thing| thing.sha256.as_ref().is_some_and(|h| hashes.contains(h)));
                things
            }
            Again::Stale => self.catalogue.to_reread(Some(&edition))?,
            Again::All => self.catalogue.to_reread(None)?,
        };
        (job.progress)(Step::Counted { files: things.len() as u64, bytes: 0, all: true });
        let retry = Job { retry: true, ..*job };
        self.run(&retry, &[], &|taking| {
            match what {
                Again::Quarantined(_) | Again::Named(_) => taking.retry(things.clone()),
                _ => taking.reread(things.clone()),
            }
            taking.done(Walked::default())
        })
    }
}
