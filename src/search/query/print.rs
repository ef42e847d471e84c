//! A query as understood, written out again for people.

use super::days::written_range;
use super::{Field, KINDS, Keyword, Limit, Node, Range};
use crate::search::query::number::Measure;
use std::ops::Bound;

/// A query in the language of queries.
pub fn shown(node: &Node) -> String {
    match node {
        Node::Words(text) => text.clone(),
        Node::Phrase(text) => quoted(text),
        Node::Field(field, text) => format!("{}:{text}", name(*field)),
        Node::Exact(field, text) => format!("{}:{}", name(*field), quoted(text)),
        Node::Keyword(keyword, value) => {
            let kind = KINDS.iter().find(|(kind, _)| kind == value).map(|(_, name)| *name);
            match keyword {
                Keyword::Kind => format!("类型:{}", kind.unwrap_or(value)),
                Keyword::Template => format!("表单:{value}"),
                Keyword::Format => format!("格式:{value}"),
            }
        }
        Node::Year(low, high) => format!("年份:{low}..{high}"),
        Node::Date(low, high) => format!("日期:{}", written_range(*low, *high)),
        Node::Day(field, low, high) => format!("{}:{}", name(*field), written_range(*low, *high)),
        Node::Figure(name, range) => figure(name, range),
        Node::Near(texts, reach) => format!("{}~{reach}", quoted(&texts.join(" "))),
        Node::Has(name) => format!("有:{name}"),
        Node::Group(group) => {
            let mut parts: Vec<String> =
                group.table.iter().map(|key| super::table_name(key).to_owned()).collect();
            parts.extend(group.cells.iter().map(|(key, text)| format!("{key}:{text}")));
            let lists = group.lists.iter();
            parts.extend(lists.map(|(key, texts)| format!("{key}:{}", texts.join(","))));
            parts.extend(group.texts.iter().cloned());
            parts.extend(group.limits.iter().map(|(key, limit)| match limit {
                Limit::Days(low, high) => format!("{key}:{}", written_range(*low, *high)),
                Limit::Number(range) => figure(key, range),
            }));
            format!("[{}]", parts.join(" "))
        }
        Node::And(parts) => listed(parts, " 并且 "),
        Node::Or(parts) => format!("({})", listed(parts, " 或者 ")),
        Node::Not(inner) => format!("不含 {}", shown(inner)),
    }
}

fn name(field: Field) -> &'static str {
    field.name()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn listed(parts: &[Node], between: &str) -> String {
    parts.iter().map(shown).collect::<Vec<_>>().join(between)
}

fn figure(name: &str, range: &Range) -> String {
    let unit = match range.measure {
        Measure::AsPrinted | Measure::Things => String::new(),
        Measure::Percent if range.scale == 1.0 => "%".to_owned(),
        Measure::Percent => format!("×{}%", range.scale),
        Measure::Money => format!("×{}元", range.scale),
        Measure::Counted => format!("×{}", range.scale),
    };
    match (range.low, range.high) {
        (Bound::Included(a), Bound::Included(b)) if a == b => format!("{name}={a}{unit}"),
        (Bound::Included(a), Bound::Included(b)) => format!("{name}:{a}..{b}{unit}"),
        (Bound::Included(a), _) => format!("{name}>={a}{unit}"),
        (Bound::Excluded(a), _) => format!("{name}>{a}{unit}"),
        (_, Bound::Included(b)) => format!("{name}<={b}{unit}"),
        (_, Bound::Excluded(b)) => format!("{name}<{b}{unit}"),
        _ => name.to_owned(),
    }
}
