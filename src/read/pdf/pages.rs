//! From an open PDF to ink, page by page, on threads of their own: a page that
//! panics or overruns its time costs that page only, and what was read before
//! is kept.

use super::belief;
use super::characters::FontReader;
use super::damage;
use super::device::{self, GaveUp, InkDevice, Quarter};
use super::fields::{self, Otherwise};
use super::inks::Inks;
use super::picture::Pictures;
use crate::document::{PageSource, Rect};
use crate::layout::{InkPage, Sheet};
use crate::problem::Warning;
use crate::read::Options;
use crate::read::layer::{soundness, unseen};
use crate::read::vector::drawn::Stretch;
use hayro_interpret::kurbo::Point;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use hayro_syntax::Pdf;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

/// Deeply nested files must not run a thread out of stack.
const STACK: usize = 64 << 20;
/// Pages for which a thread of its own is worth reading the fonts once more.
const PAGES_A_THREAD: usize = 16;
/// Memory that a thread's first pages take.
const HEAP: usize = 8 << 20;
/// How long after the deadline a thread may take to notice it.
const GRACE: Duration = Duration::from_millis(1500);

/// What reading a page gave.
#[derive(Debug, Clone)]
pub enum Page {
    /// Its text layer can be trusted: it was taken apart where it was read.
    Sound(Sheet),
    /// Its image has to be read, or looked at in doubt.
    Waiting(Waiting),
}

/// A page whose image has to be looked at.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What its text layer gave.
    pub ink: InkPage,
    /// The resolution of its largest image, dots an inch.
    pub finest: Option<f32>,
    /// Quarter turns by which the ink was set upright.
    pub quarter: Quarter,
    /// Lines of text that are drawn and not set.
    pub drawn: Vec<Rect>,
}

/// What reading all pages gave.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The pages, in their order.
    pub pages: Vec<Page>,
    /// Of which a part is not in the file any more.
    pub warnings: Vec<Warning>,
}

/// What reading one page gave, with what its fonts say and what is lost or doubtful of it.
type Told = (Page, belief::Page, Vec<Warning>);

/// Reads all pages. Those that could not be read are waiting as
/// [`PageSource::Unread`] with the reason.
pub fn gather(pdf: &Arc<Pdf>, options: &Options, deadline: Instant) -> Gathered {
    let limits = &options.limits;
    let count = pdf.pages().len().min(limits.pages as usize);
    let cores = thread::available_parallelism().map_or(1, |n| n.get());
    let threads = (count / PAGES_A_THREAD).clamp(1, cores.min(4));
    let next = Arc::new(AtomicUsize::new(0));
    let (send, receive) = mpsc::channel();
    for _ in 0..threads {
        let (pdf, next, send) = (pdf.clone(), next.clone(), send.clone());
        let asked = Asked { budget: limits.marks_a_page, pictures: options.pictures };
        let work = move || {
            // One step for what the first pages take, instead of one call to the system for each.
            drop(std::hint::black_box(Vec::<u8>::with_capacity(HEAP)));
            let mut file = Reader {
                pdf: &pdf,
                fonts: FontReader::new(&pdf),
                inks: Inks::new(&pdf),
                cache: InterpreterCache::new(),
            };
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    break;
                }
                let page = guarded(&mut file, index, asked, deadline);
                if send.send((index, page)).is_err() {
                    break;
                }
            }
        };
        // Without a thread (the system refuses) the pages are reported as unread below.
        let _ = thread::Builder::new().name("pdf".into()).stack_size(STACK).spawn(work);
    }
    drop(send);
    let mut pages: Vec<Option<Page>> = vec![None; count];
    let mut told = vec![belief::Page::new(); count];
    let mut warned = vec![Vec::new(); count];
    // Counted, so that nobody waits for the threads to put their fonts away.
    for _ in 0..count {
        let left = (deadline + GRACE).saturating_duration_since(Instant::now());
        match receive.recv_timeout(left) {
            Ok((index, (page, fonts, own))) => {
                if let (Some(slot), Some(said), Some(warnings)) =
                    (pages.get_mut(index), told.get_mut(index), warned.get_mut(index))
                {
                    *slot = Some(page);
                    *said = fonts;
                    *warnings = own;
                }
            }
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => break,
        }
    }
    let unsound = belief::unsound(&told);
    let judged = |(index, page): (usize, Option<Page>)| match page {
        None => lost(pdf, index, "读取超时"),
        Some(page) if page.is_trusted() && unsound.contains(&index) => {
            lost(pdf, index, soundness::WRONG_MAP)
        }
        Some(page) => page,
    };
    let warnings = warned.into_iter().flatten().collect();
    Gathered { pages: pages.into_iter().enumerate().map(judged).collect(), warnings }
}

