//! The record while it is being read: every value is put with its place.

use super::misread;
use crate::document::{Cell, Paragraph, Text};
use crate::forms::{Field, Kind};
use crate::problem::{Warning, WarningCode};
use crate::record::{Provenance, Record, escape_step};
use crate::registry::credit_code;
use crate::value::{blank, date, label, names, number, tick};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::ops::Range;

/// Text of one cell or paragraph with its place.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// The text.
    pub text: Text,
    /// Index of the block in the document.
    pub block: usize,
    /// Cell of that block; empty for a paragraph.
    pub cell: String,
    /// There is ink here that could not be read.
    pub unread: bool,
}

impl Piece {
    /// A paragraph.
    pub fn of_paragraph(paragraph: &Paragraph, block: usize) -> Self {
        Self { text: paragraph.text.clone().whole(), block, ..Self::default() }
    }

    /// As the text of a cell. Of one with tables inside it is not said where things stand.
    pub fn in_cell(mut self, cell: &Cell) -> Self {
        self.text.from = (!cell.has_table()).then_some(0);
        self
    }

    /// Part of the piece, by byte range of its text.
    pub fn slice(&self, range: Range<usize>) -> Self {
        Self { text: self.text.slice(range), ..self.clone() }
    }

    /// Several pieces as one, a line each; the first gives the place in the document.
    pub fn join(pieces: &[Self]) -> Self {
        let mut pieces = pieces.iter().filter(|p| !p.text.is_blank() || p.unread);
        let Some(mut joined) = pieces.next().cloned() else { return Self::default() };
        for piece in pieces {
            joined.text.push_str("\n");
            joined.text.push(&piece.text);
            joined.unread |= piece.unread;
        }
        joined
    }

    /// Nothing stands here, or only what the blank form itself prints.
    pub fn is_blank(&self, placeholder: impl Fn(&str) -> bool) -> bool {
        !self.unread
            && (blank::is_blank(&self.text.content)
                || blank::is_instruction(&self.text.content)
                || placeholder(&label::key(&self.text.content)))
    }

    fn without_instruction(&self) -> Self {
        let trimmed = self.text.trimmed();
        let keep = blank::without_trailing_instruction(&trimmed.content);
        Self { text: trimmed.slice(0..keep), ..self.clone() }
    }
}

/// The record, what was doubtful, and how long its lists are.
pub struct Draft {
    /// The record so far.
    pub record: Record,
    /// What was doubtful.
    pub warnings: Vec<Warning>,
    /// Labels and values that no form knows.
    other: Map<String, Value>,
    other_places: Vec<(String, Provenance)>,
    lists: HashMap<String, usize>,
    /// How many values were put so far, answers of yes and no aside.
    pub filled: usize,
    /// What the blank form prints in place of values.
    pub placeholders: Vec<String>,
}

impl Draft {
    /// An empty application.
    pub fn new(placeholders: Vec<String>) -> Self {
        Self {
            record: Record::of_kind("application"),
            warnings: Vec::new(),
            other: Map::new(),
            other_places: Vec::new(),
            lists: HashMap::new(),
            filled: 0,
            placeholders,
        }
    }

    fn blank(&self, piece: &Piece) -> bool {
        piece.is_blank(|key| self.placeholders.iter().any(|p| p == key))
    }

    /// Whether nothing was written into the cell.
    pub fn is_blank(&self, piece: &Piece) -> bool {
        self.blank(piece)
    }

    /// Puts a value with the place it was read from.
    pub fn put(&mut self, pointer: &str, value: Value, piece: &Piece, name: &str) {
        let confidence = piece.text.confidence_of(0..piece.text.content.len());
        let value = if confidence < 1.0 { self.proven(pointer, value, piece, name) } else { value };
        self.put_sure(pointer, value, piece, name, confidence);
    }

    /// A value that was recognised, if it holds in itself; null, and told, if it does not.
    fn proven(&mut self, pointer: &str, value: Value, piece: &Piece, name: &str) -> Value {
        let (value, told) = misread::proven(pointer, value, &piece.text, name);
        if let Some(told) = told {
            self.doubt(WarningCode::CodeDoubtful, piece, told);
        }
        value
    }

    fn put_sure(
        &mut self,
        pointer: &str,
        value: Value,
        piece: &Piece,
        name: &str,
        confidence: f32,
    ) {
        if !matches!(value, Value::Null | Value::Bool(_)) {
            self.filled += 1;
        }
        self.record.set(pointer, value);
        self.record.provenance.insert(pointer.to_owned(), provenance(piece, name, confidence));
    }

