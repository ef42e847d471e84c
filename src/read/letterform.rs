//! Which character an outline looks like. A file may carry a font whose glyph of 3 draws an
//! 8; whatever its maps and names say, the outline is what a person reads.
//!
//! An outline is drawn into a small grid, whatever its size and place, and held against the
//! same character, and all others, of fonts that are known: the standard fonts for letters
//! and digits, the machine's Chinese font for Chinese characters. It is another character
//! where it looks like that one and little like its own; a strange hand looks like none.

use super::pdf::chinese_font;
use crate::characters::lookalikes;
use hayro_font::{FontCache, FontGlyph, FontResolverFn};
use hayro_interpret::font::{FontQuery, StandardFont};
use hayro_interpret::kurbo::{self, BezPath, PathEl, Shape};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Squares of the grid along each side, and scan lines of one row.
const SIDE: usize = 16;
const FINE: usize = 4;
/// An outline thinner than this part of its length fills its grid and tells nothing.
const THIN: f64 = 0.2;
/// Share of its grid that a block covers.
const FULL: f32 = 0.85;
/// How much an outline must look like the other character, and by how much more than like
/// its own. Fonts of all kinds stay below half of these margins.
const LETTER: Bar = Bar { other: 0.75, more: 0.12, own: 1.0 };
const CHINESE: Bar = Bar { other: 0.72, more: 0.4, own: 0.32 };
/// Letters and digits that a font may draw alike, beyond a letter's own two cases.
const ALIKE: &[&str] = &[
    "0odq", "1litjf", "5s", "2z", "6bg", "9gq", "8b", "nhu", "rft", "aoe0", "ec", "vy", "4a", "a8",
    "j3", "un",
];
/// Answers that are kept.
const KEPT: usize = 50_000;

struct Bar {
    other: f32,
    more: f32,
    own: f32,
}

/// What an outline looks like, whatever its size and place.
#[derive(Debug, Clone, PartialEq)]
pub struct Form(Vec<f32>);

impl Form {
    /// The form of an outline; `down` where its axis points down, as on a page.
    pub fn of(outline: &BezPath, down: bool) -> Option<Self> {
        let area = outline.bounding_box();
        let (width, height) = (area.width(), area.height());
        let long = width.max(height);
        if !area.is_finite() || long <= 0.0 || width.min(height) < THIN * long {
            return None;
        }
        let rows = SIDE * FINE;
        let mut crossings: Vec<Vec<(f64, i32)>> = vec![Vec::new(); rows];
        let place = |p: kurbo::Point| {
            let y = (p.y - area.y0) / height * rows as f64;
            let y = if down { y } else { rows as f64 - y };
            ((p.x - area.x0) / width * SIDE as f64, y)
        };
        let mut edge = |from: kurbo::Point, to: kurbo::Point| {
            let ((x0, y0), (x1, y1)) = (place(from), place(to));
            let (turn, top, low) = if y0 < y1 { (1, y0, y1) } else { (-1, y1, y0) };
            let first = (top - 0.5).ceil().max(0.0) as usize;
            for (row, all) in crossings.iter_mut().enumerate().skip(first) {
                let at = row as f64 + 0.5;
                if at >= low {
                    break;
                }
                all.push((x0 + (at - y0) / (y1 - y0) * (x1 - x0), turn));
            }
        };
        let (mut begin, mut last) = (kurbo::Point::ZERO, kurbo::Point::ZERO);
        kurbo::flatten(outline.elements().iter().copied(), long / 200.0, |element| match element {
            PathEl::MoveTo(p) => {
                edge(last, begin);
                (begin, last) = (p, p);
            }
            PathEl::LineTo(p) => {
                edge(last, p);
                last = p;
            }
            PathEl::ClosePath => {
                edge(last, begin);
                last = begin;
            }
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
        });
        edge(last, begin);
        let mut grid = vec![0.0f32; SIDE * SIDE];
        for (row, mut all) in crossings.into_iter().enumerate() {
            all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            let cells = &mut grid[row / FINE * SIDE..][..SIDE];
            let mut winding = 0;
            for pair in all.windows(2) {
                winding += pair[0].1;
                if winding != 0 {
                    cover(cells, pair[0].0, pair[1].0);
                }
            }
        }
        // A block fills its room and looks like a little of everything.
        if grid.iter().sum::<f32>() > FULL * (SIDE * SIDE) as f32 {
            return None;
        }
        even(&blurred(&grid)).map(Self)
    }

    /// How alike two forms are: 1 the same, 0 nothing in common.
    fn likeness(&self, other: &Self) -> f32 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}

/// Adds a stretch to the cells of a row.
fn cover(cells: &mut [f32], from: f64, to: f64) {
    for (at, cell) in cells.iter_mut().enumerate() {
        let (left, right) = (at as f64, at as f64 + 1.0);
        *cell += ((to.min(right) - from.max(left)).max(0.0) / FINE as f64) as f32;
    }
}

