//! Any form, known or not: labels with their values, groups, tables with columns of their
//! own, questions with their boxes, text under its headings: a record of kind `form`.
//!
//! What a cell is (label, value, hint, head) is told by evidence that adds up: its words,
//! its looks, what fills its column, its neighbours ([`words`], `cells`). A row is read as
//! the sequence of roles for which most speaks (`roles`), a table row by row with the
//! groups and headings that are in force (`table`), lists by how far their columns go
//! (`lists`), lines by their colons, blanks and boxes (`lines`).

mod cells;
pub mod concepts;
mod draft;
mod heads;
pub mod hints;
mod inline;
mod instruction;
mod items;
mod lines;
mod lists;
mod roles;
mod table;
mod ticks;
pub mod value;
pub mod words;

pub use cells::is_year;
pub use draft::refined;
pub use heads::is_form_name;

use self::cells::Grids;
use self::draft::Draft;
pub use self::heads::Head;
pub use self::items::{Item, List, Pair};
use self::lines::Lines;
use super::application::{self, Piece, Reading};
use super::parts::Part;
use crate::document::{Block, Document, Role};
use crate::forms::Forms;
use crate::record::Record;
use serde_json::{Value, json};
use std::ops::Range;

/// Labels and tables from which a document without the name of a form is one.
const UNNAMED: usize = 5;

/// What stands in the blocks of a form, before anything is made of it.
#[derive(Debug, Default)]
pub struct Found {
    /// Its name.
    pub head: Option<Head>,
    /// Labels with values, tables, headings and texts in their order.
    pub items: Vec<Item>,
    /// Characters of running text.
    running: usize,
}

/// Takes the blocks of a form apart; its name may stand in the block before (`from`).
pub fn gather(document: &Document, from: usize, blocks: Range<usize>, forms: &Forms) -> Found {
    let head = heads::find(document, from..blocks.end, forms);
    let mut lines = Lines::new(forms);
    let mut first_table = true;
    let mut running = 0;
    let mut waiting: Vec<(Piece, Role, bool)> = Vec::new();
    for index in blocks {
        let Some(block) = document.blocks.get(index) else { break };
        match block {
            Block::Paragraph(paragraph) => {
                if head.as_ref().is_some_and(|head| head.blocks.contains(&index)) {
                    continue;
                }
                let piece = Piece::of_paragraph(paragraph, index);
                let own = application::lines(&piece).into_iter();
                waiting.extend(
                    own.filter(|line| !line.text.is_blank())
                        .map(|line| (line, paragraph.role, paragraph.style.bold)),
                );
            }
            Block::Table(table) => {
                running += take(&mut lines, std::mem::take(&mut waiting));
                let skip = head.as_ref().filter(|_| first_table).map_or(0, |head| head.rows);
                first_table = false;
                let title = std::mem::take(&mut lines.caption);
                let unit = std::mem::take(&mut lines.unit);
                // The line over a table is its title and no text.
                if let Some(Item::Text(piece)) = lines.items.last()
                    && !title.is_empty()
                    && words::label_text(&table::plain_heading(&piece.text.content)) == title
                {
                    lines.items.pop();
                }
                let grids = Grids::new(table, index, String::new(), forms);
                lines.items.extend(table::read(&grids, skip, (&title, &unit), forms, 0));
            }
            Block::PageBreak => {}
        }
    }
    running += take(&mut lines, waiting);
    Found { head, items: lines.items, running }
}

/// Reads lines between tables; gives the characters of running text among them.
fn take(lines: &mut Lines, waiting: Vec<(Piece, Role, bool)>) -> usize {
    let text: Vec<&str> = waiting.iter().map(|(line, ..)| line.text.content.as_str()).collect();
    let mut running = 0;
    let mut at = 0;
    while let Some((line, role, bold)) = waiting.get(at) {
        let stacked = lines.stacked(&text[at..]);
        for pair in waiting[at..at + stacked].chunks_exact(2) {
            lines.pair_of(&pair[0].0, &pair[1].0);
        }
        if stacked > 0 {
            at += stacked;
            continue;
        }
        let count = line.text.content.chars().count();
        let before = lines.items.len();
        lines.line(line, *role, *bold);
        if matches!(lines.items.get(before), Some(Item::Text(_))) && count > 40 {
            running += count;
        }
        at += 1;
    }
    running
}

/// Reads a part as a form; `None` where too little speaks for one.
pub fn read(document: &Document, part: &Part, forms: &Forms) -> Option<Reading> {
    let blocks = part.body..part.blocks.end;
    let from = if part.beside.is_some() { part.body.saturating_sub(1) } else { part.body };
    let Found { head, items, running } = gather(document, from, blocks.clone(), forms);
    // A table that was lost leaves lines of labels: who reads those is another.
    let count = |wanted: fn(&Item) -> bool| items.iter().filter(|item| wanted(item)).count();
    let (pairs, texts) =
        (count(|item| matches!(item, Item::Pair(_))), count(|item| matches!(item, Item::Text(_))));
    let own = document.blocks.get(blocks.clone()).unwrap_or_default();
    let ruled = own.iter().any(|block| matches!(block, Block::Table(_)));
    if !ruled && texts > pairs * 3 + 3 {
        return None;
    }
    let mut draft = Draft::of(items);
    let (fields, tables) = draft.size();
    let told = head.as_ref().is_some_and(|head| head.told) || part.book;
    let enough =
        if told { fields + tables >= 1 } else { fields >= UNNAMED && fields * 60 > running };
    if !enough {
        return None;
    }
    let title = head.as_ref().map_or(Value::Null, |head| Value::from(head.text.clone()));
    draft.record.set("/title", title);
    if let Some(head) = &head {
        draft
            .record
            .provenance
            .insert("/title".to_owned(), application::provenance(&head.at, "", 1.0));
    }
    let filled = draft.is_filled();
    draft.record.set("/filled", Value::from(filled));
    let nearest = application::nearest(document, blocks.clone(), forms);
    let nearest = nearest.map_or(
        Value::Null,
        |(id, likeness)| json!({"template": id, "likeness": (likeness * 100.0).round() / 100.0}),
    );
    draft.record.set("/nearest", nearest);
    if draft.record.get("/concepts").is_none() {
        draft.record.set("/concepts", json!({}));
    }
    draft.record.pages = application::pages(document, part.blocks.clone());
    Some(Reading { record: draft.record, warnings: draft.warnings })
}

/// Whether what a record of a form holds are labels with values rather than one list.
pub fn outweighs_list(record: &Record) -> bool {
    let count = |pointer: &str| record.get(pointer).and_then(Value::as_array).map_or(0, Vec::len);
    let (fields, tables) = (count("/fields"), count("/tables"));
    fields >= 6 || fields >= 3 && tables == 0
}

/// Whether anybody filled the form in.
pub fn is_filled(items: &[Item]) -> bool {
    Draft::of(items.to_vec()).is_filled()
}
