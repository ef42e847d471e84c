//! Searches that somebody kept, with the last record that was seen in them.

use super::{Store, failed};
use crate::problem::Problem;
use rusqlite::params;
use serde::Serialize;
use utoipa::ToSchema;

/// A search that somebody kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SavedSearch {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// The query, or the whole state of the page after `?`.
    pub query: String,
    /// The library's last record when it was looked at last; newer hits are new.
    pub through: i64,
    /// When it was kept, UTC.
    pub created: String,
}

fn saved(row: &rusqlite::Row<'_>) -> rusqlite::Result<SavedSearch> {
    Ok(SavedSearch {
        id: row.get(0)?,
        name: row.get(1)?,
        query: row.get(2)?,
        through: row.get(3)?,
        created: row.get(4)?,
    })
}

const COLUMNS: &str = "id, name, query, through, created";

impl Store {
    /// What somebody kept, by name.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn saved_searches(&self, who: &str) -> Result<Vec<SavedSearch>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM saved_searches WHERE who = ?1 ORDER BY name"
            ))
            .map_err(failed)?;
        let rows = statement.query_map([who], saved).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Keeps a search, in the place of one of the same name; also marks it as seen.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn save_search(
        &self,
        who: &str,
        name: &str,
        query: &str,
        through: u64,
    ) -> Result<SavedSearch, Problem> {
        self.write(|t| {
            t.query_row(
                &format!(
                    "INSERT INTO saved_searches (who, name, query, through) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (who, name) DO UPDATE SET query = ?3, through = ?4
                     RETURNING {COLUMNS}"
                ),
                params![who, name, query, through as i64],
                saved,
            )
            .map_err(failed)
        })
    }

    /// Removes a search of somebody; whether there was one.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn remove_search(&self, who: &str, id: i64) -> Result<bool, Problem> {
        self.write(|t| {
            t.execute("DELETE FROM saved_searches WHERE who = ?1 AND id = ?2", params![who, id])
                .map(|gone| gone > 0)
                .map_err(failed)
        })
    }
}
