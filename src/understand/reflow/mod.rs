//! Text that lost its shape made whole again: lines torn out of a PDF become
//! paragraphs, cells that stand one a line behind a tab become tables.
//!
//! Works on documents that know no pages and no tables (plain text, or text
//! pasted line by line into a Word file); all others pass unchanged.

mod aligned;
pub(super) mod cells;
mod heads;
mod hyphens;
mod kinds;
mod lines;
pub(super) mod listed;
mod marks;
mod order;
mod simple;
mod tables;
pub(super) mod told;
mod words;

use crate::characters::unified;
use crate::document::{Block, Document, Paragraph, Raw, Role};
use crate::problem::{Warning, WarningCode};
use std::borrow::Cow;

/// What is told of an address that may have lost its hyphen at the end of a line.
fn doubtful(url: &str) -> Warning {
    Warning::new(WarningCode::AddressDoubtful, format!("网址 {url} 断在行末，可能丢了连字符"))
}

/// Whether an address of a document may have lost a hyphen at the end of a line.
pub fn is_doubtful(document: &Document, url: &str) -> bool {
    document.warnings.contains(&doubtful(url))
}

/// A line of the torn text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// As it stands, spaces at either end included.
    pub raw: &'a str,
    /// Blank lines directly above it.
    pub blanks: usize,
    /// Whether the number of a page stands above it.
    pub paged: bool,
}

impl<'a> Line<'a> {
    /// Without spaces at either end.
    pub fn text(&self) -> &'a str {
        self.raw.trim()
    }

    /// Whether a table cell begins on it.
    pub fn is_cell(&self) -> bool {
        self.raw.trim_start_matches([' ', '\u{3000}']).starts_with('\t')
    }
}

/// Mends a document; one that needs no mending comes back unchanged.
pub fn mend(raw: Raw) -> Document {
    let mut document = raw.unmended();
    let plain = document.pages.is_empty()
        && document.blocks.iter().all(|block| match block {
            Block::Paragraph(p) => p.role == Role::Body,
            Block::Table(_) => false,
            Block::PageBreak => true,
        });
    if !plain {
        return document;
    }
    for block in &mut document.blocks {
        if let Block::Paragraph(p) = block
            && p.text.spans.is_empty()
            && p.text.content.contains(|c| unified(c).is_some())
        {
            p.text.content = p.text.content.chars().map(|c| unified(c).unwrap_or(c)).collect();
        }
    }
    let raw: Vec<&str> = document
        .blocks
        .iter()
        .flat_map(|block| match block {
            Block::Paragraph(p) if p.text.content.is_empty() => vec![""],
            Block::Paragraph(p) => p.text.content.split('\n').collect(),
            Block::PageBreak => vec![PAGE],
            Block::Table(_) => vec![""],
        })
        .collect();
    let set_in = set_in_by_tabs(&raw);
    let raw = raw.into_iter().map(|line| if set_in { line.trim_start_matches('\t') } else { line });
    let raw: Vec<Cow<'_, str>> = raw.map(unspread).collect();
    let (raw, lost) = hyphens::restored(marks::rejoined(raw));
    let raw: Vec<&str> = raw.iter().map(AsRef::as_ref).collect();
    let all = collect(&raw);
    let needs = raw.iter().filter(|l| l.starts_with('\t')).count() >= 3
        || (0..all.len()).any(|at| listing(&all, at).is_some())
        || lines::is_torn(&all);
    document.warnings.extend(lost.iter().map(|url| doubtful(url)));
    if needs {
        document.blocks = blocks(&raw);
        let left_out: Vec<Warning> =
            document.tables().filter_map(|(_, table)| told::left_out(table)).collect();
        document.warnings.extend(left_out);
    } else {
        document.blocks.retain_mut(|block| {
            let Block::Paragraph(p) = block else { return true };
            // A text file's spaces at the end of a line have served their purpose.
            if p.text.spans.is_empty() {
                p.text.content.truncate(p.text.content.trim_end_matches([' ', '\u{3000}']).len());
            }
            !p.text.is_blank()
        });
    }
    document
}

