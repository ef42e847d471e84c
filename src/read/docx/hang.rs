//! A drawing as it hangs at its paragraph: where it is seen, what it is made of, whether
//! text goes around it. From that follows whether it covers text, and whether the words
//! of a box on a line stand in that line.

use super::show::Paint;
use super::theme::Slot;
use crate::read::shown::ground::{self, Rgb};
use crate::read::shown::measure;
use crate::read::xml::attr;
use quick_xml::events::BytesStart;

/// English metric units in a point.
const EMU: f32 = 12_700.0;
/// A rule as long as this (points) parts a page, as under a red head.
const RULE: f32 = 280.0;
/// What is no thicker (points) is a line.
const THIN: f32 = 3.0;
/// So far down (points) reaches the head of a page.
const HEAD: f32 = 230.0;
/// A box of a header this high (points) is no page number.
const MARK: f32 = 60.0;
/// Characters of a box that may stand in a line of its paragraph.
const SHORT: usize = 24;

/// How a drawing or its parts are filled.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Filled {
    /// Nobody says: in a shape that is the colour of its style.
    #[default]
    Unsaid,
    /// Not at all.
    No,
    /// In a colour.
    Plain(Paint),
    /// In several, or with a picture.
    Mixed,
}

/// A drawing in the making.
#[derive(Debug, Clone, Default)]
pub struct Hang {
    /// It stands at a place of its own and not in the line.
    pub floats: bool,
    /// Behind the text.
    behind: bool,
    /// Not shown at all.
    pub hidden: bool,
    /// Text goes around it.
    wrapped: bool,
    /// Points from its paragraph and column, where it is placed by them.
    x: Option<f32>,
    y: Option<f32>,
    /// Points from the top of its page or of the page's text.
    down: Option<f32>,
    size: [f32; 2],
    /// The fill of the shape that is being read.
    pub fill: Filled,
    /// Some part has a fill or an outline.
    painted: bool,
    outlined: bool,
    shapes: usize,
    /// Words, pictures, charts are in it.
    pub words: bool,
    pub pictures: bool,
    /// Text drawn as a shape.
    pub art: bool,
    ink: bool,
    /// In an outline or in effects, whose colours are no fill.
    aside: usize,
}

impl Hang {
    /// Takes what an element of a drawing says; gives whether its colours (in the elements
    /// inside it) are no fill.
    pub fn note(&mut self, element: &BytesStart<'_>) -> bool {
        let number = |name: &str| attr(element, name).and_then(|v| v.trim().parse::<f32>().ok());
        let on = |name: &str| attr(element, name).is_some_and(|v| v == "1" || v == "true");
        match element.local_name().as_ref() {
            "anchor" => {
                self.floats = true;
                self.behind = on("behindDoc");
                self.hidden |= on("hidden");
            }
            "docPr" => self.hidden |= on("hidden"),
            "extent" => {
                self.size = [number("cx"), number("cy")].map(|v| v.unwrap_or(0.0) / EMU);
            }
            "wrapSquare" | "wrapTight" | "wrapThrough" | "wrapTopAndBottom" => self.wrapped = true,
            "wrap" => self.wrapped |= attr(element, "type").is_some_and(|kind| kind != "none"),
            "wsp" | "cxnSp" => {
                self.shapes += 1;
                self.fill = Filled::Unsaid;
            }
            "noFill" if self.aside == 0 => self.fill = Filled::No,
            "gradFill" | "pattFill" | "blipFill" if self.aside == 0 => {
                self.fill = Filled::Mixed;
                self.painted = true;
            }
            "solidFill" => {
                self.outlined |= self.aside > 0;
                self.painted |= self.aside == 0;
            }
            "srgbClr" if self.aside == 0 => {
                let colour = attr(element, "val").and_then(|v| ground::hex(&v));
                self.fill = Filled::Plain(colour.map(Paint::plain).unwrap_or_default());
            }
            "schemeClr" if self.aside == 0 => {
                let slot = attr(element, "val").and_then(|name| Slot::named(&name));
                self.fill = slot.map_or(Filled::Mixed, |slot| Filled::Plain(Paint::of_slot(slot)));
            }
            "lumMod" | "lumOff" | "tint" | "shade" | "alpha" if self.aside == 0 => {
                // A colour that is changed is not worked out.
                self.fill = Filled::Mixed;
            }
            // The shape's style: filled and outlined by the theme unless it says otherwise.
            "fillRef" | "lnRef" => {
                if attr(element, "idx").is_some_and(|idx| idx != "0") {
                    self.painted |= self.fill == Filled::Unsaid;
                    let line = element.local_name().as_ref() == "lnRef";
                    self.outlined |= line;
                    if !line && self.fill == Filled::Unsaid {
                        self.fill = Filled::Mixed;
                    }
                }
                return true;
            }
            "pic" | "chart" | "relIds" | "imagedata" | "blip" | "OLEObject" => self.pictures = true,
            "contentPart" | "ink" => self.ink = true,
            "prstTxWarp" => {
                self.art |= attr(element, "prst").is_some_and(|shape| shape != "textNoShape");
            }
            "textpath" => self.art |= attr(element, "string").is_some(),
            "shape" | "rect" | "roundrect" | "oval" | "line" | "polyline" | "curve" | "arc" => {
                self.shapes += 1;
                self.vector(element);
            }
            "group" => self.style(element),
            "fill" => {
                if attr(element, "type").is_some_and(|kind| kind != "solid") {
                    self.fill = Filled::Mixed;
                }
            }
            "ln" | "effectLst" | "fontRef" | "effectRef" | "effectDag" => return true,
            _ => {}
        }
        false
    }

