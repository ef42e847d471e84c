//! Real files that nobody here wrote, each held to phrases in the order in which
//! a reader sees them on the rendered page. Ignored where the files are absent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shenbao::Options;
use std::path::{Path, PathBuf};

fn real() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("SHENBAO_SHARED").map(PathBuf::from);
    [named, Some(here.join("../shared")), Some(here.join("../../shared"))]
        .into_iter()
        .flatten()
        .map(|root| root.join("real"))
        .find(|folder| folder.is_dir())
}

/// The text as `shenbao read` gives it.
fn shown(path: &Path, ocr: bool) -> Option<String> {
    let mut options = Options::default();
    options.reading.ocr.off = !ocr;
    options.reading.ocr.models = shenbao::cli::folders::models(None);
    let (_, document) = shenbao::extract::open(path, &options)
        .unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    let unread = document.unread_pages().next().is_some();
    (!unread).then(|| shenbao::report::text::document(&document))
}

/// Holds a text to phrases in their order; white space between characters is left aside.
fn in_order(name: &str, text: &str, phrases: &[&str]) {
    let plain = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let text = plain(text);
    let mut from = 0;
    for phrase in phrases {
        let phrase = plain(phrase);
        match text[from..].find(&phrase) {
            Some(at) => from += at + phrase.len(),
            None => panic!("{name}: {phrase} does not follow at {from}"),
        }
    }
}

#[test]
#[ignore = "needs the shared files"]
fn real_pdf_files_read_in_the_order_seen() {
    let real = real().expect("at hand");
    let expected: [(&str, &[&str]); 6] = [
        (
            "law_mof_order87.pdf",
            &[
                "中华人民共和国财政部令第87号",
                "--政府采购货物和服务招标投标管理办法",
                "现予公布，自2017年10月1日起施行。",
                "部长 肖捷",
                "2017年7月11日",
                "第一章 总 则",
                "第一条 为了规范政府采购当事人的采购行为",
                "第二条 本办法适用于在中华人民共和国境内开展政府采购货物和服务（以下简称货物服务）招标投标活动。",
                "第三条 货物服务招标分为公开招标和邀请招标。",
            ],
        ),
        (
            "pdf_gbk-euc_halfyear.pdf",
            &[
                "股东名称 持有无限售条件股份数量 股份种类",
                "中国南方航空工业（集团）有限公司 19,890,000 人民币普通股",
                "上述股东关联关系或一致行动的说明",
                "本次发行的股份未实现上市。",
                "前10名有限售条件股东持股数量及限售条件",
                "1 中国南方航空工业（集团）有限公司 194,310,000 2010年4月21日 0 自获得上市流通权之日起",
            ],
        ),
        ("pdf_gbkp_issue3521.pdf", &["我们都是黑体字"]),
        (
            "pdf_fakebold_dup_chars.pdf",
            &[
                "第一章 LS-DYNA简介",
                "1.1 LS-DYNA发展概况",
                "DYNA程序系列最初是1976年",
                "1.2 分析能力",
                "可模拟许多二、三维结构的物理特性：",
                "非线性动力分析",
                "热分析",
                "失效分析",
            ],
        ),
        (
            "pdf_table_pagespan_anhui.pdf",
            &[
                "表7.5 停车区用地指标基准值（公顷/处）",
                "高速公路 八 2.5000 60000≤Q＜80000",
                "注：表中路段交通量应采用停车区所在路段的预测第20年交通量。",
                "表7.6",
                "0.92 1.02 1.11 1.19 1.26",
                "第7.9条 服务设施出入口加减速车道用地指标",
                "1.7333 0.8667 0.5333",
                "第7.11条 养护设施分为养护工区、道班房和桥隧养护管理站。",
            ],
        ),
        (
            "pdf_q1report_22p.pdf",
            &[
                "东北电气发展股份有限公司",
                "2018年第一季度报告",
                "2018年04月",
                "第一节重要提示",
                "公司负责人刘道骐、主管会计工作负责人肖寻",
                "第二节公司基本情况",
                "公司是否需追溯调整或重述以前年度会计数据",
            ],
        ),
    ];
    for (name, phrases) in expected {
        let text = shown(&real.join(name), false).unwrap_or_else(|| panic!("{name}: unread pages"));
        in_order(name, &text, phrases);
    }
}

