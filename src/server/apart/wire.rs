//! What goes between the server and the processes that look into files: one line of JSON each.

use crate::compare::Identity;
use crate::library::Setup;
use crate::problem::Problem;
use crate::server::views::{PageView, View};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;

/// The first line: how to work.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Desk {
    /// How files are read, within which bounds.
    pub setup: Setup,
    /// LibreOffice, for the second reading of Word files and sheets.
    pub renderer: Option<PathBuf>,
    /// The password that the server was started with.
    pub password: Option<String>,
}

/// A file that the server or its library holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Held {
    /// Where its bytes lie.
    pub path: PathBuf,
    /// Its name; its ending may decide between texts.
    pub name: String,
    /// Hash of its bytes, which is proved; none for what the server made itself.
    pub sha256: Option<String>,
    /// The password to open it.
    pub password: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Hold two files against each other.
    Compare {
        /// The printed copy.
        paper: Held,
        /// The online data.
        online: Held,
    },
    /// Who and what a file is about, for pairing.
    Identify {
        /// The file.
        file: Held,
        /// It is of the online side, where a record or a workbook will do.
        online: bool,
    },
    /// Its text as HTML, its words with their places.
    View {
        /// The file.
        file: Held,
    },
    /// The sizes of its pages.
    Pages {
        /// The file.
        file: Held,
    },
    /// The picture of a page.
    Picture {
        /// The file.
        file: Held,
        /// Counted from 1.
        page: u32,
        /// Dots an inch.
        dpi: u32,
        /// Where to put it.
        to: PathBuf,
    },
}

impl Ask {
    /// What names the file that is asked about.
    pub fn about(&self) -> &str {
        let file = match self {
            Self::Compare { paper: file, .. }
            | Self::Identify { file, .. }
            | Self::View { file }
            | Self::Pages { file }
            | Self::Picture { file, .. } => file,
        };
        file.sha256.as_deref().or_else(|| file.path.to_str()).unwrap_or_default()
    }
}

/// What is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// Ready for what comes.
    Ready,
    /// Still wanted? Nothing has happened.
    Alive,
    /// What is done now.
    Phase(String),
    /// So many more steps are known.
    More(u64),
    /// A step is done.
    Step,
    /// Two files, compared.
    Compared(Box<Compared>),
    /// Who and what a file is about; why nothing was read.
    Identified(Identity, Option<Problem>),
    /// How a file looks.
    Viewed(Box<View>),
    /// The sizes of its pages.
    Pages(Vec<PageView>),
    /// Whether there is such a page; then its picture lies where it was wanted.
    Drawn(bool),
    /// It went wrong.
    Failed(Problem),
}

/// What came of holding two files against each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Compared {
    /// The report of the contract.
    pub report: Value,
    /// What belongs together on both sides.
    pub anchors: Value,
    /// Name of the applicant or the project.
    pub title: String,
    /// How both sides look.
    pub views: [View; 2],
}
