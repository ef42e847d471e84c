//! Logging in and out, and who one is.

use super::pages::page;
use crate::server::answer::{Answer, ErrorBody};
use crate::server::app::App;
use crate::server::guard::caller::{self, COOKIE, LONGEST, cookie, forged};
use crate::server::guard::{Caller, Way, password, secret};
use crate::server::store::Deed;
use axum::extract::{ConnectInfo, Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The cookie that ties a login form to the browser that asked for it.
const FORM_COOKIE: &str = "shenbao_login";
/// Seconds that a login form is good for.
const FORM_TIME: i64 = 1_800;

/// Who one is.
#[derive(Debug, Serialize, ToSchema)]
struct Me {
    /// The account's name.
    name: String,
    /// What it may do.
    roles: Vec<&'static str>,
    /// There are no accounts; this machine may do everything.
    local: bool,
    /// To be sent as `X-CSRF-Token` with requests that change something.
    csrf: String,
}

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(me))
}

/// The pages of an account.
pub(super) fn pages() -> Router<Arc<App>> {
    Router::new().route("/login", get(form).post(login)).route("/logout", post(logout))
}

/// 当前账号
#[utoipa::path(get, path = "/me", tag = "账号", security(("token" = [])), responses(
    (status = 200, body = Me),
    (status = "default", body = ErrorBody),
))]
async fn me(caller: Caller) -> Json<Me> {
    let (roles, csrf) = (caller.roles.names(), caller.csrf());
    let local = matches!(caller.way, Way::Local);
    Json(Me { name: caller.name, roles, local, csrf })
}

#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
}

async fn form(
    State(app): State<Arc<App>>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    match shown(&app, &headers, &wanted.next, "", None) {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

/// The login form, tied to this browser by a fresh cookie.
fn shown(
    app: &App,
    headers: &HeaderMap,
    next: &str,
    name: &str,
    failed: Option<&str>,
) -> Answer<Response> {
    let secret = secret::fresh()?;
    let login = json!({
        "csrf": secret::kept("login", &secret), "next": next, "name": name, "failed": failed,
    });
    let mut response = page(app, "login.html", None, "/login", json!({"login": login}));
    set_cookie(app, headers, &mut response, FORM_COOKIE, &secret, FORM_TIME, "Strict");
    Ok(response)
}

#[derive(Debug, Deserialize)]
struct LoginForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    next: String,
}

async fn login(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(given): Form<LoginForm>,
) -> Answer<Response> {
    let tied = cookie(&headers, FORM_COOKIE)
        .is_some_and(|secret| secret::same(&secret::kept("login", &secret), &given.csrf));
    if !tied {
        return Err(forged());
    }
    let ip = caller::ip(&app, &headers, Some(peer));
    if let Err(wait) = app.slow.attempt(&given.name, &ip) {
        let seconds = wait.as_secs() + 1;
        let words = format!("失败次数过多，请 {seconds} 秒后再试");
        let mut response = shown(&app, &headers, &given.next, &given.name, Some(&words))?;
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(response);
    }
    let deed = Deed { who: given.name.clone(), ip: ip.clone() };
    let (name, word) = (given.name.clone(), given.password);
    let begun: Option<String> = app
        .at(&app.doors, move |app| -> Answer<_> {
            let known = app.kept.login(&name)?;
            if !password::fits(&word, known.as_ref().map(|login| login.password.as_str())) {
                app.kept.log(&deed, "login-failed", "", &json!({}))?;
                return Ok(None);
            }
            let Some(known) = known else { return Ok(None) };
            // Always a new secret: what a browser brought along before is worth nothing.
            let session = secret::fresh()?;
            app.kept.begin_session(known.id, &secret::kept("session", &session), LONGEST)?;
            app.kept.log(&deed, "login", "", &json!({}))?;
            Ok(Some(session))
        })
        .await?;
    let Some(session) = begun else {
        let words = "账号或密码不对";
        let mut response = shown(&app, &headers, &given.next, &given.name, Some(words))?;
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        return Ok(response);
    };
    app.slow.succeeded(&given.name, &ip);
    let mut response =
        Redirect::to(&format!("{}{}", app.config.prefix, own_path(&given.next))).into_response();
    set_cookie(&app, &headers, &mut response, COOKIE, &session, LONGEST, "Lax");
    set_cookie(&app, &headers, &mut response, FORM_COOKIE, "", 0, "Strict");
    Ok(response)
}

#[derive(Debug, Deserialize)]
struct LogoutForm {
    #[serde(default)]
    csrf: String,
}

async fn logout(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Form(given): Form<LogoutForm>,
) -> Answer<Response> {
    if let Way::Session(session) = &caller.way {
        if !secret::same(&given.csrf, &caller.csrf()) {
            return Err(forged());
        }
        let (hash, deed) = (secret::kept("session", session), caller.deed());
        app.store(move |store| {
            store.end_session(&hash)?;
            store.log(&deed, "logout", "", &json!({}))
        })
        .await?;
    }
    let mut response = Redirect::to(&format!("{}/", app.config.prefix)).into_response();
    set_cookie(&app, &headers, &mut response, COOKIE, "", 0, "Lax");
    Ok(response)
}

/// A path of ours, without prefix; anything else leads to the start.
fn own_path(next: &str) -> &str {
    let own = next.is_ascii()
        && next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && !next.chars().any(char::is_control);
    if own { next } else { "/" }
}

fn set_cookie(
    app: &App,
    headers: &HeaderMap,
    response: &mut Response,
    name: &str,
    value: &str,
    seconds: i64,
    site: &str,
) {
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let line = format!(
        "{name}={value}; Path={}/; Max-Age={seconds}; HttpOnly; SameSite={site}{}",
        app.config.prefix,
        if secure { "; Secure" } else { "" }
    );
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_login_leads_nowhere_else() {
        assert_eq!(own_path("/pairs/3?a=b"), "/pairs/3?a=b");
        for next in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb"] {
            assert_eq!(own_path(next), "/", "{next:?}");
        }
    }
}
