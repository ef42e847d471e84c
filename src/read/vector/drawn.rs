//! Text that is drawn as outlines and not set: files whose fonts were turned to
//! curves (转曲), headings made as WordArt. No character stands for it; where it
//! stands is told by small bent shapes side by side, so that it can be read from
//! its picture or named as unread.

use crate::document::Rect;
use crate::layout::Glyph;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point};

/// Elements of a line, a rectangle or a circle: paths of so few are no characters.
const SIMPLE: usize = 6;
/// Sides of what may be a part of a character, points.
const LARGEST: f32 = 110.0;
const SMALLEST: f32 = 0.4;
/// Shapes kept of a page; what comes after them tells nothing new.
const SHAPES: usize = 60_000;
/// Heights of a line of drawn text, points.
const HEIGHTS: std::ops::RangeInclusive<f32> = 5.0..=LARGEST;
/// Letters in a line of drawn text; fewer are a sign or a picture.
const LETTERS: usize = 3;
/// Elements of a letter, by the average of its line.
const ELEMENTS: usize = 12;
/// The widest gap in a line of drawn text, in its heights: headings are set wide.
const GAP: f32 = 2.5;
/// Lines looked for on a page, and shapes and lines laid beside each other.
const LINES: usize = 2_000;
const PAIRS: usize = 40_000_000;
/// A leaning line leans more than this, points.
const LEAN: f64 = 0.8;

/// A part of a path.
#[derive(Debug, Clone, Copy)]
struct Shape {
    bbox: Rect,
    elements: usize,
    /// Painted inside, as letters are, and not along its edge alone.
    filled: bool,
}

/// A line of drawn text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// The box around it.
    pub bbox: Rect,
    /// About how many letters it has.
    pub letters: usize,
}

/// The bent shapes of one page.
#[derive(Debug, Default)]
pub struct Drawn {
    shapes: Vec<Shape>,
}

impl Drawn {
    /// Keeps the shapes of a path that is to be seen.
    pub fn add(&mut self, path: &BezPath, transform: Affine, filled: bool) {
        if path.elements().len() <= SIMPLE || self.shapes.len() >= SHAPES {
            return;
        }
        let mut part: Option<Part> = None;
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(p) => {
                    self.shapes.extend(part.take().and_then(|part| part.shape(filled)));
                    part = Some(Part::at(transform * p));
                }
                PathEl::LineTo(p) => part.iter_mut().for_each(|part| part.line(transform * p)),
                PathEl::QuadTo(a, p) => {
                    part.iter_mut().for_each(|part| part.curve(&[transform * a, transform * p]));
                }
                PathEl::CurveTo(a, b, p) => part.iter_mut().for_each(|part| {
                    part.curve(&[transform * a, transform * b, transform * p]);
                }),
                PathEl::ClosePath => {}
            }
        }
        self.shapes.extend(part.and_then(|part| part.shape(filled)));
    }

    /// How many bent shapes the page has.
    pub fn count(&self) -> usize {
        self.shapes.len()
    }

    /// The lines of drawn text, top to bottom. Shapes on which characters stand are
    /// their decoration.
    pub fn stretches(&self, glyphs: &[Glyph], width: f32, height: f32) -> Vec<Stretch> {
        if self.shapes.len() < 2 * LETTERS {
            return Vec::new();
        }
        let set = Covered::by(glyphs, width, height);
        let mut free: Vec<Shape> =
            self.shapes.iter().filter(|s| s.filled && !set.at(s.bbox.center())).copied().collect();
        // The tall ones tell where the lines are, dots and dashes join them.
        free.sort_by(|a, b| b.bbox.height().total_cmp(&a.bbox.height()));
        let mut lines: Vec<Vec<Shape>> = Vec::new();
        let mut pairs = PAIRS;
        for shape in free {
            let Some(left) = pairs.checked_sub(lines.len()) else { break };
            pairs = left;
            let middle = shape.bbox.center().1;
            // The first of a line is its tallest: the others hang on its height.
            let own = lines.iter().position(|l| l[0].bbox.y0 < middle && middle < l[0].bbox.y1);
            match own {
                Some(at) => lines[at].push(shape),
                None if lines.len() < LINES => lines.push(vec![shape]),
                None => break,
            }
        }
        let mut found: Vec<Stretch> = lines.into_iter().flat_map(pieces).collect();
        found.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
        found
    }
}

/// The stretches of one line, parted at wide gaps.
fn pieces(mut shapes: Vec<Shape>) -> Vec<Stretch> {
    shapes.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0));
    let tall = shapes.iter().map(|s| s.bbox.height()).fold(0.0, f32::max);
    let mut found = Vec::new();
    let mut start = 0;
    let mut end = f32::NEG_INFINITY;
    for at in 0..=shapes.len() {
        let next = shapes.get(at).map(|s| s.bbox);
        if at > start && next.is_none_or(|b| b.x0 - end > GAP * tall) {
            found.extend(stretch(&shapes[start..at]));
            start = at;
        }
        end = next.map_or(end, |b| if at == start { b.x1 } else { end.max(b.x1) });
    }
    found
}

/// Shapes side by side as a line of text, if they look like one.
fn stretch(shapes: &[Shape]) -> Option<Stretch> {
    let bbox = shapes.iter().map(|s| s.bbox).reduce(|a, b| a.union(&b))?;
    let mut letters = 0;
    let mut end = f32::NEG_INFINITY;
    for shape in shapes {
        letters += usize::from(shape.bbox.x0 >= end - 0.1 * bbox.height());
        end = end.max(shape.bbox.x1);
    }
    // Letters of one shape touch each other in some fonts: their width tells as well.
    let wide = (bbox.width() / bbox.height().max(1.0)) as usize;
    let letters = letters.max(wide);
    let elements: usize = shapes.iter().map(|s| s.elements).sum();
    let text = HEIGHTS.contains(&bbox.height())
        && wide >= 2
        && letters >= LETTERS
        && shapes.len() >= LETTERS
        && elements >= ELEMENTS * letters;
    text.then_some(Stretch { bbox, letters })
}

