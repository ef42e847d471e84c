//! Lists of indicators and lists of companies.

use super::draft::Draft;
use super::passages::Passage;
use super::title::tidy;
use super::words::bare;
use regex::Regex;
use serde_json::json;
use std::sync::LazyLock;

static UNIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(.*?)[（(]\s*(%|％|个|家|项|万元|亿元|元|人|天|次|台|套|台套|吨|年|分|级)\s*[）)]$",
    )
    .ok()
});

static ROW: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([0-9０-９]{1,3})(?:\s*[\t.．、]\s*|\s+|$)(.*)$").ok());

static GROUP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[（(]?([一二三四五六七八九十]{1,3})[）)、]\s*(.+)$").ok());

/// Reads the rows of a list of indicators, from a table or from torn lines.
pub fn indicators(draft: &mut Draft, lines: &[Passage]) {
    let mut group: Option<String> = None;
    let mut found: Vec<(u32, String, Option<String>, usize)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.bare.starts_with("序号") {
            continue;
        }
        if let Some(heading) = GROUP.as_ref().and_then(|r| r.captures(&line.text)) {
            group = Some(tidy(&heading[2]));
            continue;
        }
        let last = found.last().map_or(0, |f| f.0);
        if let Some(row) = ROW.as_ref().and_then(|r| r.captures(&line.text))
            && let Ok(no) = bare(&row[1]).parse::<u32>()
            && no == last + 1
        {
            let name = row[2].split('\t').next().unwrap_or_default();
            found.push((no, name.trim().to_owned(), group.clone(), index));
        } else if let Some(open) = found.last_mut()
            && !closed(&open.1)
            && line.row.is_none()
        {
            open.1.push_str(&line.text);
        }
    }
    draft.put("/indicators", json!([]));
    for (i, (no, name, group, line)) in found.into_iter().enumerate() {
        let (name, unit) = name_and_unit(&name);
        let value = json!({ "no": no, "name": name, "unit": unit, "group": group });
        draft.put_from(&format!("/indicators/{i}"), value, &lines[line], "");
    }
}

/// Whether an indicator's name came to its unit.
fn closed(name: &str) -> bool {
    name.ends_with(['）', ')'])
}

/// `名称（%）` to its name and unit. A bracket that lost its subscript is mended.
pub fn name_and_unit(text: &str) -> (String, Option<String>) {
    let text = tidy(text).replace(' ', "");
    let text =
        text.replace("（CO）", "（CO₂）").replace("(CO)", "（CO₂）").replace("（CO2）", "（CO₂）");
    match UNIT.as_ref().and_then(|r| r.captures(&text)) {
        Some(found) => (found[1].to_owned(), Some(found[2].replace('％', "%"))),
        None => (text, None),
    }
}

/// Endings of the names of companies and institutes.
const COMPANY: &[&str] = &[
    "公司",
    "研究所",
    "研究院",
    "厂",
    "集团",
    "企业",
    "中心",
    "合作社",
    "分公司",
    "事务所",
    "大学",
    "医院",
];

/// Whether a line is a company's name.
pub fn company(text: &str) -> Option<String> {
    let text = text.trim();
    let text = match ROW.as_ref().and_then(|r| r.captures(text)) {
        Some(row) if !row[2].is_empty() => row[2].trim().to_owned(),
        _ => text.to_owned(),
    };
    let length = text.chars().count();
    let named = COMPANY.iter().any(|e| text.ends_with(e));
    let clean = !text.contains(['。', '，', '；', '：', '□', '《', '、', '\t']);
    ((5..=40).contains(&length) && named && clean).then_some(text)
}

/// The companies that lines name: one a line, or one a table row.
pub fn companies_of(lines: &[Passage]) -> Vec<(String, usize)> {
    lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            line.text.split('\t').find_map(company).map(|name| (name, index))
        })
        .collect()
}

/// Fills the record of a list of companies.
pub fn companies(draft: &mut Draft, lines: &[Passage]) {
    draft.put("/rows", json!([]));
    for (i, (name, line)) in companies_of(lines).into_iter().enumerate() {
        draft.put_from(&format!("/rows/{i}/name"), name, &lines[line], "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_lost_subscripts() {
        assert_eq!(name_and_unit("销售增长率（%）"), ("销售增长率".into(), Some("%".into())));
        assert_eq!(
            name_and_unit("单位产品二氧化碳（CO ）排放量降低（%）").0,
            "单位产品二氧化碳（CO₂）排放量降低"
        );
    }

    #[test]
    fn companies_are_told_from_sentences() {
        assert_eq!(company("3 某某股份有限公司").as_deref(), Some("某某股份有限公司"));
        assert!(company("企业应为规模以上工业企业，有竞争力的企业").is_none());
    }
}
