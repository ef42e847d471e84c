//! Drawings ([MS-ODRAW]): which text box hangs at which anchor, and the words
//! of WordArt, which red heads are made of.

use super::fib::{items, positions};
use super::picture::Stand;
use crate::read::bytes::{u16_at, u32_at, usize_at, utf16};
use crate::read::shown::figure::Figure;
use crate::read::shown::ground::{self, Rgb};
use crate::read::spot::Spot;
use std::collections::HashMap;

/// Records that are opened at most; a drawing has few.
const MAX_RECORDS: usize = 200_000;
/// Depth of groups.
const MAX_DEPTH: usize = 32;
/// `posrelv`: what a shape's height counts from (0 margin, 1 page).
const POS_REL_V: u16 = 0x392;

/// Shapes of the body.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Shape at an anchor and its height, by character position.
    anchors: HashMap<u32, (u32, Option<Spot>)>,
    /// What the height counts from, by shape, where its properties say so.
    from: HashMap<u32, u32>,
    /// Outermost shape around each shape.
    outermost: HashMap<u32, u32>,
    /// Words of WordArt by shape, in drawing order.
    words: Vec<(u32, String)>,
    /// Numbers of pictures by shape, in drawing order, and how the shape stands.
    pictures: Vec<(u32, u32, Stand)>,
    /// The colour of the page, where it has one.
    pub page: Option<Rgb>,
    /// Edges of anchored shapes in twips.
    edges: HashMap<u32, [i32; 4]>,
    /// How anchored shapes stand to the text ([MS-DOC] 2.8.37).
    flags: HashMap<u32, u16>,
    /// What shapes are made of.
    figures: Vec<(u32, Figure)>,
}

/// Properties of shapes: the colour of the fill, its kind, whether there is one, whether
/// there is an outline, whether the shape is shown.
const FILL_TYPE: u16 = 0x180;
const FILL_COLOUR: u16 = 0x181;
const FILL_FLAGS: u16 = 0x1bf;
const LINE_FLAGS: u16 = 0x1ff;
const GROUP_FLAGS: u16 = 0x3bf;

