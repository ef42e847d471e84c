//! Styles of an OOXML workbook: number formats, and what makes a cell's text unseen.

use super::number;
use crate::characters::symbols::SymbolFont;
use crate::read::colour::{BLACK, Rgba, WHITE, is_seen, over};
use crate::read::xml::{self, attr};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// A font, as far as it is told.
#[derive(Debug, Clone, Copy)]
struct Font {
    colour: Rgba,
    size: f32,
    struck: bool,
    symbols: Option<SymbolFont>,
}

impl Default for Font {
    fn default() -> Self {
        Self { colour: BLACK, size: 11.0, struck: false, symbols: None }
    }
}

/// The style of a cell.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// Number format.
    pub format: String,
    pub struck: bool,
    /// The font that shows symbols for its letters.
    pub symbols: Option<SymbolFont>,
    /// Why its text may not be seen as it is read.
    pub told: Option<&'static str>,
    pub wraps: bool,
    pub shrinks: bool,
    pub turned: bool,
    /// Size against that of the workbook.
    pub size: f32,
    colour: Rgba,
    ground: Rgba,
    diagonal: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            format: "General".to_owned(),
            struck: false,
            symbols: None,
            told: None,
            wraps: false,
            shrinks: false,
            turned: false,
            size: 1.0,
            colour: BLACK,
            ground: WHITE,
            diagonal: false,
        }
    }
}

/// The styles of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    pub looks: Vec<Look>,
    /// Looks of conditional formats: why text in them may not be seen as it is read.
    pub conditional: Vec<Option<&'static str>>,
    theme: Vec<Rgba>,
}

/// Colours by index (ECMA-376 §18.8.27): the first 64.
const INDEXED: &str = "000000ffffffff000000ff000000ffffff00ff00ff00ffff000000ffffffff000000ff000000ffffff00ff00ff00ffff80000000800000008080800080008000808080c0c0c08080809999ff993366ffffccccffff660066ff80800066ccccccff000080ff00ffffff0000ffff8000808000000080800000ff00ccffccffffccffccffff9999ccffff99cccc99ffffcc993366ff33cccc99cc00ffcc00ff9900ff6600666699969696003366339966003300333300993300993366333399333333";

