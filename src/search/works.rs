//! Hits counted by works: a book that the library has as PDF, Word and revision counts once,
//! in totals, facets and statistics.

use super::facets::{FACETS, Facet};
use super::find::FacetCount;
use super::index::failed;
use super::schema::{column, facet_column};
use crate::problem::Problem;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tantivy::columnar::StrColumn;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocId, Searcher};

/// The works among the hits of a query.
#[derive(Debug, Default)]
pub(super) struct Works {
    /// Records of works with no other record among the hits, by segment, ascending.
    pub single: Vec<Vec<DocId>>,
    /// The records of each other work, the edition that counts first.
    pub several: Vec<Vec<DocAddress>>,
    /// All records.
    pub records: usize,
}

/// Hits by facet, and how many works have all choices.
pub(super) type Counted = (BTreeMap<&'static str, Vec<FacetCount>>, usize);

/// Values counted for one facet.
const FACET_VALUES: usize = 200;

impl Works {
    pub fn of(searcher: &Searcher, query: &dyn Query) -> Result<Self, Problem> {
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        let weight = query.weight(scoring).map_err(failed)?;
        let mut works = Self::default();
        // The place of a work that was seen: of its one record, or in `several`.
        enum Seen {
            Once(u64, DocAddress),
            Often(usize),
        }
        let mut seen: HashMap<u64, Seen, foldhash::fast::FixedState> = HashMap::default();
        let mut several: Vec<Vec<(u64, DocAddress)>> = Vec::new();
        for (ord, segment) in searcher.segment_readers().iter().enumerate() {
            let work = segment.fast_fields().u64(column::WORK).map_err(failed)?;
            let edition = segment.fast_fields().u64(column::EDITION).map_err(failed)?;
            let alive = segment.alive_bitset();
            let mut docs: Vec<DocId> = Vec::new();
            let mut each = |found: &[DocId]| {
                docs.extend(found.iter().filter(|doc| alive.is_none_or(|a| a.is_alive(**doc))));
            };
            weight.for_each_no_score(segment, &mut each).map_err(failed)?;
            works.records += docs.len();
            docs.sort_unstable();
            for doc in docs {
                let at = DocAddress::new(ord as u32, doc);
                let edition = edition.first(doc).unwrap_or_default();
                let key = work.first(doc).unwrap_or_default();
                match seen.get_mut(&key) {
                    None => {
                        seen.insert(key, Seen::Once(edition, at));
                    }
                    Some(Seen::Often(place)) => {
                        several.get_mut(*place).into_iter().for_each(|w| w.push((edition, at)));
                    }
                    Some(first @ Seen::Once(..)) => {
                        let place = several.len();
                        if let Seen::Once(e, a) = std::mem::replace(first, Seen::Often(place)) {
                            several.push(vec![(e, a), (edition, at)]);
                        }
                    }
                }
            }
        }
        works.single = vec![Vec::new(); searcher.segment_readers().len()];
        for work in seen.into_values() {
            if let Seen::Once(_, at) = work
                && let Some(list) = works.single.get_mut(at.segment_ord as usize)
            {
                list.push(at.doc_id);
            }
        }
        works.single.iter_mut().for_each(|docs| docs.sort_unstable());
        works.several = several
            .into_iter()
            .map(|mut work| {
                work.sort_by_key(|(edition, at)| (std::cmp::Reverse(*edition), *at));
                work.into_iter().map(|(_, at)| at).collect()
            })
            .collect();
        Ok(works)
    }

    /// How many works there are.
    pub fn len(&self) -> usize {
        self.single.iter().map(Vec::len).sum::<usize>() + self.several.len()
    }

    /// The record of each work that counts.
    pub fn records(&self) -> impl Iterator<Item = DocAddress> + '_ {
        let single =
            self.single.iter().enumerate().flat_map(|(ord, docs)| {
                docs.iter().map(move |doc| DocAddress::new(ord as u32, *doc))
            });
        single.chain(self.several.iter().filter_map(|work| work.first().copied()))
    }

    /// Counts by facet. What was chosen of one facet narrows the others and leaves its own
    /// alternatives counted.
    pub fn facets(
        &self,
        searcher: &Searcher,
        choices: &[(&'static Facet, Vec<String>)],
    ) -> Result<Counted, Problem> {
        let mut counts: Vec<BTreeMap<String, u64>> = vec![BTreeMap::new(); FACETS.len()];
        let mut total = 0;
        let columns = columns(searcher)?;
        let chosen: Vec<Chosen> =
            columns.iter().map(|c| Chosen::of(c, choices)).collect::<Result<_, _>>()?;
        for ((docs, columns), chosen) in self.single.iter().zip(&columns).zip(&chosen) {
            let mut ords: Vec<Vec<u64>> =
                columns.iter().map(|c| vec![0; c.as_ref().map_or(0, |c| c.num_terms())]).collect();
            for doc in docs {
                let misses = chosen.misses(columns, *doc);
                total += usize::from(misses == Misses::None);
                for (at, (column, ords)) in columns.iter().zip(&mut ords).enumerate() {
                    if let (Some(column), true) = (column, misses.counts(at)) {
                        for ord in column.term_ords(*doc) {
                            ords.get_mut(ord as usize).into_iter().for_each(|count| *count += 1);
                        }
                    }
                }
            }
            for ((column, ords), counts) in columns.iter().zip(ords).zip(&mut counts) {
                let Some(column) = column else { continue };
                for (ord, count) in ords.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                    *counts.entry(text_of(column, ord as u64)?).or_default() += count;
                }
            }
        }
        for work in &self.several {
            total += usize::from(several(work, &columns, &chosen, &mut counts)?);
        }
        let mut facets = BTreeMap::new();
        for (facet, counts) in FACETS.iter().zip(counts) {
            let chosen = choices.iter().find(|(f, _)| *f == facet).map(|(_, values)| values);
            let is_chosen = |value: &String| chosen.is_some_and(|values| values.contains(value));
            let mut list: Vec<FacetCount> = counts
                .into_iter()
                .map(|(value, count)| FacetCount { chosen: is_chosen(&value), value, count })
                .collect();
            list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            list.truncate(FACET_VALUES);
            if !list.is_empty() {
                facets.insert(facet.key, list);
            }
        }
        Ok((facets, total))
    }
}

/// A work with several records counts once for each value that one of them has.
fn several(
    work: &[DocAddress],
    columns: &[Vec<Option<StrColumn>>],
    chosen: &[Chosen],
    counts: &mut [BTreeMap<String, u64>],
) -> Result<bool, Problem> {
    let mut values: Vec<BTreeSet<String>> = vec![BTreeSet::new(); FACETS.len()];
    let mut met = false;
    for at in work {
        let segment = at.segment_ord as usize;
        let (Some(columns), Some(chosen)) = (columns.get(segment), chosen.get(segment)) else {
            continue;
        };
        let misses = chosen.misses(columns, at.doc_id);
        met |= misses == Misses::None;
        for (facet, (column, values)) in columns.iter().zip(&mut values).enumerate() {
            if let (Some(column), true) = (column, misses.counts(facet)) {
                for ord in column.term_ords(at.doc_id) {
                    values.insert(text_of(column, ord)?);
                }
            }
        }
    }
    for (values, counts) in values.into_iter().zip(counts) {
        for value in values {
            *counts.entry(value).or_default() += 1;
        }
    }
    Ok(met)
}

/// The columns of all facets, by segment.
pub(super) fn columns(searcher: &Searcher) -> Result<Vec<Vec<Option<StrColumn>>>, Problem> {
    let column = |segment: &tantivy::SegmentReader, facet: &Facet| {
        segment.fast_fields().str(&facet_column(facet.key)).map_err(failed)
    };
    searcher
        .segment_readers()
        .iter()
        .map(|segment| FACETS.iter().map(|facet| column(segment, facet)).collect())
        .collect()
}

pub(super) fn text_of(column: &StrColumn, ord: u64) -> Result<String, Problem> {
    let mut text = String::new();
    column.ord_to_str(ord, &mut text).map_err(failed)?;
    Ok(text)
}

/// Which choices a record lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Misses {
    None,
    /// That of one facet: it counts among the alternatives of that one.
    One(usize),
    More,
}

