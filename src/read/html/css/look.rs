//! What styles say of headings and the like: centred, bold, red, large, struck, page breaks.

use super::value::{self, Colour};
use crate::characters::symbols::SymbolFont;
use crate::read::colour;

/// Lines along one edge of a box.
const EDGES: [&str; 4] = ["border-top", "border-bottom", "border-left", "border-right"];

/// What an element's declarations say; `None` says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Looks {
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
    /// Underlined, framed or on a ground of its own.
    pub marked: Option<bool>,
}

impl Looks {
    /// Takes over what `over` says.
    pub fn apply(&mut self, over: &Looks) {
        self.centered = over.centered.or(self.centered);
        self.bold = over.bold.or(self.bold);
        self.red = over.red.or(self.red);
        self.size = over.size.or(self.size);
        // A line through the text goes through all that stands inside of it.
        self.struck = if over.struck == Some(true) { over.struck } else { self.struck };
        self.symbols = over.symbols.or(self.symbols);
        self.pre = over.pre.or(self.pre);
        self.marked = over.marked.or(self.marked);
        self.break_before |= over.break_before;
        self.break_after |= over.break_after;
    }

    /// Takes in one declaration, its value in small letters.
    pub fn declare(&mut self, name: &str, value: &str) {
        match name {
            "text-align" => self.centered = Some(value.starts_with("center")),
            "font-weight" => {
                let heavy = value.parse::<u32>().is_ok_and(|weight| weight >= 600);
                self.bold = Some(heavy || value.starts_with("bold"));
            }
            "color" => self.red = Some(is_red(value)),
            "font-size" => self.size = points(value),
            "text-decoration" | "text-decoration-line" => {
                self.struck = Some(value.contains("line-through"));
                if value.contains("underline") || value.contains("overline") {
                    self.marked = Some(true);
                }
            }
            "font-family" | "mso-char-type" => {
                let first = value.split(',').next().unwrap_or_default();
                self.symbols = Some(SymbolFont::named(first.trim().trim_matches(['"', '\''])));
            }
            "background" | "background-color" => {
                let bare = ["none", "transparent", "white", "#fff", "inherit", "initial", "unset"];
                if !bare.iter().any(|none| value.starts_with(none)) {
                    self.marked = Some(true);
                }
            }
            name if (name == "border" || name == "outline" || EDGES.contains(&name))
                && !value.contains("none")
                && !value.contains("hidden")
                && !value.starts_with('0') =>
            {
                self.marked = Some(true);
            }
            "text-emphasis" | "text-emphasis-style" => {
                self.marked = Some(!value.starts_with("none"));
            }
            // A ring around a word, or a glow.
            "box-shadow" | "-webkit-box-shadow" | "text-shadow" | "background-image" => {
                let bare = ["none", "inherit", "initial", "unset"];
                if !bare.iter().any(|none| value.starts_with(none)) {
                    self.marked = Some(true);
                }
            }
            "white-space" => self.pre = Some(value.starts_with("pre")),
            "page-break-before" | "break-before" => {
                self.break_before = matches!(value, "always" | "page");
            }
            "page-break-after" | "break-after" => {
                self.break_after = matches!(value, "always" | "page");
            }
            _ => {}
        }
    }
}

fn points(value: &str) -> Option<f32> {
    let absolute = value.ends_with("pt") || value.ends_with("px");
    value::length(value, 0.0).filter(|_| absolute).map(|px| px * 0.75)
}

fn is_red(colour: &str) -> bool {
    match value::colour(colour) {
        Some(Colour::Is(colour)) => colour::is_red(colour),
        _ => false,
    }
}
