//! What a text is told by, in half a kilobyte: the smallest hashes of its shingles, and who
//! and what it is about. Two sketches say how likely their files are versions of one work.
//! Of a form that no definition knows only what was filled in is weighed: its print is the
//! same in everybody's copy.

mod facts;

use super::packed::Packed;
use crate::characters::numerals;
use crate::record::Record;
use facts::Facts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Hashes that are kept: the error of the likeness is about one in twenty.
const KEPT: usize = 128;
/// The likeness of two versions of a work that name the same who and what.
const LEAST: f64 = 0.35;
/// Characters of a shingle.
const SHINGLE: usize = 4;

/// What a file is told by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// The smallest hashes of its shingles, ascending.
    pub hashes: Vec<u32>,
    /// The applicant, folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<String>,
    /// The applicant's credit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The project, folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The year of the programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i64>,
    /// The template of the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Number of the official document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The title, folded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who issued or recommends, folded.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub issuers: BTreeSet<String>,
    /// Whether it is a form that waits to be filled in; `None` where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<bool>,
    /// It is a form that no definition knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub form: bool,
    /// Some of it was recognised on pictures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recognised: bool,
    /// What is said in it: values under their labels, names of bodies, numbers.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
}

impl Sketch {
    /// The sketch of a file's records and texts.
    pub fn of<'a>(records: &[&Record], texts: impl IntoIterator<Item = &'a str>) -> Self {
        let first = |pointers: &[&str]| {
            let of = |record: &&Record| pointers.iter().find_map(|p| text(record, p));
            records.iter().find_map(of)
        };
        let main = records.first();
        let blank = main.and_then(|record| match record.kind() {
            "form" => record.get("/filled").and_then(|filled| filled.as_bool()).map(|yes| !yes),
            "form_blank" => Some(true),
            "application" => Some(false),
            _ => None,
        });
        let form = main.is_some_and(|record| record.kind() == "form");
        let filled = |record: &Record| {
            record.kind() == "form" && record.get("/filled").is_some_and(|yes| yes == true)
        };
        let mut facts = Facts::default();
        let mut lines: Vec<std::borrow::Cow<'a, str>> = Vec::new();
        for (number, whole) in texts.into_iter().enumerate() {
            let record = records.get(number).filter(|record| filled(record));
            match record.map(|record| facts::values(record)).filter(|text| text.len() > ENOUGH) {
                Some(values) => lines.push(values.into()),
                None => lines.push(whole.into()),
            }
            match record {
                Some(record) => facts.take_values(record),
                None => facts.take_text(whole),
            }
        }
        let texts: Vec<&str> = lines.iter().map(|text| text.as_ref()).collect();
        let number = |pointer: &str| {
            records.iter().find_map(|record| record.get(pointer).and_then(|v| v.as_i64()))
        };
        let mut hashes = BTreeSet::new();
        for line in texts.into_iter().flat_map(|text| text.split(['\n', '\t'])) {
            shingles(line, &mut |hash| {
                if hashes.len() < KEPT {
                    hashes.insert(hash);
                } else if hashes.last().is_some_and(|last| hash < *last) && hashes.insert(hash) {
                    hashes.pop_last();
                }
            });
        }
        Self {
            hashes: hashes.into_iter().collect(),
            applicant: first(&["/applicant/name", "/cover/applicant"]),
            issuers: issuers(records),
            blank,
            form,
            recognised: false,
            facts,
            code: first(&["/applicant/credit_code"]),
            project: first(&[
                "/cover/project_name",
                "/project/task_name",
                "/cover/scenario_name",
                "/cover/factory_name",
            ]),
            year: number("/programme/year"),
            template: first(&["/template"]),
            number: first(&["/doc_number"]),
            title: first(&["/title"]),
        }
    }

    /// Says whether some of the file was recognised on pictures: a character may be mistaken.
    #[must_use]
    pub fn recognised(mut self, yes: bool) -> Self {
        self.recognised = yes;
        self
    }

    /// Packed for the catalogue.
    pub fn packed(&self) -> Packed {
        Packed::of(self)
    }

    /// The share of shingles that both have, of those that either has.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.hashes.iter().peekable(), other.hashes.iter().peekable());
        let (mut both, mut all) = (0u32, 0u32);
        // The smallest hashes of the union are a fair sample of it.
        let most = self.hashes.len().max(other.hashes.len()).min(KEPT) as u32;
        while all < most {
            match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if x == y => {
                    both += 1;
                    a.next();
                    b.next();
                }
                (Some(x), Some(y)) if x < y => drop(a.next()),
                (Some(_), None) => drop(a.next()),
                (_, Some(_)) => drop(b.next()),
                (None, None) => break,
            }
            all += 1;
        }
        if all == 0 { 0.0 } else { f64::from(both) / f64::from(all) }
    }

    /// Whether two files are versions of one work: another format of the same text, a scan
    /// of it, a later revision. Forms print the same words in every book, so the likeness
    /// that is asked for depends on whether both say the same about who and what.
    pub fn is_version_of(&self, other: &Self) -> bool {
        // What is less alike than that is no version, whatever the two say.
        let likeness = self.likeness(other);
        if likeness < LEAST {
            return false;
        }
        let agreement = self.agreement(other);
        let wanted = match agreement {
            Agreement::Against => return false,
            Agreement::Same => LEAST,
            Agreement::Unknown => 0.7,
            Agreement::Partly => 0.6,
            Agreement::Unlike => 0.85,
        };
        // Whoever says other things in the words of the same letter or form is another.
        let said = self.facts.likeness(&other.facts).filter(|_| self.form == other.form);
        let least = match (&agreement, self.form, self.is_read_off(other)) {
            (Agreement::Same, true, false) => 0.3,
            (Agreement::Same, ..) => 0.0,
            (_, _, true) => 0.25,
            _ => SAID,
        };
        self.hashes.len().min(other.hashes.len()) >= 8
            && likeness >= wanted
            && said.is_none_or(|said| said >= least)
    }

    /// Whether one of the two was read off a picture.
    fn is_read_off(&self, other: &Self) -> bool {
        self.recognised || other.recognised
    }

    /// Whether the two name another applicant, project, year, form or document number.
    pub fn contradicts(&self, other: &Self) -> bool {
        matches!(self.agreement(other), Agreement::Against)
    }

    fn agreement(&self, other: &Self) -> Agreement {
        let read_off = self.is_read_off(other);
        let same = |a: &Option<String>, b: &Option<String>| match (a, b) {
            // Nobody mistook a character of what was never recognised: one that differs may
            // be another company as well as a slip of the pen.
            (Some(a), Some(b)) => near(a, b).filter(|yes| !yes || read_off || a == b),
            _ => None,
        };
        let exactly = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => Some(a == b),
            _ => None,
        };
        let years = matches!((self.year, other.year), (Some(a), Some(b)) if a != b);
        let blanks = matches!((self.blank, other.blank), (Some(a), Some(b)) if a != b);
        // Of two forms that no definition knows the title is what their template is.
        let other_form = self.form && other.form && same(&self.title, &other.title) == Some(false);
        let against = years
            || blanks
            || other_form
            || self.is_issued_apart(other)
            || exactly(&self.template, &other.template) == Some(false)
            || exactly(&self.number, &other.number) == Some(false)
            // A code that was recognised may be wrong by a character.
            || same(&self.code, &other.code) == Some(false)
            || same(&self.applicant, &other.applicant) == Some(false)
            || same(&self.project, &other.project) == Some(false);
        if against {
            return Agreement::Against;
        }
        let who = same(&self.applicant, &other.applicant).or(same(&self.code, &other.code));
        let what = same(&self.project, &other.project);
        if exactly(&self.number, &other.number) == Some(true)
            || (who, what) == (Some(true), Some(true))
        {
            return Agreement::Same;
        }
        let titles = exactly(&self.title, &other.title).filter(|_| !self.form);
        if who == Some(true) || what == Some(true) || titles == Some(true) {
            return Agreement::Partly;
        }
        if titles == Some(false) && self.applicant.is_none() && other.applicant.is_none() {
            // Notices and reports of one kind repeat each other under another title.
            return match same(&self.title, &other.title) {
                Some(true) => Agreement::Unknown,
                _ => Agreement::Unlike,
            };
        }
        Agreement::Unknown
    }

    /// Whether each of the two was issued by somebody who has no part in the other.
    fn is_issued_apart(&self, other: &Self) -> bool {
        let read_off = self.is_read_off(other);
        let same = |a: &String, b: &String| match read_off {
            true => near(a, b) != Some(false),
            false => a == b,
        };
        let alone = |a: &Self, b: &Self| {
            a.issuers.iter().any(|own| !b.issuers.iter().any(|its| same(own, its)))
        };
        alone(self, other) && alone(other, self)
    }

    /// Words by which versions of a work find each other, whatever their texts.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        if let (Some(who), Some(what)) =
            (self.code.as_ref().or(self.applicant.as_ref()), &self.project)
        {
            keys.push(format!("p{who}\u{1}{what}"));
        }
        if let Some(number) = &self.number {
            keys.push(format!("n{number}"));
        }
        keys
    }
}

