//! A query as understood to a query of the index.

use super::entry::figure_name;
use super::index::{Index, failed, phrase_terms, query_words};
use super::query::{self, Keyword, Node, Range};
use super::schema::{Fields, part};
use crate::problem::Problem;
use std::collections::BTreeSet;
use std::ops::Bound;
use tantivy::Searcher;
use tantivy::collector::DocSetCollector;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query,
    RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};

/// How many of a query's words a record must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// All of them: what a hit is.
    All,
    /// Half of them.
    Half,
    /// One of them.
    Any,
}

impl Strictness {
    /// How many of `n` words are wanted.
    fn wanted(self, n: usize) -> usize {
        match self {
            Self::All => n,
            Self::Half => n.div_ceil(2),
            Self::Any => n.min(1),
        }
    }
}

/// Indicators whose official name changed between the forms of the years: asked
/// for by one name, found under the other too.
const RENAMED: &[(&str, &str)] = &[
    ("研发周期缩短", "研制周期缩短"),
    ("产品不良品率下降", "产品不良率下降"),
    ("负债率", "资产负债率"),
];

/// Something that a query names and that is worth showing of each hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A figure: the name to show, and the names it goes by in the index.
    Figure(String, Vec<String>),
    /// A field of text.
    Field(query::Field),
    /// Filters that one row has met.
    Rows(Vec<(query::Field, String)>),
    /// The date.
    Date,
    /// The format of the file.
    Format,
}

pub(super) struct Planner<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
    strictness: Strictness,
    /// What the user should know about the answer.
    pub notes: Vec<String>,
    /// What the query names outside of what it excludes.
    pub asked: Vec<Asked>,
    /// The words outside of what it excludes.
    pub words: Vec<String>,
}

impl<'a> Planner<'a> {
    pub fn new(index: &'a Index, searcher: &'a Searcher, strictness: Strictness) -> Self {
        Self {
            fields: &index.fields,
            searcher,
            strictness,
            notes: Vec::new(),
            asked: Vec::new(),
            words: Vec::new(),
        }
    }

    /// The whole query, over records only.
    pub fn plan(&mut self, node: &Node) -> Result<Box<dyn Query>, Problem> {
        let wanted = self.node(node)?;
        Ok(Box::new(BooleanQuery::new(vec![
            (Occur::Must, self.part(part::RECORD)),
            (Occur::Must, wanted),
        ])))
    }

    fn part(&self, name: &str) -> Box<dyn Query> {
        silent(term(Term::from_field_text(self.fields.part, name)))
    }

