//! Pictures of a Word 97–2003 file: in the text they lie in the data stream,
//! beside it in a store that the drawings count through ([MS-ODRAW] 2.2.20).

use crate::document::{Look, Picture};
use crate::intake::Limits;
use crate::read::bytes::{part, u16_at, u32_at, usize_at};
use crate::read::picture::{self, Crop};
use std::sync::Arc;

/// Twentieths of a point.
const TWIPS: f32 = 20.0;
/// Entries of a store that are read.
const MAX_STORED: usize = 4096;

/// The picture that stands in the text, from the data stream.
pub(super) fn inline(data: &[u8], offset: u32, limits: &Limits) -> Option<Picture> {
    let at = offset as usize;
    let (size, head) = (usize_at(data, at)?, usize::from(u16_at(data, at + 4)?));
    let record = part(data, at, size);
    let side = |goal: usize, scale: usize| {
        let number = |at| f32::from(u16_at(record, at).unwrap_or(0));
        number(goal) / TWIPS * number(scale) / 1000.0
    };
    let body = record.get(head..)?;
    if !has_blip(body) {
        return None;
    }
    let (width, height) = (side(0x1c, 0x20), side(0x1e, 0x22));
    let stand = stand_inside(body);
    let look = picture::placed(Arc::new(look(body, limits)), stand.turn, stand.mirrored);
    Some(Picture { width, height, look: Some(look), ..Picture::default() })
}

/// How a shape stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stand {
    /// Quarter turns clockwise; none where it stands aslant.
    pub turn: Option<u8>,
    /// Mirrored across and down, before it is turned.
    pub mirrored: [bool; 2],
}

impl Default for Stand {
    fn default() -> Self {
        Self { turn: Some(0), mirrored: [false; 2] }
    }
}

impl Stand {
    /// By the records of a shape: its flags, and the angle among its properties.
    pub fn of(shape: &[u8]) -> Self {
        const ANGLE: u16 = 4;
        const QUARTER: i32 = 90 << 16;
        let mut stand = Self::default();
        for (version, kind, body) in whole_records(shape).take(MAX_PARTS) {
            match kind {
                0xf00a => {
                    let flags = usize_at(body, 4).unwrap_or(0);
                    stand.mirrored = [flags & 0x40 != 0, flags & 0x80 != 0];
                }
                0xf00b => {
                    let all = body.chunks_exact(6).take(usize::from(version >> 4));
                    let angle = |property: &[u8]| {
                        (u16_at(property, 0)? & 0x3fff == ANGLE).then(|| u32_at(property, 2))?
                    };
                    if let Some(angle) = all.filter_map(angle).next() {
                        let angle = angle.cast_signed();
                        let quarters = (angle / QUARTER).rem_euclid(4) as u8;
                        stand.turn = (angle % QUARTER == 0).then_some(quarters);
                    }
                }
                _ => {}
            }
        }
        stand
    }
}

/// How the shape stands that a picture in the text is kept in.
fn stand_inside(body: &[u8]) -> Stand {
    let shape = whole_records(body).take(MAX_PARTS).find(|(_, kind, _)| *kind == 0xf004);
    shape.map_or_else(Stand::default, |(_, _, shape)| Stand::of(shape))
}

/// Records of one shape that are looked at.
const MAX_PARTS: usize = 64;

/// The pictures that drawings refer to, by their number, counted from 1.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// Where each lies in the main stream, and how long it is.
    entries: Vec<(usize, usize)>,
}

impl Store {
    /// Reads the group of all drawings.
    pub fn parse(drawings: &[u8]) -> Self {
        let mut entries = Vec::new();
        let all = part(drawings, 8, usize_at(drawings, 4).unwrap_or(0));
        if let Some(store) = records(all).find(|(kind, _)| *kind == 0xf001) {
            let entry = |(_, body): (u16, &[u8])| {
                (usize_at(body, 28).unwrap_or(0), usize_at(body, 20).unwrap_or(0))
            };
            entries.extend(records(store.1).map(entry).take(MAX_STORED));
        }
        Self { entries }
    }

    /// A picture as an anchor shows it: left, top, right, bottom in twips.
    pub fn picture(
        &self,
        word: &[u8],
        (number, stand): (u32, Stand),
        edges: [i32; 4],
        limits: &Limits,
    ) -> Picture {
        let entry = (number as usize).checked_sub(1).and_then(|at| self.entries.get(at));
        let blip = entry.map(|(at, size)| part(word, *at, *size)).filter(|blip| !blip.is_empty());
        let side = |from: i32, to: i32| to.saturating_sub(from).max(0) as f32 / TWIPS;
        Picture {
            width: side(edges[0], edges[2]),
            height: side(edges[1], edges[3]),
            look: blip.map(|blip| {
                picture::placed(Arc::new(look(blip, limits)), stand.turn, stand.mirrored)
            }),
            ..Picture::default()
        }
    }
}

/// Kind and body of each record in a row.
fn records(bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    whole_records(bytes).map(|(_, kind, body)| (kind, body))
}

/// Version (with the number of its instance), kind and body of each record in a row.
fn whole_records(bytes: &[u8]) -> impl Iterator<Item = (u16, u16, &[u8])> {
    let mut at = 0usize;
    std::iter::from_fn(move || {
        let version = u16_at(bytes, at)?;
        let (kind, size) = (u16_at(bytes, at + 2)?, usize_at(bytes, at + 4)?);
        let body = part(bytes, at + 8, size);
        at = at.checked_add(8)?.checked_add(size)?;
        Some((version, kind, body))
    })
}

fn has_blip(records_of_shape: &[u8]) -> bool {
    let (mut at, mut count) = (0usize, 0);
    while let (Some(kind), Some(size)) =
        (u16_at(records_of_shape, at + 2), usize_at(records_of_shape, at + 4))
    {
        if kind == 0xf007 || (0xf018..=0xf117).contains(&kind) {
            return true;
        }
        count += 1;
        at = at.saturating_add(8).saturating_add(size);
        if count > 64 {
            break;
        }
    }
    false
}

/// The file inside a record begins with its own mark.
fn look(record: &[u8], limits: &Limits) -> Look {
    let marks: [&[u8]; 3] = [b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0"];
    let starts = marks.iter().filter_map(|mark| memchr::memmem::find(record, mark));
    let file = starts.min().map_or(record, |at| &record[at..]);
    picture::look(file, Crop::default(), limits)
}
