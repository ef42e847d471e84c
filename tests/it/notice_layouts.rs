//! Notices in the layouts that offices use, all names and numbers invented: what
//! a clerk writes down comes out of the text and of its print alike.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::support::typeset;

use serde_json::{Value, json};
use shenbao::extract::{self, Options};

/// The records of a text file and of the same text printed.
fn records(text: &str) -> [Vec<Value>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, text).unwrap();
    let (_, document) = extract::open(&path, &Options::default()).unwrap();
    let printed = shenbao::layout::lay_out(typeset::pages(&document));
    [document, printed].map(|document| {
        shenbao::understand::understand(&document, &shenbao::forms::Forms::default())
            .records
            .into_iter()
            .map(|record| {
                let mut body = Value::Object(record.body);
                body["title"] = body["title"].as_str().map(|t| t.replace(' ', "")).into();
                body
            })
            .collect()
    })
}

/// What is wanted, by pointer, in both.
fn check(text: &str, wanted: &[(&str, Value)]) {
    for (records, way) in records(text).iter().zip(["text", "print"]) {
        let all = json!(records);
        for (pointer, want) in wanted {
            let got = all.pointer(pointer).cloned().unwrap_or_default();
            assert_eq!(&got, want, "{way} {pointer} of {:#}", all[0]);
        }
    }
}

#[test]
fn deadlines_and_quotas_as_tables() {
    check(
        "南屏市工业和信息化局关于做好2025年智能制造典型场景征集工作的通知
南工信发（2025）15号
各县（市、区）工信局，高新区经发局：
现组织开展2025年智能制造典型场景征集工作，有关事项通知如下。
阶段\t时间\t工作内容\t责任单位
企业申报\t2025年3月10日前\t登录平台填报申报材料\t申报企业
县级初审\t2025年3月20日17:30前\t完成线上审核并出具推荐意见\t各县（市、区）工信局
二、名额分配
序号\t县（市、区）\t典型场景（个）\t示范工厂（个）
1\t城关区\t10\t3
2\t临河县\t6\t1
合计\t\t16\t4
三、有关要求
1.同一企业申报场景不超过3个，每个场景实施方案不少于1500字、不超过3000字。
联系人：市工信局装备科 高天 0888-2288001；市促进中心 苏晴 0888-2288002、15900003333
附件：1．智能制造典型场景申报表　2．智能制造典型场景推荐汇总表
南屏市工业和信息化局
2025年2月24日
",
        &[
            ("/0/doc_number", json!("南工信发〔2025〕15号")),
            ("/0/issuers", json!(["南屏市工业和信息化局"])),
            (
                "/0/deadlines",
                json!([
                    {"date": "2025-03-10", "time": null, "what": "登录平台填报申报材料", "for_whom": "申报企业"},
                    {"date": "2025-03-20", "time": "17:30", "what": "完成线上审核并出具推荐意见", "for_whom": "各县（市、区）工信局"},
                ]),
            ),
            (
                "/0/quotas",
                json!([
                    {"who": "城关区", "track": "典型场景", "count": 10},
                    {"who": "城关区", "track": "示范工厂", "count": 3},
                    {"who": "临河县", "track": "典型场景", "count": 6},
                    {"who": "临河县", "track": "示范工厂", "count": 1},
                ]),
            ),
            ("/0/contacts/1/phones", json!(["0888-2288002", "15900003333"])),
            ("/0/attachments/1/title", json!("智能制造典型场景推荐汇总表")),
        ],
    );
}

#[test]
fn an_announcement_for_objections_with_its_list() {
    check(
        "关于2025年度临江省先进级智能工厂拟认定名单的公示
根据《关于组织开展2025年度先进级智能工厂申报工作的通知》（临工信装〔2025〕21号），现予以公示。公示时间为2025年10月13日至10月17日。
联系电话：0991-6601234，0991-6601235（传真）
电子邮箱：gongshi@example.cn
通讯地址：临江省江北市滨河大道199号，邮政编码：830000
附件：2025年度临江省先进级智能工厂拟认定名单
临江省工业和信息化厅
2025年10月13日
附件
2025年度临江省先进级智能工厂拟认定名单
序号\t企业名称\t工厂名称
1\t临江星河重工有限公司\t重型机械智能工厂
2\t东岭晨光制药有限责任公司\t固体制剂智能工厂
",
        &[
            ("/0/kind", json!("notice")),
            ("/0/issued_on", json!("2025-10-13")),
            ("/0/deadlines/0/date", json!("2025-10-17")),
            ("/0/deadlines/0/what", json!("公示")),
            ("/0/contacts/0/phones", json!(["0991-6601234"])),
            ("/0/contacts/0/faxes", json!(["0991-6601235"])),
            ("/0/contacts/0/address", json!("临江省江北市滨河大道199号")),
            ("/0/emails", json!(["gongshi@example.cn"])),
            ("/1/kind", json!("company_list")),
            ("/1/rows/1/name", json!("东岭晨光制药有限责任公司")),
            ("/1/rows/1/工厂名称", json!("固体制剂智能工厂")),
        ],
    );
}

