//! Borders of cells and spaces that one side alone has in the same text. The stream of
//! characters reads the same then, and only the borders tell which word stands where.

use crate::compare::judge::laid::{Finding, Laid};
use crate::compare::pair::align::Segment;
use crate::compare::report::reason::Reason;
use crate::compare::report::{Kind, Severity};
use crate::compare::stream::flow::{Flow, UnitKind};
use crate::compare::stream::fold::{self, Gap};
use crate::document::Rect;
use std::ops::Range;

/// All of them: the characters themselves are on both sides.
pub const REASONS: [Reason; 6] = [
    Reason::DigitsDivided,
    Reason::WordsDivided,
    Reason::DigitsSpaced,
    Reason::DigitsBroken,
    Reason::DigitsWrapped,
    Reason::LinesDivided,
];
/// Characters between two borders that may be one border that was moved.
const MOVED: usize = 200;

/// Adds what borders and spaces tell.
pub fn weigh(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    numbers(laid, findings);
    lines(laid, findings);
    words(laid, findings);
}

/// Neighbours on both sides: the second mark of either stream.
fn neighbours(laid: &Laid<'_>) -> impl Iterator<Item = (usize, usize)> {
    let of = &laid.alignment.right_of;
    (1..of.len()).filter_map(move |l| {
        let r = of[l]? as usize;
        (r > 0 && of[l - 1] == Some(r as u32 - 1)).then_some((l, r))
    })
}

fn finding(l: Range<usize>, r: Range<usize>, severity: Severity, reason: Reason) -> Finding {
    let (paper, online) = (vec![l], vec![r]);
    Finding { paper, online, kind: Kind::Changed, severity, reason, reordered: false }
}

/// A cell's border or a space inside what is one number on the other side.
fn numbers(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    let unpaged = laid.paper.pages == 0 && laid.online.pages == 0;
    for (l, r) in neighbours(laid) {
        // A phone number or a code is a field's own, and may be set in groups.
        let claimed = laid.paper_claims.has(l) && laid.online_claims.has(r);
        if claimed && !(is_in_a_sentence(laid.paper, l) && is_in_a_sentence(laid.online, r)) {
            continue;
        }
        let (a, b) = (&laid.paper.marks[l], &laid.online.marks[r]);
        let recognised = laid.recognised(&Segment { left: l..l + 1, right: r..r + 1 });
        let one = |severity, reason| finding(l - 1..l + 1, r - 1..r + 1, severity, reason);
        let apart = match (a.gap, b.gap) {
            // A line that wraps at a space does not show it.
            (Gap::Space, Gap::None) if !wraps(laid.online, r) => Some((laid.paper, l)),
            (Gap::None, Gap::Space) if !wraps(laid.paper, l) => Some((laid.online, r)),
            _ => None,
        };
        if let Some((flow, at)) = apart.filter(|_| !recognised) {
            // One number or two: only a person can tell.
            if is_spaced_number(flow, at) || is_spaced_point(flow, at) {
                findings.push(one(Severity::Suspect, Reason::DigitsSpaced));
            } else if unpaged && is_digit(flow, at - 1) && is_digit(flow, at) {
                findings.push(one(Severity::Suspect, Reason::DigitsBroken));
            }
        }
        // A print keeps a number whole: a line that ends in one ends between two.
        let whole = |flow: &Flow, at: usize| flow.marks[at].gap == Gap::None && !wraps(flow, at);
        if !recognised
            && (is_parted(laid.paper, l) && whole(laid.online, r)
                || whole(laid.paper, l) && is_parted(laid.online, r))
        {
            findings.push(one(Severity::Suspect, Reason::DigitsWrapped));
        }
        let torn = matches!((a.gap, b.gap), (Gap::Cell, Gap::None) | (Gap::None, Gap::Cell));
        if torn
            && !claimed
            && a.ch.is_ascii_alphanumeric()
            && laid.paper.marks[l - 1].ch.is_ascii_alphanumeric()
        {
            let severity = if recognised { Severity::Suspect } else { Severity::Material };
            findings.push(one(severity, Reason::DigitsDivided));
        }
    }
}

