//! Running text: lines, paragraphs, columns, page furniture; random ink loses nothing.

use super::*;
use crate::problem::WarningCode;
use proptest::prelude::*;

#[test]
fn texts_printed_over_each_other_are_not_mixed() {
    let sheet = Sheet::new(1).text(50., 100., "测试数据名称").text(66., 101., "签发人张三李");
    let document = laid([sheet]);
    let text = paragraphs(&document).concat();
    assert!(text.contains("测试数据名称") && text.contains("签发人张三李"), "{text}");
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
        laid([sheet]).warnings.iter().any(|warning| warning.code == WarningCode::StruckText)
    };
    assert!(warned(105.));
    assert!(!warned(110.) && !warned(99.));
    // The line of a table that text runs over reaches beyond it.
    let over = Sheet::new(1).text(50., 100., "进口").across(105., 20., 350.);
    assert_eq!(laid([over]).warnings, []);
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

/// The signature of a notice that is also its header went with the headers.
#[test]
fn a_signature_that_says_what_the_header_says_stays() {
    let page = |number: u32| Sheet::new(number).text(200., 15., "江北市工业和信息化局");
    let first = column(page(1), 50., 200., &[FULL; 20]);
    let second = page(2).text(50., 32., "附件：名单").text(200., 46., "江北市工业和信息化局").text(
        200.,
        60.,
        "2025年10月11日",
    );
    let third = column(page(3), 50., 200., &[FULL; 3]);
    let read = laid([first, second, third]);
    assert!(paragraphs(&read).contains(&"江北市工业和信息化局"), "{:?}", paragraphs(&read));
    assert_eq!(read.margins.len(), 3);
}

/// On a page with notes the footer above the page's number was taken for one of them.
#[test]
fn a_footer_above_the_number_of_the_page_is_no_footnote() {
    let page = |number: u32| {
        Sheet::new(number).text(180., 530., "密级：内部").text(180., 552., &format!("第{number}页"))
    };
    let first = column(page(1), 50., 200., &[FULL; 8]);
    let second = column(page(2), 50., 200., &[FULL; 3]);
    let read = laid([first, second]);
    let footers = read.margins.iter().filter(|m| m.kind == MarginKind::Footer).count();
    assert_eq!(footers, 2, "{:?}", read.margins);
}

/// Forms of one page each: the second line of each was taken for a header and the last for
/// a footer, so that nobody compared them.
#[test]
fn what_each_form_begins_and_ends_with_is_of_the_body() {
    let page = |n: u32, footer: f32| {
        let item = ["登记设备", "核对清单", "移交资料", "归档封存"][n as usize % 4];
        Sheet::new(n)
            .text(50., 30., item)
            .text(50., 45., "不得私自操作")
            .text(50., 60., "按照作业指导书完成")
            .text(50., 516., &format!("办理记录{item}"))
            .text(50., footer, "审核意见同意上报")
    };
    let document = laid((1..=4).map(|n| page(n, 530.)));
    assert!(document.margins.is_empty(), "{:?}", document.margins);
    // A line that stands apart from the body is a footer.
    let document = laid((1..=4).map(|n| page(n, 560.)));
    assert_eq!(document.margins.len(), 4);
    assert!(document.margins.iter().all(|m| m.kind == MarginKind::Footer));
}

/// On covers the label stands at the foot of its cell and the value at its head, and each
/// value came in front of its label.
#[test]
fn the_lines_under_the_values_of_a_cover_are_its_rows() {
    let mut sheet = Sheet::new(1);
    let rows = [("项目名称：", "智能工厂"), ("所属领域：", "无"), ("申报日期：", "三月七日")];
    for (n, (label, value)) in rows.into_iter().enumerate() {
        let foot = 140. + 40. * n as f32;
        sheet = sheet.text(60., foot - 12., label).text(160., foot - 28., value);
        sheet = sheet.across(foot, 140., 300.);
    }
    let expected: Vec<String> = rows.iter().map(|(l, v)| format!("{l}{v}")).collect();
    let read: Vec<String> =
        paragraphs(&laid([sheet])).iter().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(read, expected);
}
