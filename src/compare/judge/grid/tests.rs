//! Rows that begin one column further to the right.

use super::*;
use crate::compare::judge::laid::shown;
use crate::document::{Block, Cell, Document, Table};

/// A table of rows of cells: text and columns covered.
fn declared(rows: &[&[(&str, usize)]]) -> Flow {
    let mut cells = Vec::new();
    let mut cols = 0;
    for (row, own) in rows.iter().enumerate() {
        let mut col = 0;
        for (text, span) in *own {
            cells.push(Cell { col_span: *span, ..Cell::plain(row, col, text) });
            col += span;
        }
        cols = cols.max(col);
    }
    let table = Table { rows: rows.len(), cols, cells, ..Table::default() };
    Flow::of(&Document { blocks: vec![Block::Table(table)], ..Document::default() })
}

fn told(paper: &Flow, online: &Flow) -> Vec<String> {
    let mut findings = Vec::new();
    shown(paper, online, |laid| weigh(laid, &mut findings));
    findings.iter().map(|f| online.printed(f.online[0].clone())).collect()
}

const HEAD: &[(&str, usize)] = &[("设备名称", 1), ("数量", 1), ("单价", 1), ("金额", 1)];
const LAST: &[(&str, usize)] = &[("加工中心", 1), ("31", 1), ("85.5", 1), ("920", 1)];

#[test]
fn a_row_moved_to_the_right_is_told() {
    let row: &[(&str, usize)] = &[("机器人", 1), ("7", 1), ("120", 1), ("840", 1)];
    let paper = declared(&[HEAD, LAST, row]);
    assert!(told(&paper, &paper).is_empty());
    let before: &[(&str, usize)] = &[("", 1), ("机器人", 1), ("7", 1), ("120", 1), ("840", 1)];
    assert_eq!(told(&paper, &declared(&[HEAD, LAST, before])).len(), 4);
    let between: &[(&str, usize)] = &[("机器人", 1), ("", 1), ("7", 1), ("120", 1), ("840", 1)];
    assert_eq!(told(&paper, &declared(&[HEAD, LAST, between])), ["7", "120", "840"]);
    let wide: &[(&str, usize)] = &[("机器人", 2), ("7", 1), ("120", 1), ("840", 1)];
    assert_eq!(told(&paper, &declared(&[HEAD, LAST, wide])).len(), 4);
}

#[test]
fn all_rows_moved_below_their_head_are_told() {
    let row: &[(&str, usize)] = &[("机器人", 1), ("7", 1), ("120", 1), ("840", 1)];
    let before = |row: &[(&'static str, usize)]| [&[("", 1)], row].concat();
    let moved = declared(&[HEAD, &before(LAST), &before(row)]);
    assert!(!told(&declared(&[HEAD, LAST, row]), &moved).is_empty());
}

#[test]
fn another_cut_of_the_same_grid_is_none() {
    let title = |span| declared(&[&[("设备清单表", span)], HEAD, LAST]);
    let twice = declared(&[
        &[("设备清单表", 8)],
        &[("设备名称", 2), ("数量", 2), ("单价", 1), ("金额", 3)],
        &[("加工中心", 2), ("31", 2), ("85.5", 1), ("920", 3)],
    ]);
    assert!(told(&title(4), &twice).is_empty());
}

/// Forms on a page have one label and one answer in a row, the same form on paper two.
#[test]
fn labels_and_answers_stand_one_or_two_in_a_row() {
    let paper = declared(&[
        &[("企业名称", 1), ("湘江精工", 1), ("成立时间", 1), ("2003年", 1)],
        &[("联系人", 1), ("王建国", 1), ("传真", 1), ("", 1)],
        &[("建设内容", 1), ("改造产线", 3)],
    ]);
    let page: [&[(&str, usize)]; 5] = [
        &[("企业名称", 1), ("湘江精工", 1)],
        &[("成立时间", 1), ("2003年", 1)],
        &[("联系人", 1), ("王建国", 1)],
        &[("传真", 1), ("", 1)],
        &[("建设内容", 1), ("改造产线", 1)],
    ];
    assert!(told(&paper, &declared(&page)).is_empty());
    assert!(told(&declared(&page), &paper).is_empty());
    // A value under a blank head, and not under the one that it has on the other side.
    let wide = declared(&[
        &[("费用", 1), ("", 1), ("2024年", 1)],
        &[("设备费", 1), ("120", 1), ("", 1)],
        &[("材料费", 1), ("31", 1), ("", 1)],
    ]);
    let narrow = declared(&[
        &[("费用", 1), ("2024年", 1)],
        &[("设备费", 1), ("120", 1)],
        &[("材料费", 1), ("31", 1)],
    ]);
    assert!(!told(&wide, &narrow).is_empty());
    assert!(!told(&narrow, &wide).is_empty());
}
