//! As much of CSS as tells what is hidden, centred, bold, red, large or begins a
//! page: inline styles and rules with one simple selector (`td`, `.t`, `p.t`, `#t`).

use crate::characters::symbols::SymbolFont;
use scraper::node::Element;
use scraper::{Html, Node};
use std::collections::HashMap;

/// Rules with one simple selector.
#[derive(Debug, Default)]
pub struct Sheet {
    rules: HashMap<String, Looks>,
}

/// What a declaration block says; `None` says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Looks {
    pub hidden: Option<bool>,
    pub centered: Option<bool>,
    pub bold: Option<bool>,
    pub red: Option<bool>,
    /// Points.
    pub size: Option<f32>,
    /// Struck through.
    pub struck: Option<bool>,
    pub break_before: bool,
    pub break_after: bool,
    pub symbols: Option<Option<SymbolFont>>,
    /// Line breaks in the source are line breaks on the page.
    pub pre: Option<bool>,
}

const MAX_RULES: usize = 20_000;

impl Sheet {
    /// The rules of all `<style>` elements.
    pub fn of(html: &Html) -> Self {
        let mut sheet = Self::default();
        for node in html.tree.nodes() {
            let Node::Element(element) = node.value() else { continue };
            if element.name() != "style" {
                continue;
            }
            for text in node.children().filter_map(|child| child.value().as_text()) {
                sheet.add(text);
            }
        }
        sheet
    }

    fn add(&mut self, css: &str) {
        let mut rest = css;
        while let Some(open) = rest.find('{') {
            let selector = rest[..open].trim();
            let selector = selector.rsplit("*/").next().unwrap_or(selector);
            let selector = selector.trim().trim_start_matches("<!--").trim();
            rest = &rest[open + 1..];
            if selector.starts_with('@') {
                // The rules inside @media print and the like are not those of the screen.
                rest = after_block(rest);
                continue;
            }
            let close = rest.find('}').unwrap_or(rest.len());
            let looks = Looks::parse(&rest[..close]);
            rest = rest.get(close + 1..).unwrap_or_default();
            if looks == Looks::default() || self.rules.len() > MAX_RULES {
                continue;
            }
            for simple in selector.split(',').map(str::trim) {
                if !simple.is_empty() && !simple.contains([' ', '>', ':', '[', '+', '~', '*']) {
                    self.rules.entry(simple.to_lowercase()).or_default().apply(&looks);
                }
            }
        }
    }

    /// What rules, attributes and the inline style say of an element, in that order.
    pub fn looks(&self, element: &Element) -> Looks {
        let mut looks = Looks::default();
        if !self.rules.is_empty() {
            let name = element.name();
            let mut apply = |key: &str| {
                if let Some(rule) = self.rules.get(key) {
                    looks.apply(rule);
                }
            };
            apply(name);
            for class in element.classes().take(16) {
                let class = class.to_lowercase();
                apply(&format!(".{class}"));
                apply(&format!("{name}.{class}"));
            }
            if let Some(id) = element.id() {
                apply(&format!("#{}", id.to_lowercase()));
            }
        }
        match element.name() {
            "b" | "strong" | "th" => looks.bold = Some(true),
            "center" => looks.centered = Some(true),
            "s" | "strike" => looks.struck = Some(true),
            "pre" | "textarea" => looks.pre = Some(true),
            _ => {}
        }
        if let Some(align) = element.attr("align") {
            looks.centered = Some(align.eq_ignore_ascii_case("center"));
        }
        if let Some(color) = element.attr("color") {
            looks.red = Some(is_red(color));
        }
        if let Some(face) = element.attr("face") {
            looks.symbols = Some(SymbolFont::named(face));
        }
        if element.attr("hidden").is_some() {
            looks.hidden = Some(true);
        }
        if let Some(style) = element.attr("style") {
            looks.apply(&Looks::parse(style));
        }
        looks
    }
}

/// What follows a block whose opening brace was read.
fn after_block(css: &str) -> &str {
    let mut depth = 1usize;
    for (at, c) in css.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &css[at + 1..];
        }
    }
    ""
}

