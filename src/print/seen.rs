//! Two readings of one file: ours, and that of its print. Layout, line breaks and the order
//! of blocks may differ; letters and digits may not.

use crate::document::{Block, Document};
use crate::problem::{Warning, WarningCode};
use similar::{Algorithm, DiffTag, capture_diff_slices_deadline};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use unicode_normalization::UnicodeNormalization;

/// A passage as long as this that the other reading has elsewhere has only been moved.
const MOVED: usize = 6;
/// Places told one by one.
const LISTED: usize = 12;
/// Characters around a place.
const AROUND: usize = 12;
/// Time for one comparison.
const TIME: Duration = Duration::from_secs(10);

/// What the print shows otherwise than the document says.
pub fn otherwise(document: &Document, printed: &Document) -> Vec<Warning> {
    let (ours, print) = (letters(document), letters(printed));
    let (margins, running) = (margins(document), margins(printed));
    let deadline = Instant::now() + TIME;
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &ours, &print, Some(deadline));
    let (ours_text, print_text): (String, String) = (ours.iter().collect(), print.iter().collect());
    let sides: Vec<(String, String)> = ops
        .iter()
        .map(|op| {
            let left = ours[op.old_range()].iter().collect();
            (left, print[op.new_range()].iter().collect())
        })
        .collect();
    let changed = || ops.iter().zip(&sides).filter(|(op, _)| op.tag() != DiffTag::Equal);
    let gone: HashSet<&str> = changed().map(|(_, (left, _))| left.as_str()).collect();
    let come: HashSet<&str> = changed().map(|(_, (_, right))| right.as_str()).collect();
    let mut found = Vec::new();
    for (op, (left, right)) in changed() {
        let moved = |text: &str, (other, changed): (&str, &HashSet<&str>), margin: &str| {
            let length = text.chars().count();
            let words = length >= 2 && !text.chars().any(char::is_numeric);
            length >= MOVED && other.contains(text)
                || words && (changed.contains(text) || margin.contains(text))
        };
        let left = if moved(left, (&print_text, &come), &running) { "" } else { left };
        let right = if moved(right, (&ours_text, &gone), &margins) { "" } else { right };
        let at = op.old_range().start;
        let before: String = ours[at.saturating_sub(AROUND)..at].iter().collect();
        let after: String = ours[op.old_range().end..].iter().take(AROUND).collect();
        let place = format!("（在“{before}”与“{after}”之间）");
        let message = match (left.is_empty(), right.is_empty()) {
            (true, true) => continue,
            (false, true) => {
                format!("读出的“{}”{place}在 LibreOffice 的打印稿上看不见", short(left))
            }
            (true, false) => {
                format!("LibreOffice 的打印稿上多出“{}”{place}，未读出", short(right))
            }
            (false, false) => format!(
                "读出的“{}”{place}在 LibreOffice 的打印稿上是“{}”",
                short(left),
                short(right)
            ),
        };
        found.push(Warning::new(WarningCode::ShownOtherwise, message));
    }
    if found.len() > LISTED {
        let rest = found.len() - LISTED;
        found.truncate(LISTED);
        let message = format!("与 LibreOffice 的打印稿另有 {rest} 处不同");
        found.push(Warning::new(WarningCode::ShownOtherwise, message));
    }
    found
}

/// What tells something: letters, digits, and the signs of numbers.
fn letters(document: &Document) -> Vec<char> {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => text += &paragraph.text.content,
            Block::Table(table) => text += &table.text().content,
            Block::PageBreak => {}
        }
        text.push('\n');
    }
    folded(&text).chars().collect()
}

fn margins(document: &Document) -> String {
    folded(&document.margins.iter().map(|m| m.text.content.as_str()).collect::<String>())
}

fn folded(text: &str) -> String {
    let tells = |c: &char| c.is_alphanumeric() || matches!(c, '%' | '‰' | '±');
    text.nfkc().filter(tells).collect()
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    fn of(lines: &[&str]) -> Document {
        let blocks = lines.iter().map(|line| Block::Paragraph(Paragraph::plain(*line)));
        Document { blocks: blocks.collect(), ..Document::default() }
    }

    #[test]
    fn what_the_print_does_not_show_is_told() {
        let ours = of(&["近三年未发生重大安全事故。", "效率提升 31.5%"]);
        assert_eq!(
            otherwise(&ours, &of(&["近三年未发生重大", "安全事故。 效率提升（31.5%）"])),
            []
        );
        let told = otherwise(&ours, &of(&["近三年发生重大安全事故。", "效率提升 35.1%"]));
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].message.contains("“未”") && told[0].message.contains("看不见"), "{told:?}");
    }

    #[test]
    fn a_passage_in_another_place_has_only_been_moved() {
        let ours = of(&["甲公司承担全部责任。", "乙公司提供设备清单。"]);
        let print = of(&["乙公司提供设备清单。", "甲公司承担全部责任。"]);
        assert_eq!(otherwise(&ours, &print), []);
    }
}
