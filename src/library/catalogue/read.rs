//! Questions to the catalogue.

use super::stored::{RECORDS, Stored, stored};
use super::{Balance, Catalogue, failed};
use crate::extract::Edition;
use crate::intake::names::Name;
use crate::library::ingest::Kept;
use crate::library::packed::Packed;
use crate::problem::Problem;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;
use std::path::Path;

/// What the catalogue knows of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It has records, read by this edition.
    Kept(Edition),
    /// It is in quarantine, for this reason, since this version of the program.
    Quarantined {
        /// Stable name of the reason.
        code: String,
        /// The version of the program that failed.
        program: String,
    },
}

/// Hash, where it has one, and length of what lies in a carrier.
pub type Carried = (Option<String>, u64);

/// A text with its pages by byte offset.
pub type Paged = (String, Vec<(usize, u32)>);

/// A file in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    /// Where it was seen.
    pub path: String,
    /// Hash of its content, if it could be had.
    pub sha256: Option<String>,
    /// Stable name of the reason.
    pub code: String,
    /// The reason in Chinese.
    pub message: String,
    /// What helps.
    pub hint: String,
    /// Since when, UTC.
    pub since: String,
}

/// What was removed from the library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// Hash of the file.
    pub sha256: String,
    /// Its names.
    pub paths: Vec<String>,
    /// Why it was removed.
    pub reason: String,
    /// Who removed it.
    pub by: String,
    /// When, UTC.
    pub forgotten: String,
}

/// The library in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Files that have records.
    pub files: u64,
    /// Their records.
    pub records: u64,
    /// Works: versions of one are counted once.
    pub works: u64,
    /// Names in quarantine.
    pub quarantined: u64,
    /// Files that an older edition read.
    pub stale: u64,
    /// Bytes of all originals.
    pub original_bytes: u64,
    /// Bytes of the catalogue.
    pub catalogue_bytes: u64,
    /// All names and what became of them.
    pub balance: Balance,
}

