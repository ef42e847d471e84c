//! Path objects as ruling lines: strokes along the axes and thin filled
//! rectangles; everything else drawn is not structure.

use super::matrix::Matrix;
use crate::document::Rect;
use crate::layout::Rule;

/// Filled boxes up to this thick (points) are lines.
const THIN: f32 = 3.0;
/// A line that strays less than this from the axis (points) lies on it.
const SLACK: f32 = 1.0;
/// Shorter strokes (points) are parts of drawings, not of grids.
const SHORT: f32 = 3.0;

/// How a path is painted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    /// The outline is drawn.
    pub stroke: bool,
    /// The inside is filled.
    pub fill: bool,
    /// Width of the outline, points.
    pub width: f32,
}

/// Appends the ruling lines of a path to `rules`.
pub(super) fn rules(data: &str, matrix: &Matrix, paint: Paint, clip: Rect, rules: &mut Vec<Rule>) {
    let mut add = |bbox: Rect| {
        let bbox = Rect::new(
            bbox.x0.max(clip.x0),
            bbox.y0.max(clip.y0),
            bbox.x1.min(clip.x1),
            bbox.y1.min(clip.y1),
        );
        let (long, thick) = (bbox.x1 - bbox.x0, bbox.y1 - bbox.y0);
        if long >= 0.0 && thick >= 0.0 && long.max(thick) >= SHORT {
            rules.push(Rule { bbox });
        }
    };
    for outline in outlines(data, matrix) {
        let points = &outline.points;
        if paint.fill && !outline.curved && points.len() >= 4 {
            let bbox = around(points);
            if bbox.width().min(bbox.height()) <= THIN && boxy(points, bbox) {
                add(bbox);
                continue;
            }
        }
        if !paint.stroke || outline.curved {
            continue;
        }
        for pair in points.windows(2) {
            let bbox = around(pair);
            if bbox.width().min(bbox.height()) > SLACK {
                continue;
            }
            let half = (paint.width / 2.0).clamp(0.05, THIN / 2.0);
            add(if bbox.width() >= bbox.height() {
                let y = (bbox.y0 + bbox.y1) / 2.0;
                Rect::new(bbox.x0, y - half, bbox.x1, y + half)
            } else {
                let x = (bbox.x0 + bbox.x1) / 2.0;
                Rect::new(x - half, bbox.y0, x + half, bbox.y1)
            });
        }
    }
}

#[derive(Debug, Default)]
struct Outline {
    points: Vec<(f32, f32)>,
    curved: bool,
}

/// The outlines of abbreviated data (GB/T 33190 table 35) in page points.
fn outlines(data: &str, matrix: &Matrix) -> Vec<Outline> {
    let mut done: Vec<Outline> = Vec::new();
    let mut now = Outline::default();
    let mut words = data.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    let next_point = |words: &mut dyn Iterator<Item = &str>, skip: usize| {
        let mut words = words.skip(skip);
        let x: f64 = words.next()?.parse().ok()?;
        let y: f64 = words.next()?.parse().ok()?;
        let (x, y) = matrix.apply(x, y);
        (x.is_finite() && y.is_finite()).then_some((x as f32, y as f32))
    };
    while let Some(word) = words.next() {
        match word {
            "M" | "S" => {
                done.push(std::mem::take(&mut now));
                now.points.extend(next_point(&mut words, 0));
            }
            "L" => now.points.extend(next_point(&mut words, 0)),
            "Q" => {
                now.curved = true;
                now.points.extend(next_point(&mut words, 2));
            }
            "B" => {
                now.curved = true;
                now.points.extend(next_point(&mut words, 4));
            }
            "A" => {
                now.curved = true;
                now.points.extend(next_point(&mut words, 5));
            }
            "C" | "Z" => {
                if let Some(first) = now.points.first().copied() {
                    now.points.push(first);
                }
                let start = now.points.first().copied();
                done.push(std::mem::take(&mut now));
                now.points.extend(start);
            }
            _ => {}
        }
    }
    done.push(now);
    done
}

fn around(points: &[(f32, f32)]) -> Rect {
    points
        .iter()
        .map(|(x, y)| Rect::new(*x, *y, *x, *y))
        .reduce(|a, b| a.union(&b))
        .unwrap_or_default()
}

/// Whether every corner of the outline lies at a corner of its box.
fn boxy(points: &[(f32, f32)], bbox: Rect) -> bool {
    points.iter().all(|(x, y)| {
        (x - bbox.x0).abs().min((x - bbox.x1).abs()) <= SLACK
            && (y - bbox.y0).abs().min((y - bbox.y1).abs()) <= SLACK
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Rect = Rect { x0: 0.0, y0: 0.0, x1: 600.0, y1: 800.0 };

    fn read(data: &str, stroke: bool, fill: bool) -> Vec<Rect> {
        let mut out = Vec::new();
        let paint = Paint { stroke, fill, width: 1.0 };
        rules(data, &Matrix::IDENTITY, paint, PAGE, &mut out);
        out.into_iter().map(|rule| rule.bbox).collect()
    }

    #[test]
    fn a_stroked_box_is_four_lines() {
        let found = read("M 10 10 L 110 10 L 110 60 L 10 60 C", true, false);
        assert_eq!(found.len(), 4);
        assert_eq!(found[0], Rect::new(10.0, 9.5, 110.0, 10.5));
        assert_eq!(found[3], Rect::new(9.5, 10.0, 10.5, 60.0));
    }

    #[test]
    fn a_thin_filled_box_is_one_line_and_a_thick_one_none() {
        assert_eq!(read("M 10 10 L 110 10 L 110 11 L 10 11 C", false, true).len(), 1);
        assert!(read("M 10 10 L 110 10 L 110 60 L 10 60 C", false, true).is_empty());
    }

    #[test]
    fn curves_and_slanted_strokes_are_no_lines() {
        assert!(read("M 0 0 B 1 1 2 2 90 0 Q 1 1 99 0 L 120 0", true, false).is_empty());
        assert!(read("M 0 0 L 100 50", true, false).is_empty());
        assert!(read("M 0 nonsense L", true, true).is_empty());
    }
}
