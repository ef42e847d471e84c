//! Page numbers of a table of contents: a Word file keeps those of the layout that was
//! shown last, a print has its own. An entry of a print is proven to be one by the page
//! on which its heading stands; the number that the other side keeps says nothing then.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Entries that must count alike before one of them is believed.
const AGREEING: usize = 3;

/// Takes differences that lie in nothing but the page number of an entry of the contents
/// as formal, where the print's number is the page of the heading.
pub fn weigh(laid: &Laid<'_>, findings: &mut [Finding]) {
    let may_be = |f: &&mut Finding| f.kind == Kind::Changed && f.severity == Severity::Material;
    let mut open = findings.iter_mut().filter(may_be).peekable();
    if open.peek().is_none() || !laid.paper.is_print() && !laid.online.is_print() {
        return;
    }
    let proven = |flow: &Flow| flow.is_print().then(|| Contents::of(flow));
    let sides = [proven(laid.paper), proven(laid.online)];
    for finding in open {
        let ([left], [right]) = (finding.paper.as_slice(), finding.online.as_slice()) else {
            continue;
        };
        let tails = tail_around(laid.paper, left).zip(tail_around(laid.online, right));
        let Some((paper, online)) = tails else { continue };
        let before = |tail: &Tail| tail.range.start.checked_sub(1);
        let partner = before(&paper).and_then(|at| laid.alignment.partner(true, at));
        let same_words = partner.is_some() && partner == before(&online);
        let holds = |side: &Option<Contents>, tail: &Tail| {
            side.as_ref().is_none_or(|contents| contents.hold(tail))
        };
        if same_words && holds(&sides[0], &paper) && holds(&sides[1], &online) {
            finding.severity = Severity::Formal;
            finding.reason = Reason::ContentsPages;
        }
    }
}

/// The end of an entry: what leads to its page number, and the number.
struct Tail {
    unit: usize,
    range: Range<usize>,
    number: i64,
}

/// The end of the entry that a difference lies in, and nothing of its words.
fn tail_around(flow: &Flow, range: &Range<usize>) -> Option<Tail> {
    let unit = flow.marks.get(range.start)?.unit as usize;
    let tail = tail(flow, unit)?;
    (!range.is_empty() && tail.range.start <= range.start && range.end <= tail.range.end)
        .then_some(tail)
}

/// The words of an entry, where they stand, and its page number.
pub fn entry(flow: &Flow, at: usize) -> Option<(Range<usize>, i64)> {
    let tail = tail(flow, at)?;
    Some((flow.units[at].range.start..tail.range.start, tail.number))
}

fn tail(flow: &Flow, at: usize) -> Option<Tail> {
    let unit = flow.units.get(at).filter(|unit| unit.kind == UnitKind::Body)?;
    let marks = flow.marks.get(unit.range.clone())?;
    let digits = marks.iter().rev().take_while(|m| m.ch.is_ascii_digit()).count();
    let number: i64 = marks[marks.len() - digits..]
        .iter()
        .map(|m| m.ch)
        .collect::<String>()
        .parse()
        .ok()
        .filter(|_| digits <= 4)?;
    let leader = |m: &&fold::Mark| matches!(m.ch, '.' | '·' | '…' | '-' | '_');
    let dots = marks[..marks.len() - digits].iter().rev().take_while(leader).count();
    // Runs of dots are folded to three.
    let dots = if dots >= 3 { dots } else { 0 };
    let printed = unit.text.content.trim_end();
    let digits_at = printed.trim_end_matches(|c: char| c.is_ascii_digit());
    let led = dots > 0 || digits_at.trim_end_matches(' ').ends_with('\t');
    let start = unit.range.end - digits - dots;
    led.then_some(Tail { unit: at, range: start..unit.range.end, number })
}

/// The entries of a print's table of contents.
struct Contents {
    /// By unit: the numbers that are the pages of their headings.
    proven: BTreeMap<usize, i64>,
    /// The number of the last page.
    last: i64,
}

/// Headings of the same words that are looked at.
const ALIKE: usize = 20;
/// Paragraphs from one entry to the next: a long one may be cut in two.
const NEAR: usize = 2;

