//! Tick boxes, judged from the image: a square frame, and whether anything
//! stands in it. The text model writes 口, 区 or nothing in their place.

use super::plane::{Mask, Piece, PixelBox};

/// A tick box found in the image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TickBox {
    /// Its place, with a tick that reaches out of it.
    pub area: PixelBox,
    /// The character that stands for it: `□`, `☑` or `■`.
    pub character: char,
    /// How sure the judgement is.
    pub confidence: f32,
    /// Its look alone does not tell it from a character such as 国: the text
    /// model is asked as well.
    pub doubtful: bool,
    /// What the text model says of it alone, where it was asked: ticked or empty.
    pub told: Option<bool>,
}

/// The side of the smallest box, points.
const LEAST: f32 = 4.0;

/// The side (points) of a box so small that its tick fills it: print has no characters of
/// that size, and the text model is asked all the same.
const SMALL: f32 = 7.5;

/// The square frame inside a piece of ink.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Outer edges.
    area: PixelBox,
    /// Thickness of its sides.
    thick: usize,
}

/// Looks for tick boxes among the pieces of ink of a page.
pub fn find(mask: &Mask, pieces: &[Piece], dpi: f32) -> Vec<TickBox> {
    let point = dpi / 72.0;
    let mut found: Vec<(Frame, TickBox)> = Vec::new();
    for piece in pieces {
        if let Some(frame) = frame_in(mask, piece, point)
            && let Some(tick) = judge(mask, piece, &frame, point)
        {
            found.push((frame, tick));
        }
    }
    let siblings = |frame: &Frame, tick: &TickBox| {
        found.iter().any(|(other, sure)| {
            let near = other.area.y0.abs_diff(frame.area.y0) < frame.area.height() * 2;
            let (a, b) = (other.area.width() as f32, frame.area.width() as f32);
            near && !sure.doubtful && tick.doubtful && (a / b - 1.0).abs() < 0.15
        })
    };
    // A box beside an undoubted one of the same size is one, whatever is in it.
    let ticks: Vec<TickBox> = found
        .iter()
        .map(|(frame, tick)| TickBox { doubtful: tick.doubtful && !siblings(frame, tick), ..*tick })
        .collect();
    ticks
}

/// The longest run of ink in a row or column; as many missing pixels as `gap` are
/// forgiven, because grain breaks thin frames.
fn longest(ink: impl Iterator<Item = bool>, gap: usize) -> (usize, usize) {
    let mut best = (0, 0);
    let mut start = None;
    let mut last = 0;
    for (at, ink) in ink.enumerate() {
        if ink {
            let from = *start.get_or_insert(at);
            last = at;
            if last + 1 - from > best.1 - best.0 {
                best = (from, last + 1);
            }
        } else if at > last + gap {
            start = None;
        }
    }
    best
}

fn frame_in(mask: &Mask, piece: &Piece, point: f32) -> Option<Frame> {
    let area = piece.area;
    let least = LEAST * point;
    let (w, h) = (area.width() as f32, area.height() as f32);
    if w < least || h < least || w > 34.0 * point || h > 30.0 * point {
        return None;
    }
    let gap = (0.6 * point).round().max(1.0) as usize;
    let row = |y: usize| longest((area.x0..area.x1).map(|x| mask.at(x, y)), gap);
    let column = |x: usize| longest((area.y0..area.y1).map(|y| mask.at(x, y)), gap);
    let long = |run: (usize, usize)| (run.1 - run.0) as f32 >= least;
    let rows: Vec<usize> = (area.y0..area.y1).filter(|&y| long(row(y))).collect();
    let columns: Vec<usize> = (area.x0..area.x1).filter(|&x| long(column(x))).collect();
    let frame =
        PixelBox::new(*columns.first()?, *rows.first()?, columns.last()? + 1, rows.last()? + 1);
    let ratio = frame.width() as f32 / frame.height() as f32;
    if !(0.74..1.36).contains(&ratio) || (frame.width() as f32) < least {
        return None;
    }
    // The sides run from corner to corner.
    let slack = (0.16 * frame.width() as f32).ceil() as usize + 1;
    let spans = |run: (usize, usize), offset: usize, from: usize, to: usize| {
        (run.0 + offset) <= from + slack && run.1 + offset + slack >= to
    };
    let spans_row = |y: usize| spans(row(y), area.x0, frame.x0, frame.x1);
    let spans_column = |x: usize| spans(column(x), area.y0, frame.y0, frame.y1);
    let near = |edge: usize| edge.saturating_sub(1)..=edge + 1;
    let whole = near(frame.y0).any(spans_row)
        && near(frame.y1 - 1).any(spans_row)
        && near(frame.x0).any(spans_column)
        && near(frame.x1 - 1).any(spans_column);
    if !whole {
        return None;
    }
    let middle_x = (frame.x0 + frame.x1) / 2;
    let thick = (frame.y0..frame.y1).take_while(|&y| mask.at(middle_x, y)).count().max(1);
    Some(Frame { area: frame, thick })
}

