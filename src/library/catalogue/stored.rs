//! Records as the catalogue keeps them: packed in their rows, and opened by whoever has the
//! time.

use super::{Catalogue, failed};
use crate::library::packed::Packed;
use crate::problem::Problem;
use crate::record::Record;
use crate::search::query::Field;
use crate::search::{Card, Entry};
use rusqlite::types::Type;
use rusqlite::{Row, params};

/// A record as the catalogue keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its number.
    pub id: u64,
    /// Hash of its file.
    pub sha256: String,
    /// The path under which the file was first seen.
    pub path: String,
    /// Its other names, a hundred at most.
    pub names: Vec<String>,
    /// Format of the file.
    pub format: String,
    /// Which part of the file, from 0.
    pub part: u32,
    /// Number of the work of which its file is a version.
    pub work: i64,
    /// Its file is the version of the work that counts.
    pub newest: bool,
    /// The record; its provenance is there only where it was asked for.
    pub record: Record,
    /// Its text.
    pub text: String,
    /// Pages by byte offset of the text.
    pub places: Vec<(usize, u32)>,
}

/// A record in its row, packed.
#[derive(Debug)]
pub struct Shut {
    /// All but what is packed.
    stored: Stored,
    body: Packed,
    text: Packed,
    places: String,
}

pub(super) const RECORDS: &str =
    "SELECT r.id, r.sha256, f.first_path, f.format, r.part, f.work_id, f.newest,
    r.first_page, r.last_page, r.places, r.text, r.body,
    (SELECT json_group_array(path) FROM (SELECT p.path FROM paths p
     WHERE p.sha256 = r.sha256 AND p.path <> f.first_path ORDER BY p.path LIMIT 100))
    FROM records r JOIN files f ON f.sha256 = r.sha256";

impl Catalogue {
    /// Up to `most` records after a number, ascending, without their provenance.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn records_after(&self, id: u64, most: usize) -> Result<Vec<Stored>, Problem> {
        self.shut_after(id, most)?.into_iter().map(Shut::open).collect()
    }

    /// The same, packed as they are.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn shut_after(&self, id: u64, most: usize) -> Result<Vec<Shut>, Problem> {
        let sql = format!("{RECORDS} WHERE r.id > ?1 ORDER BY r.id LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let rows = statement.query_map(params![id as i64, most as i64], shut).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// The records of a file, without their provenance.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn records_of(&self, sha256: &str) -> Result<Vec<Stored>, Problem> {
        let sql = format!("{RECORDS} WHERE r.sha256 = ?1 ORDER BY r.part");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let rows = statement.query_map([sha256], stored).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let damaged =
        |problem: Problem| rusqlite::Error::FromSqlConversionFailure(0, Type::Blob, problem.into());
    shut(row)?.open().map_err(damaged)
}

fn shut(row: &Row<'_>) -> rusqlite::Result<Shut> {
    let packed = |at: usize| -> rusqlite::Result<Packed> { row.get(at).map(Packed::from_frame) };
    let first: Option<u32> = row.get(7)?;
    let last: Option<u32> = row.get(8)?;
    let stored = Stored {
        id: row.get::<_, i64>(0)? as u64,
        sha256: row.get(1)?,
        path: row.get(2)?,
        names: serde_json::from_str(&row.get::<_, String>(12)?).unwrap_or_default(),
        format: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        part: row.get(4)?,
        work: row.get::<_, Option<i64>>(5)?.unwrap_or_default(),
        newest: row.get(6)?,
        record: Record { pages: first.zip(last), ..Record::default() },
        text: String::new(),
        places: Vec::new(),
    };
    Ok(Shut { stored, body: packed(11)?, text: packed(10)?, places: row.get(9)? })
}

impl Shut {
    /// Its number.
    pub fn id(&self) -> u64 {
        self.stored.id
    }

    /// The record.
    ///
    /// # Errors
    ///
    /// When it is damaged.
    pub fn open(self) -> Result<Stored, Problem> {
        let Self { mut stored, body, text, places } = self;
        stored.record.body = body.open()?;
        stored.text = text.open()?;
        stored.places = serde_json::from_str(&places).unwrap_or_default();
        Ok(stored)
    }
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
        entry.in_file(card, self.text);
        for name in &self.names {
            entry.add(Field::Path, name);
        }
        in_work(&mut entry, self.work, self.part, self.newest);
        entry
    }
}

/// Says of which work a record is an edition: the same part of every version of a work is
/// one, and that of the newest version counts.
pub fn in_work(entry: &mut Entry, work: i64, part: u32, newest: bool) {
    if work != 0 {
        let mixed = (work as u64 ^ u64::from(part) << 48).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        entry.work = mixed.max(1);
    }
    entry.edition = entry.id | u64::from(newest) << crate::search::NEWEST;
}
