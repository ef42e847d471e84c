//! Numbers as they are spoken and as cheques write them: 人民币壹仟贰佰万元整,
//! 玖仟陆佰陆拾伍圆壹角捌分, 百分之三十, 三成五, 两千五, 3.5×10³, 3亿5000万.

use super::{Number, chinese_digit, chinese_integer, chinese_unit};

/// Powers of ten written with a raised exponent, as `3.5e3`.
pub(super) fn powers(text: &str) -> std::borrow::Cow<'_, str> {
    let Some((before, behind)) =
        text.split_once(['×', 'x', 'X', '*', '✕']).filter(|(_, behind)| {
            behind.trim_start().starts_with("10") || behind.trim_start().starts_with("１０")
        })
    else {
        return text.into();
    };
    let behind = behind.trim_start().trim_start_matches(['1', '0', '１', '０']);
    let raised = |c: char| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|r| r == c);
    let behind = behind.trim_start_matches('^');
    let end = behind.find(|c| raised(c).is_none()).unwrap_or(behind.len());
    let exponent: String = behind
        .get(..end)
        .unwrap_or_default()
        .chars()
        .filter_map(raised)
        .map(|d| d.to_string())
        .collect();
    let plain = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (exponent, rest) = if exponent.is_empty() {
        // 10^3; 10 followed by other digits is another number.
        let caret = text.contains('^');
        match behind.get(..plain).filter(|digits| caret && !digits.is_empty()) {
            Some(digits) => (digits.to_owned(), behind.get(plain..).unwrap_or_default()),
            None => return text.into(),
        }
    } else {
        (exponent, behind.get(end..).unwrap_or_default())
    };
    let shift: i32 = exponent.parse().unwrap_or(99);
    match before.trim().replace(',', "").parse::<f64>() {
        Ok(_) if shift <= 12 => {
            let shifted = format!("{}e{shift}", before.trim().replace(',', "")).parse::<f64>();
            shifted.map_or(text.into(), |value| format!("{value}{rest}").into())
        }
        _ => text.into(),
    }
}

/// 百分之三十, 千分之五, 三成, 三成五, 百分之12.5.
pub(super) fn share(text: &str) -> Option<Number> {
    let of = |literal: String, unit: &str| {
        let value = literal.parse::<f64>().ok().filter(|v| v.is_finite())?;
        Some(Number { value, unit: unit.to_owned(), about: false, literal })
    };
    let end = |rest: &str| rest.trim_end_matches(['。', ';', ',']).is_empty();
    for (words, unit) in [("百分之", "%"), ("千分之", "‰"), ("万分之", "‱")] {
        let Some(rest) = text.strip_prefix(words) else { continue };
        let (literal, after) = super::digits(rest).or_else(|| numeral(rest))?;
        if unit == "‱" {
            let literal = shifted(&literal, -2)?;
            return end(after).then(|| of(literal, "%")).flatten();
        }
        return end(after).then(|| of(literal, unit)).flatten();
    }
    let (head, tail) = text.split_once('成')?;
    let tail = tail.trim_end_matches(['。', ';', ',']);
    let digit = |word: &str| {
        let mut chars = word.chars();
        let only = chars.next().filter(|_| chars.next().is_none())?;
        only.to_digit(10).map(u64::from).or_else(|| chinese_digit(only))
    };
    let tens = match head {
        "十" => 10,
        _ => digit(head).filter(|d| *d > 0)?,
    };
    let ones = match tail {
        "" => 0,
        "半" => 5,
        _ => digit(tail)?,
    };
    of((tens * 10 + ones).to_string(), "%")
}

/// Digits that go on with Chinese units: 3亿5000万, 2万5千.
pub(super) fn continued(literal: String, after: &str) -> (String, &str) {
    let scale = |text: &str| -> Option<(i32, usize)> {
        let c = text.chars().next()?;
        let power = match c {
            '亿' => 8,
            '万' => 4,
            '千' => 3,
            '百' => 2,
            _ => return None,
        };
        Some((power, c.len_utf8()))
    };
    let Some((first, length)) = scale(after) else { return (literal, after) };
    let Some((second, rest)) = after.get(length..).and_then(super::digits) else {
        return (literal, after);
    };
    let Some((power, width)) = scale(rest).filter(|(power, _)| *power < first) else {
        return (literal, after);
    };
    // The unit of the lower part stays; the upper part is told in it.
    let tail = rest.get(width..).unwrap_or_default();
    let sum = literal
        .parse::<f64>()
        .ok()
        .zip(second.parse::<f64>().ok())
        .map(|(a, b)| a * 10_f64.powi(first - power) + b);
    match sum {
        Some(sum)
            if !tail.starts_with(|c: char| c.is_ascii_digit()) && (sum / 1e15).abs() < 1.0 =>
        {
            (sum.to_string(), rest)
        }
        _ => (literal, after),
    }
}

