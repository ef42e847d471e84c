//! Lists of indicators and lists of companies.

use super::draft::Draft;
use super::passages::Passage;
use super::title::tidy;
use super::words::bare;
use crate::document::{Block, Cell, Document, Table};
use crate::value::label::join_lines;
use regex::Regex;
use serde_json::json;
use std::ops::Range;
use std::sync::LazyLock;

static UNIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(.*?)[（(]\s*(%|％|个|家|项|万元|亿元|元|人|天|次|台|套|台套|吨|年|分|级)\s*[）)]$",
    )
    .ok()
});

static ROW: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([0-9０-９]{1,3})(?:\s*[\t.．、]\s*|\s+|$)(.*)$").ok());

static GROUP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[（(]?([一二三四五六七八九十]{1,3})[）)、]\s*(.+)$").ok());

/// Reads the rows of a list of indicators, from a table or from torn lines.
pub fn indicators(draft: &mut Draft, lines: &[Passage]) {
    let mut group: Option<String> = None;
    let mut found: Vec<(u32, String, Option<String>, usize)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.bare.starts_with("序号") {
            continue;
        }
        if let Some(heading) = GROUP.as_ref().and_then(|r| r.captures(&line.text)) {
            group = Some(tidy(&heading[2]));
            continue;
        }
        let last = found.last().map_or(0, |f| f.0);
        if let Some(row) = ROW.as_ref().and_then(|r| r.captures(&line.text))
            && let Ok(no) = bare(&row[1]).parse::<u32>()
            && no == last + 1
        {
            let name = row[2].split('\t').next().unwrap_or_default();
            found.push((no, name.trim().to_owned(), group.clone(), index));
        } else if let Some(open) = found.last_mut()
            && !closed(&open.1)
            && line.row.is_none()
        {
            open.1.push_str(&line.text);
        }
    }
    draft.put("/indicators", json!([]));
    for (i, (no, name, group, line)) in found.into_iter().enumerate() {
        let (name, unit) = name_and_unit(&name);
        let value = json!({ "no": no, "name": name, "unit": unit, "group": group });
        draft.put_from(&format!("/indicators/{i}"), value, &lines[line], "");
    }
}

/// Whether an indicator's name came to its unit.
fn closed(name: &str) -> bool {
    name.ends_with(['）', ')'])
}

/// `名称（%）` to its name and unit. A bracket that lost its subscript is mended.
pub fn name_and_unit(text: &str) -> (String, Option<String>) {
    let text = tidy(text).replace(' ', "");
    let text =
        text.replace("（CO）", "（CO₂）").replace("(CO)", "（CO₂）").replace("（CO2）", "（CO₂）");
    match UNIT.as_ref().and_then(|r| r.captures(&text)) {
        Some(found) => (found[1].to_owned(), Some(found[2].replace('％', "%"))),
        None => (text, None),
    }
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
    let text = match ROW.as_ref().and_then(|r| r.captures(text)) {
        Some(row) if !row[2].is_empty() => row[2].trim().to_owned(),
        _ => text.to_owned(),
    };
    let length = text.chars().count();
    let named = COMPANY.iter().any(|e| text.ends_with(e));
    let clean = !text.contains(['。', '，', '；', '：', '□', '《', '、', '\t']);
    ((5..=40).contains(&length) && named && clean).then_some(text)
}

/// The companies that lines name: one a line, or one a table row.
pub fn companies_of(lines: &[Passage]) -> Vec<(String, usize)> {
    lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            line.text.split('\t').find_map(company).map(|name| (name, index))
        })
        .collect()
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
/// else the names that stand on the lines.
pub fn companies(draft: &mut Draft, document: &Document, blocks: Range<usize>, lines: &[Passage]) {
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
    for (i, (name, line)) in companies_of(lines).into_iter().enumerate() {
        draft.put_from(&format!("/rows/{i}/name"), name, &lines[line], "");
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
    for row in 1..table.rows {
        let (Some(name), Some(at)) = (words(row, named), cell(row, named)) else { continue };
        // One cell over all columns is a heading inside the list.
        if at.row != row || at.col != named || heads.contains(&Some(bare(&name))) {
            continue;
        }
        let pointer = format!("/rows/{next}");
        *next += 1;
        draft.put_cell(&format!("{pointer}/name"), name, block, at);
        for (col, head) in heads.iter().enumerate().filter(|(col, _)| *col != named) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_companies_keep_their_columns() {
        let rows = [
            ["序号", "地区", "企业名称", "智能工厂名称"],
            ["1", "榕江市", "榕江某泵业有限公司", "水泵智能工厂"],
            ["2", "", "泉湾某鞋业股份有限公司", "运动鞋智能工厂"],
        ];
        let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
            texts.iter().enumerate().map(move |(col, text)| Cell::plain(row, col, text))
        });
        let table = Table { rows: 3, cols: 4, cells: cells.collect(), ..Table::default() };
        let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
        let mut draft = Draft::of_kind("company_list");
        companies(&mut draft, &document, 0..1, &[]);
        let want = json!([
            {"no": 1, "地区": "榕江市", "name": "榕江某泵业有限公司", "智能工厂名称": "水泵智能工厂"},
            {"no": 2, "name": "泉湾某鞋业股份有限公司", "智能工厂名称": "运动鞋智能工厂"},
        ]);
        assert_eq!(draft.record.get("/rows"), Some(&want));
    }

    #[test]
    fn units_and_lost_subscripts() {
        assert_eq!(name_and_unit("销售增长率（%）"), ("销售增长率".into(), Some("%".into())));
        assert_eq!(
            name_and_unit("单位产品二氧化碳（CO ）排放量降低（%）").0,
            "单位产品二氧化碳（CO₂）排放量降低"
        );
    }

    #[test]
    fn companies_are_told_from_sentences() {
        assert_eq!(company("3 某某股份有限公司").as_deref(), Some("某某股份有限公司"));
        assert!(company("企业应为规模以上工业企业，有竞争力的企业").is_none());
    }
}
