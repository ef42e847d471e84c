//! Lists of indicators, from tables or from torn lines.

use super::{GROUP, ROW, table_at};
use crate::characters::numerals;
use crate::document::{Document, Table};
use crate::understand::columns::Columns;
use crate::understand::draft::Draft;
use crate::understand::passages::Passage;
use crate::understand::title::tidy;
use crate::understand::words::bare;
use crate::value::pattern::{Pattern, pattern};
use serde_json::json;
use std::ops::Range;

pattern! {
    static UNIT = r"^(.*?)[（(]\s*(%|％|个|家|项|万元|亿元|元|人|天|次|台|套|台套|吨|年|分|级)\s*[）)]$";

    /// A row whose cells came out one behind the other without a space: 1数控化率（%）.
    static CLOSE_ROW = r"^([0-9]{1,3})(\p{Han}.*[）)])$";
}

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
        let row = ROW.captures(&line.text);
        row.is_some_and(|row| UNIT.is_match(row[2].trim()))
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
        if let Some(heading) = GROUP.captures(&line.text) {
            group = Some(tidy(&heading[2]));
            continue;
        }
        let last = found.last().map_or(0, |f| f.0);
        let row = |pattern: &Pattern| pattern.captures(&line.text);
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
        line.row.is_none()
            && (1..=3).contains(&inner.chars().count())
            && inner.chars().all(numerals::counts)
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
        Passage { bare: bare(&text), text, spans: Vec::new(), from: None, ..name.clone() }
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
    match UNIT.captures(&text) {
        Some(found) => (found[1].to_owned(), Some(found[2].replace('％', "%"))),
        None => (text, None),
    }
}
