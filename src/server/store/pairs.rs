//! Pairs that were compared.

use super::decisions::{Decision, decisions};
use super::{Deed, Store, failed};
use crate::problem::Problem;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The two sides of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sides {
    /// Hash of the file.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Where it lay, if it was taken from an inbox.
    pub path: Option<String>,
}

/// A pair that was compared.
#[derive(Debug)]
pub struct NewPair<'a> {
    /// The job that compared it.
    pub job: i64,
    /// Who asked for it.
    pub who: &'a str,
    /// The printed copy and the online data.
    pub sides: [&'a Sides; 2],
    /// Name of the applicant or the project.
    pub title: &'a str,
    /// The report, everything in it that can be decided with its `id`.
    pub report: &'a Value,
    /// What belongs together on both sides.
    pub anchors: &'a Value,
    /// What must be decided.
    pub items: &'a [String],
}

/// A pair as the list shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PairInfo {
    /// Its number.
    pub id: i64,
    /// Name of the applicant or the project; empty when neither was read.
    pub title: String,
    /// Name of the printed copy's file.
    pub paper_name: String,
    /// Name of the online side's file.
    pub online_name: String,
    /// `consistent`, `inconsistent` or `undetermined`.
    pub verdict: String,
    /// Why, in one Chinese line.
    pub reason: String,
    /// Differences of value.
    pub material: i64,
    /// Doubtful readings.
    pub suspect: i64,
    /// Differences of writing.
    pub formal: i64,
    /// Places that were not read or compared.
    pub unread: i64,
    /// What has to be decided.
    pub items: i64,
    /// How much of it is not decided.
    pub open: i64,
    /// Who has it.
    pub assignee: Option<String>,
    /// Who had it compared.
    pub by: String,
    /// The job that compared it.
    pub job: i64,
    /// When, UTC.
    pub created: String,
    /// `open` or `signed`.
    pub state: String,
    /// Signed, and a file of it was changed or lost since.
    pub broken: bool,
    /// The hashes of both sides.
    #[serde(skip)]
    pub files: [String; 2],
    /// When it was signed, seconds since 1970; 0 before.
    #[serde(skip)]
    pub signed_at: i64,
}

/// A pair with everything.
#[derive(Debug, Clone)]
pub struct PairRow {
    /// As the list shows it.
    pub info: PairInfo,
    /// The sides.
    pub sides: [Sides; 2],
    /// The report.
    pub report: Value,
    /// The newest decision on each thing.
    pub decisions: BTreeMap<String, Decision>,
}

const INFO: &str = "p.id, p.title, p.paper_name, p.online_name, p.verdict, p.reason, p.material,
    p.suspect, p.formal, p.unread, (SELECT count(*) FROM items i WHERE i.pair = p.id),
    (SELECT count(*) FROM items i WHERE i.pair = p.id AND coalesce((SELECT d.decision FROM
        decisions d WHERE d.pair = i.pair AND d.item = i.item ORDER BY d.version DESC LIMIT 1),
        'open') = 'open'),
    p.assignee, p.who, p.job, p.created,
    CASE WHEN EXISTS (SELECT 1 FROM signatures s WHERE s.pair = p.id) THEN 'signed' ELSE 'open' END,
    p.paper, p.online,
    coalesce((SELECT unixepoch(s.at) FROM signatures s WHERE s.pair = p.id), 0)";

