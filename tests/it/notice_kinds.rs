//! Notices that nobody prepared the program for: copied from web pages, without title or
//! signature, in wordings that no rule knew. Each case is of a kind that was once lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::{Value, json};
use shenbao::extract::{self, Options};

/// The JSON of a text file, and of a web page with the same lines.
fn read(text: &str) -> [Value; 2] {
    let folder = tempfile::tempdir().unwrap();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let page: String = lines.map(|line| format!("<p>{line}</p>\n")).collect();
    let page = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body>{page}</body></html>"
    );
    [("a.txt", text), ("a.html", page.as_str())].map(|(name, content)| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        serde_json::to_value(extract::extract(&path, &Options::default()).unwrap()).unwrap()
    })
}

/// What is wanted of the first record, by pointer, in both.
fn check(text: &str, wanted: &[(&str, Value)]) {
    for (json, way) in read(text).iter().zip(["text", "page"]) {
        let record = &json["records"][0];
        for (pointer, want) in wanted {
            let got = record.pointer(pointer).cloned().unwrap_or_default();
            assert_eq!(&got, want, "{way} {pointer} of {record:#}");
        }
    }
}

/// The dates of the deadlines, in their order.
fn dates(json: &Value) -> Vec<String> {
    let deadlines = json["records"][0]["deadlines"].as_array().cloned().unwrap_or_default();
    deadlines.iter().map(|d| d["date"].as_str().unwrap_or("-").to_owned()).collect()
}

#[test]
fn a_notice_without_title_and_signature() {
    let text = "各县区经信部门：
为做好本年度申报工作，现将有关事项通知如下：
1、请于2024年7月24日前报送至市经信局。
联系人：张三 联系电话：2810000
2024年7月18日
";
    check(
        text,
        &[
            ("/kind", json!("notice")),
            ("/title", Value::Null),
            ("/addressees", json!("各县区经信部门")),
            ("/issued_on", json!("2024-07-18")),
            ("/deadlines/0/date", json!("2024-07-24")),
            ("/contacts/0/name", json!("张三")),
            ("/contacts/0/phones", json!(["2810000"])),
        ],
    );
    let warnings = read(text)[0]["warnings"].to_string();
    assert!(warnings.contains("notice-without-title"), "{warnings}");
}

#[test]
fn the_list_of_attachments_stands_twice_and_begins_no_other_notice() {
    let text = "各镇经济发展局，有关单位：
现将《临江省经信委关于推荐某项目的通知》（临经信函〔2018〕23号）转发给你们，请于2018年6月21日前报送。
特此通知。
附件：临江省经信委关于推荐某项目的通知
（临经信函〔2018〕23号）
附件：临江省经信委关于推荐某项目的通知
清水市经信局
2018年6月15日
（联系人：张三，联系电话：22380000）
";
    check(
        text,
        &[
            ("/kind", json!("notice")),
            ("/doc_number", Value::Null),
            ("/issuers", json!(["清水市经信局"])),
            ("/issued_on", json!("2018-06-15")),
            ("/cites", json!(["临经信函〔2018〕23号"])),
            ("/contacts/0/phones", json!(["22380000"])),
        ],
    );
    for json in read(text) {
        assert_eq!(json["records"].as_array().unwrap().len(), 1, "{json:#}");
        assert_eq!(json["records"][0]["attachments"].as_array().unwrap().len(), 1, "{json:#}");
    }
}

