//! The layout room on small authored pages, and on random ink.

use super::{Glyph, InkPage, Rule, lay_out};
use crate::document::{Block, Document, MarginKind, PageSource, Rect, Table};

mod tables;
mod text;

const SIZE: f32 = 10.0;

/// A page that is drawn by hand.
struct Sheet(InkPage);

impl Sheet {
    fn new(number: u32) -> Self {
        let mut page = InkPage::blank(number, 400.0, 600.0);
        page.source = PageSource::Text;
        Self(page)
    }

    /// Text from `x` on; `y` is the top of the line. Han is 10 wide, the rest 5.
    fn text(mut self, x: f32, y: f32, text: &str) -> Self {
        let mut x = x;
        for c in text.chars() {
            let width = if c.is_ascii() { SIZE / 2.0 } else { SIZE };
            self.0.glyphs.push(Glyph::new(c, Rect::new(x, y, x + width, y + SIZE), SIZE));
            x += width;
        }
        self
    }

    fn across(mut self, y: f32, x0: f32, x1: f32) -> Self {
        self.0.rules.push(Rule { bbox: Rect::new(x0, y - 0.25, x1, y + 0.25) });
        self
    }

    fn down(mut self, x: f32, y0: f32, y1: f32) -> Self {
        self.0.rules.push(Rule { bbox: Rect::new(x - 0.25, y0, x + 0.25, y1) });
        self
    }

    /// A grid with all its lines.
    fn grid(mut self, xs: &[f32], ys: &[f32]) -> Self {
        for y in ys {
            self = self.across(*y, xs[0], xs[xs.len() - 1]);
        }
        for x in xs {
            self = self.down(*x, ys[0], ys[ys.len() - 1]);
        }
        self
    }
}

fn laid(sheets: impl IntoIterator<Item = Sheet>) -> Document {
    lay_out(sheets.into_iter().map(|sheet| sheet.0).collect())
}

fn rows(table: &Table) -> Vec<String> {
    table.text().content.lines().map(str::to_owned).collect()
}

fn tables(document: &Document) -> Vec<&Table> {
    document.tables().map(|(_, table)| table).collect()
}

fn paragraphs(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(p) => Some(p.text.content.as_str()),
            _ => None,
        })
        .collect()
}
