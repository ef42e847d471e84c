//! Scenario catalogues (典型场景参考指引): stages with their numbered scenarios.
//!
//! The years number them differently (`一、` over `1.`, `1.` over `（1）`), so the
//! kind of number that runs on longest is the scenarios', the next longest the stages'.

use super::draft::Draft;
use super::passages::Passage;
use super::words::count;
use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

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

static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:(?P<c>[一二三四五六七八九十]{1,3})、|[（(](?P<cb>[一二三四五六七八九十]{1,3})[）)]",
        r"|(?P<a>[0-9０-９]{1,2})\s*[.．、]\s*|[（(]\s*(?P<ab>[0-9０-９]{1,2})\s*[）)]\s*|(?P<x>[0-9]{1,2})\s*)(?P<t>\D.*)$",
    ))
    .ok()
});

/// Reads a line's number. A number without any mark counts only where it goes on with the last.
pub fn item(line: &str, index: usize, last: Option<(Style, u32)>) -> Option<Item> {
    let found = NUMBERED.as_ref()?.captures(line.trim())?;
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
pub fn read(draft: &mut Draft, lines: &[Passage], title: &str) {
    let year = year(title).or_else(|| lines.iter().take(8).find_map(|l| year(&l.text)));
    draft.put("/year", year);
    draft.put("/stages", json!([]));
    let mut total = 0;
    for (s, stage) in stages(lines).into_iter().enumerate() {
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

/// The first year from 2000 in a text.
pub fn year(text: &str) -> Option<u32> {
    static YEAR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(20[0-9]{2})\s*年").ok());
    let folded = super::words::bare(text);
    YEAR.as_ref()?.captures(&folded)?[1].parse().ok()
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
}
