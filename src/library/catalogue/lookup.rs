//! What is asked of the catalogue beside records: files by their hash, names to complete.

use super::{Catalogue, failed};
use crate::problem::Problem;
use rusqlite::{OptionalExtension, params};

impl Catalogue {
    /// The path under which a content was first seen, and its format.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn file(&self, sha256: &str) -> Result<Option<(String, String)>, Problem> {
        self.connection
            .prepare_cached("SELECT first_path, coalesce(format, '') FROM files WHERE sha256 = ?1")
            .and_then(|mut s| {
                s.query_row([sha256], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .map_err(failed)
    }

    /// Names of applicants that hold some characters, most frequent first, with their records.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn applicants(&self, part: &str, most: u32) -> Result<Vec<(String, u64)>, Problem> {
        self.names("applicant", "records", part, most)
    }

    /// Names of indicators that hold some characters, most frequent first.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn indicators(&self, part: &str, most: u32) -> Result<Vec<(String, u64)>, Problem> {
        self.names("name", "metrics", part, most)
    }

    fn names(
        &self,
        column: &str,
        table: &str,
        part: &str,
        most: u32,
    ) -> Result<Vec<(String, u64)>, Problem> {
        let sql = format!(
            "SELECT {column}, count(*) FROM {table} WHERE instr({column}, ?1) > 0
             GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT ?2"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let rows = statement
            .query_map(params![part, most], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}
