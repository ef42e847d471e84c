//! The pages: a template each, with little in it; the rest is asked of the API.

use super::input::Path;
use crate::server::answer::Failure;
use crate::server::app::App;
use crate::server::guard::{Caller, Way};
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Pages without an object of their own: path and template.
const PAGES: &[(&str, &str)] = &[
    ("/", "index.html"),
    ("/search", "search.html"),
    ("/compare", "compare.html"),
    ("/ingest", "ingest.html"),
    ("/account", "account.html"),
    ("/admin", "admin.html"),
];

/// Pages of one object: path and template.
const OBJECTS: &[(&str, &str)] = &[("/pairs/{id}", "pair.html"), ("/records/{id}", "record.html")];

pub(super) fn router() -> Router<Arc<App>> {
    let mut router = Router::new();
    for (path, template) in PAGES {
        let show = move |State(app): State<Arc<App>>,
                         caller: Caller,
                         uri: Uri,
                         Query(query): Query<HashMap<String, String>>| async move {
            let inbox: Vec<Value> = app
                .config
                .inbox_names()
                .iter()
                .enumerate()
                .map(|(id, name)| json!({"id": id, "name": name}))
                .collect();
            let extra = json!({"query": query, "inbox": inbox});
            page(&app, template, Some(&caller), uri.path(), extra)
        };
        router = router.route(path, get(show));
    }
    for (path, template) in OBJECTS {
        let show = move |State(app): State<Arc<App>>,
                         caller: Caller,
                         uri: Uri,
                         Path(id): Path<i64>| async move {
            page(&app, template, Some(&caller), uri.path(), json!({"id": id}))
        };
        router = router.route(path, get(show));
    }
    router
}

/// A page from its template, what every page knows, and what is this one's own.
pub(super) fn page(
    app: &App,
    template: &str,
    caller: Option<&Caller>,
    path: &str,
    extra: Value,
) -> Response {
    let user = caller.map(|caller| {
        json!({
            "name": caller.name,
            "roles": caller.roles.names(),
            "local": matches!(caller.way, Way::Local),
        })
    });
    let mut context = Map::new();
    context.insert("prefix".into(), app.config.prefix.as_str().into());
    context.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    context.insert("page".into(), template.trim_end_matches(".html").into());
    context.insert("path".into(), path.into());
    context.insert("user".into(), user.into());
    context.insert("csrf".into(), caller.map(Caller::csrf).unwrap_or_default().into());
    if let Value::Object(extra) = extra {
        context.extend(extra);
    }
    match app.web.render(template, &Value::Object(context)) {
        Ok(html) => Html(html).into_response(),
        Err(problem) => Failure::from(problem).into_response(),
    }
}

/// Failures as pages, for who looks with a browser at what is no part of the API.
pub(super) async fn dress(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let wants = wants_page(request.headers(), &path);
    let response = next.run(request).await;
    match response.extensions().get::<Failure>().filter(|_| wants) {
        Some(failure) => {
            let failure = failure.clone();
            failed(&app, &path, &failure)
        }
        None => response,
    }
}

fn failed(app: &App, path: &str, failure: &Failure) -> Response {
    let body = failure.body().error;
    let error = json!({
        "status": failure.status.as_u16(), "code": body.code,
        "message": body.message, "hint": body.hint,
    });
    let shown = page(app, "error.html", None, path, json!({"error": error}));
    match shown.status() {
        StatusCode::OK => (failure.status, shown).into_response(),
        _ => failure.clone().into_response(),
    }
}

/// Whether a request would rather have a page than JSON.
fn wants_page(headers: &HeaderMap, path: &str) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    !super::is_for_programs(path) && accept.is_some_and(|accept| accept.contains("text/html"))
}
