//! Sentences that give quotas, and what they give.

use super::*;

fn quotas(text: &str) -> Vec<(String, String, u32)> {
    let sentences: Vec<Sentence> = split(&crate::understand::words::bare(text), &['。', ';'])
        .into_iter()
        .map(|text| Sentence { text, line: 0 })
        .collect();
    find(&sentences, |_| Some("卓越级智能工厂".to_owned()))
        .into_iter()
        .map(|q| (q.who, q.track.unwrap_or_default(), q.count))
        .collect()
}

fn q(who: &str, track: &str, count: u32) -> (String, String, u32) {
    (who.to_owned(), track.to_owned(), count)
}

#[test]
fn what_holds_after_a_change_and_things_counted_one_by_one() {
    assert_eq!(
        quotas("各县（区）推荐数量由原来的不超过3个调整为不超过5个"),
        [q("各县(区)", "卓越级智能工厂", 5)]
    );
    assert_eq!(quotas("经研究，推荐名额由每市2家增加至3家"), [q("每市", "卓越级智能工厂", 3)]);
    assert_eq!(
        quotas("每家单位限报1个供应商和2个案例"),
        [q("每家单位", "供应商", 1), q("每家单位", "案例", 2)]
    );
    assert_eq!(
        quotas("县（市、区）推荐示范项目不超过4个，高新区不超过6个"),
        [q("县(市、区)", "示范项目", 4), q("高新区", "示范项目", 6)]
    );
}

#[test]
fn numbers_find_their_tracks() {
    assert_eq!(
        quotas(
            "（四）各省（区、市）可推荐的优秀场景、示范工厂项目申报数量为30个、15个。累计数量超过300个省（区、市），可推荐的优秀场景、示范工厂项目申报数量为40个、20个。"
        ),
        [
            q("各省(区、市)", "优秀场景", 30),
            q("各省(区、市)", "示范工厂", 15),
            q("累计数量超过300个省(区、市)", "优秀场景", 40),
            q("累计数量超过300个省(区、市)", "示范工厂", 20),
        ]
    );
    assert_eq!(
        quotas(
            "各省推荐的优秀场景和示范工厂申报主体分别不超过20个和10个，计划单列市、兵团推荐的优秀场景和示范工厂申报主体分别不超过10个和5个。每家中央企业申报的优秀场景和示范工厂分别不超过6个和3个，由所在地推荐"
        ),
        [
            q("各省", "优秀场景", 20),
            q("各省", "示范工厂", 10),
            q("计划单列市、兵团", "优秀场景", 10),
            q("计划单列市、兵团", "示范工厂", 5),
            q("每家中央企业", "优秀场景", 6),
            q("每家中央企业", "示范工厂", 3),
        ]
    );
}

/// A count of what was done was told apart by the words of one sentence.
#[test]
fn what_was_done_is_no_quota() {
    for text in [
        "三年来已培育先进级智能工厂120家，推荐工作成效明显",
        "全省累计推荐优秀场景88个",
        "两年间共遴选推荐示范工厂项目317个",
        "目前各市推荐认定了数字化车间45个，名额使用充分",
    ] {
        assert_eq!(quotas(text), [], "{text}");
    }
    assert_eq!(quotas("各市已培育智能工厂30家以上，推荐先进级不超过6家"), [q("各市", "先进级", 6)]);
    assert_eq!(quotas("每市累计推荐优秀场景不超过10个"), [q("每市", "优秀场景", 10)]);
    assert_eq!(quotas("各市共推荐优秀场景9个"), [q("各市", "优秀场景", 9)]);
}

#[test]
fn who_was_named_before_and_a_quota_in_a_bracket() {
    let text = "一是各地要高度重视，严格把关，推荐单位原则上不超过3个（郑阳市不超过5个）";
    assert_eq!(quotas(text), [q("各地", "卓越级智能工厂", 3), q("郑阳市", "卓越级智能工厂", 5)]);
}

