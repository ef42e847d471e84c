//! A document taken apart into records: its parts, their kind, their values.

pub mod application;
pub mod bundle;
pub mod catalogue;
mod columns;
mod draft;
pub mod form;
mod levels;
mod lists;
pub mod notice;
mod outline;
pub mod parts;
mod passages;
pub mod ragged;
pub mod reflow;
mod seals;
mod summary;
mod task_list;
pub mod title;
mod words;

use crate::document::Document;
use crate::forms::Forms;
use crate::problem::Warning;
use crate::record::Record;
use parts::Part;
use serde_json::Value;

/// What a document gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Understood {
    /// The parts in order.
    pub records: Vec<Record>,
    /// What was doubtful.
    pub warnings: Vec<Warning>,
}

/// Takes a document apart.
pub fn understand(document: &Document, forms: &Forms) -> Understood {
    let mut understood = records(document, forms);
    seals::attach(document, &mut understood.records);
    understood
}

fn records(document: &Document, forms: &Forms) -> Understood {
    let parts = parts::split(document);
    let mut understood = Understood::default();
    if let Some(reading) = whole_book(document, &parts, forms) {
        understood.records.push(reading.record);
        understood.warnings = reading.warnings;
        return understood;
    }
    for index in 0..parts.len() {
        let (record, mut warnings) = part(document, &parts, index, forms);
        understood.records.push(record);
        understood.warnings.append(&mut warnings);
    }
    understood
}

/// A book whose title could not be read, or that has none, is not to be cut at
/// its own attachments.
fn whole_book(document: &Document, parts: &[Part], forms: &Forms) -> Option<application::Reading> {
    let first = parts.first()?;
    let nameless = first.label.is_none() && !first.book;
    let letter = |part: &Part| bundle::kind(document, part) == bundle::Kind::Notice;
    if parts.len() < 2 || !nameless || parts.iter().any(letter) {
        return None;
    }
    application::read(document, 0..document.blocks.len(), forms)
        .filter(|reading| reading.record.kind() == "application")
}

/// Whether a part that its words make a list or a letter has the name of a form.
fn form_title(kind: bundle::Kind, part: &Part) -> bool {
    // What calls itself a summary is one, even where its table was torn.
    let list = |title: &str| ["汇总表", "一览表", "名录"].iter().any(|word| title.contains(word));
    let summary =
        matches!(kind, bundle::Kind::RecommendationSummary | bundle::Kind::AssessmentSummary)
            && !part.title.as_deref().is_some_and(list);
    let letter = kind == bundle::Kind::Notice
        && part.title.as_deref().is_some_and(|t| form::is_form_name(t) && !title::is_letter(t));
    summary || letter
}

/// Share of a definition's labels from which a form is read by it, though it is another's.
const RELATIVE: f64 = 0.3;

fn part(
    document: &Document,
    parts: &[Part],
    index: usize,
    forms: &Forms,
) -> (Record, Vec<Warning>) {
    let Some(part) = parts.get(index) else { return (Record::of_kind("other"), Vec::new()) };
    let own = application::own(document, part.blocks.clone(), forms);
    let kind = bundle::kind(document, part);
    let doubtful = kind == bundle::Kind::Other;
    let placed = |reading: application::Reading| {
        let mut record = reading.record;
        if parts.len() > 1 {
            record.set("/label", Value::from(part.label.clone()));
            record.set("/parent", Value::from(part.parent));
        }
        (record, reading.warnings)
    };
    // What the user defined comes first.
    if let Some(reading) = own {
        return placed(reading);
    }
    let titled = form_title(kind, part);
    let mut known = None;
    if part.book || doubtful || titled {
        known = application::read(document, part.blocks.clone(), forms)
            // A blank form is believed only where the title says so or nothing else is there.
            .filter(|reading| {
                part.book || parts.len() == 1 || reading.record.kind() == "application"
            });
    }
    // A form that a definition knows as it is; a mere relative is read as what it is itself.
    let near = application::nearest(document, part.blocks.clone(), forms)
        .is_some_and(|(_, likeness)| likeness >= RELATIVE);
    let exact = |reading: &application::Reading| {
        let named = reading.record.get("/template").is_some_and(|template| !template.is_null());
        named || near && reading.record.kind() == "application"
    };
    if let Some(reading) = known.take_if(|reading| exact(reading)) {
        return placed(reading);
    }
    let shaped = part.book || doubtful || titled;
    if shaped
        && let Some(reading) = form::read(document, part, forms)
        && (part.book || doubtful || form::outweighs_list(&reading.record))
    {
        return placed(reading);
    }
    if let Some(reading) = known.filter(|_| part.book || doubtful) {
        return placed(reading);
    }
    bundle::record(document, parts, index)
}
