//! Which character a glyph stands for, where the file says so badly or not at all.
//!
//! The ways, in order: what hayro finds (ToUnicode, glyph names, predefined
//! tables of fonts that are not embedded); the character collection of the font
//! (Adobe-GB1 and its sisters) through its encoding; the font's own character
//! map read backwards. What none of them tells becomes U+FFFD, so that nothing
//! printed passes for blank.

use super::belief::FontId;
use crate::characters::{
    self,
    symbols::{self, SymbolFont},
};
use hayro_interpret::font::{Glyph, OutlineFontData};
use hayro_interpret::hayro_cmap::{self, BfString, CMap, CMapName, CidFamily};
use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use skrifa::raw::TableProvider;
use std::collections::HashMap;
use std::ops::Deref;
use std::rc::Rc;

/// The characters of one glyph.
pub struct Found {
    /// One character, or the several of a ligature; empty for glyphs without ink.
    pub text: String,
    /// No way led to a character.
    pub unknown: bool,
}

/// What the glyphs of one font share.
#[derive(Default)]
pub struct Font {
    key: u128,
    name: Option<String>,
    /// A bold one, by its weight or its name.
    pub bold: bool,
    /// Its codes are pictures (ticks and boxes), not letters.
    pictorial: bool,
    /// Which font of pictures it is, if it is a well-known one.
    symbols: Option<SymbolFont>,
    /// It stands in for other fonts of pictures and says their letters.
    recoded: bool,
}

/// Reads glyphs of the fonts of one file.
pub struct FontReader<'a> {
    pdf: &'a Pdf,
    /// The fonts met, the last one used at the end: the next run mostly has the same.
    met: Vec<Rc<Font>>,
    /// What runs without a font of their own share.
    none: Rc<Font>,
    /// Fonts with a character collection, by their name without the subset's prefix.
    collections: Option<HashMap<String, Collection>>,
    /// Backward character maps by the hash of the font's bytes.
    backward: HashMap<u128, HashMap<u32, char>>,
}

struct Collection {
    encoding: CMap,
    to_unicode: CMap,
}

impl<'a> FontReader<'a> {
    pub fn new(pdf: &'a Pdf) -> Self {
        let none = Rc::default();
        Self { pdf, met: Vec::new(), none, collections: None, backward: HashMap::new() }
    }

    /// The font of a glyph.
    pub fn font_of(&mut self, glyph: &Glyph<'_>) -> Rc<Font> {
        let Glyph::Outline(outline) = glyph else { return self.none.clone() };
        let Some(data) = outline.font_data() else { return self.none.clone() };
        let same =
            |font: &Rc<Font>| font.key == data.cache_key && font.name == data.postscript_name;
        let found = self.met.iter().rposition(same).map(|at| self.met.remove(at));
        let font = found.unwrap_or_else(|| {
            let name = data.postscript_name;
            let named = |test: fn(&str) -> bool| name.as_deref().is_some_and(test);
            Rc::new(Font {
                key: data.cache_key,
                bold: data.weight.is_some_and(|w| w >= 600) || named(named_bold),
                pictorial: named(is_pictorial),
                symbols: name.as_deref().and_then(symbol_font),
                recoded: named(is_stand_in),
                name,
            })
        });
        self.met.push(font.clone());
        font
    }

    /// The characters of a glyph of a font.
    pub fn characters(&mut self, glyph: &Glyph<'_>, font: &Font) -> Found {
        if let Some(text) = glyph.as_unicode().and_then(sound) {
            let text = if font.pictorial { pictorial(&text) } else { text };
            return Found { text: font.seen(text), unknown: false };
        }
        let Glyph::Outline(outline) = glyph else {
            return Found { text: char::REPLACEMENT_CHARACTER.into(), unknown: true };
        };
        let code = outline.char_code();
        if let Some(name) = &font.name {
            if font.pictorial && code < 0x100 {
                let text = char::from_u32(0xF000 + code).map(String::from).unwrap_or_default();
                return Found { text: font.seen(text), unknown: false };
            }
            if let Some(found) = self.by_collection(name, code) {
                return Found { text: found.into(), unknown: false };
            }
        }
        if let Some(data) = outline.font_data()
            && let Some(found) = self.by_font(&data, outline.glyph_id().to_u32())
        {
            return Found { text: found.into(), unknown: false };
        }
        // A glyph without an outline is a space of some kind.
        if outline.outline().elements().is_empty() {
            return Found { text: String::new(), unknown: false };
        }
        Found { text: char::REPLACEMENT_CHARACTER.into(), unknown: true }
    }

