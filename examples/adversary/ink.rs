//! Where the characters of a PDF stand: enough of the language of content streams to find a
//! word on a page, to show it otherwise, and to put another glyph of its font in its place.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

#[derive(Clone)]
pub struct Glyph {
    pub page: ObjectId,
    pub c: char,
    /// The foot of the character and its width, in the page's own space.
    pub x: f32,
    pub y: f32,
    pub wide: f32,
    pub size: f32,
    font: Rc<Font>,
    /// The operator, the string of its operand, and the first byte in it.
    operator: usize,
    string: usize,
    byte: usize,
}

pub struct Ink {
    pub pdf: Document,
    pub glyphs: Vec<Glyph>,
    /// The operators, and the matrices of text before and behind each that shows text.
    pages: HashMap<ObjectId, (Vec<Operation>, BTreeMap<usize, Shown>)>,
}

#[derive(Clone, Copy)]
struct Shown {
    before: Matrix,
    after: Matrix,
    line: Matrix,
}

struct Font {
    bytes: usize,
    chars: BTreeMap<u32, char>,
    widths: BTreeMap<u32, f32>,
    default: f32,
    /// From the widths' unit to that of text.
    unit: f32,
}

type Matrix = [f32; 6];

fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

const ONE: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    spacing: f32,
    words: f32,
    scale: f32,
    rise: f32,
    leading: f32,
}

impl Ink {
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let pdf = Document::load_mem(bytes).ok()?;
        let mut glyphs = Vec::new();
        let mut pages = HashMap::new();
        for page in pdf.get_pages().into_values() {
            let Ok(content) = Content::decode(&pdf.get_page_content(page)) else { continue };
            let fonts = fonts(&pdf, page);
            let shown = read(page, &content.operations, &fonts, &mut glyphs);
            pages.insert(page, (content.operations, shown));
        }
        Some(Self { pdf, glyphs, pages })
    }

    /// Everything that the operator of a glyph shows.
    pub fn said_by(&self, glyph: &Glyph) -> String {
        let same = |g: &&Glyph| g.page == glyph.page && g.operator == glyph.operator;
        self.glyphs.iter().filter(same).map(|g| g.c).collect()
    }

    /// The characters that the font of a glyph holds.
    pub fn has(&self, glyph: &Glyph) -> Vec<char> {
        glyph.font.chars.values().copied().collect()
    }

    fn store(&mut self, page: ObjectId, operations: Vec<Operation>) -> Option<()> {
        let bytes = Content { operations }.encode().ok()?;
        let stream = self.pdf.add_object(Stream::new(Dictionary::new(), bytes));
        self.pdf.get_object_mut(page).ok()?.as_dict_mut().ok()?.set("Contents", stream);
        Some(())
    }

    /// Another character of the same font in a glyph's place.
    pub fn recode(&mut self, glyph: &Glyph, new: char) -> Option<()> {
        let code = glyph.font.chars.iter().find(|(_, c)| **c == new).map(|(code, _)| *code)?;
        let mut operations = self.pages.get(&glyph.page)?.0.clone();
        let operator = operations.get_mut(glyph.operator)?;
        let object = operator.operands.last_mut()?;
        let string = match object {
            Object::Array(parts) => parts.get_mut(glyph.string)?,
            other => other,
        };
        let Object::String(bytes, _) = string else { return None };
        let size = glyph.font.bytes;
        let new = &code.to_be_bytes()[4 - size..];
        bytes.get_mut(glyph.byte..glyph.byte + size)?.copy_from_slice(new);
        self.store(glyph.page, operations)
    }

    /// Shows the operator of a glyph between two pieces of the language of its own: in a
    /// text object of its own, that begins and ends where it did.
    pub fn wrapped(&mut self, glyph: &Glyph, before: &str, after: &str) -> Option<()> {
        let (operations, shown) = self.pages.get(&glyph.page)?;
        let at = glyph.operator;
        let place = *shown.get(&at)?;
        if !matches!(operations[at].operator.as_str(), "Tj" | "TJ") {
            return None;
        }
        // What comes next counts from the line's begin, or goes on where this one ended.
        let next = operations[at + 1..].iter().find(|o| {
            matches!(
                o.operator.as_str(),
                "Td" | "TD" | "T*" | "Tm" | "Tj" | "TJ" | "'" | "\"" | "ET"
            )
        });
        let goes_on = next.is_some_and(|o| matches!(o.operator.as_str(), "Tj" | "TJ"));
        let matrix = |m: Matrix| Operation::new("Tm", m.iter().map(|v| Object::Real(*v)).collect());
        let plain = |name: &str| Operation::new(name, vec![]);
        let piece = |text: &str| Content::decode(text.as_bytes()).ok().map(|c| c.operations);
        let mut out = operations[..at].to_vec();
        out.extend([plain("ET"), plain("q")]);
        out.extend(piece(before)?);
        out.extend([plain("BT"), matrix(place.before), operations[at].clone(), plain("ET")]);
        if !after.is_empty() {
            out.extend(piece(after)?);
        }
        out.extend([
            plain("Q"),
            plain("BT"),
            matrix(if goes_on { place.after } else { place.line }),
        ]);
        out.extend_from_slice(&operations[at + 1..]);
        self.store(glyph.page, out)
    }
}

