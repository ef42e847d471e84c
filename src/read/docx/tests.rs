//! Small documents made in place, one idea each; then the real files beside the
//! repository, where they are there.

use super::*;
use crate::document::{Role, Table};
use std::io::{Cursor, Write};
use std::path::PathBuf;

const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="wp""#;

pub(super) fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn main_part(body: &str) -> (&'static str, String) {
    let xml =
        format!("<?xml version=\"1.0\"?><w:document {SPACES}><w:body>{body}</w:body></w:document>");
    ("word/document.xml", xml)
}

pub(super) fn document(body: &str) -> Document {
    read(&package(&[main_part(body)]), &Options::default()).unwrap()
}

pub(super) fn lines(document: &Document) -> Vec<String> {
    document
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(p) => p.text.content.clone(),
            Block::Table(t) => t.text().content.replace('\t', "|"),
            Block::PageBreak => "<break>".into(),
        })
        .collect()
}

pub(super) fn read_lines(body: &str) -> Vec<String> {
    lines(&document(body))
}

pub(super) fn p(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

pub(super) fn r(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

pub(super) fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(&r(text)))
}

fn only_table(document: &Document) -> &Table {
    match &document.blocks[..] {
        [Block::Table(table)] => table,
        other => panic!("{other:?}"),
    }
}

#[test]
fn split_runs_breaks_tabs_and_special_hyphens() {
    let body = p(&format!(
        "{}{}<w:r><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t><w:noBreakHyphen/><w:cr/><w:t>四&amp;五</w:t><w:softHyphen/></w:r>",
        r("申报"),
        r("书")
    ));
    assert_eq!(read_lines(&body), ["申报书\n二\t三-\n四&五"]);
}

#[test]
fn tracked_changes_read_as_accepted() {
    let deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom>";
    let body = p(&format!("{deleted}<w:ins>{}</w:ins>", r("新")));
    assert_eq!(read_lines(&body), ["新"]);
    // A deleted paragraph mark joins two paragraphs; a deleted row and cell are gone.
    let mark = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>";
    assert_eq!(read_lines(&(p(&format!("{mark}{}", r("上"))) + &p(&r("下")))), ["上下"]);
    let table = format!(
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
        tc("", "删"),
        tc("<w:cellDel/>", "删"),
        tc("", "留")
    );
    assert_eq!(read_lines(&table), ["留"]);
}

#[test]
fn merged_cells_and_left_out_columns() {
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}</w:tr></w:tbl>",
        tc("<w:vMerge w:val=\"restart\"/>", "联系人"),
        tc("<w:gridSpan w:val=\"2\"/>", "姓名"),
        tc("<w:vMerge/>", ""),
        tc("", "电话"),
        tc("", ""),
        tc("<w:gridSpan w:val=\"2\"/>", "末行"),
    );
    let document = document(&body);
    let table = only_table(&document);
    let shape: Vec<_> =
        table.cells.iter().map(|c| (c.row, c.col, c.row_span, c.col_span)).collect();
    assert_eq!(shape, [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 2)]);
    assert!(table.cells[3].text().is_blank());
}

#[test]
fn content_controls_at_every_level_are_passed_through() {
    let wrap =
        |inner: &str| format!("<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>");
    let row = format!("<w:tr>{}{}</w:tr>", wrap(&tc("", "甲")), tc("", "乙"));
    let body = wrap(&p(&wrap(&r("段")))) + &format!("<w:tbl>{}</w:tbl>", wrap(&row));
    assert_eq!(read_lines(&body), ["段", "甲|乙"]);
}

#[test]
fn a_prompt_of_a_blank_control_is_no_answer() {
    let control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>单击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt>";
    assert_eq!(read_lines(&p(&(r("名称：") + control))), ["名称："]);
}

#[test]
fn ticks_by_state_in_all_their_forms() {
    let control = |checked: u8, glyph: &str| {
        format!(
            "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"{checked}\"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            r(glyph)
        )
    };
    let body = p(&format!("{}是{}", control(1, "☐"), control(0, "R")).replace("是", &r("是")));
    // The sign is what is shown; a sign that says nothing leaves it to the state.
    assert_eq!(read_lines(&body), ["☐是☐"]);
    let symbols = p(
        "<w:r><w:sym w:font=\"Wingdings 2\" w:char=\"F052\"/><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/></w:r><w:r><w:rPr><w:rFonts w:ascii=\"Wingdings 2\"/></w:rPr><w:t>£</w:t></w:r>",
    );
    assert_eq!(read_lines(&symbols), ["☑□□"]);
    let legacy = p(
        "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>是</w:t></w:r>",
    );
    assert_eq!(read_lines(&legacy), ["☑是"]);
}

