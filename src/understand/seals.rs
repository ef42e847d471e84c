//! The seals of a document in its records: where each stands, what runs around
//! it, and the words that it was put on.

use crate::document::{Block, Document, Rect, Seal, Text};
use crate::record::Record;
use serde_json::{Value, json};

/// The longest label that is given whole, characters.
const LABEL: usize = 40;

/// Enters the seals into the records on whose pages they stand; a record that
/// does not know its pages gets all of them only if it is alone.
pub fn attach(document: &Document, records: &mut [Record]) {
    if document.seals.is_empty() {
        return;
    }
    let alone = records.len() == 1;
    for record in records {
        let here = |seal: &&Seal| match record.pages {
            Some((first, last)) => (first..=last).contains(&seal.place.page),
            None => alone,
        };
        let seals: Vec<Value> =
            document.seals.iter().filter(here).map(|seal| entry(document, seal)).collect();
        if !seals.is_empty() {
            record.set("/seals", Value::from(seals));
        }
    }
}

fn entry(document: &Document, seal: &Seal) -> Value {
    // As provenance prints them: JSON numbers are wider than the places.
    let edges = seal.place.bbox.map(<[f32; 4]>::from);
    let rounded = |v: f32| (f64::from(v) * 10.0).round() / 10.0;
    json!({
        "page": seal.place.page,
        "bbox": edges.map(|edges| edges.map(rounded)),
        "text": seal.text.as_ref().map(|text| text.content.trim()),
        "label": label(document, seal),
    })
}

/// The words nearest to a seal: those that ask for one first, then any.
fn label(document: &Document, seal: &Seal) -> Option<String> {
    let bbox = seal.place.bbox?;
    let mut best: Option<(bool, f32, String)> = None;
    let mut offer = |text: &Text| {
        let place = text.place();
        let Some(at) = place.bbox.filter(|_| place.page == seal.place.page) else { return };
        let words = text.content.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        let asks = ["章", "盖", "签字", "签名"].iter().any(|word| words.contains(word));
        let distance = distance(&bbox, &at);
        let better = best.as_ref().is_none_or(|(asked, least, _)| {
            (asks && distance < bbox.height(), -distance) > (*asked, -*least)
        });
        if better {
            best = Some((asks && distance < bbox.height(), distance, words));
        }
    };
    for block in &document.blocks {
        each(block, &mut offer);
    }
    best.map(|(_, _, words)| words.chars().take(LABEL).collect())
}

fn each(block: &Block, offer: &mut impl FnMut(&Text)) {
    match block {
        Block::Paragraph(paragraph) => offer(&paragraph.text),
        // Nested tables are part of their cell's text.
        Block::Table(table) => table.cells.iter().for_each(|cell| offer(&cell.text())),
        Block::PageBreak => {}
    }
}

/// From the middle of the seal to the nearest point of the text.
fn distance(seal: &Rect, text: &Rect) -> f32 {
    let (x, y) = seal.center();
    let dx = (text.x0 - x).max(x - text.x1).max(0.0);
    let dy = (text.y0 - y).max(y - text.y1).max(0.0);
    dx.hypot(dy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Paragraph, Place};

    fn printed(content: &str, y: f32) -> Block {
        let place = Place::on(2, Rect::new(100.0, y, 300.0, y + 12.0));
        Block::Paragraph(Paragraph {
            text: Text::placed(content, place, 0.9),
            ..Paragraph::default()
        })
    }

    #[test]
    fn a_seal_names_the_words_that_ask_for_it() {
        let place = Place::on(2, Rect::new(150.0, 400.0, 260.0, 510.0));
        let ring = Text::placed("甲有限公司", place, 0.9);
        let document = Document {
            blocks: vec![printed("申报单位（加盖公章）：", 420.0), printed("2023年8月", 450.0)],
            seals: vec![Seal { place, text: Some(ring) }],
            ..Document::default()
        };
        let mut records = [Record::of_kind("application")];
        attach(&document, &mut records);
        assert_eq!(records[0].get("/seals/0/label"), Some(&json!("申报单位（加盖公章）：")));
        assert_eq!(records[0].get("/seals/0/text"), Some(&json!("甲有限公司")));
        records[0].pages = Some((3, 9));
        records[0].body.remove("seals");
        attach(&document, &mut records);
        assert_eq!(records[0].get("/seals"), None);
    }
}
