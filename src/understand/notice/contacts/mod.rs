//! 联系方式: organisations, people and all their telephones.

mod behind;
mod names;
mod people;
mod phones;
mod rows;
#[cfg(test)]
mod tests;
mod told;

pub use phones::{emails, phones_in as has_phone};

use crate::lexicon;
use crate::understand::notice::agency;
use crate::understand::passages::Passage;
use crate::value::pattern::pattern;
use behind::phone_first;
use names::{is_name, is_organization, is_weekday, parted, strip_labels};
use phones::{
    Bracket, EMAIL, bracket_behind, is_fax, next_phone, phones_in, short_for, tidy_phone,
    without_addresses,
};
use rows::Rows;
use std::borrow::Cow;
pub use told::untaken;
use told::{bracketed, tells_person};
use unicode_normalization::UnicodeNormalization;

/// One contact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The organisation, as printed.
    pub organization: Option<String>,
    /// The person.
    pub name: Option<String>,
    /// Telephones, hyphens mended.
    pub phones: Vec<String>,
    /// Fax numbers.
    pub faxes: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Postal address, where one is printed.
    pub address: Option<String>,
    /// Line on which it ends.
    pub line: usize,
    /// Lines of the organisation, of the name, and of each telephone.
    pub lines: (usize, usize, Vec<usize>),
    /// Whether the organisation is that of the person before.
    inherited: bool,
    /// Whether it stands in brackets behind the person, and is nobody else's.
    bracketed: bool,
    /// Whether all telephones stand in one row with the same marks between them.
    even: bool,
}

/// Reads all contacts.
pub fn read(lines: &[Passage], body: usize) -> Vec<Contact> {
    read_from(lines, body, false)
}

/// Reads the contacts of an attachment that holds nothing else: a table of offices,
/// people and telephones.
pub fn read_list(lines: &[Passage]) -> Vec<Contact> {
    read_from(lines, 0, true)
}

fn read_from(lines: &[Passage], body: usize, mut inside: bool) -> Vec<Contact> {
    let mut out: Vec<Contact> = Vec::new();
    let mut current = Contact::default();
    let mut tables = Rows::default();
    for index in order(lines, body) {
        let line = &lines[index];
        // Named in the middle of the text: (联系人：张三，电话：…).
        if let Some(told) = told_inside(line) {
            flush(&mut current, &mut out, false);
            read_line(told, index, &mut current, &mut out);
            flush(&mut current, &mut out, false);
            continue;
        }
        let opens = lexicon::CONTACT_OPENERS.iter().any(|o| line.bare.contains(o))
            && is_short_or_phone(line)
            || tells_office(line)
            || names_somebody(line, lines.get(index + 1))
            || tells_person(line);
        // 联系单位：某处 over 联系人：…: the person of that office.
        let of_office = current.organization.is_some()
            && current.name.is_none()
            && current.phones.is_empty()
            && line.bare.starts_with("联系人");
        if opens && starts_new_group(&line.bare) && !of_office {
            flush(&mut current, &mut out, false);
        }
        inside |= opens;
        if !inside {
            continue;
        }
        if leaves(line, opens) {
            flush(&mut current, &mut out, false);
            inside = false;
            continue;
        }
        // A table's head says which column is what.
        if let Some(contact) = tables.read(line, index) {
            flush(&mut current, &mut out, false);
            out.extend(contact);
            continue;
        }
        let plain = crate::understand::notice::sentences::without_number(&line.bare);
        if lexicon::CONTACT_OTHERS.iter().any(|o| plain.starts_with(o)) {
            current.address = current.address.take().or_else(|| address(&line.text));
            continue;
        }
        read_line(&line.text, index, &mut current, &mut out);
    }
    flush(&mut current, &mut out, false);
    people::once(people::told_apart(out))
}

/// The lines in the order in which to read them: where a text lists offices and then
/// as many telephones, as columns come out of a page, each office has its own next to it.
fn order(lines: &[Passage], body: usize) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::with_capacity(lines.len().saturating_sub(body));
    let office = |i: usize| {
        lines.get(i).is_some_and(|l: &Passage| {
            agency::is_agency(&l.bare) && l.bare.chars().count() <= 20 && l.row.is_none()
        })
    };
    let number = |i: usize| {
        lines.get(i).is_some_and(|l: &Passage| {
            let text = l.bare.replace(['—', '–', '−'], "-");
            next_phone(&text, 0).is_some_and(|found| found == (0..text.len()))
        })
    };
    let mut at = body;
    while at < lines.len() {
        let offices = (at..lines.len()).take_while(|i| office(*i)).count();
        let numbers = (at + offices..lines.len()).take_while(|i| number(*i)).count();
        if offices >= 2 && offices == numbers {
            out.extend((at..at + offices).flat_map(|i| [i, i + offices]));
            at += offices * 2;
        } else {
            out.push(at);
            at += 1;
        }
    }
    out
}

