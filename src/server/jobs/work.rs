//! What can be asked for, as it is kept, and as it is shown.

use super::{Task, compare, folders, ingest};
use crate::library::Again;
use crate::problem::Problem;
use crate::server::app::App;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// A file that the server holds, given as one side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// Hash of its bytes.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Where it lay, if it was taken from an inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
}

/// A piece of long work.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "kebab-case")]
pub enum Work {
    /// Two files.
    Compare {
        /// The printed copy.
        paper: Given,
        /// The online data.
        online: Given,
        /// The password of encrypted files; never kept.
        #[serde(skip)]
        password: Option<String>,
    },
    /// Many files against many, paired by credit code and name.
    CompareFolders {
        /// The printed copies.
        paper: Vec<Given>,
        /// The online data.
        online: Vec<Given>,
        /// The password of encrypted files; never kept.
        #[serde(skip)]
        password: Option<String>,
    },
    /// Files and folders into the library.
    Ingest {
        /// Where they lie.
        paths: Vec<PathBuf>,
        /// What they are called, for people; of many the first.
        names: Vec<String>,
        /// How many they are.
        #[serde(default)]
        count: usize,
        /// Whether what is in quarantine is read again.
        retry: bool,
        /// Passwords to try; never kept.
        #[serde(skip)]
        passwords: Vec<String>,
        /// The folder of files that were uploaded for this; removed afterwards.
        #[serde(default)]
        uploaded: Option<PathBuf>,
    },
    /// What is in quarantine once more, from the library itself.
    Retry {
        /// Under which names it was seen; without them all of it.
        names: Option<Vec<String>>,
        /// Passwords to try; never kept.
        #[serde(skip)]
        passwords: Vec<String>,
    },
    /// What has records once more.
    Reread {
        /// Contents by their hashes; without them what an older edition read.
        files: Option<Vec<String>>,
    },
    /// Is the library still what it was?
    Verify,
    /// The index anew.
    Rebuild,
}

impl Work {
    /// The stable name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Compare { .. } => "compare",
            Self::CompareFolders { .. } => "compare-folders",
            Self::Ingest { .. } => "ingest",
            Self::Retry { .. } => "retry",
            Self::Reread { .. } => "reread",
            Self::Verify => "verify",
            Self::Rebuild => "rebuild",
        }
    }

    /// Whether it writes the library, or must not run beside what does.
    pub fn writes(&self) -> bool {
        !matches!(self, Self::Compare { .. } | Self::CompareFolders { .. })
    }

    /// What was asked, for people: no path of the server.
    pub fn shown(&self) -> Value {
        let name = |given: &Given| json!({"name": given.name, "sha256": given.sha256});
        match self {
            Self::Compare { paper, online, .. } => {
                json!({"paper": name(paper), "online": name(online)})
            }
            Self::CompareFolders { paper, online, .. } => {
                json!({"paper": paper.len(), "online": online.len()})
            }
            Self::Ingest { names, count, retry, .. } => {
                json!({"names": names, "count": count, "retry": retry})
            }
            Self::Retry { names, .. } => json!({"names": names}),
            Self::Reread { files } => json!({"files": files}),
            Self::Verify | Self::Rebuild => json!({}),
        }
    }
}

/// Does the work of a job; gives its result.
pub(super) fn done(app: &Arc<App>, task: &Task) -> Result<Value, Problem> {
    let live = &task.live;
    match &task.work {
        Work::Compare { paper, online, password } => {
            let mut bench = app.bench();
            let password = password.as_deref();
            let pair = compare::pair(app, live, &mut bench, password, &task.who, [paper, online])?;
            Ok(json!({"pair": pair}))
        }
        Work::CompareFolders { paper, online, password } => {
            let (paper, online) = (paper.as_slice(), online.as_slice());
            folders::pairs(app, live, password.as_deref(), &task.who, [paper, online])
        }
        Work::Ingest { paths, retry, passwords, uploaded, .. } => {
            ingest::take_in(app, live, paths, *retry, passwords, uploaded.as_deref())
        }
        Work::Retry { names, passwords } => {
            let what = names.as_ref().map_or(Again::Quarantined(None), |names| Again::Named(names));
            ingest::again(app, live, what, passwords)
        }
        Work::Reread { files } => {
            let what = files.as_ref().map_or(Again::Stale, |files| Again::Files(files));
            ingest::again(app, live, what, &[])
        }
        Work::Verify => ingest::verify(app, live),
        Work::Rebuild => ingest::rebuild(app, live),
    }
}
