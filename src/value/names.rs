//! Names in lists, people with their telephone numbers, e-mail addresses.

use super::fold::fold;
use crate::value::pattern::pattern;

/// A person and how to reach them, from one cell (`孙永刚  15271619718`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonPhone {
    /// The name; several people are kept with `、` between them.
    pub name: Option<String>,
    /// The telephone numbers, `、` between several.
    pub phone: Option<String>,
}

pattern! {
    // ASCII digits: the text is folded, and Unicode's classes take milliseconds to build.
    static PHONE = r"(?:\+?86-?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|(?:\(0[0-9]{2,3}\)|0[0-9]{2,3})[- ]?[0-9]{7,8}(?:-[0-9]{1,6})?|[48]00-?[0-9]{3,4}-?[0-9]{3,4}|[0-9]{3,4}-[0-9]{7,8}|(?-u:\b)[0-9]{7,8}(?-u:\b)";
}

/// Splits a list of names at `、`, `；`, `，` and line breaks outside brackets.
/// A bare space separates only where both sides end like organisations.
pub fn split_list(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut item = String::new();
    let mut depth = 0_i32;
    for c in text.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
        if depth <= 0 && matches!(c, '、' | '；' | ';' | '，' | ',' | '\n' | '|') {
            items.push(std::mem::take(&mut item));
        } else {
            item.push(c);
        }
    }
    items.push(item);
    items.iter().flat_map(|item| split_organisations(item)).filter(|s| !s.is_empty()).collect()
}

/// A wrapped line is no separator: `\n` splits only behind something complete.
pub fn split_list_lines(text: &str) -> Vec<String> {
    let mut joined = String::new();
    for line in text.lines() {
        let line = line.trim();
        if ends_like_organisation(&joined) && !line.starts_with(['、', '；', ';', '，', '（', '('])
        {
            joined.push('、');
        }
        joined.push_str(line);
    }
    split_list(&joined)
}

fn ends_like_organisation(text: &str) -> bool {
    const ENDS: &[&str] =
        &["公司", "集团", "研究院", "研究所", "大学", "学院", "工厂", "中心", "设计院", "事务所"];
    let text = text.trim_end();
    ENDS.iter().any(|end| text.ends_with(end))
}

fn split_organisations(item: &str) -> Vec<String> {
    let item = strip_number(item.trim().trim_end_matches(['。', '.']));
    let parts: Vec<&str> = item.split_whitespace().collect();
    if parts.len() > 1 && parts.iter().all(|part| ends_like_organisation(part)) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    vec![item.to_owned()]
}

/// `1.甲公司`, `（2）乙公司` without their numbers.
fn strip_number(item: &str) -> &str {
    match super::label::split_number(item) {
        Some((rest, 3 | 4)) if !rest.is_empty() => rest,
        _ => item,
    }
}

/// Takes a name and telephone numbers apart.
pub fn person_phone(text: &str) -> PersonPhone {
    let folded: String = text.chars().map(half_width).collect();
    let Some(pattern) = PHONE.regex() else { return PersonPhone::default() };
    let mut phones = Vec::new();
    let mut name = String::new();
    let mut at = 0;
    for found in pattern.find_iter(&folded) {
        name.push_str(folded.get(at..found.start()).unwrap_or_default());
        name.push('、');
        phones.push(found.as_str().trim().to_owned());
        at = found.end();
    }
    name.push_str(folded.get(at..).unwrap_or_default());
    let names: Vec<String> = name
        .split(['、', '，', ',', '；', ';', '/', '\n', '：', ':'])
        .map(|part| {
            let mut part = part.trim().trim_matches(['(', ')', '（', '）', '-', '—', ' ']);
            for word in
                ["联系人及联系方式", "联系人", "联系电话", "联系方式", "姓名", "电话", "手机"]
            {
                part = part.strip_prefix(word).unwrap_or(part).trim();
                part = part.strip_suffix(word).unwrap_or(part).trim();
            }
            super::label::join_lines(part)
        })
        .filter(|part| !part.is_empty() && !super::blank::is_blank(part))
        .collect();
    PersonPhone {
        name: (!names.is_empty()).then(|| names.join("、")),
        phone: (!phones.is_empty()).then(|| phones.join("、")),
    }
}

/// Whether the text is a telephone number and nothing else.
pub fn is_phone(text: &str) -> bool {
    let folded = fold(text);
    PHONE.regex().is_some_and(|pattern| {
        pattern.find(&folded).is_some_and(|found| found.start() == 0 && found.end() == folded.len())
    })
}

