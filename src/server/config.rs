//! What a server is started with.

use super::apart::Desk;
use crate::extract::Options;
use crate::library::Setup;
use crate::print::Renderer;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Room that LibreOffice asks for, whatever it prints.
const PRINTING: u64 = 6 << 30;
/// Room that recognising a page takes on each core, all of which may be at it.
const PAGE: u64 = 256 << 20;

/// How a server is to run.
#[derive(Debug, Clone)]
pub struct Config {
    /// The library's folder; made when there is none.
    pub library: PathBuf,
    /// Where accounts, decisions, jobs and uploaded files are kept.
    pub data: PathBuf,
    /// The address to listen on.
    pub addr: SocketAddr,
    /// The path below which a reverse proxy shows the server, without a slash at its end.
    pub prefix: String,
    /// Names under which a reverse proxy shows the server, besides the address itself.
    pub hosts: Vec<String>,
    /// The folders whose files may be named in requests.
    pub inbox: Vec<PathBuf>,
    /// Templates and assets are read from here instead of the binary, for who designs them.
    pub web: Option<PathBuf>,
    /// The most bytes of one request that uploads files.
    pub upload_bytes: u64,
    /// LibreOffice, for pictures of the pages of Word files and sheets.
    pub renderer: Option<Renderer>,
    /// How files are read.
    pub options: Options,
    /// The same for the processes that read them, and the memory that one may take.
    pub setup: Setup,
}

impl Config {
    /// Whether requests are to come from people with accounts, whatever address they use.
    pub(super) fn is_public(&self) -> bool {
        !self.addr.ip().is_loopback() || !self.hosts.is_empty()
    }

    /// How a process works that looks into one file.
    pub(super) fn looking(&self) -> Desk {
        self.desk(self.memory(1))
    }

    /// How a process works that compares: two files are in its hands, and LibreOffice runs
    /// within the same bound.
    pub(super) fn comparing(&self) -> Desk {
        let printing = if self.renderer.is_some() { PRINTING } else { 0 };
        self.desk(self.memory(2).map(|bytes| bytes.saturating_add(printing)))
    }

    /// What a process may take that has so many files in its hands.
    fn memory(&self, files: u64) -> Option<u64> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from) as u64;
        let recognising = PAGE.saturating_mul(cores);
        self.setup.memory.map(|bytes| bytes.saturating_mul(files).saturating_add(recognising))
    }

    fn desk(&self, memory: Option<u64>) -> Desk {
        Desk {
            setup: Setup { memory, ..self.setup.clone() },
            renderer: self.renderer.as_ref().map(|renderer| renderer.program().to_owned()),
            password: self.options.reading.password.clone(),
        }
    }

    /// What the inbox folders are called; each another name, and none of them a path.
    pub(super) fn inbox_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for folder in &self.inbox {
            let last = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let name = if last.is_empty() { "根目录".to_owned() } else { last };
            let twin = names.iter().filter(|known| known.split(" (").next() == Some(&name)).count();
            names.push(if twin == 0 { name } else { format!("{name} ({})", twin + 1) });
        }
        names
    }
}
