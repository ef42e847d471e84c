//! Values in the blank place beside their own.

use super::*;
use crate::compare::judge::laid::shown;
use crate::document::{
    Block, Document, Page, PageSource, Paragraph, Place, Rect, Role, Style, Table, Text,
};

/// A print of lines, each piece with its left edge.
fn print(lines: &[&[(&str, f32)]]) -> Flow {
    let blocks = lines.iter().enumerate().map(|(at, pieces)| {
        let top = 100.0 + 20.0 * at as f32;
        let mut text = Text::default();
        for (words, x0) in *pieces {
            if !text.content.is_empty() {
                text.push_str("\t");
            }
            let wide = |c: char| if c.is_ascii() { 5.0 } else { 10.0 };
            let x1 = x0 + words.chars().map(wide).sum::<f32>();
            text.push(&Text::placed(
                *words,
                Place::on(1, Rect::new(*x0, top, x1, top + 10.0)),
                1.0,
            ));
        }
        Block::Paragraph(Paragraph { text, role: Role::Body, style: Style::default() })
    });
    let page = Page {
        number: 1,
        width: 600.0,
        height: 800.0,
        source: PageSource::Text,
        clipped: String::new(),
    };
    Flow::of(&Document { pages: vec![page], blocks: blocks.collect(), ..Document::default() })
}

fn declared(rows: &[&[&str]]) -> Flow {
    let blocks = vec![Block::Table(Table::plain(rows))];
    Flow::of(&Document { blocks, ..Document::default() })
}

fn told(paper: &Flow, online: &Flow) -> Vec<Severity> {
    let mut findings = Vec::new();
    shown(paper, online, |laid| weigh(laid, &mut findings));
    findings.iter().map(|finding| finding.severity).collect()
}

const HEAD: &[(&str, f32)] =
    &[("产线", 100.0), ("计划", 200.0), ("实际", 300.0), ("负责人", 400.0)];
const FULL: &[(&str, f32)] = &[("乙线", 100.0), ("210", 200.0), ("220", 300.0), ("李敏", 400.0)];

fn with(x: f32) -> Flow {
    print(&[HEAD, &[("甲线", 100.0), ("120", x), ("王刚", 400.0)], FULL])
}

#[test]
fn a_value_in_the_next_column_of_an_unruled_table_is_told() {
    let cells = |a: &'static str, b: &'static str| {
        declared(&[
            &["产线", "计划", "实际", "负责人"],
            &["甲线", a, b, "王刚"],
            &["乙线", "210", "220", "李敏"],
        ])
    };
    assert_eq!(told(&with(200.0), &cells("120", "")), []);
    assert_eq!(told(&with(300.0), &cells("", "120")), []);
    assert_eq!(told(&with(200.0), &cells("", "120")), [Severity::Material]);
    assert_eq!(told(&cells("", "120"), &with(200.0)), [Severity::Material]);
    assert_eq!(told(&with(200.0), &with(300.0)), [Severity::Material]);
    // Another layout of the same table.
    let narrow = print(&[
        &[("产线", 50.0), ("计划", 95.0), ("实际", 140.0), ("负责人", 180.0)],
        &[("甲线", 50.0), ("120", 97.0), ("王刚", 182.0)],
        &[("乙线", 50.0), ("210", 97.0), ("220", 142.0), ("李敏", 182.0)],
    ]);
    assert_eq!(told(&with(200.0), &narrow), []);
    // Between two columns nothing is certain.
    assert_eq!(told(&with(255.0), &cells("120", "")), [Severity::Suspect]);
}

#[test]
fn a_tab_more_is_a_column_more() {
    let tabs = |line: &str| Flow::of_text(&format!("产线\t计划\t实际\t负责人\n{line}"));
    let (one, two) = (tabs("甲线\t120\t\t王刚"), tabs("甲线\t\t120\t王刚"));
    assert_eq!(told(&one, &one), []);
    assert_eq!(told(&one, &two), [Severity::Material]);
    assert_eq!(told(&with(200.0), &one), []);
    assert_eq!(told(&with(200.0), &two), [Severity::Material]);
    // Nothing tells the columns any more.
    let plain = Flow::of_text("产线 计划 实际 负责人\n甲线 120 王刚");
    assert_eq!(told(&plain, &two), [Severity::Suspect]);
}

#[test]
fn columns_set_with_spaces_are_told_by_their_width() {
    let line =
        |row: &str| Flow::of_text(&format!("指标名称            计划            实际\n{row}"));
    let (one, two) =
        (line("软件套数            84"), line("软件套数                            84"));
    assert_eq!(told(&one, &one), []);
    assert_eq!(told(&one, &two), [Severity::Material]);
}

#[test]
fn lines_without_holes_need_no_proof() {
    let tabs = Flow::of_text("甲\t乙\t丙\n1\t2\t3");
    assert_eq!(told(&tabs, &Flow::of_text("甲 乙 丙\n1 2 3")), []);
}
