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

impl Candidate {
    /// A file of which the system told this.
    pub fn of(path: PathBuf, meta: &std::fs::Metadata) -> Self {
        let since = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { path, bytes: meta.len(), modified: since.map_or(0, |since| since.as_nanos() as i64) }
    }
}

/// What a walk gives.
#[derive(Debug)]
pub enum Found {
    /// A file.
    File(Candidate),
    /// Something that should be a file or folder but cannot be looked at.
    Unreadable(PathBuf, Problem),
    /// A symbolic link, pipe or device, or excluded: no document, not counted.
    Passed(PathBuf),
}

/// Walks paths in the order given, folders by name; leaves out the folder
/// `except` (the library itself, when it lies inside) and what `exclude` names.
pub fn walk<'a>(
    paths: &'a [PathBuf],
    except: &'a Path,
    exclude: &'a [String],
) -> impl Iterator<Item = Found> + 'a {
    let except = except.canonicalize().ok();
    paths.iter().flat_map(move |path| {
        let except = except.clone();
        walkdir::WalkDir::new(path)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(move |entry| {
                let folder = entry.file_type().is_dir();
                let inside =
                    folder && except.is_some() && entry.path().canonicalize().ok() == except;
                !(inside || folder && entry.depth() > 0 && is_excluded(entry.path(), exclude))
            })
            .filter_map(move |entry| {
                let named = entry.as_ref().is_ok_and(|entry| {
                    entry.depth() > 0
                        && !entry.file_type().is_dir()
                        && is_excluded(entry.path(), exclude)
                });
                match entry {
                    Ok(entry) if named => Some(Found::Passed(entry.into_path())),
                    entry => found(entry),
                }
            })
    })
}

/// Whether a pattern names a path: one without `/` its last step, one with `/` the end of
/// it. `*` stands for anything within a step or beyond, `?` for one character.
fn is_excluded(path: &Path, exclude: &[String]) -> bool {
    let whole = path.to_string_lossy();
    exclude.iter().any(|pattern| {
        let pattern = pattern.trim_end_matches('/');
        if pattern.contains('/') {
            let pattern = format!("*/{}", pattern.trim_start_matches('/'));
            fits(&pattern, &format!("/{whole}"))
        } else {
            path.file_name().is_some_and(|name| fits(pattern, &name.to_string_lossy()))
        }
    })
}

fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    // Where the last star stands, and how much of the text it has taken.
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
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
        Ok(meta) if meta.is_file() => Some(Found::File(Candidate::of(entry.into_path(), &meta))),
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
        std::fs::create_dir(folder.path().join("旧")).unwrap();
        for name in ["b.txt", "a.txt", "lib/c.txt", "d.tmp", "旧/e.txt"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let paths = [folder.path().to_path_buf()];
        let names: Vec<String> = walk(&paths, &library, &["*.tmp".to_owned(), "旧/*".to_owned()])
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
        let found: Vec<Found> = walk(&paths, Path::new("/nonexistent"), &[]).collect();
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