/// A Chinese numeral at the start, with its amount of money: what follows is the unit.
pub(super) fn numeral(text: &str) -> Option<(String, &str)> {
    let own = |c: char| {
        chinese_digit(c).is_some()
            || chinese_unit(c).is_some()
            || matches!(c, '点' | '廿' | '卅' | '卌')
    };
    let end = text.char_indices().find(|(_, c)| !own(*c)).map_or(text.len(), |(at, _)| at);
    let word = text.get(..end)?;
    let rest = text.get(end..)?;
    if word.is_empty() {
        // 半 alone is a half.
        let rest = text.strip_prefix('半')?;
        return (rest.chars().count() <= 2 && !rest.starts_with(['数', '成', '自', '导']))
            .then(|| ("0.5".to_owned(), rest));
    }
    let (whole, fraction) = word.split_once('点').unwrap_or((word, ""));
    let mut literal = chinese_integer(whole)?.to_string();
    if !fraction.is_empty() {
        literal.push('.');
        for c in fraction.chars() {
            // 三点五万 keeps its scale.
            if let Some(unit) = chinese_unit(c) {
                let power = unit.checked_ilog10().and_then(|p| i32::try_from(p).ok())?;
                let tail = fraction.get(fraction.find(c)? + c.len_utf8()..)?;
                return tail
                    .is_empty()
                    .then(|| shifted(&literal, power))
                    .flatten()
                    .map(|l| (l, rest));
            }
            literal.push_str(&chinese_digit(c)?.to_string());
        }
    }
    if let Some(half) = rest.strip_prefix('半') {
        return Some((format!("{literal}.5"), half));
    }
    Some((literal, rest))
}

/// An amount with 元整, 元…角…分, or a count with 半 behind its unit; the literal and unit.
pub(super) fn scaled(literal: &str, unit: &str) -> Option<(String, String)> {
    let unit = unit.replace('圆', "元");
    if let Some(plain) = unit.strip_suffix('整').or_else(|| unit.strip_suffix('正')) {
        return plain.ends_with(['元', '角']).then(|| {
            scaled(literal, plain).unwrap_or_else(|| (literal.to_owned(), plain.to_owned()))
        });
    }
    if !literal.contains('.')
        && let Some(small) = unit.strip_prefix('元').filter(|small| !small.is_empty())
    {
        let small = small.trim_start_matches('零');
        let (jiao, rest) = part(small, '角');
        let (fen, rest) = part(rest, '分');
        return (rest.is_empty() && (jiao.is_some() || fen.is_some())).then(|| {
            (format!("{literal}.{}{}", jiao.unwrap_or(0), fen.unwrap_or(0)), "元".to_owned())
        });
    }
    // 一年半, 两个半月 are no single figure in any unit here.
    (unit == "元" && literal.is_empty()).then(|| (literal.to_owned(), unit.clone()))
}

/// 壹角 at the start: one digit with its unit.
fn part(text: &str, unit: char) -> (Option<u64>, &str) {
    let mut chars = text.trim_start_matches('零').chars();
    let digit =
        chars.next().and_then(|c| c.to_digit(10).map(u64::from).or_else(|| chinese_digit(c)));
    match (digit, chars.next()) {
        (Some(digit), Some(c)) if c == unit => (Some(digit), chars.as_str()),
        _ => (None, text),
    }
}

/// Whether the text is a round Chinese word that only names a size: 百, 千, 上万.
pub(super) fn is_round(text: &str) -> bool {
    let word: String = text.chars().take_while(|c| chinese_unit(*c).is_some()).collect();
    !word.is_empty()
}

/// A literal with its point moved.
fn shifted(literal: &str, power: i32) -> Option<String> {
    let value = format!("{literal}e{power}").parse::<f64>().ok().filter(|v| v.is_finite())?;
    Some(value.to_string())
}
