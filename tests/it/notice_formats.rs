//! The same notice as Word, HTML, plain text and text torn out of a PDF gives
//! the same record.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::typeset;

use shenbao::extract::{self, Options, extract};
use std::path::Path;

/// An authored notice; names and numbers are invented.
const NOTICE: &[&str] = &[
    "临江市工业和信息化局 临江市财政局关于组织申报2024年度智能工厂的通知",
    "临工信装〔2024〕18号",
    "各县（市、区）工业和信息化局、财政局，有关企业：",
    "根据《省工业和信息化厅关于开展2024年度智能工厂梯度培育工作的通知》（某工信装函〔2024〕77号，以下简称《通知》）要求，为做好我市申报组织工作，推动制造业企业数字化转型，现将有关事项通知如下。",
    "一、申报要求",
    "（一）申报主体应当通过智能制造能力成熟度自评估，达到《智能制造能力成熟度模型》二级及以上，近三年未发生较大安全事故，每个场景描述控制在800字以内，可以配图说明有关情况。",
    "（二）请各申报主体于2024年9月20日（星期五）17:30前登录申报平台（https://shenbao.example.gov.cn）完成线上填报，并对所填内容的真实性、完整性和准确性负责，逾期系统将自动关闭。",
    "（三）各县（市、区）推荐的优秀场景和示范工厂分别不超过6个和2个，请按照推荐顺序填写汇总表，于2024年9月27日前将加盖公章的纸质材料一式2份报送市工业和信息化局。",
    "二、联系方式",
    "临江市工业和信息化局装备科 林小舟 0999-5550123、13900000001",
    "附件：1.智能工厂申报书",
    "2.智能工厂推荐汇总表",
    "临江市工业和信息化局",
    "临江市财政局",
    "2024年8月30日",
];

/// Lines broken at 28 characters, a blank line after each, a page number now and then.
fn torn() -> String {
    let mut out = String::new();
    let mut count = 0;
    for paragraph in NOTICE {
        let mut line = String::new();
        let mut width = 0.0;
        let mut chars = paragraph.chars().peekable();
        while let Some(c) = chars.next() {
            line.push(c);
            width += if c.is_ascii() { 0.5 } else { 1.0 };
            // Words of Latin letters are not broken.
            let word = c.is_ascii_graphic() && chars.peek().is_some_and(char::is_ascii_graphic);
            if width >= 28.0 && !word && chars.peek().is_some() {
                out.push_str(&line);
                out.push_str("\n\n");
                line.clear();
                width = 0.0;
                count += 1;
                if count % 6 == 0 {
                    out.push_str("\n\n- 2 -\n\n");
                }
            }
        }
        out.push_str(&line);
        out.push_str("\n\n");
    }
    out
}

fn docx(path: &Path) {
    use docx_rs::{Docx, Paragraph, Run};
    let file = std::fs::File::create(path).unwrap();
    NOTICE
        .iter()
        .fold(Docx::new(), |docx, text| {
            docx.add_paragraph(Paragraph::new().add_run(Run::new().add_text(*text)))
        })
        .build()
        .pack(file)
        .unwrap();
}

fn body(path: &Path) -> serde_json::Value {
    let extraction = extract(path, &Options::default()).unwrap();
    assert_eq!(extraction.records.len(), 1, "{}", path.display());
    body_of(&extraction.records[0])
}

fn body_of(record: &shenbao::record::Record) -> serde_json::Value {
    let mut body = serde_json::Value::Object(record.body.clone());
    // Where a title is broken or a space stands is the only thing that may differ.
    body["title"] = body["title"].as_str().map(|t| t.replace(' ', "")).into();
    body
}