impl Store {
    /// Keeps a pair that was compared.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn add_pair(&self, pair: &NewPair<'_>) -> Result<i64, Problem> {
        let report = pair.report;
        let count = |severity: &str| {
            let list = report["differences"].as_array();
            list.map_or(0, |l| l.iter().filter(|d| d["severity"] == severity).count()) as i64
        };
        let unread = report["coverage"]["unread"].as_array().map_or(0, Vec::len) as i64;
        let text = |key: &str| report[key].as_str().unwrap_or_default().to_owned();
        let [paper, online] = pair.sides;
        self.write(|t| {
            // A job that is taken up again finds what it kept before.
            let sql = "SELECT id FROM pairs WHERE job = ?1 AND paper = ?2 AND online = ?3";
            let before = t
                .query_row(sql, params![pair.job, paper.sha256, online.sha256], |row| row.get(0))
                .optional()
                .map_err(failed)?;
            if let Some(id) = before {
                return Ok(id);
            }
            let id = t
                .query_row(
                    "INSERT INTO pairs (job, who, paper, paper_name, paper_path, online, online_name,
                         online_path, verdict, reason, title, material, suspect, formal, unread,
                         report, anchors)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                         ?17) RETURNING id",
                    params![
                        pair.job,
                        pair.who,
                        paper.sha256,
                        paper.name,
                        paper.path,
                        online.sha256,
                        online.name,
                        online.path,
                        text("verdict"),
                        text("reason"),
                        pair.title,
                        count("material"),
                        count("suspect"),
                        count("formal"),
                        unread,
                        report.to_string(),
                        pair.anchors.to_string(),
                    ],
                    |row| row.get::<_, i64>(0),
                )
                .map_err(failed)?;
            for item in pair.items {
                t.prepare_cached("INSERT INTO items (pair, item) VALUES (?1, ?2)")
                    .and_then(|mut s| s.execute(params![id, item]))
                    .map_err(failed)?;
            }
            Ok(id)
        })
    }

    /// The pairs, newest first; those before a number.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn pairs(
        &self,
        before: i64,
        most: u32,
        job: Option<i64>,
    ) -> Result<Vec<PairInfo>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare_cached(&format!(
                "SELECT {INFO} FROM pairs p WHERE p.id < ?1 AND (?3 IS NULL OR p.job = ?3)
                 ORDER BY p.id DESC LIMIT ?2"
            ))
            .map_err(failed)?;
        let rows = statement.query_map(params![before, most, job], info).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// How many pairs there are: all, open ones, signed ones.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn pair_counts(&self) -> Result<[u64; 3], Problem> {
        self.read()
            .query_row(
                "SELECT (SELECT count(*) FROM pairs), (SELECT count(*) FROM signatures)",
                [],
                |row| {
                    let (all, signed): (i64, i64) = (row.get(0)?, row.get(1)?);
                    Ok([all as u64, (all - signed) as u64, signed as u64])
                },
            )
            .map_err(failed)
    }

    /// A pair with everything.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn pair(&self, id: i64) -> Result<Option<PairRow>, Problem> {
        let reader = self.read();
        // One look at the tables, whoever writes meanwhile.
        let view = reader.unchecked_transaction().map_err(failed)?;
        let row = view
            .prepare_cached(&format!(
                "SELECT {INFO}, p.paper_path, p.online_path, p.report
                 FROM pairs p WHERE p.id = ?1"
            ))
            .and_then(|mut s| {
                s.query_row([id], |row| {
                    let info = info(row)?;
                    let side = |name: &str, sha256, path| -> rusqlite::Result<Sides> {
                        Ok(Sides {
                            sha256: row.get(sha256)?,
                            name: name.to_owned(),
                            path: row.get(path)?,
                        })
                    };
                    let sides = [side(&info.paper_name, 17, 20)?, side(&info.online_name, 18, 21)?];
                    let report: String = row.get(22)?;
                    Ok((info, sides, report))
                })
                .optional()
            })
            .map_err(failed)?;
        let Some((info, sides, report)) = row else { return Ok(None) };
        let decisions = decisions(&view, id)?;
        let report = serde_json::from_str(&report).unwrap_or_default();
        Ok(Some(PairRow { info, sides, report, decisions }))
    }

    /// A pair as the list shows it.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn pair_info(&self, id: i64) -> Result<Option<PairInfo>, Problem> {
        self.read()
            .prepare_cached(&format!("SELECT {INFO} FROM pairs p WHERE p.id = ?1"))
            .and_then(|mut s| s.query_row([id], info).optional())
            .map_err(failed)
    }

    /// What belongs together on both sides of a pair.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn anchors(&self, pair: i64) -> Result<Option<String>, Problem> {
        self.read()
            .prepare_cached("SELECT anchors FROM pairs WHERE id = ?1")
            .and_then(|mut s| s.query_row([pair], |row| row.get(0)).optional())
            .map_err(failed)
    }

    /// Says who has a pair; whether there is such a pair.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn assign(&self, pair: i64, to: Option<&str>, deed: &Deed) -> Result<bool, Problem> {
        self.write(|t| {
            let sql = "UPDATE pairs SET assignee = ?2 WHERE id = ?1";
            let found = t.execute(sql, params![pair, to]).map_err(failed)? > 0;
            if found {
                deed.log(t, "assign", &format!("pair/{pair}"), &json!({"to": to}))?;
            }
            Ok(found)
        })
    }

    /// Removes a pair that is not signed; none when there is no such pair, `false` when it
    /// is signed.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn remove_pair(&self, pair: i64, deed: &Deed) -> Result<Option<bool>, Problem> {
        self.write(|t| {
            if is_signed(t, pair)? {
                return Ok(Some(false));
            }
            let sql = "DELETE FROM pairs WHERE id = ?1 RETURNING paper, online, title";
            let gone = t
                .query_row(sql, [pair], |row| {
                    let (paper, online, title): (String, String, String) =
                        (row.get(0)?, row.get(1)?, row.get(2)?);
                    Ok(json!({"paper": paper, "online": online, "title": title}))
                })
                .optional()
                .map_err(failed)?;
            let Some(details) = gone else { return Ok(None) };
            deed.log(t, "delete", &format!("pair/{pair}"), &details)?;
            Ok(Some(true))
        })
    }
}

/// Whether a pair is signed.
pub(super) fn is_signed(connection: &Connection, pair: i64) -> Result<bool, Problem> {
    connection
        .query_row("SELECT EXISTS (SELECT 1 FROM signatures WHERE pair = ?1)", [pair], |row| {
            row.get(0)
        })
        .map_err(failed)
}

fn info(row: &Row<'_>) -> rusqlite::Result<PairInfo> {
    Ok(PairInfo {
        id: row.get(0)?,
        title: row.get(1)?,
        paper_name: row.get(2)?,
        online_name: row.get(3)?,
        verdict: row.get(4)?,
        reason: row.get(5)?,
        material: row.get(6)?,
        suspect: row.get(7)?,
        formal: row.get(8)?,
        unread: row.get(9)?,
        items: row.get(10)?,
        open: row.get(11)?,
        assignee: row.get(12)?,
        by: row.get(13)?,
        job: row.get(14)?,
        created: row.get(15)?,
        state: row.get(16)?,
        broken: false,
        files: [row.get(17)?, row.get(18)?],
        signed_at: row.get(19)?,
    })
}
