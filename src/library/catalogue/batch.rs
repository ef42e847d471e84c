//! One transaction of a run: everything in it becomes the library's, or nothing.

use super::{Balance, Catalogue, details, failed};
use crate::extract::{Edition, Source};
use crate::intake::names::Name;
use crate::library::ingest::Fate;
use crate::library::sealed::{Sealed, SealedPart};
use crate::problem::{Code, Problem};
use crate::search::{Card, Entry, query::Field};
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

/// A name and what stands under it.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    /// The name.
    pub name: &'a Name,
    /// The outermost archive or document in which it lies.
    pub carrier: Option<&'a str>,
    /// Hash of what stands there, if its bytes could be had.
    pub sha256: Option<&'a str>,
    /// Its length.
    pub bytes: u64,
    /// Last change, nanoseconds since 1970.
    pub modified: i64,
}

/// One transaction of a run.
#[derive(Debug)]
pub struct Batch<'a> {
    pub(super) transaction: Held<'a>,
    run: i64,
    balance: Balance,
}

/// A transaction that is this batch's own, or one of which it is a part.
#[derive(Debug)]
pub(super) enum Held<'a> {
    Own(Transaction<'a>),
    Part(&'a Transaction<'a>),
}

impl<'a> std::ops::Deref for Held<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Own(own) => own,
            Self::Part(part) => part,
        }
    }
}

/// A batch that is a part of a transaction; it ends with it.
pub(super) fn within<'a>(transaction: &'a Transaction<'a>) -> Batch<'a> {
    Batch { transaction: Held::Part(transaction), run: 0, balance: Balance::default() }
}

impl Catalogue {
    /// Begins a run of the journal; gives its number.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn begin_run(&self, paths: &[String]) -> Result<i64, Problem> {
        let paths = serde_json::to_string(paths).unwrap_or_default();
        let sql = "INSERT INTO runs (program, paths) VALUES (?1, ?2)";
        self.connection.execute(sql, params![env!("CARGO_PKG_VERSION"), paths]).map_err(failed)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Ends a run.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn end_run(&self, run: i64, interrupted: bool) -> Result<(), Problem> {
        let sql = "UPDATE runs SET ended = CURRENT_TIMESTAMP, interrupted = ?2 WHERE id = ?1";
        self.connection.execute(sql, params![run, interrupted]).map_err(failed).map(|_| ())
    }

    /// A batch of writes that becomes whole or not at all.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn batch(&mut self, run: i64) -> Result<Batch<'_>, Problem> {
        let transaction = self.connection.transaction().map_err(failed)?;
        Ok(Batch { transaction: Held::Own(transaction), run, balance: Balance::default() })
    }
}