/// A part of a path while it is followed.
struct Part {
    low: Point,
    high: Point,
    last: Point,
    elements: usize,
    bent: bool,
}

impl Part {
    fn at(p: Point) -> Self {
        Self { low: p, high: p, last: p, elements: 1, bent: false }
    }

    fn reach(&mut self, p: Point) {
        self.low = Point::new(self.low.x.min(p.x), self.low.y.min(p.y));
        self.high = Point::new(self.high.x.max(p.x), self.high.y.max(p.y));
        self.last = p;
    }

    fn line(&mut self, p: Point) {
        let (dx, dy) = ((p.x - self.last.x).abs(), (p.y - self.last.y).abs());
        self.bent |= dx > LEAN && dy > LEAN;
        self.elements += 1;
        self.reach(p);
    }

    fn curve(&mut self, points: &[Point]) {
        self.bent = true;
        self.elements += 1;
        points.iter().for_each(|p| self.reach(*p));
    }

    /// What it is, unless it is a line, a rectangle, or of no size that letters have.
    fn shape(self, filled: bool) -> Option<Shape> {
        let bbox =
            Rect::new(self.low.x as f32, self.low.y as f32, self.high.x as f32, self.high.y as f32);
        let long = bbox.width().max(bbox.height());
        // The outline of 工 in a plain font has twelve corners and leans nowhere.
        let plain = !self.bent && self.elements < 2 * SIMPLE;
        (!plain && long.is_finite() && (SMALLEST..=LARGEST).contains(&long)).then_some(Shape {
            bbox,
            elements: self.elements,
            filled,
        })
    }
}

/// Where the characters of a page stand, in squares of a few points.
struct Covered {
    squares: Vec<bool>,
    across: usize,
}

impl Covered {
    /// Sides of a square, points.
    const STEP: f32 = 2.0;
    /// Squares along a side of the page.
    const MOST: f32 = 1_200.0;

    fn by(glyphs: &[Glyph], width: f32, height: f32) -> Self {
        let count = |side: f32| (side / Self::STEP).clamp(1.0, Self::MOST) as usize + 1;
        let (across, down) = (count(width), count(height));
        let mut squares = vec![false; across * down];
        for glyph in glyphs.iter().filter(|g| !g.character.is_whitespace()) {
            let place = |v: f32, most: usize| ((v / Self::STEP).max(0.0) as usize).min(most);
            let b = glyph.bbox;
            let (x0, x1) = (place(b.x0, across), place(b.x1 + Self::STEP, across));
            for row in place(b.y0, down)..place(b.y1 + Self::STEP, down) {
                if x0 < x1 {
                    squares[row * across + x0..row * across + x1].fill(true);
                }
            }
        }
        Self { squares, across }
    }

    fn at(&self, (x, y): (f32, f32)) -> bool {
        let place = |v: f32| (v / Self::STEP).max(0.0) as usize;
        place(x) < self.across
            && self.squares.get(place(y) * self.across + place(x)).copied().unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something like a letter: a ring with a tail, of two outlines.
    fn letter(drawn: &mut Drawn, x: f64, y: f64, size: f64) {
        let mut path = BezPath::new();
        path.move_to((0.0, 0.5));
        for n in 1..=12 {
            let turn = std::f64::consts::TAU * f64::from(n) / 12.0;
            path.line_to((0.5 - 0.5 * turn.cos(), 0.5 + 0.5 * turn.sin()));
        }
        path.move_to((0.2, 0.2));
        path.curve_to((0.3, 0.3), (0.4, 0.2), (0.6, 0.6));
        path.line_to((0.3, 0.7));
        drawn.add(&path, Affine::translate((x, y)) * Affine::scale(size), true);
    }

    fn heading() -> Drawn {
        let mut drawn = Drawn::default();
        (0..8).for_each(|n| letter(&mut drawn, 100.0 + 40.0 * f64::from(n), 60.0, 30.0));
        drawn
    }

    #[test]
    fn shapes_side_by_side_are_a_line_of_text() {
        let found = heading().stretches(&[], 595.0, 842.0);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].letters, 8 + 2);
        assert!((found[0].bbox.x0 - 100.0).abs() < 1.0 && (found[0].bbox.x1 - 410.0).abs() < 1.0);
    }

    #[test]
    fn shapes_under_characters_are_their_decoration() {
        let set = |n: u8| {
            let x = 100.0 + 40.0 * f32::from(n);
            Glyph::new('字', Rect::new(x, 58.0, x + 40.0, 92.0), 30.0)
        };
        let glyphs: Vec<Glyph> = (0..8).map(set).collect();
        assert!(heading().stretches(&glyphs, 595.0, 842.0).is_empty());
    }

    #[test]
    fn a_sign_alone_rectangles_and_circles_are_no_text() {
        let mut drawn = Drawn::default();
        letter(&mut drawn, 100.0, 60.0, 30.0);
        letter(&mut drawn, 400.0, 60.0, 30.0);
        let mut squares = BezPath::new();
        for n in 0..20 {
            let x = f64::from(n) * 12.0;
            squares.move_to((x, 300.0));
            squares.line_to((x + 10.0, 300.0));
            squares.line_to((x + 10.0, 310.0));
            squares.line_to((x, 310.0));
            squares.close_path();
        }
        drawn.add(&squares, Affine::IDENTITY, true);
        assert!(drawn.stretches(&[], 595.0, 842.0).is_empty());
        assert_eq!(drawn.count(), 4);
    }
}
