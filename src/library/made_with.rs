//! With which forms of its own a library is read, remembered in its folder: who reads it again
//! without naming them would silently get poorer records.

use crate::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The file in the library's folder.
pub const FILE: &str = "reading.json";
/// What stands for the program's own forms alone.
pub const BUILT_IN: &str = "-";

#[derive(Debug, Default, Serialize, Deserialize)]
struct With {
    #[serde(default)]
    forms: Option<PathBuf>,
}

/// The forms to read a library with: those that are given, else those that it was made with.
///
/// # Errors
///
/// [`Code::Library`] when those are no longer where they were.
pub fn forms(library: &Path, given: Option<&Path>) -> Result<Option<PathBuf>, Problem> {
    if let Some(given) = given {
        return Ok((given != Path::new(BUILT_IN)).then(|| given.to_path_buf()));
    }
    let bytes = match fs::read(library.join(FILE)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    let hint = "请用 --forms 指定表单文件夹；只用内置表单请写 --forms -";
    let with: With = serde_json::from_slice(&bytes).map_err(|error| {
        Problem::new(Code::Library, format!("{FILE} 已损坏（{error}），不知资料库所用的表单"), hint)
    })?;
    match with.forms {
        Some(forms) if !forms.is_dir() => {
            let message = format!("资料库用 --forms {} 导入，该文件夹已不在", forms.display());
            Err(Problem::new(Code::Library, message, hint))
        }
        forms => Ok(forms),
    }
}

/// Remembers the forms that were given; nothing changes when none were.
///
/// # Errors
///
/// When the library's folder cannot be written.
pub fn remember(library: &Path, given: Option<&Path>) -> Result<(), Problem> {
    let Some(given) = given else { return Ok(()) };
    let forms = match given == Path::new(BUILT_IN) {
        true => None,
        false => Some(given.canonicalize()?),
    };
    if forms.is_none() && !library.join(FILE).exists() {
        return Ok(());
    }
    let told = serde_json::to_vec(&With { forms }).unwrap_or_default();
    let mut aside = tempfile::NamedTempFile::new_in(library)?;
    aside.write_all(&told)?;
    aside.as_file().sync_all()?;
    aside.persist(library.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_is_read_again_with_the_forms_it_was_made_with_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let (library, own) = (folder.path().join("lib"), folder.path().join("forms"));
        fs::create_dir(&library).unwrap();
        fs::create_dir(&own).unwrap();
        assert_eq!(forms(&library, None).unwrap(), None);
        remember(&library, None).unwrap();
        remember(&library, Some(&own)).unwrap();
        remember(&library, None).unwrap();
        let kept = own.canonicalize().unwrap();
        assert_eq!(forms(&library, None).unwrap(), Some(kept));
        assert_eq!(forms(&library, Some(Path::new(BUILT_IN))).unwrap(), None);
        fs::remove_dir(&own).unwrap();
        let problem = forms(&library, None).unwrap_err();
        assert!(problem.code == Code::Library && problem.hint.contains("--forms"), "{problem:?}");
        remember(&library, Some(Path::new(BUILT_IN))).unwrap();
        assert_eq!(forms(&library, None).unwrap(), None);
        fs::write(library.join(FILE), "{").unwrap();
        assert!(forms(&library, None).is_err());
    }
}
