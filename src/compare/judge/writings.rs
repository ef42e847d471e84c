//! Which rules made running text equal.

use crate::compare::judge::laid::{Laid, grant};
use crate::compare::report::Equivalence;
use crate::compare::report::rule::Rule;
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold::{self, Gap};
use std::collections::BTreeMap;

impl Laid<'_> {
    /// Rules that made running text equal, one entry a rule.
    pub fn writings(&self, granted: &mut BTreeMap<Rule, Equivalence>) {
        for (l, partner) in self.alignment.right_of.iter().enumerate() {
            let Some(r) = partner.map(|r| r as usize) else { continue };
            if self.paper_claims.has(l) && self.online_claims.has(r) {
                continue;
            }
            let (a, b) = (self.paper.marks[l], self.online.marks[r]);
            let source = |flow: &Flow, mark: &fold::Mark| {
                flow.units
                    .get(mark.unit as usize)
                    .and_then(|u| u.text.content.get(mark.source()))
                    .unwrap_or_default()
                    .to_owned()
            };
            if a.rules.is_empty() && b.rules.is_empty() {
                if a.gap != b.gap && a.gap != Gap::Cell && b.gap != Gap::Cell && l > 0 && r > 0 {
                    let (x, y) = (l - 1..l + 1, r - 1..r + 1);
                    grant(granted, Rule::Spaces, &self.paper.printed(x), &self.online.printed(y));
                }
                continue;
            }
            let (x, y) = (source(self.paper, &a), source(self.online, &b));
            if x == y && a.rules == b.rules {
                continue;
            }
            for rule in a.rules.iter().chain(b.rules.iter().filter(|rule| !a.rules.has(*rule))) {
                grant(granted, rule, &x, &y);
            }
        }
    }
}
