//! Where one official document of a file ends and the next begins: a notice,
//! the notice it forwards, and their attachments, each with its parent.
//!
//! Attachments are told by their marker (附件, 附件3-1, 附1) standing alone, and
//! their place in the tree by the numbers: an attachment belongs to the
//! innermost notice whose numbering it goes on with. An application book has
//! attachments of its own (附1, 附表1, 附5-1) and is never cut at them.

use super::title;
use super::words::{bare, count, is_metadata};
use crate::document::{Block, Document, Role};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// One official document inside a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Its blocks in the document, marker included.
    pub blocks: Range<usize>,
    /// Its title as printed, lines joined.
    pub title: Option<String>,
    /// Its marker as printed, without spaces (`附件3-1`).
    pub label: Option<String>,
    /// Index of the part it is attached to; always smaller than its own.
    pub parent: Option<usize>,
    /// Index of the first block after the marker.
    pub body: usize,
    /// Whether its title says that it is an application book or form (申报书, 申请表).
    pub book: bool,
}

/// The number on a marker: `附件3-1` is `3` and `1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Number {
    main: Option<u32>,
    sub: Option<u32>,
    /// Written 附件 and not merely 附.
    full: bool,
}

/// Takes a document apart. There is at least one part; together they cover all blocks.
pub fn split(document: &Document) -> Vec<Part> {
    let mut parts = vec![open(document, 0, None)];
    let mut numbers: Vec<Option<Number>> = vec![None];
    for index in 0..document.blocks.len() {
        if let Some((label, number)) = marker(document, index) {
            let last = parts.len() - 1;
            let begins_file = parts.len() == 1 && is_empty(document, 0..index);
            if begins_file {
                parts[0] = Part { blocks: 0..0, ..open(document, index, Some(label)) };
                numbers[0] = Some(number);
            } else if let Some(start) =
                headless(document, index, &parts[last], numbers[last], number)
            {
                let label = number.main.map(|main| format!("附件{main}"));
                let own = Number { sub: None, full: true, ..number };
                let mut part =
                    Part { title: None, book: true, body: start, ..open(document, start, label) };
                part.parent = parent(&parts, &numbers, own);
                parts.push(part);
                numbers.push(Some(own));
            } else if cuts(&parts[last], numbers[last], number) {
                let mut part = open(document, index, Some(label));
                part.parent = parent(&parts, &numbers, number);
                parts.push(part);
                numbers.push(Some(number));
            }
        } else if is_promulgated(document, index, &parts) {
            let mut part = open(document, index, None);
            part.parent = Some(parts.len() - 1);
            parts.push(part);
            numbers.push(None);
        } else if let Some(start) = new_notice(document, index, &parts) {
            parts.push(open(document, start, None));
            numbers.push(None);
        }
    }
    if let Some(start) = deck(document, &parts) {
        // Its title stands behind the number of the first slide.
        let numbered = |i: &usize| {
            paragraph(document, *i).is_none_or(|t| t.trim().chars().all(|c| c.is_ascii_digit()))
        };
        let words = (start..document.blocks.len()).find(|i| !numbered(i)).unwrap_or(start);
        let mut part = Part { blocks: start..start, ..open(document, words, None) };
        part.parent = parts.first().filter(|p| p.label.is_none()).map(|_| 0);
        part.book = false;
        parts.push(part);
    }
    let ends: Vec<usize> = parts.iter().skip(1).map(|p| p.blocks.start).collect();
    for (index, part) in parts.iter_mut().enumerate() {
        part.blocks.end = ends.get(index).copied().unwrap_or(document.blocks.len());
    }
    parts
}

/// A part that begins at a block; its end is set later.
fn open(document: &Document, start: usize, label: Option<String>) -> Part {
    let body = if label.is_some() { start + 1 } else { start };
    let title = title::read(document, body).map(|t| t.text);
    let book = is_book(document, body);
    Part { blocks: start..start, title, label, parent: None, body, book }
}

/// The text of a paragraph block; `None` for tables and breaks.
fn paragraph(document: &Document, index: usize) -> Option<&str> {
    match document.blocks.get(index)? {
        Block::Paragraph(paragraph) => Some(&paragraph.text.content),
        _ => None,
    }
}

