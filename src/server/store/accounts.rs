//! Who may do what: accounts, their sessions and tokens. Of passwords, sessions and tokens
//! only hashes are kept.

use super::{Store, failed};
use crate::problem::{Code, Problem};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody is there for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 核对人：核对、认定、签署
    Reviewer,
    /// 分析人：检索、统计、导出
    Analyst,
    /// 归档人：入库、隔离处理、资料库维护
    Archivist,
    /// 管理员：全部，以及账号和审计日志
    Administrator,
}

impl Role {
    const ALL: [Self; 4] = [Self::Reviewer, Self::Analyst, Self::Archivist, Self::Administrator];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Analyst => "analyst",
            Self::Archivist => "archivist",
            Self::Administrator => "administrator",
        }
    }

    /// The word for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Reviewer => "核对人",
            Self::Analyst => "分析人",
            Self::Archivist => "归档人",
            Self::Administrator => "管理员",
        }
    }
}

/// The roles of one account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// From a list; sorted, each once.
    pub fn of(list: &[Role]) -> Self {
        let mut roles = list.to_vec();
        roles.sort();
        roles.dedup();
        Self(roles)
    }

    /// Whether one is among them; an administrator has all.
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role) || self.0.contains(&Role::Administrator)
    }

    /// The names.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|role| role.name()).collect()
    }

    fn parse(text: &str) -> Self {
        let known = |name: &str| Role::ALL.into_iter().find(|role| role.name() == name);
        Self(text.split(',').filter_map(known).collect())
    }
}

/// An account.
#[derive(Debug, Clone)]
pub struct User {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// Since when there is it.
    pub created: String,
}

/// What a login is checked against.
#[derive(Debug, Clone)]
pub struct Login {
    /// The account.
    pub id: i64,
    /// The hash of its password in PHC form.
    pub password: String,
}

/// A token of the API, without its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TokenInfo {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created: String,
    /// When it ends, seconds since 1970.
    pub expires: i64,
}

impl Store {
    /// All accounts by name.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn users(&self) -> Result<Vec<User>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare_cached("SELECT id, name, roles, created FROM users ORDER BY name")
            .map_err(failed)?;
        let rows = statement.query_map([], user).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Whether there is any account.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn has_users(&self) -> Result<bool, Problem> {
        self.read()
            .query_row("SELECT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0))
            .map_err(failed)
    }

    /// Makes an account.
    ///
    /// # Errors
    ///
    /// There is one of this name.
    pub fn add_user(&self, name: &str, password: &str, roles: &Roles) -> Result<(), Problem> {
        self.write(|t| {
            let sql = "INSERT OR IGNORE INTO users (name, password, roles) VALUES (?1, ?2, ?3)";
            let roles = roles.names().join(",");
            match t.execute(sql, params![name, password, roles]).map_err(failed)? {
                0 => Err(Problem::new(
                    Code::Io,
                    format!("已有名为“{name}”的账号"),
                    "请换一个名字，或用 shenbao users password 更改密码",
                )),
                _ => Ok(()),
            }
        })
    }

    /// Removes an account, with its sessions and tokens.
    ///
    /// # Errors
    ///
    /// There is none of this name.
    pub fn remove_user(&self, name: &str) -> Result<(), Problem> {
        self.write(|t| {
            let gone = t.execute("DELETE FROM users WHERE name = ?1", [name]).map_err(failed)?;
            if gone == 0 { Err(no_user(name)) } else { Ok(()) }
        })
    }

    /// Changes what an account may do.
    ///
    /// # Errors
    ///
    /// There is none of this name.
    pub fn set_roles(&self, name: &str, roles: &Roles) -> Result<(), Problem> {
        self.write(|t| {
            let sql = "UPDATE users SET roles = ?2 WHERE name = ?1";
            let changed = t.execute(sql, params![name, roles.names().join(",")]).map_err(failed)?;
            if changed == 0 { Err(no_user(name)) } else { Ok(()) }
        })
    }

    /// Changes a password; all sessions and tokens of the account end.
    ///
    /// # Errors
    ///
    /// There is none of this name.
    pub fn set_password(&self, name: &str, password: &str) -> Result<(), Problem> {
        self.write(|t| {
            let sql = "UPDATE users SET password = ?2 WHERE name = ?1";
            if t.execute(sql, params![name, password]).map_err(failed)? == 0 {
                return Err(no_user(name));
            }
            for table in ["sessions", "tokens"] {
                let sql = format!(
                    "DELETE FROM {table} WHERE user = (SELECT id FROM users WHERE name = ?1)"
                );
                t.execute(&sql, [name]).map_err(failed)?;
            }
            Ok(())
        })
    }

    /// What the login of an account is checked against.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn login(&self, name: &str) -> Result<Option<Login>, Problem> {
        self.read()
            .query_row("SELECT id, password FROM users WHERE name = ?1", [name], |row| {
                Ok(Login { id: row.get(0)?, password: row.get(1)? })
            })
            .optional()
            .map_err(failed)
    }

