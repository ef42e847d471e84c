//! The device that hayro draws a page on: instead of pixels it keeps characters,
//! ruling lines and image boxes.

use super::belief::{self, Tally};
use super::characters::{Font, FontReader};
use super::inks::{Inks, UNSEEN};
use super::picture::Pictures;
use crate::document::Rect;
use crate::layout::{Figure, Glyph, Rule, figures};
use crate::read::vector::drawn::Drawn;
use crate::read::vector::ground::{self, Ground};
use crate::read::vector::rules;
use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::WritingMode;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect as KRect, Shape, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps, Paint,
    SoftMask,
};
use std::rc::Rc;
use std::time::Instant;

/// A direction of writing as drawn: quarter turns clockwise from left-to-right.
pub type Quarter = u8;

/// Bytes of clipped text kept of a page.
const MOST_CLIPPED: usize = 64 << 10;

/// Thrown (by unwinding) to leave the interpreter when the page costs too much;
/// hayro offers no other way out of a running page.
pub struct GaveUp;

/// Collects the ink of one page, in points from the page's top left corner.
pub struct InkDevice<'f, 'a> {
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    pub figures: Vec<Figure>,
    pub images: Vec<Rect>,
    /// Shapes that may be text drawn as outlines.
    pub drawn: Drawn,
    /// What is painted under and over the characters.
    pub ground: Ground,
    /// Straight strokes that lean.
    pub slants: Vec<[(f32, f32); 2]>,
    /// The pictures themselves, when they are asked for.
    pub pictures: Option<Pictures>,
    /// The largest image: the area it covers, and its pixels to an inch.
    pub finest: Option<(f64, f32)>,
    /// How many glyphs run in each quarter turn.
    pub quarters: [usize; 4],
    /// The glyphs set beyond the edge of the page.
    pub beyond: usize,
    /// Thin lines across that begin on the page and run out of it.
    pub cut: usize,
    /// The glyphs whose character could not be told.
    pub unknown: usize,
    /// What lies on the page and outside the edge of its frame.
    pub clipped: String,
    /// What each font said, the last one used at the end.
    tallies: Vec<(Rc<Font>, Tally)>,
    fonts: &'f mut FontReader<'a>,
    inks: &'f Inks<'a>,
    clips: Vec<Clip>,
    groups: Vec<Group>,
    page: KRect,
    budget: usize,
    deadline: Instant,
    calls: u32,
}

impl<'f, 'a> InkDevice<'f, 'a> {
    pub fn new(
        fonts: &'f mut FontReader<'a>,
        inks: &'f Inks<'a>,
        page: KRect,
        budget: usize,
        deadline: Instant,
    ) -> Self {
        Self {
            glyphs: Vec::new(),
            rules: Vec::new(),
            figures: Vec::new(),
            images: Vec::new(),
            drawn: Drawn::default(),
            ground: Ground::default(),
            slants: Vec::new(),
            pictures: None,
            finest: None,
            quarters: [0; 4],
            unknown: 0,
            beyond: 0,
            cut: 0,
            clipped: String::new(),
            tallies: Vec::new(),
            fonts,
            inks,
            clips: vec![Clip { shown: page, exact: true }],
            groups: Vec::new(),
            page,
            budget,
            deadline,
            calls: 0,
        }
    }

    /// What each font of the page said.
    pub fn told(&mut self) -> belief::Page {
        let tallies = std::mem::take(&mut self.tallies);
        tallies.into_iter().map(|(font, tally)| (font.id(), tally)).collect()
    }

    /// Puts the tally of a font at the end.
    fn tally_of(&mut self, font: &Rc<Font>) {
        let known = self.tallies.iter().rposition(|(known, _)| Rc::ptr_eq(known, font));
        match known {
            Some(at) if at + 1 == self.tallies.len() => {}
            Some(at) => {
                let tally = self.tallies.remove(at);
                self.tallies.push(tally);
            }
            None => self.tallies.push((font.clone(), Tally::default())),
        }
    }

    fn clip(&self) -> KRect {
        self.clips.last().map_or(self.page, |clip| clip.shown)
    }

    /// Counts one drawing; leaves the interpreter when the page is beyond its limits.
    fn spend(&mut self) {
        self.calls = self.calls.wrapping_add(1);
        let late = self.calls.is_multiple_of(256) && Instant::now() > self.deadline;
        if late
            || self.glyphs.len() + self.rules.len() + self.figures.len() + self.images.len()
                > self.budget
        {
            std::panic::resume_unwind(Box::new(GaveUp));
        }
    }

