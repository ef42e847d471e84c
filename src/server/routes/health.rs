//! Does the server live?

use crate::library::Catalogue;
use crate::server::answer::{Answer, ErrorBody};
use crate::server::app::App;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `ok`.
    status: &'static str,
    /// The program's version.
    version: &'static str,
    /// Whether there is a library.
    library: bool,
    /// Whether people have to log in.
    accounts: bool,
}

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(health))
}

/// 服务器是否正常
#[utoipa::path(get, path = "/health", tag = "服务器", responses(
    (status = 200, body = Health),
    (status = "default", body = ErrorBody),
))]
async fn health(State(app): State<Arc<App>>) -> Answer<Json<Health>> {
    let accounts = app.has_accounts().await?;
    let library = Catalogue::exists(&app.config.library);
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), library, accounts }))
}
