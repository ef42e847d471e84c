//! Application books (申报书): a recognised form, filled in, becomes an
//! `application` record; an unfilled one a `form_blank`.

mod columns;
mod cover;
mod draft;
mod misread;
mod recognise;
mod rows;
mod sections;
mod shape;
mod sheet;

pub use self::draft::{Piece, clean_text, provenance};
pub use self::recognise::nearest;
use self::rows::Reader;
use self::sections::Section;
pub use self::shape::own;
use self::sheet::Sheet;
use crate::document::{Block, Document, PageSource, Table};
use crate::forms::Forms;
use crate::problem::{Warning, WarningCode};
use crate::record::Record;
use crate::value::label;
use serde_json::{Value, json};
use std::ops::Range;

/// What a part of a document gave.
pub struct Reading {
    /// The `application` or `form_blank` record.
    pub record: Record,
    /// What was doubtful.
    pub warnings: Vec<Warning>,
}

/// How deep tables inside cells are read.
const NESTING: usize = 8;

/// Reads the blocks of one part as an application; `None` when no form fits.
pub fn read(document: &Document, blocks: Range<usize>, forms: &Forms) -> Option<Reading> {
    let found = recognise::recognise(document, blocks.clone(), forms)?;
    let scanned = document.pages.iter().any(|page| page.source == PageSource::Ocr);
    let mut reader = Reader::new(found.form, scanned);
    let definition = &found.form.definition;
    reader
        .draft
        .record
        .body
        .insert("title".to_owned(), found.title.clone().map_or(Value::Null, Value::from));
    let template = if found.exact { Value::from(definition.id.as_str()) } else { Value::Null };
    reader.draft.record.body.insert("template".to_owned(), template.clone());
    let year = found.year.or(definition.year.filter(|_| found.exact));
    let track = definition.track.as_ref().filter(|_| found.exact);
    reader.draft.record.body.insert("programme".to_owned(), json!({"year": year, "track": track}));
    for name in ["cover", "applicant", "project"] {
        reader.draft.record.body.insert(name.to_owned(), json!({}));
    }
    walk(document, blocks.clone(), &mut reader);
    reader.finish_metrics();
    let Reader { draft, .. } = reader;
    let (mut record, mut warnings) = draft.finish();
    record.body.retain(|_, value| value.as_object().is_none_or(|map| !map.is_empty()));
    record.pages = pages(document, blocks);
    if !is_filled(&record) {
        let mut blank = Record::of_kind("form_blank");
        blank.body.insert("title".to_owned(), found.title.map_or(Value::Null, Value::from));
        blank.body.insert("template".to_owned(), template);
        blank.pages = record.pages;
        return Some(Reading { record: blank, warnings: Vec::new() });
    }
    if !found.exact {
        warnings.push(Warning::new(
            WarningCode::FormUnknown,
            format!(
                "没有与本申报书完全对应的表单定义，按最接近的“{}”（{}）读取",
                definition.title, definition.id
            ),
        ));
    }
    Some(Reading { record, warnings })
}

/// Takes the blocks in order: cover lines, tables, headings and text.
fn walk(document: &Document, blocks: Range<usize>, reader: &mut Reader) {
    let mut section = Section::default();
    let mut cover: Vec<Piece> = Vec::new();
    let start = blocks.start;
    let Some(list) = document.blocks.get(blocks) else { return };
    for (i, block) in list.iter().enumerate() {
        let index = start + i;
        match block {
            Block::Paragraph(paragraph) => {
                let piece = Piece::of_paragraph(paragraph, index);
                if piece.text.is_blank() {
                    continue;
                }
                if reader.in_cover {
                    let numbered = label::split_number(piece.text.content.trim());
                    let heading = numbered.is_some_and(|(_, depth)| depth == 1)
                        || reader.form.index.is_section(&label::keys(&piece.text.content));
                    if heading {
                        reader.in_cover = false;
                        reader.read_cover(&std::mem::take(&mut cover));
                    } else {
                        // Hard line breaks inside a paragraph are lines of the cover too.
                        cover.extend(lines(&piece));
                    }
                }
                note_over_table(reader, &piece.text.content);
                if !reader.in_cover {
                    reader.section_line(&mut section, &piece, paragraph.role);
                }
            }
            Block::Table(table) => {
                if reader.in_cover {
                    reader.read_cover(&std::mem::take(&mut cover));
                }
                let known = read_table(reader, table, index, String::new(), 0);
                if !known {
                    let piece = Piece { text: table.text(), block: index, ..Piece::default() };
                    Reader::section_table(&mut section, piece);
                }
                if reader.open.is_none() {
                    reader.over_table.clear();
                }
            }
            Block::PageBreak => {}
        }
    }
    if reader.in_cover {
        reader.read_cover(&cover);
    }
    reader.end_section(&mut section);
}

