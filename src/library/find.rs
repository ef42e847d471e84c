//! A search of the library: what the index found, with everything needed to
//! show it and to walk to the spot.

use super::Library;
use super::catalogue::Stored;
use super::item::Part;
use crate::problem::Problem;
use crate::search::analysis::codes;
use crate::search::analysis::fold::{Spaces, fold};
use crate::search::{Asked, Entry, FacetCount, Found, Request, Row, snippet};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::ops::Range;

/// The answer to a query.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The query as typed.
    pub query: String,
    /// All hits, not only those given.
    pub total: usize,
    /// What the user should know.
    pub notes: Vec<String>,
    /// The hits asked for; after them, marked `partial`, what lacks some of the words.
    pub hits: Vec<Hit>,
    /// Names of the figures and fields that the query names, as in a hit's `values`.
    pub columns: Vec<String>,
    /// Counts over all hits.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
}

/// One record that was found.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Number of the record in the catalogue.
    pub id: u64,
    /// How well it fits; 0 when sorted otherwise.
    pub score: f32,
    /// The path under which its file was first seen.
    pub path: String,
    /// Hash of the file.
    pub sha256: String,
    /// Format of the file.
    pub format: String,
    /// Which part of the file, from 0.
    pub part: u32,
    /// Kind of the record.
    pub kind: String,
    /// Its title, else the project's name, else its first words.
    pub title: String,
    /// Template of its form.
    pub template: Option<String>,
    /// The applying enterprise.
    pub applicant: Option<String>,
    /// Year of the programme or of the date.
    pub year: Option<u64>,
    /// Province.
    pub region: Option<String>,
    /// Sector.
    pub sector: Option<String>,
    /// Page of the snippet, where the format has pages.
    pub page: Option<u32>,
    /// The text around what was found.
    pub snippet: String,
    /// Byte ranges of the snippet that were asked for.
    pub highlights: Vec<Range<usize>>,
    /// Lacks some of the words: no hit, and not counted as one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The words that it lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// The figures and fields that the query names.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
    /// The rows that met the query's conditions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Row>,
}

/// Characters of a title taken from the text.
const TITLE: usize = 40;

impl Library {
    /// Searches.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::BadQuery`] for a contradiction, [`crate::problem::Code::Library`]
    /// when the library cannot be read.
    pub fn search(&self, request: &Request) -> Result<Answer, Problem> {
        let mut found = self.index.search(request)?;
        self.index.near(request, &mut found)?;
        let mut answer = self.answer(request, &found)?;
        if !found.near.is_empty() {
            let message = "含全部检索词的排在前面；标明缺词的只含其中一部分，不计入条数";
            answer.notes.push(message.to_owned());
        }
        for (n, (id, score)) in found.hits.iter().chain(&found.near).enumerate() {
            if let Some(stored) = self.catalogue.record(*id)? {
                answer.hits.push(Hit::of(stored, *score, &found, n >= found.hits.len()));
            }
        }
        Ok(answer)
    }

    /// The answer without its hits, and the hits one by one: for tables of any length.
    /// Nothing that lacks a word is among them.
    ///
    /// # Errors
    ///
    /// As [`Library::search`].
    pub fn hits(
        &self,
        request: &Request,
    ) -> Result<(Answer, impl Iterator<Item = Result<Hit, Problem>> + '_), Problem> {
        let found = self.index.search(request)?;
        let answer = self.answer(request, &found)?;
        let hits = (0..found.hits.len()).filter_map(move |n| {
            let (id, score) = found.hits.get(n)?;
            let stored = self.catalogue.record(*id).transpose()?;
            Some(stored.map(|stored| Hit::of(stored, *score, &found, false)))
        });
        Ok((answer, hits))
    }

    fn answer(&self, request: &Request, found: &Found) -> Result<Answer, Problem> {
        let mut notes = found.notes.clone();
        let behind = self.catalogue.last_record()?.saturating_sub(self.index.through());
        if behind > 0 {
            notes.push(format!("有 {behind} 条记录还未入索引，再次运行 shenbao ingest 即可补上"));
        }
        let mut columns: Vec<String> = Vec::new();
        for name in found.asked.iter().flat_map(columns_of) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        Ok(Answer {
            query: request.query.clone(),
            total: found.total,
            notes,
            hits: Vec::new(),
            columns,
            facets: found.facets.clone(),
        })
    }

    /// Hands every record to `visit`, or those that a query finds, by number.
    ///
    /// # Errors
    ///
    /// As [`Library::search`], and what `visit` returns.
    pub fn each_record(
        &self,
        query: Option<&str>,
        visit: &mut dyn FnMut(Stored) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        if let Some(query) = query {
            for id in self.index.search_all(query)? {
                if let Some(stored) = self.catalogue.record(id)? {
                    visit(stored)?;
                }
            }
            return Ok(());
        }
        let mut last = 0;
        loop {
            let page = self.catalogue.records_after(last, super::PAGE)?;
            let Some(end) = page.last() else { return Ok(()) };
            last = end.id;
            page.into_iter().try_for_each(&mut *visit)?;
        }
    }
}

