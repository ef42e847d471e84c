//! Selectors, and whether an element matches one. What is not known matches
//! perhaps: its rule is told of where it would hide something, and never applied.

use super::media::Tri;
use super::parse::unescape;
use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;
use std::cell::Cell;

/// A selector; its compounds from the right to the left.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    compounds: Vec<(Compound, Relation)>,
    pub pseudo: Option<Pseudo>,
    pub specificity: u32,
}

/// How the compound to the left stands to this one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Relation {
    #[default]
    None,
    Inside,
    Child,
    Next,
    After,
}

/// A part of an element that has a style of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pseudo {
    Before,
    After,
    Marker,
    Letter,
    Line,
    /// Has no text of the document.
    Other,
}

#[derive(Debug, Clone, Default)]
struct Compound {
    tests: Vec<Test>,
}

#[derive(Debug, Clone)]
enum Test {
    Tag(String),
    Id(String),
    Class(String),
    Attribute {
        name: String,
        how: char,
        value: String,
        fold: bool,
    },
    /// Of the children, `a·n + b`; from the end; of one kind.
    Nth {
        a: i32,
        b: i32,
        last: bool,
        kind: bool,
    },
    Only(bool),
    Not(Vec<Selector>),
    Is(Vec<Selector>),
    Root,
    Empty,
    Checked,
    Link,
    Disabled(bool),
    Never,
    Unknown,
}

/// A bound on the work of one page.
#[derive(Debug)]
pub struct Effort(Cell<usize>);

impl Effort {
    pub fn new(steps: usize) -> Self {
        Self(Cell::new(steps))
    }

    pub fn spent(&self) -> bool {
        self.0.get() == 0
    }

    /// Takes a step; false when none is left.
    pub fn step(&self) -> bool {
        self.0.set(self.0.get().saturating_sub(1));
        !self.spent()
    }
}

const DEEPEST: usize = 4;

/// The selectors of a list.
pub fn parse(list: &str) -> Vec<Selector> {
    parse_at(list, 0)
}

fn parse_at(list: &str, depth: usize) -> Vec<Selector> {
    split(list, ',').into_iter().map(|one| Selector::parse(one, depth)).collect()
}

