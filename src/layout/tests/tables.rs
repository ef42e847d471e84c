//! Tables: their lines, their rows over page breaks, what is none.

use super::*;

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

/// A scan tells less of its lines: the cell above ended short of its foot, and the row was
/// taken for a new one without number and stage.
#[test]
fn a_row_without_its_number_goes_on_with_the_row_above_the_page_break() {
    let xs = [50., 80., 150., 350.];
    let above = Sheet::new(1)
        .grid(&xs, &[480., 560.])
        .text(55., 505., "3")
        .text(85., 505., "工艺设计")
        .text(155., 485., "围绕电芯的生产环节部署灌装线");
    let below = Sheet::new(2)
        .grid(&xs, &[60., 90., 120.])
        .text(155., 65., "接入平台形成可复制的单元")
        .text(55., 95., "4")
        .text(85., 95., "质量管控")
        .text(155., 95., "在线检测");
    let document = laid([above, below]);
    let table = tables(&document)[0];
    assert_eq!(table.rows, 2, "{:?}", rows(table));
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

/// Two indicators became one at a page break, and both were lost.
#[test]
fn two_percentages_and_two_labels_with_units_stay_two_rows_over_the_page_break() {
    let xs = [50., 140., 172.];
    let above = Sheet::new(1)
        .grid(&xs, &[500., 520.])
        .text(53., 507., "研制周期缩短（%）")
        .text(143., 507., "19%");
    let below = Sheet::new(2)
        .grid(&xs, &[60., 80., 100.])
        .text(53., 65., "产品成本下降（%）")
        .text(143., 65., "24.7%")
        .text(53., 85., "销售增长率（%）")
        .text(143., 85., "71%");
    let read = rows(tables(&laid([above, below]))[0]);
    assert_eq!(read.len(), 3, "{read:?}");
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

/// On a scan the two headers differed in the width of a bracket, and the table was taken
/// for another of its kind.
#[test]
fn a_repeated_header_that_was_recognised_otherwise_is_one_header() {
    let header = |sheet: Sheet, y: f32, name: &str| {
        let mut sheet = sheet.text(55., y, "序号").text(125., y, name);
        sheet.0.glyphs.iter_mut().for_each(|glyph| glyph.confidence = 0.99);
        sheet
    };
    let above = header(Sheet::new(1).grid(&XS, &[500., 530., 560.]), 505., "名称（全称）")
        .text(55., 535., "1")
        .text(125., 535., "甲");
    let below = header(Sheet::new(2).grid(&XS, &[60., 90., 120.]), 65., "名称（全称)")
        .text(55., 95., "2")
        .text(125., 95., "乙");
    let document = laid([above, below]);
    assert_eq!(rows(tables(&document)[0]), ["序号\t名称（全称）", "1\t甲", "2\t乙"]);
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
