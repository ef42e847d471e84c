//! Which drawn paths are ruling lines: straight strokes along an axis, and
//! filled shapes so thin that they look like one.

use crate::layout::Outline;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, flatten};

/// Filled shapes at least this thin (points) count as lines.
const THIN: f64 = 3.0;
/// A line leans no more than this (points) over its whole length.
const LEAN: f64 = 0.8;
/// The largest outline of a character, points.
const CHARACTER: f64 = 48.0;
/// Paths of more elements are drawings, not forms.
const ELEMENTS: usize = 20_000;

/// The lines of a stroked path, in page space, with their thickness.
pub fn stroked(path: &BezPath, transform: Affine, line_width: f32, found: &mut Vec<Rect>) {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let scale = (a * d - b * c).abs().sqrt();
    let half = (f64::from(line_width) * scale / 2.0).clamp(0.05, 5.0);
    if is_drawing(path, transform) {
        return;
    }
    let mut start = Point::ZERO;
    let mut last = Point::ZERO;
    for element in path.elements().iter().take(ELEMENTS) {
        match *element {
            PathEl::MoveTo(p) => {
                start = transform * p;
                last = start;
            }
            PathEl::LineTo(p) => {
                let here = transform * p;
                segment(last, here, half, found);
                last = here;
            }
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => last = transform * p,
            PathEl::ClosePath => {
                segment(last, start, half, found);
                last = start;
            }
        }
    }
}

/// Whether a path is the outline of characters, which some programs stroke to make
/// them bold: it has curves or slanted lines, and is as small as a character or
/// made of many lines that are.
fn is_drawing(path: &BezPath, transform: Affine) -> bool {
    /// Elements of the outlines of a word; a rounded frame has fewer.
    const MANY: usize = 24;
    let area = transform.transform_rect_bbox(path.control_box());
    let small = area.width() <= CHARACTER && area.height() <= CHARACTER;
    if !small && path.elements().len() < MANY {
        return false;
    }
    let (mut last, mut start) = (Point::ZERO, Point::ZERO);
    let (mut bent, mut longest) = (false, 0.0f64);
    for element in path.elements().iter().take(ELEMENTS) {
        let from = last;
        match *element {
            PathEl::MoveTo(p) => {
                last = transform * p;
                start = last;
                continue;
            }
            PathEl::LineTo(p) => last = transform * p,
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                last = transform * p;
                bent = true;
                continue;
            }
            PathEl::ClosePath => last = start,
        }
        let (dx, dy) = ((from.x - last.x).abs(), (from.y - last.y).abs());
        bent |= dx > LEAN && dy > LEAN;
        longest = longest.max(dx.max(dy));
    }
    bent && (small || longest <= CHARACTER)
}

fn segment(from: Point, to: Point, half: f64, found: &mut Vec<Rect>) {
    let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
    // A dot of a thick pen is a piece of a dotted line or a whole line drawn sideways.
    if dx.max(dy) < 0.5 || (dx > LEAN && dy > LEAN) {
        return;
    }
    let (x0, x1) = (from.x.min(to.x), from.x.max(to.x));
    let (y0, y1) = (from.y.min(to.y), from.y.max(to.y));
    if dx >= dy {
        if dx < half * 2.0 {
            // A short stroke of a very thick pen: the pen's width is the line.
            found.push(Rect::new(x0, (y0 + y1) / 2.0 - half, x1, (y0 + y1) / 2.0 + half));
            return;
        }
        found.push(Rect::new(x0, y0 - half, x1, y1 + half));
    } else {
        if dy < half * 2.0 {
            found.push(Rect::new((x0 + x1) / 2.0 - half, y0, (x0 + x1) / 2.0 + half, y1));
            return;
        }
        found.push(Rect::new(x0 - half, y0, x1 + half, y1));
    }
}

