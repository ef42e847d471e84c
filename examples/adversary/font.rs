//! A typeface for the printed pages. The gate carries a small one of its own
//! (`fixtures/fonts`), so that it prints the same pages on every machine.

use skrifa::instance::{LocationRef, Size};
use skrifa::raw::TopLevelTable;
use skrifa::{FontRef, MetadataProvider};
use std::collections::BTreeMap;
use std::path::Path;

pub struct Face {
    pub name: String,
    /// A font file of its own, also where it came out of a collection.
    pub bytes: Vec<u8>,
    /// Whether its outlines are TrueType's.
    pub truetype: bool,
    glyphs: BTreeMap<char, (u16, f32)>,
}

impl Face {
    /// Reads a font, or the first one of a collection.
    pub fn open(path: &Path) -> Option<Self> {
        let bytes = std::fs::read(path).ok()?;
        let font = FontRef::from_index(&bytes, 0).ok()?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let glyphs = font.charmap().mappings().filter_map(|(code, glyph)| {
            let advance = metrics.advance_width(glyph)?;
            Some((char::from_u32(code)?, (u16::try_from(glyph.to_u32()).ok()?, advance)))
        });
        Some(Self {
            name: path.file_stem()?.to_string_lossy().replace([' ', '.'], "-"),
            glyphs: glyphs.collect(),
            truetype: font.table_data(skrifa::raw::tables::glyf::Glyf::TAG).is_some(),
            bytes: alone(&font),
        })
    }

    pub fn glyph(&self, c: char) -> Option<(u16, f32)> {
        self.glyphs.get(&c).copied()
    }

    pub fn has(&self, text: &str) -> bool {
        text.chars().all(|c| c == '\n' || self.glyphs.contains_key(&c))
    }
}

/// The tables of a font as a file of their own.
fn alone(font: &FontRef<'_>) -> Vec<u8> {
    let tables: Vec<_> = font
        .table_directory()
        .table_records()
        .iter()
        .filter_map(|record| Some((record.tag(), font.table_data(record.tag())?)))
        .collect();
    let outline = if tables.iter().any(|(tag, _)| tag.to_be_bytes() == *b"CFF ") {
        *b"OTTO"
    } else {
        [0, 1, 0, 0]
    };
    let mut out = outline.to_vec();
    out.extend((tables.len() as u16).to_be_bytes());
    out.extend([0; 6]);
    let mut offset = 12 + 16 * tables.len();
    for (tag, data) in &tables {
        out.extend(tag.to_be_bytes());
        out.extend([0; 4]);
        out.extend((offset as u32).to_be_bytes());
        out.extend((data.len() as u32).to_be_bytes());
        offset += data.len().div_ceil(4) * 4;
    }
    for (_, data) in &tables {
        out.extend(data.as_bytes());
        out.resize(out.len().div_ceil(4) * 4, 0);
    }
    out
}
