//! Check boxes that are drawn and not set: a square or circle the size of the
//! text beside it becomes □, with a tick, a cross or a dot in it ☑. Where the
//! mark hardly touches its box, the character's confidence says so.

use super::figures::{Figure, Shape};
use super::{Glyph, InkPage, Rule};
use crate::document::{PageSource, Rect};
use crate::value::tick::{is_empty_box, is_tick};

/// Sides of a drawn box, points.
const SIDES: std::ops::RangeInclusive<f32> = 5.0..=24.0;
/// Sides of a drawn box, in sizes of the text beside it.
const BESIDE: std::ops::RangeInclusive<f32> = 0.55..=1.7;
/// The text stands no further away than this, in sizes.
const AWAY: f32 = 2.2;
/// A mark is at least this part of its box, and at most.
const MARK: std::ops::RangeInclusive<f32> = 0.3..=2.2;
/// A mark of this part of its box leaves no doubt.
const PLAIN: f32 = 0.42;
/// Boxes on one page; beyond that it is a drawing.
const MOST: usize = 1_000;
/// Pairs of boxes and other ink looked at on one page.
const PAIRS: usize = 40_000_000;
/// What is known of a plain mark, and of one that hardly touches its box.
const SURE: f32 = 0.99;
const DOUBTFUL: f32 = 0.7;

/// A square or circle that may be a check box.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    bbox: Rect,
    /// The colour it is filled with.
    ground: Option<[u8; 3]>,
    /// It has no outline, only its filling.
    solid: bool,
    /// It is a circle, which a dot chooses and nothing else: ⊗ is a sign of its own.
    round: bool,
    /// It is a character of the page.
    glyph: Option<usize>,
}

/// What was found in a box.
enum Found {
    Empty,
    Ticked(f32),
    Filled,
}

/// Puts a character in the place of every drawn check box and takes its lines away.
pub fn recognise(ink: &mut InkPage) {
    fill_covered(ink);
    if matches!(ink.source, PageSource::Ocr) || ink.figures.len() > PAIRS / MOST {
        return;
    }
    let mut candidates = candidates(ink);
    let weight = ink.glyphs.len() + ink.rules.len() + ink.figures.len();
    if candidates.len() > MOST || candidates.len() * weight > PAIRS {
        return;
    }
    let stroked = |c: &Candidate| {
        let inside =
            |f: &&Figure| f.shape == Shape::Stroke && holds(&around(&c.bbox, 1.0), &f.bbox);
        ink.figures.iter().any(|f| inside(&f))
    };
    // A box with a tick in it may nearly touch the lines of its cell.
    let slack = |c: &Candidate| if stroked(c) { 0.2 } else { 0.8 };
    // Boxes as high as their row touch its lines; one of their kind that is ticked tells them
    // from cells.
    let ticked: Vec<f32> =
        candidates.iter().filter(|c| stroked(c)).map(|c| c.bbox.width()).collect();
    let framed = |c: &Candidate| {
        ink.figures.iter().any(|f| f.shape == Shape::Frame && same(&f.bbox, &c.bbox))
    };
    let all = candidates.clone();
    let of_kind = |c: &Candidate| {
        let side = c.bbox.width();
        ticked.iter().any(|other| (other - side).abs() <= 0.12 * side)
            && framed(c)
            && !all.iter().any(|other| adjoin(&other.bbox, &c.bbox))
    };
    candidates.retain(|c| {
        (stands_alone(c, &ink.rules, slack(c)) || of_kind(c)) && beside_text(c, &ink.glyphs)
    });
    let found: Vec<(Candidate, Found)> =
        candidates.iter().filter_map(|c| Some((*c, look_into(c, ink)?))).collect();
    let sides: Vec<f32> = found
        .iter()
        .filter(|(c, found)| !c.solid && !matches!(found, Found::Filled))
        .map(|(c, _)| c.bbox.width())
        .collect();
    for (candidate, found) in found {
        let side = candidate.bbox.width();
        let (character, confidence) = match found {
            Found::Empty if candidate.glyph.is_some() => continue,
            Found::Empty => ('□', SURE),
            Found::Ticked(confidence) => ('☑', confidence),
            // A filled square alone is a bullet; among empty boxes of its size it is the chosen one.
            Found::Filled if sides.iter().any(|s| (s - side).abs() <= 0.15 * side) => ('■', SURE),
            Found::Filled => continue,
        };
        put(ink, &candidate, character, confidence);
    }
}

