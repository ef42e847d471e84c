//! Scenario catalogues (典型场景参考指引): stages with their numbered scenarios.
//!
//! The years number them differently (`一、` over `1.`, `1.` over `（1）`), so the
//! kind of number that runs on longest is the scenarios', the next longest the stages'.

use super::columns::Columns;
use super::draft::Draft;
use super::passages::Passage;
use super::words::count;
use crate::document::{Block, Document};
use crate::value::pattern::pattern;
use serde_json::{Value, json};
use std::ops::Range;

/// How an item is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `一、`
    Chinese,
    /// `（一）`
    ChineseBracketed,
    /// `1.`
    Arabic,
    /// `（1）`
    ArabicBracketed,
}

/// A numbered line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// How it is numbered.
    pub style: Style,
    /// Its number.
    pub no: u32,
    /// What follows the number.
    pub text: String,
    /// Index of its line.
    pub line: usize,
}

pattern! {
    static NUMBERED = concat!(
        r"^(?:(?P<c>[一二三四五六七八九十]{1,3})、|[（(](?P<cb>[一二三四五六七八九十]{1,3})[）)]",
        r"|(?P<a>[0-9０-９]{1,2})\s*[.．、]\s*|[（(]\s*(?P<ab>[0-9０-９]{1,2})\s*[）)]\s*|(?P<x>[0-9]{1,2})\s*)(?P<t>\D.*)$",
    );
}

/// Reads a line's number. A number without any mark counts only where it goes on with the last.
pub fn item(line: &str, index: usize, last: Option<(Style, u32)>) -> Option<Item> {
    let found = NUMBERED.captures(line.trim())?;
    let text = found["t"].trim().to_owned();
    let digits = |name: &str| found.name(name).and_then(|m| count(&super::words::bare(m.as_str())));
    let (style, no) = if let Some(no) = digits("c") {
        (Style::Chinese, no)
    } else if let Some(no) = digits("cb") {
        (Style::ChineseBracketed, no)
    } else if let Some(no) = digits("a") {
        (Style::Arabic, no)
    } else if let Some(no) = digits("ab") {
        (Style::ArabicBracketed, no)
    } else {
        let no = digits("x")?;
        let (style, before) = last?;
        let short =
            text.chars().count() <= 24 && !text.starts_with(['年', '月', '日', '个', '家', '%']);
        if style != Style::Arabic || no != before + 1 || !short {
            return None;
        }
        (Style::Arabic, no)
    };
    Some(Item { style, no, text, line: index })
}

/// All numbered lines.
pub fn items(lines: &[Passage]) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let last = out.iter().rev().find(|i| i.style == Style::Arabic).map(|i| (i.style, i.no));
        out.extend(item(&line.text, index, last));
    }
    out
}

/// The longest run 1, 2, 3, … of one style: indices into the items.
fn run(items: &[Item], style: Style) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (index, item) in items.iter().enumerate().filter(|(_, i)| i.style == style) {
        let next = out.last().map_or(1, |last| items[*last].no + 1);
        if item.no == next {
            out.push(index);
        }
    }
    out
}

/// What a catalogue holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stage {
    /// Name without the word 环节.
    pub name: String,
    /// The wider heading it stands under, where there is one.
    pub aspect: Option<String>,
    /// What is said of the stage as a whole.
    pub description: String,
    /// Line of its heading.
    pub line: usize,
    /// Its scenarios.
    pub scenarios: Vec<Scenario>,
}

/// One scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scenario {
    /// Its number, running through the catalogue.
    pub no: u32,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Line of its number.
    pub line: usize,
}