#[test]
#[ignore = "needs the shared files"]
fn a_real_scan_made_of_strips_reads_in_the_order_seen() {
    let real = real().expect("at hand");
    let name = "scan_mineru_small_ocr.pdf";
    // Without the recognition models its pages are unread.
    let text = shown(&real.join(name), true).expect("at hand");
    in_order(
        name,
        &text,
        &[
            "史的事情。(3)为有用物的量找到社会尺度",
            "部分是由于约定俗成。",
            "物的有用性使物成为使用价值。",
            "商品的使用价值为商品学和商业成规这种专门的知识提供材料。",
            "使用价值同时又是交换价值的物质承担者。",
            "交换价值首先表现为量的关系",
        ],
    );
}

#[test]
#[ignore = "needs the shared files"]
fn real_word_files_read_in_the_order_seen() {
    let real = real().expect("at hand");
    let expected: [(&str, &[&str]); 2] = [
        (
            "rules_sdufe_fj2.docx",
            &[
                "附件5",
                "参考文献规范格式",
                "1．参考文献在正文中标注格式",
                "2. 参考文献著录标准及格式",
                "（2）排列顺序",
            ],
        ),
        (
            "tender_luojing.docx",
            &[
                "项目编号：310113106251209159568-13297903",
                "竞争性磋商文件",
                "采购单位：上海市宝山区罗泾镇综合行政执法队",
                "第七章 项目采购需求",
                "第一章 竞争性磋商公告",
                "预算金额：1500000元",
            ],
        ),
    ];
    for (name, phrases) in expected {
        let text = shown(&real.join(name), false).unwrap_or_else(|| panic!("{name}: unread pages"));
        in_order(name, &text, phrases);
    }
}

/// As pictures of the pages show them, which an independent reader drew.
#[test]
#[ignore = "needs the shared files"]
fn real_ofd_files_read_in_the_order_seen() {
    let real = real().expect("at hand");
    let expected: [(&str, &[&str]); 3] = [
        (
            "ofd_shizhengfu_chuli.ofd",
            &[
                "XX市政府文件处理",
                "来文文号 府办专督〔2020〕 24号 来文单位 市人民政府办公室",
                "来文日期",
                "阅文时限",
                "收文日期",
                "单位收文编号 X 725",
                "收文机关 秘书股 收文登记人 陈小明",
                "紧急程度 常规 公开方式 不公开 公文处理类型 签阅",
                "公文标题",
                "来文单位附注",
                "1、呈小明、张三、",
                "2、呈王五同志阅处；",
                "3、请小兰同志审核；",
                "4、发至市商务局",
                "处理意见",
                "通知内容",
                "备注",
            ],
        ),
        (
            "ofd_nopagecontainer.ofd",
            &[
                "上海增值税电子普通发票",
                "发票代码：031001900511",
                "发票号码：04875996",
                "开票日期：2020年04月20日",
                "机器编号：661933656579",
                "校验码：77669856890717802165",
                "购买方",
                "上海浪潮云计算服务有限公司",
                "91310108342080987A",
                "密码区",
                "项目名称",
                "规格型号",
                "单位",
                "价税合计（大写）",
                "伍拾柒圆整",
                "（小写）¥57.00",
                "销售方",
                "上海阿金大白餐饮管理有限公司",
                "310066690018800082932",
                "备注",
                "收款人：刘冬梅 复核：张闻一 开票人：admin",
            ],
        ),
        (
            "ofd_fapiao_5p_templates.ofd",
            &[
                // The frame and its labels stand on the template page.
                "重庆增值税电子普通发票",
                "发票代码：050001700111",
                "机器编号：016000019234",
                "校验码：16630282980991510014",
                "个人",
                "(详见销货清单)",
                "10000.00",
                "6%",
                "600.00",
                "壹万零陆佰圆整",
                "（小写）¥10600.00",
                "财天下科技有限公司",
                "91500102563638729E",
                "建设银行625555888900998711",
                "收款人：张一诺 复核：张嘉诺 开票人：任盈盈",
                "共 4 页 第 1 页",
                "共 4 页 第 2 页",
            ],
        ),
    ];
    for (name, phrases) in expected {
        let text = shown(&real.join(name), false).unwrap_or_else(|| panic!("{name}: unread pages"));
        in_order(name, &text, phrases);
    }
}