    fn opaque(&self, paint: &Paint<'_>) -> Option<[u8; 3]> {
        let group: f32 = self.groups.iter().map(|group| group.opacity).product();
        match paint {
            Paint::Color(color) => {
                let [r, g, b, a] = self.inks.rgba(color);
                (f32::from(a) / 255.0 * group > UNSEEN).then_some([r, g, b])
            }
            Paint::Pattern(_) => Some([128; 3]),
        }
    }

    fn keep_rule(&mut self, bbox: KRect) {
        let across = bbox.width() > 10.0 * bbox.height();
        let begins = (self.page.x0..self.page.x1 - RUNS_OUT).contains(&bbox.x0)
            && (self.page.y0..self.page.y1).contains(&bbox.y0);
        self.cut += usize::from(across && begins && bbox.x1 > self.page.x1 + RUNS_OUT);
        let shown = bbox.intersect(self.clip().inflate(0.6, 0.6));
        let long = shown.width().max(shown.height());
        if long >= 1.0 && shown.width() >= 0.0 && shown.height() >= 0.0 {
            self.rules.push(Rule { bbox: rect(shown) });
        }
    }

    /// Small figures are kept in white too: a tick on a dark ground.
    fn keep_figures(&mut self, path: &BezPath, transform: Affine, color: [u8; 3], mode: &DrawMode) {
        let outlines = rules::outlines(path, transform);
        if outlines.is_empty() || matches!(mode, DrawMode::Invisible) {
            return;
        }
        let mut found = Vec::new();
        figures(&outlines, matches!(mode, DrawMode::Fill(_)), color, &mut found);
        let clip = self.clip().inflate(1.0, 1.0);
        found.retain(|figure| {
            let (x, y) = figure.bbox.center();
            clip.contains(Point::new(f64::from(x), f64::from(y)))
        });
        self.figures.append(&mut found);
    }

    /// How a paint hides what is under it.
    fn cover(&self, props: &DrawProps<'_>) -> ground::Paint {
        let plain = self.is_plain(props.soft_mask.is_none(), props.blend_mode);
        match &props.paint {
            Paint::Color(color) if plain => {
                let [r, g, b, a] = self.inks.rgba(color);
                if f32::from(a) / 255.0 < SOLID {
                    return ground::Paint::Sheer;
                }
                ground::Paint::Solid([r, g, b])
            }
            Paint::Color(_) | Paint::Pattern(_) => ground::Paint::Sheer,
        }
    }

    /// Whether the edges that cut what is painted make a rectangle.
    fn shows_all_of_clip(&self) -> bool {
        self.clips.last().is_none_or(|clip| clip.exact)
    }

    fn is_plain(&self, unmasked: bool, blend: BlendMode) -> bool {
        unmasked
            && self.shows_all_of_clip()
            && blend == BlendMode::Normal
            && self.groups.iter().all(|group| group.plain)
    }

