//! Dates in their many writings become 2023年8月16日.

use super::scan::{digits, near};
use super::{Gap, Mark, Rule, Rules};
use crate::characters::numerals;
use std::ops::Range;

/// A date at `at`: written out as 2023年8月16日. Gives the index behind it.
pub(super) fn date(run: &[Mark], at: usize, out: &mut Vec<Mark>) -> Option<usize> {
    let (year, year_len, zero) = year(run, at)?;
    let separator = near(run, at + year_len, true)?;
    let mut i = at + year_len + 1;
    if !matches!(separator, '年' | '-' | '.' | '/') {
        return None;
    }
    let open = |i: usize| near(run, i, true).is_some();
    let (month, month_len) = if open(i) { small_number(run, i) } else { (0, 0) };
    let no_more_digits = |i: usize| near(run, i, false).is_none_or(|c| !c.is_ascii_digit());
    if month_len == 0 || !(1..=12).contains(&month) || !no_more_digits(i + month_len) {
        // A year alone: only its zeros and numerals may differ in writing.
        if separator != '年' || year_len == 0 {
            return None;
        }
        let changed = zero || !run[at].ch.is_ascii_digit();
        write_part(run, at..at + year_len, year, '年', Some(at + year_len), changed, zero, out);
        return Some(at + year_len + 1);
    }
    let month_at = i;
    i += month_len;
    let mut day = None;
    let second = near(run, i, true);
    let closes = match separator {
        '年' => second == Some('月'),
        // 2020.05 and 2020-05 are dates, 2020.5.1 needs the same sign again.
        _ => true,
    };
    if !closes {
        return None;
    }
    let mut month_end = None;
    if (separator == '年' && second == Some('月'))
        || (separator != '年' && second == Some(separator))
    {
        let (value, len) = if open(i + 1) { small_number(run, i + 1) } else { (0, 0) };
        let stop = i + 1 + len;
        let whole = len > 0
            && (1..=31).contains(&value)
            && no_more_digits(stop)
            && (separator != '年' || matches!(near(run, stop, true), Some('日' | '号')));
        if whole {
            day = Some((i + 1, len, value));
        }
        if separator == '年' || whole {
            month_end = Some(i);
        }
    }
    if separator == '.' && day.is_none() && month_len != 2 {
        return None;
    }
    if separator == '/' && day.is_none() {
        return None;
    }
    let changed = separator != '年';
    write_part(run, at..at + year_len, year, '年', Some(at + year_len), changed, zero, out);
    write_part(run, month_at..month_at + month_len, month, '月', month_end, changed, false, out);
    let mut next = month_end.map_or(i, |e| e + 1);
    if let Some((day_at, len, value)) = day {
        let end = (separator == '年').then_some(day_at + len);
        write_part(run, day_at..day_at + len, value, '日', end, changed, false, out);
        next = end.map_or(day_at + len, |e| e + 1);
    }
    Some(next)
}

/// A year from 1900 to 2099, in digits or Chinese numerals: value, marks, odd zeros used.
fn year(run: &[Mark], at: usize) -> Option<(u32, usize, bool)> {
    let (value, count) = digits(run, at, 5);
    if count == 4 && (1900..2100).contains(&value) {
        return Some((value, 4, false));
    }
    let (mut value, mut zero) = (0, false);
    for i in 0..4 {
        let ch = if i == 0 { run.get(at)?.ch } else { near(run, at + i, true)? };
        let digit = match ch {
            '〇' | '○' | '零' | '◯' | 'O' | '0' if i > 0 => {
                zero |= ch != '〇';
                0
            }
            _ => numerals::value(ch).filter(|value| *value < 10)?,
        };
        value = value * 10 + digit;
    }
    ((1900..2100).contains(&value) && near(run, at + 4, true) == Some('年'))
        .then_some((value, 4, zero))
}

/// A number below 100 in one or two digits or in Chinese numerals.
fn small_number(run: &[Mark], at: usize) -> (u32, usize) {
    let (value, count) = digits(run, at, 3);
    if count > 0 {
        return if count <= 2 { (value, count) } else { (0, 0) };
    }
    let numeral = |i: usize| {
        let ch = if i == at { run.get(i).map(|m| m.ch) } else { near(run, i, true) }?;
        numerals::value(ch)
    };
    match (numeral(at), numeral(at + 1), numeral(at + 2)) {
        (Some(10), Some(b), _) if b < 10 => (10 + b, 2),
        (Some(10), ..) => (10, 1),
        (Some(a), Some(10), Some(c)) if a < 10 && c < 10 => (a * 10 + c, 3),
        (Some(a), Some(10), _) if a < 10 => (a * 10, 2),
        (Some(a), ..) => (a, 1),
        _ => (0, 0),
    }
}

/// Writes one part of a date in digits, followed by its sign.
#[allow(clippy::too_many_arguments)]
fn write_part(
    run: &[Mark],
    source: Range<usize>,
    value: u32,
    sign: char,
    sign_at: Option<usize>,
    changed: bool,
    zero: bool,
    out: &mut Vec<Mark>,
) {
    let first = run[source.start];
    let last = run[source.end - 1];
    let text = value.to_string();
    let rewritten = text.len() != source.len() || !first.ch.is_ascii_digit();
    let mut rules = Rules::default();
    if zero {
        rules.add(Rule::ZeroGlyph);
    }
    if rewritten || changed {
        rules.add(Rule::DateWriting);
    }
    for (index, ch) in text.chars().enumerate() {
        // Where digits stand for digits each keeps its own place on the page.
        let own = if rewritten { None } else { run.get(source.start + index) };
        let (start, end) = own.map_or((first.start, last.end.max(first.end)), |m| (m.start, m.end));
        let gap = if index == 0 { first.gap } else { own.map_or(Gap::None, |m| m.gap) };
        let mut rules = rules;
        rules.merge(own.map_or(Rules::default(), |m| m.rules));
        let unit = own.map_or(first.unit, |m| m.unit);
        let end = if last.unit == first.unit { end } else { own.map_or(first.end, |m| m.end) };
        out.push(Mark { ch, start, end, unit, gap, rules });
    }
    let at = sign_at.and_then(|i| run.get(i)).copied();
    let mut mark = at.unwrap_or(Mark { gap: Gap::None, ..last });
    mark.ch = sign;
    mark.rules.merge(rules);
    out.push(mark);
}

/// Between two dates 至, 到, a dash and a wave mean the same.
pub(super) fn join_ranges(marks: &mut [Mark]) {
    for i in 1..marks.len().saturating_sub(4) {
        let left = matches!(marks[i - 1].ch, '日' | '月' | '年');
        let right = marks[i + 1..i + 5].iter().all(|m| m.ch.is_ascii_digit())
            && marks.get(i + 5).is_some_and(|m| m.ch == '年');
        if left && right && matches!(marks[i].ch, '-' | '~' | '到') && marks[i + 1].gap != Gap::Cell
        {
            marks[i].ch = '至';
            marks[i].rules.add(Rule::DateWriting);
        }
    }
}
