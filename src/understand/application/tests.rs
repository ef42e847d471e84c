//! Mechanisms of the form reader, each on a small table built in code.

use super::*;
use crate::document::{Cell, Paragraph};
use serde_json::Value;

/// A table from lines: cells separated by `|`, `<` for a cell covered from the left,
/// `^` for one covered from above, `⏎` for a line break.
fn table(lines: &[&str]) -> Block {
    let grid: Vec<Vec<&str>> =
        lines.iter().map(|l| l.split('|').map(str::trim).collect()).collect();
    let cols = grid.iter().map(Vec::len).max().unwrap_or(0);
    let at = |r: usize, c: usize| grid.get(r).and_then(|row| row.get(c)).copied();
    let mut cells = Vec::new();
    for (r, row) in grid.iter().enumerate() {
        for (c, text) in row.iter().enumerate().filter(|(_, t)| **t != "<" && **t != "^") {
            let mut cell = Cell::plain(r, c, &text.replace('⏎', "\n"));
            while at(r, c + cell.col_span) == Some("<") {
                cell.col_span += 1;
            }
            while at(r + cell.row_span, c) == Some("^") {
                cell.row_span += 1;
            }
            cells.push(cell);
        }
    }
    Block::Table(Table { rows: grid.len(), cols, cells, ..Table::default() })
}

fn lines_of(text: &str) -> Vec<Block> {
    text.lines().map(|l| Block::Paragraph(Paragraph::plain(l.trim()))).collect()
}

fn read_blocks(blocks: Vec<Block>) -> (Value, Vec<Warning>) {
    let document = Document { blocks, ..Document::default() };
    let count = document.blocks.len();
    match read(&document, 0..count, &Forms::default()) {
        Some(reading) => (Value::Object(reading.record.body), reading.warnings),
        None => (Value::Null, Vec::new()),
    }
}

const COVER: &str = "智能制造试点示范项目申报书
（示范工厂）
项目名称：甲工厂项目
申报单位：甲有限公司（盖章）
推荐单位：某省工业和信息化厅（盖章）
申报日期：2023年8月1日
一、申报主体和示范工厂基本信息";

fn with_cover(rest: Vec<Block>) -> (Value, Vec<Warning>) {
    let mut blocks = lines_of(COVER);
    blocks.extend(rest);
    read_blocks(blocks)
}

fn at<'a>(record: &'a Value, pointer: &str) -> &'a Value {
    record.pointer(pointer).unwrap_or(&Value::Null)
}

#[test]
fn cover_and_template() {
    let (record, _) = with_cover(vec![table(&["企业名称|甲有限公司", "成立时间|2001年2月"])]);
    assert_eq!(at(&record, "/template"), "miit-2023-factory");
    assert_eq!(at(&record, "/title"), "智能制造试点示范项目申报书（示范工厂）");
    assert_eq!(at(&record, "/cover/applicant"), "甲有限公司");
    assert_eq!(at(&record, "/cover/date"), "2023-08-01");
    assert_eq!(at(&record, "/applicant/founded"), "2001-02");
}

#[test]
fn a_label_takes_its_meaning_from_the_group_it_stands_in() {
    let merged = table(&[
        "企业名称|甲有限公司|<|<|<",
        "法人代表/负责人|姓名|王一|电话|0931-1111111",
        "联系人|姓名|李二|电话|0931-2222222",
        "^|职务|经理|手机|13900000000",
    ]);
    let unmerged = table(&[
        "企业名称|甲有限公司|<|<|<",
        "|姓名|王一|电话|0931-1111111",
        "|姓名|李二|电话|0931-2222222",
        "|职务|经理|手机|13900000000",
    ]);
    for block in [merged, unmerged] {
        let (record, _) = with_cover(vec![block]);
        assert_eq!(at(&record, "/applicant/legal_representative/name"), "王一");
        assert_eq!(at(&record, "/applicant/legal_representative/phone"), "0931-1111111");
        assert_eq!(at(&record, "/applicant/contact/name"), "李二");
        assert_eq!(at(&record, "/applicant/contact/phone"), "0931-2222222");
        assert_eq!(at(&record, "/applicant/contact/title"), "经理");
    }
}

#[test]
fn a_label_cut_by_a_page_break_is_one_label() {
    let (record, _) = with_cover(vec![table(&[
        "企业名称|甲有限公司",
        "（二）示范工厂揭榜任务基本信息|<",
        "揭榜任务|某省某市",
        "建设地址|某路9号",
        "起止日期|2022.04~2023.02",
    ])]);
    assert_eq!(at(&record, "/project/address"), "某省某市 某路9号".replace(' ', "").as_str());
    assert_eq!(at(&record, "/project/end"), "2023-02");
}

