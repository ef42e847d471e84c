//! Tables that one side prints without ruling lines, and so that no search finds
//! their cells again. If all their characters stand in the same stretch of the
//! other side, nothing was added or taken away; but which text stands in which
//! cell is open, and the reviewer is told so instead of a hundred differences.

use crate::compare::pair::align::{Alignment, Segment, Unproven};
use crate::compare::pair::unruled::{self, Sides, Table};
use crate::compare::report::SideName;
use crate::compare::stream::flow::{Flow, Unit};
use crate::compare::stream::fold;
use std::collections::BTreeMap;
use std::ops::Range;

/// Tables that follow each other and are looked at together.
const TOGETHER: usize = 12;
/// Characters that may be on one side alone, in a stretch that holds this many times more.
const FEW: usize = 12;
const SHARE: usize = 25;

/// Looks for such tables and takes them out of the alignment.
pub fn settle(paper: &Flow, online: &Flow, alignment: &mut Alignment) {
    for on_paper in [true, false] {
        let (ruled, loose) = if on_paper { (paper, online) } else { (online, paper) };
        // What was recognised is never sure to the last character.
        if ruled.has_recognised_pages() || loose.has_recognised_pages() {
            continue;
        }
        let mut sides = Sides::new(ruled, loose, on_paper, alignment);
        let tables = unruled::tables(ruled);
        let mut at = 0;
        while at < tables.len() {
            let last = tables.len().min(at + TOGETHER);
            // Text between tables, and tables that were read, are no part of the trouble:
            // a stretch begins and ends with a table in which something is open.
            let troubled = |at: usize| sides.is_open(&tables[at], alignment);
            let found =
                (at + 1..=last).filter(|end| troubled(at) && troubled(end - 1)).find_map(|end| {
                    let whole = Table {
                        units: tables[at].units.start..tables[end - 1].units.end,
                        marks: tables[at].marks.start..tables[end - 1].marks.end,
                    };
                    Some((unproven(&sides, &whole, alignment)?, end))
                });
            if let Some((found, end)) = found {
                alignment.settle(found.stretch.clone(), Vec::new());
                alignment.unproven.push(found);
                sides = Sides::new(ruled, loose, on_paper, alignment);
                at = end;
            } else {
                at += 1;
            }
        }
    }
}

fn unproven(sides: &Sides<'_>, table: &Table, alignment: &Alignment) -> Option<Unproven> {
    let free = |s: &Segment| {
        let range = if sides.on_paper { &s.left } else { &s.right };
        range.end <= table.marks.start || table.marks.end <= range.start
    };
    if !alignment.settled.iter().all(free) {
        return None;
    }
    let window = sides.window(table, alignment)?;
    if !sides.is_troubled(table, &window, alignment) || sides.is_table(table, &window) {
        return None;
    }
    let alone = [settled, unsettled].into_iter().find_map(|count| {
        let own = count(sides.ruled, &table.marks);
        let mut other = count(sides.loose, &window);
        drop_heads(sides, table, count, &own, &mut other);
        let alone = (only(&own, &other), only(&other, &own));
        let size: usize = own.values().sum();
        let few = |text: &str| {
            let length = text.chars().count();
            length <= FEW && length * SHARE <= size
        };
        (few(&alone.0) && few(&alone.1)).then_some(alone)
    })?;
    let (side, stretch, alone) = if sides.on_paper {
        (SideName::Online, Segment { left: table.marks.clone(), right: window }, alone)
    } else {
        let stretch = Segment { left: window, right: table.marks.clone() };
        (SideName::Paper, stretch, (alone.1, alone.0))
    };
    Some(Unproven { side, stretch, alone })
}

type Count = BTreeMap<char, usize>;

fn counted(chars: impl Iterator<Item = char>) -> Count {
    let mut count = Count::new();
    chars.filter(|c| fold::is_content(*c)).for_each(|c| *count.entry(c).or_default() += 1);
    count
}

/// The characters of each piece that stands alone, folded as what it is: a number
/// in a column of its own is written otherwise than one in running text.
fn settled(flow: &Flow, range: &Range<usize>) -> Count {
    let mut count = Count::new();
    for (number, bytes) in flow.pieces(range.clone()) {
        let unit = &flow.units[number];
        let whole = [bytes.clone()];
        let spans = unit.text.spans.iter().map(|s| s.start.max(bytes.start)..s.end.min(bytes.end));
        let spans: Vec<Range<usize>> = spans.filter(|s| !s.is_empty()).collect();
        for piece in if spans.is_empty() { &whole[..] } else { &spans[..] } {
            let text = unit.text.content.get(piece.clone()).unwrap_or_default();
            for line in text.lines() {
                let chars = fold::fold(line).into_iter().map(|mark| mark.ch);
                counted(chars).into_iter().for_each(|(c, n)| *count.entry(c).or_default() += n);
            }
        }
    }
    count
}

/// The characters folded one by one: dates and numbers that a narrow column
/// breaks are not known as such.
fn unsettled(flow: &Flow, range: &Range<usize>) -> Count {
    let text: String = flow
        .pieces(range.clone())
        .filter_map(|(unit, bytes)| flow.units[unit].text.content.get(bytes))
        .collect();
    counted(unruled::chars_of(&text).into_iter())
}

/// Takes away what the other side prints again on each page: the head of the table.
fn drop_heads(
    sides: &Sides<'_>,
    table: &Table,
    count: fn(&Flow, &Range<usize>) -> Count,
    own: &Count,
    other: &mut Count,
) {
    let units: &[Unit] = &sides.ruled.units[table.units.clone()];
    let Some(number) = units.first().and_then(|u| u.table) else { return };
    let extra: usize = only(other, own).chars().count();
    for rows in 1..=3 {
        let head = units.iter().filter(|u| u.table == Some(number));
        let head = head.filter(|u| u.at.is_some_and(|at| at.0 < rows));
        let mut chars = Count::new();
        for unit in head {
            count(sides.ruled, &unit.range)
                .into_iter()
                .for_each(|(c, n)| *chars.entry(c).or_default() += n);
        }
        let size: usize = chars.values().sum();
        if size < 4 || extra < size || extra > size * 200 {
            continue;
        }
        let times = extra / size;
        let fits = chars.iter().all(|(c, n)| {
            let surplus = other.get(c).copied().unwrap_or_default() as i64
                - own.get(c).copied().unwrap_or_default() as i64;
            surplus >= (n * times) as i64
        });
        if fits {
            for (c, n) in chars {
                if let Some(have) = other.get_mut(&c) {
                    *have = have.saturating_sub(n * times);
                }
            }
            return;
        }
    }
}

/// Characters of the first count that the second lacks.
fn only(a: &Count, b: &Count) -> String {
    a.iter()
        .flat_map(|(c, n)| {
            let more = n.saturating_sub(b.get(c).copied().unwrap_or_default());
            std::iter::repeat_n(*c, more)
        })
        .collect()
}
