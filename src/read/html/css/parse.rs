//! Style sheets to rules: comments and strings kept apart, blocks inside of blocks
//! opened, each rule with the media it holds for.

use super::media::{self, Holds};
use super::selector::{self, Selector};
use std::collections::HashSet;
use std::rc::Rc;

/// `name: value`, both unescaped; the name in small letters.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    pub name: String,
    pub value: String,
    pub important: bool,
}

/// Selectors with what they set.
#[derive(Debug)]
pub struct Rule {
    pub selectors: Vec<Selector>,
    pub block: Vec<Rc<Declaration>>,
    pub holds: Holds,
}

/// A parsed sheet, and the sheets that it names.
#[derive(Debug, Default)]
pub struct Parsed {
    pub rules: Vec<Rule>,
    /// Sheets taken in by `@import`.
    pub imports: Vec<String>,
    /// Families of fonts that the page brings along.
    pub fonts: HashSet<String>,
    /// Names of list counters of the sheet's own.
    pub counters: bool,
    /// Text in the margins of printed pages.
    pub margins: Vec<String>,
    /// More rules than are looked at.
    pub cut: bool,
}

const MAX_RULES: usize = 20_000;
const MAX_DEPTH: usize = 8;

impl Parsed {
    /// Adds a sheet that holds for some media.
    pub fn add(&mut self, css: &str, holds: Holds) {
        let css = without_comments(css);
        self.level(&css, holds, None, 0);
    }

    fn level(&mut self, css: &str, holds: Holds, around: Option<&str>, depth: usize) {
        for Statement { prelude, body } in statements(css) {
            if self.rules.len() >= MAX_RULES || depth > MAX_DEPTH {
                self.cut = true;
                return;
            }
            let Some(at) = prelude.strip_prefix('@') else {
                if let Some(body) = body {
                    self.rule(prelude, body, holds, around, depth);
                }
                continue;
            };
            let end = at.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            let (name, rest) = at.split_at(end.unwrap_or(at.len()));
            self.at_rule(&name.to_ascii_lowercase(), rest.trim(), body, (holds, around, depth));
        }
    }

    fn at_rule(
        &mut self,
        name: &str,
        rest: &str,
        body: Option<&str>,
        (holds, around, depth): (Holds, Option<&str>, usize),
    ) {
        let Some(body) = body else {
            if name == "import" {
                self.imports.extend(url(rest));
            }
            return;
        };
        match name {
            "media" => self.level(body, holds.and(media::of(rest)), around, depth + 1),
            "layer" | "document" | "-moz-document" => self.level(body, holds, around, depth + 1),
            "font-face" => {
                let block = declarations(body);
                let brings = block.iter().any(|d| d.name == "src" && d.value.contains("url("));
                let family = block.iter().find(|d| d.name == "font-family").filter(|_| brings);
                self.fonts.extend(family.map(|d| family_name(&d.value)));
            }
            "counter-style" => self.counters = true,
            "page" => {
                for inner in statements(body) {
                    let block = declarations(inner.body.unwrap_or_default());
                    let content = block.into_iter().find(|d| d.name == "content");
                    self.margins.extend(content.map(|d| d.value));
                }
            }
            "keyframes"
            | "-webkit-keyframes"
            | "-moz-keyframes"
            | "-o-keyframes"
            | "-ms-keyframes"
            | "font-feature-values"
            | "font-palette-values"
            | "property"
            | "view-transition"
            | "position-try"
            | "charset"
            | "namespace"
            | "list"
            | "viewport"
            | "-ms-viewport" => {}
            // Whether its rules hold, only the program that shows the page knows.
            _ => self.level(body, holds.and(Holds::MAYBE), around, depth + 1),
        }
    }

    fn rule(
        &mut self,
        prelude: &str,
        body: &str,
        holds: Holds,
        around: Option<&str>,
        depth: usize,
    ) {
        // Word hides list definitions and the like behind selectors of its own.
        let full = match around {
            None => prelude.to_owned(),
            Some(outer) if prelude.contains('&') => prelude.replace('&', &format!(":is({outer})")),
            Some(outer) => selector::split(prelude, ',')
                .iter()
                .map(|one| format!(":is({outer}) {one}"))
                .collect::<Vec<_>>()
                .join(","),
        };
        let block = declarations(body);
        if !block.is_empty() {
            let selectors = selector::parse(&full);
            let block = block.into_iter().map(Rc::new).collect();
            self.rules.push(Rule { selectors, block, holds });
        }
        if body.contains('{') {
            self.level(body, holds, Some(&full), depth + 1);
        }
    }
}

