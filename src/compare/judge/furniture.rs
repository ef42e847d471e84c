//! Text that only one layout prints: numbers of list items, bullets, footnote
//! marks, page numbers, headers that the other side keeps in its margins.

use crate::characters::LIST_SIGNS;
use crate::characters::numerals::is_numeral;
use crate::compare::judge::laid::Laid;
use crate::compare::judge::{notes, typed};
use crate::compare::report::rule::Rule;
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold::{self, Mark};
use std::ops::Range;

/// Signs that stand in front of list items, and elsewhere too.
const BULLETS: &str = "·◾○◎▸◦‣⁃-※→*";

/// Signs of which the filled one may say "chosen" and the hollow one "not chosen".
const OPPOSED: [[char; 2]; 2] = [['●', '○'], ['◆', '◇']];
/// Signs that mark an item, as an important clause of a tender: no other sign says the same.
const STARS: &str = "★☆✦✧※*→";
/// Bullets that browsers paint, so that a print has no character for them.
const DISCS: &str = "·●▪◦";

fn is_bullet(c: char) -> bool {
    LIST_SIGNS.contains(c) || BULLETS.contains(c)
}

/// The rule by which text of one side alone is forgiven.
pub fn only_drawn(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> Option<Rule> {
    let (flow, other, range) = if right.is_empty() {
        (laid.paper, laid.online, left)
    } else {
        (laid.online, laid.paper, right)
    };
    let text = flow.folded(range.clone());
    let unit = flow.unit_of(range.start)?;
    let whole = range.start == unit.range.start && range.end >= unit.range.end;
    let in_cell = unit.kind == UnitKind::Cell;
    if !in_cell && whole && is_page_number(&text, unit.place.page, flow.pages) {
        return Some(Rule::PageFurniture);
    }
    let worded = text.chars().filter(|c| c.is_alphabetic()).count();
    if !in_cell && (whole || worded >= 4) && worded > 0 && other.furniture.contains(&text) {
        return Some(Rule::PageFurniture);
    }
    let all_outside = || {
        let mut units =
            flow.units.iter().filter(|u| !u.range.is_empty() && range.contains(&u.range.start));
        units.all(|u| {
            u.kind != UnitKind::Cell
                && u.range.end <= range.end
                && other.furniture.contains(&flow.folded(u.range.clone()))
        })
    };
    if range.start == unit.range.start && range.end > unit.range.end && all_outside() {
        return Some(Rule::PageFurniture);
    }
    let next = flow.marks.get(range.end);
    let follows = next.is_some_and(|m| m.unit == flow.marks[range.start].unit);
    let heads = range.start == unit.range.start;
    let number = || is_drawn_number(&text, &flow.marks[range.end..], in_cell);
    if heads && follows && number() && !typed::is_missing(laid, right.is_empty(), range) {
        return Some(Rule::ListNumber);
    }
    notes::is_mark(laid, right.is_empty(), range, &text).then_some(Rule::FootnoteMark)
}

/// Whether two bullets stand for each other in front of the same item, or one that the file
/// draws by itself stands for one that the print has painted.
pub fn are_bullets(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let bullet = |flow: &Flow, range: &Range<usize>| {
        let heads = flow.unit_of(range.start).is_some_and(|u| {
            u.kind != UnitKind::Cell && u.range.start == range.start && u.range.end > range.end
        });
        let sign = flow.marks.get(range.start).map_or(' ', |mark| mark.ch);
        heads && range.len() == 1 && is_bullet(sign) && !STARS.contains(sign)
    };
    let drawn = |own: &Flow, range: &Range<usize>, other: &Flow, others: &Range<usize>| {
        others.is_empty()
            && other.is_print()
            && bullet(own, range)
            && DISCS.contains(own.marks[range.start].ch)
            && own.is_automatic(range.start)
    };
    let opposed = || {
        let signs = [(laid.paper, left), (laid.online, right)]
            .map(|(flow, range)| flow.marks.get(range.start).map_or(' ', |mark| mark.ch));
        OPPOSED.iter().any(|pair| signs == *pair || signs == [pair[1], pair[0]])
    };
    bullet(laid.paper, left) && bullet(laid.online, right) && !opposed()
        || drawn(laid.online, right, laid.paper, left)
        || drawn(laid.paper, left, laid.online, right)
}

/// Whether a sign that may be a bullet stands on one side alone in front of a
/// paragraph: lists of browsers have theirs drawn, but a sign may mark a clause too.
pub fn is_lone_bullet(laid: &Laid<'_>, left: &Range<usize>, right: &Range<usize>) -> bool {
    let (flow, range) = if right.is_empty() { (laid.paper, left) } else { (laid.online, right) };
    range.len() == 1
        && matches!(flow.marks[range.start].ch, '●' | '○' | '→')
        && flow.unit_of(range.start).is_some_and(|u| {
            u.kind == UnitKind::Body && u.range.start == range.start && u.range.end > range.end
        })
}

/// Whether a number may be one that a program draws in front of what follows.
fn is_drawn_number(text: &str, next: &[Mark], in_cell: bool) -> bool {
    // 12.万元 and （3）台 are amounts.
    let digit = next.first().is_some_and(|mark| mark.ch.is_ascii_digit());
    if digit || fold::counts(next) || !is_list_number(text) {
        return false;
    }
    let decimal = text.ends_with(|c: char| c.is_ascii_digit());
    let bullet = text.chars().count() == 1;
    let star = bullet && text.chars().any(|c| STARS.contains(c) || "-○●".contains(c));
    !(in_cell && (decimal || bullet)) && !star
}

/// `- 3 -`, `第3页 共8页`, `3/8`, or a bare number that is the page's own.
fn is_page_number(text: &str, page: u32, pages: usize) -> bool {
    let bare = text.trim_matches(['-', '·', '第', '页', '共', '/', ' ']);
    let numbers: Vec<Option<u32>> = bare
        .split(|c: char| !c.is_ascii_digit())
        .filter(|s| !s.is_empty())
        .map(|s| s.parse().ok())
        .collect();
    let marks = bare.chars().all(|c| c.is_ascii_digit() || "/页共第,-".contains(c));
    let framed = |sign: char| text.starts_with(sign) && text.ends_with(sign);
    let decorated = framed('-') || framed('·') || text.contains('页');
    let small = numbers.iter().all(|n| n.is_some_and(|n| n as usize <= pages + 500));
    match numbers.as_slice() {
        [_] | [_, _] if decorated => marks && small,
        [Some(n), Some(of)] => marks && pages > 0 && n <= of && small,
        [Some(number)] => marks && pages > 0 && page > 0 && *number == page,
        _ => false,
    }
}

/// 一、 （二） 3. 4) ① • and the like.
fn is_list_number(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let numeral = |c: char| c.is_ascii_digit() || is_numeral(c);
    match chars.as_slice() {
        [one] => matches!(one, '①'..='⑳') || is_bullet(*one),
        ['(', inner @ .., ')'] => {
            inner.len() <= 3 && inner.iter().all(|c| numeral(*c) || c.is_ascii_alphabetic())
        }
        [inner @ .., '、' | '.' | ')' | ',' | ':'] if inner.len() <= 6 => {
            inner.iter().all(|c| numeral(*c) || *c == '.')
                || (inner.len() == 1 && inner[0].is_ascii_alphabetic())
        }
        ['第', inner @ .., '章' | '节' | '条' | '款' | '部' | '篇' | '编']
        | ['第', inner @ .., '部', '分'] => {
            inner.len() <= 4 && inner.iter().all(|c| numeral(*c))
        }
        // 1.2 and 3.1.4 in front of a heading; a lone integer is a value.
        _ => {
            chars.contains(&'.')
                && chars.len() <= 8
                && chars.split(|c| *c == '.').all(|part| {
                    !part.is_empty() && part.len() <= 2 && part.iter().all(char::is_ascii_digit)
                })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_lists_are_not_values() {
        for text in ["一、", "(二)", "3.", "4)", "①", "1.2", "第三条", "a."] {
            assert!(is_list_number(text), "{text}");
        }
        for text in ["3", "12", "35%", "(甲)", "3.5万", "第三条款项", "☑", "□"] {
            assert!(!is_list_number(text), "{text}");
        }
    }

    #[test]
    fn a_number_alone_is_a_page_number_only_on_its_page() {
        assert!(is_page_number("-3-", 3, 8) && is_page_number("第3页共8页", 3, 8));
        assert!(is_page_number("3/8", 3, 8) && is_page_number("3", 3, 8));
        assert!(!is_page_number("35", 3, 8) && !is_page_number("3", 0, 0));
        assert!(!is_page_number("350000", 3, 8) && !is_page_number("2023-08-16", 3, 8));
    }
}
