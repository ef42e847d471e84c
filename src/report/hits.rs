//! The answer to a search as text for people and as CSV for Excel.

use super::csv;
use crate::library::{Answer, Hit};
use crate::search::FacetCount;
use crate::search::facets::FACETS;
use crate::search::query::KINDS;
use std::fmt::Write;

/// How marked text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marks {
    /// In a terminal's bold red.
    Colour,
    /// Between 【 and 】.
    Brackets,
}

/// The Chinese name of a kind of record.
pub fn kind_name(kind: &str) -> &str {
    KINDS.iter().find(|(k, _)| *k == kind).map_or(kind, |(_, name)| name)
}

/// The answer as text.
pub fn text(answer: &Answer, offset: usize, marks: Marks) -> String {
    let mut out = String::new();
    for note in &answer.notes {
        let _ = writeln!(out, "注意：{note}");
    }
    if !answer.read_as.is_empty() {
        let _ = writeln!(out, "理解为：{}", answer.read_as.join("  "));
    }
    for offer in &answer.suggestions {
        let _ = writeln!(out, "您是不是要找：{}（{}）", offer.name, offer.query);
    }
    let shown = answer.hits.iter().filter(|hit| !hit.partial).count();
    let records = if answer.records > answer.total {
        format!("（{} 份记录）", answer.records)
    } else {
        String::new()
    };
    let _ = if shown == 0 {
        writeln!(out, "共 {} 条{records}", answer.total)
    } else {
        let (from, to) = (offset + 1, offset + shown);
        writeln!(out, "共 {} 条{records}，显示第 {from}–{to} 条", answer.total)
    };
    for (n, hit) in answer.hits.iter().enumerate() {
        let _ = writeln!(out, "\n{}. {}", offset + n + 1, hit.title);
        let mut about = vec![kind_name(&hit.kind).to_owned()];
        about.extend(hit.year.map(|year| format!("{year}年")));
        about.extend(hit.region.clone());
        about.extend(hit.sector.clone());
        let _ = writeln!(out, "   {}", about.join(" · "));
        let page = hit.page.map(|page| format!(" 第{page}页")).unwrap_or_default();
        let part = if hit.part > 0 { format!(" 第{}部分", hit.part + 1) } else { String::new() };
        let old = if hit.superseded { "（旧版，已有新版）" } else { "" };
        let _ = writeln!(out, "   {}{part}{page}{old}", hit.path);
        if !hit.editions.is_empty() {
            let editions: Vec<String> = hit.editions.iter().map(u64::to_string).collect();
            let _ = writeln!(out, "   另有 {} 份：记录 {}", editions.len(), editions.join("、"));
        }
        if let Some(name) = &hit.near_name {
            let _ = writeln!(out, "   〔名称相近：{name}〕");
        } else if hit.partial {
            let _ = writeln!(out, "   〔缺词：{}〕", hit.lacks.join("、"));
        }
        if !hit.snippet.is_empty() {
            let _ = writeln!(out, "   …{}…", marked(hit, marks));
        }
    }
    let facets: Vec<String> = FACETS
        .iter()
        .filter_map(|facet| {
            let counts = answer.facets.get(facet.key).filter(|counts| counts.len() > 1)?;
            let count = |f: &FacetCount| format!("{} {}", kind_name(&f.value), f.count);
            let counts: Vec<String> = counts.iter().take(8).map(count).collect();
            Some(format!("{}：{}", facet.name(), counts.join("，")))
        })
        .collect();
    if !facets.is_empty() {
        let _ = writeln!(out, "\n{}", facets.join("\n"));
    }
    out
}

/// Headings of the hits as CSV that stand in every table.
const HEAD: [&str; 11] =
    ["序号", "标题", "种类", "企业名称", "年份", "地区", "行业", "表单", "文件", "页", "摘录"];

/// The names that the query brings and no fixed column has.
fn asked(answer: &Answer) -> impl Iterator<Item = &str> {
    // Under these names the fixed columns show the same.
    let shown = |name: &str| HEAD.contains(&name) && name != "地区" || name == "企业";
    answer.columns.iter().map(String::as_str).filter(move |name| !shown(name))
}

/// The headings of an answer's hits as CSV, with the byte order mark.
pub fn csv_head(answer: &Answer) -> String {
    // A region's fixed column is the province; what was asked for is the address.
    let asked = asked(answer).map(|name| if name == "地区" { "地址" } else { name });
    format!("{}{}", csv::BOM, csv::row(HEAD.into_iter().chain(asked)))
}

/// A hit as a line of CSV; `number` counts from 1.
pub fn csv_row(answer: &Answer, hit: &Hit, number: usize) -> String {
    let fixed = [
        number.to_string(),
        hit.title.clone(),
        kind_name(&hit.kind).to_owned(),
        hit.applicant.clone().unwrap_or_default(),
        hit.year.map(|y| y.to_string()).unwrap_or_default(),
        hit.region.clone().unwrap_or_default(),
        hit.sector.clone().unwrap_or_default(),
        hit.template.clone().unwrap_or_default(),
        hit.path.clone(),
        hit.page.map(|p| p.to_string()).unwrap_or_default(),
        hit.snippet.clone(),
    ];
    let asked = asked(answer).map(|name| match hit.values.get(name) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Number(n)) => n.as_f64().map(|n| n.to_string()).unwrap_or_default(),
        _ => String::new(),
    });
    csv::row(fixed.into_iter().chain(asked))
}

fn marked(hit: &Hit, marks: Marks) -> String {
    let (open, close) = match marks {
        Marks::Colour => ("\u{1b}[1;31m", "\u{1b}[0m"),
        Marks::Brackets => ("【", "】"),
    };
    let mut out = String::new();
    let mut at = 0;
    for range in &hit.highlights {
        out.push_str(hit.snippet.get(at..range.start).unwrap_or_default());
        out.push_str(open);
        out.push_str(hit.snippet.get(range.clone()).unwrap_or_default());
        out.push_str(close);
        at = range.end;
    }
    out.push_str(hit.snippet.get(at..).unwrap_or_default());
    out
}
