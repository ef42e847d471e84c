//! What no field answered for: loose text and pictures.

use super::{Engine, Named, round};
use crate::compare::judge::asked;
use crate::compare::judge::formulas;
use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::judge::margins;
use crate::compare::judge::numbered::{self, Numbers};
use crate::compare::judge::pledged;
use crate::compare::judge::residual;
use crate::compare::judge::unanswered;
use crate::compare::judge::unproven;
use crate::compare::pictures;
use crate::compare::report::context::context;
use crate::compare::report::highlight;
use crate::compare::report::reason::Reason;
use crate::compare::report::{Difference, Kind, Note, Reading, Severity, SideName, Unread};
use crate::compare::side::Side;
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use crate::record::Record;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

impl Engine<'_> {
    /// What no field answered for.
    pub(super) fn text(&mut self) {
        let (Some(paper), Some(online), Some(alignment)) =
            (self.paper_flow, self.online_flow, self.alignment)
        else {
            self.coverage.notes.push(Note::of(Reason::LabelsUnmatched));
            if let (Some(paper), Some(claims), None) =
                (self.paper_flow, &self.paper_claims, self.online_flow)
            {
                self.coverage.unread.extend(unanswered::unread(
                    paper,
                    claims,
                    &self.labels,
                    self.printed,
                ));
                self.coverage.unread.extend(pledged::missing(paper, self.printed));
                self.differences.extend(margins::standing(paper));
                let open = asked::answered(paper, claims).into_iter();
                let open: Vec<Difference> = open.map(|mark| self.open(paper, mark)).collect();
                // A value that differs is looked at as it is.
                let told: BTreeSet<String> =
                    self.differences.iter().map(|told| told.pointer.clone()).collect();
                self.differences.extend(open.into_iter().filter(|d| !told.contains(&d.pointer)));
            }
            return;
        };
        let numbers = numbered::following(paper, online, alignment);
        let of = |flow: &Flow, units: &BTreeSet<usize>| -> Vec<Range<usize>> {
            units.iter().map(|unit| flow.units[*unit].range.clone()).collect()
        };
        self.claim(&of(paper, &numbers.paper), &of(online, &numbers.online));
        let (Some(paper_claims), Some(online_claims)) =
            (self.paper_claims.take(), self.online_claims.take())
        else {
            return;
        };
        for missing in &alignment.missing {
            self.coverage.unread.push(Unread {
                note: format!("缺少{}，另一侧有此附件，无从核对", missing.name),
                ..Unread::new(missing.side, Reason::AttachmentMissing)
            });
        }
        for table in &alignment.unproven {
            let open = unproven::of(table, paper, online);
            self.coverage.unread.push(open.0);
            self.differences.extend(open.1);
        }
        self.coverage.unread.extend(formulas::unread(paper, online, SideName::Paper));
        self.coverage.unread.extend(formulas::unread(online, paper, SideName::Online));
        self.coverage.characters_compared = paper.marks.len().max(online.marks.len());
        let laid = Laid {
            paper,
            online,
            alignment,
            paper_claims: &paper_claims,
            online_claims: &online_claims,
        };
        for finding in asked::findings(&laid) {
            let difference = self.finding(&finding, paper, online);
            self.differences.push(difference);
        }
        let residual = residual::weigh(&laid);
        for finding in residual.findings {
            let finding = within(finding, &laid);
            if self.is_told(&finding, paper, online, &numbers) || self.is_spare(&finding, &laid) {
                continue;
            }
            let difference = self.finding(&finding, paper, online);
            self.differences.push(difference);
        }
        self.equivalences.extend(numbers.equivalences);
        self.differences.extend(margins::differences(paper, online, alignment));
        self.equivalences.extend(residual.equivalences);
        if let Some(range) = residual.table_unread {
            let page = paper.place(range).page;
            self.coverage.unread.push(Unread {
                page: (page > 0).then_some(page),
                ..Unread::new(SideName::Paper, Reason::TableUnread)
            });
        }
    }

    /// A character of a field that the picture of a scan does not prove.
    fn open(&self, paper: &Flow, mark: usize) -> Difference {
        let unit = paper.marks[mark].unit as usize;
        let own = mark..mark + 1;
        let named = self.pointers.0.get(&unit).cloned();
        let named = named.unwrap_or_else(|| Named {
            pointer: format!("/text/{}", paper.units[unit].block),
            label: context(paper, unit),
            online: None,
        });
        Difference {
            pointer: named.pointer,
            label: named.label,
            kind: Kind::Changed,
            severity: Severity::Suspect,
            reason: Reason::LookalikeOpen,
            paper: highlight::of_ranges(paper, std::slice::from_ref(&own)),
            online: named.online,
            confidence: round(paper.confidence(own.clone())),
            note: Reason::LookalikeOpen.words().to_owned(),
            reordered: false,
        }
    }

    /// Whether the title of a record without a document stands on the paper, with the words
    /// in brackets that tell its track.
    pub(super) fn title(&mut self, paper: &Record, online: &Record) {
        let Some(flow) = self.paper_flow else { return };
        let Some(title) = online.get("/title").and_then(Value::as_str) else { return };
        let all: String = flow.words(0..flow.marks.len());
        let parts = title.split(['（', '）', '(', ')']).map(fold::words);
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        let framed = |part: &String| {
            flow.units.iter().any(|unit| {
                let text = flow.words(unit.range.clone());
                text == *part || text.contains(&parts.concat())
            })
        };
        let (first, rest) = match parts.split_first() {
            Some((first, rest)) => (all.contains(first), rest),
            None => return,
        };
        // The words in brackets stand on a line of their own or behind the title: elsewhere
        // they may be anything.
        let sound = all.contains(&fold::words(title)) || first && rest.iter().all(framed);
        if sound {
            return;
        }
        let head: Vec<Range<usize>> = flow
            .units
            .iter()
            .filter(|unit| !unit.range.is_empty())
            .take(2)
            .map(|unit| unit.range.clone())
            .collect();
        let recognised = head.iter().any(|range| flow.is_recognised(range.clone()));
        let printed = paper.get("/title").and_then(Value::as_str).is_some();
        let severity = match first && printed && !recognised {
            true => Severity::Material,
            false => Severity::Suspect,
        };
        self.differences.push(Difference {
            pointer: "/title".to_owned(),
            label: "标题".to_owned(),
            kind: Kind::Changed,
            severity,
            paper: highlight::of_ranges(flow, &head),
            online: Some(Reading { text: title.to_owned(), ..Reading::default() }),
            confidence: 1.0,
            reason: Reason::TitleDiffers,
            note: Reason::TitleDiffers.words().to_owned(),
            reordered: false,
        });
    }

    /// Whether a value in another cell is one that follows its row, or the finding says no
    /// more than the differences of the fields that stand there: a value in another cell,
    /// or a mark beside what was changed.
    fn is_told(&self, finding: &Finding, paper: &Flow, online: &Flow, numbers: &Numbers) -> bool {
        let bare = |flow: &Flow, ranges: &[Range<usize>]| {
            ranges.iter().all(|range| flow.words(range.clone()).is_empty())
        };
        if finding.reason == Reason::CellUnderOther {
            let units = first_unit(paper, &finding.paper).zip(first_unit(online, &finding.online));
            return units.is_some_and(|units| self.placed.contains(&units));
        }
        let marks = bare(paper, &finding.paper) && bare(online, &finding.online);
        let moved = finding.reason == Reason::CellMoved;
        if !moved && !marks {
            return false;
        }
        let (Some(p), Some(o)) =
            (first_unit(paper, &finding.paper), first_unit(online, &finding.online))
        else {
            return false;
        };
        let told = |named: Option<&Named>| {
            named.is_some_and(|named| self.differences.iter().any(|d| d.pointer == named.pointer))
        };
        moved && numbers.paper.contains(&p) && numbers.online.contains(&o)
            || told(self.pointers.0.get(&p)) && told(self.pointers.1.get(&o))
    }

    /// Whether what one side lacks are the words of a row that it lacks: the alignment gave
    /// those to another row, which now seems to lack its own.
    fn is_spare(&mut self, finding: &Finding, laid: &Laid<'_>) -> bool {
        let (on_paper, flow, ranges) = match finding.kind {
            Kind::OnlyOnPaper => (true, laid.paper, &finding.paper),
            Kind::MissingOnPaper => (false, laid.online, &finding.online),
            Kind::Changed => return false,
        };
        let [range] = ranges.as_slice() else { return false };
        let text = flow.words(range.clone());
        let whole =
            flow.unit_of(range.start).is_some_and(|unit| flow.words(unit.range.clone()) == text);
        let found = self.spare.iter().position(|(paper, t)| *paper == on_paper && *t == text);
        let Some(at) = found.filter(|_| whole) else { return false };
        self.spare.swap_remove(at);
        true
    }

    pub(super) fn pictures(&mut self, paper: &Side, online: &Side) {
        let found = pictures::compare(paper, online, [self.paper_flow, self.online_flow]);
        self.differences.extend(found.differences);
        self.equivalences.extend(found.equivalences);
        self.coverage.unread.extend(found.unread);
        self.coverage.notes.extend(found.notes);
    }

    pub(super) fn finding(&self, finding: &Finding, paper: &Flow, online: &Flow) -> Difference {
        let unit = |flow: &Flow, ranges: &[Range<usize>]| {
            let range = ranges.iter().find(|r| !r.is_empty()).or(ranges.first())?;
            // An empty range stands behind the character before it.
            let at = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
            Some(flow.marks.get(at)?.unit as usize)
        };
        let p = unit(paper, &finding.paper);
        let o = unit(online, &finding.online);
        let named = |map: &BTreeMap<usize, Named>, unit: Option<usize>| {
            unit.and_then(|u| map.get(&u)).cloned()
        };
        let (from_paper, from_online) = (named(&self.pointers.0, p), named(&self.pointers.1, o));
        let online_first =
            finding.kind == Kind::Changed || !finding.online.iter().all(Range::is_empty);
        let field = if online_first { from_online.or(from_paper) } else { from_paper };
        let block = match finding.kind {
            Kind::OnlyOnPaper => p.and_then(|u| paper.units.get(u)),
            _ => o.and_then(|u| online.units.get(u)).or_else(|| p.and_then(|u| paper.units.get(u))),
        };
        let label = match finding.kind {
            Kind::OnlyOnPaper => p.map(|u| context(paper, u)),
            _ => o.map(|u| context(online, u)),
        };
        let (pointer, label) = match field {
            Some(named) => (named.pointer, named.label),
            None => (
                match block.map(|b| b.block) {
                    Some(usize::MAX) => "/text/notes".to_owned(),
                    Some(block) => format!("/text/{block}"),
                    None => "/text".to_owned(),
                },
                label.unwrap_or_else(|| "正文".to_owned()),
            ),
        };
        let confidence = finding
            .paper
            .iter()
            .map(|r| paper.confidence(r.clone()))
            .chain(finding.online.iter().map(|r| online.confidence(r.clone())))
            .fold(1.0, f32::min);
        let side = |flow: &Flow, ranges: &[Range<usize>]| highlight::of_ranges(flow, ranges);
        let missing = finding.severity == Severity::Material
            && match finding.kind {
                Kind::MissingOnPaper => self.lost.0,
                Kind::OnlyOnPaper => self.lost.1,
                Kind::Changed => {
                    self.lost.0 && reaches_out(&finding.paper, &finding.online, online)
                        || self.lost.1 && reaches_out(&finding.online, &finding.paper, paper)
                }
            };
        let reason = if missing { Reason::OtherSideUnread } else { finding.reason };
        Difference {
            pointer,
            label,
            kind: finding.kind,
            severity: if missing { Severity::Suspect } else { finding.severity },
            paper: side(paper, &finding.paper),
            online: side(online, &finding.online),
            confidence: round(confidence),
            reason,
            note: reason.words().to_owned(),
            reordered: finding.reordered,
        }
    }
}

