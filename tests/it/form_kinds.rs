//! Kinds of unknown forms that an outsider found read wrong: ticks behind their words, codes
//! in boxes, labels down the rows, units over tables, text with colons, lines without rules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;

/// A page of a title, lines and one table: 甲#2 over two columns, 甲^2 over two rows; `|` breaks
/// a line.
fn record(lines: &[&str], rows: &[&[&str]]) -> Value {
    let cell = |text: &&str| {
        let (text, cols) = text.split_once('#').unwrap_or((text, "1"));
        let (text, rows) = text.split_once('^').unwrap_or((text, "1"));
        let text = text.replace('|', "<br>").replace("  ", "&nbsp; ");
        format!("<td colspan={cols} rowspan={rows}>{text}</td>")
    };
    let row = |cells: &&[&str]| format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    let lines: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
    let table = if rows.is_empty() { rows } else { format!("<table border=1>{rows}</table>") };
    let page = format!(
        "<html><meta charset=utf-8><p align=center><b>某市补贴申请表</b></p>{lines}{table}</html>"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    std::fs::write(&path, page).unwrap();
    let extraction = shenbao::extract(&path, &shenbao::Options::default()).unwrap();
    serde_json::to_value(extraction.records.first().unwrap()).unwrap()
}

/// The fields of a record: 组 › 栏 = 值 with its unit.
fn fields(record: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let field = |field: &Value| {
        let group = text(&field["group"]);
        let group = if group.is_empty() { group } else { format!("{group} › ") };
        let (label, value) = (text(&field["label"]), text(&field["value"]));
        format!("{group}{label} = {value}{}", text(&field["unit"]))
    };
    record["fields"].as_array().unwrap().iter().map(field).collect()
}

const FIRM: &[&str] = &["单位名称", "某某机械有限公司", "联系人", "张三"];

/// What stands in the rows between others that every form has.
fn between(rows: &[&[&str]]) -> Vec<String> {
    let last: &[&str] = &["注册地址", "某市某路1号", "成立时间", "2010年5月"];
    let mut all = vec![FIRM];
    all.extend(rows);
    all.push(last);
    let fields = fields(&record(&[], &all));
    fields[2..fields.len() - 2].to_vec()
}

/// The next option was once chosen, and the first one was taken for the label.
#[test]
fn a_tick_behind_its_word_ticks_that_word() {
    for (label, cell, want) in [
        ("采伐方式", "皆伐(√)  择伐( )  渐伐( )", "皆伐"),
        ("起源", "天然( ) 人工(√)", "人工"),
        ("是否上市", "是 否√", "否"),
        ("是否上市", "是（√）否（ ）", "是"),
        ("单位性质", "国有 民营√ 外资 其他", "民营"),
        ("规模", "大型 / 中型√ / 小型", "中型"),
        ("服务方式", "现场〔√〕 远程〔 〕", "现场"),
        ("付款方式", "【 】一次性 【√】分期", "分期"),
        ("残疾情况", "无 ■  有 □ ( 级)", "无"),
        ("申报类型", "A类 √B类 C类", "B类"),
    ] {
        assert_eq!(between(&[&[label, &format!("{cell}#3")]]), [format!("{label} = {want}")]);
    }
}

/// Where it cannot be told nothing is chosen, and it is said.
#[test]
fn a_tick_between_two_words_is_told() {
    let rows: &[&[&str]] =
        &[FIRM, &["是否上市", "是√否#3"], &["地址", "某路1号", "电话", "6123456"]];
    let record = record(&[], rows);
    let field = &record["fields"][2];
    assert_eq!((field["label"].as_str(), &field["value"]), (Some("是否上市"), &Value::Null));
}

#[test]
fn codes_in_boxes_are_one_value() {
    let boxes = |label: &str, code: &str| -> Vec<String> {
        std::iter::once(label.to_owned()).chain(code.chars().map(String::from)).collect()
    };
    let rows = [
        vec!["单位名称".to_owned(), "某某公司#18".to_owned()],
        boxes("统一社会信用代码", "91320281MA1WXQ3K7T"),
        boxes("身份证号码", "320219198503214417"),
        vec!["地址".to_owned(), "某市某路1号#18".to_owned()],
    ];
    let rows: Vec<Vec<&str>> =
        rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let record = record(&[], &rows);
    assert_eq!(
        fields(&record),
        [
            "单位名称 = 某某公司",
            "统一社会信用代码 = 91320281MA1WXQ3K7T",
            "身份证号码 = 320219198503214417",
            "地址 = 某市某路1号"
        ]
    );
}

#[test]
fn a_label_down_the_rows_is_a_group() {
    let rows: &[&[&str]] = &[
        &["申", "单位名称", "某某公司"],
        &["报", "法定代表人", "张三"],
        &["单", "注册资本（万元）", "500"],
        &["位", "联系电话", "13800001111"],
    ];
    assert_eq!(
        fields(&record(&[], rows)),
        [
            "申报单位 › 单位名称 = 某某公司",
            "申报单位 › 法定代表人 = 张三",
            "申报单位 › 注册资本（万元） = 500万元",
            "申报单位 › 联系电话 = 13800001111"
        ]
    );
}

#[test]
fn units_behind_a_stroke_and_over_the_figures() {
    assert_eq!(
        between(&[&["投资/万元", "1200", "建筑面积/㎡", "5600"]]),
        ["投资/万元 = 1200万元", "建筑面积/㎡ = 5600m2"]
    );
    assert_eq!(
        between(&[&["经济指标（单位：万元）#4"], &["营业收入", "1200", "职工人数", "120"],]),
        ["经济指标（单位：万元） › 营业收入 = 1200万元", "经济指标（单位：万元） › 职工人数 = 120"]
    );
}

#[test]
fn words_between_places_to_write_on_are_no_values() {
    assert_eq!(
        between(&[
            &["合作期限", "自____年__月至____年__月#3"],
            &["参加人数", "共__人#3"],
            &["资金总额", "      万元（大写：       ）#3"],
            &["履行期限", "自__2024__年__6__月__1__日起至__2026__年__5__月__31__日止#3"],
            &["成交额", "人民币__85.00__万元，其中技术交易额__80.00__万元#3"],
        ]),
        [
            "合作期限 = ",
            "参加人数 = ",
            "资金总额 = 万元",
            "履行期限 = 自2024年6月1日起至2026年5月31日止",
            "成交额 = 人民币85.00万元，其中技术交易额80.00万元",
        ]
    );
}

/// 第一阶段 and 建议 were once labels.
#[test]
fn text_with_colons_stays_the_value_of_its_label() {
    for text in [
        "第一阶段：开展示范。|第二阶段：举办培训。",
        "问题：灌溉设施不足；建议：加大投入。",
        "1.经济效益：亩均增收86元。|2.社会效益：带动就业35人。",
        "合作单位：某大学（联系人：王某，电话：0931-8912345）",
    ] {
        let want = text.replace('|', "\n");
        assert_eq!(
            between(&[&["服务内容及成效", &format!("{text}#3")]]),
            [format!("服务内容及成效 = {want}")]
        );
    }
}

/// 事业单位 was once the group of what stands behind it.
#[test]
fn a_value_that_reads_like_a_label_is_a_value() {
    for value in ["事业单位", "民办非企业单位", "主管单位", "办公地址", "工程名称"]
    {
        assert_eq!(
            between(&[&["法人性质", value, "注册地", "白银市"]]),
            [format!("法人性质 = {value}"), "注册地 = 白银市".to_owned()]
        );
    }
}

#[test]
fn persons_in_columns_keep_all_their_rows() {
    let rows: &[&[&str]] = &[
        FIRM,
        &["项目组成员^5", "", "主持人", "成员一"],
        &["姓名", "韩某", "孙某"],
        &["出生年月", "1978年4月", "1986年12月"],
        &["研究领域", "焊接自动化", "职业教育"],
        &["联系电话", "024-25712281", "18640087751"],
    ];
    assert_eq!(
        fields(&record(&[], rows))[2..],
        [
            "主持人 › 姓名 = 韩某",
            "主持人 › 出生年月 = 1978-04",
            "主持人 › 研究领域 = 焊接自动化",
            "主持人 › 联系电话 = 024-25712281",
            "成员一 › 姓名 = 孙某",
            "成员一 › 出生年月 = 1986-12",
            "成员一 › 研究领域 = 职业教育",
            "成员一 › 联系电话 = 18640087751",
        ]
    );
}

#[test]
fn a_row_of_totals_belongs_to_its_list() {
    let rows: &[&[&str]] = &[
        &["序号", "设备名称", "型号", "数量（台）", "单价（万元）", "金额（万元）"],
        &["1", "加工中心", "VMC850", "2", "45", "90"],
        &["2", "机器人", "ABB-120", "3", "20", "60"],
        &["合计#3", "5", "", "150"],
    ];
    let record = record(&[], rows);
    assert!(fields(&record).is_empty());
    assert_eq!(record["tables"][0]["rows"].as_array().unwrap().len(), 3);
}

/// The row of years was once a row of the list above it, and what stands below was lost.
#[test]
fn a_row_of_years_begins_a_list_of_its_own() {
    let rows: &[&[&str]] = &[
        &["企业负责人", "姓名", "职务和职称", "电话"],
        &["", "张三", "总经理", "13800001111"],
        &["近三年主要经济指标", "2021年", "2022年", "2023年"],
        &["总资产（万元）", "100", "200", "300"],
        &["利润（万元）", "10", "20", "30"],
    ];
    let record = record(&[], rows);
    let tables = record["tables"].as_array().unwrap();
    let last = &tables[tables.len() - 1];
    assert_eq!(last["rows"][0], serde_json::json!(["总资产（万元）", 100, 200, 300]));
}

#[test]
fn who_signed_an_opinion_and_when_stand_apart() {
    assert_eq!(
        between(&[&["审批意见", "同意采伐。||审批人：李四    2024年3月5日#3"]]),
        ["审批意见 = 同意采伐。", "审批意见 › 审批人 = 李四", "审批意见 › 日期 = 2024-03-05"]
    );
    assert_eq!(between(&[&["院系认定", "评议小组组长签字:    年   月   日#3"]]), ["院系认定 = "]);
}

#[test]
fn labels_over_their_values_without_a_table() {
    let lines = [
        "申请单位",
        "某某机械有限公司",
        "法定代表人",
        "张三",
        "联系电话",
        "13800001111",
        "申请日期",
        "2024年3月5日",
    ];
    assert_eq!(
        fields(&record(&lines, &[])),
        [
            "申请单位 = 某某机械有限公司",
            "法定代表人 = 张三",
            "联系电话 = 13800001111",
            "申请日期 = 2024-03-05"
        ]
    );
}

#[test]
fn a_questionnaire_keeps_its_questions_apart() {
    let lines = [
        "1.贵单位性质：",
        "□国有 ☑民营 □外资",
        "2.您对服务是否满意？",
        "满意（√） 一般（ ） 不满意（ ）",
        "3.是否愿意参加培训  是√  否",
        "4.主要产品：齿轮、轴承",
    ];
    assert_eq!(
        fields(&record(&lines, &[])),
        [
            "1.贵单位性质 = 民营",
            "2.您对服务是否满意？ = 满意",
            "3.是否愿意参加培训 = 是",
            "4.主要产品 = 齿轮、轴承"
        ]
    );
}
