//! Taking in: what lies under each name is looked at, kept and read; archives and files
//! packed in documents are opened. All threads do this side by side.

use super::write::Event;
use super::{File, Job, PassedOver, Step};
use crate::intake::archive::{self, Allowance, Member, Terms};
use crate::intake::names::Name;
use crate::intake::walk::{self, Candidate, Found};
use crate::intake::{self, Format, Loaded};
use crate::library::catalogue::{Catalogue, Known};
use crate::library::failpoint::failpoint;
use crate::library::item::{Attached, Item};
use crate::library::sealed::{Sealed, differences};
use crate::library::sidecar::{self, Seen};
use crate::library::store::Store;
use crate::problem::{Code, Problem};
use crate::record::Record;
use rayon::prelude::*;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;

/// Files handed to the threads at a time, and their bytes.
const CHUNK: usize = 256;
const CHUNK_BYTES: u64 = 256 << 20;
/// Members of an archive unpacked ahead of the readers, and their bytes.
const MEMBERS: usize = 64;
const MEMBER_BYTES: usize = 64 << 20;

/// Names told of what was passed over; the report file has all.
const MOST_TOLD: usize = 1000;

/// What walking came upon beside files.
#[derive(Debug, Default)]
pub struct Walked {
    /// No files, or excluded: how many.
    pub passed_over: u64,
    /// The first of them.
    pub passed: Vec<PassedOver>,
    /// Stopped before the end.
    pub interrupted: bool,
    /// The library cannot take any more.
    pub failed: Option<Problem>,
}

/// The state of one run of taking in.
pub struct Taking<'a> {
    job: &'a Job<'a>,
    /// Where originals are kept, if there is a library already.
    store: Option<&'a Store>,
    /// Only look: nothing is kept or read.
    dry: bool,
    known: Option<Mutex<Catalogue>>,
    /// Contents somebody is reading in this run.
    claimed: Mutex<HashSet<String>>,
    events: SyncSender<Event>,
    /// The writer has gone, or nothing more can be written.
    broken: AtomicBool,
    /// Why nothing more can be written.
    failed: Mutex<Option<Problem>>,
}

/// Where in an archive, or in a document that carries files, something stands.
struct Nest<'a> {
    /// Name of the outermost carrier.
    carrier: &'a str,
    ancestors: Vec<String>,
    allowance: &'a Allowance,
    /// Members that were dealt with.
    members: &'a AtomicU64,
    /// Members that could not be had.
    lost: &'a Lost,
}

/// Members that could not be had: how many, and why the first of them.
#[derive(Default)]
struct Lost(Mutex<(u64, Option<Problem>)>);

impl Lost {
    fn add(&self, problem: &Problem) {
        if let Ok(mut lost) = self.0.lock() {
            lost.0 += 1;
            // A password opens what nothing else does: that reason decides about the next try.
            let locked =
                |problem: &Problem| matches!(problem.code, Code::Encrypted | Code::WrongPassword);
            if lost.1.as_ref().is_none_or(|first| !locked(first) && locked(problem)) {
                lost.1 = Some(problem.clone());
            }
        }
    }

    /// Why the carrier is kept as a whole.
    fn problem(&self) -> Option<Problem> {
        let lost = self.0.lock().ok()?;
        let first = lost.1.as_ref()?;
        let message = format!(
            "压缩包有 {} 个成员未能取出（原因见各成员，首先是：{}），压缩包已整体保存",
            lost.0, first.message
        );
        Some(Problem::new(first.code, message, first.hint.clone()))
    }
}

/// One thing that was found, with what is known of it from outside.
struct Thing<'a> {
    name: Name,
    /// Its path, whose extension may tell the format.
    path: PathBuf,
    modified: i64,
    nest: Option<&'a Nest<'a>>,
    /// The outermost archive or document in which it lies.
    carrier: Option<String>,
}

impl Thing<'_> {
    /// A file on disk.
    fn on_disk(path: PathBuf, modified: i64) -> Self {
        Self { name: Name::of_path(&path), path, modified, nest: None, carrier: None }
    }
}

