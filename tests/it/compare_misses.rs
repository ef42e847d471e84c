//! Changes that folding, alignment or doubt might swallow, each as a pair of
//! files made here: Word against Word, and a printed PDF against Word on either
//! side. The untouched pair is consistent, the changed one never.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::support::{pdf, typeset, word};

use rayon::prelude::*;
use shenbao::compare::{self, Report, Side, Verdict};
use shenbao::document::Document;
use shenbao::extract::Source;
use shenbao::{Options, read};
use word::{Word, item, p, px, r, table};

fn side(document: &Document) -> Side {
    Side::of_document(Source::default(), document.clone(), &Options::default())
}

fn compared(paper: &Document, online: &Document) -> Report {
    compare::compare(&side(paper), &side(online))
}

fn opened(word: &Word) -> Document {
    read::docx::read(&word.bytes(), &read::Options::default()).unwrap()
}

fn printed(document: &Document) -> Document {
    read::pdf::read(&pdf::print(&typeset::pages(document)), &read::Options::default()).unwrap()
}

fn told(report: &Report) -> String {
    let shown = report.differences.iter().take(3).map(|d| {
        let text = |r: &Option<compare::Reading>| r.as_ref().map(|r| r.text.clone());
        format!("{:?}/{:?}/{:?}", d.severity, text(&d.paper), text(&d.online))
    });
    let shown: Vec<String> = shown.collect();
    format!("{:?} {} {shown:?}", report.verdict, report.reason)
}

/// What is wrong with a pair of bodies that differ in content.
fn missed(name: &str, a: &Word, b: &Word) -> Vec<String> {
    let (one, other) = (opened(a), opened(b));
    let (paper, changed) = (printed(&one), printed(&other));
    let mut out = Vec::new();
    for (how, p, o) in [
        ("Word-Word same", &one, &one),
        ("PDF-Word same", &paper, &one),
        ("Word-PDF same", &one, &paper),
    ] {
        let report = compared(p, o);
        if report.verdict != Verdict::Consistent {
            out.push(format!("{name}: {how}: {}", told(&report)));
        }
    }
    for (how, p, o) in [
        ("Word-Word", &one, &other),
        ("Word-Word turned", &other, &one),
        ("PDF-Word", &changed, &one),
        ("Word-PDF", &one, &changed),
        ("PDF-PDF", &paper, &changed),
    ] {
        let report = compared(p, o);
        if report.verdict == Verdict::Consistent {
            out.push(format!("{name}: {how}: called consistent"));
        }
    }
    out
}

const ABOVE: &str =
    "本公司近三年经营情况良好，主要产品为数控机床及其关键功能部件，市场占有率稳步提升。";
const BELOW: &str =
    "以上内容真实、准确、完整，本公司对所提供材料的真实性负责，愿意接受有关部门监督检查。";

fn body(lines: &[&str]) -> Word {
    let middle: String = lines.iter().map(|line| p(line)).collect();
    Word::of(format!("{}{middle}{}", p(ABOVE), p(BELOW)))
}

fn grid(rows: &[&[&str]]) -> Word {
    Word::of(format!("{}{}{}", p(ABOVE), table(rows), p(BELOW)))
}

