//! The text of a part that is of no known kind: its headings and what stands
//! under them, in order.

use super::draft::Draft;
use super::passages::Passage;
use super::words::behind_lettered;
use crate::value::label;
use serde_json::Value;

/// Characters that a heading may have, and one that only 1. stands before.
const LONGEST: usize = 40;
const SHORT: usize = 36;
/// … and one with its text behind it on the same line.
const LEADING: usize = 24;

/// What stands under one heading.
#[derive(Debug, Default)]
struct Section<'a> {
    heading: Option<(String, &'a Passage)>,
    text: Vec<(&'a str, &'a Passage)>,
}

/// Reads `sections [{heading, text}]`; headings without their number.
pub fn read(draft: &mut Draft, lines: &[Passage]) {
    let mut sections = vec![Section::default()];
    for line in lines.iter().filter(|line| !is_number(line)) {
        match heading(line) {
            Some((name, rest)) => {
                let text = if rest.is_empty() { Vec::new() } else { vec![(rest, line)] };
                sections.push(Section { heading: Some((name, line)), text });
            }
            None => {
                let last = sections.last_mut();
                last.into_iter().for_each(|section| section.text.push((&line.text, line)));
            }
        }
    }
    let filled = sections.iter().filter(|s| s.heading.is_some() || !s.text.is_empty());
    for (index, section) in filled.enumerate() {
        let pointer = format!("/sections/{index}");
        match &section.heading {
            Some((name, line)) => {
                draft.put_from(&format!("{pointer}/heading"), name.as_str(), line, name);
            }
            None => draft.put(&format!("{pointer}/heading"), Value::Null),
        }
        let text: Vec<&str> = section.text.iter().map(|(text, _)| *text).collect();
        match section.text.first() {
            Some((first, line)) => {
                draft.put_from(&format!("{pointer}/text"), text.join("\n"), line, first);
            }
            None => draft.put(&format!("{pointer}/text"), Value::Null),
        }
    }
}

/// The number of a slide or page, left alone on its line.
fn is_number(line: &Passage) -> bool {
    line.row.is_none() && line.bare.len() <= 3 && line.bare.bytes().all(|b| b.is_ascii_digit())
}

/// A heading and what follows it on its line: `一、背景`, `（一）加强领导。各地…`, `模式一：离散型`.
fn heading(line: &Passage) -> Option<(String, &str)> {
    if line.row.is_some() {
        return None;
    }
    let text = line.text.trim();
    let (bare, depth) = label::split_number(text).or_else(|| Some((behind_lettered(text)?, 1)))?;
    let bare = bare.trim();
    let plain = |text: &str| !text.contains(['，', '。', '；', '：', ',', ';', ':']);
    let longest = if depth <= 2 { LONGEST } else { SHORT };
    let name = bare.trim_end_matches(['：', ':']);
    if depth <= 3 && (1..=longest).contains(&name.chars().count()) && plain(name) {
        return Some((label::join_lines(name), ""));
    }
    if depth > 2 {
        return None;
    }
    let (head, rest) = bare.split_once('。')?;
    let short = (2..=LEADING).contains(&head.chars().count()) && plain(head);
    (short && !rest.trim().is_empty()).then(|| (label::join_lines(head), rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_no_known_kind_keeps_its_text_under_its_headings() {
        let lines = [
            "为做好有关工作，制定本方案。",
            "一、总体要求",
            "坚持统筹推进，分级培育。",
            "二、保障措施",
            "（一）加强组织领导。各地应当明确责任，细化分工。",
            "1.建立台账，按月调度。",
            "模式二：流程型制造",
            "1. 数据采集系统建设情况",
            "7",
            "请说明系统的架构。",
        ];
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        let mut draft = Draft::of_kind("other");
        read(&mut draft, &lines);
        let want = serde_json::json!([
            {"heading": null, "text": "为做好有关工作，制定本方案。"},
            {"heading": "总体要求", "text": "坚持统筹推进，分级培育。"},
            {"heading": "保障措施", "text": null},
            {"heading": "加强组织领导", "text": "各地应当明确责任，细化分工。\n1.建立台账，按月调度。"},
            {"heading": "流程型制造", "text": null},
            {"heading": "数据采集系统建设情况", "text": "请说明系统的架构。"},
        ]);
        assert_eq!(draft.record.get("/sections"), Some(&want));
    }
}
