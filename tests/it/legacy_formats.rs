//! The same book in .docx, .doc, RTF and OFD must give the same tables; real
//! files must give their text in the order a reader sees it. Ignored where the
//! shared files are absent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use shenbao::Options;
use shenbao::document::{Block, Document};
use std::path::{Path, PathBuf};

fn shared() -> Option<PathBuf> {
    let root = match std::env::var_os("SHENBAO_SHARED") {
        Some(root) => PathBuf::from(root),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    // A worktree lies one folder deeper.
    [root, Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared")]
        .into_iter()
        .find(|root| root.join("dev-set").is_dir())
}

fn read(path: &Path) -> Document {
    let mut options = Options::default();
    options.reading.ocr.off = true;
    shenbao::extract::open(path, &options).unwrap_or_else(|p| panic!("{}: {p}", path.display())).1
}

/// Paragraphs and cells with their spans, places left aside.
fn shape(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => lines.push(paragraph.text.content.trim().to_owned()),
            Block::Table(table) => lines.extend(table.cells.iter().map(|cell| {
                let (rows, cols) = (cell.row_span, cell.col_span);
                format!("{},{} {rows}x{cols} {}", cell.row, cell.col, cell.text().content.trim())
            })),
            Block::PageBreak => {}
        }
    }
    lines
}

fn text(document: &Document) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => text += &paragraph.text.content,
            Block::Table(table) => text += &table.text().content,
            Block::PageBreak => {}
        }
    }
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
#[ignore = "needs the shared files"]
fn doc_and_rtf_have_the_tables_of_the_docx() {
    let shared = shared().expect("at hand");
    for entry in shared.join("dev-set").read_dir().unwrap().flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|e| e.to_str());
        if !matches!(extension, Some("doc" | "rtf")) {
            continue;
        }
        let docx = path.with_extension("docx");
        assert_eq!(shape(&read(&path)), shape(&read(&docx)), "{}", path.display());
    }
}

#[test]
#[ignore = "needs the shared files"]
fn real_ofd_files_read_in_the_order_seen() {
    let shared = shared().expect("at hand");
    let expected: [(&str, &[&str]); 7] = [
        ("ofd_chinese_dir.ofd", &["你好呀，OFDReader&Writer！"]),
        ("ofd_ns_nonstandard.ofd", &["你好呀，OFDReader&Writer！"]),
        (
            "ofd_shizhengfu_chuli.ofd",
            &["XX市政府文件处理", "府办专督〔2020〕24号", "拟办意见1、呈小明"],
        ),
        (
            "ofd_fapiao_5p_templates.ofd",
            &["重庆增值税电子普通发票", "名称：个人", "财天下科技有限公司"],
        ),
        (
            "ofd_imagenotfound.ofd",
            &["中华人民共和国", "《矿产资源勘查许可证》是取得探矿权的合法凭证", "探矿权人地址："],
        ),
        ("ofd_path_nonstandard.ofd", &["立案决定书", "（存根）", "案件名称"]),
        ("ofd_nopagecontainer.ofd", &["上海增值税电子普通发票", "伍拾柒圆整", "收款人：刘冬梅"]),
    ];
    for (name, phrases) in expected {
        let found = text(&read(&shared.join("real").join(name)));
        let mut from = 0;
        for phrase in phrases {
            let at = found[from..].find(phrase);
            from += at.unwrap_or_else(|| panic!("{name}: {phrase} not after {from}"));
        }
    }
}

/// The whole text, tables row by row.
fn shown(name: &str) -> Option<String> {
    let document = read(&shared()?.join("real").join(name));
    Some(shenbao::report::text::document(&document))
}

#[test]
#[ignore = "needs the shared files"]
fn ofd_lists_without_row_lines_come_row_by_row() {
    let text = shown("ofd_fapiao_5p_templates.ofd").expect("at hand");
    for number in [1, 26, 27, 52, 53, 78, 79, 100] {
        let row = format!("\n{number}\t*餐饮服务*餐费\t\t\t\t\t100.00\t6%\t6.00\n");
        assert!(text.contains(&row), "{number}");
    }
}

#[test]
#[ignore = "needs the shared files"]
fn ofd_a_cross_in_a_circle_before_an_amount_is_no_tick() {
    let text = shown("ofd_nopagecontainer.ofd").expect("at hand");
    assert!(text.contains("伍拾柒圆整") && !text.contains('☑'), "{text}");
}

#[test]
#[ignore = "needs the shared files"]
fn ofd_white_keywords_under_text_are_left_out() {
    let text = shown("ofd_path_nonstandard.ofd").expect("at hand");
    assert!(text.contains("\n测试数据gz-SIGNNAME-liucheng\n"), "{text}");
}

#[test]
#[ignore = "needs the shared files"]
fn ofd_remarks_that_the_page_shows_are_read_once() {
    let text = shown("ofd_shizhengfu_chuli.ofd").expect("at hand");
    assert_eq!(text.matches("测试文本注释").count(), 1);
}

#[test]
#[ignore = "needs the shared files"]
fn real_sheets_show_their_values() {
    let shared = shared().expect("at hand");
    for (name, phrase) in [
        ("xls_poi_provinces.xls", "Anhui安徽省"),
        ("xlsx_calamine_issue530.xlsx", "报表导出时间：2023年03月04日"),
    ] {
        assert!(text(&read(&shared.join("real").join(name))).contains(phrase), "{name}");
    }
}

#[test]
#[ignore = "needs the shared files"]
fn hostile_legacy_files_end_in_text_or_a_clear_problem() {
    let shared = shared().expect("at hand");
    for entry in shared.join("real/hostile").read_dir().unwrap().flatten() {
        let path = entry.path();
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if !matches!(extension, "doc" | "xls" | "xlsx" | "rtf") {
            continue;
        }
        if let Err(problem) = shenbao::extract(&path, &Options::default()) {
            assert_ne!(problem.code, shenbao::Code::Internal, "{}", path.display());
            assert!(!problem.message.is_empty());
        }
    }
}
