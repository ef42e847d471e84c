use super::*;
use crate::document::Paragraph;

fn document(lines: &[&str]) -> Document {
    let blocks = lines.iter().map(|l| Block::Paragraph(Paragraph::plain(*l))).collect();
    Document { blocks, ..Document::default() }
}

fn tree(lines: &[&str]) -> Vec<(Option<String>, Option<usize>)> {
    split(&document(lines)).into_iter().map(|p| (p.label, p.parent)).collect()
}

#[test]
fn what_a_notice_issues_is_a_part_without_a_marker() {
    let got = tree(&[
        "白沙市人民政府办公室关于印发白沙市提升行动方案（2025—2027年）的通知",
        "白政办发〔2025〕11号",
        "各县（区）人民政府：",
        "《白沙市提升行动方案（2025—2027年）》印发给你们，请认真实施。",
        "白沙市人民政府办公室",
        "2025年3月31日",
        "白沙市提升行动方案",
        "（2025—2027年）",
        "为加快转型，制定本方案。",
    ]);
    assert_eq!(got, [(None, None), (None, Some(0))]);
}

#[test]
fn the_head_of_a_web_page_is_no_other_document() {
    let got = tree(&[
        "索引号：LJ-2025-00087",
        "发文机关：临江省工业和信息化厅",
        "标　题：临江省工业和信息化厅关于开展活动的通知",
        "发文字号：临工信装函〔2025〕64号",
        "成文日期：2025年05月06日",
        "主题分类：工业、交通",
        "临江省工业和信息化厅关于开展活动的通知",
        "临工信装函〔2025〕64号",
        "各市（州）工业和信息化局：",
    ]);
    assert_eq!(got.len(), 1);
}

#[test]
fn a_forwarded_notice_keeps_its_own_attachments() {
    let got = tree(&[
        "临江市关于转发某通知的通知",
        "各单位：",
        "正文。",
        "附件 1",
        "某厅关于开展行动的通知",
        "各市：",
        "正文。",
        "附件１",
        "行动指引",
        "正文。",
        "附 件 2",
        "任务清单",
        "正文。",
        "附1",
        "指标参考",
        "正文。",
        "附件3",
        "材料清单",
    ]);
    let labels: Vec<_> = got.iter().map(|(l, p)| (l.as_deref(), *p)).collect();
    assert_eq!(
        labels,
        [
            (None, None),
            (Some("附件1"), Some(0)),
            (Some("附件1"), Some(1)),
            (Some("附件2"), Some(1)),
            (Some("附1"), Some(3)),
            (Some("附件3"), Some(1)),
        ]
    );
}

#[test]
fn a_book_is_never_cut_at_its_own_attachments() {
    let got = tree(&[
        "附件3-1",
        "某项目申报书",
        "项目名称：甲",
        "附1",
        "场景描述",
        "附件1",
        "营业执照",
        "附件3-2",
        "某项目申报书",
    ]);
    let labels: Vec<_> = got.iter().map(|(l, _)| l.as_deref()).collect();
    assert_eq!(labels, [Some("附件3-1"), Some("附件3-2")]);
    assert_eq!(tree(&["某项目申报书", "附件1", "营业执照", "附件2", "财务报表"]).len(), 1);
}

#[test]
fn the_list_of_attachments_is_no_attachment() {
    assert_eq!(
        tree(&["某通知", "各单位：", "正文。", "附件:", "", "1. 甲", "2. 乙", "某局"]).len(),
        1
    );
}

#[test]
fn slides_behind_the_last_attachment_are_a_part_of_their_own() {
    let got = tree(&[
        "某通知",
        "各单位：",
        "正文。",
        "附件1",
        "推荐汇总表",
        "1",
        "2",
        "注：无",
        "0",
        "培训",
        "1",
        "甲",
        "2",
        "乙",
        "3",
        "丙",
        "4",
        "丁",
    ]);
    assert_eq!(got.len(), 3);
    assert_eq!(got[2], (None, Some(0)));
    let lines = [
        "某通知",
        "附件1",
        "汇总表",
        "0",
        "系统培训：http://a.cn",
        "1",
        "甲",
        "2",
        "乙",
        "3",
        "丙",
        "4",
    ];
    let parts = split(&document(&lines));
    assert_eq!(parts[2].title.as_deref(), Some("系统培训"));
}

