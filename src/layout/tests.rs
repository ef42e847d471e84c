//! The layout room on small authored pages, and on random ink.

use super::{Glyph, InkPage, Rule, lay_out};
use crate::document::{Block, Document, MarginKind, PageSource, Rect, Table};
use proptest::prelude::*;

const SIZE: f32 = 10.0;

/// A page that is drawn by hand.
struct Sheet(InkPage);

impl Sheet {
    fn new(number: u32) -> Self {
        let mut page = InkPage::blank(number, 400.0, 600.0);
        page.source = PageSource::Text;
        Self(page)
    }

    /// Text from `x` on; `y` is the top of the line. Han is 10 wide, the rest 5.
    fn text(mut self, x: f32, y: f32, text: &str) -> Self {
        let mut x = x;
        for c in text.chars() {
            let width = if c.is_ascii() { SIZE / 2.0 } else { SIZE };
            self.0.glyphs.push(Glyph::new(c, Rect::new(x, y, x + width, y + SIZE), SIZE));
            x += width;
        }
        self
    }

    fn across(mut self, y: f32, x0: f32, x1: f32) -> Self {
        self.0.rules.push(Rule { bbox: Rect::new(x0, y - 0.25, x1, y + 0.25) });
        self
    }

    fn down(mut self, x: f32, y0: f32, y1: f32) -> Self {
        self.0.rules.push(Rule { bbox: Rect::new(x - 0.25, y0, x + 0.25, y1) });
        self
    }

    /// A grid with all its lines.
    fn grid(mut self, xs: &[f32], ys: &[f32]) -> Self {
        for y in ys {
            self = self.across(*y, xs[0], xs[xs.len() - 1]);
        }
        for x in xs {
            self = self.down(*x, ys[0], ys[ys.len() - 1]);
        }
        self
    }
}

fn laid(sheets: impl IntoIterator<Item = Sheet>) -> Document {
    lay_out(sheets.into_iter().map(|sheet| sheet.0).collect())
}

fn rows(table: &Table) -> Vec<String> {
    table.text().content.lines().map(str::to_owned).collect()
}

fn tables(document: &Document) -> Vec<&Table> {
    document.tables().map(|(_, table)| table).collect()
}

fn paragraphs(document: &Document) -> Vec<&str> {
    document
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(p) => Some(p.text.content.as_str()),
            _ => None,
        })
        .collect()
}

const XS: [f32; 3] = [50.0, 120.0, 350.0];

#[test]
fn a_wrapped_value_is_one_text_and_a_blank_cell_stays() {
    let sheet = Sheet::new(1)
        .grid(&XS, &[100., 130., 160.])
        .text(55., 105., "简介")
        .text(125., 103., "公司成立于二零零九年位于武汉市江夏区主营制")
        .text(125., 115., "药研发")
        .text(55., 140., "备注");
    let document = laid([sheet]);
    let table = tables(&document)[0];
    assert_eq!(rows(table), ["简介\t公司成立于二零零九年位于武汉市江夏区主营制药研发", "备注\t"]);
    assert_eq!(table.cells.len(), 4);
    assert_eq!(table.cells[3].place.page, 1);
}

#[test]
fn figures_beside_each_other_are_rows_without_lines_between_them() {
    let mut sheet = Sheet::new(1).grid(&[50., 90., 200., 260., 350.], &[100., 120., 250.]);
    for (x, head) in [(55., "序号"), (95., "项目名称"), (205., "税率"), (265., "税额")] {
        sheet = sheet.text(x, 105., head);
    }
    for (row, number) in ["8", "9", "10", "11", "12"].into_iter().enumerate() {
        let y = 125. + 20. * row as f32;
        sheet = sheet.text(55., y, number).text(95., y, "检测服务");
        sheet = sheet.text(240., y, "6%").text(320., y, "10.50");
    }
    let document = laid([sheet]);
    let table = tables(&document)[0];
    assert_eq!(table.rows, 6);
    let read = rows(table);
    assert_eq!(read[1], "8\t检测服务\t6%\t10.50");
    assert_eq!(read[5], "12\t检测服务\t6%\t10.50");
}

#[test]
fn a_few_lines_of_figures_stay_one_cell_of_paragraphs() {
    let mut sheet = Sheet::new(1).grid(&[50., 90., 200., 260., 350.], &[100., 200.]);
    for (row, number) in ["1", "2", "3"].into_iter().enumerate() {
        let y = 105. + 20. * row as f32;
        sheet = sheet.text(55., y, number).text(240., y, "6%").text(320., y, "10.50");
    }
    let document = laid([sheet]);
    let table = tables(&document)[0];
    assert_eq!(table.rows, 1);
    let texts: Vec<usize> = table.cells.iter().map(|cell| cell.blocks.len()).collect();
    assert_eq!(texts, [3, 0, 3, 3]);
}

#[test]
fn labelled_entries_that_fill_their_lines_stay_apart() {
    let sheet = Sheet::new(1)
        .text(50., 80., "公司的基本情况在下文分项列出以便于各位评审专家查阅。")
        .text(70., 100., "注册登记地点：湖南省株洲高新技术产业开发区天台西路")
        .text(70., 115., "企业法人营业执照注册号：430000")
        .text(50., 130., "以上各项由本公司在申报之日前按登记机关的记载填写好。");
    let document = laid([sheet]);
    assert!(paragraphs(&document).contains(&"企业法人营业执照注册号：430000"));
}

#[test]
fn texts_printed_over_each_other_are_not_mixed() {
    let sheet = Sheet::new(1).text(50., 100., "测试数据名称").text(66., 101., "签发人张三李");
    let document = laid([sheet]);
    let text = paragraphs(&document).concat();
    assert!(text.contains("测试数据名称") && text.contains("签发人张三李"), "{text}");
}

