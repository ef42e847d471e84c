//! Telephones and e-mail addresses of a text.

use super::names::{is_name, is_organization, is_weekday};
use crate::lexicon;
use crate::value::pattern::pattern;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

pattern! {
    static PHONE = r"1[3-9][0-9](?:[ -]?[0-9]{4}){2}|(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}-)1[0-9]{6,7}(?:-[0-9]{1,5})?|(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}-)[2-9][0-9]{2,3} [0-9]{4}|[5-8][0-9]{3} [0-9]{4}|(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}[- ]?)?[2-9][0-9]{6,7}(?:(?:-转|-|转)[0-9]{1,5})?|400-?[0-9]{3,4}-?[0-9]{3,4}(?:转[0-9]{1,5})?";

    /// 12345, 96871: numbers that only the word before them makes telephones.
    static HOTLINE = r"(?:热线|电话|拨打)[:：]?(?:0[0-9]{2,3}-)?(?:1[02][0-9]{3}|9[56][0-9]{3,4})";

    pub(super) static EMAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}";

    static ADDRESS = r"(?i)(?:https?:/?/?|www\.)[!-~]*";
}

pub fn phones_in(bare: &str) -> bool {
    let text = without_addresses(bare).replace(['—', '–', '−'], "-");
    next_phone(&text, 0).is_some()
}

/// The next telephone at or behind a place; a part of a longer number is none.
pub(super) fn next_phone(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let rest = text.get(from..)?;
    let found = PHONE.regex()?.find_iter(rest).map(|m| m.range());
    let hotlines = HOTLINE.regex()?.find_iter(rest).map(|m| {
        let number = m.as_str().trim_start_matches(|c: char| !c.is_ascii_digit());
        m.end() - number.len()..m.end()
    });
    found
        .chain(hotlines)
        .map(|range| range.start + from..range.end + from)
        .filter(|range| {
            !digit(text[..range.start].chars().next_back())
                && !digit(text[range.end..].chars().next())
        })
        .min_by_key(|range| range.start)
}

/// The e-mail addresses of a text.
pub fn emails(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().collect();
    EMAIL
        .regex()
        .map_or_else(Vec::new, |r| r.find_iter(&folded).map(|m| m.as_str().to_owned()).collect())
}

/// Addresses on the web hold runs of digits that are no telephones.
pub(super) fn without_addresses(text: &str) -> Cow<'_, str> {
    ADDRESS.replace_all(text, " ")
}

pub(super) fn tidy_phone(phone: &str) -> String {
    phone.replace(['(', ' '], "").replace(')', "-")
}

/// Whether the number behind these words is that of a fax alone; one joined to a fax
/// number by 、 is another.
pub(super) fn is_fax(before: &str, last: bool) -> bool {
    let label: String = before.chars().filter(|c| !c.is_whitespace()).collect();
    let label = label.trim_end_matches([':', '(', ')']);
    let both = lexicon::CONTACT_SHARED_FAX;
    match label.strip_suffix("传真").or_else(|| label.strip_suffix("传真号码")) {
        Some(rest) => {
            // 张三(传真:…): the bracket is the fax's own; of 电话(传真) both have one number.
            let shared = match rest.strip_suffix('(') {
                Some(before) => before.is_empty() || before.ends_with("电话"),
                None => both.iter().any(|word| rest.ends_with(word)),
            };
            !shared || rest.ends_with([';', ','])
        }
        None => last && ["、", ",", "/", ""].contains(&label),
    }
}

/// What the bracket behind a number says: whose it is, or that it is a fax.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bracket<'a> {
    Fax,
    Person(&'a str),
    Office(&'a str),
}

/// The bracket right behind a number, and where it ends: 58880012(传真), 58933326(史先生).
pub(super) fn bracket_behind(text: &str, end: usize) -> Option<(Bracket<'_>, usize)> {
    let rest = text.get(end..)?;
    let inner = rest.trim_start().strip_prefix('(')?;
    let (inner, behind) = inner.split_once(')')?;
    let inner = inner.trim();
    let at = text.len() - behind.len();
    let found = match inner {
        "传真" | "传真号码" | "FAX" | "Fax" | "fax" => Bracket::Fax,
        _ if is_organization(inner) => Bracket::Office(inner),
        _ if is_name(inner) && !is_weekday(inner) && addressed(inner) => Bracket::Person(inner),
        _ => return None,
    };
    Some((found, at))
}

/// Whether a name begins with a family's or ends as people are spoken to: 史先生, 王老师.
fn addressed(name: &str) -> bool {
    ["先生", "女士", "老师", "同志"].iter().any(|end| name.ends_with(end))
        || name.chars().next().is_some_and(|c| lexicon::CONTACT_FAMILIES.contains(c))
}

/// 68200001/0002 is 68200001 and 68200002: what follows gives the last digits alone.
pub(super) fn short_for(text: &str, at: usize, number: &str) -> Option<(usize, String)> {
    let rest = text.get(at..)?;
    let digits = rest.strip_prefix(['/', '、'])?;
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    // 、170 0000 8765 and 、021-… begin numbers of their own.
    let behind = digits.get(count..)?.trim_start().chars().next();
    let ends = behind.is_none_or(|c| !c.is_alphanumeric() && c != '-');
    let few = count == 4 || rest.starts_with('/') && (1..4).contains(&count);
    let local: String =
        number.rsplit(['-', ')']).next()?.chars().filter(char::is_ascii_digit).collect();
    let office = (7..=8).contains(&local.len());
    let kept = number.len().checked_sub(count)?;
    (few && ends && office).then(|| {
        let own = number.get(..kept).unwrap_or_default();
        (at + 1 + count, format!("{own}{}", &digits[..count]))
    })
}
