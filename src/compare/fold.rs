//! Text brought to one writing before it is compared: every rule that only
//! concerns writing is applied here, character by character, and remembers
//! what it touched. What is left differs in content.

use super::rule::{Rule, Rules};
use crate::characters;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// One character after folding, with the bytes of the source it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The folded character.
    pub ch: char,
    /// First byte in the unit's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Index of the unit (paragraph or cell) it belongs to.
    pub unit: u32,
    /// How it is separated from the mark before it.
    pub gap: Gap,
    /// Rules that changed it.
    pub rules: Rules,
}

/// What stands between a mark and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    None,
    /// White space, a line wrap or a paragraph's end.
    Space,
    /// The border of a table cell: no number or date reaches over it.
    Cell,
}

impl Mark {
    /// The bytes of the unit's text it stands for.
    pub fn source(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Whether a character carries content: letters, digits, Chinese characters,
/// ticks and boxes, signs of arithmetic, stars and arrows. The rest is punctuation.
pub fn is_content(ch: char) -> bool {
    match ch {
        '%' | '$' | '+' | '<' | '=' | '>' | '@' | '#' | '&' | '*' | '^' | '‰' | '‱' => true,
        _ if ch.is_ascii() => ch.is_ascii_alphanumeric(),
        // General punctuation, Chinese punctuation, a middle dot, a bullet.
        '\u{a0}'..='\u{a1}' | '§' | '«' | '\u{ad}' | '·' | '»' | '¿' => false,
        '\u{2000}'..='\u{206f}' | '▪' => false,
        '\u{3000}'..='\u{303f}' => ch.is_alphanumeric(),
        '\u{fe10}'..='\u{fe6f}' => false,
        _ => true,
    }
}

/// The folded form of a ticked box.
pub const TICKED: char = '☑';
/// The folded form of an empty box.
pub const EMPTY: char = '□';

/// Folds one text on its own.
pub fn fold(text: &str) -> Vec<Mark> {
    let mut marks = Vec::with_capacity(text.len() / 3 + 4);
    append(&mut marks, text, 0, Gap::Cell);
    settle(&mut marks, 0);
    marks
}

/// The characters of a fold.
pub fn folded(text: &str) -> String {
    fold(text).iter().map(|mark| mark.ch).collect()
}

/// Whether two texts are the same after folding, and by which rules.
pub fn same(a: &str, b: &str) -> Option<Rules> {
    if a == b {
        return Some(Rules::default());
    }
    let (x, y) = (fold(a), fold(b));
    if x.len() != y.len() || x.iter().zip(&y).any(|(p, q)| p.ch != q.ch) {
        return None;
    }
    Some(granted(&x, a, &y, b))
}

/// The rules by which two equal runs of marks were brought together.
pub fn granted(x: &[Mark], a: &str, y: &[Mark], b: &str) -> Rules {
    let mut rules = Rules::default();
    for (p, q) in x.iter().zip(y) {
        if a.get(p.source()) != b.get(q.source()) {
            rules.merge(p.rules);
            rules.merge(q.rules);
        }
        if (p.gap == Gap::Space) != (q.gap == Gap::Space)
            && p.gap != Gap::Cell
            && q.gap != Gap::Cell
        {
            rules.add(Rule::Spaces);
        }
        // A separator that one side dropped leaves its rule on its neighbour.
        if p.rules != q.rules {
            for rule in [Rule::Thousands, Rule::NumberWriting, Rule::DateWriting, Rule::LinkMarks] {
                if p.rules.has(rule) != q.rules.has(rule) {
                    rules.add(rule);
                }
            }
        }
    }
    rules
}

/// Appends the marks of one unit's text; call [`settle`] when the run is whole.
pub fn append(marks: &mut Vec<Mark>, text: &str, unit: u32, first: Gap) {
    let mut gap = first;
    let from = marks.len();
    for (at, ch) in text.char_indices() {
        let (start, end) = (at as u32, (at + ch.len_utf8()) as u32);
        if ch.is_whitespace() {
            gap = gap.max(Gap::Space);
            continue;
        }
        if is_invisible(ch) {
            continue;
        }
        let mut put = |ch: char, rules: Rules| {
            marks.push(Mark { ch, start, end, unit, gap, rules });
            gap = Gap::None;
        };
        fold_char(ch, &mut put);
        join_runs(marks, from);
    }
}

fn is_invisible(ch: char) -> bool {
    ch.is_control()
        || matches!(ch, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Folds one character; what it becomes is put one by one.
fn fold_char(ch: char, put: &mut impl FnMut(char, Rules)) {
    if ch.is_ascii() {
        return put(ch, Rules::default());
    }
    if let Some(tick) = tick(ch) {
        return put(tick, Rules::of(Rule::Tick));
    }
    let (ch, mut rules) = match characters::published(ch) {
        Some(proper) => (proper, Rules::of(Rule::PrivateUse)),
        None => (ch, Rules::default()),
    };
    if let Some(mark) = punctuation(ch) {
        rules.add(Rule::Punctuation);
        return put(mark, rules);
    }
    if let Some(whole) = characters::unified(ch) {
        rules.add(Rule::Radical);
        return put(whole, rules);
    }
    // Raised digits need their neighbour, circled numbers are their own writing.
    if matches!(ch, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' | '₀'..='₉' | '①'..='⑳' | '⓪'..='⓿' | '❶'..='➓' | '㉑'..='㊿')
        || ('\u{4e00}'..='\u{9fff}').contains(&ch)
    {
        return put(ch, rules);
    }
    let mut changed = false;
    for part in ch.nfkc() {
        changed |= part != ch;
        if part.is_whitespace() {
            continue;
        }
        let mut own = rules;
        if changed {
            own.add(if ('\u{ff00}'..='\u{ffef}').contains(&ch) {
                Rule::Width
            } else {
                Rule::Radical
            });
        }
        put(punctuation(part).unwrap_or(part), own);
    }
}

/// Joins what is one sign written with several characters: `□√`, `——`, `......`.
fn join_runs(marks: &mut Vec<Mark>, from: usize) {
    let [.., a, b] = &marks[from..] else { return };
    let (a, b) = (*a, *b);
    let joined = (a.ch == EMPTY && b.ch == TICKED && b.gap == Gap::None)
        || (a.ch == '-' && b.ch == '-' && b.gap == Gap::None);
    let dots = marks[from..].iter().rev().take_while(|m| m.ch == '.').count();
    if joined || dots > 3 {
        marks.pop();
        if let Some(last) = marks.last_mut() {
            last.ch = b.ch;
            last.end = b.end;
            last.rules.merge(b.rules);
            last.rules.add(if b.ch == TICKED { Rule::Tick } else { Rule::Punctuation });
        }
    }
}

/// Folds what needs neighbours: raised digits, dates, numbers. `from` is where
/// the run begins; marks before it are settled already.
pub fn settle(marks: &mut Vec<Mark>, from: usize) {
    let mut out: Vec<Mark> = Vec::with_capacity(marks.len() - from);
    let mut run = marks.split_off(from);
    drop_link_marks(&mut run);
    let mut at = 0;
    while at < run.len() {
        let before = out.last().copied();
        if let Some(digit) = raised(run[at].ch) {
            let mut mark = run[at];
            if mark.gap != Gap::Cell && before.is_some_and(|b| b.ch.is_ascii_alphabetic()) {
                mark.ch = digit;
                mark.rules.add(Rule::Script);
            }
            out.push(mark);
            at += 1;
            continue;
        }
        if let Some((sign, next)) = prime(&run, at, before) {
            out.push(Mark { end: run[next - 1].end, ch: sign, ..run[at] });
            at = next;
            continue;
        }
        if is_bare_point(&run, at) {
            // .5 is 0.5, and neither is 5.
            let mut zero = Mark { ch: '0', ..run[at] };
            zero.rules.add(Rule::NumberWriting);
            out.push(zero);
            out.push(Mark { gap: Gap::None, ..run[at] });
            at += 1;
            continue;
        }
        let bounded = run[at].gap != Gap::None
            || !before
                .is_some_and(|b| b.ch.is_ascii_alphanumeric() || matches!(b.ch, '.' | '/' | '_'));
        if bounded
            && let Some(next) = date(&run, at, &mut out).or_else(|| number(&run, at, &mut out))
        {
            at = next;
            continue;
        }
        out.push(run[at]);
        at += 1;
    }
    join_ranges(&mut out);
    marks.append(&mut out);
}

/// Feet and inches, minutes and seconds of arc: a prime or two behind a digit, or the
/// quotes of a keyboard where the unit has no quotation. Content, unlike quotes; gives
/// the index behind it.
fn prime(run: &[Mark], at: usize, before: Option<Mark>) -> Option<(char, usize)> {
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

/// Whether the point at an index begins a number that has no digit before it.
fn is_bare_point(run: &[Mark], at: usize) -> bool {
    run[at].ch == '.'
        && run[at].gap != Gap::None
        && near(run, at + 1, false).is_some_and(|c| c.is_ascii_digit())
}

/// Takes away the marks that some programs set around an address on the web:
/// `<https://example.org>`. A comparison sign is never one of a pair around an address.
fn drop_link_marks(run: &mut Vec<Mark>) {
    const LONGEST: usize = 500;
    let mut at = 0;
    while let Some(open) = run[at..].iter().position(|m| m.ch == '<').map(|i| at + i) {
        at = open + 1;
        let inside = |m: &Mark| m.ch.is_ascii_graphic() && m.ch != '<' && m.gap != Gap::Cell;
        let length =
            run[at..].iter().take(LONGEST).take_while(|m| inside(m) && m.ch != '>').count();
        let close = at + length;
        let text: String = run[at..close].iter().map(|m| m.ch.to_ascii_lowercase()).collect();
        let address = ["http://", "https://", "ftp://", "mailto:", "www."];
        let is_link = address.iter().any(|a| text.starts_with(a) && text.len() > a.len());
        if !is_link || run.get(close).is_none_or(|m| m.ch != '>' || m.gap == Gap::Cell) {
            continue;
        }
        let (first, last) = (run[open], run[close]);
        for (mark, edge) in [(open + 1, first), (close - 1, last)] {
            let mark = &mut run[mark];
            mark.rules.add(Rule::LinkMarks);
            mark.rules.merge(edge.rules);
            if mark.unit == edge.unit {
                mark.start = mark.start.min(edge.start);
                mark.end = mark.end.max(edge.end);
            }
        }
        run[open + 1].gap = first.gap;
        run.remove(close);
        run.remove(open);
        at = close - 1;
    }
}

fn raised(ch: char) -> Option<char> {
    Some(match ch {
        '⁰' | '₀' => '0',
        '¹' | '₁' => '1',
        '²' | '₂' => '2',
        '³' | '₃' => '3',
        '⁴'..='⁹' => char::from(b'0' + (ch as u32 - 0x2070) as u8),
        '₄'..='₉' => char::from(b'0' + (ch as u32 - 0x2080) as u8),
        _ => return None,
    })
}

/// The mark at an index, if no cell border (and, inside a number, no space)
/// lies between it and the one before.
fn near(run: &[Mark], at: usize, spaces: bool) -> Option<char> {
    let mark = run.get(at)?;
    let open = match mark.gap {
        Gap::None => true,
        Gap::Space => spaces,
        Gap::Cell => false,
    };
    open.then_some(mark.ch)
}

/// Digits from `at` on: value, count, next index. The first may stand behind a gap.
fn digits(run: &[Mark], at: usize, most: usize) -> (u32, usize) {
    let (mut value, mut count) = (0u32, 0);
    while count < most {
        let ch = if count == 0 { run.get(at).map(|m| m.ch) } else { near(run, at + count, false) };
        let Some(digit) =
            ch.and_then(|c| c.to_digit(10)).filter(|_| ch.is_some_and(|c| c.is_ascii()))
        else {
            break;
        };
        value = value * 10 + digit;
        count += 1;
    }
    (value, count)
}

/// A date at `at`: written out as 2023年8月16日. Gives the index behind it.
fn date(run: &[Mark], at: usize, out: &mut Vec<Mark>) -> Option<usize> {
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
            _ => "一二三四五六七八九".chars().position(|c| c == ch)? as u32 + 1,
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
        "一二三四五六七八九十".chars().position(|c| c == ch).map(|p| p as u32 + 1)
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

/// A plain decimal number at `at`: thousands separators and empty decimals go.
fn number(run: &[Mark], at: usize, out: &mut Vec<Mark>) -> Option<usize> {
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
        // In running text 1.10 may be a clause and 4.0 a version: there only empty
        // decimals go, and only where what is counted shows that it is an amount.
        // A cell that holds nothing but the number holds a number.
        let next = run.get(decimals_end);
        let alone = run[at].gap == Gap::Cell && next.is_none_or(|m| m.gap == Gap::Cell);
        let named =
            out.last().is_some_and(|m| run[at].gap != Gap::Cell && m.ch.is_ascii_alphabetic());
        let counts = !named
            && next.map_or(run[at].gap != Gap::None, |m| match m.gap {
                Gap::None => is_counted(m.ch),
                _ => run[at].gap != Gap::None || is_counted(m.ch),
            });
        let zeros = |range: Range<usize>| run[range].iter().all(|m| m.ch == '0');
        keep_end = if (alone || counts) && zeros(whole_end + 1..decimals_end) {
            whole_end
        } else if alone {
            (whole_end + 1..=decimals_end)
                .rev()
                .find(|e| run[*e - 1].ch != '0')
                .unwrap_or(decimals_end)
        } else {
            decimals_end
        };
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

/// Between two dates 至, 到, a dash and a wave mean the same.
fn join_ranges(marks: &mut [Mark]) {
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

pub fn tick(ch: char) -> Option<char> {
    Some(match ch {
        '☑' | '☒' | '✓' | '✔' | '√' | '■' | '✅' | '⊠' | '🗹' | '🗸' | '\u{f052}' | '\u{f0fe}'
        | '\u{f0fc}' | '\u{f050}' | '\u{f053}' | '\u{f054}' | '\u{f0fd}' => TICKED,
        '□' | '☐' | '◻' | '▢' | '❏' | '❑' | '⬜' | '\u{f0a3}' | '\u{f0a8}' | '\u{f06f}'
        | '\u{f02a}' | '\u{f030}' => EMPTY,
        _ => return None,
    })
}

/// Pairs of marks that mean the same. A sign of a number keeps its meaning: all
/// dashes fold to the minus, which still differs from no sign at all.
fn punctuation(ch: char) -> Option<char> {
    Some(match ch {
        '“' | '”' | '„' | '‟' | '〝' | '〞' | '「' | '」' | '『' | '』' | '＂' => {
            '"'
        }
        '‘' | '’' | '‚' | '‛' | '＇' | '`' | '´' => '\'',
        '〔' | '【' | '﹝' | '［' | '〖' => '[',
        '〕' | '】' | '﹞' | '］' | '〗' => ']',
        '〈' => '《',
        '〉' => '》',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '－' | '﹣' | '﹘' => {
            '-'
        }
        '～' | '〜' | '∼' | '˜' | '∽' => '~',
        '∶' | '︰' | '꞉' => ':',
        '∕' | '⁄' => '/',
        '•' | '‧' | '⋅' | '・' | '･' | '∙' | '\u{f0b7}' | '\u{f09f}' => '·',
        '✕' | '✖' | '╳' | '⨯' => '×',
        '\u{f06c}' => '●',
        '｡' => '。',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(a: &str, b: &str) -> Option<Vec<&'static str>> {
        same(a, b).map(|r| r.iter().map(Rule::name).collect())
    }

    #[test]
    fn writing_is_forgiven_by_a_named_rule() {
        assert_eq!(rules("（盖章）", "(盖章)"), Some(vec!["width"]));
        assert_eq!(rules("项  目\n名称", "项目名称"), Some(vec!["spaces"]));
        assert_eq!(rules("工信〔2023〕212号", "工信[2023]212号"), Some(vec!["punctuation-pairs"]));
        assert_eq!(
            rules("文件名称∕页码", "文件名称／页码"),
            Some(vec!["width", "punctuation-pairs"])
        );
        assert_eq!(rules("⽢⼴", "甘广"), Some(vec!["compatibility-forms"]));
        assert_eq!(rules("⻢⻓", "马长"), Some(vec!["compatibility-forms"]));
        assert_eq!(rules("\u{e81e}", "龴"), Some(vec!["private-use"]));
        assert_eq!(rules("CO₂", "CO2"), Some(vec!["raised-digits"]));
        assert_eq!(rules("□√是 □否", "■是□否"), Some(vec!["spaces", "tick-glyphs"]));
        assert_eq!(
            rules("447,018.00", "447018"),
            Some(vec!["number-writing", "thousands-separators"])
        );
        assert_eq!(rules("12.50", "12.5"), Some(vec!["number-writing"]));
        assert_eq!(rules(".5", "0.5"), Some(vec!["number-writing"]));
        for inch in ["4\"", "4”", "4''", "4＂"] {
            assert!(rules(inch, "4″").is_some(), "{inch}");
        }
        // The end of a quotation is no sign of inches.
        assert!(rules("称为“中国制造2025”", "称为「中国制造2025」").is_some());
        assert_eq!(
            rules("平台（<https://a-b.com>）", "平台（https://a-b.com）"),
            Some(vec!["link-marks"])
        );
    }

    #[test]
    fn a_date_has_many_writings() {
        for date in
            ["2023年08月16日", "2023-8-16", "2023.08.16", "2023/08/16", "二〇二三年八月十六日"]
        {
            assert_eq!(rules(date, "2023年8月16日"), Some(vec!["date-writing"]), "{date}");
        }
        assert_eq!(folded("二○二三年八月"), "2023年8月");
        assert_eq!(
            rules("二○二三年八月", "二〇二三年八月"),
            Some(vec!["zero-glyphs", "date-writing"])
        );
        assert_eq!(rules("2020-04至2023-08", "2020年4月至2023年8月"), Some(vec!["date-writing"]));
        assert_eq!(folded("2020.05-2023.05"), folded("2020年5月 至 2023年5月"));
        assert_eq!(folded("2020-05-2023-05"), folded("2020年5月~2023年5月"));
        assert_eq!(folded("2023 年 8 月 16 日 10:30"), "2023年8月16日10:30");
        assert_eq!(folded("至2023-05-01，共"), "至2023年5月1日,共");
    }

    #[test]
    fn content_is_never_folded() {
        for (a, b) in [
            ("35", "-35"),
            ("12.5", "125"),
            ("1.10", "1.1。"),
            ("见1.10条", "见1.1条"),
            ("3万元", "3亿元"),
            ("☑是", "□是"),
            ("10²", "102"),
            ("V1.0.0", "V1.0"),
            ("ab", "AB"),
            ("2023年8月", "2023年9月"),
            ("2023-08", "2023-0８9"),
            ("①", "1"),
            ("12 345", "12,346"),
            ("SCADA 5.0系统", "SCADA 5系统"),
            ("工业4.0", "工业4"),
            ("是●否", "是否"),
            ("0512-56390864", "0512-5639864"),
            ("2020", "2020年"),
            ("<12.5>", "12.5"),
            ("<https://a.com", "https://a.com"),
            ("<https://a.com>", "https://b.com"),
            ("a<b且c>d", "ab且cd"),
            ("4″", "4′"),
            ("4\"", "4"),
            ("30°15′20″", "30°15″20′"),
            (".5", "5"),
            (".25", "25"),
        ] {
            assert_eq!(rules(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn a_tab_or_a_wrap_parts_numbers() {
        assert_eq!(fold("12\t.50")[2].gap, Gap::Space);
        assert_eq!(rules("1\n,234", "1234"), None);
    }

    #[test]
    fn marks_point_at_their_source() {
        let text = "至 2023-08 止";
        let marks = fold(text);
        let eight = marks.iter().find(|m| m.ch == '8').expect("folded month");
        assert_eq!(&text[eight.source()], "08");
    }
}