#[test]
fn a_row_that_is_cut_otherwise_is_no_item() {
    let (record, _) = with_cover(vec![table(&[
        "企业名称|甲有限公司|<|<",
        "场景名称|<|场景描述|<",
        "智能排产|<|按订单排产。|<",
        "申报|我单位申报的材料均真实。|<|<",
        "单位真实性承诺|申报单位（公章）|<|<",
    ])]);
    let scenarios = record.get("scenarios").and_then(|list| list.as_array());
    assert!(scenarios.is_none_or(|list| list.len() <= 1), "{scenarios:?}");
}

#[test]
fn years_stand_over_their_values() {
    let (record, _) = with_cover(vec![table(&[
        "企业名称|甲有限公司|<|<",
        "近三年发展情况|2020年|2021年|2022年",
        "资产总额（万元）|1,000.5|2亿元|",
        "利润率（%）|3.1%|—|5",
    ])]);
    assert_eq!(at(&record, "/applicant/financials/0/total_assets"), 1000.5);
    assert_eq!(at(&record, "/applicant/financials/1/total_assets"), 20000);
    assert_eq!(at(&record, "/applicant/financials/2/total_assets"), &Value::Null);
    assert_eq!(at(&record, "/applicant/financials/1/profit_margin"), &Value::Null);
    assert_eq!(at(&record, "/applicant/financials/2/year"), 2022);
}

#[test]
fn columns_in_any_order_merged_stages_and_a_row_over_two_pages() {
    let first = table(&[
        "备注|环节名称|序号|场景名称|场景实例名称|场景实例描述（300字以内，可配图）|产值（万元）",
        "1|2|3|4|5|6|7",
        "|生产作业|1|场景甲|实例甲|甲的描述|5",
        "有|^|2|场景乙|实例乙|乙的描述没有|6",
    ]);
    let second = table(&["||||||", "|||||写完。|", "|质量管控|3|场景丙|实例丙|丙|"]);
    let mut blocks = vec![table(&["企业名称|甲有限公司", "企业简介|文字"])];
    blocks.extend(lines_of("附1\n场景实例描述"));
    blocks.extend([first, second]);
    let (record, _) = with_cover(blocks);
    let scenarios = at(&record, "/scenarios").as_array().cloned().unwrap_or_default();
    assert_eq!(scenarios.len(), 3, "{scenarios:?}");
    assert_eq!(scenarios[1]["stage"], "生产作业");
    assert_eq!(scenarios[1]["no"], 2);
    assert_eq!(scenarios[1]["description"], "乙的描述没有写完。");
    assert_eq!(scenarios[1]["remarks"], "有");
    assert_eq!(scenarios[1]["other"]["产值"], "6");
    assert_eq!(scenarios[2]["stage"], "质量管控");
}

#[test]
fn resources_follow_the_instance_they_belong_to() {
    let one = |name: &str, tool: &str| {
        table(&[
            &format!("场景实例名称（与上面表格对应）|<|{name}|<|<"),
            "关键装备种类|名称|规格/型号|供应商|备注",
            &format!("装备类|{tool}|X-1|乙公司|"),
            "关键软件种类|名称|规格/型号|供应商|<",
            "（在系统中选择研发设计类，可填写多个）|<|<|<|<",
            "技术名称|应用描述|<|<|<",
            "技术甲|说明|<|<|<",
        ])
    };
    let base = table(&["企业名称|甲有限公司", "企业简介|文字"]);
    let (record, _) = with_cover(vec![base, one("实例甲", "机床"), one("实例乙", "机器人")]);
    assert_eq!(at(&record, "/resources/1/instance"), "实例乙");
    assert_eq!(at(&record, "/resources/1/equipment/0/name"), "机器人");
    assert_eq!(at(&record, "/resources/0/technologies/0/name"), "技术甲");
    assert_eq!(at(&record, "/resources/0/software"), &Value::Null);
}

#[test]
fn further_indicators_and_unknown_labels_are_kept() {
    let (record, _) = with_cover(vec![table(&[
        "企业名称|甲有限公司|注册资本（万元）|500",
        "工厂整体建设成效|生产效率提升*（%）|30|运营成本下降*（%）",
        "（其他成效指标）人均产值提升（%）：12.5；废品减少3%|<|<|<",
        "研发人员比例|12%|<|<",
    ])]);
    let metrics = at(&record, "/metrics").as_array().cloned().unwrap_or_default();
    let find = |name: &str| metrics.iter().find(|m| m["name"] == name).map(|m| m["value"].clone());
    assert_eq!(find("生产效率提升"), Some(Value::from(30)));
    assert_eq!(find("运营成本下降"), Some(Value::Null));
    assert_eq!(find("人均产值提升"), Some(Value::from(12.5)));
    assert_eq!(at(&record, "/other/注册资本（万元）"), "500");
    assert_eq!(at(&record, "/applicant/name"), "甲有限公司");
}

