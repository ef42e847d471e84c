//! Lines of the cover page: `项目名称：某某`, `申报单位（盖章）　某某`, a label and
//! its value on one line or two.

use super::draft::Piece;
use super::rows::Reader;
use crate::forms::{Kind, Target};
use crate::value::fold::{fold, fold_char, is_space};
use crate::value::label;
use std::ops::Range;

/// A label at the start of a line and where its value begins.
struct Line {
    field: usize,
    label: Range<usize>,
    value: Range<usize>,
}

impl Reader<'_> {
    /// Reads a run of paragraphs of the cover. A value may be wrapped onto a line of
    /// its own between two labels.
    pub fn read_cover(&mut self, pieces: &[Piece]) {
        let pieces: Vec<Piece> = pieces.iter().flat_map(|p| self.cut_lines(p)).collect();
        let pieces = pieces.as_slice();
        let lines: Vec<Option<Line>> =
            pieces.iter().map(|p| self.cover_line(&p.text.content)).collect();
        let last = lines.iter().rposition(Option::is_some);
        let mut at = 0;
        while at < pieces.len() {
            let Some(line) = &lines[at] else {
                at += 1;
                continue;
            };
            let mut values = vec![pieces[at].slice(line.value.clone())];
            let mut next = at + 1;
            let field = &self.form.definition.cover[line.field];
            while next < pieces.len() && lines[next].is_none() && Some(at) < last.map(|l| l.max(at))
            {
                let text = pieces[next].text.content.trim();
                if !is_stamp(text) {
                    if self.is_structure(text)
                        || field.kind == Kind::Date && values.iter().any(|v| !v.text.is_blank())
                    {
                        break;
                    }
                    values.push(stripped(&pieces[next]));
                }
                next += 1;
            }
            // Behind the last label only an empty value looks at the next line.
            if Some(at) == last
                && values[0].text.is_blank()
                && next < pieces.len()
                && lines[next].is_none()
            {
                let text = pieces[next].text.content.trim();
                if !is_stamp(text) && !self.is_structure(text) && !text.ends_with("编制") {
                    values.push(stripped(&pieces[next]));
                }
            }
            let name =
                pieces[at].text.content.get(line.label.clone()).unwrap_or_default().to_owned();
            if self.draft.record.get(field.to.as_str()).is_none_or(serde_json::Value::is_null) {
                self.draft.read_field(field, &label::join_lines(&name), &values);
            }
            at = next;
        }
    }

    /// Two lines of the cover that were run together are two again: a label counts in
    /// the middle of a line only with its colon, its stamp or a wide gap behind it.
    fn cut_lines(&self, piece: &Piece) -> Vec<Piece> {
        let text = &piece.text.content;
        if text.chars().count() > 300 {
            return vec![piece.clone()];
        }
        let mut cuts = vec![0];
        for (at, _) in text.char_indices().skip(1) {
            let rest = text.get(at..).unwrap_or_default();
            let starts = self.form.definition.cover.iter().any(|field| {
                prefix(rest, &field.label).filter(|label| label.start == 0).is_some_and(|label| {
                    let behind = rest.get(label.end..).unwrap_or_default();
                    let length = value_start(behind).unwrap_or_default();
                    behind.get(..length).is_some_and(|b| {
                        b.contains(['：', ':', '（', '('])
                            || b.chars().filter(|c| is_space(*c)).count() > 1
                    })
                })
            });
            if starts {
                cuts.push(at);
            }
        }
        cuts.push(text.len());
        cuts.windows(2).map(|cut| piece.slice(cut[0]..cut[1])).collect()
    }

    /// Whether a line begins with a label of the cover.
    pub fn is_cover_line(&self, text: &str) -> bool {
        self.cover_line(text).is_some()
    }

    fn cover_line(&self, text: &str) -> Option<Line> {
        let mut best: Option<Line> = None;
        for (f, field) in self.form.definition.cover.iter().enumerate() {
            for name in std::iter::once(&field.label).chain(&field.also) {
                let Some(label) = prefix(text, name) else { continue };
                if best.as_ref().is_some_and(|b| b.label.end >= label.end) {
                    continue;
                }
                let rest = text.get(label.end..)?;
                let Some(value_at) = value_start(rest) else { continue };
                let value = strip_stamp(text, label.end + value_at);
                best = Some(Line { field: f, label, value });
            }
        }
        best
    }

    /// A heading, a title, a sentence or a table's caption: never part of a cover value.
    fn is_structure(&self, text: &str) -> bool {
        label::split_number(text).is_some()
            || text.ends_with("申报书")
            || text.ends_with("编制")
            || text.contains('。')
            || fold(text).starts_with("真实性")
            || is_blank_date(text)
            || text.contains('，') && text.ends_with(['：', ':'])
            || matches!(self.lookup.targets(text).as_deref(), Some([Target::Part(_), ..]))
    }
}

