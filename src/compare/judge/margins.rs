//! Page headers and footers. They belong to the page and not to the content, so
//! that one side may print what the other does not, but for what says what the document is
//! worth; where both sides print the same line, its words and numbers must be the same.

use crate::characters::roman;
use crate::compare::pair::align::Alignment;
use crate::compare::report::reason::Reason;
use crate::compare::report::{Difference, Kind, Reading, Severity};
use crate::compare::stream::flow::Flow;
use crate::compare::stream::running::Running;
use crate::lexicon::{MARGINS_STANDING, MARGINS_USUAL};
use crate::value::pattern::pattern;
use std::collections::BTreeSet;

/// Lines of one side that may make up one line of the other.
const JOINED: usize = 4;
/// From here on two lines are one that was changed.
const LIKE: f64 = 0.6;

pattern! {
    // A year, or any other number with its unit.
    static FIGURE = r"(?:19|20)\d{2}年|\d+(?:\.\d+)?(?:[万亿]?元|%)?";
    static PAGES = r"第?\d+页(?:[,/]?共\d+页)?|共\d+页|\d+/\d+$|[-—·]\d+[-—·]";
    static BROWSER_TIME = r"^\s*\d{2,4}[-/]\d{1,2}[-/]\d{1,4},?\s+(?:上午|下午)?\d{1,2}:\d{2}";
}

/// Lines that both sides print, but not alike.
pub fn differences(paper: &Flow, online: &Flow, alignment: &Alignment) -> Vec<Difference> {
    // A recognised header says little: it is small, and seals and stamps lie over it.
    if paper.has_recognised_pages() || online.has_recognised_pages() {
        return Vec::new();
    }
    let (p, o) = (alone(paper, online, alignment, true), alone(online, paper, alignment, false));
    let mut out: Vec<Difference> = swapped(paper, online).into_iter().collect();
    let mut left = Vec::new();
    let mut used = vec![false; o.len()];
    for line in p {
        let best = o
            .iter()
            .enumerate()
            .filter(|(at, _)| !used[*at])
            .map(|(at, other)| (likeness(&line.folded, &other.folded), at))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let alike = |(likeness, at): &(f64, usize)| {
            *likeness >= LIKE
                || label(&line.folded).is_some_and(|l| Some(l) == label(&o[*at].folded))
        };
        let Some((_, at)) = best.filter(alike) else {
            left.push(line);
            continue;
        };
        used[at] = true;
        out.push(difference(line, o[at], Severity::Material, Reason::MarginChanged));
    }
    // Two lines that have nothing in common may still be one that was exchanged.
    let rest = o.iter().enumerate().filter(|(at, _)| !used[*at]).map(|(_, line)| *line);
    let rest: Vec<&Running> = rest.collect();
    for (p, o) in left.iter().zip(&rest) {
        out.push(difference(p, o, Severity::Suspect, Reason::MarginExchanged));
    }
    out.extend(left.iter().skip(rest.len()).filter_map(|p| unshared(paper, online, p, true)));
    out.extend(rest.iter().skip(left.len()).filter_map(|o| unshared(online, paper, o, false)));
    for difference in &mut out {
        if let (Some(p), Some(o)) = (&mut difference.paper, &mut difference.online) {
            crate::compare::report::highlight::mark(p, o);
        }
    }
    out
}

/// Whether a browser prints a line around its pages: the address, the time.
fn is_of_browser(text: &str) -> bool {
    text.contains("://") || BROWSER_TIME.is_match(text)
}

