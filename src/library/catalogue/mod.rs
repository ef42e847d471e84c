//! The SQLite catalogue: what is known of every file, name and record.
//!
//! `open` and its like stand here; `read` asks, `batch` writes, `migrate` brings
//! catalogues of older editions up to today's tables.

mod batch;
mod details;
mod doubles;
mod lookup;
mod migrate;
mod read;
mod salvage;
mod stored;
mod versions;
mod whole;

pub use batch::{Batch, Sighting};
pub use doubles::Doubled;
pub use read::{Gone, Known, Quarantined, Status};
pub use stored::{Shut, Stored, in_work};
pub use versions::Version;

use crate::problem::{Code, Problem};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// The version of the tables; a newer one is not touched, an older one is brought up.
pub const VERSION: u32 = 2;

/// The tables of that version.
pub const SCHEMA: &str = include_str!("schema.sql");
/// The views over them.
pub const VIEWS: &str = include_str!("views.sql");

/// The name of the catalogue's file.
pub const FILE: &str = "catalogue.sqlite";

/// Statements that are kept ready: all that a run asks for each file.
const STATEMENTS: usize = 128;

/// Time that a reader waits for a writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open catalogue.
#[derive(Debug)]
pub struct Catalogue {
    connection: Connection,
    // A copy that is read instead of a catalogue on a disk that cannot be written.
    _copy: Option<TempDir>,
}

/// What became of the files that were seen. `seen = new + duplicate + quarantined`, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// Files and members of archives.
    pub seen: u64,
    /// Kept, with records, under this name first.
    pub new: u64,
    /// Content that the library had already under another name or from another run.
    pub duplicate: u64,
    /// No record could be made; the reason is kept.
    pub quarantined: u64,
}

impl Balance {
    /// The sum of two balances.
    pub fn plus(self, other: Self) -> Self {
        Self {
            seen: self.seen + other.seen,
            new: self.new + other.new,
            duplicate: self.duplicate + other.duplicate,
            quarantined: self.quarantined + other.quarantined,
        }
    }
}

impl Catalogue {
    /// Opens the catalogue for writing, making it if there is none, and looks whether it is
    /// sound: who writes on in a damaged one buries what could still be saved.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when it is of a newer version or damaged.
    pub fn open(library: &Path) -> Result<Self, Problem> {
        let file = library.join(FILE);
        let is_new = !file.exists();
        let mut connection = Connection::open(&file).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let version = version(&connection)?;
        check_version(version)?;
        if version > 0 {
            sound(&connection)?;
        } else if !is_new && !is_empty(&connection)? {
            return Err(unsound("没有版本号"));
        }
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA wal_autocheckpoint = 2000; PRAGMA cache_size = -32768;",
            )
            .map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        migrate::bring_up(&mut connection, version, library)?;
        connection.execute_batch(VIEWS).map_err(failed)?;
        Ok(Self { connection, _copy: None })
    }

    /// Opens an existing catalogue for reading only, also on a disk that cannot be written.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when there is none, or it is of another version or damaged.
    pub fn open_read_only(library: &Path) -> Result<Self, Problem> {
        let (connection, copy) = reading(library)?;
        let version = version(&connection)?;
        check_version(version)?;
        if version < VERSION {
            return Err(Problem::new(
                Code::Library,
                format!("资料库由较早的版本建立（库版本 {version}，本程序为 {VERSION}）"),
                "请运行一次 shenbao library upgrade 升级，原件和记录都会保留",
            ));
        }
        connection.execute_batch("PRAGMA query_only = ON;").map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { connection, _copy: copy })
    }

    /// Whether a library folder has a catalogue.
    pub fn exists(library: &Path) -> bool {
        fs::metadata(library.join(FILE)).is_ok_and(|meta| meta.is_file() && meta.len() > 0)
    }

    /// What SQLite says of its own file: nothing when it is sound.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn integrity(&self) -> Result<Vec<String>, Problem> {
        let mut found = told(&self.connection, "PRAGMA integrity_check(20)")?;
        let mut broken = self.connection.prepare("PRAGMA foreign_key_check").map_err(failed)?;
        let rows = broken.query_map([], |row| row.get::<_, String>(0)).map_err(failed)?;
        for table in rows.take(20) {
            found.push(format!("表 {} 有记录指向不存在的文件", table.map_err(failed)?));
        }
        Ok(found)
    }

    /// Writes a copy of the catalogue as it stands at this moment.
    ///
    /// # Errors
    ///
    /// As every read, and when the place cannot be written.
    pub fn snapshot(&self, to: &Path) -> Result<(), Problem> {
        let to = to.to_string_lossy();
        // A copy is a write, though not of this catalogue.
        self.connection.execute_batch("PRAGMA query_only = OFF;").map_err(failed)?;
        let copied = self.connection.execute("VACUUM INTO ?1", [to.as_ref()]);
        self.connection.execute_batch("PRAGMA query_only = ON;").map_err(failed)?;
        copied.map_err(failed).map(|_| ())
    }

    /// Puts what the write-ahead log holds into the catalogue itself, so that the file
    /// stands for itself.
    pub fn settle(&self) {
        // Readers that are in the way are no failure: the log goes on to count.
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

/// A connection for reading: as readers do, else without side files, else over a copy.
fn reading(library: &Path) -> Result<(Connection, Option<TempDir>), Problem> {
    let file = library.join(FILE);
    let open = |file: &Path, flags: OpenFlags| -> rusqlite::Result<Connection> {
        let connection =
            Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(connection)
    };
    let first = match open(&file, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        Ok(connection) => return Ok((connection, None)),
        Err(error) => error,
    };
    if is_damage(&first) {
        return Err(failed(first));
    }
    if let Ok(connection) = open(&file, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        return Ok((connection, None));
    }
    // A log that was not worked in yet belongs to the catalogue.
    let log = library.join(format!("{FILE}-wal"));
    if fs::metadata(&log).is_ok_and(|meta| meta.len() > 0) {
        let copy = TempDir::new()?;
        for name in [FILE.to_owned(), format!("{FILE}-wal")] {
            fs::copy(library.join(&name), copy.path().join(&name))?;
        }
        let connection = open(&copy.path().join(FILE), OpenFlags::SQLITE_OPEN_READ_WRITE);
        return Ok((connection.map_err(failed)?, Some(copy)));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = open(&PathBuf::from(uri(&file)), flags).map_err(failed)?;
    Ok((connection, None))
}

/// The address of a file that nobody changes.
fn uri(file: &Path) -> String {
    let file = file.canonicalize().unwrap_or_else(|_| file.to_path_buf());
    let mut address = "file:".to_owned();
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(char::from(*byte));
            }
            other => address.push_str(&format!("%{other:02X}")),
        }
    }
    address + "?immutable=1"
}

