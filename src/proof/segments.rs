//! Straight lines made whole: the dashes of a dashed line and the pieces that programs draw
//! cell by cell. Unlike those that make tables, lines beside each other stay two: a stroke
//! near the border of a cell is no part of it.

use crate::document::Rect;

/// Lines no further apart (points) across their direction are one.
const ACROSS: f32 = 0.9;
/// Gaps up to this (points) along a line are bridged.
const ALONG: f32 = 3.6;
/// A dot has no direction of its own.
const DOT: f32 = 1.6;

/// A straight line.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Segment {
    /// Its place across its direction.
    pub at: f32,
    /// Where it begins.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// The boxes that it is made of, by their number.
    pub pieces: Vec<usize>,
}

impl Segment {
    /// From end to end.
    pub fn length(&self) -> f32 {
        self.to - self.from
    }
}

/// The lines across and down that boxes make.
pub fn segments(boxes: &[Rect]) -> (Vec<Segment>, Vec<Segment>) {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for (index, b) in boxes.iter().enumerate() {
        if ![b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite()) {
            continue;
        }
        let (x, y) = b.center();
        let dot = b.width().max(b.height()) <= DOT;
        if b.width() >= b.height() || dot {
            across.push(Segment { at: y, from: b.x0, to: b.x1, pieces: vec![index] });
        }
        if b.width() < b.height() || dot {
            down.push(Segment { at: x, from: b.y0, to: b.y1, pieces: vec![index] });
        }
    }
    (merged(across), merged(down))
}

fn merged(mut pieces: Vec<Segment>) -> Vec<Segment> {
    pieces.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out: Vec<Segment> = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let first = pieces[start].at;
        let end = start + pieces[start..].iter().take_while(|s| s.at - first <= ACROSS).count();
        let level = &mut pieces[start..end];
        level.sort_by(|a, b| a.from.total_cmp(&b.from));
        let begin = out.len();
        for piece in level {
            let own = out.len() > begin;
            match out.last_mut() {
                Some(last) if own && piece.from - last.to <= ALONG => {
                    last.to = last.to.max(piece.to);
                    last.pieces.append(&mut piece.pieces);
                }
                _ => out.push(std::mem::take(piece)),
            }
        }
        start = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_one_line_and_a_stroke_beside_it_stays_its_own() {
        let mut boxes: Vec<Rect> = (0..5)
            .map(|n| Rect::new(10.0, 20.0 * n as f32, 10.5, 20.0 * n as f32 + 19.0))
            .collect();
        boxes.push(Rect::new(12.4, 40.0, 13.2, 45.0));
        let (across, down) = segments(&boxes);
        assert!(across.is_empty());
        assert_eq!(down.len(), 2);
        assert_eq!((down[0].from, down[0].to, down[0].pieces.len()), (0.0, 99.0, 5));
        assert_eq!((down[1].from, down[1].to), (40.0, 45.0));
    }
}