/// Numbers on two lines in a cell of one side that are one on the other: 3 above 5 is not 35. A line of
/// a print ends where its cell is full; one that ends before was broken by its author, as
/// every line of a file without pages.
fn lines(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    for (l, r) in neighbours(laid) {
        let (a, b) = (&laid.paper.marks[l], &laid.online.marks[r]);
        let divided = match (a.gap, b.gap) {
            (Gap::Space, Gap::None) => is_broken(laid.paper, l),
            (Gap::None, Gap::Space) => is_broken(laid.online, r),
            _ => false,
        };
        let recognised = laid.recognised(&Segment { left: l..l + 1, right: r..r + 1 });
        if divided && !recognised {
            let (l, r) = (l - 1..l + 1, r - 1..r + 1);
            findings.push(finding(l, r, Severity::Suspect, Reason::LinesDivided));
        }
    }
}

/// Whether the author of a cell broke its line in front of a mark.
fn is_broken(flow: &Flow, at: usize) -> bool {
    /// Widths of a character that a line may leave blank, its margins among them.
    const SPARE: f32 = 3.0;
    let (before, mark) = (flow.marks[at - 1], flow.marks[at]);
    let Some(unit) = flow.units.get(mark.unit as usize) else { return false };
    let between = unit.text.content.get(before.end as usize..mark.start as usize);
    let broken = before.unit == mark.unit && between.is_some_and(|text| text.contains('\n'));
    // Words are broken for their looks; a number says another one then.
    let figure = |mark: &fold::Mark| mark.ch.is_ascii_alphanumeric() || mark.ch == '.';
    let digit = is_digit(flow, at) || is_digit(flow, at - 1);
    if unit.kind != UnitKind::Cell || !digit || !figure(&before) || !figure(&mark) {
        return false;
    }
    if !flow.is_print() {
        return broken;
    }
    let (line, cell) = (flow.place(at - 1..at).bbox, unit.place.bbox);
    let Some((line, cell)) = line.zip(cell).filter(|_| wraps(flow, at)) else { return false };
    // A word or number is kept whole if the cell can hold it.
    let token = |c: char| c.is_ascii_graphic();
    let own = flow.marks[at..unit.range.end].iter();
    let word = own.take_while(|m| token(m.ch) && (m.start == mark.start || m.gap == Gap::None));
    let height = line.height();
    let need = (word.count() as f32 * 0.5).max(1.0) * height;
    cell.width() - line.width() > need + SPARE * height
}

/// A border that one side alone has between two words.
struct Border {
    l: usize,
    r: usize,
    on_paper: bool,
}

/// Borders between words: one that stands elsewhere on the other side moves the words
/// between them into another cell; one that is missing there leaves open whether two
/// cells were joined.
fn words(laid: &Laid<'_>, findings: &mut Vec<Finding>) {
    let in_table = |flow: &Flow, at: usize| {
        flow.unit_of(at).is_some_and(|u| u.kind == UnitKind::Cell && u.table.is_some())
    };
    let border = |flow: &Flow, at: usize| flow.marks[at].unit != flow.marks[at - 1].unit;
    // A row that a page break cuts is parted in the middle of its cells.
    let page_break = |flow: &Flow, at: usize| {
        let (before, after) = (flow.place(at - 1..at).page, flow.place(at..at + 1).page);
        before != after
    };
    let word = |flow: &Flow, at: usize| fold::is_content(flow.marks[at].ch);
    let parted = |flow: &Flow, at: usize| border(flow, at) || is_apart(flow, at);
    let found: Vec<Border> = neighbours(laid)
        .filter(|(l, r)| !(laid.paper_claims.has(*l) && laid.online_claims.has(*r)))
        .filter(|(l, r)| {
            [l - 1, *l].into_iter().all(|at| in_table(laid.paper, at))
                && [r - 1, *r].into_iter().all(|at| in_table(laid.online, at))
        })
        .filter_map(|(l, r)| match (parted(laid.paper, l), parted(laid.online, r)) {
            (true, false) if border(laid.paper, l) && !page_break(laid.paper, l) => {
                Some(Border { l, r, on_paper: true })
            }
            (false, true) if border(laid.online, r) && !page_break(laid.online, r) => {
                Some(Border { l, r, on_paper: false })
            }
            _ => None,
        })
        .collect();
    let mut told = vec![false; found.len()];
    for (at, pair) in found.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        let whole = second.l - first.l == second.r - first.r && second.l - first.l <= MOVED;
        if first.on_paper == second.on_paper || told[at] || !whole {
            continue;
        }
        let (l, r) = (first.l..second.l, first.r..second.r);
        if !l.clone().any(|i| word(laid.paper, i)) {
            continue;
        }
        (told[at], told[at + 1]) = (true, true);
        let segment = Segment { left: l.clone(), right: r.clone() };
        let severity = match laid.recognised(&segment) {
            true => Severity::Suspect,
            false => Severity::Material,
        };
        findings.push(finding(l, r, severity, Reason::CellMoved));
    }
    for (border, told) in found.iter().zip(told) {
        let (l, r) = (border.l, border.r);
        let digits = |flow: &Flow, at: usize| flow.marks[at].ch.is_ascii_alphanumeric();
        // A number that a border parts was told above; one that a space parts was not.
        let none = laid.paper.marks[l].gap == Gap::None || laid.online.marks[r].gap == Gap::None;
        if told || none && digits(laid.paper, l) && digits(laid.paper, l - 1) {
            continue;
        }
        findings.push(finding(l - 1..l + 1, r - 1..r + 1, Severity::Suspect, Reason::WordsDivided));
    }
}

