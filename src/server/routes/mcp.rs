//! The MCP endpoint.

use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::mcp::http;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use std::sync::Arc;

/// Where it is.
pub const PATH: &str = "/mcp";

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route(PATH, post(message))
}

async fn message(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    http::answer(app, caller, &headers, &body).await
}
