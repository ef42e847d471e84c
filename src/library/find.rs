//! A search of the library: what the index found, with everything needed to
//! show it and to walk to the spot.

use super::Library;
use super::catalogue::{Catalogue, Stored};
use super::item::Part;
use crate::problem::Problem;
use crate::search::analysis::codes;
use crate::search::analysis::fold::{Spaces, fold};
use crate::search::query;
use crate::search::{
    Asked, Collapse, Entry, FacetCount, Found, Histogram, Index, Pivot, Ranked, Request, Stats,
    Suggestion, TableRow, snippet,
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

/// The answer to a query.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The query as typed.
    pub query: String,
    /// All works among the hits, not only those given.
    pub total: usize,
    /// All records among the hits: the same book in two formats is one work.
    pub records: usize,
    /// How a question was read into conditions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read_as: Vec<String>,
    /// What the user should know.
    pub notes: Vec<String>,
    /// 您是不是要找: names that are near to what was typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suggestions: Vec<Suggestion>,
    /// The hits asked for; after them, marked `partial`, those of the suggested names and
    /// what lacks some of the words.
    pub hits: Vec<Hit>,
    /// Names of the figures and fields that the query names, as in a hit's `values`.
    pub columns: Vec<String>,
    /// Counts of works over all hits.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
}

/// One record that was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Hit {
    /// Number of the record in the catalogue.
    pub id: u64,
    /// How well it fits; 0 when sorted otherwise.
    pub score: f32,
    /// The path under which its file was first seen.
    pub path: String,
    /// The other names of the file, where names were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Hash of the file.
    pub sha256: String,
    /// Format of the file.
    pub format: String,
    /// Which part of the file, from 0.
    pub part: u32,
    /// Kind of the record.
    pub kind: String,
    /// Company and project, else the title, else its first words.
    pub title: String,
    /// Template of its form.
    pub template: Option<String>,
    /// The applying enterprise.
    pub applicant: Option<String>,
    /// The project.
    pub project: Option<String>,
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
    /// Numbers of the other records of the same work that were found too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<u64>,
    /// Of a file that another one has replaced under all its names.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// Lacks some of the words: no hit, and not counted as one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The words that it lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// The suggested name under which it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near_name: Option<String>,
    /// The figures and fields that the query names.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
    /// The rows that met the query's conditions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Map<String, Value>>,
}

/// A record like another.
#[derive(Debug, Clone, Serialize)]
pub struct Similar {
    /// What the two have in common.
    pub why: Vec<String>,
    /// The record.
    #[serde(flatten)]
    pub hit: Hit,
}

/// Common words named of a similar record.
const COMMON: usize = 12;

/// A library open for searching from several threads at once: the index stays open, each
/// thread borrows a connection of the catalogue.
pub struct Reading {
    folder: std::path::PathBuf,
    index: Index,
    catalogues: Mutex<Vec<Catalogue>>,
}

/// The two sides of a library that a search needs.
#[derive(Clone, Copy)]
struct View<'a> {
    index: &'a Index,
    catalogue: &'a Catalogue,
}

impl Reading {
    /// Opens a library for searching.
    ///
    /// # Errors
    ///
    /// As [`Library::open`].
    pub fn open(folder: &Path) -> Result<Self, Problem> {
        let Library { folder, catalogue, index } = Library::open(folder)?;
        Ok(Self { folder, index, catalogues: Mutex::new(vec![catalogue]) })
    }

    /// Searches.
    ///
    /// # Errors
    ///
    /// As [`Library::search`].
    pub fn search(&self, request: &Request) -> Result<Answer, Problem> {
        self.lend(|view| view.search(request))
    }

    /// Figures of the hits, by facets.
    ///
    /// # Errors
    ///
    /// As [`Library::stats`].
    pub fn stats(&self, request: &Request, metric: &str, by: &[String]) -> Result<Stats, Problem> {
        self.index.stats(request, metric, by)
    }

    /// How a figure of the hits is spread.
    ///
    /// # Errors
    ///
    /// As [`Library::stats`].
    pub fn histogram(&self, request: &Request, metric: &str) -> Result<Histogram, Problem> {
        self.index.histogram(request, metric)
    }

    /// Hits counted by two facets.
    ///
    /// # Errors
    ///
    /// As [`Library::stats`].
    pub fn pivot(&self, request: &Request, rows: &str, across: &str) -> Result<Pivot, Problem> {
        self.index.pivot(request, rows, across)
    }

