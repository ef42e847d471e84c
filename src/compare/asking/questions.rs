//! Which places of a scan the picture is asked about, and what it is asked.

use crate::characters::lookalikes;
use crate::compare::judge::asked::doubted;
use crate::compare::pair::align::{Alignment, Segment};
use crate::compare::stream::flow::{Flow, Unit};
use crate::compare::stream::fold;
use crate::document::{Alternative, Document, LinePicture, Rect, Span};
use crate::value::tick::{is_empty_box, is_tick};
use std::collections::BTreeSet;
use std::ops::Range;

/// Characters of a stretch on which the sides part, at most.
const LONGEST: usize = 4;

/// Characters that recognition hardly ever gives, whose shape tells them.
const NEVER_READ: &str = "‰囯曰";

/// As likely is what a character's shape says it is.
const SHAPED: f32 = 0.45;

/// A place of a scan and what may be printed there.
#[derive(Debug, Clone, PartialEq)]
pub struct Question<'a> {
    /// The line's picture.
    pub picture: &'a LinePicture,
    /// Where on the line, points.
    pub between: (f32, f32),
    /// What the other side prints.
    pub other: String,
    /// What was read.
    pub read: String,
    /// Both are the same; a lookalike may be printed.
    pub is_same: bool,
    /// The shape of what is printed shows what the other side prints: nothing is asked.
    pub is_shown: bool,
    /// The other side's writing first, then its rivals.
    pub writings: Vec<String>,
    /// The spans of what was read; where nothing was, that of its neighbour.
    pub spans: Vec<Span>,
    /// Where what is printed goes, if nothing was read: behind its neighbour or in front.
    pub beside: Option<Beside>,
    /// The block that it stands in.
    pub block: usize,
}

/// On which side of a character another one was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// Behind it.
    Behind,
    /// In front of it.
    Before,
}

/// All questions about a scan, `mine`, against the other side.
pub fn of<'a>(
    mine: &Flow,
    theirs: &Flow,
    alignment: &Alignment,
    document: &'a Document,
) -> Vec<Question<'a>> {
    let finder = Finder { mine, theirs, document };
    let partner = |mark: usize| alignment.right_of.get(mark).copied().flatten();
    let mut found = Vec::new();
    for mark in doubted(mine).into_iter().collect::<BTreeSet<_>>() {
        let Some(other) = partner(mark).map(|other| other as usize) else { continue };
        if mine.marks[mark].ch == theirs.marks[other].ch {
            found.extend(finder.question(mark..mark + 1, other..other + 1));
        }
    }
    for Segment { left, right } in alignment.segments() {
        if left.len() <= LONGEST && right.len() <= LONGEST {
            found.extend(finder.question(left, right));
        }
    }
    found
}

struct Finder<'a, 'f> {
    mine: &'f Flow,
    theirs: &'f Flow,
    document: &'a Document,
}

