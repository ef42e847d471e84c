//! Values and fields as a report writes them.

use crate::compare::fields::compared::{Compared, Leaf};
use crate::compare::fields::equivalence;
use crate::compare::report::Reading;
use crate::compare::report::labels;
use crate::compare::stream::fold;
use crate::value::tick;
use serde_json::Value;

/// A field's name: the form's own label under the group it stands in.
pub fn label_of(pointer: &str, place: &Compared<'_>) -> String {
    let printed = place
        .online
        .iter()
        .chain(&place.paper)
        .filter_map(|leaf| leaf.provenance)
        .map(|p| p.label.trim())
        .find(|label| !label.is_empty());
    match printed {
        Some(label) if !place.item => label.split_whitespace().collect(),
        _ => labels::of_pointer(pointer),
    }
}

/// A value as it is written: on the form, or in the record if there is no form.
pub fn written(leaf: &Leaf<'_>) -> String {
    match leaf.provenance.map(|p| p.raw.trim()).filter(|raw| is_one_of(leaf.value, raw)) {
        Some(_) => value_text(leaf.value),
        None => as_printed(leaf),
    }
}

/// What stands on the form in the place of a value: of one of several names, all of them.
pub fn as_printed(leaf: &Leaf<'_>) -> String {
    match leaf.provenance.map(|p| p.raw.trim()).filter(|raw| !raw.is_empty()) {
        Some(raw) if !matches!(leaf.value, Value::Null) => raw.to_owned(),
        _ => value_text(leaf.value),
    }
}

/// Whether a value is one of several names that stand in the same place.
fn is_one_of(value: &Value, raw: &str) -> bool {
    let Value::String(text) = value else { return false };
    let names = equivalence::listed(raw);
    !tick::has_marks(raw) && names.len() > 1 && names.contains(&fold::folded(text))
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        other => other.to_string(),
    }
}

/// All values of a place in one line.
pub fn written_all(leaves: &[Leaf<'_>]) -> String {
    let parts: Vec<String> = leaves.iter().map(written).filter(|text| !text.is_empty()).collect();
    parts.join(" | ")
}

/// A list item in one line.
pub fn summary(leaves: &[Leaf<'_>]) -> Reading {
    let text = written_all(leaves);
    let short: String = text.chars().take(300).collect();
    let text = if short.len() < text.len() { format!("{short}…") } else { short };
    let provenance = leaves.iter().find_map(|leaf| leaf.provenance);
    Reading {
        text,
        page: provenance.and_then(|p| p.page),
        bbox: provenance.and_then(|p| p.bbox),
        block: provenance.and_then(|p| p.block),
        ..Reading::default()
    }
}
