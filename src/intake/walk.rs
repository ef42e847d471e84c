//! Folders to files. Symbolic links inside a folder are not followed (no loops,
//! no way out); what is passed over is named, never silently dropped.

use crate::problem::{Code, Problem};
use std::path::{Component, Path, PathBuf};
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
    /// No document, not counted.
    Passed(PathBuf, Why),
}

/// Why something is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A symbolic link.
    Link,
    /// A pipe, a device, a socket.
    Special,
    /// The user left it out.
    Excluded,
    /// The library's own folder, or inside of it.
    Library,
}

impl Why {
    /// The reason for people.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Link => "符号链接，不跟随",
            Self::Special => "管道、设备等特殊文件",
            Self::Excluded => "按 --exclude 排除",
            Self::Library => "资料库自己的文件夹",
        }
    }
}

/// A path in one writing: no `.` steps, and no `..` behind a folder, unless a link leads there.
pub fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for step in path.components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(tidy.components().next_back(), Some(Component::Normal(_)))
                    && std::fs::symlink_metadata(&tidy).is_ok_and(|meta| meta.is_dir()) =>
            {
                tidy.pop();
            }
            step => tidy.push(step),
        }
    }
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

/// Below a library, what was handed in to it and is still to be taken in.
pub const UPLOADS: &str = "server/uploads";

/// Walks paths in the order given, folders by name; passes over the folder
/// `except` (the library itself) and what `exclude` names.
pub fn walk<'a>(
    paths: &'a [PathBuf],
    except: &'a Path,
    exclude: &'a [String],
) -> impl Iterator<Item = Found> + 'a {
    let except = except.canonicalize().ok();
    paths.iter().flat_map(move |path| {
        let except = except.clone();
        let mut walked = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
        std::iter::from_fn(move || {
            loop {
                let entry = match walked.next()? {
                    Ok(entry) => entry,
                    error => return found(error),
                };
                let (given, folder) = (entry.depth() == 0, entry.file_type().is_dir());
                // What is given may lie inside of the library, or lead there.
                let is_own = except.as_ref().is_some_and(|own| {
                    let inside = |path: PathBuf| {
                        path.starts_with(own) && !path.starts_with(own.join(UPLOADS))
                    };
                    (given || folder) && entry.path().canonicalize().is_ok_and(inside)
                });
                let why = match is_own {
                    true => Some(Why::Library),
                    false if !given && is_excluded(entry.path(), exclude) => Some(Why::Excluded),
                    false => None,
                };
                if let Some(why) = why {
                    if given || folder {
                        walked.skip_current_dir();
                    }
                    return Some(Found::Passed(without_dot(entry.into_path()), why));
                }
                if let Some(found) = found(Ok(entry)) {
                    return Some(found);
                }
            }
        })
    })
}

/// What lies in the current folder is named without it.
fn without_dot(path: PathBuf) -> PathBuf {
    path.strip_prefix(".")
        .ok()
        .filter(|rest| !rest.as_os_str().is_empty())
        .map_or_else(|| path.clone(), Path::to_path_buf)
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
            let path = without_dot(error.path().unwrap_or(Path::new("")).to_path_buf());
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
        let why = if kind.is_symlink() { Why::Link } else { Why::Special };
        return Some(Found::Passed(without_dot(entry.into_path()), why));
    }
    let meta = std::fs::metadata(entry.path());
    let path = without_dot(entry.into_path());
    Some(match meta {
        Ok(meta) if meta.is_file() => Found::File(Candidate::of(path, &meta)),
        // A folder that is given by a link: what lies in it follows.
        Ok(meta) if meta.is_dir() => return None,
        Ok(_) => Found::Passed(path, Why::Special),
        Err(error) => Found::Unreadable(path, error.into()),
    })
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
        let passed: Vec<(PathBuf, Why)> = walk(&paths, &library, &["旧".to_owned()])
            .filter_map(|found| match found {
                Found::Passed(path, why) => Some((path, why)),
                _ => None,
            })
            .collect();
        let old = folder.path().join("旧");
        assert_eq!(passed, [(library.clone(), Why::Library), (old, Why::Excluded)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_passed_over_and_loops_end() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        let paths = [folder.path().to_path_buf()];
        let found: Vec<Found> = walk(&paths, Path::new("/nonexistent"), &[]).collect();
        assert!(matches!(found.as_slice(), [Found::Passed(_, Why::Link)]));
    }

    #[cfg(unix)]
    #[test]
    fn one_file_has_one_path_and_the_library_is_told_and_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("a");
        std::fs::create_dir_all(inside.join("lib/originals")).unwrap();
        std::os::unix::fs::symlink("a", folder.path().join("link")).unwrap();
        assert_eq!(tidy(&folder.path().join("./a/../a/./b.txt")), inside.join("b.txt"));
        // What a link's `..` means, only the system knows.
        let through = folder.path().join("link/../b.txt");
        assert_eq!(tidy(&through), through);
        assert_eq!(tidy(Path::new("./")), Path::new("."));
        assert_eq!(tidy(Path::new("../x/.")), Path::new("../x"));
        assert_eq!(without_dot("./a/b".into()), Path::new("a/b"));
        assert_eq!(without_dot(".".into()), Path::new("."));

        // What users handed in through the server lies there too.
        let handed = inside.join("lib").join(UPLOADS).join("1");
        std::fs::create_dir_all(&handed).unwrap();
        std::fs::write(handed.join("a.txt"), "x").unwrap();
        let found: Vec<Found> =
            walk(std::slice::from_ref(&handed), &inside.join("lib"), &[]).collect();
        assert!(matches!(found.as_slice(), [Found::File(_)]));

        let paths = [inside.join("lib/originals"), inside.join("lib")];
        let found: Vec<Found> = walk(&paths, &inside.join("lib"), &[]).collect();
        assert!(matches!(
            found.as_slice(),
            [Found::Passed(_, Why::Library), Found::Passed(_, Why::Library)]
        ));
    }

    #[test]
    fn by_products_are_told_by_name() {
        assert!(by_product(Path::new("a/.DS_Store")).is_some());
        assert!(by_product(Path::new("a.zip/__MACOSX/._b.docx")).is_some());
        assert!(by_product(Path::new("a/~$申报书.docx")).is_some());
        assert!(by_product(Path::new("a/申报书.docx")).is_none());
    }
}
