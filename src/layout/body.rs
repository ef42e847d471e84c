//! Where the running text of each page begins and ends, left and right: told
//! by the lines themselves, from the page alone when it has enough of them,
//! else from all pages of its size.

use super::page::LaidPage;
use super::paragraphs::{Column, is_set_in};
use std::collections::HashMap;

/// Lines that make a page able to speak for itself.
const ENOUGH: usize = 6;

/// The text column of every page.
pub fn columns(pages: &[LaidPage]) -> Vec<Column> {
    let mut by_size: HashMap<(i32, i32), Edges> = HashMap::new();
    let own: Vec<Edges> = pages.iter().map(Edges::of).collect();
    for (page, edges) in pages.iter().zip(&own) {
        by_size.entry(size(page)).or_default().add(edges);
    }
    let mut columns: Vec<Column> = pages
        .iter()
        .zip(own)
        .map(|(page, mut edges)| {
            let shared = by_size.get(&size(page));
            let left = match (edges.left(), shared.and_then(Edges::left)) {
                (Some(own), _) if edges.lefts.len() >= ENOUGH => own,
                (_, Some(shared)) => shared,
                (own, None) => own.unwrap_or(0.0),
            };
            let mirrored = page.width - left;
            let right = match (edges.right(), shared.cloned()) {
                (Some(own), _) if edges.rights.len() >= ENOUGH => own,
                (_, Some(mut shared)) => shared.right().unwrap_or(mirrored),
                (own, None) => own.unwrap_or(mirrored),
            };
            // Short lines say little: margins are mostly alike on both sides.
            let right = if right < 0.85 * mirrored { mirrored } else { right };
            Column { left, right, cell: false, goes_back: false }
        })
        .collect();
    let goes_back = goes_back(pages, &columns);
    columns.iter_mut().for_each(|column| column.goes_back = goes_back);
    columns
}

/// Whether lines that wrap go back to the margin from a first line set in by two
/// characters: more often than they stay under it.
fn goes_back(pages: &[LaidPage], columns: &[Column]) -> bool {
    let (mut back, mut under) = (0usize, 0usize);
    for (page, column) in pages.iter().zip(columns) {
        for pair in page.lines.windows(2).filter(|pair| is_set_in(&pair[0], column.left)) {
            let full = column.right - pair[0].bbox.x1 < 1.5 * pair[0].size;
            back += usize::from(full && pair[1].bbox.x0 - column.left < 0.3 * pair[1].size);
            under += usize::from(full && is_set_in(&pair[1], column.left));
        }
    }
    back >= 2 && back > 2 * under
}

fn size(page: &LaidPage) -> (i32, i32) {
    (page.width.round() as i32, page.height.round() as i32)
}

#[derive(Debug, Clone, Default)]
struct Edges {
    lefts: Vec<f32>,
    rights: Vec<f32>,
    /// The outermost table edges: text stands inside of them by a cell's padding.
    tables: Option<(f32, f32)>,
}

impl Edges {
    fn of(page: &LaidPage) -> Self {
        let mut edges = Self::default();
        for line in page.lines.iter().filter(|line| !line.vertical) {
            edges.lefts.push(line.bbox.x0);
            if line.bbox.width() > 0.45 * page.width {
                // Some printers hang a mark of punctuation into the margin.
                let hangs = line.text.content.ends_with(['，', '。', '、', '；', '：', '！', '？']);
                let mark = if hangs { line.size } else { 0.0 };
                edges.rights.push(line.bbox.x1 - mark);
            }
        }
        for table in &page.tables {
            let b = table.bbox();
            edges.widen((b.x0, b.x1));
        }
        edges
    }

    fn widen(&mut self, other: (f32, f32)) {
        let (l, r) = self.tables.unwrap_or(other);
        self.tables = Some((l.min(other.0), r.max(other.1)));
    }

    fn add(&mut self, other: &Self) {
        self.lefts.extend(&other.lefts);
        self.rights.extend(&other.rights);
        if let Some(tables) = other.tables {
            self.widen(tables);
        }
    }

    /// The leftmost position at which several lines begin.
    fn left(&self) -> Option<f32> {
        let mut bins: HashMap<i32, usize> = HashMap::new();
        for left in &self.lefts {
            *bins.entry((left / 2.0).round() as i32).or_default() += 1;
        }
        let most = bins.values().copied().max()?;
        let enough = (most / 4).max(1).min(most);
        let left = bins.iter().filter(|(_, n)| **n >= enough).map(|(bin, _)| *bin).min()?;
        let left = left as f32 * 2.0;
        // Word hangs tables out of the text by the padding of their cells.
        Some(self.tables.map_or(left, |(table, _)| left.min(table + 5.4)))
    }

    /// The right end of the longest lines; one that sticks out alone does not count.
    fn right(&mut self) -> Option<f32> {
        self.rights.sort_by(|a, b| b.total_cmp(a));
        match self.rights.as_slice() {
            [first, second, rest @ ..] if first - second > 12.0 && rest.len() >= 6 => Some(*second),
            [first, ..] => Some(*first),
            [] => self.tables.map(|(_, table)| table - 5.4),
        }
    }
}
