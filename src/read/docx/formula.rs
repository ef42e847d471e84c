//! Formulas of Word, written on one line so that another structure is another text:
//! fractions with brackets where they are needed, powers above, indices below, the marks
//! over letters, the brackets that are drawn. What is struck out is told.

use super::look::Look;
use super::paragraph::Draft;
use super::walk::Walker;
use crate::characters::{index, power};
use crate::problem::Warning;
use crate::read::shown::Why;
use crate::read::xml::{attr, is_on};
use quick_xml::events::{BytesStart, Event};

/// Whether an element is a part of a formula that is not just its text.
pub fn is_part(name: &str) -> bool {
    matches!(
        name,
        "sup"
            | "sub"
            | "lim"
            | "deg"
            | "num"
            | "den"
            | "d"
            | "bar"
            | "acc"
            | "borderBox"
            | "groupChr"
            | "rad"
            | "m"
            | "mr"
            | "eqArr"
            | "phant"
            | "naryPr"
            | "fPr"
    )
}

/// What the properties of a part say.
#[derive(Debug, Default)]
struct Said {
    /// Signs, by the name of their element: `chr`, `begChr`, `endChr`, `sepChr`.
    signs: Vec<(String, String)>,
    /// Settings, by the name of theirs, and whether they are on.
    on: Vec<(String, bool)>,
    /// Other values.
    values: Vec<(String, String)>,
}

impl Said {
    fn sign(&self, name: &str, usual: &str) -> String {
        let found = self.signs.iter().find(|(known, _)| known == name);
        found.map_or_else(|| usual.to_owned(), |(_, sign)| sign.clone())
    }