#[test]
fn a_form_that_lost_its_head_and_its_ruling_is_a_part() {
    let lines = [
        "某通知",
        "各单位：",
        "正文。",
        "附件3",
        "揭榜任务",
        "一、石化行业",
        "聚焦炼油等领域，建设示范工厂。",
        "电话 职务 手机",
        "传真 邮箱",
        "信用等级",
        "资产总额（万元）",
        "负债率（%）",
        "利润率（%）",
        "二、场景建设情况",
        "附4-1",
        "场景描述",
        "附件5",
        "申报书",
    ];
    let got = split(&document(&lines));
    let labels: Vec<_> = got.iter().map(|p| p.label.as_deref()).collect();
    assert_eq!(labels, [None, Some("附件3"), Some("附件4"), Some("附件5")]);
    assert_eq!(got[2].blocks.start, 7);
}

#[test]
fn slides_some_of_whose_numbers_are_lost_are_a_part_all_the_same() {
    let lines = [
        "某通知",
        "附件1",
        "汇总表",
        "0",
        "系统培训",
        "1",
        "甲",
        "3",
        "乙",
        "4",
        "丙",
        "7",
        "丁",
        "8",
    ];
    let parts = split(&document(&lines));
    assert_eq!(parts.get(2).and_then(|p| p.title.as_deref()), Some("系统培训"));
}

#[test]
fn two_notices_in_one_file_are_two() {
    let got = tree(&[
        "某厅关于甲的通知",
        "某工信〔2023〕1号",
        "各市：",
        "一。",
        "二。",
        "三。",
        "某厅",
        "2023年1月2日",
        "某厅关于乙的通知",
        "某工信〔2023〕2号",
        "各市：",
    ]);
    assert_eq!(got, [(None, None), (None, None)]);
}

#[test]
fn markers_in_brackets() {
    let got = tree(&["某通知", "正文。", "（附件1）", "某说明", "【附件2】", "推荐汇总表"]);
    assert_eq!(got.len(), 3);
    assert_eq!(got[2].0.as_deref(), Some("附件2"));
}

fn titles(lines: &[&str]) -> Vec<(Option<String>, Option<String>)> {
    split(&document(lines)).into_iter().map(|p| (p.label, p.title)).collect()
}

/// A filled book under such a line was once no book.
#[test]
fn a_title_beside_its_marker_is_the_title() {
    let parts =
        split(&document(&["附件3：某智能工厂申报书", "申报单位：甲公司", "附1", "场景描述"]));
    assert_eq!(parts.len(), 1);
    assert!(parts[0].book);
    assert_eq!(parts[0].title.as_deref(), Some("某智能工厂申报书"));
}

const LETTER: [&str; 7] = [
    "某市某局关于开展申报的通知",
    "各单位：",
    "请报送。",
    "附件：1.甲要素条件",
    "2.推荐汇总表",
    "某市某局",
    "2025年3月10日",
];

#[test]
fn attachments_that_the_list_names_begin_within_a_page() {
    let below = ["附件1：甲要素条件", "一、基础级", "附件2 推荐汇总表", "推荐单位（盖章）："];
    let got = titles(&[&LETTER[..], &below].concat());
    let want = [("附件1", "甲要素条件"), ("附件2", "推荐汇总表")];
    let want = want.map(|(l, t)| (Some(l.to_owned()), Some(t.to_owned())));
    assert_eq!(got[1..], want);
    // The list itself is none, line by line or behind the signature.
    let list =
        ["某通知", "正文。", "附件1：甲要素条件", "附件2：推荐汇总表", "某市某局", "2025年3月10日"];
    assert_eq!(titles(&list).len(), 1);
    let list = ["某通知", "正文。", "某市某局", "2025年3月10日", "附件1：甲要素条件", "抄送：某局"];
    assert_eq!(titles(&list).len(), 1);
}

#[test]
fn the_only_attachment_with_or_without_its_marker() {
    let letter = ["某通知", "请报送。", "附件：推荐汇总表", "某市某局", "2025年3月10日"];
    for head in ["附件：推荐汇总表", "推荐汇总表", "某市推荐汇总表"] {
        let got = titles(&[&letter[..], &[head, "推荐单位（盖章）："]].concat());
        assert_eq!(got.len(), 2, "{head}");
        assert_eq!(got[1].1.as_deref(), Some(head.trim_start_matches("附件：")));
    }
}

#[test]
fn measures_that_a_notice_issues_are_no_letter() {
    let got = titles(&[
        "某市某局关于印发《某市智能工厂管理办法》的通知",
        "各单位：",
        "现印发给你们，请执行。",
        "某市某局",
        "2025年3月10日",
        "某市智能工厂管理办法",
        "第一章 总则",
    ]);
    assert_eq!(got[1], (None, Some("某市智能工厂管理办法".to_owned())));
}
