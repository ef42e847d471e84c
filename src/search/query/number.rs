//! Numbers, years and days in a query, with their comparisons.

use crate::problem::{Code, Problem};
use crate::search::analysis::fold::{Spaces, fold};
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
            (Measure::Money, Measure::Money) | (Measure::Counted, _) => scale,
            (Measure::Money, _) => return None,
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
    let percent = usize::from(text.starts_with('%'));
    (Unit { measure: Measure::AsPrinted, scale: 1.0 }, percent)
}

/// A number with its unit, and how many bytes of the (folded) text the two took.
pub(super) fn number(text: &str) -> Option<(f64, Unit, usize)> {
    let mut end = 0;
    let mut dot = false;
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' | ',' => {}
            '-' | '+' if at == 0 => {}
            '.' if !dot && text[at + 1..].starts_with(|c: char| c.is_ascii_digit()) => dot = true,
            _ => break,
        }
        end = at + 1;
    }
    let digits = text[..end].trim_end_matches(',');
    let value: f64 = digits.replace(',', "").parse().ok()?;
    let (unit, length) = unit(&text[digits.len()..]);
    Some((value, unit, digits.len() + length))
}

/// Years: `2023`, `2021..2023`, `2021-2023`, `2021至2023`, with 年 or without,
/// or after a comparison operator.
pub(super) fn years(operator: &str, typed: &str) -> Result<(u64, u64), Problem> {
    let text = fold(typed, Spaces::Join).text.replace('年', "");
    let ends = split_range(&text, true);
    let year = |s: &str| -> Result<u64, Problem> {
        match s.trim().parse::<u64>() {
            Ok(year) if (1900..=2200).contains(&year) => Ok(year),
            _ => {
                Err(bad(format!("年份“{typed}”不是四位年份"), "例如 年份:2023 或 年份:2021..2023"))
            }
        }
    };
    let (low, high) = match ends {
        Some((low, high)) => {
            let low = if low.is_empty() { 1900 } else { year(low)? };
            let high = if high.is_empty() { 2200 } else { year(high)? };
            (low, high)
        }
        None => {
            let one = year(&text)?;
            match operator {
                ">=" => (one, 2200),
                ">" => (one + 1, 2200),
                "<=" => (1900, one),
                "<" => (1900, one.saturating_sub(1)),
                _ => (one, one),
            }
        }
    };
    ordered(low, high, typed)
}

/// Days: `2023-08`, `2023-08-25`, `2023-08..2023-09`; a month or a year means all of it.
pub(super) fn days(operator: &str, typed: &str) -> Result<(u64, u64), Problem> {
    let text = fold(typed, Spaces::Join).text;
    let text = text.trim_end_matches('日').replace(['年', '/'], "-").replace('月', "-");
    let (low, high) = match split_range(&text, false) {
        Some((low, high)) => {
            let low = if low.is_empty() { 0 } else { day(low, typed)?.0 };
            let high = if high.is_empty() { 99_999_999 } else { day(high, typed)?.1 };
            (low, high)
        }
        None => {
            let (first, last) = day(&text, typed)?;
            match operator {
                ">=" => (first, 99_999_999),
                ">" => (last + 1, 99_999_999),
                "<=" => (0, last),
                "<" => (0, first.saturating_sub(1)),
                _ => (first, last),
            }
        }
    };
    ordered(low, high, typed)
}

fn day(text: &str, typed: &str) -> Result<(u64, u64), Problem> {
    let fail =
        || bad(format!("日期“{typed}”看不懂"), "例如 日期:2023-08 或 日期:2023-08-01..2023-09-30");
    let mut parts = Vec::new();
    for part in text.split(['-', '.']).filter(|p| !p.is_empty()) {
        parts.push(part.parse::<u64>().map_err(|_| fail())?);
    }
    match parts.as_slice() {
        [y @ 1900..=2200] => Ok((y * 10_000, y * 10_000 + 9_999)),
        [y @ 1900..=2200, m @ 1..=12] => Ok((y * 10_000 + m * 100, y * 10_000 + m * 100 + 99)),
        [y @ 1900..=2200, m @ 1..=12, d @ 1..=31] => {
            let day = y * 10_000 + m * 100 + d;
            Ok((day, day))
        }
        _ => Err(fail()),
    }
}

/// Splits `a..b`, `a~b`, `a至b` and, if a hyphen cannot be part of the ends, `a-b`.
pub(super) fn split_range(text: &str, hyphen: bool) -> Option<(&str, &str)> {
    ["..", "~", "至", "到", "—"]
        .iter()
        .chain(hyphen.then_some(&"-"))
        .find_map(|separator| text.split_once(*separator))
        .map(|(a, b)| (a.trim(), b.trim_matches(|c: char| c == '.' || c.is_whitespace())))
}

fn ordered(low: u64, high: u64, typed: &str) -> Result<(u64, u64), Problem> {
    if low > high {
        return Err(bad(format!("范围“{typed}”的起点大于终点"), "请把较小的写在前面"));
    }
    Ok((low, high))
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
