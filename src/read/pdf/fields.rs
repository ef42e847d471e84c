//! Form fields and free-text notes: where the file gives no appearance for a
//! value, the value itself is set into the field's box; check boxes become the
//! ticks that readers of text know.

use super::strings;
use crate::document::Rect;
use crate::layout::{Glyph, InkPage};
use crate::problem::{Alike, Warning, WarningCode};
use hayro_interpret::TransformExt;
use hayro_interpret::kurbo::Point;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Rect as PdfRect};
use hayro_syntax::page::Page;
use std::ops::Deref;

/// Annotations of one page that are looked at.
const MOST: usize = 5_000;
/// Parents of a field that are looked at for an inherited entry.
const DEPTH: usize = 16;
/// Flags of annotations that are not shown: hidden, no view.
const UNSEEN: u32 = 1 << 1 | 1 << 5;
/// How far the frame of a check box may stand over its area, points.
const FRAME: f32 = 1.5;
/// Flag of buttons that only do something.
const PUSH_BUTTON: u32 = 1 << 16;

/// A field whose appearance shows something else than its value.
#[derive(Debug, PartialEq)]
pub struct Otherwise {
    /// What its appearance shows.
    pub seen: String,
    /// Its value.
    pub value: String,
}

impl Otherwise {
    /// As a warning about a page, counted from 1.
    pub fn warning(&self, page: u32) -> Warning {
        const HOW: &str = "表单域或文字批注所存的值与显示的不同";
        let Self { seen, value } = self;
        let message = format!(
            "第 {page} 页表单域或文字批注处显示“{seen}”，所存的值是“{value}”，各软件可能显示不同的一个，须人工核对"
        );
        let alike = Some(Alike::of(HOW, seen, value));
        Warning { alike, ..Warning::on_page(WarningCode::ShownOtherwise, page, message) }
    }
}

/// Adds what the page's fields hold and its appearance does not show; gives the values of
/// those whose appearance shows something else: other viewers show the value.
pub fn complete(page: &Page<'_>, ink: &mut InkPage) -> Vec<Otherwise> {
    let mut otherwise = Vec::new();
    let Some(annotations) = page.raw().get::<Array<'_>>(keys::ANNOTS) else { return otherwise };
    for annotation in annotations.iter::<Dict<'_>>().take(MOST) {
        if annotation.get::<u32>(keys::F).unwrap_or(0) & UNSEEN != 0 {
            continue;
        }
        let Some(area) = annotation.get::<PdfRect>(keys::RECT) else { continue };
        let area = on_page(page, &area);
        match annotation.get::<Name<'_>>(keys::SUBTYPE).as_deref() {
            Some(b"Widget") => otherwise.extend(widget(&annotation, area, ink)),
            Some(b"FreeText") => {
                let Some(value) = text_of(annotation.get::<Object<'_>>(b"Contents")) else {
                    continue;
                };
                if !shows_text(ink, area) {
                    set(&value, area, ink);
                } else if annotation.get::<Dict<'_>>(keys::AP).is_none() {
                    // Viewers draw it over what is printed there.
                    let under = ink.glyphs.iter().filter(|g| inside(g, area));
                    let seen: String = under.map(|g| g.character).collect();
                    if !says(&seen, &value) {
                        otherwise.push(Otherwise { seen, value });
                    }
                }
            }
            _ => {}
        }
    }
    otherwise
}

/// Sets a field into the page; gives its value where the page shows something else.
fn widget(field: &Dict<'_>, area: Rect, ink: &mut InkPage) -> Option<Otherwise> {
    let kind = inherited(field, b"FT").and_then(Object::into_name);
    match kind.as_deref() {
        Some(b"Btn") => {
            let flags = inherited(field, b"Ff").and_then(Object::into_number);
            let flags = flags.map_or(0.0, |n: Number| n.as_f64()) as u32;
            if flags & PUSH_BUTTON != 0 {
                return None;
            }
            let state = field
                .get::<Name<'_>>(keys::AS)
                .or_else(|| inherited(field, b"V").and_then(Object::into_name));
            let on = state.is_some_and(|name| name.deref() != b"Off");
            ink.glyphs.retain(|g| !inside(g, area));
            // Its frame is no line of the table around it.
            let near =
                Rect::new(area.x0 - FRAME, area.y0 - FRAME, area.x1 + FRAME, area.y1 + FRAME);
            let held =
                |b: &Rect| near.x0 <= b.x0 && near.y0 <= b.y0 && b.x1 <= near.x1 && b.y1 <= near.y1;
            ink.rules.retain(|rule| !held(&rule.bbox));
            let side = area.width().min(area.height()).max(4.0);
            let (x, y) = area.center();
            let tick = Rect::new(x - side / 2.0, y - side / 2.0, x + side / 2.0, y + side / 2.0);
            ink.glyphs.push(Glyph::new(if on { '☑' } else { '□' }, tick, side));
        }
        Some(b"Tx" | b"Ch") if !shows_text(ink, area) => {
            if let Some(text) = text_of(inherited(field, b"V")) {
                set(&shown(field, text), area, ink);
            }
        }
        Some(b"Tx" | b"Ch") => {
            let value = shown(field, text_of(inherited(field, b"V"))?);
            let seen = ink.glyphs.iter().filter(|g| inside(g, area)).map(|g| g.character);
            let seen: String = seen.collect();
            return (!says(&seen, &value)).then_some(Otherwise { seen, value });
        }
        _ => {}
    }
    None
}