    /// Calls with a connection of the catalogue.
    ///
    /// # Errors
    ///
    /// When none can be opened, and what is called returns.
    pub fn catalogue<T>(
        &self,
        call: impl FnOnce(&Catalogue) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.lend(|view| call(view.catalogue))
    }

    fn lend<T>(&self, call: impl FnOnce(View<'_>) -> Result<T, Problem>) -> Result<T, Problem> {
        let spare = self.catalogues.lock().ok().and_then(|mut spare| spare.pop());
        let catalogue = match spare {
            Some(catalogue) => catalogue,
            None => Catalogue::open_read_only(&self.folder)?,
        };
        let result = call(View { index: &self.index, catalogue: &catalogue });
        if let Ok(mut spare) = self.catalogues.lock() {
            spare.push(catalogue);
        }
        result
    }
}

impl Library {
    fn view(&self) -> View<'_> {
        View { index: &self.index, catalogue: &self.catalogue }
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Searches.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::BadQuery`] for a contradiction, [`crate::problem::Code::Library`]
    /// when the library cannot be read.
    pub fn search(&self, request: &Request) -> Result<Answer, Problem> {
        self.view().search(request)
    }

    /// Figures of the hits, by facets.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::BadQuery`] for a figure or facet that does not exist.
    pub fn stats(&self, request: &Request, metric: &str, by: &[String]) -> Result<Stats, Problem> {
        self.index.stats(request, metric, by)
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
        let view = self.view();
        let found = self.index.search(request)?;
        let answer = view.answer(request, &found)?;
        let hits = (0..found.hits.len()).filter_map(move |n| {
            let hit = found.hits.get(n)?;
            let others = found.others.get(n).cloned().unwrap_or_default();
            view.hit(&found, hit, false)
                .map(|hit| hit.map(|hit| Hit { editions: others, ..hit }))
                .transpose()
        });
        Ok((answer, hits))
    }

    /// The records most like another one, each with what the two have in common.
    ///
    /// # Errors
    ///
    /// As [`Library::search`].
    pub fn similar(&self, entry: &Entry, limit: usize) -> Result<Vec<Similar>, Problem> {
        let (found, words) = self.index.similar(entry, limit)?;
        let mut similar = Vec::new();
        for ranked in &found.hits {
            let (Some(hit), Some(stored)) =
                (self.view().hit(&found, ranked, false)?, self.catalogue.record(ranked.id)?)
            else {
                continue;
            };
            let folded = fold(&stored.text, Spaces::Join).text;
            let common = words.iter().filter(|word| folded.contains(word.as_str()));
            let common: Vec<&str> = common.take(COMMON).map(String::as_str).collect();
            let other = Entry::of(&stored.record);
            let scenarios = other.rows.iter().filter_map(|row| row.scenario.as_deref());
            let mut shared: Vec<&str> = scenarios
                .filter(|s| entry.rows.iter().any(|row| row.scenario.as_deref() == Some(s)))
                .collect();
            shared.dedup();
            let mut why = Vec::new();
            if !shared.is_empty() {
                why.push(format!("同有场景：{}", shared.join("、")));
            }
            if entry.sector.is_some() && entry.sector == other.sector {
                why.extend(entry.sector.as_ref().map(|sector| format!("同属行业：{sector}")));
            }
            if !common.is_empty() {
                why.push(format!("共同用词：{}", common.join("、")));
            }
            similar.push(Similar { why, hit });
        }
        Ok(similar)
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
                if let Some(stored) = self.catalogue.whole_record(id)? {
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
            for mut stored in page {
                stored.record.provenance = self.catalogue.provenance(stored.id)?.open()?;
                visit(stored)?;
            }
        }
    }
}

/// Hits shown of one suggested name.
const OF_A_NAME: usize = 3;