fn number(object: &Object) -> f32 {
    match object {
        Object::Integer(n) => *n as f32,
        Object::Real(n) => *n,
        _ => 0.0,
    }
}

fn resolved<'a>(pdf: &'a Document, object: &'a Object) -> Option<&'a Object> {
    match object {
        Object::Reference(id) => pdf.get_object(*id).ok(),
        other => Some(other),
    }
}

fn entry<'a>(pdf: &'a Document, of: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    resolved(pdf, of.get(key).ok()?)
}

fn fonts(pdf: &Document, page: ObjectId) -> HashMap<Vec<u8>, Rc<Font>> {
    let Ok(fonts) = pdf.get_page_fonts(page) else { return HashMap::new() };
    fonts
        .into_iter()
        .filter_map(|(name, font)| Some((name, Rc::new(self::font(pdf, font)?))))
        .collect()
}

fn font(pdf: &Document, font: &Dictionary) -> Option<Font> {
    let chars = match entry(pdf, font, b"ToUnicode") {
        Some(Object::Stream(stream)) => {
            let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            unicode(&String::from_utf8_lossy(&bytes))
        }
        _ => return None,
    };
    let mut out = Font { bytes: 1, chars, widths: BTreeMap::new(), default: 1000.0, unit: 0.001 };
    let subtype = font.get(b"Subtype").and_then(Object::as_name).ok()?;
    if subtype == b"Type0" {
        out.bytes = 2;
        let below = resolved(pdf, entry(pdf, font, b"DescendantFonts")?.as_array().ok()?.first()?)?;
        let below = below.as_dict().ok()?;
        out.default = entry(pdf, below, b"DW").map_or(1000.0, number);
        if let Some(Object::Array(widths)) = entry(pdf, below, b"W") {
            wide(pdf, widths, &mut out.widths);
        }
        return Some(out);
    }
    if subtype == b"Type3" {
        let matrix = entry(pdf, font, b"FontMatrix")?.as_array().ok()?;
        out.unit = number(matrix.first()?);
    }
    out.default = 0.0;
    let first = entry(pdf, font, b"FirstChar").map_or(0.0, number) as u32;
    if let Some(Object::Array(widths)) = entry(pdf, font, b"Widths") {
        for (n, width) in widths.iter().enumerate() {
            out.widths.insert(first + n as u32, resolved(pdf, width).map_or(0.0, number));
        }
    }
    Some(out)
}

/// The widths of a font of two bytes: `c [w w]` and `c c w`.
fn wide(pdf: &Document, list: &[Object], out: &mut BTreeMap<u32, f32>) {
    let mut at = 0;
    while at + 1 < list.len() {
        let first = number(&list[at]) as u32;
        match resolved(pdf, &list[at + 1]) {
            Some(Object::Array(widths)) => {
                for (n, width) in widths.iter().enumerate() {
                    out.insert(first + n as u32, number(width));
                }
                at += 2;
            }
            Some(last) if at + 2 < list.len() => {
                let width = number(&list[at + 2]);
                for code in first..=(number(last) as u32).min(first + 70_000) {
                    out.insert(code, width);
                }
                at += 3;
            }
            _ => return,
        }
    }
}

fn unicode(map: &str) -> BTreeMap<u32, char> {
    let mut out = BTreeMap::new();
    let char_of = |hex: &str| {
        let units: Vec<u16> = (0..hex.len() / 4)
            .filter_map(|n| u16::from_str_radix(&hex[4 * n..4 * n + 4], 16).ok())
            .collect();
        // A code for several characters (a ligature) is none to exchange.
        let mut chars = char::decode_utf16(units).filter_map(Result::ok);
        let first = chars.next();
        first.filter(|_| chars.next().is_none())
    };
    let section = |begin: &str, end: &str| -> Vec<String> {
        map.split(begin).skip(1).filter_map(|s| s.split(end).next()).map(str::to_owned).collect()
    };
    let hex = |text: &str| -> Vec<String> {
        text.split('<')
            .skip(1)
            .filter_map(|p| p.split('>').next())
            .map(|h| h.chars().filter(|c| !c.is_whitespace()).collect())
            .collect()
    };
    let code = |text: &str| u32::from_str_radix(text, 16).ok();
    for text in section("beginbfchar", "endbfchar") {
        for pair in hex(&text).chunks(2) {
            if let [from, to] = pair
                && let (Some(from), Some(to)) = (code(from), char_of(to))
            {
                out.insert(from, to);
            }
        }
    }
    for text in section("beginbfrange", "endbfrange") {
        let mut rest = text.as_str();
        while let Some(open) = rest.find('<') {
            let line_end = match (rest[open..].find('['), rest[open..].match_indices('>').nth(2)) {
                (Some(list), Some((third, _))) if list < third => {
                    rest[open..].find(']').map_or(rest.len(), |e| open + e + 1)
                }
                (_, Some((third, _))) => open + third + 1,
                _ => break,
            };
            let all = hex(&rest[open..line_end]);
            if let (Some(low), Some(high)) =
                (all.first().and_then(|t| code(t)), all.get(1).and_then(|t| code(t)))
            {
                for n in 0..=high.saturating_sub(low).min(70_000) {
                    let c = if rest[open..line_end].contains('[') {
                        all.get(2 + n as usize).and_then(|t| char_of(t))
                    } else {
                        all.get(2)
                            .and_then(|t| char_of(t))
                            .and_then(|c| char::from_u32(c as u32 + n))
                    };
                    if let Some(c) = c {
                        out.insert(low + n, c);
                    }
                }
            }
            rest = &rest[line_end..];
        }
    }
    out
}

