//! Comparisons as people say them: 投资过亿, 效率提升一半以上, 在1000万元到5000万元之间, 翻一番.

use crate::search::query::number::{self, Measure, Range, Unit};
use std::ops::Bound;

/// Words before a number, with the operator they mean; longer ones first.
const BEFORE: &[(&str, &str)] = &[
    ("没有超过", "<="),
    ("没有达到", "<"),
    ("没有低于", ">="),
    ("没超过", "<="),
    ("没达到", "<"),
    ("未超过", "<="),
    ("未达到", "<"),
    ("不低于", ">="),
    ("不少于", ">="),
    ("不小于", ">="),
    ("不高于", "<="),
    ("不超过", "<="),
    ("不大于", "<="),
    ("不多于", "<="),
    ("不等于", "!="),
    ("不是", "!="),
    ("不为", "!="),
    ("不到", "<"),
    ("不足", "<"),
    ("不满", "<"),
    ("未满", "<"),
    ("未到", "<"),
    ("没到", "<"),
    ("至少", ">="),
    ("最少", ">="),
    ("起码", ">="),
    ("不下于", ">="),
    ("至多", "<="),
    ("最多", "<="),
    ("大于等于", ">="),
    ("大于或等于", ">="),
    ("小于等于", "<="),
    ("小于或等于", "<="),
    ("大于", ">"),
    ("小于", "<"),
    ("超过", ">"),
    ("超出", ">"),
    ("突破", ">"),
    ("高于", ">"),
    ("多于", ">"),
    ("低于", "<"),
    ("少于", "<"),
    ("达到", ">="),
    ("高达", ">="),
    ("等于", "="),
    ("恰好", "="),
    ("正好", "="),
    ("超", ">"),
    ("过", ">"),
    ("达", ">="),
    ("上", ">="),
    ("为", "="),
    ("是", "="),
    ("有", "="),
    ("仅", "="),
    ("只有", "="),
];

/// Words behind a number.
const BEHIND: &[(&str, &str)] = &[
    ("及其以上", ">="),
    ("或以上", ">="),
    ("及以上", ">="),
    ("含以上", ">="),
    ("以上", ">="),
    ("之上", ">="),
    ("起步", ">="),
    ("及以下", "<="),
    ("或以下", "<="),
    ("以下", "<="),
    ("之下", "<="),
    ("以内", "<="),
    ("之内", "<="),
    ("封顶", "<="),
    ("多", ">="),
    ("余", ">="),
];

/// Words around a number that leave it open.
const ROUGH_BEFORE: &[&str] = &["大约", "大概", "约为", "约", "接近", "将近", "近", "差不多"];
const ROUGH_BEHIND: &[&str] = &["左右", "上下", "上下浮动"];

/// What becomes of a figure, with the change it means.
const CHANGES: &[(&str, f64, &str)] = &[
    ("翻了一番", 100.0, "提升"),
    ("翻一番", 100.0, "提升"),
    ("翻了两番", 300.0, "提升"),
    ("翻两番", 300.0, "提升"),
    ("翻番", 100.0, "提升"),
    ("翻倍", 100.0, "提升"),
    ("翻了倍", 100.0, "提升"),
    ("减半", 50.0, "降低"),
    ("减少一半", 50.0, "降低"),
];

/// A comparison at the beginning of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comparison {
    /// The bytes that it took.
    pub length: usize,
    /// The numbers, with their operators: `>=30%`, `:1000..5000万元`.
    pub says: Says,
    /// How the name of the figure goes on (翻一番: 提升).
    pub ending: Option<&'static str>,
    /// Words that mean a comparison only behind the name of a figure (过, 上, 为).
    pub weak: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Says {
    /// A range, as it is written in a query, and whether it is denied.
    Range(Range, String, bool),
    /// About so much: no condition.
    Roughly,
}

/// The comparison that a text begins with.
pub(super) fn at(text: &str) -> Option<Comparison> {
    let inside = || {
        // 投资在五千万以上.
        let found = bound(text.strip_prefix('在')?)?;
        Some(Comparison { length: found.length + '在'.len_utf8(), ..found })
    };
    change(text).or_else(|| between(text)).or_else(|| bound(text)).or_else(inside)
}

/// A comparison whose word stands before the name of the figure (至少投资5000万元): the
/// operator and its bytes.
pub(super) fn before_name(text: &str) -> Option<(&'static str, usize)> {
    let strong = BEFORE.iter().filter(|(word, _)| word.chars().count() > 1);
    strong.into_iter().find_map(|(word, op)| text.starts_with(word).then_some((*op, word.len())))
}

/// A comparison of an operator that was read already with the number that a text begins with.
pub(super) fn with(operator: &str, text: &str) -> Option<Comparison> {
    let (value, unit, end) = amount(text)?;
    Some(one(operator, value, unit, end))
}