/// Thin and thick strokes are more alike where their edges are soft.
fn blurred(grid: &[f32]) -> Vec<f32> {
    let at = |x: usize, y: usize, dx: usize, dy: usize| {
        // One square beyond each edge is blank.
        let (x, y) = ((x + dx).checked_sub(1)?, (y + dy).checked_sub(1)?);
        (x < SIDE && y < SIDE).then(|| grid[y * SIDE + x])
    };
    let weight = [1.0f32, 2.0, 1.0];
    let mut out = Vec::with_capacity(grid.len());
    for y in 0..SIDE {
        for x in 0..SIDE {
            let near = (0..3).flat_map(|dy| (0..3).map(move |dx| (dx, dy)));
            let sum = |(dx, dy)| at(x, y, dx, dy).unwrap_or(0.0) * weight[dx] * weight[dy];
            out.push(near.map(sum).sum::<f32>() / 16.0);
        }
    }
    out
}

/// About its mean and of length 1; none where it is one even ground.
fn even(grid: &[f32]) -> Option<Vec<f32>> {
    let mean = grid.iter().sum::<f32>() / grid.len() as f32;
    let length = grid.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>().sqrt();
    (length > 0.3).then(|| grid.iter().map(|v| (v - mean) / length).collect())
}

/// The character that an outline shows instead of the one that it is said to be; none where
/// it may well be that one. `down` where its axis points down, as on a page.
pub fn shows_instead(said: char, outline: &BezPath, down: bool) -> Option<char> {
    if !said.is_ascii_alphanumeric() && !is_chinese(said) {
        return None;
    }
    let form = Form::of(outline, down)?;
    if said.is_ascii_alphanumeric() {
        let alike: Vec<char> = alphabet().filter(|other| may_be(said, *other)).collect();
        return nearest(&form, &alike, &LETTER, letters().iter().map(|(c, form)| (*c, form)));
    }
    let own = chinese_form(said)?;
    if form.likeness(&own) > CHINESE.own {
        return None;
    }
    let alike: Vec<char> = lookalikes::of(said).chain([said]).collect();
    let others = common_chinese().iter().map(|(c, form)| (*c, form));
    nearest(&form, &alike, &CHINESE, others.chain([(said, &*own)]))
}

fn nearest<'a>(
    form: &Form,
    alike: &[char],
    bar: &Bar,
    known: impl Iterator<Item = (char, &'a Form)>,
) -> Option<char> {
    let (mut own, mut best) = (-1.0f32, (-1.0f32, None));
    for (character, like) in known {
        let likeness = form.likeness(like);
        match alike.contains(&character) {
            true => own = own.max(likeness),
            false if likeness > best.0 => best = (likeness, Some(character)),
            false => {}
        }
    }
    let sure = best.0 >= bar.other && best.0 >= own + bar.more && own <= bar.own && own > -1.0;
    best.1.filter(|_| sure)
}

/// The letters and digits that are looked for.
fn alphabet() -> impl Iterator<Item = char> {
    ('0'..='9').chain('A'..='Z').chain('a'..='z')
}

/// Whether a font may draw the one as another draws the other.
fn may_be(said: char, other: char) -> bool {
    let small = |c: char| c.to_ascii_lowercase();
    let alike = |set: &&&str| set.contains(small(said)) && set.contains(small(other));
    said.eq_ignore_ascii_case(&other)
        || ALIKE.iter().any(|set| alike(&set))
        || lookalikes::of(said).any(|like| like == other)
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Letters and digits of the standard fonts.
fn letters() -> &'static [(char, Form)] {
    static LETTERS: OnceLock<Vec<(char, Form)>> = OnceLock::new();
    LETTERS.get_or_init(|| {
        use StandardFont as S;
        let fonts = [
            S::Helvetica,
            S::HelveticaBold,
            S::HelveticaOblique,
            S::HelveticaBoldOblique,
            S::Courier,
            S::CourierBold,
            S::CourierOblique,
            S::CourierBoldOblique,
            S::TimesRoman,
            S::TimesBold,
            S::TimesItalic,
            S::TimesBoldItalic,
        ];
        let resolver: FontResolverFn = Arc::new(|query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(_) => None,
        });
        let cache = FontCache::new();
        let mut all = Vec::new();
        for font in fonts.into_iter().filter_map(|font| cache.standard_font(font, &resolver)) {
            for character in alphabet() {
                let code = u32::from(character);
                if let FontGlyph::Outline(glyph) = font.glyph(font.map_code(code), code) {
                    all.extend(Form::of(&glyph.outline(), false).map(|form| (character, form)));
                }
            }
        }
        // Digits and letters of Chinese fonts have forms of their own.
        for character in alphabet() {
            all.extend(chinese_form(character).map(|form| (character, form.as_ref().clone())));
        }
        all
    })
}

