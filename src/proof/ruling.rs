//! Ruling lines: those of tables, those that part a page, and those under blanks. A line
//! that runs through characters is none, nor a short one that belongs to nothing, nor a
//! frame around some characters of a line.

use super::choice::{self, Choice};
use super::matched::Inked;
use super::segments::{Segment, segments};
use crate::document::Rect;
use crate::value::tick::{is_empty_box, is_tick};

/// How near (points) the end of a line comes to one that it meets.
const MEETS: f32 = 2.2;
/// Shorter lines (points) of a grid are strokes.
const SHORT: f32 = 7.0;
/// Lines down the page of this length (points), and across it of this part of its width,
/// stand alone.
const DOWN: f32 = 120.0;
const ACROSS: f32 = 0.6;
/// Lines of the same ends (points) are of one table, and so many of them.
const SAME: f32 = 1.2;
const PEERS: usize = 2;
/// The least length of a line under a blank, points.
const BLANK: f32 = 9.0;
/// How much (parts of its sides) of a character's ink a line must leave on either side to
/// run through it.
const EDGE: f32 = 0.12;
/// Where a line runs through a line of text, and under it, as parts of a character's height.
const THROUGH: std::ops::Range<f32> = 0.22..0.7;
const UNDER: std::ops::Range<f32> = 0.8..1.45;
/// Lines looked at, and pairs that are laid beside each other.
const MOST: usize = 20_000;
const PAIRS: usize = 60_000_000;
/// Characters of one option of a list, at most.
const OPTION: usize = 10;
/// How often it is asked anew which lines make a grid.
const ROUNDS: usize = 4;
/// How far (ems) the line of text goes on beside an option.
const BESIDE: f32 = 2.5;

/// The lines of a page.
pub struct Ruling {
    across: Vec<Segment>,
    down: Vec<Segment>,
    /// The lines that are answered for, as the boxes they are made of.
    pub accepted: Vec<Rect>,
    /// Lines that may choose an option.
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A ruling line, or one under a blank or a value.
    Line,
    /// It may choose an option.
    Choice,
    /// Nothing that answers for itself.
    None,
}

impl Ruling {
    /// Sorts the lines of a page of that size, given as boxes.
    pub fn of(boxes: &[Rect], read: &[Inked], (width, height): (f32, f32)) -> Self {
        let boxes = boxes.get(..MOST).unwrap_or(boxes);
        let (across, down) = segments(boxes);
        let mut ruling = Self { across, down, accepted: Vec::new(), choices: Vec::new() };
        let grid = Grid::of(&ruling.across, &ruling.down, (width, height));
        // Beyond that it is a drawing.
        let most = PAIRS / (read.len() + ruling.across.len() + ruling.down.len()).max(1);
        let mut level: Vec<Kind> =
            (0..ruling.across.len().min(most)).map(|at| ruling.level(at, &grid, read)).collect();
        let mut upright: Vec<Kind> =
            (0..ruling.down.len().min(most)).map(|at| ruling.upright(at, &grid, read)).collect();
        let mut chosen = ruling.frames(read, &mut level, &mut upright);
        let mut kinds = vec![Kind::None; boxes.len()];
        let lines = ruling.across.iter().zip(&level).chain(ruling.down.iter().zip(&upright));
        for (segment, kind) in lines {
            for piece in &segment.pieces {
                match (kinds.get(*piece), kind) {
                    (Some(Kind::Line), _) | (Some(Kind::Choice), Kind::None) => {}
                    _ => kinds[*piece] = *kind,
                }
            }
        }
        let framed: Vec<usize> = chosen.iter().flat_map(|(level, ..)| level.clone()).collect();
        for (at, segment) in ruling.across.iter().enumerate().take(level.len()) {
            if level[at] == Kind::Choice && !framed.contains(&at) {
                let over: Vec<Rect> = over(segment, read).map(|c| c.bbox).collect();
                let area = over.iter().copied().reduce(|a, b| a.union(&b)).unwrap_or_default();
                chosen.push((vec![at], Vec::new(), area));
            }
        }
        let choice = |(level, upright, area): &(Vec<usize>, Vec<usize>, Rect)| {
            let across = level.iter().filter_map(|at| ruling.across.get(*at));
            let down = upright.iter().filter_map(|at| ruling.down.get(*at));
            let pieces = across.chain(down).flat_map(|segment| &segment.pieces);
            let lines = pieces.filter_map(|piece| boxes.get(*piece).copied()).collect();
            Choice { lines, area: *area, alike: choice::alike(area, read) }
        };
        ruling.choices = chosen.iter().map(choice).collect();
        let accepted = boxes.iter().zip(&kinds).filter(|(_, kind)| **kind == Kind::Line);
        ruling.accepted = accepted.map(|(bbox, _)| *bbox).collect();
        ruling
    }

