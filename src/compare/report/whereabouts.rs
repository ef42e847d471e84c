//! A place in a file without pages, as a person finds it: under which heading, in which
//! table, in which row and column by their labels.

use crate::compare::report::{Difference, Reading};
use crate::compare::stream::flow::{Flow, Unit, UnitKind};

/// Characters of a heading or label that are quoted.
const QUOTED: usize = 16;
/// A longer paragraph is no heading.
const HEADING: usize = 40;

/// Says where each reading stands that has no page.
pub fn say(differences: &mut [Difference], paper: Option<&Flow>, online: Option<&Flow>) {
    for difference in differences {
        for (reading, flow) in [(&mut difference.paper, paper), (&mut difference.online, online)] {
            if let (Some(reading), Some(flow)) = (reading, flow)
                && reading.page.is_none()
            {
                reading.place = of(flow, reading).unwrap_or_default();
            }
        }
    }
}

fn of(flow: &Flow, reading: &Reading) -> Option<String> {
    let block = reading.block?;
    let cell = reading.cell.as_deref().unwrap_or_default();
    let at = flow.units.iter().position(|u| u.block == block && u.cell == cell)?;
    let unit = &flow.units[at];
    let Some((table, (row, col))) = unit.table.zip(unit.at) else {
        let (heading, from) = heading(flow, at);
        let number = flow.units[from..=at].iter().filter(|u| is_paragraph(u)).count();
        return Some(format!("{heading}第 {} 段", number.max(1)));
    };
    let first = flow.units.iter().position(|u| u.table == Some(table))?;
    let (heading, from) = heading(flow, first);
    let mut tables: Vec<usize> = flow.units[from..=at].iter().filter_map(|u| u.table).collect();
    tables.dedup();
    let inside = || flow.units[first..].iter().take_while(|u| u.table == Some(table));
    let words = |u: &Unit| -> String { u.text.content.split_whitespace().collect() };
    let label = |u: Option<&Unit>| {
        let text = u.map(words).filter(|text| text.chars().any(char::is_alphabetic));
        text.map_or_else(String::new, |text| format!("（{}）", cut(&text)))
    };
    let in_row = inside().filter(|u| u.at.is_some_and(|(r, c)| r == row && c < col));
    let beside = in_row.filter(|u| words(u).chars().any(char::is_alphabetic)).last();
    let above = inside().find(|u| u.at == Some((0, col))).filter(|_| row > 0);
    Some(format!(
        "{heading}第 {} 个表格第 {} 行{}第 {} 列{}",
        tables.len().max(1),
        row + 1,
        label(beside),
        col + 1,
        label(above)
    ))
}

fn is_paragraph(unit: &Unit) -> bool {
    unit.kind == UnitKind::Body && !unit.text.is_blank()
}

/// The nearest short paragraph in front of a unit in words, and the unit behind it.
fn heading(flow: &Flow, at: usize) -> (String, usize) {
    let short = |u: &Unit| {
        let text = u.text.content.trim();
        is_paragraph(u) && text.chars().count() <= HEADING && !text.ends_with(['。', '；', '：'])
    };
    match flow.units[..at].iter().rposition(short) {
        Some(found) => {
            let text: String = flow.units[found].text.content.split_whitespace().collect();
            (format!("“{}”之后", cut(&text)), found + 1)
        }
        None => ("正文".to_owned(), 0),
    }
}

fn cut(text: &str) -> String {
    let short: String = text.chars().take(QUOTED).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Document, Paragraph, Table};

    #[test]
    fn a_place_is_said_by_headings_and_labels() {
        let table = Table::plain(&[&["序号", "设备", "数量"], &["1", "机械臂", "3"]]);
        let blocks = vec![
            Block::Paragraph(Paragraph::plain("三、设备清单")),
            Block::Paragraph(Paragraph::plain("本项目投入下列设备。")),
            Block::Table(table),
        ];
        let flow = Flow::of(&Document { blocks, ..Document::default() });
        let at = |block, cell: &str| {
            let cell = (!cell.is_empty()).then(|| cell.to_owned());
            of(&flow, &Reading { block: Some(block), cell, ..Reading::default() })
        };
        assert_eq!(at(1, "").as_deref(), Some("“三、设备清单”之后第 1 段"));
        let cell = at(2, "r1c2");
        let said = "“三、设备清单”之后第 1 个表格第 2 行（机械臂）第 3 列（数量）";
        assert_eq!(cell.as_deref(), Some(said));
        assert_eq!(at(7, ""), None);
    }
}
