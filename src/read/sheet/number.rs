//! Numbers as a sheet shows them by their format (ECMA-376 §18.8.30–31): dates
//! come as ISO 8601 cut to what the format shows, percentages as percentages.

/// The format of a built-in number; those of Chinese Excel included.
pub(super) fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 | 43 | 44 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 | 15 | 30 | 31 => "yyyy-m-d",
        16 | 28 | 29 | 51 | 53 | 54 | 58 => "m-d",
        17 | 27 | 36 | 50 | 52 | 57 => "yyyy-m",
        18 | 20 | 32 | 34 | 55 => "h:mm",
        19 | 21 | 33 | 35 | 56 => "h:mm:ss",
        22 => "yyyy-m-d h:mm",
        41 | 42 => "#,##0",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        _ => "General",
    }
}

/// A number in a format.
pub(super) fn show(value: f64, format: &str, epoch_1904: bool) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let sections = sections(format);
    let (index, given) = match sections.len() {
        0 | 1 => (0, value),
        2 if value < 0.0 => (1, -value),
        2 => (0, value),
        _ if value < 0.0 => (1, -value),
        _ if value == 0.0 => (2, value),
        _ => (0, value),
    };
    let Some(section) = sections.get(index) else { return general(value) };
    if let Some(date) = Date::of(section) {
        return date.show(value, epoch_1904).unwrap_or_else(|| general(value));
    }
    section.show(given).unwrap_or_else(|| general(value))
}

/// A number without a format: at most 15 significant digits.
pub(super) fn general(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// A piece of a format.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    /// Shown as it is.
    Literal(String),
    /// `0 # ? . , % / E` and letters of dates.
    Code(char),
    /// `[h]`, `[mm]`.
    Elapsed(char),
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Section(Vec<Piece>);

fn sections(format: &str) -> Vec<Section> {
    let mut all = vec![Section::default()];
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        let piece = match c {
            ';' => {
                all.push(Section::default());
                continue;
            }
            '"' => Piece::Literal(chars.by_ref().take_while(|c| *c != '"').collect()),
            '\\' | '!' => Piece::Literal(chars.next().map(String::from).unwrap_or_default()),
            // Room as wide as a character, or filled with it.
            '_' | '*' => {
                chars.next();
                continue;
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                match inside.strip_prefix('$') {
                    Some(currency) => {
                        Piece::Literal(currency.split('-').next().unwrap_or_default().to_owned())
                    }
                    None => match inside.chars().next().map(|c| c.to_ascii_lowercase()) {
                        Some(c @ ('h' | 'm' | 's'))
                            if inside.chars().all(|x| x.to_ascii_lowercase() == c) =>
                        {
                            Piece::Elapsed(c)
                        }
                        _ => continue,
                    },
                }
            }
            c => Piece::Code(c),
        };
        if let Some(section) = all.last_mut() {
            section.0.push(piece);
        }
    }
    all
}