    /// Into an outline or effect, and out of it.
    pub fn step_aside(&mut self, by: bool) {
        self.aside = if by { self.aside + 1 } else { self.aside.saturating_sub(1) };
    }

    /// A shape of VML.
    fn vector(&mut self, element: &BytesStart<'_>) {
        self.style(element);
        let off = |name: &str| attr(element, name).is_some_and(|v| v.starts_with('f'));
        let line = matches!(element.local_name().as_ref(), "line" | "polyline" | "curve" | "arc");
        self.fill = match attr(element, "fillcolor") {
            _ if off("filled") => Filled::No,
            None => Filled::Plain(Paint::plain(ground::WHITE)),
            Some(value) => {
                let value = value.split_whitespace().next().unwrap_or_default();
                let colour = ground::hex(value).or_else(|| ground::named(value));
                colour.map_or(Filled::Mixed, |rgb| Filled::Plain(Paint::plain(rgb)))
            }
        };
        self.painted |= self.fill != Filled::No && !line;
        self.outlined |= !off("stroked");
        if attr(element, "hr").is_some() {
            self.floats = false;
        }
        if let (Some(from), Some(to)) = (attr(element, "from"), attr(element, "to")) {
            let pair = |value: &str| {
                let (x, y) = value.split_once(',')?;
                Some([css(x)?, css(y)?])
            };
            if let (Some(from), Some(to)) = (pair(&from), pair(&to)) {
                self.floats = true;
                self.size = [0, 1].map(|i| (from[i] - to[i]).abs());
                self.x = self.x.or(Some(from[0].min(to[0])));
                self.y = self.y.or(Some(from[1].min(to[1])));
            }
        }
    }

