//! Ink to paragraphs and tables. Knows pages of glyphs and ruling lines, not
//! whether they come from PDF, OFD or character recognition.
//!
//! # Steps
//!
//! 1. `marks`: characters folded and doubles dropped, watermarks set apart;
//!    `figures`, `boxes`: check boxes that were drawn become characters.
//! 2. `strokes`, `grid`: ruling lines become grids, grids become cells;
//!    `threeline` finds those that are ruled across only, `unruled` cuts the rows of lists that only their figures tell,
//!    `ladder` sets the labels of covers beside their values.
//! 3. `columns`, `lines`: the characters of a cell, or of the page around the tables, become lines.
//! 4. `furniture`: headers, footers and page numbers leave the body; `apart` tells lines that only repeat.
//! 5. `body`, `paragraphs`: wrapped lines become paragraphs.
//! 6. `joins`: tables, rows and paragraphs that a page break cut become one again.

mod account;
mod apart;
mod body;
mod boxes;
mod columns;
mod figures;
mod furniture;
mod grid;
mod ink;
mod joins;
mod ladder;
mod lines;
mod marks;
mod nested;
mod page;
mod paragraphs;
mod rows;
mod strokes;
mod struck;
mod tables;
#[cfg(test)]
mod tests;
mod threeline;
mod unruled;
mod wraps;

pub use figures::{Figure, Outline, Shape, figures};
pub use ink::{Glyph, InkPage, Rule, Unseen};

use crate::document::{Document, Page, Picture, Scanned, Seal};
use crate::problem::{Warning, WarningCode};
use crate::work::compute;
use rayon::prelude::*;

/// A page taken apart, on its way into a document.
#[derive(Debug, Clone)]
pub struct Sheet {
    page: Page,
    seals: Vec<Seal>,
    pictures: Vec<Picture>,
    scanned: Option<Box<Scanned>>,
    beyond: usize,
    cut: bool,
    unseen: Unseen,
    /// Some text of it is struck through.
    struck: bool,
    laid: page::LaidPage,
}

impl Sheet {
    /// Takes a page apart: its tables by their ruling lines, its lines by where they stand.
    pub fn of(mut ink: InkPage) -> Self {
        let page = Page {
            number: ink.number,
            width: ink.width,
            height: ink.height,
            source: ink.source.clone(),
            clipped: std::mem::take(&mut ink.clipped),
        };
        let seals = std::mem::take(&mut ink.seals);
        let pictures = std::mem::take(&mut ink.pictures);
        let scanned = ink.scanned.take().filter(|_| ink.account);
        let (beyond, cut, unseen) = (ink.beyond, ink.cut, ink.unseen);
        let struck = struck::is_struck(&ink);
        let laid = page::lay_out(ink);
        Self { page, seals, pictures, scanned, beyond, cut, unseen, struck, laid }
    }

    /// The number of the page, counted from 1.
    pub fn number(&self) -> u32 {
        self.page.number
    }
}

/// Lays out a whole document: tables from ruling lines, paragraphs from lines,
/// headers, footers and page numbers set apart, cells rejoined over page breaks.
pub fn lay_out(pages: Vec<InkPage>) -> Document {
    bind(compute(|| pages.into_par_iter().map(Sheet::of).collect()))
}

/// Characters beyond a page's edge that are worth telling of.
const BEYOND: usize = 3;

/// What is told of characters that the page does not show.
fn unseen(page: u32, unseen: Unseen) -> impl Iterator<Item = Warning> {
    let told = |code, count: usize, why: &str| {
        let message = format!("第 {page} 页有 {count} 个字{why}，纸面上看不见，未列入正文");
        (count > 0).then(|| Warning::on_page(code, page, message))
    };
    let covered = told(WarningCode::TextCovered, unseen.covered, "被后画上的图形盖住");
    let hidden = told(WarningCode::TextUnseen, unseen.hidden, "不显示、与底色相同或过小");
    covered.into_iter().chain(hidden)
}

/// The document of pages that were taken apart one by one, in their order.
///
/// Text beyond a page's edge is told of: a table printed too wide loses its columns there.
pub fn bind(sheets: Vec<Sheet>) -> Document {
    let mut document = Document::default();
    let mut laid = Vec::with_capacity(sheets.len());
    let struck = sheets.iter().any(|sheet| sheet.struck);
    for mut sheet in sheets {
        let number = sheet.page.number;
        let lost = match sheet.beyond {
            _ if sheet.cut => Some("表格伸出页面之外，被页边截去的内容未读".to_owned()),
            count if count >= BEYOND => Some(format!("{count} 个字排到了页面之外，看不见，未读")),
            _ => None,
        };
        let told = lost.map(|message| Warning::on_page(WarningCode::TextOffPage, number, message));
        document.warnings.extend(told);
        document.warnings.extend(unseen(number, sheet.unseen));
        document.pages.push(sheet.page);
        document.seals.append(&mut sheet.seals);
        document.pictures.append(&mut sheet.pictures);
        document.printed.extend(sheet.laid.printed.take());
        document.scanned.extend(sheet.scanned.take().map(|scanned| *scanned));
        laid.push(sheet.laid);
    }
    if struck {
        document.warnings.push(Warning::struck());
    }
    document.margins = furniture::set_apart(&mut laid);
    let columns = body::columns(&laid);
    let next = laid.iter().skip(1).map(page::LaidPage::begins_with_table).chain([false]);
    let next: Vec<bool> = next.collect();
    let pages = laid.into_iter().zip(columns).zip(next);
    let flows = pages.map(|((page, column), goes_on)| page.flow(column, goes_on)).collect();
    document.blocks = joins::join(flows);
    document
}
