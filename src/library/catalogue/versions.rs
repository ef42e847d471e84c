//! Works and their versions in the catalogue.

use super::{Batch, Catalogue, failed};
use crate::library::packed::Packed;
use crate::library::works::{self, Rank, Works};
use crate::problem::Problem;
use rusqlite::params;
use std::collections::{BTreeMap, BTreeSet};

/// A version of a work, for whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Version {
    /// Hash of the file.
    pub sha256: String,
    /// The path under which it was first seen.
    pub path: String,
    /// Its format.
    pub format: String,
    /// It is the version that counts.
    pub newest: bool,
    /// Last change, nanoseconds since 1970.
    pub modified: i64,
}

impl Catalogue {
    /// All files by what their works are told by.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn works(&self) -> Result<Works, Problem> {
        let mut works = Works::default();
        let mut first: BTreeMap<i64, String> = BTreeMap::new();
        let sql = "SELECT sha256, sketch, work_id FROM files
            WHERE state = 'kept' AND sketch IS NOT NULL ORDER BY run, sha256";
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let sha256: String = row.get(0).map_err(failed)?;
            let sketch: Vec<u8> = row.get(1).map_err(failed)?;
            let work: Option<i64> = row.get(2).map_err(failed)?;
            let Ok(sketch) = Packed::from_frame(sketch).open() else { continue };
            let of = work.and_then(|work| first.get(&work)).cloned();
            works.load(sha256.clone(), sketch, of.as_deref());
            if let Some(work) = work {
                first.entry(work).or_insert(sha256);
            }
        }
        Ok(works)
    }

    /// The versions of a work, the one that counts first.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn versions(&self, work: i64) -> Result<Vec<Version>, Problem> {
        let sql = "SELECT sha256, first_path, coalesce(format, ''), newest, modified FROM files
            WHERE work_id = ?1 AND state = 'kept' ORDER BY newest DESC, modified DESC, sha256";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement
            .query_map([work], |row| {
                Ok(Version {
                    sha256: row.get(0)?,
                    path: row.get(1)?,
                    format: row.get(2)?,
                    newest: row.get(3)?,
                    modified: row.get(4)?,
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}

impl Batch<'_> {
    /// Writes down that files are the versions of one work, and which of them counts.
    /// Records of which that is other now are to be indexed anew, but those of `fresh`, which are
    /// on their way to the index.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn versions(&self, files: &[String], fresh: Option<&str>) -> Result<(), Problem> {
        let mut ranks = BTreeMap::new();
        let broken: Vec<String> =
            works::BROKEN.iter().map(|code| format!("'{}'", code.as_str())).collect();
        let sql = format!(
            "SELECT f.modified, coalesce(f.ocr_pages, 0),
                 EXISTS (SELECT 1 FROM paths p WHERE p.sha256 = f.sha256),
                 coalesce((SELECT max(p.modified) FROM paths p WHERE p.sha256 = f.sha256), 0),
                 EXISTS (SELECT 1 FROM warnings w WHERE w.sha256 = f.sha256 AND w.code IN ({}))
             FROM files f WHERE f.sha256 = ?1 AND f.state = 'kept'",
            broken.join(", ")
        );
        for sha256 in files {
            let rank = self.transaction.prepare_cached(&sql).and_then(|mut s| {
                let mut rows = s.query_map([sha256], |row| {
                    let (first, last): (i64, i64) = (row.get(0)?, row.get(3)?);
                    Ok(Rank {
                        modified: first.max(last),
                        whole: !row.get::<_, bool>(4)?,
                        digital: row.get::<_, i64>(1)? == 0,
                        current: row.get(2)?,
                        sha256: sha256.clone(),
                    })
                })?;
                rows.next().transpose()
            });
            if let Some(rank) = rank.map_err(failed)? {
                ranks.insert(sha256.clone(), rank);
            }
        }
        let all: BTreeSet<String> = ranks.keys().cloned().collect();
        let (number, newest) = (works::number(&all), works::newest(&ranks).cloned());
        for sha256 in &all {
            let counts = newest.as_ref() == Some(sha256);
            let sql = "UPDATE files SET work_id = ?2, newest = ?3
                WHERE sha256 = ?1 AND (work_id IS NOT ?2 OR newest <> ?3)";
            let rows = self.transaction.prepare_cached(sql);
            let rows = rows.and_then(|mut s| s.execute(params![sha256, number, counts]));
            if rows.map_err(failed)? > 0 && fresh != Some(sha256.as_str()) {
                self.execute(
                    "INSERT OR IGNORE INTO unindexed SELECT id FROM records WHERE sha256 = ?1",
                    params![sha256],
                )?;
            }
        }
        Ok(())
    }

    /// The other versions of a file's work.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn siblings(&self, sha256: &str) -> Result<Vec<String>, Problem> {
        let sql = "SELECT b.sha256 FROM files a JOIN files b ON b.work_id = a.work_id
            WHERE a.sha256 = ?1 AND b.sha256 <> ?1";
        let mut statement = self.transaction.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([sha256], |row| row.get(0)).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}
