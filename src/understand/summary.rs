//! Summary tables (汇总表, 推荐表): their columns, however many header rows are
//! merged over them, and the rows that are filled in.

use super::draft::Draft;
use super::passages::{self, Passage};
use super::words::bare;
use crate::document::{Cell, Document, Table};
use crate::value::pattern::{Pattern, pattern};
use serde_json::{Map, Value, json};
use std::ops::Range;

/// A column: the words of its header cells from the top down.
pub type Path = Vec<String>;

/// Fills the record of a summary from its tables, or from lines where the ruling is lost.
pub fn read(draft: &mut Draft, document: &Document, blocks: Range<usize>, lines: &[Passage]) {
    recommender(draft, lines);
    filled(draft, lines);
    draft.put("/columns", json!([]));
    draft.put("/rows", json!([]));
    let mut columns: Vec<String> = Vec::new();
    let mut paths: Vec<Path> = Vec::new();
    let mut rows = 0;
    let mut examples = 0;
    let mut n_tables = 0;
    let tables: Vec<(usize, &Table)> =
        document.tables().filter(|(i, t)| blocks.contains(i) && t.cols >= 3).collect();
    let several = tables.len() > 1;
    for (block, table) in &tables {
        let head = head_rows(table);
        if head == 0 {
            continue;
        }
        let own = paths_of(table, head);
        let names = names(&own);
        for (c, name) in names.iter().enumerate() {
            if !columns.contains(name) {
                let at = format!("/columns/{}", columns.len());
                match leaf(table, head, c) {
                    Some(cell) => draft.put_cell(&at, name.as_str(), *block, cell),
                    None => draft.put(&at, name.as_str()),
                }
                columns.push(name.clone());
                paths.push(own[c].clone());
            }
        }
        let track = several.then(|| heading_above(document, *block, blocks.start)).flatten();
        if several {
            let at = format!("/tables/{n_tables}");
            n_tables += 1;
            draft.put(&format!("{at}/heading"), track.clone());
            draft.put(&format!("{at}/columns"), json!(names));
        }
        for r in (head..table.rows).filter(|row| !is_total(table, *row)) {
            let Some((row, example)) = row_of(table, r, &names, track.as_deref()) else { continue };
            let (list, n) = if example { ("examples", &mut examples) } else { ("rows", &mut rows) };
            let at = format!("/{list}/{n}");
            *n += 1;
            if let Some(cell) = table.cells.iter().find(|c| c.row == r) {
                draft.put_cell(&at, Value::Object(row), *block, cell);
            }
            for (c, name) in names.iter().enumerate() {
                let Some(cell) = cell_at(table, r, c) else { continue };
                if !cell.text().is_blank() {
                    let pointer = format!("{at}/{}", crate::record::escape_step(name));
                    if let Some(value) = draft.record.get(&pointer).cloned() {
                        draft.put_cell(&pointer, value, *block, cell);
                    }
                }
            }
        }
    }
    if tables.is_empty() {
        let torn = torn_columns(lines);
        let labels: Vec<String> = torn.iter().map(|(name, _)| name.clone()).collect();
        // Half a label, or two in one, says that the lines are no labels.
        let whole = labels.first().is_some_and(|first| first == "序号")
            && labels.iter().all(|label| super::reflow::cells::is_label(label));
        // A header that goes on below is not told by its lines.
        let lines_of: Vec<usize> = torn.iter().map(|(_, line)| *line).collect();
        let told = whole
            && lines_of.first() == lines_of.last()
            && super::reflow::listed::is_one_row(&labels)
            && super::reflow::told::headed(&labels, false);
        for (name, line) in torn.into_iter().filter(|_| told) {
            if !columns.contains(&name) {
                draft.put_from(
                    &format!("/columns/{}", columns.len()),
                    name.as_str(),
                    &lines[line],
                    "",
                );
                columns.push(name);
            }
        }
    }
    if paths.iter().any(|p| p.len() > 1) {
        draft.put("/column_paths", json!(paths));
    }
    let mut notes: Vec<&Passage> = Vec::new();
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        let numbered = line.bare.chars().next().is_some_and(|c| c.is_ascii_digit());
        // The heading of the next table is no note.
        let heads = lines.get(at + 1).is_some_and(|next| next.row.is_some())
            && !line.bare.ends_with(['。', ';', '；']);
        open = opens_note(line) || open && numbered && line.row.is_none() && !heads;
        if open {
            notes.push(line);
        }
    }
    for (i, note) in notes.iter().enumerate() {
        draft.put_from(&format!("/notes/{i}"), note.text.as_str(), note, "");
    }
}

