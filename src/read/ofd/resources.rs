//! What page objects refer to by number: fonts, drawing parameters, media and
//! composite units, from the resource parts of one document.

use super::outlines::Outlines;
use super::parts::Parts;
use super::tree::Node;
use crate::characters::symbols::SymbolFont;
use hayro_interpret::kurbo::BezPath;
use skrifa::{FontRef, MetadataProvider};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Glyphs of one font that are looked up in reverse.
const MAX_MAPPINGS: usize = 200_000;

/// All resources of one document, by ID.
#[derive(Debug, Default)]
pub(super) struct Resources {
    fonts: HashMap<String, Font>,
    draw_params: HashMap<String, Node>,
    media: HashMap<String, String>,
    units: HashMap<String, Rc<Node>>,
    /// Those of the document, under those of one page.
    below: Option<Rc<Resources>>,
}

/// A font.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// A font of pictures instead of letters.
    pub symbols: Option<SymbolFont>,
    /// Bold by flag or name.
    pub bold: bool,
    bytes: Option<Vec<u8>>,
    reverse: OnceCell<HashMap<u32, char>>,
    outlines: Outlines,
}

impl Font {
    /// The outline of a character, in ems.
    pub fn outline(&self, glyph: Option<u32>, written: char, read: char) -> Arc<BezPath> {
        self.outlines.of(self.bytes.as_deref(), glyph, written, read)
    }

    /// The character that the embedded font shows with a glyph.
    pub fn character(&self, glyph: u32) -> Option<char> {
        self.reverse.get_or_init(|| self.reversed()).get(&glyph).copied()
    }

    fn reversed(&self) -> HashMap<u32, char> {
        let mut map = HashMap::new();
        let Some(font) = self.bytes.as_deref().and_then(|b| FontRef::from_index(b, 0).ok()) else {
            return map;
        };
        for (code, glyph) in font.charmap().mappings().take(MAX_MAPPINGS) {
            let Some(character) = char::from_u32(code) else { continue };
            let best = map.entry(glyph.to_u32()).or_insert(character);
            // Of several characters with one picture the ordinary one is meant.
            if !is_ordinary(*best) && is_ordinary(character) {
                *best = character;
            }
        }
        map
    }
}

/// Neither private use nor a radical or compatibility form.
fn is_ordinary(character: char) -> bool {
    !matches!(character,
        '\u{2e80}'..='\u{2fdf}' | '\u{e000}'..='\u{f8ff}' | '\u{f900}'..='\u{faff}' | '\u{a0}')
}

impl Resources {
    /// Adds the resources of one part; `path` is where it stands in the package.
    pub fn add(&mut self, root: &Node, path: &str, parts: &Parts<'_>) {
        let base = match root.attr("BaseLoc") {
            Some(loc) if !loc.is_empty() => parts.join(path, &format!("{loc}/.")),
            _ => path.to_owned(),
        };
        for group in &root.children {
            for node in &group.children {
                let Some(id) = node.attr("ID").map(str::to_owned) else { continue };
                match &*node.name {
                    "Font" => {
                        self.fonts.insert(id, font(node, &base, path, parts));
                    }
                    "DrawParam" => {
                        self.draw_params.insert(id, node.clone());
                    }
                    "MultiMedia" => {
                        if let Some(file) = node.child_text("MediaFile") {
                            let found = parts.find(&base, file).or_else(|| parts.find(path, file));
                            self.media.extend(found.map(|file| (id, file)));
                        }
                    }
                    "CompositeGraphicUnit" => {
                        self.units.insert(id, Rc::new(node.clone()));
                    }
                    _ => {}
                }
            }
        }
    }

    /// The same resources on top of those of the whole document.
    pub fn over(self, document: &Rc<Resources>) -> Self {
        Self { below: Some(Rc::clone(document)), ..self }
    }

    fn look<'a, T>(
        &'a self,
        id: &str,
        of: fn(&'a Self) -> &'a HashMap<String, T>,
    ) -> Option<&'a T> {
        of(self).get(id).or_else(|| of(self.below.as_deref()?).get(id))
    }

    /// A font by its ID.
    pub fn font(&self, id: Option<&str>) -> Option<&Font> {
        self.look(id?, |r| &r.fonts)
    }

    /// The member that holds a picture.
    pub fn media(&self, id: Option<&str>) -> Option<&str> {
        self.look(id?, |r| &r.media).map(String::as_str)
    }

    /// A composite unit.
    pub fn unit(&self, id: Option<&str>) -> Option<Rc<Node>> {
        self.look(id?, |r| &r.units).cloned()
    }

    /// Looks through an object and the drawing parameters it goes by, nearest first.
    pub fn styled<'a, T>(
        &'a self,
        node: &'a Node,
        layer: Option<&str>,
        look: impl Fn(&'a Node) -> Option<T>,
    ) -> Option<T> {
        if let Some(value) = look(node) {
            return Some(value);
        }
        let mut id = node.attr("DrawParam").or(layer);
        for _ in 0..8 {
            let param = self.look(id?, |r| &r.draw_params)?;
            if let Some(value) = look(param) {
                return Some(value);
            }
            id = param.attr("Relative");
        }
        None
    }
}

fn font(node: &Node, base: &str, path: &str, parts: &Parts<'_>) -> Font {
    let own = node.attr("FontName").unwrap_or_default();
    let symbols =
        [Some(own), node.attr("FamilyName")].into_iter().flatten().find_map(SymbolFont::named);
    let file = node.child_text("FontFile");
    let found = file.and_then(|f| parts.find(base, f).or_else(|| parts.find(path, f)));
    let lower = own.to_lowercase();
    let bold =
        node.flag("Bold", false) || ["bold", "heavy", "粗"].iter().any(|w| lower.contains(w));
    let bytes = found.and_then(|file| parts.bytes(&file).ok());
    Font { symbols, bold, bytes, ..Font::default() }
}
