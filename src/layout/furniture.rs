//! Page furniture: headers, footers, page numbers and footnotes leave the body.

use super::lines::Line;
use super::page::LaidPage;
use crate::document::{Margin, MarginKind};
use std::collections::HashMap;

/// Lines are looked at within this part of the page's height from either edge.
const ZONE: f32 = 0.13;
/// A repeated line nearer to the edge than this is furniture even on two pages.
const EDGE: f32 = 0.085;

/// Takes headers, footers, page numbers, footnotes and watermarks out of the pages.
pub fn set_apart(pages: &mut [LaidPage]) -> Vec<Margin> {
    let repeated = repeated(pages);
    let count = pages.len();
    let mut margins = Vec::new();
    for page in pages {
        let mut kept = Vec::with_capacity(page.lines.len());
        let notes = footnotes(page);
        for line in std::mem::take(&mut page.lines) {
            let kind = match zone(&line, page) {
                Some(zone) if is_page_number(&line, page) => {
                    Some((MarginKind::PageNumber, zone)).map(|(kind, _)| kind)
                }
                Some(zone) => repeated
                    .get(&mask(&line, zone))
                    .filter(|times| is_repeated(**times, count, &line, page))
                    .map(|_| match zone {
                        Zone::Top => MarginKind::Header,
                        Zone::Bottom => MarginKind::Footer,
                    }),
                None => None,
            };
            let kind = kind.or_else(|| {
                notes.is_some_and(|top| line.bbox.y0 >= top).then_some(MarginKind::Footnote)
            });
            match kind {
                Some(kind) => margins.push(Margin { kind, text: line.text }),
                None => kept.push(line),
            }
        }
        page.lines = kept;
        if let Some(text) = page.slanted.take() {
            margins.push(Margin { kind: MarginKind::Header, text });
        }
    }
    margins
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Zone {
    Top,
    Bottom,
}

/// Which margin a line stands in: near an edge and with no table beyond it.
fn zone(line: &Line, page: &LaidPage) -> Option<Zone> {
    if line.vertical {
        return None;
    }
    if line.bbox.y1 < ZONE * page.height && page.tables.iter().all(|t| t.bbox().y0 > line.bbox.y0) {
        return Some(Zone::Top);
    }
    let below = line.bbox.y0 > (1.0 - ZONE) * page.height;
    (below && page.tables.iter().all(|t| t.bbox().y1 < line.bbox.y1)).then_some(Zone::Bottom)
}

/// A line's text with digits masked, so that running numbers do not tell it apart.
fn mask(line: &Line, zone: Zone) -> (Zone, String) {
    let text = line
        .text
        .content
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect::<String>();
    (zone, text)
}

fn repeated(pages: &[LaidPage]) -> HashMap<(Zone, String), usize> {
    let mut seen: HashMap<(Zone, String), (usize, u32)> = HashMap::new();
    for page in pages {
        for line in &page.lines {
            let Some(zone) = zone(line, page) else { continue };
            let entry = seen.entry(mask(line, zone)).or_insert((0, 0));
            if entry.1 != page.number {
                *entry = (entry.0 + 1, page.number);
            }
        }
    }
    seen.into_iter().map(|(key, (times, _))| (key, times)).collect()
}

fn is_repeated(times: usize, pages: usize, line: &Line, page: &LaidPage) -> bool {
    let edge = line.bbox.y1 < EDGE * page.height || line.bbox.y0 > (1.0 - EDGE) * page.height;
    let enough = if edge { 2 } else { 3 };
    times >= enough && (edge || times * 3 >= pages)
}

/// `- 2 -`, `— 3 —`, `第1页 共8页`, `3/8`, a bare number: alone on a line at the edge.
fn is_page_number(line: &Line, page: &LaidPage) -> bool {
    if line.bbox.width() > 0.4 * page.width {
        return false;
    }
    let text: Vec<char> = line.text.content.chars().filter(|c| !c.is_whitespace()).collect();
    let ordinary =
        |c: char| c.is_ascii_digit() || "-—–―－‐~·•.第页共/／|of０１２３４５６７８９".contains(c);
    let digits = text.iter().filter(|c| c.is_numeric()).count();
    (1..=8).contains(&digits) && text.len() <= 16 && text.iter().all(|c| ordinary(*c)) && {
        // A bare decimal or a date is no page number.
        let dots = text.iter().filter(|c| **c == '.').count();
        dots == 0 || digits <= 3 && text.first() == text.last()
    }
}

/// The top of the footnotes: below a short rule at the left, smaller than the body.
fn footnotes(page: &LaidPage) -> Option<f32> {
    let body = median_size(&page.lines)?;
    let rule = page
        .loose_rules
        .iter()
        .filter(|r| {
            r.y0 > 0.5 * page.height
                && (0.1..0.45).contains(&(r.width() / page.width))
                && r.x0 < 0.35 * page.width
        })
        .max_by(|a, b| a.y0.total_cmp(&b.y0))?;
    let mut below = page.lines.iter().filter(|l| l.bbox.y0 > rule.y0 - 1.0).peekable();
    let first = below.peek()?.bbox.y0;
    let near = first - rule.y0 < 20.0;
    let small = below.all(|l| l.size < body - 0.4 || zone(l, page).is_some());
    let tables = page.tables.iter().all(|t| t.bbox().y0 < rule.y0);
    (near && small && tables).then_some(rule.y0 - 1.0)
}

fn median_size(lines: &[Line]) -> Option<f32> {
    let mut sizes: Vec<f32> = lines.iter().map(|l| l.size).collect();
    if sizes.is_empty() {
        return None;
    }
    let middle = sizes.len() / 2;
    Some(*sizes.select_nth_unstable_by(middle, f32::total_cmp).1)
}
