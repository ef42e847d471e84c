//! Punctuation that carries meaning: a decimal point, a sign, a range or a
//! comparison at a number, and the marks inside of codes, addresses and ratings.

use crate::characters::symbols::SymbolFont;
use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::pair::align::Segment;
use crate::compare::report::Severity;
use crate::compare::report::reason::Reason;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold::{self, Gap};
use std::collections::BTreeMap;
use std::ops::Range;

/// Marks that part or enclose; where they stand decides what belongs together.
const PARTING: &str = ",。;:、()[]《》\"'!?";

/// Whether punctuation that differs says something where it stands.
pub fn is_sign(laid: &Laid<'_>, segment: &Segment, p: &str, o: &str) -> bool {
    at_number(laid, segment, p, o)
        || in_brackets(laid.paper, &segment.left)
        || in_brackets(laid.online, &segment.right)
        || in_code(laid.paper, &segment.left)
        || in_code(laid.online, &segment.right)
}

fn at_number(laid: &Laid<'_>, segment: &Segment, p: &str, o: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c);
    let digit = |flow: &Flow, at: Option<usize>, border: bool| {
        at.and_then(|i| flow.marks.get(i)).is_some_and(|m| number(m.ch) && !border)
    };
    let beside = |flow: &Flow, range: &Range<usize>| {
        let crosses = flow.marks.get(range.end).is_some_and(|m| m.gap == Gap::Cell);
        let starts = flow.marks.get(range.start).is_some_and(|m| m.gap != Gap::None);
        (digit(flow, range.start.checked_sub(1), starts), digit(flow, Some(range.end), crosses))
    };
    let ((before, after), (before_o, after_o)) =
        (beside(laid.paper, &segment.left), beside(laid.online, &segment.right));
    let any = |set: &str| p.chars().chain(o.chars()).any(|c| set.contains(c));
    let behind = after || after_o;
    (behind && any("-~")) || (behind && (before || before_o) && any(".,:/·、'"))
}

/// Whether brackets stand around the number of a cell: accountants write losses so.
fn in_brackets(flow: &Flow, range: &Range<usize>) -> bool {
    let bracket = flow.folded(range.clone()).contains(['(', ')']);
    let Some(unit) = flow.unit_of(range.start).filter(|_| bracket && !range.is_empty()) else {
        return false;
    };
    let text = flow.folded(unit.range.clone());
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    unit.kind == UnitKind::Cell
        && inner.is_some_and(|number| {
            number.contains(|c: char| c.is_ascii_digit())
                && number.chars().all(|c| c.is_ascii_digit() || ".,%".contains(c))
        })
}

/// Whether a mark stands between letters and digits without a space, as in
/// `zhang_san@abc.com` and `KB/T`, or is a dash right behind a letter: `AA-`.
fn in_code(flow: &Flow, range: &Range<usize>) -> bool {
    let latin = |at: usize| flow.marks.get(at).is_some_and(|m| m.ch.is_ascii_alphanumeric());
    let glued = |at: usize| flow.marks.get(at).is_some_and(|m| m.gap == Gap::None);
    if range.is_empty() || range.start == 0 || !latin(range.start - 1) || !glued(range.start) {
        return false;
    }
    let dash = flow.marks[range.start].ch == '-'
        && flow.marks[range.start - 1].ch.is_ascii_alphabetic()
        && range.len() == 1;
    dash || latin(range.end) && glued(range.end)
}

/// Whether punctuation that differs is a matter of writing: a mark that is doubled, or
/// the stop at the end of a paragraph, behind which nothing follows that it could part.
pub fn is_writing(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let stops = |text: &str| text.chars().all(|c| ",.;:。、".contains(c));
    let (p, o) = (laid.paper.folded(left.clone()), laid.online.folded(right.clone()));
    let ends = |flow: &Flow, range: &Range<usize>| {
        let unit = |at: usize| flow.marks.get(at).map(|mark| mark.unit);
        let before = range.start.checked_sub(1).and_then(|at| flow.marks.get(at));
        before.is_some_and(|mark| {
            !mark.ch.is_ascii_alphanumeric() && unit(range.end) != Some(mark.unit)
        })
    };
    // A note stands elsewhere on the other side: where its stop is missing says nothing.
    let floats = |flow: &Flow, range: &Range<usize>| {
        !range.is_empty()
            && flow.unit_of(range.start).is_some_and(|u| u.kind == UnitKind::Floating)
            && ends(flow, range)
    };
    let last = ends(laid.paper, left) && ends(laid.online, right);
    if stops(&p) && stops(&o) && (last || floats(laid.paper, left) || floats(laid.online, right)) {
        return true;
    }
    let doubled = |flow: &Flow, range: &Range<usize>| {
        // Two strokes are inches and one is feet: only marks of sentences are doubled.
        let Some(first) = flow.marks.get(range.start).filter(|m| ",.;:。、!?-".contains(m.ch))
        else {
            return false;
        };
        let beside = [range.start.checked_sub(1), Some(range.end)];
        range.clone().all(|at| flow.marks[at].ch == first.ch)
            && beside.into_iter().flatten().any(|at| {
                let other = flow.marks.get(at);
                other.is_some_and(|mark| mark.ch == first.ch && mark.unit == first.unit)
            })
    };
    match (left.is_empty(), right.is_empty()) {
        (false, true) => doubled(laid.paper, left),
        (true, false) => doubled(laid.online, right),
        _ => false,
    }
}

