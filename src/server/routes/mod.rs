//! What can be asked: pages for people, `/api/v1` for pages and programs.

mod account;
mod assets;
mod certificate;
pub mod compare;
mod export;
mod files;
mod health;
mod inbox;
mod ingest;
mod input;
mod jobs;
mod library;
mod mcp;
mod openapi;
mod pages;
mod pairs;
mod people;
mod records;
mod search;
mod stats;
mod upload;

use super::answer::Failure;
use super::app::App;
use super::guard::{caller, headers, host};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{StatusCode, Uri};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use tower::ServiceBuilder;
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

/// Bytes of a request that uploads nothing.
const BODY: usize = 1 << 20;

/// All routes behind all doors.
pub fn router(app: &Arc<App>) -> Router {
    let (api, document) = OpenApiRouter::with_openapi(openapi::base(&app.config.prefix))
        .nest("/api/v1", api(app.config.upload_bytes))
        .split_for_parts();
    let routes = api
        .route("/api/v1/openapi.json", axum::routing::get(openapi::answer(&document)))
        .merge(pages::router())
        .merge(account::pages())
        .merge(mcp::router())
        .merge(assets::router())
        .fallback(nothing)
        .method_not_allowed_fallback(not_allowed)
        // The last is the outermost.
        .layer(DefaultBodyLimit::max(BODY))
        .layer(from_fn_with_state(Arc::clone(app), caller::tell))
        .layer(from_fn_with_state(Arc::clone(app), host::check))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(app), pages::dress))
        .layer(from_fn(headers::set))
        .with_state(Arc::clone(app));
    // A proxy may pass its prefix on or take it off.
    let prefix = app.config.prefix.clone();
    let outer = MapRequestLayer::new(move |request: Request| without(&prefix, request));
    Router::new().fallback_service(ServiceBuilder::new().layer(outer).service(routes))
}

/// The routes of the API.
fn api(upload: u64) -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .merge(health::router())
        .merge(account::router())
        .merge(people::router())
        .merge(search::router())
        .merge(stats::router())
        .merge(export::router())
        .merge(records::router())
        .merge(files::router())
        .merge(compare::router(upload))
        .merge(jobs::router())
        .merge(pairs::router())
        .merge(certificate::router(upload))
        .merge(inbox::router())
        .merge(ingest::router(upload))
        .merge(library::router())
}

/// Whether a path is for programs: its refusals are JSON, and what rides on a cookie shows
/// that it comes from our page.
pub fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path == mcp::PATH
}

/// A number that was asked for, within its bounds.
fn bounded(asked: Option<u32>, usual: u32, most: u32) -> Result<u32, Failure> {
    let wanted = asked.unwrap_or(usual);
    if (1..=most).contains(&wanted) {
        return Ok(wanted);
    }
    Err(Failure::bad(format!("limit 须在 1 至 {most} 之间")))
}

/// A request without the prefix of its path.
fn without(prefix: &str, mut request: Request) -> Request {
    let stripped = request.uri().path_and_query().and_then(|whole| {
        let rest = whole.as_str().strip_prefix(prefix).filter(|_| !prefix.is_empty())?;
        match rest.chars().next() {
            None => Some("/".to_owned()),
            Some('/') => Some(rest.to_owned()),
            Some('?') => Some(format!("/{rest}")),
            Some(_) => None,
        }
    });
    if let Some(uri) = stripped.and_then(|rest| rest.parse::<Uri>().ok()) {
        *request.uri_mut() = uri;
    }
    request
}

async fn nothing() -> Response {
    Failure::missing("这个地址").into_response()
}

async fn not_allowed() -> Response {
    Failure::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "这个地址不接受此方法",
        "请查看 /api/v1/openapi.json",
    )
    .into_response()
}

/// A defect costs one request.
fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Failure::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "处理请求时程序内部出错",
        "请把所做的操作和版本号报告给开发者",
    )
    .into_response()
}