/// Reads stages and scenarios; empty if the lines are no catalogue.
pub fn stages(lines: &[Passage]) -> Vec<Stage> {
    let items = items(lines);
    let styles = [Style::Chinese, Style::ChineseBracketed, Style::Arabic, Style::ArabicBracketed];
    let mut runs: Vec<(Style, Vec<usize>)> = styles.iter().map(|s| (*s, run(&items, *s))).collect();
    runs.sort_by_key(|(_, r)| std::cmp::Reverse(r.len()));
    let [(_, scenarios), (_, headings), (_, aspects), _] = runs.as_slice() else {
        return Vec::new();
    };
    if scenarios.len() < 6 || headings.len() < 2 || scenarios.len() <= headings.len() {
        return Vec::new();
    }
    let mut marks: Vec<(usize, u8)> = Vec::new();
    for (list, rank) in [(scenarios, 2u8), (headings, 1), (aspects, 0)] {
        marks.extend(list.iter().map(|i| (*i, rank)));
    }
    marks.sort_unstable();
    let mut out: Vec<Stage> = Vec::new();
    let mut aspect: Option<String> = None;
    for (at, (index, rank)) in marks.iter().enumerate() {
        let item = &items[*index];
        let until = marks.get(at + 1).map_or(lines.len(), |(next, _)| items[*next].line);
        let (name, rest) = name_and_rest(&item.text);
        let mut text = rest.to_owned();
        for line in lines.iter().take(until).skip(item.line + 1) {
            append(&mut text, &line.text);
        }
        match rank {
            2 => {
                if let Some(stage) = out.last_mut() {
                    stage.scenarios.push(Scenario {
                        no: item.no,
                        name: name.to_owned(),
                        description: text,
                        line: item.line,
                    });
                }
            }
            1 => out.push(Stage {
                name: name.strip_suffix("环节").unwrap_or(name).to_owned(),
                aspect: aspect.clone(),
                description: text,
                line: item.line,
                scenarios: Vec::new(),
            }),
            _ => aspect = Some(name.to_owned()),
        }
    }
    out.retain(|s| !s.scenarios.is_empty());
    out
}

/// A catalogue that numbers the scenarios of each stage anew; empty if the lines are none.
pub fn restarted(lines: &[Passage]) -> Vec<Stage> {
    let items = items(lines);
    let styles = [Style::Chinese, Style::ChineseBracketed, Style::Arabic, Style::ArabicBracketed];
    let mut best: Vec<Stage> = Vec::new();
    for (at, heading) in styles.iter().enumerate() {
        let headings = run(&items, *heading);
        for style in styles.iter().skip(at + 1) {
            let found = anew(lines, &items, &headings, *style);
            if count_of(&found) > count_of(&best) {
                best = found;
            }
        }
    }
    best
}

fn count_of(stages: &[Stage]) -> usize {
    stages.iter().map(|stage| stage.scenarios.len()).sum()
}

/// Stages under the headings, each with the items 1, 2, … of a style; none if a heading
/// has no item 1 below it.
fn anew(lines: &[Passage], items: &[Item], headings: &[usize], style: Style) -> Vec<Stage> {
    let mut out = Vec::new();
    for (n, heading) in headings.iter().enumerate() {
        let (first, item) = (heading + 1, &items[*heading]);
        let last = headings.get(n + 1).copied().unwrap_or(items.len());
        let until = items.get(last).map_or(lines.len(), |next| next.line);
        let (name, rest) = name_and_rest(&item.text);
        let mut stage = Stage {
            name: name.strip_suffix("环节").unwrap_or(name).to_owned(),
            description: rest.to_owned(),
            line: item.line,
            ..Stage::default()
        };
        let own: Vec<&Item> = items[first..last].iter().filter(|i| i.style == style).collect();
        let runs = own.iter().zip(1..).all(|(item, no)| item.no == no);
        if own.is_empty() || !runs {
            return Vec::new();
        }
        for line in lines.iter().take(own[0].line).skip(item.line + 1) {
            append(&mut stage.description, &line.text);
        }
        for (k, scenario) in own.iter().enumerate() {
            let (name, rest) = name_and_rest(&scenario.text);
            let mut description = rest.to_owned();
            let end = own.get(k + 1).map_or(until, |next| next.line);
            for line in lines.iter().take(end).skip(scenario.line + 1) {
                append(&mut description, &line.text);
            }
            let (no, name) = (scenario.no, name.to_owned());
            stage.scenarios.push(Scenario { no, name, description, line: scenario.line });
        }
        out.push(stage);
    }
    let scenarios: usize = out.iter().map(|s| s.scenarios.len()).sum();
    if out.len() >= 2 && scenarios >= 6 && scenarios > out.len() { out } else { Vec::new() }
}