impl Styles {
    /// From the members `styles.xml` and `theme1.xml`.
    pub fn of(styles: &[u8], theme: &[u8]) -> Self {
        let mut found = Self { theme: theme_colours(theme), ..Self::default() };
        let text = xml::decode(styles);
        let mut reader = xml::reader(&text);
        let mut own: HashMap<u32, String> = HashMap::new();
        let (mut fonts, mut fills, mut diagonals) = (Vec::new(), Vec::new(), Vec::new());
        let (mut part, mut in_cells, mut in_different) = ("", false, false);
        let mut font = Font::default();
        let mut fill = Fill::default();
        let mut different: Option<&'static str> = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "numFmt" if in_different => different = Some("条件格式改变数字的写法"),
                    "numFmt" => {
                        let id = attr(&e, "numFmtId").and_then(|id| id.parse().ok());
                        own.extend(id.zip(attr(&e, "formatCode").map(String::from)));
                    }
                    "font" => {
                        part = "font";
                        font = Font::default();
                    }
                    "name" | "rFont" if part == "font" => {
                        font.symbols = attr(&e, "val").and_then(|name| SymbolFont::named(&name));
                    }
                    "fill" => {
                        part = "fill";
                        fill = Fill::default();
                    }
                    "color" if part == "font" => {
                        if let Some(colour) = found.colour(&e) {
                            font.colour = colour;
                        }
                    }
                    "sz" if part == "font" => {
                        let size = attr(&e, "val").and_then(|v| v.parse().ok());
                        font.size = size.unwrap_or(font.size);
                    }
                    "strike" if part == "font" => font.struck = xml::is_on(&e),
                    "patternFill" => {
                        fill.pattern = attr(&e, "patternType").unwrap_or_default().into_owned();
                    }
                    "gradientFill" => fill.pattern = "gradient".to_owned(),
                    "fgColor" => fill.front = found.colour(&e).or(fill.front),
                    "bgColor" => fill.back = found.colour(&e).or(fill.back),
                    "border" => {
                        part = "border";
                        let on = |name: &str| {
                            attr(&e, name).is_some_and(|v| matches!(&*v, "1" | "true"))
                        };
                        diagonals.push(on("diagonalUp") || on("diagonalDown"));
                    }
                    "cellXfs" => in_cells = true,
                    "dxf" => {
                        (in_different, different) = (true, None);
                        font = Font::default();
                    }
                    "xf" if in_cells => {
                        found.looks.push(look(&e, &own, &fonts, &fills, &diagonals))
                    }
                    "alignment" if in_cells => {
                        if let Some(look) = found.looks.last_mut() {
                            align(&e, look);
                        }
                    }
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "cellXfs" => in_cells = false,
                    "font" if in_different => {
                        if font.struck {
                            different = Some("条件格式给文字加删除线");
                        } else if !is_seen(font.colour, WHITE) {
                            different = Some("条件格式把字色设为白色或近于白色");
                        }
                        part = "";
                    }
                    "font" => {
                        fonts.push(font);
                        part = "";
                    }
                    "fill" if in_different => {
                        let ground = fill.back.or(fill.front).unwrap_or(WHITE);
                        if !is_seen(font.colour, ground) && different.is_none() {
                            different = Some("条件格式使字色与底色相近");
                        }
                        part = "";
                    }
                    "fill" => {
                        fills.push(std::mem::take(&mut fill));
                        part = "";
                    }
                    "dxf" => {
                        found.conditional.push(different.take());
                        in_different = false;
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        found
    }

    /// A colour as an element names it.
    pub fn colour(&self, element: &BytesStart<'_>) -> Option<Rgba> {
        let base = if let Some(rgb) = attr(element, "rgb") {
            hex(rgb.get(rgb.len().saturating_sub(6)..)?)?
        } else if let Some(index) = attr(element, "theme") {
            let index: usize = index.parse().ok()?;
            let plain = [WHITE, BLACK, [0.9, 0.9, 0.88, 1.0], [0.12, 0.29, 0.49, 1.0]];
            self.theme.get(index).or(plain.get(index)).copied().unwrap_or(BLACK)
        } else if let Some(index) = attr(element, "indexed") {
            match index.parse::<usize>().ok()? {
                64 => BLACK,
                65 => WHITE,
                index => hex(INDEXED.get(index * 6..index * 6 + 6)?)?,
            }
        } else {
            return None;
        };
        let tint: f32 = attr(element, "tint").and_then(|t| t.parse().ok()).unwrap_or(0.0);
        let end = if tint < 0.0 { BLACK } else { WHITE };
        let part = tint.abs().clamp(0.0, 1.0);
        Some(over([end[0], end[1], end[2], part], base))
    }
}

/// The fill of a cell.
#[derive(Debug, Clone, Default)]
struct Fill {
    pattern: String,
    front: Option<Rgba>,
    back: Option<Rgba>,
}

impl Fill {
    fn ground(&self) -> Rgba {
        let (front, back) = (self.front.unwrap_or(BLACK), self.back.unwrap_or(WHITE));
        let part = match self.pattern.as_str() {
            "" | "none" => return WHITE,
            // Without a colour the system's own for text, as the index 64 says.
            "solid" => return self.front.unwrap_or(BLACK),
            "gradient" => return back,
            "gray125" | "gray0625" => 0.1,
            pattern if pattern.starts_with("dark") => 0.75,
            _ => 0.4,
        };
        over([front[0], front[1], front[2], part], back)
    }
}

fn look(
    xf: &BytesStart<'_>,
    own: &HashMap<u32, String>,
    fonts: &[Font],
    fills: &[Fill],
    diagonals: &[bool],
) -> Look {
    let index = |name: &str| attr(xf, name).and_then(|v| v.parse::<usize>().ok()).unwrap_or(0);
    let id = index("numFmtId") as u32;
    let font = fonts.get(index("fontId")).copied();
    let font = font.unwrap_or_default();
    let ground = fills.get(index("fillId")).map_or(WHITE, Fill::ground);
    let usual = fonts.first().map_or(11.0, |font| font.size).max(1.0);
    let told = if font.size < 3.0 {
        Some("字号极小，看不清")
    } else if !is_seen(font.colour, ground) {
        Some("字色与底色相同或相近，看不见")
    } else {
        None
    };
    Look {
        format: own.get(&id).cloned().unwrap_or_else(|| number::built_in(id).to_owned()),
        struck: font.struck,
        symbols: font.symbols,
        told,
        size: font.size / usual,
        colour: font.colour,
        ground,
        diagonal: diagonals.get(index("borderId")).copied().unwrap_or(false),
        ..Look::default()
    }
}

fn align(element: &BytesStart<'_>, look: &mut Look) {
    let says = |name: &str| attr(element, name).unwrap_or_default().into_owned();
    let on = |name: &str| matches!(says(name).as_str(), "1" | "true");
    look.wraps |= on("wrapText")
        || matches!(says("vertical").as_str(), "justify" | "distributed")
        || matches!(says("horizontal").as_str(), "justify" | "distributed");
    look.shrinks = on("shrinkToFit");
    look.turned = !matches!(says("textRotation").as_str(), "" | "0");
    if says("horizontal") == "fill" {
        look.told = look.told.or(Some("填充对齐，文字重复显示"));
    }
    if says("readingOrder") == "2" {
        look.told = look.told.or(Some("文字方向为从右到左"));
    }
}

impl Look {
    /// Why a text in this style may not be seen as it is read.
    pub fn why(&self, text: &str) -> Option<&'static str> {
        // A line across the corner cell of a table parts its two headings.
        let corner = text.contains(['\n', ' ', '　', '/', '\\']) || text.chars().count() > 8;
        self.told.or((self.diagonal && !corner).then_some("有斜线划过单元格"))
    }

