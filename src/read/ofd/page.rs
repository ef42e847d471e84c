//! One page's objects as ink: layers, templates, groups, composite units and
//! the appearances of annotations, each under its own transform.

use super::matrix::{Matrix, POINTS_A_MM, st_box};
use super::paths::{self, Drawing};
use super::resources::Resources;
use super::show::{self, Item};
use super::text::{self, Look};
use super::tree::Node;
use crate::document::Rect;
use crate::layout::{InkPage, figures};
use crate::read::painting::{self, Paint, Unshown, What};
use crate::read::shown::bidi;
use crate::read::vector::drawn::Drawn;
use crate::read::vector::ground::{self, Ground};
use crate::read::vector::rules;
use hayro_interpret::kurbo::{Affine, BezPath, Shape};
use std::sync::Arc;

/// Depth of groups and composite units inside each other.
const MAX_DEPTH: usize = 24;
/// Line width where nobody names one (GB/T 33190, 8.2), millimetres.
const LINE_WIDTH: f64 = 0.353;
/// Parts of a path that count as much as an object does.
const ELEMENTS_A_MARK: usize = 16;
/// From this opacity on a paint hides what is under it.
const SOLID: f64 = 242.0;
/// Colours whose parts are all as light as this are not seen on paper.
const WHITE: u8 = 250;

/// Puts objects on a page.
#[derive(Debug)]
pub(super) struct Painter<'a> {
    /// What the objects refer to.
    pub resources: &'a Resources,
    /// The page.
    pub page: InkPage,
    /// Pictures by member name, with their boxes.
    pub pictures: Vec<(String, Rect)>,
    /// What is drawn, for a picture of the page.
    pub drawings: Vec<Drawing>,
    /// The characters put down before a picture of most of the page, which may hide them.
    pub covered: usize,
    /// Drawn shapes that may be text turned to curves.
    pub drawn: Drawn,
    /// What is painted under and over the characters.
    pub ground: Ground,
    /// Objects that may still be put down.
    pub left: usize,
    /// The objects as they are to be seen, if that is asked for.
    pub shown: Option<Vec<Item>>,
    /// What viewers show otherwise than it is read.
    pub unshown: Vec<Unshown>,
    /// The shapes to which groups cut what is in them.
    clips: Vec<BezPath>,
}

/// What a group hands down to its objects.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings<'a> {
    matrix: Matrix,
    draw_param: Option<&'a str>,
    hidden: bool,
    /// Lines count as ruling lines.
    ruling: bool,
    /// How much of what is painted covers what is under it, 0 to 1.
    opacity: f64,
    depth: usize,
}

impl Surroundings<'_> {
    /// The page itself: its box's corner is the origin, millimetres become points.
    pub fn page(area: [f64; 4]) -> Self {
        let matrix = Matrix::scale(POINTS_A_MM).after(&Matrix::shift(-area[0], -area[1]));
        Self { matrix, draw_param: None, hidden: false, ruling: true, opacity: 1.0, depth: 0 }
    }

    /// An annotation's appearance in its boundary; its strokes are no grid.
    pub fn annotation(area: [f64; 4], boundary: [f64; 4]) -> Self {
        let page = Self::page(area);
        let matrix = page.matrix.after(&Matrix::shift(boundary[0], boundary[1]));
        Self { matrix, ruling: false, ..page }
    }
}

impl<'a> Painter<'a> {
    /// A painter who has not begun; `left` objects may be put down.
    pub fn new(resources: &'a Resources, page: InkPage, left: usize) -> Self {
        let (pictures, drawings) = (Vec::new(), Vec::new());
        let (drawn, ground) = (Drawn::default(), Ground::default());
        let (shown, unshown, clips) = (None, Vec::new(), Vec::new());
        Self {
            resources,
            page,
            pictures,
            drawings,
            covered: 0,
            drawn,
            ground,
            left,
            shown,
            unshown,
            clips,
        }
    }

