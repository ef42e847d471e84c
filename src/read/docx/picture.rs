//! Pictures of a Word document: what a drawing says of them while it is read, and
//! their looks once the part is done, because each part names its own files.

use super::parts::Parts;
use crate::document::{Before, Look, Picture};
use crate::intake::Limits;
use crate::read::picture::{self, Crop};
use crate::read::xml::attr;
use crate::work::compute;
use quick_xml::events::BytesStart;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// English metric units in a point.
const EMU: f32 = 12_700.0;
/// Sixty-thousandths of a degree in a quarter turn.
const QUARTER: i64 = 5_400_000;
/// Picture files that are held at once.
const AT_ONCE: usize = 8;

/// A picture as a drawing shows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn {
    /// The relationship to its file; empty for one outside the package.
    id: String,
    /// Width and height in points; 0 when nothing says.
    size: [f32; 2],
    crop: Crop,
    /// Quarter turns clockwise; none where it stands aslant.
    turn: Option<u8>,
    /// Mirrored across and down, before it is turned.
    mirrored: [bool; 2],
    /// Effects that change its colours, or another writing of it that programs may show.
    effects: Vec<String>,
    /// What stands in front of it.
    before: Before,
}

/// Elements inside a picture that change how it is shown.
const EFFECTS: &[&str] = &[
    "alphaBiLevel",
    "alphaCeiling",
    "alphaFloor",
    "alphaInv",
    "alphaMod",
    "alphaModFix",
    "alphaRepl",
    "biLevel",
    "blur",
    "clrChange",
    "clrRepl",
    "duotone",
    "fillOverlay",
    "grayscl",
    "hsl",
    "imgEffect",
    "lum",
    "softEdge",
    "svgBlip",
    "tint",
];

impl Drawn {
    /// The look of its file as the drawing shows it: mirrored, then turned. The same file
    /// shown otherwise is another picture.
    fn shown(&self, look: Arc<Look>) -> Arc<Look> {
        if !self.effects.is_empty() {
            let mut digest = look.digest;
            for (at, byte) in self.effects.iter().flat_map(|e| e.bytes()).enumerate() {
                digest[at % digest.len()] = digest[at % digest.len()].rotate_left(1) ^ byte;
            }
            return Arc::new(Look { digest, pixels: None });
        }
        picture::placed(look, self.turn, self.mirrored)
    }
}

/// The pictures met in a story, and the size of the drawing around the next one.
#[derive(Debug, Default)]
pub struct Gallery {
    /// In their order.
    pub drawn: Vec<Drawn>,
    size: [f32; 2],
    /// Whether what comes next is about the last picture.
    fresh: bool,
    /// A picture was met that an effect changes.
    told: Vec<String>,
    /// The text so far, and whether the drawing is laid over the page.
    pub before: Before,
}

