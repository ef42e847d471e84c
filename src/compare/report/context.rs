//! Where a reader finds text that no field of a form names.

use crate::compare::stream::flow::{Flow, Unit};

/// What stands beside or above a unit, to tell the reader where he is.
pub fn context(flow: &Flow, unit: usize) -> String {
    let Some(own) = flow.units.get(unit) else { return String::new() };
    if let Some(name) = list_cell(flow, unit) {
        return name;
    }
    let row = own.at.map(|at| at.0);
    let beside = flow.units[..unit].iter().rev().take(12).find(|u| {
        own.table.is_some()
            && u.table == own.table
            && u.at.map(|at| at.0) == row
            && !u.text.is_blank()
    });
    let before = || {
        flow.units[..unit].iter().rev().take(200).find(|u| u.table.is_none() && !u.text.is_blank())
    };
    match (own.table, beside) {
        (Some(_), Some(label)) => cut(&label.text.content),
        (Some(_), None) => before()
            .map_or_else(|| "表格".to_owned(), |u| format!("表格（{}）", cut(&u.text.content))),
        _ => cut(&own.text.content),
    }
}

/// A text on one line, cut where it is long.
fn cut(text: &str) -> String {
    let line: String = text.split_whitespace().collect();
    let short: String = line.chars().take(24).collect();
    if short.len() < line.len() { format!("{short}…") } else { short }
}

/// A cell of a list under a row of heads: the first cell of its row, and its head.
fn list_cell(flow: &Flow, unit: usize) -> Option<String> {
    let own = flow.units.get(unit)?;
    let (row, col) = own.at?;
    let table = own.table?;
    let start =
        flow.units[..=unit].iter().rposition(|u| u.table != Some(table)).map_or(0, |i| i + 1);
    let cells = |wanted: usize| {
        let inside = flow.units[start..].iter().take_while(|u| u.table == Some(table));
        inside.filter(move |u| u.at.is_some_and(|at| at.0 == wanted))
    };
    let count = cells(0).count();
    let words = |u: &Unit| u.text.content.split_whitespace().collect::<String>();
    let heads = cells(0).all(|u| words(u).chars().any(char::is_alphabetic));
    if row == 0 || count < 3 || !heads || cells(row).count() != count {
        return None;
    }
    let head = words(cells(0).find(|u| u.at.is_some_and(|at| at.1 == col))?);
    // A running number alone tells less than what stands behind it.
    let name = cells(row)
        .map(words)
        .find(|w| !w.is_empty() && !w.chars().all(|c| c.is_ascii_digit()))
        .unwrap_or_default();
    Some(if name.is_empty() { head } else { format!("{} › {head}", cut(&name)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Document, Paragraph, Table};

    fn flow(rows: &[&[&str]]) -> Flow {
        let table = Table::plain(rows);
        let above = Block::Paragraph(Paragraph::plain("进度计划"));
        Flow::of(&Document { blocks: vec![above, Block::Table(table)], ..Document::default() })
    }

    #[test]
    fn a_cell_of_a_list_is_named_by_its_row_and_its_head() {
        let flow =
            flow(&[&["序号", "阶段", "设备费", "小计"], &["1", "第一季度", "120.50", "222.50"]]);
        assert_eq!(context(&flow, 7), "第一季度 › 设备费");
        assert_eq!(context(&flow, 0), "进度计划");
        let long = "CO2保护气流量（L/min）及焊丝直径与送丝速度的推荐范围";
        let flow = self::flow(&[&["项目", "招标值", "投标值"], &[long, "12", "15"]]);
        assert_eq!(context(&flow, 5), "CO2保护气流量（L/min）及焊丝直径与送丝速… › 招标值");
    }

    #[test]
    fn a_cell_of_a_form_is_named_by_the_label_before_it() {
        let flow = flow(&[&["企业名称", "甲公司", "成立时间", "2003年"], &["地址", "某路1号"]]);
        assert_eq!(context(&flow, 4), "成立时间");
        assert_eq!(context(&flow, 6), "地址");
    }
}
