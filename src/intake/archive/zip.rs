//! ZIP: every member under its own name, whatever the names' encoding, with passwords, and
//! without the directory at its end if a transfer cut it off.

use super::directory::{Directory, Entry};
use super::member::Members;
use crate::intake::names::{decode, encoding_of};
use crate::problem::{Code, Problem};
use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

pub(super) fn expand(bytes: &[u8], members: &mut Members<'_>) -> Result<(), Problem> {
    let directory = Directory::of(bytes, members.terms.limits.members);
    let unsound = || Problem::damaged("压缩包的目录缺失或损坏，也找不到任何成员");
    if directory.entries.is_empty() {
        return if directory.whole { Ok(()) } else { Err(unsound()) };
    }
    let mut archive = ZipArchive::new(directory.archive()).map_err(Problem::damaged)?;
    let unmarked = directory.entries.iter().filter(|e| !e.utf8).map(|e| e.name.as_slice());
    let encoding = encoding_of(unmarked);
    let shown = |entry: &Entry| match std::str::from_utf8(&entry.name) {
        Ok(name) if entry.utf8 => decode(name.as_bytes(), encoding_rs::UTF_8),
        _ => decode(&entry.name, encoding),
    };
    for (index, entry) in directory.entries.iter().enumerate() {
        if entry.is_folder() {
            continue;
        }
        if !members.has_room(directory.entries.len() - index) {
            break;
        }
        let content = if entry.cut {
            Err(Problem::damaged("压缩包在这个文件中间断开"))
        } else if entry.encrypted {
            unlocked(&mut archive, index, members)
        } else {
            match archive.by_index(index) {
                Ok(mut member) => members.read(&mut member),
                Err(error) => Err(refused(error)),
            }
        };
        members.give(&shown(entry), entry.modified, content);
    }
    if directory.whole {
        return Ok(());
    }
    Err(Problem::new(
        Code::Damaged,
        format!(
            "压缩包不完整：末尾的目录缺失或损坏，只找到 {} 个成员，其后的已丢失",
            members.given
        ),
        "请重新获取完整的压缩包；找到的成员已导入",
    ))
}

/// A member with a password: the first that opens it. Old ZIPs tell a wrong password only
/// by the content.
fn unlocked(
    archive: &mut ZipArchive<super::directory::Chained<'_>>,
    index: usize,
    members: &Members<'_>,
) -> Result<Vec<u8>, Problem> {
    let passwords = members.terms.passwords;
    // Chinese Windows hands passwords over in its own encoding.
    let forms = |word: &String| [word.as_bytes().to_vec(), GB18030.encode(word).0.into_owned()];
    let mut tried: Vec<Vec<u8>> = Vec::new();
    for word in passwords.iter().flat_map(forms) {
        if tried.contains(&word) {
            continue;
        }
        match archive.by_index_decrypt(index, &word) {
            Ok(mut member) => match members.read(&mut member) {
                Err(problem) if problem.code == Code::Damaged => {}
                read => return read,
            },
            Err(ZipError::InvalidPassword) => {}
            Err(error) => return Err(refused(error)),
        }
        tried.push(word);
    }
    Err(members.locked())
}

fn refused(error: ZipError) -> Problem {
    match error {
        ZipError::UnsupportedArchive(why) => Problem::new(
            Code::Unsupported,
            format!("压缩包里的这个文件用了不支持的压缩或加密方法（{why}）"),
            "请解压后导入",
        ),
        other => Problem::damaged(other),
    }
}
