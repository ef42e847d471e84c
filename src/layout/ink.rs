//! The common currency of PDF, OFD and character recognition.

use crate::document::{PageSource, Rect, Seal};

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
    /// Boxes of images.
    pub images: Vec<Rect>,
    /// Red seals.
    pub seals: Vec<Seal>,
    /// How the text was won, or why it was not.
    pub source: PageSource,
}

/// One character.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// The character; a ligature is given as several glyphs that share its box.
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
    /// 1 for characters of the file, the recogniser's probability for scans.
    pub confidence: f32,
    /// Other readings with their probabilities (scans only).
    pub alternatives: Vec<(char, f32)>,
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
