//! The fonts of a Word document, as far as what they draw may be something else than the
//! characters that the file holds: fonts of pictures, those that the theme names, and fonts
//! that the file carries itself.

use super::look::Look;
use super::parts::Parts;
use crate::characters::symbols::SymbolFont;
use crate::read::letterform::{glyph_outline, shows_instead};
use crate::read::related::Relationship;
use crate::read::xml::{self, attr};
use quick_xml::events::{BytesStart, Event};
use skrifa::{FontRef, MetadataProvider};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes at the beginning of an embedded font that are mixed with its key (ECMA-376 part 4).
const MIXED: usize = 32;
/// The character set of fonts of pictures, in the table of fonts.
const SYMBOLS: &str = "02";

/// A font by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    name: Arc<str>,
    symbols: Option<SymbolFont>,
}

impl Face {
    fn named(name: &str) -> Self {
        Self { name: name.into(), symbols: SymbolFont::named(name) }
    }
}

/// Which font a style or a run asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// One by name.
    Named(Face),
    /// One of the theme: of headings or of the body, of Latin or of Chinese text.
    Theme {
        /// Of headings.
        major: bool,
        /// Of Chinese text.
        east: bool,
    },
}

impl Asked {
    /// `w:rFonts`: for Latin text, then for Chinese. A theme's font goes before a name.
    pub fn of(element: &BytesStart<'_>) -> [Option<Self>; 2] {
        let first = |names: &[(&str, &str)]| {
            names.iter().find_map(|(theme, name)| {
                let themed = attr(element, theme).map(|slot| Self::Theme {
                    major: slot.starts_with("major"),
                    east: slot.ends_with("EastAsia"),
                });
                themed.or_else(|| attr(element, name).map(|name| Self::Named(Face::named(&name))))
            })
        };
        [
            first(&[("asciiTheme", "ascii"), ("hAnsiTheme", "hAnsi")]),
            first(&[("eastAsiaTheme", "eastAsia")]),
        ]
    }
}

/// The fonts of a document.
#[derive(Debug, Default)]
pub struct Fonts {
    /// Of the theme: headings and body, each for Latin and for Chinese text.
    theme: [[Option<Face>; 2]; 2],
    /// Fonts of pictures that the table of fonts tells, by lower name.
    pictures: Vec<String>,
    /// Fonts that the file carries, by lower name.
    carried: HashMap<String, Vec<Carried>>,
}

/// A font that the file carries.
#[derive(Debug)]
struct Carried {
    bytes: Vec<u8>,
    /// What it shows instead of a character.
    known: RefCell<HashMap<char, Option<char>>>,
}

impl Fonts {
    /// Reads the theme and the table of fonts with what it embeds.
    pub fn open(parts: &Parts<'_>, relationships: &[Relationship]) -> Self {
        let part = |kind: &str| relationships.iter().find(|r| r.kind == kind);
        let mut fonts = Self::default();
        if let Some(theme) = part("theme") {
            fonts.note_theme(&parts.text(&theme.target));
        }
        if let Some(table) = part("fontTable") {
            fonts.note_table(parts, &table.target);
        }
        fonts
    }

