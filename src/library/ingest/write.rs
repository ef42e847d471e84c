//! The one thread that writes: a batch of originals is made to last, then their records, then
//! the index with its watermark.

use super::{Fate, Outcome, Rejected, Step};
use crate::extract::Edition;
use crate::intake::names::Name;
use crate::library::catalogue::{Balance, Batch, Catalogue, Sighting, in_work};
use crate::library::failpoint::failpoint;
use crate::library::sealed::Sealed;
use crate::library::sidecar::Seen;
use crate::library::store::Store;
use crate::library::works::Works;
use crate::problem::{Code, Problem, Weight};
use crate::search::{Entry, Index, Writer};
use std::collections::HashMap;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// One transaction of the catalogue: files, bytes of text, time.
pub const BATCH: usize = 256;
const BATCH_TEXT: usize = 16 << 20;
const BATCH_TIME: Duration = Duration::from_millis(1_500);
/// One commit of the index: records, time.
const COMMIT: usize = 8_192;
const COMMIT_TIME: Duration = Duration::from_secs(60);
/// Files that wait for the writer, with all that is known of them.
pub const WAITING: usize = 96;
/// Quarantined files listed in the report; all are in the catalogue.
const LISTED: usize = 1_000;

/// From the threads that take in to the writer.
pub enum Event {
    /// A file that was read.
    New { name: Name, carrier: Option<String>, modified: i64, sealed: Box<Sealed> },
    /// Content that was there, or is being read under another name.
    Again { name: Name, carrier: Option<String>, modified: i64, sha256: String, bytes: u64 },
    /// Members of a carrier that has not changed.
    CarriedAgain { carrier: String },
    /// No record could be made.
    Quarantine {
        name: Name,
        carrier: Option<String>,
        modified: i64,
        /// The original, if it is kept.
        content: Option<(String, u64)>,
        /// The content for which copies wait.
        claimed: Option<String>,
        problem: Problem,
    },
    /// A carrier whose members were all taken in.
    Archive { name: Name, bytes: u64, modified: i64, members: u64 },
    /// A new reading of what has records already.
    Renewed { name: Name, modified: i64, sealed: Box<Sealed> },
    /// What has records already could not be read again; it stays as it is.
    Kept { name: Name, sha256: String, problem: Option<Problem> },
    /// A file that would be read, in a run that only looks.
    Unread { name: Name, sha256: String, bytes: u64 },
}

/// What was written.
#[derive(Debug, Default)]
pub struct Written {
    pub balance: Balance,
    pub rejected: Vec<Rejected>,
}

/// A copy that waits for what becomes of its content.
struct Copy {
    name: Name,
    carrier: Option<String>,
    modified: i64,
    bytes: u64,
}

struct Clerk<'a> {
    store: &'a Store,
    edition: &'a Edition,
    works: Works,
    waiting: HashMap<String, Vec<Copy>>,
    rejected: Vec<Rejected>,
}

