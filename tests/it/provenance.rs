//! What the provenance says of a value holds in the document it was read from.

#![allow(clippy::unwrap_used, clippy::panic)]

use shenbao::document::{Block, Cell, Document, Table};
use shenbao::record::Provenance;
use std::fs;
use std::path::Path;

/// The text that a provenance points into.
fn text_of(document: &Document, at: &Provenance) -> Option<String> {
    let block = document.blocks.get(at.block?)?;
    let Some(path) = &at.cell else {
        let Block::Paragraph(paragraph) = block else { return None };
        return Some(paragraph.text.content.clone());
    };
    let Block::Table(mut table) = block.clone() else { return None };
    let mut cell: Option<Cell> = None;
    for step in path.split('/') {
        if let Some(outer) = &cell {
            table = outer.blocks.iter().find_map(inner)?;
        }
        let (row, col) = step.strip_prefix('r')?.split_once('c')?;
        let (row, col) = (row.parse().ok()?, col.parse().ok()?);
        cell = table.cells.iter().find(|cell: &&Cell| (cell.row, cell.col) == (row, col)).cloned();
    }
    Some(cell?.own_text().content)
}

fn inner(block: &Block) -> Option<Table> {
    if let Block::Table(table) = block { Some(table.clone()) } else { None }
}

#[test]
fn bytes_are_where_the_value_stands() {
    let (mut told, mut all) = (0, 0);
    for folder in ["corpus/books", "corpus/notices", "corpus/pair", "fixtures/books"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let options = shenbao::Options::default();
            let Ok((extraction, document)) = shenbao::extract::extract_whole(&path, &options)
            else {
                continue;
            };
            for record in &extraction.records {
                for (pointer, at) in &record.provenance {
                    all += usize::from(!at.raw.is_empty());
                    let Some((start, end)) = at.bytes else { continue };
                    told += usize::from(!at.raw.is_empty());
                    let text = text_of(&document, at)
                        .unwrap_or_else(|| panic!("{} {pointer}: {at:?}", path.display()));
                    let there = text.get(start..end);
                    let whole = at.raw.is_empty() && there.is_some();
                    assert!(
                        whole || there == Some(&at.raw),
                        "{} {pointer}: {there:?} {at:?}",
                        path.display()
                    );
                }
            }
        }
    }
    // The rest was put together out of several cells or lines.
    assert!(told * 100 >= all * 90, "{told} of {all}");
}
