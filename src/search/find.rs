//! A search in the index: ranked or sorted, counted by facets; what lacks some of
//! the words only apart, for a reader who wants more.

use super::entry::Card;
use super::facets::{self, Facet};
use super::index::{Index, failed};
use super::plan::{Asked, Planner, Strictness, wanted_texts};
use super::query;
use super::schema::column;
use super::works::Works;
use crate::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::collector::{Count, DocSetCollector, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::schema::Value;
use tantivy::{DocAddress, Order, Searcher, TantivyDocument};

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// The query as typed.
    pub query: String,
    /// Earlier queries whose hits it stays within (结果中检索).
    pub within: Vec<String>,
    /// Values chosen of facets, by key or Chinese name: any of one facet, all facets.
    pub choices: BTreeMap<String, Vec<String>>,
    /// The most hits to give.
    pub limit: usize,
    /// Hits to pass over first.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// What one hit is.
    pub collapse: Collapse,
    /// Taken as it stands, not read as a question.
    pub literally: bool,
}

/// The order of hits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best first (相关度).
    #[default]
    Relevance,
    /// Newest first (时间); without a date last.
    Date,
    /// By a figure, the greatest first; without it last.
    Figure(String),
    /// By a figure, the smallest first; without it last.
    FigureAscending(String),
}

/// What one hit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collapse {
    /// A record: every edition and format of a book.
    #[default]
    None,
    /// A work: its best edition, with the others named.
    Works,
}

/// A record that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Its number.
    pub id: u64,
    /// How well it fits; 0 when sorted otherwise.
    pub score: f32,
    /// The work of which it is an edition.
    pub work: u64,
    pub(super) at: DocAddress,
}

/// What was found.
pub struct Found {
    /// All works among the hits, not only those given.
    pub total: usize,
    /// All records among the hits: the same book in two formats is one work.
    pub records: usize,
    /// The hits, in the order asked for.
    pub hits: Vec<Ranked>,
    /// Where hits are works: the numbers of the other records of each that were found.
    pub others: Vec<Vec<u64>>,
    /// The same of records that lack some of the words; not counted.
    pub near: Vec<Ranked>,
    /// What the query names, to be shown of each hit.
    pub asked: Vec<Asked>,
    /// The words that a hit has to hold.
    pub words: Vec<String>,
    /// Counts of works over all hits, by facet then value, most frequent first.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    /// What the user should know (figures by part of a name).
    pub notes: Vec<String>,
    /// How a question was read into conditions.
    pub read_as: Vec<String>,
    /// Texts to look for in a hit.
    pub wanted: Vec<String>,
    searcher: Searcher,
    card: tantivy::schema::Field,
}

/// How many hits have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCount {
    /// The value.
    pub value: String,
    /// The hits that have it.
    pub count: u64,
    /// Whether it was chosen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
}