    fn node(&mut self, node: &Node) -> Result<Box<dyn Query>, Problem> {
        Ok(match node {
            Node::Words(text) => self.words(&[text]),
            Node::Phrase(text) => exact(self.fields.text, text),
            Node::Field(field, _) if field.is_of_row() => self.rows(&[node])?,
            Node::Field(field, text) => match self.fields.named(*field) {
                Some(inner) => {
                    self.ask(Asked::Field(*field));
                    silent(exact(inner, text))
                }
                None => Box::new(EmptyQuery),
            },
            Node::Keyword(keyword, value) => {
                let field = match keyword {
                    Keyword::Kind => self.fields.kind,
                    Keyword::Template => self.fields.template,
                    Keyword::Format => {
                        self.ask(Asked::Format);
                        self.fields.format
                    }
                };
                silent(term(Term::from_field_text(field, value)))
            }
            Node::Year(low, high) => between(self.fields.year, *low, *high),
            Node::Date(low, high) => {
                self.ask(Asked::Date);
                between(self.fields.date, *low, *high)
            }
            Node::Figure(name, range) => self.figure(name, *range)?,
            Node::And(parts) => self.and(parts)?,
            Node::Or(parts) => {
                let mut any = Vec::new();
                for part in parts {
                    any.push(self.node(part)?);
                }
                Box::new(BooleanQuery::union(any))
            }
            Node::Not(inner) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, silent(Box::new(AllQuery))),
                (Occur::MustNot, self.excluded(inner)?),
            ])),
        })
    }

    fn ask(&mut self, asked: Asked) {
        if !self.asked.contains(&asked) {
            self.asked.push(asked);
        }
    }

    /// What is excluded: never relaxed, and nothing of it is asked for.
    fn excluded(&mut self, node: &Node) -> Result<Box<dyn Query>, Problem> {
        let (asked, words) = (self.asked.len(), self.words.len());
        let strictness = std::mem::replace(&mut self.strictness, Strictness::All);
        let query = self.node(node);
        self.strictness = strictness;
        self.asked.truncate(asked);
        self.words.truncate(words);
        query
    }

    /// All parts. Row filters must meet in one row; when relaxed, the words of
    /// all parts are counted together.
    fn and(&mut self, parts: &[Node]) -> Result<Box<dyn Query>, Problem> {
        let mut clauses = Vec::new();
        let rows: Vec<&Node> =
            parts.iter().filter(|p| matches!(p, Node::Field(f, _) if f.is_of_row())).collect();
        if !rows.is_empty() {
            clauses.push((Occur::Must, self.rows(&rows)?));
        }
        let words: Vec<&str> = parts
            .iter()
            .filter_map(|p| match p {
                Node::Words(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        if self.strictness == Strictness::All {
            for text in &words {
                clauses.push((Occur::Must, self.words(&[text])));
            }
        } else if !words.is_empty() {
            clauses.push((Occur::Must, self.words(&words)));
        }
        for part in parts {
            match part {
                Node::Words(_) => {}
                Node::Field(field, _) if field.is_of_row() => {}
                Node::Not(inner) => {
                    clauses.push((Occur::MustNot, self.excluded(inner)?));
                }
                other => clauses.push((Occur::Must, self.node(other)?)),
            }
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, silent(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// Words ranked by jieba's cut, found by their characters wherever the cut differs.
    fn words(&mut self, texts: &[&str]) -> Box<dyn Query> {
        let mut words: Vec<String> = Vec::new();
        for text in texts {
            words.extend(query_words(text));
        }
        words.sort();
        words.dedup();
        self.words.extend(words.iter().cloned());
        if words.is_empty() {
            // Punctuation only: look for it as it stands.
            let exact = texts.iter().map(|text| exact(self.fields.text, text)).collect();
            return Box::new(BooleanQuery::intersection(exact));
        }
        let clauses: Vec<(Occur, Box<dyn Query>)> = words
            .iter()
            .map(|word| {
                let ways: Vec<Box<dyn Query>> = vec![
                    term(Term::from_field_text(self.fields.words, word)),
                    boosted(term(Term::from_field_text(self.fields.title_words, word)), 1.5),
                    boosted(exact(self.fields.text, word), 0.5),
                ];
                (Occur::Should, Box::new(BooleanQuery::union(ways)) as Box<dyn Query>)
            })
            .collect();
        let wanted = self.strictness.wanted(clauses.len());
        let all = BooleanQuery::with_minimum_required_clauses(clauses, wanted);
        // The words as one run rank above the same words scattered.
        let mut ranked: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(all))];
        if words.len() > 1 {
            for text in texts {
                ranked.push((Occur::Should, exact(self.fields.text, text)));
            }
        }
        Box::new(BooleanQuery::new(ranked))
    }

    /// Records with one row that meets all the filters.
    fn rows(&mut self, filters: &[&Node]) -> Result<Box<dyn Query>, Problem> {
        let mut clauses = vec![self.part(part::ROW)];
        let mut met = Vec::new();
        for filter in filters {
            if let Node::Field(field, text) = filter
                && let Some(inner) = self.fields.named(*field)
            {
                clauses.push(exact(inner, text));
                met.push((*field, text.clone()));
            }
        }
        self.ask(Asked::Rows(met));
        self.parents(&BooleanQuery::intersection(clauses))
    }

    /// Records with a figure of that name in the range.
    fn figure(&mut self, typed: &str, range: Range) -> Result<Box<dyn Query>, Problem> {
        let names = self.figure_names(typed)?;
        if names.is_empty() {
            self.notes.push(format!("资料库里没有名称含“{typed}”的指标"));
            return Ok(Box::new(EmptyQuery));
        }
        if names.len() > 1 || names.first().is_none_or(|name| name != typed) {
            let list: Vec<&str> = names.iter().map(String::as_str).collect();
            self.notes.push(format!("“{typed}”按指标 {} 查找", list.join("、")));
        }
        let folded = figure_name(typed);
        let same = names.iter().all(|name| *name == folded || is_renamed(name, &folded));
        if same {
            self.ask(Asked::Figure(typed.to_owned(), names.clone()));
        } else {
            names.iter().for_each(|name| self.ask(Asked::Figure(name.clone(), vec![name.clone()])));
        }
        let named = names.iter().map(|n| Term::from_field_text(self.fields.figure, n));
        let bound = |bound: Bound<f64>| match bound {
            Bound::Included(v) => Bound::Included(Term::from_field_f64(self.fields.value, v)),
            Bound::Excluded(v) => Bound::Excluded(Term::from_field_f64(self.fields.value, v)),
            Bound::Unbounded => Bound::Unbounded,
        };
        self.parents(&BooleanQuery::intersection(vec![
            self.part(part::FIGURE),
            Box::new(TermSetQuery::new(named)),
            Box::new(RangeQuery::new(bound(range.low), bound(range.high))),
        ]))
    }

    /// The figures a typed name means: that one and its former name; else all
    /// that begin with it; else all that contain it.
    fn figure_names(&self, typed: &str) -> Result<Vec<String>, Problem> {
        let typed = figure_name(typed);
        let mut all = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.figure).map_err(failed)?;
            let mut terms = inverted.terms().stream().map_err(failed)?;
            while terms.advance() {
                all.extend(std::str::from_utf8(terms.key()).map(str::to_owned));
            }
        }
        let matching = |test: &dyn Fn(&str) -> bool| -> Vec<String> {
            all.iter().filter(|name| test(name)).cloned().collect()
        };
        let exact = matching(&|name| name == typed || is_renamed(name, &typed));
        if !exact.is_empty() {
            return Ok(exact);
        }
        let beginning = matching(&|name| name.starts_with(&typed));
        if !beginning.is_empty() {
            return Ok(beginning);
        }
        Ok(matching(&|name| name.contains(&typed)))
    }

    /// From rows or figures to the records they belong to.
    fn parents(&self, children: &dyn Query) -> Result<Box<dyn Query>, Problem> {
        let found = self.searcher.search(children, &DocSetCollector).map_err(failed)?;
        let ids = ids_of(self.searcher, found)?;
        let terms = ids.into_iter().map(|id| Term::from_field_u64(self.fields.id, id));
        Ok(silent(Box::new(TermSetQuery::new(terms))))
    }
}

/// Whether two names are the same indicator in the forms of different years.
fn is_renamed(a: &str, b: &str) -> bool {
    RENAMED.iter().any(|(x, y)| (a == *x && b == *y) || (a == *y && b == *x))
}

/// The record numbers of documents, sorted.
pub(super) fn ids_of(
    searcher: &Searcher,
    found: impl IntoIterator<Item = tantivy::DocAddress>,
) -> Result<BTreeSet<u64>, Problem> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        columns.push(segment.fast_fields().u64("id").map_err(failed)?);
    }
    Ok(found
        .into_iter()
        .filter_map(|at| columns.get(at.segment_ord as usize)?.first(at.doc_id))
        .collect())
}

