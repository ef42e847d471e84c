//! How a query was understood, and where the scores of the first hits come from, in words.

use super::find::{Request, Sort};
use super::index::{Index, failed};
use super::plan::Strictness;
use super::query;
use crate::problem::Problem;
use serde_json::Value;

/// Hits explained.
const EXPLAINED: usize = 3;

impl Index {
    /// How a query was understood, and why the first hits stand where they do.
    ///
    /// # Errors
    ///
    /// As [`Index::search`].
    pub fn explain(&self, request: &Request) -> Result<Vec<String>, Problem> {
        let planned = self.planned(request, Strictness::All)?;
        let node = if request.literally {
            query::parse(&request.query)?
        } else {
            query::read(&request.query, query::today())?.node
        };
        let mut lines = vec![format!("检索式理解为：{}", query::shown(&node))];
        if !planned.words.is_empty() {
            lines.push(format!("检索词：{}", planned.words.join("、")));
        }
        if request.sort != Sort::Relevance {
            return Ok(lines);
        }
        let hits =
            self.ranked(&planned, &*planned.chosen, &request.sort, EXPLAINED, request.offset)?;
        for hit in hits {
            let explained = planned.chosen.explain(&planned.searcher, hit.at).map_err(failed)?;
            let tree = serde_json::from_str(&explained.to_pretty_json()).unwrap_or_default();
            let mut reasons = Vec::new();
            collect(&tree, 1.0, &mut reasons);
            reasons.sort_by(|a: &(String, f64), b| b.1.total_cmp(&a.1));
            let reasons: Vec<String> =
                reasons.iter().map(|(why, score)| format!("{why} {score:.2}")).collect();
            let why = if reasons.is_empty() {
                "只有条件，不排先后".to_owned()
            } else {
                reasons.join("，")
            };
            lines.push(format!("第 {} 号记录：{:.2} 分（{why}）", hit.id, hit.score));
        }
        Ok(lines)
    }
}

/// The reasons of a score in the engine's tree, each with its part of the score.
fn collect(node: &Value, factor: f64, reasons: &mut Vec<(String, f64)>) {
    let score = node["value"].as_f64().unwrap_or_default() * factor;
    let said = node["description"].as_str().unwrap_or_default();
    if score <= 0.0 {
        return;
    }
    let why = if let Some(word) = word(node) {
        format!("含“{word}”")
    } else if said.starts_with("Phrase") {
        "原文连续出现".to_owned()
    } else if said.starts_with("Const") {
        "名称或同一行相符".to_owned()
    } else {
        let boost = said.strip_prefix("Boost x").and_then(|rest| rest.split(' ').next());
        let factor = factor * boost.and_then(|boost| boost.parse().ok()).unwrap_or(1.0);
        let details = node["details"].as_array();
        return details.into_iter().flatten().for_each(|inner| collect(inner, factor, reasons));
    };
    match reasons.iter_mut().find(|(known, _)| *known == why) {
        Some((_, sum)) => *sum += score,
        None => reasons.push((why, score)),
    }
}

/// The word of a node that tells of one.
fn word(node: &Value) -> Option<String> {
    let context = node["context"].as_array()?.first()?.as_str()?;
    let (_, rest) = context.split_once('"')?;
    Some(rest.trim_end_matches(['"', ')']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reasons_are_told_in_words() {
        let term = json!({"value": 0.8, "description": "TermQuery, product of...",
            "context": ["Term=Term(field=6, type=Str, \"智能仓储\")"]});
        let boost = json!({"value": 0.4, "description": "Boost x0.5 of ...", "details": [term]});
        let all = json!({"value": 1.2, "description": "BooleanClause. sum of ...",
            "details": [term, boost, {"value": 0.0, "description": "Const"}]});
        let mut reasons = Vec::new();
        collect(&all, 1.0, &mut reasons);
        assert_eq!(reasons.len(), 1);
        assert_eq!(reasons[0].0, "含“智能仓储”");
        assert!((reasons[0].1 - 1.2).abs() < 1e-6);
    }
}
