//! A string whose pieces know where they were printed and how surely they were read.

use super::Place;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Text with its spans. Spans are sorted, do not overlap and may leave gaps
/// (inserted spaces and line breaks have no place of their own).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Text {
    /// The characters.
    pub content: String,
    /// Places of the pieces, by byte range of `content`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Byte ranges that are formulas set in two dimensions and written here on one line;
    /// empty ones are formulas packed as objects, of which nothing is read.
    #[serde(skip)]
    pub formulas: Vec<Range<usize>>,
    /// Byte ranges of numbers and bullets that the program draws in front of paragraphs.
    #[serde(skip)]
    pub labels: Vec<Range<usize>>,
    /// Where the marks of footnotes stand that the text leaves out, by byte.
    #[serde(skip)]
    pub notes: Vec<usize>,
    /// The byte of its paragraph or cell at which the content begins, where it stands there in
    /// one piece as it stands here.
    #[serde(skip)]
    pub from: Option<usize>,
}

/// One piece of text printed in one place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Span {
    /// First byte in the text's content.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Where it was printed.
    pub place: Place,
    /// 1 for characters taken from the file, the recogniser's probability for scans.
    pub confidence: f32,
    /// Other readings of doubtful characters inside the span.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}

/// Another reading of one character of a scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    /// Byte offset of the doubtful character in the text's content.
    pub at: usize,
    /// What it may be instead.
    pub character: char,
    /// Its probability.
    pub confidence: f32,
}

impl Text {
    /// Text without any place.
    pub fn plain(content: impl Into<String>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// Text printed in one place.
    pub fn placed(content: impl Into<String>, place: Place, confidence: f32) -> Self {
        let content = content.into();
        let span = Span { start: 0, end: content.len(), place, confidence, alternatives: vec![] };
        Self { content, spans: vec![span], ..Self::default() }
    }

    /// The text of a whole paragraph or cell: what is cut out of it knows where it stood.
    pub fn whole(self) -> Self {
        Self { from: Some(0), ..self }
    }

    /// Where the content stands in its paragraph or cell, in bytes.
    pub fn bytes(&self) -> Option<Range<usize>> {
        self.from.map(|from| from..from + self.content.len())
    }

    /// Whether nothing but white space is in it.
    pub fn is_blank(&self) -> bool {
        self.content.trim().is_empty()
    }

    /// The place of the whole text (of the first page, where it runs over several).
    pub fn place(&self) -> Place {
        self.place_of(0..self.content.len())
    }

    /// The place of a byte range.
    pub fn place_of(&self, range: Range<usize>) -> Place {
        self.spans
            .iter()
            .filter(|span| span.start < range.end && span.end > range.start)
            .map(|span| span.place)
            .reduce(|a, b| a.union(&b))
            .unwrap_or_default()
    }

    /// The least sure reading inside a byte range; 1 where no span says otherwise.
    pub fn confidence_of(&self, range: Range<usize>) -> f32 {
        self.spans
            .iter()
            .filter(|span| span.start < range.end && span.end > range.start)
            .map(|span| span.confidence)
            .fold(1.0, f32::min)
    }

    /// Appends another text, moving its spans along.
    pub fn push(&mut self, other: &Text) {
        let by = self.content.len();
        let goes_on = self.bytes().map(|own| own.end) == other.from;
        self.from = if by == 0 { other.from } else { self.from.filter(|_| goes_on) };
        self.content.push_str(&other.content);
        self.spans.extend(other.spans.iter().map(|span| span.moved(by)));
        self.formulas.extend(other.formulas.iter().map(|f| f.start + by..f.end + by));
        self.labels.extend(other.labels.iter().map(|label| label.start + by..label.end + by));
        self.notes.extend(other.notes.iter().map(|at| at + by));
    }

    /// Appends characters that stand nowhere on the page (a space, a line break).
    pub fn push_str(&mut self, between: &str) {
        self.from = self.from.filter(|_| between.is_empty());
        self.content.push_str(between);
    }

    /// The text of a byte range with the spans that fall into it.
    ///
    /// The range must lie on character boundaries.
    pub fn slice(&self, range: Range<usize>) -> Text {
        let content = self.content.get(range.clone()).unwrap_or_default().to_owned();
        let spans = self
            .spans
            .iter()
            .filter(|span| span.start < range.end && span.end > range.start)
            .map(|span| {
                let mut span = span.clone();
                span.alternatives.retain(|a| range.contains(&a.at));
                span.alternatives.iter_mut().for_each(|a| a.at -= range.start);
                span.start = span.start.max(range.start) - range.start;
                span.end = span.end.min(range.end) - range.start;
                span
            })
            .collect();
        let formulas = self
            .formulas
            .iter()
            .filter(|f| f.start <= range.end && f.end >= range.start)
            .map(|f| f.start.max(range.start) - range.start..f.end.min(range.end) - range.start)
            .collect();
        let labels = self
            .labels
            .iter()
            .filter(|label| label.start < range.end && label.end > range.start)
            .map(|label| {
                label.start.max(range.start) - range.start..label.end.min(range.end) - range.start
            })
            .collect();
        let inside = |at: &&usize| (range.start..=range.end).contains(*at);
        let notes = self.notes.iter().filter(inside).map(|at| at - range.start).collect();
        let from = self.from.map(|from| from + range.start);
        Text { content, spans, formulas, labels, notes, from }
    }

    /// The text without white space at either end.
    pub fn trimmed(&self) -> Text {
        let start = self.content.len() - self.content.trim_start().len();
        let end = self.content.trim_end().len().max(start);
        self.slice(start..end)
    }
}

impl Span {
    fn moved(&self, by: usize) -> Span {
        let mut span = self.clone();
        span.start += by;
        span.end += by;
        span.alternatives.iter_mut().for_each(|a| a.at += by);
        span
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rect;

    #[test]
    fn slices_keep_the_place_of_what_they_hold() {
        let mut text = Text::placed("企业", Place::on(1, Rect::new(0., 0., 10., 5.)), 0.9);
        text.push_str(" ");
        text.push(&Text::placed("名称", Place::on(1, Rect::new(20., 0., 30., 5.)), 0.5));
        let right = text.slice(7..13);
        assert_eq!(right.content, "名称");
        assert_eq!(right.place().bbox, Some(Rect::new(20., 0., 30., 5.)));
        assert_eq!(text.confidence_of(0..6), 0.9);
        assert_eq!(text.place().bbox, Some(Rect::new(0., 0., 30., 5.)));
    }

    #[test]
    fn what_is_cut_out_of_a_cell_knows_its_bytes() {
        let cell = Text::plain("姓名：张三 电话：张三").whole();
        let second = cell.slice("姓名：张三 电话：".len()..cell.content.len());
        assert_eq!(second.content, "张三");
        assert_eq!(second.bytes(), Some(25..31));
        assert_eq!(cell.slice(15..16).trimmed().bytes(), Some(16..16));

        // Put together out of two places, it stands nowhere in one piece.
        let mut joined = cell.slice(9..15);
        joined.push(&second);
        assert_eq!(joined.bytes(), None);
        let mut halves = cell.slice(0..9);
        halves.push(&cell.slice(9..15));
        assert_eq!(halves.bytes(), Some(0..15));
        halves.push_str(" ");
        assert_eq!(halves.bytes(), None);
    }
}
