use crate::compare::report::Severity;
use crate::compare::{Side, Verdict, compare};
use crate::document::{Block, Cell, Document, Paragraph, Place, Rect, Table, Text};
use crate::extract::{Options, Source};

/// A declared table between two paragraphs.
fn declared(rows: &[&[&str]]) -> Document {
    let cells = rows.iter().enumerate().flat_map(|(row, texts)| {
        texts.iter().enumerate().map(move |(col, text)| Cell::plain(row, col, text))
    });
    let table =
        Table { rows: rows.len(), cols: rows[0].len(), cells: cells.collect(), ..Table::default() };
    document(vec![Block::Table(table)])
}

fn document(middle: Vec<Block>) -> Document {
    let mut blocks = vec![Block::Paragraph(Paragraph::plain("设备采购合同约定的货物如下表所示。"))];
    blocks.extend(middle);
    blocks.push(Block::Paragraph(Paragraph::plain("以上价格均含税费和运输费用。")));
    Document { blocks, ..Document::default() }
}

/// Lines as a page without ruling lines gives them: pieces by left end and top.
fn printed(lines: &[(f32, &[(f32, &str)])]) -> Document {
    let blocks = lines.iter().map(|(y, pieces)| {
        let mut text = Text::default();
        for (x, piece) in *pieces {
            if !text.content.is_empty() {
                text.push_str("\t");
            }
            let width = 10.0 * piece.chars().count() as f32;
            let bbox = Rect::new(*x, *y, x + width, y + 10.0);
            text.push(&Text::placed(*piece, Place::on(1, bbox), 1.0));
        }
        Block::Paragraph(Paragraph { text, ..Paragraph::default() })
    });
    document(blocks.collect())
}

fn verdict(paper: Document, online: Document) -> (Verdict, Vec<(String, String, Severity)>) {
    let options = Options::default();
    let side = |document| Side::of_document(Source::default(), document, &options);
    let report = compare(&side(paper), &side(online));
    let text = |reading: &Option<crate::compare::Reading>| {
        reading.as_ref().map(|r| r.text.clone()).unwrap_or_default()
    };
    let differences =
        report.differences.iter().map(|d| (text(&d.paper), text(&d.online), d.severity)).collect();
    (report.verdict, differences)
}

const GOODS: &[&[&str]] = &[
    &["序号", "设备名称", "金额（元）"],
    &["1", "视觉检测工作站（含双目相机）", "796,500.00"],
    &["2", "自动导引车及其充电装置", "588,000.00"],
];

fn goods(last: &str) -> Document {
    printed(&[
        (10., &[(0., "序号"), (40., "设备名称"), (140., "金额（元）")]),
        (30., &[(0., "1"), (40., "视觉检测工作"), (140., "796,50")]),
        (42., &[(40., "站（含双目相"), (140., "0.00")]),
        (54., &[(40., "机）")]),
        (74., &[(0., "2"), (40., "自动导引车及"), (140., last)]),
        (86., &[(40., "其充电装置")]),
    ])
}

#[test]
fn cells_that_run_across_each_other_are_found_again() {
    for (paper, online) in
        [(goods("588,000.00"), declared(GOODS)), (declared(GOODS), goods("588,000.00"))]
    {
        assert_eq!(verdict(paper, online), (Verdict::Consistent, vec![]));
    }
}

#[test]
fn a_changed_cell_is_the_only_difference() {
    let (verdict, differences) = verdict(goods("538,000.00"), declared(GOODS));
    assert_eq!(verdict, Verdict::Inconsistent);
    assert_eq!(differences.len(), 1, "{differences:?}");
    assert!(differences[0].0.contains("538"), "{differences:?}");
    assert_eq!(differences[0].2, Severity::Material);
}

#[test]
fn values_in_each_other_s_place_are_never_the_same() {
    // 10 stands in the row of 20 and the other way round.
    let table: &[&[&str]] = &[
        &["项目名称", "年度目标值", "备注说明"],
        &["数字化车间改造", "10", "按计划完成"],
        &["智能仓储建设工程", "20", "延期半年完成"],
    ];
    let page = |a: &str, b: &str| {
        printed(&[
            (10., &[(0., "项目名称"), (60., "年度目标值"), (130., "备注说明")]),
            (30., &[(0., "数字化车"), (60., a), (130., "按计划")]),
            (42., &[(0., "间改造"), (130., "完成")]),
            (62., &[(0., "智能仓储"), (60., b), (130., "延期半")]),
            (74., &[(0., "建设工程"), (130., "年完成")]),
        ])
    };
    assert_eq!(verdict(page("10", "20"), declared(table)).0, Verdict::Consistent);
    assert_eq!(verdict(page("20", "10"), declared(table)).0, Verdict::Inconsistent);
    // A value under another column's head.
    let table: &[&[&str]] = &[
        &["项目名称", "合格数量", "返工数量"],
        &["数字化车间改造工程", "", "12"],
        &["智能仓储建设工程", "35", ""],
    ];
    let page = |x: f32| {
        printed(&[
            (10., &[(0., "项目名称"), (60., "合格数量"), (120., "返工数量")]),
            (30., &[(0., "数字化车间"), (x, "12")]),
            (42., &[(0., "改造工程")]),
            (62., &[(0., "智能仓储建"), (60., "35")]),
            (74., &[(0., "设工程")]),
        ])
    };
    assert_eq!(verdict(page(120.), declared(table)).0, Verdict::Consistent);
    assert_ne!(verdict(page(60.), declared(table)).0, Verdict::Consistent);
}
