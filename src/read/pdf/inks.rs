//! The colour of a paint. Those of four printing inks are mixed here: the library's
//! table for them takes longer to set up than a short file to read, and all that is
//! asked of a colour is whether it is white, light or red.

use hayro_interpret::color::Color;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Dict, MaybeRef, Name, Object};
use std::cell::OnceCell;
use std::ops::Deref;

/// A paint with less opacity than this is not seen.
pub const UNSEEN: f32 = 12.0 / 255.0;
/// Objects of a file that are looked through for faint paints.
const MOST_OBJECTS: usize = 50_000;
/// Dictionaries inside of each other.
const DEEPEST: usize = 8;

/// Tells the colours of one file.
pub struct Inks<'a> {
    pdf: &'a Pdf,
    faint: OnceCell<bool>,
}

impl<'a> Inks<'a> {
    pub fn new(pdf: &'a Pdf) -> Self {
        Self { pdf, faint: OnceCell::new() }
    }

    /// Red, green, blue and the opacity.
    pub fn rgba(&self, color: &Color) -> [u8; 4] {
        match *color.components() {
            // The library tells the opacity with the colour alone.
            [c, m, y, k] if !self.has_faint() => {
                let shown = |ink: f32| (255.0 * (1.0 - ink) * (1.0 - k) + 0.5) as u8;
                [shown(c), shown(m), shown(y), 255]
            }
            _ => color.to_rgba().to_rgba8(),
        }
    }

    /// Whether the file may set a paint that is not seen.
    fn has_faint(&self) -> bool {
        *self.faint.get_or_init(|| {
            let mut objects = self.pdf.objects().into_iter();
            let faint = objects.by_ref().take(MOST_OBJECTS).any(|object| match object {
                Object::Dict(dict) => sets_faint(&dict, 0),
                Object::Stream(stream) => sets_faint(stream.dict(), 0),
                _ => false,
            });
            faint || objects.next().is_some()
        })
    }
}

/// Whether a dictionary, or one in it, sets an opacity next to nothing.
fn sets_faint(dict: &Dict<'_>, depth: usize) -> bool {
    dict.entries().any(|(key, value)| match value {
        MaybeRef::NotRef(Object::Number(number)) => is_opacity(&key) && number.as_f32() < UNSEEN,
        MaybeRef::NotRef(Object::Dict(inner)) => depth >= DEEPEST || sets_faint(&inner, depth + 1),
        MaybeRef::Ref(_) => is_opacity(&key),
        MaybeRef::NotRef(_) => false,
    })
}

fn is_opacity(key: &Name<'_>) -> bool {
    matches!(key.deref(), b"ca" | b"CA")
}
