//! Everything that the catalogue has of a file, to be written beside its original again; and
//! whether all of it can still be read.

use super::{Catalogue, failed};
use crate::extract::{Edition, Source};
use crate::library::clock;
use crate::library::item::{Item, Part};
use crate::library::packed::Packed;
use crate::library::sidecar::{self, Seen};
use crate::problem::{Code, Problem, Warning, WarningCode};
use rusqlite::OptionalExtension;

/// What an archive asks of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its length.
    pub bytes: u64,
    /// Its format.
    pub format: String,
    /// Its pages, where the format has pages.
    pub pages: u32,
    /// The program that read it.
    pub program: String,
    /// When it came into the library, UTC.
    pub added: String,
    /// Its last change on disk, UTC; empty when unknown.
    pub modified: String,
    /// Nothing could be read of it.
    pub quarantined: bool,
    /// Number of its work.
    pub work: i64,
}

impl Catalogue {
    /// Hash and first path of every file.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn files(&self) -> Result<Vec<(String, String)>, Problem> {
        let sql = "SELECT sha256, first_path FROM files ORDER BY sha256";
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Numbers of the records whose packed columns are damaged.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn broken(&self) -> Result<Vec<u64>, Problem> {
        let sql = "SELECT id, text, body, provenance FROM records ORDER BY id";
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut broken = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let id: i64 = row.get(0).map_err(failed)?;
            for column in 1..4 {
                let frame: Vec<u8> = row.get(column).map_err(failed)?;
                if Packed::from_frame(frame).unpacked().is_err() {
                    broken.push(id as u64);
                    break;
                }
            }
        }
        Ok(broken)
    }

    /// The file of a record.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn file_of(&self, id: u64) -> Result<Option<String>, Problem> {
        let sql = "SELECT sha256 FROM records WHERE id = ?1";
        self.connection.query_row(sql, [id as i64], |row| row.get(0)).optional().map_err(failed)
    }

    /// The frames of a file's sidecar; `None` for a file that is not in the catalogue.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn frames(&self, sha256: &str) -> Result<Option<Vec<u8>>, Problem> {
        let sql = "SELECT bytes, coalesce(format, ''), first_path, coalesce(pages, 0),
                coalesce(tables, 0), coalesce(ocr_pages, 0), coalesce(unread_pages, '[]'),
                program, forms, models, state, sketch
            FROM files WHERE sha256 = ?1";
        let found = self.connection.query_row(sql, [sha256], |row| {
            let unread: String = row.get(6)?;
            let source = Source {
                sha256: sha256.to_owned(),
                bytes: row.get::<_, i64>(0)? as u64,
                format: row.get(1)?,
                path: row.get(2)?,
                pages: row.get(3)?,
                tables: row.get::<_, i64>(4)? as usize,
                ocr_pages: row.get(5)?,
                unread_pages: serde_json::from_str(&unread).unwrap_or_default(),
            };
            let edition = Edition { program: row.get(7)?, forms: row.get(8)?, models: row.get(9)? };
            Ok((source, edition, row.get::<_, String>(10)?, row.get::<_, Option<Vec<u8>>>(11)?))
        });
        let Some((source, edition, state, sketch)) = found.optional().map_err(failed)? else {
            return Ok(None);
        };
        let names = self.sightings(sha256)?;
        if state != "kept" {
            let reason = self.reason_of(sha256)?;
            return Ok(Some(sidecar::of_quarantined(source, &edition, &reason, &names)));
        }
        let mut parts = Vec::new();
        for stored in self.records_of(sha256)? {
            let provenance = self.provenance(stored.id)?;
            let (text, places) = (stored.text, stored.places);
            let record = stored.record;
            parts.push(Part { record, provenance, text, places, metric_pages: None });
        }
        let warnings = self.warnings_of(sha256)?;
        let sketch = sketch.and_then(|sketch| Packed::from_frame(sketch).open().ok());
        let sketch = sketch.unwrap_or_default();
        let bodies: Vec<Packed> = parts.iter().map(|part| Packed::of(&part.record.body)).collect();
        let item = Item { source, edition, parts, warnings, attachments: Vec::new(), sketch };
        Ok(Some(sidecar::of_item(&item, &bodies, &names)))
    }

    /// What an archive asks of a file.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn facts(&self, sha256: &str) -> Result<Facts, Problem> {
        let sql = "SELECT bytes, coalesce(format, ''), coalesce(pages, 0), program, added,
                modified, state <> 'kept', coalesce(work_id, 0)
            FROM files WHERE sha256 = ?1";
        let facts = self.connection.query_row(sql, [sha256], |row| {
            let modified: i64 = row.get(5)?;
            Ok(Facts {
                bytes: row.get::<_, i64>(0)? as u64,
                format: row.get(1)?,
                pages: row.get(2)?,
                program: row.get(3)?,
                added: row.get(4)?,
                modified: if modified == 0 {
                    String::new()
                } else {
                    clock::text(modified / 1_000_000_000)
                },
                quarantined: row.get(6)?,
                work: row.get(7)?,
            })
        });
        facts.map_err(failed)
    }

    fn sightings(&self, sha256: &str) -> Result<Vec<Seen>, Problem> {
        let sql = "SELECT path, raw, modified, carrier, first_seen FROM paths WHERE sha256 = ?1
            UNION ALL SELECT path, raw, modified, NULL, first_seen FROM history WHERE sha256 = ?1
            ORDER BY 5";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement
            .query_map([sha256], |row| {
                let raw: Vec<u8> = row.get(1)?;
                Ok(Seen {
                    name: row.get(0)?,
                    raw: raw.iter().map(|byte| format!("{byte:02x}")).collect(),
                    modified: row.get(2)?,
                    carrier: row.get(3)?,
                    seen: row.get(4)?,
                    gone: false,
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// What was lost or doubtful in a file.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn warnings_of(&self, sha256: &str) -> Result<Vec<Warning>, Problem> {
        let sql = "SELECT code, message, page FROM warnings WHERE sha256 = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement
            .query_map([sha256], |row| {
                let code: String = row.get(0)?;
                let message: String = row.get(1)?;
                let page = row.get(2)?;
                Ok(Warning { page, ..Warning::new(WarningCode::from(code), message) })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    fn reason_of(&self, sha256: &str) -> Result<Problem, Problem> {
        let sql = "SELECT code, message, hint FROM quarantine WHERE sha256 = ?1 LIMIT 1";
        let found = self.connection.query_row(sql, [sha256], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        });
        let (code, message, hint) = found.optional().map_err(failed)?.unwrap_or_default();
        Ok(Problem::new(Code::named(&code), message, hint))
    }
}