impl Section {
    /// A number in digits; `None` for what is shown in its general form.
    fn show(&self, value: f64) -> Option<String> {
        let codes: String = self
            .0
            .iter()
            .filter_map(|p| match p {
                Piece::Code(c) => Some(*c),
                _ => None,
            })
            .collect();
        let lower = codes.to_ascii_lowercase();
        if lower.contains("general")
            || lower.contains("g/通用格式")
            || codes.contains(['@', 'E', 'e', '/'])
        {
            return None;
        }
        let digits = |c: char| matches!(c, '0' | '#' | '?');
        if !codes.contains(digits) {
            // Nothing but words: they stand for the number.
            let words = self.words(|_| true);
            return Some(words).filter(|w| !w.trim().is_empty());
        }
        let (whole, fraction) = codes.split_once('.').unwrap_or((&codes, ""));
        let decimals = fraction.chars().filter(|c| digits(*c)).count().min(15);
        let needed = fraction.chars().filter(|c| *c == '0').count().min(decimals);
        let least = whole.chars().filter(|c| *c == '0').count();
        let last_digit = whole.rfind(digits).unwrap_or(0);
        let grouped = whole[..last_digit].contains(',');
        let thousands = codes.trim_end_matches(|c| !digits(c) && c != ',').chars().rev();
        let thousands = thousands.take_while(|c| *c == ',').count();
        let percents = codes.matches('%').count() as i32;
        let scaled = value * 100f64.powi(percents) / 1000f64.powi(thousands as i32);
        // Rounded as shown numbers are: by their 15 digits, halves away from zero.
        let exact: f64 = format!("{scaled:.14e}").parse().unwrap_or(scaled);
        let factor = 10f64.powi(decimals as i32);
        let rounded = if exact.abs() < 1e14 { (exact * factor).round() / factor } else { exact };
        let mut text = format!("{:.*}", decimals, rounded.abs());
        if decimals > needed {
            let drop =
                text.bytes().rev().take(decimals - needed).take_while(|b| *b == b'0').count();
            text.truncate(text.len() - drop);
            text = text.trim_end_matches('.').to_owned();
        }
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole.to_owned(), format!(".{fraction}")),
            None => (text, String::new()),
        };
        let mut whole = format!("{whole:0>least$}");
        if least == 0 && whole == "0" && !fraction.is_empty() {
            whole = "0".to_owned();
        }
        if grouped {
            whole = group(&whole);
        }
        let sign = if rounded < 0.0 { "-" } else { "" };
        let before = self.words_around(true);
        let after = self.words_around(false);
        Some(format!("{sign}{before}{whole}{fraction}{after}").trim().to_owned())
    }

    fn words(&self, keep: impl Fn(usize) -> bool) -> String {
        self.0
            .iter()
            .enumerate()
            .filter(|(i, _)| keep(*i))
            .filter_map(|(_, piece)| match piece {
                Piece::Literal(text) => Some(text.clone()),
                Piece::Code(
                    c @ ('%' | '-' | '+' | '(' | ')' | ' ' | '$' | '¥' | '￥' | ':' | '~'),
                ) => Some(c.to_string()),
                Piece::Code(c) if !c.is_ascii() => Some(c.to_string()),
                _ => None,
            })
            .collect()
    }

    /// What stands before the first digit, or after it.
    fn words_around(&self, before: bool) -> String {
        let digit = |p: &Piece| matches!(p, Piece::Code('0' | '#' | '?'));
        let first = self.0.iter().position(digit).unwrap_or(0);
        self.words(|i| (i < first) == before)
    }
}

