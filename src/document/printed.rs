//! What was read of a page, character by character: the account that a comparison holds
//! the page's ink against.

use super::Rect;

/// The characters of one page, and its ruling lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Printed {
    /// The page, counted from 1.
    pub page: u32,
    /// Quarter turns by which the page was set upright before it was read.
    pub quarter: u8,
    /// Width and height of the page as it was read, points.
    pub size: (f32, f32),
    /// Its characters but for white space, on the page as it stood before it was turned.
    pub characters: Vec<Character>,
}

/// A character that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Character {
    /// The character.
    pub character: char,
    /// Its box, from origin to next origin.
    pub bbox: Rect,
    /// Font size, points.
    pub size: f32,
    /// The file has it in a layer that is not painted.
    pub hidden: bool,
    /// 1 for characters of the file itself.
    pub confidence: f32,
}
