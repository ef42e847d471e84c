//! Two plain texts compared over the whole, where no form and no layout is known.

use crate::compare::fields::claims::Claims;
use crate::compare::judge::laid::Laid;
use crate::compare::judge::residual;
use crate::compare::pair::align;
use crate::compare::pair::attachments;
use crate::compare::pair::loose;
use crate::compare::pair::slide;
use crate::compare::pair::unruled;
use crate::compare::report::Severity;
use crate::compare::stream::flow::Flow;

/// A difference between two texts.
#[derive(Debug, Clone, PartialEq)]
pub struct TextDifference {
    /// What the left text says.
    pub left: String,
    /// What the right text says.
    pub right: String,
    /// Writing only, or more.
    pub severity: Severity,
}

/// The differences between two texts; wraps, spaces and ways of writing apart.
pub fn differences(left: &str, right: &str) -> Vec<TextDifference> {
    let (paper, online) = (Flow::of_text(left), Flow::of_text(right));
    let alignment = of_flows(&paper, &online);
    let laid = Laid {
        paper: &paper,
        online: &online,
        alignment: &alignment,
        paper_claims: &Claims::new(&paper),
        online_claims: &Claims::new(&online),
    };
    let residual = residual::weigh(&laid);
    let mut out = Vec::new();
    for finding in residual.findings {
        for (l, r) in finding.paper.iter().zip(&finding.online) {
            out.push(TextDifference {
                left: paper.printed(l.clone()),
                right: online.printed(r.clone()),
                severity: finding.severity,
            });
        }
    }
    out
}

/// Aligns two streams, moved units included.
pub fn of_flows(paper: &Flow, online: &Flow) -> align::Alignment {
    let chars = |flow: &Flow| flow.marks.iter().map(|mark| mark.ch).collect::<Vec<char>>();
    let (left, right) = (chars(paper), chars(online));
    let mut alignment = align::align(&left, &right);
    let unit = |flow: &Flow, mark: usize| {
        flow.unit_of(mark).map_or(mark..mark + 1, |unit| unit.range.clone())
    };
    alignment.find_moves(&left, &right, |i| unit(paper, i), |i| unit(online, i));
    slide::to_units(paper, online, &mut alignment);
    unruled::settle(paper, online, &mut alignment);
    loose::settle(paper, online, &mut alignment);
    alignment.missing = attachments::settle(paper, online, &mut alignment);
    alignment
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(a: &str, b: &str) -> Vec<(String, String, Severity)> {
        differences(a, b).into_iter().map(|d| (d.left, d.right, d.severity)).collect()
    }

    #[test]
    fn wraps_and_writing_do_not_count() {
        assert_eq!(
            found("有关事项\n通知如下：二〇二三年七月", "有关事项通知如下:2023年7月"),
            vec![]
        );
    }

    #[test]
    fn numbers_are_shown_whole() {
        assert_eq!(
            found("投资35万元", "投资30万元"),
            vec![("35".into(), "30".into(), Severity::Material)]
        );
        assert_eq!(
            found("投资3.5万元", "投资35万元"),
            vec![("3.5".into(), "35".into(), Severity::Material)]
        );
        assert_eq!(found("增长-5%", "增长5%"), vec![("-".into(), "".into(), Severity::Material)]);
    }

    #[test]
    fn punctuation_is_formal_and_negation_is_not() {
        assert_eq!(
            found("如下：：一", "如下：一"),
            vec![("：".into(), "".into(), Severity::Formal)]
        );
        assert_eq!(
            found("应当公开", "不应当公开"),
            vec![("".into(), "不".into(), Severity::Material)]
        );
    }
}
