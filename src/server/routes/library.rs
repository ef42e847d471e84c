//! The library's own affairs.

use super::compare::Begun;
use super::input::{Json as Body, Query};
use crate::library::{Balance, Catalogue, Doubled, Version};
use crate::problem::Problem;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::files::is_hash;
use crate::server::guard::Caller;
use crate::server::jobs::{self, Work};
use crate::server::store::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Files of one request that are to be read again.
const FILES: usize = 1_000;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(status))
        .routes(routes!(verify))
        .routes(routes!(rebuild))
        .routes(routes!(reread))
        .routes(routes!(duplicates))
        .routes(routes!(versions))
        .routes(routes!(stale))
}

/// What became of all names that the library has seen.
#[derive(Debug, Serialize, ToSchema)]
struct Sum {
    /// `new + duplicate + quarantined`, always.
    seen: u64,
    new: u64,
    duplicate: u64,
    quarantined: u64,
}

impl From<Balance> for Sum {
    fn from(balance: Balance) -> Self {
        let Balance { seen, new, duplicate, quarantined } = balance;
        Self { seen, new, duplicate, quarantined }
    }
}

/// How the library stands, as `shenbao library status` says it.
#[derive(Debug, Serialize, ToSchema)]
struct Status {
    /// Files with records.
    files: u64,
    /// Records.
    records: u64,
    /// Works: versions of one are counted once.
    works: u64,
    /// Names in quarantine.
    quarantined: u64,
    /// Files that an older edition of program, forms or models read.
    stale: u64,
    /// Bytes of all originals.
    original_bytes: u64,
    /// Bytes of the catalogue.
    catalogue_bytes: u64,
    /// All names and what became of them.
    balance: Sum,
    /// Contents under several names.
    duplicates: u64,
    /// Works in several versions.
    versions: u64,
    /// Whether somebody writes it, or is about to.
    writing: bool,
}

/// 资料库概况
#[utoipa::path(get, path = "/library", tag = "入库", security(("token" = [])),
    responses((status = 200, body = Status), (status = "default", body = ErrorBody)))]
async fn status(State(app): State<Arc<App>>, _caller: Caller) -> Answer<Json<Status>> {
    let told = app.apart(|app| {
        app.library.ask(|library| {
            let catalogue = library.catalogue();
            let status = catalogue.status(app.edition(), library.folder())?;
            Ok(Status {
                files: status.files,
                records: status.records,
                works: status.works,
                quarantined: status.quarantined,
                stale: status.stale,
                original_bytes: status.original_bytes,
                catalogue_bytes: status.catalogue_bytes,
                balance: status.balance.into(),
                duplicates: catalogue.doubled_count()?,
                versions: catalogue.versioned_count()?,
                writing: app.jobs.is_writing(),
            })
        })
    });
    Ok(Json(told.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Part {
    /// From which on.
    #[param(minimum = 0, maximum = 10000000)]
    offset: Option<u32>,
    /// The most to give.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

impl Part {
    fn bounds(&self) -> Answer<(u32, u32)> {
        let offset = self.offset.unwrap_or(0);
        if offset > 10_000_000 {
            return Err(Failure::bad("offset 不能超过 10000000"));
        }
        Ok((offset, super::bounded(self.limit, 100, 500)?))
    }
}

/// A content under several names.
#[derive(Debug, Serialize, ToSchema)]
struct Duplicate {
    sha256: String,
    bytes: u64,
    /// The one under which it came in first, then the others (the first hundred).
    paths: Vec<String>,
}

/// Contents under several names.
#[derive(Debug, Serialize, ToSchema)]
struct Duplicates {
    total: u64,
    files: Vec<Duplicate>,
}

/// 同一内容以几个名称出现的文件
#[utoipa::path(get, path = "/library/duplicates", tag = "入库", params(Part),
    security(("token" = [])),
    responses((status = 200, body = Duplicates), (status = "default", body = ErrorBody)))]
async fn duplicates(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(part): Query<Part>,
) -> Answer<Json<Duplicates>> {
    caller.needs(&[Role::Archivist])?;
    let (offset, most) = part.bounds()?;
    let told = app.apart(move |app| {
        app.library.ask(|library| {
            let catalogue = library.catalogue();
            Ok((catalogue.doubled_count()?, catalogue.doubled(offset, most)?))
        })
    });
    let (total, files) = told.await?;
    let shown = |Doubled { sha256, bytes, paths }| Duplicate { sha256, bytes, paths };
    Ok(Json(Duplicates { total, files: files.into_iter().map(shown).collect() }))
}

/// A version of a work.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Edition {
    sha256: String,
    path: String,
    format: String,
    /// It is the version that counts.
    newest: bool,
    /// Last change, seconds since 1970; 0 when unknown.
    modified: i64,
    /// Its first record, to be opened.
    record: Option<u64>,
}

/// A work in several versions.
#[derive(Debug, Serialize, ToSchema)]
struct WorkAnswer {
    work: i64,
    /// The one that counts first.
    versions: Vec<Edition>,
}

/// Works in several versions.
#[derive(Debug, Serialize, ToSchema)]
struct Versions {
    total: u64,
    works: Vec<WorkAnswer>,
}

/// 有几个版本（格式、扫描件、修订稿）的作品
#[utoipa::path(get, path = "/library/versions", tag = "入库", params(Part),
    security(("token" = [])),
    responses((status = 200, body = Versions), (status = "default", body = ErrorBody)))]
