//! Strokes at a slant through the characters of a line: a pen that struck a word out.
//!
//! Printed characters stand apart, so that no straight way over ink leads from one into the
//! next; and level strokes that touch are told from pens by what is read (`strays`).

use super::lines::TextLine;
use super::plane::PixelBox;
use super::sheet::Sheet;
use crate::document::{Rect, Stray, StrayKind};
use crate::layout::Glyph;

/// How far a stroke runs at least, in heights of the line's characters.
const LEAST: f32 = 1.8;

/// The flattest and the steepest slope, rise over run.
const FLAT: f32 = 0.07;
const STEEP: f32 = 1.2;

/// Columns without ink that a stroke may have: noise of the scan.
const HOLES: usize = 1;

/// Strokes at a slant that are longer than any of a character's own.
pub fn find(line: &TextLine, glyphs: &[Glyph], sheet: &Sheet) -> Vec<Stray> {
    let point = sheet.dpi / 72.0;
    let size = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f32::max) * point;
    let least = (LEAST * size.max(0.8 * sheet.em)) as usize;
    let mut found = Vec::new();
    let runs = unbroken(&line.area, sheet, least);
    // Windows that overlap by a stroke: a whole line of touching ink is looked at in parts.
    let windows = runs.into_iter().flat_map(|(from, to)| {
        let starts = (from..to - least + 1).step_by(least.max(1));
        starts.map(move |start| (start, to.min(start + 2 * least)))
    });
    for (from, to) in windows {
        let Some(stroke) = longest(&PixelBox { x0: from, x1: to, ..line.area }, sheet) else {
            continue;
        };
        let covered = |glyph: &&Glyph| {
            let x = glyph.bbox.center().0 * point;
            (stroke.x0 as f32..stroke.x1 as f32).contains(&x)
        };
        if stroke.width() < least || glyphs.iter().filter(covered).count() < 2 {
            continue;
        }
        let bbox = Rect::new(
            stroke.x0 as f32 / point,
            stroke.y0 as f32 / point,
            stroke.x1 as f32 / point,
            stroke.y1 as f32 / point,
        );
        found.push(Stray { bbox, ink: bbox.width() * 4.0, kind: StrayKind::Crossing });
    }
    found
}

/// Runs of columns that all hold ink, of a length at least.
fn unbroken(area: &PixelBox, sheet: &Sheet, least: usize) -> Vec<(usize, usize)> {
    let inked = |x: &usize| sheet.ink(&PixelBox { x0: *x, x1: x + 1, ..*area }) > 0;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for x in (area.x0..area.x1).filter(inked) {
        match runs.last_mut() {
            Some(run) if run.1 + HOLES >= x => run.1 = x + 1,
            _ => runs.push((x, x + 1)),
        }
    }
    runs.retain(|run| run.1 - run.0 >= least);
    runs
}

/// The longest straight way over ink that is neither level nor upright.
fn longest(area: &PixelBox, sheet: &Sheet) -> Option<PixelBox> {
    let (w, h) = (area.width(), area.height());
    let inked: Vec<bool> = (area.y0..area.y1)
        .flat_map(|y| (area.x0..area.x1).map(move |x| (x, y)))
        .map(|(x, y)| sheet.ink(&PixelBox::new(x, y, x + 1, y + 1)) > 0)
        .collect();
    let at = |x: usize, y: isize| {
        let y = usize::try_from(y).ok().filter(|y| *y < h)?;
        inked.get(y * w + x).copied()
    };
    // Half a pixel at the far end from one slope to the next.
    let step = 1.0 / w.max(1) as f32;
    let count = ((STEEP - FLAT) / step) as usize;
    let mut best: Option<PixelBox> = None;
    for slope in (0..=count).map(|n| FLAT + n as f32 * step).flat_map(|s| [s, -s]) {
        let rise = (slope * w as f32) as isize;
        for start in -rise.max(0)..h as isize - rise.min(0) {
            let height = |x: usize| start + (slope * x as f32).round() as isize;
            let mut run: Option<(usize, usize)> = None;
            for x in 0..w {
                let y = height(x);
                if at(x, y) != Some(true) {
                    continue;
                }
                let joined = run.filter(|(_, last)| last + 1 + HOLES >= x);
                let now = (joined.map_or(x, |(first, _)| first), x);
                run = Some(now);
                if now.1 + 1 - now.0 > best.map_or(0, |best| best.width()) {
                    let ends = [height(now.0), y].map(|y| area.y0 + y.max(0) as usize);
                    best = Some(PixelBox::new(
                        area.x0 + now.0,
                        ends[0].min(ends[1]),
                        area.x0 + now.1 + 1,
                        ends[0].max(ends[1]) + 1,
                    ));
                }
            }
        }
    }
    best
}
