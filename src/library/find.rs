//! A search of the library: what the index found, with everything needed to
//! show it and to walk to the spot.

use super::Library;
use super::catalogue::Stored;
use super::item::Part;
use crate::problem::Problem;
use crate::search::{Entry, FacetCount, Request, snippet};
use serde::Serialize;
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
    /// The hits asked for.
    pub hits: Vec<Hit>,
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
        let behind = self.catalogue.last_record()?.saturating_sub(self.index.through());
        if behind > 0 {
            found
                .notes
                .push(format!("有 {behind} 条记录还未入索引，再次运行 shenbao ingest 即可补上"));
        }
        let mut hits = Vec::new();
        for (id, score) in found.hits {
            if let Some(stored) = self.catalogue.record(id)? {
                hits.push(Hit::of(stored, score, &found.wanted));
            }
        }
        Ok(Answer {
            query: request.query.clone(),
            total: found.total,
            notes: found.notes,
            hits,
            facets: found.facets,
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
    fn of(stored: Stored, score: f32, wanted: &[String]) -> Self {
        let entry = Entry::of(&stored.record);
        let snippet = snippet(&stored.text, wanted);
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
        }
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
