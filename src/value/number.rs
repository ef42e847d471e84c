//! Numbers as people write them: thousands separators, full-width digits, units
//! behind, Chinese numerals. The value is wanted in the unit of the label.

use super::fold::fold;
use serde_json::Value;

/// A number with what stood around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The value as written, in its own unit.
    pub value: f64,
    /// The unit behind it, folded; empty when none is written.
    pub unit: String,
    /// Written as an estimate or a bound (`约`, `近`, `超过`, `≥`, `余`).
    pub about: bool,
    /// The digits without separators, as a decimal literal.
    literal: String,
}

/// What may stand before a number without changing which number it is.
const BEFORE: &[&str] = &[
    "约",
    "近",
    "大约",
    "超过",
    "超",
    "达到",
    "达",
    "共计",
    "共",
    "为",
    "人民币",
    "¥",
    "￥",
    "≥",
    "≤",
    ">",
    "<",
    "不低于",
    "不少于",
    "提升",
    "降低",
    "下降",
    "缩短",
    "提高",
];

/// Reads the one number of a text; `None` when there is none, or more than one.
pub fn parse(text: &str) -> Option<Number> {
    let folded = fold(text);
    let mut rest = folded.trim_start_matches([':', '"', '\'']);
    let mut about = false;
    while let Some(word) = BEFORE.iter().find(|word| rest.starts_with(**word)) {
        about |= !matches!(*word, "共计" | "共" | "为" | "人民币" | "¥" | "￥" | "达到" | "达");
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    let (literal, after) = digits(rest).or_else(|| chinese(rest))?;
    let mut unit = after.trim_end_matches(['。', ';', ',']).to_owned();
    if let Some(short) = unit.strip_prefix('余').or_else(|| unit.strip_suffix("左右")) {
        about = true;
        unit = short.to_owned();
    }
    // A second number means that the cell holds more than one value.
    if unit.chars().any(|c| c.is_ascii_digit()) && !matches!(unit.as_str(), "m2" | "m3" | "km2") {
        return None;
    }
    if unit.chars().count() > 12 {
        return None;
    }
    let value = literal.parse::<f64>().ok().filter(|v| v.is_finite())?;
    Some(Number { value, unit, about, literal })
}

/// Reads a number and gives it in the unit that the form wants (`万元`, `%`, `家`). Without
/// a unit of its own it is in the one that the `printed` label names, which need not be the
/// form's. `None` when there is no single number or its unit contradicts the wanted one.
pub fn parse_under(text: &str, printed: &str, wanted: &str) -> Option<f64> {
    let number = parse(text)?;
    let unit = if number.unit.is_empty() && contradicts(printed, wanted) {
        fold(printed)
    } else {
        number.unit.clone()
    };
    Number { unit, ..number }.in_unit(wanted)
}

/// Whether two units are known and give a number another value.
pub fn contradicts(printed: &str, wanted: &str) -> bool {
    match (power(&fold(printed)), power(&fold(wanted))) {
        (Some(printed), Some(wanted)) => printed != wanted,
        _ => false,
    }
}

impl Number {
    /// The value in another unit; `None` when the units contradict each other.
    pub fn in_unit(&self, wanted: &str) -> Option<f64> {
        let wanted = fold(wanted);
        if self.unit.is_empty() || self.unit == wanted {
            return Some(self.value);
        }
        let own = power(&self.unit);
        let shift = match (own, power(&wanted)) {
            (Some((own, kind)), Some((power, wanted_kind)))
                if kind == wanted_kind || kind == Kind::Count || wanted_kind == Kind::Count =>
            {
                // `3亿` under 万元 is an amount of money, `3万` under 家 a count.
                own - power
            }
            (Some((own, Kind::Count)), None) => own,
            (Some((0, Kind::Share)), None) if wanted.is_empty() => 0,
            (Some(_), Some(_)) => return None,
            (Some((own, Kind::Money)), None) if wanted.is_empty() => own,
            (Some(_), None) => return None,
            // Words such as 台套 or 人 behind a count.
            (None, _) => 0,
        };
        if shift == 0 {
            return Some(self.value);
        }
        // Shifting the decimal point in the literal keeps 0.57亿 at exactly 5700万.
        format!("{}e{shift}", self.literal).parse::<f64>().ok()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Money,
    Share,
    Count,
}

/// The power of ten a unit multiplies with, and what it measures.
fn power(unit: &str) -> Option<(i32, Kind)> {
    let unit = unit.strip_prefix("人民币").unwrap_or(unit);
    let money = unit.strip_suffix("人民币").unwrap_or(unit).strip_suffix('元');
    let (scale, kind) = match (unit, money) {
        ("%" | "个百分点" | "百分点", _) => return Some((0, Kind::Share)),
        ("‰", _) => return Some((-1, Kind::Share)),
        (_, Some(scale)) => (scale, Kind::Money),
        (scale, None) => {
            (scale.trim_end_matches(['个', '家', '台', '套', '人', '件']), Kind::Count)
        }
    };
    let power = match scale {
        "" if kind == Kind::Money => 0,
        "千" => 3,
        "万" => 4,
        "十万" => 5,
        "百万" => 6,
        "千万" => 7,
        "亿" => 8,
        "万亿" => 12,
        _ => return None,
    };
    Some((power, kind))
}

/// A JSON number; whole numbers without a fraction.
pub fn to_json(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        Value::from(value as i64)
    } else {
        serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
    }
}

/// Western digits at the start: literal without separators, and what follows.
fn digits(text: &str) -> Option<(String, &str)> {
    let mut literal = String::new();
    let mut rest = text;
    if let Some(after) = rest.strip_prefix('-') {
        literal.push('-');
        rest = after;
    } else if let Some(after) = rest.strip_prefix('+') {
        rest = after;
    }
    let bytes = rest.as_bytes();
    let mut at = 0;
    let mut seen = false;
    let mut point = false;
    while at < bytes.len() {
        match bytes[at] {
            digit @ b'0'..=b'9' => {
                literal.push(char::from(digit));
                seen = true;
            }
            // A separator must have exactly three digits behind it.
            b',' | b'\'' if seen && !point && group_of_three(&bytes[at + 1..]) => {}
            b'.' if seen && !point && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                literal.push('.');
                point = true;
            }
            _ => break,
        }
        at += 1;
    }
    seen.then(|| (literal, rest.get(at..).unwrap_or_default()))
}

