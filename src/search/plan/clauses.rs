//! The small queries of which a plan is made.

use crate::search::index::phrase_terms;
use crate::search::query::column_key;
use crate::search::schema::Fields;
use std::ops::Bound;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Occur,
    PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Term};

/// Exactly these characters in a field; nothing for white space only.
pub fn exact(field: Field, text: &str) -> Box<dyn Query> {
    phrase(phrase_terms(text).iter().map(|gram| Term::from_field_text(field, gram)).collect())
}

/// Exactly these characters in a cell with a key.
pub fn in_cell(fields: &Fields, key: &str, text: &str) -> Box<dyn Query> {
    let key = column_key(key);
    let grams = phrase_terms(text);
    if let [one] = grams.as_slice()
        && one.chars().nth(1).is_none()
    {
        // All pairs that begin with it, and itself at the end of a cell.
        let (from, to) = (fields.cell(&key, one), fields.cell(&key, &format!("{one}\u{10FFFF}")));
        let pairs = InvertedIndexRangeQuery::new(Bound::Included(from), Bound::Included(to));
        return Box::new(pairs);
    }
    phrase(grams.iter().map(|gram| fields.cell(&key, gram)).collect())
}

fn phrase(terms: Vec<Term>) -> Box<dyn Query> {
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [one] => term(one.clone()),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

pub fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// A filter: it selects, and does not rank.
pub fn silent(query: Box<dyn Query>) -> Box<dyn Query> {
    scored(query, 0.0)
}

/// The same score for whatever it finds.
pub fn scored(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

pub fn boosted(query: Box<dyn Query>, factor: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, factor))
}

pub fn all_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.pop() {
        Some(only) if queries.is_empty() => only,
        Some(last) => {
            queries.push(last);
            Box::new(BooleanQuery::intersection(queries))
        }
        None => Box::new(EmptyQuery),
    }
}

pub fn any_of(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.pop() {
        Some(only) if queries.is_empty() => only,
        Some(last) => {
            queries.push(last);
            Box::new(BooleanQuery::union(queries))
        }
        None => Box::new(EmptyQuery),
    }
}

pub fn should(queries: Vec<Box<dyn Query>>) -> Vec<(Occur, Box<dyn Query>)> {
    queries.into_iter().map(|query| (Occur::Should, query)).collect()
}

pub fn between(field: Field, low: u64, high: u64) -> Box<dyn Query> {
    silent(Box::new(RangeQuery::new(
        Bound::Included(Term::from_field_u64(field, low)),
        Bound::Included(Term::from_field_u64(field, high)),
    )))
}
