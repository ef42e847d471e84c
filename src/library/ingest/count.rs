//! How much there is, counted while the work goes on, so that the bar knows its end.

use super::{Job, Step};
use crate::intake::walk::{self, Found};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the count is told.
const TOLD: Duration = Duration::from_millis(200);

/// Counts files and bytes until all are counted, or the work is done without.
pub fn count(job: &Job<'_>, library: &Path, enough: &AtomicBool) {
    let (mut files, mut bytes) = (0, 0);
    let mut last = Instant::now();
    for found in walk::walk(job.paths, library, job.exclude) {
        if enough.load(Ordering::Relaxed) || job.stop.load(Ordering::Relaxed) {
            return;
        }
        match found {
            Found::File(candidate) => {
                files += 1;
                bytes += candidate.bytes;
            }
            Found::Unreadable(..) => files += 1,
            Found::Passed(..) => {}
        }
        if last.elapsed() >= TOLD {
            (job.progress)(Step::Counted { files, bytes, all: false });
            last = Instant::now();
        }
    }
    (job.progress)(Step::Counted { files, bytes, all: true });
}