fn version(connection: &Connection) -> Result<u32, Problem> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)
}

fn is_empty(connection: &Connection) -> Result<bool, Problem> {
    let sql = "SELECT count(*) FROM sqlite_schema";
    connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(|n| n == 0).map_err(failed)
}

/// Looks through the pages of the catalogue.
fn sound(connection: &Connection) -> Result<(), Problem> {
    match told(connection, "PRAGMA quick_check(1)")?.into_iter().next() {
        Some(why) => Err(unsound(&why)),
        None => Ok(()),
    }
}

fn told(connection: &Connection, sql: &str) -> Result<Vec<String>, Problem> {
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).map_err(failed)?;
    let all = rows.collect::<Result<Vec<_>, _>>().map_err(failed)?;
    Ok(all.into_iter().filter(|line| line != "ok").collect())
}

fn check_version(version: u32) -> Result<(), Problem> {
    if version > VERSION {
        return Err(Problem::new(
            Code::Library,
            format!("资料库由更新的版本建立（库版本 {version}，本程序支持到 {VERSION}）"),
            "请升级 shenbao",
        ));
    }
    Ok(())
}

/// What helps when the catalogue is lost: everything stands beside the originals as well.
pub const FROM_ORIGINALS: &str =
    "原件和旁边的附录另存，请运行 shenbao library rebuild --from-originals 由它们重建目录";

/// A damaged catalogue.
pub fn unsound(why: &str) -> Problem {
    Problem::new(Code::Library, format!("资料库目录 {FILE} 已损坏（{why}）"), FROM_ORIGINALS)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

/// A failure of SQLite, told by what its reader can do.
pub(super) fn failed(error: rusqlite::Error) -> Problem {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, ReadOnly};
    if is_damage(&error) {
        return unsound(&error.to_string());
    }
    let (message, hint) = match error.sqlite_error_code() {
        Some(DiskFull) => ("磁盘已满".to_owned(), "请腾出空间后再次运行，已导入的不会丢失"),
        Some(ReadOnly) => ("资料库只读，不能写入".to_owned(), "检索、导出、核查不受影响"),
        Some(DatabaseBusy | DatabaseLocked) => {
            ("资料库目录正被另一个进程占用".to_owned(), "请稍候再试")
        }
        _ => (
            format!("资料库目录出错（{error}）"),
            "请检查磁盘空间和权限，或用 shenbao library verify 检查资料库",
        ),
    };
    Problem::new(Code::Library, message, hint)
}
