//! The description of the API, made from the code.

use crate::server::answer::Answer;
use crate::server::app::App;
use axum::Json;
use axum::extract::State;
use serde_json::Value;
use std::pin::Pin;
use std::sync::Arc;
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

/// What a handler promises.
type Promise = Pin<Box<dyn Future<Output = Answer<Json<Value>>> + Send>>;

/// A handler that gives the description: without accounts nobody needs a token.
pub fn answer(
    document: &OpenApi,
) -> impl Fn(State<Arc<App>>) -> Promise + Clone + Send + Sync + 'static {
    let closed = serde_json::to_value(document).unwrap_or_default();
    let mut open = closed.clone();
    let paths = open.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (_, path) in paths {
        for (_, operation) in path.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                operation.remove("security");
            }
        }
    }
    let (closed, open) = (Arc::new(closed), Arc::new(open));
    move |State(app): State<Arc<App>>| {
        let (closed, open) = (Arc::clone(&closed), Arc::clone(&open));
        Box::pin(async move {
            let document = if app.has_accounts().await? { closed } else { open };
            Ok(Json(document.as_ref().clone()))
        })
    }
}
