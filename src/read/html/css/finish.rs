//! What a box does to its text when all declarations are known: moved, cut off, laid over.

use super::Told;
use super::frame::{BOTTOM, Frame, LEFT, RIGHT, TOP};
use super::inline::{has_text_before, is_inline};
use super::medium::{Given, Medium};

/// Text moved as far as this leaves its page.
const AWAY: f32 = 200.0;

impl Medium {
    /// What the box does, when all declarations are known; `margin` is the white space at the
    /// left edge of the box around it, if it is placed there.
    pub(super) fn finish(&mut self, given: &Given<'_>, mut frame: Frame, margin: Option<f32>) {
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
        } else if top.min(bottom) < -0.35 * px || left.min(right) < -60.0 {
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
        if inline && !frame.boxed && frame.inked && frame.reach > 0.6 * px {
            frame.tell_why("padding", "", "底色或边框可能盖住上下的文字", false);
        }
        // What is wider than its box lies over what stands behind it.
        if (inline || !frame.float.is_empty())
            && frame.width.is_some_and(|w| w < 0.4 * px)
            && !frame.clips
            && given.node.has_children()
        {
            frame.tell_why("width", "", "宽度不足，内容可能盖住旁边的文字", false);
        }
        self.clipping(given, &mut frame, px);
        self.margin = (frame.position == "relative" && !moves).then_some(frame.inset);
        // A coloured bar in front of a heading stands in the white space left for it.
        let in_margin = || {
            let (left, width) = (offsets[LEFT]?, frame.width?);
            let flat = offsets[RIGHT].is_none() && least >= 0.0;
            (frame.position == "absolute" && flat).then_some(left.max(0.0) + width)
        };
        let bar = margin.zip(in_margin()).is_some_and(|(room, reach)| reach <= room)
            && (!frame.transform || frame.upright);
        if moves && (frame.inked || tag == "hr") && !bar {
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
        // An edge of a box that is lower than its text runs through the text; a cell grows.
        let low = frame.height.is_some_and(|h| h < 0.95 * px);
        let crossed = frame.inked && (self.low || low && !cell);
        if cell && !crossed {
            return;
        }
        if crossed
            || frame.height.is_some_and(|h| h < 0.7 * px)
                && (frame.clips || frame.height.is_some_and(|h| h < 1.0))
        {
            frame.tell_why("height", "", "高度不足，文字被裁掉、重叠或被框线划过", false);
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