    /// Puts down everything inside a node: layers, groups or objects.
    pub fn paint(&mut self, parent: &Node, around: Surroundings<'_>) {
        if around.depth > MAX_DEPTH {
            return;
        }
        for node in &parent.children {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let outer = self.clips.len();
            self.cut(node, around);
            match &*node.name {
                "Content" | "Layer" | "PageBlock" | "Block" => {
                    let inner = Surroundings {
                        draw_param: node.attr("DrawParam").or(around.draw_param),
                        hidden: around.hidden || !node.flag("Visible", true),
                        depth: around.depth + 1,
                        ..around
                    };
                    self.paint(node, inner);
                }
                "TextObject" => self.text(node, around),
                "PathObject" => self.path(node, around),
                "ImageObject" => self.image(node, around),
                "CompositeObject" => self.composite(node, around),
                _ => {}
            }
            self.clips.truncate(outer);
        }
    }

    fn text(&mut self, node: &Node, around: Surroundings<'_>) {
        let font = self.resources.font(node.attr("Font"));
        let fill = self.resources.styled(node, around.draw_param, |n| n.child("FillColor"));
        let stroke = self.resources.styled(node, around.draw_param, |n| n.child("StrokeColor"));
        let filled = node.flag("Fill", true);
        let ink = if filled { fill } else { stroke };
        let hidden = around.hidden
            || !node.flag("Visible", true)
            || is_clear(node)
            || ink.is_some_and(is_clear)
            || !filled && !node.flag("Stroke", false);
        let look = Look { color: ink.and_then(color).unwrap_or([0; 3]), hidden };
        let matrix = own(node, around);
        let most = self.page.glyphs.len().saturating_add(self.left);
        let before = self.page.glyphs.len();
        let mut strokes = Vec::new();
        let asked = self.shown.is_some();
        let out = &mut text::Out {
            glyphs: &mut self.page.glyphs,
            strokes: asked.then_some(&mut strokes),
            most,
        };
        text::glyphs(node, &matrix, font, look, out);
        if asked && !hidden && text::runs_backwards(node) {
            let own = self.page.glyphs.get(before..).unwrap_or_default();
            let said: String = own.iter().map(|glyph| glyph.character).collect();
            let area = own.iter().map(|glyph| glyph.bbox).reduce(|a, b| a.union(&b));
            if let Some(bbox) = area.filter(|_| bidi::suffers(&said)) {
                self.unshown.push(Unshown { bbox, what: "自右向左排的文字" });
            }
        }
        self.left = self.left.saturating_sub(self.page.glyphs.len() - before);
        let width = self.line_width(node, around, &matrix);
        let area = clip(node, around, self.page.width, self.page.height);
        for glyph in strokes {
            // Producers are careless about the boundaries of text.
            let slack = f64::from(glyph.size) / 2.0;
            let what = What::Glyph(painting::Glyph {
                bbox: glyph.bbox,
                size: glyph.size,
                shape: Arc::as_ptr(&glyph.outline) as usize as u64,
                coarse: false,
                pose: painting::Pose::of(glyph.place),
                level: painting::is_level(glyph.place),
            });
            let mut item = Item {
                outline: glyph.outline,
                place: glyph.place,
                what,
                even_odd: false,
                stroke: None,
                paint: Paint::None,
                clips: Arc::new(Vec::new()),
                clip: ground::rect(area).inflate(slack, slack),
                picture: None,
            };
            if !hidden && filled {
                item.paint = self.paint_of(fill, node, around);
                self.show(item.clone());
            }
            if !hidden && node.flag("Stroke", false) {
                item.paint = self.paint_of(stroke, node, around);
                item.stroke = Some(width);
                self.show(item);
            } else if hidden {
                self.show(item);
            }
        }
    }

    /// Keeps an object as it is to be seen.
    fn show(&mut self, mut item: Item) {
        if let Some(shown) = &mut self.shown {
            item.clips = match shown.last() {
                Some(last) if *last.clips == self.clips => last.clips.clone(),
                _ => Arc::new(self.clips.clone()),
            };
            shown.push(item);
        }
    }