    fn by_collection(&mut self, font: &str, code: u32) -> Option<char> {
        let pdf = self.pdf;
        let fonts = self.collections.get_or_insert_with(|| collections(pdf));
        let font = fonts.get(font)?;
        let cid = (1..=4).find_map(|len| font.encoding.lookup_cid_code(code, len))?;
        character_of_cid(&font.to_unicode, cid)
    }

    fn by_font(&mut self, data: &OutlineFontData, glyph: u32) -> Option<char> {
        let map = self
            .backward
            .entry(data.cache_key)
            .or_insert_with(|| backward(data.data.as_ref().as_ref()));
        map.get(&glyph).copied()
    }
}

impl Font {
    /// What tells it from the other fonts of a file.
    pub fn id(&self) -> FontId {
        (self.key, self.name.clone())
    }

    /// The pictures of a symbol font as Unicode has them.
    fn seen(&self, text: String) -> String {
        if self.recoded {
            return text.chars().map(recoded).collect();
        }
        let picture = |c: char| (0xF020..=0xF0FF).contains(&u32::from(c));
        let Some(font) = self.symbols.filter(|_| text.chars().any(picture)) else { return text };
        let shown = |c: char| font.character(u32::from(c)).filter(|_| picture(c)).unwrap_or(c);
        text.chars().map(shown).collect()
    }
}

/// The symbol font of that name, which may carry the prefix of a subset and a style.
fn symbol_font(name: &str) -> Option<SymbolFont> {
    let name = name.split_once('+').map_or(name, |(_, name)| name);
    let name = name.split_once(',').map_or(name, |(name, _)| name);
    SymbolFont::named(name).or_else(|| SymbolFont::named(name.strip_suffix("-Regular")?))
}

/// Names of bold fonts, as far as they say so.
fn named_bold(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bold", "black", "heavy", "simhei", "黑体"].iter().any(|word| name.contains(word))
}

/// Fonts whose codes are pictures (ticks and boxes), not letters.
fn is_pictorial(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("wingdings") || name.contains("webdings")
}

/// LibreOffice prints other fonts' pictures from this one, under the codes they have there.
fn is_stand_in(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("opensymbol") || name.contains("starsymbol")
}

/// What a code of a font of pictures shows, where nothing says which font it was.
fn recoded(character: char) -> char {
    let code = match u32::from(character) {
        0xD7 | 0xF7 | 0xB0 | 0xB1 | 0xB7 => return character,
        code @ 0x21..=0xFF => 0xF000 + code,
        code => code,
    };
    char::from_u32(code).map_or(character, symbols::unknown_font)
}