fn read(
    page: ObjectId,
    operations: &[Operation],
    fonts: &HashMap<Vec<u8>, Rc<Font>>,
    glyphs: &mut Vec<Glyph>,
) -> BTreeMap<usize, Shown> {
    let mut shown = BTreeMap::new();
    let mut state = State {
        ctm: ONE,
        font: None,
        size: 0.0,
        spacing: 0.0,
        words: 0.0,
        scale: 1.0,
        rise: 0.0,
        leading: 0.0,
    };
    let mut kept = Vec::new();
    let (mut text, mut line) = (ONE, ONE);
    for (at, operation) in operations.iter().enumerate() {
        let n: Vec<f32> = operation.operands.iter().map(number).collect();
        let mut next = |text: &mut Matrix, x: f32, y: f32| {
            line = times([1.0, 0.0, 0.0, 1.0, x, y], line);
            *text = line;
        };
        match (operation.operator.as_str(), &n[..]) {
            ("q", _) => kept.push(state.clone()),
            ("Q", _) => {
                if let Some(old) = kept.pop() {
                    state = old;
                }
            }
            ("cm", [a, b, c, d, e, f]) => state.ctm = times([*a, *b, *c, *d, *e, *f], state.ctm),
            ("BT", _) => {
                text = ONE;
                line = ONE;
            }
            ("Tf", [_, size]) => {
                let name = operation.operands[0].as_name().unwrap_or_default();
                state.font = fonts.get(name).cloned();
                state.size = *size;
            }
            ("Tm", [a, b, c, d, e, f]) => {
                line = [*a, *b, *c, *d, *e, *f];
                text = line;
            }
            ("Td", [x, y]) => next(&mut text, *x, *y),
            ("TD", [x, y]) => {
                state.leading = -y;
                next(&mut text, *x, *y);
            }
            ("T*", _) => next(&mut text, 0.0, -state.leading),
            ("TL", [v]) => state.leading = *v,
            ("Tc", [v]) => state.spacing = *v,
            ("Tw", [v]) => state.words = *v,
            ("Tz", [v]) => state.scale = v / 100.0,
            ("Ts", [v]) => state.rise = *v,
            ("Tj" | "TJ" | "'" | "\"", _) => {
                if operation.operator.len() == 1 {
                    next(&mut text, 0.0, -state.leading);
                }
                let before = text;
                let parts: &[Object] = match operation.operands.last() {
                    Some(Object::Array(parts)) => parts,
                    Some(_) => &operation.operands[operation.operands.len() - 1..],
                    None => &[],
                };
                for (string, part) in parts.iter().enumerate() {
                    match part {
                        Object::String(bytes, _) => {
                            show(page, at, string, bytes, &state, &mut text, glyphs);
                        }
                        other => {
                            let back = -number(other) / 1000.0 * state.size * state.scale;
                            text = times([1.0, 0.0, 0.0, 1.0, back, 0.0], text);
                        }
                    }
                }
                shown.insert(at, Shown { before, after: text, line });
            }
            _ => {}
        }
    }
    shown
}

fn show(
    page: ObjectId,
    operator: usize,
    string: usize,
    bytes: &[u8],
    state: &State,
    text: &mut Matrix,
    glyphs: &mut Vec<Glyph>,
) {
    let Some(font) = &state.font else { return };
    for (n, code) in bytes.chunks_exact(font.bytes).enumerate() {
        let code = code.iter().fold(0, |all, byte| all << 8 | u32::from(*byte));
        let width = font.widths.get(&code).copied().unwrap_or(font.default) * font.unit;
        let space = if font.bytes == 1 && code == 32 { state.words } else { 0.0 };
        let advance = (width * state.size + state.spacing + space) * state.scale;
        let here = times(
            times([state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise], *text),
            state.ctm,
        );
        if let Some(c) = font.chars.get(&code) {
            let em = (here[2] * here[2] + here[3] * here[3]).sqrt();
            let across = (here[0] * here[0] + here[1] * here[1]).sqrt();
            glyphs.push(Glyph {
                page,
                c: *c,
                x: here[4],
                y: here[5],
                wide: width * across,
                size: em,
                font: Rc::clone(font),
                operator,
                string,
                byte: n * font.bytes,
            });
        }
        *text = times([1.0, 0.0, 0.0, 1.0, advance, 0.0], *text);
    }
}
