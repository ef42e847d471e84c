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
