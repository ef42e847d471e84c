//! Real and hostile files, where they are at hand: phrases in the order a
//! reader sees them, and no harm done by files made to do harm.

use super::read;
use crate::document::Document;
use crate::problem::{Code, Problem, WarningCode};
use crate::read::Options;
use std::path::PathBuf;

fn shared(name: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("SHENBAO_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    std::fs::read(root.join("real").join(name)).ok()
}

fn open(name: &str) -> Option<Result<Document, Problem>> {
    let mut options = Options::default();
    options.ocr.off = true;
    Some(read(&shared(name)?, &options))
}

fn text(document: &Document) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            crate::document::Block::Paragraph(p) => text.push_str(&p.text.content),
            crate::document::Block::Table(t) => text.push_str(&t.text().content),
            crate::document::Block::PageBreak => {}
        }
        text.push('\n');
    }
    text
}

/// The phrases stand in the text in this order.
fn in_order(name: &str, phrases: &[&str]) {
    let read = open(name).expect("at hand");
    let text = text(&read.unwrap());
    let mut from = 0;
    for phrase in phrases {
        let at = text[from..].find(phrase);
        from += at.unwrap_or_else(|| panic!("{name}: no {phrase:?} after byte {from}"));
    }
}

#[test]
#[ignore = "needs the shared files"]
fn a_ministry_order_without_a_character_map() {
    in_order(
        "law_mof_order87.pdf",
        &[
            "中华人民共和国财政部令第87号",
            "已经部务会议审议通过。现予公布，自2017年10月1日起施行。",
            "部长 肖捷",
            "第一条 为了规范政府采购当事人的采购行为",
            "公开招标，是指采购人依法以招标公告的方式邀请非特定的供应商参加投标的采购方式。",
        ],
    );
}

#[test]
#[ignore = "needs the shared files"]
fn predefined_maps_of_fonts_that_are_not_embedded() {
    in_order("pdf_gbkp_issue3521.pdf", &["我们都是黑体字"]);
}

#[test]
#[ignore = "needs the shared files"]
fn a_long_report_in_fonts_that_are_not_embedded() {
    in_order(
        "pdf_gbk-euc_halfyear.pdf",
        &[
            "中航动力控制股份有限公司",
            "2010年半年度报告",
            "第一节  公司基本情况",
            "（三）公司董事会秘书：刘绍雄",
            "邮政编码：412002",
            // Both lines fill their column; each is an entry of its own.
            "天台西路1号\n企业法人营业执照注册号：430000000009032",
            "总资产\t3,795,927,543.86\t3,744,817,662.30\t1.36%",
            // The table goes on over the page break.
            "利润总额\t74,131,092.62",
            "归属于上市公司股东的扣除非经常性损益后的净利润\t53,629,169.41\t4,327,369.93\t1139.30%",
            "1、因公司在2009年发生了同一控制下的企业合并",
            "项目\t本期金额",
            "18、根据税收、会计等法律、法规的要求对当期损益进行一次性调整对当期损益的影响\t72,891.98",
            "前10名无限售条件股东持股情况",
            "1\t中国南方航空工业（集团）有限公司\t194,310,000\t2010年4月21日\t0",
            "9、存货",
            "（1）存货的分类",
            "15、无形资产",
            "22、租赁",
            "24、主要会计政策、会计估计的变更",
            "公司2010年1-6月无会计政策、会计估计变更事项。",
            "六、企业合并及合并财务报表",
        ],
    );
}

#[test]
#[ignore = "needs the shared files"]
fn headings_drawn_four_times_are_read_once() {
    in_order(
        "pdf_fakebold_dup_chars.pdf",
        &["第一章 LS-DYNA简介", "1.1 LS-DYNA发展概况", "DYNA程序系列最初是1976年"],
    );
}

#[test]
#[ignore = "needs the shared files"]
fn a_malformed_character_map() {
    in_order(
        "pdf_cmap_exception.pdf",
        &[
            "统框图。它进一步说明了再制造职能流程图中",
            "圆圈：在该圈内的零部件再制造时通常可以直接利用。",
        ],
    );
}

#[test]
#[ignore = "needs the shared files"]
fn tables_with_headers_of_two_levels() {
    in_order(
        "pdf_table_pagespan_anhui.pdf",
        &[
            "安徽省建设用地使用标准（2020年版）",
            "公路技术等级\t车道数\t用地指标基准值\t编制条件",
            "高速公路\t八\t2.5000\t60000≤Q＜80000",
            "六\t2.1333",
            "表7.6停车区用地指标调整系数",
        ],
    );
    in_order(
        "pdf_q1report_22p.pdf",
        &[
            "2018年第一季度报告",
            "□是√否",
            "营业收入（元）\t4,755,785.11\t5,699,227.63\t-16.55%",
            "香港中央结算(代理人)有限公司\t境外法人\t29.43%",
        ],
    );
}

