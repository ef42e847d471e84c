//! The table of what a Word document shows as it is read: elements and properties that
//! change nothing of it, and those whose values decide. An element that is in neither
//! list is told, whatever it may do.

use super::theme::{Palette, Slot};
use crate::read::shown::Why;
use crate::read::shown::bidi;
use crate::read::shown::ground::{self, Rgb};
use crate::read::xml::{attr, is_on};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::sync::Arc;

/// Children of `w:rPr` (`m:rPr`, `w14:` ones included) that change nothing of what is read,
/// or whose effect the reader follows elsewhere.
const RUN: &[&str] = &[
    "aln",
    "animate",
    "asianLayout",
    "b",
    "bCs",
    "bdr",
    "brk",
    "caps",
    "cntxtAlts",
    "cs",
    "del",
    "dstrike",
    "eastAsianLayout",
    "effect",
    "em",
    "font",
    "glow",
    "i",
    "iCs",
    "ins",
    "kern",
    "lang",
    "ligatures",
    "lit",
    "moveFrom",
    "moveTo",
    "noProof",
    "nor",
    "numForm",
    "numSpacing",
    "oMath",
    "outline",
    "props3d",
    "rFonts",
    "rPrChange",
    "rStyle",
    "reflection",
    "scene3d",
    "scr",
    "shadow",
    "smallCaps",
    "snapToGrid",
    "specVanish",
    "strike",
    "sty",
    "stylisticSets",
    "sym",
    "sz",
    "szCs",
    "sz-cs",
    "textOutline",
    "u",
    "vanish",
    "vertAlign",
    "webHidden",
    "woUserID",
];

/// Children of `w:pPr` of that kind.
const PARAGRAPH: &[&str] = &[
    "adjustRightInd",
    "autoSpaceDE",
    "autoSpaceDN",
    "cnfStyle",
    "contextualSpacing",
    "divId",
    "ilfo",
    "ilvl",
    "jc",
    "keepLines",
    "keepNext",
    "kinsoku",
    "listPr",
    "mirrorIndents",
    "numPr",
    "outlineLvl",
    "overflowPunct",
    "pBdr",
    "pPrChange",
    "pStyle",
    "pageBreakBefore",
    "rPr",
    "sectPr",
    "snapToGrid",
    "suppressAutoHyphens",
    "suppressLineNumbers",
    "suppressOverlap",
    "supressLineNumbers",
    "tabs",
    "textAlignment",
    "textDirection",
    "textboxTightWrap",
    "topLinePunct",
    "widowControl",
    "wordWrap",
    "textFlow",
    "pBdrChange",
    "numberingChange",
];

/// Elements among text and blocks that hold text, or nothing that is seen, and are shown
/// where they stand.
const AROUND: &[&str] = &[
    "AlternateContent",
    "Choice",
    "Fallback",
    "acc",
    "altChunk",
    "annotation",
    "annotationRef",
    "background",
    "bar",
    "body",
    "bookmarkEnd",
    "bookmarkStart",
    "borderBox",
    "box",
    "br",
    "cantSplit",
    "commentRangeEnd",
    "commentRangeStart",
    "commentReference",
    "content",
    "continuationSeparator",
    "cr",
    "customXml",
    "customXmlDelRangeEnd",
    "customXmlDelRangeStart",
    "customXmlInsRangeEnd",
    "customXmlInsRangeStart",
    "customXmlMoveFromRangeEnd",
    "customXmlMoveFromRangeStart",
    "customXmlMoveToRangeEnd",
    "customXmlMoveToRangeStart",
    "d",
    "deg",
    "del",
    "den",
    "docPartBody",
    "drawing",
    "e",
    "endnote",
    "endnoteRef",
    "endnoteReference",
    "eqArr",
    "f",
    "fName",
    "fldChar",
    "fldData",
    "fldSimple",
    "footnote",
    "footnoteRef",
    "footnoteReference",
    "func",
    "groupChr",
    "hlink",
    "hyperlink",
    "ins",
    "instrText",
    "lastRenderedPageBreak",
    "lim",
    "limLow",
    "limUpp",
    "m",
    "moveFrom",
    "moveFromRangeEnd",
    "moveFromRangeStart",
    "moveTo",
    "moveToRangeEnd",
    "moveToRangeStart",
    "mr",
    "nary",
    "noBreakHyphen",
    "num",
    "oMath",
    "oMathPara",
    "object",
    "p",
    "pPr",
    "permEnd",
    "permStart",
    "pict",
    "proofErr",
    "ptab",
    "r",
    "rPr",
    "rad",
    "rt",
    "ruby",
    "rubyBase",
    "sPre",
    "sSub",
    "sSubSup",
    "sSup",
    "sdt",
    "sdtContent",
    "sdtEndPr",
    "sect",
    "sectPr",
    "separator",
    "smartTag",
    "softHyphen",
    "sub",
    "sub-section",
    "sup",
    "sym",
    "symEx",
    "t",
    "tab",
    "tbl",
    "tblGrid",
    "tblPr",
    "tblPrEx",
    "tc",
    "tcPr",
    "tr",
    "trPr",
    "txbxContent",
    "delText",
    "delInstrText",
    "pBdrGroup",
    "borders",
    "shd",
    "apo",
    "estimate",
    "pos",
    "jc",
    "phant",
    "docVars",
    "bgPict",
];

