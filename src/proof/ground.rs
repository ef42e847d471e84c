//! The ground of text: filled areas that are the page's own, such as shaded cells and bands.
//! An area behind a part of a line marks that part, and is no ground.

use super::matched::Inked;
use super::ruling::{Ruling, goes_on_beside};
use crate::document::Rect;
use crate::read::painting::{Mark, Paint, What, rect};
use hayro_interpret::kurbo::Shape;

/// Sides (points) below which an area is a line, a dot or a patch.
const THIN: f32 = 3.0;
const SMALL: f32 = 14.0;
/// Colours whose parts are all as light as this are those of paper.
const WHITE: u8 = 250;
/// Darker areas than this hide what was under them.
const DARK: f32 = 110.0;

/// The marks that are grounds, by number, with how much each covers.
pub fn grounds(
    marks: &[Mark],
    read: &[Inked],
    ruling: &Ruling,
    (width, height): (f32, f32),
) -> Vec<usize> {
    let is_ground = |mark: &Mark| {
        let (What::Fill, Paint::Color(color, _)) = (&mark.what, mark.paint) else { return false };
        if color.iter().all(|part| *part >= WHITE) {
            return true;
        }
        let area = rect(mark.path.bounding_box().intersect(mark.clip));
        if area.width() < THIN || area.height() < THIN {
            return false;
        }
        let page = area.width() >= 0.8 * width;
        let inside = |c: &&Inked| {
            let (x, y) = c.bbox.center();
            area.contains(x, y)
        };
        let text = read.iter().filter(inside).count();
        let luma =
            0.3 * f32::from(color[0]) + 0.59 * f32::from(color[1]) + 0.11 * f32::from(color[2]);
        if text == 0 {
            let small = area.width() < SMALL || area.height() < SMALL;
            let hides = luma < DARK && !page && area.height() < 0.2 * height;
            return !small && !hides;
        }
        page || bounded(&area, ruling) || !goes_on_beside(&area, read)
    };
    marks.iter().enumerate().filter(|(_, mark)| is_ground(mark)).map(|(at, _)| at).collect()
}

/// Whether ruling lines run along all its edges.
fn bounded(area: &Rect, ruling: &Ruling) -> bool {
    ruling.bounds(true, area.y0, area.x0, area.x1)
        && ruling.bounds(true, area.y1, area.x0, area.x1)
        && ruling.bounds(false, area.x0, area.y0, area.y1)
        && ruling.bounds(false, area.x1, area.y0, area.y1)
}
