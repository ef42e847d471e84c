//! Numbers in a query with their units, in digits and in words, and what they are compared with.

use crate::problem::{Code, Problem};
use crate::value::number::chinese_integer;
use std::ops::Bound;

/// What a typed unit says of the figures it can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// No unit, or one that does not change the number: as the form prints it.
    AsPrinted,
    /// Money, counted in 元.
    Money,
    /// 万 or 亿 of whatever the figure counts.
    Counted,
    /// Hundredths: 三成 are ten of them each, 两倍 a hundred each.
    Percent,
    /// Something counted (台, 家): no money and no share of anything.
    Things,
}

/// Bounds of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Lower bound as typed.
    pub low: Bound<f64>,
    /// Upper bound as typed.
    pub high: Bound<f64>,
    /// What was typed after the numbers.
    pub measure: Measure,
    /// How many of the measure one of the typed unit is (万元: 10000 元).
    pub scale: f64,
}

impl Range {
    /// The range of a comparison operator (folded) and a number, in what the form prints.
    pub(super) fn of(operator: &str, value: f64) -> Self {
        use Bound::{Excluded, Included, Unbounded};
        let (low, high) = match operator {
            ">=" => (Included(value), Unbounded),
            ">" => (Excluded(value), Unbounded),
            "<=" => (Unbounded, Included(value)),
            "<" => (Unbounded, Excluded(value)),
            _ => (Included(value), Included(value)),
        };
        Self { low, high, measure: Measure::AsPrinted, scale: 1.0 }
    }

    /// Both ends included.
    pub(super) fn between(low: f64, high: f64) -> Self {
        Self { low: Bound::Included(low), high: Bound::Included(high), ..Self::of("=", low) }
    }

    /// The range of two ends as typed (`500..600万元`, `5000元..1万元`, `30..`); `None` when
    /// they are no numbers.
    ///
    /// # Errors
    ///
    /// [`Code::BadQuery`] when the first is the greater one.
    pub(super) fn of_ends(low: &str, high: &str, typed: &str) -> Result<Option<Self>, Problem> {
        let end = |text: &str| {
            let (value, unit, end) = number(text)?;
            is_unit(&text[end..]).then(|| (value, unit.or_things(&text[end..])))
        };
        let range = match (end(low), end(high)) {
            (Some((a, unit)), None) if high.is_empty() => Self::of(">=", a).measured(unit),
            (None, Some((b, unit))) if low.is_empty() => Self::of("<=", b).measured(unit),
            (Some((mut a, from)), Some((b, unit))) => {
                // The unit holds for both ends unless each has its own.
                if from.measure == unit.measure {
                    a *= from.scale / unit.scale;
                } else if from.measure != Measure::AsPrinted {
                    return Ok(None);
                }
                if a > b {
                    let message = format!("范围“{typed}”的起点大于终点");
                    return Err(bad(message, "请把较小的写在前面"));
                }
                Self::between(a, b).measured(unit)
            }
            _ => return Ok(None),
        };
        Ok(Some(range))
    }

    /// Whether a (plain) operator compares by size or equality.
    pub(super) fn is_operator(operator: &str) -> bool {
        matches!(operator, ">=" | ">" | "<=" | "<" | "=" | "==")
    }

    /// The same in a unit.
    pub(super) fn measured(self, unit: Unit) -> Self {
        Self { measure: unit.measure, scale: unit.scale, ..self }
    }

    /// The bounds in the unit of a figure; `None` when the two cannot be compared.
    pub fn in_unit(&self, printed: &str) -> Option<(Bound<f64>, Bound<f64>)> {
        let Unit { measure, scale } = unit(printed).0;
        let scale = match (self.measure, measure) {
            (Measure::AsPrinted, _) => self.scale,
            // Sums of the forms whose unit is not known are in 万元.
            (Measure::Money, _) if printed.is_empty() => 1e4,
            (Measure::Money, Measure::Money)
            | (Measure::Counted, _)
            | (Measure::Percent, Measure::Percent) => scale,
            // A form that names no unit prints shares as hundredths.
            (Measure::Percent, _) if printed.is_empty() => 1.0,
            (Measure::Things, Measure::AsPrinted | Measure::Counted | Measure::Things) => {
                self.scale
            }
            (Measure::Money | Measure::Percent | Measure::Things, _) => return None,
        };
        // Scales are powers of ten: their greater by their smaller is exact.
        let scaled = |bound: Bound<f64>| {
            bound.map(|value| {
                if self.scale >= scale {
                    value * (self.scale / scale)
                } else {
                    value / (scale / self.scale)
                }
            })
        };
        Some((scaled(self.low), scaled(self.high)))
    }
}