/// The form of a character in the machine's Chinese font.
fn chinese_form(character: char) -> Option<Arc<Form>> {
    static FORMS: Mutex<Option<HashMap<char, Option<Arc<Form>>>>> = Mutex::new(None);
    let mut forms = FORMS.lock().ok()?;
    let forms = forms.get_or_insert_default();
    if forms.len() >= KEPT {
        forms.clear();
    }
    let own = || {
        let data = chinese_font()?;
        let font = FontRef::from_index(data.as_ref().as_ref(), 0).ok()?;
        let outline = glyph_outline(&font, font.charmap().map(character)?)?;
        Form::of(&outline, false).map(Arc::new)
    };
    forms.entry(character).or_insert_with(own).clone()
}

/// The common characters of GB 2312.
fn common_chinese() -> &'static [(char, Form)] {
    static FORMS: OnceLock<Vec<(char, Form)>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let Some(data) = chinese_font() else { return Vec::new() };
        let Ok(font) = FontRef::from_index(data.as_ref().as_ref(), 0) else { return Vec::new() };
        let charmap = font.charmap();
        let rows = (0xb0u8..=0xd7).flat_map(|row| (0xa1u8..=0xfe).map(move |at| [row, at]));
        let characters = rows.filter_map(|pair| {
            let (text, faulty) = encoding_rs::GBK.decode_without_bom_handling(&pair);
            text.chars().next().filter(|c| !faulty && is_chinese(*c))
        });
        characters
            .filter_map(|c| Some((c, Form::of(&glyph_outline(&font, charmap.map(c)?)?, false)?)))
            .collect()
    })
}

/// The outline of a glyph, in the units of its font.
pub fn glyph_outline(font: &FontRef<'_>, id: GlyphId) -> Option<BezPath> {
    let glyph = font.outline_glyphs().get(id)?;
    let mut pen = Pen(BezPath::new());
    glyph.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut pen).ok()?;
    Some(pen.0)
}

struct Pen(BezPath);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((f64::from(x), f64::from(y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((f64::from(x), f64::from(y)));
    }

    fn quad_to(&mut self, ax: f32, ay: f32, x: f32, y: f32) {
        self.0.quad_to((f64::from(ax), f64::from(ay)), (f64::from(x), f64::from(y)));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let point = |x: f32, y: f32| (f64::from(x), f64::from(y));
        self.0.curve_to(point(ax, ay), point(bx, by), point(x, y));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(font: StandardFont, character: char) -> BezPath {
        let resolver: FontResolverFn = Arc::new(|query| match query {
            FontQuery::Standard(font) => Some(font.get_font_data()),
            FontQuery::Fallback(_) => None,
        });
        let font = FontCache::new().standard_font(font, &resolver).unwrap();
        let code = u32::from(character);
        match font.glyph(font.map_code(code), code) {
            FontGlyph::Outline(glyph) => glyph.outline(),
            FontGlyph::Type3(_) => BezPath::new(),
        }
    }

    #[test]
    fn an_outline_of_another_digit_is_told_and_its_own_is_not() {
        for font in [StandardFont::Helvetica, StandardFont::TimesItalic, StandardFont::Courier] {
            // A one is so thin that it is like the stem of anything.
            for drawn in ('0'..='9').filter(|drawn| *drawn != '1') {
                let outline = outline(font, drawn);
                for said in '0'..='9' {
                    let shown = shows_instead(said, &outline, false);
                    assert_eq!(shown.is_some(), said != drawn, "{drawn} said to be {said}");
                    assert!(said == drawn || shown.is_some_and(|shown| may_be(drawn, shown)));
                }
            }
        }
    }

    #[test]
    fn an_outline_is_what_it_is_in_any_size_and_on_either_axis() {
        let outline = outline(StandardFont::TimesRoman, '7');
        let form = Form::of(&outline, false).unwrap();
        let place = kurbo::Affine::translate((90.0, 700.0)) * kurbo::Affine::scale(0.012);
        let small = Form::of(&(place * kurbo::Affine::FLIP_Y * outline), true).unwrap();
        assert!(form.likeness(&small) > 0.99);
    }

    #[test]
    fn letters_that_fonts_draw_alike_are_none_instead_of_another() {
        for (drawn, said) in [('O', '0'), ('l', '1'), ('I', 'l'), ('C', 'c'), ('S', '5')] {
            let outline = outline(StandardFont::Helvetica, drawn);
            assert_eq!(shows_instead(said, &outline, false), None, "{drawn} said to be {said}");
        }
    }

    #[test]
    fn a_chinese_character_is_told_where_the_machine_has_a_font() {
        let Some(data) = chinese_font() else { return };
        let font = FontRef::from_index(data.as_ref().as_ref(), 0).unwrap();
        let drawn = |c: char| glyph_outline(&font, font.charmap().map(c).unwrap()).unwrap();
        assert_eq!(shows_instead('必', &drawn('不'), false), Some('不'));
        assert_eq!(shows_instead('不', &drawn('不'), false), None);
        assert_eq!(shows_instead('末', &drawn('未'), false), None, "lookalikes are no proof");
    }
}