    /// What a colour of an object covers.
    fn paint_of(&self, paint: Option<&Node>, object: &Node, around: Surroundings<'_>) -> Paint {
        let alpha = |node: &Node| node.number("Alpha").map_or(1.0, |a| (a / 255.0).clamp(0.0, 1.0));
        let opacity = around.opacity * alpha(object) * paint.map_or(1.0, alpha);
        match paint {
            None => Paint::Color([0; 3], opacity as f32),
            Some(paint) => match color(paint) {
                Some(color) => Paint::Color(color, opacity as f32),
                None if paint.children.is_empty() => Paint::Color([0; 3], opacity as f32),
                None => Paint::Other,
            },
        }
    }

    fn line_width(&self, node: &Node, around: Surroundings<'_>, matrix: &Matrix) -> f64 {
        let named = self.resources.styled(node, around.draw_param, |n| n.number("LineWidth"));
        named.unwrap_or(LINE_WIDTH) * matrix.height_factor()
    }

    /// Takes in the shapes to which an object is cut; its own space is theirs.
    fn cut(&mut self, node: &Node, around: Surroundings<'_>) {
        let Some(clips) = node.child("Clips").filter(|_| self.shown.is_some()) else { return };
        let matrix = own(node, around);
        for clip in clips.all("Clip") {
            let mut shape = BezPath::new();
            for area in clip.all("Area") {
                let matrix = matrix.after(&Matrix::parse(area.attr("CTM")));
                for path in area.all("Path") {
                    let [x, y, ..] = st_box(path.attr("Boundary")).unwrap_or_default();
                    let matrix =
                        matrix.after(&Matrix::shift(x, y)).after(&Matrix::parse(path.attr("CTM")));
                    let data = path.child_text("AbbreviatedData").unwrap_or_default();
                    shape.extend(paths::path(data, &matrix));
                }
            }
            self.clips.push(shape);
        }
    }

    fn path(&mut self, node: &Node, around: Surroundings<'_>) {
        if around.hidden || !node.flag("Visible", true) || is_clear(node) {
            return;
        }
        let Some(data) = node.child_text("AbbreviatedData") else { return };
        let paint = |shown: bool, name: &str| {
            let found = self.resources.styled(node, around.draw_param, |n| n.child(name));
            let clear = !shown || found.is_some_and(is_clear);
            (!clear).then(|| found.and_then(color).unwrap_or([0; 3]))
        };
        let stroke = paint(node.flag("Stroke", true), "StrokeColor");
        let fill = paint(node.flag("Fill", false), "FillColor");
        let matrix = own(node, around);
        let width = self.line_width(node, around, &matrix);
        let drawing = Drawing { path: paths::path(data, &matrix), fill, stroke, width };
        let clip = clip(node, around, self.page.width, self.page.height);
        if let Some(color) = fill {
            let sheer = is_sheer(node)
                || self
                    .resources
                    .styled(node, around.draw_param, |n| n.child("FillColor"))
                    .is_some_and(|paint| is_sheer(paint) || paint.attr("Value").is_none());
            let paint = if sheer { ground::Paint::Sheer } else { ground::Paint::Solid(color) };
            let even_odd = node.attr("Rule") == Some("Even-Odd");
            let before = self.page.glyphs.len();
            self.ground.fill(&drawing.path, even_odd, paint, ground::rect(clip), before);
        }
        if stroke.is_some() {
            rules::slants(&drawing.path, Affine::IDENTITY, &mut self.page.slants);
            let bounds = drawing.path.bounding_box();
            self.ground.stroke(bounds, width, ground::rect(clip), self.page.glyphs.len());
        }
        if around.ruling {
            self.structure(&drawing, clip);
        }
        if self.shown.is_some() {
            self.show_path(node, around, &drawing, clip);
        }
        self.left = self.left.saturating_sub(drawing.path.elements().len() / ELEMENTS_A_MARK);
        self.drawings.push(drawing);
    }

