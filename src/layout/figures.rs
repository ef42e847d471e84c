//! Small drawn figures: what the parts of a check box look like that nobody set
//! as a character. Browsers, form platforms and OFD printers draw them so.

use crate::document::Rect;

/// Smaller figures (points) are dots, larger ones no check boxes.
const SMALLEST: f32 = 2.0;
const LARGEST: f32 = 32.0;
/// Outlines of one path; beyond that it is a drawing.
const OUTLINES: usize = 12;

/// A small drawn figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The box around it.
    pub bbox: Rect,
    /// What it looks like.
    pub shape: Shape,
    /// Its colour, red green blue.
    pub color: [u8; 3],
}

/// What a figure looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The outline of a square, nothing in it.
    Frame,
    /// The outline of a circle.
    Ring,
    /// A filled square or circle.
    Solid,
    /// Anything else: a stroke, a tick, a cross.
    Stroke,
}

/// One outline of a path, in page points, curves as short straight pieces.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// Its corners in order.
    pub points: Vec<(f32, f32)>,
    /// Whether its end is joined to its beginning.
    pub closed: bool,
}

impl Outline {
    /// The box around it.
    pub fn bbox(&self) -> Rect {
        let points = self.points.iter().map(|(x, y)| Rect::new(*x, *y, *x, *y));
        points.reduce(|a, b| a.union(&b)).unwrap_or_default()
    }

    fn is_closed(&self) -> bool {
        let ends = self.points.first().zip(self.points.last());
        self.closed || ends.is_some_and(|(a, b)| (a.0 - b.0).abs() + (a.1 - b.1).abs() < 0.5)
    }

    /// Whether it is a square (false) or a circle (true) that fills its box.
    fn roundness(&self, bbox: Rect) -> Option<bool> {
        let (w, h) = (bbox.width(), bbox.height());
        if !(0.77..1.3).contains(&(w / h.max(0.1))) || self.points.len() < 4 {
            return None;
        }
        let next = self.points.iter().cycle().skip(1);
        let twice: f32 = self.points.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
        let full = (twice / 2.0).abs() / (w * h);
        // A circle fills 0.785 of its box, a square all of it; a tick or a diamond less.
        match full {
            full if full > 0.9 => Some(false),
            full if full > 0.72 && self.points.len() >= 8 => Some(true),
            _ => None,
        }
    }
}

/// Appends the figures of a path that is stroked or filled.
pub fn figures(outlines: &[Outline], filled: bool, color: [u8; 3], found: &mut Vec<Figure>) {
    if outlines.len() > OUTLINES {
        return;
    }
    let boxes: Vec<Rect> = outlines.iter().map(Outline::bbox).collect();
    let round: Vec<Option<bool>> = outlines
        .iter()
        .zip(&boxes)
        .map(|(o, b)| (filled || o.is_closed()).then(|| o.roundness(*b)).flatten())
        .collect();
    let closed: Vec<bool> = round.iter().map(Option::is_some).collect();
    // The hole of a frame is no figure of its own; the hole of a square is a mark on it.
    let within = |inner: usize, outer: usize| {
        let (i, o) = (boxes[inner], boxes[outer]);
        inner != outer && o.x0 < i.x0 && o.y0 < i.y0 && i.x1 < o.x1 && i.y1 < o.y1
    };
    let is_hole = |inner: usize, outer: usize| {
        let wide = boxes[inner].width() >= 0.6 * boxes[outer].width();
        closed[inner] && closed[outer] && wide && within(inner, outer)
    };
    let all = 0..outlines.len();
    for at in all.clone() {
        let bbox = boxes[at];
        let (short, long) = (bbox.width().min(bbox.height()), bbox.width().max(bbox.height()));
        if !bbox.x0.is_finite() || !bbox.y0.is_finite() || short < SMALLEST || long > LARGEST {
            continue;
        }
        if filled && all.clone().any(|outer| is_hole(at, outer)) {
            continue;
        }
        let framed = !filled || all.clone().any(|inner| is_hole(inner, at));
        let ground = all.clone().find(|outer| filled && closed[*outer] && within(at, *outer));
        let cut_out = ground.is_some_and(|g| !all.clone().any(|inner| is_hole(inner, g)));
        let shape = match round[at] {
            Some(true) if framed => Shape::Ring,
            Some(false) if framed => Shape::Frame,
            Some(_) => Shape::Solid,
            None => Shape::Stroke,
        };
        found.push(Figure { bbox, shape, color: if cut_out { [255; 3] } else { color } });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f32, y: f32, side: f32) -> Outline {
        let points = vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side)];
        Outline { points, closed: true }
    }

    fn tick() -> Outline {
        Outline { points: vec![(2., 6.), (5., 10.), (11., 2.)], closed: false }
    }

    fn shapes(outlines: &[Outline], filled: bool) -> Vec<Shape> {
        let mut found = Vec::new();
        figures(outlines, filled, [0; 3], &mut found);
        found.iter().map(|figure| figure.shape).collect()
    }

    #[test]
    fn frames_solids_and_strokes_are_told_apart() {
        assert_eq!(shapes(&[square(0., 0., 12.)], false), [Shape::Frame]);
        assert_eq!(shapes(&[square(0., 0., 12.)], true), [Shape::Solid]);
        assert_eq!(shapes(&[square(0., 0., 12.), square(1., 1., 10.)], true), [Shape::Frame]);
        assert_eq!(shapes(&[tick()], false), [Shape::Stroke]);
        let circle = |n: usize| {
            let turn = std::f32::consts::TAU * n as f32 / 16.0;
            (6.0 + 5.0 * turn.cos(), 6.0 + 5.0 * turn.sin())
        };
        let circle = Outline { points: (0..16).map(circle).collect(), closed: true };
        assert_eq!(shapes(&[circle], false), [Shape::Ring]);
    }

    #[test]
    fn a_tick_cut_out_of_a_square_is_white() {
        let mut found = Vec::new();
        figures(&[square(0., 0., 14.), tick()], true, [0, 90, 200], &mut found);
        assert_eq!((found[1].shape, found[1].color), (Shape::Stroke, [255; 3]));
        assert_eq!(found[0].shape, Shape::Solid);
    }

    #[test]
    fn lines_and_large_shapes_are_no_figures() {
        let line = Outline { points: vec![(0., 0.), (20., 0.)], closed: false };
        assert!(shapes(&[line], false).is_empty());
        assert!(shapes(&[square(0., 0., 60.)], false).is_empty());
    }
}
