//! Lists of indicators and lists of companies.

use super::columns::Columns;
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

/// A row whose cells came out one behind the other without a space: 1数控化率（%）.
static CLOSE_ROW: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([0-9]{1,3})(\p{Han}.*[）)])$").ok());

static GROUP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[（(]?([一二三四五六七八九十]{1,3})[）)、]\s*(.+)$").ok());

/// The columns of a table of indicators that says their unit or their group in columns
/// of their own: name, unit, group, number.
fn indicator_columns(columns: &Columns<'_>) -> Option<[Option<usize>; 4]> {
    let group = columns.named(&["一级指标", "类别", "类型", "维度", "分类"], &[]);
    let taken: Vec<usize> = group.into_iter().collect();
    let name = columns.named(&["三级指标", "二级指标", "指标名称", "指标"], &taken)?;
    let unit = columns.named(&["计量单位", "单位"], &[&taken[..], &[name]].concat());
    let unit = unit.filter(|col| !columns.heads[*col].contains("填报"));
    let number = columns.named(&["序号", "编号"], &[name]);
    (unit.is_some() || group.is_some()).then_some([Some(name), unit, group, number])
}

/// Whether blocks hold such a table.
pub fn has_indicator_table(document: &Document, blocks: Range<usize>) -> bool {
    let mut tables = blocks.filter_map(|block| table_at(document, block));
    tables.any(|table| indicator_columns(&Columns::of(table)).is_some())
}

/// Whether lines are numbered indicators with their units in brackets.
pub fn has_indicator_lines(lines: &[Passage]) -> bool {
    let named = |line: &&Passage| {
        let row = ROW.as_ref().and_then(|r| r.captures(&line.text));
        row.is_some_and(|row| UNIT.as_ref().is_some_and(|r| r.is_match(row[2].trim())))
    };
    lines.iter().filter(named).count() >= 2
}

fn indicator_rows(draft: &mut Draft, table: &Table, block: usize, next: &mut usize) {
    let columns = Columns::of(table);
    let Some([Some(name), unit, group, number]) = indicator_columns(&columns) else { return };
    let mut above: Option<String> = None;
    for row in columns.rows() {
        // A group that is not merged over its rows is written in the first of them.
        above = group.and_then(|col| columns.words(row, col)).or(above);
        let (Some(text), Some(cell)) = (columns.words(row, name), columns.cell(row, name)) else {
            continue;
        };
        if cell.row != row {
            continue;
        }
        let (text, inside) = name_and_unit(&text);
        let unit = unit.and_then(|col| columns.words(row, col)).or(inside);
        let no = number.and_then(|col| columns.words(row, col)?.parse::<usize>().ok());
        let value = json!({
            "no": no.unwrap_or(*next + 1), "name": text, "unit": unit, "group": above,
        });
        draft.put_cell(&format!("/indicators/{next}"), value, block, cell);
        *next += 1;
    }
}

/// Reads the rows of a list of indicators, from a table or from torn lines.
pub fn indicators(draft: &mut Draft, document: &Document, blocks: Range<usize>, lines: &[Passage]) {
    draft.put("/indicators", json!([]));
    let mut next = 0;
    for block in blocks {
        if let Some(table) = table_at(document, block) {
            indicator_rows(draft, table, block, &mut next);
        }
    }
    if next > 0 {
        return;
    }
    let columns = columns(lines);
    let lines = columns.as_deref().unwrap_or(lines);
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
        let row = |regex: &'static Option<Regex>| regex.as_ref()?.captures(&line.text);
        if let Some(row) = row(&ROW).or_else(|| row(&CLOSE_ROW))
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
    for (i, (no, name, group, line)) in found.into_iter().enumerate() {
        let (name, unit) = name_and_unit(&name);
        let value = json!({ "no": no, "name": name, "unit": unit, "group": group });
        draft.put_from(&format!("/indicators/{i}"), value, &lines[line], "");
    }
}

