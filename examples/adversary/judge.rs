//! The one place that calls the comparison, the way the command does, and that knows nothing
//! of it but the report.

use super::kinds::{Case, File};
use serde_json::Value;
use shenbao::Options;
use shenbao::compare::{self, Side, Verdict};
use shenbao::online;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What the comparison said of a changed pair.
pub struct Said {
    pub verdict: Option<Verdict>,
    /// What it said of the pair before the change; `None` where that was not asked for.
    pub before: Option<Verdict>,
    /// Whether the report names something that it does not name without the change.
    pub named: bool,
}

/// Threads with room: a comparison that waits for its own pieces takes up other cases meanwhile,
/// one upon the other.
pub fn pool() -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().stack_size(256 << 20).build()
}

/// The verdict of a pair, if it was compared, and the places that its report names.
type Known = (Option<Verdict>, HashSet<String>);

pub struct Judge {
    options: Options,
    /// Verdicts and entries of unchanged pairs.
    known: Mutex<HashMap<u64, Arc<Known>>>,
}

impl Judge {
    pub fn new(options: Options) -> Self {
        Self { options, known: Mutex::default() }
    }

    /// Compares two files; no verdict where a side could not be read at all.
    pub fn compare(&self, [paper, other]: &[File; 2]) -> (Option<Verdict>, HashSet<String>) {
        let report = (|| {
            let folder = tempfile::tempdir().ok()?;
            let put = |file: &File, name: &str| {
                let path = folder.path().join(format!("{name}.{}", file.format.ending()));
                std::fs::write(&path, file.bytes.as_slice()).ok().map(|()| path)
            };
            let (left, right) = (put(paper, "paper")?, put(other, "online")?);
            let report =
                compare::compare(&self.paper(&left)?, &online::read(&right, &self.options).ok()?);
            Some((report.verdict, entries(&serde_json::to_value(&report).ok()?)))
        })();
        report.map_or((None, HashSet::new()), |(verdict, entries)| (Some(verdict), entries))
    }

    fn paper(&self, path: &Path) -> Option<Side> {
        Side::read(path, &self.options).ok()
    }

    /// The same for a pair that is met again.
    fn unchanged(&self, pair: &[File; 2]) -> Arc<(Option<Verdict>, HashSet<String>)> {
        let mut hasher = DefaultHasher::new();
        for file in pair {
            (file.format, &*file.bytes).hash(&mut hasher);
        }
        let key = hasher.finish();
        if let Ok(known) = self.known.lock()
            && let Some(found) = known.get(&key)
        {
            return found.clone();
        }
        let found = Arc::new(self.compare(pair));
        if let Ok(mut known) = self.known.lock() {
            known.insert(key, found.clone());
        }
        found
    }

    /// The verdict, beside that of the unchanged pair.
    pub fn judge(&self, case: &Case) -> Said {
        let before = self.unchanged(&case.was);
        let (verdict, after) = self.compare(&case.now);
        Said {
            verdict,
            before: before.0,
            named: after.iter().any(|entry| !before.1.contains(entry)),
        }
    }
}

/// The differences and what is unread or noted, each in one line, without numbers of places
/// that a change elsewhere may move.
fn entries(report: &Value) -> HashSet<String> {
    let mut out = HashSet::new();
    let lists =
        [&report["differences"], &report["coverage"]["unread"], &report["coverage"]["notes"]];
    for entry in lists.into_iter().flat_map(|list| list.as_array().into_iter().flatten()) {
        let mut entry = entry.clone();
        for side in ["paper", "online"] {
            if let Some(reading) = entry.get_mut(side).and_then(Value::as_object_mut) {
                reading.retain(|key, _| key == "text");
            }
        }
        if let Some(object) = entry.as_object_mut() {
            object.remove("pointer");
            object.remove("confidence");
        }
        out.insert(entry.to_string());
    }
    out
}
