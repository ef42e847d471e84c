//! Character recognition: a page's image becomes the same ink that digital
//! formats give. Works only when the models are installed.
//!
//! # Steps
//!
//! 1. `sheet`: seals are found and taken out (`seal`), the page is set
//!    upright (`skew`), its ruling lines (`rules`), tick boxes (`ticks`)
//!    and lines of text (`lines`) are found in its ink (`plane`).
//! 2. `strip` cuts a line out, the network reads it (`engine`, in stages: `staged`,
//!    `depthwise`), `decode` makes characters of it, `words` settles doubtful ones.
//!    The shape of some (`witnesses`) and sure copies on the page (`twins`) bear witness.
//! 3. `ring` straightens the text around a seal, which is read the same way.
//! 4. `page` puts them back in their places; pages are read side by side and
//!    kept in a `cache`.
//!
//! # Limitations
//!
//! Handwriting is read as print is, and badly. Of a seal only the text around
//! it is read (`ring`), not what runs across it. Places are those of the page set upright: on a page turned by one
//! degree they may be off by some points at its edges.

mod asking;
mod boxes;
mod breaks;
mod cache;
mod check;
mod dashes;
mod decode;
mod depthwise;
mod engine;
mod erase;
pub mod glance;
mod kept;
mod lines;
mod looks;
mod marks;
pub mod models;
mod page;
mod parts;
mod pens;
mod plane;
mod progress;
mod ring;
mod rivals;
mod rules;
mod seal;
mod shapes;
mod sheet;
mod signs;
mod skew;
mod slants;
mod staged;
mod strays;
mod strip;
mod ticks;
mod twins;
mod witnesses;
mod words;

pub use asking::{Asker, Said};
pub use parts::{Part, supplement};
pub use progress::{Progress, Step};
pub use words::is_word;

use crate::document::PageSource;
use crate::intake::Limits;
use crate::layout::InkPage;
use crate::problem::{Code, Problem, Warning, WarningCode};
use engine::Engine;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How recognition is done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Where the models are; nothing is recognised without them.
    pub models: Option<PathBuf>,
    /// Leave pages without a text layer unread.
    pub off: bool,
    /// Where readings are kept, so that no page is read twice; nowhere when not given.
    pub cache: Option<PathBuf>,
    /// Whom to tell that it goes on.
    pub progress: Progress,
}

/// A page's picture and its size on paper.
#[derive(Debug, Clone)]
pub struct PageImage {
    /// Page number, counted from 1.
    pub number: u32,
    /// Pixels, 8 bits a channel, red green blue.
    pub rgb: image::RgbImage,
    /// Width of the page, points.
    pub width: f32,
    /// Height of the page, points.
    pub height: f32,
    /// Part of what is printed could not be decoded and is missing in the picture.
    pub torn: bool,
}

/// Pages read side by side at most: each holds its picture in memory.
const MOST_AT_ONCE: usize = 6;

/// Reads one page from its image. Callers keep the page with
/// [`PageSource::Unread`] when it fails.
///
/// # Errors
///
/// The models are missing or the image is beyond the limits.
pub fn recognise(page: &PageImage, settings: &Settings) -> Result<InkPage, Problem> {
    let engine = engine(settings)?;
    page::read(page, &engine, cores(), &Limits::default()).map(|outcome| outcome.ink)
}

/// Reads the pages that other readers left [`PageSource::Unread`] from their
/// pictures; `render` draws a page by its number (from 1). Pages that cannot be
/// read stay as they are, with a warning.
pub fn complete(
    pages: &mut [InkPage],
    render: &(dyn Fn(u32) -> Result<PageImage, Problem> + Sync),
    settings: &Settings,
    limits: &Limits,
) -> Vec<Warning> {
    let waiting: Vec<&mut InkPage> =
        pages.iter_mut().filter(|page| page.source.is_unread()).collect();
    if waiting.is_empty() {
        return Vec::new();
    }
    if settings.off {
        let off = Problem::new(Code::ModelsMissing, "文字识别已关闭，此页未识别", "");
        return waiting
            .into_iter()
            .map(|page| left_unread(page, WarningCode::OcrOff, &off))
            .collect();
    }
    let engine = match engine(settings) {
        Ok(engine) => engine,
        Err(problem) => {
            let left = |page| left_unread(page, WarningCode::OcrModelsMissing, &problem);
            return waiting.into_iter().map(left).collect();
        }
    };
    settings.progress.tell(Step::Begun(waiting.len()));
    let at_once = cores().min(waiting.len()).clamp(1, MOST_AT_ONCE);
    let inner = (cores() / at_once).max(1);
    let numbers: Vec<u32> = waiting.iter().map(|page| page.number).collect();
    let outcomes = parallel(
        &numbers,
        at_once,
        || (),
        |&number, ()| {
            let outcome = read_page(number, render, &engine, inner, settings, limits);
            settings.progress.tell(Step::Page);
            outcome
        },
    );
    settings.progress.tell(Step::Ended);
    let mut warnings = Vec::new();
    for (page, outcome) in waiting.into_iter().zip(outcomes) {
        match outcome {
            Ok(mut outcome) => {
                let account = page.account;
                *page = outcome.ink;
                page.account = account;
                if !account {
                    page.scanned = None;
                }
                warnings.append(&mut outcome.warnings);
            }
            Err(problem) => warnings.push(left_unread(page, WarningCode::PageUnread, &problem)),
        }
    }
    warnings
}

/// Pages of a file whose text layer is looked at before the rest is believed.
const SAMPLED: usize = 6;