/// Something that the library has and that is to be read once more.
#[derive(Debug, Clone)]
pub struct Kept {
    /// A name of it.
    pub name: Name,
    /// The outermost archive or document in which it lies.
    pub carrier: Option<String>,
    /// Its content, if it is kept.
    pub sha256: Option<String>,
    /// Last change, nanoseconds since 1970.
    pub modified: i64,
}

impl<'a> Taking<'a> {
    pub fn new(
        job: &'a Job<'a>,
        store: Option<&'a Store>,
        known: Option<Catalogue>,
        dry: bool,
        events: SyncSender<Event>,
    ) -> Self {
        let (known, claimed) = (known.map(Mutex::new), Mutex::new(HashSet::new()));
        let (broken, failed) = (AtomicBool::new(false), Mutex::new(None));
        Self { job, store, dry, known, claimed, events, broken, failed }
    }

    fn stopped(&self) -> bool {
        self.job.stop.load(Ordering::Relaxed) || self.broken.load(Ordering::Relaxed)
    }

    /// Takes in everything that the job names.
    pub fn walk(&self, library: &Path) -> Walked {
        let mut walked = Walked::default();
        let mut chunk = Vec::new();
        let mut bytes = 0;
        for found in walk::walk(self.job.paths, library, self.job.exclude) {
            if self.stopped() {
                break;
            }
            match found {
                Found::File(candidate) => {
                    bytes += candidate.bytes;
                    chunk.push(candidate);
                }
                Found::Unreadable(path, problem) => {
                    self.quarantine(&Thing::on_disk(path, 0), None, problem);
                }
                Found::Passed(path, why) => {
                    let passed =
                        PassedOver { path: Name::of_path(&path).shown, why: why.chinese() };
                    (self.job.progress)(Step::Passed(&passed));
                    walked.passed_over += 1;
                    if walked.passed.len() < MOST_TOLD {
                        walked.passed.push(passed);
                    }
                }
            }
            if chunk.len() >= CHUNK || bytes >= CHUNK_BYTES {
                self.chunk(std::mem::take(&mut chunk));
                bytes = 0;
            }
        }
        self.chunk(chunk);
        self.done(walked)
    }

    /// What was walked, with what stopped it.
    pub fn done(&self, walked: Walked) -> Walked {
        let failed = self.failed.lock().ok().and_then(|mut failed| failed.take());
        Walked { interrupted: self.stopped(), failed, ..walked }
    }

    /// Takes in once more what is in quarantine: from the library itself, or from the disk
    /// where it has no bytes of it.
    pub fn retry(&self, things: Vec<Kept>) {
        things.into_par_iter().with_max_len(1).for_each(|kept| {
            if self.stopped() {
                return;
            }
            (self.job.progress)(Step::Begun(&kept.name.shown));
            let path = kept.name.path();
            let Kept { name, carrier, sha256, modified } = kept;
            let bytes = sha256.and_then(|sha256| self.store?.get(&sha256).ok());
            match bytes {
                Some(bytes) => {
                    self.content(Thing { name, path, modified, nest: None, carrier }, bytes);
                }
                None if carrier.is_none() => {
                    let known = fs::metadata(&path).ok().filter(fs::Metadata::is_file);
                    if let Some(meta) = known {
                        self.file(Candidate::of(path, &meta));
                    }
                }
                None => {}
            }
        });
    }

    /// Reads once more what has records already. The old ones stay until the new are in.
    pub fn reread(&self, things: Vec<Kept>) {
        things.into_par_iter().with_max_len(1).for_each(|kept| {
            if self.stopped() {
                return;
            }
            (self.job.progress)(Step::Begun(&kept.name.shown));
            let (Some(store), Some(sha256)) = (self.store, &kept.sha256) else { return };
            let item = store.get(sha256).and_then(|bytes| {
                let name = PathBuf::from(&kept.name.shown);
                let original = store.path(sha256).unwrap_or_default();
                let file = File { name, bytes, sha256: sha256.clone() };
                self.job.readers.read(file, original, self.job.options, self.job.passwords)
            });
            match item.and_then(|item| self.renewed(&kept, sha256, item)) {
                Ok(event) => self.tell(event),
                Err(problem) => {
                    let name = kept.name;
                    self.tell(Event::Kept { name, sha256: sha256.clone(), problem: Some(problem) });
                }
            }
        });
    }

