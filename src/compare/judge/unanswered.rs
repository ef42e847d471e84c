//! What the paper prints and a record without a document knows nothing of. The form's own
//! words are known from its definition; whatever else stands on the paper nobody can hold
//! against anything, so it is named, and the verdict is 无法判定.

use crate::characters::is_han;
use crate::compare::fields::claims::Claims;
use crate::compare::judge::enclosed::lists_papers;
use crate::compare::report::reason::Reason;
use crate::compare::report::{SideName, Unread};
use crate::compare::stream::flow::{Flow, Unit};
use crate::compare::stream::fold;
use crate::forms::Printed;
use crate::lexicon::HEADINGS_NOUNS;
use crate::value::label;
use std::collections::HashSet;
use std::ops::Range;

/// Texts that are named one by one.
const NAMED: usize = 60;
/// Characters of a quotation.
const SHORT: usize = 40;
/// Neighbouring texts that may be one sentence which a page or cell parts.
const JOINED: usize = 4;

/// What no field answered for and the form does not print; `labels` are the folded texts
/// under which values stand.
pub fn unread(
    flow: &Flow,
    claims: &Claims,
    labels: &HashSet<String>,
    printed: &Printed,
) -> Vec<Unread> {
    let known = |text: &str| {
        // The number of a heading is its place.
        let bare = label::split_number(text.trim()).map(|(rest, _)| fold::words(rest));
        labels.contains(&fold::words(text))
            || bare.is_some_and(|bare| labels.contains(&bare))
            || is_heading(text)
            || printed.knows(text)
            || refers(text)
            || lists_papers(text)
    };
    let mut open: Vec<Range<usize>> = Vec::new();
    for unit in &flow.units {
        for run in left_over(flow, unit, claims) {
            if known(&flow.printed(run.clone())) {
                continue;
            }
            let sentences = sentences(flow, run);
            open.extend(sentences.into_iter().filter(|range| {
                let text = flow.printed(range.clone());
                says(&text) && !known(&text)
            }));
        }
    }
    let mut named = Vec::new();
    let mut at = 0;
    while at < open.len() {
        let whole = |last: usize| {
            let parts = open[at..last].iter().map(|range| flow.printed(range.clone()));
            known(&parts.collect::<String>())
        };
        match (at + 2..=open.len().min(at + JOINED)).find(|last| whole(*last)) {
            Some(last) => at = last,
            None => {
                named.push(open[at].clone());
                at += 1;
            }
        }
    }
    let rest = named.len().saturating_sub(NAMED);
    let mut out: Vec<Unread> = named.into_iter().take(NAMED).map(|at| tell(flow, at)).collect();
    if rest > 0 {
        let note = format!("另有{rest}段文字不属于任何栏目，网上数据中没有可与之核对的内容");
        out.push(Unread { note, ..Unread::new(SideName::Paper, Reason::TextUnmatched) });
    }
    out
}

fn tell(flow: &Flow, range: Range<usize>) -> Unread {
    let place = flow.place(range.clone());
    let line: String = flow.printed(range).split_whitespace().collect();
    let short: String = line.chars().take(SHORT).collect();
    let more = if short.len() < line.len() { "…" } else { "" };
    Unread {
        page: (place.page > 0).then_some(place.page),
        bbox: place.bbox,
        note: format!("“{short}{more}”不属于任何栏目，网上数据中没有可与之核对的内容"),
        ..Unread::new(SideName::Paper, Reason::TextUnmatched)
    }
}

/// Stretches of a unit that no field claims.
fn left_over(flow: &Flow, unit: &Unit, claims: &Claims) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let open = |at: &usize| !claims.has(*at);
    for at in unit.range.clone().filter(open) {
        match out.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => out.push(at..at + 1),
        }
    }
    out.retain(|run| run.clone().any(|at| fold::is_content(flow.marks[at].ch)));
    out
}

/// The sentences of a stretch.
fn sentences(flow: &Flow, range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    for at in range.clone() {
        if matches!(flow.marks[at].ch, '。' | ';' | '!' | '?') {
            out.push(start..at + 1);
            start = at + 1;
        }
    }
    out.push(start..range.end);
    out.retain(|range| range.clone().any(|at| fold::is_content(flow.marks[at].ch)));
    out
}

/// Whether a sentence only says where on the same paper something is written: 详见附表1.
fn refers(text: &str) -> bool {
    /// Characters of such a sentence.
    const MOST: usize = 24;
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let said = bare.trim_end_matches(['。', '；', ';', '.']);
    let plain = said.chars().count() <= MOST && !said.contains(['%', '％', '，', ',', '：', ':']);
    let described = said.contains("按附") && said.ends_with("描述");
    plain && (said.starts_with("详见") || said.starts_with("见附") || described)
}

/// Whether a text is a heading of the form: numbered, short, a noun that names what stands below.
fn is_heading(text: &str) -> bool {
    /// Characters of such a heading, without its number.
    const MOST: usize = 14;
    let Some((rest, _)) = label::split_number(text.trim()) else { return false };
    let rest = rest.trim();
    rest.chars().count() <= MOST
        && rest.chars().all(is_han)
        && HEADINGS_NOUNS.iter().any(|noun| rest.ends_with(noun))
        && !rest.contains(['不', '未', '无', '非', '停'])
}

/// Whether a text says something by itself: words, or a number that counts no row.
fn says(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    letters > 1 || letters + digits > 2 || text.contains(['.', '%', '-']) && digits > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records have no chapter for what only points to another one.
    #[test]
    fn a_sentence_that_points_elsewhere_tells_nothing() {
        assert!(refers("详见企业简介。") && refers("场景实例按附1至附2进行详细描述。"));
        assert!(refers("详见附表1、附表2。") && refers("见附件"));
        assert!(!refers("详见附件，投资额为3000万元。") && !refers("本项目已经停工"));
    }

    #[test]
    fn a_numbered_heading_names_what_stands_below() {
        assert!(is_heading("一、项目信息") && is_heading("（二）评价指标自评得分"));
        assert!(!is_heading("五、本项目已停工") && !is_heading("项目信息"));
        assert!(!is_heading("三、未提交承诺") && !is_heading("四、投资3000万元"));
    }

    #[test]
    fn what_no_field_holds_is_named() {
        let said = "特别说明：本项目已经停工，指标为设计值。";
        let flow =
            Flow::of_text(&format!("企业名称：甲公司\n{said}\n法定代表人签字：年月日盖公章处"));
        let mut claims = Claims::new(&flow);
        claims.take(flow.units[0].range.clone());
        let labels = HashSet::from([flow.words(flow.units[2].range.clone())]);
        let told = unread(&flow, &claims, &labels, &Printed::default());
        assert_eq!(told.len(), 1);
        assert!(told[0].note.contains(said), "{told:?}");
        assert_eq!(told[0].reason, Reason::TextUnmatched);
    }
}