/// A line that one side alone has. A title or a name is named where a print repeats it; words
/// such as 作废 that the other side says nowhere are told.
fn unshared(own: &Flow, other: &Flow, line: &Running, on_paper: bool) -> Option<Difference> {
    let edge = line.at_edge && own.is_print();
    let browser = is_of_browser(&line.text);
    // What a label names is as a rule part of a form, one on each page.
    let there = edge || !own.is_print();
    let form_line = there
        && other.tells_labels()
        && label(&line.folded).is_some()
        && !browser
        && (edge || !says(other, &line.folded));
    let news =
        !browser && there && (is_news(other, &line.folded) || names_other(other, &line.folded));
    let (severity, reason) = match (form_line, news) {
        (true, _) => (Severity::Suspect, Reason::MarginFormLine),
        (_, true) => (Severity::Suspect, Reason::MarginAlone),
        _ if edge && other.tells_labels() => (Severity::Formal, Reason::MarginUnshared),
        _ => return None,
    };
    Some(Difference {
        kind: if on_paper { Kind::OnlyOnPaper } else { Kind::MissingOnPaper },
        paper: on_paper.then(|| reading(line)),
        online: (!on_paper).then(|| reading(line)),
        ..difference(line, line, severity, reason)
    })
}

/// Headers and footers of a paper that say what it is worth, or whose it is, where the other
/// side is a record without a document.
pub fn standing(paper: &Flow) -> Vec<Difference> {
    let mut told = BTreeSet::new();
    // What the record says was compared with the body, so that the body must say it.
    let body = paper.without_margins();
    let lines = paper.running.iter().filter(|line| !is_of_browser(&line.text));
    let lines = lines.filter(|line| stands(&line.folded) || names_other(&body, &line.folded));
    let lines = lines.filter(|line| told.insert(&line.folded));
    lines
        .map(|line| Difference {
            kind: Kind::OnlyOnPaper,
            online: None,
            ..difference(line, line, Severity::Suspect, Reason::MarginAlone)
        })
        .collect()
}

/// Whether a line says what its document is worth.
pub fn stands(folded: &str) -> bool {
    MARGINS_STANDING.iter().any(|word| folded.contains(word))
}

/// Whether a line says something, a year or a number among it, that a side says nowhere.
pub(super) fn names_other(flow: &Flow, folded: &str) -> bool {
    /// Letters below which a line is no more than a page number.
    const LETTERS: usize = 2;
    let line = PAGES.replace_all(folded, " ");
    let worded = line.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS;
    if worded && !says(flow, &line) {
        return true;
    }
    let Some(figure) = FIGURE.regex() else { return false };
    let all = flow.folded(0..flow.marks.len());
    let all = [std::slice::from_ref(&all), flow.furniture.as_slice()].concat().join("\n");
    let known: BTreeSet<&str> = figure.find_iter(&all).map(|found| found.as_str()).collect();
    // A side that names no year at all names no other.
    let year = |text: &str| text.ends_with('年');
    let years = known.iter().any(|text| year(text));
    let mut figures = figure.find_iter(&line).map(|found| found.as_str());
    figures.any(|figure| !known.contains(figure) && if year(figure) { years } else { worded })
}

/// Whether a line says what its document is worth, and a side does not say so anywhere.
pub(super) fn is_news(flow: &Flow, folded: &str) -> bool {
    stands(folded) && !says(flow, folded)
}

/// Whether a side says the words of a line somewhere, each stretch of them; numbers, as of
/// pages and years, are none.
fn says(flow: &Flow, folded: &str) -> bool {
    /// The shortest stretch that is not there by chance.
    const STRETCH: usize = 3;
    let word = |c: &char| c.is_alphabetic() && !"年月日第页共".contains(*c);
    let words: Vec<char> = folded.chars().filter(word).collect();
    let all: String = flow.marks.iter().map(|mark| mark.ch).chain(['\n']).collect();
    let margins = flow.furniture.iter().flat_map(|line| line.chars());
    let usual = MARGINS_USUAL.iter().flat_map(|line| line.chars());
    let all: String = all.chars().chain(margins).chain(usual).filter(word).collect();
    let mut at = 0;
    while at < words.len() {
        let holds = |end: &usize| all.contains(&words[at..*end].iter().collect::<String>());
        let least = (at + STRETCH).min(words.len());
        let Some(end) = (least..=words.len()).take_while(holds).last() else { return false };
        at = end;
    }
    true
}

/// The words of a line in front of its colon: 版本号 of 版本号：V2.1.
fn label(folded: &str) -> Option<&str> {
    let (label, _) = folded.split_once(':')?;
    (label.chars().count() >= 2).then_some(label)
}

