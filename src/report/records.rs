//! Records out of a library, one JSON a line.

use crate::library::Stored;
use serde_json::{Map, Value};

/// A record as one line of JSON: the file, then the record as `extract` gives it.
pub fn json_line(stored: &Stored) -> String {
    let mut line = Map::new();
    line.insert(
        "source".to_owned(),
        serde_json::json!({
            "path": stored.path, "sha256": stored.sha256, "format": stored.format,
            "part": stored.part, "id": stored.id,
        }),
    );
    if let Ok(Value::Object(record)) = serde_json::to_value(&stored.record) {
        line.extend(record);
    }
    Value::Object(line).to_string()
}