/// What stands behind 地址：.
fn address(text: &str) -> Option<String> {
    let (label, rest) = text.split_once(['：', ':'])?;
    let rest = rest.split(['；', ';', '，', ',']).next().unwrap_or(rest);
    let code = rest.find("（邮").or_else(|| rest.find("(邮"));
    let rest = code.map_or(rest, |at| &rest[..at]).trim();
    // (地址：某路8号): the bracket that closes is not the address's.
    let open = rest.contains(['（', '(']);
    let rest = if open { rest } else { rest.trim_end_matches(['）', ')']) };
    let named = ["地址", "邮寄", "寄送", "报送至"].iter().any(|word| label.contains(word));
    (named && !rest.is_empty()).then(|| rest.to_owned())
}

/// Whether a telephone stands on a line; two may have nothing but a space between them.
fn holds_phone(line: &Passage) -> bool {
    phones_in(&line.bare) || phones_in(&line.text)
}

fn is_short_or_phone(line: &Passage) -> bool {
    let phones = holds_phone(line);
    line.bare.chars().count() <= 24
        || phones && line.bare.chars().count() <= 160
        || phones && line.bare.contains("联系人:")
}

/// Of a paragraph the words that tell whom to ask, from the first of them to the end of its
/// bracket, sentence or text.
fn told_inside(line: &Passage) -> Option<&str> {
    if line.row.is_some() || line.bare.chars().count() <= PARAGRAPH || !phones_in(&line.bare) {
        return None;
    }
    let text = line.text.as_str();
    let begins = lexicon::CONTACT_INSIDE.iter().filter_map(|word| text.find(word));
    let told = |at: &usize| {
        let rest: String = text[*at..].chars().take(NEAR).collect();
        phones_in(&crate::understand::words::bare(&rest))
    };
    let rest = &text[begins.filter(told).min()?..];
    let end = rest.find(['）', ')', '。']).filter(|at| phones_in(&rest[..*at]));
    Some(&rest[..end.unwrap_or(rest.len())])
}

/// Characters of a line that is a paragraph, and no line of contacts.
const PARAGRAPH: usize = 160;

/// Characters between the word for a contact and the number.
const NEAR: usize = 60;

/// Whether what stands between two names joins them: 、, a space, an office in brackets.
fn is_joint(between: &str) -> bool {
    let plain = match between.split_once('(').map(|(own, rest)| (own, rest.rsplit_once(')'))) {
        Some((own, Some((_, rest)))) => format!("{own}{rest}"),
        Some(_) => return false,
        None => between.to_owned(),
    };
    ["", "、", "和", "及", "与", ",", "/"].contains(&plain.as_str())
}

/// An office before a colon and a telephone behind it: 装备科：褚某 0866-6123456.
fn tells_office(line: &Passage) -> bool {
    let told = line.bare.split_once([':', '：']).is_some_and(|(office, rest)| {
        is_organization(crate::understand::notice::sentences::without_number(office))
            && phones_in(rest)
    });
    told && line.row.is_none() && line.bare.chars().count() <= 80 && !line.bare.contains(',')
}

/// An office and its person over the telephone: 战略规划处：韩某 / 电话：0866-6328708.
fn names_somebody(line: &Passage, below: Option<&Passage>) -> bool {
    let called = |below: &Passage| {
        ["电话", "联系电话", "手机"].iter().any(|word| below.bare.starts_with(word))
            && holds_phone(below)
    };
    let named = line.bare.split_once([':', '：']).is_some_and(|(office, name)| {
        is_organization(crate::understand::notice::sentences::without_number(office))
            && is_name(name)
    });
    line.row.is_none() && named && below.is_some_and(called)
}

/// A label such as 技术支持 begins with nothing said yet about who.
fn starts_new_group(bare: &str) -> bool {
    let labels = [
        "技术支持",
        "申报平台",
        "平台技术",
        "系统技术",
        "联系人",
        "业务咨询",
        "投诉",
        "监督电话",
        "举报",
        "受理",
    ];
    labels.iter().any(|o| bare.trim_start_matches(['(', '（']).starts_with(o))
}

/// Whether the telling of contacts is over.
fn leaves(line: &Passage, opens: bool) -> bool {
    let bare = &line.bare;
    if opens {
        return false;
    }
    bare.starts_with("附件")
        || bare.starts_with("抄送")
        || crate::understand::notice::date::alone(bare).is_some()
        || bare.ends_with('。') && !holds_phone(line)
        || !holds_phone(line) && bare.chars().count() > 45
        || bare.contains("http")
}

