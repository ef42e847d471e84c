//! One writer at a time. Who it is stands in the lock's file, for the second one to say.

use super::clock;
use crate::problem::{Code, Problem};
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// The name of the lock's file.
pub const FILE: &str = "lock";

/// The right to write, held until it is dropped; the system takes it back even from a process
/// that was killed.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the right to write in a library.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] naming the process that has it.
    pub fn take(folder: &Path) -> Result<Self, Problem> {
        let path = folder.join(FILE);
        let open = File::options().create(true).truncate(false).read(true).write(true).open(path);
        let mut file = open.map_err(|error| match error.kind() {
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                let hint = "检索、导出、核查不受影响；导入请换一个可写的资料库";
                Problem::new(Code::Library, "资料库所在的磁盘或文件夹只读，不能写入", hint)
            }
            _ => error.into(),
        })?;
        match file.try_lock() {
            Ok(()) => {
                let me = format!("{} {}\n", std::process::id(), clock::now());
                file.set_len(0)?;
                file.rewind()?;
                file.write_all(me.as_bytes())?;
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => {
                let mut held = String::new();
                // Without a name the lock holds as well.
                let _ = file.read_to_string(&mut held);
                let who = match held.trim().split_once(' ') {
                    Some((process, since)) => format!("进程 {process}（自 {since} UTC 起）"),
                    None => "另一个 shenbao ".to_owned(),
                };
                let message = format!("{who}正在写这个资料库");
                Err(Problem::new(Code::Library, message, "请等它结束后再试；检索和导出不受影响"))
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
