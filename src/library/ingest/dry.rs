//! A run that only looks: what would be new, what is there already, what cannot be had. No
//! document is read, so what would fail in reading still counts as new.

use super::take::Taking;
use super::write::Event;
use super::{Fate, Job, Outcome, Report, Step};
use crate::intake::walk;
use crate::library::catalogue::{Catalogue, Known};
use crate::library::store::Store;
use crate::problem::{Code, Problem};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};

/// Looks what a job would bring to a library, which need not exist yet.
///
/// # Errors
///
/// [`Code::Library`] when there is a library and it cannot be read.
pub fn dry_run(folder: &Path, job: &Job<'_>) -> Result<Report, Problem> {
    let paths: Vec<PathBuf> = job.paths.iter().map(|path| walk::tidy(path)).collect();
    let job = &Job { paths: &paths, ..*job };
    let open = || -> Result<Option<Catalogue>, Problem> {
        Catalogue::exists(folder).then(|| Catalogue::open_read_only(folder)).transpose()
    };
    let (known, own) = (open()?, open()?);
    let store = Store::at(folder);
    let (sender, receiver) = sync_channel(256);
    let taking = Taking::new(job, own.is_some().then_some(&store), known, true, sender);
    let pool = rayon::ThreadPoolBuilder::new()
        .stack_size(super::STACK)
        .build()
        .map_err(|e| Problem::new(Code::Internal, format!("无法启动线程（{e}）"), ""))?;
    let (walked, report) = std::thread::scope(|scope| {
        let counter = scope.spawn(move || count(&receiver, own.as_ref(), job));
        let walked = pool.install(|| taking.walk(folder));
        drop(taking);
        let failed = |_| Err(Problem::new(Code::Internal, "统计时程序内部出错", "请报告给开发者"));
        (walked, counter.join().unwrap_or_else(failed))
    });
    let mut report = report?;
    report.passed_over = walked.passed_over;
    report.passed = walked.passed;
    report.interrupted = walked.interrupted;
    Ok(report)
}

fn count(
    events: &Receiver<Event>,
    catalogue: Option<&Catalogue>,
    job: &Job<'_>,
) -> Result<Report, Problem> {
    let mut report = Report::default();
    let mut fates: HashMap<String, Fate> = HashMap::new();
    let mut tell = |path: String, fate: Fate, sha256: Option<String>, bytes, problem| {
        let b = &mut report.balance;
        b.seen += 1;
        *match fate {
            Fate::New => &mut b.new,
            Fate::Quarantined => &mut b.quarantined,
            _ => &mut b.duplicate,
        } += 1;
        (job.progress)(Step::Done(&Outcome { path, fate, sha256, bytes, problem }));
    };
    while let Ok(event) = events.recv() {
        match event {
            Event::Unread { name, sha256, bytes } => {
                fates.insert(sha256.clone(), Fate::Duplicate);
                tell(name.shown, Fate::New, Some(sha256), bytes, None);
            }
            Event::Again { name, sha256, bytes, .. } => {
                let known = catalogue.map_or(Ok(None), |catalogue| catalogue.known(&sha256))?;
                let fate = match known {
                    Some(Known::Quarantined { .. }) => Fate::Quarantined,
                    _ => fates.get(&sha256).copied().unwrap_or(Fate::Duplicate),
                };
                tell(name.shown, fate, Some(sha256), bytes, None);
            }
            Event::CarriedAgain { carrier } => {
                let members = match catalogue {
                    Some(catalogue) => catalogue.carried_by(&carrier)?,
                    None => Vec::new(),
                };
                for (sha256, bytes) in members {
                    let bad = match (&sha256, catalogue) {
                        (Some(sha256), Some(catalogue)) => {
                            matches!(catalogue.known(sha256)?, Some(Known::Quarantined { .. }))
                        }
                        _ => true,
                    };
                    let fate = if bad { Fate::Quarantined } else { Fate::Duplicate };
                    tell(carrier.clone(), fate, sha256, bytes, None);
                }
            }
            Event::Quarantine { name, content, claimed, problem, .. } => {
                if let Some(claimed) = claimed {
                    fates.insert(claimed, Fate::Quarantined);
                }
                let (sha256, bytes) =
                    content.map_or((None, 0), |(sha256, bytes)| (Some(sha256), bytes));
                tell(name.shown, Fate::Quarantined, sha256, bytes, Some(problem));
            }
            Event::New { .. }
            | Event::Archive { .. }
            | Event::Renewed { .. }
            | Event::Kept { .. } => {}
        }
    }
    Ok(report)
}
