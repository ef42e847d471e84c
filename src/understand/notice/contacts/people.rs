//! People who are named one after the other, and the telephones behind them.

use super::Contact;

/// Each person with a telephone of their own, where as many telephones stand behind the
/// names; people before one telephone share it. Whoever has none at all is dropped.
pub(super) fn told_apart(found: Vec<Contact>) -> Vec<Contact> {
    let mut out: Vec<Contact> = Vec::with_capacity(found.len());
    let mut waiting: Vec<Contact> = Vec::new();
    for contact in found {
        if contact.phones.is_empty() && contact.emails.is_empty() && contact.faxes.is_empty() {
            waiting.push(contact);
            continue;
        }
        let here = contact.lines.1;
        waiting.retain(|person| person.lines.1 == here && contact.name.is_some());
        let mut people = waiting.drain(..).chain(paired_names(&contact)).collect::<Vec<_>>();
        let count = people.len();
        let each = contact.even && contact.phones.len() == count;
        for (at, person) in people.iter_mut().enumerate() {
            if count == 1 {
                *person = contact.clone();
                break;
            }
            let own = if each { at..at + 1 } else { 0..contact.phones.len() };
            person.phones = contact.phones.get(own.clone()).unwrap_or_default().to_vec();
            let lines = contact.lines.2.get(own).unwrap_or_default().to_vec();
            person.lines = (person.lines.0, person.lines.1, lines);
            person.line = contact.line;
            if at + 1 == count {
                person.emails.clone_from(&contact.emails);
                person.faxes.clone_from(&contact.faxes);
                person.address.clone_from(&contact.address);
            }
        }
        out.extend(people);
    }
    out
}

/// Each once: a notice may name in its text whom it names below its signature again.
pub(super) fn once(found: Vec<Contact>) -> Vec<Contact> {
    let mut out: Vec<Contact> = Vec::with_capacity(found.len());
    for contact in found {
        let same = |known: &Contact| {
            contact.name.is_some() && known.name == contact.name && known.phones == contact.phones
        };
        match out.iter_mut().find(|known| same(known)) {
            Some(known) => known.organization = known.organization.take().or(contact.organization),
            None => out.push(contact),
        }
    }
    out
}

/// 程某、马某 with two telephones are two people; with one they stay together.
fn paired_names(contact: &Contact) -> Vec<Contact> {
    let names: Vec<&str> =
        contact.name.as_deref().map(|n| n.split('、').collect()).unwrap_or_default();
    if names.len() < 2 || names.len() != contact.phones.len() || !contact.even {
        return vec![contact.clone()];
    }
    let person = |name: &&str| Contact {
        name: Some((*name).to_owned()),
        phones: Vec::new(),
        emails: Vec::new(),
        faxes: Vec::new(),
        address: None,
        ..contact.clone()
    };
    names.iter().map(person).collect()
}
