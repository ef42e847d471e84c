//! Text objects: where each character stands, and which character it is when
//! the file tells it by glyph numbers only.

use super::matrix::Matrix;
use super::resources::Font;
use super::show;
use super::tree::Node;
use crate::characters::symbols;
use crate::layout::Glyph;
use hayro_interpret::kurbo::{Affine, BezPath};
use std::sync::Arc;

/// How far a character reaches above its base line, in ems; the rest lies below.
const ASCENT: f64 = 0.88;
/// Repetitions in one `g` group that are believed.
const MAX_REPEAT: usize = 100_000;

/// What the object's surroundings say about its looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Fill colour.
    pub color: [u8; 3],
    /// Not painted.
    pub hidden: bool,
}

/// A character as it is drawn.
#[derive(Debug)]
pub(super) struct Stroke {
    /// Its outline in ems, y upwards.
    pub outline: Arc<BezPath>,
    /// From there to page points.
    pub place: Affine,
    /// Its box.
    pub bbox: crate::document::Rect,
    /// Font size, points.
    pub size: f32,
}

/// Where the characters of text objects go.
pub(super) struct Out<'o> {
    /// What they say.
    pub glyphs: &'o mut Vec<Glyph>,
    /// What they look like, if it is asked for.
    pub strokes: Option<&'o mut Vec<Stroke>>,
    /// Characters on the page at most.
    pub most: usize,
}

/// Appends the characters of a text object. `matrix` leads from the object's own space to
/// page points.
pub(super) fn glyphs(
    object: &Node,
    matrix: &Matrix,
    font: Option<&Font>,
    look: Look,
    out: &mut Out<'_>,
) {
    let run = Run::of(object, matrix, font, look);
    let (mut x, mut y) = (0.0, 0.0);
    let mut transforms: Vec<&Node> = Vec::new();
    let mut consumed = 0;
    for node in &object.children {
        match &*node.name {
            "CGTransform" => transforms.push(node),
            "TextCode" => {
                x = node.number("X").unwrap_or(x);
                y = node.number("Y").unwrap_or(y);
                let written: Vec<char> =
                    node.text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
                let characters = seen(sound(&written, &transforms, consumed, font), font);
                let deltas = (deltas(node.attr("DeltaX")), deltas(node.attr("DeltaY")));
                let begin = out.glyphs.len();
                let (from, mut origins) = ((x, y), Vec::new());
                (x, y) = run.place(&characters, (&deltas.0, &deltas.1), from, out, &mut origins);
                if let Some(strokes) = &mut out.strokes {
                    let named = named(&written, &transforms, consumed);
                    for (glyph, (index, x, y)) in out.glyphs.iter().skip(begin).zip(origins) {
                        let drawn = written.get(index).copied().unwrap_or(glyph.character);
                        let named = named.get(index).copied().flatten();
                        let outline = match font {
                            Some(font) => font.outline(named, drawn, glyph.character),
                            None => Font::default().outline(None, drawn, glyph.character),
                        };
                        let place = run.outline_place(x, y);
                        let (bbox, size) = (glyph.bbox, glyph.size);
                        strokes.push(Stroke { outline, place, bbox, size });
                    }
                }
                consumed += written.len();
                transforms.clear();
            }
            _ => {}
        }
    }
}

/// Whether the text of an object runs from right to left. Some viewers follow that and
/// others the offsets between its characters.
pub(super) fn runs_backwards(object: &Node) -> bool {
    object.number("ReadDirection").is_some_and(|v| (v as i32).rem_euclid(360) == 180)
}

struct Run<'a> {
    matrix: &'a Matrix,
    size: f64,
    h_scale: f64,
    read_direction: i32,
    char_direction: i32,
    bold: bool,
    look: Look,
}

impl<'a> Run<'a> {
    fn of(object: &Node, matrix: &'a Matrix, font: Option<&Font>, look: Look) -> Self {
        let quarter = |name| match object.number(name).map_or(0, |v| v as i32).rem_euclid(360) {
            direction @ (90 | 180 | 270) => direction,
            _ => 0,
        };
        let weight = object.number("Weight").unwrap_or(400.0);
        Self {
            matrix,
            size: object.number("Size").filter(|s| *s > 0.0).unwrap_or(3.175),
            h_scale: object.number("HScale").filter(|s| *s > 0.0).unwrap_or(1.0),
            read_direction: quarter("ReadDirection"),
            char_direction: quarter("CharDirection"),
            bold: weight >= 600.0 || font.is_some_and(|f| f.bold),
            look,
        }
    }