/// Whether a wide gap on the line parts two characters, as between columns without lines.
fn is_apart(flow: &Flow, at: usize) -> bool {
    let (a, b) = (flow.place(at - 1..at).bbox, flow.place(at..at + 1).bbox);
    a.zip(b).is_some_and(|(a, b)| {
        let line = a.y0 < b.y1 && b.y0 < a.y1;
        line && b.x0 - a.x1 >= a.height().min(b.height())
    })
}

fn is_digit(flow: &Flow, at: usize) -> bool {
    let mark = flow.marks[at];
    let source = flow.units.get(mark.unit as usize).and_then(|u| u.text.content.get(mark.source()));
    source.is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a number stands in a sentence: words go on behind it.
fn is_in_a_sentence(flow: &Flow, at: usize) -> bool {
    /// Characters of a text that is more than a value with its unit.
    const LONG: usize = 8;
    let Some(unit) = flow.unit_of(at).filter(|unit| unit.range.len() > LONG) else { return false };
    let behind = (at..unit.range.end).find(|i| !flow.marks[*i].ch.is_ascii_digit());
    behind.is_some_and(|i| flow.marks[i].ch.is_alphabetic())
}

/// Whether a space is set beside the point between two digits.
fn is_spaced_point(flow: &Flow, at: usize) -> bool {
    let point = if flow.marks[at].ch == '.' { at } else { at - 1 };
    let inside = |at: usize| flow.marks.get(at).is_some_and(|m| m.unit == flow.marks[point].unit);
    flow.marks[point].ch == '.'
        && point > 0
        && inside(point + 1)
        && is_digit(flow, point - 1)
        && is_digit(flow, point + 1)
        && !wraps(flow, at)
}

/// Whether a space is set between a digit and the one before it; a line that wraps
/// is none.
fn is_spaced_number(flow: &Flow, at: usize) -> bool {
    let (before, after) = (flow.marks[at - 1], flow.marks[at]);
    let Some(unit) = flow.units.get(after.unit as usize).filter(|_| before.unit == after.unit)
    else {
        return false;
    };
    let text = |range: Range<usize>| unit.text.content.get(range).unwrap_or_default();
    let digit = |mark: &fold::Mark| {
        let source = text(mark.source());
        !source.is_empty() && source.bytes().all(|b| b.is_ascii_digit())
    };
    let between = text(before.source().end..after.source().start);
    digit(&before)
        && digit(&after)
        && !between.is_empty()
        && between.chars().all(|c| matches!(c, ' ' | '\u{3000}' | '\u{a0}'))
        && !wraps(flow, at)
}

/// Whether a line of a print ends between two digits, though the number would have had
/// room on the next line: it does not begin its line, and is no longer than one.
fn is_parted(flow: &Flow, at: usize) -> bool {
    let (before, after) = (flow.marks[at - 1], flow.marks[at]);
    let digits = flow.is_print() && is_digit(flow, at - 1) && is_digit(flow, at);
    if !digits || before.unit != after.unit || after.gap == Gap::Cell || !wraps(flow, at) {
        return false;
    }
    let Some(unit) = flow.unit_of(at) else { return false };
    let figure = |i: &usize| {
        let mark = flow.marks[*i];
        mark.ch.is_ascii_alphanumeric() || ".,-/".contains(mark.ch)
    };
    let head = (unit.range.start..at).rev().take_while(figure).count();
    let tail = (at..unit.range.end).take_while(figure).count();
    let first = at - head;
    let line = |at: usize| flow.place(at..at + 1).bbox;
    let (Some(own), Some(before)) = (line(at - 1), first.checked_sub(1).and_then(line)) else {
        return false;
    };
    let on_line = first > unit.range.start && before.y0 < own.y1 && own.y0 < before.y1;
    let room = unit.place.bbox.or_else(|| unit.text.place().bbox).map_or(0.0, |b| b.width());
    on_line && !wraps(flow, first) && (head + tail) as f32 * 0.6 * own.height() <= room
}

/// Whether a line of the page ends between a mark and the one before it.
fn wraps(flow: &Flow, at: usize) -> bool {
    let (a, b) = (flow.place(at - 1..at), flow.place(at..at + 1));
    let apart = |(a, b): (Rect, Rect)| !(a.y0 < b.y1 && b.y0 < a.y1);
    a.bbox.zip(b.bbox).is_some_and(apart) || a.page != b.page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::fields::claims::Claims;
    use crate::compare::text;
    use crate::document::{Block, Document, Page, PageSource, Paragraph, Place, Text};

    fn told(paper: &Flow, online: &Flow, claimed: bool) -> Vec<Reason> {
        let alignment = text::of_flows(paper, online);
        let mut claims = [paper, online].map(Claims::new);
        if claimed {
            claims[0].take(0..paper.marks.len());
            claims[1].take(0..online.marks.len());
        }
        let (paper_claims, online_claims) = (&claims[0], &claims[1]);
        let alignment = &alignment;
        let laid = Laid { paper, online, alignment, paper_claims, online_claims };
        let mut findings = Vec::new();
        numbers(&laid, &mut findings);
        findings.iter().map(|finding| finding.reason).collect()
    }

    /// A space inside of a number in running text is told, whether a field holds the text
    /// or not; a phone number is the same in groups.
    #[test]
    fn a_space_set_into_a_number_is_told_in_a_sentence() {
        let flow = Flow::of_text;
        let (apart, one) = ("抽检批次为 73 45 两批，均合格。", "抽检批次为 7345 两批，均合格。");
        for claimed in [false, true] {
            assert_eq!(told(&flow(apart), &flow(one), claimed), [Reason::DigitsSpaced]);
            assert_eq!(told(&flow(one), &flow(one), claimed), []);
        }
        let (apart, one) = ("联系电话 0512 56390864", "联系电话 051256390864");
        assert_eq!(told(&flow(apart), &flow(one), true), []);
        let (apart, one) = ("比例为 31 . 5 左右", "比例为 31.5 左右");
        assert!(told(&flow(apart), &flow(one), false).contains(&Reason::DigitsSpaced));
    }

    /// The lines of a print, each with its width.
    fn print(lines: &[(&str, f32)]) -> Flow {
        let mut text = Text::default();
        for (at, (line, width)) in lines.iter().enumerate() {
            let y = 100.0 + 20.0 * at as f32;
            let mut x = 50.0;
            let step = width / line.chars().count() as f32;
            for c in line.chars() {
                let place = Place::on(1, Rect::new(x, y, x + step, y + 10.0));
                text.push(&Text::placed(c.to_string(), place, 1.0));
                x += step;
            }
        }
        let source = PageSource::Text;
        let clipped = String::new();
        let page = Page { number: 1, width: 600.0, height: 800.0, source, clipped };
        let paragraph = Paragraph { text, ..Paragraph::default() };
        let blocks = vec![Block::Paragraph(paragraph)];
        Flow::of(&Document { pages: vec![page], blocks, ..Document::default() })
    }

    /// No program breaks a line inside of a number that the next line has room for.
    #[test]
    fn a_line_that_ends_between_two_numbers_parts_them() {
        let online = Flow::of_text("本年度的抽检批次为7345两批，均合格。");
        let parted = print(&[("本年度的抽检批次为73", 110.0), ("45两批，均合格。", 80.0)]);
        assert_eq!(told(&parted, &online, false), [Reason::DigitsWrapped]);
        let whole = print(&[("本年度的抽检批次为", 100.0), ("7345两批，均合格。", 90.0)]);
        assert_eq!(told(&whole, &online, false), []);
        // A number that is longer than its line is broken wherever the line ends.
        let long = "1234567890123456789012345678";
        let online = Flow::of_text(&format!("号{long}"));
        let narrow = print(&[("号1234567890", 60.0), ("123456789012", 60.0), ("345678", 30.0)]);
        assert_eq!(told(&narrow, &online, false), []);
    }
}