fn all_missed(cases: Vec<(&str, Word, Word)>) -> Vec<String> {
    cases.into_par_iter().flat_map_iter(|(name, a, b)| missed(name, &a, &b)).collect()
}

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn characters_that_look_alike_or_seem_small_count() {
    let lines = [
        (
            "the numeral one for a dash",
            "执行标准GB/T 4754-2017的规定",
            "执行标准GB/T 4754一2017的规定",
        ),
        ("a lost decimal point", "利润率为0.5个百分点", "利润率为05个百分点"),
        ("a point for a separator", "新增产量1,000吨", "新增产量1.000吨"),
        ("another year in numerals", "二〇二五年七月完成建设", "二〇二三年七月完成建设"),
        ("plus minus for plus", "温度偏差控制在±2度", "温度偏差控制在+2度"),
        ("at least for at most", "合格率要求≥98%", "合格率要求≤98%"),
        ("at least for more than", "合格率要求≥98%", "合格率要求＞98%"),
        ("less than lost before words", "误差<δ的样本", "误差δ的样本"),
        ("per mille for percent", "不良率为5%", "不良率为5‰"),
        ("square for cube", "仓储面积500m²", "仓储面积500m³"),
        ("a raised digit brought down", "真空度达到10²帕", "真空度达到102帕"),
        ("case of a unit", "额定功率500kW", "额定功率500KW"),
        ("milli for mega", "存储容量20mB", "存储容量20MB"),
        ("trailing zeros of a version", "部署SCADA 5.0系统", "部署SCADA 5系统"),
        ("industry 4.0", "面向工业4.0的改造", "面向工业4的改造"),
        ("a clause number", "按照第1.10条执行", "按照第1.1条执行"),
        ("a rating with plus", "主体信用等级为AA+级", "主体信用等级为AA级"),
        ("a rating with minus", "主体信用等级为AA-级", "主体信用等级为AA级"),
        ("5G without plus", "打造5G+工业互联网平台", "打造5G工业互联网平台"),
        ("a hyphen of a model", "采用XR-KB型机器人", "采用XRKB型机器人"),
        ("a slash of a model", "采用KB/T型机器人", "采用KBT型机器人"),
        ("an underscore of an address", "邮箱zhang_san@abc.com", "邮箱zhangsan@abc.com"),
        ("a point of an address", "邮箱zhang.san@abc.com", "邮箱zhangsan@abc.com"),
        ("the sign of an address", "邮箱zhang@abc.com", "邮箱zhangabc.com"),
        ("a star of a requirement", "★供应商须具备甲级资质", "供应商须具备甲级资质"),
        ("a triangle of a requirement", "▲响应时间不超过一秒", "响应时间不超过一秒"),
        ("a times sign", "机床外形为3×5米", "机床外形为35米"),
        ("a star for times", "机床外形为3*5米", "机床外形为35米"),
        ("equals and not equals", "当甲=乙时触发报警", "当甲≠乙时触发报警"),
        ("arrows", "由甲方→乙方支付", "由甲方←乙方支付"),
        ("a currency", "合同金额￥500", "合同金额$500"),
        ("negation not", "本公司存在违法记录情况", "本公司不存在违法记录情况"),
        ("negation un", "项目已经完成验收", "项目未经完成验收"),
        ("negation without", "近三年有重大事故发生", "近三年无重大事故发生"),
        ("negation non", "本公司为国有控股企业", "本公司为非国有控股企业"),
        ("a ratio", "按照3:7的比例分摊", "按照37的比例分摊"),
        ("a range", "工期为3~7个月", "工期为37个月"),
        ("a range for a minus", "温度为3~7度", "温度为3-7度"),
        ("a list mark for a point", "涉及3、7号车间", "涉及3.7号车间"),
        ("a time", "于10:30开始", "于1030开始"),
        ("a phone number", "电话020-25144003", "电话02025144003"),
        ("fractions", "占比为1/3左右", "占比为13左右"),
        ("half", "占比为½左右", "占比为1左右"),
        ("circled numbers", "详见附注①的说明", "详见附注②的说明"),
        ("a quoted figure without its digits", "人员3名参加", "人员名参加"),
        ("ellipsis for figures", "金额为100元", "金额为…元"),
        ("one character more at a page's edge", "总计", "总计：无"),
        ("an amount in words", "人民币壹佰万元整", "人民币壹拾万元整"),
        ("sun and say", "二零二三年末日到期", "二零二三年末曰到期"),
        ("self and already", "由自己承担费用", "由自已承担费用"),
    ];
    let cases = lines.map(|(name, a, b)| (name, body(&[a]), body(&[b])));
    none(&all_missed(cases.to_vec()));
}

