//! Is the request meant for this server, and does it come out of a page of ours? A page of
//! another site in the same browser reaches a server on this machine as well, under its own
//! name (DNS rebinding) or from its own origin; both show in the headers.

use crate::server::answer::Failure;
use crate::server::app::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The names under which a server may be asked.
#[derive(Debug, Clone)]
pub struct Names {
    addr: SocketAddr,
    hosts: Vec<String>,
}

impl Names {
    /// The address that is listened on, and the names that a proxy shows.
    pub fn new(addr: SocketAddr, hosts: &[String]) -> Self {
        Self { addr, hosts: hosts.to_vec() }
    }

    /// Whether a host, with its port if it has one, is ours.
    pub fn know(&self, authority: &str) -> bool {
        let authority = authority.to_ascii_lowercase();
        let (name, port) = split(&authority);
        let port = match port {
            Some("") | None => None,
            Some(text) => match text.parse::<u16>() {
                Ok(port) => Some(port),
                Err(_) => return false,
            },
        };
        if self.hosts.contains(&authority)
            || self.hosts.iter().any(|host| {
                host == name && port.is_none_or(|p| [80, 443, self.addr.port()].contains(&p))
            })
        {
            return true;
        }
        port.unwrap_or(80) == self.addr.port() && self.is_address(name)
    }

    fn is_address(&self, name: &str) -> bool {
        let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let own = self.addr.ip();
        match ip {
            // An address cannot be rebound.
            Ok(ip) => own.is_unspecified() || ip == own || (own.is_loopback() && ip.is_loopback()),
            Err(_) => name == "localhost" && (own.is_loopback() || own.is_unspecified()),
        }
    }

    /// Whether an origin (`http://host:port`) is one of ours.
    fn know_origin(&self, origin: &str) -> bool {
        let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        rest.is_some_and(|authority| !authority.contains('/') && self.know(authority))
    }
}

/// Name and port of `name:port`, `[v6]:port` or either without port.
fn split(authority: &str) -> (&str, Option<&str>) {
    match authority.rfind(':') {
        Some(at) if !authority[at..].contains(']') => {
            (&authority[..at], Some(&authority[at + 1..]))
        }
        _ => (authority, None),
    }
}

/// Lets through what is meant for us and comes from us.
pub async fn check(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match judge(&app.names, &request) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}

fn judge(names: &Names, request: &Request) -> Result<(), Failure> {
    let headers = request.headers();
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok());
    let named = request.uri().authority().map(|authority| authority.as_str());
    let ours = host.is_some_and(|host| names.know(host))
        && hosts.next().is_none()
        && named.is_none_or(|named| names.know(named));
    if !ours {
        return Err(Failure::new(
            StatusCode::FORBIDDEN,
            "foreign-host",
            "请求的主机名不是本服务器的",
            "请用启动时显示的地址访问；经反向代理访问时用 --host 给出主机名",
        ));
    }
    let foreign = || {
        Failure::new(
            StatusCode::FORBIDDEN,
            "foreign-origin",
            "请求来自别的网站的页面",
            "请在本服务器自己的页面上操作",
        )
    };
    if let Some(origin) = headers.get(header::ORIGIN)
        && !origin.to_str().is_ok_and(|origin| names.know_origin(origin))
    {
        return Err(foreign());
    }
    let site = text(headers, "sec-fetch-site");
    if matches!(site, Some("cross-site" | "same-site")) && !is_visit(request) {
        return Err(foreign());
    }
    Ok(())
}

/// A link followed from elsewhere to a page of ours shows a page and does nothing.
fn is_visit(request: &Request) -> bool {
    let headers = request.headers();
    [Method::GET, Method::HEAD].contains(request.method())
        && text(headers, "sec-fetch-mode") == Some("navigate")
        && text(headers, "sec-fetch-dest") == Some("document")
        && !request.uri().path().contains("/api/")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(addr: &str, hosts: &[&str]) -> Names {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        Names::new(addr.parse().unwrap(), &hosts)
    }

    #[test]
    fn on_loopback_only_its_own_names_are_known() {
        let own = names("127.0.0.1:7878", &[]);
        for host in ["127.0.0.1:7878", "localhost:7878", "[::1]:7878", "LOCALHOST:7878"] {
            assert!(own.know(host), "{host}");
        }
        for host in [
            "evil.example:7878",
            "127.0.0.1",
            "127.0.0.1:3000",
            "localhost.evil.example:7878",
            "10.0.0.1:7878",
            "",
            "localhost:",
            "localhost:7878x",
            "127.0.0.1:7878:7878",
        ] {
            assert!(!own.know(host), "{host}");
        }
        assert!(own.know_origin("http://127.0.0.1:7878"));
        for origin in ["null", "http://evil.example", "http://127.0.0.1:3000", "file://"] {
            assert!(!own.know_origin(origin), "{origin}");
        }
    }

    #[test]
    fn behind_a_proxy_its_names_are_known_at_the_usual_ports() {
        let own = names("127.0.0.1:7878", &["shenbao.example"]);
        assert!(own.know("shenbao.example") && own.know("shenbao.example:443"));
        assert!(own.know_origin("https://shenbao.example"));
        assert!(!own.know("shenbao.example:3000") && !own.know("x.shenbao.example"));
    }

    #[test]
    fn on_every_address_addresses_are_known_and_names_are_not() {
        let own = names("0.0.0.0:80", &[]);
        assert!(own.know("192.168.1.5") && own.know("localhost"));
        assert!(!own.know("evil.example"));
    }
}
