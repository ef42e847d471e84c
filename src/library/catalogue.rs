//! The SQLite catalogue: what is known of every file, path and record.

mod lookup;

use super::item::{Item, Part};
use crate::extract::Source;
use crate::problem::{Code, Problem};
use crate::record::Record;
use crate::search::{Card, Entry, query::Field};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// The version of the tables; a newer one is not touched.
const VERSION: u32 = 1;

/// An open catalogue.
#[derive(Debug)]
pub struct Catalogue {
    connection: Connection,
}

/// What became of the files that were seen. `seen = new + duplicate + quarantined`, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Files and members of archives.
    pub seen: u64,
    /// Kept now, with records.
    pub new: u64,
    /// Content that the library had already.
    pub duplicate: u64,
    /// No record could be made; the reason is kept.
    pub quarantined: u64,
}

/// What the catalogue knows of a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It has records.
    Kept,
    /// It is in quarantine since this version of the program.
    Quarantined(String),
}

/// A record as the catalogue keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its number.
    pub id: u64,
    /// Hash of its file.
    pub sha256: String,
    /// The path under which the file was first seen.
    pub path: String,
    /// Format of the file.
    pub format: String,
    /// Which part of the file, from 0.
    pub part: u32,
    /// The record, without provenance unless asked for.
    pub record: Record,
    /// Its text.
    pub text: String,
    /// Pages by byte offset of the text.
    pub places: Vec<(usize, u32)>,
}

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
}

