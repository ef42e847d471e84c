//! Records like another one: by the words that are rare elsewhere and frequent in it, and by
//! the scenarios that both have.

use super::analysis::words::Words;
use super::entry::Entry;
use super::find::Found;
use super::index::{Index, failed, phrase_terms};
use super::plan::exact;
use super::schema::{Fields, part};
use crate::problem::Problem;
use std::collections::{HashMap, HashSet};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::tokenizer::{TokenStream, Tokenizer};

/// Words by which a record is compared.
const WORDS: usize = 30;

/// What a common scenario counts, in words.
const SCENARIO: f32 = 4.0;

impl Index {
    /// The records most like an entry, itself and other editions of its work left out; with
    /// the words that were compared.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::Library`] when the index cannot be read.
    pub fn similar(&self, entry: &Entry, limit: usize) -> Result<(Found, Vec<String>), Problem> {
        let searcher = self.searcher()?;
        let mut counts: HashMap<String, f32> = HashMap::new();
        let mut words = Words::with(self.dictionary().clone());
        let mut stream = words.token_stream(&entry.text);
        while stream.advance() {
            let word = &stream.token().text;
            if word.chars().count() > 1 && word.chars().any(char::is_alphabetic) {
                *counts.entry(word.clone()).or_default() += 1.0;
            }
        }
        // Rows and figures are documents of their own and no records.
        let of_records = Term::from_field_text(self.fields.part, part::RECORD);
        let records = searcher.doc_freq(&of_records).map_err(failed)?.max(1) as f32;
        let mut weighed: Vec<(f32, String)> = Vec::new();
        let mut common: HashSet<String> = HashSet::new();
        for (word, count) in counts {
            // A word is as rare as the rarest of its pairs.
            let mut often = f32::INFINITY;
            for pair in phrase_terms(&word) {
                let term = Term::from_field_text(self.fields.text, &pair);
                often = often.min(searcher.doc_freq(&term).map_err(failed)? as f32);
            }
            // What most records have says nothing of two of them.
            if often.is_finite() && records > FEW && often * 2.0 > records {
                common.insert(word.clone());
            }
            if often >= 1.0 && often.is_finite() {
                weighed.push(((1.0 + count.ln()) * (records / often).ln().max(0.01), word));
            }
        }
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        weighed.truncate(WORDS);
        let most = weighed.first().map_or(1.0, |(weight, _)| *weight);
        let mut ways: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (weight, word) in &weighed {
            let pairs = word.chars().count().saturating_sub(1).max(1) as f32;
            let word = exact(self.fields.text, word);
            ways.push((Occur::Should, Box::new(BoostQuery::new(word, weight / most / pairs))));
        }
        for row in &entry.rows {
            if let Some(scenario) = &row.scenario {
                let term = TermQuery::new(
                    Fields::keyed(self.fields.facets, "scenario", scenario),
                    IndexRecordOption::Basic,
                );
                ways.push((
                    Occur::Should,
                    Box::new(ConstScoreQuery::new(Box::new(term), SCENARIO)),
                ));
            }
        }
        let record = Term::from_field_text(self.fields.part, part::RECORD);
        let query = BooleanQuery::new(vec![
            (Occur::Must, Box::new(BooleanQuery::new(ways))),
            (
                Occur::Must,
                Box::new(ConstScoreQuery::new(
                    Box::new(TermQuery::new(record, IndexRecordOption::Basic)),
                    0.0,
                )),
            ),
        ]);
        let top = TopDocs::with_limit(limit.saturating_add(OWN)).order_by_score();
        let hits = searcher.search(&query, &top).map_err(failed)?;
        let words = weighed.into_iter().map(|(_, word)| word);
        let words: Vec<String> = words.filter(|word| !common.contains(word)).collect();
        let mut found = self.found(searcher, words.clone());
        let hits: Vec<_> = hits
            .into_iter()
            .map(|(score, at)| found.ranked(score, at))
            .collect::<Result<_, _>>()?;
        let own = hits.iter().filter(|hit| hit.id == entry.id).map(|hit| hit.work);
        // Of a work one edition says it all.
        let mut works: HashSet<u64> = own.chain([entry.work]).collect();
        for hit in hits {
            if hit.id != entry.id && found.hits.len() < limit && works.insert(hit.work) {
                found.hits.push(hit);
            }
        }
        Ok((found, words))
    }
}

/// Records of which most say nothing yet.
const FEW: f32 = 5.0;

/// Editions of the same works that are passed over.
const OWN: usize = 64;