#[test]
fn a_plan_issued_by_a_notice_is_its_own_part() {
    check(
        "白沙市人民政府办公室关于印发白沙市智能制造提升行动方案（2025—2027年）的通知
白政办发〔2025〕11号
各县（区）人民政府，市政府各部门：
《白沙市智能制造提升行动方案（2025—2027年）》已经市政府同意，现印发给你们，请认真组织实施。
白沙市人民政府办公室
2025年3月31日
白沙市智能制造提升行动方案
（2025—2027年）
为加快推进制造业智能化转型，制定本方案。
一、总体目标
到2027年，建成先进级智能工厂60家。
",
        &[
            ("/0/doc_number", json!("白政办发〔2025〕11号")),
            ("/0/issued_on", json!("2025-03-31")),
            ("/1/kind", json!("other")),
            ("/1/parent", json!(0)),
            ("/1/title", json!("白沙市智能制造提升行动方案（2025—2027年）")),
            ("/1/sections/1/heading", json!("总体目标")),
        ],
    );
}

#[test]
fn what_a_web_page_prints_above_a_notice_belongs_to_it() {
    check(
        "索引号：LJ0100-2025-00087
发文机关：临江省工业和信息化厅
标　题：临江省工业和信息化厅关于开展智能制造进园区活动的通知
发文字号：临工信装函〔2025〕64号
成文日期：2025年05月06日
发布日期：2025-05-09 10:32
信息来源：装备工业处
主题分类：工业、交通
临江省工业和信息化厅关于开展智能制造进园区活动的通知
临工信装函〔2025〕64号
各市（州）工业和信息化局：
请各市（州）工业和信息化局于2025年5月20日前报送活动计划表，11月10日前报送工作总结。
联系人：装备工业处  程  曦、马可，0991-6601212/6601213
附件：智能制造进园区活动计划表.docx
临江省工业和信息化厅
2025年5月6日
",
        &[
            ("/1", Value::Null),
            ("/0/addressees", json!("各市（州）工业和信息化局")),
            ("/0/published_on", json!("2025-05-09")),
            ("/0/category", json!("工业、交通")),
            ("/0/deadlines/1/date", json!("2025-11-10")),
            ("/0/deadlines/1/for_whom", json!("各市（州）工业和信息化局")),
            ("/0/contacts/0/name", json!("程曦、马可")),
            ("/0/attachments/0/title", json!("智能制造进园区活动计划表")),
        ],
    );
}

#[test]
fn short_writings_of_small_offices() {
    check(
        "关于开展智能制造能力成熟度自评估工作的紧急通知
各乡镇人民政府、县直有关部门、规上工业企业：
我县规上工业企业须全部完成智能制造能力成熟度自评估。
一、自评估网址：http：//www.c3mep.example.cn/#/home
二、完成时限：2025年6月15日前。
三、请各乡镇明确1名联络员，于本月20日前将联络员信息报县工信局。
联系人：李大川（县工信局企业股）　电话：（0933）4421100　手机：139 0000 4444
附：1.企业名单
2.自评估操作手册
清水县工业和信息化局（盖章）
2025 年 5 月 12 日
",
        &[
            ("/0/issuers", json!(["清水县工业和信息化局"])),
            ("/0/issued_on", json!("2025-05-12")),
            ("/0/deadlines/0/date", json!("2025-06-15")),
            ("/0/deadlines/0/what", json!("完成时限")),
            ("/0/deadlines/1/date", json!("2025-05-20")),
            ("/0/deadlines/1/for_whom", json!("各乡镇")),
            ("/0/contacts/0/name", json!("李大川")),
            ("/0/contacts/0/phones", json!(["0933-4421100", "13900004444"])),
            ("/0/attachments/1/title", json!("自评估操作手册")),
        ],
    );
}

