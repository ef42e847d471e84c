//! Files, folders and archives into the library, on all cores, with bounded
//! memory. Workers read; one thread writes, in the order original, record, index.

use super::catalogue::{Balance, Catalogue, Known};
use super::failpoint::failpoint;
use super::item::Item;
use super::{Store, Writable};
use crate::extract::{Options, extract_loaded};
use crate::intake::archive::{self, Allowance, Member};
use crate::intake::walk::{self, Candidate, Found};
use crate::intake::{self, Format, Loaded};
use crate::problem::{Code, Problem};
use crate::search::{Index, Writer};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Files handed to the workers at a time, and their bytes.
const CHUNK: usize = 256;
const CHUNK_BYTES: u64 = 256 << 20;
/// Members of an archive unpacked ahead of the workers, and their bytes.
const MEMBERS: usize = 64;
const MEMBER_BYTES: usize = 64 << 20;
/// One transaction of the catalogue: files, bytes of text, time.
const BATCH: usize = 64;
const BATCH_TEXT: usize = 16 << 20;
const BATCH_TIME: Duration = Duration::from_millis(500);
/// One commit of the index: records, time.
const COMMIT: usize = 512;
const COMMIT_TIME: Duration = Duration::from_secs(10);
/// Stack of a worker: deeply nested documents recurse within the limits.
const STACK: usize = 16 << 20;
/// Quarantined files listed in the report; all are in the catalogue.
const LISTED: usize = 1_000;

/// What is to be taken in.
pub struct Job<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// How to read.
    pub options: &'a Options,
    /// Read again what is in quarantine.
    pub retry: bool,
    /// Set from outside to stop after the files at hand.
    pub stop: &'a AtomicBool,
    /// Called by workers as things happen.
    pub progress: &'a (dyn Fn(Step<'_>) + Sync),
}

/// What just happened.
#[derive(Debug)]
pub enum Step<'a> {
    /// This many more files were found.
    Found(u64),
    /// A file or member is done.
    Done,
    /// A file or member went to quarantine.
    Quarantined(&'a str, &'a Problem),
}

/// The outcome of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// What became of the files.
    #[serde(flatten)]
    pub balance: Balance,
    /// Symbolic links, pipes and devices: not counted as seen.
    pub passed_over: u64,
    /// Stopped before the end; the next run goes on.
    pub interrupted: bool,
    /// What went to quarantine (the first thousand).
    pub quarantine: Vec<Rejected>,
}

/// A file that went to quarantine.
#[derive(Debug, Clone, Serialize)]
pub struct Rejected {
    /// Where it was seen.
    pub path: String,
    /// Stable name of the reason.
    pub code: Code,
    /// The reason in Chinese.
    pub message: String,
}

/// From the workers to the writer.
enum Event {
    New { item: Box<Item>, modified: i64 },
    Duplicate { path: String, sha256: String, bytes: u64, modified: i64 },
    DuplicateMembers(u64),
    Quarantine { path: String, content: Option<(String, u64)>, modified: i64, problem: Problem },
    Archive { path: String, bytes: u64, modified: i64, members: u64 },
}

impl Writable {
    /// Takes in what a job names.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the library itself cannot be written; a file that
    /// fails is no error but in quarantine.
    pub fn ingest(&mut self, job: &Job<'_>) -> Result<Report, Problem> {
        let run = self.catalogue.begin_run()?;
        let pool = rayon::ThreadPoolBuilder::new()
            .stack_size(STACK)
            .build()
            .map_err(|e| Problem::new(Code::Internal, format!("无法启动线程（{e}）"), ""))?;
        let (sender, receiver) = sync_channel(BATCH);
        let worker = Worker {
            job,
            store: &self.store,
            known: Mutex::new(Catalogue::open_read_only(&self.folder)?),
            claimed: Mutex::new(HashSet::new()),
            events: sender,
            broken: AtomicBool::new(false),
        };
        let (catalogue, index, folder) = (&mut self.catalogue, &self.index, &self.folder);
        let (mut report, written) = std::thread::scope(|scope| {
            let writer = scope.spawn(move || write(catalogue, index, &receiver, run));
            let report = pool.install(|| worker.walk(folder));
            drop(worker);
            let written = writer.join().unwrap_or_else(|_| {
                Err(Problem::new(Code::Internal, "写入资料库时程序内部出错", "请报告给开发者"))
            });
            (report, written)
        });
        let (balance, quarantine) = written?;
        report.balance = balance;
        report.quarantine = quarantine;
        self.catalogue.end_run(run)?;
        Ok(report)
    }
}

