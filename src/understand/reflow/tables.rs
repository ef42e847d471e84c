//! Cells that stand one a line behind a tab, made a table again.
//!
//! A blank line ends a row, two blank lines or running text end the table. How
//! many columns a cell covered is lost; it is won back where the rows below say so.

use super::Line;
use crate::document::{Block, Cell, Paragraph, Place, Table};
use crate::understand::title::is_enumerated;

/// Reads the table that begins at a line; gives it and the line after it.
pub fn read(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let (rows, end) = rows(lines, start);
    if rows.iter().map(Vec::len).sum::<usize>() < 2 {
        return None;
    }
    Some((build(rejoin(rows)), end))
}

/// Words on which the first cell of a header row begins.
const HEADS: &[&str] = &[
    "序号", "编号", "单位", "地区", "区域", "阶段", "环节", "姓名", "部门", "责任", "企业", "名称",
    "时间", "市", "县", "省", "项目",
];

/// Reads a table whose cells are parted by tabs, a row a line, as a table copied
/// out of Word or a sheet: a header row, and rows with as many cells.
pub fn read_tabbed(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let tabs = |at: usize| {
        let line = lines.get(at)?;
        Some(line.raw.matches('\t').count()).filter(|n| *n >= 2 && !line.is_cell())
    };
    let count = tabs(start)?;
    let head: Vec<&str> = lines[start].raw.split('\t').map(str::trim).collect();
    let short = |cell: &&str| !cell.is_empty() && cell.chars().count() <= 16;
    let named = HEADS.iter().any(|h| head[0].starts_with(h));
    let titled = head.iter().all(|c| short(c) && !c.contains(|c: char| c.is_ascii_digit()));
    if !named || !titled {
        return None;
    }
    let end = (start..lines.len()).find(|at| tabs(*at) != Some(count)).unwrap_or(lines.len());
    if end < start + 2 {
        return None;
    }
    let mut table =
        Table { rows: end - start, cols: count + 1, header_rows: 1, ..Table::default() };
    for (row, line) in lines[start..end].iter().enumerate() {
        let cells = line.raw.split('\t').enumerate();
        table.cells.extend(cells.map(|(col, text)| Cell::plain(row, col, text.trim())));
    }
    Some((table, end))
}

/// The text lines of a cell.
type Words = Vec<String>;

fn rows(lines: &[Line<'_>], start: usize) -> (Vec<Vec<Words>>, usize) {
    let mut rows: Vec<Vec<Words>> = Vec::new();
    let mut at = start;
    while let Some(line) = lines.get(at) {
        if line.is_cell() {
            if rows.is_empty() || line.blanks > 0 {
                rows.push(Vec::new());
            }
            // Several cells may share a line.
            let cells = line.raw.trim_start_matches([' ', '\u{3000}']).split('\t').skip(1);
            if let Some(row) = rows.last_mut() {
                row.extend(cells.map(|c| match c.trim() {
                    "" => Vec::new(),
                    text => vec![text.to_owned()],
                }));
            }
        } else if line.blanks >= 2 || line.paged && line.blanks > 0 && is_enumerated(line.text()) {
            // A heading at the head of a page is no part of the cell above.
            break;
        } else {
            let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) else { break };
            // Running text follows the last row without a gap in some files.
            if line.blanks == 1 && cell.is_empty() && !cell_goes_on(lines, at) {
                break;
            }
            cell.push(line.text().to_owned());
        }
        at += 1;
    }
    (rows, at)
}

/// Whether another cell follows before the table can have ended.
fn cell_goes_on(lines: &[Line<'_>], at: usize) -> bool {
    lines
        .iter()
        .skip(at + 1)
        .take(12)
        .take_while(|l| l.is_cell() || l.blanks < 2)
        .any(Line::is_cell)
}

/// A label that carried a footnote mark lost it and left a blank line: its row
/// goes on in the next one.
fn rejoin(rows: Vec<Vec<Words>>) -> Vec<Vec<Words>> {
    let mut out: Vec<Vec<Words>> = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(last) = out.last_mut()
            && breaks_off(last, &row)
        {
            last.extend(row);
            continue;
        }
        out.push(row);
    }
    out
}

