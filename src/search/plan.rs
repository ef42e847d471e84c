//! A query as understood to a query of the index.

use super::analysis::codes::Word;
use super::analysis::fold::{Spaces, fold};
use super::entry::figure_name;
use super::index::{Index, failed, phrase_terms, query_words};
use super::query::{self, Keyword, Measure, Node, Range};
use super::schema::{Fields, part};
use crate::problem::Problem;
use crate::registry::division;
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

/// Latin words of fewer characters are found as whole words only.
const PART: usize = 5;

/// Indicators whose official name changed between the forms of the years: asked
/// for by one name, found under the other too.
const RENAMED: &[(&str, &str)] = &[
    ("研发周期缩短", "研制周期缩短"),
    ("产品不良品率下降", "产品不良率下降"),
    ("负债率", "资产负债率"),
    ("总投资", "投资"),
    ("投资额", "投资"),
    ("投资总额", "投资"),
    ("项目投资", "投资"),
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
            Node::Field(query::Field::Region, text) => self.region(text),
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
                let known = self.terms_of(field)?;
                if *keyword != Keyword::Kind && !known.contains(value) {
                    let list: Vec<&str> = known.iter().map(String::as_str).collect();
                    self.notes.push(format!("资料库里没有“{value}”；有：{}", list.join("、")));
                }
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
            for run in words.chunk_by(|a, b| is_latin(a) && is_latin(b)) {
                clauses.push((Occur::Must, self.side_by_side(run)));
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
        let mut words: Vec<Word> = Vec::new();
        for text in texts {
            words.extend(query_words(text));
        }
        words.sort();
        words.dedup();
        self.words.extend(words.iter().map(|word| word.text.clone()));
        if words.is_empty() {
            // Punctuation only: look for it as it stands.
            let exact = texts.iter().map(|text| exact(self.fields.text, text)).collect();
            return Box::new(BooleanQuery::intersection(exact));
        }
        let clauses: Vec<(Occur, Box<dyn Query>)> =
            words.iter().map(|word| (Occur::Should, self.word(word))).collect();
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

    /// Records that lie in a division of the register; what is none is looked for in
    /// the addresses.
    fn region(&mut self, text: &str) -> Box<dyn Query> {
        self.ask(Asked::Field(query::Field::Region));
        let codes = division::named(&fold(text, Spaces::Join).text);
        if codes.is_empty() {
            let offer = query::nearest(text, 1, division::names());
            let offer = offer.map(|near| format!("；您是不是要找 地区:{near}？"));
            self.notes.push(format!(
                "“{text}”不是县级以上行政区划的名称，已按地址中的文字查找{}",
                offer.unwrap_or_default()
            ));
            return match self.fields.named(query::Field::Region) {
                Some(field) => silent(exact(field, text)),
                None => Box::new(EmptyQuery),
            };
        }
        let terms = codes.into_iter().map(|code| Term::from_field_text(self.fields.division, code));
        silent(Box::new(TermSetQuery::new(terms)))
    }

    /// One word: a Latin one whole, in any writing; a Chinese one wherever its characters are.
    fn word(&self, word: &Word) -> Box<dyn Query> {
        let text = word.text.as_str();
        let title = term(Term::from_field_text(self.fields.title_words, text));
        let mut ways = vec![boosted(title, 1.5)];
        if word.latin {
            let code = |text: &str| term(Term::from_field_text(self.fields.codes, text));
            ways.push(code(text));
            if !word.pieces.is_empty() {
                let pieces = word.pieces.iter().map(|piece| code(piece)).collect();
                ways.push(Box::new(BooleanQuery::intersection(pieces)));
            }
        } else {
            ways.push(term(Term::from_field_text(self.fields.words, text)));
        }
        if !word.latin || text.len() >= PART {
            ways.push(boosted(exact(self.fields.text, text), 0.5));
        }
        Box::new(BooleanQuery::union(ways))
    }

    /// Words typed side by side that may be one code (KR 210 R2700): each of them, or
    /// all written together.
    fn side_by_side(&mut self, texts: &[&str]) -> Box<dyn Query> {
        let each: Vec<Box<dyn Query>> = texts.iter().map(|text| self.words(&[text])).collect();
        let words: Vec<Word> = texts.iter().flat_map(|text| query_words(text)).collect();
        let is_code = texts.len() > 1
            && words.iter().all(|word| word.latin)
            && words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
        let each = Box::new(BooleanQuery::intersection(each));
        if !is_code {
            return each;
        }
        let joined: String = words.iter().map(|word| word.text.as_str()).collect();
        let code = term(Term::from_field_text(self.fields.codes, &joined));
        Box::new(BooleanQuery::union(vec![each, code]))
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
        let named = |(low, high): (Bound<f64>, Bound<f64>)| -> Vec<Box<dyn Query>> {
            let value = |value: f64| Term::from_field_f64(self.fields.value, value);
            let terms = names.iter().map(|n| Term::from_field_text(self.fields.figure, n));
            vec![
                self.part(part::FIGURE),
                Box::new(TermSetQuery::new(terms)),
                Box::new(RangeQuery::new(low.map(value), high.map(value))),
            ]
        };
        if range.measure == Measure::AsPrinted {
            return self.parents(&BooleanQuery::intersection(named((range.low, range.high))));
        }
        // A typed unit is brought to each unit in which figures are printed.
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for unit in self.terms_of(self.fields.unit)? {
            let Some(bounds) = range.in_unit(&unit) else { continue };
            let mut all = named(bounds);
            all.push(term(Term::from_field_text(self.fields.unit, &unit)));
            ways.push(Box::new(BooleanQuery::intersection(all)));
        }
        self.parents(&BooleanQuery::union(ways))
    }

    /// All values of a field in the index.
    fn terms_of(&self, field: Field) -> Result<BTreeSet<String>, Problem> {
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

    /// The figures a typed name means: that one and its former name; else all
    /// that begin with it; else all that contain it.
    fn figure_names(&self, typed: &str) -> Result<Vec<String>, Problem> {
        let typed = figure_name(typed);
        let all = self.terms_of(self.fields.figure)?;
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

/// Whether all that is typed is Latin words.
fn is_latin(text: &str) -> bool {
    let words = query_words(text);
    !words.is_empty() && words.iter().all(|word| word.latin)
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
            for word in query_words(text) {
                texts.push(word.text);
                texts.extend(word.pieces);
            }
        }
        Node::Phrase(text) | Node::Field(_, text) => texts.push(text.clone()),
        Node::Figure(name, _) => texts.push(name.clone()),
        Node::And(parts) | Node::Or(parts) => {
            parts.iter().for_each(|part| wanted_texts(part, texts));
        }
        Node::Not(_) | Node::Keyword(..) | Node::Year(..) | Node::Date(..) => {}
    }
}
