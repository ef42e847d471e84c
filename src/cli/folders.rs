//! The user's own folders: what the program keeps between runs.

use std::path::{Path, PathBuf};

/// Where the recognition models are kept: the folder given, `SHENBAO_MODELS`, or the
/// user's data folder.
pub fn models(given: Option<&Path>) -> Option<PathBuf> {
    given.map(Path::to_path_buf).or_else(|| variable("SHENBAO_MODELS")).or_else(|| {
        let data = variable("XDG_DATA_HOME")
            .or_else(|| variable("HOME").map(|home| home.join(".local/share")));
        data.map(|data| data.join("shenbao").join("models"))
    })
}

/// Where readings of scanned pages are kept: the user's cache folder.
pub fn cache() -> Option<PathBuf> {
    let cache =
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")));
    cache.map(|cache| cache.join("shenbao").join("ocr"))
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