/// Whether an appearance shows a value: the same characters, or the same number in the
/// format of its field.
fn says(seen: &str, value: &str) -> bool {
    let tight = |text: &str| text.split_whitespace().collect::<String>();
    let number = |text: &str| {
        let plain = |c: &char| !c.is_whitespace() && !matches!(c, ',' | '，' | '¥' | '￥' | '$');
        let digits: String = text.chars().filter(plain).collect();
        let (digits, scale) = match digits.strip_suffix('%') {
            Some(digits) => (digits, 0.01),
            None => (digits.as_str(), 1.0),
        };
        digits.parse::<f64>().ok().map(|number| number * scale)
    };
    let close = |(a, b): (f64, f64)| (a - b).abs() <= 0.00501;
    tight(seen) == tight(value) || number(seen).zip(number(value)).is_some_and(close)
}

/// What a choice shows for its value: options may be pairs of a code and the words for it.
fn shown(field: &Dict<'_>, value: String) -> String {
    let Some(Object::Array(options)) = inherited(field, b"Opt") else { return value };
    let words = |option: Array<'_>| {
        let mut pair = option.iter::<Object<'_>>();
        (text_of(pair.next())? == value).then(|| text_of(pair.next()))?
    };
    options.iter::<Array<'_>>().take(MOST).find_map(words).unwrap_or(value)
}

/// An entry of the field or of the fields above it.
fn inherited<'a>(field: &Dict<'a>, key: &[u8]) -> Option<Object<'a>> {
    let mut field = field.clone();
    for _ in 0..DEPTH {
        if let Some(value) = field.get::<Object<'a>>(key) {
            return Some(value);
        }
        field = field.get::<Dict<'a>>(keys::PARENT)?;
    }
    None
}

fn text_of(value: Option<Object<'_>>) -> Option<String> {
    match value? {
        Object::String(text) => strings::lines(text.as_bytes()),
        Object::Array(values) => {
            let all: Vec<String> =
                values.iter::<Object<'_>>().filter_map(|v| text_of(Some(v))).collect();
            (!all.is_empty()).then(|| all.join("、"))
        }
        _ => None,
    }
}

fn on_page(page: &Page<'_>, area: &PdfRect) -> Rect {
    let matrix = page.initial_transform(true).to_kurbo();
    let (a, b) = (matrix * Point::new(area.x0, area.y0), matrix * Point::new(area.x1, area.y1));
    Rect::new(a.x.min(b.x) as f32, a.y.min(b.y) as f32, a.x.max(b.x) as f32, a.y.max(b.y) as f32)
}

fn inside(glyph: &Glyph, area: Rect) -> bool {
    let (x, y) = glyph.bbox.center();
    area.contains(x, y)
}

fn shows_text(ink: &InkPage, area: Rect) -> bool {
    ink.glyphs.iter().any(|g| !g.character.is_whitespace() && inside(g, area))
}

/// Sets text into a box, line by line; what does not fit is set smaller, never left out.
fn set(text: &str, area: Rect, ink: &mut InkPage) {
    let units = |c: char| if c.is_ascii() { 0.5f32 } else { 1.0 };
    let mut size = 10.5f32.min(area.height() * 0.8).max(1.0);
    let wrapped = |size: f32| -> Vec<String> {
        let mut lines = Vec::new();
        for line in text.lines() {
            let (mut current, mut used) = (String::new(), 0.0);
            for c in line.chars() {
                if used + units(c) * size > area.width() && !current.is_empty() {
                    lines.push(std::mem::take(&mut current));
                    used = 0.0;
                }
                current.push(c);
                used += units(c) * size;
            }
            lines.push(current);
        }
        lines
    };
    let mut lines = wrapped(size);
    while lines.len() as f32 * size * 1.2 > area.height() && size > 1.0 {
        size *= 0.9;
        lines = wrapped(size);
    }
    for (row, line) in lines.iter().enumerate() {
        let top = area.y0 + row as f32 * size * 1.2;
        let mut x = area.x0;
        for c in line.chars() {
            let width = units(c) * size;
            ink.glyphs.push(Glyph::new(c, Rect::new(x, top, x + width, top + size), size));
            x += width;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn an_appearance_says_its_value_in_any_format() {
        assert!(says("甲公 司", "甲公司") && says("1,234.00", "1234") && says("12%", "0.12"));
        assert!(!says("300", "800") && !says("300", "甲") && !says("30.1", "30.2"));
        assert!(!says("321", "123"));
    }
}
