//! A report lists the changes and nothing else: what was changed on paper in a book, in
//! several places and in another style of writing, each at its pointer with both texts.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::support::{books, word};

use books::compared;
use shenbao::compare::{Kind, Report, Severity, Verdict};
use shenbao::document::{Block, Document, Table, Text};
use shenbao::read;
use std::path::Path;
use word::{Word, p, table};

fn book(name: &str) -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/books").join(name);
    let bytes = std::fs::read(path).expect("a book of the corpus");
    read::docx::read(&bytes, &read::Options::default()).expect("readable")
}

fn opened(body: &str) -> Document {
    read::docx::read(&Word::of(body).bytes(), &read::Options::default()).expect("readable")
}

/// Writes every cell anew; `None` leaves it as it is.
fn rewritten(document: &Document, write: impl Fn(&str) -> Option<String>) -> Document {
    let mut out = document.clone();
    let tables = out.blocks.iter_mut().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for block in tables.flat_map(|table| &mut table.cells).flat_map(|cell| &mut cell.blocks) {
        if let Block::Paragraph(paragraph) = block
            && let Some(text) = write(&paragraph.text.content)
        {
            paragraph.text = Text::plain(text);
        }
    }
    out
}

/// Takes a row out of the table that holds a text; its numbers close up.
fn without_row(document: &Document, holding: &str) -> Document {
    let mut out = document.clone();
    let tables = out.blocks.iter_mut().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for table in tables {
        let found = table.cells.iter().find(|c| c.text().content.contains(holding));
        if let Some(row) = found.map(|cell| cell.row) {
            drop_row(table, row);
        }
    }
    out
}

fn drop_row(table: &mut Table, row: usize) {
    table.cells.retain(|cell| cell.row != row);
    for cell in table.cells.iter_mut().filter(|cell| cell.row > row) {
        cell.row -= 1;
        let number: Option<u32> = cell.text().content.trim().parse().ok();
        if let (0, Some(number), Some(Block::Paragraph(paragraph))) =
            (cell.col, number, cell.blocks.first_mut())
        {
            paragraph.text = Text::plain((number - 1).to_string());
        }
    }
    table.rows -= 1;
}

/// Pointer, kind and both texts of each difference.
fn listed(report: &Report) -> Vec<(&str, Kind, &str, &str)> {
    let mut out = Vec::new();
    for d in &report.differences {
        let paper = d.paper.as_ref().map_or("", |r| r.text.as_str());
        let online = d.online.as_ref().map_or("", |r| r.text.as_str());
        out.push((d.pointer.as_str(), d.kind, paper, online));
    }
    out
}

/// Units go from the labels to the values.
fn units_in_values(online: &Document) -> Document {
    let labels = ["万元", "%", "家"];
    let mut unit = String::new();
    let mut out = online.clone();
    for block in &mut out.blocks {
        let Block::Table(table) = block else { continue };
        for cell in &mut table.cells {
            for block in &mut cell.blocks {
                let Block::Paragraph(paragraph) = block else { continue };
                let text = paragraph.text.content.clone();
                let named = labels.iter().find(|u| text.ends_with(&format!("（{u}）")));
                if let Some(named) = named {
                    (*named).clone_into(&mut unit);
                    let bare = text.trim_end_matches(&format!("（{named}）")).to_owned();
                    paragraph.text = Text::plain(bare);
                } else if !unit.is_empty() && text.trim().replace(',', "").parse::<f64>().is_ok() {
                    paragraph.text = Text::plain(format!("{text}{unit}"));
                } else if text.chars().any(char::is_alphabetic) {
                    unit.clear();
                }
            }
        }
    }
    out
}

#[test]
fn units_in_values_are_the_same_and_hide_no_change() {
    for name in ["2025-gansu-basic-factory-a.docx", "2025-gansu-scenario-a.docx"] {
        let online = book(name);
        let paper = units_in_values(&online);
        let report = compared(&paper, &online);
        assert_eq!(report.verdict, Verdict::Consistent, "{name}: {:?}", listed(&report));
        let changed = rewritten(&paper, |text| {
            text.contains("zhizao").then(|| text.replace("zhizao", "zhlzao"))
        });
        let report = compared(&changed, &online);
        let found = listed(&report);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert_eq!((found[0].0, found[0].1), ("/applicant/contact/email", Kind::Changed));
    }
}

#[test]
fn a_lost_sign_is_a_change_of_its_own_field() {
    let online = rewritten(&book("2025-gansu-scenario-a.docx"), |text| {
        (text == "96.14").then(|| "-96.14".to_owned())
    });
    let paper = book("2025-gansu-scenario-a.docx");
    let expected = vec![("/metrics/关键设备联网率/value", Kind::Changed, "96.14", "-96.14")];
    assert_eq!(listed(&compared(&paper, &online)), expected);
}

