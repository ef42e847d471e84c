//! One word of a query: a field with its value, a comparison, or text.

use super::fields::{self, Field, Name};
use super::lex::is_comparison;
use super::nearest::nearest;
use super::number::{self, Range, bad};
use super::parse::{has_text, join};
use super::{Group, Node, days, figures, tables};
use crate::problem::Problem;
use crate::search::analysis::fold::{Spaces, fold};

/// What parts the values of one field.
const SEPARATORS: &[char] = &['|', '｜', ',', '，'];

/// What parts years, days and numbers.
const SEPARATORS_OF_NUMBERS: &[char] = &['|', '｜', ',', '，', '、'];

/// The longest name that is taken for one.
const NAME: usize = 20;

/// A word that may be a filter or a comparison.
pub(super) fn word(text: &str) -> Result<Option<Node>, Problem> {
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
        let choices: Vec<&str> = text.split(['|', '｜']).collect();
        if choices.iter().any(|choice| !has_text(choice)) {
            let hint = "请在“|”的两边都写上条件，例如 甲|乙；要找这个符号本身，请加引号";
            return Err(bad(format!("“{text}”里的“|”有一边没有内容"), hint));
        }
        return Ok(join(choices.iter().map(|t| Node::Words((*t).to_owned())).collect(), Node::Or));
    }
    Ok(has_text(text).then(|| Node::Words(text.to_owned())))
}

/// `name:"value"`.
pub(super) fn quoted_field(name: String, value: String) -> Result<Option<Node>, Problem> {
    if let Some(node) = field(&name, &value, true)? {
        return Ok(Some(node));
    }
    misspelt(&fold(&name, Spaces::Join).text, &value)?;
    Ok(join(vec![Node::Words(name), Node::Phrase(value)], Node::And))
}

