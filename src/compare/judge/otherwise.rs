//! The same choice, telephone or amount written otherwise in a cell or line that no field
//! answers for. The whole cell, or the whole line behind its label, must say the same.

use crate::compare::fields::meaning;
use crate::compare::judge::judges::Granted;
use crate::compare::judge::laid::{Finding, Laid, Residual, grant};
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rules;
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

/// Takes back what was found in cells and lines that say the same.
pub fn weigh(laid: &Laid<'_>, residual: &mut Residual, granted: &mut Granted) {
    let mut known: BTreeMap<(usize, usize), Option<Rules>> = BTreeMap::new();
    residual.findings.retain(|finding| {
        let Some((p, o)) = places(laid, finding) else { return true };
        let texts =
            || [&laid.paper.units[p], &laid.online.units[o]].map(|unit| unit.text.content.as_str());
        if let Some(rules) = known.get(&(p, o)) {
            return rules.is_none();
        }
        let rules = same(texts());
        if let Some(rules) = rules {
            let [paper, online] = texts();
            rules.iter().for_each(|rule| grant(granted, rule, paper, online));
        }
        known.insert((p, o), rules);
        rules.is_none()
    });
}

/// The cell or line of either side in which something was found, where it is one of each.
fn places(laid: &Laid<'_>, finding: &Finding) -> Option<(usize, usize)> {
    let of_words = matches!(
        finding.reason,
        Reason::ValueDiffers
            | Reason::SignDiffers
            | Reason::WritingDiffers
            | Reason::SignShifted
            | Reason::TickElsewhere
    );
    if !of_words || finding.reordered {
        return None;
    }
    let own = |flow: &Flow, ranges: &[Range<usize>]| -> Option<Option<usize>> {
        let mut found = None;
        for range in ranges.iter().filter(|range| !range.is_empty()) {
            let units = [range.start, range.end - 1].map(|at| flow.marks[at].unit as usize);
            if units[0] != units[1] || found.is_some_and(|unit| unit != units[0]) {
                return None;
            }
            found = Some(units[0]);
        }
        Some(found)
    };
    let (p, o) = (own(laid.paper, &finding.paper)?, own(laid.online, &finding.online)?);
    let (p, o) = match (p, o) {
        (Some(p), Some(o)) => (p, o),
        (Some(p), None) => (p, counterpart(laid, true, p)?),
        (None, Some(o)) => (counterpart(laid, false, o)?, o),
        (None, None) => return None,
    };
    // Nothing of either stands in a third place.
    let back = |left: bool, unit: usize, other: usize| {
        let found = partners(laid, left, unit);
        found.iter().all(|unit| *unit == other)
    };
    (back(true, p, o) && back(false, o, p)).then_some((p, o))
}

/// The one unit of the other side in which the characters of a unit have their partners.
fn counterpart(laid: &Laid<'_>, left: bool, unit: usize) -> Option<usize> {
    let found = partners(laid, left, unit);
    let first = *found.first()?;
    found.iter().all(|unit| *unit == first).then_some(first)
}

fn partners(laid: &Laid<'_>, left: bool, unit: usize) -> Vec<usize> {
    let (own, other) = if left { (laid.paper, laid.online) } else { (laid.online, laid.paper) };
    let range = own.units.get(unit).map_or(0..0, |unit| unit.range.clone());
    let marks = range.filter_map(|at| laid.alignment.partner(left, at));
    marks.filter_map(|at| other.marks.get(at)).map(|mark| mark.unit as usize).collect()
}

/// Whether two texts say the same, under one label where they begin with one.
fn same([paper, online]: [&str; 2]) -> Option<Rules> {
    if let Some(rules) = meaning::same([paper.trim(), online.trim()], ["", ""]) {
        return Some(rules);
    }
    let (label, p) = paper.split_once(['：', ':'])?;
    let (other, o) = online.split_once(['：', ':'])?;
    if fold::folded(label) != fold::folded(other) {
        return None;
    }
    meaning::same([p.trim(), o.trim()], [label, other])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_the_same_behind_one_label() {
        let said = |p: &str, o: &str| same([p, o]).is_some();
        assert!(said("是否上云：☑是 □否", "是否上云：是"));
        assert!(!said("是否上云：☑是 □否", "是否上云：否"));
        assert!(!said("是否上云：☑是 □否", "是否上市：是"));
        assert!(said("电话：（0931）1234567", "电话:0931-1234567"));
        assert!(!said("电话：0931-1234567", "传真：(0931)1234567"));
    }
}
