//! A table of contents that one side alone prints. It says nothing that its headings do not:
//! each entry has the words of a heading that stands below it, in the same order, and a
//! number that says where.

use crate::compare::judge::contents;
use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, UnitKind};
use std::ops::Range;

/// Entries of a table of contents at least.
const FEWEST: usize = 2;

/// Takes out of the findings what is nothing but a table of contents.
pub fn alone(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    let alone = |f: &Finding| {
        f.reason == Reason::ValueDiffers
            && matches!(f.kind, Kind::OnlyOnPaper | Kind::MissingOnPaper)
    };
    if !findings.iter().any(alone) {
        return;
    }
    let listed = [listed(laid.paper), listed(laid.online)];
    let mut found = Vec::new();
    for finding in findings.iter_mut().filter(|finding| alone(finding)) {
        let on_paper = finding.kind == Kind::OnlyOnPaper;
        let ranges = if on_paper { &mut finding.paper } else { &mut finding.online };
        for list in &listed[usize::from(!on_paper)] {
            // All of it stands on one side alone, or it is the other's changed one.
            let Some(at) = ranges.iter().position(|r| r.start <= list.start && list.end <= r.end)
            else {
                continue;
            };
            let whole = ranges.remove(at);
            let parts = [whole.start..list.start, list.end..whole.end];
            ranges.extend(parts.into_iter().filter(|part| !part.is_empty()));
            ranges.sort_by_key(|range| range.start);
            let own = vec![list.clone()];
            let (paper, online) = if on_paper { (own, Vec::new()) } else { (Vec::new(), own) };
            found.push(Finding {
                paper,
                online,
                kind: finding.kind,
                severity: Severity::Formal,
                reason: Reason::ContentsAlone,
                reordered: false,
            });
        }
    }
    // The other side of such a finding is an empty place.
    findings.retain(|f| {
        let own = if f.kind == Kind::OnlyOnPaper { &f.paper } else { &f.online };
        !(alone(f) && own.is_empty())
    });
    findings.extend(found);
}

/// The tables of contents of a side whose entries are headings below them.
fn listed(flow: &Flow) -> Vec<Range<usize>> {
    let body = |at: usize| flow.units.get(at).filter(|unit| unit.kind == UnitKind::Body);
    let words = |range: Range<usize>| flow.words(range);
    let mut out = Vec::new();
    for head in 0..flow.units.len() {
        let Some(unit) = body(head).filter(|unit| words(unit.range.clone()) == "目录") else {
            continue;
        };
        let start = unit.range.start;
        let mut entries: Vec<(String, i64, Range<usize>)> = Vec::new();
        let mut end = head + 1;
        while let Some((entry, number)) = contents::entry(flow, end) {
            entries.push((words(entry.start..entry.end), number, flow.units[end].range.clone()));
            end += 1;
        }
        let rises = entries.windows(2).all(|pair| pair[0].1 <= pair[1].1);
        let mut below = end;
        let named = entries.iter().all(|(name, ..)| {
            let is_it = |at: &usize| words(flow.units[*at].range.clone()) == *name;
            let found = (below..flow.units.len()).find(is_it);
            below = found.map_or(below, |at| at + 1);
            found.is_some()
        });
        if entries.len() >= FEWEST && rises && named {
            let last = entries.last().map_or(start, |(.., range)| range.end);
            out.push(start..last);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(text: &str) -> usize {
        listed(&Flow::of_text(text)).len()
    }

    #[test]
    fn entries_are_headings_below_them() {
        let body = "一、概况\n某公司\n二、财务\n收入";
        assert_eq!(lists(&format!("目  录\n一、概况……………2\n二、财务……………3\n{body}")), 1);
        // Another heading, another order, no heading above, amounts.
        assert_eq!(lists(&format!("目录\n一、概况……………2\n二、业务……………3\n{body}")), 0);
        assert_eq!(lists(&format!("目录\n二、财务……………2\n一、概况……………3\n{body}")), 0);
        assert_eq!(lists(&format!("一、概况……………2\n二、财务……………3\n{body}")), 0);
        assert_eq!(lists(&format!("目录\n一、概况……………30\n二、财务……………3\n{body}")), 0);
    }
}
