//! Ruling lines made whole: the dashes of a dashed line, the pieces drawn cell by
//! cell and the two strokes of a double line each become one straight segment.

use super::Rule;

/// Lines nearer than this (points) across their direction are one.
const ACROSS: f32 = 2.5;
/// Gaps up to this (points) along a line are bridged.
const ALONG: f32 = 3.6;
/// Shorter segments (points) are decoration.
const SHORTEST: f32 = 5.0;
/// A dot: no direction of its own.
const DOT: f32 = 1.6;

/// A straight line: `at` across its direction, from `from` to `to` along it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    pub at: f32,
    pub from: f32,
    pub to: f32,
}

impl Segment {
    pub fn length(&self) -> f32 {
        self.to - self.from
    }
}

/// Horizontal and vertical segments of a page, each sorted by `at`, then `from`.
pub fn whole(rules: &[Rule]) -> (Vec<Segment>, Vec<Segment>) {
    let mut across = Vec::new();
    let mut down = Vec::new();
    for rule in rules {
        let b = rule.bbox;
        if ![b.x0, b.y0, b.x1, b.y1].iter().all(|v| v.is_finite()) {
            continue;
        }
        let (x, y) = b.center();
        let dot = b.width().max(b.height()) <= DOT;
        if rule.is_horizontal() || dot {
            across.push(Segment { at: y, from: b.x0, to: b.x1 });
        }
        if !rule.is_horizontal() || dot {
            down.push(Segment { at: x, from: b.y0, to: b.y1 });
        }
    }
    (merged(across), merged(down))
}

fn merged(mut segments: Vec<Segment>) -> Vec<Segment> {
    segments.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut whole = Vec::new();
    let mut start = 0;
    while start < segments.len() {
        let first = segments[start].at;
        let mut end = start + 1;
        while end < segments.len() && segments[end].at - first <= ACROSS {
            end += 1;
        }
        merge_level(&mut segments[start..end], &mut whole);
        start = end;
    }
    whole.retain(|s| s.length() >= SHORTEST);
    whole.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    whole
}

fn merge_level(level: &mut [Segment], whole: &mut Vec<Segment>) {
    level.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut current: Option<(Segment, f32)> = None;
    for piece in level.iter() {
        let weight = piece.length().max(0.1);
        match &mut current {
            Some((line, total)) if piece.from - line.to <= ALONG => {
                line.at = (line.at * *total + piece.at * weight) / (*total + weight);
                *total += weight;
                line.to = line.to.max(piece.to);
            }
            _ => {
                whole.extend(current.take().map(|(line, _)| line));
                current = Some((*piece, weight));
            }
        }
    }
    whole.extend(current.map(|(line, _)| line));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rect;

    fn rule(x0: f32, y0: f32, x1: f32, y1: f32) -> Rule {
        Rule { bbox: Rect::new(x0, y0, x1, y1) }
    }

    #[test]
    fn dashes_and_double_lines_are_one_line() {
        let mut rules: Vec<Rule> =
            (0..20).map(|i| rule(i as f32 * 5., 10., i as f32 * 5. + 3., 10.5)).collect();
        rules.push(rule(0., 12., 98., 12.5));
        let (across, down) = whole(&rules);
        assert_eq!(across.len(), 1);
        assert_eq!((across[0].from, across[0].to), (0., 98.));
        assert!(down.is_empty());
    }

    #[test]
    fn dots_make_lines_of_either_direction() {
        let rules: Vec<Rule> =
            (0..40).map(|i| rule(10., i as f32 * 2., 10.7, i as f32 * 2. + 0.7)).collect();
        let (across, down) = whole(&rules);
        assert!(across.is_empty());
        assert_eq!(down.len(), 1);
    }
}
