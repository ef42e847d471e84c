//! Plain numbers: thousands separators, empty decimals, a bare decimal point, primes,
//! and whether what follows is counted.

use super::scan::near;
use super::{Gap, Mark, Rule};

/// A plain decimal number at `at`: thousands separators and empty decimals go.
pub(super) fn number(run: &[Mark], at: usize, out: &mut Vec<Mark>) -> Option<usize> {
    if !run[at].ch.is_ascii_digit() {
        return None;
    }
    let ch = |i: usize| if i == at { Some(run[i].ch) } else { near(run, i, false) };
    let is_digit = |i: usize| ch(i).is_some_and(|c| c.is_ascii_digit());
    let mut end = at;
    while is_digit(end) {
        end += 1;
    }
    let mut commas = Vec::new();
    if end - at <= 3 {
        while ch(end) == Some(',') && (1..=3).all(|k| is_digit(end + k)) && !is_digit(end + 4) {
            commas.push(end);
            end += 4;
        }
    }
    let whole_end = end;
    let mut decimals_end = end;
    if ch(end) == Some('.') && is_digit(end + 1) {
        decimals_end = end + 1;
        while is_digit(decimals_end) {
            decimals_end += 1;
        }
        let versioned = ch(decimals_end) == Some('.') && is_digit(decimals_end + 1);
        if versioned {
            decimals_end = end;
            end = whole_end;
        }
    }
    let mut keep_end = whole_end;
    if decimals_end > whole_end {
        // 1.10 may be a clause, 3.10 a day and 4.0 a version, in a cell of their own too:
        // only empty decimals go, and only where a unit of measure shows that it is an
        // amount. Elsewhere a label may tell (`judge::decimals`).
        let named =
            out.last().is_some_and(|m| run[at].gap != Gap::Cell && m.ch.is_ascii_alphabetic());
        let measured =
            !named && run.get(decimals_end).is_some_and(|m| m.gap != Gap::Cell && measures(m.ch));
        let empty = run[whole_end + 1..decimals_end].iter().all(|m| m.ch == '0');
        keep_end = if measured && empty { whole_end } else { decimals_end };
        end = decimals_end;
    }
    let dropped = keep_end < end;
    let mut separated = false;
    for (index, mark) in run.iter().enumerate().take(keep_end).skip(at) {
        if commas.contains(&index) {
            separated = true;
            continue;
        }
        let mut mark = *mark;
        if separated {
            mark.rules.add(Rule::Thousands);
            separated = false;
        }
        out.push(mark);
    }
    if dropped && let Some(last) = out.last_mut() {
        last.rules.add(Rule::NumberWriting);
        let tail = run[end - 1];
        if tail.unit == last.unit {
            last.end = tail.end;
        }
    }
    Some(end)
}

/// Whether the point at an index begins a number that has no digit before it.
pub(super) fn is_bare_point(run: &[Mark], at: usize) -> bool {
    run[at].ch == '.'
        && run[at].gap != Gap::None
        && near(run, at + 1, false).is_some_and(|c| c.is_ascii_digit())
}

/// Feet and inches, minutes and seconds of arc: a prime or two behind a digit, or the
/// quotes of a keyboard where the unit has no quotation. Content, unlike quotes; gives
/// the index behind it.
pub(super) fn prime(run: &[Mark], at: usize, before: Option<Mark>) -> Option<(char, usize)> {
    const ONE: char = 'ʹ';
    const TWO: char = 'ʺ';
    /// Marks on either side in which a quotation is looked for.
    const REACH: usize = 400;
    let mark = run[at];
    let behind_digit = mark.gap == Gap::None && before.is_some_and(|b| b.ch.is_ascii_digit());
    if !behind_digit || !matches!(mark.ch, '′' | '\'' | '"') {
        return None;
    }
    if mark.ch != '′' {
        let is_quote = |i: usize| {
            matches!(run[i].ch, '\'' | '"')
                && !(i > 0 && run[i].gap == Gap::None && run[i - 1].ch.is_ascii_digit())
                && !(i > 1 && run[i].ch == '\'' && run[i - 1].ch == '\'')
        };
        let own = |i: &usize| run[*i].unit == mark.unit;
        let quoted = (0..at).rev().take(REACH).take_while(own).any(is_quote)
            || (at + 1..run.len()).take(REACH).take_while(own).any(is_quote);
        if quoted {
            return None;
        }
    }
    Some(match mark.ch {
        '"' => (TWO, at + 1),
        one if near(run, at + 1, false) == Some(one) => (TWO, at + 2),
        _ => (ONE, at + 1),
    })
}

/// What begins a unit of measure, which nobody sets behind a version, a clause or a date.
fn measures(ch: char) -> bool {
    "%‰℃¥$万亿千百元吨克斤米里公平升瓦伏安毫微亩顷".contains(ch)
}

/// What begins a unit or a counted thing: 万元, 台, %.
pub fn is_counted(ch: char) -> bool {
    "%‰°℃¥$万亿千百元角分吨克斤两米里公平立升瓦伏安度个台套条项件名人位家户次倍年月日天周时小秒毫微批辆座间栋层亩顷页份种类组期卷".contains(ch)
}

/// Words that begin like a counted thing and are none: 项目 behind 1.1 is a heading.
const WORDS: [&str; 34] = [
    "项目", "人员", "人才", "人工", "人力", "人机", "年度", "名称", "名单", "条件", "条款", "台账",
    "批准", "批复", "期限", "期间", "份额", "元素", "元件", "组织", "组成", "组建", "种类", "级别",
    "层次", "分析", "分布", "分类", "分别", "分工", "分包", "时间", "日常", "日期",
];

/// Whether an amount's unit or counted thing follows: 万元, 台, %, but no word such as 项目.
pub fn counts(next: &[Mark]) -> bool {
    let Some(first) = next.first() else { return false };
    let word = |second: &Mark| {
        second.gap == Gap::None && WORDS.iter().any(|word| word.chars().eq([first.ch, second.ch]))
    };
    is_counted(first.ch) && !next.get(1).is_some_and(word)
}
