//! What the paper prints and a record without a document knows nothing of: nobody can
//! hold it against anything, so the reviewer is told that it stands there.

use crate::compare::fields::claims::Claims;
use crate::compare::report::Note;
use crate::compare::report::reason::Reason;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use std::collections::{BTreeMap, HashSet};

/// Characters of a text that is worth a note.
const LENGTH: usize = 8;
/// What parts sentences: headings and labels have none of it.
const STOPS: [char; 6] = ['，', '。', '；', '：', '！', '？'];
/// Characters of a page that no field answers for.
const PAGE: usize = 40;
/// Texts that one note quotes.
const QUOTED: usize = 6;
/// Characters of a quotation.
const SHORT: usize = 30;

/// Notes of paragraphs and pages of which no field holds anything; `labels` are the
/// folded texts that the form prints itself.
pub fn notes(flow: &Flow, claims: &Claims, labels: &HashSet<String>) -> Vec<Note> {
    let mut texts = Vec::new();
    let mut pages: BTreeMap<u32, (usize, bool)> = BTreeMap::new();
    for unit in &flow.units {
        let content = |at: &usize| fold::is_content(flow.marks[*at].ch);
        let count = unit.range.clone().filter(content).count();
        let answered = unit.range.clone().any(|at| claims.has(at));
        if unit.place.page > 0 {
            let page = pages.entry(unit.place.page).or_default();
            page.0 += count;
            page.1 |= answered;
        }
        let sentence = unit.text.content.contains(STOPS);
        let body = unit.kind == UnitKind::Body && !answered && count >= LENGTH && sentence;
        if body && !labels.contains(&flow.words(unit.range.clone())) {
            let line: String = unit.text.content.split_whitespace().collect();
            let short: String = line.chars().take(SHORT).collect();
            texts.push(if short.len() < line.len() { format!("{short}…") } else { short });
        }
    }
    let mut notes = Vec::new();
    if !texts.is_empty() {
        let count = texts.len();
        texts.truncate(QUOTED);
        let quoted: Vec<String> = texts.iter().map(|text| format!("“{text}”")).collect();
        let more = if count > QUOTED { "等" } else { "" };
        notes.push(Note::new(
            Reason::TextUnmatched,
            format!(
                "纸质件有{count}段文字不属于任何栏目，网上数据中没有可与之核对的内容：{}{more}",
                quoted.join("、")
            ),
        ));
    }
    let bare = pages.iter().filter(|(_, (count, answered))| *count >= PAGE && !answered);
    let bare: Vec<String> = bare.map(|(page, _)| page.to_string()).collect();
    if !bare.is_empty() {
        let text = format!("纸质件第{}页的内容不属于任何栏目，未能与网上数据核对", bare.join("、"));
        notes.push(Note::new(Reason::TextUnmatched, text));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_field_holds_is_named() {
        let said = "特别说明：本项目已经停工，指标为设计值。";
        let flow =
            Flow::of_text(&format!("企业名称：甲公司\n{said}\n法定代表人签字：年月日盖公章处"));
        let mut claims = Claims::new(&flow);
        claims.take(flow.units[0].range.clone());
        let labels = HashSet::from([flow.words(flow.units[2].range.clone())]);
        let notes = notes(&flow, &claims, &labels);
        assert_eq!(notes.len(), 1);
        assert!(notes[0].note.contains("有1段") && notes[0].note.contains(said), "{notes:?}");
    }
}
