//! How a value was read on either side, and how surely.

use super::Engine;
use crate::compare::fields::claims;
use crate::compare::fields::compared::{self, Compared, Leaf};
use crate::compare::fields::doubt::{Circumstances, Seen};
use crate::compare::fields::written::{summary, written_all};
use crate::compare::report::Reading;
use crate::compare::stream::flow::Flow;
use std::ops::Range;

impl Engine<'_> {
    pub(super) fn circumstances(
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
                let absent = leaves.iter().all(|leaf| compared::is_blank(leaf.value));
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
    pub(super) fn seen(
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
            let written = leaves.iter().filter(|leaf| !compared::is_blank(leaf.value)).count();
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

    pub(super) fn reading(&self, leaves: &[Leaf<'_>], item: bool, paper: bool) -> Reading {
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
}