    fn show_path(&mut self, node: &Node, around: Surroundings<'_>, drawing: &Drawing, clip: Rect) {
        let resources = self.resources;
        let named = |name: &str| resources.styled(node, around.draw_param, |n| n.child(name));
        let fill = drawing.fill.map(|_| self.paint_of(named("FillColor"), node, around));
        let stroke = drawing.stroke.map(|_| self.paint_of(named("StrokeColor"), node, around));
        let item = Item {
            outline: Arc::new(drawing.path.clone()),
            place: Affine::IDENTITY,
            what: What::Fill,
            even_odd: node.attr("Rule") == Some("Even-Odd"),
            stroke: None,
            paint: Paint::None,
            clips: Arc::new(Vec::new()),
            clip: ground::rect(clip),
            picture: None,
        };
        if let Some(paint) = fill {
            self.show(Item { paint, ..item.clone() });
        }
        if let Some(paint) = stroke {
            let (what, stroke) = (What::Stroke, Some(drawing.width));
            self.show(Item { what, stroke, paint, even_odd: false, ..item });
        }
    }

    /// The ruling lines, check boxes and drawn letters in a path. Small figures are kept
    /// in white too: a tick on a dark ground.
    fn structure(&mut self, drawing: &Drawing, clip: Rect) {
        let outlines = rules::outlines(&drawing.path, Affine::IDENTITY);
        for (paint, filled) in [(drawing.fill, true), (drawing.stroke, false)] {
            if let Some(color) = paint {
                figures(&outlines, filled, color, &mut self.page.figures);
            }
        }
        let seen = |paint: Option<[u8; 3]>| paint.filter(|c| c.iter().any(|part| *part < WHITE));
        let (fill, stroke) = (seen(drawing.fill), seen(drawing.stroke));
        if fill.is_none() && stroke.is_none() {
            return;
        }
        self.drawn.add(&drawing.path, Affine::IDENTITY, fill.is_some());
        let before = self.page.rules.len();
        drawing.rules(stroke.is_some(), clip, &mut self.page.rules);
        self.left = self.left.saturating_sub(self.page.rules.len() - before);
    }

    fn image(&mut self, node: &Node, around: Surroundings<'_>) {
        if around.hidden || !node.flag("Visible", true) || is_clear(node) {
            return;
        }
        let unit = match node.attr("CTM") {
            Some(_) => own(node, around).boxed(0.0, 0.0, 1.0, 1.0),
            None => match st_box(node.attr("Boundary")) {
                Some([x, y, w, h]) => around.matrix.boxed(x, y, x + w, y + h),
                None => return,
            },
        };
        let half = self.page.width * self.page.height / 2.0;
        if unit.width() * unit.height() > half {
            self.covered = self.page.glyphs.len();
        }
        // Whether it has holes is not known here.
        self.ground.area(ground::rect(unit), ground::Paint::Sheer, self.page.glyphs.len());
        self.page.images.push(unit);
        if let Some(member) = self.resources.media(node.attr("ResourceID")) {
            self.pictures.push((member.to_owned(), unit));
            let member: Arc<str> = member.into();
            let paint = match self.paint_of(None, node, around) {
                Paint::Color(_, opacity) => Paint::Color([128; 3], opacity),
                other => other,
            };
            let page = Rect::new(0.0, 0.0, self.page.width, self.page.height);
            self.show(Item {
                outline: Arc::new(show::boxed(unit)),
                place: Affine::IDENTITY,
                what: What::Picture,
                even_odd: false,
                stroke: None,
                paint,
                clips: Arc::new(Vec::new()),
                clip: ground::rect(page),
                picture: Some(member),
            });
        }
    }

    fn composite(&mut self, node: &Node, around: Surroundings<'_>) {
        let Some(unit) = self.resources.unit(node.attr("ResourceID")) else { return };
        let inner = Surroundings {
            matrix: own(node, around),
            draw_param: None,
            hidden: around.hidden || !node.flag("Visible", true),
            opacity: around.opacity
                * node.number("Alpha").map_or(1.0, |a| (a / 255.0).clamp(0.0, 1.0)),
            depth: around.depth + 1,
            ..around
        };
        self.paint(&unit, inner);
    }
}