/// Reads a table and those inside its cells; `false` when the form knows nothing in it.
fn read_table(
    reader: &mut Reader,
    table: &Table,
    block: usize,
    path: String,
    depth: usize,
) -> bool {
    let sheet = Sheet::new(table, block, path, &reader.lookup);
    let continued = reader.open.is_some();
    let known = sheet.hits.iter().any(Option::is_some)
        || continued
        || sheet.columns.iter().filter(|columns| !columns.is_empty()).count() >= 2;
    if known {
        cover_cells(reader, &sheet);
        reader.read_table(&sheet);
    }
    let mut inner = false;
    if depth < NESTING {
        for (nested, path) in sheet.nested() {
            inner |= read_table(reader, nested, block, path, depth + 1);
        }
    }
    known || inner
}

/// A cover set in a borderless table: cells with whole lines (`申报单位（盖章）　某某`).
fn cover_cells(reader: &mut Reader, sheet: &Sheet) {
    if !reader.in_cover || sheet.table.cols > 1 {
        return;
    }
    let pieces: Vec<Piece> =
        (0..sheet.texts.len()).flat_map(|i| lines(&rows::piece(sheet, i))).collect();
    if pieces.iter().filter(|p| reader.is_cover_line(&p.text.content)).count() >= 2 {
        reader.read_cover(&pieces);
    }
}

/// Captions between two tables end the first; they help to recognise the second.
fn note_over_table(reader: &mut Reader, text: &str) {
    let key = label::key(text);
    if key.chars().count() > 60 {
        reader.open = None;
        return;
    }
    let caption = reader
        .form
        .definition
        .tables
        .iter()
        .any(|t| !t.title.is_empty() && key.contains(&label::key(&t.title)));
    if caption || label::split_number(text).is_some() || key.starts_with('附') {
        reader.open = None;
    }
    if reader.over_table.len() >= 3 {
        reader.over_table.remove(0);
    }
    reader.over_table.push(key);
}

/// The lines of a piece.
pub fn lines(piece: &Piece) -> Vec<Piece> {
    let mut start = 0;
    let mut list = Vec::new();
    for line in piece.text.content.split('\n') {
        list.push(piece.slice(start..start + line.len()));
        start += line.len() + 1;
    }
    list
}

/// First and last page of the part.
pub fn pages(document: &Document, blocks: Range<usize>) -> Option<(u32, u32)> {
    if document.pages.is_empty() {
        return None;
    }
    let whole = blocks.start == 0 && blocks.end >= document.blocks.len();
    if whole {
        return Some((1, document.pages.len() as u32));
    }
    let list = document.blocks.get(blocks)?;
    let numbers = list.iter().map(|b| b.place().page).filter(|page| *page > 0);
    let (first, last) = numbers.fold((u32::MAX, 0), |(a, b), page| (a.min(page), b.max(page)));
    (last > 0).then_some((first, last))
}

#[cfg(test)]
mod tests;

/// Whether somebody filled the form in. A filled book names its applicant; where that
/// could not be read, many other values tell. Printed years, examples and instructions
/// of a blank form come out as a few stray values and as sections.
fn is_filled(record: &Record) -> bool {
    const STRAY: usize = 12;
    let said = |pointer: &str| {
        record.get(pointer).and_then(Value::as_str).is_some_and(|text| {
            text.chars().any(|c| c.is_alphanumeric() && !matches!(c, '年' | '月' | '日'))
        })
    };
    let name = ["/cover/applicant", "/applicant/name", "/applicant/credit_code"];
    if name.into_iter().any(said) {
        return true;
    }
    let values = record.provenance.keys().filter(|pointer| {
        !["/sections/", "/other/"].iter().any(|list| pointer.starts_with(list))
            && record.get(pointer).is_some_and(|v| !matches!(v, Value::Null | Value::Bool(_)))
    });
    values.count() > STRAY
}