    /// A new reading beside the old one.
    fn renewed(&self, kept: &Kept, sha256: &str, mut item: Item) -> Result<Event, Problem> {
        item.source.path.clone_from(&kept.name.shown);
        let thing = Thing {
            name: kept.name.clone(),
            path: PathBuf::from(&kept.name.shown),
            modified: kept.modified,
            nest: None,
            carrier: kept.carrier.clone(),
        };
        self.attached(&thing, sha256, std::mem::take(&mut item.attachments));
        let (Some(known), Some(store)) = (&self.known, self.store) else {
            return Err(Problem::new(Code::Internal, "没有资料库", ""));
        };
        let locked = || Problem::new(Code::Internal, "资料库目录被占用", "请再试一次");
        let catalogue = known.lock().map_err(|_| locked())?;
        let old = catalogue.records_of(sha256)?;
        let before = match catalogue.known(sha256)? {
            Some(Known::Kept(edition)) => edition,
            _ => Default::default(),
        };
        let names = match store.told(sha256) {
            Ok(told) => told.names,
            Err(_) => catalogue.names_of(sha256)?.iter().map(|n| Seen::now(n, 0, None)).collect(),
        };
        drop(catalogue);
        let texts = old.iter().map(|stored| stored.text.as_str());
        let same_text = texts.eq(item.parts.iter().map(|part| part.text.as_str()));
        let old: Vec<Record> = old.iter().map(|stored| stored.record.clone()).collect();
        let new: Vec<Record> = item.parts.iter().map(|part| part.record.clone()).collect();
        let pointers = differences(&old, &new);
        let (mut sealed, frames) = Sealed::of(item, &names);
        store.put_sidecar(sha256, &frames)?;
        if !pointers.is_empty() || !same_text {
            let told = serde_json::to_string(&pointers).unwrap_or_default();
            sealed.changed = Some((before, told));
        }
        Ok(Event::Renewed {
            name: kept.name.clone(),
            modified: kept.modified,
            sealed: Box::new(sealed),
        })
    }

    fn chunk(&self, chunk: Vec<Candidate>) {
        chunk.into_par_iter().with_max_len(1).for_each(|candidate| {
            if !self.stopped() {
                self.file(candidate);
            }
        });
    }

    fn file(&self, candidate: Candidate) {
        let Candidate { path, bytes, modified } = candidate;
        let thing = Thing::on_disk(path, modified);
        if self.is_unchanged(&thing, bytes) {
            return;
        }
        (self.job.progress)(Step::Begun(&thing.name.shown));
        let limit = self.job.options.reading.limits.file_bytes;
        if bytes > limit {
            let problem = Problem::new(
                Code::LimitExceeded,
                format!("文件有 {bytes} 字节，超过上限 {limit}；原件未保存"),
                "可用 --max-file-bytes 提高上限",
            );
            return self.quarantine(&thing, None, problem);
        }
        match fs::read(&thing.path) {
            Ok(content) => self.content(thing, content),
            Err(error) => self.quarantine(&thing, None, error.into()),
        }
    }

    /// Whether name, length and time say that the library has the content, and it is still
    /// there; then it is told.
    fn is_unchanged(&self, thing: &Thing<'_>, bytes: u64) -> bool {
        let Some(known) = &self.known else { return false };
        let Ok(catalogue) = known.lock() else { return false };
        let (name, modified) = (&thing.name, thing.modified);
        let sound = |members: &[(Option<String>, u64)]| {
            members.iter().all(|(sha256, bytes)| {
                let Some(sha256) = sha256 else { return false };
                self.is_there(sha256, *bytes) && self.is_settled(catalogue.known(sha256))
            })
        };
        if let Ok(Some(members)) = catalogue.carried(name, bytes, modified)
            // One without any was not counted by earlier versions.
            && !members.is_empty()
            && sound(&members)
        {
            drop(catalogue);
            self.tell(Event::CarriedAgain { carrier: name.shown.clone() });
            return true;
        }
        let Ok(Some(sha256)) = catalogue.seen(name, bytes, modified) else { return false };
        let members = catalogue.carried_by(&name.shown).unwrap_or_default();
        let settled = self.is_there(&sha256, bytes)
            && self.is_settled(catalogue.known(&sha256))
            && sound(&members);
        drop(catalogue);
        if settled {
            self.again(thing, sha256, bytes);
            if !members.is_empty() {
                self.tell(Event::CarriedAgain { carrier: name.shown.clone() });
            }
        }
        settled
    }

