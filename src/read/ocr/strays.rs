//! The balance of a scanned page's ink: what no line that was read, no ruling line, box,
//! picture or seal answers for, and lines that run through what was read.

use super::lines::TextLine;
use super::page::points;
use super::plane::{Piece, PixelBox};
use super::sheet::Sheet;
use super::slants;
use crate::document::{Rect, Stray, StrayKind};
use crate::layout::Glyph;
use std::collections::HashSet;

/// Sides (points) of the smallest mark that a person would look at twice. A speck of dust
/// is smaller.
const LEAST_SIDE: f32 = 3.4;

/// Ink (square points) of the smallest such mark.
const LEAST_INK: f32 = 2.2;

/// Marks nearer to each other than this (points) are one.
const NEAR: f32 = 4.0;

/// What stands nearer to the edge of the paper (points) is the scanner's.
const EDGE: f32 = 14.0;

/// Places of one page that are told at most.
const MOST: usize = 200;

/// Straight bars are at least so many times as long as thick, and so thick at most (points).
const BAR: f32 = 9.0;
const BAR_THICK: f32 = 2.5;

/// The shortest bar that may stand under a word, points.
const LEAST_BAR: f32 = 8.0;

/// Coloured bars of this length (points) rule the page; coloured areas of which more than
/// this share is ink are grounds; and print has no less than this share of its ink coloured.
const RULED: f32 = 80.0;
const GROUND: f32 = 0.7;
const PRINTED: f32 = 0.7;

/// How thick (points) the stroke of a pen is at least.
const STROKE: f32 = 0.6;

/// Characters that are themselves strokes through the middle of the line.
const STROKES: &str = "—–-－─━―_＿=＝~～…·一二三十";

/// A line with the characters that stand in it.
pub struct Answered<'a> {
    /// The line.
    pub line: &'a TextLine,
    /// What was read of it; none where it is told as unread.
    pub glyphs: Option<&'a [Glyph]>,
}