impl Gallery {
    /// Takes what an element inside a drawing says about pictures.
    pub fn note(&mut self, element: &BytesStart<'_>) {
        let number = |name: &str| attr(element, name).and_then(|v| v.trim().parse::<f32>().ok());
        match element.local_name().as_ref() {
            "drawing" | "pict" | "object" => {
                self.size = [0.0; 2];
                self.before.floats = false;
                self.fresh = false;
            }
            "anchor" => self.before.floats = true,
            "extent" => {
                self.size = [number("cx"), number("cy")].map(|v| v.unwrap_or(0.0) / EMU);
            }
            "shape" | "rect" | "image" => {
                if let Some(style) = attr(element, "style") {
                    self.before.floats |= style.contains("position:absolute");
                    self.size = styled(&style).unwrap_or(self.size);
                }
            }
            "blip" => {
                let id = attr(element, "embed").map(String::from);
                if id.is_some() || attr(element, "link").is_some() {
                    self.add(id, Crop::default());
                }
            }
            "imagedata" => {
                let crop = ["cropleft", "croptop", "cropright", "cropbottom"];
                let crop = crop.map(|name| attr(element, name).map_or(0.0, |v| fixed(&v)));
                self.add(attr(element, "id").map(String::from), crop);
                const LOOKS: [&str; 7] = [
                    "gain",
                    "blacklevel",
                    "gamma",
                    "grayscale",
                    "bilevel",
                    "chromakey",
                    "recolortarget",
                ];
                let said = LOOKS.map(|name| attr(element, name).unwrap_or_default().into_owned());
                let idle = |v: &String| matches!(v.as_str(), "" | "f" | "false");
                if !said.iter().all(idle) {
                    self.told.push(said.join(" "));
                    if let Some(last) = self.last() {
                        last.effects = said.to_vec();
                    }
                }
            }
            "chart" => self.add(attr(element, "id").map(String::from), Crop::default()),
            "srcRect" => {
                let share = |name: &str| number(name).unwrap_or(0.0) / 100_000.0;
                let crop = [share("l"), share("t"), share("r"), share("b")];
                if let Some(last) = self.last() {
                    last.crop = crop;
                }
            }
            "xfrm" => {
                let turn = attr(element, "rot").and_then(|v| v.parse::<i64>().ok()).unwrap_or(0);
                let on = |name: &str| attr(element, name).is_some_and(|v| v != "0" && v != "false");
                if let Some(last) = self.last() {
                    last.mirrored = [on("flipH"), on("flipV")];
                    let straight = turn % QUARTER == 0;
                    last.turn = straight.then(|| (turn / QUARTER).rem_euclid(4) as u8);
                }
            }
            "ext" => {
                let size = number("cx").zip(number("cy")).filter(|(x, y)| *x > 0.0 && *y > 0.0);
                if let (Some((x, y)), Some(last)) = (size, self.last()) {
                    last.size = [x / EMU, y / EMU];
                    self.fresh = false;
                }
            }
            name if EFFECTS.contains(&name) => {
                // Whole, as when nobody had said anything.
                let idle = match name {
                    "alphaModFix" => number("amt").is_none_or(|amount| amount >= 99_000.0),
                    "lum" => [number("bright"), number("contrast")]
                        .iter()
                        .all(|v| v.is_none_or(|v| v.abs() < 1_000.0)),
                    _ => false,
                };
                let said = format!("{}{:?}", name, &**element);
                if let Some(last) = self.last().filter(|_| !idle) {
                    last.effects.push(said.clone());
                    self.told.push(said);
                }
            }
            _ => {}
        }
    }

    /// The effects that changed pictures since this was asked last.
    pub fn take_told(&mut self) -> Option<String> {
        let told = std::mem::take(&mut self.told);
        (!told.is_empty()).then(|| told.join(" "))
    }

    fn last(&mut self) -> Option<&mut Drawn> {
        self.drawn.last_mut().filter(|_| self.fresh)
    }

    fn add(&mut self, id: Option<String>, crop: Crop) {
        let id = id.unwrap_or_default();
        let before = self.before.clone();
        let drawn = Drawn { id, size: self.size, crop, turn: Some(0), before, ..Drawn::default() };
        self.drawn.push(drawn);
        self.fresh = true;
    }

