//! Catalogues of older editions, brought up to today's tables: one step a version, each in
//! one transaction, so that a step that is cut off has not begun.

use super::{SCHEMA, VERSION, failed, unsound};
use crate::extract::{Edition, Source};
use crate::intake::names::Name;
use crate::library::item::{Item, Part};
use crate::library::packed::Packed;
use crate::library::sealed::Sealed;
use crate::library::sidecar::{self, Seen};
use crate::library::sketch::Sketch;
use crate::library::store::Store;
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::record::Record;
use rusqlite::{Connection, Transaction, params};
use std::path::Path;

/// Brings a catalogue of a version up to today's; 0 is one without any table.
///
/// # Errors
///
/// When it is not what its version says, or cannot be written.
pub fn bring_up(connection: &mut Connection, version: u32, library: &Path) -> Result<(), Problem> {
    if version == VERSION {
        return Ok(());
    }
    // Tables are renamed, and what points to them must not follow.
    connection.execute_batch("PRAGMA foreign_keys = OFF;").map_err(failed)?;
    let step = connection.transaction().map_err(failed)?;
    match version {
        0 => step.execute_batch(SCHEMA).map_err(failed)?,
        1 => first_to_second(&step, library)?,
        _ => return Err(unsound("版本号不明")),
    }
    step.pragma_update(None, "user_version", VERSION).map_err(failed)?;
    step.commit().map_err(failed)?;
    connection.execute_batch("PRAGMA foreign_keys = ON;").map_err(failed)
}

/// The tables of the first version.
const FIRST: [&str; 10] = [
    "library",
    "files",
    "paths",
    "archives",
    "records",
    "metrics",
    "scenarios",
    "suppliers",
    "warnings",
    "quarantine",
];

/// Version 1 kept records, texts and provenance as open text, knew one content a path, and
/// had nothing beside its originals.
fn first_to_second(step: &Transaction<'_>, library: &Path) -> Result<(), Problem> {
    let known =
        "SELECT sha256, part, body, provenance, text, places, first_page FROM records LIMIT 0";
    if step.prepare(known).is_err() {
        return Err(Problem::new(
            Code::Library,
            "资料库由更早的试用版建立，其目录不能升级",
            super::FROM_ORIGINALS,
        ));
    }
    let batch = |sql: &str| step.execute_batch(sql).map_err(failed);
    let indexes: Vec<String> = {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
        let mut statement = step.prepare(sql).map_err(failed)?;
        let rows = statement.query_map([], |row| row.get(0)).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)?
    };
    for index in indexes {
        batch(&format!("DROP INDEX \"{index}\""))?;
    }
    for table in FIRST.iter().chain(&["runs"]) {
        batch(&format!("ALTER TABLE {table} RENAME TO old_{table}"))?;
    }
    batch(SCHEMA)?;
    batch(
        "INSERT INTO library SELECT key, value FROM old_library;
         INSERT INTO runs (id, started, ended, program, seen, new, duplicate, quarantined)
             SELECT id, started, ended, '0.1.0', seen, new, duplicate, quarantined FROM old_runs;
         INSERT INTO paths (path, sha256, bytes, modified, first_seen, last_seen)
             SELECT path, sha256, bytes, modified, first_seen, last_seen FROM old_paths;
         INSERT INTO quarantine (path, sha256, code, message, hint, program, since)
             SELECT path, sha256, code, message, hint, program, since FROM old_quarantine;
         INSERT OR IGNORE INTO paths (path, sha256, bytes, modified)
             SELECT path, sha256, 0, 0 FROM old_quarantine;
         INSERT OR IGNORE INTO quarantine (path, sha256, code, message, hint, program, since)
             SELECT p.path, p.sha256, q.code, q.message, q.hint, q.program, q.since
             FROM old_paths p JOIN old_quarantine q ON q.sha256 = p.sha256
             JOIN old_files f ON f.sha256 = p.sha256 AND f.state = 'quarantined';
         INSERT INTO files (sha256, bytes, format, state, first_path, modified, pages, tables,
                 ocr_pages, unread_pages, program, run, added)
             SELECT f.sha256, f.bytes, f.format, f.state, f.first_path,
                 coalesce((SELECT max(modified) FROM old_paths p WHERE p.sha256 = f.sha256), 0),
                 f.pages, f.tables, f.ocr_pages, f.unread_pages, '0.1.0', f.run, f.added
             FROM old_files f;",
    )?;
    records(step, library)?;
    for table in FIRST.iter().chain(&["runs"]).rev() {
        batch(&format!("DROP TABLE old_{table}"))?;
    }
    Ok(())
}