/// What two sketches say of each other.
enum Agreement {
    /// Of different works.
    Against,
    /// Both name the same who and what.
    Same,
    /// They agree in one of the two.
    Partly,
    /// They do not tell.
    Unknown,
    /// They bear different titles.
    Unlike,
}

/// Whether two folded texts are the same but for what recognition mistakes; `None` where one
/// character may be a mistake or a difference.
fn near(a: &str, b: &str) -> Option<bool> {
    if a == b {
        return Some(true);
    }
    let length = a.chars().count().max(b.chars().count());
    // Digits and letters are not mistaken lightly: 一期 and 二期, 1号 and 2号 are two things.
    let is_number = |c: &char| numerals::counts(*c);
    if !a.chars().filter(is_number).eq(b.chars().filter(is_number)) {
        return Some(false);
    }
    match strsim::levenshtein(a, b) {
        apart if length >= 10 && apart * 10 <= length => Some(true),
        1 if length >= 6 => None,
        _ => Some(false),
    }
}

/// Bytes of values from which a form is told by them alone.
const ENOUGH: usize = 60;

/// The share of what is said that two versions have in common at the least.
const SAID: f64 = 0.5;

fn text(record: &Record, pointer: &str) -> Option<String> {
    folded(record.known(pointer)?.as_str()?)
}

