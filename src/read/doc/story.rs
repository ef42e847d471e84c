//! A walk over one story's characters: paragraphs end at their marks, cells and
//! rows by their paragraphs' properties, fields keep their results.

use super::looks::{Character, FormField, Paragraph, Sheet, form_field};
use super::picture::{self, Store};
use super::pieces::Characters;
use super::shapes::{self, Shapes};
use super::sprm::Runs;
use crate::document::{Before, Block, Picture, Role};
use crate::intake::Limits;
use crate::problem::Warning;
use crate::read::docx::{Counters, Field, Fonts, Label, Look, Numbering, Palette};
use crate::read::flow::{End, Flow};
use crate::read::shown::{Told, Why};
use std::collections::HashMap;

/// What a walk looks into.
pub(super) struct Source<'a> {
    /// The `WordDocument` stream.
    pub word: &'a [u8],
    /// The `Data` stream.
    pub data: &'a [u8],
    /// All stories' characters.
    pub characters: Characters,
    /// Styles and fonts.
    pub sheet: Sheet<'a>,
    /// Runs of characters.
    pub character_runs: Runs,
    /// Runs of paragraphs.
    pub paragraph_runs: Runs,
    /// Lists.
    pub numbering: Numbering,
    /// Shapes of the body.
    pub shapes: Shapes,
    /// Pictures beside the text.
    pub store: Store,
    /// Content of the body's text boxes by outermost shape.
    pub boxes: HashMap<u32, Vec<Block>>,
    /// Bounds.
    pub limits: &'a Limits,
}

/// What goes on from one story to the next.
#[derive(Default)]
pub(super) struct State {
    counters: Counters,
    /// What was lost.
    pub warnings: Vec<Warning>,
    /// What is shown otherwise than it is read.
    pub told: Told,
    /// The story that is read, if it is not the body (`页眉`).
    pub story: &'static str,
    /// Pictures in their order, when they are asked for.
    pub pictures: Option<Vec<Picture>>,
    cells: usize,
    paragraphs: HashMap<usize, Paragraph>,
}

/// A walk.
struct Walk<'s, 'a> {
    source: &'s Source<'a>,
    state: &'s mut State,
    flow: Flow,
    fields: Vec<Field>,
    /// Run of characters in force: its first and last offset, its look.
    run: (u32, u32, Character),
    /// Style whose base is cached, with it.
    base: Option<(u16, Character)>,
    high: Option<u16>,
    /// Where shapes are anchored; stories but the body have none.
    anchored: bool,
    used: Vec<u32>,
}

/// The blocks of the characters from `start` to `end`; the second value lists
/// the shapes whose text boxes were put in.
pub(super) fn walk(
    source: &Source<'_>,
    state: &mut State,
    start: u32,
    end: u32,
    anchored: bool,
) -> (Vec<Block>, Vec<u32>) {
    let flow = Flow::of(state.story);
    let mut walk = Walk {
        source,
        state,
        flow,
        fields: Vec::new(),
        run: (0, 0, Character::default()),
        base: None,
        high: None,
        anchored,
        used: Vec::new(),
    };
    let end = (end as usize).min(source.characters.units.len());
    for position in start as usize..end {
        walk.character(position);
    }
    walk.state.cells += walk.flow.cells;
    (walk.flow.finish(&mut walk.state.told), walk.used)
}

