//! 您是不是要找: names of companies, projects and scenarios that are one or two characters
//! away from what was typed, or that it spells in pinyin or by its initials.

use super::analysis::fold::{Spaces, fold};
use super::index::{Index, failed};
use super::schema::facet_column;
use crate::problem::Problem;
use pinyin::ToPinyin;
use serde::Serialize;
use std::collections::BTreeMap;

/// A name that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The name.
    pub name: String,
    /// The query that finds it.
    pub query: String,
    /// Why it is offered: `spelling` or `pinyin`.
    pub why: &'static str,
    /// How many characters differ.
    pub distance: usize,
}

/// The columns of names, with the field by which one is asked for.
const NAMES: &[(&str, &str)] =
    &[("applicant", "企业"), (PROJECT, "项目"), ("scenario", "场景"), ("supplier", "供应商")];

/// The column of the names of projects, which are not counted.
pub(super) const PROJECT: &str = "project_name";

/// Names offered.
const OFFERED: usize = 5;

/// Texts that may be a name, in characters.
const SHORTEST: usize = 3;
const LONGEST: usize = 40;

/// Letters from which on a text may be pinyin.
const LETTERS: usize = 3;

impl Index {
    /// The names that a text without hits may mean, the nearest first.
    ///
    /// # Errors
    ///
    /// [`crate::problem::Code::Library`] when the index cannot be read.
    pub fn suggest(&self, typed: &str) -> Result<Vec<Suggestion>, Problem> {
        let text: Vec<char> =
            fold(typed, Spaces::Join).text.chars().filter(|c| !c.is_whitespace()).collect();
        if !(SHORTEST..=LONGEST).contains(&text.len()) {
            return Ok(Vec::new());
        }
        let letters = text.iter().all(char::is_ascii_lowercase) && text.len() >= LETTERS;
        let searcher = self.searcher()?;
        let mut found: BTreeMap<(usize, usize, String), Suggestion> = BTreeMap::new();
        for segment in searcher.segment_readers() {
            for (key, field) in NAMES {
                let column = segment.fast_fields().str(&facet_column(key)).map_err(failed)?;
                let Some(column) = column else { continue };
                let mut names = column.dictionary().stream().map_err(failed)?;
                while names.advance() {
                    let Ok(name) = std::str::from_utf8(names.key()) else { continue };
                    let (distance, why) = if letters {
                        let Some(distance) = spelt(name, &text) else { continue };
                        (distance, "pinyin")
                    } else {
                        let Some(distance) = distance(name, &text) else { continue };
                        (distance, "spelling")
                    };
                    let length = name.chars().count().abs_diff(text.len());
                    let query = format!("{field}:\"{name}\"");
                    let name = name.to_owned();
                    let offer = Suggestion { name: name.clone(), query, why, distance };
                    found.entry((distance, length, name)).or_insert(offer);
                }
            }
        }
        let mut seen: Vec<String> = Vec::new();
        let mut offers: Vec<Suggestion> = Vec::new();
        let least = found.keys().next().map_or(0, |(distance, _, _)| *distance);
        for ((distance, _, name), offer) in found {
            if distance > least || offers.len() >= OFFERED {
                break;
            }
            if !seen.contains(&name) {
                seen.push(name);
                offers.push(offer);
            }
        }
        Ok(offers)
    }
}

/// How many characters of a text may be wrong, missing or too many.
fn allowed(length: usize) -> usize {
    match length {
        0..=7 => 1,
        8..=15 => 2,
        _ => 3,
    }
}

/// How many characters part a text from the part of a name that is nearest to it; `None`
/// when too many, and when none does (then it is found as it stands).
fn distance(name: &str, text: &[char]) -> Option<usize> {
    let name: Vec<char> = fold(name, Spaces::Join).text.chars().collect();
    let most = allowed(text.len());
    if name.len() + most < text.len() {
        return None;
    }
    let strange = text.iter().filter(|c| !name.contains(c)).count();
    if strange > most {
        return None;
    }
    // Rows of the text against columns of the name; a part of the name may begin and end
    // anywhere.
    let mut row: Vec<usize> = vec![0; name.len() + 1];
    for (i, typed) in text.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, written) in name.iter().enumerate() {
            let above = row[j + 1];
            let change = diagonal + usize::from(typed != written);
            row[j + 1] = change.min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row.into_iter().min().filter(|distance| (1..=most).contains(distance))
}

/// Whether letters spell a name or a part of it that begins with a character, in full or
/// by initials: 0 for all of it, 1 for a part.
fn spelt(name: &str, letters: &[char]) -> Option<usize> {
    let wanted: String = letters.iter().collect();
    let sounds: Vec<Option<&'static str>> =
        name.chars().map(|c| c.to_pinyin().map(pinyin::Pinyin::plain)).collect();
    let initials: String =
        sounds.iter().map(|sound| sound.and_then(|s| s.chars().next()).unwrap_or(' ')).collect();
    if initials.contains(&wanted) {
        return Some(usize::from(initials != wanted));
    }
    (0..sounds.len()).find_map(|start| {
        let mut rest = wanted.as_str();
        for (at, sound) in sounds.iter().enumerate().skip(start) {
            let sound = (*sound)?;
            if rest.len() <= sound.len() && sound.starts_with(rest) {
                // The last sound may be typed in part.
                let whole = start == 0 && at + 1 == sounds.len();
                return (wanted.len() > sound.len() || sounds.len() == 1)
                    .then_some(usize::from(!whole));
            }
            rest = rest.strip_prefix(sound)?;
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn away(name: &str, typed: &str) -> Option<usize> {
        distance(name, &typed.chars().collect::<Vec<_>>())
    }

    #[test]
    fn one_wrong_or_missing_character_is_near() {
        let name = "武汉凌云新能源电池股份有限公司";
        assert_eq!(away(name, "武汉凌去新能源电池股份有限公司"), Some(1));
        assert_eq!(away(name, "武汉凌新能源电池股份有限公司"), Some(1));
        assert_eq!(away(name, "凌云新能原"), Some(1));
        assert_eq!(away(name, "凌云新能源"), None);
        assert_eq!(away(name, "兰州电机"), None);
    }

    #[test]
    fn pinyin_and_initials_spell_a_name() {
        let spelt = |name: &str, typed: &str| spelt(name, &typed.chars().collect::<Vec<_>>());
        assert_eq!(spelt("武汉凌云新能源", "whlyxny"), Some(0));
        assert_eq!(spelt("武汉凌云新能源", "lingyun"), Some(1));
        assert_eq!(spelt("武汉凌云新能源", "wuhanly"), None);
        assert_eq!(spelt("武汉凌云新能源", "agv"), None);
    }

    proptest! {
        #[test]
        fn a_changed_character_is_never_further_than_one(name in "[甲乙丙丁戊己庚辛]{6,12}", at in 0usize..6) {
            let mut typed: Vec<char> = name.chars().collect();
            typed[at] = '错';
            prop_assert_eq!(distance(&name, &typed), Some(1));
        }
    }
}
