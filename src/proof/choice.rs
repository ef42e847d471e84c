//! Options that are underlined, framed or laid on a ground of their own. What is chosen is
//! told in the same words as by the readers of Word and HTML, so that a side of another
//! format can answer for it.

use super::matched::Inked;
use crate::document::Rect;
use crate::problem::Alike;
use crate::read::shown::choice::{CHOSEN, choices};
use std::ops::Range;

/// Gaps (ems) that are written as one space, and as several.
const SPACE: f32 = 0.3;
const WIDE: f32 = 0.9;
/// Options are no further apart (ems).
const APART: f32 = 16.0;

/// Lines that may choose an option.
#[derive(Debug, Clone)]
pub struct Choice {
    /// The lines, or the ground.
    pub lines: Vec<Rect>,
    /// What they mark off.
    pub area: Rect,
    /// What a side of another format may show alike.
    pub alike: Option<Alike>,
}

/// Whether marking an area off chooses what is written in it from what stands beside it, as
/// far as `near` goes.
pub fn is_chosen(area: &Rect, read: &[Inked], near: &dyn Fn(&Inked) -> bool) -> bool {
    let Some((line, range)) = line(area, read, near) else { return false };
    !choices(&line, &[range]).is_empty()
}

/// What is written in an area, as both sides may show it.
pub fn alike(area: &Rect, read: &[Inked]) -> Option<Alike> {
    let (line, range) = line(area, read, &|_| true)?;
    Some(Alike::at(CHOSEN, &line, range))
}

/// The line of text around an area, with the place of what is written in it.
fn line(
    area: &Rect,
    read: &[Inked],
    near: &dyn Fn(&Inked) -> bool,
) -> Option<(String, Range<usize>)> {
    let (_, middle) = area.center();
    let mut level: Vec<&Inked> =
        read.iter().filter(|c| c.bbox.y0 <= middle && middle <= c.bbox.y1 && near(c)).collect();
    level.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    let inside = |c: &Inked| {
        let (x, _) = c.bbox.center();
        area.x0 - 0.5 <= x && x <= area.x1 + 0.5
    };
    let (mut text, mut range) = (String::new(), None::<Range<usize>>);
    let mut last: Option<&Inked> = None;
    for c in level {
        if let Some(last) = last {
            let gap = (c.bbox.x0 - last.bbox.x1) / c.size.max(1.0);
            if gap > APART {
                match range {
                    Some(_) => break,
                    None => text.clear(),
                }
            }
            text += if gap > WIDE {
                "  "
            } else if gap > SPACE {
                " "
            } else {
                ""
            };
        }
        let start = text.len();
        text.push(c.character);
        if inside(c) {
            let begin = range.map_or(start, |range| range.start);
            range = Some(begin..text.len());
        }
        last = Some(c);
    }
    range.map(|range| (text, range))
}
