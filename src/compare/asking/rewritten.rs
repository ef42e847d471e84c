//! The document with what the picture settled put in its place.

use super::questions::{Beside, Question};
use crate::document::{Block, Document, Span, Table, Text};
use std::collections::HashMap;

/// How sure a character is that the picture was asked about: it was recognised all the same.
const SETTLED: f32 = 0.99;

/// What is printed in a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction {
    /// The spans in which it stands, by their places.
    spans: Vec<Key>,
    /// The text that stands there; none if it is what was read.
    text: Option<String>,
    beside: Option<Beside>,
}

/// A span's page and box, bit by bit.
type Key = (u32, [u32; 4]);

fn key(span: &Span) -> Option<Key> {
    let bbox = span.place.bbox?;
    Some((span.place.page, [bbox.x0, bbox.y0, bbox.x1, bbox.y1].map(f32::to_bits)))
}

impl Correction {
    /// That the picture shows what the other side prints.
    pub fn of(question: &Question<'_>) -> Self {
        Self {
            spans: question.spans.iter().filter_map(key).collect(),
            text: (!question.is_same).then(|| question.other.clone()),
            beside: question.beside,
        }
    }
}

/// Puts corrections into the texts of a document.
pub fn apply(document: &mut Document, corrections: Vec<Correction>) {
    let mut by_key: HashMap<Key, Correction> = HashMap::new();
    for correction in corrections {
        if let Some(first) = correction.spans.first() {
            by_key.insert(*first, correction);
        }
    }
    blocks(&mut document.blocks, &by_key);
    for margin in &mut document.margins {
        rewrite(&mut margin.text, &by_key);
    }
}

fn blocks(all: &mut [Block], corrections: &HashMap<Key, Correction>) {
    for block in all {
        match block {
            Block::Paragraph(paragraph) => rewrite(&mut paragraph.text, corrections),
            Block::Table(Table { cells, .. }) => {
                cells.iter_mut().for_each(|cell| blocks(&mut cell.blocks, corrections));
            }
            Block::PageBreak => {}
        }
    }
}

fn rewrite(text: &mut Text, corrections: &HashMap<Key, Correction>) {
    let touched = |span: &Span| key(span).is_some_and(|key| corrections.contains_key(&key));
    if !text.spans.iter().any(touched) {
        return;
    }
    let old = std::mem::take(text);
    let mut at = 0;
    let mut spans = old.spans.iter().peekable();
    while let Some(span) = spans.next() {
        // What stands between spans: spaces and line breaks.
        text.content.push_str(old.content.get(at..span.start).unwrap_or_default());
        let own = old.content.get(span.start..span.end).unwrap_or_default();
        let (start, mut end) = (text.content.len(), span.end);
        let mut whole = span.clone();
        match key(span).and_then(|key| corrections.get(&key)) {
            Some(correction) => {
                while let Some(next) = spans.peek()
                    && correction.spans.len() > 1
                    && key(next).is_some_and(|key| correction.spans[1..].contains(&key))
                {
                    end = next.end;
                    whole.place = whole.place.union(&next.place);
                    spans.next();
                }
                let as_read = old.content.get(span.start..end).unwrap_or_default();
                let written = correction.text.as_deref().unwrap_or(as_read);
                match correction.beside {
                    None => text.content.push_str(written),
                    Some(Beside::Behind) => text.content.extend([own, written]),
                    Some(Beside::Before) => text.content.extend([written, own]),
                }
                whole.confidence = whole.confidence.max(SETTLED);
                whole.alternatives.clear();
            }
            None => text.content.push_str(own),
        }
        let by = |at: usize| at - span.start + start;
        whole.alternatives.iter_mut().for_each(|other| other.at = by(other.at));
        (whole.start, whole.end) = (start, text.content.len());
        if whole.end > whole.start {
            text.spans.push(whole);
        }
        at = end;
    }
    text.content.push_str(old.content.get(at..).unwrap_or_default());
    // Recognised text has neither formulas nor drawn labels nor marks of notes; what a reader
    // yet put there stands where its text did.
    let all = old.content.len() == text.content.len();
    if all {
        (text.formulas, text.labels, text.notes) = (old.formulas, old.labels, old.notes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Alternative, Paragraph, Place, Rect};

    fn line(content: &str) -> Text {
        let mut text = Text::default();
        for (n, c) in content.chars().enumerate() {
            let x = 10.0 * n as f32;
            let place = Place::on(1, Rect::new(x, 0.0, x + 10.0, 10.0));
            let mut one = Text::placed(c.to_string(), place, 0.6);
            one.spans[0].alternatives =
                vec![Alternative { at: 0, character: '口', confidence: 0.3 }];
            text.push(&one);
        }
        text
    }

    fn corrected(
        content: &str,
        from: usize,
        count: usize,
        to: Option<&str>,
        beside: Option<Beside>,
    ) -> Text {
        let text = line(content);
        let spans = text.spans[from..from + count].iter().filter_map(key).collect();
        let correction = Correction { spans, text: to.map(str::to_owned), beside };
        let blocks = vec![Block::Paragraph(Paragraph { text, ..Paragraph::plain("") })];
        let mut document = Document { blocks, ..Document::default() };
        apply(&mut document, vec![correction]);
        let Block::Paragraph(paragraph) = &document.blocks[0] else { unreachable!() };
        paragraph.text.clone()
    }

    #[test]
    fn a_character_is_replaced_and_what_stands_behind_keeps_its_place() {
        let text = corrected("收入方元", 2, 1, Some("万"), None);
        assert_eq!(text.content, "收入万元");
        assert_eq!((text.spans[2].confidence, text.spans[2].alternatives.len()), (0.99, 0));
        assert_eq!((text.spans[3].start, text.spans[3].alternatives[0].at), (9, 9));
        assert_eq!(text.place_of(9..12).bbox, Some(Rect::new(30.0, 0.0, 40.0, 10.0)));
    }

    #[test]
    fn what_was_lost_is_put_beside_its_neighbour_and_specks_go() {
        let behind = corrected("下步", 0, 1, Some("一"), Some(Beside::Behind));
        assert_eq!(behind.content, "下一步");
        assert_eq!(corrected("步", 0, 1, Some("一"), Some(Beside::Before)).content, "一步");
        let less = corrected("甲.乙", 1, 1, Some(""), None);
        assert_eq!((less.content.as_str(), less.spans.len()), ("甲乙", 2));
        assert_eq!(corrected("VV型", 0, 2, Some("W"), None).content, "W型");
    }

    #[test]
    fn what_is_confirmed_stays_and_is_sure() {
        let text = corrected("日均", 0, 1, None, None);
        assert_eq!((text.content.as_str(), text.spans[0].confidence), ("日均", 0.99));
    }
}