#[test]
fn fields_show_their_result_only() {
    let body = p("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>结果</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>")
        // A field that never ends must not swallow what follows.
        + &p("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>")
        + &p(&r("后文"));
    assert_eq!(read_lines(&body), ["结果", "后文"]);
}

#[test]
fn a_text_box_is_read_once_and_word_art_too() {
    let inner = format!("<w:txbxContent>{}</w:txbxContent>", p(&r("框中")));
    let both = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    );
    let art = "<w:r><w:pict><v:shape><v:textpath string=\"某某市人民政府文件\"/></v:shape></w:pict></w:r>";
    let document = document(&(p(&both) + &p(&(art.to_owned() + &r("正文")))));
    assert_eq!(lines(&document), ["框中", "某某市人民政府文件", "正文"]);
    let Block::Paragraph(first) = &document.blocks[0] else { panic!() };
    assert_eq!(first.role, Role::TextBox);
}

#[test]
fn a_red_head_stands_where_it_is_seen_whatever_it_hangs_at() {
    let inner = format!("<w:txbxContent>{}</w:txbxContent>", p(&r("某某市人民政府文件")));
    let anchor = |from: &str, offset: i32| {
        format!(
            "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor><wp:positionV relativeFrom=\"{from}\"><wp:posOffset>{offset}</wp:posOffset></wp:positionV><wps:txbx>{inner}</wps:txbx></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    };
    let art = "<w:r><w:pict><v:shape style=\"position:absolute;margin-top:85pt;mso-position-vertical-relative:page\"><v:textpath string=\"某某市人民政府文件\"/></v:shape></w:pict></w:r>";
    for head in [anchor("page", 1_080_000), anchor("paragraph", -2_440_000), art.to_owned()] {
        let body = p("").repeat(6)
            + &p(&r("某政发〔2025〕3号"))
            + &p(&r("关于某事的通知"))
            + &p(&(r("正文") + &head + &r("如下。")));
        assert_eq!(
            read_lines(&body),
            ["某某市人民政府文件", "某政发〔2025〕3号", "关于某事的通知", "正文如下。"]
        );
    }
    // Hung at the head of its paragraph and seen below it.
    let body = p(&(anchor("paragraph", 508_000) + &r("填写日期"))) + &p(&r("后文"));
    assert_eq!(read_lines(&body), ["填写日期", "某某市人民政府文件", "后文"]);
    // Beside its paragraph it stays there.
    let body = p(&r("前文")) + &p(&(r("正文") + &anchor("paragraph", 20_000)));
    assert_eq!(read_lines(&body), ["前文", "正文", "某某市人民政府文件"]);
}

#[test]
fn page_and_section_breaks() {
    let section = |kind: &str| format!("<w:sectPr><w:type w:val=\"{kind}\"/></w:sectPr>");
    let body = p(&r("一"))
        + &p("<w:r><w:br w:type=\"page\"/><w:t>二</w:t></w:r>")
        + &p(&format!("<w:pPr>{}</w:pPr>{}", section("nextPage"), r("三")))
        + &p(&r("四"))
        + &p(&format!("<w:pPr><w:pageBreakBefore/></w:pPr>{}", r("五")))
        + &section("nextPage");
    assert_eq!(read_lines(&body), ["一", "<break>", "二", "三", "<break>", "四", "<break>", "五"]);
}

#[test]
fn a_paragraph_that_only_ends_a_section_shows_no_number() {
    let numbering = format!(
        "<w:numbering {SPACES}><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>"
    );
    let item = |end: &str, text: &str| {
        p(&format!("<w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr>{end}</w:pPr>{}", r(text)))
    };
    // A blank one whose mark alone is hidden takes a number, as Word counts.
    let hidden = "<w:rPr><w:vanish/></w:rPr>";
    let concealed = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>";
    let unseen = item(hidden, "").replace("</w:p>", &format!("{concealed}</w:p>"));
    let body = item("", "甲") + &item("<w:sectPr/>", "") + &item("", "乙");
    let body = body + &unseen + &item("", "丙") + &item(hidden, "") + &item("", "丁");
    let relationships = "<Relationships><Relationship Id=\"n\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/></Relationships>";
    let bytes = package(&[
        main_part(&body),
        ("word/_rels/document.xml.rels", relationships.into()),
        ("word/numbering.xml", numbering),
    ]);
    let read = read(&bytes, &Options::default()).unwrap();
    let read: Vec<String> = lines(&read).into_iter().filter(|line| line != "<break>").collect();
    assert_eq!(read, ["1. 甲", "2. 乙", "3. 丙", "5. 丁"]);
}

#[test]
fn hidden_text_and_note_marks_are_not_in_the_text() {
    let body = p(
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>投用率</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r>",
    );
    assert_eq!(read_lines(&body), ["投用率"]);
}

#[test]
fn what_only_the_web_view_hides_is_printed() {
    let entry = r("1.概述")
        + "<w:r><w:rPr><w:webHidden/></w:rPr><w:tab/></w:r>"
        + "<w:r><w:rPr><w:webHidden/></w:rPr><w:t>4</w:t></w:r>";
    assert_eq!(read_lines(&p(&entry)), ["1.概述\t4"]);
}

#[test]
fn capitals_and_raised_marks_are_read_as_printed() {
    let run = |look: &str, text: &str| format!("<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>");
    let caps = run("<w:caps/>", "plc控制") + &run("<w:smallCaps/>", "Mes") + &r("v2");
    assert_eq!(read_lines(&p(&caps)), ["PLC控制MESv2"]);
    let raised = "<w:vertAlign w:val=\"superscript\"/>";
    let marks = r("已有研究") + &run(raised, "[10,") + &run(raised, "16-21]") + &r("表明10");
    let marks = marks + &run(raised, "-6") + &r("级");
    assert_eq!(read_lines(&p(&marks)), ["已有研究[10,16-21]表明10⁻⁶级"]);
}

/// A power in a formula was read as a digit of the number before it; sums and roots lost
/// their signs.
#[test]
fn formulas_keep_powers_roots_and_sums() {
    let m = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let of = |name: &str, inner: &str| format!("<m:{name}>{inner}</m:{name}>");
    let power = of("sSup", &(of("e", &m("10")) + &of("sup", &m("2"))));
    let root = of("rad", &(of("deg", "") + &of("e", &m("2"))));
    let sum =
        of("nary", &("<m:naryPr><m:chr m:val=\"∑\"/></m:naryPr>".to_owned() + &of("e", &m("x"))));
    let math = of("oMath", &(power + &m("+") + &root + &m("+") + &sum));
    assert_eq!(read_lines(&p(&(r("共") + &math))), ["共10²+√2+∑x"]);
    let broken = of("rad", &(of("deg", "<m:r><w:br w:type=\"page\"/></m:r>") + &of("e", &m("2"))));
    assert_eq!(read_lines(&p(&(r("共") + &of("oMath", &broken)))).concat(), "共<break>√2");
    let raised = "<w:r><w:rPr><w:position w:val=\"8\"/></w:rPr><w:t>2</w:t></w:r>";
    assert_eq!(read_lines(&p(&(r("10") + raised))), ["10²"]);
}

#[test]
fn margins_stand_apart() {
    let relationships = "<Relationships><Relationship Id=\"h\" Type=\"x/header\" Target=\"header1.xml\"/><Relationship Id=\"f\" Type=\"x/footnotes\" Target=\"footnotes.xml\"/></Relationships>";
    let notes = format!(
        "<w:footnotes {SPACES}><w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote><w:footnote w:id=\"1\">{}</w:footnote><w:footnote w:id=\"2\">{}</w:footnote></w:footnotes>",
        p(&r("线")),
        p(&format!("<w:r><w:footnoteRef/></w:r>{}", r("注文"))),
        p(&r("文中无标记的注不印出"))
    );
    let marked = r("正文") + "<w:r><w:footnoteReference w:id=\"1\"/></w:r>";
    let bytes = package(&[
        main_part(&(p(&marked) + "<w:sectPr><w:headerReference r:id=\"h\"/></w:sectPr>")),
        ("word/_rels/document.xml.rels", relationships.into()),
        ("word/header1.xml", format!("<w:hdr {SPACES}>{}</w:hdr>", p(&r("页眉文字")))),
        ("word/footnotes.xml", notes),
    ]);
    let document = read(&bytes, &Options::default()).unwrap();
    assert_eq!(lines(&document), ["正文"]);
    let margins: Vec<_> =
        document.margins.iter().map(|m| (m.kind, m.text.content.as_str())).collect();
    assert_eq!(margins, [(MarginKind::Header, "页眉文字"), (MarginKind::Footnote, "注文")]);
}

#[test]
fn words_of_smart_art_stand_at_its_anchor() {
    let relationships = "<Relationships><Relationship Id=\"d\" Type=\"x/diagramData\" Target=\"diagrams/data1.xml\"/></Relationships>";
    let data = "<dgm:dataModel xmlns:dgm=\"d\" xmlns:a=\"a\"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>总体架构</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>";
    let bytes = package(&[
        main_part(&p(
            "<w:r><w:drawing><dgm:relIds r:dm=\"d\"/></w:drawing></w:r><w:r><w:t>图1</w:t></w:r>",
        )),
        ("word/_rels/document.xml.rels", relationships.into()),
        ("word/diagrams/data1.xml", data.into()),
    ]);
    assert_eq!(lines(&read(&bytes, &Options::default()).unwrap()), ["总体架构", "图1"]);
}

#[test]
fn a_cut_document_gives_what_is_left_and_says_so() {
    let long: String = (0..3000).map(|i| p(&r(&format!("第{i}段")))).collect();
    let bytes = package(&[main_part(&long)]);
    let document = read(&bytes[..bytes.len() / 2], &Options::default()).unwrap();
    assert!(lines(&document).len() > 100);
    let codes: Vec<&str> = document.warnings.iter().map(|w| w.code.as_str()).collect();
    assert!(codes.contains(&"document-cut") && codes.contains(&"package-damaged"), "{codes:?}");
}

#[test]
fn entities_of_a_dtd_are_never_expanded() {
    let xml = format!(
        "<!DOCTYPE x [<!ENTITY a \"bomb\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]><w:document {SPACES}><w:body>{}</w:body></w:document>",
        p(&r("甲&a;&b;乙"))
    );
    let document = read(&package(&[("word/document.xml", xml)]), &Options::default()).unwrap();
    assert_eq!(lines(&document), ["甲乙"]);
    assert!(document.warnings.iter().any(|w| w.code == WarningCode::Doctype));
}

#[test]
fn nesting_without_end_is_cut_off() {
    let deep = "<w:tbl><w:tr><w:tc>".repeat(2000);
    let body = p(&r("上文")) + &deep + &"</w:tc></w:tr></w:tbl>".repeat(2000) + &p(&r("下文"));
    let document = document(&body);
    assert_eq!(lines(&document).first().map(String::as_str), Some("上文"));
    assert_eq!(lines(&document).last().map(String::as_str), Some("下文"));
    assert!(document.warnings.iter().any(|w| w.code == WarningCode::NestingLimit));
}

fn shared() -> Option<PathBuf> {
    let given = std::env::var_os("SHENBAO_SHARED").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let beside = if beside.is_dir() {
        beside
    } else {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared")
    };
    given.or(Some(beside)).filter(|path| path.is_dir())
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = shared().unwrap().join(folder);
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "docx"));
    files.sort();
    files
}

