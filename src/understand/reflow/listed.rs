//! Lists under a header that begins with 序号 whose cells were torn out one behind
//! the other: row by row as the page was written, or block by block with blank
//! lines between them.
//!
//! Only what comes out whole is made a table: as many cells in each row as in the
//! header. A blank of a row that is filled in otherwise cannot be told from its
//! neighbours, and such a list stays lines.

mod blocks;
mod rows;

use super::Line;
use super::cells::{Gap, Piece, joined};
use super::lines::{is_marker, is_numbered_row};
use super::words::begins_with_word;
use crate::characters::numerals;
use crate::document::{Block, Cell, Paragraph, Table};
use crate::understand::title::is_enumerated;
use std::ops::Range;

/// Lines that one table may have.
const LINES: usize = 1000;
/// Lines of a header, and of one row.
const ROW: usize = 120;
/// Columns of a table at the least.
const COLUMNS: usize = 3;
/// What may speak against one cell on average.
const DOUBT: f32 = 1.0;
/// Two readings that differ by less are as likely.
const TIE: f32 = 0.7;
/// How far a partition of the header may stay behind the best one, where the rows ask for it.
const WORSE: f32 = 3.0;

/// What the row of sums is called.
pub const SUMS: [&str; 4] = ["合计", "总计", "小计", "共计"];

/// Reads the table whose header begins at a line; gives it and the line after it.
pub fn read(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let first = lines.get(start)?.text();
    let below = lines.get(start + 1).map(|l| l.text().split(' ').next().unwrap_or_default());
    let halved = first == "序" && below == Some("号");
    if !halved && first.split(' ').next() != Some("序号") {
        return None;
    }
    let from = start + usize::from(halved);
    let end = (from + 1..lines.len().min(from + LINES))
        .find(|at| ends(&lines[*at]))
        .unwrap_or_else(|| lines.len().min(from + LINES));
    let own = lines.get(from..end)?;
    // A text that keeps the gaps between its columns mirrors the page.
    if own.iter().any(|l| l.text().contains("   ") || l.raw.contains('\t')) {
        return None;
    }
    let blocks = own.iter().skip(1).any(|line| line.blanks > 0);
    let (table, taken) = if blocks { blocks::by_blocks(own)? } else { rows::by_rows(own)? };
    Some((table, from + taken))
}

/// Whether a line stands below a table and not in it.
fn ends(line: &Line<'_>) -> bool {
    let text = line.text();
    let label = text.split(['：', ':']).next().filter(|label| label.len() < text.len());
    let asks = ["联系", "填表", "填报", "推荐单位", "制表", "审核", "单位负责", "日期", "电话"];
    is_marker(text)
        || ["注：", "注:", "注1", "说明：", "备注：", "附件"].iter().any(|w| text.starts_with(w))
        || label.is_some_and(|label| asks.iter().any(|w| label.starts_with(w)))
        || chapter(text)
        || text.starts_with("序号")
}

/// 一、… opens a chapter.
fn chapter(text: &str) -> bool {
    let rest = text.trim_start_matches(numerals::is_ordinal);
    rest.len() < text.len() && rest.starts_with('、')
}

/// Whether a word stands for rows that are left out.
fn is_dots(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c == '…' || c == '.')
}

/// The pieces of a line.
fn pieces<'a>(line: &Line<'a>) -> Vec<Piece<'a>> {
    let gap = if line.blanks > 0 || line.paged { Gap::Blank } else { Gap::Line };
    words(line.text())
        .into_iter()
        .enumerate()
        .map(|(at, text)| Piece { text, gap: if at == 0 { gap } else { Gap::Space } })
        .collect()
}