/// What stands for the end of a page among the lines.
const PAGE: &str = "\u{c}";

/// Whether tabs set paragraphs in, as some web pages do: sentences stand behind them, and no
/// cells.
fn set_in_by_tabs(raw: &[&str]) -> bool {
    let tabbed = || raw.iter().filter(|line| line.starts_with('\t'));
    let told = |line: &&&str| line.contains('。') && line.chars().count() > PARAGRAPH;
    tabbed().filter(told).count() * 3 >= tabbed().count().max(3)
}

/// Characters of a paragraph, as against a cell.
const PARAGRAPH: usize = 60;

/// A line that was stretched to the margin comes out of some PDFs with a space
/// behind every character; it is read as it was before.
fn unspread(line: &str) -> Cow<'_, str> {
    let text = line.trim();
    let mut words = 0usize;
    let mut single = 0usize;
    for word in text.split(' ') {
        words += 1;
        single += usize::from(word.chars().nth(1).is_none() && !word.is_empty());
    }
    if words < SPREAD || single * 5 < words * 4 || text.contains("  ") || text.contains('\t') {
        return Cow::Borrowed(line);
    }
    let (before, after) = line.split_once(text).unwrap_or_default();
    let latin = |word: &str| word.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut joined = String::from(before);
    let mut last = "";
    for word in text.split(' ') {
        // Words of Latin letters that stood apart before stay so.
        if word.len() > 1 && last.len() > 1 && latin(word) && latin(last) {
            joined.push(' ');
        }
        joined.push_str(word);
        last = word;
    }
    Cow::Owned(joined + after)
}

/// Words that a line has at the least to be one that was stretched.
const SPREAD: usize = 8;

/// Paragraphs and tables out of raw lines.
pub fn blocks(raw: &[&str]) -> Vec<Block> {
    let lines = order::restored(collect(raw));
    let torn = lines::is_torn(&lines);
    let page = lines::usual_width(&lines).filter(|_| torn);
    let mut out = Vec::new();
    let mut at = 0;
    let mut text_from = 0;
    while at < lines.len() {
        if lines[at].is_cell()
            && let Some((table, end)) = tables::read(&lines, at)
        {
            paragraphs(&lines[text_from..at], torn, page, &mut out);
            out.push(Block::Table(table));
            at = end.max(at + 1);
            text_from = at;
        } else if let Some((table, end)) = listing(&lines, at) {
            paragraphs(&lines[text_from..at], torn, page, &mut out);
            out.push(Block::Table(table));
            at = end.max(at + 1);
            text_from = at;
        } else {
            at += 1;
        }
    }
    paragraphs(&lines[text_from..], torn, page, &mut out);
    out
}

