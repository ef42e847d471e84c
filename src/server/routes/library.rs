//! The library's own affairs.

use super::compare::Begun;
use crate::server::answer::{Answer, ErrorBody};
use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::jobs::{self, Work};
use crate::server::store::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(status)).routes(routes!(verify)).routes(routes!(rebuild))
}

/// How the library stands.
#[derive(Debug, Serialize, ToSchema)]
struct Status {
    /// Files with records.
    files: u64,
    /// Records.
    records: u64,
    /// Files in quarantine.
    quarantined: u64,
    /// Whether somebody writes it, or is about to.
    writing: bool,
}

/// 资料库概况
#[utoipa::path(get, path = "/library", tag = "入库", security(("token" = [])),
    responses((status = 200, body = Status), (status = "default", body = ErrorBody)))]
async fn status(State(app): State<Arc<App>>, _caller: Caller) -> Answer<Json<Status>> {
    let [files, records, quarantined] = app
        .apart(|app| {
            app.library.ask(|library| {
                let count = |sql| library.catalogue().number(sql);
                Ok([
                    count("SELECT count(*) FROM files WHERE state = 'kept'")?,
                    count("SELECT count(*) FROM records")?,
                    count("SELECT count(*) FROM quarantine")?,
                ])
            })
        })
        .await?;
    Ok(Json(Status { files, records, quarantined, writing: app.jobs.is_writing() }))
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
