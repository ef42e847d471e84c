//! Whose request it is.

use super::secret;
use crate::problem::Problem;
use crate::server::answer::Failure;
use crate::server::app::App;
use crate::server::routes::is_for_programs;
use crate::server::store::{Deed, Role, Roles};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::SocketAddr;
use std::sync::Arc;

/// The cookie that holds the secret of a session.
pub const COOKIE: &str = "shenbao_session";
/// The longest that a session lasts, and the longest that it rests, in seconds.
pub const LONGEST: i64 = 12 * 3_600;
/// See [`LONGEST`].
pub const IDLE: i64 = 2 * 3_600;
/// What a request of this machine is called in the log.
const LOCAL: &str = "本机";

/// How a caller was told.
#[derive(Debug, Clone)]
pub enum Way {
    /// There are no accounts, and the request comes from this machine.
    Local,
    /// By a session, whose secret is this.
    Session(String),
    /// By a token of the API.
    Token,
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account; none where there are no accounts.
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// How it was told.
    pub way: Way,
    /// The address that the request came from.
    pub ip: String,
}

impl Caller {
    /// For the audit log.
    pub fn deed(&self) -> Deed {
        Deed { who: self.name.clone(), ip: self.ip.clone() }
    }

    /// Refuses unless the caller has one of the roles.
    ///
    /// # Errors
    ///
    /// The refusal.
    pub fn needs(&self, roles: &[Role]) -> Result<(), Failure> {
        if roles.iter().any(|role| self.roles.has(*role)) {
            return Ok(());
        }
        let titles: Vec<&str> = roles.iter().map(|role| role.title()).collect();
        Err(Failure::forbidden(
            format!("账号“{}”没有此项权限", self.name),
            format!("需要的角色：{}", titles.join("或")),
        ))
    }

    /// What a page of a session shows that it is ours by.
    pub fn csrf(&self) -> String {
        match &self.way {
            Way::Session(session) => secret::kept("csrf", session),
            _ => String::new(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(unknown)
    }
}

/// The address that a request came from; behind a proxy the one that the proxy names.
pub fn ip(app: &App, headers: &HeaderMap, peer: Option<SocketAddr>) -> String {
    let proxied = !app.config.hosts.is_empty() && peer.is_some_and(|p| p.ip().is_loopback());
    let named = headers.get("x-forwarded-for").and_then(|list| list.to_str().ok());
    match named.and_then(|list| list.rsplit(',').next()) {
        Some(last) if proxied => last.trim().chars().take(45).collect(),
        _ => peer.map_or_else(String::new, |peer| peer.ip().to_string()),
    }
}

/// Finds out who asks, and turns away who is nobody or whose request is not out of our page.
pub async fn tell(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // Open to everybody: what a login page needs, and whether the server lives.
    let open = path == "/login" || path.starts_with("/assets/") || path == "/api/v1/health";
    let api = is_for_programs(&path);
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let headers = request.headers().clone();
    match identify(&app, &headers, peer).await {
        Ok(Some(caller)) => {
            if let Err(failure) = ours(&caller, &request) {
                return failure.into_response();
            }
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Ok(None) if open => next.run(request).await,
        Ok(None) if api => unknown().into_response(),
        Ok(None) => {
            let wanted = request.uri().path_and_query().map_or("/", |p| p.as_str());
            let next: String = form_urlencode(wanted);
            Redirect::to(&format!("{}/login?next={next}", app.config.prefix)).into_response()
        }
        Err(failure) => failure.into_response(),
    }
}

async fn identify(
    app: &Arc<App>,
    headers: &HeaderMap,
    peer: Option<SocketAddr>,
) -> Result<Option<Caller>, Failure> {
    let ip = ip(app, headers, peer);
    if let Some(given) = headers.get(header::AUTHORIZATION) {
        let token =
            given.to_str().ok().and_then(|text| text.strip_prefix("Bearer ")).map(str::trim);
        let Some(token) = token else { return Err(unknown()) };
        let hash = secret::kept("token", token);
        let user = app.store(move |store| store.token(&hash)).await?.ok_or_else(unknown)?;
        let caller =
            Caller { id: Some(user.id), name: user.name, roles: user.roles, way: Way::Token, ip };
        return Ok(Some(caller));
    }
    let accounts = app.config.is_public() || app.store(|store| store.has_users()).await?;
    if !accounts {
        return local(headers, peer, ip).map(Some);
    }
    let Some(session) = cookie(headers, COOKIE) else { return Ok(None) };
    let (hash, found) = {
        let hash = secret::kept("session", &session);
        let wanted = hash.clone();
        (hash, app.store(move |store| store.session(&wanted, LONGEST, IDLE)).await?)
    };
    let Some((user, old)) = found else { return Ok(None) };
    if old {
        app.store(move |store| store.touch_session(&hash)).await?;
    }
    let way = Way::Session(session);
    Ok(Some(Caller { id: Some(user.id), name: user.name, roles: user.roles, way, ip }))
}

/// This machine's own request, where there are no accounts.
fn local(headers: &HeaderMap, peer: Option<SocketAddr>, ip: String) -> Result<Caller, Failure> {
    let forwarded = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    let direct = peer.is_some_and(|peer| peer.ip().is_loopback())
        && !forwarded.iter().any(|name| headers.contains_key(*name));
    if !direct {
        return Err(Failure::forbidden(
            "没有账号时只接受本机直接的请求",
            "经反向代理访问前，请用 shenbao users add 建立账号，并用 --host 给出主机名",
        ));
    }
    let roles = Roles::of(&[Role::Administrator]);
    Ok(Caller { id: None, name: LOCAL.to_owned(), roles, way: Way::Local, ip })
}

/// A request that changes something and rides on a cookie shows that it comes from our page.
fn ours(caller: &Caller, request: &Request) -> Result<(), Failure> {
    let safe = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    // Forms of pages carry it in a field; their routes look themselves.
    let form = !is_for_programs(request.uri().path());
    if safe || form || !matches!(caller.way, Way::Session(_)) {
        return Ok(());
    }
    let shown = request.headers().get("x-csrf-token").and_then(|token| token.to_str().ok());
    if shown.is_some_and(|shown| secret::same(shown, &caller.csrf())) {
        return Ok(());
    }
    Err(forged())
}

/// A request that does not show that it comes from our page.
pub fn forged() -> Failure {
    Failure::new(
        StatusCode::FORBIDDEN,
        "csrf",
        "请求没有带上本页的凭证",
        "请刷新页面后再试；程序请用令牌（Authorization: Bearer）",
    )
}

fn unknown() -> Failure {
    Failure::new(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "需要登录，或登录已过期",
        "请登录；程序请用令牌（Authorization: Bearer）",
    )
}

/// A cookie by its name.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| known.trim() == name).map(|(_, value)| value.trim().to_owned())
}

/// A text as a part of a query.
pub fn form_urlencode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

impl App {
    /// Whether people have to log in.
    ///
    /// # Errors
    ///
    /// As every read.
    pub async fn has_accounts(self: &Arc<Self>) -> Result<bool, Problem> {
        Ok(self.config.is_public() || self.store(|store| store.has_users()).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        let line = "a=1; shenbao_session=abc; shenbao_session_x=no";
        headers.insert(header::COOKIE, HeaderValue::from_static(line));
        assert_eq!(cookie(&headers, COOKIE).as_deref(), Some("abc"));
        assert_eq!(cookie(&headers, "session"), None);
    }
}