impl View<'_> {
    fn search(&self, request: &Request) -> Result<Answer, Problem> {
        let mut found = self.index.search(request)?;
        self.index.near(request, &mut found)?;
        let mut answer = self.answer(request, &found)?;
        if !found.near.is_empty() {
            let message = "含全部检索词的排在前面；标明缺词的只含其中一部分，不计入条数";
            answer.notes.push(message.to_owned());
        }
        for (n, ranked) in found.hits.iter().enumerate() {
            if let Some(mut hit) = self.hit(&found, ranked, false)? {
                hit.editions = found.others.get(n).cloned().unwrap_or_default();
                answer.hits.push(hit);
            }
        }
        if request.offset == 0 {
            self.suggest(request, &found, &mut answer)?;
        }
        for ranked in &found.near {
            if answer.hits.iter().all(|hit| hit.id != ranked.id) {
                answer.hits.extend(self.hit(&found, ranked, true)?);
            }
        }
        answer.hits.truncate(request.limit);
        Ok(answer)
    }

    /// Names near to what was typed, with what they find, where nothing is called so.
    fn suggest(
        &self,
        request: &Request,
        found: &Found,
        answer: &mut Answer,
    ) -> Result<(), Problem> {
        let Some(typed) = query::name_typed(&request.query) else { return Ok(()) };
        let known = found.records > 0 && {
            let exactly = format!("\"{}\"", typed.replace('\\', "\\\\").replace('"', "\\\""));
            !self.index.search_all(&exactly)?.is_empty()
        };
        if known {
            return Ok(());
        }
        answer.suggestions = self.index.suggest(&typed)?;
        for offer in &answer.suggestions {
            let request = Request {
                query: offer.query.clone(),
                limit: OF_A_NAME,
                collapse: Collapse::Works,
                ..Request::default()
            };
            let found = self.index.search(&request)?;
            for ranked in &found.hits {
                if answer.hits.iter().any(|hit| hit.id == ranked.id) {
                    continue;
                }
                if let Some(hit) = self.hit(&found, ranked, true)? {
                    answer.hits.push(Hit { near_name: Some(offer.name.clone()), ..hit });
                }
            }
        }
        if let Some(first) = answer.suggestions.first() {
            answer.notes.push(format!("没有叫“{typed}”的；您是不是要找“{}”？", first.name));
        }
        Ok(())
    }

    fn answer(&self, request: &Request, found: &Found) -> Result<Answer, Problem> {
        let mut notes = found.notes.clone();
        let behind = self.catalogue.last_record()?.saturating_sub(self.index.through());
        if behind > 0 {
            notes.push(format!("有 {behind} 条记录还未入索引，再次运行 shenbao ingest 即可补上"));
        }
        if found.records == 0 {
            notes.extend(self.quarantined(&request.query)?);
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
            records: found.records,
            read_as: found.read_as.clone(),
            notes,
            suggestions: Vec::new(),
            hits: Vec::new(),
            columns,
            facets: found.facets.clone(),
        })
    }

    /// What is said of a file that is asked for by its name and lies in quarantine.
    fn quarantined(&self, typed: &str) -> Result<Vec<String>, Problem> {
        let Ok(node) = query::parse(typed) else { return Ok(Vec::new()) };
        let names = node.texts_of(query::Field::Path);
        let folded = |text: &str| fold(text, Spaces::Join).text;
        let names: Vec<String> = names.into_iter().map(folded).collect();
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.catalogue.quarantined()?;
        found.retain(|file| names.iter().all(|name| folded(&file.path).contains(name)));
        let told = found
            .iter()
            .take(OF_A_NAME)
            .map(|file| format!("“{}”在隔离区：{}（{}）", file.path, file.message, file.hint));
        let more = found.len().saturating_sub(OF_A_NAME);
        let more = (more > 0)
            .then(|| format!("另有 {more} 个文件在隔离区，见 shenbao library quarantine"));
        Ok(told.chain(more).collect())
    }

    /// A hit as it is shown. The record's body is loaded only for what the query names.
    fn hit(&self, found: &Found, ranked: &Ranked, partial: bool) -> Result<Option<Hit>, Problem> {
        let card = found.card(ranked)?;
        let Some((text, places)) = self.catalogue.text(ranked.id)? else { return Ok(None) };
        let snippet = snippet(&text, &found.wanted);
        let first = snippet.as_ref().map_or(0, |s| s.first);
        let page = Part::page_at(&places, first).or(card.page);
        let (snippet, highlights) = snippet.map(|s| (s.text, s.marks)).unwrap_or_default();
        let (mut values, mut rows, mut names) = (Map::new(), Vec::new(), Vec::new());
        if !found.asked.is_empty()
            && let Some(stored) = self.catalogue.record(ranked.id)?
        {
            let entry = Entry::of(&stored.record);
            let met = rows_met(&entry, &found.asked);
            let of = |asked| values_of(asked, &stored, &entry, &met);
            values = found.asked.iter().flat_map(of).collect();
            rows = met.iter().map(|row| shown(row)).collect();
            if found.asked.contains(&Asked::Field(query::Field::Path)) {
                names = stored.names;
            }
        }
        // Another format of the same book is no older version: its name still leads to it.
        let superseded =
            !found.is_newest(ranked)? && self.catalogue.names_now(&card.sha256)?.is_empty();
        Ok(Some(Hit {
            id: ranked.id,
            score: ranked.score,
            path: card.path,
            names,
            sha256: card.sha256,
            format: card.format,
            part: card.part,
            kind: card.kind,
            title: card.title,
            template: card.template,
            applicant: card.applicant,
            project: card.project,
            year: card.year,
            region: card.region,
            sector: card.sector,
            page,
            snippet,
            highlights,
            editions: Vec::new(),
            superseded,
            partial,
            lacks: if partial { lacking(&text, &found.words) } else { Vec::new() },
            near_name: None,
            values,
            rows,
        }))
    }
}

