//! Pictures of a page: those written into it, and those that a message carries beside it.

use super::furniture::Furniture;
use crate::document::{Before, Picture};
use crate::intake::Limits;
use crate::read::picture::{self, Crop};
use crate::read::transfer::base64;
use crate::work::compute;
use ego_tree::iter::Edge;
use rayon::prelude::*;
use scraper::node::Element;
use scraper::{Html, Node};
use std::sync::Arc;

/// Points in a pixel of a page.
const PIXEL: f32 = 0.75;

/// The pictures in their order; `beside` gives the bytes of one that the page only names.
pub fn pictures(
    html: &Html,
    beside: &dyn Fn(&str) -> Option<Vec<u8>>,
    furniture: &Furniture,
    limits: &Limits,
) -> Vec<Picture> {
    let mut found: Vec<(Picture, Option<Vec<u8>>)> = Vec::new();
    let mut before = Before::default();
    for edge in html.tree.root().traverse() {
        let node = match edge {
            Edge::Open(node) => node,
            Edge::Close(node) => {
                let cell = |e: &Element| matches!(e.name(), "td" | "th");
                if node.value().as_element().is_some_and(cell) {
                    before.end_cell();
                }
                continue;
            }
        };
        if let Some(text) = node.value().as_text() {
            let unseen = |e: &Element| matches!(e.name(), "style" | "script" | "title");
            let around = node.parent();
            if !around.is_some_and(|a| a.value().as_element().is_some_and(unseen)) {
                before.push(text);
            }
            continue;
        }
        let Some(element) = node.value().as_element().filter(|e| e.name() == "img") else {
            continue;
        };
        // The logo in the platform's own header.
        if node.ancestors().any(|around| furniture.is_of_platform(around.id())) {
            continue;
        }
        let title = |node: &Node| {
            let title = node.as_element().and_then(|e| e.attr("title"));
            matches!(title, Some("header" | "footer"))
        };
        let source = element.attr("src").unwrap_or_default().trim();
        let bytes = match source.strip_prefix("data:").and_then(|data| data.split_once(',')) {
            Some((head, data)) if head.ends_with("base64") => Some(base64(data.as_bytes())),
            Some((_, data)) => Some(data.as_bytes().to_vec()),
            None => beside(source),
        };
        let [width, height] = ["width", "height"].map(|name| length(element, name));
        let running = node.ancestors().any(|around| title(around.value()));
        let bytes = bytes.filter(|_| found.len() < picture::LOOKS);
        let floats = element.attr("style").is_some_and(|style| style.contains("absolute"));
        let before = Some(Before { floats, ..before.clone() });
        found.push((Picture { width, height, running, before, ..Picture::default() }, bytes));
    }
    let look = |(picture, bytes): &mut (Picture, Option<Vec<u8>>)| {
        let look = bytes.take().map(|bytes| picture::look(&bytes, Crop::default(), limits));
        picture.look = look.map(Arc::new);
    };
    compute(|| found.par_iter_mut().for_each(look));
    found.into_iter().map(|(picture, _)| picture).collect()
}

/// A side as the page sets it, points; 0 when it says nothing.
fn length(element: &Element, name: &str) -> f32 {
    let number = |text: &str| {
        let text = text.trim();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        text[..end].parse::<f32>().ok().map(|value| (value, text[end..].trim().to_owned()))
    };
    let style = element.attr("style").unwrap_or_default();
    let styled = style.split(';').find_map(|part| {
        let (key, value) = part.split_once(':')?;
        (key.trim() == name).then(|| number(value)).flatten()
    });
    let attribute = || element.attr(name).and_then(number);
    match styled.filter(|(_, unit)| unit != "%").or_else(attribute) {
        Some((value, unit)) => match unit.as_str() {
            "" | "px" => value * PIXEL,
            "pt" => value,
            "cm" => value * 72.0 / 2.54,
            "mm" => value * 7.2 / 2.54,
            "in" => value * 72.0,
            _ => 0.0,
        },
        None => 0.0,
    }
}
