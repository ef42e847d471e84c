//! Tokens to a [`Node`].

use super::fields::{self, Field, Name};
use super::lex::{Token, is_comparison, lex};
use super::nearest::nearest;
use super::number::{self, Measure, Range};
use super::{Group, Node, tables};
use crate::problem::Problem;
use crate::search::analysis::fold::{Spaces, fold};

/// How deep parentheses may nest; deeper ones are flattened.
const DEPTH: usize = 32;

/// Understands a query.
///
/// # Errors
///
/// [`crate::problem::Code::BadQuery`] for an empty query, for a year, date or range that
/// contradicts itself, and for fields, values and comparisons that cannot be meant.
pub fn parse(query: &str) -> Result<Node, Problem> {
    let tokens = lex(query);
    let mut parser = Parser { tokens: tokens.into_iter().peekable() };
    let mut parts = Vec::new();
    // A stray closing parenthesis ends an `or`; what follows still counts.
    while parser.tokens.peek().is_some() {
        if let Some(node) = parser.or(0)? {
            parts.push(node);
        }
        parser.tokens.next_if(|t| *t == Token::Close);
    }
    let node = join(parts, Node::And);
    node.ok_or_else(|| {
        number::bad("检索词为空".to_owned(), "请输入要找的词，例如 智能制造 或 \"数控化率\"")
    })
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn or(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut choices = Vec::new();
        loop {
            choices.extend(self.and(depth)?);
            if self.tokens.next_if(|t| *t == Token::Or).is_none() {
                return Ok(join(choices, Node::Or));
            }
        }
    }

    fn and(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut parts = Vec::new();
        while self.tokens.peek().is_some_and(|t| !matches!(t, Token::Or | Token::Close)) {
            parts.extend(self.one(depth)?);
        }
        Ok(join(parts, Node::And))
    }

    fn one(&mut self, depth: usize) -> Result<Option<Node>, Problem> {
        let mut negated = false;
        while self.tokens.next_if(|t| *t == Token::Not).is_some() {
            negated = !negated;
        }
        if self.tokens.peek().is_none_or(|t| matches!(t, Token::Or | Token::Close)) {
            return Ok(None);
        }
        let node = match self.tokens.next() {
            None => None,
            Some(Token::Open) if depth >= DEPTH => None,
            Some(Token::Open) => {
                let node = self.or(depth + 1)?;
                self.tokens.next_if(|t| *t == Token::Close);
                node
            }
            Some(Token::Quoted(text)) => has_text(&text).then_some(Node::Phrase(text)),
            Some(Token::FieldQuoted(name, value)) => match field(&name, &value, true)? {
                None => {
                    misspelt(&fold(&name, Spaces::Join).text, &value)?;
                    join(vec![Node::Words(name), Node::Phrase(value)], Node::And)
                }
                node => node,
            },
            Some(Token::Near(text, reach)) => near(&text, reach),
            Some(Token::Group(inside)) => Some(group(&inside)?),
            Some(Token::Text(text)) => self.text(&text)?,
            Some(Token::Not | Token::Or | Token::Close) => None,
        };
        Ok(if negated { node.map(|n| Node::Not(Box::new(n))) } else { node })
    }

    /// A word; after `企业:` and a space, the value is the next one.
    fn text(&mut self, text: &str) -> Result<Option<Node>, Problem> {
        let name = text.strip_suffix([':', '：']).filter(|name| is_field(name));
        let Some(name) = name else { return word(text) };
        match self.tokens.next_if(is_value) {
            Some(Token::Quoted(value)) => field(name, &value, true),
            Some(Token::Text(value)) => word(&format!("{text}{value}")),
            _ => word(text),
        }
    }
}

/// Words that stand near each other; one alone is only itself.
fn near(text: &str, reach: u32) -> Option<Node> {
    let mut words: Vec<String> =
        text.split_whitespace().filter(|w| has_text(w)).map(str::to_owned).collect();
    match words.len() {
        0 => None,
        1 => words.pop().map(Node::Phrase),
        _ => Some(Node::Near(words, reach)),
    }
}

