//! The description of the API, made from the code.

use axum::Json;
use axum::response::IntoResponse;
use std::future::Ready;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, ServerBuilder};

/// The description without its paths.
pub fn base(prefix: &str) -> OpenApi {
    let info = InfoBuilder::new()
        .title("申报 shenbao")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "读取申报书和通知，核对纸质件与网上数据，建库检索。出错时一律回答 \
             `{\"error\": {\"code\", \"message\", \"hint\"}}`。",
        ));
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let server = ServerBuilder::new().url(if prefix.is_empty() { "/" } else { prefix });
    OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([server.build()]))
        .components(Some(ComponentsBuilder::new().security_scheme("token", token).build()))
        .build()
}

/// A handler that gives the description.
pub fn answer(
    document: OpenApi,
) -> impl Fn() -> Ready<axum::response::Response> + Clone + Send + Sync + 'static {
    let document = std::sync::Arc::new(document);
    move || std::future::ready(Json(document.as_ref()).into_response())
}