impl Contents {
    fn of(flow: &Flow) -> Self {
        let tails: Vec<Tail> = (0..flow.units.len()).filter_map(|at| tail(flow, at)).collect();
        let words = |tail: &Tail| {
            let unit = flow.units[tail.unit].range.start;
            flow.words(unit..tail.range.start)
        };
        let mut headings: HashMap<String, Vec<i64>> = HashMap::new();
        for tail in &tails {
            headings.entry(words(tail)).or_default();
        }
        for unit in flow.units.iter().filter(|u| u.kind == UnitKind::Body && !u.range.is_empty()) {
            let pages = headings.get_mut(&flow.words(unit.range.clone()));
            if let Some(pages) = pages.filter(|pages| pages.len() < ALIKE) {
                pages.push(i64::from(unit.place.page));
            }
        }
        let mut entries: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
        for tail in &tails {
            let pages = headings.get(&words(tail)).into_iter().flatten();
            let mut ahead: Vec<i64> = pages.map(|page| tail.number - page).collect();
            ahead.sort_unstable();
            ahead.dedup();
            ahead.iter().for_each(|by| *votes.entry(*by).or_default() += 1);
            entries.insert(tail.unit, ahead);
        }
        votes.retain(|_, entries| *entries >= AGREEING);
        let is_proven = |tail: &&Tail| {
            let ahead = entries.get(&tail.unit).into_iter().flatten();
            { ahead }.any(|by| votes.contains_key(by))
        };
        let proven = tails.iter().filter(is_proven).map(|tail| (tail.unit, tail.number)).collect();
        let last = flow.pages as i64 + votes.keys().copied().max().unwrap_or(0);
        Self { proven, last }
    }

    /// Whether the number of an entry is the page of its heading, or stands in a row with
    /// such numbers: a heading may be set otherwise than its entry.
    fn hold(&self, tail: &Tail) -> bool {
        let near =
            |(at, number): (&usize, &i64)| (at.abs_diff(tail.unit) <= NEAR).then_some(*number);
        let before = self.proven.range(..tail.unit).next_back().and_then(near);
        let after = self.proven.range(tail.unit + 1..).next().and_then(near);
        self.proven.contains_key(&tail.unit)
            || (before.is_some() || after.is_some())
                && (before.unwrap_or(0)..=after.unwrap_or(self.last)).contains(&tail.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Document, Page, PageSource, Paragraph, Place, Text};

    /// A print of five pages: its contents on the first, three headings behind it.
    fn print(numbers: [u32; 3], leader: &str) -> Flow {
        let at = |page: u32, text: String| {
            let place = Place { page, ..Place::default() };
            Block::Paragraph(Paragraph {
                text: Text::placed(text, place, 1.0),
                ..Paragraph::plain("")
            })
        };
        let names = ["概述", "技术要求", "验收"];
        let entry = |(name, n): (&&str, u32)| at(1, format!("{name}{leader}{n}"));
        let mut blocks: Vec<Block> = names.iter().zip(numbers).map(entry).collect();
        blocks.extend(names.iter().zip([2, 4, 5]).map(|(name, page)| at(page, (*name).to_owned())));
        let pages = (1..=5)
            .map(|number| Page {
                number,
                width: 400.0,
                height: 600.0,
                source: PageSource::Text,
                clipped: String::new(),
            })
            .collect();
        Flow::of(&Document { blocks, pages, ..Document::default() })
    }

    #[test]
    fn a_page_number_of_the_contents_is_the_page_of_its_heading() {
        let held = |flow: &Flow| -> Vec<bool> {
            let contents = Contents::of(flow);
            (0..3).map(|at| tail(flow, at).is_some_and(|tail| contents.hold(&tail))).collect()
        };
        assert_eq!(held(&print([2, 4, 5], "........")), [true; 3]);
        // The cover is not counted.
        assert_eq!(held(&print([1, 3, 4], "........")), [true; 3]);
        // Amounts behind dots are no pages.
        assert_eq!(held(&print([20, 35, 12], "........")), [false; 3]);
        assert_eq!(held(&print([2, 4, 5], "")), [false; 3]);
    }
}
