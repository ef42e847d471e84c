//! The device that keeps what a page paints, for the balance of its ink.

use super::device::{self, GaveUp};
use crate::intake::Limits;
use crate::read::painting::{Glyph, Mark, Paint, Painting, Pose, Unshown, What, is_level, rect};
use crate::read::vector::rules;
use hayro_interpret::font::{Glyph as PdfGlyph, GlyphRun};
use hayro_interpret::kurbo::{self, Affine, BezPath, Rect as KRect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint as PdfPaint, SoftMask, StrokeProps, TransformExt,
    interpret_page,
};
use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Rect as PdfRect};
use hayro_syntax::page::Page;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// How far the area of a stroke may stray from it, points.
const STRAY: f64 = 0.05;
/// Outlines of characters that are kept at once.
const OUTLINES: usize = 20_000;
/// Annotations of one page that are looked at.
const MOST: usize = 5_000;
/// Flags of annotations: hidden, no view, print.
const HIDDEN: u32 = 1 << 1;
const NO_VIEW: u32 = 1 << 5;
const PRINT: u32 = 1 << 2;

/// What is kept of a file from page to page.
#[derive(Default)]
pub struct Known<'a> {
    fonts: InterpreterCache<'a>,
    outlines: HashMap<u64, Rc<BezPath>>,
}

/// What a page (counted from 1) paints; none where the page is beyond the limits or damaged.
pub fn painting<'a>(
    pdf: &'a Pdf,
    number: u32,
    known: &mut Known<'a>,
    limits: &Limits,
) -> Option<Painting> {
    let page = pdf.pages().get((number as usize).checked_sub(1)?)?;
    let (width, height) = page.render_dimensions();
    let shape = KRect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let Known { fonts, outlines } = known;
    let paint = || {
        let settings = InterpreterSettings {
            font_resolver: super::render::fonts(),
            ..InterpreterSettings::default()
        };
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, shape, fonts, pdf.xref(), settings);
        let mut easel = Easel::new(shape, outlines, limits.marks_a_page);
        interpret_page(page, &mut context, &mut easel);
        let mut unshown = easel.unshown;
        unshown.extend(annotations(page));
        Painting { width, height, marks: easel.marks, unshown }
    };
    catch_unwind(AssertUnwindSafe(paint)).ok()
}

/// Keeps the marks of one page.
struct Easel<'k> {
    marks: Vec<Mark>,
    unshown: Vec<Unshown>,
    page: KRect,
    /// The boxes that clips leave, and whether all clips so far are boxes.
    clips: Vec<(KRect, bool)>,
    /// For each part of marked content: whether it is for the screen alone.
    layers: Vec<bool>,
    /// Opacities of the groups that are open, and whether opacity is all that they do.
    groups: Vec<(f32, bool)>,
    outlines: &'k mut HashMap<u64, Rc<BezPath>>,
    left: usize,
}

impl<'k> Easel<'k> {
    fn new(page: KRect, outlines: &'k mut HashMap<u64, Rc<BezPath>>, left: usize) -> Self {
        Self {
            marks: Vec::new(),
            unshown: Vec::new(),
            page,
            clips: vec![(page, true)],
            layers: Vec::new(),
            groups: Vec::new(),
            outlines,
            left,
        }
    }

    fn clip(&self) -> (KRect, bool) {
        self.clips.last().copied().unwrap_or((self.page, true))
    }

    fn keep(
        &mut self,
        what: What,
        path: BezPath,
        rules: Vec<KRect>,
        even_odd: bool,
        (paint, plain): (Paint, bool),
    ) {
        // hayro offers no other way out of a running page.
        let Some(left) = self.left.checked_sub(1) else {
            std::panic::resume_unwind(Box::new(GaveUp));
        };
        self.left = left;
        let screen_only = self.layers.last().copied().unwrap_or(false);
        let (clip, boxes) = self.clip();
        let certain = plain && boxes && self.groups.iter().all(|(_, plain)| *plain);
        self.marks.push(Mark { what, path, rules, even_odd, paint, clip, screen_only, certain });
    }

