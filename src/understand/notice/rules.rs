//! The rules of notices: `rules/notice/*.toml`, made constants by `build.rs`.
//!
//! A [`Rule`] is a pattern that takes a fact out of a sentence; a [`Clue`] is what speaks for a
//! line or document being this or that. Each brings examples where it holds and where it must
//! not, and all of them are run as tests.

use regex::Regex;

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// A pattern that takes something out of a folded sentence.
#[derive(Debug)]
pub struct Rule {
    /// What it is called in messages.
    pub name: &'static str,
    /// What it is asked about, where a file holds several kinds.
    pub of: &'static str,
    /// As many patterns as its tokens have ways of writing.
    pub patterns: &'static [&'static str],
    /// Sentences where it holds, with what comes out.
    #[cfg_attr(not(test), allow(dead_code))]
    pub holds: &'static [&'static str],
    /// Sentences where it must not.
    #[cfg_attr(not(test), allow(dead_code))]
    pub fails: &'static [&'static str],
}

/// Words that speak for something, with how much they weigh.
#[derive(Debug)]
pub struct Clue {
    /// What it is called in a score.
    pub name: &'static str,
    /// What it speaks for.
    pub of: &'static str,
    /// How much.
    pub score: i32,
    /// Characters that the text has at the most; 0 for any number.
    pub longest: usize,
    /// How it begins, ends, what it holds and what not.
    pub starts: &'static [&'static str],
    pub ends: &'static [&'static str],
    pub has: &'static [&'static str],
    pub without: &'static [&'static str],
    /// Lines where it holds.
    #[cfg_attr(not(test), allow(dead_code))]
    pub holds: &'static [&'static str],
    /// Lines where it must not.
    #[cfg_attr(not(test), allow(dead_code))]
    pub fails: &'static [&'static str],
}

impl Clue {
    /// Whether it holds for a folded text.
    pub fn holds_for(&self, text: &str) -> bool {
        let any = |words: &[&str], says: &dyn Fn(&str) -> bool| {
            words.is_empty() || words.iter().any(|word| says(word))
        };
        any(self.starts, &|word| text.starts_with(word))
            && any(self.ends, &|word| text.ends_with(word))
            && any(self.has, &|word| text.contains(word))
            && !self.without.iter().any(|word| text.contains(word))
            && (self.longest == 0 || text.chars().count() <= self.longest)
    }
}

/// The patterns of rules, one behind the other.
pub fn sources(rules: &[Rule], of: &str) -> Vec<String> {
    let rules = rules.iter().filter(|rule| rule.of == of);
    rules.flat_map(|rule| rule.patterns.iter().map(|one| (*one).to_owned())).collect()
}

/// Each of those patterns with its rule.
pub fn each<'a>(
    rules: &'static [Rule],
    of: &'a str,
    made: &'static [Regex],
) -> impl Iterator<Item = (&'static Rule, &'static Regex)> + use<'a> {
    let rules = rules.iter().filter(move |rule| rule.of == of);
    rules.flat_map(|rule| rule.patterns.iter().map(move |_| rule)).zip(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::words::bare;

    #[test]
    fn every_clue_holds_where_it_says_and_not_where_it_says_not() {
        let mut faults = Vec::new();
        for clue in CLUES {
            let ended = |line: &str| match clue.of {
                "salutation" => bare(line).trim_end_matches(':').to_owned(),
                _ => bare(line),
            };
            let wrong = |line: &&&str, want: bool| clue.holds_for(&ended(line)) != want;
            let holds = clue.holds.iter().filter(|line| wrong(line, true));
            let fails = clue.fails.iter().filter(|line| wrong(line, false));
            faults.extend(
                holds.chain(fails).map(|line| format!("{} {}: {line}", clue.of, clue.name)),
            );
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
