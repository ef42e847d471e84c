//! Path objects as ruling lines: strokes along the axes and thin filled
//! rectangles; everything else drawn is not structure.

use super::matrix::Matrix;
use crate::document::Rect;
use crate::layout::{Figure, Outline, Rule, figures};

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
    let outlines = outlines(data, matrix);
    if is_drawing(&outlines) {
        return;
    }
    for (outline, curved) in outlines {
        let points = &outline.points;
        if paint.fill && !curved && points.len() >= 4 {
            let bbox = around(points);
            if bbox.width().min(bbox.height()) <= THIN && boxy(points, bbox) {
                add(bbox);
                continue;
            }
        }
        if !paint.stroke || curved {
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

/// Whether outlines no larger than a character have curves or slanted lines: a
/// character or a tick, drawn.
fn is_drawing(outlines: &[(Outline, bool)]) -> bool {
    /// The largest character, points.
    const CHARACTER: f32 = 48.0;
    let whole = outlines.iter().flat_map(|(o, _)| &o.points).copied().collect::<Vec<_>>();
    let bbox = around(&whole);
    let slanted = |o: &Outline| {
        o.points.windows(2).any(|pair| {
            let b = around(pair);
            b.width().min(b.height()) > SLACK
        })
    };
    bbox.width() <= CHARACTER
        && bbox.height() <= CHARACTER
        && outlines.iter().any(|(outline, curved)| *curved || slanted(outline))
}

/// Appends the small figures of a path, which may be parts of a check box.
pub(super) fn small(
    data: &str,
    matrix: &Matrix,
    stroke: Option<[u8; 3]>,
    fill: Option<[u8; 3]>,
    found: &mut Vec<Figure>,
) {
    /// Bytes of the data of a small figure; more make a drawing.
    const FEW: usize = 4_000;
    if data.len() > FEW {
        return;
    }
    let outlines: Vec<Outline> = outlines(data, matrix)
        .into_iter()
        .map(|(outline, _)| outline)
        .filter(|outline| outline.points.len() > 1)
        .collect();
    if let Some(color) = fill {
        figures(&outlines, true, color, found);
    }
    if let Some(color) = stroke {
        figures(&outlines, false, color, found);
    }
}

/// Pieces that a curve is cut into.
const PIECES: u32 = 4;

/// The outlines of abbreviated data (GB/T 33190 table 35) in page points, and
/// whether there is a curve in them.
fn outlines(data: &str, matrix: &Matrix) -> Vec<(Outline, bool)> {
    let mut done: Vec<(Outline, bool)> = Vec::new();
    let mut now = (Outline::default(), false);
    let mut words = data.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty());
    let next_point = |words: &mut dyn Iterator<Item = &str>| {
        let x: f64 = words.next()?.parse().ok()?;
        let y: f64 = words.next()?.parse().ok()?;
        let (x, y) = matrix.apply(x, y);
        (x.is_finite() && y.is_finite()).then_some((x as f32, y as f32))
    };
    while let Some(word) = words.next() {
        match word {
            "M" | "S" => {
                done.push(std::mem::take(&mut now));
                now.0.points.extend(next_point(&mut words));
            }
            "L" => now.0.points.extend(next_point(&mut words)),
            "Q" | "B" => {
                now.1 = true;
                let count = if word == "Q" { 2 } else { 3 };
                let mut bends: Vec<(f32, f32)> = now.0.points.last().copied().into_iter().collect();
                bends.extend((0..count).map_while(|_| next_point(&mut words)));
                let steps = (1..=PIECES).map(|n| along(&bends, n as f32 / PIECES as f32));
                now.0.points.extend(steps.flatten());
            }
            "A" => {
                now.1 = true;
                // Radii, turn and flags stand before the end of an arc.
                words.by_ref().take(5).for_each(drop);
                now.0.points.extend(next_point(&mut words));
            }
            "C" | "Z" => {
                let start = now.0.points.first().copied();
                now.0.points.extend(start);
                now.0.closed = true;
                done.push(std::mem::take(&mut now));
                now.0.points.extend(start);
            }
            _ => {}
        }
    }
    done.push(now);
    done
}

/// A point of a Bézier curve by its bends (de Casteljau).
fn along(bends: &[(f32, f32)], t: f32) -> Option<(f32, f32)> {
    let mut bends = bends.to_vec();
    while bends.len() > 1 {
        let between =
            |p: &[(f32, f32)]| (p[0].0 + t * (p[1].0 - p[0].0), p[0].1 + t * (p[1].1 - p[0].1));
        bends = bends.windows(2).map(between).collect();
    }
    bends.first().copied()
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
    use crate::layout::Shape;

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
    fn small_closed_paths_are_figures_curves_included() {
        let mut found = Vec::new();
        let paint = Some([0; 3]);
        small("M 0 0 L 10 0 L 10 10 L 0 10 C", &Matrix::IDENTITY, paint, None, &mut found);
        small("M 2 5 L 4 8 L 9 1", &Matrix::IDENTITY, paint, None, &mut found);
        let circle = "M 10 5 B 10 7.8 7.8 10 5 10 B 2.2 10 0 7.8 0 5 B 0 2.2 2.2 0 5 0 B 7.8 0 10 2.2 10 5 C";
        small(circle, &Matrix::IDENTITY, None, paint, &mut found);
        let shapes: Vec<Shape> = found.iter().map(|figure| figure.shape).collect();
        assert_eq!(shapes, [Shape::Frame, Shape::Stroke, Shape::Solid]);
    }

    #[test]
    fn curves_and_slanted_strokes_are_no_lines() {
        assert!(read("M 0 0 B 1 1 2 2 90 0 Q 1 1 99 0 L 120 0", true, false).is_empty());
        assert!(read("M 0 0 L 100 50", true, false).is_empty());
        assert!(read("M 0 nonsense L", true, true).is_empty());
    }
}
