//! What the XML of a drawing (DrawingML or VML) says of the figure that it makes.

use super::show::Paint;
use super::theme::Slot;
use crate::read::shown::figure::Figure;
use crate::read::shown::ground::{self, Rgb};
use crate::read::xml::attr;
use quick_xml::events::BytesStart;

/// English metric units in a point.
const EMU: f32 = 12_700.0;

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
    /// What it comes to.
    pub figure: Figure,
    /// The fill of the shape that is being read.
    pub fill: Filled,
    /// Some part has a fill.
    painted: bool,
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
                self.figure.floats = true;
                self.figure.behind = on("behindDoc");
                self.figure.hidden |= on("hidden");
            }
            "docPr" => self.figure.hidden |= on("hidden"),
            "extent" => {
                self.figure.size = [number("cx"), number("cy")].map(|v| v.unwrap_or(0.0) / EMU);
            }
            "wrapSquare" | "wrapTight" | "wrapThrough" | "wrapTopAndBottom" => {
                self.figure.wrapped = true
            }
            "wrap" => {
                self.figure.wrapped |= attr(element, "type").is_some_and(|kind| kind != "none")
            }
            "wsp" | "cxnSp" => {
                self.figure.shapes += 1;
                self.fill = Filled::Unsaid;
            }
            "noFill" if self.aside == 0 => self.fill = Filled::No,
            "gradFill" | "pattFill" | "blipFill" if self.aside == 0 => {
                self.fill = Filled::Mixed;
                self.painted = true;
            }
            "solidFill" => {
                self.figure.outlined |= self.aside > 0;
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
                    self.figure.outlined |= line;
                    if !line && self.fill == Filled::Unsaid {
                        self.fill = Filled::Mixed;
                    }
                }
                return true;
            }
            "pic" | "chart" | "relIds" | "imagedata" | "blip" | "OLEObject" => {
                self.figure.pictures = true
            }
            "contentPart" | "ink" => self.figure.ink = true,
            "prstTxWarp" => {
                self.figure.art |=
                    attr(element, "prst").is_some_and(|shape| shape != "textNoShape");
            }
            "textpath" => self.figure.art |= attr(element, "string").is_some(),
            "shape" | "rect" | "roundrect" | "oval" | "line" | "polyline" | "curve" | "arc" => {
                self.figure.shapes += 1;
                self.vector(element);
            }
            "group" => self.style(element),
            "fill" if attr(element, "type").is_some_and(|kind| kind != "solid") => {
                self.fill = Filled::Mixed;
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
        self.figure.outlined |= !off("stroked");
        if attr(element, "hr").is_some() {
            self.figure.floats = false;
        }
        if let (Some(from), Some(to)) = (attr(element, "from"), attr(element, "to")) {
            let pair = |value: &str| {
                let (x, y) = value.split_once(',')?;
                Some([css(x)?, css(y)?])
            };
            if let (Some(from), Some(to)) = (pair(&from), pair(&to)) {
                self.figure.floats = true;
                self.figure.size = [0, 1].map(|i| (from[i] - to[i]).abs());
                self.figure.x = self.figure.x.or(Some(from[0].min(to[0])));
                self.figure.y = self.figure.y.or(Some(from[1].min(to[1])));
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
        self.figure.hidden |= value("visibility").as_deref() == Some("hidden")
            || value("display").as_deref() == Some("none");
        if value("position").as_deref() != Some("absolute") || self.figure.floats {
            return;
        }
        self.figure.floats = true;
        self.figure.behind = value("z-index").is_some_and(|z| z.starts_with('-'));
        let length = |key: &str| value(key).and_then(|v| css(&v));
        self.figure.size = [length("width"), length("height")].map(Option::unwrap_or_default);
        let beside = |key: &str| {
            value(key).is_none_or(|from| matches!(from.as_str(), "text" | "char" | "line"))
        };
        if beside("mso-position-horizontal-relative") && value("mso-position-horizontal").is_none()
        {
            self.figure.x = length("margin-left").or_else(|| length("left"));
        }
        if beside("mso-position-vertical-relative") && value("mso-position-vertical").is_none() {
            self.figure.y = length("margin-top").or_else(|| length("top"));
        } else {
            self.figure.down = length("margin-top").or_else(|| length("top"));
        }
    }

    /// The place of a drawing from its column (`across`) or its paragraph, in points.
    pub fn place(&mut self, across: bool, from: &str, points: Option<f32>) {
        match (across, from) {
            (true, "column" | "character") => self.figure.x = points,
            (false, "paragraph" | "line") => self.figure.y = points,
            (false, _) => self.figure.down = points,
            _ => {}
        }
    }

    /// Its fill, where it has one and its colour is known.
    pub fn judged(&self, colour: impl Fn(Paint) -> Option<Rgb>) -> Figure {
        let mut figure = self.figure;
        figure.filled = self.painted && self.fill != Filled::No;
        figure.colour = match self.fill {
            Filled::Plain(paint) => colour(paint),
            _ => None,
        };
        figure
    }
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
    fn lengths_of_css() {
        assert_eq!(css("-2in"), Some(-144.0));
        assert_eq!(css("字"), None);
    }
}
