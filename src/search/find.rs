//! A search in the index: ranked or sorted, counted by facets; what lacks some of
//! the words only apart, for a reader who wants more.

use super::index::{Index, failed};
use super::plan::{Asked, Planner, Strictness, ids_of, wanted_texts};
use super::query;
use crate::problem::Problem;
use serde::Serialize;
use std::collections::BTreeMap;
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Order, Searcher};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// The query as typed.
    pub query: String,
    /// The most hits to give.
    pub limit: usize,
    /// Hits to pass over first.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first (相关度).
    #[default]
    Relevance,
    /// Newest first (时间); without a date last.
    Date,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// All hits, not only those given.
    pub total: usize,
    /// Number of the record and its score, in the order asked for.
    pub hits: Vec<(u64, f32)>,
    /// The same of records that lack some of the words; not counted in `total`.
    pub near: Vec<(u64, f32)>,
    /// What the query names, to be shown of each hit.
    pub asked: Vec<Asked>,
    /// The words that a hit has to hold.
    pub words: Vec<String>,
    /// Counts over all hits, by facet then value, most frequent first.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    /// What the user should know (figures by part of a name).
    pub notes: Vec<String>,
    /// Texts to look for in a hit.
    pub wanted: Vec<String>,
}

/// How many hits have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value.
    pub value: String,
    /// The hits that have it.
    pub count: u64,
}

/// The facets and the fields of the index that hold them.
const FACETS: &[(&str, &str)] = &[
    ("kind", "kind"),
    ("year", "year"),
    ("sector", "sector_name"),
    ("region", "province"),
    ("template", "template"),
];

/// Values counted for one facet.
const FACET_VALUES: usize = 40;

impl Index {
    /// Searches: what holds all that was asked. Nothing is relaxed here; see [`Index::near`].
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::BadQuery`] for a query that cannot be meant,
    /// [`crate::problem::Code::Library`] when the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Found, Problem> {
        let node = query::parse(&request.query)?;
        let searcher = self.searcher()?;
        let mut planner = Planner::new(self, &searcher, Strictness::All);
        let wanted = planner.plan(&node)?;
        let mut found = Found { asked: planner.asked, notes: planner.notes, ..Found::default() };
        found.notes.extend(query::doubts(&node));
        found.total = searcher.search(&wanted, &Count).map_err(failed)?;
        wanted_texts(&node, &mut found.wanted);
        found.words = planner.words;
        if found.total > 0 {
            let rest = found.total.saturating_sub(request.offset);
            let limit = request.limit.min(rest);
            found.hits = ranked(&searcher, &*wanted, request.sort, limit, request.offset)?;
            found.facets = self.facets(&searcher, &*wanted)?;
        }
        Ok(found)
    }

    /// What lacks some of the words, to fill up a page of hits for a reader. These are
    /// no hits: they stand apart, and no count, filter or table of results has them.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn near(&self, request: &Request, found: &mut Found) -> Result<(), Problem> {
        let limit = request.limit.saturating_sub(found.hits.len());
        let offset = request.offset.saturating_sub(found.total);
        if limit == 0 || found.words.len() < 2 {
            return Ok(());
        }
        let node = query::parse(&request.query)?;
        let searcher = self.searcher()?;
        for strictness in [Strictness::Half, Strictness::Any] {
            let all = Planner::new(self, &searcher, Strictness::All).plan(&node)?;
            let some = Planner::new(self, &searcher, strictness).plan(&node)?;
            let near = BooleanQuery::new(vec![(Occur::Must, some), (Occur::MustNot, all)]);
            let count = searcher.search(&near, &Count).map_err(failed)?;
            if count > 0 {
                let limit = limit.min(count.saturating_sub(offset));
                found.near = ranked(&searcher, &near, request.sort, limit, offset)?;
                return Ok(());
            }
        }
        Ok(())
    }

    /// The numbers of all records that a query finds, ascending.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn search_all(&self, query: &str) -> Result<Vec<u64>, Problem> {
        let node = query::parse(query)?;
        let searcher = self.searcher()?;
        let wanted = Planner::new(self, &searcher, Strictness::All).plan(&node)?;
        let found = searcher.search(&wanted, &DocSetCollector).map_err(failed)?;
        Ok(ids_of(&searcher, found)?.into_iter().collect())
    }

    fn searcher(&self) -> Result<Searcher, Problem> {
        self.reader.reload().map_err(failed)?;
        Ok(self.reader.searcher())
    }

    fn facets(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
    ) -> Result<BTreeMap<&'static str, Vec<FacetCount>>, Problem> {
        let mut wanted = serde_json::Map::new();
        for (name, field) in FACETS {
            let terms = serde_json::json!({"terms": {"field": field, "size": FACET_VALUES}});
            wanted.insert((*name).to_owned(), terms);
        }
        let wanted: Aggregations =
            serde_json::from_value(serde_json::Value::Object(wanted)).map_err(failed)?;
        let collector = AggregationCollector::from_aggs(wanted, Default::default());
        let counted = searcher.search(query, &collector).map_err(failed)?;
        let counted = serde_json::to_value(&counted).map_err(failed)?;
        let mut facets = BTreeMap::new();
        for (name, _) in FACETS {
            let buckets = counted[*name]["buckets"].as_array();
            let counts = buckets.into_iter().flatten().filter_map(|bucket| {
                let value = match &bucket["key"] {
                    serde_json::Value::String(text) => text.clone(),
                    key => format!("{}", key.as_f64()?),
                };
                Some(FacetCount { value, count: bucket["doc_count"].as_u64()? })
            });
            facets.insert(*name, counts.collect());
        }
        Ok(facets)
    }
}

/// Numbers and scores of the best `limit` records after the first `offset`.
fn ranked(
    searcher: &Searcher,
    wanted: &dyn Query,
    sort: Sort,
    limit: usize,
    offset: usize,
) -> Result<Vec<(u64, f32)>, Problem> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let top = TopDocs::with_limit(limit).and_offset(offset);
    let hits: Vec<(f32, DocAddress)> = match sort {
        Sort::Relevance => searcher.search(wanted, &top.order_by_score()).map_err(failed)?,
        Sort::Date => searcher
            .search(wanted, &top.order_by_fast_field::<u64>("date", Order::Desc))
            .map_err(failed)?
            .into_iter()
            .map(|(_, at)| (0.0, at))
            .collect(),
    };
    let mut found = Vec::with_capacity(hits.len());
    for (score, at) in hits {
        let id = ids_of(searcher, [at])?.into_iter().next();
        found.extend(id.map(|id| (id, score)));
    }
    Ok(found)
}
