//! One pass over the XML of a story (body, header, footnote): blocks, tables
//! and sections. Elements that only wrap others (content controls, insertions,
//! smart tags) are passed through; what a tracked change removed is skipped.

use super::bound::{Binding, Stores};
use super::fonts::Fonts;
use super::look::Look;
use super::numbering::{Counters, Numbering};
use super::picture::Gallery;
use super::show::{Shade, is_known};
use super::styles::Styles;
use super::tables::{Open, Under, said_parts};
use super::theme::Palette;
use super::{field::Field, field::tick};
use crate::document::{Block, MarginKind, Paragraph, Role};
use crate::intake::Limits;
use crate::problem::{Warning, WarningCode};
use crate::read::grid::{self, Merge, WordCell, WordRow};
use crate::read::shown::{Told, Why, ground, measure};
use crate::read::spot::Fill;
use crate::read::xml::{self, attr, is_on};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;
use std::time::Instant;

/// Events between two looks at the clock.
const EVENTS: u32 = 1024;
/// Twentieths of a point.
const TWIPS: f32 = 20.0;
/// What a cell leaves free on both sides of its text, in points.
const CELL_MARGINS: f32 = 10.8;
/// A cell narrower than this (points) shows no character whole.
const NARROW_CELL: f32 = 5.0;

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
    /// Colours of the theme.
    pub palette: &'a Palette,
    /// Fonts that draw something else than the characters.
    pub fonts: &'a Fonts,
    /// The digest of a picture that is a bullet, by its number.
    pub bullet: &'a dyn Fn(i64) -> Option<String>,
    /// What content controls are bound to.
    pub stores: &'a Stores,
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
    /// What is shown otherwise than it is read.
    pub told: Told,
    /// The story that is read, if it is not the body (`页眉`).
    pub story: &'static str,
    /// What lies under the text.
    pub under: Under,
    /// Tables around, and how many the story has had.
    pub tables: Vec<Open>,
    pub table_count: usize,
    /// Where the cell is that is being read: table, row, column from 1.
    pub cell_at: Option<[usize; 3]>,
    /// The value of a bound control, until it has been shown.
    pub bound: Option<String>,
    /// A control whose bound value was shown in place of its text.
    pub replaced: usize,
    pub characters: usize,
    pub cells: usize,
    /// State of a check box whose glyph has not come yet.
    pub checkbox: Option<CheckBox>,
    /// Inside a drawn part already; such parts hold no others.
    pub in_part: bool,
    /// Content controls around that still show their prompt.
    pub prompts: usize,
    /// Formulas packed as objects in paragraphs without text.
    pub objects: usize,
}

/// What the properties of a content control say.
#[derive(Debug, Default)]
struct Control {
    checkbox: Option<CheckBox>,
    prompt: bool,
    binding: Binding,
}

/// A check box of a content control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckBox {
    /// Its state.
    pub checked: bool,
    /// The signs of its two states, unticked and ticked.
    pub signs: [char; 2],
}

impl CheckBox {
    /// The state that a sign stands for, as the control itself says.
    pub fn by_sign(&self, text: &str) -> Option<bool> {
        let code = |c: char| match u32::from(c) {
            code @ 0xf000..=0xf0ff => code - 0xf000,
            code => code,
        };
        let sign = text.chars().next().map(code)?;
        let [off, on] = self.signs.map(code);
        (off != on && (sign == off || sign == on)).then_some(sign == on)
    }
}

impl State {
    /// Begins a story beside the body.
    pub fn enter(&mut self, story: &'static str) {
        (self.story, self.table_count) = (story, 0);
    }

    /// Where text that is read now stands.
    pub fn place(&self) -> String {
        let cell = self
            .cell_at
            .map(|[table, row, column]| format!("第{table}个表格第{row}行第{column}格"));
        format!("{}{}", self.story, cell.unwrap_or_default())
    }

