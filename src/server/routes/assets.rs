//! The files of `web/dist`.

use super::input::Path;
use crate::intake::hash;
use crate::server::answer::Failure;
use crate::server::app::App;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::borrow::Cow;
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/assets/{*name}", get(asset))
}

async fn asset(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(bytes) = app.web.asset(&name) else {
        return Failure::missing("这个文件").into_response();
    };
    let tag = format!("\"{}\"", hash(&bytes).get(..16).unwrap_or_default());
    let lasting = if is_fingerprinted(&name) && app.config.web.is_none() {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let body = match bytes {
            Cow::Borrowed(bytes) => Body::from(bytes),
            Cow::Owned(bytes) => Body::from(bytes),
        };
        ([(header::CONTENT_TYPE, kind(&name))], body).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    response
}

/// Whether the browser has the content of a tag already.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag))
}

/// A bundler puts eight characters of the content's hash into a name: `app-1a2b3c4d.js`.
fn is_fingerprinted(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let tail = stem.rsplit(['-', '.']).next().unwrap_or_default();
    stem.len() > tail.len()
        && tail.len() == 8
        && tail.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::is_fingerprinted;

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_ever() {
        assert!(is_fingerprinted("app-1a2B3c4D.js") && is_fingerprinted("chunks/x-ABCDEFGH.css"));
        assert!(!is_fingerprinted("app.js") && !is_fingerprinted("settings.js"));
    }
}
