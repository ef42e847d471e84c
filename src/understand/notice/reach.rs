//! How to reach whoever sent a notice: contacts, web and e-mail addresses.

use super::tree::below_of;
use super::{Bundle, contacts, url};
use crate::document::Document;
use crate::lexicon;
use crate::understand::draft::Draft;
use crate::understand::passages::{self, Passage};
use crate::understand::reflow;
use crate::understand::words::bare;
use serde_json::{Value, json};

/// Puts the contacts; gives the lines that tell of some and of which none was taken.
pub(super) fn contacts_of(
    draft: &mut Draft,
    bundle: Bundle<'_>,
    lines: &[Passage],
    body: usize,
) -> Vec<usize> {
    draft.put("/contacts", json!([]));
    let found = contacts::read(lines, body);
    let untaken = contacts::untaken(lines, body, &found);
    put_contacts(draft, lines, found);
    // 联系方式 set out in an attachment of its own.
    for part in below_of(bundle.parts, bundle.index).filter_map(|p| bundle.parts.get(p)) {
        let title = part.title.as_deref().map(bare).unwrap_or_default();
        let names = lexicon::CONTACT_LISTS;
        if names.iter().any(|w| title.contains(w)) {
            let lines = passages::of_part(bundle.document, part);
            put_contacts(draft, &lines, contacts::read_list(&lines));
        }
    }
    untaken
}

fn put_contacts(draft: &mut Draft, lines: &[Passage], found: Vec<contacts::Contact>) {
    let first = draft.record.get("/contacts").and_then(Value::as_array).map_or(0, Vec::len);
    for (i, contact) in found.into_iter().enumerate() {
        let at = format!("/contacts/{}", first + i);
        let line = &lines[contact.line];
        draft.put_from(&at, json!({
            "organization": contact.organization, "name": contact.name, "phones": contact.phones,
        }), line, &line.text);
        let (organization, name, phones) = &contact.lines;
        let mut part = |key: &str, line: usize, raw: &str| {
            if let Some(line) = lines.get(line).filter(|_| !raw.is_empty()) {
                draft.locate(&format!("{at}/{key}"), line, raw);
            }
        };
        part("organization", *organization, contact.organization.as_deref().unwrap_or_default());
        part("name", *name, contact.name.as_deref().unwrap_or_default());
        for (number, (phone, line)) in contact.phones.iter().zip(phones).enumerate() {
            part(&format!("phones/{number}"), *line, phone);
        }
        if !contact.emails.is_empty() {
            draft.put(&format!("{at}/emails"), json!(contact.emails));
        }
        if !contact.faxes.is_empty() {
            draft.put(&format!("{at}/faxes"), json!(contact.faxes));
        }
        if let Some(address) = contact.address {
            draft.put(&format!("{at}/address"), address);
        }
    }
}

pub(super) fn addresses(draft: &mut Draft, document: &Document, lines: &[Passage]) {
    let mut urls: Vec<String> = Vec::new();
    for line in lines {
        for found in url::find(&line.text) {
            if !urls.contains(&found.url) && !reflow::is_doubtful(document, &found.url) {
                draft.put_from(
                    &format!("/urls/{}", urls.len()),
                    found.url.as_str(),
                    line,
                    &found.raw,
                );
                urls.push(found.url);
            }
        }
    }
    if urls.is_empty() {
        draft.put("/urls", json!([]));
    }
    let mut emails: Vec<String> = Vec::new();
    for line in lines {
        for found in contacts::emails(&line.text) {
            if !emails.contains(&found) {
                let at = format!("/emails/{}", emails.len());
                draft.put_from(&at, found.as_str(), line, &found);
                emails.push(found);
            }
        }
    }
}
