//! Files, folders and archives into the library, on all cores, with bounded memory. Threads
//! take in (`take`), readers read ([`super::reader`], `super::crew`), one thread writes
//! ([`write`]), in the order original, record, index.

mod again;
mod count;
mod dry;
mod take;
mod write;

use super::crew::Crew;
use super::item::Item;
use super::reader::{self, Request};
use super::{Catalogue, Writable};
use crate::extract::Options;
use crate::intake::names::Name;
use crate::intake::walk;
use crate::intake::{self, Loaded};
use crate::problem::{Code, Problem};
pub use again::Again;
pub use dry::dry_run;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
pub use take::Kept;
use take::{Taking, Walked};

use super::catalogue::Balance;

/// Stack of a thread that takes in: deeply nested documents recurse within the limits.
const STACK: usize = 16 << 20;
/// Threads beside the readers: they hash, pack and unpack while others wait for an answer.
const MORE: usize = 2;

/// Who reads.
#[derive(Debug, Clone, Copy)]
pub enum Readers<'a> {
    /// The threads of this process.
    Here,
    /// Processes of their own.
    Apart(&'a Crew),
}

/// What is to be taken in.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// Names that are passed over: `*` and `?` stand for anything; a name without `/` is
    /// looked for in every step of a path.
    pub exclude: &'a [String],
    /// How to read.
    pub options: &'a Options,
    /// Passwords to try on files and members of archives.
    pub passwords: &'a [String],
    /// Who reads.
    pub readers: Readers<'a>,
    /// Read again what is in quarantine.
    pub retry: bool,
    /// Set from outside to stop after the files at hand.
    pub stop: &'a AtomicBool,
    /// Called as things happen, by any thread.
    pub progress: &'a (dyn Fn(Step<'_>) + Sync),
}

/// What just happened.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// So many files, and their bytes, are known to be there; the flag says that these are all.
    Counted {
        /// Files, without members of archives.
        files: u64,
        /// Their bytes.
        bytes: u64,
        /// The count has ended.
        all: bool,
    },
    /// So many members of archives, or files packed in documents, come on top.
    More(u64),
    /// A file is at hand.
    Begun(&'a str),
    /// A file or member is done.
    Done(&'a Outcome),
    /// Something is no document.
    Passed(&'a PassedOver),
}

/// What is no document and was not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// Its name.
    pub path: String,
    /// Why, in Chinese.
    pub why: &'static str,
}

/// What became of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The name.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
    /// Hash of its content, if it could be had.
    pub sha256: Option<String>,
    /// Its length.
    pub bytes: u64,
    /// Why it is in quarantine, or what of it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What became of a name, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Kept now.
    New,
    /// The library had the content already.
    Duplicate,
    /// In quarantine.
    Quarantined,
    /// Read again, with other values than before.
    Changed,
    /// Read again, and nothing is other.
    Unchanged,
}

impl Fate {
    /// The word for people.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::New => "新增",
            Self::Duplicate => "重复",
            Self::Quarantined => "隔离",
            Self::Changed => "已更新",
            Self::Unchanged => "无变化",
        }
    }
}

/// The outcome of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// What became of the files in this run.
    #[serde(flatten)]
    pub balance: Balance,
    /// Symbolic links, pipes and devices, and what was excluded: not counted as seen.
    pub passed_over: u64,
    /// The first thousand of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<PassedOver>,
    /// Stopped before the end; the next run goes on.
    pub interrupted: bool,
    /// All names that the library knows below the paths of the run, and what became of them.
    pub folder: Balance,
    /// All names of the library.
    pub library: Balance,
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
    /// What helps.
    pub hint: String,
}

/// A file that is to be read.
pub(super) struct File {
    /// The name under which it was found.
    pub name: PathBuf,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their hash.
    pub sha256: String,
}

