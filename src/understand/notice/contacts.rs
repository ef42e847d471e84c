//! 联系方式: organisations, people and all their telephones.

use crate::understand::notice::agency;
use crate::understand::passages::Passage;
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;
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
    /// E-mail addresses.
    pub emails: Vec<String>,
    /// Postal address, where one is printed.
    pub address: Option<String>,
    /// Line on which it ends.
    pub line: usize,
    /// Lines of the organisation, of the name, and of each telephone.
    pub lines: (usize, usize, Vec<usize>),
}

static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"1[3-9][0-9](?: ?[0-9]{4}){2}|(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}-)[2-9][0-9]{2,3} [0-9]{4}|[5-8][0-9]{3} [0-9]{4}|(?:\(0[0-9]{2,3}\)|0[0-9]{2,3}[- ]?)?[2-9][0-9]{6,7}(?:(?:-转|-|转)[0-9]{1,5})?|400-?[0-9]{3,4}-?[0-9]{3,4}(?:转[0-9]{1,5})?").ok()
});

/// 12345, 96871: numbers that only the word before them makes telephones.
static HOTLINE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:热线|电话|拨打)[:：]?(?:1[02][0-9]{3}|9[56][0-9]{3,4})").ok());

static EMAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}").ok());

static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?:https?:/?/?|www\.)[!-~]*").ok());

/// Words that open the telling of contacts.
const OPENERS: &[&str] = &[
    "联系人",
    "联系单位",
    "联系方式",
    "联系电话",
    "技术支持",
    "咨询电话",
    "咨询方式",
    "联络方式",
    "业务咨询",
    "政策咨询",
    "服务电话",
    "受理部门",
    "受理单位",
    "受理电话",
    "监督电话",
    "举报电话",
    "投诉",
    "咨询人",
    "联络人",
    "联络员",
];

/// Labels inside it that are neither names nor organisations.
const LABELS: &[&str] = &[
    "联系人及联系方式",
    "联系人及联系电话",
    "联系人及电话",
    "联系人和电话",
    "联系人",
    "联系方式",
    "联系电话",
    "咨询电话",
    "及电话",
    "电话",
    "手机",
    "传真",
    "技术支持单位",
    "申报平台技术支持",
    "平台技术支持",
    "系统技术支持",
    "技术支持",
    "业务咨询",
    "政策咨询",
    "电子邮箱",
    "邮箱",
    "电子邮件",
    "服务电话",
    "服务热线",
    "咨询热线",
    "监督电话",
    "热线",
    "座机",
    "兼传真",
    "受理部门",
    "受理单位",
    "受理",
    "纪检监督",
    "纪检",
    "联系单位",
    "电子信箱",
    "信箱",
    "投诉监督",
    "监督投诉",
    "投诉",
    "监督",
    "举报",
    "咨询人",
    "联络人",
    "联络员",
    "联系科室",
    "联系处室",
    "联系部门",
    "责任人",
    "微信群",
    "微信号",
    "微信",
    "QQ群",
    "QQ",
    "网址",
    "邮政编码",
    "邮编",
    "地址",
    "姓名",
    "单位",
];

/// Labels of lines that are no contact at all.
const OTHERS: &[&str] = &[
    "地址",
    "邮编",
    "材料邮寄",
    "邮寄地址",
    "通讯地址",
    "网址",
    "报送地址",
    "通信地址",
    "联系地址",
    "邮政编码",
    "QQ",
    "微信",
];

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
    for index in order(lines, body) {
        let line = &lines[index];
        let opens = OPENERS.iter().any(|o| line.bare.contains(o)) && is_short_or_phone(line);
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
        let plain = super::sentences::without_number(&line.bare);
        if OTHERS.iter().any(|o| plain.starts_with(o)) {
            current.address = current.address.take().or_else(|| address(&line.text));
            continue;
        }
        read_line(&line.text, index, &mut current, &mut out);
    }
    flush(&mut current, &mut out, false);
    out
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
    let named = ["地址", "邮寄", "寄送", "报送至"].iter().any(|word| label.contains(word));
    (named && !rest.is_empty()).then(|| rest.to_owned())
}

fn is_short_or_phone(line: &Passage) -> bool {
    let phones = phones_in(&line.bare);
    line.bare.chars().count() <= 24
        || phones && line.bare.chars().count() <= 160
        || phones && line.bare.contains("联系人:")
}