fn breaks_off(last: &[Words], next: &[Words]) -> bool {
    let Some(label) = last.last().map(|w| w.concat()) else { return false };
    let lone = last.len() == 1 || last.iter().rev().skip(1).all(Vec::is_empty);
    let first = next.first().map(|w| w.concat()).unwrap_or_default();
    let usual = label.chars().count() <= 34
        && !label.is_empty()
        && !is_enumerated(&label)
        && !label.ends_with(['）', ')'])
        && label.parse::<u32>().is_err();
    let answers = first.starts_with(['□', '☑', '☐', '■', '（', '('])
        || next.len() > 1 && next.iter().all(|w| !w.is_empty()) && !first.starts_with("序号");
    lone && usual && answers && !is_enumerated(&first)
}

fn build(rows: Vec<Vec<Words>>) -> Table {
    let cols = rows.iter().map(Vec::len).max().unwrap_or(0);
    let listing = is_listing(&rows);
    let head = if listing { head_rows(&rows) } else { 0 };
    let widths = widths(&rows, cols, head);
    let mut table = Table { rows: rows.len(), cols, header_rows: head, ..Table::default() };
    // The cell that stands over each column, for cells merged downwards.
    let mut over: Vec<Option<usize>> = vec![None; cols];
    for (r, (row, widths)) in rows.into_iter().zip(widths).enumerate() {
        let first_word = row.iter().position(|w| !w.is_empty());
        let mut col = 0;
        for (c, (words, width)) in row.into_iter().zip(widths).enumerate() {
            let merged = words.is_empty()
                && if listing { r < head } else { first_word.is_some_and(|f| c < f) };
            if merged
                && let Some(anchor) = over[col]
                && let Some(cell) = table.cells.get_mut(anchor)
                && cell.col == col
                && cell.col_span == width
                && cell.row + cell.row_span == r
                && !cell.blocks.is_empty()
            {
                cell.row_span += 1;
            } else {
                let blocks =
                    words.into_iter().map(|w| Block::Paragraph(Paragraph::plain(w))).collect();
                for slot in over.iter_mut().skip(col).take(width) {
                    *slot = Some(table.cells.len());
                }
                table.cells.push(Cell {
                    row: r,
                    col,
                    row_span: 1,
                    col_span: width,
                    blocks,
                    place: Place::default(),
                    unread: false,
                });
            }
            col += width;
        }
    }
    table
}

/// A list under a header row that begins with 序号, as against a form of labels and blanks.
fn is_listing(rows: &[Vec<Words>]) -> bool {
    rows.first().and_then(|r| r.first()).is_some_and(|w| w.concat() == "序号")
}

/// Header rows: the first, and those below it that have no number and some word.
fn head_rows(rows: &[Vec<Words>]) -> usize {
    1 + rows
        .iter()
        .skip(1)
        .take_while(|row| {
            row.first().is_some_and(Vec::is_empty)
                && row.get(1).is_some_and(Vec::is_empty)
                && row.iter().any(|w| !w.is_empty())
                && !row.iter().any(|w| w.concat().contains('□'))
        })
        .count()
}

/// Columns covered by each cell.
fn widths(rows: &[Vec<Words>], cols: usize, head: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = rows
        .iter()
        .map(|row| {
            let mut widths = vec![1; row.len()];
            // In forms the last cell reaches to the edge.
            if let Some(last) = widths.last_mut() {
                *last += cols - row.len();
            }
            widths
        })
        .collect();
    // Header rows from the lowest up: a cell covers the columns that are divided below it.
    let mut divided = vec![false; cols];
    let mut inside = vec![false; cols + 1];
    let mut under: Vec<Vec<&str>> = vec![Vec::new(); cols];
    for r in (0..head).rev() {
        let row = &rows[r];
        if let Some(found) = spread(row, &divided, &inside, &under) {
            let mut col = 0;
            for (words, width) in row.iter().zip(&found) {
                if let (Some(slot), Some(word)) = (under.get_mut(col), words.first()) {
                    slot.push(word);
                }
                for slot in divided.iter_mut().skip(col).take(*width) {
                    *slot |= !words.is_empty();
                }
                for edge in inside.iter_mut().take(col + width).skip(col + 1) {
                    *edge = true;
                }
                col += width;
            }
            all[r] = found;
        }
    }
    all
}

