//! The comparison itself: fields, then everything printed that no field
//! answered for, then the verdict.

mod place;
mod reading;
mod residue;

use crate::compare::asking;
use crate::compare::fields::claims::Claims;
use crate::compare::fields::compared::{Compared, Outcome};
use crate::compare::fields::looked;
use crate::compare::fields::placed;
use crate::compare::fields::walk;
use crate::compare::judge::clipped;
use crate::compare::judge::laid::Laid;
use crate::compare::judge::residual;
use crate::compare::pair::align::Alignment;
use crate::compare::pair::page_rows;
use crate::compare::pair::pairing;
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::compare::report::verdict;
use crate::compare::report::whereabouts;
use crate::compare::report::{
    Coverage, Difference, Equivalence, Note, Reading, Report, SideName, Unread, Versions,
};
use crate::compare::side::Side;
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use crate::compare::text;
use crate::compare::{alike, ink, inside};
use crate::forms::Printed;
use crate::record::Record;
use serde_json::Value;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The version of the folding rules; raise it when a rule changes.
pub const RULES: u32 = 8;

/// Compares the printed copy with the online side.
pub fn compare(paper: &Side, online: &Side) -> Report {
    let mut equivalences = Vec::new();
    let mut asked = Vec::new();
    let mut again = |own: &Side, other: &Side| {
        let settled = asking::settled(own, other)?;
        equivalences.extend(settled.equivalences);
        asked.push(settled.note);
        Some(settled.side)
    };
    let paper = &again(paper, online).map_or_else(|| Cow::Borrowed(paper), Cow::Owned);
    let online = &again(online, paper).map_or_else(|| Cow::Borrowed(online), Cow::Owned);
    let (paper, online): (&Side, &Side) = (paper, online);
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
        spare: Vec::new(),
        placed: BTreeSet::new(),
        labels: labels(&paper.records).chain(headings(&online.records)).collect(),
        printed: &paper.printed,
        differences: Vec::new(),
        equivalences,
        coverage: Coverage::default(),
        lost: (false, false),
        whole: OnceCell::new(),
        drawn: drawn(&flows, laid.as_ref()),
    };
    engine.sides(paper, online);
    engine.coverage.notes.append(&mut asked);
    // A side of which nothing could be read proves nothing about the other.
    let blind =
        [&flows.0, &flows.1].iter().any(|flow| flow.as_ref().is_some_and(|f| f.marks.is_empty()));
    if blind {
        return engine.finish(paper, online, Vec::new());
    }
    let pairs = pairing::records(&paper.records, &online.records);
    // A record without a document has no text that tells its title, track and form.
    let bare = online.document.is_none();
    let compared: Vec<(String, Compared<'_>)> = pairs
        .iter()
        .enumerate()
        .flat_map(|(number, (p, o))| {
            // The main part is addressed as the record itself, further parts by their index.
            let prefix = if number == 0 { String::new() } else { format!("/records/{o}") };
            let (p, o) = (&paper.records[*p], &online.records[*o]);
            let heads = if bare { walk::heads(p, o) } else { Vec::new() };
            // What no definition knows was read by its looks: between two documents its text
            // tells, every character of it; fields answer only for what they say alike.
            let by_looks = !bare && p.kind() == "form";
            let fields = if by_looks { looked::alike(p, o) } else { walk::compare(p, o) };
            let places = heads.into_iter().chain(fields);
            places.map(move |c| (prefix.clone(), c)).collect::<Vec<_>>()
        })
        .collect();
    for (p, o) in &pairs {
        engine.beside(&paper.records[*p], &online.records[*o]);
    }
    // What is the same comes first: its text cannot answer for a row of one side as well.
    let (same, open): (Vec<_>, Vec<_>) = compared
        .iter()
        .partition(|(_, place)| matches!(place.outcome, Outcome::Same(_) | Outcome::SameValue));
    for (prefix, place) in same.into_iter().chain(open) {
        engine.place(prefix, place);
    }
    if let (true, Some((p, o))) = (bare, pairs.first()) {
        engine.title(&paper.records[*p], &online.records[*o]);
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

/// Words of the labels under which values stand.
fn labels(records: &[Record]) -> impl Iterator<Item = String> {
    let labels = records.iter().flat_map(|r| r.provenance.values()).map(|p| p.label.as_str());
    labels.map(fold::words)
}

/// Words over groups, tables, columns and chapters of a form, as a record says them.
fn headings(records: &[Record]) -> impl Iterator<Item = String> {
    let lists = |r: &Record, list: &str, keys: &[&str]| -> Vec<String> {
        let items = r.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let of = |item: &Value| -> Vec<String> {
            let texts = keys.iter().filter_map(|key| item.get(*key));
            let texts = texts.flat_map(|text| match text {
                Value::Array(all) => all.iter().collect(),
                one => vec![one],
            });
            texts.filter_map(Value::as_str).map(fold::words).collect()
        };
        items.iter().flat_map(of).collect()
    };
    let forms = records.iter().filter(|r| r.kind() == "form").flat_map(move |r| {
        let groups = lists(r, "/fields", &["group", "label"]);
        let tables = lists(r, "/tables", &["title", "columns"]);
        let title = r.get("/title").and_then(Value::as_str).map(fold::words);
        groups.into_iter().chain(tables).chain(lists(r, "/sections", &["title"])).chain(title)
    });
    forms.filter(|text| !text.is_empty()).collect::<Vec<_>>().into_iter()
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
struct Engine<'a> {
    paper_flow: Option<&'a Flow>,
    online_flow: Option<&'a Flow>,
    alignment: Option<&'a Alignment>,
    paper_claims: Option<Claims>,
    online_claims: Option<Claims>,
    /// Which field stands in which unit, for text that no field answered for.
    pointers: (BTreeMap<usize, Named>, BTreeMap<usize, Named>),
    /// Text of rows that one side alone has, of which the alignment found another copy on
    /// the other side: on paper or not, and what it says.
    spare: Vec<(bool, String)>,
    /// Cells of paper and online that stand beside their label, or are it, on both sides.
    placed: BTreeSet<(usize, usize)>,
    /// Words of the labels under which the paper's values stand.
    labels: HashSet<String>,
    /// What the form of the paper prints itself.
    printed: &'a Printed,
    differences: Vec<Difference>,
    equivalences: Vec<Equivalence>,
    coverage: Coverage,
    /// Whether text of the side may be missing because it could not be read: paper, online.
    lost: (bool, bool),
    /// The whole text of the one side that has a document, once somebody looked for a value in it.
    whole: OnceCell<String>,
    /// Characters that programs draw themselves, such as numbers of lists: paper, online.
    drawn: (BTreeSet<usize>, BTreeSet<usize>),
}

#[derive(Debug, Clone)]
struct Named {
    pointer: String,
    label: String,
    /// How a record without a document says it.
    online: Option<Reading>,
}

impl Engine<'_> {
    fn sides(&mut self, paper: &Side, online: &Side) {
        let coverage = &mut self.coverage;
        coverage.paper_pages = paper.pages();
        coverage.online_pages = online.pages();
        let pages = coverage.paper_pages.iter().chain(&coverage.online_pages);
        coverage.pages = pages.clone().count() as u32;
        coverage.pages_read = pages.filter(|page| page.source != "unread").count() as u32;
        coverage.notes.extend(paper.left_out(SideName::Paper));
        coverage.notes.extend(online.left_out(SideName::Online));
        coverage.unread.extend(paper.unread(SideName::Paper));
        coverage.unread.extend(online.unread(SideName::Online));
        for (side, flow) in
            [(SideName::Paper, self.paper_flow), (SideName::Online, self.online_flow)]
        {
            for unit in flow.into_iter().flat_map(|f| &f.units).filter(|unit| unit.unread) {
                let page = (unit.place.page > 0).then_some(unit.place.page);
                let note = format!("第{}块单元格 {} 有内容但未能读出", unit.block + 1, unit.cell);
                coverage.unread.push(Unread {
                    page,
                    note,
                    ..Unread::new(side, Reason::CellUnread)
                });
            }
        }
        let lost = |pages: &[crate::compare::report::PageCoverage], flow: Option<&Flow>| {
            pages.iter().any(|page| page.source == "unread")
                || flow
                    .is_some_and(|f| f.units.iter().any(|unit| unit.unread) || f.marks.is_empty())
        };
        self.lost = (
            lost(&coverage.paper_pages, self.paper_flow),
            lost(&coverage.online_pages, self.online_flow),
        );
        coverage.notes.push(Note::of(Reason::MarginsLeftOut));
    }

    /// What stands beside its own label on both sides.
    fn beside(&mut self, paper: &Record, online: &Record) {
        let (Some(p), Some(o)) = (self.paper_flow, self.online_flow) else { return };
        self.placed.extend(match paper.kind() {
            "form" => placed::alike((paper, p), (online, o)),
            _ => placed::named((paper, p), (online, o)),
        });
    }

    fn finish(mut self, paper: &Side, online: &Side, forms: Vec<String>) -> Report {
        ink::weigh(paper, online, &mut self.coverage);
        inside::weigh(paper, online, &mut self.coverage);
        alike::answer(&mut self.coverage.unread);
        clipped::weigh(&mut self.differences, paper.document.as_ref(), online.document.as_ref());
        whereabouts::say(&mut self.differences, self.paper_flow, self.online_flow);
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

fn round(confidence: f32) -> f32 {
    (confidence * 1000.0).round() / 1000.0
}
