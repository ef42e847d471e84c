//! Plain words: cut for ranking, found by their characters wherever the cut differs, and
//! under the other names that the field has for them.

use super::clauses::{all_of, any_of, boosted, exact, in_cell, scored, should, term};
use super::{Node, Planner, Strictness};
use crate::search::analysis::codes::Word;
use crate::search::analysis::synonyms::Piece;
use crate::search::figure_name;
use crate::search::index::query_words;
use crate::search::query::Field;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::schema::Term;

/// Latin words of fewer characters are found as whole words only.
const PART: usize = 5;

/// How much a name counts more than any number of words: written in full, and inside of
/// another one. Words rarely sum up to 50.
const WHOLE_NAME: f32 = 400.0;
const IN_NAME: &[(Field, f32)] =
    &[(Field::Applicant, 60.0), (Field::Project, 30.0), (Field::Title, 15.0)];

/// Characters from which on a text may be meant as a name.
const NAME: usize = 2;

/// What another name of a thing counts against its own.
const OTHER_NAME: f32 = 0.6;

impl Planner<'_> {
    /// Words ranked by the cut, found by their characters.
    pub(super) fn words(&mut self, texts: &[&str]) -> Box<dyn Query> {
        let mut clauses: Vec<Box<dyn Query>> = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        for text in texts {
            for piece in self.synonyms.pieces(text) {
                match piece {
                    Piece::Plain(text) => words.extend(query_words(text, self.dictionary)),
                    Piece::Known(text, others) => {
                        self.words.push(figure_name(text));
                        clauses.push(self.known(text, &others));
                        self.also.extend(others.iter().map(|other| (*other).to_owned()));
                    }
                }
            }
        }
        words.sort();
        words.dedup();
        self.words.extend(words.iter().map(|word| word.text.clone()));
        if words.is_empty() && clauses.is_empty() {
            // Punctuation only: look for it as it stands.
            return all_of(texts.iter().map(|text| exact(self.fields.text, text)).collect());
        }
        clauses.extend(words.iter().map(|word| self.word(word)));
        let wanted = match self.strictness {
            Strictness::All => clauses.len(),
            Strictness::Any => 1,
        };
        let several = clauses.len() > 1;
        let all = BooleanQuery::with_minimum_required_clauses(should(clauses), wanted);
        // The words as one run rank above the same words scattered.
        let mut ranked: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(all))];
        if several {
            for text in texts {
                ranked.push((Occur::Should, boosted(exact(self.fields.text, text), 0.5)));
            }
        }
        Box::new(BooleanQuery::new(ranked))
    }

    /// A term of the field, or any of its other names.
    fn known(&mut self, text: &str, others: &[&str]) -> Box<dyn Query> {
        let own =
            all_of(query_words(text, self.dictionary).iter().map(|word| self.word(word)).collect());
        let mut ways = vec![own];
        for other in others {
            let words = query_words(other, self.dictionary);
            let way = match words.as_slice() {
                [word] if word.latin => self.word(word),
                _ => boosted(exact(self.fields.text, other), 0.5),
            };
            ways.push(boosted(way, OTHER_NAME));
        }
        Box::new(tantivy::query::DisjunctionMaxQuery::new(ways))
    }

    /// One word: a Latin one whole, in any writing; a Chinese one wherever its characters are.
    fn word(&self, word: &Word) -> Box<dyn Query> {
        let text = word.text.as_str();
        let title = term(Term::from_field_text(self.fields.title_words, text));
        let mut ways = vec![boosted(title, 1.5)];
        if word.latin {
            let code = |text: &str| term(Term::from_field_text(self.fields.codes, text));
            ways.push(code(text));
            if !word.pieces.is_empty() {
                ways.push(all_of(word.pieces.iter().map(|piece| code(piece)).collect()));
            }
        } else {
            // A run of pairs weighs as much as all of them; a word weighs more than its length.
            let pairs = text.chars().count().saturating_sub(1).max(1) as f32;
            ways.push(boosted(exact(self.fields.text, text), 0.5 + 1.0 / pairs));
        }
        if word.latin && text.len() >= PART {
            ways.push(boosted(exact(self.fields.text, text), 0.5));
        }
        any_of(ways)
    }

    /// Words typed side by side that may be one code (KR 210 R2700): each of them, or
    /// all written together.
    pub(super) fn side_by_side(&mut self, texts: &[&str]) -> Box<dyn Query> {
        let each: Vec<Box<dyn Query>> = texts.iter().map(|text| self.words(&[text])).collect();
        let words: Vec<Word> =
            texts.iter().flat_map(|text| query_words(text, self.dictionary)).collect();
        let is_code = texts.len() > 1
            && words.iter().all(|word| word.latin)
            && words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()));
        let each = all_of(each);
        if !is_code {
            return each;
        }
        let joined: String = words.iter().map(|word| word.text.as_str()).collect();
        any_of(vec![each, term(Term::from_field_text(self.fields.codes, &joined))])
    }

    /// What ranks a record first whose name was typed, in full or in part: no number of
    /// scattered words outweighs it, and no shortness of another book.
    pub(super) fn as_name(&self, node: &Node) -> Vec<Box<dyn Query>> {
        let texts: Vec<&str> = match node {
            Node::Words(text) | Node::Phrase(text) => vec![text],
            Node::And(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    Node::Words(text) | Node::Phrase(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        let mut whole: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        if texts.len() > 1 {
            whole.push(texts.join(" "));
        }
        for text in &whole {
            let name = term(Term::from_field_text(self.fields.names, &figure_name(text)));
            ways.push(scored(name, WHOLE_NAME));
        }
        for text in texts.iter().filter(|text| text.chars().count() >= NAME) {
            for (field, score) in IN_NAME {
                let part = text.chars().count().min(12) as f32 / 12.0;
                ways.push(scored(in_cell(self.fields, field.key(), text), score * part));
            }
        }
        ways
    }

    /// Whether all that is typed is Latin words.
    pub(super) fn is_latin(&self, text: &str) -> bool {
        let words = query_words(text, self.dictionary);
        !words.is_empty() && words.iter().all(|word| word.latin)
    }
}
