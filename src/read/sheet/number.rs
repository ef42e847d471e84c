//! Numbers as a sheet shows them by their format (ECMA-376 §18.8.30–31): dates
//! come as ISO 8601 cut to what the format shows, everything else as it is printed.

use super::digits::{Decimal, chinese};

/// The format of a built-in number; those of Chinese Excel included.
pub(super) fn built_in(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 | 43 | 44 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
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
        48 => "##0.0E+0",
        _ => "General",
    }
}

/// What a cell shows, and what is told of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    pub text: String,
    /// Why it may be shown otherwise, in Chinese.
    pub told: Option<&'static str>,
}

/// More digits than a sheet keeps.
const KEPT_DIGITS: f64 = 1e15;

/// More digits than a cell without a format shows.
const LONG: f64 = 1e11;

/// A number in a format.
pub(super) fn show(value: f64, format: &str, epoch_1904: bool) -> Shown {
    let plain = |text: String| Shown { text, told: None };
    if !value.is_finite() {
        return plain(value.to_string());
    }
    let sections = sections(format);
    let (index, sign) = choose(&sections, value);
    let Some(section) = sections.get(index) else { return plain(general(value)) };
    let mut told = section.told();
    let general_section = section.pieces.contains(&Piece::General);
    if sign && sections.iter().any(|section| section.condition.is_some()) {
        told = told.or(Some("按条件分段的数字格式，负号在各软件中显示不一"));
    }
    if section.chinese == 3 && value.abs() >= 10.0 {
        told = told.or(Some("[DBNum3] 格式在各软件中显示不一"));
    }
    if general_section && (LONG..KEPT_DIGITS).contains(&value.abs()) {
        told = told.or(Some("数字超过 11 位，常规格式下表格软件以科学记数显示"));
    }
    if value.abs() >= KEPT_DIGITS {
        told = told.or(Some("数字超过 15 位，表格软件不保留其后的数字"));
    }
    if let Some(date) = Date::of(section) {
        let shown = date.show(section, value, epoch_1904);
        let told = told.or(shown.is_none().then_some("日期超出范围，表格软件显示为 ####"));
        return Shown { text: shown.unwrap_or_else(|| general(value)), told };
    }
    let text = section.show(value, sign);
    if text.trim().is_empty() && told.is_none() {
        told = Some("数字格式使格内的值不显示");
    }
    Shown { text, told }
}

/// A text in a format.
pub(super) fn show_text(text: &str, format: &str) -> Shown {
    let plain = || Shown { text: text.to_owned(), told: None };
    if !format.contains(['@', ';', '"']) || text.trim().is_empty() {
        return plain();
    }
    let sections = sections(format);
    let has_at = |section: &&Section| section.pieces.contains(&Piece::Code('@'));
    let section = match sections.get(3) {
        Some(section) => section,
        None => match sections.last().filter(has_at) {
            Some(section) => section,
            None => return plain(),
        },
    };
    let mut out = String::new();
    for piece in &section.pieces {
        match piece {
            Piece::Literal(words) => out += words,
            Piece::Code('@') => out += text,
            Piece::Code(c) if !c.is_ascii_alphanumeric() => out.push(*c),
            _ => {}
        }
    }
    let hidden = out.trim().is_empty().then_some("数字格式使格内的文字不显示");
    Shown { text: out.trim().to_owned(), told: section.told().or(hidden) }
}

