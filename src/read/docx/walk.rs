//! One pass over the XML of a story (body, header, footnote): blocks, tables
//! and sections. Elements that only wrap others (content controls, insertions,
//! smart tags) are passed through; what a tracked change removed is skipped.

use super::look::Look;
use super::numbering::{Counters, Numbering};
use super::picture::Gallery;
use super::styles::Styles;
use super::{field::Field, field::tick};
use crate::document::{Block, MarginKind, Paragraph};
use crate::intake::Limits;
use crate::problem::Warning;
use crate::read::grid::{self, Merge, WordCell, WordRow};
use crate::read::spot::Fill;
use crate::read::xml::{self, attr, is_on};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;
use std::time::Instant;

/// Events between two looks at the clock.
const EVENTS: u32 = 1024;

/// What all stories of a document share and none changes.
pub struct Context<'a> {
    pub styles: &'a Styles,
    pub numbering: &'a Numbering,
    pub limits: &'a Limits,
    /// When reading must have ended.
    pub deadline: Instant,
    /// Blocks of a document packed inside this one and shown in its place, by relationship.
    pub chunk: &'a dyn Fn(&str) -> Vec<Block>,
    /// The XML of a part that is drawn in place (SmartArt, chart), by relationship.
    pub part: &'a dyn Fn(&str) -> String,
}

/// What the stories change as they are read.
#[derive(Default)]
pub struct State {
    pub counters: Counters,
    pub fields: Vec<Field>,
    pub warnings: Vec<Warning>,
    /// Headers and footers that sections refer to, by relationship.
    pub margins: Vec<(MarginKind, String)>,
    /// Notes and remarks that stand in the text itself.
    pub notes: Vec<(MarginKind, String)>,
    /// Footnotes (and endnotes) whose marks stand in the text, by number: no other is printed.
    pub noted: BTreeSet<(bool, String)>,
    /// Objects packed inside, by relationship.
    pub embedded: Vec<String>,
    /// Pictures of the story.
    pub gallery: Gallery,
    pub characters: usize,
    pub cells: usize,
    /// State of a check box whose glyph has not come yet.
    pub checkbox: Option<bool>,
    /// Inside a drawn part already; such parts hold no others.
    pub in_part: bool,
    /// Content controls around that still show their prompt.
    pub prompts: usize,
    /// Formulas packed as objects in paragraphs without text.
    pub objects: usize,
}

impl State {
    /// Adds a warning, once for each code.
    pub fn warn(&mut self, code: &str, message: &str) {
        self.add(Warning::new(code, message));
    }

    /// Adds a warning, once for each code.
    pub fn add(&mut self, warning: Warning) {
        if !self.warnings.iter().any(|other| other.code == warning.code) {
            self.warnings.push(warning);
        }
    }
}

/// Where blocks go.
#[derive(Default)]
pub struct Sink {
    pub blocks: Vec<Block>,
    /// Text of a paragraph whose mark was deleted: the next one goes on with it.
    pub carry: String,
    /// The body itself, where sections end.
    pub root: bool,
    /// How far its pages are filled.
    pub fill: Fill,
    /// Where the last section ended.
    section_at: Option<usize>,
    cell: CellProperties,
}

#[derive(Default)]
struct CellProperties {
    span: usize,
    merge: Merge,
    /// Joined to the cell before it (`w:hMerge`).
    joined: bool,
    deleted: bool,
}

/// A walk over one story.
pub struct Walker<'x, 'c> {
    pub reader: Reader<&'x [u8]>,
    pub cx: &'c Context<'c>,
    pub state: &'c mut State,
    pub depth: usize,
    ended: bool,
    events: u32,
}

impl<'x, 'c> Walker<'x, 'c> {
    /// A walk over the XML of one part.
    pub fn new(xml: &'x str, cx: &'c Context<'c>, state: &'c mut State) -> Self {
        Self { reader: xml::reader(xml), cx, state, depth: 0, ended: false, events: 0 }
    }

