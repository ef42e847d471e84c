//! Files that come with a request: written aside part by part while they come in, within the
//! limits of bytes, parts and time.

use super::input::{too_large, too_slow};
use crate::problem::Problem;
use crate::server::answer::{Answer, Failure};
use crate::server::app::App;
use crate::server::files::Incoming;
use crate::server::store::FileInfo;
use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Parts of one request.
const PARTS: usize = 5_000;
/// Bytes of a part that is no file.
const TEXT: usize = 64 << 10;
/// A client has this long before its pace is looked at.
const GRACE: Duration = Duration::from_secs(20);
/// The slowest pace, bytes a second.
const PACE: u64 = 2 << 10;
/// The longest silence.
const SILENCE: Duration = Duration::from_secs(20);
/// Bytes that are written in one go.
const PIECE: usize = 1 << 20;

/// A part of a request.
#[derive(Debug)]
pub enum Part<F> {
    /// A file: the field's name, and what was made of the file.
    File(String, F),
    /// A text: the field's name and the text.
    Text(String, String),
}

/// A file of a request that the server holds by its hash; of one that is empty the caller says.
///
/// # Errors
///
/// The disk refuses.
pub fn held(app: &App, incoming: Incoming, name: &str, _: &Path) -> Result<FileInfo, Problem> {
    let info = app.files.keep(incoming, name)?;
    app.kept.add_file(&info)?;
    Ok(info)
}

/// Takes in all parts of a request; `keep` makes of a file what is wanted, perhaps in a folder.
///
/// # Errors
///
/// Too large, too slow, too many, or the disk refuses.
pub async fn parts<F: Send + 'static>(
    app: &Arc<App>,
    mut multipart: Multipart,
    keep: fn(&App, Incoming, &str, &Path) -> Result<F, Problem>,
    folder: &Path,
) -> Answer<Vec<Part<F>>> {
    let mut parts = Vec::new();
    let mut pace = Pace { since: Instant::now(), bytes: 0, most: app.config.upload_bytes };
    while let Some(field) = within(multipart.next_field()).await? {
        if parts.len() >= PARTS {
            return Err(too_large());
        }
        let name = field.name().unwrap_or_default().to_owned();
        parts.push(match field.file_name().map(str::to_owned) {
            Some(given) => {
                let incoming = file(app, field, &mut pace).await?;
                let folder = folder.to_path_buf();
                let kept = app.heavy(move |app| keep(app, incoming, &given, &folder)).await?;
                Part::File(name, kept)
            }
            None => Part::Text(name, text(field, &mut pace).await?),
        });
    }
    Ok(parts)
}

/// How much came in since when.
struct Pace {
    since: Instant,
    bytes: u64,
    most: u64,
}

impl Pace {
    /// So many more bytes came in.
    fn came(&mut self, bytes: usize) -> Answer<()> {
        self.bytes += bytes as u64;
        if self.bytes > self.most {
            return Err(too_large());
        }
        let spent = self.since.elapsed();
        if spent > GRACE && self.bytes < spent.as_secs() * PACE {
            return Err(too_slow());
        }
        Ok(())
    }
}

async fn within<T>(next: impl Future<Output = Result<T, MultipartError>>) -> Answer<T> {
    let came = tokio::time::timeout(SILENCE, next).await.map_err(|_| too_slow())?;
    came.map_err(|error| {
        if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            return too_large();
        }
        Failure::bad(format!("上传的内容不完整（{}）", error.body_text()))
    })
}

async fn file(app: &Arc<App>, mut field: Field<'_>, pace: &mut Pace) -> Answer<Incoming> {
    let mut incoming = app.apart(|app| app.files.begin()).await?;
    let mut waiting: Vec<u8> = Vec::new();
    loop {
        let piece: Option<Bytes> = within(field.chunk()).await?;
        let last = piece.is_none();
        if let Some(piece) = piece {
            pace.came(piece.len())?;
            waiting.extend_from_slice(&piece);
        }
        if waiting.len() >= PIECE || last {
            let bytes = std::mem::take(&mut waiting);
            incoming = app
                .apart(move |_| -> Result<_, Problem> {
                    incoming.write_all(&bytes)?;
                    Ok(incoming)
                })
                .await?;
        }
        if last {
            return Ok(incoming);
        }
    }
}

async fn text(mut field: Field<'_>, pace: &mut Pace) -> Answer<String> {
    let mut bytes = Vec::new();
    while let Some(piece) = within(field.chunk()).await? {
        pace.came(piece.len())?;
        bytes.extend_from_slice(&piece);
        if bytes.len() > TEXT {
            return Err(too_large());
        }
    }
    String::from_utf8(bytes).map_err(|_| Failure::bad("文字须是 UTF-8"))
}