    fn is_there(&self, sha256: &str, bytes: u64) -> bool {
        self.store.is_none_or(|store| store.has(sha256, bytes))
    }

    /// Whether a known content need not be read again: it has records, or this
    /// version of the program could not read it and nothing is other than then.
    fn is_settled(&self, known: Result<Option<Known>, Problem>) -> bool {
        match known {
            Ok(Some(Known::Kept(_))) => true,
            Ok(Some(Known::Quarantined { code, program })) => {
                let locked = matches!(code.as_str(), "encrypted" | "wrong-password");
                let retry = self.job.retry || locked && !self.job.passwords.is_empty();
                !retry && program == self.job.options.edition().program
            }
            _ => false,
        }
    }

    fn content(&self, thing: Thing<'_>, bytes: Vec<u8>) {
        let sha256 = intake::hash(&bytes);
        if Format::is_archive(&bytes, &thing.path) && walk::by_product(&thing.path).is_none() {
            let file = Loaded::hashed(thing.path.clone(), bytes.into(), Format::Archive, sha256);
            return self.archive(thing, &file);
        }
        if let Some(nest) = thing.nest {
            nest.members.fetch_add(1, Ordering::Relaxed);
        }
        let length = bytes.len() as u64;
        let known = match &self.known {
            Some(known) => known.lock().map_or(Ok(None), |catalogue| catalogue.known(&sha256)),
            None => Ok(None),
        };
        let first = self.claimed.lock().is_ok_and(|mut claimed| claimed.insert(sha256.clone()));
        if !first {
            return self.again(&thing, sha256, length);
        }
        if self.is_settled(known) {
            if let Some(store) = self.store.filter(|_| !self.dry)
                && !store.has(&sha256, length)
                && let Err(problem) = store.put(&sha256, &bytes)
            {
                return self.unsaved(&thing, sha256, problem);
            }
            return self.again(&thing, sha256, length);
        }
        let Some(store) = self.store.filter(|_| !self.dry) else {
            return self.tell(Event::Unread { name: thing.name, sha256, bytes: length });
        };
        if let Err(problem) = store.put(&sha256, &bytes) {
            return self.unsaved(&thing, sha256, problem);
        }
        failpoint("after-original");
        if let Some(what) = walk::by_product(&thing.path) {
            let problem = Problem::new(Code::NotADocument, format!("不是文档，是{what}"), "");
            return self.quarantine(&thing, Some((sha256, length)), problem);
        }
        let original = store.path(&sha256).unwrap_or_default();
        // A name that is no UTF-8 cannot go over the wire; what is shown of it can.
        let shown = PathBuf::from(&thing.name.shown);
        let name = if thing.name.raw.is_empty() { thing.path.clone() } else { shown };
        let file = File { name, bytes, sha256: sha256.clone() };
        let Job { options, passwords, readers, .. } = self.job;
        match readers.read(file, original, options, passwords) {
            Ok(mut item) => {
                item.source.path = thing.name.shown.clone();
                // What it carries comes first: a run that is cut off between them reads it again.
                self.attached(&thing, &sha256, std::mem::take(&mut item.attachments));
                if self.stopped() {
                    return;
                }
                let (sealed, frames) = Sealed::of(item, &names(store, &sha256, &thing));
                if let Err(problem) = store.put_sidecar(&sha256, &frames) {
                    return self.unsaved(&thing, sha256, problem);
                }
                failpoint("after-sidecar");
                let Thing { name, carrier, modified, .. } = thing;
                self.tell(Event::New { name, carrier, modified, sealed: Box::new(sealed) });
            }
            Err(problem) => self.quarantine(&thing, Some((sha256, length)), problem),
        }
    }