    /// The paint, and whether nothing but it decides what is seen.
    fn paint(&self, props: &DrawProps<'_>) -> (Paint, bool) {
        let plain = props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal;
        match &props.paint {
            PdfPaint::Color(color) => {
                let [r, g, b, a] = color.to_rgba().to_rgba8();
                let group: f32 = self.groups.iter().map(|(opacity, _)| opacity).product();
                (Paint::Color([r, g, b], f32::from(a) / 255.0 * group), plain)
            }
            PdfPaint::Pattern(_) => (Paint::Other, false),
        }
    }

    fn glyph<'a>(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        index: usize,
        props: &DrawProps<'a>,
        mode: &DrawMode,
    ) -> Option<()> {
        let placed = run.glyphs().get(index)?;
        let place = device::place(run, index, props.transform)?;
        let mut coarse = false;
        let mut pose = Pose::default();
        let level;
        let (paint, mut plain) = match mode {
            DrawMode::Invisible => (Paint::None, false),
            _ => self.paint(props),
        };
        plain &= matches!(mode, DrawMode::Fill(_));
        let (shape, outline) = match &**placed {
            PdfGlyph::Outline(outline) => {
                let mut hasher = DefaultHasher::new();
                outline.identifier().cache_key().hash(&mut hasher);
                let shape = hasher.finish();
                if self.outlines.len() >= OUTLINES {
                    self.outlines.clear();
                }
                let known = self.outlines.entry(shape);
                let path = known.or_insert_with(|| Rc::new(outline.outline())).clone();
                pose = Pose::of(props.transform * placed.transform());
                // A stroke around an outline is another shape.
                level = !matches!(mode, DrawMode::Stroke(_))
                    && is_level(props.transform * placed.transform());
                let own = placed.transform() * path.as_ref().clone();
                let own = match mode {
                    DrawMode::Stroke(stroke) => stroked(&own, stroke, props.transform, 0.125),
                    _ => own,
                };
                (shape, props.transform * own)
            }
            PdfGlyph::Type3(glyph) => {
                let mut drawn = Drawn::in_paint(&props.paint);
                glyph.interpret(&mut drawn, props.transform, placed.transform(), &props.paint);
                coarse = drawn.coarse;
                plain &= drawn.fills == 1 && drawn.plain;
                // Fonts of a file may draw different things for one code.
                let mut hasher = DefaultHasher::new();
                let parts = drawn.path.elements().len();
                ("type 3", glyph.char_code(), parts).hash(&mut hasher);
                level = !coarse && is_level(props.transform * placed.transform());
                if drawn.path.elements().is_empty() {
                    // What it draws is not known: anything in its box may be it.
                    coarse = true;
                    drawn.path.extend(place.bbox.path_elements(0.1));
                }
                (hasher.finish(), drawn.path)
            }
        };
        let (bbox, size) = (rect(place.bbox), place.size as f32);
        let glyph = Glyph { bbox, size, shape, coarse, pose, level };
        self.keep(What::Glyph(glyph), outline, Vec::new(), false, (paint, plain));
        Some(())
    }
}

/// The area that a stroke covers, in the space of its path; hayro draws none thinner than
/// a pixel, and neither does a printer.
fn stroked(path: &BezPath, stroke: &StrokeProps, transform: Affine, least: f64) -> BezPath {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let scale = a.hypot(b).max(c.hypot(d)).max(1e-6);
    let width = f64::from(stroke.line_width).max(least / scale);
    let style = kurbo::Stroke {
        width,
        join: stroke.line_join,
        miter_limit: f64::from(stroke.miter_limit),
        start_cap: stroke.line_cap,
        end_cap: stroke.line_cap,
        dash_pattern: stroke.dash_array.iter().map(|n| f64::from(*n)).collect(),
        dash_offset: f64::from(stroke.dash_offset),
    };
    kurbo::stroke(path, &style, &kurbo::StrokeOpts::default(), STRAY / scale)
}