    /// Puts one run of characters down and gives the point where the next would stand.
    fn place(
        &self,
        characters: &[char],
        (dx, dy): (&[f64], &[f64]),
        (mut x, mut y): (f64, f64),
        out: &mut Out<'_>,
        origins: &mut Vec<(usize, f64, f64)>,
    ) -> (f64, f64) {
        let sum = |deltas: &[f64]| deltas.iter().map(|d| d.abs()).sum::<f64>();
        let downwards = match (dx.is_empty(), dy.is_empty()) {
            (true, true) => matches!(self.read_direction, 90 | 270),
            _ => sum(dy) > sum(dx) * 2.0,
        };
        let vertical = downwards != self.matrix.is_turned() && characters.len() > 1;
        let size = (self.size * self.matrix.height_factor()) as f32;
        for (index, character) in characters.iter().enumerate() {
            if out.glyphs.len() >= out.most {
                break;
            }
            let step_x = dx.get(index).copied();
            let step_y = dy.get(index).copied();
            let width = self.width(*character, if downwards { None } else { step_x });
            if !character.is_control() {
                let mut glyph = Glyph::new(*character, self.bbox(x, y, width), size);
                glyph.bold = self.bold;
                glyph.color = self.look.color;
                glyph.hidden = self.look.hidden;
                glyph.vertical = vertical;
                out.glyphs.push(glyph);
                origins.push((index, x, y));
            }
            // Where the file gives no offsets the font's own advance holds.
            match (step_x, step_y) {
                (None, None) => match self.read_direction {
                    90 => y += self.size,
                    180 => x -= width,
                    270 => y -= self.size,
                    _ if downwards => y += self.size,
                    _ => x += width,
                },
                (step_x, step_y) => {
                    x += step_x.unwrap_or(0.0);
                    y += step_y.unwrap_or(0.0);
                }
            }
        }
        (x, y)
    }

    /// The advance of a character: the step to the next one where that is a
    /// believable width, its own width where the step leaves a gap.
    fn width(&self, character: char, step: Option<f64>) -> f64 {
        let em = self.size * self.h_scale;
        let own = if takes_an_em(character) { em } else { em / 2.0 };
        match step {
            Some(step) if takes_an_em(character) && step > own / 2.0 && step < own => step,
            Some(step) if !takes_an_em(character) && step > 0.0 && step <= em => step,
            _ => own,
        }
    }

    /// From ems of an outline, y upwards, to the page, for a character at a point.
    fn outline_place(&self, x: f64, y: f64) -> Affine {
        let turn = f64::from(self.char_direction).to_radians();
        show::affine(self.matrix)
            * Affine::translate((x, y))
            * Affine::rotate(turn)
            * Affine::scale_non_uniform(self.size * self.h_scale, -self.size)
    }

    fn bbox(&self, x: f64, y: f64, width: f64) -> crate::document::Rect {
        let (up, down) = (self.size * ASCENT, self.size * (1.0 - ASCENT));
        match self.char_direction {
            90 => self.matrix.boxed(x - down, y, x + up, y + width),
            180 => self.matrix.boxed(x - width, y - down, x, y + up),
            270 => self.matrix.boxed(x - up, y - width, x + down, y),
            _ => self.matrix.boxed(x, y - up, x + width, y + down),
        }
    }
}

/// Characters that take a whole em in Chinese fonts.
fn takes_an_em(character: char) -> bool {
    !matches!(character, '\0'..='\u{ff}' | '\u{ff61}'..='\u{ff9f}')
}

/// Offsets in both writings: plain numbers, and `g n v` for n times v.
fn deltas(text: Option<&str>) -> Vec<f64> {
    let mut out = Vec::new();
    let words = text.unwrap_or_default().replace(['g', 'G'], " g ");
    let mut words = words.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
            let value = words.next().and_then(|v| v.parse::<f64>().ok()).filter(|v| v.is_finite());
            let count = (count.max(0.0) as usize).min(MAX_REPEAT.saturating_sub(out.len()));
            out.extend(std::iter::repeat_n(value.unwrap_or(0.0), count));
        } else if let Ok(value) = word.parse::<f64>()
            && value.is_finite()
            && out.len() < MAX_REPEAT
        {
            out.push(value);
        }
    }
    out
}