    /// The index of the next item of a list, which it takes.
    pub fn next_item(&mut self, list: &str) -> usize {
        let count = self.lists.entry(list.to_owned()).or_default();
        *count += 1;
        *count - 1
    }

    /// How many items a list has.
    pub fn items(&self, list: &str) -> usize {
        self.lists.get(list).copied().unwrap_or_default()
    }

    /// Keeps a label that no form knows.
    pub fn keep_other(&mut self, name: &str, piece: &Piece) {
        let name = label::join_lines(name);
        let name = name.trim_matches(['：', ':', ' ']).to_owned();
        if name.is_empty() {
            return;
        }
        let value = if self.blank(piece) {
            Value::Null
        } else {
            Value::from(clean_text(&piece.text.content))
        };
        let mut key = name.clone();
        let mut n = 2;
        while let Some(old) = self.other.get(&key) {
            if *old == value {
                return;
            }
            key = format!("{name}（{n}）");
            n += 1;
        }
        let confidence = piece.text.confidence_of(0..piece.text.content.len());
        self.other_places
            .push((format!("/other/{}", escape_step(&key)), provenance(piece, &name, confidence)));
        self.other.insert(key, value);
    }

    /// Writes the unknown labels into the record.
    pub fn finish(mut self) -> (Record, Vec<Warning>) {
        if !self.other.is_empty() {
            self.record.body.insert("other".to_owned(), Value::Object(self.other));
            self.record.provenance.extend(self.other_places);
        }
        (self.record, self.warnings)
    }

    /// Reads the value of a field and puts it.
    pub fn read_field(&mut self, field: &Field, name: &str, pieces: &[Piece]) {
        let to = field.to.as_str();
        if field.kind == Kind::Cells {
            self.read_cells(field, name, pieces);
            return;
        }
        let joined = Piece::join(pieces).without_instruction();
        let joined = if joined.text.content.is_empty() && !joined.unread {
            pieces.first().map_or(joined, |p| p.slice(0..0))
        } else {
            joined
        };
        if self.unread(to, &joined, name) {
            return;
        }
        let ticked = matches!(field.kind, Kind::Choice | Kind::Choices | Kind::Level | Kind::YesNo);
        if self.blank(&joined) && !ticked {
            let place = if joined.text.content.is_empty() { Piece::join(pieces) } else { joined };
            let place = if place.text.content.is_empty() {
                pieces.first().cloned().unwrap_or_default()
            } else {
                place
            };
            self.put(to, Value::Null, &place, name);
            for also in [&field.until, &field.phone].into_iter().flatten() {
                self.put(also.as_str(), Value::Null, &place, name);
            }
            return;
        }
        match field.kind {
            Kind::DateRange => self.read_range(field, name, &joined),
            Kind::PersonPhone => {
                let both = names::person_phone(&joined.text.content);
                let value = |v: Option<String>| v.map_or(Value::Null, Value::from);
                self.put(to, value(both.name), &joined, name);
                if let Some(phone) = &field.phone {
                    self.put(phone.as_str(), value(both.phone), &joined, name);
                }
            }
            Kind::Choice | Kind::Choices | Kind::Level | Kind::YesNo => {
                self.read_ticks(field, name, &joined);
            }
            kind => self.read_plain(to, kind, &field.unit, name, &joined),
        }
        if let Some(credit) = &field.credit {
            let code = clean_code(&joined.text.content);
            if credit_code::is_meant(&code) {
                self.put(credit.as_str(), code.into(), &joined, name);
            }
        }
    }

    /// Reads a value of a kind that needs nothing but its text, and puts it.
    pub fn read_plain(&mut self, to: &str, kind: Kind, unit: &str, name: &str, piece: &Piece) {
        let content = &piece.text.content;
        if self.unread(to, piece, name) {
            return;
        }
        if self.blank(piece) {
            self.put(to, Value::Null, piece, name);
            return;
        }
        let value = match kind {
            Kind::Text => Value::from(clean_text(content)),
            Kind::Number => match self.number_under(name, content, unit, piece) {
                Some(value) => number::to_json(value),
                None => {
                    if !blank::says_none(content) {
                        self.doubt(
                            WarningCode::ValueUnreadable,
                            piece,
                            format!("“{name}”的值“{}”不是单一数值，未取值", shorten(content)),
                        );
                    }
                    Value::Null
                }
            },
            Kind::Date => match date::parse(content).or_else(|| date::find(content)) {
                Some(date) => Value::from(date.to_string()),
                None => {
                    if content.chars().any(|c| c.is_numeric()) {
                        self.doubt(
                            WarningCode::ValueUnreadable,
                            piece,
                            format!("“{name}”的值“{}”不是日期，未取值", shorten(content)),
                        );
                    }
                    Value::Null
                }
            },
            Kind::List => {
                let list = names::split_list_lines(content);
                for i in 0..list.len() {
                    // Every name has the cell as its place.
                    let confidence = piece.text.confidence_of(0..content.len());
                    self.record
                        .provenance
                        .insert(format!("{to}/{i}"), provenance(piece, name, confidence));
                }
                Value::from(list)
            }
            Kind::Code => Value::from(clean_code(content)),
            _ => Value::from(clean_line(content)),
        };
        self.put(to, value, piece, name);
    }

