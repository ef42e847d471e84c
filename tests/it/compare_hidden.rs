//! One hidden change a pair, where a dishonest copy would make it: in headers and
//! notes, in raised digits, white or tiny text, units in a table's head, brackets
//! around a loss, a letter of a code. None of them is ever consistent.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::support::word;

use shenbao::compare::{self, Side, Verdict};
use shenbao::extract::Source;
use shenbao::{Options, read};
use word::{Word, p, px, r, table};

fn side(word: &Word) -> Side {
    let document = read::docx::read(&word.bytes(), &read::Options::default()).unwrap();
    Side::of_document(Source::default(), document, &Options::default())
}

/// The names of the pairs that are not told apart, either way round.
fn missed(pairs: Vec<(String, Word, Word)>) -> Vec<String> {
    let mut missed = Vec::new();
    for (name, a, b) in pairs {
        let (a, b) = (side(&a), side(&b));
        let same = compare::compare(&a, &a).verdict;
        let verdicts = [compare::compare(&a, &b).verdict, compare::compare(&b, &a).verdict];
        if verdicts.contains(&Verdict::Consistent) || same == Verdict::Inconsistent {
            missed.push(format!("{name} {verdicts:?} {same:?}"));
        }
    }
    missed
}

/// A page around what matters.
fn page(inner: &str) -> Word {
    let above = "本项目围绕柔性产线建设，覆盖加工、装配、检测三个车间。";
    let below = "综上，项目目标明确，技术路线可行，特此申报。";
    Word::of(format!("{}{inner}{}", p(above), p(below)))
}