fn is_empty(document: &Document, mut range: Range<usize>) -> bool {
    range.all(|i| document.blocks.get(i).is_none_or(|b| b.text_len() == 0))
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
fn marker(document: &Document, index: usize) -> Option<(String, Number)> {
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

fn begins_page(document: &Document, index: usize) -> bool {
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

/// A form that lost its head: 附4-1 follows 附件3, and between them stands a table
/// that is the rest of 附件4. Gives the block where it begins.
fn headless(
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
fn deck(document: &Document, parts: &[Part]) -> Option<usize> {
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

/// Whether a marker ends the part before it.
fn cuts(current: &Part, own: Option<Number>, next: Number) -> bool {
    if !current.book {
        return true;
    }
    // A book in a bundle ends where the bundle's numbering goes on; a book that
    // is the file itself never ends.
    let Some(own) = own else { return false };
    next.full && own.full && follows(own, next)
}

fn follows(own: Number, next: Number) -> bool {
    match (own.main, next.main) {
        (Some(a), Some(b)) if b == a + 1 => next.sub.is_none_or(|s| s == 1),
        (Some(a), Some(b)) if b == a => {
            matches!((own.sub, next.sub), (Some(x), Some(y)) if y == x + 1)
        }
        _ => false,
    }
}

/// The innermost open part whose numbering the marker goes on with.
fn parent(parts: &[Part], numbers: &[Option<Number>], next: Number) -> Option<usize> {
    let first = next.main.is_none_or(|n| n == 1) && next.sub.is_none_or(|s| s == 1);
    // From the last part outwards: a first child, or the next sibling; then,
    // some attachments being absent, any later sibling.
    for fits in [follows, skips] {
        let mut at = parts.len().checked_sub(1);
        while let Some(index) = at {
            let part = parts.get(index)?;
            let childless = parts.iter().all(|p| p.parent != Some(index));
            let may_hold = !part.book && (!next.full || is_root_like(part));
            if first && childless && may_hold {
                return Some(index);
            }
            if numbers.get(index).copied().flatten().is_some_and(|own| fits(own, next)) {
                return part.parent;
            }
            at = part.parent;
        }
    }
    // Nothing fits: attached to whatever the file begins with, unless that is an attachment too.
    match parts.first() {
        Some(root) if root.label.is_none() => Some(0),
        _ => None,
    }
}

/// A later number of the same list, some attachments being absent.
fn skips(own: Number, next: Number) -> bool {
    own.full == next.full && matches!((own.main, next.main), (Some(a), Some(b)) if b > a)
}

/// Whether a part can have attachments of the full kind (附件): a notice or the like.
fn is_root_like(part: &Part) -> bool {
    part.label.is_none() || part.title.as_deref().is_some_and(title::is_letter)
}

/// Whether what follows is a book: one of its first lines ends in a book's name.
fn is_book(document: &Document, body: usize) -> bool {
    let mut seen = 0;
    for index in body..document.blocks.len() {
        let Some(text) = paragraph(document, index) else {
            if matches!(document.blocks.get(index), Some(Block::Table(_))) {
                return false;
            }
            continue;
        };
        let bare = bare(text);
        if bare.is_empty() {
            continue;
        }
        if title::is_book_name(&bare) {
            return true;
        }
        seen += 1;
        if seen >= 6 || bare.ends_with('。') {
            return false;
        }
    }
    false
}

/// Whether what a notice issues (关于印发某方案的通知) begins here without a marker:
/// its name alone on a line, below the notice's own text.
fn is_promulgated(document: &Document, index: usize, parts: &[Part]) -> bool {
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

static NUMBER_ALONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[(]?[\p{Han}]{2,16}[〔\[【(﹝〈][0-9]{4}[〕\]】)﹞〉]第?[0-9]{1,5}号[)]?$").ok()
});

/// A notice that begins without a marker: its number stands alone under a title
/// or red head, with another document finished above. Gives where it begins.
fn new_notice(document: &Document, index: usize, parts: &[Part]) -> Option<usize> {
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
    if !ends || !NUMBER_ALONE.as_ref()?.is_match(&bare) {
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
                if !text.is_empty() && (ends || text.chars().count() > 80) {
                    break;
                }
                start = above;
            }
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    fn document(lines: &[&str]) -> Document {
        let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
        Document { blocks, ..Document::default() }
    }

    fn tree(lines: &[&str]) -> Vec<(Option<String>, Option<usize>)> {
        split(&document(lines)).into_iter().map(|p| (p.label, p.parent)).collect()
    }

    #[test]
    fn what_a_notice_issues_is_a_part_without_a_marker() {
        let got = tree(&[
            "白沙市人民政府办公室关于印发白沙市提升行动方案（2025—2027年）的通知",
            "白政办发〔2025〕11号",
            "各县（区）人民政府：",
            "《白沙市提升行动方案（2025—2027年）》印发给你们，请认真实施。",
            "白沙市人民政府办公室",
            "2025年3月31日",
            "白沙市提升行动方案",
            "（2025—2027年）",
            "为加快转型，制定本方案。",
        ]);
        assert_eq!(got, [(None, None), (None, Some(0))]);
    }

    #[test]
    fn the_head_of_a_web_page_is_no_other_document() {
        let got = tree(&[
            "索引号：LJ-2025-00087",
            "发文机关：临江省工业和信息化厅",
            "标　题：临江省工业和信息化厅关于开展活动的通知",
            "发文字号：临工信装函〔2025〕64号",
            "成文日期：2025年05月06日",
            "主题分类：工业、交通",
            "临江省工业和信息化厅关于开展活动的通知",
            "临工信装函〔2025〕64号",
            "各市（州）工业和信息化局：",
        ]);
        assert_eq!(got.len(), 1);
    }

    #[test]
    fn a_forwarded_notice_keeps_its_own_attachments() {
        let got = tree(&[
            "临江市关于转发某通知的通知",
            "各单位：",
            "正文。",
            "附件 1",
            "某厅关于开展行动的通知",
            "各市：",
            "正文。",
            "附件１",
            "行动指引",
            "正文。",
            "附 件 2",
            "任务清单",
            "正文。",
            "附1",
            "指标参考",
            "正文。",
            "附件3",
            "材料清单",
        ]);
        let labels: Vec<_> = got.iter().map(|(l, p)| (l.as_deref(), *p)).collect();
        assert_eq!(
            labels,
            [
                (None, None),
                (Some("附件1"), Some(0)),
                (Some("附件1"), Some(1)),
                (Some("附件2"), Some(1)),
                (Some("附1"), Some(3)),
                (Some("附件3"), Some(1)),
            ]
        );
    }

    #[test]
    fn a_book_is_never_cut_at_its_own_attachments() {
        let got = tree(&[
            "附件3-1",
            "某项目申报书",
            "项目名称：甲",
            "附1",
            "场景描述",
            "附件1",
            "营业执照",
            "附件3-2",
            "某项目申报书",
        ]);
        let labels: Vec<_> = got.iter().map(|(l, _)| l.as_deref()).collect();
        assert_eq!(labels, [Some("附件3-1"), Some("附件3-2")]);
        assert_eq!(tree(&["某项目申报书", "附件1", "营业执照", "附件2", "财务报表"]).len(), 1);
    }

    #[test]
    fn the_list_of_attachments_is_no_attachment() {
        assert_eq!(
            tree(&["某通知", "各单位：", "正文。", "附件:", "", "1. 甲", "2. 乙", "某局"]).len(),
            1
        );
    }

    #[test]
    fn slides_behind_the_last_attachment_are_a_part_of_their_own() {
        let got = tree(&[
            "某通知",
            "各单位：",
            "正文。",
            "附件1",
            "推荐汇总表",
            "1",
            "2",
            "注：无",
            "0",
            "培训",
            "1",
            "甲",
            "2",
            "乙",
            "3",
            "丙",
            "4",
            "丁",
        ]);
        assert_eq!(got.len(), 3);
        assert_eq!(got[2], (None, Some(0)));
        let lines = [
            "某通知",
            "附件1",
            "汇总表",
            "0",
            "系统培训：http://a.cn",
            "1",
            "甲",
            "2",
            "乙",
            "3",
            "丙",
            "4",
        ];
        let parts = split(&document(&lines));
        assert_eq!(parts[2].title.as_deref(), Some("系统培训"));
    }

    #[test]
    fn a_form_that_lost_its_head_and_its_ruling_is_a_part() {
        let lines = [
            "某通知",
            "各单位：",
            "正文。",
            "附件3",
            "揭榜任务",
            "一、石化行业",
            "聚焦炼油等领域，建设示范工厂。",
            "电话 职务 手机",
            "传真 邮箱",
            "信用等级",
            "资产总额（万元）",
            "负债率（%）",
            "利润率（%）",
            "二、场景建设情况",
            "附4-1",
            "场景描述",
            "附件5",
            "申报书",
        ];
        let got = split(&document(&lines));
        let labels: Vec<_> = got.iter().map(|p| p.label.as_deref()).collect();
        assert_eq!(labels, [None, Some("附件3"), Some("附件4"), Some("附件5")]);
        assert_eq!(got[2].blocks.start, 7);
    }

    #[test]
    fn slides_some_of_whose_numbers_are_lost_are_a_part_all_the_same() {
        let lines = [
            "某通知",
            "附件1",
            "汇总表",
            "0",
            "系统培训",
            "1",
            "甲",
            "3",
            "乙",
            "4",
            "丙",
            "7",
            "丁",
            "8",
        ];
        let parts = split(&document(&lines));
        assert_eq!(parts.get(2).and_then(|p| p.title.as_deref()), Some("系统培训"));
    }

    #[test]
    fn two_notices_in_one_file_are_two() {
        let got = tree(&[
            "某厅关于甲的通知",
            "某工信〔2023〕1号",
            "各市：",
            "一。",
            "二。",
            "三。",
            "某厅",
            "2023年1月2日",
            "某厅关于乙的通知",
            "某工信〔2023〕2号",
            "各市：",
        ]);
        assert_eq!(got, [(None, None), (None, None)]);
    }
}
