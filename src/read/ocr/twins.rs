//! The same character elsewhere on the page as a witness: a character that the text model
//! cannot tell from a lookalike is the one of which the page holds sure copies that look
//! the same, pixel by pixel.
//!
//! Measured on Song, Hei, Kai and thin Song type of 8 and 10.5 points at 150 to 300 dots an
//! inch, scanned with grain: two copies of one character are alike (correlation) to 0.8 and
//! mostly 0.9, the members of a set below to less than is asked for it. Characters that differ in less (未 and
//! 末, 土 and 士, 国 and 囯, 0 and O in some types) are in none: for them this is no witness.

use super::lines::TextLine;
use super::plane::{Gray, PixelBox};
use super::sheet::Sheet;
use crate::layout::Glyph;
use std::ops::Range;

/// Characters whose print differs enough from that of the others of their set, and how much
/// alike two pictures of one of them are at least.
const SETS: &[(&str, f32)] = &[
    ("%％‰", 0.7),
    ("17", 0.7),
    ("日曰", 0.75),
    ("69", 0.75),
    ("孪李季", 0.87),
    ("8B3", 0.87),
    ("5S", 0.87),
    ("设没", 0.87),
    ("侯候", 0.87),
    ("田由甲", 0.87),
    ("王主", 0.87),
    ("万方", 0.87),
];

/// Sure copies that must be alike.
const ENOUGH: usize = 2;

/// Copies that are looked at for one character at most.
const MOST: usize = 16;

/// A copy is sure if it was read so surely, and no rival of its set is likelier than this.
const SURE: f32 = 0.9;
const BEATEN: f32 = 0.05;

/// How sure a character is for which its copies speak.
const WITNESSED: f32 = 0.96;

/// By how much (of its size, and pixels) the sides of a copy may differ.
const SIZE: f32 = 0.12;
const PIXELS: f32 = 2.0;

/// A character with its ink, pixels.
struct Shown {
    glyph: usize,
    area: PixelBox,
}

/// Settles the characters of a page for which sure copies speak; `lines` are the page's lines
/// with the glyphs that stand in them.
pub fn settle(glyphs: &mut [Glyph], lines: &[(&TextLine, Option<Range<usize>>)], sheet: &Sheet) {
    let mut open = Vec::new();
    let mut sure = Vec::new();
    for (line, range) in lines {
        for glyph in range.clone().into_iter().flatten() {
            let Some((set, _)) = set_of(glyphs[glyph].character) else { continue };
            let doubted = likeliest(&glyphs[glyph], set) > BEATEN;
            if !doubted && glyphs[glyph].confidence < SURE {
                continue;
            }
            if let Some(area) = ink(line, &glyphs[glyph], sheet.dpi) {
                if doubted { &mut open } else { &mut sure }.push(Shown { glyph, area });
            }
        }
    }
    for shown in open {
        let character = glyphs[shown.glyph].character;
        let Some((set, wanted)) = set_of(character) else { continue };
        let copies = sure.iter().filter(|copy| {
            glyphs[copy.glyph].character == character && are_near(&copy.area, &shown.area)
        });
        let alike = copies
            .take(MOST)
            .filter(|copy| likeness(&sheet.gray, &shown.area, &copy.area) >= wanted)
            .count();
        if alike >= ENOUGH {
            let glyph = &mut glyphs[shown.glyph];
            glyph.alternatives.retain(|other| !set.contains(other.0));
            let left = glyph.alternatives.iter().map(|other| other.1).fold(0.0, f32::max);
            glyph.confidence = glyph.confidence.max(WITNESSED.min(1.0 - left));
        }
    }
}

fn set_of(character: char) -> Option<(&'static str, f32)> {
    SETS.iter().copied().find(|set| set.0.contains(character))
}

/// The likeliest rival of a character among those of its set.
fn likeliest(glyph: &Glyph, set: &str) -> f32 {
    let rivals = glyph.alternatives.iter().filter(|other| set.contains(other.0));
    // Full and half width are one sign.
    let other = |c: char| !matches!((glyph.character, c), ('%', '％') | ('％', '%'));
    rivals.filter(|rival| other(rival.0)).map(|rival| rival.1).fold(0.0, f32::max)
}

/// The ink of a line between the edges of a character.
pub(super) fn ink(line: &TextLine, glyph: &Glyph, dpi: f32) -> Option<PixelBox> {
    let by = dpi / 72.0;
    let own = glyph.bbox.x0 * by..glyph.bbox.x1 * by;
    let inside = |piece: &&PixelBox| own.contains(&((piece.x0 + piece.x1) as f32 / 2.0));
    line.pieces.iter().filter(inside).copied().reduce(|a, b| a.union(&b))
}

