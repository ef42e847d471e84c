//! One compared place of the records: what it grants, what it claims of the text, and
//! the difference that it makes.

use super::{Engine, Named, round};
use crate::compare::fields::claims;
use crate::compare::fields::compared::{self, Compared, Leaf, Outcome};
use crate::compare::fields::doubt;
use crate::compare::fields::written::{as_printed, label_of, summary, written_all};
use crate::compare::judge::enclosed::lists_papers;
use crate::compare::pair::align::{Alignment, Segment};
use crate::compare::report::highlight;
use crate::compare::report::labels;
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::{Rule, Rules};
use crate::compare::report::{Difference, Equivalence, Kind, Note, Severity, SideName, Unread};
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use serde_json::Value;
use std::ops::Range;

impl Engine<'_> {
    /// One compared place of the records.
    pub(super) fn place(&mut self, prefix: &str, place: &Compared<'_>) {
        let pointer = format!("{prefix}{}", place.pointer);
        let ranges = (self.ranges(&place.paper, true), self.ranges(&place.online, false));
        let label = label_of(&pointer, place);
        self.name_units(&pointer, &label, place, &ranges);
        self.claim_units_of_labels(&pointer, place);
        let written = |leaves: &[Leaf<'_>]| {
            leaves.iter().any(|l| !compared::is_blank(l.value) || l.provenance.is_some())
        };
        if !place.item && (written(&place.paper) || written(&place.online)) {
            self.coverage.fields_compared += 1;
        }
        match &place.outcome {
            // No value either way; but 无 and — are printed, and a blank is not.
            Outcome::Same(_) if self.is_filled_once(place, &ranges) => {}
            Outcome::Same(rules) => {
                self.claim(&ranges.0, &ranges.1);
                self.grant(&pointer, *rules, place);
            }
            // Without text on both sides the values are all there is.
            Outcome::SameValue => {}
            Outcome::Reordered { counts } => self.reordered(pointer, label, place, *counts),
            Outcome::Differs | Outcome::OnlyPaper | Outcome::OnlyOnline => {
                if self.same_text(place, &ranges) {
                    return;
                }
                if self.not_found(&pointer, place) {
                    return;
                }
                self.differs(pointer, label, place, ranges);
            }
        }
    }

    /// Whether one side writes that there is no value and the other leaves the place
    /// blank: what is printed there is then compared as text.
    fn is_filled_once(
        &self,
        place: &Compared<'_>,
        ranges: &(Vec<Range<usize>>, Vec<Range<usize>>),
    ) -> bool {
        let none = place.paper.iter().chain(&place.online).all(|l| compared::is_blank(l.value));
        let read = |flow: Option<&Flow>, ranges: &[Range<usize>]| {
            flow.is_some_and(|f| ranges.iter().all(|range| !f.is_recognised(range.clone())))
        };
        none && ranges.0.is_empty() != ranges.1.is_empty()
            && read(self.paper_flow, &ranges.0)
            && read(self.online_flow, &ranges.1)
    }

    fn ranges(&self, leaves: &[Leaf<'_>], paper: bool) -> Vec<Range<usize>> {
        let flow = if paper { self.paper_flow } else { self.online_flow };
        let Some(flow) = flow else { return Vec::new() };
        let pieces = |leaf| match claims::locate(flow, leaf) {
            Some(whole) => vec![whole],
            None => claims::locate_lines(flow, leaf).unwrap_or_default(),
        };
        leaves.iter().flat_map(pieces).collect()
    }

    fn name_units(
        &mut self,
        pointer: &str,
        label: &str,
        place: &Compared<'_>,
        ranges: &(Vec<Range<usize>>, Vec<Range<usize>>),
    ) {
        if place.item && matches!(place.outcome, Outcome::Reordered { .. }) {
            return;
        }
        let named = Named {
            pointer: pointer.to_owned(),
            label: label.to_owned(),
            online: (self.online_flow.is_none() && !place.online.is_empty())
                .then(|| self.reading(&place.online, place.item, false)),
        };
        let sides = [
            (&place.paper, &ranges.0, self.paper_flow, &mut self.pointers.0),
            (&place.online, &ranges.1, self.online_flow, &mut self.pointers.1),
        ];
        for (leaves, ranges, flow, map) in sides {
            let Some(flow) = flow else { continue };
            let begin = leaves.iter().filter_map(|leaf| claims::unit_of(flow, leaf));
            // The text of a section goes on over many paragraphs.
            let last = |range: &Range<usize>| flow.marks.get(range.end.max(1) - 1);
            let over = ranges.iter().filter_map(|range| {
                Some(flow.marks.get(range.start)?.unit as usize..last(range)?.unit as usize + 1)
            });
            for unit in begin.chain(over.flatten()) {
                map.entry(unit).or_insert_with(|| named.clone());
            }
        }
    }

    pub(super) fn claim(&mut self, paper: &[Range<usize>], online: &[Range<usize>]) {
        for (claims, ranges) in [(&mut self.paper_claims, paper), (&mut self.online_claims, online)]
        {
            if let Some(claims) = claims {
                ranges.iter().for_each(|range| claims.take(range.clone()));
            }
        }
    }

    /// A unit that stands in the value on one side answers for the one in the label on the
    /// other; where there is no value, it says nothing.
    fn claim_units_of_labels(&mut self, pointer: &str, place: &Compared<'_>) {
        let ([p], [o]) = (place.paper.as_slice(), place.online.as_slice()) else { return };
        let of = |flow: Option<&Flow>, own, other| {
            flow.and_then(|flow| claims::unit_in_label(flow, own, other)).into_iter().collect()
        };
        let paper: Vec<Range<usize>> = of(self.paper_flow, p, o);
        let online: Vec<Range<usize>> = of(self.online_flow, o, p);
        let blank = compared::is_blank(p.value) && compared::is_blank(o.value);
        let label = |leaf: &Leaf<'_>| leaf.provenance.map_or_else(String::new, |p| p.label.clone());
        if blank && !(paper.is_empty() && online.is_empty()) {
            self.equivalences.push(Equivalence {
                pointer: pointer.to_owned(),
                rule: Rule::UnitPlace,
                paper: label(p),
                online: label(o),
                count: 1,
            });
        }
        self.claim(&paper, &online);
    }

    fn grant(&mut self, pointer: &str, rules: Rules, place: &Compared<'_>) {
        let (Some(p), Some(o)) = (place.paper.first(), place.online.first()) else { return };
        for rule in rules.iter() {
            let (paper, online) = (as_printed(p), as_printed(o));
            self.equivalences.push(Equivalence {
                pointer: pointer.to_owned(),
                rule,
                paper,
                online,
                count: 1,
            });
        }
    }

    /// Whether the text of both places is the same on the other side all the
    /// same: then the two sides were only taken apart differently.
    fn same_text(
        &self,
        place: &Compared<'_>,
        ranges: &(Vec<Range<usize>>, Vec<Range<usize>>),
    ) -> bool {
        let (Some(alignment), Some(p), Some(o)) =
            (self.alignment, self.paper_flow, self.online_flow)
        else {
            return false;
        };
        // Where one side's table was found again in the other's loose text, or not even
        // that, a record can only be guessed at: the stretch itself says what differs.
        let open = |found: &[Range<usize>], left: bool| {
            let both = |s: &&Segment| !s.left.is_empty() && !s.right.is_empty();
            found.iter().any(|range| {
                let settled = alignment.settled.iter().filter(both);
                settled
                    .map(|s| if left { &s.left } else { &s.right })
                    .any(|whole| whole.start <= range.start && range.end <= whole.end)
            })
        };
        // Cells that the stretch itself says to be of one side alone are that side's row.
        let alone = |range: &Range<usize>, left: bool| {
            alignment.differing.iter().any(|s| {
                let (own, other) = if left { (&s.left, &s.right) } else { (&s.right, &s.left) };
                other.is_empty() && own.start <= range.start && range.end <= own.end
            })
        };
        let told = ranges.0.iter().all(|range| alone(range, true))
            && ranges.1.iter().all(|range| alone(range, false));
        if place.item && !told && (open(&ranges.0, true) || open(&ranges.1, false)) {
            return true;
        }
        let wanted =
            |leaves: &[Leaf<'_>]| leaves.iter().filter(|l| !compared::is_blank(l.value)).count();
        if ranges.0.len() < wanted(&place.paper) || ranges.1.len() < wanted(&place.online) {
            return false;
        }
        if ranges.0.is_empty() && ranges.1.is_empty() {
            return false;
        }
        // Notes and text boxes stand anywhere.
        let floats = |flow: &Flow, range: &Range<usize>| {
            flow.unit_of(range.start).is_some_and(|u| u.kind == UnitKind::Floating)
        };
        let moved = |left: bool, at: usize| {
            alignment
                .moved
                .iter()
                .filter(|(l, r)| !floats(p, l) && !floats(o, r))
                .any(|(l, r)| if left { l.contains(&at) } else { r.contains(&at) })
        };
        let partnered = |flow: &Flow, ranges: &[Range<usize>], of: &[Option<u32>], left: bool| {
            ranges.iter().all(|range| {
                let mut content = 0;
                let all = range.clone().filter(|i| fold::is_content(flow.marks[*i].ch)).all(|i| {
                    content += 1;
                    of.get(i).copied().flatten().is_some() && !moved(left, i)
                        || alignment.is_settled(left, i)
                        || if left { &self.drawn.0 } else { &self.drawn.1 }.contains(&i)
                });
                all && content > 0
            })
        };
        partnered(p, &ranges.0, &alignment.right_of, true)
            && partnered(o, &ranges.1, &alignment.left_of, false)
            && !(place.item && self.is_answered_for(alignment, ranges))
    }

    /// Whether the partners of all that a row of one side says belong to another row: the
    /// row stands there twice.
    fn is_answered_for(
        &self,
        alignment: &Alignment,
        ranges: &(Vec<Range<usize>>, Vec<Range<usize>>),
    ) -> bool {
        let (own, flow, claims, left) = match (ranges.0.is_empty(), ranges.1.is_empty()) {
            (false, true) => (&ranges.0, self.paper_flow, &self.online_claims, true),
            (true, false) => (&ranges.1, self.online_flow, &self.paper_claims, false),
            _ => return false,
        };
        let (Some(flow), Some(claims)) = (flow, claims) else { return false };
        let content = own.iter().cloned().flatten().filter(|i| fold::is_content(flow.marks[*i].ch));
        let mut partners = content.map(|i| alignment.partner(left, i)).peekable();
        partners.peek().is_some() && partners.all(|p| p.is_some_and(|p| claims.has(p)))
    }

    /// What the cells say of which all characters have a partner: the other side has the
    /// same words for another row.
    fn partnered_elsewhere(&self, flow: &Flow, paper: bool, cells: &[Range<usize>]) -> Vec<String> {
        let Some(alignment) = self.alignment else { return Vec::new() };
        let partnered = |cell: &&Range<usize>| {
            let mut words =
                (*cell).clone().filter(|at| fold::is_content(flow.marks[*at].ch)).peekable();
            words.peek().is_some() && words.all(|at| alignment.partner(paper, at).is_some())
        };
        cells.iter().filter(partnered).map(|cell| flow.words(cell.clone())).collect()
    }

    /// A value that stands against a record without a document and was not found
    /// at its label: if the paper prints it somewhere, nothing is proven.
    fn not_found(&mut self, pointer: &str, place: &Compared<'_>) -> bool {
        let no_document = self.online_flow.is_none() && matches!(place.outcome, Outcome::OnlyPaper);
        if no_document && place.item && pointer.contains("/sections/") {
            let leaves = &place.paper;
            let text = format!("{}：网上记录没有这一章节", labels::of_pointer(pointer));
            self.coverage.notes.push(Note::new(Reason::ChapterUnmatched, text));
            // A heading alone, or one that says no more than where to look.
            let text: Vec<&Leaf<'_>> =
                leaves.iter().filter(|leaf| !compared::is_blank(leaf.value)).collect();
            let points = |leaf: &&Leaf<'_>| leaf.value.as_str().is_some_and(points_elsewhere);
            let refers = text.iter().all(|leaf| refers_only(leaf.value))
                && (text.len() < 2 || text.iter().any(points));
            let lists = |leaf: &&Leaf<'_>| leaf.value.as_str().is_some_and(lists_papers);
            let encloses = text.iter().filter(|leaf| !refers_only(leaf.value)).all(lists)
                && text.iter().any(lists);
            if !refers && !encloses {
                self.coverage.unread.push(Unread {
                    pointer: pointer.to_owned(),
                    ..Unread::new(SideName::Online, Reason::ChapterUnmatched)
                });
            }
            return true;
        }
        let (one, leaves, other, side) = match place.outcome {
            Outcome::OnlyOnline if self.online_flow.is_none() => {
                (self.paper_flow, &place.online, &place.paper, SideName::Paper)
            }
            Outcome::OnlyPaper if self.paper_flow.is_none() => {
                (self.online_flow, &place.paper, &place.online, SideName::Online)
            }
            _ => return false,
        };
        let Some(flow) = one else { return false };
        if other.iter().any(|leaf| leaf.provenance.is_some()) {
            return false;
        }
        let all = self.whole.get_or_init(|| flow.folded(0..flow.marks.len()));
        let printed = |leaf: &Leaf<'_>| match leaf.value {
            Value::String(text) => {
                let text = fold::folded(text);
                text.chars().count() >= 2 && (all.contains(&text) || is_scattered(&text, all))
            }
            Value::Number(number) => {
                let text = fold::folded(&number.to_string());
                text.len() >= 3 && all.contains(&text)
            }
            // A derived answer without a place of its own.
            Value::Bool(yes) => !yes,
            _ => true,
        };
        if !leaves.iter().all(printed) {
            return false;
        }
        self.coverage.unread.push(Unread {
            pointer: pointer.to_owned(),
            ..Unread::new(side, Reason::PlaceNotFound)
        });
        true
    }

    fn reordered(&mut self, pointer: String, label: String, place: &Compared<'_>, counts: bool) {
        for (paper, leaves) in [(true, &place.paper), (false, &place.online)] {
            let flow = if paper { self.paper_flow } else { self.online_flow };
            if let Some(flow) = flow {
                let rows = claims::rows_of(flow, leaves);
                if paper { self.claim(&rows, &[]) } else { self.claim(&[], &rows) }
            }
        }
        self.differences.push(Difference {
            pointer,
            label,
            kind: Kind::Changed,
            severity: if counts { Severity::Material } else { Severity::Formal },
            paper: Some(summary(&place.paper)),
            online: Some(summary(&place.online)),
            confidence: 1.0,
            reason: Reason::ItemsReordered,
            note: Reason::ItemsReordered.chinese().to_owned(),
            reordered: true,
        });
    }

    fn differs(
        &mut self,
        pointer: String,
        label: String,
        place: &Compared<'_>,
        ranges: (Vec<Range<usize>>, Vec<Range<usize>>),
    ) {
        self.claim(&ranges.0, &ranges.1);
        for (paper, leaves, found) in
            [(true, &place.paper, &ranges.0), (false, &place.online, &ranges.1)]
        {
            let flow = if paper { self.paper_flow } else { self.online_flow };
            let Some(flow) = flow else { continue };
            let mut more = if place.item { claims::rows_of(flow, leaves) } else { Vec::new() };
            if found.is_empty() && !place.item {
                let units = leaves.iter().filter_map(|leaf| claims::unit_of(flow, leaf));
                more.extend(
                    units
                        .filter_map(|u| flow.units.get(u))
                        .filter(|u| !u.cell.is_empty())
                        .map(|u| u.range.clone()),
                );
            }
            if place.item {
                let spare = self.partnered_elsewhere(flow, paper, &more);
                self.spare.extend(spare.into_iter().map(|text| (paper, text)));
            }
            if paper { self.claim(&more, &[]) } else { self.claim(&[], &more) }
        }
        let how = self.circumstances(place, &ranges);
        let texts = (written_all(&place.paper), written_all(&place.online));
        let located = |leaves: &[Leaf<'_>]| leaves.iter().any(|leaf| leaf.provenance.is_some());
        let kind = match place.outcome {
            Outcome::OnlyPaper
                if place.item || !located(&place.online) && self.online_flow.is_some() =>
            {
                Kind::OnlyOnPaper
            }
            Outcome::OnlyOnline if place.item || !located(&place.paper) => Kind::MissingOnPaper,
            _ => Kind::Changed,
        };
        let (p, o) = (fold::folded(&texts.0), fold::folded(&texts.1));
        // The rest of the text may stand on a page that could not be read.
        let missing = match place.outcome {
            Outcome::OnlyPaper => self.lost.1 && !located(&place.online),
            Outcome::OnlyOnline => self.lost.0 && !located(&place.paper),
            _ => self.lost.0 && doubt::says_less(&p, &o) || self.lost.1 && doubt::says_less(&o, &p),
        };
        let spaced = how.recognised && doubt::differ_in_spaces(&texts.0, &texts.1);
        let severity = if spaced { Severity::Suspect } else { doubt::weigh(&p, &o, &how) };
        let (severity, reason, note) = if missing {
            let reason = Reason::OtherSideUnread;
            (Severity::Suspect, reason, reason.chinese())
        } else {
            (severity, Reason::ValueDiffers, "")
        };
        let mut paper = self.reading(&place.paper, place.item, true);
        let mut online = self.reading(&place.online, place.item, false);
        if kind == Kind::Changed {
            highlight::mark(&mut paper, &mut online);
        }
        let side =
            |kind_without: Kind, reading| if kind == kind_without { None } else { Some(reading) };
        self.differences.push(Difference {
            pointer,
            label,
            kind,
            severity,
            paper: side(Kind::MissingOnPaper, paper),
            online: side(Kind::OnlyOnPaper, online),
            confidence: round(how.confidence),
            reason,
            note: note.to_owned(),
            reordered: false,
        });
    }
}

/// Whether most pieces of a long text stand somewhere: columns that no line parts run
/// through each other.
fn is_scattered(text: &str, all: &str) -> bool {
    /// Characters of a piece, and pieces of a long text at least.
    const PIECE: usize = 8;
    const PIECES: usize = 3;
    let chars: Vec<char> = text.chars().collect();
    let pieces: Vec<String> =
        chars.chunks_exact(PIECE).map(|piece| piece.iter().collect()).collect();
    let found = pieces.iter().filter(|piece| all.contains(piece.as_str())).count();
    pieces.len() >= PIECES && found * 10 >= pieces.len() * 6
}

/// Whether a text names another place: 详见附表1, 见上文描述.
fn points_elsewhere(text: &str) -> bool {
    ["详见", "见附", "附后", "描述"].iter().any(|words| text.contains(words))
}

/// Whether a section's heading or text says no more than where to look: 详见附表1.
fn refers_only(value: &Value) -> bool {
    value.as_str().is_none_or(|text| {
        let short = text.chars().count() <= 40;
        short
            && !text.chars().any(|c| c == '%' || c == '万')
            && (text.contains('附')
                || text.contains("详见")
                || text.contains("描述")
                || !text.contains('。'))
    })
}
