//! What modifiers say of characters, paragraphs and table rows, on top of the
//! style sheet ([MS-DOC] 2.6.1–2.6.3, 2.9.271).

use super::sprm::{number, sprms};
use crate::characters::symbols::SymbolFont;
use crate::read::bytes::{i16_at, part, u16_at, u32_at, usize_at, utf16};
use crate::read::colour;
use crate::read::draft::RunLook;
use crate::read::flow::RowShape;
use crate::read::grid::Merge;
use crate::read::shown::ground::{self, Rgb};
use crate::read::shown::run::{INDENT, Shown};
use std::fmt::Write;

/// Styles that build on each other at most.
const STYLE_DEPTH: usize = 12;
/// Columns of a table at most ([MS-DOC] allows 63).
const MAX_CELLS: usize = 64;

/// How characters look and what they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Character {
    /// Size, weight, colour, symbol font.
    pub look: RunLook,
    /// Hidden or a deletion under revision.
    pub gone: bool,
    /// A special character (picture, note reference, symbol).
    pub special: bool,
    /// Symbol that stands here: font and code.
    pub symbol: Option<(u16, u16)>,
    /// Offset of picture or form field in the data stream.
    pub picture: Option<u32>,
    /// The offset leads to form field data.
    pub is_field_data: bool,
    font: u16,
}

/// What a paragraph is.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// Depth of tables around it.
    pub depth: usize,
    /// Ends a row of the outermost table, or of an inner one.
    pub ends_row: bool,
    /// Ends a cell of an inner table.
    pub ends_inner_cell: bool,
    /// Centred.
    pub centered: bool,
    /// Heading level from 1.
    pub heading: Option<u8>,
    /// Begins a page.
    pub page_break_before: bool,
    /// List use (from 1) and level.
    pub list: Option<(u16, u8)>,
    /// Its shading.
    pub shade: Option<Rgb>,
    /// The exact height of its lines in twips.
    pub line: i32,
    /// It runs from right to left.
    pub turned: bool,
    /// How far its sides and its first line stand off its column, in twips.
    pub indents: [i32; 3],
    /// The row it ends.
    pub row: RowShape,
}

impl Paragraph {
    /// How far its lines begin or end off their column where no line of a page does; else 0.
    pub fn indent(&self) -> i32 {
        let [left, right, first] = self.indents;
        let out = left.min(0).saturating_abs();
        let most = left.max(right).max(first).max(out);
        if most > INDENT { most } else { 0 }
    }
}

/// Styles and fonts.
#[derive(Debug, Default)]
pub(super) struct Sheet<'a> {
    styles: Vec<Option<StyleEntry<'a>>>,
    fonts: Vec<Option<SymbolFont>>,
    /// Stream with property lists too long for their page.
    pub data: &'a [u8],
}

#[derive(Debug)]
struct StyleEntry<'a> {
    base: u16,
    kind: u16,
    paragraph: &'a [u8],
    character: &'a [u8],
}

impl<'a> Sheet<'a> {
    /// Reads the style sheet and the table of fonts.
    pub fn parse(styles: &'a [u8], fonts: &[u8], data: &'a [u8]) -> Self {
        let mut sheet = Self { data, ..Self::default() };
        let head = usize::from(u16_at(styles, 0).unwrap_or(0));
        let base_size = usize::from(u16_at(styles, 4).unwrap_or(10));
        let mut at = 2 + head;
        while let Some(size) = u16_at(styles, at) {
            let entry = part(styles, at + 2, usize::from(size));
            sheet.styles.push(style(entry, base_size));
            at += 2 + usize::from(size);
        }
        let mut at = 4;
        while let Some(&size) = fonts.get(at) {
            let name = utf16(part(fonts, at + 40, usize::from(size).saturating_sub(39)));
            sheet.fonts.push(SymbolFont::named(&name));
            at += usize::from(size) + 1;
        }
        sheet
    }

