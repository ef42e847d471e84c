//! 7z by sevenz-rust2, with passwords. A block that is damaged loses its own members only.

use super::member::Members;
use crate::problem::{Code, Problem};
use sevenz_rust2::{ArchiveReader, EntryDecision, Error, NtTime, Password};
use std::collections::HashSet;
use std::io::{Cursor, Read};

/// Memory for headers and dictionaries, KiB.
const MEMORY: usize = 512 << 10;

type Reader<'a> = ArchiveReader<Cursor<&'a [u8]>>;

pub(super) fn expand(bytes: &[u8], members: &mut Members<'_>) -> Result<(), Problem> {
    let mut archive = opened(bytes, members)?;
    archive.set_thread_count(1);
    let files = archive.archive().files.clone();
    let count = files.iter().filter(|file| !file.is_directory()).count();
    let mut seen = HashSet::new();
    let mut full = false;
    let done = archive.for_each_entries_with_decision(|entry, reader| {
        if entry.is_directory() {
            return Ok(EntryDecision::Continue);
        }
        if !members.has_room(count.saturating_sub(seen.len())) {
            full = true;
            return Ok(EntryDecision::Stop);
        }
        let content = members.read(reader);
        let failed = content.is_err();
        seen.insert(entry.name().to_owned());
        members.give(entry.name(), modified(entry), content);
        Ok(if failed { EntryDecision::SkipBlock } else { EntryDecision::Continue })
    });
    if full {
        return Ok(());
    }
    // What stood behind a fault in its block, or came not at all.
    let why = match &done {
        Ok(()) => "压缩块中前面的文件损坏，这个文件读不出".to_owned(),
        Err(error) => error.to_string(),
    };
    for file in files.iter().filter(|file| !file.is_directory() && !seen.contains(file.name())) {
        if !members.has_room(1) {
            break;
        }
        members.give(file.name(), modified(file), Err(Problem::damaged(&why)));
    }
    Ok(())
}

/// The archive under the first password that opens it.
fn opened<'a>(bytes: &'a [u8], members: &Members<'_>) -> Result<Reader<'a>, Problem> {
    let words = members.terms.passwords.iter().map(|word| Password::new(word));
    for (tried, password) in std::iter::once(Password::empty()).chain(words).enumerate() {
        match Reader::new_with_memory_limit(Cursor::new(bytes), password, MEMORY) {
            Ok(mut archive) => {
                let locked = (0..archive.archive().files.len())
                    .find(|file| archive.archive().is_file_encrypted(*file));
                if locked.is_none() || opens(&mut archive) {
                    return Ok(archive);
                }
            }
            Err(Error::PasswordRequired | Error::MaybeBadPassword(_)) => {}
            // A wrong password of the header shows as any damage; without one, damage is damage.
            Err(_) if tried > 0 && is_7z(bytes) => {}
            Err(Error::UnsupportedCompressionMethod(method)) => {
                let message = format!("7z 压缩包用了不支持的压缩方法 {method}");
                return Err(Problem::new(Code::Unsupported, message, "请解压后导入"));
            }
            Err(Error::MaxMemLimited { .. }) => {
                let message = "7z 压缩包的字典太大，解开需要的内存超过上限";
                return Err(Problem::new(Code::LimitExceeded, message, "请解压后导入"));
            }
            Err(error) => return Err(Problem::damaged(error)),
        }
    }
    let mut problem = members.locked();
    problem.message = problem.message.replace("压缩包里的这个文件", "这个 7z 压缩包");
    Err(problem)
}

fn is_7z(bytes: &[u8]) -> bool {
    bytes.starts_with(b"7z\xBC\xAF\x27\x1C")
}

/// Whether the password opens the first member that asks for one.
fn opens(archive: &mut Reader<'_>) -> bool {
    let flags: Vec<bool> = (0..archive.archive().files.len())
        .map(|file| archive.archive().is_file_encrypted(file))
        .collect();
    let names: HashSet<String> = archive
        .archive()
        .files
        .iter()
        .zip(&flags)
        .filter(|(file, locked)| **locked && file.has_stream())
        .map(|(file, _)| file.name().to_owned())
        .collect();
    let mut sound = false;
    let tried = archive.for_each_entries_with_decision(|entry, reader| {
        if !names.contains(entry.name()) {
            return Ok(EntryDecision::SkipBlock);
        }
        // Wrong keys give noise, which no decoder takes far and no check sum passes.
        let mut rest = reader.take(u64::MAX);
        sound = std::io::copy(&mut rest, &mut std::io::sink()).is_ok();
        Ok(EntryDecision::Stop)
    });
    sound && tried.is_ok()
}

fn modified(entry: &sevenz_rust2::ArchiveEntry) -> i64 {
    if !entry.has_last_modified_date {
        return 0;
    }
    let (time, epoch) = (u64::from(entry.last_modified_date()), u64::from(NtTime::UNIX_EPOCH));
    let since = time.checked_sub(epoch).and_then(|ticks| i64::try_from(ticks).ok());
    since.and_then(|ticks| ticks.checked_mul(100)).unwrap_or(0)
}
