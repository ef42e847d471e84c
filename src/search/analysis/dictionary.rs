//! The words of the domain that a general dictionary splits (数控/化率), and
//! their hash: an index made with other words must be made again.

use jieba_rs::Jieba;
use std::sync::OnceLock;

static WORDS: &str = include_str!("words.txt");

/// jieba with the domain's words, made once.
pub fn jieba() -> &'static Jieba {
    static JIEBA: OnceLock<Jieba> = OnceLock::new();
    JIEBA.get_or_init(|| {
        let mut jieba = Jieba::new();
        for word in words() {
            jieba.add_word(&word, None, None);
        }
        jieba
    })
}

/// The domain's words as text is folded before it is cut.
fn words() -> impl Iterator<Item = String> {
    WORDS
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| super::fold::fold(line, super::fold::Spaces::Join).text)
}

/// What the index remembers to know whether its words are today's.
pub fn hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let all: Vec<String> = words().collect();
        crate::intake::hash(all.join("\n").as_bytes())
    })
    .clone()
}