fn phones_in(bare: &str) -> bool {
    let text = without_addresses(bare).replace(['—', '–', '−'], "-");
    next_phone(&text, 0).is_some()
}

/// The next telephone at or behind a place; a part of a longer number is none.
fn next_phone(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let rest = text.get(from..)?;
    let found = PHONE.as_ref()?.find_iter(rest).map(|m| m.range());
    let hotlines = HOTLINE.as_ref()?.find_iter(rest).map(|m| {
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
        .as_ref()
        .map_or_else(Vec::new, |r| r.find_iter(&folded).map(|m| m.as_str().to_owned()).collect())
}

/// Addresses on the web hold runs of digits that are no telephones.
fn without_addresses(text: &str) -> Cow<'_, str> {
    ADDRESS.as_ref().map_or(Cow::Borrowed(text), |r| r.replace_all(text, " "))
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
        || super::date::alone(bare).is_some()
        || bare.ends_with('。') && !phones_in(bare)
        || !phones_in(bare) && bare.chars().count() > 45
        || bare.contains("http")
}

fn read_line(text: &str, index: usize, current: &mut Contact, out: &mut Vec<Contact>) {
    let folded: String =
        text.nfkc().map(|c| if matches!(c, '—' | '–' | '−' | '―') { '-' } else { c }).collect();
    let folded = without_addresses(&folded);
    let text = folded.as_ref();
    let Some(email) = EMAIL.as_ref() else { return };
    if current.address.is_none() && phones_in(text) {
        current.address = address_inside(text);
    }
    // Words, telephones and addresses in their order.
    let mut fresh = true;
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
        words(&text[at..found.start], &mut fresh, index, current, out);
        if !is_mail && complains(&text[at..found.start], current) {
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
        } else {
            // QQ群:123456789 is no telephone.
            let before = text[at..found.start].trim_end_matches([':', ' ']);
            if !["QQ", "QQ群", "群号", "邮编", "邮政编码", "微信"]
                .iter()
                .any(|l| before.ends_with(l))
            {
                current.phones.push(tidy_phone(&text[found.clone()]));
                current.lines.2.push(index);
            }
        }
        current.line = index;
        at = found.end;
    }
    words(&text[at..], &mut fresh, index, current, out);
}

/// Whether a telephone for complaints stands behind a person who has none yet.
fn complains(before: &str, current: &Contact) -> bool {
    let label = before.trim_end_matches([':', ' ']);
    let named = current.name.is_some() && current.phones.is_empty();
    named && ["监督电话", "监督举报电话", "投诉电话", "举报电话"].iter().any(|w| label.ends_with(w))
}

/// A postal address in the middle of a line: 地址：临江市江心路8号，邮编…
fn address_inside(folded: &str) -> Option<String> {
    static INSIDE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"地址[:：]\s*([^,，。;；(（]{4,60})").ok());
    let found = INSIDE.as_ref()?.captures(folded)?;
    let text = found[1].trim();
    (!text.contains('@') && !text.is_ascii()).then(|| text.to_owned())
}

fn tidy_phone(phone: &str) -> String {
    phone.replace(['(', ' '], "").replace(')', "-")
}

/// Takes the words between two telephones: organisations and names.
fn words(
    text: &str,
    fresh: &mut bool,
    index: usize,
    current: &mut Contact,
    out: &mut Vec<Contact>,
) {
    let text = &without_roles(text);
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
                && current.organization.is_none();
            if (!current.phones.is_empty() || current.name.is_some()) && !behind {
                flush(current, out, false);
            }
            current.organization = Some(word.to_owned());
            (current.line, current.lines.0) = (index, index);
            *fresh = false;
        } else if is_name(word) {
            // 程某、马某 or 程某 马某: two people with one telephone.
            let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
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
                flush(current, out, true);
            }
            current.name = Some(word.to_owned());
            (current.line, current.lines.1) = (index, index);
            *fresh = false;
        }
    }
}

/// 向某（业务）: what somebody is asked about is no name.
fn without_roles(text: &str) -> Cow<'_, str> {
    static ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"\([\p{Han}]{0,3}(?:业务|技术|系统|政策|平台|财务|咨询|同号|申报|支持|流程|资金)[\p{Han}]{0,3}\)").ok()
    });
    ROLE.as_ref().map_or(Cow::Borrowed(text), |r| r.replace_all(text, " "))
}