/// Characters of symbol fonts as the pictures they show.
fn seen(mut characters: Vec<char>, font: Option<&Font>) -> Vec<char> {
    let symbols = font.and_then(|font| font.symbols);
    for character in &mut characters {
        let code = *character as u32;
        let shown = match symbols {
            Some(symbols) if code < 0x100 || (0xf020..=0xf0ff).contains(&code) => {
                symbols.character(code)
            }
            _ => None,
        };
        *character = shown.unwrap_or_else(|| symbols::unknown_font(*character));
    }
    characters
}

/// The glyphs that transforms name for the characters of one run.
fn named(written: &[char], transforms: &[&Node], consumed: usize) -> Vec<Option<u32>> {
    let mut all = vec![None; written.len()];
    for transform in transforms {
        let (position, glyphs) = region(written, transform, consumed);
        for (slot, glyph) in all.iter_mut().skip(position).zip(glyphs) {
            *slot = Some(glyph);
        }
    }
    all
}

/// Where the glyphs of a transform begin among the characters of a run, and which they are.
fn region(written: &[char], transform: &Node, consumed: usize) -> (usize, Vec<u32>) {
    let glyphs = transform
        .child_text("Glyphs")
        .unwrap_or_default()
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter_map(|word| word.parse().ok())
        .collect();
    let position = transform.number("CodePosition").map_or(0, |v| v.max(0.0) as usize);
    let beyond = position >= written.len();
    (if beyond { position.saturating_sub(consumed) } else { position }, glyphs)
}

/// The characters meant: those written, unless they are no text (private use,
/// replacement characters, one filler for different glyphs) and the embedded
/// font says what its glyphs show.
fn sound(
    written: &[char],
    transforms: &[&Node],
    consumed: usize,
    font: Option<&Font>,
) -> Vec<char> {
    let mut characters = written.to_vec();
    let Some(font) = font else { return characters };
    for transform in transforms {
        let (position, glyphs) = region(written, transform, consumed);
        let region = written.get(position..).unwrap_or_default();
        let region = &region[..region.len().min(glyphs.len())];
        let filler = region.len() > 1
            && region.iter().all(|c| *c == region[0])
            && glyphs.iter().any(|g| *g != glyphs[0]);
        for (index, character) in region.iter().enumerate() {
            if (filler || is_no_text(*character))
                && let Some(shown) = font.character(glyphs[index])
                && !is_no_text(shown)
            {
                characters[position + index] = shown;
            }
        }
    }
    characters
}

fn is_no_text(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}' | '\u{f0000}'..)
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;

    fn read(xml: &str) -> Vec<Glyph> {
        let (node, _) = parse(xml.as_bytes(), 16).unwrap();
        let mut out = Vec::new();
        let look = Look { color: [0; 3], hidden: false };
        let into = &mut Out { glyphs: &mut out, strokes: None, most: 1000 };
        glyphs(&node, &Matrix::IDENTITY, None, look, into);
        out
    }

    #[test]
    fn both_writings_of_offsets_agree() {
        let plain = read(
            "<TextObject Size='4'><TextCode X='1' Y='8' DeltaX='4 4 4 2'>企业名称A</TextCode></TextObject>",
        );
        let group = read(
            "<TextObject Size='4'><TextCode X='1' Y='8' DeltaX='g 3 4 2'>企业名称A</TextCode></TextObject>",
        );
        assert_eq!(plain, group);
        assert_eq!(plain[4].bbox.x0, 15.0);
        assert_eq!(plain[0].bbox.y1, 8.48);
    }

    #[test]
    fn without_offsets_the_font_advances() {
        let found =
            read("<TextObject Size='4'><TextCode X='0' Y='4'>申A报</TextCode></TextObject>");
        let at: Vec<f32> = found.iter().map(|g| g.bbox.x0).collect();
        assert_eq!(at, [0.0, 4.0, 6.0]);
    }

    #[test]
    fn text_with_downward_steps_is_vertical() {
        let found = read(
            "<TextObject Size='4'><TextCode X='0' Y='4' DeltaY='g 2 4'>项目名</TextCode></TextObject>",
        );
        assert!(found.iter().all(|g| g.vertical && g.bbox.x0 == 0.0));
    }

    #[test]
    fn a_gap_does_not_widen_the_character_before_it() {
        let found = read(
            "<TextObject Size='4'><TextCode X='0' Y='4' DeltaX='20'>是否</TextCode></TextObject>",
        );
        assert_eq!((found[0].bbox.x1, found[1].bbox.x0), (4.0, 20.0));
    }
}
