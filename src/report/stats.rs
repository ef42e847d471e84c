//! Figures of hits as text for people and as CSV.

use super::csv;
use crate::search::{Group, Histogram, Pivot, Stats};
use serde_json::Value;
use std::fmt::Write;

/// Headings of the figures of a group.
const HEAD: [&str; 9] =
    ["项目数", "有数的", "最小值", "下四分位", "中位数", "上四分位", "最大值", "平均值", "合计"];

/// Digits behind the point that a reader sees.
fn short(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| {
        let text = format!("{value:.2}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    })
}

fn exact(value: Option<f64>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn keys(group: &Group) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => "（未填）".to_owned(),
        Value::String(text) => super::hits::kind_name(text).to_owned(),
        other => other.to_string(),
    };
    group.key.values().map(text).collect()
}

fn figures(group: &Group, write: fn(Option<f64>) -> String) -> Vec<String> {
    let mut cells = vec![group.hits.to_string(), group.count.to_string()];
    let values = [group.min, group.q1, group.median, group.q3, group.max, group.mean, group.sum];
    cells.extend(values.map(write));
    cells
}

fn names(stats: &Stats) -> Vec<String> {
    stats.groups.first().map(|group| group.key.keys().cloned().collect()).unwrap_or_default()
}

/// The figures as text.
pub fn text(stats: &Stats) -> String {
    let mut out = notes(&stats.notes);
    let unit = if stats.unit.is_empty() { String::new() } else { format!("（{}）", stats.unit) };
    let _ = writeln!(
        out,
        "{}{unit}：{} 个项目中 {} 个有这个数（{:.1}%）",
        stats.metric,
        stats.hits,
        stats.count,
        stats.share * 100.0
    );
    let mut rows = vec![names(stats)];
    rows[0].extend(HEAD.map(str::to_owned));
    for group in &stats.groups {
        let mut row = keys(group);
        row.extend(figures(group, short));
        rows.push(row);
    }
    out.push_str(&aligned(&rows));
    for group in stats.groups.iter().filter(|group| !group.outliers.is_empty()) {
        let key = keys(group).join(" ");
        let _ = writeln!(out, "\n{key}{}离群值（已计入）：", if key.is_empty() { "" } else { " " });
        for outlier in &group.outliers {
            let _ = writeln!(out, "  {}  {}（记录 {}）", outlier.value, outlier.title, outlier.id);
        }
    }
    out
}

/// The figures as CSV.
pub fn csv(stats: &Stats) -> String {
    let mut head = names(stats);
    head.extend(HEAD.map(str::to_owned));
    let mut out = format!("{}{}", csv::BOM, csv::row(head));
    for group in &stats.groups {
        let mut row = keys(group);
        row.extend(figures(group, exact));
        out.push_str(&csv::row(row));
    }
    out
}

/// A histogram as text.
pub fn histogram_text(histogram: &Histogram) -> String {
    let mut out = notes(&histogram.notes);
    let _ = writeln!(
        out,
        "{}（{}）：{} 个项目中 {} 个有这个数",
        histogram.metric, histogram.unit, histogram.hits, histogram.count
    );
    let most = histogram.buckets.iter().map(|bucket| bucket.count).max().unwrap_or(1).max(1);
    let rows: Vec<Vec<String>> = histogram
        .buckets
        .iter()
        .map(|bucket| {
            let bar = "█".repeat((bucket.count * 40).div_ceil(most));
            let range = format!("{} – {}", short(Some(bucket.from)), short(Some(bucket.to)));
            vec![range, bucket.count.to_string(), bar]
        })
        .collect();
    out + &aligned(&rows)
}

/// A histogram as CSV.
pub fn histogram_csv(histogram: &Histogram) -> String {
    let mut out = format!("{}{}", csv::BOM, csv::row(["从", "到（不含）", "项目数"]));
    for bucket in &histogram.buckets {
        let cells = [exact(Some(bucket.from)), exact(Some(bucket.to)), bucket.count.to_string()];
        out.push_str(&csv::row(cells));
    }
    out
}

fn pivot_rows(pivot: &Pivot) -> Vec<Vec<String>> {
    let name = |value: &Option<String>| {
        value.as_deref().map_or("（未填）".to_owned(), |v| super::hits::kind_name(v).to_owned())
    };
    let mut head = vec![format!("{}＼{}", pivot.rows_by, pivot.columns_by)];
    head.extend(pivot.columns.iter().map(name));
    let mut rows = vec![head];
    for (value, counts) in pivot.rows.iter().zip(&pivot.counts) {
        let mut row = vec![name(value)];
        row.extend(counts.iter().map(usize::to_string));
        rows.push(row);
    }
    rows
}

/// A table of two facets as text.
pub fn pivot_text(pivot: &Pivot) -> String {
    format!("共 {} 个项目\n{}", pivot.hits, aligned(&pivot_rows(pivot)))
}

/// A table of two facets as CSV.
pub fn pivot_csv(pivot: &Pivot) -> String {
    let rows: String = pivot_rows(pivot).into_iter().map(csv::row).collect();
    format!("{}{rows}", csv::BOM)
}

fn notes(notes: &[String]) -> String {
    notes.iter().map(|note| format!("注意：{note}\n")).collect()
}

/// Columns a terminal shows of a text: two for a Chinese character.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c > '\u{1100}' && c != '█' && c != '–' { 2 } else { 1 }).sum()
}

/// Rows with their columns under each other, the first to the left.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|n| {
            rows.iter().filter_map(|row| row.get(n)).map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (n, (cell, most)) in row.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(most - width(cell));
            let number = cell.parse::<f64>().is_ok() && n > 0;
            let _ =
                if number { write!(line, "{pad}{cell}  ") } else { write!(line, "{cell}{pad}  ") };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other() {
        let rows =
            [vec!["行业".to_owned(), "数".to_owned()], vec!["a".to_owned(), "12".to_owned()]];
        assert_eq!(aligned(&rows), "行业  数\na     12\n");
    }

    #[test]
    fn csv_holds_every_digit() {
        let group = Group { hits: 2, count: 1, mean: Some(1.0 / 3.0), ..Group::default() };
        let stats = Stats { groups: vec![group], ..Stats::default() };
        assert!(csv(&stats).contains("0.3333333333333333"));
        assert!(text(&stats).contains("0.33"));
    }
}
