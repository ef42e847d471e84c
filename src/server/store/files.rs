//! What is known of the files that were given to the server.

use super::{Store, failed};
use crate::problem::Problem;
use rusqlite::{OptionalExtension, params};

/// A file that the server holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Hash of its bytes.
    pub sha256: String,
    /// Its name, no path.
    pub name: String,
    /// Its format, told by content; empty when nobody reads it.
    pub format: String,
    /// Its length.
    pub bytes: u64,
}

impl Store {
    /// Remembers a file under its hash; the first name stays.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn add_file(&self, file: &FileInfo) -> Result<(), Problem> {
        self.write(|t| {
            t.execute(
                "INSERT INTO files (sha256, name, format, bytes) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (sha256) DO NOTHING",
                params![file.sha256, file.name, file.format, file.bytes as i64],
            )
            .map(|_| ())
            .map_err(failed)
        })
    }

    /// What is known of a hash.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn file(&self, sha256: &str) -> Result<Option<FileInfo>, Problem> {
        self.read()
            .prepare_cached("SELECT sha256, name, format, bytes FROM files WHERE sha256 = ?1")
            .and_then(|mut s| {
                s.query_row([sha256], |row| {
                    Ok(FileInfo {
                        sha256: row.get(0)?,
                        name: row.get(1)?,
                        format: row.get(2)?,
                        bytes: row.get::<_, i64>(3)? as u64,
                    })
                })
                .optional()
            })
            .map_err(failed)
    }
}
