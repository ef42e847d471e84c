//! The decimal digits of a number, and the Chinese ones.

/// A number in its fifteen decimal digits, as sheets keep it; the sign aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Decimal {
    /// Without zeros at either end.
    digits: Vec<u8>,
    /// Digits of the whole part; zero or less for small fractions.
    whole: i32,
}

impl Decimal {
    pub fn of(value: f64) -> Self {
        let text = format!("{:.14e}", value.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mut digits: Vec<u8> =
            mantissa.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let whole = if digits.is_empty() { 0 } else { exponent.parse::<i32>().unwrap_or(0) + 1 };
        Self { digits, whole }
    }

    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// How many digits count.
    pub fn digits(&self) -> usize {
        self.digits.len()
    }

    /// The power of ten of the first digit.
    pub fn exponent(&self) -> i32 {
        self.whole - 1
    }

    /// Multiplied by a power of ten.
    pub fn shifted(&self, by: i32) -> Self {
        let whole = if self.is_zero() { 0 } else { self.whole + by };
        Self { digits: self.digits.clone(), whole }
    }

    /// Whole part and fraction, halves rounded away from zero.
    pub fn fixed(&self, decimals: usize) -> (String, String) {
        /// Longer ones no format shows.
        const MOST: i32 = 400;
        let decimals = decimals.min(30) as i32;
        let keep = (self.whole + decimals).clamp(-1, MOST);
        let mut digits: Vec<u8> = self.digits.iter().copied().take(keep.max(0) as usize).collect();
        let next = if keep < 0 { None } else { self.digits.get(keep as usize) };
        digits.resize(keep.max(0) as usize, 0);
        let mut whole = self.whole.clamp(-decimals, MOST);
        if next.is_some_and(|d| *d >= 5) {
            let mut at = digits.len();
            loop {
                if at == 0 {
                    digits.insert(0, 1);
                    whole += 1;
                    break;
                }
                at -= 1;
                if digits[at] < 9 {
                    digits[at] += 1;
                    break;
                }
                digits[at] = 0;
            }
        }
        let mut text: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
        if whole < 1 {
            text = "0".repeat((1 - whole) as usize) + &text;
            whole = 1;
        }
        let length = (whole + decimals) as usize;
        while text.len() < length {
            text.push('0');
        }
        let fraction = text.split_off(whole as usize);
        (text, fraction.chars().take(decimals as usize).collect())
    }

    /// One digit, a point, `decimals` more, and the power of ten.
    pub fn scientific(&self, decimals: usize) -> (String, i32) {
        let mut exponent = self.exponent();
        let (mut whole, mut fraction) = self.shifted(-exponent).fixed(decimals);
        if whole.len() > 1 {
            exponent += 1;
            (whole, fraction) = self.shifted(-exponent).fixed(decimals);
        }
        let text = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
        (text, exponent)
    }
}

/// Chinese digits and counting words of `[DBNum1]` to `[DBNum3]`.
pub mod chinese {
    const SETS: [&str; 3] =
        ["〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "０１２３４５６７８９"];

    /// A digit in a set of numerals.
    pub fn digit(digit: char, set: u8) -> char {
        let value = digit.to_digit(10);
        let set = SETS.get(usize::from(set.clamp(1, 3)) - 1);
        value.and_then(|v| set?.chars().nth(v as usize)).unwrap_or(digit)
    }

    /// Whether a character is one of these digits, zero aside.
    pub fn is_digit(c: char) -> bool {
        SETS.iter().any(|set| set.chars().skip(1).any(|d| d == c))
    }

    /// A number in digits as it is counted: 一千二百三十四.
    pub fn counted(number: &str, set: u8) -> String {
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if !whole.bytes().all(|b| b.is_ascii_digit()) || whole.len() > 16 {
            return number.to_owned();
        }
        let units = if set == 2 { ["", "拾", "佰", "仟"] } else { ["", "十", "百", "千"] };
        let great = ["", "万", "亿", "兆"];
        let zero = digit('0', set);
        let digits: Vec<char> = whole.chars().collect();
        let mut text = String::new();
        let mut gap = false;
        for (at, d) in digits.iter().enumerate() {
            let place = digits.len() - 1 - at;
            if *d == '0' {
                gap = true;
            } else {
                if gap && !text.is_empty() {
                    text.push(if set == 1 { '〇' } else { zero });
                }
                gap = false;
                text.push(digit(*d, set));
                text += units[place % 4];
            }
            let block = &digits[at.saturating_sub(3)..=at];
            if place.is_multiple_of(4) && place > 0 && block.iter().any(|d| *d != '0') {
                text += great[(place / 4).min(3)];
                gap = false;
            }
        }
        if text.is_empty() {
            text.push(if set == 1 { '〇' } else { zero });
        }
        if !fraction.is_empty() {
            text.push(if set == 2 { '点' } else { '.' });
            text.extend(fraction.chars().map(|d| digit(d, set)));
        }
        text
    }
}