#[test]
fn tracks_of_other_names_each_with_its_number() {
    let text = "各镇（街道）申报智能工厂不超过2家、数字化车间不超过4家，经济开发区申报智能工厂不超过5家、数字化车间不超过10家";
    assert_eq!(
        quotas(text),
        [
            q("各镇(街道)", "智能工厂", 2),
            q("各镇(街道)", "数字化车间", 4),
            q("经济开发区", "智能工厂", 5),
            q("经济开发区", "数字化车间", 10),
        ]
    );
    let text = "2.1哈川市推荐卓越级智能工厂不超过8个、先进级不超过30个；其他市推荐卓越级不超过3个";
    assert_eq!(
        quotas(text),
        [q("哈川市", "卓越级智能工厂", 8), q("哈川市", "先进级", 30), q("其他市", "卓越级", 3)]
    );
    let text = "每个设区市申报头雁工厂1家、智能工厂（数字化车间）不超过15家";
    assert_eq!(
        quotas(text),
        [q("每个设区市", "头雁工厂", 1), q("每个设区市", "智能工厂(数字化车间)", 15)]
    );
}

#[test]
fn a_quota_without_a_track_takes_the_heading_s() {
    assert_eq!(
        quotas(
            "各省（区、市）推荐项目数量不超过 20 个，计划单列市、有关中央企业推荐项目数量不超过 5个。"
        ),
        [
            q("各省(区、市)", "卓越级智能工厂", 20),
            q("计划单列市、有关中央企业", "卓越级智能工厂", 5)
        ]
    );
    assert_eq!(
        quotas(
            "3．省厅会同相关部门组织专家评审核查，分行业按得分顺序推荐20家符合条件的优秀企业到部"
        ),
        [q("省厅", "卓越级智能工厂", 20)]
    );
    assert_eq!(
        quotas("某试验区可推荐优秀场景、示范工厂各2个；省属集团每家可推荐示范工厂1个，优秀场景2个"),
        [
            q("某试验区", "优秀场景", 2),
            q("某试验区", "示范工厂", 2),
            q("省属集团每家", "示范工厂", 1),
            q("省属集团每家", "优秀场景", 2)
        ]
    );
    assert_eq!(
        quotas("每个州（市）推荐数量不超过三家，滇东新区不超过五家，省级行业协会可各推荐1家"),
        [
            q("每个州(市)", "卓越级智能工厂", 3),
            q("滇东新区", "卓越级智能工厂", 5),
            q("省级行业协会", "卓越级智能工厂", 1)
        ]
    );
    assert_eq!(
        quotas("每个镇（街道）原则上推荐不超过2家"),
        [q("每个镇(街道)", "卓越级智能工厂", 2)]
    );
    assert_eq!(
        quotas("每个市州限报优秀场景5个、示范工厂3个"),
        [q("每个市州", "优秀场景", 5), q("每个市州", "示范工厂", 3)]
    );
}

#[test]
fn the_track_may_stand_before_or_behind_those_who_recommend() {
    for (text, want) in [
        ("优秀场景每市不超过12个", q("每市", "优秀场景", 12)),
        ("优秀场景每个环节限报1个", q("每个环节", "优秀场景", 1)),
        (
            "各省(自治区、直辖市)先进级智能工厂推荐数量不超过10个",
            q("各省(自治区、直辖市)", "先进级智能工厂", 10),
        ),
        ("标杆工厂每县(市、区)限推荐1家", q("每县(市、区)", "标杆工厂", 1)),
        ("每个申报主体最多可申报2个优秀场景", q("每个申报主体", "优秀场景", 2)),
        ("每家企业限申报1个项目", q("每家企业", "卓越级智能工厂", 1)),
        ("每个地市限报先进级智能工厂2家", q("每个地市", "先进级智能工厂", 2)),
    ] {
        assert_eq!(quotas(text), [want], "{text}");
    }
    let both = quotas("各市推荐示范工厂不超过3个;优秀场景每市不超过12个。");
    assert_eq!(both, [q("各市", "示范工厂", 3), q("每市", "优秀场景", 12)]);
    assert_eq!(quotas("示范工厂建设周期每期不超过3个月"), []);
}