    /// Adds a warning, once for each code.
    pub fn warn(&mut self, code: WarningCode, message: &str) {
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
    /// Its width in points, and how it is shaded and crossed out.
    width: Option<f32>,
    shade: Option<Shade>,
    said: Option<Vec<bool>>,
    /// Counted from 0.
    column: usize,
    crossed: [bool; 2],
}

/// A walk over one story.
pub struct Walker<'x, 'c> {
    pub reader: Reader<&'x [u8]>,
    pub cx: &'c Context<'c>,
    pub state: &'c mut State,
    pub depth: usize,
    ended: bool,
    events: u32,
    /// The whole part, and the namespaces that its root declares.
    xml: &'x str,
    spaces: Vec<(String, String)>,
    /// Word 2003: smart tags have names of their own.
    foreign: bool,
}

impl<'x, 'c> Walker<'x, 'c> {
    /// A walk over the XML of one part.
    pub fn new(xml: &'x str, cx: &'c Context<'c>, state: &'c mut State) -> Self {
        let reader = xml::reader(xml);
        let (spaces, foreign) = (Vec::new(), false);
        Self { reader, cx, state, depth: 0, ended: false, events: 0, xml, spaces, foreign }
    }

    /// What is left of the element whose start was read, as it stands in the part.
    pub fn ahead(&self) -> &'x str {
        let mut reader = self.reader.clone();
        let start = reader.buffer_position() as usize;
        let mut depth = 1usize;
        let mut end = start;
        while depth > 0 {
            match reader.read_event() {
                Ok(Event::Start(_)) => depth += 1,
                Ok(Event::End(_)) => depth -= 1,
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
            end = reader.buffer_position() as usize;
        }
        match self.ended {
            true => "",
            false => self.xml.get(start..end).unwrap_or_default(),
        }
    }

    /// Notes the namespaces that an element declares.
    fn note_spaces(&mut self, element: &BytesStart<'x>) {
        for attribute in element.attributes().with_checks(false).flatten() {
            if let Some(prefix) = attribute.key.as_ref().strip_prefix("xmlns:") {
                self.spaces.push((prefix.to_owned(), attribute.value.to_string()));
            }
        }
        self.foreign |= element.local_name().as_ref() == "wordDocument";
    }

    /// Tells of an element that nobody knows, if it holds text.
    pub fn note_unknown(&mut self, element: &BytesStart<'x>) {
        let name = element.local_name();
        if self.foreign || is_known(name.as_ref()) || self.state.in_part {
            return;
        }
        let words = words(self.ahead());
        if !words.trim().is_empty() {
            let why = Why::Unknown(name.as_ref().to_owned());
            let place = self.state.place();
            self.state.told.tell(&place, &words, "", why);
        }
    }

