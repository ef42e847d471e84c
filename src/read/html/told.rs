//! Text that may be shown otherwise than it is read, told where it stands.

use super::css::Told;
use crate::problem::{Warning, WarningCode};
use std::rc::Rc;

/// Places listed one by one for one reason; beyond them the first ones stand for all.
const LISTED: usize = 6;
/// Places remembered at all.
const MOST: usize = 2000;
/// Characters of a text that is quoted.
const QUOTED: usize = 40;

/// Text with the reason why it is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    pub why: Rc<str>,
    pub text: String,
}

/// Marks of one line, gathered while it is read.
#[derive(Debug, Default)]
pub struct Marks(Vec<Mark>);

impl Marks {
    /// A character that is told for some reasons.
    pub fn character(&mut self, c: char, told: &[Told], site: bool) {
        for told in told.iter().filter(|told| !(site && told.dress)) {
            match self.0.iter_mut().find(|mark| mark.why == told.why) {
                Some(mark) => mark.text.push(c),
                None => self.0.push(Mark { why: Rc::clone(&told.why), text: c.to_string() }),
            }
        }
    }

    /// A piece of text, or a place without text.
    pub fn push(&mut self, why: impl Into<Rc<str>>, text: &str) {
        self.0.push(Mark { why: why.into(), text: text.trim().to_owned() });
    }
}

/// All that is told of a page.
#[derive(Debug, Default)]
pub struct Notices {
    /// Reason, text, and the text it stands in or behind.
    found: Vec<(Rc<str>, String)>,
    /// The paragraph before.
    near: String,
}

impl Notices {
    /// The marks of a line, with the paragraph that they stand in.
    pub fn line(&mut self, marks: Marks, paragraph: &str) {
        for Mark { why, text } in marks.0 {
            if self.found.len() >= MOST {
                break;
            }
            let part = paragraph.len() > text.len() + 1 && !paragraph.trim().is_empty();
            let place = match (part, self.near.is_empty()) {
                (true, _) => format!("（在“{}”中）", quote(paragraph)),
                (false, false) => format!("（在“{}”之后）", quote(&self.near)),
                (false, true) => String::new(),
            };
            let words =
                if text.is_empty() { place } else { format!("“{}”{place}", quote(&text)) };
            self.found.push((why, words));
        }
        if !paragraph.trim().is_empty() {
            self.near = paragraph.trim().chars().take(QUOTED * 2).collect();
        }
    }

    /// Something told of the whole page.
    pub fn page(&mut self, why: &str) {
        self.found.push((why.into(), String::new()));
    }

    /// The warnings, reason by reason.
    pub fn warnings(self) -> Vec<Warning> {
        let mut reasons: Vec<(Rc<str>, Vec<String>)> = Vec::new();
        let mut at: std::collections::HashMap<Rc<str>, usize> = std::collections::HashMap::new();
        for (why, words) in self.found {
            let index = *at.entry(Rc::clone(&why)).or_insert_with(|| {
                reasons.push((why, Vec::new()));
                reasons.len() - 1
            });
            reasons[index].1.push(words);
        }
        let mut warnings = Vec::new();
        for (why, places) in reasons {
            let say = |text: String| Warning::new(WarningCode::ShownOtherwise, text);
            if places.len() <= LISTED {
                warnings.extend(places.iter().map(|words| say(format!("{words}{why}"))));
            } else {
                let some = places[..LISTED].join("、");
                warnings.push(say(format!("{some}等 {} 处{why}", places.len())));
            }
        }
        warnings
    }
}

fn quote(text: &str) -> String {
    let text = text.trim().replace('\n', " ");
    let mut short: String = text.chars().take(QUOTED).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