#[test]
fn sections_keep_text_and_drop_instructions() {
    let mut blocks = vec![table(&["企业名称|甲有限公司", "企业简介|文字", "成立时间|2001"])];
    blocks.extend(lines_of(
        "二、项目总体情况
（包括项目实施背景、总体实施架构和总体建设情况等，不超过500字。）
第一段。
第二段。
七、后续实施计划
（一）预期目标
目标文字。
（二）下一步建设主要内容和实施计划（含融资需求）
（四）推广应用计划：推广文字。
附1",
    ));
    let (record, _) = with_cover(blocks);
    let sections = at(&record, "/sections").as_array().cloned().unwrap_or_default();
    let list: Vec<(&str, &str)> = sections
        .iter()
        .map(|s| (s["heading"].as_str().unwrap_or(""), s["text"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(
        list,
        [
            ("项目总体情况", "第一段。\n第二段。"),
            ("预期目标", "目标文字。"),
            ("推广应用计划", "推广文字。")
        ]
    );
}

#[test]
fn an_unfilled_form_is_blank_and_a_stranger_is_nothing() {
    let mut blocks = lines_of(
        "智能制造试点示范项目申报书\n（示范工厂）\n项目名称：\n申报单位：\n（盖章）\n申报日期： 2023年 月 日\n一、申报主体和示范工厂基本信息",
    );
    blocks.push(table(&[
        "企业名称||成立时间|",
        "企业性质|□中央企业 □地方国企 □民营企业 □三资企业|<|<",
        "企业简介|（发展历程、主营业务等，不超过 500字。）|<|<",
    ]));
    let (record, _) = read_blocks(blocks);
    assert_eq!(at(&record, "/kind"), "form_blank");
    assert_eq!(at(&record, "/template"), "miit-2023-factory");
    let (none, _) = read_blocks(lines_of("关于召开会议的通知\n各单位：\n请准时参加。"));
    assert_eq!(none, Value::Null);
}

#[test]
fn cover_lines_run_together_are_two_again() {
    let mut blocks = lines_of(
        "甘肃省基础级智能工厂申报书\n申报单位（盖章）  甲有限公司智能工厂名称  甲基础级智能工厂\n智能工厂地址  某市某路1号申报日期  2025年9月25日\n甘肃省基础级智能工厂申请表",
    );
    blocks.push(table(&[
        "企业名称|甲有限公司|<|<",
        "组织机构代码|91330100799655058B|成立时间|2001年1月",
    ]));
    let (record, _) = read_blocks(blocks);
    assert_eq!(at(&record, "/cover/applicant"), "甲有限公司");
    assert_eq!(at(&record, "/cover/factory_name"), "甲基础级智能工厂");
    assert_eq!(at(&record, "/cover/address"), "某市某路1号");
    assert_eq!(at(&record, "/cover/date"), "2025-09-25");
}

#[test]
fn a_relative_of_a_known_form_is_read_without_its_name() {
    let mut blocks = lines_of(
        "某某省智能制造优秀场景申报书\n申报单位（盖章）　　甲有限公司\n一、申报主体和场景基本信息",
    );
    blocks.push(table(&[
        "企业名称|甲有限公司|<|<",
        "统一社会信用代码|91330100799655058B|成立时间|2001年1月",
        "企业性质|□中央企业 √民营企业|<|<",
        "联系人|姓名|李二|<",
        "信用等级|AA|CMMM自评估等级|□2级 √1级",
        "环节名称|质量管控|场景名称|在线检测",
        "应用建设起止日期|2022.01-2022.12|应用建设投资（万元）|30",
    ]));
    let (record, warnings) = read_blocks(blocks);
    assert_eq!(at(&record, "/template"), &Value::Null);
    assert_eq!(at(&record, "/project/scenario"), "在线检测");
    assert_eq!(at(&record, "/applicant/ownership"), "民营企业");
    assert!(warnings.iter().any(|w| w.code == WarningCode::FormUnknown), "{warnings:?}");
}

/// Books of both factory forms of Gansu were missed by search, export and the check digit.
#[test]
fn a_credit_code_in_the_cell_of_an_organisation_code_is_both() {
    let cover = "甘肃省基础级智能工厂申报书\n工厂名称：甲工厂\n申报单位：甲有限公司（盖章）\n一、企业基本信息";
    for (code, credit) in [("91620100TEST0PQR5K", true), ("TEST12345", false)] {
        let mut blocks = lines_of(cover);
        let rows = format!("组织机构代码|{code}|成立时间|2001年2月");
        blocks.push(table(&["企业名称|甲有限公司|所属行业|机械", &rows, "详细地址|甲路1号|<|<"]));
        let (record, _) = read_blocks(blocks);
        assert_eq!(at(&record, "/template"), "gansu-2025-basic-factory");
        assert_eq!(at(&record, "/applicant/organization_code"), code);
        let want = if credit { Value::from(code) } else { Value::Null };
        assert_eq!(*at(&record, "/applicant/credit_code"), want);
    }
}