fn change(text: &str) -> Option<Comparison> {
    let (word, percent, ending) = CHANGES.iter().find(|(word, _, _)| text.starts_with(word))?;
    let unit = Unit { measure: Measure::Percent, scale: 1.0 };
    let found = one(">=", *percent, unit, word.len());
    Some(Comparison { ending: Some(*ending), ..found })
}

/// `在A到B之间`, `介于A和B之间`, `A至B`; `不在…` denies it.
fn between(text: &str) -> Option<Comparison> {
    let (denied, rest) = match text.strip_prefix("不") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let opened = ["介于", "处于", "在", "从", "为"].iter().find_map(|word| rest.strip_prefix(word));
    if denied && opened.is_none() {
        return None;
    }
    let rest = opened.unwrap_or(rest);
    let (low, from, low_end) = amount(rest)?;
    let behind = &rest[low_end..];
    let joined = ["到", "至", "-", "—", "~", "和", "与"]
        .iter()
        .find_map(|word| Some((*word, behind.strip_prefix(word)?)))?;
    let (word, behind) = joined;
    let (high, unit, high_end) = amount(behind)?;
    let mut rest_end = text.len() - behind.len() + high_end;
    let closing = ["之间", "区间", "范围内", "以内", "之内", "间"];
    let closed = closing.iter().find(|word| text[rest_end..].starts_with(**word));
    rest_end += closed.map_or(0, |word| word.len());
    // 和 joins two numbers only between the words that say so.
    if matches!(word, "和" | "与") && closed.is_none() {
        return None;
    }
    let no_unit = unit.measure == Measure::AsPrinted && behind[..high_end].parse::<f64>().is_ok();
    if opened.is_none() && closed.is_none() && no_unit {
        return None;
    }
    let low = match (from.measure == unit.measure, from.measure) {
        (true, _) => low * (from.scale / unit.scale),
        (false, Measure::AsPrinted) => low,
        // 30到50%: the unit behind holds for both; 1000万到5000万元 is money.
        (false, Measure::Counted) if unit.measure == Measure::Money => {
            low * (from.scale / unit.scale)
        }
        _ => return None,
    };
    if low > high {
        return None;
    }
    let (low, _) = hundredths(low, unit);
    let (high, unit) = hundredths(high, unit);
    let range = Range {
        low: Bound::Included(low),
        high: Bound::Included(high),
        measure: unit.measure,
        scale: unit.scale,
    };
    let shown = format!(":{}..{}", written(low, unit), written(high, unit));
    let says = Says::Range(range, shown, denied);
    Some(Comparison { length: rest_end, says, ending: None, weak: false })
}

/// `超过三成`, `5000万元以上`, `过亿`, `一半以上`.
fn bound(text: &str) -> Option<Comparison> {
    let rough = ROUGH_BEFORE.iter().find_map(|word| text.strip_prefix(word));
    if let Some(rest) = rough
        && let Some((_, _, end)) = amount(rest)
    {
        let length = text.len() - rest.len() + end;
        return Some(Comparison { length, says: Says::Roughly, ending: None, weak: true });
    }
    let opened = BEFORE.iter().find(|(word, _)| text.starts_with(word));
    let rest = &text[opened.map_or(0, |(word, _)| word.len())..];
    let rest_start = text.len() - rest.len();
    // 过半, 超半数: more than half.
    if let Some((_, operator)) = opened.filter(|_| is_half(rest)) {
        let unit = Unit { measure: Measure::Percent, scale: 1.0 };
        let length = rest_start + '半'.len_utf8();
        let length = length + if text[length..].starts_with('数') { '数'.len_utf8() } else { 0 };
        return Some(one(operator, 50.0, unit, length));
    }
    let (value, unit, end) = amount(rest)?;
    let mut length = rest_start + end;
    if ROUGH_BEHIND.iter().any(|word| text[length..].starts_with(word)) {
        let says = Says::Roughly;
        return Some(Comparison {
            length: length + "左右".len(), says, ending: None, weak: true
        });
    }
    let closed = BEHIND.iter().find(|(word, _)| text[length..].starts_with(word));
    let operator = match (opened, closed) {
        (_, Some((word, operator))) => {
            length += word.len();
            *operator
        }
        (Some((_, operator)), None) => *operator,
        // 投资5000万元 says how much; a bare number says nothing.
        (None, None) if unit.measure != Measure::AsPrinted => "=",
        (None, None) => return None,
    };
    // 5000多万元: the power and the unit stand behind.
    if closed.is_some_and(|(word, _)| matches!(*word, "多" | "余"))
        && let (more, more_length @ 1..) = number::unit(&text[length..])
        && unit.measure == Measure::AsPrinted
    {
        return Some(one(operator, value, more, length + more_length));
    }
    let weak = match (opened, closed) {
        (Some((word, _)), None) => word.chars().count() == 1 || matches!(operator, "=" | "!="),
        (None, None) => true,
        _ => false,
    };
    Some(Comparison { weak, ..one(operator, value, unit, length) })
}

