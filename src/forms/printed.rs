//! What a form prints itself: its labels, titles and options by their words, its commitments
//! and notes by a digest of each sentence, because their prose belongs to who issued the form.
//! Against a record without a document the whole paper is answered for by the fields and this.

use super::Form;
use super::pledge::Pledge;
use crate::characters::numerals;
use crate::value::{fold, label};
use std::collections::HashSet;

/// What the forms of a side print.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Printed {
    labels: HashSet<String>,
    words: HashSet<String>,
    sentences: HashSet<u64>,
    pledges: Vec<Pledge>,
}

impl Printed {
    /// Of several forms together.
    pub fn of<'a>(forms: impl Iterator<Item = &'a Form>) -> Self {
        let mut printed = Self::default();
        for form in forms {
            printed.add(form);
        }
        printed
    }

    fn add(&mut self, form: &Form) {
        let definition = &form.definition;
        self.labels.extend(form.index.labels().map(|(key, _)| key.to_owned()));
        self.labels.extend(form.index.headers().map(|(key, _)| key.to_owned()));
        let mut say = |text: &str| {
            let key = key(text);
            if !key.is_empty() {
                self.words.insert(key);
            }
        };
        let singles = [&definition.title, &definition.subtitle];
        let lists = [
            &definition.evidence,
            &definition.groups,
            &definition.ignore,
            &definition.placeholders,
            &definition.sections,
        ];
        singles.into_iter().chain(lists.into_iter().flatten()).for_each(|text| say(text));
        for part in &definition.parts {
            part.also.iter().for_each(|text| say(text));
            say(&part.title);
            for field in &part.fields {
                field.options.iter().for_each(|text| say(text));
            }
            if let Some(metrics) = &part.metrics {
                say(&metrics.other);
            }
        }
        definition.tables.iter().for_each(|table| say(&table.title));
        let digests = definition.printed.iter().filter_map(|hex| u64::from_str_radix(hex, 16).ok());
        self.sentences.extend(digests);
        self.pledges.extend(definition.pledges.iter().map(|entry| Pledge::of(entry)));
    }

    /// The sentences that every copy of the form must show.
    pub fn pledges(&self) -> &[Pledge] {
        &self.pledges
    }

    /// Whether a text is one that the form prints.
    pub fn knows(&self, text: &str) -> bool {
        let key = key(text);
        key.is_empty()
            || self.words.contains(&key)
            || self.words.contains(unnumbered(&key))
            || label::keys(text).iter().any(|key| self.labels.contains(key))
            || self.sentences.contains(&digest(&key))
            || self.sentences.contains(&digest(&undated(&key)))
    }
}

/// The letters and digits of a text in one writing.
pub fn key(text: &str) -> String {
    fold::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A heading without its number.
fn unnumbered(key: &str) -> &str {
    key.trim_start_matches(numerals::counts)
}

/// The line for signature and seal, without the date that was written there.
fn undated(key: &str) -> String {
    let signed = ["签章", "签字", "公章", "盖章"].iter().any(|word| key.contains(word));
    key.chars().filter(|c| !(signed && c.is_ascii_digit())).collect()
}

/// A fixed digest (FNV-1a) of a sentence's letters and digits.
pub fn digest(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;

    #[test]
    fn labels_titles_and_sentences_of_a_form_are_known() {
        let forms = Forms::default();
        let printed = Printed::of(forms.get("miit-2023-scenario").into_iter());
        for text in [
            "统一社会信用代码",
            "企业性质",
            "（优秀场景）",
            "一、申报主体和优秀场景基本信息",
            "：（）",
        ] {
            assert!(printed.knows(text), "{text}");
        }
        assert!(!printed.knows("特别说明"));
    }

    /// Of sentences only digests are kept; their marks and wraps do not count, a word does.
    #[test]
    fn a_sentence_is_known_by_its_digest() {
        let sentence = "甲方愿对所报内容负责。";
        let printed = Printed {
            sentences: HashSet::from([digest(&key(sentence)), digest(&key("法人签章：年月日"))]),
            ..Printed::default()
        };
        assert!(printed.knows(sentence) && printed.knows("甲方愿对 所报\n内容负责"));
        assert!(printed.knows("法人签章： 2023年8月18日"));
        assert!(!printed.knows("甲方不对所报内容负责。"));
    }
}