/// A number without a format: eleven characters at most.
pub(super) fn general(value: f64) -> String {
    let decimal = Decimal::of(value);
    if decimal.is_zero() {
        return "0".to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let places = decimal.exponent();
    let fixed = |decimals: i32| {
        let (whole, fraction) = decimal.fixed(decimals.max(0) as usize);
        let fraction = fraction.trim_end_matches('0');
        if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
    };
    let power = || {
        let (mantissa, exponent) = decimal.scientific(5);
        let mantissa = match mantissa.contains('.') {
            true => mantissa.trim_end_matches('0').trim_end_matches('.').to_owned(),
            false => mantissa,
        };
        let minus = if exponent < 0 { '-' } else { '+' };
        format!("{mantissa}E{minus}{:02}", exponent.abs())
    };
    let text = match places {
        15.. => power(),
        11..=14 => fixed(0),
        0..=10 => fixed(9 - places),
        -4..=-1 => fixed(9),
        _ => {
            let text = fixed(9);
            // Few digits are written out as far as they fit.
            if decimal.digits() as i32 - places <= 10 && text != "0" { text } else { power() }
        }
    };
    format!("{sign}{text}")
}

/// A piece of a format.
#[derive(Debug, Clone, PartialEq)]
enum Piece {
    /// Shown as it is.
    Literal(String),
    /// `0 # ? . , % / E` and letters of dates.
    Code(char),
    /// `General`.
    General,
    /// `[h]`, `[mm]`.
    Elapsed(char),
}

/// The numbers that a section is for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Condition {
    Less(f64),
    AtMost(f64),
    More(f64),
    AtLeast(f64),
    Equal(f64),
    Other(f64),
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Section {
    pieces: Vec<Piece>,
    condition: Option<Condition>,
    /// `[DBNum1]` and so on.
    chinese: u8,
    /// A colour that is not seen on white.
    pale: bool,
    /// Digits of another script, or a calendar that is not ours.
    foreign: bool,
}

impl Condition {
    fn of(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !matches!(c, '<' | '>' | '='))?;
        let limit: f64 = text[end..].trim().parse().ok()?;
        Some(match &text[..end] {
            "<" => Self::Less(limit),
            "<=" => Self::AtMost(limit),
            ">" => Self::More(limit),
            ">=" => Self::AtLeast(limit),
            "=" => Self::Equal(limit),
            "<>" => Self::Other(limit),
            _ => return None,
        })
    }

    fn holds(self, value: f64) -> bool {
        match self {
            Self::Less(limit) => value < limit,
            Self::AtMost(limit) => value <= limit,
            Self::More(limit) => value > limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Equal(limit) => value == limit,
            Self::Other(limit) => value != limit,
        }
    }

    /// Whether only numbers below zero meet it: their sign is left to the section.
    fn is_negative(self) -> bool {
        match self {
            Self::Less(limit) => limit <= 0.0,
            Self::AtMost(limit) | Self::Equal(limit) => limit < 0.0,
            _ => false,
        }
    }
}

/// The section for a number, and whether a sign is set before what it shows.
fn choose(sections: &[Section], value: f64) -> (usize, bool) {
    let minus = value < 0.0;
    let count = sections.len().min(3);
    let conditions: Vec<Option<Condition>> = sections.iter().map(|s| s.condition).collect();
    if conditions.iter().take(2).all(Option::is_none) {
        return match count {
            0 | 1 => (0, minus),
            2 if minus => (1, false),
            2 => (0, false),
            _ if minus => (1, false),
            _ if value == 0.0 => (2, false),
            _ => (0, false),
        };
    }
    let first = conditions[0].unwrap_or(match conditions.get(1) {
        Some(Some(_)) if count > 2 => Condition::More(0.0),
        _ => Condition::AtLeast(0.0),
    });
    if first.holds(value) {
        return (0, minus && !first.is_negative());
    }
    if count < 2 {
        // No section is left for it.
        return (sections.len(), minus);
    }
    let second = conditions[1].or((count > 2).then_some(Condition::Less(0.0)));
    let leaves_negative = matches!(first, Condition::AtLeast(l) if l <= 0.0)
        || matches!(first, Condition::More(l) if l < 0.0);
    match second {
        Some(second) if second.holds(value) => (1, minus && !second.is_negative()),
        Some(_) if count > 2 => (2, minus),
        Some(_) => (sections.len(), minus),
        None => (1, minus && !leaves_negative),
    }
}

