//! Other names of the things of the field (AGV, 自动导引车): asked for by one, found under
//! all. Built in is `synonyms.txt`; a library adds its own file of the same form.

use super::fold::{Spaces, fold};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Names by the folded name, longest first in each bucket of a first character.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// Folded names with the group they belong to, by first character.
    by_first: HashMap<char, Vec<(Vec<char>, usize)>>,
    groups: Vec<Vec<String>>,
}

/// A piece of a query's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Nothing is known of it.
    Plain(&'a str),
    /// A name with its others.
    Known(&'a str, Vec<&'a str>),
}

static BUILT_IN: &str = include_str!("synonyms.txt");

impl Synonyms {
    /// The built-in names.
    pub fn built_in() -> &'static Self {
        static SYNONYMS: OnceLock<Synonyms> = OnceLock::new();
        SYNONYMS.get_or_init(|| {
            let mut synonyms = Self::default();
            synonyms.add(BUILT_IN);
            synonyms
        })
    }

    /// Adds the groups of a text: one a line, names parted by `=`, `#` begins a remark.
    pub fn add(&mut self, text: &str) {
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let names: Vec<String> = line
                .split('=')
                .map(|name| name.trim().to_owned())
                .filter(|n| !n.is_empty())
                .collect();
            if names.len() < 2 {
                continue;
            }
            for name in &names {
                let folded: Vec<char> = fold(name, Spaces::Join).text.chars().collect();
                let Some(first) = folded.first() else { continue };
                let bucket = self.by_first.entry(*first).or_default();
                bucket.push((folded, self.groups.len()));
            }
            self.groups.push(names);
        }
        for bucket in self.by_first.values_mut() {
            bucket.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
    }

    /// How many pairs of names there are.
    pub fn pairs(&self) -> usize {
        self.groups.iter().map(|group| group.len() * (group.len() - 1) / 2).sum()
    }

    /// A text cut into the names that are known, the longest first, and the rest.
    pub fn pieces<'a>(&'a self, text: &'a str) -> Vec<Piece<'a>> {
        let folded = fold(text, Spaces::Join);
        let (characters, places): (Vec<_>, Vec<_>) = folded.characters().unzip();
        let byte = |at: usize| places.get(at).map_or(text.len(), |place| place.start);
        let mut pieces = Vec::new();
        let (mut plain, mut at) = (0, 0);
        while at < characters.len() {
            let Some((length, groups)) = self.known(&characters, at) else {
                at += 1;
                continue;
            };
            let (from, to) =
                (byte(at), places.get(at + length - 1).map_or(text.len(), |place| place.end));
            if plain < from {
                pieces.push(Piece::Plain(&text[plain..from]));
            }
            let own: String = characters[at..at + length].iter().collect();
            let mut others: Vec<&str> = Vec::new();
            for name in groups.iter().filter_map(|group| self.groups.get(*group)).flatten() {
                let is_own = fold(name, Spaces::Join).text == own;
                if !is_own && !others.contains(&name.as_str()) {
                    others.push(name);
                }
            }
            pieces.push(Piece::Known(&text[from..to], others));
            plain = to;
            at += length;
        }
        if plain < text.len() && !text[plain..].trim().is_empty() {
            pieces.push(Piece::Plain(&text[plain..]));
        }
        pieces
    }

    /// The longest name that begins here: its characters and its groups. A Latin name
    /// stands alone (IT is not in GRIT).
    fn known(&self, text: &[char], at: usize) -> Option<(usize, Vec<usize>)> {
        let bucket = self.by_first.get(text.get(at)?)?;
        let latin =
            |i: Option<usize>| i.and_then(|i| text.get(i)).is_some_and(char::is_ascii_alphanumeric);
        let fits = |name: &&(Vec<char>, usize)| {
            let end = at + name.0.len();
            text.get(at..end) == Some(name.0.as_slice())
                && !(latin(Some(at)) && latin(at.checked_sub(1)))
                && !(latin(end.checked_sub(1)) && latin(Some(end)))
        };
        let (longest, _) = bucket.iter().find(fits)?;
        let groups = bucket.iter().filter(|(name, _)| name == longest).map(|(_, group)| *group);
        Some((longest.len(), groups.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_is_known_by_its_others() {
        let mut synonyms = Synonyms::default();
        synonyms.add("AGV = 自动导引车 = 自动导引运输车\n# 注\n导引 = 引导\n");
        let pieces = synonyms.pieces("部署自动导引车35台");
        assert_eq!(pieces[0], Piece::Plain("部署"));
        assert_eq!(pieces[1], Piece::Known("自动导引车", vec!["AGV", "自动导引运输车"]));
        assert_eq!(pieces[2], Piece::Plain("35台"));
        assert_eq!(synonyms.pieces("agv小车").len(), 2);
        assert_eq!(synonyms.pieces("agvx"), [Piece::Plain("agvx")]);
    }

    #[test]
    fn the_built_in_list_is_long_and_names_nothing_twice_in_one_group() {
        let synonyms = Synonyms::built_in();
        assert!(synonyms.pairs() >= 300, "{}", synonyms.pairs());
        for group in &synonyms.groups {
            let mut folded: Vec<String> =
                group.iter().map(|name| fold(name, Spaces::Join).text).collect();
            folded.sort();
            folded.dedup();
            assert_eq!(folded.len(), group.len(), "{group:?}");
        }
    }
}