/// The declarations of a block; rules inside of it are passed over.
pub fn declarations(block: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    for Statement { prelude, body } in statements(block) {
        if body.is_some() {
            continue;
        }
        let Some((name, value)) = prelude.split_once(':') else { continue };
        let name = unescape(name.trim());
        let custom = name.starts_with("--");
        let value = value.trim();
        let (value, important) = match value.rsplit_once('!') {
            Some((before, word)) if word.trim().eq_ignore_ascii_case("important") => {
                (before.trim(), true)
            }
            _ => (value, false),
        };
        let name = if custom { name } else { name.to_ascii_lowercase() };
        found.push(Declaration { name, value: value.to_owned(), important });
    }
    found
}

struct Statement<'a> {
    prelude: &'a str,
    body: Option<&'a str>,
}

/// What ends in `;` or has a block, in order.
fn statements(css: &str) -> Vec<Statement<'_>> {
    let bytes = css.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    let (mut round, mut open, mut body) = (0usize, 0usize, 0usize);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            quote @ (b'"' | b'\'') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote && bytes[at] != b'\n' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'(' if open == 0 => round += 1,
            b')' if open == 0 => round = round.saturating_sub(1),
            b'{' => {
                if open == 0 {
                    body = at + 1;
                }
                open += 1;
            }
            b'}' if open > 1 => open -= 1,
            b'}' => {
                if open == 1 {
                    let prelude = css.get(start..body - 1).unwrap_or_default().trim();
                    found.push(Statement { prelude, body: css.get(body..at) });
                }
                (open, round, start) = (0, 0, at + 1);
            }
            b';' if open == 0 && round == 0 => {
                let prelude = css.get(start..at).unwrap_or_default().trim();
                if !prelude.is_empty() {
                    found.push(Statement { prelude, body: None });
                }
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    // The last one may lack its end.
    let rest = if open > 0 { body.saturating_sub(1) } else { bytes.len() };
    let prelude = css.get(start..rest.max(start)).unwrap_or_default().trim();
    let body = (open > 0).then(|| css.get(body..).unwrap_or_default());
    if !prelude.is_empty() || body.is_some() {
        found.push(Statement { prelude, body });
    }
    found
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['/', '"', '\'', '<', '-']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("/*") {
            out.push(' ');
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else if let Some(after) = rest.strip_prefix("<!--").or_else(|| rest.strip_prefix("-->")) {
            rest = after;
        } else if rest.starts_with(['"', '\'']) {
            let quote = rest.as_bytes()[0];
            let mut end = 1;
            let bytes = rest.as_bytes();
            while end < bytes.len() && bytes[end] != quote && bytes[end] != b'\n' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            let end = (end + 1).min(bytes.len());
            let end = (end..=bytes.len()).find(|i| rest.is_char_boundary(*i)).unwrap_or(end);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else {
            let mut chars = rest.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out.push_str(rest);
    out
}

/// Escapes (`\43 `, `\:`) as the characters they stand for.
pub fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut code = 0u32;
        let mut digits = 0;
        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(16)).filter(|_| digits < 6) {
            code = code * 16 + digit;
            digits += 1;
            chars.next();
        }
        if digits > 0 {
            out.extend(char::from_u32(code));
            if chars.peek().is_some_and(|c| c.is_whitespace()) {
                chars.next();
            }
        } else if let Some(next) = chars.next()
            && next != '\n'
        {
            out.push(next);
        }
    }
    out
}

/// The address in `url(…)` or in quotes.
fn url(text: &str) -> Option<String> {
    let (inner, end) = match text.find("url(") {
        Some(at) => (text[at + 4..].trim_start(), ')'),
        None => (text.trim_start(), ' '),
    };
    // An address in quotes may hold brackets and spaces of its own.
    let address = match inner.chars().next()? {
        quote @ ('"' | '\'') => inner[1..].split(quote).next()?,
        _ => inner.split(end).next()?,
    };
    Some(unescape(address.trim()))
}

/// A family's name as it is looked up.
pub fn family_name(value: &str) -> String {
    unescape(value.trim().trim_matches(['"', '\'']).trim()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_quotes_ends_with_them() {
        let address = |text: &str| url(text).unwrap_or_default();
        let data = "data:text/css,td:nth-child(2){color:white}";
        assert_eq!(address(&format!("url(\"{data}\") screen")), data);
        assert_eq!(address(&format!("'{data}' screen")), data);
        assert_eq!(address("url(a.css) print"), "a.css");
    }
}