fn run(look: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[test]
fn changes_in_a_sentence() {
    let pairs = [
        ("定位精度±0.005mm。", "定位精度+0.005mm。"),
        ("备件每套12 50元。", "备件每套1250元。"),
        ("合格率≥99.5%。", "合格率＞99.5%。"),
        ("合格率≥99.5%。", "合格率≤99.5%。"),
        ("产能约5000台。", "产能5000台。"),
        ("温度范围5～40℃。", "温度范围-5～40℃。"),
        ("费率为5‰。", "费率为5%。"),
        ("合同期至2026年12月31日止。", "合同期至2025年12月31日止。"),
        ("签订于二〇二三年八月十六日。", "签订于二〇二三年八月十九日。"),
        ("净利润－120万元。", "净利润120万元。"),
        ("单价68.50元。", "单价6.850元。"),
        ("产品型号VMC-O850。", "产品型号VMC-0850。"),
        ("项目编码aB3x。", "项目编码AB3x。"),
        ("统一社会信用代码：91620100MA7ABCDE1X", "统一社会信用代码：91620100MA7ABCDEIX"),
        ("申请补助120万元，其中省级80万元。", "申请补助120元，其中省级80万元。"),
        ("大写：壹佰贰拾叁万元整。", "大写：壹佰贰拾叁万元正捌角。"),
        ("供应商应在七日内响应。", "供应商可在七日内响应。"),
        ("须具备甲级和乙级资质。", "须具备甲级或乙级资质。"),
        ("500万元以上（含本数）。", "500万元以上（不含本数）。"),
        ("是否上市：☑是 □否", "是否上市：□是 ☑否"),
        ("是否上市：☑是 □否", "是否上市：□是 □否"),
        ("选择方案①实施。", "选择方案②实施。"),
        ("第三条 乙方承担全部运费。", "第二条 乙方承担全部运费。"),
        ("2.1 乙方承担全部运费。", "3.1 乙方承担全部运费。"),
        ("按照本合同3.2款执行。", "按照本合同2.3款执行。"),
        ("共计1、2、3号车间。", "共计12、3号车间。"),
        ("法定代表人：李未", "法定代表人：李末"),
        ("邮箱：zhang_san@a.cn", "邮箱：zhang-san@a.cn"),
        ("网址：https://a.cn/x?id=3", "网址：https://a.cn/x?id=8"),
        ("配比1:3混合。", "配比3:1混合。"),
        ("工期3-5个月。", "工期35个月。"),
        ("工期3～5个月。", "工期3.5个月。"),
        ("尺寸20×30mm。", "尺寸2030mm。"),
        ("角度30°。", "角度30′。"),
        ("厚度5μm。", "厚度5mm。"),
        ("面积120㎡。", "面积120m。"),
        ("容积120m³。", "容积120m²。"),
        ("功率5mW。", "功率5MW。"),
        ("合同额￥500。", "合同额$500。"),
        ("账户余额1,234,567元。", "账户余额1,234,56.7元。"),
        ("完成时间2024年6月。", "完成时间2024年6月30日。"),
    ];
    let pairs = pairs.into_iter().map(|(a, b)| (a.to_owned(), page(&p(a)), page(&p(b))));
    assert_eq!(missed(pairs.collect()), Vec::<String>::new());
}

#[test]
fn changes_in_how_a_sentence_is_set() {
    let raised = "<w:vertAlign w:val=\"superscript\"/>";
    let white = "<w:color w:val=\"FFFFFF\"/>";
    let tiny = "<w:sz w:val=\"2\"/>";
    let pairs = [
        ("a power", px(&(r("取10") + &run(raised, "2") + &r("个样本"))), p("取102个样本")),
        (
            "another power",
            px(&(r("取10") + &run(raised, "3") + &r("个样本"))),
            px(&(r("取10") + &run(raised, "2") + &r("个样本"))),
        ),
        (
            "a negative power",
            px(&(r("误差10") + &run(raised, "-3") + &r("毫米"))),
            px(&(r("误差10") + &run(raised, "3") + &r("毫米"))),
        ),
        ("white", px(&(r("补助比例为30%") + &run(white, "以内"))), p("补助比例为30%")),
        ("a white digit", px(&(r("补助") + &run(white, "1") + &r("200万元"))), p("补助200万元")),
        ("tiny", px(&(r("违约金为合同价") + &run(tiny, "的十分之一"))), p("违约金为合同价")),
        (
            "hidden",
            px(&(r("承诺投资1200万元") + &run("<w:vanish/>", "（不含）"))),
            p("承诺投资1200万元（不含）"),
        ),
        ("struck", px(&(run("<w:strike/>", "免费") + &r("质保三年"))), p("免费质保三年")),
        (
            "a negation at a break",
            px("<w:r><w:t>企业近三年未</w:t><w:br/><w:t>发生事故</w:t></w:r>"),
            px("<w:r><w:t>企业近三年</w:t><w:br/><w:t>发生事故</w:t></w:r>"),
        ),
    ];
    let pairs = pairs.map(|(name, a, b)| (name.to_owned(), page(&a), page(&b)));
    assert_eq!(missed(pairs.into()), Vec::<String>::new());
}

#[test]
fn changes_in_tables() {
    let rows = |rows: &[&[&str]]| page(&table(rows));
    let pairs = [
        (
            "unit of a column",
            rows(&[&["年度", "产值（万元）"], &["2023", "1200"]]),
            rows(&[&["年度", "产值（元）"], &["2023", "1200"]]),
        ),
        (
            "unit of a row",
            rows(&[&["设备（万元）", "120"], &["软件（万元）", "30"]]),
            rows(&[&["设备（元）", "120"], &["软件（万元）", "30"]]),
        ),
        (
            "full-width minus",
            rows(&[&["年度", "净利润"], &["2023", "－120"]]),
            rows(&[&["年度", "净利润"], &["2023", "120"]]),
        ),
        (
            "brackets of a loss",
            rows(&[&["年度", "净利润"], &["2023", "(120)"]]),
            rows(&[&["年度", "净利润"], &["2023", "120"]]),
        ),
        (
            "a row twice",
            rows(&[&["设备", "数量"], &["铣床", "2"], &["磨床", "1"]]),
            rows(&[&["设备", "数量"], &["铣床", "2"], &["铣床", "2"], &["磨床", "1"]]),
        ),
        (
            "cells of two rows",
            rows(&[&["指标", "前", "后"], &["效率", "45", "60"], &["能耗", "38", "31"]]),
            rows(&[&["指标", "前", "后"], &["效率", "45", "31"], &["能耗", "38", "60"]]),
        ),
        (
            "cells of a row",
            rows(&[&["指标", "前", "后"], &["效率", "45", "60"]]),
            rows(&[&["指标", "前", "后"], &["效率", "60", "45"]]),
        ),
        (
            "heads",
            rows(&[&["指标", "改造前", "改造后"], &["效率", "45", "60"]]),
            rows(&[&["指标", "改造后", "改造前"], &["效率", "45", "60"]]),
        ),
        (
            "heads of rows",
            rows(&[&["2022年", "120"], &["2023年", "150"]]),
            rows(&[&["2023年", "120"], &["2022年", "150"]]),
        ),
        (
            "a blank filled",
            rows(&[&["负责人", "张某某"], &["电话", ""]]),
            rows(&[&["负责人", "张某某"], &["电话", "无"]]),
        ),
        (
            "nought and blank",
            rows(&[&["负债", "0"], &["备注", "无"]]),
            rows(&[&["负债", ""], &["备注", "无"]]),
        ),
        ("a star", rows(&[&["★参数", "≥5"]]), rows(&[&["参数", "≥5"]])),
        ("a decimal point", rows(&[&["单价", "68.50"]]), rows(&[&["单价", "685.0"]])),
    ];
    let pairs = pairs.map(|(name, a, b)| (name.to_owned(), a, b));
    assert_eq!(missed(pairs.into()), Vec::<String>::new());
}

#[test]
fn changes_at_the_edge_of_the_page() {
    let edges = |header: &str, footer: &str| Word {
        header: Some(p(header)),
        footer: Some(p(footer)),
        ..page("")
    };
    let pairs = [
        (
            "a phone",
            edges("申报材料", "联系电话：0931-8884521"),
            edges("申报材料", "联系电话：0931-8884251"),
        ),
        (
            "a level",
            edges("密级：内部，限省内使用", "第1页"),
            edges("密级：公开，限省内使用", "第1页"),
        ),
        (
            "a number",
            edges("申报编号：GS2024-0316", "第1页"),
            edges("申报编号：GS2024-0318", "第1页"),
        ),
    ];
    let pairs = pairs.map(|(name, a, b)| (name.to_owned(), a, b));
    assert_eq!(missed(pairs.into()), Vec::<String>::new());
}

#[test]
fn text_behind_the_end_and_another_order_count() {
    let list = |names: [&str; 3]| {
        let lines = (1..).zip(names).map(|(n, name)| p(&format!("{n}. {name}")));
        page(&lines.collect::<String>())
    };
    let mut more = page("");
    more.body += "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";
    more.body += &p("补充说明：另有贷款800万元。");
    let pairs = vec![
        ("a page more".to_owned(), page(""), more),
        (
            "a ranking".to_owned(),
            list(["某某机床", "某某数控", "某某重工"]),
            list(["某某数控", "某某机床", "某某重工"]),
        ),
    ];
    assert_eq!(missed(pairs), Vec::<String>::new());
}

#[test]
fn marks_set_elsewhere_and_dashes_for_blanks() {
    let moved = [
        ("设备（含软件）及服务免税。", "设备（含软件及服务）免税。"),
        ("甲方未付款，乙方有权停工。", "甲方，未付款乙方有权停工。"),
        ("乙方不负责。因不可抗力的损失由甲方承担。", "乙方不负责因不可抗力的损失。由甲方承担。"),
        ("“核心部件”和附件均保修。", "“核心部件和附件”均保修。"),
        ("含甲、乙丙三项。", "含甲乙、丙三项。"),
    ];
    let moved = moved.into_iter().map(|(a, b)| (a.to_owned(), page(&p(a)), page(&p(b))));
    let rows = |value: &str| page(&table(&[&["项目", "税率"], &["设备", value]]));
    let blanks = ["—", "/"].map(|sign| (sign.to_owned(), rows(sign), rows("")));
    assert_eq!(missed(moved.chain(blanks).collect()), Vec::<String>::new());
}

#[test]
fn sheets_with_other_footers_and_notes_without_a_mark() {
    let footer = |text: &str| Word { footer: Some(p(text)), ..page(&p("正文。")) };
    let note = "<w:r><w:footnoteReference w:id=\"1\"/></w:r>";
    let noted = |mark: &str| Word {
        footnotes: vec!["关键部件除外，质保三年。".to_owned()],
        ..page(&px(&(r("设备甲") + mark + &r("均为新购。"))))
    };
    let pairs = [
        ("a version", footer("版本号：V2.1（正式）"), footer("版本号：V2.0（草案）")),
        ("nothing in common", footer("内部资料注意保存"), footer("仅供公示")),
        ("a note without its mark", noted(note), noted("")),
    ];
    let pairs = pairs.map(|(name, a, b)| (name.to_owned(), a, b));
    assert_eq!(missed(pairs.into()), Vec::<String>::new());
}