impl Readers<'_> {
    /// Threads for taking in.
    fn threads(self) -> usize {
        match self {
            Self::Here => std::thread::available_parallelism().map_or(2, usize::from),
            Self::Apart(crew) => crew.count() + MORE,
        }
    }

    /// Reads a file that lies in the store as `original`.
    pub(super) fn read(
        self,
        file: File,
        original: PathBuf,
        options: &Options,
        passwords: &[String],
    ) -> Result<Item, Problem> {
        let File { name, bytes, sha256 } = file;
        match self {
            Self::Here => {
                let format = intake::identify(&name, &bytes)?;
                let file = Loaded::hashed(name, bytes.into(), format, sha256);
                reader::read(&file, options, passwords)
            }
            // Who reads it tells its format.
            Self::Apart(crew) => crew.read(&Request {
                path: original,
                name,
                sha256: Some(sha256),
                passwords: passwords.to_vec(),
            }),
        }
    }
}

impl Writable {
    /// Takes in what a job names.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the library itself cannot be written; a file that
    /// fails is no error but in quarantine.
    pub fn ingest(&mut self, job: &Job<'_>) -> Result<Report, Problem> {
        let paths: Vec<PathBuf> = job.paths.iter().map(|path| walk::tidy(path)).collect();
        let job = &Job { paths: &paths, ..*job };
        let below: Vec<String> = job.paths.iter().map(|path| below(path)).collect();
        let counted = AtomicBool::new(false);
        let folder = self.folder.clone();
        self.run(job, &below, &|taking| {
            std::thread::scope(|scope| {
                scope.spawn(|| count::count(job, &folder, &counted));
                let walked = taking.walk(&folder);
                counted.store(true, Ordering::Relaxed);
                walked
            })
        })
    }

    /// One run of the journal: `work` takes in on the threads, one thread writes.
    fn run<'a>(
        &'a mut self,
        job: &'a Job<'a>,
        below: &[String],
        work: &(dyn Fn(&Taking<'_>) -> Walked + Sync),
    ) -> Result<Report, Problem> {
        let run = self.catalogue.begin_run(below)?;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(job.readers.threads())
            .stack_size(STACK)
            .thread_name(|n| format!("take-{n}"))
            .build()
            .map_err(|e| Problem::new(Code::Internal, format!("无法启动线程（{e}）"), ""))?;
        let known = Catalogue::open_read_only(&self.folder)?;
        let (sender, receiver) = sync_channel(write::WAITING);
        let (catalogue, index, store) = (&mut self.catalogue, &self.index, &self.store);
        let taking = Taking::new(job, Some(store), Some(known), false, sender);
        let edition = job.options.edition();
        let (walked, written) = std::thread::scope(|scope| {
            let edition = &edition;
            let writer = scope.spawn(move || {
                write::write(catalogue, index, store, &receiver, run, edition, job.progress)
            });
            let walked = pool.install(|| work(&taking));
            drop(taking);
            let written = writer.join().unwrap_or_else(|_| {
                Err(Problem::new(Code::Internal, "写入资料库时程序内部出错", "请报告给开发者"))
            });
            (walked, written)
        });
        let written = written?;
        let mut report = Report {
            balance: written.balance,
            quarantine: written.rejected,
            passed_over: walked.passed_over,
            passed: walked.passed,
            interrupted: walked.interrupted,
            ..Report::default()
        };
        self.catalogue.end_run(run, report.interrupted)?;
        if let Some(problem) = walked.failed {
            return Err(problem);
        }
        report.folder = self.catalogue.balance(Some(below))?;
        report.library = self.catalogue.balance(None)?;
        self.catalogue.settle();
        Ok(report)
    }
}

/// The name under which everything below a path stands in the catalogue.
pub(in crate::library) fn below(path: &std::path::Path) -> String {
    let shown = Name::of_path(path).shown;
    let trimmed = shown.trim_end_matches('/');
    if trimmed.is_empty() { shown } else { trimmed.to_owned() }
}
