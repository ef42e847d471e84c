//! Which numbers at the edges of pages are the pages' own.

use crate::characters::roman;
use crate::compare::stream::fold;
use crate::document::{Document, MarginKind, Text};
use std::collections::{BTreeMap, BTreeSet};

/// By how much the numbers that stand at the edges of pages run ahead of the pages.
/// A file whose sections count their own pages has several answers.
pub struct PageNumbers {
    ahead: BTreeSet<i64>,
    /// What the lines of digits at the edges of one page say together: a narrow
    /// frame breaks a number.
    joined: BTreeMap<i64, i64>,
    pages: usize,
}

impl PageNumbers {
    /// What the numbers say that agree with another one.
    pub fn of(document: &Document) -> Self {
        let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
        let mut pieces: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        let margins = document.margins.iter().filter(|m| m.kind == MarginKind::PageNumber);
        for text in margins.map(|m| &m.text) {
            let page = i64::from(text.place().page);
            let folded = fold::folded(&text.content);
            for number in numbers(&folded) {
                *votes.entry(number - page).or_default() += 1;
            }
            if is_bare(&folded) {
                pieces.entry(page).or_default().push(folded);
            }
        }
        let broken = pieces.into_iter().filter(|(_, pieces)| pieces.len() > 1);
        let joined: BTreeMap<i64, i64> = broken
            .filter_map(|(page, pieces)| Some((page, pieces.concat().parse().ok()?)))
            .collect();
        for (page, number) in &joined {
            *votes.entry(number - page).or_default() += 1;
        }
        // One number alone tells nothing, unless it is the page's own.
        let agreed = votes.into_iter().filter(|(ahead, n)| *n > 1 || *ahead == 0);
        let ahead = agreed.map(|(ahead, _)| ahead).collect();
        Self { ahead, joined, pages: document.pages.len() }
    }

    /// Whether a line at a page's edge is its number.
    pub fn holds(&self, text: &Text) -> bool {
        let folded = fold::folded(&text.content);
        let page = i64::from(text.place().page);
        let said = |number: i64| self.ahead.contains(&(number - page));
        page == 0
            || self.pages == 0
            || !is_bare(&folded)
            || numbers(&folded).any(said)
            || self.joined.get(&page).is_some_and(|number| said(*number))
    }
}

/// A number and nothing beside it; pages before the first chapter count in letters.
fn is_bare(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit()) || roman(text).is_some()
}

fn numbers(text: &str) -> impl Iterator<Item = i64> + '_ {
    let digits = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    digits.chain(roman(text).map(i64::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Margin, Place};

    #[test]
    fn sections_count_their_own_pages_and_narrow_frames_break_numbers() {
        let at = |page: u32, text: &str| {
            let place = Place { page, ..Place::default() };
            Text::placed(text, place, 1.0)
        };
        let number = |page, text| Margin { kind: MarginKind::PageNumber, text: at(page, text) };
        let numbers = [
            number(1, "1"),
            number(2, "2"),
            number(3, "1"),
            number(4, "2"),
            number(10, "1"),
            number(10, "0"),
            number(11, "1"),
            number(11, "1"),
            number(12, "77"),
        ];
        let numbers =
            PageNumbers::of(&Document { margins: numbers.to_vec(), ..Document::default() });
        let numbers = PageNumbers { pages: 12, ..numbers };
        for (page, text) in [(2, "2"), (4, "2"), (10, "0"), (11, "1")] {
            assert!(numbers.holds(&at(page, text)), "{page} {text}");
        }
        assert!(!numbers.holds(&at(12, "77")));
    }

    #[test]
    fn roman_numbers_count_pages_where_they_go_up_with_them() {
        let at =
            |page: u32, text: &str| Text::placed(text, Place { page, ..Place::default() }, 1.0);
        let number = |(page, text)| Margin { kind: MarginKind::PageNumber, text: at(page, text) };
        let margins = [(3, "I"), (4, "II"), (5, "iii"), (9, "V")].map(number).to_vec();
        let numbers = PageNumbers::of(&Document { margins, ..Document::default() });
        let numbers = PageNumbers { pages: 12, ..numbers };
        assert!(numbers.holds(&at(3, "I")) && numbers.holds(&at(5, "iii")));
        // A grade that stands alone at the edge of a page.
        assert!(!numbers.holds(&at(9, "V")));
    }
}