/// The columns of a table of scenarios: stage, number, name, description.
fn scenario_columns(columns: &Columns<'_>) -> Option<(Option<usize>, Option<usize>, usize, usize)> {
    let foreign = ["企业", "单位", "项目", "联系"];
    if columns.heads.iter().any(|head| foreign.iter().any(|word| head.contains(word))) {
        return None;
    }
    let description = columns.named(&["描述", "说明", "释义", "简介", "内容"], &[])?;
    let name = columns.named(&["场景名称", "典型场景", "场景"], &[description])?;
    let stage = columns.named(&["环节", "领域", "方面", "类别", "阶段"], &[description, name]);
    let number = columns.named(&["序号", "编号"], &[]);
    Some((stage, number, name, description))
}

/// Whether blocks hold a table of scenarios.
pub fn is_tabled(document: &Document, mut blocks: Range<usize>) -> bool {
    blocks.any(|block| match document.blocks.get(block) {
        Some(Block::Table(table)) => {
            table.rows > 3 && scenario_columns(&Columns::of(table)).is_some()
        }
        _ => false,
    })
}

/// Scenarios set out as a table, a row a scenario. Gives how many there are.
fn tables(draft: &mut Draft, document: &Document, blocks: Range<usize>) -> usize {
    let (mut total, mut stages, mut own) = (0, 0usize, 0);
    for block in blocks {
        let Some(Block::Table(table)) = document.blocks.get(block) else { continue };
        let columns = Columns::of(table);
        let Some((stage, number, name, description)) = scenario_columns(&columns) else { continue };
        for row in columns.rows() {
            let head = stage.and_then(|col| columns.cell(row, col).filter(|cell| cell.row == row));
            if let (Some(cell), Some(text)) = (head, stage.and_then(|col| columns.words(row, col)))
            {
                let text = text.strip_suffix("环节").unwrap_or(&text).to_owned();
                draft.put_cell(&format!("/stages/{stages}/name"), text, block, cell);
                draft.put(&format!("/stages/{stages}/description"), Value::Null);
                (stages, own) = (stages + 1, 0);
            } else if stages == 0 {
                draft.put("/stages/0/name", Value::Null);
                draft.put("/stages/0/description", Value::Null);
                stages = 1;
            }
            let (Some(text), Some(cell)) = (columns.words(row, name), columns.cell(row, name))
            else {
                continue;
            };
            total += 1;
            let no = number.and_then(|col| columns.words(row, col)?.parse::<usize>().ok());
            let value = json!({
                "no": no.unwrap_or(total), "name": text,
                "description": columns.words(row, description),
            });
            let at = format!("/stages/{}/scenarios/{own}", stages.saturating_sub(1));
            draft.put_cell(&at, value, block, cell);
            own += 1;
        }
    }
    total
}

/// `名称。说明` or a name alone.
fn name_and_rest(text: &str) -> (&str, &str) {
    match text.find(['。', '：']) {
        Some(at) if text[..at].chars().count() <= 40 => {
            let (name, rest) = text.split_at(at);
            (name.trim(), rest.trim_start_matches(['。', '：']).trim())
        }
        _ => (text.trim(), ""),
    }
}