#[test]
fn the_same_small_changes_inside_of_cells_count() {
    let cells = [
        ("a rating", "AA+", "AA"),
        ("a minus behind", "A-", "A"),
        ("a cross for nothing", "×", ""),
        ("a cross for a tick", "√", "×"),
        ("a triangle for nothing", "△", ""),
        ("a circle for a full one", "○", "●"),
        ("full circle lost", "●", ""),
        ("a number in front of its unit", "1.2万元", "万元"),
        ("a number in front of its unit, with a point", "12.万元", "万元"),
        ("a bracketed number", "（3）万元", "万元"),
        ("a tick in front of words", "☑ 同意", "同意"),
        ("a square in front of words", "■同意", "同意"),
        ("an empty box in front of words", "□同意", "同意"),
        ("a tick for a box", "☑同意", "□同意"),
        ("a page number's digits", "12", ""),
        ("one digit", "1", ""),
        ("one digit, another", "1", "2"),
        ("a sign", "-1", "1"),
        ("a full width sign", "－1", "1"),
        ("a dash for nothing to say", "35", "——"),
        ("zero for nothing", "0", ""),
        ("a word", "无", ""),
        ("no and yes", "否", "是"),
        ("thousands", "1,234", "1.234"),
        ("decimal comma", "12,34", "1234"),
        ("a unit", "35吨", "35万吨"),
        ("units of money", "35元", "35万元"),
        ("squares", "35m²", "35m³"),
        ("greater or equal", "≥35", ">35"),
        ("greater or nothing", ">35", "35"),
        ("about", "约35", "35"),
        ("a star", "35*", "35"),
        ("per mille", "35‰", "35%"),
    ];
    let rows = |text: &str| {
        grid(&[&["序号", "名称", "数值"], &["1", "某指标", text], &["2", "另一指标", "47.5"]])
    };
    none(&all_missed(cells.iter().map(|(name, a, b)| (*name, rows(a), rows(b))).collect()));
}

