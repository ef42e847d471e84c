//! Tables whose rows stand on one line each, or in one block each, with as many words
//! as the header has labels: nothing was wrapped, and nothing must be guessed.

use super::Line;
use super::cells::is_label;
use super::kinds::{Fit, Kind};
use super::listed::{SUMS, words};
use crate::document::{Cell, Table};

/// Rows of such a table.
const ROWS: usize = 200;
/// Columns of such a table.
const COLUMNS: std::ops::RangeInclusive<usize> = 3..=10;
/// Characters of a cell that is none but words.
const LONGEST: usize = 40;

/// Reads the table whose header begins at a line; gives it and the line after it.
pub fn read(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    by_lines(lines, start).or_else(|| by_blocks(lines, start))
}

/// Whether words are the labels of columns.
fn heads(labels: &[&str]) -> bool {
    let label = |text: &&str| {
        (2..=12).contains(&text.chars().count())
            && !text.contains(['。', '，', '：', '；'])
            && !text.contains(|c: char| c.is_ascii_digit())
    };
    // A label that no list of words knows may stand among others.
    let known = labels.iter().filter(|text| is_label(text)).count();
    COLUMNS.contains(&labels.len()) && labels.iter().all(label) && known * 3 >= labels.len() * 2
}

fn by_lines(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let labels = words(lines.get(start)?.text());
    if !heads(&labels) {
        return None;
    }
    let rows: Vec<Vec<&str>> = lines
        .get(start + 1..lines.len().min(start + ROWS))?
        .iter()
        .map(|line| words(line.text()))
        .take_while(|row| row.len() == labels.len())
        .collect();
    let end = start + 1 + rows.len();
    // What stands below is no wrapped part of the last row.
    let below = lines.get(end).map_or("", Line::text);
    if !ends_table(below) {
        return None;
    }
    Some((built(&labels, &rows)?, end))
}

/// Whether a line below a table stands for itself.
fn ends_table(text: &str) -> bool {
    text.is_empty()
        || crate::understand::title::is_enumerated(text)
        || text.contains(['：', ':', '。'])
        || super::lines::is_marker(text)
        || text.chars().count() > LONGEST
}

fn by_blocks(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let block = |from: usize| {
        let end = (from + 1..lines.len().min(from + COLUMNS.end() + 1))
            .find(|at| lines[*at].blanks > 0 || lines[*at].paged)
            .unwrap_or_else(|| lines.len().min(from + COLUMNS.end() + 1));
        lines.get(from..end).unwrap_or_default()
    };
    if start > 0 && lines.get(start)?.blanks == 0 {
        return None;
    }
    let labels: Vec<&str> = block(start).iter().map(Line::text).collect();
    if !heads(&labels) {
        return None;
    }
    let mut rows: Vec<Vec<&str>> = Vec::new();
    let mut end = start + labels.len();
    while end < lines.len() && rows.len() < ROWS {
        let mut row: Vec<&str> = block(end).iter().map(Line::text).collect();
        let taken = row.len();
        if taken + 1 == labels.len() && SUMS.contains(&row[0]) {
            // The sum has no number.
            row.insert(0, "");
        }
        if row.len() != labels.len() {
            break;
        }
        end += taken;
        rows.push(row);
    }
    if !ends_table(lines.get(end).map_or("", Line::text)) {
        return None;
    }
    Some((built(&labels, &rows)?, end))
}

/// The table, if a column of days or the like bears out that its cells are whole.
fn built(labels: &[&str], rows: &[Vec<&str>]) -> Option<Table> {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let kinds: Vec<Kind> = labels.iter().map(|label| Kind::of(label)).collect();
    let sure = |col: usize| rows.iter().all(|row| kinds[col].fit(&squeezed(row[col])) == Fit::Sure);
    let telling = |kind: Kind| {
        matches!(kind, Kind::Date | Kind::Phone | Kind::Code | Kind::Amount | Kind::Share)
    };
    let borne = (0..labels.len()).any(|col| telling(kinds[col]) && sure(col));
    let plain = |text: &&str| text.chars().count() <= LONGEST && !text.contains('。');
    let counted = |(at, row): (usize, &Vec<&str>)| {
        row[0].parse() == Ok(at + 1) || row[0].is_empty() && at + 1 == rows.len()
    };
    let numbered = labels[0] != "序号" || rows.iter().enumerate().all(counted);
    if rows.len() < 2 || !borne || !numbered || !rows.iter().flatten().all(plain) {
        return None;
    }
    let mut table =
        Table { rows: rows.len() + 1, cols: labels.len(), header_rows: 1, ..Table::default() };
    table.cells.extend(labels.iter().enumerate().map(|(col, label)| Cell::plain(0, col, label)));
    for (at, row) in rows.iter().enumerate() {
        let cells = row.iter().enumerate();
        table.cells.extend(cells.map(|(col, text)| Cell::plain(at + 1, col, &squeezed(text))));
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Option<String> {
        let raw: Vec<&str> = text.split('\n').collect();
        let lines = super::super::collect(&raw);
        read(&lines, 0).map(|(table, _)| table.text().content.replace('\n', "|"))
    }

    #[test]
    fn steps_with_their_days() {
        let want = "阶段\t工作任务\t责任单位\t时间节点|动员\t县级初审\t评审专家组\t2024年5月21日前|申报\t填写申报书\t市工信局\t2024年6月24日前";
        let lines = "阶段   工作任务   责任单位   时间节点\n动员   县级初审   评审专家组   2024 年 5 月 21 日前\n申报 填写申报书 市工信局 2024 年 6 月 24 日前\n三、联系方式。";
        assert_eq!(table(lines).as_deref(), Some(want));
        let blocks = "阶段\n工作任务\n责任单位\n时间节点\n\n动员\n县级初审\n评审专家组\n2024 年 5 月 21 日前\n\n申报\n填写申报书\n市工信局\n2024 年 6 月 24 日前\n\n三、联系方式。";
        assert_eq!(table(blocks).as_deref(), Some(want));
    }

    #[test]
    fn a_wrapped_row_is_not_read_here() {
        let text = "阶段 工作任务 责任单位 时间节点\n动员 县级初审 评审专家组 2024 年 5 月 21 日前\n申报 填写申报书 市工信局 2024 年 6 月 24 日前\n并提交\n三、联系方式。";
        assert_eq!(table(text), None);
        assert_eq!(table("姓名 单位 电话\n张三 李四 王五\n赵六 钱七 孙八"), None);
    }
}
