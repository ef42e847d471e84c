//! A document as one stream of folded characters, cell by cell and paragraph by
//! paragraph in reading order, so that nothing printed escapes the comparison
//! whatever its layout.

use crate::compare::stream::fold::{self, Gap, Mark};
use crate::compare::stream::page_numbers::PageNumbers;
use crate::compare::stream::running::Running;
use crate::document::{
    Block, Document, Margin, MarginKind, PageSource, Paragraph, Place, Role, Table, Text,
};
use crate::value::pattern::pattern;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

pattern! {
    static SHEET = r"^(?:(?i:sheet)|工作表) ?\d{0,3}$";
}

/// The stream of one document.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Paragraphs and cells.
    pub units: Vec<Unit>,
    /// Their characters, folded.
    pub marks: Vec<Mark>,
    /// Folded text of headers, footers and page numbers.
    pub furniture: Vec<String>,
    /// Lines of headers and footers.
    pub running: Vec<Running>,
    /// Number of pages; 0 if the format has none.
    pub pages: usize,
    /// Number of footnotes and endnotes.
    pub footnotes: usize,
    /// Units that are the texts of footnotes and endnotes.
    pub noted: Vec<usize>,
    /// Marks in front of which the mark of a footnote stands that the text leaves out.
    pub notes: Vec<usize>,
    /// Marks that belong to formulas; an empty range is a formula of which nothing was read.
    pub formulas: Vec<Range<usize>>,
    /// Units in the margin of a print's only page.
    pub at_edge: BTreeSet<usize>,
    tells_labels: bool,
    /// Numbers that the program draws are marked in the text.
    tells_numbers: bool,
    ocr_pages: BTreeSet<u32>,
    by_cell: HashMap<(usize, String), usize>,
}

/// A paragraph or a cell.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Index of the block in the document.
    pub block: usize,
    /// Cell path inside the block, `r3c2`; empty outside tables.
    pub cell: String,
    /// Row and column of the innermost table, if the unit is a cell.
    pub at: Option<(usize, usize)>,
    /// Rows and columns that the cell covers.
    pub span: (usize, usize),
    /// Number of the innermost table in the stream.
    pub table: Option<usize>,
    /// Its own text; wraps inside a cell are line breaks.
    pub text: Text,
    /// Where it stands.
    pub place: Place,
    /// Its marks in the stream.
    pub range: Range<usize>,
    /// What it is.
    pub kind: UnitKind,
    /// There is ink in it that nobody could read.
    pub unread: bool,
}

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A paragraph of the body.
    Body,
    /// A cell of a table.
    Cell,
    /// Text that layouts place freely: text boxes, footnotes, comments.
    Floating,
}

/// Whether a header or footer stands at the edge of its page, as watermarks do not.
fn is_at_edge(margin: &Margin, document: &Document) -> bool {
    let place = margin.text.place();
    let page = document.pages.iter().find(|page| page.number == place.page);
    page.zip(place.bbox)
        .is_some_and(|(page, bbox)| bbox.y1 < 0.2 * page.height || bbox.y0 > 0.8 * page.height)
}

/// A header or footer without those of its lines that hold a page's number alone: a file
/// keeps there the number of whatever page was shown last.
fn without_numbers(text: &str) -> String {
    let number = |line: &&str| {
        let line = line.trim();
        (1..=3).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_digit())
    };
    let words: Vec<&str> = text.lines().filter(|line| !number(line)).collect();
    words.join("\n")
}