    /// The next event; a fault in the XML ends the story with a warning.
    pub fn next(&mut self) -> Event<'x> {
        self.events = self.events.wrapping_add(1);
        if self.events.is_multiple_of(EVENTS) && Instant::now() > self.cx.deadline {
            self.state.warn("limit-exceeded", "读取超时，其后的内容未读");
            self.stop();
        }
        match self.reader.read_event() {
            Ok(Event::Eof) => {
                self.ended = true;
                Event::Eof
            }
            Ok(event) => event,
            Err(_) => {
                self.state.warn("xml-broken", "文档内部的 XML 有错，其后的内容未能读出");
                self.stop();
                Event::Eof
            }
        }
    }

    /// Ends the story here: every loop around sees the end of the input.
    pub fn stop(&mut self) {
        self.reader = xml::reader("");
        self.ended = true;
    }

    /// Passes over the rest of an element whose start was read.
    pub fn skip(&mut self) {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return,
                _ => {}
            }
        }
    }

    /// Enters a nested element unless that is too deep, in which case it is passed over.
    pub fn nested(&mut self, enter: impl FnOnce(&mut Self)) {
        if self.depth >= self.cx.limits.nesting {
            self.state.warn("nesting-limit", "文档嵌套过深，过深的部分未读");
            return self.skip();
        }
        self.depth += 1;
        enter(self);
        self.depth -= 1;
    }

    /// All blocks of a part; `root` where it is the body, in which sections end.
    pub fn story(mut self, root: bool) -> Vec<Block> {
        let mut sink = Sink { root, ..Sink::default() };
        let mut cut = false;
        loop {
            match self.next() {
                Event::Start(_) => {
                    self.nested(|walker| walker.blocks(&mut sink));
                    cut = self.ended;
                }
                Event::DocType(_) => self
                    .state
                    .warn("doctype", "文档内部含有 DTD 声明，已忽略（不展开实体，不访问外部）"),
                Event::Eof => break,
                _ => {}
            }
        }
        if cut {
            self.state.warn("document-cut", "正文在中途断开，其后的内容缺失");
        }
        self.flush(&mut sink);
        sink.blocks
    }

    /// Blocks up to the end of the element around them.
    pub fn blocks(&mut self, sink: &mut Sink) {
        loop {
            match self.next() {
                Event::Start(element) => self.block(&element, sink),
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    fn block(&mut self, element: &BytesStart<'x>, sink: &mut Sink) {
        match element.local_name().as_ref() {
            "p" => self.nested(|walker| {
                let section = walker.paragraph(sink);
                if let (Some(continuous), true) = (section, sink.root) {
                    end_section(sink, continuous);
                    sink.section_at = Some(sink.blocks.len());
                }
            }),
            "tbl" => {
                self.flush(sink);
                let mut rows = Vec::new();
                self.nested(|walker| walker.rows(&mut rows));
                if !rows.is_empty() {
                    sink.blocks.push(Block::Table(grid::from_word(rows)));
                }
            }
            "sdt" => self.nested(|walker| {
                walker.control(|walker| walker.blocks(sink));
                if let Some(checked) = walker.state.checkbox.take() {
                    sink.blocks.push(Block::Paragraph(Paragraph::plain(tick(checked))));
                }
            }),
            "AlternateContent" => self.nested(|walker| {
                walker.alternate(|walker| {
                    let before = sink.blocks.len();
                    walker.blocks(sink);
                    sink.blocks.len() > before
                });
            }),
            "altChunk" => {
                self.flush(sink);
                if let Some(id) = attr(element, "id") {
                    sink.blocks.extend((self.cx.chunk)(&id));
                }
                self.skip();
            }
            "sectPr" => {
                let continuous = self.section();
                if sink.root {
                    end_section(sink, continuous);
                }
            }
            "tcPr" => self.cell_properties(&mut sink.cell),
            "del" | "moveFrom" => self.skip(),
            name if name.ends_with("Pr") || name == "tblGrid" => self.skip(),
            // Runs outside any paragraph are met in broken files only; their text counts.
            "r" | "hyperlink" => self.nested(|walker| walker.loose_run(sink)),
            _ => self.nested(|walker| walker.blocks(sink)),
        }
    }

    /// A paragraph that was deleted at its end but has nobody to join.
    pub fn flush(&mut self, sink: &mut Sink) {
        let text = std::mem::take(&mut sink.carry);
        if !text.trim().is_empty() {
            sink.blocks.push(Block::Paragraph(Paragraph::plain(text)));
        }
    }

    /// A content control: what it is, then its content by `enter`.
    pub fn control(&mut self, mut enter: impl FnMut(&mut Self)) {
        let (mut checkbox, mut prompt) = (None, false);
        loop {
            match self.next() {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sdtPr" => (checkbox, prompt) = self.control_properties(),
                    "sdtContent" => {
                        if checkbox.is_some() {
                            self.state.checkbox = checkbox;
                        }
                        self.state.prompts += usize::from(prompt);
                        enter(self);
                        self.state.prompts -= usize::from(prompt);
                    }
                    _ => self.skip(),
                },
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    fn control_properties(&mut self) -> (Option<bool>, bool) {
        let (mut checkbox, mut prompt) = (None, false);
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    depth += 1;
                    match element.local_name().as_ref() {
                        "checkbox" => checkbox = Some(false),
                        "checked" if checkbox.is_some() => checkbox = Some(is_on(&element)),
                        "showingPlcHdr" => prompt = is_on(&element),
                        _ => {}
                    }
                }
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        (checkbox, prompt)
    }

    /// One of several writings of the same thing: the first that gives anything is taken.
    pub fn alternate(&mut self, mut enter: impl FnMut(&mut Self) -> bool) {
        let mut taken = false;
        loop {
            match self.next() {
                Event::Start(element) => match element.local_name().as_ref() {
                    "Choice" | "Fallback" if !taken => taken = enter(self),
                    _ => self.skip(),
                },
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    /// The properties of a section; whether it goes on the page of the one before it.
    pub fn section(&mut self) -> bool {
        let mut continuous = false;
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    depth += 1;
                    let kind = match element.local_name().as_ref() {
                        "type" => {
                            continuous = attr(&element, "val").as_deref() == Some("continuous");
                            continue;
                        }
                        "headerReference" => MarginKind::Header,
                        "footerReference" => MarginKind::Footer,
                        _ => continue,
                    };
                    if let Some(id) = attr(&element, "id") {
                        let margin = (kind, id.into_owned());
                        if !self.state.margins.contains(&margin) {
                            self.state.margins.push(margin);
                        }
                    }
                }
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        continuous
    }

    fn rows(&mut self, rows: &mut Vec<WordRow>) {
        loop {
            match self.next() {
                Event::Start(element) => match element.local_name().as_ref() {
                    "tr" => self.nested(|walker| {
                        let mut row = WordRow::default();
                        let mut deleted = false;
                        walker.row(&mut row, &mut deleted);
                        if !deleted && !row.cells.is_empty() {
                            rows.push(row);
                        }
                    }),
                    "sdt" => self.nested(|walker| walker.control(|walker| walker.rows(rows))),
                    "AlternateContent" => self.nested(|walker| {
                        walker.alternate(|walker| {
                            let before = rows.len();
                            walker.rows(rows);
                            rows.len() > before
                        });
                    }),
                    "del" | "moveFrom" | "tblGrid" => self.skip(),
                    name if name.ends_with("Pr") => self.skip(),
                    _ => self.nested(|walker| walker.rows(rows)),
                },
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    fn row(&mut self, row: &mut WordRow, deleted: &mut bool) {
        loop {
            match self.next() {
                Event::Start(element) => match element.local_name().as_ref() {
                    "trPr" => self.row_properties(row, deleted),
                    "tc" => self.nested(|walker| walker.cell(row)),
                    "sdt" => {
                        self.nested(|walker| walker.control(|walker| walker.row(row, deleted)))
                    }
                    "tblPrEx" | "del" | "moveFrom" => self.skip(),
                    _ => self.nested(|walker| walker.row(row, deleted)),
                },
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    fn row_properties(&mut self, row: &mut WordRow, deleted: &mut bool) {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    if depth == 1 {
                        let count = || attr(&element, "val").and_then(|v| v.trim().parse().ok());
                        match element.local_name().as_ref() {
                            "gridBefore" => row.before = count().unwrap_or(0),
                            "gridAfter" => row.after = count().unwrap_or(0),
                            "tblHeader" => row.header = is_on(&element),
                            "del" => *deleted = true,
                            _ => {}
                        }
                    }
                    depth += 1;
                }
                Event::End(_) => depth -= 1,
                Event::Eof => return,
                _ => {}
            }
        }
    }

    fn cell(&mut self, row: &mut WordRow) {
        let mut sink = Sink::default();
        self.blocks(&mut sink);
        self.flush(&mut sink);
        self.state.cells += 1;
        if self.state.cells > self.cx.limits.cells {
            self.state.warn("cell-limit", "表格单元格数超过上限，其后的内容未读");
            return self.stop();
        }
        let CellProperties { span, merge, joined, deleted } = sink.cell;
        if deleted {
            return;
        }
        let span = span.max(1);
        match row.cells.last_mut().filter(|_| joined) {
            Some(before) => before.span = before.span.saturating_add(span),
            None => row.cells.push(WordCell { span, merge, blocks: sink.blocks }),
        }
    }

    fn cell_properties(&mut self, cell: &mut CellProperties) {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    if depth == 1 {
                        let val = attr(&element, "val");
                        match element.local_name().as_ref() {
                            "gridSpan" => {
                                cell.span = val.and_then(|v| v.trim().parse().ok()).unwrap_or(1);
                            }
                            "vMerge" | "vmerge" => {
                                cell.merge = match val.as_deref() {
                                    Some("restart") => Merge::Start,
                                    _ => Merge::Continue,
                                };
                            }
                            "hMerge" | "hmerge" => cell.joined = val.as_deref() != Some("restart"),
                            "cellDel" => cell.deleted = true,
                            _ => {}
                        }
                    }
                    depth += 1;
                }
                Event::End(_) => depth -= 1,
                Event::Eof => return,
                _ => {}
            }
        }
    }

    /// What a paragraph's style and its own properties say together.
    pub fn base(&self, own: &Look) -> Look {
        let mut look = self.cx.styles.paragraph(own.style.as_deref());
        look.apply(own);
        look
    }
}

/// The section that ends here began with a page of its own unless it is continuous.
fn end_section(sink: &mut Sink, continuous: bool) {
    let Some(at) = sink.section_at.take() else { return };
    let broken = |block: Option<&Block>| matches!(block, Some(Block::PageBreak));
    let before = at.checked_sub(1).and_then(|i| sink.blocks.get(i));
    if !continuous && at > 0 && !broken(before) && !broken(sink.blocks.get(at)) {
        sink.blocks.insert(at, Block::PageBreak);
    }
}