    /// The style of a VML shape.
    fn style(&mut self, element: &BytesStart<'_>) {
        let Some(style) = attr(element, "style") else { return };
        let value = |key: &str| {
            let mut pairs = style.split(';').filter_map(|pair| pair.split_once(':'));
            pairs.find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim().to_owned())
        };
        self.hidden |= value("visibility").as_deref() == Some("hidden")
            || value("display").as_deref() == Some("none");
        if value("position").as_deref() != Some("absolute") || self.floats {
            return;
        }
        self.floats = true;
        self.behind = value("z-index").is_some_and(|z| z.starts_with('-'));
        let length = |key: &str| value(key).and_then(|v| css(&v));
        self.size = [length("width"), length("height")].map(Option::unwrap_or_default);
        let beside = |key: &str| {
            value(key).is_none_or(|from| matches!(from.as_str(), "text" | "char" | "line"))
        };
        if beside("mso-position-horizontal-relative") && value("mso-position-horizontal").is_none()
        {
            self.x = length("margin-left").or_else(|| length("left"));
        }
        if beside("mso-position-vertical-relative") && value("mso-position-vertical").is_none() {
            self.y = length("margin-top").or_else(|| length("top"));
        } else {
            self.down = length("margin-top").or_else(|| length("top"));
        }
    }

    /// The place of a drawing from its column (`across`) or its paragraph, in points.
    pub fn place(&mut self, across: bool, from: &str, points: Option<f32>) {
        match (across, from) {
            (true, "column" | "character") => self.x = points,
            (false, "paragraph" | "line") => self.y = points,
            (false, _) => self.down = points,
            _ => {}
        }
    }

    /// Where the words of a box stand in the line of its paragraph: points from its column.
    /// Only of one short line, in front of the text, at the height of the first line.
    pub fn in_line(&self, words: &str, line: f32) -> Option<f32> {
        let y = self.y?;
        let short = words.chars().count() <= SHORT && !words.contains(['\n', '\t']);
        let level = y > -0.6 * line && y < 0.75 * line;
        (self.floats && !self.wrapped && self.shapes <= 1 && short && level)
            .then_some(self.x)
            .flatten()
    }

    /// Whether its words may stand beside other text than that at which it hangs.
    pub fn strays(&self, line: f32, lines: usize) -> bool {
        let low = |y: f32| y > line * lines as f32 || y < -line;
        let deep = |y: f32| y > HEAD;
        self.floats
            && !self.wrapped
            && self.words
            && (self.y.is_some_and(low) || self.down.is_some_and(deep))
    }

    /// Whether words in a header are drawn over or under the text of the page.
    pub fn is_watermark(&self) -> bool {
        let low = |y: f32| y > HEAD / 2.0;
        self.floats
            && self.words
            && (self.art || self.y.or(self.down).is_some_and(low) && self.size[1] > MARK)
    }

    /// Whether what stands in the line of its paragraph lies over text of that width.
    pub fn hides(&self, width: f32) -> bool {
        let filled = self.painted && self.fill != Filled::No;
        filled && !self.behind && self.x.is_some_and(|x| x < width && x + self.size[0] > 0.0)
    }

    /// Whether it covers or crosses text, or is drawn under it in another colour.
    pub fn covers(&self, under: impl Fn(Filled) -> Option<Rgb>) -> bool {
        if !self.floats || self.hidden || self.wrapped && !self.ink {
            return false;
        }
        if self.ink {
            return true;
        }
        let fillable = self.painted && self.fill != Filled::No;
        if self.words || self.pictures || self.shapes == 0 || !fillable && !self.outlined {
            return false;
        }
        if self.behind {
            // What lies under the text changes nothing as long as it is light.
            return fillable
                && under(self.fill).is_none_or(|rgb| ground::hardly_seen(ground::BLACK, rgb));
        }
        let [width, height] = self.size;
        let thin = width.min(height) <= THIN;
        !(thin && width.max(height) >= RULE)
    }
}

/// Where a text of a line is at a number of points from its beginning: an offset in bytes.
pub fn offset_at(text: &str, size: f32, x: f32) -> usize {
    let mut at = 0.0;
    for (offset, character) in text.char_indices() {
        let width = measure::ems(character.encode_utf8(&mut [0; 4])) * size;
        if at + width * 0.5 > x {
            return offset;
        }
        at += width;
    }
    text.len()
}

/// A length of CSS in points.
fn css(value: &str) -> Option<f32> {
    let value = value.trim();
    let at = value.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(value.len());
    let number: f32 = value[..at].trim().parse().ok()?;
    let by = match value[at..].trim() {
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "px" => 0.75,
        "pt" | "" => 1.0,
        _ => return None,
    };
    Some(number * by).filter(|n| n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_in_a_line() {
        assert_eq!(offset_at("是否：□是　□否", 10.0, 31.0), "是否：".len());
        assert_eq!(offset_at("是否", 10.0, 90.0), "是否".len());
        assert_eq!(css("-2in"), Some(-144.0));
        assert_eq!(css("字"), None);
    }
}
