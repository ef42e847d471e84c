//! How an element is shown in one medium: what of its declarations goes down to the text
//! inside, and what they do to its own box.

use super::look::Looks;
use super::media::Tri;
use super::parse::{family_name, unescape};
use super::selector::Pseudo;
use super::table::{self, Effect};
use super::value::{self, BLACK, Colour, Rgba, WHITE, length, part};
use super::{Case, Made, Told, Weighed};
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Smaller letters are not read, in pixels.
const TINY: f32 = 4.0;
/// Text moved as far as this leaves its page.
const AWAY: f32 = 200.0;

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
    colour: Rgba,
    colour_known: bool,
    fill: Option<Rgba>,
    ground: Rgba,
    ground_known: bool,
    faint: f32,
    px: f32,
    tight: bool,
    squeezed: bool,
    own_font: bool,
    nowrap: bool,
    pub visible: bool,
    pub case: Case,
    pub list: Option<Rc<str>>,
    told: Rc<[Told]>,
    // Its own.
    pub gone: bool,
    pub raised: bool,
    pub item: Option<bool>,
    pub covers: Option<Told>,
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
            squeezed: false,
            own_font: false,
            nowrap: false,
            visible: true,
            case: Case::AsIs,
            list: None,
            told: Rc::new([]),
            gone: false,
            raised: false,
            item: None,
            covers: None,
            says_visible: false,
            hidden_guard: false,
            word_only: false,
        }
    }
}

/// What declarations say of the box of an element.
#[derive(Debug, Default)]
struct Frame {
    /// `absolute`, `fixed`, `relative`.
    position: String,
    offsets: [Option<f32>; 4],
    margins: [f32; 4],
    indent: Option<f32>,
    inset: f32,
    clips: bool,
    height: Option<f32>,
    width: Option<f32>,
    float: String,
    inked: bool,
    picture: Option<bool>,
    outline_in: bool,
    transform: bool,
    /// What the table tells, by property.
    told: Vec<(String, Option<Told>)>,
}

const TOP: usize = 0;
const RIGHT: usize = 1;
const BOTTOM: usize = 2;
const LEFT: usize = 3;

