//! Drawings ([MS-ODRAW]): which text box hangs at which anchor, and the words
//! of WordArt, which red heads are made of.

use super::fib::{items, positions};
use crate::read::bytes::{u16_at, u32_at, usize_at, utf16};
use std::collections::HashMap;

/// Records that are opened at most; a drawing has few.
const MAX_RECORDS: usize = 200_000;
/// Depth of groups.
const MAX_DEPTH: usize = 32;

/// Shapes of the body.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Shape at an anchor, by character position.
    anchors: HashMap<u32, u32>,
    /// Outermost shape around each shape.
    outermost: HashMap<u32, u32>,
    /// Words of WordArt by shape, in drawing order.
    words: Vec<(u32, String)>,
}

impl Shapes {
    /// Reads anchors and drawings.
    pub fn parse(anchors: &[u8], drawings: &[u8]) -> Self {
        let mut shapes = Self::default();
        for (at, item) in positions(anchors, 26).into_iter().zip(items(anchors, 26)) {
            shapes.anchors.extend(u32_at(item, 0).map(|shape| (at, shape)));
        }
        let mut left = MAX_RECORDS;
        // The group of all drawings, then the drawings of body and headers, each
        // behind a byte that says whose it is.
        let mut at = 0;
        while let Some((_, size)) = header(drawings, at) {
            let end = (at + 8).saturating_add(size).min(drawings.len());
            shapes.walk(&drawings[at..end], None, 0, &mut left);
            at = end;
            if header(drawings, at).is_none_or(|(kind, _)| kind < 0xf000) {
                at += 1;
            }
        }
        shapes
    }

    /// The shape anchored at a character.
    pub fn anchored(&self, position: u32) -> Option<u32> {
        self.anchors.get(&position).copied()
    }

    /// The outermost group around a shape.
    pub fn outermost(&self, shape: u32) -> u32 {
        self.outermost.get(&shape).copied().unwrap_or(shape)
    }

    /// The WordArt in a shape and its parts.
    pub fn words(&self, outermost: u32) -> impl Iterator<Item = &str> {
        let of = move |(shape, _): &&(u32, String)| self.outermost(*shape) == outermost;
        self.words.iter().filter(of).map(|(_, words)| words.as_str())
    }

    fn walk(&mut self, records: &[u8], group: Option<u32>, depth: usize, left: &mut usize) {
        let mut at = 0;
        let mut around = group;
        while let Some((kind, size)) = header(records, at) {
            if *left == 0 || depth > MAX_DEPTH {
                return;
            }
            *left -= 1;
            let body = &records[at + 8..(at + 8).saturating_add(size).min(records.len())];
            match kind {
                // A shape: its number, then its properties.
                0xf004 => {
                    if let Some((shape, words)) = shape(body) {
                        // The first shape of a group stands for the group itself; the
                        // page as a whole is a group that no anchor names.
                        let top = if depth <= 2 { None } else { around };
                        self.outermost.insert(shape, top.unwrap_or(shape));
                        if depth > 2 && around.is_none() {
                            around = Some(shape);
                        }
                        self.words.extend(words.map(|words| (shape, words)));
                    }
                }
                0xf000 | 0xf002 | 0xf003 => self.walk(body, around, depth + 1, left),
                _ => {}
            }
            at = (at + 8).saturating_add(size);
        }
    }
}

/// The words of a WordArt picture that stands in the text, from the data stream.
pub(super) fn inline_words(data: &[u8], offset: u32) -> Vec<String> {
    let at = offset as usize;
    let (Some(size), Some(head)) = (usize_at(data, at), u16_at(data, at + 4)) else {
        return Vec::new();
    };
    let end = at.saturating_add(size).min(data.len());
    let mut start = at + usize::from(head);
    // A linked picture's name stands in front of the shape.
    if u16_at(data, at + 6) == Some(0x66) {
        start += 1 + usize::from(data.get(start).copied().unwrap_or(0));
    }
    let mut words = Vec::new();
    let mut records = data.get(start..end).unwrap_or_default();
    for _ in 0..16 {
        let Some((kind, size)) = header(records, 0) else { break };
        let next = (8usize).saturating_add(size).min(records.len());
        if kind == 0xf004 {
            words.extend(shape(&records[8..next]).and_then(|(_, words)| words));
        }
        records = &records[next..];
    }
    words
}

/// A shape's number and its words, if it is WordArt.
fn shape(body: &[u8]) -> Option<(u32, Option<String>)> {
    let mut number = None;
    let mut words = None;
    let mut at = 0;
    while let Some((kind, size)) = header(body, at) {
        let start = at + 8;
        let record = body.get(start..start.saturating_add(size).min(body.len()))?;
        match kind {
            0xf00a => number = u32_at(record, 0),
            0xf00b | 0xf121 | 0xf122 => {
                let count = usize::from(u16_at(body, at)? >> 4);
                words = words.or_else(|| art_text(record, count));
            }
            _ => {}
        }
        at = start.saturating_add(size);
    }
    Some((number.unwrap_or(0), words))
}

/// `gtextUNICODE`: property 192 of a property table, its text behind the table.
fn art_text(record: &[u8], count: usize) -> Option<String> {
    let mut data = count.checked_mul(6)?;
    for i in 0..count {
        let id = u16_at(record, i * 6)?;
        let value = usize_at(record, i * 6 + 2)?;
        let complex = id & 0x8000 != 0;
        if id & 0x3fff == 192 && complex {
            let end = data.saturating_add(value).min(record.len());
            let text = utf16(record.get(data..end)?);
            return Some(text.trim().replace(['\r', '\u{b}'], "\n")).filter(|t| !t.is_empty());
        }
        if complex {
            data = data.saturating_add(value);
        }
    }
    None
}

/// Kind and length of the record at an offset.
fn header(records: &[u8], at: usize) -> Option<(u16, usize)> {
    Some((u16_at(records, at.checked_add(2)?)?, usize_at(records, at.checked_add(4)?)?))
}
