//! What no eye sees on the page though the file has it: characters that something was
//! painted over, in the colour of their ground, or too small. Told by the order of painting.

use crate::document::Rect as Area;
use crate::layout::Glyph;
use hayro_interpret::kurbo::{BezPath, PathEl, Point, Rect, Shape};
use std::collections::HashMap;

/// Colours whose parts differ by no more are one to the eye.
const ALIKE: u8 = 6;
/// Characters smaller than this (points) cannot be read.
const SMALLEST: f32 = 1.0;
/// Thinner layers (points) are lines.
const THIN: f64 = 3.0;
/// Layers kept of a page.
const LAYERS: usize = 20_000;
/// Elements of a shape; those with more are drawings, and their place alone is kept.
const ELEMENTS: usize = 64;
/// Side of the squares by which characters are found, points.
const SIDE: f64 = 24.0;
/// Characters and layers laid upon each other, and squares looked into.
const PAIRS: usize = 20_000_000;
/// What a layer must hide of a character, as parts of its sides from its middle.
const HIDDEN: f64 = 0.3;

/// What is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// One colour that lets nothing through.
    Solid([u8; 3]),
    /// A picture that lets nothing through.
    Picture,
    /// Anything else: what is under it may be seen, and its colour is not known.
    Sheer,
}

/// What was painted beside characters, in its order.
#[derive(Debug, Default)]
pub struct Ground {
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    /// The characters that were there before it.
    before: usize,
    bbox: Rect,
    /// The shape, where it is no upright rectangle.
    shape: Option<BezPath>,
    even_odd: bool,
    paint: Paint,
}

impl Ground {
    /// A filled path in page points, of which `clip` shows a part; `before` characters
    /// were painted before it.
    pub fn fill(
        &mut self,
        path: &BezPath,
        even_odd: bool,
        paint: Paint,
        clip: Rect,
        before: usize,
    ) {
        let bbox = path.bounding_box().intersect(clip);
        let simple = path.elements().len() <= ELEMENTS;
        let paint = if simple { paint } else { Paint::Sheer };
        let shape = (simple && !is_upright(path)).then(|| closed(path));
        self.add(Layer { before, bbox, shape, even_odd, paint });
    }

    /// A thick stroke along a path within `bounds`: the ground of text, if of any shape.
    pub fn stroke(&mut self, bounds: Rect, width: f64, clip: Rect, before: usize) {
        if width >= THIN {
            let area = bounds.inflate(width / 2.0, width / 2.0).intersect(clip);
            self.area(area, Paint::Sheer, before);
        }
    }

    /// A picture.
    pub fn area(&mut self, bbox: Rect, paint: Paint, before: usize) {
        self.add(Layer { before, bbox, shape: None, even_odd: false, paint });
    }

    fn add(&mut self, layer: Layer) {
        let thin = layer.bbox.width() < THIN || layer.bbox.height() < THIN;
        if !thin && self.layers.len() < LAYERS {
            self.layers.push(layer);
        }
    }

    /// Marks the characters that cannot be seen. A picture of more than `half` hides
    /// what is then the text layer of a scan.
    pub fn settle(&self, glyphs: &mut [Glyph], half: f64) {
        self.paint_over(glyphs, half);
        self.lose_in_ground(glyphs);
        for glyph in glyphs {
            glyph.hidden |= glyph.size < SMALLEST;
        }
    }

    fn paint_over(&self, glyphs: &mut [Glyph], half: f64) {
        let over = |layer: &&Layer| layer.before > 0 && layer.paint != Paint::Sheer;
        if !self.layers.iter().any(|layer| over(&layer)) {
            return;
        }
        let mut squares: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
        for (index, glyph) in glyphs.iter().enumerate() {
            squares.entry(square(middle(glyph))).or_default().push(index);
        }
        let mut left = PAIRS;
        for layer in self.layers.iter().filter(over) {
            let (from, to) = (layer.bbox.origin(), Point::new(layer.bbox.x1, layer.bbox.y1));
            let ((x0, y0), (x1, y1)) = (square(from), square(to));
            for at in (x0..=x1).flat_map(|x| (y0..=y1).map(move |y| (x, y))) {
                let here = squares.get(&at).map(Vec::as_slice).unwrap_or_default();
                let Some(rest) = left.checked_sub(1 + here.len()) else { return };
                left = rest;
                for index in here.iter().take_while(|index| **index < layer.before) {
                    let Some(glyph) = glyphs.get_mut(*index) else { continue };
                    if layer.hides(glyph) {
                        let scan = layer.paint == Paint::Picture && layer.bbox.area() > half;
                        glyph.hidden |= scan;
                        glyph.covered |= !scan;
                    }
                }
            }
        }
    }

