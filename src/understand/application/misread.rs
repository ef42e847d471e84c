//! Values of a scan that do not hold in themselves: a code whose check character does not
//! fit, a telephone number that is none, a digit that the picture leaves open. Such a value
//! is null and told; as a value it would look like any other.

use super::draft::shorten;
use crate::document::Text;
use crate::registry::credit_code;
use crate::value::names::{self, half_width};
use serde_json::Value;

/// A digit of which another reading is likelier than this is open.
const OPEN: f32 = 0.3;

/// A character whose other reading may stand in its place if the check character then fits.
const POSSIBLE: f32 = 0.1;

/// What a value that was recognised is worth.
#[derive(Debug, Clone, PartialEq)]
enum Worth {
    /// It is what was read.
    Sound,
    /// It is another one, of which the picture shows every character and the check
    /// character fits.
    Settled(String),
    /// It may be another one; why, in Chinese.
    Open(&'static str),
}

/// A value that was recognised, if it holds in itself; else null or what it is instead, and
/// what is to be told of it.
pub fn proven(pointer: &str, value: Value, text: &Text, name: &str) -> (Value, Option<String>) {
    let raw = shorten(&text.content);
    match worth(pointer, &value, text) {
        Worth::Sound => (value, None),
        Worth::Settled(code) => {
            let told = format!("“{name}”的值“{raw}”校验不通过，按图像改读为“{code}”，请核对原件");
            (Value::from(code), Some(told))
        }
        Worth::Open(why) => {
            let told = format!("“{name}”的值“{raw}”{why}，可能认错或填错，未取值，请核对原件");
            (Value::Null, Some(told))
        }
    }
}

/// What a value is worth that was recognised under a pointer of the record.
fn worth(pointer: &str, value: &Value, text: &Text) -> Worth {
    let key = pointer.rsplit('/').next().unwrap_or_default();
    match value {
        Value::String(code) if matches!(key, "credit_code" | "organization_code") => {
            self::code(code, key == "credit_code", text)
        }
        Value::String(phone) if matches!(key, "phone" | "mobile" | "fax") => {
            match is_phone(phone) {
                true => digits(text),
                false => Worth::Open("不是完整的电话号码"),
            }
        }
        Value::Number(_) => digits(text),
        Value::String(date) if is_date(date) => digits(text),
        _ => Worth::Sound,
    }
}

/// A credit code, or where the form asks for one an organisation code.
fn code(code: &str, credit: bool, text: &Text) -> Worth {
    const WHY: &str = "校验不通过";
    let plain: Vec<char> =
        code.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let fits = |code: &str| {
        credit_code::check(code).is_ok() || !credit && credit_code::organisation_code_holds(code)
    };
    if fits(&plain.iter().collect::<String>()) {
        return Worth::Sound;
    }
    // The standard has no I, O, Z, S and V: what looks like one is the digit.
    let digit = |c: char| match c {
        'I' => '1',
        'O' => '0',
        'Z' => '2',
        'S' => '5',
        other => other,
    };
    let mut found: Vec<String> = Vec::new();
    let mut hold = |candidate: String| {
        if credit_code::check(&candidate).is_ok() && !found.contains(&candidate) {
            found.push(candidate);
        }
    };
    let base: Vec<char> = plain.iter().copied().map(digit).collect();
    hold(base.iter().collect());
    let read = text.content.char_indices().filter(|(_, c)| !c.is_whitespace());
    for ((at, _), index) in read.zip(0..base.len()) {
        for (other, p) in others(text, at) {
            let mut candidate = base.clone();
            candidate[index] = digit(half_width(other).to_ascii_uppercase());
            if p >= POSSIBLE {
                hold(candidate.into_iter().collect());
            }
        }
    }
    match found.as_slice() {
        [only] => Worth::Settled(only.clone()),
        _ => Worth::Open(WHY),
    }
}

/// Whether a value consists of whole telephone numbers; words (`见附表`) are for others to judge.
fn is_phone(phone: &str) -> bool {
    let digits = phone.chars().filter(|c| half_width(*c).is_ascii_digit()).count();
    let letters = phone.chars().any(|c| half_width(c).is_ascii_alphabetic());
    let mut numbers = phone.split(['、', '，', ',', '；', ';', '/', '\n']);
    digits == 0 && !letters || numbers.all(|number| names::is_phone(number.trim()))
}

/// Whether a digit of a number is open.
fn digits(text: &Text) -> Worth {
    let open = text.content.char_indices().filter(|(_, c)| half_width(*c).is_ascii_digit()).any(
        |(at, own)| {
            let other = |c: char| half_width(c) != half_width(own);
            let counts = |c: char| half_width(c).is_ascii_digit() || c == '.';
            others(text, at).any(|(c, p)| p >= OPEN && other(c) && counts(c))
        },
    );
    if open { Worth::Open("有数字看不清") } else { Worth::Sound }
}

fn is_date(text: &str) -> bool {
    text.len() >= 7
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// Other readings of the character at a byte.
fn others(text: &Text, at: usize) -> impl Iterator<Item = (char, f32)> + '_ {
    let all = text.spans.iter().flat_map(|span| &span.alternatives);
    all.filter(move |other| other.at == at).map(|other| (other.character, other.confidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Alternative, Place};

    fn read(content: &str, others: &[(usize, char, f32)]) -> Text {
        let mut text = Text::placed(content, Place::default(), 0.9);
        let other = |&(at, character, confidence): &(usize, char, f32)| Alternative {
            at,
            character,
            confidence,
        };
        text.spans[0].alternatives = others.iter().map(other).collect();
        text
    }

    fn of(pointer: &str, content: &str, others: &[(usize, char, f32)]) -> Worth {
        worth(pointer, &Value::from(content), &read(content, others))
    }

    const CODE: &str = "/applicant/credit_code";

    #[test]
    fn a_code_that_does_not_fit_is_no_value() {
        assert_eq!(of(CODE, "91620103GK2G5JF91H", &[]), Worth::Sound);
        assert!(matches!(of(CODE, "91620103GK2G5JF91成立时间H2013年12月6日", &[]), Worth::Open(_)));
        assert!(matches!(of(CODE, "91620103GK2G5JF97H", &[]), Worth::Open(_)));
        // A digit is lost.
        assert!(matches!(of(CODE, "91620103GK2G5JF9H", &[]), Worth::Open(_)));
    }

    #[test]
    fn a_code_is_the_one_that_fits_if_the_picture_shows_it() {
        let settled = Worth::Settled("91620103GK2G5JF91H".to_owned());
        assert_eq!(of(CODE, "91620103GK2G5JF97H", &[(16, '1', 0.2)]), settled);
        assert_eq!(of(CODE, "9162O1O3GK2G5JF91H", &[]), settled);
        assert!(matches!(of(CODE, "91620103GK2G5JF97H", &[(16, '1', 0.01)]), Worth::Open(_)));
        // In the cell of an organisation code either may stand.
        let organisation = "/applicant/organization_code";
        assert_eq!(of(organisation, "91620103GK2G5JF91H", &[]), Worth::Sound);
        assert!(matches!(of(organisation, "GK2G5JF9-2", &[]), Worth::Open(_)));
    }

    #[test]
    fn a_telephone_number_that_is_none_is_no_value() {
        let phone = "/applicant/contact/phone";
        assert_eq!(of(phone, "0931-37711196", &[]), Worth::Sound);
        assert_eq!(of(phone, "13163294039、023-44319056", &[]), Worth::Sound);
        assert_eq!(of(phone, "见附表", &[]), Worth::Sound);
        assert!(matches!(of(phone, "1316329403", &[]), Worth::Open(_)));
        assert!(matches!(of(phone, "13163Z94039", &[]), Worth::Open(_)));
        assert!(matches!(of(phone, "13163294039", &[(3, '8', 0.4)]), Worth::Open(_)));
    }

    #[test]
    fn a_number_with_an_open_digit_is_no_value() {
        let number = |others: &[(usize, char, f32)]| {
            worth("/project/investment", &Value::from(8347), &read("8347", others))
        };
        assert_eq!(number(&[(0, '3', 0.1), (1, 'З', 0.9)]), Worth::Sound);
        assert!(matches!(number(&[(0, '3', 0.4)]), Worth::Open(_)));
        // A point may be lost.
        assert!(matches!(number(&[(1, '.', 0.5)]), Worth::Open(_)));
        assert!(matches!(of("/project/start", "2023-04", &[(3, '8', 0.5)]), Worth::Open(_)));
    }
}