impl Flow {
    /// Lays a document out as a stream.
    pub fn of(document: &Document) -> Self {
        let mut flow = Flow {
            ocr_pages: document
                .pages
                .iter()
                .filter(|page| page.source == PageSource::Ocr)
                .map(|page| page.number)
                .collect(),
            pages: document.pages.len(),
            tells_labels: document.tells_labels,
            tells_numbers: document.tells_labels || document.tells_numbers,
            ..Flow::default()
        };
        let numbers = PageNumbers::of(document);
        let mut tables = 0;
        for (index, block) in document.blocks.iter().enumerate() {
            match block {
                // The name that a program gave to a sheet says nothing.
                Block::Paragraph(paragraph)
                    if paragraph.role == Role::Heading(1)
                        && document.pages.is_empty()
                        && SHEET.is_match(paragraph.text.content.trim())
                        && matches!(document.blocks.get(index + 1), Some(Block::Table(_))) =>
                {
                    flow.furniture.push(fold::folded(&paragraph.text.content));
                }
                Block::Paragraph(paragraph) => flow.paragraph(index, paragraph),
                Block::Table(table) => flow.table(index, "", table, &mut tables, 0),
                Block::PageBreak => {}
            }
        }
        for margin in &document.margins {
            match margin.kind {
                MarginKind::Footnote | MarginKind::Comment => {
                    if margin.kind == MarginKind::Footnote {
                        flow.footnotes += 1;
                        flow.noted.push(flow.units.len());
                    }
                    flow.floating(&margin.text);
                }
                // A value at the bottom of a page looks like its number.
                MarginKind::PageNumber if !numbers.holds(&margin.text) => {
                    flow.floating(&margin.text);
                }
                MarginKind::PageNumber => flow.furniture.push(fold::folded(&margin.text.content)),
                // A print of the page may have them among its lines.
                MarginKind::Site => {
                    let text = margin.text.content.as_str();
                    flow.furniture.push(fold::folded(text));
                    flow.furniture.extend(text.lines().map(fold::folded));
                }
                MarginKind::Header | MarginKind::Footer => {
                    let text = margin.text.content.as_str();
                    let folded = fold::folded(text);
                    let page = margin.text.place().page;
                    let footer = margin.kind == MarginKind::Footer;
                    let words = without_numbers(text);
                    let mut running = Running::of(text, &fold::folded(&words), page, footer);
                    running.at_edge &= is_at_edge(margin, document);
                    flow.running.push(running);
                    flow.furniture.push(folded);
                    // A print may keep one line of a footer for another kind of margin.
                    if text.contains('\n') {
                        flow.furniture.extend(text.lines().map(fold::folded));
                    }
                }
            }
        }
        fold::settle(&mut flow.marks, 0);
        flow.index();
        if let [page] = document.pages.as_slice() {
            /// The share of a page that its upper and lower margin take.
            const MARGIN: f32 = 0.07;
            let inside = |unit: &Unit| {
                let bbox = unit.text.place().bbox;
                unit.kind == UnitKind::Body
                    && bbox.is_some_and(|b| {
                        b.y1 < MARGIN * page.height || b.y0 > (1.0 - MARGIN) * page.height
                    })
            };
            let units = flow.units.iter().enumerate().filter(|(_, unit)| inside(unit));
            flow.at_edge = units.map(|(number, _)| number).collect();
        }
        flow
    }

    /// The stream of plain text, one paragraph a line.
    pub fn of_text(text: &str) -> Self {
        let blocks = text.lines().map(|l| Block::Paragraph(Paragraph::plain(l))).collect();
        Self::of(&Document { blocks, ..Document::default() })
    }

    fn floating(&mut self, text: &Text) {
        let place = text.place();
        self.unit(usize::MAX, String::new(), text.clone(), place, UnitKind::Floating);
    }

    fn paragraph(&mut self, block: usize, paragraph: &Paragraph) {
        let kind =
            if paragraph.role == Role::TextBox { UnitKind::Floating } else { UnitKind::Body };
        let place = paragraph.text.place();
        self.unit(block, String::new(), paragraph.text.clone(), place, kind);
    }

    fn table(
        &mut self,
        block: usize,
        prefix: &str,
        table: &Table,
        tables: &mut usize,
        depth: usize,
    ) {
        let number = *tables;
        *tables += 1;
        for cell in &table.cells {
            let path = format!("{prefix}r{}c{}", cell.row, cell.col);
            self.unit(block, path.clone(), cell.own_text(), cell.place, UnitKind::Cell);
            if let Some(unit) = self.units.last_mut() {
                unit.at = Some((cell.row, cell.col));
                unit.span = (cell.row_span, cell.col_span);
                unit.table = Some(number);
                unit.unread = cell.unread;
            }
            // Readers bound nesting; this bound only protects documents built by hand.
            if depth < 64 {
                for part in &cell.blocks {
                    if let Block::Table(inner) = part {
                        self.table(block, &format!("{path}/"), inner, tables, depth + 1);
                    }
                }
            }
        }
    }

    fn unit(&mut self, block: usize, cell: String, text: Text, place: Place, kind: UnitKind) {
        let after_cell = self.units.last().is_none_or(|u| u.kind == UnitKind::Cell);
        let gap = if kind == UnitKind::Body && !after_cell { Gap::Space } else { Gap::Cell };
        let number = self.units.len() as u32;
        fold::append(&mut self.marks, &text.content, number, gap);
        self.units.push(Unit {
            block,
            cell,
            at: None,
            span: (1, 1),
            table: None,
            text,
            place,
            range: 0..0,
            kind,
            unread: false,
        });
    }

    fn index(&mut self) {
        let mut at = 0;
        for (number, unit) in self.units.iter_mut().enumerate() {
            let start = at;
            while self.marks.get(at).is_some_and(|mark| mark.unit as usize <= number) {
                at += 1;
            }
            unit.range = start..at;
            let marks = self.marks.get(start..at).unwrap_or_default();
            self.formulas.extend(unit.text.formulas.iter().map(|formula| {
                let first = marks.partition_point(|m| (m.start as usize) < formula.start);
                let last = marks.partition_point(|m| (m.start as usize) < formula.end);
                start + first..start + last.max(first)
            }));
            let behind = |at: &usize| start + marks.partition_point(|m| (m.start as usize) < *at);
            self.notes.extend(unit.text.notes.iter().map(behind));
            self.by_cell.entry((unit.block, unit.cell.clone())).or_insert(number);
        }
    }

    /// The same text without the headers and footers of its pages.
    pub fn without_margins(&self) -> Self {
        Self { furniture: Vec::new(), running: Vec::new(), ..self.clone() }
    }

