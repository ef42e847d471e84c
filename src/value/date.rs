//! Dates and spans of time in the many ways people write them, as ISO 8601 cut
//! to what is written.

use super::fold::is_space;
use super::number::chinese_integer;
use std::fmt;

/// A calendar date of which the day, or month and day, may not be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, four digits.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: Option<u8>,
    /// Day of the month.
    pub day: Option<u8>,
}

/// From one date to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRange {
    /// The first date.
    pub start: Date,
    /// The last date; `None` when it is not written or still open.
    pub end: Option<Date>,
    /// Written as open (`至今`).
    pub open: bool,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(f, "-{day:02}")?;
            }
        }
        Ok(())
    }
}

impl Date {
    /// A date, if the calendar has it.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        if !(1000..=2999).contains(&year) || (month.is_none() && day.is_some()) {
            return None;
        }
        if let Some(month) = month {
            let days = match month {
                2 if year.is_multiple_of(4)
                    && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
                {
                    29
                }
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => return None,
            };
            if day.is_some_and(|d| d == 0 || d > days) {
                return None;
            }
        }
        Some(Self { year, month, day })
    }
}

/// Reads a text that holds one date and nothing else of weight.
pub fn parse(text: &str) -> Option<Date> {
    let tokens = tokens(text);
    let (date, next) = date_at(&tokens, 0, None)?;
    // A quarter or half is not told by its year.
    if date.month.is_none() && ["季", "半年"].iter().any(|word| text.contains(word)) {
        return None;
    }
    // Another date behind means that this is not a single date.
    tokens.get(next..)?.iter().all(|t| !matches!(t, Token::Number(..))).then_some(date)
}

/// The first date inside a longer text.
pub fn find(text: &str) -> Option<Date> {
    let tokens = tokens(text);
    (0..tokens.len()).find_map(|at| date_at(&tokens, at, None)).map(|(date, _)| date)
}

/// A part of a year by its own name: 2023年第三季度, 2024年上半年, 2023年; with its months.
fn part_of_year(text: &str) -> Option<DateRange> {
    let bare: String = text.chars().filter(|c| !is_space(*c)).collect();
    let at = bare.find('年')?;
    let (year, rest) = bare.split_at(at);
    let year = parse(&format!("{year}年"))?.year;
    let rest = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年'))?;
    let quarter = |word: &str| {
        let word = word.trim_start_matches('第').trim_end_matches('季').trim_end_matches('个');
        let number = word
            .parse::<u64>()
            .ok()
            .or_else(|| chinese_integer(word))
            .filter(|n| (1..=4).contains(n))?;
        u8::try_from(number).ok()
    };
    let (first, last) = match rest {
        "上半年" => (1, 6),
        "下半年" => (7, 12),
        "全年" => (1, 12),
        _ => {
            let word = rest.strip_suffix("季度").or_else(|| rest.strip_suffix('季'))?;
            let number = match rest.strip_prefix(['Q', 'q']) {
                Some(digit) => digit.parse().ok().filter(|n| (1..=4).contains(n))?,
                None => quarter(word)?,
            };
            (number * 3 - 2, number * 3)
        }
    };
    let start = Date::new(year, Some(first), None)?;
    Some(DateRange { start, end: Date::new(year, Some(last), None), open: false })
}