    fn note_theme(&mut self, xml: &str) {
        let mut reader = xml::reader(xml);
        let mut slot = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) => match (element.local_name().as_ref(), slot) {
                    ("majorFont", _) => slot = Some(0),
                    ("minorFont", _) => slot = Some(1),
                    (name @ ("latin" | "ea"), Some(slot)) => {
                        let named = attr(&element, "typeface").filter(|name| !name.is_empty());
                        let place: &mut [Option<Face>; 2] = &mut self.theme[slot];
                        place[usize::from(name == "ea")] = named.map(|name| Face::named(&name));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "fontScheme" => break,
                Event::Eof => break,
                _ => {}
            }
        }
    }

    fn note_table(&mut self, parts: &Parts<'_>, table: &str) {
        let text = parts.text(table);
        let mut reader = xml::reader(&text);
        let mut name = String::new();
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "font" => name = attr(&element, "name").unwrap_or_default().to_lowercase(),
                    "charset" if attr(&element, "val").as_deref() == Some(SYMBOLS) => {
                        self.pictures.push(name.clone());
                    }
                    "embedRegular" | "embedBold" | "embedItalic" | "embedBoldItalic" => {
                        let id = attr(&element, "id").unwrap_or_default();
                        let all = parts.relationships(table);
                        let target = all.iter().find(|r| r.id == id).map(|r| r.target.as_str());
                        let read = target.and_then(|target| parts.read(target)?.ok());
                        if let Some((mut bytes, _)) = read {
                            unmix(&mut bytes, &attr(&element, "fontKey").unwrap_or_default());
                            let carried = Carried { bytes, known: RefCell::default() };
                            self.carried.entry(name.clone()).or_default().push(carried);
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
    }

    fn face<'a>(&'a self, asked: Option<&'a Asked>) -> Option<&'a Face> {
        match asked? {
            Asked::Named(face) => Some(face),
            Asked::Theme { major, east } => {
                self.theme[usize::from(!major)][usize::from(*east)].as_ref()
            }
        }
    }

    /// The font of pictures in which a run shows its letters and digits.
    pub fn symbols(&self, look: &Look) -> Option<SymbolFont> {
        let face = self.face(look.fonts[0].as_ref())?;
        let told = || {
            let name = || face.name.to_lowercase();
            (!self.pictures.is_empty() && self.pictures.contains(&name()))
                .then_some(SymbolFont::Unknown)
        };
        face.symbols.or_else(told)
    }

    /// Whether a font of pictures that is asked for by name is one whose pictures nobody knows.
    pub fn is_of_pictures(&self, name: &str) -> bool {
        SymbolFont::named(name) == Some(SymbolFont::Unknown)
            || SymbolFont::named(name).is_none() && self.pictures.contains(&name.to_lowercase())
    }

    /// Whether a font that the file carries draws any character of a text as another one.
    pub fn draws_otherwise(&self, look: &Look, text: &str) -> bool {
        if self.carried.is_empty() {
            return false;
        }
        let [latin, east] = look.fonts.each_ref().map(|asked| {
            let face = self.face(asked.as_ref())?;
            self.carried.get(&face.name.to_lowercase())
        });
        text.chars().any(|c| {
            let carried = if c.is_ascii() { latin } else { east };
            carried.into_iter().flatten().any(|font| font.shows_instead(c).is_some())
        })
    }
}

impl Carried {
    fn shows_instead(&self, character: char) -> Option<char> {
        let look = || {
            let font = FontRef::from_index(&self.bytes, 0).ok()?;
            let outline = glyph_outline(&font, font.charmap().map(character)?)?;
            shows_instead(character, &outline, false)
        };
        *self.known.borrow_mut().entry(character).or_insert_with(look)
    }
}

/// Takes the key off an embedded font: its digits from the last to the first.
fn unmix(bytes: &mut [u8], key: &str) {
    let digits: Vec<u8> =
        key.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    let mut key: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    key.reverse();
    if key.len() != 16 {
        return;
    }
    for (byte, mask) in bytes.iter_mut().take(MIXED).zip(key.iter().cycle()) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_names_a_font_of_pictures() {
        let mut fonts = Fonts::default();
        fonts.note_theme(
            r#"<a:theme xmlns:a="a"><a:fontScheme><a:majorFont><a:latin typeface="Wingdings"/><a:ea typeface=""/></a:majorFont>
            <a:minorFont><a:latin typeface="Calibri"/></a:minorFont></a:fontScheme></a:theme>"#,
        );
        let look = |major| Look {
            fonts: [Some(Asked::Theme { major, east: false }), None],
            ..Look::default()
        };
        assert_eq!(fonts.symbols(&look(true)), Some(SymbolFont::Wingdings));
        assert_eq!(fonts.symbols(&look(false)), None);
    }

    #[test]
    fn the_key_is_taken_off_the_first_bytes() {
        let mut bytes: Vec<u8> = (0..40).collect();
        let before = bytes.clone();
        let key = "{1DFE2C61-5A3F-4B6D-9C2E-0123456789AB}";
        unmix(&mut bytes, key);
        assert_eq!((bytes[0], bytes[15], bytes[16]), (0xab, 0x1d ^ 15, 16 ^ 0xab));
        assert_eq!(bytes[32..], before[32..]);
        unmix(&mut bytes, key);
        assert_eq!(bytes, before);
    }
}