/// Checks text layers that lie over images of the page, `doubtful` by their index,
/// against what the images show: a layer that says something else is an old
/// recogniser's noise, and its page is marked unread. Without models nothing changes.
pub fn verify(
    pages: &mut [InkPage],
    doubtful: &[usize],
    render: &(dyn Fn(u32) -> Result<PageImage, Problem> + Sync),
    settings: &Settings,
    limits: &Limits,
) {
    if doubtful.is_empty() || settings.off {
        return;
    }
    let Ok(engine) = engine(settings) else { return };
    let mut differs = |index: usize| {
        let Some(page) = pages.get_mut(index) else { return false };
        let check = || check::agrees(page, &render(page.number)?, &engine, limits);
        let agrees = catch_unwind(AssertUnwindSafe(check));
        settings.progress.tell(Step::Look);
        let differs = matches!(agrees, Ok(Ok(false)));
        if differs {
            page.source = PageSource::Unread("文字层与图像不符".to_owned());
        }
        differs
    };
    // One file's layers are of one making: some pages tell whether all are asked.
    let step = doubtful.len().div_ceil(SAMPLED);
    let sampled = |at: usize| at.is_multiple_of(step);
    let mut unsound = false;
    for (at, &index) in doubtful.iter().enumerate() {
        unsound |= sampled(at) && differs(index);
    }
    for (at, &index) in doubtful.iter().enumerate() {
        if unsound && !sampled(at) {
            differs(index);
        }
    }
}

/// Reads one page, from the cache if it was read before. A panic in a library
/// under it costs this page only.
fn read_page(
    number: u32,
    render: &(dyn Fn(u32) -> Result<PageImage, Problem> + Sync),
    engine: &Engine,
    workers: usize,
    settings: &Settings,
    limits: &Limits,
) -> Result<page::Outcome, Problem> {
    let read = || {
        let image = render(number)?;
        if image.torn {
            return page::read(&image, engine, workers, limits).map(page::Outcome::torn);
        }
        let cached = settings.cache.as_deref().map(|folder| (folder, cache::key(&image)));
        if let Some(outcome) =
            cached.as_ref().and_then(|(folder, key)| cache::get(folder, key, number))
        {
            return Ok(outcome);
        }
        let outcome = page::read(&image, engine, workers, limits)?;
        if let Some((folder, key)) = cached {
            cache::put(folder, &key, &outcome);
        }
        Ok(outcome)
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Problem::new(Code::Internal, "识别此页时程序内部出错", "请把文件报告给开发者"))
    })
}

/// Keeps why the page needed its picture, beside what hindered that it was read.
fn left_unread(page: &mut InkPage, code: WarningCode, problem: &Problem) -> Warning {
    let before = match &page.source {
        PageSource::Unread(why) if !why.is_empty() => format!("{why}；"),
        _ => String::new(),
    };
    page.source = PageSource::Unread(format!("{before}{}", problem.message));
    Warning::on_page(code, page.number, format!("{before}{problem}"))
}

fn engine(settings: &Settings) -> Result<Arc<Engine>, Problem> {
    Engine::get(settings.models.as_deref().ok_or_else(models_missing)?)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Does something with each item on some threads, each with a state of its own;
/// results come in the order of the items. Not rayon: a rayon worker that waits
/// for the network's thread would start on the next page meanwhile, and memory
/// would no longer be bounded.
fn parallel<T: Sync, S, R: Send>(
    items: &[T],
    threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&T, &S) -> R + Sync,
) -> Vec<R> {
    let threads = threads.min(items.len());
    if threads <= 1 {
        let state = state();
        return items.iter().map(|item| work(item, &state)).collect();
    }
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let state = state();
                while let Some((at, item)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    items.get(at).map(|item| (at, item))
                } {
                    let result = work(item, &state);
                    results.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The problem that says what to install.
pub fn models_missing() -> Problem {
    Problem::new(
        Code::ModelsMissing,
        "没有安装文字识别模型，此页未能识别",
        "请运行 shenbao models install",
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Where the command line puts the models, for tests that run only where they are.
    pub(crate) fn models() -> Option<PathBuf> {
        crate::cli::folders::models(None)
    }

    fn unread(number: u32) -> InkPage {
        let mut page = InkPage::blank(number, 595.0, 842.0);
        page.source = PageSource::Unread("扫描页".to_owned());
        page
    }

    #[test]
    fn without_models_each_scanned_page_says_what_to_install() {
        let folder = tempfile::tempdir().unwrap();
        let settings =
            Settings { models: Some(folder.path().to_path_buf()), ..Settings::default() };
        let mut pages = vec![unread(1), InkPage::blank(2, 595.0, 842.0), unread(3)];
        let never = |_: u32| -> Result<PageImage, Problem> { Err(models_missing()) };
        let warnings = complete(&mut pages, &never, &settings, &Limits::default());
        assert_eq!(warnings.iter().map(|w| w.page).collect::<Vec<_>>(), [Some(1), Some(3)]);
        assert!(warnings.iter().all(|w| w.code == WarningCode::OcrModelsMissing));
        assert!(warnings[0].message.contains("shenbao models install"));
        assert!(pages[0].source.is_unread() && !pages[1].source.is_unread());
    }

    #[test]
    fn parallel_work_keeps_the_order() {
        let items: Vec<usize> = (0..100).collect();
        let doubled = parallel(&items, 4, || 2, |item, by| item * by);
        assert_eq!(doubled, (0..100).map(|item| item * 2).collect::<Vec<_>>());
    }
}
