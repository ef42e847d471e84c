//! 一 and the dash: recognition reads the commoner one whatever is printed. Song type ends its
//! 一 in a knob that no dash has; in type without one a dash is shorter or longer than the 一
//! of the same page. Measured on eleven faces at 150 to 300 dots an inch.

use super::lines::TextLine;
use super::marks::{DISPUTED, UNPROVEN};
use super::plane::{Gray, PixelBox};
use super::sheet::Sheet;
use super::twins;
use super::witnesses::is_ruled;
use crate::layout::Glyph;
use std::ops::Range;

/// How much thicker than its middle the end of a 一 with a knob is, and of what has none.
const KNOB: f32 = 1.6;
const PLAIN: f32 = 1.3;

/// A plain bar between these widths (of its size) may be the 一 of another face (a heading).
const OTHER_FACE: Range<f32> = 0.845..0.95;

/// By how much a plain bar's width differs from that of the page's others, if it is none.
const APART: f32 = 0.065;

/// Bars that tell how a page prints them.
const ENOUGH: usize = 3;

/// A bar as it is printed.
struct Bar {
    glyph: usize,
    /// Thickness of its end beside that of its middle.
    end: f32,
    /// Width beside its size.
    width: f32,
}

/// Doubts each 一 of a page that is printed like a dash.
pub fn settle(glyphs: &mut [Glyph], lines: &[(&TextLine, Option<Range<usize>>)], sheet: &Sheet) {
    let mut bars = Vec::new();
    for (line, range) in lines {
        for glyph in range.clone().into_iter().flatten() {
            if glyphs[glyph].character == '一' {
                bars.extend(bar(line, glyphs, glyph, sheet));
            }
        }
    }
    if bars.len() < ENOUGH {
        return;
    }
    let end = median(bars.iter().map(|bar| bar.end));
    let width = median(bars.iter().map(|bar| bar.width));
    for bar in &bars {
        let differs = (bar.width - width).abs() >= APART;
        let is_dash = match end >= KNOB {
            true => bar.end <= PLAIN && differs && !OTHER_FACE.contains(&bar.width),
            false => bar.end <= PLAIN && differs,
        };
        if is_dash {
            let glyph = &mut glyphs[bar.glyph];
            glyph.alternatives.retain(|known| known.0 != '—');
            glyph.alternatives.insert(0, ('—', DISPUTED));
            glyph.confidence = glyph.confidence.min(UNPROVEN);
        }
    }
}

fn bar(line: &TextLine, glyphs: &[Glyph], at: usize, sheet: &Sheet) -> Option<Bar> {
    let glyph = &glyphs[at];
    let area = twins::ink(line, glyph, sheet.dpi)?;
    let size = glyph.size * sheet.dpi / 72.0;
    let flat = (area.height() as f32) < 0.4 * size && area.width() as f32 > 0.6 * size;
    if !flat || is_ruled(&area, sheet) {
        return None;
    }
    let thick = thickness(&sheet.gray, &area);
    let share = |from: f32, to: f32| {
        let count = thick.len() as f32;
        thick.get((from * count) as usize..(to * count) as usize).unwrap_or_default()
    };
    let middle = median(share(0.3, 0.7).iter().copied());
    let end = share(0.78, 0.97).iter().copied().fold(0.0, f32::max);
    (middle > 0.0).then(|| Bar { glyph: at, end: end / middle, width: area.width() as f32 / size })
}

/// The ink of each column.
fn thickness(gray: &Gray, area: &PixelBox) -> Vec<f32> {
    let paper = f32::from(gray.paper());
    let rows = area.y0.saturating_sub(1)..(area.y1 + 1).min(gray.height);
    let mut columns = vec![0.0; area.width()];
    for y in rows {
        for (column, &v) in columns.iter_mut().zip(gray.row(y, area.x0, area.x1)) {
            *column += (paper - f32::from(v)).max(0.0);
        }
    }
    columns
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Picture;
    use super::*;
    use crate::document::Rect;

    /// Bars on a page of 144 dots an inch, 20 points high: each its width in pixels and
    /// whether it ends in a knob.
    fn doubted(bars: &[(usize, bool)]) -> Vec<bool> {
        let mut gray = Gray::filled(1_000, 200, 250);
        let mut pieces = Vec::new();
        let mut glyphs = Vec::new();
        for (n, &(width, knob)) in bars.iter().enumerate() {
            let x = 40 + 60 * n;
            for y in 98..102 {
                gray.data[y * 1_000 + x..y * 1_000 + x + width].fill(20);
            }
            if knob {
                for y in 92..98 {
                    let from = x + width * 4 / 5;
                    gray.data[y * 1_000 + from..y * 1_000 + from + 5].fill(20);
                }
            }
            pieces.push(PixelBox::new(x, if knob { 92 } else { 98 }, x + width, 102));
            let left = (x as f32 - 3.0) / 2.0;
            glyphs.push(Glyph::new('一', Rect::new(left, 40.0, left + 25.0, 60.0), 20.0));
        }
        let sheet = Picture { gray, seals: Vec::new(), pens: Vec::new(), dpi: 144.0 }.sheet();
        let area = pieces.iter().copied().reduce(|a, b| a.union(&b)).unwrap();
        let line = TextLine { area, pieces, cell: 0 };
        let all = 0..glyphs.len();
        settle(&mut glyphs, &[(&line, Some(all))], &sheet);
        glyphs.iter().map(|glyph| glyph.alternatives.iter().any(|a| a.0 == '—')).collect()
    }

    #[test]
    fn a_bar_unlike_the_others_of_its_page_is_doubted() {
        assert!(doubted(&[(36, true), (36, true), (32, false), (36, true)])[2]);
        // A heading in another face.
        assert!(!doubted(&[(36, true), (36, true), (35, false), (36, true)])[2]);
        assert_eq!(doubted(&[(36, false), (32, false), (36, false)]), [false, true, false]);
        assert!(doubted(&[(36, false), (36, false), (35, false)]).iter().all(|d| !d));
        // One alone says nothing.
        assert_eq!(doubted(&[(32, false)]), [false]);
    }
}