#[test]
fn what_a_page_prints_around_a_notice_is_no_part_of_it() {
    check(
        "当前位置：首页 > 政务公开 > 通知公告
索 引 号 000014348/2022-08499 主题分类 工业、交通
发布机构 自治区工业和信息化厅 文  号 临工信科字〔2022〕452号
成文日期 2022-12-08 公文时效
关于公布第一批技术创新示范企业名单的通知
来源：临江自治区工业和信息化厅  发布日期：2022-12-09 15:35
字体：[ | | ] 分享到：
打印本页
各盟市工业和信息化局，青山市、白水市工业和信息化局
根据《临江自治区技术创新示范企业管理办法》（临工信科字〔2021〕444号），经审核、公示等程序，认定某公司等20家企业，现予公布。
附件：第一批技术创新示范企业名单
下一篇：补助政策学习
",
        &[
            ("/title", json!("关于公布第一批技术创新示范企业名单的通知")),
            ("/doc_number", json!("临工信科字〔2022〕452号")),
            ("/issued_on", json!("2022-12-08")),
            ("/published_on", json!("2022-12-09")),
            ("/cites", json!(["临工信科字〔2021〕444号"])),
            ("/addressees", json!("各盟市工业和信息化局，青山市、白水市工业和信息化局")),
            ("/attachments/0/title", json!("第一批技术创新示范企业名单")),
        ],
    );
}

#[test]
fn names_of_pages_are_not_glued_to_the_title() {
    check(
        "行业新闻
关于第五批试点企业名单的公示
发布：2020-11-24 阅读：835
根据《关于推进试点工作的指导意见》（某部联函〔2017〕155号）等文件精神，拟确定161家企业为试点企业。现予以公示，公示期为2020年11月23日至11月27日。
电话：0531-86120000 86010000
临江省工业和信息化厅
2020年11月23日
",
        &[
            ("/title", json!("关于第五批试点企业名单的公示")),
            ("/published_on", json!("2020-11-24")),
            ("/issuers", json!(["临江省工业和信息化厅"])),
            ("/deadlines/0/date", json!("2020-11-27")),
            ("/contacts/0/phones", json!(["0531-86120000", "86010000"])),
        ],
    );
}

#[test]
fn days_that_were_lost_without_a_word() {
    let notice = |sentence: &str| {
        format!(
            "关于开展申报工作的通知\n发布时间：2021-11-16\n各有关单位：\n现将有关事项通知如下：\n{sentence}\n"
        )
    };
    for (sentence, want) in [
        ("请各单位于11月18日下午17时前报送我局。", vec!["2021-11-18"]),
        ("申报时间：2025年8月11日至8月22日。", vec!["2025-08-22"]),
        ("征求意见起止时间为2021年12月1日至2021年12月30日。", vec!["2021-12-30"]),
        ("请于【2024】年【5】月【18】日前提交申报材料。", vec!["2024-05-18"]),
        ("各企业每月5日报送上月进度。", vec!["-"]),
        ("请于本通知印发之日起10个工作日内报送推荐函。", vec!["-"]),
        (
            "请于2022年第一季度末前报送总结，2022年上半年结束前完成填报。",
            vec!["2022-03-31", "2022-06-30"],
        ),
        ("请集群每年3月底前报送进展。", vec!["-"]),
    ] {
        for json in read(&notice(sentence)) {
            assert_eq!(dates(&json), want, "{sentence} {:#}", json["records"][0]["deadlines"]);
        }
    }
}

/// 2月22日(周一) of a notice without a date, that rests on a document of 2021.
#[test]
fn a_day_of_the_week_tells_the_year() {
    let text = "各辖市（区）科技局：
《临江省科技厅关于组织申报项目的通知》（临科资发〔2021〕27号）已发布，现转发给你们，并要求如下：
1. 请于2月22日（周一）下班前将汇总表报送市科技局。
2. 请于3月4日前将材料报送市科技局。
";
    for json in read(text) {
        assert_eq!(dates(&json), ["2021-02-22"]);
        // Of which year the other is cannot be told, and that is said.
        assert!(json["warnings"].to_string().contains("notice-untaken"), "{:#}", json["warnings"]);
    }
}

