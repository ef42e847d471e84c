//! Which of the painted characters were read, and which were read without being painted.

use crate::document::{Character, Rect};
use crate::read::painting::{Glyph, Mark, What, rect};
use hayro_interpret::kurbo::Shape;
use std::collections::{HashMap, HashSet};

/// How far (points) the boxes of one character may differ between reading and painting.
const OFF: f32 = 0.15;
/// Equal shapes nearer than this part of their size are one character, painted again.
const AGAIN: f32 = 0.14;
/// Side of the squares by which boxes are found, points.
const SIDE: f32 = 16.0;
/// Characters of one square that are looked at.
const MOST: usize = 400;

/// The account of the characters.
pub struct Matched {
    /// For each mark the character that was read in it.
    pub of_mark: HashMap<usize, usize>,
    /// Characters that no mark paints.
    pub unpainted: Vec<usize>,
}

/// A character that was read, with the box around its ink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inked {
    /// The character.
    pub character: char,
    /// Its box, from origin to next origin.
    pub bbox: Rect,
    /// Font size, points.
    pub size: f32,
    /// What its outline covers; its whole box where it has none.
    pub ink: Rect,
}

impl Matched {
    /// The characters that were read, with their ink.
    pub fn inked(&self, marks: &[Mark], read: &[Character]) -> Vec<Inked> {
        let mut all: Vec<Inked> = read
            .iter()
            .map(|c| Inked { character: c.character, bbox: c.bbox, size: c.size, ink: c.bbox })
            .collect();
        for (at, character) in &self.of_mark {
            let (Some(mark), Some(inked)) = (marks.get(*at), all.get_mut(*character)) else {
                continue;
            };
            let area = mark.path.bounding_box();
            if !mark.path.elements().is_empty() && area.is_finite() {
                inked.ink = rect(area);
            }
        }
        all
    }
}

/// Finds each painted character among those that were read.
pub fn match_up(marks: &[Mark], read: &[Character]) -> Matched {
    let square = |x: f32, y: f32| ((x / SIDE).floor() as i32, (y / SIDE).floor() as i32);
    let mut squares: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (index, character) in read.iter().enumerate() {
        let (x, y) = character.bbox.center();
        squares.entry(square(x, y)).or_default().push(index);
    }
    let near = |b: &Rect| {
        let ((x0, y0), (x1, y1)) = (square(b.x0 - OFF, b.y0 - OFF), square(b.x1 + OFF, b.y1 + OFF));
        let (across, down) = ((x0..=x1).take(64), y0..=y1);
        let all = across.flat_map(move |x| down.clone().take(64).map(move |y| (x, y)));
        all.filter_map(|at| squares.get(&at)).flat_map(|all| all.iter().take(MOST)).copied()
    };
    let glyphs: Vec<(usize, &Glyph)> = marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| match &mark.what {
            What::Glyph(glyph) => Some((index, glyph)),
            _ => None,
        })
        .collect();
    let mut of_mark = HashMap::new();
    let mut painted = HashSet::new();
    let mut shapes: HashMap<u64, Vec<(Rect, usize)>> = HashMap::new();
    for (index, glyph) in &glyphs {
        // Of the characters of a ligature, each has its part of the box.
        let found: Vec<usize> = near(&glyph.bbox).filter(|at| holds(glyph, &read[*at])).collect();
        painted.extend(found.iter().copied());
        if let Some(first) = found.first() {
            of_mark.insert(*index, *first);
            shapes.entry(glyph.shape).or_default().push((glyph.bbox, *first));
        }
    }
    for (index, glyph) in &glyphs {
        if of_mark.contains_key(index) {
            continue;
        }
        let same = |(bbox, _): &&(Rect, usize)| {
            let slack = AGAIN * glyph.size + OFF;
            (bbox.x0 - glyph.bbox.x0).abs() <= slack && (bbox.y0 - glyph.bbox.y0).abs() <= slack
        };
        let again = shapes.get(&glyph.shape).and_then(|all| all.iter().take(20_000).find(same));
        if let Some((_, character)) = again {
            of_mark.insert(*index, *character);
        }
    }
    let unpainted = (0..read.len()).filter(|at| !painted.contains(at)).collect();
    Matched { of_mark, unpainted }
}

/// Whether a character was read in the box of a glyph, or in its part of it.
fn holds(glyph: &Glyph, read: &Character) -> bool {
    let (g, r) = (&glyph.bbox, &read.bbox);
    let near = |a: f32, b: f32| (a - b).abs() <= OFF;
    let level = near(g.y0, r.y0) && near(g.y1, r.y1) && r.x0 >= g.x0 - OFF && r.x1 <= g.x1 + OFF;
    let upright = near(g.x0, r.x0) && near(g.x1, r.x1) && r.y0 >= g.y0 - OFF && r.y1 <= g.y1 + OFF;
    level || upright
}