fn recommender(draft: &mut Draft, lines: &[Passage]) {
    draft.put("/recommender", Value::Null);
    for line in lines.iter().take(12) {
        let Some((label, rest)) = line.text.split_once(['：', ':']) else { continue };
        let label = bare(label);
        if label.contains("推荐单位")
            || label.contains("填写单位")
            || label.contains("填报单位")
            || label.contains("申报单位")
        {
            let value: String = rest
                .split("  ")
                .map(str::trim)
                .find(|w| !w.is_empty())
                .unwrap_or_default()
                .to_owned();
            let value = value.split('\t').next().unwrap_or_default().trim();
            // One space is left before the next label: 某市某局 联系人：.
            let value = match value.find(['：', ':']).map(|at| &value[..at]) {
                Some(before) => before.rsplit_once(' ').map_or("", |(own, _)| own).trim(),
                None => value,
            };
            let value = value.to_owned();
            // 年 月 日 set wide on the same line is no name.
            let squeezed = bare(&value);
            let blank = squeezed.chars().all(|c| "年月日()盖章_".contains(c));
            // Nor is the next label.
            let blank = blank || value.ends_with(['：', ':']);
            if !blank {
                draft.put_from("/recommender", value, line, "");
            }
            return;
        }
    }
}

pattern! {
    static BY = r"填[表报写]人(?:\(签[字名]\))?:(\p{Han}{2,4}?)(?:联系|电话|手机|填|日期|审核|\(|[0-9]|$)";

    static ON = r"(?:填[表报写]|报送|上报)?(?:日期|时间):([12][0-9]{3}[年./-][0-9]{1,2}[月./-][0-9]{1,2})";
}

/// Who filled the table in, and on which day: 填表人, 填报日期.
fn filled(draft: &mut Draft, lines: &[Passage]) {
    for line in lines.iter().filter(|line| line.row.is_none()) {
        let of = |pattern: &Pattern| pattern.captures(&line.bare).map(|found| found[1].to_owned());
        if let Some(name) = of(&BY) {
            draft.put_from("/filled_by", name.as_str(), line, "");
        }
        if let Some(day) = of(&ON)
            && let Some(date) = super::notice::day(&day)
        {
            draft.put_from("/filled_on", date, line, "");
        }
    }
}

fn opens_note(line: &Passage) -> bool {
    line.row.is_none()
        && (["注:", "说明:", "备注:"].iter().any(|w| line.bare.starts_with(w))
            || line.bare.contains("请填写:"))
}

/// Rows above a header that are looked at for a title and the like.
const PREAMBLE: usize = 6;

/// How many rows stand above the header: title, recommender, date, each one text
/// over the whole width, as sheets have them.
fn preamble(table: &Table) -> usize {
    let written = |row: usize| {
        table.cells.iter().filter(|c| c.row == row && !c.text().is_blank()).take(3).count()
    };
    let rows = (0..table.rows.min(PREAMBLE)).take_while(|row| written(*row) <= 1).count();
    if rows < table.rows && written(rows) >= 3 { rows } else { 0 }
}

/// How many rows at the top are the header: down to the first numbered, filled or wholly blank row.
fn head_rows(table: &Table) -> usize {
    let declared = table.header_rows;
    let text = |r: usize, c: usize| {
        cell_at(table, r, c).map(|cell| cell.text().into_owned().content).unwrap_or_default()
    };
    let start = preamble(table);
    let first = bare(&text(start, 0));
    if !(first.contains("序号") || first.contains("编号")) {
        return declared.max(if table.rows > start + 1 { start + 1 } else { 0 });
    }
    let under = cell_at(table, start, 0).map_or(1, |c| c.row_span);
    let mut head = (start + under).max(declared).max(1);
    while head < table.rows {
        let row: Vec<&Cell> = table.cells.iter().filter(|c| c.row == head).collect();
        let words = row.iter().filter(|c| !c.text().is_blank()).count();
        let lead_blank = text(head, 0).trim().is_empty() && text(head, 1).trim().is_empty();
        let ticks = row.iter().any(|c| c.text().content.contains(['□', '☐', '☑', '■']));
        let spans_above =
            table.cells.iter().any(|c| (start..head).contains(&c.row) && c.col_span > 1);
        if words == 0 || !lead_blank || ticks || !spans_above {
            break;
        }
        head += 1;
    }
    head.min(table.rows)
}

fn cell_at(table: &Table, row: usize, col: usize) -> Option<&Cell> {
    table.cells.iter().find(|c| c.covers(row, col))
}

/// The lowest header cell over a column.
fn leaf(table: &Table, head: usize, col: usize) -> Option<&Cell> {
    (0..head).rev().filter_map(|r| cell_at(table, r, col)).find(|c| !c.text().is_blank())
}

