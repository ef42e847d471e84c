//! How the recognition of many pages tells that it goes on: to whoever shows a bar,
//! and to whoever watches that nothing hangs.

use std::fmt;
use std::sync::Arc;

/// What just happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many pages of a document are about to be recognised.
    Begun(usize),
    /// One of them is done.
    Page,
    /// A page was looked at for another reason; a sign of life.
    Look,
    /// All pages of a document are done.
    Ended,
}

type Told = Arc<dyn Fn(Step) + Send + Sync>;

/// Whom to tell; nobody by default. Called from many threads.
#[derive(Clone, Default)]
pub struct Progress(Option<Told>);

impl Progress {
    /// Tells a function.
    pub fn new(told: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(told)))
    }

    /// Tells a function as well.
    #[must_use]
    pub fn and(&self, told: impl Fn(Step) + Send + Sync + 'static) -> Self {
        let before = self.0.clone();
        Self::new(move |step| {
            if let Some(before) = &before {
                before(step);
            }
            told(step);
        })
    }

    pub(super) fn tell(&self, step: Step) {
        if let Some(told) = &self.0 {
            told(step);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Progress({})", if self.0.is_some() { "told" } else { "nobody" })
    }
}

/// Two settings are the same whoever is told.
impl PartialEq for Progress {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
