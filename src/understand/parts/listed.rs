//! Attachments that begin where a list of attachments might stand as well: told by
//! the notice's own list, or by standing below its signature.

use super::marker::{Marker, Number, begins_page, neighbour};
use super::{Part, paragraph};
use crate::document::{Block, Document};
use crate::understand::notice::{self, Listed};
use crate::understand::title;
use crate::understand::words::bare;
use crate::understand::{passages, passages::Passage};

/// Blocks with words that make an attachment and no mere entry of a list.
const BODY: usize = 4;

/// Whether a marker with its title opens an attachment.
pub(super) fn listed(document: &Document, parts: &[Part], index: usize, found: &Marker) -> bool {
    let Some(title) = found.title.as_deref().map(bare) else { return true };
    let (Some(lines), Some(below)) =
        (above(document, parts, index), neighbour(document, index, true))
    else {
        return false;
    };
    let list = notice::listed(&lines);
    let named = |item: &Listed| {
        item.no == found.number.main
            && item.sub == found.number.sub
            && is_same(&bare(&item.title), &title)
    };
    if list.iter().any(named) {
        // Without a number it may be the list once more, above the signature.
        let begins = notice::is_signed(&lines) || begins_page(document, index);
        return found.number.main.is_some() || begins;
    }
    // Not listed, but below the signature and with something to say.
    let table = matches!(document.blocks.get(below), Some(Block::Table(_)));
    let words = (below..document.blocks.len()).filter(|i| has_words(document, *i)).take(BODY);
    found.number.main.is_some() && notice::is_signed(&lines) && (table || words.count() == BODY)
}

/// A title that the notice lists, standing without any marker at the head of a page or
/// right below the signature. Gives its number.
pub(super) fn untitled(document: &Document, parts: &[Part], index: usize) -> Option<Number> {
    let last = parts.last().filter(|p| !p.book)?;
    let text = paragraph(document, index)?.trim();
    if text.is_empty() || text.len() > 180 || !title::is_whole(text) || title::is_enumerated(text) {
        return None;
    }
    // The head of the notice itself names no attachment.
    let before = neighbour(document, index, false).filter(|at| *at > last.body)?;
    let dated = paragraph(document, before).is_some_and(notice::is_date);
    if !dated && !begins_page(document, index) {
        return None;
    }
    let lines = above(document, parts, index)?;
    let title = bare(text);
    let found = notice::listed(&lines).into_iter().find(|item| {
        let name = bare(&item.title);
        name == title || dated && name.chars().count() >= 3 && title.ends_with(&name)
    })?;
    let signed = notice::is_signed(&lines);
    signed.then_some(Number { main: found.no, sub: found.sub, full: true })
}

/// The lines of the notice whose attachments come at a block, as far as it was read.
fn above(document: &Document, parts: &[Part], index: usize) -> Option<Vec<Passage>> {
    let is_notice = |part: &&Part| {
        !part.book && (part.label.is_none() || part.title.as_deref().is_some_and(title::is_letter))
    };
    let at = parts.iter().rposition(|part| is_notice(&part))?;
    let end = parts.get(at + 1).map_or(index, |next| next.blocks.start);
    Some(passages::of_blocks(document, parts.get(at)?.body..end))
}

fn is_same(listed: &str, title: &str) -> bool {
    let (a, b) = (title::without_subtitle(listed), title::without_subtitle(title));
    a == b || listed == title || a.chars().count() >= 4 && (b.ends_with(a) || b.starts_with(a))
}

fn has_words(document: &Document, index: usize) -> bool {
    document.blocks.get(index).is_some_and(|b| b.text_len() > 0)
}
