//! Path objects: the abbreviated data of GB/T 33190 (table 35) as a path in page
//! points, and the ruling lines in it.

use super::matrix::Matrix;
use crate::document::Rect;
use crate::layout::Rule;
use crate::read::vector::rules as lines;
use hayro_interpret::kurbo::{Affine, Arc, BezPath, Point, SvgArc, Vec2};

/// Shorter lines (points) are parts of drawings, not of grids.
const SHORT: f32 = 3.0;
/// Coordinates and radii beyond this (millimetres, points) are damage.
const FAR: f64 = 1e6;
/// How far the curves that stand for an arc may stray from it.
const STRAY: f64 = 0.05;

/// A path that is to be seen.
#[derive(Debug, Clone)]
pub(super) struct Drawing {
    /// In points from the page's top left corner.
    pub path: BezPath,
    /// The colour inside.
    pub fill: Option<[u8; 3]>,
    /// The colour of the outline.
    pub stroke: Option<[u8; 3]>,
    /// Width of the outline, points.
    pub width: f64,
}

impl Drawing {
    /// Appends its ruling lines, stroked or filled, as far as `clip` shows them.
    pub fn rules(&self, stroked: bool, clip: Rect, rules: &mut Vec<Rule>) {
        let mut found = Vec::new();
        match stroked {
            true => lines::stroked(&self.path, Affine::IDENTITY, self.width as f32, &mut found),
            false => lines::filled(&self.path, Affine::IDENTITY, &mut found),
        }
        for line in found {
            let [x0, y0, x1, y1] = [line.x0, line.y0, line.x1, line.y1].map(|v| v as f32);
            let bbox =
                Rect::new(x0.max(clip.x0), y0.max(clip.y0), x1.min(clip.x1), y1.min(clip.y1));
            let (wide, high) = (bbox.x1 - bbox.x0, bbox.y1 - bbox.y0);
            if wide >= 0.0 && high >= 0.0 && wide.max(high) >= SHORT {
                rules.push(Rule { bbox });
            }
        }
    }
}

/// The path that abbreviated data describes; what cannot be understood is passed over.
pub(super) fn path(data: &str, matrix: &Matrix) -> BezPath {
    let mut pen = Pen::new(matrix);
    let mut words = data.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    let words = &mut words;
    while let Some(word) = words.next() {
        match word {
            "M" | "S" => {
                if let Some([x, y]) = numbers(words) {
                    pen.lift(Point::new(x, y));
                }
            }
            "L" => {
                if let Some([x, y]) = numbers(words) {
                    pen.line(Point::new(x, y));
                }
            }
            "Q" => {
                if let Some([ax, ay, x, y]) = numbers(words) {
                    pen.quad(Point::new(ax, ay), Point::new(x, y));
                }
            }
            "B" => {
                if let Some([ax, ay, bx, by, x, y]) = numbers(words) {
                    pen.curve(Point::new(ax, ay), Point::new(bx, by), Point::new(x, y));
                }
            }
            "A" => {
                if let Some([rx, ry, turn, large, sweep, x, y]) = numbers(words) {
                    pen.arc(Vec2::new(rx, ry), turn, large != 0.0, sweep != 0.0, Point::new(x, y));
                }
            }
            "C" | "Z" => pen.close(),
            _ => {}
        }
    }
    pen.path
}

/// The numbers behind a command; none if they are not all there and within reason.
fn numbers<const N: usize>(words: &mut dyn Iterator<Item = &str>) -> Option<[f64; N]> {
    let mut found = [0.0; N];
    for value in &mut found {
        *value = words.next()?.parse().ok().filter(|v: &f64| v.abs() < FAR)?;
    }
    Some(found)
}

/// Follows the commands; its points are the object's own.
struct Pen<'m> {
    matrix: &'m Matrix,
    path: BezPath,
    start: Point,
    here: Point,
    down: bool,
}

impl<'m> Pen<'m> {
    fn new(matrix: &'m Matrix) -> Self {
        Self { matrix, path: BezPath::new(), start: Point::ZERO, here: Point::ZERO, down: false }
    }

    /// A point of the object on the page.
    fn place(&self, p: Point) -> Point {
        let (x, y) = self.matrix.apply(p.x, p.y);
        let within = |v: f64| if v.is_finite() { v.clamp(-FAR, FAR) } else { 0.0 };
        Point::new(within(x), within(y))
    }

    fn lift(&mut self, p: Point) {
        (self.start, self.here, self.down) = (p, p, false);
    }

    /// Sets the pen down where it is, if it is not.
    fn set_down(&mut self) {
        if !self.down {
            self.path.move_to(self.place(self.here));
            (self.start, self.down) = (self.here, true);
        }
    }

