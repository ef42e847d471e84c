//! Short text boxes: where they stand among the paragraphs is nobody's saying.

use crate::compare::judge::laid::{Finding, Laid, grant};
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::compare::report::{Equivalence, Kind, Severity};
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use crate::document::Place;
use std::collections::BTreeMap;
use std::ops::Range;

impl Laid<'_> {
    /// Text boxes too short to be found as moved: where they stand among the
    /// paragraphs is nobody's saying, so that the same words once on each side are the same.
    pub fn floating(&self, findings: &mut Vec<Finding>, granted: &mut BTreeMap<Rule, Equivalence>) {
        let alone = |finding: &Finding, paper: bool| -> Option<Range<usize>> {
            let (own, other) = match paper {
                true => (&finding.paper, &finding.online),
                false => (&finding.online, &finding.paper),
            };
            let [range] = own.as_slice() else { return None };
            (!range.is_empty() && other.iter().all(Range::is_empty)).then(|| range.clone())
        };
        let boxed = |flow: &Flow, range: &Range<usize>| {
            flow.unit_of(range.start)
                .is_some_and(|u| u.kind == UnitKind::Floating && u.range == *range)
        };
        // In a cell a place says something, and a figure may be anybody's.
        let in_cell = |flow: &Flow, range: &Range<usize>| {
            flow.unit_of(range.start).is_none_or(|u| u.kind == UnitKind::Cell)
        };
        let mut gone = vec![false; findings.len()];
        for at in 0..findings.len() {
            let Some(left) = alone(&findings[at], true) else { continue };
            let text = self.paper.folded(left.clone());
            if in_cell(self.paper, &left) || !text.chars().any(char::is_alphabetic) {
                continue;
            }
            let partner = (0..findings.len()).find_map(|other| {
                let right = alone(&findings[other], false).filter(|_| !gone[other])?;
                let other_text = self.online.folded(right.clone());
                // Where the boxes stand side by side, the parts may be cut differently.
                let same =
                    other_text.len() == text.len() && other_text.repeat(2).contains(text.as_str());
                let floats = boxed(self.paper, &left) || boxed(self.online, &right);
                (same && floats && !in_cell(self.online, &right)).then_some((other, right))
            });
            if let Some((other, right)) = partner {
                if !self.stand_beside_one(&left, &right) {
                    findings[at].online = vec![right];
                    findings[at].kind = Kind::Changed;
                    findings[at].severity = Severity::Suspect;
                    findings[at].reason = Reason::BoxElsewhere;
                    gone[other] = true;
                    continue;
                }
                (gone[at], gone[other]) = (true, true);
                let texts = (self.paper.printed(left), self.online.printed(right));
                grant(granted, Rule::BlockOrder, &texts.0, &texts.1);
            }
        }
        let mut gone = gone.into_iter();
        findings.retain(|_| !gone.next().unwrap_or_default());
    }

    /// Whether a text box stands beside the same words on both sides. Alone on its line it
    /// may stand anywhere; on a line with other words it belongs to them, and on the side
    /// where it is a box its anchor stands in that very line or next to it.
    pub fn stand_beside_one(&self, left: &Range<usize>, right: &Range<usize>) -> bool {
        let sides = [(self.paper, left, true), (self.online, right, false)];
        sides.iter().enumerate().all(|(at, (flow, range, on_paper))| {
            let (other, there, _) = sides[1 - at];
            let hosts: Vec<usize> = beside(flow, range)
                .into_iter()
                .filter_map(|mark| self.alignment.partner(*on_paper, mark))
                .filter_map(|mark| other.marks.get(mark))
                .map(|mark| mark.unit as usize)
                .collect();
            hosts.is_empty() || next_to(other, there).iter().any(|unit| hosts.contains(unit))
        }) && (self.paper.is_print()
            || self.online.is_print()
            || self.is_a_line_of_its_own(left, right)
            || self.hang_alike(left, right))
    }

    /// Whether a text box hangs at the same paragraph in two files without pages: one of its
    /// neighbours is a neighbour of the other.
    fn hang_alike(&self, left: &Range<usize>, right: &Range<usize>) -> bool {
        let own = self.paper.marks.get(left.start).map(|mark| mark.unit as usize);
        let there: Vec<usize> = next_to(self.online, right).into_iter().skip(1).collect();
        let hosts: Vec<usize> = next_to(self.paper, left)
            .into_iter()
            .filter(|unit| Some(*unit) != own)
            .flat_map(|unit| self.paper.units[unit].range.clone())
            .filter_map(|mark| self.alignment.partner(true, mark))
            .filter_map(|mark| self.online.marks.get(mark))
            .map(|mark| mark.unit as usize)
            .collect();
        hosts.is_empty() || there.is_empty() || hosts.iter().any(|unit| there.contains(unit))
    }

    /// Text boxes that stand beside another line than on the other side, though a field or
    /// the text has their words: what they say may be said of another line.
    pub fn boxes(&self, findings: &mut Vec<Finding>) {
        for on_paper in [true, false] {
            let flow = if on_paper { self.paper } else { self.online };
            let boxes = flow.units.iter().filter(|unit| unit.kind == UnitKind::Floating);
            for own in boxes.map(|unit| unit.range.clone()) {
                let Some(there) = self.same_words(on_paper, &own) else { continue };
                let (left, right) = match on_paper {
                    true => (own, there),
                    false => (there, own),
                };
                let told = |finding: &Finding| {
                    let meets = |ranges: &[Range<usize>], range: &Range<usize>| {
                        ranges.iter().any(|r| r.start < range.end && range.start < r.end)
                    };
                    meets(&finding.paper, &left) || meets(&finding.online, &right)
                };
                let cell = |flow: &Flow, range: &Range<usize>| {
                    flow.unit_of(range.start).is_none_or(|unit| unit.kind == UnitKind::Cell)
                };
                if findings.iter().any(told)
                    || cell(self.paper, &left)
                    || cell(self.online, &right)
                    || self.stand_beside_one(&left, &right)
                {
                    continue;
                }
                findings.push(Finding {
                    paper: vec![left],
                    online: vec![right],
                    kind: Kind::Changed,
                    severity: Severity::Suspect,
                    reason: Reason::BoxElsewhere,
                    reordered: true,
                });
            }
        }
    }

    /// Whether one side has no box but a line with nothing beside it, where the box of the
    /// other may stand as well.
    fn is_a_line_of_its_own(&self, left: &Range<usize>, right: &Range<usize>) -> bool {
        let line = |flow: &Flow, range: &Range<usize>| {
            let body = flow.unit_of(range.start).is_some_and(|unit| unit.kind == UnitKind::Body);
            body && beside(flow, range).is_empty()
        };
        let alone = [(self.paper, left), (self.online, right)];
        alone.iter().all(|(flow, range)| beside(flow, range).is_empty())
            && alone.iter().any(|(flow, range)| line(flow, range))
    }

    /// Where the words of a box stand on the other side, if there is one such place.
    fn same_words(&self, on_paper: bool, own: &Range<usize>) -> Option<Range<usize>> {
        let (flow, other) = match on_paper {
            true => (self.paper, self.online),
            false => (self.online, self.paper),
        };
        let says = |flow: &Flow, range: Range<usize>| -> Vec<(usize, char)> {
            let marks = range.map(|at| (at, flow.marks[at].ch));
            marks.filter(|(_, ch)| fold::is_content(*ch)).collect()
        };
        let words = says(flow, own.clone());
        if !words.iter().any(|(_, ch)| ch.is_alphanumeric()) {
            return None;
        }
        // A print may have the box and the words beside it as one line.
        let all = says(other, 0..other.marks.len());
        let same = |window: &&[(usize, char)]| window.iter().zip(&words).all(|(a, b)| a.1 == b.1);
        let mut places = all.windows(words.len()).filter(same);
        let (first, more) = (places.next()?, places.next());
        more.is_none().then(|| first[0].0..first[first.len() - 1].0 + 1)
    }
}