fn judge(mask: &Mask, piece: &Piece, frame: &Frame, point: f32) -> Option<TickBox> {
    let side = frame.area.width().min(frame.area.height());
    if has_feet(mask, piece, frame) {
        return None;
    }
    let inset = frame.thick.min(side / 4) + (side / 10).max(1);
    let inner = PixelBox::new(
        frame.area.x0 + inset,
        frame.area.y0 + inset,
        frame.area.x1.saturating_sub(inset),
        frame.area.y1.saturating_sub(inset),
    );
    let size = (inner.width() * inner.height()).max(1) as f32;
    let share = mask.count(&inner) as f32 / size;
    let area = piece.area.union(&frame.area);
    let tick = |character, confidence, doubtful| {
        Some(TickBox { area, character, confidence, doubtful, told: None })
    };
    // An empty box is square, and nothing reaches out of it: else it may be part
    // of a character.
    let ratio = frame.area.width() as f32 / frame.area.height() as f32;
    let outside = (area.width().max(area.height())) as f32 > 1.14 * side as f32;
    let odd = !(0.86..1.17).contains(&ratio) || outside || crowded(mask, &frame.area);
    if share < 0.03 {
        tick('□', if odd { 0.7 } else { 0.99 }, odd)
    } else if share < 0.06 {
        tick('□', 0.7, odd)
    } else if share > 0.8 {
        // A dense character printed badly has its holes at the rim.
        let whole = (frame.area.width() * frame.area.height()).max(1) as f32;
        let solid = mask.count(&frame.area) as f32 / whole > 0.94;
        // Without a sure box beside it the text model has to say so too: a dense
        // character in blurred print is as black.
        if solid { tick('■', 0.95, true) } else { None }
    } else if frame.thick * 4 > side {
        None
    } else {
        // Ticks and crosses lean; the strokes inside 国, 回, 田 are level or upright.
        let level = (inner.y0..inner.y1)
            .map(|y| longest((inner.x0..inner.x1).map(|x| mask.at(x, y)), 1))
            .map(|run| run.1 - run.0)
            .max()
            .unwrap_or(0);
        let upright = (inner.x0..inner.x1)
            .map(|x| longest((inner.y0..inner.y1).map(|y| mask.at(x, y)), 1))
            .map(|run| run.1 - run.0)
            .max()
            .unwrap_or(0);
        let straight = level.max(upright) as f32 / inner.width().max(1) as f32;
        let confidence = if share > 0.1 { 0.97 } else { 0.8 };
        if is_barred(mask, &inner) {
            None
        } else if straight < 0.5 {
            tick('☑', confidence, true)
        } else if share > 0.1 && (straight < 0.75 || side as f32 <= SMALL * point) {
            tick('☑', 0.75, true)
        } else {
            None
        }
    }
}