async fn versions(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(part): Query<Part>,
) -> Answer<Json<Versions>> {
    caller.needs(&[Role::Archivist, Role::Analyst])?;
    let (offset, most) = part.bounds()?;
    let told = app.apart(move |app| {
        app.library.ask(|library| {
            let catalogue = library.catalogue();
            let mut works = Vec::new();
            for (work, versions) in catalogue.versioned(offset, most)? {
                works.push(WorkAnswer { work, versions: editions(catalogue, versions)? });
            }
            Ok(Versions { total: catalogue.versioned_count()?, works })
        })
    });
    Ok(Json(told.await?))
}

/// Versions as they are shown.
pub(super) fn editions(
    catalogue: &Catalogue,
    versions: Vec<Version>,
) -> Result<Vec<Edition>, Problem> {
    let shown = |version: Version| {
        let record = catalogue.first_record_of(&version.sha256)?;
        let Version { sha256, path, format, newest, modified } = version;
        // The catalogue counts nanoseconds.
        let modified = modified / 1_000_000_000;
        Ok(Edition { sha256, path, format, newest, modified, record })
    };
    versions.into_iter().map(shown).collect()
}

/// A file by its name and hash.
#[derive(Debug, Serialize, ToSchema)]
struct Named {
    path: String,
    sha256: String,
}

/// Files that an older edition read.
#[derive(Debug, Serialize, ToSchema)]
struct Stale {
    files: Vec<Named>,
}

/// 由旧版程序、表单或模型读出、待重读的文件
#[utoipa::path(get, path = "/library/stale", tag = "入库", params(Part), security(("token" = [])),
    responses((status = 200, body = Stale), (status = "default", body = ErrorBody)))]
async fn stale(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(part): Query<Part>,
) -> Answer<Json<Stale>> {
    caller.needs(&[Role::Archivist])?;
    let (offset, most) = part.bounds()?;
    let told = app.apart(move |app| {
        app.library.ask(|library| library.catalogue().stale(app.edition(), offset, most))
    });
    let files = told.await?.into_iter().map(|(path, sha256)| Named { path, sha256 }).collect();
    Ok(Json(Stale { files }))
}

/// What is to be read again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Again {
    /// Files by their hashes; without it what an older edition read.
    #[serde(default)]
    #[schema(max_items = 1000)]
    files: Option<Vec<String>>,
}

/// 重新读取已入库的文件（重新识别）；不给文件即重读旧版读出的全部
#[utoipa::path(post, path = "/library/reread", tag = "入库", request_body = Again,
    security(("token" = [])),
    responses((status = 202, body = Begun), (status = "default", body = ErrorBody)))]
async fn reread(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(again): Body<Again>,
) -> Answer<(StatusCode, Json<Begun>)> {
    caller.needs(&[Role::Archivist])?;
    if let Some(files) = &again.files {
        if files.is_empty() || files.len() > FILES {
            return Err(Failure::bad(format!("files 须有 1 至 {FILES} 项")));
        }
        if !files.iter().all(|file| is_hash(file)) {
            return Err(Failure::bad("files 须是文件的 SHA-256"));
        }
        let files = files.clone();
        let known = app.apart(move |app| {
            app.library.ask(|library| {
                let known = |file: &String| Ok(library.catalogue().file(file)?.is_some());
                files.iter().map(known).collect::<Result<Vec<bool>, _>>()
            })
        });
        if !known.await?.into_iter().all(|known| known) {
            return Err(Failure::missing("这个文件"));
        }
    }
    begun(&app, &caller, Work::Reread { files: again.files }).await
}

async fn begun(app: &Arc<App>, caller: &Caller, work: Work) -> Answer<(StatusCode, Json<Begun>)> {
    caller.needs(&[Role::Archivist])?;
    let deed = caller.deed();
    let job = app.apart(move |app| jobs::submit(app, work, &deed)).await?;
    Ok((StatusCode::ACCEPTED, Json(Begun { job })))
}

/// 核对资料库：原件、目录、索引
#[utoipa::path(post, path = "/library/verify", tag = "入库", security(("token" = [])),
    responses((status = 202, body = Begun), (status = "default", body = ErrorBody)))]
async fn verify(State(app): State<Arc<App>>, caller: Caller) -> Answer<(StatusCode, Json<Begun>)> {
    begun(&app, &caller, Work::Verify).await
}

/// 由目录重建检索索引
#[utoipa::path(post, path = "/library/rebuild", tag = "入库", security(("token" = [])),
    responses((status = 202, body = Begun), (status = "default", body = ErrorBody)))]
async fn rebuild(State(app): State<Arc<App>>, caller: Caller) -> Answer<(StatusCode, Json<Begun>)> {
    begun(&app, &caller, Work::Rebuild).await
}