#[test]
fn a_code_that_wraps_has_no_space_in_it() {
    let sheet = Sheet::new(1)
        .grid(&[50., 90., 150.], &[100., 130.])
        .text(55., 105., "代码")
        .text(95., 103., "9142010AB2")
        .text(95., 115., "CYEH8WRT");
    assert_eq!(rows(tables(&laid([sheet]))[0]), ["代码\t9142010AB2CYEH8WRT"]);
}

#[test]
fn a_row_cut_by_the_page_break_is_one_row() {
    let xs = [50., 80., 350.];
    let above = Sheet::new(1)
        .grid(&xs, &[500., 560.])
        .text(55., 505., "1")
        .text(85., 540., "围绕电芯的生产环节部署灌装线并接入平台形成可复制的单")
        .text(190., 580., "- 1 -");
    let below = Sheet::new(2)
        .grid(&xs, &[60., 90., 120.])
        .text(85., 65., "元每日处理数据。")
        .text(55., 95., "2")
        .text(85., 95., "第二行");
    let document = laid([above, below]);
    let found = tables(&document);
    assert_eq!(found.len(), 1);
    assert_eq!(
        rows(found[0]),
        ["1\t围绕电芯的生产环节部署灌装线并接入平台形成可复制的单元每日处理数据。", "2\t第二行"]
    );
    assert_eq!(document.margins[0].kind, MarginKind::PageNumber);
}

#[test]
fn whole_rows_stay_apart_over_the_page_break() {
    let above = Sheet::new(1)
        .grid(&XS, &[500., 530., 560.])
        .text(55., 505., "企业名称")
        .text(125., 505., "武汉");
    let above = above.text(55., 535., "地址").text(125., 535., "江夏");
    let below = Sheet::new(2).grid(&XS, &[60., 90.]).text(55., 65., "电话").text(125., 65., "027");
    let document = laid([above, below]);
    assert_eq!(rows(tables(&document)[0]), ["企业名称\t武汉", "地址\t江夏", "电话\t027"]);
}

#[test]
fn rows_numbered_one_after_the_other_stay_two_over_the_page_break() {
    let xs = [50., 64., 350.];
    let above = Sheet::new(1).grid(&xs, &[500., 560.]).text(52., 505., "9").text(
        69.,
        540.,
        "围绕电芯的生产环节部署灌装线并接入平台形成可复制的单元",
    );
    let below = Sheet::new(2)
        .grid(&xs, &[60., 90., 120.])
        .text(52., 65., "10")
        .text(69., 65., "围绕转子的计划环节部署机器人并接入平台形成可复制的单元")
        .text(52., 95., "11")
        .text(69., 95., "第三行");
    let document = laid([above, below]);
    let read = rows(tables(&document)[0]);
    assert_eq!(read.len(), 3, "{read:?}");
    assert!(read[0].starts_with("9\t") && read[1].starts_with("10\t"), "{read:?}");
}

#[test]
fn a_label_that_fills_its_cell_joins_no_rows_beside_a_sentence_that_ended() {
    let xs = [50., 72., 350.];
    let above = Sheet::new(1)
        .grid(&xs, &[500., 540.])
        .text(51., 505., "企业")
        .text(51., 517., "简介")
        .text(77., 505., "公司成立于二零零九年位于武汉市江夏区主营制药研发与生产")
        .text(77., 517., "获授权专利三十项。");
    let below = Sheet::new(2)
        .grid(&xs, &[60., 90.])
        .text(51., 65., "评估")
        .text(51., 77., "等级")
        .text(77., 65., "智能制造能力成熟度二级由某某机构评估并于去年九月公布结果");
    let read = rows(tables(&laid([above, below]))[0]);
    assert_eq!(read.len(), 2, "{read:?}");
}

#[test]
fn short_cells_with_room_beneath_do_not_go_on_over_the_page_break() {
    let xs = [50., 260., 274., 296.];
    let above = Sheet::new(1)
        .grid(&xs, &[440., 540.])
        .text(53., 505., "技术负责人取得高级工程师职称三年以上得分甲")
        .text(53., 517., "值，否则不得分。")
        .text(262., 445., "4")
        .text(275., 445., "客观");
    let below = Sheet::new(2)
        .grid(&xs, &[60., 90.])
        .text(53., 65., "检测设备在有效期以内并附检定证书得分乙。")
        .text(262., 65., "2")
        .text(275., 65., "客观");
    let read = rows(tables(&laid([above, below]))[0]);
    assert_eq!(read.len(), 2, "{read:?}");
    assert!(read[0].ends_with("4\t客观") && read[1].ends_with("2\t客观"), "{read:?}");
}

#[test]
fn a_merged_label_goes_on_over_the_page_break_but_a_blank_value_does_not() {
    let xs = [50., 80., 150., 250.];
    let above = Sheet::new(1)
        .grid(&xs, &[530., 560.])
        .text(55., 535., "成效")
        .text(85., 535., "联网率")
        .text(155., 535., "97");
    let below = Sheet::new(2).grid(&xs, &[60., 90.]).text(85., 65., "数控化率");
    let document = laid([above, below]);
    let table = tables(&document)[0];
    assert_eq!(rows(table), ["成效\t联网率\t97", "数控化率\t"]);
    assert_eq!(table.cells[0].row_span, 2);
}