#[test]
fn lines_broken_by_hand_and_numbers_in_words() {
    check(
        "澜沧省工业和信息化厅办公室文件
澜工信办〔２０２５〕３１号
澜沧省工业和信息化厅办公室
关于组织开展2025年度
智能制造标杆企业遴选工作的通知
各州（市）工业和信息化局、滇东新区
经济发展部，省级有关行业协会：
即日起至2025年8月15日，企业登录平台在线申报。
每个州（市）推荐数量不超过三家，滇东新区不超过五家，省级行业协会可各推荐1家。
（一）咨询方式
省工业和信息化厅智能制造处：沐春风 0879-6123456
省智能制造协会：段飞 13577770000；杨柳 13577771111
平台技术支持：400-616-0879转2
（二）通信地址：春城市翠湖路12号（邮编：650100）
附件1：澜沧省智能制造标杆企业申报书
附件2：澜沧省智能制造标杆企业推荐汇总表
澜沧省工业和信息化厅办公室
2025年7月10日
",
        &[
            (
                "/0/title",
                json!(
                    "澜沧省工业和信息化厅办公室关于组织开展2025年度智能制造标杆企业遴选工作的通知"
                ),
            ),
            ("/0/doc_number", json!("澜工信办〔2025〕31号")),
            (
                "/0/addressees",
                json!("各州（市）工业和信息化局、滇东新区经济发展部，省级有关行业协会"),
            ),
            ("/0/issuers", json!(["澜沧省工业和信息化厅办公室"])),
            ("/0/deadlines/0/date", json!("2025-08-15")),
            ("/0/quotas/0/count", json!(3)),
            ("/0/quotas/1/who", json!("滇东新区")),
            ("/0/quotas/2/who", json!("省级行业协会")),
            ("/0/contacts/0/organization", json!("省工业和信息化厅智能制造处")),
            ("/0/contacts/2/name", json!("杨柳")),
            ("/0/contacts/3/phones", json!(["400-616-0879转2"])),
            ("/0/contacts/3/address", json!("春城市翠湖路12号")),
            ("/0/attachments/1/no", json!(2)),
        ],
    );
}

#[test]
fn a_letter_asks_for_opinions() {
    check(
        "关于公开征求《江北市智能工厂建设指南（征求意见稿）》意见的公告
我局起草了《江北市智能工厂建设指南（征求意见稿）》，现向社会公开征求意见。
1.电子邮件：jbznzz@example.cn；
2.传真：023-67890000。
征求意见时间：2025年11月1日至2025年12月1日。
附件：1.江北市智能工厂建设指南（征求意见稿）
2.起草说明
江北市工业和信息化局
2025年11月1日
",
        &[
            ("/0/kind", json!("notice")),
            ("/0/deadlines/0/date", json!("2025-12-01")),
            ("/0/deadlines/0/what", json!("征求意见")),
            ("/0/attachments/1/title", json!("起草说明")),
            ("/0/emails", json!(["jbznzz@example.cn"])),
        ],
    );
}

#[test]
fn quotas_by_region_in_running_text() {
    check(
        "东工信智造字〔2025〕9号
东岭省工业和信息化厅关于组织申报省级智能制造优秀场景和示范工厂的通知
各设区市工信局：
（一）示范工厂建设内容应至少覆盖6个环节、12个场景，项目总投资不低于2000万元，投资完成率不低于80%。
（二）榕江市、鹭岛市可推荐优秀场景不超过15个、示范工厂不超过5个，平潭试验区可推荐优秀场景、示范工厂各2个。
（三）省属企业集团每家可推荐示范工厂1个，优秀场景2个。
请各设区市工信局于5月26日前正式行文推荐，入选企业于每年1月31日前报送进展。
省智能制造促进会（技术支持）：刘工 18050001111 QQ群：123456789
东岭省工业和信息化厅
二○二五年四月十八日
",
        &[
            (
                "/0/quotas",
                json!([
                    {"who": "榕江市、鹭岛市", "track": "优秀场景", "count": 15},
                    {"who": "榕江市、鹭岛市", "track": "示范工厂", "count": 5},
                    {"who": "平潭试验区", "track": "优秀场景", "count": 2},
                    {"who": "平潭试验区", "track": "示范工厂", "count": 2},
                    {"who": "省属企业集团每家", "track": "示范工厂", "count": 1},
                    {"who": "省属企业集团每家", "track": "优秀场景", "count": 2},
                ]),
            ),
            ("/0/thresholds/1/value", json!(12.0)),
            ("/0/thresholds/2/name", json!("investment")),
            ("/0/deadlines/0/date", json!("2025-05-26")),
            ("/0/deadlines/1/date", Value::Null),
            ("/0/deadlines/1/recurring", json!("每年1月31日前")),
            ("/0/contacts/0/phones", json!(["18050001111"])),
        ],
    );
}