    /// A number in the form's unit. Where the printed label names another one, the value
    /// is converted, and somebody is told: it is not the official form.
    fn number_under(
        &mut self,
        name: &str,
        content: &str,
        unit: &str,
        piece: &Piece,
    ) -> Option<f64> {
        let printed = label::Label::parse(name).unit;
        if number::contradicts(&printed, unit) && number::parse(content).is_some() {
            let message = format!("“{name}”印的单位是“{printed}”，表单的单位是“{unit}”");
            self.doubt(WarningCode::UnitDiffers, piece, message);
        }
        number::parse_under(content, &printed, unit)
    }

    fn read_range(&mut self, field: &Field, name: &str, piece: &Piece) {
        let range = date::parse_range(&piece.text.content);
        let iso = |d: Option<date::Date>| d.map_or(Value::Null, |d| Value::from(d.to_string()));
        if range.is_none() {
            self.doubt(
                WarningCode::ValueUnreadable,
                piece,
                format!("“{name}”的值“{}”不是起止日期，未取值", shorten(&piece.text.content)),
            );
        }
        self.put(field.to.as_str(), iso(range.map(|r| r.start)), piece, name);
        if let Some(until) = &field.until {
            self.put(until.as_str(), iso(range.and_then(|r| r.end)), piece, name);
        }
    }

    fn read_ticks(&mut self, field: &Field, name: &str, piece: &Piece) {
        let to = field.to.as_str();
        let content = &piece.text.content;
        let yes_no = field.kind == Kind::YesNo;
        let fallback: Vec<String>;
        let options = if yes_no && field.options.is_empty() {
            fallback = ["是", "否", "有", "无"].map(str::to_owned).to_vec();
            &fallback
        } else {
            &field.options
        };
        let ticks = tick::read(content, options);
        let confidence = piece.text.confidence_of(0..content.len());
        let unsure = ticks.guessed || has_unsure_mark(&piece.text);
        if unsure {
            let message = format!("“{name}”处的勾选看不清，未取值，请核对原件");
            self.doubt(WarningCode::TickDoubtful, piece, message);
        }
        let confidence = if unsure { confidence.min(TICK_SURE) } else { confidence };
        if field.kind == Kind::Choices {
            let list: Vec<String> = ticks.all().map(|c| c.text.clone()).collect();
            let value = if list.is_empty() || unsure { Value::Null } else { Value::from(list) };
            self.put_sure(to, value, piece, name, confidence);
            return;
        }
        if ticks.several() {
            let list: Vec<&str> = ticks.all().map(|c| c.text.as_str()).collect();
            self.doubt(
                WarningCode::SeveralTicked,
                piece,
                format!("“{name}”勾选了多项：{}", list.join("、")),
            );
        }
        let chosen = ticks.chosen().filter(|_| !unsure);
        let value = match (field.kind, chosen) {
            (_, None) => Value::Null,
            (Kind::Level, Some(choice)) => {
                tick::level(&choice.text).map_or(Value::Null, Value::from)
            }
            (Kind::YesNo, Some(choice)) => match choice.text.as_str() {
                "是" | "有" => Value::Bool(true),
                "否" | "无" => Value::Bool(false),
                _ => Value::Null,
            },
            (_, Some(choice)) => Value::from(choice.text.clone()),
        };
        self.put_sure(to, value, piece, name, confidence);
        if let Some(name_to) = &field.name {
            let filled = ticks.options.iter().find_map(|o| o.filled.clone());
            let inner = filled.map_or_else(|| piece.slice(0..0), |range| piece.slice(range));
            let value = if inner.text.is_blank() || blank::is_blank(&inner.text.content) {
                Value::Null
            } else {
                Value::from(clean_line(&inner.text.content))
            };
            let place = if value.is_null() { piece } else { &inner };
            self.put(name_to.as_str(), value, place, name);
        }
    }