fn are_near(a: &PixelBox, b: &PixelBox) -> bool {
    let near = |a: usize, b: usize| a.abs_diff(b) as f32 <= (SIZE * a as f32).max(PIXELS);
    near(a.width(), b.width()) && near(a.height(), b.height())
}

/// How much alike (correlation) two places look, one shifted by a pixel at most.
fn likeness(gray: &Gray, one: &PixelBox, other: &PixelBox) -> f32 {
    let shifts = -1..=1isize;
    let all = shifts.clone().flat_map(|dy| shifts.clone().map(move |dx| (dx, dy)));
    all.map(|shift| correlation(gray, one, other, shift)).fold(-1.0, f32::max)
}

fn correlation(gray: &Gray, one: &PixelBox, other: &PixelBox, (dx, dy): (isize, isize)) -> f32 {
    let at = |x: isize, y: isize| -> Option<f32> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        let inside = x < gray.width && y < gray.height;
        inside.then(|| f32::from(gray.data[y * gray.width + x]))
    };
    // With the paper right around it.
    let (width, height) = (one.width() as isize, one.height() as isize);
    let mut count = 0.0f32;
    let (mut sa, mut sb, mut aa, mut bb, mut ab) = (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32);
    for y in -1..=height {
        for x in -1..=width {
            let a = at(one.x0 as isize + x, one.y0 as isize + y);
            let b = at(other.x0 as isize + x + dx, other.y0 as isize + y + dy);
            let Some((a, b)) = a.zip(b) else { continue };
            // Around the middle grey, so that the sums stay exact.
            let (a, b) = (a - 128.0, b - 128.0);
            count += 1.0;
            sa += a;
            sb += b;
            aa += a * a;
            bb += b * b;
            ab += a * b;
        }
    }
    let count = count.max(1.0);
    let (va, vb) = (aa - sa * sa / count, bb - sb * sb / count);
    if va * vb > 0.0 { (ab - sa * sb / count) / (va * vb).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Picture;
    use super::*;
    use crate::document::Rect;

    /// Drawn characters 20 pixels wide on a page of 144 dots an inch: strokes by their rows.
    fn page(drawn: &[&[usize]]) -> (Sheet, TextLine, Vec<Glyph>) {
        let mut gray = Gray::filled(600, 200, 250);
        let mut pieces = Vec::new();
        for (n, rows) in drawn.iter().enumerate() {
            let x = 50 + 30 * n;
            for y in 100..120 {
                let across = rows.contains(&(y - 100));
                for d in 0..20 {
                    if across || !(2..18).contains(&d) {
                        gray.data[y * 600 + x + d] = 20;
                    }
                }
            }
            pieces.push((x, x + 20));
        }
        let line = TextLine::of((100, 120), &pieces);
        let sheet = Picture { gray, seals: Vec::new(), pens: Vec::new(), dpi: 144.0 }.sheet();
        let glyph = |n: usize| {
            let x = 25.0 + 15.0 * n as f32;
            let mut glyph = Glyph::new('日', Rect::new(x - 2.0, 49.0, x + 12.0, 61.0), 12.0);
            glyph.confidence = 0.99;
            glyph
        };
        (sheet, line, (0..drawn.len()).map(glyph).collect())
    }

    #[test]
    fn copies_speak_for_a_doubted_character_and_not_for_another_one() {
        let sun: &[usize] = &[0, 1, 9, 10, 18, 19];
        let other: &[usize] = &[0, 1, 4, 5, 14, 15];
        let (sheet, line, mut glyphs) = page(&[sun, sun, sun, other]);
        for at in [0, 3] {
            glyphs[at].confidence = 0.6;
            glyphs[at].alternatives = vec![('曰', 0.5)];
        }
        let all = glyphs.len();
        settle(&mut glyphs, &[(&line, Some(0..all))], &sheet);
        assert_eq!((glyphs[0].confidence, glyphs[0].alternatives.len()), (WITNESSED, 0));
        assert_eq!((glyphs[3].confidence, glyphs[3].alternatives.len()), (0.6, 1));
        // One copy is too little.
        let (sheet, line, mut glyphs) = page(&[sun, sun]);
        glyphs[0].confidence = 0.6;
        glyphs[0].alternatives = vec![('曰', 0.5)];
        settle(&mut glyphs, &[(&line, Some(0..2))], &sheet);
        assert_eq!(glyphs[0].alternatives.len(), 1);
    }
}