impl Page {
    /// Whether its text layer passes for what is printed.
    fn is_trusted(&self) -> bool {
        match self {
            Self::Sound(_) => true,
            Self::Waiting(page) => !page.ink.source.is_unread(),
        }
    }
}

/// What is wanted of each page.
#[derive(Debug, Clone, Copy)]
struct Asked {
    /// Drawings at most.
    budget: usize,
    /// Pictures too.
    pictures: bool,
}

/// What one thread keeps of the file from page to page.
struct Reader<'a> {
    pdf: &'a Pdf,
    fonts: FontReader<'a>,
    inks: Inks<'a>,
    cache: InterpreterCache<'a>,
}

fn guarded(file: &mut Reader<'_>, index: usize, asked: Asked, deadline: Instant) -> Told {
    let pdf = file.pdf;
    if Instant::now() > deadline {
        return (lost(pdf, index, "读取超时"), Vec::new(), Vec::new());
    }
    let read = || {
        let number = index as u32 + 1;
        let (page, fonts, fields) = page(file, index, asked, deadline)?;
        let damaged = pdf.pages().get(index).and_then(damage::of).map(|why| {
            let message = format!("第 {number} 页{why}，此页可能没有读全");
            Warning::on_page(damage::CODE, number, message)
        });
        let fields = fields.iter().map(|field| field.warning(number));
        Some((page, fonts, damaged.into_iter().chain(fields).collect()))
    };
    let why = match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Some(page)) => return page,
        Ok(None) => "页面损坏",
        Err(cause) if cause.is::<GaveUp>() => "页面内容超过上限或读取超时",
        Err(_) => "页面损坏，解析时出错",
    };
    (lost(pdf, index, why), Vec::new(), Vec::new())
}

fn lost(pdf: &Pdf, index: usize, why: &str) -> Page {
    let (width, height) =
        pdf.pages().get(index).map_or((595.0, 842.0), |page| page.render_dimensions());
    let mut page = InkPage::blank(index as u32 + 1, width, height);
    page.source = PageSource::Unread(why.to_owned());
    Page::Waiting(Waiting { ink: page, finest: None, quarter: 0, drawn: Vec::new() })
}

fn page(
    file: &mut Reader<'_>,
    index: usize,
    asked: Asked,
    deadline: Instant,
) -> Option<(Page, belief::Page, Vec<Otherwise>)> {
    let Reader { pdf, fonts, inks, cache } = file;
    let page = pdf.pages().get(index)?;
    let (width, height) = page.render_dimensions();
    let shape = hayro_interpret::kurbo::Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings::default();
    let mut context = Context::new(transform, shape, cache, pdf.xref(), settings);
    let mut device = InkDevice::new(fonts, inks, shape, asked.budget, deadline);
    device.pictures = asked.pictures.then(|| Pictures::of(index as u32 + 1, shape));
    interpret_page(page, &mut context, &mut device);
    let mut ink = InkPage::blank(index as u32 + 1, width, height);
    let quarters = device.quarters;
    ink.beyond = device.beyond;
    ink.cut = device.cut >= 2;
    ink.glyphs = std::mem::take(&mut device.glyphs);
    ink.rules = std::mem::take(&mut device.rules);
    ink.figures = std::mem::take(&mut device.figures);
    ink.images = std::mem::take(&mut device.images);
    ink.clipped = std::mem::take(&mut device.clipped);
    ink.slants = std::mem::take(&mut device.slants);
    device.ground.settle(&mut ink.glyphs, shape.area() / 2.0);
    let told = device.told();
    ink.pictures = device.pictures.take().map(Pictures::found).unwrap_or_default();
    let otherwise = fields::complete(page, &mut ink);
    let lines = device.drawn.stretches(&ink.glyphs, width, height);
    let letters = lines.iter().map(|line: &Stretch| line.letters).sum();
    let mut drawn: Vec<Rect> = lines.iter().map(|line| line.bbox).collect();
    let quarter = turn_upright(&mut ink, &mut drawn, quarters);
    (ink.quarter, ink.account) = (quarter, asked.pictures);
    let layer = soundness::Layer { unknown: device.unknown, shapes: device.drawn.count(), letters };
    ink.source = soundness::judge(&ink, layer);
    if soundness::is_nonsense(&ink.source) {
        // Its picture is read; without models nothing is better than nonsense.
        ink.glyphs.clear();
    }
    unseen::leave_out(&mut ink);
    if ink.source.is_unread() || soundness::is_doubtful(&ink) || !drawn.is_empty() {
        let finest = device.finest.map(|(_, dpi)| dpi);
        return Some((Page::Waiting(Waiting { ink, finest, quarter, drawn }), told, otherwise));
    }
    Some((Page::Sound(Sheet::of(ink)), told, otherwise))
}