impl Catalogue {
    /// Opens the catalogue for writing, making it if there is none.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when it is of a newer version or damaged.
    pub fn open(library: &Path) -> Result<Self, Problem> {
        let connection = Connection::open(library.join(FILE)).map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(failed)?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
            )
            .map_err(failed)?;
        let version: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(failed)?;
        check_version(version)?;
        connection.execute_batch(include_str!("catalogue.sql")).map_err(failed)?;
        connection.pragma_update(None, "user_version", VERSION).map_err(failed)?;
        Ok(Self { connection })
    }

    /// Opens an existing catalogue for reading only.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when there is none, or it is of a newer version or damaged.
    pub fn open_read_only(library: &Path) -> Result<Self, Problem> {
        // WAL needs its side files, so the connection may write them, but no table.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(library.join(FILE), flags).or_else(|_| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(library.join(FILE), flags)
        });
        let connection = connection.map_err(failed)?;
        connection.busy_timeout(Duration::from_secs(10)).map_err(failed)?;
        let version: u32 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .map_err(failed)?;
        check_version(version)?;
        connection.execute_batch("PRAGMA query_only = ON;").map_err(failed)?;
        Ok(Self { connection })
    }

    /// Whether a library folder has a catalogue.
    pub fn exists(library: &Path) -> bool {
        library.join(FILE).is_file()
    }

    /// Begins a run of the journal; gives its number.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn begin_run(&self) -> Result<i64, Problem> {
        self.connection.execute("INSERT INTO runs DEFAULT VALUES", []).map_err(failed)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Ends a run.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn end_run(&self, run: i64) -> Result<(), Problem> {
        let sql = "UPDATE runs SET ended = CURRENT_TIMESTAMP WHERE id = ?1";
        self.connection.execute(sql, [run]).map_err(failed).map(|_| ())
    }

    /// A batch of writes that becomes whole or not at all.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn batch(&mut self, run: i64) -> Result<Batch<'_>, Problem> {
        let transaction = self.connection.transaction().map_err(failed)?;
        Ok(Batch { transaction, run, balance: Balance::default() })
    }

    /// The hash under which a path of this length and time was seen before.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn seen(&self, path: &str, bytes: u64, modified: i64) -> Result<Option<String>, Problem> {
        self.connection
            .prepare_cached(
                "SELECT sha256 FROM paths WHERE path = ?1 AND bytes = ?2 AND modified = ?3",
            )
            .and_then(|mut s| {
                s.query_row(params![path, bytes as i64, modified], |row| row.get(0)).optional()
            })
            .map_err(failed)
    }

    /// How many members an archive had that was read to its end before.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn archive(&self, path: &str, bytes: u64, modified: i64) -> Result<Option<u64>, Problem> {
        self.connection
            .prepare_cached(
                "SELECT members FROM archives WHERE path = ?1 AND bytes = ?2 AND modified = ?3",
            )
            .and_then(|mut s| {
                s.query_row(params![path, bytes as i64, modified], |row| row.get::<_, i64>(0))
                    .optional()
            })
            .map(|members| members.map(|m| m as u64))
            .map_err(failed)
    }

    /// What is known of a content.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn known(&self, sha256: &str) -> Result<Option<Known>, Problem> {
        self.connection
            .prepare_cached(
                "SELECT f.state, (SELECT max(q.program) FROM quarantine q WHERE q.sha256 = f.sha256)
                 FROM files f WHERE f.sha256 = ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([sha256], |row| {
                        let state: String = row.get(0)?;
                        let program: Option<String> = row.get(1)?;
                        Ok(if state == "kept" {
                            Known::Kept
                        } else {
                            Known::Quarantined(program.unwrap_or_default())
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

    /// A record by its number.
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

    /// The text of a record with its pages by byte offset.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn text(&self, id: u64) -> Result<Option<(String, Vec<(usize, u32)>)>, Problem> {
        let text = |row: &Row<'_>| {
            let places: String = row.get(1)?;
            Ok((row.get(0)?, serde_json::from_str(&places).unwrap_or_default()))
        };
        self.connection
            .prepare_cached("SELECT text, places FROM records WHERE id = ?1")
            .and_then(|mut s| s.query_row([id as i64], text).optional())
            .map_err(failed)
    }

    /// Up to `most` records after a number, ascending.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn records_after(&self, id: u64, most: usize) -> Result<Vec<Stored>, Problem> {
        let sql = format!("{RECORDS} WHERE r.id > ?1 ORDER BY r.id LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let rows = statement.query_map(params![id as i64, most as i64], stored).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// The files in quarantine.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn quarantined(&self) -> Result<Vec<Quarantined>, Problem> {
        let sql = "SELECT path, sha256, code, message FROM quarantine ORDER BY path";
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let rows = statement
            .query_map([], |row| {
                Ok(Quarantined {
                    path: row.get(0)?,
                    sha256: row.get(1)?,
                    code: row.get(2)?,
                    message: row.get(3)?,
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
        let mut statement =
            self.connection.prepare("SELECT sha256 FROM files ORDER BY sha256").map_err(failed)?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// What SQLite says of its own file; `ok` when it is sound.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn integrity(&self) -> Result<String, Problem> {
        self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(failed)
    }
}

/// One transaction of a run.
#[derive(Debug)]
pub struct Batch<'a> {
    transaction: Transaction<'a>,
    run: i64,
    balance: Balance,
}

impl Batch<'_> {
    /// A file with its records. Gives the entries for the index.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn keep(&mut self, item: &Item, modified: i64) -> Result<Vec<Entry>, Problem> {
        let source = &item.source;
        let path = source.path.as_str();
        self.transaction
            .prepare_cached(
                "INSERT INTO files (sha256, bytes, format, state, first_path, pages, tables,
                     ocr_pages, unread_pages, run)
                 VALUES (?1, ?2, ?3, 'kept', ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT (sha256) DO UPDATE SET state = 'kept', format = ?3, pages = ?5,
                     tables = ?6, ocr_pages = ?7, unread_pages = ?8",
            )
            .and_then(|mut s| {
                s.execute(params![
                    source.sha256,
                    source.bytes as i64,
                    source.format,
                    path,
                    source.pages,
                    source.tables as i64,
                    source.ocr_pages,
                    serde_json::to_string(&source.unread_pages).unwrap_or_default(),
                    self.run
                ])
            })
            .map_err(failed)?;
        self.path(path, &source.sha256, source.bytes, modified)?;
        self.transaction
            .prepare_cached("DELETE FROM quarantine WHERE sha256 = ?1")
            .and_then(|mut s| s.execute([&source.sha256]))
            .map_err(failed)?;
        let mut entries = Vec::new();
        for (number, part) in item.parts.iter().enumerate() {
            entries.push(self.record(source, number, part)?);
        }
        for warning in &item.warnings {
            self.transaction
                .prepare_cached(
                    "INSERT INTO warnings (sha256, code, message, page) VALUES (?1, ?2, ?3, ?4)",
                )
                .and_then(|mut s| {
                    s.execute(params![
                        source.sha256,
                        warning.code.as_str(),
                        warning.message,
                        warning.page
                    ])
                })
                .map_err(failed)?;
        }
        self.balance.seen += 1;
        self.balance.new += 1;
        Ok(entries)
    }

    fn record(&self, source: &Source, number: usize, part: &Part) -> Result<Entry, Problem> {
        let record = &part.record;
        let mut entry = Entry::of(record);
        let applicant =
            entry.fields.iter().find(|(f, _)| *f == Field::Applicant).map(|(_, text)| text);
        let (first, last) = record.pages.unzip();
        self.transaction
            .prepare_cached(
                "INSERT INTO records (sha256, part, kind, title, template, applicant, year, date,
                     first_page, last_page, body, provenance, text, places)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )
            .and_then(|mut s| {
                s.insert(params![
                    source.sha256,
                    number as i64,
                    entry.kind,
                    entry.title,
                    entry.template,
                    applicant,
                    entry.year.map(|y| y as i64),
                    entry.date.map(|d| d as i64),
                    first,
                    last,
                    json(&record.body),
                    json(&record.provenance),
                    part.text,
                    json(&part.places),
                ])
            })
            .map(|id| entry.id = id as u64)
            .map_err(failed)?;
        self.details(&entry, record)?;
        let card = Card {
            path: source.path.clone(),
            sha256: source.sha256.clone(),
            format: source.format.clone(),
            part: number as u32,
            page: first,
            ..Card::default()
        };
        finish_entry(&mut entry, card, part.text.clone());
        Ok(entry)
    }

    /// The tables for counting and comparing: metrics, scenarios, suppliers.
    fn details(&self, entry: &Entry, record: &Record) -> Result<(), Problem> {
        let id = entry.id as i64;
        let metrics = record.get("/metrics").and_then(Value::as_array);
        for (index, metric) in metrics.into_iter().flatten().enumerate() {
            let Some(name) = metric.get("name").and_then(Value::as_str) else { continue };
            let unit = metric.get("unit").and_then(Value::as_str);
            let value = metric.get("value").and_then(Value::as_f64);
            let place = record.provenance.get(&format!("/metrics/{index}/value"));
            self.transaction
                .prepare_cached("INSERT INTO metrics VALUES (?1, ?2, ?3, ?4, ?5)")
                .and_then(|mut s| {
                    s.execute(params![id, name, unit, value, place.and_then(|p| p.page)])
                })
                .map_err(failed)?;
        }
        for row in &entry.rows {
            self.transaction
                .prepare_cached("INSERT INTO scenarios VALUES (?1, ?2, ?3, ?4, ?5)")
                .and_then(|mut s| {
                    s.execute(params![id, row.no, row.stage, row.scenario, row.instance])
                })
                .map_err(failed)?;
        }
        for (field, name) in &entry.fields {
            if *field == Field::Supplier {
                self.transaction
                    .prepare_cached("INSERT INTO suppliers VALUES (?1, ?2)")
                    .and_then(|mut s| s.execute(params![id, name]))
                    .map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Content that the library had; remembers the path.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn duplicate(
        &mut self,
        path: &str,
        sha256: &str,
        bytes: u64,
        modified: i64,
    ) -> Result<(), Problem> {
        self.path(path, sha256, bytes, modified)?;
        self.balance.seen += 1;
        self.balance.duplicate += 1;
        Ok(())
    }

    /// An archive that has not changed since all its members were taken in.
    pub fn duplicate_members(&mut self, members: u64) {
        self.balance.seen += members;
        self.balance.duplicate += members;
    }

    /// A file of which no record could be made.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn quarantine(
        &mut self,
        path: &str,
        content: Option<(&str, u64)>,
        modified: i64,
        problem: &Problem,
    ) -> Result<(), Problem> {
        if let Some((sha256, bytes)) = content {
            self.transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO files (sha256, bytes, state, first_path, run)
                     VALUES (?1, ?2, 'quarantined', ?3, ?4)",
                )
                .and_then(|mut s| s.execute(params![sha256, bytes as i64, path, self.run]))
                .map_err(failed)?;
            self.path(path, sha256, bytes, modified)?;
        }
        self.transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO quarantine (path, sha256, code, message, hint, program)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )
            .and_then(|mut s| {
                s.execute(params![
                    path,
                    content.map(|c| c.0),
                    problem.code.as_str(),
                    problem.message,
                    problem.hint,
                    env!("CARGO_PKG_VERSION")
                ])
            })
            .map_err(failed)?;
        self.balance.seen += 1;
        self.balance.quarantined += 1;
        Ok(())
    }

    /// An archive whose members were all taken in.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn archive(
        &self,
        path: &str,
        bytes: u64,
        modified: i64,
        members: u64,
    ) -> Result<(), Problem> {
        self.transaction
            .prepare_cached("INSERT OR REPLACE INTO archives VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| s.execute(params![path, bytes as i64, modified, members as i64]))
            .map_err(failed)
            .map(|_| ())
    }

    fn path(&self, path: &str, sha256: &str, bytes: u64, modified: i64) -> Result<(), Problem> {
        self.transaction
            .prepare_cached(
                "INSERT INTO paths (path, sha256, bytes, modified) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (path) DO UPDATE SET sha256 = ?2, bytes = ?3, modified = ?4,
                     last_seen = CURRENT_TIMESTAMP",
            )
            .and_then(|mut s| s.execute(params![path, sha256, bytes as i64, modified]))
            .map_err(failed)
            .map(|_| ())
    }

    /// Makes the batch last. Gives what it added to the balance.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn commit(self) -> Result<Balance, Problem> {
        let b = self.balance;
        self.transaction
            .execute(
                "UPDATE runs SET seen = seen + ?2, new = new + ?3, duplicate = duplicate + ?4,
                     quarantined = quarantined + ?5 WHERE id = ?1",
                params![
                    self.run,
                    b.seen as i64,
                    b.new as i64,
                    b.duplicate as i64,
                    b.quarantined as i64
                ],
            )
            .map_err(failed)?;
        self.transaction.commit().map_err(failed)?;
        Ok(b)
    }
}

/// The name of the catalogue's file.
const FILE: &str = "catalogue.sqlite";

const RECORDS: &str = "SELECT r.id, r.sha256, f.first_path, f.format, r.part, r.first_page,
    r.last_page, r.body, r.provenance, r.text, r.places
    FROM records r JOIN files f ON f.sha256 = r.sha256";

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let first: Option<u32> = row.get(5)?;
    let last: Option<u32> = row.get(6)?;
    let body: String = row.get(7)?;
    let provenance: String = row.get(8)?;
    let places: String = row.get(10)?;
    Ok(Stored {
        id: row.get::<_, i64>(0)? as u64,
        sha256: row.get(1)?,
        path: row.get(2)?,
        format: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        part: row.get(4)?,
        record: Record {
            body: serde_json::from_str(&body).unwrap_or_default(),
            pages: first.zip(last),
            provenance: serde_json::from_str(&provenance).unwrap_or_default(),
        },
        text: row.get(9)?,
        places: serde_json::from_str(&places).unwrap_or_default(),
    })
}

impl Stored {
    /// The entry for the index, as it was first made.
    pub fn entry(self) -> Entry {
        let mut entry = Entry::of(&self.record);
        entry.id = self.id;
        let card = Card {
            path: self.path,
            sha256: self.sha256,
            format: self.format,
            part: self.part,
            page: self.record.pages.map(|(first, _)| first),
            ..Card::default()
        };
        finish_entry(&mut entry, card, self.text);
        entry
    }
}

/// The newest record of a work is the edition that counts.
fn finish_entry(entry: &mut Entry, card: Card, text: String) {
    entry.in_file(card, text);
    entry.edition = entry.id;
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn check_version(version: u32) -> Result<(), Problem> {
    if version > VERSION {
        return Err(Problem::new(
            Code::Library,
            format!("资料库由更新的版本建立（库版本 {version}，本程序支持到 {VERSION}）"),
            "请升级 shenbao",
        ));
    }
    Ok(())
}

fn failed(error: rusqlite::Error) -> Problem {
    Problem::new(
        Code::Library,
        format!("资料库目录出错（{error}）"),
        "请检查磁盘空间和权限，或用 shenbao library verify 检查资料库",
    )
}
