//! The figures of a record: its indicators, and the numbers that the forms print elsewhere
//! under several labels, each under one name.

use super::super::analysis::fold::{Spaces, fold};
use super::text_of;
use crate::record::Record;
use crate::record::concept::CONCEPTS;
use crate::value::label::Label;
use serde_json::Value;

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name as the index keeps it ([`figure_name`]).
    pub name: String,
    /// Its value.
    pub value: f64,
    /// The unit in which the form prints it, folded; empty when it names none.
    pub unit: String,
    /// The row of a table in which it stands, by its pointer; empty for any other place.
    pub row: String,
}

/// The figures of a record.
pub fn of(record: &Record) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut add = |name: &str, value: f64, unit: &str, row: String| {
        figures.push(Figure { name: figure_name(name), value, unit: figure_name(unit), row });
    };
    for list in ["/metrics", "/supply_chain/metrics"] {
        let items = record.get(list).and_then(Value::as_array).into_iter().flatten();
        for (index, item) in items.enumerate() {
            let value = item.get("value").and_then(Value::as_f64);
            if let (Some(name), Some(value)) = (item.get("name").and_then(text_of), value) {
                let unit = item.get("unit").and_then(text_of).unwrap_or_default();
                add(&name, value, &unit, format!("{list}/{index}"));
            }
        }
    }
    // What the forms print elsewhere, by the schema of the record; of a table of years the last.
    for concept in CONCEPTS {
        let Some(name) = concept.figure else { continue };
        let value = match concept.at.split_once("/*/") {
            None => record.known(concept.at),
            Some((list, key)) => last_year(record.get(list)).and_then(|year| year.get(key)),
        };
        if let Some(value) = value.and_then(number_of) {
            add(name, value, concept.unit.unwrap_or_default(), String::new());
        }
    }
    // The numbers of a form that no definition knows, by their labels.
    for field in record.get("/fields").and_then(Value::as_array).into_iter().flatten() {
        let label = field.get("label").and_then(Value::as_str).map(Label::parse);
        let value = field.get("value").filter(|value| value.is_number()).and_then(number_of);
        if let (Some(label), Some(value)) = (label, value) {
            let unit = field.get("unit").and_then(text_of).unwrap_or_default();
            let (name, unit) = (figure_name(&label.name), figure_name(&unit));
            // What a concept said of it already is not counted twice.
            let known = figures.iter().any(|figure| figure.name == name && figure.value == value);
            if !known && !name.is_empty() {
                figures.push(Figure { name, value, unit, row: String::new() });
            }
        }
    }
    figures
}

/// The item of the greatest year.
fn last_year(years: Option<&Value>) -> Option<&Value> {
    let year = |item: &&Value| item.get("year").and_then(Value::as_i64).unwrap_or(i64::MIN);
    years?.as_array()?.iter().max_by_key(year)
}

/// A figure's name as the index keeps it.
pub fn figure_name(name: &str) -> String {
    fold(name, Spaces::Join).text
}

/// A number, also one that a choice names in words ("三级" is not one, "3" is).
fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().trim_end_matches('级').parse().ok())
}
