//! A small typesetter: a sheet as glyphs and filled boxes on pages.

use super::sheet::{Block, Lines, Run, Set, Sheet, Table};
use super::write::Style;

pub const WIDTH: f32 = 595.0;
pub const HEIGHT: f32 = 842.0;

/// A character at its place: left edge and top of its square, points from the page's top.
#[derive(Clone, Copy)]
pub struct Glyph {
    pub c: char,
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub wide: f32,
}

#[derive(Clone, Copy)]
pub struct Fill {
    pub at: [f32; 4],
    pub grey: f32,
}

#[derive(Default)]
pub struct Page {
    pub glyphs: Vec<Glyph>,
    pub fills: Vec<Fill>,
}

type Wide<'a> = &'a dyn Fn(char) -> f32;
type Line = Vec<(char, Set)>;

struct Press<'a> {
    pages: Vec<Page>,
    y: f32,
    style: &'a Style,
    wide: Wide<'a>,
}

/// The pages; `wide` tells how wide a character is, as a share of its size.
pub fn pages(sheet: &Sheet, style: &Style, wide: Wide<'_>) -> Vec<Page> {
    let mut press = Press { pages: Vec::new(), y: 0.0, style, wide };
    press.feed();
    for block in &sheet.blocks {
        match block {
            Block::Para(runs) => press.paragraph(runs),
            Block::Table(table) => press.table(table),
        }
    }
    if !sheet.notes.is_empty() {
        press.notes(&sheet.notes);
    }
    press.pages
}