#[test]
fn numbers_of_rows_follow_a_row_that_was_taken_away() {
    let online = book("2021-factory-a.docx");
    let record = compared(&online, &online);
    assert_eq!(record.verdict, Verdict::Consistent);
    // The second row of the list of scenarios: what stands behind its number.
    let tables = online.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let list = tables.into_iter().find(|t| t.text().content.contains("解决的痛点问题描述"));
    let list = list.expect("the list of scenarios");
    let second = list.cells.iter().find(|c| c.col == 0 && c.text().content.trim() == "2");
    let row = second.expect("a second row").row;
    let said = list.cells.iter().find(|c| c.row == row && c.col == 2).expect("what it says");
    let paper = without_row(&online, &said.text().content);
    let report = compared(&paper, &online);
    let found = listed(&report);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0, found[0].1), ("/scenarios/1", Kind::MissingOnPaper));
    assert!(report.equivalences.iter().any(|e| e.rule.name() == "list-numbers"));
}

#[test]
fn separators_ticks_and_telephones_have_many_writings() {
    let online = book("2023-factory-a.docx");
    let same = [
        (
            "北辰机器人科技有限公司、华信自动化有限公司",
            "北辰机器人科技有限公司；华信自动化有限公司",
        ),
        ("023-76161471", "（023）76161471"),
        ("18381505504", "183-8150-5504"),
        (
            "☐中央企业  ☐地方国企  ☒民营企业  ☐三资企业",
            "[ ]中央企业  [ ]地方国企  [√]民营企业  [ ]三资企业",
        ),
    ];
    let paper = rewritten(&online, |text| {
        same.iter().find(|(from, _)| *from == text).map(|(_, to)| (*to).to_owned())
    });
    assert_ne!(paper, online);
    let report = compared(&paper, &online);
    assert_eq!(report.verdict, Verdict::Consistent, "{:?}", listed(&report));
    let other = [
        (
            "北辰机器人科技有限公司；华信自动化有限公司",
            "北辰机器人科技有限公司；华信自动代有限公司",
        ),
        ("（023）76161471", "（0237）6161471"),
        ("183-8150-5504", "183-8150-5540"),
        (
            "[ ]中央企业  [ ]地方国企  [√]民营企业  [ ]三资企业",
            "[ ]中央企业  [√]地方国企  [ ]民营企业  [ ]三资企业",
        ),
    ];
    for (from, to) in other {
        let changed = rewritten(&paper, |text| (text == from).then(|| to.to_owned()));
        let report = compared(&changed, &online);
        let found = listed(&report);
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert_eq!(found[0].1, Kind::Changed, "{to}");
        assert_ne!(report.differences[0].severity, Severity::Formal, "{to}");
    }
}

#[test]
fn a_table_in_which_many_cells_differ_is_still_a_table() {
    let numbers = ["1240", "1152", "92.9", "860", "683", "79.4", "1327", "1108"];
    let swapped = ["1420", "1125", "99.2", "680", "638", "74.9", "1372", "1180"];
    let body = |n: [&str; 8]| {
        let rows = [
            ["县区", "计划", "完成", "占比"],
            ["临江区", n[0], n[1], n[2]],
            ["锦溪县", n[3], n[4], n[5]],
            ["北湖区", n[6], n[7], "83.5"],
        ];
        let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
        opened(&(p("各县区完成情况如下。") + &table(&rows) + &p("以上情况属实。")))
    };
    let report = compared(&body(swapped), &body(numbers));
    assert_eq!(report.verdict, Verdict::Inconsistent);
    assert_eq!(report.differences.len(), 8, "{:?}", listed(&report));
}

#[test]
fn a_value_and_a_dash_that_change_places_are_told() {
    for (one, other) in [(["-", "10%"], ["10%", "-"]), (["√", "/"], ["/", "√"])] {
        let body = |cells: [&str; 2]| {
            let row = ["手册", "20%", cells[0], cells[1]];
            let rows: [&[&str]; 3] =
                [&["项目", "甲", "乙", "丙"], &row, &["报告", "30%", "40%", "30%"]];
            opened(&(p("分工如下。") + &table(&rows)))
        };
        let report = compared(&body(one), &body(other));
        assert_eq!(report.verdict, Verdict::Inconsistent, "{one:?}");
    }
}

#[test]
fn sections_in_another_order_are_left_to_the_reviewer() {
    let online = book("2025-gansu-scenario-a.docx");
    let heads: Vec<usize> = (0..online.blocks.len())
        .filter(|at| matches!(&online.blocks[*at], Block::Table(table) if table.rows > 10))
        .collect();
    let first = *heads.first().expect("the form's own table");
    let mut paper = online.clone();
    // The text behind the form's table is printed in front of it.
    let moved: Vec<Block> = paper.blocks.drain(first + 1..first + 4).collect();
    paper.blocks.splice(first..first, moved);
    let report = compared(&paper, &online);
    assert_ne!(report.verdict, Verdict::Consistent, "{:?}", listed(&report));
}

#[test]
fn a_typed_number_is_none_that_a_program_draws() {
    let body = |number: &str| {
        opened(
            &(p("设备管理办法")
                + &p(&format!("{number}设备的操作人员应当持证上岗"))
                + &p("特此说明。")),
        )
    };
    for (one, other) in [("①", ""), ("第一条 ", ""), ("（一）", "一、"), ("3.1 ", "1 ")] {
        assert_ne!(
            compared(&body(one), &body(other)).verdict,
            Verdict::Consistent,
            "{one} {other}"
        );
    }
    assert_eq!(compared(&body("1、"), &body("1.")).verdict, Verdict::Consistent);
}
