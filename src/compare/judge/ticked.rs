//! To which option a tick belongs. 同意√        不同意 and 同意        √不同意 are one stream
//! of characters: only the white space beside the tick tells what was chosen.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::pair::align::Segment;
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, Unit};
use crate::compare::stream::fold::{self, EMPTY, TICKED};
use crate::value::tick;
use std::ops::Range;

/// To which of its neighbours a tick leans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lean {
    Before,
    Behind,
    /// White space tells nothing.
    Open,
}

/// Adds ticks that belong to another option, or may, and those that may mean another thing.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    crossed(laid, findings);
    for (l, partner) in laid.alignment.right_of.iter().enumerate() {
        let Some(r) = partner.map(|r| r as usize) else { continue };
        if laid.paper.marks[l].ch != TICKED || laid.online.marks[r].ch != TICKED {
            continue;
        }
        let (Some(p), Some(o)) = (lean(laid.paper, l), lean(laid.online, r)) else { continue };
        // Where every option has a box of its own, their order says all.
        let settled = each_has_its_own(laid.paper, l) && each_has_its_own(laid.online, r);
        let opposed = p != Lean::Open && o != Lean::Open;
        if p == o || settled && !opposed {
            continue;
        }
        let recognised = laid.recognised(&Segment { left: l..l + 1, right: r..r + 1 });
        findings.push(Finding {
            paper: vec![around(laid.paper, l)],
            online: vec![around(laid.online, r)],
            kind: Kind::Changed,
            severity: match opposed && !recognised {
                true => Severity::Material,
                false => Severity::Suspect,
            },
            reason: Reason::TickElsewhere,
            reordered: false,
        });
    }
}

/// A cross in a box chooses an option among others as a tick does. One that stands alone, or
/// among ticks, may say the opposite.
fn crossed(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    for (l, partner) in laid.alignment.right_of.iter().enumerate() {
        let Some(r) = partner.map(|r| r as usize) else { continue };
        if laid.paper.marks[l].ch != TICKED || laid.online.marks[r].ch != TICKED {
            continue;
        }
        let segment = Segment { left: l..l + 1, right: r..r + 1 };
        let other = is_cross(laid.paper, l) != is_cross(laid.online, r);
        if !other || laid.recognised(&segment) {
            continue;
        }
        let one_of_options = |flow: &Flow, at: usize| {
            let range = flow.unit_of(at).map_or(at..at + 1, |unit| unit.range.clone());
            let own = is_cross(flow, at);
            let mut ticks = range.clone().filter(|i| flow.marks[*i].ch == TICKED);
            let marks = &flow.marks[range.clone()];
            let blank = marks.iter().any(|mark| mark.ch == EMPTY)
                || marks.windows(2).any(|pair| (pair[0].ch, pair[1].ch) == ('[', ']'));
            blank && ticks.all(|i| is_cross(flow, i) == own)
        };
        if one_of_options(laid.paper, l) && one_of_options(laid.online, r) {
            continue;
        }
        findings.push(Finding {
            paper: vec![around(laid.paper, l)],
            online: vec![around(laid.online, r)],
            kind: Kind::Changed,
            severity: Severity::Suspect,
            reason: Reason::TickSignDiffers,
            reordered: false,
        });
    }
}

/// Whether a tick is written as a cross.
fn is_cross(flow: &Flow, at: usize) -> bool {
    let mark = flow.marks[at];
    let source = flow.units.get(mark.unit as usize).and_then(|u| u.text.content.get(mark.source()));
    source.is_some_and(|text| text.contains(tick::is_cross))
}

fn is_box(c: char) -> bool {
    matches!(c, TICKED | EMPTY)
}

/// To which side a tick leans; `None` where it has no neighbour that could be an option.
fn lean(flow: &Flow, at: usize) -> Option<Lean> {
    let unit = flow.unit_of(at)?;
    // Brackets around a tick are its box.
    let bracket = |at: Option<usize>, signs: &str| {
        at.and_then(|at| flow.marks.get(at)).is_some_and(|mark| signs.contains(mark.ch))
    };
    let framed = at > unit.range.start
        && at + 1 < unit.range.end
        && bracket(at.checked_sub(1), "[(")
        && bracket(Some(at + 1), "])");
    let (start, end) = if framed { (at - 1, at + 2) } else { (at, at + 1) };
    let (first, last) = (start == unit.range.start, end == unit.range.end);
    Some(match (first, last) {
        (true, true) => return None,
        (true, false) => Lean::Behind,
        (false, true) => Lean::Before,
        (false, false) => {
            let (before, behind) = (gap(unit, flow, start), gap(unit, flow, end));
            match before.zip(behind)? {
                (before, behind) if before < behind => Lean::Before,
                (before, behind) if before > behind => Lean::Behind,
                _ => Lean::Open,
            }
        }
    })
}