/// Reads a span of time (`2022.04~2023.02`, `2022年9月至2023年2月`, `2022年4月至今`).
pub fn parse_range(text: &str) -> Option<DateRange> {
    if let Some(part) = part_of_year(text) {
        return Some(part);
    }
    let tokens = tokens(text);
    let first = tokens.iter().position(|t| matches!(t, Token::Number(..)))?;
    let (start, next) = date_at(&tokens, first, None)?;
    let end = (next..tokens.len()).find_map(|at| date_at(&tokens, at, Some(start))).map(|(d, _)| d);
    let open = end.is_none() && text.contains('今');
    Some(DateRange { start, end, open })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A number and how many digits it was written with (0 for Chinese numerals).
    Number(u64, usize),
    /// `年`, `月`, `日`, a separator or anything else that is not white space.
    Other(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut digits = String::new();
    let mut numeral = String::new();
    let flush = |digits: &mut String, numeral: &mut String, tokens: &mut Vec<Token>| {
        if !digits.is_empty() {
            if let Ok(value) = digits.parse::<u64>() {
                tokens.push(Token::Number(value, digits.len()));
            }
            digits.clear();
        }
        if !numeral.is_empty() {
            let behind_digits = matches!(tokens.last(), Some(Token::Number(_, 1..)));
            match chinese_integer(numeral) {
                // `2022.11一2025.07`: the numeral one stands for a dash between digits.
                Some(1) if behind_digits && numeral == "一" => tokens.push(Token::Other('—')),
                Some(value) => tokens.push(Token::Number(value, 0)),
                None => tokens.push(Token::Other('?')),
            }
            numeral.clear();
        }
    };
    // Dates are short; a long text is not searched to its end.
    let mut spaced = false;
    for c in text.chars().take(400) {
        if is_space(c) {
            spaced = true;
            continue;
        }
        let digit = c
            .to_digit(10)
            .or_else(|| matches!(c, '０'..='９').then(|| u32::from(c) - u32::from('０')));
        let zero = !numeral.is_empty() && is_letter_zero(c) && !spaced;
        if let Some(digit) = digit.filter(|_| !zero) {
            if !numeral.is_empty() || (spaced && !digits.is_empty()) {
                flush(&mut digits, &mut numeral, &mut tokens);
            }
            digits.push(char::from_digit(digit, 10).unwrap_or('0'));
        } else if is_numeral(c) || !numeral.is_empty() && is_letter_zero(c) {
            if !digits.is_empty() {
                flush(&mut digits, &mut numeral, &mut tokens);
            }
            numeral.push(if matches!(c, '○' | '◯') || is_letter_zero(c) { '〇' } else { c });
        } else {
            flush(&mut digits, &mut numeral, &mut tokens);
            tokens.push(Token::Other(c));
        }
        spaced = false;
    }
    flush(&mut digits, &mut numeral, &mut tokens);
    tokens
}

/// A character of a date written in words, capital numerals of cheques included.
fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '〇' | '○'
            | '◯'
            | '零'
            | '一'
            | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
    ) || matches!(
        c,
        '廿' | '卅' | '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖' | '拾'
    )
}

/// Letters and digits typed for the circle of a year: 二OOO年, 二o二三年.
fn is_letter_zero(c: char) -> bool {
    matches!(c, 'O' | 'o' | 'Ｏ' | 'ｏ' | '0' | '０')
}

/// A date that begins at a token, and the index behind it. `within` lends its
/// year to an end that is written as `12月` only.
fn date_at(tokens: &[Token], at: usize, within: Option<Date>) -> Option<(Date, usize)> {
    let number = |i: usize| match tokens.get(i) {
        Some(Token::Number(value, digits)) => Some((*value, *digits)),
        _ => None,
    };
    let other = |i: usize| match tokens.get(i) {
        Some(Token::Other(c)) => Some(*c),
        _ => None,
    };
    let (first, digits) = number(at)?;
    // Written without separators.
    let packed = match digits {
        8 => Date::new(
            u16::try_from(first / 10_000).ok()?,
            u8::try_from(first / 100 % 100).ok(),
            u8::try_from(first % 100).ok(),
        ),
        6 => Date::new(u16::try_from(first / 100).ok()?, u8::try_from(first % 100).ok(), None),
        _ => None,
    };
    if let Some(date) = packed {
        return Some((date, at + 1));
    }
    let small = |i: usize| {
        number(i)
            .filter(|(value, digits)| *digits <= 2 && *value <= 31)
            .and_then(|(v, _)| u8::try_from(v).ok())
    };
    if digits == 4 || (digits == 0 && first >= 1000) {
        let year = u16::try_from(first).ok()?;
        let whole = Date::new(year, None, None)?;
        let Some(separator) = other(at + 1).filter(|c| is_separator(*c, '年')) else {
            return Some((whole, at + 1));
        };
        let behind_year = if separator == '年' { at + 2 } else { at + 1 };
        let Some(month) = small(at + 2).filter(|m| (1..=12).contains(m)) else {
            return Some((whole, behind_year));
        };
        let to_month = Date::new(year, Some(month), None)?;
        let Some(separator) = other(at + 3).filter(|c| is_separator(*c, '月')) else {
            return Some((to_month, at + 3));
        };
        let behind_month = if separator == '月' { at + 4 } else { at + 3 };
        let Some(date) = small(at + 4).and_then(|d| Date::new(year, Some(month), Some(d))) else {
            return Some((to_month, behind_month));
        };
        // `2022年4月至12月`: the second number is a month, not a day.
        if other(at + 5) == Some('月') || matches!(separator, '至' | '到' | '~' | '～') {
            return Some((to_month, behind_month));
        }
        let day_mark = matches!(other(at + 5), Some('日' | '号'));
        return Some((date, at + 5 + usize::from(day_mark)));
    }
    let start = within?;
    let month = small(at).filter(|m| (1..=12).contains(m))?;
    (other(at + 1) == Some('月')).then_some(())?;
    let day = small(at + 2).filter(|_| matches!(other(at + 3), Some('日' | '号')));
    let date = Date::new(start.year, Some(month), day)?;
    Some((date, at + 2 + if day.is_some() { 2 } else { 0 }))
}