    /// Text printed in the colour of what it stands on.
    fn lose_in_ground(&self, glyphs: &mut [Glyph]) {
        let mut colors = vec![[255; 3]];
        for layer in &self.layers {
            if let Paint::Solid(color) = layer.paint
                && !colors.contains(&color)
            {
                colors.push(color);
            }
        }
        let mut left = PAIRS;
        for (index, glyph) in glyphs.iter_mut().enumerate() {
            let Some(rest) = left.checked_sub(colors.len()) else { return };
            left = rest;
            if !colors.iter().any(|color| alike(*color, glyph.color)) {
                continue;
            }
            let Some(rest) = left.checked_sub(self.layers.len()) else { return };
            left = rest;
            let at = middle(glyph);
            let under = self.layers.partition_point(|layer| layer.before <= index);
            let ground = self.layers.iter().take(under).rev().find(|layer| layer.holds(at));
            glyph.hidden |= match ground.map(|layer| layer.paint) {
                None => alike(glyph.color, [255; 3]),
                Some(Paint::Solid(color)) => alike(glyph.color, color),
                Some(Paint::Picture | Paint::Sheer) => false,
            };
        }
    }
}

impl Layer {
    fn holds(&self, point: Point) -> bool {
        let inside = |shape: &BezPath| {
            let turns = shape.winding(point);
            if self.even_odd { turns % 2 != 0 } else { turns != 0 }
        };
        self.bbox.contains(point) && self.shape.as_ref().is_none_or(inside)
    }

    fn hides(&self, glyph: &Glyph) -> bool {
        let (center, b) = (middle(glyph), &glyph.bbox);
        let (dx, dy) = (f64::from(b.width()) * HIDDEN, f64::from(b.height()) * HIDDEN);
        [(0.0, 0.0), (-dx, -dy), (dx, -dy), (-dx, dy), (dx, dy)]
            .iter()
            .all(|(dx, dy)| self.holds(Point::new(center.x + dx, center.y + dy)))
    }
}

fn middle(glyph: &Glyph) -> Point {
    let (x, y) = glyph.bbox.center();
    Point::new(f64::from(x), f64::from(y))
}

fn square(point: Point) -> (i32, i32) {
    ((point.x / SIDE).floor() as i32, (point.y / SIDE).floor() as i32)
}

fn alike(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= ALIKE)
}

/// A path whose every part ends where it begins, as filling takes it.
fn closed(path: &BezPath) -> BezPath {
    let mut closed = BezPath::new();
    for element in path.elements() {
        let opens = matches!(element, PathEl::MoveTo(_));
        if opens && !matches!(closed.elements().last(), None | Some(PathEl::ClosePath)) {
            closed.push(PathEl::ClosePath);
        }
        closed.push(*element);
    }
    // A path without a step has nothing to close.
    if !closed.elements().is_empty() {
        closed.push(PathEl::ClosePath);
    }
    closed
}

/// Whether a path is one rectangle with upright sides.
pub fn is_upright(path: &BezPath) -> bool {
    let mut last = None;
    let mut moves = 0;
    let straight = path.elements().iter().all(|element| match *element {
        PathEl::MoveTo(p) => {
            moves += 1;
            last = Some(p);
            true
        }
        PathEl::LineTo(p) => {
            let upright =
                last.is_some_and(|l: Point| (l.x - p.x).abs() < 0.01 || (l.y - p.y).abs() < 0.01);
            last = Some(p);
            upright
        }
        PathEl::ClosePath => true,
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => false,
    });
    straight && moves == 1 && path.elements().len() <= 6
}

