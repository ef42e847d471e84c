//! The text part of a book: headings and what stands under them.

use super::draft::{Piece, clean_text};
use super::rows::Reader;
use crate::document::Role;
use crate::value::{blank, label};
use serde_json::Value;

/// The section being filled.
#[derive(Debug, Default)]
pub struct Section {
    heading: Option<(String, Piece)>,
    body: Vec<Piece>,
    /// An appendix of tables has begun; its captions are no section text.
    pub appendix: bool,
    count: usize,
}

/// What a paragraph is in the text part.
enum Line {
    Heading { text: String, rest: Option<usize> },
    Appendix,
    Text,
}

impl Reader<'_> {
    /// Takes one paragraph of the text part.
    pub fn section_line(&mut self, section: &mut Section, piece: &Piece, role: Role) {
        let content = &piece.text.content;
        if content.trim().is_empty() {
            return;
        }
        match self.line(content, role) {
            Line::Heading { text, rest } => {
                self.end_section(section);
                section.appendix = false;
                section.heading = Some((text, piece.clone()));
                if let Some(at) = rest {
                    let rest = piece.slice(at..content.len());
                    if !is_form_instruction(&rest.text.content) {
                        section.body.push(rest);
                    }
                }
            }
            Line::Appendix => {
                self.end_section(section);
                section.heading = None;
                section.appendix = true;
            }
            Line::Text => {
                if section.heading.is_some() && !section.appendix && !is_form_instruction(content) {
                    section.body.push(piece.clone());
                }
            }
        }
    }

    /// A table of no form inside a section belongs to its text.
    pub fn section_table(section: &mut Section, piece: Piece) {
        if section.heading.is_some() && !section.appendix {
            section.body.push(piece);
        }
    }

    /// Writes the section that is open, if anything stands in it.
    pub fn end_section(&mut self, section: &mut Section) {
        let Some((heading, place)) = section.heading.take() else { return };
        let body = std::mem::take(&mut section.body);
        let text = body
            .iter()
            .map(|p| clean_text(&p.text.content))
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("\n");
        if text.is_empty() || blank::is_blank(&text) {
            return;
        }
        let index = section.count;
        section.count += 1;
        let pointer = format!("/sections/{index}");
        self.draft.record.set(&format!("{pointer}/heading"), Value::from(heading.clone()));
        let joined = Piece::join(&body);
        self.draft.put(&format!("{pointer}/text"), Value::from(text), &joined, &heading);
        self.draft.put(&format!("{pointer}/heading"), Value::from(heading), &place, "");
    }

    fn line(&self, content: &str, role: Role) -> Line {
        let text = content.trim();
        if is_appendix_mark(text) {
            return Line::Appendix;
        }
        let count = text.chars().count();
        let (bare, depth) = label::split_number(text).unwrap_or((text, 0));
        let known = self.form.index.is_section(&label::keys(bare));
        if known && count <= 60 {
            return Line::Heading { text: heading_text(bare), rest: None };
        }
        if let Role::Heading(_) = role
            && count <= 60
        {
            return Line::Heading { text: heading_text(bare), rest: None };
        }
        if (1..=2).contains(&depth) {
            let sentence =
                bare.contains(['。', '；', '，']) || bare.ends_with(['：', ':']) && count > 30;
            if count <= 40 && !sentence {
                return Line::Heading { text: heading_text(bare), rest: None };
            }
            // `（一）提升计划：正文` — the heading and its text on one line.
            let cut = bare
                .char_indices()
                .take(30)
                .find(|(_, c)| matches!(c, '：' | ':' | '。' | '（' | '('));
            if let Some((at, c)) = cut {
                let head = bare.get(..at).unwrap_or_default();
                let whole_head = self.form.index.is_section(&label::keys(head));
                if whole_head || matches!(c, '：' | ':') && depth == 2 && head.chars().count() <= 20
                {
                    let offset =
                        content.len() - content.trim_start().len() + (text.len() - bare.len());
                    let skip = if matches!(c, '（' | '(') { 0 } else { c.len_utf8() };
                    return Line::Heading {
                        text: heading_text(head),
                        rest: Some(offset + at + skip),
                    };
                }
            }
        }
        Line::Text
    }
}

/// `附1`, `附表2`, `附5-3`, `附件4`: what follows are the form's tables.
fn is_appendix_mark(text: &str) -> bool {
    let folded = crate::value::fold::fold(text);
    let Some(rest) = folded.strip_prefix('附') else { return false };
    let rest = rest.trim_start_matches(['件', '表', '录']);
    let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
    let tail = rest.get(digits..).unwrap_or_default();
    folded.chars().count() <= 8 && (digits > 0 && tail.trim_matches([':', '.']).is_empty())
        || digits > 0 && tail.starts_with([':', ' ']) && folded.chars().count() <= 40
}

fn heading_text(text: &str) -> String {
    let text = text.trim().trim_end_matches(['：', ':', '。']);
    // `（二）项目实施的先进性（与…比较）`: the bracket is an instruction, not the heading.
    let keep = blank::without_trailing_instruction(text);
    label::join_lines(text.get(..keep).unwrap_or(text))
}

/// Instructions that the blank form prints under or behind its headings.
fn is_form_instruction(text: &str) -> bool {
    if blank::is_instruction(text) {
        return true;
    }
    const WORDS: &[&str] = &[
        "请提供",
        "请描述",
        "（着重介绍",
        "尽可能列出数据",
        "等情况；",
        "等情况包括",
        "具体功能及性能指标等",
    ];
    let hits = WORDS.iter().filter(|word| text.contains(*word)).count();
    hits > 0 && !text.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appendix_marks() {
        for text in ["附1", "附表 2", "附5-3", "附件4", "附1："] {
            assert!(is_appendix_mark(text), "{text}");
        }
        for text in ["附加说明", "附近有3家工厂", "相关附件"] {
            assert!(!is_appendix_mark(text), "{text}");
        }
    }
}
