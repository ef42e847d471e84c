//! Numbers as people write them: thousands separators, full-width digits, units
//! behind, Chinese numerals. The value is wanted in the unit of the label.

mod scaled;
mod spoken;

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
    "大写",
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

/// Reads the one number of a text; `None` when there is none, more than one, or none that
/// is certain (`10余`, `近百`, `35±2`, `3—5`).
pub fn parse(text: &str) -> Option<Number> {
    if text.len() > LONGEST {
        return None;
    }
    let folded = fold(&spoken::powers(text));
    let mut rest = folded.trim_start_matches([':', '"', '\'']);
    let mut about = false;
    while let Some(word) = BEFORE.iter().find(|word| rest.starts_with(**word)) {
        about |= !matches!(*word, "共计" | "共" | "为" | "人民币" | "¥" | "￥" | "达到" | "达");
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    if let Some(number) = spoken::share(rest) {
        return Some(Number { about, ..number });
    }
    let (literal, after) = digits(rest)
        .map(|(literal, after)| spoken::continued(literal, after))
        .or_else(|| spoken::numeral(rest))?;
    let mut unit = after.trim_end_matches(['。', ';', ',']).to_owned();
    // `10余家` is more than ten, nobody knows how much; `近百` less than a hundred.
    let vague =
        |unit: &str| unit.starts_with(['余', '多', '几', '来']) || unit.ends_with(['余', '多']);
    if vague(&unit) || about && spoken::is_round(rest) {
        return None;
    }
    if let Some(short) = unit.strip_suffix("左右").or_else(|| unit.strip_suffix("以上")) {
        about = true;
        unit = short.to_owned();
    }
    if let Some((literal, unit)) = spoken::scaled(&literal, &unit) {
        let value = literal.parse::<f64>().ok().filter(|v| v.is_finite())?;
        return Some(Number { value, unit, about, literal });
    }
    // A second number means that the cell holds more than one value.
    let second = |c: char| c.is_ascii_digit() || matches!(c, '±' | '~' | '×');
    if unit.chars().any(second) && !matches!(unit.as_str(), "m2" | "m3" | "km2") {
        return None;
    }
    if unit.chars().count() > 12 {
        return None;
    }
    let value = literal.parse::<f64>().ok().filter(|v| v.is_finite())?;
    Some(Number { value, unit, about, literal })
}

/// Bytes of a text that may be one number.
const LONGEST: usize = 200;

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
        // 1.5倍 is 150 per cent.
        if self.unit == "倍" {
            return match wanted.as_str() {
                "%" | "个百分点" | "百分点" => format!("{}e2", self.literal).parse().ok(),
                "" | "次" => Some(self.value),
                _ => None,
            };
        }
        if let Some(shift) = scaled::shift(&self.unit, &wanted) {
            // Shifting the decimal point in the literal keeps it exact, here as below.
            return format!("{}e{}", self.literal, shift?).parse().ok();
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
    let unit = unit.strip_suffix("人民币").unwrap_or(unit);
    let money = unit.strip_suffix(['元', '圆']);
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
    // The unit before the last digit: 两千五 is 2500 and 三万五 35000, but 二十五 25.
    let mut last = 1_u64;
    for c in word.chars() {
        if let Some(value) = chinese_digit(c) {
            // Two digits side by side are no numeral with units.
            if digit.is_some_and(|before| before != 0) {
                return None;
            }
            digit = (value != 0).then_some(value);
            continue;
        }
        let tens = match c {
            '廿' => 20,
            '卅' => 30,
            '卌' => 40,
            _ => 0,
        };
        if tens > 0 {
            low = low.checked_add(tens)?;
            last = 10;
            continue;
        }
        let unit = chinese_unit(c)?;
        last = unit;
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
    let digit = digit.unwrap_or(0);
    let short = last >= 100 && !behind_zero(word);
    yi.checked_add(wan + low + if short { digit.checked_mul(last / 10)? } else { digit })
}

/// Whether the last digit of a numeral stands behind a zero: 二百零五.
fn behind_zero(word: &str) -> bool {
    word.chars().rev().nth(1).is_some_and(|c| chinese_digit(c) == Some(0))
}

pub(super) fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => 0,
        '一' | '壹' | '弌' => 1,
        '二' | '两' | '贰' | '貳' | '弍' => 2,
        '三' | '叁' | '參' | '叄' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' | '陸' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

pub(super) fn chinese_unit(c: char) -> Option<u64> {
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

    /// Amounts of cheques, shares in words, colloquial numerals: each gave another value or none.
    #[test]
    fn numbers_as_chinese_people_write_them() {
        for (text, wanted, value) in [
            ("人民币壹仟贰佰万元整", "万元", 1200.0),
            ("伍仟叁佰万圆整", "万元", 5300.0),
            ("玖仟陆佰陆拾伍圆壹角捌分", "元", 9665.18),
            ("贰佰元零伍分", "元", 200.05),
            ("叁拾万元正", "万元", 30.0),
            ("百分之三十", "%", 30.0),
            ("百分之十二点五", "%", 12.5),
            ("千分之五", "%", 0.5),
            ("三成", "%", 30.0),
            ("三成五", "%", 35.0),
            ("1.5倍", "%", 150.0),
            ("两千五百", "", 2500.0),
            ("两千五", "", 2500.0),
            ("三万五", "", 35000.0),
            ("二百零五", "", 205.0),
            ("廿五", "", 25.0),
            ("3.5×10³", "", 3500.0),
            ("1,020", "台", 1020.0),
            ("3亿5000万元", "万元", 35000.0),
            ("2万5千", "", 25000.0),
            ("三点五万", "", 35000.0),
            ("≥30", "%", 30.0),
        ] {
            assert_eq!(parse_in(text, wanted), Some(value), "{text}");
        }
    }

    /// What nobody can be sure of is no value, and never a smaller one.
    #[test]
    fn what_is_not_certain_is_no_number() {
        for text in [
            "10余",
            "10余家",
            "近百",
            "近千家",
            "3—5",
            "35±2",
            "30~40",
            "数百",
            "上千",
            "几十",
            "百余家",
            "二三十",
        ] {
            assert_eq!(parse_in(text, ""), None, "{text}");
        }
        assert_eq!(parse_in("1.5倍", "万元"), None);
        assert_eq!(parse_in("三成", "万元"), None);
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

    /// A number in Chinese numerals, as it is taught at school.
    fn spelt(value: u64, digits: &str, units: &str) -> String {
        let (digits, units): (Vec<char>, Vec<char>) =
            (digits.chars().collect(), units.chars().collect());
        let four = |mut value: u64| {
            let mut out = String::new();
            let mut zero = false;
            for power in (0..4_usize).rev() {
                let unit = 10_u64.pow(power as u32);
                let digit = value / unit;
                value %= unit;
                if digit == 0 {
                    zero |= !out.is_empty();
                    continue;
                }
                if std::mem::take(&mut zero) {
                    out.push(digits[0]);
                }
                out.push(digits[digit as usize]);
                out.extend(power.checked_sub(1).map(|p| units[p]));
            }
            out
        };
        let (high, low) = (value / 10_000, value % 10_000);
        let mut out = String::new();
        if high > 0 {
            out.push_str(&four(high));
            out.push(units[3]);
            if low > 0 && low < 1000 {
                out.push(digits[0]);
            }
        }
        out.push_str(&four(low));
        out
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

        /// A numeral written out reads back, plain and in capitals.
        #[test]
        fn a_numeral_reads_back(value in 1_u64..100_000_000) {
            let plain = spelt(value, "零一二三四五六七八九", "十百千万");
            let capital = spelt(value, "零壹贰叁肆伍陆柒捌玖", "拾佰仟万");
            prop_assert_eq!(chinese_integer(&plain), Some(value), "{}", plain);
            prop_assert_eq!(parse_in(&format!("人民币{capital}元整"), "元"), Some(value as f64), "{}", capital);
        }

        #[test]
        fn parts_of_words_never_panic(text in "[0-9一二三十百千万亿元角分成半整点零倍余×⁰³ ]{0,16}") {
            let _ = parse_in(&text, "万元");
        }
    }
}
