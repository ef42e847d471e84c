//! Lists of tasks to bid for (揭榜任务): industries with their sub-sectors, stages and scenarios.

use super::catalogue::{Style, items, year};
use super::columns::Columns;
use super::draft::Draft;
use super::passages::Passage;
use super::words::bare;
use crate::document::{Block, Document};
use crate::value::pattern::pattern;
use regex::Regex;
use serde_json::json;
use std::ops::Range;

pattern! {
    static SUBSECTORS = r"聚焦(.{2,160}?)等(?:细分)?(?:领域|行业)";
    /// Other ways of saying the same, asked where the usual words say nothing.
    static SUBSECTORS_TOO = r"(?:面向|针对)([^。;等]{2,160}?)等(?:细分)?(?:领域|行业)";
    static SCENARIOS_TOO = r"(?:开展|建设|推广|培育|实施|打造)([^。;,等]{2,120}?)等(?:典型|智能制造)?场景";
    static TECHNOLOGIES_TOO = r"(?:探索|采用|运用)([^。;等]{2,120}?)等新技术";
    static STAGES = r"围绕(.{2,120}?)等?(?:重点)?环节";
    static SCENARIOS = r"(?:探索|打造)([^。;]{2,120}?)等典型场景";
    static TECHNOLOGIES = r"应用([^。;]{2,120}?)等新技术";
    static MODES = r"和([^。;,]{2,80}?)等新模式";
}

/// Fills the record of a task list.
pub fn read(
    draft: &mut Draft,
    document: &Document,
    blocks: Range<usize>,
    lines: &[Passage],
    title: &str,
) {
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
        for (key, usual, other) in [
            ("subsectors", SUBSECTORS.regex(), SUBSECTORS_TOO.regex()),
            ("stages", STAGES.regex(), None),
            ("scenarios", SCENARIOS.regex(), SCENARIOS_TOO.regex()),
            ("technologies", TECHNOLOGIES.regex(), TECHNOLOGIES_TOO.regex()),
            ("modes", MODES.regex(), None),
        ] {
            let found = names(&text, usual);
            let found = if found.is_empty() { names(&text, other) } else { found };
            draft.put(&format!("{at}/{key}"), json!(found));
        }
    }
    if headings.is_empty() {
        tables(draft, document, blocks);
    }
}

/// What the columns of a table of tasks say, by the words of their heads.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("subsectors", &["细分", "子行业", "子领域"]),
    ("stages", &["环节"]),
    ("scenarios", &["场景"]),
    ("technologies", &["技术"]),
    ("modes", &["模式"]),
];

/// Tasks set out as a table, a row an industry.
fn tables(draft: &mut Draft, document: &Document, blocks: Range<usize>) {
    let mut sectors: Vec<(String, [Vec<String>; 5])> = Vec::new();
    for block in blocks {
        let Some(Block::Table(table)) = document.blocks.get(block) else { continue };
        let columns = Columns::of(table);
        let told: Vec<Option<usize>> =
            COLUMNS.iter().map(|(_, words)| columns.named(words, &[])).collect();
        let taken: Vec<usize> = told.iter().copied().flatten().collect();
        let sector = columns.named(&["行业", "领域", "方向", "类别"], &taken);
        let (Some(sector), false) = (sector, taken.is_empty()) else { continue };
        for row in columns.rows() {
            let begins = columns.cell(row, sector).is_some_and(|cell| cell.row == row);
            if let Some(name) = columns.words(row, sector).filter(|_| begins) {
                let at = format!("/sectors/{}/name", sectors.len());
                if let Some(cell) = columns.cell(row, sector) {
                    draft.put_cell(&at, name.as_str(), block, cell);
                }
                sectors.push((name, Default::default()));
            }
            let Some((_, lists)) = sectors.last_mut() else { continue };
            for (list, col) in lists.iter_mut().zip(&told) {
                let text = col.and_then(|col| columns.words(row, col)).unwrap_or_default();
                for name in text.split(['、', '，', ',', '；', ';', '\n']).map(bare) {
                    let name = name.trim_end_matches('等').trim_end_matches('。').to_owned();
                    if !name.is_empty() && !list.contains(&name) {
                        list.push(name);
                    }
                }
            }
        }
    }
    for (at, (_, lists)) in sectors.iter().enumerate() {
        for ((key, _), list) in COLUMNS.iter().zip(lists) {
            draft.put(&format!("/sectors/{at}/{key}"), json!(list));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Table;
    use serde_json::Value;

    fn sectors(document: &Document, lines: &[&str]) -> Value {
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        let mut draft = Draft::of_kind("task_list");
        read(&mut draft, document, 0..document.blocks.len(), &lines, "揭榜任务");
        draft.record.get("/sectors").cloned().unwrap_or_default()
    }

    /// A table of tasks once gave nothing.
    #[test]
    fn tasks_in_a_table() {
        let rows = [
            ["行业", "细分领域", "重点环节", "重点场景"],
            ["原材料行业", "石化、钢铁", "生产作业、质量管控", "先进过程控制"],
            ["装备制造业", "汽车", "工艺设计", "产线柔性配置"],
        ];
        let table = Table::plain(&rows);
        let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        let got = sectors(&document, &[]);
        assert_eq!(got[0]["name"], "原材料行业");
        assert_eq!(got[0]["stages"], json!(["生产作业", "质量管控"]));
        assert_eq!(got[1]["scenarios"], json!(["产线柔性配置"]));
    }

    #[test]
    fn tasks_in_other_words() {
        let got = sectors(
            &Document::default(),
            &[
                "（一）医药食品领域",
                "面向医药、食品等行业，围绕质量管控等环节，开展质量精准追溯等场景建设。",
                "（二）电子信息行业",
                "聚焦整机等领域，探索人机协作、在线检测等新技术和大批量定制等新模式。",
            ],
        );
        assert_eq!(got[0]["subsectors"], json!(["医药", "食品"]));
        assert_eq!(got[0]["scenarios"], json!(["质量精准追溯"]));
        assert_eq!(got[1]["technologies"], json!(["人机协作", "在线检测"]));
    }
}
