//! What hits are counted by: each facet with its names and where a record has its values.

use super::analysis::fold::{Spaces, fold};
use super::entry::Entry;
use super::query::Field;
use crate::registry::division;

/// A facet.
#[derive(Debug, PartialEq, Eq)]
pub struct Facet {
    /// Its key in the answer.
    pub key: &'static str,
    /// Its Chinese names; the first is the one shown.
    pub names: &'static [&'static str],
}

impl Facet {
    /// The name shown.
    pub fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or(self.key)
    }
}

const fn facet(key: &'static str, names: &'static [&'static str]) -> Facet {
    Facet { key, names }
}

/// All facets, in the order in which they are shown.
pub const FACETS: &[Facet] = &[
    facet("kind", &["类型", "种类"]),
    facet("year", &["年份", "年度", "年"]),
    facet("region", &["地区", "省份", "省"]),
    facet("city", &["城市", "市", "地市"]),
    facet("level", &["级别", "类别", "等级", "track"]),
    facet("stage", &["环节"]),
    facet("scenario", &["场景", "典型场景"]),
    facet("sector", &["行业", "领域"]),
    facet("industry", &["行业大类", "国民经济行业"]),
    facet("ownership", &["企业性质", "性质", "所有制"]),
    facet("size", &["企业规模", "规模", "企业类型"]),
    facet("maturity", &["成熟度", "成熟度等级"]),
    facet("credit_rating", &["信用等级"]),
    facet("supplier", &["供应商"]),
    facet("recommender", &["推荐单位", "推荐"]),
    facet("issuer", &["发文机关", "发布机构"]),
    facet("template", &["表单", "模板", "form"]),
    facet("format", &["格式"]),
    facet("applicant", &["企业", "单位", "申报单位", "企业名称"]),
];

/// The facet of a name as typed.
pub fn named(typed: &str) -> Option<&'static Facet> {
    let typed = fold(typed, Spaces::Join).text;
    FACETS.iter().find(|facet| facet.key == typed || facet.names.contains(&typed.as_str()))
}

/// The values of an entry, each once for its facet.
pub(super) fn values(entry: &Entry) -> Vec<(&'static str, String)> {
    let mut values: Vec<(&'static str, String)> = Vec::new();
    let mut add = |key: &'static str, text: &str| {
        let text: String = text.split_whitespace().collect();
        if !text.is_empty() && !values.iter().any(|(k, v)| *k == key && *v == text) {
            values.push((key, text));
        }
    };
    add("kind", &entry.kind);
    add("format", &entry.format);
    if let Some(year) = entry.year {
        add("year", &year.to_string());
    }
    for (key, value) in
        [("template", &entry.template), ("region", &entry.province), ("sector", &entry.sector)]
    {
        value.iter().for_each(|value| add(key, value));
    }
    let city = entry.divisions.iter().find(|code| code.len() == 4);
    city.and_then(|code| division::name(code)).into_iter().for_each(|name| add("city", name));
    for row in &entry.rows {
        row.stage.iter().for_each(|stage| add("stage", stage));
        row.scenario.iter().for_each(|scenario| add("scenario", scenario));
    }
    for figure in entry.figures.iter().filter(|figure| figure.name == "成熟度") {
        add("maturity", &figure.value.to_string());
    }
    let single = [
        ("level", Field::Level),
        ("industry", Field::Leaf("/applicant/industry/division")),
        ("ownership", Field::Ownership),
        ("size", Field::Size),
        ("credit_rating", Field::CreditRating),
        ("recommender", Field::Recommender),
        ("applicant", Field::Applicant),
    ];
    for (key, field) in single {
        entry.texts(field).take(1).for_each(|text| add(key, text));
    }
    for (key, field) in [("supplier", Field::Supplier), ("issuer", Field::Issuer)] {
        entry.texts(field).for_each(|text| add(key, text));
    }
    values
}
