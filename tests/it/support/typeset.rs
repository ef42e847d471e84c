//! A small typesetter: a document as ink on pages, the way a printer driver
//! draws it. Paragraphs wrap, tables have all their ruling lines, rows move to
//! the next page whole, and every page has its number.

#![allow(clippy::unwrap_used)]

use shenbao::document::{Block, Document, PageSource, Rect, Table};
use shenbao::layout::{Glyph, InkPage, Rule};

const SIZE: f32 = 10.0;
const PITCH: f32 = 15.0;
const LEFT: f32 = 60.0;
const RIGHT: f32 = 535.0;
const TOP: f32 = 70.0;
const BOTTOM: f32 = 760.0;
const PAD: f32 = 5.0;

fn width(c: char) -> f32 {
    if c.is_ascii() { SIZE / 2.0 } else { SIZE }
}

/// Lines of a text in a column: words of Latin letters stay whole, marks of
/// punctuation do not begin a line.
fn lines(text: &str, column: f32) -> Vec<String> {
    let mut out = Vec::new();
    for paragraph in text.split('\n') {
        let mut pieces: Vec<String> = Vec::new();
        for c in paragraph.chars() {
            let glued = pieces.last().and_then(|p: &String| p.chars().last()).is_some_and(|last| {
                last.is_ascii_graphic() && c.is_ascii_graphic()
                    || "，。、；：）》”％".contains(c)
                    || "（《“".contains(last)
            });
            match pieces.last_mut() {
                Some(piece) if glued => piece.push(c),
                _ => pieces.push(c.to_string()),
            }
        }
        let mut line = String::new();
        let mut used = 0.0;
        for piece in pieces {
            let wide: f32 = piece.chars().map(width).sum();
            if used + wide > column && !line.is_empty() {
                out.push(std::mem::take(&mut line));
                used = 0.0;
            }
            for c in piece.chars() {
                // A word longer than the column breaks where it must.
                if used + width(c) > column && !line.is_empty() {
                    out.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                line.push(c);
                used += width(c);
            }
        }
        out.push(line);
    }
    out
}

struct Press {
    pages: Vec<InkPage>,
    y: f32,
}

impl Press {
    fn page(&mut self) -> &mut InkPage {
        if self.pages.is_empty() {
            self.feed();
        }
        self.pages.last_mut().unwrap()
    }

    fn feed(&mut self) {
        let mut page = InkPage::blank(self.pages.len() as u32 + 1, 595.0, 842.0);
        page.source = PageSource::Text;
        self.pages.push(page);
        self.y = TOP;
        let number = format!("- {} -", self.pages.len());
        self.text(280.0, 790.0, &number);
    }

    fn text(&mut self, x: f32, y: f32, text: &str) {
        let mut x = x;
        for c in text.chars() {
            let bbox = Rect::new(x, y, x + width(c), y + SIZE);
            self.page().glyphs.push(Glyph::new(c, bbox, SIZE));
            x += width(c);
        }
    }

    fn rule(&mut self, x0: f32, y0: f32, x1: f32, y1: f32) {
        let bbox = Rect::new(x0 - 0.25, y0 - 0.25, x1 + 0.25, y1 + 0.25);
        self.page().rules.push(Rule { bbox });
    }

    fn paragraph(&mut self, text: &str) {
        for line in lines(text, RIGHT - LEFT) {
            if self.pages.is_empty() || self.y + PITCH > BOTTOM {
                self.feed();
            }
            let y = self.y;
            self.text(LEFT, y, &line);
            self.y += PITCH;
        }
        self.y += 6.0;
    }

    fn table(&mut self, table: &Table) {
        let column = (RIGHT - LEFT) / table.cols.max(1) as f32;
        let x = |col: usize| LEFT + column * col as f32;
        let mut heights = vec![PITCH + 2.0 * PAD; table.rows];
        let set: Vec<Vec<String>> = table
            .cells
            .iter()
            .map(|c| lines(&c.text().content, column * c.col_span as f32 - 2.0 * PAD))
            .collect();
        for (cell, lines) in table.cells.iter().zip(&set) {
            let rows = cell.row..(cell.row + cell.row_span).min(table.rows);
            let need = lines.len() as f32 * PITCH + 2.0 * PAD;
            let have: f32 = heights[rows.clone()].iter().sum();
            if need > have
                && let Some(last) = rows.last()
            {
                heights[last] += need - have;
            }
        }
        let mut row = 0;
        while row < table.rows {
            // Rows that a merged cell holds together stay together.
            let mut end = row + 1;
            while let Some(cell) = table
                .cells
                .iter()
                .find(|c| c.row < end && (end + 1..=table.rows).contains(&(c.row + c.row_span)))
            {
                end = cell.row + cell.row_span;
            }
            let height: f32 = heights[row..end].iter().sum();
            if self.pages.is_empty() || self.y + height > BOTTOM {
                self.feed();
            }
            let tops: Vec<f32> =
                (row..=end).map(|r| self.y + heights[row..r].iter().sum::<f32>()).collect();
            for (cell, lines) in table.cells.iter().zip(&set) {
                if !(row..end).contains(&cell.row) {
                    continue;
                }
                let (top, bottom) =
                    (tops[cell.row - row], tops[(cell.row + cell.row_span).min(end) - row]);
                let (left, right) = (x(cell.col), x((cell.col + cell.col_span).min(table.cols)));
                self.rule(left, top, right, top);
                self.rule(left, bottom, right, bottom);
                self.rule(left, top, left, bottom);
                self.rule(right, top, right, bottom);
                for (n, line) in lines.iter().enumerate() {
                    self.text(left + PAD, top + PAD + 2.0 + PITCH * n as f32, line);
                }
            }
            self.y += height;
            row = end;
        }
        self.y += 10.0;
    }
}

/// The pages of a document.
pub fn pages(document: &Document) -> Vec<InkPage> {
    let mut press = Press { pages: Vec::new(), y: TOP };
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => press.paragraph(&paragraph.text.content),
            Block::Table(table) => press.table(table),
            Block::PageBreak => press.feed(),
        }
    }
    press.pages
}