impl Misses {
    fn counts(self, facet: usize) -> bool {
        match self {
            Self::None => true,
            Self::One(missed) => missed == facet,
            Self::More => false,
        }
    }
}

/// The choices of one segment: places of facets and the values wanted there.
struct Chosen(Vec<(usize, BTreeSet<u64>)>);

impl Chosen {
    fn of(
        columns: &[Option<StrColumn>],
        choices: &[(&'static Facet, Vec<String>)],
    ) -> Result<Self, Problem> {
        let mut chosen = Vec::new();
        for (facet, values) in choices {
            let Some(at) = FACETS.iter().position(|f| f == *facet) else { continue };
            let mut wanted = BTreeSet::new();
            if let Some(Some(column)) = columns.get(at) {
                for value in values {
                    wanted.extend(column.dictionary().term_ord(value).map_err(failed)?);
                }
            }
            chosen.push((at, wanted));
        }
        Ok(Self(chosen))
    }

    fn misses(&self, columns: &[Option<StrColumn>], doc: DocId) -> Misses {
        let mut misses = Misses::None;
        for (at, wanted) in &self.0 {
            let column = columns.get(*at).and_then(Option::as_ref);
            let has = column.is_some_and(|c| c.term_ords(doc).any(|ord| wanted.contains(&ord)));
            if !has {
                misses = if misses == Misses::None { Misses::One(*at) } else { Misses::More };
            }
        }
        misses
    }
}
