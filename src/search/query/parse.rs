//! Tokens to a [`Node`].

use super::Node;
use super::fields::{self, Name};
use super::lex::{Token, is_comparison, lex};
use super::number::{self, Range};
use crate::problem::Problem;
use crate::search::analysis::fold::{Spaces, fold};

/// How deep parentheses may nest; deeper ones are flattened.
const DEPTH: usize = 32;

/// Understands a query.
///
/// # Errors
///
/// [`crate::problem::Code::BadQuery`] for an empty query and for a year, date or range
/// that contradicts itself. Nothing else is refused.
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
            Some(Token::FieldQuoted(name, value)) => field(&name, &value, true)?
                .or_else(|| join(vec![Node::Words(name), Node::Phrase(value)], Node::And)),
            Some(Token::Text(text)) => word(&text)?,
            Some(Token::Not | Token::Or | Token::Close) => None,
        };
        Ok(if negated { node.map(|n| Node::Not(Box::new(n))) } else { node })
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
    if let Some((name, value)) = text.split_once([':', '：'])
        && let Some(node) = field(name, value, false)?
    {
        return Ok(Some(node));
    }
    if let Some(node) = comparison(text)? {
        return Ok(Some(node));
    }
    // `a|b` without spaces is the same as with them.
    if text.contains(['|', '｜']) {
        let choices = text.split(['|', '｜']).filter(|t| has_text(t));
        return Ok(join(choices.map(|t| Node::Words(t.to_owned())).collect(), Node::Or));
    }
    Ok(has_text(text).then(|| Node::Words(text.to_owned())))
}

/// `field:value`; `None` when no field has that name or there is no value.
fn field(name: &str, value: &str, quoted: bool) -> Result<Option<Node>, Problem> {
    let Some(name) = fields::name(&fold(name, Spaces::Join).text) else { return Ok(None) };
    if !has_text(value) {
        return Ok(None);
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
    let nodes = values.map(|value| match name {
        Name::Keyword(keyword) => {
            Node::Keyword(keyword, keyword.stored(&fold(value, Spaces::Join).text))
        }
        Name::Text(field) => Node::Field(field, value.to_owned()),
        Name::Year | Name::Date => Node::Words(value.to_owned()),
    });
    Ok(join(nodes.collect(), Node::Or))
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
            _ => {}
        }
        if !matches!(operator.as_str(), ">=" | ">" | "<=" | "<" | "=" | "==") {
            return Ok(None);
        }
        let Some((number, end)) = number::number(&value) else { return Ok(None) };
        // A unit may follow (30家); anything longer is no comparison.
        if value[end..].chars().count() > 4 {
            return Ok(None);
        }
        return Ok(Some(Node::Figure(name, Range::of(&operator, number))));
    }
    let Some((name, value)) = text.split_once([':', '：']) else { return Ok(None) };
    let value = fold(value, Spaces::Join).text;
    let (Some(name), Some((low, high))) = (figure_name(name), number::split_range(&value, false))
    else {
        return Ok(None);
    };
    let (Some((a, a_end)), Some((b, b_end))) = (number::number(low), number::number(high)) else {
        return Ok(None);
    };
    if a_end < low.len() || b_end < high.len() {
        return Ok(None);
    }
    if a > b {
        let message = format!("范围“{value}”的起点大于终点");
        return Err(number::bad(message, "请把较小的写在前面"));
    }
    Ok(Some(Node::Figure(name, Range::between(a, b))))
}

fn figure_name(typed: &str) -> Option<String> {
    let name = fold(typed, Spaces::Join).text;
    let name = name.trim_end_matches(':').to_owned();
    name.chars().any(char::is_alphabetic).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::fields::{Field, Keyword};
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
            Node::Figure("投资".into(), Range::of(">", 15_000.0))
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
    fn only_contradictions_are_refused() {
        for bad in ["", "  ", "年份:2025..2021", "年份:去年", "\"\"", "投资:50..30"] {
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
