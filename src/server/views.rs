//! How documents look without pictures: as HTML that is safe to show, and as words with their
//! boxes page by page. Kept on the disk, because reading a file again takes longer than
//! looking at it; what is kept can always be made again.

use crate::document::{Block, Document, Rect, Text};
use crate::problem::Problem;
use crate::record::Record;
use crate::report::document_html;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The form of what is kept; another one is made again.
const VERSION: u32 = 1;

/// Views below a folder.
#[derive(Debug)]
pub struct Views(PathBuf);

/// How a document looks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct View {
    version: u32,
    /// The document as a fragment of HTML.
    pub html: String,
    /// Its pages, where its format has pages.
    pub pages: Vec<PageView>,
    /// The words of each page.
    pub words: BTreeMap<u32, Vec<Word>>,
}

/// A page.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PageView {
    /// Counted from 1.
    pub n: u32,
    /// Points.
    pub width: f32,
    /// Points.
    pub height: f32,
}

/// A piece of text and its box.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Word {
    /// The characters.
    pub text: String,
    /// Left, top, right, bottom in points.
    #[schema(value_type = Vec<f32>)]
    pub bbox: Rect,
    /// 1 for characters of the file itself, less for recognised ones.
    pub confidence: f32,
    /// Other readings of doubtful characters: offset in characters, character, probability.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[schema(value_type = Vec<Vec<serde_json::Value>>)]
    pub alternatives: Vec<(usize, char, f32)>,
}

impl Views {
    /// Views below a folder.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    pub fn open(cache: &Path) -> Result<Self, Problem> {
        let folder = cache.join("views");
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// A view that was kept.
    pub fn get(&self, sha256: &str) -> Option<View> {
        let text = fs::read(self.place(sha256)).ok()?;
        let view: View = serde_json::from_slice(&text).ok()?;
        (view.version == VERSION).then_some(view)
    }

    /// Keeps a view; when the disk refuses, it is made again another time.
    pub fn keep(&self, sha256: &str, view: &View) {
        let kept = serde_json::to_vec(view).map_err(std::io::Error::from).and_then(|text| {
            use std::io::Write;
            let mut aside = tempfile::NamedTempFile::new_in(&self.0)?;
            aside.write_all(&text)?;
            aside.persist(self.place(sha256)).map(|_| ()).map_err(|error| error.error)
        });
        drop(kept);
    }

    fn place(&self, sha256: &str) -> PathBuf {
        self.0.join(format!("{sha256}.json"))
    }
}

impl View {
    /// How a document looks.
    pub fn of(document: &Document) -> Self {
        let pages = document
            .pages
            .iter()
            .map(|page| PageView { n: page.number, width: page.width, height: page.height })
            .collect();
        let mut words: BTreeMap<u32, Vec<Word>> = BTreeMap::new();
        for block in &document.blocks {
            words_of(block, &mut words);
        }
        for margin in &document.margins {
            words_of_text(&margin.text, &mut words);
        }
        Self { version: VERSION, html: document_html::html(document), pages, words }
    }

    /// How records without a document look.
    pub fn of_records(records: &[Record]) -> Self {
        let html = records.iter().map(document_html::record).collect();
        Self { version: VERSION, html, ..Self::default() }
    }
}

fn words_of(block: &Block, words: &mut BTreeMap<u32, Vec<Word>>) {
    match block {
        Block::Paragraph(paragraph) => words_of_text(&paragraph.text, words),
        Block::Table(table) => {
            let inner = table.cells.iter().flat_map(|cell| &cell.blocks);
            inner.for_each(|block| words_of(block, words));
        }
        Block::PageBreak => {}
    }
}

fn words_of_text(text: &Text, words: &mut BTreeMap<u32, Vec<Word>>) {
    for span in &text.spans {
        let Some(bbox) = span.place.bbox else { continue };
        let content = text.content.get(span.start..span.end).unwrap_or_default();
        let alternatives = span.alternatives.iter().filter_map(|other| {
            let before = text.content.get(span.start..other.at)?;
            Some((before.chars().count(), other.character, other.confidence))
        });
        words.entry(span.place.page).or_default().push(Word {
            text: content.to_owned(),
            bbox,
            confidence: span.confidence,
            alternatives: alternatives.collect(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Paragraph, Table};

    #[test]
    fn a_script_in_a_cell_is_text() {
        let cells = vec![Cell::plain(0, 0, "<script>alert(1)</script>")];
        let table = Table { rows: 1, cols: 1, cells, ..Table::default() };
        let blocks = vec![Block::Paragraph(Paragraph::plain("\"&'")), Block::Table(table)];
        let html = View::of(&Document { blocks, ..Document::default() }).html;
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("alert(1)"));
    }

    #[test]
    fn a_view_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let views = Views::open(folder.path()).unwrap();
        let document = Document {
            blocks: vec![Block::Paragraph(Paragraph::plain("甲"))],
            ..Document::default()
        };
        let view = View::of(&document);
        views.keep("ab", &view);
        assert_eq!(views.get("ab").unwrap().html, view.html);
        assert!(views.get("cd").is_none());
    }
}