fn paths_of(table: &Table, head: usize) -> Vec<Path> {
    let above = preamble(table);
    (0..table.cols)
        .map(|col| {
            let mut path: Path = Vec::new();
            let mut last = None;
            for r in above..head {
                let Some(cell) = cell_at(table, r, col) else { continue };
                let at = (cell.row, cell.col);
                // A title across the whole table is no column.
                if last == Some(at) || cell.col_span == table.cols {
                    continue;
                }
                last = Some(at);
                let name = label(&cell.text().content);
                if !name.is_empty() {
                    path.push(name);
                }
            }
            path
        })
        .collect()
}

/// Column names: the lowest header words; with those above where two are alike.
fn names(paths: &[Path]) -> Vec<String> {
    let leaf = |p: &Path| p.last().cloned().unwrap_or_default();
    paths
        .iter()
        .enumerate()
        .map(|(i, path)| {
            let own = leaf(path);
            let twice = paths.iter().enumerate().any(|(j, p)| j != i && leaf(p) == own);
            if own.is_empty() {
                format!("第{}列", i + 1)
            } else if twice && path.len() > 1 {
                path.join("/")
            } else {
                own
            }
        })
        .collect()
}

/// A header's words: lines joined, the digit of a footnote dropped.
pub fn label(text: &str) -> String {
    let joined: String = text.split_whitespace().collect();
    let stripped = joined.trim_end_matches(|c: char| c.is_ascii_digit() || "¹²³⁴⁵⁶⁷⁸⁹".contains(c));
    let digits = joined.len() - stripped.len();
    let han = stripped.chars().last().is_some_and(|c| c.is_alphabetic() && !c.is_ascii());
    if digits > 0 && joined.chars().count() - stripped.chars().count() <= 2 && han {
        stripped.to_owned()
    } else {
        joined
    }
}

fn row_of(
    table: &Table,
    r: usize,
    names: &[String],
    track: Option<&str>,
) -> Option<(Map<String, Value>, bool)> {
    let mut row = Map::new();
    let mut filled = 0;
    let mut example = false;
    for (c, name) in names.iter().enumerate() {
        let text =
            cell_at(table, r, c).map(|cell| cell_text(&cell.text().content)).unwrap_or_default();
        let blank =
            text.is_empty() || is_blank_choice(&text) || text.chars().all(|c| "…．.·".contains(c));
        if !blank && !name.contains("序号") {
            filled += 1;
        }
        example |= text.starts_with("示例");
        row.insert(name.clone(), if blank { Value::Null } else { value(name, &text) });
    }
    if let Some(track) = track {
        row.insert("track".to_owned(), Value::from(track));
    }
    (filled > 0).then_some((row, example))
}

/// Boxes without a tick are a blank.
fn is_blank_choice(text: &str) -> bool {
    text.contains(['□', '☐']) && !text.contains(['☑', '■', '√', '☒', '✓'])
}

/// Lines of a cell: a wrapped word is joined, a finished line keeps its break.
fn cell_text(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        if out.ends_with(['。', '；', '：']) || super::title::is_enumerated(line) && !out.is_empty()
        {
            out.push('\n');
        }
        out.push_str(line);
    }
    out
}

fn value(column: &str, text: &str) -> Value {
    let folded = bare(text);
    let spoken =
        ["电话", "手机", "联系", "代码", "文号", "邮编"].iter().any(|w| column.contains(w));
    let decimal = !folded.is_empty()
        && folded.len() <= 12
        && folded.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !(folded.len() > 1 && folded.starts_with('0') && !folded.starts_with("0."));
    // 3,200: marks between thousands.
    let thousands = is_in_thousands(&folded);
    let folded = if thousands { folded.replace(',', "") } else { folded };
    match folded.parse::<f64>() {
        Ok(number) if (decimal || thousands) && !spoken => {
            if number.fract() == 0.0 && !folded.contains('.') {
                Value::from(number as i64)
            } else {
                Value::from(number)
            }
        }
        _ => Value::from(text),
    }
}

/// 3,200 and 1,234,567.8, but not 3,20 nor a list of numbers.
fn is_in_thousands(folded: &str) -> bool {
    let (whole, rest) = folded.split_once('.').unwrap_or((folded, ""));
    let mut groups = whole.split(',');
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()) && digits(g));
    let mut more = groups.peekable();
    first && more.peek().is_some() && more.all(|g| g.len() == 3 && digits(g)) && digits(rest)
}

/// Whether a row adds up those above it: 合计.
fn is_total(table: &Table, row: usize) -> bool {
    let mut cells = table.cells.iter().filter(|c| c.row == row).map(|c| bare(&c.text().content));
    let first = cells.find(|text| !text.is_empty()).unwrap_or_default();
    ["合计", "总计", "小计", "共计"].contains(&first.trim_end_matches([':', '(', ')']))
}

