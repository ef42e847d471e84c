//! Text that one side has and the other has not, or has otherwise: how it weighs.

use crate::compare::fields::claims::Claims;
use crate::compare::judge::decimals::{self, Zeros};
use crate::compare::judge::laid::{Finding, Laid, grant, kind_of};
use crate::compare::judge::{
    furniture, margins, notes, numerals, required, siblings, signs, typed,
};
use crate::compare::pair::align::Segment;
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::compare::report::{Equivalence, Kind, Severity};
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

impl Laid<'_> {
    pub fn classify(
        &self,
        segment: &Segment,
        granted: &mut BTreeMap<Rule, Equivalence>,
    ) -> Option<Finding> {
        let left = trim(self.paper, segment.left.clone(), self.paper_claims);
        let right = trim(self.online, segment.right.clone(), self.online_claims);
        if left.is_empty() && right.is_empty() {
            return None;
        }
        let (p, o) = (self.paper.folded(left.clone()), self.online.folded(right.clone()));
        let content = |text: &str| text.chars().any(fold::is_content);
        if furniture::are_bullets(self, &left, &right) || numerals::same_number(self, &left, &right)
        {
            grant(granted, Rule::ListNumber, &p, &o);
            return None;
        }
        let kind = kind_of(&left, &right);
        let recognised = self.recognised(segment);
        let finding = |severity, reason| Finding {
            paper: vec![left.clone()],
            online: vec![right.clone()],
            kind,
            severity,
            reason,
            reordered: false,
        };
        let leader = |flow: &Flow, range: &Range<usize>| {
            // Six dots behind a list of names are an ellipsis, and say that there are more.
            let text = flow.folded(range.clone());
            let at = |at: usize| flow.marks.get(at).map_or(' ', |mark| mark.ch);
            let to_number = || at(range.end).is_alphanumeric();
            // 5…6 is not 56, and 同意…不同意 is not both in one.
            let before = range.start.checked_sub(1).map_or(' ', at);
            let leads = before.is_ascii_digit() || to_number() && !at(range.end).is_ascii_digit();
            if leads && flow.unit_of(range.start).is_some_and(|u| u.range.start < range.start) {
                return false;
            }
            let dots = text.chars().all(|c| ".·".contains(c));
            let fills = if dots && !to_number() { 7 } else { 3 };
            text.chars().count() >= fills && text.chars().all(|c| ".·-_".contains(c))
        };
        if leader(self.paper, &left) && o.is_empty() || leader(self.online, &right) && p.is_empty()
        {
            // Dots or a rule that fill a line, as a tab does on the other side.
            grant(granted, Rule::Spaces, &self.paper.printed(left), &self.online.printed(right));
            return None;
        }
        if required::is_star(self, &left, &right) {
            return Some(finding(Severity::Formal, Reason::WritingDiffers));
        }
        if !content(&p) && !content(&o) {
            let sign = signs::is_sign(self, segment, &p, &o);
            // No names are left out behind the last one, or some are.
            let dots = |text: &str| text.len() >= 3 && text.bytes().all(|b| b == b'.');
            // 5..3, 12…: a point more or less at a number is no writing.
            let at_number = |flow: &Flow, range: &Range<usize>, text: &str| {
                let at = |at: usize| flow.marks.get(at).is_some_and(|m| m.ch.is_ascii_digit());
                let lead = |at: usize| flow.marks.get(at).is_some_and(|m| m.ch == '.');
                let behind = (range.end..).find(|at| !lead(*at)).is_some_and(at);
                let before = (0..range.start).rev().find(|at| !lead(*at)).is_some_and(at);
                !text.is_empty()
                    && text.bytes().all(|b| b".-_".contains(&b))
                    && before
                    && (behind || text.len() > 1)
            };
            if at_number(self.paper, &left, &p) || at_number(self.online, &right, &o) {
                return Some(finding(Severity::Suspect, Reason::SignDiffers));
            }
            let ellipsis = dots(&p) && o.is_empty() || dots(&o) && p.is_empty();
            return Some(match (sign, recognised) {
                (true, false) => finding(Severity::Material, Reason::ValueDiffers),
                (true, true) => finding(Severity::Suspect, Reason::ValueDiffers),
                (false, false) if signs::fills_a_cell(self, &left, &right) => {
                    finding(Severity::Suspect, Reason::BlankFilled)
                }
                (false, false) if ellipsis || !signs::is_writing(self, &left, &right) => {
                    finding(Severity::Suspect, Reason::SignDiffers)
                }
                (false, _) => finding(Severity::Formal, Reason::WritingDiffers),
            });
        }
        if kind != Kind::Changed {
            let (flow, range) =
                if right.is_empty() { (self.paper, &left) } else { (self.online, &right) };
            // A header of a single page: nothing repeats that would tell it as one.
            let margin = flow.marks.get(range.start).is_some_and(|mark| {
                let whole = flow.units[mark.unit as usize].range == *range;
                // A header that repeats the title may stand for the title in the alignment.
                let twin = || {
                    let words = flow.words(range.clone());
                    flow.at_edge.iter().any(|unit| {
                        flow.units.get(*unit).is_some_and(|u| flow.words(u.range.clone()) == words)
                    })
                };
                whole && (flow.at_edge.contains(&(mark.unit as usize)) || twin())
            });
            if margin {
                let other = if right.is_empty() { self.online } else { self.paper };
                let line = flow.folded(range.clone());
                let news = margins::is_news(other, &line) || margins::names_other(other, &line);
                return Some(match (line.contains(':'), news) {
                    (true, _) => finding(Severity::Suspect, Reason::MarginFormLine),
                    (false, true) => finding(Severity::Suspect, Reason::MarginAlone),
                    (false, false) => finding(Severity::Formal, Reason::MarginUnshared),
                });
            }
            if let Some(rule) = furniture::only_drawn(self, &left, &right) {
                let on_paper = right.is_empty();
                let range = if on_paper { &left } else { &right };
                if rule == Rule::FootnoteMark && !notes::stands_there(self, on_paper, range) {
                    return Some(finding(Severity::Suspect, Reason::FootnoteMisplaced));
                }
                if rule == Rule::ListNumber && siblings::keep_theirs(self, on_paper, range) {
                    return Some(finding(Severity::Suspect, Reason::NumberAlone));
                }
                if rule == Rule::ListNumber && typed::is_only_printed(self, on_paper, range) {
                    return Some(finding(Severity::Suspect, Reason::NumberOnlyPrinted));
                }
                grant(granted, rule, &self.paper.printed(left), &self.online.printed(right));
                return None;
            }
            if furniture::is_lone_bullet(self, &left, &right) {
                return Some(finding(Severity::Suspect, Reason::BulletAlone));
            }
        }
        if says_none(self.paper, &left)
            && says_none(self.online, &right)
            && !(left.is_empty() && right.is_empty())
        {
            return Some(finding(Severity::Suspect, Reason::BlankFilled));
        }
        if signs::is_letter_of_symbol(&p, &o) || signs::is_letter_of_symbol(&o, &p) {
            return Some(finding(Severity::Suspect, Reason::LetterOfSymbol));
        }
        // A glyph that no font explains was printed, but not read.
        let unknown = |flow: &Flow, range: &Range<usize>| {
            let private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
            let printed = || flow.folded(range.clone());
            printed().contains(|c: char| c == char::REPLACEMENT_CHARACTER || private(c))
        };
        if unknown(self.paper, &left) || unknown(self.online, &right) {
            return Some(finding(Severity::Suspect, Reason::GlyphUnknown));
        }
        match decimals::weigh(self, &left, &right) {
            Some(Zeros::Amount) => {
                grant(granted, Rule::NumberWriting, &p, &o);
                return None;
            }
            Some(Zeros::Open) => return Some(finding(Severity::Suspect, Reason::ZerosDiffer)),
            None => {}
        }
        // Behind a digit they make another number: 3⁶ is not 36.
        let behind_digit = |flow: &Flow, range: &Range<usize>| {
            let before = range.start.checked_sub(1).and_then(|at| flow.marks.get(at));
            before.is_some_and(|mark| mark.ch.is_ascii_digit())
        };
        let at_number = behind_digit(self.paper, &left) && behind_digit(self.online, &right);
        if !at_number && signs::differs_in_script(&p, &o) {
            return Some(finding(Severity::Suspect, Reason::ScriptDiffers));
        }
        let turned = |text: &str| text.chars().all(fold::turns);
        if turned(&p) && turned(&o) {
            return Some(finding(Severity::Suspect, Reason::OrderTurned));
        }
        let severity = if recognised { Severity::Suspect } else { Severity::Material };
        Some(finding(severity, Reason::ValueDiffers))
    }
}

/// Whether a range is a whole cell that says that there is nothing: 无, —, /; or nothing at all.
fn says_none(flow: &Flow, range: &Range<usize>) -> bool {
    let text = flow.folded(range.clone());
    let whole = || {
        flow.unit_of(range.start).is_some_and(|unit| {
            let own = flow.folded(unit.range.clone());
            own.trim() == text.trim()
        })
    };
    range.is_empty() || text.chars().all(|c| "无-—/\\".contains(c)) && whole()
}

/// Cuts claimed characters off a range; claimed ones inside it stay only if
/// unclaimed content lies on both sides of them.
fn trim(flow: &Flow, range: Range<usize>, claims: &Claims) -> Range<usize> {
    let open = |i: &usize| !claims.has(*i) && fold::is_content(flow.marks[*i].ch);
    let any_claimed = range.clone().any(|i| claims.has(i));
    if !any_claimed {
        return range;
    }
    let first = range.clone().find(open);
    let last = range.clone().rev().find(open);
    match (first, last) {
        (Some(first), Some(last)) => first..last + 1,
        // Only punctuation is left beside what a field answered for.
        _ => range.start..range.start,
    }
}
