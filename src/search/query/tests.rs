//! What the parser makes of queries.

use super::number::Range;
use super::*;
use proptest::prelude::*;

fn words(text: &str) -> Node {
    Node::Words(text.to_owned())
}

#[test]
fn plain_chinese_is_words() {
    assert_eq!(parse("智能制造").unwrap(), words("智能制造"));
    assert_eq!(parse("注意:附件").unwrap(), words("注意:附件"));
}

#[test]
fn quotes_minus_and_or() {
    assert_eq!(parse("“数控化率”").unwrap(), Node::Phrase("数控化率".into()));
    assert_eq!(
        parse("甲 -乙 NOT 丙").unwrap(),
        Node::And(vec![
            words("甲"),
            Node::Not(Box::new(words("乙"))),
            Node::Not(Box::new(words("丙")))
        ])
    );
    assert_eq!(
        parse("(甲 OR 乙) 丙").unwrap(),
        Node::And(vec![Node::Or(vec![words("甲"), words("乙")]), words("丙")])
    );
    assert_eq!(parse(r#""a\"b""#).unwrap(), Node::Phrase("a\"b".into()));
}

#[test]
fn fields_in_both_languages() {
    assert_eq!(
        parse("scenario:人机协同制造").unwrap(),
        Node::Field(Field::Scenario, "人机协同制造".into())
    );
    assert_eq!(parse("类型：通知").unwrap(), Node::Keyword(Keyword::Kind, "notice".into()));
    assert_eq!(parse("企业:\"甲 公司\"").unwrap(), Node::Field(Field::Applicant, "甲 公司".into()));
    assert_eq!(parse("年份:2021..2023").unwrap(), Node::Year(2021, 2023));
    assert_eq!(parse("年份>=2022").unwrap(), Node::Year(2022, 2200));
    assert_eq!(parse("日期:2023-08").unwrap(), Node::Date(20_230_800, 20_230_899));
    assert_eq!(
        parse("类型:通知,申报书").unwrap(),
        Node::Or(vec![
            Node::Keyword(Keyword::Kind, "notice".into()),
            Node::Keyword(Keyword::Kind, "application".into())
        ])
    );
}

#[test]
fn figures_in_every_writing() {
    let range = Range::of(">=", 30.0);
    let percent = Range { measure: Measure::Percent, ..range };
    for (typed, range) in [
        ("生产效率提升>=30%", percent),
        ("生产效率提升＞＝３０", range),
        ("生产效率提升≥30%", percent),
        ("生产效率提升 >= 30 ", range),
        ("生产效率提升>=百分之三十", percent),
    ] {
        let wanted = Node::Figure("生产效率提升".into(), range);
        assert_eq!(parse(typed).unwrap(), wanted, "{typed}");
    }
    assert_eq!(
        parse("投资>1.5亿元").unwrap(),
        Node::Figure(
            "投资".into(),
            Range { measure: Measure::Money, scale: 1e8, ..Range::of(">", 1.5) }
        )
    );
    assert_eq!(
        parse("联网率:50..60%").unwrap(),
        Node::Figure(
            "联网率".into(),
            Range { measure: Measure::Percent, ..Range::between(50.0, 60.0) }
        )
    );
    assert_eq!(parse("A>B").unwrap(), words("A>B"));
}

#[test]
fn a_combination() {
    let Node::And(parts) =
        parse("scenario:人机协同制造 sector:装备制造 生产效率提升>=30%").unwrap()
    else {
        panic!("no conjunction")
    };
    assert_eq!(parts.len(), 3);
}

#[test]
fn parentheses_in_words_are_text() {
    assert_eq!(parse("二氧化碳(CO2)排放").unwrap(), words("二氧化碳(CO2)排放"));
    assert_eq!(parse("(未闭合").unwrap(), words("(未闭合"));
}

#[test]
fn money_is_compared_in_the_unit_of_the_figure() {
    let bound = |query: &str, unit: &str| {
        let Node::Figure(_, range) = parse(query).unwrap() else { panic!("{query}") };
        range.in_unit(unit).map(|(low, _)| low)
    };
    use std::ops::Bound::{Excluded, Included};
    assert_eq!(bound("投资>=5000000元", "万元"), Some(Included(500.0)));
    assert_eq!(bound("投资>=500万元", "万元"), Some(Included(500.0)));
    assert_eq!(bound("投资>1.5亿元", "万元"), Some(Excluded(15_000.0)));
    assert_eq!(bound("人均产出>=3万元", "元/人/天"), Some(Included(30_000.0)));
    assert_eq!(bound("产量>=5万", "台"), Some(Included(50_000.0)));
    assert_eq!(bound("投资:500..600万元", "万元"), Some(Included(500.0)));
    assert_eq!(bound("投资>=5000", "万元"), Some(Included(5000.0)));
    assert_eq!(bound("生产效率提升>=5元", "%"), None);
}

#[test]
fn a_field_after_a_space_and_by_an_equals_sign() {
    let wanted = Node::Field(Field::Applicant, "重工".into());
    for typed in ["企业: 重工", "企业：重工", "企业:\"重工\"", "企业: \"重工\"", "企业=重工"]
    {
        assert_eq!(parse(typed).unwrap(), wanted, "{typed}");
    }
    assert_eq!(
        parse("企业性质:民营企业").unwrap(),
        Node::Field(Field::Ownership, "民营企业".into())
    );
}

#[test]
fn a_pasted_address_is_text() {
    for typed in ["https://smart.example.cn/login?id=12", "login?id=12", "li@a.example.cn"] {
        assert_eq!(parse(typed).unwrap(), Node::Phrase(typed.into()));
    }
}

#[test]
fn rows_presence_nearness_and_days() {
    let Node::Group(group) = parse("[专利 类型:发明 \"上下料\"]").unwrap() else {
        panic!()
    };
    assert_eq!(group.table, Some("patents"));
    assert_eq!(group.cells, [("类型".to_owned(), "发明".to_owned())]);
    assert_eq!(group.texts, ["上下料"]);
    assert_eq!(parse("有:专利").unwrap(), Node::Has("专利".into()));
    assert_eq!(parse("无:专利").unwrap(), Node::Not(Box::new(Node::Has("专利".into()))));
    assert_eq!(
        parse("\"数控化率 达到\"~10").unwrap(),
        Node::Near(vec!["数控化率".into(), "达到".into()], 10)
    );
    let founded = Field::Leaf("/applicant/founded");
    let wanted = Node::Day(founded, 20_000_000, 20_109_999);
    assert_eq!(parse("成立时间:2000..2010").unwrap(), wanted);
    assert_eq!(parse("成立时间>=2000").unwrap(), Node::Day(founded, 20_000_000, 99_999_999));
    assert_eq!(
        parse("场景:\"智能仓储\"").unwrap(),
        Node::Exact(Field::Scenario, "智能仓储".into())
    );
    assert_eq!(parse("[2023]").unwrap(), words("[2023]"));
}

#[test]
fn what_looks_like_syntax_and_is_none_is_said() {
    assert_eq!(doubts(&parse("注意:附件 A>B 智能").unwrap()).len(), 2);
    assert!(doubts(&parse("智能 企业:重工 投资>3").unwrap()).is_empty());
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_nearest() {
    let hint = |query: &str| parse(query).unwrap_err().line("");
    assert!(hint("省分:甘肃").contains("省份:甘肃"));
    assert!(hint("类型:申报材料").contains("类型:申报书"));
    assert!(hint("生产效率提升>=很高").contains("很高"));
    assert!(hint("企业:").contains("企业"));
}

#[test]
fn only_what_cannot_be_meant_is_refused() {
    for bad in [
        "",
        "  ",
        "年份:2025..2021",
        "年份:去年",
        "\"\"",
        "投资:50..30",
        "企业:",
        "省分:甘肃",
        "省分:\"甘肃\"",
        "类型:申报材料",
        "生产效率提升>=很高",
    ] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}

fn refused(query: &str) -> String {
    parse(query).map(|node| panic!("{query}: {node:?}")).unwrap_err().line("")
}

#[test]
fn numbers_of_any_writing_are_read_or_refused() {
    let low = |query: &str| match parse(query).unwrap() {
        Node::Figure(_, range) => range.in_unit("万元").map(|(low, _)| low),
        other => panic!("{query}: {other:?}"),
    };
    use std::ops::Bound::{Excluded, Included};
    assert_eq!(low("投资>1e3"), Some(Excluded(1000.0)));
    assert_eq!(low("投资>1E4"), Some(Excluded(10_000.0)));
    assert_eq!(low("投资>10^4"), Some(Excluded(10_000.0)));
    assert_eq!(low("投资>五千万"), Some(Excluded(5000.0)));
    assert_eq!(low("投资>=1亿5000万元"), Some(Included(15_000.0)));
    assert_eq!(low("投资:5000.."), Some(Included(5000.0)));
    assert_eq!(low("投资>30%"), None);
    for typed in ["投资>1abc", "投资>1e", "投资>5000万元以上", "投资>5,00", "投资>5000,8000"]
    {
        assert!(refused(typed).contains("不是数"), "{typed}");
    }
}

#[test]
fn signs_without_what_belongs_to_them_are_refused() {
    for typed in [
        "有:",
        "无:",
        "年份:..",
        "日期:..",
        "投资:..",
        "-",
        "－",
        "--",
        "()",
        "甲 ()",
        "甲 OR",
        "OR 甲",
        "甲 OR OR",
        "甲|",
        "甲 NOT",
        "甲 -",
        "投资>",
        "投资>>5",
        ">5",
        ">",
        "5>",
        "\"甲\"~",
        "\"甲 乙\"~x",
        "甲 \"\"",
        "。。。",
        "年份:>",
        "[设备 供应商:]",
        "[-]",
        "[甲|乙 设备:丙]",
    ] {
        // A lone sign behind a word is text, and the answer says so.
        match parse(typed) {
            Ok(node) => assert!(!doubts(&node).is_empty(), "{typed}: {node:?}"),
            Err(problem) => assert!(!problem.hint.is_empty(), "{typed}"),
        }
    }
    for typed in ["有:", "年份:..", "-", "投资>", ">5", "投资:..", "投资>>5", "甲 OR", "\"甲\"~"]
    {
        refused(typed);
    }
    for typed in ["(甲", "甲)", "\"甲", "[注 供应商"] {
        assert_eq!(doubts(&parse(typed).unwrap()).len(), 1, "{typed}");
    }
}

#[test]
fn any_field_takes_a_list_of_values() {
    assert_eq!(
        parse("年份:2021,2025").unwrap(),
        Node::Or(vec![Node::Year(2021, 2021), Node::Year(2025, 2025)])
    );
    let Node::Or(days) = parse("日期:2023-08,2023-10").unwrap() else { panic!() };
    assert_eq!(days.len(), 2);
    let Node::Or(days) = parse("成立时间:2001,2003..2005").unwrap() else { panic!() };
    assert_eq!(days.len(), 2);
    let Node::Or(levels) = parse("成熟度:2,3").unwrap() else { panic!() };
    assert_eq!(levels.len(), 2);
    assert!(
        matches!(parse("投资:1,020").unwrap(), Node::Figure(_, range) if range == Range::of("=", 1020.0))
    );
}

#[test]
fn comparisons_with_what_has_no_size_are_refused() {
    for typed in ["成文日期>=昨天", "成立时间:昨天", "联系人>5", "企业>5", "投资:很高"]
    {
        refused(typed);
    }
    for typed in ["投资!=500", "投资<>500", "年份!=2023", "年份<>2023"] {
        assert!(matches!(parse(typed).unwrap(), Node::Not(_)), "{typed}");
    }
    for typed in ["投资:1000-5000", "投资:1000~5000", "投资:1000..5000"] {
        assert_eq!(
            parse(typed).unwrap(),
            Node::Figure("投资".into(), Range::between(1000.0, 5000.0))
        );
    }
    refused("(生产效率提升>=30%");
    refused("武汉 - 制药");
    assert!(matches!(parse("1000<=投资<5000").unwrap(), Node::And(parts) if parts.len() == 2));
}

#[test]
fn a_table_is_asked_by_its_name_and_rows_have_sizes() {
    let group = |query: &str| match parse(query).unwrap() {
        Node::Group(group) => group,
        other => panic!("{query}: {other:?}"),
    };
    let asked = group("[供应商:华信 设备:堆垛机]");
    assert_eq!((asked.table, asked.texts), (Some("equipment"), vec!["堆垛机".to_owned()]));
    assert_eq!(group("设备:堆垛机").table, Some("equipment"));
    assert_eq!(
        group("[名额 数量>=8]").limits,
        [("数量".to_owned(), Limit::Number(Range::of(">=", 8.0)))]
    );
    let days = Limit::Days(20_260_500, 20_260_699);
    assert_eq!(group("[期限 日期:2026-05..2026-06]").limits, [("日期".to_owned(), days)]);
    assert_eq!(group("截止时间:2026-05..2026-06").limits, [("日期".to_owned(), days)]);
    assert_eq!(group("[设备 供应商:华信,同源]").lists[0].1, ["华信", "同源"]);
    for typed in
        ["[设备 名称:甲 -供应商:乙]", "[设备 名称:甲 NOT 供应商:乙]", "[设备 名称:甲 OR 名称:乙]"]
    {
        refused(typed);
    }
    assert!(refused("[设备:甲 专利:乙]").contains("同一行"));
    assert_eq!(doubts(&parse("[堆垛机 供应商:华信]").unwrap()).len(), 1);
    // A single value and a table of one name: either.
    let Node::Or(ways) = parse("联系人:张三").unwrap() else { panic!() };
    assert!(ways.iter().any(|way| matches!(way, Node::Group(g) if g.table == Some("contacts"))));
}

proptest! {
    #[test]
    fn any_input_is_survived(query in any::<String>()) {
        let _ = parse(&query);
    }

    #[test]
    fn syntax_soup_is_survived(query in "[\"“”()|:：<>=≥＞＝%.,~至年日期份a甲0-9 \\\\-]{0,24}") {
        let _ = parse(&query);
    }
}

#[test]
fn words_that_join_are_known_in_any_case_between_chinese() {
    let or = parse("企业:重工 OR 企业:星海").unwrap();
    for typed in [
        "企业:重工 or 企业:星海",
        "企业:重工 Or 企业:星海",
        "企业:重工 ＯＲ 企业:星海",
        "企业:重工 或 企业:星海",
        "企业:重工 或者 企业:星海",
    ] {
        assert_eq!(parse(typed).unwrap(), or, "{typed}");
    }
    let and = parse("企业:重工 AND 地区:湖北").unwrap();
    for typed in ["企业:重工 and 地区:湖北", "企业:重工 和 地区:湖北", "企业:重工 且 地区:湖北"]
    {
        assert_eq!(parse(typed).unwrap(), and, "{typed}");
    }
    let not = parse("企业:重工 NOT 地区:湖北").unwrap();
    assert_eq!(parse("企业:重工 not 地区:湖北").unwrap(), not);
    // In English, and alone, they are words.
    let words = parse("two or three").unwrap();
    assert!(format!("{words:?}").contains("\"or\""), "{words:?}");
    assert_eq!(parse("和").unwrap(), Node::Words("和".into()));
    assert!(parse("甲 或").is_ok_and(|node| format!("{node:?}").contains("或")));
}

#[test]
fn a_group_that_nothing_closes_is_refused() {
    for typed in ["[供应商:华信", "[环节:生产作业 供应商:华信", "智能 [供应商:华信"]
    {
        assert!(parse(typed).unwrap_err().message.contains("成对"), "{typed}");
    }
    assert!(parse("[注 见附件").is_ok());
}

#[test]
fn a_word_said_again_and_again_is_said_once() {
    let many = "智能 ".repeat(1_000);
    assert_eq!(parse(&many).unwrap(), parse("智能").unwrap());
}