/// The thin shapes of a filled path, in page space; a frame drawn as two nested
/// rectangles gives its four sides.
pub fn filled(path: &BezPath, transform: Affine, found: &mut Vec<Rect>) {
    let mut boxes: Vec<(Rect, bool)> = Vec::new();
    let mut current: Option<(Rect, bool)> = None;
    for element in path.elements().iter().take(ELEMENTS) {
        match *element {
            PathEl::MoveTo(p) => {
                boxes.extend(current.take());
                let p = transform * p;
                current = Some((Rect::from_points(p, p), true));
            }
            PathEl::LineTo(p) => {
                if let Some((bbox, _)) = &mut current {
                    *bbox = bbox.union_pt(transform * p);
                }
            }
            PathEl::QuadTo(_, p) | PathEl::CurveTo(_, _, p) => {
                if let Some((bbox, straight)) = &mut current {
                    *bbox = bbox.union_pt(transform * p);
                    *straight = false;
                }
            }
            PathEl::ClosePath => {}
        }
    }
    boxes.extend(current);
    boxes.retain(|(_, straight)| *straight);
    dotted(&boxes, found);
    let mut thick: Vec<Rect> = Vec::new();
    for (bbox, _) in &boxes {
        let (short, long) = (bbox.width().min(bbox.height()), bbox.width().max(bbox.height()));
        if short <= THIN && long >= 1.0 && (long >= 2.0 * short || long >= THIN) {
            found.push(*bbox);
        } else if short > THIN {
            thick.push(*bbox);
        }
    }
    if let [outer, inner] = thick.as_slice() {
        let (outer, inner) =
            if outer.area() >= inner.area() { (outer, inner) } else { (inner, outer) };
        let sides =
            [inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1];
        if sides.iter().all(|side| (-0.1..=THIN).contains(side)) {
            found.push(Rect::new(outer.x0, outer.y0, outer.x1, inner.y0));
            found.push(Rect::new(outer.x0, inner.y1, outer.x1, outer.y1));
            found.push(Rect::new(outer.x0, outer.y0, inner.x0, outer.y1));
            found.push(Rect::new(inner.x1, outer.y0, outer.x1, outer.y1));
        }
    }
}

/// Dots in a row, evenly spaced, are a dotted line: at least so many, and so long (points).
const DOTS: usize = 6;
const DOTTED: f64 = 15.0;

/// The lines that a path draws as rows of tiny squares. Squares that touch draw something
/// else (a bar code).
fn dotted(boxes: &[(Rect, bool)], found: &mut Vec<Rect>) {
    let is_dot = |b: &Rect| {
        let (short, long) = (b.width().min(b.height()), b.width().max(b.height()));
        short > 0.1 && long <= THIN && long < 2.0 * short
    };
    let dots: Vec<Rect> = boxes.iter().map(|(bbox, _)| *bbox).filter(is_dot).collect();
    if dots.len() < DOTS {
        return;
    }
    for turned in [false, true] {
        let along = |b: &Rect| if turned { (b.y0, b.y1) } else { (b.x0, b.x1) };
        let across = |b: &Rect| if turned { b.x0 } else { b.y0 };
        let mut row = dots.clone();
        let lane = |b: &Rect| (across(b) * 4.0).round() as i64;
        row.sort_by(|a, b| lane(a).cmp(&lane(b)).then_with(|| along(a).0.total_cmp(&along(b).0)));
        let mut keep = |run: &[Rect]| {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
            if run.len() >= DOTS && along(last).1 - along(first).0 >= DOTTED {
                found.push(first.union(*last));
            }
        };
        let mut from = 0;
        for at in 1..row.len() {
            let (before, here) = (&row[at - 1], &row[at]);
            let size = along(before).1 - along(before).0;
            let gap = along(here).0 - along(before).1;
            if lane(before) != lane(here) || !(0.3 * size..=4.0 * size).contains(&gap) {
                keep(&row[from..at]);
                from = at;
            }
        }
        keep(&row[from..]);
    }
}

/// A leaning stroke is at least this long, and rises so much, points.
const LONG: f64 = 12.0;
const RISE: f64 = 2.5;
/// How far a stroke drawn by hand may stray from its chord, as part of it.
const STRAY: f64 = 0.06;
/// Leaning strokes kept of a page.
const SLANTS: usize = 4_000;

