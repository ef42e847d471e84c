//! Tables that one side prints without ruling lines.

use crate::compare::judge::borders;
use crate::compare::judge::laid::{Finding, Laid, Residual};
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

impl Laid<'_> {
    /// A table that the other side prints without ruling lines, so that its cells
    /// ran together line by line there. The same characters in another order
    /// prove that nothing was changed, but not in which cell it stands.
    pub fn unruled(&self, residual: &mut Residual) {
        // For each finding the table it falls into, if the other side has none there.
        let table = |flow: &Flow, range: &Range<usize>| {
            let near = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
            flow.unit_of(near)
                .and_then(|u| u.table)
                .or_else(|| flow.unit_of(range.start).and_then(|u| u.table))
        };
        let key = |finding: &Finding| -> Option<(bool, usize)> {
            let (p, o) = (finding.paper.first()?, finding.online.first()?);
            match (table(self.paper, p), table(self.online, o)) {
                (Some(t), None) => Some((true, t)),
                (None, Some(t)) => Some((false, t)),
                _ => None,
            }
        };
        let mut groups: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
        for (index, finding) in residual.findings.iter().enumerate() {
            if let Some(key) = key(finding) {
                groups.entry(key).or_default().push(index);
            }
        }
        let mut gone = vec![false; residual.findings.len()];
        let mut added = Vec::new();
        for members in groups.into_values() {
            let gather = |paper: bool| {
                let flow = if paper { self.paper } else { self.online };
                let mut chars: Vec<char> = Vec::new();
                for index in &members {
                    let finding = &residual.findings[*index];
                    // What merely stands in another order or between other borders is on both sides.
                    if finding.reordered || borders::REASONS.contains(&finding.reason) {
                        continue;
                    }
                    for range in if paper { &finding.paper } else { &finding.online } {
                        chars.extend(
                            flow.folded(range.clone()).chars().filter(|c| fold::is_content(*c)),
                        );
                    }
                }
                chars.sort_unstable();
                chars
            };
            if members.len() < 2 || gather(true) != gather(false) {
                continue;
            }
            let first = &residual.findings[members[0]];
            let (paper, online) = (first.paper.clone(), first.online.clone());
            residual.table_unread.get_or_insert(paper.first().cloned().unwrap_or_default());
            added.push(Finding {
                paper,
                online,
                kind: Kind::Changed,
                severity: Severity::Formal,
                reason: Reason::TableUnruled,
                reordered: true,
            });
            members.iter().for_each(|index| gone[*index] = true);
        }
        let mut index = 0;
        residual.findings.retain(|_| {
            index += 1;
            !gone[index - 1]
        });
        residual.findings.extend(added);
    }
}