/// From an object's own space to page points.
fn own(node: &Node, around: Surroundings<'_>) -> Matrix {
    let [x, y, ..] = st_box(node.attr("Boundary")).unwrap_or_default();
    around.matrix.after(&Matrix::shift(x, y)).after(&Matrix::parse(node.attr("CTM")))
}

/// The boundary cuts what is drawn; a millimetre is left for careless producers.
fn clip(node: &Node, around: Surroundings<'_>, width: f32, height: f32) -> Rect {
    let page = Rect::new(0.0, 0.0, width, height);
    let Some([x, y, w, h]) = st_box(node.attr("Boundary")) else { return page };
    let own = around.matrix.boxed(x - 1.0, y - 1.0, x + w + 1.0, y + h + 1.0);
    Rect::new(own.x0.max(0.0), own.y0.max(0.0), own.x1.min(width), own.y1.min(height))
}

/// Whether it lets through what is under it (0 to 255, GB/T 33190).
fn is_sheer(node: &Node) -> bool {
    node.number("Alpha").is_some_and(|alpha| alpha < SOLID)
}

fn is_clear(node: &Node) -> bool {
    node.number("Alpha").is_some_and(|alpha| alpha <= 0.0)
}

/// A colour value: one component is grey, three are red green blue, four are
/// cyan magenta yellow black; each 0–255, decimal or `#` hexadecimal.
fn color(node: &Node) -> Option<[u8; 3]> {
    let values: Vec<f64> = node
        .attr("Value")?
        .split_whitespace()
        .filter_map(|word| match word.strip_prefix('#') {
            Some(hex) => u8::from_str_radix(hex, 16).ok().map(f64::from),
            None => word.parse().ok(),
        })
        .collect();
    let byte = |v: f64| v.clamp(0.0, 255.0) as u8;
    match values.as_slice() {
        [grey] => Some([byte(*grey); 3]),
        [r, g, b] => Some([byte(*r), byte(*g), byte(*b)]),
        [c, m, y, k] => Some([c, m, y].map(|v| byte((255.0 - v) * (255.0 - k.min(255.0)) / 255.0))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;

    #[test]
    fn an_object_stands_where_boundary_and_transform_put_it() {
        let xml = "<Content><Layer><TextObject Boundary='10 20 50 10' CTM='2 0 0 2 0 0' Size='4'>
            <TextCode X='1' Y='4' DeltaX='4'>申报</TextCode></TextObject>
            <PathObject Boundary='0 100 210 1'><AbbreviatedData>M 0 0 L 210 0</AbbreviatedData>
            </PathObject></Layer></Content>";
        let (root, _) = parse(xml.as_bytes(), 16).unwrap();
        let resources = Resources::default();
        let page = InkPage::blank(1, 595.3, 841.9);
        let mut painter = Painter::new(&resources, page, 1000);
        painter.paint(&root, Surroundings::page([0.0, 0.0, 210.0, 297.0]));
        let glyph = &painter.page.glyphs[1];
        assert!((glyph.bbox.x0 - 20.0 * POINTS_A_MM as f32).abs() < 0.01);
        assert!((glyph.size - 8.0 * POINTS_A_MM as f32).abs() < 0.01);
        assert_eq!(painter.page.rules.len(), 1);
    }

    #[test]
    fn colours_come_in_three_spaces() {
        let of = |value: &str| {
            let xml = format!("<FillColor Value='{value}'/>");
            color(&parse(xml.as_bytes(), 4).unwrap().0)
        };
        assert_eq!(of("255 0 0"), Some([255, 0, 0]));
        assert_eq!(of("#ff #00 #00"), Some([255, 0, 0]));
        assert_eq!(of("0 255 255 0"), Some([255, 0, 0]));
        assert_eq!(of("128"), Some([128; 3]));
    }
}
