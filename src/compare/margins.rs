//! Page headers and footers. They belong to the page and not to the content, so
//! that one side may print what the other does not; but where both sides print
//! the same line, its words and numbers must be the same.

use super::flow::Flow;
use super::report::{Difference, Kind, Reading, Severity};
use regex::Regex;
use std::sync::LazyLock;

/// A line that stands at the edge of pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Running {
    /// As printed.
    pub text: String,
    /// Folded, page numbers taken out.
    pub folded: String,
    /// A page on which it stands; 0 if the format has no pages.
    pub page: u32,
}

/// The notes of lines that are not alike.
const CHANGED: &str = "两侧都印有这一行页眉或页脚，文字不同";
const EXCHANGED: &str = "两侧的页眉或页脚不同，须人工核对";
/// From here on two lines are one that was changed.
const LIKE: f64 = 0.6;

static PAGE_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[-·]?第?\d*页[/,、]?(?:共\d*页)?|共\d*页|^[-·]\d{0,4}[-·]$|^\d{1,4}/\d{1,4}$").ok()
});

impl Running {
    /// A line of a margin.
    pub fn of(text: &str, folded: &str, page: u32) -> Self {
        let bare = PAGE_NUMBER
            .as_ref()
            .map_or_else(|| folded.to_owned(), |p| p.replace_all(folded, "").into_owned());
        let number = page.to_string();
        let bare = match bare.strip_suffix(number.as_str()).or(bare.strip_prefix(&number)) {
            Some(rest)
                if page > 0 && !rest.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-') =>
            {
                rest.to_owned()
            }
            _ => bare,
        };
        Self { text: text.trim().to_owned(), folded: bare, page }
    }
}

/// Lines that both sides print, but not alike.
pub fn differences(paper: &Flow, online: &Flow) -> Vec<Difference> {
    // A recognised header says little: it is small, and seals and stamps lie over it.
    if paper.has_recognised_pages() || online.has_recognised_pages() {
        return Vec::new();
    }
    let (p, o) = (alone(paper, online), alone(online, paper));
    let mut out = Vec::new();
    let mut left = Vec::new();
    let mut used = vec![false; o.len()];
    for line in p {
        let best = o
            .iter()
            .enumerate()
            .filter(|(at, _)| !used[*at])
            .map(|(at, other)| (likeness(&line.folded, &other.folded), at))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let alike = |(likeness, at): &(f64, usize)| {
            *likeness >= LIKE
                || label(&line.folded).is_some_and(|l| Some(l) == label(&o[*at].folded))
        };
        let Some((_, at)) = best.filter(alike) else {
            left.push(line);
            continue;
        };
        used[at] = true;
        out.push(difference(line, o[at], Severity::Material, CHANGED));
    }
    // Two lines that have nothing in common may still be one that was exchanged.
    let rest = o.iter().enumerate().filter(|(at, _)| !used[*at]).map(|(_, line)| *line);
    for (p, o) in left.into_iter().zip(rest) {
        out.push(difference(p, o, Severity::Suspect, EXCHANGED));
    }
    for difference in &mut out {
        if let (Some(p), Some(o)) = (&mut difference.paper, &mut difference.online) {
            super::highlight::mark(p, o);
        }
    }
    out
}

/// The words of a line in front of its colon: 版本号 of 版本号：V2.1.
fn label(folded: &str) -> Option<&str> {
    let (label, _) = folded.split_once(':')?;
    (label.chars().count() >= 2).then_some(label)
}

fn difference(paper: &Running, online: &Running, severity: Severity, note: &str) -> Difference {
    Difference {
        pointer: "/text/margins".to_owned(),
        label: "页眉页脚".to_owned(),
        kind: Kind::Changed,
        severity,
        paper: Some(reading(paper)),
        online: Some(reading(online)),
        confidence: 1.0,
        note: note.to_owned(),
        reordered: false,
    }
}

/// The share of neighbouring characters that two lines have in common.
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let mut pairs: Vec<[char; 2]> = chars.windows(2).map(|w| [w[0], w[1]]).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = (a.len() + b.len()).max(1);
    let common = a.iter().filter(|pair| {
        let found = b.binary_search(pair);
        found.is_ok_and(|at| {
            b.remove(at);
            true
        })
    });
    2.0 * common.count() as f64 / all as f64
}

fn reading(line: &Running) -> Reading {
    let page = (line.page > 0).then_some(line.page);
    Reading { text: line.text.clone(), page, ..Reading::default() }
}

/// Lines of one side that the other prints nowhere.
fn alone<'a>(flow: &'a Flow, other: &Flow) -> Vec<&'a Running> {
    let margins: String = other.running.iter().map(|r| r.folded.as_str()).collect();
    let body = other.folded(0..other.marks.len());
    let mut out: Vec<&Running> = Vec::new();
    for line in &flow.running {
        let known = out.iter().any(|r| r.folded == line.folded);
        let short = line.folded.chars().count() < 3;
        if !known && !short && !margins.contains(&line.folded) && !body.contains(&line.folded) {
            out.push(line);
        }
    }
    out
}
