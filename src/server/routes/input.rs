//! What comes with a request: path, query and JSON, with refusals that are JSON themselves,
//! and a limit to the time that a body may take to come in.

use crate::server::answer::Failure;
use axum::extract::{FromRequest, FromRequestParts, Request, rejection};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Time for a body that is no upload.
const BODY: Duration = Duration::from_secs(15);

/// Parts of the path.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|path| Self(path.0))
            .map_err(|_| Failure::missing("这个地址"))
    }
}

/// The query.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|query| Self(query.0))
            .map_err(|why| Failure::bad(in_words(&why.body_text())))
    }
}

/// What is wrong with the query of an address: the parameter, if it is told.
fn in_words(why: &str) -> String {
    let told = why.split_once("query string: ").and_then(|(_, rest)| rest.split_once(": "));
    let is_name = |name: &&str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    match told.map(|(name, _)| name).filter(is_name) {
        Some(name) => format!("查询参数“{name}”的值不对"),
        None => "查询参数不对".to_owned(),
    }
}

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let read = axum::Json::<T>::from_request(request, state);
        let read = tokio::time::timeout(BODY, read).await.map_err(|_| too_slow())?;
        read.map(|json| Self(json.0)).map_err(|why| match why {
            rejection::JsonRejection::MissingJsonContentType(_) => Failure::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "请求的内容须是 JSON",
                "请带上 Content-Type: application/json",
            ),
            why if why.status() == StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            why => Failure::bad(format!("请求的 JSON 不对（{}）", why.body_text())),
        })
    }
}

/// The body did not come in time.
pub fn too_slow() -> Failure {
    Failure::new(StatusCode::REQUEST_TIMEOUT, "too-slow", "请求的内容传得太慢", "请检查网络后再试")
}

/// The body is larger than the limit.
pub fn too_large() -> Failure {
    Failure::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "limit-exceeded",
        "请求的内容超过上限",
        "请分几次上传，或用 --max-upload 提高上限",
    )
}
