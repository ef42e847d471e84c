//! Long work: what was asked, how far it is, what came out.

use super::{Deed, Store, failed};
use crate::problem::Problem;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waiting or under way; `phase` says which.
    Running,
    /// Done; `result` says what came out.
    Done,
    /// Failed or cancelled; `error` says why.
    Failed,
}

impl JobState {
    fn parse(text: &str) -> Self {
        match text {
            "done" => Self::Done,
            "failed" => Self::Failed,
            _ => Self::Running,
        }
    }
}

/// A job as everybody sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JobInfo {
    /// Its number.
    pub id: i64,
    /// `compare`, `compare-folders`, `ingest`, `retry`, `reread`, `verify`, `rebuild`.
    pub kind: String,
    /// How it stands.
    pub state: JobState,
    /// What it is doing, for people: `排队`, `读取`, `识别`, `核对`, `暂停` …
    pub phase: String,
    /// Steps done (pages, files or pairs).
    pub done: u64,
    /// Steps known so far.
    pub total: u64,
    /// Steps a second, lately, where that can be told.
    pub rate: Option<f64>,
    /// Seconds that are left, where that can be told.
    pub remaining: Option<u64>,
    /// The file at hand.
    pub current: Option<String>,
    /// Who asked for it.
    pub by: String,
    /// When, UTC.
    pub created: String,
    /// When it ended, UTC.
    pub ended: Option<String>,
    /// What was asked, for people: names of files.
    #[schema(value_type = Object)]
    pub request: Value,
    /// What came out: `{"pair": id}`, a balance, a state of health; while it runs, what is known so far.
    pub result: Option<Value>,
    /// Why it failed: `{"code", "message", "hint"}`.
    pub error: Option<Value>,
}

/// A job that was cut off by the end of the server.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// Its number.
    pub id: i64,
    /// Its kind.
    pub kind: String,
    /// What was asked.
    pub request: Value,
    /// Who asked.
    pub who: String,
    /// How often it was begun.
    pub attempts: u32,
}

const COLUMNS: &str =
    "id, kind, state, phase, done, total, who, created, ended, request, result, error";

impl Store {
    /// Keeps a new job.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn add_job(&self, kind: &str, request: &Value, deed: &Deed) -> Result<i64, Problem> {
        self.write(|t| {
            let id = t
                .query_row(
                    "INSERT INTO jobs (kind, request, who) VALUES (?1, ?2, ?3) RETURNING id",
                    params![kind, request.to_string(), deed.who],
                    |row| row.get::<_, i64>(0),
                )
                .map_err(failed)?;
            deed.log(t, kind, &format!("job/{id}"), request)?;
            Ok(id)
        })
    }

    /// A job is begun, perhaps again.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn begin_job(&self, id: i64) -> Result<(), Problem> {
        self.write(|t| {
            t.execute("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?1", [id])
                .map(|_| ())
                .map_err(failed)
        })
    }

    /// A job ended with a result or a failure; what ended once stays as it is.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn end_job(
        &self,
        id: i64,
        outcome: Result<&Value, &Value>,
        (done, total): (u64, u64),
    ) -> Result<(), Problem> {
        let (state, result, error) = match outcome {
            Ok(result) => ("done", Some(result.to_string()), None),
            Err(error) => ("failed", None, Some(error.to_string())),
        };
        self.write(|t| {
            t.execute(
                "UPDATE jobs SET state = ?2, phase = '', result = ?3, error = ?4, done = ?5,
                     total = ?6, ended = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
                 WHERE id = ?1 AND state = 'running'",
                params![id, state, result, error, done as i64, total as i64],
            )
            .map(|_| ())
            .map_err(failed)
        })
    }

    /// A job by its number.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn job(&self, id: i64) -> Result<Option<JobInfo>, Problem> {
        self.read()
            .prepare_cached(&format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1"))
            .and_then(|mut s| s.query_row([id], job).optional())
            .map_err(failed)
    }

    /// The newest jobs.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn jobs(&self, most: u32) -> Result<Vec<JobInfo>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare_cached(&format!("SELECT {COLUMNS} FROM jobs ORDER BY id DESC LIMIT ?1"))
            .map_err(failed)?;
        let rows = statement.query_map([most], job).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// The jobs that never ended, oldest first.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn unfinished(&self) -> Result<Vec<Unfinished>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare(
                "SELECT id, kind, request, who, attempts FROM jobs
                 WHERE state = 'running' ORDER BY id",
            )
            .map_err(failed)?;
        let rows = statement
            .query_map([], |row| {
                Ok(Unfinished {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    request: json(row.get(2)?),
                    who: row.get(3)?,
                    attempts: row.get(4)?,
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Keeps what comparing two folders left over: side, name and why.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn add_leftovers(
        &self,
        job: i64,
        list: &[(&'static str, String, String)],
    ) -> Result<(), Problem> {
        self.write(|t| {
            t.execute("DELETE FROM leftovers WHERE job = ?1", [job]).map_err(failed)?;
            for (side, name, message) in list {
                t.execute(
                    "INSERT INTO leftovers (job, side, name, message) VALUES (?1, ?2, ?3, ?4)",
                    params![job, side, name, message],
                )
                .map_err(failed)?;
            }
            Ok(())
        })
    }

    /// What comparing two folders left over.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn leftovers(&self, job: i64) -> Result<Vec<Value>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare_cached("SELECT side, name, message FROM leftovers WHERE job = ?1")
            .map_err(failed)?;
        let rows = statement
            .query_map([job], |row| {
                let (side, name, message): (String, String, String) =
                    (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(serde_json::json!({"side": side, "name": name, "message": message}))
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}

fn json(text: String) -> Value {
    serde_json::from_str(&text).unwrap_or_default()
}

fn job(row: &Row<'_>) -> rusqlite::Result<JobInfo> {
    let state: String = row.get(2)?;
    Ok(JobInfo {
        id: row.get(0)?,
        kind: row.get(1)?,
        state: JobState::parse(&state),
        phase: row.get(3)?,
        done: row.get::<_, i64>(4)? as u64,
        total: row.get::<_, i64>(5)? as u64,
        rate: None,
        remaining: None,
        current: None,
        by: row.get(6)?,
        created: row.get(7)?,
        ended: row.get(8)?,
        request: json(row.get(9)?),
        result: row.get::<_, Option<String>>(10)?.map(json),
        error: row.get::<_, Option<String>>(11)?.map(json),
    })
}