/// A printed box that was filled afterwards is the chosen one; one that was painted over in
/// white is gone.
fn fill_covered(ink: &mut InkPage) {
    let is_covered = |g: &Glyph| g.covered && is_empty_box(g.character);
    if !ink.glyphs.iter().any(is_covered) {
        return;
    }
    // What is drawn over a box to fill it need be no square itself.
    let is_dark = |f: &&Figure| {
        matches!(f.shape, Shape::Solid | Shape::Stroke)
            && !is_light(f.color)
            && SIDES.contains(&f.bbox.height())
    };
    let dark: Vec<Rect> = ink.figures.iter().filter(is_dark).map(|f| f.bbox).take(MOST).collect();
    for glyph in ink.glyphs.iter_mut().filter(|g| is_covered(g)) {
        let (x, y) = glyph.bbox.center();
        let wide = glyph.bbox.width();
        let over = |b: &&Rect| b.contains(x, y) && (0.6..=1.6).contains(&(b.width() / wide));
        if let Some(fill) = dark.iter().find(over) {
            glyph.character = '■';
            glyph.bbox = glyph.bbox.union(fill);
            glyph.covered = false;
        }
    }
    ink.glyphs.retain(|g| !is_covered(g));
}

fn around(b: &Rect, by: f32) -> Rect {
    Rect::new(b.x0 - by, b.y0 - by, b.x1 + by, b.y1 + by)
}

fn put(ink: &mut InkPage, candidate: &Candidate, character: char, confidence: f32) {
    if let Some(glyph) = candidate.glyph.and_then(|index| ink.glyphs.get_mut(index)) {
        glyph.character = character;
        glyph.confidence = confidence;
        return;
    }
    let b = candidate.bbox;
    let near = around(&b, 1.2);
    ink.rules.retain(|rule| !holds(&near, &rule.bbox));
    let held = |g: &Glyph| is_mark(g.character) && b.contains(g.bbox.center().0, g.bbox.center().1);
    let before = ink.glyphs.iter().position(held);
    let size = b.height().max(1.0);
    let mut glyph = Glyph::new(character, b, size);
    glyph.confidence = confidence;
    match before {
        // A character of the page stood in the box: the box with it is one.
        Some(at) => {
            glyph.bbox = b.union(&ink.glyphs[at].bbox);
            ink.glyphs[at] = glyph;
        }
        None => ink.glyphs.push(glyph),
    }
}

fn is_mark(character: char) -> bool {
    is_tick(character)
        || is_empty_box(character)
        || matches!(character, '×' | 'X' | 'x' | 'V' | 'v')
}

fn holds(outer: &Rect, inner: &Rect) -> bool {
    outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && inner.x1 <= outer.x1 && inner.y1 <= outer.y1
}

fn candidates(ink: &InkPage) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    let fits = |b: &Rect| SIDES.contains(&b.width()) && SIDES.contains(&b.height());
    let framed = |f: &&Figure| matches!(f.shape, Shape::Frame | Shape::Ring) && !is_white(f.color);
    let frames = ink.figures.iter().filter(framed).map(|f| (f.bbox, f.shape == Shape::Ring));
    for (bbox, round) in frames.chain(squares(&ink.rules).into_iter().map(|b| (b, false))) {
        if !fits(&bbox) {
            continue;
        }
        match all.iter_mut().rev().take(64).find(|c| same(&c.bbox, &bbox)) {
            Some(known) => known.bbox = known.bbox.union(&bbox),
            None => all.push(Candidate { bbox, ground: None, solid: false, round, glyph: None }),
        }
    }
    for solid in ink.figures.iter().filter(|f| f.shape == Shape::Solid && fits(&f.bbox)) {
        let ground = Some(solid.color);
        match all.iter_mut().find(|c| same(&c.bbox, &solid.bbox)) {
            Some(known) => known.ground = ground.filter(|c| !is_light(*c)).or(known.ground),
            None if is_light(solid.color) => {}
            None => {
                let bbox = solid.bbox;
                all.push(Candidate { bbox, ground, solid: true, round: false, glyph: None });
            }
        }
        if all.len() > MOST {
            return all;
        }
    }
    // A stroke over a printed box ticks it.
    if ink.figures.iter().any(|f| f.shape == Shape::Stroke) {
        let boxes = ink.glyphs.iter().enumerate().filter(|(_, g)| matches!(g.character, '□' | '☐'));
        all.extend(boxes.map(|(index, glyph)| Candidate {
            bbox: glyph.bbox,
            ground: None,
            solid: false,
            round: false,
            glyph: Some(index),
        }));
    }
    all
}

/// Whether two boxes are one, drawn as ground and outline.
fn same(a: &Rect, b: &Rect) -> bool {
    let ((ax, ay), (bx, by)) = (a.center(), b.center());
    let (small, large) = (a.width().min(b.width()), a.width().max(b.width()));
    (ax - bx).abs() <= 1.5 && (ay - by).abs() <= 1.5 && small >= 0.75 * large
}

