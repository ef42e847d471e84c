//! The ground of text: filled areas that are the page's own, such as shaded cells and bands.
//! An area behind a part of a line marks that part, and is no ground.

use super::choice::{self, Choice};
use super::matched::Inked;
use super::ruling::{Ruling, goes_on_beside};
use crate::document::Rect;
use crate::read::painting::{Mark, Paint, What, rect};
use hayro_interpret::kurbo::{BezPath, PathEl, Shape};

/// Sides (points) below which an area is a line, a dot or a patch.
const THIN: f32 = 3.0;
const SMALL: f32 = 14.0;
/// Colours whose parts are all as light as this are those of paper.
const WHITE: u8 = 250;
/// Darker areas than this hide what was under them.
const DARK: f32 = 110.0;

/// Part of its box that an area fills which is no figure.
const FULL: f64 = 0.7;
/// An area higher than so many characters marks no option of a line.
const LINES: f32 = 2.2;

/// What lies under the text.
#[derive(Debug, Default)]
pub struct Grounds {
    /// The marks that are grounds, by number.
    pub marks: Vec<usize>,
    /// Those that lie under an option.
    pub choices: Vec<Choice>,
}

/// The grounds among the marks of a page of that size.
pub fn grounds(
    marks: &[Mark],
    read: &[Inked],
    ruling: &Ruling,
    (width, height): (f32, f32),
) -> Grounds {
    let mut found = Grounds::default();
    let mut is_ground = |mark: &Mark| {
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
            return !small && !hides && is_area(mark);
        }
        // A figure over text is no ground of it, such as the outlines of a watermark.
        if !is_area(mark) {
            return false;
        }
        if page || bounded(&area, ruling) {
            return true;
        }
        let size = read.iter().filter(inside).map(|c| c.size).fold(0.0, f32::max);
        if area.height() <= LINES * size && ruling.is_chosen(&area, read) {
            let alike = choice::alike(&area, read);
            found.choices.push(Choice { lines: vec![area], area, alike });
            return true;
        }
        !goes_on_beside(&area, read)
    };
    for (at, mark) in marks.iter().enumerate() {
        if is_ground(mark) {
            found.marks.push(at);
        }
    }
    found
}

/// Whether a shape is an area, and not the outline of a figure or of a letter.
pub(super) fn is_area(mark: &Mark) -> bool {
    let bounds = mark.path.bounding_box();
    closed(&mark.path).area().abs() >= FULL * bounds.area()
}

/// A path as a fill takes it: an open one has no area of its own.
fn closed(path: &BezPath) -> BezPath {
    let mut out = BezPath::new();
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) && !out.elements().is_empty() {
            out.close_path();
        }
        out.push(*element);
    }
    if !out.elements().is_empty() {
        out.close_path();
    }
    out
}

/// Whether ruling lines run along all its edges.
fn bounded(area: &Rect, ruling: &Ruling) -> bool {
    ruling.bounds(true, area.y0, area.x0, area.x1)
        && ruling.bounds(true, area.y1, area.x0, area.x1)
        && ruling.bounds(false, area.x0, area.y0, area.y1)
        && ruling.bounds(false, area.x1, area.y0, area.y1)
}