/// Ink that nothing answers for.
pub fn find(sheet: &Sheet, lines: &[Answered<'_>]) -> Vec<Stray> {
    let point = sheet.dpi / 72.0;
    let mut left: Vec<Piece> = Vec::new();
    let mut in_lines: HashSet<(usize, usize, usize, usize)> = HashSet::new();
    let key = |area: &PixelBox| (area.x0, area.y0, area.x1, area.y1);
    for answered in lines {
        in_lines.extend(answered.line.pieces.iter().map(key));
        let Some(glyphs) = answered.glyphs else { continue };
        let unread = answered.line.pieces.iter().filter(|piece| !is_read(piece, glyphs, point));
        left.extend(unread.map(|area| Piece { area: *area, pixels: sheet.ink(area) }));
    }
    // Lines that the detection network found have no pieces but themselves.
    let whole: Vec<&PixelBox> = lines
        .iter()
        .filter(|answered| answered.line.pieces == [answered.line.area])
        .map(|answered| &answered.line.area)
        .collect();
    for piece in &sheet.pieces {
        let in_whole = whole.iter().any(|area| area.overlaps(&piece.area));
        if !in_lines.contains(&key(&piece.area)) && !in_whole && !is_bar(&piece.area, point) {
            left.push(*piece);
        }
    }
    left.retain(|piece| is_mark(piece, point) && !is_answered(&piece.area, sheet, point));
    let mut found: Vec<Stray> = joined(left, NEAR * point)
        .into_iter()
        .map(|piece| stray(&piece.area, piece.pixels, StrayKind::Mark, sheet.dpi))
        .collect();
    for answered in lines {
        let Some(glyphs) = answered.glyphs else { continue };
        let mut through = crossed(answered.line, glyphs, sheet);
        for stroke in slants::find(answered.line, glyphs, sheet) {
            match through.iter_mut().find(|other| other.bbox.overlaps(&stroke.bbox)) {
                Some(other) => other.bbox = other.bbox.union(&stroke.bbox),
                None => through.push(stroke),
            }
        }
        found.extend(through);
    }
    found.extend(pens(sheet, lines));
    found.truncate(MOST);
    found
}

/// Straight strokes that are no ruling lines of a table: under blanks, values or options.
pub fn bars(sheet: &Sheet) -> Vec<Rect> {
    let point = sheet.dpi / 72.0;
    let long = |area: &PixelBox| area.width() as f32 >= LEAST_BAR * point;
    let found = sheet.pieces.iter().map(|piece| &piece.area);
    let found = found.filter(|area| is_bar(area, point) && long(area));
    found.take(MOST).map(|area| points(area, sheet.dpi)).collect()
}

/// Coloured ink beside the print or over it. What is read in its own colour is print.
fn pens(sheet: &Sheet, lines: &[Answered<'_>]) -> Vec<Stray> {
    let point = sheet.dpi / 72.0;
    let glyphs: Vec<&Glyph> = lines.iter().filter_map(|line| line.glyphs).flatten().collect();
    let is_pen = |pen: &&Piece| {
        let area = &pen.area;
        let (w, h) = (area.width() as f32, area.height() as f32);
        let ruled = is_bar(area, point) && w.max(h) >= RULED * point;
        let ground = w * h > 0.0 && pen.pixels as f32 > GROUND * w * h && w.min(h) > 6.0 * point;
        // Where a scanner's colours lie side by side, print has thin coloured edges.
        let fringe = (pen.pixels as f32) < STROKE * point * w.max(h);
        if fringe || !is_mark(pen, point) || ruled || ground || is_apart(area, sheet, point) {
            return false;
        }
        let own = points(area, sheet.dpi);
        let over = |glyph: &&&Glyph| {
            let (x, y) = glyph.bbox.center();
            own.contains(x, y)
        };
        let read = glyphs.iter().filter(over).count();
        let ink = sheet.ink(area).max(1) as f32;
        read == 0 || (pen.pixels as f32) < PRINTED * ink
    };
    let found: Vec<Piece> = sheet.pens.iter().filter(is_pen).copied().collect();
    joined(found, NEAR * point)
        .into_iter()
        .map(|piece| stray(&piece.area, piece.pixels, StrayKind::Pen, sheet.dpi))
        .collect()
}

/// Whether a piece stands at the edge of the paper, in a picture, or is a box that was read.
fn is_apart(area: &PixelBox, sheet: &Sheet, point: f32) -> bool {
    let (w, h) = (sheet.gray.width, sheet.gray.height);
    let edge = (EDGE * point) as usize;
    let at_edge = area.x0 < edge || area.y0 < edge || area.x1 + edge > w || area.y1 + edge > h;
    let around = (3.0 * point) as usize;
    let held = |other: &PixelBox| other.grown(around, w, h).overlaps(area);
    at_edge
        || sheet.seals.iter().any(held)
        || sheet.pictures.iter().any(held)
        || sheet.ticks.iter().any(|tick| held(&tick.area))
}

fn stray(area: &PixelBox, pixels: usize, kind: StrayKind, dpi: f32) -> Stray {
    let by = 144.0 / dpi;
    Stray { bbox: points(area, dpi), ink: pixels as f32 * by * by, kind }
}

/// Whether a piece of a line stands where a character of it was read.
fn is_read(piece: &PixelBox, glyphs: &[Glyph], point: f32) -> bool {
    let middle = (piece.x0 + piece.x1) as f32 / 2.0 / point;
    let (from, to) = (piece.x0 as f32 / point, piece.x1 as f32 / point);
    glyphs.iter().any(|glyph| {
        let slack = 0.3 * glyph.size;
        let (x0, x1) = (glyph.bbox.x0 - slack, glyph.bbox.x1 + slack);
        (x0..=x1).contains(&middle) || (to.min(x1) - from.max(x0)) * 2.0 > to - from
    })
}

/// Whether a piece is more than dust.
fn is_mark(piece: &Piece, point: f32) -> bool {
    let side = piece.area.width().max(piece.area.height()) as f32;
    side >= LEAST_SIDE * point && piece.pixels as f32 >= LEAST_INK * point * point
}

/// A straight stroke, as of a table or a blank to be filled in.
fn is_bar(area: &PixelBox, point: f32) -> bool {
    let (w, h) = (area.width() as f32, area.height() as f32);
    w.max(h) >= BAR * w.min(h) && w.min(h) <= BAR_THICK * point
}

/// Whether something else than text answers for a piece, or it is the scanner's own.
fn is_answered(area: &PixelBox, sheet: &Sheet, point: f32) -> bool {
    is_apart(area, sheet, point) || sheet.ruling.covers(area, sheet.dpi)
}

/// Pieces that nearly touch are one.
fn joined(mut pieces: Vec<Piece>, near: f32) -> Vec<Piece> {
    pieces.sort_by_key(|piece| (piece.area.y0, piece.area.x0));
    let mut out: Vec<Piece> = Vec::new();
    let near = near as usize;
    for piece in pieces {
        let close = |other: &&mut Piece| {
            other.area.grown(near, usize::MAX, usize::MAX).overlaps(&piece.area)
        };
        match out.iter_mut().rev().take(64).find(close) {
            Some(other) => {
                other.area = other.area.union(&piece.area);
                other.pixels += piece.pixels;
            }
            None => out.push(piece),
        }
    }
    out
}

/// Lines through the characters of a line: ruling lines across their middle, and strokes
/// longer than any of their own.
fn crossed(line: &TextLine, glyphs: &[Glyph], sheet: &Sheet) -> Vec<Stray> {
    let point = sheet.dpi / 72.0;
    let (top, height) = (line.area.y0 as f32, line.area.height() as f32);
    let middle = top + 0.3 * height..top + 0.72 * height;
    let mut strokes: Vec<(f32, f32, f32)> = Vec::new();
    for rule in &sheet.ruling.across {
        if middle.contains(&rule.at) {
            strokes.push((rule.from, rule.to, rule.at));
        }
    }
    let long = (0.9 * sheet.em) as usize;
    for y in middle.start as usize..middle.end.ceil() as usize {
        for (from, to) in sheet.runs(y, line.area.x0, line.area.x1, long) {
            strokes.push((from as f32, to as f32, y as f32));
        }
    }
    let mut found: Vec<Stray> = Vec::new();
    for (from, to, y) in strokes {
        let (from, to) = (from / point, to / point);
        let over = |share: f32| -> Vec<&Glyph> {
            let shared = |g: &Glyph| to.min(g.bbox.x1) - from.max(g.bbox.x0);
            glyphs.iter().filter(|glyph| shared(glyph) >= share * glyph.bbox.width()).collect()
        };
        let covered = over(0.8);
        if covered.iter().all(|glyph| STROKES.contains(glyph.character)) {
            continue;
        }
        // The bars of two fours touch; a stroke through them goes on beyond them.
        let touched = over(0.5);
        let beyond = touched.first().zip(touched.last()).map_or(0.0, |(first, last)| {
            (first.bbox.x0 - from).max(0.0) + (to - last.bbox.x1).max(0.0)
        });
        let fours = touched.iter().all(|glyph| glyph.character == '4');
        if fours && beyond < 0.3 * covered.iter().map(|glyph| glyph.size).fold(0.0, f32::max) {
            continue;
        }
        let size = covered.iter().map(|glyph| glyph.size).fold(0.0, f32::max);
        let widths: f32 = covered.iter().map(|glyph| glyph.bbox.width()).sum();
        // One character alone holds no stroke that reaches beyond it on both sides.
        let through = match covered.len() {
            0 => false,
            1 => to - from >= 1.3 * widths && to - from >= 0.9 * size,
            _ => to - from >= 1.7 * size && to - from >= 0.9 * widths,
        };
        if !through {
            continue;
        }
        let y = y / point;
        let bbox = Rect::new(from, y - 0.5, to, y + 0.5);
        let known = found.iter_mut().find(|other| {
            other.bbox.x0 <= to && from <= other.bbox.x1 && (other.bbox.y0 - y).abs() < size
        });
        match known {
            Some(other) => other.bbox = other.bbox.union(&bbox),
            None => found.push(Stray { bbox, ink: (to - from) * 4.0, kind: StrayKind::Crossing }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::plane::Gray;
    use super::super::sheet::Picture;
    use super::*;

    const DPI: f32 = 144.0;

    /// Squares with a hole for characters, 20 pixels wide, and what was read of them.
    fn page(draw: impl Fn(&mut Gray)) -> (Sheet, Vec<Glyph>) {
        let mut gray = Gray::filled(600, 400, 250);
        for n in 0..8 {
            let x = 100 + n * 24;
            for y in 200..220 {
                for x in x..x + 20 {
                    let rim =
                        !(203..217).contains(&y) || (x - 100) % 24 < 3 || (x - 100) % 24 >= 17;
                    if rim {
                        gray.data[y * 600 + x] = 20;
                    }
                }
            }
        }
        draw(&mut gray);
        let sheet = Picture { gray, seals: Vec::new(), pens: Vec::new(), dpi: DPI }.sheet();
        let glyph = |n: usize| {
            let x = 50.0 + 12.0 * n as f32;
            Glyph::new('田', Rect::new(x - 1.0, 99.0, x + 11.0, 111.0), 12.0)
        };
        (sheet, (0..8).map(glyph).collect())
    }

    fn told(sheet: &Sheet, glyphs: &[Glyph]) -> Vec<StrayKind> {
        let lines: Vec<Answered<'_>> = sheet
            .lines
            .iter()
            .map(|line| {
                let here = line.area.overlaps(&PixelBox::new(90, 205, 300, 215));
                Answered { line, glyphs: here.then_some(glyphs) }
            })
            .collect();
        find(sheet, &lines).iter().map(|stray| stray.kind).collect()
    }

    fn fill(gray: &mut Gray, x: std::ops::Range<usize>, y: std::ops::Range<usize>) {
        y.for_each(|y| gray.data[y * 600 + x.start..y * 600 + x.end].fill(20));
    }

    #[test]
    fn what_was_read_answers_for_its_ink_and_specks_stay_quiet() {
        let (sheet, glyphs) = page(|gray| {
            fill(gray, 400..403, 100..103);
            fill(gray, 0..12, 0..400);
        });
        assert_eq!(told(&sheet, &glyphs), []);
    }

    #[test]
    fn ink_that_no_character_answers_for_is_told() {
        // A mark at the end of the line of which nothing was read.
        let (sheet, glyphs) = page(|gray| {
            (0..16).for_each(|n| fill(gray, 318 + n..322 + n, 202 + n..204 + n));
        });
        assert_eq!(told(&sheet, &glyphs), [StrayKind::Mark]);
    }

    #[test]
    fn a_line_through_a_word_is_told() {
        let (sheet, glyphs) = page(|gray| fill(gray, 120..200, 209..212));
        assert_eq!(told(&sheet, &glyphs), [StrayKind::Crossing]);
    }

    /// A pen through a name on a scan was read over, and the pair called the same.
    #[test]
    fn a_stroke_at_a_slant_through_a_word_is_told() {
        let pen = |gray: &mut Gray| {
            (0..70).for_each(|n| fill(gray, 118 + n..120 + n, 217 - n / 5..219 - n / 5));
        };
        let (sheet, glyphs) = page(pen);
        assert_eq!(told(&sheet, &glyphs), [StrayKind::Crossing]);
    }

    /// A tick in blue beside a word of a scan touched it, and passed for a part of it.
    #[test]
    fn coloured_ink_is_a_pen_unless_it_is_what_was_read() {
        let (mut sheet, glyphs) = page(|_| {});
        let pen = |area: PixelBox, pixels: usize| vec![Piece { area, pixels }];
        sheet.pens = pen(PixelBox::new(330, 200, 350, 222), 160);
        assert_eq!(told(&sheet, &glyphs), [StrayKind::Pen]);
        // A red heading is read in its own colour; print has thin coloured edges.
        let area = PixelBox::new(100, 200, 120, 220);
        sheet.pens = pen(area, sheet.ink(&area));
        assert_eq!(told(&sheet, &glyphs), []);
        sheet.pens = pen(PixelBox::new(100, 200, 120, 220), 20);
        assert_eq!(told(&sheet, &glyphs), []);
    }
}