fn records(step: &Transaction<'_>, library: &Path) -> Result<(), Problem> {
    let store = Store::at(library);
    let mut files = step
        .prepare(
            "SELECT sha256, bytes, coalesce(format, ''), first_path, modified, coalesce(pages, 0),
                 coalesce(tables, 0), coalesce(ocr_pages, 0), coalesce(unread_pages, '[]'), state
             FROM files ORDER BY run, sha256",
        )
        .map_err(failed)?;
    let mut rows = files.query([]).map_err(failed)?;
    let mut works = crate::library::works::Works::default();
    let batch = super::batch::within(step);
    while let Some(row) = rows.next().map_err(failed)? {
        let source = (|| -> rusqlite::Result<(Source, i64, String)> {
            let unread: String = row.get(8)?;
            let source = Source {
                sha256: row.get(0)?,
                bytes: row.get::<_, i64>(1)? as u64,
                format: row.get(2)?,
                path: row.get(3)?,
                pages: row.get(5)?,
                tables: row.get::<_, i64>(6)? as usize,
                ocr_pages: row.get(7)?,
                unread_pages: serde_json::from_str(&unread).unwrap_or_default(),
            };
            Ok((source, row.get(4)?, row.get(9)?))
        })();
        let (source, modified, state) = source.map_err(failed)?;
        let edition = Edition { program: "0.1.0".to_owned(), ..Edition::default() };
        let names = names(step, &source.sha256)?;
        let sha256 = source.sha256.clone();
        if state != "kept" {
            let problem = batch.reason(&sha256)?;
            store.put_sidecar(
                &sha256,
                &sidecar::of_quarantined(source, &edition, &problem, &names),
            )?;
            continue;
        }
        let item = item(step, source, edition)?;
        let sketch = item.sketch.clone();
        let numbers = numbers(step, &sha256)?;
        let (sealed, frames) = Sealed::of(item, &names);
        if store.path(&sha256).is_some_and(|path| path.is_file()) {
            store.put_sidecar(&sha256, &frames)?;
        }
        let path = sealed.source.path.clone();
        batch.file_numbered(sealed, &path, modified, &numbers)?;
        let versions = works.add(&sha256, sketch, None);
        batch.versions(&versions, None)?;
    }
    Ok(())
}

fn names(step: &Transaction<'_>, sha256: &str) -> Result<Vec<Seen>, Problem> {
    let sql = "SELECT path, modified, first_seen FROM paths WHERE sha256 = ?1 ORDER BY first_seen";
    let mut statement = step.prepare_cached(sql).map_err(failed)?;
    let rows = statement
        .query_map([sha256], |row| {
            let name = Name { shown: row.get(0)?, raw: Vec::new() };
            Ok(Seen { seen: row.get(2)?, ..Seen::now(&name, row.get(1)?, None) })
        })
        .map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}

fn numbers(step: &Transaction<'_>, sha256: &str) -> Result<Vec<i64>, Problem> {
    let sql = "SELECT id FROM old_records WHERE sha256 = ?1 ORDER BY part";
    let mut statement = step.prepare_cached(sql).map_err(failed)?;
    let rows = statement.query_map([sha256], |row| row.get(0)).map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}

fn item(step: &Transaction<'_>, source: Source, edition: Edition) -> Result<Item, Problem> {
    let sql = "SELECT body, provenance, text, places, first_page, last_page FROM old_records
        WHERE sha256 = ?1 ORDER BY part";
    let mut statement = step.prepare_cached(sql).map_err(failed)?;
    let rows = statement
        .query_map([&source.sha256], |row| {
            let (body, provenance, places): (String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(3)?);
            let (first, last): (Option<u32>, Option<u32>) = (row.get(4)?, row.get(5)?);
            let record = Record {
                body: serde_json::from_str(&body).unwrap_or_default(),
                pages: first.zip(last),
                ..Record::default()
            };
            Ok(Part {
                record,
                provenance: Packed::bytes(format!("{provenance}\n").as_bytes()),
                text: row.get(2)?,
                places: serde_json::from_str(&places).unwrap_or_default(),
                metric_pages: None,
            })
        })
        .map_err(failed)?;
    let parts: Vec<Part> = rows.collect::<Result<_, _>>().map_err(failed)?;
    let sql = "SELECT code, message, page FROM old_warnings WHERE sha256 = ?1";
    let mut statement = step.prepare_cached(sql).map_err(failed)?;
    let rows = statement
        .query_map(params![source.sha256], |row| {
            let code: String = row.get(0)?;
            let (message, page): (String, _) = (row.get(1)?, row.get(2)?);
            Ok(Warning { page, ..Warning::new(WarningCode::from(code), message) })
        })
        .map_err(failed)?;
    let warnings = rows.collect::<Result<_, _>>().map_err(failed)?;
    let records: Vec<&Record> = parts.iter().map(|part| &part.record).collect();
    let sketch = Sketch::of(&records, parts.iter().map(|part| part.text.as_str()))
        .recognised(source.ocr_pages > 0);
    Ok(Item { source, edition, parts, warnings, attachments: Vec::new(), sketch })
}
