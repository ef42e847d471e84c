use super::*;
use crate::value::label;

#[test]
fn every_built_in_form_is_sound() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("forms");
    let files = load::folder(&folder).unwrap();
    let forms = Forms::default();
    assert_eq!(forms.all().count(), files.len());
    for file in files {
        let built_in = forms.get(&file.definition.id).unwrap();
        assert_eq!(built_in.definition, file.definition);
    }
}

#[test]
fn a_label_is_found_however_it_is_printed() {
    let forms = Forms::default();
    let Some(form) = forms.get("miit-2023-factory") else { unreachable!() };
    for text in ["企业类型4", "企 业 类 型", "企业\n类型", "企业类型："] {
        assert!(!form.index.targets(&label::keys(text)).is_empty(), "{text}");
    }
    assert!(form.index.targets(&label::keys("注册资本（万元）")).is_empty());
}

#[test]
fn a_faulty_definition_is_named_by_line_and_key() {
    let fault = |text: &str| load::parse(text).err().unwrap_or_default();
    let head = "id = \"a-2026-b\"\ntitle = \"某省申报书\"\n[[part]]\nfields = [\n";
    assert!(
        fault(&format!("{head}  {{ label = \"名称\", to = \"applicant\" }},\n]\n"))
            .starts_with("第5行")
    );
    let unknown = fault(&format!("{head}  {{ label = \"名称\", too = \"/a\" }},\n]\n"));
    assert!(unknown.starts_with("第5行") && unknown.contains("too"), "{unknown}");
    let choice = fault(&format!(
        "{head}  {{ label = \"名称\", to = \"/a\" }},\n  {{ label = \"性质\", to = \"/b\", kind = \"choice\" }},\n]\n"
    ));
    assert!(choice.starts_with("第6行") && choice.contains("options"), "{choice}");
    assert!(fault("id = \"a\"\n").contains("title"));
}

/// A date to be filled in was once a label of its own, and the code of the company went
/// where an older form keeps another.
#[test]
fn a_pattern_of_a_date_is_a_blank() {
    use crate::document::{Block, Document, Table};
    let rows = [
        ["统一社会信用代码", "", "成立时间", "    年  月"],
        ["建设起止时间", "年 月 至 年 月", "联系人", ""],
    ];
    let table = Table::plain(&rows);
    let document = Document { blocks: vec![Block::Table(table)], ..Document::default() };
    let draft = crate::learn::learn(&document, 0..1, &super::Forms::default());
    for wanted in [
        r#"{ label = "统一社会信用代码", to = "/applicant/credit_code", kind = "code" }"#,
        r#"label = "成立时间""#,
        r#"kind = "date_range""#,
    ] {
        assert!(draft.contains(wanted), "{wanted}\n{draft}");
    }
    assert!(!draft.contains("年月"), "{draft}");
}