#[test]
fn a_repeated_header_is_one_header() {
    let header = |sheet: Sheet, y: f32| sheet.text(55., y, "序号").text(125., y, "名称");
    let above = header(Sheet::new(1).grid(&XS, &[500., 530., 560.]), 505.)
        .text(55., 535., "1")
        .text(125., 535., "甲");
    let below = header(Sheet::new(2).grid(&XS, &[60., 90., 120.]), 65.)
        .text(55., 95., "2")
        .text(125., 95., "乙");
    let document = laid([above, below]);
    let table = tables(&document)[0];
    assert_eq!(rows(table), ["序号\t名称", "1\t甲", "2\t乙"]);
    assert_eq!(table.header_rows, 1);
}

#[test]
fn the_same_form_printed_again_is_another_table() {
    let form = |page: u32, y: f32, value: &str| {
        Sheet::new(page)
            .grid(&XS, &[y, y + 30., y + 60.])
            .text(55., y + 5., "实例名称")
            .text(125., y + 5., value)
            .text(55., y + 35., "工艺")
    };
    let document = laid([form(1, 500., "甲"), form(2, 60., "乙")]);
    assert_eq!(tables(&document).len(), 2);
}

#[test]
fn a_table_without_side_lines_and_one_drawn_cell_by_cell() {
    let open = Sheet::new(1)
        .across(100., 50., 350.)
        .across(130., 50., 350.)
        .across(160., 50., 350.)
        .down(200., 100., 160.)
        .text(60., 110., "甲")
        .text(210., 110., "乙")
        .text(60., 140., "丙");
    assert_eq!(rows(tables(&laid([open]))[0]), ["甲\t乙", "丙\t"]);
    let mut pieces = Sheet::new(1).text(60., 110., "甲").text(210., 110., "乙");
    for (x0, x1) in [(50., 199.), (201., 350.)] {
        pieces = pieces.across(100.4, x0, x1).across(130., x0, x1);
        pieces = pieces.down(x0, 100., 130.).down(x1, 100.2, 130.5);
    }
    let document = laid([pieces]);
    assert_eq!(rows(tables(&document)[0]), ["甲\t乙"]);
}

#[test]
fn a_frame_and_underlines_are_no_tables() {
    let sheet = Sheet::new(1).grid(&[20., 380.], &[20., 580.]).across(152., 120., 300.).text(
        50.,
        140.,
        "申报单位：某某公司",
    );
    let document = laid([sheet]);
    assert!(tables(&document).is_empty());
    assert_eq!(paragraphs(&document), ["申报单位：某某公司"]);
}

#[test]
fn a_framed_field_stays_on_the_line_of_its_label() {
    let sheet = Sheet::new(1).grid(&[120., 380.], &[48., 66.]).text(50., 50., "企业名称：").text(
        124.,
        53.,
        "澄江精密",
    );
    let document = laid([sheet]);
    assert!(tables(&document).is_empty());
    let Some(Block::Paragraph(line)) = document.blocks.first() else { unreachable!("a line") };
    assert!(line.text.content.starts_with("企业名称：") && line.text.content.ends_with("澄江精密"));
}

#[test]
fn paragraphs_join_by_the_right_margin_and_break_at_indents() {
    let full = "各省自治区直辖市工业和信息化主管部门各有关中央企业为贯彻落";
    let sheet = Sheet::new(1)
        .text(70., 100., &full[..full.len() - 6])
        .text(50., 116., full)
        .text(50., 132., "实规划。")
        .text(70., 148., "一、工作目标")
        .text(70., 164., "（一）原则");
    let document = laid([sheet]);
    let joined = format!("{}{}实规划。", &full[..full.len() - 6], full);
    assert_eq!(paragraphs(&document), [joined.as_str(), "一、工作目标", "（一）原则"]);
}

#[test]
fn a_subscript_stays_in_its_line_and_watermarks_leave_the_text() {
    let mut sheet = Sheet::new(1).text(50., 100., "二氧化碳（CO）排放");
    sheet.0.glyphs.push(Glyph::new('₂', Rect::new(109.5, 105., 112.5, 111.), 6.0));
    for (i, c) in "机密".chars().enumerate() {
        let at = 60.0 + 20.0 * i as f32;
        let mut glyph = Glyph::new(c, Rect::new(at, at, at + 40., at + 40.), 30.0);
        glyph.slanted = true;
        sheet.0.glyphs.push(glyph);
    }
    let document = laid([sheet]);
    assert_eq!(paragraphs(&document), ["二氧化碳（CO₂）排放"]);
    assert_eq!(document.margins[0].text.content, "机密");
}

#[test]
fn headers_that_repeat_leave_the_body() {
    let page = |n: u32| {
        Sheet::new(n)
            .text(150., 20., "某省智能制造申报书")
            .text(50., 200., ["甲", "乙", "丙"][n as usize % 3])
            .text(190., 580., &format!("第{n}页 共3页"))
    };
    let document = laid([page(1), page(2), page(3)]);
    assert_eq!(paragraphs(&document), ["乙", "丙", "甲"]);
    assert_eq!(document.margins.len(), 6);
}

#[test]
fn pages_counted_in_roman_numbers() {
    let romans = ["I", "II", "iii", "Ⅳ"];
    let page = |n: usize| {
        Sheet::new(n as u32 + 2)
            .text(150., 20., &format!("某省智能制造申报书 第 {} 页", ["I", "II", "III", "IV"][n]))
            .text(50., 200., ["甲", "乙", "丙", "丁"][n])
            .text(190., 580., romans[n])
    };
    let document = laid([page(0), page(1), page(2), page(3)]);
    assert_eq!(paragraphs(&document), ["甲", "乙", "丙", "丁"]);
    // A letter at the edge of one page is no number of pages.
    let document = laid([Sheet::new(4).text(50., 200., "甲").text(190., 580., "V")]);
    assert_eq!(paragraphs(&document), ["甲", "V"]);
}

