//! Every bound on what one input may cost, in one place.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Bounds that keep one file from harming the rest. Each can be set on the
/// command line or by the embedding program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of one unpacked member of a package or archive.
    pub member_bytes: u64,
    /// Bytes of all unpacked members of one package or archive.
    pub unpacked_bytes: u64,
    /// Bytes of an encrypted Office file, which must be held several times over.
    pub protected_bytes: u64,
    /// Rounds of hashing that a file may ask for a password.
    pub password_rounds: u32,
    /// Members of one package or archive.
    pub members: usize,
    /// Depth of archives inside archives.
    pub archive_depth: usize,
    /// Depth of nested elements, tables or groups.
    pub nesting: usize,
    /// Pages of one document.
    pub pages: u32,
    /// Cells of one table.
    pub cells: usize,
    /// Elements of one page of HTML.
    pub elements: usize,
    /// Characters of one document.
    pub characters: usize,
    /// Glyphs and ruling lines of one page.
    pub marks_a_page: usize,
    /// Pixels of one image.
    pub pixels: u64,
    /// Wall-clock time for one file without character recognition.
    pub time_a_file: Duration,
    /// Wall-clock time in which reading a file shows no sign of life (a page that was
    /// recognised), after which the file is given up, whatever hangs.
    pub time_still: Duration,
    /// Wall-clock time for drawing the pages of one file, to account for their ink.
    pub proof_a_file: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            member_bytes: 256 << 20,
            unpacked_bytes: 512 << 20,
            protected_bytes: 64 << 20,
            password_rounds: 1_000_000,
            members: 20_000,
            archive_depth: 4,
            nesting: 64,
            pages: 5_000,
            cells: 1_000_000,
            elements: 1_500_000,
            characters: 16_000_000,
            marks_a_page: 1_000_000,
            pixels: 120_000_000,
            time_a_file: Duration::from_secs(15),
            time_still: Duration::from_secs(180),
            proof_a_file: Duration::from_secs(120),
        }
    }
}