/// The unit in which a finding begins on one side.
fn first_unit(flow: &Flow, ranges: &[Range<usize>]) -> Option<usize> {
    let mark = ranges.first().and_then(|range| flow.marks.get(range.start));
    mark.map(|mark| mark.unit as usize)
}

/// Text that one side lacks in the middle of a paragraph or cell which both sides have
/// is a change of it: the side without shows the place where it is missing.
fn within(mut finding: Finding, laid: &Laid<'_>) -> Finding {
    let on_paper = match finding.kind {
        Kind::OnlyOnPaper => true,
        Kind::MissingOnPaper => false,
        Kind::Changed => return finding,
    };
    let (flow, own) = match on_paper {
        true => (laid.paper, &finding.paper),
        false => (laid.online, &finding.online),
    };
    let bounds = own.first().zip(own.last()).map(|(first, last)| first.start..last.end);
    let Some(range) = bounds.filter(|range| !range.is_empty()) else { return finding };
    let Some(unit) = flow.unit_of(range.start).map(|unit| unit.range.clone()) else {
        return finding;
    };
    // Most of a unit that is missing is the unit.
    if range.end > unit.end || range.len() * 2 > unit.len() {
        return finding;
    }
    let partner = |at: usize| laid.alignment.partner(on_paper, at);
    let before = (unit.start..range.start).rev().find_map(partner);
    let Some(at) = before.or_else(|| (range.end..unit.end).find_map(partner)) else {
        return finding;
    };
    // An empty range stands behind the character before it.
    let gap: Vec<Range<usize>> = std::iter::once(at + 1..at + 1).collect();
    if on_paper {
        finding.online = gap
    } else {
        finding.paper = gap
    }
    finding.kind = Kind::Changed;
    finding
}

/// Whether the other side has so much more text, or text of so many places, that
/// most of it must belong to what was not read on this side.
fn reaches_out(own: &[Range<usize>], other: &[Range<usize>], flow: &Flow) -> bool {
    let length = |ranges: &[Range<usize>]| ranges.iter().map(Range::len).sum::<usize>();
    let apart = other.iter().any(|range| {
        let unit = |at: usize| flow.marks.get(at).map(|mark| mark.unit);
        !range.is_empty() && unit(range.start) != unit(range.end - 1)
    });
    apart || length(other) > 2 * length(own) + 8
}
