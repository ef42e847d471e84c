//! Conditions that one row of a table must meet.

use super::clauses::{all_of, any_of, keyed, scored, silent, term};
use super::{Asked, Planner};
use crate::problem::Problem;
use crate::registry::scenarios;
use crate::search::analysis::fold::{Spaces, fold};
use crate::search::analysis::synonyms::Piece;
use crate::search::block::Parents;
use crate::search::entry::TableRow;
use crate::search::query::{self, Field, Group, Node};
use crate::search::schema::part;
use tantivy::query::{Occur, Query, TermSetQuery};
use tantivy::schema::Term;

/// Conditions on one row, as a hit's rows are held against them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowAsk {
    /// The tables in which it may stand; empty for any.
    pub tables: Vec<String>,
    /// Keys of columns, one of which must hold one of the texts. No keys: any column.
    pub cells: Vec<(Vec<String>, Vec<String>)>,
}

/// Tables whose rows are scenarios.
const SCENARIOS: &[&str] = &["project", "scenarios", "stages", "sectors", "rows", "fields"];

/// Columns that tell what was done in a scenario and with what.
const TELLING: &[&str] =
    &["name", "description", "solution", "technology", "model", "supplier", "instance", "results"];

/// What a word in the same row counts.
const SAME_ROW: f32 = 8.0;

impl RowAsk {
    /// Whether a row meets all conditions, as the index would.
    pub fn meets(&self, row: &TableRow) -> bool {
        let folded = |text: &str| fold(text, Spaces::Join).text;
        (self.tables.is_empty() || self.tables.contains(&row.table))
            && self.cells.iter().all(|(keys, texts)| {
                row.cells.iter().any(|(key, text)| {
                    (keys.is_empty() || keys.contains(&query::column_key(key)))
                        && texts.iter().any(|wanted| folded(text).contains(&folded(wanted)))
                })
            })
    }
}

impl Planner<'_> {
    /// Records with one scenario row that meets all the filters.
    pub(super) fn scenario_rows(&mut self, filters: &[&Node]) -> Box<dyn Query> {
        let mut ask = RowAsk { tables: owned(SCENARIOS), cells: Vec::new() };
        for filter in filters {
            let (field, texts) = match filter {
                Node::Field(Field::Scenario, text) => (Field::Scenario, self.renamed(text)),
                Node::Field(field, text) | Node::Exact(field, text) => (*field, vec![text.clone()]),
                _ => continue,
            };
            ask.cells.push((vec![field.key().to_owned()], texts));
        }
        self.rows(ask)
    }

    /// Records with one row of any table that meets all that stands in brackets.
    pub(super) fn group(&mut self, group: &Group) -> Result<Box<dyn Query>, Problem> {
        let mut ask = RowAsk::default();
        ask.tables.extend(group.table.map(str::to_owned));
        for (column, text) in &group.cells {
            let keys = query::columns(column);
            let scenario = keys.iter().any(|key| key == Field::Scenario.key());
            let texts = if scenario { self.renamed(text) } else { vec![text.clone()] };
            ask.cells.push((keys, texts));
        }
        ask.cells.extend(group.texts.iter().map(|text| (Vec::new(), vec![text.clone()])));
        Ok(self.rows(ask))
    }

    /// What ranks a record higher whose row of that scenario holds the words too.
    pub(super) fn in_the_same_row(
        &mut self,
        filters: &[&Node],
        words: &[&str],
    ) -> Vec<(Occur, Box<dyn Query>)> {
        let mut ways = Vec::new();
        for piece in words.iter().flat_map(|text| self.synonyms.pieces(text)) {
            let names: Vec<&str> = match piece {
                Piece::Plain(text) => vec![text],
                Piece::Known(text, others) => std::iter::once(text).chain(others).collect(),
            };
            let mut row = vec![self.part(part::ROW)];
            for filter in filters {
                if let Node::Field(field, text) | Node::Exact(field, text) = filter {
                    row.push(keyed(self.fields.cells, field.key(), text));
                }
            }
            let held = names.iter().flat_map(|name| {
                TELLING.iter().map(|key| keyed(self.fields.cells, key, name)).collect::<Vec<_>>()
            });
            row.push(any_of(held.collect()));
            let rows = Box::new(Parents::of(all_of(row)));
            ways.push((Occur::Should, scored(rows, SAME_ROW)));
        }
        ways
    }

    fn rows(&mut self, ask: RowAsk) -> Box<dyn Query> {
        let mut clauses = vec![self.part(part::ROW)];
        if !ask.tables.is_empty() {
            let tables =
                ask.tables.iter().map(|table| Term::from_field_text(self.fields.table, table));
            clauses.push(Box::new(TermSetQuery::new(tables)));
        }
        for (keys, texts) in &ask.cells {
            let mut ways = Vec::new();
            for text in texts {
                if keys.is_empty() {
                    for key in query::column_keys() {
                        ways.push(keyed(self.fields.cells, key, text));
                    }
                }
                ways.extend(keys.iter().map(|key| keyed(self.fields.cells, key, text)));
            }
            clauses.push(any_of(ways));
        }
        self.ask(Asked::Rows(ask));
        self.parents(all_of(clauses))
    }

    /// A scenario under the names that it bears in the catalogues of the other years.
    fn renamed(&mut self, text: &str) -> Vec<String> {
        let mut names = vec![text.to_owned()];
        let years: Vec<u32> = scenarios::catalogues().iter().map(|c| c.year).collect();
        for from in &years {
            for to in years.iter().filter(|to| *to != from) {
                for name in scenarios::in_year(*from, text, *to) {
                    if !names.iter().any(|n| n == name) {
                        names.push(name.to_owned());
                    }
                }
            }
        }
        if let [_, others @ ..] = names.as_slice()
            && !others.is_empty()
        {
            let others = others.join("、");
            self.note(format!(
                "场景“{text}”在其他年份的目录中为 {others}，一并查找；只找原名请加引号"
            ));
            self.also.extend(names.iter().skip(1).cloned());
        }
        names
    }

    /// From rows or figures to the records they belong to.
    pub(super) fn parents(&self, rows: Box<dyn Query>) -> Box<dyn Query> {
        silent(Box::new(Parents::of(rows)))
    }

    /// Words within a distance of each other.
    pub(super) fn near(&mut self, texts: &[String], reach: u32) -> Box<dyn Query> {
        let terms: Vec<Term> = texts
            .iter()
            .filter_map(|text| {
                let gram = crate::search::index::phrase_terms(text).into_iter().next()?;
                Some(Term::from_field_text(self.fields.text, &gram))
            })
            .collect();
        let mut clauses: Vec<Box<dyn Query>> =
            texts.iter().map(|text| super::exact(self.fields.text, text)).collect();
        if terms.len() > 1 {
            let first = texts.first().map_or(0, |text| text.chars().count() as u32);
            let mut both: Vec<Box<dyn Query>> = Vec::new();
            for terms in [terms.clone(), terms.into_iter().rev().collect()] {
                let mut phrase = tantivy::query::PhraseQuery::new(terms);
                phrase.set_slop(reach + first);
                both.push(Box::new(phrase));
            }
            clauses.push(silent(any_of(both)));
        } else if clauses.is_empty() {
            return term(Term::from_field_text(self.fields.text, ""));
        }
        all_of(clauses)
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