impl<'a> Device<'a> for Easel<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let paint = self.paint(&props);
        if let DrawMode::Fill(rule) | DrawMode::FillAndStroke(rule, _) = mode {
            let even_odd = *rule == FillRule::EvenOdd;
            let mut found = Vec::new();
            rules::filled(path, props.transform, &mut found);
            self.keep(What::Fill, props.transform * path, found, even_odd, paint);
        }
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            let area = stroked(path, stroke, props.transform, 0.5);
            let mut found = Vec::new();
            rules::stroked(path, props.transform, stroke.line_width, &mut found);
            self.keep(What::Stroke, props.transform * area, found, false, paint);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let (above, boxes) = self.clip();
        self.clips.push((above.intersect(clip.path.bounding_box()), boxes && is_box(&clip.path)));
    }

    fn push_clip_rect(&mut self, clip: &KRect) {
        let (above, boxes) = self.clip();
        self.clips.push((above.intersect(*clip), boxes));
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
        blending: BlendMode,
    ) {
        self.groups.push((opacity, mask.is_none() && blending == BlendMode::Normal));
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        for index in 0..run.glyphs().len() {
            self.glyph(run, index, &props, mode);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let shape = KRect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let area = props.transform * shape.to_path(0.1);
        self.keep(What::Picture, area, Vec::new(), false, (Paint::Other, false));
    }

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        let above = self.layers.last().copied().unwrap_or(false);
        let layer = properties.map(Layer::of).unwrap_or_default();
        if layer == Layer::PaperOnly {
            let what = "只在打印时显示的图层";
            self.unshown.push(Unshown { bbox: rect(self.page), what });
        }
        self.layers.push(above || layer == Layer::ScreenOnly);
    }

    fn end_marked_content(&mut self) {
        self.layers.pop();
    }
}

/// Where a layer is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Layer {
    #[default]
    Both,
    ScreenOnly,
    PaperOnly,
}

impl Layer {
    /// By the usage that the group, or one of a group's members, declares.
    fn of(properties: &Dict<'_>) -> Self {
        let members = properties.get::<Array<'_>>(keys::OCGS);
        let members = members.iter().flat_map(|all| all.iter::<Dict<'_>>()).take(MOST);
        let single = properties.get::<Dict<'_>>(keys::OCGS);
        let mut all = members.chain(single).chain([properties.clone()]);
        all.find_map(|group| Some(Self::of_group(&group)).filter(|layer| *layer != Self::Both))
            .unwrap_or_default()
    }

    fn of_group(group: &Dict<'_>) -> Self {
        let Some(usage) = group.get::<Dict<'_>>(&b"Usage"[..]) else { return Self::Both };
        let state = |event: &[u8], key: &[u8]| {
            let event = usage.get::<Dict<'_>>(event)?;
            Some(event.get::<Name<'_>>(key)?.as_ref() == b"OFF")
        };
        let off_paper = state(b"Print", b"PrintState");
        let off_screen = state(b"View", b"ViewState");
        match (off_paper, off_screen) {
            (Some(true), _) => Self::ScreenOnly,
            (Some(false), Some(true)) => Self::PaperOnly,
            _ => Self::Both,
        }
    }
}

/// Annotations that a viewer draws by its own lights, and those that appear on paper only.
fn annotations(page: &Page<'_>) -> Vec<Unshown> {
    let Some(all) = page.raw().get::<Array<'_>>(keys::ANNOTS) else { return Vec::new() };
    let matrix = page.initial_transform(true).to_kurbo();
    let told = |annotation: Dict<'_>| {
        let flags = annotation.get::<u32>(keys::F).unwrap_or(0);
        if flags & HIDDEN != 0 {
            return None;
        }
        let area = annotation.get::<PdfRect>(keys::RECT)?;
        let area = KRect::new(area.x0, area.y0, area.x1, area.y1);
        let bbox = rect(matrix.transform_rect_bbox(area));
        let on_paper_only = flags & NO_VIEW != 0 && flags & PRINT != 0;
        if on_paper_only {
            return Some(Unshown { bbox, what: "只在打印时显示的批注" });
        }
        let kind = annotation.get::<Name<'_>>(keys::SUBTYPE)?;
        if flags & NO_VIEW == 0 && annotation.get::<Dict<'_>>(keys::AP).is_some() {
            // On the screen it is there, and on paper it is not.
            let shown = !matches!(kind.as_ref(), b"Link" | b"Popup") && bbox.width() > 1.0;
            return (flags & PRINT == 0 && shown && bbox.height() > 1.0)
                .then_some(Unshown {
                    bbox, what: "屏幕上显示、打印时没有的批注或表单域"
                });
        }
        if flags & NO_VIEW != 0 {
            return None;
        }
        let what = match kind.as_ref() {
            b"FreeText" => return None,
            b"Highlight" => "突出显示批注",
            b"Underline" | b"Squiggly" => "下划线批注",
            b"StrikeOut" => "删除线批注",
            b"Ink" | b"PolyLine" | b"Line" | b"Polygon" => "手绘或线条批注",
            b"Square" | b"Circle" => "图框批注",
            b"Stamp" => "图章批注",
            b"Caret" => "插入符批注",
            b"Redact" => "遮盖批注",
            b"Text" | b"FileAttachment" | b"Sound" => "批注图标",
            _ => return None,
        };
        Some(Unshown { bbox, what })
    };
    all.iter::<Dict<'_>>().take(MOST).filter_map(told).collect()
}