    fn chain(&self, style: u16) -> Vec<&StyleEntry<'a>> {
        let mut chain = Vec::new();
        let mut next = style;
        while let Some(Some(entry)) = self.styles.get(usize::from(next)) {
            if chain.len() >= STYLE_DEPTH {
                break;
            }
            chain.push(entry);
            next = entry.base;
        }
        chain.reverse();
        chain
    }

    /// What modifiers of the characters of a label say of its look, as a .docx has it.
    pub fn label_look(&self, list: &[u8]) -> String {
        let mut xml = String::new();
        if let Some(font) = self.symbol_font(list) {
            let _ = write!(xml, r#"<rFonts ascii="{font}"/>"#);
        }
        for (code, operand) in sprms(list) {
            let value = number(operand);
            let on = u8::from(matches!(value as u8, 1 | 0x81));
            let tagged = |colour: Option<Rgb>| match colour {
                Some([r, g, b]) => format!("{r:02X}{g:02X}{b:02X}"),
                None => "auto".to_owned(),
            };
            let _ = match code {
                0x083c => write!(xml, r#"<vanish val="{on}"/>"#),
                0x0837 | 0x2a53 => write!(xml, r#"<strike val="{on}"/>"#),
                0x083a | 0x083b => write!(xml, r#"<caps val="{on}"/>"#),
                0x0858 | 0x0854 => write!(xml, r#"<imprint val="{on}"/>"#),
                0x4a43 => write!(xml, r#"<sz val="{value}"/>"#),
                0x4852 => write!(xml, r#"<w val="{value}"/>"#),
                0x8840 => write!(xml, r#"<spacing val="{value}"/>"#),
                0x4845 => write!(xml, r#"<position val="{value}"/>"#),
                0x2a42 => {
                    write!(xml, r#"<color val="{}"/>"#, tagged(ground::indexed(value as u8)))
                }
                0x6870 => write!(xml, r#"<color val="{}"/>"#, tagged(colour(operand))),
                _ => Ok(()),
            };
        }
        xml
    }

    /// The name of the symbol font that modifiers of characters ask for.
    fn symbol_font(&self, list: &[u8]) -> Option<&'static str> {
        let font = sprms(list).filter(|(code, _)| matches!(code, 0x4a4f | 0x4a51)).last();
        let font = font.map(|(_, operand)| number(operand) as u16)?;
        self.fonts.get(usize::from(font)).copied().flatten().map(SymbolFont::name)
    }

    /// Characters of a paragraph style before their own modifiers.
    pub fn base(&self, style: u16) -> Character {
        // Word's own default is ten points.
        let mut character =
            Character { look: RunLook { size: 20, ..RunLook::default() }, ..Character::default() };
        for entry in self.chain(style) {
            self.modify(&mut character, entry.character);
        }
        character.font = 0;
        character
    }

    /// Characters with their own modifiers.
    pub fn character(&self, base: Character, list: &[u8]) -> Character {
        let mut character = base;
        self.modify(&mut character, list);
        let font = character.symbol.map_or(character.font, |(font, _)| font);
        character.look.symbols = self.fonts.get(usize::from(font)).copied().flatten();
        character
    }

    fn modify(&self, character: &mut Character, list: &[u8]) {
        let base = *character;
        for (code, operand) in sprms(list) {
            let value = number(operand);
            let toggled = |before: bool| match value as u8 {
                0x80 => before,
                0x81 => !before,
                value => value != 0,
            };
            match code {
                0x0835 => character.look.bold = toggled(base.look.bold),
                0x0800 | 0x083c => character.gone |= toggled(false),
                0x0837 | 0x2a53 => character.look.struck = toggled(base.look.struck),
                0x083a | 0x083b => character.look.caps = toggled(base.look.caps),
                0x2a3e => character.look.underlined = value != 0,
                // Borders: four bytes of old, eight of new, the kind of line among them.
                0x6865 => character.look.boxed = operand.get(1).is_some_and(|kind| *kind != 0),
                0xca72 => character.look.boxed = operand.get(5).is_some_and(|kind| *kind != 0),
                0x0855 => character.special = value != 0,
                0x2a48 => {
                    (character.look.raised, character.look.lowered) = (value == 1, value == 2);
                }
                0x0806 => character.is_field_data = value != 0,
                0x4a43 => character.look.size = value.clamp(0, 3276) as u16,
                0x2a42 => character.look.red = matches!(value, 6 | 13),
                0x6870 => character.look.red = is_red(operand),
                0x4a4f => character.font = value as u16,
                0x6a03 => character.picture = u32_at(operand, 0),
                0x6a09 => {
                    character.symbol = u16_at(operand, 0).zip(u16_at(operand, 2));
                }
                0x4a30 if character.look == base.look => {
                    let style = value as u16;
                    let is_one = |e: &&StyleEntry<'_>| e.kind == 2;
                    for entry in self.chain(style).into_iter().filter(is_one) {
                        for (code, operand) in sprms(entry.character) {
                            match code {
                                0x0835 => character.look.bold = number(operand) & 1 == 1,
                                0x083c => character.gone |= number(operand) & 1 == 1,
                                0x0837 | 0x2a53 => {
                                    character.look.struck = number(operand) & 1 == 1;
                                }
                                0x6870 => character.look.red = is_red(operand),
                                0x4a43 => {
                                    character.look.size = number(operand).clamp(0, 3276) as u16
                                }
                                0x4a4f => character.font = number(operand) as u16,
                                _ => {}
                            }
                            show(&mut character.look.shown, code, operand);
                        }
                    }
                }
                _ => {}
            }
            show(&mut character.look.shown, code, operand);
        }
    }

    /// A paragraph of a style with its own modifiers.
    pub fn paragraph(&self, style: u16, list: &[u8]) -> Paragraph {
        let mut paragraph = Paragraph::default();
        if (1..=9).contains(&style) {
            paragraph.heading = Some(style as u8);
        }
        for entry in self.chain(style) {
            self.shape(&mut paragraph, entry.paragraph, 0);
        }
        self.shape(&mut paragraph, list, 0);
        paragraph
    }

    fn shape(&self, paragraph: &mut Paragraph, list: &[u8], depth: usize) {
        for (code, operand) in sprms(list) {
            let value = number(operand);
            match code {
                0x2416 if value != 0 => paragraph.depth = paragraph.depth.max(1),
                0x2417 | 0x244c => paragraph.ends_row = value != 0,
                0x244b => paragraph.ends_inner_cell = value != 0,
                0x6649 => paragraph.depth = value.clamp(0, 63) as usize,
                0x664a => {
                    paragraph.depth = (paragraph.depth as i64 + value).clamp(0, 63) as usize;
                }
                0x2403 | 0x2461 => paragraph.centered = value == 1,
                0x442d => paragraph.shade = old_shade(value as u16),
                0xc64d => paragraph.shade = shade(operand),
                // Lines of an exact height have a negative one.
                0x6412 => {
                    let height = i16_at(operand, 0).map_or(0, i32::from);
                    paragraph.line = height.min(0).saturating_abs();
                }
                0x840f | 0x845e => paragraph.indents[0] = value as i32,
                0x840e | 0x845d => paragraph.indents[1] = value as i32,
                0x8411 | 0x8460 => paragraph.indents[2] = value as i32,
                0x2441 => paragraph.turned = value != 0,
                0x2407 => paragraph.page_break_before = value != 0,
                0x2640 => paragraph.heading = (0..9).contains(&value).then_some(value as u8 + 1),
                0x460b => {
                    let level = paragraph.list.map_or(0, |(_, level)| level);
                    paragraph.list = Some((value as u16, level));
                }
                0x260a => {
                    let list = paragraph.list.map_or(0, |(list, _)| list);
                    paragraph.list = Some((list, value.clamp(0, 8) as u8));
                }
                0x6645 | 0x6646 | 0x646b if depth == 0 => {
                    let at = value as u32 as usize;
                    let len = usize::from(u16_at(self.data, at).unwrap_or(0));
                    self.shape(paragraph, part(self.data, at + 2, len), 1);
                }
                _ => divide(&mut paragraph.row, code, operand),
            }
        }
    }
}

/// What a modifier of characters says about how they are shown.
fn show(shown: &mut Shown, code: u16, operand: &[u8]) {
    let value = number(operand);
    match code {
        0x2a42 => shown.ink = ground::indexed(value as u8),
        0x6870 => shown.ink = colour(operand),
        0x2a0c => shown.highlight = ground::indexed(value as u8),
        0x4866 => shown.shade = old_shade(value as u16),
        0xca71 => shown.shade = shade(operand),
        0x4852 => shown.scale = value.clamp(0, 600) as u16,
        0x8840 => shown.spacing = value as i32,
        0x4845 => shown.position = value as i32,
        0x0858 | 0x0854 => shown.relief = value == 1,
        0x085a => shown.turned = value == 1,
        _ => {}
    }
}

/// Red, green, blue and whether the program chooses.
fn colour(operand: &[u8]) -> Option<Rgb> {
    match operand {
        [r, g, b, 0, ..] => Some([*r, *g, *b]),
        _ => None,
    }
}

/// The share of a pattern ([MS-DOC] 2.9.121), of a hundred.
fn share(pattern: u16) -> f32 {
    const SHARES: [f32; 14] =
        [0.0, 100.0, 5.0, 10.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 70.0, 75.0, 80.0, 90.0];
    match pattern {
        0xffff => 0.0,
        pattern => SHARES.get(usize::from(pattern)).copied().unwrap_or(50.0),
    }
}

/// A pattern of one colour over another.
fn patterned(over: Option<Rgb>, under: Option<Rgb>, pattern: u16) -> Option<Rgb> {
    let share = share(pattern);
    if share == 0.0 {
        return under;
    }
    let (over, under) = (over.unwrap_or(ground::BLACK), under.unwrap_or(ground::WHITE));
    Some(ground::mixed(over, under, share / 100.0))
}

/// A shading of ten bytes.
fn shade(operand: &[u8]) -> Option<Rgb> {
    let pattern = u16_at(operand, 8)?;
    patterned(colour(operand), colour(operand.get(4..)?), pattern)
}

/// A shading of two bytes, in the colours of old.
fn old_shade(value: u16) -> Option<Rgb> {
    if value == 0xffff {
        return None;
    }
    let colour = |index: u16| ground::indexed((index & 0x1f) as u8);
    patterned(colour(value), colour(value >> 5), value >> 10)
}

fn is_red(operand: &[u8]) -> bool {
    matches!(operand, [r, g, b, _] if colour::is_red(colour::of_bytes(*r, *g, *b)))
}

/// One style: STD with its property lists.
fn style(entry: &[u8], base_size: usize) -> Option<StyleEntry<'_>> {
    let kinds = u16_at(entry, 2)?;
    let counts = u16_at(entry, 4)?;
    let (kind, base) = (kinds & 0xf, kinds >> 4);
    let name = usize::from(u16_at(entry, base_size)?);
    let mut at = base_size + 2 + name * 2 + 2;
    let mut lists: Vec<&[u8]> = Vec::new();
    for _ in 0..counts & 0xf {
        at += at % 2;
        let size = usize::from(u16_at(entry, at)?);
        lists.push(part(entry, at + 2, size));
        at += 2 + size;
    }
    let list = |index: usize| lists.get(index).copied().unwrap_or_default();
    let (paragraph, character) = match kind {
        1 => (list(0).get(2..).unwrap_or_default(), list(1)),
        2 => (&[][..], list(0)),
        _ => (&[][..], &[][..]),
    };
    Some(StyleEntry { base, kind, paragraph, character })
}

/// Table modifiers.
fn divide(row: &mut RowShape, code: u16, operand: &[u8]) {
    let byte = |at: usize| operand.get(at).copied().map(usize::from);
    match code {
        0xd608 => define(row, operand),
        0x3404 => row.header = number(operand) != 0,
        // A row of an exact height has a negative one.
        0x9407 => row.exact = i32::from(i16_at(operand, 0).unwrap_or(0)).min(0).saturating_abs(),
        0x560b => row.turned = number(operand) != 0,
        0xd609 => {
            for (index, cell) in operand.chunks_exact(2).take(MAX_CELLS).enumerate() {
                put_shade(row, index, old_shade(u16_at(cell, 0).unwrap_or(0xffff)));
            }
        }
        // The shadings of the first, second and third 22 cells.
        0xd612 | 0xd616 | 0xd60c => {
            let first = match code {
                0xd612 => 0,
                0xd616 => 22,
                _ => 44,
            };
            for (index, cell) in operand.chunks_exact(10).take(22).enumerate() {
                put_shade(row, first + index, shade(cell));
            }
        }
        // The shading of a range; lines of a range, those across cells among them.
        0xd62d => {
            let (Some(first), Some(last)) = (byte(0), byte(1)) else { return };
            for index in first..last.min(MAX_CELLS) {
                put_shade(row, index, operand.get(2..).and_then(shade));
            }
        }
        0xd62f => {
            let (Some(first), Some(last), Some(which)) = (byte(0), byte(1), byte(2)) else {
                return;
            };
            let drawn = operand.get(8).is_some_and(|kind| *kind != 0 && *kind != 0xff);
            for index in first..last.min(MAX_CELLS) {
                if row.crossed.len() <= index {
                    row.crossed.resize(index + 1, [false; 2]);
                }
                for (bit, line) in [0x10, 0x20].into_iter().zip(&mut row.crossed[index]) {
                    *line = if which & bit != 0 { drawn } else { *line };
                }
            }
        }
        // Join and split cells of a range.
        0x5624 | 0x5625 => {
            let (Some(first), Some(last)) = (byte(0), byte(1)) else { return };
            for index in first..last.min(row.cells.len()) {
                row.cells[index].0 = code == 0x5624 && index > first;
            }
        }
        0xd62b => {
            if let (Some(cell), Some(merge)) = (byte(0).and_then(|i| row.cells.get_mut(i)), byte(1))
            {
                cell.1 = vertical(merge as u16 & 1 != 0, merge as u16 & 2 != 0);
            }
        }
        // Insert cells of a width.
        0x7621 => {
            let (Some(first), Some(count), Some(width)) = (byte(0), byte(1), i16_at(operand, 2))
            else {
                return;
            };
            for _ in 0..count.min(MAX_CELLS.saturating_sub(row.cells.len())) {
                let at = first.min(row.cells.len());
                let left = row.edges.get(at).copied().unwrap_or(0);
                row.cells.insert(at, (false, Merge::None));
                row.edges.iter_mut().skip(at + 1).for_each(|edge| *edge += i32::from(width));
                row.edges.insert((at + 1).min(row.edges.len()), left + i32::from(width));
            }
        }
        // Delete cells of a range.
        0x5622 => {
            let (Some(first), Some(last)) = (byte(0), byte(1)) else { return };
            let last = last.min(row.cells.len());
            if first < last && last < row.edges.len() {
                let width = row.edges[last] - row.edges[first];
                row.cells.drain(first..last);
                row.edges.drain(first + 1..=last);
                row.edges.iter_mut().skip(first + 1).for_each(|edge| *edge -= width);
            }
        }
        // Set the width of a range.
        0x7623 => {
            let (Some(first), Some(last), Some(width)) = (byte(0), byte(1), i16_at(operand, 2))
            else {
                return;
            };
            for index in first..last.min(row.edges.len().saturating_sub(1)) {
                let by = row.edges[index] + i32::from(width) - row.edges[index + 1];
                row.edges.iter_mut().skip(index + 1).for_each(|edge| *edge += by);
            }
        }
        _ => {}
    }
}

fn put_shade(row: &mut RowShape, index: usize, shade: Option<Rgb>) {
    if index < MAX_CELLS {
        if row.shades.len() <= index {
            row.shades.resize(index + 1, None);
        }
        row.shades[index] = shade;
    }
}

/// The definition of a row: edges, then a descriptor of twenty bytes a cell.
fn define(row: &mut RowShape, operand: &[u8]) {
    let Some(count) = operand.first().map(|n| usize::from(*n).min(MAX_CELLS)) else { return };
    row.edges = (0..=count).map_while(|i| i16_at(operand, 1 + i * 2)).map(i32::from).collect();
    let descriptors = 1 + (count + 1) * 2;
    row.cells = (0..count)
        .map(|i| {
            let flags = u16_at(operand, descriptors + i * 20).unwrap_or(0);
            (flags & 2 != 0, vertical(flags & 0x20 != 0, flags & 0x40 != 0))
        })
        .collect();
}

fn vertical(merged: bool, restart: bool) -> Merge {
    match (merged, restart) {
        (false, false) => Merge::None,
        (_, true) => Merge::Start,
        (true, false) => Merge::Continue,
    }
}

/// Whether the form field data at an offset says that a box is ticked, or the
/// chosen entry of a list ([MS-DOC] 2.9.78).
pub(super) fn form_field(data: &[u8], offset: u32) -> Option<FormField> {
    let at = offset as usize;
    let header = usize::from(u16_at(data, at + 4)?);
    let field = part(data, at + header, usize_at(data, at)?.saturating_sub(header));
    if u32_at(field, 0)? != u32::MAX {
        return None;
    }
    let bits = u16_at(field, 4)?;
    let result = usize::from(bits >> 2 & 0x1f);
    let mut at = 10;
    let skip = |at: usize| Some(at + 4 + usize::from(u16_at(field, at)?) * 2);
    at = skip(at)?;
    let default = usize::from(u16_at(field, at)?);
    match bits & 3 {
        1 => Some(FormField::Tick(if result == 25 { default != 0 } else { result != 0 })),
        2 => {
            at += 2;
            for _ in 0..5 {
                at = skip(at)?;
            }
            let wide = u16_at(field, at)? == 0xffff;
            at += if wide { 2 } else { 0 };
            let chosen = if result == 25 { default } else { result };
            // Entries are counted, with no extra data behind each.
            at += 4;
            for _ in 0..chosen {
                at += 2 + usize::from(u16_at(field, at)?) * 2;
            }
            let len = usize::from(u16_at(field, at)?) * 2;
            Some(FormField::Choice(utf16(part(field, at + 2, len))))
        }
        _ => None,
    }
}

/// A form field that shows its state and not a stored result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FormField {
    /// A box.
    Tick(bool),
    /// The chosen entry of a list.
    Choice(String),
}
