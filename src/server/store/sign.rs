//! Signing: everything that stands open is decided, and what was decided is frozen, in one
//! transaction. What is frozen names itself by its own hash.

use super::decisions::decisions;
use super::pairs::is_signed;
use super::{Decision, Deed, Store, failed};
use crate::intake::hash;
use crate::problem::Problem;
use rusqlite::{OptionalExtension, params};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A signature as it is kept.
#[derive(Debug, Clone)]
pub struct Signature {
    /// What was frozen.
    pub content: Value,
    /// The hash of the frozen text.
    pub number: String,
    /// Who signed.
    pub by: String,
    /// When, UTC.
    pub at: String,
    /// Whether the frozen text still has its hash.
    pub intact: bool,
}

/// What became of an attempt to sign.
#[derive(Debug, Clone)]
pub enum Signed {
    /// It is signed.
    Now(Signature),
    /// It was signed before.
    Before(Signature),
    /// This is not decided yet.
    Open(Vec<String>),
    /// There is no such pair.
    Nothing,
}

impl Store {
    /// Signs: `freeze` makes what is frozen of the decisions and of the day.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn sign(
        &self,
        pair: i64,
        freeze: &dyn Fn(&BTreeMap<String, Decision>, &str) -> Value,
        deed: &Deed,
    ) -> Result<Signed, Problem> {
        self.write(|t| {
            if is_signed(t, pair)? {
                return Ok(signature(t, pair)?.map_or(Signed::Nothing, Signed::Before));
            }
            let exists = "SELECT EXISTS (SELECT 1 FROM pairs WHERE id = ?1)";
            let known: bool = t.query_row(exists, [pair], |row| row.get(0)).map_err(failed)?;
            if !known {
                return Ok(Signed::Nothing);
            }
            let decided = decisions(t, pair)?;
            let mut statement = t
                .prepare("SELECT item FROM items WHERE pair = ?1 ORDER BY item")
                .map_err(failed)?;
            let items: Vec<String> = statement
                .query_map([pair], |row| row.get(0))
                .and_then(Iterator::collect)
                .map_err(failed)?;
            let stands_open = |item: &String| {
                decided.get(item).is_none_or(|d| d.decision == super::Verdicts::Open)
            };
            let open: Vec<String> = items.into_iter().filter(stands_open).collect();
            if !open.is_empty() {
                return Ok(Signed::Open(open));
            }
            let day: String = t
                .query_row("SELECT date('now', 'localtime')", [], |row| row.get(0))
                .map_err(failed)?;
            let content = freeze(&decided, &day).to_string();
            let number = hash(content.as_bytes());
            t.execute(
                "INSERT INTO signatures (pair, content, number, who) VALUES (?1, ?2, ?3, ?4)",
                params![pair, content, number, deed.who],
            )
            .map_err(failed)?;
            deed.log(t, "sign", &format!("pair/{pair}"), &json!({"number": number}))?;
            Ok(signature(t, pair)?.map_or(Signed::Nothing, Signed::Now))
        })
    }

    /// The signature of a pair, if it is signed.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn signature(&self, pair: i64) -> Result<Option<Signature>, Problem> {
        signature(&self.read(), pair)
    }
}

fn signature(connection: &rusqlite::Connection, pair: i64) -> Result<Option<Signature>, Problem> {
    connection
        .prepare_cached("SELECT content, number, who, at FROM signatures WHERE pair = ?1")
        .and_then(|mut s| {
            s.query_row([pair], |row| {
                let (content, number): (String, String) = (row.get(0)?, row.get(1)?);
                Ok(Signature {
                    intact: hash(content.as_bytes()) == number,
                    content: serde_json::from_str(&content).unwrap_or_default(),
                    number,
                    by: row.get(2)?,
                    at: row.get(3)?,
                })
            })
            .optional()
        })
        .map_err(failed)
}
