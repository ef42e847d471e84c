//! Regular expressions that are known when the program is built. Each is made when it is first
//! asked for, and each brings a test of its own that it compiles: a pattern that did not would
//! find nothing, without a word.

use regex::{Captures, Match, Regex};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A regular expression; stated with `pattern!`.
#[derive(Debug)]
pub struct Pattern {
    source: fn() -> Cow<'static, str>,
    made: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// What the macro states.
    pub const fn new(source: fn() -> Cow<'static, str>) -> Self {
        Self { source, made: OnceLock::new() }
    }

    /// The expression; one that does not compile fails the test that its statement brings.
    pub fn regex(&self) -> Option<&Regex> {
        self.made.get_or_init(|| Regex::new(&(self.source)()).ok()).as_ref()
    }

    /// Whether the text holds it.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// Where the text first holds it.
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.regex()?.find(text)
    }

    /// Its groups where the text first holds it.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(text)
    }

    /// The text with other words at the first place that it stands at.
    pub fn replace<'t>(&self, text: &'t str, with: &str) -> Cow<'t, str> {
        self.regex().map_or(Cow::Borrowed(text), |regex| regex.replace(text, with))
    }

    /// The text with other words at all places that it stands at.
    pub fn replace_all<'t>(&self, text: &'t str, with: &str) -> Cow<'t, str> {
        self.regex().map_or(Cow::Borrowed(text), |regex| regex.replace_all(text, with))
    }
}

/// Several expressions that are asked one after another; stated with
/// `patterns!`.
#[derive(Debug)]
pub struct Patterns {
    sources: fn() -> Vec<String>,
    made: OnceLock<Vec<Regex>>,
}

impl Patterns {
    /// What the macro states.
    pub const fn new(sources: fn() -> Vec<String>) -> Self {
        Self { sources, made: OnceLock::new() }
    }

    /// The expressions, in their order.
    pub fn regexes(&self) -> &[Regex] {
        let make = || (self.sources)().iter().filter_map(|one| Regex::new(one).ok()).collect();
        self.made.get_or_init(make)
    }

    /// How many there should be.
    #[cfg(test)]
    pub fn stated(&self) -> usize {
        (self.sources)().len()
    }
}

/// States a [`Pattern`] and the test that it compiles.
macro_rules! pattern {
    ($($(#[$meta:meta])* $visibility:vis static $name:ident = $source:expr;)*) => {$(
        $(#[$meta])*
        $visibility static $name: $crate::value::pattern::Pattern =
            $crate::value::pattern::Pattern::new(|| std::borrow::Cow::from($source));

        #[cfg(test)]
        #[allow(non_snake_case)]
        mod $name {
            #[test]
            fn compiles() {
                assert!(super::$name.regex().is_some());
            }
        }
    )*};
}

/// States [`Patterns`] and the test that all of them compile.
macro_rules! patterns {
    ($($(#[$meta:meta])* $visibility:vis static $name:ident = $sources:expr;)*) => {$(
        $(#[$meta])*
        $visibility static $name: $crate::value::pattern::Patterns =
            $crate::value::pattern::Patterns::new(|| $sources);

        #[cfg(test)]
        #[allow(non_snake_case)]
        mod $name {
            #[test]
            fn compiles() {
                assert_eq!(super::$name.regexes().len(), super::$name.stated());
            }
        }
    )*};
}

pub(crate) use {pattern, patterns};

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                sources(&entry, into);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                into.push(entry);
            }
        }
    }

    /// Seventy-seven of them were made with `.ok()`, and none was asked whether it compiles.
    #[test]
    fn every_expression_is_stated_with_the_macro() {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        for file in files.iter().filter(|file| !file.ends_with("value/pattern.rs")) {
            let text = std::fs::read_to_string(file).unwrap();
            assert!(!text.contains("Regex::new("), "{}", file.display());
        }
    }
}
