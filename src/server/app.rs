//! What all requests share.

use super::apart::{Bench, Desk, Hands, Held};
use super::config::Config;
use super::files::{Files, is_hash, plain_name};
use super::guard::host::Names;
use super::guard::slow::Slow;
use super::jobs::Jobs;
use super::pictures::Pictures;
use super::readers::Readers;
use super::store::Store;
use super::views::Views;
use super::web::Web;
use crate::extract::Edition;
use crate::library;
use crate::problem::{Code, Problem};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// The server's state.
#[derive(Debug)]
pub struct App {
    /// What it was started with.
    pub config: Config,
    /// The names under which it may be asked.
    pub names: Names,
    /// Accounts, decisions, jobs.
    pub kept: Store,
    /// Templates and assets.
    pub web: Web,
    /// Failed logins.
    pub slow: Slow,
    /// Files that were given to the server.
    pub files: Files,
    /// Pictures of pages.
    pub pictures: Pictures,
    /// Documents as HTML and words.
    pub views: Views,
    /// Processes that draw and read for who looks.
    pub hands: Hands,
    /// How the process of a comparison works.
    desk: Desk,
    /// By what files are read now; told when it is asked for first.
    edition: OnceLock<Edition>,
    /// Long work.
    pub jobs: Jobs,
    /// Open readers of the library.
    pub library: Readers,
    /// Places for work that takes a core for a moment: drawing, writing tables.
    pub cores: Semaphore,
    /// Places for reading whole files again, which may take minutes.
    pub readings: Semaphore,
    /// Places for hashing passwords, which takes memory.
    pub doors: Semaphore,
}

/// A file and what is known of it.
#[derive(Debug)]
pub struct Original {
    /// Its name, no path.
    pub name: String,
    /// Its format; empty when nobody reads it.
    pub format: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl App {
    /// The state of a server that listens on an address.
    ///
    /// # Errors
    ///
    /// When its folders cannot be written.
    pub fn new(config: Config, kept: Store, addr: SocketAddr) -> Result<Self, Problem> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            names: Names::new(addr, &config.hosts),
            kept,
            web: Web::new(config.web.clone()),
            slow: Slow::default(),
            files: Files::open(&config.data)?,
            pictures: Pictures::open(&config.data.join("cache"))?,
            views: Views::open(&config.data.join("cache"))?,
            hands: Hands::new(config.looking(), cores),
            desk: config.comparing(),
            edition: OnceLock::new(),
            jobs: Jobs::default(),
            library: Readers::new(config.library.clone()),
            cores: Semaphore::new(cores),
            readings: Semaphore::new(cores),
            doors: Semaphore::new(cores),
            config,
        })
    }

    /// A file by its hash: one that was given to the server, or an original of the library;
    /// under the name given, or its own.
    ///
    /// # Errors
    ///
    /// There is none, or it is no longer what it was.
    pub fn original(&self, sha256: &str) -> Result<Option<Original>, Problem> {
        if !is_hash(sha256) {
            return Ok(None);
        }
        if let Some(info) = self.kept.file(sha256)? {
            let bytes = self.files.get(sha256)?;
            return Ok(bytes.map(|bytes| Original { name: info.name, format: info.format, bytes }));
        }
        self.library.ask(|library| {
            let Some((path, format)) = library.catalogue().file(sha256)? else { return Ok(None) };
            let bytes = library::Store::at(library.folder()).get(sha256)?;
            Ok(Some(Original { name: plain_name(&path), format, bytes }))
        })
    }

    /// A file by its hash, for a process that looks into it, and its format; under the name
    /// given, or its own.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn held(&self, sha256: &str, name: Option<&str>) -> Result<(Held, String), Problem> {
        let none = || Problem::new(Code::Io, "服务器上没有这个文件", "请重新上传");
        let (path, own, format) = match self.kept.file(sha256)? {
            Some(info) => (self.files.path(sha256), info.name, info.format),
            None => self.library.ask(|library| {
                let (path, format) = library.catalogue().file(sha256)?.ok_or_else(none)?;
                let place = library::Store::at(library.folder()).path(sha256);
                Ok((place, plain_name(&path), format))
            })?,
        };
        let name = name.map_or(own, str::to_owned);
        let path = path.ok_or_else(none)?;
        Ok((Held { path, name, sha256: Some(sha256.to_owned()), password: None }, format))
    }

    /// By what files are read now.
    pub fn edition(&self) -> &Edition {
        self.edition.get_or_init(|| self.config.options.edition())
    }

    /// The process of one comparison, or of a folder's.
    pub fn bench(&self) -> Bench<'_> {
        Bench::new(&self.desk)
    }

    /// Asks or changes what is kept, off the threads that serve.
    ///
    /// # Errors
    ///
    /// Those of the work.
    pub async fn store<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.apart(move |app| work(&app.kept)).await
    }

    /// Does short work that blocks, off the threads that serve.
    ///
    /// # Errors
    ///
    /// Those of the work.
    pub async fn apart<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Problem> + Send + 'static,
    {
        let app = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&app))
            .await
            .unwrap_or_else(|_| Err(E::from(panicked())))
    }

    /// Does work that takes a core: at most as many at a time as there are.
    ///
    /// # Errors
    ///
    /// Those of the work.
    pub async fn heavy<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Problem> + Send + 'static,
    {
        self.at(&self.cores, work).await
    }

    /// Does work at one of some places.
    ///
    /// # Errors
    ///
    /// Those of the work.
    pub async fn at<T, E>(
        self: &Arc<Self>,
        places: &Semaphore,
        work: impl FnOnce(&Arc<Self>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Problem> + Send + 'static,
    {
        let _place = places.acquire().await.map_err(|_| E::from(panicked()))?;
        self.apart(work).await
    }
}

fn panicked() -> Problem {
    Problem::new(Code::Internal, "处理时程序内部出错", "请把所做的操作和版本号报告给开发者")
}
