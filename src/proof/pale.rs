//! Figures so pale that pixels do not tell them from the paper's own unevenness, and yet a
//! person sees them: the watermarks of word processors, silver and half transparent. A shape
//! that is neither an area under the text nor a line is a figure, whatever its colour.

use super::ground::is_area;
use super::page::{TOLERANCE, is_inked};
use crate::document::Rect;
use crate::read::painting::{Mark, Paint, What, rect};
use hayro_interpret::kurbo::Shape;
use std::collections::HashSet;

/// Paler than this (of 255) nobody sees it.
const FAINT: f32 = 10.0;
/// Sides (points) from which on a pale figure is more than the edge of something.
const SMALLEST: f32 = 8.0;

/// The places of pale figures, those that overlap as one; `grounds` are marks by number.
pub fn figures(marks: &[Mark], grounds: &[usize]) -> Vec<Rect> {
    let grounds: HashSet<&usize> = grounds.iter().collect();
    let mut found: Vec<Rect> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        if grounds.contains(&at) || !is_figure(mark) {
            continue;
        }
        let area = rect(mark.path.bounding_box().intersect(mark.clip));
        if area.width() < SMALLEST || area.height() < SMALLEST {
            continue;
        }
        let meets = |other: &&mut Rect| {
            area.x0 <= other.x1 && other.x0 <= area.x1 && area.y0 <= other.y1 && other.y0 <= area.y1
        };
        match found.iter_mut().find(meets) {
            Some(known) => *known = known.union(&area),
            None => found.push(area),
        }
    }
    found
}

/// Whether a mark is a shape that its pixels may not tell.
fn is_figure(mark: &Mark) -> bool {
    let shape = matches!(mark.what, What::Fill | What::Stroke) && mark.rules.is_empty();
    let pale = match mark.paint {
        Paint::Color(color, opacity) => {
            let darkest = color.iter().map(|part| 255 - part).max().unwrap_or(0);
            let shown = f32::from(darkest) * opacity;
            // What is drawn through a mask or a group may be paler than its paint.
            shown >= FAINT && (shown <= f32::from(TOLERANCE) || !mark.certain)
        }
        Paint::Other | Paint::None => false,
    };
    shape && pale && is_inked(mark.paint) && !mark.screen_only && !is_area(mark)
}
