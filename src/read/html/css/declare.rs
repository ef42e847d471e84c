//! One declaration after the other: what each changes of the text inside and of the box.

use super::content::{excerpt, outside_brackets, words};
use super::frame::Frame;
use super::medium::{Given, Medium};
use super::parse::family_name;
use super::table;
use super::value::{self, BLACK, Colour, length, part};
use super::{Case, Told};

impl Medium {
    pub(super) fn font_size(
        &mut self,
        around: &Medium,
        name: &str,
        value: &str,
        frame: &mut Frame,
    ) {
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
                frame.tell("font-size", Some(Told { why: why.into(), dress: false, moves: false }));
            }
            _ => {}
        }
    }

    pub(super) fn declare(
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
                "super" | "text-super" => (self.raised, self.lowered) = (true, false),
                "sub" => (self.raised, self.lowered) = (false, true),
                "baseline" => (self.raised, self.lowered) = (false, false),
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
            "list-style-image" if !table::is_neutral(value) => {
                self.list_picture = is_picture(value);
            }
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
                frame.upright = value.starts_with("translatey(") && !value.contains(' ');
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
                if reach_of_shadow(value, px) > 0.4 * px {
                    frame.tell_why(name, value, "阴影可能盖住旁边的文字", true)
                }
                if value.contains("inset") {
                    frame.tell_why(name, value, "底色可能被内阴影改变", true)
                }
            }
            "border-left"
            | "border-right"
            | "border-top"
            | "border-inline-start"
            | "border-inline-end"
                if super::is_inline(given.element.name())
                    && given.element.name() != "a"
                    && !value.starts_with('0')
                    && !["none", "hidden", "transparent"].iter().any(|no| value.contains(no))
                    && !table::is_neutral(value) =>
            {
                // Moved over a text, it is a stroke through it.
                frame.inked = true;
                frame.tell_why(name, value, "一侧的边线可能被看成一笔", false);
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
            "word-spacing" => {
                if length(value, px).is_some_and(|v| v < -0.3 * px) {
                    frame.tell_why(name, value, "词距为负，字与字重叠", false)
                }
            }
            "outline" | "outline-width" => {
                let thick = words(value).any(|w| length(w, px).is_some_and(|v| v > 0.4 * px));
                frame.inked |= !value.contains("none") && !table::is_neutral(value);
                if thick {
                    frame.tell_why(name, value, "轮廓线过粗，可能盖住旁边的文字", false)
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
        frame.boxed = value != "inline" && value != "contents";
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
            Some(height) => (self.tight, self.low) = (height < 0.5 * px, height < 0.85 * px),
            None if value == "normal" => (self.tight, self.low) = (false, false),
            None => {}
        }
    }

    fn list_style(&mut self, name: &str, value: &str) {
        if table::is_neutral(value) {
            return;
        }
        let kind = if name == "list-style" {
            self.list_picture = is_picture(value);
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
}

/// How far a hard shadow stands out of its box, in pixels.
fn reach_of_shadow(value: &str, px: f32) -> f32 {
    let one = |shadow: &str| {
        let lengths: Vec<f32> = words(shadow).filter_map(|word| length(word, px)).collect();
        let at = |i: usize| lengths.get(i).copied().unwrap_or(0.0);
        // What is blurred fades away.
        at(0).abs().max(at(1).abs()) + at(3) - at(2)
    };
    // Colours have commas of their own.
    let mut depth = 0usize;
    let parts = value.split(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(one).fold(0.0, f32::max)
}

/// Whether a value names a picture.
fn is_picture(value: &str) -> bool {
    value.contains("url(") || value.contains("gradient(") || value.contains("image")
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