    fn is(&self, name: &str, usual: bool) -> bool {
        self.on.iter().find(|(known, _)| known == name).map_or(usual, |(_, on)| *on)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl<'x> Walker<'x, '_> {
    /// A part of a formula, whose start was read.
    pub(super) fn formula_part(
        &mut self,
        element: &BytesStart<'x>,
        draft: &mut Draft,
        look: &Look,
    ) {
        let start = draft.text.len();
        let name = element.local_name();
        match name.as_ref() {
            "naryPr" => {
                let said = self.said();
                self.push(draft, look, &said.sign("chr", "∫"));
            }
            "fPr" => {
                let said = self.said();
                draft.no_bar = said.value("type") == Some("noBar");
            }
            "den" => {
                let bar = if std::mem::take(&mut draft.no_bar) { "¦" } else { "/" };
                self.push(draft, look, bar);
                let start = draft.text.len();
                self.inside(draft, look);
                bracket(draft, start);
            }
            "num" => {
                // A fraction inside has a bar of its own.
                let no_bar = std::mem::take(&mut draft.no_bar);
                self.inside(draft, look);
                draft.no_bar = no_bar;
                bracket(draft, start);
            }
            "sup" => {
                self.inside(draft, look);
                script(draft, start, power, '^');
            }
            "sub" | "lim" => {
                self.inside(draft, look);
                script(draft, start, index, '_');
            }
            "deg" => {
                self.inside(draft, look);
                script(draft, start, power, '^');
                self.push(draft, look, "√");
            }
            // Its degree brings the sign; what stands under it is bracketed by what it is.
            "rad" => {
                self.arguments(draft, look, |_, draft, start, _| bracket(draft, start));
            }
            "d" => self.delimited(draft, look),
            "m" | "eqArr" | "mr" => {
                let between = if name.as_ref() == "mr" { "," } else { ";" };
                self.arguments(draft, look, |_, draft, start, number| {
                    if number > 0 && start <= draft.text.len() {
                        draft.text.insert_str(start, between);
                    }
                });
            }
            _ => {
                let kind = name.as_ref().to_owned();
                self.marked(&kind, draft, look);
            }
        }
    }

    /// A part with a mark on or around it: a bar, an accent, a box.
    fn marked(&mut self, kind: &str, draft: &mut Draft, look: &Look) {
        let start = draft.text.len();
        let said = self.arguments(draft, look, |_, _, _, _| {});
        if draft.text.len() < start {
            return;
        }
        match kind {
            "bar" => {
                let below = said.value("pos").is_none_or(|pos| pos == "bot");
                let mark = if below { '_' } else { '¯' };
                draft.text.insert_str(start, &format!("{mark}("));
                draft.text.push(')');
            }
            "acc" => {
                let accent = said.sign("chr", "\u{302}");
                draft.text.push_str(&format!("({})", accent_name(&accent)));
            }
            "groupChr" => {
                let sign = said.sign("chr", "⏟");
                draft.text.push_str(&sign);
            }
            "phant" if !said.is("show", true) => draft.text.truncate(start),
            "borderBox" => {
                let strikes = ["strikeH", "strikeV", "strikeBLTR", "strikeTLBR"];
                draft.text.insert(start, '[');
                draft.text.push(']');
                if strikes.iter().any(|strike| said.is(strike, false)) {
                    self.state.add(Warning::struck());
                    draft.concern(start, Why::Struck);
                }
            }
            _ => {}
        }
    }

    /// `m:d`: brackets as they are drawn, with what stands between their parts.
    fn delimited(&mut self, draft: &mut Draft, look: &Look) {
        let begin = draft.text.len();
        let mut parts: Vec<usize> = Vec::new();
        let said = self.arguments(draft, look, |_, _, start, _| parts.push(start));
        if draft.text.len() < begin || parts.iter().any(|at| !draft.text.is_char_boundary(*at)) {
            return;
        }
        let between = said.sign("sepChr", "|");
        for at in parts.iter().skip(1).rev() {
            draft.text.insert_str(*at, &between);
        }
        draft.text.insert_str(begin, &said.sign("begChr", "("));
        draft.text += &said.sign("endChr", ")");
    }

    /// The parts of an element up to its end, each followed by `then` with where it begins
    /// and its number; gives what its properties say.
    fn arguments(
        &mut self,
        draft: &mut Draft,
        look: &Look,
        mut then: impl FnMut(&mut Self, &mut Draft, usize, usize),
    ) -> Said {
        let mut said = Said::default();
        let mut number = 0;
        loop {
            match self.next() {
                Event::Start(element) => match element.local_name().as_ref() {
                    "ctrlPr" => self.skip(),
                    name if name.ends_with("Pr") => said = self.said(),
                    name @ ("e" | "mr") => {
                        let start = draft.text.len();
                        match name {
                            "mr" => self.formula_part(&element, draft, look),
                            _ => self.inside(draft, look),
                        }
                        if draft.text.is_char_boundary(start) && start <= draft.text.len() {
                            then(self, draft, start, number);
                            number += 1;
                        }
                    }
                    name if is_part(name) => self.formula_part(&element, draft, look),
                    _ => self.inside(draft, look),
                },
                Event::End(_) | Event::Eof => return said,
                _ => {}
            }
        }
    }

    fn inside(&mut self, draft: &mut Draft, look: &Look) {
        self.nested(|walker| walker.inline(draft, look.clone()));
    }

    /// The properties of a part, up to their end.
    fn said(&mut self) -> Said {
        let mut said = Said::default();
        let mut depth = 1usize;
        while depth > 0 {
            match self.next() {
                Event::Start(element) => {
                    depth += 1;
                    let name = element.local_name().as_ref().to_owned();
                    let value = attr(&element, "val").map(String::from);
                    if name.ends_with("hr") {
                        said.signs.push((name.clone(), value.clone().unwrap_or_default()));
                    }
                    said.on.push((name.clone(), is_on(&element)));
                    said.values.extend(value.map(|value| (name, value)));
                }
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        said
    }
}

/// Brackets around what begins at a place, if it is more than a number or a name.
fn bracket(draft: &mut Draft, start: usize) {
    let Some(text) = draft.text.get(start..) else { return };
    if text.chars().any(|c| !c.is_alphanumeric() && c != '.') && !text.starts_with(['(', '[']) {
        draft.text.insert(start, '(');
        draft.text.push(')');
    }
}

/// What begins at a place as a power or index; behind a sign where it has none of its own.
fn script(draft: &mut Draft, start: usize, small: fn(char) -> Option<char>, sign: char) {
    let Some(text) = draft.text.get(start..).filter(|text| !text.is_empty()) else { return };
    let shown: Option<String> = text.chars().map(small).collect();
    let shown = shown.unwrap_or_else(|| match text.chars().count() {
        1 => format!("{sign}{text}"),
        _ => format!("{sign}({text})"),
    });
    draft.text.replace_range(start.., &shown);
}

/// A mark over a letter, by a sign that stands on its own.
fn accent_name(accent: &str) -> &str {
    match accent {
        "\u{302}" => "ˆ",
        "\u{303}" => "˜",
        "\u{304}" | "\u{305}" => "¯",
        "\u{307}" => "˙",
        "\u{308}" => "¨",
        "\u{20d7}" => "→",
        other => other,
    }
}