/// The list that begins at a line, however its cells came out.
fn listing(lines: &[Line<'_>], at: usize) -> Option<(crate::document::Table, usize)> {
    let believed = |(table, end)| Some((told::judged(table)?, end));
    tables::read_tabbed(lines, at)
        .or_else(|| simple::read(lines, at).and_then(believed))
        .or_else(|| aligned::read(lines, at).and_then(believed))
        .or_else(|| listed::read(lines, at).and_then(believed))
}

fn paragraphs(lines: &[Line<'_>], torn: bool, page: Option<f32>, out: &mut Vec<Block>) {
    let joined = lines::join(lines, torn, page);
    out.extend(joined.into_iter().map(|t| Block::Paragraph(Paragraph::plain(t))));
}

fn collect<'a>(raw: &[&'a str]) -> Vec<Line<'a>> {
    let mut lines = Vec::with_capacity(raw.len());
    let mut blanks = 0_usize;
    let mut paged = false;
    for line in raw {
        // A page ends where it is full, and says nothing of the rows and paragraphs there.
        if *line == PAGE {
            // The end of its last line is no blank one.
            (blanks, paged) = (blanks.saturating_sub(1), true);
            continue;
        }
        let line = line.trim_end_matches(['\r', '\u{c}']);
        // A tab on a line of its own is an empty cell, not a blank line.
        if line.trim().is_empty() && !line.contains('\t') {
            blanks += 1;
        } else if lines::is_page_number(line) {
            (blanks, paged) = (0, true);
        } else {
            lines.push(Line { raw: line.trim_start_matches('\u{c}'), blanks, paged });
            (blanks, paged) = (0, false);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// pdftotext ends each page with a form feed: the row that it cuts is one all the same.
    #[test]
    fn the_end_of_a_page_is_no_blank_line() {
        let text = "\t姓名\n\t张三\n\x0c\t电话\n\t123\n\n\t职务\n\t科长\n\t邮箱\n\ta@b.cn";
        let blocks = crate::read::text::blocks(text);
        let document = mend(Raw::of(Document { blocks, ..Document::default() }));
        let (_, table) = document.tables().next().unwrap();
        assert_eq!((document.tables().count(), table.rows, table.cols), (1, 2, 4));
    }

    fn document(text: &str) -> Document {
        let blocks = text.split('\n').map(|l| Block::Paragraph(Paragraph::plain(l))).collect();
        Document { blocks, ..Document::default() }
    }

    fn raw(text: &str) -> Raw {
        Raw::of(document(text))
    }

    #[test]
    fn whole_text_loses_only_its_blank_lines() {
        let mended = mend(raw("甲通知 \n\n各单位：\n\n请于三日内报送。\n"));
        assert_eq!(mended, document("甲通知\n各单位：\n请于三日内报送。"));
    }

    /// As a table copied out of Word or a sheet stands in text.
    #[test]
    fn rows_whose_cells_are_parted_by_tabs_become_a_table() {
        let mended = mend(raw(
            "名额分配\n序号\t地区\t场景\n1\t城关区\t10\n2\t临河县\t\n合计\t\t10\n请按时报送。",
        ));
        let kinds: Vec<_> = mended.blocks.iter().map(|b| matches!(b, Block::Table(_))).collect();
        assert_eq!(kinds, [false, true, false]);
        let (_, table) = mended.tables().next().unwrap();
        assert_eq!(
            table.text().content,
            "序号\t地区\t场景\n1\t城关区\t10\n2\t临河县\t\n合计\t\t10"
        );
        let contacts = "甲部装备司\t赵某\t0866-5550101\n乙委产业司\t杨某\t0866-5550303";
        assert_eq!(mend(raw(contacts)), document(contacts));
    }

    #[test]
    fn a_line_stretched_to_the_margin_loses_its_spaces() {
        let stretched = "（ 2 6 ） 智 能 协 同 作 业 。 部 署 智 能 制 造 装 备 ， 基 于 ";
        assert_eq!(unspread(stretched), "（26）智能协同作业。部署智能制造装备，基于 ");
        for text in ["财 政 部 办 公 厅", "张 三  李 四  王 五  赵 六", "甲公司 乙公司 丙公司"]
        {
            assert_eq!(unspread(text), text);
        }
    }

    /// Chapters and titles once went unseen in what some tools tear out of Chromium's PDFs.
    #[test]
    fn radicals_of_torn_text_are_ordinary_characters() {
        let text = "⼀、申报要求\n各地⼯业主管部⻔";
        assert_eq!(mend(raw(text)), document("一、申报要求\n各地工业主管部门"));
    }

    #[test]
    fn cells_behind_tabs_become_a_table() {
        let mended = mend(raw("表\n\t序号\n\t名称\n\n\t1\n\t甲\n\n公司\n\n\t2\n\t\n\n\n注：无"));
        let kinds: Vec<_> = mended.blocks.iter().map(|b| matches!(b, Block::Table(_))).collect();
        assert_eq!(kinds, [false, true, false]);
        let (_, table) = mended.tables().next().unwrap();
        assert_eq!((table.rows, table.cols), (3, 2));
        assert_eq!(table.text().content, "序号\t名称\n1\t甲\n公司\n2\t");
    }
}
