//! The deadlines of a notice, of its sentences and of its tables, put into the record.

use super::{deadline_tables, deadlines, quotas, sentences};
use crate::document::{Block, Document};
use crate::understand::draft::Draft;
use crate::understand::parts::Part;
use crate::understand::passages::Passage;
use crate::understand::title;
use crate::understand::words::bare;
use serde_json::{Value, json};

/// Year and month of the notice, for dates that leave them out.
pub(super) fn issued_of(draft: &Draft, part: &Part) -> deadlines::Issued {
    // Of a page that does not say when it was signed, when it was published.
    let dated = |key: &str| draft.record.get(key).and_then(Value::as_str);
    let date = dated("/issued_on").or_else(|| dated("/published_on")).unwrap_or_default();
    let number = |range: std::ops::Range<usize>| date.get(range).and_then(|d| d.parse().ok());
    // A notice without a day has its year in its number: 某工信〔2024〕58号.
    let own = draft.record.get("/doc_number").and_then(Value::as_str).unwrap_or_default();
    let numbered = || own.split_once('〔')?.1.get(0..4)?.parse().ok();
    let titled = || year_in(part.title.as_deref().unwrap_or_default());
    let year = number(0..4).or_else(numbered).or_else(titled);
    let cites = draft.record.get("/cites").and_then(Value::as_array).into_iter().flatten();
    let cited = cites.filter_map(|c| c.as_str()?.split_once('〔')?.1.get(0..4)?.parse().ok()).max();
    // A page may show a notice again when its days are long over.
    let day = number(8..10).filter(|_| dated("/issued_on").is_some());
    deadlines::Issued { year, month: number(5..7), day, cited }
}

pub(super) type Tabled<'a> = (usize, Vec<deadline_tables::Entry<'a>>);

/// The tables of a notice that give deadlines, by block.
pub(super) fn deadline_tables_of<'a>(
    document: &'a Document,
    part: &Part,
    issued: deadlines::Issued,
) -> Vec<Tabled<'a>> {
    (part.body..part.blocks.end)
        .filter_map(|block| match document.blocks.get(block)? {
            Block::Table(table) => Some((block, deadline_tables::read(table, issued))),
            _ => None,
        })
        .filter(|(_, entries)| !entries.is_empty())
        .collect()
}

pub(super) fn deadlines_of(
    draft: &mut Draft,
    lines: &[Passage],
    sentences: &[sentences::Sentence],
    issued: deadlines::Issued,
    tabled: &[Tabled<'_>],
) -> Vec<sentences::Sentence> {
    draft.put("/deadlines", json!([]));
    let mut next = 0;
    let mut tables = tabled.iter().peekable();
    let found = deadlines::find(sentences, issued);
    for deadline in found.deadlines {
        let block = lines[deadline.line].block;
        while let Some((table, entries)) = tables.next_if(|(table, _)| *table < block) {
            put_tabled(draft, *table, entries, &mut next);
        }
        put_deadline(draft, lines, &deadline, next);
        next += 1;
    }
    for (table, entries) in tables {
        put_tabled(draft, *table, entries, &mut next);
    }
    found.untaken
}

fn put_tabled(
    draft: &mut Draft,
    block: usize,
    entries: &[deadline_tables::Entry<'_>],
    next: &mut usize,
) {
    for entry in entries {
        let mut value = json!({
            "date": entry.date, "time": entry.time, "what": entry.what, "for_whom": entry.for_whom,
        });
        if let Some(track) = &entry.track {
            value["track"] = json!(track);
        }
        draft.put_cell(&format!("/deadlines/{next}"), value, block, entry.cell);
        *next += 1;
    }
}

fn put_deadline(
    draft: &mut Draft,
    lines: &[Passage],
    deadline: &deadlines::Deadline,
    number: usize,
) {
    let at = format!("/deadlines/{number}");
    let mut line = lines[deadline.line].clone();
    if !deadline.year_written {
        line.confidence = line.confidence.min(0.9);
    }
    // Of a row of a table that lost its lines the words around the day cannot be told.
    let row = deadlines::is_row(&line, &deadline.written);
    let what = deadline.what.as_ref().filter(|_| !row).map(|what| line.as_written(what));
    let for_whom = deadline.for_whom.as_ref().filter(|_| !row).map(|who| line.as_written(who));
    let text = (!row).then(|| line.as_written(&deadline.text));
    let mut value = json!({
        "date": deadline.date, "time": deadline.time, "what": what, "for_whom": for_whom,
        "text": text,
    });
    if let Some(track) = deadline.track.clone().or_else(|| track_above(lines, deadline.line)) {
        value["track"] = json!(line.as_written(&track));
    }
    let written = line.as_written(&deadline.written);
    if deadline.date.is_none() {
        let key = if deadline.is_after_event() { "within" } else { "recurring" };
        value[key] = json!(written);
    }
    let text = text.as_deref().unwrap_or(&written);
    draft.put_from(&at, value, &line, text);
    draft.locate(&format!("{at}/date"), &line, &written);
    if deadline.time.is_some() {
        draft.locate(&format!("{at}/time"), &line, &written);
    }
    for (key, words) in [("what", what), ("for_whom", for_whom)] {
        if let Some(words) = words {
            draft.locate(&format!("{at}/{key}"), &line, &words);
        }
    }
}

/// The track that the nearest heading above a line names.
fn track_above(lines: &[Passage], line: usize) -> Option<String> {
    let heading = |l: &&Passage| {
        title::is_enumerated(&l.text)
            && l.bare.chars().count() <= 24
            && !l.bare.contains(['。', ',', ';'])
    };
    lines.get(..=line)?.iter().rev().find(heading).and_then(|l| quotas::only_track(&l.bare))
}

/// The year of `2023年度` in a title.
fn year_in(title: &str) -> Option<u32> {
    let bare = bare(title);
    let at = bare.find("年度").or_else(|| bare.find('年'))?;
    bare.get(at.checked_sub(4)?..at)?.parse().ok()
}
