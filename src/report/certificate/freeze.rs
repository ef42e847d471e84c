//! The report and the decisions as one piece that does not change any more.

use crate::compare::section;
use serde_json::{Map, Value, json};

/// What was decided of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// `true`, `false` or `open`.
    pub decision: String,
    /// Why.
    pub remark: String,
    /// By whom.
    pub by: String,
}

/// Freezes a report, in which everything has its `id`, with what was decided, by whom it is
/// signed, on which day and with which remark. Nothing in it tells the hour or the number of
/// the pair: the same files and decisions give the same piece.
pub fn freeze(
    report: &Value,
    decided: &dyn Fn(&str) -> Option<Decided>,
    by: &str,
    on: &str,
    remark: &str,
) -> Value {
    let with_decision = |entry: &Value, mut frozen: Map<String, Value>| {
        let id = entry["id"].as_str().unwrap_or_default();
        frozen.insert("id".into(), id.into());
        if let Some(decided) = decided(id) {
            frozen.insert("decision".into(), decided.decision.into());
            frozen.insert("remark".into(), decided.remark.into());
            frozen.insert("by".into(), decided.by.into());
        }
        Value::Object(frozen)
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let differences: Vec<Value> = list(&report["differences"])
        .iter()
        .map(|difference| {
            let mut frozen = Map::new();
            for key in ["pointer", "label", "kind", "severity", "reason", "reordered"] {
                if let Some(value) = difference.get(key) {
                    frozen.insert(key.into(), value.clone());
                }
            }
            let pointer = difference["pointer"].as_str().unwrap_or_default();
            frozen.insert("section".into(), section(pointer).into());
            for side in ["paper", "online"] {
                frozen.insert(side.into(), difference[side]["text"].clone());
                if let Some(page) = difference[side].get("page") {
                    frozen.insert(format!("{side}_page"), page.clone());
                }
            }
            with_decision(difference, frozen)
        })
        .collect();
    let unread: Vec<Value> = list(&report["coverage"]["unread"])
        .iter()
        .map(|place| with_decision(place, place.as_object().cloned().unwrap_or_default()))
        .collect();
    let side = |name: &str| {
        let source = &report[name];
        json!({
            "name": source["path"], "sha256": source["sha256"], "bytes": source["bytes"],
            "format": source["format"], "pages": source["pages"], "ocr_pages": source["ocr_pages"],
        })
    };
    let coverage = &report["coverage"];
    json!({
        "kind": "shenbao-certificate",
        "version": 1,
        "conclusion": conclusion(&differences, &unread),
        "signed": {"by": by, "on": on, "remark": remark},
        "verdict": report["verdict"],
        "reason": report["reason"],
        "paper": side("paper"),
        "online": side("online"),
        "versions": report["versions"],
        "coverage": {
            "pages_read": coverage["pages_read"], "pages": coverage["pages"],
            "fields_compared": coverage["fields_compared"],
            "characters_compared": coverage["characters_compared"],
            "notes": coverage["notes"],
        },
        "differences": differences,
        "unread": unread,
        "equivalences": list(&report["equivalences"]).len(),
    })
}

/// What the decisions come to: a difference that holds wins, then what nobody could read;
/// what is only written otherwise never counts.
fn conclusion(differences: &[Value], unread: &[Value]) -> &'static str {
    let holds = |entry: &&Value| entry["decision"] == "true";
    let counts = |entry: &&Value| entry["severity"] != "formal" || entry["reordered"] == true;
    let settled = |entry: &Value| entry["decision"] == "true" || entry["decision"] == "false";
    if differences.iter().filter(counts).any(|d| holds(&d)) {
        "inconsistent"
    } else if unread.iter().any(|u| holds(&u)) || !differences.iter().chain(unread).all(settled) {
        "undetermined"
    } else {
        "consistent"
    }
}
