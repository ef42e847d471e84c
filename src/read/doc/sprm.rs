//! Single property modifiers ([MS-DOC] 2.6) and the pages they are filed on.

use super::fib::{items, positions};
use crate::read::bytes::{part, u16_at, u32_at, usize_at};

/// Size of a page of properties.
const PAGE: usize = 512;

/// The modifiers of a list, in order: code and operand.
pub(super) fn sprms(list: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let code = u16_at(list, at)?;
        at += 2;
        let size = match (code >> 13, code) {
            // The definition of a table counts itself in two bytes.
            (_, 0xd608) => {
                let size = usize::from(u16_at(list, at)?).saturating_sub(1);
                at += 2;
                size
            }
            (_, 0xc615) if list.get(at) == Some(&255) => {
                let deleted = usize::from(*list.get(at + 1)?);
                let added = usize::from(*list.get(at + 2 + deleted * 4)?);
                deleted * 4 + added * 3 + 3
            }
            (0 | 1, _) => 1,
            (2 | 4 | 5, _) => 2,
            (3, _) => 4,
            (7, _) => 3,
            _ => {
                let size = usize::from(*list.get(at)?);
                at += 1;
                size
            }
        };
        let operand = list.get(at..at.checked_add(size)?)?;
        at += size;
        Some((code, operand))
    })
}

/// A run of characters that share properties, by offset in the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// First offset.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Where its list of modifiers begins (paragraphs: behind the style's number).
    list: (u32, u16),
    /// The paragraph's style.
    pub style: u16,
}

impl Run {
    /// Its modifiers.
    pub fn list<'a>(&self, word: &'a [u8]) -> &'a [u8] {
        part(word, self.list.0 as usize, usize::from(self.list.1))
    }
}

/// All runs of a kind, sorted by offset.
#[derive(Debug, Default)]
pub(super) struct Runs(Vec<Run>);

impl Runs {
    /// Reads the pages that a bin table names.
    pub fn parse(word: &[u8], bins: &[u8], paragraphs: bool) -> Self {
        let mut runs = Vec::new();
        let count = positions(bins, 4).len().saturating_sub(1);
        // A page belongs to one bin; a table that names pages again and again is cut.
        let most = (word.len() / PAGE + 1).min(count);
        for bin in items(bins, 4).take(most) {
            let number = u32_at(bin, 0).unwrap_or(0) & 0x003f_ffff;
            let start = number as usize * PAGE;
            let Some(page) = word.get(start..start + PAGE) else { continue };
            page_runs(page, start, paragraphs, &mut runs);
        }
        runs.sort_by_key(|run: &Run| run.start);
        Self(runs)
    }

    /// The run that an offset falls into.
    pub fn find(&self, offset: u32) -> Option<usize> {
        let index = self.0.partition_point(|run| run.start <= offset).checked_sub(1)?;
        self.0.get(index).filter(|run| offset < run.end).map(|_| index)
    }

    /// A run by its index.
    pub fn get(&self, index: usize) -> Option<&Run> {
        self.0.get(index)
    }
}

fn page_runs(page: &[u8], start: usize, paragraphs: bool, runs: &mut Vec<Run>) {
    let count = usize::from(page[PAGE - 1]);
    let size = if paragraphs { 13 } else { 1 };
    for i in 0..count {
        let (Some(from), Some(to)) = (u32_at(page, i * 4), u32_at(page, i * 4 + 4)) else { return };
        let Some(word) = page.get((count + 1) * 4 + i * size) else { return };
        let at = usize::from(*word) * 2;
        let mut run = Run { start: from, end: to, list: (0, 0), style: 0 };
        if at > 0 {
            let first = usize::from(page.get(at).copied().unwrap_or(0));
            let (list, len) = match (paragraphs, first) {
                (false, len) => (at + 1, len),
                (true, 0) => (at + 2, usize::from(page.get(at + 1).copied().unwrap_or(0)) * 2),
                (true, words) => (at + 1, words * 2 - 1),
            };
            let len = len.min(PAGE.saturating_sub(list));
            if paragraphs {
                run.style = u16_at(page, list).unwrap_or(0);
                run.list = ((start + list + 2) as u32, len.saturating_sub(2) as u16);
            } else {
                run.list = ((start + list) as u32, len as u16);
            }
        }
        runs.push(run);
    }
}

/// The number in an operand of one, two or four bytes.
pub(super) fn number(operand: &[u8]) -> i64 {
    match operand.len() {
        1 => i64::from(operand[0]),
        2 => i64::from(u16_at(operand, 0).unwrap_or(0) as i16),
        _ => usize_at(operand, 0).map_or(0, |v| i64::from(v as u32 as i32)),
    }
}