fn folded(text: &str) -> Option<String> {
    let folded: String = text.nfkc().filter(|c| c.is_alphanumeric()).collect();
    (!folded.is_empty()).then(|| folded.to_lowercase())
}

/// Who issued the file's letters or recommends in it.
fn issuers(records: &[&Record]) -> BTreeSet<String> {
    let Some(main) = records.first() else { return BTreeSet::new() };
    let listed = main.get("/issuers").and_then(|list| list.as_array()).into_iter().flatten();
    let recommender = main.known("/recommender").or_else(|| main.known("/cover/recommender"));
    let recommender = recommender.filter(|_| main.kind() != "application");
    listed.chain(recommender).filter_map(|who| folded(who.as_str()?)).collect()
}

/// The hashes of all shingles of a line; a short line is one shingle.
fn shingles(line: &str, take: &mut dyn FnMut(u32)) {
    let ascii = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let characters: Vec<char> = line.chars().map(ascii).filter(|c| c.is_alphanumeric()).collect();
    match characters.len() {
        0 | 1 => {}
        length if length < SHINGLE => take(hash(&characters)),
        _ => characters.windows(SHINGLE).for_each(|window| take(hash(window))),
    }
}

/// A hash that stays the same in every edition of the program.
fn hash(characters: &[char]) -> u32 {
    let mut state = 0xcbf2_9ce4_8422_2325u64;
    for c in characters {
        state = (state ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3);
    }
    state ^= state >> 33;
    state = state.wrapping_mul(0xff51_afd7_ed55_8ccd);
    (state ^ state >> 33) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn book(applicant: &str, project: &str, year: i64, text: &str) -> Sketch {
        let mut record = Record::of_kind("application");
        record.set("/applicant/name", json!(applicant));
        record.set("/cover/project_name", json!(project));
        record.set("/programme/year", json!(year));
        Sketch::of(&[&record], [text])
    }

    fn words(from: u32, to: u32) -> String {
        let one = |n: u32| char::from_u32(0x4E00 + n.wrapping_mul(2_654_435_761) % 8000).unwrap();
        (from..to).map(|n| if n % 30 == 29 { '\n' } else { one(n) }).collect()
    }

    #[test]
    fn versions_of_a_book_are_one_and_other_books_are_others() {
        let text = words(0, 3000);
        let first = book("某重工集团有限公司", "智能车间建设", 2023, &text);
        let later = format!("{}{}", words(0, 2600), words(9000, 9600));
        assert!(first.is_version_of(&book("某重工集团有限公司", "智能车间建设", 2023, &later)));
        assert!(!first.is_version_of(&book("某重工集团有限公司", "智能车间建设", 2024, &text)));
        assert!(!first.is_version_of(&book(
            "某轻工集团有限公司第二分厂",
            "智能车间建设",
            2023,
            &text
        )));
        assert!(!first.is_version_of(&book("某重工集团有限公司", "智能仓储一期", 2023, &text)));
        // A scan that told neither: the text alone must be nearly the same.
        let unread = Sketch::of(&[&Record::of_kind("other")], [text.as_str()]);
        assert!(first.is_version_of(&unread));
        let other = Sketch::of(&[&Record::of_kind("other")], [later.as_str()]);
        assert!(other.likeness(&unread) < 0.85);
    }

    #[test]
    fn the_likeness_of_a_sample_is_near_the_truth() {
        let of = |text: &str| Sketch::of(&[], [text]);
        let (a, b) = (of(&words(0, 6000)), of(&words(2000, 8000)));
        assert!((a.likeness(&b) - 0.5).abs() < 0.12, "{}", a.likeness(&b));
        assert_eq!(a.likeness(&a), 1.0);
    }
}
