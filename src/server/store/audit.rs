//! The audit log: who did what to what, from where, when. Only added to.

use super::{Store, failed};
use crate::problem::Problem;
use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Something that somebody does.
#[derive(Debug, Clone)]
pub struct Deed {
    /// The account.
    pub who: String,
    /// The address that the request came from.
    pub ip: String,
}

/// A line of the log.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// From which address.
    pub ip: String,
    /// What was done: `login`, `decide`, `sign`, `export`, `delete` and so on.
    pub action: String,
    /// To what.
    pub object: String,
    /// More about it.
    pub details: Value,
}

impl Deed {
    /// Writes the deed down, in the transaction in which it is done.
    pub(super) fn log(
        &self,
        connection: &Connection,
        action: &str,
        object: &str,
        details: &Value,
    ) -> Result<(), Problem> {
        connection
            .prepare_cached(
                "INSERT INTO audit (who, ip, action, object, details) VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .and_then(|mut s| {
                s.execute(params![self.who, self.ip, action, object, details.to_string()])
            })
            .map(|_| ())
            .map_err(failed)
    }
}

impl Store {
    /// Writes down a deed that changes nothing else here.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn log(
        &self,
        deed: &Deed,
        action: &str,
        object: &str,
        details: &Value,
    ) -> Result<(), Problem> {
        self.write(|t| deed.log(t, action, object, details))
    }

    /// The newest lines before a number, perhaps of one account or one kind alone.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn audit(
        &self,
        before: i64,
        most: u32,
        who: Option<&str>,
        action: Option<&str>,
    ) -> Result<Vec<Entry>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare_cached(
                "SELECT id, at, who, ip, action, object, details FROM audit
                 WHERE id < ?1 AND (?3 IS NULL OR who = ?3) AND (?4 IS NULL OR action = ?4)
                 ORDER BY id DESC LIMIT ?2",
            )
            .map_err(failed)?;
        let rows = statement
            .query_map(params![before, most, who, action], |row| {
                let details: String = row.get(6)?;
                Ok(Entry {
                    id: row.get(0)?,
                    at: row.get(1)?,
                    who: row.get(2)?,
                    ip: row.get(3)?,
                    action: row.get(4)?,
                    object: row.get(5)?,
                    details: serde_json::from_str(&details).unwrap_or_default(),
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}