#[test]
fn what_stands_in_another_place_counts() {
    let head: &[&str] = &["年度", "资产总额（万元）", "负债率（%）", "利润（万元）"];
    let cases = vec![
        (
            "a value moved to an empty neighbour",
            grid(&[head, &["2022", "100", "", "30"], &["2023", "110", "41", "35"]]),
            grid(&[head, &["2022", "", "100", "30"], &["2023", "110", "41", "35"]]),
        ),
        (
            "a value moved to the next row's beginning",
            grid(&[head, &["2022", "100", "40", "30"], &["", "110", "41", "35"]]),
            grid(&[head, &["2022", "100", "40", ""], &["30", "110", "41", "35"]]),
        ),
        (
            "neighbours exchanged",
            grid(&[head, &["2022", "100", "40", "30"], &["2023", "110", "41", "35"]]),
            grid(&[head, &["2022", "40", "100", "30"], &["2023", "110", "41", "35"]]),
        ),
        (
            "equal values, one blanked and another filled",
            grid(&[head, &["2022", "100", "", "30"], &["2023", "", "41", "35"]]),
            grid(&[head, &["2022", "", "100", "30"], &["2023", "41", "", "35"]]),
        ),
        (
            "a tick moved to the next cell",
            grid(&[&["条款", "响应", "偏离"], &["第一条", "√", ""], &["第二条", "√", ""]]),
            grid(&[&["条款", "响应", "偏离"], &["第一条", "√", ""], &["第二条", "", "√"]]),
        ),
        (
            "a heading's unit",
            grid(&[head, &["2022", "100", "40", "30"]]),
            grid(&[
                &["年度", "资产总额（元）", "负债率（%）", "利润（万元）"],
                &["2022", "100", "40", "30"],
            ]),
        ),
        (
            "a repeated paragraph dropped",
            body(&["本项目不涉及占用耕地。", "第二部分内容。", "本项目不涉及占用耕地。"]),
            body(&["本项目不涉及占用耕地。", "第二部分内容。"]),
        ),
        (
            "a repeated row dropped",
            grid(&[
                head,
                &["2022", "100", "40", "30"],
                &["2022", "100", "40", "30"],
                &["2023", "1", "2", "3"],
            ]),
            grid(&[head, &["2022", "100", "40", "30"], &["2023", "1", "2", "3"]]),
        ),
        (
            "one of two equal rows changed",
            grid(&[head, &["2022", "100", "40", "30"], &["2022", "100", "40", "30"]]),
            grid(&[head, &["2022", "100", "40", "30"], &["2022", "100", "40", "31"]]),
        ),
        (
            "rows exchanged",
            grid(&[&["名次", "单位"], &["一等奖", "甲公司"], &["二等奖", "乙公司"]]),
            grid(&[&["名次", "单位"], &["一等奖", "乙公司"], &["二等奖", "甲公司"]]),
        ),
        (
            "items exchanged",
            body(&["1. 甲公司", "2. 乙公司", "3. 丙公司"]),
            body(&["1. 乙公司", "2. 甲公司", "3. 丙公司"]),
        ),
        (
            "paragraphs exchanged",
            body(&["甲公司负责主体工程。", "乙公司负责安装工程。"]),
            body(&["乙公司负责安装工程。", "甲公司负责主体工程。"]),
        ),
        (
            "a sentence moved to another section",
            body(&[
                "一、甲方义务",
                "甲方负责提供场地。违约金为合同总价的百分之五。",
                "二、乙方义务",
                "乙方负责安装设备。",
            ]),
            body(&[
                "一、甲方义务",
                "甲方负责提供场地。",
                "二、乙方义务",
                "乙方负责安装设备。违约金为合同总价的百分之五。",
            ]),
        ),
        (
            "ticks exchanged",
            body(&["企业性质：☑国有 □民营 □外资", "是否上市：□是 ☑否"]),
            body(&["企业性质：□国有 ☑民营 □外资", "是否上市：□是 ☑否"]),
        ),
        (
            "full circles as ticks exchanged",
            body(&["是否上市：●是 ○否"]),
            body(&["是否上市：○是 ●否"]),
        ),
        ("a full circle alone exchanged", body(&["是否上市：●是 否"]), body(&["是否上市：是 ●否"])),
        (
            "a number of a list in the middle",
            body(&["一、甲方", "二、乙方", "三、丙方"]),
            body(&["一、甲方", "三、乙方", "三、丙方"]),
        ),
        (
            "a paragraph of a number alone",
            body(&["合同总价（元）", "350000", "大写如下"]),
            body(&["合同总价（元）", "大写如下"]),
        ),
        (
            "a paragraph of a small number alone",
            body(&["设备台数", "2", "大写如下"]),
            body(&["设备台数", "大写如下"]),
        ),
    ];
    none(&all_missed(cases));
}

