//! What questions are read as.

use super::*;
use proptest::prelude::*;

fn shown(query: &str) -> Vec<String> {
    read(query, 2026).map(|read| read.conditions).unwrap_or_default()
}

#[test]
fn a_question_is_read_into_conditions() {
    assert_eq!(
        shown("近三年湖北省人机协同制造效率提升超过三成的案例"),
        ["年份:2024..2026", "场景:人机协同制造", "地区:湖北省", "效率提升>30%", "类型:申报书"]
    );
    assert_eq!(
        shown("2023年甘肃有哪些民营企业投资超过1.5亿元？"),
        ["年份:2023", "企业性质:民营企业", "地区:甘肃", "投资>1.5亿元"]
    );
    assert_eq!(
        shown("去年湖北省生产效率提升超过三成的案例")[1..3],
        ["地区:湖北省", "生产效率提升>30%"]
    );
    assert_eq!(shown("生产效率提高百分之二十以上的项目"), ["生产效率提升>=20%", "类型:申报书"]);
    assert_eq!(shown("2021年以来装备制造行业的通知"), ["年份>=2021", "行业:装备制造", "类型:通知"]);
}

#[test]
fn what_is_no_question_stays_a_query() {
    for plain in [
        "智能在线检测",
        "人机协同制造 湖北",
        "场景:智能仓储",
        "\"近三年\"",
        "示范工厂",
        "武汉凌云电池股份有限公司",
        "没有人工干预",
        "不锈钢",
        "近年来智能制造",
        "湖北省智能制造试点示范项目",
    ] {
        assert!(shown(plain).is_empty(), "{plain}");
    }
}

#[test]
fn what_holds_a_question_together_is_no_word_of_it() {
    let read = read("有没有家具行业应用自动化立体库的项目", 2026).unwrap();
    let Node::And(parts) = read.node else { panic!() };
    assert!(parts.contains(&Node::Words("家具".into())), "{parts:?}");
    assert!(parts.iter().any(|part| matches!(part, Node::Words(w) if w == "自动化立体库")));
}

#[test]
fn the_rest_of_a_question_is_words() {
    let read = read("哪些企业用AGV做物料配送？", 2026).unwrap();
    assert_eq!(read.conditions, Vec::<String>::new());
    assert!(format!("{:?}", read.node).contains("agv"), "{:?}", read.node);
}

/// Conditions and words of a question.
fn all(query: &str) -> String {
    let read = read(query, 2026).unwrap_or_else(|problem| panic!("{query}: {problem:?}"));
    read.conditions.join(" ")
}

#[test]
fn a_negation_is_understood() {
    for (query, told) in [
        ("不在湖北省的申报书", "-地区:湖北省 类型:申报书"),
        ("湖北省以外的申报书", "-地区:湖北省 类型:申报书"),
        ("除湖北省外的申报书", "-地区:湖北省 类型:申报书"),
        ("除了湖北和甘肃以外的申报书", "-地区:湖北,甘肃 类型:申报书"),
        ("非湖北的项目", "-地区:湖北 类型:申报书"),
        ("不是民营企业的申报书", "-企业性质:民营企业 类型:申报书"),
        ("没有做过智能仓储的企业", "-场景:智能仓储"),
        ("没做智能仓储和智能在线检测的企业", "-场景:智能仓储,智能在线检测"),
        ("没有专利的企业", "无:专利"),
        ("没有应用AGV的项目", "类型:申报书 -agv"),
        ("不在湖北也不在甘肃的申报书", "-地区:湖北 -地区:甘肃 类型:申报书"),
        ("不是2023年的申报书", "-年份:2023 类型:申报书"),
        ("2023年以外的申报书", "-年份:2023 类型:申报书"),
        ("投资不在1000万元到5000万元之间的项目", "-投资:1000万元..5000万元 类型:申报书"),
        ("除了智能仓储还做了智能在线检测的企业", "场景:智能仓储 场景:智能在线检测"),
        ("供应商不是华信的项目", "-供应商:华信 类型:申报书"),
    ] {
        assert_eq!(all(query), told, "{query}");
    }
}

#[test]
fn a_negation_that_denies_nothing_is_refused_and_none_is_dropped() {
    for query in ["不是没有智能仓储的企业", "有哪些企业没有？", "近三年除外有哪些不在"]
    {
        assert!(read(query, 2026).is_err(), "{query}");
    }
    let noted = read("不生产铝的企业", 2026).unwrap();
    assert!(noted.notes.iter().any(|note| note.contains("不")), "{noted:?}");
    // Words that only look like one.
    for query in ["非标设备的案例", "无人机企业有哪些", "不锈钢的案例"] {
        let read = read(query, 2026).unwrap();
        assert!(!format!("{:?}", read.node).contains("Not("), "{query}");
    }
}