/// Finds widths that sum to the number of columns: only a cell with words over
/// divided columns may be wider than one, and no edge falls `inside` a cell below.
fn spread(
    row: &[Words],
    divided: &[bool],
    inside: &[bool],
    under: &[Vec<&str>],
) -> Option<Vec<usize>> {
    let (n, cols) = (row.len(), divided.len());
    if n == cols || n * cols > 100_000 {
        return (n == cols).then(|| vec![1; n]);
    }
    // best[c][k]: the best score with the first c cells over the first k columns.
    let mut best = vec![vec![None::<(i32, usize)>; cols + 1]; n + 1];
    best[0][0] = Some((0, 0));
    for c in 0..n {
        let blank = row[c].is_empty();
        for k in 0..cols {
            let Some((score, _)) = best[c][k] else { continue };
            let longest = if blank { 1 } else { cols - k };
            for width in 1..=longest {
                let below = &divided[k..(k + width).min(cols)];
                let torn = if inside[k + width] { 4 } else { 0 };
                let value = match (blank, width) {
                    (true, _) => 0,
                    (false, 1) if !below[0] => 2,
                    (false, 1) => 0,
                    (false, _) if below.iter().all(|d| *d) => 2,
                    _ => -4,
                };
                let slot = &mut best[c + 1][k + width];
                let kin = if width > 1 { kinship(&row[c], &under[k..k + width]) } else { 0 };
                let total = score + value + kin - torn;
                if slot.is_none_or(|(s, _)| total > s) {
                    *slot = Some((total, width));
                }
            }
        }
    }
    let mut widths = Vec::with_capacity(n);
    let mut k = cols;
    for c in (1..=n).rev() {
        let (_, width) = best[c][k]?;
        widths.push(width);
        k -= width;
    }
    widths.reverse();
    Some(widths)
}

/// How many cells below share two neighbouring characters with a header: 新增效益 over 新增产值.
fn kinship(words: &Words, under: &[Vec<&str>]) -> i32 {
    let head: Vec<char> = words.concat().chars().collect();
    let shares = |cell: &&&str| {
        let chars: Vec<char> = cell.chars().collect();
        head.windows(2).any(|pair| chars.windows(2).any(|other| other == pair))
    };
    under.iter().flatten().filter(shares).count() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(row: &[&str]) -> Vec<Words> {
        row.iter().map(|w| if w.is_empty() { vec![] } else { vec![(*w).to_owned()] }).collect()
    }

    #[test]
    fn merged_headers_find_their_columns() {
        let table = build(vec![
            words(&["序号", "名称", "资金", "效益", "备注"]),
            words(&["", "", "", "来源", "产值", "利润", ""]),
            words(&["", "", "总额", "贷款", "自筹", "", "", ""]),
            words(&["1", "甲", "", "", "", "", "", ""]),
        ]);
        let at = |text: &str| {
            let cell = table.cells.iter().find(|c| c.text().content == text).unwrap();
            (cell.row, cell.col, cell.row_span, cell.col_span)
        };
        assert_eq!(table.header_rows, 3);
        assert_eq!(at("资金"), (0, 2, 1, 3));
        assert_eq!(at("效益"), (0, 5, 1, 2));
        assert_eq!(at("来源"), (1, 3, 1, 2));
        assert_eq!(at("自筹"), (2, 4, 1, 1));
        assert_eq!(at("备注"), (0, 7, 3, 1));
    }

    #[test]
    fn a_label_that_lost_its_footnote_finds_its_answer() {
        let rows = rejoin(vec![
            words(&["（一）信息"]),
            words(&["企业类型"]),
            words(&["□大型  □小型"]),
            words(&["地址", ""]),
        ]);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1], words(&["企业类型", "□大型  □小型"]));
    }
}
