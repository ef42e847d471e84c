//! The tables for counting and comparing: metrics, figures, accounts, scenarios, suppliers.

use super::failed;
use crate::characters::numerals;
use crate::problem::Problem;
use crate::record::Record;
use crate::search::{Entry, query::Field};
use rusqlite::{Transaction, params};
use serde_json::Value;

/// Figures that the forms print outside of the metrics: name, unit, where they stand.
const FIGURES: &[(&str, &str, &str)] = &[
    ("投资", "万元", "/project/investment"),
    ("投资", "万元", "/line/investment"),
    ("成熟度", "级", "/applicant/maturity_level"),
    ("总资产", "万元", "/applicant/last_year/total_assets"),
    ("资产负债率", "%", "/applicant/last_year/debt_ratio"),
    ("营业收入", "万元", "/applicant/last_year/sales"),
    ("税金", "万元", "/applicant/last_year/taxes"),
    ("利润", "万元", "/applicant/last_year/profit"),
];

/// Writes the details of a record.
///
/// # Errors
///
/// As every write.
pub fn write(
    to: &Transaction<'_>,
    entry: &Entry,
    record: &Record,
    pages: &Pages,
) -> Result<(), Problem> {
    let id = entry.id as i64;
    let insert = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        to.prepare_cached(sql).and_then(|mut s| s.execute(values)).map_err(failed).map(|_| ())
    };
    let number = |value: &Value, key: &str| value.get(key).and_then(Value::as_f64);
    let metrics = record.get("/metrics").and_then(Value::as_array);
    for (index, metric) in metrics.into_iter().flatten().enumerate() {
        let Some(name) = metric.get("name").and_then(Value::as_str) else { continue };
        let unit = metric.get("unit").and_then(Value::as_str);
        let sql = "INSERT INTO metrics VALUES (?1, ?2, ?3, ?4, ?5)";
        insert(
            sql,
            params![id, name, unit, number(metric, "value"), pages.get(index).copied().flatten()],
        )?;
    }
    for (name, unit, pointer) in FIGURES {
        let value = record.known(pointer);
        // A level is written as a number or as its words (三级).
        let value = value.and_then(|v| v.as_f64().or_else(|| level(v.as_str()?)));
        if let Some(value) = value {
            insert("INSERT INTO figures VALUES (?1, ?2, ?3, ?4)", params![id, name, unit, value])?;
        }
    }
    let years = record.get("/applicant/financials").and_then(Value::as_array);
    for year in years.into_iter().flatten() {
        let of = |key| number(year, key);
        let when = year.get("year").and_then(Value::as_i64);
        let values = [of("total_assets"), of("debt_ratio"), of("revenue"), of("profit_margin")];
        if values.iter().any(Option::is_some) {
            let [assets, debt, revenue, margin] = values;
            let sql = "INSERT INTO financials VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            insert(sql, params![id, when, assets, debt, revenue, margin])?;
        }
    }
    let changes = record.get("/before_after").and_then(Value::as_object);
    for (name, change) in changes.into_iter().flatten() {
        let (before, after) = (number(change, "before"), number(change, "after"));
        if before.or(after).is_some() {
            let sql = "INSERT INTO before_after VALUES (?1, ?2, ?3, ?4)";
            insert(sql, params![id, name, before, after])?;
        }
    }
    for row in &entry.rows {
        let sql = "INSERT INTO scenarios VALUES (?1, ?2, ?3, ?4, ?5)";
        insert(sql, params![id, row.no, row.stage, row.scenario, row.instance])?;
    }
    for (field, name) in &entry.fields {
        if *field == Field::Supplier {
            insert("INSERT INTO suppliers VALUES (?1, ?2)", params![id, name])?;
        }
    }
    Ok(())
}

/// The page of each metric's value.
pub type Pages = Vec<Option<u32>>;

fn level(words: &str) -> Option<f64> {
    let digit = words.chars().find_map(|c| numerals::value(c).or(c.to_digit(10)));
    digit.filter(|level| (1..=5).contains(level)).map(f64::from)
}