/// Whether an element among text and blocks is known to be shown where it stands.
pub fn is_known(name: &str) -> bool {
    AROUND.contains(&name) || name.ends_with("Pr")
}

/// Half-points below which no ordinary text is set.
const TINY: f32 = 8.0;
/// Half-points that no page holds.
const HUGE: f32 = 600.0;
/// Parts of a hundred to which characters may be narrowed and still be read.
const NARROW: f32 = 30.0;
/// Parts of its size by which a text may be drawn together.
const TOGETHER: f32 = 0.35;
/// Points between characters that no page holds.
const APART: f32 = 200.0;
/// Twips of an indent that may lead off the page.
const INDENT: f32 = crate::read::shown::run::INDENT as f32;

/// A colour as a document gives it: by itself and by the theme. Programs differ in which
/// they follow, so that both are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Paint {
    /// By itself; none where the program chooses.
    own: Option<Rgb>,
    theme: Option<(Slot, Option<u8>, Option<u8>)>,
}

impl Paint {
    /// From the attributes whose names end alike: `val`/`themeColor` or `fill`/`themeFill`.
    pub fn of(element: &BytesStart<'_>, own: &str, theme: [&str; 3]) -> Self {
        let value = attr(element, own);
        let byte = |name| attr(element, name).and_then(|v| u8::from_str_radix(&v, 16).ok());
        let slot = attr(element, theme[0]).and_then(|name| Slot::named(&name));
        Self {
            own: value.and_then(|v| ground::hex(&v).or_else(|| ground::named(&v))),
            theme: slot.map(|slot| (slot, byte(theme[1]), byte(theme[2]))),
        }
    }

    /// One colour.
    pub fn plain(rgb: Rgb) -> Self {
        Self { own: Some(rgb), theme: None }
    }

    /// A colour of the theme.
    pub fn of_slot(slot: Slot) -> Self {
        Self { own: None, theme: Some((slot, None, None)) }
    }

    /// The colours that it may be shown in; none where the program chooses.
    pub fn colours(&self, palette: &Palette) -> impl Iterator<Item = Rgb> {
        let themed = self.theme.and_then(|(slot, tint, shade)| {
            palette.colour(slot).map(|colour| ground::toned(colour, tint, shade))
        });
        self.own.into_iter().chain(themed)
    }

    /// The colour in which Word shows it.
    pub fn shown(&self, palette: &Palette) -> Option<Rgb> {
        self.colours(palette).last()
    }
}

/// A shading: a pattern of one colour over another.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Shade {
    over: Paint,
    under: Paint,
    /// Of a hundred.
    share: u8,
}

impl Shade {
    /// `w:shd`.
    pub fn of(element: &BytesStart<'_>) -> Self {
        let pattern = attr(element, "val").unwrap_or_default();
        let share = match pattern.as_ref() {
            "" | "clear" | "nil" => 0,
            "solid" => 100,
            other => {
                let digits = other.strip_prefix("pct").or_else(|| other.strip_prefix("pct-"));
                digits.and_then(|d| d.parse().ok()).map_or(50, |share: u8| share.min(100))
            }
        };
        Self {
            over: Paint::of(element, "color", ["themeColor", "themeTint", "themeShade"]),
            under: Paint::of(element, "fill", ["themeFill", "themeFillTint", "themeFillShade"]),
            share,
        }
    }

