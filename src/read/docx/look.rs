//! Paragraph and run properties, as far as they change what is read or hint at
//! what a paragraph is; later ones override earlier ones.

use super::fonts::Asked;
use super::show::Show;
use crate::read::colour;
use crate::read::xml::{attr, is_on};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Half-points by which raised text stands above its line at least.
const RAISED: i32 = 6;

/// Properties from a style, a paragraph or a run; `None` says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Paragraph or character style by its identifier.
    pub style: Option<String>,
    /// Half-points.
    pub size: Option<f32>,
    pub bold: Option<bool>,
    pub red: Option<bool>,
    /// Hidden text.
    pub vanish: Option<bool>,
    /// Raised above the line.
    pub raised: Option<bool>,
    /// Lowered below it.
    pub lowered: Option<bool>,
    /// Struck through.
    pub struck: Option<bool>,
    /// Shown in capitals, large or small.
    pub caps: Option<bool>,
    /// The fonts of Latin and of Chinese text.
    pub fonts: [Option<Asked>; 2],
    pub centered: Option<bool>,
    /// Outline level from 0; 9 is body text.
    pub outline: Option<u8>,
    /// Numbering instance; 0 takes a style's numbering away.
    pub num_id: Option<i64>,
    pub num_level: Option<usize>,
    pub page_break_before: Option<bool>,
    /// The paragraph mark, or the run, was deleted or moved away by a tracked change.
    pub deleted: bool,
    /// The label that Word 2003 XML stores beside the numbering.
    pub label: Option<String>,
    /// In the style of an unfilled control's prompt.
    pub prompt: bool,
    /// What may keep it from being seen.
    pub show: Show,
}

impl Look {
    /// Takes over what `over` says.
    pub fn apply(&mut self, over: &Look) {
        fn take<T: Clone>(mine: &mut Option<T>, over: &Option<T>) {
            if over.is_some() {
                mine.clone_from(over);
            }
        }
        take(&mut self.size, &over.size);
        take(&mut self.bold, &over.bold);
        take(&mut self.red, &over.red);
        take(&mut self.vanish, &over.vanish);
        take(&mut self.raised, &over.raised);
        take(&mut self.lowered, &over.lowered);
        take(&mut self.struck, &over.struck);
        take(&mut self.caps, &over.caps);
        for (mine, over) in self.fonts.iter_mut().zip(&over.fonts) {
            take(mine, over);
        }
        take(&mut self.centered, &over.centered);
        take(&mut self.outline, &over.outline);
        take(&mut self.num_level, &over.num_level);
        take(&mut self.num_id, &over.num_id);
        take(&mut self.page_break_before, &over.page_break_before);
        self.show.apply(&over.show);
    }

    /// Takes over what the look of a paragraph's mark, or of a level of a list, says of the
    /// label in front of the paragraph.
    pub fn label(&mut self, over: &Look) {
        let (list, level) = (self.num_id, self.num_level);
        self.apply(over);
        (self.num_id, self.num_level) = (list, level);
    }

    /// Notes one child element of `w:pPr` or `w:rPr`.
    pub fn note(&mut self, element: &BytesStart<'_>) {
        let val = || attr(element, "val");
        match element.local_name().as_ref() {
            "pStyle" | "rStyle" => self.style = val().map(Into::into),
            "sz" => self.size = val().and_then(|v| v.parse().ok()),
            "b" => self.bold = Some(is_on(element)),
            "vanish" => self.vanish = Some(is_on(element)),
            "vertAlign" => {
                self.raised = Some(val().as_deref() == Some("superscript"));
                self.lowered = Some(val().as_deref() == Some("subscript"));
            }
            // The old way to raise text; less is a matter of lines.
            "position"
                if val().and_then(|v| v.parse().ok()).is_some_and(|up: i32| up >= RAISED) =>
            {
                self.raised = Some(true);
            }
            "strike" | "dstrike" => self.struck = Some(is_on(element)),
            "caps" | "smallCaps" => self.caps = Some(is_on(element)),
            "color" => self.red = Some(val().is_some_and(|v| is_red(&v))),
            "rFonts" => {
                for (mine, asked) in self.fonts.iter_mut().zip(Asked::of(element)) {
                    *mine = asked.or(mine.take());
                }
            }
            "jc" => self.centered = Some(val().as_deref() == Some("center")),
            "outlineLvl" => self.outline = val().and_then(|v| v.parse().ok()),
            "numId" | "ilfo" => self.num_id = val().and_then(|v| v.parse().ok()),
            "ilvl" => self.num_level = val().and_then(|v| v.parse().ok()),
            "pageBreakBefore" => self.page_break_before = Some(is_on(element)),
            "del" | "moveFrom" => self.deleted = true,
            _ => {}
        }
    }
}

/// Reads the children of `w:rPr` up to its end.
pub fn run_properties(reader: &mut Reader<&[u8]>, look: &mut Look) {
    let mut depth = 1usize;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) => {
                // The properties before a tracked change lie deeper: they are history.
                if depth == 1 {
                    look.note(&element);
                    look.show.note_run(&element);
                    if element.local_name().as_ref() == "textFill" {
                        look.show.note_fill(reader);
                        continue;
                    }
                }
                depth += 1;
            }
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

fn is_red(value: &str) -> bool {
    if value.eq_ignore_ascii_case("red") {
        return true;
    }
    let Ok(rgb) = u32::from_str_radix(value.trim_start_matches('#'), 16) else { return false };
    let [_, r, g, b] = rgb.to_be_bytes();
    colour::is_red(colour::of_bytes(r, g, b))
}