fn sections(format: &str) -> Vec<Section> {
    let mut all = vec![Section::default()];
    let mut rest = format;
    loop {
        let lower = rest.get(..7).map(str::to_ascii_lowercase);
        let general = ["G/通用格式", "General"].into_iter().find(|word| {
            rest.starts_with(word) || lower.as_deref() == Some("general") && word.len() == 7
        });
        let last = all.len() - 1;
        let Some(section) = all.get_mut(last) else { break };
        if let Some(word) = general {
            section.pieces.push(Piece::General);
            rest = &rest[word.len()..];
            continue;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let piece = match c {
            ';' => {
                all.push(Section::default());
                continue;
            }
            '"' => {
                let end = rest.find('"').unwrap_or(rest.len());
                let words = rest[..end].to_owned();
                rest = rest.get(end + 1..).unwrap_or_default();
                Piece::Literal(words)
            }
            '\\' | '!' => {
                let mut chars = rest.chars();
                let words = chars.next().map(String::from).unwrap_or_default();
                rest = chars.as_str();
                Piece::Literal(words)
            }
            // Room as wide as a character, or filled with it.
            '_' | '*' => {
                let mut chars = rest.chars();
                let with = chars.next();
                rest = chars.as_str();
                if c == '_' || with == Some(' ') {
                    continue;
                }
                section.foreign = true;
                continue;
            }
            '[' => {
                let end = rest.find(']').unwrap_or(rest.len());
                let inside = &rest[..end];
                rest = rest.get(end + 1..).unwrap_or_default();
                match section.bracket(inside) {
                    Some(piece) => piece,
                    None => continue,
                }
            }
            c => Piece::Code(c),
        };
        section.pieces.push(piece);
    }
    all
}

impl Section {
    /// What stands in square brackets.
    fn bracket(&mut self, inside: &str) -> Option<Piece> {
        if let Some(currency) = inside.strip_prefix('$') {
            let (sign, locale) = currency.split_once('-').unwrap_or((currency, ""));
            // Beyond the language: numerals and a calendar.
            self.foreign |= locale.len() > 4 && !locale.starts_with(['x', 'F', 'f']);
            return Some(Piece::Literal(sign.to_owned())).filter(|_| !sign.is_empty());
        }
        let lower = inside.to_ascii_lowercase();
        if let Some(number) = lower.strip_prefix("dbnum") {
            self.chinese = number.parse().unwrap_or(0);
            return None;
        }
        if let Some(number) = lower.strip_prefix("natnum") {
            self.foreign |= number != "0";
            return None;
        }
        if let Some(condition) = Condition::of(&lower) {
            self.condition = Some(condition);
            return None;
        }
        match lower.chars().next() {
            Some(c @ ('h' | 'm' | 's')) if lower.chars().all(|x| x == c) => Some(Piece::Elapsed(c)),
            _ => {
                self.pale |= matches!(
                    lower.as_str(),
                    "white" | "白色" | "color2" | "color 2" | "颜色2" | "颜色 2"
                );
                None
            }
        }
    }

    /// What is told of it, whatever the number.
    fn told(&self) -> Option<&'static str> {
        let known = |piece: &Piece| match piece {
            Piece::Code(c) => {
                !c.is_ascii_alphabetic() || "ymdhsaepEgb".contains(c.to_ascii_lowercase())
            }
            _ => true,
        };
        if self.pale {
            Some("数字格式把字色设为白色")
        } else if self.foreign {
            Some("数字格式用了别种数字、历法或填充字符")
        } else if !self.pieces.iter().all(known) {
            Some("数字格式里有不认识的代码")
        } else {
            None
        }
    }

    /// A number; `sign` sets a minus before everything.
    fn show(&self, value: f64, sign: bool) -> String {
        let digit = |p: &Piece| matches!(p, Piece::Code('0' | '#' | '?'));
        let plain = |p: &Piece| matches!(p, Piece::General | Piece::Code('@'));
        let minus = if sign { "-" } else { "" };
        if !self.pieces.iter().any(digit) {
            let mut text = String::new();
            let mut number = self.pieces.is_empty() && self.chinese > 0;
            for piece in &self.pieces {
                match piece {
                    piece if plain(piece) => {
                        number = true;
                        text += &self.counted(&general(value.abs()));
                    }
                    piece => text += &words(piece),
                }
            }
            if self.pieces.is_empty() && number {
                text = self.counted(&general(value.abs()));
            }
            let minus = if number && value < 0.0 && sign { "-" } else { "" };
            return format!("{minus}{text}").trim().to_owned();
        }
        let power = self.pieces.iter().position(|p| matches!(p, Piece::Code('E' | 'e')));
        if let Some(at) = power {
            return format!("{minus}{}", self.scientific(value, at)).trim().to_owned();
        }
        let text = match self.pieces.contains(&Piece::Code('/')) {
            true => self.fraction(value),
            false => self.fixed(value),
        };
        // A number that is rounded to nothing has no sign.
        let nothing = !text.chars().any(|c| c.is_ascii_digit() && c != '0' || chinese::is_digit(c));
        let minus = if nothing { "" } else { minus };
        format!("{minus}{text}").trim().to_owned()
    }

    /// Chinese digits where the format asks for them.
    fn counted(&self, digits: &str) -> String {
        if self.chinese == 0 { digits.to_owned() } else { chinese::counted(digits, self.chinese) }
    }

    /// Digits in their places, with what stands between them.
    fn fixed(&self, value: f64) -> String {
        let pieces = &self.pieces;
        let digit = |p: &Piece| matches!(p, Piece::Code('0' | '#' | '?'));
        let point = pieces.iter().position(|p| *p == Piece::Code('.')).unwrap_or(pieces.len());
        let last_whole = pieces[..point].iter().rposition(digit);
        let last = pieces.iter().rposition(digit).unwrap_or(0);
        let first = pieces.iter().position(digit).unwrap_or(0);
        let comma = |p: &Piece| *p == Piece::Code(',');
        // Between digits it parts thousands; behind the last of them it divides.
        let grouped = last_whole.is_some_and(|end| {
            pieces[..end].iter().enumerate().any(|(at, p)| comma(p) && at > first)
        });
        let thousands = pieces
            .iter()
            .enumerate()
            .filter(|(at, p)| {
                comma(p) && (*at > last || *at < point && last_whole.is_some_and(|end| *at > end))
            })
            .count();
        let percents = pieces.iter().filter(|p| **p == Piece::Code('%')).count();
        let decimals = pieces[point.min(pieces.len())..].iter().filter(|p| digit(p)).count();
        let number = Decimal::of(value).shifted(2 * percents as i32 - 3 * thousands as i32);
        let (whole, fraction) = number.fixed(decimals);
        let whole: Vec<char> = whole.trim_start_matches('0').chars().collect();
        let places = pieces[..point].iter().filter(|p| digit(p)).count();
        let least = {
            let mut places = pieces[..point].iter().filter(|p| digit(p));
            places.position(|p| *p == Piece::Code('0')).map_or(0, |_| places.count() + 1)
        };
        let length = whole.len().max(least);
        let at_place = |from_right: usize| -> Option<char> {
            (from_right < length).then(|| {
                whole
                    .len()
                    .checked_sub(from_right + 1)
                    .and_then(|i| whole.get(i))
                    .copied()
                    .unwrap_or('0')
            })
        };
        let spelled = |digit: char| {
            if self.chinese > 0 { chinese::digit(digit, self.chinese) } else { digit }
        };
        let mut text = String::new();
        // Whole numbers are counted in words where the format asks for no digits one by one.
        let counts = self.chinese > 0 && least <= 1;
        let mut left = places;
        let mut fraction = fraction.chars();
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Code('0' | '#' | '?') if at < point => {
                    left -= 1;
                    let from = if left + 1 == places { length.max(places) } else { left + 1 };
                    if counts {
                        if left == 0 {
                            let digits: String = whole.iter().collect();
                            let digits = if digits.is_empty() { "0" } else { &digits };
                            text += &chinese::counted(digits, self.chinese);
                        }
                        continue;
                    }
                    for place in (left..from).rev() {
                        if let Some(digit) = at_place(place) {
                            text.push(spelled(digit));
                            if grouped && place > 0 && place % 3 == 0 {
                                text.push(',');
                            }
                        }
                    }
                }
                Piece::Code(c @ ('0' | '#' | '?')) => {
                    let digit = fraction.next().unwrap_or('0');
                    // Zeros at the end that no `0` asks for are left out.
                    let rest: Vec<char> = fraction.clone().collect();
                    let later_zero = pieces[at + 1..].contains(&Piece::Code('0'));
                    let later_digit = rest.iter().any(|d| *d != '0');
                    if *c == '0' || digit != '0' || later_digit || later_zero {
                        text.push(spelled(digit));
                    }
                }
                Piece::Code('.') if at == point => {
                    let digits = text.chars().any(|c| c.is_ascii_digit() || self.chinese > 0);
                    text += if digits { "" } else { "0" };
                    let none = fraction.clone().all(|d| d == '0')
                        && !pieces[at..].contains(&Piece::Code('0'));
                    if !none {
                        text.push(if self.chinese == 2 { '点' } else { '.' });
                    }
                }
                Piece::Code(',') => {}
                piece => text += &words(piece),
            }
        }
        text
    }

    fn scientific(&self, value: f64, at: usize) -> String {
        let digit = |p: &&Piece| matches!(p, Piece::Code('0' | '#' | '?'));
        let point = self.pieces[..at].iter().position(|p| *p == Piece::Code('.')).unwrap_or(at);
        let whole = self.pieces[..point].iter().filter(digit).count().max(1) as i32;
        let decimals = self.pieces[point..at].iter().filter(digit).count();
        let number = Decimal::of(value);
        let of = |number: &Decimal| {
            let exponent = if number.is_zero() { 0 } else { number.exponent() };
            exponent.div_euclid(whole) * whole
        };
        let mut exponent = of(&number);
        let (mut front, mut back) = number.shifted(-exponent).fixed(decimals);
        if front.len() as i32 > whole {
            exponent += whole;
            (front, back) = number.shifted(-exponent).fixed(decimals);
        }
        let sign = match (exponent < 0, self.pieces.get(at + 1)) {
            (true, _) => "-",
            (false, Some(Piece::Code('+'))) => "+",
            _ => "",
        };
        let width = self.pieces[at..].iter().filter(|p| **p == Piece::Code('0')).count();
        let first = self.pieces.iter().position(|p| digit(&p)).unwrap_or(0);
        let before: String = self.pieces[..first].iter().map(words).collect();
        let last = self.pieces.iter().rposition(|p| digit(&p)).unwrap_or(at);
        let after: String = self.pieces[last + 1..].iter().map(words).collect();
        let dot = if decimals > 0 { "." } else { "" };
        format!("{before}{front}{dot}{back}E{sign}{:0>width$}{after}", exponent.abs())
    }

    /// `# ?/?`, `# ?/8`.
    fn fraction(&self, value: f64) -> String {
        let digit = |p: &Piece| matches!(p, Piece::Code('0' | '#' | '?'));
        let Some(bar) = self.pieces.iter().position(|p| *p == Piece::Code('/')) else {
            return general(value);
        };
        let mut over = bar;
        while over > 0 && digit(&self.pieces[over - 1]) {
            over -= 1;
        }
        let has_whole = self.pieces[..over].iter().any(digit);
        let under: String = self.pieces[bar + 1..]
            .iter()
            .map_while(|p| match p {
                Piece::Code(c @ ('?' | '#' | '0'..='9')) => Some(*c),
                _ => None,
            })
            .collect();
        let value = value.abs();
        let (whole, rest) = if has_whole { (value.trunc(), value.fract()) } else { (0.0, value) };
        let fixed: Option<u32> = under.parse().ok().filter(|n| *n > 0);
        let most = 10u32.pow(under.len().min(3) as u32) - 1;
        let best = match fixed {
            Some(under) => ((rest * f64::from(under)).round(), under),
            None => {
                let mut best = (rest.round(), 1);
                for under in 1..=most.max(1) {
                    let over = (rest * f64::from(under)).round();
                    let off = |(o, u): (f64, u32)| (o / f64::from(u) - rest).abs();
                    if off((over, under)) + 1e-12 < off(best) {
                        best = (over, under);
                    }
                }
                best
            }
        };
        let (whole, over) = if has_whole && best.0 == f64::from(best.1) {
            (whole + 1.0, 0.0)
        } else {
            (whole, best.0)
        };
        let first = self.pieces.iter().position(digit).unwrap_or(0);
        let before: String = self.pieces[..first].iter().map(words).collect();
        let tail = bar + 1 + under.len();
        let after: String = self.pieces.get(tail..).unwrap_or_default().iter().map(words).collect();
        let number = match (has_whole, over == 0.0) {
            (true, true) => format!("{whole}"),
            (true, false) if whole == 0.0 => format!("{over}/{}", best.1),
            (true, false) => format!("{whole} {over}/{}", best.1),
            (false, _) => format!("{over}/{}", best.1),
        };
        format!("{before}{number}{after}")
    }
}