/// Whether two boxes have a side in common, as cells have.
fn adjoin(a: &Rect, b: &Rect) -> bool {
    let beside =
        (a.x1 - b.x0).abs().min((b.x1 - a.x0).abs()) <= 1.0 && a.y0.max(b.y0) < a.y1.min(b.y1);
    let below =
        (a.y1 - b.y0).abs().min((b.y1 - a.y0).abs()) <= 1.0 && a.x0.max(b.x0) < a.x1.min(b.x1);
    !same(a, b) && (beside || below)
}

fn is_white(color: [u8; 3]) -> bool {
    color.iter().all(|c| *c >= 245)
}

fn is_light(color: [u8; 3]) -> bool {
    let [r, g, b] = color.map(f32::from);
    0.3 * r + 0.59 * g + 0.11 * b > 190.0
}

/// Squares of four short lines.
fn squares(rules: &[Rule]) -> Vec<Rect> {
    let short = |r: &&Rule| r.bbox.width().max(r.bbox.height()) <= *SIDES.end() + 2.0;
    let (across, down): (Vec<&Rule>, Vec<&Rule>) =
        rules.iter().filter(short).partition(|r| r.is_horizontal());
    if across.len() < 2 || down.len() < 2 || across.len() * down.len() > PAIRS {
        return Vec::new();
    }
    let near = |a: f32, b: f32| (a - b).abs() <= 1.6;
    let mut found = Vec::new();
    for left in &down {
        let l = left.bbox;
        let (x, side) = (l.center().0, l.height());
        let reaches = |r: &&&Rule, y: f32| {
            near(r.bbox.center().1, y) && near(r.bbox.x0, x) && near(r.bbox.width(), side)
        };
        let top = across.iter().find(|r| reaches(r, l.y0));
        let bottom = across.iter().find(|r| reaches(r, l.y1));
        let (Some(top), Some(_)) = (top, bottom) else { continue };
        let right = top.bbox.x1;
        let closes = |r: &&&Rule| {
            near(r.bbox.center().0, right) && near(r.bbox.y0, l.y0) && near(r.bbox.y1, l.y1)
        };
        if down.iter().any(|r| closes(&r)) {
            found.push(Rect::new(l.x0, l.y0, right, l.y1));
        }
    }
    found
}

/// Whether no line leads away from the box: it is no cell of a table.
fn stands_alone(candidate: &Candidate, rules: &[Rule], slack: f32) -> bool {
    let b = candidate.bbox;
    let touches = |r: &Rect| {
        let a = around(&b, slack);
        r.x0 <= a.x1 && r.x1 >= a.x0 && r.y0 <= a.y1 && r.y1 >= a.y0
    };
    let leads_away =
        |r: &Rect| r.x0 < b.x0 - 2.0 || r.x1 > b.x1 + 2.0 || r.y0 < b.y0 - 2.0 || r.y1 > b.y1 + 2.0;
    candidate.glyph.is_some() || !rules.iter().any(|r| touches(&r.bbox) && leads_away(&r.bbox))
}

/// Whether text of its size stands beside the box on its line.
fn beside_text(candidate: &Candidate, glyphs: &[Glyph]) -> bool {
    let b = candidate.bbox;
    candidate.glyph.is_some()
        || glyphs.iter().any(|g| {
            let shared = g.bbox.y1.min(b.y1) - g.bbox.y0.max(b.y0);
            let away = (g.bbox.x0 - b.x1).max(b.x0 - g.bbox.x1);
            !g.character.is_whitespace()
                && !g.slanted
                && !g.hidden
                && (-1.0..=AWAY * g.size).contains(&away)
                && shared >= 0.5 * g.bbox.height().min(b.height())
                && BESIDE.contains(&(b.height() / g.size.max(1.0)))
        })
}