/// Pieces between separators that stand in no brackets and no strings.
pub fn split(text: &str, by: char) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut open, mut start, mut quote) = (0usize, 0, None);
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match (quote, c) {
            (_, '\\') => escaped = true,
            (Some(q), c) if q == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => open += 1,
            (None, ')' | ']') => open = open.saturating_sub(1),
            (None, c) if c == by && open == 0 => {
                found.push(text[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(text[start..].trim());
    found
}

impl Selector {
    fn parse(text: &str, depth: usize) -> Self {
        let mut selector = Self::default();
        let mut reader = Reader { text, at: 0, depth };
        let mut compound = Compound::default();
        let mut relation = Relation::None;
        loop {
            let spaced = reader.spaces();
            let next = match reader.peek() {
                None => break,
                Some('>') => Relation::Child,
                Some('+') => Relation::Next,
                Some('~') => Relation::After,
                Some(_) if spaced && !compound.tests.is_empty() => Relation::Inside,
                Some(_) => {
                    reader.simple(&mut compound, &mut selector);
                    continue;
                }
            };
            if next != Relation::Inside {
                reader.bump();
            }
            selector.compounds.push((std::mem::take(&mut compound), relation));
            relation = next;
        }
        selector.compounds.push((compound, relation));
        // Kept from the right: each compound with its relation to the one on its left.
        selector.compounds.reverse();
        selector
    }

    /// Where to look it up: an id, a class or a tag of the element itself.
    pub fn key(&self) -> String {
        let tests = self.compounds.first().map_or(&[][..], |(c, _)| &c.tests);
        let id = tests.iter().find_map(|t| match t {
            Test::Id(id) => Some(format!("#{}", id.to_lowercase())),
            _ => None,
        });
        let class = || {
            tests.iter().find_map(|t| match t {
                Test::Class(class) => Some(format!(".{}", class.to_lowercase())),
                _ => None,
            })
        };
        let tag = || {
            tests.iter().find_map(|t| match t {
                Test::Tag(tag) => Some(tag.clone()),
                _ => None,
            })
        };
        id.or_else(class).or_else(tag).unwrap_or_else(|| "*".to_owned())
    }

    /// Whether an element matches.
    pub fn matches(&self, node: NodeRef<'_, Node>, quirks: bool, effort: &Effort) -> Tri {
        self.from(0, node, quirks, effort)
    }

    fn from(&self, index: usize, node: NodeRef<'_, Node>, quirks: bool, effort: &Effort) -> Tri {
        if !effort.step() {
            return Tri::No;
        }
        let Some((compound, relation)) = self.compounds.get(index) else { return Tri::Yes };
        let own = compound.matches(node, quirks, effort);
        if own == Tri::No || *relation == Relation::None {
            return own;
        }
        let parent = || node.parent().filter(|p| p.value().is_element());
        let before = |node: NodeRef<'_, Node>| {
            let mut at = node.prev_sibling();
            while let Some(found) = at.filter(|n| !n.value().is_element()) {
                at = found.prev_sibling();
            }
            at.map(|n| n.id())
        };
        let tree = node.tree();
        let mut best = Tri::No;
        match relation {
            Relation::None => {}
            Relation::Child => {
                if let Some(parent) = parent() {
                    best = self.from(index + 1, parent, quirks, effort);
                }
            }
            Relation::Inside => {
                let mut at = parent();
                while let Some(around) = at.filter(|_| best != Tri::Yes && !effort.spent()) {
                    best = best.max(self.from(index + 1, around, quirks, effort));
                    at = around.parent().filter(|p| p.value().is_element());
                }
            }
            Relation::Next => {
                if let Some(id) = before(node)
                    && let Some(sibling) = tree.get(id)
                {
                    best = self.from(index + 1, sibling, quirks, effort);
                }
            }
            Relation::After => {
                let mut at = before(node).and_then(|id| tree.get(id));
                while let Some(sibling) = at.filter(|_| best != Tri::Yes && !effort.spent()) {
                    best = best.max(self.from(index + 1, sibling, quirks, effort));
                    at = before(sibling).and_then(|id| tree.get(id));
                }
            }
        }
        best.min(own)
    }
}

impl Compound {
    fn matches(&self, node: NodeRef<'_, Node>, quirks: bool, effort: &Effort) -> Tri {
        let Some(element) = node.value().as_element() else { return Tri::No };
        let mut all = Tri::Yes;
        for test in &self.tests {
            all = all.min(test.matches(node, element, quirks, effort));
            if all == Tri::No {
                break;
            }
        }
        all
    }
}

impl Test {
    fn matches(
        &self,
        node: NodeRef<'_, Node>,
        element: &Element,
        quirks: bool,
        effort: &Effort,
    ) -> Tri {
        let sure = |yes: bool| if yes { Tri::Yes } else { Tri::No };
        let same = |a: &str, b: &str| if quirks { a.eq_ignore_ascii_case(b) } else { a == b };
        match self {
            Self::Tag(tag) => sure(element.name().eq_ignore_ascii_case(tag)),
            Self::Id(id) => sure(element.id().is_some_and(|own| same(own, id))),
            Self::Class(class) => sure(element.classes().any(|own| same(own, class))),
            Self::Attribute { name, how, value, fold } => {
                let Some(own) = element.attr(name) else { return Tri::No };
                let fold_in =
                    |text: &str| if *fold { text.to_lowercase() } else { text.to_owned() };
                let (own, value) = (fold_in(own), fold_in(value));
                let value = value.as_str();
                sure(match how {
                    '=' => own == value,
                    '~' => own.split_whitespace().any(|word| word == value),
                    '|' => {
                        own.strip_prefix(value).is_some_and(|r| r.is_empty() || r.starts_with('-'))
                    }
                    '^' => !value.is_empty() && own.starts_with(value),
                    '$' => !value.is_empty() && own.ends_with(value),
                    '*' => !value.is_empty() && own.contains(value),
                    _ => true,
                })
            }
            Self::Nth { a, b, last, kind } => {
                sure(nth(node, element, (*a, *b), *last, *kind, effort))
            }
            Self::Only(kind) => sure(
                [false, true]
                    .into_iter()
                    .all(|last| nth(node, element, (0, 1), last, *kind, effort)),
            ),
            Self::Not(inner) => {
                let any = inner.iter().map(|s| s.matches(node, quirks, effort)).max();
                match any {
                    Some(Tri::Yes) => Tri::No,
                    Some(Tri::Maybe) => Tri::Maybe,
                    _ => Tri::Yes,
                }
            }
            Self::Is(inner) => {
                inner.iter().map(|s| s.matches(node, quirks, effort)).max().unwrap_or(Tri::No)
            }
            Self::Root => sure(element.name() == "html"),
            Self::Empty => sure(!node.children().any(|child| match child.value() {
                Node::Element(_) => true,
                Node::Text(text) => !text.is_empty(),
                _ => false,
            })),
            Self::Checked => {
                sure(element.attr("checked").is_some() || element.attr("selected").is_some())
            }
            Self::Link => sure(element.name() == "a" && element.attr("href").is_some()),
            Self::Disabled(wanted) => {
                let control =
                    matches!(element.name(), "input" | "select" | "textarea" | "button" | "option");
                sure(control && element.attr("disabled").is_some() == *wanted)
            }
            Self::Never => Tri::No,
            Self::Unknown => Tri::Maybe,
        }
    }
}

fn nth(
    node: NodeRef<'_, Node>,
    element: &Element,
    (a, b): (i32, i32),
    last: bool,
    kind: bool,
    effort: &Effort,
) -> bool {
    let mut place = 1i32;
    let mut at = if last { node.next_sibling() } else { node.prev_sibling() };
    while let Some(sibling) = at {
        if let Some(other) = sibling.value().as_element()
            && (!kind || other.name() == element.name())
        {
            place = place.saturating_add(1);
        }
        if !effort.step() {
            return false;
        }
        at = if last { sibling.next_sibling() } else { sibling.prev_sibling() };
    }
    let from = place - b;
    if a == 0 { from == 0 } else { from % a == 0 && from / a >= 0 }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn spaces(&mut self) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        rest.len() != trimmed.len()
    }

    /// A name with its escapes.
    fn name(&mut self) -> String {
        let rest = self.rest();
        let mut end = 0;
        let mut chars = rest.char_indices();
        while let Some((at, c)) = chars.next() {
            if c == '\\' {
                end = chars.next().map_or(rest.len(), |(next, c)| next + c.len_utf8());
            } else if c.is_alphanumeric() || matches!(c, '-' | '_') || !c.is_ascii() {
                end = at + c.len_utf8();
            } else {
                break;
            }
        }
        self.at += end;
        unescape(&rest[..end])
    }

    /// What stands in the bracket that begins here.
    fn bracket(&mut self) -> &'a str {
        let rest = self.rest();
        let mut open = 0usize;
        for (at, c) in rest.char_indices() {
            match c {
                '(' | '[' => open += 1,
                ')' | ']' => {
                    open -= 1;
                    if open == 0 {
                        self.at += at + 1;
                        return &rest[1..at];
                    }
                }
                _ => {}
            }
        }
        self.at = self.text.len();
        rest.get(1..).unwrap_or_default()
    }

    fn simple(&mut self, compound: &mut Compound, selector: &mut Selector) {
        const CLASS: u32 = 1 << 10;
        let before = self.at;
        match self.peek() {
            Some('*') => {
                self.bump();
            }
            Some('#') => {
                self.bump();
                compound.tests.push(Test::Id(self.name()));
                selector.specificity += CLASS << 10;
            }
            Some('.') => {
                self.bump();
                compound.tests.push(Test::Class(self.name()));
                selector.specificity += CLASS;
            }
            Some('[') => {
                let inner = self.bracket();
                compound.tests.push(attribute(inner));
                selector.specificity += CLASS;
            }
            Some(':') => {
                self.bump();
                let double = self.peek() == Some(':');
                if double {
                    self.bump();
                }
                let name = self.name().to_ascii_lowercase();
                let inside = if self.peek() == Some('(') { Some(self.bracket()) } else { None };
                if let Some(pseudo) = pseudo_element(&name, double) {
                    selector.pseudo = Some(pseudo);
                    selector.specificity += 1;
                } else {
                    let (test, weight) = self.pseudo_class(&name, inside);
                    compound.tests.push(test);
                    selector.specificity += weight.unwrap_or(CLASS);
                }
            }
            Some('|') => {
                self.bump();
            }
            _ => {
                let name = self.name();
                if !name.is_empty() {
                    compound.tests.push(Test::Tag(name.to_ascii_lowercase()));
                    selector.specificity += 1;
                }
            }
        }
        if self.at == before {
            // No selector at all: such a rule is none.
            self.bump();
            compound.tests.push(Test::Never);
        }
    }

    fn pseudo_class(&self, name: &str, inside: Option<&str>) -> (Test, Option<u32>) {
        let first = |last: bool, kind: bool| Test::Nth { a: 0, b: 1, last, kind };
        let counted = |last: bool, kind: bool| {
            let formula = inside.unwrap_or_default();
            nth_formula(formula).map_or(Test::Unknown, |(a, b)| Test::Nth { a, b, last, kind })
        };
        let inner = || {
            let list = inside.unwrap_or_default();
            if self.depth >= DEEPEST { Vec::new() } else { parse_at(list, self.depth + 1) }
        };
        let heaviest = |list: &[Selector]| list.iter().map(|s| s.specificity).max();
        let test = match name {
            "first-child" => first(false, false),
            "last-child" => first(true, false),
            "first-of-type" => first(false, true),
            "last-of-type" => first(true, true),
            "nth-child" => counted(false, false),
            "nth-last-child" => counted(true, false),
            "nth-of-type" => counted(false, true),
            "nth-last-of-type" => counted(true, true),
            "only-child" => Test::Only(false),
            "only-of-type" => Test::Only(true),
            "not" | "is" | "matches" | "where" | "-webkit-any" | "-moz-any" => {
                if self.depth >= DEEPEST {
                    return (Test::Unknown, None);
                }
                let list = inner();
                let weight = if name == "where" { Some(0) } else { heaviest(&list) };
                let test = if name == "not" { Test::Not(list) } else { Test::Is(list) };
                return (test, weight);
            }
            "root" | "scope" => Test::Root,
            "empty" => Test::Empty,
            "checked" | "default" => Test::Checked,
            "link" | "any-link" => Test::Link,
            "disabled" => Test::Disabled(true),
            "enabled" => Test::Disabled(false),
            "hover" | "active" | "focus" | "focus-visible" | "focus-within" | "visited"
            | "target" | "target-within" | "fullscreen" | "playing" | "paused" | "current"
            | "past" | "future" | "modal" | "popover-open" | "autofill" | "-webkit-autofill"
            | "picture-in-picture" | "user-invalid" | "user-valid" | "buffering" | "stalled"
            | "-moz-focusring" => Test::Never,
            _ => Test::Unknown,
        };
        (test, None)
    }
}

