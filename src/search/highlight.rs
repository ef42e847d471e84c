//! The places of a text that a query meant, and the piece around them that is
//! worth showing.

use super::analysis::fold::{Spaces, fold};
use std::ops::Range;

/// A piece of a text with its marked ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Byte offset in the text of the first mark, else of the piece.
    pub first: usize,
    /// The piece, every run of white space as one blank.
    pub text: String,
    /// Byte ranges inside the piece that the query meant; sorted, apart.
    pub marks: Vec<Range<usize>>,
}

/// Characters of a snippet.
const WINDOW: usize = 90;

/// Occurrences looked at in one text.
const MOST: usize = 2_000;

/// The best piece of a text: the one with the most of what is wanted in it.
/// Without any match the text's beginning, unmarked; `None` for an empty text.
pub fn snippet(text: &str, wanted: &[String]) -> Option<Snippet> {
    let ranges = matches(text, wanted);
    let Some(best) = best_start(text, &ranges) else {
        let piece: String = text.trim_start().chars().take(WINDOW).collect();
        let at = text.len() - text.trim_start().len();
        return (!piece.is_empty()).then(|| Snippet {
            first: at,
            text: flat(&piece, &[]).0,
            marks: Vec::new(),
        });
    };
    // A little of what stands before, from a character boundary on.
    let before = text[..best].char_indices().rev().nth(WINDOW / 4).map_or(0, |(at, _)| at);
    let end = text[before..].char_indices().nth(WINDOW).map_or(text.len(), |(at, _)| before + at);
    let marks = ranges
        .iter()
        .filter(|(range, _)| range.start >= before && range.end <= end)
        .map(|(range, _)| range.start - before..range.end - before);
    let marks = merged(marks.collect());
    let first = before + marks.first().map_or(0, |mark| mark.start);
    let (text, marks) = flat(&text[before..end], &marks);
    Some(Snippet { first, text, marks })
}

/// Every run of white space as one blank, the marks moved along.
fn flat(text: &str, marks: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let mut out = String::with_capacity(text.len());
    let mut moved = vec![0; text.len() + 1];
    for (at, c) in text.char_indices() {
        moved[at] = out.len();
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    moved[text.len()] = out.len();
    let marks = marks.iter().map(|mark| moved[mark.start]..moved[mark.end]).collect();
    (out, marks)
}

/// Where the wanted texts stand, by original byte range, with the index of the text.
fn matches(text: &str, wanted: &[String]) -> Vec<(Range<usize>, usize)> {
    let folded = fold(text, Spaces::Join);
    let mut ranges = Vec::new();
    for (index, wanted) in wanted.iter().enumerate() {
        let wanted = fold(wanted, Spaces::Join).text;
        if wanted.is_empty() {
            continue;
        }
        for (at, _) in folded.text.match_indices(&wanted).take(MOST) {
            ranges.push((folded.original(at..at + wanted.len()), index));
        }
    }
    ranges.sort_by_key(|(range, _)| (range.start, range.end));
    ranges
}

/// The start of the match from which a window holds the most different texts,
/// long ones counting more.
fn best_start(text: &str, ranges: &[(Range<usize>, usize)]) -> Option<usize> {
    let mut best = None;
    for (n, (range, _)) in ranges.iter().enumerate() {
        // Three bytes a Chinese character: close enough for choosing.
        let end = range.start + WINDOW * 3 * 3 / 4;
        let mut seen: Vec<usize> = Vec::new();
        let mut score = 0;
        for (other, index) in ranges[n..].iter().take_while(|(r, _)| r.end <= end.min(text.len())) {
            if !seen.contains(index) {
                seen.push(*index);
                score += other.len();
            }
        }
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, range.start));
        }
    }
    best.map(|(_, start)| start)
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|r| (r.start, r.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_point_at_the_original_writing() {
        let text = "前文。\n推進智能 製造示範工廠建設。";
        let snippet = snippet(text, &["智能制造".to_owned()]).unwrap();
        let marked: Vec<&str> = snippet.marks.iter().map(|r| &snippet.text[r.clone()]).collect();
        assert_eq!(marked, ["智能 製造"]);
    }

    #[test]
    fn the_window_goes_where_most_is_found() {
        let text = format!("质量{}质量检测和生产效率", "填".repeat(300));
        let wanted = ["质量".to_owned(), "生产效率".to_owned()];
        assert!(snippet(&text, &wanted).unwrap().text.contains("生产效率"));
    }

    proptest! {
        #[test]
        fn marks_lie_on_characters(text in any::<String>(), word in ".{0,4}") {
            if let Some(snippet) = snippet(&text, &[word]) {
                for mark in &snippet.marks {
                    prop_assert!(snippet.text.get(mark.clone()).is_some());
                }
            }
        }
    }
}