/// Parts of a Word file that are not its body: both sides are Word files.
#[test]
fn what_stands_beside_the_body_counts() {
    let with_header = |text: &str| Word { header: Some(p(text)), ..body(&["正文内容。"]) };
    let note = |text: &str, amount: &str| Word {
        footnotes: vec![text.to_owned(), "另一条注释的文字".to_owned(), "第三条注释".to_owned()],
        ..Word::of(format!(
            "{}{}{}",
            p(ABOVE),
            px(&format!(
                "{}<w:r><w:footnoteReference w:id=\"1\"/></w:r>{}",
                r("投用率"),
                r("逐年提高")
            )),
            p(&format!("参与人员{amount}人，均为本单位职工。"))
        ))
    };
    let framed = |text: &str| {
        Word::of(format!(
            "{}{}{}",
            p(ABOVE),
            px(&format!(
                "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
                p(text)
            )),
            p(BELOW)
        ))
    };
    let tracked = |old: &str, new: &str| {
        Word::of(format!(
            "{}{}",
            p(ABOVE),
            px(&format!(
                "{}<w:del><w:r><w:delText>{old}</w:delText></w:r></w:del><w:ins>{}</w:ins>{}",
                r("违约金为"),
                r(new),
                r("万元")
            ))
        ))
    };
    let hidden = |text: &str| {
        let run = format!("<w:r><w:rPr><w:vanish/></w:rPr><w:t>{text}</w:t></w:r>");
        Word::of(format!("{}{}", p(ABOVE), px(&format!("{}{run}{}", r("本公司"), r("承担责任")))))
    };
    let levels = |format: &str, text: &str| Word {
        numbering: Some(format!(
            "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>"
        )),
        ..Word::of(format!("{}{}{}", p(ABOVE), item(0, "甲方提供场地"), item(0, "乙方负责安装")))
    };
    let cases = [
        ("a header", with_header("合同编号：HT-2025-001"), with_header("合同编号：HT-2025-007")),
        ("a footnote", note("口径为全年平均", "3"), note("口径为年末时点", "3")),
        ("a number beside footnotes", note("口径", "3"), note("口径", "")),
        ("a number under footnotes, another", note("口径", "3"), note("口径", "2")),
        ("a text box", framed("密级：内部资料"), framed("密级：公开资料")),
        ("a text box taken away", framed("密级：内部资料"), framed("")),
        ("a tracked change", tracked("5", "8"), tracked("8", "5")),
        (
            "an automatic number",
            levels("chineseCounting", "第%1条"),
            levels("chineseCounting", "第%1款"),
        ),
    ];
    let mut wrong = Vec::new();
    for (name, a, b) in cases {
        let (one, other) = (opened(&a), opened(&b));
        let same = compared(&one, &one);
        if same.verdict != Verdict::Consistent {
            wrong.push(format!("{name}: same: {}", told(&same)));
        }
        for (x, y) in [(&one, &other), (&other, &one)] {
            if compared(x, y).verdict == Verdict::Consistent {
                wrong.push(format!("{name}: called consistent"));
            }
        }
    }
    // What is hidden is not printed: a paper copy without it is the same.
    let report = compared(
        &opened(&hidden("不")),
        &opened(&Word::of(format!("{}{}", p(ABOVE), p("本公司承担责任")))),
    );
    if report.verdict != Verdict::Consistent {
        wrong.push(format!("hidden text: {}", told(&report)));
    }
    none(&wrong);
}

/// A header that only the printed copy has is no difference.
#[test]
fn a_header_of_one_side_alone_is_none() {
    let plain = opened(&body(&["正文内容。"]));
    let headed = opened(&Word {
        header: Some(p("内部资料 注意保存")), ..body(&["正文内容。"])
    });
    for (paper, online) in [(&plain, &headed), (&headed, &plain)] {
        let report = compared(paper, online);
        assert_eq!(report.verdict, Verdict::Consistent, "{}", told(&report));
    }
}

/// A heading printed one line higher, in the middle of the text before it, is
/// equal as a heading and all the text is there.
#[test]
fn a_heading_that_slipped_into_other_text_is_told() {
    let lines = [
        "一、项目概况",
        "本项目建设数字化车间。",
        "打通十套系统。",
        "二、实施成效",
        "效率提升三成。",
    ];
    let slipped = [
        "一、项目概况",
        "本项目建设数字化车间。",
        "二、实施成效",
        "打通十套系统。",
        "效率提升三成。",
    ];
    none(&missed("heading", &body(&lines), &body(&slipped)));
}

/// What is wrong with a pair of Word files whose difference no print of this test shows.
fn missed_in_word(name: &str, a: &Word, b: &Word) -> Vec<String> {
    let (one, other) = (opened(a), opened(b));
    let mut out = Vec::new();
    let report = compared(&one, &one);
    if report.verdict != Verdict::Consistent {
        out.push(format!("{name}: same: {}", told(&report)));
    }
    for (p, o) in [(&one, &other), (&other, &one)] {
        if compared(p, o).verdict == Verdict::Consistent {
            out.push(format!("{name}: called consistent"));
        }
    }
    out
}

