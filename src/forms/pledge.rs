//! A sentence that stands on every copy of a form, whoever filled it in. Built-in forms give it
//! by digests of its neighbouring characters (the last 8 hex digits of FNV-1a), because their
//! prose belongs to who issued the form; a form of one's own may say the sentence itself.

use super::printed::{digest, key};
use std::collections::HashSet;

/// Of a sentence on a recognised page, how many of its neighbouring characters are read, in
/// hundred.
const READ: usize = 75;

/// The digests of neighbouring characters, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Pledge(Vec<u32>);

/// A text in which pledges are looked for.
#[derive(Debug)]
pub struct Paper {
    pairs: Vec<u32>,
    known: HashSet<u32>,
}

impl Pledge {
    /// Of an entry of a definition: digests, or the sentence itself.
    pub fn of(entry: &str) -> Self {
        let digests: Option<Vec<u32>> =
            entry.split_whitespace().map(|hex| u32::from_str_radix(hex, 16).ok()).collect();
        Self(digests.unwrap_or_else(|| pairs(entry)))
    }

    /// Characters of the sentence.
    pub fn length(&self) -> usize {
        self.0.len() + 1
    }

    /// Whether it stands on a paper; on a recognised one, most of it.
    pub fn is_on(&self, paper: &Paper, recognised: bool) -> bool {
        let whole = paper.pairs.windows(self.0.len().max(1)).any(|window| window == self.0);
        let read = || self.0.iter().filter(|pair| paper.known.contains(pair)).count();
        whole || self.0.is_empty() || recognised && read() * 100 >= self.0.len() * READ
    }
}

impl Paper {
    /// Of all text of a document.
    pub fn of(text: &str) -> Self {
        let pairs = pairs(text);
        Self { known: pairs.iter().copied().collect(), pairs }
    }
}

/// Digests of the neighbouring letters and digits of a text in one writing.
fn pairs(text: &str) -> Vec<u32> {
    let letters: Vec<char> = key(text).chars().collect();
    letters.windows(2).map(|pair| digest(&pair.iter().collect::<String>()) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pledge_is_told_by_its_digests_and_by_its_words() {
        let said = Pledge::of("甲方愿对所报内容负责。");
        let hex: Vec<String> = said.0.iter().map(|pair| format!("{pair:08x}")).collect();
        assert_eq!(Pledge::of(&hex.join("\n  ")), said);
        assert_eq!(said.length(), 10);
        let on = |text: &str, recognised| said.is_on(&Paper::of(text), recognised);
        assert!(on("企业名称：甲公司\n甲方愿对 所报\n内容负责。", false));
        assert!(!on("甲方愿对所报内容不负责。", false) && !on("所报内容负责", true));
        assert!(on("甲方愿对所报内容负贵。", true));
    }
}
