//! `[专利 类型:发明]`: what one row of a table must hold.

use super::lex::{Token, is_comparison, lex};
use super::number::{self, Range, bad};
use super::parse::has_text;
use super::{Group, Limit, Node, days, tables};
use crate::problem::Problem;

/// The table, if the first word names one, and what its row must hold.
pub(super) fn read(inside: &str) -> Result<Node, Problem> {
    let mut group = Group::default();
    for (n, token) in lex(inside).into_iter().enumerate() {
        let token = match token {
            Token::Text(text) if text.contains(['|', '｜']) => Token::Or,
            token => token,
        };
        match token {
            Token::Text(text) if text.contains(is_comparison) => compared(&mut group, &text)?,
            Token::Text(text) => match text.split_once([':', '：']) {
                Some((name, value)) if has_text(value) && has_text(name) => {
                    if let Some((low, high)) = number::split_range(value, false) {
                        ranged(&mut group, name, (low, high), value)?;
                    } else if let Some((low, high)) = date(name, value) {
                        group.limits.push((name.to_owned(), Limit::Days(low, high)));
                    } else if value.contains([',', '，']) && tables::is_column(name) {
                        let values = value.split([',', '，']).filter(|value| has_text(value));
                        let values = values.map(str::to_owned).collect();
                        group.lists.push((name.to_owned(), values));
                    } else {
                        cell(&mut group, name, value)?;
                    }
                }
                Some((name, _)) if has_text(name) => {
                    let hint = "请在冒号后写上要找的内容，例如 [专利 类型:发明]";
                    return Err(bad(format!("“{name}:”后面没有内容"), hint));
                }
                _ if n == 0 && tables::table(&text).is_some() => {
                    group.table = tables::table(&text);
                }
                _ if has_text(&text) => group.texts.push(text),
                _ => {}
            },
            Token::FieldQuoted(name, value) if has_text(&value) => cell(&mut group, &name, &value)?,
            Token::Quoted(text) if has_text(&text) => group.texts.push(text),
            Token::Not | Token::Or => {
                let hint =
                    "请把“或”“不含”写在方括号外面，例如 [设备 供应商:甲] OR [设备 供应商:乙]";
                return Err(bad(format!("“[{inside}]”里不能用 OR、“|”和“-”"), hint));
            }
            Token::Broken(message, hint) => return Err(bad(message.to_owned(), hint)),
            _ => {}
        }
    }
    if group == Group::default() {
        let hint = "例如 [环节:生产作业 场景:人机协同制造]";
        return Err(bad(format!("“[{inside}]”里没有条件"), hint));
    }
    Ok(Node::Group(group))
}

/// The days of a value in a column of dates; anything else is text.
fn date(name: &str, value: &str) -> Option<(u64, u64)> {
    if tables::is_date(name) { days::days("", value).ok() } else { None }
}

/// A column with what it must hold. A table's name in a column's place (设备:堆垛机) means
/// that table and any of its columns.
fn cell(group: &mut Group, name: &str, value: &str) -> Result<(), Problem> {
    let table = tables::table(name).filter(|_| !tables::is_column(name));
    match table {
        None => group.cells.push((name.to_owned(), value.to_owned())),
        Some(table) if group.table.is_none_or(|other| other == table) => {
            group.table = Some(table);
            group.texts.push(value.to_owned());
        }
        Some(table) => {
            let tables = [group.table.unwrap_or_default(), table].map(tables::table_name);
            let hint = "一个方括号只说一个表的一行；请写成两个方括号";
            return Err(bad(format!("同一行不能既在“{}”又在“{}”里", tables[0], tables[1]), hint));
        }
    }
    Ok(())
}

/// `数量>=8`, `日期>=2026-09`, `状态=有效`.
fn compared(group: &mut Group, text: &str) -> Result<(), Problem> {
    let (name, operator, value) = super::condition::split_comparison(text);
    let hint = "例如 [名额 数量>=8]、[期限 日期>=2026-09]；要找这几个字本身，请加引号";
    if !has_text(name) || !has_text(&value) {
        return Err(bad(format!("“{text}”不是完整的比较"), hint));
    }
    let limit = if tables::is_date(name) {
        days::days(&operator, &value).map(|(low, high)| Limit::Days(low, high))?
    } else {
        match number::number(&value).filter(|(_, _, end)| number::is_unit(&value[*end..])) {
            Some((number, unit, end)) if Range::is_operator(&operator) => {
                let unit = unit.or_things(&value[end..]);
                Limit::Number(Range::of(&operator, number).measured(unit))
            }
            None if operator == "=" => return cell(group, name, &value),
            _ => return Err(bad(format!("“{value}”不是数，不能与“{name}”比较"), hint)),
        }
    };
    group.limits.push((name.to_owned(), limit));
    Ok(())
}

/// `数量:5..10`, `日期:2026-05..2026-06`.
fn ranged(
    group: &mut Group,
    name: &str,
    (low, high): (&str, &str),
    typed: &str,
) -> Result<(), Problem> {
    if tables::is_date(name) {
        let (low, high) = days::days("", typed)?;
        group.limits.push((name.to_owned(), Limit::Days(low, high)));
        return Ok(());
    }
    match Range::of_ends(low, high, typed)? {
        Some(range) => group.limits.push((name.to_owned(), Limit::Number(range))),
        // 2023年至今 in a column of text is text.
        None => cell(group, name, typed)?,
    }
    Ok(())
}
