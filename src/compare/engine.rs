//! The comparison itself: fields, then everything printed that no field
//! answered for, then the verdict.

use super::align::{Alignment, Segment};
use super::claims::{self, Claims};
use super::context::context;
use super::doubt::{self, Circumstances, Seen};
use super::fields::{self, Compared, Leaf, Outcome};
use super::flow::{Flow, UnitKind};
use super::fold;
use super::labels;
use super::pairing;
use super::report::{
    Coverage, Difference, Equivalence, Kind, Reading, Report, Severity, SideName, Unread, Versions,
};
use super::residual::{self, Finding, Laid};
use super::rule::{Rule, Rules};
use super::side::Side;
use super::written::{label_of, summary, written, written_all};
use super::{clipped, formulas, highlight, margins, page_rows, pictures, text, unproven, verdict};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The version of the folding rules; raise it when a rule changes.
pub const RULES: u32 = 6;

/// Compares the printed copy with the online side.
pub fn compare(paper: &Side, online: &Side) -> Report {
    let mut equivalences = Vec::new();
    let flows = match (&paper.document, &online.document) {
        (Some(p), Some(o)) => {
            let (left, on_paper) = page_rows::parted(p, &paper.records, o);
            let (right, on_online) = page_rows::parted(o, &online.records, p);
            equivalences.extend(on_paper.into_iter().map(|row| at_break(row, true)));
            equivalences.extend(on_online.into_iter().map(|row| at_break(row, false)));
            (Some(Flow::of(&left)), Some(Flow::of(&right)))
        }
        (p, o) => (p.as_ref().map(Flow::of), o.as_ref().map(Flow::of)),
    };
    let laid = match (&flows.0, &flows.1) {
        (Some(p), Some(o)) => Some(text::of_flows(p, o)),
        _ => None,
    };
    let mut engine = Engine {
        paper_claims: flows.0.as_ref().map(Claims::new),
        online_claims: flows.1.as_ref().map(Claims::new),
        paper_flow: flows.0.as_ref(),
        online_flow: flows.1.as_ref(),
        alignment: laid.as_ref(),
        pointers: (BTreeMap::new(), BTreeMap::new()),
        differences: Vec::new(),
        equivalences,
        coverage: Coverage::default(),
        lost: (false, false),
        drawn: drawn(&flows, laid.as_ref()),
    };
    engine.sides(paper, online);
    // A side of which nothing could be read proves nothing about the other.
    let blind =
        [&flows.0, &flows.1].iter().any(|flow| flow.as_ref().is_some_and(|f| f.marks.is_empty()));
    if blind {
        return engine.finish(paper, online, Vec::new());
    }
    let pairs = pairing::records(&paper.records, &online.records);
    let compared: Vec<(String, Compared<'_>)> = pairs
        .iter()
        .enumerate()
        .flat_map(|(number, (p, o))| {
            // The main part is addressed as the record itself, further parts by their index.
            let prefix = if number == 0 { String::new() } else { format!("/records/{o}") };
            fields::compare(&paper.records[*p], &online.records[*o])
                .into_iter()
                .map(move |c| (prefix.clone(), c))
        })
        .collect();
    // What is the same comes first: its text cannot answer for a row of one side as well.
    let (same, open): (Vec<_>, Vec<_>) = compared
        .iter()
        .partition(|(_, place)| matches!(place.outcome, Outcome::Same(_) | Outcome::SameValue));
    for (prefix, place) in same.into_iter().chain(open) {
        engine.place(prefix, place);
    }
    engine.text();
    engine.pictures(paper, online);
    let forms =
        paper.records.iter().chain(&online.records).filter_map(|r| r.get("/template")?.as_str());
    let mut forms: Vec<String> = forms.map(str::to_owned).collect();
    forms.sort();
    forms.dedup();
    engine.finish(paper, online, forms)
}

/// A row at a page break of one side, which the other side has as two.
fn at_break(row: page_rows::Parted, on_paper: bool) -> Equivalence {
    let (paper, online) = if on_paper { (row.joined, row.apart) } else { (row.apart, row.joined) };
    let pointer = format!("/text/{}", row.block);
    Equivalence { pointer, rule: Rule::BlockOrder, paper, online, count: 1 }
}

/// What programs draw themselves, before any field has answered for anything.
fn drawn(
    flows: &(Option<Flow>, Option<Flow>),
    alignment: Option<&Alignment>,
) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (Some(paper), Some(online), Some(alignment)) = (&flows.0, &flows.1, alignment) else {
        return Default::default();
    };
    let (p, o) = (Claims::new(paper), Claims::new(online));
    let laid = Laid { paper, online, alignment, paper_claims: &p, online_claims: &o };
    residual::drawn(&laid)
}