    /// What the path hides of the characters before it, and is the ground of those after it.
    fn keep_ground(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        let (clip, before) = (self.clip(), self.glyphs.len());
        match mode {
            DrawMode::Fill(rule) | DrawMode::FillAndStroke(rule, _) => {
                let bounds = props.transform.transform_rect_bbox(path.control_box());
                if bounds.width().min(bounds.height()) < 1.0 {
                    return;
                }
                let paint = self.cover(props);
                let even_odd = *rule == FillRule::EvenOdd;
                self.ground.fill(&(props.transform * path), even_odd, paint, clip, before);
            }
            DrawMode::Stroke(stroke) => {
                let [a, b, c, d, ..] = props.transform.as_coeffs();
                let width = f64::from(stroke.line_width) * (a * d - b * c).abs().sqrt();
                let bounds = props.transform.transform_rect_bbox(path.control_box());
                self.ground.stroke(bounds, width, clip, before);
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode) {
        self.spend();
        let (transform, paint) = (props.transform, &props.paint);
        let Some(color) = self.opaque(paint) else { return };
        self.keep_ground(path, props, mode);
        self.keep_figures(path, transform, color, mode);
        if color.iter().all(|c| *c >= 250) {
            return;
        }
        if !matches!(mode, DrawMode::Invisible) {
            self.drawn.add(path, transform, !matches!(mode, DrawMode::Stroke(_)));
        }
        let mut found = Vec::new();
        match mode {
            DrawMode::Fill(_) => rules::filled(path, transform, &mut found),
            DrawMode::Stroke(stroke) => {
                rules::stroked(path, transform, stroke.line_width, &mut found);
                rules::slants(path, transform, &mut self.slants);
            }
            DrawMode::FillAndStroke(_, stroke) => {
                rules::stroked(path, transform, stroke.line_width, &mut found);
            }
            DrawMode::Invisible => {}
        }
        for bbox in found {
            self.keep_rule(bbox);
        }
    }

    fn one_glyph(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        index: usize,
        transform: Affine,
        look: &Look,
    ) -> Option<()> {
        let placed = run.glyphs().get(index)?;
        let Place { bbox, size, direction } = place(run, index, transform)?;
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let clip = self.clip();
        let center = bbox.center();
        if !clip.inflate(1.0, 1.0).contains(center) {
            self.beyond += usize::from(!look.hidden && self.is_beyond(placed, bbox, look));
            if self.page.contains(center) && self.clipped.len() < MOST_CLIPPED {
                self.clipped += &self.fonts.characters(placed, &look.font).text;
            }
            return None;
        }
        let quarter = quarter(direction);
        if let Some(quarter) = quarter {
            self.quarters[usize::from(quarter)] += 1;
        }
        let found = self.fonts.characters(placed, &look.font);
        if found.unknown {
            self.unknown += 1;
        }
        let bbox = rect(bbox);
        if let (Some((_, tally)), Some(first)) =
            (self.tallies.last_mut(), found.text.chars().next())
        {
            tally.add(placed.char_code(), first, bbox, size as f32);
        }
        let size = if size > 0.0 { size as f32 } else { bbox.height() };
        let count = found.text.chars().count();
        for (at, character) in found.text.chars().enumerate() {
            let mut glyph = Glyph::new(character, part(bbox, (at, count), vertical, quarter), size);
            glyph.bold = look.font.bold;
            glyph.color = look.color;
            glyph.vertical = vertical || quarter.is_some_and(|q| q % 2 == 1);
            glyph.slanted = quarter.is_none();
            glyph.hidden = look.hidden;
            self.glyphs.push(glyph);
        }
        Some(())
    }
}

impl<'a> InkDevice<'_, 'a> {
    /// Whether a glyph that is not shown has words to say and stands wholly off the page.
    fn is_beyond(&mut self, placed: &PdfGlyph<'a>, bbox: KRect, look: &Look) -> bool {
        let off = bbox.x1 <= self.page.x0
            || bbox.x0 >= self.page.x1
            || bbox.y1 <= self.page.y0
            || bbox.y0 >= self.page.y1;
        let found = self.fonts.characters(placed, &look.font);
        off && found.text.chars().any(char::is_alphanumeric)
    }
}

/// What is shown of anything painted.
struct Clip {
    shown: KRect,
    /// All of it, and not a part in another shape.
    exact: bool,
}

/// A group that is painted as one.
struct Group {
    opacity: f32,
    /// Painted over what is there, without a mask.
    plain: bool,
}

/// From this opacity on a paint hides what is under it.
const SOLID: f32 = 0.95;

/// Whether a picture has no holes and no mask.
fn is_solid(image: &Image<'_, '_>) -> bool {
    let Image::Raster(raster) = image else { return false };
    let dict = raster.stream().dict();
    ![&b"SMask"[..], b"Mask", b"SMaskInData"].iter().any(|key| dict.contains_key(*key))
}

/// Points by which a line must stick out of a page, and what must be seen of it.
const RUNS_OUT: f64 = 6.0;

/// What all glyphs of a run share.
struct Look {
    font: Rc<Font>,
    color: [u8; 3],
    hidden: bool,
}

fn advance(glyph: &PdfGlyph<'_>) -> f64 {
    let width = match glyph {
        PdfGlyph::Outline(outline) => outline.advance_width(),
        PdfGlyph::Type3(type3) => type3.advance_width(),
    };
    f64::from(width.unwrap_or(500.0))
}

/// Where a glyph of a run stands.
pub struct Place {
    /// Its box, from origin to next origin and from descent to ascent.
    pub bbox: KRect,
    /// Font size as seen.
    pub size: f64,
    /// The direction of writing.
    direction: Vec2,
}

/// The place of a glyph on the page to which `transform` leads; none if it has no finite one.
pub fn place(run: &GlyphRun<'_, '_>, index: usize, transform: Affine) -> Option<Place> {
    let placed = run.glyphs().get(index)?;
    let matrix = transform * placed.transform();
    let [a, b, c, d, e, f] = matrix.as_coeffs();
    if ![a, b, c, d, e, f].iter().all(|v| v.is_finite()) {
        return None;
    }
    let across = a.hypot(b) * 1000.0;
    let size = c.hypot(d) * 1000.0;
    let vertical = run.writing_mode() == WritingMode::Vertical;
    let mut width = if vertical { 1000.0 } else { advance(placed).max(0.0) };
    // A stand-in font is stretched to the widths of the missing one, and the
    // stretch shows in the matrix; the next origin tells whether it does.
    if !vertical && (across - size).abs() > 0.02 * size && across > 0.0 {
        let by_size = width * size / across;
        let next = run.glyphs().get(index + 1).map(|next| {
            let there = (transform * next.transform()).as_coeffs();
            (there[4] - e).hypot(there[5] - f) / across * 1000.0
        });
        if next.is_some_and(|next| (next - by_size).abs() < (next - width).abs()) {
            width = by_size;
        }
    }
    let bbox = matrix.transform_rect_bbox(KRect::new(0.0, -120.0, width, 880.0));
    Some(Place { bbox, size, direction: Vec2::new(a, b) })
}

/// The quarter turn of a writing direction in a y-down page, if it is one.
fn quarter(direction: Vec2) -> Option<Quarter> {
    let (x, y) = (direction.x, direction.y);
    let slack = 0.09 * x.hypot(y);
    match (x.abs() <= slack, y.abs() <= slack) {
        (true, true) => Some(0),
        (_, true) => Some(if x > 0.0 { 0 } else { 2 }),
        (true, _) => Some(if y > 0.0 { 1 } else { 3 }),
        _ => None,
    }
}

/// The box of one of the characters that a glyph stands for, in the direction of writing.
fn part(r: Rect, (at, count): (usize, usize), vertical: bool, quarter: Option<Quarter>) -> Rect {
    let (start, end) = (at as f32 / count as f32, (at + 1) as f32 / count as f32);
    let (w, h) = (r.width(), r.height());
    match quarter {
        _ if count == 1 => r,
        Some(1) => Rect::new(r.x0, r.y0 + h * start, r.x1, r.y0 + h * end),
        Some(2) => Rect::new(r.x1 - w * end, r.y0, r.x1 - w * start, r.y1),
        Some(3) => Rect::new(r.x0, r.y1 - h * end, r.x1, r.y1 - h * start),
        _ if vertical => Rect::new(r.x0, r.y0 + h * start, r.x1, r.y0 + h * end),
        _ => Rect::new(r.x0 + w * start, r.y0, r.x0 + w * end, r.y1),
    }
}

fn rect(r: KRect) -> Rect {
    Rect::new(r.x0 as f32, r.y0 as f32, r.x1 as f32, r.y1 as f32)
}

impl<'a> Device<'a> for InkDevice<'_, 'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw(path, &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let shown = self.clip().intersect(clip.path.bounding_box());
        let exact = self.shows_all_of_clip() && ground::is_upright(&clip.path);
        self.clips.push(Clip { shown, exact });
    }

