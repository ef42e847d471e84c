//! Labels with their answers that no table holds: `dl` lists, the rows of a form, cards. What
//! the page sets side by side is a row of two cells, so that an answer stays with its label.

use super::flow::text_of;
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Characters of a label, at most.
const LABEL: usize = 40;
/// Elements around a pair that hold nothing else.
const WRAPS: usize = 3;

/// A label and the nodes of its answer.
#[derive(Debug)]
pub struct Pair<'a> {
    pub label: NodeRef<'a, Node>,
    pub answer: Vec<NodeRef<'a, Node>>,
}

/// The label and the answer that make up an element, or the one that it holds.
pub fn of(node: NodeRef<'_, Node>) -> Option<Pair<'_>> {
    let mut node = node;
    for _ in 0..=WRAPS {
        let element = node.value().as_element()?;
        if !matches!(element.name(), "div" | "li" | "section" | "p") {
            return None;
        }
        let says = |n: NodeRef<'_, Node>| n.value().as_text().is_some_and(|t| !t.trim().is_empty());
        let mut inside = node.children().filter(|n| n.value().is_element());
        let first = inside.next()?;
        if first.prev_siblings().any(says) {
            return None;
        }
        if let Some(pair) = pair(first) {
            return Some(pair);
        }
        if inside.next().is_some() || node.children().any(says) {
            return None;
        }
        node = first;
    }
    None
}

fn pair(first: NodeRef<'_, Node>) -> Option<Pair<'_>> {
    let answer: Vec<NodeRef<'_, Node>> = first.next_siblings().collect();
    let held: Vec<NodeRef<'_, Node>> =
        answer.iter().copied().filter(|n| n.value().is_element()).collect();
    let element = first.value().as_element()?;
    let behind = held.first().and_then(|n| n.value().as_element());
    let answered = behind.is_some_and(is_answer);
    let labels = is_label(element) || (answered && is_name(element));
    let several = || {
        // Labels of their own inside of the answer: the element holds more than one pair.
        held.iter().flat_map(|n| n.descendants()).any(|n| {
            let name = n.value().as_element().map_or("", |e| e.name());
            matches!(name, "table" | "dl" | "h1" | "h2" | "h3" | "h4" | "form")
                || n.value().as_element().is_some_and(|e| is_label(e) && !holds_control(n))
        })
    };
    let text = answer.iter().any(|n| n.value().as_text().is_some_and(|t| !t.trim().is_empty()));
    let fits = labels && is_short(first) && !holds_control(first);
    (fits && (text || !held.is_empty()) && !several()).then_some(Pair { label: first, answer })
}

/// The terms of a list with what is said of each, if that is all it holds.
pub fn of_list(list: NodeRef<'_, Node>) -> Option<Vec<Pair<'_>>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    let open = |n: NodeRef<'_, Node>| n.value().as_element().is_some_and(|e| e.name() == "div");
    let parts = list.children().flat_map(|child| match open(child) {
        true => child.children().collect::<Vec<_>>(),
        false => vec![child],
    });
    for part in parts {
        match part.value() {
            Node::Element(element) if element.name() == "dt" => {
                let link =
                    |n: NodeRef<'_, Node>| n.value().as_element().is_some_and(|e| e.name() == "a");
                if !is_short(part) || part.descendants().any(link) {
                    return None;
                }
                pairs.push(Pair { label: part, answer: Vec::new() });
            }
            Node::Element(element) if element.name() == "dd" => {
                pairs.last_mut()?.answer.push(part);
            }
            Node::Text(text) if text.trim().is_empty() => {}
            Node::Comment(_) => {}
            _ => return None,
        }
    }
    (pairs.len() > 1).then_some(pairs)
}

fn is_short(node: NodeRef<'_, Node>) -> bool {
    let text = text_of(node);
    !text.is_empty() && text.chars().count() <= LABEL
}

fn holds_control(node: NodeRef<'_, Node>) -> bool {
    node.descendants().any(|n| {
        n.value()
            .as_element()
            .is_some_and(|e| matches!(e.name(), "input" | "select" | "textarea" | "table"))
    })
}

fn classed(element: &Element, words: &[&str]) -> bool {
    element.classes().any(|class| {
        let class = class.to_ascii_lowercase();
        class.split(['-', '_']).any(|word| words.contains(&word))
    })
}

fn is_label(element: &Element) -> bool {
    element.name() == "label" || classed(element, &["label", "lab", "key", "term"])
}

/// A label only where the answer behind it says that it is one.
fn is_name(element: &Element) -> bool {
    classed(element, &["name", "title", "field"])
}

fn is_answer(element: &Element) -> bool {
    classed(element, &["value", "val", "content", "control", "answer"])
}
