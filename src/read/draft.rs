//! A paragraph in the making, for formats that give their text run by run with
//! the looks beside it (.doc, RTF): the looks of most of the text are the paragraph's.

use crate::characters::symbols::{self, SymbolFont};
use crate::characters::{Powers, Script};
use crate::document::{Before, Block, Paragraph, Role, Style, Text};
use crate::read::shown::run::{Shown, Stretches};
use crate::read::shown::{Why, choice, ground};
use crate::read::spot::{Fill, Spot};
use std::ops::Range;

/// How a run looks.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RunLook {
    /// Font size, half points; 0 when nobody says.
    pub size: u16,
    /// Bold.
    pub bold: bool,
    /// Red.
    pub red: bool,
    /// Raised above the line.
    pub raised: bool,
    /// Lowered below it.
    pub lowered: bool,
    /// Struck through.
    pub struck: bool,
    /// Shown in capitals, large or small.
    pub caps: bool,
    /// Underlined.
    pub underlined: bool,
    /// In a frame or on a ground of its own.
    pub boxed: bool,
    /// Font of pictures.
    pub symbols: Option<SymbolFont>,
    /// What may keep it from being seen.
    pub shown: Shown,
}

impl RunLook {
    /// Whether it is marked off from the text around it.
    fn is_marked(&self) -> bool {
        let shade = self.shown.highlight.or(self.shown.shade);
        self.underlined || self.boxed || shade.is_some_and(|shade| shade != ground::WHITE)
    }
}

/// Text so far, with the looks it came in.
#[derive(Debug, Default)]
pub struct Draft {
    /// The characters, symbols translated.
    pub text: String,
    /// The end of the text of the story so far, for pictures.
    pub tail: Before,
    /// Where formulas packed as objects stand in it.
    formulas: Vec<Range<usize>>,
    powers: Powers,
    /// What may not be shown as it is read.
    stretches: Stretches,
    /// What is underlined, framed or shaded.
    marked: Vec<Range<usize>>,
    sizes: Vec<(u16, usize)>,
    bold: usize,
    red: usize,
    total: usize,
    /// Text boxes anchored before any text, and after it began.
    before: Vec<Block>,
    after: Vec<Block>,
    /// Boxes that stand at a height of their own.
    floating: Vec<Floating>,
}

/// A box with its height.
#[derive(Debug)]
pub struct Floating {
    /// Where it is seen.
    pub spot: Spot,
    /// Whether its anchor stands before the text of its paragraph.
    pub leads: bool,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// Puts the floating boxes of a paragraph in their places; `at` is the paragraph's
/// own. In cells, where there is no page to `fill`, they stay beside it.
pub fn put_floating(
    blocks: &mut Vec<Block>,
    mut at: usize,
    floating: Vec<Floating>,
    mut fill: Option<&mut Fill>,
) {
    if let Some(fill) = &mut fill {
        fill.note(blocks);
    }
    for floating in floating {
        let count = floating.blocks.len();
        let leads = floating.leads && !floating.spot.is_below();
        let beside = if leads { at } else { blocks.len() };
        let put = match &mut fill {
            Some(fill) => fill.put(blocks, floating.spot, floating.blocks, beside),
            None => {
                blocks.splice(beside..beside, floating.blocks);
                beside
            }
        };
        if put <= at {
            at += count;
        }
    }
}

impl Draft {
    /// Adds a character as it is seen.
    pub fn push(&mut self, character: char, look: RunLook) {
        let code = character as u32;
        let picture = (0xf020..=0xf0ff).contains(&code);
        let shown = match look.symbols {
            Some(font) if code < 0x100 || picture => font.character(code),
            _ => None,
        };
        let shown = shown.unwrap_or_else(|| symbols::unknown_font(character));
        self.tail.push(shown.encode_utf8(&mut [0; 4]));
        let at = self.text.len();
        let before = self.text.chars().next_back();
        let script = match (look.raised, look.lowered) {
            (true, _) => Script::Raised,
            (_, true) => Script::Lowered,
            _ => Script::Plain,
        };
        let shown = self.powers.script(before, shown, script);
        match look.caps {
            true => self.text.extend(shown.to_uppercase()),
            false => self.text.push(shown),
        }
        let pictured = look.symbols.is_some_and(|font| font.hides(character));
        self.stretches.push(shown, Shown { pictured, ..look.shown }, look.size);
        if look.is_marked() {
            self.marked.push(at..self.text.len());
        }
        if character.is_whitespace() {
            return;
        }
        self.total += 1;
        self.bold += usize::from(look.bold);
        self.red += usize::from(look.red);
        match self.sizes.iter_mut().find(|(size, _)| *size == look.size) {
            Some((_, count)) => *count += 1,
            None if look.size > 0 => self.sizes.push((look.size, 1)),
            None => {}
        }
    }