/// The usual family names.
const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤樊刁虞温芦翟申兰殷庄章柳鲁邢骆耿管焦左齐欧舒葛祝纪卓聂辛阮牛季梅詹凌霍鲍岳尚施洪牟辜包单宁甘裴涂颜倪";

/// An organisation and a name that a lost space put together are two words again.
fn parted(pieces: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(pieces.len());
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let word = strip_labels(&piece);
        let family = |rest: &str| rest.chars().next().is_some_and(|c| FAMILIES.contains(c));
        let tail = |count: usize| word.char_indices().rev().nth(count - 1).map(|(at, _)| at);
        let split = |count: usize| {
            let (organization, name) = word.split_at(tail(count)?);
            (is_organization(organization) && family(name)).then_some((organization, name))
        };
        if is_organization(word) || is_name(word) {
            out.push(piece);
            continue;
        }
        if let Some((organization, name)) =
            [3, 2].into_iter().find_map(split).filter(|(_, name)| is_name(name))
        {
            out.extend([organization.to_owned(), name.to_owned()]);
            continue;
        }
        // 规划发展司杨 某: the name was set wide.
        let single = |next: &String| next.chars().count() == 1;
        match (split(1), pieces.next_if(single)) {
            (Some((organization, name)), Some(next)) => {
                out.extend([organization.to_owned(), format!("{name}{next}")]);
            }
            (_, next) => {
                out.push(piece);
                out.extend(next);
            }
        }
    }
    out
}

fn strip_labels(word: &str) -> &str {
    let mut rest = word.trim();
    loop {
        let before = rest;
        for label in LABELS {
            rest = rest
                .strip_prefix(label)
                .unwrap_or(rest)
                .strip_suffix(label)
                .unwrap_or(rest.strip_prefix(label).unwrap_or(rest));
        }
        rest = rest.strip_prefix("及").unwrap_or(rest);
        if rest == before {
            return rest;
        }
    }
}

fn is_organization(word: &str) -> bool {
    agency::is_agency(word)
        || word.chars().count() >= 4
            && ["公司", "中心", "处室", "科室", "平台", "大学", "学院", "股", "监察组", "秘书处"]
                .iter()
                .any(|e| word.ends_with(e))
}

fn is_name(word: &str) -> bool {
    let length = word.chars().count();
    // (周五) stands behind a date.
    let weekday =
        word.starts_with('周') && length == 2 && word.ends_with(|c| "一二三四五六日".contains(c));
    let office = ["长", "科员", "主任", "经理", "专员", "主管", "干部", "书记", "助理"];
    (2..=4).contains(&length)
        && !weekday
        && !(length >= 2
            && office.iter().any(|end| word.ends_with(end))
            && length != 4
            && is_post(word))
        && word.chars().all(|c| c.is_alphabetic() && !c.is_ascii() || c == '·')
        && ![
            "地址", "邮编", "邮寄", "材料", "说明", "附件", "以上", "逾期", "同上", "一、", "组织",
            "实施", "热线", "电话", "传真", "微信", "邮箱", "网址", "咨询",
        ]
        .iter()
        .any(|w| word.contains(w))
}

/// What somebody is: 处长, 副主任, 科员. A name may end on 长 too.
fn is_post(word: &str) -> bool {
    let core = word.trim_start_matches(['副', '正']);
    [
        "处长",
        "科长",
        "局长",
        "厅长",
        "部长",
        "司长",
        "股长",
        "组长",
        "院长",
        "秘书长",
        "会长",
        "所长",
    ]
    .contains(&core)
        || !core.ends_with('长')
}