    fn push_clip_rect(&mut self, clip: &KRect) {
        let shown = self.clip().intersect(*clip);
        self.clips.push(Clip { shown, exact: self.shows_all_of_clip() });
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        let plain = opacity >= SOLID && mask.is_none() && blend == BlendMode::Normal;
        self.groups.push(Group { opacity, plain });
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend();
        let Some(first) = run.glyphs().first() else { return };
        let color = self.opaque(&props.paint);
        let look = Look {
            font: self.fonts.font_of(first),
            color: color.unwrap_or([255; 3]),
            hidden: matches!(mode, DrawMode::Invisible) || color.is_none(),
        };
        self.tally_of(&look.font);
        for index in 0..run.glyphs().len() {
            self.one_glyph(run, index, props.transform, &look);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.spend();
        let shape = KRect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = props.transform.transform_rect_bbox(shape);
        let bbox = area.intersect(self.clip());
        let (width, height) = (bbox.width(), bbox.height());
        if width <= 0.0 && height <= 0.0 {
            return;
        }
        // Some producers print their ruling lines as pictures one pixel thick.
        if width.min(height) <= 2.0 && width.max(height) >= 12.0 {
            self.keep_rule(bbox);
        } else if width > 0.0 && height > 0.0 {
            self.images.push(rect(bbox));
            if let Some(pictures) = &mut self.pictures {
                pictures.keep(&image, props.transform, area, bbox);
            }
            let paint = match self.is_plain(props.soft_mask.is_none(), props.blend_mode)
                && is_solid(&image)
            {
                true => ground::Paint::Picture,
                false => ground::Paint::Sheer,
            };
            self.ground.area(bbox, paint, self.glyphs.len());
            let whole = area.area();
            if self.finest.is_none_or(|(area, _)| whole > area) {
                self.finest = Some((whole, (shape.area() / whole).sqrt() as f32 * 72.0));
            }
        }
    }

    fn draw_rect(&mut self, area: &KRect, props: DrawProps<'a>, mode: &DrawMode) {
        self.draw(&area.to_path(0.1), &props, mode);
    }
}

/// Turns a point by quarter turns clockwise about the origin of a page of the
/// given size, so that text written in direction `quarter` runs left to right.
pub fn upright(point: Point, quarter: Quarter, width: f64, height: f64) -> Point {
    match quarter % 4 {
        1 => Point::new(point.y, width - point.x),
        2 => Point::new(width - point.x, height - point.y),
        3 => Point::new(height - point.y, point.x),
        _ => point,
    }
}