/// The strokes of a path that are straight and lean, from end to end in page space:
/// text may be crossed out by them.
pub fn slants(path: &BezPath, transform: Affine, found: &mut Vec<[(f32, f32); 2]>) {
    if path.elements().len() > ELEMENTS || found.len() >= SLANTS {
        return;
    }
    let mut strokes: Vec<Vec<Point>> = Vec::new();
    flatten(transform * path, 0.1, |element| match element {
        PathEl::MoveTo(p) => strokes.push(vec![p]),
        PathEl::LineTo(p) => strokes.iter_mut().next_back().into_iter().for_each(|s| s.push(p)),
        PathEl::ClosePath | PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
    });
    let mut keep = |from: Point, to: Point| {
        let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        if dx.min(dy) >= RISE && dx.hypot(dy) >= LONG && found.len() < SLANTS {
            found.push([from, to].map(|p| (p.x as f32, p.y as f32)));
        }
    };
    for stroke in strokes {
        let (Some(first), Some(last)) = (stroke.first(), stroke.last()) else { continue };
        let chord = *last - *first;
        let strays = |p: &Point| chord.cross(*p - *first).abs() / chord.hypot().max(0.1);
        let straight = stroke.iter().all(|p| strays(p) <= STRAY * chord.hypot());
        match straight {
            true => keep(*first, *last),
            false => stroke.windows(2).for_each(|ends| keep(ends[0], ends[1])),
        }
    }
}

/// Sides of paths that may be parts of a check box, points.
const SMALL: f64 = 32.0;

/// The outlines of a small path, in page space.
pub fn outlines(path: &BezPath, transform: Affine) -> Vec<Outline> {
    /// Elements of a small path; more make a drawing.
    const FEW: usize = 200;
    let elements = path.elements();
    let area = transform.transform_rect_bbox(path.control_box());
    if elements.len() > FEW || area.width() > SMALL || area.height() > SMALL {
        return Vec::new();
    }
    let mut found: Vec<Outline> = Vec::new();
    flatten(transform * path, 0.1, |element| match element {
        PathEl::MoveTo(p) => {
            found.push(Outline { points: vec![(p.x as f32, p.y as f32)], closed: false });
        }
        PathEl::LineTo(p) => {
            if let Some(outline) = found.last_mut() {
                outline.points.push((p.x as f32, p.y as f32));
            }
        }
        PathEl::ClosePath => found.iter_mut().next_back().into_iter().for_each(|o| o.closed = true),
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro_interpret::kurbo::Shape;

    #[test]
    fn a_frame_of_two_rectangles_is_four_lines() {
        let mut path = Rect::new(0., 0., 100., 50.).to_path(0.1);
        path.extend(Rect::new(1., 1., 99., 49.).to_path(0.1));
        let mut found = Vec::new();
        filled(&path, Affine::IDENTITY, &mut found);
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn a_row_of_tiny_squares_is_a_dotted_line() {
        let dots = |step: f64| {
            let mut path = BezPath::new();
            for i in 0..20 {
                let x = 60.0 + step * f64::from(i);
                path.extend(Rect::new(x, 100.0, x + 0.9, 100.9).to_path(0.1));
            }
            let mut found = Vec::new();
            filled(&path, Affine::IDENTITY, &mut found);
            found
        };
        assert_eq!(dots(2.4).len(), 1);
        assert!((dots(2.4)[0].width() - 46.5).abs() < 0.01);
        assert!(dots(0.9).is_empty(), "a bar");
        assert!(dots(12.0).is_empty(), "dots apart");
    }

    #[test]
    fn the_outline_of_a_character_that_is_stroked_to_be_bold_rules_nothing() {
        let mut outline = BezPath::new();
        outline.move_to((0., 0.));
        outline.line_to((12., 0.));
        outline.line_to((12., 12.));
        outline.curve_to((8., 12.), (4., 10.), (0., 8.));
        outline.close_path();
        let mut found = Vec::new();
        stroked(&outline, Affine::IDENTITY, 0.4, &mut found);
        assert!(found.is_empty());
        // The rounded border of a table is larger.
        stroked(&outline, Affine::scale(10.0), 0.4, &mut found);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn shading_is_no_line_and_slanted_strokes_are_none() {
        let mut found = Vec::new();
        filled(&Rect::new(0., 0., 100., 50.).to_path(0.1), Affine::IDENTITY, &mut found);
        let mut path = BezPath::new();
        path.move_to((0., 0.));
        path.line_to((50., 20.));
        stroked(&path, Affine::IDENTITY, 1.0, &mut found);
        assert!(found.is_empty());
    }
}