impl Hit {
    fn of(stored: Stored, score: f32, found: &Found, partial: bool) -> Self {
        let entry = Entry::of(&stored.record);
        let snippet = snippet(&stored.text, &found.wanted);
        let lacks = if partial { lacking(&stored.text, &found.words) } else { Vec::new() };
        let rows = rows_met(&entry, &found.asked);
        let values =
            found.asked.iter().flat_map(|asked| values_of(asked, &stored, &entry, &rows)).collect();
        let first = snippet.as_ref().map_or(0, |s| s.first);
        let page =
            Part::page_at(&stored.places, first).or(stored.record.pages.map(|(first, _)| first));
        let (snippet, highlights) = snippet.map(|s| (s.text, s.marks)).unwrap_or_default();
        Self {
            id: stored.id,
            score,
            title: title(&stored),
            path: stored.path,
            sha256: stored.sha256,
            format: stored.format,
            part: stored.part,
            kind: entry.kind,
            template: entry.template,
            applicant: string(&stored.record, &["/applicant/name", "/cover/applicant"]),
            year: entry.year,
            region: entry.province,
            sector: entry.sector,
            page,
            snippet,
            highlights,
            partial,
            lacks,
            values,
            rows,
        }
    }
}

/// The words that a text lacks.
fn lacking(text: &str, words: &[String]) -> Vec<String> {
    let folded = fold(text, Spaces::Join).text;
    let has = |word: &&String| folded.contains(word.as_str()) || codes::holds(text, word);
    words.iter().filter(|word| !has(word)).cloned().collect()
}

/// The rows of a record that met one of the query's groups of conditions on rows.
fn rows_met(entry: &Entry, asked: &[Asked]) -> Vec<Row> {
    let met = |row: &&Row| asked.iter().any(|a| matches!(a, Asked::Rows(f) if row.meets(f)));
    entry.rows.iter().filter(met).cloned().collect()
}

/// Names of what is shown for something that was asked.
fn columns_of(asked: &Asked) -> Vec<String> {
    match asked {
        Asked::Figure(name, _) => vec![name.clone()],
        Asked::Field(field) => vec![field.name().to_owned()],
        Asked::Rows(filters) => filters.iter().map(|(f, _)| f.name().to_owned()).collect(),
        Asked::Date => vec!["日期".to_owned()],
        Asked::Format => vec!["格式".to_owned()],
    }
}

/// What a record has of something that was asked.
fn values_of(asked: &Asked, stored: &Stored, entry: &Entry, rows: &[Row]) -> Vec<(String, Value)> {
    let listed = |name: String, texts: Vec<&str>| {
        (!texts.is_empty()).then(|| (name, Value::from(texts.join("；"))))
    };
    match asked {
        Asked::Figure(shown, names) => {
            let figure = entry.figures.iter().find(|figure| names.contains(&figure.name));
            figure.map(|figure| (shown.clone(), Value::from(figure.value))).into_iter().collect()
        }
        Asked::Field(field) => {
            let texts = entry.fields.iter().filter(|(f, _)| f == field).map(|(_, t)| t.as_str());
            listed(field.name().to_owned(), texts.collect()).into_iter().collect()
        }
        Asked::Rows(filters) => filters
            .iter()
            .filter_map(|(field, _)| {
                let mut texts: Vec<&str> = Vec::new();
                for text in rows.iter().filter_map(|row| row.text(*field)) {
                    if !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                listed(field.name().to_owned(), texts)
            })
            .collect(),
        Asked::Date => string(&stored.record, &["/cover/date", "/issued_on", "/published_on"])
            .map(|date| ("日期".to_owned(), Value::from(date)))
            .into_iter()
            .collect(),
        Asked::Format => vec![("格式".to_owned(), Value::from(stored.format.clone()))],
    }
}

/// The title of a record, else its project's name, else the first words of its text.
pub fn title(stored: &Stored) -> String {
    let named = ["/title", "/cover/project_name", "/cover/scenario_name", "/cover/factory_name"];
    string(&stored.record, &named).unwrap_or_else(|| {
        let line = stored.text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
        line.trim().chars().take(TITLE).collect()
    })
}

fn string(record: &crate::record::Record, pointers: &[&str]) -> Option<String> {
    pointers
        .iter()
        .find_map(|p| record.get(p)?.as_str())
        .filter(|text| !text.trim().is_empty())
        .map(str::to_owned)
}
