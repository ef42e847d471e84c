//! The box of an element, as its declarations make it.

use super::Told;
use super::content::{excerpt, words};
use super::table::{self, Effect};
use super::value::{length, part};

/// What declarations say of the box of an element.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// `absolute`, `fixed`, `relative`.
    pub(super) position: String,
    pub(super) offsets: [Option<f32>; 4],
    pub(super) margins: [f32; 4],
    pub(super) indent: Option<f32>,
    pub(super) inset: f32,
    pub(super) clips: bool,
    pub(super) height: Option<f32>,
    pub(super) width: Option<f32>,
    pub(super) float: String,
    pub(super) inked: bool,
    /// How far its edges and the space inside of them reach above and below the line.
    pub(super) reach: f32,
    /// It is laid out as a box: the lines around it make room for it.
    pub(super) boxed: bool,
    pub(super) picture: Option<bool>,
    pub(super) outline_in: bool,
    pub(super) transform: bool,
    /// It is moved up or down by it and in no other way.
    pub(super) upright: bool,
    /// What the table tells, by property.
    pub(super) told: Vec<(String, Option<Told>)>,
}

pub(super) const TOP: usize = 0;
pub(super) const RIGHT: usize = 1;
pub(super) const BOTTOM: usize = 2;
pub(super) const LEFT: usize = 3;

impl Frame {
    pub(super) fn tell(&mut self, name: &str, told: Option<Told>) {
        let name = table::plain_name(name);
        let room = self.told.len() < 64;
        match self.told.iter_mut().find(|(n, _)| n == name) {
            Some(found) => found.1 = told,
            // So many properties of one element say enough.
            None if told.is_some() && room => {
                self.told.push((name.to_owned(), told));
            }
            None => {}
        }
    }

    pub(super) fn tell_why(&mut self, name: &str, value: &str, why: &str, dress: bool) {
        let at =
            if value.is_empty() { name.to_owned() } else { format!("{name}: {}", excerpt(value)) };
        let why = format!("{why}（{at}）");
        self.tell(name, Some(Told { why: why.into(), dress, moves: false }));
    }

    pub(super) fn tell_moves(&mut self, name: &str, value: &str, why: &str) {
        let why = format!("{why}（{name}: {}）", excerpt(value));
        self.tell(name, Some(Told { why: why.into(), dress: false, moves: true }));
    }

    pub(super) fn moved(&mut self, name: &str, why: &str, dress: bool) {
        let why = format!("{why}（{name}）");
        self.tell(name, Some(Told { why: why.into(), dress, moves: true }));
    }

    pub(super) fn picture(&mut self, value: &str) {
        let drawn =
            value.contains("url(") || value.contains("gradient(") || value.contains("image");
        let empty =
            value.contains("url()") || value.contains("url(\"\")") || value.contains("url('')");
        self.picture = Some(drawn && !empty);
    }

    pub(super) fn geometry(&mut self, name: &str, value: &str, px: f32) -> bool {
        let side = |word: &str| match word {
            "top" => TOP,
            "right" => RIGHT,
            "bottom" => BOTTOM,
            _ => LEFT,
        };
        let measure = |text: &str| length(text, px).or_else(|| part(text).map(|p| p * 600.0));
        match name {
            "position" => self.position = value.to_owned(),
            "top" | "right" | "bottom" | "left" => self.offsets[side(name)] = measure(value),
            "inset" => self.offsets = four(value).map(measure),
            "margin" => self.margins = four(value).map(|word| measure(word).unwrap_or(0.0)),
            "margin-top" | "margin-right" | "margin-bottom" | "margin-left" => {
                self.margins[side(&name[7..])] = measure(value).unwrap_or(0.0);
            }
            "margin-inline" | "margin-inline-start" | "margin-inline-end" => {
                self.margins[LEFT] = words(value).filter_map(measure).fold(0.0, f32::min);
            }
            "margin-block" | "margin-block-start" | "margin-block-end" => {
                self.margins[TOP] = words(value).filter_map(measure).fold(0.0, f32::min);
            }
            "text-indent" => self.indent = measure(value),
            "padding" => {
                let [top, _, bottom, left] = four(value).map(|word| measure(word).unwrap_or(0.0));
                self.inset = left;
                self.reach = self.reach.max(top).max(bottom);
            }
            "padding-top"
            | "padding-bottom"
            | "padding-block"
            | "padding-block-start"
            | "padding-block-end" => {
                self.reach = words(value).filter_map(measure).fold(self.reach, f32::max);
            }
            "padding-left" | "padding-inline-start" => self.inset = measure(value).unwrap_or(0.0),
            "overflow" | "overflow-x" | "overflow-y" | "overflow-block" | "overflow-inline" => {
                self.clips =
                    words(value).any(|w| matches!(w, "hidden" | "clip" | "scroll" | "auto"));
            }
            "height" | "max-height" | "block-size" | "max-block-size" => {
                let given = length(value, px);
                self.height = match (self.height, given) {
                    (Some(a), Some(b)) if name.starts_with("max") => Some(a.min(b)),
                    (a, None) => a,
                    (_, given) => given,
                };
            }
            "width" | "max-width" | "inline-size" | "max-inline-size" => {
                self.width = length(value, px).or(self.width);
            }
            "float" => self.float = value.to_owned(),
            _ if name.starts_with("border") || name == "outline" => {
                let drawn = !value.contains("none") && !matches!(value, "0" | "0px" | "0pt");
                let shape = name.contains("collapse")
                    || name.contains("radius")
                    || name.contains("spacing");
                self.inked |= drawn && !shape && !table::is_neutral(value);
                let aside = name.contains("left") || name.contains("right");
                if drawn && !shape && !aside {
                    let wide = |word: &str| match word {
                        "thick" => Some(5.0),
                        word => length(word, px),
                    };
                    self.reach = words(value).filter_map(wide).fold(self.reach, f32::max);
                }
                return false;
            }
            _ => return false,
        }
        true
    }

    /// What the table says.
    pub(super) fn look_up(&mut self, name: &str, value: &str) {
        let told = match table::effect(name) {
            Some(Effect::Plain | Effect::Read) => None,
            _ if table::is_neutral(value) => None,
            Some(Effect::Dress(_)) if value.starts_with("none") => None,
            Some(Effect::PlainIf(plain)) if table::is_plain(value, plain) => None,
            found => {
                let dress = matches!(found, Some(Effect::Dress(_)));
                let why = match found {
                    Some(Effect::Dress(why)) => why,
                    _ => table::why(name),
                };
                let why = format!("{why}（{name}: {}）", excerpt(value));
                Some(Told { why: why.into(), dress, moves: false })
            }
        };
        self.tell(name, told);
    }
}

/// One to four values as top, right, bottom, left.
fn four(value: &str) -> [&str; 4] {
    let given: Vec<&str> = value.split_whitespace().collect();
    let at = |i: usize| given.get(i).copied();
    let top = at(0).unwrap_or("0");
    let right = at(1).unwrap_or(top);
    [top, right, at(2).unwrap_or(top), at(3).unwrap_or(right)]
}