/// A unit as typed or printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    pub measure: Measure,
    pub scale: f64,
}

impl Unit {
    /// The unit itself, or that of things counted when only `rest` names one.
    pub fn or_things(self, rest: &str) -> Self {
        let things = self.measure == Measure::AsPrinted && !rest.is_empty();
        if things { Self { measure: Measure::Things, ..self } } else { self }
    }
}

/// Words for a share of something, with what each is in hundredths.
const SHARES: &[(&str, f64)] =
    &[("个百分点", 1.0), ("百分点", 1.0), ("%", 1.0), ("‰", 0.1), ("成", 10.0), ("倍", 100.0)];

/// The unit that a (folded) text begins with, and its bytes.
pub(super) fn unit(text: &str) -> (Unit, usize) {
    let powers =
        [("亿", 1e8), ("千万", 1e7), ("百万", 1e6), ("十万", 1e5), ("万", 1e4), ("千", 1e3)];
    let power = powers.into_iter().find(|(power, _)| text.starts_with(power));
    let (length, scale) = power.map_or((0, 1.0), |(power, scale)| (power.len(), scale));
    if text[length..].starts_with('元') {
        return (Unit { measure: Measure::Money, scale }, length + '元'.len_utf8());
    }
    if length > 0 && text[..length].ends_with(['万', '亿']) {
        return (Unit { measure: Measure::Counted, scale }, length);
    }
    match SHARES.iter().find(|(share, _)| text.starts_with(share)) {
        Some((share, scale)) => (Unit { measure: Measure::Percent, scale: *scale }, share.len()),
        None => (Unit { measure: Measure::AsPrinted, scale: 1.0 }, 0),
    }
}

/// A number with its unit, and how many bytes of the (folded) text the two took: `1,020`,
/// `1e4`, `10^4`, `1亿5000万元`, `五千万`, `百分之三十`, `三成`, `两成半`, `一半`.
pub(super) fn number(text: &str) -> Option<(f64, Unit, usize)> {
    share_in_words(text).or_else(|| in_digits(text)).or_else(|| in_words(text))
}

/// Digits with a power of ten behind them in any writing, and their unit.
fn in_digits(text: &str) -> Option<(f64, Unit, usize)> {
    let (mut value, mut end) = powered(text)?;
    for times in ["×", "x", "*"] {
        if let Some(rest) = text[end..].strip_prefix(times)
            && let Some((factor, length)) = powered(rest)
        {
            value *= factor;
            end += times.len() + length;
            break;
        }
    }
    // 5千 without a unit is five thousand of whatever the form counts.
    for (word, power) in [("千", 1e3), ("百", 1e2)] {
        let rest = &text[end..];
        if rest.starts_with(word) && unit(rest).1 == 0 {
            return Some((value * power, unit("").0, end + word.len()));
        }
    }
    let (first, length) = unit(&text[end..]);
    end += length;
    // 1亿5000万: the parts of one number, each smaller than the one before.
    let (mut total, mut last) = (value * first.scale, first);
    while matches!(last.measure, Measure::Counted)
        && let Some((more, length)) = plain(&text[end..])
        && let (next, unit_length @ 1..) = unit(&text[end + length..])
        && matches!(next.measure, Measure::Counted | Measure::Money)
        && next.scale < last.scale
    {
        total += more * next.scale;
        end += length + unit_length;
        last = next;
    }
    if last != first {
        return Some((total, Unit { scale: 1.0, ..last }, end));
    }
    Some(halved(text, value, first, end))
}

/// 两成半, 一倍半: half of the unit more.
fn halved(text: &str, value: f64, unit: Unit, end: usize) -> (f64, Unit, usize) {
    let half = unit.measure == Measure::Percent && text[end..].starts_with('半');
    if half { (value + 0.5, unit, end + '半'.len_utf8()) } else { (value, unit, end) }
}