/// A box of page points as the paths have them.
pub fn rect(area: Area) -> Rect {
    let [x0, y0, x1, y1] = [area.x0, area.y0, area.x1, area.y1].map(f64::from);
    Rect::new(x0, y0, x1, y1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 600.0, y1: 800.0 };

    /// Ten characters of ten points from (100, 100) to the right.
    fn line(color: [u8; 3]) -> Vec<Glyph> {
        let glyph = |n: usize| {
            let x = 100.0 + 10.0 * n as f32;
            let mut glyph = Glyph::new('严', Area::new(x, 100., x + 10., 110.), 10.);
            glyph.color = color;
            glyph
        };
        (0..10).map(glyph).collect()
    }

    fn filled(rect: Rect, color: [u8; 3], before: usize) -> Ground {
        let mut ground = Ground::default();
        ground.fill(&rect.to_path(0.1), false, Paint::Solid(color), PAGE, before);
        ground
    }

    fn covered(ground: &Ground, mut glyphs: Vec<Glyph>) -> (usize, usize) {
        ground.settle(&mut glyphs, PAGE.area() / 2.0);
        let count = |test: fn(&Glyph) -> bool| glyphs.iter().filter(|g| test(g)).count();
        (count(|g| g.covered), count(|g| g.hidden))
    }

    /// An OFD with a path of no steps ended with an internal fault.
    #[test]
    fn a_path_without_a_step_covers_nothing() {
        let mut ground = Ground::default();
        ground.fill(&BezPath::new(), false, Paint::Solid([255; 3]), PAGE, 10);
        assert_eq!(covered(&ground, line([0; 3])), (0, 0));
    }

    #[test]
    fn what_is_painted_over_characters_hides_them_and_what_is_under_them_does_not() {
        let two = Rect::new(100., 98., 120., 112.);
        assert_eq!(covered(&filled(two, [255; 3], 10), line([0; 3])), (2, 0));
        assert_eq!(covered(&filled(two, [255; 3], 0), line([0; 3])), (0, 0));
        // The characters that were painted after it are seen.
        assert_eq!(covered(&filled(two, [255; 3], 1), line([0; 3])), (1, 0));
        // Half a character is still told.
        assert_eq!(covered(&filled(two.with_size((14., 14.)), [9; 3], 10), line([0; 3])), (1, 0));
    }

    #[test]
    fn a_frame_and_a_sheer_layer_hide_nothing() {
        let mut frame = Rect::new(90., 90., 210., 120.).to_path(0.1);
        frame.extend(Rect::new(95., 95., 205., 115.).to_path(0.1));
        let mut ground = Ground::default();
        ground.fill(&frame, true, Paint::Solid([0; 3]), PAGE, 10);
        ground.fill(&PAGE.to_path(0.1), false, Paint::Sheer, PAGE, 10);
        assert_eq!(covered(&ground, line([0; 3])), (0, 0));
    }

    #[test]
    fn an_open_path_is_filled_as_if_it_were_closed() {
        let mut leaning = BezPath::new();
        leaning.move_to((100., 90.));
        leaning.line_to((140., 120.));
        leaning.line_to((100., 120.));
        let mut ground = Ground::default();
        ground.fill(&leaning, false, Paint::Solid([0; 3]), PAGE, 10);
        assert_eq!(covered(&ground, line([0; 3])), (1, 0));
    }

    #[test]
    fn text_in_the_colour_of_its_ground_is_not_seen() {
        assert_eq!(covered(&Ground::default(), line([254; 3])), (0, 10));
        let red = [200, 0, 0];
        let band = Rect::new(90., 90., 150., 120.);
        assert_eq!(covered(&filled(band, red, 0), line([255; 3])), (0, 5));
        assert_eq!(covered(&filled(band, red, 0), line(red)), (0, 5));
        // What a picture or a pattern shows there is not known.
        let mut ground = Ground::default();
        ground.area(band, Paint::Sheer, 0);
        assert_eq!(covered(&ground, line([255; 3])), (0, 5));
    }

    #[test]
    fn a_picture_over_the_page_makes_its_text_the_layer_of_a_scan() {
        let mut ground = Ground::default();
        ground.area(PAGE, Paint::Picture, 10);
        assert_eq!(covered(&ground, line([0; 3])), (0, 10));
        let mut ground = Ground::default();
        ground.area(Rect::new(100., 98., 120., 112.), Paint::Picture, 10);
        assert_eq!(covered(&ground, line([0; 3])), (2, 0));
    }
}
