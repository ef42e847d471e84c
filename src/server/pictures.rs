//! Pictures of pages: drawn once, kept in memory and on the disk within limits.

use crate::problem::{Code, Problem};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// Bytes of pictures in memory.
const MEMORY: usize = 96 << 20;
/// Bytes of pictures on the disk; when there are more, the oldest third goes.
const DISK: u64 = 1 << 30;

/// Which picture: hash of the file, page, resolution.
type Key = (String, u32, u32);

/// The pictures that are kept.
pub struct Pictures {
    folder: PathBuf,
    memory: Mutex<Memory>,
    /// Bytes written to the disk since it was last swept.
    written: AtomicU64,
}

#[derive(Default)]
struct Memory {
    pictures: HashMap<Key, Arc<Vec<u8>>>,
    /// Oldest first; a picture that is looked at again goes to the end.
    order: VecDeque<Key>,
    bytes: usize,
}

impl fmt::Debug for Pictures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pictures({})", self.folder.display())
    }
}

impl Pictures {
    /// Pictures below a folder.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(cache: &Path) -> Result<Self, Problem> {
        let folder = cache.join("pages");
        fs::create_dir_all(&folder)?;
        let pictures = Self { folder, memory: Mutex::default(), written: AtomicU64::new(0) };
        pictures.sweep();
        Ok(pictures)
    }

    /// A picture that is in memory.
    pub fn at_hand(&self, sha256: &str, page: u32, dpi: u32) -> Option<Arc<Vec<u8>>> {
        let key = (sha256.to_owned(), page, dpi);
        let mut memory = lock(&self.memory);
        let found = memory.pictures.get(&key).cloned()?;
        if let Some(at) = memory.order.iter().position(|known| *known == key) {
            memory.order.remove(at);
            memory.order.push_back(key);
        }
        Some(found)
    }

    /// A picture as PNG; `draw` puts it at a path where there is none yet, and says whether
    /// there is such a page.
    ///
    /// # Errors
    ///
    /// Those of drawing; the disk refuses.
    pub fn picture(
        &self,
        sha256: &str,
        page: u32,
        dpi: u32,
        draw: &dyn Fn(&Path) -> Result<bool, Problem>,
    ) -> Result<Option<Arc<Vec<u8>>>, Problem> {
        let path = self.folder.join(format!("{sha256}-{page}-{dpi}.png"));
        if let Ok(bytes) = fs::read(&path) {
            return Ok(Some(self.remember((sha256.to_owned(), page, dpi), bytes)));
        }
        if !draw(&path)? {
            return Ok(None);
        }
        let bytes = fs::read(&path)?;
        let written = self.written.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        if written > DISK / 4 {
            self.sweep();
        }
        Ok(Some(self.remember((sha256.to_owned(), page, dpi), bytes)))
    }

    fn remember(&self, key: Key, bytes: Vec<u8>) -> Arc<Vec<u8>> {
        let picture = Arc::new(bytes);
        let mut memory = lock(&self.memory);
        if memory.pictures.insert(key.clone(), Arc::clone(&picture)).is_none() {
            memory.bytes += picture.len();
            memory.order.push_back(key);
        }
        while memory.bytes > MEMORY
            && let Some(oldest) = memory.order.pop_front()
        {
            let gone = memory.pictures.remove(&oldest).map_or(0, |picture| picture.len());
            memory.bytes -= gone;
        }
        picture
    }

    /// Removes the oldest pictures where there are too many bytes of them.
    fn sweep(&self) {
        self.written.store(0, Ordering::Relaxed);
        let entries = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        let mut files: Vec<(SystemTime, u64, PathBuf)> = entries
            .filter_map(|entry| {
                let meta = entry.metadata().ok()?;
                Some((meta.modified().ok()?, meta.len(), entry.path()))
            })
            .collect();
        let mut bytes: u64 = files.iter().map(|(_, length, _)| length).sum();
        if bytes <= DISK {
            return;
        }
        files.sort();
        for (_, length, path) in files {
            if bytes <= DISK / 3 * 2 {
                break;
            }
            let _ = fs::remove_file(path);
            bytes -= length;
        }
    }
}

/// A picture as PNG, written quickly rather than small.
pub fn png(picture: &RgbImage) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(256 << 10);
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up)
        .write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .map_err(|error| Problem::new(Code::Internal, format!("图像无法写出（{error}）"), ""))?;
    Ok(bytes)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
