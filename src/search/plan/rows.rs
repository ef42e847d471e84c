//! Conditions that one row of a table must meet.

use super::clauses::{all_of, any_of, in_cell, scored, silent, term};
use super::{Asked, Planner};
use crate::problem::{Code, Problem};
use crate::registry::scenarios;
use crate::search::analysis::fold::{Spaces, fold};
use crate::search::analysis::grams;
use crate::search::analysis::synonyms::Piece;
use crate::search::block::Parents;
use crate::search::entry::{TableRow, date_number};
use crate::search::index::failed;
use crate::search::numbers;
use crate::search::query::{self, Field, Group, Limit, Node, Range};
use crate::search::schema::part;
use std::collections::BTreeSet;
use std::ops::{Bound, RangeBounds};
use tantivy::query::{InvertedIndexRangeQuery, Occur, Query, RegexPhraseQuery, TermSetQuery};
use tantivy::schema::Term;

/// Conditions on one row, as a hit's rows are held against them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowAsk {
    /// The tables in which it may stand; empty for any.
    pub tables: Vec<String>,
    /// Keys of columns, one of which must hold one of the texts. No keys: any column.
    pub cells: Vec<(Vec<String>, Vec<String>)>,
    /// Keys of columns, one of which must hold a day from the first to the last.
    pub days: Vec<(Vec<String>, u64, u64)>,
    /// Keys of columns, one of which must hold a number in the range.
    pub numbers: Vec<(Vec<String>, Range)>,
}

/// Columns that rows of any table may have from the scenario they serve or from what stands
/// above them.
const JOINED: &[&str] = &["stage", "scenario", "instance", "supplier", "level", "sector"];

/// Tables whose columns are whatever a paper prints.
const OPEN: &[&str] = &["rows", "fields"];

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
                    (keys.is_empty() || keys.iter().any(|k| *k == query::column_key(key)))
                        && texts.iter().any(|wanted| folded(text).contains(&folded(wanted)))
                })
            })
            && self.days.iter().all(|(keys, low, high)| {
                row.cells.iter().any(|(key, text)| {
                    let day = || date_number(text).is_some_and(|day| (*low..=*high).contains(&day));
                    keys.iter().any(|k| *k == query::column_key(key)) && day()
                })
            })
            && self.numbers.iter().all(|(keys, range)| {
                row.cells.iter().filter_map(|(key, text)| numbers::of_cell(key, text)).any(
                    |number| {
                        let within = range.in_unit(&number.unit);
                        number.keys.iter().any(|key| keys.contains(key))
                            && within.is_some_and(|within| within.contains(&number.value))
                    },
                )
            })
    }
}