impl Press<'_> {
    fn column(&self) -> f32 {
        WIDTH - 2.0 * self.style.margin
    }

    fn bottom(&self) -> f32 {
        HEIGHT - self.style.margin - 40.0
    }

    fn feed(&mut self) {
        self.pages.push(Page::default());
        self.y = self.style.margin;
        let number: Line =
            format!("- {} -", self.pages.len()).chars().map(|c| (c, Set::Plain)).collect();
        self.line(285.0, HEIGHT - 50.0, &number);
    }

    fn fill(&mut self, at: [f32; 4], grey: f32) {
        if let Some(page) = self.pages.last_mut() {
            page.fills.push(Fill { at, grey });
        }
    }

    fn size(&self, set: Set) -> f32 {
        self.style.size
            * if matches!(set, Set::Super | Set::Sub | Set::Note(_)) { 0.6 } else { 1.0 }
    }

    fn advance(&self, (c, set): (char, Set)) -> f32 {
        (self.wide)(c) * self.size(set)
    }

    fn line(&mut self, mut x: f32, y: f32, line: &[(char, Set)]) {
        let full = self.style.size;
        for same in line.chunk_by(|a, b| a.1 == b.1) {
            let set = same[0].1;
            let width: f32 = same.iter().map(|c| self.advance(*c)).sum();
            let (x1, low) = (x + width, y + full);
            match set {
                Set::Marked => self.fill([x, y, x1, low + 1.0], 0.8),
                Set::Underlined => self.fill([x, low + 1.5, x1, low + 2.2], 0.0),
                Set::Struck => self.fill([x, y + 0.5 * full, x1, y + 0.5 * full + 0.7], 0.0),
                Set::Framed => {
                    let (left, right) = (x - 1.0, x1 + 1.0);
                    self.fill([left, y - 1.2, right, y - 0.6], 0.0);
                    self.fill([left, low + 1.4, right, low + 2.0], 0.0);
                    self.fill([left, y - 1.2, left + 0.6, low + 2.0], 0.0);
                    self.fill([right - 0.6, y - 1.2, right, low + 2.0], 0.0);
                }
                _ => {}
            }
            let size = self.size(set);
            let top = if set == Set::Sub { y + 0.55 * full } else { y };
            for c in same {
                let wide = self.advance(*c);
                if let Some(page) = self.pages.last_mut() {
                    page.glyphs.push(Glyph { c: c.0, x, y: top, size, wide });
                }
                x += wide;
            }
        }
    }

    /// Lines of a text in a column: Latin words stay whole, closing marks begin no line.
    fn lines(&self, runs: &[Run], column: f32) -> Vec<Line> {
        let mut out = Vec::new();
        let mut pieces: Vec<Line> = Vec::new();
        let all = runs.iter().flat_map(|run| run.text.chars().map(|c| (c, run.set)));
        let mut paragraphs: Vec<Line> = vec![Vec::new()];
        for c in all {
            if c.0 == '\n' {
                paragraphs.push(Vec::new());
            } else if let Some(last) = paragraphs.last_mut() {
                last.push(c);
            }
        }
        for paragraph in paragraphs {
            pieces.clear();
            for c in paragraph {
                let glued = pieces.last().and_then(|p| p.last()).is_some_and(|last| {
                    last.0.is_ascii_graphic() && c.0.is_ascii_graphic()
                        || "，。、；：）》”％²³".contains(c.0)
                        || c.1 != Set::Plain
                        || "（《“".contains(last.0)
                });
                match pieces.last_mut() {
                    Some(piece) if glued => piece.push(c),
                    _ => pieces.push(vec![c]),
                }
            }
            let (mut line, mut used): (Line, f32) = (Vec::new(), 0.0);
            for piece in &pieces {
                let width: f32 = piece.iter().map(|c| self.advance(*c)).sum();
                if used + width > column && !line.is_empty() {
                    out.push(std::mem::take(&mut line));
                    used = 0.0;
                }
                for c in piece {
                    if used + self.advance(*c) > column && !line.is_empty() {
                        out.push(std::mem::take(&mut line));
                        used = 0.0;
                    }
                    used += self.advance(*c);
                    line.push(*c);
                }
            }
            out.push(line);
        }
        out
    }

    fn paragraph(&mut self, runs: &[Run]) {
        for line in self.lines(runs, self.column()) {
            if self.y + self.style.pitch > self.bottom() {
                self.feed();
            }
            self.line(self.style.margin, self.y, &line);
            self.y += self.style.pitch;
        }
        self.y += 0.5 * self.style.pitch;
    }

    fn notes(&mut self, notes: &[String]) {
        let top = HEIGHT - 60.0 - self.style.pitch * notes.len() as f32 - 6.0;
        if self.y > top {
            self.feed();
        }
        let left = self.style.margin;
        self.fill([left, top - 4.0, left + 140.0, top - 3.5], 0.0);
        for (n, note) in notes.iter().enumerate() {
            let mark = (n + 1).to_string();
            let mut line: Line = mark.chars().map(|c| (c, Set::Super)).collect();
            line.extend(format!(" {note}").chars().map(|c| (c, Set::Plain)));
            self.line(left, top + self.style.pitch * n as f32, &line);
        }
    }

    fn table(&mut self, table: &Table) {
        const PAD: f32 = 4.0;
        let shares = self.style.shares(table.cols);
        let x =
            |col: usize| self.style.margin + self.column() * shares.iter().take(col).sum::<f32>();
        let pitch = self.style.pitch;
        let edges: Vec<f32> = (0..=table.cols).map(x).collect();
        let mut heights = vec![pitch + 2.0 * PAD; table.rows];
        let set: Vec<Vec<Line>> = table
            .cells
            .iter()
            .map(|c| {
                let right = (c.col + c.cols).min(table.cols);
                self.lines(&c.runs, edges[right] - edges[c.col.min(right)] - 2.0 * PAD)
            })
            .collect();
        for (cell, lines) in table.cells.iter().zip(&set) {
            let rows = cell.row..(cell.row + cell.rows).min(table.rows);
            let need = lines.len() as f32 * pitch + 2.0 * PAD;
            let have: f32 = heights[rows.clone()].iter().sum();
            if need > have
                && let Some(last) = rows.last()
            {
                heights[last] += need - have;
            }
        }
        let thick = 0.5 * self.style.border;
        let mut row = 0;
        while row < table.rows {
            let mut end = row + 1;
            while let Some(cell) = table
                .cells
                .iter()
                .find(|c| c.row < end && (end + 1..=table.rows).contains(&(c.row + c.rows)))
            {
                end = cell.row + cell.rows;
            }
            let height: f32 = heights[row..end].iter().sum();
            if self.y + height > self.bottom() {
                self.feed();
            }
            let tops: Vec<f32> =
                (row..=end).map(|r| self.y + heights[row..r].iter().sum::<f32>()).collect();
            for (cell, lines) in table.cells.iter().zip(&set) {
                if !(row..end).contains(&cell.row) {
                    continue;
                }
                let low = (cell.row + cell.rows).min(end);
                let (top, bottom) = (tops[cell.row - row], tops[low - row]);
                let (left, right) =
                    (edges[cell.col], edges[(cell.col + cell.cols).min(table.cols)]);
                let (above, below, sides) = match table.lines {
                    Lines::All => (true, true, true),
                    Lines::Three => (cell.row < 2, low == table.rows, false),
                    Lines::None => (false, false, false),
                };
                if above {
                    self.fill([left, top - thick, right, top + thick], 0.0);
                }
                if below {
                    self.fill([left, bottom - thick, right, bottom + thick], 0.0);
                }
                if sides {
                    self.fill([left - thick, top, left + thick, bottom], 0.0);
                    self.fill([right - thick, top, right + thick, bottom], 0.0);
                }
                for (n, line) in lines.iter().enumerate() {
                    self.line(left + PAD, top + PAD + 1.0 + pitch * n as f32, line);
                }
            }
            self.y += height;
            row = end;
        }
        self.y += 10.0;
    }
}