#[test]
fn a_blank_in_large_type_belongs_to_the_line_it_ends() {
    let mut sheet =
        Sheet::new(1).text(70., 100., "项目名称：智能工厂建设").text(50., 114., "与改造项目");
    let after = Rect::new(100., 104., 112., 128.);
    sheet.0.glyphs.push(Glyph::new(' ', after, 24.));
    let text: String = paragraphs(&laid([sheet])).concat().split_whitespace().collect();
    assert_eq!(text, "项目名称：智能工厂建设与改造项目");
}

#[test]
fn bold_letters_that_are_filled_and_stroked_are_one() {
    let mut sheet = Sheet::new(1).text(50., 100., "office Boot");
    let mut twice = Vec::new();
    for glyph in sheet.0.glyphs.drain(..) {
        twice.extend([glyph.clone(), glyph]);
    }
    sheet.0.glyphs = twice;
    assert_eq!(paragraphs(&laid([sheet])), ["office Boot"]);
}

fn letters(block: &Block, into: &mut Vec<char>) {
    match block {
        Block::Paragraph(p) => {
            into.extend(p.text.content.chars().filter(|c| !c.is_whitespace()));
            for span in &p.text.spans {
                assert!(p.text.content.get(span.start..span.end).is_some());
            }
        }
        Block::Table(t) => {
            for cell in &t.cells {
                assert!(cell.row + cell.row_span <= t.rows && cell.col + cell.col_span <= t.cols);
                cell.blocks.iter().for_each(|b| letters(b, into));
            }
        }
        Block::PageBreak => {}
    }
}

fn sheet(number: u32) -> impl Strategy<Value = InkPage> {
    let coordinate =
        || prop_oneof![Just(0.0f32), 0.0f32..600.0, (0u8..12).prop_map(|n| f32::from(n) * 50.0)];
    let glyph = (
        coordinate(),
        coordinate(),
        0.0f32..30.0,
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.05),
    );
    let rule = (coordinate(), coordinate(), coordinate(), prop::bool::ANY);
    (prop::collection::vec(glyph, 0..60), prop::collection::vec(rule, 0..40)).prop_map(
        move |(glyphs, rules)| {
            let mut page = InkPage::blank(number, 600.0, 600.0);
            page.source = PageSource::Text;
            for (i, (x, y, size, vertical, slanted)) in glyphs.into_iter().enumerate() {
                // No character twice, so that none can be the double of another.
                let code = 0x4E00 + number * 1000 + i as u32;
                let character = char::from_u32(code).unwrap_or('一');
                let mut glyph = Glyph::new(character, Rect::new(x, y, x + size, y + size), size);
                (glyph.vertical, glyph.slanted) = (vertical, slanted);
                page.glyphs.push(glyph);
            }
            for (a, b, c, horizontal) in rules {
                let (from, to) = (a.min(b), a.max(b));
                page.rules.push(Rule {
                    bbox: if horizontal {
                        Rect::new(from, c, to, c + 0.5)
                    } else {
                        Rect::new(c, from, c + 0.5, to)
                    },
                });
            }
            page
        },
    )
}

/// Lines across of one length.
fn lines_at(sheet: Sheet, ys: &[f32]) -> Sheet {
    ys.iter().fold(sheet, |sheet, y| sheet.across(*y, 50., 350.))
}

#[test]
fn three_lines_across_make_a_table() {
    let mut sheet =
        lines_at(Sheet::new(1), &[100., 120., 185.]).text(120., 82., "表1 改造前后对比");
    let cells = [
        ("指标", "单位", "改造前", "改造后"),
        ("生产效率", "件/时", "120", "180"),
        ("不良品率", "%", "3.5", "1.2"),
        ("单位能耗", "吨", "0.8", "0.61"),
    ];
    for (n, (a, b, c, d)) in cells.into_iter().enumerate() {
        let y = 105. + 20. * n as f32;
        sheet = sheet.text(60., y, a).text(150., y, b).text(220., y, c).text(300., y, d);
    }
    let document = laid([sheet.text(50., 200., "注：数据来自企业。")]);
    let tables = tables(&document);
    assert_eq!(tables.len(), 1);
    assert_eq!(
        rows(tables[0]),
        [
            "指标\t单位\t改造前\t改造后",
            "生产效率\t件/时\t120\t180",
            "不良品率\t%\t3.5\t1.2",
            "单位能耗\t吨\t0.8\t0.61"
        ]
    );
    assert!(matches!(document.blocks.last(), Some(Block::Paragraph(_))));
}

#[test]
fn a_page_full_of_lines_that_rule_a_part_of_the_rows_comes_to_an_end() {
    let mut sheet = Sheet::new(1);
    for n in 0..390 {
        let y = 10. + 12. * n as f32;
        sheet = sheet.across(y, 50., 1050.).text(1080., y + 1., "外");
        for column in 0..38 {
            sheet = sheet.text(55. + 26. * column as f32, y + 1., "3");
        }
    }
    let document = laid([sheet]);
    assert_eq!(tables(&document).len(), 0);
}

#[test]
fn a_header_of_two_levels_keeps_its_spans_between_lines_across() {
    let sheet = lines_at(Sheet::new(1), &[100., 140., 185.])
        .across(120., 140., 345.)
        .text(60., 115., "企业")
        .text(220., 105., "营业收入")
        .text(150., 125., "2023年")
        .text(290., 125., "2024年")
        .text(60., 146., "澄江精密")
        .text(150., 146., "1200")
        .text(290., 146., "1350")
        .text(60., 166., "远山智能")
        .text(150., 166., "980")
        .text(290., 166., "1010");
    let document = laid([sheet]);
    let table = tables(&document)[0];
    assert_eq!((table.rows, table.cols), (4, 3));
    let spans: Vec<(String, usize, usize)> = table.cells[..4]
        .iter()
        .map(|c| (c.text().content.clone(), c.row_span, c.col_span))
        .collect();
    let expected = [("企业", 2, 1), ("营业收入", 1, 2), ("2023年", 1, 1), ("2024年", 1, 1)];
    assert_eq!(spans, expected.map(|(text, r, c)| (text.to_owned(), r, c)));
}