#[test]
fn values_of_one_field_are_alternatives() {
    for (query, told) in [
        ("湖北和甘肃的申报书", "地区:湖北,甘肃 类型:申报书"),
        ("湖北省、甘肃省以及浙江省的申报书", "地区:湖北省,甘肃省,浙江省 类型:申报书"),
        ("湖北或者甘肃的民营企业", "企业性质:民营企业 地区:湖北,甘肃"),
        ("2021年和2023年的申报书", "年份:2021,2023 类型:申报书"),
        ("2021、2023年的申报书", "年份:2021,2023 类型:申报书"),
        ("做过智能仓储或智能在线检测的企业", "场景:智能仓储,智能在线检测"),
        ("同时做了智能仓储和智能在线检测的企业", "场景:智能仓储 场景:智能在线检测"),
        ("国有企业的申报书", "企业性质:中央企业,地方国企 类型:申报书"),
        ("投资超过1亿元或效率提升超过三成的项目", "(投资>1亿元 OR 效率提升>30%) 类型:申报书"),
    ] {
        assert_eq!(all(query), told, "{query}");
    }
}

#[test]
fn everyday_sentences_are_read() {
    for (query, told) in [
        ("生产效率提升30%-50%", "生产效率提升:30%..50%"),
        ("投资1000-5000万元", "投资:1000万元..5000万元"),
        ("投资过亿的项目", "投资>1亿 类型:申报书"),
        ("投资上千万元的项目", "投资>=1000万元 类型:申报书"),
        ("效率提升一半以上的案例", "效率提升>=50% 类型:申报书"),
        (
            "2023年投资在1000万元到5000万元之间的申报书",
            "年份:2023 投资:1000万元..5000万元 类型:申报书",
        ),
        ("2021年以来浙江省的智能仓储案例", "年份>=2021 场景:智能仓储 地区:浙江省 类型:申报书"),
        ("近三年投资不到500万的项目", "年份:2024..2026 投资<500万 类型:申报书"),
        ("投资至少5000万元的项目", "投资>=5000万元 类型:申报书"),
        ("至少投资5000万元的项目", "投资>=5000万元 类型:申报书"),
        ("超过5000万元的投资有哪些", "投资>5000万元"),
        ("效率提升30%以上、投资1亿元以下的案例", "效率提升>=30% 投资<=1亿元 类型:申报书"),
        ("投资1000万元以上5000万元以下的项目", "投资>=1000万元 投资<=5000万元 类型:申报书"),
        ("投资超过1000万元但不到5000万元的项目", "投资>1000万元 投资<5000万元 类型:申报书"),
        ("产值翻一番的企业", "产值>=100%"),
        ("5000万元以上的项目", "投资>=5000万元 类型:申报书"),
        ("去年湖北的申报书", "年份:2025 地区:湖北 类型:申报书"),
        ("2026年4月印发的通知", "日期:2026-04 类型:通知"),
        ("6月份截止的通知", "[期限 日期:2026-06] 类型:通知"),
        ("2001年以后成立的企业", "成立时间:2001.."),
        ("成立于2001年的企业", "成立时间:2001"),
        ("成熟度三级以上的企业", "成熟度>=3"),
        ("企业名称包含重工的申报书", "企业:重工 类型:申报书"),
        ("有专利的民营企业有哪些", "企业性质:民营企业 有:专利"),
    ] {
        assert_eq!(all(query), told, "{query}");
    }
}

#[test]
fn what_is_vague_is_refused_and_an_order_is_no_condition() {
    for query in ["投资约5000万元的项目", "近几年湖北省的案例", "投资5000万元左右的案例"]
    {
        assert!(read(query, 2026).is_err(), "{query}");
    }
    let read = read("湖北省投资最高的项目", 2026).unwrap();
    assert!(read.notes.iter().any(|note| note.contains("--sort")), "{read:?}");
}

#[test]
fn what_was_read_is_a_query_that_means_the_same() {
    for query in [
        "近三年湖北省人机协同制造效率提升超过三成的案例",
        "不在湖北和甘肃的申报书",
        "2023年投资在1000万元到5000万元之间的申报书",
        "6月份截止的通知",
        "没有专利的民营企业",
        "2001年以后成立的企业",
    ] {
        let read = read(query, 2026).unwrap();
        assert_eq!(parse(&read.conditions.join(" ")).unwrap(), read.node, "{query}");
    }
}

proptest! {
    #[test]
    fn any_question_is_survived(query in "[近三年湖北省效率提升超过成的案例0-9%万元以上吗？有哪些不没非除外和或、在到之间月 ]{0,24}") {
        let _ = read(&query, 2026);
    }
}