    /// Begins a session under the hash of its secret.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn begin_session(&self, user: i64, hash: &str, longest: i64) -> Result<(), Problem> {
        self.write(|t| {
            t.execute("DELETE FROM sessions WHERE created < unixepoch() - ?1", [longest])
                .and_then(|_| {
                    t.execute(
                        "INSERT INTO sessions (hash, user) VALUES (?1, ?2)",
                        params![hash, user],
                    )
                })
                .map(|_| ())
                .map_err(failed)
        })
    }

    /// Who a session belongs to, if it has neither lasted nor rested too long; and whether
    /// its last sign of life is old enough to be written anew.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn session(
        &self,
        hash: &str,
        longest: i64,
        idle: i64,
    ) -> Result<Option<(User, bool)>, Problem> {
        self.read()
            .prepare_cached(
                "SELECT u.id, u.name, u.roles, u.created, s.seen < unixepoch() - 60
                 FROM sessions s JOIN users u ON u.id = s.user
                 WHERE s.hash = ?1 AND s.created >= unixepoch() - ?2 AND s.seen >= unixepoch() - ?3",
            )
            .and_then(|mut s| {
                s.query_row(params![hash, longest, idle], |row| Ok((user(row)?, row.get(4)?)))
                    .optional()
            })
            .map_err(failed)
    }

    /// A session gave a sign of life.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn touch_session(&self, hash: &str) -> Result<(), Problem> {
        self.write(|t| {
            t.execute("UPDATE sessions SET seen = unixepoch() WHERE hash = ?1", [hash])
                .map(|_| ())
                .map_err(failed)
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn end_session(&self, hash: &str) -> Result<(), Problem> {
        self.write(|t| {
            t.execute("DELETE FROM sessions WHERE hash = ?1", [hash]).map(|_| ()).map_err(failed)
        })
    }

    /// Who a token belongs to, if it has not ended.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn token(&self, hash: &str) -> Result<Option<User>, Problem> {
        self.read()
            .prepare_cached(
                "SELECT u.id, u.name, u.roles, u.created FROM tokens t JOIN users u ON u.id = t.user
                 WHERE t.hash = ?1 AND t.expires > unixepoch()",
            )
            .and_then(|mut s| s.query_row([hash], user).optional())
            .map_err(failed)
    }

    /// Keeps a new token under the hash of its secret.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn add_token(
        &self,
        user: i64,
        name: &str,
        hash: &str,
        days: u32,
    ) -> Result<TokenInfo, Problem> {
        self.write(|t| {
            t.query_row(
                "INSERT INTO tokens (hash, user, name, expires)
                 VALUES (?1, ?2, ?3, unixepoch() + ?4 * 86400) RETURNING id, name, created, expires",
                params![hash, user, name, days],
                token,
            )
            .map_err(failed)
        })
    }

    /// The tokens of an account.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn tokens(&self, user: i64) -> Result<Vec<TokenInfo>, Problem> {
        let reader = self.read();
        let mut statement = reader
            .prepare_cached(
                "SELECT id, name, created, expires FROM tokens WHERE user = ?1 ORDER BY id",
            )
            .map_err(failed)?;
        let rows = statement.query_map([user], token).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Ends a token of an account; whether there was one.
    ///
    /// # Errors
    ///
    /// As every write.
    pub fn remove_token(&self, user: i64, id: i64) -> Result<bool, Problem> {
        self.write(|t| {
            t.execute("DELETE FROM tokens WHERE user = ?1 AND id = ?2", [user, id])
                .map(|gone| gone > 0)
                .map_err(failed)
        })
    }
}

fn user(row: &rusqlite::Row<'_>) -> rusqlite::Result<User> {
    let roles: String = row.get(2)?;
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        roles: Roles::parse(&roles),
        created: row.get(3)?,
    })
}

fn token(row: &rusqlite::Row<'_>) -> rusqlite::Result<TokenInfo> {
    Ok(TokenInfo { id: row.get(0)?, name: row.get(1)?, created: row.get(2)?, expires: row.get(3)? })
}

fn no_user(name: &str) -> Problem {
    Problem::new(Code::Io, format!("没有名为“{name}”的账号"), "用 shenbao users list 查看账号")
}