    /// Adds text that the program works out itself (a tick, an enclosed number).
    pub fn push_str(&mut self, text: &str, look: RunLook) {
        let plain = RunLook { symbols: None, ..look };
        text.chars().for_each(|character| self.push(character, plain));
    }

    /// Notes what concerns the paragraph as a whole.
    pub fn note(&mut self, why: Why) {
        self.stretches.note(why);
    }

    /// Notes what concerns a text of the paragraph, or its label.
    pub fn note_text(&mut self, text: &str, why: Why) {
        self.stretches.note_text(text, why);
    }

    /// Notes the label of the paragraph, in the look that its mark has.
    pub fn note_label(&mut self, label: &str, look: RunLook) {
        self.stretches.label(label, look.shown, look.size);
    }

    /// What of the paragraph may not be shown as it is read.
    pub fn end_stretches(&mut self) -> Option<Stretches> {
        for (range, why) in choice::chosen(&self.text, &std::mem::take(&mut self.marked)) {
            self.stretches.note_text(self.text.get(range).unwrap_or_default(), why);
        }
        self.stretches.end(&self.text)
    }

    /// Notes a formula packed as an object, of which nothing can be read.
    pub fn put_formula(&mut self) {
        self.formulas.push(self.text.len()..self.text.len());
    }

    /// Puts a text box beside the paragraph, or where its height says.
    pub fn put_box(&mut self, mut blocks: Vec<Block>, spot: Option<Spot>) {
        for block in &mut blocks {
            if let Block::Paragraph(paragraph) = block {
                paragraph.role = Role::TextBox;
            }
        }
        let leads = self.text.trim().is_empty();
        if let Some(spot) = spot {
            return self.floating.push(Floating { spot, leads, blocks });
        }
        let place = if leads { &mut self.before } else { &mut self.after };
        place.append(&mut blocks);
    }

    /// Ends the paragraph: it goes to `blocks` behind its label unless it is blank.
    pub fn finish(
        &mut self,
        label: Option<String>,
        role: Role,
        centered: bool,
        blocks: &mut Vec<Block>,
        fill: Option<&mut Fill>,
    ) {
        let mut done = std::mem::take(self);
        self.tail = std::mem::take(&mut done.tail);
        blocks.append(&mut done.before);
        let at = blocks.len();
        let end = done.text.trim_end_matches(['\n', ' ', '\t']).len();
        let start = done.text[..end].len() - done.text[..end].trim_start_matches('\n').len();
        let formulas = std::mem::take(&mut done.formulas);
        let whole = Text { content: done.text, formulas, ..Text::default() }.slice(start..end);
        if whole.is_blank() && label.is_none() {
            // An object that fills its paragraph stands in front of the next one.
            self.formulas = vec![0..0; whole.formulas.len()];
        } else {
            let mut text = Text::plain(label.unwrap_or_default());
            text.labels.push(0..text.content.len());
            text.labels.retain(|label| !label.is_empty());
            text.push(&whole);
            let most = |count: usize| count * 2 > done.total;
            let size =
                done.sizes.iter().max_by_key(|(_, count)| *count).map_or(0, |(size, _)| *size);
            let style = Style {
                size: f32::from(size) / 2.0,
                bold: most(done.bold),
                centered,
                red: most(done.red),
            };
            blocks.push(Block::Paragraph(Paragraph { text, role, style }));
        }
        put_floating(blocks, at, done.floating, fill);
        blocks.extend(done.after);
    }
}

/// The text of blocks, one a line, for what stands in a margin.
pub fn plain(blocks: &[Block]) -> String {
    let lines: Vec<String> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(paragraph) => Some(paragraph.text.content.clone()),
            Block::Table(table) => Some(table.text().content),
            Block::PageBreak => None,
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_looks_of_most_text_win_and_boxes_keep_their_side() {
        let mut draft = Draft::default();
        let mut blocks = Vec::new();
        draft.put_box(vec![Block::Paragraph(Paragraph::plain("红头"))], None);
        let look = RunLook { size: 32, bold: true, ..RunLook::default() };
        draft.push_str("申报书", look);
        draft.push('\u{f0fe}', RunLook { size: 21, ..RunLook::default() });
        draft.finish(Some("一、".into()), Role::Body, true, &mut blocks, None);
        let [Block::Paragraph(first), Block::Paragraph(second)] = blocks.as_slice() else {
            unreachable!("two paragraphs")
        };
        assert_eq!((first.role, second.text.content.as_str()), (Role::TextBox, "一、申报书☑"));
        assert_eq!((second.style.size, second.style.bold), (16.0, true));
    }
}