/// Why one side lacks what the other has.
const NOT_READ: &str = "另一侧有未读出的内容，是否缺少须人工核对";

struct Engine<'a> {
    paper_flow: Option<&'a Flow>,
    online_flow: Option<&'a Flow>,
    alignment: Option<&'a Alignment>,
    paper_claims: Option<Claims>,
    online_claims: Option<Claims>,
    /// Which field stands in which unit, for text that no field answered for.
    pointers: (BTreeMap<usize, Named>, BTreeMap<usize, Named>),
    differences: Vec<Difference>,
    equivalences: Vec<Equivalence>,
    coverage: Coverage,
    /// Whether text of the side may be missing because it could not be read: paper, online.
    lost: (bool, bool),
    /// Characters that programs draw themselves, such as numbers of lists: paper, online.
    drawn: (BTreeSet<usize>, BTreeSet<usize>),
}

#[derive(Debug, Clone)]
struct Named {
    pointer: String,
    label: String,
}

impl Engine<'_> {
    fn sides(&mut self, paper: &Side, online: &Side) {
        let coverage = &mut self.coverage;
        coverage.paper_pages = paper.pages();
        coverage.online_pages = online.pages();
        let pages = coverage.paper_pages.iter().chain(&coverage.online_pages);
        coverage.pages = pages.clone().count() as u32;
        coverage.pages_read = pages.filter(|page| page.source != "unread").count() as u32;
        coverage.unread.extend(paper.unread(SideName::Paper));
        coverage.unread.extend(online.unread(SideName::Online));
        for (side, flow) in
            [(SideName::Paper, self.paper_flow), (SideName::Online, self.online_flow)]
        {
            for unit in flow.into_iter().flat_map(|f| &f.units).filter(|unit| unit.unread) {
                let page = (unit.place.page > 0).then_some(unit.place.page);
                let reason = format!("第{}块单元格 {} 有内容但未能读出", unit.block + 1, unit.cell);
                coverage.unread.push(Unread { side, page, pointer: String::new(), reason });
            }
        }
        let lost = |pages: &[super::report::PageCoverage], flow: Option<&Flow>| {
            pages.iter().any(|page| page.source == "unread")
                || flow
                    .is_some_and(|f| f.units.iter().any(|unit| unit.unread) || f.marks.is_empty())
        };
        self.lost = (
            lost(&coverage.paper_pages, self.paper_flow),
            lost(&coverage.online_pages, self.online_flow),
        );
        coverage.notes.push("页码不参与比对；页眉、页脚只有一侧印有时不比对".to_owned());
    }

    /// One compared place of the records.
    fn place(&mut self, prefix: &str, place: &Compared<'_>) {
        let pointer = format!("{prefix}{}", place.pointer);
        let ranges = (self.ranges(&place.paper, true), self.ranges(&place.online, false));
        let label = label_of(&pointer, place);
        self.name_units(&pointer, &label, place);
        let written = |leaves: &[Leaf<'_>]| {
            leaves.iter().any(|l| !fields::is_blank(l.value) || l.provenance.is_some())
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
        let none = place.paper.iter().chain(&place.online).all(|l| fields::is_blank(l.value));
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

    fn name_units(&mut self, pointer: &str, label: &str, place: &Compared<'_>) {
        if place.item && matches!(place.outcome, Outcome::Reordered { .. }) {
            return;
        }
        let named = Named { pointer: pointer.to_owned(), label: label.to_owned() };
        let sides = [
            (&place.paper, self.paper_flow, &mut self.pointers.0),
            (&place.online, self.online_flow, &mut self.pointers.1),
        ];
        for (leaves, flow, map) in sides {
            for leaf in leaves {
                if let Some(unit) = flow.and_then(|flow| claims::unit_of(flow, leaf)) {
                    map.entry(unit).or_insert_with(|| named.clone());
                }
            }
        }
    }

    fn claim(&mut self, paper: &[Range<usize>], online: &[Range<usize>]) {
        for (claims, ranges) in [(&mut self.paper_claims, paper), (&mut self.online_claims, online)]
        {
            if let Some(claims) = claims {
                ranges.iter().for_each(|range| claims.take(range.clone()));
            }
        }
    }

    fn grant(&mut self, pointer: &str, rules: Rules, place: &Compared<'_>) {
        let (Some(p), Some(o)) = (place.paper.first(), place.online.first()) else { return };
        for rule in rules.iter() {
            let (paper, online) = (written(p), written(o));
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
        if place.item && (open(&ranges.0, true) || open(&ranges.1, false)) {
            return true;
        }
        let wanted =
            |leaves: &[Leaf<'_>]| leaves.iter().filter(|l| !fields::is_blank(l.value)).count();
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

    /// A value that stands against a record without a document and was not found
    /// at its label: if the paper prints it somewhere, nothing is proven.
    fn not_found(&mut self, pointer: &str, place: &Compared<'_>) -> bool {
        let no_document = self.online_flow.is_none() && matches!(place.outcome, Outcome::OnlyPaper);
        if no_document && place.item && pointer.contains("/sections/") {
            let leaves = &place.paper;
            self.coverage.notes.push(format!(
                "{}：{}",
                labels::of_pointer(pointer),
                "网上记录没有这一章节"
            ));
            // A heading alone, or one that says no more than where to look.
            let text: Vec<&Leaf<'_>> =
                leaves.iter().filter(|leaf| !fields::is_blank(leaf.value)).collect();
            let points = |leaf: &&Leaf<'_>| leaf.value.as_str().is_some_and(points_elsewhere);
            let refers = text.iter().all(|leaf| refers_only(leaf.value))
                && (text.len() < 2 || text.iter().any(points));
            if !refers {
                let reason = "对方记录没有这一章节，无从核对".to_owned();
                self.coverage.unread.push(Unread {
                    side: SideName::Online,
                    page: None,
                    pointer: pointer.to_owned(),
                    reason,
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
        let all: String = flow.folded(0..flow.marks.len());
        let printed = |leaf: &Leaf<'_>| match leaf.value {
            Value::String(text) => {
                let text = fold::folded(text);
                text.chars().count() >= 2 && all.contains(&text)
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
            side,
            page: None,
            pointer: pointer.to_owned(),
            reason: "栏目未能定位，值在正文中出现，须人工核对".to_owned(),
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
            note: "内容相同，次序不同".to_owned(),
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
        let (severity, note) = if missing { (Severity::Suspect, NOT_READ) } else { (severity, "") };
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
            note: note.to_owned(),
            reordered: false,
        });
    }

    fn circumstances(
        &self,
        place: &Compared<'_>,
        ranges: &(Vec<Range<usize>>, Vec<Range<usize>>),
    ) -> Circumstances {
        let mut how = Circumstances { confidence: 1.0, ..Circumstances::default() };
        let sides = [
            (&place.paper, self.paper_flow, &ranges.0),
            (&place.online, self.online_flow, &ranges.1),
        ];
        for (leaves, flow, ranges) in sides {
            let mut recognised = false;
            for provenance in leaves.iter().filter_map(|leaf| leaf.provenance) {
                how.alternatives.extend(provenance.alternatives.iter().map(|a| a.character));
                let page = provenance.page.unwrap_or_default();
                let from_image = flow.is_some_and(|f| f.is_recognised_page(page));
                recognised |= from_image || (flow.is_none() && provenance.confidence < 1.0);
                if from_image || flow.is_none() {
                    how.confidence = how.confidence.min(if provenance.confidence > 0.0 {
                        provenance.confidence
                    } else {
                        1.0
                    });
                }
            }
            if let Some(flow) = flow {
                for range in ranges {
                    recognised |= flow.is_recognised(range.clone());
                    how.alternatives.extend(flow.alternatives(range.clone()));
                }
                // What is not there has no place: the whole file decides.
                let absent = leaves.iter().all(|leaf| fields::is_blank(leaf.value));
                if absent && flow.has_recognised_pages() {
                    recognised = true;
                    how.blank = true;
                }
            }
            how.recognised |= recognised;
        }
        if how.recognised {
            how.seen = self.seen(place, ranges);
        }
        how
    }

    /// Both values character by character, if all of them were found on the page.
    fn seen(
        &self,
        place: &Compared<'_>,
        ranges: &(Vec<Range<usize>>, Vec<Range<usize>>),
    ) -> Option<(Vec<Seen>, Vec<Seen>)> {
        let alignment = self.alignment?;
        let side = |flow: &Flow,
                    leaves: &[Leaf<'_>],
                    own: &[Range<usize>],
                    partner: &[Option<u32>],
                    other: &[Range<usize>]| {
            let written = leaves.iter().filter(|leaf| !fields::is_blank(leaf.value)).count();
            let one = |at: usize| {
                let partner = partner.get(at).copied().flatten().map(|at| at as usize);
                Some(Seen {
                    character: flow.marks.get(at)?.ch,
                    confidence: flow.confidence(at..at + 1),
                    alternatives: flow.alternatives(at..at + 1),
                    elsewhere: partner
                        .is_some_and(|at| !other.iter().any(|range| range.contains(&at))),
                })
            };
            let seen = || own.iter().cloned().flatten().filter_map(one).collect::<Vec<Seen>>();
            (own.len() >= written).then(seen)
        };
        let paper =
            side(self.paper_flow?, &place.paper, &ranges.0, &alignment.right_of, &ranges.1)?;
        let online =
            side(self.online_flow?, &place.online, &ranges.1, &alignment.left_of, &ranges.0)?;
        Some((paper, online))
    }

    fn reading(&self, leaves: &[Leaf<'_>], item: bool, paper: bool) -> Reading {
        let flow = if paper { self.paper_flow } else { self.online_flow };
        let mut reading = if item {
            summary(leaves)
        } else {
            Reading { text: written_all(leaves), ..Reading::default() }
        };
        if let Some(provenance) = leaves.iter().find_map(|leaf| leaf.provenance) {
            reading.page = provenance.page;
            reading.bbox = provenance.bbox;
            reading.block = provenance.block;
            reading.cell.clone_from(&provenance.cell);
            if reading.bbox.is_none()
                && let Some(unit) =
                    flow.and_then(|f| f.units.get(claims::unit_of(f, leaves.first()?)?))
            {
                reading.page = reading.page.or((unit.place.page > 0).then_some(unit.place.page));
                reading.bbox = unit.place.bbox;
            }
        }
        reading
    }

    /// What no field answered for.
    fn text(&mut self) {
        let (Some(paper), Some(online), Some(alignment)) =
            (self.paper_flow, self.online_flow, self.alignment)
        else {
            self.coverage.notes.push(
                "网上数据没有版面文字，只比对栏目的值；表单印制的标签、说明和选项文字未核对"
                    .to_owned(),
            );
            return;
        };
        let (Some(paper_claims), Some(online_claims)) =
            (self.paper_claims.take(), self.online_claims.take())
        else {
            return;
        };
        for missing in &alignment.missing {
            self.coverage.unread.push(Unread {
                side: missing.side,
                page: None,
                pointer: String::new(),
                reason: format!("缺少{}，另一侧有此附件，无从核对", missing.name),
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
        let residual = residual::weigh(&laid);
        for finding in &residual.findings {
            let difference = self.finding(finding, paper, online);
            self.differences.push(difference);
        }
        self.differences.extend(margins::differences(paper, online, alignment));
        self.equivalences.extend(residual.equivalences);
        if let Some(range) = residual.table_unread {
            let page = paper.place(range).page;
            self.coverage.unread.push(Unread {
                side: SideName::Paper,
                page: (page > 0).then_some(page),
                pointer: String::new(),
                reason: "一侧的表格在另一侧未能读成表格，内容所在的格无法核对".to_owned(),
            });
        }
    }

    fn pictures(&mut self, paper: &Side, online: &Side) {
        let found = pictures::compare(paper, online);
        self.differences.extend(found.differences);
        self.equivalences.extend(found.equivalences);
        self.coverage.unread.extend(found.unread);
        self.coverage.notes.extend(found.notes);
    }

    fn finding(&self, finding: &Finding, paper: &Flow, online: &Flow) -> Difference {
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
        let has_text = |ranges: &[Range<usize>]| ranges.iter().any(|r| !r.is_empty());
        let field = if has_text(&finding.online) { from_online.or(from_paper) } else { from_paper };
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
        Difference {
            pointer,
            label,
            kind: finding.kind,
            severity: if missing { Severity::Suspect } else { finding.severity },
            paper: side(paper, &finding.paper),
            online: side(online, &finding.online),
            confidence: round(confidence),
            note: if missing { NOT_READ.to_owned() } else { finding.note.to_owned() },
            reordered: finding.reordered,
        }
    }

    fn finish(mut self, paper: &Side, online: &Side, forms: Vec<String>) -> Report {
        clipped::weigh(&mut self.differences, paper.document.as_ref(), online.document.as_ref());
        let order = |d: &Difference| (d.severity, d.reordered);
        self.differences.sort_by_key(order);
        self.equivalences.sort_by_key(|e| {
            (e.pointer.starts_with("/text"), e.rule != Rule::Width && e.rule != Rule::Spaces)
        });
        let unread = &mut self.coverage.unread;
        unread.dedup();
        let (pages_p, pages_o) = (&mut self.coverage.paper_pages, &mut self.coverage.online_pages);
        for difference in &self.differences {
            for (reading, pages) in
                [(&difference.paper, &mut *pages_p), (&difference.online, &mut *pages_o)]
            {
                let page = reading.as_ref().and_then(|r| r.page);
                if let Some(page) = pages.iter_mut().find(|p| Some(p.page) == page) {
                    page.differences += 1;
                }
            }
        }
        let (verdict, reason) = verdict::of(&self.differences, &self.coverage);
        Report {
            verdict,
            reason,
            paper: paper.source.clone(),
            online: online.source.clone(),
            versions: Versions {
                program: env!("CARGO_PKG_VERSION").to_owned(),
                rules: RULES,
                forms,
            },
            coverage: self.coverage,
            differences: self.differences,
            equivalences: self.equivalences,
        }
    }
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

fn round(confidence: f32) -> f32 {
    (confidence * 1000.0).round() / 1000.0
}