/// Whether level strokes from side to side are all that stands in a frame: 日, 目.
fn is_barred(mask: &Mask, inner: &PixelBox) -> bool {
    let run = |y: usize| longest((inner.x0..inner.x1).map(|x| mask.at(x, y)), 1);
    let across = |y: &usize| (run(*y).1 - run(*y).0) as f32 >= 0.9 * inner.width() as f32;
    let bars: Vec<usize> = (inner.y0..inner.y1).filter(across).collect();
    // The edge of a stroke is frayed.
    let beside = |y: usize| bars.iter().any(|bar| bar.abs_diff(y) <= 1);
    let rest = (inner.y0..inner.y1).filter(|y| !beside(*y));
    let ink: usize = rest.map(|y| (inner.x0..inner.x1).filter(|x| mask.at(*x, y)).count()).sum();
    let size = (inner.width() * inner.height()).max(1);
    !bars.is_empty() && (ink as f32) < 0.04 * size as f32
}

/// Whether ink stands close above the frame: then it is the lower half of a
/// character, as 日 in 智.
fn crowded(mask: &Mask, frame: &PixelBox) -> bool {
    let reach = (frame.height() / 6).max(2);
    let rows = frame.y0.saturating_sub(reach)..frame.y0.saturating_sub(1);
    let inked = (frame.x0..frame.x1).filter(|&x| rows.clone().any(|y| mask.at(x, y))).count();
    inked * 5 > frame.width() * 2
}