/// 过半, 超半数: half of all, and of nothing else.
fn is_half(text: &str) -> bool {
    text.strip_prefix('半').is_some_and(|rest| !rest.starts_with(['成', '倍', '年', '个']))
}

/// A number with its unit at the beginning of a text; units that are no money and no share
/// (级, 台, 家) go with it.
fn amount(text: &str) -> Option<(f64, Unit, usize)> {
    const THINGS: &[&str] =
        &["小时", "分钟", "级", "天", "人", "台", "套", "个", "家", "项", "件", "次", "吨", "年"];
    let (value, unit, end) = number::number(text)?;
    // 一个亿.
    if let Some(rest) = text[end..].strip_prefix('个')
        && let (unit, length @ 1..) = number::unit(rest)
        && matches!(unit.measure, Measure::Counted | Measure::Money)
    {
        return Some((value, unit, end + '个'.len_utf8() + length));
    }
    if unit.measure != Measure::AsPrinted {
        // 一半 and 三成 may be followed by a word of their own.
        return Some((value, unit, end));
    }
    let thing = THINGS.iter().find(|thing| text[end..].starts_with(**thing));
    Some((
        value,
        unit.or_things(thing.copied().unwrap_or_default()),
        end + thing.map_or(0, |t| t.len()),
    ))
}

fn one(operator: &str, value: f64, unit: Unit, length: usize) -> Comparison {
    let denied = operator == "!=";
    let (value, unit) = hundredths(value, unit);
    let operator = if denied { "=" } else { operator };
    let range = Range::of(operator, value).measured(unit);
    let shown = format!("{operator}{}", written(value, unit));
    Comparison { length, says: Says::Range(range, shown, denied), ending: None, weak: false }
}

/// 三成 is thirty hundredths.
fn hundredths(value: f64, unit: Unit) -> (f64, Unit) {
    if unit.measure == Measure::Percent {
        return (value * unit.scale, Unit { scale: 1.0, ..unit });
    }
    (value, unit)
}

/// A number with its unit as a query writes it.
fn written(value: f64, unit: Unit) -> String {
    match unit.measure {
        Measure::AsPrinted | Measure::Things => format!("{value}"),
        Measure::Percent => format!("{}%", value * unit.scale),
        Measure::Money | Measure::Counted => {
            let all = value * unit.scale;
            let money = if unit.measure == Measure::Money { "元" } else { "" };
            let power = [("亿", 1e8), ("万", 1e4)].into_iter().find(|(_, power)| all >= *power);
            // 1.5亿元 stays 1.5亿元, and 5000万元 is no 0.5亿元.
            match power {
                Some((word, power)) => format!("{}{word}{money}", all / power),
                None => format!("{all}{money}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match at(text) {
            Some(Comparison { says: Says::Range(_, shown, denied), length, .. }) => {
                assert_eq!(&text[length..], "", "{text}");
                format!("{}{shown}", if denied { "!" } else { "" })
            }
            Some(Comparison { says: Says::Roughly, .. }) => "~".to_owned(),
            None => String::new(),
        }
    }

    #[test]
    fn comparisons_as_people_say_them() {
        for (text, told) in [
            ("超过三成", ">30%"),
            ("过亿", ">1亿"),
            ("上千万元", ">=1000万元"),
            ("一半以上", ">=50%"),
            ("过半", ">50%"),
            ("不到一半", "<50%"),
            ("至少5000万元", ">=5000万元"),
            ("不足500万", "<500万"),
            ("百分之二十以上", ">=20%"),
            ("5000多万元", ">=5000万元"),
            ("在1000万元到5000万元之间", ":1000万元..5000万元"),
            ("1000万到5000万元", ":1000万元..5000万元"),
            ("介于20%和30%之间", ":20%..30%"),
            ("在20%到30%之间", ":20%..30%"),
            ("不在20%到30%之间", "!:20%..30%"),
            ("没有超过1亿元", "<=1亿元"),
            ("不等于3级", "!=3"),
            ("翻一番", ">=100%"),
            ("三级以上", ">=3"),
            ("两成半以上", ">=25%"),
            ("1.5亿元以上", ">=1.5亿元"),
            ("30个百分点以上", ">=30%"),
            ("在五千万以上", ">=5000万"),
            ("一个亿以上", ">=1亿"),
            ("不是三级", "!=3"),
            ("约5000万元", "~"),
            ("5000万元左右", "~"),
            ("近亿元", "~"),
        ] {
            assert_eq!(shown(text), told, "{text}");
        }
        for none in ["超过", "以上", "上海", "过去", "有专利", "5000", "经验不足"] {
            assert_eq!(shown(none), "", "{none}");
        }
    }
}
