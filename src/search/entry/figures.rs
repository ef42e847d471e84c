//! The figures of a record: its indicators, and the numbers that the forms print elsewhere
//! under several labels, each under one name.

use super::super::analysis::fold::{Spaces, fold};
use super::text_of;
use crate::record::Record;
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
}

/// Figures outside `metrics`: the name under which they are asked for, where they stand,
/// their unit. What the forms print under several labels has one name.
const FIGURES: &[(&str, &str, &str)] = &[
    ("投资", "/project/investment", "万元"),
    ("投资", "/line/investment", "万元"),
    ("成熟度", "/applicant/maturity_level", "级"),
    ("总资产", "/applicant/last_year/total_assets", "万元"),
    ("资产负债率", "/applicant/last_year/debt_ratio", "%"),
    ("营业收入", "/applicant/last_year/sales", "万元"),
    ("税金", "/applicant/last_year/taxes", "万元"),
    ("利润", "/applicant/last_year/profit", "万元"),
];

/// The same of the last year in the table of financials.
const FINANCIALS: &[(&str, &str, &str)] = &[
    ("总资产", "total_assets", "万元"),
    ("资产负债率", "debt_ratio", "%"),
    ("营业收入", "revenue", "万元"),
    ("利润率", "profit_margin", "%"),
];

/// The figures of a record.
pub fn of(record: &Record) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    let mut add = |name: &str, value: f64, unit: &str| {
        figures.push(Figure { name: figure_name(name), value, unit: figure_name(unit) });
    };
    for list in ["/metrics", "/supply_chain/metrics"] {
        for item in record.get(list).and_then(Value::as_array).into_iter().flatten() {
            let value = item.get("value").and_then(Value::as_f64);
            if let (Some(name), Some(value)) = (item.get("name").and_then(text_of), value) {
                let unit = item.get("unit").and_then(text_of).unwrap_or_default();
                add(&name, value, &unit);
            }
        }
    }
    for (name, pointer, unit) in FIGURES {
        if let Some(value) = record.get(pointer).and_then(number_of) {
            add(name, value, unit);
        }
    }
    let years = record.get("/applicant/financials").and_then(Value::as_array);
    let last = years.and_then(|years| {
        years.iter().max_by_key(|y| y.get("year").and_then(Value::as_i64).unwrap_or(i64::MIN))
    });
    for (name, key, unit) in FINANCIALS {
        if let Some(value) = last.and_then(|year| year.get(key)).and_then(Value::as_f64) {
            add(name, value, unit);
        }
    }
    figures
}

/// A figure's name as the index keeps it.
pub fn figure_name(name: &str) -> String {
    fold(name, Spaces::Join).text
}

/// A number, also one that a choice names in words ("三级" is not one, "3" is).
fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().trim_end_matches('级').parse().ok())
}
