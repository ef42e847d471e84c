//! JSON Schema (draft 2020-12) of one file's extraction and of a comparison's report, made
//! from the schema of the record. Keys may be added to both; what is named here keeps its shape.

use super::concept::{CONCEPTS, Concept, Kind};
use serde_json::{Map, Value, json};

/// The kinds of record, as the contract names them.
pub const KINDS: [&str; 12] = [
    "application",
    "notice",
    "scenario_catalogue",
    "recommendation_summary",
    "assessment_summary",
    "form_blank",
    "indicator_list",
    "company_list",
    "task_list",
    "level_conditions",
    "form",
    "other",
];

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What `shenbao extract` gives of one file.
pub fn extraction() -> Value {
    let kinds: Vec<Value> = KINDS
        .iter()
        .map(|kind| {
            json!({
                "if": {"properties": {"kind": {"const": kind}}},
                "then": {"$ref": format!("#/$defs/{kind}")},
            })
        })
        .collect();
    let mut defs: Map<String, Value> =
        KINDS.iter().map(|kind| ((*kind).to_owned(), of_kind(kind))).collect();
    defs.insert("place".to_owned(), place());
    defs.insert("source".to_owned(), source());
    json!({
        "$schema": DIALECT,
        "title": "shenbao extract",
        "type": "object",
        "required": ["source", "records", "warnings"],
        "properties": {
            "source": {"$ref": "#/$defs/source"},
            "records": {"type": "array", "items": {
                "type": "object",
                "required": ["kind", "title", "provenance"],
                "properties": {
                    "kind": {"enum": KINDS},
                    "pages": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
                    "provenance": {"type": "object", "additionalProperties": {"$ref": "#/$defs/place"}},
                },
                "allOf": kinds,
            }},
            "warnings": {"type": "array", "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                    "message": {"type": "string"},
                    "page": {"type": ["integer", "null"]},
                },
            }},
        },
        "$defs": defs,
    })
}

/// What `shenbao compare --format json` gives of a pair.
pub fn comparison() -> Value {
    let side = json!({
        "type": ["object", "null"],
        "properties": {"text": {"type": ["string", "null"]}, "page": {"type": ["integer", "null"]}, "bbox": {"$ref": "#/$defs/bbox"}},
    });
    json!({
        "$schema": DIALECT,
        "title": "shenbao compare",
        "type": "object",
        "required": ["verdict", "paper", "online", "coverage", "differences", "equivalences"],
        "properties": {
            "verdict": {"enum": ["consistent", "inconsistent", "undetermined"]},
            "paper": {"$ref": "#/$defs/source"},
            "online": {"$ref": "#/$defs/source"},
            "coverage": {
                "type": "object",
                "required": ["pages_read", "pages", "fields_compared", "unread"],
                "properties": {
                    "pages_read": {"type": "integer", "minimum": 0},
                    "pages": {"type": "integer", "minimum": 0},
                    "fields_compared": {"type": "integer", "minimum": 0},
                    "unread": {"type": "array", "items": {"$ref": "#/$defs/told"}},
                    "notes": {"type": "array", "items": {"$ref": "#/$defs/told"}},
                },
            },
            "differences": {"type": "array", "items": {
                "type": "object",
                "required": ["pointer", "label", "kind", "severity", "reason", "confidence"],
                "properties": {
                    "pointer": {"type": "string"},
                    "label": {"type": "string"},
                    "kind": {"enum": ["changed", "missing_on_paper", "only_on_paper"]},
                    "severity": {"enum": ["material", "suspect", "formal"]},
                    "reason": {"$ref": "#/$defs/reason"},
                    "paper": side,
                    "online": side,
                    "confidence": {"type": "number", "minimum": 0, "maximum": 1},
                },
            }},
            "equivalences": {"type": "array", "items": {
                "type": "object",
                "required": ["pointer", "rule"],
                "properties": {"pointer": {"type": "string"}, "rule": {"$ref": "#/$defs/reason"}},
            }},
        },
        "$defs": {
            "bbox": bbox(),
            "reason": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "source": source(),
            "told": {
                "type": "object",
                "required": ["reason"],
                "properties": {"reason": {"$ref": "#/$defs/reason"}},
            },
        },
    })
}

/// The body of a record of one kind.
fn of_kind(kind: &str) -> Value {
    let outermost = |concept: &&Concept| {
        concept.at.matches('/').count() == 1
            && !matches!(concept.at, "/kind" | "/pages" | "/provenance")
            && concept.records.iter().any(|of| *of == "*" || *of == kind)
    };
    let properties: Map<String, Value> = CONCEPTS
        .iter()
        .filter(outermost)
        .map(|concept| (concept.at.trim_start_matches('/').to_owned(), value(concept)))
        .collect();
    json!({"type": "object", "properties": properties})
}

/// What may stand at a place; a blank is null everywhere.
fn value(concept: &Concept) -> Value {
    let mut schema = match concept.kind {
        Kind::Integer => json!({"type": ["integer", "null"]}),
        Kind::Number => json!({"type": ["number", "null"]}),
        Kind::Flag => json!({"type": ["boolean", "null"]}),
        Kind::Date => {
            json!({"type": ["string", "null"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"})
        }
        Kind::Any => json!({"type": ["string", "number", "boolean", "array", "null"]}),
        Kind::List => json!({"type": ["array", "null"]}),
        Kind::Group => json!({"type": ["object", "null"], "properties": below(concept.at)}),
        Kind::Table => {
            let columns = below(&format!("{}/*", concept.at));
            json!({"type": ["array", "null"], "items": {"properties": columns}})
        }
        Kind::Text | Kind::Long | Kind::Choice | Kind::Code | Kind::Phone | Kind::Email => {
            json!({"type": ["string", "null"]})
        }
    };
    let unit = concept.unit.map(|unit| format!("{}，{unit}", concept.name));
    schema["description"] = Value::from(unit.unwrap_or_else(|| concept.name.to_owned()));
    schema
}

fn below(parent: &str) -> Map<String, Value> {
    let step = |concept: &'static Concept| {
        let rest = concept.at.strip_prefix(parent)?.strip_prefix('/')?;
        (!rest.contains('/')).then(|| (rest.to_owned(), value(concept)))
    };
    CONCEPTS.iter().filter_map(step).collect()
}

fn source() -> Value {
    json!({
        "type": "object",
        "required": ["path"],
        "properties": {
            "path": {"type": "string"},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "format": {"type": "string"},
            "bytes": {"type": "integer", "minimum": 0},
            "pages": {"type": ["integer", "null"], "minimum": 0},
            "tables": {"type": ["integer", "null"], "minimum": 0},
            "ocr_pages": {"type": ["integer", "null"], "minimum": 0},
        },
    })
}

fn place() -> Value {
    json!({
        "type": "object",
        "required": ["confidence"],
        "properties": {
            "page": {"type": "integer", "minimum": 1},
            "bbox": bbox(),
            "block": {"type": "integer", "minimum": 0},
            "cell": {"type": "string"},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "raw": {"type": "string"},
            "bytes": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
            "label": {"type": "string"},
        },
    })
}

/// Left, top, right, bottom in points, origin top left.
fn bbox() -> Value {
    json!({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4})
}