/// `[专利 类型:发明]`: the table, if the first word names one, and what its row must hold.
fn group(inside: &str) -> Result<Node, Problem> {
    let mut group = Group::default();
    for (n, token) in lex(inside).into_iter().enumerate() {
        match token {
            Token::Text(text) => match text.split_once([':', '：']) {
                Some((name, value)) if has_text(value) && has_text(name) => {
                    group.cells.push((name.to_owned(), value.to_owned()));
                }
                Some((name, _)) if has_text(name) => {
                    let hint = "请在冒号后写上要找的内容，例如 [专利 类型:发明]";
                    return Err(number::bad(format!("“{name}:”后面没有内容"), hint));
                }
                _ if n == 0 && tables::table(&text).is_some() => {
                    group.table = tables::table(&text);
                }
                _ if has_text(&text) => group.texts.push(text),
                _ => {}
            },
            Token::FieldQuoted(name, value) if has_text(&value) => group.cells.push((name, value)),
            Token::Quoted(text) if has_text(&text) => group.texts.push(text),
            _ => {}
        }
    }
    if group.cells.is_empty() && group.texts.is_empty() && group.table.is_none() {
        let hint = "例如 [环节:生产作业 场景:人机协同制造]";
        return Err(number::bad(format!("“[{inside}]”里没有条件"), hint));
    }
    Ok(Node::Group(group))
}

fn is_field(name: &str) -> bool {
    let folded = fold(name, Spaces::Join).text;
    is_presence(name)
        || !fields::leaves_named(&folded).is_empty()
        || fields::name(&fold(name, Spaces::Join).text).is_some()
}

/// Whether a token can be the value of the field before it.
fn is_value(token: &Token) -> bool {
    match token {
        Token::Quoted(_) => true,
        Token::Text(text) => !text.contains([':', '：']) && !text.contains(is_comparison),
        _ => false,
    }
}

/// Several nodes as one; a single one stays itself.
fn join(mut nodes: Vec<Node>, with: impl Fn(Vec<Node>) -> Node) -> Option<Node> {
    match nodes.len() {
        0 => None,
        1 => nodes.pop(),
        _ => Some(with(nodes)),
    }
}

fn has_text(text: &str) -> bool {
    !fold(text, Spaces::Join).is_empty()
}

/// A word that may be a filter or a comparison.
fn word(text: &str) -> Result<Option<Node>, Problem> {
    // A pasted address is looked for as it stands, whatever signs it holds.
    if is_address(text) {
        return Ok(Some(Node::Phrase(text.to_owned())));
    }
    if let Some((name, value)) = text.split_once([':', '：'])
        && let Some(node) = field(name, value, false)?
    {
        return Ok(Some(node));
    }
    if let Some(node) = comparison(text)? {
        return Ok(Some(node));
    }
    if let Some((name, value)) = named(text) {
        misspelt(&name, value)?;
    }
    // `a|b` without spaces is the same as with them.
    if text.contains(['|', '｜']) {
        let choices = text.split(['|', '｜']).filter(|t| has_text(t));
        return Ok(join(choices.map(|t| Node::Words(t.to_owned())).collect(), Node::Or));
    }
    Ok(has_text(text).then(|| Node::Words(text.to_owned())))
}

/// Whether a word is an address of the net: of a page, of a mailbox.
fn is_address(text: &str) -> bool {
    let folded = fold(text, Spaces::Join).text;
    let host = |host: &str| host.contains('.') && host.starts_with(char::is_alphanumeric);
    folded.contains("://")
        || folded.starts_with("www.")
        || folded.split_once('@').is_some_and(|(_, after)| host(after))
        || (folded.is_ascii() && folded.contains('?') && folded.contains('='))
}