impl Medium {
    /// An element inside this one.
    pub fn inside(&self, given: &Given<'_>, list: &[Weighed]) -> (Medium, Looks) {
        let mut own = Medium {
            gone: false,
            raised: false,
            item: None,
            covers: None,
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
            if name == "background" || name == "font" {
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
            other.finish(given, box_of_it);
            own.finish(given, frame);
            let before = own.told_here();
            let hidden = (other.gone && !own.gone) || (!other.visible && own.visible);
            let more = other.told_here().into_iter().find(|t| !before.contains(t));
            let why = if hidden { Some(Rc::from("不显示")) } else { more.map(|t| t.why) };
            if let Some(why) = why {
                let why = format!("某些条件下{why}");
                own.push(Told { why: why.into(), dress: true, moves: false });
            }
        } else {
            own.finish(given, frame);
        }
        (own, looks)
    }

    /// Adds what is told of all text inside.
    pub fn add(&mut self, why: &str, dress: bool) {
        self.push(Told { why: why.into(), dress, moves: false });
    }

    fn push(&mut self, told: Told) {
        /// Reasons kept of one place.
        const MOST: usize = 16;
        if self.told.len() < MOST && !self.told.contains(&told) {
            self.told = self.told.iter().cloned().chain([told]).collect();
        }
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

    fn font_size(&mut self, around: &Medium, name: &str, value: &str, frame: &mut Frame) {
        let value = value.to_ascii_lowercase();
        let size = match name {
            "font-size" => value.as_str(),
            "font" => {
                // Size and line height stand before the family.
                let found = value.split_whitespace().find(|word| {
                    let size = word.split('/').next().unwrap_or_default();
                    length(size, 16.0).is_some() && size.parse::<f32>().is_ok_and(|v| v == 0.0)
                        || size.ends_with(|c: char| c.is_alphabetic() || c == '%')
                            && size.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                });
                match found.and_then(|word| word.split('/').next()) {
                    Some(size) => size,
                    None => return,
                }
            }
            _ => return,
        };
        let px = match size {
            "inherit" | "unset" => Some(around.px),
            "initial" | "medium" => Some(16.0),
            "xx-small" => Some(9.0),
            "x-small" => Some(10.0),
            "small" => Some(13.0),
            "large" => Some(18.0),
            "x-large" => Some(24.0),
            "xx-large" | "xxx-large" => Some(32.0),
            "smaller" => Some(around.px * 0.83),
            "larger" => Some(around.px * 1.2),
            size => part(size).map(|p| p * around.px).or_else(|| length(size, around.px)),
        };
        match px {
            Some(px) if px >= 0.0 => self.px = px,
            None if size.contains('(') => {
                let why = format!("字号写法不认识（font-size: {}）", excerpt(size));
                frame.tell("font-size", Some(Told { why: why.into(), dress: true, moves: false }));
            }
            _ => {}
        }
    }

    fn declare(
        &mut self,
        around: &Medium,
        given: &Given<'_>,
        name: &str,
        value: &str,
        frame: &mut Frame,
    ) {
        let lower = value.to_ascii_lowercase();
        let value = lower.as_str();
        let px = self.px;
        let name = if name.starts_with("-webkit-text-") || name.starts_with("-webkit-transform") {
            table::plain_name(name)
        } else {
            name
        };
        match name {
            "color" => self.paint(around, value),
            "text-fill-color" => match value::colour(value) {
                Some(Colour::Is(colour)) => self.fill = Some(colour),
                Some(Colour::Unknown) => self.colour_known = false,
                _ => {}
            },
            "background" | "background-color" => self.lay(around, name, value, frame),
            "background-image" => frame.picture(value),
            "background-clip" | "-webkit-background-clip" if value.contains("text") => {
                frame.tell_why(name, value, "文字由背景填色", false);
            }
            "opacity" => {
                if let Some(cover) = part(value).or_else(|| value.parse().ok()) {
                    if given.guard && cover < 0.1 {
                        self.hidden_guard = true;
                    } else {
                        self.faint = around.faint * cover.clamp(0.0, 1.0);
                    }
                }
            }
            "visibility" => match value {
                "hidden" | "collapse" if given.guard => self.hidden_guard = true,
                "hidden" | "collapse" => self.visible = false,
                "visible" | "initial" => {
                    self.visible = true;
                    self.says_visible = !given.guard;
                }
                "inherit" | "unset" => self.visible = around.visible,
                _ => {}
            },
            "display" => self.display(given, value, frame),
            "mso-hide" if value == "all" => self.word_only = true,
            "text-transform" => match value {
                "uppercase" => self.case = Case::Upper,
                "lowercase" => self.case = Case::Lower,
                "capitalize" => self.case = Case::Capital,
                "none" | "initial" => self.case = Case::AsIs,
                value if table::is_neutral(value) => self.case = around.case,
                _ => frame.tell_why(name, value, "文字形式由样式改变", false),
            },
            "font-variant" | "font-variant-caps" => {
                if value.contains("-caps") || value.contains("unicase") {
                    self.case = Case::Upper;
                } else if value.contains("sub") || value.contains("super") {
                    frame.tell_why(name, value, "文字形式由样式改变", false);
                }
            }
            "line-height" => self.line_height(value),
            "font" => {
                if value.contains("small-caps") {
                    self.case = Case::Upper;
                }
                if let Some(word) = value.split_whitespace().find(|w| w.contains('/'))
                    && let Some((_, height)) = word.split_once('/')
                {
                    self.line_height(height);
                }
                let family = value.rsplit([' ']).next().unwrap_or_default();
                self.own_font = given.fonts.contains(&family_name(family));
            }
            "font-family" => {
                let mut families = value.split(',').map(family_name);
                self.own_font = families.any(|family| given.fonts.contains(&family));
            }
            "letter-spacing" => {
                if let Some(space) = length(value, px) {
                    self.squeezed = space < -0.3 * px.max(1.0);
                } else if value == "normal" {
                    self.squeezed = false;
                }
            }
            "white-space" => self.nowrap = value == "nowrap" || value == "pre",
            "vertical-align" => match value {
                "super" | "text-super" => self.raised = true,
                "baseline" => self.raised = false,
                value => {
                    if length(value, px)
                        .or_else(|| part(value).map(|p| p * px))
                        .is_some_and(|v| v.abs() > px)
                    {
                        frame.tell_why(name, value, "位置被移动", false);
                    } else if length(value, px).is_some_and(|v| v > 0.2 * px) {
                        self.raised = true;
                    }
                }
            },
            "list-style-type" | "list-style" => self.list_style(name, value),
            "content" => {
                if !matches!(value, "" | "none" | "normal" | "inherit" | "initial" | "unset")
                    && !matches!(given.element.name(), "img")
                {
                    frame.tell_why(name, value, "内容被样式替换", false);
                } else {
                    frame.tell(name, None);
                }
            }
            "filter" => {
                let plain = value.split_whitespace().all(|word| {
                    ["none", "grayscale", "drop-shadow", "progid", "alpha", "gray", "chroma"]
                        .iter()
                        .any(|known| word.starts_with(known))
                        || !word.contains('(')
                });
                if plain {
                    frame.tell(name, None)
                } else {
                    frame.tell_why(name, value, "经滤镜", false)
                }
            }
            "clip" => {
                if value == "auto" || table::is_neutral(value) {
                    frame.tell(name, None);
                } else {
                    frame.tell_why(name, value, "被裁剪", false);
                }
            }
            "transform" => {
                let same = is_identity(value);
                frame.transform = !same;
                if same {
                    frame.tell("transform", None);
                } else {
                    frame.tell_moves("transform", value, "经缩放、旋转或移动");
                }
            }
            "text-shadow" => {
                let far = words(value).any(|w| length(w, px).is_some_and(|v| v.abs() > 5.0));
                if far {
                    frame.tell_why(name, value, "文字带有移开的影子", false)
                } else {
                    frame.tell(name, None)
                }
            }
            "box-shadow" | "-webkit-box-shadow" => {
                frame.inked |= value != "none";
                if value.contains("inset") {
                    frame.tell_why(name, value, "底色可能被内阴影改变", true)
                }
            }
            "border-image" | "border-image-source"
                if value != "none" && !table::is_neutral(value) =>
            {
                frame.tell_why(name, value, "边框图可能盖住文字", true);
            }
            "text-stroke" | "text-stroke-width" => {
                let thick = words(value).any(|w| length(w, px).is_some_and(|v| v > 1.0));
                if thick {
                    frame.tell_why(name, value, "笔画加粗，可能盖住文字", false)
                }
            }
            "outline-offset" => {
                frame.outline_in = length(value, px).is_some_and(|v| v < -1.0);
                if frame.outline_in {
                    frame.tell_why(name, value, "轮廓线可能盖住文字", false)
                }
            }
            "text-underline-offset" => {
                let above = length(value, px).or_else(|| part(value).map(|p| p * px));
                if above.is_some_and(|v| v < -0.1 * px) {
                    frame.tell_why(name, value, "下划线移到文字上", false)
                }
            }
            "text-decoration-thickness" => {
                let thick = length(value, px).or_else(|| part(value).map(|p| p * px));
                if thick.is_some_and(|v| v > 0.25 * px) {
                    frame.tell_why(name, value, "划线过粗，可能盖住文字", false)
                }
            }
            // Other counters are seen only where `content` writes them, which is told.
            "counter-reset" | "counter-set" | "counter-increment" => {
                if value.contains("list-item") {
                    frame.tell_why(name, value, "编号由样式改变", false);
                }
            }
            "hyphenate-character" if value != "auto" => {
                frame.tell_why(name, value, "断词符由样式改变", false);
            }
            _ if frame.geometry(name, value, px) => {}
            _ => frame.look_up(name, value),
        }
    }

    fn paint(&mut self, around: &Medium, value: &str) {
        match value::colour(value) {
            Some(Colour::Is(colour)) => (self.colour, self.colour_known) = (colour, true),
            Some(Colour::Unknown) => self.colour_known = false,
            Some(Colour::Current) => {}
            None => match value {
                "inherit" | "unset" => self.colour = around.colour,
                "initial" => self.colour = BLACK,
                _ => {}
            },
        }
    }

    /// A ground under the text inside.
    fn lay(&mut self, around: &Medium, name: &str, value: &str, frame: &mut Frame) {
        if name == "background" {
            frame.picture(value);
        }
        let flat = outside_brackets(value);
        let found = flat.iter().find_map(|word| value::colour(word));
        match found {
            Some(Colour::Is(colour)) => {
                self.ground = value::over(colour, around.ground);
                self.ground_known = around.ground_known || colour[3] >= 1.0;
                frame.inked |= colour[3] > 0.05;
            }
            Some(Colour::Current) => {
                self.ground = self.colour;
                frame.inked = true;
            }
            Some(Colour::Unknown) => {
                self.colour_known = false;
                frame.inked = true;
            }
            None if name == "background" => {
                (self.ground, self.ground_known) = (around.ground, around.ground_known);
            }
            None => {}
        }
    }

    fn display(&mut self, given: &Given<'_>, value: &str, frame: &mut Frame) {
        if table::is_neutral(value) {
            return;
        }
        let none = value.split_whitespace().next() == Some("none");
        if none && given.guard {
            self.hidden_guard = true;
            return;
        }
        self.gone = none;
        self.item = Some(value.contains("list-item"));
        let tag = given.element.name();
        let turned = match value {
            "table-header-group" => tag != "thead",
            "table-footer-group" => tag != "tfoot",
            "run-in" => true,
            value => value.starts_with("ruby"),
        };
        if turned {
            frame.tell_why("display", value, "显示次序与书写次序不同", false);
        } else {
            frame.tell("display", None);
        }
    }

    fn line_height(&mut self, value: &str) {
        let px = self.px.max(1.0);
        let height = value.parse::<f32>().ok().map(|v| v * px);
        let height = height.or_else(|| part(value).map(|p| p * px)).or_else(|| length(value, px));
        match height {
            Some(height) => self.tight = height < 0.5 * px,
            None if value == "normal" => self.tight = false,
            None => {}
        }
    }

    fn list_style(&mut self, name: &str, value: &str) {
        if table::is_neutral(value) {
            return;
        }
        let kind = if name == "list-style" {
            let words = outside_brackets(value);
            let aside = |word: &&String| {
                !matches!(word.as_str(), "inside" | "outside") && !word.starts_with("url(")
            };
            match words.iter().find(aside) {
                Some(word) => word.clone(),
                None => return,
            }
        } else {
            value.to_owned()
        };
        self.list = Some(kind.into());
    }

    /// What the box does, when all declarations are known.
    fn finish(&mut self, given: &Given<'_>, mut frame: Frame) {
        let tag = given.element.name();
        let px = self.px.max(1.0);
        if self.word_only && !self.gone {
            self.gone = true;
        } else {
            self.word_only = false;
        }
        if frame.picture == Some(true) {
            self.ground_known = false;
            frame.inked = true;
            frame.tell_why("background-image", "", "文字下面垫有图", true);
        }
        let inline = is_inline(tag);
        let away = |v: f32| v <= -AWAY || v >= 3000.0;
        let offsets = frame.offsets;
        let offset = |side: usize| offsets[side].unwrap_or(0.0);
        let mut moves = frame.transform;
        match frame.position.as_str() {
            "absolute" | "fixed" => {
                moves = true;
                let far = offsets.iter().flatten().any(|v| away(*v));
                frame.moved(
                    &format!("position: {}", frame.position.clone()),
                    "另行定位，可能移到别处或盖住别的文字",
                    !far,
                );
            }
            "relative" => {
                let up = offset(TOP).abs().max(offset(BOTTOM).abs());
                let aside = offset(LEFT).abs().max(offset(RIGHT).abs());
                if up > 0.0 || aside > 0.0 {
                    moves = true;
                }
                if up > 0.45 * px || aside > px {
                    let far = offsets.iter().flatten().any(|v| v.abs() >= AWAY);
                    frame.moved("position: relative", "位置被移动", !far);
                } else if offset(BOTTOM) - offset(TOP) > 0.2 * px {
                    self.raised = true;
                }
            }
            _ => {}
        }
        let [top, right, bottom, left] = frame.margins;
        let least = top.min(right).min(bottom).min(left);
        if least <= -AWAY {
            frame.moved("margin", "移出页面", false);
        } else if top.min(bottom) < -0.6 * px || left.min(right) < -60.0 {
            frame.moved("margin", "外边距为负，位置被移动", true);
        }
        moves |= top.min(bottom) < -4.0 || left.min(right) < -4.0 && inline;
        if let Some(indent) = frame.indent {
            let from = indent + left + frame.inset;
            if indent <= -AWAY || from < -60.0 || indent >= 3000.0 {
                frame.moved("text-indent", "缩进移出页面", false);
            }
        }
        let right_float = frame.float == "right" || frame.float == "inline-end";
        let left_float = frame.float == "left" || frame.float == "inline-start";
        if inline && left_float && has_text_before(given.node) {
            frame.moved("float", "浮动，显示次序与书写次序不同", false);
        } else if right_float && !matches!(tag, "img" | "table") {
            frame.moved("float", "浮动，显示次序与书写次序不同", true);
        }
        self.clipping(given, &mut frame, px);
        if moves && (frame.inked || tag == "hr") {
            let small =
                frame.height.is_some_and(|h| h <= 12.0) && frame.width.is_some_and(|w| w <= 12.0);
            let why = "有空白块或线条叠放，可能盖住文字";
            self.covers = Some(Told { why: why.into(), dress: small, moves: true });
        }
        for told in frame.told.into_iter().filter_map(|(_, told)| told) {
            self.push(told);
        }
    }

    /// Whether the box cuts off its text.
    fn clipping(&self, given: &Given<'_>, frame: &mut Frame, px: f32) {
        let cell = matches!(
            given.element.name(),
            "td" | "th" | "tr" | "table" | "tbody" | "img" | "hr" | "body" | "html"
        );
        if cell || frame.height.is_none() && frame.width.is_none() {
            return;
        }
        if frame.height.is_some_and(|h| h < 0.7 * px)
            && (frame.clips || frame.height.is_some_and(|h| h < 1.0))
        {
            frame.tell_why("height", "", "高度不足，文字被裁掉或重叠", false);
            return;
        }
        if !frame.clips {
            return;
        }
        let mut long = 0.0f32;
        for c in
            given.node.descendants().filter_map(|n| n.value().as_text()).flat_map(|t| t.chars())
        {
            long += if c.is_whitespace() {
                0.0
            } else if c.is_ascii() {
                0.5
            } else {
                1.0
            };
            if long > 20_000.0 {
                break;
            }
        }
        let width = frame.width.unwrap_or(640.0);
        let row = (width / px).max(0.0);
        let rows = if self.nowrap {
            1.0
        } else {
            frame.height.map_or(f32::MAX, |h| (h / (1.1 * px)).floor().max(0.0))
        };
        if long > row * rows.min(100_000.0) * 1.02 {
            frame.tell_why("overflow", "", "超出框的文字被裁掉", false);
        }
    }
}

impl Frame {
    fn tell(&mut self, name: &str, told: Option<Told>) {
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

    fn tell_why(&mut self, name: &str, value: &str, why: &str, dress: bool) {
        let at =
            if value.is_empty() { name.to_owned() } else { format!("{name}: {}", excerpt(value)) };
        let why = format!("{why}（{at}）");
        self.tell(name, Some(Told { why: why.into(), dress, moves: false }));
    }

    fn tell_moves(&mut self, name: &str, value: &str, why: &str) {
        let why = format!("{why}（{name}: {}）", excerpt(value));
        self.tell(name, Some(Told { why: why.into(), dress: false, moves: true }));
    }

    fn moved(&mut self, name: &str, why: &str, dress: bool) {
        let why = format!("{why}（{name}）");
        self.tell(name, Some(Told { why: why.into(), dress, moves: true }));
    }

    fn picture(&mut self, value: &str) {
        let drawn =
            value.contains("url(") || value.contains("gradient(") || value.contains("image");
        let empty =
            value.contains("url()") || value.contains("url(\"\")") || value.contains("url('')");
        self.picture = Some(drawn && !empty);
    }

    fn geometry(&mut self, name: &str, value: &str, px: f32) -> bool {
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
                return false;
            }
            _ => return false,
        }
        true
    }

    /// What the table says.
    fn look_up(&mut self, name: &str, value: &str) {
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

/// What `content` writes: no content; content that cannot be told; its text.
pub fn literal(content: &str, element: Option<&Element>) -> Option<Option<String>> {
    let content = content.trim();
    if matches!(
        content.to_ascii_lowercase().as_str(),
        "" | "none" | "normal" | "inherit" | "initial" | "unset"
    ) {
        return None;
    }
    let mut text = String::new();
    for word in outside_brackets(content) {
        let lower = word.to_ascii_lowercase();
        if let Some(inner) = word.strip_prefix(['"', '\'']) {
            text += &unescape(inner.trim_end_matches(['"', '\'']));
        } else if let Some(name) = lower.strip_prefix("attr(") {
            let name = name.trim_end_matches(')').split([',', ' ']).next().unwrap_or_default();
            text += element.and_then(|e| e.attr(name)).unwrap_or_default();
        } else if lower == "open-quote" {
            text.push('“');
        } else if lower == "close-quote" {
            text.push('”');
        } else if lower == "/" {
            break;
        } else if matches!(lower.as_str(), "no-open-quote" | "no-close-quote") {
        } else {
            return Some(None);
        }
    }
    Some(Some(text))
}

/// Signs in front of items and between links, the star of what must be filled in, and icons
/// of fonts: they say nothing.
pub fn is_ornament(text: &str) -> bool {
    let sign = |c: char| {
        c.is_whitespace()
            || "•·▪›»▸►▶➤|∙◦*“”‘’\"".contains(c)
            || ('\u{e000}'..='\u{f8ff}').contains(&c)
            || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{a0}')
    };
    text.chars().all(sign)
}

fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// `var(--x, other)` as what it stands for.
fn resolve(value: &str, variables: &HashMap<String, String>, depth: usize) -> String {
    const DEEPEST: usize = 8;
    let Some(at) = value.find("var(") else { return value.to_owned() };
    let inside = &value[at + 4..];
    let mut open = 1usize;
    let end = inside.char_indices().find_map(|(at, c)| {
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        (open == 0).then_some(at)
    });
    let Some(end) = end.filter(|_| depth < DEEPEST) else { return value.to_owned() };
    let (name, other) = inside[..end].split_once(',').unwrap_or((&inside[..end], ""));
    let found = variables.get(name.trim()).map_or(other, String::as_str);
    let found = resolve(found.trim(), variables, depth + 1);
    let rest = resolve(&inside[end + 1..], variables, depth + 1);
    let whole = format!("{}{found}{rest}", &value[..at]);
    // Variables inside of variables may double with every step.
    if whole.len() > 4096 { String::new() } else { whole }
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split([' ', ',']).filter(|word| !word.is_empty())
}

/// Words and calls (`rgb(0, 0, 0)`), strings whole.
fn outside_brackets(value: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let (mut open, mut quote, mut escaped) = (0usize, None, false);
    for c in value.chars() {
        let last = found.len() - 1;
        if std::mem::take(&mut escaped) {
            found[last].push(c);
            continue;
        }
        match (quote, c) {
            (_, '\\') => {
                escaped = true;
                found[last].push(c);
            }
            (Some(q), c) => {
                found[last].push(c);
                if q == c {
                    quote = None;
                    if open == 0 {
                        found.push(String::new());
                    }
                }
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                found[last].push(c);
            }
            (None, '(') => {
                open += 1;
                found[last].push(c);
            }
            (None, ')') => {
                open = open.saturating_sub(1);
                found[last].push(c);
            }
            (None, ' ' | ',' | '\n' | '\t' | '\r') if open == 0 => found.push(String::new()),
            (None, c) => found[last].push(c),
        }
    }
    found.retain(|word| !word.is_empty());
    found
}

/// One to four values as top, right, bottom, left.
fn four(value: &str) -> [&str; 4] {
    let given: Vec<&str> = value.split_whitespace().collect();
    let at = |i: usize| given.get(i).copied();
    let top = at(0).unwrap_or("0");
    let right = at(1).unwrap_or(top);
    [top, right, at(2).unwrap_or(top), at(3).unwrap_or(right)]
}

fn is_identity(value: &str) -> bool {
    let flat: String = value.split_whitespace().collect();
    if flat == "none" || table::is_neutral(value) {
        return true;
    }
    flat.split_terminator(')').all(|call| {
        let Some((name, inner)) = call.split_once('(') else { return false };
        let numbers = inner.split(',').map(|n| {
            let end = n.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(n.len());
            n[..end].parse::<f32>().unwrap_or(f32::NAN)
        });
        let wanted = if name.starts_with("scale") { 1.0 } else { 0.0 };
        let known = ["translate", "rotate", "scale", "skew"].iter().any(|k| name.starts_with(k));
        known && numbers.into_iter().all(|n| n == wanted)
    })
}

fn is_inline(tag: &str) -> bool {
    matches!(
        tag,
        "span"
            | "b"
            | "strong"
            | "i"
            | "em"
            | "u"
            | "ins"
            | "font"
            | "a"
            | "small"
            | "big"
            | "sub"
            | "sup"
            | "s"
            | "strike"
            | "del"
            | "label"
            | "code"
            | "kbd"
            | "samp"
            | "var"
            | "cite"
            | "q"
            | "abbr"
            | "mark"
            | "bdo"
            | "bdi"
            | "tt"
            | "time"
            | "data"
            | "dfn"
    )
}

/// Whether text stands in front of an element in the same block.
fn has_text_before(node: NodeRef<'_, Node>) -> bool {
    let text = |node: NodeRef<'_, Node>| {
        node.descendants().filter_map(|n| n.value().as_text()).any(|t| !t.trim().is_empty())
    };
    let mut at = node.prev_sibling();
    for _ in 0..64 {
        let Some(sibling) = at else { break };
        if sibling.value().as_element().is_some_and(|e| e.name() == "br") {
            return false;
        }
        if text(sibling) {
            return true;
        }
        at = sibling.prev_sibling();
    }
    false
}