impl Catalogue {
    /// The hash under which a name of this length and time was seen before.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn seen(&self, name: &Name, bytes: u64, modified: i64) -> Result<Option<String>, Problem> {
        self.connection
            .prepare_cached(
                "SELECT sha256 FROM paths
                 WHERE path = ?1 AND raw = ?2 AND bytes = ?3 AND modified = ?4",
            )
            .and_then(|mut s| {
                s.query_row(params![name.shown, name.raw, bytes as i64, modified], |row| row.get(0))
                    .optional()
            })
            .map(Option::flatten)
            .map_err(failed)
    }

    /// Members of a carrier that was read to its end before: hash and length of each, where
    /// it has one. Nothing when it was not, or has changed.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn carried(
        &self,
        name: &Name,
        bytes: u64,
        modified: i64,
    ) -> Result<Option<Vec<Carried>>, Problem> {
        let whole = self
            .connection
            .prepare_cached(
                "SELECT members FROM archives
                 WHERE path = ?1 AND raw = ?2 AND bytes = ?3 AND modified = ?4",
            )
            .and_then(|mut s| {
                s.query_row(params![name.shown, name.raw, bytes as i64, modified], |row| {
                    row.get::<_, i64>(0)
                })
                .optional()
            })
            .map_err(failed)?;
        let Some(members) = whole else { return Ok(None) };
        let rows = self.carried_by(&name.shown)?;
        // A carrier under the same characters in other bytes has its members among them.
        Ok((rows.len() as i64 == members).then_some(rows))
    }

    /// What lies in a carrier: hash and length of each, where it has one.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn carried_by(&self, carrier: &str) -> Result<Vec<Carried>, Problem> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT sha256, bytes FROM paths WHERE carrier = ?1")
            .map_err(failed)?;
        let rows = statement
            .query_map([carrier], |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)))
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// What is in quarantine, one name a content: to be read again.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn to_retry(&self, code: Option<&str>) -> Result<Vec<Kept>, Problem> {
        let sql = "SELECT q.path, q.raw, q.sha256, coalesce(p.modified, 0), p.carrier
            FROM quarantine q LEFT JOIN paths p ON p.path = q.path AND p.raw = q.raw
            WHERE ?1 IS NULL OR q.code = ?1
            GROUP BY coalesce(q.sha256, q.path || hex(q.raw)) ORDER BY q.path";
        self.things(sql, params![code])
    }

    /// What has records, one name a content: to be read again.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn to_reread(&self, other_than: Option<&Edition>) -> Result<Vec<Kept>, Problem> {
        let of = "SELECT f.first_path, x'', f.sha256, f.modified,
            (SELECT p.carrier FROM paths p WHERE p.path = f.first_path LIMIT 1) FROM files f";
        match other_than {
            None => self.things(&format!("{of} WHERE state = 'kept' ORDER BY f.first_path"), []),
            Some(e) => {
                let sql = format!("{of} WHERE {STALE} ORDER BY f.first_path");
                self.things(&sql, params![e.program, e.forms, e.models])
            }
        }
    }

    fn things<P: rusqlite::Params>(&self, sql: &str, values: P) -> Result<Vec<Kept>, Problem> {
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let rows = statement
            .query_map(values, |row| {
                Ok(Kept {
                    name: Name { shown: row.get(0)?, raw: row.get(1)? },
                    sha256: row.get(2)?,
                    modified: row.get(3)?,
                    carrier: row.get(4)?,
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// What is known of a content.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn known(&self, sha256: &str) -> Result<Option<Known>, Problem> {
        self.connection
            .prepare_cached(
                "SELECT f.state, f.program, f.forms, f.models, q.code, q.program
                 FROM files f LEFT JOIN quarantine q ON q.sha256 = f.sha256
                 WHERE f.sha256 = ?1 ORDER BY q.since DESC LIMIT 1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([sha256], |row| {
                        let state: String = row.get(0)?;
                        Ok(if state == "kept" {
                            Known::Kept(edition(row, 1)?)
                        } else {
                            let code: Option<String> = row.get(4)?;
                            let program: Option<String> = row.get(5)?;
                            Known::Quarantined {
                                code: code.unwrap_or_default(),
                                program: program.unwrap_or_default(),
                            }
                        })
                    })
                    .optional()
            })
            .map_err(failed)
    }

    /// The number of the last record; 0 when there is none.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn last_record(&self) -> Result<u64, Problem> {
        self.number("SELECT coalesce(max(id), 0) FROM records")
    }

    /// A single count.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn number(&self, sql: &str) -> Result<u64, Problem> {
        self.connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .map(|n| n as u64)
            .map_err(failed)
    }

    /// A record by its number, without its provenance.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn record(&self, id: u64) -> Result<Option<Stored>, Problem> {
        self.connection
            .prepare_cached(&format!("{RECORDS} WHERE r.id = ?1"))
            .and_then(|mut s| s.query_row([id as i64], stored).optional())
            .map_err(failed)
    }

    /// A record by its number, with its provenance.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn whole_record(&self, id: u64) -> Result<Option<Stored>, Problem> {
        let Some(mut stored) = self.record(id)? else { return Ok(None) };
        stored.record.provenance = self.provenance(id)?.open()?;
        Ok(Some(stored))
    }

    /// Where the values of a record were read.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn provenance(&self, id: u64) -> Result<Packed, Problem> {
        self.connection
            .prepare_cached("SELECT provenance FROM records WHERE id = ?1")
            .and_then(|mut s| s.query_row([id as i64], |row| row.get(0)))
            .map(Packed::from_frame)
            .map_err(failed)
    }

    /// The text of a record with its pages by byte offset.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn text(&self, id: u64) -> Result<Option<Paged>, Problem> {
        let found = self
            .connection
            .prepare_cached("SELECT text, places FROM records WHERE id = ?1")
            .and_then(|mut s| {
                s.query_row([id as i64], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
                    .optional()
            })
            .map_err(failed)?;
        let Some((text, places)) = found else { return Ok(None) };
        let text = Packed::from_frame(text).open()?;
        Ok(Some((text, serde_json::from_str(&places).unwrap_or_default())))
    }

    /// The work of a file, and whether it is the version that counts.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn work_of(&self, sha256: &str) -> Result<(i64, bool), Problem> {
        let sql = "SELECT coalesce(work_id, 0), newest FROM files WHERE sha256 = ?1";
        let found = self.connection.prepare_cached(sql).and_then(|mut s| {
            s.query_row([sha256], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        });
        Ok(found.map_err(failed)?.unwrap_or((0, true)))
    }

    /// Numbers of the records whose file is not the version of its work that counts.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn superseded(&self) -> Result<Vec<u64>, Problem> {
        self.numbers(
            "SELECT r.id FROM records r JOIN files f ON f.sha256 = r.sha256 WHERE f.newest = 0
             ORDER BY r.id",
        )
    }

    /// Numbers of records that are gone and may still stand in the index.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn unindexed(&self) -> Result<Vec<u64>, Problem> {
        self.numbers("SELECT id FROM unindexed ORDER BY id")
    }

    fn numbers(&self, sql: &str) -> Result<Vec<u64>, Problem> {
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let rows = statement
            .query_map([], |row| row.get::<_, i64>(0).map(|n| n as u64))
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    fn texts<P: rusqlite::Params>(&self, sql: &str, values: P) -> Result<Vec<String>, Problem> {
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let rows = statement.query_map(values, |row| row.get(0)).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// The names in quarantine.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn quarantined(&self) -> Result<Vec<Quarantined>, Problem> {
        let sql =
            "SELECT path, sha256, code, message, hint, since FROM quarantine ORDER BY path, raw";
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let rows = statement
            .query_map([], |row| {
                Ok(Quarantined {
                    path: row.get(0)?,
                    sha256: row.get(1)?,
                    code: row.get(2)?,
                    message: row.get(3)?,
                    hint: row.get(4)?,
                    since: row.get(5)?,
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// The hashes of all files that the catalogue holds.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn hashes(&self) -> Result<Vec<String>, Problem> {
        self.texts("SELECT sha256 FROM files ORDER BY sha256", [])
    }

    /// Hashes of the files that have records; only those that another edition read, or all.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn kept(&self, other_than: Option<&Edition>) -> Result<Vec<String>, Problem> {
        match other_than {
            None => self.texts("SELECT sha256 FROM files WHERE state = 'kept' ORDER BY sha256", []),
            Some(edition) => {
                let sql = format!("SELECT sha256 FROM files WHERE {STALE} ORDER BY sha256");
                self.texts(&sql, params![edition.program, edition.forms, edition.models])
            }
        }
    }

    /// The names under which a content is or was seen.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn names_of(&self, sha256: &str) -> Result<Vec<Name>, Problem> {
        self.named(
            "SELECT path, raw FROM paths WHERE sha256 = ?1
             UNION SELECT path, raw FROM history WHERE sha256 = ?1",
            sha256,
        )
    }

    /// Names that are a name, or stand below it as a folder or an archive, and what they lead to.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn names_under(&self, path: &str) -> Result<Vec<(Name, Option<String>)>, Problem> {
        let sql = "SELECT path, raw, sha256 FROM paths
            WHERE path = ?1 OR path >= ?1 || '/' AND path < ?1 || '0'
            OR ?1 = '.' AND path NOT LIKE '/%' AND path NOT LIKE '../%'";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement
            .query_map([path], |row| {
                Ok((Name { shown: row.get(0)?, raw: row.get(1)? }, row.get(2)?))
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Names that lead to a content now.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn names_now(&self, sha256: &str) -> Result<Vec<Name>, Problem> {
        self.named("SELECT path, raw FROM paths WHERE sha256 = ?1", sha256)
    }

    fn named(&self, sql: &str, sha256: &str) -> Result<Vec<Name>, Problem> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement
            .query_map([sha256], |row| Ok(Name { shown: row.get(0)?, raw: row.get(1)? }))
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// What was removed, and why.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn forgotten(&self) -> Result<Vec<Gone>, Problem> {
        let sql = "SELECT sha256, paths, reason, by, forgotten FROM forgotten ORDER BY forgotten";
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let rows = statement
            .query_map([], |row| {
                let paths: String = row.get(1)?;
                Ok(Gone {
                    sha256: row.get(0)?,
                    paths: serde_json::from_str(&paths).unwrap_or_default(),
                    reason: row.get(2)?,
                    by: row.get(3)?,
                    forgotten: row.get(4)?,
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// All names, or those below the paths that are given, and what became of them. Every
    /// name counts once, whatever happened in which run.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn balance(&self, below: Option<&[String]>) -> Result<Balance, Problem> {
        let own = |filter: &str| {
            format!(
                "SELECT count(*), count(q.path),
                     count(DISTINCT CASE WHEN q.path IS NULL THEN p.sha256 END)
                 FROM paths p LEFT JOIN quarantine q ON q.path = p.path AND q.raw = p.raw
                 {filter}"
            )
        };
        let number = |row: &Row<'_>| {
            let (seen, quarantined, new): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Balance {
                seen: seen as u64,
                new: new as u64,
                duplicate: (seen - quarantined - new) as u64,
                quarantined: quarantined as u64,
            })
        };
        let Some(below) = below else {
            return self.connection.query_row(&own(""), [], number).map_err(failed);
        };
        let below = serde_json::to_string(below).unwrap_or_default();
        let filter = "WHERE EXISTS (SELECT 1 FROM json_each(?1) g WHERE p.path = g.value
            OR p.path >= g.value || '/' AND p.path < g.value || '0'
            OR g.value = '.' AND p.path NOT LIKE '/%' AND p.path NOT LIKE '../%')";
        self.connection.query_row(&own(filter), [below], number).map_err(failed)
    }

    /// The library in numbers.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn status(&self, edition: &Edition, library: &Path) -> Result<Status, Problem> {
        let stale = format!("SELECT count(*) FROM files WHERE {STALE}");
        let stale: i64 = self
            .connection
            .query_row(&stale, params![edition.program, edition.forms, edition.models], |row| {
                row.get(0)
            })
            .map_err(failed)?;
        let bytes = std::fs::metadata(library.join(super::FILE)).map_or(0, |meta| meta.len());
        Ok(Status {
            files: self.number("SELECT count(*) FROM files WHERE state = 'kept'")?,
            records: self.number("SELECT count(*) FROM records")?,
            works: self.number("SELECT count(DISTINCT work_id) FROM files WHERE state = 'kept'")?,
            quarantined: self.number("SELECT count(*) FROM quarantine")?,
            stale: stale as u64,
            original_bytes: self.number("SELECT coalesce(sum(bytes), 0) FROM files")?,
            catalogue_bytes: bytes,
            balance: self.balance(None)?,
        })
    }

    /// Length of an original as the catalogue has it.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn bytes_of(&self, sha256: &str) -> Result<u64, Problem> {
        self.connection
            .query_row("SELECT bytes FROM files WHERE sha256 = ?1", [sha256], |row| {
                row.get::<_, i64>(0)
            })
            .map(|bytes| bytes as u64)
            .map_err(failed)
    }
}

/// Files of another edition than the one given; models count only where pages were recognised,
/// or should have been.
const STALE: &str = "state = 'kept' AND (program <> ?1 OR forms <> ?2 OR (models <> ?3 AND ?3 <> ''
    AND (coalesce(ocr_pages, 0) > 0 OR coalesce(unread_pages, '[]') <> '[]')))";

fn edition(row: &Row<'_>, at: usize) -> rusqlite::Result<Edition> {
    Ok(Edition { program: row.get(at)?, forms: row.get(at + 1)?, models: row.get(at + 2)? })
}