/// Another reader's text holds no Chinese character that ours lacks.
#[test]
#[ignore = "needs the shared files"]
fn nothing_is_lost_against_a_second_opinion() {
    for path in files("dev-set").into_iter().chain(files("real")) {
        let bytes = std::fs::read(&path).unwrap();
        let document = read(&bytes, &Options::default()).unwrap();
        let mut ours = crate::report::text::document(&document);
        ours.retain(crate::characters::is_han);
        let other = office_oxide::Document::from_reader(
            Cursor::new(bytes),
            office_oxide::DocumentFormat::Docx,
        )
        .unwrap();
        let mut theirs = other.plain_text();
        theirs.retain(crate::characters::is_han);
        let count = |text: &str| {
            let mut counts = std::collections::HashMap::new();
            text.chars().for_each(|c| *counts.entry(c).or_insert(0i64) += 1);
            counts
        };
        let mine = count(&ours);
        let missing: Vec<(char, i64)> = count(&theirs)
            .into_iter()
            .map(|(c, n)| (c, n - mine.get(&c).copied().unwrap_or(0)))
            .filter(|(_, n)| *n > 0)
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", path.display());
    }
}

#[test]
#[ignore = "needs the shared files"]
fn hostile_files_give_a_problem_or_a_partial_text() {
    for path in files("real/hostile") {
        let bytes = std::fs::read(&path).unwrap();
        if let Err(problem) = read(&bytes, &Options::default()) {
            assert!(!problem.message.is_empty(), "{}", path.display());
        }
    }
}
