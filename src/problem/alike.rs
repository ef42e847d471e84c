//! What two sides of a comparison may show alike. A watermark, a washed-out picture or an
//! underlined option keeps one side from being proven by itself; where both sides show the
//! same, it answers for itself.

/// Something shown at a place of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// How it is shown, in the words of its reason.
    pub how: String,
    /// The text shown so, without white space.
    pub text: String,
    /// How many places in its line read as the text before it.
    pub before: usize,
    /// The line or paragraph around it, without white space.
    pub line: String,
}

impl Alike {
    /// The text at a range of a line, shown in that way.
    pub fn at(how: &str, line: &str, text: std::ops::Range<usize>) -> Self {
        let word = line.get(text.clone()).unwrap_or_default().trim();
        let before = line.get(..text.start).unwrap_or_default();
        let before = if word.is_empty() { 0 } else { before.matches(word).count() };
        Self { how: how.to_owned(), text: bare(word), before, line: bare(line) }
    }

    /// A text in that way, wherever in its line it stands.
    pub fn of(how: &str, line: &str, text: &str) -> Self {
        Self { how: how.to_owned(), text: bare(text), before: 0, line: bare(line) }
    }

    /// Whether both show the same. A page may have cut one of the lines.
    pub fn is_like(&self, other: &Self) -> bool {
        let parts = || self.line.contains(&other.line) || other.line.contains(&self.line);
        self.how == other.how
            && self.text == other.text
            && self.before == other.before
            && (self.line == other.line || !self.text.is_empty() && parts())
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_at_the_same_place_of_a_line_is_alike() {
        let line = "是否联合申报：同意    不同意";
        let at = |from: usize, word: &str| Alike::at("选定", line, from..from + word.len());
        let (first, second) = (line.find("同意").unwrap(), line.rfind("不同意").unwrap());
        assert!(at(second, "不同意").is_like(&at(second, "不同意")));
        assert!(!at(second, "不同意").is_like(&at(first, "同意")));
        // 同意 inside of 不同意 is another place.
        assert!(!at(first, "同意").is_like(&at(second + 3, "同意")));
        let cut = Alike::at("选定", "申报：同意 不同意", 16..25);
        assert_eq!(cut.text, "不同意");
        assert!(at(second, "不同意").is_like(&cut));
    }
}