#[test]
fn a_wrapped_cell_between_lines_across_stays_in_its_row() {
    let sheet = lines_at(Sheet::new(1), &[100., 120., 200.])
        .text(60., 105., "序号")
        .text(120., 105., "场景")
        .text(250., 105., "环节")
        .text(60., 126., "1")
        .text(120., 126., "人机协同作业与产线柔性")
        .text(250., 126., "生产")
        .text(120., 138., "配置")
        .text(60., 156., "2")
        .text(120., 156., "在线运行监测")
        .text(250., 156., "设备")
        .text(60., 176., "3")
        .text(120., 176., "能耗优化")
        .text(250., 176., "能源");
    let document = laid([sheet]);
    let found = rows(tables(&document)[0]);
    assert_eq!(found[1], "1\t人机协同作业与产线柔性配置\t生产");
    assert_eq!(found.len(), 4);
}

#[test]
fn lists_with_a_line_under_every_row_are_tables() {
    let mut sheet = lines_at(Sheet::new(1), &[100., 120., 140., 160., 180.]);
    for (n, (a, b)) in
        [("名称", "地区"), ("澄江精密制造有限公司", "云南"), ("远山智能", "甘肃"), ("临海", "浙江")]
            .into_iter()
            .enumerate()
    {
        let y = 105. + 20. * n as f32;
        sheet = sheet.text(60., y, a).text(260., y, b);
    }
    let document = laid([sheet]);
    let found = rows(tables(&document)[0]);
    assert_eq!(found[1], "澄江精密制造有限公司\t云南");
    assert_eq!(found.len(), 4);
}