/// `10^4`, `1e3`, `12.5`.
fn powered(text: &str) -> Option<(f64, usize)> {
    let (base, length) = plain(text)?;
    let Some(rest) = text[length..].strip_prefix('^').or(text[length..].strip_prefix("**")) else {
        return Some((base, length));
    };
    let (power, more) = plain(rest)?;
    let value = base.powf(power);
    value.is_finite().then_some((value, text.len() - rest.len() + more))
}

/// A number of digits; commas part thousands and nothing else.
fn plain(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let mut dot = false;
    if !digit(at) {
        return None;
    }
    loop {
        match bytes.get(at) {
            Some(b'0'..=b'9') => {}
            Some(b',') if !dot && (1..4).all(|n| digit(at + n)) && !digit(at + 4) => {}
            Some(b'.') if !dot && digit(at + 1) => dot = true,
            _ => break,
        }
        at += 1;
    }
    let sign = usize::from(matches!(bytes.get(at + 1), Some(b'-' | b'+')));
    if bytes.get(at) == Some(&b'e') && digit(at + 1 + sign) {
        at += 1 + sign;
        while digit(at) {
            at += 1;
        }
    }
    let value: f64 = text[..at].replace(',', "").parse().ok()?;
    value.is_finite().then_some((value, at))
}

/// 百分之三十, 三分之一, 一半, 半成.
fn share_in_words(text: &str) -> Option<(f64, Unit, usize)> {
    let percent = Unit { measure: Measure::Percent, scale: 1.0 };
    for (half, value) in [("半成", 5.0), ("半倍", 50.0), ("一半", 50.0), ("半数", 50.0)] {
        if text.starts_with(half) {
            return Some((value, percent, half.len()));
        }
    }
    let (whole, rest) = text.split_once("分之")?;
    let whole = chinese_integer(whole).filter(|whole| *whole > 0)? as f64;
    let (part, length) = plain(rest).or_else(|| numeral(rest))?;
    Some((part * 100.0 / whole, percent, text.len() - rest.len() + length))
}

/// 五千万元, 一点五亿, 三成, 两倍.
fn in_words(text: &str) -> Option<(f64, Unit, usize)> {
    let (value, end) = numeral(text)?;
    let (unit, length) = unit(&text[end..]);
    let counted = text[..end].ends_with(['万', '亿']) && unit.measure == Measure::AsPrinted;
    let unit = if counted { Unit { measure: Measure::Counted, scale: 1.0 } } else { unit };
    Some(halved(text, value, unit, end + length))
}

/// A Chinese numeral and its bytes.
fn numeral(text: &str) -> Option<(f64, usize)> {
    const DIGITS: &str = "零〇一二两三四五六七八九";
    let run = |text: &str, of: &dyn Fn(char) -> bool| -> usize {
        text.find(|c| !of(c)).unwrap_or(text.len())
    };
    let end = run(text, &|c| DIGITS.contains(c) || "十百千万亿".contains(c));
    if let Some(rest) = text[end..].strip_prefix('点') {
        let length = run(rest, &|c| DIGITS.contains(c));
        let powers = run(&rest[length..], &|c| "十百千万亿".contains(c));
        let digits: Option<String> = rest[..length]
            .chars()
            .map(|c| chinese_integer(&c.to_string()).map(|digit| digit.to_string()))
            .collect();
        let whole = chinese_integer(&text[..end])?;
        let value: f64 = format!("{whole}.{}", digits.filter(|d| !d.is_empty())?).parse().ok()?;
        let scale = rest[length..length + powers].chars().try_fold(1.0, |scale, c| {
            chinese_integer(&format!("一{c}")).map(|power| scale * power as f64)
        })?;
        return Some((value * scale, text.len() - rest.len() + length + powers));
    }
    let word = &text[..end];
    // 上亿, 过万: one of them.
    let value = if word.starts_with(['万', '亿']) {
        chinese_integer(&format!("一{word}"))
    } else {
        chinese_integer(word)
    };
    Some((value? as f64, end))
}

