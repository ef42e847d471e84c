//! A query as understood to a query of the index.

mod clauses;
mod figures;
mod rows;
mod words;

pub(super) use clauses::exact;
pub(super) use figures::is_one;
pub use rows::RowAsk;

use super::analysis::fold::{Spaces, fold};
use super::analysis::synonyms::Synonyms;
use super::entry::figure_name;
use super::facets::Facet;
use super::index::{Index, failed, query_words};
use super::query::{self, Field, Keyword, Node};
use super::schema::{Fields, facet_column, part};
use super::writer::day_term;
use crate::problem::{Code, Problem};
use crate::registry::{division, region};
use crate::words::Dictionary;
use clauses::{all_of, any_of, between, in_cell, silent, term};
use std::collections::BTreeSet;
use std::ops::Bound;
use tantivy::Searcher;
use tantivy::collector::Count;
use tantivy::query::{AllQuery, BooleanQuery, InvertedIndexRangeQuery, Occur, Query, TermSetQuery};
use tantivy::schema::Term;

/// How many of a query's words a record must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// All of them: what a hit is.
    All,
    /// One of them.
    Any,
}

/// Something that a query names and that is worth showing of each hit.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// A figure: the name to show, and the names it goes by in the index.
    Figure(String, Vec<String>),
    /// A field of text.
    Field(Field),
    /// Conditions that one row has met.
    Rows(RowAsk),
    /// The date.
    Date,
    /// The format of the file.
    Format,
}

pub(super) struct Planner<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
    synonyms: &'a Synonyms,
    dictionary: &'a Dictionary,
    strictness: Strictness,
    /// Inside of what is excluded.
    excluding: bool,
    /// What the user should know about the answer.
    pub notes: Vec<String>,
    /// What the query names outside of what it excludes.
    pub asked: Vec<Asked>,
    /// The words outside of what it excludes.
    pub words: Vec<String>,
    /// Other names under which something was looked for too, for highlights.
    pub also: Vec<String>,
}

impl<'a> Planner<'a> {
    pub fn new(index: &'a Index, searcher: &'a Searcher, strictness: Strictness) -> Self {
        Self {
            fields: &index.fields,
            searcher,
            synonyms: index.synonyms(),
            dictionary: index.dictionary(),
            strictness,
            excluding: false,
            notes: Vec::new(),
            asked: Vec::new(),
            words: Vec::new(),
            also: Vec::new(),
        }
    }