impl<'s> Walk<'s, '_> {
    fn character(&mut self, position: usize) {
        let unit = self.source.characters.units[position];
        let offset = self.source.characters.offsets[position];
        match unit {
            0x0d | 0x07 | 0x0c => return self.mark(unit, position),
            _ => {}
        }
        let look = self.look(position, offset);
        if look.gone {
            return;
        }
        match unit {
            0x13 => {
                if self.fields.len() < self.source.limits.nesting {
                    self.fields.push(Field::default());
                }
            }
            0x14 => {
                if let Some(field) = self.fields.last_mut() {
                    field.in_result = true;
                }
            }
            0x15 => {
                let field = self.fields.pop();
                let embeds = |field: &Field| {
                    let words = field.instruction.trim_start().strip_prefix("EMBED");
                    words.is_some_and(|object| object.trim_start().starts_with("Equation"))
                };
                if field.as_ref().is_some_and(embeds) {
                    self.flow.draft.put_formula();
                }
                if field.as_ref().is_some_and(Field::differs) && self.shows() {
                    self.flow.draft.note(Why::Field);
                }
                let shown = field.and_then(|field| field.shown());
                if let Some(shown) = shown.filter(|_| self.shows()) {
                    self.flow.draft.push_str(&shown, look.look);
                }
            }
            _ if !self.shows() => self.instruction(unit, look),
            0x01 if look.special => self.picture(look),
            0x08 if look.special => self.anchor(position),
            // Word shows the symbol whether or not the run says that it is special.
            0x28 if look.symbol.is_some() => {
                let code = look.symbol.map_or(0, |(_, code)| code);
                if let Some(symbol) = char::from_u32(u32::from(code)) {
                    self.flow.draft.push(symbol, look.look);
                }
            }
            0x09 => self.flow.draft.push('\t', look.look),
            0x0b | 0x0e => self.flow.draft.push('\n', look.look),
            0x1e => self.flow.draft.push('-', look.look),
            0..=0x1f => {}
            0xd800..=0xdbff => self.high = Some(unit),
            0xdc00..=0xdfff => {
                let pair = self.high.take().map(|high| [high, unit]).into_iter().flatten();
                for character in char::decode_utf16(pair).flatten() {
                    self.flow.draft.push(character, look.look);
                }
            }
            _ => {
                if let Some(character) = char::from_u32(u32::from(unit)) {
                    if let Some(field) = self.fields.last_mut() {
                        field.note_result(character.encode_utf8(&mut [0; 4]));
                    }
                    let struck = look.look.struck && character.is_alphanumeric();
                    if struck && !self.state.warnings.contains(&Warning::struck()) {
                        self.state.warnings.push(Warning::struck());
                    }
                    self.flow.draft.push(character, look.look);
                }
            }
        }
    }

    /// Whether text met now belongs to the reader.
    fn shows(&self) -> bool {
        self.fields.iter().all(Field::shows)
    }

    fn instruction(&mut self, unit: u16, look: Character) {
        let Some(field) = self.fields.last_mut() else { return };
        if unit == 0x01 && look.is_field_data {
            match look.picture.and_then(|at| form_field(self.source.data, at)) {
                Some(FormField::Tick(checked)) if field.instruction.contains("CHECKBOX") => {
                    field.checked = Some(checked);
                }
                Some(FormField::Choice(entry)) => field.entries = vec![entry],
                _ => {}
            }
        } else if !field.in_result
            && unit >= 0x20
            && let Some(character) = char::from_u32(u32::from(unit))
        {
            field.instruction.push(character);
        }
    }

    fn look(&mut self, position: usize, offset: u32) -> Character {
        if offset >= self.run.0 && offset < self.run.1 {
            return self.run.2;
        }
        let style = self.style_at(position);
        let base = match self.base {
            Some((known, base)) if known == style => base,
            _ => self.source.sheet.base(style),
        };
        self.base = Some((style, base));
        let runs = &self.source.character_runs;
        let found = runs.find(offset).and_then(|index| runs.get(index));
        // Paragraph and run both bound what was looked up.
        let paragraphs = &self.source.paragraph_runs;
        let around = paragraphs.find(offset).and_then(|index| paragraphs.get(index));
        let (from, to) = around.map_or((offset, offset + 1), |run| (run.start, run.end));
        self.run = match found {
            Some(run) => {
                let list = run.list(self.source.word);
                let character = self.source.sheet.character(base, list);
                (run.start.max(from), run.end.min(to), character)
            }
            None => (offset, offset + 1, self.source.sheet.character(base, &[])),
        };
        let paragraph = self.properties(offset);
        let shown = &mut self.run.2.look.shown;
        shown.under = paragraph.shade.or(self.source.shapes.page);
        shown.line = paragraph.line;
        shown.turned |= paragraph.turned;
        shown.indent = paragraph.indent();
        self.run.2
    }

    fn style_at(&self, position: usize) -> u16 {
        let runs = &self.source.paragraph_runs;
        let offset = self.source.characters.offsets[position];
        runs.find(offset).and_then(|index| runs.get(index)).map_or(0, |run| run.style)
    }

    fn properties(&mut self, offset: u32) -> Paragraph {
        let runs = &self.source.paragraph_runs;
        let Some(index) = runs.find(offset) else { return Paragraph::default() };
        if let Some(known) = self.state.paragraphs.get(&index) {
            return known.clone();
        }
        let Some(run) = runs.get(index) else { return Paragraph::default() };
        let found = self.source.sheet.paragraph(run.style, run.list(self.source.word));
        self.state.paragraphs.insert(index, found.clone());
        found
    }

    /// A paragraph, cell, row or page ends.
    fn mark(&mut self, unit: u16, position: usize) {
        let offset = self.source.characters.offsets[position];
        // An instruction without an end must not swallow the rest.
        self.fields.retain(|field| field.in_result);
        self.high = None;
        let paragraph = self.properties(offset);
        if unit == 0x0c {
            self.paragraph(&paragraph, position, false);
            return self.flow.page_break();
        }
        let ends_cell = match unit {
            0x07 => true,
            _ => paragraph.depth > 1 && paragraph.ends_inner_cell,
        };
        if paragraph.ends_row && (unit == 0x07 || paragraph.depth > 1) {
            return self.flow.end_row(paragraph.depth, &paragraph.row);
        }
        self.paragraph(&paragraph, position, ends_cell);
    }

    /// Ends a paragraph whose mark stands at a position.
    fn paragraph(&mut self, paragraph: &Paragraph, position: usize, ends_cell: bool) {
        let blank = self.flow.draft.text.trim().is_empty();
        let label = if blank && !ends_cell { None } else { self.label(paragraph) };
        let label = label.and_then(|label| self.shown_label(label, paragraph, position));
        if paragraph.page_break_before && paragraph.depth == 0 {
            self.flow.page_break();
        }
        let room = self.state.cells + self.flow.cells < self.source.limits.cells;
        let end = End {
            depth: paragraph.depth,
            cell: ends_cell && room,
            role: paragraph.heading.map_or(Role::Body, Role::Heading),
            centered: paragraph.centered,
        };
        self.flow.end_paragraph(label, end);
    }

    fn label(&mut self, paragraph: &Paragraph) -> Option<Label<'s>> {
        let (list, level) = paragraph.list.filter(|(list, _)| (1..0x7ff).contains(list))?;
        let look = Look {
            num_id: Some(i64::from(list)),
            num_level: Some(usize::from(level)),
            ..Look::default()
        };
        let source: &'s Source<'_> = self.source;
        source.numbering.label(&mut self.state.counters, &look, None, &Fonts::default())
    }

    /// A label as it is seen: it has the look of the paragraph's mark and of its level.
    fn shown_label(
        &mut self,
        label: Label<'_>,
        paragraph: &Paragraph,
        position: usize,
    ) -> Option<String> {
        let (own, text) = (label.look, label.text);
        if own.vanish == Some(true) {
            return None;
        }
        let mark = self.look(position, self.source.characters.offsets[position]).look;
        let struck = own.struck.unwrap_or(mark.struck) && text.chars().any(char::is_alphanumeric);
        if struck && !self.state.warnings.contains(&Warning::struck()) {
            self.state.warnings.push(Warning::struck());
        }
        let size = own.size.unwrap_or(f32::from(mark.size));
        let ground = [paragraph.shade.or(self.source.shapes.page)];
        match own.show.why(&text, Some(size), &ground, &Palette::default()) {
            Some(why) => self.flow.draft.note_text(&text, why),
            None if own.show.has_ink() => {}
            None => self.flow.draft.note_label(&text, mark),
        }
        Some(text)
    }

    /// A picture on the line: WordArt has words.
    fn picture(&mut self, look: Character) {
        let Some(at) = look.picture.filter(|_| !look.is_field_data) else { return };
        if let Some(pictures) = &mut self.state.pictures {
            let before = Some(self.flow.draft.tail.clone());
            let inline = picture::inline(self.source.data, at, self.source.limits);
            pictures.extend(inline.map(|picture| Picture { before, ..picture }));
        }
        for words in shapes::inline_words(self.source.data, at) {
            self.flow
                .draft
                .put_box(vec![Block::Paragraph(crate::document::Paragraph::plain(words))], None);
        }
    }

    /// A drawing hangs here: its WordArt and its text boxes.
    fn anchor(&mut self, position: usize) {
        let shape = u32::try_from(position).ok().filter(|_| self.anchored);
        let Some((shape, spot)) = shape.and_then(|at| self.source.shapes.anchored(at)) else {
            return;
        };
        if self.used.contains(&shape) {
            return;
        }
        self.used.push(shape);
        let boxed = self.source.boxes.contains_key(&shape);
        if let Some(figure) = self.source.shapes.figure(shape, boxed, spot) {
            if figure.hidden {
                return;
            }
            if figure.covers() {
                self.flow.draft.note(Why::Covered);
            } else if figure.strays(22.0, 3) {
                self.flow.draft.note(Why::Box);
            }
        }
        if let Some(pictures) = &mut self.state.pictures {
            let source = self.source;
            let edges = source.shapes.edges(shape);
            let before = Before { floats: true, ..self.flow.draft.tail.clone() };
            pictures.extend(
                source
                    .shapes
                    .pictures(shape)
                    .map(|number| source.store.picture(source.word, number, edges, source.limits))
                    .map(|picture| Picture { before: Some(before.clone()), ..picture }),
            );
        }
        for words in self.source.shapes.words(shape) {
            self.flow
                .draft
                .put_box(vec![Block::Paragraph(crate::document::Paragraph::plain(words))], spot);
        }
        if let Some(blocks) = self.source.boxes.get(&shape) {
            self.flow.draft.put_box(blocks.clone(), spot);
        }
    }
}
