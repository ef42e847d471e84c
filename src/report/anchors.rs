//! Where two documents belong together, so that both can be scrolled side by side: places of
//! the same text on both sides, in the order of both. Tells nothing about differences.

use crate::document::{Block, Document, Place, Table, Text};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Shorter texts (numbers, ticks) stand in too many places to tell one.
const SHORTEST: usize = 2;
/// Anchors of one pair; scrolling between them is by shares.
const MOST: usize = 4000;

/// One place on both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// On the printed copy.
    pub paper: Spot,
    /// On the online side.
    pub online: Spot,
}

/// A place to scroll to: a height on a page, or a block and cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Page, counted from 1; none in formats without pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
    /// Points from the top of the page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub y: Option<f32>,
    /// Block, from 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub block: Option<usize>,
    /// Cell of the block, as in provenance.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cell: Option<String>,
}

/// The places that belong together, from the top.
pub fn anchors(paper: &Document, online: &Document) -> Vec<Anchor> {
    let (left, right) = (units(paper), units(online));
    // A text that stands on both sides equally often belongs together one by one.
    let mut by_text: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for (index, (text, _)) in left.iter().enumerate() {
        by_text.entry(text).or_default().0.push(index);
    }
    for (index, (text, _)) in right.iter().enumerate() {
        by_text.entry(text).or_default().1.push(index);
    }
    let mut pairs: Vec<(usize, usize)> = by_text
        .values()
        .filter(|(a, b)| a.len() == b.len())
        .flat_map(|(a, b)| a.iter().copied().zip(b.iter().copied()))
        .collect();
    pairs.sort_unstable();
    let chain = rising(&pairs);
    let step = chain.len().div_ceil(MOST).max(1);
    let kept = chain.into_iter().step_by(step);
    kept.filter_map(|(a, b)| {
        Some(Anchor { paper: left.get(a)?.1.clone(), online: right.get(b)?.1.clone() })
    })
    .collect()
}

/// Paragraphs and cells in reading order: their letters and digits, and where they begin.
fn units(document: &Document) -> Vec<(String, Spot)> {
    let mut out = Vec::new();
    for (block, content) in document.blocks.iter().enumerate() {
        match content {
            Block::Paragraph(paragraph) => unit(&paragraph.text, None, block, None, &mut out),
            Block::Table(table) => cells(table, block, "", &mut out),
            Block::PageBreak => {}
        }
    }
    out
}

fn cells(table: &Table, block: usize, prefix: &str, out: &mut Vec<(String, Spot)>) {
    for cell in &table.cells {
        let path = format!("{prefix}r{}c{}", cell.row, cell.col);
        for (index, content) in cell.blocks.iter().enumerate() {
            match content {
                Block::Paragraph(paragraph) => {
                    // The cell's own box says where its first paragraph begins.
                    let place = (index == 0).then_some(cell.place);
                    unit(&paragraph.text, place, block, Some(&path), out);
                }
                Block::Table(inner) => cells(inner, block, &format!("{path}/"), out),
                Block::PageBreak => {}
            }
        }
    }
}

fn unit(
    text: &Text,
    known: Option<Place>,
    block: usize,
    cell: Option<&str>,
    out: &mut Vec<(String, Spot)>,
) {
    let letters: String = text.content.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.chars().nth(SHORTEST - 1).is_none() {
        return;
    }
    let first = text.spans.iter().map(|span| span.place).find(|place| place.page > 0);
    let place = first.or(known).unwrap_or_default();
    let spot = if place.page > 0 {
        let y = place.bbox.map(|bbox| (bbox.y0 * 10.0).round() / 10.0);
        Spot { page: Some(place.page), y, ..Spot::default() }
    } else {
        Spot { block: Some(block), cell: cell.map(str::to_owned), ..Spot::default() }
    };
    out.push((letters, spot));
}

/// The longest chain of pairs (sorted by their first) that rises on both sides.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length of a chain the pair that ends it lowest, and which pair came before.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, (_, right)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs.get(*end).is_some_and(|p| p.1 < *right));
        before.push(length.checked_sub(1).and_then(|l| ends.get(l).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(index) = at {
        chain.extend(pairs.get(index).copied());
        at = before.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Paragraph, Rect};

    fn paged(texts: &[(&str, u32, f32)]) -> Document {
        let block = |(text, page, y): &(&str, u32, f32)| {
            let place = Place::on(*page, Rect::new(50.0, *y, 500.0, *y + 12.0));
            let text = Text::placed(*text, place, 1.0);
            Block::Paragraph(Paragraph { text, ..Paragraph::default() })
        };
        Document { blocks: texts.iter().map(block).collect(), ..Document::default() }
    }

    #[test]
    fn places_belong_together_by_their_text_and_not_by_their_page() {
        let paper = paged(&[("一、概况", 1, 100.0), ("新增一段", 1, 200.0), ("二、目标", 2, 80.0)]);
        let blocks = ["一、概况", "二、 目标"].map(|t| Block::Paragraph(Paragraph::plain(t)));
        let online = Document { blocks: blocks.to_vec(), ..Document::default() };
        let found = anchors(&paper, &online);
        assert_eq!(found.len(), 2);
        assert_eq!((found[1].paper.page, found[1].paper.y), (Some(2), Some(80.0)));
        assert_eq!(found[1].online.block, Some(1));
    }

    #[test]
    fn what_changed_places_does_not_turn_the_scrolling_back() {
        let paper = paged(&[("甲乙", 1, 10.0), ("丙丁", 1, 20.0), ("戊己", 1, 30.0)]);
        let online = paged(&[("丙丁", 1, 10.0), ("戊己", 1, 20.0), ("甲乙", 1, 30.0)]);
        let found = anchors(&paper, &online);
        let ys: Vec<_> = found.iter().map(|a| (a.paper.y, a.online.y)).collect();
        assert_eq!(ys, [(Some(20.0), Some(10.0)), (Some(30.0), Some(20.0))]);
    }

    #[test]
    fn cells_are_told_by_their_path() {
        let table = Table::plain(&[&["企业名称", "甲公司"]]);
        let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        let found = anchors(&document, &document);
        assert_eq!(found[1].paper.cell.as_deref(), Some("r0c1"));
    }
}
