//! What people decided about what was found. A decision is a new line of its history; two
//! people do not overwrite each other, because each says which version of a decision he saw.

use super::pairs::is_signed;
use super::{Deed, Store, failed};
use crate::problem::Problem;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What was decided of one difference or one place that was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdicts {
    /// 属实：it is as the program says.
    True,
    /// 误报：a false alarm.
    False,
    /// 待查：to be looked into; stands open.
    Open,
}

impl Verdicts {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Open => "open",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "true" => Self::True,
            "false" => Self::False,
            _ => Self::Open,
        }
    }
}

/// A decision, its author and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Decision {
    /// What was decided.
    pub decision: Verdicts,
    /// Why, in the reviewer's words.
    pub remark: String,
    /// Who.
    pub by: String,
    /// When, UTC.
    pub at: String,
    /// Grows by one with every change; to be given back when it is changed.
    pub version: i64,
}

/// What became of a decision that somebody made.
#[derive(Debug, Clone)]
pub enum Decided {
    /// It is kept.
    Kept(Decision),
    /// Somebody else decided meanwhile.
    Overtaken(Option<Decision>),
    /// The pair is signed.
    Signed,
    /// There is nothing of this name to be decided.
    Nothing,
}

impl Store {
    /// Everything that was ever decided of one thing, oldest first; none where there is no
    /// such thing to be decided.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn history(&self, pair: i64, item: &str) -> Result<Option<Vec<Decision>>, Problem> {
        let reader = self.read();
        let exists = "SELECT EXISTS (SELECT 1 FROM items WHERE pair = ?1 AND item = ?2)";
        let known: bool =
            reader.query_row(exists, params![pair, item], |row| row.get(0)).map_err(failed)?;
        if !known {
            return Ok(None);
        }
        let mut statement = reader
            .prepare_cached(
                "SELECT decision, remark, who, at, version FROM decisions
                 WHERE pair = ?1 AND item = ?2 ORDER BY version",
            )
            .map_err(failed)?;
        let rows = statement.query_map(params![pair, item], decision).map_err(failed)?;
        rows.collect::<Result<_, _>>().map(Some).map_err(failed)
    }

    /// Decides. `seen` is the version of the decision that the reviewer saw, 0 for none yet;
    /// without it nothing of somebody else is overwritten.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn decide(
        &self,
        (pair, item): (i64, &str),
        (verdict, remark): (Verdicts, &str),
        seen: Option<i64>,
        deed: &Deed,
    ) -> Result<Decided, Problem> {
        self.write(|t| decide(t, (pair, item), (verdict, remark), seen, deed))
    }

    /// Decides the same of many things: all of it is kept, or nothing.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn decide_many(
        &self,
        pair: i64,
        items: &[String],
        (verdict, remark): (Verdicts, &str),
        seen: &BTreeMap<String, i64>,
        deed: &Deed,
    ) -> Result<Vec<(String, Decided)>, Problem> {
        let done = self.write(|t| {
            let mut all = Vec::new();
            for item in items {
                let seen = seen.get(item).copied();
                let decided = decide(t, (pair, item), (verdict, remark), seen, deed)?;
                let refused = !matches!(decided, Decided::Kept(_));
                all.push((item.clone(), decided));
                if refused {
                    // Nothing of what went before is kept.
                    return Err(Refused::All(all));
                }
            }
            Ok(all)
        });
        match done {
            Ok(all) | Err(Refused::All(all)) => Ok(all),
            Err(Refused::Failed(problem)) => Err(problem),
        }
    }
}

/// Why a transaction of many decisions ends without being kept.
enum Refused {
    All(Vec<(String, Decided)>),
    Failed(Problem),
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// Decides one thing in a transaction.
fn decide(
    t: &Connection,
    (pair, item): (i64, &str),
    (verdict, remark): (Verdicts, &str),
    seen: Option<i64>,
    deed: &Deed,
) -> Result<Decided, Problem> {
    let exists = "SELECT EXISTS (SELECT 1 FROM items WHERE pair = ?1 AND item = ?2)";
    let known: bool = t.query_row(exists, params![pair, item], |row| row.get(0)).map_err(failed)?;
    if !known {
        return Ok(Decided::Nothing);
    }
    if is_signed(t, pair)? {
        return Ok(Decided::Signed);
    }
    let before = newest(t, pair, item)?;
    let version = before.as_ref().map_or(0, |b| b.version);
    let overtaken = match (seen, &before) {
        (Some(seen), _) => seen != version,
        (None, Some(before)) => before.by != deed.who,
        (None, None) => false,
    };
    if overtaken {
        return Ok(Decided::Overtaken(before));
    }
    let same = |b: &Decision| b.decision == verdict && b.remark == remark && b.by == deed.who;
    if let Some(before) = before.filter(same) {
        // Said again, by a button pressed twice or a request sent again.
        return Ok(Decided::Kept(before));
    }
    let kept = t
        .query_row(
            "INSERT INTO decisions (pair, item, version, decision, remark, who)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING decision, remark, who, at, version",
            params![pair, item, version + 1, verdict.name(), remark, deed.who],
            decision,
        )
        .map_err(failed)?;
    let details = json!({"decision": verdict.name(), "remark": remark, "version": kept.version});
    deed.log(t, "decide", &format!("pair/{pair}/{item}"), &details)?;
    Ok(Decided::Kept(kept))
}

/// The newest decision on each thing of a pair.
pub(super) fn decisions(
    connection: &Connection,
    pair: i64,
) -> Result<BTreeMap<String, Decision>, Problem> {
    let mut statement = connection
        .prepare_cached(
            "SELECT decision, remark, who, at, version, item FROM decisions
             WHERE pair = ?1 ORDER BY item, version",
        )
        .map_err(failed)?;
    let rows =
        statement.query_map([pair], |row| Ok((row.get(5)?, decision(row)?))).map_err(failed)?;
    // Later versions of the same thing replace earlier ones.
    rows.collect::<Result<_, _>>().map_err(failed)
}

fn newest(connection: &Connection, pair: i64, item: &str) -> Result<Option<Decision>, Problem> {
    connection
        .prepare_cached(
            "SELECT decision, remark, who, at, version FROM decisions
             WHERE pair = ?1 AND item = ?2 ORDER BY version DESC LIMIT 1",
        )
        .and_then(|mut s| s.query_row(params![pair, item], decision).optional())
        .map_err(failed)
}

fn decision(row: &Row<'_>) -> rusqlite::Result<Decision> {
    let verdict: String = row.get(0)?;
    Ok(Decision {
        decision: Verdicts::parse(&verdict),
        remark: row.get(1)?,
        by: row.get(2)?,
        at: row.get(3)?,
        version: row.get(4)?,
    })
}