/// The words of a line; a date is one although spaces stand around its digits.
pub fn words(line: &str) -> Vec<&str> {
    let all: Vec<&str> = line.split_whitespace().collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let joins = |at: usize| {
        let (before, word) = (all[at - 1], all[at]);
        let next = all.get(at + 1).copied().unwrap_or_default();
        digits(before) && word.starts_with(['年', '月', '日'])
            || before == "年" && digits(word) && next.starts_with('月')
            || before == "月" && digits(word) && next.starts_with('日')
    };
    let mut out: Vec<&str> = Vec::new();
    let mut from = 0;
    for (at, word) in all.iter().enumerate() {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        let whole = line.get(from..start + word.len()).unwrap_or(word);
        match out.last_mut().filter(|_| at > 0 && joins(at)) {
            Some(last) => *last = whole,
            None => {
                from = start;
                out.push(word);
            }
        }
    }
    out
}

/// What row a line begins, if it begins the one that is due.
fn row_number<'a>(line: &Line<'a>, due: usize) -> Option<&'a str> {
    let text = line.text();
    let first = text.split(' ').next().unwrap_or_default();
    let alone = first.len() == text.len();
    if is_dots(first) && alone || SUMS.contains(&first) {
        return Some(first);
    }
    let rest = text.get(first.len()..).unwrap_or_default().trim_start();
    let company = rest.split(' ').next().is_some_and(|word| word.ends_with("公司"));
    let row =
        alone || company || is_numbered_row(text) || !han_next(text) || begins_with_word(rest);
    (first.parse() == Ok(due) && row).then_some(first)
}

/// 20 个: a number that counts something.
fn han_next(text: &str) -> bool {
    let next = text.split(' ').nth(1).and_then(|word| word.chars().next());
    next.is_some_and(|c| !c.is_ascii())
}

/// Whether labels may be a header of one row. Behind 备注, which is the last column,
/// or where a label says the same twice, stand the lower rows of a header with merged
/// cells: which column each is over cannot be told.
pub fn is_one_row(labels: &[String]) -> bool {
    let remark = labels.iter().position(|label| label == "备注");
    let behind = remark.is_some_and(|at| at + 1 < labels.len());
    let twice = |label: &String| {
        let chars: Vec<char> = label.chars().collect();
        (2..=chars.len() / 2).any(|n| chars.windows(2 * n).any(|pair| pair[..n] == pair[n..]))
    };
    !behind && !labels.iter().any(twice)
}

fn texts_of(pieces: &[Piece<'_>], cells: &[Range<usize>]) -> Vec<Vec<String>> {
    cells.iter().map(|cell| paragraphs(&pieces[cell.clone()])).collect()
}

/// The paragraphs of a cell: its lines joined but where a number begins a new one.
fn paragraphs(pieces: &[Piece<'_>]) -> Vec<String> {
    let mut from = 0;
    let mut out = Vec::new();
    for at in 1..=pieces.len() {
        let new = pieces.get(at).is_none_or(|p| p.gap != Gap::Space && is_enumerated(p.text));
        if new {
            out.push(joined(&pieces[from..at]));
            from = at;
        }
    }
    out
}

fn begun(labels: &[String]) -> Table {
    let mut table = Table { rows: 1, cols: labels.len() + 1, header_rows: 1, ..Table::default() };
    table.cells.push(Cell::plain(0, 0, "序号"));
    let cells = labels.iter().enumerate();
    table.cells.extend(cells.map(|(at, label)| Cell::plain(0, at + 1, label)));
    table
}

/// The paragraphs of the cells of a row; none for a cell that cannot be told.
type Cells = Vec<Option<Vec<String>>>;

fn push_row(table: &mut Table, number: &str, texts: &[Option<Vec<String>>]) {
    let row = table.rows;
    table.cells.push(Cell::plain(row, 0, number));
    for (at, text) in texts.iter().enumerate() {
        let paragraphs =
            text.iter().flatten().map(|t| Block::Paragraph(Paragraph::plain(t.as_str())));
        table.cells.push(Cell {
            blocks: paragraphs.collect(),
            unread: text.is_none(),
            ..Cell::plain(row, at + 1, "")
        });
    }
    table.rows += 1;
}

#[cfg(test)]
mod tests;
