//! Labels whose words are certain, and the places that they have in the record of an
//! application (`registry/concepts.toml`), so that search, export and comparison work on
//! forms that nobody defined.

use super::words;
use crate::record::concept::{CONCEPTS, Concept, Kind};
use crate::value::label;

/// Where the value of a label in a group goes; `None` where its words are not certain.
pub fn pointer(group: &str, name: &str) -> Option<&'static str> {
    let key = label::key(&label::Label::parse(name).name);
    let group = label::key(group);
    let of_book = |concept: &&Concept| {
        ["/applicant/", "/project/", "/cover/"].iter().any(|room| concept.at.starts_with(room))
            && !concept.at.contains('*')
    };
    let leaf = |concept: &&Concept| !matches!(concept.kind, Kind::Group | Kind::Table);
    let called = |concept: &&Concept| concept.labels.iter().any(|word| label::key(word) == key);
    // 法定代表人 › 电话: what is asked of a group has its place in that group.
    let over = CONCEPTS.iter().filter(of_book).find(|concept| {
        concept.kind == Kind::Group && concept.labels.iter().any(|word| label::key(word) == group)
    });
    if let Some(over) = over {
        let room = format!("{}/", over.at);
        let wanted = if key == "姓名" { "名称" } else { key.as_str() };
        let mut inside =
            CONCEPTS.iter().filter(|concept| concept.at.starts_with(&room)).filter(leaf);
        let own = |concept: &&Concept| {
            let bare = key.strip_prefix("联系").filter(|rest| rest.chars().count() >= 2);
            label::key(concept.name) == wanted || called(concept) || bare == Some(concept.name)
        };
        return inside.find(own).map(|concept| concept.at);
    }
    if words::is_people(&group) {
        return None;
    }
    // A person's own label holds the name: 法定代表人：张三.
    let person = CONCEPTS.iter().filter(of_book).find(|concept| {
        concept.kind == Kind::Group
            && words::is_people(name)
            && concept.labels.iter().any(|word| label::key(word) == key)
    });
    if let Some(person) = person {
        let to = format!("{}/name", person.at);
        return CONCEPTS.iter().find(|concept| concept.at == to).map(|concept| concept.at);
    }
    let named = |concept: &&Concept| label::key(concept.name) == key && key.chars().count() >= 6;
    let mut all = CONCEPTS.iter().filter(of_book).filter(leaf);
    all.find(|concept| called(concept) || named(concept)).map(|concept| concept.at)
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn certain_labels_go_to_their_concepts() {
        assert_eq!(pointer("", "单位名称"), Some("/applicant/name"));
        assert_eq!(pointer("", "统一社会信用代码"), Some("/applicant/credit_code"));
        assert_eq!(pointer("法定代表人", "姓名"), Some("/applicant/legal_representative/name"));
        assert_eq!(
            pointer("法定代表人", "联系电话"),
            Some("/applicant/legal_representative/phone")
        );
        assert_eq!(pointer("项目联系人", "电话"), Some("/applicant/contact/phone"));
        assert_eq!(pointer("", "联系人"), Some("/applicant/contact/name"));
        assert_eq!(pointer("技术负责人", "电话"), None);
        assert_eq!(pointer("", "项目总投资（万元）"), Some("/project/investment"));
    }
}
