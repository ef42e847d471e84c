//! The schema of the record (`registry/concepts.toml`): what stands where, what it is called,
//! and how compare, search and export take it. `build.rs` makes it part of the binary.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What stands at a place of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A line of text.
    Text,
    /// Paragraphs of text.
    Long,
    /// A whole number.
    Integer,
    /// A number, in the unit of its label.
    Number,
    /// ISO 8601, cut to what is written.
    Date,
    /// Yes or no.
    Flag,
    /// The words of the chosen option.
    Choice,
    /// A code with check characters.
    Code,
    /// A telephone number.
    Phone,
    /// A mail address.
    Email,
    /// Texts.
    List,
    /// Rows, each an object.
    Table,
    /// An object.
    Group,
    /// Whatever the paper's own label asks for.
    Any,
}

/// Whether two records are compared at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Its values must agree.
    Yes,
    /// It is settled otherwise, or of the file and not of the book.
    No,
    /// It follows from what else is compared.
    Derived,
    /// The form prints it: a row that holds nothing else says nothing.
    Printed,
}

/// One place of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concept {
    /// JSON pointer; `*` is an item of a list.
    pub at: &'static str,
    /// What a report calls it.
    pub name: &'static str,
    /// What stands there.
    pub kind: Kind,
    /// Unit of a figure.
    pub unit: Option<&'static str>,
    /// What forms that no definition knows call it.
    pub labels: &'static [&'static str],
    /// Kinds of record that have it; told of the first step only, `*` is all.
    pub records: &'static [&'static str],
    /// What tells the items of a table apart.
    pub key: &'static [&'static str],
    /// Whether the order of the items says something.
    pub order: bool,
    /// Whether it is compared.
    pub compared: Compared,
    /// The field of a query that finds it.
    pub field: Option<&'static str>,
    /// The name by which its figure is asked for.
    pub figure: Option<&'static str>,
    /// Its heading in a flat export.
    pub column: Option<&'static str>,
}

/// All places, in the order of the contract.
pub static CONCEPTS: &[Concept] = include!(concat!(env!("OUT_DIR"), "/concepts.rs"));

/// A step of the tree of places.
#[derive(Debug, Default)]
struct Step {
    concept: Option<&'static Concept>,
    below: HashMap<&'static str, usize>,
}

static TREE: LazyLock<Vec<Step>> = LazyLock::new(|| {
    let mut tree = vec![Step::default()];
    for concept in CONCEPTS {
        let mut here = 0;
        for step in concept.at.split('/').skip(1) {
            let fresh = tree.len();
            here = match tree.get_mut(here) {
                Some(parent) => *parent.below.entry(step).or_insert(fresh),
                None => return tree,
            };
            if here == fresh {
                tree.push(Step::default());
            }
        }
        if let Some(step) = tree.get_mut(here) {
            step.concept = Some(concept);
        }
    }
    tree
});

/// The place of a pointer into a record. An item's step may be its number or its name.
pub fn at(pointer: &str) -> Option<&'static Concept> {
    let mut here = 0;
    for step in pointer.split('/').skip(1) {
        let below = &TREE.get(here)?.below;
        here = *below.get(step).or_else(|| below.get("*"))?;
    }
    TREE.get(here)?.concept
}

/// What a step is called wherever it stands: for places that only a user's form has.
pub fn name_of_step(step: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let last = |concept: &Concept| concept.at.rsplit('/').next().unwrap_or_default();
        CONCEPTS.iter().rev().map(|concept| (last(concept), concept.name)).collect()
    });
    NAMES.get(step).copied()
}

/// The places whose values a form that no definition knows may print under this label.
pub fn labelled(label: &str) -> impl Iterator<Item = &'static Concept> {
    CONCEPTS.iter().filter(move |concept| concept.labels.contains(&label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn an_item_is_found_by_number_and_by_name() {
        let unit = at("/metrics/生产效率提升/unit").unwrap();
        assert_eq!((unit.at, unit.compared), ("/metrics/*/unit", Compared::Printed));
        assert_eq!(at("/resources/3/software/0/model").unwrap().name, "型号");
        assert_eq!(at("/applicant/nothing"), None);
        assert_eq!(at("/applicant/name/first"), None);
    }

    #[test]
    fn every_place_stands_once_below_its_parent() {
        let mut seen = BTreeSet::from([""]);
        for concept in CONCEPTS {
            let parent = concept.at.rsplit_once('/').unwrap().0;
            let parent = parent.strip_suffix("/*").unwrap_or(parent);
            assert!(seen.contains(parent), "{}: nothing above it", concept.at);
            assert!(seen.insert(concept.at), "{} twice", concept.at);
            let outermost = concept.at.matches('/').count() == 1;
            assert_eq!(outermost, !concept.records.is_empty(), "{}: records", concept.at);
        }
    }

    #[test]
    fn a_label_leads_to_one_place() {
        let mut seen = BTreeSet::new();
        for concept in CONCEPTS {
            for label in concept.labels {
                let group = matches!(concept.kind, Kind::Group);
                assert!(seen.insert((*label, group)), "{label}: two places");
                assert!(!label.contains(char::is_whitespace));
            }
        }
    }
}