impl Shapes {
    /// Reads anchors and drawings.
    pub fn parse(anchors: &[u8], drawings: &[u8]) -> Self {
        let mut shapes = Self::default();
        for (at, item) in positions(anchors, 26).into_iter().zip(items(anchors, 26)) {
            let Some(shape) = u32_at(item, 0) else { continue };
            shapes.anchors.insert(at, (shape, spot(item)));
            let edge = |at| u32_at(item, at).unwrap_or(0) as i32;
            shapes.edges.insert(shape, [4, 8, 12, 16].map(edge));
            shapes.flags.insert(shape, u16_at(item, 20).unwrap_or(0));
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

    /// The shape anchored at a character, and its height.
    pub fn anchored(&self, position: u32) -> Option<(u32, Option<Spot>)> {
        let (shape, spot) = self.anchors.get(&position).copied()?;
        let own = |spot| match (self.from.get(&shape), spot) {
            (Some(0), Spot::Page(y) | Spot::Margin(y) | Spot::Paragraph(y)) => Spot::Margin(y),
            (Some(1), Spot::Page(y) | Spot::Margin(y) | Spot::Paragraph(y)) => Spot::Page(y),
            _ => spot,
        };
        Some((shape, spot.map(own)))
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

    /// Words of WordArt that hangs at no character of the body.
    pub fn unanchored_words(&self) -> impl Iterator<Item = &str> {
        let known = |shape: u32| self.edges.contains_key(&self.outermost(shape));
        self.words.iter().filter(move |(shape, _)| !known(*shape)).map(|(_, words)| words.as_str())
    }

    /// What an anchored shape comes to; `boxed` where it holds text.
    pub fn figure(&self, outermost: u32, boxed: bool, spot: Option<Spot>) -> Option<Figure> {
        let flags = *self.flags.get(&outermost)?;
        let [left, top, right, bottom] = self.edges(outermost);
        let points = |twips: i32| twips as f32 / 20.0;
        let mut whole = Figure {
            floats: true,
            // Three is nothing: the text runs on under the shape or over it.
            wrapped: flags >> 5 & 0xf != 3,
            behind: flags & 0x4000 != 0,
            x: Some(points(left)),
            size: [points(right.saturating_sub(left)), points(bottom.saturating_sub(top))],
            words: boxed || self.words(outermost).next().is_some(),
            pictures: self.pictures(outermost).next().is_some(),
            ..Figure::default()
        };
        match spot {
            Some(Spot::Paragraph(y)) => whole.y = Some(y),
            Some(Spot::Page(y) | Spot::Margin(y)) => whole.down = Some(y),
            None => {}
        }
        let own = |(shape, _): &&(u32, Figure)| self.outermost(*shape) == outermost;
        for (_, part) in self.figures.iter().filter(own) {
            whole.shapes += part.shapes;
            whole.filled |= part.filled;
            whole.outlined |= part.outlined;
            whole.behind |= part.behind;
            whole.hidden |= part.hidden;
            whole.colour = part.colour;
        }
        Some(whole)
    }

    /// The pictures in a shape and its parts, by number, and how each stands.
    pub fn pictures(&self, outermost: u32) -> impl Iterator<Item = (u32, Stand)> {
        let own = self.pictures.iter().filter(move |(s, ..)| self.outermost(*s) == outermost);
        own.map(|(_, number, stand)| (*number, *stand))
    }

    /// The edges of an anchored shape: left, top, right, bottom in twips.
    pub fn edges(&self, shape: u32) -> [i32; 4] {
        self.edges.get(&shape).copied().unwrap_or_default()
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
                    if let Some((shape, words, from)) = shape(body) {
                        self.from.extend(from.map(|from| (shape, from)));
                        // The first shape of a group stands for the group itself; the
                        // page as a whole is a group that no anchor names.
                        let top = if depth <= 2 { None } else { around };
                        self.outermost.insert(shape, top.unwrap_or(shape));
                        if depth > 2 && around.is_none() {
                            around = Some(shape);
                        }
                        self.words.extend(words.map(|words| (shape, words)));
                        self.figures.extend(figure(body).map(|figure| (shape, figure)));
                        let stand = Stand::of(body);
                        self.pictures.extend(picture_number(body).map(|n| (shape, n, stand)));
                        if is_background(body) {
                            let filled = figure(body).filter(|figure| figure.filled);
                            self.page = filled.and_then(|figure| figure.colour);
                        }
                    }
                }
                0xf000 | 0xf002 | 0xf003 => self.walk(body, around, depth + 1, left),
                _ => {}
            }
            at = (at + 8).saturating_add(size);
        }
    }
}

/// The height in an anchor (`Spa`): the top edge in twips, and what it counts from.
fn spot(anchor: &[u8]) -> Option<Spot> {
    let y = u32_at(anchor, 8)?.cast_signed() as f32 / 20.0;
    match u16_at(anchor, 20)? >> 3 & 3 {
        0 => Some(Spot::Margin(y)),
        1 => Some(Spot::Page(y)),
        2 => Some(Spot::Paragraph(y)),
        _ => None,
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
            words.extend(shape(&records[8..next]).and_then(|(_, words, _)| words));
        }
        records = &records[next..];
    }
    words
}

/// A shape's number, its words, if it is WordArt, and what its height counts from.
fn shape(body: &[u8]) -> Option<(u32, Option<String>, Option<u32>)> {
    let mut number = None;
    let mut words = None;
    let mut from = None;
    let mut at = 0;
    while let Some((kind, size)) = header(body, at) {
        let start = at + 8;
        let record = body.get(start..start.saturating_add(size).min(body.len()))?;
        match kind {
            0xf00a => number = u32_at(record, 0),
            0xf00b | 0xf121 | 0xf122 => {
                let count = usize::from(u16_at(body, at)? >> 4);
                words = words.or_else(|| art_text(record, count));
                from = from.or_else(|| property(record, count, POS_REL_V));
            }
            _ => {}
        }
        at = start.saturating_add(size);
    }
    Some((number.unwrap_or(0), words, from))
}