#[test]
fn contacts_in_an_attachment_and_dates_that_come_again() {
    check(
        "关于做好2026年智能制造能力成熟度自评估工作的通知
各市（州）工业和信息化局：
为做好2026年智能制造能力成熟度自评估工作，现就有关事项通知如下：
一、进度安排：6月30日前完成比例不低于40%，11月30日前实现全覆盖。
二、材料报送：各市（州）每月5日前将上月自评估情况汇总表（附件2）报省厅，于每季度末25日前报送进展情况。
三、咨询方式：见附件1。
附件：1.自评估工作联系方式
2.自评估情况汇总表
澜山省工业和信息化厅
2026年3月27日
附件1
自评估工作联系方式
单位\t联系人\t职务\t办公电话\t手机
望江市工业和信息化局\t路遥\t科长\t0866-3300123\t13700002222
苍梧市工业和信息化局\t岑溪\t科员\t0867-2210045\t
附件2
自评估情况汇总表
序号\t县（市、区）\t规上企业数\t覆盖率（%）
1\t\t\t
",
        &[
            ("/0/deadlines/0/date", json!("2026-06-30")),
            ("/0/deadlines/1/what", json!("实现全覆盖")),
            ("/0/deadlines/2/recurring", json!("每月5日前")),
            ("/0/deadlines/2/for_whom", json!("各市（州）")),
            ("/0/deadlines/3/recurring", json!("每季度末25日前")),
            (
                "/0/contacts",
                json!([
                    {"organization": "望江市工业和信息化局", "name": "路遥", "phones": ["0866-3300123", "13700002222"]},
                    {"organization": "苍梧市工业和信息化局", "name": "岑溪", "phones": ["0867-2210045"]},
                ]),
            ),
            ("/2/columns", json!(["序号", "县（市、区）", "规上企业数", "覆盖率（%）"])),
        ],
    );
}

#[test]
fn attachments_inside_an_attachment_and_a_list_by_sectors() {
    check(
        "澜山省工业和信息化厅关于公布2026年度先进级智能工厂名单的通知
澜工信装备〔2026〕33号
各市（州）工业和信息化局：
经评审和公示，现将2026年度先进级智能工厂名单予以公布。各入选企业要持续提升，于2026年12月31日前报送成效总结。
附件：1.2026年度先进级智能工厂名单
1-1.先进级智能工厂要素条件
2.推荐名单汇总表
澜山省工业和信息化厅
2026年4月3日
附件1
2026年度先进级智能工厂名单
（按行政区划排序）
一、装备制造（2家）
1.望江重型机床集团有限公司
2.苍梧轨道装备有限责任公司
二、原材料（1家）
3.青砚铜业股份有限公司
附件1-1
先进级智能工厂要素条件
一、智能制造能力成熟度达到三级及以上。
二、至少覆盖生产作业、生产管理、运营管理三个环节。
附件2
推荐名单汇总表
序号\t企业名称\t项目名称
1\t\t
",
        &[
            ("/0/attachments/0/title", json!("2026年度先进级智能工厂名单")),
            ("/0/attachments/0/attachments/0/title", json!("先进级智能工厂要素条件")),
            ("/0/attachments/0/attachments/0/label", json!("附件1-1")),
            ("/0/attachments/1/title", json!("推荐名单汇总表")),
            ("/0/attachments/1/parts", json!([3])),
            ("/0/deadlines/0/for_whom", json!("各入选企业")),
            ("/1/title", json!("2026年度先进级智能工厂名单")),
            (
                "/1/rows",
                json!([
                    {"name": "望江重型机床集团有限公司", "group": "装备制造"},
                    {"name": "苍梧轨道装备有限责任公司", "group": "装备制造"},
                    {"name": "青砚铜业股份有限公司", "group": "原材料"},
                ]),
            ),
            ("/2/levels/0/maturity", json!(3)),
            ("/2/levels/0/stages_count", json!(3)),
        ],
    );
}

/// An attachment that is a table in the letter, above the next one and the signature.
#[test]
fn a_table_below_the_name_of_an_attachment_is_that_attachment() {
    let page = "<html><meta charset=utf-8><p align=center>关于开展现代产业学院认定的通知</p>\
        <p>各高等学校：</p><p>请于2026年9月20日前登录平台填报。</p>\
        <p>附件1：各省推荐限额表</p><table border=1><tr><td>省份</td><td>限额</td></tr>\
        <tr><td>北京</td><td>6</td></tr><tr><td>天津</td><td>4</td></tr></table>\
        <p>附件2：申报书</p><p align=right>某省教育厅</p><p align=right>2026年7月30日</p></html>";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.html");
    std::fs::write(&path, page).unwrap();
    let extraction = shenbao::extract(&path, &shenbao::Options::default()).unwrap();
    let record = serde_json::to_value(extraction.records.first().unwrap()).unwrap();
    assert_eq!(record["attachments"][0]["title"], "各省推荐限额表");
    assert_eq!(record["attachments"][0]["present"], true);
    assert_eq!(record["attachments"][1]["title"], "申报书");
    assert_eq!(record["quotas"][0]["count"], 6);
}
