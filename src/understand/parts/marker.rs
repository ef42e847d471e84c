//! The markers that open attachments: 附件3, 附1, 附件3-1.

use super::paragraph;
use crate::document::{Block, Document, Role};
use crate::understand::words::{bare, count};
use crate::value::pattern::pattern;

/// The number on a marker: `附件3-1` is `3` and `1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) main: Option<u32>,
    pub(super) sub: Option<u32>,
    /// Written 附件 and not merely 附.
    pub(super) full: bool,
}

pattern! {
    static ALONE = r"^附(件|录)?([0-9]{1,2}|[一二三四五六七八九十]{1,3})?(?:[-—–−‐]([0-9]{1,2}))?[:.]?$";

    static WITH_TITLE = concat!(
        r"^附\s*件\s*(?:([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})(?:\s*[-—–−‐－]\s*([0-9０-９]{1,2}))?",
        r"\s*[:：.．、]?\s*|[:：]\s*)(\S.*)$",
    );
}

/// The marker that opens an attachment.
pub(super) struct Marker {
    /// As printed, without spaces and without the title.
    pub(super) label: String,
    pub(super) number: Number,
    /// The title, or its first line, that stands behind it.
    pub(super) title: Option<String>,
    /// Whether it stands where an attachment begins and no list can be.
    pub(super) sure: bool,
}

/// What stands behind a marker on its line: the title of 附件3：甲申报书.
pub fn title_behind(text: &str) -> Option<&str> {
    let title = WITH_TITLE.captures(text.trim())?.get(3)?.as_str();
    let length = bare(title).chars().count();
    let said = title.contains('。') || title.ends_with(['；', ';', '，', ',', '、', '：', ':']);
    ((4..=60).contains(&length) && !said).then_some(title)
}

/// The marker that opens an attachment at this block.
pub(super) fn marker(document: &Document, index: usize) -> Option<Marker> {
    let text = paragraph(document, index)?;
    if text.len() > 250 || text.contains('\t') {
        return None;
    }
    let bare = bare(text);
    // （附件1）, 【附件2】 standing alone.
    let inner = bare.strip_prefix(['(', '【']).and_then(|b| b.strip_suffix([')', '】']));
    let bare = inner.map_or(bare.as_str(), |inner| inner);
    // The dash of a page's number came to stand on its line: — 附件1.
    let dashed = bare.starts_with(['—', '–', '-']);
    let bare = if dashed { bare.trim_start_matches(['—', '–', '-']) } else { bare };
    if !bare.starts_with('附') {
        return None;
    }
    if let Some(found) = ALONE.captures(bare) {
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
        let label = bare.trim_end_matches([':', '.']).to_owned();
        return Some(Marker { label, number, title: None, sure: true });
    }
    let title = title_behind(text)?;
    let found = WITH_TITLE.captures(text.trim())?;
    let of = |group: usize| found.get(group).map(|m| self::bare(m.as_str()));
    let number = Number {
        main: of(1).and_then(|m| count(&m)),
        sub: of(2).and_then(|m| m.parse().ok()),
        full: true,
    };
    // One below the other they are the list at a notice's end.
    let begins = |i: Option<usize>| {
        i.and_then(|i| paragraph(document, i)).is_some_and(|t| {
            let found = WITH_TITLE.captures(t.trim());
            found.is_some_and(|found| found.get(1).is_some())
        })
    };
    if is_file(title)
        || begins(neighbour(document, index, false))
        || begins(neighbour(document, index, true))
    {
        return None;
    }
    let label = match (of(1), of(2)) {
        (Some(main), Some(sub)) => format!("附件{main}-{sub}"),
        (Some(main), None) => format!("附件{main}"),
        _ => "附件".to_owned(),
    };
    let sure = number.main.is_some() && begins_page(document, index);
    Some(Marker { label, number, title: Some(title.to_owned()), sure })
}

/// The next block with words below or above one.
pub(super) fn neighbour(document: &Document, index: usize, below: bool) -> Option<usize> {
    let full = |i: &usize| document.blocks.get(*i).is_some_and(|b| b.text_len() > 0);
    if below { (index + 1..document.blocks.len()).find(full) } else { (0..index).rev().find(full) }
}

fn is_file(title: &str) -> bool {
    let title = title.trim().to_ascii_lowercase();
    [".doc", ".docx", ".xls", ".xlsx", ".pdf", ".ofd", ".wps", ".zip", ".rar"]
        .iter()
        .any(|end| title.ends_with(end))
}

/// Whether the next line with words is the first item of a list.
fn next_is_first_item(document: &Document, index: usize) -> bool {
    (index + 1..document.blocks.len())
        .filter_map(|i| paragraph(document, i))
        .map(bare)
        .find(|b| !b.is_empty())
        .is_some_and(|b| ["1.", "1、", "(1)"].iter().any(|first| b.starts_with(first)))
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