/// What a shape is made of; none for the frame of a group.
fn figure(body: &[u8]) -> Option<Figure> {
    let mut figure = Figure {
        shapes: 1,
        filled: true,
        outlined: true,
        colour: Some(ground::WHITE),
        ..Figure::default()
    };
    let mut at = 0;
    while let Some((kind, size)) = header(body, at) {
        let start = at + 8;
        let record = body.get(start..start.saturating_add(size).min(body.len()))?;
        match kind {
            0xf00a if u32_at(record, 4).is_some_and(|flags| flags & 1 != 0) => return None,
            0xf00b | 0xf121 | 0xf122 => {
                let count = usize::from(u16_at(body, at)? >> 4);
                // Each flag has a second one that says whether it counts.
                let flag = |id: u16, bit: u32, usual: bool| match property(record, count, id) {
                    Some(flags) if flags & bit << 16 != 0 => flags & bit != 0,
                    _ => usual,
                };
                figure.filled = flag(FILL_FLAGS, 0x10, figure.filled);
                figure.outlined = flag(LINE_FLAGS, 0x08, figure.outlined);
                figure.hidden = flag(GROUP_FLAGS, 0x02, figure.hidden);
                figure.behind = flag(GROUP_FLAGS, 0x20, figure.behind);
                if let Some(colour) = property(record, count, FILL_COLOUR) {
                    let [r, g, b, kind] = colour.to_le_bytes();
                    figure.colour = (kind == 0).then_some([r, g, b]);
                }
                if property(record, count, FILL_TYPE).is_some_and(|kind| kind != 0) {
                    figure.colour = None;
                }
            }
            _ => {}
        }
        at = start.saturating_add(size);
    }
    Some(figure)
}

/// Whether a shape is the ground of all pages.
fn is_background(body: &[u8]) -> bool {
    let flags = header(body, 0).filter(|(kind, _)| *kind == 0xf00a).and_then(|_| u32_at(body, 12));
    flags.is_some_and(|flags| flags & 0x400 != 0)
}

/// The number that a property of a table holds.
fn property(record: &[u8], count: usize, wanted: u16) -> Option<u32> {
    let at = (0..count).find(|i| u16_at(record, i * 6).is_some_and(|id| id & 0x3fff == wanted))?;
    u32_at(record, at * 6 + 2)
}

/// `pib`: property 260 of a shape's properties, the number of its picture in the store.
fn picture_number(body: &[u8]) -> Option<u32> {
    let mut at = 0;
    while let Some((kind, size)) = header(body, at) {
        let start = at + 8;
        if kind == 0xf00b {
            let record = body.get(start..start.saturating_add(size).min(body.len()))?;
            let count = usize::from(u16_at(body, at)? >> 4);
            let id = |i: usize| u16_at(record, i * 6).map(|id| id & 0x3fff);
            let found = (0..count).take_while(|i| id(*i).is_some()).find(|i| id(*i) == Some(260));
            return found.and_then(|i| u32_at(record, i * 6 + 2)).filter(|n| *n > 0);
        }
        at = start.saturating_add(size);
    }
    None
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

#[cfg(test)]
mod tests {
    use super::*;

    fn record(version: u16, kind: u16, body: &[u8]) -> Vec<u8> {
        let head = [version.to_le_bytes(), kind.to_le_bytes()].concat();
        [head, (body.len() as u32).to_le_bytes().to_vec(), body.to_vec()].concat()
    }

    #[test]
    fn the_height_of_a_shape_counts_from_what_its_properties_say() {
        // One anchor at character 7: shape 1026, its top at 1,701 twips from the text.
        let mut anchors = [7u32.to_le_bytes(), 8u32.to_le_bytes()].concat();
        for number in [1026i32, 1984, 1701, 9921, 2004] {
            anchors.extend(number.to_le_bytes());
        }
        anchors.extend([0x74, 0, 0, 0, 0, 0]);
        let bare = Shapes::parse(&anchors, &[]);
        assert_eq!(bare.anchored(7), Some((1026, Some(Spot::Paragraph(85.05)))));
        let mut property = POS_REL_V.to_le_bytes().to_vec();
        property.extend(1u32.to_le_bytes());
        let number = [1026u32.to_le_bytes(), 0u32.to_le_bytes()].concat();
        let shape = [record(0, 0xf00a, &number), record(0x13, 0xf122, &property)].concat();
        let drawing = record(0xf, 0xf002, &record(0xf, 0xf004, &shape));
        let shapes = Shapes::parse(&anchors, &drawing);
        assert_eq!(shapes.anchored(7), Some((1026, Some(Spot::Page(85.05)))));
    }
}