fn group(digits: &str) -> String {
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Which parts of a moment a format shows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Date {
    year: bool,
    month: bool,
    day: bool,
    hour: bool,
    minute: bool,
    second: bool,
    elapsed: bool,
}

impl Date {
    fn of(section: &Section) -> Option<Self> {
        let mut date = Self::default();
        let pieces = &section.0;
        let lower: String = pieces
            .iter()
            .map(|p| match p {
                Piece::Code(c) => c.to_ascii_lowercase(),
                Piece::Elapsed(c) => *c,
                Piece::Literal(_) => '"',
            })
            .collect();
        if lower.contains("general")
            || lower.contains(['0', '#']) && !lower.contains(['y', 'd', 's', 'h'])
        {
            return None;
        }
        let mut last = ' ';
        let letters: Vec<char> = lower.chars().collect();
        for (index, letter) in letters.iter().enumerate() {
            match letter {
                'y' | 'e' => date.year = true,
                'd' | 'a' if *letter == 'd' => date.day = true,
                'h' => date.hour = true,
                's' => date.second = true,
                'm' => {
                    // After hours or before seconds it is the minute.
                    let next =
                        letters[index..].iter().find(|c| c.is_ascii_alphabetic() && **c != 'm');
                    if last == 'h' || next == Some(&'s') {
                        date.minute = true;
                    } else {
                        date.month = true;
                    }
                }
                _ => {}
            }
            if letter.is_ascii_alphabetic() && *letter != 'm' {
                last = *letter;
            }
        }
        date.elapsed = pieces.iter().any(|p| matches!(p, Piece::Elapsed(_)));
        let any = date.year || date.month || date.day || date.hour || date.minute || date.second;
        // A lone E is an exponent.
        let only_e = date.year && !lower.contains('y') && !date.month;
        (any && !only_e).then_some(date)
    }

    fn show(&self, value: f64, epoch_1904: bool) -> Option<String> {
        if !(0.0..2_958_466.0).contains(&value) {
            return None;
        }
        let seconds = (value * 86400.0).round() as i64;
        let (days, rest) = (seconds / 86400, seconds % 86400);
        let clock = |hours: i64| {
            let mut text = format!("{hours:02}:{:02}", rest % 3600 / 60);
            if self.second {
                text += &format!(":{:02}", rest % 60);
            }
            text
        };
        if self.elapsed {
            return Some(clock(seconds / 3600));
        }
        let mut text = String::new();
        if self.year || self.month || self.day {
            // Excel believes in 29 February 1900; days before it count from one later.
            let days = if epoch_1904 { days + 1462 } else { days };
            let since_1970 = days - 25569 + i64::from(days < 60);
            let (year, month, day) = civil(since_1970);
            text = match (self.year, self.month, self.day) {
                (true, true, true) => format!("{year:04}-{month:02}-{day:02}"),
                (true, true, false) => format!("{year:04}-{month:02}"),
                (true, false, _) => format!("{year:04}"),
                (false, true, true) => format!("{month}-{day}"),
                (false, true, false) => format!("{month}"),
                (false, false, _) => format!("{day}"),
            };
        }
        if self.hour || self.minute || self.second {
            let space = if text.is_empty() { "" } else { " " };
            text = format!("{text}{space}{}", clock(rest / 3600));
        }
        Some(text)
    }
}

/// Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * m + 2) / 5 + 1;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_look_as_in_the_sheet() {
        for (value, format, shown) in [
            (0.1 + 0.2, "General", "0.3"),
            (0.35, "0%", "35%"),
            (0.12345, "0.00%", "12.35%"),
            (1234567.891, "#,##0.00", "1,234,567.89"),
            (12.5, "0.##", "12.5"),
            (12.0, "0.##", "12"),
            (7.0, "000", "007"),
            (-3.0, "0;(0)", "(3)"),
            (2.675, "0.00", "2.68"),
            (0.5, "#.##", "0.5"),
            (12000.0, "0\"万元\"", "12000万元"),
            (1200.0, "[$¥-804]#,##0_ ", "¥1,200"),
            (893690.59, "0.00_);[Red]\\(0.00\\)", "893690.59"),
            (91420112.0, "@", "91420112"),
        ] {
            assert_eq!(show(value, format, false), shown, "{value} in {format}");
        }
    }

    #[test]
    fn dates_are_cut_to_what_the_format_shows() {
        for (value, format, shown) in [
            (45163.0, "yyyy/m/d", "2023-08-25"),
            (45163.0, "yyyy\"年\"m\"月\";@", "2023-08"),
            (45163.5, "yyyy-mm-dd hh:mm", "2023-08-25 12:00"),
            (0.25, "h:mm:ss", "06:00:00"),
            (1.5, "[h]:mm", "36:00"),
            (1.0, "yyyy-m-d", "1900-01-01"),
            (61.0, "yyyy-m-d", "1900-03-01"),
            (45163.0, "[$-804]yyyy\"年\"m\"月\"d\"日\"", "2023-08-25"),
        ] {
            assert_eq!(show(value, format, false), shown, "{value} in {format}");
        }
        assert_eq!(show(43701.0, "yyyy-m-d", true), "2023-08-25");
    }

    proptest! {
        #[test]
        fn any_format_shows_something(value in any::<f64>(), format in "[0#?.,%;ymdhs\\[\\]\"E@ 年-]{0,12}") {
            let _ = show(value, &format, false);
        }
    }
}
