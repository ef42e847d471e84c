//! Comparing: two files, or many against many.

use super::inbox::{files_in, resolved};
use super::input::Json as Body;
use super::upload::{Part, held, parts};
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::files::empty;
use crate::server::guard::Caller;
use crate::server::jobs::{self, Given, Work};
use crate::server::store::{FileInfo, Role};
use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The most files of one side.
const MOST: usize = 5_000;

pub(super) fn router(upload: u64) -> OpenApiRouter<Arc<App>> {
    let limit = usize::try_from(upload).unwrap_or(usize::MAX);
    OpenApiRouter::new().routes(routes!(compare)).layer(DefaultBodyLimit::max(limit))
}

/// A job that was begun.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Begun {
    /// Its number; see `jobs/{id}`.
    pub job: i64,
}

/// One side, chosen and not uploaded. Exactly one of the keys.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// A file that the server holds, by its hash.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// A record of the library: its file.
    #[schema(minimum = 1)]
    pub record: Option<u64>,
    /// A file or a folder below an inbox folder, `收件/甲.pdf`.
    pub path: Option<String>,
}

/// Both sides, chosen and not uploaded.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenPair {
    /// The printed copy.
    pub paper: Chosen,
    /// The online data.
    pub online: Chosen,
    /// The password of encrypted files; never kept.
    #[schema(max_length = 200)]
    pub password: Option<String>,
}

/// Both sides, uploaded; several of each are two folders.
#[derive(ToSchema)]
#[allow(dead_code)]
struct UploadedPair {
    /// The printed copy.
    #[schema(value_type = String, format = Binary)]
    paper: String,
    /// The online data: a document, a record in JSON or a form in XLSX.
    #[schema(value_type = String, format = Binary)]
    online: String,
    /// The password of encrypted files; never kept.
    password: Option<String>,
}

/// 核对纸质件与网上数据（每侧一份文件；多份即两个文件夹，按信用代码和名称配对）
#[utoipa::path(post, path = "/compare", tag = "核对", security(("token" = [])),
    request_body(content((UploadedPair = "multipart/form-data"), (ChosenPair = "application/json"))),
    responses((status = 202, body = Begun), (status = "default", body = ErrorBody)))]
async fn compare(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Answer<(StatusCode, Json<Begun>)> {
    caller.needs(&[Role::Reviewer])?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let work = match kind {
        Some(kind) if kind.starts_with("multipart/form-data") => {
            let multipart = Multipart::from_request(request, &())
                .await
                .map_err(|error| Failure::bad(error.body_text()))?;
            let (paper, online, password) =
                uploaded(parts(&app, multipart, held, Path::new("")).await?)?;
            work(paper, online, password)?
        }
        _ => {
            let Body(pair) = Body::<ChosenPair>::from_request(request, &()).await?;
            app.apart(move |app| chosen_work(app, pair)).await?
        }
    };
    let job = app.apart(move |app| jobs::submit(app, work, &caller.deed())).await?;
    Ok((StatusCode::ACCEPTED, Json(Begun { job })))
}

/// The sides of a request that brought them along.
fn uploaded(parts: Vec<Part<FileInfo>>) -> Answer<(Side, Side, Option<String>)> {
    let (mut paper, mut online, mut password) = (Vec::new(), Vec::new(), None);
    let mut nothing = None;
    for part in parts {
        match part {
            Part::Text(field, text) if field == "password" => {
                password = Some(text).filter(|text| !text.is_empty());
            }
            Part::File(field, info) if field == "paper" || field == "online" => {
                nothing = Some(info.name.clone()).filter(|_| info.bytes == 0).or(nothing);
                let given = Given { sha256: info.sha256, name: info.name, path: None };
                if field == "paper" { paper.push(given) } else { online.push(given) }
            }
            Part::File(field, ..) | Part::Text(field, _) => {
                return Err(Failure::bad(format!(
                    "不认识的字段“{field}”：纸质件放在 paper，网上数据放在 online，都须是文件"
                )));
            }
        }
    }
    let side = |given| Side { given, folder: false, nothing: nothing.clone() };
    Ok((side(paper), side(online), password))
}

/// What is to be done with two sides that were chosen.
///
/// # Errors
///
/// There are no such files, or they may not be named.
pub fn chosen_work(app: &Arc<App>, pair: ChosenPair) -> Answer<Work> {
    work(chosen(app, pair.paper)?, chosen(app, pair.online)?, pair.password)
}

/// The files of one side.
struct Side {
    given: Vec<Given>,
    /// It was named as a folder.
    folder: bool,
    /// A file without any bytes that came along.
    nothing: Option<String>,
}

fn chosen(app: &Arc<App>, side: Chosen) -> Answer<Side> {
    let one = |sha256: String, name: String| Side {
        given: vec![Given { sha256, name, path: None }],
        folder: false,
        nothing: None,
    };
    match (side.sha256, side.record, side.path) {
        (Some(sha256), None, None) => {
            let found = app.original(&sha256)?.ok_or_else(|| Failure::missing("这个文件"))?;
            Ok(one(sha256, found.name))
        }
        (None, Some(id), None) => {
            let stored = app.library.ask(|library| library.catalogue().whole_record(id))?;
            let stored = stored.ok_or_else(|| Failure::missing("这条记录"))?;
            Ok(one(stored.sha256, crate::server::files::plain_name(&stored.path)))
        }
        (None, None, Some(path)) => {
            let place = resolved(&app.config, &path)?;
            let folder = place.is_dir();
            let files = if folder { files_in(&place, MOST)? } else { vec![place] };
            let most = app.config.options.reading.limits.file_bytes;
            let (mut given, mut nothing) = (Vec::new(), None);
            for path in files {
                let info = app.files.take(&path, most)?;
                nothing = Some(info.name.clone()).filter(|_| info.bytes == 0).or(nothing);
                app.kept.add_file(&info)?;
                given.push(Given { sha256: info.sha256, name: info.name, path: Some(path) });
            }
            Ok(Side { given, folder, nothing })
        }
        _ => Err(Failure::bad("每一侧须恰好给出 sha256、record、path 之一")),
    }
}

fn work(paper: Side, online: Side, password: Option<String>) -> Answer<Work> {
    for (side, name) in [(&paper, "paper"), (&online, "online")] {
        if side.given.is_empty() {
            return Err(Failure::bad(format!("缺少 {name}：请给出两侧的文件")));
        }
    }
    let folders = paper.folder || online.folder || paper.given.len() > 1 || online.given.len() > 1;
    // Among many an empty file is told by name, and the others are compared.
    if let (false, Some(name)) = (folders, paper.nothing.as_ref().or(online.nothing.as_ref())) {
        return Err(empty(name).into());
    }
    if !folders && let (Some(paper), Some(online)) = (paper.given.first(), online.given.first()) {
        let (paper, online) = (paper.clone(), online.clone());
        return Ok(Work::Compare { paper, online, password });
    }
    Ok(Work::CompareFolders { paper: paper.given, online: online.given, password })
}