impl Looks {
    /// Takes over what `over` says.
    pub fn apply(&mut self, over: &Looks) {
        self.hidden = over.hidden.or(self.hidden);
        self.centered = over.centered.or(self.centered);
        self.bold = over.bold.or(self.bold);
        self.red = over.red.or(self.red);
        self.size = over.size.or(self.size);
        // A line through the text goes through all that stands inside of it.
        self.struck = if over.struck == Some(true) { over.struck } else { self.struck };
        self.symbols = over.symbols.or(self.symbols);
        self.pre = over.pre.or(self.pre);
        self.break_before |= over.break_before;
        self.break_after |= over.break_after;
    }

    fn parse(declarations: &str) -> Self {
        let mut looks = Self::default();
        for declaration in declarations.split(';') {
            let Some((name, value)) = declaration.split_once(':') else { continue };
            let value = value.trim().to_lowercase();
            match name.trim().to_lowercase().as_str() {
                "display" => looks.hidden = Some(value.starts_with("none")),
                "visibility" if value.starts_with("hidden") => looks.hidden = Some(true),
                "mso-hide" => looks.hidden = Some(value == "all"),
                "text-align" => looks.centered = Some(value.starts_with("center")),
                "font-weight" => {
                    let heavy = value.parse::<u32>().is_ok_and(|weight| weight >= 600);
                    looks.bold = Some(heavy || value.starts_with("bold"));
                }
                "color" => looks.red = Some(is_red(&value)),
                "font-size" => looks.size = points(&value),
                "text-decoration" | "text-decoration-line" => {
                    looks.struck = Some(value.contains("line-through"));
                }
                "font-family" | "mso-char-type" => {
                    let first = value.split(',').next().unwrap_or_default();
                    looks.symbols = Some(SymbolFont::named(first.trim().trim_matches(['"', '\''])));
                }
                "white-space" => looks.pre = Some(value.starts_with("pre")),
                "page-break-before" | "break-before" => {
                    looks.break_before = matches!(value.as_str(), "always" | "page");
                }
                "page-break-after" | "break-after" => {
                    looks.break_after = matches!(value.as_str(), "always" | "page");
                }
                _ => {}
            }
        }
        looks
    }
}

fn points(value: &str) -> Option<f32> {
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(value.len());
    let number: f32 = value[..end].parse().ok()?;
    match value[end..].trim() {
        unit if unit.starts_with("pt") => Some(number),
        unit if unit.starts_with("px") => Some(number * 0.75),
        _ => None,
    }
}

fn is_red(color: &str) -> bool {
    let color = color.trim();
    if color.eq_ignore_ascii_case("red") {
        return true;
    }
    let channels: Option<Vec<u32>> = match color.strip_prefix('#') {
        Some(hex) if hex.len() >= 6 && hex.is_ascii() => {
            (0..3).map(|i| u32::from_str_radix(&hex[i * 2..i * 2 + 2], 16).ok()).collect()
        }
        Some(hex) if hex.len() == 3 && hex.is_ascii() => {
            (0..3).map(|i| u32::from_str_radix(&hex[i..=i], 16).ok().map(|v| v * 17)).collect()
        }
        _ => color
            .strip_prefix("rgb(")
            .and_then(|rest| rest.split(')').next())
            .and_then(|rest| rest.split(',').map(|v| v.trim().parse().ok()).collect()),
    };
    matches!(channels.as_deref(), Some([r, g, b, ..]) if *r >= 0xC0 && *g <= 0x50 && *b <= 0x50)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_with_simple_selectors_and_inline_styles() {
        let html = Html::parse_document(
            "<style>@media print{.t{display:none}} /* 标题 */ .t, td {text-align:center;font-size:22pt} .a .b{display:none}</style>
             <p class=t style='color:#F00;font-weight:700'>标题</p>",
        );
        let sheet = Sheet::of(&html);
        let p = html.tree.nodes().filter_map(|n| n.value().as_element()).find(|e| e.name() == "p");
        let looks = sheet.looks(p.unwrap());
        assert_eq!((looks.centered, looks.size), (Some(true), Some(22.0)));
        assert_eq!((looks.red, looks.bold, looks.hidden), (Some(true), Some(true), None));
    }
}