    /// The next event; a fault in the XML ends the story with a warning.
    pub fn next(&mut self) -> Event<'x> {
        self.events = self.events.wrapping_add(1);
        if self.events.is_multiple_of(EVENTS) && Instant::now() > self.cx.deadline {
            self.state.warn(WarningCode::LimitExceeded, "读取超时，其后的内容未读");
            self.stop();
        }
        match self.reader.read_event() {
            Ok(Event::Eof) => {
                self.ended = true;
                Event::Eof
            }
            Ok(event) => event,
            Err(_) => {
                self.state.warn(WarningCode::XmlBroken, "文档内部的 XML 有错，其后的内容未能读出");
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
            self.state.warn(WarningCode::NestingLimit, "文档嵌套过深，过深的部分未读");
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
                Event::Start(element) => {
                    self.note_spaces(&element);
                    self.nested(|walker| walker.blocks(&mut sink));
                    cut = self.ended;
                }
                Event::DocType(_) => self.state.warn(
                    WarningCode::Doctype,
                    "文档内部含有 DTD 声明，已忽略（不展开实体，不访问外部）",
                ),
                Event::Eof => break,
                _ => {}
            }
        }
        if cut {
            self.state.warn(WarningCode::DocumentCut, "正文在中途断开，其后的内容缺失");
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
                let outermost = self.state.tables.is_empty();
                self.state.table_count += usize::from(outermost);
                self.state.tables.push(Open::default());
                self.nested(|walker| walker.rows(&mut rows));
                let open = self.state.tables.pop();
                if open.is_some_and(|open| open.turned) {
                    let place = format!("{}第{}个表格", self.state.story, self.state.table_count);
                    self.state.told.tell(&place, "", "", Why::ColumnsTurned);
                }
                if !rows.is_empty() {
                    sink.blocks.push(Block::Table(grid::from_word(rows)));
                }
            }
            "sdt" => self.nested(|walker| {
                walker.control(|walker| walker.blocks(sink));
                if let Some(check) = walker.state.checkbox.take() {
                    sink.blocks.push(Block::Paragraph(Paragraph::plain(tick(check.checked))));
                }
                if let Some(bound) = walker.state.bound.take().filter(|b| !b.trim().is_empty()) {
                    sink.blocks.push(Block::Paragraph(Paragraph::plain(bound)));
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
            "tcPr" => {
                self.cell_properties(&mut sink.cell);
                self.under_cell(&sink.cell);
            }
            "background" => {
                let colour = attr(element, "color").and_then(|v| ground::hex(&v));
                if let Some(colour) = colour {
                    // Backgrounds are seen on the screen and rarely printed.
                    self.state.under.grounds.push(Some(colour));
                }
                self.skip();
            }
            "del" | "moveFrom" => self.skip(),
            name if name.ends_with("Pr") || name == "tblGrid" => self.skip(),
            // Runs outside any paragraph are met in broken files only; their text counts.
            "r" | "hyperlink" => self.nested(|walker| walker.loose_run(sink)),
            _ => {
                self.note_unknown(element);
                self.nested(|walker| walker.blocks(sink));
            }
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
        let mut control = Control::default();
        loop {
            match self.next() {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sdtPr" => control = self.control_properties(),
                    "sdtContent" => {
                        if control.checkbox.is_some() {
                            self.state.checkbox = control.checkbox;
                        }
                        let bound = self.bound_value(&control);
                        // A value that is shown is no prompt.
                        let prompt = control.prompt && bound.is_none();
                        self.state.prompts += usize::from(prompt);
                        match bound {
                            Some(value) => {
                                let around = self.state.bound.replace(value);
                                self.state.replaced += 1;
                                enter(self);
                                self.state.replaced -= 1;
                                // What has not been shown yet goes to the caller.
                                if self.state.bound.is_none() {
                                    self.state.bound = around;
                                }
                            }
                            None => enter(self),
                        }
                        self.state.prompts -= usize::from(prompt);
                    }
                    _ => self.skip(),
                },
                Event::End(_) | Event::Eof => return,
                _ => {}
            }
        }
    }

    /// What a bound control shows in place of its text. A table or a picture in it is left alone.
    fn bound_value(&mut self, control: &Control) -> Option<String> {
        if !control.binding.is_some() || self.state.replaced > 0 {
            return None;
        }
        let content = self.ahead();
        let stored = if control.prompt { String::new() } else { words(content) };
        if control.checkbox.is_some() || content.contains(":tbl>") || content.contains(":drawing>")
        {
            return None;
        }
        control.binding.shown(self.cx.stores, &stored)
    }

    fn control_properties(&mut self) -> Control {
        let mut control = Control::default();
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    depth += 1;
                    control.binding.note(&element);
                    let sign = || {
                        let value = attr(&element, "val")?;
                        char::from_u32(u32::from_str_radix(&value, 16).ok()?)
                    };
                    match (element.local_name().as_ref(), &mut control.checkbox) {
                        ("checkbox", check) => {
                            *check = Some(CheckBox { checked: false, signs: ['☐', '☒'] });
                        }
                        ("checked", Some(check)) => check.checked = is_on(&element),
                        ("uncheckedState", Some(check)) => {
                            check.signs[0] = sign().unwrap_or(check.signs[0]);
                        }
                        ("checkedState", Some(check)) => {
                            check.signs[1] = sign().unwrap_or(check.signs[1]);
                        }
                        ("showingPlcHdr", _) => control.prompt = is_on(&element),
                        _ => {}
                    }
                }
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        control
    }

