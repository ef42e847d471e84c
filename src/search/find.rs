//! A search in the index: relaxed when nothing holds all words, ranked or
//! sorted, counted by facets.

use super::index::{Index, failed};
use super::plan::{Planner, Strictness, ids_of, wanted_texts};
use super::query::{self, Node};
use crate::problem::Problem;
use serde::Serialize;
use std::collections::BTreeMap;
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::Query;
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
    /// Counts over all hits, by facet then value, most frequent first.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    /// What the user should know (relaxed words, figures by part of a name).
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

/// Hits that can be paged through at most (tantivy sorts them in memory).
const PAGING: usize = 100_000;

impl Index {
    /// Searches.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::BadQuery`] for a contradiction, [`crate::problem::Code::Library`]
    /// when the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Found, Problem> {
        let node = query::parse(&request.query)?;
        let (searcher, wanted, mut found) = self.relaxed(&node)?;
        wanted_texts(&node, &mut found.wanted);
        if found.total == 0 {
            return Ok(found);
        }
        let limit = request.limit.min(PAGING);
        if limit > 0 {
            let top = TopDocs::with_limit(limit).and_offset(request.offset.min(PAGING));
            let hits: Vec<(f32, DocAddress)> = match request.sort {
                Sort::Relevance => {
                    searcher.search(&wanted, &top.order_by_score()).map_err(failed)?
                }
                Sort::Date => searcher
                    .search(&wanted, &top.order_by_fast_field::<u64>("date", Order::Desc))
                    .map_err(failed)?
                    .into_iter()
                    .map(|(_, at)| (0.0, at))
                    .collect(),
            };
            for (score, at) in hits {
                let id = ids_of(&searcher, [at])?.into_iter().next();
                found.hits.extend(id.map(|id| (id, score)));
            }
        }
        found.facets = self.facets(&searcher, &*wanted)?;
        Ok(found)
    }

    /// The numbers of all records that a query finds, ascending.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn search_all(&self, query: &str) -> Result<Vec<u64>, Problem> {
        let node = query::parse(query)?;
        let (searcher, wanted, _) = self.relaxed(&node)?;
        let found = searcher.search(&wanted, &DocSetCollector).map_err(failed)?;
        Ok(ids_of(&searcher, found)?.into_iter().collect())
    }

    /// The strictest reading of the query that finds anything.
    fn relaxed(&self, node: &Node) -> Result<(Searcher, Box<dyn Query>, Found), Problem> {
        self.reader.reload().map_err(failed)?;
        let searcher = self.reader.searcher();
        let mut found = Found::default();
        let mut first = None;
        for strictness in [Strictness::Most, Strictness::Half, Strictness::Any] {
            let mut planner = Planner::new(self, &searcher, strictness);
            let wanted = planner.plan(node)?;
            let notes = planner.notes;
            found.total = searcher.search(&wanted, &Count).map_err(failed)?;
            if first.is_none() {
                found.notes = notes;
            }
            if found.total > 0 {
                match strictness {
                    Strictness::Most => {}
                    Strictness::Half => {
                        found
                            .notes
                            .push("没有含全部检索词的结果，以下结果至少含一半的词".to_owned());
                    }
                    Strictness::Any => {
                        found.notes.push("没有含全部检索词的结果，以下结果含其中某些词".to_owned());
                    }
                }
                return Ok((searcher, wanted, found));
            }
            first.get_or_insert(wanted);
            if !has_words(node) {
                break;
            }
        }
        let wanted = first.unwrap_or_else(|| Box::new(tantivy::query::EmptyQuery));
        Ok((searcher, wanted, found))
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

/// Whether a query has words that can be relaxed.
fn has_words(node: &Node) -> bool {
    match node {
        Node::Words(_) => true,
        Node::And(parts) | Node::Or(parts) => parts.iter().any(has_words),
        _ => false,
    }
}