/// What stands in a box; nothing when it is no check box at all.
fn look_into(candidate: &Candidate, ink: &InkPage) -> Option<Found> {
    let b = candidate.bbox;
    let side = b.width().max(b.height());
    let slack = 0.1 * side;
    let near = around(&b, slack);
    let inside = |r: &Rect| near.contains(r.center().0, r.center().1);
    let dark = candidate.ground.is_some_and(|color| !is_light(color));
    let mut marks: Option<Rect> = None;
    let mut count = 0;
    // The box itself is none of its marks; a stroke may be as large as the box.
    let other = |f: &&Figure| f.shape == Shape::Stroke || !same(&f.bbox, &b);
    for figure in ink.figures.iter().filter(|f| inside(&f.bbox)).filter(other) {
        let seen = is_light(figure.color) == dark;
        let long = figure.bbox.width().max(figure.bbox.height());
        let mark =
            figure.shape == Shape::Stroke || figure.shape == Shape::Solid && long < 0.85 * side;
        if seen && mark && MARK.contains(&(long / side)) {
            if candidate.round && figure.shape == Shape::Stroke {
                return None;
            }
            marks = Some(marks.map_or(figure.bbox, |m| m.union(&figure.bbox)));
            count += 1;
        }
    }
    // Many strokes are a drawing or a character drawn as curves.
    if count > 4 {
        return None;
    }
    // The box is part of a character whose outline is drawn.
    let center = b.center();
    let part_of = |(index, g): (usize, &Glyph)| {
        candidate.glyph != Some(index)
            && !is_mark(g.character)
            && !g.character.is_whitespace()
            && g.bbox.contains(center.0, center.1)
    };
    if ink.glyphs.iter().enumerate().any(part_of) {
        return None;
    }
    let mut printed = None;
    for glyph in ink.glyphs.iter().enumerate().filter(|(index, g)| {
        candidate.glyph != Some(*index) && !g.character.is_whitespace() && inside(&g.bbox)
    }) {
        // Any other character in it makes it a frame around that character.
        printed = Some(glyph.1.character).filter(|c| is_mark(*c));
        printed?;
    }
    if let Some(marks) = marks {
        let shared = Rect::new(
            marks.x0.max(b.x0),
            marks.y0.max(b.y0),
            marks.x1.min(b.x1),
            marks.y1.min(b.y1),
        );
        let plain = shared.width().max(shared.height()) >= PLAIN * side;
        return Some(Found::Ticked(if plain { SURE } else { DOUBTFUL }));
    }
    match printed {
        Some(c) if is_empty_box(c) => None,
        // The patch that fills a printed box is told already.
        Some('■') if candidate.solid => None,
        Some(_) => Some(Found::Ticked(SURE)),
        None if dark => Some(Found::Filled),
        None => Some(Found::Empty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(shape: Shape, x0: f32, y0: f32, x1: f32, y1: f32) -> Figure {
        Figure { bbox: Rect::new(x0, y0, x1, y1), shape, color: [0; 3] }
    }

    /// A page with one line of text that begins at 24, set in ten points.
    fn page(figures: Vec<Figure>, rules: &[[f32; 4]]) -> InkPage {
        let mut ink = InkPage::blank(1, 600.0, 800.0);
        ink.source = PageSource::Text;
        ink.glyphs = "是否"
            .chars()
            .enumerate()
            .map(|(n, c)| {
                let x = 24.0 + 10.0 * n as f32;
                Glyph::new(c, Rect::new(x, 10., x + 10., 20.), 10.)
            })
            .collect();
        ink.figures = figures;
        let rule = |[x0, y0, x1, y1]: &[f32; 4]| Rule { bbox: Rect::new(*x0, *y0, *x1, *y1) };
        ink.rules = rules.iter().map(rule).collect();
        ink
    }

    fn drawn(mut ink: InkPage) -> Vec<(char, f32)> {
        recognise(&mut ink);
        ink.glyphs.iter().skip(2).map(|g| (g.character, g.confidence)).collect()
    }

    const SQUARE: [[f32; 4]; 4] = [
        [10., 10., 20., 10.5],
        [10., 19.5, 20., 20.],
        [10., 10., 10.5, 20.],
        [19.5, 10., 20., 20.],
    ];

    #[test]
    fn an_empty_frame_beside_text_is_an_empty_box() {
        let frame = figure(Shape::Frame, 10., 10., 20., 20.);
        let mut ink = page(vec![frame], &SQUARE);
        recognise(&mut ink);
        assert_eq!(ink.glyphs[2].character, '□');
        assert_eq!(ink.glyphs[2].bbox, frame.bbox);
        assert!(ink.rules.is_empty());
        // Four lines alone make the same box.
        assert_eq!(drawn(page(vec![], &SQUARE)), [('□', SURE)]);
    }

    #[test]
    fn a_stroke_in_the_box_ticks_it_and_a_doubtful_one_says_so() {
        let frame = figure(Shape::Frame, 10., 10., 20., 20.);
        let tick = figure(Shape::Stroke, 12., 11., 21., 19.);
        assert_eq!(drawn(page(vec![frame, tick], &[])), [('☑', SURE)]);
        let small = figure(Shape::Stroke, 18., 8., 22., 14.);
        assert_eq!(drawn(page(vec![frame, small], &[])), [('☑', DOUBTFUL)]);
    }

    #[test]
    fn a_white_tick_on_a_blue_ground_is_a_tick() {
        let blue = Figure { color: [0, 117, 255], ..figure(Shape::Solid, 10., 10., 20., 20.) };
        let white = Figure { color: [255; 3], ..figure(Shape::Stroke, 12., 12., 18., 18.) };
        assert_eq!(drawn(page(vec![blue, white], &[])), [('☑', SURE)]);
        // Without the tick it is a bullet.
        assert_eq!(drawn(page(vec![blue], &[])), []);
    }

    #[test]
    fn a_circle_is_chosen_by_a_dot_and_a_cross_in_it_is_a_sign() {
        let ring = figure(Shape::Ring, 10., 10., 20., 20.);
        let dot = figure(Shape::Solid, 12., 12., 18., 18.);
        let cross = figure(Shape::Stroke, 11.5, 11.5, 18.5, 18.5);
        assert_eq!(drawn(page(vec![ring], &[])), [('□', SURE)]);
        assert_eq!(drawn(page(vec![ring, dot], &[])), [('☑', SURE)]);
        assert_eq!(drawn(page(vec![ring, cross], &[])), []);
    }

    #[test]
    fn a_stroke_over_a_printed_box_ticks_it() {
        let mut ink = page(vec![figure(Shape::Stroke, 45., 9., 55., 19.)], &[]);
        ink.glyphs.push(Glyph::new('□', Rect::new(44., 10., 54., 20.), 10.));
        assert_eq!(drawn(ink), [('☑', SURE)]);
    }

    #[test]
    fn a_printed_box_that_was_filled_is_chosen_and_one_under_white_is_gone() {
        let covered = |fill: Figure| {
            let mut ink = page(vec![fill], &[]);
            ink.glyphs.push(Glyph::new('□', Rect::new(44., 10., 54., 20.), 10.));
            ink.glyphs[2].covered = true;
            drawn(ink)
        };
        let fill = |color| Figure { color, ..figure(Shape::Solid, 45., 10., 54., 20.) };
        assert_eq!(covered(fill([0; 3])), [('■', 1.0)]);
        assert_eq!(covered(fill([255; 3])), []);
        // A shape that was drawn over it by hand is no square.
        let tall = covered(figure(Shape::Stroke, 45., 8., 53., 20.));
        assert!(matches!(tall.as_slice(), [('■' | '☑', _)]), "{tall:?}");
    }

    /// A form field drawn a hair's breadth from the lines of its cell was no box.
    #[test]
    fn a_crossed_box_near_the_lines_of_its_cell_is_ticked() {
        let frame = figure(Shape::Frame, 10., 10., 20., 20.);
        let cross = figure(Shape::Stroke, 10., 10., 20., 20.);
        let mut lines = SQUARE.to_vec();
        lines.push([0., 20.4, 60., 20.9]);
        assert_eq!(drawn(page(vec![frame, cross, cross], &lines)), [('☑', SURE)]);
        assert_eq!(drawn(page(vec![frame], &lines)), []);
    }

    /// Boxes as high as their row, printed by LibreOffice from the fields of a form, cut the cell.
    #[test]
    fn an_empty_box_that_touches_its_row_is_known_by_a_ticked_one() {
        let ticked = figure(Shape::Frame, 10., 10., 20., 20.);
        let cross = figure(Shape::Stroke, 10., 10., 20., 20.);
        let empty = figure(Shape::Frame, 46., 10., 56., 20.);
        let row = [[0., 9.9, 90., 9.9], [0., 20.1, 90., 20.1]];
        let boxes = drawn(page(vec![ticked, cross, cross, empty], &row));
        assert_eq!(boxes, [('☑', SURE), ('□', SURE)]);
        // Cells in a row, one of which is crossed out, are cells.
        let next = figure(Shape::Frame, 56., 10., 66., 20.);
        let boxes = drawn(page(vec![ticked, cross, cross, empty, next], &row));
        assert_eq!(boxes, [('☑', SURE)]);
    }

    #[test]
    fn cells_frames_of_characters_and_far_squares_are_no_boxes() {
        let mut cells = SQUARE.to_vec();
        cells.push([10., 10., 60., 10.5]);
        assert_eq!(drawn(page(vec![], &cells)), []);
        let around_text = figure(Shape::Frame, 23.5, 9.5, 34.5, 20.5);
        assert_eq!(drawn(page(vec![around_text], &[])), []);
        let far = figure(Shape::Frame, 10., 300., 20., 310.);
        assert_eq!(drawn(page(vec![far], &[])), []);
    }
}