fn difference(paper: &Running, online: &Running, severity: Severity, reason: Reason) -> Difference {
    Difference {
        pointer: "/text/margins".to_owned(),
        label: "页眉页脚".to_owned(),
        kind: Kind::Changed,
        severity,
        paper: Some(reading(paper)),
        online: Some(reading(online)),
        confidence: 1.0,
        reason,
        note: reason.chinese().to_owned(),
        reordered: false,
    }
}

/// The share of neighbouring characters that two lines have in common.
fn likeness(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        let mut pairs: Vec<[char; 2]> = chars.windows(2).map(|w| [w[0], w[1]]).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = (a.len() + b.len()).max(1);
    let common = a.iter().filter(|pair| {
        let found = b.binary_search(pair);
        found.is_ok_and(|at| {
            b.remove(at);
            true
        })
    });
    2.0 * common.count() as f64 / all as f64
}

fn reading(line: &Running) -> Reading {
    let page = (line.page > 0).then_some(line.page);
    Reading { text: line.text.clone(), page, ..Reading::default() }
}

/// Lines of one side that the other prints nowhere: neither in its margins nor, taken for
/// a line of the text, in its body.
fn alone<'a>(flow: &'a Flow, other: &Flow, alignment: &Alignment, left: bool) -> Vec<&'a Running> {
    let (own, others) = (lines(flow), lines(other));
    let joins = joins(&others);
    let joined = |at: usize| {
        let starts = (at + 1).saturating_sub(JOINED)..=at;
        starts.into_iter().any(|start| {
            (at + 1..=(start + JOINED).min(own.len())).any(|end| {
                let text: String = own[start..end].iter().map(|l| l.folded.as_str()).collect();
                joins.contains(&text)
            })
        })
    };
    // In the body, and there not the partner of a line that this side has in its body too.
    let in_body = |line: &Running| {
        other.units.iter().any(|unit| {
            unit.range.clone().all(|at| alignment.partner(!left, at).is_none())
                && other.folded(unit.range.clone()).contains(&line.folded)
        })
    };
    let says = |text: &str| text.chars().any(char::is_alphabetic) && roman(text).is_none();
    let open = own
        .iter()
        .enumerate()
        .filter(|(at, line)| says(&line.folded) && !joined(*at) && !in_body(line));
    open.map(|(_, line)| *line).collect()
}

/// The lines of a side's margins, each once.
fn lines(flow: &Flow) -> Vec<&Running> {
    let mut out: Vec<&Running> = Vec::new();
    for line in &flow.running {
        if !line.folded.is_empty() && !out.iter().any(|known| known.folded == line.folded) {
            out.push(line);
        }
    }
    out
}

/// What a few lines one after another say together.
fn joins(lines: &[&Running]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for start in 0..lines.len() {
        let mut text = String::new();
        for line in lines.iter().skip(start).take(JOINED) {
            text.push_str(&line.folded);
            out.insert(text.clone());
        }
    }
    out
}

