//! What can still be read of a catalogue that is damaged: what stands nowhere else.

use super::{Batch, Catalogue, FILE, Sighting, failed};
use crate::intake::names::Name;
use crate::problem::Problem;
use rusqlite::{Connection, OpenFlags, params};
use std::path::Path;

/// Tables that stand nowhere else, copied row by row.
const ONLY_HERE: [(&str, &str); 2] = [
    ("changes", "sha256, changed, from_edition, to_edition, pointers"),
    ("forgotten", "sha256, paths, reason, by, forgotten"),
];

impl Catalogue {
    /// Names that the catalogue of a folder gives to contents, as far as it can be read.
    pub fn salvage_names(folder: &Path) -> Vec<(String, Name)> {
        let mut names = Vec::new();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let Ok(old) = Connection::open_with_flags(folder.join(FILE), flags) else { return names };
        let Ok(mut statement) =
            old.prepare("SELECT sha256, path FROM paths WHERE sha256 IS NOT NULL")
        else {
            return names;
        };
        let Ok(mut rows) = statement.query([]) else { return names };
        // Behind the first damaged page nothing is told any more.
        while let Ok(Some(row)) = rows.next() {
            if let (Ok(sha256), Ok(path)) = (row.get(0), row.get::<_, String>(1)) {
                names.push((sha256, Name::plain(path)));
            }
        }
        names
    }

    /// Takes over what only the catalogue of a folder knows, as far as it can be read: the
    /// journal, logs, and names of which no bytes could be had.
    pub fn salvage(&self, folder: &Path) {
        let file = folder.join(FILE);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let Ok(old) = Connection::open_with_flags(file, flags) else { return };
        for (table, columns) in ONLY_HERE {
            let marks = (1..=columns.split(", ").count()).map(|n| format!("?{n}"));
            let sql = format!(
                "INSERT INTO {table} ({columns}) VALUES ({})",
                marks.collect::<Vec<_>>().join(", ")
            );
            self.copy_rows(&old, &format!("SELECT {columns} FROM {table}"), &sql);
        }
        self.copy_rows(
            &old,
            "SELECT path, raw, code, message, hint, program, since FROM quarantine WHERE sha256 IS NULL",
            "INSERT OR IGNORE INTO quarantine (path, raw, code, message, hint, program, since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        );
        self.copy_rows(
            &old,
            "SELECT path, raw, bytes, modified, carrier FROM paths WHERE sha256 IS NULL",
            "INSERT OR IGNORE INTO paths (path, raw, bytes, modified, carrier)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        );
    }

    fn copy_rows(&self, old: &Connection, from: &str, to: &str) {
        let Ok(mut statement) = old.prepare(from) else { return };
        let width = statement.column_count();
        let Ok(mut rows) = statement.query([]) else { return };
        while let Ok(Some(row)) = rows.next() {
            let values: rusqlite::Result<Vec<rusqlite::types::Value>> =
                (0..width).map(|at| row.get(at)).collect();
            let Ok(values) = values else { continue };
            // One row less is better than none.
            let _ = self.connection.execute(to, rusqlite::params_from_iter(values));
        }
    }

    /// The index has let go of these records.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn let_go(&self, gone: &[u64]) -> Result<(), Problem> {
        for id in gone {
            let sql = "DELETE FROM unindexed WHERE id = ?1";
            self.connection.execute(sql, [*id as i64]).map_err(failed)?;
        }
        Ok(())
    }
}

impl Batch<'_> {
    /// A name as a sidecar remembers it: it leads to the content unless it led to a later one.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn recall(&mut self, sighting: Sighting<'_>, seen: &str) -> Result<(), Problem> {
        let Sighting { name, carrier, sha256, bytes, modified } = sighting;
        // The older of two contents under one name is history.
        self.execute(
            "INSERT INTO history (path, raw, sha256, bytes, modified, first_seen, replaced)
             SELECT path, raw, sha256, bytes, modified, first_seen, ?4 FROM paths
             WHERE path = ?1 AND raw = ?2 AND sha256 IS NOT ?3 AND first_seen < ?4",
            params![name.shown, name.raw, sha256, seen],
        )?;
        self.execute(
            "INSERT INTO history (path, raw, sha256, bytes, modified, first_seen, replaced)
             SELECT ?1, ?2, ?3, ?5, ?6, ?4, first_seen FROM paths
             WHERE path = ?1 AND raw = ?2 AND sha256 IS NOT ?3 AND first_seen >= ?4",
            params![name.shown, name.raw, sha256, seen, bytes as i64, modified],
        )?;
        self.execute(
            "INSERT INTO paths (path, raw, sha256, bytes, modified, carrier, first_seen, last_seen)
             VALUES (?1, ?2, ?3, ?5, ?6, ?7, ?4, ?4)
             ON CONFLICT (path, raw) DO UPDATE SET sha256 = ?3, bytes = ?5, modified = ?6,
                 carrier = ?7, first_seen = ?4, last_seen = ?4 WHERE first_seen < ?4",
            params![name.shown, name.raw, sha256, seen, bytes as i64, modified, carrier],
        )
    }
}