    /// Whether a run in another colour is seen in a cell of this style.
    pub fn shows(&self, colour: Option<Rgba>) -> bool {
        is_seen(colour.unwrap_or(self.colour), self.ground)
    }
}

fn hex(text: &str) -> Option<Rgba> {
    let value = u32::from_str_radix(text, 16).ok()?;
    let channel = |shift: u32| (value >> shift & 0xFF) as f32 / 255.0;
    Some([channel(16), channel(8), channel(0), 1.0])
}

/// The twelve colours of a theme, in the order that cells count them.
fn theme_colours(bytes: &[u8]) -> Vec<Rgba> {
    let text = xml::decode(bytes);
    let mut reader = xml::reader(&text);
    let mut found = Vec::new();
    let mut inside = false;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) => match e.local_name().as_ref() {
                "clrScheme" => inside = true,
                "srgbClr" if inside => found.extend(attr(&e, "val").and_then(|v| hex(&v))),
                "sysClr" if inside => {
                    let last = attr(&e, "lastClr").and_then(|v| hex(&v));
                    let paper = attr(&e, "val")
                        .is_some_and(|v| v.contains("window") && !v.contains("Text"));
                    found.push(last.unwrap_or(if paper { WHITE } else { BLACK }));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "clrScheme" => break,
            Event::Eof => break,
            _ => {}
        }
    }
    // Dark and light are written in one order and counted in the other.
    if found.len() >= 4 {
        found.swap(0, 1);
        found.swap(2, 3);
    }
    found
}

/// How the text of an old workbook's style is painted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paint {
    pub struck: bool,
    size: f32,
    seen: bool,
}

impl Paint {
    /// From the font's looks and the ground: pattern, its colour and the one behind.
    pub fn new(
        struck: bool,
        size: f32,
        colour: Option<[u8; 3]>,
        (pattern, front, back): (u16, Option<[u8; 3]>, Option<[u8; 3]>),
    ) -> Self {
        let colour_of = |rgb: [u8; 3]| {
            let [r, g, b] = rgb.map(|v| f32::from(v) / 255.0);
            [r, g, b, 1.0]
        };
        let (front, back) = (front.map(colour_of), back.map(colour_of));
        let ground = match pattern {
            0 => WHITE,
            1 => front.unwrap_or(WHITE),
            2 | 5..=10 => over_part(front, back, 0.6),
            _ => over_part(front, back, 0.3),
        };
        Self { struck, size, seen: is_seen(colour.map_or(BLACK, colour_of), ground) }
    }

    /// Why the text may not be seen as it is read.
    pub fn told(&self) -> Option<&'static str> {
        if self.size < 3.0 {
            Some("字号极小，看不清")
        } else {
            (!self.seen).then_some("字色与底色相同或相近，看不见")
        }
    }
}

fn over_part(front: Option<Rgba>, back: Option<Rgba>, part: f32) -> Rgba {
    let front = front.unwrap_or(BLACK);
    over([front[0], front[1], front[2], part], back.unwrap_or(WHITE))
}

/// A colour of the usual palette; none for those that a system sets.
pub(super) fn indexed(index: u16) -> Option<[u8; 3]> {
    let index = usize::from(index);
    let [r, g, b, _] = hex(INDEXED.get(index * 6..index * 6 + 6)?)?;
    Some([r, g, b].map(|v| (v * 255.0) as u8))
}