/// A word that looks like `name:value`: the folded name, and the value.
fn named(text: &str) -> Option<(String, &str)> {
    let (name, value) = text.split_once([':', '：'])?;
    let name = fold(name, Spaces::Join).text;
    let is_name = name.chars().any(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.chars().count() <= NAME;
    (is_name && has_text(value)).then_some((name, value))
}

/// The longest name that is taken for one.
const NAME: usize = 20;

/// Refuses a name that is one letter away from a field's: as text it would find
/// something else without a word.
fn misspelt(name: &str, value: &str) -> Result<(), Problem> {
    match nearest(name, if name.chars().count() < 6 { 1 } else { 2 }, fields::names()) {
        None => Ok(()),
        Some(near) => {
            let hint = format!(
                "您是不是要找 {near}:{value}？要找这几个字本身，请加引号：\"{name}:{value}\""
            );
            Err(number::bad(format!("没有叫“{name}”的字段"), &hint))
        }
    }
}

/// What looks like syntax and was taken as text: for the user to know.
pub fn doubts(node: &Node) -> Vec<String> {
    match node {
        Node::Words(text) => match named(text) {
            Some((name, _)) => vec![format!("“{name}”不是可检索的字段，“{text}”已按文字查找")],
            None if text.contains(is_comparison) => {
                vec![format!("“{text}”不是数值条件，已按文字查找")]
            }
            None => Vec::new(),
        },
        Node::And(parts) | Node::Or(parts) => parts.iter().flat_map(doubts).collect(),
        Node::Not(inner) => doubts(inner),
        _ => Vec::new(),
    }
}

/// `field:value`; `None` when no field has that name.
fn field(name: &str, value: &str, quoted: bool) -> Result<Option<Node>, Problem> {
    let typed = name;
    if is_presence(name) && has_text(value) {
        let names = value.split(['|', '｜', ',', '，']).filter(|v| has_text(v));
        let has = names.map(|name| Node::Has(name.trim().to_owned())).collect();
        let has = join(has, Node::Or);
        let lacks = fold(name, Spaces::Join).text == "无";
        return Ok(if lacks { has.map(|has| Node::Not(Box::new(has))) } else { has });
    }
    let folded = fold(name, Spaces::Join).text;
    let Some(name) = fields::name(&folded) else { return leaves(&folded, value, quoted) };
    if !has_text(value) {
        let hint = "请在冒号后写上要找的内容，例如 企业:重工；要找这几个字本身，请加引号";
        return Err(number::bad(format!("“{typed}:”后面没有内容"), hint));
    }
    let (operator, bare) = split_operator(value);
    match name {
        Name::Year => return number::years(&operator, bare).map(|(a, b)| Some(Node::Year(a, b))),
        Name::Date => return number::days(&operator, bare).map(|(a, b)| Some(Node::Date(a, b))),
        Name::Text(_) | Name::Keyword(_) => {}
    }
    // Several values of one field: any of them.
    let separators: &[char] = if quoted { &[] } else { &['|', '｜', ',', '，'] };
    let values = value.split(separators).filter(|v| has_text(v));
    let mut nodes = Vec::new();
    for value in values {
        nodes.push(match name {
            Name::Keyword(keyword) => {
                Node::Keyword(keyword, keyword.stored(&fold(value, Spaces::Join).text)?)
            }
            // A quoted scenario is that one alone, not what other years call so.
            Name::Text(Field::Scenario) if quoted => Node::Exact(Field::Scenario, value.to_owned()),
            Name::Text(field) => Node::Field(field, value.to_owned()),
            Name::Year | Name::Date => Node::Words(value.to_owned()),
        });
    }
    Ok(join(nodes, Node::Or))
}

/// `成立时间:2000..2010`, `联系人:张三`: single values of the record by their names.
fn leaves(name: &str, value: &str, quoted: bool) -> Result<Option<Node>, Problem> {
    let fields = fields::leaves_named(name);
    if fields.is_empty() {
        return Ok(None);
    }
    if !has_text(value) {
        let hint = "请在冒号后写上要找的内容；要找这几个字本身，请加引号";
        return Err(number::bad(format!("“{name}:”后面没有内容"), hint));
    }
    let separators: &[char] = if quoted { &[] } else { &['|', '｜', ',', '，'] };
    let (operator, bare) = split_operator(value);
    let mut nodes = Vec::new();
    for field in fields {
        if field.is_date()
            && let Ok((from, to)) = number::days(&operator, bare)
        {
            nodes.push(Node::Day(field, from, to));
            continue;
        }
        let values = value.split(separators).filter(|v| has_text(v));
        nodes.extend(values.map(|value| Node::Field(field, value.to_owned())));
    }
    Ok(join(nodes, Node::Or))
}

/// `有:专利`, `无:专利`.
fn is_presence(name: &str) -> bool {
    matches!(fold(name, Spaces::Join).text.as_str(), "有" | "无")
}

/// An operator at the start of a value, in its plain writing, and the rest.
fn split_operator(value: &str) -> (String, &str) {
    let rest = value.trim_start_matches(is_comparison);
    let operator = plain_operator(&value[..value.len() - rest.len()]);
    (operator, rest)
}

fn plain_operator(typed: &str) -> String {
    let folded = fold(typed, Spaces::Join).text;
    match folded.as_str() {
        "≥" | "≧" | "=>" => ">=".to_owned(),
        "≤" | "≦" | "=<" => "<=".to_owned(),
        _ => folded,
    }
}

/// `name>=30%`, `name:30..50`; `None` when it is not one.
fn comparison(text: &str) -> Result<Option<Node>, Problem> {
    if let Some(at) = text.find(is_comparison) {
        let (name, rest) = text.split_at(at);
        let (operator, value) = split_operator(rest);
        let value = fold(value, Spaces::Join).text;
        let (false, Some(name)) = (value.is_empty(), figure_name(name)) else { return Ok(None) };
        match fields::name(&name) {
            Some(Name::Year) => {
                return number::years(&operator, &value).map(|(a, b)| Some(Node::Year(a, b)));
            }
            Some(Name::Date) => {
                return number::days(&operator, &value).map(|(a, b)| Some(Node::Date(a, b)));
            }
            None if fields::leaves_named(&name).iter().any(|field| field.is_date()) => {
                return leaves(&name, &format!("{operator}{value}"), false);
            }
            _ => {}
        }
        if !matches!(operator.as_str(), ">=" | ">" | "<=" | "<" | "=" | "==") {
            return Ok(None);
        }
        // A unit may follow (30家); anything longer is no comparison.
        let number =
            number::number(&value).filter(|(_, _, end)| value[*end..].chars().count() <= UNIT);
        if let Some((number, unit, _)) = number {
            return Ok(Some(Node::Figure(name, Range::of(&operator, number).measured(unit))));
        }
        if operator.starts_with('=') && fields::name(&name).is_some() {
            return field(&name, &value, false);
        }
        return if is_chinese_name(&name) && !operator.starts_with('=') {
            let hint = format!(
                "请写成数，例如 {name}{operator}30%；要找这几个字本身，请加引号：\"{text}\""
            );
            Err(number::bad(format!("“{value}”不是数，不能与“{name}”比较"), &hint))
        } else {
            Ok(None)
        };
    }
    let Some((name, value)) = text.split_once([':', '：']) else { return Ok(None) };
    let value = fold(value, Spaces::Join).text;
    let (Some(name), Some((low, high))) = (figure_name(name), number::split_range(&value, false))
    else {
        return Ok(None);
    };
    let (Some((mut a, from, a_end)), Some((b, unit, b_end))) =
        (number::number(low), number::number(high))
    else {
        return Ok(None);
    };
    if a_end < low.len() || b_end < high.len() {
        return Ok(None);
    }
    // 500..600万元: the unit holds for both ends; 5000元..1万元 has two.
    if from.measure == unit.measure {
        a *= from.scale / unit.scale;
    } else if from.measure != Measure::AsPrinted {
        return Ok(None);
    }
    if a > b {
        let message = format!("范围“{value}”的起点大于终点");
        return Err(number::bad(message, "请把较小的写在前面"));
    }
    Ok(Some(Node::Figure(name, Range::between(a, b).measured(unit))))
}

/// The longest unit after a number, in characters.
const UNIT: usize = 4;

/// Whether a name is one that an indicator may have: Chinese, and no sentence.
fn is_chinese_name(name: &str) -> bool {
    name.chars().count() <= NAME && name.starts_with(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

fn figure_name(typed: &str) -> Option<String> {
    let name = fold(typed, Spaces::Join).text;
    let name = name.trim_end_matches(':').to_owned();
    name.chars().any(char::is_alphabetic).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::fields::Keyword;
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
        assert_eq!(
            parse("企业:\"甲 公司\"").unwrap(),
            Node::Field(Field::Applicant, "甲 公司".into())
        );
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
        let wanted = Node::Figure("生产效率提升".into(), Range::of(">=", 30.0));
        for typed in
            ["生产效率提升>=30%", "生产效率提升＞＝３０", "生产效率提升≥30%", "生产效率提升 >= 30 "]
        {
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
            Node::Figure("联网率".into(), Range::between(50.0, 60.0))
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
}