impl Batch<'_> {
    /// A file with its records under a name that is seen. Gives the entries for the index.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn keep(&mut self, sealed: Sealed, sighting: Sighting<'_>) -> Result<Vec<Entry>, Problem> {
        let entries = self.file(sealed, &sighting.name.shown, sighting.modified)?;
        self.sight(sighting)?;
        self.balance.seen += 1;
        self.balance.new += 1;
        Ok(entries)
    }

    /// A file with its records. Older records of it go; what changed is written down.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn file(
        &self,
        sealed: Sealed,
        first_path: &str,
        modified: i64,
    ) -> Result<Vec<Entry>, Problem> {
        self.file_numbered(sealed, first_path, modified, &[])
    }

    /// As [`Batch::file`], with the numbers that the records have already.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn file_numbered(
        &self,
        sealed: Sealed,
        first_path: &str,
        modified: i64,
        numbers: &[i64],
    ) -> Result<Vec<Entry>, Problem> {
        let Sealed { source, edition, warnings, sketch, parts, changed } = sealed;
        if let Some((from, pointers)) = changed {
            self.execute(
                "INSERT INTO changes (sha256, from_edition, to_edition, pointers)
                 VALUES (?1, ?2, ?3, ?4)",
                params![source.sha256, from.to_string(), edition.to_string(), pointers],
            )?;
        }
        self.drop_records(&source.sha256)?;
        self.execute(
            "INSERT INTO files (sha256, bytes, format, state, first_path, modified, pages, tables,
                 ocr_pages, unread_pages, program, forms, models, sketch, run)
             VALUES (?1, ?2, ?3, 'kept', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (sha256) DO UPDATE SET state = 'kept', format = ?3, pages = ?6,
                 tables = ?7, ocr_pages = ?8, unread_pages = ?9, program = ?10, forms = ?11,
                 models = ?12, sketch = ?13",
            params![
                source.sha256,
                source.bytes as i64,
                source.format,
                first_path,
                modified,
                source.pages,
                source.tables as i64,
                source.ocr_pages,
                serde_json::to_string(&source.unread_pages).unwrap_or_default(),
                edition.program,
                edition.forms,
                edition.models,
                sketch.packed().frame(),
                self.run
            ],
        )?;
        self.execute("DELETE FROM quarantine WHERE sha256 = ?1", params![source.sha256])?;
        let first = self.text("SELECT first_path FROM files WHERE sha256 = ?1", &source.sha256)?;
        let mut entries = Vec::new();
        for (number, part) in parts.into_iter().enumerate() {
            let path = first.as_deref().unwrap_or(first_path);
            entries.push(self.record(&source, path, number, numbers.get(number), part)?);
        }
        for warning in &warnings {
            self.execute(
                "INSERT INTO warnings (sha256, code, message, page) VALUES (?1, ?2, ?3, ?4)",
                params![source.sha256, warning.code.as_str(), warning.message, warning.page],
            )?;
        }
        Ok(entries)
    }

    fn record(
        &self,
        source: &Source,
        path: &str,
        number: usize,
        id: Option<&i64>,
        part: SealedPart,
    ) -> Result<Entry, Problem> {
        let SealedPart { record, mut entry, text, packed, metric_pages } = part;
        let field = |field: Field| {
            entry.fields.iter().find(|(f, _)| *f == field).map(|(_, text)| text.as_str())
        };
        let code = record.known("/applicant/credit_code").and_then(Value::as_str);
        let (first, last) = record.pages.unzip();
        let id = self
            .transaction
            .prepare_cached(
                "INSERT INTO records (id, sha256, part, kind, title, template, applicant, credit_code,
                     region, sector, year, date, first_page, last_page, places, text, body,
                     provenance)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                     ?17, ?18)",
            )
            .and_then(|mut s| {
                s.insert(params![
                    id,
                    source.sha256,
                    number as i64,
                    entry.kind,
                    entry.title,
                    entry.template,
                    field(Field::Applicant),
                    code,
                    entry.province,
                    entry.sector,
                    entry.year.map(|y| y as i64),
                    entry.date.map(|d| d as i64),
                    first,
                    last,
                    packed.places,
                    packed.text.frame(),
                    packed.body.frame(),
                    packed.provenance.frame(),
                ])
            })
            .map_err(failed)?;
        entry.id = id as u64;
        details::write(&self.transaction, &entry, &record, &metric_pages)?;
        let card = Card {
            path: path.to_owned(),
            sha256: source.sha256.clone(),
            format: source.format.clone(),
            part: number as u32,
            page: first,
            ..Card::default()
        };
        entry.in_file(card, text);
        Ok(entry)
    }

    /// Takes the records of a file out; the index is to let go of them.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn drop_records(&self, sha256: &str) -> Result<(), Problem> {
        let of = "SELECT id FROM records WHERE sha256 = ?1";
        self.execute(&format!("INSERT OR IGNORE INTO unindexed {of}"), params![sha256])?;
        self.execute("DELETE FROM records WHERE sha256 = ?1", params![sha256])?;
        self.execute("DELETE FROM warnings WHERE sha256 = ?1", params![sha256])
    }

    /// Content that the library had already, under a name that is seen. `true` when it is in
    /// quarantine, which the name then is as well.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn again(&mut self, sighting: Sighting<'_>) -> Result<bool, Problem> {
        self.sight(sighting)?;
        let sha256 = sighting.sha256.unwrap_or_default();
        self.balance.seen += 1;
        let state = self.text("SELECT state FROM files WHERE sha256 = ?1", sha256)?;
        if state.as_deref() != Some("quarantined") {
            self.balance.duplicate += 1;
            return Ok(false);
        }
        self.execute(
            "INSERT OR IGNORE INTO quarantine (path, raw, sha256, code, message, hint, program)
             SELECT ?2, ?3, sha256, code, message, hint, program FROM quarantine
             WHERE sha256 = ?1 ORDER BY since LIMIT 1",
            params![sha256, sighting.name.shown, sighting.name.raw],
        )?;
        self.balance.quarantined += 1;
        Ok(true)
    }

    /// A carrier that has not changed since all its members were taken in. Gives how many of
    /// them there are, and how many in quarantine.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn carried_again(&mut self, carrier: &str) -> Result<(u64, u64), Problem> {
        let count = |sql: &str| {
            self.transaction
                .query_row(sql, [carrier], |row| row.get::<_, i64>(0))
                .map(|n| n as u64)
                .map_err(failed)
        };
        let members = count("SELECT count(*) FROM paths WHERE carrier = ?1")?;
        let quarantined = count(
            "SELECT count(*) FROM paths p JOIN quarantine q ON q.path = p.path AND q.raw = p.raw
             WHERE p.carrier = ?1",
        )?;
        self.execute(
            "UPDATE paths SET last_seen = CURRENT_TIMESTAMP, run = ?2 WHERE carrier = ?1",
            params![carrier, self.run],
        )?;
        self.balance.seen += members;
        self.balance.duplicate += members - quarantined;
        self.balance.quarantined += quarantined;
        Ok((members, quarantined))
    }

    /// A file of which no record could be made.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn quarantine(
        &mut self,
        sighting: Sighting<'_>,
        edition: &Edition,
        problem: &Problem,
    ) -> Result<(), Problem> {
        if let Some(sha256) = sighting.sha256 {
            self.quarantined_file(sha256, sighting, edition)?;
        }
        self.sight(sighting)?;
        let name = sighting.name;
        self.execute(
            "INSERT INTO quarantine (path, raw, sha256, code, message, hint, program)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (path, raw) DO UPDATE SET sha256 = ?3, code = ?4, message = ?5,
                 hint = ?6, program = ?7",
            params![
                name.shown,
                name.raw,
                sighting.sha256,
                problem.code.as_str(),
                problem.message,
                problem.hint,
                edition.program
            ],
        )?;
        if let Some(sha256) = sighting.sha256 {
            // Its copies have the same reason.
            self.execute(
                "UPDATE quarantine SET code = ?2, message = ?3, hint = ?4, program = ?5
                 WHERE sha256 = ?1",
                params![
                    sha256,
                    problem.code.as_str(),
                    problem.message,
                    problem.hint,
                    edition.program
                ],
            )?;
        }
        self.balance.seen += 1;
        self.balance.quarantined += 1;
        Ok(())
    }

    fn quarantined_file(
        &self,
        sha256: &str,
        sighting: Sighting<'_>,
        edition: &Edition,
    ) -> Result<(), Problem> {
        self.execute(
            "INSERT INTO files (sha256, bytes, state, first_path, modified, program, forms, models, run)
             VALUES (?1, ?2, 'quarantined', ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (sha256) DO UPDATE SET program = ?5, forms = ?6, models = ?7",
            params![
                sha256,
                sighting.bytes as i64,
                sighting.name.shown,
                sighting.modified,
                edition.program,
                edition.forms,
                edition.models,
                self.run
            ],
        )
    }

    /// Another reason for what is in quarantine already.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn still_quarantined(
        &self,
        sha256: &str,
        edition: &Edition,
        problem: &Problem,
    ) -> Result<(), Problem> {
        self.execute(
            "UPDATE quarantine SET code = ?2, message = ?3, hint = ?4, program = ?5 WHERE sha256 = ?1",
            params![sha256, problem.code.as_str(), problem.message, problem.hint, edition.program],
        )
    }

    /// A carrier whose members were all taken in. Gives the content that it was kept as
    /// before, for want of a password, if nothing else leads to it.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn archive(
        &self,
        name: &Name,
        bytes: u64,
        modified: i64,
        members: u64,
    ) -> Result<Option<String>, Problem> {
        let whole = self.under(name)?;
        for table in ["quarantine", "paths"] {
            self.execute(
                &format!("DELETE FROM {table} WHERE path = ?1 AND raw = ?2"),
                params![name.shown, name.raw],
            )?;
        }
        let free = match whole {
            None => None,
            Some(sha256) => {
                self.execute(
                    "DELETE FROM files WHERE state = 'quarantined' AND sha256 = ?1
                         AND sha256 NOT IN (SELECT sha256 FROM paths WHERE sha256 IS NOT NULL)",
                    params![sha256],
                )?;
                Some(sha256).filter(|sha256| !matches!(self.has(sha256), Ok(true)))
            }
        };
        self.execute(
            "INSERT OR REPLACE INTO archives (path, raw, bytes, modified, members)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![name.shown, name.raw, bytes as i64, modified, members as i64],
        )?;
        Ok(free)
    }

    /// Writes down that a name leads to a content, and what it led to before.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn sight(&self, sighting: Sighting<'_>) -> Result<(), Problem> {
        let Sighting { name, carrier, sha256, bytes, modified } = sighting;
        // A content that is in the index already is found by this name too.
        self.execute(
            "INSERT OR IGNORE INTO unindexed
             SELECT r.id FROM records r JOIN files f ON f.sha256 = r.sha256
             WHERE r.sha256 = ?3 AND f.first_path <> ?1 AND NOT EXISTS (
                 SELECT 1 FROM paths p WHERE p.path = ?1 AND p.raw = ?2 AND p.sha256 = ?3)",
            params![name.shown, name.raw, sha256],
        )?;
        self.execute(
            "INSERT INTO history (path, raw, sha256, bytes, modified, first_seen)
             SELECT path, raw, sha256, bytes, modified, first_seen FROM paths
             WHERE path = ?1 AND raw = ?2 AND sha256 IS NOT NULL AND sha256 IS NOT ?3",
            params![name.shown, name.raw, sha256],
        )?;
        self.execute(
            "DELETE FROM quarantine WHERE path = ?1 AND raw = ?2 AND sha256 IS NOT ?3",
            params![name.shown, name.raw, sha256],
        )?;
        self.execute(
            "INSERT INTO paths (path, raw, sha256, bytes, modified, carrier, run)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (path, raw) DO UPDATE SET
                 first_seen = CASE WHEN sha256 IS ?3 THEN first_seen ELSE CURRENT_TIMESTAMP END,
                 sha256 = ?3, bytes = ?4, modified = ?5, carrier = ?6, run = ?7,
                 last_seen = CURRENT_TIMESTAMP",
            params![name.shown, name.raw, sha256, bytes as i64, modified, carrier, self.run],
        )
    }

    /// Whether a name leads to a content already.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn leads_to(&self, name: &Name, sha256: &str) -> Result<bool, Problem> {
        let sql = "SELECT 1 FROM paths WHERE path = ?1 AND raw = ?2 AND sha256 = ?3";
        let found = self.transaction.prepare_cached(sql).and_then(|mut s| {
            s.query_row(params![name.shown, name.raw, sha256], |_| Ok(())).optional()
        });
        found.map(|found| found.is_some()).map_err(failed)
    }

    /// What a name leads to.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn under(&self, name: &Name) -> Result<Option<String>, Problem> {
        let sql = "SELECT sha256 FROM paths WHERE path = ?1 AND raw = ?2";
        let found = self.transaction.prepare_cached(sql).and_then(|mut s| {
            s.query_row(params![name.shown, name.raw], |row| row.get::<_, Option<String>>(0))
                .optional()
        });
        found.map(Option::flatten).map_err(failed)
    }

    /// Whether the catalogue has a content.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn has(&self, sha256: &str) -> Result<bool, Problem> {
        Ok(self.text("SELECT state FROM files WHERE sha256 = ?1", sha256)?.is_some())
    }

    /// The records of a file stand as they are, and another edition reads them so.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn read_by(&self, sha256: &str, edition: &Edition) -> Result<(), Problem> {
        self.execute(
            "UPDATE files SET program = ?2, forms = ?3, models = ?4 WHERE sha256 = ?1",
            params![sha256, edition.program, edition.forms, edition.models],
        )
    }

    /// Why a content is in quarantine.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn reason(&self, sha256: &str) -> Result<Problem, Problem> {
        let sql = "SELECT code, message, hint FROM quarantine WHERE sha256 = ?1 LIMIT 1";
        let found = self.transaction.prepare_cached(sql).and_then(|mut s| {
            s.query_row([sha256], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
            })
            .optional()
        });
        let (code, message, hint) = found.map_err(failed)?.unwrap_or_default();
        Ok(Problem::new(Code::named(&code), message, hint))
    }

    /// Removes everything of a file, and writes down why.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn forget(&self, sha256: &str, reason: &str, by: &str) -> Result<(), Problem> {
        self.execute(
            "INSERT INTO forgotten (sha256, paths, reason, by)
             SELECT ?1, (SELECT json_group_array(path) FROM
                 (SELECT path FROM paths WHERE sha256 = ?1
                  UNION SELECT path FROM history WHERE sha256 = ?1)), ?2, ?3",
            params![sha256, reason, by],
        )?;
        self.drop_records(sha256)?;
        // An archive one of whose members is gone is looked at again.
        self.execute(
            "DELETE FROM archives WHERE path IN (SELECT carrier FROM paths WHERE sha256 = ?1)",
            params![sha256],
        )?;
        for table in ["paths", "history", "quarantine", "changes", "files"] {
            self.execute(&format!("DELETE FROM {table} WHERE sha256 = ?1"), params![sha256])?;
        }
        Ok(())
    }

    /// Removes one of several names of a file, or the name of what could not be had, and
    /// writes down why.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn forget_name(
        &self,
        name: &Name,
        sha256: Option<&str>,
        reason: &str,
        by: &str,
    ) -> Result<(), Problem> {
        self.execute(
            "INSERT INTO forgotten (sha256, paths, reason, by)
             VALUES (coalesce(?1, ''), json_array(?2), ?3, ?4)",
            params![sha256, name.shown, reason, by],
        )?;
        // An archive one of whose members is gone is looked at again.
        self.execute(
            "DELETE FROM archives WHERE path IN
                 (SELECT carrier FROM paths WHERE path = ?1 AND raw = ?2)",
            params![name.shown, name.raw],
        )?;
        for table in ["paths", "history", "quarantine"] {
            self.execute(
                &format!("DELETE FROM {table} WHERE path = ?1 AND raw = ?2"),
                params![name.shown, name.raw],
            )?;
        }
        self.execute(
            "UPDATE files SET first_path = (SELECT min(path) FROM paths WHERE sha256 = ?1)
             WHERE sha256 = ?1 AND first_path NOT IN (SELECT path FROM paths WHERE sha256 = ?1)
                 AND EXISTS (SELECT 1 FROM paths WHERE sha256 = ?1)",
            params![sha256],
        )?;
        let of = "SELECT id FROM records WHERE sha256 = ?1";
        self.execute(&format!("INSERT OR IGNORE INTO unindexed {of}"), params![sha256])
    }

    /// Counts what came another way than under a name that is seen.
    pub fn count(&mut self, fate: Fate) {
        self.balance.seen += 1;
        *match fate {
            Fate::New => &mut self.balance.new,
            Fate::Quarantined => &mut self.balance.quarantined,
            _ => &mut self.balance.duplicate,
        } += 1;
    }

    pub(super) fn execute(
        &self,
        sql: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<(), Problem> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut s| s.execute(values))
            .map_err(failed)
            .map(|_| ())
    }

    fn text(&self, sql: &str, key: &str) -> Result<Option<String>, Problem> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([key], |row| row.get(0)).optional())
            .map_err(failed)
    }

    /// Makes the batch last. Gives what it added to the balance.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn commit(self) -> Result<Balance, Problem> {
        let b = self.balance;
        self.execute(
            "UPDATE runs SET seen = seen + ?2, new = new + ?3, duplicate = duplicate + ?4,
                 quarantined = quarantined + ?5 WHERE id = ?1",
            params![
                self.run,
                b.seen as i64,
                b.new as i64,
                b.duplicate as i64,
                b.quarantined as i64
            ],
        )?;
        if let Held::Own(transaction) = self.transaction {
            transaction.commit().map_err(failed)?;
        }
        Ok(b)
    }
}
