//! Lines that were cut where no printed line ends: before a mark that never begins one.

use super::lines::{is_torn, usual_width, width};
use std::borrow::Cow;

/// Marks that close what stands before them.
const CLOSING: &[char] =
    &['》', '）', '”', '〕', '】', '』', '，', '。', '、', '；', '：', '！', '？'];
/// How much wider than the usual line a line made whole may be.
const OVER: f32 = 2.0;

/// Joins a line that begins with a closing mark to the one above it, where both
/// together are no wider than the page: some tools cut a line at each change of font.
pub fn rejoined(raw: Vec<Cow<'_, str>>) -> Vec<Cow<'_, str>> {
    let plain: Vec<&str> = raw.iter().map(AsRef::as_ref).collect();
    let lines = super::collect(&plain);
    let cut = |line: &str| line.starts_with(CLOSING);
    if !plain.iter().any(|line| cut(line)) || !is_torn(&lines) {
        return raw;
    }
    let Some(page) = usual_width(&lines) else { return raw };
    let mut out: Vec<Cow<'_, str>> = Vec::with_capacity(raw.len());
    for line in raw {
        match out.last_mut() {
            Some(last)
                if cut(&line)
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