/// Lines of one description become one paragraph; a sentence's end keeps the break.
fn append(text: &mut String, line: &str) {
    if text.ends_with(['。', '；']) && !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// Fills the record of a catalogue.
pub fn read(
    draft: &mut Draft,
    document: &Document,
    blocks: Range<usize>,
    lines: &[Passage],
    title: &str,
) {
    let year = year(title).or_else(|| lines.iter().take(8).find_map(|l| year(&l.text)));
    draft.put("/year", year);
    draft.put("/stages", json!([]));
    let (running, anew) = (stages(lines), restarted(lines));
    let found = if count_of(&anew) > count_of(&running) { anew } else { running };
    if found.is_empty() {
        let total = tables(draft, document, blocks);
        draft.put("/count", total);
        return;
    }
    let mut total = 0;
    for (s, stage) in found.into_iter().enumerate() {
        let at = format!("/stages/{s}");
        draft.put_from(&format!("{at}/name"), stage.name.as_str(), &lines[stage.line], "");
        if let Some(aspect) = stage.aspect {
            draft.put(&format!("{at}/aspect"), aspect);
        }
        draft.put(&format!("{at}/description"), blank_or(stage.description));
        for (i, scenario) in stage.scenarios.into_iter().enumerate() {
            total += 1;
            let value = json!({
                "no": scenario.no, "name": scenario.name, "description": blank_or(scenario.description),
            });
            draft.put_from(&format!("{at}/scenarios/{i}"), value, &lines[scenario.line], "");
        }
    }
    draft.put("/count", total);
}

fn blank_or(text: String) -> Value {
    if text.trim().is_empty() { Value::Null } else { Value::from(text) }
}

pattern! {
    static YEAR = r"(20[0-9]{2})\s*年";
}

/// The first year from 2000 in a text.
pub fn year(text: &str) -> Option<u32> {
    let folded = super::words::bare(text);
    YEAR.captures(&folded)?[1].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> Vec<Passage> {
        text.iter().map(|t| Passage::plain(t)).collect()
    }

    #[test]
    fn three_ways_of_numbering() {
        let got = stages(&lines(&[
            "一、设计",
            "说明。",
            "1.甲设计。应用甲。",
            "2.乙设计。应用乙。",
            "3.丙。应用丙。",
            "二、生产环节",
            "4.丁",
            "应用丁。",
            "5.戊",
            "应用戊。",
            "6己",
            "应用己。",
        ]));
        let shape: Vec<_> = got.iter().map(|s| (s.name.as_str(), s.scenarios.len())).collect();
        assert_eq!(shape, [("设计", 3), ("生产", 3)]);
        assert_eq!(
            got[1].scenarios[2],
            Scenario { no: 6, name: "己".into(), description: "应用己。".into(), line: 10 }
        );
        let got = stages(&lines(&[
            "一、方面甲",
            "1.设计",
            "说明：",
            "（1）甲。应用。",
            "（2）乙。应用。",
            "（3）丙。应用。",
            "2.工艺",
            "（4）丁。应用。",
            "（5）戊。应用。",
            "二、方面乙",
            "3.生产",
            "（6）己。应用。",
            "（7）庚。应用。",
        ]));
        let shape: Vec<_> =
            got.iter().map(|s| (s.name.as_str(), s.aspect.as_deref(), s.scenarios.len())).collect();
        assert_eq!(
            shape,
            [("设计", Some("方面甲"), 3), ("工艺", Some("方面甲"), 2), ("生产", Some("方面乙"), 2)]
        );
    }

    #[test]
    fn scenarios_that_are_numbered_anew_in_each_stage() {
        let lines = lines(&[
            "一、工厂建设",
            "1.规划设计。应用甲。",
            "2.网络建设。应用乙。",
            "3.孪生。应用丙。",
            "二、生产作业环节",
            "1.协同作业",
            "应用丁。",
            "2.智能检测。应用戊。",
            "3.过程控制。应用己。",
        ]);
        assert!(stages(&lines).is_empty());
        let got = restarted(&lines);
        let shape: Vec<_> = got.iter().map(|s| (s.name.as_str(), s.scenarios.len())).collect();
        assert_eq!(shape, [("工厂建设", 3), ("生产作业", 3)]);
        assert_eq!(got[1].scenarios[0].description, "应用丁。");
    }

    #[test]
    fn scenarios_in_a_table() {
        use crate::document::Table;
        let rows = [
            ["环节", "序号", "场景名称", "场景描述"],
            ["工厂建设", "1", "规划设计", "应用甲。"],
            ["", "2", "网络建设", "应用乙。"],
            ["生产作业", "3", "协同作业", "应用丙。"],
        ];
        let table = Table::plain(&rows);
        let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        assert!(is_tabled(&document, 0..1));
        let mut draft = Draft::of_kind("scenario_catalogue");
        read(&mut draft, &document, 0..1, &[], "典型场景参考指引");
        let get = |at: &str| draft.record.get(at).cloned();
        assert_eq!(get("/count"), Some(json!(3)));
        assert_eq!(get("/stages/0/scenarios/1/name"), Some(json!("网络建设")));
        assert_eq!(get("/stages/1/name"), Some(json!("生产作业")));
    }
}
