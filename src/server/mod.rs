//! One program in the browser: the web page and the HTTP API over a library.
//!
//! # Steps
//!
//! 1. `listen`: connections in, slow ones out.
//! 2. `guard`: who may come in, and who it is.
//! 3. `routes`: what can be asked; each file holds the routes of one thing.
//! 4. `jobs`: long work, on threads of its own.
//! 5. `apart`: processes that look into files, so that no file brings the server down.
//! 6. `store`: what people decided, before they are told that it was kept.
//!
//! Rooms above are asked through what they show to everybody; no rule of theirs is repeated.

mod answer;
mod apart;
mod app;
mod config;
mod files;
mod guard;
mod jobs;
mod listen;
pub mod mcp;
mod pictures;
mod readers;
mod routes;
mod store;
mod views;
mod web;

pub use apart::serve as desk;
pub use config::Config;
pub use guard::password;
pub use store::{Role, Roles, Store, User};

use crate::library::{Catalogue, Lock, Writable};
use crate::problem::{Code, Problem};
use app::App;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Where the server keeps its own things, below the library.
pub const DATA: &str = "server";

/// Runs a server until it is told to stop; `ready` hears the address and the prefix.
///
/// # Errors
///
/// The address cannot be had, the folders cannot be written, or the address is open to
/// others and there is no account.
pub fn serve(config: Config, ready: &dyn Fn(SocketAddr, &str)) -> Result<(), Problem> {
    // A new library is made before anything else lies in its folder.
    if !Catalogue::exists(&config.library) {
        drop(Writable::open(&config.library)?);
    }
    let kept = Store::open(&config.data)?;
    // Two would both take up the jobs that one had begun.
    let _only = Lock::take(&config.data).map_err(|_| {
        let message = format!("资料库 {} 已有一个 shenbao serve 在运行", config.library.display());
        Problem::new(Code::Library, message, "请用那一个，或先停掉它")
    })?;
    if config.is_public() && !kept.has_users()? {
        return Err(Problem::new(
            Code::Io,
            format!("{} 不是本机地址或经反向代理开放，但还没有账号", config.addr),
            format!(
                "请先运行 shenbao users add 姓名 --role administrator --library {}",
                config.library.display()
            ),
        ));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(64)
        .thread_name("serve")
        .build()?;
    let served = runtime.block_on(async move {
        let listener = TcpListener::bind(config.addr).await.map_err(|error| {
            let message = format!("不能监听 {}（{error}）", config.addr);
            Problem::new(Code::Io, message, "端口可能已被占用，请用 --addr 另给一个")
        })?;
        let addr = listener.local_addr()?;
        let prefix = config.prefix.clone();
        let app = Arc::new(App::new(config, kept, addr)?);
        jobs::start(&app)?;
        // The first page that is looked at does not wait for a process to start.
        let early = Arc::clone(&app);
        tokio::task::spawn_blocking(move || early.hands.ready());
        let router = routes::router(&app);
        ready(addr, &prefix);
        listen::serve(listener, router, stop()).await;
        Ok(())
    });
    // What is being read for who looked is not waited for.
    runtime.shutdown_timeout(FAREWELL);
    served
}

/// Time for what blocks when the server ends.
const FAREWELL: Duration = Duration::from_secs(1);

/// Ends when the system or the user says so.
async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