struct Worker<'a> {
    job: &'a Job<'a>,
    store: &'a Store,
    known: Mutex<Catalogue>,
    /// Contents somebody is reading in this run.
    claimed: Mutex<HashSet<String>>,
    events: SyncSender<Event>,
    /// The writer has gone.
    broken: AtomicBool,
}

/// Where in an archive a member stands.
struct Nest<'a> {
    ancestors: Vec<String>,
    allowance: &'a Allowance,
    /// Members that were dealt with.
    members: &'a AtomicU64,
    /// Members that could not be had.
    lost: &'a AtomicBool,
}

impl Worker<'_> {
    fn stopped(&self) -> bool {
        self.job.stop.load(Ordering::Relaxed) || self.broken.load(Ordering::Relaxed)
    }

    fn walk(&self, library: &Path) -> Report {
        let mut report = Report::default();
        let mut chunk = Vec::new();
        let mut bytes = 0;
        for found in walk::walk(self.job.paths, library) {
            if self.stopped() {
                break;
            }
            match found {
                Found::File(candidate) => {
                    bytes += candidate.bytes;
                    chunk.push(candidate);
                }
                Found::Unreadable(path, problem) => {
                    self.quarantine(&path, None, 0, problem);
                }
                Found::Passed(_) => report.passed_over += 1,
            }
            if chunk.len() >= CHUNK || bytes >= CHUNK_BYTES {
                self.chunk(std::mem::take(&mut chunk));
                bytes = 0;
            }
        }
        self.chunk(chunk);
        report.interrupted = self.stopped();
        report
    }

    fn chunk(&self, chunk: Vec<Candidate>) {
        (self.job.progress)(Step::Found(chunk.len() as u64));
        chunk.into_par_iter().with_max_len(1).for_each(|candidate| {
            if !self.stopped() {
                self.file(candidate);
            }
        });
    }

    fn file(&self, candidate: Candidate) {
        let Candidate { path, bytes, modified } = candidate;
        if self.is_unchanged(&path, bytes, modified) {
            return;
        }
        let limit = self.job.options.reading.limits.file_bytes;
        if bytes > limit {
            let problem = Problem::new(
                Code::LimitExceeded,
                format!("文件有 {bytes} 字节，超过上限 {limit}；原件未保存"),
                "可用 --max-file-bytes 提高上限",
            );
            return self.quarantine(&path, None, modified, problem);
        }
        match fs::read(&path) {
            Ok(content) => self.content(&path, content, modified, None),
            Err(error) => self.quarantine(&path, None, modified, error.into()),
        }
    }

    /// Whether path, length and time say that the library has the content; then it is told.
    fn is_unchanged(&self, path: &Path, bytes: u64, modified: i64) -> bool {
        let name = path.to_string_lossy();
        let Ok(catalogue) = self.known.lock() else { return false };
        if !self.job.retry
            && let Ok(Some(members)) = catalogue.archive(&name, bytes, modified)
        {
            drop(catalogue);
            self.tell(Event::DuplicateMembers(members));
            return true;
        }
        let Ok(Some(sha256)) = catalogue.seen(&name, bytes, modified) else { return false };
        let known = catalogue.known(&sha256);
        drop(catalogue);
        let settled = self.is_settled(known);
        if settled {
            self.duplicate(path, sha256, bytes, modified);
        }
        settled
    }

    /// Whether a known content need not be read again: it has records, or this
    /// version of the program could not read it and no retry is asked.
    fn is_settled(&self, known: Result<Option<Known>, Problem>) -> bool {
        match known {
            Ok(Some(Known::Kept)) => true,
            Ok(Some(Known::Quarantined(program))) => {
                !self.job.retry && program == env!("CARGO_PKG_VERSION")
            }
            _ => false,
        }
    }

    fn content(&self, path: &Path, bytes: Vec<u8>, modified: i64, nest: Option<&Nest<'_>>) {
        let sha256 = intake::hash(&bytes);
        let format = intake::identify(path, &bytes);
        if let (Ok(Format::Archive), None) = (&format, walk::by_product(path)) {
            let file = Loaded::hashed(path.to_path_buf(), bytes.into(), Format::Archive, sha256);
            return self.archive(&file, modified, nest);
        }
        if let Some(nest) = nest {
            nest.members.fetch_add(1, Ordering::Relaxed);
        }
        let known = self.known.lock().map_or(Ok(None), |catalogue| catalogue.known(&sha256));
        let first = self.claimed.lock().is_ok_and(|mut claimed| claimed.insert(sha256.clone()));
        if !first || self.is_settled(known) {
            return self.duplicate(path, sha256, bytes.len() as u64, modified);
        }
        if let Err(problem) = self.store.put(&sha256, &bytes) {
            return self.quarantine(path, None, modified, problem);
        }
        failpoint("after-original");
        let content = Some((sha256.clone(), bytes.len() as u64));
        if let Some(what) = walk::by_product(path) {
            let problem = Problem::new(Code::NotADocument, format!("不是文档，是{what}"), "");
            return self.quarantine(path, content, modified, problem);
        }
        let read = format.and_then(|format| {
            let file = Loaded::hashed(path.to_path_buf(), bytes.into(), format, sha256);
            read(&file, self.job.options)
        });
        match read {
            Ok(item) => {
                self.tell(Event::New { item: Box::new(item), modified });
                (self.job.progress)(Step::Done);
            }
            Err(problem) => self.quarantine(path, content, modified, problem),
        }
    }

    fn archive(&self, file: &Loaded, modified: i64, above: Option<&Nest<'_>>) {
        let limits = &self.job.options.reading.limits;
        let (allowance, members, lost) =
            (Allowance::new(limits), AtomicU64::new(0), AtomicBool::new(false));
        let mut ancestors = above.map_or(Vec::new(), |nest| nest.ancestors.clone());
        let problem = if ancestors.iter().any(|above| above == file.sha256()) {
            Some("压缩包里装着它自己")
        } else if ancestors.len() >= limits.archive_depth {
            Some("压缩包嵌套层数超过上限")
        } else {
            None
        };
        if let Some(message) = problem {
            let problem = Problem::new(Code::LimitExceeded, message, "请解压后导入");
            return self.whole_archive(file, modified, above, problem);
        }
        ancestors.push(file.sha256().to_owned());
        let nest = Nest {
            ancestors,
            allowance: above.map_or(&allowance, |nest| nest.allowance),
            members: above.map_or(&members, |nest| nest.members),
            lost: above.map_or(&lost, |nest| nest.lost),
        };
        let mut batch = Vec::new();
        let mut bytes = 0;
        let done = archive::expand(file, limits, nest.allowance, &mut |member| {
            if self.stopped() {
                return;
            }
            bytes += member.content.as_ref().map_or(0, Vec::len);
            batch.push(member);
            if batch.len() >= MEMBERS || bytes >= MEMBER_BYTES {
                self.members(std::mem::take(&mut batch), &nest);
                bytes = 0;
            }
        });
        self.members(batch, &nest);
        if let Err(problem) = done {
            self.whole_archive(file, modified, Some(&nest), problem);
        }
        if above.is_none() && !self.stopped() {
            if lost.load(Ordering::Relaxed) {
                // What could not be had is still in the archive: keep it.
                if let Err(problem) = self.store.put(file.sha256(), &file.bytes) {
                    self.quarantine(&file.path, None, modified, problem);
                }
            } else {
                self.tell(Event::Archive {
                    path: file.path.to_string_lossy().into_owned(),
                    bytes: file.bytes.len() as u64,
                    modified,
                    members: members.load(Ordering::Relaxed),
                });
            }
        }
    }

    /// An archive that goes to quarantine as one file, with its original.
    fn whole_archive(
        &self,
        file: &Loaded,
        modified: i64,
        nest: Option<&Nest<'_>>,
        problem: Problem,
    ) {
        if let Some(nest) = nest {
            nest.members.fetch_add(1, Ordering::Relaxed);
        }
        let bytes = file.bytes.len() as u64;
        match self.store.put(file.sha256(), &file.bytes) {
            Ok(()) => {
                let content = Some((file.sha256().to_owned(), bytes));
                self.quarantine(&file.path, content, modified, problem);
            }
            Err(problem) => self.quarantine(&file.path, None, modified, problem),
        }
    }

    fn members(&self, batch: Vec<Member>, nest: &Nest<'_>) {
        batch.into_par_iter().with_max_len(1).for_each(|member| {
            if self.stopped() {
                return;
            }
            match member.content {
                Ok(bytes) => self.content(&member.path, bytes, 0, Some(nest)),
                Err(problem) => {
                    nest.members.fetch_add(1, Ordering::Relaxed);
                    nest.lost.store(true, Ordering::Relaxed);
                    self.quarantine(&member.path, None, 0, problem);
                }
            }
        });
    }

    fn duplicate(&self, path: &Path, sha256: String, bytes: u64, modified: i64) {
        let path = path.to_string_lossy().into_owned();
        self.tell(Event::Duplicate { path, sha256, bytes, modified });
        (self.job.progress)(Step::Done);
    }

    fn quarantine(
        &self,
        path: &Path,
        content: Option<(String, u64)>,
        modified: i64,
        problem: Problem,
    ) {
        let path = path.to_string_lossy().into_owned();
        (self.job.progress)(Step::Quarantined(&path, &problem));
        self.tell(Event::Quarantine { path, content, modified, problem });
        (self.job.progress)(Step::Done);
    }

    fn tell(&self, event: Event) {
        if self.events.send(event).is_err() {
            self.broken.store(true, Ordering::Relaxed);
        }
    }
}

