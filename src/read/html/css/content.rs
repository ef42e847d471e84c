//! Values word by word, and what `content` writes.

use super::parse::unescape;
use scraper::node::Element;
use std::collections::HashMap;

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

pub(super) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// `var(--x, other)` as what it stands for.
pub(super) fn resolve(value: &str, variables: &HashMap<String, String>, depth: usize) -> String {
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

pub(super) fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split([' ', ',']).filter(|word| !word.is_empty())
}

/// Words and calls (`rgb(0, 0, 0)`), strings whole.
pub(super) fn outside_brackets(value: &str) -> Vec<String> {
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