#[test]
fn a_wording_that_no_rule_knows_is_told() {
    let text = "关于开展申报工作的通知
各有关单位：
现将有关事项通知如下：
请各单位务必赶在六月中旬光景报送推荐函。
临江省工业和信息化厅
2024年5月8日
";
    for json in read(text) {
        let want = json!(["请各单位务必赶在六月中旬光景报送推荐函"]);
        assert_eq!(json["records"][0]["untaken"], want, "{:#}", json["records"][0]);
        assert!(json["warnings"].to_string().contains("notice-untaken"));
    }
}

#[test]
fn rules_news_and_contracts_are_no_notices() {
    for text in [
        "临江省项目管理办法\n第一条 根据《某法》要求，制定本办法。\n第二条 请各单位遵守本办法。\n",
        "设备采购合同\n甲方应于2024年5月1日前付款。\n乙方联系人：张三，电话：0931-8880000\n2024年3月1日\n",
    ] {
        for json in read(text) {
            assert_ne!(json["records"][0]["kind"], "notice", "{text}");
        }
    }
}

#[test]
fn the_last_row_of_a_table_signs_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    let page = "<html><body><p>各学校：</p><p>现将获奖名单公布如下：</p><table><tr><td>作品名称</td><td>学校</td><td>队长</td></tr><tr><td>智能小车</td><td>临江理工学院</td><td>张三</td></tr></table><p>某竞赛中国组委会</p><p>2019年9月</p></body></html>";
    std::fs::write(&path, page).unwrap();
    let extraction = extract::extract(&path, &Options::default()).unwrap();
    let record = serde_json::to_value(&extraction.records[0]).unwrap();
    assert_eq!(record["kind"], "notice");
    assert_eq!(record["issuers"], json!(["某竞赛中国组委会"]), "{record:#}");
}

#[test]
fn page_data_above_the_title_are_no_title_and_no_salutation() {
    check(
        "基本信息
统一编号：JZ2025001
文　　号：临民规字〔2025〕2号
实施日期：2025年5月1日
发布机关：临江市民政局
文件状态：
临江市民政局关于印发养老服务补贴办法的通知
-
临民规字〔2025〕2号
临江市民政局关于印发养老服务补贴办法的通知
各县（市、区）民政局：
现将《临江市养老服务补贴办法》印发给你们，请认真贯彻执行。
临江市民政局
2025年4月2日
",
        &[
            ("/kind", json!("notice")),
            ("/title", json!("临江市民政局关于印发养老服务补贴办法的通知")),
            ("/doc_number", json!("临民规字〔2025〕2号")),
            ("/addressees", json!("各县（市、区）民政局")),
            ("/issuers", json!(["临江市民政局"])),
        ],
    );
}

#[test]
fn a_reply_has_no_red_head_in_its_title_and_a_quota_no_verb_in_its_body() {
    check(
        "临江省人民政府文件
临政函〔2024〕12号
临江省人民政府关于同意设立清水高新区的批复
清水市人民政府：
你市《关于设立清水高新区的请示》收悉。现批复如下：
一、同意设立清水高新区。
此复。
临江省人民政府
2024年3月1日
",
        &[
            ("/title", json!("临江省人民政府关于同意设立清水高新区的批复")),
            ("/doc_number", json!("临政函〔2024〕12号")),
            ("/addressees", json!("清水市人民政府")),
        ],
    );
    check(
        "关于组织申报的通知
各设区市科技局：
现将有关事项通知如下：
一、请各地级以上市推荐项目不超过5个。
临江省科学技术厅
2024年5月2日
",
        &[("/quotas/0/who", json!("各地级以上市")), ("/quotas/0/count", json!(5))],
    );
}

#[test]
fn the_dash_of_a_page_number_on_the_line_of_a_marker() {
    let text = "关于报送材料的通知
各单位：
请于2024年6月5日前报送附件1。
附件：1.申报书
2.汇总表
临江市工业和信息化局
2024年5月2日
—    附件1
申报书
单位名称：
—    附件2
汇总表
序号 单位名称
";
    let json = &read(text)[0];
    assert!(!json["warnings"].to_string().contains("attachment-absent"), "{:#}", json["warnings"]);
}