/// Exactly these characters in a field; nothing for white space only.
fn exact(field: Field, text: &str) -> Box<dyn Query> {
    let terms: Vec<Term> =
        phrase_terms(text).iter().map(|gram| Term::from_field_text(field, gram)).collect();
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [one] => term(one.clone()),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// A filter: it selects, and does not rank.
fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn boosted(query: Box<dyn Query>, factor: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, factor))
}

fn between(field: Field, low: u64, high: u64) -> Box<dyn Query> {
    silent(Box::new(RangeQuery::new(
        Bound::Included(Term::from_field_u64(field, low)),
        Bound::Included(Term::from_field_u64(field, high)),
    )))
}

/// The folded texts that a hit's highlight looks for.
pub(super) fn wanted_texts(node: &query::Node, texts: &mut Vec<String>) {
    match node {
        Node::Words(text) => {
            texts.push(text.clone());
            texts.extend(query_words(text));
        }
        Node::Phrase(text) | Node::Field(_, text) => texts.push(text.clone()),
        Node::Figure(name, _) => texts.push(name.clone()),
        Node::And(parts) | Node::Or(parts) => {
            parts.iter().for_each(|part| wanted_texts(part, texts));
        }
        Node::Not(_) | Node::Keyword(..) | Node::Year(..) | Node::Date(..) => {}
    }
}