/// Whether a path is a box along the axes.
fn is_box(path: &BezPath) -> bool {
    let elements = path.elements();
    let straight = elements
        .iter()
        .skip(1)
        .all(|element| matches!(element, kurbo::PathEl::LineTo(_) | kurbo::PathEl::ClosePath));
    let (own, whole) = (path.area().abs(), path.bounding_box().area());
    (4..=6).contains(&elements.len()) && straight && own >= 0.999 * whole
}

/// Gathers the outlines of a character that is drawn by instructions.
struct Drawn {
    clips: usize,
    path: BezPath,
    coarse: bool,
    /// The colour of the text; none where that is no single colour.
    ink: Option<[u8; 4]>,
    /// Paths that were filled.
    fills: usize,
    /// Nothing but filling paths in the colour of the text was done.
    plain: bool,
}

impl Drawn {
    fn in_paint(paint: &PdfPaint<'_>) -> Self {
        let ink = one_colour(paint);
        Self { clips: 0, path: BezPath::new(), coarse: false, ink, fills: 0, plain: true }
    }
}

fn one_colour(paint: &PdfPaint<'_>) -> Option<[u8; 4]> {
    match paint {
        PdfPaint::Color(color) => Some(color.to_rgba().to_rgba8()),
        PdfPaint::Pattern(_) => None,
    }
}

impl<'a> Device<'a> for Drawn {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.fills += 1;
        self.plain &= matches!(mode, DrawMode::Fill(FillRule::NonZero))
            && self.ink.is_some()
            && one_colour(&props.paint) == self.ink
            && props.soft_mask.is_none()
            && props.blend_mode == BlendMode::Normal;
        if let DrawMode::Fill(_) | DrawMode::FillAndStroke(..) = mode {
            self.path.extend(props.transform * path);
        }
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            self.path.extend(props.transform * stroked(path, stroke, props.transform, 0.0));
        }
        self.coarse |= self.clips > 0;
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.clips += 1;
        self.plain = false;
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.plain = false;
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.plain = false;
        for (index, placed) in run.glyphs().iter().enumerate() {
            match &**placed {
                PdfGlyph::Outline(outline) => {
                    self.path.extend(props.transform * placed.transform() * outline.outline());
                }
                PdfGlyph::Type3(_) => {
                    let place = device::place(run, index, props.transform);
                    self.path.extend(place.iter().flat_map(|place| place.bbox.path_elements(0.1)));
                    self.coarse = true;
                }
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let shape = KRect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.path.extend(props.transform * shape.to_path(0.1));
        self.coarse = true;
        self.plain = false;
    }

    fn pop_clip(&mut self) {
        self.clips = self.clips.saturating_sub(1);
    }

    fn pop_transparency_group(&mut self) {}
}