/// Writes what is told until nobody tells any more.
pub fn write(
    catalogue: &mut Catalogue,
    index: &Index,
    store: &Store,
    events: &Receiver<Event>,
    run: i64,
    edition: &Edition,
    progress: &(dyn Fn(Step<'_>) + Sync),
) -> Result<Written, Problem> {
    let works = catalogue.works()?;
    let (waiting, rejected) = (HashMap::new(), Vec::new());
    let mut clerk = Clerk { store, edition, works, waiting, rejected };
    let mut total = Balance::default();
    let mut pending = Pending::open(index)?;
    while let Ok(first) = events.recv() {
        let mut batch = catalogue.batch(run)?;
        let mut page = Page::default();
        let mut taken = 0;
        let until = Instant::now() + BATCH_TIME;
        let mut next = Some(first);
        while let Some(event) = next.take() {
            clerk.write(&mut batch, event, &mut page)?;
            taken += 1;
            if taken < BATCH && page.text < BATCH_TEXT {
                let left = until.saturating_duration_since(Instant::now());
                next = events.recv_timeout(left).ok();
            }
        }
        store.settle(&page.put)?;
        failpoint("after-settle");
        total = total.plus(batch.commit()?);
        failpoint("after-record");
        for sha256 in &page.free {
            store.remove(sha256)?;
        }
        for outcome in &page.done {
            progress(Step::Done(outcome));
        }
        pending.add(catalogue, page.entries)?;
    }
    pending.finish(catalogue)?;
    Ok(Written { balance: total, rejected: clerk.rejected })
}

/// What one transaction brings.
#[derive(Default)]
pub struct Page {
    pub entries: Vec<Entry>,
    pub done: Vec<Outcome>,
    /// Contents whose files are new on disk.
    pub put: Vec<String>,
    /// Archives that were kept whole and have given up all their members now.
    pub free: Vec<String>,
    pub text: usize,
}

impl Clerk<'_> {
    fn write(
        &mut self,
        batch: &mut Batch<'_>,
        event: Event,
        page: &mut Page,
    ) -> Result<(), Problem> {
        match event {
            Event::New { name, carrier, modified, sealed } => {
                let (sha256, bytes) = (sealed.source.sha256.clone(), sealed.source.bytes);
                page.text += sealed.text_len();
                page.put.push(sha256.clone());
                let before = batch.under(&name)?.filter(|before| *before != sha256);
                let sketch = sealed.sketch.clone();
                let problem = lost(&sealed);
                let sighting = Sighting {
                    name: &name,
                    carrier: carrier.as_deref(),
                    sha256: Some(&sha256),
                    bytes,
                    modified,
                };
                page.entries.extend(batch.keep(*sealed, sighting)?);
                let versions = self.works.add(&sha256, sketch, before.as_deref());
                batch.versions(&versions, Some(&sha256))?;
                page.done.push(Outcome {
                    path: name.shown,
                    fate: Fate::New,
                    sha256: Some(sha256.clone()),
                    bytes,
                    problem,
                });
                self.copies(batch, &sha256, None, page)?;
            }
            Event::Again { name, carrier, modified, sha256, bytes } => {
                let copy = Copy { name, carrier, modified, bytes };
                if batch.has(&sha256)? {
                    self.copy(batch, copy, &sha256, page)?;
                } else {
                    // Its first name is still being read.
                    self.waiting.entry(sha256).or_default().push(copy);
                }
            }
            Event::CarriedAgain { carrier } => {
                let (members, quarantined) = batch.carried_again(&carrier)?;
                for number in 0..members {
                    let bad = number < quarantined;
                    page.done.push(Outcome {
                        path: carrier.clone(),
                        fate: if bad { Fate::Quarantined } else { Fate::Duplicate },
                        sha256: None,
                        bytes: 0,
                        problem: None,
                    });
                }
            }
            Event::Quarantine { name, carrier, modified, content, claimed, problem } => {
                let (sha256, bytes) =
                    content.map_or((None, 0), |(sha256, bytes)| (Some(sha256), bytes));
                page.put.extend(sha256.clone());
                let sighting = Sighting {
                    name: &name,
                    carrier: carrier.as_deref(),
                    sha256: sha256.as_deref(),
                    bytes,
                    modified,
                };
                batch.quarantine(sighting, self.edition, &problem)?;
                self.reject(&name.shown, sha256, bytes, problem.clone(), page);
                if let Some(claimed) = claimed {
                    self.copies(batch, &claimed, Some(&problem), page)?;
                }
            }
            Event::Archive { name, bytes, modified, members } => {
                page.free.extend(batch.archive(&name, bytes, modified, members)?);
            }
            Event::Renewed { name, modified, sealed } => {
                let (sha256, bytes) = (sealed.source.sha256.clone(), sealed.source.bytes);
                page.text += sealed.text_len();
                page.put.push(sha256.clone());
                let changed = sealed.changed.is_some();
                if changed {
                    let sketch = sealed.sketch.clone();
                    page.entries.extend(batch.file(*sealed, &name.shown, modified)?);
                    let versions = self.works.add(&sha256, sketch, None);
                    batch.versions(&versions, Some(&sha256))?;
                } else {
                    batch.read_by(&sha256, &sealed.edition)?;
                }
                let fate = if changed { Fate::Changed } else { Fate::Unchanged };
                let sha256 = Some(sha256);
                page.done.push(Outcome { path: name.shown, fate, sha256, bytes, problem: None });
            }
            Event::Kept { name, sha256, problem } => {
                let (fate, sha256) = (Fate::Unchanged, Some(sha256));
                page.done.push(Outcome { path: name.shown, fate, sha256, bytes: 0, problem });
            }
            Event::Unread { .. } => {}
        }
        Ok(())
    }

    /// What waited for a content, now that it is known. Where its original could not be
    /// kept, the copies have its problem.
    fn copies(
        &mut self,
        batch: &mut Batch<'_>,
        sha256: &str,
        problem: Option<&Problem>,
        page: &mut Page,
    ) -> Result<(), Problem> {
        for copy in self.waiting.remove(sha256).unwrap_or_default() {
            match problem {
                Some(problem) if !batch.has(sha256)? => {
                    let sighting = Sighting {
                        name: &copy.name,
                        carrier: copy.carrier.as_deref(),
                        sha256: None,
                        bytes: copy.bytes,
                        modified: copy.modified,
                    };
                    batch.quarantine(sighting, self.edition, problem)?;
                    self.reject(&copy.name.shown, None, copy.bytes, problem.clone(), page);
                }
                _ => self.copy(batch, copy, sha256, page)?,
            }
        }
        Ok(())
    }

    fn copy(
        &mut self,
        batch: &mut Batch<'_>,
        copy: Copy,
        sha256: &str,
        page: &mut Page,
    ) -> Result<(), Problem> {
        let Copy { name, carrier, modified, bytes } = copy;
        let sighting = Sighting {
            name: &name,
            carrier: carrier.as_deref(),
            sha256: Some(sha256),
            bytes,
            modified,
        };
        let before = batch.under(&name)?;
        let is_new = before.as_deref() != Some(sha256);
        let quarantined = batch.again(sighting)?;
        if is_new {
            let frame = Seen::now(&name, modified, carrier.as_deref()).frame();
            if self.store.add_to_sidecar(sha256, frame.frame())? {
                page.put.push(sha256.to_owned());
            }
            // Which version counts depends on the names that lead to it.
            let mut versions = batch.siblings(sha256)?;
            versions.push(sha256.to_owned());
            if !quarantined {
                batch.versions(&versions, None)?;
            }
            if let Some(before) = before {
                let mut versions = batch.siblings(&before)?;
                versions.push(before);
                batch.versions(&versions, None)?;
            }
        }
        if quarantined {
            let problem = batch.reason(sha256)?;
            self.reject(&name.shown, Some(sha256.to_owned()), bytes, problem, page);
        } else {
            page.done.push(Outcome {
                path: name.shown,
                fate: Fate::Duplicate,
                sha256: Some(sha256.to_owned()),
                bytes,
                problem: None,
            });
        }
        Ok(())
    }

    fn reject(
        &mut self,
        path: &str,
        sha256: Option<String>,
        bytes: u64,
        problem: Problem,
        page: &mut Page,
    ) {
        if self.rejected.len() < LISTED {
            let Problem { code, message, hint } = problem.clone();
            self.rejected.push(Rejected { path: path.to_owned(), code, message, hint });
        }
        let problem = Some(problem);
        page.done.push(Outcome {
            path: path.to_owned(),
            fate: Fate::Quarantined,
            sha256,
            bytes,
            problem,
        });
    }
}

/// What a file that was read has and its records have not.
fn lost(sealed: &Sealed) -> Option<Problem> {
    let mut losses = sealed.warnings.iter().filter(|warning| warning.code.weight() == Weight::Loss);
    let first = losses.next()?;
    let more = match losses.count() {
        0 => String::new(),
        more => format!("（另有 {more} 处）"),
    };
    let message = format!("已导入，但有内容未读出：{}{more}", first.message);
    Some(Problem::new(Code::Damaged, message, ""))
}

/// What the index was given since its last commit.
pub struct Pending {
    writer: Writer,
    through: u64,
    added: usize,
    since: Instant,
}

impl Pending {
    pub fn open(index: &Index) -> Result<Self, Problem> {
        let (writer, through) = (index.writer()?, index.through());
        Ok(Self { writer, through, added: 0, since: Instant::now() })
    }

    /// Gives entries to the index, and takes out what is gone.
    pub fn add(&mut self, catalogue: &Catalogue, entries: Vec<Entry>) -> Result<(), Problem> {
        for mut entry in entries {
            let (work, newest) = catalogue.work_of(&entry.card.sha256)?;
            let part = entry.card.part;
            in_work(&mut entry, work, part, newest);
            self.writer.add(&entry)?;
            self.through = self.through.max(entry.id);
            self.added += 1;
        }
        if self.added >= COMMIT || self.added > 0 && self.since.elapsed() >= COMMIT_TIME {
            self.commit(catalogue)?;
        }
        Ok(())
    }

    pub fn commit(&mut self, catalogue: &Catalogue) -> Result<(), Problem> {
        let gone = catalogue.unindexed()?;
        for id in &gone {
            self.writer.remove(*id);
            // What is still there is another version of its work than it was.
            if let Some(stored) = catalogue.record(*id)? {
                self.writer.add(&stored.entry())?;
            }
        }
        if self.added > 0 || !gone.is_empty() {
            self.writer.commit(self.through)?;
            failpoint("after-index");
            catalogue.let_go(&gone)?;
        }
        self.added = 0;
        self.since = Instant::now();
        Ok(())
    }

    pub fn finish(mut self, catalogue: &Catalogue) -> Result<(), Problem> {
        self.commit(catalogue)?;
        self.writer.finish()
    }
}
