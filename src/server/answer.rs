//! Failures as JSON with a fitting status: what, why, what to do.

use crate::problem::{Code, Problem};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// What every failed request answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErrorBody {
    /// The failure.
    pub error: ErrorDetail,
}

/// A failure: the same codes as on the command line, and those of the web.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErrorDetail {
    /// Stable code in kebab-case.
    pub code: String,
    /// What happened and why, in Chinese.
    pub message: String,
    /// What can be done, in Chinese; empty when there is nothing.
    pub hint: String,
    /// More for programs: what stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<serde_json::Value>,
}

/// A failed request.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The status.
    pub status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    hint: String,
    details: Option<Box<serde_json::Value>>,
    retry_after: Option<u64>,
}

/// The answer of a handler.
pub type Answer<T> = Result<T, Failure>;

impl Failure {
    /// A failure from its parts.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: message.into(),
            hint: hint.into(),
            details: None,
            retry_after: None,
        }
    }

    /// There is no such thing.
    pub fn missing(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", format!("没有{what}"), "请检查地址")
    }

    /// The request itself is wrong.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", message, "请检查请求的参数")
    }

    /// Somebody else was faster, or the thing is in no state for this.
    pub fn conflict(
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::CONFLICT, code, message, hint)
    }

    /// The caller may not do this.
    pub fn forbidden(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", message, hint)
    }

    /// Says more to programs.
    #[must_use]
    pub fn with(mut self, details: serde_json::Value) -> Self {
        self.details = Some(Box::new(details));
        self
    }

    /// Says after how many seconds to try again.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// What is said, as JSON.
    pub fn body(&self) -> ErrorBody {
        ErrorBody {
            error: ErrorDetail {
                code: self.code.clone().into_owned(),
                message: self.message.clone(),
                hint: self.hint.clone(),
                details: self.details.as_deref().cloned(),
            },
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let status = match problem.code {
            Code::BadQuery => StatusCode::BAD_REQUEST,
            Code::LimitExceeded => StatusCode::PAYLOAD_TOO_LARGE,
            Code::EmptyFile
            | Code::UnknownFormat
            | Code::Damaged
            | Code::Encrypted
            | Code::WrongPassword
            | Code::NoText
            | Code::NotComparable
            | Code::NotADocument
            | Code::BadDefinition
            | Code::ModelsMissing => StatusCode::UNPROCESSABLE_ENTITY,
            Code::Library => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self {
            status,
            code: Cow::Borrowed(problem.code.as_str()),
            message: problem.message,
            hint: problem.hint,
            details: None,
            retry_after: None,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // For the door that shows failures as pages to who looks with a browser.
        response.extensions_mut().insert(self);
        response
    }
}
