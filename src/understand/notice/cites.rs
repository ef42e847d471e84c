//! Which other documents a notice speaks of.

use super::tree::below_of;
use super::{head, number};
use crate::document::Document;
use crate::understand::draft::Draft;
use crate::understand::parts::Part;
use crate::understand::passages::{self, Passage};
use crate::understand::title;
use crate::value::pattern::pattern;
use serde_json::{Value, json};

pattern! {
    static TITLED = r"《([^《》]{2,80})》";
}

/// Numbers and titles of other documents.
pub(super) fn cites(draft: &mut Draft, lines: &[Passage], own: &[String]) {
    let mut numbers: Vec<String> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    draft.put("/cites", json!([]));
    draft.put("/mentions", json!([]));
    for line in lines {
        for found in number::find(&line.text) {
            if !own.contains(&found.canonical) && !numbers.contains(&found.canonical) {
                let at = format!("/cites/{}", numbers.len());
                draft.put_from(&at, found.canonical.as_str(), line, &found.raw);
                numbers.push(found.canonical);
            }
        }
        let Some(regex) = TITLED.regex() else { continue };
        for found in regex.captures_iter(&line.bare) {
            let title = line.as_written(&found[1]);
            if title != "通知" && !titles.contains(&title) {
                let at = format!("/mentions/{}", titles.len());
                draft.put_from(&at, title.as_str(), line, "");
                titles.push(title);
            }
        }
    }
}

/// A notice that is attached is one that is forwarded: its number is cited too.
pub(super) fn forwarded(draft: &mut Draft, document: &Document, parts: &[Part], index: usize) {
    for part in below_of(parts, index).filter_map(|p| parts.get(p)) {
        if !part.title.as_deref().is_some_and(title::is_letter) {
            continue;
        }
        let lines = passages::of_part(document, part);
        let head = head::read(&lines);
        let [(number, line)] = head.numbers.as_slice() else { continue };
        let cited =
            draft.record.get("/cites").and_then(Value::as_array).cloned().unwrap_or_default();
        if !cited.iter().any(|c| c.as_str() == Some(&number.canonical)) {
            let at = format!("/cites/{}", cited.len());
            draft.put_from(&at, number.canonical.as_str(), &lines[*line], &number.raw);
        }
    }
}
