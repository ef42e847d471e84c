//! The markers that open attachments: 附件3, 附1, 附件3-1.

use super::paragraph;
use crate::document::{Block, Document, Role};
use crate::understand::words::{bare, count};
use regex::Regex;
use std::sync::LazyLock;

/// The number on a marker: `附件3-1` is `3` and `1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) main: Option<u32>,
    pub(super) sub: Option<u32>,
    /// Written 附件 and not merely 附.
    pub(super) full: bool,
}

static ALONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^附(件|录)?([0-9]{1,2}|[一二三四五六七八九十]{1,3})?(?:[-—–−‐]([0-9]{1,2}))?[:.]?$",
    )
    .ok()
});

static WITH_TITLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^附(件)([0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[-—–−‐]([0-9]{1,2}))?[:.、]?")
        .ok()
});

/// The marker that opens an attachment at this block.
pub(super) fn marker(document: &Document, index: usize) -> Option<(String, Number)> {
    let text = paragraph(document, index)?;
    if text.len() > 200 || text.contains('\t') {
        return None;
    }
    let bare = bare(text);
    if !bare.starts_with('附') {
        return None;
    }
    if let Some(found) = ALONE.as_ref().and_then(|r| r.captures(&bare)) {
        let full = found.get(1).is_some();
        let numbered = found.get(2).is_some();
        if !full && !numbered {
            return None;
        }
        // `附件：` over `1. …` opens the list of attachments and no attachment.
        if !numbered && (bare.ends_with(':') || next_is_first_item(document, index)) {
            return None;
        }
        let number = Number {
            main: found.get(2).and_then(|m| count(m.as_str())),
            sub: found.get(3).and_then(|m| m.as_str().parse().ok()),
            full,
        };
        return Some((bare.trim_end_matches([':', '.']).to_owned(), number));
    }
    // Marker and title on one line: only where a page or a heading begins,
    // since the list at a notice's end looks the same.
    if !begins_page(document, index) {
        return None;
    }
    let found = WITH_TITLE.as_ref().and_then(|r| r.captures(&bare))?;
    let title = bare.get(found.get(0)?.end()..)?;
    if !(4..=60).contains(&title.chars().count()) || title.contains(char::is_whitespace) {
        return None;
    }
    let number = Number {
        main: found.get(2).and_then(|m| count(m.as_str())),
        sub: found.get(3).and_then(|m| m.as_str().parse().ok()),
        full: true,
    };
    let label_end = found.get(3).or_else(|| found.get(2))?.end();
    Some((bare.get(..label_end)?.to_owned(), number))
}

/// Whether the next line with words is the first item of a list.
fn next_is_first_item(document: &Document, index: usize) -> bool {
    (index + 1..document.blocks.len())
        .filter_map(|i| paragraph(document, i))
        .map(bare)
        .find(|b| !b.is_empty())
        .is_some_and(|b| b.starts_with("1.") || b.starts_with("1、"))
}

pub(super) fn begins_page(document: &Document, index: usize) -> bool {
    let Some(Block::Paragraph(paragraph)) = document.blocks.get(index) else { return false };
    if matches!(paragraph.role, Role::Heading(_)) {
        return true;
    }
    let before = index.checked_sub(1).and_then(|i| document.blocks.get(i));
    match before {
        Some(Block::PageBreak) | None => true,
        Some(block) => {
            let (a, b) = (block.place().page, paragraph.text.place().page);
            a != 0 && b > a
        }
    }
}
