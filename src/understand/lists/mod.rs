//! Lists of indicators and lists of companies.

mod indicators;
#[cfg(test)]
mod tests;

pub use indicators::{has_indicator_lines, has_indicator_table, indicators};

use super::draft::Draft;
use super::passages::Passage;
use super::title::tidy;
use super::words::bare;
use crate::document::{Block, Cell, Document, Table};
use crate::value::label::join_lines;
use crate::value::pattern::pattern;
use serde_json::json;
use std::ops::Range;

pattern! {
    static ROW = r"^([0-9０-９]{1,3})(?:\s*[\t.．、]\s*|\s+|$)(.*)$";

    static GROUP = r"^[（(]?([一二三四五六七八九十]{1,3})[）)、]\s*(.+)$";
}

/// Endings of the names of companies and institutes.
const COMPANY: &[&str] = &[
    "公司",
    "研究所",
    "研究院",
    "厂",
    "集团",
    "企业",
    "中心",
    "合作社",
    "分公司",
    "事务所",
    "大学",
    "医院",
];

/// Whether a line is a company's name.
pub fn company(text: &str) -> Option<String> {
    let text = text.trim();
    let text = match ROW.captures(text) {
        Some(row) if !row[2].is_empty() => row[2].trim().to_owned(),
        _ => text.to_owned(),
    };
    // Its project behind it: 某公司（某智能工厂）.
    let text = match text.split_once(['（', '(']) {
        Some((name, rest)) if rest.ends_with(['）', ')']) && name.trim_end().ends_with("公司") => {
            name.trim_end().to_owned()
        }
        _ => text,
    };
    let length = text.chars().count();
    let named = COMPANY.iter().any(|e| text.ends_with(e));
    let clean = !text.contains(['。', '，', '；', '：', '□', '《', '、', '\t']);
    ((5..=40).contains(&length) && named && clean).then_some(text)
}

/// A company that a line names, the heading it stands under, and its line.
pub struct Named {
    name: String,
    group: Option<String>,
    line: usize,
}

/// The companies that lines name: one a line, or one a table row. Headings between
/// them (`一、装备制造（5家）`) say the sector of those below.
pub fn companies_of(lines: &[Passage]) -> Vec<Named> {
    let mut group: Option<String> = None;
    let mut out = Vec::new();
    for (line, passage) in lines.iter().enumerate() {
        if let Some(name) = passage.text.split('\t').find_map(company) {
            out.push(Named { name, group: group.clone(), line });
        } else if let Some(heading) = GROUP.captures(&passage.text) {
            group = sector(&heading[2]);
        }
    }
    out
}

/// The name of a sector, without the number of companies behind it.
fn sector(heading: &str) -> Option<String> {
    let heading = tidy(heading);
    let counted = heading.find(['（', '(']).filter(|_| heading.ends_with(['）', ')']));
    let name = heading.get(..counted.unwrap_or(heading.len())).unwrap_or_default();
    let short = (2..=20).contains(&name.chars().count()) && !name.contains(['。', '，', '：']);
    short.then(|| name.to_owned())
}

/// The column of a table under which names of companies stand, told by its header row.
fn name_column(table: &Table) -> Option<usize> {
    let names =
        ["企业名称", "单位名称", "公司名称", "企业", "单位", "申报主体", "申报单位", "揭榜单位"];
    let head = |col: usize| table.cells.iter().find(|c| c.row == 0 && c.col == col);
    let words = |col: usize| head(col).map(|c| bare(&c.text().content)).unwrap_or_default();
    let fits = |col: &usize, name: &str| words(*col) == name || words(*col).ends_with("企业名称");
    names.iter().find_map(|name| (0..table.cols).find(|col| fits(col, name)))
}

/// Whether blocks hold a table with a column of companies that is filled in.
pub fn has_company_table(document: &Document, blocks: Range<usize>) -> bool {
    let mut tables = blocks.filter_map(|block| table_at(document, block));
    tables.any(|table| {
        let Some(col) = name_column(table) else { return false };
        let named = |c: &&Cell| c.col == col && c.row > 0 && !c.text().is_blank();
        table.cells.iter().any(|cell| named(&cell))
    })
}

fn table_at(document: &Document, block: usize) -> Option<&Table> {
    match document.blocks.get(block)? {
        Block::Table(table) => Some(table),
        _ => None,
    }
}

/// Fills the record of a list of companies: of tables each row with all its columns,
/// else the names that stand on the lines, unless these are cells of a table that was
/// `torn`: which of them are companies cannot be told.
pub fn companies(
    draft: &mut Draft,
    document: &Document,
    blocks: Range<usize>,
    lines: &[Passage],
    torn: bool,
) {
    draft.put("/rows", json!([]));
    if has_company_table(document, blocks.clone()) {
        let mut next = 0;
        for block in blocks {
            if let Some(table) = table_at(document, block) {
                company_rows(draft, table, block, &mut next);
            }
        }
        return;
    }
    if torn {
        return;
    }
    for (i, company) in companies_of(lines).into_iter().enumerate() {
        draft.put_from(&format!("/rows/{i}/name"), company.name, &lines[company.line], "");
        if let Some(group) = company.group {
            draft.put(&format!("/rows/{i}/group"), group);
        }
    }
}

fn company_rows(draft: &mut Draft, table: &Table, block: usize, next: &mut usize) {
    let Some(named) = name_column(table) else { return };
    let grid = table.grid();
    let cell = |row: usize, col: usize| grid.cell(row, col).and_then(|i| table.cells.get(i));
    let words = |row: usize, col: usize| {
        let text = cell(row, col).map(|c| join_lines(&c.text().content)).unwrap_or_default();
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    };
    let heads: Vec<Option<String>> =
        (0..table.cols).map(|col| words(0, col).map(|h| bare(&h))).collect();
    let labels: Vec<Option<String>> = (0..table.cols)
        .map(|col| words(0, col).map(|head| crate::understand::summary::label(&head)))
        .collect();
    // Two lists side by side have the same heads twice: the left one is read first.
    let band = (1..=table.cols / 2)
        .find(|width| {
            table.cols.is_multiple_of(*width)
                && *width > named
                && heads[*width..] == heads[..table.cols - width]
        })
        .unwrap_or(table.cols);
    let places =
        (0..table.cols / band.max(1)).flat_map(|n| (1..table.rows).map(move |row| (n, row)));
    for (row, from) in places.map(|(n, row)| (row, n * band)) {
        let named = named + from;
        let Some(at) = cell(row, named) else { continue };
        let name = words(row, named);
        // One cell over all columns is a heading inside the list.
        let head = name.as_ref().is_some_and(|name| heads.contains(&Some(bare(name))));
        if name.is_none() && !at.unread || at.row != row || at.col != named || head {
            continue;
        }
        let pointer = format!("/rows/{next}");
        *next += 1;
        draft.put_cell(&format!("{pointer}/name"), name, block, at);
        let own = labels.iter().enumerate().skip(from).take(band);
        for (col, head) in own.filter(|(col, _)| *col != named) {
            let (Some(head), Some(text), Some(cell)) = (head, words(row, col), cell(row, col))
            else {
                continue;
            };
            let number = text.parse::<u32>().ok().filter(|_| head == "序号");
            let key = if number.is_some() { "no" } else { head.as_str() };
            let value = number.map_or_else(|| json!(text), |number| json!(number));
            let key = key.replace('~', "~0").replace('/', "~1");
            draft.put_cell(&format!("{pointer}/{key}"), value, block, cell);
        }
    }
}