/// The uprights of the character 口 (and 回, 国, 日) reach below its lower stroke;
/// those of a box do not.
fn has_feet(mask: &Mask, piece: &Piece, frame: &Frame) -> bool {
    let below = frame.area.y1..(piece.area.y1).min(frame.area.y1 + frame.area.height() / 3);
    let depth = below.clone().count();
    if depth * 16 < frame.area.height().max(1) || depth < 1 {
        return false;
    }
    let third = frame.area.width() / 3;
    let foot = |x0: usize, x1: usize| {
        let rows = below.clone().filter(|&y| (x0..x1).any(|x| mask.at(x, y))).count();
        rows * 3 >= depth * 2
    };
    let middle = PixelBox::new(
        frame.area.x0 + third,
        frame.area.y1 + 1,
        frame.area.x1 - third,
        below.end.max(frame.area.y1 + 1),
    );
    let left = foot(frame.area.x0.saturating_sub(2), frame.area.x0 + third);
    let right = foot(frame.area.x1 - third, frame.area.x1 + 2);
    left && right && mask.count(&middle) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ocr::plane::Gray;

    const SIDE: usize = 22;

    fn canvas() -> Gray {
        Gray::filled(120, 60, 250)
    }

    fn frame(gray: &mut Gray, x0: usize, y0: usize) {
        for d in 0..SIDE {
            for t in 0..2 {
                for (x, y) in [
                    (x0 + d, y0 + t),
                    (x0 + d, y0 + SIDE - 1 - t),
                    (x0 + t, y0 + d),
                    (x0 + SIDE - 1 - t, y0 + d),
                ] {
                    gray.data[y * 120 + x] = 30;
                }
            }
        }
    }

    fn found(gray: &Gray) -> Vec<(char, bool)> {
        let mask = gray.ink(20);
        let ticks = find(&mask, &mask.pieces(100), 200.0);
        ticks.iter().map(|tick| (tick.character, tick.doubtful)).collect()
    }

    #[test]
    fn an_empty_box_is_not_ticked() {
        let mut gray = canvas();
        frame(&mut gray, 20, 20);
        assert_eq!(found(&gray), [('□', false)]);
    }

    #[test]
    fn a_hand_tick_that_reaches_out_is_seen() {
        let mut gray = canvas();
        frame(&mut gray, 20, 20);
        for d in 0..24 {
            for t in 0..3 {
                gray.data[(38 - d) * 120 + 30 + d + t] = 30;
            }
        }
        assert_eq!(found(&gray), [('☑', true)]);
        frame(&mut gray, 80, 20);
        assert_eq!(found(&gray), [('☑', false), ('□', false)]);
    }

    #[test]
    fn a_steep_tick_that_fills_a_small_box_is_seen() {
        let mut gray = canvas();
        frame(&mut gray, 20, 20);
        for d in 0..14 {
            let x = 34 - d / 6;
            gray.data[(24 + d) * 120 + x..(24 + d) * 120 + x + 3].fill(30);
        }
        let mask = gray.ink(20);
        let at = |dpi| find(&mask, &mask.pieces(100), dpi).iter().map(|t| t.character).collect();
        let (large, small): (String, String) = (at(150.0), at(250.0));
        assert_eq!((large.as_str(), small.as_str()), ("", "☑"));
    }

    #[test]
    fn a_black_square_is_a_black_square() {
        let mut gray = canvas();
        for y in 20..20 + SIDE {
            gray.data[y * 120 + 20..y * 120 + 20 + SIDE].fill(20);
        }
        assert_eq!(found(&gray), [('■', true)]);
        // Beside an empty box it is one.
        frame(&mut gray, 80, 20);
        assert_eq!(found(&gray), [('■', false), ('□', false)]);
    }

    #[test]
    fn the_character_for_mouth_stands_on_feet() {
        let mut gray = canvas();
        frame(&mut gray, 20, 20);
        for y in 42..46 {
            for x in [20, 21, 40, 41] {
                gray.data[y * 120 + x] = 30;
            }
        }
        assert_eq!(found(&gray), []);
    }

    #[test]
    fn the_lower_half_of_a_character_is_no_sure_box() {
        let mut gray = canvas();
        frame(&mut gray, 20, 20);
        for x in 20..40 {
            gray.data[17 * 120 + x] = 30;
        }
        assert_eq!(found(&gray), [('□', true)]);
    }

    #[test]
    fn a_narrow_frame_inside_a_bold_character_is_doubtful() {
        let mut gray = canvas();
        // Upright rather than square, as the left half of 成 in a heading.
        for d in 0..28 {
            for t in 0..3 {
                gray.data[(15 + d) * 120 + 20 + t] = 30;
                gray.data[(15 + d) * 120 + 38 + t] = 30;
            }
        }
        for d in 0..21 {
            for t in 0..3 {
                gray.data[(15 + t) * 120 + 20 + d] = 30;
                gray.data[(40 + t) * 120 + 20 + d] = 30;
            }
        }
        assert_eq!(found(&gray), [('□', true)]);
    }

    /// 日 in small print was a ticked box.
    #[test]
    fn the_character_for_day_in_small_print_is_no_tick() {
        let small = |draw: &dyn Fn(&mut Gray)| {
            let mut gray = canvas();
            for d in 0..14 {
                for (x, y) in [(20 + d, 20), (20 + d, 33), (20, 20 + d), (33, 20 + d)] {
                    gray.data[y * 120 + x] = 30;
                }
            }
            draw(&mut gray);
            found(&gray)
        };
        let day = |gray: &mut Gray| (20..34).for_each(|x| gray.data[27 * 120 + x] = 30);
        assert_eq!(small(&day), []);
        let crossed = |gray: &mut Gray| {
            (0..12).for_each(|d| {
                gray.data[(21 + d) * 120 + 21 + d] = 30;
                gray.data[(32 - d) * 120 + 21 + d] = 30;
            });
        };
        assert!(matches!(small(&crossed).as_slice(), [('☑', _)]));
    }

    #[test]
    fn the_character_for_field_is_no_tick() {
        let mut gray = canvas();
        frame(&mut gray, 20, 20);
        for d in 0..SIDE {
            gray.data[(20 + d) * 120 + 30] = 30;
            gray.data[(20 + d) * 120 + 31] = 30;
            gray.data[30 * 120 + 20 + d] = 30;
            gray.data[31 * 120 + 20 + d] = 30;
        }
        assert_eq!(found(&gray), []);
    }
}