/// Letters of a pictorial font moved to where Word puts them: U+F000 and up.
fn pictorial(text: &str) -> String {
    text.chars()
        .map(|c| match u32::from(c) {
            code @ 0x21..=0xFF => char::from_u32(0xF000 + code).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Text that can have been meant: no controls, no holes.
fn sound(found: BfString) -> Option<String> {
    let ok = |c: char| {
        !c.is_control() && c != char::REPLACEMENT_CHARACTER && (u32::from(c) & 0xFFFE) != 0xFFFE
    };
    match found {
        BfString::Char(c) => ok(c).then(|| c.into()),
        BfString::String(text) => {
            let kept: String = text.chars().filter(|c| ok(*c)).collect();
            (!kept.is_empty()).then(|| once(&kept).map_or(kept, String::from))
        }
    }
}

/// The character that several writings of one glyph mean: macOS names with a glyph all its
/// code points, the radical or the compatibility form beside the character itself.
fn once(text: &str) -> Option<char> {
    let plain = |c: char| characters::unified(c).unwrap_or(c);
    let mut all = text.chars().map(plain);
    let (first, mut others) = (all.next()?, all.by_ref().peekable());
    let han = matches!(first, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let doubled = others.peek().is_some() && others.all(|c| c == first);
    // 一一 is two characters written twice, not one in two writings.
    let writings = text.chars().any(|c| plain(c) != c);
    (han && doubled && writings).then_some(first)
}

fn character_of_cid(to_unicode: &CMap, cid: u32) -> Option<char> {
    match to_unicode.lookup_bf_string(cid) {
        Some(BfString::Char(c)) => return Some(c),
        Some(BfString::String(text)) => return text.chars().next(),
        None => {}
    }
    (1..=4).find_map(|len| to_unicode.lookup_cid_code(cid, len)).and_then(char::from_u32)
}

/// All composite fonts of the file that name a character collection.
fn collections(pdf: &Pdf) -> HashMap<String, Collection> {
    let mut fonts = HashMap::new();
    for object in pdf.objects() {
        let Object::Dict(dict) = object else { continue };
        if let Some((name, collection)) = collection(&dict) {
            fonts.entry(name).or_insert(collection);
        }
        if fonts.len() >= 512 {
            break;
        }
    }
    fonts
}

fn collection(dict: &Dict<'_>) -> Option<(String, Collection)> {
    if dict.get::<Name<'_>>(keys::SUBTYPE)?.deref() != b"Type0" {
        return None;
    }
    let name = dict.get::<Name<'_>>(keys::BASE_FONT)?;
    let descendant = dict.get::<Array<'_>>(keys::DESCENDANT_FONTS)?.iter::<Dict<'_>>().next()?;
    let encoding = match dict.get::<Object<'_>>(keys::ENCODING)? {
        Object::Name(name) => match CMapName::from_bytes(name.deref()) {
            CMapName::IdentityH => CMap::identity_h(),
            CMapName::IdentityV => CMap::identity_v(),
            known => CMap::parse(hayro_cmap::load_embedded(known)?, hayro_cmap::load_embedded)?,
        },
        Object::Stream(stream) => {
            let data = Stream::decoded_data(&stream).ok()?;
            CMap::parse(&data, hayro_cmap::load_embedded)?
        }
        _ => return None,
    };
    let info = descendant.get::<Dict<'_>>(b"CIDSystemInfo")?;
    let registry = info.get::<PdfString<'_>>(keys::REGISTRY)?;
    let ordering = info.get::<PdfString<'_>>(keys::ORDERING)?;
    let named = CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes());
    let family = match encoding.metadata().character_collection.as_ref() {
        Some(own) if own.family != CidFamily::AdobeIdentity => own.family.clone(),
        _ => named,
    };
    let data = hayro_cmap::load_embedded(family.ucs2_cmap()?)?;
    let to_unicode = CMap::parse(data, hayro_cmap::load_embedded)?;
    let plain = name.as_str();
    let plain = match plain.split_once('+') {
        Some((prefix, rest)) if prefix.len() == 6 => rest,
        _ => plain,
    };
    Some((plain.to_owned(), Collection { encoding, to_unicode }))
}

/// The font's own character map, from glyph to character. Where several
/// characters share a glyph the one in ordinary use wins over radicals and
/// compatibility forms.
fn backward(data: &[u8]) -> HashMap<u32, char> {
    let mut map: HashMap<u32, char> = HashMap::new();
    let Ok(font) = skrifa::raw::FontRef::from_index(data, 0) else { return map };
    if font.cmap().is_err() {
        return map;
    }
    let charmap = skrifa::charmap::Charmap::new(&font);
    for (code, glyph) in charmap.mappings().take(200_000) {
        let Some(character) = char::from_u32(code) else { continue };
        map.entry(glyph.to_u32())
            .and_modify(|held| {
                if commonness(character) < commonness(*held) {
                    *held = character;
                }
            })
            .or_insert(character);
    }
    map
}

fn commonness(c: char) -> u8 {
    match u32::from(c) {
        0x4E00..=0x9FFF => 0,
        0x21..=0x7E => 1,
        0xE000..=0xF8FF => 9,
        0x2E80..=0x2FDF | 0xF900..=0xFAFF => 8,
        0xFF00..=0xFFEF => 3,
        0xA0 | 0xAD => 6,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prints of macOS read 一一、安装环境 for 一、安装环境.
    #[test]
    fn all_code_points_of_one_glyph_are_one_character() {
        for (named, read) in [("\u{2f00}\u{4e00}", '一'), ("\u{2f8f}行\u{fa08}", '行')] {
            assert_eq!(once(named), Some(read), "{named}");
        }
        for text in ["fi", "一一", "\u{2f00}二", "一", "ff"] {
            assert_eq!(once(text), None, "{text}");
        }
    }

    /// Digits in the bold cut of a symbol font once made a page of sound text nonsense.
    #[test]
    fn a_symbol_font_in_bold_is_that_symbol_font() {
        for name in ["Symbol", "SymbolMT,Bold", "FAABFE+SymbolMT,BoldItalic"] {
            assert_eq!(symbol_font(name), Some(SymbolFont::Symbol), "{name}");
        }
        let font = Font { symbols: symbol_font("SymbolMT,Bold"), ..Font::default() };
        assert_eq!(font.seen("\u{f031}\u{f02e}".to_owned()), "1.");
    }

    #[test]
    fn letters_of_the_font_that_stands_in_for_fonts_of_pictures_are_pictures() {
        assert!(is_stand_in("IAAAAA+OpenSymbol") && !is_stand_in("Symbol"));
        let shown: String = "R£\u{f0fe}×•".chars().map(recoded).collect();
        assert_eq!(shown, "☑□☑×•");
    }
}