/// Whether a name before a colon takes a value, which may stand behind a space.
pub(super) fn is_field(name: &str) -> bool {
    let folded = fold(name, Spaces::Join).text;
    is_presence(name)
        || !fields::leaves_named(&folded).is_empty()
        || fields::name(&folded).is_some()
        || tables::table(&folded).is_some()
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
pub(super) fn named(text: &str) -> Option<(String, &str)> {
    let (name, value) = text.split_once([':', '：'])?;
    let name = fold(name, Spaces::Join).text;
    let is_name = name.chars().any(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.chars().count() <= NAME;
    (is_name && has_text(value)).then_some((name, value))
}

/// Refuses a name that is one letter away from a field's: as text it would find
/// something else without a word.
fn misspelt(name: &str, value: &str) -> Result<(), Problem> {
    match nearest(name, if name.chars().count() < 6 { 1 } else { 2 }, fields::names()) {
        None => Ok(()),
        Some(near) => {
            let hint = format!(
                "您是不是要找 {near}:{value}？要找这几个字本身，请加引号：\"{name}:{value}\""
            );
            Err(bad(format!("没有叫“{name}”的字段"), &hint))
        }
    }
}

/// `field:value`; `None` when no field has that name.
fn field(name: &str, value: &str, quoted: bool) -> Result<Option<Node>, Problem> {
    let typed = name;
    let separators: &[char] = if quoted { &[] } else { SEPARATORS };
    let values = || value.split(separators).filter(|v| has_text(v));
    if is_presence(name) {
        filled(typed, value, "有:专利")?;
        let has = join(values().map(|name| Node::Has(name.trim().to_owned())).collect(), Node::Or);
        let lacks = fold(name, Spaces::Join).text == "无";
        return Ok(if lacks { has.map(|has| Node::Not(Box::new(has))) } else { has });
    }
    let folded = fold(name, Spaces::Join).text;
    let Some(name) = fields::name(&folded) else {
        return leaves(&folded, value, quoted);
    };
    filled(typed, value, "企业:重工")?;
    let numbers = matches!(name, Name::Year | Name::Date) && !quoted;
    let parts = if numbers { SEPARATORS_OF_NUMBERS } else { separators };
    let mut nodes = Vec::new();
    for value in value.split(parts).filter(|v| has_text(v)) {
        nodes.push(match name {
            Name::Year | Name::Date => {
                let (operator, bare) = split_operator(value);
                filled(typed, bare, "年份:2021..2023")?;
                if name == Name::Year {
                    days::years(&operator, bare).map(|(a, b)| Node::Year(a, b))?
                } else {
                    days::days(&operator, bare).map(|(a, b)| Node::Date(a, b))?
                }
            }
            Name::Keyword(keyword) => {
                Node::Keyword(keyword, keyword.stored(&fold(value, Spaces::Join).text)?)
            }
            // A quoted scenario is that one alone, not what other years call so.
            Name::Text(Field::Scenario) if quoted => Node::Exact(Field::Scenario, value.to_owned()),
            Name::Text(field) => Node::Field(field, value.to_owned()),
        });
    }
    Ok(join(nodes, Node::Or))
}

/// A colon needs something behind it.
fn filled(name: &str, value: &str, example: &str) -> Result<(), Problem> {
    if super::parse::is_punctuation(value) || !has_text(value) {
        let hint = format!("请在冒号后写上要找的内容，例如 {example}；要找这几个字本身，请加引号");
        return Err(bad(format!("“{name}:”后面没有内容"), &hint));
    }
    Ok(())
}

/// `成立时间:2000..2010`, `联系人:张三`, `设备:堆垛机`: single values of the record by their
/// names, and the rows of its tables.
fn leaves(name: &str, value: &str, quoted: bool) -> Result<Option<Node>, Problem> {
    let fields = fields::leaves_named(name);
    let table = tables::table(name);
    if fields.is_empty() && table.is_none() {
        return Ok(None);
    }
    filled(name, value, "联系人:张三")?;
    let separators: &[char] = if quoted { &[] } else { SEPARATORS };
    let mut nodes = Vec::new();
    for value in value.split(separators).filter(|v| has_text(v)) {
        let (operator, bare) = split_operator(value);
        let dates = fields.iter().filter(|field| field.is_date());
        let days = days::days(&operator, bare);
        match days {
            Ok((from, to)) => {
                nodes.extend(dates.map(|field| Node::Day(*field, from, to)));
                if let Some(key) = table.filter(|key| tables::has_date(key)) {
                    let limits = vec![(tables::DATE.to_owned(), super::Limit::Days(from, to))];
                    nodes.push(Node::Group(Group { table: Some(key), limits, ..Group::default() }));
                    continue;
                }
            }
            // A date compared with what is none, or no field but dates.
            Err(problem) if dates.clone().count() > 0 && table.is_none() => {
                if !operator.is_empty() || dates.count() == fields.len() {
                    return Err(problem);
                }
            }
            Err(_) => {}
        }
        if !operator.is_empty() {
            continue;
        }
        let texts = fields.iter().filter(|field| !field.is_date());
        nodes.extend(texts.map(|field| Node::Field(*field, value.to_owned())));
        nodes.extend(table.map(|key| {
            Node::Group(Group {
                table: Some(key),
                texts: vec![value.to_owned()],
                ..Group::default()
            })
        }));
    }
    if nodes.is_empty() {
        let hint = format!("例如 {name}:内容；要找这几个字本身，请加引号");
        return Err(bad(format!("“{name}”不能与“{value}”比较"), &hint));
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
        "≥" | "≧" | "=>" | ">=" => ">=",
        "≤" | "≦" | "=<" | "<=" => "<=",
        "≠" | "<>" => "!=",
        "==" => "=",
        other => other,
    }
    .to_owned()
}

/// The name, the operator and the (folded) value around the first comparison of a text.
pub(super) fn split_comparison(text: &str) -> (&str, String, String) {
    let (name, rest) = text.split_at(text.find(is_comparison).unwrap_or(text.len()));
    let (mut operator, value) = split_operator(rest);
    let name = match name.strip_suffix(['!', '！']) {
        Some(name) if operator == "=" => {
            operator = "!=".to_owned();
            name
        }
        _ => name,
    };
    (name, operator, fold(value, Spaces::Join).text)
}

/// `name>=30%`, `name:30..50`, `30<name<50`; `None` when it is not one.
fn comparison(text: &str) -> Result<Option<Node>, Problem> {
    if !text.contains(is_comparison) {
        return valued(text);
    }
    let (typed, operator, value) = split_comparison(text);
    let quote = format!("要找这几个字本身，请加引号：\"{text}\"");
    if let Some(sign) = super::doubts::lone_sign(typed) {
        return Err(bad(
            format!("“{text}”里的“{sign}”没有成对"),
            &format!("请补上另一半，或去掉它；{quote}"),
        ));
    }
    let name = figure_name(typed);
    let Some(name) = name else {
        return turned(typed, &operator, &value, &quote);
    };
    match fields::name(&name) {
        Some(Name::Year | Name::Date) if operator == "!=" => {
            return Ok(field(&name, &value, false)?.map(|node| Node::Not(Box::new(node))));
        }
        Some(Name::Year) => {
            return days::years(&operator, &value).map(|(a, b)| Some(Node::Year(a, b)));
        }
        Some(Name::Date) => {
            return days::days(&operator, &value).map(|(a, b)| Some(Node::Date(a, b)));
        }
        None if fields::leaves_named(&name).iter().any(|field| field.is_date())
            || tables::table(&name).is_some_and(tables::has_date) =>
        {
            return leaves(&name, &format!("{operator}{value}"), false);
        }
        _ => {}
    }
    let chinese = is_chinese_name(&name);
    if !has_text(&value) {
        let hint = format!("例如 {name}>=30；{quote}");
        return if chinese {
            Err(bad(format!("“{text}”后面没有数"), &hint))
        } else {
            Ok(None)
        };
    }
    if operator != "!=" && !Range::is_operator(&operator) {
        let hint = format!("可用的比较：>、>=、<、<=、=、!=；{quote}");
        return if chinese {
            Err(bad(format!("看不懂比较“{operator}”"), &hint))
        } else {
            Ok(None)
        };
    }
    if let Some(node) = figure(&name, &operator, &value)? {
        return Ok(Some(node));
    }
    if matches!(operator.as_str(), "=" | "!=")
        && let Some(node) = field(&name, &value, false)?
    {
        return Ok(Some(if operator == "=" { node } else { Node::Not(Box::new(node)) }));
    }
    if chinese && (operator != "=" || figures::is_known(&name)) {
        let hint = format!("请写成数，例如 {name}{operator}30%；{quote}");
        return Err(bad(format!("“{value}”不是数，不能与“{name}”比较"), &hint));
    }
    Ok(None)
}

/// A figure compared with a number; `None` when it is none.
fn figure(name: &str, operator: &str, value: &str) -> Result<Option<Node>, Problem> {
    let Some((number, unit, end)) = number::number(value) else { return Ok(None) };
    if !number::is_unit(&value[end..]) {
        return Ok(None);
    }
    // A field of text has no greater and smaller.
    let is_text = matches!(fields::name(name), Some(Name::Text(_) | Name::Keyword(_)))
        || !fields::leaves_named(name).is_empty()
        || tables::table(name).is_some();
    if is_text && !figures::is_known(name) {
        if matches!(operator, "=" | "!=") {
            return Ok(None);
        }
        let hint = format!("例如 {name}:内容；要比大小，请写指标，例如 投资>=5000");
        return Err(bad(format!("“{name}”是文字，不能比大小"), &hint));
    }
    let unit = unit.or_things(&value[end..]);
    let range = Range::of(if operator == "!=" { "=" } else { operator }, number).measured(unit);
    let node = Node::Figure(name.to_owned(), range);
    Ok(Some(if operator == "!=" { Node::Not(Box::new(node)) } else { node }))
}

/// `30<name`, `30<name<=50`: the number first.
fn turned(typed: &str, operator: &str, value: &str, quote: &str) -> Result<Option<Node>, Problem> {
    let first = fold(typed, Spaces::Join).text;
    let is_number =
        |text: &str| number::number(text).is_some_and(|(_, _, end)| number::is_unit(&text[end..]));
    let (name, second, other) = split_comparison(value);
    let named = figure_name(name).filter(|name| is_chinese_name(name) && !is_number(name));
    if is_number(&first)
        && let Some(name) = named
        && Range::is_operator(operator)
    {
        let turned = match operator {
            ">" => "<",
            ">=" => "<=",
            "<" => ">",
            "<=" => ">=",
            other => other,
        };
        let low = comparison(&format!("{name}{turned}{first}"))?;
        let high =
            if second.is_empty() { None } else { comparison(&format!("{name}{second}{other}"))? };
        return Ok(join(low.into_iter().chain(high).collect(), Node::And));
    }
    if (first.is_empty() && is_number(value)) || is_number(&first) {
        let hint = format!("请在前面写上指标的名称，例如 投资>=5000；{quote}");
        return Err(bad("比较里没有指标的名称".to_owned(), &hint));
    }
    Ok(None)
}

/// `投资:500..600万元`, `成熟度:3`, `成熟度:2,3`.
fn valued(text: &str) -> Result<Option<Node>, Problem> {
    let Some((name, value)) = text.split_once([':', '：']) else { return Ok(None) };
    let value = fold(value, Spaces::Join).text;
    let Some(name) = figure_name(name) else { return Ok(None) };
    let (known, may_be) = (figures::is_known(&name), figures::may_be(&name));
    // A hyphen is a sign, too: it joins only where something stands before it.
    let hyphen = may_be && !value.starts_with(['-', '+']);
    if let Some((low, high)) = number::split_range(&value, hyphen) {
        if known {
            days::bounded(low, high, &value)?;
        }
        if let Some(range) = Range::of_ends(low, high, &value)? {
            return Ok(Some(Node::Figure(name, range)));
        }
    }
    if !may_be {
        return Ok(None);
    }
    filled(&name, &value, &format!("{name}:30..50"))?;
    let one = |text: &str| figure(&name, "=", text).ok().flatten();
    // A comma that parts thousands parts no values.
    let values: Option<Vec<Node>> = match one(&value) {
        Some(node) => Some(vec![node]),
        None => value.split(SEPARATORS_OF_NUMBERS).filter(|v| has_text(v)).map(one).collect(),
    };
    match values {
        Some(values) => Ok(join(values, Node::Or)),
        None if !known => Ok(None),
        None => {
            let hint =
                format!("例如 {name}>=30、{name}:30..50；要找这几个字本身，请加引号：\"{text}\"");
            Err(bad(format!("“{value}”不是数，不能与“{name}”比较"), &hint))
        }
    }
}

/// Whether a name is one that an indicator may have: Chinese, and no sentence.
fn is_chinese_name(name: &str) -> bool {
    name.chars().count() <= NAME && name.starts_with(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
}

fn figure_name(typed: &str) -> Option<String> {
    let name = fold(typed, Spaces::Join).text;
    let name = name.trim_end_matches(':').to_owned();
    name.chars().any(char::is_alphabetic).then_some(name)
}
