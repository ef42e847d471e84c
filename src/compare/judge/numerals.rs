//! The number in front of a clause, which programs draw themselves: 第二条, 二、, 2.
//! and ② are one number in several writings, and a program that flattens a list
//! leaves out the numbers of the clauses around it (2.1 becomes 1.). Two different
//! numbers stay two.

use crate::characters::numerals::is_numeral;
use crate::characters::roman;
use crate::compare::judge::laid::Laid;
use crate::compare::judge::typed;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold::{self, Gap};
use crate::value::number::chinese_integer;
use std::ops::Range;

/// Characters of a number at most.
const LONGEST: usize = 14;

/// The number in front of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Label {
    /// Its characters in the stream.
    range: Range<usize>,
    /// Its parts from the outermost; each by what it may count as.
    parts: Vec<Vec<u64>>,
    /// What it counts, if it says so: 条 or 款.
    counts: Option<char>,
    /// What follows may make an amount of it: 1 家, 3 批.
    amount: bool,
}

/// Whether a difference lies within numbers that stand in front of the same clause
/// and say the same in other writings.
pub fn same_number(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let (Some(p), Some(o)) = (label_at(laid.paper, left), label_at(laid.online, right)) else {
        return false;
    };
    let behind = |flow: &Flow, label: &Label| {
        (label.range.end..flow.marks.len()).take(3).find(|i| fold::is_content(flow.marks[*i].ch))
    };
    let (Some(l), Some(r)) = (behind(laid.paper, &p), behind(laid.online, &o)) else {
        return false;
    };
    let one_kind = p.counts.is_none() || o.counts.is_none() || p.counts == o.counts;
    // 1. 家庭成员 and 1 家庭成员 say the same number, be it an amount or a clause's; an
    // amount loses no part and no numeral stands for another.
    let agrees = match p.amount || o.amount {
        true => p.parts == o.parts && digits(laid.paper, &p) && digits(laid.online, &o),
        // What somebody typed is no other writing, but for the mark behind it.
        false if typed::are_both(laid, p.range.start, o.range.start) => {
            bare(laid.paper, &p) == bare(laid.online, &o)
        }
        // Programs draw 一、 and (i) for 1. where they know no better, but no a. for it.
        false if letters(laid.paper, &p) != letters(laid.online, &o) => {
            agree(&without_letters(laid.paper, &p), &without_letters(laid.online, &o))
        }
        false => agree(&p.parts, &o.parts),
    };
    laid.alignment.partner(true, l) == Some(r) && one_kind && agrees
}

/// The Latin letters that a label counts by.
fn letters(flow: &Flow, label: &Label) -> String {
    flow.folded(label.range.clone()).chars().filter(char::is_ascii_alphabetic).collect()
}

/// The parts of a label, letters taken for Roman numerals alone.
fn without_letters(flow: &Flow, label: &Label) -> Vec<Vec<u64>> {
    match letters(flow, label).as_str() {
        "" => label.parts.clone(),
        text => vec![roman(&text.to_ascii_lowercase()).into_iter().map(u64::from).collect()],
    }
}

/// Whether a label is written in digits.
fn digits(flow: &Flow, label: &Label) -> bool {
    flow.folded(label.range.clone()).chars().all(|c| c.is_ascii_digit() || "、.):,(".contains(c))
}

/// A label without the mark that closes it.
fn bare(flow: &Flow, label: &Label) -> String {
    flow.folded(label.range.clone()).trim_end_matches(['、', '.', ':', ',']).to_owned()
}

/// The same parts, or those of one without the outer ones of the other.
fn agree(a: &[Vec<u64>], b: &[Vec<u64>]) -> bool {
    let mut inner = a.iter().rev().zip(b.iter().rev());
    let same = |(a, b): (&Vec<u64>, &Vec<u64>)| a.iter().any(|number| b.contains(number));
    !a.is_empty() && !b.is_empty() && inner.all(same)
}

/// The number in front of the clause in which a range lies, if the range lies in it.
fn label_at(flow: &Flow, range: &Range<usize>) -> Option<Label> {
    let at = if range.start < flow.marks.len() { range.start } else { return None };
    let unit = flow.unit_of(at)?;
    // The line that the range begins in; lines of cells are paragraphs too.
    let begins = |i: &usize| {
        *i == unit.range.start
            || unit.kind == UnitKind::Cell && {
                let (before, next) = (&flow.marks[*i - 1], &flow.marks[*i]);
                let between = unit.text.content.get(before.end as usize..next.start as usize);
                between.is_some_and(|text| text.contains('\n'))
            }
    };
    let first = at.saturating_sub(LONGEST).max(unit.range.start);
    let start = (first..=at).rev().find(begins)?;
    let label = label(flow, start, unit.range.end)?;
    (range.end <= label.range.end).then_some(label)
}

/// When a unit behind a number makes an amount of it.
enum Amount {
    Never,
    /// Without a space between.
    Glued,
    Anywhere,
}