    /// Files that a document carries, taken in under its name.
    fn attached(&self, thing: &Thing<'_>, sha256: &str, attachments: Vec<Attached>) {
        if attachments.is_empty() {
            return;
        }
        let limits = &self.job.options.reading.limits;
        let mut ancestors = thing.nest.map_or(Vec::new(), |nest| nest.ancestors.clone());
        if ancestors.len() >= limits.archive_depth || ancestors.iter().any(|a| a == sha256) {
            let problem =
                Problem::new(Code::LimitExceeded, "内嵌文件的层数超过上限", "请另存后导入");
            let name =
                Name::plain(format!("{}/内嵌的{}个文件", thing.name.shown, attachments.len()));
            let path = thing.path.join("内嵌文件");
            let carrier = thing.carrier.clone().or(Some(thing.name.shown.clone()));
            let inner = Thing { name, path, modified: 0, nest: thing.nest, carrier };
            return self.quarantine(&inner, None, problem);
        }
        ancestors.push(sha256.to_owned());
        let (allowance, members, lost) =
            (Allowance::new(limits), AtomicU64::new(0), Lost::default());
        let above = thing.nest;
        let nest = Nest {
            carrier: above.map_or(thing.name.shown.as_str(), |nest| nest.carrier),
            ancestors,
            allowance: above.map_or(&allowance, |nest| nest.allowance),
            members: above.map_or(&members, |nest| nest.members),
            lost: above.map_or(&lost, |nest| nest.lost),
        };
        (self.job.progress)(Step::More(attachments.len() as u64));
        let members = archive::carried(
            Path::new(&thing.name.shown),
            attachments.into_iter().map(|a| (a.name, a.content.unpacked())),
        );
        self.members(members, &nest);
    }