/// The marks that say something and stand on one line with a text.
fn beside(flow: &Flow, range: &Range<usize>) -> Vec<usize> {
    /// Units before and behind that may stand on the same line.
    const NEAR: usize = 12;
    let says = |i: &usize| !range.contains(i) && fold::is_content(flow.marks[*i].ch);
    let Some(number) = flow.marks.get(range.start).map(|mark| mark.unit as usize) else {
        return Vec::new();
    };
    let place = flow.place(range.clone());
    let on_one_line = |other: &Place| {
        other.page == place.page
            && place.bbox.zip(other.bbox).is_some_and(|(a, b)| {
                a.y1.min(b.y1) - a.y0.max(b.y0) > 0.5 * a.height().min(b.height())
            })
    };
    // Lines beside it on the page that are paragraphs of their own.
    let near = number.saturating_sub(NEAR)..(number + NEAR).min(flow.units.len());
    let others = near.filter(|at| *at != number);
    let others = others.filter(|at| on_one_line(&flow.units[*at].text.place()));
    let others = others.flat_map(|at| flow.units[at].range.clone()).filter(says);
    // A print may have the lines above and below it in one paragraph with it.
    let drawn = flow.is_print() && place.bbox.is_some();
    let own = flow.units[number].range.clone().filter(says);
    let own = own.filter(|at| !drawn || on_one_line(&flow.place(*at..*at + 1)));
    own.chain(others).collect()
}

/// The unit of a text, and the ones that it may stand beside: the one in front of it, and
/// the one behind it unless the former waits for a value.
fn next_to(flow: &Flow, range: &Range<usize>) -> Vec<usize> {
    let Some(number) = flow.marks.get(range.start).map(|mark| mark.unit as usize) else {
        return Vec::new();
    };
    let firm = |at: &usize| {
        let unit = &flow.units[*at];
        unit.kind != UnitKind::Floating && !unit.range.is_empty()
    };
    let before = (0..number).rev().find(firm);
    let waits = before.is_some_and(|at| flow.folded(flow.units[at].range.clone()).ends_with(':'));
    let behind = (number + 1..flow.units.len()).find(firm).filter(|_| !waits);
    std::iter::once(number).chain(before).chain(behind).collect()
}