    /// Whether a line runs along there, from edge to edge.
    pub fn bounds(&self, across: bool, at: f32, from: f32, to: f32) -> bool {
        let lines = if across { &self.across } else { &self.down };
        let middle = (from + to) / 2.0;
        lines.iter().any(|s| (s.at - at).abs() <= 3.0 && s.from <= middle && middle <= s.to)
    }

    fn level(&self, number: usize, grid: &Grid, read: &[Inked]) -> Kind {
        let s = &self.across[number];
        let within = |c: &Inked| is_over(s, c);
        let at = |c: &Inked| height_in(s, c);
        let through = |c: &&Inked| {
            let b = c.ink;
            let edge = EDGE * b.height();
            let inside = b.y0 + edge < s.at && s.at < b.y1 - edge;
            let flat = b.height() < 0.25 * c.size;
            within(c) && (inside && !flat || THROUGH.contains(&at(c)))
        };
        if read.iter().any(|c| through(&c)) {
            return Kind::None;
        }
        if grid.across[number] {
            return Kind::Line;
        }
        let over: Vec<&Inked> = over(s, read).collect();
        if over.is_empty() {
            // A minus or a dash stands beside characters, not under their line.
            let beside = |c: &Inked| {
                let gap = (c.bbox.x0 - s.to).max(s.from - c.bbox.x1);
                THROUGH.contains(&at(c)) && gap <= 0.8 * c.size
            };
            // Nor does a line stand on a blank: strokes that touch make a drawing.
            let touched = self.down.iter().any(|o| {
                let inside = s.from + MEETS < o.at && o.at < s.to - MEETS;
                inside && o.from - MEETS <= s.at && s.at <= o.to + MEETS
            });
            let blank = s.length() >= BLANK && !touched && !read.iter().any(beside);
            return if blank { Kind::Line } else { Kind::None };
        }
        let span = over.iter().map(|c| c.bbox).reduce(|a, b| a.union(&b)).unwrap_or_default();
        // Blanks are longer than what is filled in.
        let size = over.iter().map(|c| c.size).fold(0.0, f32::max);
        let close = s.from >= span.x0 - 0.4 * size && s.to <= span.x1 + 0.4 * size;
        let option = is_option(&span, read) || close && self.is_chosen(&span, read);
        match over.len() <= OPTION && option {
            true => Kind::Choice,
            false => Kind::Line,
        }
    }

    fn upright(&self, number: usize, grid: &Grid, read: &[Inked]) -> Kind {
        let s = &self.down[number];
        let cuts = read.iter().any(|c| {
            let b = c.ink;
            let edge = EDGE * b.width();
            let (_, y) = b.center();
            b.width() > 1.5 && b.x0 + edge < s.at && s.at < b.x1 - edge && s.from <= y && y <= s.to
        });
        if !cuts && grid.down[number] { Kind::Line } else { Kind::None }
    }

    /// Whether marking an area off chooses what is written in it from what stands beside.
    pub fn is_chosen(&self, area: &Rect, read: &[Inked]) -> bool {
        let (x, y) = area.center();
        let parted = |from: f32, to: f32| {
            self.down.iter().any(|o| from < o.at && o.at < to && o.from <= y && y <= o.to)
        };
        choice::is_chosen(area, read, &|c| {
            let (other, _) = c.bbox.center();
            !parted(x.min(other), x.max(other))
        })
    }

    /// A frame of four lines around some characters of a line is none of a table. Gives
    /// the lines of each, across and down, and what it frames.
    fn frames(
        &self,
        read: &[Inked],
        level: &mut [Kind],
        upright: &mut [Kind],
    ) -> Vec<(Vec<usize>, Vec<usize>, Rect)> {
        let mut found = Vec::new();
        for (at, top) in self.across.iter().enumerate().take(level.len()) {
            let below = |s: &&(usize, &Segment)| {
                s.1.at > top.at + SHORT
                    && (s.1.from - top.from).abs() <= MEETS
                    && (s.1.to - top.to).abs() <= MEETS
            };
            let Some((low, bottom)) =
                self.across.iter().enumerate().skip(at + 1).find(|s| below(&s))
            else {
                continue;
            };
            let frame = Rect::new(top.from, top.at, top.to, bottom.at);
            let sides: Vec<usize> = (0..self.down.len().min(upright.len()))
                .filter(|side| {
                    let s = &self.down[*side];
                    frame.x0 - MEETS <= s.at
                        && s.at <= frame.x1 + MEETS
                        && s.from <= frame.y1 + MEETS
                        && s.to >= frame.y0 - MEETS
                })
                .collect();
            let alone = sides.len() == 2
                && sides.iter().all(|side| {
                    let s = &self.down[*side];
                    s.from >= frame.y0 - MEETS && s.to <= frame.y1 + MEETS
                });
            let inside: Vec<&Inked> = read
                .iter()
                .filter(|c| {
                    let (x, y) = c.ink.center();
                    frame.contains(x, y)
                })
                .collect();
            let size = inside.iter().map(|c| c.size).fold(0.0, f32::max);
            let one_line = frame.height() <= 2.2 * size;
            // The frame of a box that was read is the box.
            let is_box = inside.iter().all(|c| is_empty_box(c.character) || is_tick(c.character));
            if !alone || !one_line || is_box {
                continue;
            }
            if goes_on_beside(&frame, read) || self.is_chosen(&frame, read) {
                level[at] = Kind::Choice;
                level[low] = Kind::Choice;
                sides.iter().for_each(|side| upright[*side] = Kind::Choice);
                found.push((vec![at, low], sides, frame));
            }
        }
        found
    }
}

