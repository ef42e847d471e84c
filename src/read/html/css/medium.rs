//! How an element is shown in one medium: what of its declarations goes down to the text
//! inside, and what they do to its own box.

use super::content::{excerpt, is_ornament, literal, resolve};
use super::frame::Frame;
use super::look::Looks;
use super::media::Tri;
use super::parse::unescape;
use super::selector::Pseudo;
use super::value::{self, BLACK, Rgba, WHITE};
use super::{Case, Made, Told, Weighed};
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Smaller letters are not read, in pixels.
pub(super) const TINY: f32 = 4.0;

/// An element as the cascade meets it.
pub struct Given<'a> {
    pub node: NodeRef<'a, Node>,
    pub element: &'a Element,
    /// Hiding on it is not believed.
    pub guard: bool,
    pub variables: &'a HashMap<String, String>,
    /// Families that the page brings along.
    pub fonts: &'a HashSet<String>,
}

/// What is known of an element in one medium.
#[derive(Debug, Clone)]
pub struct Medium {
    // Goes down to what is inside.
    pub(super) colour: Rgba,
    pub(super) colour_known: bool,
    pub(super) fill: Option<Rgba>,
    pub(super) ground: Rgba,
    pub(super) ground_known: bool,
    pub(super) faint: f32,
    pub(super) px: f32,
    pub(super) tight: bool,
    /// Lines are lower than their letters, so that the edges of a box may run through them.
    pub(super) low: bool,
    pub(super) squeezed: bool,
    pub(super) own_font: bool,
    pub(super) nowrap: bool,
    pub visible: bool,
    pub case: Case,
    pub list: Option<Rc<str>>,
    /// Items have a picture for their mark.
    pub list_picture: bool,
    pub(super) told: Rc<[Told]>,
    // Its own.
    pub gone: bool,
    pub raised: bool,
    pub lowered: bool,
    pub item: Option<bool>,
    pub covers: Option<Told>,
    /// White space at the left edge of a box that others are placed in.
    pub(super) margin: Option<f32>,
    pub says_visible: bool,
    pub hidden_guard: bool,
    pub word_only: bool,
}

impl Default for Medium {
    fn default() -> Self {
        Self {
            colour: BLACK,
            colour_known: true,
            fill: None,
            ground: WHITE,
            ground_known: true,
            faint: 1.0,
            px: 16.0,
            tight: false,
            low: false,
            squeezed: false,
            own_font: false,
            nowrap: false,
            visible: true,
            case: Case::AsIs,
            list: None,
            list_picture: false,
            told: Rc::new([]),
            gone: false,
            raised: false,
            lowered: false,
            item: None,
            covers: None,
            margin: None,
            says_visible: false,
            hidden_guard: false,
            word_only: false,
        }
    }
}

impl Medium {
    /// An element inside this one.
    pub fn inside(&self, given: &Given<'_>, list: &[Weighed]) -> (Medium, Looks) {
        let mut own = Medium {
            gone: false,
            raised: false,
            lowered: false,
            item: None,
            covers: None,
            margin: None,
            says_visible: false,
            hidden_guard: false,
            word_only: false,
            ..self.clone()
        };
        let mut looks = Looks::default();
        if list.is_empty() {
            return (own, looks);
        }
        let mut frame = Frame::default();
        let sure = |wanted: bool| {
            list.iter().filter(move |(_, holds, _)| (*holds == Tri::Yes) == wanted).map(|w| &w.2)
        };
        let resolved = |declaration: &super::Declaration| {
            let value = if declaration.value.contains('\\') && declaration.name != "content" {
                unescape(&declaration.value)
            } else {
                declaration.value.clone()
            };
            resolve(&value, given.variables, 0)
        };
        for declaration in sure(true) {
            if matches!(declaration.name.as_str(), "font-size" | "font") {
                own.font_size(self, &declaration.name, &resolved(declaration), &mut frame);
            }
        }
        for declaration in sure(true) {
            own.declare(self, given, &declaration.name, &resolved(declaration), &mut frame);
            let name = declaration.name.as_str();
            let value = resolved(declaration).to_lowercase();
            if name == "font" {
                continue;
            }
            looks.declare(name, &value);
        }
        let mut perhaps = sure(false).peekable();
        if perhaps.peek().is_some() {
            let (mut other, mut box_of_it) = (own.clone(), Frame::default());
            for declaration in perhaps {
                let value = resolved(declaration);
                other.font_size(self, &declaration.name, &value, &mut box_of_it);
                other.declare(self, given, &declaration.name, &value, &mut box_of_it);
            }
            other.finish(given, box_of_it, self.margin);
            own.finish(given, frame, self.margin);
            let before = own.told_here();
            let hidden = (other.gone && !own.gone) || (!other.visible && own.visible);
            let more = other.told_here().into_iter().find(|t| !before.contains(t));
            let why = if hidden { Some(Rc::from("不显示")) } else { more.map(|t| t.why) };
            if let Some(why) = why {
                let why = format!("某些条件下{why}");
                own.push(Told { why: why.into(), dress: true, moves: false });
            }
        } else {
            own.finish(given, frame, self.margin);
        }
        (own, looks)
    }

