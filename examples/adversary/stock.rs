//! What changes are made of: the books, their sheets and records, and typefaces.

use super::dice::Dice;
use super::font::Face;
use super::sheet::{Block, Sheet, words};
use super::write::Format;
use shenbao::Options;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub type Bytes = Arc<Vec<u8>>;

/// One book in all the formats it is there in.
pub struct Book {
    pub name: String,
    pub files: Vec<(Format, Bytes)>,
    /// What was understood of it, as JSON and as a workbook.
    pub json: Option<Bytes>,
    pub xlsx: Option<Bytes>,
}

#[derive(Default)]
pub struct Stock {
    pub books: Vec<Book>,
    pub sheets: Vec<Sheet>,
    /// The first one prints the digital pages; scans are printed in all of them.
    pub faces: Vec<Face>,
}

impl Stock {
    /// The books of some folders; files with one name up to the first point are one book.
    pub fn of(folders: &[PathBuf], faces: &[PathBuf], options: &Options) -> Self {
        let mut named: BTreeMap<String, Vec<(Format, PathBuf)>> = BTreeMap::new();
        for folder in folders {
            let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
                .into_iter()
                .flatten()
                .filter_map(|entry| Some(entry.ok()?.path()))
                .collect();
            files.sort();
            for path in files {
                let name =
                    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                let Some(format) = Format::of(&name) else { continue };
                let stem = name.split('.').next().unwrap_or_default().to_owned();
                named
                    .entry(format!("{}/{stem}", folder.display()))
                    .or_default()
                    .push((format, path));
            }
        }
        let mut stock = Self::default();
        for (name, files) in named {
            stock.add(name, &files, options);
        }
        stock.faces = faces.iter().filter_map(|path| Face::open(path)).collect();
        stock
    }

    fn add(&mut self, name: String, files: &[(Format, PathBuf)], options: &Options) {
        let read = |path: &Path| std::fs::read(path).ok().map(Arc::new);
        let mut book = Book { name, files: Vec::new(), json: None, xlsx: None };
        for (format, path) in files {
            book.files.extend(read(path).map(|bytes| (*format, bytes)));
        }
        // A book is read once, in the format that keeps most.
        let word = files.iter().find(|(f, _)| matches!(f, Format::Docx | Format::Html));
        if let Some((_, path)) = word
            && let Ok((extraction, document)) = shenbao::extract::extract_whole(path, options)
        {
            let applied = extraction.records.first().filter(|r| r.kind() == "application");
            if let Some(record) = applied {
                book.json = serde_json::to_vec(&extraction).ok().map(Arc::new);
                book.xlsx = shenbao::online::workbook::write(record).ok().map(Arc::new);
            }
            self.sheets.push(Sheet::of(&document));
        }
        self.books.push(book);
    }

    /// A few blocks of a book, as a small document of its own.
    pub fn leaf(&self, dice: &mut Dice) -> Option<Sheet> {
        let sheet = dice.one(&self.sheets)?;
        let first = dice.below(sheet.blocks.len());
        let mut leaf = Sheet::default();
        let mut room = 300 + dice.below(700);
        for block in &sheet.blocks[first..] {
            let mut block = block.clone();
            let size = match &mut block {
                Block::Para(runs) => words(runs).chars().count(),
                Block::Table(table) => {
                    // A long table is cut where no merged cell goes across.
                    let cut = (4..table.rows.min(12)).rev().find(|row| {
                        table.cells.iter().all(|c| c.row >= *row || c.row + c.rows <= *row)
                    });
                    if let Some(cut) = cut.filter(|_| table.rows > 12) {
                        table.cells.retain(|c| c.row < cut);
                        table.rows = cut;
                    }
                    table.cells.iter().map(|c| words(&c.runs).chars().count()).sum()
                }
            };
            if size > room && !leaf.blocks.is_empty() {
                break;
            }
            room = room.saturating_sub(size);
            leaf.blocks.push(block);
        }
        (!leaf.blocks.is_empty()).then_some(leaf)
    }
}