/// What a piece that is no digit shows.
fn words(piece: &Piece) -> String {
    match piece {
        Piece::Literal(text) => text.clone(),
        Piece::Code(c) if !matches!(c, '0' | '#' | '?' | ',' | '@') => c.to_string(),
        _ => String::new(),
    }
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
        let pieces = &section.pieces;
        let lower: String = pieces
            .iter()
            .map(|p| match p {
                Piece::Code(c) => c.to_ascii_lowercase(),
                Piece::Elapsed(c) => *c,
                Piece::Literal(_) => '"',
                Piece::General => 'G',
            })
            .collect();
        if lower.contains('G')
            || lower.contains(['0', '#']) && !lower.contains(['y', 'd', 's', 'h'])
        {
            return None;
        }
        let mut last = ' ';
        let letters: Vec<char> = lower.chars().collect();
        for (index, letter) in letters.iter().enumerate() {
            match letter {
                'y' | 'e' => date.year = true,
                'd' => date.day = true,
                'h' => date.hour = true,
                's' => date.second = true,
                'm' => {
                    // After hours or before seconds it is the minute.
                    let next =
                        letters[index..].iter().find(|c| c.is_ascii_alphabetic() && **c != 'm');
                    // The letters of AM/PM are none of a month.
                    let noon = index > 0 && matches!(letters[index - 1], 'a' | 'p');
                    if last == 'h' || next == Some(&'s') {
                        date.minute = true;
                    } else if !noon {
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

    fn show(&self, section: &Section, value: f64, epoch_1904: bool) -> Option<String> {
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
            let (year, month, day) = crate::value::civil::of_days(since_1970);
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
            let time = if self.hour || !self.second {
                clock(rest / 3600)
            } else {
                format!("{:02}:{:02}", rest % 3600 / 60, rest % 60)
            };
            text = format!("{text}{space}{time}");
        }
        // Words beyond those of a date say something of their own.
        let own: String = section
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Literal(words) if !words.chars().all(is_of_dates) => Some(words.as_str()),
                _ => None,
            })
            .collect();
        Some(format!("{text}{}", own.trim()))
    }
}

fn is_of_dates(c: char) -> bool {
    c.is_whitespace() || "年月日号时点分秒/-.:,，、星期周上午下T".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: f64, format: &str) -> String {
        show(value, format, false).text
    }

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
            assert_eq!(text(value, format), shown, "{value} in {format}");
        }
    }

    /// Each of these was shown as another number, or without its words.
    #[test]
    fn a_format_that_says_another_value_is_rendered() {
        for (value, format, shown) in [
            (125000.0, "0!.0,\"万元\"", "12.5万元"),
            (9000.0, "0!.0,\"万元\"", "0.9万元"),
            (4252.0, "0.0,", "4.3"),
            (4252.0, "\"-\"0", "-4252"),
            (31.5, "0%", "3150%"),
            (4252.0, "0\"亿元\"", "4252亿元"),
            (5300.0, "[DBNum2][$-804]General\"元整\"", "伍仟叁佰元整"),
            (10010.0, "[DBNum1]General", "一万〇一十"),
            (123.0, "000-0000", "000-0123"),
            (125000.0, "[>=10000]0!.0,\"万\";0", "12.5万"),
            (-5.0, "0;0", "5"),
            (-5.0, "[<0]\"跌\"0;\"涨\"0", "跌5"),
            (12345.0, "##0.0E+0", "12.3E+3"),
            (2.5, "# ?/?", "2 1/2"),
            (5.0, "+0;-0", "+5"),
            (1234567.0, "0.0,,\"百万\"", "1.2百万"),
        ] {
            assert_eq!(text(value, format), shown, "{value} in {format}");
        }
        assert_eq!(show_text("甲", "\"非\"@").text, "非甲");
    }

    #[test]
    fn what_a_format_hides_or_spoils_is_told() {
        let told = |value: f64, format: &str| show(value, format, false).told.is_some();
        assert!(told(5.0, ";;;") && told(-5.0, "0;;") && show_text("甲", ";;;").told.is_some());
        assert!(told(5.0, "[White]0") && told(5.0, "[$-D000000]0"));
        assert!(told(913_100_001_322_009_984.0, "General"));
        assert_eq!(text(913_100_001_322_009_984.0, "General"), "9.131E+17");
        assert_eq!(text(913_100_001_322_009_984.0, "0"), "913100001322010000");
        assert!(!told(5.0, "0.00") && !told(45163.0, "yyyy-m-d") && !told(0.0, "General"));
        assert!(!told(12.0, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "));
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
            (45163.0, "yyyy-m-d\"（作废）\"", "2023-08-25（作废）"),
            (45163.0, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023-08-25"),
        ] {
            assert_eq!(text(value, format), shown, "{value} in {format}");
        }
        assert_eq!(show(43701.0, "yyyy-m-d", true).text, "2023-08-25");
    }

    proptest! {
        #[test]
        fn any_format_shows_something(value in any::<f64>(), format in "[0#?.,%;ymdhs\\[\\]\"E@/<>=!1DBNum 年-]{0,14}") {
            let _ = show(value, &format, false);
            let _ = show_text("甲", &format);
        }
    }
}