/// A page whose text mostly runs sideways is turned, so that it reads from left to right.
fn turn_upright(page: &mut InkPage, drawn: &mut [Rect], quarters: [usize; 4]) -> Quarter {
    let total: usize = quarters.iter().sum();
    let Some(quarter) = (1..4usize).find(|q| quarters[*q] * 10 > total * 6) else { return 0 };
    let (width, height) = (f64::from(page.width), f64::from(page.height));
    let turn = |r: Rect| turned(r, quarter as Quarter, width, height);
    for glyph in &mut page.glyphs {
        glyph.bbox = turn(glyph.bbox);
        if quarter % 2 == 1 {
            glyph.vertical = !glyph.vertical;
        }
    }
    page.rules.iter_mut().for_each(|rule| rule.bbox = turn(rule.bbox));
    page.figures.iter_mut().for_each(|figure| figure.bbox = turn(figure.bbox));
    page.images.iter_mut().for_each(|image| *image = turn(*image));
    for end in page.slants.iter_mut().flatten() {
        let point = Point::new(f64::from(end.0), f64::from(end.1));
        let point = device::upright(point, quarter as Quarter, width, height);
        *end = (point.x as f32, point.y as f32);
    }
    drawn.iter_mut().for_each(|line| *line = turn(*line));
    for picture in &mut page.pictures {
        picture.place.bbox = picture.place.bbox.map(turn);
        let shown = picture.place.bbox.unwrap_or_default();
        (picture.width, picture.height) = (shown.width(), shown.height());
        if let Some(look) = &mut picture.look {
            let look = Arc::make_mut(look);
            look.pixels = look.pixels.as_ref().map(|pixels| pixels.turned(quarter as Quarter));
        }
    }
    if quarter % 2 == 1 {
        std::mem::swap(&mut page.width, &mut page.height);
    }
    quarter as Quarter
}

fn turned(r: Rect, quarter: Quarter, width: f64, height: f64) -> Rect {
    let at = |x: f32, y: f32| {
        device::upright(Point::new(f64::from(x), f64::from(y)), quarter, width, height)
    };
    let (a, b) = (at(r.x0, r.y0), at(r.x1, r.y1));
    Rect::new(a.x.min(b.x) as f32, a.y.min(b.y) as f32, a.x.max(b.x) as f32, a.y.max(b.y) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sideways_points_come_upright() {
        // A line running down the right edge (quarter 1) becomes the top line.
        let r = turned(Rect::new(580., 10., 590., 110.), 1, 600.0, 800.0);
        assert_eq!(r, Rect::new(10., 10., 110., 20.));
        // A line running up the left edge (quarter 3) becomes the top line too.
        let r = turned(Rect::new(10., 690., 20., 790.), 3, 600.0, 800.0);
        assert_eq!(r, Rect::new(10., 10., 110., 20.));
    }
}