/// A number in one writing: area code, number and extension parted by a dash, a mobile
/// number in one piece. `None` if the text is anything else.
pub fn plain_phone(text: &str) -> Option<String> {
    let folded: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    let framed = folded.starts_with('-') || folded.ends_with('-') || folded.contains(['(', ')']);
    if is_mobile(&folded) && !framed {
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        return digits.get(digits.len().checked_sub(11)?..).map(str::to_owned);
    }
    let home = folded.strip_prefix("+86").map(|rest| rest.trim_start_matches('-'));
    let folded = match home {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit() && c != '0') => {
            format!("0{rest}")
        }
        Some(rest) => rest.to_owned(),
        None => folded,
    };
    let (area, rest) = match folded.strip_prefix('(') {
        Some(rest) => rest.split_once(')')?,
        None => split_area(&folded)?,
    };
    let mut parts = rest.strip_prefix('-').unwrap_or(rest).split('-');
    let (number, extension) = (parts.next()?, parts.next());
    let digits = |text: &str, count: std::ops::RangeInclusive<usize>| {
        count.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let whole = area.starts_with('0')
        && digits(area, 3..=4)
        && digits(number, 7..=8)
        && extension.is_none_or(|extension| digits(extension, 1..=6))
        && parts.next().is_none();
    let tail = extension.map(|extension| format!("-{extension}")).unwrap_or_default();
    whole.then(|| format!("{area}-{number}{tail}"))
}

/// Area code and the rest: parted by a dash, or by the length of the code. Beijing and the
/// cities of 02x have codes of three digits, all others of four.
fn split_area(folded: &str) -> Option<(&str, &str)> {
    let code = if folded.starts_with("010") || folded.starts_with("02") { 3 } else { 4 };
    let (area, rest) = folded.split_at_checked(code)?;
    let joined = area.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(|c: char| c != '-');
    if joined { Some((area, rest)) } else { folded.split_once('-') }
}

/// Whether the text is a mobile number of mainland China and nothing else.
pub fn is_mobile(text: &str) -> bool {
    let mut digits = fold(text).replace('-', "");
    if let Some(rest) = digits.strip_prefix("+86").or_else(|| digits.strip_prefix("86")) {
        digits = rest.to_owned();
    }
    digits.len() == 11
        && digits.starts_with('1')
        && digits.bytes().all(|b| b.is_ascii_digit())
        && digits.as_bytes().get(1).is_some_and(|b| (b'3'..=b'9').contains(b))
}

/// Whether the text is shaped like an e-mail address.
pub fn is_email(text: &str) -> bool {
    let text = fold(text);
    let Some((user, host)) = text.split_once('@') else { return false };
    !user.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.chars().all(|c| c.is_ascii_graphic())
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
}

/// The half-width form of a character; dashes are hyphens.
pub fn half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '—' | '–' | '‐' | '−' => '-',
        '\u{3000}' | '\u{a0}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_split_at_marks_and_between_organisations() {
        assert_eq!(split_list("甲公司、乙（A、B）公司；丙"), ["甲公司", "乙（A、B）公司", "丙"]);
        assert_eq!(split_list("甲有限公司 乙有限公司"), ["甲有限公司", "乙有限公司"]);
        assert_eq!(split_list("SAP SE"), ["SAP SE"]);
        assert_eq!(split_list("1.甲公司；2.乙公司。"), ["甲公司", "乙公司"]);
        assert_eq!(split_list_lines("甲科技有限\n公司\n乙公司"), ["甲科技有限公司", "乙公司"]);
    }

    #[test]
    fn a_name_and_its_number() {
        let both = |text| {
            let p = person_phone(text);
            (p.name.unwrap_or_default(), p.phone.unwrap_or_default())
        };
        assert_eq!(both("孙永刚  15271619718"), ("孙永刚".into(), "15271619718".into()));
        assert_eq!(both("孙永刚，0931-8412345"), ("孙永刚".into(), "0931-8412345".into()));
        assert_eq!(both("联系人：孙永刚 联系电话：15271619718").0, "孙永刚");
        assert_eq!(both("孙永刚（152 7161 9718）"), ("孙永刚".into(), "152 7161 9718".into()));
        assert_eq!(both("15271619718"), (String::new(), "15271619718".into()));
        assert_eq!(both("孙永刚"), ("孙永刚".into(), String::new()));
    }

    #[test]
    fn shapes() {
        assert!(
            is_mobile("１３８０００００００１")
                && !is_mobile("12800000000")
                && is_mobile("+86 138 0000 0001")
        );
        assert!(is_email("a.b@c-d.com") && !is_email("a@b") && !is_email("甲@b.com"));
        assert!(is_phone("0931-8412345") && is_phone("010-88888888-801") && !is_phone("8800元"));
    }
}
