//! The report of a run that filled the library: every name and what became of it, as it can be
//! downloaded when the run is over, also when it was stopped.

use crate::library::Report;
use crate::problem::Problem;
use crate::report::run::{self, Row};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Reports that stay; older ones go.
const KEPT: usize = 200;

/// Where the report of a job lies.
pub fn place(data: &Path, job: i64, ending: &str) -> PathBuf {
    data.join("reports").join(format!("{job:09}.{ending}"))
}

/// Keeps the report of a job as JSON and as a workbook.
///
/// # Errors
///
/// The disk refuses.
pub fn keep(data: &Path, job: i64, report: &Report, rows: &[Row]) -> Result<(), Problem> {
    let folder = data.join("reports");
    fs::create_dir_all(&folder)?;
    let made = [("json", run::json(report, rows).into_bytes()), ("xlsx", run::xlsx(report, rows)?)];
    for (ending, bytes) in made {
        let mut aside = tempfile::NamedTempFile::new_in(&folder)?;
        aside.write_all(&bytes)?;
        aside.persist(place(data, job, ending)).map_err(|error| Problem::from(error.error))?;
    }
    sweep(&folder);
    Ok(())
}

/// Removes the oldest reports where there are too many.
fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    // Their names begin with the number of the job.
    paths.sort();
    let over = paths.len().saturating_sub(2 * KEPT);
    for path in paths.into_iter().take(over) {
        let _ = fs::remove_file(path);
    }
}
