//! The lines of a part, one after the other, each with its place: paragraphs
//! at their hard breaks, table rows with their cells tab by tab.

use super::parts::Part;
use super::words::bare;
use crate::document::{Block, Document, Place, Span, Text};
use crate::value::Folded;
use std::ops::Range;

/// One line of a part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Passage {
    /// Block of the document.
    pub block: usize,
    /// Row of that block, where it is a table.
    pub row: Option<usize>,
    /// The text without spaces at either end; cells tab by tab.
    pub text: String,
    /// The text folded, without any space.
    pub bare: String,
    /// Where it is printed.
    pub place: Place,
    /// How surely it was read.
    pub confidence: f32,
    /// Places of the pieces of `text`, where it is more than one.
    pub spans: Vec<Span>,
    /// The byte of its paragraph at which the line begins.
    pub from: Option<usize>,
}

impl Passage {
    /// A line that stands nowhere on a page.
    #[cfg(test)]
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), bare: bare(text), ..Self::default() }
    }

    /// Where some of its words are printed; the whole line's place, if they are
    /// not told apart.
    pub fn place_of(&self, words: &str) -> Place {
        let found = self.text.find(words).filter(|_| !words.is_empty()).and_then(|at| {
            let end = at + words.len();
            let inside = self.spans.iter().filter(|s| s.start < end && s.end > at);
            inside.map(|s| s.place).reduce(|a, b| a.union(&b))
        });
        found.unwrap_or(self.place)
    }

    /// Where some of its words stand in their paragraph, in bytes.
    pub fn bytes_of(&self, words: &str) -> Option<(usize, usize)> {
        let at = self.from? + self.text.find(words).filter(|_| !words.is_empty())?;
        Some((at, at + words.len()))
    }

    /// Words of the folded text as the line itself writes them, but for spaces.
    pub fn as_written(&self, folded: &str) -> String {
        let own = Folded::of(&self.text, |c, out| {
            bare(c.encode_utf8(&mut [0; 4])).chars().for_each(out);
        });
        let written = own.find(folded).and_then(|at| self.text.get(at)).unwrap_or(folded);
        written.chars().filter(|c| !c.is_whitespace()).collect()
    }
}

/// The lines of a part below its marker.
pub fn of_part(document: &Document, part: &Part) -> Vec<Passage> {
    let mut out = of_blocks(document, part.body..part.blocks.end);
    // A title on the line of the marker is the first line.
    if let (Some(title), Some(block)) = (&part.beside, part.body.checked_sub(1))
        && let Some(line) = of_blocks(document, block..block + 1).into_iter().next()
    {
        let line = Passage {
            text: title.clone(),
            bare: bare(title),
            spans: Vec::new(),
            from: None,
            ..line
        };
        out.insert(0, line);
    }
    out
}

/// The lines of a range of blocks; blank ones left out.
pub fn of_blocks(document: &Document, range: Range<usize>) -> Vec<Passage> {
    let mut out = Vec::new();
    let blocks = document.blocks.iter().enumerate().take(range.end).skip(range.start);
    for (block, content) in blocks {
        match content {
            Block::Paragraph(paragraph) => {
                let text = paragraph.text.clone().whole();
                let mut at = 0;
                for line in text.content.split('\n') {
                    let span = at..at + line.len();
                    at += line.len() + 1;
                    let confidence = text.confidence_of(span.clone());
                    let Text { content, spans, from, .. } = text.slice(span.clone()).trimmed();
                    push(
                        &mut out,
                        Passage {
                            block,
                            row: None,
                            bare: bare(&content),
                            text: content,
                            place: text.place_of(span),
                            confidence,
                            spans,
                            from,
                        },
                    );
                }
            }
            Block::Table(table) => {
                for row in 0..table.rows {
                    let mut cells = table.cells.iter().filter(|c| c.row == row).peekable();
                    let Some(place) = cells.peek().map(|c| c.place) else { continue };
                    let texts: Vec<String> =
                        cells.map(|c| c.text().content.replace('\n', "")).collect();
                    let text = texts.join("\t");
                    let bare = bare(&text);
                    push(
                        &mut out,
                        Passage {
                            block,
                            row: Some(row),
                            text: text.trim().to_owned(),
                            bare,
                            place,
                            confidence: 1.0,
                            spans: Vec::new(),
                            from: None,
                        },
                    );
                }
            }
            Block::PageBreak => {}
        }
    }
    out
}

fn push(out: &mut Vec<Passage>, passage: Passage) {
    if !passage.bare.is_empty() {
        out.push(passage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Rect;

    #[test]
    fn folded_words_are_given_back_as_written() {
        let line = Passage::plain("（三）各县 （市、区）：推荐 ３㎡ 以内");
        assert_eq!(line.as_written("各县(市、区)"), "各县（市、区）");
        assert_eq!(line.as_written("推荐3m2以内"), "推荐３㎡以内");
        assert_eq!(line.as_written("别的"), "别的");
    }

    #[test]
    fn words_know_their_own_place() {
        let at = |y: f32| Place::on(1, Rect::new(0., y, 100., y + 10.));
        let mut text = Text::placed("请于8月31日前", at(0.), 1.0);
        text.push(&Text::placed("完成线上申报。", at(20.), 1.0));
        let Text { content, spans, .. } = text;
        let line =
            Passage { text: content, spans, place: at(0.).union(&at(20.)), ..Passage::default() };
        assert_eq!(line.place_of("线上申报"), at(20.));
        assert_eq!(line.place_of("没有的"), line.place);
    }
}