/// Ends a contact; the next may keep the organisation.
fn flush(current: &mut Contact, out: &mut Vec<Contact>, keep: bool) {
    let organization = current.organization.clone().filter(|_| keep);
    let line = current.lines.0;
    let done = std::mem::take(current);
    if !done.phones.is_empty() || !done.emails.is_empty() {
        out.push(done);
    }
    current.organization = organization;
    current.lines.0 = line;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contacts(lines: &[&str]) -> Vec<String> {
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        read(&lines, 0)
            .into_iter()
            .map(|c| {
                format!(
                    "{}|{}|{}",
                    c.organization.unwrap_or_default(),
                    c.name.unwrap_or_default(),
                    c.phones.join("+")
                )
            })
            .collect()
    }

    #[test]
    fn a_postal_address_is_kept_with_its_contact() {
        let lines =
            ["联系人：吴小舟 0999-5550123", "地址：临江市江心路8号A座，邮编：999000", "附件：1.甲"];
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        assert_eq!(read(&lines, 0)[0].address.as_deref(), Some("临江市江心路8号A座"));
    }

    #[test]
    fn where_to_send_papers_is_an_address_too() {
        let lines =
            ["技术支持：甲研究院", "材料邮寄：某市江心路8号", "联系电话：18800001111 15000002222"];
        let lines: Vec<Passage> = lines.iter().map(|l| Passage::plain(l)).collect();
        assert_eq!(read(&lines, 0)[0].address.as_deref(), Some("某市江心路8号"));
    }

    #[test]
    fn offices_listed_before_their_telephones_find_them() {
        let lines =
            ["联系方式", "甲部装备司", "乙委产业司", "0866-5550101", "0866—5550202", "附件：表"];
        assert_eq!(contacts(&lines), ["甲部装备司||0866-5550101", "乙委产业司||0866-5550202"]);
    }

    #[test]
    fn extensions_and_hotlines_are_telephones() {
        let line = "联系人：吴小舟；联系电话：55550123-转8012；服务热线：12381";
        assert_eq!(contacts(&[line]), ["|吴小舟|55550123-转8012+12381"]);
        assert_eq!(contacts(&["联系人：吴小舟 55550123，邮编：100804"]), ["|吴小舟|55550123"]);
    }

    #[test]
    fn numbers_set_in_halves_and_a_telephone_for_complaints() {
        let line = "联系电话：0531—5178 2266，5178 2277；传真：0531—51782288";
        assert_eq!(contacts(&[line]), ["||0531-51782266+51782277+0531-51782288"]);
        assert_eq!(contacts(&["业务咨询：李某，020-3456 7890"]), ["|李某|020-34567890"]);
        let lines = [
            "联系单位：某省工业和信息化厅装备工业处",
            "联系人：莫某  纪检监督电话：0851-86820002",
            "联系电话：0851-86820001",
            "电子信箱：zbc@gz.example.cn",
        ];
        let want = ["||0851-86820002", "某省工业和信息化厅装备工业处|莫某|0851-86820001"];
        assert_eq!(contacts(&lines), want);
    }

    #[test]
    fn what_somebody_is_asked_about_is_no_name() {
        let line = "联系人：装备处：向晚某（业务）028-86261111，吕某（系统）028-86262222";
        assert_eq!(contacts(&[line]), ["装备处|向晚某|028-86261111", "装备处|吕某|028-86262222"]);
        let line = "咨询电话：0535-6781234（政策）、0535-6785678（技术）";
        assert_eq!(contacts(&[line]), ["||0535-6781234+0535-6785678"]);
    }

    #[test]
    fn telephones_on_the_line_below_their_label() {
        let lines = ["联系人：装备工业处 贺知远；电话：", "（0866）5550123，手机：139 0000 1111。"];
        assert_eq!(contacts(&lines), ["装备工业处|贺知远|0866-5550123+13900001111"]);
        assert_eq!(
            contacts(&["联系人：顾明轩　李　想电话：0869-8123456"]),
            ["|顾明轩、李想|0869-8123456"]
        );
    }

    #[test]
    fn two_people_before_one_telephone_and_what_they_are() {
        let line = "联系科室：智能制造科　联系人：顾明轩　李　想　电话：0869-8123456/8123457";
        assert_eq!(contacts(&[line]), ["智能制造科|顾明轩、李想|0869-8123456+8123457"]);
        assert_eq!(contacts(&["联系人：桑吉 科长 0868-7788123"]), ["|桑吉|0868-7788123"]);
        let line = "受理部门：装备工业处，电话：0866-5550123；驻厅纪检监察组，电话：0866-5550999";
        assert_eq!(contacts(&[line]), ["装备工业处||0866-5550123", "驻厅纪检监察组||0866-5550999"]);
        let lines = ["技术支持：葛工 55501234", "投诉监督：0866-6201009"];
        assert_eq!(contacts(&lines), ["|葛工|55501234", "||0866-6201009"]);
    }

    #[test]
    fn digits_of_a_web_address_are_no_telephone() {
        let line = "详见https://www.example.cn/art/2021/art_41aa07b6655443322f19.html联系人：吴小舟；联系电话：55550123";
        assert_eq!(contacts(&[line]), ["|吴小舟|55550123"]);
    }

    #[test]
    fn people_and_telephones_in_many_layouts() {
        assert_eq!(
            contacts(&[
                "联系人及电话：",
                "甲部装备司 赵 某 0866-5550101",
                "技术支持单位：",
                "乙研究院 汪立某 13900000022",
                "王金某 13900000011"
            ]),
            [
                "甲部装备司|赵某|0866-5550101",
                "乙研究院|汪立某|13900000022",
                "乙研究院|王金某|13900000011"
            ]
        );
        assert_eq!(
            contacts(&[
                "（联系人：市工信局 杨立某，电话：55550111、13900000055；市发展改革委 郑立某 ，电话：55550222）"
            ]),
            ["市工信局|杨立某|55550111+13900000055", "市发展改革委|郑立某|55550222"]
        );
        assert_eq!(contacts(&["联系人：吴立某；联系电话：55550444"]), ["|吴立某|55550444"]);
        assert_eq!(
            contacts(&[
                "甲司",
                "联系人及电话：",
                "甲部装备司",
                "樊  某    010-55550333",
                "附件：1.某"
            ]),
            ["甲部装备司|樊某|010-55550333"]
        );
    }

    #[test]
    fn offices_under_a_heading_of_their_own() {
        assert_eq!(
            contacts(&[
                "（一）咨询方式",
                "某省工业和信息化厅智能制造处：沐春某 0879-6123456",
                "某省智能制造协会：段某 13577770000；杨柳某 13577771111",
                "平台技术支持：400-616-0879转2",
                "（二）通信地址：某市某路12号（邮编：6501000）",
                "请于（周五）前报送。"
            ]),
            [
                "某省工业和信息化厅智能制造处|沐春某|0879-6123456",
                "某省智能制造协会|段某|13577770000",
                "某省智能制造协会|杨柳某|13577771111",
                "||400-616-0879转2"
            ]
        );
    }

    /// A line wrap at the space between them once made one word of office and person.
    #[test]
    fn an_office_and_a_name_without_a_space_are_two() {
        assert_eq!(
            contacts(&[
                "联系人及电话：",
                "国资委科技创新局陈建某 0866-5550404",
                "发展改革委产业发展司杨 某 0866-5550303",
                "某信息通信研究院汪立某 13900000022",
                "甲部装备工业发展中心 0866-5550101"
            ]),
            [
                "国资委科技创新局|陈建某|0866-5550404",
                "发展改革委产业发展司|杨某|0866-5550303",
                "某信息通信研究院|汪立某|13900000022",
                "甲部装备工业发展中心||0866-5550101"
            ]
        );
    }

    #[test]
    fn what_looks_like_a_telephone_or_a_name_and_is_none() {
        assert_eq!(
            contacts(&["联系人：刘某 18050001111 QQ群：123456789 群号：654321987 邮编：6500001"]),
            ["|刘某|18050001111"]
        );
        assert_eq!(
            contacts(&[
                "联系人：李大某（县工信局企业股）　电话：（0933）4421100　手机：139 0000 4444"
            ]),
            ["县工信局企业股|李大某|0933-4421100+13900004444"]
        );
        assert_eq!(
            contacts(&["联系人：装备处  程  某、马某，0991-6601212转8012；服务热线 400-820-1234"]),
            ["装备处|程某、马某|0991-6601212转8012+400-820-1234"]
        );
        let line =
            "联系人：白某，电话：0877-3121456（兼传真）；地址：云岭市环城路8号601室，邮编：650000";
        let got = read(&[Passage::plain(line)], 0);
        assert_eq!((got.len(), got[0].phones.len()), (1, 1));
        assert_eq!(got[0].address.as_deref(), Some("云岭市环城路8号601室"));
    }

    #[test]
    fn offices_without_a_person() {
        assert_eq!(
            contacts(&[
                "（三）联系方式",
                "甲部装备司   0866—5550101",
                "申报平台技术支持：乙研究院",
                "材料邮寄：北京市某路 52号",
                "联系电话：13900000044   13900000033"
            ]),
            ["甲部装备司||0866-5550101", "乙研究院||13900000044+13900000033"]
        );
    }
}
