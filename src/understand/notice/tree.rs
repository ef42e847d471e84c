//! The attachments that a notice lists, and the parts of the file that they are.

use super::{Bundle, attachments, head};
use crate::document::Document;
use crate::problem::{Warning, WarningCode};
use crate::understand::draft::Draft;
use crate::understand::parts::Part;
use crate::understand::passages::{self, Passage};
use serde_json::{Value, json};

/// The list of attachments, each with the part of the file that it is, and
/// that part's own attachments below it.
pub(super) fn attachment_tree(
    draft: &mut Draft,
    bundle: Bundle<'_>,
    lines: &[Passage],
    named: &[attachments::Named],
    name: &str,
    warnings: &mut Vec<Warning>,
) {
    let Bundle { document, parts, index } = bundle;
    let mut taken: Vec<usize> = Vec::new();
    draft.put("/attachments", json!([]));
    let divided = |no: Option<u32>| named.iter().any(|n| n.no == no && n.sub.is_some());
    let (mut next, mut inner) = (0, 0);
    for item in named {
        // 1-1 stands below 1.
        let under = item.sub.is_some() && next > 0;
        let at = match under {
            true => format!("/attachments/{}/attachments/{inner}", next - 1),
            false => format!("/attachments/{next}"),
        };
        (next, inner) = if under { (next, inner + 1) } else { (next + 1, 0) };
        draft.put(&format!("{at}/no"), item.no);
        if let (Some(no), Some(sub)) = (item.no, item.sub) {
            draft.put(&format!("{at}/label"), format!("附件{no}-{sub}"));
        }
        draft.put_from(&format!("{at}/title"), item.title.as_str(), &lines[item.line], "");
        let of_number = |p: &usize| {
            let label = parts[*p].label.as_deref();
            let sub = !divided(item.no) || label_sub(label) == item.sub;
            label.is_some() && label_number(label) == item.no && sub
        };
        let mut own: Vec<usize> = below_of(parts, index).filter(of_number).collect();
        let only = named.len() == 1 && below_of(parts, index).count() == 1;
        if own.is_empty() {
            // A part without a marker is the attachment that nothing else is.
            let free = |p: &usize| only || parts[*p].label.is_none() && !taken.contains(p);
            own.extend(below_of(parts, index).find(free));
        }
        taken.extend(&own);
        // 附件1：限额表 with its table right below it in the letter itself.
        let below = lines.get(item.line + 1).is_some_and(|line| line.row.is_some());
        draft.put(&format!("{at}/present"), below || !own.is_empty());
        if own.is_empty() && below {
            continue;
        }
        if own.is_empty() {
            warnings.push(Warning::new(
                WarningCode::AttachmentAbsent,
                format!("《{name}》列出的附件“{}”不在文件中", item.title),
            ));
            continue;
        }
        draft.put(&format!("{at}/parts"), json!(own));
        let below: Vec<Value> = own.iter().flat_map(|p| children(document, parts, *p)).collect();
        if !below.is_empty() {
            inner = below.len();
            draft.put(&format!("{at}/attachments"), Value::Array(below));
        }
    }
    for child in below_of(parts, index) {
        if !named.is_empty() && !taken.contains(&child) {
            let label = parts[child].label.clone().unwrap_or_default();
            warnings.push(Warning::new(
                WarningCode::AttachmentUnlisted,
                format!("文件中的“{label}”未列入《{name}》的附件说明"),
            ));
        }
    }
}

/// Indices of the parts attached to a part.
pub(super) fn below_of(parts: &[Part], index: usize) -> impl Iterator<Item = usize> {
    (0..parts.len()).filter(move |p| parts[*p].parent == Some(index))
}

fn children(document: &Document, parts: &[Part], index: usize) -> Vec<Value> {
    // A part that lost its head is called what the list calls it.
    let nameless = below_of(parts, index).any(|p| parts[p].title.is_none());
    let named = parts.get(index).filter(|_| nameless).map(|part| {
        let lines = passages::of_part(document, part);
        attachments::read(&lines, head::read(&lines).body).0
    });
    below_of(parts, index)
        .map(|p| {
            let no = label_number(parts[p].label.as_deref());
            let listed = named.iter().flatten().find(|n| n.no == no).map(|n| n.title.clone());
            let mut node = json!({
                "no": no, "label": parts[p].label,
                "title": parts[p].title.clone().or(listed), "parts": [p],
            });
            let below = children(document, parts, p);
            if !below.is_empty() {
                node["attachments"] = Value::Array(below);
            }
            node
        })
        .collect()
}

/// The main number of a marker: 3 for 附件3-1.
fn label_number(label: Option<&str>) -> Option<u32> {
    let digits = label?.trim_start_matches(['附', '件', '录']);
    crate::understand::words::count(digits.split(['-', '—', '–']).next()?)
}

/// The number behind the dash of a marker: 1 for 附件3-1.
fn label_sub(label: Option<&str>) -> Option<u32> {
    label?.rsplit_once(['-', '—', '–'])?.1.parse().ok()
}