    /// One of several writings of the same thing: the first that Word understands and that
    /// gives anything is taken. Another one with other words is told: a program that does not
    /// understand the first shows it.
    pub fn alternate(&mut self, mut enter: impl FnMut(&mut Self) -> bool) {
        let mut taken: Option<String> = None;
        let mut others: Vec<String> = Vec::new();
        loop {
            match self.next() {
                Event::Start(element) => {
                    let name = element.local_name();
                    if !matches!(name.as_ref(), "Choice" | "Fallback") {
                        self.skip();
                        continue;
                    }
                    let own = words(self.ahead());
                    let known = name.as_ref() == "Fallback" || self.understands(&element);
                    let open = taken.is_none() && known;
                    let shown = open && enter(self);
                    if !open {
                        self.skip();
                    }
                    match shown {
                        true => taken = Some(own),
                        false => others.push(own),
                    }
                }
                Event::End(_) | Event::Eof => break,
                _ => {}
            }
        }
        let tight = |text: &str| text.split_whitespace().collect::<String>();
        let shown = tight(&taken.unwrap_or_default());
        let other = others.into_iter().find(|o| !o.trim().is_empty() && tight(o) != shown);
        if let Some(other) = other {
            let place = self.state.place();
            let why = Why::Unknown("AlternateContent".to_owned());
            self.state.told.tell(&place, &other, &shown, why);
        }
    }

