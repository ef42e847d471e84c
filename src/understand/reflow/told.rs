//! Whether a table that was put together from torn lines may be believed. A wrong value
//! is worse than none: cells that are not as their column says are left out, and a
//! table with many of them was taken apart the wrong way.

use super::cells::{begins_label, is_label};
use super::kinds::{Fit, Kind};
use super::listed::SUMS;
use crate::document::{Cell, Table};
use crate::problem::{Warning, WarningCode};

/// One cell of so many may be strange.
const STRANGE: usize = 5;
/// Rows from which on a column that is always blank is none.
const ROWS: usize = 3;
/// Characters of a cell that tells of nothing: 先进级, 880.5.
const SHORT: usize = 8;
/// Characters of the label of a list.
const LONGEST: usize = 24;
/// On what the labels end that stand over several columns: 项目情况.
const OVER: &[&str] = &["情况", "信息", "构成", "成效", "概况", "指标", "内容"];
/// Those of them on which other labels seldom end.
const GROUPS: &[&str] = &["情况", "信息", "构成", "成效", "概况", "指标"];

/// The label of each column: the lowest cell of the header over it.
fn labels(table: &Table) -> Vec<String> {
    let head = table.header_rows.max(1);
    let lowest = |col: usize| {
        let over = |cell: &&Cell| cell.row < head && cell.covers(cell.row, col);
        let cell = table.cells.iter().filter(over).max_by_key(|cell| cell.row);
        cell.map(|cell| cell.text().content.split_whitespace().collect()).unwrap_or_default()
    };
    (0..table.cols).map(lowest).collect()
}

/// Whether labels may head the columns of a table: whole ones, each of one column. A
/// label over several columns has none of its own, which only rows can show.
pub fn headed(labels: &[String], filled: bool) -> bool {
    let strange = labels.iter().filter(|label| !is_label(label)).count();
    let group = |label: &String| GROUPS.iter().any(|word| label.ends_with(word));
    labels.iter().all(|label| is_whole(label))
        && strange * 3 <= labels.len()
        && (filled || !labels.iter().any(group))
}

/// Whether a label is neither half of one nor two.
fn is_whole(label: &str) -> bool {
    const PLACES: &[&str] = &["省", "市", "区", "县", "州"];
    let count = label.chars().count();
    let open = |signs: [char; 2]| label.matches(signs).count();
    // Two labels: （万元）培育级别, 项目情况行业.
    let behind = |end: usize| {
        let rest = label.get(end..).unwrap_or_default();
        rest.chars().nth(1).is_some()
            && is_label(rest)
            && !rest.starts_with(['及', '和', '与', '、'])
    };
    let bracket = label.find(['）', ')']).is_some_and(|at| behind(at + 3));
    let group = |word: &str| {
        let end = label.find(word).map(|at| at + word.len());
        end.is_some_and(|end| end > word.len() && behind(end))
    };
    let remark = count > 2 && (label.starts_with("备注") || label.ends_with("备注"));
    // 行业2023年产值 are two; other digits than those of a year are of a row below.
    let year =
        label.find("20").is_some_and(|at| at > 0 && label[at..].chars().nth(4) == Some('年'));
    let digits = label.chars().filter(char::is_ascii_digit).count();
    let half = count < 2 && !PLACES.contains(&label) || begins_label(label);
    !half
        && open(['（', '(']) == open(['）', ')'])
        && !bracket
        && !OVER.iter().any(|word| group(word))
        && !remark
        && !year
        && digits <= 4
}

/// The table without the cells that cannot be; nothing where it cannot be as a whole.
pub fn judged(mut table: Table) -> Option<Table> {
    let labels = labels(&table);
    // The tables of a form ask for texts; what they are is told elsewhere.
    if labels.iter().any(|label| label.chars().count() > LONGEST) {
        return Some(table);
    }
    let kinds: Vec<Kind> = labels.iter().map(|label| Kind::of(label)).collect();
    let head = table.header_rows.max(1);
    let content = |cell: &Cell| cell.text().content.split_whitespace().collect::<String>();
    let apart: Vec<usize> = table
        .cells
        .iter()
        .filter(|cell| {
            let text = content(cell);
            cell.row >= head && (SUMS.contains(&text.as_str()) || text.starts_with("示例"))
        })
        .map(|cell| cell.row)
        .collect();
    let (mut filled, mut strange) = (0, 0);
    let mut written = vec![0usize; table.cols];
    let mut rows: Vec<usize> = Vec::new();
    for cell in table.cells.iter_mut().filter(|cell| cell.row >= head && cell.col > 0) {
        let text = content(cell);
        if text.is_empty() && !cell.unread {
            continue;
        }
        filled += 1;
        if !rows.contains(&cell.row) {
            rows.push(cell.row);
        }
        if let Some(slot) = written.get_mut(cell.col) {
            *slot += 1;
        }
        let kind = kinds.get(cell.col).copied().unwrap_or(Kind::Any);
        if cell.unread {
            strange += 1;
        } else if !apart.contains(&cell.row) && kind.fit(&text) == Fit::Strange {
            strange += 1;
            cell.unread = true;
            cell.blocks.clear();
        }
    }
    let numbers: Vec<String> =
        table.cells.iter().filter(|c| c.row >= head && c.col == 0).map(content).collect();
    let numbered = labels.first().is_some_and(|label| label == "序号");
    if strange > 1 && strange * STRANGE > filled || numbered && !is_run(&numbers) {
        return None;
    }
    // Labels over several columns have cells of their own nowhere.
    let blank = |col: usize| written[col] == 0 && kinds[col] != Kind::Remark;
    let group = |label: &String| GROUPS.iter().any(|word| label.ends_with(word));
    let level = table.header_rows <= 1;
    // One that stands over others, too: what is below it is no text about anything.
    let short = |col: usize| {
        let mut texts = table.cells.iter().filter(|c| c.row >= head && c.col == col).map(content);
        texts.all(|text| text.chars().count() <= SHORT)
    };
    let over = |col: usize| level && group(&labels[col]) && short(col);
    if !headed(&labels, !rows.is_empty() || !level) || (1..table.cols).any(over) {
        return None;
    }
    if rows.len() >= ROWS && (1..table.cols).any(blank)
        || level && !rows.is_empty() && (1..table.cols).any(|c| blank(c) && group(&labels[c]))
    {
        return None;
    }
    Some(table)
}