    /// Whether it is told from paper.
    fn is_seen(&self) -> bool {
        let white = |paint: &Paint| {
            paint.theme.is_none() && paint.own.is_none_or(|own| own == ground::WHITE)
        };
        self.share > 0 || !white(&self.under)
    }

    /// The colour that it comes to; none where what lies under it is seen.
    pub fn colour(&self, palette: &Palette) -> Option<Rgb> {
        let under = self.under.shown(palette);
        if self.share == 0 {
            return under;
        }
        let over = self.over.shown(palette).unwrap_or(ground::BLACK);
        Some(ground::mixed(over, under.unwrap_or(ground::WHITE), f32::from(self.share) / 100.0))
    }
}

/// The fill of Word 2010's own text effects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill {
    /// A colour.
    Plain(Paint),
    /// None, or one that is seen through.
    Clear,
    /// Colours that change.
    Mixed,
}

/// What a style, a paragraph or a run says about how text is shown; `None` says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Show {
    ink: Option<Paint>,
    fill: Option<Fill>,
    highlight: Option<Option<Rgb>>,
    shade: Option<Shade>,
    /// Shading of the paragraph.
    under: Option<Shade>,
    scale: Option<f32>,
    /// Between characters, in twips.
    spacing: Option<f32>,
    /// Above the line, in half-points.
    position: Option<f32>,
    /// Twips into which the run is fitted.
    fit: Option<f32>,
    turned: Option<bool>,
    relief: Option<bool>,
    /// The exact height of its lines, in twips.
    line: Option<f32>,
    /// The largest indent, in twips.
    indent: Option<f32>,
    /// Where its first line begins, points from its column.
    pub begin: Option<f32>,
    /// The paragraph stands in a frame that has a height of its own.
    framed: Option<bool>,
    collapsed: Option<bool>,
    /// Underlined, framed, shaded or otherwise marked off from the text around it.
    pub marked: Option<bool>,
    odd: Option<Arc<str>>,
}

impl Show {
    /// Takes over what `over` says.
    pub fn apply(&mut self, over: &Show) {
        fn take<T: Clone>(mine: &mut Option<T>, over: &Option<T>) {
            if over.is_some() {
                mine.clone_from(over);
            }
        }
        take(&mut self.ink, &over.ink);
        take(&mut self.fill, &over.fill);
        take(&mut self.highlight, &over.highlight);
        take(&mut self.shade, &over.shade);
        take(&mut self.under, &over.under);
        take(&mut self.scale, &over.scale);
        take(&mut self.spacing, &over.spacing);
        take(&mut self.position, &over.position);
        take(&mut self.fit, &over.fit);
        take(&mut self.turned, &over.turned);
        take(&mut self.relief, &over.relief);
        take(&mut self.line, &over.line);
        take(&mut self.indent, &over.indent);
        take(&mut self.begin, &over.begin);
        take(&mut self.framed, &over.framed);
        take(&mut self.collapsed, &over.collapsed);
        take(&mut self.marked, &over.marked);
        take(&mut self.odd, &over.odd);
    }

    /// Notes one child of `w:rPr`.
    pub fn note_run(&mut self, element: &BytesStart<'_>) {
        let number = || attr(element, "val").and_then(|v| length(&v));
        match element.local_name().as_ref() {
            "color" => {
                self.ink =
                    Some(Paint::of(element, "val", ["themeColor", "themeTint", "themeShade"]));
            }
            "highlight" => {
                let colour = attr(element, "val").and_then(|v| ground::named(&v));
                self.highlight = Some(colour);
                self.marked = Some(colour.is_some());
            }
            "shd" => {
                let shade = Shade::of(element);
                if shade.is_seen() {
                    self.marked = Some(true);
                }
                self.shade = Some(shade);
            }
            "w" => self.scale = number(),
            "spacing" => self.spacing = number(),
            "position" => self.position = number(),
            "fitText" => self.fit = number(),
            "rtl" => self.turned = Some(is_on(element)),
            "emboss" | "imprint" => self.relief = Some(is_on(element)),
            // Read with its children.
            "textFill" => {}
            "u" | "bdr" | "em" => {
                self.marked =
                    Some(is_on(element) && attr(element, "val").as_deref() != Some("nil"));
            }
            name if RUN.contains(&name) => {}
            name => self.odd = Some(name.into()),
        }
    }