/// Whether a dash or a stroke is all that a cell holds: "does not apply" is no blank.
pub fn fills_a_cell(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let (flow, range) = match (left.is_empty(), right.is_empty()) {
        (false, true) => (laid.paper, left),
        (true, false) => (laid.online, right),
        _ => return false,
    };
    let whole =
        |u: &crate::compare::stream::flow::Unit| u.kind == UnitKind::Cell && u.range == *range;
    flow.unit_of(range.start).is_some_and(whole)
        && matches!(flow.folded(range.clone()).as_str(), "-" | "/" | "\\")
}

/// Marks that were taken away at one place of a paragraph and set at another: what
/// they enclose or part has changed, though no word has.
pub fn shifted(laid: &Laid<'_>, findings: &mut [Finding]) {
    // By paragraph of either side: the findings, and the marks of paper and online.
    let mut groups: BTreeMap<(bool, u32), Vec<usize>> = BTreeMap::new();
    let marks = |flow: &Flow, ranges: &[Range<usize>]| -> String {
        ranges.iter().map(|range| flow.folded(range.clone())).collect()
    };
    for (index, finding) in findings.iter().enumerate() {
        let texts = (marks(laid.paper, &finding.paper), marks(laid.online, &finding.online));
        let bare = |text: &str| !text.chars().any(fold::is_content);
        if finding.severity != Severity::Formal
            || finding.reordered
            || !bare(&texts.0)
            || !bare(&texts.1)
        {
            continue;
        }
        for (on_paper, flow, ranges) in
            [(true, laid.paper, &finding.paper), (false, laid.online, &finding.online)]
        {
            let Some(range) = ranges.first() else { continue };
            // What is missing stands behind the character before it.
            let at = if range.is_empty() { range.start.saturating_sub(1) } else { range.start };
            if let Some(mark) = flow.marks.get(at) {
                groups.entry((on_paper, mark.unit)).or_default().push(index);
            }
        }
    }
    for members in groups.into_values() {
        let gather = |paper: bool| -> Vec<(char, usize)> {
            let of = |index: &usize| {
                let finding = &findings[*index];
                if paper {
                    marks(laid.paper, &finding.paper)
                } else {
                    marks(laid.online, &finding.online)
                }
            };
            let one = |index: &usize| of(index).chars().map(|c| (c, *index)).collect::<Vec<_>>();
            members.iter().flat_map(one).filter(|(c, _)| PARTING.contains(*c)).collect()
        };
        let (paper, online) = (gather(true), gather(false));
        let moved: Vec<usize> = paper
            .iter()
            .flat_map(|(mark, from)| {
                let to = online.iter().filter(move |(c, to)| c == mark && to != from);
                to.flat_map(move |(_, to)| [*from, *to])
            })
            .collect();
        for index in moved {
            let finding = &mut findings[index];
            let segment = Segment {
                left: finding.paper.first().cloned().unwrap_or_default(),
                right: finding.online.first().cloned().unwrap_or_default(),
            };
            if !laid.recognised(&segment) {
                finding.severity = Severity::Suspect;
                finding.reason = Reason::SignShifted;
            }
        }
    }
}

/// Whether one side has the letter at whose code a symbol font has the tick or box
/// of the other: a printer without the font prints the letter.
pub fn is_letter_of_symbol(letter: &str, shown: &str) -> bool {
    let one = |text: &str| {
        let mut characters = text.chars();
        characters.next().filter(|_| characters.next().is_none())
    };
    let (Some(letter), Some(shown)) = (one(letter), one(shown)) else { return false };
    let tick = shown == fold::TICKED || shown == fold::EMPTY;
    let fonts = [SymbolFont::Wingdings, SymbolFont::Wingdings2];
    let means = |font: &SymbolFont| font.character(u32::from(letter)).and_then(fold::tick);
    tick && letter != shown && fonts.iter().filter_map(means).any(|meant| meant == shown)
}

/// Whether two texts differ only in digits that stand above or below the line behind a
/// letter: x² and x2, m² and m₂. Behind a digit they make another number.
pub fn differs_in_script(p: &str, o: &str) -> bool {
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let script = |c: char| match c {
        '₀'..='₉' => char::from_digit(c as u32 - '₀' as u32, 10),
        c => {
            let at = RAISED.chars().position(|raised| raised == c)?;
            char::from_digit(at as u32, 10)
        }
    };
    let flat = |text: &str| text.chars().map(|c| script(c).unwrap_or(c)).collect::<String>();
    let at_digit = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(2).any(|two| two[0].is_ascii_digit() && script(two[1]).is_some())
    };
    p != o && flat(p) == flat(o) && !at_digit(p) && !at_digit(o)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_behind_letters_are_looked_at() {
        assert!(differs_in_script("x²", "x2") && differs_in_script("m²", "m₂"));
        assert!(differs_in_script("H₂O", "H2O") && differs_in_script("²", "2"));
        assert!(!differs_in_script("10²", "102") && !differs_in_script("x²", "x3"));
        assert!(!differs_in_script("x2", "x2"));
    }

    #[test]
    fn a_letter_stands_for_the_tick_at_its_code_and_for_no_other() {
        assert!(is_letter_of_symbol("R", "☑") && is_letter_of_symbol("£", "□"));
        assert!(!is_letter_of_symbol("R", "□") && !is_letter_of_symbol("是", "☑"));
        assert!(!is_letter_of_symbol("☑", "□") && !is_letter_of_symbol("R3", "☑"));
    }
}