/// Whether the numbers of rows count up from one; sums and dots have none.
fn is_run(numbers: &[String]) -> bool {
    let counted: Vec<usize> = numbers.iter().filter_map(|n| n.parse().ok()).collect();
    counted.iter().enumerate().all(|(at, number)| *number == at + 1)
}

/// What is said of the cells of a table that were left out.
pub fn left_out(table: &Table) -> Option<Warning> {
    let labels = labels(table);
    let head = table.header_rows.max(1);
    let mut rows: Vec<String> = Vec::new();
    let mut columns: Vec<&str> = Vec::new();
    for cell in table.cells.iter().filter(|cell| cell.unread && cell.row >= head) {
        let row = (cell.row + 1 - head).to_string();
        if rows.last() != Some(&row) {
            rows.push(row);
        }
        let label = labels.get(cell.col).map_or("", String::as_str);
        if !columns.contains(&label) {
            columns.push(label);
        }
    }
    (!rows.is_empty()).then(|| {
        let name: Vec<&str> = labels.iter().take(3).map(String::as_str).collect();
        Warning::new(
            WarningCode::CellsNotTold,
            format!(
                "表格（{}…）第 {} 行有单元格断行后无法分清，留空：{}",
                name.join("、"),
                rows.join("、"),
                columns.join("、")
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Table {
        let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
            texts.iter().enumerate().map(move |(col, text)| Cell::plain(row, col, text))
        });
        let cols = rows.first().map_or(0, |row| row.len());
        Table { rows: rows.len(), cols, header_rows: 1, cells: cells.collect(), ..Table::default() }
    }

    #[test]
    fn a_cell_that_cannot_be_is_left_out() {
        let read = judged(table(&[
            &["序号", "企业名称", "联系人", "联系电话"],
            &["1", "白鹿市恒泰纺织有限公司", "陆远舟", "13900010001"],
            &["2", "汉南宏远汽车零部件有限公司", "尹若溪", "139000"],
        ]))
        .unwrap();
        assert!(read.cells.iter().any(|c| c.unread && (c.row, c.col) == (2, 3)));
        let warning = left_out(&read).unwrap();
        assert!(warning.message.contains("第 2 行") && warning.message.contains("联系电话"));
    }

    #[test]
    fn a_table_of_strange_cells_is_none() {
        let broken = table(&[
            &["序号", "企业名称", "联系人", "联系电话"],
            &["1", "白鹿市恒泰纺织", "有限公司陆远舟", "13900010001"],
            &["2", "汉南宏远汽车零部件有限公司", "尹若溪139", "00010002"],
        ]);
        assert_eq!(judged(broken), None);
        let jumping = table(&[&["序号", "市", "车间"], &["1", "甲市", "2"], &["3", "乙市", "4"]]);
        assert_eq!(judged(jumping), None);
    }

    #[test]
    fn a_label_over_others_has_no_cells() {
        let head: &[&str] = &["序号", "企业名称", "项目情况", "项目名称", "类别"];
        assert_eq!(judged(table(&[head, &["", "", "", "", ""]])), None);
        let head: &[&str] = &["序号", "企业名称", "项目情况", "培育级别"];
        let filled: &[&str] = &["1", "白鹿市恒泰纺织有限公司", "医药", "先进级"];
        assert_eq!(judged(table(&[head, filled])), None);
        let text: &[&str] =
            &["1", "白鹿市恒泰纺织有限公司", "建成高支纱智能纺纱车间并投产", "先进级"];
        assert!(judged(table(&[head, text])).is_some());
    }
}