    fn line(&mut self, p: Point) {
        self.set_down();
        self.path.line_to(self.place(p));
        self.here = p;
    }

    fn quad(&mut self, a: Point, p: Point) {
        self.set_down();
        self.path.quad_to(self.place(a), self.place(p));
        self.here = p;
    }

    fn curve(&mut self, a: Point, b: Point, p: Point) {
        self.set_down();
        self.path.curve_to(self.place(a), self.place(b), self.place(p));
        self.here = p;
    }

    fn arc(&mut self, radii: Vec2, turn: f64, large_arc: bool, sweep: bool, to: Point) {
        let x_rotation = turn.to_radians();
        let given = SvgArc { from: self.here, to, radii, x_rotation, large_arc, sweep };
        // No arc: the ends are one point, or a radius is nothing.
        let Some(arc) = Arc::from_svg_arc(&given).filter(|arc| arc.radii.hypot() < FAR) else {
            return self.line(to);
        };
        let mut curves = Vec::new();
        arc.to_cubic_beziers(STRAY, |a, b, p| curves.push((a, b, p)));
        for (a, b, p) in curves {
            self.curve(a, b, p);
        }
        self.here = to;
    }

    fn close(&mut self) {
        if self.down {
            self.path.close_path();
        }
        (self.here, self.down) = (self.start, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{Shape, figures};
    use hayro_interpret::kurbo::Shape as _;

    const PAGE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 600.0, y1: 800.0 };

    fn read(data: &str, stroke: bool, fill: bool) -> Vec<Rect> {
        let shown = |shown: bool| shown.then_some([0; 3]);
        let path = path(data, &Matrix::IDENTITY);
        let drawing = Drawing { path, fill: shown(fill), stroke: shown(stroke), width: 1.0 };
        let mut out = Vec::new();
        drawing.rules(stroke, PAGE, &mut out);
        out.into_iter().map(|rule| rule.bbox).collect()
    }

    #[test]
    fn a_stroked_box_is_four_lines() {
        let found = read("M 10 10 L 110 10 L 110 60 L 10 60 C", true, false);
        assert_eq!(found.len(), 4);
        assert_eq!(found[0], Rect::new(10.0, 9.5, 110.0, 10.5));
        assert_eq!(found[3], Rect::new(9.5, 10.0, 10.5, 60.0));
    }

    #[test]
    fn a_thin_filled_box_is_one_line_and_a_thick_one_none() {
        assert_eq!(read("M 10 10 L 110 10 L 110 11 L 10 11 C", false, true).len(), 1);
        assert!(read("M 10 10 L 110 10 L 110 60 L 10 60 C", false, true).is_empty());
    }

    #[test]
    fn small_closed_paths_are_figures_curves_included() {
        let mut found = Vec::new();
        let mut small = |data: &str, filled: bool| {
            let outlines = lines::outlines(&path(data, &Matrix::IDENTITY), Affine::IDENTITY);
            figures(&outlines, filled, [0; 3], &mut found);
        };
        small("M 0 0 L 10 0 L 10 10 L 0 10 C", false);
        small("M 2 5 L 4 8 L 9 1", false);
        let circle = "M 10 5 B 10 7.8 7.8 10 5 10 B 2.2 10 0 7.8 0 5 B 0 2.2 2.2 0 5 0 B 7.8 0 10 2.2 10 5 C";
        small(circle, true);
        let shapes: Vec<Shape> = found.iter().map(|figure| figure.shape).collect();
        assert_eq!(shapes, [Shape::Frame, Shape::Stroke, Shape::Solid]);
    }

    #[test]
    fn curves_and_slanted_strokes_are_no_lines() {
        assert!(read("M 0 0 B 1 1 2 2 90 0 Q 1 1 99 0", true, false).is_empty());
        assert!(read("M 0 0 L 100 50", true, false).is_empty());
        assert!(read("M 0 nonsense L", true, true).is_empty());
    }

    #[test]
    fn arcs_are_followed_and_endless_ones_are_lines() {
        let half = path("M 0 10 A 10 10 0 0 1 20 10", &Matrix::IDENTITY).bounding_box();
        assert!(half.y0.abs() < 0.1 && (half.width() - 20.0).abs() < 0.1);
        let far = path("M 0 0 A 900000 900000 0 0 1 999999 999999", &Matrix::IDENTITY);
        assert!(far.elements().len() < 100);
        assert!(path("M 0 0 A 1e300 1 0 0 1 5 5", &Matrix::IDENTITY).elements().is_empty());
    }
}
