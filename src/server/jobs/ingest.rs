//! Into the library, and its own affairs: one of them at a time.

use super::live::Live;
use crate::library::{self, Fate, Job, Readers, Step, Writable};
use crate::problem::Problem;
use crate::server::app::App;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let options = &app.config.options;
    let (done, quarantined, counted) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let progress = |step: Step<'_>| match step {
        Step::Counted { files, .. } => {
            let before = counted.fetch_max(files, Ordering::Relaxed);
            live.more(files.saturating_sub(before));
        }
        Step::More(members) => live.more(members),
        Step::Begun(_) => {}
        Step::Done(outcome) => {
            if outcome.fate == Fate::Quarantined {
                quarantined.fetch_add(1, Ordering::Relaxed);
            }
            done.fetch_add(1, Ordering::Relaxed);
            live.partly(json!({
                "seen": done.load(Ordering::Relaxed),
                "quarantined": quarantined.load(Ordering::Relaxed),
            }));
            live.step();
        }
    };
    let job = Job {
        paths,
        exclude: &[],
        options,
        passwords,
        readers: Readers::Here,
        retry,
        stop: &live.stop,
        progress: &progress,
    };
    let report = Writable::open(&app.config.library)?.ingest(&job)?;
    app.library.forget();
    if let Some(folder) = uploaded.filter(|_| report.balance.quarantined == 0) {
        // What the library has is no longer needed here.
        let _ = fs::remove_dir_all(folder);
    }
    serde_json::to_value(&report).map_err(failed)
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
