//! Searches kept by name in the library's folder.

use crate::problem::{Code, Problem};
use crate::search::Request;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// The file that holds them.
const FILE: &str = "searches.json";

/// All searches by name.
///
/// # Errors
///
/// When the file cannot be read or is none.
pub fn saved(library: &Path) -> Result<BTreeMap<String, Request>, Problem> {
    let text = match std::fs::read_to_string(library.join(FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(error.into()),
    };
    serde_json::from_str(&text).map_err(|error| {
        let message = format!("保存的检索读不出来（{error}）");
        Problem::new(Code::Library, message, format!("请修正或删除资料库中的 {FILE}"))
    })
}

/// Keeps a search under a name.
///
/// # Errors
///
/// When the file cannot be written.
pub fn save(library: &Path, name: &str, request: &Request) -> Result<(), Problem> {
    let mut all = saved(library)?;
    all.insert(name.to_owned(), request.clone());
    let mut aside = tempfile::NamedTempFile::new_in(library)?;
    aside.write_all(serde_json::to_string_pretty(&all).unwrap_or_default().as_bytes())?;
    aside.persist(library.join(FILE)).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_kept_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let request = Request { query: "智能".into(), limit: 5, ..Request::default() };
        save(folder.path(), "常用", &request).unwrap();
        assert_eq!(saved(folder.path()).unwrap().get("常用"), Some(&request));
    }
}
