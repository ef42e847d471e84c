//! What the library has more than once: contents under several names, works in several versions.

use super::{Catalogue, Version, failed};
use crate::problem::Problem;
use rusqlite::params;
use std::collections::HashSet;

/// A content under several names.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Doubled {
    /// Hash of the content.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// All names, the one under which it came in first.
    pub paths: Vec<String>,
}

impl Catalogue {
    /// How many contents have several names.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn doubled_count(&self) -> Result<u64, Problem> {
        self.number(
            "SELECT count(*) FROM (SELECT 1 FROM paths WHERE sha256 IS NOT NULL
             GROUP BY sha256 HAVING count(*) > 1)",
        )
    }

    /// Contents under several names, by the first of them, from some on.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn doubled(&self, offset: u32, most: u32) -> Result<Vec<Doubled>, Problem> {
        let sql = "SELECT f.sha256, f.bytes,
                (SELECT json_group_array(path) FROM (SELECT p.path FROM paths p
                 WHERE p.sha256 = f.sha256 ORDER BY p.path <> f.first_path, p.path LIMIT 100))
            FROM files f
            WHERE (SELECT count(*) FROM paths p WHERE p.sha256 = f.sha256) > 1
            ORDER BY f.first_path, f.sha256 LIMIT ?1 OFFSET ?2";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement
            .query_map(params![most, offset], |row| {
                let paths: String = row.get(2)?;
                Ok(Doubled {
                    sha256: row.get(0)?,
                    bytes: row.get::<_, i64>(1)? as u64,
                    paths: serde_json::from_str(&paths).unwrap_or_default(),
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// How many works have several versions.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn versioned_count(&self) -> Result<u64, Problem> {
        self.number(
            "SELECT count(*) FROM (SELECT 1 FROM files WHERE state = 'kept'
             AND work_id IS NOT NULL GROUP BY work_id HAVING count(*) > 1)",
        )
    }

    /// Works in several versions, the one that counts first; by number, from some on.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn versioned(&self, offset: u32, most: u32) -> Result<Vec<(i64, Vec<Version>)>, Problem> {
        let sql = "SELECT work_id FROM files WHERE state = 'kept' AND work_id IS NOT NULL
            GROUP BY work_id HAVING count(*) > 1 ORDER BY work_id LIMIT ?1 OFFSET ?2";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let works: Vec<i64> = statement
            .query_map(params![most, offset], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(failed)?;
        works.into_iter().map(|work| Ok((work, self.versions(work)?))).collect()
    }

    /// Files that another edition read, by path, from some on: path and hash.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn stale(
        &self,
        edition: &crate::extract::Edition,
        offset: u32,
        most: u32,
    ) -> Result<Vec<(String, String)>, Problem> {
        let kept = self.to_reread(Some(edition))?.into_iter();
        let named = kept.filter_map(|kept| Some((kept.name.shown, kept.sha256?)));
        Ok(named.skip(offset as usize).take(most as usize).collect())
    }

    /// The first record of a content.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn first_record_of(&self, sha256: &str) -> Result<Option<u64>, Problem> {
        let sql = "SELECT min(id) FROM records WHERE sha256 = ?1";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([sha256], |row| row.get::<_, Option<i64>>(0)))
            .map(|id| id.map(|id| id as u64))
            .map_err(failed)
    }

    /// The contents that lie in quarantine under some names.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn contents_of(&self, names: &[String]) -> Result<HashSet<String>, Problem> {
        let names = serde_json::to_string(names).unwrap_or_default();
        let sql = "SELECT sha256 FROM quarantine
            WHERE sha256 IS NOT NULL AND path IN (SELECT value FROM json_each(?1))";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([names], |row| row.get(0)).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}
