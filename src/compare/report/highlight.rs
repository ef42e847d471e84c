//! The characters that differ, for the eye.

use crate::compare::pair::align;
use crate::compare::report::Reading;
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold::{self, Mark};
use std::ops::Range;

/// Marks what differs between two readings.
pub fn mark(paper: &mut Reading, online: &mut Reading) {
    let (a, b) = (fold::fold(&paper.text), fold::fold(&online.text));
    let chars = |marks: &[Mark]| marks.iter().map(|m| m.ch).collect::<Vec<char>>();
    let alignment = align::align(&chars(&a), &chars(&b));
    let segments = alignment.segments();
    paper.marks = spans(&paper.text, &a, segments.iter().map(|s| s.left.clone()));
    online.marks = spans(&online.text, &b, segments.iter().map(|s| s.right.clone()));
}

/// Character offsets in a text of ranges of its folded marks.
fn spans(
    text: &str,
    marks: &[Mark],
    ranges: impl Iterator<Item = Range<usize>>,
) -> Vec<[usize; 2]> {
    let bytes = ranges.filter_map(|range| {
        let own = marks.get(range)?;
        let start = own.iter().map(|m| m.start).min()? as usize;
        let end = own.iter().map(|m| m.end).max()? as usize;
        Some(start..end)
    });
    join(bytes.map(|range| chars_of(text, range)).collect())
}

fn chars_of(text: &str, bytes: Range<usize>) -> [usize; 2] {
    let count = |to: usize| text.get(..to).map_or(0, |head| head.chars().count());
    [count(bytes.start), count(bytes.end)]
}

fn join(mut spans: Vec<[usize; 2]>) -> Vec<[usize; 2]> {
    spans.sort_unstable();
    let mut out: Vec<[usize; 2]> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if last[1] >= span[0] => last[1] = last[1].max(span[1]),
            _ => out.push(span),
        }
    }
    out
}

/// Characters shown around a difference in a long unit.
const AROUND: usize = 40;

/// A unit of no more characters is shown whole.
const WHOLE: usize = 200;

/// A reading of ranges of the stream: the unit they stand in, cut around them.
pub fn of_ranges(flow: &Flow, ranges: &[Range<usize>]) -> Option<Reading> {
    let filled: Vec<&Range<usize>> = ranges.iter().filter(|r| !r.is_empty()).collect();
    if filled.is_empty() {
        // Nothing stands here; show what stands around the gap, without marks.
        let at = ranges.first()?.start;
        let unit = flow.unit_of(at.saturating_sub(1)).or_else(|| flow.unit_of(at))?;
        let before = flow.marks.get(at.saturating_sub(1)).map_or(0, |m| m.end as usize);
        let (text, _) = window(&unit.text.content, before..before);
        let place = unit.place;
        return Some(Reading {
            text,
            page: (place.page > 0).then_some(place.page),
            bbox: place.bbox,
            block: (unit.block != usize::MAX).then_some(unit.block),
            cell: (!unit.cell.is_empty()).then(|| unit.cell.clone()),
            ..Reading::default()
        });
    }
    let (first, last) = (filled.first()?.start, filled.iter().map(|r| r.end).max()?);
    let unit = flow.unit_of(first)?;
    let one_unit = flow.unit_of(last.saturating_sub(1)).is_some_and(|u| u.range == unit.range);
    let place = flow.place(first..last);
    let (text, marks) = if one_unit {
        let bytes = |range: &Range<usize>| {
            let own = &flow.marks[range.clone()];
            let start = own.iter().map(|m| m.start).min().unwrap_or_default() as usize;
            start..own.iter().map(|m| m.end).max().unwrap_or_default() as usize
        };
        let spans: Vec<Range<usize>> = filled.iter().map(|r| bytes(r)).collect();
        let around = spans.iter().map(|s| s.start).min()?..spans.iter().map(|s| s.end).max()?;
        let (text, from) = window(&unit.text.content, around);
        let lead = if from > 0 { 1 } else { 0 };
        let marks = spans
            .into_iter()
            .map(|s| {
                let [a, b] = chars_of(
                    unit.text.content.get(from..).unwrap_or_default(),
                    s.start - from..s.end - from,
                );
                [a + lead, b + lead]
            })
            .collect();
        (text, join(marks))
    } else {
        let text = flow.printed(first..last);
        let length = text.chars().count();
        (text, vec![[0, length]])
    };
    Some(Reading {
        text,
        marks,
        page: (place.page > 0).then_some(place.page),
        bbox: place.bbox,
        place: String::new(),
        block: (unit.block != usize::MAX).then_some(unit.block),
        cell: (!unit.cell.is_empty()).then(|| unit.cell.clone()),
    })
}

/// The part of a text around some bytes, with … where it was cut; and where it begins.
fn window(text: &str, bytes: Range<usize>) -> (String, usize) {
    if text.chars().take(WHOLE + 1).count() <= WHOLE {
        return (text.to_owned(), 0);
    }
    let back = text.get(..bytes.start).unwrap_or_default();
    let from = back.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let ahead = text.get(bytes.end..).unwrap_or_default();
    let to = ahead.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| bytes.end + at);
    let cut = text.get(from..to).unwrap_or_default();
    let text = format!(
        "{}{cut}{}",
        if from > 0 { "…" } else { "" },
        if to < text.len() { "…" } else { "" }
    );
    (text, from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_characters() {
        let mut paper = Reading { text: "由10人增加至 4人".into(), ..Reading::default() };
        let mut online = Reading { text: "由10人减少至4人".into(), ..Reading::default() };
        mark(&mut paper, &mut online);
        assert_eq!((paper.marks, online.marks), (vec![[4, 6]], vec![[4, 6]]));
    }
}
