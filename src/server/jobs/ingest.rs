//! Into the library, and its own affairs: one of them at a time.

use super::live::Live;
use super::reports;
use crate::library::{
    self, Again, Balance, Crew, Fate, Job, Plan, Readers, Report, Step, Writable,
};
use crate::problem::Problem;
use crate::report::run::Row;
use crate::server::app::App;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Takes in what lies at some paths; gives the balance.
pub fn take_in(
    app: &Arc<App>,
    live: &Arc<Live>,
    paths: &[PathBuf],
    retry: bool,
    passwords: &[String],
    uploaded: Option<&Path>,
) -> Result<Value, Problem> {
    live.phase("导入");
    let (report, incomplete) =
        run(app, live, passwords, &|job, library| library.ingest(&Job { paths, retry, ..*job }))?;
    if let Some(folder) = uploaded.filter(|_| report.balance.quarantined == 0) {
        // What the library has is no longer needed here.
        let _ = fs::remove_dir_all(folder);
    }
    told(&report, incomplete)
}

/// A report, with how many files were taken in of which something was not read.
fn told(report: &Report, incomplete: u64) -> Result<Value, Problem> {
    let mut told = serde_json::to_value(report).map_err(failed)?;
    told["incomplete"] = incomplete.into();
    Ok(told)
}

/// Reads once more what the library has itself; gives the balance.
pub fn again(
    app: &Arc<App>,
    live: &Arc<Live>,
    what: Again<'_>,
    passwords: &[String],
) -> Result<Value, Problem> {
    live.phase("重新读取");
    let (report, incomplete) = run(app, live, passwords, &|job, library| library.again(job, what))?;
    told(&report, incomplete)
}

/// How a run goes, while it goes.
#[derive(Default)]
struct Course {
    counted: u64,
    balance: Balance,
    /// Files that were taken in and of which something was not read.
    incomplete: u64,
    rows: Vec<Row>,
}

type Done<'a> = dyn Fn(&Job<'_>, &mut Writable) -> Result<Report, Problem> + 'a;

/// Does what fills the library: files are read in processes of their own, what becomes of
/// each is told as it happens, and stays as the report of the run.
fn run(
    app: &Arc<App>,
    live: &Arc<Live>,
    passwords: &[String],
    work: &Done<'_>,
) -> Result<(Report, u64), Problem> {
    let course = Mutex::new(Course::default());
    let progress = |step: Step<'_>| {
        let mut now = course.lock().unwrap_or_else(PoisonError::into_inner);
        match step {
            Step::Counted { files, .. } => {
                live.more(files.saturating_sub(now.counted));
                now.counted = now.counted.max(files);
            }
            Step::More(members) => live.more(members),
            Step::Begun(path) => live.current(path),
            Step::Passed(passed) => now.rows.push(Row::passed(passed)),
            Step::Done(outcome) => {
                now.balance.seen += 1;
                match outcome.fate {
                    Fate::New => now.balance.new += 1,
                    Fate::Duplicate => now.balance.duplicate += 1,
                    Fate::Quarantined => now.balance.quarantined += 1,
                    // Read again; it was counted when it came.
                    Fate::Changed | Fate::Unchanged => {}
                }
                let taken = outcome.fate != Fate::Quarantined;
                now.incomplete += u64::from(taken && outcome.problem.is_some());
                now.rows.push(Row::of(outcome));
                live.partly(json!(now.balance));
                // A paused run rests in here.
                drop(now);
                live.step();
            }
        }
    };
    let mut all: Vec<String> = app.config.options.reading.password.iter().cloned().collect();
    all.extend_from_slice(passwords);
    let crew = Crew::new(Plan::of_this_program(app.config.setup.clone(), None));
    let job = Job {
        paths: &[],
        exclude: &[],
        options: &app.config.options,
        passwords: &all,
        readers: Readers::Apart(&crew),
        retry: true,
        stop: &live.stop,
        progress: &progress,
    };
    let done = Writable::open(&app.config.library).and_then(|mut library| work(&job, &mut library));
    app.library.forget();
    let report = done?;
    let course = course.into_inner().unwrap_or_else(PoisonError::into_inner);
    reports::keep(&app.config.data, live.id, &report, &course.rows)?;
    Ok((report, course.incomplete))
}

/// Checks everything; gives what was found.
pub fn verify(app: &Arc<App>, live: &Arc<Live>) -> Result<Value, Problem> {
    live.phase("核对资料库");
    let health = library::verify::verify(&app.config.library, &|_, _| live.step())?;
    let mut told = serde_json::to_value(&health).map_err(failed)?;
    told["sound"] = health.is_sound().into();
    // The page lists names.
    let damaged: Vec<String> =
        health.damaged.iter().map(|d| format!("{}（{}）", d.path, d.why)).collect();
    told["damaged"] = json!(damaged);
    let lines: Vec<&String> = health.catalogue.iter().chain(&health.index).collect();
    told["catalogue"] = if lines.is_empty() { json!("ok") } else { json!(lines) };
    Ok(told)
}

/// Makes the index anew; gives how many records are in it.
pub fn rebuild(app: &Arc<App>, live: &Arc<Live>) -> Result<Value, Problem> {
    live.phase("重建索引");
    app.library.forget();
    let records = Writable::open(&app.config.library)?.rebuild()?;
    app.library.forget();
    Ok(json!({"records": records}))
}

fn failed(error: serde_json::Error) -> Problem {
    Problem::new(crate::problem::Code::Internal, error.to_string(), "")
}
