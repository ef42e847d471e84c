//! Where a picture stands in the text: behind which words, and how many cells of a table
//! further. A print tells it by the lines and cells around the picture.

use crate::compare::stream::flow::{Flow, Unit, UnitKind};
use crate::compare::stream::fold;
use crate::document::{Picture, Rect};

/// Letters that are compared: more would reach the number of a heading, which a program draws.
const LETTERS: usize = 3;
/// Words behind which one signs.
const SIGN: &[&str] = &["签字", "签名", "签章", "签署"];
/// How far (points) above or below the line of those words, and beside them, one does.
const ABOVE: f32 = 12.0;
const BESIDE: f32 = 160.0;
/// Pictures higher than this (points) stand between lines, not on one.
const ON_LINE: f32 = 30.0;

/// Where a picture stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The words in front of it, as they are compared.
    words: Vec<char>,
    /// Cells that ended since.
    cells: usize,
    /// It is laid over the page and only hangs on its place.
    floats: bool,
    printed: bool,
}

impl Standing {
    /// Whether two pictures stand at one place, as far as both sides tell.
    pub fn is(&self, other: &Self) -> bool {
        let printed = self.printed || other.printed;
        if (self.floats || other.floats) && (printed || self.floats != other.floats) {
            return true;
        }
        let shared = LETTERS.min(self.words.len()).min(other.words.len());
        let last = |words: &[char]| words[words.len() - shared..].to_vec();
        let begins = (self.words.is_empty(), other.words.is_empty());
        last(&self.words) == last(&other.words)
            && begins.0 == begins.1
            && (printed || self.cells == other.cells)
    }
}

/// Whether a picture stands where a signature is asked for: behind such words, on a print
/// beside them.
pub fn is_signed_for(picture: &Picture, flow: &Flow) -> bool {
    if let Some(before) = &picture.before {
        return SIGN.iter().any(|word| before.text.ends_with(word));
    }
    let Some(bbox) = picture.place.bbox.filter(|_| flow.is_print()) else { return false };
    flow.units.iter().flat_map(|unit| unit.text.spans.iter().map(move |span| (unit, span))).any(
        |(unit, span)| {
            let said = unit.text.content.get(span.start..span.end).unwrap_or_default();
            let asks = SIGN.iter().any(|word| said.contains(word));
            asks && span.place.page == picture.place.page
                && span.place.bbox.is_some_and(|line| {
                    bbox.y0 <= line.y1 + ABOVE
                        && line.y0 <= bbox.y1 + ABOVE
                        && bbox.x1 > line.x0
                        && bbox.x0 < line.x1 + BESIDE
                })
        },
    )
}

/// Where a picture stands; none where nothing tells.
pub fn of(picture: &Picture, flow: &Flow) -> Option<Standing> {
    if let Some(before) = &picture.before {
        let words = fold::words(&before.text).chars().collect();
        return Some(Standing {
            words,
            cells: before.cells,
            floats: before.floats,
            printed: false,
        });
    }
    let bbox = picture.place.bbox.filter(|_| flow.is_print())?;
    let at = behind(flow, picture.place.page, bbox)?;
    let content = flow.marks.get(..at)?.iter().rev().map(|mark| mark.ch);
    let mut words: Vec<char> = content.filter(|c| fold::is_content(*c)).take(24).collect();
    words.reverse();
    Some(Standing { words, cells: 0, floats: false, printed: true })
}

/// The mark behind which a picture of a print stands: one of its line, or the last of the
/// text above it.
fn behind(flow: &Flow, page: u32, bbox: Rect) -> Option<usize> {
    let (x, y) = ((bbox.x0 + bbox.x1) / 2.0, (bbox.y0 + bbox.y1) / 2.0);
    let holds = |cell: Rect| cell.x0 <= x && x <= cell.x1 && cell.y0 <= y && y <= cell.y1;
    let cell = flow.units.iter().rev().find(|unit| {
        unit.kind == UnitKind::Cell && unit.place.page == page && unit.place.bbox.is_some_and(holds)
    });
    // Text of the page outside of the cell says nothing about what stands in it.
    let within = cell.map_or(0..flow.marks.len(), |unit| unit.range.clone());
    let mut above = cell.map(|unit| unit.range.start);
    let mut on_line = None;
    let of_page = |unit: &&Unit| {
        unit.kind != UnitKind::Floating && unit.text.spans.iter().any(|s| s.place.page == page)
    };
    for unit in flow.units.iter().filter(of_page) {
        for at in unit.range.clone().filter(|at| within.contains(at)) {
            let mark = flow.marks[at];
            let span =
                unit.text.spans.iter().find(|span| {
                    span.start <= mark.start as usize && (mark.start as usize) < span.end
                });
            let Some((span, line)) = span
                .filter(|span| span.place.page == page)
                .and_then(|span| Some((span, span.place.bbox?)))
            else {
                continue;
            };
            if line.y0 <= y && y <= line.y1 && bbox.height() <= ON_LINE {
                let text = unit.text.content.get(span.start..span.end).unwrap_or_default();
                let front = unit.text.content.get(span.start..mark.start as usize);
                let wide = |text: &str| {
                    text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum::<f32>()
                };
                let share = wide(front.unwrap_or_default()) / wide(text).max(1.0);
                let from = line.x0 + share * line.width();
                if from < x {
                    on_line = Some(at + 1);
                } else if on_line.is_none() {
                    on_line = Some(at);
                }
            } else if line.y1 <= y {
                above = Some(at + 1);
            }
        }
    }
    on_line.or(above)
}