#[test]
#[ignore = "needs the shared files"]
fn pictures_of_pages_are_unread_and_not_blank() {
    let read = open("scan_mineru_small_ocr.pdf").expect("at hand");
    assert_eq!(read.unwrap().unread_pages().count(), 8);
}

#[test]
#[ignore = "needs the shared files"]
fn hostile_files_end_in_a_document_or_a_problem() {
    for name in [
        "bad_gs_698804_fuzzed.pdf",
        "bad_pages_tree_loop.pdf",
        "bad_poppler_395_fuzzed.pdf",
        "bad_poppler_67295.pdf",
        "bad_recursive_glyf.pdf",
        "bad_redhat_1531897.pdf",
        "bad_empty_0bytes.pdf",
    ] {
        if let Some(Err(problem)) = open(&format!("hostile/{name}")) {
            assert_ne!(problem.code, Code::Internal, "{name}");
        }
    }
}

#[test]
#[ignore = "needs the shared files"]
fn an_empty_password_opens() {
    let read = open("hostile/ok_enc_r6_empty_pw.pdf").expect("at hand");
    assert!(text(&read.unwrap()).contains("pdf encryption test"));
}

#[test]
#[ignore = "needs the shared files"]
fn cut_files_never_panic() {
    let whole = shared("pdf_table_pagespan_anhui.pdf").expect("at hand");
    let mut options = Options::default();
    options.ocr.off = true;
    for part in 1..12 {
        let _ = read(&whole[..whole.len() * part / 12], &options);
    }
}

/// A file of one page with this content; `F` is Helvetica.
fn one_page(content: &str) -> Document {
    let file = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         trailer<</Root 1 0 R>>\n",
        content.len()
    );
    let mut options = Options::default();
    options.ocr.off = true;
    read(file.as_bytes(), &options).unwrap()
}

/// A line of shapes like letters, thirty points high.
fn outlines(y: u32) -> String {
    let letter = |n: u32| {
        let x = 100 + 40 * n;
        let (right, middle, top) = (x + 30, y + 15, y + 30);
        let ring = format!(
            "{x} {middle} m {x} {top} {right} {top} {right} {middle} c {right} {y} {x} {y} {x} {middle} c h "
        );
        let teeth: String =
            (0..12).map(|i| format!("{} {} l ", x + 2 * i, y + 5 + i % 3 * 9)).collect();
        format!("{ring}{x} {y} m {teeth}h f\n")
    };
    (0..8).map(letter).collect()
}

#[test]
fn a_page_of_outlines_is_unread_and_a_drawn_heading_is_named() {
    let all = one_page(&(0..10).map(|n| outlines(100 + 60 * n)).collect::<String>());
    assert_eq!(all.unread_pages().collect::<Vec<_>>(), [1]);
    let text = "BT /F 12 Tf 72 600 Td (Notice of the department on application forms) Tj ET\n";
    let mixed = one_page(&(text.to_owned() + &outlines(740)));
    assert_eq!(mixed.unread_pages().count(), 0);
    let codes: Vec<_> = mixed.warnings.iter().map(|w| (w.code.as_str(), w.page)).collect();
    assert_eq!(codes, [("drawn-text-unread", Some(1))]);
    assert!(one_page(text).warnings.is_empty());
    // Rules and frames are no text.
    let rules = "50 50 m 500 50 l S 50 50 400 300 re S 60 60 10 10 re f\n".repeat(30);
    assert_eq!(one_page(&(text.to_owned() + &rules)).warnings, []);
}

#[test]
fn a_table_that_runs_out_of_the_page_is_told_of() {
    let table = |right: u32| {
        let text = "BT /F 12 Tf 72 705 Td (Number Name Project of the applicants) Tj ET\n";
        one_page(&format!("{text}60 720 m {right} 720 l S 60 700 m {right} 700 l S\n"))
    };
    let told =
        |document: &Document| document.warnings.iter().any(|w| w.code == WarningCode::TextOffPage);
    assert!(told(&table(700)));
    assert!(!told(&table(530)));
    let beyond = "BT /F 12 Tf 72 700 Td (What is seen) Tj 640 0 Td (What is not) Tj ET\n";
    assert!(told(&one_page(beyond)));
}