/// The heading right above a table (`1. 优秀场景`).
fn heading_above(document: &Document, block: usize, from: usize) -> Option<String> {
    let lines = passages::of_blocks(document, from..block);
    let last = lines.last().filter(|l| l.row.is_none() && l.bare.chars().count() <= 30)?;
    let text =
        super::catalogue::item(&last.text, 0, None).map_or_else(|| last.text.clone(), |i| i.text);
    Some(text)
}

/// Column names of tables whose ruling is lost: a line that begins with 序号 and
/// the lines that go on until the first row.
fn torn_columns(lines: &[Passage]) -> Vec<(String, usize)> {
    let mut out: Vec<(String, usize)> = Vec::new();
    let mut open = false;
    for (index, line) in lines.iter().enumerate() {
        if line.bare.starts_with("序号") {
            open = true;
            out.extend(line.text.split_whitespace().map(|w| (label(w), index)));
        } else if open {
            let row = line.bare.chars().next().is_some_and(|c| c.is_ascii_digit())
                || line.bare.starts_with("示例");
            if row || line.bare.ends_with('。') {
                open = false;
            } else if line.text.starts_with(['（', '(']) {
                if let Some(last) = out.last_mut() {
                    last.0.push_str(&line.text);
                }
            } else {
                out.extend(line.text.split_whitespace().map(|w| (label(w), index)));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lose_footnote_digits_and_breaks() {
        assert_eq!(label("所属行业1"), "所属行业");
        assert_eq!(label("联系方式\n\n（手机号）"), "联系方式（手机号）");
        assert_eq!(label("2026年计划投资"), "2026年计划投资");
    }

    #[test]
    fn values_of_cells() {
        assert_eq!(value("自评得分", "3.38"), json!(3.38));
        assert_eq!(value("序号", "1"), json!(1));
        assert_eq!(value("总投资（万元）", "3,200"), json!(3200));
        assert_eq!(value("总投资（万元）", "1,234,567.5"), json!(1_234_567.5));
        assert_eq!(value("排序", "3,20"), json!("3,20"));
        assert_eq!(value("联系电话", "55550111"), json!("55550111"));
        assert_eq!(value("行业大类", "30-非金属矿物制品业"), json!("30-非金属矿物制品业"));
        assert_eq!(cell_text("中央\n\n企业"), "中央企业");
    }

    fn summary(lines: &[&str], tables: &[&[&[&str]]]) -> serde_json::Value {
        use crate::document::{Block, Paragraph};
        let mut blocks: Vec<Block> =
            lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
        for rows in tables {
            let table = Table::plain(rows);
            blocks.push(Block::Table(table));
            blocks.push(Block::Paragraph(Paragraph::plain("2. 示范工厂")));
        }
        blocks.pop();
        let document = Document { blocks, ..Document::default() };
        let range = 0..document.blocks.len();
        let lines = passages::of_blocks(&document, range.clone());
        let mut draft = Draft::of_kind("recommendation_summary");
        read(&mut draft, &document, range, &lines);
        serde_json::Value::Object(draft.record.body.into_iter().collect())
    }

    /// 合计 was once a company, and who filled the table in stood nowhere.
    #[test]
    fn a_sum_is_no_row() {
        let got = summary(
            &[
                "推荐单位（盖章）：某区工信局　　填报日期：2025年3月15日",
                "填表人：郑某　联系电话：6123499",
            ],
            &[&[
                &["序号", "企业名称", "总投资（万元）"],
                &["1", "甲机械有限公司", "3,200"],
                &["合计", "1家", "3,200"],
            ]],
        );
        assert_eq!(got["rows"].as_array().map(Vec::len), Some(1));
        assert_eq!(got["rows"][0]["总投资（万元）"], 3200);
        assert_eq!((&got["filled_on"], &got["filled_by"]), (&json!("2025-03-15"), &json!("郑某")));
    }

    #[test]
    fn tables_of_a_summary_keep_their_own_columns() {
        let got = summary(
            &["注：1.按顺序填写。"],
            &[
                &[&["序号", "企业名称", "场景名称"], &["1", "甲公司", "协同"]],
                &[&["序号", "企业名称", "工厂名称"], &["1", "乙公司", "工厂"]],
            ],
        );
        assert_eq!(got["tables"][1]["columns"], json!(["序号", "企业名称", "工厂名称"]));
        assert_eq!(got["tables"][1]["heading"], "示范工厂");
        assert_eq!(got["notes"], json!(["注：1.按顺序填写。"]));
    }
}