    /// Notes one child of `w:pPr`.
    pub fn note_paragraph(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "shd" => self.under = Some(Shade::of(element)),
            "spacing" => {
                let rule = attr(element, "lineRule");
                if let Some(line) = attr(element, "line").and_then(|v| length(&v)) {
                    self.line = Some(if rule.as_deref() == Some("exact") { line } else { 0.0 });
                }
            }
            "ind" => {
                let names = ["left", "start", "right", "end", "firstLine"];
                let sides = names.iter().filter_map(|n| attr(element, n).and_then(|v| length(&v)));
                let hanging = attr(element, "hanging").and_then(|v| length(&v)).unwrap_or(0.0);
                let out = left_of(element).unwrap_or(0.0).min(0.0).abs();
                let most = sides.fold(out, f32::max).max(hanging - INDENT / 2.0);
                self.indent = Some(most);
                let first = attr(element, "firstLine").and_then(|v| length(&v)).unwrap_or(0.0);
                let left = left_of(element).unwrap_or(0.0);
                self.begin = Some((left + first - hanging) / 20.0);
            }
            "bidi" => self.turned = Some(is_on(element)),
            "framePr" => {
                let tall = attr(element, "y").is_some() || attr(element, "yAlign").is_some();
                self.framed = Some(tall && attr(element, "dropCap").is_none());
            }
            "collapsed" => self.collapsed = Some(is_on(element)),
            name if PARAGRAPH.contains(&name) => {}
            name => self.odd = Some(name.into()),
        }
    }

    /// Notes the fill of Word's own effects, whose start was read.
    pub fn note_fill(&mut self, reader: &mut Reader<&[u8]>) {
        let mut fill = Fill::Clear;
        let mut through = false;
        let mut depth = 1usize;
        while depth > 0 {
            let element = match reader.read_event() {
                Ok(Event::Start(element)) => element,
                Ok(Event::End(_)) => {
                    depth -= 1;
                    continue;
                }
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => continue,
            };
            depth += 1;
            match element.local_name().as_ref() {
                "gradFill" => fill = Fill::Mixed,
                "srgbClr" if fill != Fill::Mixed => {
                    let colour = attr(&element, "val").and_then(|v| ground::hex(&v));
                    fill = Fill::Plain(colour.map(Paint::plain).unwrap_or_default());
                }
                "schemeClr" if fill != Fill::Mixed => {
                    let slot = attr(&element, "val").and_then(|name| Slot::named(&name));
                    fill = Fill::Plain(slot.map(Paint::of_slot).unwrap_or_default());
                }
                // Lighter or darker: Word writes one of the two, or both for a lighter one.
                name @ ("lumOff" | "lumMod") => {
                    let share = attr(&element, "val").and_then(|v| v.parse::<f32>().ok());
                    let share = share.unwrap_or(0.0).clamp(0.0, 100_000.0) / 100_000.0;
                    if let Fill::Plain(Paint { theme: Some((_, tint, shade)), .. }) = &mut fill {
                        match name {
                            "lumOff" => (*tint, *shade) = (Some(255 - (share * 255.0) as u8), None),
                            _ if tint.is_none() => *shade = Some((share * 255.0) as u8),
                            _ => {}
                        }
                    }
                }
                // Here the share that is seen through, not the one that is seen.
                "alpha" => {
                    let share = attr(&element, "val").and_then(|v| v.parse::<f32>().ok());
                    through |= share.is_some_and(|s| s > 40_000.0);
                }
                _ => {}
            }
        }
        self.fill = Some(if through { Fill::Clear } else { fill });
    }

    /// Why a text that looks so is not shown as it is read; `size` in half-points, `under`
    /// the colours that may lie under the paragraph (none where nobody knows).
    pub fn why(
        &self,
        text: &str,
        size: Option<f32>,
        under: &[Option<Rgb>],
        palette: &Palette,
    ) -> Option<Why> {
        if let Some(name) = &self.odd {
            return Some(Why::Unknown(name.to_string()));
        }
        let size = size.unwrap_or(20.0);
        let spacing = self.spacing.unwrap_or(0.0) / 20.0;
        let points = size / 2.0;
        let scale = self.scale.unwrap_or(100.0);
        let visible = text.chars().any(|c| !c.is_whitespace());
        if !visible {
            return None;
        }
        let count = text.chars().count() as f32;
        let fitted = self.fit.filter(|w| *w > 0.0).is_some_and(|width| {
            width / 20.0 < crate::read::shown::measure::ems(text) * points * NARROW / 100.0
        });
        match () {
            () if size < TINY => return Some(Why::Tiny),
            () if size > HUGE => return Some(Why::Huge),
            () if scale < NARROW || fitted => return Some(Why::Squeezed),
            () if count > 1.0 && spacing < -TOGETHER * points * scale / 100.0 => {
                return Some(Why::Squeezed);
            }
            () if spacing > APART => return Some(Why::OffPage),
            () if self.position.unwrap_or(0.0).abs() > 2.0 * size => return Some(Why::OffLine),
            () if self.line.is_some_and(|l| l > 0.0 && l / 20.0 < points * 0.5) => {
                return Some(Why::LowLine);
            }
            () if self.indent.unwrap_or(0.0) > INDENT => return Some(Why::OffPage),
            () if self.turned == Some(true) && bidi::suffers(text) => return Some(Why::Turned),
            () if bidi::is_turned(text) => return Some(Why::Turned),
            () if self.relief == Some(true) => return Some(Why::Relief),
            () if self.collapsed == Some(true) => return Some(Why::Collapsed),
            () if self.framed == Some(true) => return Some(Why::Box),
            () if self.fill == Some(Fill::Clear) => return Some(Why::Clear),
            () => {}
        }
        self.unseen(under, palette).then_some(Why::Ground)
    }

    /// Whether it names a colour of its own.
    pub fn has_ink(&self) -> bool {
        self.ink.is_some() || self.fill.is_some()
    }

    /// Whether its colour is that of its ground.
    fn unseen(&self, under: &[Option<Rgb>], palette: &Palette) -> bool {
        let shaded = |shade: Option<Shade>| shade.and_then(|shade| shade.colour(palette));
        let highlight = self.highlight.flatten();
        let own = highlight.or_else(|| shaded(self.shade)).or_else(|| shaded(self.under));
        let grounds: &[Option<Rgb>] = if own.is_some() { &[own] } else { under };
        let fill = match self.fill {
            Some(Fill::Plain(paint)) => Some(paint),
            _ => None,
        };
        let inks: Vec<Rgb> = self
            .ink
            .iter()
            .chain(&fill)
            .flat_map(|paint| paint.colours(palette).collect::<Vec<_>>())
            .collect();
        if inks.is_empty() {
            // Text without a colour of its own turns white on dark shading, not on a marker.
            return highlight.is_some_and(ground::is_dark);
        }
        inks.iter().any(|ink| {
            grounds.iter().any(|ground| match ground {
                Some(ground) => ground::hardly_seen(*ink, *ground),
                // Nobody knows what lies under it.
                None => ground::hardly_seen(*ink, ground::WHITE),
            })
        })
    }
}

fn left_of(element: &BytesStart<'_>) -> Option<f32> {
    attr(element, "left").or_else(|| attr(element, "start")).and_then(|v| length(&v))
}

/// A number of twips or half-points, or a length with its unit (of the strict format).
fn length(value: &str) -> Option<f32> {
    let value = value.trim().trim_end_matches('%');
    if let Ok(number) = value.parse::<f32>() {
        return Some(number).filter(|n| n.is_finite());
    }
    let at = value.find(|c: char| c.is_ascii_alphabetic())?;
    let number: f32 = value[..at].parse().ok()?;
    let points = match &value[at..] {
        "pt" => 1.0,
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "pc" | "pi" => 12.0,
        _ => return None,
    };
    Some(number * points * 20.0).filter(|n| n.is_finite())
}