/// Where a date is to be written by hand: `承诺      年  月  日`.
fn is_blank_date(text: &str) -> bool {
    let bare: String = text.split_whitespace().collect();
    bare.ends_with("年月日") && !bare.contains(|c: char| c.is_ascii_digit())
}

/// Byte range of a label at the start of a text, white space and width aside.
fn prefix(text: &str, label: &str) -> Option<Range<usize>> {
    let mut want = Vec::new();
    for c in label.chars() {
        fold_char(c, |d| want.push(d));
    }
    let start = text.len() - text.trim_start().len();
    let mut matched = 0;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        let mut fits = true;
        fold_char(c, |d| {
            fits &= want.get(matched) == Some(&d);
            matched += 1;
        });
        if !fits {
            return None;
        }
        if matched == want.len() {
            return Some(start..at + c.len_utf8());
        }
    }
    None
}

/// Where the value begins behind a label: past `（盖章）`, a colon and spaces. `None` if
/// the label simply goes on (`申报单位基本信息`).
fn value_start(rest: &str) -> Option<usize> {
    let mut at = 0;
    let mut separated = rest.is_empty();
    loop {
        let here = rest.get(at..)?;
        let Some(c) = here.chars().next() else { break };
        if is_space(c) || matches!(c, '：' | ':' | '_' | '＿') {
            separated = true;
            at += c.len_utf8();
        } else if let Some(length) = stamp_length(here) {
            separated = true;
            at += length;
        } else {
            break;
        }
    }
    separated.then_some(at)
}

/// Bytes of a bracket such as `（盖章）` at the start.
fn stamp_length(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if !matches!(first, '（' | '(') {
        return None;
    }
    let close = text.char_indices().take(12).find(|(_, c)| matches!(c, '）' | ')'))?;
    let inner: String =
        text.get(first.len_utf8()..close.0)?.chars().filter(|c| !is_space(*c)).collect();
    let stamp = matches!(
        inner.as_str(),
        "盖章" | "公章" | "签章" | "章" | "盖公章" | "签字" | "加盖公章" | "单位公章" | "签字盖章"
    );
    stamp.then_some(close.0 + close.1.len_utf8())
}

/// The range from `from` without a stamp bracket and fill-in lines at its end.
fn strip_stamp(text: &str, from: usize) -> Range<usize> {
    let mut end = text.len();
    loop {
        let body = text.get(from..end).unwrap_or_default();
        let trimmed = body.trim_end_matches(|c| is_space(c) || matches!(c, '_' | '＿'));
        end = from + trimmed.len();
        let open = trimmed.char_indices().rev().take(12).find(|(_, c)| matches!(c, '（' | '('));
        let Some((at, _)) = open else { break };
        let bracket = trimmed.get(at..).unwrap_or_default();
        if stamp_length(bracket) != Some(bracket.len()) {
            break;
        }
        end = from + at;
    }
    from..end.max(from)
}

fn is_stamp(text: &str) -> bool {
    stamp_length(text) == Some(text.len()) || text.is_empty()
}

/// A value without `（盖章）` behind it.
pub fn stripped(piece: &Piece) -> Piece {
    let content = &piece.text.content;
    let start = content.len() - content.trim_start().len();
    piece.slice(strip_stamp(content, start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_begins_behind_stamp_and_colon() {
        let value = |text: &str, name: &str| {
            let label = prefix(text, name)?;
            let at = value_start(text.get(label.end..)?)?;
            text.get(strip_stamp(text, label.end + at)).map(str::to_owned)
        };
        assert_eq!(value("申 报 单 位（盖 章）：甲公司", "申报单位").as_deref(), Some("甲公司"));
        assert_eq!(value("申报单位：甲公司（盖章）", "申报单位").as_deref(), Some("甲公司"));
        assert_eq!(
            value("申报单位（盖章）　　甲（集团）公司", "申报单位").as_deref(),
            Some("甲（集团）公司")
        );
        assert_eq!(value("项　　目名\u{a0}称:____甲____", "项目名称").as_deref(), Some("甲"));
        assert_eq!(value("申报单位基本信息", "申报单位"), None);
        assert_eq!(value("推荐单位", "推荐单位").as_deref(), Some(""));
    }

    #[test]
    fn a_place_for_a_date_is_no_value() {
        assert!(is_blank_date("承诺          年  月  日") && is_blank_date("年月日"));
        assert!(!is_blank_date("2025年3月1日") && !is_blank_date("甲公司"));
    }
}