fn is_separator(c: char, own: char) -> bool {
    c == own
        || matches!(c, '.' | '．' | '-' | '－' | '/' | '／' | '·' | '。' | '—' | '–' | '‐' | '−')
        || matches!(c, '至' | '到' | '~' | '～') && own == '月'
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str) -> Option<String> {
        parse(text).map(|d| d.to_string())
    }

    fn span(text: &str) -> Option<(String, Option<String>)> {
        parse_range(text).map(|r| (r.start.to_string(), r.end.map(|d| d.to_string())))
    }

    #[test]
    fn the_usual_writings() {
        for text in [
            "2023年8月23日",
            "2023.8.23",
            "2023-08-23",
            "２０２３／８／２３",
            "20230823",
            "二〇二三年八月二十三日",
            "二○二三年 八月 廿三日".replace('廿', "二十").as_str(),
            "2023 年 8 月 23 日",
        ] {
            assert_eq!(iso(text).as_deref(), Some("2023-08-23"), "{text}");
        }
        assert_eq!(iso("2023.08").as_deref(), Some("2023-08"));
        assert_eq!(iso("二〇二三年八月").as_deref(), Some("2023-08"));
        assert_eq!(iso("2023年").as_deref(), Some("2023"));
        assert_eq!(iso("2023年 月 日").as_deref(), Some("2023"));
        assert_eq!(iso("年 月 日"), None);
    }

    #[test]
    fn spans_of_time() {
        let want = Some(("2022-04".to_owned(), Some("2023-02".to_owned())));
        for text in [
            "2022.04~2023.02",
            "2022年4月至2023年2月",
            "2022-04-2023-02",
            "2022/4-2023/2",
            "2022.04—2023.02",
            "2022.04一2023.02",
            "2022年4月 — 2023年2月",
            "202204-202302",
            "2022年04月～2023年02月",
            "2022-04至2023-02",
            "2022.4--2023.2",
        ] {
            assert_eq!(span(text), want, "{text}");
        }
        assert_eq!(
            span("2022年4月1日-2023年2月28日"),
            Some(("2022-04-01".into(), Some("2023-02-28".into())))
        );
        assert_eq!(
            span("2022.04.01-2023.02.28"),
            Some(("2022-04-01".into(), Some("2023-02-28".into())))
        );
        assert_eq!(span("2022年4月至12月"), Some(("2022-04".into(), Some("2022-12".into()))));
        assert_eq!(span("2021年至2023年"), Some(("2021".into(), Some("2023".into()))));
        assert_eq!(span("2021-2023"), Some(("2021".into(), Some("2023".into()))));
        assert!(parse_range("2022年4月至今").is_some_and(|r| r.open && r.end.is_none()));
    }

    /// 贰零零零年拾贰月 gave nothing, as if the cell were blank.
    #[test]
    fn capital_numerals_and_letters_for_circles() {
        assert_eq!(iso("贰零零零年拾贰月").as_deref(), Some("2000-12"));
        assert_eq!(iso("贰零贰叁年零捌月贰拾叁日").as_deref(), Some("2023-08-23"));
        assert_eq!(iso("二OOO年十二月").as_deref(), Some("2000-12"));
        assert_eq!(iso("二o二三年八月").as_deref(), Some("2023-08"));
        assert_eq!(iso("二00八年八月八日").as_deref(), Some("2008-08-08"));
        assert_eq!(iso("二〇二三年八月廿三日").as_deref(), Some("2023-08-23"));
        assert_eq!(iso("2024年5月上旬").as_deref(), Some("2024-05"));
    }

    #[test]
    fn parts_of_a_year() {
        assert_eq!(span("2023年第三季度"), Some(("2023-07".into(), Some("2023-09".into()))));
        assert_eq!(span("2023年四季度"), Some(("2023-10".into(), Some("2023-12".into()))));
        assert_eq!(span("2024年上半年"), Some(("2024-01".into(), Some("2024-06".into()))));
        assert_eq!(span("二〇二四年下半年"), Some(("2024-07".into(), Some("2024-12".into()))));
        // A quarter is no month and no year.
        assert_eq!(iso("2023年第三季度"), None);
        assert_eq!(iso("2024年上半年"), None);
    }

    proptest! {
        #[test]
        fn a_written_date_reads_back(year in 1900_u16..2100, month in 1_u8..=12, day in 1_u8..=28) {
            let date = Date::new(year, Some(month), Some(day));
            for text in [format!("{year}年{month}月{day}日"), format!("{year}.{month:02}.{day:02}"),
                format!("{year}-{month:02}-{day:02}"), format!("{year}/{month}/{day}"),
                format!("{year}{month:02}{day:02}")] {
                prop_assert_eq!(parse(&text), date, "{}", text);
            }
        }

        #[test]
        fn never_panics(text in "[0-9年月日至.~一二〇 -]{0,30}") {
            let _ = (parse(&text), parse_range(&text), find(&text));
        }
    }
}
