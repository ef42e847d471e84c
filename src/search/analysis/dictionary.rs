//! The words of the domain that a general dictionary splits (数控/化率), and
//! their hash: an index made with other words must be made again.

use crate::words::Dictionary;
use std::sync::{Arc, OnceLock};

static WORDS: &str = include_str!("words.txt");

/// The general dictionary with the domain's words, made once.
pub fn domain() -> &'static Arc<Dictionary> {
    static DOMAIN: OnceLock<Arc<Dictionary>> = OnceLock::new();
    DOMAIN.get_or_init(|| Arc::new(Dictionary::with(words(WORDS))))
}

/// The same with the words of a library's own list.
pub fn with(own: &str) -> Arc<Dictionary> {
    Arc::new(Dictionary::with(words(WORDS).chain(words(own))))
}

/// The words of a list, one a line, as text is folded before it is cut.
fn words(list: &str) -> impl Iterator<Item = String> + '_ {
    list.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| super::fold::fold(line, super::fold::Spaces::Join).text)
}

/// What the index remembers to know whether its words are today's.
pub fn hash(own: &str) -> String {
    let all: Vec<String> = words(WORDS).chain(words(own)).collect();
    crate::intake::hash(all.join("\n").as_bytes())
}
