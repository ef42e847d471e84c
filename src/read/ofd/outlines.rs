//! The outlines of characters: from the font that the file carries, else from one that
//! stands in for it, else a block of the character's size.

use crate::read::pdf::chinese_font;
use hayro_interpret::kurbo::{BezPath, Rect, Shape};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Outlines kept of one font.
const MOST: usize = 20_000;

/// Outlines in ems, y upwards, by glyph or character.
#[derive(Debug, Default)]
pub(super) struct Outlines {
    known: RefCell<HashMap<Key, Arc<BezPath>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Glyph(u32),
    Character(char, char),
}

impl Outlines {
    /// The outline of a character: that of `glyph` where the file names one, else of the
    /// character as it is `written`; a font that stands in shows what was `read`.
    pub fn of(
        &self,
        bytes: Option<&[u8]>,
        glyph: Option<u32>,
        written: char,
        read: char,
    ) -> Arc<BezPath> {
        let key = match (bytes, glyph) {
            (Some(_), Some(glyph)) => Key::Glyph(glyph),
            _ => Key::Character(written, read),
        };
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let own = bytes.and_then(|bytes| FontRef::from_index(bytes, 0).ok());
        let found = own.and_then(|font| {
            let id = match key {
                Key::Glyph(glyph) => GlyphId::new(glyph),
                Key::Character(written, _) => font.charmap().map(written)?,
            };
            outline(&font, id)
        });
        let found = found.or_else(|| stand_in(read)).unwrap_or_else(|| block(read));
        let found = Arc::new(found);
        let mut all = self.known.borrow_mut();
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(key, found.clone());
        found
    }
}

fn outline(font: &FontRef<'_>, id: GlyphId) -> Option<BezPath> {
    let em = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
    let glyph = font.outline_glyphs().get(id)?;
    let mut pen = Pen { path: BezPath::new(), em: em.max(1.0) };
    glyph.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut pen).ok()?;
    Some(pen.path)
}

fn stand_in(character: char) -> Option<BezPath> {
    let data = chinese_font()?;
    let font = FontRef::from_index(data.as_ref().as_ref(), 0).ok()?;
    let id = font.charmap().map(character)?;
    outline(&font, id)
}

/// What stands for a character without any font: as large as its ink may be.
fn block(character: char) -> BezPath {
    let area = match character {
        c if c.is_whitespace() => return BezPath::new(),
        '.' | ',' => Rect::new(0.15, -0.05, 0.3, 0.12),
        '。' | '，' | '、' => Rect::new(0.1, -0.08, 0.35, 0.15),
        '-' | '–' => Rect::new(0.08, 0.26, 0.42, 0.34),
        '—' | '一' => Rect::new(0.05, 0.33, 0.95, 0.41),
        c if c.is_ascii() => Rect::new(0.06, 0.0, 0.44, 0.68),
        _ => Rect::new(0.08, -0.04, 0.92, 0.8),
    };
    area.to_path(0.1)
}

struct Pen {
    path: BezPath,
    em: f64,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> (f64, f64) {
        (f64::from(x) / self.em, f64::from(y) / self.em)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.at(x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.at(x, y));
    }

    fn quad_to(&mut self, ax: f32, ay: f32, x: f32, y: f32) {
        self.path.quad_to(self.at(ax, ay), self.at(x, y));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.curve_to(self.at(ax, ay), self.at(bx, by), self.at(x, y));
    }

    fn close(&mut self) {
        self.path.close_path();
    }
}
