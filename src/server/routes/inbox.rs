//! The server's own folders, as far as they may be named: only below the inbox folders, by
//! the folder's name and what stands below it, wherever links lead.

use super::input::Query;
use crate::intake::walk;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::config::Config;
use crate::server::guard::Caller;
use crate::server::store::Role;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Entries of a folder that are shown.
const SHOWN: usize = 2_000;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(inbox))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Where {
    /// A folder as it is shown, `收件/2025`; without it the inbox folders themselves.
    #[serde(default)]
    path: String,
}

/// A folder of the server.
#[derive(Debug, Serialize, ToSchema)]
struct Folder {
    /// As it is shown.
    path: String,
    entries: Vec<Listed>,
    /// Entries beyond the first two thousand.
    more: usize,
}

/// Something in a folder.
#[derive(Debug, Serialize, ToSchema)]
struct Listed {
    name: String,
    /// As it is to be named in requests.
    path: String,
    folder: bool,
    bytes: u64,
}

/// 服务器上可以选用的文件夹（--inbox 之下）
#[utoipa::path(get, path = "/inbox", tag = "入库", params(Where), security(("token" = [])),
    responses((status = 200, body = Folder), (status = "default", body = ErrorBody)))]
async fn inbox(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(wanted): Query<Where>,
) -> Answer<Json<Folder>> {
    caller.needs(&[Role::Archivist, Role::Reviewer])?;
    let listed = app.apart(move |app| listed(&app.config, &wanted.path));
    listed.await.map(Json)
}

fn listed(config: &Config, path: &str) -> Answer<Folder> {
    let path = path.trim_matches('/');
    if path.is_empty() {
        let names = config.inbox_names().into_iter();
        let entry = |name: String| Listed { path: name.clone(), name, folder: true, bytes: 0 };
        return Ok(Folder { path: String::new(), entries: names.map(entry).collect(), more: 0 });
    }
    let folder = resolved(config, path)?;
    let read = std::fs::read_dir(folder).map_err(|_| Failure::missing("这个文件夹"))?;
    let mut entries: Vec<Listed> = read
        .filter_map(Result::ok)
        .filter_map(|entry| {
            // Links are passed over, as an import passes over them.
            let kind = entry.file_type().ok().filter(|kind| kind.is_dir() || kind.is_file())?;
            let name =
                entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
            let bytes = entry.metadata().map_or(0, |meta| meta.len());
            let path = format!("{path}/{name}");
            Some(Listed {
                name,
                path,
                folder: kind.is_dir(),
                bytes: if kind.is_dir() { 0 } else { bytes },
            })
        })
        .collect();
    entries.sort_by(|a, b| b.folder.cmp(&a.folder).then_with(|| a.name.cmp(&b.name)));
    let more = entries.len().saturating_sub(SHOWN);
    entries.truncate(SHOWN);
    Ok(Folder { path: path.to_owned(), entries, more })
}

/// The real path of one that was named, if it lies below an inbox folder. A path of the
/// server itself may be named as well, if it leads to the same.
///
/// # Errors
///
/// It lies elsewhere, or there is no such thing.
pub(super) fn resolved(config: &Config, named: &str) -> Answer<PathBuf> {
    let outside = || {
        Failure::forbidden(
            "只能选用收件文件夹（--inbox）之下的文件",
            "请由管理员在启动时用 --inbox 给出文件夹",
        )
    };
    if named.contains('\0') {
        return Err(outside());
    }
    let wanted = if Path::new(named).is_absolute() {
        PathBuf::from(named)
    } else {
        let (first, rest) = named.split_once('/').unwrap_or((named, ""));
        let at = config.inbox_names().iter().position(|name| name == first);
        let root = at.and_then(|at| config.inbox.get(at)).ok_or_else(outside)?;
        root.join(rest.trim_start_matches('/'))
    };
    if wanted.components().any(|part| matches!(part, Component::ParentDir)) {
        return Err(outside());
    }
    let below = |path: &Path| config.inbox.iter().any(|root| path.starts_with(root));
    // Whether a path outside exists is nobody's business.
    let real = match std::fs::canonicalize(&wanted) {
        Ok(real) => real,
        Err(_) if below(&wanted) => return Err(Failure::missing("这个文件或文件夹")),
        Err(_) => return Err(outside()),
    };
    if below(&real) { Ok(real) } else { Err(outside()) }
}

/// The files of a folder, hidden ones and links apart.
pub(super) fn files_in(folder: &Path, most: usize) -> Answer<Vec<PathBuf>> {
    let roots = [folder.to_path_buf()];
    let mut files = Vec::new();
    for found in walk::walk(&roots, Path::new(""), &[]) {
        if let walk::Found::File(candidate) = found {
            files.push(candidate.path);
            if files.len() > most {
                return Err(Failure::bad(format!("文件夹里的文件超过 {most} 个")));
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    fn config(inbox: &Path) -> Config {
        Config {
            library: PathBuf::new(),
            data: PathBuf::new(),
            addr: ([127, 0, 0, 1], 0).into(),
            prefix: String::new(),
            hosts: Vec::new(),
            inbox: vec![std::fs::canonicalize(inbox).unwrap()],
            web: None,
            upload_bytes: 0,
            renderer: None,
            options: crate::Options::default(),
            setup: crate::library::Setup::default(),
        }
    }

    #[test]
    fn only_what_lies_below_the_inbox_can_be_named() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("收件");
        std::fs::create_dir_all(inbox.join("甲")).unwrap();
        std::fs::write(inbox.join("甲/a.pdf"), "x").unwrap();
        std::fs::write(folder.path().join("secret"), "x").unwrap();
        let config = config(&inbox);
        assert!(resolved(&config, "收件/甲/a.pdf").unwrap().ends_with("甲/a.pdf"));
        assert!(resolved(&config, &inbox.join("甲").to_string_lossy()).is_ok());
        let outside = folder.path().join("secret").to_string_lossy().into_owned();
        for named in ["收件/../secret", "/etc/passwd", &outside, "别处/a", "..", "", "收件/\0"]
        {
            let status = resolved(&config, named).unwrap_err().status;
            assert_eq!(status, StatusCode::FORBIDDEN, "{named}");
        }
        assert_eq!(resolved(&config, "收件/没有").unwrap_err().status, StatusCode::NOT_FOUND);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_inbox_leads_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path().join("inbox");
        std::fs::create_dir(&inbox).unwrap();
        std::os::unix::fs::symlink("/etc", inbox.join("out")).unwrap();
        let status = resolved(&config(&inbox), "inbox/out/passwd").unwrap_err().status;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}