/// A page of 200 by 200 points with a font F and that content, and what it says there.
fn drawn(content: &str) -> (String, Vec<String>) {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let sheer = "<</ca .4>>";
    let file = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
         2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R\
         /Resources<</Font<</F {font}>>/ExtGState<</S {sheer}>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF",
        content.len()
    );
    let mut options = Options::default();
    options.ocr.off = true;
    let document = read(file.as_bytes(), &options).unwrap();
    let codes = document.warnings.iter().map(|w| w.code.to_string()).collect();
    (text(&document).trim().to_owned(), codes)
}

const AMOUNT: &str = "BT /F 10 Tf 20 100 Td (total 1200) Tj ET";
/// Over the last four characters.
const BOX: &str = "38 96 60 14 re f";

/// Text under a white box was read as if it were printed.
#[test]
fn what_is_painted_over_text_takes_it_away() {
    for color in ["1 1 1 rg", "0 0 0 rg"] {
        let (said, codes) = drawn(&format!("{AMOUNT} {color} {BOX}"));
        assert_eq!((said.as_str(), codes.join(" ").as_str()), ("total", "text-covered"), "{color}");
    }
    // Behind text, sheer, or cut by another shape it takes nothing away.
    for harmless in [
        format!("1 0 0 rg {BOX} 0 0 0 rg {AMOUNT}"),
        format!("{AMOUNT} /S gs 1 1 0 rg {BOX}"),
        format!("{AMOUNT} q 0 0 m 9 9 l 0 9 l h W n 1 1 1 rg {BOX} Q"),
    ] {
        assert_eq!(drawn(&harmless), ("total 1200".to_owned(), vec![]), "{harmless}");
    }
    // What is written over the box is read in its place.
    let again = "0 0 0 rg BT /F 10 Tf 43 100 Td (9999) Tj ET";
    let (said, _) = drawn(&format!("{AMOUNT} 1 1 1 rg {BOX} {again}"));
    assert_eq!(said, "total 9999");
}

/// White text on white paper, unpainted and tiny text stood in the text as if printed.
#[test]
fn text_that_no_eye_sees_is_left_out_and_told() {
    let word =
        |look: &str, size: f32| format!("{AMOUNT} BT {look} /F {size} Tf 20 60 Td (void) Tj ET");
    for unseen in [word("1 1 1 rg", 10.0), word("3 Tr", 10.0), word("", 0.4)] {
        let (said, codes) = drawn(&unseen);
        assert_eq!((said.as_str(), codes.join(" ").as_str()), ("total 1200", "text-unseen"));
    }
    let band = "0 0 .6 rg 10 50 100 30 re f 0 g";
    let (said, codes) = drawn(&format!("{band} {}", word("1 1 1 rg", 10.0)));
    assert!(said.contains("void") && codes.is_empty(), "white on blue is seen");
}

/// Words crossed out by two strokes were read without a word.
#[test]
fn strokes_across_words_are_told() {
    let cross = "20 97 m 72 108 l S 20 108 m 72 97 l S";
    assert_eq!(drawn(&format!("{AMOUNT} {cross}")).1, ["struck-text"]);
    let by_hand = "20 97 m 33 100 l 46 102.4 l 60 105.8 l 72 108 l S";
    assert_eq!(drawn(&format!("{AMOUNT} {by_hand}")).1, ["struck-text"]);
    let beside = "20 20 m 72 90 l S 20 90 m 72 20 l S";
    assert!(drawn(&format!("{AMOUNT} {beside}")).1.is_empty());
    // The corner of a table's head, parted by a stroke between its two words.
    let corner =
        "BT /F 10 Tf 60 130 Td (sum) Tj ET BT /F 10 Tf 22 112 Td (row) Tj ET 20 145 m 90 105 l S";
    assert!(drawn(corner).1.is_empty());
}

/// Half a file was read as if it were all of it.
#[test]
fn a_file_that_breaks_off_says_so() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/pair/paper.pdf");
    let whole = std::fs::read(path).unwrap();
    let cut = |bytes: &[u8]| {
        read(bytes, &Options::default()).map(|document| {
            document.warnings.iter().any(|warning| warning.code == WarningCode::DocumentCut)
        })
    };
    assert!(!cut(&whole).unwrap());
    assert!(!cut(&[whole.as_slice(), &[0; 5000]].concat()).unwrap(), "filled up");
    for part in [3, 2] {
        assert!(cut(&whole[..whole.len() / part * (part - 1)]).unwrap_or(true));
    }
}