#[test]
fn lines_across_that_rule_no_table_make_none() {
    // The end of a notice: copies to, printed by.
    let end = lines_at(Sheet::new(1), &[500., 520., 540.])
        .text(55., 505., "抄送：各省、自治区、直辖市工业和信息化主管部门。")
        .text(55., 525., "办公厅秘书处")
        .text(260., 525., "2025年5月1日印发");
    // A page's head, a footnote's rule, lines to write on.
    let head = lines_at(Sheet::new(2), &[40., 70., 90., 110., 560.])
        .text(55., 55., "申报单位（盖章）：")
        .text(55., 75., "项目名称：")
        .text(55., 95., "填报日期：")
        .text(55., 300., "本书由企业如实填写，不得涂改。");
    // Prose in two columns between the rules of a page.
    let mut prose = lines_at(Sheet::new(3), &[40., 60., 540.])
        .text(55., 45., "智能制造")
        .text(250., 45., "第3期");
    for n in 0..12 {
        let y = 70. + 14. * n as f32;
        prose = prose.text(52., y, "企业应当如实填写并加盖公章").text(
            205.,
            y,
            "推荐单位审核后报送有关部门",
        );
    }
    // Lines under some columns of a larger list.
    let mut part = lines_at(Sheet::new(4), &[100., 120., 180.]);
    for (n, (a, b, c)) in [
        ("项目", "金额", "比例"),
        ("原料", "183", "22"),
        ("人工", "102", "12"),
        ("能源", "112", "14"),
    ]
    .into_iter()
    .enumerate()
    {
        let y = 105. + 19. * n as f32;
        part = part.text(10., y, a).text(120., y, b).text(240., y, c);
    }
    assert!(tables(&laid([end, head, prose, part])).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_character_is_lost_whatever_the_ink(pages in (sheet(1), sheet(2), sheet(3))) {
        let pages = vec![pages.0, pages.1, pages.2];
        let mut drawn: Vec<char> =
            pages.iter().flat_map(|p| p.glyphs.iter().map(|g| g.character)).collect();
        let document = lay_out(pages);
        let mut read = Vec::new();
        document.blocks.iter().for_each(|block| letters(block, &mut read));
        for margin in &document.margins {
            read.extend(margin.text.content.chars().filter(|c| !c.is_whitespace()));
        }
        drawn.sort_unstable();
        read.sort_unstable();
        prop_assert_eq!(drawn, read);
    }
}

/// Lines of a column, 16 characters each, from `top` on.
fn column(mut sheet: Sheet, x: f32, top: f32, lines: &[&str]) -> Sheet {
    for (n, line) in lines.iter().enumerate() {
        sheet = sheet.text(x, top + 16.0 * n as f32, line);
    }
    sheet
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let left = [
        "全市累计建成数字化车间四十个智能",
        "工厂十八家规模以上企业关键工序数",
        "控化率较上年提高四个百分点达到先",
        "进水平并组织专家赴企业开展现场诊",
        "断形成报告提出改进建议一百六十条",
        "推进设备更新和技术改造力争年内新",
    ];
    let right = [
        "增优秀场景三十五个。",
        "下一步将围绕重点行业推进智能制造",
        "梯度培育指导企业开展自评估对照标",
        "准二级及以上要求完成自评估企业九",
        "百家并在供应链上下游复制推广成熟",
        "的解决方案带动中小企业数字化转型",
    ];
    let sheet = Sheet::new(1).text(120., 20., "智能制造工作简报");
    let sheet = column(column(sheet, 20., 60., &left), 210., 64., &right);
    let document = laid([sheet]);
    let first = format!("{}{}", left.concat(), right[0]);
    let rest = right[1..].concat();
    assert_eq!(paragraphs(&document), ["智能制造工作简报", &first, &rest]);
}

/// Three columns were once read line by line across the page.
#[test]
fn three_columns_are_read_one_after_the_other() {
    let text = [
        "全市累计建成数字化车",
        "间四十个智能工厂十八",
        "家规模以上企业关键工",
        "序数控化率较上年提高",
        "四个百分点达到先进水",
        "平并组织专家赴企业开",
        "展现场诊断形成报告提",
        "出改进建议一百六十条",
        "推进设备更新和技术改",
        "造力争年内新增优秀场",
        "景三十五个并在供应链",
        "上下游复制推广",
    ];
    let mut sheet = Sheet::new(1).text(120., 20., "智能制造工作简报");
    for x in [20., 132., 244.] {
        sheet = column(sheet, x, 60., &text);
    }
    let document = laid([sheet]);
    let read = paragraphs(&document);
    assert_eq!(read[1..], [text.concat(), text.concat(), text.concat()]);
}

/// Rows of a table without lines were once read as two columns of running text.
#[test]
fn short_pairs_side_by_side_are_no_columns() {
    let mut sheet = Sheet::new(1);
    for (n, (a, b)) in [
        ("甲方", "乙方"),
        ("地址", "住所"),
        ("电话", "传真"),
        ("开户行", "账号"),
        ("代表人", "签字"),
        ("日期", "日期"),
    ]
    .into_iter()
    .enumerate()
    {
        sheet = sheet.text(20., 40. + 16. * n as f32, a).text(210., 40. + 16. * n as f32, b);
    }
    assert_eq!(paragraphs(&laid([sheet]))[0], "甲方\t乙方");
}

/// `page.text(x, …)` set to the right margin at 350.
fn set_right(sheet: Sheet, y: f32, text: &str) -> Sheet {
    let width: f32 = text.chars().map(|c| if c.is_ascii() { SIZE / 2.0 } else { SIZE }).sum();
    sheet.text(350.0 - width, y, text)
}

/// A line from 50 to 350.
const FULL: &str = "请各有关单位按照安排认真组织好各项智能制造申报推荐工作并及时";

#[test]
fn signatures_and_dates_set_to_the_right_are_lines_of_their_own() {
    let mut sheet = column(Sheet::new(1), 50., 60., &[FULL; 7]).text(50., 165., "报送。");
    for (row, line) in ["某省经济和信息化厅", "某省财政厅", "2024年11月7日"].iter().enumerate()
    {
        sheet = set_right(sheet, 200. + 15. * row as f32, line);
    }
    let document = laid([sheet.text(50., 245., "附件")]);
    let read = paragraphs(&document);
    assert_eq!(read[1..], ["某省经济和信息化厅", "某省财政厅", "2024年11月7日", "附件"]);
    // One that fills a line and ends on the next is still one.
    let sheet = column(Sheet::new(1), 50., 60., &[FULL; 7]).text(50., 165., "报送。");
    let sheet =
        sheet.text(50., 200., "甲部办公厅 乙委员会办公厅 丙部办公厅 丁总局办公厅 戊部监管办");
    let document = laid([set_right(sheet, 215., "公厅 己局综合司")]);
    let last = paragraphs(&document)[1];
    assert!(last.ends_with("戊部监管办公厅 己局综合司"), "{last}");
}

#[test]
fn a_space_at_the_end_of_a_wrapped_line_parts_words() {
    let mut lines = vec![FULL; 8];
    lines.push("甲部办公厅 乙委员会办公厅 丙部办公厅 丁总局办公厅 戊部办公厅 ");
    let document = laid([column(Sheet::new(1), 50., 60., &lines).text(50., 195., "己局综合司")]);
    assert!(paragraphs(&document)[0].ends_with("戊部办公厅 己局综合司"));
    // Where every line ends in one it means nothing.
    let spaced = format!("{FULL} ");
    let document = laid([column(Sheet::new(1), 50., 60., &[spaced.as_str(); 12])]);
    assert_eq!(paragraphs(&document), [FULL.repeat(12)]);
}

#[test]
fn an_item_that_fills_its_line_does_not_take_in_the_next() {
    let item = "1.五部门关于开展二零二三年度智能制造试点示范行动工作通知书";
    let sheet = column(Sheet::new(1), 50., 60., &[FULL; 7]);
    let document = laid([sheet.text(50., 200., item).text(50., 215., "2.公共服务平台使用说明")]);
    assert_eq!(paragraphs(&document)[1..], [item, "2.公共服务平台使用说明"]);
}

#[test]
fn a_number_in_an_open_bracket_opens_no_item_on_the_next_page() {
    let first = column(Sheet::new(1), 50., 60., &[FULL; 7]);
    let first = first.text(50., 165., "请将加盖公章的纸质申报书一式两份以及推荐汇总表各一份（附件");
    let second = Sheet::new(2).text(50., 60., "3）一并报送。").text(70., 75., "此外。");
    assert!(paragraphs(&laid([first, second]))[0].ends_with("（附件3）一并报送。"));
}

#[test]
fn the_marker_of_an_attachment_is_no_header() {
    let page = |number: u32, head: &str| {
        column(Sheet::new(number).text(50., 45., head), 50., 80., &[FULL, FULL, "报送。"])
    };
    let pages = ["附件1", "附件2", "附件 3", "附件3", "附件1"];
    let sheets = pages.iter().enumerate().map(|(i, head)| page(i as u32 + 1, head));
    let document = laid(sheets);
    let heads: Vec<_> = paragraphs(&document).into_iter().filter(|p| p.len() < 12).collect();
    // The third goes on over two pages.
    assert_eq!(heads, ["附件1", "附件2", "附件 3", "附件1"]);
}

#[test]
fn numbers_that_count_no_pages_stay_in_the_text() {
    let page = |number: u32, y: f32, n: &str| {
        column(Sheet::new(number), 50., 80., &[FULL, FULL, "报送。"]).text(50., y, n)
    };
    let document = laid([page(1, 540., "7"), page(2, 560., "9"), page(3, 550., "12")]);
    assert_eq!(document.margins, []);
    let document = laid([page(1, 550., "7"), page(2, 550., "8"), page(3, 570., "— 3 —")]);
    assert_eq!(document.margins.len(), 3);
}

#[test]
fn a_code_moves_to_the_next_line_whole() {
    let sheet = column(Sheet::new(1), 50., 60., &[FULL; 7]);
    let sheet = sheet.text(50., 165., "申报企业智能制造能力成熟度自评估水平应当达到");
    let document = laid([sheet.text(50., 180., "GB/T39116—2020《智能制造能力成熟度模型》二级。")]);
    assert!(
        paragraphs(&document)[0]
            .ends_with("应当达到GB/T39116—2020《智能制造能力成熟度模型》二级。")
    );
}

#[test]
fn a_date_at_the_right_does_not_go_on_with_the_next_page() {
    let first = column(Sheet::new(1), 50., 60., &[FULL; 7]).text(50., 172., "报送。");
    let first = set_right(first, 200., "2024年11月7日");
    let second = Sheet::new(2).text(50., 60., "附件").text(50., 76., FULL);
    let document = laid([first, second]);
    assert_eq!(paragraphs(&document)[1..3], ["2024年11月7日", "附件"]);
}

#[test]
fn punctuation_that_hangs_into_the_margin_does_not_widen_the_column() {
    let hanging = format!("{FULL}，");
    let mut lines = vec![FULL; 7];
    lines.insert(2, &hanging);
    let sheet = column(Sheet::new(1), 50., 60., &lines);
    let sheet = sheet.text(50., 250., "全省申报总数控制在三百个以内，其中优秀场景申报数不得多于30");
    let document = laid([sheet.text(50., 266., "个、15个。")]);
    assert!(paragraphs(&document).last().unwrap().ends_with("多于30个、15个。"));
}

#[test]
fn a_bracket_at_half_width_stays_before_the_mark_that_follows_it() {
    let mut sheet = Sheet::new(1).text(50., 60., "属性(");
    let quote = Rect::new(68.0, 60., 78.0, 70.);
    sheet.0.glyphs.push(Glyph::new('“', quote, SIZE));
    let document = laid([sheet.text(78., 60., "省属”)")]);
    assert_eq!(paragraphs(&document), ["属性(“省属”)"]);
}

#[test]
fn what_some_printers_keep_whole_moves_to_the_next_line() {
    let whole = |first: &str, rest: &str| {
        let sheet = column(Sheet::new(1), 50., 60., &[FULL; 7]);
        let document = laid([sheet.text(50., 172., first).text(50., 188., rest)]);
        let all = paragraphs(&document).concat();
        assert_eq!(paragraphs(&document).len(), 1, "{all}");
        assert!(all.ends_with(&format!("{first}{rest}")));
    };
    whole("通过多维数据的智能分析，推进本地各个产业和供应链的上下", "游“链式”协同。");
    whole("各省（区、市）推荐的优秀场景、示范工厂项目申报总数量为30", "个、15个。");
    whole("请进入本市重点推荐名单的企业务必于规定的11月24日（星期", "三）12:00前提交申报书。");
    whole("各申报企业的智能制造能力成熟度水平应当达到GB/T39116—", "2020《模型》三级。");
}

#[test]
fn a_line_that_could_have_taken_the_next_character_ends_its_paragraph() {
    let lines = [FULL, FULL, "请各有关单位按照安排认真组织好各项智能制造申报推荐工作；", FULL];
    let document = laid([column(Sheet::new(1), 50., 60., &lines)]);
    assert_eq!(paragraphs(&document).len(), 2);
}

#[test]
fn a_line_set_in_by_spaces_begins_a_paragraph() {
    let ended = "请各有关单位按照安排认真组织好各项智能制造申报推荐工作以期。";
    let lines = [FULL, FULL, ended, "\u{3000}某市经济和信息化委员会办公室"];
    let document = laid([column(Sheet::new(1), 50., 60., &lines)]);
    assert_eq!(paragraphs(&document)[1], "某市经济和信息化委员会办公室");
}

#[test]
fn a_heading_that_fills_its_line_does_not_take_in_the_text_under_it() {
    let mut sheet = Sheet::new(1);
    let heading = "2.先进设计技术应用和产品数据管理系统的建设以及其运行情况";
    let body = "请描述数字化三维设计与工艺技术的应用情况以及通过物理检测和";
    let lines =
        [&FULL[..84], FULL, "报送。", &FULL[..84], FULL, "报送。", heading, &body[..84], FULL];
    for (row, line) in lines.iter().enumerate() {
        let x = if [0, 3, 6, 7].contains(&row) { 70. } else { 50. };
        sheet = sheet.text(x, 60. + 16. * row as f32, line);
    }
    let document = laid([sheet]);
    assert_eq!(paragraphs(&document)[2], heading);
}

#[test]
fn a_remark_set_in_as_a_whole_is_one_paragraph() {
    let mut sheet = Sheet::new(1);
    let remark = "1、因本年度内合并，对以前年度的数据做了重述，上年不同于";
    let again = "2、上年数据中有转出业务的收入，剔除这一因素后，本期收入增";
    let mut lines = [&FULL[..84], FULL, "报送。"].repeat(6);
    lines.extend([remark, "已披露的数值。", again, "长较快。"]);
    for (row, line) in lines.iter().enumerate() {
        let x = if row % 3 == 0 || row >= 18 { 70. } else { 50. };
        sheet = sheet.text(x, 60. + 16. * row as f32, line);
    }
    let document = laid([sheet]);
    let found = paragraphs(&document);
    let whole = [format!("{remark}已披露的数值。"), format!("{again}长较快。")];
    assert_eq!(found[found.len() - 2..], whole);
}

/// An inner table whose right edge is that of the cell around it once made one grid with it.
#[test]
fn a_table_inside_of_a_cell_is_no_part_of_the_rows_around_it() {
    let sheet = Sheet::new(1)
        .grid(&[50., 120., 250., 350.], &[100., 120., 180., 200.])
        .grid(&[126., 180., 250.], &[140., 160., 180.])
        .text(55., 105., "成员")
        .text(125., 105., "分工")
        .text(255., 105., "占比")
        .text(55., 125., "甲")
        .text(125., 125., "总体设计")
        .text(255., 125., "65")
        .text(130., 145., "设计")
        .text(185., 145., "40")
        .text(130., 165., "集成")
        .text(185., 165., "25")
        .text(55., 185., "乙")
        .text(125., 185., "测试")
        .text(255., 185., "35");
    let document = laid([sheet]);
    let table = tables(&document)[0];
    assert_eq!((table.rows, table.cols), (3, 3));
    let inner = table.cells.iter().flat_map(|cell| &cell.blocks).find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    assert_eq!(inner.map(rows), Some(vec!["设计\t40".to_owned(), "集成\t25".to_owned()]));
    assert_eq!(rows(table).last().map(String::as_str), Some("乙\t测试\t35"));
}

/// A narrow blank column is one of the table where its rows are those of the table.
#[test]
fn a_narrow_blank_column_is_no_inner_table() {
    let sheet = Sheet::new(1)
        .grid(&[50., 120., 126., 200., 350.], &[100., 120., 140., 160.])
        .text(55., 105., "名称")
        .text(130., 105., "数量")
        .text(205., 105., "备注")
        .text(55., 125., "甲")
        .text(130., 125., "12")
        .text(55., 145., "乙")
        .text(130., 145., "8");
    let document = laid([sheet]);
    assert_eq!(tables(&document).len(), 1);
    assert_eq!(rows(tables(&document)[0])[1], "甲\t\t12\t");
}

#[test]
fn columns_whose_paragraphs_stand_at_other_heights_are_columns() {
    let left = [
        "全市累计建成数字化车间四十个智能",
        "工厂十八家规模以上企业关键工序数",
        "控化率较上年提高四个百分点达到先",
        "进水平并组织专家赴企业开展现场诊",
        "断形成报告提出改进建议一百六十条",
        "推进设备更新和技术改造力争年内新",
    ];
    let right = [
        "下一步将围绕重点行业推进智能制造",
        "梯度培育指导企业开展自评估对照标",
        "准二级及以上要求完成自评估企业九",
        "百家并在供应链上下游复制推广成熟",
        "的解决方案带动中小企业数字化转型",
    ];
    let sheet = Sheet::new(1).text(120., 20., "智能制造工作简报");
    let sheet = column(column(sheet, 20., 60., &left), 210., 68., &right);
    let document = laid([sheet]);
    assert_eq!(paragraphs(&document)[1], format!("{}{}", left.concat(), right.concat()));
}

#[test]
fn text_struck_through_is_warned_of_and_underlined_text_is_not() {
    let warned = |y: f32| {
        let sheet = Sheet::new(1).text(50., 100., "进口设备除外。").across(y, 50., 120.);
        laid([sheet]).warnings.iter().any(|warning| warning.code == "struck-text")
    };
    assert!(warned(105.));
    assert!(!warned(110.) && !warned(99.));
    // The line of a table that text runs over reaches beyond it.
    let over = Sheet::new(1).text(50., 100., "进口").across(105., 20., 350.);
    assert_eq!(laid([over]).warnings, []);
}

#[test]
fn a_label_that_runs_over_the_last_row_of_a_page_is_whole() {
    let first = Sheet::new(1)
        .grid(&XS, &[540., 570.])
        .text(60., 543., "质量")
        .text(60., 556., "提升")
        .text(130., 550., "90.9")
        .text(60., 569.9, "情况");
    let mut first = first;
    // The third line stands at the pitch of the others.
    for glyph in first.0.glyphs.iter_mut().filter(|g| g.bbox.y0 > 568.) {
        glyph.bbox = Rect::new(glyph.bbox.x0, 569., glyph.bbox.x1, 579.);
    }
    let first = first.across(570., 50., 350.);
    let second = Sheet::new(2).grid(&XS, &[40., 70.]).text(60., 50., "能耗").text(130., 50., "12");
    let document = laid([first, second]);
    assert_eq!(paragraphs(&document), Vec::<&str>::new());
    let text: String = tables(&document).iter().flat_map(|t| rows(t)).collect();
    assert!(text.contains("质量提升情况") || text.contains("质量\n提升情况"), "{text}");
}

#[test]
fn a_title_that_says_what_the_header_says_stays() {
    let page = |number: u32| {
        let sheet = Sheet::new(number).text(50., 20., "技术服务合同").text(50., 120., FULL);
        column(sheet, 50., 140., &[FULL; 3])
    };
    let mut first = page(1);
    for (n, c) in "技术服务合同".chars().enumerate() {
        let x = 100. + 20. * n as f32;
        first.0.glyphs.push(Glyph::new(c, Rect::new(x, 45., x + 20., 65.), 20.));
    }
    let document = laid([first, page(2), page(3)]);
    assert_eq!(paragraphs(&document)[0], "技术服务合同");
}
