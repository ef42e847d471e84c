//! Pages that need not be drawn: nothing but dark characters that were read, ruling lines and
//! light grounds, each exactly what its outline says, none over another. Their picture would be
//! made of the same outlines that it is held against, and could show nothing else.

use super::PageBalance;
use super::SCALE;
use super::page::{Known, is_inked};
use super::seen::is_squeezed;
use crate::document::{Character, Rect};
use crate::read::painting::{Mark, Paint, Painting, What, rect};
use hayro_interpret::kurbo::{BezPath, PathEl, Shape};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Characters are as dark as this in all their parts, and grounds as light as that: they
/// differ by far more than what is faint.
const DARK: u8 = 96;
const LIGHT: u8 = 200;
/// The least sides (points) of a stroke and of a dot that are seen at any place of the pixels.
const STROKE: (f32, f32) = (0.3, 1.0);
const POINT: f32 = 0.6;
/// Marks of which less than this (points, and part of the thinner one) lies over another do
/// not touch it.
const TOUCH: f32 = 0.2;
const EDGE: f32 = 0.25;
/// How far (points) the outline of a line may stray from the line.
const OFF: f32 = 0.3;
/// Side of the squares by which marks are found, points, and squares of one mark.
const SIDE: f32 = 24.0;
const MOST: usize = 4_000;

/// The balance of a page whose marks tell all; none for one that has to be drawn.
pub fn balance(
    number: u32,
    painting: &Painting,
    read: &[Character],
    known: &Known,
) -> Option<PageBalance> {
    let Known { matched, ruling, grounds, lies, pose } = known;
    let told = !painting.unshown.is_empty()
        || !ruling.choices.is_empty()
        || !grounds.choices.is_empty()
        || !matched.unpainted.is_empty()
        || !lies.is_empty();
    if told {
        return None;
    }
    let accepted: HashSet<[u32; 4]> = ruling.accepted.iter().map(bits).collect();
    let shades: HashSet<usize> = grounds.marks.iter().copied().collect();
    let page = Rect::new(0.0, 0.0, painting.width, painting.height);
    let mut sheet = Sheet::default();
    let mut seen = BTreeSet::new();
    let mut ink = 0.0;
    for (at, mark) in painting.marks.iter().enumerate() {
        let character = matched.of_mark.get(&at);
        if mark.path.elements().is_empty() && character.is_none() {
            continue;
        }
        let area = rect(mark.path.bounding_box());
        let Paint::Color(color, opacity) = mark.paint else { return None };
        if !mark.certain || mark.screen_only {
            return None;
        }
        match &mark.what {
            What::Glyph(glyph) => {
                let character = *character?;
                let own = read.get(character)?;
                let sound = opacity > 0.99
                    && color.iter().all(|part| *part <= DARK)
                    && !glyph.coarse
                    && glyph.pose == *pose
                    && is_within(&area, &page, mark)
                    && is_large(&area)
                    && !is_squeezed(own.character, &mark.path);
                if !sound
                    || sheet.touches(&area, Some(character))?
                    || sheet.parts_from(&area, character)?
                {
                    return None;
                }
                sheet.add(area, Some(character));
                seen.insert(character);
                ink += mark.path.area().abs();
            }
            What::Fill | What::Stroke if !is_inked(mark.paint) || shades.contains(&at) => {
                let light = color.iter().all(|part| *part >= LIGHT);
                let shown = rect(mark.path.bounding_box().intersect(mark.clip));
                if !light || sheet.hides(&shown)? {
                    return None;
                }
            }
            What::Fill | What::Stroke => {
                let rules = lines(mark, &accepted)?;
                for rule in rules {
                    if sheet.touches(&rule, None)? {
                        return None;
                    }
                    sheet.add(rule, None);
                    ink += f64::from(rule.width() * rule.height());
                }
            }
            What::Picture => return None,
        }
    }
    Some(PageBalance {
        page: number,
        characters: read.len(),
        seen: seen.len(),
        rules: ruling.accepted.len(),
        grounds: grounds.marks.len(),
        inked: (ink * f64::from(SCALE * SCALE)) as usize,
        ..PageBalance::default()
    })
}

fn bits(r: &Rect) -> [u32; 4] {
    [r.x0, r.y0, r.x1, r.y1].map(f32::to_bits)
}

/// Whether all of a character lies on the page and within its clip.
fn is_within(area: &Rect, page: &Rect, mark: &Mark) -> bool {
    let clip = rect(mark.clip);
    [*page, clip].iter().all(|outer| {
        area.x0 >= outer.x0 && area.y0 >= outer.y0 && area.x1 <= outer.x1 && area.y1 <= outer.y1
    })
}

