//! Open readers of the library, kept between requests: opening the index takes longer than
//! asking it.

use crate::library::Library;
use crate::problem::{Code, Problem};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Readers that are kept.
const KEPT: usize = 16;

/// Readers of one library.
pub struct Readers {
    folder: PathBuf,
    free: Mutex<Vec<Library>>,
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Readers({})", self.folder.display())
    }
}

impl Readers {
    /// Readers of the library in a folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, free: Mutex::default() }
    }

    /// Asks the library. What fails inside of it is asked once more with a fresh reader: the
    /// index may have been made again meanwhile.
    ///
    /// # Errors
    ///
    /// Those of the work, and those of opening the library.
    pub fn ask<T>(&self, work: impl Fn(&Library) -> Result<T, Problem>) -> Result<T, Problem> {
        let kept = self.lock().pop();
        if let Some(library) = kept {
            match work(&library) {
                Err(problem) if problem.code == Code::Library => self.forget(),
                done => {
                    self.keep(library);
                    return done;
                }
            }
        }
        let library = Library::open(&self.folder)?;
        let done = work(&library)?;
        self.keep(library);
        Ok(done)
    }

    /// Closes what is open: the index is about to be another.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn keep(&self, library: Library) {
        let mut free = self.lock();
        if free.len() < KEPT {
            free.push(library);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Library>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
