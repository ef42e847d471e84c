//! What every reader gives and every later room takes: pages, paragraphs and
//! tables, with a place for every piece of text. Knows nothing of formats or forms.

mod page;
mod picture;
mod place;
mod printed;
mod raw;
mod scanned;
mod table;
mod text;

pub use page::{Page, PageSource, Seal};
pub use picture::{Before, Look, Picture, Pixels, Plane, TINTS};
pub use place::{Place, Rect};
pub use printed::{Character, Printed};
pub use raw::Raw;
pub use scanned::{LinePicture, Scanned, Stray, StrayKind};
pub use table::{Cell, Grid, Table};
pub use text::{Alternative, Span, Text};

use crate::problem::Warning;
use serde::Serialize;

/// One file, read: blocks in the order a reader sees them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Document {
    /// Pages in order; empty for formats without pages (Word, HTML, text, sheets).
    pub pages: Vec<Page>,
    /// The body in reading order.
    pub blocks: Vec<Block>,
    /// Headers, footers, page numbers, footnotes and comments, apart from the body.
    pub margins: Vec<Margin>,
    /// Red seals found on scanned pages or drawn as signatures.
    pub seals: Vec<Seal>,
    /// Pictures in their order; kept only when the reading options ask for them.
    #[serde(skip)]
    pub pictures: Vec<Picture>,
    /// What was read page by page; kept only when the reading options ask for it.
    #[serde(skip)]
    pub printed: Vec<Printed>,
    /// What is kept of recognised pages; only when the reading options ask for it.
    #[serde(skip)]
    pub scanned: Vec<Scanned>,
    /// Files packed inside this one.
    #[serde(skip)]
    pub attachments: Vec<Attachment>,
    /// Whether the format keeps numbers that programs draw apart from typed ones.
    #[serde(skip)]
    pub tells_labels: bool,
    /// Whether the text marks the numbers that the program draws: a number that it does not
    /// mark was typed. So of all that tell labels, and of pages of the web.
    #[serde(skip)]
    pub tells_numbers: bool,
    /// The title in the file's own metadata, if any.
    pub title: Option<String>,
    /// What was lost or doubtful.
    pub warnings: Vec<Warning>,
}

/// A piece of the body.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Text between two hard breaks.
    Paragraph(Paragraph),
    /// A ruled or declared table.
    Table(Table),
    /// A page break that the author set (formats with pages need none: places say it).
    PageBreak,
}

/// A paragraph: wrapped lines are joined, hard line breaks inside are `\n`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Paragraph {
    /// The text; an automatic number of the list ("一、", "1.") stands in front of it.
    pub text: Text,
    /// What the file itself says this paragraph is.
    pub role: Role,
    /// How it looks, as far as the format tells.
    pub style: Style,
}

impl Paragraph {
    /// A body paragraph of plain text without a known place.
    pub fn plain(content: impl Into<String>) -> Self {
        Self { text: Text::plain(content), ..Self::default() }
    }
}

/// What the file says a paragraph is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Running text.
    #[default]
    Body,
    /// A heading of a level, counted from 1.
    Heading(u8),
    /// Text of a text box or WordArt, placed at its anchor.
    TextBox,
}

/// The looks that help to tell titles and red heads apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Style {
    /// Font size of most of the text, points; 0 when unknown.
    pub size: f32,
    /// Whether most of it is bold.
    pub bold: bool,
    /// Centred on the page or in its cell.
    pub centered: bool,
    /// Printed in red (发文机关标志).
    pub red: bool,
}

/// Text that belongs to the page and not to the body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Margin {
    /// Which margin.
    pub kind: MarginKind,
    /// The text.
    pub text: Text,
}

/// Where text outside the body stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarginKind {
    /// Page header.
    Header,
    /// Page footer.
    Footer,
    /// Page number (`- 2 -`, `— 3 —`, `第 1 页`).
    PageNumber,
    /// Footnote or endnote.
    Footnote,
    /// Comment or annotation.
    Comment,
    /// Menus, buttons and the like of the site that shows the page.
    Site,
}

/// A file packed inside another.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Its name as written in the package.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Document {
    /// All tables of the body, outermost only, with the index of their block.
    pub fn tables(&self) -> impl Iterator<Item = (usize, &Table)> {
        self.blocks.iter().enumerate().filter_map(|(index, block)| match block {
            Block::Table(table) => Some((index, table)),
            _ => None,
        })
    }

    /// The number of Chinese characters, letters and digits in the body.
    pub fn text_len(&self) -> usize {
        self.blocks.iter().map(Block::text_len).sum()
    }

    /// Pages that hold text nobody could read.
    pub fn unread_pages(&self) -> impl Iterator<Item = u32> + '_ {
        self.pages.iter().filter(|page| page.source.is_unread()).map(|page| page.number)
    }
}

impl Block {
    /// The number of letters, digits and Chinese characters inside.
    pub fn text_len(&self) -> usize {
        match self {
            Self::Paragraph(paragraph) => {
                paragraph.text.content.chars().filter(|c| c.is_alphanumeric()).count()
            }
            Self::Table(table) => {
                table.cells.iter().flat_map(|cell| &cell.blocks).map(Block::text_len).sum()
            }
            Self::PageBreak => 0,
        }
    }

    /// Where the block begins.
    pub fn place(&self) -> Place {
        match self {
            Self::Paragraph(paragraph) => paragraph.text.place(),
            Self::Table(table) => table.place,
            Self::PageBreak => Place::default(),
        }
    }
}