    /// The whole query, over records only.
    pub fn plan(&mut self, node: &Node) -> Result<Box<dyn Query>, Problem> {
        let wanted = self.node(node)?;
        let mut clauses = vec![(Occur::Must, self.part(part::RECORD)), (Occur::Must, wanted)];
        clauses.extend(self.as_name(node).into_iter().map(|name| (Occur::Should, name)));
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    /// One of the values of a facet.
    pub fn choice(&self, facet: &Facet, values: &[String]) -> Box<dyn Query> {
        let term = |value: &String| Fields::keyed(self.fields.facets, facet.key, value);
        silent(Box::new(TermSetQuery::new(values.iter().map(term))))
    }

    fn part(&self, name: &str) -> Box<dyn Query> {
        silent(term(Term::from_field_text(self.fields.part, name)))
    }

    fn node(&mut self, node: &Node) -> Result<Box<dyn Query>, Problem> {
        Ok(match node {
            Node::Words(text) => self.words(&[text]),
            Node::Phrase(text) => exact(self.fields.text, text),
            Node::Near(texts, reach) => self.near(texts, *reach),
            Node::Field(field, _) | Node::Exact(field, _) if field.is_of_row() => {
                self.scenario_rows(&[node])?
            }
            Node::Field(Field::Region, text) => self.region(text),
            Node::Field(Field::Applicant, text) => {
                self.ask(Asked::Field(Field::Applicant));
                let own = silent(in_cell(self.fields, Field::Applicant.key(), text));
                any_of(vec![own, self.listed(text)])
            }
            Node::Field(field, text) | Node::Exact(field, text) => {
                self.ask(Asked::Field(*field));
                silent(in_cell(self.fields, field.key(), text))
            }
            Node::Keyword(keyword, value) => self.keyword(*keyword, value)?,
            Node::Year(low, high) => between(self.fields.year, *low, *high),
            Node::Date(low, high) => {
                self.ask(Asked::Date);
                between(self.fields.date, *low, *high)
            }
            Node::Day(field, low, high) => self.days(*field, *low, *high),
            Node::Figure(name, range) => self.figure(name, *range)?,
            Node::Group(group) => self.group(group)?,
            Node::Has(name) => self.has(name)?,
            Node::And(parts) => self.and(parts)?,
            Node::Or(parts) => {
                let mut any = Vec::new();
                for part in parts {
                    any.push(self.node(part)?);
                }
                any_of(any)
            }
            Node::Not(inner) => Box::new(BooleanQuery::new(vec![
                (Occur::Must, silent(Box::new(AllQuery))),
                (Occur::MustNot, self.excluded(inner)?),
            ])),
        })
    }

    /// A question's excluded words that stand in no record exclude nothing. One word is told;
    /// several were hardly meant as they stand.
    ///
    /// # Errors
    ///
    /// [`Code::BadQuery`] for several words, as one text, that no record holds.
    pub fn denied(&mut self, node: &Node) -> Result<(), Problem> {
        let text = match node {
            Node::And(parts) => return parts.iter().try_for_each(|part| self.denied(part)),
            Node::Not(inner) => match &**inner {
                Node::Words(text) => text,
                _ => return Ok(()),
            },
            _ => return Ok(()),
        };
        let held = self.excluded(&Node::Words(text.clone()))?;
        if self.searcher.search(&held, &Count).map_err(failed)? > 0 {
            return Ok(());
        }
        let words = self.dictionary.cut(text, true).len();
        if words > 1 {
            let hint =
                format!("请换一种写法，例如 -地区:湖北、无:专利；要排除原文，请写 -\"{text}\"");
            let message = format!("看不懂“{text}”：否定的是它，但没有一份记录含有");
            return Err(Problem::new(Code::BadQuery, message, &hint));
        }
        self.note(format!("没有一份记录含有“{text}”，排除它不起作用"));
        Ok(())
    }

    /// The figure by which hits are sorted is shown of each.
    pub fn sorted_by(&mut self, name: &str) -> Result<(), Problem> {
        let names = self.figure_names(name)?;
        self.ask_figure(name, &names);
        Ok(())
    }

    fn ask(&mut self, asked: Asked) {
        if !self.asked.contains(&asked) {
            self.asked.push(asked);
        }
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// What is excluded: never relaxed, and nothing of it is asked for.
    fn excluded(&mut self, node: &Node) -> Result<Box<dyn Query>, Problem> {
        let (asked, words, also) = (self.asked.len(), self.words.len(), self.also.len());
        let strictness = std::mem::replace(&mut self.strictness, Strictness::All);
        let excluding = std::mem::replace(&mut self.excluding, true);
        let query = self.node(node);
        (self.strictness, self.excluding) = (strictness, excluding);
        self.asked.truncate(asked);
        self.words.truncate(words);
        self.also.truncate(also);
        // The engine asks backwards for what it excludes, which a phrase cannot be asked (its
        // debug build stops there); a walk over the records that it finds can.
        Ok(self.parents(all_of(vec![self.part(part::RECORD), query?])))
    }

    /// All parts. Row filters must meet in one row; when relaxed, the words of
    /// all parts are counted together.
    fn and(&mut self, parts: &[Node]) -> Result<Box<dyn Query>, Problem> {
        let of_row =
            |part: &&Node| matches!(part, Node::Field(f, _) | Node::Exact(f, _) if f.is_of_row());
        let mut clauses = Vec::new();
        let rows: Vec<&Node> = parts.iter().filter(of_row).collect();
        let words: Vec<&str> = parts
            .iter()
            .filter_map(|p| match p {
                Node::Words(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        if !rows.is_empty() {
            clauses.push((Occur::Must, self.scenario_rows(&rows)?));
            clauses.extend(self.in_the_same_row(&rows, &words));
        }
        if self.strictness == Strictness::All {
            let latin: Vec<(&str, bool)> =
                words.iter().map(|text| (*text, self.is_latin(text))).collect();
            for run in latin.chunk_by(|a, b| a.1 && b.1) {
                let run: Vec<&str> = run.iter().map(|(text, _)| *text).collect();
                clauses.push((Occur::Must, self.side_by_side(&run)));
            }
        } else if !words.is_empty() {
            clauses.push((Occur::Must, self.words(&words)));
        }
        for part in parts.iter().filter(|part| !of_row(part)) {
            match part {
                Node::Words(_) => {}
                Node::Not(inner) => clauses.push((Occur::MustNot, self.excluded(inner)?)),
                other => clauses.push((Occur::Must, self.node(other)?)),
            }
        }
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, silent(Box::new(AllQuery))));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn keyword(&mut self, keyword: Keyword, value: &str) -> Result<Box<dyn Query>, Problem> {
        let key = match keyword {
            Keyword::Kind => "kind",
            Keyword::Template => "template",
            Keyword::Format => {
                self.ask(Asked::Format);
                "format"
            }
        };
        if keyword != Keyword::Kind {
            let known = self.values_of(key)?;
            if !known.contains(value) {
                let list: Vec<&str> = known.iter().map(String::as_str).collect();
                self.note(format!("资料库里没有“{value}”；有：{}", list.join("、")));
            }
        }
        Ok(silent(term(Fields::keyed(self.fields.facets, key, value))))
    }

    /// Records that lie in a division of the register; what is none is looked for in
    /// the addresses.
    fn region(&mut self, text: &str) -> Box<dyn Query> {
        self.ask(Asked::Field(Field::Region));
        let folded = fold(text, Spaces::Join).text;
        let codes: Vec<&str> = match region::provinces(&folded) {
            Some(provinces) => provinces.iter().flat_map(|name| division::named(name)).collect(),
            None => division::named(&folded),
        };
        if codes.is_empty() {
            let offer = query::nearest(text, 1, division::names());
            let offer = offer.map(|near| format!("；您是不是要找 地区:{near}？"));
            self.note(format!(
                "“{text}”不是县级以上行政区划的名称，已按地址中的文字查找{}",
                offer.unwrap_or_default()
            ));
            return silent(in_cell(self.fields, Field::Region.key(), text));
        }
        let terms = codes.into_iter().map(|code| Term::from_field_text(self.fields.division, code));
        silent(Box::new(TermSetQuery::new(terms)))
    }

    /// Records whose date in a field lies in a range.
    fn days(&mut self, field: Field, low: u64, high: u64) -> Box<dyn Query> {
        self.ask(Asked::Field(field));
        let day = |day: u64| Term::from_field_text(self.fields.day, &day_term(field, day));
        let (low, high) = (Bound::Included(day(low)), Bound::Included(day(high)));
        silent(Box::new(InvertedIndexRangeQuery::new(low, high)))
    }

    /// Records that have a table, a field or a figure.
    fn has(&mut self, name: &str) -> Result<Box<dyn Query>, Problem> {
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        let mut key = |key: &str| {
            ways.push(silent(term(Term::from_field_text(self.fields.has, key))));
        };
        if let Some(table) = query::table(name) {
            key(table);
        }
        if let Some(field) = Field::named(name) {
            key(field.key());
        }
        let figures = self.figure_names(name)?;
        if ways.is_empty() || figures.iter().any(|figure| *figure == figure_name(name)) {
            let terms = figures.iter().map(|n| Term::from_field_text(self.fields.figure, n));
            ways.push(self.parents(all_of(vec![
                self.part(part::FIGURE),
                Box::new(TermSetQuery::new(terms)),
            ])));
            if figures.is_empty() {
                let message = format!("没有叫“{name}”的表、字段或指标");
                let hint = "例如 有:专利、无:标准、有:生产效率提升；要找这几个字本身，请加引号";
                if !query::figures::is_known(&figure_name(name)) {
                    return Err(Problem::new(Code::BadQuery, message, hint));
                }
                self.note(format!("资料库里没有名称含“{name}”的指标"));
            }
        }
        Ok(any_of(ways))
    }

    /// All values of a facet in the index.
    fn values_of(&self, key: &str) -> Result<BTreeSet<String>, Problem> {
        let mut all = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let column = segment.fast_fields().str(&facet_column(key)).map_err(failed)?;
            let Some(column) = column else { continue };
            let mut values = column.dictionary().stream().map_err(failed)?;
            while values.advance() {
                all.extend(std::str::from_utf8(values.key()).map(str::to_owned));
            }
        }
        Ok(all)
    }

    /// All values of a field in the index.
    fn terms_of(&self, field: tantivy::schema::Field) -> Result<BTreeSet<String>, Problem> {
        let mut all = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field).map_err(failed)?;
            let mut terms = inverted.terms().stream().map_err(failed)?;
            while terms.advance() {
                all.extend(std::str::from_utf8(terms.key()).map(str::to_owned));
            }
        }
        Ok(all)
    }
}

/// The folded texts that a hit's highlight looks for.
pub(super) fn wanted_texts(node: &Node, dictionary: &Dictionary, texts: &mut Vec<String>) {
    match node {
        Node::Words(text) => {
            texts.push(text.clone());
            for word in query_words(text, dictionary) {
                texts.push(word.text);
                texts.extend(word.pieces);
            }
        }
        Node::Phrase(text) | Node::Field(_, text) | Node::Exact(_, text) => {
            texts.push(text.clone());
        }
        Node::Near(near, _) => texts.extend(near.iter().cloned()),
        Node::Figure(name, _) => texts.push(name.clone()),
        Node::Group(group) => {
            texts.extend(group.cells.iter().map(|(_, text)| text.clone()));
            texts.extend(group.lists.iter().flat_map(|(_, texts)| texts.iter().cloned()));
            texts.extend(group.texts.iter().cloned());
        }
        Node::And(parts) | Node::Or(parts) => {
            parts.iter().for_each(|part| wanted_texts(part, dictionary, texts));
        }
        Node::Not(_)
        | Node::Keyword(..)
        | Node::Year(..)
        | Node::Date(..)
        | Node::Day(..)
        | Node::Has(_) => {}
    }
}
