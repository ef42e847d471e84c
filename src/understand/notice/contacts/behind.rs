//! Lines on which the number stands before whose it is: 0931-8887777 李某；13800001111 王某.

use super::names::{is_name, strip_labels};
use super::phones::{EMAIL, is_fax, next_phone, tidy_phone};
use super::{Contact, without_roles};
use crate::lexicon;

/// Takes a line whose every number stands before the name of its person; `false` where it
/// is another.
pub(super) fn phone_first(
    text: &str,
    index: usize,
    current: &Contact,
    out: &mut Vec<Contact>,
) -> bool {
    let unheard = current.name.is_none() && current.phones.is_empty();
    if !unheard || EMAIL.is_match(text) {
        return false;
    }
    let text = without_roles(text);
    let mut found: Vec<Contact> = Vec::new();
    for part in text.split([';', '。']).filter(|part| !part.trim().is_empty()) {
        let mut phones = Vec::new();
        let mut at = 0;
        while let Some(phone) = next_phone(part, at) {
            phones.push(phone.clone());
            at = phone.end;
        }
        let (Some(first), Some(last)) = (phones.first(), phones.last()) else { return false };
        let before = &part[..first.start];
        let own: Vec<String> =
            phones.iter().map(|phone| tidy_phone(&part[phone.clone()])).collect();
        if is_fax(before, false)
            && part[last.end..].trim().is_empty()
            && let Some(person) = found.last_mut()
        {
            person.faxes.extend(own);
            continue;
        }
        let name = part[last.end..].trim_matches(|c: char| !c.is_alphabetic());
        if !is_label(before)
            || !is_person(name)
            || phones
                .windows(2)
                .any(|p| part[p[0].end..p[1].start].chars().any(char::is_alphabetic))
        {
            return false;
        }
        found.push(Contact {
            organization: current.organization.clone(),
            name: Some(name.to_owned()),
            lines: (current.lines.0, index, vec![index; own.len()]),
            phones: own,
            line: index,
            ..Contact::default()
        });
    }
    let any = !found.is_empty();
    out.extend(found);
    any
}

/// Whether nothing but labels and numbers of items stand before a number.
fn is_label(before: &str) -> bool {
    let mut words = before.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let item =
        |word: &str| word.chars().count() <= 2 && crate::understand::words::count(word).is_some();
    words.all(|word| item(word) || strip_labels(word).is_empty())
}

/// Whether a word is surely somebody: a family name begins it, or it ends as people are spoken to.
fn is_person(word: &str) -> bool {
    let family = word.chars().next().is_some_and(|c| lexicon::CONTACT_FAMILIES.contains(c));
    is_name(word) && family && word.chars().count() <= 4
}