/// Reads one file; whatever goes wrong inside stays this file's problem.
fn read(file: &Loaded, options: &Options) -> Result<Item, Problem> {
    let read = catch_unwind(AssertUnwindSafe(|| {
        let (extraction, document) = extract_loaded(file, options)?;
        Ok(Item::of(extraction, &document))
    }));
    read.unwrap_or_else(|_| {
        Err(Problem::new(
            Code::Internal,
            "读取时程序内部出错，此文件未能读出",
            "请把文件和版本号报告给开发者",
        ))
    })
}

/// Writes what the workers found until they are done.
fn write(
    catalogue: &mut Catalogue,
    index: &Index,
    events: &Receiver<Event>,
    run: i64,
) -> Result<(Balance, Vec<Rejected>), Problem> {
    let mut total = Balance::default();
    let mut rejected = Vec::new();
    let mut pending = Pending {
        writer: index.writer()?,
        through: index.through(),
        added: 0,
        since: Instant::now(),
    };
    while let Ok(first) = events.recv() {
        let mut batch = catalogue.batch(run)?;
        let mut entries = Vec::new();
        let (mut taken, mut text) = (0, 0);
        let until = Instant::now() + BATCH_TIME;
        let mut next = Some(first);
        while let Some(event) = next.take() {
            match event {
                Event::New { item, modified } => {
                    text += item.parts.iter().map(|p| p.text.len()).sum::<usize>();
                    entries.extend(batch.keep(&item, modified)?);
                }
                Event::Duplicate { path, sha256, bytes, modified } => {
                    batch.duplicate(&path, &sha256, bytes, modified)?;
                }
                Event::DuplicateMembers(members) => batch.duplicate_members(members),
                Event::Quarantine { path, content, modified, problem } => {
                    let content = content.as_ref().map(|(sha256, bytes)| (sha256.as_str(), *bytes));
                    batch.quarantine(&path, content, modified, &problem)?;
                    if rejected.len() < LISTED {
                        let Problem { code, message, .. } = problem;
                        rejected.push(Rejected { path, code, message });
                    }
                }
                Event::Archive { path, bytes, modified, members } => {
                    batch.archive(&path, bytes, modified, members)?;
                }
            }
            taken += 1;
            if taken < BATCH && text < BATCH_TEXT {
                let left = until.saturating_duration_since(Instant::now());
                next = events.recv_timeout(left).ok();
            }
        }
        let added = batch.commit()?;
        total.seen += added.seen;
        total.new += added.new;
        total.duplicate += added.duplicate;
        total.quarantined += added.quarantined;
        failpoint("after-record");
        for entry in &entries {
            pending.writer.add(entry)?;
            pending.through = entry.id;
            pending.added += 1;
        }
        if pending.added >= COMMIT || pending.since.elapsed() >= COMMIT_TIME {
            pending.commit()?;
        }
    }
    pending.commit()?;
    pending.writer.finish()?;
    Ok((total, rejected))
}

/// What the index was given since its last commit.
struct Pending {
    writer: Writer,
    through: u64,
    added: usize,
    since: Instant,
}

impl Pending {
    fn commit(&mut self) -> Result<(), Problem> {
        if self.added > 0 {
            self.writer.commit(self.through)?;
            failpoint("after-index");
        }
        self.added = 0;
        self.since = Instant::now();
        Ok(())
    }
}
