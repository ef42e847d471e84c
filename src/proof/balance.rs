//! The balance of a file, page by page.

use super::finding::{Finding, Reason};
use super::{DPI, page, scanned};
use crate::document::{Document, PageSource, Printed, Rect};
use crate::intake::Limits;
use crate::problem::guarded;
use crate::read::pages::{Drawer, Pages};
use serde::Serialize;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Deeply nested pages must not run a thread out of stack.
const STACK: usize = 64 << 20;
/// Pages after which nothing is kept of those before.
const KEPT: usize = 100;
/// Pages drawn side by side, at most: each holds its picture in memory.
const MOST_AT_ONCE: usize = 4;

/// The balance of one side of a comparison.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Balance {
    /// The pages that were weighed, in their order.
    pub pages: Vec<PageBalance>,
    /// What does not add up, in the order of the pages.
    pub found: Vec<Finding>,
}

/// The balance of one page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PageBalance {
    /// The page, counted from 1.
    pub page: u32,
    /// Characters that were read.
    pub characters: usize,
    /// Of these, how many are to be seen on the page.
    pub seen: usize,
    /// Of these, how many have no outline to look for.
    pub unknown: usize,
    /// Ruling lines.
    pub rules: usize,
    /// Areas that are the ground of text.
    pub grounds: usize,
    /// Pictures, which are compared for themselves.
    pub pictures: usize,
    /// Ink on the page, pixels at 144 dots an inch.
    pub inked: usize,
    /// Of this, how much nothing answers for.
    pub left: usize,
}

/// Draws the pages of a file and accounts for their ink.
pub fn balance(pages: &Pages, document: &Document, limits: &Limits) -> Balance {
    let begun = Instant::now();
    let count = pages.count().min(limits.pages) as usize;
    let threads = thread::available_parallelism().map_or(1, |n| n.get()).min(MOST_AT_ONCE);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(PageBalance, Vec<Finding>)>> = Mutex::new(Vec::with_capacity(count));
    let work = || {
        let mut drawer = pages.drawer();
        for drawn in 1usize.. {
            // What is kept from page to page grows with the fonts of the file.
            if drawn.is_multiple_of(KEPT) {
                drawer = pages.drawer();
            }
            let number = next.fetch_add(1, Ordering::Relaxed) as u32 + 1;
            if number as usize > count {
                break;
            }
            let late = begun.elapsed() > limits.proof_a_file;
            let outcome = match late {
                true => undrawn(number, pages, "超过时间上限"),
                false => one(number, pages, &mut drawer, document),
            };
            if let Ok(mut done) = done.lock() {
                done.push(outcome);
            }
        }
    };
    thread::scope(|scope| {
        let mut running = 0;
        for _ in 0..threads.min(count) {
            let builder = thread::Builder::new().name("proof".into()).stack_size(STACK);
            running += usize::from(builder.spawn_scoped(scope, work).is_ok());
        }
        if running == 0 {
            work();
        }
    });
    let mut all = done.into_inner().unwrap_or_default();
    all.sort_by_key(|(page, _)| page.page);
    let mut balance = Balance::default();
    for (page, found) in all {
        balance.pages.push(page);
        balance.found.extend(found);
    }
    balance
}

fn one(
    number: u32,
    pages: &Pages,
    drawer: &mut Drawer<'_>,
    document: &Document,
) -> (PageBalance, Vec<Finding>) {
    let source = document.pages.iter().find(|page| page.number == number).map(|p| &p.source);
    let read = document.printed.iter().find(|printed| printed.page == number);
    let weighed = guarded(|| {
        // What could not be read is told already.
        if matches!(source, Some(PageSource::Unread(_))) {
            return Ok(None);
        }
        if matches!(source, Some(PageSource::Ocr)) {
            let kept = document.scanned.iter().find(|page| page.page == number);
            return Ok(kept.map(|kept| scanned::account(number, kept, read)));
        }
        let nothing = Printed { page: number, ..Printed::default() };
        let Some(painting) = drawer.painting(number)? else { return Ok(None) };
        let draw = || Ok(drawer.exact(number, DPI)?.rgb);
        page::account(number, &painting, read.unwrap_or(&nothing), draw).map(Some)
    });
    match weighed {
        Ok(Some(outcome)) => outcome,
        Ok(None) => (PageBalance { page: number, ..PageBalance::default() }, Vec::new()),
        Err(problem) => undrawn(number, pages, &problem.message),
    }
}

fn undrawn(number: u32, pages: &Pages, why: &str) -> (PageBalance, Vec<Finding>) {
    let (width, height) = pages.size(number).unwrap_or_default();
    let finding = Finding {
        reason: Reason::PageUndrawn,
        page: number,
        bbox: Rect::new(0.0, 0.0, width, height),
        words: format!("本页无法成像（{why}），所印内容无法核对"),
        near: String::new(),
        alike: None,
        look: None,
        anchor: None,
    };
    (PageBalance { page: number, ..PageBalance::default() }, vec![finding])
}
