//! The common currency of PDF, OFD and character recognition.

use super::figures::Figure;
use crate::document::{PageSource, Picture, Rect, Scanned, Seal};

/// Everything printed on one page.
#[derive(Debug, Clone, PartialEq)]
pub struct InkPage {
    /// Counted from 1.
    pub number: u32,
    /// Width as seen (after rotation), points.
    pub width: f32,
    /// Height as seen, points.
    pub height: f32,
    /// Characters in the order the file draws them.
    pub glyphs: Vec<Glyph>,
    /// Ruling lines: strokes and thin filled rectangles alike.
    pub rules: Vec<Rule>,
    /// Small drawn figures, which may be check boxes.
    pub figures: Vec<Figure>,
    /// Boxes of images.
    pub images: Vec<Rect>,
    /// Pictures, when they were asked for.
    pub pictures: Vec<Picture>,
    /// Red seals.
    pub seals: Vec<Seal>,
    /// How many characters are set beyond the page's edge, where nobody sees them.
    pub beyond: usize,
    /// How many characters were left out because no eye sees them on the page.
    pub unseen: Unseen,
    /// Straight strokes that lean, from end to end.
    pub slants: Vec<[(f32, f32); 2]>,
    /// Whether ruling lines run out of the page: the table went on where it is cut off.
    pub cut: bool,
    /// Characters that the edge of their frame cuts off, as the file draws them.
    pub clipped: String,
    /// Quarter turns by which the page was set upright.
    pub quarter: u8,
    /// What is read of it is to be kept, for a comparison.
    pub account: bool,
    /// What is kept of a recognised page.
    pub scanned: Option<Box<Scanned>>,
    /// How the text was won, or why it was not.
    pub source: PageSource,
}

impl InkPage {
    /// A page without any ink.
    pub fn blank(number: u32, width: f32, height: f32) -> Self {
        Self {
            number,
            width,
            height,
            glyphs: Vec::new(),
            rules: Vec::new(),
            figures: Vec::new(),
            images: Vec::new(),
            pictures: Vec::new(),
            seals: Vec::new(),
            beyond: 0,
            unseen: Unseen::default(),
            slants: Vec::new(),
            cut: false,
            clipped: String::new(),
            quarter: 0,
            account: false,
            scanned: None,
            source: PageSource::Blank,
        }
    }
}

/// Letters and digits that the file has and the page does not show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Something was painted over them.
    pub covered: usize,
    /// Not painted, in the colour of their ground, or too small to be read.
    pub hidden: usize,
}

/// One character.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// The character; a ligature is given as several glyphs, side by side in its box.
    pub character: char,
    /// Its advance box: from origin to next origin, from descent to ascent.
    pub bbox: Rect,
    /// Font size as seen, points.
    pub size: f32,
    /// Bold by its font's name or flags.
    pub bold: bool,
    /// Fill colour, red green blue.
    pub color: [u8; 3],
    /// Written from top to bottom.
    pub vertical: bool,
    /// Not to be seen on the page (the text layer behind a scan).
    pub hidden: bool,
    /// Something was painted over it.
    pub covered: bool,
    /// Neither upright nor turned by quarters: part of a watermark or a stamp.
    pub slanted: bool,
    /// 1 for characters of the file, the recogniser's probability for scans.
    pub confidence: f32,
    /// Other readings with their probabilities (scans only).
    pub alternatives: Vec<(char, f32)>,
}

impl Glyph {
    /// A black upright character of the file itself.
    pub fn new(character: char, bbox: Rect, size: f32) -> Self {
        Self {
            character,
            bbox,
            size,
            bold: false,
            color: [0; 3],
            vertical: false,
            hidden: false,
            covered: false,
            slanted: false,
            confidence: 1.0,
            alternatives: Vec::new(),
        }
    }
}

/// A ruling line, horizontal or vertical.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The thin box it covers; wider than high for horizontal lines.
    pub bbox: Rect,
}

impl Rule {
    /// Whether it runs from left to right.
    pub fn is_horizontal(&self) -> bool {
        self.bbox.width() >= self.bbox.height()
    }
}