    /// The pictures of the part that was read, with their looks.
    pub fn pictures(
        &mut self,
        parts: &Parts,
        part: &str,
        running: bool,
        limits: &Limits,
    ) -> Vec<Picture> {
        let drawn = std::mem::take(&mut self.drawn);
        if drawn.is_empty() {
            return Vec::new();
        }
        let relationships = parts.relationships(part);
        let target = |drawn: &Drawn| {
            relationships.iter().find(|r| r.id == drawn.id).map(|r| r.target.clone())
        };
        let key = |drawn: &Drawn| target(drawn).map(|t| (t, drawn.crop.map(f32::to_bits)));
        let mut looks: BTreeMap<(String, [u32; 4]), Option<Arc<Look>>> =
            drawn.iter().filter_map(key).take(picture::LOOKS).map(|key| (key, None)).collect();
        let mut open: Vec<_> = looks.iter_mut().collect();
        for some in open.chunks_mut(AT_ONCE) {
            let bytes: Vec<Option<Vec<u8>>> =
                some.iter().map(|((name, _), _)| Some(parts.read(name)?.ok()?.0)).collect();
            compute(|| {
                some.par_iter_mut().zip(bytes).for_each(|(((_, crop), look), bytes)| {
                    let crop = crop.map(f32::from_bits);
                    **look = bytes.map(|bytes| Arc::new(picture::look(&bytes, crop, limits)));
                });
            });
        }
        let look = |drawn: &Drawn| Some(drawn.shown(looks.get(&key(drawn)?)?.clone()?));
        let picture = |drawn: &Drawn| Picture {
            width: drawn.size[0],
            height: drawn.size[1],
            running,
            before: Some(drawn.before.clone()),
            look: look(drawn),
            ..Picture::default()
        };
        drawn.iter().map(picture).collect()
    }
}

/// Width and height of a VML style in points.
fn styled(style: &str) -> Option<[f32; 2]> {
    let length = |name: &str| {
        let value = style.split(';').find_map(|part| {
            let (key, value) = part.split_once(':')?;
            (key.trim() == name).then(|| value.trim())
        })?;
        let at = value.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(value.len());
        let number: f32 = value[..at].trim().parse().ok()?;
        Some(number * points(&value[at..]))
    };
    length("width").zip(length("height")).map(|(w, h)| [w, h])
}

/// Points in a unit of length.
fn points(unit: &str) -> f32 {
    match unit.trim() {
        "in" => 72.0,
        "cm" => 72.0 / 2.54,
        "mm" => 7.2 / 2.54,
        "px" => 0.75,
        _ => 1.0,
    }
}

/// A share of VML: 1 is the whole, and so is 65536f.
fn fixed(value: &str) -> f32 {
    match value.trim().strip_suffix('f') {
        Some(parts) => parts.parse::<f32>().unwrap_or(0.0) / 65_536.0,
        None => value.trim().parse().unwrap_or(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Pixels;

    #[test]
    fn sizes_and_cuts_of_old_drawings() {
        assert_eq!(styled("position:absolute;width:2in;height:30pt"), Some([144.0, 30.0]));
        assert_eq!(styled("width:auto"), None);
        assert_eq!((fixed("32768f"), fixed(".25"), fixed("x")), (0.5, 0.25, 0.0));
    }

    /// A photograph mirrored in Word was called a drawing, and equal to the same one unmirrored.
    #[test]
    fn a_mirrored_picture_is_seen_mirrored() {
        let rgb: Vec<u8> = [10u8, 20, 30, 40].iter().flat_map(|v| [*v; 3]).collect();
        let look = Arc::new(Look { digest: [7; 32], pixels: Pixels::of_rgb(2, 2, &rgb) });
        let shown = |turn: Option<u8>, mirrored: [bool; 2]| {
            let drawn = Drawn { turn, mirrored, ..Drawn::default() };
            let look = drawn.shown(look.clone());
            (look.digest, look.pixels.as_ref().map(|p| p.luma.values.clone()))
        };
        let plain = shown(Some(0), [false; 2]);
        assert_eq!(plain, ([7; 32], Some(vec![10, 20, 30, 40])));
        assert_eq!(shown(Some(0), [true, false]).1, Some(vec![20, 10, 40, 30]));
        assert_eq!(shown(Some(0), [false, true]).1, Some(vec![30, 40, 10, 20]));
        // Mirrored first, then turned clockwise.
        assert_eq!(shown(Some(1), [true, false]).1, Some(vec![40, 20, 30, 10]));
        assert_eq!(shown(None, [true, false]).1, None);
        for other in [shown(Some(0), [true, false]), shown(Some(2), [false; 2])] {
            assert_ne!(other.0, plain.0);
        }
    }
}