/// A header that is the footer of the other side, whose header is the footer here.
fn swapped(paper: &Flow, online: &Flow) -> Option<Difference> {
    let at = |flow: &Flow, line: &Running, footer: bool| {
        flow.running.iter().any(|l| l.footer == footer && l.folded == line.folded)
    };
    let moved = |footer: bool| {
        let mut lines = paper.running.iter().filter(move |l| l.footer == footer);
        lines.find(|line| {
            line.folded.chars().any(char::is_alphabetic)
                && at(online, line, !footer)
                && !at(online, line, footer)
                && !at(paper, line, !footer)
        })
    };
    let (header, footer) = (moved(false)?, moved(true)?);
    Some(difference(header, footer, Severity::Suspect, Reason::MarginSwapped))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, page: u32) -> String {
        Running::of(text, &crate::compare::stream::fold::folded(text), page, true).folded
    }

    /// The number that Word keeps in a footer is that of the page it was last shown on.
    #[test]
    fn a_page_number_between_dots_is_no_part_of_its_line() {
        let school = folded("北方大学计算机学院", 0);
        for (line, page) in [("北方大学计算机学院   · 1·", 1), ("· 12 · 北方大学计算机学院", 0)]
        {
            assert_eq!(folded(line, page), school, "{line}");
        }
        assert_ne!(folded("合同编号：HT·12", 0), folded("合同编号：HT·13", 0));
    }

    /// A print repeats a line at the foot of its pages that the Word file has nowhere.
    #[test]
    fn a_line_that_only_the_print_repeats_is_named() {
        use crate::document::{Block, Document, Margin, MarginKind, Paragraph};
        use crate::document::{Page, PageSource, Place, Rect, Text};
        let told = |text: &str, y: f32, tells_labels: bool| -> Vec<Severity> {
            let place = Place::on(1, Rect::new(50.0, y, 200.0, y + 10.0));
            let margin = Margin { kind: MarginKind::Footer, text: Text::placed(text, place, 1.0) };
            let page = Page {
                number: 1,
                width: 400.0,
                height: 600.0,
                source: PageSource::Text,
                clipped: String::new(),
            };
            let paper =
                Document { pages: vec![page], margins: vec![margin], ..Document::default() };
            let blocks = vec![Block::Paragraph(Paragraph::plain("申报书"))];
            let online = Document { blocks, tells_labels, ..Document::default() };
            let (paper, online) = (Flow::of(&paper), Flow::of(&online));
            let found = differences(&paper, &online, &Alignment::default());
            found.iter().map(|d| d.severity).collect()
        };
        assert_eq!(told("审核意见：同意上报", 560.0, true), [Severity::Suspect]);
        assert_eq!(told("内部资料", 560.0, true), [Severity::Formal]);
        assert_eq!(told("样本，仅供参考", 560.0, true), [Severity::Suspect]);
        for word in ["驳回", "已驳回", "未批准", "修改稿", "复印件", "终止"] {
            assert_eq!(told(word, 560.0, true), [Severity::Suspect], "{word}");
        }
        assert!(told("申报书 第 3 页", 560.0, true).is_empty());
        // What a browser prints, a watermark, and a page that knows of no footers.
        assert_eq!(told("https://example.org/a", 560.0, true), [Severity::Formal]);
        assert!(told("审核意见：同意上报", 300.0, true).is_empty());
        assert_eq!(told("本件作废", 560.0, false), [Severity::Suspect]);
        assert!(told("申报书", 560.0, false).is_empty());
    }

    /// A Word file has a header that the other has nowhere.
    #[test]
    fn a_header_of_one_side_alone_is_told_where_the_other_does_not_say_it() {
        use crate::document::{Block, Document, Margin, MarginKind, Paragraph, Text};
        let side = |header: &str| {
            let blocks = vec![Block::Paragraph(Paragraph::plain("海川公司技术改造申报书"))];
            let margin = Margin { kind: MarginKind::Header, text: Text::plain(header) };
            let margins = if header.is_empty() { Vec::new() } else { vec![margin] };
            Flow::of(&Document { blocks, margins, tells_labels: true, ..Document::default() })
        };
        let told = |header: &str| {
            let (paper, online) = (side(header), side(""));
            differences(&paper, &online, &Alignment::default()).len()
        };
        assert_eq!((told("本件作废"), told("征求意见稿，不作依据")), (1, 1));
        assert_eq!((told("技术改造申报书"), told("海川公司 2023年申报书 第2页")), (0, 0));
        assert_eq!(told("申报材料（内部）"), 0);
        // Another company, another year, a sum that is said nowhere.
        assert_eq!((told("山河公司技术改造申报书"), told("海川公司 申报金额：800万元")), (1, 1));
    }

    #[test]
    fn a_number_that_begins_as_its_page_does_is_kept() {
        assert_eq!(folded("12345051 赵某某", 1), folded("12345051 赵某某", 13));
        assert_eq!(folded("1 陈立新", 1), folded("2 陈立新", 2));
    }
}