fn group_of_three(bytes: &[u8]) -> bool {
    bytes.iter().take(3).filter(|b| b.is_ascii_digit()).count() == 3
        && !bytes.get(3).is_some_and(u8::is_ascii_digit)
}

/// Chinese numerals at the start (`三百五十`, `十二点五`, `二〇二三`).
fn chinese(text: &str) -> Option<(String, &str)> {
    let end = text
        .char_indices()
        .find(|(_, c)| chinese_digit(*c).is_none() && chinese_unit(*c).is_none() && *c != '点')
        .map_or(text.len(), |(at, _)| at);
    let word = text.get(..end)?;
    if word.is_empty() {
        return None;
    }
    let (whole, fraction) = word.split_once('点').unwrap_or((word, ""));
    let mut literal = chinese_integer(whole)?.to_string();
    if !fraction.is_empty() {
        literal.push('.');
        for c in fraction.chars() {
            literal.push_str(&chinese_digit(c)?.to_string());
        }
    }
    Some((literal, text.get(end..)?))
}

/// The value of a Chinese numeral below 10^16, digit by digit or with 十百千万亿.
pub fn chinese_integer(word: &str) -> Option<u64> {
    if word.is_empty() || word.chars().count() > 20 {
        return None;
    }
    if word.chars().all(|c| chinese_digit(c).is_some()) {
        return word
            .chars()
            .try_fold(0_u64, |n, c| n.checked_mul(10)?.checked_add(chinese_digit(c)?));
    }
    // Parts above 亿, above 万 and below, and the digit that waits for its unit.
    let (mut yi, mut wan, mut low, mut digit) = (0_u64, 0_u64, 0_u64, None);
    for c in word.chars() {
        if let Some(value) = chinese_digit(c) {
            digit = Some(value);
            continue;
        }
        let unit = chinese_unit(c)?;
        if unit < 10_000 {
            low = low.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?;
            continue;
        }
        let section = low + digit.take().unwrap_or(0);
        low = 0;
        if unit == 10_000 {
            wan = wan.checked_add(section.checked_mul(unit)?)?;
        } else {
            yi = yi.checked_add((wan + section).checked_mul(unit)?)?;
            wan = 0;
        }
    }
    yi.checked_add(wan + low + digit.unwrap_or(0))
}

fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn chinese_unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' | '萬' => 10_000,
        '亿' | '億' => 100_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Under a label that names no unit.
    fn parse_in(text: &str, wanted: &str) -> Option<f64> {
        parse_under(text, "", wanted)
    }

    #[test]
    fn separators_width_and_units() {
        assert_eq!(parse_in("1,512,094.52", "万元"), Some(1_512_094.52));
        assert_eq!(parse_in("１２３．５％", "%"), Some(123.5));
        assert_eq!(parse_in("约 35", "%"), Some(35.0));
        assert_eq!(parse_in("1.2亿元", "万元"), Some(12000.0));
        assert_eq!(parse_in("0.57亿", "万元"), Some(5700.0));
        assert_eq!(parse_in("350000元", "万元"), Some(35.0));
        assert_eq!(parse_in("3‰", "%"), Some(0.3));
        assert_eq!(parse_in("3万", "家"), Some(30000.0));
        assert_eq!(parse_in("26家", "家"), Some(26.0));
        assert_eq!(parse_in("56台套", ""), Some(56.0));
        assert_eq!(parse_in("-3.2", "%"), Some(-3.2));
        assert_eq!(parse_in("三十五", "%"), Some(35.0));
    }

    #[test]
    fn contradictions_and_several_numbers_are_no_value() {
        assert_eq!(parse_in("35万元", "%"), None);
        assert_eq!(parse_in("12/15", "%"), None);
        assert_eq!(parse_in("30~40", "%"), None);
        assert_eq!(parse_in("无", "%"), None);
        assert_eq!(parse_in("1,2", "%"), None);
    }

    #[test]
    fn chinese_numerals() {
        assert_eq!(chinese_integer("十二"), Some(12));
        assert_eq!(chinese_integer("三百零五"), Some(305));
        assert_eq!(chinese_integer("二〇二三"), Some(2023));
        assert_eq!(chinese_integer("一亿二千万"), Some(120_000_000));
        assert_eq!(chinese_integer("两万三千"), Some(23_000));
    }

    #[test]
    fn a_number_under_a_label_in_another_unit_is_converted() {
        assert_eq!(parse_under("123456", "元", "万元"), Some(12.3456));
        assert_eq!(parse_under("98.5", "‰", "%"), Some(9.85));
        assert_eq!(parse_under("98.5%", "‰", "%"), Some(98.5));
        assert_eq!(parse_under("12", "", "万元"), Some(12.0));
        assert_eq!(parse_under("12", "台套", "家"), Some(12.0));
        assert_eq!(parse_under("12", "%", "万元"), None);
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back(cents in -1_000_000_000_000_i64..1_000_000_000_000) {
            let value = cents as f64 / 100.0;
            let plain = format!("{value:.2}");
            prop_assert_eq!(parse_in(&plain, "万元"), Some(value));
            let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
            let digits = whole.trim_start_matches('-');
            let mut grouped = String::new();
            for (i, c) in digits.chars().enumerate() {
                if i > 0 && (digits.len() - i) % 3 == 0 { grouped.push(','); }
                grouped.push(c);
            }
            let sign = if whole.starts_with('-') { "-" } else { "" };
            prop_assert_eq!(parse_in(&format!("{sign}{grouped}.{cents}万元"), "万元"), Some(value));
        }

        #[test]
        fn never_panics(text in "\\PC{0,30}") {
            let _ = parse_in(&text, "万元");
        }
    }
}