/// Whether a character is large enough to be seen wherever the pixels lie.
fn is_large(area: &Rect) -> bool {
    let (short, long) = (area.width().min(area.height()), area.width().max(area.height()));
    short >= POINT || short >= STROKE.0 && long >= STROKE.1
}

/// The ruling lines that a mark is made of; none where it is anything else as well.
fn lines(mark: &Mark, accepted: &HashSet<[u32; 4]>) -> Option<Vec<Rect>> {
    let rules: Vec<Rect> = mark.rules.iter().map(|rule| rect(rule.intersect(mark.clip))).collect();
    if rules.is_empty() || !rules.iter().all(|rule| accepted.contains(&bits(rule))) {
        return None;
    }
    let clip = rect(mark.clip);
    let on_line = |part: &Rect| {
        rules.iter().any(|rule| {
            part.x0 >= rule.x0 - OFF
                && part.y0 >= rule.y0 - OFF
                && part.x1 <= rule.x1 + OFF
                && part.y1 <= rule.y1 + OFF
        })
    };
    let cut = |part: &Rect| {
        Rect::new(
            part.x0.max(clip.x0),
            part.y0.max(clip.y0),
            part.x1.min(clip.x1),
            part.y1.min(clip.y1),
        )
    };
    let parts = parts(&mark.path);
    let shown = parts.iter().map(cut).filter(|part| part.x0 < part.x1 && part.y0 < part.y1);
    shown.into_iter().all(|part| on_line(&part)).then_some(rules)
}

/// The boxes of the parts of a path.
fn parts(path: &BezPath) -> Vec<Rect> {
    let mut out = Vec::new();
    let mut own = BezPath::new();
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) && !own.elements().is_empty() {
            out.push(rect(own.bounding_box()));
            own = BezPath::new();
        }
        own.push(*element);
    }
    if !own.elements().is_empty() {
        out.push(rect(own.bounding_box()));
    }
    out
}

/// The box of a mark, and the character that it shows.
type Painted = (Rect, Option<usize>);

/// What was painted so far, by the squares of the page that it touches.
#[derive(Default)]
struct Sheet {
    squares: HashMap<(i32, i32), Vec<Painted>>,
}

impl Sheet {
    /// The squares of a box; none for too many.
    fn squares(area: &Rect) -> Option<impl Iterator<Item = (i32, i32)> + use<>> {
        let square = |v: f32| (v / SIDE).floor() as i32;
        let (x0, x1, y0, y1) = (square(area.x0), square(area.x1), square(area.y0), square(area.y1));
        let (wide, high) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
        let few = (wide as usize + 1).saturating_mul(high as usize + 1) <= MOST;
        few.then(|| (x0..=x1).flat_map(move |x| (y0..=y1).map(move |y| (x, y))))
    }

    fn add(&mut self, area: Rect, character: Option<usize>) {
        for square in Self::squares(&area).into_iter().flatten() {
            self.squares.entry(square).or_default().push((area, character));
        }
    }

    /// Whether a character, or a line, lies over another one; lines may cross.
    fn touches(&self, area: &Rect, character: Option<usize>) -> Option<bool> {
        let near = Self::squares(area)?.filter_map(|square| self.squares.get(&square)).flatten();
        let mut others = near
            .filter(|(_, other)| *other != character && (character.is_some() || other.is_some()));
        Some(others.any(|(other, _)| overlap(area, other)))
    }

    /// Whether a mark of the same character stands elsewhere: one over the other is no plain one.
    fn parts_from(&self, area: &Rect, character: usize) -> Option<bool> {
        let mut near =
            Self::squares(area)?.filter_map(|square| self.squares.get(&square)).flatten();
        let off = |(a, b): (f32, f32)| (a - b).abs() > OFF;
        Some(near.any(|(own, other)| {
            let sides =
                [(own.x0, area.x0), (own.x1, area.x1), (own.y0, area.y0), (own.y1, area.y1)];
            *other == Some(character) && sides.into_iter().any(off)
        }))
    }

    /// Whether a light area lies over any character.
    fn hides(&self, area: &Rect) -> Option<bool> {
        let near = Self::squares(area)?.filter_map(|square| self.squares.get(&square)).flatten();
        let mut others = near.filter(|(_, other)| other.is_some());
        Some(others.any(|(other, _)| overlap(area, other)))
    }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    let over = |(a0, a1): (f32, f32), (b0, b1): (f32, f32)| {
        a1.min(b1) - a0.max(b0) > TOUCH.min(EDGE * (a1 - a0).min(b1 - b0))
    };
    over((a.x0, a.x1), (b.x0, b.x1)) && over((a.y0, a.y1), (b.y0, b.y1))
}