fn label(flow: &Flow, start: usize, end: usize) -> Option<Label> {
    let marks = flow.marks.get(start..end.min(start + LONGEST))?;
    let ch = |i: usize| marks.get(i).map(|mark| mark.ch);
    let run = |from: usize, of: fn(char) -> bool| {
        let mut to = from;
        // A number does not go on behind a space.
        while ch(to).is_some_and(of) && (to == from || marks[to].gap == Gap::None) {
            to += 1;
        }
        (to > from).then_some(to)
    };
    let number = |from: usize| -> Option<(usize, Vec<u64>)> {
        let to = run(from, |c| c.is_ascii_digit())
            .or_else(|| run(from, is_numeral))
            .or_else(|| run(from, |c| c.is_ascii_alphabetic()))?;
        let text: String = marks[from..to].iter().map(|mark| mark.ch).collect();
        let values = values(&text);
        (!values.is_empty()).then_some((to, values))
    };
    let mut parts = Vec::new();
    // Whether what follows may make an amount of the number: 12.万元, （3）台, 1.2 万元.
    let mut amount = Amount::Never;
    let mut counts = None;
    let mut at = match ch(0)? {
        c @ '①'..='⑳' => {
            parts.push(vec![u64::from(c) - u64::from('①') + 1]);
            1
        }
        '第' => {
            let (to, values) = number(1)?;
            parts.push(values);
            counts = ch(to).filter(|c| "章节条款部篇编项".contains(*c));
            // 第一部分 counts like 第一部.
            let part = counts == Some('部') && ch(to + 1) == Some('分');
            counts.map(|_| to + 1 + usize::from(part))?
        }
        '(' => {
            let (to, values) = number(1)?;
            parts.push(values);
            amount = Amount::Glued;
            ch(to).filter(|c| *c == ')').map(|_| to + 1)?
        }
        _ => {
            let (mut to, values) = number(0)?;
            parts.push(values);
            // 1. 三类 is one number and a word.
            while ch(to) == Some('.') && marks.get(to + 1).is_some_and(|m| m.gap == Gap::None) {
                let Some((next, values)) = number(to + 1) else { break };
                parts.push(values);
                to = next;
            }
            let closed = ch(to).filter(|c| "、.),:".contains(*c)).is_some();
            // A bare number is one of a clause only before a space; 1.1 stands for itself.
            let apart = marks.get(to).is_some_and(|mark| mark.gap != Gap::None);
            if !closed && !apart && parts.len() < 2 {
                return None;
            }
            amount = match ch(to) {
                Some('、') => Amount::Never,
                _ if closed => Amount::Glued,
                _ => Amount::Anywhere,
            };
            to + usize::from(closed)
        }
    };
    while ch(at).is_some_and(|c| "、.:,".contains(c)) {
        at += 1;
    }
    let next = marks.get(at)?;
    let counted = fold::counts(flow.marks.get(start + at..end).unwrap_or_default())
        && match amount {
            Amount::Never => false,
            Amount::Glued => next.gap == Gap::None,
            Amount::Anywhere => true,
        };
    (!next.ch.is_ascii_digit()).then_some(Label {
        range: start..start + at,
        parts,
        counts,
        amount: counted,
    })
}

/// What a number or letter may count as: (i) is the first by Roman numerals, the ninth by letters.
fn values(text: &str) -> Vec<u64> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok().filter(|_| text.len() <= 3).into_iter().collect();
    }
    if !text.is_ascii() {
        return chinese_integer(text).into_iter().collect();
    }
    let lower = text.to_ascii_lowercase();
    let letter = match lower.as_bytes() {
        [one] => Some(u64::from(one - b'a') + 1),
        _ => None,
    };
    letter.into_iter().chain(roman(&lower).map(u64::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::judge::laid::shown;
    use crate::document::{Block, Document, Paragraph};

    fn same(paper: &str, online: &str) -> bool {
        let flow = |line: &str| {
            let lines = ["甲乙双方约定如下。", line];
            let blocks = lines.map(|l| Block::Paragraph(Paragraph::plain(l))).to_vec();
            Flow::of(&Document { blocks, ..Document::default() })
        };
        let (paper, online) = (flow(paper), flow(online));
        shown(&paper, &online, crate::compare::judge::residual::weigh).findings.is_empty()
    }

    #[test]
    fn one_number_in_several_writings() {
        for (a, b) in [
            ("第一条 标的物", "1. 标的物"),
            ("二.1 乙方应在三十日内交货", "2.1 乙方应在三十日内交货"),
            ("2.1 乙方应在三十日内交货", "1. 乙方应在三十日内交货"),
            ("（一）已为公众所知", "1. 已为公众所知"),
            ("① 分公司不得投标", "1. 分公司不得投标"),
            ("（ii）到场时间", "2. 到场时间"),
            ("01. 甲方负责", "1. 甲方负责"),
            ("一、项目概况", "1. 项目概况"),
            ("1 总则", "1. 总则"),
            ("1.1.2 未尽事宜按标准执行", "2. 未尽事宜按标准执行"),
            ("第一部分 协议书", "1. 协议书"),
            ("1.1.2 项目建成后投产", "2. 项目建成后投产"),
            ("（二）项目总投入", "2. 项目总投入"),
            ("第三编 附则", "3. 附则"),
            ("1. 家庭成员可以查询", "1 家庭成员可以查询"),
            ("3. 批量导入两千条", "3 批量导入两千条"),
            ("1. 三类接口一致", "1 三类接口一致"),
            ("2. P1：全部完成", "2 P1：全部完成"),
        ] {
            assert!(same(a, b), "{a} {b}");
            assert!(same(b, a), "{b} {a}");
        }
    }

    #[test]
    fn two_numbers_stay_two() {
        for (a, b) in [
            ("第三条 标的物", "2. 标的物"),
            ("第三条 标的物", "第三款 标的物"),
            ("2.1 乙方应在三十日内交货", "3.1 乙方应在三十日内交货"),
            ("2.1 乙方应在三十日内交货", "2. 乙方应在三十日内交货"),
            ("1.2 万元以上的罚款", "2. 万元以上的罚款"),
            ("3.5 台", "5. 台"),
            ("3.5 项专利", "5. 项专利"),
            ("第二部分 通用条款", "1. 通用条款"),
            ("（2）已为公众所知", "1. 已为公众所知"),
            ("1.2 家以上的供应商", "12 家以上的供应商"),
            ("3. 家以上的供应商", "2 家以上的供应商"),
            ("12.万元以上", "1.2万元以上"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
