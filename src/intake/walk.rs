//! Folders to files. Symbolic links inside a folder are not followed (no loops,
//! no way out); what is passed over is counted, never silently dropped.

use crate::problem::{Code, Problem};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A file on disk that was found.
#[derive(Debug)]
pub struct Candidate {
    /// Its path, below the path that was given.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// Last change, nanoseconds since 1970; 0 when unknown.
    pub modified: i64,
}

/// What a walk gives.
#[derive(Debug)]
pub enum Found {
    /// A file.
    File(Candidate),
    /// Something that should be a file or folder but cannot be looked at.
    Unreadable(PathBuf, Problem),
    /// A symbolic link, pipe or device: no document, not counted.
    Passed(PathBuf),
}

/// Walks paths in the order given, folders by name; leaves out the folder
/// `except` (the library itself, when it lies inside).
pub fn walk<'a>(paths: &'a [PathBuf], except: &'a Path) -> impl Iterator<Item = Found> + 'a {
    let except = except.canonicalize().ok();
    paths.iter().flat_map(move |path| {
        let except = except.clone();
        walkdir::WalkDir::new(path)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(move |entry| {
                let inside = entry.file_type().is_dir()
                    && except.is_some()
                    && entry.path().canonicalize().ok() == except;
                !inside
            })
            .filter_map(found)
    })
}

fn found(entry: walkdir::Result<walkdir::DirEntry>) -> Option<Found> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = error.path().unwrap_or(Path::new("")).to_path_buf();
            let problem = error.into_io_error().map_or_else(
                || Problem::new(Code::Io, "文件夹里的链接绕成了圈", "请检查链接"),
                Problem::from,
            );
            return Some(Found::Unreadable(path, problem));
        }
    };
    let kind = entry.file_type();
    if kind.is_dir() {
        return None;
    }
    // A link that was named on the command line is meant.
    let meant = entry.depth() == 0;
    if !kind.is_file() && !meant {
        return Some(Found::Passed(entry.into_path()));
    }
    match std::fs::metadata(entry.path()) {
        Ok(meta) if meta.is_file() => Some(Found::File(Candidate {
            bytes: meta.len(),
            modified: meta
                .modified()
                .ok()
                .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
                .map_or(0, |since| since.as_nanos() as i64),
            path: entry.into_path(),
        })),
        Ok(_) => Some(Found::Passed(entry.into_path())),
        Err(error) => Some(Found::Unreadable(entry.into_path(), error.into())),
    }
}

/// Why a file is a by-product of a system or an office program and no document,
/// told by its name; `None` for all others.
pub fn by_product(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy();
    let inside = |folder: &str| path.components().any(|c| c.as_os_str() == folder);
    match name.as_ref() {
        ".DS_Store" | ".localized" => Some("macOS 的文件夹信息"),
        "Thumbs.db" | "ehthumbs.db" | "desktop.ini" | "Desktop.ini" => Some("Windows 的文件夹信息"),
        _ if inside("__MACOSX") || name.starts_with("._") => Some("macOS 的附加信息"),
        _ if name.starts_with("~$") || name.starts_with(".~") => {
            Some("Office、WPS 打开文档时的锁文件")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_by_name_without_the_library() {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("lib");
        std::fs::create_dir(&library).unwrap();
        for name in ["b.txt", "a.txt", "lib/c.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let paths = [folder.path().to_path_buf()];
        let names: Vec<String> = walk(&paths, &library)
            .filter_map(|f| match f {
                Found::File(c) => Some(c.path.file_name()?.to_string_lossy().into_owned()),
                _ => None,
            })
            .collect();
        assert_eq!(names, ["a.txt", "b.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_passed_over_and_loops_end() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        let paths = [folder.path().to_path_buf()];
        let found: Vec<Found> = walk(&paths, Path::new("/nonexistent")).collect();
        assert!(matches!(found.as_slice(), [Found::Passed(_)]));
    }

    #[test]
    fn by_products_are_told_by_name() {
        assert!(by_product(Path::new("a/.DS_Store")).is_some());
        assert!(by_product(Path::new("a.zip/__MACOSX/._b.docx")).is_some());
        assert!(by_product(Path::new("a/~$申报书.docx")).is_some());
        assert!(by_product(Path::new("a/申报书.docx")).is_none());
    }
}