/// The words that a text lacks.
fn lacking(text: &str, words: &[String]) -> Vec<String> {
    let folded = fold(text, Spaces::Join).text;
    let has = |word: &&String| folded.contains(word.as_str()) || codes::holds(text, word);
    words.iter().filter(|word| !has(word)).cloned().collect()
}

/// The rows of a record that met one of the query's groups of conditions on rows.
fn rows_met<'a>(entry: &'a Entry, asked: &[Asked]) -> Vec<&'a TableRow> {
    let met = |row: &&TableRow| asked.iter().any(|a| matches!(a, Asked::Rows(r) if r.meets(row)));
    entry.tables.iter().filter(met).collect()
}

/// Keys that every row of a scenario shows, blank ones too.
const SCENARIO: &[&str] = &["no", "stage", "scenario", "instance"];

/// A row with its table and its texts by key.
fn shown(row: &TableRow) -> Map<String, Value> {
    let mut map = Map::new();
    if row.text("scenario").is_some() || row.text("stage").is_some() {
        SCENARIO.iter().for_each(|key| drop(map.insert((*key).to_owned(), Value::Null)));
    }
    for (key, text) in &row.cells {
        let value = match (key.as_str(), text.parse::<i64>()) {
            ("no", Ok(no)) => Value::from(no),
            _ => Value::from(text.as_str()),
        };
        match map.get_mut(key) {
            Some(Value::String(before)) => {
                before.push('；');
                before.push_str(text);
            }
            _ => drop(map.insert(key.clone(), value)),
        }
    }
    map.insert("table".to_owned(), Value::from(row.table.as_str()));
    map
}

/// Names of what is shown for something that was asked.
fn columns_of(asked: &Asked) -> Vec<String> {
    match asked {
        Asked::Figure(name, _) => vec![name.clone()],
        Asked::Field(field) => vec![field.name().to_owned()],
        Asked::Rows(ask) => ask.cells.iter().filter_map(|(keys, _)| column_of(keys)).collect(),
        Asked::Date => vec!["日期".to_owned()],
        Asked::Format => vec!["格式".to_owned()],
    }
}

fn column_of(keys: &[String]) -> Option<String> {
    keys.first().map(|key| query::column_name(key).to_owned())
}

/// What a record has of something that was asked.
fn values_of(
    asked: &Asked,
    stored: &Stored,
    entry: &Entry,
    rows: &[&TableRow],
) -> Vec<(String, Value)> {
    let listed = |name: String, texts: Vec<&str>| {
        (!texts.is_empty()).then(|| (name, Value::from(texts.join("；"))))
    };
    match asked {
        Asked::Figure(shown, names) => {
            let figure = entry.figures.iter().find(|figure| names.contains(&figure.name));
            figure.map(|figure| (shown.clone(), Value::from(figure.value))).into_iter().collect()
        }
        Asked::Field(field) => {
            listed(field.name().to_owned(), entry.texts(*field).collect()).into_iter().collect()
        }
        Asked::Rows(ask) => ask
            .cells
            .iter()
            .filter_map(|(keys, _)| {
                let mut texts: Vec<&str> = Vec::new();
                let cells = rows.iter().flat_map(|row| &row.cells);
                let wanted = |key: &str| keys.iter().any(|k| *k == query::column_key(key));
                for (_, text) in cells.filter(|(key, _)| wanted(key)) {
                    if !texts.contains(&text.as_str()) {
                        texts.push(text);
                    }
                }
                listed(column_of(keys)?, texts)
            })
            .collect(),
        Asked::Date => string(&stored.record, &["/cover/date", "/issued_on", "/published_on"])
            .map(|date| ("日期".to_owned(), Value::from(date)))
            .into_iter()
            .collect(),
        Asked::Format => vec![("格式".to_owned(), Value::from(stored.format.clone()))],
    }
}

fn string(record: &crate::record::Record, pointers: &[&str]) -> Option<String> {
    pointers
        .iter()
        .find_map(|p| record.get(p)?.as_str())
        .filter(|text| !text.trim().is_empty())
        .map(str::to_owned)
}