fn read_line(text: &str, index: usize, current: &mut Contact, out: &mut Vec<Contact>) {
    let folded: String =
        text.nfkc().map(|c| if matches!(c, '—' | '–' | '−' | '―') { '-' } else { c }).collect();
    let folded = without_addresses(&folded);
    let text = folded.as_ref();
    if phone_first(text, index, current, out) {
        return;
    }
    let Some(email) = EMAIL.regex() else { return };
    if current.address.is_none() && phones_in(text) {
        current.address = address_inside(text);
    }
    // Words, telephones and addresses in their order.
    let mut fresh = true;
    let mut fax = false;
    let mut at = 0;
    loop {
        let phone = next_phone(text, at);
        let mail = text.get(at..).and_then(|rest| email.find(rest));
        let mail = mail.map(|m| m.start() + at..m.end() + at);
        let (found, is_mail) = match (phone, mail) {
            (Some(p), Some(m)) if m.start <= p.start => (m, true),
            (Some(p), _) => (p, false),
            (None, Some(m)) => (m, true),
            (None, None) => break,
        };
        let before = &text[at..found.start];
        // 联系电话：甲。材料报送：…: a sentence that ends ends the person too.
        if before.contains('。') && !current.phones.is_empty() {
            flush(current, out, false);
        }
        // 咨询电话：…，监督电话：…: who is complained to is another.
        if !is_mail && at > 0 && !current.phones.is_empty() && is_complaint(before) {
            flush(current, out, false);
        }
        // 材料报送联系电话：… below the number of another: somebody else's.
        if !is_mail && at == 0 && !current.phones.is_empty() && names_a_line(before) {
            flush(current, out, false);
        }
        words(before, &mut fresh, index, current, out);
        if !is_mail && complains(before, current) {
            // Who is complained to is another than who was named before it.
            out.push(Contact {
                phones: vec![tidy_phone(&text[found.clone()])],
                line: index,
                lines: (index, index, vec![index]),
                ..Contact::default()
            });
            at = found.end;
            continue;
        }
        if is_mail {
            current.emails.push(text[found.clone()].to_owned());
        } else if let Some((said, end)) = bracket_behind(text, found.end) {
            // 010-58880011、58880012(传真); 010-58933325(周女士)、58933326(史先生).
            let number = tidy_phone(&text[found.clone()]);
            bracketed(current, out, &said, number, index);
            current.line = index;
            fax = said == Bracket::Fax;
            at = end;
            continue;
        } else if is_fax(before, fax) {
            fax = true;
            current.faxes.push(tidy_phone(&text[found.clone()]));
        } else {
            fax = false;
            // QQ群:123456789 is no telephone.
            let label = before.trim_end_matches([':', ' ']);
            if !["QQ", "QQ群", "群号", "邮编", "邮政编码", "微信"]
                .iter()
                .any(|l| label.ends_with(l))
            {
                let first = current.phones.is_empty();
                let between = before.trim_matches(' ');
                current.even = first || current.even && ["、", "", ","].contains(&between);
                current.phones.push(tidy_phone(&text[found.clone()]));
                current.lines.2.push(index);
                // 68200001/0002: the rest is as in the number before.
                let mut end = found.end;
                while let Some((next, whole)) = short_for(text, end, &text[found.clone()]) {
                    current.phones.push(tidy_phone(&whole));
                    current.lines.2.push(index);
                    current.even = false;
                    end = next;
                }
                current.line = index;
                at = end;
                continue;
            }
        }
        current.line = index;
        at = found.end;
    }
    words(&text[at..], &mut fresh, index, current, out);
    // 联系电话:…,联系人:某某: the person stands behind the telephone of the same line.
    let asked = ["联系人", "联络员", "联络人"].iter().any(|word| text[at..].contains(word));
    if let Some(last) = out.last_mut().filter(|last| last.line == index && last.name.is_none())
        && asked
        && current.lines.1 == index
        && current.phones.is_empty()
        && current.emails.is_empty()
    {
        last.name = current.name.take();
        last.lines.1 = index;
    }
}

/// Whether words before a telephone say what it is asked for: 材料报送联系电话, but not 办公电话.
fn names_a_line(before: &str) -> bool {
    let label: String = before.chars().filter(|c| !c.is_whitespace()).collect();
    let label = crate::understand::notice::sentences::without_number(&label).trim_end_matches(':');
    let what = ["联系电话", "咨询电话", "电话"].iter().find_map(|word| label.strip_suffix(word));
    what.is_some_and(|what| {
        (4..=20).contains(&what.chars().count()) && !what.contains(['、', ',', '和', '及', '人'])
    })
}

/// Whether a telephone for complaints stands behind a person who has none yet.
fn complains(before: &str, current: &Contact) -> bool {
    current.name.is_some() && current.phones.is_empty() && is_complaint(before)
}