fn pseudo_element(name: &str, double: bool) -> Option<Pseudo> {
    match name {
        "before" => Some(Pseudo::Before),
        "after" => Some(Pseudo::After),
        "first-letter" => Some(Pseudo::Letter),
        "first-line" => Some(Pseudo::Line),
        "marker" if double => Some(Pseudo::Marker),
        _ if double || name.starts_with("-webkit-") || name.starts_with("-moz-") => {
            let class = matches!(name, "-webkit-any" | "-moz-any" | "-webkit-autofill");
            (!class || double).then_some(Pseudo::Other)
        }
        _ => None,
    }
}

fn attribute(inner: &str) -> Test {
    let (inner, fold) = match inner.trim_end().strip_suffix([' ', '"', '\'']) {
        _ if inner.trim_end().ends_with(" i") => (inner.trim_end().trim_end_matches(" i"), true),
        _ => (inner, false),
    };
    let Some((name, value)) = inner.split_once('=') else {
        let name = inner.trim().to_ascii_lowercase();
        return Test::Attribute { name, how: ' ', value: String::new(), fold };
    };
    let name = name.trim();
    let how = name.chars().next_back().filter(|c| "~|^$*".contains(*c)).unwrap_or('=');
    let name = name.trim_end_matches(['~', '|', '^', '$', '*']).trim().to_ascii_lowercase();
    // Values of these are alike in either case.
    let fold = fold || matches!(name.as_str(), "type" | "align" | "dir" | "lang" | "method");
    let value = unescape(value.trim().trim_matches(['"', '\'']));
    Test::Attribute { name, how, value, fold }
}

/// `odd`, `even`, `3`, `2n+1`, `-n + 3`.
fn nth_formula(text: &str) -> Option<(i32, i32)> {
    let text: String = text.to_ascii_lowercase().split_whitespace().collect();
    match text.as_str() {
        "odd" => return Some((2, 1)),
        "even" => return Some((2, 0)),
        _ => {}
    }
    let Some((a, b)) = text.split_once('n') else { return text.parse().ok().map(|b| (0, b)) };
    let a = match a {
        "" | "+" => 1,
        "-" => -1,
        a => a.parse().ok()?,
    };
    let b = if b.is_empty() { 0 } else { b.parse().ok()? };
    Some((a, b))
}
