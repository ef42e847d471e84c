//! Lines that were cut where no printed line ends: between two marks that a printer
//! moves closer together, and before a mark that never begins a line.

use super::Line;
use super::lines::{is_torn, width};
use crate::understand::title::is_enumerated;
use std::borrow::Cow;

/// Marks that close what stands before them.
const CLOSING: &[char] =
    &['》', '）', '”', '〕', '】', '』', '，', '。', '、', '；', '：', '！', '？'];
/// Those of them that end no sentence, and marks that open what follows.
const BRACKETS: (&[char], &[char]) =
    (&['》', '）', '”', '〕', '】', '』'], &['（', '《', '“', '〔', '(']);
/// Share of the lines above which they fill the page, those that were cut being many.
const FULL: f32 = 0.9;
/// How much wider than the page a line made whole may be: the marks are set closer.
const OVER: f32 = 1.5;
/// Lines that are cut before a closing mark, where a tool does so.
const HABIT: usize = 3;
/// Widths of printed lines.
const LINE: std::ops::RangeInclusive<f32> = 20.0..=62.0;
/// Lines of a text that tell how wide its page is.
const LINES: usize = 8;

/// How wide this share of the printed lines is at the most, where enough of them tell.
pub fn reach(lines: &[Line<'_>], share: f32) -> Option<f32> {
    let mut widths: Vec<f32> =
        lines.iter().map(|l| width(l.text())).filter(|w| LINE.contains(w)).collect();
    widths.sort_by(f32::total_cmp);
    widths.get((widths.len() as f32 * share) as usize).copied().filter(|_| widths.len() >= LINES)
}

/// Joins lines that were cut at marks, where all together are no wider than the page.
pub fn rejoined(raw: Vec<Cow<'_, str>>) -> Vec<Cow<'_, str>> {
    let plain: Vec<&str> = raw.iter().map(AsRef::as_ref).collect();
    let lines = super::collect(&plain);
    let before = |line: &str| line.starts_with(CLOSING);
    let count = plain.iter().filter(|line| before(line)).count();
    let Some(page) = reach(&lines, FULL).filter(|_| count > 0 && is_torn(&lines)) else {
        return raw;
    };
    let between = |last: &str, line: &str| {
        count >= HABIT
            && last.trim_end().ends_with(BRACKETS.0)
            && line.starts_with(BRACKETS.1)
            && !line.starts_with("（此")
            && !is_enumerated(line)
    };
    let mut out: Vec<Cow<'_, str>> = Vec::with_capacity(raw.len());
    for line in raw {
        match out.last_mut() {
            Some(last)
                if (before(&line) || between(last, &line))
                    && !last.trim().is_empty()
                    && !last.contains('\t')
                    && width(last.trim()) + width(line.trim()) <= page + OVER =>
            {
                last.to_mut().push_str(&line);
            }
            _ => out.push(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "各市县应当认真组织本地区企业开展智能工厂建设并做好申报推\n荐工作并对照要素条件逐项核实申报材料的真实性、完整性和准\n确性并按时报送有关情况并加强对入选项目的跟踪指导和服务以\n及总结典型经验并宣传推广优秀做法并带动上下游企业协同开展\n";

    fn lines(text: &str) -> Vec<String> {
        let raw = text.split('\n').map(Cow::Borrowed).collect();
        rejoined(raw).into_iter().map(Cow::into_owned).collect()
    }

    #[test]
    fn a_line_cut_before_a_closing_mark_is_one_line() {
        let text = format!("{PAGE}{PAGE}推荐单位（盖章\n）：白鹿市经信局\n请于月底前报送。");
        assert_eq!(lines(&text)[8..10], ["推荐单位（盖章）：白鹿市经信局", "请于月底前报送。"]);
    }

    #[test]
    fn a_full_line_stays_what_it_is() {
        let text = format!(
            "{PAGE}{PAGE}并加强对入选项目的跟踪指导和服务并总结典型经验与优秀做\n，做法另行通知。"
        );
        assert_eq!(lines(&text).len(), 10);
    }
}