    /// Adds what is told of all text inside.
    pub fn add(&mut self, why: &str, dress: bool) {
        self.push(Told { why: why.into(), dress, moves: false });
    }

    pub(super) fn push(&mut self, told: Told) {
        /// Reasons kept of one place.
        const MOST: usize = 16;
        if self.told.len() < MOST && !self.told.contains(&told) {
            self.told = self.told.iter().cloned().chain([told]).collect();
        }
    }

    /// The colour of text directly inside, as it is seen on its ground.
    pub fn ink(&self) -> [u8; 3] {
        let text = self.fill.unwrap_or(self.colour);
        let seen = value::over([text[0], text[1], text[2], text[3] * self.faint], self.ground);
        [0, 1, 2].map(|channel| (seen[channel].clamp(0.0, 1.0) * 255.0).round() as u8)
    }

    /// What is told of text directly inside.
    pub fn told_here(&self) -> Vec<Told> {
        let mut all = self.told.to_vec();
        let mut tell = |why: &str, dress: bool| {
            all.push(Told { why: why.into(), dress, moves: false });
        };
        if self.px < TINY {
            tell("字号为零或极小（font-size）", false);
        }
        if self.tight {
            tell("行距过小，行与行重叠（line-height）", false);
        }
        if self.squeezed {
            tell("字距过小，字与字重叠（letter-spacing）", false);
        }
        if self.own_font {
            tell("字体由网页自带，字形可能与文字不同（@font-face）", true);
        }
        let text = self.fill.unwrap_or(self.colour);
        let text = [text[0], text[1], text[2], text[3] * self.faint];
        if text[3] < 0.3 && !self.ground_known {
            tell("透明或近于透明", false);
        } else if text[3] <= 0.02 {
            tell("透明，看不见（color、opacity）", false);
        } else if self.ground_known && !value::is_seen(text, self.ground) {
            tell("字色与底色相同或相近，看不见", false);
        }
        if !self.colour_known {
            tell("字色或底色的写法不认识，是否看得见未能判定", false);
        }
        all
    }

    /// A part of the element that has a style of its own.
    pub fn part(&self, given: &Given<'_>, list: &[Weighed], pseudo: Pseudo) -> Option<Made> {
        if pseudo == Pseudo::Other {
            return None;
        }
        let given = Given { guard: false, ..*given };
        let (own, _) = self.inside(&given, list);
        let before = self.told_here();
        let more = own.told_here().into_iter().find(|told| !before.contains(told));
        let told = |why: String| Told { why: why.into(), dress: false, moves: false };
        match pseudo {
            Pseudo::Letter | Pseudo::Line => {
                let hidden = own.gone || !own.visible || own.px < TINY;
                let why = match more {
                    _ if hidden => "首字或首行不显示".to_owned(),
                    Some(more) => format!("首字或首行{}", more.why),
                    None => return None,
                };
                return Some(Made { text: None, told: Some(told(why)) });
            }
            Pseudo::Marker if own.px < TINY || more.is_some() => {
                return Some(Made {
                    text: None,
                    told: Some(told("编号被样式隐藏或改变".to_owned())),
                });
            }
            _ => {}
        }
        let content = list.iter().rev().find(|(_, _, d)| d.name == "content")?;
        let value = resolve(&content.2.value, given.variables, 0);
        let text = literal(&value, Some(given.element))?;
        let Some(text) = text else {
            let why = format!("样式在此处生成内容（content: {}），未读", excerpt(&value));
            return Some(Made { text: None, told: Some(told(why)) });
        };
        if own.gone || !own.visible || own.px < 1.0 || own.faint < 0.02 {
            return None;
        }
        if text.trim().is_empty() {
            return own.covers.map(|covers| Made { text: None, told: Some(covers) });
        }
        if is_ornament(&text) {
            return None;
        }
        let why = format!("“{}”是样式生成的文字（content）", excerpt(&text));
        Some(Made { text: Some(text.into()), told: Some(told(why)) })
    }
}