/// How much white space stands in front of a mark, in halves of a character; `None` where
/// a line of a print ends there, which says nothing.
fn gap(unit: &Unit, flow: &Flow, at: usize) -> Option<usize> {
    let (before, mark) = (flow.marks.get(at.checked_sub(1)?)?, flow.marks.get(at)?);
    let between = unit.text.content.get(before.end as usize..mark.start as usize)?;
    if flow.is_print() && between.contains('\n') {
        return None;
    }
    let wide = |c: char| match c {
        '\n' => 40,
        '\t' => 8,
        '\u{3000}' | '\u{2003}' => 2,
        c if c.is_whitespace() => 1,
        _ => 0,
    };
    Some(between.chars().map(wide).sum())
}

/// Whether the boxes and ticks of a unit stand one in front of each option, or one behind
/// each.
fn each_has_its_own(flow: &Flow, at: usize) -> bool {
    let Some(unit) = flow.unit_of(at) else { return false };
    let marks = &flow.marks[unit.range.clone()];
    let boxes = marks.iter().filter(|mark| is_box(mark.ch)).count();
    let doubled = marks.windows(2).any(|pair| is_box(pair[0].ch) && is_box(pair[1].ch));
    let leads = marks.first().is_some_and(|mark| is_box(mark.ch));
    let ends = marks.last().is_some_and(|mark| is_box(mark.ch));
    boxes > 1 && !doubled && leads != ends
}

/// The tick with what stands on either side of it.
fn around(flow: &Flow, at: usize) -> Range<usize> {
    /// Characters on either side.
    const BESIDE: usize = 8;
    let unit = flow.unit_of(at).map_or(at..at + 1, |unit| unit.range.clone());
    let content = |i: &usize| fold::is_content(flow.marks[*i].ch) && !is_box(flow.marks[*i].ch);
    let first = (unit.start.max(at.saturating_sub(BESIDE))..at).take_while(content).next();
    let last = (at + 1..unit.end.min(at + 1 + BESIDE)).take_while(content).last();
    first.unwrap_or(at)..last.unwrap_or(at) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::judge::laid::shown;

    fn told(paper: &str, online: &str) -> Vec<Severity> {
        let (paper, online) = (Flow::of_text(paper), Flow::of_text(online));
        let mut findings = Vec::new();
        shown(&paper, &online, |laid| weigh(laid, &mut findings));
        findings.iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn a_tick_told_by_spaces_belongs_to_one_option() {
        for (a, b) in [
            ("同意√        不同意", "同意        √不同意"),
            ("是√    否", "是    √否"),
            ("是 √    否", "是    √ 否"),
            ("□是（事故名称：）√    □否", "□是（事故名称：）    √□否"),
            ("地方国企√    民营企业", "地方国企    √民营企业"),
        ] {
            assert_eq!(told(a, b), [Severity::Material], "{a} {b}");
            assert_eq!(told(a, a), [], "{a}");
        }
        assert_eq!(told("是√    否", "是 √ 否"), [Severity::Suspect]);
    }

    /// ☑ and ☒ chose the same among options, and say the opposite where they stand alone.
    #[test]
    fn a_cross_for_a_tick_is_told_unless_it_chooses_among_options() {
        assert_eq!(told("验收：☑合格", "验收：☒合格"), [Severity::Suspect]);
        assert_eq!(told("☑安全 ☑环保 □消防", "☑安全 ☒环保 □消防"), [Severity::Suspect]);
        for (a, b) in [("☑是 □否", "☒是 □否"), ("■合格", "☑合格"), ("☒合格", "☒合格")]
        {
            assert_eq!(told(a, b), [], "{a} {b}");
        }
    }

    #[test]
    fn boxes_of_their_own_need_no_spaces() {
        for (a, b) in [
            ("□中央企业 ☑地方国企 □民营企业", "□中央企业☑地方国企□民营企业"),
            ("□ 是 ☑ 否", "□是  ☑否"),
            ("是□ 否☑", "是□否☑"),
            ("[ ]国企  [√]民企  [ ]三资", "☐国企  ☒民企  ☐三资"),
        ] {
            assert_eq!(told(a, b), [], "{a} {b}");
        }
    }
}