impl Planner<'_> {
    /// Records with one scenario row that meets all the filters.
    pub(super) fn scenario_rows(&mut self, filters: &[&Node]) -> Result<Box<dyn Query>, Problem> {
        let mut ask = RowAsk { tables: owned(SCENARIOS), ..RowAsk::default() };
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
        let single = group.cells.iter().map(|(column, text)| (column, std::slice::from_ref(text)));
        let lists = group.lists.iter().map(|(column, texts)| (column, texts.as_slice()));
        for (column, texts) in single.chain(lists) {
            let keys = query::columns(column);
            let scenario = keys.iter().any(|key| key == Field::Scenario.key());
            let texts = if scenario {
                texts.iter().flat_map(|text| self.renamed(text)).collect()
            } else {
                texts.to_vec()
            };
            ask.cells.push((keys, texts));
        }
        ask.cells.extend(group.texts.iter().map(|text| (Vec::new(), vec![text.clone()])));
        for (column, limit) in &group.limits {
            match limit {
                Limit::Days(low, high) => ask.days.push((query::columns(column), *low, *high)),
                Limit::Number(range) => ask.numbers.push((query::columns(column), *range)),
            }
        }
        let names = group.cells.iter().map(|(column, _)| column);
        let names = names.chain(group.lists.iter().map(|(column, _)| column));
        for column in names.chain(group.limits.iter().map(|(column, _)| column)) {
            self.known_column(group.table, column)?;
        }
        self.rows(ask)
    }

    /// Refuses a column that the table has not: nothing would be found, without a word.
    fn known_column(&self, table: Option<&'static str>, column: &str) -> Result<(), Problem> {
        let keys = query::columns(column);
        // Lists of the papers have columns of their own.
        let closed = table.filter(|table| !OPEN.contains(table));
        let mut columns = closed.map(query::columns_of).unwrap_or_default();
        if !columns.is_empty() {
            columns.extend(JOINED.iter().map(|key| (*key, query::column_name(key))));
        }
        let in_table =
            columns.is_empty() || columns.iter().any(|(key, _)| keys.iter().any(|k| k == key));
        // Tables that no schema knows have columns of their own.
        let known = keys.len() > 1 || keys.iter().any(|key| query::column_keys().any(|k| k == key));
        if in_table && (known || self.has_cells(&keys)?) {
            return Ok(());
        }
        let names: Vec<&str> = if columns.is_empty() {
            query::column_keys().map(query::column_name).collect()
        } else {
            columns.iter().map(|(_, name)| *name).collect()
        };
        let offer = query::nearest(column, 1, names.iter().copied());
        let offer = offer.map(|near| format!("您是不是要找 {near}？")).unwrap_or_default();
        let of = table.map(|table| format!("“{}”", query::table_name(table))).unwrap_or_default();
        let message = format!("{of}没有叫“{column}”的列");
        Err(Problem::new(Code::BadQuery, message, format!("{offer}可用：{}", names.join("、"))))
    }

    /// Whether rows of the library have one of these columns.
    fn has_cells(&self, keys: &[String]) -> Result<bool, Problem> {
        for key in keys {
            // A number is found without the unit that its head has.
            if !self.units_of(key)?.is_empty() {
                return Ok(true);
            }
        }
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.cells).map_err(failed)?;
            for key in keys {
                let beginning = self.fields.cell(key, "");
                let beginning = beginning.serialized_value_bytes();
                let terms = inverted.terms().range().ge(beginning).into_stream();
                let mut terms = terms.map_err(failed)?;
                if terms.advance() && terms.key().starts_with(beginning) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
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
                    row.push(in_cell(self.fields, field.key(), text));
                }
            }
            let held = names.iter().flat_map(|name| {
                TELLING.iter().map(|key| in_cell(self.fields, key, name)).collect::<Vec<_>>()
            });
            row.push(any_of(held.collect()));
            let rows = Box::new(Parents::of(all_of(row)));
            ways.push((Occur::Should, scored(rows, SAME_ROW)));
        }
        ways
    }

    fn rows(&mut self, ask: RowAsk) -> Result<Box<dyn Query>, Problem> {
        let any = if ask.cells.iter().any(|(keys, _)| keys.is_empty()) {
            self.all_columns()?
        } else {
            BTreeSet::new()
        };
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
                    ways.extend(any.iter().map(|key| in_cell(self.fields, key, text)));
                }
                ways.extend(keys.iter().map(|key| in_cell(self.fields, key, text)));
            }
            clauses.push(any_of(ways));
        }
        for (keys, low, high) in &ask.days {
            let days = beginnings(*low, *high);
            let ways = keys.iter().flat_map(|key| {
                days.iter().map(|day| in_cell(self.fields, key, day)).collect::<Vec<_>>()
            });
            clauses.push(any_of(ways.collect()));
        }
        for (keys, range) in &ask.numbers {
            clauses.push(self.numbers(keys, range)?);
        }
        self.ask(Asked::Rows(ask));
        Ok(self.parents(all_of(clauses)))
    }

    /// Rows with a number of one of these columns in the range, in whichever unit it is printed.
    fn numbers(&mut self, keys: &[String], range: &Range) -> Result<Box<dyn Query>, Problem> {
        let field = self.fields.numbers;
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        let mut others = BTreeSet::new();
        for key in keys {
            for unit in self.units_of(key)? {
                let Some((low, high)) = range.in_unit(&unit) else {
                    others.insert(unit);
                    continue;
                };
                let of = |text: String| Term::from_field_text(field, &text);
                let number = |value: f64| of(numbers::term(key, &unit, value));
                let beginning = numbers::beginning(key, Some(&unit));
                let low = match low {
                    Bound::Unbounded => Bound::Included(of(beginning.clone())),
                    low => low.map(number),
                };
                let high = match high {
                    Bound::Unbounded => Bound::Excluded(of(format!("{beginning}\u{10FFFF}"))),
                    high => high.map(number),
                };
                ways.push(Box::new(InvertedIndexRangeQuery::new(low, high)));
            }
        }
        if !others.is_empty() {
            let units = others.into_iter().collect::<Vec<_>>().join("、");
            self.note(format!("行中有以“{units}”为单位的，不能与所写的单位比较，未计入"));
        }
        Ok(any_of(ways))
    }

    /// The units beside the numbers of a column.
    fn units_of(&self, key: &str) -> Result<BTreeSet<String>, Problem> {
        let column = numbers::beginning(key, None);
        let mut units = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.numbers).map_err(failed)?;
            let mut from = column.clone();
            loop {
                let terms = inverted.terms().range().ge(from.as_bytes()).into_stream();
                let mut terms = terms.map_err(failed)?;
                let next = terms.advance().then(|| std::str::from_utf8(terms.key()).ok()).flatten();
                let unit = next.and_then(|term| numbers::unit_of(term.strip_prefix(&column)?));
                let Some(unit) = unit else { break };
                from = format!("{}\u{10FFFF}", numbers::beginning(key, Some(unit)));
                units.insert(unit.to_owned());
            }
        }
        Ok(units)
    }

    /// The keys of all columns in the library: lists of the papers have columns of their own.
    fn all_columns(&self) -> Result<BTreeSet<String>, Problem> {
        let mut keys: BTreeSet<String> = query::column_keys().map(str::to_owned).collect();
        // Terms are sorted by their column: from the first of each on to the next column.
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.cells).map_err(failed)?;
            let mut from: Vec<u8> = Vec::new();
            loop {
                let terms = inverted.terms().range().ge(&from).into_stream();
                let mut terms = terms.map_err(failed)?;
                if !terms.advance() {
                    break;
                }
                let key = grams::key_of(terms.key());
                keys.extend(std::str::from_utf8(key).map(str::to_owned));
                from = grams::behind(key);
            }
        }
        Ok(keys)
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

    /// Records that have an enterprise of this name in a list of theirs.
    pub(super) fn listed(&self, name: &str) -> Box<dyn Query> {
        const NAMES: &[&str] =
            &["applicant", "企业名称", "申报单位", "单位名称", "公司名称", "企业", "申报主体名称"];
        let cells = NAMES.iter().map(|key| in_cell(self.fields, key, name)).collect();
        let table = term(Term::from_field_text(self.fields.table, "rows"));
        self.parents(all_of(vec![self.part(part::ROW), table, any_of(cells)]))
    }

    /// From rows or figures to the records they belong to.
    pub(super) fn parents(&self, rows: Box<dyn Query>) -> Box<dyn Query> {
        silent(Box::new(Parents::of(rows)))
    }

    /// Words within a distance of each other.
    pub(super) fn near(&mut self, texts: &[String], reach: u32) -> Box<dyn Query> {
        // The first pair of each; a single character is the beginning of any pair.
        let grams: Vec<String> = texts
            .iter()
            .filter_map(|text| {
                let gram = crate::search::index::phrase_terms(text).into_iter().next()?;
                let any = if gram.chars().nth(1).is_none() { ".?" } else { "" };
                Some(regex::escape(&gram) + any)
            })
            .collect();
        let mut clauses: Vec<Box<dyn Query>> =
            texts.iter().map(|text| super::exact(self.fields.text, text)).collect();
        if grams.len() > 1 {
            let first = texts.first().map_or(0, |text| text.chars().count() as u32);
            let mut both: Vec<Box<dyn Query>> = Vec::new();
            for grams in [grams.clone(), grams.into_iter().rev().collect()] {
                let mut phrase = RegexPhraseQuery::new(self.fields.text, grams);
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

/// What the days from one to another begin with, as rows hold them: whole years and months
/// first, days where a month is cut.
fn beginnings(low: u64, high: u64) -> Vec<String> {
    let (first, last) = (low.max(FIRST_DAY), high.min(LAST_DAY));
    let mut all = Vec::new();
    for year in first / 10_000..=last / 10_000 {
        let (from, to) = (year * 10_000, year * 10_000 + 9_999);
        if first <= from + 101 && (to <= last || last >= from + 1_231) {
            all.push(format!("{year}"));
            continue;
        }
        for month in 1..=12 {
            let (from, to) = (year * 10_000 + month * 100, year * 10_000 + month * 100 + 99);
            if to < first || from > last {
                continue;
            }
            if first <= from + 1 && last >= from + 31 {
                all.push(format!("{year}-{month:02}"));
                continue;
            }
            let days = (1..=31).filter(|day| (first..=last).contains(&(from + day)));
            all.extend(days.map(|day| format!("{year}-{month:02}-{day:02}")));
        }
    }
    all
}

/// Days that rows may hold.
const FIRST_DAY: u64 = 19_500_101;
const LAST_DAY: u64 = 20_991_231;

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::beginnings;

    #[test]
    fn days_between_two_begin_with_years_months_and_days() {
        assert_eq!(beginnings(20_260_500, 20_260_699), ["2026-05", "2026-06"]);
        let days = ["2026-05-30", "2026-05-31", "2026-06-01"];
        assert_eq!(beginnings(20_260_530, 20_260_601), days);
        assert_eq!(beginnings(20_251_200, 20_269_999), ["2025-12", "2026"]);
        assert_eq!(beginnings(20_970_900, 99_999_999)[4..], ["2098", "2099"]);
        assert_eq!(beginnings(20_260_520, 20_260_520), ["2026-05-20"]);
    }
}