    fn archive(&self, thing: Thing<'_>, file: &Loaded) {
        let limits = &self.job.options.reading.limits;
        let (allowance, members, lost) =
            (Allowance::new(limits), AtomicU64::new(0), Lost::default());
        let above = thing.nest;
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
            return self.whole_archive(&thing, file, above, problem);
        }
        ancestors.push(file.sha256().to_owned());
        let nest = Nest {
            carrier: above.map_or(thing.name.shown.as_str(), |nest| nest.carrier),
            ancestors,
            allowance: above.map_or(&allowance, |nest| nest.allowance),
            members: above.map_or(&members, |nest| nest.members),
            lost: above.map_or(&lost, |nest| nest.lost),
        };
        let mut batch = Vec::new();
        let mut bytes = 0;
        let terms = Terms { limits, allowance: nest.allowance, passwords: self.job.passwords };
        // Members lie under the name that is shown.
        let mut named = file.clone();
        named.path = PathBuf::from(&thing.name.shown);
        let done = archive::expand(&named, terms, &mut |member| {
            if self.stopped() {
                return;
            }
            bytes += member.content.as_ref().map_or(0, Vec::len);
            batch.push(member);
            if batch.len() >= MEMBERS || bytes >= MEMBER_BYTES {
                (self.job.progress)(Step::More(batch.len() as u64));
                self.members(std::mem::take(&mut batch), &nest);
                bytes = 0;
            }
        });
        (self.job.progress)(Step::More(batch.len() as u64));
        self.members(batch, &nest);
        let whole = done.is_err();
        if let Err(problem) = done {
            nest.lost.add(&problem);
            self.whole_archive(&thing, file, Some(&nest), problem);
        }
        if above.is_none() && !self.stopped() {
            match lost.problem() {
                // What could not be had is still in the archive: it is kept, and tried again.
                Some(problem) if !whole => self.whole_archive(&thing, file, None, problem),
                Some(_) => {}
                None => {
                    let (name, modified) = (thing.name.clone(), thing.modified);
                    let bytes = file.bytes.len() as u64;
                    let members = members.load(Ordering::Relaxed);
                    self.tell(Event::Archive { name, bytes, modified, members });
                }
            }
        }
    }

    /// An archive that goes to quarantine as one file, with its original.
    fn whole_archive(
        &self,
        thing: &Thing<'_>,
        file: &Loaded,
        nest: Option<&Nest<'_>>,
        problem: Problem,
    ) {
        if let Some(nest) = nest {
            nest.members.fetch_add(1, Ordering::Relaxed);
        }
        let content = Some((file.sha256().to_owned(), file.bytes.len() as u64));
        let store = self.store.filter(|_| !self.dry);
        match store.map_or(Ok(()), |store| store.put(file.sha256(), &file.bytes)) {
            Ok(()) => self.quarantine(thing, content, problem),
            Err(problem) => self.unsaved(thing, file.sha256().to_owned(), problem),
        }
    }

    fn members(&self, batch: Vec<Member>, nest: &Nest<'_>) {
        batch.into_par_iter().with_max_len(1).for_each(|member| {
            if self.stopped() {
                return;
            }
            let Member { path, modified, content } = member;
            let name = Name::plain(path.to_string_lossy());
            let carrier = Some(nest.carrier.to_owned());
            let thing = Thing { name, path, modified, nest: Some(nest), carrier };
            match content {
                Ok(bytes) => self.content(thing, bytes),
                Err(problem) => {
                    nest.members.fetch_add(1, Ordering::Relaxed);
                    nest.lost.add(&problem);
                    self.quarantine(&thing, None, problem);
                }
            }
        });
    }

    fn again(&self, thing: &Thing<'_>, sha256: String, bytes: u64) {
        let (name, carrier, modified) = (thing.name.clone(), thing.carrier.clone(), thing.modified);
        self.tell(Event::Again { name, carrier, modified, sha256, bytes });
    }

    /// The disk would not take an original: copies of it have the same problem. Where the
    /// library itself can take no more, that ends the run and is no fault of the file.
    fn unsaved(&self, thing: &Thing<'_>, sha256: String, problem: Problem) {
        if problem.code == Code::Library {
            if let Ok(mut failed) = self.failed.lock() {
                failed.get_or_insert(problem);
            }
            return self.broken.store(true, Ordering::Relaxed);
        }
        let (name, carrier, modified) = (thing.name.clone(), thing.carrier.clone(), thing.modified);
        let claimed = Some(sha256);
        self.tell(Event::Quarantine { name, carrier, modified, content: None, claimed, problem });
    }

    fn quarantine(&self, thing: &Thing<'_>, content: Option<(String, u64)>, problem: Problem) {
        let (name, carrier, modified) = (thing.name.clone(), thing.carrier.clone(), thing.modified);
        let store = self.store.filter(|_| !self.dry);
        if let (Some((sha256, bytes)), Some(store)) = (&content, store) {
            let source = crate::extract::Source {
                path: name.shown.clone(),
                sha256: sha256.clone(),
                bytes: *bytes,
                ..Default::default()
            };
            let edition = self.job.options.edition();
            let names = names(store, sha256, thing);
            let frames = sidecar::of_quarantined(source, &edition, &problem, &names);
            if let Err(unsaved) = store.put_sidecar(sha256, &frames) {
                return self.unsaved(thing, sha256.clone(), unsaved);
            }
        }
        let claimed = content.as_ref().map(|(sha256, _)| sha256.clone());
        self.tell(Event::Quarantine { name, carrier, modified, content, claimed, problem });
    }

    fn tell(&self, event: Event) {
        if self.events.send(event).is_err() {
            self.broken.store(true, Ordering::Relaxed);
        }
    }
}

/// The names of a content, with one more: those that stand beside it stay when it is written
/// of again.
fn names(store: &Store, sha256: &str, thing: &Thing<'_>) -> Vec<Seen> {
    let mut names = store.told(sha256).map(|told| told.names).unwrap_or_default();
    if !names.iter().any(|seen| seen.name() == thing.name) {
        names.push(Seen::now(&thing.name, thing.modified, thing.carrier.as_deref()));
    }
    names
}