impl<'a> Finder<'a, '_> {
    fn question(&self, own: Range<usize>, other: Range<usize>) -> Option<Question<'a>> {
        let writing = match other.is_empty() {
            true => String::new(),
            false => raw(self.theirs, other)?,
        };
        let (read, spans, beside) = match own.is_empty() {
            false => (raw(self.mine, own.clone())?, self.spans(own.clone())?, None),
            true => {
                let (span, beside) = self.neighbour(own.start)?;
                (String::new(), vec![span], Some(beside))
            }
        };
        if writing.is_empty() && read.is_empty() || is_marked(&writing) || is_marked(&read) {
            return None;
        }
        let by_shape = spans.iter().find_map(|span| shaped_like(&self.read_there(span)?, span));
        // A letter's shape comes too near to a digit's to show it by itself.
        let shown = |shape: char| writing == shape.to_string() && NEVER_READ.contains(shape);
        if by_shape.is_some_and(|shape| !shown(shape)) {
            return None;
        }
        let picture = self.picture(spans.first()?)?;
        if !spans.iter().all(|span| holds(picture, span)) {
            return None;
        }
        let between = match beside {
            None => {
                let (first, last) = (spans.first()?.place.bbox?, spans.last()?.place.bbox?);
                (first.x0, last.x1)
            }
            Some(beside) => self.gap(&own, spans.first()?, beside, picture)?,
        };
        let unit = self.mine.unit_of(own.start.min(self.mine.marks.len().checked_sub(1)?))?;
        let after = self.mine.marks.get(own.end).map(|mark| mark.ch);
        let before = own.start.checked_sub(1).map(|at| self.mine.marks[at].ch);
        let mut writings = vec![writing.clone()];
        writings.extend(rivals(&writing, &read, [before, after]));
        Some(Question {
            picture,
            between,
            is_same: fold::folded(&writing) == fold::folded(&read),
            is_shown: by_shape.is_some(),
            other: writing,
            read,
            writings,
            spans,
            beside,
            block: unit.block,
        })
    }

    /// What was read in a span.
    fn read_there(&self, span: &Span) -> Option<String> {
        let same = |unit: &&Unit| unit.text.spans.contains(span);
        let unit = self.mine.units.iter().find(same)?;
        unit.text.content.get(span.start..span.end).map(str::to_owned)
    }

    /// The spans of some marks, each once, in their order.
    fn spans(&self, marks: Range<usize>) -> Option<Vec<Span>> {
        let mut found: Vec<Span> = Vec::new();
        for (unit, bytes) in self.mine.pieces(marks) {
            let spans = self.mine.units.get(unit)?.text.spans.iter();
            for span in spans.filter(|span| span.start < bytes.end && span.end > bytes.start) {
                if found.last() != Some(span) {
                    found.push(span.clone());
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// What stands beside a place where nothing was read, on the same line and in the same
    /// unit if it can be.
    fn neighbour(&self, at: usize) -> Option<(Span, Beside)> {
        let before = at.checked_sub(1).and_then(|mark| self.spans(mark..mark + 1)?.pop());
        let behind = || self.spans(at..at + 1).and_then(|spans| spans.into_iter().next());
        let shown = |span: &Span| self.picture(span).is_some();
        match before.filter(shown) {
            Some(span) => Some((span, Beside::Behind)),
            None => behind().filter(shown).map(|span| (span, Beside::Before)),
        }
    }

    /// The gap beside a character.
    fn gap(
        &self,
        own: &Range<usize>,
        span: &Span,
        beside: Beside,
        picture: &LinePicture,
    ) -> Option<(f32, f32)> {
        let bbox = span.place.bbox?;
        let quarter = 0.3 * bbox.width();
        match beside {
            Beside::Behind => {
                let next = self.spans(own.start..own.start + 1);
                let next = next.and_then(|spans| spans.into_iter().next());
                let next = next.filter(|next| holds(picture, next)).and_then(|n| n.place.bbox);
                let to = next.filter(|next| next.x0 > bbox.center().0);
                let to = to.map_or(picture.bbox.x1, |next| next.center().0 - 0.3 * next.width());
                Some((bbox.center().0 + quarter, to))
            }
            Beside::Before => Some((picture.bbox.x0, bbox.center().0 - quarter)),
        }
    }

    /// The picture of the line in which a character stands.
    fn picture(&self, span: &Span) -> Option<&'a LinePicture> {
        let pages = self.document.scanned.iter().filter(|page| page.page == span.place.page);
        pages.flat_map(|page| &page.lines).find(|picture| holds(picture, span))
    }
}

/// What a character looks like by its shape, where recognition prefers another; for signs
/// that it never reads.
fn shaped_like(read: &str, span: &Span) -> Option<char> {
    let own = read.chars().next()?;
    let shape = |other: &&Alternative| {
        other.confidence >= SHAPED && lookalikes::are_blind(own, other.character)
    };
    span.alternatives.iter().find(shape).map(|other| other.character)
}

/// Whether a character stands on the line that a picture shows.
fn holds(picture: &LinePicture, span: &Span) -> bool {
    let Some((x, y)) = span.place.bbox.as_ref().map(Rect::center) else { return false };
    let [x0, y0, x1, y1] = picture.ink.map(f32::from);
    let by = picture.bbox.width() / picture.width.max(1) as f32;
    let (left, top) = (picture.bbox.x0, picture.bbox.y0);
    let slack = 0.35 * picture.em * by;
    (left + x0 * by - slack..=left + x1 * by + slack).contains(&x)
        && (top + y0 * by..=top + y1 * by).contains(&y)
}

/// What a side prints in a range of marks of one unit, less white space.
fn raw(flow: &Flow, marks: Range<usize>) -> Option<String> {
    let mut pieces = flow.pieces(marks);
    let (unit, bytes) = pieces.next()?;
    if pieces.next().is_some() {
        return None;
    }
    let text = flow.units.get(unit)?.text.content.get(bytes)?;
    Some(text.chars().filter(|c| !c.is_whitespace()).collect())
}

/// Boxes and ticks are judged from the picture otherwise.
fn is_marked(text: &str) -> bool {
    text.chars().any(|c| is_empty_box(c) || is_tick(c))
}

/// What else may be printed where a writing is: what was read, and one confusable character
/// instead of each.
fn rivals(writing: &str, read: &str, [before, after]: [Option<char>; 2]) -> BTreeSet<String> {
    let characters: Vec<char> = writing.chars().collect();
    let mut found = BTreeSet::from([read.to_owned()]);
    let mut put = |at: usize, instead: &[char]| {
        let mut other = characters.clone();
        other.splice(at..at + 1, instead.iter().copied());
        found.insert(other.into_iter().collect());
    };
    for (at, &character) in characters.iter().enumerate() {
        for other in lookalikes::of(character) {
            put(at, &[other]);
        }
        let next = characters.get(at + 1).copied().or(after);
        let previous = at.checked_sub(1).map(|at| characters[at]).or(before);
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if character.is_ascii_digit() && digit(next) {
            put(at, &[character, '.']);
        }
        if character.is_ascii_digit() && digit(previous) {
            put(at, &['.', character]);
        }
        // A faint mark is as easily lost as a speck is taken for one.
        if matches!(character, '.' | ',' | '·' | '\'' | '-' | '"' | '“' | '”' | '、' | '。')
        {
            put(at, &[]);
        }
    }
    let same = fold::folded(writing);
    found.retain(|other| fold::folded(other) != same);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rivals_are_what_was_read_and_one_lookalike_instead() {
        let found = rivals("日均", "曰均", [None, None]);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["曰均"]);
        let found = rivals("1", "1", [Some('2'), Some('5')]);
        assert!(["1.", ".1", "l", "I"].iter().all(|rival| found.contains(*rival)), "{found:?}");
        assert!(rivals(".", ".", [Some('2'), Some('5')]).contains(""));
        // What folds to the same is no rival.
        assert!(!rivals("，", "，", [None, None]).contains(","));
    }
}