/// A query with its choices as the index understands it.
pub(super) struct Planned {
    pub searcher: Searcher,
    /// The query alone.
    pub query: Box<dyn Query>,
    /// The same with all choices.
    pub chosen: Box<dyn Query>,
    pub choices: Vec<(&'static Facet, Vec<String>)>,
    pub asked: Vec<Asked>,
    pub words: Vec<String>,
    pub notes: Vec<String>,
    pub read_as: Vec<String>,
    pub wanted: Vec<String>,
}

impl Index {
    /// Searches: what holds all that was asked. Nothing is relaxed here; see [`Index::near`].
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::BadQuery`] for a query that cannot be meant,
    /// [`crate::problem::Code::Library`] when the index cannot be read.
    pub fn search(&self, request: &Request) -> Result<Found, Problem> {
        let planned = self.planned(request, Strictness::All)?;
        let works = Works::of(&planned.searcher, &*planned.query)?;
        let (facets, counted) = works.facets(&planned.searcher, &planned.choices)?;
        let records = if planned.choices.is_empty() {
            works.records
        } else {
            planned.searcher.search(&planned.chosen, &Count).map_err(failed)?
        };
        let mut found = Found {
            total: counted,
            records,
            asked: planned.asked.clone(),
            words: planned.words.clone(),
            facets,
            notes: planned.notes.clone(),
            read_as: planned.read_as.clone(),
            ..self.found(planned.searcher.clone(), planned.wanted.clone())
        };
        if records > 0 {
            self.fill(&planned, request, &mut found)?;
        } else if !request.literally && !found.read_as.is_empty() {
            // Words that stand somewhere as they were typed are no question.
            let literally = Request { literally: true, ..request.clone() };
            if let Some(mut typed) = self.search(&literally).ok().filter(|found| found.records > 0)
            {
                let note = format!("按“{}”没有命中，以下是含原词的", found.read_as.join("，"));
                typed.notes.push(note);
                return Ok(typed);
            }
        }
        Ok(found)
    }

    /// An answer without any hits yet.
    pub(super) fn found(&self, searcher: Searcher, wanted: Vec<String>) -> Found {
        Found {
            total: 0,
            records: 0,
            hits: Vec::new(),
            others: Vec::new(),
            near: Vec::new(),
            asked: Vec::new(),
            words: Vec::new(),
            facets: BTreeMap::new(),
            notes: Vec::new(),
            read_as: Vec::new(),
            wanted,
            searcher,
            card: self.fields.card,
        }
    }

    /// A request with its choices, planned.
    pub(super) fn planned(
        &self,
        request: &Request,
        strictness: Strictness,
    ) -> Result<Planned, Problem> {
        let searcher = self.searcher()?;
        let read = if request.literally {
            query::Read {
                node: query::parse(&request.query)?,
                conditions: Vec::new(),
                notes: Vec::new(),
            }
        } else {
            query::read(&request.query, query::today())?
        };
        let mut planner = Planner::new(self, &searcher, strictness);
        if !read.conditions.is_empty() {
            planner.denied(&read.node)?;
        }
        let mut clauses = vec![(Occur::Must, planner.plan(&read.node)?)];
        let mut wanted = Vec::new();
        wanted_texts(&read.node, self.dictionary(), &mut wanted);
        wanted.append(&mut planner.also);
        if let Sort::Figure(name) | Sort::FigureAscending(name) = &request.sort {
            planner.sorted_by(name)?;
        }
        let (asked, words) =
            (std::mem::take(&mut planner.asked), std::mem::take(&mut planner.words));
        let mut notes = std::mem::take(&mut planner.notes);
        notes.extend(read.notes.iter().cloned());
        notes.extend(query::doubts(&read.node));
        let mut strict = Planner::new(self, &searcher, Strictness::All);
        for earlier in &request.within {
            let node = query::read(earlier, query::today())?.node;
            clauses.push((Occur::Must, strict.plan(&node)?));
        }
        let query: Box<dyn Query> = Box::new(BooleanQuery::new(clauses));
        let mut choices = Vec::new();
        let mut chosen = vec![(Occur::Must, query.box_clone())];
        for (name, values) in request.choices.iter().filter(|(_, values)| !values.is_empty()) {
            let facet = facets::named(name).ok_or_else(|| no_facet(name))?;
            chosen.push((Occur::Must, strict.choice(facet, values)));
            choices.push((facet, values.clone()));
        }
        let chosen: Box<dyn Query> = if choices.is_empty() {
            query.box_clone()
        } else {
            Box::new(BooleanQuery::new(chosen))
        };
        let read_as = read.conditions;
        Ok(Planned { searcher, query, chosen, choices, asked, words, notes, read_as, wanted })
    }

    /// The hits of the page asked for.
    fn fill(&self, planned: &Planned, request: &Request, found: &mut Found) -> Result<(), Problem> {
        let end = request.offset.saturating_add(request.limit).min(found.records);
        if request.collapse == Collapse::None {
            let limit = end.saturating_sub(request.offset);
            found.hits =
                self.ranked(planned, &*planned.chosen, &request.sort, limit, request.offset)?;
            return Ok(());
        }
        // Editions of one work may fill more than the page: fetched until it is full.
        let mut fetched = end.saturating_add(MORE).min(found.records);
        loop {
            let hits = self.ranked(planned, &*planned.chosen, &request.sort, fetched, 0)?;
            let mut works: Vec<(Ranked, Vec<u64>)> = Vec::new();
            let mut places: std::collections::HashMap<u64, usize> = Default::default();
            for hit in hits {
                match places.get(&hit.work).and_then(|at| works.get_mut(*at)) {
                    Some((_, others)) => others.push(hit.id),
                    None => {
                        places.insert(hit.work, works.len());
                        works.push((hit, Vec::new()));
                    }
                }
            }
            if works.len() >= end || fetched >= found.records {
                let page = works.into_iter().skip(request.offset).take(request.limit);
                (found.hits, found.others) = page.unzip();
                return Ok(());
            }
            fetched = fetched.saturating_mul(2).min(found.records);
        }
    }

    /// What lacks some of the words, to fill up a page of hits for a reader. These are
    /// no hits: they stand apart, and no count, filter or table of results has them.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn near(&self, request: &Request, found: &mut Found) -> Result<(), Problem> {
        let limit = request.limit.saturating_sub(found.hits.len());
        let offset = request.offset.saturating_sub(found.records);
        if limit == 0 {
            return Ok(());
        }
        if found.words.len() > 1 {
            self.relaxed(request, limit, offset, found)?;
        }
        // The conditions of a question may be more than the library can meet.
        if found.records == 0 && found.near.is_empty() && !found.read_as.is_empty() {
            let request = Request { literally: true, ..request.clone() };
            self.relaxed(&request, limit, offset, found)?;
        }
        Ok(())
    }

    fn relaxed(
        &self,
        request: &Request,
        limit: usize,
        offset: usize,
        found: &mut Found,
    ) -> Result<(), Problem> {
        let all = self.planned(request, Strictness::All)?;
        let some = self.planned(request, Strictness::Any)?;
        let near = BooleanQuery::new(vec![
            (Occur::Must, some.chosen.box_clone()),
            (Occur::MustNot, all.chosen),
        ]);
        let count = some.searcher.search(&near, &Count).map_err(failed)?;
        let limit = limit.min(count.saturating_sub(offset));
        found.near = self.ranked(&some, &near, &request.sort, limit, offset)?;
        Ok(())
    }

    /// The numbers of all records that a query finds, ascending.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn search_all(&self, query: &str) -> Result<Vec<u64>, Problem> {
        let request = Request { query: query.to_owned(), ..Request::default() };
        let planned = self.planned(&request, Strictness::All)?;
        let found = planned.searcher.search(&planned.chosen, &DocSetCollector).map_err(failed)?;
        let mut ids = BTreeSet::new();
        for at in found {
            ids.extend(number(&planned.searcher, column::ID, at)?);
        }
        Ok(ids.into_iter().collect())
    }

    pub(super) fn searcher(&self) -> Result<Searcher, Problem> {
        self.reader.reload().map_err(failed)?;
        Ok(self.reader.searcher())
    }

    /// The best `limit` records after the first `offset`.
    pub(super) fn ranked(
        &self,
        planned: &Planned,
        wanted: &dyn Query,
        sort: &Sort,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<Ranked>, Problem> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let searcher = &planned.searcher;
        let top = TopDocs::with_limit(limit).and_offset(offset);
        let hits: Vec<(f32, DocAddress)> = match sort {
            Sort::Relevance => searcher.search(wanted, &top.order_by_score()).map_err(failed)?,
            Sort::Date => searcher
                .search(wanted, &top.order_by_fast_field::<u64>(column::DATE, Order::Desc))
                .map_err(failed)?
                .into_iter()
                .map(|(_, at)| (0.0, at))
                .collect(),
            Sort::Figure(name) => self.by_figure(planned, wanted, name, false, limit, offset)?,
            Sort::FigureAscending(name) => {
                self.by_figure(planned, wanted, name, true, limit, offset)?
            }
        };
        let mut found = Vec::with_capacity(hits.len());
        for (score, at) in hits {
            let id = number(searcher, column::ID, at)?.unwrap_or_default();
            let work = number(searcher, column::WORK, at)?.unwrap_or_default();
            found.push(Ranked { id, score, work, at });
        }
        Ok(found)
    }
}

/// The bit of an edition that says that it is the newest.
pub const NEWEST: u32 = 62;

/// Records looked at beyond a page of works.
const MORE: usize = 64;

impl Found {
    /// A record at its place in the index.
    pub(super) fn ranked(&self, score: f32, at: DocAddress) -> Result<Ranked, Problem> {
        let id = number(&self.searcher, column::ID, at)?.unwrap_or_default();
        let work = number(&self.searcher, column::WORK, at)?.unwrap_or_default();
        Ok(Ranked { id, score, work, at })
    }

    /// Whether a hit is of the version of its work that counts.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the index cannot be read.
    pub fn is_newest(&self, hit: &Ranked) -> Result<bool, Problem> {
        let edition = number(&self.searcher, column::EDITION, hit.at)?;
        Ok(edition.is_none_or(|edition| edition >> NEWEST & 1 == 1))
    }

    /// What a list of hits shows of a hit.
    ///
    /// # Errors
    ///
    /// [`Code::Library`] when the index cannot be read.
    pub fn card(&self, hit: &Ranked) -> Result<Card, Problem> {
        let document: TantivyDocument = self.searcher.doc(hit.at).map_err(failed)?;
        let card = document.get_first(self.card).and_then(|card| card.as_str());
        Ok(card.and_then(|card| serde_json::from_str(card).ok()).unwrap_or_default())
    }
}

/// The value of a column of numbers.
pub(super) fn number(
    searcher: &Searcher,
    column: &str,
    at: DocAddress,
) -> Result<Option<u64>, Problem> {
    let segment = searcher.segment_reader(at.segment_ord);
    Ok(segment.fast_fields().u64(column).map_err(failed)?.first(at.doc_id))
}

/// A name that no facet has.
pub(super) fn no_facet(name: &str) -> Problem {
    let names = facets::FACETS.iter().map(Facet::name);
    let offer = query::nearest(name, 2, names.clone());
    let offer = offer.map(|near| format!("您是不是要找 {near}？")).unwrap_or_default();
    let list: Vec<&str> = names.collect();
    let hint = format!("{offer}可用的分面：{}", list.join("、"));
    Problem::new(Code::BadQuery, format!("没有叫“{name}”的分面"), &hint)
}