/// Whether words name a telephone for complaints.
fn is_complaint(before: &str) -> bool {
    let label = before.trim_end_matches([':', ' ']);
    lexicon::CONTACT_COMPLAINTS.iter().any(|word| label.ends_with(word))
}

pattern! {
    static INSIDE = r"地址[:：]\s*([^,，。;；(（]{4,60})";
}

/// A postal address in the middle of a line: 地址：临江市江心路8号，邮编…
fn address_inside(folded: &str) -> Option<String> {
    let found = INSIDE.captures(folded)?;
    let text = found[1].trim();
    (!text.contains('@') && !text.is_ascii()).then(|| text.to_owned())
}

/// Takes the words between two telephones: organisations and names.
fn words(
    text: &str,
    fresh: &mut bool,
    index: usize,
    current: &mut Contact,
    out: &mut Vec<Contact>,
) {
    // 数字科——鲍某——65511208: long dashes part as colons do.
    let text = text.replace("--", ":");
    let text = &without_roles(&text);
    let separators = [' ', '\t', '\u{3000}', ',', ';', ':', '(', ')', '、', '/', '。', '|'];
    let mut pieces: Vec<String> = Vec::new();
    let mut lone = false;
    // 李 想电话: the label stands right behind the name.
    for word in text.split(separators).map(strip_labels).filter(|w| !w.is_empty()) {
        let single = word.chars().count() == 1;
        match pieces.last_mut() {
            // 杨 晶: a name set wide.
            Some(last) if single && lone => last.push_str(word),
            _ => pieces.push(word.to_owned()),
        }
        lone = single;
    }
    for piece in parted(pieces) {
        let word = strip_labels(&piece);
        if word.is_empty() || word.chars().all(|c| !c.is_alphabetic()) {
            continue;
        }
        if is_organization(word) {
            // 李某(县工信局企业股): the office stands behind the person.
            let behind = text.contains(&format!("({word})"))
                && current.phones.is_empty()
                && (current.organization.is_none() || current.inherited);
            if (!current.phones.is_empty() || current.name.is_some()) && !behind {
                flush(current, out, false);
            }
            current.organization = Some(word.to_owned());
            (current.inherited, current.bracketed) = (false, behind);
            (current.line, current.lines.0) = (index, index);
            *fresh = false;
        } else if is_name(word) && !(is_weekday(word) && text.contains(&format!("({word})"))) {
            // 程某、马某 or 程某 马某: two people with one telephone.
            let squeezed: String =
                text.chars().filter(|c| *c == '\t' || !c.is_whitespace()).collect();
            if let Some(first) = &current.name
                && current.phones.is_empty()
                && current.lines.1 == index
                && ["、", ""].iter().any(|mark| {
                    let first = first.replace('、', mark);
                    squeezed.contains(&format!("{first}{mark}{word}"))
                })
            {
                current.name = Some(format!("{first}、{word}"));
                continue;
            }
            if !current.phones.is_empty() || current.name.is_some() {
                let first = current.name.as_deref().and_then(|name| squeezed.split_once(name));
                let between = first.and_then(|(_, rest)| rest.split(word).next());
                // 服务商（某云智）: whose somebody is, and no other person.
                if between == Some("(") {
                    continue;
                }
                // 详见某处，联系人：某某: a label between them parts them.
                let apart = between.is_none_or(|between| !is_joint(between));
                let unheard = current.phones.is_empty() && current.emails.is_empty();
                if apart && unheard {
                    current.name = None;
                }
                flush(current, out, true);
            }
            current.name = Some(word.to_owned());
            (current.line, current.lines.1) = (index, index);
            *fresh = false;
        }
    }
}

pattern! {
    static ROLE = r"\([\p{Han}]{0,3}(?:业务|技术|系统|政策|平台|财务|咨询|同号|申报|支持|流程|资金)[\p{Han}]{0,3}\)";
}

/// 向某（业务）: what somebody is asked about is no name.
fn without_roles(text: &str) -> Cow<'_, str> {
    ROLE.replace_all(text, " ")
}

/// Ends a contact; the next may keep the organisation.
fn flush(current: &mut Contact, out: &mut Vec<Contact>, keep: bool) {
    let organization = current.organization.clone().filter(|_| keep && !current.bracketed);
    let line = current.lines.0;
    let done = std::mem::take(current);
    // Whoever is named without a telephone may have it behind the next person.
    let reached = [&done.phones, &done.emails, &done.faxes].iter().any(|list| !list.is_empty());
    if reached || keep && done.name.is_some() {
        out.push(done);
    }
    current.inherited = organization.is_some();
    current.organization = organization;
    current.lines.0 = line;
}