/// A list read column by column made rows again: the numbers 序号, （一）, 1, 2, … stand
/// one a line and as many names below them, the heading of the column first.
fn columns(lines: &[Passage]) -> Option<Vec<Passage>> {
    let marker = |line: &Passage| {
        let inner = line.bare.trim_matches(['(', ')']);
        let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        line.row.is_none() && (1..=3).contains(&inner.chars().count()) && inner.chars().all(number)
    };
    let start =
        (0..lines.len()).find(|i| lines[*i..].iter().take(4).filter(|l| marker(l)).count() == 4)?;
    let count = lines[start..].iter().take_while(|l| marker(l)).count();
    let headed = start > 0 && lines[start - 1].bare == "序号";
    // A unit that moved to the next line belongs to the name above.
    let mut at = start + count + usize::from(headed);
    let mut named: Vec<Passage> = Vec::new();
    while let Some(line) = lines.get(at) {
        let unit =
            line.bare.starts_with('(') && closed(&line.bare) && line.bare.chars().count() <= 5;
        let full = named.len() == count;
        match named.last_mut().filter(|last| unit && !closed(&last.text)) {
            Some(last) => {
                last.text.push_str(&line.text);
                last.bare.push_str(&line.bare);
            }
            None if full => break,
            None => named.push(line.clone()),
        }
        at += 1;
    }
    // A name that runs over two lines would shift all below it: groups have no unit, the others one.
    let numbers = &lines[start..start + count];
    let fits = |(number, name): (&Passage, &Passage)| {
        number.bare.contains('(') != closed(&name.text) && !marker(name)
    };
    if named.len() < count || !numbers.iter().zip(&named).all(fits) {
        return None;
    }
    let row = |(number, name): (&Passage, &Passage)| {
        let gap = if number.bare.contains('(') { "" } else { " " };
        let text = format!("{}{gap}{}", number.text, name.text);
        Passage { bare: bare(&text), text, spans: Vec::new(), ..name.clone() }
    };
    let rows = numbers.iter().zip(&named).map(row);
    let (above, below) = (lines[..start].iter().cloned(), lines.get(at..).unwrap_or_default());
    Some(above.chain(rows).chain(below.iter().cloned()).collect())
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
        } else if let Some(heading) = GROUP.as_ref().and_then(|r| r.captures(&passage.text)) {
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
    let labels: Vec<Option<String>> =
        (0..table.cols).map(|col| words(0, col).map(|head| super::summary::label(&head))).collect();
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
        let (Some(name), Some(at)) = (words(row, named), cell(row, named)) else { continue };
        // One cell over all columns is a heading inside the list.
        if at.row != row || at.col != named || heads.contains(&Some(bare(&name))) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_companies_keep_their_columns() {
        let rows = [
            ["序号", "地区（市、州）", "企业名称", "智能工厂名称"],
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
            {"no": 1, "地区（市、州）": "榕江市", "name": "榕江某泵业有限公司", "智能工厂名称": "水泵智能工厂"},
            {"no": 2, "name": "泉湾某鞋业股份有限公司", "智能工厂名称": "运动鞋智能工厂"},
        ]);
        assert_eq!(draft.record.get("/rows"), Some(&want));
    }

    fn table(rows: &[&[&str]]) -> Document {
        let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
            texts.iter().enumerate().map(move |(col, text)| Cell::plain(row, col, text))
        });
        let (rows, cols, cells) = (rows.len(), rows[0].len(), cells.collect());
        let table = Table { rows, cols, cells, ..Table::default() };
        Document { blocks: vec![Block::Table(table)], ..Document::default() }
    }

    /// Half of the companies was once lost.
    #[test]
    fn two_lists_side_by_side() {
        let document = table(&[
            &["序号", "企业名称", "序号", "企业名称"],
            &["1", "甲机械有限公司", "3", "丙电子有限公司"],
            &["2", "乙制药有限公司", "", ""],
        ]);
        let mut draft = Draft::of_kind("company_list");
        companies(&mut draft, &document, 0..1, &[]);
        let want = json!([
            {"no": 1, "name": "甲机械有限公司"},
            {"no": 2, "name": "乙制药有限公司"},
            {"no": 3, "name": "丙电子有限公司"},
        ]);
        assert_eq!(draft.record.get("/rows"), Some(&want));
    }

    #[test]
    fn units_and_groups_in_columns_of_their_own() {
        let document = table(&[
            &["类别", "序号", "指标", "计量单位"],
            &["能力类", "1", "数控化率", "%"],
            &["", "2", "模型数量", "个"],
            &["效益类", "3", "周期缩短", "%"],
        ]);
        let mut draft = Draft::of_kind("indicator_list");
        indicators(&mut draft, &document, 0..1, &[]);
        let want = json!([
            {"no": 1, "name": "数控化率", "unit": "%", "group": "能力类"},
            {"no": 2, "name": "模型数量", "unit": "个", "group": "能力类"},
            {"no": 3, "name": "周期缩短", "unit": "%", "group": "效益类"},
        ]);
        assert_eq!(draft.record.get("/indicators"), Some(&want));
    }

    #[test]
    fn indicators_without_a_space_behind_their_number() {
        let text = "序号指标\n（一）能力类指标\n1数控化率（%）\n2联网率（%）\n（二）效益类指标\n3 能耗降低（%）";
        let lines: Vec<Passage> = text.split('\n').map(Passage::plain).collect();
        let mut draft = Draft::of_kind("indicator_list");
        indicators(&mut draft, &Document::default(), 0..0, &lines);
        let names = (0..3).map(|i| draft.record.get(&format!("/indicators/{i}/name")).cloned());
        let names: Vec<_> = names.map(|n| n.and_then(|n| n.as_str().map(str::to_owned))).collect();
        let want = ["数控化率", "联网率", "能耗降低"].map(|n| Some(n.to_owned()));
        assert_eq!(names, want);
    }

    #[test]
    fn indicators_read_column_by_column_are_rows_again() {
        let lines = [
            "序号",
            "（一）",
            "1",
            "2",
            "（二）",
            "3",
            "绩效指标",
            "能力类",
            "甲率（%）",
            "乙数（个）",
            "效益类",
            "丙企业数量",
            "（家）",
            "注：无。",
        ];
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        let mut draft = Draft::of_kind("indicator_list");
        indicators(&mut draft, &Document::default(), 0..0, &lines);
        let want = json!([
            {"no": 1, "name": "甲率", "unit": "%", "group": "能力类"},
            {"no": 2, "name": "乙数", "unit": "个", "group": "能力类"},
            {"no": 3, "name": "丙企业数量", "unit": "家", "group": "效益类"},
        ]);
        assert_eq!(draft.record.get("/indicators"), Some(&want));
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
    fn companies_stand_under_their_sectors() {
        let lines = [
            "一、装备制造（2家）",
            "1.甲机床集团有限公司",
            "2.乙电机股份有限公司",
            "二、原材料",
            "3.丙铜业股份有限公司",
        ];
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        let got: Vec<_> = companies_of(&lines)
            .into_iter()
            .map(|c| (c.name, c.group.unwrap_or_default()))
            .collect();
        let want = [
            ("甲机床集团有限公司", "装备制造"),
            ("乙电机股份有限公司", "装备制造"),
            ("丙铜业股份有限公司", "原材料"),
        ];
        assert_eq!(got, want.map(|(name, group)| (name.to_owned(), group.to_owned())));
    }

    #[test]
    fn companies_are_told_from_sentences() {
        assert_eq!(company("3 某某股份有限公司").as_deref(), Some("某某股份有限公司"));
        let project = company("1. 黔岭某轮胎股份有限公司（轮胎、橡胶智能制造示范工厂）");
        assert_eq!(project.as_deref(), Some("黔岭某轮胎股份有限公司"));
        assert!(company("企业应为规模以上工业企业，有竞争力的企业").is_none());
    }
}