#[test]
fn every_format_gives_the_same_record() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    docx(&at("notice.docx"));
    let html: String = NOTICE.iter().map(|p| format!("<p>{p}</p>\n")).collect();
    let page = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>{html}</body></html>"
    );
    std::fs::write(at("notice.html"), page).unwrap();
    std::fs::write(at("plain.txt"), NOTICE.join("\n\n")).unwrap();
    std::fs::write(at("torn.txt"), torn()).unwrap();
    let word = body(&at("notice.docx"));
    assert_eq!(word["kind"], "notice");
    assert_eq!(word["doc_number"], "临工信装〔2024〕18号");
    assert_eq!(word["issuers"], serde_json::json!(["临江市工业和信息化局", "临江市财政局"]));
    assert_eq!(word["issued_on"], "2024-08-30");
    assert_eq!(word["deadlines"][0]["time"], "17:30");
    assert_eq!(word["quotas"].as_array().map(Vec::len), Some(2));
    assert_eq!(word["contacts"][0]["phones"], serde_json::json!(["0999-5550123", "13900000001"]));
    assert_eq!(word["cites"], serde_json::json!(["某工信装函〔2024〕77号"]));
    assert_eq!(word["attachments"].as_array().map(Vec::len), Some(2));
    for name in ["notice.html", "plain.txt", "torn.txt"] {
        assert_eq!(body(&at(name)), word, "{name}");
    }
    // Printed: wrapped lines on pages, as PDF and OFD give them.
    let (_, document) = extract::open(&at("notice.docx"), &Options::default()).unwrap();
    let printed = shenbao::layout::lay_out(typeset::pages(&document));
    let read = shenbao::understand::understand(&printed, &shenbao::forms::Forms::default());
    assert_eq!(body_of(&read.records[0]), word);
    let places = &read.records[0].provenance;
    assert!(places["/deadlines/0/date"].bbox.is_some());
    // Each part of an item knows its own line.
    let place = |pointer: &str| places[pointer].bbox.unwrap();
    assert!(place("/deadlines/0/for_whom").y0 <= place("/deadlines/0/what").y0);
    assert!(place("/contacts/0/phones/1").y1 < place("/issued_on").y0);
}

#[test]
fn what_is_missing_is_said_and_left_null() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    let text = "某市关于申报的通知\n\n甲工信〔2024〕1号\n\n乙财〔2024〕2号\n\n各单位：\n\n请认真组织申报工作。\n\n附件：1.名单\n";
    std::fs::write(&path, text).unwrap();
    let extraction = extract(&path, &Options::default()).unwrap();
    let codes: Vec<&str> = extraction.warnings.iter().map(|w| w.code.as_str()).collect();
    assert_eq!(codes, ["notice-with-two-numbers", "notice-without-date", "attachment-absent"]);
    assert!(extraction.records[0].get("/doc_number").unwrap().is_null());
    assert!(extraction.records[0].get("/issued_on").unwrap().is_null());
    let text = "某市关于申报的通知\n\n各单位：\n\n请认真组织申报工作。\n\n某市工业和信息化局\n\n2024年3月5日\n";
    std::fs::write(&path, text).unwrap();
    let extraction = extract(&path, &Options::default()).unwrap();
    assert_eq!(extraction.warnings[0].code, shenbao::WarningCode::NoticeWithoutNumber);
}

/// Each thing that can be missing, alone; the whole notice says nothing.
#[test]
fn each_thing_missing_has_its_own_warning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    let codes_of = |number: &str, list: &str, date: &str, attached: &str| {
        let text = format!(
            "临江市工业和信息化局关于组织申报智能工厂的通知\n\n{number}各单位：\n\n请认真组织申报工作。\n\n{list}临江市工业和信息化局\n\n{date}{attached}"
        );
        std::fs::write(&path, text).unwrap();
        let extraction = extract(&path, &Options::default()).unwrap();
        let codes: Vec<String> = extraction.warnings.iter().map(|w| w.code.to_string()).collect();
        (codes, extraction.records)
    };
    let (number, list, date) =
        ("临工信〔2024〕1号\n\n", "附件：推荐汇总表\n\n", "2024年3月5日\n\n");
    let attached = "附件\n\n推荐汇总表\n\n序号\t名称\n";
    assert_eq!(codes_of(number, list, date, attached).0, [""; 0]);
    let (codes, records) = codes_of("", list, date, attached);
    assert_eq!(codes, ["notice-without-number"]);
    assert!(records[0].get("/doc_number").unwrap().is_null());
    let two = format!("{number}临财〔2024〕2号\n\n");
    let (codes, records) = codes_of(&two, list, date, attached);
    assert_eq!(codes, ["notice-with-two-numbers"]);
    assert!(records[0].get("/doc_number").unwrap().is_null());
    let (codes, records) = codes_of(number, list, "", attached);
    assert_eq!(codes, ["notice-without-date"]);
    assert!(records[0].get("/issued_on").unwrap().is_null());
    let (codes, records) = codes_of(number, list, date, "");
    assert_eq!(codes, ["attachment-absent"]);
    assert_eq!(records[0].get("/attachments/0/present"), Some(&false.into()));
}
