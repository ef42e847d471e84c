use super::*;
use serde_json::json;

fn report() -> Value {
    json!({
        "verdict": "inconsistent", "reason": "有 1 处实质差异",
        "paper": {"path": "纸质件.pdf", "sha256": "a".repeat(64), "bytes": 1, "format": "pdf", "pages": 3, "ocr_pages": 0},
        "online": {"path": "<b>网上</b>.docx", "sha256": "b".repeat(64), "bytes": 2, "format": "docx", "pages": 0, "ocr_pages": 0},
        "versions": {"program": "0.1.0", "rules": 3, "forms": ["miit-2023-factory"]},
        "coverage": {"pages_read": 3, "pages": 3, "fields_compared": 9, "characters_compared": 90,
            "unread": [{"id": "u1", "side": "paper", "page": 2, "reason": "page-unread", "note": "本页未能读出"}],
            "notes": [{"id": "n1", "note": "页眉未比对"}]},
        "differences": [
            {"id": "d1", "pointer": "/metrics/生产效率提升/value", "label": "生产效率提升", "kind": "changed",
             "severity": "material", "reason": "value-differs", "paper": {"text": "35", "page": 3}, "online": {"text": "30"}},
            {"id": "d2", "pointer": "/text/3", "label": "正文", "kind": "changed", "severity": "formal",
             "reason": "punctuation", "paper": {"text": "，"}, "online": {"text": "、"}},
        ],
        "equivalences": [{"id": "e1"}],
    })
}

fn frozen(first: &str, second: &str, unread: &str) -> Value {
    let decided = |id: &str| {
        let decision = match id {
            "d1" => first,
            "d2" => second,
            _ => unread,
        };
        Some(Decided {
            decision: decision.into(), remark: "已看原件".into(), by: "张三".into()
        })
    };
    freeze(&report(), &decided, "李四", "2026-11-30", "")
}

#[test]
fn decisions_make_the_conclusion() {
    let conclusion = |a, b, c| frozen(a, b, c)["conclusion"].clone();
    assert_eq!(conclusion("true", "false", "false"), "inconsistent");
    assert_eq!(conclusion("false", "true", "false"), "consistent");
    assert_eq!(conclusion("false", "false", "true"), "undetermined");
    assert_eq!(conclusion("open", "false", "false"), "undetermined");
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let content = frozen("true", "false", "false");
    let again = frozen("true", "false", "false");
    assert_eq!(content.to_string(), again.to_string());
    let certificate = Certificate { content: &content, number: "00ff", broken: &[] };
    assert_eq!(pdf(&certificate), pdf(&certificate));
    assert_eq!(html(&certificate), html(&certificate));
    assert!(docx(&certificate).unwrap() == docx(&certificate).unwrap());
}

#[test]
fn a_name_is_text_and_what_is_broken_is_said() {
    let content = frozen("true", "false", "false");
    let broken = ["纸质件已改动".to_owned()];
    let certificate = Certificate { content: &content, number: "00ff", broken: &broken };
    let page = html(&certificate);
    assert!(page.contains("&lt;b&gt;网上&lt;/b&gt;.docx") && !page.contains("<b>网上"));
    assert!(page.contains("本证书已失效：纸质件已改动"));
    assert!(page.contains("核对结论：不一致"));
}

/// The certificate is read by our own reader as any PDF is.
#[test]
fn the_pdf_holds_its_text() {
    let content = frozen("true", "false", "false");
    let certificate = Certificate { content: &content, number: "00ff", broken: &[] };
    let file = crate::intake::from_bytes("证书.pdf".as_ref(), pdf(&certificate)).unwrap();
    let document = crate::extract::read_loaded(&file, &crate::Options::default()).unwrap();
    let text = serde_json::to_string(&document).unwrap();
    for words in ["核对结论：不一致", "生产效率提升", "已看原件", "李四"] {
        assert!(text.contains(words), "{words}");
    }
}

#[test]
fn a_row_longer_than_a_page_goes_on() {
    let mut content = frozen("true", "false", "false");
    content["differences"][0]["paper"] = "长".repeat(20_000).into();
    let certificate = Certificate { content: &content, number: "00ff", broken: &[] };
    let bytes = pdf(&certificate);
    let file = crate::intake::from_bytes("证书.pdf".as_ref(), bytes).unwrap();
    let document = crate::extract::read_loaded(&file, &crate::Options::default()).unwrap();
    assert!(document.pages.len() > 3, "{}", document.pages.len());
}