#[test]
fn words_that_move_over_the_border_of_their_cell_are_told() {
    let rows = |row: &[&str]| grid(&[&["班组", "组长", "成员"], row, &["乙班", "赵六", "钱七"]]);
    let cases = [
        ("two names", ["甲班", "张三李四", "王五"], ["甲班", "张三", "李四王五"]),
        ("a negation", ["甲方", "不负责", "同意"], ["甲方不", "负责", "同意"]),
        ("a unit", ["设备", "100", "万元"], ["设备", "100万", "元"]),
    ];
    none(&all_missed(cases.iter().map(|(n, a, b)| (*n, rows(a), rows(b))).collect()));
}

#[test]
fn another_mark_or_none_inside_of_a_sentence_is_told() {
    let lines = [
        ("a semicolon for a comma", "甲方付款；乙方发货后验收", "甲方付款，乙方发货后验收"),
        ("a lost list mark", "到会人员张立新、赵晓峰等", "到会人员张立新赵晓峰等"),
        ("a lost inch", "管径为4″的钢管", "管径为4′的钢管"),
    ];
    none(&all_missed(lines.map(|(n, a, b)| (n, body(&[a]), body(&[b]))).to_vec()));
}

#[test]
fn headers_and_footers_that_differ_are_told_whatever_the_text_says() {
    let with = |header: &str, footer: &str| Word {
        header: Some(p(header)),
        footer: Some(p(footer)),
        ..body(&["合同编号：HT-2025-0417", "本合同一式四份"])
    };
    let own = with("合同编号：HT-2025-0417", "甲方留存");
    let wrong: Vec<String> = [
        ("digits exchanged", with("合同编号：HT-2025-0471", "甲方留存")),
        ("cut short", with("合同编号：HT-2025-041", "甲方留存")),
        ("exchanged", with("甲方留存", "合同编号：HT-2025-0417")),
    ]
    .iter()
    .flat_map(|(name, other)| missed_in_word(name, &own, other))
    .chain(missed_in_word("short", &with("草案", "V1"), &with("正式", "V1")))
    .collect();
    none(&wrong);
}

#[test]
fn two_lines_are_no_number_and_a_list_keeps_all_its_numbers() {
    let wrong: Vec<String> = [
        ("two paragraphs", body(&["本批数量1", "2"]), body(&["本批数量12"])),
        (
            "one number of three taken away",
            body(&["1.设备选型", "2.安装调试", "3.人员培训"]),
            body(&["1.设备选型", "安装调试", "3.人员培训"]),
        ),
    ]
    .iter()
    .flat_map(|(name, a, b)| missed_in_word(name, a, b))
    .collect();
    none(&wrong);
}

#[test]
fn a_footnote_is_about_the_word_that_its_mark_stands_behind() {
    let mark = "<w:r><w:footnoteReference w:id=\"1\"/></w:r>";
    let with = |first: &str, second: &str| Word {
        footnotes: vec!["不含运输途中的保险费用。".into()],
        ..Word::of(format!(
            "{}{}{}",
            p(ABOVE),
            px(&format!("{}{first}{}{second}", r("合同总价为人民币拾万元"), r("，质保期为两年"))),
            p(BELOW)
        ))
    };
    none(&missed_in_word("moved", &with(mark, ""), &with("", mark)));
}

#[test]
fn a_merged_cell_is_not_a_cell_beside_a_blank() {
    let cell = |span: usize, text: &str| {
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr>{}</w:tc>", p(text))
    };
    let with = |head: String| {
        let row = [cell(1, "甲"), cell(1, "优"), cell(1, "良")].concat();
        let rows = [head, row].map(|row| format!("<w:tr>{row}</w:tr>")).concat();
        Word::of(format!("{}<w:tbl>{rows}</w:tbl>{}", p(ABOVE), p(BELOW)))
    };
    let merged = with([cell(1, "班组"), cell(2, "等级")].concat());
    let apart = with([cell(1, "班组"), cell(1, "等级"), cell(1, "")].concat());
    none(&missed_in_word("merged head", &merged, &apart));
}