    fn read_cells(&mut self, field: &Field, name: &str, pieces: &[Piece]) {
        let filled: Vec<&Piece> = pieces.iter().filter(|p| !self.blank(p)).collect();
        let into = &field.into;
        if let ([only], true) = (filled.as_slice(), into.len() > 1 && pieces.len() < into.len()) {
            // One cell instead of several: its lines, if they are as many, else the whole as a path.
            let lines: Vec<&str> =
                only.text.content.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
            if lines.len() == into.len() {
                for (to, line) in into.iter().zip(lines) {
                    self.put(to.as_str(), Value::from(clean_line(line)), only, name);
                }
            } else {
                let to = format!("{}/path", field.to.as_str());
                self.read_plain(&to, Kind::Line, "", name, only);
            }
            return;
        }
        // Extra empty columns are skipped; otherwise a blank keeps its position.
        let list: Vec<Piece> = if pieces.len() > into.len() && filled.len() == into.len() {
            filled.into_iter().cloned().collect()
        } else {
            pieces.to_vec()
        };
        for (to, piece) in into.iter().zip(&list) {
            self.read_plain(to.as_str(), Kind::Text, "", name, piece);
        }
    }

    /// A cell with ink that could not be read gives no value and says so.
    fn unread(&mut self, to: &str, piece: &Piece, name: &str) -> bool {
        if piece.unread && piece.text.is_blank() {
            self.record.set(to, Value::Null);
            self.record.provenance.insert(to.to_owned(), provenance(piece, name, 0.0));
            self.doubt(WarningCode::CellUnread, piece, format!("“{name}”处有内容但未能识别"));
            return true;
        }
        false
    }

    /// Notes a doubt about a place.
    pub fn doubt(&mut self, code: WarningCode, piece: &Piece, message: String) {
        let page = piece.text.place().page;
        self.warnings.push(if page == 0 {
            Warning::new(code, message)
        } else {
            Warning::on_page(code, page, message)
        });
    }

    /// Adds a paragraph to a text that was put before (a row cut by a page break).
    pub fn append(&mut self, pointer: &str, piece: &Piece) {
        let more = clean_text(&piece.text.content);
        if more.is_empty() {
            return;
        }
        let text = match self.record.get(pointer) {
            Some(Value::String(old)) => join_cut(old, &more),
            _ => more,
        };
        self.record.set(pointer, Value::from(text));
        if let Some(provenance) = self.record.provenance.get_mut(pointer) {
            if !provenance.raw.is_empty() {
                provenance.raw.push('\n');
                provenance.bytes = None;
            }
            provenance.raw.push_str(&piece.text.content);
        }
    }
}

/// A box or tick that was read less surely than this gives no value.
const TICK_SURE: f32 = 0.65;

/// Whether one of the boxes and ticks of a text was not read for sure.
fn has_unsure_mark(text: &Text) -> bool {
    let unsure = |(at, c): (usize, char)| {
        let mark = tick::is_tick(c) || tick::is_empty_box(c);
        mark && text.confidence_of(at..at + c.len_utf8()) < TICK_SURE
    };
    text.content.char_indices().any(unsure)
}

/// A text cut by a page break goes on without a break unless a sentence ended there.
fn join_cut(old: &str, more: &str) -> String {
    let ended = old.ends_with(['。', '；', '！', '？', '：', '.', ';']);
    if ended { format!("{old}\n{more}") } else { format!("{old}{more}") }
}

/// Where a piece stands, as the record tells it.
pub fn provenance(piece: &Piece, name: &str, confidence: f32) -> Provenance {
    let place = piece.text.place();
    let alternatives = piece.text.spans.iter().flat_map(|s| s.alternatives.clone()).collect();
    Provenance {
        page: (place.page > 0).then_some(place.page),
        bbox: place.bbox,
        block: Some(piece.block),
        cell: (!piece.cell.is_empty()).then(|| piece.cell.clone()),
        confidence,
        raw: piece.text.content.clone(),
        bytes: piece.text.bytes().map(|bytes| (bytes.start, bytes.end)),
        label: name.to_owned(),
        alternatives,
    }
}

/// One line: breaks joined, no space between Han characters, one between Latin words.
pub fn clean_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for part in text.split(crate::value::fold::is_space).filter(|p| !p.is_empty()) {
        let narrow = |c: Option<char>| c.is_some_and(|c| c.is_ascii() && !matches!(c, '(' | ')'));
        if narrow(line.chars().next_back()) && narrow(part.chars().next()) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// Codes, numbers and addresses: no white space at all.
fn clean_code(text: &str) -> String {
    text.chars().filter(|c| !crate::value::fold::is_space(*c)).collect()
}

/// Paragraphs a line, blank lines and edge spaces dropped.
pub fn clean_text(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The beginning of a text on one line.
pub fn shorten(text: &str) -> String {
    let line = clean_line(text);
    if line.chars().count() <= 20 { line } else { line.chars().take(20).chain(['…']).collect() }
}