    /// Whether Word knows the namespaces that a writing asks for.
    fn understands(&self, choice: &BytesStart<'x>) -> bool {
        let address = |prefix: &str| -> Option<String> {
            let own =
                choice.attributes().with_checks(false).flatten().find(|attribute| {
                    attribute.key.as_ref().strip_prefix("xmlns:") == Some(prefix)
                });
            if let Some(own) = own {
                return Some(own.value.to_string());
            }
            if let Some((_, address)) = self.spaces.iter().find(|(known, _)| known == prefix) {
                return Some(address.clone());
            }
            // Declared somewhere between the root and here.
            let before = self.xml.get(..self.reader.buffer_position() as usize)?;
            let declaration = before.rsplit_once(&format!("xmlns:{prefix}="))?.1;
            let quote = declaration.chars().next()?;
            declaration[quote.len_utf8()..].split(quote).next().map(str::to_owned)
        };
        let requires = attr(choice, "Requires").unwrap_or_default();
        let known = |prefix: &str| address(prefix).is_some_and(|address| is_of_word(&address));
        requires.split_whitespace().all(known)
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
                        if let Some(open) = walker.state.tables.last_mut() {
                            open.row = rows.len();
                            (open.exact, open.hidden, open.said) = (None, false, None);
                            let style = open.style.as_deref();
                            let style = style.and_then(|id| walker.cx.styles.table(id));
                            open.look_ahead(style, &walker.reader);
                        }
                        walker.row(&mut row, &mut deleted);
                        if !deleted && !row.cells.is_empty() {
                            rows.push(row);
                        }
                    }),
                    "tblPr" => self.table_properties(),
                    "gridCol" => {
                        let width = attr(&element, "w").and_then(|w| w.parse::<f32>().ok());
                        if let Some(open) = self.state.tables.last_mut() {
                            open.grid.push(width.unwrap_or(0.0) / TWIPS);
                        }
                        self.skip();
                    }
                    "tblGrid" => self.nested(|walker| walker.rows(rows)),
                    "tblGridChange" => self.skip(),
                    "sdt" => self.nested(|walker| walker.control(|walker| walker.rows(rows))),
                    "AlternateContent" => self.nested(|walker| {
                        walker.alternate(|walker| {
                            let before = rows.len();
                            walker.rows(rows);
                            rows.len() > before
                        });
                    }),
                    "del" | "moveFrom" => self.skip(),
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
                    if let (1, Some(open)) = (depth, self.state.tables.last_mut()) {
                        match element.local_name().as_ref() {
                            "trHeight" => {
                                let exact = attr(&element, "hRule").is_some_and(|r| r == "exact")
                                    || attr(&element, "h-rule").is_some_and(|r| r == "exact");
                                let height = attr(&element, "val").and_then(|v| v.parse().ok());
                                open.exact = height.filter(|_| exact).map(|h: f32| h / TWIPS);
                            }
                            "hidden" => open.hidden = is_on(&element),
                            "cnfStyle" => open.said = said_parts(&element),
                            _ => {}
                        }
                    }
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
        let around = (self.state.under.clone(), self.state.cell_at);
        if self.state.tables.len() == 1 {
            let at = self.state.tables.first().map_or(0, |open| open.row);
            self.state.cell_at = Some([self.state.table_count, at + 1, row.cells.len() + 1]);
        }
        sink.cell.column = row.cells.len();
        self.under_cell(&sink.cell);
        self.blocks(&mut sink);
        self.flush(&mut sink);
        self.judge_cell(&sink, row);
        (self.state.under, self.state.cell_at) = around;
        self.state.gallery.before.end_cell();
        self.state.cells += 1;
        if self.state.cells > self.cx.limits.cells {
            self.state.warn(WarningCode::CellLimit, "表格单元格数超过上限，其后的内容未读");
            return self.stop();
        }
        let CellProperties { span, merge, joined, deleted, .. } = sink.cell;
        if deleted {
            return;
        }
        let span = span.max(1);
        match row.cells.last_mut().filter(|_| joined) {
            Some(before) => before.span = before.span.saturating_add(span),
            None => row.cells.push(WordCell { span, merge, blocks: sink.blocks }),
        }
    }

    /// What lies under the text of a cell from here on.
    fn under_cell(&mut self, cell: &CellProperties) {
        let Some(open) = self.state.tables.last() else { return };
        let style = open.style.as_deref().and_then(|id| self.cx.styles.table(id));
        let said = cell.said.as_deref();
        let (ground, look) = open.cell(style, cell.column, cell.shade, said, self.cx.palette);
        if let Some(ground) = ground {
            self.state.under.grounds = vec![Some(ground)];
        }
        self.state.under.look = Some(look);
    }

    /// Tells of text in a cell that its row or width clips, or that is crossed out.
    fn judge_cell(&mut self, sink: &Sink, row: &WordRow) {
        let Some(open) = self.state.tables.last() else { return };
        let blocks = || texts(&sink.blocks);
        if sink.cell.deleted || !blocks().any(|(text, _)| !text.trim().is_empty()) {
            return;
        }
        let span = sink.cell.span.max(1);
        let first: usize = row.before + row.cells.iter().map(|cell| cell.span).sum::<usize>();
        let columns = open.grid.get(first..first.saturating_add(span));
        let width = columns.map(|c| c.iter().sum::<f32>()).filter(|w| *w > 0.0);
        let width = if open.fixed { width.or(sink.cell.width) } else { sink.cell.width.or(width) };
        let inner = width.map(|w| (w - CELL_MARGINS).max(0.0));
        let lines = |(text, size): (&str, f32)| {
            let size = if size > 0.0 { size } else { 10.5 };
            measure::lines(text, size, inner) as f32 * size
        };
        let needed: f32 = blocks().map(lines).sum();
        let low =
            open.exact.is_some_and(|height| sink.cell.merge == Merge::None && needed > height);
        let narrow = open.fixed && width.is_some_and(|w| w < NARROW_CELL);
        let [down, up] = sink.cell.crossed;
        let several = blocks().map(|(text, _)| text.lines().count()).sum::<usize>() > 1
            || blocks().any(|(text, _)| text.trim().contains([' ', '\u{3000}', '/', '／']));
        let why = match () {
            () if open.hidden => Why::HiddenRow,
            () if low => Why::LowRow,
            () if narrow => Why::NarrowCell,
            // One line across a cell parts the two headings of a table's corner.
            () if down && up || (down || up) && !several => Why::Crossed,
            () => return,
        };
        let text: Vec<&str> = blocks().map(|(text, _)| text).collect();
        let place = self.state.place();
        self.state.told.tell(&place, &text.join(" "), "", why);
    }

    /// `w:tblPr`.
    fn table_properties(&mut self) {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    if let (1, Some(open)) = (depth, self.state.tables.last_mut()) {
                        let value = || attr(&element, "val").map(String::from);
                        match element.local_name().as_ref() {
                            "tblStyle" => open.style = value(),
                            "tblLook" => open.note_look(&element),
                            "shd" => open.shade = Some(Shade::of(&element)),
                            "tblLayout" => {
                                open.fixed = attr(&element, "type").as_deref() == Some("fixed");
                            }
                            "bidiVisual" => open.turned = is_on(&element),
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

    fn cell_properties(&mut self, cell: &mut CellProperties) {
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    let diagonal = |v: &str| !matches!(v, "nil" | "none");
                    match element.local_name().as_ref() {
                        "tl2br" => {
                            cell.crossed[0] = attr(&element, "val").is_some_and(|v| diagonal(&v))
                        }
                        "tr2bl" => {
                            cell.crossed[1] = attr(&element, "val").is_some_and(|v| diagonal(&v))
                        }
                        _ => {}
                    }
                    if depth == 1 {
                        let val = attr(&element, "val");
                        match element.local_name().as_ref() {
                            "shd" => cell.shade = Some(Shade::of(&element)),
                            "cnfStyle" => cell.said = said_parts(&element),
                            "tcW" if attr(&element, "type").is_none_or(|t| t == "dxa") => {
                                let width = attr(&element, "w").and_then(|w| w.parse::<f32>().ok());
                                cell.width = width.filter(|w| *w > 0.0).map(|w| w / TWIPS);
                            }
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
        let table = self.state.under.look.as_ref();
        let mut look = self.cx.styles.paragraph(own.style.as_deref(), table);
        look.apply(own);
        look
    }
}

/// The words of a piece of XML: what stands in its `w:t` and in WordArt.
pub fn words(xml: &str) -> String {
    let mut words = String::new();
    let mut reader = xml::reader(xml);
    let mut inside = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let name = element.local_name();
                inside = matches!(name.as_ref(), "t");
                if name.as_ref() == "textpath" {
                    words.extend(attr(&element, "string"));
                }
            }
            Ok(Event::End(_)) => inside = false,
            Ok(Event::Text(text)) if inside => words += &text.xml10_content(),
            Ok(Event::CData(text)) if inside => words += &text.xml10_content(),
            Ok(Event::GeneralRef(reference)) if inside => words.extend(xml::resolve(&reference)),
            Ok(Event::Eof) | Err(_) => return words,
            Ok(_) => {}
        }
    }
}

/// Whether an address is one of the namespaces of Office, up to the present.
fn is_of_word(address: &str) -> bool {
    const HOSTS: [&str; 4] = [
        "http://schemas.microsoft.com/office/",
        "http://schemas.openxmlformats.org/",
        "http://purl.oclc.org/ooxml/",
        "urn:schemas-microsoft-com:",
    ];
    let years = address.split('/').filter_map(|piece| piece.parse::<u32>().ok());
    HOSTS.iter().any(|host| address.starts_with(host)) && years.max().is_none_or(|y| y <= 2024)
}

/// The text of paragraphs, with their size in points.
fn texts(blocks: &[Block]) -> impl Iterator<Item = (&str, f32)> {
    blocks.iter().filter_map(|block| match block {
        Block::Paragraph(p) if p.role != Role::TextBox => {
            Some((p.text.content.as_str(), p.style.size))
        }
        _ => None,
    })
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
