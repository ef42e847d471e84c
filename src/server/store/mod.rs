//! What the server keeps: accounts, decisions, jobs, the audit log; one SQLite file that is
//! flushed to the disk before anybody is told that something was kept.

mod accounts;
mod audit;
mod decisions;
mod files;
mod jobs;
mod pairs;
mod saved;
mod sign;

pub use accounts::{Role, Roles, TokenInfo, User};
pub use audit::{Deed, Entry};
pub use decisions::{Decided, Decision, Verdicts};
pub use files::FileInfo;
pub use jobs::{JobInfo, JobState};
pub use pairs::{NewPair, PairInfo, PairRow, Sides};
pub use saved::SavedSearch;
pub use sign::{Signature, Signed};

use crate::problem::{Code, Problem};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The version of the tables; a newer one is not touched.
const VERSION: u32 = 1;
/// The name of the file.
const FILE: &str = "server.sqlite";

/// The open file: one connection that writes, one that reads.
#[derive(Debug)]
pub struct Store {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

impl Store {
    /// Opens the file below a folder, making both if need be.
    ///
    /// # Errors
    ///
    /// When it cannot be written, is damaged, or of a newer version.
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        fs::create_dir_all(folder)?;
        let writer = Connection::open(folder.join(FILE)).map_err(failed)?;
        writer.busy_timeout(Duration::from_secs(10)).map_err(failed)?;
        let version: u32 =
            writer.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
        if version > VERSION {
            return Err(Problem::new(
                Code::Library,
                format!("服务器数据由更新的版本建立（版本 {version}，本程序支持到 {VERSION}）"),
                "请升级 shenbao",
            ));
        }
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
            )
            .and_then(|()| writer.execute_batch(include_str!("schema.sql")))
            .and_then(|()| writer.pragma_update(None, "user_version", VERSION))
            .map_err(failed)?;
        private(&folder.join(FILE));
        let reader = Connection::open(folder.join(FILE)).map_err(failed)?;
        reader
            .busy_timeout(Duration::from_secs(10))
            .and_then(|()| reader.execute_batch("PRAGMA query_only = ON;"))
            .map_err(failed)?;
        Ok(Self { writer: Mutex::new(writer), reader: Mutex::new(reader) })
    }

    /// Reads.
    fn read(&self) -> MutexGuard<'_, Connection> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes in one transaction: all of it is kept, or nothing.
    fn write<T, E: From<Problem>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| E::from(failed(error)))?;
        let done = work(&transaction)?;
        transaction.commit().map_err(|error| E::from(failed(error)))?;
        Ok(done)
    }
}

/// Hashes of passwords are nobody else's business.
#[cfg(unix)]
fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let _ = fs::set_permissions(file, fs::Permissions::from_mode(0o600));
}

#[cfg(not(unix))]
fn private(_: &Path) {}

/// What SQLite says.
fn failed(error: rusqlite::Error) -> Problem {
    Problem::new(Code::Internal, format!("服务器数据库出错（{error}）"), "请检查磁盘空间和权限")
}
