//! Cells that a page break cuts in two.

use crate::compare::judge::laid::{Finding, Laid, grant, whole_units};
use crate::compare::report::Equivalence;
use crate::compare::report::rule::Rule;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

impl Laid<'_> {
    /// A cell that a page break cuts in two: its tail stands behind the rest of
    /// the row on the side with pages. The characters are the same and so is the cell.
    pub fn torn(&self, findings: &mut Vec<Finding>, granted: &mut BTreeMap<Rule, Equivalence>) {
        let content = |flow: &Flow, range: &Range<usize>| flow.words(range.clone());
        let one = |finding: &Finding, paper: bool| -> Option<Range<usize>> {
            let ranges = if paper { &finding.paper } else { &finding.online };
            ranges.first().filter(|range| !range.is_empty()).cloned()
        };
        let mut gone = vec![false; findings.len()];
        for index in 0..findings.len() {
            if gone[index] {
                continue;
            }
            for whole_on_paper in [false, true] {
                let (flow, other) = if whole_on_paper {
                    (self.paper, self.online)
                } else {
                    (self.online, self.paper)
                };
                let Some(tail) =
                    one(&findings[index], whole_on_paper).filter(|tail| is_tail(flow, tail))
                else {
                    continue;
                };
                let pieces: Vec<usize> = if findings[index].reordered {
                    vec![index]
                } else {
                    let wanted = content(flow, &tail);
                    let free = |i: &usize| {
                        !gone[*i]
                            && *i != index
                            && !findings[*i].reordered
                            && one(&findings[*i], whole_on_paper).is_none()
                            && one(&findings[*i], !whole_on_paper)
                                .is_some_and(|r| whole_units(other, &r))
                    };
                    let list: Vec<usize> = (0..findings.len()).filter(free).collect();
                    let text = |i: &usize| {
                        one(&findings[*i], !whole_on_paper)
                            .map(|r| content(other, &r))
                            .unwrap_or_default()
                    };
                    (0..list.len())
                        .find_map(|start| {
                            let mut got = String::new();
                            for (at, piece) in list.iter().enumerate().skip(start) {
                                got.push_str(&text(piece));
                                if got == wanted {
                                    return Some(list[start..=at].to_vec());
                                }
                                if !wanted.starts_with(&got) {
                                    return None;
                                }
                            }
                            None
                        })
                        .unwrap_or_default()
                };
                let of =
                    if whole_on_paper { &self.alignment.right_of } else { &self.alignment.left_of };
                let head = tail.start.checked_sub(1).and_then(|i| of.get(i).copied().flatten());
                let page = |mark: usize| other.place(mark..mark + 1).page;
                let over_break = head.is_some_and(|head| {
                    pieces.iter().filter_map(|i| one(&findings[*i], !whole_on_paper)).any(|r| {
                        page(r.start) > 0
                            && page(r.start) != page(head as usize)
                            && whole_units(other, &r)
                    })
                });
                if over_break {
                    let text = flow.printed(tail);
                    grant(granted, Rule::BlockOrder, &text, &text);
                    gone[index] = true;
                    pieces.iter().for_each(|i| gone[*i] = true);
                    break;
                }
            }
        }
        let mut index = 0;
        findings.retain(|_| {
            index += 1;
            !gone[index - 1]
        });
    }
}

/// Whether a range is the end of a cell whose beginning is elsewhere.
fn is_tail(flow: &Flow, range: &Range<usize>) -> bool {
    flow.unit_of(range.start).is_some_and(|unit| {
        unit.kind == UnitKind::Cell
            && range.start > unit.range.start
            && range.end <= unit.range.end
            && !(range.end..unit.range.end).any(|i| fold::is_content(flow.marks[i].ch))
    })
}