/// What may stand behind a number as its unit: a short word, or one of those that are
/// written in Latin letters. Anything else makes it no number.
pub(super) fn is_unit(rest: &str) -> bool {
    const LATIN: &[&str] = &[
        "kwh", "kw", "mw", "gw", "w", "t", "kg", "g", "km", "m", "mm", "cm", "m2", "m3", "h",
        "min", "s", "ms", "tce", "pcs", "mpa", "db", "ppm", "gb", "tb", "mb", "°c",
    ];
    const UNIT: usize = 4;
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    // 以上, 左右 and 多 say something else than a unit.
    let says_more = |c: char| "以上下左右多余约近成不".contains(c);
    rest.split(['/', '·']).all(|part| {
        part.is_empty()
            || LATIN.contains(&part)
            || (part.chars().count() <= UNIT && part.chars().all(|c| han(c) && !says_more(c)))
    })
}

/// Splits `a..b`, `a~b`, `a至b` and, if a hyphen cannot be part of the ends, `a-b`.
pub(super) fn split_range(text: &str, hyphen: bool) -> Option<(&str, &str)> {
    ["..", "~", "至", "到", "—"]
        .iter()
        .chain(hyphen.then_some(&"-"))
        .find_map(|separator| text.split_once(*separator))
        .map(|(a, b)| (a.trim(), b.trim_matches(|c: char| c == '.' || c.is_whitespace())))
}

pub(super) fn bad(message: String, hint: &str) -> Problem {
    Problem::new(Code::BadQuery, message, hint)
}

/// What a figure of one unit is multiplied with to be in another; `None` when the two
/// cannot be compared.
pub fn unit_scale(from: &str, to: &str) -> Option<f64> {
    if from == to {
        return Some(1.0);
    }
    let ((from_unit, a), (to_unit, b)) = (unit(from), unit(to));
    let is_money =
        |u: Unit, length: usize, text: &str| u.measure == Measure::Money && length == text.len();
    (is_money(from_unit, a, from) && is_money(to_unit, b, to))
        .then(|| from_unit.scale / to_unit.scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, Measure)> {
        let (value, unit, end) = number(text)?;
        (end == text.len()).then_some((value * unit.scale, unit.measure))
    }

    #[test]
    fn numbers_as_people_write_them() {
        use Measure::{AsPrinted, Counted, Money, Percent};
        for (text, value, measure) in [
            ("1e3", 1e3, AsPrinted),
            ("1.5e-3", 1.5e-3, AsPrinted),
            ("10^4", 1e4, AsPrinted),
            ("2×10^4", 2e4, AsPrinted),
            ("1,020", 1020.0, AsPrinted),
            ("5千", 5e3, AsPrinted),
            ("5千万", 5e7, Counted),
            ("五千万", 5e7, Counted),
            ("五千万元", 5e7, Money),
            ("千万元", 1e7, Money),
            ("亿元", 1e8, Money),
            ("一点五亿", 1.5e8, Counted),
            ("1亿5000万元", 1.5e8, Money),
            ("一亿五千万元", 1.5e8, Money),
            ("三成", 30.0, Percent),
            ("两成半", 25.0, Percent),
            ("半成", 5.0, Percent),
            ("一半", 50.0, Percent),
            ("两倍", 200.0, Percent),
            ("百分之三十", 30.0, Percent),
            ("百分之三十五点五", 35.5, Percent),
            ("百分之百", 100.0, Percent),
            ("四分之三", 75.0, Percent),
            ("30个百分点", 30.0, Percent),
            ("5000", 5e3, AsPrinted),
        ] {
            assert_eq!(read(text), Some((value, measure)), "{text}");
        }
        for none in ["", "很高", "1e", "10^", "5,00", "1.2.3", "5000,8000", "e3", "半年"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_share_is_no_sum_and_a_sum_no_share() {
        let range = |text: &str| {
            let (value, unit, _) = number(text).unwrap();
            Range::of(">", value).measured(unit)
        };
        assert_eq!(range("30%").in_unit("万元"), None);
        assert_eq!(range("30万元").in_unit("%"), None);
        assert_eq!(range("三成").in_unit("%"), Some((Bound::Excluded(30.0), Bound::Unbounded)));
        assert_eq!(range("2倍").in_unit("倍"), Some((Bound::Excluded(2.0), Bound::Unbounded)));
        assert_eq!(range("1倍").in_unit("%"), Some((Bound::Excluded(100.0), Bound::Unbounded)));
        assert_eq!(range("30%").in_unit(""), Some((Bound::Excluded(30.0), Bound::Unbounded)));
    }
}