    /// The unit of a block and cell path.
    pub fn unit_at(&self, block: usize, cell: &str) -> Option<usize> {
        let key = (block, cell.to_owned());
        self.by_cell.get(&key).copied().or_else(|| {
            // A block that begins with a table begins with its first cell.
            if cell.is_empty() {
                return self.by_cell.get(&(block, "r0c0".to_owned())).copied();
            }
            // A path into a nested table that is written otherwise: its outer cell.
            let outer = cell.split('/').next().filter(|outer| *outer != cell)?;
            self.by_cell.get(&(block, outer.to_owned())).copied()
        })
    }

    /// The unit a mark belongs to.
    pub fn unit_of(&self, mark: usize) -> Option<&Unit> {
        self.units.get(self.marks.get(mark)?.unit as usize)
    }

    /// The folded characters of a range of marks.
    pub fn folded(&self, range: Range<usize>) -> String {
        self.marks.get(range).unwrap_or_default().iter().map(|mark| mark.ch).collect()
    }

    /// The folded characters of a range of marks that say something: no punctuation.
    pub fn words(&self, range: Range<usize>) -> String {
        let marks = self.marks.get(range).unwrap_or_default().iter();
        marks.map(|mark| mark.ch).filter(|c| fold::is_content(*c)).collect()
    }

    /// The text as printed of a range of marks; units are put on lines of their own.
    pub fn printed(&self, range: Range<usize>) -> String {
        let mut out = String::new();
        for (unit, bytes) in self.pieces(range) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(self.units[unit].text.content.get(bytes).unwrap_or_default());
        }
        out
    }

    /// Where a range of marks stands.
    pub fn place(&self, range: Range<usize>) -> Place {
        self.pieces(range)
            .map(|(unit, bytes)| {
                let unit = &self.units[unit];
                let place = unit.text.place_of(bytes);
                if place.page == 0 && place.bbox.is_none() { unit.place } else { place }
            })
            .reduce(|a, b| a.union(&b))
            .unwrap_or_default()
    }

    /// The least sure reading in a range of marks.
    pub fn confidence(&self, range: Range<usize>) -> f32 {
        self.pieces(range)
            .map(|(unit, bytes)| self.units[unit].text.confidence_of(bytes))
            .fold(1.0, f32::min)
    }

    /// Whether any of the range was recognised from an image.
    pub fn is_recognised(&self, range: Range<usize>) -> bool {
        self.confidence(range.clone()) < 1.0 || self.ocr_pages.contains(&self.place(range).page)
    }

    /// Whether the whole document holds recognised pages.
    pub fn has_recognised_pages(&self) -> bool {
        !self.ocr_pages.is_empty()
    }

    /// Whether the page was recognised from an image.
    pub fn is_recognised_page(&self, page: u32) -> bool {
        self.ocr_pages.contains(&page)
    }

    /// Whether a program may draw the number in front of a paragraph otherwise, or leave
    /// it out: no print's, and in formats that tell them apart no typed one.
    pub fn may_be_drawn(&self, mark: usize) -> bool {
        !self.is_print() && (!self.tells_numbers || self.is_label(mark))
    }

    /// Whether a program may draw a number in front of the paragraph of a mark.
    pub fn may_draw_in_front_of(&self, mark: usize) -> bool {
        let labels = || self.unit_of(mark).is_some_and(|unit| !unit.text.labels.is_empty());
        !self.is_print() && (!self.tells_numbers || labels())
    }

    /// Whether the file is a print, in which everything stands as it is seen.
    pub fn is_print(&self) -> bool {
        self.pages > 0
    }

    /// Whether the file is one of a word processor: it knows its headers, footers and numbers.
    pub fn tells_labels(&self) -> bool {
        !self.is_print() && self.tells_labels
    }

    /// Whether the file says that the program draws a mark: nobody typed it.
    pub fn is_automatic(&self, mark: usize) -> bool {
        !self.is_print() && self.tells_numbers && self.is_label(mark)
    }

    /// Whether a mark belongs to a number that the file says the program draws.
    fn is_label(&self, mark: usize) -> bool {
        let Some(unit) = self.unit_of(mark) else { return false };
        let at = self.marks[mark].start as usize;
        unit.text.labels.iter().any(|label| label.contains(&at))
    }

    /// Other readings of the characters in a range.
    pub fn alternatives(&self, range: Range<usize>) -> Vec<char> {
        self.pieces(range)
            .flat_map(|(unit, bytes)| {
                self.units[unit]
                    .text
                    .spans
                    .iter()
                    .flat_map(|span| &span.alternatives)
                    .filter(move |a| bytes.contains(&a.at))
                    .map(|a| a.character)
            })
            .collect()
    }

    /// The byte ranges by unit that a range of marks covers.
    pub(in crate::compare) fn pieces(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        let marks = self.marks.get(range).unwrap_or_default();
        marks.chunk_by(|a, b| a.unit == b.unit).filter_map(|chunk| {
            let start = chunk.iter().map(|m| m.start).min()? as usize;
            let end = chunk.iter().map(|m| m.end).max()? as usize;
            let unit = chunk[0].unit as usize;
            (unit < self.units.len()).then_some((unit, start..end))
        })
    }
}