#[test]
fn formulas_that_one_side_sets_otherwise_are_left_to_the_reviewer() {
    let run = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let formula = format!(
        "<m:oMath>{}<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f></m:oMath>",
        run("y="),
        run("1"),
        run("1+x")
    );
    let word = Word::of([p(ABOVE), px(&formula), p(BELOW)].concat());
    // As a print has it: what stands above the line, the line's neighbours, what is below.
    let print = body(&["1", "y =", "1 + x"]);
    let report = compared(&opened(&print), &opened(&word));
    assert_eq!(report.verdict, Verdict::Undetermined, "{}", told(&report));
    // A word beside it that differs is a difference.
    let changed = body(&["1", "y =", "1 + x", "但不适用于本项目"]);
    let report = compared(&opened(&changed), &opened(&word));
    assert_eq!(report.verdict, Verdict::Inconsistent, "{}", told(&report));
    // An object of which nothing can be read.
    let object = "<w:r><w:object><o:OLEObject ProgID=\"Equation.DSMT4\"/></w:object></w:r>";
    let inner = format!("{}{object}{}", r("其中系数"), r("由双方确定"));
    let word = Word::of([p(ABOVE), px(&inner), p(BELOW)].concat());
    for line in ["其中系数α由双方确定", "其中系数由双方确定"] {
        let report = compared(&opened(&body(&[line])), &opened(&word));
        assert_eq!(report.verdict, Verdict::Undetermined, "{line} {}", told(&report));
    }
}

/// A header of two lines, one of them the number of the page that was shown last.
#[test]
fn a_header_with_a_page_number_of_its_own_is_its_words() {
    let headed = |lines: &[&str]| {
        let header: String = lines.iter().map(|line| p(line)).collect();
        opened(&Word { header: Some(header), ..body(&["正文内容。"]) })
    };
    let paper = headed(&["内部资料 注意保存"]);
    let same = compared(&paper, &headed(&["2", "内部资料 注意保存"]));
    assert_eq!(same.verdict, Verdict::Consistent, "{}", told(&same));
    for other in [["2", "公开资料 注意保存"], ["2024", "内部资料 注意保存"]] {
        let report = compared(&paper, &headed(&other));
        assert_ne!(report.verdict, Verdict::Consistent, "{other:?}");
    }
}

/// Browsers paint the discs of their lists, Word draws them as text.
#[test]
fn a_bullet_that_word_draws_is_no_sign_that_somebody_typed() {
    let lines = ["采购设备两台", "培训人员三名"];
    let list = |format: &str, text: &str| Word {
        numbering: Some(format!(
            "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>"
        )),
        ..Word::of(p(ABOVE) + &lines.map(|line| item(0, line)).concat() + &p(BELOW))
    };
    let paper = printed(&opened(&body(&lines)));
    let drawn = compared(&paper, &opened(&list("bullet", "•")));
    assert_eq!(drawn.verdict, Verdict::Consistent, "{}", told(&drawn));
    // A star marks a clause, and a typed sign was meant.
    for other in [list("bullet", "★"), body(&["•采购设备两台", "•培训人员三名"])]
    {
        let report = compared(&paper, &opened(&other));
        assert_ne!(report.verdict, Verdict::Consistent, "{}", told(&report));
    }
}

/// Circles in front of options are no bullets: the filled one is the option that was chosen.
#[test]
fn a_circle_that_was_filled_in_front_of_another_option_is_told() {
    let chosen = |first: char, second: char| {
        body(&["是否通过审核：", &format!("{first}通过"), &format!("{second}不通过")])
    };
    none(&missed("circles", &chosen('●', '○'), &chosen('○', '●')));
}
