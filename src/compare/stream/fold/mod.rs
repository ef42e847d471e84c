//! Text brought to one writing before it is compared: every rule that only
//! concerns writing is applied here, character by character, and remembers
//! what it touched. What is left differs in content.

mod date;
mod glyph;
mod link;
mod number;
mod scan;

use crate::compare::report::rule::{Rule, Rules};
use date::{date, join_ranges};
pub use glyph::{EMPTY, TICKED, holds_root, is_content, tick, turns};
use glyph::{fold_char, is_invisible, is_root, join_runs};
use link::drop_link_marks;
pub use number::{counts, is_counted};
use number::{is_bare_point, number, prime};
use std::ops::Range;

/// One character after folding, with the bytes of the source it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The folded character.
    pub ch: char,
    /// First byte in the unit's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Index of the unit (paragraph or cell) it belongs to.
    pub unit: u32,
    /// How it is separated from the mark before it.
    pub gap: Gap,
    /// Rules that changed it.
    pub rules: Rules,
}

/// What stands between a mark and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    None,
    /// White space, a line wrap or a paragraph's end.
    Space,
    /// The border of a table cell: no number or date reaches over it.
    Cell,
}

impl Mark {
    /// The bytes of the unit's text it stands for.
    pub fn source(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Folds one text on its own.
pub fn fold(text: &str) -> Vec<Mark> {
    let mut marks = Vec::with_capacity(text.len() / 3 + 4);
    append(&mut marks, text, 0, Gap::Cell);
    settle(&mut marks, 0);
    marks
}

/// The characters of a fold.
pub fn folded(text: &str) -> String {
    fold(text).iter().map(|mark| mark.ch).collect()
}

/// The characters of a fold that say something: no punctuation.
pub fn words(text: &str) -> String {
    fold(text).iter().map(|mark| mark.ch).filter(|c| is_content(*c)).collect()
}

/// Whether two texts are the same after folding, and by which rules.
pub fn same(a: &str, b: &str) -> Option<Rules> {
    if a == b {
        return Some(Rules::default());
    }
    let (x, y) = (fold(a), fold(b));
    if x.len() != y.len() || x.iter().zip(&y).any(|(p, q)| p.ch != q.ch) {
        return None;
    }
    Some(granted(&x, a, &y, b))
}

/// The rules by which two equal runs of marks were brought together.
pub fn granted(x: &[Mark], a: &str, y: &[Mark], b: &str) -> Rules {
    let mut rules = Rules::default();
    for (p, q) in x.iter().zip(y) {
        if a.get(p.source()) != b.get(q.source()) {
            rules.merge(p.rules);
            rules.merge(q.rules);
        }
        if (p.gap == Gap::Space) != (q.gap == Gap::Space)
            && p.gap != Gap::Cell
            && q.gap != Gap::Cell
        {
            rules.add(Rule::Spaces);
        }
        // A separator that one side dropped leaves its rule on its neighbour.
        if p.rules != q.rules {
            for rule in [Rule::Thousands, Rule::NumberWriting, Rule::DateWriting, Rule::LinkMarks] {
                if p.rules.has(rule) != q.rules.has(rule) {
                    rules.add(rule);
                }
            }
        }
    }
    rules
}

/// Appends the marks of one unit's text; call [`settle`] when the run is whole.
pub fn append(marks: &mut Vec<Mark>, text: &str, unit: u32, first: Gap) {
    let mut gap = first;
    let from = marks.len();
    for (at, ch) in text.char_indices() {
        let (start, end) = (at as u32, (at + ch.len_utf8()) as u32);
        if ch.is_whitespace() {
            gap = gap.max(Gap::Space);
            continue;
        }
        if is_invisible(ch) {
            continue;
        }
        let mut put = |ch: char, rules: Rules| {
            marks.push(Mark { ch, start, end, unit, gap, rules });
            gap = Gap::None;
        };
        if is_root(text, at, ch) {
            put(ch, Rules::default());
            continue;
        }
        fold_char(ch, &mut put);
        join_runs(marks, from, text);
    }
}

/// Folds what needs neighbours: dates, numbers. `from` is where
/// the run begins; marks before it are settled already.
pub fn settle(marks: &mut Vec<Mark>, from: usize) {
    let mut out: Vec<Mark> = Vec::with_capacity(marks.len() - from);
    let mut run = marks.split_off(from);
    drop_link_marks(&mut run);
    let mut at = 0;
    while at < run.len() {
        let before = out.last().copied();
        if let Some((sign, next)) = prime(&run, at, before) {
            out.push(Mark { end: run[next - 1].end, ch: sign, ..run[at] });
            at = next;
            continue;
        }
        if is_bare_point(&run, at) {
            // .5 is 0.5, and neither is 5.
            let mut zero = Mark { ch: '0', ..run[at] };
            zero.rules.add(Rule::NumberWriting);
            out.push(zero);
            out.push(Mark { gap: Gap::None, ..run[at] });
            at += 1;
            continue;
        }
        let bounded = run[at].gap != Gap::None
            || !before
                .is_some_and(|b| b.ch.is_ascii_alphanumeric() || matches!(b.ch, '.' | '/' | '_'));
        if bounded
            && let Some(next) = date(&run, at, &mut out).or_else(|| number(&run, at, &mut out))
        {
            at = next;
            continue;
        }
        out.push(run[at]);
        at += 1;
    }
    join_ranges(&mut out);
    marks.append(&mut out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(a: &str, b: &str) -> Option<Vec<&'static str>> {
        same(a, b).map(|r| r.iter().map(Rule::name).collect())
    }

    #[test]
    fn writing_is_forgiven_by_a_named_rule() {
        assert_eq!(rules("（盖章）", "(盖章)"), Some(vec!["width"]));
        assert_eq!(rules("项  目\n名称", "项目名称"), Some(vec!["spaces"]));
        assert_eq!(rules("工信〔2023〕212号", "工信[2023]212号"), Some(vec!["punctuation-pairs"]));
        assert_eq!(
            rules("文件名称∕页码", "文件名称／页码"),
            Some(vec!["width", "punctuation-pairs"])
        );
        assert_eq!(rules("⽢⼴", "甘广"), Some(vec!["compatibility-forms"]));
        assert_eq!(rules("⻢⻓", "马长"), Some(vec!["compatibility-forms"]));
        assert_eq!(rules("\u{e81e}", "龴"), Some(vec!["private-use"]));
        assert_eq!(rules("□√是 □否", "■是□否"), Some(vec!["spaces", "tick-glyphs"]));
        assert_eq!(rules("447,018.00", "447018"), None);
        assert_eq!(rules("447,018", "447018"), Some(vec!["thousands-separators"]));
        assert_eq!(rules("12.00万元", "12万元"), Some(vec!["number-writing"]));
        assert_eq!(rules(".5", "0.5"), Some(vec!["number-writing"]));
        for inch in ["4\"", "4”", "4''", "4＂"] {
            assert!(rules(inch, "4″").is_some(), "{inch}");
        }
        // The end of a quotation is no sign of inches.
        assert!(rules("称为“中国制造2025”", "称为「中国制造2025」").is_some());
        assert_eq!(
            rules("平台（<https://a-b.com>）", "平台（https://a-b.com）"),
            Some(vec!["link-marks"])
        );
    }

    #[test]
    fn a_date_has_many_writings() {
        for date in
            ["2023年08月16日", "2023-8-16", "2023.08.16", "2023/08/16", "二〇二三年八月十六日"]
        {
            assert_eq!(rules(date, "2023年8月16日"), Some(vec!["date-writing"]), "{date}");
        }
        assert_eq!(folded("二○二三年八月"), "2023年8月");
        assert_eq!(
            rules("二○二三年八月", "二〇二三年八月"),
            Some(vec!["zero-glyphs", "date-writing"])
        );
        assert_eq!(rules("2020-04至2023-08", "2020年4月至2023年8月"), Some(vec!["date-writing"]));
        assert_eq!(folded("2020.05-2023.05"), folded("2020年5月 至 2023年5月"));
        assert_eq!(folded("2020-05-2023-05"), folded("2020年5月~2023年5月"));
        assert_eq!(folded("2023 年 8 月 16 日 10:30"), "2023年8月16日10:30");
        assert_eq!(folded("至2023-05-01，共"), "至2023年5月1日,共");
    }

    #[test]
    fn content_is_never_folded() {
        for (a, b) in [
            ("35", "-35"),
            ("12.5", "125"),
            ("1.10", "1.1"),
            ("12.50", "12.5"),
            ("CO₂", "CO2"),
            ("3.0项", "3项"),
            ("1.10", "1.1。"),
            ("见1.10条", "见1.1条"),
            ("3万元", "3亿元"),
            ("☑是", "□是"),
            ("10²", "102"),
            ("V1.0.0", "V1.0"),
            ("ab", "AB"),
            ("2023年8月", "2023年9月"),
            ("2023-08", "2023-0８9"),
            ("①", "1"),
            ("12 345", "12,346"),
            ("SCADA 5.0系统", "SCADA 5系统"),
            ("工业4.0", "工业4"),
            ("是●否", "是否"),
            ("0512-56390864", "0512-5639864"),
            ("2020", "2020年"),
            ("<12.5>", "12.5"),
            ("<https://a.com", "https://a.com"),
            ("<https://a.com>", "https://b.com"),
            ("a<b且c>d", "ab且cd"),
            ("4″", "4′"),
            ("4\"", "4"),
            ("30°15′20″", "30°15″20′"),
            (".5", "5"),
            (".25", "25"),
            ("-20--10℃", "-20-10℃"),
            ("5--3", "5-3"),
            ("E--3", "E-3"),
            ("-20—-10℃", "-20-10℃"),
            ("5…6", "56"),
            ("1...5", "15"),
            ("1...5", "1.5"),
            ("5..3", "5.3"),
        ] {
            assert_eq!(rules(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn a_tab_or_a_wrap_parts_numbers() {
        assert_eq!(fold("12\t.50")[2].gap, Gap::Space);
        assert_eq!(rules("1\n,234", "1234"), None);
    }

    #[test]
    fn marks_point_at_their_source() {
        let text = "至 2023-08 止";
        let marks = fold(text);
        let eight = marks.iter().find(|m| m.ch == '8').expect("folded month");
        assert_eq!(&text[eight.source()], "08");
    }
}
