//! Parts that begin without a marker: forms that lost their head, slides, what a
//! notice issues, and a second notice.

use super::marker::Number;
use super::{Part, paragraph};
use crate::document::{Block, Document};
use crate::understand::title;
use crate::understand::words::{bare, is_metadata};
use crate::value::pattern::pattern;
use std::ops::Range;

/// A form that lost its head: 附4-1 follows 附件3, and between them stands a table
/// that is the rest of 附件4. Gives the block where it begins.
pub(super) fn headless(
    document: &Document,
    index: usize,
    last: &Part,
    own: Option<Number>,
    next: Number,
) -> Option<usize> {
    let gap = matches!((own?.main, next.main), (Some(a), Some(b)) if b == a + 1);
    if next.full || next.sub != Some(1) || !gap || last.book {
        return None;
    }
    (last.body..index)
        .find(|i| matches!(document.blocks.get(*i), Some(Block::Table(_))))
        .or_else(|| labels(document, last.body..index))
}

/// Where a form begins whose ruling is lost: many short lines that are no sentences,
/// one after the other, behind the end of a sentence.
fn labels(document: &Document, range: Range<usize>) -> Option<usize> {
    let (mut start, mut run, mut ended) = (range.start, 0, false);
    for index in range {
        let text = paragraph(document, index)?.trim();
        if text.is_empty() {
            continue;
        }
        let short = bare(text).chars().count() <= LABEL
            && !text.contains(['。', '；', '，'])
            && !title::is_enumerated(text);
        if !short {
            (run, ended) = (0, text.ends_with('。'));
        } else if run > 0 || ended {
            start = if run == 0 { index } else { start };
            run += 1;
            if run >= LABELS {
                return Some(start);
            }
        }
    }
    None
}

/// How many labels in a row make a form, and how long one is at the most.
const LABELS: usize = 6;

const LABEL: usize = 36;

/// A slide deck appended to the last part without a marker: page numbers 1, 2,
/// 3, … standing alone with words between them. Gives the block where it begins.
pub(super) fn deck(document: &Document, parts: &[Part]) -> Option<usize> {
    let last = parts.last().filter(|p| !p.book && parts.len() > 1 && p.label.is_some())?;
    let mut run: Vec<usize> = Vec::new();
    let (mut next, mut words) = (0u32, false);
    for index in last.body..document.blocks.len() {
        let Some(text) = paragraph(document, index) else { continue };
        let bare = bare(text);
        match bare.parse::<u32>() {
            // The number of a slide may have been taken for that of a page.
            Ok(n) if !run.is_empty() && (next..=next + 2).contains(&n) && words => {
                run.push(index);
                (next, words) = (n + 1, false);
            }
            Ok(n) if run.len() < DECK => {
                run = if n <= 1 { vec![index] } else { Vec::new() };
                (next, words) = (n + 1, false);
            }
            Ok(_) => {}
            Err(_) => words |= !bare.is_empty(),
        }
    }
    (run.len() >= DECK).then(|| run[0])
}

/// How many numbered slides make a deck.
const DECK: usize = 5;

/// Whether what a notice issues (关于印发某方案的通知) begins here without a marker:
/// its name alone on a line, below the notice's own text.
pub(super) fn is_promulgated(document: &Document, index: usize, parts: &[Part]) -> bool {
    let Some(last) = parts.last().filter(|p| !p.book) else { return false };
    let Some(title) = last.title.as_deref().filter(|t| title::is_letter(t)) else { return false };
    let Some(text) = paragraph(document, index).filter(|t| t.len() <= 180) else { return false };
    let name = bare(text);
    if name.chars().count() < 6 || title::is_letter(&name) {
        return false;
    }
    let whole = bare(title);
    let issued = ["印发", "发布", "公布", "下达"]
        .iter()
        .filter_map(|verb| whole.find(verb).map(|at| at + verb.len()))
        .min();
    let Some(issued) = issued.and_then(|at| whole.get(at..)) else { return false };
    let issued = issued.trim_start_matches(['<', '《', '〈']);
    // Its kind, or the subtitle in brackets, follows on the next line.
    let rest = issued.strip_prefix(name.as_str());
    let ends = rest.is_some_and(|r| r.starts_with(['的', '(', '》', '>', '〉']));
    let before = document.blocks.get(last.body..index).unwrap_or_default();
    ends && before.iter().filter(|b| b.text_len() > 0).count() >= 3
}

pattern! {
    static NUMBER_ALONE = r"^[(]?[\p{Han}]{2,16}[〔\[【(﹝〈][0-9]{4}[〕\]】)﹞〉]第?[0-9]{1,5}号[)]?$";
}

/// A notice that begins without a marker: its number stands alone under a title
/// or red head, with another document finished above. Gives where it begins.
pub(super) fn new_notice(document: &Document, index: usize, parts: &[Part]) -> Option<usize> {
    let last = parts.last()?;
    if last.book {
        return None;
    }
    let text = paragraph(document, index)?;
    if text.len() > 150 {
        return None;
    }
    let bare = bare(text);
    // Asked first because the pattern takes a millisecond to build.
    let ends = bare.ends_with('号') || bare.ends_with("号)");
    if !ends || !NUMBER_ALONE.is_match(&bare) {
        return None;
    }
    // Up over the title's and red head's lines.
    let mut start = index;
    while start > last.body {
        let above = start - 1;
        match document.blocks.get(above)? {
            Block::Table(_) | Block::PageBreak => break,
            Block::Paragraph(p) => {
                let text = p.text.content.trim();
                let ends = text.ends_with(['。', '；', '：', '）', ')', '日', '号', ';', ':']);
                // (某函〔2018〕23号) below 附件：某通知 is the number of what is attached.
                let told = crate::understand::words::bare(text);
                if start == index && told.starts_with("附件") && told.contains(':') {
                    return None;
                }
                if !text.is_empty() && (ends || text.chars().count() > 80) {
                    break;
                }
                start = above;
            }
        }
    }
    // A number under 备注 is no head: above or below it stands a title, or who writes.
    let heads = |block: usize| {
        paragraph(document, block).map(str::trim).is_some_and(|text| {
            title::is_letter(&crate::understand::words::bare(text)) || text.ends_with("文件")
        })
    };
    let writes = |block: usize| {
        paragraph(document, block)
            .map(str::trim)
            .is_some_and(|text| title::is_agency(text) && text.chars().count() <= 60)
    };
    let below = (index + 1..document.blocks.len())
        .filter(|block| paragraph(document, *block).is_some_and(|text| !text.trim().is_empty()));
    let headed = (start..index).any(|block| heads(block) || writes(block));
    if !headed && !below.take(4).any(heads) {
        return None;
    }
    // What a web page prints above a notice is no other document.
    let said = |b: &&Block| match b {
        Block::Paragraph(p) => !p.text.is_blank() && !is_metadata(&p.text.content),
        _ => b.text_len() > 0,
    };
    let before = document.blocks.get(last.body..start)?;
    // Nor is its head, torn out of a table, with no sentence in it.
    let told = |b: &Block| match b {
        Block::Paragraph(p) => p.text.content.contains('。'),
        _ => b.text_len() > 0,
    };
    (before.iter().filter(said).count() > 4 && before.iter().any(told)).then_some(start)
}
