//! Lists of tasks to bid for (揭榜任务): industries with their sub-sectors, stages and scenarios.

use super::catalogue::{Style, items, year};
use super::draft::Draft;
use super::passages::Passage;
use super::words::bare;
use regex::Regex;
use serde_json::json;
use std::sync::LazyLock;

static SUBSECTORS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"聚焦(.{2,160}?)等(?:细分)?(?:领域|行业)").ok());
static STAGES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"围绕(.{2,120}?)等?(?:重点)?环节").ok());
static SCENARIOS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:探索|打造)([^。;]{2,120}?)等典型场景").ok());
static TECHNOLOGIES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"应用([^。;]{2,120}?)等新技术").ok());
static MODES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"和([^。;,]{2,80}?)等新模式").ok());

/// Fills the record of a task list.
pub fn read(draft: &mut Draft, lines: &[Passage], title: &str) {
    draft.put("/year", year(title).or_else(|| lines.iter().take(6).find_map(|l| year(&l.text))));
    draft.put("/sectors", json!([]));
    let items = items(lines);
    let headings: Vec<_> = items
        .iter()
        .filter(|i| matches!(i.style, Style::Chinese | Style::ChineseBracketed))
        .filter(|i| i.text.chars().count() <= 16)
        .collect();
    for (s, heading) in headings.iter().enumerate() {
        let until = headings.get(s + 1).map_or(lines.len(), |next| next.line);
        let text: Vec<String> =
            lines.iter().take(until).skip(heading.line + 1).map(|l| l.bare.clone()).collect();
        let text = text.join("\n");
        let at = format!("/sectors/{s}");
        draft.put_from(&format!("{at}/name"), heading.text.as_str(), &lines[heading.line], "");
        for (key, regex) in [
            ("subsectors", &SUBSECTORS),
            ("stages", &STAGES),
            ("scenarios", &SCENARIOS),
            ("technologies", &TECHNOLOGIES),
            ("modes", &MODES),
        ] {
            draft.put(&format!("{at}/{key}"), json!(names(&text, regex.as_ref())));
        }
    }
}

fn names(text: &str, regex: Option<&Regex>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let Some(regex) = regex else { return out };
    for found in regex.captures_iter(text) {
        for name in split(&found[1]) {
            let name = bare(name);
            if !name.is_empty() && !out.contains(&name) {
                out.push(name);
            }
        }
    }
    out
}

/// Splits a list at its marks; 和 and 及 belong to names as often as not and stay.
fn split(list: &str) -> Vec<&str> {
    list.split(['、', ',']).map(str::trim).collect()
}