/// Whether a character stands within the ends of a line.
fn is_over(s: &Segment, c: &Inked) -> bool {
    let (x, _) = c.ink.center();
    s.from - 0.5 <= x && x <= s.to + 0.5
}

/// Where a line lies in a character: 0 at its top, 1 at its foot.
fn height_in(s: &Segment, c: &Inked) -> f32 {
    (s.at - c.bbox.y0) / c.bbox.height().max(0.1)
}

/// The characters that a line runs under.
fn over<'a>(s: &'a Segment, read: &'a [Inked]) -> impl Iterator<Item = &'a Inked> {
    read.iter().filter(|c| is_over(s, c) && UNDER.contains(&height_in(s, c)))
}

/// Which lines make a grid, across and down. Strokes that meet each other and no grid
/// make a drawing.
struct Grid {
    across: Vec<bool>,
    down: Vec<bool>,
}

impl Grid {
    fn of(across: &[Segment], down: &[Segment], (width, height): (f32, f32)) -> Self {
        let long = |s: &Segment, across: bool| match across {
            true => s.length() >= ACROSS * width,
            false => s.length() >= DOWN.min(ACROSS * height),
        };
        let mut grid = Self {
            across: across.iter().map(|s| s.length() >= SHORT || long(s, true)).collect(),
            down: down.iter().map(|s| s.length() >= SHORT || long(s, false)).collect(),
        };
        let left = |all: &[Segment], kept: &[bool]| -> Vec<Segment> {
            all.iter().zip(kept).filter(|(_, kept)| **kept).map(|(s, _)| s.clone()).collect()
        };
        // What a line leans on may itself lean on nothing.
        for _ in 0..ROUNDS {
            let (level, upright) = (left(across, &grid.across), left(down, &grid.down));
            let keeps = |s: &Segment, kept: bool, is_across: bool| {
                let (others, own) = if is_across { (&upright, &level) } else { (&level, &upright) };
                kept && (long(s, is_across) || is_grid(s, others, own))
            };
            let next = Self {
                across: across.iter().zip(&grid.across).map(|(s, k)| keeps(s, *k, true)).collect(),
                down: down.iter().zip(&grid.down).map(|(s, k)| keeps(s, *k, false)).collect(),
            };
            let settled = next.across == grid.across && next.down == grid.down;
            grid = next;
            if settled {
                break;
            }
        }
        grid
    }
}

/// Whether a line is one of a grid: both ends meet lines of the other direction, or one does
/// and others end where its other end is, as where a page cuts a table.
fn is_grid(s: &Segment, others: &[Segment], own: &[Segment]) -> bool {
    let meets = |end: f32| {
        let touches = |o: &Segment| {
            (o.at - end).abs() <= MEETS && o.from - MEETS <= s.at && s.at <= o.to + MEETS
        };
        others.iter().any(touches)
    };
    let (begins, ends) = (meets(s.from), meets(s.to));
    let peer = |o: &&Segment| {
        let free =
            if begins { (o.to - s.to).abs() <= SAME } else { (o.from - s.from).abs() <= SAME };
        free && o.length() >= s.length() - SAME && o.at != s.at
    };
    begins && ends || (begins || ends) && own.iter().filter(peer).take(PEERS).count() == PEERS
}

/// Whether marks that part options stand right beside some characters.
fn is_option(span: &Rect, read: &[Inked]) -> bool {
    read.iter().any(|c| {
        let (_, y) = c.bbox.center();
        let gap = (c.bbox.x0 - span.x1).max(span.x0 - c.bbox.x1);
        span.y0 <= y
            && y <= span.y1
            && (-0.5..=BESIDE * c.size).contains(&gap)
            && "/／、|｜或,，□☐".contains(c.character)
    })
}

/// Whether the line of text goes on right outside of an area.
pub fn goes_on_beside(area: &Rect, read: &[Inked]) -> bool {
    read.iter().any(|c| {
        let (x, y) = c.bbox.center();
        let gap = (c.bbox.x0 - area.x1).max(area.x0 - c.bbox.x1);
        !area.contains(x, y) && area.y0 <= y && y <= area.y1 && gap <= BESIDE * c.size
    })
}
